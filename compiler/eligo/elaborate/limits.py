"""The limits of comparisons: numbers, the laboratory's own limits, other numbers, in the unit of what is compared."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from eligo import ir, syntax, units
from eligo.diagnostics import entries as entries_wrong
from eligo.diagnostics import kinds as kinds_wrong
from eligo.elaborate import kinds, numbers
from eligo.elaborate.place import Place
from eligo.source import Span


def bounds(
    place: Place, value: ir.Number, name: str, comparison: syntax.Comparison
) -> tuple[ir.Bound, ...] | None:
    """The bounds of a comparison, in the unit of its value."""
    written = share_unit(comparison.bounds)
    found: list[ir.Bound] = []
    for bound in written:
        limit = one(place, value, name, bound.limit)
        if limit is not None and bound.reported is not None:
            limit = _reported(place, value, name, limit, bound.reported, bound.span)
        if limit is None:
            return None
        found.append(ir.Bound(bound.comparator, limit))
    constants = [bound.limit for bound in found if isinstance(bound.limit, ir.Constant)]
    if comparison.between and len(constants) == 2 and constants[0].value > constants[1].value:
        low, high = (constant.printed for constant in constants)
        place.scope.report(kinds_wrong.range_reversed(comparison.span, low, high))
        return None
    return tuple(found)


def share_unit(written: tuple[syntax.Bound, ...]) -> tuple[syntax.Bound, ...]:
    """``between 18 and 65 years``, ``>= 9 and < 18 g/dL``: the unit that stands once, at the end, holds for both."""
    last = written[-1].limit
    if not isinstance(last, syntax.Quantity) or last.unit is None:
        return written
    shared: list[syntax.Bound] = []
    for bound in written:
        limit = bound.limit
        if isinstance(limit, syntax.Quantity) and limit.unit is None and not limit.titre:
            limit = syntax.Quantity(limit.number, last.unit, limit.span, last.unit_span)
        shared.append(replace(bound, limit=limit))
    return tuple(shared)


def one(place: Place, value: ir.Number, name: str, written: syntax.Limit) -> ir.Number | None:
    """A limit in the unit of the value."""
    match written:
        case syntax.Quantity():
            return constant(place, value, name, written)
        case syntax.NormalLimit():
            return _normal_limit(place, value, name, written)
        case syntax.Subject():
            return _other(place, value, name, written)


def _other(place: Place, value: ir.Number, name: str, written: syntax.Subject) -> ir.Number | None:
    other = numbers.subject(place.bare(), written, None)
    if other is None:
        return None
    if not units.compatible(other.unit, value.unit):
        place.scope.report(
            kinds_wrong.units_do_not_compare(
                written.span,
                written.name.text,
                units.display(other.unit),
                name,
                units.display(value.unit),
            )
        )
        return None
    if other.unit == value.unit:
        return other
    scale = units.factor(other.unit, value.unit)
    times = ir.Constant(place.id(), written.span, scale, numbers.ONE, decimal(scale), None)
    return ir.Arithmetic(place.id(), written.span, "*", other, times, value.unit)


def constant(
    place: Place, value: ir.Number, name: str, written: syntax.Quantity
) -> ir.Constant | None:
    """A printed number as a limit; reports a unit that is missing, does not fit, or stands where none belongs."""
    scope = place.scope
    kind = kind_of(place, value)
    if isinstance(kind, ir.Measurement) and kind.titre:
        if not written.titre and written.unit is None:
            scope.report(kinds_wrong.titre_limit(written.span, name, written.number))
            return None
        return ir.Constant(
            place.id(),
            written.span,
            Fraction(written.number),
            value.unit,
            f"1:{written.number}",
            None,
        )
    if written.titre:
        scope.report(kinds_wrong.titre_without_titre(written.span, name, written.number))
        return None
    amount = Fraction(written.number)
    if written.unit is None:
        if value.unit.text != "1":
            scope.report(
                kinds_wrong.unit_missing(
                    written.span, name, written.number, units.display(value.unit), value.unit.text
                )
            )
            return None
        found = ir.Constant(place.id(), written.span, amount, value.unit, written.number, None)
        _check_range(place, name, value, kind, found)
        return found
    unit = kinds.unit(scope, written.unit, written.unit_span or written.span)
    if unit is None:
        return None
    if isinstance(value, ir.TimeOn) and unit in (numbers.YEAR, numbers.MONTH):
        scope.report(entries_wrong.time_on_in_days(written.span, written.number, written.unit))
        return None
    difference = isinstance(value, ir.Arithmetic) and value.written == "change"
    converted = numbers.convert(amount, unit, value.unit, kind, difference=difference)
    if converted is None:
        if value.unit.text == "1":
            scope.report(
                kinds_wrong.unit_too_many(written.span, name, written.number, written.unit)
            )
        else:
            scope.report(
                kinds_wrong.unit_does_not_fit(
                    written.unit_span or written.span,
                    name,
                    units.display(value.unit),
                    written.unit,
                    numbers.accepted(kind),
                )
            )
        return None
    found = ir.Constant(place.id(), written.span, converted, value.unit, written.number, unit)
    _check_range(place, name, value, kind, found)
    return found


def kind_of(place: Place, value: ir.Number) -> ir.Kind | None:
    """The kind of the datum that a number is of; None where it is computed."""
    match value:
        case ir.Reading() | ir.QuantityValue():
            return place.datum(value.datum).kind
        case ir.Total(of=ir.QuantityValue() as inner):
            return place.datum(inner.datum).kind
        case ir.Arithmetic(written="change", right=right):
            return kind_of(place, right)
        case _:
            return None


def _check_range(
    place: Place, name: str, value: ir.Number, kind: ir.Kind | None, found: ir.Constant
) -> None:
    """Report a limit that no single value can reach; sums and differences have no such range."""
    summed = isinstance(value, ir.Reading) and value.pick == "sum"
    if (
        not isinstance(kind, numbers.WITH_UNIT)
        or summed
        or isinstance(value, ir.Total | ir.Arithmetic)
    ):
        return
    outer = kind.bounds if isinstance(kind, ir.Quantity | ir.Measurement) else None
    if outer and not outer.low <= found.value <= outer.high:
        place.scope.report(
            kinds_wrong.limit_outside_bounds(
                found.span, name, found.printed, decimal(outer.low), decimal(outer.high)
            )
        )
        return
    plausible = kind.plausible
    if plausible and not plausible.low <= found.value <= plausible.high:
        place.scope.report(
            kinds_wrong.limit_not_plausible(
                found.span,
                name,
                found.printed,
                f"{decimal(plausible.low)} to {decimal(plausible.high)} {units.display(kind.unit)}",
            )
        )


def _normal_limit(
    place: Place, value: ir.Number, name: str, written: syntax.NormalLimit
) -> ir.Number | None:
    word = "ULN" if written.which == "upper" else "LLN"
    if not isinstance(value, ir.Reading) or of_several(value):
        place.scope.report(kinds_wrong.normal_limit_needs_a_measurement(written.span, name, word))
        return None
    kind = place.datum(value.datum).kind
    if not isinstance(kind, ir.Measurement) or not kind.normal_range:
        place.scope.report(kinds_wrong.no_normal_range(written.span, name, word))
        return None
    limit = ir.NormalLimit(place.id(), written.span, value, written.which, value.unit)
    if written.times is None:
        return limit
    times = ir.Constant(
        place.id(),
        written.times.span,
        Fraction(written.times.number),
        numbers.ONE,
        written.times.number,
        None,
    )
    return ir.Arithmetic(place.id(), written.span, "*", times, limit, value.unit)


def of_several(value: ir.Reading) -> bool:
    """Whether it is made of several readings, which have no limit together."""
    return value.pick in ("mean", "sum") or value.last is not None


def _reported(
    place: Place,
    value: ir.Number,
    name: str,
    limit: ir.Number,
    written: syntax.Quantity,
    span: Span,
) -> ir.Number | None:
    """``<= 1.5 mg/dL, or 133 umol/L where reported so``: which of the two holds is said by the unit of the report."""
    if not isinstance(value, ir.Reading) or of_several(value):
        place.scope.report(entries_wrong.reported_limit_needs_a_reading(span, name))
        return None
    if not isinstance(limit, ir.Constant) or written.unit is None:
        place.scope.report(entries_wrong.reported_limit_needs_two_units(written.span, name))
        return None
    other = constant(place, value, name, written)
    if other is None:
        return None
    assert other.printed_unit is not None
    if other.printed_unit in (limit.printed_unit, limit.printed_unit or value.unit):
        place.scope.report(entries_wrong.reported_limit_needs_two_units(written.span, name))
        return None
    return ir.ReportedLimit(place.id(), span, value, limit, other.printed_unit, other, value.unit)


def decimal(value: Fraction) -> str:
    """A number in plain decimal where it has one, else as a ratio."""
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = f"{abs(int(value * 10**places)):0{places + 1}d}"
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
