"""Numbers of whole lists: sums, counts, days that periods cover, days of the first and last entry."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from fractions import Fraction
from typing import Literal, TypeAlias, TypeVar

from .at_hand import (
    Entry,
    Listed,
    Where,
    date_of,
    end_of,
    half_life_of,
    kept,
    last_day_of,
    note_entries,
)
from .days import (
    EARLIEST,
    FIRST_DAY,
    LAST_DAY,
    LATEST,
    Day,
    Duration,
    HalfLife,
    Timing,
    add,
    half_life_missing,
    known_lengths,
)
from .intervals import ALL_NUMBERS, Interval, hull, total
from .outcomes import TRUE
from .readings import identity_of
from .trace import MORE_THAN_ONE_VALUE, NOT_RECORDED, Trace
from .values import Occurrences, Subject

Option = TypeVar("Option")

_ZERO = Interval(Fraction(0), Fraction(0))
_ONE = Interval(Fraction(1), Fraction(1))
_FROM_ZERO = Interval(Fraction(0), None)


class Totals:
    """What `Choices` gives of whole lists."""

    _trace: Trace | None
    _participant: Subject

    def _choose(self, key: Hashable, options: Sequence[Option]) -> Option:
        raise NotImplementedError

    def _reason(self, item: str, why: str) -> None:
        if self._trace is not None:
            self._trace.reason(item, why)

    def total(
        self,
        listed: Listed,
        up_to: Day,
        of: Callable[[Entry], Interval],
        timing: Timing | None = None,
        *,
        where: Where | None = None,
        from_zero: bool = False,
    ) -> Interval:
        """The sum over the entries that stand in the timing, or began by the day.

        `from_zero`: what is summed cannot be below zero. Nothing recorded is unknown; asked, none
        is zero.
        """
        standing = Timing("by", up_to) if timing is None else timing
        if listed.state and not standing.none:
            self._reason(listed.key, listed.state)
            return _FROM_ZERO if from_zero else ALL_NUMBERS
        found = kept(listed, self._participant, standing, where, self._trace)
        note_entries(listed, self._trace)
        amounts = []
        for each in found:
            amount = of(each.entry)
            # One that may count, or not, adds something from nothing to its amount.
            amounts.append(amount if each.certain else hull([_ZERO, amount]))
        return total(amounts)

    def number_of(
        self,
        listed: Listed,
        up_to: Day,
        timing: Timing | None = None,
        *,
        where: Where | None = None,
    ) -> Interval:
        """How many entries stand in the timing, or began by the day."""
        return self.total(listed, up_to, lambda entry: _ONE, timing, where=where, from_zero=True)

    def days_on(
        self,
        occurrences: Occurrences,
        up_to: Day,
        timing: Timing | None = None,
        *,
        where: Where | None = None,
    ) -> Interval:
        """The number of days that periods cover up to a day, and within the timing; each once."""
        if occurrences.state:
            self._reason(occurrences.key, occurrences.state)
            return _FROM_ZERO
        note_entries(occurrences, self._trace)
        standing = Timing("by", up_to) if timing is None else timing
        if standing.none:
            return _ZERO
        found = kept(occurrences, self._participant, standing, where)
        surely: list[tuple[int, int]] = []
        possibly: list[tuple[int, int]] = []
        differing: list[tuple[Day, Day, HalfLife]] = []
        for each in found:
            start, end = date_of(each.entry), last_day_of(each.entry)
            half_life = half_life_of(each.entry)
            certain, possible = windows(timing, up_to, half_life)
            least = (max(start.high, certain[0]), min(end.low, certain[1]))
            most = (max(start.low, possible[0]), min(end.high, possible[1]))
            possibly.append(most)
            if each.meant == TRUE:
                # One whose end nobody knows covers its first day only.
                surely.append(least)
            if least != most and most[0] <= most[1]:
                differing.append((start, end, half_life))
        low, high = _covered(surely), _covered(possibly)
        if low != high:
            edges = [up_to] if timing is None else [up_to, timing.anchor]
            edges += [timing.until] if timing is not None and timing.until is not None else []
            for start, end, half_life in differing:
                edges += [start, end]
                if timing is not None and half_life_missing(timing, half_life):
                    self._reason(half_life.item, NOT_RECORDED)
            for day in edges:
                self._reason(day.item, day.why)
        if high is None:
            return Interval(Fraction(low or 0), None)
        return Interval(Fraction(low or 0), Fraction(high))

    def entry_date(
        self,
        listed: Listed,
        which: Literal["first", "last"],
        facet: Literal["start", "end"],
        up_to: Day,
        *,
        where: Where | None = None,
    ) -> Day:
        """Start or end of the first or last entry that began on or before a day.

        The end of one that goes on is `none`, and so is either where there is no entry.
        """
        if listed.state:
            self._reason(listed.key, listed.state)
            return Day(EARLIEST, LATEST, listed.key, listed.state, may_be_none=True)
        began = Timing("by", up_to)
        found = [
            (date_of(each.entry), each)
            for each in kept(listed, self._participant, began, where, self._trace)
        ]
        note_entries(listed, self._trace)
        if which == "last":
            edge = max((day.low for day, each in found if each.certain), default=EARLIEST)
            found = [(day, each) for day, each in found if day.high >= edge]
        else:
            edge = min((day.high for day, each in found if each.certain), default=LATEST)
            found = [(day, each) for day, each in found if day.low <= edge]
        days = [end_of(each.entry) if facet == "end" else day for day, each in found]
        if len({(day.low, day.high, day.minute, day.none, day.may_be_none) for day in days}) > 1:
            for day, _ in found:
                self._reason(day.item, day.why)
            self._reason(listed.key, MORE_THAN_ONE_VALUE)
        if not any(each.certain for _, each in found):
            days.append(Day(EARLIEST, LATEST, none=True))
        options = tuple(dict.fromkeys(days))
        return self._choose(("entry", which, facet, identity_of(listed), up_to, options), options)


_Span: TypeAlias = tuple[int, int]


def windows(timing: Timing | None, up_to: Day, half_life: HalfLife) -> tuple[_Span, _Span]:
    """The first and the last day that certainly count, and those that may."""
    if timing is None:
        return (EARLIEST, up_to.low), (EARLIEST, up_to.high)
    lengths, all_hold = known_lengths(timing, half_life)
    found = [[_edges(one) for one in each] for each in lengths]
    # Of one length that may be this or that: certain is what stands in both.
    of_each = [_within([certain for certain, _ in one], True) for one in found]
    certain = _within(of_each, all_hold)
    of_each = [_within([possible for _, possible in one], False) for one in found]
    possible = _within(of_each, all_hold)
    return (
        (certain[0], min(certain[1], up_to.low)),
        (possible[0], min(possible[1], up_to.high)),
    )


def _within(spans: Sequence[_Span], in_all: bool) -> _Span:
    """The days that lie in all of the spans, or in one of them; they share an edge."""
    inner, outer = (max, min) if in_all else (min, max)
    return inner(first for first, _ in spans), outer(last for _, last in spans)


def _edges(timing: Timing) -> tuple[_Span, _Span]:
    """Of a timing in days of the calendar, the days that certainly stand in it, and may."""
    anchor, until = timing.anchor, timing.until
    low_first, low_last = _edges_of(timing, anchor.low, None if until is None else until.low)
    high_first, high_last = _edges_of(timing, anchor.high, None if until is None else until.high)
    return (high_first, low_last), (low_first, high_last)


def _edges_of(timing: Timing, anchor: int, until: int | None) -> _Span:
    """The first and the last day that stand in a timing of a known anchor."""
    length = timing.duration
    assert isinstance(length, Duration)
    if length.minutes:
        raise NotImplementedError("days on a treatment within hours")
    first, last = EARLIEST, LATEST
    match timing.relation:
        case "within before":
            first, last = _first_reaching(anchor, length), anchor
        case "less than before":
            first, last = _first_reaching(anchor + 1, length), anchor
        case "at least before":
            last = _first_reaching(anchor + 1, length) - 1
        case "more than before":
            last = _first_reaching(anchor, length) - 1
        case "within after":
            first, last = anchor, add(anchor, length)
        case "less than after":
            first, last = anchor, add(anchor, length) - 1
        case "at least after":
            first = add(anchor, length)
        case "more than after":
            first = add(anchor, length) + 1
        case "before":
            last = anchor - 1
        case "by":
            last = anchor
        case "after":
            first = anchor + 1
        case "since":
            first = anchor
        case "at":
            first = last = anchor
        case "between":
            assert until is not None
            first, last = anchor, until
    return first, last


def _first_reaching(day: int, length: Duration) -> int:
    """The first day from which the length reaches a day: it is added to the earlier date."""
    first = add(day, Duration(-length.months, -length.days))
    while add(first - 1, length) >= day and first > FIRST_DAY:
        first -= 1
    while add(first, length) < day and first <= LAST_DAY:
        first += 1
    return first


def _covered(periods: Iterable[tuple[int, int]]) -> int | None:
    """How many days they cover, each once; None where there is no end to them."""
    count, reached = 0, EARLIEST - 1
    for first, last in sorted(periods):
        if last <= reached or last < first:
            continue
        if first <= EARLIEST or last >= LATEST:
            return None
        count += last - max(first, reached + 1) + 1
        reached = last
    return count
