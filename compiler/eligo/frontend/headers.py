"""Which words a line of each place has: block headers and property lines are read by their own
rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from eligo.frontend import words
from eligo.frontend.blocks import KEYWORDS, Block, Line
from eligo.frontend.lexer import LineLexer
from eligo.frontend.lines import OPENERS, Names, is_unit_like
from eligo.frontend.words import Atom, Word
from eligo.source import Source, Span


def line_words(source: Source, block: Block, line: Line, place: str, names: Names) -> list[Word]:
    """The words of a line, without those that its indentation makes."""
    lexer = LineLexer(source, line, names)
    if not lexer.atoms:
        return []
    if place == "table":
        rows = (each.start for each in block.lines if source.text[each.start] == "|")
        lexer.first_row = next(rows, -1)
    if place == "header":
        _header(lexer, block.keyword)
        return lexer.out
    if line.passage is not None:
        return _passage(source, line)
    opener = OPENERS[place].match(lexer.atoms, 0) if place in OPENERS else None
    if opener and opener[0] < names.match(lexer.atoms, 0):
        opener = None
    if opener and _is_property(lexer, opener, place):
        lexer.put(opener[1], opener[0])
        _PROPERTIES.get(opener[1], LineLexer.plain)(lexer)
        return lexer.out
    _LINES.get(place, LineLexer.statement)(lexer)
    return lexer.out


def _is_property(lexer: LineLexer, opener: tuple[int, str], place: str) -> bool:
    """Whether the phrase opens a property; `source of infection` in a rule does not."""
    length, kind = opener
    if place in ("condition", "number") and kind in ("NOTE", "SOURCE", "ALSO_CALLED"):
        return length == len(lexer.atoms) or lexer.atoms[length].kind == "string"
    return True


def _passage(source: Source, line: Line) -> list[Word]:
    start, end = line.pieces[0]
    opening = Word("TEXT", "text:", Span(source, start, end))
    if not line.passage:
        return [opening]
    first, last = line.passage[0][0], line.passage[-1][1]
    text = words.tidy(" ".join(source.text[begin:stop] for begin, stop in line.passage))
    return [opening, Word("PASSAGE", text, Span(source, first, last))]


def _never(atom: Atom) -> bool:
    return False


def _stop_at(*folded: str) -> Callable[[Atom], bool]:
    stops = frozenset(folded)
    return lambda atom: atom.folded in stops


def _header(lexer: LineLexer, keyword: str) -> None:
    if keyword not in KEYWORDS:
        lexer.plain()
        return
    if lexer.atom.folded in ("open", "extend"):
        lexer.put("OPEN_GROUP" if keyword == "group" else "EXTEND_DATA", 2)
    else:
        lexer.put("UNIT_BLOCK" if keyword == "unit" else keyword.upper())
    _HEADERS[keyword](lexer)


def _id(lexer: LineLexer) -> None:
    lexer.run("NAME", _never)
    _rest(lexer)


def _rest(lexer: LineLexer) -> None:
    """What is left on a header line that should be at its end."""
    while lexer.more():
        if lexer.atom.kind == "string":
            lexer.string()
        elif lexer.atom.kind == "mark":
            lexer.mark()
        elif lexer.atom.kind == "sign":
            lexer.put(words.SIGNS.get(lexer.atom.text, "WRONG_SIGN"))
        else:
            lexer.run("WORDS", lambda atom: atom.kind != "core")


def _use(lexer: LineLexer) -> None:
    stop = _stop_at("with", "as", "and")
    while lexer.more():
        if lexer.atom.folded in ("with", "as", "and"):
            lexer.put(lexer.atom.folded.upper())
        elif lexer.atom.kind == "mark":
            lexer.mark()
        elif lexer.atom.kind == "string":
            lexer.string()
        elif lexer.atom.kind == "sign":
            lexer.put("WRONG_SIGN")
        else:
            lexer.run("NAME", stop)


def _names(lexer: LineLexer) -> None:
    while lexer.more():
        if lexer.atom.kind == "mark":
            lexer.mark()
        elif lexer.atom.kind == "string":
            lexer.string()
        elif lexer.atom.kind == "sign":
            lexer.put("WRONG_SIGN")
        else:
            lexer.run("NAME", lambda atom: atom.kind != "core")


def _milestone(lexer: LineLexer) -> None:
    """Names; after a colon, where the milestone lies."""
    while lexer.more() and lexer.atom.text != ":":
        if lexer.atom.kind == "mark":
            lexer.mark()
        elif lexer.atom.kind == "string":
            lexer.string()
        elif lexer.atom.kind == "sign":
            lexer.put("WRONG_SIGN")
        else:
            lexer.run("NAME", lambda atom: atom.kind != "core")
    if lexer.more():
        lexer.mark()
        _stretch(lexer, len(lexer.atoms))


def _period(lexer: LineLexer) -> None:
    lexer.run("NAME", _stop_at("from"))
    if not lexer.more() or lexer.atom.folded != "from":
        _rest(lexer)
        return
    lexer.put("FROM")
    last = max(
        (
            index
            for index in range(lexer.index, len(lexer.atoms))
            if lexer.atoms[index].folded == "to"
        ),
        default=len(lexer.atoms),
    )
    _stretch(lexer, last)
    if lexer.more():
        lexer.put("TO")
        _stretch(lexer, len(lexer.atoms))


def _stretch(lexer: LineLexer, end: int, opening: bool = False) -> None:
    """What stands before the atom ``end``, in the words of statements."""
    rest = LineLexer(lexer.source, lexer.line, lexer.names)
    rest.atoms = lexer.atoms[:end]
    rest.index = lexer.index
    rest.statement(opening)
    lexer.out += rest.out
    lexer.index = end


def _data(lexer: LineLexer) -> None:
    if lexer.more() and lexer.atom.text == ",":
        lexer.mark()
        lexer.kind()
        _names(lexer)
        return
    _name_and_label(lexer, _never)
    if lexer.more() and lexer.atom.text == ":":
        lexer.mark()
        lexer.kind(first=lexer.out[0].type != "EXTEND_DATA")
    _rest(lexer)


_OF_KIND = frozenset({"treatments", "conditions", "events"})


def _group(lexer: LineLexer) -> None:
    """``of conditions`` and ``from "file.csv"`` stand behind the name, then perhaps the members."""
    atoms = lexer.atoms
    tails = {
        atom.start
        for atom, after in pairwise(atoms)
        if (atom.folded == "of" and after.folded in _OF_KIND)
        or (atom.folded == "from" and after.kind == "string")
    }
    _name_and_label(lexer, lambda atom: atom.start in tails)
    while lexer.more() and lexer.atom.start in tails:
        if lexer.atom.folded == "of":
            lexer.put("OF_KIND", 2)
        else:
            lexer.put("FROM")
            lexer.string(most=1)
        if lexer.more() and lexer.atom.kind == "string":
            lexer.string()
    if lexer.more() and lexer.atom.text == ":":
        lexer.mark()
        lexer.member()
    _rest(lexer)


def _table(lexer: LineLexer) -> None:
    """``in UNIT``, ``as ratio`` and ``from "file.csv"`` stand behind the name."""
    atoms = lexer.atoms
    tails: set[int] = set()
    end = len(atoms)
    for index in range(len(atoms) - 1, 1, -1):
        folded = atoms[index].folded
        after = [atom for atom in atoms[index + 1 : end] if atom.kind != "string"]
        text = words.tidy(lexer.text[after[0].start : after[-1].end]) if after else ""
        if (
            (folded == "from" and index + 1 < end and atoms[index + 1].kind == "string")
            or (folded == "in" and (is_unit_like(text) or not text))
            or (folded == "as" and text.casefold() in ("score", "ratio", "count"))
        ):
            tails.add(atoms[index].start)
            end = index
    _name_and_label(lexer, lambda atom: atom.start in tails)
    while lexer.more() and lexer.atom.start in tails:
        match lexer.atom.folded:
            case "in":
                lexer.put("IN")
                lexer.unit()
            case "as":
                lexer.put("AS")
                lexer.put("NUMBER_KIND")
            case _:
                lexer.put("FROM")
                lexer.string(most=1)
        if lexer.more() and lexer.atom.kind == "string":
            lexer.string()
    _rest(lexer)


def _unit(lexer: LineLexer) -> None:
    """``from RECORD where …, at least 1``."""
    _name_and_label(lexer, _stop_at("from"))
    if not lexer.more() or lexer.atom.folded != "from":
        _rest(lexer)
        return
    lexer.put("FROM")
    lexer.run("NAME", _stop_at("where"))
    last = [atom.folded for atom in lexer.atoms[-4:]]
    least = len(lexer.atoms) - (4 if last[:3] == [",", "at", "least"] else 0)
    if lexer.more() and lexer.atom.folded == "where":
        lexer.put("WHERE")
        _stretch(lexer, least, True)
    if lexer.more() and lexer.index == least:
        lexer.put("LEAST", 3)
        if not lexer.number(with_unit=False):
            lexer.put("WORDS")
    _rest(lexer)


def _stage(lexer: LineLexer) -> None:
    _name_and_label(lexer, _stop_at("at"))
    if lexer.more() and lexer.atom.folded == "at":
        lexer.put("AT")
        lexer.run("NAME", _never)
    _rest(lexer)


def _name_and_label(lexer: LineLexer, stop: Callable[[Atom], bool]) -> None:
    lexer.run("NAME", stop)
    if lexer.more() and lexer.atom.kind == "string":
        lexer.string()


def _named(lexer: LineLexer) -> None:
    _name_and_label(lexer, _never)
    _rest(lexer)


def _define(lexer: LineLexer) -> None:
    """``in UNIT`` and ``as score`` stand at the end, since a name may hold either word."""
    tail = len(lexer.atoms)
    for index in range(len(lexer.atoms) - 1, 1, -1):
        folded = lexer.atoms[index].folded
        if folded == "in" and index + 1 == len(lexer.atoms):
            tail = index
            break
        if folded in ("in", "as") and index + 1 < len(lexer.atoms):
            rest = lexer.atoms[index + 1 :]
            if rest[-1].kind == "string":
                rest = rest[:-1]
            text = words.tidy(lexer.text[rest[0].start : rest[-1].end]) if rest else ""
            if (folded == "in" and is_unit_like(text)) or (
                folded == "as" and text.casefold() in ("score", "ratio", "count")
            ):
                tail = index
            break
    at = lexer.atoms[tail].start if tail < len(lexer.atoms) else -1
    _name_and_label(lexer, lambda atom: atom.start == at)
    if lexer.more() and lexer.atom.start == at:
        if lexer.atom.folded == "in":
            lexer.put("IN")
            lexer.unit()
        else:
            lexer.put("AS")
            lexer.put("NUMBER_KIND")
        if lexer.more() and lexer.atom.kind == "string":
            lexer.string()
    _rest(lexer)


_FROM_TO = re.compile(r"from\s+\S+\s+to\s+\S+", re.I)


def _score(lexer: LineLexer) -> None:
    at = -1
    for atom in lexer.atoms[1:]:
        if atom.folded == "from" and _FROM_TO.match(lexer.text, atom.start, lexer.line.end):
            at = atom.start
    _name_and_label(lexer, lambda atom: atom.start == at)
    if lexer.more() and lexer.atom.start == at:
        lexer.put("FROM")
        if lexer.more() and not lexer.number(with_unit=False):
            lexer.put("WORDS")
        if lexer.more() and lexer.atom.folded == "to":
            lexer.put("TO")
            if lexer.more() and not lexer.number(with_unit=False):
                lexer.put("WORDS")
        if lexer.more() and lexer.atom.kind == "string":
            lexer.string()
    _rest(lexer)


_HEADS = frozenset({"as", "for", "requires", "excludes", "assessed"})
_WINDOWS = (
    *("within", "before", "after", "by", "since", "at", "from", "during"),
    *("at least", "more than", "less than"),
)
_OPENS_WINDOW = words.Lexicon((phrase, "") for phrase in _WINDOWS)


def _criterion(lexer: LineLexer) -> None:
    delay = lexer.out[-1].type == "DELAY"
    lexer.raw("LABEL")
    if lexer.more() and lexer.atom.kind == "string":
        lexer.string()
    while lexer.more():
        folded = lexer.atom.folded
        after = [atom.folded for atom in lexer.atoms[lexer.index + 1 : lexer.index + 4]]
        names = lexer.out[-1].type == "COMMA" and lexer.out[-2].type == "NAME"
        if folded == "as":
            lexer.put("AS")
            if lexer.more() and lexer.atom.folded not in _HEADS:
                lexer.raw("KEY")
        elif folded == "for":
            lexer.put("FOR")
            _name_of_head(lexer)
        elif folded == "assessed" and after[:1] == ["at"]:
            lexer.put("ASSESSED", 4 if after == ["at", "each", "of"] else 2)
            _name_of_head(lexer)
        elif folded == "of" and delay:
            lexer.put("OF_VISIT")
            _name_of_head(lexer)
        elif folded in ("requires", "excludes"):
            lexer.put("TURN")
        elif lexer.atom.kind == "string":
            lexer.string()
        elif lexer.atom.kind == "mark":
            lexer.mark()
        elif lexer.atom.kind == "sign":
            lexer.put(words.SIGNS.get(lexer.atom.text, "WRONG_SIGN"))
        elif names:
            _name_of_head(lexer)
        elif lexer.atom.text.islower() and _OPENS_WINDOW.match(lexer.atoms, lexer.index):
            end = lexer.index + 1
            while end < len(lexer.atoms) and lexer.atoms[end].folded not in _HEADS | {":"}:
                end += max(1, lexer.names.match(lexer.atoms, end))
            here = lexer.atom.start
            lexer.out.append(Word("THROUGHOUT", "", lexer.span(here, here)))
            _stretch(lexer, min(end, len(lexer.atoms)))
        else:
            lexer.run("WORDS", lambda atom: atom.folded in _HEADS)


def _name_of_head(lexer: LineLexer) -> None:
    """A declared name, or all that stands before the next item of the header."""
    if not lexer.more():
        return
    length = lexer.names.match(lexer.atoms, lexer.index)
    if length:
        lexer.put("NAME", length)
    else:
        lexer.run("NAME", lambda atom: atom.folded in _HEADS or atom.folded in _WINDOWS)


_HEADERS: dict[str, Callable[[LineLexer], None]] = {
    "protocol": _id,
    "vocabulary": _id,
    "use": _use,
    "milestone": _milestone,
    "visit": _milestone,
    "period": _period,
    "data": _data,
    "group": _group,
    "define": _define,
    "score": _score,
    "table": _table,
    "subgroup": _named,
    "unit": _unit,
    "cohort": _named,
    "stage": _stage,
    "inclusion": _criterion,
    "exclusion": _criterion,
    "delay": _criterion,
    "context": LineLexer.plain,
    "example": LineLexer.plain,
}


# ----------------------------------------------------------------------------------- property lines


def _tail(lexer: LineLexer) -> None:
    lexer.kind(first=False)


def _code(lexer: LineLexer) -> None:
    lexer.code()
    lexer.kind(first=False)


def _burden(lexer: LineLexer) -> None:
    lexer.run("NAME", _never)
    _rest(lexer)


def _attribute(lexer: LineLexer) -> None:
    if lexer.more() and lexer.atom.text == ",":
        lexer.mark()
        lexer.kind()
        _names(lexer)
        return
    _name_and_label(lexer, _never)
    if lexer.more() and lexer.atom.text == ":":
        lexer.mark()
        lexer.kind()
    _rest(lexer)


def _without(lexer: LineLexer) -> None:
    while lexer.more():
        if lexer.atom.folded in ("inclusion", "exclusion", "delay"):
            lexer.put(lexer.atom.folded.upper())
            lexer.raw("REFERENCE")
        elif lexer.atom.kind == "mark":
            lexer.mark()
        elif lexer.atom.kind == "string":
            lexer.string()
        elif lexer.atom.kind == "sign":
            lexer.put("WRONG_SIGN")
        else:
            lexer.run("WORDS", lambda atom: atom.kind != "core")


def _repeated(lexer: LineLexer) -> None:
    """How often, within which time, and which of the values counts."""
    while lexer.more():
        folded = lexer.atom.folded
        after = lexer.atoms[lexer.index + 1].folded if lexer.index + 1 < len(lexer.atoms) else ""
        if folded in ("once", "twice"):
            lexer.put("OFTEN")
        elif folded.isdecimal() and after in ("time", "times"):
            lexer.put("OFTEN", 2)
        elif folded == "within":
            lexer.put("WITHIN")
        elif folded in ("mean", "latest") and after == "counts":
            lexer.put("COUNTS", 2)
        elif lexer.atom.kind == "mark":
            lexer.mark()
        elif lexer.atom.kind == "string":
            lexer.string()
        elif lexer.atom.kind == "sign":
            lexer.put("WRONG_SIGN")
        elif not lexer.number():
            lexer.put("WORDS")


def _permits(lexer: LineLexer) -> None:
    if lexer.more() and lexer.atom.kind == "string":
        lexer.string()
    if lexer.more() and lexer.atom.folded == "when":
        lexer.put("WHEN")
        _stretch(lexer, len(lexer.atoms), True)
    _rest(lexer)


def _not_formalised(lexer: LineLexer) -> None:
    while lexer.more():
        if lexer.atom.kind == "string":
            lexer.string()
        elif lexer.atom.folded == "because":
            lexer.put("BECAUSE")
        elif lexer.atom.kind == "mark":
            lexer.mark()
        elif lexer.atom.kind == "sign":
            lexer.put("WRONG_SIGN")
        else:
            lexer.run("WORDS", _stop_at("because"))


def _obliges(lexer: LineLexer) -> None:
    """The last ``from`` begins the duty's dates; one before it belongs to the condition."""
    if lexer.more() and lexer.atom.kind == "string":
        lexer.string()
    rest = LineLexer(lexer.source, lexer.line, lexer.names)
    rest.index = lexer.index
    rest.statement()
    begins = [word for word in rest.out if word.type == "FROM"]
    if begins:
        begins[-1].type = "DUTY_FROM"
    lexer.out += rest.out


def _where(lexer: LineLexer) -> None:
    lexer.run("NAME", lambda atom: atom.kind == "sign")
    lexer.expression()


def _group_of_items(lexer: LineLexer) -> None:
    _name_and_label(lexer, _never)
    _rest(lexer)


def _given_header(lexer: LineLexer) -> None:
    while lexer.more():
        if lexer.atom.folded == "like":
            lexer.put("LIKE")
        elif lexer.atom.kind == "string":
            lexer.string()
        elif lexer.atom.kind == "mark":
            lexer.mark()
        else:
            lexer.run("WORDS", _never)
            if lexer.more() and lexer.atom.kind == "sign":
                lexer.put("WRONG_SIGN")


_PROPERTIES: dict[str, Callable[[LineLexer], None]] = {
    "PROPERTY": LineLexer.property,
    "REGISTERED": LineLexer.registered,
    "ALSO_IN": LineLexer.also_in,
    "CODE": _code,
    "PLAUSIBLE": _tail,
    "NORMAL_RANGE": _tail,
    "MEASURED_WITHIN": _tail,
    "HALF_LIFE": _tail,
    "WITH": _attribute,
    "GROUP": _names,
    "EXCEPT": _names,
    "EQUIVALENTS_OF": _burden,
    "EXTENDS": _burden,
    "WITHOUT": _without,
    "REPEATED": _repeated,
    "PERMITS": _permits,
    "BURDEN": _burden,
    "SETTLED": _burden,
    "WHERE": _where,
    "HIGHEST_OF": _group_of_items,
    "PART": _criterion,
    "INTERPRETATION": LineLexer.plain,
    "NOT_FORMALISED": _not_formalised,
    "OBLIGES": _obliges,
    "GIVEN": _given_header,
    "EXPECT": LineLexer.expect,
}


# -------------------------------------------------------------------------------------- other lines


def _item(lexer: LineLexer) -> None:
    """A score's item: its weight, its name, and what it means."""
    if not lexer.number(with_unit=False):
        lexer.statement()
        return
    _name_and_label(lexer, _never)
    if lexer.more() and lexer.atom.text == ":":
        lexer.mark()
        lexer.statement()
    _rest(lexer)


def _row(lexer: LineLexer) -> None:
    """A row of a table, cell by cell. The bar that opens the first row is a word of its own."""
    if lexer.atoms[0].text[0] != "|":
        lexer.plain()
        return
    text, (start, end) = lexer.text, lexer.line.pieces[0]
    bars = [start]
    quoted = False
    for position in range(start + 1, end):
        quoted ^= text[position] in '"“”'
        if text[position] == "|" and not quoted:
            bars.append(position)
    if bars[-1] != end - 1:
        bars.append(end)
    first = lexer.line.start == lexer.first_row
    for number, (bar, after) in enumerate(zip(bars, [*bars[1:], end], strict=True)):
        kind = ("COLUMNS" if first else "ROW") if number == 0 else "BAR"
        stop = min(bar + 1, end)
        lexer.out.append(Word(kind, "|" if stop > bar else "", lexer.span(bar, stop)))
        cell = LineLexer(
            lexer.source, replace(lexer.line, pieces=[(stop, max(stop, after))]), lexer.names
        )
        if first:
            _column(cell)
        else:
            cell.cell()
        lexer.out += cell.out
    lexer.index = len(lexer.atoms)


def _column(lexer: LineLexer) -> None:
    """What a column is about, and perhaps its unit."""
    end = len(lexer.atoms)
    for index in range(1, end - 1):
        if lexer.atoms[index].folded == "in":
            text = words.tidy(lexer.text[lexer.atoms[index + 1].start : lexer.atoms[-1].end])
            if is_unit_like(text):
                end = index
                break
    _stretch(lexer, end, True)
    if lexer.more():
        lexer.put("IN")
        lexer.unit()
        _rest(lexer)


def _kind(lexer: LineLexer) -> None:
    lexer.kind()


_LINES: dict[str, Callable[[LineLexer], None]] = {
    "protocol": LineLexer.plain,
    "data": _kind,
    "group": LineLexer.member,
    "table": _row,
    "number": LineLexer.expression,
    "expression": LineLexer.expression,
    "score": _item,
    "given": LineLexer.given,
    "washout": LineLexer.washout_row,
    "by": LineLexer.row,
    "interpretation": LineLexer.plain,
    "context": LineLexer.plain,
    "example": LineLexer.plain,
}
