"""Days and partial days as intervals, calendar durations, and how days stand to each other."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, NamedTuple, TypeAlias

from .outcomes import ALL_OF, FALSE, TRUE, UNDECIDED, Outcomes, all_of, decided
from .trace import Trace

# Beyond every day of the calendar; a day that is not known lies somewhere between the two.
EARLIEST: Final = -(10**9)
LATEST: Final = 10**9
# An ongoing period ends later than every day, even one that is not known.
ONGOING: Final = 2 * 10**9


class Duration(NamedTuple):
    """Calendar months and days; one of the two is zero."""

    months: int
    days: int


def days(count: int) -> Duration:
    return Duration(0, count)


def weeks(count: int) -> Duration:
    return Duration(0, 7 * count)


def months(count: int) -> Duration:
    return Duration(count, 0)


def years(count: int) -> Duration:
    return Duration(12 * count, 0)


NO_TIME: Final = Duration(0, 0)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the interval of the days it may be, counted as `date.toordinal` does.

    `item` and `why` are the reason that the day gives where it leaves something open; `why` is
    empty for a full date. `milestone` is set where the day is by definition that milestone's, even
    when nobody knows which day that is; `tag` is the visit that an entry names.
    """

    low: int
    high: int
    item: str = ""
    why: str = ""
    milestone: str = ""
    tag: str = ""

    @property
    def known(self) -> bool:
        return self.low == self.high


Moment: TypeAlias = Day | None  # None: "none", known not to have happened


def shifted(day: Moment, duration: Duration, sign: Literal[-1, 1] = 1) -> Moment:
    """The day moved later, or earlier where the sign is -1."""
    if day is None:
        return None
    by = Duration(sign * duration.months, sign * duration.days)
    # It is no longer the milestone's own day, unless it did not move.
    milestone = day.milestone if by == NO_TIME else ""
    return replace(
        day, low=add(day.low, by), high=add(day.high, by), milestone=milestone, tag=milestone
    )


def add(ordinal: int, duration: Duration) -> int:
    """The ordinal a duration later; months are clamped to the month's last day."""
    if ordinal <= EARLIEST or ordinal >= LATEST:
        return ordinal
    if duration.months:
        start = date.fromordinal(ordinal)
        month = start.year * 12 + start.month - 1 + duration.months
        year = month // 12
        if year < 1:
            return 1
        if year > 9999:
            return date.max.toordinal()
        last = monthrange(year, month % 12 + 1)[1]
        ordinal = date(year, month % 12 + 1, min(start.day, last)).toordinal()
    return ordinal + duration.days


def show(day: Moment) -> str:
    """A day in ISO 8601, a month or year where it is one, a range otherwise, empty when unknown."""
    if day is None:
        return "none"
    if day.low <= EARLIEST or day.high >= LATEST:
        return ""
    first, last = date.fromordinal(max(day.low, 1)), date.fromordinal(max(day.high, 1))
    if first == last:
        return first.isoformat()
    one_month = (first.year, first.month) == (last.year, last.month)
    if one_month and first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        return first.isoformat()[:7]
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return first.isoformat()[:4]
    return f"{first.isoformat()} to {last.isoformat()}"


# ------------------------------------------------------------------------------------ comparing


def not_after(
    left: Day,
    right: Day,
    trace: Trace | None = None,
    *,
    left_plus: Duration = NO_TIME,
    right_plus: Duration = NO_TIME,
    strict: bool = False,
) -> Outcomes:
    """Whether left + left_plus <= right + right_plus (strict: <)."""
    if left.milestone and left.milestone == right.milestone:
        # One and the same day, whichever it is.
        if left_plus != NO_TIME:
            return FALSE
        return TRUE if right_plus != NO_TIME or not strict else FALSE
    left_low, left_high = add(left.low, left_plus), add(left.high, left_plus)
    right_low, right_high = add(right.low, right_plus), add(right.high, right_plus)
    if left_high < right_low or (not strict and left_high == right_low):
        return TRUE
    if left_low > right_high or (strict and left_low == right_high):
        return FALSE
    if trace is not None:
        trace.reason(left.item, left.why)
        trace.reason(right.item, right.why)
    return UNDECIDED


Relation = Literal[
    "at least before",
    "more than before",
    "within before",
    "less than before",
    "within after",
    "at least after",
    "more than after",
    "less than after",
    "before",
    "after",
    "by",
    "since",
    "between",
    "at",
]


@dataclass(frozen=True, slots=True)
class Timing:
    """How a day or period is to stand to an anchor; `until` is the second anchor of `between`."""

    relation: Relation
    anchor: Moment
    duration: Duration = NO_TIME
    until: Moment = None

    @property
    def reads_up_to(self) -> Moment:
        """The day after which readings are not read: the anchor, for `between` its second one."""
        return self.until if self.relation == "between" else self.anchor


def stands(start: Moment, end: Moment, timing: Timing, trace: Trace | None = None) -> Outcomes:
    """Whether a day (start = end) or a period stands in the timing; reasons where it is open."""
    outcomes = _stands(start, end, timing, None)
    if trace is not None:
        if not decided(outcomes):
            _stands(start, end, timing, trace)
        _note_distance(end, timing, trace)
    return outcomes


def _stands(start: Moment, end: Moment, timing: Timing, trace: Trace | None) -> Outcomes:
    anchor, duration = timing.anchor, timing.duration
    if start is None or end is None or anchor is None:
        return FALSE
    match timing.relation:
        case "at least before":
            return not_after(start, anchor, trace, left_plus=duration)
        case "more than before":
            return not_after(start, anchor, trace, left_plus=duration, strict=True)
        case "within before":
            return ALL_OF[not_after(start, anchor, trace)][
                not_after(anchor, end, trace, right_plus=duration)
            ]
        case "less than before":
            return ALL_OF[not_after(start, anchor, trace)][
                not_after(anchor, end, trace, right_plus=duration, strict=True)
            ]
        case "within after":
            return ALL_OF[not_after(anchor, end, trace)][
                not_after(start, anchor, trace, right_plus=duration)
            ]
        case "at least after":
            return not_after(anchor, end, trace, left_plus=duration)
        case "more than after":
            return not_after(anchor, end, trace, left_plus=duration, strict=True)
        case "less than after":
            return ALL_OF[not_after(anchor, end, trace)][
                not_after(start, anchor, trace, right_plus=duration, strict=True)
            ]
        case "before":
            return not_after(start, anchor, trace, strict=True)
        case "after":
            return not_after(anchor, end, trace, strict=True)
        case "by":
            return not_after(start, anchor, trace)
        case "since":
            return not_after(anchor, end, trace)
        case "between":
            if timing.until is None:
                return FALSE
            return all_of(not_after(anchor, end, trace), not_after(start, timing.until, trace))
        case "at":
            if start.tag and start.tag == anchor.milestone:
                return TRUE
            return ALL_OF[not_after(start, anchor, trace)][not_after(anchor, end, trace)]


def _note_distance(day: Moment, timing: Timing, trace: Trace) -> None:
    """How many days lie between a day and its anchor, where both are known."""
    anchor = timing.anchor
    limit = show(anchor)
    if day is None or anchor is None or not (day.known and anchor.known) or day.low >= LATEST:
        trace.compared(limit, "")
        return
    between = anchor.low - day.low
    side = "before" if between >= 0 else "after"
    count = abs(between)
    trace.compared(limit, f"{count} day{'' if count == 1 else 's'} {side} {limit}")


# ------------------------------------------------------------------------------------ periods


def covers(
    periods: list[tuple[int, int]], until: int, duration: Duration, *, strict: bool = False
) -> bool:
    """Whether periods cover every day from `until` back to a start with start + duration <= until.

    A period joins the one before it that ends on the day before it starts or later.
    """
    needed = until  # the earliest day that is still to be covered
    reached: int | None = None
    for start, end in sorted(periods, key=lambda period: -period[1]):
        if start > until or start > end:
            continue
        if end >= (needed if reached is None else reached - 1):
            reached = start if reached is None else min(reached, start)
    if reached is None:
        return False
    later = add(reached, duration)
    return later < until if strict else later <= until


def on_each_day(anchor: Day, answer: Callable[[int], Outcomes]) -> Outcomes:
    """What a question about one day answers over all days that the anchor may be."""
    possible = 0
    for day in range(anchor.low, anchor.high + 1):
        possible |= answer(day)
        if possible == UNDECIDED:
            break
    return possible


def completed(birth: int, at: int, period: Literal["year", "month"]) -> int:
    """Completed years or months; those born on 29 February have their birthday on 1 March."""
    born, day = date.fromordinal(birth), date.fromordinal(at)
    if period == "year":
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    count = (day.year - born.year) * 12 + day.month - born.month
    return count - (day.day < born.day)
