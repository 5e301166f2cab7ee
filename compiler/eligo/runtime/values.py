"""What a participant's fields hold after reading: values with their state, key and dates.

A value knows its key, so that the reasons it gives name it, and `written`, the JSON it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeAlias

from .days import EARLIEST, LATEST, ONGOING, Day
from .intervals import ALL_NUMBERS, Interval
from .trace import INCOMPLETE_DATE, NOT_RECORDED, UNDATED

Json: TypeAlias = object
# A dose with its unit: exponents of the dimensions, and the number in their base units.
Dose: TypeAlias = tuple[tuple[tuple[str, int], ...], Fraction]


@dataclass(frozen=True, slots=True)
class Value:
    """`state` is empty where there is a value; else it is the reason why there is none."""

    key: str
    state: str
    written: Json


@dataclass(frozen=True, slots=True)
class Answer(Value):
    """Yes or no; of a judgement or attestation also by whom and when."""

    value: bool | None = None
    by: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Choice(Value):
    """One of the allowed values."""

    value: str | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection(Value):
    """A set of the allowed values."""

    values: frozenset[str] = frozenset()
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount(Value):
    """A number without a date; what its kind allows where it is not known."""

    interval: Interval = ALL_NUMBERS
    shown: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DateValue(Value):
    """A milestone's day, or a day of the participant's life; `none`: it did not happen."""

    low: int = EARLIEST
    high: int = LATEST
    none: bool = False
    may_be_none: bool = False
    is_milestone: bool = False
    is_birth: bool = False

    @property
    def day(self) -> Day:
        if self.state:
            return self._day(self.state, may_be_none=self.may_be_none)
        return self._day(INCOMPLETE_DATE if self.low != self.high else "", none=self.none)

    def _day(self, why: str, none: bool = False, may_be_none: bool = False) -> Day:
        milestone = self.key if self.is_milestone else ""
        return Day(self.low, self.high, self.key, why, milestone, milestone, none, may_be_none)


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day as an entry gives it: perhaps partial, perhaps not at all."""

    low: int = EARLIEST
    high: int = LATEST
    text: str = ""

    def day(self, item: str, absent: str) -> Day:
        if not self.text:
            return Day(EARLIEST, LATEST, item, absent)
        return Day(self.low, self.high, item, INCOMPLETE_DATE if self.low != self.high else "")


@dataclass(frozen=True, slots=True)
class Dated:
    """An entry of a measurement or result: its day, or the visit at which it was taken."""

    date: WrittenDay = WrittenDay()
    visit: str = ""

    def day(self, key: str, subject: Subject) -> Day:
        if self.date.text or not self.visit:
            day = self.date.day(f"{key}.date", UNDATED)
            return Day(day.low, day.high, day.item, day.why, tag=self.visit)
        visit = subject.visits()[self.visit].day
        return Day(visit.low, visit.high, visit.item, visit.why, self.visit, self.visit)


@dataclass(frozen=True, slots=True)
class Measured(Dated):
    """One measured value, in the datum's unit, with the laboratory's own limits."""

    interval: Interval = ALL_NUMBERS
    upper: Fraction | None = None
    lower: Fraction | None = None
    shown: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Found(Dated):
    """One result of a test."""

    value: str = ""


@dataclass(frozen=True, slots=True)
class Measurements(Value):
    """`assumed`: a single value without a day, taken as read at the assessed milestone."""

    entries: tuple[Measured, ...] = ()
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Results(Value):
    entries: tuple[Found, ...] = ()
    allowed: tuple[str, ...] = ()
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Spell:
    """An occurrence or a period."""

    start: WrittenDay
    end: WrittenDay
    ongoing: bool = False
    stable_since: WrittenDay = WrittenDay()
    name: str = ""
    dose: str = ""
    member: str = ""  # of a group
    amount: Dose | None = None


@dataclass(frozen=True, slots=True)
class Occurrences(Value):
    """Events, spells of an illness or periods of a treatment."""

    entries: tuple[Spell, ...] = ()
    are_events: bool = False

    def start(self, spell: Spell) -> Day:
        if self.are_events:
            return spell.start.day(f"{self.key}.date", UNDATED)
        start = spell.start.day(f"{self.key}.start", NOT_RECORDED)
        # A period ends no earlier than it starts.
        return start if spell.ongoing else _narrowed(start, start.low, spell.end.high)

    def end(self, spell: Spell) -> Day:
        if self.are_events:
            return self.start(spell)
        if spell.ongoing:
            return Day(ONGOING, ONGOING)
        end = spell.end.day(f"{self.key}.end", NOT_RECORDED)
        return _narrowed(end, spell.start.low, end.high)

    def stable_since(self, spell: Spell) -> Day:
        return spell.stable_since.day(f"{self.key}.stable_since", NOT_RECORDED)


def _narrowed(day: Day, low: int, high: int) -> Day:
    low, high = max(day.low, low), min(day.high, high)
    return Day(low, high, day.item, day.why if low != high else "")


class Subject(Protocol):
    """What evaluation needs of a participant besides its fields."""

    def visits(self) -> Mapping[str, DateValue]: ...
