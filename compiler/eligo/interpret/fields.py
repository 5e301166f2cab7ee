"""Single values in a record: numbers with units, days, answers; what is wrong with them is noted
(MEANING 4.2)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from eligo import ir, units
from eligo.interpret.dates import Days, parse_days
from eligo.interpret.numbers import Interval, affine, intersection, point


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, such as ``("platelets[1].unit", "…")``."""

    field: str
    what: str


class Nonsense(Exception):
    """A value that cannot be read; it has been reported."""


Numeric = ir.Quantity | ir.Measurement | ir.Paired

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_TITRE = re.compile(r"1:([0-9]+(\.[0-9]+)?)")
_LARGEST_EXPONENT = 60  # beyond it no quantity of the world lies, and exact arithmetic gets slow


class Fields:
    """Reads values and notes problems; a value that is none raises Nonsense."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def fail(self, at: str, what: str) -> Nonsense:
        problem = Problem(at, what)
        if problem not in self.problems:
            self.problems.append(problem)
        return Nonsense()

    def answer(self, raw: object, at: str) -> bool:
        """MEANING 4.2: `true`, or with who gave the answer and when."""
        if isinstance(raw, Mapping):
            fields = self.fields(raw, at, ("value", "by", "on"))
            self.text(fields.get("by", ""), f"{at}.by")
            if "on" in fields:
                self.days(fields["on"], f"{at}.on")
            raw = fields.get("value")
        if not isinstance(raw, bool):
            raise self.fail(at, "must be true or false")
        return raw

    def value_key(self, raw: object, at: str, values: Collection[ir.Value]) -> str:
        if isinstance(raw, int) and not isinstance(raw, bool):
            raw = str(raw)  # grades are often recorded as numbers
        if not isinstance(raw, str) or raw not in {value.key for value in values}:
            raise self.fail(at, "must be one of " + ", ".join(value.key for value in values))
        return raw

    def fields(
        self, raw: Mapping[str, object], at: str, allowed: Collection[str]
    ) -> dict[str, object]:
        """The fields of an object; one that is null is as if it were not there."""
        for name in raw:
            if name not in allowed:
                self.fail(f"{at}.{name}", "unknown field")
        return {name: value for name, value in raw.items() if value is not None}

    def number_fields(self, raw: object, at: str, more: tuple[str, ...]) -> dict[str, object]:
        if isinstance(raw, Mapping):
            return self.fields(raw, at, ("value", "below", "above", "unit", *more))
        return {"value": raw}

    def interval(self, fields: Mapping[str, object], at: str, kind: Numeric) -> Interval:
        """A value, or all numbers below or above one, in the datum's unit (MEANING 4.2)."""
        given = [name for name in ("value", "below", "above") if name in fields]
        if len(given) != 1:
            raise self.fail(at, "needs one of value, below, above")
        number = self.datum_number(fields[given[0]], at, kind)
        end = affine(point(number), *self.conversion(fields.get("unit"), at, kind))
        if given[0] == "value":
            return end
        turned = self.conversion(fields.get("unit"), at, kind)[0] < 0
        if (given[0] == "below") != turned:
            return Interval(None, end.hi, hi_open=True)
        return Interval(end.lo, None, lo_open=True)

    def bounded(self, value: Interval, at: str, kind: ir.Quantity | ir.Measurement) -> Interval:
        """A value of a kind with bounds, a plausible range, or none but whole numbers."""
        if kind.whole and value.is_point and value.lo is not None and value.lo.denominator != 1:
            raise self.fail(at, "must be a whole number")
        for limits, words in ((kind.bounds, "the bounds"), (kind.plausible, "the plausible range")):
            self.within(value, limits, at, words)
        bounds = kind.bounds
        if bounds and intersection(value, Interval(bounds.low, bounds.high)).is_empty:
            raise self.fail(at, "is outside the bounds")
        return value

    def limit(
        self, fields: Mapping[str, object], at: str, which: str, kind: ir.Measurement
    ) -> Interval | None:
        if which not in fields:
            return None
        number = self.datum_number(fields[which], f"{at}.{which}", kind)
        limit = affine(point(number), *self.conversion(fields.get("unit"), at, kind))
        self.within(limit, kind.plausible, f"{at}.{which}", "the plausible range")
        return limit

    def datum_number(self, raw: object, at: str, kind: Numeric) -> Fraction:
        if isinstance(kind, ir.Measurement) and kind.titre and isinstance(raw, str):
            titre = _TITRE.fullmatch(raw.strip())
            if titre is not None:
                return self.number(titre[1], at)
        return self.number(raw, at)

    def within(self, value: Interval, limits: ir.Range | None, at: str, words: str) -> None:
        """The value, or the limit below or above which it lies, must lie in the range, both ends
        included."""
        ends = [end for end in (value.lo, value.hi) if end is not None]
        if limits is not None and not all(limits.low <= end <= limits.high for end in ends):
            raise self.fail(at, f"is outside {words}")

    def number(self, raw: object, at: str) -> Fraction:
        """A JSON number or text, read as the decimal written (MEANING 4.2)."""
        if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | str):
            raise self.fail(at, "must be a number")
        if isinstance(raw, int) and abs(raw) >= 10**_LARGEST_EXPONENT:
            raise self.fail(at, "is no number of this world")
        text = repr(raw) if isinstance(raw, float) else str(raw).strip()
        if not _DECIMAL.fullmatch(text):
            raise self.fail(at, "must be a number")
        decimal = Decimal(text)
        if len(decimal.as_tuple().digits) > 15:
            raise self.fail(at, "has more than 15 significant digits")
        if decimal and abs(decimal.adjusted()) > _LARGEST_EXPONENT:
            raise self.fail(at, "is no number of this world")
        return Fraction(decimal) if decimal else Fraction(0)

    def unit(self, raw: object, at: str) -> units.Unit:
        if not isinstance(raw, str):
            raise self.fail(at, "must be text")
        try:
            return units.parse(raw)
        except units.UnitError:
            raise self.fail(at, "is no unit that is known") from None

    def conversion(self, raw: object, at: str, kind: Numeric) -> tuple[Fraction, Fraction]:
        """Factor and offset to the datum's unit: by a declared conversion, by the units alone, or
        by both."""
        if raw is None:
            return Fraction(1), Fraction(0)
        unit = self.unit(raw, f"{at}.unit")
        for declared in kind.conversions:
            if declared.unit == unit:
                return declared.factor, declared.offset
        if units.compatible(unit, kind.unit):
            return _factor_and_offset(unit, kind.unit)
        for declared in kind.conversions:
            if units.compatible(unit, declared.unit):
                factor, offset = _factor_and_offset(unit, declared.unit)
                return factor * declared.factor, offset * declared.factor + declared.offset
        raise self.fail(f"{at}.unit", f"does not convert to {kind.unit.text}")

    def days(self, raw: object, at: str, timed: bool = False) -> Days:
        days = parse_days(raw, timed) if isinstance(raw, str) else None
        if days is None:
            raise self.fail(at, "must be a day that exists, such as 2025-06-15, 2025-06 or 2025")
        return days

    def text(self, raw: object, at: str) -> str:
        if not isinstance(raw, str):
            raise self.fail(at, "must be text")
        return raw


def _factor_and_offset(a: units.Unit, b: units.Unit) -> tuple[Fraction, Fraction]:
    offset = units.convert(Fraction(0), a, b)
    return units.convert(Fraction(1), a, b) - offset, offset
