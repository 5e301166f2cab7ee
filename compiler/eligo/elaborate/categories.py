"""Statements about values of a list: is, includes, ranks; and numbers chosen by such a value."""

from __future__ import annotations

from typing import assert_never

from eligo import ir, syntax, units
from eligo.diagnostics import entries as entries_wrong
from eligo.diagnostics import kinds as kinds_wrong
from eligo.diagnostics import names as names_wrong
from eligo.elaborate import dates, entries, numbers
from eligo.elaborate.place import Place
from eligo.elaborate.scope import Facet, described, normal
from eligo.source import Span


def category(
    place: Place, about: syntax.Subject, window: syntax.Window | None
) -> tuple[ir.Datum, ir.Category] | None:
    """The datum of a subject, and the value of it that is read."""
    thing = place.find(about.name, "data {}: one of …, …", about.of)
    if thing is None:
        return None
    if isinstance(thing, Facet) and thing.word == "value":
        datum = thing.entry.datum
        if isinstance(datum.kind, ir.Result):
            at_hand = ir.ResultReading(
                place.id(),
                about.span,
                thing.entry.owner,
                place.assessed(about.span),
                None,
                "this",
                alias=thing.entry.alias,
            )
            return datum, at_hand
    if isinstance(thing, ir.Datum) and isinstance(thing.kind, ir.Result):
        found = _result(place, thing, about, window)
        return (thing, found) if found else None
    if isinstance(thing, ir.Datum) and isinstance(thing.kind, ir.OneOf | ir.AnyOfValues):
        if window:
            place.scope.report(
                kinds_wrong.window_needs_dates(window.span, thing.name, described(thing))
            )
            return None
        if about.pick is not None:
            place.scope.report(
                kinds_wrong.pick_needs_a_measurement(
                    about.span, about.pick, thing.name, described(thing)
                )
            )
            return None
        if about.where is not None:
            place.scope.report(
                entries_wrong.where_needs_entries(about.span, thing.name, described(thing))
            )
            return None
        return thing, ir.CategoryValue(place.id(), about.span, thing.key)
    place.scope.report(kinds_wrong.not_a_category(about.span, about.name.text, described(thing)))
    return None


def _result(
    place: Place, datum: ir.Datum, about: syntax.Subject, window: syntax.Window | None
) -> ir.ResultReading | None:
    assert isinstance(datum.kind, ir.Result)
    pick = about.pick or "latest"
    if pick in ("highest", "lowest") and not datum.kind.ordered:
        place.scope.report(entries_wrong.extreme_needs_an_order(about.span, pick, datum.name))
        return None
    window = place.taken(window)
    timing = dates.window(place, window) if window else None
    entry = entries.kept(place, entries.Listed(datum, None), about.span, about.where)
    if (window and timing is None) or entry is None:
        return None
    return ir.ResultReading(
        place.id(),
        about.span,
        datum.key,
        place.assessed(about.span),
        numbers.read_in(place, datum, timing, about.span),
        pick,
        entry.where,
        entry.alias,
    )


def values(datum: ir.Datum) -> tuple[ir.Value, ...]:
    """The values that a category can have."""
    assert isinstance(datum.kind, ir.OneOf | ir.AnyOfValues | ir.Result)
    return datum.kind.values


def members(
    place: Place, datum: ir.Datum, names: tuple[syntax.Name, ...]
) -> tuple[str, ...] | None:
    """The keys of the values that names mean."""
    found: list[str] = []
    good = True
    for name in names:
        key = numbers.value_key(values(datum), name)
        if key is None:
            allowed = tuple(value.label for value in values(datum))
            place.scope.report(names_wrong.unknown_value(name.span, name.text, datum.name, allowed))
            good = False
        elif key in found:
            place.scope.report(names_wrong.value_twice(name.span, name.text))
        else:
            found.append(key)
    return tuple(found) if good else None


def is_value(place: Place, written: syntax.IsValue) -> ir.Statement | None:
    found = category(place, written.subject, written.window)
    if found is None:
        return None
    datum, value = found
    if isinstance(datum.kind, ir.AnyOfValues):
        names = " or ".join(name.text for name in written.values)
        place.scope.report(kinds_wrong.is_on_a_set(written.span, datum.name, names))
        return None
    other = _of_another(place, datum, written)
    plain: ir.Statement
    if other is not None:
        plain = _same(place, written.span, datum, value, other)
    else:
        keys = members(place, datum, written.values)
        if keys is None:
            return None
        plain = ir.Is(place.id(), written.span, value, keys)
    return ir.Not(place.id(), written.span, plain) if written.negated else plain


def _of_another(
    place: Place, datum: ir.Datum, written: syntax.IsValue
) -> tuple[ir.Datum, ir.Category] | None:
    """``method is method of initial``: the value of another entry, where a value of that name is not declared."""
    if len(written.values) != 1 or numbers.value_key(values(datum), written.values[0]) is not None:
        return None
    name = written.values[0]
    attribute, _, entry = normal(name.text).rpartition(" of ")
    if not attribute or place.entry(syntax.Name(entry, name.span)) is None:
        return None
    subject = syntax.Subject(
        syntax.Name(attribute, name.span), None, name.span, syntax.Name(entry, name.span)
    )
    return category(place, subject, None)


def _same(
    place: Place,
    span: Span,
    datum: ir.Datum,
    value: ir.Category,
    other: tuple[ir.Datum, ir.Category],
) -> ir.Statement:
    """That two categories have one value: for some value, both have it."""
    theirs = {entry.key for entry in values(other[0])}
    both = tuple(
        ir.AllOf(
            place.id(),
            span,
            (
                ir.Is(place.id(), span, value, (entry.key,)),
                ir.Is(place.id(), span, other[1], (entry.key,)),
            ),
        )
        for entry in values(datum)
        if entry.key in theirs
    )
    return ir.AnyOf(place.id(), span, both)


def includes(place: Place, written: syntax.IncludesValue) -> ir.Statement | None:
    found = category(place, written.subject, None)
    if found is None:
        return None
    datum, value = found
    if not isinstance(value, ir.CategoryValue) or not isinstance(datum.kind, ir.AnyOfValues):
        names = " or ".join(name.text for name in written.values)
        place.scope.report(kinds_wrong.includes_needs_a_set(written.span, datum.name, names))
        return None
    keys = members(place, datum, written.values)
    return ir.Includes(place.id(), written.span, value, keys) if keys else None


def as_ranked(
    place: Place, written: syntax.Comparison, about: syntax.Subject
) -> syntax.Ranked | None:
    """``NYHA class >= II``: a comparison whose subject is a category is one of ranks."""
    entry = place.entry(about.of) if about.of is not None else None
    thing = place.own(entry, about.name) if entry is not None else place.peek(about.name)
    if isinstance(thing, Facet) and thing.word == "value":
        thing = thing.entry.datum
    if not isinstance(thing, ir.Datum) or not isinstance(
        thing.kind, ir.OneOf | ir.Result | ir.AnyOfValues
    ):
        return None
    ranks = []
    for bound in written.bounds:
        limit = bound.limit
        if isinstance(limit, syntax.Subject):
            ranks.append((bound.comparator, limit.name))
        elif isinstance(limit, syntax.Quantity) and limit.unit is None:
            ranks.append((bound.comparator, syntax.Name(limit.number, limit.span)))
        else:
            return None
    return syntax.Ranked(about, tuple(ranks), written.between, written.window, written.span)


def ranked(place: Place, written: syntax.Ranked) -> ir.Statement | None:
    found = category(place, written.subject, written.window)
    if found is None:
        return None
    datum, value = found
    kind = datum.kind
    if not isinstance(kind, ir.OneOf | ir.Result) or not kind.ordered:
        place.scope.report(kinds_wrong.not_graded(written.span, datum.name))
        return None
    order = [entry.key for entry in kind.values]
    allowed = set(order)
    ranks = []
    for comparator, name in written.bounds:
        key = numbers.value_key(kind.values, name)
        if key is None:
            labels = tuple(entry.label for entry in kind.values)
            place.scope.report(names_wrong.unknown_value(name.span, name.text, datum.name, labels))
            return None
        rank = order.index(key)
        ranks.append((comparator, key))
        match comparator:
            case "<":
                allowed &= set(order[:rank])
            case "<=":
                allowed &= set(order[: rank + 1])
            case ">":
                allowed &= set(order[rank + 1 :])
            case ">=":
                allowed &= set(order[rank:])
            case "=":
                allowed &= {key}
            case _:
                assert_never(comparator)
    if not allowed:
        place.scope.report(
            kinds_wrong.range_reversed(
                written.span, written.bounds[0][1].text, written.bounds[-1][1].text
            )
        )
        return None
    keys = tuple(key for key in order if key in allowed)
    return ir.Is(place.id(), written.span, value, keys, tuple(ranks))


Branches = tuple[tuple[tuple[syntax.Name, ...], ir.Number | None], ...]


def by_value(
    place: Place, selector: syntax.Name, branches: Branches, span: Span, unit: units.Unit
) -> ir.CaseNumber | None:
    """A number for each value of a category: all of them, each once. A branch that is None was reported."""
    scope = place.scope
    thing = place.find(selector, "data {}: one of …, …")
    if thing is None:
        return None
    kind = thing.kind if isinstance(thing, ir.Datum) else None
    if not isinstance(thing, ir.Datum) or not isinstance(kind, ir.OneOf | ir.Result):
        scope.report(
            kinds_wrong.case_needs_a_category(selector.span, selector.text, described(thing))
        )
        return None
    about = syntax.Subject(selector, None, selector.span)
    chosen = category(place.bare(), about, None)
    if chosen is None:
        return None
    seen: set[str] = set()
    found: list[tuple[tuple[str, ...], ir.Number]] = []
    good = True
    for names, number in branches:
        keys = []
        for name in names:
            key = numbers.value_key(kind.values, name)
            if key is None:
                allowed = tuple(value.label for value in kind.values)
                scope.report(names_wrong.unknown_value(name.span, name.text, thing.name, allowed))
                good = False
            elif key in seen:
                scope.report(kinds_wrong.case_value_twice(name.span, name.text, thing.name))
                good = False
            else:
                seen.add(key)
                keys.append(key)
        if number is None:
            good = False
        else:
            found.append((tuple(keys), number))
    left = tuple(value.label for value in kind.values if value.key not in seen)
    if left and good:
        scope.report(kinds_wrong.case_incomplete(span, thing.name, left))
        good = False
    if not good:
        return None
    return ir.CaseNumber(place.id(), span, chosen[1], tuple(found), unit)
