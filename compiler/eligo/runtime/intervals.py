"""Exact numbers that may be known only as an interval: arithmetic, powers and comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from .outcomes import FALSE, TRUE, UNDECIDED, Outcomes

Comparator = Literal["<", "<=", ">", ">=", "="]

# An end of an interval: (-1, 0) and (1, 0) are infinite, (0, x) is x; so ends compare as tuples.
_End: TypeAlias = tuple[int, Fraction]
_ZERO: Final = Fraction(0)
_BELOW_ALL: Final[_End] = (-1, _ZERO)
_ABOVE_ALL: Final[_End] = (1, _ZERO)


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `low` to `high`; None is infinite, an open end does not belong to it."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    @property
    def point(self) -> Fraction | None:
        """The number, where it is one."""
        return self.low if self.low is not None and self.low == self.high else None

    def __add__(self, other: Interval) -> Interval:
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(
            low, high, self.low_open or other.low_open, self.high_open or other.high_open
        )

    def __neg__(self) -> Interval:
        return Interval(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.high_open,
            self.low_open,
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        if self.point is not None and other.point is not None:
            return _exactly(self.point * other.point)
        return _hull(_product(one, two) for one in _ends(self) for two in _ends(other))

    def __truediv__(self, other: Interval) -> Interval:
        divisor = other.point
        if divisor is not None:
            if divisor == 0:
                return ALL_NUMBERS
            return self * _exactly(1 / divisor)
        reciprocal = _reciprocal(other)
        return ALL_NUMBERS if reciprocal is None else self * reciprocal

    def holds_zero(self) -> bool:
        return self.meets(_exactly(_ZERO))

    def meets(self, other: Interval) -> bool:
        """Whether the two have a number in common."""
        return not (_wholly_below(self, other) or _wholly_below(other, self))

    def common(self, other: Interval) -> Interval | None:
        """The part of this interval that lies in the other; None where there is none."""
        if not self.meets(other):
            return None
        low, low_open = max((_low(self), self.low_open), (_low(other), other.low_open))
        high, closed = min((_high(self), not self.high_open), (_high(other), not other.high_open))
        return Interval(
            _finite(low), _finite(high), low[0] == 0 and low_open, high[0] == 0 and not closed
        )


ALL_NUMBERS: Final = Interval(None, None)


def _exactly(value: Fraction) -> Interval:
    return Interval(value, value)


@lru_cache(maxsize=4096)
def exact(number: str) -> Interval:
    """A constant, written as a decimal or as a fraction: "1.5", "442/5"."""
    return _exactly(Fraction(number))


def scaled(value: Interval, factor: Interval, offset: Interval) -> Interval:
    """The value in another unit."""
    return value * factor + offset


def minimum(*operands: Interval) -> Interval:
    return -maximum(*(-operand for operand in operands))


def maximum(*operands: Interval) -> Interval:
    # The greatest is above every open lower end; its upper end is attained where one attains it.
    low, low_open = max((_low(operand), operand.low_open) for operand in operands)
    high, high_closed = max((_high(operand), not operand.high_open) for operand in operands)
    return Interval(_finite(low), _finite(high), low_open, not high_closed)


def hull(intervals: Iterable[Interval]) -> Interval:
    """The smallest interval that holds all of them."""
    return _hull(end for interval in intervals for end in _ends(interval))


def _low(value: Interval) -> _End:
    return _BELOW_ALL if value.low is None else (0, value.low)


def _high(value: Interval) -> _End:
    return _ABOVE_ALL if value.high is None else (0, value.high)


def _finite(end: _End) -> Fraction | None:
    return end[1] if end[0] == 0 else None


def _ends(value: Interval) -> tuple[tuple[_End, bool], tuple[_End, bool]]:
    """Both ends, each with whether it belongs to the interval."""
    return (_low(value), not value.low_open), (_high(value), not value.high_open)


def _product(one: tuple[_End, bool], two: tuple[_End, bool]) -> tuple[_End, bool]:
    (sign_one, value_one), closed_one = one
    (sign_two, value_two), closed_two = two
    if sign_one == sign_two == 0:
        value = value_one * value_two
        zero = (closed_one and value_one == 0) or (closed_two and value_two == 0)
        return (0, value), zero or (closed_one and closed_two)
    if (sign_one == 0 and value_one == 0) or (sign_two == 0 and value_two == 0):
        return (0, _ZERO), closed_one if sign_one == 0 else closed_two
    direction_one = sign_one or (1 if value_one > 0 else -1)
    direction_two = sign_two or (1 if value_two > 0 else -1)
    return (direction_one * direction_two, _ZERO), False


def _hull(ends: Iterable[tuple[_End, bool]]) -> Interval:
    found = list(ends)
    low, open_end = min((end, not closed) for end, closed in found)
    high, closed_end = max(found)
    # Whether an infinite end is open says nothing.
    return Interval(
        _finite(low), _finite(high), low[0] == 0 and open_end, high[0] == 0 and not closed_end
    )


def _reciprocal(value: Interval) -> Interval | None:
    """1 / value; None where the interval holds zero or reaches both sides of it."""
    if value.holds_zero():
        return None
    low = None if value.low is None or value.low == 0 else 1 / value.low
    high = None if value.high is None or value.high == 0 else 1 / value.high
    # An infinite end becomes zero, which is not attained; an end at zero becomes infinite.
    zero_low = value.high is None
    zero_high = value.low is None
    return Interval(
        _ZERO if zero_low else high,
        _ZERO if zero_high else low,
        zero_low or value.high_open,
        zero_high or value.low_open,
    )


# ------------------------------------------------------------------------------------ powers

# Fifty digits more than any limit in a protocol has; contexts are never shared with the caller.
_DIGITS: Final = 60


def power(base: Interval, exponent: Interval) -> Interval:
    """Exact where the exponent is one whole number, else to 60 significant digits.

    Not known where the base may be negative (a root) or zero is raised to less than zero.
    """
    whole = exponent.point
    if whole is not None and whole.denominator == 1:
        return _whole_power(base, int(whole))
    if base.low is None or base.low < 0:
        return ALL_NUMBERS
    if base.holds_zero() and (exponent.low is None or exponent.low < 0):
        return ALL_NUMBERS
    # A power of what is not negative is monotone in both, so that the extremes stand at corners.
    return _hull(_raised(one, two) for one in _ends(base) for two in _ends(exponent))


def _whole_power(base: Interval, exponent: int) -> Interval:
    if exponent < 0:
        return exact("1") / _whole_power(base, -exponent)
    if exponent == 0:
        return exact("1")
    if base.point is not None:
        return _exactly(base.point**exponent)
    raised = [
        ((end[0] if exponent % 2 else abs(end[0]), end[1] ** exponent), closed)
        for end, closed in _ends(base)
    ]
    if exponent % 2 == 0 and base.holds_zero():
        raised.append(((0, _ZERO), True))
    return _hull(raised)


def _raised(one: tuple[_End, bool], two: tuple[_End, bool]) -> tuple[_End, bool]:
    """A corner: base and exponent at an end, each with whether it belongs to its interval."""
    (base, base_closed), (exponent, exponent_closed) = one, two
    base_closed, exponent_closed = base_closed and not base[0], exponent_closed and not exponent[0]
    constant = (base_closed and base[1] in (0, 1)) or (exponent_closed and exponent[1] == 0)
    return _limit_of_power(base, exponent), constant or (base_closed and exponent_closed)


def _limit_of_power(base: _End, exponent: _End) -> _End:
    one = (0, Fraction(1))
    if base == one or exponent == (0, _ZERO):
        return one
    grows = exponent > (0, _ZERO)
    if base == (0, _ZERO):
        return (0, _ZERO) if grows else _ABOVE_ALL
    if base[0]:
        return _ABOVE_ALL if grows else (0, _ZERO)
    if exponent[0]:
        return _ABOVE_ALL if (base > one) == grows else (0, _ZERO)
    return (0, _root(base[1], exponent[1]))


@lru_cache(maxsize=65536)
def _root(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator == 1:
        return base ** int(exponent)
    context = Context(prec=_DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN)

    def decimal(number: Fraction) -> Decimal:
        return context.divide(Decimal(number.numerator), Decimal(number.denominator))

    return Fraction(context.power(decimal(base), decimal(exponent)))


# ------------------------------------------------------------------------------------ functions


def ln(value: Interval) -> Interval:
    """The natural logarithm to 60 significant digits; not known where the number may be zero or
    less."""
    if value.low is None or value.low < 0 or value.holds_zero():
        return ALL_NUMBERS
    low = None if value.low == 0 else _logarithm(value.low)
    high = None if value.high is None else _logarithm(value.high)
    return Interval(low, high, low is not None and value.low_open, value.high_open)


@lru_cache(maxsize=65536)
def _logarithm(number: Fraction) -> Fraction:
    if number == 1:
        return _ZERO
    # Near one the leading digits cancel; exponents and digits are bounded by what is measured.
    context = Context(prec=3 * _DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN)
    quotient = context.divide(Decimal(number.numerator), Decimal(number.denominator))
    found = context.ln(quotient)
    return Fraction(Context(prec=_DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN).plus(found))


def rounded(value: Interval, places: int) -> Interval:
    """Rounded to so many decimals, a half away from zero; both ends of an interval."""
    low = None if value.low is None else _rounded(value.low, places)
    high = None if value.high is None else _rounded(value.high, places)
    return Interval(low, high)


def _rounded(number: Fraction, places: int) -> Fraction:
    scale = Fraction(10) ** places
    steps = abs(number) * scale + Fraction(1, 2)
    whole = steps.numerator // steps.denominator
    return (whole if number >= 0 else -whole) / scale


def total(values: Iterable[Interval]) -> Interval:
    """The sum; zero of none."""
    found = _exactly(_ZERO)
    for value in values:
        found = found + value
    return found


def mean(values: Sequence[Interval]) -> Interval:
    """The arithmetic mean of at least one number."""
    return total(values) * _exactly(Fraction(1, len(values)))


# ------------------------------------------------------------------------------------ comparing


def compare(value: Interval, comparator: Comparator, limit: Interval) -> Outcomes:
    """True where it holds over the whole interval, false where over none of it."""
    match comparator:
        case "<":
            return _less(value, limit)
        case ">":
            return _less(limit, value)
        case "<=":
            return _turned(_less(limit, value))
        case ">=":
            return _turned(_less(value, limit))
        case "=":
            if value.point is not None and value.point == limit.point:
                return TRUE
            return UNDECIDED if value.meets(limit) else FALSE


def _less(left: Interval, right: Interval) -> Outcomes:
    if _wholly_below(left, right):
        return TRUE
    if left.low is not None and right.high is not None and left.low >= right.high:
        return FALSE
    return UNDECIDED


def _wholly_below(left: Interval, right: Interval) -> bool:
    if left.high is None or right.low is None:
        return False
    return left.high < right.low or (left.high == right.low and (left.high_open or right.low_open))


def _turned(outcomes: Outcomes) -> Outcomes:
    return {TRUE: FALSE, FALSE: TRUE}.get(outcomes, UNDECIDED)


def holds_together(value: Interval, *bounds: tuple[Comparator, Interval]) -> Outcomes:
    """Whether every bound holds of one and the same value."""
    each = [compare(value, comparator, limit) for comparator, limit in bounds]
    if len(each) == 1:
        return each[0]
    if any(outcomes == FALSE for outcomes in each):
        return FALSE
    possible = 0
    left: Interval | None = value
    for comparator, limit in bounds:
        left = None if left is None else left.common(_allowed(comparator, limit))
    if left is not None:
        possible |= TRUE
    if any(outcomes & FALSE for outcomes in each):
        possible |= FALSE
    return possible


def _allowed(comparator: Comparator, limit: Interval) -> Interval:
    """The numbers that satisfy the bound for some value of its limit."""
    match comparator:
        case "<" | "<=":
            return Interval(None, limit.high, False, limit.high_open or comparator == "<")
        case ">" | ">=":
            return Interval(limit.low, None, limit.low_open or comparator == ">", False)
        case "=":
            return limit


# ------------------------------------------------------------------------------------ showing


def show_number(number: Fraction) -> str:
    """A number as a plain decimal where it is one, else to twelve significant digits."""
    rest = number.denominator
    places = 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        places = max(places, count)
    if rest == 1 and places <= 15:
        digits = str(abs(number.numerator) * 10**places // number.denominator).zfill(places + 1)
        whole, decimals = (digits[:-places], digits[-places:]) if places else (digits, "")
        return ("-" if number < 0 else "") + whole + (f".{decimals}" if decimals else "")
    context = Context(prec=12)
    shown = context.divide(Decimal(number.numerator), Decimal(number.denominator))
    return f"about {context.to_sci_string(shown)}"


def show_interval(value: Interval) -> str:
    """In words: "20", "below 20", "from 3 to 5", empty where nothing is known."""
    if value.point is not None:
        return show_number(value.point)
    if value.low is None and value.high is None:
        return ""
    if value.low is None and value.high is not None:
        return f"{'below' if value.high_open else 'at most'} {show_number(value.high)}"
    if value.high is None and value.low is not None:
        return f"{'above' if value.low_open else 'at least'} {show_number(value.low)}"
    assert value.low is not None and value.high is not None
    return f"from {show_number(value.low)} to {show_number(value.high)}"
