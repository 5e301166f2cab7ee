"""Numbers and categories that may be several things: a statement is evaluated once for each.

Readings with several candidates and open selectors are choices. `every_choice` goes through all
their combinations and unites the outcomes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Generic, Literal, TypeVar

from .days import EARLIEST, LATEST, Day, Timing, completed, not_after, show, stands
from .intervals import (
    ALL_NUMBERS,
    Comparator,
    Interval,
    exact,
    holds_together,
    hull,
    maximum,
    minimum,
    scaled,
    show_interval,
    show_number,
)
from .outcomes import TRUE, Outcomes, decided
from .trace import (
    BEYOND_RANGE,
    DOES_NOT_APPLY,
    MORE_THAN_ONE_VALUE,
    NO_VALUE_IN_TIME,
    NOT_RECORDED,
    Found,
    Trace,
)
from .values import (
    Amount,
    Choice,
    Dated,
    Measured,
    Measurements,
    Results,
    Subject,
)
from .values import Found as FoundResult

Pick = Literal["latest", "highest", "lowest"]
Option = TypeVar("Option")
Entry = TypeVar("Entry", bound=Dated)

_ONE = exact("1")
_NOTHING = exact("0")


def every_choice(
    participant: Subject, statement: Callable[[Choices], Outcomes], trace: Trace | None = None
) -> Outcomes:
    """The union of a statement's outcomes over every combination of choices."""
    choices = Choices(participant, trace)
    possible = 0
    while True:
        outcomes = statement(choices)
        choices.settle(outcomes)
        possible |= outcomes
        if not choices.turn():
            return possible


class Choices:
    """One combination of choices at a time; `turn` goes on to the next."""

    def __init__(self, participant: Subject, trace: Trace | None) -> None:
        self._trace = trace
        # What a leaf notes of dates; its reasons count only where this combination is undecided.
        self.trace = None
        if trace is not None:
            self.trace = Trace(found=trace.found, limits=trace.limits, distances=trace.distances)
        self._participant = participant
        self._taken: dict[Hashable, int] = {}
        self._counts: dict[Hashable, int] = {}

    def settle(self, outcomes: Outcomes) -> None:
        """Keep the reasons of a combination that is undecided."""
        if self._trace is not None and self.trace is not None:
            if not decided(outcomes):
                self._trace.reasons |= self.trace.reasons
            self.trace.reasons.clear()

    def turn(self) -> bool:
        """Go on to the next combination; false after the last."""
        # Like an odometer: the choice that was met last turns first, later ones are met anew.
        while self._taken:
            key, index = self._taken.popitem()
            if index + 1 < self._counts[key]:
                self._taken[key] = index + 1
                return True
        return False

    def _choose(self, key: Hashable, options: Sequence[Option]) -> Option:
        if len(options) == 1:
            return options[0]
        if key not in self._taken:
            self._taken[key] = 0
            self._counts[key] = len(options)
        return options[self._taken[key]]

    # -------------------------------------------------------------------------------- numbers

    def latest(
        self,
        measurements: Measurements,
        up_to: Day,
        timing: Timing | None = None,
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
    ) -> Interval:
        """The last value read on or before a day, or in a timing."""
        entry = self._latest(measurements, up_to, timing)
        if entry is None:
            return ALL_NUMBERS
        self._beyond(measurements.key, entry.interval)
        return _in_unit(entry.interval, factor, offset)

    def highest(
        self,
        measurements: Measurements,
        up_to: Day,
        timing: Timing | None = None,
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
        by_entry: bool = False,
    ) -> Interval:
        """The highest value; `by_entry` where the laboratory's limit of the same entry matters."""
        return self._extreme(measurements, up_to, timing, factor, offset, by_entry, "highest")

    def lowest(
        self,
        measurements: Measurements,
        up_to: Day,
        timing: Timing | None = None,
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
        by_entry: bool = False,
    ) -> Interval:
        return self._extreme(measurements, up_to, timing, factor, offset, by_entry, "lowest")

    def _extreme(
        self,
        measurements: Measurements,
        up_to: Day,
        timing: Timing | None,
        factor: Interval,
        offset: Interval,
        by_entry: bool,
        pick: Pick,
    ) -> Interval:
        if by_entry:
            entry = self._extreme_entry(measurements, up_to, timing, pick)
            if entry is None:
                return ALL_NUMBERS
            self._beyond(measurements.key, entry.interval)
            return _in_unit(entry.interval, factor, offset)
        read = self._read(measurements.key, measurements.entries, up_to, timing)
        self._note_entries(measurements, [each.entry for each in read])
        certain = [each.entry.interval for each in read if each.certain]
        if not certain:
            self._no_value(measurements.key, measurements.state, bool(read))
            for each in read:
                self._undecided_membership(each, up_to, timing)
            return ALL_NUMBERS
        extreme = maximum if pick == "highest" else minimum
        least = extreme(*certain)
        found = hull([least, *(extreme(least, each.entry.interval) for each in read)])
        for each in read:
            # One that is surely no more extreme than another leaves nothing open.
            if not _surely_beyond(least, each.entry.interval, pick, or_equal=True):
                self._undecided_membership(each, up_to, timing)
                self._beyond(measurements.key, each.entry.interval)
        return _in_unit(found, factor, offset)

    def upper_limit(
        self,
        measurements: Measurements,
        up_to: Day,
        timing: Timing | None = None,
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
        pick: Pick = "latest",
    ) -> Interval:
        """The laboratory's own upper limit, reported with the entry that is read."""
        return self._limit(measurements, up_to, timing, factor, offset, pick, "upper")

    def lower_limit(
        self,
        measurements: Measurements,
        up_to: Day,
        timing: Timing | None = None,
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
        pick: Pick = "latest",
    ) -> Interval:
        return self._limit(measurements, up_to, timing, factor, offset, pick, "lower")

    def _limit(
        self,
        measurements: Measurements,
        up_to: Day,
        timing: Timing | None,
        factor: Interval,
        offset: Interval,
        pick: Pick,
        which: Literal["upper", "lower"],
    ) -> Interval:
        if pick == "latest":
            entry = self._latest(measurements, up_to, timing)
        else:
            entry = self._extreme_entry(measurements, up_to, timing, pick)
        if entry is None:
            return ALL_NUMBERS
        limit = entry.upper if which == "upper" else entry.lower
        if limit is None:
            self._reason(f"{measurements.key}.{which}", NOT_RECORDED)
            return ALL_NUMBERS
        return _in_unit(Interval(limit, limit), factor, offset)

    def amount(
        self, amount: Amount, factor: Interval = _ONE, offset: Interval = _NOTHING
    ) -> Interval:
        self._reason(amount.key, amount.state)
        if not amount.state:
            self._note(Found(amount.key, amount.shown, amount.unit))
            self._beyond(amount.key, amount.interval)
        return _in_unit(amount.interval, factor, offset)

    def age(self, birth: Day, at: Day, period: Literal["year", "month"]) -> Interval:
        """Completed years or months; an interval where a date is partial."""
        if self._trace is not None:
            self._note(Found(birth.item, show(birth)))
        for day in (birth, at):
            if day.none:
                self._reason(day.item, DOES_NOT_APPLY)
        if birth.none or at.none or birth.unknown or at.unknown:
            self._reason(birth.item, birth.why)
            self._reason(at.item, at.why)
            return ALL_NUMBERS
        low = completed(birth.high, at.low, period)
        high = completed(birth.low, at.high, period)
        if low != high:
            self._reason(birth.item, birth.why)
            self._reason(at.item, at.why)
        return Interval(Fraction(low), Fraction(high))

    def score(self, key: str, score: Callable[[], Interval]) -> Interval:
        """A score's interval; what its open items are missing is a reason of the comparison."""
        value = score()
        if self._trace is not None and key in self._trace.scores:
            for item, why in self._trace.scores[key]():
                self._reason(item, why)
        if self._trace is not None:
            self._note(Found(key, show_interval(value)))
        return value

    # ---------------------------------------------------------------------- categories, dates

    def category(self, choice: Choice) -> str:
        """The value; every allowed one in turn where it is not known."""
        self._reason(choice.key, choice.state)
        if choice.value is not None:
            self._note(Found(choice.key, choice.value))
            return choice.value
        return self._choose(("category", choice.key), choice.allowed)

    def result(self, results: Results, up_to: Day, timing: Timing | None = None) -> str:
        """The latest result; every allowed one in turn where there may be none."""
        candidates = self._latest_candidates(
            results.key, results.state, results.entries, up_to, timing
        )
        values = tuple(dict.fromkeys(entry.value for entry in candidates if entry is not None))
        if len(values) > 1:
            self._reason(results.key, MORE_THAN_ONE_VALUE)
        for entry in candidates:
            if entry is not None:
                shown = Found(results.key, entry.value, "", entry.date.text, entry.visit)
                self._note(shown)
        if None in candidates:
            values = results.allowed
        return self._choose(("result", results.key, up_to, timing), values)

    def reading_date(
        self,
        measurements: Measurements,
        up_to: Day,
        timing: Timing | None = None,
        pick: Pick = "latest",
    ) -> Day:
        """The day on which the value that is read was taken."""
        if pick == "latest":
            entry = self._latest(measurements, up_to, timing)
        else:
            entry = self._extreme_entry(measurements, up_to, timing, pick)
        if entry is None:
            return Day(EARLIEST, LATEST)
        day = entry.day(measurements.key, self._participant)
        # Only the entry is "at" the visit it names; its day is what it is.
        return replace(day, tag=day.milestone)

    def compare(self, value: Interval, *bounds: tuple[Comparator, Interval]) -> Outcomes:
        """Whether every bound holds of one and the same value."""
        outcomes = holds_together(value, *bounds)
        if self._trace is not None:
            for comparator, limit in bounds:
                distance = ""
                if value.point is not None and limit.point is not None:
                    distance = show_number(value.point - limit.point)
                shown = show_interval(limit)
                self._trace.compared(f"{comparator} {shown}" if shown else "", distance)
        return outcomes

    # -------------------------------------------------------------------------------- readings

    def _latest(
        self, measurements: Measurements, up_to: Day, timing: Timing | None
    ) -> Measured | None:
        candidates = self._latest_candidates(
            measurements.key, measurements.state, measurements.entries, up_to, timing
        )
        self._disagreement(measurements, candidates)
        return self._choose(("latest", measurements.key, up_to, timing), candidates)

    def _extreme_entry(
        self, measurements: Measurements, up_to: Day, timing: Timing | None, pick: Pick
    ) -> Measured | None:
        """The entries that may hold the extreme value, each with its own limits."""
        read = self._read(measurements.key, measurements.entries, up_to, timing)
        certain = [each.entry.interval for each in read if each.certain]
        candidates: list[Measured | None] = []
        for each in read:
            # A value is not the highest where a certain one lies wholly above it.
            if any(_surely_beyond(other, each.entry.interval, pick) for other in certain):
                continue
            self._undecided_membership(each, up_to, timing)
            candidates.append(each.entry)
        if not certain:
            self._no_value(measurements.key, measurements.state, bool(read))
            candidates.append(None)
        self._disagreement(measurements, candidates)
        return self._choose((pick, measurements.key, up_to, timing), candidates)

    def _disagreement(
        self, measurements: Measurements, candidates: Sequence[Measured | None]
    ) -> None:
        if self._trace is None:
            return
        entries = [entry for entry in candidates if entry is not None]
        if len({(entry.interval, entry.upper, entry.lower) for entry in entries}) > 1:
            self._reason(measurements.key, MORE_THAN_ONE_VALUE)
        self._note_entries(measurements, entries)

    def _latest_candidates(
        self,
        key: str,
        state: str,
        entries: tuple[Entry, ...],
        up_to: Day,
        timing: Timing | None,
    ) -> list[Entry | None]:
        read = self._read(key, entries, up_to, timing)
        last = max((each.day.low for each in read if each.certain), default=EARLIEST)
        # One that is certainly read and certainly later takes the place of the earlier ones.
        latest = [each for each in read if each.day.high >= last]
        if len(latest) == 1 and latest[0].certain:
            return [latest[0].entry]
        candidates: dict[Hashable, Entry | None] = {}
        for each in latest:
            self._undecided_membership(each, up_to, timing)
            candidates.setdefault((_content(each.entry), _one_day(each)), each.entry)
        if len({_content(each.entry) for each in latest}) > 1:
            self._open_order(latest)
        if not any(each.certain for each in read):
            self._no_value(key, state, bool(read))
            candidates[None] = None
        return list(candidates.values())

    def _open_order(self, latest: list[_Read[Entry]]) -> None:
        """Partial days that leave open which entry is the latest are reasons, too."""
        for each in latest:
            others = [other for other in latest if other is not each]
            if not each.day.known and any(not _same_milestone(each, other) for other in others):
                self._reason(each.day.item, each.day.why)

    def _read(
        self,
        key: str,
        entries: tuple[Entry, ...],
        up_to: Day,
        timing: Timing | None,
    ) -> list[_Read[Entry]]:
        """The entries that are read for certain or possibly."""
        found = []
        for entry in entries:
            day = entry.day(key, self._participant)
            outcomes = _is_read(day, up_to, timing, None)
            if outcomes & TRUE:
                found.append(_Read(entry, day, outcomes == TRUE))
        return found

    def _undecided_membership(self, each: _Read[Entry], up_to: Day, timing: Timing | None) -> None:
        if self._trace is not None and not each.certain:
            _is_read(each.day, up_to, timing, self._trace)

    def _no_value(self, key: str, state: str, possibly_read: bool) -> None:
        if state:
            self._reason(key, state)
        elif not possibly_read:
            self._reason(key, NO_VALUE_IN_TIME)

    # ------------------------------------------------------------------------------------ notes

    def _reason(self, item: str, why: str) -> None:
        if self._trace is not None:
            self._trace.reason(item, why)

    def _note(self, found: Found) -> None:
        if self._trace is not None and found.value:
            self._trace.note(found)

    def _note_entries(self, measurements: Measurements, entries: Sequence[Measured]) -> None:
        for entry in entries:
            self._note(
                Found(measurements.key, entry.shown, entry.unit, entry.date.text, entry.visit)
            )

    def _beyond(self, key: str, value: Interval) -> None:
        if value.point is None and not (value.low is None and value.high is None):
            self._reason(key, BEYOND_RANGE)


@dataclass(frozen=True)
class _Read(Generic[Entry]):
    """An entry that is read, or (not `certain`) may be."""

    entry: Entry
    day: Day
    certain: bool


def _is_read(day: Day, up_to: Day, timing: Timing | None, trace: Trace | None) -> Outcomes:
    """Of a day on or before that of the assessed milestone; with a timing, standing in it."""
    if timing is None:
        return not_after(day, up_to, trace)
    if trace is None:
        return stands(day, day, timing)
    # Only its reasons: the distance of an entry to the anchor is not what is compared.
    noted = Trace()
    outcomes = stands(day, day, timing, noted)
    trace.reasons |= noted.reasons
    return outcomes


def _surely_beyond(value: Interval, other: Interval, pick: Pick, *, or_equal: bool = False) -> bool:
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


def _content(entry: Dated) -> Hashable:
    """Value and limits: entries that agree in them on one day are one candidate."""
    if isinstance(entry, Measured):
        return (entry.interval, entry.upper, entry.lower)
    if isinstance(entry, FoundResult):
        return entry.value
    return id(entry)


def _one_day(each: _Read[Entry]) -> Hashable:
    day = each.day
    if day.known or day.milestone:
        return (day.low, day.high, day.milestone)
    return id(each.entry)


def _same_milestone(each: _Read[Entry], other: _Read[Entry]) -> bool:
    return bool(each.day.milestone) and each.day.milestone == other.day.milestone


def _in_unit(value: Interval, factor: Interval, offset: Interval) -> Interval:
    if factor is _ONE and offset is _NOTHING:
        return value
    return scaled(value, factor, offset)
