"""From subjects and formulas as written to numbers in one unit."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, assert_never

from eligo import ir, syntax, units
from eligo.diagnostics import entries as entries_wrong
from eligo.diagnostics import kinds as kinds_wrong
from eligo.elaborate import (
    categories,
    dates,
    entries,
    instances,
    kinds,
    limits,
    measures,
)
from eligo.elaborate.place import Place
from eligo.elaborate.scope import (
    Component,
    DeclaredDefinition,
    DeclaredScore,
    DeclaredTable,
    DeclaredUnit,
    Entry,
    Facet,
    Thing,
    described,
    gives_numbers,
    normal,
)
from eligo.source import Span

ONE = units.parse("1")
YEAR = units.parse("year")
MONTH = units.parse("month")

# How to declare what a comparison is about.
MEASURED = "data {}: measurement in UNIT, plausible … to …"

WITH_UNIT = (ir.Measurement, ir.Quantity, ir.Paired)

Picked = Literal["latest", "earliest", "highest", "lowest", "mean", "sum"]
Wanted = tuple[units.Unit, Fraction, Fraction]  # unit, factor, offset


def reading(
    place: Place,
    datum: ir.Datum,
    written: syntax.Subject,
    timing: ir.Timing | None,
    wanted: Wanted | None,
    component: Component | None = None,
) -> ir.Reading | None:
    """The reading of a measurement, in its own unit or in the one ``wanted`` (unit, factor, offset)."""
    return readings(
        place, datum, written.pick, written.where, written.span, timing, wanted, component
    )


def readings(
    place: Place,
    datum: ir.Datum,
    pick: Picked | None,
    where: syntax.Statement | None,
    span: Span,
    timing: ir.Timing | None,
    wanted: Wanted | None = None,
    component: Component | None = None,
    last: int | None = None,
) -> ir.Reading | None:
    """The readings of a measurement, and what is made of them. A bare one is read as far back as its datum or the
    protocol says."""
    assert isinstance(datum.kind, ir.Measurement | ir.Paired)
    unit, factor, offset = wanted or (datum.kind.unit, Fraction(1), Fraction(0))
    entry = entries.kept(place, entries.Listed(datum, None), span, where)
    if entry is None:
        return None
    return ir.Reading(
        place.id(),
        span,
        datum.key,
        pick or "latest",
        unit,
        factor,
        offset,
        place.assessed(span),
        read_in(place, datum, timing, span),
        last,
        component.key if component else "",
        entry.where,
        entry.alias,
    )


def read_in(
    place: Place, datum: ir.Datum, timing: ir.Timing | None, span: Span
) -> ir.Timing | None:
    """The timing of a reading: its own, else how old a bare one may be."""
    if timing is None:
        within = place.measured_within(datum)
        if within is None:
            return None
        timing = ir.Timing(place.id(), span, "within before", within, place.assessed(span))
    return timing


def at_hand(
    place: Place,
    entry: Entry,
    written: syntax.Subject,
    wanted: Wanted | None,
    component: Component | None = None,
) -> ir.Reading:
    """The value of an entry at hand, a reading."""
    kind = entry.datum.kind
    assert isinstance(kind, ir.Measurement | ir.Paired)
    unit, factor, offset = wanted or (kind.unit, Fraction(1), Fraction(0))
    return ir.Reading(
        place.id(),
        written.span,
        entry.owner,
        "this",
        unit,
        factor,
        offset,
        place.assessed(written.span),
        None,
        component=component.key if component else "",
        alias=entry.alias,
    )


def _entry_of(place: Place, component: Component) -> Entry | None:
    """The innermost entry at hand that is a reading of which this is one number."""
    return next((e for e in place.entries if e.datum.key == component.datum.key), None)


def subject(
    place: Place,
    written: syntax.Subject | syntax.AgeSubject | syntax.Measure,
    window: syntax.Window | None,
) -> ir.Number | None:
    """The number that a comparison is about; reports what cannot be compared."""
    match written:
        case syntax.AgeSubject():
            if window:
                place.scope.report(kinds_wrong.window_needs_dates(window.span, "age", "a number"))
                return None
            return age(place, written, "year")
        case syntax.Measure():
            return measures.measure(place, written, window)
        case syntax.Subject():
            thing = place.find(written.name, MEASURED, written.of)
            return _number(place, thing, written, window) if thing is not None else None
        case _:
            assert_never(written)


def _number(
    place: Place, thing: Thing, written: syntax.Subject, window: syntax.Window | None
) -> ir.Number | None:
    name = written.name.text
    if isinstance(thing, Component) or (
        isinstance(thing, ir.Datum) and isinstance(thing.kind, ir.Measurement)
    ):
        bare = window is None and written.pick is None and written.where is None
        if isinstance(thing, Component) and bare:
            entry = _entry_of(place, thing)
            if entry is not None:
                return at_hand(place, entry, written, None, thing)
        window = place.taken(window)
        timing = dates.window(place, window) if window else None
        if window and timing is None:
            return None
        component = thing if isinstance(thing, Component) else None
        datum = thing.datum if isinstance(thing, Component) else thing
        return reading(place, datum, written, timing, None, component)
    if written.pick is not None:
        place.scope.report(
            kinds_wrong.pick_needs_a_measurement(written.span, written.pick, name, described(thing))
        )
        return None
    if written.where is not None:
        place.scope.report(entries_wrong.where_needs_entries(written.span, name, described(thing)))
        return None
    if entries.listed_of(thing) is not None:
        place.scope.report(kinds_wrong.counted_with_a_sign(written.span, name, described(thing)))
        return None
    match thing:
        case DeclaredDefinition():
            found = instances.definition(place, thing, window, written.span)
            if found is None:
                return None
            if found.number is not None and found.unit is not None:
                return ir.DefinedNumber(place.id(), written.span, found.key, found.unit)
        case DeclaredTable() if gives_numbers(thing.block):
            table = instances.table(place, thing, window, written.span)
            if table is None:
                return None
            assert table.unit is not None
            return ir.TableNumber(place.id(), written.span, table.key, table.unit)
        case DeclaredScore():
            score = instances.score(place, thing, window, written.span)
            if score is None:
                return None
            return ir.ScoreValue(place.id(), written.span, score.key, score.unit)
        case _ if window is not None:
            place.scope.report(kinds_wrong.window_needs_dates(window.span, name, described(thing)))
            return None
        case ir.Datum(kind=ir.Quantity(unit=unit)):
            return ir.QuantityValue(
                place.id(), written.span, thing.key, unit, Fraction(1), Fraction(0)
            )
        case ir.Step():
            return ir.StepValue(place.id(), written.span, thing.key, ONE)
        case Facet(word="value", entry=entry) if isinstance(entry.datum.kind, ir.Measurement):
            return at_hand(place, entry, written, None)
        case Facet(word="equivalent dose"):
            return measures.equivalent(place, thing, written.span)
        case _:
            pass
    if isinstance(thing, ir.Datum) and isinstance(thing.kind, ir.Paired):
        parts = tuple(value.label for value in thing.kind.components)
        place.scope.report(entries_wrong.which_of_several_numbers(written.span, name, parts))
        return None
    if isinstance(thing, DeclaredUnit):
        place.scope.report(kinds_wrong.unit_counted(written.span, name))
        return None
    place.scope.report(kinds_wrong.not_a_number(written.span, name, described(thing)))
    return None


def age(
    place: Place, written: syntax.AgeSubject, period: Literal["year", "month"]
) -> ir.Number | None:
    """Completed years or months of the participant, or of the entry that has a date of birth."""
    birth: Thing | None
    if written.of is not None:
        birth = place.find(syntax.Name("date of birth", written.span), of=written.of)
        if birth is None:
            return None
    else:
        birth = place.scope.data.get("date_of_birth")
    if not isinstance(birth, ir.Datum) or not isinstance(birth.kind, ir.DateKind):
        place.scope.report(kinds_wrong.no_birth_date(written.span))
        return None
    at = dates.anchor(place, written.at) if written.at else place.assessed(written.span)
    if at is None:
        return None
    unit = YEAR if period == "year" else MONTH
    return ir.Age(place.id(), written.span, birth.key, at, period, unit)


# -------------------------------------------------------------------------------------------------------- units


def convert(
    amount: Fraction,
    unit: units.Unit,
    wanted: units.Unit,
    kind: ir.Kind | None,
    *,
    difference: bool = False,
) -> Fraction | None:
    """An amount in another unit: by the units themselves, or by a conversion the datum declares. Of a ``difference`` of
    two values the zero points of the units do not matter."""

    def moved(unit_amount: Fraction, one_unit: units.Unit, other: units.Unit) -> Fraction:
        if difference:
            return unit_amount * one_unit.factor / other.factor
        return units.convert(unit_amount, one_unit, other)

    if units.compatible(unit, wanted):
        return moved(amount, unit, wanted)
    if isinstance(kind, WITH_UNIT):
        for conversion in kind.conversions:
            if units.compatible(unit, conversion.unit):
                there = moved(amount, unit, conversion.unit)
                offset = Fraction(0) if difference else conversion.offset
                return there * conversion.factor + offset
    return None


def accepted(kind: ir.Kind | None) -> tuple[str, ...]:
    """The units in which a datum may be reported."""
    if isinstance(kind, WITH_UNIT):
        return (kind.unit.text, *(conversion.unit.text for conversion in kind.conversions))
    return ()


# ----------------------------------------------------------------------------------------------------- formulas


def formula(place: Place, written: syntax.Expression) -> ir.Number | None:
    """A number of a formula. Formulas are written for plain numbers: what has a unit says in which one it is taken."""
    match written:
        case syntax.Quantity():
            if written.unit is not None or written.titre:
                place.scope.report(kinds_wrong.unit_in_formula(written.span, written.number))
                return None
            value = Fraction(written.number)
            return ir.Constant(place.id(), written.span, value, ONE, written.number, None)
        case syntax.AgeSubject():
            return age(place, written, "year")
        case syntax.Subject() | syntax.Measure():
            number = subject(place, written, None)
            if number is not None and number.unit.text not in ("1", "year"):
                place.scope.report(
                    kinds_wrong.formula_needs_unit(
                        written.span,
                        written.name.text,
                        units.display(number.unit),
                        number.unit.text,
                    )
                )
                return None
            return number
        case syntax.InUnit():
            return _in_unit(place, written)
        case syntax.Operation():
            left = formula(place, written.left)
            right = formula(place, written.right)
            if left is None or right is None:
                return None
            if written.operator in "+-" and _different(left, right):
                place.scope.report(
                    kinds_wrong.sum_of_different_things(
                        written.span, units.display(left.unit), units.display(right.unit)
                    )
                )
                return None
            if written.operator == "^":
                return ir.Power(place.id(), written.span, left, right, ONE)
            return ir.Arithmetic(place.id(), written.span, written.operator, left, right, ONE)
        case syntax.Call():
            return _call(place, written)
        case syntax.Case():
            return _case(place, written)
        case _:
            assert_never(written)


def _call(place: Place, written: syntax.Call) -> ir.Number | None:
    if len(written.operands) != {"ln": 1, "rounded": 2}.get(
        written.function, len(written.operands)
    ):  # reported when it was read
        return None
    if written.function == "rounded":
        number = formula(place, written.operands[0])
        places = written.operands[1]
        if (
            not isinstance(places, syntax.Quantity)
            or places.unit is not None
            or not places.number.isdigit()
        ):
            place.scope.report(entries_wrong.rounded_needs_places(written.span))
            return None
        if number is None:
            return None
        return ir.Rounded(place.id(), written.span, number, int(places.number), number.unit)
    operands = [formula(place, operand) for operand in written.operands]
    known = tuple(operand for operand in operands if operand is not None)
    if len(known) != len(operands):
        return None
    if written.function == "ln":
        return ir.Logarithm(place.id(), written.span, known[0], ONE)
    return ir.Extreme(place.id(), written.span, written.function, known, ONE)


def _different(left: ir.Number, right: ir.Number) -> bool:
    """Whether two values that are taken in a unit measure different things, so that they have no sum."""
    measured = (ir.Reading, ir.QuantityValue)
    if not isinstance(left, measured) or not isinstance(right, measured):
        return False
    return not units.compatible(left.unit, right.unit)


def _in_unit(place: Place, written: syntax.InUnit) -> ir.Number | None:
    scope = place.scope
    about = written.subject
    thing = place.find(about.name, MEASURED, about.of)
    unit = kinds.unit(scope, written.unit, written.unit_span)
    if thing is None or unit is None:
        return None
    own: ir.Datum | Component | None = thing if isinstance(thing, ir.Datum | Component) else None
    datum = own.datum if isinstance(own, Component) else own
    if own is None or datum is None or not isinstance(datum.kind, WITH_UNIT):
        return _converted(place, written, unit)
    kind = datum.kind
    zero = _from_own(Fraction(0), kind, unit)
    one = _from_own(Fraction(1), kind, unit)
    if zero is None or one is None:
        scope.report(
            kinds_wrong.unit_does_not_fit(
                written.unit_span,
                about.name.text,
                units.display(kind.unit),
                written.unit,
                accepted(kind),
            )
        )
        return None
    wanted = (unit, one - zero, zero)
    if isinstance(kind, ir.Quantity):
        return ir.QuantityValue(place.id(), written.span, datum.key, *wanted)
    if isinstance(kind, ir.Paired) and not isinstance(own, Component):
        parts = tuple(value.label for value in kind.components)
        scope.report(entries_wrong.which_of_several_numbers(about.span, about.name.text, parts))
        return None
    window = place.taken(None)
    timing = dates.window(place, window) if window else None
    if window and timing is None:
        return None
    component = own if isinstance(own, Component) else None
    return reading(place, datum, about, timing, wanted, component)


def _converted(place: Place, written: syntax.InUnit, unit: units.Unit) -> ir.Number | None:
    """A computed number in another unit of the same dimension and zero."""
    number = subject(place, written.subject, None)
    if number is None:
        return None
    if not units.compatible(number.unit, unit) or number.unit.offset != unit.offset:
        place.scope.report(
            kinds_wrong.unit_does_not_fit(
                written.unit_span,
                written.subject.name.text,
                units.display(number.unit) or "a plain number",
                written.unit,
                (number.unit.text,),
            )
        )
        return None
    scale = units.factor(number.unit, unit)
    times = ir.Constant(place.id(), written.span, scale, ONE, limits.decimal(scale), None)
    return ir.Arithmetic(place.id(), written.span, "*", number, times, unit)


def _from_own(
    amount: Fraction, kind: ir.Measurement | ir.Quantity | ir.Paired, wanted: units.Unit
) -> Fraction | None:
    """An amount in the datum's own unit, in the wanted one; the inverse of a declared conversion."""
    if units.compatible(kind.unit, wanted):
        return units.convert(amount, kind.unit, wanted)
    for conversion in kind.conversions:
        if units.compatible(conversion.unit, wanted):
            there = (amount - conversion.offset) / conversion.factor
            return units.convert(there, conversion.unit, wanted)
    return None


def _case(place: Place, written: syntax.Case) -> ir.Number | None:
    branches = tuple((names, formula(place, number)) for names, number in written.branches)
    return categories.by_value(place, written.selector, branches, written.span, ONE)


def value_key(values: tuple[ir.Value, ...], name: syntax.Name) -> str | None:
    """The key of the value that a name means: by its label, key or a synonym."""
    wanted = normal(name.text)
    for value in values:
        if wanted in (normal(value.label), normal(value.key), *map(normal, value.synonyms)):
            return value.key
    return None
