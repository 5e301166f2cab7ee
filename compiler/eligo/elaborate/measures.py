"""Numbers made of many entries: means, sums, totals, counts, days covered, changes; doses in a reference medicine."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from eligo import ir, syntax, units
from eligo.diagnostics import entries as entries_wrong
from eligo.diagnostics import kinds as kinds_wrong
from eligo.elaborate import dates, entries, limits, numbers
from eligo.elaborate.place import Place
from eligo.elaborate.scope import Component, Facet, described
from eligo.source import Span

DAY = units.parse("d")
PERCENT = units.parse("%")


def measure(
    place: Place, written: syntax.Measure, window: syntax.Window | None
) -> ir.Number | None:
    """The number that a measure gives; ``window`` is the statement's own."""
    match written.kind:
        case "mean" | "sum":
            return _of_readings(place, written, window)
        case "total":
            return _total(place, written, window)
        case "number":
            return _number_of(place, written, window)
        case "time on":
            return _time_on(place, written, window)
        case "change" | "percent change":
            assert window is None  # it names its two days itself
            return _change(place, written)
        case _:
            assert_never(written.kind)


def _of_readings(
    place: Place, written: syntax.Measure, window: syntax.Window | None
) -> ir.Number | None:
    thing = place.find(written.name, numbers.MEASURED)
    if thing is None:
        return None
    component = thing if isinstance(thing, Component) else None
    datum = thing.datum if isinstance(thing, Component) else thing
    if not isinstance(datum, ir.Datum) or not isinstance(datum.kind, ir.Measurement | ir.Paired):
        place.scope.report(
            kinds_wrong.pick_needs_a_measurement(
                written.span, written.kind, written.name.text, described(thing)
            )
        )
        return None
    if isinstance(datum.kind, ir.Paired) and component is None:
        parts = tuple(value.label for value in datum.kind.components)
        place.scope.report(
            entries_wrong.which_of_several_numbers(written.span, written.name.text, parts)
        )
        return None
    window = place.taken(window)
    timing = dates.window(place, window) if window else None
    if window and timing is None:
        return None
    assert written.kind in ("mean", "sum")
    return numbers.readings(
        place,
        datum,
        "mean" if written.kind == "mean" else "sum",
        written.where,
        written.span,
        timing,
        None,
        component,
        written.last,
    )


def _total(place: Place, written: syntax.Measure, window: syntax.Window | None) -> ir.Number | None:
    listed = entries.find(place, written.name, written.span, "total … of", entries.LISTS)
    if listed is None:
        return None
    assert written.attribute is not None
    inside = place.inside(listed.datum).unsided()
    thing = inside.find(
        written.attribute,
        "with {}: number in mL",
        syntax.Name(listed.datum.name, written.name.span),
    )
    if thing is None:
        return None
    of: ir.Number | None
    match thing:
        case ir.Datum(kind=ir.Quantity(unit=unit)):
            of = ir.QuantityValue(
                place.id(), written.attribute.span, thing.key, unit, Fraction(1), Fraction(0)
            )
        case Facet(word="equivalent dose"):
            of = equivalent(inside, thing, written.attribute.span, listed.members())
        case _:
            place.scope.report(
                entries_wrong.total_needs_a_number(
                    written.span, written.attribute.text, described(thing), written.name.text
                )
            )
            return None
    if of is None:
        return None
    total = _summed(place, listed, written, window, of, of.unit, inside.entries[0].alias)
    if isinstance(total, ir.Total) and _adds_unlike_doses(listed.datum, total):
        kind = listed.datum.kind
        assert isinstance(kind, ir.Treatment)
        place.scope.report(
            entries_wrong.unlike_doses(written.span, written.name.text, kind.reference)
        )
    return total


def _adds_unlike_doses(datum: ir.Datum, total: ir.Total) -> bool:
    """Whether milligrams are added of members that are worth different amounts of the reference."""
    if not (isinstance(datum.kind, ir.Treatment) and datum.kind.reference):
        return False
    if not (isinstance(total.of, ir.QuantityValue) and total.of.datum.endswith(".dose")):
        return False
    counted = {member.key for member in datum.kind.members}
    named = total.where.items if isinstance(total.where, ir.AllOf) else (total.where,)
    for one in named:
        if isinstance(one, ir.Is) and one.value.datum.endswith(".name"):
            counted &= set(one.members)
    worth = {member.equivalent for member in datum.kind.members if member.key in counted}
    return len(worth) > 1


def _number_of(
    place: Place, written: syntax.Measure, window: syntax.Window | None
) -> ir.Number | None:
    listed = entries.find(place, written.name, written.span, "number of", entries.LISTS)
    if listed is None:
        return None
    return _summed(place, listed, written, window, None, numbers.ONE, "")


def _summed(
    place: Place,
    listed: entries.Listed,
    written: syntax.Measure,
    window: syntax.Window | None,
    of: ir.Number | None,
    unit: units.Unit,
    alias: str,
) -> ir.Number | None:
    timing = None
    if isinstance(listed.datum.kind, ir.Record):
        if window is not None:
            place.scope.report(
                kinds_wrong.window_needs_dates(
                    window.span, written.name.text, described(listed.datum)
                )
            )
            return None
    else:
        window = place.taken(window)
        timing = dates.window(place, window, listed.medicines()) if window else None
        if window and timing is None:
            return None
    entry = entries.kept(place, listed, written.span, written.where)
    if entry is None:
        return None
    return ir.Total(
        place.id(),
        written.span,
        listed.datum.key,
        of,
        place.assessed(written.span),
        timing,
        unit,
        entry.where,
        entry.alias or alias,
    )


def _time_on(
    place: Place, written: syntax.Measure, window: syntax.Window | None
) -> ir.Number | None:
    listed = entries.find(place, written.name, written.span, "total time on", entries.SPELLS)
    if listed is None:
        return None
    window = place.taken(window)
    if window is not None and not _counted_in_days(place, window):
        return None
    timing = dates.window(place, window, listed.medicines()) if window else None
    entry = entries.kept(place, listed, written.span, written.where)
    if (window and timing is None) or entry is None:
        return None
    assessed = place.assessed(written.span)
    return ir.TimeOn(
        place.id(),
        written.span,
        listed.datum.key,
        assessed,
        timing,
        DAY,
        entry.where,
        entry.alias,
    )


def _counted_in_days(place: Place, window: syntax.Window) -> bool:
    """Whether no length of a window is in hours: of a treatment days are counted, each once."""
    if window.amount is None:
        return True
    length = window.amount
    for term in (length,) if isinstance(length, syntax.Quantity) else length.terms:
        if term.unit is None or term.unit.lower() in dates.HALF_LIVES:
            continue
        if dates.duration(place, term) is None:
            return False
    return True


def _change(place: Place, written: syntax.Measure) -> ir.Number | None:
    """B - A, and of a percentage (B - A) / A times 100."""
    assert written.start is not None and written.end is not None
    before, after = (
        numbers.subject(
            place,
            syntax.Subject(written.name, None, written.name.span, where=written.where),
            syntax.Window("at", None, anchor, None, anchor.span),
        )
        for anchor in (written.start, written.end)
    )
    if before is None or after is None:
        return None
    if written.kind == "change":
        return ir.Arithmetic(place.id(), written.span, "-", after, before, before.unit, "change")
    kind = place.datum(before.datum).kind if isinstance(before, ir.Reading) else None
    if before.unit.offset != 0 or (isinstance(kind, ir.Measurement) and kind.titre):
        place.scope.report(entries_wrong.no_percentage(written.span, written.name.text))
        return None
    difference = ir.Arithmetic(place.id(), written.span, "-", after, before, before.unit)
    share = ir.Arithmetic(place.id(), written.span, "/", difference, before, numbers.ONE)
    hundred = ir.Constant(place.id(), written.span, Fraction(100), PERCENT, "100", None)
    return ir.Arithmetic(place.id(), written.span, "*", share, hundred, PERCENT, "percent change")


def equivalent(
    place: Place, facet: Facet, span: Span, meant: tuple[ir.Value, ...] = ()
) -> ir.Number | None:
    """The dose of the entry at hand as an amount of the group's reference medicine: its dose, times what one unit of
    the medicine it names is worth. ``meant`` are the members that count, where not all do."""
    entry = facet.entry
    kind = entry.datum.kind
    assert isinstance(kind, ir.Treatment)
    dose = next((a for a in entry.datum.attributes if a.key.endswith(".dose")), None)
    if dose is None or not isinstance(dose.kind, ir.Quantity):
        place.scope.report(entries_wrong.equivalent_needs_a_dose(span, entry.datum.name))
        return None
    lacking = tuple(v.label for v in meant or kind.members if v.equivalent is None)
    if kind.is_open:
        lacking = (*lacking, "any other")
    if lacking:
        place.scope.report(
            entries_wrong.equivalent_unknown(span, entry.datum.name, kind.reference, lacking)
        )
        return None
    name = place.facet(entry, "name")
    assert isinstance(name, ir.Datum)
    worth: dict[Fraction, list[str]] = {}
    for member in kind.members:
        # What does not count is filtered before, so that any amount may stand for it.
        worth.setdefault(1 / (member.equivalent or Fraction(1)), []).append(member.key)
    branches: tuple[tuple[tuple[str, ...], ir.Number], ...] = tuple(
        (
            tuple(keys),
            ir.Constant(place.id(), span, factor, numbers.ONE, limits.decimal(factor), None),
        )
        for factor, keys in worth.items()
    )
    unit = dose.kind.unit
    amount = ir.QuantityValue(place.id(), span, f"{entry.key}.dose", unit, Fraction(1), Fraction(0))
    selector = ir.CategoryValue(place.id(), span, name.key)
    times = ir.CaseNumber(place.id(), span, selector, branches, numbers.ONE)
    return ir.Arithmetic(place.id(), span, "*", amount, times, unit)
