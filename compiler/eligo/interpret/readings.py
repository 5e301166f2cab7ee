"""Dates of the participant, and which entry of a dated list a rule reads (MEANING 6.1 to 6.4)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar, assert_never, cast

from eligo import ir, units
from eligo.interpret import record
from eligo.interpret.dates import (
    ANY_DAY,
    LAST_DAY,
    ONGOING,
    Dated,
    Days,
    ResolvedTiming,
    on_or_before,
    shift,
    stands,
)
from eligo.interpret.numbers import ALL_NUMBERS, Interval, affine
from eligo.interpret.outcomes import NO_REASONS, Judged, Reason, Reasons, T, union

Option = TypeVar("Option")
Result = TypeVar("Result")


class World:
    """One way in which what a leaf reads may be: an option for each choice that was met (MEANING
    5.3), and the reasons of all that was met and is open (MEANING 3.2)."""

    def __init__(self, chosen: Mapping[Hashable, object]) -> None:
        self.chosen = chosen
        self.reasons: set[Reason] = set()

    def choose(self, key: Hashable, options: tuple[Option, ...], always: bool = False) -> Option:
        """``always`` records the choice even where there is but one option."""
        if key in self.chosen:
            return cast(Option, self.chosen[key])
        if len(options) == 1 and not always:
            return options[0]
        raise _ChoiceMet(key, options)


class _ChoiceMet(Exception):
    def __init__(self, key: Hashable, options: tuple[object, ...]) -> None:
        self.key, self.options = key, options


def in_every_world(evaluate: Callable[[World], Result]) -> list[tuple[Result, World]]:
    """Evaluate once per combination of options: when a choice is met, start again with each of its
    options."""
    results: list[tuple[Result, World]] = []
    waiting: list[dict[Hashable, object]] = [{}]
    while waiting:
        world = World(waiting.pop())
        try:
            results.append((evaluate(world), world))
        except _ChoiceMet as choice:
            waiting += [{**world.chosen, choice.key: option} for option in choice.options]
    return results


def judge_in_every_world(evaluate: Callable[[World], Judged]) -> Judged:
    """The union of the outcomes, with the reasons of all inputs that are open."""
    results = in_every_world(evaluate)
    because = {reason for _, world in results for reason in world.reasons}
    return union([judged for judged, _ in results], because)


@dataclass(frozen=True)
class Candidate:
    """An entry that may be the one read, with its day."""

    entry: record.Entry
    day: Dated


@dataclass(frozen=True)
class Candidates:
    """Entries of which one is read, None for "no value", and why there are several or none."""

    options: tuple[Candidate | None, ...]
    reasons: Reasons


class Chart:
    """A participant as the rules look at them."""

    def __init__(self, protocol: ir.Protocol, participant: record.Participant) -> None:
        self.protocol = protocol
        self.participant = participant

    # ---------------------------------------------------------------------------------------- dates

    def milestone(self, key: str) -> Dated:
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
                candidate = self.choose(node.reading, world)
                return Dated(ANY_DAY) if candidate is None else candidate.day
            case ir.Shifted():
                return shift(self.date(node.date, world), node.duration, node.sign)
            case _:
                assert_never(node)

    def recorded_date(self, datum: str) -> Dated:
        if datum in self.participant.missing:
            kind = self.protocol.datum(datum).kind
            may_be_none = isinstance(kind, ir.DateKind) and kind.may_be_none
            state = self.participant.missing[datum]
            return Dated(ANY_DAY, frozenset({Reason(datum, state)}), may_be_none)
        days = self.participant.dates[datum]
        return Dated(days, frozenset({Reason(datum, "incomplete date")}))

    def timing(self, node: ir.Timing, world: World) -> ResolvedTiming:
        until = None if node.until is None else self.date(node.until, world)
        return ResolvedTiming(node.relation, node.duration, self.date(node.anchor, world), until)

    # ------------------------------------------------------------------------------------- readings

    def entry_day(self, datum: str, entry: record.Entry) -> Dated:
        """The entry's own day, else that of the visit it is tagged with (MEANING 4.3)."""
        if entry.day is not None:
            return Dated(entry.day, frozenset({Reason(f"{datum}.date", "incomplete date")}))
        if entry.visit:
            return self.milestone(entry.visit)
        return Dated(ANY_DAY, frozenset({Reason(f"{datum}.date", "undated")}))

    def is_read(
        self, entry: record.Entry, day: Dated, node: ir.Reading | ir.ResultReading, world: World
    ) -> Judged:
        """Of a day on or before that of the assessed milestone; with a timing, standing in it.

        All timings that look back from their anchor say themselves that the entry is not after it
        (MEANING 6.4)."""
        if node.timing is not None:
            return stands(day, day, self.timing(node.timing, world), entry.visit)
        return on_or_before(day, self.date(node.assessed, world))

    def in_time(
        self, node: ir.Reading | ir.ResultReading, world: World
    ) -> list[tuple[Candidate, Judged]]:
        """The entries that are read or possibly read, each with whether it is."""
        found = []
        for entry in self.participant.readings[node.datum]:
            day = self.entry_day(node.datum, entry)
            read = self.is_read(entry, day, node, world)
            if read.may_be(T):
                found.append((Candidate(entry, day), read))
        return found

    def choose(
        self, node: ir.Reading | ir.ResultReading, world: World, always: bool = False
    ) -> Candidate | None:
        candidates = self.candidates(node, world)
        world.reasons |= candidates.reasons
        return world.choose(reading_key(node), candidates.options, always)

    def candidates(self, node: ir.Reading | ir.ResultReading, world: World) -> Candidates:
        """The entries that may be the latest (the highest, the lowest) of those read (MEANING
        6.4)."""
        if node.datum in self.participant.missing:
            state = self.participant.missing[node.datum]
            return Candidates((None,), frozenset({Reason(node.datum, state)}))
        entries = self.in_time(node, world)
        if not entries:
            return Candidates((None,), frozenset({Reason(node.datum, "no value in time")}))
        certain = [candidate for candidate, read in entries if read.must_be(T)]
        pick = node.pick if isinstance(node, ir.Reading) else "latest"
        first = [
            (candidate, read)
            for candidate, read in entries
            if not any(_comes_before(other, candidate, pick) for other in certain)
        ]
        # Equal values with equal limits on one day are one candidate.
        options: list[Candidate | None] = list(
            {(_content(each), each.day): each for each, _ in first}.values()
        )
        reasons = {reason for _, read in first for reason in read.reasons}
        if len({_content(candidate) for candidate, _ in first}) > 1:
            reasons.add(Reason(node.datum, "more than one value"))
            days = [candidate.day for candidate, _ in first]
            if pick == "latest" and not _on_one_milestone(days):
                reasons |= {reason for day in days for reason in day.reasons}
        if not certain:
            options.append(None)
        return Candidates(tuple(options), frozenset(reasons))

    def reading(self, node: ir.Reading, world: World) -> Interval:
        """The number read. The highest or lowest is an interval of its own, unless the comparison
        takes the laboratory's limit of the same entry too and so goes entry by entry (MEANING
        5.5)."""
        if node.pick == "latest" or reading_key(node) in world.chosen:
            value = self.chosen_value(node, world)
        else:
            value = self.extreme(node, world)
        return affine(value, node.factor, node.offset)

    def limit(self, node: ir.NormalLimit, world: World) -> Interval:
        """The laboratory's limit that was reported with the very entry read (MEANING 5.5)."""
        reading = node.reading
        candidate = self.choose(reading, world, always=True)
        if candidate is None:
            return ALL_NUMBERS
        limit = candidate.entry.upper if node.which == "upper" else candidate.entry.lower
        if limit is None:
            world.reasons.add(Reason(f"{reading.datum}.{node.which}", "not recorded"))
            return ALL_NUMBERS
        return affine(limit, reading.factor, reading.offset)

    def chosen_value(self, node: ir.Reading, world: World) -> Interval:
        candidate = self.choose(node, world)
        if candidate is None:
            return ALL_NUMBERS
        assert isinstance(candidate.entry.value, Interval)
        world.reasons |= beyond_range(node.datum, candidate.entry.value)
        return candidate.entry.value

    def extreme(self, node: ir.Reading, world: World) -> Interval:
        """From the highest that the entries certainly read reach to the highest that any may reach
        (lowest: turned round)."""
        if node.datum in self.participant.missing:
            world.reasons |= self.candidates(node, world).reasons
            return ALL_NUMBERS
        entries = self.in_time(node, world)
        turned = _turned(node.pick)
        certain = [_value(each, turned) for each, read in entries if read.must_be(T)]
        if not certain:
            world.reasons |= {reason for _, read in entries for reason in read.reasons}
            if not entries:
                world.reasons.add(Reason(node.datum, "no value in time"))
            return ALL_NUMBERS
        possible = [_value(each, turned) for each, _ in entries]
        least = max(certain, key=lambda value: (value.low, value.lo_open))
        most = max(possible, key=lambda value: (value.high, not value.hi_open))
        interval = Interval(least.lo, most.hi, least.lo_open, most.hi_open)
        for each, read in entries:
            value = _value(each, turned)
            if value.high > interval.low:
                world.reasons |= read.reasons | beyond_range(node.datum, value)
        return affine(interval, turned, Fraction(0))

    # -------------------------------------------------------------------------------------- periods

    def period(self, datum: str, entry: record.Period) -> tuple[Dated, Dated]:
        """Start and end of an entry; an end is never before its start, which narrows what is known
        of either."""
        if isinstance(self.protocol.datum(datum).kind, ir.Event):
            day = dated(f"{datum}.date", entry.start, "undated")
            return day, day
        start, end = entry.start or ANY_DAY, entry.end
        if entry.ongoing:
            return dated(f"{datum}.start", entry.start, "not recorded"), ONGOING
        if end is None:
            end = Days(start.first, LAST_DAY)
        start_days = Days(start.first, min(start.last, end.last))
        end_days = Days(max(end.first, start.first), end.last)
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


def beyond_range(datum: str, value: Interval) -> Reasons:
    """A value known only as below or above a limit (MEANING 3.3)."""
    return (
        NO_REASONS if value.is_point else frozenset({Reason(datum, "beyond the measuring range")})
    )


def _comes_before(certain: Candidate, other: Candidate, pick: str) -> bool:
    """Whether an entry that is certainly read leaves no chance to another."""
    if pick == "latest":
        assert certain.day.days is not None and other.day.days is not None
        return certain.day.days.first > other.day.days.last
    turned = _turned(pick)
    least, most = _value(certain, turned), _value(other, turned)
    if least.low == most.high:
        return least.lo_open or most.hi_open
    return least.low > most.high


def _content(candidate: Candidate) -> Hashable:
    entry = candidate.entry
    return (entry.value, entry.upper, entry.lower)


def _on_one_milestone(days: Sequence[Dated]) -> bool:
    """Days that are all that of one milestone leave no order open."""
    return bool(days[0].milestone) and len({day.milestone for day in days}) == 1


def _turned(pick: str) -> Fraction:
    """The lowest is the highest of the negative numbers."""
    return Fraction(-1 if pick == "lowest" else 1)


def _value(candidate: Candidate, turned: Fraction) -> Interval:
    assert isinstance(candidate.entry.value, Interval)
    return affine(candidate.entry.value, turned, Fraction(0))


def reading_key(node: ir.Reading | ir.ResultReading) -> Hashable:
    """What is read, whichever unit it is wanted in and wherever it is written: the same in one
    comparison."""
    pick = node.pick if isinstance(node, ir.Reading) else "latest"
    return (node.datum, pick, _shape(node.assessed), _shape(node.timing))


def _shape(node: object) -> Hashable:
    """A node without its identity and place."""
    if isinstance(node, units.Unit | units.Duration) or not dataclasses.is_dataclass(node):
        assert isinstance(node, Hashable)
        return node
    parts = (field.name for field in dataclasses.fields(node) if field.name not in ("id", "span"))
    return (type(node).__name__, *(_shape(getattr(node, name)) for name in parts))
