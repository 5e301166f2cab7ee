"""The places outside of statements: headers, properties, examples; and the words for
each."""

from __future__ import annotations

from eligo.diagnostics import reading
from eligo.frontend.place import Place

IN_BLOCKS: tuple[Place, ...] = (
    # -------------------------------------------------------------------------------------- headers
    Place(
        "the number of the protocol",
        "protocol NCT01234567",
        reading.header_incomplete,
        "protocol: PROTOCOL",
    ),
    Place("nothing more", "protocol NCT01234567", reading.header_surplus, "protocol: NAME", True),
    Place(
        "the name of the vocabulary",
        "vocabulary laboratory",
        reading.header_incomplete,
        "vocabulary: VOCABULARY",
    ),
    Place(
        "nothing more", "vocabulary laboratory", reading.header_surplus, "vocabulary: NAME", True
    ),
    Place(
        "the name of a vocabulary",
        "use demographics, laboratory",
        reading.use_incomplete,
        "use: USE COMMA",
    ),
    Place(
        "a milestone of the vocabulary, “as” and one of this file",
        "{said} screening as Visit 1",
        reading.use_incomplete,
        "used: WITH AND",
    ),
    Place(
        "“as” and a milestone of this file",
        "{said} as Visit 1",
        reading.use_incomplete,
        "binding: NAME",
    ),
    Place("a milestone of this file", "{said} Visit 1", reading.use_incomplete, "binding: AS"),
    Place(
        "a comma and another vocabulary, or “with”",
        "use demographics, laboratory",
        reading.use_incomplete,
        "used: NAME * binding; use: used *",
        True,
    ),
    Place(
        "another name, or nothing more",
        "data, yes or no: epilepsy, lactating",
        reading.header_surplus,
        "data: *",
        True,
    ),
    Place(
        "a name",
        "milestone screening",
        reading.header_incomplete,
        "milestone: MILESTONE VISIT",
    ),
    Place("another name", "{said} …", reading.header_incomplete, "milestone: COMMA"),
    Place(
        "nothing more, or a comma and another name",
        "milestone consent, screening",
        reading.header_surplus,
        "milestone: NAME *",
        True,
    ),
    Place(
        "the name of the datum", "data epilepsy: yes or no", reading.header_incomplete, "data: DATA"
    ),
    Place(
        "a label in quotation marks, a colon and the kind, or nothing more",
        "{said}: yes or no",
        reading.header_surplus,
        "data: NAME STRING",
        True,
    ),
    Place("a kind", "{said} yes or no", reading.property_incomplete, "data: COLON COMMA"),
    Place(
        "a colon and a name for each datum",
        "data, yes or no: epilepsy, lactating",
        reading.header_incomplete,
        "data: kind_line",
    ),
    Place(
        "the name of the group", "group glucocorticoid", reading.header_incomplete, "group: GROUP"
    ),
    Place(
        "a label in quotation marks, or nothing more (members stand on deeper lines)",
        "{said}",
        reading.header_surplus,
        "group: NAME STRING",
        True,
    ),
    Place(
        "a name for what is defined",
        "define childbearing potential",
        reading.header_incomplete,
        "define: DEFINE",
    ),
    Place("the unit of the number", "{said} mL/min", reading.unit_missing, "define: IN"),
    Place("“score”, “ratio” or “count”", "{said} ratio", reading.header_incomplete, "define: AS"),
    Place(
        "a label in quotation marks, “in” with a unit, or nothing more",
        "{said}",
        reading.header_surplus,
        "define: NAME STRING UNIT NUMBER_KIND",
        True,
    ),
    Place(
        "the name of the score",
        "score SLEDAI-2K from 0 to 105",
        reading.header_incomplete,
        "score: SCORE",
    ),
    Place(
        "a label in quotation marks, “from … to …”, or nothing more",
        "{said} from 0 to 105",
        reading.header_surplus,
        "score: NAME STRING",
        True,
    ),
    Place(
        "the least and greatest possible number",
        "score SLEDAI-2K from 0 to 105",
        reading.range_incomplete,
        "score: FROM TO score_number; score_number: NUMBER",
    ),
    Place(
        "the name of the subgroup", "subgroup LN", reading.header_incomplete, "subgroup: SUBGROUP"
    ),
    Place(
        "a label in quotation marks, or nothing more",
        'subgroup LN "Lupus nephritis"',
        reading.header_surplus,
        "subgroup: NAME STRING",
        True,
    ),
    Place(
        "the number that the protocol prints",
        'inclusion 3 "Age"',
        reading.header_incomplete,
        "criterion: INCLUSION EXCLUSION",
    ),
    Place(
        "the part's letter or number",
        'part a "Blood counts"',
        reading.header_incomplete,
        "part: PART",
    ),
    Place(
        "a title in quotation marks, “as KEY”, “for SUBGROUP”, “assessed at MILESTONE”, a time such"
        " as “within 7 days before day 1”, “requires:” or “excludes:”, or nothing more",
        "{said}",
        reading.header_surplus,
        "criterion: LABEL STRING * head; part: LABEL STRING *; head: KEY NAME COLON",
        True,
    ),
    Place(
        "a key of small letters, digits and hyphens",
        "{said} disease-activity",
        reading.header_incomplete,
        "head: AS",
    ),
    Place("the name of a subgroup", "{said} LN", reading.header_incomplete, "head: FOR"),
    Place("a colon", "{said}:", reading.header_incomplete, "head: TURN"),
    Place(
        "a title in quotation marks",
        'context "Title and summary"',
        reading.header_incomplete,
        "context: CONTEXT",
    ),
    Place("nothing more", "{said}", reading.header_surplus, "context: STRING", True),
    Place(
        "a title in quotation marks",
        'example "A woman of 40"',
        reading.header_incomplete,
        "example: EXAMPLE",
    ),
    Place("nothing more", "{said}", reading.header_surplus, "example: STRING", True),
    # ----------------------------------------------------------------------------------- properties
    Place(
        "a text in quotation marks",
        '{said} "…"',
        reading.property_incomplete,
        "note: NOTE; source: SOURCE; plural: PLURAL; question: QUESTION; kind_tail: ALSO_CALLED",
    ),
    Place(
        "nothing more",
        "{said}",
        reading.property_incomplete,
        "note: STRING; source: STRING; plural: STRING; question: STRING; burden: NAME",
        True,
    ),
    Place(
        "one of question, record, laboratory, procedure",
        "{said} laboratory",
        reading.property_incomplete,
        "burden: BURDEN",
    ),
    Place(
        "a question or statement in quotation marks",
        '{said} "Is there …?"',
        reading.question_incomplete,
        "kind_head: JUDGEMENT ATTESTATION",
    ),
    Place("who answers", "{said} investigator", reading.question_incomplete, "kind_head: BY"),
    Place(
        "the values, with commas between them",
        "{said} positive, negative",
        reading.property_incomplete,
        "kind_head: ONE_OF GRADED ANY_OF RESULT_ONE_OF",
    ),
    Place("a unit", "{said} mg/dL", reading.unit_missing, "kind_head: MEASUREMENT_IN NUMBER_IN"),
    Place(
        "the lower end, “to” and the upper end",
        "{said} … to …",
        reading.range_incomplete,
        "kind_bounds: FROM; kind_tail: PLAUSIBLE",
    ),
    Place(
        "“to” and the upper end of the range",
        "{said} to …",
        reading.range_incomplete,
        "kind_bounds: amount; kind_tail: amount",
    ),
    Place(
        "the upper end of the range",
        "{said} …",
        reading.range_incomplete,
        "kind_bounds: TO; kind_tail: TO",
    ),
    Place("a system and a code", "{said} LOINC 1742-6", reading.code_incomplete, "kind_tail: CODE"),
    Place(
        "“unconfirmed”, a comma and another property, or nothing more",
        "{said}",
        reading.property_incomplete,
        "kind_tail: CODED UNCONFIRMED STRING NORMAL_RANGE",
        True,
    ),
    Place(
        "a comma and another property (“plausible 0 to 60”, “with normal range”), or nothing more",
        "{said}",
        reading.property_incomplete,
        "kind_head: YES_OR_NO RATIO TITRE_KIND DATE_KIND DATE_OR_NONE EVENT CONDITION TREATMENT"
        " STRING NAME UNIT WHOLE_NUMBER SCORE_KIND kind_bounds; kind_line: kind_head kind_item *;"
        " kind_item: NAME kind_tail; data_line: kind_line kind_tail *; group_line: kind_tail *"
        " NAME; about: kind_tail *",
        True,
    ),
    Place(
        "another value or property",
        "{said} plausible 0 to 60",
        reading.property_incomplete,
        "kind_line: COMMA; data_line: COMMA",
    ),
    Place("the other unit", "{said} umol/L", reading.unit_missing, "also_in: ALSO_IN"),
    Place(
        "how to convert",
        "{said} 1 mg/dL = 88.4 umol/L",
        reading.conversion_incomplete,
        "also_in: WHERE",
    ),
    Place(
        "“=” and the same in the other unit",
        "{said} = 88.4 umol/L",
        reading.conversion_incomplete,
        "also_in: amount",
    ),
    Place(
        "a number with its unit",
        "{said} 88.4 umol/L",
        reading.conversion_incomplete,
        "also_in: EQUAL; offset: PLUS MINUS",
    ),
    Place(
        "“where” and the conversion, or nothing more",
        "{said} where 1 mg/dL = 88.4 umol/L",
        reading.conversion_incomplete,
        "also_in: UNIT offset; offset: amount",
        True,
    ),
    Place(
        "what the registry says (ages, sexes, healthy volunteers)",
        "registered ages 18 to 65 years, sexes all, healthy volunteers no",
        reading.registered_incomplete,
        "registered: REGISTERED COMMA",
    ),
    Place(
        "the lowest age",
        "registered ages 18 to 65 years",
        reading.registered_incomplete,
        "registered_part: AGES FROM",
    ),
    Place(
        "“to” and the highest age",
        "{said} to 65 years",
        reading.registered_incomplete,
        "registered_part: amount",
    ),
    Place(
        "the highest age", "{said} 65 years", reading.registered_incomplete, "registered_part: TO"
    ),
    Place(
        "a word (“all”, “female” or “no”)",
        "registered sexes all, healthy volunteers no",
        reading.registered_incomplete,
        "registered_part: SEXES VOLUNTEERS",
    ),
    Place(
        "a comma and another part, or nothing more",
        "registered ages 18 to 65 years, sexes all",
        reading.registered_incomplete,
        "registered: registered_part *; registered_part: plain_words; plain_words: WORDS",
        True,
    ),
    Place(
        "words in quotation marks, a number, a date or a name",
        "{said}",
        reading.property_incomplete,
        "protocol_property: PROPERTY property_value *; property_value: STRING NAME WORDS NUMBER"
        " QUANTITY DATE COMMA",
        True,
    ),
    # --------------------------------------------------------------------------------------- scores
    Place(
        "the name of the item",
        "{said} seizure",
        reading.score_item_incomplete,
        "score_item: NUMBER",
    ),
    Place(
        "a colon and what the item means, or nothing more",
        "{said}: …",
        reading.score_item_incomplete,
        "score_item: NAME STRING",
        True,
    ),
    Place(
        "what the item means",
        '{said} judgement "Is there …?"',
        reading.score_item_incomplete,
        "score_item: COLON",
    ),
    Place("nothing more", "{said}", reading.score_item_incomplete, "score_item: simple", True),
    Place(
        "a name for the group of items",
        "highest of haematological:",
        reading.score_item_incomplete,
        "score_group: HIGHEST_OF",
    ),
    Place(
        "a colon with the items beneath",
        "{said}:",
        reading.score_item_incomplete,
        "score_group: NAME STRING COLON",
    ),
    # ------------------------------------------------------------------------------------- criteria
    Place(
        "the protocol's words",
        "text: 18 to 65 years old.",
        lambda span, *_: reading.passage_missing(span),
        "quote: TEXT",
    ),
    Place("nothing more", "{said}", reading.property_incomplete, "quote: PASSAGE", True),
    Place(
        "a title in quotation marks",
        'interpretation "Age of the biopsy"',
        reading.header_incomplete,
        "interpretation: INTERPRETATION",
    ),
    Place(
        "nothing more (the decision stands on deeper lines)",
        "{said}",
        reading.header_surplus,
        "interpretation: STRING",
        True,
    ),
    Place(
        "a text in quotation marks",
        '{said} "…"',
        reading.property_incomplete,
        "interpretation_line: CHOSEN INSTEAD BECAUSE",
    ),
    Place(
        "“open” or “settled”",
        "{said} open",
        reading.property_incomplete,
        "interpretation_line: SETTLED",
    ),
    Place(
        "nothing more",
        "{said}",
        reading.property_incomplete,
        "interpretation_line: STRING NAME",
        True,
    ),
    Place(
        "the protocol's words in quotation marks",
        'not formalised "…" because "…"',
        reading.not_formalised_incomplete,
        "not_formalised: NOT_FORMALISED",
    ),
    Place(
        "“because” and the reason in quotation marks",
        '{said} because "…"',
        reading.not_formalised_incomplete,
        "not_formalised: STRING",
    ),
    Place(
        "the reason in quotation marks",
        '{said} "…"',
        reading.not_formalised_incomplete,
        "not_formalised: BECAUSE",
    ),
    Place(
        "the duty in quotation marks",
        'obliges "Contraception" from consent until last dose',
        reading.duty_incomplete,
        "obliges: OBLIGES",
    ),
    Place(
        "“from” with a date, or “when” with a condition",
        "{said} from consent until last dose",
        reading.duty_incomplete,
        "obliges: STRING",
    ),
    Place(
        "a condition",
        "{said} sex is female from consent until last dose",
        reading.duty_incomplete,
        "obliges: WHEN",
    ),
    Place(
        "“from” with a date",
        "{said} from consent until last dose",
        reading.duty_incomplete,
        "obliges: simple",
    ),
    Place("a date", "{said} consent", reading.duty_incomplete, "obliges: DUTY_FROM UNTIL"),
    Place(
        "“until” with a date",
        "{said} until 1 year after last dose",
        reading.duty_incomplete,
        "obliges: anchor",
    ),
    # ------------------------------------------------------------------------------------- examples
    Place(
        "a colon, or “like” with another example's title",
        "given:",
        reading.given_unreadable,
        "givens: GIVEN",
    ),
    Place(
        "“like” and the title of another example",
        'given, like "A woman of 40":',
        reading.given_unreadable,
        "givens: COMMA LIKE",
    ),
    Place("a colon", "{said}:", reading.given_unreadable, "givens: STRING"),
    Place(
        "the end of the line (what is given stands on deeper lines)",
        "given:",
        reading.given_unreadable,
        "givens: COLON",
    ),
    Place(
        "a value, a date or a number with its unit",
        "{said} 2.4 mg/dL",
        reading.given_unreadable,
        "given_line: IS; given_part: IS; told_by: IS",
    ),
    Place(
        "what tells it from the others",
        "{said} side is right",
        reading.given_unreadable,
        "which: WHERE",
    ),
    Place(
        "“is” and its value",
        "{said} is right",
        reading.given_unreadable,
        "told_by: name",
    ),
    Place(
        "a comma and what is otherwise",
        "{said}, not recorded",
        reading.given_unreadable,
        "given_line: which; which: told_by; told_by: given_value",
    ),
    Place(
        "a name",
        "{said} platelet transfusion",
        reading.given_unreadable,
        "given_line: NO NOT; given_part: NOT NO",
    ),
    Place(
        "“is” and an answer",
        "{said} is no",
        reading.given_unreadable,
        "given_line: question_asked; question_asked: STRING",
    ),
    Place(
        "a number with its unit",
        "{said} 20 U/L",
        reading.given_unreadable,
        "given_value: BELOW ABOVE; given_part: UPPER LOWER DOSE",
    ),
    Place(
        "a date",
        "{said} 2025-06-01",
        reading.given_unreadable,
        "given_when: ON FROM UNTIL; given_part: STABLE_SINCE",
    ),
    Place("a milestone", "{said} screening", reading.given_unreadable, "given_when: AT"),
    Place(
        "the name of a member of the group",
        "{said} prednisone",
        reading.given_unreadable,
        "given_part: NAMED",
    ),
    Place(
        "a detail (“ULN 1.2 mg/dL” or “on 2025-06-10”)",
        "{said} on 2025-06-10",
        reading.given_unreadable,
        "given_detail: COMMA",
    ),
    Place(
        "a comma and a detail (“ULN 1.2 mg/dL”, “on 2025-06-10”), or nothing more",
        "{said}",
        reading.given_unreadable,
        "given_line: name NOT_RECORDED NOT_AVAILABLE NOT_APPLYING given_value given_amount"
        " given_when *; given_line: given_detail; given_detail: given_part; given_part: name given_value given_amount"
        " NOT_RECORDED NOT_AVAILABLE NOT_APPLYING NUMBER ONGOING amount day given_when member_name;"
        " given_value: NAME WORDS NUMBER QUANTITY"
        " TITRE DATE amount; given_when: day name; day: DATE NUMBER; member_name: NAME WORDS;"
        " given_amount: NUMBER QUANTITY",
        True,
    ),
    Place(
        "“inclusion”, “exclusion”, “delay”, “verdict”, “stage”, “cohort” or “unit”",
        "{said} inclusion 3 pass",
        reading.expectation_incomplete,
        "expect: EXPECT",
    ),
    Place(
        "the number of a criterion and how it turns out",
        "{said} 3 pass",
        reading.expectation_incomplete,
        "expect: INCLUSION EXCLUSION DELAY",
    ),
    Place(
        "one of pass, fail, unknown, pending, not applicable",
        "{said} pass",
        reading.expectation_incomplete,
        "expect: REFERENCE",
    ),
    Place(
        "the name of the stage, cohort or unit and how it turns out",
        "{said} randomisation eligible",
        reading.expectation_incomplete,
        "expect: SCOPE",
    ),
    Place(
        "one of eligible, ineligible, undetermined, meets the known criteria",
        "{said} ineligible",
        reading.expectation_incomplete,
        "expect: VERDICT",
    ),
    Place(
        "a comma and “missing …”, or nothing more",
        "{said}",
        reading.expectation_incomplete,
        "expect: STATUS expect_missing",
        True,
    ),
    Place(
        "“missing” and what is missing",
        "{said} missing Gilbert's syndrome",
        reading.expectation_incomplete,
        "expect_missing: COMMA",
    ),
    Place(
        "the name of what is missing",
        "{said} Gilbert's syndrome",
        reading.expectation_incomplete,
        "expect_missing: MISSING",
    ),
    Place(
        "a comma and another name, or nothing more",
        "{said}",
        reading.expectation_incomplete,
        "expect_missing: missing *; missing: NAME WORDS STRING",
        True,
    ),
)
