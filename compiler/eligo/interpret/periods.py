"""What the entries of a list give together: the first, the last, what they cover, whether anything
changed, on how many days they lie (MEANING 6.5 to 6.8, 7.3 to 7.7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eligo.interpret.dates import (
    FIRST_DAY,
    LAST_DAY,
    LATER_THAN_EVERY_DAY,
    Dated,
    Days,
    ResolvedTiming,
    is_open_length,
    on_or_before,
    shift,
    stands,
)
from eligo.interpret.lists import Listed
from eligo.interpret.numbers import Interval, point
from eligo.interpret.outcomes import (
    FALSE,
    TRUE,
    F,
    Judged,
    Reason,
    Reasons,
    T,
    all_of,
    negation,
    none_of,
    open_between,
    reasons_of,
    union,
    when,
)
from eligo.units import Duration

EARLIER_THAN_EVERY_DAY = Days(FIRST_DAY - 1, FIRST_DAY - 1)


def is_on(each: Listed, at: Dated) -> Judged:
    return all_of([on_or_before(each.start, at), on_or_before(at, each.end), each.kept])


# ----------------------------------------------------------------------------- first and last


def washed_out(entries: Sequence[Listed], timing: ResolvedTiming) -> Judged:
    """`last X at least D before A`: no X that began on or before A ended later than that; true
    without any."""
    strict = timing.relation == "more than before"
    later = []
    for each in entries:
        length = timing.of(each.half_life).duration
        long_ago = on_or_before(each.end, timing.anchor, after_a=length, strict=strict)
        began = on_or_before(each.start, timing.anchor)
        later.append(all_of([began, negation(long_ago), each.kept]))
    return none_of(later) if later else TRUE


def last(entries: Sequence[Listed], timing: ResolvedTiming) -> Judged:
    """The last that began on or before the anchor, measured at its end. For `within` and `less
    than` the comparison with the later edge stays with its start, so that what is ongoing lies
    within."""
    begun = [(each, all_of([each.began_by(timing.anchor), each.kept])) for each in entries]
    certain = [each.end for each, began in begun if began.must_be(T)]
    overlapping = timing.relation in ("within before", "less than before")
    candidates = [
        (
            each.end,
            began,
            stands(each.start if overlapping else each.end, each.end, timing.of(each.half_life)),
        )
        for each, began in begun
        if began.may_be(T)
        and not any(_days(other).first > _days(each.end).last for other in certain)
    ]
    return _one_of(candidates, exists=bool(certain))


def first(entries: Sequence[Listed], timing: ResolvedTiming) -> Judged:
    """The one that began first of all, measured at its start."""
    certain = [each.start for each in entries if each.kept.must_be(T)]
    candidates = [
        (each.start, each.kept, stands(each.start, each.start, timing.of(each.half_life)))
        for each in entries
        if not any(_days(other).last < _days(each.start).first for other in certain)
    ]
    return _one_of(candidates, exists=bool(certain))


def _one_of(candidates: list[tuple[Dated, Judged, Judged]], exists: bool) -> Judged:
    """Each candidate may be the one that is meant; where it is not certain that there is one, false
    is possible."""
    alternatives = [judged for _, _, judged in candidates]
    because = set(reasons_of(began for _, began, _ in candidates))
    if len(candidates) > 1:
        because |= {reason for day, _, _ in candidates for reason in day.reasons}
    return union(alternatives if exists else [*alternatives, FALSE], because)


# ------------------------------------------------------------------------------------ covered


def covered(entries: Sequence[Listed], at: Dated, duration: Duration, strict: bool) -> Judged:
    """`on X for at least D before A`: possible if the earliest starts and latest ends make it so
    for a day that A may be, certain if the latest starts and earliest ends do for all of them
    (MEANING 6.7)."""
    assert at.days is not None
    widest = [(_days(each.start).first, _days(each.end).last) for each in entries]
    narrowest = [
        (_days(each.start).last, _days(each.end).first) for each in entries if each.kept.must_be(T)
    ]
    may_be, must_be = (
        [(_earliest_anchor(start, duration, strict), end) for start, end in _joined(each)]
        for each in (widest, narrowest)
    )
    if any(first <= at.days.first and at.days.last <= last for first, last in must_be):
        return union([TRUE, FALSE], at.reasons) if at.may_be_none else TRUE
    if not any(max(first, at.days.first) <= min(last, at.days.last) for first, last in may_be):
        return FALSE
    because = {reason for each in entries for reason in each.start.reasons | each.end.reasons}
    return open_between(T, F, because=at.reasons | because)


def _joined(periods: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Periods without a day between them as one; one that may be empty is left out."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(period for period in periods if period[0] <= period[1]):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _earliest_anchor(start: float, duration: Duration, strict: bool) -> float:
    """The first day A with start + D <= A (strict: <)."""
    day = _days(shift(Dated(Days(start, start)), duration)).first
    return day + 1 if strict else day


def days_covered(
    entries: Sequence[Listed], assessed: Dated, timing: ResolvedTiming | None
) -> tuple[Interval, Reasons]:
    """From the days that are certainly covered to those that may be, each once, and why they differ
    (MEANING 7.7)."""
    certain, possible = [], []
    because: set[Reason] = set()
    for each in entries:
        inside = None if timing is None else timing.of(each.half_life)
        span = (_days(each.start).last, _days(each.end).first)
        least = _clipped(span, assessed, inside, certainly=True)
        span = (_days(each.start).first, _days(each.end).last)
        most = _clipped(span, assessed, inside, certainly=False)
        if each.kept.must_be(T):
            certain.append(least)
        possible.append(most)
        if least != most and most[0] <= most[1]:
            because |= each.start.reasons | each.end.reasons
            if inside is not None and is_open_length(inside.duration):
                because |= each.half_life.why
    low, high = (
        sum(int(last - first) + 1 for first, last in _joined(spans))
        for spans in (certain, possible)
    )
    edges = [assessed] if timing is None else [assessed, timing.anchor]
    edges += [timing.until] if timing is not None and timing.until is not None else []
    because |= {reason for edge in edges for reason in edge.reasons}
    return Interval(point(low).lo, point(high).lo), frozenset(because if low != high else ())


def _clipped(
    span: tuple[float, float], assessed: Dated, timing: ResolvedTiming | None, certainly: bool
) -> tuple[float, float]:
    """The days of a span up to the assessed milestone that stand in the timing. Whether a day stands
    before its later edge changes but once from day to day, and so after its earlier edge."""

    def is_so(judged: Judged) -> bool:
        return judged.must_be(T) if certainly else judged.may_be(T)

    def by_later_edge(day: Dated) -> bool:
        inside = timing is None or is_so(stands(day, Dated(LATER_THAN_EVERY_DAY), timing))
        return inside and is_so(on_or_before(day, assessed))

    def by_earlier_edge(day: Dated) -> bool:
        return timing is None or is_so(stands(Dated(EARLIER_THAN_EVERY_DAY), day, timing))

    first = _turn(by_earlier_edge)
    last = _turn(lambda day: not by_later_edge(day)) - 1
    return max(span[0], first), min(span[1], last)


def _turn(holds_from: Callable[[Dated], bool]) -> int:
    """The first day from which on it holds; the day after the last one where it never does."""
    low, high = FIRST_DAY, LAST_DAY + 1
    while low < high:
        middle = (low + high) // 2
        if holds_from(Dated(Days(middle, middle))):
            high = middle
        else:
            low = middle + 1
    return low


# ------------------------------------------------------------------------------------- stable


@dataclass(frozen=True)
class Dosed:
    """A spell, and since when it has been as it is (or has not been increased)."""

    spell: Listed
    since: Dated


def stable(
    spells: Sequence[Dosed],
    at: Dated,
    duration: Duration,
    strict: bool,
    changes: Callable[[Listed, Listed], bool],
) -> Judged:
    """Of every entry that is one at the day, and nothing ended in the time before it; where there
    is neither, it does not apply (MEANING 6.8). ``changes`` says whether the second goes on from
    the first at another dose."""
    judged = []
    for one in spells:
        long_enough = on_or_before(one.since, at, after_a=duration, strict=strict)
        judged.append(when(is_on(one.spell, at), long_enough))
        end = one.spell.end
        gone_on = [
            all_of(
                [
                    is_on(other.spell, at),
                    on_or_before(other.spell.start, end, after_b=Duration(1, "day")),
                    on_or_before(other.since, end),
                ]
            )
            for other in spells
            if other is not one and not changes(one.spell, other.spell)
        ]
        long_ago = on_or_before(end, at, after_a=duration, strict=strict)
        ended = on_or_before(end, at, strict=True)
        changed = all_of([ended, negation(long_ago), none_of([FALSE, *gone_on])])
        judged.append(when(changed, FALSE))
    return all_of(judged)


def other_dose(one: Listed, other: Listed) -> bool:
    """Two different doses of the same."""
    a, b = one.entry, other.entry
    if a.name != b.name or a.dose is None or b.dose is None:
        return False
    return a.dose != b.dose


def higher_dose(one: Listed, other: Listed) -> bool:
    """The second is of the same, at a dose that is higher or cannot be compared (MEANING 7.12)."""
    if not other_dose(one, other):
        return False
    assert one.entry.dose is not None and other.entry.dose is not None
    (dimension, amount), (other_dimension, more) = one.entry.dose, other.entry.dose
    return dimension != other_dimension or more > amount


# ------------------------------------------------------------------------------- counting days


def different_days(entries: Sequence[tuple[Listed, Judged]]) -> Interval:
    """From the fewest days on which all certain entries may lie to the most different ones that the
    possible ones can be given (MEANING 7.3)."""
    certain = _one_per_visit([each for each, judged in entries if judged.must_be(T)])
    possible = _one_per_visit([each for each, _ in entries])
    fewest: list[float] = []
    for days in sorted(certain, key=lambda days: days.last):
        if not any(days.first <= day <= days.last for day in fewest):
            fewest.append(days.last)
    given: set[float] = set()
    for days in sorted(possible, key=lambda days: days.last):
        day = days.first
        while day in given:
            day += 1
        if day <= days.last:
            given.add(day)
    return Interval(point(len(fewest)).lo, point(len(given)).lo)


def _one_per_visit(entries: Sequence[Listed]) -> list[Days]:
    """The days of entries; those of one milestone are one."""
    visits = {each.start.milestone: each.start for each in entries if each.start.milestone}
    own = [each.start for each in entries if not each.start.milestone]
    return [_days(dated) for dated in (*own, *visits.values())]


def _days(dated: Dated) -> Days:
    assert dated.days is not None
    return dated.days
