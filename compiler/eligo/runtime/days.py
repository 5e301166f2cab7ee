"""Days and partial days as intervals, calendar durations, and how days stand to each other."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from heapq import heappop, heappush
from math import ceil, floor
from typing import Final, Literal, NamedTuple, TypeAlias

from .outcomes import ALL_OF, FALSE, TRUE, UNDECIDED, Outcomes, all_of, any_of, decided
from .trace import INCOMPLETE_DATE, NOT_RECORDED, Trace

FIRST_DAY: Final = date.min.toordinal()
LAST_DAY: Final = date.max.toordinal()
# Beyond every day of the calendar; a day that is not known lies somewhere between the two.
EARLIEST: Final = -(10**9)
LATEST: Final = 10**9
# An ongoing period ends later than every day, even one that is not known.
ONGOING: Final = 2 * 10**9


class Duration(NamedTuple):
    """Calendar months, days or minutes; all but one are zero."""

    months: int
    days: int
    minutes: int = 0


def minutes(count: int) -> Duration:
    return Duration(0, 0, count)


def hours(count: int) -> Duration:
    return Duration(0, 0, 60 * count)


def days(count: int) -> Duration:
    return Duration(0, count)


def weeks(count: int) -> Duration:
    return Duration(0, 7 * count)


def months(count: int) -> Duration:
    return Duration(count, 0)


def years(count: int) -> Duration:
    return Duration(12 * count, 0)


NO_TIME: Final = Duration(0, 0)
_MINUTES: Final = 24 * 60


class HalfLives(NamedTuple):
    """So many half-lives of the medicine that an entry names."""

    times: Fraction


class LengthOf(NamedTuple):
    """The longer (longest) or the shorter (shortest) of several lengths."""

    which: Literal["longer", "shorter"]
    terms: tuple[Duration | HalfLives, ...]


Length: TypeAlias = Duration | HalfLives | LengthOf


def half_lives(count: str) -> HalfLives:
    """So many half-lives; the number is written as a decimal or as a fraction."""
    return HalfLives(Fraction(count))


def longer_of(*terms: Duration | HalfLives) -> LengthOf:
    return LengthOf("longer", terms)


def shorter_of(*terms: Duration | HalfLives) -> LengthOf:
    return LengthOf("shorter", terms)


class HalfLife(NamedTuple):
    """The half-life, in days, of the medicine that an entry names; None where it has none.

    `item` is what is then missing.
    """

    days: Fraction | None = None
    item: str = ""


NO_HALF_LIFE: Final = HalfLife()


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the interval of the days it may be, counted as `date.toordinal` does.

    `item` and `why` are the reason that the day gives where it leaves something open; `why` is
    empty for a full date. `milestone` is set where the day is by definition that milestone's, even
    when nobody knows which day that is; `tag` is the visit that an entry names. What is `none` is
    known not to have happened; of a day that is not there and `may_be_none` nobody knows.
    """

    low: int
    high: int
    item: str = ""
    why: str = ""
    milestone: str = ""
    tag: str = ""
    none: bool = False
    may_be_none: bool = False
    minute: int | None = None  # of a known day, where a time is given
    more: tuple[tuple[str, str], ...] = ()  # reasons besides the first

    @property
    def known(self) -> bool:
        return self.low == self.high

    @property
    def unknown(self) -> bool:
        """Whether nothing at all is known of the day."""
        return self.low <= EARLIEST


def shifted(day: Day, duration: Duration, sign: Literal[-1, 1] = 1) -> Day:
    """The day moved later, or earlier where the sign is -1."""
    if duration.minutes:
        return _moved_in_time(day, sign * duration.minutes)
    by = Duration(sign * duration.months, sign * duration.days)
    # It is no longer the milestone's own day, unless it did not move.
    milestone = day.milestone if by == NO_TIME else ""
    return replace(
        day, low=add(day.low, by), high=add(day.high, by), milestone=milestone, tag=milestone
    )


def _moved_in_time(day: Day, by: int) -> Day:
    if not FIRST_DAY <= day.low <= day.high <= LAST_DAY:
        return replace(day, milestone="", tag="")
    low, high = (end + by for end in _in_minutes(day))
    minute = low % _MINUTES if low == high else None
    why = day.why or ("" if low // _MINUTES == high // _MINUTES else INCOMPLETE_DATE)
    return replace(
        day,
        low=low // _MINUTES,
        high=high // _MINUTES,
        why=why,
        milestone="",
        tag="",
        minute=minute,
    )


def _in_minutes(day: Day) -> tuple[int, int]:
    """The first and the last minute that it may be."""
    if day.minute is not None:
        return day.low * _MINUTES + day.minute, day.high * _MINUTES + day.minute
    return day.low * _MINUTES, day.high * _MINUTES + _MINUTES - 1


def add(ordinal: int, duration: Duration) -> int:
    """The ordinal a duration later; months are clamped to the month's last day.

    What leaves the calendar lies before, or after, every day that can be written, and stays there.
    """
    if not FIRST_DAY <= ordinal <= LAST_DAY:
        return ordinal
    if duration.months:
        start = date.fromordinal(ordinal)
        month = start.year * 12 + start.month - 1 + duration.months
        year = month // 12
        if year < date.min.year:
            return FIRST_DAY - 1
        if year > date.max.year:
            return LAST_DAY + 1
        last = monthrange(year, month % 12 + 1)[1]
        ordinal = date(year, month % 12 + 1, min(start.day, last)).toordinal()
    return min(max(ordinal + duration.days, FIRST_DAY - 1), LAST_DAY + 1)


def show(day: Day) -> str:
    """A day in ISO 8601, a month or year where it is one, a range otherwise, empty when unknown."""
    if day.none:
        return "none"
    if day.unknown or day.high >= LATEST:
        return ""
    first, last = (date.fromordinal(_in_calendar(each)) for each in (day.low, day.high))
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
    timed: bool = False,
) -> Outcomes:
    """Whether left + left_plus <= right + right_plus (strict: <); false where one is `none`.

    Times are compared where a length has minutes, and where `timed`.
    """
    if left.none or right.none:
        return FALSE
    timed = timed or bool(left_plus.minutes or right_plus.minutes)
    outcomes = _not_after(left, right, left_plus, right_plus, strict, timed)
    if left.may_be_none or right.may_be_none:
        outcomes |= FALSE
    if trace is not None and not decided(outcomes):
        for day in (left, right):
            untimed = timed and day.known and day.minute is None
            trace.reason(day.item, INCOMPLETE_DATE if untimed and not day.why else day.why)
            trace.reasons.update(day.more)
    return outcomes


def _not_after(
    left: Day, right: Day, left_plus: Duration, right_plus: Duration, strict: bool, timed: bool
) -> Outcomes:
    same = bool(left.milestone) and left.milestone == right.milestone
    if timed and not same:
        first, last = _in_minutes(left), _in_minutes(right)
        return _ordered(
            (first[0] + left_plus.minutes, first[1] + left_plus.minutes),
            (last[0] + right_plus.minutes, last[1] + right_plus.minutes),
            strict,
        )
    if same:
        # One and the same day, whichever it is.
        if left_plus != NO_TIME:
            return FALSE
        return TRUE if right_plus != NO_TIME or not strict else FALSE
    return _ordered(
        (add(left.low, left_plus), add(left.high, left_plus)),
        (add(right.low, right_plus), add(right.high, right_plus)),
        strict,
    )


def _ordered(left: tuple[int, int], right: tuple[int, int], strict: bool) -> Outcomes:
    """Whether left <= right (strict: <), each from its first to its last."""
    if left[1] < right[0] or (not strict and left[1] == right[0]):
        return TRUE
    if left[0] > right[1] or (strict and left[0] == right[1]):
        return FALSE
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
    anchor: Day
    duration: Length = NO_TIME
    until: Day | None = None

    @property
    def none(self) -> bool:
        """Whether nothing can stand in it, because an anchor is `none`."""
        return self.anchor.none or (self.until is not None and self.until.none)


def stands(
    start: Day,
    end: Day,
    timing: Timing,
    trace: Trace | None = None,
    half_life: HalfLife = NO_HALF_LIFE,
) -> Outcomes:
    """Whether a day (start = end) or a period stands in the timing; reasons where it is open.

    `half_life` is that of the medicine that the entry names.
    """
    timings, combine = _of_one_length(timing, half_life)
    timed = any(isinstance(one.duration, Duration) and one.duration.minutes for one in timings)
    if isinstance(timing.duration, Duration):
        outcomes = _stands(start, end, timing, None)
    else:
        outcomes = combine(*(_with_half_life(start, end, one, half_life, timed) for one in timings))
    if trace is not None:
        if not decided(outcomes):
            for one in timings:
                _reasons_of_length(start, end, one, half_life, trace)
                for known in _known_lengths(one, half_life):
                    _stands(start, end, known, trace, timed)
        _note_distance(end, timing, trace)
    return outcomes


def _of_one_length(
    timing: Timing, half_life: HalfLife
) -> tuple[tuple[Timing, ...], Callable[..., Outcomes]]:
    """The timing for each of its lengths, and whether all of them or one must hold."""
    length = timing.duration
    if not isinstance(length, LengthOf):
        return (timing,), all_of
    timings = tuple(replace(timing, duration=term) for term in length.terms)
    far = timing.relation.startswith(("at least", "more than"))
    return timings, all_of if far == (length.which == "longer") else any_of


def _with_half_life(
    start: Day, end: Day, timing: Timing, half_life: HalfLife, timed: bool = False
) -> Outcomes:
    possible = 0
    for one in _known_lengths(timing, half_life):
        possible |= _stands(start, end, one, None, timed)
    return possible


def _known_lengths(timing: Timing, half_life: HalfLife) -> tuple[Timing, ...]:
    """The timing in whole days: a distance holds exactly when it holds in these.

    Where the half-life is not known, the shortest and the longest there may be.
    """
    length = timing.duration
    if not isinstance(length, HalfLives):
        return (timing,)
    upwards = timing.relation.startswith(("at least", "less than"))
    if half_life.days is None:
        counts = [0, LAST_DAY]
    else:
        exactly = length.times * half_life.days
        counts = [ceil(exactly) if upwards else floor(exactly)]
    return tuple(replace(timing, duration=days(count)) for count in counts)


def known_lengths(
    timing: Timing, half_life: HalfLife
) -> tuple[tuple[tuple[Timing, ...], ...], bool]:
    """The timing in each of its lengths, in the calendar; and whether all of them must hold.

    A half-life that is not known gives the shortest and the longest there may be.
    """
    timings, combine = _of_one_length(timing, half_life)
    return tuple(_known_lengths(one, half_life) for one in timings), combine is all_of


def half_life_missing(timing: Timing, half_life: HalfLife) -> bool:
    """Whether a timing counts in half-lives of a medicine that has none."""
    length = timing.duration
    terms = length.terms if isinstance(length, LengthOf) else (length,)
    return half_life.days is None and any(isinstance(term, HalfLives) for term in terms)


def _reasons_of_length(
    start: Day, end: Day, timing: Timing, half_life: HalfLife, trace: Trace
) -> None:
    """A half-life that is not known is a reason where the distance is open for it."""
    if not isinstance(timing.duration, HalfLives) or half_life.days is not None:
        return
    relation, anchor = timing.relation, timing.anchor
    strict = relation.startswith(("more than", "less than"))
    far = relation.startswith(("at least", "more than"))
    before_or_by = relation.endswith("before") == far
    one, other = (start, anchor) if before_or_by else (anchor, end)
    # What stands at once may be too near for a long time; what does not may come in time.
    if not_after(one, other, strict=strict) & (TRUE if far else FALSE):
        trace.reason(half_life.item, NOT_RECORDED)


def long_enough(
    day: Day,
    anchor: Day,
    timing: Timing,
    trace: Trace | None = None,
    half_life: HalfLife = NO_HALF_LIFE,
) -> Outcomes:
    """Whether day + length <= anchor (<, where the timing says `more than`)."""
    relation: Relation = (
        "more than before" if timing.relation == "more than before" else "at least before"
    )
    outcomes = stands(day, day, Timing(relation, anchor, timing.duration), None, half_life)
    if trace is not None and not decided(outcomes):
        noted = Trace()
        stands(day, day, Timing(relation, anchor, timing.duration), noted, half_life)
        trace.reasons |= noted.reasons
    return outcomes


def _stands(
    start: Day, end: Day, timing: Timing, trace: Trace | None, timed: bool = False
) -> Outcomes:
    """`timed`: another of several lengths is in hours, so that times are compared."""
    anchor, duration = timing.anchor, timing.duration
    assert isinstance(duration, Duration)
    timed = timed or bool(duration.minutes)
    match timing.relation:
        case "at least before":
            return not_after(start, anchor, trace, left_plus=duration)
        case "more than before":
            return not_after(start, anchor, trace, left_plus=duration, strict=True)
        case "within before":
            return ALL_OF[not_after(start, anchor, trace, timed=timed)][
                not_after(anchor, end, trace, right_plus=duration)
            ]
        case "less than before":
            return ALL_OF[not_after(start, anchor, trace, timed=timed)][
                not_after(anchor, end, trace, right_plus=duration, strict=True)
            ]
        case "within after":
            return ALL_OF[not_after(anchor, end, trace, timed=timed)][
                not_after(start, anchor, trace, right_plus=duration)
            ]
        case "at least after":
            return not_after(anchor, end, trace, left_plus=duration)
        case "more than after":
            return not_after(anchor, end, trace, left_plus=duration, strict=True)
        case "less than after":
            return ALL_OF[not_after(anchor, end, trace, timed=timed)][
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
            assert timing.until is not None
            return ALL_OF[not_after(anchor, end, trace)][not_after(start, timing.until, trace)]
        case "at":
            if start.tag and start.tag == anchor.milestone:
                return TRUE
            return ALL_OF[not_after(start, anchor, trace)][not_after(anchor, end, trace)]


def _note_distance(day: Day, timing: Timing, trace: Trace) -> None:
    """How many days lie between a day and its anchor, where both are known."""
    anchor = timing.anchor
    limit = show(anchor)
    if not (day.known and anchor.known) or day.none or anchor.none or day.low >= LATEST:
        trace.compared(limit, "")
        return
    between = anchor.low - day.low
    side = "before" if between >= 0 else "after"
    count = abs(between)
    trace.compared(limit, f"{count} day{'' if count == 1 else 's'} {side} {limit}")


# ------------------------------------------------------------------------------------ periods


def days_on_long_enough(
    periods: Iterable[tuple[int, int]], duration: Duration, *, strict: bool = False
) -> list[tuple[int, int]]:
    """The days A, from first to last, that periods cover back to a start with start + D <= A.

    Periods without a day between them are one; one that ends before it starts is none.
    """
    joined: list[tuple[int, int]] = []
    for first, last in sorted(each for each in periods if each[0] <= each[1]):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    edges = [(add(first, duration) + strict, last) for first, last in joined]
    return [(edge, last) for edge, last in edges if edge <= last]


def one_a_visit(found: Iterable[Day]) -> list[Day]:
    """The days, of those that are by definition the same milestone's only one."""
    days: list[Day] = []
    seen: set[str] = set()
    for day in found:
        if day.milestone not in seen:
            days.append(day)
        if day.milestone:
            seen.add(day.milestone)
    return days


def fewest_days(found: Iterable[Day]) -> int:
    """The least number of days on which all may lie."""
    count, last = 0, EARLIEST - 1
    for day in sorted(found, key=lambda day: day.high):
        # A day as late as the first of them may be serves all others that hold it.
        if day.low > last:
            count, last = count + 1, day.high
    return count


def most_days(found: Iterable[Day]) -> int:
    """The greatest number of them that can be given days that all differ."""
    waiting = sorted(((day.low, day.high) for day in found), reverse=True)
    ends: list[int] = []
    count, today = 0, EARLIEST
    while waiting or ends:
        if not ends:
            today = max(today, waiting[-1][0])
        while waiting and waiting[-1][0] <= today:
            heappush(ends, waiting.pop()[1])
        if heappop(ends) >= today:
            count, today = count + 1, today + 1
    return count


def completed(birth: int, at: int, period: Literal["year", "month"]) -> int:
    """Completed years or months; those born on 29 February have their birthday on 1 March."""
    born, day = date.fromordinal(_in_calendar(birth)), date.fromordinal(_in_calendar(at))
    if period == "year":
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    count = (day.year - born.year) * 12 + day.month - born.month
    return count - (day.day < born.day)


def _in_calendar(ordinal: int) -> int:
    return min(max(ordinal, FIRST_DAY), LAST_DAY)
