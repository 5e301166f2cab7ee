"""Numbers of whole lists: sums, counts, days that periods cover, days of the first and last entry."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from fractions import Fraction
from typing import Literal, TypeVar

from .at_hand import Entry, Listed, Where, date_of, end_of, kept, last_day_of, note_entries
from .days import EARLIEST, LATEST, Day, Duration, Timing, shifted
from .intervals import ALL_NUMBERS, Interval, hull, total
from .readings import identity_of
from .trace import MORE_THAN_ONE_VALUE, Trace
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
        began = Timing("by", up_to)
        found = kept(occurrences, self._participant, began, where, self._trace)
        surely: list[tuple[int, int]] = []
        possibly: list[tuple[int, int]] = []
        first, last = _window(timing, up_to)
        for each in found:
            start, end = date_of(each.entry), last_day_of(each.entry)
            possibly.append((max(start.low, first.low), min(end.high, last.high)))
            if each.certain:
                # One whose end nobody knows covers its first day only.
                surely.append((max(start.high, first.high), min(end.low, last.low)))
        low, high = _covered(surely), _covered(possibly)
        if low != high:
            for day in (first, last):
                self._reason(day.item, day.why)
            for each in found:
                for day in (date_of(each.entry), last_day_of(each.entry)):
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
        if len(found) > 1:
            for day, _ in found:
                self._reason(day.item, day.why)
            if len(set(days)) > 1 and all(day.known for day, _ in found):
                self._reason(listed.key, MORE_THAN_ONE_VALUE)
        if not any(each.certain for _, each in found):
            days.append(Day(EARLIEST, LATEST, none=True))
        options = tuple(dict.fromkeys(days))
        return self._choose(("entry", which, facet, identity_of(listed), up_to, options), options)


def _window(timing: Timing | None, up_to: Day) -> tuple[Day, Day]:
    """The first and the last day that count; what leaves one of them open is its reason."""
    if timing is None:
        return _NO_FIRST, up_to
    anchor, length = timing.anchor, timing.duration
    if not isinstance(length, Duration):
        raise ValueError("days on a treatment are counted within a time of the calendar")
    back, on = shifted(anchor, length, -1), shifted(anchor, length)
    first, last = _NO_FIRST, up_to
    match timing.relation:
        case "within before":
            first, last = back, anchor
        case "less than before":
            first, last = shifted(back, _A_DAY), anchor
        case "at least before":
            last = back
        case "more than before":
            last = shifted(back, _A_DAY, -1)
        case "within after":
            first, last = anchor, on
        case "less than after":
            first, last = anchor, shifted(on, _A_DAY, -1)
        case "at least after":
            first = on
        case "more than after":
            first = shifted(on, _A_DAY)
        case "before":
            last = shifted(anchor, _A_DAY, -1)
        case "by":
            last = anchor
        case "after":
            first = shifted(anchor, _A_DAY)
        case "since":
            first = anchor
        case "at":
            first = last = anchor
        case "between":
            assert timing.until is not None
            first, last = anchor, timing.until
    return first, Day(
        min(last.low, up_to.low),
        min(last.high, up_to.high),
        last.item if last.why else up_to.item,
        last.why or up_to.why,
    )


_NO_FIRST = Day(EARLIEST, EARLIEST)
_A_DAY = Duration(0, 1)


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
