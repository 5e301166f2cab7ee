"""Days known in part, and how a day or a period stands to an anchor (MEANING 6.1 and 6.2)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias, assert_never

from eligo import ir, units
from eligo.interpret.outcomes import (
    FALSE,
    NO_REASONS,
    TRUE,
    F,
    Judged,
    Reasons,
    T,
    all_of,
    any_of,
    open_between,
    union,
)
from eligo.units import Duration

# Days are counted from 1 January of the year 1, so that "later than every day" can stand beside
# them as infinity.
FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()


MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True)
class Days:
    """A day, or the days of which it is one; a day may carry its minute (MEANING 10.3)."""

    first: float
    last: float
    first_minute: int = 0
    last_minute: int = MINUTES_OF_A_DAY - 1

    @property
    def is_one(self) -> bool:
        return self.first == self.last

    @property
    def earliest(self) -> float:
        """In minutes since the first day."""
        return self.first * MINUTES_OF_A_DAY + self.first_minute

    @property
    def latest(self) -> float:
        return self.last * MINUTES_OF_A_DAY + self.last_minute


ANY_DAY = Days(FIRST_DAY, LAST_DAY)
LATER_THAN_EVERY_DAY = Days(math.inf, math.inf)  # the end of what is ongoing

_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_TIME = re.compile(r"T([01][0-9]|2[0-3]):([0-5][0-9])")


def between_minutes(earliest: float, latest: float) -> Days:
    (first, first_minute), (last, last_minute) = (
        divmod(int(each), MINUTES_OF_A_DAY) for each in (earliest, latest)
    )
    return Days(first, last, first_minute, last_minute)


def parse_days(text: str, timed: bool = False) -> Days | None:
    """A full or partial ISO 8601 date, where ``timed`` perhaps with a time of day (MEANING 4.2 and
    10.3); None where it is none."""
    time = _TIME.fullmatch(text, 10) if timed else None
    if time is not None:
        day = parse_days(text[:10])
        minute = 60 * int(time[1]) + int(time[2])
        return None if day is None else replace(day, first_minute=minute, last_minute=minute)
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    year, month, day_of_month = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        first = date(year, month or 1, day_of_month or 1)
        if day_of_month:
            return Days(first.toordinal(), first.toordinal())
        if month and month < 12:
            return Days(first.toordinal(), date(year, month + 1, 1).toordinal() - 1)
        return Days(first.toordinal(), date(year, 12, 31).toordinal())
    except ValueError:
        return None


def calendar_day(day: float) -> date | None:
    """The day as a date; None where it is outside the calendar."""
    return date.fromordinal(int(day)) if FIRST_DAY <= day <= LAST_DAY else None


@dataclass(frozen=True)
class Dated:
    """The value of a date: its days, or None for `none`; why it is not one moment; and of which
    milestone it is the very day, known or not (empty: of none)."""

    days: Days | None
    why: Reasons = NO_REASONS
    may_be_none: bool = False
    milestone: str = ""

    @property
    def reasons(self) -> Reasons:
        """Why it is not one day."""
        if self.days is None or (self.days.is_one and not self.may_be_none):
            return NO_REASONS
        return self.why

    @property
    def reasons_of_time(self) -> Reasons:
        """Why it is not one minute."""
        one = self.days is None or self.days.earliest == self.days.latest
        return NO_REASONS if one and not self.may_be_none else self.why


ONGOING = Dated(LATER_THAN_EVERY_DAY)

# -------------------------------------------------------------------------------------- lengths


@dataclass(frozen=True)
class ExactDays:
    """So many days and parts of days."""

    days: Fraction


@dataclass(frozen=True)
class SomeLength:
    """A length of which nothing is known but that it is not below zero."""

    why: Reasons


@dataclass(frozen=True)
class Several:
    """The longer, or the shorter, of several lengths (MEANING 7.10)."""

    which: Literal["longer", "shorter"]
    terms: tuple[Length, ...]


Length: TypeAlias = "Duration | ExactDays | SomeLength | Several"


@dataclass(frozen=True)
class HalfLife:
    """In days, of the medicine that an entry names; None, and why, where it has none."""

    days: Fraction | None
    why: Reasons = NO_REASONS


NO_MEDICINE = HalfLife(None)


def length(node: ir.Length | None, half_life: HalfLife) -> Length | None:
    match node:
        case None | Duration():
            return node
        case ir.HalfLives():
            if half_life.days is None:
                return SomeLength(half_life.why)
            return ExactDays(node.count * half_life.days)
        case ir.LengthOf():
            terms = [length(term, half_life) for term in node.terms]
            return Several(node.which, tuple(term for term in terms if term is not None))
        case _:
            assert_never(node)


def is_timed(of: Length | None) -> bool:
    """Whether times of day are compared (MEANING 10.3)."""
    if isinstance(of, Several):
        return any(is_timed(term) for term in of.terms)
    return isinstance(of, Duration) and of.unit in _MINUTES


def is_open_length(of: Length | None) -> bool:
    """Whether it is of a half-life that is not known."""
    if isinstance(of, Several):
        return any(is_open_length(term) for term in of.terms)
    return isinstance(of, SomeLength)


_MINUTES = {"minute": 1, "hour": 60}


def shift(dated: Dated, duration: Duration | None, sign: Literal[-1, 1] = 1) -> Dated:
    """The date moved; one of which nothing is known stays so."""
    if duration is None or not duration.amount or dated.days is None:
        return dated
    if dated.days == ANY_DAY:
        return replace(dated, milestone="")
    days = dated.days
    if duration.unit in _MINUTES:
        if not FIRST_DAY <= days.first <= days.last <= LAST_DAY:
            return dated
        minutes = sign * duration.amount * _MINUTES[duration.unit]
        moved = between_minutes(days.earliest + minutes, days.latest + minutes)
        return replace(dated, days=moved, milestone="")
    first, last = (_add(day, duration, sign) for day in (days.first, days.last))
    return replace(dated, days=replace(days, first=first, last=last), milestone="")


def _add(day: float, duration: Duration, sign: Literal[-1, 1]) -> float:
    if not FIRST_DAY <= day <= LAST_DAY:
        return day
    try:
        return units.add(date.fromordinal(int(day)), duration, sign).toordinal()
    except ValueError:  # beyond the calendar: after, or before, every day that can be written
        return LAST_DAY + 1 if sign > 0 else FIRST_DAY - 1


def on_or_before(
    a: Dated,
    b: Dated,
    after_a: Length | None = None,
    after_b: Length | None = None,
    strict: bool = False,
    timed: bool = False,
) -> Judged:
    """`a + after_a <= b + after_b`, or `<` where strict (MEANING 6.1); of at most one length.
    ``timed`` compares minutes even where there is no length (MEANING 10.3)."""
    if a.days is None or b.days is None:
        return FALSE
    if isinstance(after_a, Several):
        each = [on_or_before(a, b, term, None, strict, timed) for term in after_a.terms]
        return all_of(each) if after_a.which == "longer" else any_of(each)
    if isinstance(after_b, Several):
        each = [on_or_before(a, b, None, term, strict, timed) for term in after_b.terms]
        return any_of(each) if after_b.which == "longer" else all_of(each)
    if isinstance(after_a, SomeLength):
        at_once = on_or_before(a, b, strict=strict)
        return union([at_once, FALSE], after_a.why)
    if isinstance(after_b, SomeLength):
        at_once = on_or_before(a, b, strict=strict)
        return union([at_once, TRUE], after_b.why)
    moved = after_a or after_b
    in_minutes = timed if moved is None else is_timed(moved)
    because = a.reasons_of_time | b.reasons_of_time if in_minutes else a.reasons | b.reasons
    none_possible = a.may_be_none or b.may_be_none
    if a.milestone and a.milestone == b.milestone:
        # The same day on both sides compares alike whichever day it is, so any will do.
        a = b = Dated(Days(730_120, 730_120, 0, 0))
    left_first, left_last = _ends(a, after_a, in_minutes)
    right_first, right_last = _ends(b, after_b, in_minutes)
    if left_last < right_first or (not strict and left_last == right_first):
        judged = TRUE
    elif left_first > right_last or (strict and left_first == right_last):
        judged = FALSE
    else:
        judged = open_between(T, F, because=because)
    return union([judged, FALSE], because) if none_possible else judged


def _ends(
    dated: Dated, moved: Duration | ExactDays | None, in_minutes: bool
) -> tuple[float | Fraction, float | Fraction]:
    """The first and the last day, or minute, on which the moved date may lie."""
    if isinstance(moved, ExactDays):
        assert dated.days is not None
        return dated.days.first + moved.days, dated.days.last + moved.days
    days = shift(dated, moved).days
    assert days is not None
    return (days.earliest, days.latest) if in_minutes else (days.first, days.last)


@dataclass(frozen=True)
class ResolvedTiming:
    """A timing whose anchors have their days."""

    relation: ir.Relation
    written: ir.Length | None
    anchor: Dated
    until: Dated | None
    half_life: HalfLife = NO_MEDICINE

    @property
    def duration(self) -> Length | None:
        return length(self.written, self.half_life)

    def of(self, half_life: HalfLife) -> ResolvedTiming:
        """The same for an entry of a medicine."""
        return replace(self, half_life=half_life)

    @property
    def is_none(self) -> bool:
        """Nothing stands to what did not happen (MEANING 6.9)."""
        return self.anchor.days is None or (self.until is not None and self.until.days is None)


def stands(start: Dated, end: Dated, timing: ResolvedTiming, tag: str = "") -> Judged:
    """Whether a period (a day has start = end) stands in the timing, by the table of relations
    (`ir.Relation`)."""
    anchor, duration, until = timing.anchor, timing.duration, timing.until
    relation, timed = timing.relation, is_timed(duration)
    if relation == "at least before":
        return on_or_before(start, anchor, after_a=duration)
    if relation == "more than before":
        return on_or_before(start, anchor, after_a=duration, strict=True)
    if relation == "within before":
        ends = on_or_before(anchor, end, after_b=duration)
        return all_of([on_or_before(start, anchor, timed=timed), ends])
    if relation == "less than before":
        ends = on_or_before(anchor, end, after_b=duration, strict=True)
        return all_of([on_or_before(start, anchor, timed=timed), ends])
    if relation == "within after":
        starts = on_or_before(start, anchor, after_b=duration)
        return all_of([on_or_before(anchor, end, timed=timed), starts])
    if relation == "at least after":
        return on_or_before(anchor, end, after_a=duration)
    if relation == "more than after":
        return on_or_before(anchor, end, after_a=duration, strict=True)
    if relation == "less than after":
        starts = on_or_before(start, anchor, after_b=duration, strict=True)
        return all_of([on_or_before(anchor, end, timed=timed), starts])
    if relation == "before":
        return on_or_before(start, anchor, strict=True)
    if relation == "after":
        return on_or_before(anchor, end, strict=True)
    if relation == "by":
        return on_or_before(start, anchor)
    if relation == "since":
        return on_or_before(anchor, end)
    if relation == "between":
        assert until is not None
        return all_of([on_or_before(anchor, end), on_or_before(start, until)])
    if relation == "at":
        if tag and tag == anchor.milestone:
            return TRUE
        return all_of([on_or_before(start, anchor), on_or_before(anchor, end)])
    assert_never(relation)


def completed_months(birth: float, on: float) -> int:
    """Age in completed months, before birth negative by the same count (MEANING 5.4)."""
    born, day = date.fromordinal(int(birth)), date.fromordinal(int(on))
    months = 12 * (day.year - born.year) + day.month - born.month
    return months - (day.day < born.day)
