"""Days known in part, and how a day or a period stands to an anchor (MEANING 6.1 and 6.2)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, assert_never

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
    open_between,
    union,
)
from eligo.units import Duration

# Days are counted from 1 January of the year 1, so that "later than every day" can stand beside
# them as infinity.
FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()


@dataclass(frozen=True)
class Days:
    """A day, or the days of which it is one."""

    first: float
    last: float

    @property
    def is_one(self) -> bool:
        return self.first == self.last


ANY_DAY = Days(FIRST_DAY, LAST_DAY)
LATER_THAN_EVERY_DAY = Days(math.inf, math.inf)  # the end of what is ongoing

_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def parse_days(text: str) -> Days | None:
    """A full or partial ISO 8601 date (MEANING 4.2); None where it is none."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
        if day:
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
    """The value of a date: its days, or None for `none`; why it is not one day; and of which
    milestone it is the very day, known or not (empty: of none)."""

    days: Days | None
    reasons: Reasons = NO_REASONS
    may_be_none: bool = False
    milestone: str = ""

    def __post_init__(self) -> None:
        if self.days is None or (self.days.is_one and not self.may_be_none):
            object.__setattr__(self, "reasons", NO_REASONS)


ONGOING = Dated(LATER_THAN_EVERY_DAY)


def shift(dated: Dated, duration: Duration | None, sign: Literal[-1, 1] = 1) -> Dated:
    """The date moved; one of which nothing is known stays so."""
    if duration is None or not duration.amount or dated.days is None:
        return dated
    if dated.days == ANY_DAY:
        return replace(dated, milestone="")
    first, last = (_add(day, duration, sign) for day in (dated.days.first, dated.days.last))
    return replace(dated, days=Days(first, last), milestone="")


def _add(day: float, duration: Duration, sign: Literal[-1, 1]) -> float:
    if not FIRST_DAY <= day <= LAST_DAY:
        return day
    assert duration.unit != "hour", "dates have no hours"
    try:
        return units.add(date.fromordinal(int(day)), duration, sign).toordinal()
    except ValueError:  # beyond the calendar: after, or before, every day that can be written
        return LAST_DAY + 1 if sign > 0 else FIRST_DAY - 1


def on_or_before(
    a: Dated,
    b: Dated,
    after_a: Duration | None = None,
    after_b: Duration | None = None,
    strict: bool = False,
) -> Judged:
    """`a + after_a <= b + after_b`, or `<` where strict (MEANING 6.1)."""
    if a.days is None or b.days is None:
        return FALSE
    because = a.reasons | b.reasons
    none_possible = a.may_be_none or b.may_be_none
    if a.milestone and a.milestone == b.milestone:
        # The same day on both sides compares alike whichever day it is, so any will do.
        a = b = Dated(Days(730_120, 730_120))
    left, right = shift(a, after_a).days, shift(b, after_b).days
    assert left is not None and right is not None
    if left.last < right.first or (not strict and left.last == right.first):
        judged = TRUE
    elif left.first > right.last or (strict and left.first == right.last):
        judged = FALSE
    else:
        judged = open_between(T, F, because=because)
    return union([judged, FALSE], because) if none_possible else judged


@dataclass(frozen=True)
class ResolvedTiming:
    """A timing whose anchors have their days."""

    relation: ir.Relation
    duration: Duration | None
    anchor: Dated
    until: Dated | None

    @property
    def is_none(self) -> bool:
        """Nothing stands to what did not happen (MEANING 6.9)."""
        return self.anchor.days is None or (self.until is not None and self.until.days is None)


def stands(start: Dated, end: Dated, timing: ResolvedTiming, tag: str = "") -> Judged:
    """Whether a period (a day has start = end) stands in the timing, by the table of relations
    (`ir.Relation`)."""
    anchor, duration, until = timing.anchor, timing.duration, timing.until
    relation = timing.relation
    if relation == "at least before":
        return on_or_before(start, anchor, after_a=duration)
    if relation == "more than before":
        return on_or_before(start, anchor, after_a=duration, strict=True)
    if relation == "within before":
        return all_of([on_or_before(start, anchor), on_or_before(anchor, end, after_b=duration)])
    if relation == "less than before":
        ends = on_or_before(anchor, end, after_b=duration, strict=True)
        return all_of([on_or_before(start, anchor), ends])
    if relation == "within after":
        return all_of([on_or_before(anchor, end), on_or_before(start, anchor, after_b=duration)])
    if relation == "at least after":
        return on_or_before(anchor, end, after_a=duration)
    if relation == "more than after":
        return on_or_before(anchor, end, after_a=duration, strict=True)
    if relation == "less than after":
        starts = on_or_before(start, anchor, after_b=duration, strict=True)
        return all_of([on_or_before(anchor, end), starts])
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
