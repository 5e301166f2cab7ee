"""The statements at the leaves of a rule, apart from comparisons: answers, values, dates, counts.

Each gives the set of outcomes still possible, and notes reasons and values found in a trace where
one is given.
"""

from __future__ import annotations

from fractions import Fraction

from .at_hand import Listed, Where, date_of, kept, note_entries
from .days import Day, Timing, fewest_days, most_days, one_a_visit, show, stands
from .intervals import Interval
from .outcomes import (
    FALSE,
    NOT_APPLICABLE,
    TRUE,
    UNDECIDED,
    Outcomes,
    decided,
    in_range,
    negate,
)
from .trace import NOT_AVAILABLE, NOT_RECORDED, Found, Trace
from .values import Answer, Choice, Selection, Subject, Value


def holds(answer: Answer, trace: Trace | None = None) -> Outcomes:
    """A yes/no datum, judgement or attestation is true."""
    if answer.value is None:
        if trace is not None:
            trace.reason(answer.key, answer.state)
        return UNDECIDED
    if trace is not None:
        trace.note(Found(answer.key, "yes" if answer.value else "no", date=answer.on))
    return TRUE if answer.value else FALSE


def not_available(value: Value) -> bool:
    """Whether it was asked for, and could not be had."""
    return value.state == NOT_AVAILABLE


def missing(value: Value) -> bool:
    """Whether it is not recorded, or could not be had."""
    return value.state in (NOT_AVAILABLE, NOT_RECORDED)


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


def once_dated(participant: Subject, milestone: str, side: Outcomes, *groups: Outcomes) -> Outcomes:
    """What a criterion that is assessed at a milestone is to others: open while that has no day,
    but where a subgroup around it is certainly not the participant's."""
    day = participant.day_of(milestone)
    if day.none or not day.unknown:
        return side
    return UNDECIDED if all(group & TRUE for group in groups) else NOT_APPLICABLE


def occurs(
    listed: Listed,
    up_to: Day,
    least: int = 1,
    most: int | None = None,
    timing: Timing | None = None,
    trace: Trace | None = None,
    *,
    where: Where | None = None,
    different_days: bool = False,
    participant: Subject | None = None,
) -> Outcomes:
    """From `least` to `most` (None: no end) entries stand in the timing, or began by the day.

    With `where` only those of which it is true; on different days, days are counted instead.
    """
    stood_in = Timing("by", up_to) if timing is None else timing
    if listed.state and not stood_in.none:
        possible = _count_outcomes(0, None, least, most)
        if trace is not None and not decided(possible):
            trace.reason(listed.key, listed.state)
        return possible
    found = kept(listed, participant, stood_in, where, trace)
    note_entries(listed, trace)
    if different_days:
        low = fewest_days(one_a_visit(date_of(each.entry) for each in found if each.certain))
        high = most_days(one_a_visit(date_of(each.entry) for each in found))
        if trace is not None:
            for each in found:
                day = date_of(each.entry)
                trace.reason(day.item, day.why)
    else:
        low, high = sum(each.certain for each in found), len(found)
    return _count_outcomes(low, high, least, most)


def every(
    listed: Listed,
    up_to: Day,
    statement: Where,
    timing: Timing | None = None,
    trace: Trace | None = None,
    *,
    participant: Subject | None = None,
) -> Outcomes:
    """Of no entry that stands in the timing, or began by the day, the statement is false."""
    stood_in = Timing("by", up_to) if timing is None else timing
    if stood_in.none:
        return TRUE
    if listed.state:
        if trace is not None:
            trace.reason(listed.key, listed.state)
        return UNDECIDED
    found = kept(listed, participant, stood_in, lambda entry: negate(statement(entry)), trace)
    note_entries(listed, trace)
    if any(each.certain for each in found):
        return FALSE
    return UNDECIDED if found else TRUE


def _count_outcomes(low: int, high: int | None, least: int, most: int | None) -> Outcomes:
    """Outcomes over all counts from low to high (None: no end)."""
    # Beyond both ends of the range nothing changes any more.
    last = max(low, least, 0 if most is None else most) + 1 if high is None else high
    possible = 0
    for count in range(low, last + 1):
        possible |= TRUE if in_range(count, least, most) else FALSE
    return possible


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
