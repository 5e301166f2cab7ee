"""Which values of a number a comparison allows, and in which range the number lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from eligo import ir
from eligo.check.rule import multiple
from eligo.check.walk import shape


@dataclass(frozen=True)
class Interval:
    """From ``low`` to ``high``; None: without end. An open end is not part of it."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    @property
    def empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    def meet(self, other: Interval) -> Interval:
        low, low_open = self.low, self.low_open
        if low is None or (other.low is not None and (other.low, other.low_open) > (low, low_open)):
            low, low_open = other.low, other.low_open
        high, high_open = self.high, self.high_open
        if high is None or (
            other.high is not None and (other.high, not other.high_open) < (high, not high_open)
        ):
            high, high_open = other.high, other.high_open
        return Interval(low, high, low_open, high_open)

    def holds(self, other: Interval) -> bool:
        """Whether the other lies within this one."""
        return self.meet(other) == other


@dataclass(frozen=True)
class Allowed:
    """The values that a comparison allows of one number; ``key`` is the same for the same
    number."""

    key: Any
    interval: Interval
    name: str
    printed: str
    compare: ir.Compare

    @property
    def number(self) -> ir.Number:
        return self.compare.value


def allowed(protocol: ir.Protocol, compare: ir.Compare) -> Iterator[Allowed]:
    """What a comparison with constants or with multiples of the laboratory's limits allows."""
    by_scale: dict[str, Interval] = {}
    for bound in compare.bounds:
        times = multiple(bound.limit)
        if times is not None:
            scale, limit = times[2], times[0]
        elif isinstance(bound.limit, ir.Constant):
            scale, limit = "", bound.limit.value
        else:
            continue
        interval = by_scale.get(scale, Interval())
        by_scale[scale] = interval.meet(_bounded(bound.comparator, limit))
    for scale, interval in by_scale.items():
        name = name_of(protocol, compare.value)
        key = (shape(compare.value), scale)
        yield Allowed(key, interval, name, " ".join(compare.span.text.split()), compare)


def opposite(one: Allowed) -> Allowed | None:
    """What the denied comparison allows, if that is one stretch."""
    i = one.interval
    if len(one.compare.bounds) != 1 or (i.low is None) == (i.high is None):
        return None
    if i.low is not None:
        turned = Interval(high=i.low, high_open=not i.low_open)
    else:
        turned = Interval(low=i.high, low_open=not i.high_open)
    return replace(one, interval=turned, printed=f"not {one.printed}")


def _bounded(comparator: ir.Comparator, limit: Fraction) -> Interval:
    if comparator == "=":
        return Interval(limit, limit)
    strict = comparator in ("<", ">")
    if comparator in ("<", "<="):
        return Interval(high=limit, high_open=strict)
    return Interval(low=limit, low_open=strict)


def certain_range(protocol: ir.Protocol, number: ir.Number) -> Interval | None:
    """In which range a number lies by its kind."""
    if isinstance(number, ir.ScoreValue):
        score = protocol.score(number.score)
        return Interval(Fraction(score.low), Fraction(score.high))
    if isinstance(number, ir.QuantityValue):
        kind = protocol.datum(number.datum).kind
        if isinstance(kind, ir.Quantity) and kind.bounds is not None:
            return _in_unit(kind.bounds, number.factor, number.offset)
    return None


def plausible_range(protocol: ir.Protocol, number: ir.Number) -> Interval | None:
    """In which range a number plausibly lies; the certain one where there is one."""
    certain = certain_range(protocol, number)
    if certain is not None:
        return certain
    if isinstance(number, ir.QuantityValue | ir.Reading):
        kind = protocol.datum(number.datum).kind
        if isinstance(kind, ir.Quantity | ir.Measurement) and kind.plausible is not None:
            return _in_unit(kind.plausible, number.factor, number.offset)
    if isinstance(number, ir.Age):
        years = 1 if number.period == "year" else 12
        return Interval(Fraction(0), Fraction(120 * years))
    return None


def _in_unit(bounds: ir.Range, factor: Fraction, offset: Fraction) -> Interval:
    low, high = sorted((bounds.low * factor + offset, bounds.high * factor + offset))
    return Interval(low, high)


def name_of(protocol: ir.Protocol, number: ir.Number) -> str:
    if isinstance(number, ir.Reading | ir.QuantityValue):
        return protocol.datum(number.datum).name
    if isinstance(number, ir.Age):
        return "age"
    if isinstance(number, ir.ScoreValue):
        return protocol.score(number.score).name
    if isinstance(number, ir.DefinedNumber):
        return protocol.definition(number.definition).name
    return "this number"


def decimal(value: Fraction) -> str:
    """A value for people: exact where it is a decimal of a few places."""
    if value.denominator == 1:
        return str(value.numerator)
    scaled = round(value * 10000)
    whole, part = divmod(abs(scaled), 10000)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{part:04d}".rstrip("0").rstrip(".")
