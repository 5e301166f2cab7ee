"""The entry at hand: one entry of a list, as the statements of a block about it read it.

An entry of which a statement is open is there in one choice and not there in another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, TypeAlias

from .days import EARLIEST, LATEST, NO_HALF_LIFE, Day, HalfLife, Timing, not_after, stands
from .outcomes import FALSE, NOT_APPLICABLE, TRUE, Outcomes, decided
from .trace import Found, Trace
from .values import (
    Choice,
    Dated,
    Measurements,
    Occurrences,
    PairedReadings,
    Results,
    Spell,
    Subject,
    Thing,
    Things,
    Value,
)

# Every value that holds entries.
Listed: TypeAlias = Occurrences | Measurements | PairedReadings | Results | Things
Item: TypeAlias = Spell | Dated | Thing


class Entry:
    """An entry of a list. Its attributes are read as `entry.attribute`, each a value."""

    __slots__ = ("_index", "_item", "_listed", "_subject")

    def __init__(self, listed: Listed, item: Item, subject: Subject | None, index: int) -> None:
        self._listed = listed
        self._item = item
        self._subject = subject  # only readings and results, which may name a visit, need it
        self._index = index

    def __getattr__(self, name: str) -> Any:
        return getattr(self._item.entry, name)  # type: ignore[union-attr]


# Beyond so many open entries the choices are not gone through one by one.
MOST_OPEN = 12

# A statement about an entry.
Where: TypeAlias = Callable[[Entry], Outcomes]


def entries_of(listed: Listed, subject: Subject | None) -> Iterator[Entry]:
    items: tuple[Item, ...] = listed.entries
    for index, item in enumerate(items):
        yield Entry(listed, item, subject, index)


def item_of(entry: Entry) -> Item:
    return entry._item


def listed_of(entry: Entry) -> Listed:
    return entry._listed


def key_of(entry: Entry) -> tuple[str, int]:
    """Which entry of which list."""
    return entry._listed.key, entry._index


def changed_entry(entry: Entry, values: Mapping[str, Value]) -> Entry:
    """The same entry with other values in some attributes, named as in a record."""
    item = entry._item
    if not values or isinstance(item, Dated):
        return entry
    item = replace(item, entry=item.entry.changed(values))
    return Entry(entry._listed, item, entry._subject, entry._index)


def date_of(entry: Entry) -> Day:
    """The day of an event, a reading or a result; of a thing, which has none, any day."""
    listed, item = entry._listed, entry._item
    if isinstance(listed, Occurrences):
        assert isinstance(item, Spell)
        return listed.start(item)
    if isinstance(item, Dated):
        assert entry._subject is not None
        return item.day(listed.key, entry._subject)
    return Day(EARLIEST, LATEST)


def start_of(entry: Entry) -> Day:
    return date_of(entry)


def end_of(entry: Entry) -> Day:
    """The last day of a period; of one that goes on, `none`."""
    listed, item = entry._listed, entry._item
    if isinstance(listed, Occurrences) and not listed.are_events:
        assert isinstance(item, Spell)
        end = listed.ended(item)
        # One whose end is not recorded may go on.
        return end if item.ongoing or item.end.text else replace(end, may_be_none=True)
    return date_of(entry)


def last_day_of(entry: Entry) -> Day:
    """The last day of a period; of one that goes on, later than every day."""
    listed, item = entry._listed, entry._item
    if isinstance(listed, Occurrences):
        assert isinstance(item, Spell)
        return listed.end(item)
    return date_of(entry)


def name_of(entry: Entry) -> Choice:
    """Which member of its group the entry names."""
    assert isinstance(entry._listed, Occurrences) and isinstance(entry._item, Spell)
    return entry._listed.named(entry._item)


def half_life_of(entry: Entry) -> HalfLife:
    if isinstance(entry._item, Spell):
        return HalfLife(entry._item.half_life, f"{entry._listed.key}.half_life")
    return NO_HALF_LIFE


def end_up_to(entry: Entry, limit: Day) -> Day:
    """The end of the entry, or the limit where that is earlier or the entry goes on."""
    end = end_of(entry)
    if end.none or end.low >= limit.high:
        return limit
    end = replace(end, may_be_none=False)
    if end.high <= limit.low:
        return end
    # Which of the two it is may be open; what is not known of them is missing.
    reasons = [(day.item, day.why) for day in (end, limit) if not day.known]
    (item, why), *more = reasons
    low, high = min(end.low, limit.low), min(end.high, limit.high)
    return Day(low, high, item, why, more=tuple(more))


# ------------------------------------------------------------------------------------ standing


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry that may count: whether it stands in the time in question, and is one of those meant.

    `standing` and `meant` hold "true"; each is decided or not.
    """

    entry: Entry
    standing: Outcomes
    meant: Outcomes

    @property
    def certain(self) -> bool:
        return self.standing == TRUE and self.meant == TRUE


def standing(entry: Entry, timing: Timing, trace: Trace | None = None) -> Outcomes:
    """Whether an entry stands in the timing; a thing of a record, which has no day, always does."""
    if isinstance(entry._item, Thing):
        return FALSE if timing.none else TRUE
    return stands(date_of(entry), last_day_of(entry), timing, trace, half_life_of(entry))


def kept(
    listed: Listed,
    subject: Subject | None,
    timing: Timing,
    where: Where | None,
    trace: Trace | None = None,
) -> list[Kept]:
    """The entries that may stand in the timing and may be meant; reasons where that is open."""
    found = []
    for entry in entries_of(listed, subject):
        stood = standing(entry, timing)
        meant = TRUE
        if stood & TRUE and where is not None:
            meant = where(entry)
        if not stood & TRUE or not meant & TRUE:
            continue
        if trace is not None:
            standing(entry, timing, trace)
        found.append(Kept(entry, stood, meant))
    return found


def meant(
    listed: Occurrences, where: Where | None, began_by: Day | None = None
) -> list[tuple[Spell, Outcomes]]:
    """The periods that may be meant, with the outcomes of the statement about them; only of those
    that may have begun by the day it is asked."""
    if where is None:
        return [(spell, TRUE) for spell in listed.entries]
    found = []
    for entry in entries_of(listed, None):
        if began_by is not None and not not_after(date_of(entry), began_by) & TRUE:
            continue
        outcomes = where(entry)
        if outcomes & TRUE:
            assert isinstance(entry._item, Spell)
            found.append((entry._item, outcomes))
    return found


def every_selection(
    entries: list[tuple[Spell, Outcomes]],
) -> Iterator[tuple[Spell, ...]]:
    """Every choice of entries: those that are open are there in one and not in another."""
    open_ones = [spell for spell, outcomes in entries if not decided(outcomes)]
    for chosen in product((True, False), repeat=len(open_ones)):
        left_out = [spell for spell, stays in zip(open_ones, chosen, strict=True) if not stays]
        yield tuple(spell for spell, _ in entries if not any(spell is other for other in left_out))


def in_or_out(outcomes: Outcomes) -> Outcomes:
    """Whether the entry is there: one of which the statement does not apply is not."""
    return (outcomes & TRUE) | (FALSE if outcomes & (FALSE | NOT_APPLICABLE) else 0)


def shown_entry(entry: Entry) -> str:
    """An entry in a few words: its name, its days."""
    item = entry._item
    if isinstance(item, Thing):
        return item.id
    if isinstance(item, Spell):
        return shown_spell(entry._listed, item)
    return item.date.text or item.visit


def name_of_thing(entry: Entry) -> str:
    """Its own identity, else the record's name and its number."""
    item = entry._item
    assert isinstance(item, Thing)
    listed = entry._listed
    assert isinstance(listed, Things)
    return item.id or f"{listed.name or listed.key} {entry._index + 1}"


def shown_spell(listed: Value, spell: Spell) -> str:
    start = spell.start.text or "?"
    if isinstance(listed, Occurrences) and listed.are_events:
        return f"{spell.name} {start}".strip()
    end = "ongoing" if spell.ongoing else spell.end.text or "?"
    return f"{spell.name} {start} to {end}".strip()


def note_entries(listed: Listed, trace: Trace | None) -> None:
    """The entries that were looked at."""
    if trace is None:
        return
    if not listed.entries:
        trace.note(Found(listed.key, "none"))
    if isinstance(listed, Occurrences):
        for spell in listed.entries:
            trace.note(Found(listed.key, shown_spell(listed, spell), spell.dose))
