"""Wording of what can be wrong with how a file is laid out: indentation, quotes, signs, blocks."""

from __future__ import annotations

from eligo.diagnostics import Edit, Wording, diagnostic
from eligo.diagnostics.words import listed, offered
from eligo.source import Span


@diagnostic("E101", "Tab at the beginning of a line")
def tab(edit: Edit, more: int) -> Wording:
    return Wording(
        f"This line begins with a tab{_and_more(more)}.",
        "A tab is as wide as each program likes, so two people could see a different structure in"
        " one file.",
        "Use four spaces for each level.",
        edit,
    )


@diagnostic("E102", "Indentation that is not a multiple of four")
def crooked(columns: int, meant: int, edit: Edit, more: int) -> Wording:
    return Wording(
        f"This line is indented by {columns} {_spaces(columns)}, where {meant} would be"
        f" expected{_and_more(more)}.",
        "What stands beneath what decides what a rule means; it must be plain to the eye.",
        f"Indent it by {meant} {_spaces(meant)}: four for each level.",
        edit,
    )


@diagnostic("E103", "Deeper line beneath a line that takes none")
def deeper_line(above: str, takes_modifiers: bool) -> Wording:
    also = " (an exception such as “unless …” may)" if takes_modifiers else ""
    return Wording(
        f"This line stands deeper than “{above}”, which takes no lines beneath it{also}.",
        "A deeper line belongs to the one above it, and here it would be lost.",
        "If it is a statement of its own, move it to the left and put a list above both, for"
        " example “all of:”; if it continues the line above, put it on that line.",
    )


@diagnostic("E104", "Colon missing")
def missing_colon(line: str, edit: Edit, of_text: bool = False) -> Wording:
    if of_text:
        return Wording(
            "A colon is missing after “text”.",
            "Without it, the protocol's own words would be read as a rule.",
            f"Write: text: {line}",
            edit,
        )
    return Wording(
        f"“{line}” has lines beneath it and needs a colon at its end.",
        "The colon says that what follows belongs to this line.",
        f"Write: {line}:",
        edit,
    )


@diagnostic("E105", "Nothing beneath")
def nothing_beneath(line: str, wants: str, edit: Edit | None = None) -> Wording:
    if edit is not None:
        return Wording(
            f"Nothing stands beneath “{line}”; the lines after it stand level with it.",
            f"It needs {wants}, indented by four spaces more.",
            "Indent those that belong to it by four spaces more.",
            edit,
        )
    return Wording(
        f"Nothing stands beneath “{line}”.",
        f"It needs {wants}, indented by four spaces more.",
        f"Write on the next line, four spaces further to the right: {wants}. Or remove this line.",
    )


@diagnostic("E106", "Quotation mark missing")
def unclosed_quote(begins: str, edit: Edit) -> Wording:
    return Wording(
        f"The quotation mark before “{begins}” is not closed on its line.",
        "Without its end, everything after it would count as quoted.",
        "Close it at the end of the quoted words. A long text may go on in a second pair of"
        " quotation marks on the next, deeper line.",
        edit,
    )


@diagnostic("E107", "Quote marked with “>”")
def quote_margin(words: str, edit: Edit) -> Wording:
    return Wording(
        "The protocol's words are quoted after “text:”, not after “>”.",
        "A “>” in the margin would turn “18 to 65 years” into “> 18 to 65 years”.",
        f"Write: text: {words}",
        edit,
    )


@diagnostic("E108", "Capital letter in a word of the language")
def capital(written: str, meant: str, edit: Edit) -> Wording:
    return Wording(
        f"“{written}” is written “{meant}”.",
        "The language's own words are in small letters, so that names can be told from them.",
        f"Write: {meant}",
        edit,
    )


@diagnostic("E109", "Nested too deeply")
def too_deep(most: int) -> Wording:
    return Wording(
        f"This stands more than {most} levels deep.",
        "Nobody can check by eye a rule that is nested this deeply.",
        "Give the inner part a name of its own with “define”, and write that name here.",
    )


@diagnostic("E110", "Character that means nothing here")
def stray(character: str, instead: str) -> Wording:
    return Wording(
        f"“{character}” has no meaning in a rule.",
        "Every sign of a rule must have one meaning that everyone knows.",
        instead or "Remove it, or write in words what it stands for.",
    )


@diagnostic("E111", "Decimal comma")
def decimal_comma(written: str, meant: str, edit: Edit) -> Wording:
    return Wording(
        f"“{written}” has a decimal comma.",
        "Half of the world would read it as two numbers, or as a number a thousand times as large.",
        f"Write: {meant}",
        edit,
    )


@diagnostic("E112", "Commas inside a number")
def grouped_number(written: str, meant: str, edit: Edit) -> Wording:
    return Wording(
        f"“{written}” has commas between its digits.",
        "In many countries a comma is the decimal sign, so the number could be read as a thousand"
        " times smaller.",
        f"Write: {meant}",
        edit,
    )


@diagnostic("E113", "Unknown kind of block")
def unknown_block(word: str, similar: tuple[str, ...], known: tuple[str, ...]) -> Wording:
    return Wording(
        f"“{word}” does not begin anything that is known here.",
        "A line without indentation opens a block of the protocol, and its first word says which.",
        offered(similar)
        or (
            f"A block begins with one of: {listed(known, 20)}. "
            "If the line belongs to the block above, indent it."
        ),
    )


@diagnostic("E114", "Block of a later version")
def later_block(word: str, instead: str) -> Wording:
    return Wording(
        f"“{word}” is not part of this version of the language.",
        "It is foreseen, but nothing can be built from it yet.",
        instead,
    )


@diagnostic("E115", "Construct of a later version")
def later_construct(words: str, instead: str) -> Wording:
    return Wording(
        f"“{words}” is not part of this version of the language.",
        "It is foreseen, but nothing can be built from it yet.",
        instead,
    )


@diagnostic("E116", "Block that stands once")
def stands_once(keyword: str, earlier: Span) -> Wording:
    return Wording(
        f"This file already has a “{keyword}” block, on line {earlier.line}.",
        "One file describes one version of one protocol, or one vocabulary.",
        "Put the second one into a file of its own, or remove it.",
        related=((earlier, "the first one"),),
    )


@diagnostic("E117", "Empty file")
def empty_file() -> Wording:
    return Wording(
        "This file says nothing.",
        "A protocol without criteria would let everyone in.",
        "Begin it with the protocol's number, for example: protocol NCT01234567. “eligo new” writes"
        " a commented beginning.",
    )


@diagnostic("E118", "Not a text in UTF-8")
def not_utf8(line: int) -> Wording:
    return Wording(
        f"This file is not written in UTF-8; line {line} holds the first byte that is not.",
        "Signs such as ≥ and µ would be read as others.",
        "Save the file again and choose the encoding UTF-8 (in Word: plain text, Unicode (UTF-8)).",
    )


@diagnostic("E119", "More mistakes in this block")
def more_mistakes(most: int) -> Wording:
    return Wording(
        f"This block has more than {most} mistakes; only the first ones are listed.",
        "The rest of the block was not read.",
        "Mend the ones above, and check again.",
    )


@diagnostic("E122", "Line that says too much")
def too_involved() -> Wording:
    return Wording(
        "This line holds more parentheses, operators or dates than anyone can follow.",
        "A rule that cannot be followed cannot be checked.",
        "Give parts of it names of their own, with “define” or “where”, and write those names"
        " here.",
    )


@diagnostic("W120", "Invisible sign that turns the direction of writing", "warning")
def bidirectional(name: str, edit: Edit) -> Wording:
    return Wording(
        f"Here stands an invisible sign ({name}) that can make text appear in another order than it"
        " is read.",
        "A reviewer could see another rule than the one that is checked.",
        "Remove it.",
        edit,
    )


@diagnostic("W121", "Letters of different alphabets in one word", "warning")
def mixed_scripts(word: str, letter: str, name: str) -> Wording:
    return Wording(
        f"“{word}” mixes alphabets: its “{letter}” is {name}.",
        "It looks like another word that is not the same, so a name would not be found, or two"
        " names would look alike.",
        "Type the word again.",
    )


def _and_more(more: int) -> str:
    return f", and so do {more} more of this block" if more else ""


def _spaces(count: int) -> str:
    return "space" if count == 1 else "spaces"
