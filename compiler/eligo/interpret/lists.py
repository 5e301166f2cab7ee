"""Dates of the participant, and entries of lists as rules look at them (MEANING 6.1 to 6.3, 7.2, 7.9
to 7.11)."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from eligo import ir, units
from eligo.interpret import record
from eligo.interpret.dates import (
    ANY_DAY,
    LAST_DAY,
    NO_MEDICINE,
    ONGOING,
    Dated,
    Days,
    HalfLife,
    ResolvedTiming,
    between_minutes,
    on_or_before,
    shift,
    stands,
)
from eligo.interpret.outcomes import (
    NO_REASONS,
    TRUE,
    F,
    Judged,
    N,
    Reason,
    Reasons,
    T,
    all_of,
    open_between,
    reasons_of,
)
from eligo.interpret.worlds import World, in_every_world


@dataclass(frozen=True)
class Listed:
    """An entry of a list as rules look at it. A thing of a record has no days: it stands in every
    timing (MEANING 7.3)."""

    entry: record.Entry
    start: Dated
    end: Dated
    half_life: HalfLife = NO_MEDICINE
    undated: bool = False
    kept: Judged = TRUE  # whether a ``where`` keeps it

    def stands(self, timing: ResolvedTiming) -> Judged:
        timing = timing.of(self.half_life)
        if not self.undated:
            return stands(self.start, self.end, timing, self.entry.visit)
        edges = [timing.anchor] if timing.until is None else [timing.anchor, timing.until]
        if any(edge.may_be_none for edge in edges):
            return open_between(T, F, because={why for edge in edges for why in edge.reasons})
        return TRUE

    def began_by(self, day: Dated) -> Judged:
        return TRUE if self.undated else on_or_before(self.start, day)


Keeps = Callable[[str, record.Entry, ir.Statement, str], Judged]


class Lists(ABC):
    """Dates and entries of a participant. ``keeps`` says of an entry of a datum whether a
    ``where``, which calls the entry by an alias, keeps it."""

    def __init__(
        self, protocol: ir.Protocol, participant: record.Participant, keeps: Keeps
    ) -> None:
        self.protocol = protocol
        self.participant = participant
        self.keeps = keeps

    @abstractmethod
    def reading_date(self, node: ir.Reading, world: World) -> Dated:
        """The day of the reading that is read."""

    def datum(self, key: str) -> ir.Datum:
        """A datum, or an attribute of an entry at hand, of whatever name."""
        return declared(self.protocol, key)

    def state(self, datum: str) -> Reasons:
        """Why a datum has no value (MEANING 3.3)."""
        return frozenset({Reason(datum, self.participant.missing[datum])})

    # ---------------------------------------------------------------------------------------- dates

    def milestone(self, key: str) -> Dated:
        derived = next(each.derived for each in self.protocol.milestones if each.key == key)
        if derived is not None:
            dates = [date for date, _ in in_every_world(lambda world: self.date(derived, world))]
            return replace(_one_of_these(dates), milestone=key)
        days = self.participant.milestones.get(key)
        if days is None:
            return Dated(ANY_DAY, frozenset({Reason(key, "not recorded")}), milestone=key)
        return Dated(days, frozenset({Reason(key, "incomplete date")}), milestone=key)

    def date(self, node: ir.Date, world: World) -> Dated:
        match node:
            case ir.MilestoneDate():
                return self.milestone(node.milestone)
            case ir.DateOf():
                return self.recorded_date(node.datum)
            case ir.ReadingDate():
                return self.reading_date(node.reading, world)
            case ir.Shifted():
                return shift(self.date(node.date, world), node.duration, node.sign)
            case ir.EntryDate():
                return self.entry_date(node, world)
            case ir.UpTo():
                return self.up_to(node, world)
            case _:
                assert_never(node)

    def recorded_date(self, datum: str) -> Dated:
        if datum in self.participant.days_at_hand:
            return self.participant.days_at_hand[datum]
        if datum in self.participant.missing:
            kind = self.datum(datum).kind
            may_be_none = isinstance(kind, ir.DateKind) and kind.may_be_none
            return Dated(ANY_DAY, self.state(datum), may_be_none)
        days = self.participant.dates[datum]
        return Dated(days, frozenset({Reason(datum, "incomplete date")}))

    def up_to(self, node: ir.UpTo, world: World) -> Dated:
        """The end, or the limit where that is earlier or there is no end yet (MEANING 7.11)."""
        end, limit = self.recorded_date(node.datum), self.date(node.limit, world)
        if end.days is None or limit.days is None:
            return limit if end.days is None else end
        if end.days.first >= limit.days.last:
            return limit
        if end.days.last <= limit.days.first:
            return replace(end, may_be_none=limit.may_be_none)
        earliest = min(end.days.earliest, limit.days.earliest)
        latest = min(end.days.latest, limit.days.latest)
        why = replace(end, may_be_none=False).reasons | limit.reasons
        return Dated(between_minutes(earliest, latest), why, limit.may_be_none)

    def entry_date(self, node: ir.EntryDate, world: World) -> Dated:
        """MEANING 7.9: each entry that may be the one is a choice."""
        if node.datum in self.participant.missing:
            return Dated(ANY_DAY, self.state(node.datum), may_be_none=True)
        assessed = self.date(node.assessed, world)
        entries, because = self.kept(
            node.datum, node.where, node.alias, lambda each: each.began_by(assessed)
        )
        begun = [(each, all_of([each.began_by(assessed), each.kept])) for each in entries]
        certain = [each for each, judged in begun if judged.must_be(T)]
        candidates = [
            (each, judged)
            for each, judged in begun
            if judged.may_be(T)
            and not any(_starts_before(other, each, node.which) for other in certain)
        ]
        dates = {
            (day.days, day.may_be_none): day
            for each, _ in candidates
            for day in [end_of(each) if node.facet == "end" else each.start]
        }
        options: list[Dated] = list(dates.values())
        world.reasons |= because | reasons_of(judged for _, judged in candidates)
        if len(options) > 1:
            world.reasons.add(Reason(node.datum, "more than one value"))
            world.reasons |= {reason for each, _ in candidates for reason in each.start.reasons}
        if not certain:
            options.append(Dated(None))
        return world.choose(("entry date", shape(node)), tuple(options))

    def timing(self, node: ir.Timing, world: World) -> ResolvedTiming:
        until = None if node.until is None else self.date(node.until, world)
        return ResolvedTiming(node.relation, node.duration, self.date(node.anchor, world), until)

    # ------------------------------------------------------------------------------------- entries

    def listed(self, datum: str) -> list[Listed]:
        """All entries of a list that is there."""
        kind = self.datum(datum).kind
        return [self.placed(datum, kind, entry) for entry in self.participant.lists[datum]]

    def placed(self, datum: str, kind: ir.Kind, entry: record.Entry) -> Listed:
        medicine = self.half_life(datum, kind, entry)
        match kind:
            case ir.Record():
                return Listed(entry, Dated(ANY_DAY), Dated(ANY_DAY), undated=True)
            case ir.Condition() | ir.Treatment():
                return Listed(entry, *self.period(datum, entry), medicine)
            case _:
                day = self.entry_day(datum, entry)
                return Listed(entry, day, day, medicine)

    def half_life(self, datum: str, kind: ir.Kind, entry: record.Entry) -> HalfLife:
        """Of the very medicine that the entry names (MEANING 7.10)."""
        found = None
        if isinstance(kind, ir.Event | ir.Condition | ir.Treatment) and record.is_group(kind):
            members = [each for each in kind.members if each.key == entry.name]
            found = members[0].half_life if members else entry.half_life
        elif isinstance(kind, ir.Treatment):
            found = kind.half_life
        return HalfLife(found, frozenset({Reason(f"{datum}.half_life", "not recorded")}))

    def half_life_at_hand(self, node: ir.Date) -> HalfLife:
        """Of the entry at hand, where the date is one of its days."""
        name = node.datum.rpartition(".")[0] if isinstance(node, ir.DateOf) else ""
        if name not in self.participant.at_hand:
            return NO_MEDICINE
        return self.half_life(name, self.datum(name).kind, self.participant.at_hand[name])

    def kept(
        self,
        datum: str,
        where: ir.Statement | None,
        alias: str,
        asked: Callable[[Listed], Judged],
    ) -> tuple[list[Listed], Reasons]:
        """The entries that a ``where`` keeps or may keep, of those that are asked; and why it is
        open whether it does (MEANING 7.2)."""
        entries = self.listed(datum)
        if where is None:
            return entries, NO_REASONS
        found = []
        for each in entries:
            if asked(each).may_be(T):
                judged = plainly(self.keeps(datum, each.entry, where, alias))
                if judged.may_be(T):
                    found.append(replace(each, kept=judged))
        return found, reasons_of(each.kept for each in found)

    def entry_day(self, datum: str, entry: record.Entry) -> Dated:
        """The entry's own day, else that of the visit it is tagged with (MEANING 4.3)."""
        if entry.day is not None:
            return Dated(entry.day, frozenset({Reason(f"{datum}.date", "incomplete date")}))
        if entry.visit:
            return _without_time(self.milestone(entry.visit))
        return Dated(ANY_DAY, frozenset({Reason(f"{datum}.date", "undated")}))

    def period(self, datum: str, entry: record.Entry) -> tuple[Dated, Dated]:
        """Start and end of a spell; an end is never before its start, which narrows what is known
        of either."""
        start, end = entry.start or ANY_DAY, entry.end
        if entry.ongoing:
            return dated(f"{datum}.start", entry.start, "not recorded"), ONGOING
        if end is None:
            end = Days(start.first, LAST_DAY)
        earliest, latest = max(end.earliest, start.earliest), min(start.latest, end.latest)
        start_days = between_minutes(start.earliest, latest)
        end_days = between_minutes(earliest, end.latest)
        start_reason = "not recorded" if entry.start is None else "incomplete date"
        end_reason = "not recorded" if entry.end is None else "incomplete date"
        return (
            Dated(start_days, frozenset({Reason(f"{datum}.start", start_reason)})),
            Dated(end_days, frozenset({Reason(f"{datum}.end", end_reason)})),
        )


def dated(item: str, days: Days | None, absent: str) -> Dated:
    if days is None:
        return Dated(ANY_DAY, frozenset({Reason(item, absent)}))
    return Dated(days, frozenset({Reason(item, "incomplete date")}))


def declared(protocol: ir.Protocol, key: str) -> ir.Datum:
    """A datum; an attribute of one, or of one of its attributes, where the first may be an alias."""
    first, *rest = key.split(".")
    first, *more = [*dict(protocol.aliases).get(first, first).split("."), *rest]
    found = next(datum for datum in protocol.data if datum.key == first)
    for name in more:
        found = next(each for each in found.attributes if record.own_field(each, found) == name)
    return found


def plainly(judged: Judged) -> Judged:
    """What does not apply does not keep an entry (MEANING 7.2)."""
    return Judged(frozenset(F if each is N else each for each in judged.outcomes), judged.reasons)


def _without_time(dated: Dated) -> Dated:
    """The day of a visit; at what time of it a reading was taken is not said (MEANING 10.3)."""
    if dated.days is None:
        return dated
    return replace(dated, days=Days(dated.days.first, dated.days.last))


def _one_of_these(dates: Sequence[Dated]) -> Dated:
    """Any of several dates, as the days from the first to the last."""
    days = [date.days for date in dates if date.days is not None]
    if not days:
        return Dated(None)
    hull = between_minutes(min(day.earliest for day in days), max(day.latest for day in days))
    why = frozenset(reason for date in dates for reason in date.why)
    none = any(date.days is None or date.may_be_none for date in dates)
    return Dated(hull, why, none)


def _starts_before(certain: Listed, other: Listed, which: str) -> bool:
    """Whether an entry that certainly began leaves another no chance to be the first, or last."""
    assert certain.start.days is not None and other.start.days is not None
    if which == "first":
        return certain.start.days.last < other.start.days.first
    return certain.start.days.first > other.start.days.last


def end_of(each: Listed) -> Dated:
    """An ongoing end is none; one that is not recorded may be (MEANING 7.1)."""
    if each.entry.ongoing:
        return Dated(None)
    spell = each.end is not each.start
    return replace(each.end, may_be_none=spell and each.entry.end is None)


def shape(node: object) -> Hashable:
    """A node without its identity and place."""
    if isinstance(node, tuple):
        return tuple(shape(each) for each in node)
    if isinstance(node, units.Unit | units.Duration) or not dataclasses.is_dataclass(node):
        assert isinstance(node, Hashable)
        return node
    parts = (field.name for field in dataclasses.fields(node) if field.name not in ("id", "span"))
    return (type(node).__name__, *(shape(getattr(node, name)) for name in parts))
