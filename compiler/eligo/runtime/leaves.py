"""The statements at the leaves of a rule, apart from comparisons: answers, values, dates, periods.

Each gives the set of outcomes still possible, and notes reasons and values found in a trace where
one is given.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from .days import (
    EARLIEST,
    LATEST,
    Day,
    Duration,
    Timing,
    days,
    days_on_long_enough,
    not_after,
    show,
    stands,
)
from .intervals import Interval
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
    in_range,
    negate,
    none_of,
    when,
)
from .trace import Found, Trace
from .values import Answer, Choice, Occurrences, Selection, Spell


def holds(answer: Answer, trace: Trace | None = None) -> Outcomes:
    """A yes/no datum, judgement or attestation is true."""
    if answer.value is None:
        if trace is not None:
            trace.reason(answer.key, answer.state)
        return UNDECIDED
    if trace is not None:
        trace.note(Found(answer.key, "yes" if answer.value else "no", date=answer.on))
    return TRUE if answer.value else FALSE


def is_one_of(choice: Choice, *members: str, trace: Trace | None = None) -> Outcomes:
    """The value is one of the members; an unknown one may be any that is allowed."""
    if choice.value is not None:
        if trace is not None:
            trace.note(Found(choice.key, choice.value))
        return is_member(choice.value, *members)
    possible = 0
    for value in choice.allowed:
        possible |= is_member(value, *members)
    if trace is not None:
        trace.reason(choice.key, choice.state)
    return possible


def is_member(value: str, *members: str) -> Outcomes:
    return TRUE if value in members else FALSE


def only(selection: Selection, *members: str, trace: Trace | None = None) -> Outcomes:
    """The set has at least one value and none but the members."""
    if selection.state:
        return _unknown_selection(selection, trace)
    _note_selection(selection, trace)
    return TRUE if selection.values and selection.values <= set(members) else FALSE


def includes(selection: Selection, *members: str, trace: Trace | None = None) -> Outcomes:
    """The set holds at least one of the members."""
    if selection.state:
        return _unknown_selection(selection, trace)
    _note_selection(selection, trace)
    return TRUE if selection.values & set(members) else FALSE


def _unknown_selection(selection: Selection, trace: Trace | None) -> Outcomes:
    if trace is not None:
        trace.reason(selection.key, selection.state)
    return UNDECIDED


def _note_selection(selection: Selection, trace: Trace | None) -> None:
    if trace is not None:
        trace.note(Found(selection.key, ", ".join(sorted(selection.values)) or "none"))


def date_stands(day: Day, timing: Timing, trace: Trace | None = None) -> Outcomes:
    """A date stands in a relation to an anchor; one that is "none" does not."""
    if trace is not None and show(day):
        trace.note(Found(day.item, show(day)))
    return stands(day, day, timing, trace)


def occurs(
    occurrences: Occurrences,
    up_to: Day,
    least: int,
    most: int | None,
    timing: Timing | None = None,
    trace: Trace | None = None,
) -> Outcomes:
    """From `least` to `most` (None: no end) entries stand in the timing, or began by the day."""
    standing = Timing("by", up_to) if timing is None else timing
    if occurrences.state and not standing.none:
        possible = _count_outcomes(0, None, least, most)
        if trace is not None and not decided(possible):
            trace.reason(occurrences.key, occurrences.state)
        return possible
    certain = may = 0
    for spell in occurrences.entries:
        outcomes = stands(occurrences.start(spell), occurrences.end(spell), standing, trace)
        certain += outcomes == TRUE
        may += bool(outcomes & TRUE)
    _note_spells(occurrences, trace)
    return _count_outcomes(certain, may, least, most)


def _count_outcomes(low: int, high: int | None, least: int, most: int | None) -> Outcomes:
    """Outcomes over all counts from low to high (None: no end)."""
    # Beyond both ends of the range nothing changes any more.
    last = max(low, least, 0 if most is None else most) + 1 if high is None else high
    possible = 0
    for count in range(low, last + 1):
        possible |= TRUE if in_range(count, least, most) else FALSE
    return possible


def first(occurrences: Occurrences, timing: Timing, trace: Trace | None = None) -> Outcomes:
    """The first entry, at its start, stands in the timing; there must be one."""
    return _extreme(occurrences, timing, trace, last=False)


def last(occurrences: Occurrences, timing: Timing, trace: Trace | None = None) -> Outcomes:
    """The last entry that began on or before the anchor, at its end, stands in the timing.

    `at least` and `more than` before: no such entry ended later, also when there was none.
    """
    if timing.relation in ("at least before", "more than before"):
        return _long_ended(occurrences, timing, trace)
    return _extreme(occurrences, timing, trace, last=True)


def _long_ended(occurrences: Occurrences, timing: Timing, trace: Trace | None) -> Outcomes:
    anchor = timing.anchor
    if timing.none:
        return FALSE
    if occurrences.state:
        return _not_known(occurrences, UNDECIDED, trace)
    strict = timing.relation == "more than before"

    def too_late(spell: Spell, trace: Trace | None) -> Outcomes:
        end = occurrences.end(spell)
        began = not_after(occurrences.start(spell), anchor, trace)
        ended = not_after(end, anchor, trace, left_plus=timing.duration, strict=strict)
        return all_of(began, negate(ended))

    _note_spells(occurrences, trace)
    late = _each(occurrences, too_late, trace)
    if trace is not None:
        for spell in occurrences.entries:
            stands(occurrences.end(spell), occurrences.end(spell), timing, _only_distance(trace))
    return _unless_none(anchor, none_of(FALSE, *late), trace)


def _unless_none(anchor: Day, outcomes: Outcomes, trace: Trace | None) -> Outcomes:
    """False is possible as well where the anchor may turn out to be `none`."""
    if not anchor.may_be_none:
        return outcomes
    if trace is not None:
        trace.reason(anchor.item, anchor.why)
    return outcomes | FALSE


def _extreme(
    occurrences: Occurrences, timing: Timing, trace: Trace | None, *, last: bool
) -> Outcomes:
    anchor = timing.anchor
    if timing.none:
        return FALSE
    if occurrences.state:
        return _not_known(occurrences, UNDECIDED, trace)
    # A period that overlaps the time in question stands in it, so its start counts as well.
    overlaps = last and timing.relation in ("within before", "less than before")
    possible = 0
    entries: list[tuple[Day, Day, bool]] = []  # (start, measured day, certain)
    for spell in occurrences.entries:
        start = occurrences.start(spell)
        began = not_after(start, anchor) if last else TRUE
        if began & TRUE:
            entries.append((start, occurrences.end(spell) if last else start, began == TRUE))
    if last:
        edge = max((day.low for _, day, certain in entries if certain), default=EARLIEST)
        candidates = [each for each in entries if each[1].high >= edge]
    else:
        edge = min((day.high for _, day, _ in entries), default=LATEST)
        candidates = [each for each in entries if each[1].low <= edge]
    for start, day, certain in candidates:
        possible |= stands(start if overlaps else day, day, timing, trace)
        if trace is not None:
            if not certain:
                not_after(start, anchor, trace)
            if len(candidates) > 1:
                trace.reason(day.item, day.why)
    if not any(certain for _, _, certain in entries):
        possible |= FALSE
    _note_spells(occurrences, trace)
    return _unless_none(anchor, possible, trace)


def ongoing(occurrences: Occurrences, at: Day, trace: Trace | None = None) -> Outcomes:
    """An entry began on or before the day and is ongoing, or ended on or after it."""
    if at.none:
        return FALSE
    if occurrences.state:
        return _not_known(occurrences, UNDECIDED, trace)
    _note_spells(occurrences, trace)
    return any_of(FALSE, *_each(occurrences, _active(occurrences, at), trace))


def ongoing_for(
    occurrences: Occurrences,
    at: Day,
    duration: Duration,
    strict: bool = False,
    trace: Trace | None = None,
) -> Outcomes:
    """Without a day between, entries cover every day back to a start a duration before the day."""
    if at.none:
        return FALSE
    if occurrences.state:
        return _not_known(occurrences, UNDECIDED, trace)
    spells = [(occurrences.start(spell), occurrences.end(spell)) for spell in occurrences.entries]
    longest = days_on_long_enough(
        ((start.low, end.high) for start, end in spells), duration, strict=strict
    )
    shortest = days_on_long_enough(
        ((start.high, end.low) for start, end in spells), duration, strict=strict
    )
    if any(first <= at.low and at.high <= last for first, last in shortest):
        outcomes: Outcomes = TRUE
    elif any(first <= at.high and at.low <= last for first, last in longest):
        outcomes = UNDECIDED
    else:
        outcomes = FALSE
    outcomes = _unless_none(at, outcomes, trace)
    if trace is not None:
        _note_spells(occurrences, trace)
        trace.compared(show(at), "")
        for day in (at, *(day for spell in spells for day in spell)):
            trace.reason(day.item, day.why)
    return outcomes


def stable(
    occurrences: Occurrences,
    at: Day,
    duration: Duration,
    strict: bool = False,
    trace: Trace | None = None,
) -> Outcomes:
    """Every entry that is ongoing on the day is stable for a duration, and none ended in it.

    What ended is no change where an entry of the same dose goes on; neither: does not apply.
    """
    if at.none:
        return NOT_APPLICABLE
    if occurrences.state:
        return _not_known(occurrences, ANYTHING, trace)
    active = _active(occurrences, at)

    def stable_if_active(spell: Spell, trace: Trace | None) -> Outcomes:
        is_active = active(spell, trace)
        if not is_active & TRUE:
            return NOT_APPLICABLE
        since = occurrences.stable_since(spell)
        return when(is_active, not_after(since, at, trace, left_plus=duration, strict=strict))

    def goes_on(spell: Spell, other: Spell, trace: Trace | None) -> Outcomes:
        end = occurrences.end(spell)
        return all_of(
            active(other, trace),
            not_after(occurrences.start(other), end, trace, right_plus=days(1)),
            not_after(occurrences.stable_since(other), end, trace),
        )

    def changed(spell: Spell, trace: Trace | None) -> Outcomes:
        end = occurrences.end(spell)
        ended = not_after(end, at, trace, strict=True)
        long_ago = not_after(end, at, trace, left_plus=duration, strict=strict)
        others = [
            partial(goes_on, spell, other)
            for other in occurrences.entries
            if other is not spell and not _other_dose(spell, other)
        ]
        gone_on = [_answered(question, trace) for question in others]
        return all_of(ended, negate(long_ago), none_of(FALSE, *gone_on))

    def unchanged(spell: Spell, trace: Trace | None) -> Outcomes:
        return when(changed(spell, trace), FALSE)

    _note_spells(occurrences, trace)
    if trace is not None:
        for spell in occurrences.entries:
            trace.note(Found(f"{occurrences.key}.stable_since", spell.stable_since.text or "?"))
            since = occurrences.stable_since(spell)
            stands(since, since, Timing("by", at), _only_distance(trace))
    return all_of(
        *_each(occurrences, stable_if_active, trace), *_each(occurrences, unchanged, trace)
    )


def _other_dose(one: Spell, other: Spell) -> bool:
    """Two different doses of the same."""
    if one.member != other.member or one.amount is None or other.amount is None:
        return False
    return one.amount != other.amount


def _active(occurrences: Occurrences, at: Day) -> Callable[[Spell, Trace | None], Outcomes]:
    def active(spell: Spell, trace: Trace | None) -> Outcomes:
        began = not_after(occurrences.start(spell), at, trace)
        return all_of(began, not_after(at, occurrences.end(spell), trace))

    return active


def _each(
    occurrences: Occurrences,
    question: Callable[[Spell, Trace | None], Outcomes],
    trace: Trace | None,
) -> list[Outcomes]:
    """The question asked of each entry; only where it stays open does it give reasons."""
    return [_answered(partial(question, spell), trace) for spell in occurrences.entries]


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


def _note_spells(occurrences: Occurrences, trace: Trace | None) -> None:
    if trace is None:
        return
    if not occurrences.entries:
        trace.note(Found(occurrences.key, "none"))
    for spell in occurrences.entries:
        start = spell.start.text or "?"
        if occurrences.are_events:
            shown = start
        else:
            shown = f"{start} to {'ongoing' if spell.ongoing else spell.end.text or '?'}"
        trace.note(Found(occurrences.key, f"{spell.name} {shown}".strip(), spell.dose))


# ------------------------------------------------------------------------------------ scores


def score_of(*entries: tuple[int, int]) -> Interval:
    """The sum of a score's items and groups, each with its least and its greatest weight."""
    least = sum(min(entry) for entry in entries)
    greatest = sum(max(entry) for entry in entries)
    return Interval(Fraction(least), Fraction(greatest))


def item(weight: int, outcomes: Outcomes) -> tuple[int, int]:
    """An item counts its weight when true: for certain, possibly, or not."""
    return (weight if outcomes == TRUE else 0, weight if outcomes & TRUE else 0)


def highest_of(*items: tuple[int, Outcomes]) -> tuple[int, int]:
    """Only the heaviest item present counts."""
    known = max((weight for weight, outcomes in items if outcomes == TRUE), default=0)
    possible = max((weight for weight, outcomes in items if outcomes & TRUE), default=0)
    return (known, possible)
