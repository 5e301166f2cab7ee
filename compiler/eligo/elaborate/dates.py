"""From anchors and windows as written to dates and timings."""

from __future__ import annotations

from typing import Literal

from eligo import ir, syntax, units
from eligo.diagnostics import kinds as kinds_wrong
from eligo.elaborate import numbers
from eligo.elaborate.place import Place
from eligo.elaborate.scope import described


def anchor(place: Place, written: syntax.Anchor) -> ir.Date | None:
    match written:
        case syntax.NamedDate():
            return named(place, written.name)
        case syntax.DateOf():
            return date_of(place, written)
        case syntax.ShiftedDate():
            inner = anchor(place, written.anchor)
            length = duration(place, written.amount)
            if inner is None or length is None:
                return None
            sign: Literal[-1, 1] = 1 if written.direction == "after" else -1
            return ir.Shifted(place.id(), written.span, inner, length, sign)


def named(place: Place, name: syntax.Name) -> ir.Date | None:
    thing = place.scope.find(name, declare="milestone {}")
    match thing:
        case None:
            return None
        case ir.Milestone():
            return ir.MilestoneDate(place.id(), name.span, thing.key)
        case ir.Datum(kind=ir.DateKind()):
            return ir.DateOf(place.id(), name.span, thing.key)
        case _:
            milestones = tuple(m.name for m in place.scope.milestones.values())
            place.scope.report(
                kinds_wrong.not_a_date(name.span, name.text, described(thing), milestones)
            )
            return None


def date_of(place: Place, written: syntax.DateOf) -> ir.Date | None:
    thing = place.scope.find(written.subject.name, declare=numbers.MEASURED)
    if thing is None:
        return None
    if isinstance(thing, ir.Datum) and isinstance(thing.kind, ir.DateKind):
        return ir.DateOf(place.id(), written.span, thing.key)
    if isinstance(thing, ir.Datum) and isinstance(thing.kind, ir.Measurement):
        timing = None
        if written.at is not None:
            at = anchor(place, written.at)
            if at is None:
                return None
            timing = ir.Timing(place.id(), written.span, "at", None, at)
        reading = numbers.reading(place, thing, written.subject, timing, None)
        return ir.ReadingDate(place.id(), written.span, reading)
    place.scope.report(
        kinds_wrong.has_no_date(written.span, written.subject.name.text, described(thing))
    )
    return None


def duration(place: Place, written: syntax.Quantity) -> units.Duration | None:
    if written.unit is None:  # reported when it was read
        return None
    length = units.parse_duration(written.number, written.unit)
    if length is None:
        whole = written.number.isdigit()
        place.scope.report(
            kinds_wrong.not_a_duration(written.span, written.number, written.unit, whole)
        )
        return None
    if length.unit == "hour":
        place.scope.report(kinds_wrong.hours_need_times(written.span, written.number))
        return None
    return length


def window(place: Place, written: syntax.Window) -> ir.Timing | None:
    length = duration(place, written.amount) if written.amount else None
    start = anchor(place, written.anchor)
    until = anchor(place, written.until) if written.until else None
    if start is None or (written.amount and length is None) or (written.until and until is None):
        return None
    return ir.Timing(place.id(), written.span, written.relation, length, start, until)
