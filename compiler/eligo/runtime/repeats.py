"""Readings that may be taken again: which of them count, and whether what fails may pass yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from .at_hand import Entry, changed_entry, key_of
from .days import Day, Duration, not_after
from .outcomes import ALL_OF, FALSE, TRUE, UNDECIDED, Outcomes, lets_in
from .trace import NOT_RECORDED, Trace
from .values import Measurements, PairedReadings, Results, Value

if TYPE_CHECKING:
    from .record import Record


class Again(NamedTuple):
    """Readings of a datum count that were taken after a day, and no later than `length` after it;
    `mean`: together with the one that is read anyway, by their mean."""

    after: Day
    length: Duration
    mean: bool


def taken_again(day: Day, again: Again, trace: Trace | None = None) -> Outcomes:
    """Whether a reading of a day is one that was taken again."""
    late = not_after(again.after, day, strict=True)
    in_time = not_after(day, again.after, right_plus=again.length)
    outcomes = ALL_OF[late][in_time]
    if trace is not None and outcomes == UNDECIDED:
        not_after(again.after, day, trace, strict=True)
        not_after(day, again.after, trace, right_plus=again.length)
    return outcomes


@dataclass(frozen=True)
class Repeat:
    """Readings of `data` may be taken again so many times, until `length` after a day."""

    times: int
    data: tuple[str, ...]
    after: Callable[[Record], Day]
    length: Duration
    mean: bool = False

    def counting(self, participant: Record) -> Mapping[str, Again]:
        """Of each datum the readings that count as taken again."""
        again = Again(self.after(participant), self.length, self.mean)
        return dict.fromkeys(self.data, again)


# A rule, of the participant and of the entries at hand that it is about.
Rule: TypeAlias = Callable[..., Outcomes]


def repeatable(
    participant: Record, rule: Rule, repeat: Repeat, *entries: Entry, excluding: bool = False
) -> Outcomes:
    """What a rule is to others, from the participant's side: what fails, and would not if what can
    still be repeated were not recorded, is open."""
    side = lets_in(rule(participant, *entries), excluding)
    if side == FALSE and to_be_repeated(participant, rule, repeat, *entries, excluding=excluding):
        return UNDECIDED
    return side


def to_be_repeated(
    participant: Record, rule: Rule, repeat: Repeat, *entries: Entry, excluding: bool = False
) -> tuple[str, ...]:
    """The data that can still be taken again, where a rule would not fail without them."""
    fields = participant.fields()
    plain: dict[str, Value] = {}
    inside: list[dict[str, Value]] = [{} for _ in entries]
    for key in repeat.data:
        if key in fields:
            if _may_be_taken(fields[key], participant, repeat):
                plain[key] = not_recorded(fields[key])
            continue
        for entry, changes in zip(entries, inside, strict=True):
            owner, attribute = key_of(entry)[0], key.rpartition(".")[2]
            if key == f"{owner}.{attribute}":
                value = entry.fields()[attribute]
                if _may_be_taken(value, participant, repeat):
                    changes[attribute] = not_recorded(value)
    left = [*plain, *(value.key for changes in inside for value in changes.values())]
    if not left:
        return ()
    others = [changed_entry(*each) for each in zip(entries, inside, strict=True)]
    side = lets_in(rule(participant.changed(plain), *others), excluding)
    return () if side == FALSE else tuple(left)


def _may_be_taken(value: Value, participant: Record, repeat: Repeat) -> bool:
    """Whether fewer than so many were certainly taken again."""
    if value.state or not isinstance(value, Measurements | PairedReadings | Results):
        return False
    days = (entry.day(value.key, participant) for entry in value.entries)
    again = Again(repeat.after(participant), repeat.length, repeat.mean)
    return sum(taken_again(day, again) == TRUE for day in days) < repeat.times


def not_recorded(value: Value) -> Value:
    """The same datum as if nothing were recorded of it."""
    if isinstance(value, Measurements):
        return replace(value, state=NOT_RECORDED, entries=(), assumed=False)
    if isinstance(value, PairedReadings):
        return replace(value, state=NOT_RECORDED, entries=(), assumed=False)
    if isinstance(value, Results):
        return replace(value, state=NOT_RECORDED, entries=(), assumed=False)
    return replace(value, state=NOT_RECORDED)
