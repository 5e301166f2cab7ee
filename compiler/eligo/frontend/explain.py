"""What is wrong with a line that the rules do not fit: from the place reached and the word found
there to a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eligo import units
from eligo.diagnostics import Diagnostic, Edit, layout, reading, statements
from eligo.diagnostics.reading import LINE_END
from eligo.frontend import words
from eligo.frontend.automaton import Item
from eligo.frontend.declarations import Declarations
from eligo.frontend.later import later
from eligo.frontend.lines import OPENERS
from eligo.frontend.place import Place
from eligo.frontend.places import place_of
from eligo.frontend.words import Word
from eligo.source import Source, Span

_SIGN_TYPES = frozenset(words.SIGNS.values())
_ARITHMETIC = frozenset({"PLUS", "MINUS", "STAR", "SLASH", "CARET"})
_LIST_HEADERS = frozenset({"ALL_OF", "ANY_OF", "NONE_OF", "EACH_OF"})
_OF_TIME = frozenset({"AT_LEAST", "MORE_THAN", "LESS_THAN", "WITHIN"})
# The sign that is meant where words of time or number stand before a number.
_MEANT = {
    "AT_LEAST": ">=",
    "AT_MOST": "<=",
    "MORE_THAN": ">",
    "LESS_THAN": "<",
    "FEWER_THAN": "<",
    "WITHIN": "<=",
}
_PREDICATES = frozenset(
    {
        "IS",
        "INCLUDES",
        "WITHIN_NORMAL",
        "BETWEEN",
        "STABLE_FOR",
        "ON",
        "ANY",
        "NO",
        "NOT",
        *_SIGN_TYPES,
    }
)

# What a line may begin with, by where it stands: in words, and an example.
BEGINNINGS: dict[str, tuple[str, str]] = {
    "protocol": ("of the protocol's own block", 'title "A Study of …"'),
    "data": ("that describes a datum", "measurement in mg/dL, plausible 0 to 60"),
    "group": ("of a group", "prednisone, code ATC H02AB07"),
    "condition": ("of a definition", "sex is female"),
    "number": ("of a formula", "creatinine in mg/dL * 2"),
    "expression": ("of a formula", "creatinine in mg/dL * 2"),
    "score": ("of a score", "8  seizure"),
    "criterion": ("of a criterion", "sex is female"),
    "interpretation": ("of an interpretation", 'chosen "At most 6 of 12."'),
    "statement": ("of a rule", "sex is female"),
    "example": ("of an example", "given:"),
    "given": ("of a participant's record", "total bilirubin is 2.4 mg/dL"),
    "context": ("of a context block", "text: Title and summary"),
}
_SUBJECTS = {
    "protocol": "the protocol's own block",
    "data": "a datum",
    "group": "a group",
    "score": "a score",
    "interpretation": "an interpretation",
    "example": "an example",
    "context": "a context block",
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """A line that the rules do not fit: its words, the one found (None at the line's end), the
    rules it was in."""

    source: Source
    line: Sequence[Word]
    found: Word
    items: Iterable[Item]
    where: str  # the kind of line, as lines.places has it
    declarations: Declarations


def explain(misfit: Misfit) -> Diagnostic:
    line, found = misfit.line, misfit.found
    text = said(misfit.source, line)
    index = next((position for position, word in enumerate(line) if word is found), len(line))
    instead = later(text) if misfit.where != "header" else None
    if instead and line:
        return layout.later_construct(line[0].span.to(line[-1].span), text, instead)
    if index == 0 and line:
        return _at_beginning(misfit)
    place = place_of(misfit.items)
    in_rule = place is not None and place.in_rule and misfit.where != "given"
    if in_rule and index < len(line):
        special = _in_rule(misfit, index, place is not None and place.complete)
        if special is not None:
            return special
    if place is None:
        return _misplaced(misfit)
    special = _by_place(misfit, place, index)
    if special is not None:
        return special
    return _plain(misfit, place, index)


def said(source: Source, line: Sequence[Word]) -> str:
    """The line as its author wrote it, white space folded."""
    if not line:
        return ""
    return words.tidy(source.text[line[0].span.start : line[-1].span.end])


def _shown(word: Word) -> str:
    text = word.span.text.strip() or word.value
    text = words.tidy(text)
    if word.type in ("STRING", "UNCLOSED"):
        return f"The quoted text {text if len(text) < 60 else text[:57] + '…'}"
    return f"“{text if len(text) < 60 else text[:57] + '…'}”"


def _span(misfit: Misfit, index: int) -> Span:
    """Of the word found; at the end of the line, of its last word."""
    if index < len(misfit.line):
        return misfit.found.span
    return misfit.line[-1].span if misfit.line else misfit.found.span


def _plain(misfit: Misfit, place: Place, index: int) -> Diagnostic:
    line = misfit.line
    before = said(misfit.source, line[:index])
    example = place.example.replace("{said}", before)
    found = LINE_END if index >= len(line) else _shown(line[index])
    span = _span(misfit, index)
    if place.says is statements.not_understood:
        return statements.not_understood(
            span, found if index < len(line) else "The end of the line", before, place.wants, ()
        )
    if place.complete and "{said}" in place.example:
        example = before
    if place.says is statements.is_without_value:
        example = f"{before} {_value_of(misfit, line[:index])}"
    return place.says(span, found, place.wants, example)


# ---------------------------------------------------------------------------------- line beginnings


def _value_of(misfit: Misfit, before: Sequence[Word]) -> str:
    """A value that the datum of the line may have, and that the line does not name yet."""
    subject = next((word.value for word in before if word.type in ("NAME", "WORDS")), "")
    named = {words.folded(word.value) for word in before}
    values = (
        name.text
        for name in misfit.declarations.names
        if name.kind == "value" and words.folded(name.owner or "") == words.folded(subject)
    )
    return next((value for value in values if words.folded(value) not in named), "positive")


def _at_beginning(misfit: Misfit) -> Diagnostic:
    first = misfit.line[0]
    text = said(misfit.source, misfit.line)
    if first.type in ("THEN", "OTHERWISE"):
        return statements.branch_without_when(first.span, first.value)
    if first.type in _SIGN_TYPES:
        return statements.comparison_without_subject(
            first.span, first.span.text, f"SLEDAI-2K {text}"
        )
    if first.type in ("AND", "OR"):
        header = "all of:" if first.type == "AND" else "any of:"
        rest = text[len(first.span.text) :].strip()
        return statements.inline_logic(
            first.span, first.span.text, f"{header}\n    …\n    {rest}", None
        )
    if first.type in ("UNLESS", "EXCEPT_WHEN"):
        return statements.modifier_at_wrong_level(first.span, text, False, None)
    if first.type in ("OPEN", "CLOSE"):
        return statements.parentheses(first.span)
    if first.type == "STRING" and misfit.where in ("criterion", "condition", "statement"):
        return statements.quoted_in_rule(first.span, first.value, "")
    return _misplaced(misfit)


def _misplaced(misfit: Misfit) -> Diagnostic:
    first = misfit.line[0] if misfit.line else misfit.found
    if misfit.where in _SUBJECTS and first.type == "WORDS":
        return unknown_property(first, misfit.where)
    where, example = BEGINNINGS.get(misfit.where, ("here", ""))
    return statements.misplaced_line(first.span, _shown(first), where, example)


def unknown_property(first: Word, where: str) -> Diagnostic:
    """A line that opens with words that open no line here."""
    from difflib import get_close_matches

    known = tuple(OPENERS[where].phrases()) if where in OPENERS else ()
    word = first.value
    similar = tuple(get_close_matches(words.folded(word), known, n=2, cutoff=0.6))
    if not similar:
        head = words.folded(word).split(" ")[0]
        similar = tuple(get_close_matches(head, known, n=2, cutoff=0.6))
    return reading.unknown_property(
        first.span,
        word,
        _SUBJECTS.get(where, "this"),
        similar,
        (*known, "text:") if where in ("context", "criterion") else known,
    )


# --------------------------------------------------------------------------------------- statements


def _in_rule(misfit: Misfit, index: int, complete: bool) -> Diagnostic | None:
    """Slips of statements that need more than the place to be told."""
    line, found = misfit.line, misfit.found
    before = line[index - 1]
    if found.type in ("AND", "OR") or _two_statements(line):
        return inline_logic(misfit.source, line)
    if found.type in ("OPEN", "CLOSE"):
        return statements.parentheses(found.span)
    if found.type in _ARITHMETIC:
        return statements.arithmetic(found.span, found.span.text)
    if found.type in _LIST_HEADERS and before.type == "NOT":
        return statements.not_before_list(found.span, found.value)
    if found.type == "DATE":
        return statements.date_in_rule(found.span, found.value)
    after = line[index + 1].type if index + 1 < len(line) else ""
    if found.type in ("NUMBER", "QUANTITY") and before.type == "NUMBER":
        return _unknown_unit(before, found)
    of_time = after in ("BEFORE", "AFTER")
    if found.type in ("NUMBER", "QUANTITY") and before.type in _MEANT and index > 1 and not of_time:
        return _words_of_time(misfit, index - 1, found)
    if (
        found.type in ("AT_LEAST", "MORE_THAN", "LESS_THAN")
        and index + 1 < len(line)
        and before.type == "AGE"
    ):
        return _words_of_time(misfit, index, line[index + 1])
    if found.type in ("NUMBER", "QUANTITY", "TITRE") and before.type in ("NAME", "WORDS", "AGE"):
        thing = said(misfit.source, line[:index])
        return statements.sign_missing(found.span, thing, found.value, f"{thing} >= {found.value}")
    if found.type == "QUANTITY" and before.type in ("IS", "NOT"):
        thing = said(misfit.source, line[: index - 1])
        return statements.sign_missing(
            found.span, said(misfit.source, line[:index]), found.value, f"{thing} = {found.value}"
        )
    if found.type in _SIGN_TYPES and before.type in ("NUMBER", "QUANTITY", "UPPER", "LOWER"):
        return statements.chain(
            found.span,
            f"{said(misfit.source, line[:index])} and {said(misfit.source, line[index:])}",
        )
    if found.type in _SIGN_TYPES and before.type in ("AND", "BETWEEN"):
        return statements.chain(found.span, " ".join(w.value for w in line if w.type != "BETWEEN"))
    between = line[index - 2].type == "BETWEEN" if index > 1 else False
    if found.type == "WORDS" and between and found.value.split(" ")[0] in ("to", "till", "until"):
        upper = said(misfit.source, line[index:]).split(" ", 1)[-1]
        example = f"{said(misfit.source, line[:index])} and {upper}"
        return statements.between_incomplete(
            found.span, _shown(found), "“and” with the upper limit", example
        )
    if found.type == "WORDS" and before.type == "NUMBER":
        return _unknown_unit(before, found)
    if found.type == "COLON" and complete:
        return statements.colon_after_statement(found.span, said(misfit.source, line[:index]))
    if found.type == "STRING":
        return _quoted(line, found)
    return None


def _two_statements(line: Sequence[Word]) -> bool:
    """Whether `and` or `or` stands between what are two statements."""
    for index, word in enumerate(line):
        if word.type not in ("AND", "OR"):
            continue
        left = any(w.type in _PREDICATES for w in line[:index])
        right = any(w.type in _PREDICATES for w in line[index + 2 :])
        if left and right and not (index + 1 < len(line) and line[index + 1].type in _SIGN_TYPES):
            return True
    return False


def inline_logic(source: Source, line: Sequence[Word]) -> Diagnostic:
    """The statements of the line, one on each line of a list."""
    joints = [w for w in line if w.type in ("AND", "OR")]
    joint = joints[0]
    start = 0
    lead = ""
    if line[0].type in ("WHEN", "UNLESS", "EXCEPT_WHEN"):
        lead = line[0].value + " "
        start = 1
    parts: list[str] = []
    current: list[Word] = []
    for word in line[start:]:
        if word.type in ("AND", "OR", "COLON"):
            if current:
                parts.append(said(source, current).strip("() "))
            current = []
        else:
            current.append(word)
    if current:
        parts.append(said(source, current).strip("() "))
    kinds = {word.type for word in joints}
    header = lead + ("all of:" if joint.type == "AND" else "any of:")
    columns = line[0].span.column - 1
    deeper = "\n" + " " * (columns + 4)
    edit = None
    if len(kinds) == 1 and not lead and not any(w.type in ("OPEN", "CLOSE") for w in line):
        edit = Edit(
            line[0].span.to(line[-1].span), header + "".join(deeper + part for part in parts)
        )
    shown = header + "".join("\n    " + part for part in parts)
    return statements.inline_logic(joint.span, joint.span.text, shown, edit)


def _words_of_time(misfit: Misfit, index: int, value: Word) -> Diagnostic:
    word = misfit.line[index]
    sign = _MEANT[word.type]
    thing = said(misfit.source, misfit.line[:index])
    return statements.words_of_time(
        word.span, word.value, sign, f"{thing} {sign} {value.value}", Edit(word.span, sign)
    )


def _unknown_unit(number: Word, unit: Word) -> Diagnostic:
    near = list(words.like(unit.value))
    if near:
        return statements.not_understood(unit.span, _shown(unit), number.value, "", tuple(near))
    similar = units.suggest(unit.value.split(" ")[0]) if len(unit.value) <= 40 else ()
    edit = Edit(unit.span, similar[0]) if len(similar) == 1 and " " not in unit.value else None
    return statements.unknown_unit(unit.span, number.value, unit.value, similar, edit)


def _quoted(line: Sequence[Word], found: Word) -> Diagnostic:
    first = line[0].value.split(" ")[0].casefold()
    advice = {
        "chosen": "“chosen” stands beneath an “interpretation”, four spaces further to the right.",
        "instead": (
            "“instead” stands beneath an “interpretation”, four spaces further to the right."
        ),
        "because": "“because” stands beneath an “interpretation”, or after “not formalised”.",
        "note": (
            "A note belongs to a datum, group, definition or score; in a criterion write"
            " “interpretation” or a comment after #."
        ),
        "title": "The title of a criterion stands on its first line: inclusion 3 “Title”.",
        "question": "Write: judgement “…”, with the question in quotation marks.",
        "text": "Write “text:” with a colon, and the protocol's words without quotation marks.",
    }.get(first, "")
    return statements.quoted_in_rule(found.span, found.value, advice)


def _is_no_time(word: Word) -> bool:
    """A quantity whose unit is none of time, such as 3 mg/dL."""
    return (
        word.type == "QUANTITY"
        and word.unit is not None
        and units.parse_duration(word.number, word.unit.text) is None
    )


def _by_place(misfit: Misfit, place: Place, index: int) -> Diagnostic | None:
    """Slips that are told by the place together with the words around it."""
    line, found = misfit.line, misfit.found
    before = line[index - 1] if index else None
    said_before = said(misfit.source, line[:index])
    if before is None:
        return None
    rest = said(misfit.source, line[index:])
    if index < len(line) and place.says in (
        statements.list_header_incomplete,
        statements.condition_incomplete,
    ):
        beneath = rest.split(", ") if place.says is statements.list_header_incomplete else [rest]
        if before.type == "COLON":
            example = said_before + "".join(f"\n    {part}" for part in beneath)
            return place.says(found.span, _shown(found), place.wants, example)
    if place.says is reading.score_item_incomplete and index < len(line) and place.complete:
        return place.says(found.span, _shown(found), "a colon", f"{said_before}: {rest}")
    if place.says is reading.given_unreadable and found.type in _SIGN_TYPES:
        value = said(misfit.source, line[index + 1 :])
        example = f"{said_before} is {value}"
        return place.says(found.span, _shown(found), "“is”", example)
    if before.type == "REFERENCE" and words.EXPECT.match(words.atoms(before.value, 0, 99), 0):
        example = f"{said(misfit.source, line[: index - 1])} 3 {before.value}"
        wants = "the number of a criterion"
        return place.says(before.span, _shown(before), wants, example)
    if place.says is statements.window_without_direction and _is_no_time(before):
        opener = line[index - 2]
        if opener.type in _MEANT:
            return _words_of_time(misfit, index - 2, before)
    if place.says is statements.window_without_duration and found.type == "NUMBER":
        rest = said(misfit.source, line[index + 1 :])
        return statements.duration_without_unit(
            found.span, found.value, f"{said_before} {found.value} weeks {rest}".strip()
        )
    if place.says is statements.not_understood and index < len(line):
        if found.type == "NOT" and before.type in ("NAME", "WORDS"):
            rest = said(misfit.source, line[index + 1 :])
            return statements.not_understood(
                found.span, _shown(found), said_before, f"“is not {rest}”", ()
            )
        if found.type in ("WORDS", "NAME"):
            return statements.not_understood(
                found.span, _shown(found), said_before, place.wants, words.like(found.value)
            )
    if place.says is reading.calculation_incomplete and index < len(line) and place.complete:
        tight = _operator_inside(found) or _operator_inside(before)
        if tight:
            return tight
    if (
        place.says is reading.header_surplus
        and found.type == "WORDS"
        and before.type in ("LABEL", "NAME")
    ):
        return reading.title_without_quotes(
            found.span, found.value, Edit(found.span, f'"{found.value}"')
        )
    if (
        found.type == "WORDS"
        and place.says in (reading.property_incomplete, reading.not_formalised_incomplete)
        and ("quotation marks" in place.wants and not place.complete)
    ):
        rest = misfit.source.text[found.span.start : line[-1].span.end]
        span = found.span.to(line[-1].span)
        return reading.quotes_missing(
            span, before.value, words.tidy(rest), Edit(span, f'"{words.tidy(rest)}"')
        )
    if (
        line[0].type == "DATA"
        and before.type == "COLON"
        and len(line) > 1
        and line[1].type == "COMMA"
    ):
        example = f"{said_before} epilepsy, lactating"
        return reading.header_incomplete(
            _span(misfit, index), LINE_END, "a name for each datum", example
        )
    if found.type == "MEASUREMENT_KIND":
        return reading.unit_missing(
            found.span, LINE_END, "“in” with a unit", "measurement in mg/dL"
        )
    return None


_TIGHT = re.compile(r"(.*[\w)])([-+*/^])([\w(].*)")


def _operator_inside(word: Word) -> Diagnostic | None:
    match = _TIGHT.fullmatch(word.value) if word.type in ("WORDS", "SLASHED", "RANGE") else None
    if match is None:
        return None
    spaced = f"{match[1]} {match[2]} {match[3]}"
    return reading.operator_spacing(word.span, word.value, spaced, Edit(word.span, spaced))
