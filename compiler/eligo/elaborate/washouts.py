"""Washouts as they are printed: what was stopped how long before a day, and what was used within that time."""

from __future__ import annotations

from dataclasses import replace

from eligo import ir, syntax
from eligo.diagnostics import entries as entries_wrong
from eligo.elaborate import dates, entries, statements
from eligo.elaborate.place import Place
from eligo.elaborate.scope import Member, described, normal


def washout(place: Place, written: syntax.Washout) -> ir.Statement | None:
    """A statement for each row. Of a washout all must hold: the last one lies at least so long before, or there never
    was one. Of ``used within`` one is enough."""
    items = [_row(place, written, row) for row in written.rows]
    known = tuple(item for item in items if item is not None)
    if len(known) != len(items) or not known:
        return None
    if written.written == "washout":
        return ir.AllOf(place.id(), written.span, known, "washout")
    return ir.AnyOf(place.id(), written.span, known, "used within")


def _row(place: Place, written: syntax.Washout, row: syntax.WashoutRow) -> ir.Statement | None:
    listed = entries.find(place, row.name, row.span, written.written, entries.HAPPENING)
    when = statements.statement(place.bare().unsided(), row.when) if row.when else None
    unless = statements.statement(place.bare().unsided(), row.unless) if row.unless else None
    if listed is None or (row.when and when is None) or (row.unless and unless is None):
        return None
    named: tuple[str, ...] = ()
    if row.other:
        if not listed.is_group() or isinstance(listed.part, Member):
            place.scope.report(
                entries_wrong.other_of_no_group(
                    row.span, row.name.text, described(listed.part or listed.datum)
                )
            )
            return None
        named = _named(place, written, row, listed)
    entry = _kept(place, listed, row, named)
    if entry is None:
        return None
    medicines = dates.Medicines(
        listed.datum, tuple(m for m in listed.members() if m.key not in named)
    )
    anchor = dates.anchor(place, written.anchor)
    length = dates.length(place, row.length, medicines) if row.length else None
    if anchor is None or (row.length and length is None):
        return None
    statement: ir.Statement
    if written.written == "washout" and length is not None:
        timing = ir.Timing(place.id(), row.span, "at least before", length, anchor)
        statement = ir.FirstLast(
            place.id(), row.span, listed.datum.key, "last", timing, entry.where, entry.alias
        )
    else:
        relation: ir.Relation = "within before" if length is not None else "by"
        washed = written.written == "washout"
        timing = ir.Timing(place.id(), row.span, relation, length, anchor)
        statement = ir.Occurs(
            place.id(),
            row.span,
            listed.datum.key,
            0 if washed else 1,
            0 if washed else None,
            place.assessed(row.span),
            timing,
            entry.where,
            alias=entry.alias,
        )
    if unless is not None:
        statement = ir.Unless(place.id(), row.span, statement, unless)
    if when is not None:
        statement = ir.When(place.id(), row.span, when, statement, None)
    return statement


def _kept(
    place: Place, listed: entries.Listed, row: syntax.WashoutRow, named: tuple[str, ...]
) -> entries.Kept | None:
    """The entries that a row keeps (``where``); of ``any other`` those whose name is none of the ``named`` members."""
    entry = entries.kept(place, listed, row.span, row.where)
    if not named or entry is None:
        return entry
    inside = place.inside(listed.datum)
    one = inside.of_member(Member(listed.datum, named[0], row.name.text), row.span)
    assert isinstance(one, ir.Is)
    others = ir.Not(place.id(), row.span, replace(one, members=named))
    where: ir.Statement = others
    if entry.where is not None:
        where = entries.together(inside, [others, entry.where], row.span)
    return entries.Kept(where, inside.entries[0].alias)


def _named(
    place: Place, written: syntax.Washout, row: syntax.WashoutRow, listed: entries.Listed
) -> tuple[str, ...]:
    """The members of the row's group that other rows name, by themselves or within a group of their own."""
    spellings: set[str] = set()
    for other in written.rows:
        if other is row or other.other:
            continue
        thing = place.peek(other.name)
        match thing:
            case Member():
                kind = thing.datum.kind
                assert isinstance(kind, ir.Event | ir.Condition | ir.Treatment)
                for value in kind.members:
                    if value.key == thing.key:
                        spellings |= _spellings(value)
            case ir.Datum(kind=ir.Event() | ir.Condition() | ir.Treatment() as kind):
                spellings |= {normal(thing.name), *map(normal, thing.synonyms)}
                for value in kind.members:
                    spellings |= _spellings(value)
            case _:
                pass
    return tuple(m.key for m in listed.members() if _spellings(m) & spellings)


def _spellings(value: ir.Value) -> set[str]:
    return {normal(value.label), *map(normal, value.synonyms)}
