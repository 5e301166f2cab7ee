"""Which words a line of each place has: block headers and property lines are read by their own
rules."""

from __future__ import annotations

import re
from collections.abc import Callable

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
    lexer.put("VISIT" if keyword == "visit" else keyword.upper())
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


def _data(lexer: LineLexer) -> None:
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


def _criterion(lexer: LineLexer) -> None:
    lexer.raw("LABEL")
    if lexer.more() and lexer.atom.kind == "string":
        lexer.string()
    while lexer.more():
        folded = lexer.atom.folded
        if folded == "as":
            lexer.put("AS")
            if lexer.more() and lexer.atom.folded != "for":
                lexer.raw("KEY")
        elif folded == "for":
            lexer.put("FOR")
            if lexer.more():
                lexer.run("NAME", _stop_at("as", "requires", "excludes"))
        elif folded in ("requires", "excludes"):
            lexer.put("TURN")
        elif lexer.atom.kind == "string":
            lexer.string()
        elif lexer.atom.kind == "mark":
            lexer.mark()
        elif lexer.atom.kind == "sign":
            lexer.put(words.SIGNS.get(lexer.atom.text, "WRONG_SIGN"))
        else:
            lexer.run("WORDS", _stop_at("as", "for", "requires", "excludes"))


_HEADERS: dict[str, Callable[[LineLexer], None]] = {
    "protocol": _id,
    "vocabulary": _id,
    "use": _use,
    "milestone": _names,
    "visit": _names,
    "data": _data,
    "group": _named,
    "define": _define,
    "score": _score,
    "subgroup": _named,
    "inclusion": _criterion,
    "exclusion": _criterion,
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


def _member(lexer: LineLexer) -> None:
    lexer.run("NAME", _never)
    lexer.kind(first=False)


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


def _kind(lexer: LineLexer) -> None:
    lexer.kind()


_LINES: dict[str, Callable[[LineLexer], None]] = {
    "protocol": LineLexer.plain,
    "data": _kind,
    "group": _member,
    "number": LineLexer.expression,
    "expression": LineLexer.expression,
    "score": _item,
    "given": LineLexer.given,
    "interpretation": LineLexer.plain,
    "context": LineLexer.plain,
    "example": LineLexer.plain,
}
