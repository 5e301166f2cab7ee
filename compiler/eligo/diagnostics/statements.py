"""Wording of what can be wrong with how a statement of a rule is written.

``found`` says what stands where ``wants`` must stand; ``example`` is the author's own line, with
what is missing.
"""

from __future__ import annotations

from eligo.diagnostics import Edit, Wording, diagnostic
from eligo.diagnostics.reading import missing, write
from eligo.diagnostics.words import offered
from eligo.source import Span


@diagnostic("E141", "“and” or “or” between statements")
def inline_logic(word: str, header: str, advice: str, edit: Edit | None) -> Wording:
    return Wording(
        f"Two statements are joined by “{word}” on one line.",
        "Readers take “and” and “or” on one line for different things; in a list everyone sees what"
        " belongs together.",
        f"Write them as a list: “{header}”, with one statement on each deeper line.{advice}",
        edit,
    )


@diagnostic("E142", "Parentheses in a rule")
def parentheses() -> Wording:
    return Wording(
        "A rule has no parentheses.",
        "Readers skip what stands in them, and they often hide an “and” or “or”.",
        "Write what belongs together as a list: “all of:” or “any of:” with one statement on each"
        " deeper line. A name that has parentheses must be written as it is declared.",
    )


@diagnostic("E143", "Unknown sign of comparison")
def wrong_sign(written: str, meant: str, edit: Edit | None) -> Wording:
    return Wording(
        f"“{written}” is not a sign of comparison.",
        "The signs are >=, <=, >, < and =.",
        f"Write: {meant}",
        edit,
    )


@diagnostic("E144", "Comparison in words")
def comparison_in_words(written: str, sign: str, edit: Edit | None) -> Wording:
    return Wording(
        f"“{written}” compares in words.",
        (
            "Statements and occurrences are counted with “at least”, “at most”, “exactly”, “more"
            " than” and “fewer than”."
            if sign.isascii() and sign[:1].isalpha()
            else "Words such as these leave open whether the limit itself counts; signs do not."
        ),
        f"Write: {sign}" if sign else "Write one of the signs >=, <=, >, <",
        edit,
    )


@diagnostic("E145", "Words of time where numbers are compared")
def words_of_time(written: str, sign: str, example: str, edit: Edit | None) -> Wording:
    return Wording(
        f"“{written}” speaks of time before or after a date, or counts occurrences; numbers are"
        " compared with signs.",
        "With signs, one glance shows whether the limit itself counts.",
        f"Write “{sign}”, for example: {example}",
        edit,
    )


@diagnostic("E146", "Range written with a dash")
def number_range(written: str, low: str, high: str, edit: Edit) -> Wording:
    return Wording(
        f"“{written}” is not read as a range.",
        "A dash could also be a minus, and does not say whether both ends count.",
        f"Write: between {low} and {high}; both ends count.",
        edit,
    )


@diagnostic("E147", "Calculation in a rule")
def arithmetic(operator: str) -> Wording:
    return Wording(
        f"“{operator}” calculates, and rules do not calculate.",
        "A calculation hidden in a rule cannot be checked or shown by itself.",
        "Give the calculation a name, for example: define body mass index in kg/m2, with the"
        " formula beneath it, and compare that name here.",
    )


@diagnostic("E148", "Two numbers with a slash")
def slashed(written: str) -> Wording:
    first, _, second = written.partition("/")
    return Wording(
        f"“{written}” is neither a number nor a division.",
        "Two values that are read together, such as a blood pressure, need a limit each.",
        f"Write a list: “all of:” with two lines, one with {first} and one with {second} and its"
        " unit.",
    )


@diagnostic("E149", "Comparison without a value")
def comparison_without_value(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "A comparison needs something to compare with.",
        write(example),
    )


@diagnostic("E150", "Comparison of nothing")
def comparison_without_subject(sign: str, example: str) -> Wording:
    return Wording(
        f"It is not said what is compared: the line begins with “{sign}”.",
        "Every line of a rule must be readable by itself.",
        write(example),
    )


@diagnostic("E151", "Two limits without “and”")
def chain(example: str) -> Wording:
    return Wording(
        "Two limits of one thing are joined by “and”, the thing standing before both.",
        "Written otherwise, it is not plain that both limits count.",
        write(example),
    )


@diagnostic("E152", "“between” incomplete")
def between_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "“between” needs its lower and its upper limit; both count.",
        write(example),
    )


@diagnostic("E153", "“is” without a value")
def is_without_value(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "The values of a datum are listed where it is declared.",
        write(example),
    )


@diagnostic("E154", "“not” before a list")
def not_before_list(header: str) -> Wording:
    return Wording(
        f"“not” stands before one statement, not before “{header}”.",
        "“not all of” and “not any of” are read in two ways.",
        "Write “none of:” if none of the statements may be true; if it is enough that one is false,"
        " write “any of:” with “not” before each statement.",
    )


@diagnostic("E155", "List of one")
def list_of_one(header: str, statement: Span, denies: bool) -> Wording:
    alone = "“not” and the statement" if denies else "the statement"
    return Wording(
        f"The list “{header}” has only one statement.",
        "A list of one says nothing that the statement does not say by itself; perhaps a line is"
        " missing.",
        f"Add the missing line, or write {alone} without the list.",
        related=((statement, "the only statement"),),
    )


@diagnostic("E156", "Statements without a list")
def two_statements(count: int, edit: Edit) -> Wording:
    return Wording(
        f"{_count(count)} statements stand here without a list above them.",
        "It is not said whether all of them must be true, or any of them.",
        "Put “all of:” or “any of:” on a line above them, and indent them by four spaces more.",
        edit,
    )


@diagnostic("E157", "Exception at the wrong level")
def modifier_at_wrong_level(words: str, has_statement: bool, edit: Edit | None) -> Wording:
    if not has_statement:
        return Wording(
            f"“{words}” is an exception, but no statement stands above it.",
            "An exception changes the statement above it.",
            "Write the statement first, and the exception beneath it, four spaces further to the"
            " right.",
        )
    return Wording(
        f"“{words}” stands level with the statement that it changes.",
        "Level with it, it could be read as changing the whole list.",
        "Indent it by four spaces more, beneath the statement that it changes.",
        edit,
    )


@diagnostic("E158", "Branch without “when”")
def branch_without_when(word: str) -> Wording:
    return Wording(
        f"“{word}” stands here without a “when” before it at the same level.",
        "A branch needs the condition that it depends on.",
        "Write the condition first, for example: “when sex is female:” with the rule beneath it,"
        f" then “{word}” level with “when”.",
    )


@diagnostic("E159", "Time without a date to count from")
def window_without_anchor(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "A length of time is counted from a day that the record knows, such as a milestone.",
        write(example),
    )


@diagnostic("E160", "Length of time missing")
def window_without_duration(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "It must be said how long before or after the date.",
        write(example),
    )


@diagnostic("E161", "Length of time without a unit")
def duration_without_unit(number: str, example: str) -> Wording:
    return Wording(
        f"“{number}” of what? The length of time has no unit.",
        "Days, weeks and months differ by a factor of thirty.",
        write(example),
    )


@diagnostic("E162", "“before” or “after” missing")
def window_without_direction(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "A length of time says something only together with a date, and on which side of it it"
        " lies.",
        write(example),
    )


@diagnostic("E163", "Sign of comparison missing")
def sign_missing(before: str, value: str, example: str) -> Wording:
    return Wording(
        f"Between “{before}” and “{value}” a sign of comparison is missing.",
        "Without it, it is not said on which side of the limit a value must lie.",
        write(example),
    )


@diagnostic("E164", "Unit not known")
def unknown_unit(number: str, written: str, similar: tuple[str, ...], edit: Edit | None) -> Wording:
    return Wording(
        f"“{written}” after {number} is not a unit that is known here.",
        "Values are compared only where their units are certain.",
        offered(similar)
        or "Write the unit as in UCUM, for example: mg/dL, 10*9/L, mL/min/{1.73_m2}, mm[Hg]",
        edit,
    )


@diagnostic("E165", "Words that do not fit")
def not_understood(
    found: str, after: str, wants: str, similar: tuple[str, ...], advice: str = ""
) -> Wording:
    return Wording(
        f"{found} does not fit after “{after}”.",
        "A rule must be understood to its last word, or part of it would be lost.",
        advice or offered(similar) or f"Here may follow: {wants}.",
    )


@diagnostic("E166", "Name missing")
def name_missing(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "It must be said what the statement speaks of, by a name that is declared.",
        write(example),
    )


@diagnostic("E167", "Reference to a criterion incomplete")
def reference_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "A criterion is found by its printed number or by its key.",
        write(example),
    )


@diagnostic("E168", "List header incomplete")
def list_header_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "The statements of a list stand beneath its header, one on each line.",
        write(example),
    )


@diagnostic("E169", "Condition incomplete")
def condition_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "A condition or exception must say when it holds, and what holds then.",
        write(example),
    )


@diagnostic("E170", "Date in a rule")
def date_in_rule(written: str) -> Wording:
    return Wording(
        f"The date “{written}” stands in a rule.",
        "A rule that names a day of the calendar holds for one participant at most; rules speak of"
        " milestones.",
        "Declare the day as a milestone, for example: milestone enrolment, and name it here.",
    )


@diagnostic("E171", "Quoted text in a rule")
def quoted_in_rule(text: str, property_of: str) -> Wording:
    if property_of:
        return Wording(
            f"“{text}” is not understood as part of a rule.",
            "Quoted words are for people; a rule is made of names, signs and numbers.",
            property_of,
        )
    return Wording(
        f"Quoted text, “{text}”, stands in a rule.",
        "Quoted words are for people; a rule is made of names, signs and numbers.",
        "Write the name without quotation marks. If a person must answer it, write: judgement"
        f' "{text}"',
    )


@diagnostic("E172", "Colon after a statement")
def colon_after_statement(statement: str, meant: str = "", edit: Edit | None = None) -> Wording:
    if meant:
        return Wording(
            f"“{statement}:” is not how a list, a condition or an exception begins.",
            "What has lines beneath it begins with words of the language, so that everyone knows"
            " what holds of those lines.",
            f"Write: {meant}",
            edit,
        )
    return Wording(
        f"A colon stands after “{statement}”, as if something belonged to it.",
        "Only a list (“all of:”), “when …:”, “then:”, “otherwise:” and “except when …:” have lines"
        " of a rule beneath them.",
        f"If it is a condition, write: when {statement}:; if not, remove the colon.",
    )


@diagnostic("E173", "Not a whole number")
def not_a_count(written: str) -> Wording:
    return Wording(
        f"“{written}” cannot be counted.",
        "Statements and occurrences are counted in whole numbers.",
        "Write a whole number, for example: 2",
    )


@diagnostic("E174", "Line that cannot stand here")
def misplaced_line(found: str, where: str, example: str, advice: str = "") -> Wording:
    return Wording(
        f"{found} cannot begin a line {where}.",
        "A line that is not understood would be lost without anyone noticing.",
        advice or write(example),
    )


def _count(number: int) -> str:
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
    return words[number] if number < len(words) else str(number)
