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
# What begins a time in the header of a list.
_WINDOW_OPENERS = _OF_TIME | {"BEFORE", "AFTER", "AT", "SINCE", "BY", "DURING", "FROM"}
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
    "table": ("of a table", "| sex | value |"),
    "stage": ("of a stage", "extends screening"),
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
    "table": "a table (besides its rows between “|”)",
    "stage": "a stage",
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
    after_text: bool = False  # directly beneath the protocol's words


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
        example = f"NAME {text}"
        if _is_count(misfit.line, 1):
            example = f"{_COUNTED[first.type]} {text.removeprefix(first.span.text).strip()}"
        return statements.comparison_without_subject(first.span, first.span.text, example)
    if first.type == "LESS_THAN" and _is_count(misfit.line, 1):
        return statements.comparison_in_words(
            first.span, first.span.text, "fewer than", Edit(first.span, "fewer than")
        )
    if first.type in ("AND", "OR"):
        header = "all of:" if first.type == "AND" else "any of:"
        advice = f" The “{first.span.text}” itself is left out."
        return statements.inline_logic(first.span, first.span.text, header, advice, None)
    if first.type in ("UNLESS", "EXCEPT_WHEN"):
        return statements.modifier_at_wrong_level(first.span, text, False, None)
    if first.type in ("OPEN", "CLOSE"):
        if any(word.type in ("AND", "OR") for word in misfit.line):
            return inline_logic(misfit)
        return statements.parentheses(first.span)
    if first.type == "STRING" and misfit.where in ("criterion", "condition", "statement"):
        return statements.quoted_in_rule(first.span, first.value, "")
    return _misplaced(misfit)


def _misplaced(misfit: Misfit) -> Diagnostic:
    first = misfit.line[0] if misfit.line else misfit.found
    if misfit.where in _SUBJECTS and first.type == "WORDS":
        return unknown_property(first, misfit.where)
    where, example = BEGINNINGS.get(misfit.where, ("here", ""))
    advice = _beginning_advice(misfit, first)
    return statements.misplaced_line(first.span, _shown(first), where, example, advice)


_RANGE_OF = re.compile(r"(\S+) (?:to|-|–) (\d\S*(?: (?:years|days|weeks|months)\b)?)")
_OR_MORE = re.compile(r"(\d+) or (more|fewer|less) (\S.*)")


def _beginning_advice(misfit: Misfit, first: Word) -> str:
    """What may be meant by a line of a rule that begins with no word of a rule."""
    text = said(misfit.source, misfit.line)
    if misfit.where == "data" and first.type == "NUMBER_KIND":
        return f"Write: {_NUMBER_KINDS}"
    if misfit.where not in ("criterion", "condition", "statement"):
        return ""
    quoted = (
        " If it continues the protocol's words above, indent it by four spaces more."
        if misfit.after_text
        else ""
    )
    if first.type == "IS" and len(misfit.line) > 1:
        rest = text[len(first.span.text) :].strip()
        if misfit.declarations.data_kind(rest) in _ALONE:
            return f"Write: {rest}"
        return f"Write the name that it is said of before “is”, for example: NAME is {rest}"
    if first.type in ("NUMBER", "QUANTITY"):
        count = _OR_MORE.fullmatch(text)
        if count:
            return f"Write: {'at least' if count[2] == 'more' else 'at most'} {count[1]} {count[3]}"
        limits = _RANGE_OF.match(text)
        if limits:
            return (
                "Write what the numbers are of, and both limits, for example: NAME between"
                f" {limits[1]} and {limits[2]}.{quoted}"
            )
        return f"Write first what the number is of, for example: NAME >= {first.value}.{quoted}"
    return f"Write a name or a word of a rule first.{quoted}" if quoted else ""


_NUMBER_KINDS = (
    "number in UNIT, with the unit that it has; without a unit: whole number, ratio or score"
)
# How occurrences are counted, where a sign stands before a number.
_COUNTED = {
    "AT_LEAST_SIGN": "at least",
    "AT_MOST_SIGN": "at most",
    "MORE": "more than",
    "LESS": "fewer than",
    "EQUAL": "exactly",
}


def _is_count(line: Sequence[Word], index: int) -> bool:
    """Whether a number without a unit stands there, and something that can be counted."""
    return (
        index + 1 < len(line)
        and line[index].type == "NUMBER"
        and line[index + 1].type in ("NAME", "WORDS", "OF")
    )


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
        return inline_logic(misfit)
    if found.type in ("OPEN", "CLOSE"):
        return statements.parentheses(found.span)
    if found.type in _ARITHMETIC:
        return statements.arithmetic(found.span, found.span.text)
    if found.type in _LIST_HEADERS and before.type == "NOT":
        return statements.not_before_list(found.span, found.value)
    if found.type == "DATE":
        return statements.date_in_rule(found.span, found.value)
    after = line[index + 1].type if index + 1 < len(line) else ""
    if found.type == "IS" and index > 1 and "WHICH" in (line[index - 2].type, line[index - 3].type):
        return _which_is(misfit, index)
    if found.type in _WINDOW_OPENERS and line[-1].type == "COLON" and _opens_list(line, index):
        header, time = said(misfit.source, line[:index]), said(misfit.source, line[index:])
        wants = "a comma with the time of the whole list"
        return statements.list_header_incomplete(
            found.span, _shown(found), wants, f"{header}, {time}"
        )
    if (
        found.type == "COLON"
        and before.type in _LIST_HEADERS
        and index > 1
        and line[index - 2].type == "NOT"
    ):
        return statements.not_before_list(before.span, before.value)
    if found.type == "COLON" and line[0].type == "UNLESS":
        rest = said(misfit.source, line[1:index])
        return statements.condition_incomplete(
            found.span,
            "“:”",
            "the end of the line (“except when” has a rule beneath it, “unless” has none)",
            f"except when {rest}:",
        )
    if found.type == "NUMBER" and before.type in _OF_TIME and after == "WORDS":
        return statements.window_without_duration(
            found.span.to(line[index + 1].span),
            f"“{said(misfit.source, line[index : index + 2])}”",
            "a length of time in days, weeks, months or years",
            f"{said(misfit.source, line[:index])} … weeks before screening",
        )
    if (
        found.type in ("NUMBER", "QUANTITY")
        and after in ("BEFORE", "AFTER")
        and not (before.type in _OF_TIME or before.type in _SIGN_TYPES)
    ) and before.type in ("NAME", "WORDS"):
        after_what = said(misfit.source, line[:index])
        ongoing = line[index - 2].type in ("ACTIVE", "ON") if index > 1 else False
        wants = (
            "“at” with a date"
            if ongoing
            else "“within”, “at least”, “more than” or “less than”, then the length of time"
        )
        return statements.not_understood(found.span, f"“{found.value}”", after_what, wants, ())
    if found.type in ("NUMBER", "QUANTITY") and before.type == "NUMBER":
        return _unknown_unit(before, found)
    of_time = after in ("BEFORE", "AFTER")
    if found.type in ("NUMBER", "QUANTITY") and before.type in _MEANT and index > 1 and not of_time:
        return _words_of_time(misfit, index - 1, found)
    if (
        found.type in ("AT_LEAST", "MORE_THAN", "LESS_THAN")
        and after in ("NUMBER", "QUANTITY")
        and any(word.type == "AGE" for word in line[:index])
        and not any(word.type in _OF_TIME for word in line[:index])
    ):
        return _words_of_time(misfit, index, line[index + 1])
    if found.type in ("NUMBER", "QUANTITY", "TITRE") and before.type in ("NAME", "WORDS", "AGE"):
        thing = said(misfit.source, line[:index])
        past = _IN_THE_LAST.search(thing)
        if past and not _is_no_time(found):
            advice = f"Write the time so: within {found.value} before screening"
            plural = next(filter(None, (_plural(misfit, word) for word in line[:index])), None)
            if plural:
                advice += "; and " + _declare_plural(*plural)
            return statements.not_understood(found.span, f"“{found.value}”", thing, "", (), advice)
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


def _which_is(misfit: Misfit, index: int) -> Diagnostic:
    """`where treated is yes`: what is so or not is asked by its name."""
    line, found = misfit.line, misfit.found
    name, denied = line[index - 1].value, line[index - 2].type == "NOT"
    for word in line[index + 1 : index + 3]:
        denied ^= word.span.text.casefold() in ("no", "not")
    advice = f"Write: where {'not ' if denied else ''}{name}"
    before = said(misfit.source, line[:index])
    return statements.not_understood(found.span, _shown(found), before, "", (), advice)


def _opens_list(line: Sequence[Word], index: int) -> bool:
    """Whether the words so far are `any of`, `at least 2 of` and their like, and nothing else."""
    first, last = line[0], line[index - 1]
    return (index == 1 and first.type in _LIST_HEADERS) or (
        index == 3 and line[1].type == "NUMBER" and last.type == "OF"
    )


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


_LEADING = frozenset(
    {
        *("NOT", "ANY", "NO", "ON", "ACTIVE", "HISTORY_OF", "FIRST", "LAST"),
        *("AT_LEAST", "AT_MOST", "EXACTLY", "FEWER_THAN", "MORE_THAN"),
    }
)
_TIMES = frozenset({"BEFORE", "AFTER", "AT", "SINCE", "BY", "UNTIL", "FOR"})
_ALONE = frozenset({"yes or no", "judgement", "attestation", "condition", "event"})


@dataclass(frozen=True, slots=True)
class _Joined:
    """Statements joined by one word; each is its words, or others in brackets."""

    joint: str
    parts: tuple[Sequence[Word] | _Joined, ...]


def inline_logic(misfit: Misfit) -> Diagnostic:
    """The statements of the line, one on each line of a list; only where it is plain which they
    are."""
    source, line = misfit.source, misfit.line
    joints = [word for word in line if word.type in ("AND", "OR")]
    joint = joints[0]
    lead = line[0].type if line[0].type in ("WHEN", "UNLESS", "EXCEPT_WHEN") else ""
    end = len(line) - 1 if line[-1].type == "COLON" else len(line)
    joined = _joined(line[1 if lead else 0 : end])
    before = line[0].value + " " if lead else ""
    header = before + ("all of:" if joint.type == "AND" else "any of:")
    edit = None
    advice = ""
    if line[end - 1].type in ("AND", "OR"):
        advice = f" Nothing follows “{line[end - 1].span.text}” on this line."
    elif joined is None and len({word.type for word in joints}) > 1:
        header = "all of:” or “any of:"
        advice = (
            " Both “and” and “or” stand here: what belongs together is a list of its own, one level"
            " deeper."
        )
    elif joined is None or not _plainly_joined(misfit, joined):
        advice = " A word or a time that counts for all of them must stand in each of them."
    else:
        header = before + ("all of:" if joined.joint == "AND" else "any of:")
        columns = line[0].span.column - 1
        rows = [before + _rows(source, joined, columns)]
        if lead in ("WHEN", "EXCEPT_WHEN"):
            rows.append(" " * columns + "then:")
        edit = Edit(line[0].span.to(line[-1].span), "\n".join(rows))
    return statements.inline_logic(joint.span, joint.span.text, header, advice, edit)


def _joined(line: Sequence[Word]) -> _Joined | None:
    """The statements between the words that join them; None where they cannot be told apart."""
    joints: set[str] = set()
    parts: list[list[Word]] = [[]]
    depth = 0
    between = False
    for index, word in enumerate(line):
        depth += (word.type == "OPEN") - (word.type == "CLOSE")
        between = between or word.type == "BETWEEN"
        limit = index + 1 < len(line) and line[index + 1].type in _SIGN_TYPES
        if depth == 0 and word.type in ("AND", "OR") and not limit:
            if between and word.type == "AND":
                between = False
                parts[-1].append(word)
                continue
            joints.add(word.type)
            parts.append([])
        else:
            parts[-1].append(word)
    if depth or len(joints) > 1 or not all(parts):
        return None
    if not joints:
        inside = line[1:-1] if line[0].type == "OPEN" and line[-1].type == "CLOSE" else []
        return _joined(inside) if inside else None
    found: list[Sequence[Word] | _Joined] = []
    for part in parts:
        if any(word.type in ("OPEN", "CLOSE") for word in part):
            nested = _joined(part)
            if nested is None:
                return None
            found.append(nested)
        else:
            found.append(part)
    return _Joined(joints.pop(), tuple(found))


def _plainly_joined(misfit: Misfit, joined: _Joined) -> bool:
    """Whether each statement can stand by itself: no word or time before or after them may count
    for several."""
    plain = [part for part in joined.parts if not isinstance(part, _Joined)]
    bare = [part for part in plain if len(part) == 1]
    for part in plain:
        if len(part) > 1 and not any(
            word.type in _PREDICATES or word.type in _LEADING or word.type in _TIMES
            for word in part
        ):
            return False
        if part in bare and not (
            misfit.declarations.data_kind(part[0].value) in _ALONE
            or len(bare) == len(joined.parts)
            or any(
                name.kind in ("define", "subgroup")
                for name in misfit.declarations.find(part[0].value)
            )
        ):
            return False
        if part[0].type in _LEADING and bare:
            return False
    timed = [any(word.type in _TIMES for word in part) for part in plain]
    if any(timed) and not all(timed):
        return False
    if any(timed) and len(plain) < len(joined.parts):
        return False
    return all(_plainly_joined(misfit, part) for part in joined.parts if isinstance(part, _Joined))


def _rows(source: Source, joined: _Joined, columns: int) -> str:
    """The list, its first line without indentation."""
    rows = ["all of:" if joined.joint == "AND" else "any of:"]
    for part in joined.parts:
        row = _rows(source, part, columns + 4) if isinstance(part, _Joined) else said(source, part)
        rows.append(" " * (columns + 4) + row)
    return "\n".join(rows)


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
        and words.folded(word.unit.text) not in words.HALF_LIVES
        and units.parse_duration(word.number, word.unit.text) is None
    )


def _with_comma(value: str) -> str:
    """What is given of a value stands behind a comma: ``449 ms, on 2025-01-10``."""
    return re.sub(r"(?<![\s,])\s+(?=(?:on|from|until) \d)", ", ", value, count=1)


def _likes(found: Word) -> tuple[str, ...]:
    """Words of the language that were perhaps meant; not the one that was written."""
    return tuple(w for w in words.like(found.value) if w.casefold() != found.value.casefold())


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
            lines = "the next, deeper line" if len(beneath) == 1 else "deeper lines of their own"
            example = f"{said_before} and on {lines}: {' | '.join(beneath)}"
            return place.says(found.span, _shown(found), place.wants, example)
    if place.says is reading.score_item_incomplete and index < len(line) and place.complete:
        return place.says(found.span, _shown(found), "a colon", f"{said_before}: {rest}")
    if place.says is reading.given_unreadable and found.type in _SIGN_TYPES:
        value = said(misfit.source, line[index + 1 :])
        example = f"{said_before} is {_with_comma(value)}"
        return place.says(found.span, _shown(found), "“is”", example)
    if (
        place.says is reading.given_unreadable
        and found.type in ("ON", "FROM", "UNTIL", "ONGOING")
        and before.type in ("NUMBER", "QUANTITY")
    ):
        comma = Edit(Span(misfit.source, before.span.end, found.span.start), ", ")
        return place.says(
            found.span, _shown(found), "a comma before the day", f"{said_before}, {rest}", comma
        )
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
    if place.says is statements.list_header_incomplete and found.type == "WORDS":
        number = found.value.partition(" ")[0]
        digits = _NUMBERS_IN_WORDS.get(number.casefold())
        if digits is not None:
            rest = said(misfit.source, line[index:])[len(number) :]
            wants = "a number in digits"
            example = f"{said_before} {digits}{rest}"
            start = found.span.start
            span = Span(misfit.source, start, start + len(number))
            return place.says(span, f"“{number}”", wants, example)
    types = [word.type for word in line]
    if index >= len(line) and "FROM" in types and "UNTIL" not in types and place.in_rule:
        start = types.index("FROM")
        example = f"{said_before} until screening"
        if types[start + 1 : start + 3] == ["QUANTITY", "BEFORE"]:
            example = (
                f"{said(misfit.source, line[:start])} within {said(misfit.source, line[start + 1 :])}"
            ).strip()
        return statements.window_without_anchor(
            _span(misfit, index), LINE_END, "“until” with the last date", example
        )
    if place.says is statements.not_understood and place.complete and len(line) > 1:
        plural = _plural(misfit, before)
        if plural and found.type in ("WORDS", "NAME"):
            singular, many = plural
            advice = f"Perhaps {_declare_plural(singular, many)}"
            return statements.not_understood(
                found.span, _shown(found), said_before, place.wants, (), advice
            )
    if (
        place.says is statements.not_understood
        and index > 1
        and line[index - 2].type == "ACTIVE"
        and index < len(line)
    ):
        wants = "“at” with a date, or nothing more (“for at least” follows only “on”)"
        return statements.not_understood(found.span, _shown(found), said_before, wants, ())
    if place.says is reading.given_unreadable and found.type == "COLON" and place.complete:
        value = said(misfit.source, line[index + 1 :]) or "…"
        gap = Edit(Span(misfit.source, before.span.end, found.span.end), " is")
        edit = gap if index + 1 < len(line) else None
        return reading.given_unreadable(
            found.span, "“:”", "“is”", f"{said_before} is {value}", edit
        )
    if (
        place.says is reading.expectation_incomplete
        and found.type == "COMMA"
        and any(word.type == "VERDICT" for word in line)
    ):
        wants = "the end of the line (only a criterion can say what is missing)"
        example = "expect inclusion 3 unknown, missing NAME"
        return reading.expectation_incomplete(found.span, "“,”", wants, example)
    if (
        place.says is reading.header_surplus
        and found.type == "COLON"
        and place.complete
        and index + 1 < len(line)
        and line[0].type in ("INCLUSION", "EXCLUSION", "PART")
    ):
        edit = Edit(Span(misfit.source, before.span.end, found.span.end), "")
        example = f"{said_before} {rest.removeprefix(':').strip()}"
        return reading.header_surplus(
            found.span, "“:”", "a title in quotation marks", example, edit
        )
    if found.type == "NUMBER_KIND" and place.says is reading.property_incomplete:
        return reading.property_incomplete(
            found.span,
            f"“{found.value}” without a unit",
            "a kind",
            f"{said_before} {_NUMBER_KINDS}",
        )
    if place.says is statements.not_understood and index < len(line):
        if found.type == "NOT" and before.type in ("NAME", "WORDS"):
            rest = said(misfit.source, line[index + 1 :])
            return statements.not_understood(
                found.span, _shown(found), said_before, f"“is not {rest}”", ()
            )
        if found.type == "WORDS" and found.value.casefold() == "within":
            advice = (
                "A formula has no times of its own: write the time where the formula is used, for"
                " example: ratio >= 1.5 within 14 days before screening"
            )
            return statements.not_understood(
                found.span, _shown(found), said_before, place.wants, (), advice
            )
        if found.type in ("WORDS", "NAME"):
            return statements.not_understood(
                found.span, _shown(found), said_before, place.wants, _likes(found)
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
        title = found.value.strip("'‘’`´") or found.value
        return reading.title_without_quotes(found.span, found.value, Edit(found.span, f'"{title}"'))
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


_NUMBERS_IN_WORDS = {
    name: str(number)
    for number, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
}


_IN_THE_LAST = re.compile(r"\b(?:last|past|previous|prior|preceding)$", re.I)


def _declare_plural(singular: str, many: str) -> str:
    return (
        f"“{many}” is the plural of “{singular}”: write on a line beneath that datum: plural"
        f' "{many}"; or write here: {singular}'
    )


def _plural(misfit: Misfit, before: Word) -> tuple[str, str] | None:
    """A declared name of which the line seems to have the plural, and that plural."""
    text = misfit.source.text[before.span.start : misfit.line[-1].span.end]
    said_here = words.tidy(text)
    for name in misfit.declarations.names:
        if name.kind != "data":
            continue
        for ending in ("s", "es"):
            many = name.text + ending
            here = said_here[: len(many)]
            if words.folded(here) == words.folded(many) and said_here[len(many) :][:1] in ("", " "):
                return name.text, here
    return None


_TIGHT = re.compile(r"(.*[\w)])([-+*/^])([\w(].*)")


def _operator_inside(word: Word) -> Diagnostic | None:
    match = _TIGHT.fullmatch(word.value) if word.type in ("WORDS", "SLASHED", "RANGE") else None
    if match is None:
        return None
    spaced = f"{match[1]} {match[2]} {match[3]}"
    return reading.operator_spacing(word.span, word.value, spaced, Edit(word.span, spaced))
