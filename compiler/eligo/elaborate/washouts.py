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
    items += _rows_elsewhere(place, written)
    known = tuple(item for item in items if item is not None)
    if len(known) != len(items) or not known:
        return None
    if written.written == "washout":
        return ir.AllOf(place.id(), written.span, known, "washout")
    return ir.AnyOf(place.id(), written.span, known, "used within")


def _rows_elsewhere(place: Place, written: syntax.Washout) -> list[ir.Statement | None]:
    """``any other G`` leaves out what the other rows name. Where such a row reads a list of its own (a nested group),
    it holds for the entries of G that name the same too, or nobody would judge them."""
    found: list[ir.Statement | None] = []
    for other in written.rows:
        group = _listed(place, other) if other.other else None
        if group is None or not group.is_group() or isinstance(group.part, Member):
            continue
        for row in written.rows:
            listed = None if row.other or row.where is not None else _listed(place, row)
            if listed is None or listed.datum.key == group.datum.key:
                continue
            keys = _members_named(place, row, group)
            if keys:
                found.append(_row(place, written, row, (group, keys)))
    return found


def _listed(place: Place, row: syntax.WashoutRow) -> entries.Listed | None:
    thing = place.peek(row.name)
    return None if thing is None else entries.listed_of(thing)


def _row(
    place: Place,
    written: syntax.Washout,
    row: syntax.WashoutRow,
    elsewhere: tuple[entries.Listed, tuple[str, ...]] | None = None,
) -> ir.Statement | None:
    """``elsewhere``: a group with the members that the row names, instead of the row's own list."""
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
    if elsewhere is not None:
        listed, keys = elsewhere
        entry: entries.Kept | None = _of_members(place, listed, row, keys)
        medicines = dates.Medicines(
            listed.datum, tuple(m for m in listed.members() if m.key in keys)
        )
    else:
        entry = _kept(place, written, listed, row, named)
        medicines = dates.Medicines(
            listed.datum, tuple(m for m in listed.members() if m.key not in named)
        )
    if entry is None:
        return None
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
    place: Place,
    written: syntax.Washout,
    listed: entries.Listed,
    row: syntax.WashoutRow,
    named: tuple[str, ...],
) -> entries.Kept | None:
    """The entries that a row keeps (``where``); of ``any other`` those that no other row keeps."""
    entry = entries.kept(place, listed, row.span, row.where)
    if not row.other or entry is None:
        return entry
    inside = place.inside(listed.datum)
    taken: list[ir.Statement] = []
    if named:
        taken.append(_among(inside, listed, row, named))
    for other in written.rows:
        theirs = _listed(place, other)
        if other.other or other.where is None or theirs is None or theirs.datum != listed.datum:
            continue
        condition = entries.kept(place, theirs, row.span, other.where)
        if condition is None or condition.where is None:
            return None
        taken.append(condition.where)
    if not taken:
        return entry
    either = taken[0] if len(taken) == 1 else ir.AnyOf(place.id(), row.span, tuple(taken))
    where: ir.Statement = ir.Not(place.id(), row.span, either)
    if entry.where is not None:
        where = entries.together(inside, [where, entry.where], row.span)
    return entries.Kept(where, inside.entries[0].alias)


def _among(
    inside: Place, listed: entries.Listed, row: syntax.WashoutRow, keys: tuple[str, ...]
) -> ir.Is:
    one = inside.of_member(Member(listed.datum, keys[0], row.name.text), row.span)
    assert isinstance(one, ir.Is)
    return replace(one, members=keys)


def _of_members(
    place: Place, listed: entries.Listed, row: syntax.WashoutRow, keys: tuple[str, ...]
) -> entries.Kept:
    """The entries of a group that name one of the members."""
    inside = place.inside(listed.datum)
    return entries.Kept(_among(inside, listed, row, keys), inside.entries[0].alias)


def _named(
    place: Place, written: syntax.Washout, row: syntax.WashoutRow, listed: entries.Listed
) -> tuple[str, ...]:
    """The members of the row's group that other rows name, by themselves or within a group of their own. A row with a
    condition takes out only what it keeps."""
    others = (o for o in written.rows if o is not row and not o.other and o.where is None)
    found = {key for other in others for key in _members_named(place, other, listed)}
    return tuple(m.key for m in listed.members() if m.key in found)


def _members_named(place: Place, row: syntax.WashoutRow, group: entries.Listed) -> tuple[str, ...]:
    """The members of a group that a row names."""
    spellings: set[str] = set()
    match place.peek(row.name):
        case Member() as thing:
            kind = thing.datum.kind
            assert isinstance(kind, ir.Event | ir.Condition | ir.Treatment)
            for value in kind.members:
                if value.key == thing.key:
                    spellings |= _spellings(value)
        case ir.Datum(kind=ir.Event() | ir.Condition() | ir.Treatment() as kind) as thing:
            spellings |= {normal(thing.name), *map(normal, thing.synonyms)}
            for value in kind.members:
                spellings |= _spellings(value)
        case _:
            pass
    return tuple(m.key for m in group.members() if _spellings(m) & spellings)


def _spellings(value: ir.Value) -> set[str]:
    return {normal(value.label), *map(normal, value.synonyms)}
