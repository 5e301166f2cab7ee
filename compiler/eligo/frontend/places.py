"""What belongs where: for each place that a reader can be at, the words that say what must or may come next.

A place is told by the rule being read and the word or piece of it that was read last. Every state of the parser is at
one of these places; a test proves it. ``{said}`` in an example is the author's line so far.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from eligo.diagnostics import Diagnostic, reading, statements

Item = tuple[str, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """``says`` makes the diagnostic from what was found, what is wanted and an example. ``complete`` where the line
    could end; what stands there is then too much, not too little. ``in_rule`` where a statement is being read."""

    wants: str
    example: str
    says: Callable[..., Diagnostic]
    at: str
    complete: bool = False
    in_rule: bool = False


def _rule(wants: str, example: str, says: Callable[..., Diagnostic], at: str, complete: bool = False) -> Place:
    return Place(wants, example, says, at, complete, True)


_VALUE = "a value to compare with (a number with its unit, a multiple of ULN or LLN, or a name)"
_DATE = "a date to count from (a milestone, for example)"
_LENGTH = "a length of time (2 weeks, for example)"

# The order decides where a state is at several places: the first that fits.
PLACES: tuple[Place, ...] = (
    # --------------------------------------------------------------------------------------------- statements
    _rule(_VALUE, "{said} 8", statements.comparison_without_value, "bound: LESS AT_MOST_SIGN MORE AT_LEAST_SIGN EQUAL"),
    _rule("“ULN” or “LLN”", "{said} ULN", statements.comparison_without_value, "limit: TIMES"),
    _rule("the lower limit", "{said} 18 and 65 years", statements.between_incomplete, "bounds: BETWEEN"),
    _rule("“and” with the upper limit", "{said} and 65 years", statements.between_incomplete, "bounds: limit"),
    _rule(
        "the upper limit, or a second limit with its sign",
        "{said} < 90",
        statements.between_incomplete,
        "bounds: AND",
    ),
    _rule("a value of the list", "{said} positive", statements.is_without_value, "value: IS"),
    _rule("a value of the list", "{said} positive", statements.is_without_value, "value: NOT"),
    _rule("“is” and a value, or a limit", "{said} is positive", statements.not_understood, "value: window"),
    _rule("another value", "{said} female", statements.is_without_value, "value_sep: OR COMMA; values: value_sep"),
    _rule("a value of the list", "{said} III or IV", statements.is_without_value, "includes: INCLUDES"),
    _rule(_LENGTH, "{said} 2 weeks before screening", statements.window_without_duration,
          "window: AT_LEAST MORE_THAN LESS_THAN WITHIN; ongoing: AT_LEAST MORE_THAN; stable: AT_LEAST MORE_THAN"),
    _rule("“before” or “after” and a date", "{said} before screening", statements.window_without_direction,
          "window: QUANTITY; anchor: QUANTITY"),
    _rule("“before” and a date", "{said} before screening", statements.window_without_direction,
          "ongoing: QUANTITY; stable: QUANTITY"),
    _rule(_DATE, "{said} screening", statements.window_without_anchor,
          "window: BEFORE AFTER BY SINCE AT; anchor: BEFORE AFTER; ongoing: AT BEFORE; stable: BEFORE"),
    _rule("the date of something measured", "{said} platelet count", statements.window_without_anchor, "anchor: DATE_OF"),
    _rule("the first date of the time", "{said} consent until screening", statements.window_without_anchor, "window: FROM"),
    _rule("the last date of the time", "{said} screening", statements.window_without_anchor, "window: UNTIL"),
    _rule("a date at which the age counts", "{said} consent", statements.window_without_anchor, "age: AT"),
    _rule("a limit for the age", "{said} >= 18 years", statements.comparison_without_value, "age: AGE; comparison: age"),
    _rule("“for at least” or “for more than”", "{said} at least 3 months before screening",
          statements.window_without_duration, "ongoing: FOR; stable: STABLE_FOR"),
    _rule("a treatment", "{said} prednisone at screening", statements.name_missing, "ongoing: ON"),
    _rule("an illness", "{said} hepatitis at screening", statements.name_missing, "ongoing: ACTIVE"),
    _rule("“at” with a date, or “for at least”, or nothing more", "{said} at screening", statements.not_understood,
          "ongoing: name", True),
    _rule("what occurred", "{said} platelet transfusion", statements.name_missing, "occurs: ANY NO HISTORY_OF"),
    _rule("a number", "{said} 2 of:", statements.list_header_incomplete,
          "list_header: AT_LEAST AT_MOST EXACTLY FEWER_THAN MORE_THAN; occurs: AT_LEAST AT_MOST EXACTLY FEWER_THAN MORE_THAN"),
    _rule("“of:” with a list beneath, or what occurred", "{said} of:", statements.list_header_incomplete,
          "list_header: NUMBER; occurs: NUMBER"),
    _rule("a time (“within 6 months before screening”), or nothing more", "{said} within 6 months before screening",
          statements.not_understood, "occurs: name", True),
    _rule("what occurred", "{said} platelet transfusion at least 1 week before screening", statements.name_missing,
          "first_last: FIRST LAST"),
    _rule("a time (“at least 2 weeks before screening”, for example)", "{said} at least 2 weeks before screening",
          statements.window_without_duration, "first_last: name"),
    _rule("the names that share one limit", "{said} ALT, AST <= 3 x ULN", statements.name_missing, "each: EACH_OF COMMA"),
    _rule("a colon with a list beneath, or names that share one limit", "{said}:", statements.list_header_incomplete,
          "each: ANY_OF; list_header: ANY_OF"),
    _rule("another name, or the limit that all share", "{said} <= 3 x ULN", statements.comparison_without_value,
          "each: subject *"),
    _rule("a colon", "{said}:", statements.list_header_incomplete, "list_header: ALL_OF NONE_OF OF; listing: list_header"),
    _rule("the end of the line (the statements stand on deeper lines)", "{said}", statements.list_header_incomplete, "listing: COLON"),
    _rule("one statement", "{said} on anticoagulant at screening", statements.condition_incomplete, "simple: NOT"),
    _rule("a condition", "{said} sex is female:", statements.condition_incomplete, "guarded: WHEN"),
    _rule("a colon", "{said}:", statements.condition_incomplete, "guarded: simple"),
    _rule("the end of the line (the rule stands on the next, deeper line)", "{said}", statements.condition_incomplete,
          "guarded: COLON; then: COLON; otherwise: COLON; modifier: COLON"),
    _rule("a colon, or a list", "{said}:", statements.condition_incomplete, "then: THEN; otherwise: OTHERWISE"),
    _rule("what is exempted", "{said} sex is male", statements.condition_incomplete, "modifier: UNLESS"),
    _rule("when the other rule holds", "{said} Gilbert's syndrome:", statements.condition_incomplete,
          "modifier: EXCEPT_WHEN"),
    _rule("a colon with the other rule beneath", "{said}:", statements.condition_incomplete, "modifier: simple"),
    _rule("a question in quotation marks", '{said} "Is there …?"', reading.question_incomplete,
          "asked: JUDGEMENT ATTESTATION"),
    _rule("who answers", "{said} investigator", reading.question_incomplete, "asked: BY"),
    _rule("“by” with who answers, or nothing more", "{said} by investigator", statements.not_understood,
          "asked: STRING NAME", True),
    _rule("“inclusion” or “exclusion” with a number or key", "{said} inclusion 5", statements.reference_incomplete,
          "satisfies: SATISFIES"),
    _rule("the number or key of a criterion", "{said} 5", statements.reference_incomplete,
          "satisfies: INCLUSION EXCLUSION"),
    _rule("a name", "{said} creatinine >= 1.5 mg/dL", statements.name_missing, "subject: HIGHEST LOWEST LATEST"),
    # Where a statement could end. What else may follow depends on what was read.
    _rule("a second limit (“and < 90”), a time (“within 28 days before screening”), or nothing more",
          "{said}", statements.not_understood, "limit: NUMBER QUANTITY TITRE UPPER LOWER subject; bound: limit; bounds: bound *",
          True),
    _rule("a time (“within 28 days before screening”), or nothing more", "{said}", statements.not_understood,
          "comparison: bounds; each: bounds; within_normal: WITHIN_NORMAL; value: values; includes: values", True),
    _rule("another value (“or female”), a time, or nothing more", "{said}", statements.not_understood,
          "value_name: NAME WORDS NUMBER; values: value_name *", True),
    _rule("a comparison (“>= 8”), “is” and a value, a time (“within 6 months before screening”), or nothing more",
          "{said}", statements.not_understood,
          "holds: name; comparison: subject; value: subject; includes: subject; related: subject; within_normal: subject; stable: name; subject: name; name: NAME WORDS",
          True),
    _rule("a limit, “is” and a value, or nothing more", "{said}", statements.not_understood,
          "related: window; comparison: window", True),
    _rule("nothing more", "{said}", statements.not_understood,
          "each: window; first_last: window; occurs: window; within_normal: window; window: anchor; ongoing: anchor; "
          "stable: anchor; age: anchor; satisfies: REFERENCE; no_requirement: NO_REQUIREMENT", True),
    _rule("“until” with the last date, or nothing more", "{said}", statements.not_understood,
          "anchor: name subject anchor", True),
    _rule("nothing more on this line", "{said}", statements.not_understood,
          "plain: asked comparison each first_last holds includes no_requirement occurs ongoing related satisfies stable value within_normal; "
          "simple: plain; statement: simple", True),
    # ------------------------------------------------------------------------------------------- calculations
    Place("a number, a name or a formula", "{said} 2", reading.calculation_incomplete,
          "sum: PLUS MINUS; product: STAR SLASH; power: CARET; operand: OPEN COMMA; number_line: EQUAL"),
    Place("an opening parenthesis", "{said} (a, b)", reading.calculation_incomplete, "operand: MIN MAX"),
    Place("a unit", "{said} mg/dL", reading.calculation_incomplete, "operand: IN"),
    Place("a comma or a closing parenthesis", "{said})", reading.calculation_incomplete, "operand: calculation sum *"),
    Place("the datum whose values decide", "{said} sex: female: 0.7, male: 0.9", reading.case_incomplete, "case: CASE"),
    Place("a colon and the values", "{said}: female: 0.7, male: 0.9", reading.case_incomplete, "case: name"),
    Place("a value, a colon and its number", "{said} female: 0.7", reading.case_incomplete,
          "case: COLON COMMA; branch_of_case: OR"),
    Place("a colon and a number", "{said}: 0.7", reading.case_incomplete,
          "branch_of_case: branch_value *; branch_value: NAME WORDS NUMBER"),
    Place("a number", "{said} 0.7", reading.case_incomplete, "branch_of_case: COLON"),
    Place("the name of the step", "{said} ratio = creatinine / 2", reading.calculation_incomplete, "number_line: WHERE"),
    Place("“=” and a formula", "{said} = …", reading.calculation_incomplete, "number_line: NAME"),
    Place("an operator (+ - * / ^ between spaces), or the end of the line", "{said}", reading.calculation_incomplete,
          "calculation: sum case; sum: product sum; product: power product; power: operand power; "
          "operand: amount subject age CLOSE UNIT; branch_of_case: sum; case: branch_of_case *; number_line: calculation; "
          "amount: NUMBER QUANTITY", True),
    # ------------------------------------------------------------------------------------------------ headers
    Place("the number of the protocol", "protocol NCT01234567", reading.header_incomplete, "protocol: PROTOCOL"),
    Place("nothing more", "protocol NCT01234567", reading.header_surplus, "protocol: NAME", True),
    Place("the name of the vocabulary", "vocabulary laboratory", reading.header_incomplete, "vocabulary: VOCABULARY"),
    Place("nothing more", "vocabulary laboratory", reading.header_surplus, "vocabulary: NAME", True),
    Place("the name of a vocabulary", "use demographics, laboratory", reading.use_incomplete, "use: USE COMMA"),
    Place("a milestone of the vocabulary, “as” and one of this file", "{said} screening as Visit 1",
          reading.use_incomplete, "used: WITH AND"),
    Place("“as” and a milestone of this file", "{said} as Visit 1", reading.use_incomplete, "binding: NAME"),
    Place("a milestone of this file", "{said} Visit 1", reading.use_incomplete, "binding: AS"),
    Place("a comma and another vocabulary, or “with”", "use demographics, laboratory", reading.use_incomplete,
          "used: NAME * binding; use: used *", True),
    Place("another name, or nothing more", "data, yes or no: epilepsy, lactating", reading.header_surplus, "data: *", True),
    Place("a name", "milestone screening", reading.header_incomplete, "milestone: MILESTONE VISIT COMMA"),
    Place("nothing more, or a comma and another name", "milestone consent, screening", reading.header_surplus,
          "milestone: NAME *", True),
    Place("the name of the datum", "data epilepsy: yes or no", reading.header_incomplete, "data: DATA"),
    Place("a label in quotation marks, a colon and the kind, or nothing more", "{said}: yes or no", reading.header_surplus,
          "data: NAME STRING", True),
    Place("a kind", "{said} yes or no", reading.property_incomplete, "data: COLON COMMA"),
    Place("a colon and the names", "data, yes or no: epilepsy, lactating", reading.header_incomplete, "data: kind_line"),
    Place("the name of the group", "group glucocorticoid", reading.header_incomplete, "group: GROUP"),
    Place("a label in quotation marks, or nothing more (members stand on deeper lines)", "{said}", reading.header_surplus,
          "group: NAME STRING", True),
    Place("a name for what is defined", "define childbearing potential", reading.header_incomplete, "define: DEFINE"),
    Place("the unit of the number", "{said} mL/min", reading.unit_missing, "define: IN"),
    Place("“score”, “ratio” or “count”", "{said} ratio", reading.header_incomplete, "define: AS"),
    Place("a label in quotation marks, “in” with a unit, or nothing more", "{said}", reading.header_surplus,
          "define: NAME STRING UNIT NUMBER_KIND", True),
    Place("the name of the score", "score SLEDAI-2K from 0 to 105", reading.header_incomplete, "score: SCORE"),
    Place("a label in quotation marks, “from … to …”, or nothing more", "{said} from 0 to 105", reading.header_surplus,
          "score: NAME STRING", True),
    Place("the least and greatest possible number", "score SLEDAI-2K from 0 to 105", reading.range_incomplete,
          "score: FROM TO score_number; score_number: NUMBER"),
    Place("the name of the subgroup", "subgroup LN", reading.header_incomplete, "subgroup: SUBGROUP"),
    Place("a label in quotation marks, or nothing more", 'subgroup LN "Lupus nephritis"', reading.header_surplus,
          "subgroup: NAME STRING", True),
    Place("the number that the protocol prints", 'inclusion 3 "Age"', reading.header_incomplete,
          "criterion: INCLUSION EXCLUSION"),
    Place("the part's letter or number", 'part a "Blood counts"', reading.header_incomplete, "part: PART"),
    Place("a title in quotation marks, “as KEY”, “for SUBGROUP”, “requires:” or “excludes:”, or nothing more",
          "{said}", reading.header_surplus,
          "criterion: LABEL STRING * head; part: LABEL STRING *; head: KEY NAME COLON", True),
    Place("a key of small letters, digits and hyphens", "{said} disease-activity", reading.header_incomplete, "head: AS"),
    Place("the name of a subgroup", "{said} LN", reading.header_incomplete, "head: FOR"),
    Place("a colon", "{said}:", reading.header_incomplete, "head: TURN"),
    Place("a title in quotation marks", 'context "Title and summary"', reading.header_incomplete, "context: CONTEXT"),
    Place("nothing more", "{said}", reading.header_surplus, "context: STRING", True),
    Place("a title in quotation marks", 'example "A woman of 40"', reading.header_incomplete, "example: EXAMPLE"),
    Place("nothing more", "{said}", reading.header_surplus, "example: STRING", True),
    # --------------------------------------------------------------------------------------------- properties
    Place("a text in quotation marks", '{said} "…"', reading.property_incomplete,
          "note: NOTE; source: SOURCE; plural: PLURAL; question: QUESTION; kind_tail: ALSO_CALLED"),
    Place("nothing more", "{said}", reading.property_incomplete,
          "note: STRING; source: STRING; plural: STRING; question: STRING; burden: NAME", True),
    Place("one of question, record, laboratory, procedure", "{said} laboratory", reading.property_incomplete,
          "burden: BURDEN"),
    Place("a question or statement in quotation marks", '{said} "Is there …?"', reading.question_incomplete,
          "kind_head: JUDGEMENT ATTESTATION"),
    Place("who answers", "{said} investigator", reading.question_incomplete, "kind_head: BY"),
    Place("the values, with commas between them", "{said} positive, negative", reading.property_incomplete,
          "kind_head: ONE_OF GRADED ANY_OF RESULT_ONE_OF"),
    Place("a unit", "{said} mg/dL", reading.unit_missing, "kind_head: MEASUREMENT_IN NUMBER_IN"),
    Place("the lower end, “to” and the upper end", "{said} 0 to 105", reading.range_incomplete,
          "kind_bounds: FROM; kind_tail: PLAUSIBLE"),
    Place("“to” and the upper end of the range", "{said} to 105", reading.range_incomplete,
          "kind_bounds: amount; kind_tail: amount"),
    Place("the upper end of the range", "{said} 105", reading.range_incomplete, "kind_bounds: TO; kind_tail: TO"),
    Place("a system and a code", "{said} LOINC 1742-6", reading.code_incomplete, "kind_tail: CODE"),
    Place("“unconfirmed”, a comma and another property, or nothing more", "{said}", reading.property_incomplete,
          "kind_tail: CODED UNCONFIRMED STRING NORMAL_RANGE", True),
    Place("a comma and another property (“plausible 0 to 60”, “with normal range”), or nothing more",
          "{said}", reading.property_incomplete,
          "kind_head: YES_OR_NO RATIO TITRE_KIND DATE_KIND DATE_OR_NONE EVENT CONDITION TREATMENT STRING NAME UNIT "
          "WHOLE_NUMBER SCORE_KIND kind_bounds; kind_line: kind_head kind_item *; kind_item: NAME kind_tail; data_line: kind_line kind_tail *; "
          "group_line: kind_tail * NAME; about: kind_tail *", True),
    Place("another value or property", "{said} plausible 0 to 60", reading.property_incomplete,
          "kind_line: COMMA; data_line: COMMA"),
    Place("the other unit", "{said} umol/L", reading.unit_missing, "also_in: ALSO_IN"),
    Place("how to convert", "{said} 1 mg/dL = 88.4 umol/L", reading.conversion_incomplete, "also_in: WHERE"),
    Place("“=” and the same in the other unit", "{said} = 88.4 umol/L", reading.conversion_incomplete, "also_in: amount"),
    Place("a number with its unit", "{said} 88.4 umol/L", reading.conversion_incomplete,
          "also_in: EQUAL; offset: PLUS MINUS"),
    Place("“where” and the conversion, or nothing more", "{said} where 1 mg/dL = 88.4 umol/L",
          reading.conversion_incomplete, "also_in: UNIT offset; offset: amount", True),
    Place("what the registry says (ages, sexes, healthy volunteers)",
          "registered ages 18 to 65 years, sexes all, healthy volunteers no", reading.registered_incomplete,
          "registered: REGISTERED COMMA"),
    Place("the lowest age", "registered ages 18 to 65 years", reading.registered_incomplete, "registered_part: AGES"),
    Place("“to” and the highest age", "{said} to 65 years", reading.registered_incomplete, "registered_part: amount"),
    Place("the highest age", "{said} 65 years", reading.registered_incomplete, "registered_part: TO"),
    Place("a word (“all”, “female” or “no”)", "registered sexes all, healthy volunteers no",
          reading.registered_incomplete, "registered_part: SEXES VOLUNTEERS"),
    Place("a comma and another part, or nothing more", "registered ages 18 to 65 years, sexes all",
          reading.registered_incomplete, "registered: registered_part *; registered_part: plain_words; plain_words: WORDS",
          True),
    Place("words in quotation marks, a number, a date or a name", "{said}", reading.property_incomplete,
          "protocol_property: PROPERTY property_value *; property_value: STRING NAME WORDS NUMBER QUANTITY DATE COMMA",
          True),
    # -------------------------------------------------------------------------------------------------- scores
    Place("the name of the item", "{said} seizure", reading.score_item_incomplete, "score_item: NUMBER"),
    Place("a colon and what the item means, or nothing more", "{said}: …", reading.score_item_incomplete,
          "score_item: NAME STRING", True),
    Place("what the item means", '{said} judgement "Is there …?"', reading.score_item_incomplete, "score_item: COLON"),
    Place("nothing more", "{said}", reading.score_item_incomplete, "score_item: simple", True),
    Place("a name for the group of items", "highest of haematological:", reading.score_item_incomplete,
          "score_group: HIGHEST_OF"),
    Place("a colon with the items beneath", "{said}:", reading.score_item_incomplete, "score_group: NAME STRING COLON"),
    # ----------------------------------------------------------------------------------------------- criteria
    Place("the protocol's words", "text: 18 to 65 years old.", lambda span, *_: reading.passage_missing(span), "quote: TEXT"),
    Place("nothing more", "{said}", reading.property_incomplete, "quote: PASSAGE", True),
    Place("a title in quotation marks", 'interpretation "Age of the biopsy"', reading.header_incomplete,
          "interpretation: INTERPRETATION"),
    Place("nothing more (the decision stands on deeper lines)", "{said}", reading.header_surplus, "interpretation: STRING",
          True),
    Place("a text in quotation marks", '{said} "…"', reading.property_incomplete,
          "interpretation_line: CHOSEN INSTEAD BECAUSE"),
    Place("“open” or “settled”", "{said} open", reading.property_incomplete, "interpretation_line: SETTLED"),
    Place("nothing more", "{said}", reading.property_incomplete, "interpretation_line: STRING NAME", True),
    Place("the protocol's words in quotation marks", 'not formalised "…" because "…"', reading.not_formalised_incomplete,
          "not_formalised: NOT_FORMALISED"),
    Place("“because” and the reason in quotation marks", '{said} because "…"', reading.not_formalised_incomplete,
          "not_formalised: STRING"),
    Place("the reason in quotation marks", '{said} "…"', reading.not_formalised_incomplete, "not_formalised: BECAUSE"),
    Place("the duty in quotation marks", 'obliges "Contraception" from consent until last dose', reading.duty_incomplete,
          "obliges: OBLIGES"),
    Place("“from” with a date, or “when” with a condition", "{said} from consent until last dose", reading.duty_incomplete,
          "obliges: STRING"),
    Place("a condition", "{said} sex is female from consent until last dose", reading.duty_incomplete, "obliges: WHEN"),
    Place("“from” with a date", "{said} from consent until last dose", reading.duty_incomplete, "obliges: simple"),
    Place("a date", "{said} consent", reading.duty_incomplete, "obliges: DUTY_FROM UNTIL"),
    Place("“until” with a date", "{said} until 1 year after last dose", reading.duty_incomplete, "obliges: anchor"),
    # ------------------------------------------------------------------------------------------------ examples
    Place("a colon, or “like” with another example's title", "given:", reading.given_unreadable, "givens: GIVEN"),
    Place("“like” and the title of another example", 'given, like "A woman of 40":', reading.given_unreadable,
          "givens: COMMA LIKE"),
    Place("a colon", "{said}:", reading.given_unreadable, "givens: STRING"),
    Place("the end of the line (what is given stands on deeper lines)", "given:", reading.given_unreadable, "givens: COLON"),
    Place("a value, a date or a number with its unit", "{said} 2.4 mg/dL", reading.given_unreadable, "given_line: IS"),
    Place("a name", "{said} platelet transfusion", reading.given_unreadable, "given_line: NO NOT"),
    Place("“is” and an answer", '{said} is no', reading.given_unreadable,
          "given_line: question_asked; question_asked: STRING"),
    Place("a number with its unit", "{said} 20 U/L", reading.given_unreadable,
          "given_value: BELOW ABOVE; given_part: UPPER LOWER DOSE"),
    Place("a date", "{said} 2025-06-01", reading.given_unreadable,
          "given_when: ON FROM UNTIL; given_part: STABLE_SINCE"),
    Place("a milestone", "{said} screening", reading.given_unreadable, "given_when: AT"),
    Place("the name of a member of the group", "{said} prednisone", reading.given_unreadable, "given_part: NAMED"),
    Place("a detail (“ULN 1.2 mg/dL” or “on 2025-06-10”)", "{said} on 2025-06-10", reading.given_unreadable,
          "given_detail: COMMA"),
    Place("a comma and a detail (“ULN 1.2 mg/dL”, “on 2025-06-10”), or nothing more", "{said}", reading.given_unreadable,
          "given_line: name NOT_RECORDED NOT_AVAILABLE NOT_APPLYING given_value given_amount given_when *; "
          "given_line: given_detail; given_detail: given_part; given_part: NAME WORDS NUMBER ONGOING amount day given_when member_name; "
          "given_value: NAME WORDS NUMBER QUANTITY TITRE DATE amount; given_when: day name; day: DATE NUMBER; "
          "member_name: NAME WORDS; given_amount: NUMBER QUANTITY", True),
    Place("“inclusion”, “exclusion” or “verdict”", "{said} inclusion 3 pass", reading.expectation_incomplete,
          "expect: EXPECT"),
    Place("the number of a criterion and how it turns out", "{said} 3 pass", reading.expectation_incomplete,
          "expect: INCLUSION EXCLUSION"),
    Place("one of pass, fail, unknown, pending, not applicable", "{said} pass", reading.expectation_incomplete,
          "expect: REFERENCE"),
    Place("one of eligible, ineligible, undetermined, meets the known criteria", "{said} ineligible",
          reading.expectation_incomplete, "expect: VERDICT"),
    Place("a comma and “missing …”, or nothing more", "{said}", reading.expectation_incomplete,
          "expect: STATUS expect_missing", True),
    Place("“missing” and what is missing", "{said} missing Gilbert's syndrome", reading.expectation_incomplete,
          "expect_missing: COMMA"),
    Place("the name of what is missing", "{said} Gilbert's syndrome", reading.expectation_incomplete,
          "expect_missing: MISSING"),
    Place("a comma and another name, or nothing more", "{said}", reading.expectation_incomplete,
          "expect_missing: missing *; missing: NAME WORDS STRING", True),
)

# What has been read is whole lines: whatever is wrong is the next line, which is explained by where it stands.
WHOLE_LINES = frozenset(
    (
        "_NL _INDENT _DEDENT HOLE hole body body_line statement listing guarded broken modifier then otherwise about note source plural "
        "question burden also_in kind_lines data_line data_lines group_line group_lines condition_line condition_lines "
        "number_line number_lines score_line score_lines score_item score_group group_item criterion_line criterion_lines "
        "quote part interpretation interpretation_line interpretation_lines not_formalised obliges context_line "
        "context_lines example_line example_lines givens given_line given_lines expect protocol_line protocol_property "
        "registered"
    ).split()
)


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], Place]:
    table: dict[tuple[str, str], Place] = {}
    for place in PLACES:
        for clause in place.at.split(";"):
            rule, _, symbols = clause.strip().partition(":")
            for symbol in symbols.split():
                table[rule, symbol] = place
    return table


_REPEATED = re.compile(r"__(.*)_(star|plus)_\d+")


def place_of(items: Iterable[Item]) -> Place | None:
    """The place of a state, from the rules that it is in; None between lines."""
    table = _table()
    fitting = [table[pair] for pair in pairs(items) if pair in table]
    return min(fitting, key=PLACES.index) if fitting else None


def pairs(items: Iterable[Item]) -> list[tuple[str, str]]:
    """The rule being read and what was read last, for each rule that the state is in."""
    found = []
    for rule, read, _ in items:
        repeated = _REPEATED.fullmatch(rule)
        last = read[-1] if read else ""
        found.append((repeated[1] if repeated else rule, "*" if _REPEATED.fullmatch(last) else last))
    return found


def between_lines(items: Iterable[Item]) -> bool:
    """Whether whole lines have been read, or nothing at all. What repeats at least once is always lines."""
    for _, read, _ in items:
        if not read or read[-1] in WHOLE_LINES:
            continue
        repeated = _REPEATED.fullmatch(read[-1])
        if repeated is None or repeated[2] != "plus":
            return False
    return True
