"""Comparisons of numbers with limits: one, several things with one limit, a limit for each value, the normal range."""

from __future__ import annotations

from eligo import ir, syntax, units
from eligo.diagnostics import kinds as kinds_wrong
from eligo.elaborate import categories, entries, limits, numbers
from eligo.elaborate.place import Place
from eligo.elaborate.scope import Facet


def comparison(place: Place, written: syntax.Comparison) -> ir.Statement | None:
    about = written.subject
    if isinstance(about, syntax.AgeSubject):
        return _age(place, written, about)
    if isinstance(about, syntax.Subject):
        ranked = categories.as_ranked(place, written, about)
        if ranked is not None:
            return categories.ranked(place, ranked)
        lasting = _duration(place, about)
        if lasting is not None:
            return entries.lasting(place, lasting.entry, written)
    value = numbers.subject(place, about, written.window)
    if value is None:
        return None
    found = limits.bounds(place, value, said(about), written)
    if found is None:
        return None
    return ir.Compare(place.id(), written.span, value, found, written.between)


def _duration(place: Place, about: syntax.Subject) -> Facet | None:
    """The duration of an entry at hand, where that is what a comparison is about."""
    entry = place.entry(about.of) if about.of is not None else None
    thing = place.own(entry, about.name) if entry is not None else place.peek(about.name)
    return thing if isinstance(thing, Facet) and thing.word == "duration" else None


def said(about: syntax.Subject | syntax.AgeSubject | syntax.Measure) -> str:
    """What a comparison is about, for messages."""
    match about:
        case syntax.AgeSubject():
            return "age"
        case syntax.Subject():
            return about.name.text
        case syntax.Measure(kind="total"):
            assert about.attribute is not None
            return f"total {about.attribute.text} of {about.name.text}"
        case syntax.Measure(kind="time on"):
            return f"total time on {about.name.text}"
        case syntax.Measure(kind="change" | "percent change"):
            return f"{about.kind} in {about.name.text}"
        case syntax.Measure():
            return f"{about.kind} of {about.name.text}"


def _age(place: Place, written: syntax.Comparison, about: syntax.AgeSubject) -> ir.Statement | None:
    last = written.bounds[-1].limit
    if not isinstance(last, syntax.Quantity) or last.unit is None:
        place.scope.report(kinds_wrong.age_needs_years(last.span))
        return None
    value = _aged(place, last, about, written.window)
    if value is None:
        return None
    found = limits.bounds(place, value, "age", written)
    if found is None:
        return None
    return ir.Compare(place.id(), written.span, value, found, written.between)


def _aged(
    place: Place,
    limit: syntax.Quantity,
    about: syntax.AgeSubject,
    window: syntax.Window | None,
) -> ir.Number | None:
    """An age in the unit of its limit: years or months."""
    try:
        unit = units.parse(limit.unit or "")
    except units.UnitError:
        unit = numbers.ONE
    if unit not in (numbers.YEAR, numbers.MONTH):
        place.scope.report(kinds_wrong.age_needs_years(limit.span))
        return None
    if window:
        place.scope.report(kinds_wrong.window_needs_dates(window.span, "age", "a number"))
        return None
    return numbers.age(place, about, "year" if unit == numbers.YEAR else "month")


def by_value(place: Place, written: syntax.ByValue) -> ir.Statement | None:
    """``haemoglobin >=, by sex:`` with a limit for each value."""
    about = written.subject
    if isinstance(about, syntax.AgeSubject):
        with_unit = next(
            (x for _, x in written.rows if isinstance(x, syntax.Quantity) and x.unit), None
        )
        if with_unit is None:
            place.scope.report(kinds_wrong.age_needs_years(written.span))
            return None
        value = _aged(place, with_unit, about, written.window)
    else:
        value = numbers.subject(place, about, written.window)
    if value is None:
        return None
    rows = tuple(
        (names, limits.one(place, value, said(about), limit)) for names, limit in written.rows
    )
    limit = categories.by_value(place, written.selector, rows, written.span, value.unit)
    if limit is None:
        return None
    return ir.Compare(
        place.id(), written.span, value, (ir.Bound(written.comparator, limit),), False
    )


def each(place: Place, written: syntax.EachComparison) -> ir.Statement | None:
    items = [
        comparison(
            place,
            syntax.Comparison(one, written.bounds, written.between, written.window, written.span),
        )
        for one in written.subjects
    ]
    known = tuple(item for item in items if item is not None)
    if len(known) != len(items):
        return None
    kind = ir.AllOf if written.which == "each" else ir.AnyOf
    return kind(place.id(), written.span, known)


def within_normal(place: Place, written: syntax.WithinNormal) -> ir.Statement | None:
    value = numbers.subject(place, written.subject, written.window)
    if value is None:
        return None
    name = written.subject.name.text
    if not isinstance(value, ir.Reading) or limits.of_several(value):
        place.scope.report(kinds_wrong.normal_limit_needs_a_measurement(written.span, name, "ULN"))
        return None
    kind = place.datum(value.datum).kind
    if not isinstance(kind, ir.Measurement) or not kind.normal_range:
        place.scope.report(kinds_wrong.no_normal_range(written.span, name, "ULN"))
        return None
    return ir.WithinNormal(place.id(), written.span, value)
