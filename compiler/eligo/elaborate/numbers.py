"""From subjects, limits and formulas as written to numbers in one unit."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, assert_never

from eligo import ir, syntax, units
from eligo.diagnostics import kinds as kinds_wrong
from eligo.diagnostics import names as names_wrong
from eligo.elaborate import dates, definitions, kinds
from eligo.elaborate.place import Place
from eligo.elaborate.scope import DeclaredDefinition, DeclaredScore, described, normal

ONE = units.parse("1")
YEAR = units.parse("year")
MONTH = units.parse("month")

# How to declare what a comparison is about.
MEASURED = "data {}: measurement in UNIT, plausible … to …"


def reading(
    place: Place,
    datum: ir.Datum,
    written: syntax.Subject,
    timing: ir.Timing | None,
    wanted: tuple[units.Unit, Fraction, Fraction] | None,
) -> ir.Reading:
    """The reading of a measurement, in its own unit or in the one ``wanted`` (unit, factor, offset)."""
    assert isinstance(datum.kind, ir.Measurement)
    unit, factor, offset = wanted or (datum.kind.unit, Fraction(1), Fraction(0))
    pick = written.pick or "latest"
    assessed = place.assessed(written.span)
    return ir.Reading(
        place.id(), written.span, datum.key, pick, unit, factor, offset, assessed, timing
    )


def subject(
    place: Place, written: syntax.Subject | syntax.AgeSubject, window: syntax.Window | None
) -> ir.Number | None:
    """The number that a comparison is about; reports what cannot be compared."""
    timing = dates.window(place, window) if window else None
    if window and timing is None:
        return None
    if isinstance(written, syntax.AgeSubject):
        if window:
            place.scope.report(kinds_wrong.window_needs_dates(window.span, "age", "a number"))
            return None
        return age(place, written, "year")
    thing = place.scope.find(written.name, place.local, MEASURED)
    if thing is None:
        return None
    if isinstance(thing, ir.Datum) and isinstance(thing.kind, ir.Measurement):
        return reading(place, thing, written, timing, None)
    if written.pick is not None:
        place.scope.report(
            kinds_wrong.pick_needs_a_measurement(
                written.span, written.pick, written.name.text, described(thing)
            )
        )
        return None
    if isinstance(thing, ir.Datum) and isinstance(
        thing.kind, ir.Event | ir.Condition | ir.Treatment
    ):
        place.scope.report(
            kinds_wrong.counted_with_a_sign(written.span, written.name.text, described(thing))
        )
        return None
    if window:
        place.scope.report(
            kinds_wrong.window_needs_dates(window.span, written.name.text, described(thing))
        )
        return None
    match thing:
        case ir.Datum():
            if isinstance(thing.kind, ir.Quantity):
                return ir.QuantityValue(
                    place.id(), written.span, thing.key, thing.kind.unit, Fraction(1), Fraction(0)
                )
        case ir.Step():
            return ir.StepValue(place.id(), written.span, thing.key, ONE)
        case DeclaredScore():
            score = definitions.score(place.scope, thing)
            if score is None:
                return None
            return ir.ScoreValue(place.id(), written.span, score.key, score.unit)
        case DeclaredDefinition():
            definition = definitions.definition(place.scope, thing, written.span)
            if definition is None:
                return None
            if definition.number is not None and definition.unit is not None:
                return ir.DefinedNumber(place.id(), written.span, definition.key, definition.unit)
        case _:
            pass
    place.scope.report(kinds_wrong.not_a_number(written.span, written.name.text, described(thing)))
    return None


def age(
    place: Place, written: syntax.AgeSubject, period: Literal["year", "month"]
) -> ir.Number | None:
    birth = place.scope.data.get("date_of_birth")
    if birth is None or not isinstance(birth.kind, ir.DateKind):
        place.scope.report(kinds_wrong.no_birth_date(written.span))
        return None
    at = dates.anchor(place, written.at) if written.at else place.assessed(written.span)
    if at is None:
        return None
    unit = YEAR if period == "year" else MONTH
    return ir.Age(place.id(), written.span, birth.key, at, period, unit)


# ------------------------------------------------------------------------------------------------------- limits


def bounds(
    place: Place, value: ir.Number, name: str, comparison: syntax.Comparison
) -> tuple[ir.Bound, ...] | None:
    """The bounds of a comparison, in the unit of its value."""
    written = _share_unit(comparison.bounds)
    found: list[ir.Bound] = []
    for bound in written:
        limit = _limit(place, value, name, bound.limit)
        if limit is None:
            return None
        found.append(ir.Bound(bound.comparator, limit))
    constants = [bound.limit for bound in found if isinstance(bound.limit, ir.Constant)]
    if comparison.between and len(constants) == 2 and constants[0].value > constants[1].value:
        low, high = (constant.printed for constant in constants)
        place.scope.report(kinds_wrong.range_reversed(comparison.span, low, high))
        return None
    return tuple(found)


def _share_unit(written: tuple[syntax.Bound, ...]) -> tuple[syntax.Bound, ...]:
    """``between 18 and 65 years``, ``>= 9 and < 18 g/dL``: the unit that stands once, at the end, holds for both."""
    last = written[-1].limit
    if not isinstance(last, syntax.Quantity) or last.unit is None:
        return written
    shared: list[syntax.Bound] = []
    for bound in written:
        limit = bound.limit
        if isinstance(limit, syntax.Quantity) and limit.unit is None and not limit.titre:
            limit = syntax.Quantity(limit.number, last.unit, limit.span, last.unit_span)
        shared.append(syntax.Bound(bound.comparator, limit, bound.span))
    return tuple(shared)


def _limit(place: Place, value: ir.Number, name: str, written: syntax.Limit) -> ir.Number | None:
    match written:
        case syntax.Quantity():
            return _constant_limit(place, value, name, written)
        case syntax.NormalLimit():
            return _normal_limit(place, value, name, written)
        case syntax.Subject():
            other = subject(place, written, None)
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
            constant = ir.Constant(place.id(), written.span, scale, ONE, _decimal(scale), None)
            return ir.Arithmetic(place.id(), written.span, "*", other, constant, value.unit)
        case _:
            assert_never(written)


def _constant_limit(
    place: Place, value: ir.Number, name: str, written: syntax.Quantity
) -> ir.Constant | None:
    scope = place.scope
    kind = _kind_of(place, value)
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
        constant = ir.Constant(place.id(), written.span, amount, value.unit, written.number, None)
        _check_range(place, name, kind, constant)
        return constant
    unit = kinds.unit(scope, written.unit, written.unit_span or written.span)
    if unit is None:
        return None
    converted = convert(amount, unit, value.unit, kind)
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
                    _accepted(kind),
                )
            )
        return None
    constant = ir.Constant(place.id(), written.span, converted, value.unit, written.number, unit)
    _check_range(place, name, kind, constant)
    return constant


def convert(
    amount: Fraction, unit: units.Unit, wanted: units.Unit, kind: ir.Kind | None
) -> Fraction | None:
    """An amount in another unit: by the units themselves, or by a conversion the datum declares."""
    if units.compatible(unit, wanted):
        return units.convert(amount, unit, wanted)
    if isinstance(kind, ir.Measurement | ir.Quantity):
        for conversion in kind.conversions:
            if units.compatible(unit, conversion.unit):
                there = units.convert(amount, unit, conversion.unit)
                return there * conversion.factor + conversion.offset
    return None


def _accepted(kind: ir.Kind | None) -> tuple[str, ...]:
    if isinstance(kind, ir.Measurement | ir.Quantity):
        return (kind.unit.text, *(conversion.unit.text for conversion in kind.conversions))
    return ()


def _kind_of(place: Place, value: ir.Number) -> ir.Kind | None:
    if isinstance(value, ir.Reading | ir.QuantityValue):
        return place.scope.data[value.datum].kind
    return None


def _check_range(place: Place, name: str, kind: ir.Kind | None, constant: ir.Constant) -> None:
    if not isinstance(kind, ir.Measurement | ir.Quantity):
        return
    outer = kind.bounds if isinstance(kind, ir.Quantity) else None
    if outer and not outer.low <= constant.value <= outer.high:
        place.scope.report(
            kinds_wrong.limit_outside_bounds(
                constant.span, name, constant.printed, _decimal(outer.low), _decimal(outer.high)
            )
        )
        return
    plausible = kind.plausible
    if plausible and not plausible.low <= constant.value <= plausible.high:
        place.scope.report(
            kinds_wrong.limit_not_plausible(
                constant.span,
                name,
                constant.printed,
                f"{_decimal(plausible.low)} to {_decimal(plausible.high)} {units.display(kind.unit)}",
            )
        )


def _normal_limit(
    place: Place, value: ir.Number, name: str, written: syntax.NormalLimit
) -> ir.Number | None:
    word = "ULN" if written.which == "upper" else "LLN"
    if not isinstance(value, ir.Reading):
        place.scope.report(kinds_wrong.normal_limit_needs_a_measurement(written.span, name, word))
        return None
    kind = place.scope.data[value.datum].kind
    assert isinstance(kind, ir.Measurement)
    if not kind.normal_range:
        place.scope.report(kinds_wrong.no_normal_range(written.span, name, word))
        return None
    limit = ir.NormalLimit(place.id(), written.span, value, written.which, value.unit)
    if written.times is None:
        return limit
    times = ir.Constant(
        place.id(),
        written.times.span,
        Fraction(written.times.number),
        ONE,
        written.times.number,
        None,
    )
    return ir.Arithmetic(place.id(), written.span, "*", times, limit, value.unit)


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
        case syntax.Subject():
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
            operands = [formula(place, operand) for operand in written.operands]
            known = tuple(operand for operand in operands if operand is not None)
            if len(known) != len(operands):
                return None
            return ir.Extreme(place.id(), written.span, written.function, known, ONE)
        case syntax.Case():
            return _case(place, written)
        case _:
            assert_never(written)


def _different(left: ir.Number, right: ir.Number) -> bool:
    """Whether two values that are taken in a unit measure different things, so that they have no sum."""
    measured = (ir.Reading, ir.QuantityValue)
    if not isinstance(left, measured) or not isinstance(right, measured):
        return False
    return not units.compatible(left.unit, right.unit)


def _in_unit(place: Place, written: syntax.InUnit) -> ir.Number | None:
    scope = place.scope
    thing = scope.find(written.subject.name, place.local, MEASURED)
    unit = kinds.unit(scope, written.unit, written.unit_span)
    if thing is None or unit is None:
        return None
    kind = thing.kind if isinstance(thing, ir.Datum) else None
    if not isinstance(thing, ir.Datum) or not isinstance(kind, ir.Measurement | ir.Quantity):
        scope.report(
            kinds_wrong.not_a_number(written.span, written.subject.name.text, described(thing))
        )
        return None
    zero = _from_own(Fraction(0), kind, unit)
    one = _from_own(Fraction(1), kind, unit)
    if zero is None or one is None:
        scope.report(
            kinds_wrong.unit_does_not_fit(
                written.unit_span,
                written.subject.name.text,
                units.display(kind.unit),
                written.unit,
                _accepted(kind),
            )
        )
        return None
    if isinstance(kind, ir.Measurement):
        return reading(place, thing, written.subject, None, (unit, one - zero, zero))
    return ir.QuantityValue(place.id(), written.span, thing.key, unit, one - zero, zero)


def _from_own(
    amount: Fraction, kind: ir.Measurement | ir.Quantity, wanted: units.Unit
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
    scope = place.scope
    thing = scope.find(written.selector, place.local, "data {}: one of …, …")
    branches = [(names, formula(place, number)) for names, number in written.branches]
    if thing is None or any(number is None for _, number in branches):
        return None
    kind = thing.kind if isinstance(thing, ir.Datum) else None
    if not isinstance(thing, ir.Datum) or not isinstance(kind, ir.OneOf | ir.Result):
        scope.report(
            kinds_wrong.case_needs_a_category(
                written.selector.span, written.selector.text, described(thing)
            )
        )
        return None
    selector: ir.Category
    if isinstance(kind, ir.OneOf):
        selector = ir.CategoryValue(place.id(), written.selector.span, thing.key)
    else:
        assessed = place.assessed(written.selector.span)
        selector = ir.ResultReading(place.id(), written.selector.span, thing.key, assessed, None)
    seen: set[str] = set()
    found: list[tuple[tuple[str, ...], ir.Number]] = []
    good = True
    for names, number in branches:
        keys = []
        for name in names:
            key = value_key(kind.values, name)
            if key is None:
                scope.report(
                    names_wrong.unknown_value(
                        name.span, name.text, thing.name, tuple(v.label for v in kind.values)
                    )
                )
                good = False
            elif key in seen:
                scope.report(kinds_wrong.case_value_twice(name.span, name.text, thing.name))
                good = False
            else:
                seen.add(key)
                keys.append(key)
        assert number is not None
        found.append((tuple(keys), number))
    left = tuple(value.label for value in kind.values if value.key not in seen)
    if left and good:
        scope.report(kinds_wrong.case_incomplete(written.span, thing.name, left))
        good = False
    if not good:
        return None
    return ir.CaseNumber(place.id(), written.span, selector, tuple(found), ONE)


def value_key(values: tuple[ir.Value, ...], name: syntax.Name) -> str | None:
    """The key of the value that a name means: by its label, key or a synonym."""
    wanted = normal(name.text)
    for value in values:
        if wanted in (normal(value.label), normal(value.key), *map(normal, value.synonyms)):
            return value.key
    return None


def _decimal(value: Fraction) -> str:
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
    digits = f"{int(value * 10**places):0{places + 1}d}"
    if places == 0:
        return digits
    sign = "-" if value < 0 else ""
    digits = f"{abs(int(value * 10**places)):0{places + 1}d}"
    return f"{sign}{digits[:-places]}.{digits[-places:]}"
