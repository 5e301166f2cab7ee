"""Wording of what can be wrong with headers, properties, calculations and examples.

``found`` says what stands where ``wants`` must stand; ``example`` is the author's own line, with
what is missing.
"""

from __future__ import annotations

import re

from eligo.diagnostics import Edit, Wording, diagnostic
from eligo.diagnostics.words import listed, offered
from eligo.source import Span

LINE_END = "the line ends"


def missing(found: str, wants: str) -> str:
    """What is wrong; ``found`` is LINE_END, or tells what stands there instead."""
    if found == LINE_END:
        return f"{wants[:1].upper()}{wants[1:]} is missing at the end of the line."
    return f"{found} stands where {wants} belongs."


def write(example: str) -> str:
    return f"Write for example: {example}" if example else ""


# ------------------------------------------------------------------------- headers and properties


@diagnostic("E192", "Rule within the protocol's words")
def rule_in_passage(line: str, edit: Edit) -> Wording:
    return Wording(
        f"“{line}” reads like the rule, but it stands deeper than “text:” and so counts as the"
        " protocol's words; no rule is left.",
        "Deeper lines beneath “text:” are quoted, and what is quoted does not decide.",
        "Put the rule level with “text:”. If these are the protocol's words, write the rule beneath"
        " them, level with “text:”.",
        edit,
    )


@diagnostic("E123", "Header incomplete")
def header_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "The first line of a block says what it is about; the rest of the file refers to it.",
        write(example),
    )


@diagnostic("E124", "Title without quotation marks")
def title_without_quotes(words: str, edit: Edit) -> Wording:
    return Wording(
        f"The title “{words}” needs double quotation marks.",
        "They show where the title ends and where the words of the language go on.",
        f"Write: {edit.text}",
        edit,
    )


@diagnostic("E125", "Words after the header")
def header_surplus(found: str, wants: str, example: str, edit: Edit | None = None) -> Wording:
    return Wording(
        f"{found} stands where the header should have {wants}.",
        "What stands on a header line must be known, or it would be lost.",
        write(example),
        edit,
    )


@diagnostic("E126", "Key with signs that it cannot have")
def bad_key(written: str, meant: str, edit: Edit | None) -> Wording:
    return Wording(
        f"“{written}” cannot be a key.",
        "Keys become names in generated files and in records: small letters, digits and hyphens"
        " only.",
        f"Write for example: as {meant}",
        edit,
    )


@diagnostic("E127", "Text without quotation marks")
def quotes_missing(keyword: str, words: str, edit: Edit) -> Wording:
    return Wording(
        f"The text after “{keyword}” needs quotation marks.",
        "They show that these are words for people, not words of the language.",
        f'Write: {keyword} "{words}"',
        edit,
    )


@diagnostic("E128", "Property incomplete")
def property_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "The line says what it is about, but not what.",
        write(example),
    )


@diagnostic("E129", "Unknown property")
def unknown_property(
    word: str, where: str, similar: tuple[str, ...], known: tuple[str, ...]
) -> Wording:
    return Wording(
        f"“{word}” is not something that {where} can say.",
        "A line that is not understood would be lost without anyone noticing.",
        offered(similar) or f"Here may stand: {listed(known, 20)}.",
    )


@diagnostic("E130", "Said twice")
def property_twice(keyword: str, earlier: Span) -> Wording:
    return Wording(
        f"“{keyword}” is said twice here; the first time on line {earlier.line}.",
        "Only one of the two could count, and nobody could tell which.",
        "Keep one of them.",
        related=((earlier, "the first time"),),
    )


@diagnostic("E131", "Unknown kind of datum")
def unknown_kind(words: str, similar: tuple[str, ...]) -> Wording:
    return Wording(
        f"“{words}” is not a kind of datum.",
        "The kind says what sites can enter and which rules can be written about it.",
        offered(similar)
        or (
            "Choose one of: yes or no; judgement “…”; one of a, b; graded a, b; any of a, b; "
            "result one of a, b; whole number; number in UNIT; score from a to b; ratio; titre; "
            "measurement in UNIT; date; date or none; event; condition; treatment."
        ),
    )


@diagnostic("E132", "Kind of datum missing")
def kind_missing(
    name: str, meant: str = "", edit: Edit | None = None, keyword: str = "data"
) -> Wording:
    if meant:
        return Wording(
            f"Between the name and the kind, “{meant}”, a colon is missing.",
            "Without it, all of it would be the name.",
            f"Write: {keyword} {name}: {meant}",
            edit,
        )
    return Wording(
        f"It is not said what kind of thing “{name}” is.",
        "The kind says what sites can enter and which rules can be written about it.",
        f"Write for example: data {name}: yes or no; or beneath it: measurement in mg/dL",
    )


@diagnostic("E133", "List with a single value")
def one_value(word: str, value: str) -> Wording:
    return Wording(
        f"“{word}” lists only one value, {value}.",
        "With nothing to choose from, the answer says nothing.",
        f"List all values that may be entered, for example: {word} {value}, other; or make it “yes"
        " or no”.",
    )


@diagnostic("E134", "Unit of a measurement missing")
def unit_missing(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "A number without a unit can be wrong by a factor of a thousand, and nobody would notice.",
        write(example),
    )


@diagnostic("E135", "Range incomplete")
def range_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "A range needs its lower and its upper end.",
        write(example),
    )


@diagnostic("E136", "Code incomplete")
def code_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "A code means nothing without its system, nor a system without its code.",
        write(example),
    )


@diagnostic("E137", "Conversion incomplete")
def conversion_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "Reports in the other unit are converted with exactly these numbers.",
        write(example),
    )


@diagnostic("E138", "Words after the kind of a datum")
def words_after_kind(words: str, kind: str) -> Wording:
    return Wording(
        f"“{words}” stands after the kind “{kind}” and is not understood.",
        "Only a range, normal limits, a code or another name can follow here.",
        f"If “{words}” is a value, use “one of”; if it is another datum, declare it in a block of"
        " its own; if it explains "
        f'the datum, write on a line of its own: note "{words}"',
    )


@diagnostic("E139", "Quoted text that belongs to nothing")
def text_without_property(text: str) -> Wording:
    return Wording(
        f"It is not said what the quoted text “{text}” is.",
        "A text that belongs to nothing would be lost.",
        f'If it is another name, write: also called "{text}"; if it explains, write: note "{text}"',
    )


@diagnostic("E140", "Property that a value cannot have")
def property_of_member(keyword: str, value: str) -> Wording:
    return Wording(
        f"“{keyword}” stands among what is said of the value {value}, which cannot have it.",
        "It would be lost.",
        "Put it on a line of its own.",
    )


# ------------------------------------------------------------------------ calculations and scores


@diagnostic("E175", "Calculation incomplete")
def calculation_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "A formula must be complete to have a result.",
        write(example),
    )


@diagnostic("E176", "Operator without spaces")
def operator_spacing(written: str, spaced: str, edit: Edit | None) -> Wording:
    return Wording(
        f"“{written}” is not read as a calculation.",
        "Names and units may hold signs such as - and /, so a sign that calculates stands between"
        " spaces.",
        f"Write: {spaced}",
        edit,
    )


@diagnostic("E177", "Case incomplete")
def case_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "A case gives a number for each value of the datum that it looks at.",
        write(example),
    )


@diagnostic("E178", "Two formulas")
def two_calculations() -> Wording:
    return Wording(
        "A second formula stands here.",
        "A definition has one result.",
        "Put the formula on one line; give its parts names with “where name = …”.",
    )


@diagnostic("E179", "Score item incomplete")
def score_item_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "An item of a score has its weight, its name, and what it means.",
        write(example),
    )


# -------------------------------------------------------------------------- criteria and examples


@diagnostic("E180", "“text:” without its text")
def passage_missing() -> Wording:
    return Wording(
        "No words of the protocol follow “text:”.",
        "The protocol's own words come first, so that everyone can compare the rule with them.",
        "Write the words on this line, exactly as the protocol prints them; long ones go on in"
        " deeper lines.",
    )


@diagnostic("E181", "Interpretation incomplete")
def interpretation_incomplete(lacking: tuple[str, ...]) -> Wording:
    return Wording(
        f"The interpretation does not say {listed(tuple(f'“{word}”' for word in lacking))}.",
        "Whoever reviews a decision must see what was chosen, and why.",
        "Write beneath it: " + " and ".join(f'{word} "…"' for word in lacking),
    )


@diagnostic("E182", "“not formalised” incomplete")
def not_formalised_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "Words of the protocol that no rule expresses must be named, with the reason.",
        write(example),
    )


@diagnostic("E183", "Duty incomplete")
def duty_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "A duty has a first and a last day, so that its end can be computed.",
        write(example),
    )


@diagnostic("E184", "Expectation incomplete")
def expectation_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "An example is a test: it must say which criterion turns out how.",
        write(example),
    )


@diagnostic("E185", "Given line that cannot be read")
def given_unreadable(found: str, wants: str, example: str, edit: Edit | None = None) -> Wording:
    return Wording(
        missing(found, wants),
        "The lines under “given” are a participant's record; each says one thing.",
        write(example),
        edit,
    )


@diagnostic("E186", "Detail given twice")
def detail_twice(what: str) -> Wording:
    return Wording(
        f"This line gives the {what} twice.",
        "Only one of the two could count.",
        "Keep one; several entries are given on several lines.",
    )


@diagnostic("E187", "Parts within parts too deeply")
def parts_too_deep(most: int) -> Wording:
    return Wording(
        f"Parts stand more than {most} levels deep within each other.",
        "No protocol prints numbers this deep, and nobody could cite them.",
        "Write the innermost level as a list, or as parts of the level above.",
    )


@diagnostic("E188", "Question incomplete")
def question_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "What a person must answer is shown word by word to whoever answers it.",
        write(example),
    )


@diagnostic("E189", "Line of the protocol that is not complete")
def property_misread(keyword: str, wants: str, example: str) -> Wording:
    return Wording(
        f"“{keyword}” needs {wants}.",
        "The line says what it is about, but not what.",
        write(example),
    )


@diagnostic("E190", "Registration line incomplete")
def registered_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "What the registry says is compared with the criteria.",
        write(example),
    )


@diagnostic("E191", "“use” incomplete")
def use_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "The names of a vocabulary can be used only once it is named here.",
        write(example),
    )


_PROPERTY_NEEDS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "title": (("STRING",), "its words in quotation marks", 'title "A Study of …"'),
    "version": (("STRING",), "its number in quotation marks", 'version "1.0"'),
    "released": (("DATE",), "a date", "released 2025-02-19"),
    "source": (
        ("STRING",),
        "the name of the file with the protocol's text",
        'source "registry.txt"',
    ),
    "sponsor": (("STRING",), "a name in quotation marks", 'sponsor "University Hospital"'),
    "design": (("STRING",), "words in quotation marks", 'design "open-label, single-arm"'),
    "phase": (("NUMBER", "STRING", "WORDS", "NAME"), "a number", "phase 2"),
    "enrolment": (("NUMBER", "QUANTITY"), "a number", "enrolment 18 participants"),
    "runs": (("DATE",), "two dates", "runs from 2025-02-19 to 2027-12-31"),
    "assessed at": (("NAME", "WORDS"), "a milestone", "assessed at screening"),
    "measured within": (("QUANTITY",), "a length of time", "measured within 28 days"),
    "not known": (("STRING",), "words in quotation marks", 'not known "exclusion criteria"'),
    "arm": (("STRING",), "a name in quotation marks", 'arm "Treatment" experimental'),
    "site": (("STRING",), "a name in quotation marks", 'site "University Hospital"'),
    "note": (("STRING",), "words in quotation marks", 'note "…"'),
}


def protocol_property_need(keyword: str, types: list[str]) -> tuple[str, str] | None:
    """What a line of the protocol's block lacks, and an example; None if it has it."""
    wanted, wants, example = _PROPERTY_NEEDS.get(keyword, ((), "", ""))
    if not wanted or any(type in wanted for type in types):
        return None
    return wants, example


def is_key(text: str) -> bool:
    return re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", text) is not None


def key_from(text: str) -> str:
    """A key like the text that is one."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "short-key"
