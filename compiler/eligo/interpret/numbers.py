"""Exact intervals of numbers: arithmetic on them and comparison of them (MEANING 5)."""

from __future__ import annotations

import decimal
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from eligo import ir
from eligo.interpret.outcomes import F, Outcomes, T

# An end of an interval: a number, or beyond all numbers on that side.
Extended = Fraction | float
INFINITY = math.inf


@dataclass(frozen=True)
class Interval:
    """All numbers between two ends; None is no end. An end that is open does not belong to it."""

    lo: Fraction | None
    hi: Fraction | None
    lo_open: bool = False
    hi_open: bool = False

    @property
    def low(self) -> Extended:
        return -INFINITY if self.lo is None else self.lo

    @property
    def high(self) -> Extended:
        return INFINITY if self.hi is None else self.hi

    @property
    def is_point(self) -> bool:
        return self.lo is not None and self.lo == self.hi

    @property
    def is_empty(self) -> bool:
        return self.low > self.high or (self.low == self.high and (self.lo_open or self.hi_open))

    def holds(self, value: int) -> bool:
        return not intersection(self, point(value)).is_empty


ALL_NUMBERS = Interval(None, None)


def point(value: Fraction | int) -> Interval:
    return Interval(Fraction(value), Fraction(value))


def intersection(a: Interval, b: Interval) -> Interval:
    """What both hold; it may be empty."""
    low, high = max(a.low, b.low), min(a.high, b.high)
    lo_open = any(each.lo_open for each in (a, b) if each.low == low)
    hi_open = any(each.hi_open for each in (a, b) if each.high == high)
    return _interval(low, high, lo_open, hi_open)


def hull(intervals: Iterable[Interval]) -> Interval:
    """The smallest interval that holds all of them."""
    ends = [
        end for each in intervals for end in ((each.low, each.lo_open), (each.high, each.hi_open))
    ]
    return _between(ends)


def _between(ends: Sequence[tuple[Extended, bool]]) -> Interval:
    """From the least end to the greatest; one that is reached somewhere is closed."""
    low, high = min(end for end, _ in ends), max(end for end, _ in ends)
    lo_open = all(is_open for end, is_open in ends if end == low)
    hi_open = all(is_open for end, is_open in ends if end == high)
    return _interval(low, high, lo_open, hi_open)


def _interval(low: Extended, high: Extended, lo_open: bool, hi_open: bool) -> Interval:
    lo = low if isinstance(low, Fraction) else None
    hi = high if isinstance(high, Fraction) else None
    return Interval(lo, hi, lo is not None and lo_open, hi is not None and hi_open)


def _ends(interval: Interval) -> tuple[tuple[Extended, bool], tuple[Extended, bool]]:
    return (
        (interval.low, interval.lo is None or interval.lo_open),
        (interval.high, interval.hi is None or interval.hi_open),
    )


# --------------------------------------------------------------------------------------- arithmetic


def affine(a: Interval, factor: Fraction, offset: Fraction) -> Interval:
    """A change of unit: `a × factor + offset`."""
    return add(multiply(a, point(factor)), point(offset))


def add(a: Interval, b: Interval) -> Interval:
    return Interval(
        None if a.lo is None or b.lo is None else a.lo + b.lo,
        None if a.hi is None or b.hi is None else a.hi + b.hi,
        a.lo_open or b.lo_open,
        a.hi_open or b.hi_open,
    )


def negate(a: Interval) -> Interval:
    return Interval(
        None if a.hi is None else -a.hi, None if a.lo is None else -a.lo, a.hi_open, a.lo_open
    )


def multiply(a: Interval, b: Interval) -> Interval:
    """The extremes are products of ends; zero times anything is zero, even where the other end is
    not reached."""
    corners = []
    for x, x_open in _ends(a):
        for y, y_open in _ends(b):
            zero = (x == 0 and not x_open) or (y == 0 and not y_open)
            corners.append((_times(x, y), (x_open or y_open) and not zero))
    return _between(corners)


def _times(x: Extended, y: Extended) -> Extended:
    if x == 0 or y == 0:
        return Fraction(0)
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x * y
    return INFINITY if (x > 0) == (y > 0) else -INFINITY


def divide(a: Interval, b: Interval) -> Interval:
    """Dividing by an interval that holds zero is unknown (`ir.Arithmetic`)."""
    if b.holds(0) or b.low < 0 < b.high:
        return ALL_NUMBERS
    return multiply(a, _reciprocal(b))


def _reciprocal(b: Interval) -> Interval:
    """Of an interval without zero. At an end that is an open zero there is no end."""
    sign = 1 if b.low >= 0 else -1
    ends: list[tuple[Extended, bool]] = []
    for end, is_open in _ends(b):
        if end == 0:
            ends.append((sign * INFINITY, True))
        else:
            ends.append((1 / end if isinstance(end, Fraction) else Fraction(0), is_open))
    return _between(ends)


def minimum(operands: Sequence[Interval]) -> Interval:
    low, high = min(each.low for each in operands), min(each.high for each in operands)
    lo_open = all(each.lo_open for each in operands if each.low == low)
    hi_open = any(each.hi_open for each in operands if each.high == high)
    return _interval(low, high, lo_open, hi_open)


def maximum(operands: Sequence[Interval]) -> Interval:
    return negate(minimum([negate(each) for each in operands]))


def power(base: Interval, exponent: Interval) -> Interval:
    """Unknown where the base may be negative and the exponent is no one whole number, or zero is
    raised to less than zero; else the extremes lie at the ends, because a power of a positive
    number is monotone in each of the two."""
    if exponent.lo is not None and exponent.is_point and exponent.lo.denominator == 1:
        return _whole_power(base, exponent.lo.numerator)
    if base.low < 0 or (base.holds(0) and exponent.low < 0):
        return ALL_NUMBERS
    corners = []
    for x, x_open in _ends(base):
        for y, y_open in _ends(exponent):
            constant = (x in (0, 1) and not x_open) or (y == 0 and not y_open)
            corners.append((_raise(x, y), (x_open or y_open) and not constant))
    return _between(corners)


def _whole_power(base: Interval, exponent: int) -> Interval:
    if exponent < 0:
        return divide(point(1), _whole_power(base, -exponent))
    if exponent == 0:
        return point(1)
    if exponent % 2 == 0:
        base = _absolute(base)
    low, high = base.low, base.high
    return _interval(
        low ** exponent if isinstance(low, Fraction) else low,
        high ** exponent if isinstance(high, Fraction) else high,
        base.lo_open,
        base.hi_open,
    )


def _absolute(a: Interval) -> Interval:
    if a.low >= 0:
        return a
    if a.high <= 0:
        return negate(a)
    return maximum([a, negate(a), point(0)])


def _raise(x: Extended, y: Extended) -> Extended:
    """x ** y for x >= 0, in the limit where an end is infinite or x is zero."""
    if x == 1 or y == 0:
        return Fraction(1)
    if x == 0:
        return Fraction(0) if y > 0 else INFINITY
    if not isinstance(x, Fraction):
        return INFINITY if y > 0 else Fraction(0)
    if not isinstance(y, Fraction):
        return INFINITY if (x > 1) == (y > 0) else Fraction(0)
    if y.denominator == 1:
        return x**y.numerator
    return _irrational_power(x, y)


_WORKING = decimal.Context(prec=80, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)
_DIGITS = decimal.Context(prec=60, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)


def _irrational_power(x: Fraction, y: Fraction) -> Fraction:
    """To 60 digits (MEANING 5.1 asks for 40), worked out with 20 more so that a result that is
    short comes out exact."""
    base = _WORKING.divide(Decimal(x.numerator), Decimal(x.denominator))
    exponent = _WORKING.divide(Decimal(y.numerator), Decimal(y.denominator))
    return Fraction(_DIGITS.plus(_WORKING.power(base, exponent)))


def logarithm(a: Interval) -> Interval:
    """The natural logarithm, to 60 digits; unknown unless all of it is above zero (MEANING 8.4)."""
    if a.low < 0 or a.holds(0):
        return ALL_NUMBERS
    low, high = (None if end in (None, 0) else _ln(end) for end in (a.lo, a.hi))
    return Interval(low, high, low is not None and a.lo_open, a.hi_open)


def _ln(x: Fraction | None) -> Fraction:
    assert x is not None
    quotient = _WORKING.divide(Decimal(x.numerator), Decimal(x.denominator))
    return Fraction(_DIGITS.plus(_WORKING.ln(quotient)))


def rounded(a: Interval, places: int) -> Interval:
    """Both ends, a half away from zero (MEANING 8.4)."""
    low, high = (None if end is None else _round(end, places) for end in (a.lo, a.hi))
    return Interval(low, high)


def _round(x: Fraction, places: int) -> Fraction:
    steps = math.floor(abs(x) * 10**places + Fraction(1, 2))
    return Fraction(steps if x > 0 else -steps, 10**places)


# --------------------------------------------------------------------------------------- comparison


def compare(value: Interval, bounds: Sequence[tuple[ir.Comparator, Interval]]) -> Outcomes:
    """True when every bound holds over the whole interval, false when they hold of none of it
    (MEANING 5.2)."""
    within = value
    for comparator, limit in bounds:
        within = intersection(within, _satisfying(comparator, limit))
    may_be_true = not within.is_empty
    may_be_false = any(_may_fail(value, comparator, limit) for comparator, limit in bounds)
    return frozenset(
        outcome for outcome, possible in ((T, may_be_true), (F, may_be_false)) if possible
    )


def _satisfying(comparator: ir.Comparator, limit: Interval) -> Interval:
    """The numbers that satisfy the bound for some value of its limit."""
    if comparator == ">=":
        return Interval(limit.lo, None, lo_open=limit.lo_open)
    if comparator == ">":
        return Interval(limit.lo, None, lo_open=limit.lo is not None)
    if comparator == "<=":
        return Interval(None, limit.hi, hi_open=limit.hi_open)
    if comparator == "<":
        return Interval(None, limit.hi, hi_open=limit.hi is not None)
    if comparator == "=":
        return limit
    assert_never(comparator)


def _may_fail(value: Interval, comparator: ir.Comparator, limit: Interval) -> bool:
    if comparator == "=":
        return not (value.is_point and value == limit)
    opposite: dict[ir.Comparator, ir.Comparator] = {">=": "<", ">": "<=", "<=": ">", "<": ">="}
    return not intersection(value, _satisfying(opposite[comparator], limit)).is_empty
