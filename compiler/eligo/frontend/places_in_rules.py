"""The places within statements and calculations, and the words for each. The first that fits."""

from __future__ import annotations

from collections.abc import Callable

from eligo.diagnostics import Diagnostic, reading, statements
from eligo.frontend.place import Place


def _rule(
    wants: str, example: str, says: Callable[..., Diagnostic], at: str, complete: bool = False
) -> Place:
    return Place(wants, example, says, at, complete, True)


_VALUE = "a value to compare with (a number with its unit, a multiple of ULN or LLN, or a name)"
_DATE = "a date to count from (a milestone, for example)"
_LENGTH = "a length of time (2 weeks, for example)"

IN_RULES: tuple[Place, ...] = (
    # ----------------------------------------------------------------------------------- statements
    _rule(
        _VALUE,
        "{said} 8",
        statements.comparison_without_value,
        "bound: comparator; comparator: LESS AT_MOST_SIGN MORE AT_LEAST_SIGN EQUAL",
    ),
    _rule("“ULN” or “LLN”", "{said} ULN", statements.comparison_without_value, "limit: TIMES"),
    _rule(
        "the lower limit",
        "{said} 18 and 65 years",
        statements.between_incomplete,
        "bounds: BETWEEN",
    ),
    _rule(
        "“and” with the upper limit",
        "{said} and 65 years",
        statements.between_incomplete,
        "bounds: limit",
    ),
    _rule(
        "the upper limit, or a second limit with its sign",
        "{said} < 90",
        statements.between_incomplete,
        "bounds: AND",
    ),
    _rule("a value of the list", "{said} positive", statements.is_without_value, "value: IS"),
    _rule("a value of the list", "{said} positive", statements.is_without_value, "value: NOT"),
    _rule(
        "“is” and a value, or a limit",
        "{said} is positive",
        statements.not_understood,
        "value: window",
    ),
    _rule(
        "another value",
        "{said} female",
        statements.is_without_value,
        "value_sep: OR COMMA; values: value_sep",
    ),
    _rule(
        "a value of the list", "{said} III or IV", statements.is_without_value, "includes: INCLUDES"
    ),
    _rule(
        _LENGTH,
        "{said} 2 weeks before screening",
        statements.window_without_duration,
        "window: AT_LEAST MORE_THAN LESS_THAN WITHIN; length: LONGER; ongoing: AT_LEAST MORE_THAN; stable: AT_LEAST"
        " MORE_THAN",
    ),
    _rule(
        "“before” or “after” and a date",
        "{said} before screening",
        statements.window_without_direction,
        "window: length; anchor: QUANTITY; length: QUANTITY",
    ),
    _rule(
        "“before” and a date",
        "{said} before screening",
        statements.window_without_direction,
        "ongoing: QUANTITY; stable: QUANTITY",
    ),
    _rule(
        _DATE,
        "{said} screening",
        statements.window_without_anchor,
        "window: BEFORE AFTER BY SINCE AT; anchor: BEFORE AFTER AT; ongoing: AT BEFORE; stable:"
        " BEFORE",
    ),
    _rule(
        "the date of something measured",
        "{said} platelet count",
        statements.window_without_anchor,
        "anchor: DATE_OF FACET FIRST LAST",
    ),
    _rule(
        "the first date of the time",
        "{said} consent until screening",
        statements.window_without_anchor,
        "window: FROM",
    ),
    _rule(
        "the last date of the time",
        "{said} screening",
        statements.window_without_anchor,
        "window: UNTIL",
    ),
    _rule(
        "a date at which the age counts",
        "{said} consent",
        statements.window_without_anchor,
        "age: AT",
    ),
    _rule(
        "a limit for the age",
        "{said} >= 18 years",
        statements.comparison_without_value,
        "age: AGE name; comparison: age",
    ),
    _rule(
        "“for at least” or “for more than”",
        "{said} at least 3 months before screening",
        statements.window_without_duration,
        "ongoing: FOR; stable: STABLE_FOR",
    ),
    _rule("a treatment", "{said} prednisone at screening", statements.name_missing, "ongoing: ON"),
    _rule(
        "an illness", "{said} hepatitis at screening", statements.name_missing, "ongoing: ACTIVE"
    ),
    _rule(
        "“at” with a date, or “for at least”, or nothing more",
        "{said} at screening",
        statements.not_understood,
        "ongoing: name filter *",
        True,
    ),
    _rule(
        "what occurred",
        "{said} platelet transfusion",
        statements.name_missing,
        "occurs: ANY NO EVERY HISTORY_OF",
    ),
    _rule(
        "a number",
        "{said} 2 of:",
        statements.list_header_incomplete,
        "list_header: AT_LEAST AT_MOST EXACTLY FEWER_THAN MORE_THAN; occurs: AT_LEAST AT_MOST"
        " EXACTLY FEWER_THAN MORE_THAN",
    ),
    _rule(
        "“of:” with a list beneath, or what occurred",
        "{said} of:",
        statements.list_header_incomplete,
        "list_header: NUMBER; occurs: NUMBER",
    ),
    _rule(
        "a time (“within 6 months before screening”), or nothing more",
        "{said} within 6 months before screening",
        statements.not_understood,
        "occurs: thing; thing: name filter DIFFERENT_DAYS",
        True,
    ),
    _rule(
        "what occurred",
        "{said} platelet transfusion at least 1 week before screening",
        statements.name_missing,
        "first_last: FIRST LAST FACET DATE_OF",
    ),
    _rule(
        "a time (“at least 2 weeks before screening”, for example)",
        "{said} at least 2 weeks before screening",
        statements.window_without_duration,
        "first_last: name filter subject",
    ),
    _rule(
        "the names that share one limit",
        "{said} ALT, AST <= 3 x ULN",
        statements.name_missing,
        "each: EACH_OF",
    ),
    _rule("another name", "{said} AST <= 3 x ULN", statements.name_missing, "each: COMMA"),
    _rule(
        "a colon with a list beneath, or names that share one limit",
        "{said}:",
        statements.list_header_incomplete,
        "each: ANY_OF; list_header: ANY_OF",
    ),
    _rule(
        "another name, or the limit that all share",
        "{said} <= 3 x ULN",
        statements.comparison_without_value,
        "each: subject *",
    ),
    _rule(
        "a colon",
        "{said}:",
        statements.list_header_incomplete,
        "list_header: ALL_OF NONE_OF OF; listing: list_header",
    ),
    _rule(
        "the end of the line (the statements stand on deeper lines)",
        "{said}",
        statements.list_header_incomplete,
        "listing: COLON; entries: COLON; by_rows: COLON; washout: COLON",
    ),
    _rule(
        "one statement",
        "{said} on anticoagulant at screening",
        statements.condition_incomplete,
        "simple: NOT",
    ),
    _rule("a condition", "{said} sex is female:", statements.condition_incomplete, "guarded: WHEN"),
    _rule("a colon", "{said}:", statements.condition_incomplete, "guarded: simple"),
    _rule(
        "the end of the line (the rule stands on the next, deeper line)",
        "{said}",
        statements.condition_incomplete,
        "guarded: COLON; then: COLON; otherwise: COLON",
    ),
    _rule(
        "a colon, or a list",
        "{said}:",
        statements.condition_incomplete,
        "then: THEN; otherwise: OTHERWISE",
    ),
    _rule(
        "what is exempted",
        "{said} sex is male",
        statements.condition_incomplete,
        "modifier: UNLESS",
    ),
    _rule(
        "when the other rule holds",
        "{said} Gilbert's syndrome:",
        statements.condition_incomplete,
        "modifier: EXCEPT_WHEN",
    ),
    _rule(
        "a colon with the other rule beneath",
        "{said}:",
        statements.condition_incomplete,
        "modifier: simple",
    ),
    _rule(
        "a question in quotation marks",
        '{said} "Is there …?"',
        reading.question_incomplete,
        "asked: JUDGEMENT ATTESTATION",
    ),
    _rule("who answers", "{said} investigator", reading.question_incomplete, "asked: BY"),
    _rule(
        "“by” with who answers, or nothing more",
        "{said} by investigator",
        statements.not_understood,
        "asked: STRING NAME",
        True,
    ),
    _rule(
        "“inclusion” or “exclusion” with a number or key, or “stage” with its name",
        "{said} inclusion 5",
        statements.reference_incomplete,
        "satisfies: SATISFIES",
    ),
    _rule(
        "the number or key of a criterion",
        "{said} 5",
        statements.reference_incomplete,
        "satisfies: INCLUSION EXCLUSION SCOPE",
    ),
    _rule(
        "a name",
        "{said} creatinine >= 1.5 mg/dL",
        statements.name_missing,
        "subject: HIGHEST LOWEST LATEST EARLIEST; bare: HIGHEST LOWEST LATEST EARLIEST",
    ),
    # ------------------------------------------------------------------- entries and their numbers
    _rule(
        "a condition on the entries (“dose > 10 mg/d”, for example)",
        "{said} dose > 10 mg/d",
        statements.condition_incomplete,
        "filter: WHERE WHICH",
    ),
    _rule("a name", "{said} treated", statements.condition_incomplete, "filter: NOT"),
    _rule(
        "a comparison, or “is” and a value",
        "{said} > 10 mg/d",
        statements.condition_incomplete,
        "filter: bare",
    ),
    _rule(
        "a value of the list", "{said} PCR", statements.is_without_value, "filter: IS INCLUDES OR"
    ),
    _rule("the lower limit", "{said} 2 and 5", statements.between_incomplete, "filter: BETWEEN"),
    _rule(
        "the second limit",
        "{said} < 20 mg/d",
        statements.between_incomplete,
        "filter: AND AND_ALSO",
    ),
    _rule(
        "the name by which the lines beneath speak of it",
        "{said} initial",
        statements.name_missing,
        "thing: AS",
    ),
    _rule(
        "the entry that it is of, as named after “as”",
        "{said} initial",
        statements.name_missing,
        "subject: OF; bare: OF; value_name: OF",
    ),
    _rule(
        "the person whose age it is",
        "{said} donor at consent >= 18 years",
        statements.name_missing,
        "age: OF",
    ),
    _rule(
        "the values that it is made of",
        "{said} systolic blood pressure",
        statements.name_missing,
        "measure: MEAN_OF TOTAL_TIME_ON OF NUMBER",
    ),
    _rule(
        "a number and what it is of",
        "{said} 3 systolic blood pressure",
        statements.name_missing,
        "measure: MEAN_OF_LAST",
    ),
    _rule(
        "the amount that is added up, then “of” and a name",
        "{said} volume of blood donation",
        statements.name_missing,
        "measure: TOTAL",
    ),
    _rule(
        "the value that changes",
        "{said} BCVA from screening to day 1",
        statements.name_missing,
        "change: CHANGE_IN",
    ),
    _rule(
        "“from” with the first date and “to” with the last",
        "{said} from screening to day 1",
        statements.name_missing,
        "change: name filter",
    ),
    _rule(_DATE, "{said} screening", statements.window_without_anchor, "change: FROM TO"),
    _rule(
        "“to” with the last date, then a comparison",
        "{said} >= 10 %",
        statements.name_missing,
        "change: anchor; comparison: change",
    ),
    _rule(
        "a time (“within 6 months before screening”) or a limit",
        "{said} >= 2",
        statements.comparison_without_value,
        "comparison: measure; measure: name filter",
    ),
    _rule(
        "the limit as it is reported elsewhere",
        "{said} 133 umol/L where reported so",
        statements.comparison_without_value,
        "bound: ALSO_AS",
    ),
    _rule(
        "“where reported so”",
        "{said} where reported so",
        statements.comparison_without_value,
        "bound: QUANTITY",
    ),
    _rule(
        "“and” with another length of time",
        "{said} and 5 half-lives",
        statements.window_without_duration,
        "length: *",
    ),
    _rule(
        "another length of time",
        "{said} 5 half-lives",
        statements.window_without_duration,
        "length: COMMA AND",
    ),
    _rule("a period", "{said} run-in", statements.window_without_anchor, "window: DURING"),
    _rule(
        "another name", "{said} dexamethasone at screening", statements.name_missing, "ongoing: OR"
    ),
    _rule(
        "a time (“within 90 days before screening”) that holds for all of them",
        "{said} within 90 days before screening:",
        statements.list_header_incomplete,
        "listing: COMMA",
    ),
    _rule(
        "a colon, or “and” with another date",
        "{said}:",
        statements.list_header_incomplete,
        "listing: window anchor *",
    ),
    _rule(_DATE, "{said} day 1:", statements.list_header_incomplete, "listing: AND"),
    _rule(
        "“, by” with a name and a colon",
        "{said} sex:",
        statements.list_header_incomplete,
        "by_rows: COMMA BY",
    ),
    _rule(
        "a colon", "{said}:", statements.list_header_incomplete, "by_rows: name; washout: anchor"
    ),
    _rule(
        "a limit for it", "{said} 11 g/dL", statements.list_header_incomplete, "value_row: values"
    ),
    _rule(
        "“before” with a date and a colon",
        "{said} before first dose:",
        statements.list_header_incomplete,
        "washout: WASHOUT COMMA",
    ),
    _rule(_DATE, "{said} first dose:", statements.list_header_incomplete, "washout: BEFORE"),
    _rule(
        "a medicine or a group",
        "{said} biologic 4 weeks",
        statements.list_header_incomplete,
        "washout_row: OTHER",
    ),
    _rule(
        "a length of time, or “never”",
        "{said} 4 weeks",
        statements.list_header_incomplete,
        "washout_row: name filter",
    ),
    _rule(
        "a condition",
        "{said} sex is male",
        statements.condition_incomplete,
        "washout_row: WHEN UNLESS",
    ),
    _rule(
        "“when” or “unless” with a condition, or nothing more",
        "{said} unless sex is male",
        statements.not_understood,
        "washout_row: length NEVER simple",
        True,
    ),
    _rule(
        "“not available:” or “missing:” behind what the record lacks",
        "{said} not available:",
        statements.condition_incomplete,
        "modifier: IF name",
    ),
    _rule("a colon", "{said}:", statements.condition_incomplete, "modifier: ABSENT"),
    _rule(
        "“fail”, “pass”, “assume yes” or “assume no” with the reason, or the end of the line with a"
        " rule beneath",
        '{said} fail because "…"',
        statements.condition_incomplete,
        "modifier: COLON",
    ),
    _rule(
        "“because” with the reason in quotation marks",
        '{said} because "…"',
        statements.condition_incomplete,
        "modifier: FALLBACK",
    ),
    _rule(
        "the reason in quotation marks",
        '{said} "…"',
        statements.condition_incomplete,
        "modifier: BECAUSE",
    ),
    _rule(
        "the end of the line", "{said}", statements.condition_incomplete, "modifier: STRING", True
    ),
    # Where a statement could end. What else may follow depends on what was read.
    _rule(
        "a second limit (“and < 90”), a time (“within 28 days before screening”), or nothing more",
        "{said}",
        statements.not_understood,
        "limit: NUMBER QUANTITY TITRE UPPER LOWER bare; bound: limit REPORTED_SO; bounds: bound *",
        True,
    ),
    _rule(
        "a time (“within 28 days before screening”), or nothing more",
        "{said}",
        statements.not_understood,
        "comparison: bounds; occurs: bounds; each: bounds; within_normal: WITHIN_NORMAL; value: values; includes:"
        " values",
        True,
    ),
    _rule(
        "another value (“or female”), a time, or nothing more",
        "{said}",
        statements.not_understood,
        "value_name: NAME WORDS NUMBER; values: value_name *",
        True,
    ),
    _rule(
        "a comparison (“>= 8”), “is” and a value, a time (“within 6 months before screening”), or"
        " nothing more",
        "{said}",
        statements.not_understood,
        "holds: name; comparison: subject; value: subject; includes: subject; related: subject;"
        " within_normal: subject; stable: name; subject: name filter; bare: name; name: NAME WORDS;"
        " filter: name value_name",
        True,
    ),
    _rule(
        "a limit, “is” and a value, or nothing more",
        "{said}",
        statements.not_understood,
        "related: window; comparison: window",
        True,
    ),
    _rule(
        "nothing more",
        "{said}",
        statements.not_understood,
        "each: window; first_last: window; occurs: window; within_normal: window; window: anchor name;"
        " ongoing: anchor; stable: anchor; age: anchor; filter: bound limit *; satisfies: REFERENCE; no_requirement:"
        " NO_REQUIREMENT",
        True,
    ),
    _rule(
        "“until” with the last date, or nothing more",
        "{said}",
        statements.not_understood,
        "anchor: name subject anchor filter",
        True,
    ),
    _rule(
        "nothing more on this line",
        "{said}",
        statements.not_understood,
        "statement: entries by_value washout; by_value: by_rows; by_rows: value_row; value_row:"
        " limit; washout: washout_row; plain: asked comparison each first_last holds includes"
        " no_requirement occurs ongoing related satisfies stable value within_normal; simple: plain; statement: simple",
        True,
    ),
    # --------------------------------------------------------------------------------- calculations
    Place(
        "a number, a name or a formula",
        "{said} 2",
        reading.calculation_incomplete,
        "sum: PLUS MINUS; product: STAR SLASH; power: CARET; operand: OPEN COMMA; number_line:"
        " EQUAL",
    ),
    Place(
        "an opening parenthesis",
        "{said} (a, b)",
        reading.calculation_incomplete,
        "operand: MIN MAX LN ROUNDED",
    ),
    Place("a unit", "{said} mg/dL", reading.calculation_incomplete, "operand: IN"),
    Place(
        "a comma or a closing parenthesis",
        "{said})",
        reading.calculation_incomplete,
        "operand: calculation sum *",
    ),
    Place(
        "the datum whose values decide",
        "{said} sex: female: 0.7, male: 0.9",
        reading.case_incomplete,
        "case: CASE",
    ),
    Place(
        "a colon and the values",
        "{said}: female: 0.7, male: 0.9",
        reading.case_incomplete,
        "case: name",
    ),
    Place(
        "a value, a colon and its number",
        "{said} female: 0.7",
        reading.case_incomplete,
        "case: COLON COMMA; branch_of_case: OR",
    ),
    Place(
        "a colon and a number",
        "{said}: 0.7",
        reading.case_incomplete,
        "branch_of_case: branch_value *; branch_value: NAME WORDS NUMBER",
    ),
    Place("a number", "{said} 0.7", reading.case_incomplete, "branch_of_case: COLON"),
    Place(
        "the name of the step",
        "{said} ratio = creatinine / 2",
        reading.calculation_incomplete,
        "number_line: WHERE",
    ),
    Place("“=” and a formula", "{said} = …", reading.calculation_incomplete, "number_line: NAME"),
    Place(
        "an operator (+ - * / ^ between spaces), or the end of the line",
        "{said}",
        reading.calculation_incomplete,
        "calculation: sum case; sum: product sum; product: power product; power: operand power;"
        " operand: amount subject measure change age CLOSE UNIT; branch_of_case: sum; case: branch_of_case *;"
        " number_line: calculation; amount: NUMBER QUANTITY",
        True,
    ),
)
