"""Statements about the periods of a treatment or an illness: last, first, on, stable.

Each gives the set of outcomes still possible, and notes reasons and values found in a trace where
one is given. `where` leaves those entries out of which it is not true.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from .at_hand import MOST_OPEN, Where, every_selection, in_or_out, meant, note_entries
from .days import (
    EARLIEST,
    LATEST,
    Day,
    Duration,
    HalfLife,
    Timing,
    days,
    days_on_long_enough,
    long_enough,
    not_after,
    show,
    stands,
)
from .outcomes import (
    ANYTHING,
    FALSE,
    NOT_APPLICABLE,
    TRUE,
    UNDECIDED,
    Outcomes,
    all_of,
    any_of,
    decided,
    negate,
    none_of,
    when,
)
from .trace import Found, Trace
from .values import Occurrences, Spell


def first(
    occurrences: Occurrences,
    timing: Timing,
    trace: Trace | None = None,
    *,
    where: Where | None = None,
) -> Outcomes:
    """The first entry, at its start, stands in the timing; there must be one."""
    return _extreme(occurrences, timing, where, trace, last=False)


def last(
    occurrences: Occurrences,
    timing: Timing,
    trace: Trace | None = None,
    *,
    where: Where | None = None,
) -> Outcomes:
    """The last entry that began on or before the anchor, at its end, stands in the timing.

    `at least` and `more than` before: no such entry ended later, also when there was none.
    """
    if timing.relation in ("at least before", "more than before"):
        return _long_ended(occurrences, timing, where, trace)
    return _extreme(occurrences, timing, where, trace, last=True)


def _long_ended(
    occurrences: Occurrences, timing: Timing, where: Where | None, trace: Trace | None
) -> Outcomes:
    anchor = timing.anchor
    if timing.none:
        return FALSE
    if occurrences.state:
        return _not_known(occurrences, UNDECIDED, trace)

    def too_late(spell: Spell, is_meant: Outcomes, trace: Trace | None) -> Outcomes:
        end = occurrences.end(spell)
        began = not_after(occurrences.start(spell), anchor, trace)
        ended = long_enough(end, anchor, timing, trace, _half_life(occurrences, spell))
        return all_of(began, negate(ended), in_or_out(is_meant))

    note_entries(occurrences, trace)
    found = meant(occurrences, where, anchor)
    late = [_answered(partial(too_late, spell, is_meant), trace) for spell, is_meant in found]
    if trace is not None:
        for spell, _ in found:
            end = occurrences.end(spell)
            half_life = _half_life(occurrences, spell)
            stands(end, end, timing, _only_distance(trace), half_life)
    return _unless_none(anchor, none_of(FALSE, *late), trace)


def _half_life(occurrences: Occurrences, spell: Spell) -> HalfLife:
    return HalfLife(spell.half_life, f"{occurrences.key}.half_life")


def _unless_none(anchor: Day, outcomes: Outcomes, trace: Trace | None) -> Outcomes:
    """False is possible as well where the anchor may turn out to be `none`."""
    if not anchor.may_be_none:
        return outcomes
    if trace is not None:
        trace.reason(anchor.item, anchor.why)
    return outcomes | FALSE


def _extreme(
    occurrences: Occurrences,
    timing: Timing,
    where: Where | None,
    trace: Trace | None,
    *,
    last: bool,
) -> Outcomes:
    anchor = timing.anchor
    if timing.none:
        return FALSE
    if occurrences.state:
        return _not_known(occurrences, UNDECIDED, trace)
    # A period that overlaps the time in question stands in it, so its start counts as well.
    overlaps = last and timing.relation in ("within before", "less than before")
    possible = 0
    # (start, measured day, certain, half-life)
    entries: list[tuple[Day, Day, bool, HalfLife]] = []
    for spell, is_meant in meant(occurrences, where, anchor if last else None):
        start = occurrences.start(spell)
        began = not_after(start, anchor) if last else TRUE
        if began & TRUE:
            day = occurrences.end(spell) if last else start
            certain = began == TRUE and is_meant == TRUE
            entries.append((start, day, certain, _half_life(occurrences, spell)))
    if last:
        edge = max((day.low for _, day, certain, _ in entries if certain), default=EARLIEST)
        candidates = [each for each in entries if each[1].high >= edge]
    else:
        edge = min((day.high for _, day, certain, _ in entries if certain), default=LATEST)
        candidates = [each for each in entries if each[1].low <= edge]
    for start, day, certain, half_life in candidates:
        possible |= stands(start if overlaps else day, day, timing, trace, half_life)
        if trace is not None:
            if not certain:
                not_after(start, anchor, trace)
            if len(candidates) > 1:
                trace.reason(day.item, day.why)
    if not any(certain for _, _, certain, _ in entries):
        possible |= FALSE
    note_entries(occurrences, trace)
    return _unless_none(anchor, possible, trace)


def ongoing(
    occurrences: Occurrences,
    at: Day,
    trace: Trace | None = None,
    *,
    also: tuple[Occurrences, ...] = (),
    where: Where | None = None,
) -> Outcomes:
    """An entry began on or before the day and is ongoing, or ended on or after it.

    `also` are other treatments or illnesses whose entries count alike.
    """
    if at.none:
        return FALSE
    found = []
    for one in (occurrences, *also):
        if one.state:
            found.append(_not_known(one, UNDECIDED, trace))
            continue
        note_entries(one, trace)
        active = _active(one, at)
        asked = meant(one, where if one is occurrences else None, at)

        def taken(
            active: _Question, spell: Spell, is_meant: Outcomes, trace: Trace | None
        ) -> Outcomes:
            return all_of(active(spell, trace), in_or_out(is_meant))

        found += [_answered(partial(taken, active, *each), trace) for each in asked]
    return any_of(FALSE, *found)


def ongoing_for(
    occurrences: Occurrences,
    at: Day,
    duration: Duration,
    strict: bool = False,
    trace: Trace | None = None,
    *,
    also: tuple[Occurrences, ...] = (),
    where: Where | None = None,
) -> Outcomes:
    """Without a day between, entries cover every day back to a start a duration before the day.

    `also` are other treatments or illnesses whose entries count alike.
    """
    if at.none:
        return FALSE
    certain: list[tuple[Day, Day]] = []
    possible: list[tuple[Day, Day]] = []
    for one in (occurrences, *also):
        if one.state:
            continue
        for spell, is_meant in meant(one, where if one is occurrences else None, at):
            period = (one.start(spell), one.end(spell))
            possible.append(period)
            if is_meant == TRUE:
                certain.append(period)
    longest = days_on_long_enough(
        ((start.low, end.high) for start, end in possible), duration, strict=strict
    )
    shortest = days_on_long_enough(
        ((start.high, end.low) for start, end in certain), duration, strict=strict
    )
    not_known = [one for one in (occurrences, *also) if one.state]
    if any(first <= at.low and at.high <= last for first, last in shortest):
        outcomes: Outcomes = TRUE
    elif not_known or any(first <= at.high and at.low <= last for first, last in longest):
        outcomes = UNDECIDED
    else:
        outcomes = FALSE
    if trace is not None:
        for one in not_known:
            trace.reason(one.key, one.state)
        for one in (occurrences, *also):
            if not one.state:
                note_entries(one, trace)
    if not_known and not possible:
        return outcomes
    outcomes = _unless_none(at, outcomes, trace)
    if trace is not None:
        trace.compared(show(at), "")
        for day in (at, *(day for period in possible for day in period)):
            trace.reason(day.item, day.why)
    return outcomes


def stable(
    occurrences: Occurrences,
    at: Day,
    duration: Duration,
    strict: bool = False,
    trace: Trace | None = None,
    *,
    where: Where | None = None,
) -> Outcomes:
    """Every entry that is ongoing on the day is stable for a duration, and none ended in it.

    What ended is no change where an entry of the same dose goes on; neither: does not apply.
    """
    return _without_change(occurrences, at, duration, strict, trace, where, or_lower=False)


def not_increased(
    occurrences: Occurrences,
    at: Day,
    duration: Duration,
    strict: bool = False,
    trace: Trace | None = None,
    *,
    where: Where | None = None,
) -> Outcomes:
    """The same of what was not increased: a lower dose that goes on is no change either."""
    return _without_change(occurrences, at, duration, strict, trace, where, or_lower=True)


def _without_change(
    occurrences: Occurrences,
    at: Day,
    duration: Duration,
    strict: bool,
    trace: Trace | None,
    where: Where | None,
    *,
    or_lower: bool,
) -> Outcomes:
    if at.none:
        return NOT_APPLICABLE
    if occurrences.state:
        return _not_known(occurrences, ANYTHING, trace)
    note_entries(occurrences, trace)
    since_when = occurrences.not_increased_since if or_lower else occurrences.stable_since
    if trace is not None:
        for spell in occurrences.entries:
            since = since_when(spell)
            trace.note(Found(since.item, spell.stable_since.text or "?"))
            stands(since, since, Timing("by", at), _only_distance(trace))
    found = meant(occurrences, where, at)
    if sum(is_meant != TRUE for _, is_meant in found) > MOST_OPEN:
        return ANYTHING
    possible = 0
    for spells in every_selection(found):
        taken = _Taken(occurrences, spells, at, duration, strict, or_lower)
        possible |= taken.without_change(trace)
    return possible


class _Taken:
    """Periods of what is taken around a day: was it changed in the time before?"""

    def __init__(
        self,
        occurrences: Occurrences,
        spells: tuple[Spell, ...],
        at: Day,
        duration: Duration,
        strict: bool,
        or_lower: bool,
    ) -> None:
        self._occurrences = occurrences
        self._spells = spells
        self._at = at
        self._duration = duration
        self._strict = strict
        self._or_lower = or_lower
        self._active = _active(occurrences, at)
        self._since = occurrences.not_increased_since if or_lower else occurrences.stable_since

    def without_change(self, trace: Trace | None) -> Outcomes:
        return all_of(
            *(_answered(partial(self._unchanged_dose, each), trace) for each in self._spells),
            *(_answered(partial(self._no_end, each), trace) for each in self._spells),
        )

    def _unchanged_dose(self, spell: Spell, trace: Trace | None) -> Outcomes:
        is_active = self._active(spell, trace)
        if not is_active & TRUE:
            return NOT_APPLICABLE
        long_ago = not_after(
            self._since(spell), self._at, trace, left_plus=self._duration, strict=self._strict
        )
        return when(is_active, long_ago)

    def _no_end(self, spell: Spell, trace: Trace | None) -> Outcomes:
        """An end within the time is a change, unless another entry goes on from it."""
        end = self._occurrences.end(spell)
        ended = not_after(end, self._at, trace, strict=True)
        long_ago = not_after(end, self._at, trace, left_plus=self._duration, strict=self._strict)
        others = [
            partial(self._goes_on, spell, other)
            for other in self._spells
            if other is not spell and not _other_dose(spell, other, self._or_lower)
        ]
        gone_on = [_answered(question, trace) for question in others]
        return when(all_of(ended, negate(long_ago), none_of(FALSE, *gone_on)), FALSE)

    def _goes_on(self, spell: Spell, other: Spell, trace: Trace | None) -> Outcomes:
        end = self._occurrences.end(spell)
        return all_of(
            self._active(other, trace),
            not_after(self._occurrences.start(other), end, trace, right_plus=days(1)),
            not_after(self._since(other), end, trace),
        )


def _other_dose(one: Spell, other: Spell, or_lower: bool) -> bool:
    """Two different doses of the same; `or_lower`: the other is no lower one, either."""
    if one.member != other.member or one.amount is None or other.amount is None:
        return False
    lower = one.amount[0] == other.amount[0] and other.amount[1] < one.amount[1]
    return one.amount != other.amount and not (or_lower and lower)


_Question: TypeAlias = Callable[[Spell, Trace | None], Outcomes]


def _active(occurrences: Occurrences, at: Day) -> _Question:
    def active(spell: Spell, trace: Trace | None) -> Outcomes:
        began = not_after(occurrences.start(spell), at, trace)
        return all_of(began, not_after(at, occurrences.end(spell), trace))

    return active


def _answered(question: Callable[[Trace | None], Outcomes], trace: Trace | None) -> Outcomes:
    outcomes = question(None)
    if trace is not None and not decided(outcomes):
        question(trace)
    return outcomes


def _not_known(occurrences: Occurrences, possible: Outcomes, trace: Trace | None) -> Outcomes:
    if trace is not None:
        trace.reason(occurrences.key, occurrences.state)
    return possible


def _only_distance(trace: Trace) -> Trace:
    """A trace that shares limits and distances, not reasons."""
    return Trace(limits=trace.limits, distances=trace.distances)
