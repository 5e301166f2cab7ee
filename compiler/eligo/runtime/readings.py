"""Which entries of a list are read: for certain or possibly, and which of them may be the latest."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal, TypeAlias

from .at_hand import Entry, Where, in_or_out
from .days import Day, Timing, not_after, stands
from .intervals import ALL_NUMBERS, Interval
from .outcomes import ALL_OF, NEGATED, TRUE, UNDECIDED, Outcomes
from .repeats import Again, taken_again
from .trace import Trace
from .values import Dated, Found, Measured, Measurements, PairedReadings, Results, Subject, Value

Readings: TypeAlias = Measurements | PairedReadings
# Whether what is read of a day is meant; with a trace, why that is open.
Asked: TypeAlias = Callable[[Day, Trace | None], Outcomes]
Pick = Literal["latest", "earliest", "highest", "lowest"]


@dataclass(frozen=True, slots=True)
class Query:
    """Which readings are to be read."""

    readings: Measurements | PairedReadings | Results
    up_to: Day
    timing: Timing | None
    component: str
    where: Where | None

    @property
    def key(self) -> str:
        return self.readings.key

    @property
    def entries(self) -> tuple[Any, ...]:
        if isinstance(self.readings, PairedReadings):
            found = (each.component(self.component) for each in self.readings.entries)
            return tuple(each for each in found if each is not None)
        return self.readings.entries

    @property
    def bounds(self) -> Interval:
        """What a value may be of which nothing is known."""
        return self.readings.bounds if isinstance(self.readings, Measurements) else ALL_NUMBERS

    @property
    def identity(self) -> tuple[Hashable, ...]:
        """The same reading is one choice throughout a comparison."""
        return (identity_of(self.readings), self.up_to, self.timing, self.component)

    def read(self, subject: Subject, *, with_repeats: bool = True) -> list[Read]:
        """The entries that are read for certain or possibly, those taken again among them."""
        again = subject.again(self.key) if with_repeats else None
        return self._those(
            subject, lambda day, trace: is_read(day, self.up_to, self.timing, trace, again)
        )

    def taken_again(self, subject: Subject, again: Again) -> list[Read]:
        """Those alone that were taken again."""
        return self._those(subject, lambda day, trace: taken_again(day, again, trace))

    def _those(self, subject: Subject, asked: Asked) -> list[Read]:
        found = []
        for index, entry in enumerate(self.entries):
            day = entry.day(self.key, subject)
            outcomes = asked(day, None)
            if not outcomes & TRUE:
                continue
            if self.where is not None:
                meant = self.where(Entry(self.readings, entry, subject, index))
                if not meant & TRUE:
                    continue
                outcomes = ALL_OF[outcomes][in_or_out(meant)]
            found.append(Read(entry, day, outcomes == TRUE, index, asked))
        return found


def identity_of(value: Value) -> Hashable:
    # Two entries may each hold a list of this key.
    return (value.key, id(value))


@dataclass(frozen=True)
class Read:
    """An entry that is read, or (not `certain`) may be."""

    entry: Any
    day: Day
    certain: bool
    index: int  # among the entries
    asked: Asked  # whether it is read


def is_read(
    day: Day, up_to: Day, timing: Timing | None, trace: Trace | None, again: Again | None = None
) -> Outcomes:
    """Of a day on or before that of the assessed milestone; with a timing, standing in it; or one
    of those taken again."""
    if again is not None:
        anyway, later = is_read(day, up_to, timing, None), taken_again(day, again)
        outcomes = NEGATED[ALL_OF[NEGATED[anyway]][NEGATED[later]]]
        if trace is not None and outcomes == UNDECIDED:
            is_read(day, up_to, timing, trace)
            taken_again(day, again, trace)
        return outcomes
    if timing is None:
        return not_after(day, up_to, trace)
    if trace is None:
        return stands(day, day, timing)
    # Only its reasons: the distance of an entry to the anchor is not what is compared.
    noted = Trace()
    outcomes = stands(day, day, timing, noted)
    trace.reasons |= noted.reasons
    return outcomes


def surely_later(one: Day, other: Day) -> bool:
    """Whether a day is later; of one day, by the times where both have one."""
    if one.known and other.known and one.low == other.low:
        return one.minute is not None and other.minute is not None and one.minute > other.minute
    return one.low > other.high


def among_latest(read: Sequence[Read], count: int) -> list[Read]:
    """The entries that may be among so many latest: fewer than that are certainly later."""
    return [
        each
        for each in read
        if sum(other.certain and surely_later(other.day, each.day) for other in read) < count
    ]


def latest_sets(read: Sequence[Read], count: int) -> Iterator[tuple[Read, ...]]:
    """Every set of so many entries that may be the latest ones."""

    def may_stay_out(each: Read, chosen: tuple[Read, ...]) -> bool:
        """Whether it may be no later than each of the chosen, or not read at all."""
        return not each.certain or not any(surely_later(each.day, other.day) for other in chosen)

    possible = among_latest(read, count)
    for chosen in combinations(possible, count):
        rest = [each for each in read if not any(each is other for other in chosen)]
        if all(may_stay_out(each, chosen) for each in rest):
            yield chosen


def surely_beyond(value: Interval, other: Interval, pick: Pick, *, or_equal: bool = False) -> bool:
    """Whether every number of the one is more extreme (or as extreme) as every one of the other."""
    if pick == "highest":
        lower, upper = other.high, value.low
    else:
        lower, upper = value.high, other.low
    if lower is None or upper is None:
        return False
    if lower != upper:
        return lower < upper
    if or_equal:
        return True
    if pick == "highest":
        return value.low_open or other.high_open
    return value.high_open or other.low_open


def content(entry: Dated) -> Hashable:
    """Value and limits: entries that agree in them on one day are one candidate."""
    if isinstance(entry, Measured):
        return (entry.interval, entry.upper, entry.lower)
    if isinstance(entry, Found):
        return entry.value
    return id(entry)


def one_day(each: Read) -> Hashable:
    day = each.day
    if day.known or day.milestone:
        return (day.low, day.high, day.milestone)
    return id(each.entry)


def same_milestone(each: Read, other: Read) -> bool:
    return bool(each.day.milestone) and each.day.milestone == other.day.milestone
