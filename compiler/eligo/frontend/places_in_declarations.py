"""The places in declarations of data, groups, tables, units, cohorts, stages and periods, and in the
lines of criteria that are no rule; and the words for each."""

from __future__ import annotations

from eligo.diagnostics import cells, reading
from eligo.frontend.place import Place

IN_DECLARATIONS: tuple[Place, ...] = (
    # ---------------------------------------------------------------------------- headers of blocks
    Place(
        "the name of the period",
        "period run-in from screening to day 1",
        reading.header_incomplete,
        "period: PERIOD",
    ),
    Place(
        "“from” and the milestone that it begins with",
        "{said} from screening to day 1",
        reading.header_incomplete,
        "period: NAME",
    ),
    Place(
        "the milestone that it begins with",
        "{said} screening to day 1",
        reading.header_incomplete,
        "period: FROM",
    ),
    Place(
        "“to” and the milestone that it ends with",
        "{said} to day 1",
        reading.header_incomplete,
        "period: anchor",
    ),
    Place(
        "the milestone that it ends with", "{said} day 1", reading.header_incomplete, "period: TO"
    ),
    Place(
        "where the milestone lies",
        "{said} 14 days before first dose",
        reading.header_incomplete,
        "milestone: COLON",
    ),
    Place(
        "nothing more",
        "milestone washout start: 14 days before first dose",
        reading.header_surplus,
        "milestone: anchor",
        True,
    ),
    Place(
        "the name of a datum of a vocabulary",
        "extend data creatinine: with normal range",
        reading.header_incomplete,
        "data: EXTEND_DATA",
    ),
    Place(
        "a comma and another property, or nothing more",
        "{said}",
        reading.header_surplus,
        "data: kind_tail *",
        True,
    ),
    Place(
        "the name of the group",
        "open group investigational drug",
        reading.header_incomplete,
        "group: OPEN_GROUP",
    ),
    Place(
        ("“of conditions”, “from” with a file, a colon and the members, or nothing" " more"),
        "{said}",
        reading.header_surplus,
        "group: group_head *; group_head: OF_KIND STRING",
        True,
    ),
    Place(
        "the name of a file in quotation marks",
        '{said} "members.csv"',
        reading.header_incomplete,
        "group_head: FROM; table_head: FROM",
    ),
    Place(
        "the members, with commas between them",
        "{said} prednisone, prednisolone",
        reading.header_incomplete,
        "group_head: COLON COMMA",
    ),
    Place(
        "a comma and another member, or nothing more",
        "{said}",
        reading.header_surplus,
        "group_head: member kind_item *",
        True,
    ),
    Place(
        "the name of the table",
        "table minimum haemoglobin in g/dL",
        reading.header_incomplete,
        "table: TABLE",
    ),
    Place(
        (
            "“in” with a unit, “as score”, “as ratio” or “as count”, “from” with a"
            " file, or nothing more (the rows stand on deeper lines)"
        ),
        "{said} in g/dL",
        reading.header_surplus,
        "table: NAME STRING table_head *; table_head: UNIT NUMBER_KIND STRING",
        True,
    ),
    Place("the unit of the number", "{said} g/dL", reading.unit_missing, "table_head: IN"),
    Place(
        "“score”, “ratio” or “count”", "{said} ratio", reading.header_incomplete, "table_head: AS"
    ),
    Place(
        "the name of the unit",
        "unit study eye from eye where role is study",
        reading.header_incomplete,
        "unit: UNIT_BLOCK",
    ),
    Place(
        "“from” and the record that it is taken from",
        "{said} from eye",
        reading.header_incomplete,
        "unit: STRING",
    ),
    Place(
        (
            "“from” with the record that it is taken from, “where” with a condition, or"
            " nothing more"
        ),
        "unit study eye from eye where role is study, at least 1",
        reading.header_incomplete,
        "unit: NAME",
    ),
    Place(
        "the record that it is taken from", "{said} eye", reading.header_incomplete, "unit: FROM"
    ),
    Place(
        "what must be so of the thing that counts",
        "{said} role is study",
        reading.header_incomplete,
        "unit: WHERE",
    ),
    Place(
        "“, at least” with a number, or nothing more",
        "{said}, at least 1",
        reading.header_surplus,
        "unit: simple",
        True,
    ),
    Place("how many must pass", "{said} 1", reading.header_incomplete, "unit: LEAST"),
    Place("nothing more", "{said}", reading.header_surplus, "unit: NUMBER", True),
    Place(
        "the name of the cohort",
        'cohort A "Newly diagnosed"',
        reading.header_incomplete,
        "cohort: COHORT",
    ),
    Place(
        "a label in quotation marks, or nothing more",
        'cohort A "Newly diagnosed"',
        reading.header_surplus,
        "cohort: NAME STRING",
        True,
    ),
    Place(
        "the name of the stage",
        "stage randomisation at day 1",
        reading.header_incomplete,
        "stage: STAGE",
    ),
    Place(
        "“at” and the milestone that it is assessed at",
        "stage randomisation at day 1",
        reading.header_incomplete,
        "stage: NAME STRING",
    ),
    Place(
        "the milestone that it is assessed at",
        "{said} day 1",
        reading.header_incomplete,
        "stage: AT",
    ),
    Place(
        "the number that the protocol prints",
        'delay 1 "Fever" of vaccination 1',
        reading.header_incomplete,
        "criterion: DELAY",
    ),
    Place("the name of a milestone", "{said} day 1", reading.header_incomplete, "head: ASSESSED"),
    Place(
        "the name of what is delayed",
        "{said} vaccination 1",
        reading.header_incomplete,
        "head: OF_VISIT",
    ),
    Place(
        "a time that holds for the whole criterion",
        "{said} within 7 days before day 1",
        reading.header_incomplete,
        "head: THROUGHOUT",
    ),
    Place(
        "another item of the header, or nothing more",
        "{said}",
        reading.header_surplus,
        "head: window *",
        True,
    ),
    # ------------------------------------------------------------------------------ data and groups
    Place(
        "the name of the attribute, a colon and its kind",
        "with treated: yes or no",
        reading.property_incomplete,
        "attribute: WITH",
    ),
    Place(
        "the kind that several attributes have, a colon and their names",
        "with, yes or no: treated, resected",
        reading.property_incomplete,
        "attribute: COMMA",
    ),
    Place(
        "a colon and the kind of the attribute",
        "{said}: yes or no",
        reading.property_incomplete,
        "attribute: NAME STRING",
    ),
    Place(
        "the kind of the attribute",
        "{said} yes or no",
        reading.property_incomplete,
        "attribute: COLON",
    ),
    Place(
        "a comma and another property, or nothing more",
        "{said}",
        reading.property_incomplete,
        "attribute: kind_line",
        True,
    ),
    Place(
        "a kind (graded, yes or no, score)",
        "{said} yes or no",
        reading.property_incomplete,
        "kind_line: DATED",
    ),
    Place(
        "a comma and another property, or nothing more",
        "{said}",
        reading.property_incomplete,
        "kind_head: RECORD",
        True,
    ),
    Place(
        "the names of its parts",
        "{said} systolic, diastolic in mm[Hg]",
        reading.property_incomplete,
        "kind_head: PAIRED; components: COMMA",
    ),
    Place(
        "all its parts, with commas between them, and “in” with their unit",
        "{said}, diastolic in mm[Hg]",
        reading.property_incomplete,
        "components: NAME *; kind_head: components",
    ),
    Place("the unit of both", "{said} mm[Hg]", reading.unit_missing, "kind_head: IN"),
    Place(
        "a length of time",
        "{said} 28 days",
        reading.property_incomplete,
        "kind_tail: MEASURED_WITHIN",
    ),
    Place(
        "a length of time, such as 40 h",
        "{said} 40 h",
        reading.property_incomplete,
        "kind_tail: HALF_LIFE",
    ),
    Place(
        "an amount with its unit",
        "{said} 10 mg",
        reading.property_incomplete,
        "kind_tail: EQUIVALENT",
    ),
    Place(
        "a comma and another property, or nothing more",
        "{said}",
        reading.property_incomplete,
        (
            "kind_tail: QUANTITY; kind_item: member; member: NAME CLOSE; group_line:"
            " member kind_item *"
        ),
        True,
    ),
    Place(
        "a half-life, an equivalent, another name or a code",
        "{said} half-life 8 h)",
        reading.property_incomplete,
        "member: OPEN COMMA",
    ),
    Place("a closing bracket", "{said})", reading.property_incomplete, "member: kind_tail *"),
    Place(
        "the medicine that amounts are compared with",
        "equivalents of lorazepam",
        reading.property_incomplete,
        "group_line: EQUIVALENTS_OF",
    ),
    Place(
        "the name of a member, or of a group",
        "{said} hydrocortisone",
        reading.property_incomplete,
        "group_line: EXCEPT GROUP COMMA",
    ),
    # ------------------------------------------------------------------------------- rows of tables
    Place(
        "what each of its columns is about",
        "| age at screening | sex | value |",
        cells.no_header,
        "columns: COLUMNS BAR",
    ),
    Place("a unit", "{said} g/dL", reading.unit_missing, "column: IN"),
    Place(
        "“|” and the next column",
        "| age at screening | sex | value |",
        cells.table_incomplete,
        "column: subject measure age window UNIT; columns: column *",
        True,
    ),
    Place(
        "a cell (any, a value, a limit such as “< 2 years”, or a result)",
        "{said} any |",
        cells.table_incomplete,
        "row: ROW BAR *",
    ),
    Place(
        "“|” and the next cell",
        "{said} |",
        cells.table_incomplete,
        ("row: cell; cell: ANY OTHERWISE OUTCOME STRING bounds values amount QUANTITY"),
        True,
    ),
    Place("the upper end of the range", "{said} 12 years |", cells.table_incomplete, "cell: TO"),
    # ----------------------------------------------------------------- stages and lines of criteria
    Place(
        "the name of another stage",
        "extends screening",
        reading.property_incomplete,
        "stage_line: EXTENDS",
    ),
    Place(
        "“inclusion”, “exclusion” or “delay” and a number",
        "without inclusion 3, exclusion 4",
        reading.property_incomplete,
        "stage_line: WITHOUT COMMA",
    ),
    Place(
        "a comma and another criterion, or nothing more",
        "{said}",
        reading.property_incomplete,
        "stage_line: NAME without *; without: REFERENCE",
        True,
    ),
    Place(
        "the number of a criterion",
        "{said} 3",
        reading.property_incomplete,
        "without: INCLUSION EXCLUSION DELAY",
    ),
    Place(
        "how often: once, twice or 3 times",
        "may be repeated once within 2 weeks",
        reading.property_incomplete,
        "repeat: REPEATED",
    ),
    Place(
        "“within” and a length of time",
        "{said} within 2 weeks",
        reading.property_incomplete,
        "repeat: OFTEN",
    ),
    Place("a length of time", "{said} 2 weeks", reading.property_incomplete, "repeat: WITHIN"),
    Place(
        "“, mean counts”, “, latest counts”, or nothing more",
        "{said}",
        reading.property_incomplete,
        "repeat: QUANTITY COUNTS",
        True,
    ),
    Place(
        "“mean counts” or “latest counts”",
        "{said} mean counts",
        reading.property_incomplete,
        "repeat: COMMA",
    ),
    Place(
        "what is permitted, in quotation marks",
        'permits "Paracetamol up to 2 g a day"',
        reading.property_incomplete,
        "permits: PERMITS",
    ),
    Place(
        "“when” and a condition, or nothing more",
        "{said} when pain",
        reading.property_incomplete,
        "permits: STRING simple",
        True,
    ),
    Place("a condition", "{said} pain", reading.property_incomplete, "permits: WHEN"),
    Place(
        "what it refers to, in quotation marks",
        'refers to "Appendix D"',
        reading.property_incomplete,
        "refers: REFERS_TO",
    ),
    Place("nothing more", "{said}", reading.property_incomplete, "refers: STRING", True),
)
