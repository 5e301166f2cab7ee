"""What a participant's fields hold after reading: values with their state, key and dates.

A value knows its key, so that the reasons it gives name it, and `written`, the JSON it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

from .days import EARLIEST, LATEST, ONGOING, Day
from .intervals import ALL_NUMBERS, Interval
from .trace import INCOMPLETE_DATE, NOT_RECORDED, UNDATED

Json: TypeAlias = object
# A dose with its unit: exponents of the dimensions, and the number in their base units.
Dose: TypeAlias = tuple[tuple[tuple[str, int], ...], Fraction]
# What is to be known of one entry of a list: an object of a generated class (record.Entry), each
# attribute a Value whose key is `owner.attribute`; None where nothing is to be known. The `blank`
# of a list are those of an entry of which nothing is recorded.
Attributes: TypeAlias = Any


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
    minute: int | None = None

    @property
    def day(self) -> Day:
        if self.state:
            return self._day(self.state, may_be_none=self.may_be_none)
        return self._day(INCOMPLETE_DATE if self.low != self.high else "", none=self.none)

    def _day(self, why: str, none: bool = False, may_be_none: bool = False) -> Day:
        milestone = self.key if self.is_milestone else ""
        return Day(
            self.low,
            self.high,
            self.key,
            why,
            milestone,
            milestone,
            none,
            may_be_none,
            self.minute,
        )


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day as an entry gives it: perhaps partial, perhaps not at all; `minute` of it, if given."""

    low: int = EARLIEST
    high: int = LATEST
    text: str = ""
    minute: int | None = None

    def day(self, item: str, absent: str) -> Day:
        if not self.text:
            return Day(EARLIEST, LATEST, item, absent)
        why = INCOMPLETE_DATE if self.low != self.high else ""
        return Day(self.low, self.high, item, why, minute=self.minute)


@dataclass(frozen=True, slots=True)
class Dated:
    """An entry of a measurement or result: its day, or the visit at which it was taken."""

    date: WrittenDay = WrittenDay()
    visit: str = ""

    def day(self, key: str, subject: Subject) -> Day:
        if self.date.text or not self.visit:
            day = self.date.day(f"{key}.date", UNDATED)
            return replace(day, tag=self.visit)
        visit = subject.day_of(self.visit)
        return replace(visit, milestone=self.visit, tag=self.visit, minute=None)


@dataclass(frozen=True, slots=True)
class Measured(Dated):
    """One measured value, in the datum's unit, with the laboratory's own limits."""

    interval: Interval = ALL_NUMBERS
    upper: Fraction | None = None
    lower: Fraction | None = None
    shown: str = ""
    unit: str = ""
    reported: str = ""  # the unit in its canonical spelling
    entry: Attributes = None


@dataclass(frozen=True, slots=True)
class Found(Dated):
    """One result of a test."""

    value: str = ""
    entry: Attributes = None


@dataclass(frozen=True, slots=True)
class PairedReading(Dated):
    """Numbers taken together, by the key of their component; one that is absent is not there."""

    components: Mapping[str, Interval] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    reported: str = ""
    entry: Attributes = None

    def component(self, key: str) -> Measured | None:
        """The reading of one component; None where the entry does not hold it."""
        if key not in self.components:
            return None
        return Measured(
            self.date,
            self.visit,
            self.components[key],
            shown=self.shown[key],
            unit=self.unit,
            reported=self.reported,
            entry=self.entry,
        )


@dataclass(frozen=True, slots=True)
class Measurements(Value):
    """`assumed`: a single value without a day, taken as read at the assessed milestone.

    `bounds` are those of the kind, and hold where a value is not known; `component` is set where
    these are the readings of one component of paired ones.
    """

    entries: tuple[Measured, ...] = ()
    assumed: bool = False
    bounds: Interval = ALL_NUMBERS
    component: str = ""
    blank: Attributes = None


@dataclass(frozen=True, slots=True)
class PairedReadings(Value):
    """`components` are the keys of what is taken together."""

    entries: tuple[PairedReading, ...] = ()
    assumed: bool = False
    components: tuple[str, ...] = ()
    blank: Attributes = None

    def component(self, key: str) -> Measurements:
        """The readings of one component, under the key of the whole."""
        found = (each.component(key) for each in self.entries)
        entries = tuple(each for each in found if each is not None)
        return Measurements(
            self.key,
            self.state,
            self.written,
            entries,
            self.assumed,
            component=key,
            blank=self.blank,
        )


@dataclass(frozen=True, slots=True)
class Results(Value):
    entries: tuple[Found, ...] = ()
    allowed: tuple[str, ...] = ()
    assumed: bool = False
    blank: Attributes = None


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of a record, which has no day of its own; `id` may be empty."""

    id: str
    entry: Attributes


@dataclass(frozen=True, slots=True)
class Things(Value):
    """The things of a record."""

    entries: tuple[Thing, ...] = ()
    blank: Attributes = None
    name: str = ""  # what they are called


@dataclass(frozen=True, slots=True)
class Spell:
    """An occurrence or a period.

    `member` is the key of the group's member that it names; `half_life` (in days) and `equivalent`
    (the amount that equals one of the group's reference) are those of the medicine it names.
    """

    start: WrittenDay
    end: WrittenDay
    ongoing: bool = False
    stable_since: WrittenDay = WrittenDay()
    name: str = ""
    dose: str = ""
    member: str = ""
    amount: Dose | None = None
    not_increased_since: WrittenDay = WrittenDay()
    half_life: Fraction | None = None
    equivalent: Fraction | None = None
    entry: Attributes = None


@dataclass(frozen=True, slots=True)
class Occurrences(Value):
    """Events, spells of an illness or periods of a treatment; `members` are those of a group."""

    entries: tuple[Spell, ...] = ()
    are_events: bool = False
    members: tuple[str, ...] = ()
    blank: Attributes = None

    def start(self, spell: Spell) -> Day:
        if self.are_events:
            return spell.start.day(f"{self.key}.date", UNDATED)
        start = spell.start.day(f"{self.key}.start", NOT_RECORDED)
        # A period ends no earlier than it starts.
        return start if spell.ongoing else _narrowed(start, start.low, spell.end.high)

    def end(self, spell: Spell) -> Day:
        """The last day; of an ongoing period later than every day."""
        if self.are_events:
            return self.start(spell)
        if spell.ongoing:
            return Day(ONGOING, ONGOING)
        end = spell.end.day(f"{self.key}.end", NOT_RECORDED)
        return _narrowed(end, spell.start.low, end.high)

    def ended(self, spell: Spell) -> Day:
        """The end as a date of the entry: `none` where it goes on, perhaps where it is not known."""
        if spell.ongoing:
            return Day(EARLIEST, LATEST, f"{self.key}.end", none=True)
        return replace(self.end(spell), may_be_none=not (self.are_events or spell.end.text))

    def stable_since(self, spell: Spell) -> Day:
        return spell.stable_since.day(f"{self.key}.stable_since", NOT_RECORDED)

    def not_increased_since(self, spell: Spell) -> Day:
        """Where the entry says nothing of it: since when it is stable."""
        if not spell.not_increased_since.text:
            return self.stable_since(spell)
        return spell.not_increased_since.day(f"{self.key}.not_increased_since", NOT_RECORDED)

    def named(self, spell: Spell) -> Choice:
        """Which member of the group the entry names."""
        return Choice(f"{self.key}.name", "", spell.name, spell.member, self.members)


def _narrowed(day: Day, low: int, high: int) -> Day:
    low, high = max(day.low, low), min(day.high, high)
    minute = day.minute if (low, high) == (day.low, day.high) else None
    return Day(low, high, day.item, day.why if low != high else "", minute=minute)


class Subject(Protocol):
    """What evaluation needs of a participant besides its fields."""

    def visits(self) -> Mapping[str, DateValue]: ...

    def day_of(self, key: str) -> Day: ...

    def again(self, key: str) -> Any:
        """Which readings of a datum count as taken again (`repeats.Again`); None: none."""
        ...
