"""Dates of the participant, and which entry of a dated list a rule reads (MEANING 6.1 to 6.4)."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar, assert_never, cast

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
from eligo.interpret.numbers import (
    ALL_NUMBERS,
    Interval,
    add,
    affine,
    intersection,
    maximum,
    minimum,
    point,
)
from eligo.interpret.outcomes import (
    FALSE,
    NO_REASONS,
    TRUE,
    F,
    Judged,
    N,
    Reason,
    Reasons,
    T,
    all_of,
    any_of,
    open_between,
    reasons_of,
    union,
)

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
    value: Interval | str


@dataclass(frozen=True)
class Repeated:
    """What a criterion says of readings that may be taken again, and after which milestone."""

    repeat: ir.Repeat
    milestone: str


@dataclass(frozen=True)
class Candidates:
    """Entries of which one is read, None for "no value", and why there are several or none."""

    options: tuple[Candidate | None, ...]
    reasons: Reasons


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


class Chart:
    """A participant as the rules look at them. ``keeps`` says of an entry of a datum whether a
    ``where``, which calls the entry by an alias, keeps it."""

    def __init__(
        self,
        protocol: ir.Protocol,
        participant: record.Participant,
        keeps: Keeps,
        repeat: Repeated | None = None,
    ) -> None:
        self.protocol = protocol
        self.participant = participant
        self.keeps = keeps
        self.repeat = repeat

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
                candidate = self.choose(node.reading, world)
                return Dated(ANY_DAY) if candidate is None else candidate.day
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
        earliest = min(end.days.earliest, limit.days.earliest)
        latest = min(end.days.latest, limit.days.latest)
        return Dated(between_minutes(earliest, latest), end.why | limit.why, limit.may_be_none)

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
            world.reasons |= {reason for each, _ in candidates for reason in each.start.reasons}
        if not certain:
            options.append(Dated(None))
        return world.choose(("entry date", _shape(node)), tuple(options))

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
            found = members[0].half_life if members else None
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
            return self.milestone(entry.visit)
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

    # ------------------------------------------------------------------------------------- readings

    def is_read(self, entry: Listed, node: ir.Reading | ir.ResultReading, world: World) -> Judged:
        """Of a day on or before that of the assessed milestone; with a timing, standing in it.

        All timings that look back from their anchor say themselves that the entry is not after it
        (MEANING 6.4)."""
        if node.timing is not None:
            read = entry.stands(self.timing(node.timing, world))
        else:
            read = on_or_before(entry.start, self.date(node.assessed, world))
        again = self.repeat is not None and node.datum in self.repeat.repeat.data
        if again and not self.counts_mean(node):
            read = any_of([read, self.is_repeated(entry)])
        return read

    def is_repeated(self, entry: Listed) -> Judged:
        """After the assessed day and not too long after it (MEANING 9.2)."""
        assert self.repeat is not None
        at = self.milestone(self.repeat.milestone)
        in_time = on_or_before(entry.start, at, after_b=self.repeat.repeat.length)
        return all_of([on_or_before(at, entry.start, strict=True), in_time])

    def in_time(
        self, node: ir.Reading | ir.ResultReading, world: World
    ) -> list[tuple[Candidate, Judged]]:
        """The entries that are read or possibly read, each with whether it is."""
        return self.those_read(node, lambda entry: self.is_read(entry, node, world))

    def those_read(
        self, node: ir.Reading | ir.ResultReading, is_read: Callable[[Listed], Judged]
    ) -> list[tuple[Candidate, Judged]]:
        component = node.component if isinstance(node, ir.Reading) else ""
        found = []
        for each in self.listed(node.datum):
            value = each.entry.components.get(component) if component else each.entry.value
            read = FALSE if value is None else is_read(each)
            if read.may_be(T) and node.where is not None:
                kept = plainly(self.keeps(node.datum, each.entry, node.where, node.alias))
                read = all_of([read, kept])
            if value is not None and read.may_be(T):
                found.append((Candidate(each.entry, each.start, value), read))
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
        if node.pick == "this":
            return self.this(node)
        if node.datum in self.participant.missing:
            return Candidates((None,), self.state(node.datum))
        entries = self.in_time(node, world)
        if not entries:
            return Candidates((None,), frozenset({Reason(node.datum, "no value in time")}))
        certain = [candidate for candidate, read in entries if read.must_be(T)]
        first = [
            (candidate, read)
            for candidate, read in entries
            if not any(self.comes_before(other, candidate, node) for other in certain)
        ]
        # Equal values with equal limits on one day are one candidate.
        options: list[Candidate | None] = list(
            {(_content(each), each.entry.unit, each.day): each for each, _ in first}.values()
        )
        reasons = {reason for _, read in first for reason in read.reasons}
        if len({_content(candidate) for candidate, _ in first}) > 1:
            reasons.add(Reason(node.datum, "more than one value"))
            days = [candidate.day for candidate, _ in first]
            if node.pick in ("latest", "earliest") and not _on_one_milestone(days):
                reasons |= {reason for day in days for reason in day.reasons}
        if not certain:
            options.append(None)
        return Candidates(tuple(options), frozenset(reasons))

    def this(self, node: ir.Reading | ir.ResultReading) -> Candidates:
        """The entry at hand (MEANING 7.8)."""
        name = node.alias or node.datum
        entry = self.participant.at_hand[name]
        component = node.component if isinstance(node, ir.Reading) else ""
        value = entry.components.get(component) if component else entry.value
        if value is None:
            return Candidates((None,), frozenset({Reason(name, "no value in time")}))
        return Candidates((Candidate(entry, self.entry_day(name, entry), value),), NO_REASONS)

    def comes_before(
        self, certain: Candidate, other: Candidate, node: ir.Reading | ir.ResultReading
    ) -> bool:
        """Whether an entry that is certainly read leaves no chance to another."""
        assert certain.day.days is not None and other.day.days is not None
        if node.pick == "latest":
            return certain.day.days.earliest > other.day.days.latest
        if node.pick == "earliest":
            return certain.day.days.latest < other.day.days.earliest
        if isinstance(node, ir.ResultReading):
            kind = self.datum(node.datum).kind
            assert isinstance(kind, ir.Result)
            order = [value.key for value in kind.values]
            if node.pick == "lowest":
                order.reverse()
            assert isinstance(certain.value, str) and isinstance(other.value, str)
            return order.index(certain.value) > order.index(other.value)
        turned = _turned(node.pick)
        least, most = _value(certain, turned), _value(other, turned)
        if least.low == most.high:
            return least.lo_open or most.hi_open
        return least.low > most.high

    def reading(self, node: ir.Reading, world: World) -> Interval:
        """The number read. The highest or lowest is an interval of its own, unless the comparison
        takes the laboratory's limit of the same entry too and so goes entry by entry (MEANING
        5.5)."""
        if node.pick in ("mean", "sum") or node.last is not None:
            value = self.of_several(node, world)
        elif self.counts_mean(node):
            value = self.mean_of_repeats(node, world)
        elif node.pick in ("latest", "earliest", "this") or reading_key(node) in world.chosen:
            value = self.chosen_value(node, world)
        else:
            value = self.extreme(node, world)
        return affine(value, node.factor, node.offset)

    def limit(self, node: ir.NormalLimit, world: World) -> Interval:
        """The laboratory's limit that was reported with the very entry read (MEANING 5.5)."""
        reading = node.reading
        if reading.pick in ("mean", "sum") or reading.last is not None:
            raise NotImplementedError("the laboratory's limit of several readings together")
        candidate = self.choose(reading, world, always=True)
        if candidate is None:
            return ALL_NUMBERS
        limit = candidate.entry.upper if node.which == "upper" else candidate.entry.lower
        if limit is None:
            item = reading.alias or reading.datum if reading.pick == "this" else reading.datum
            world.reasons.add(Reason(f"{item}.{node.which}", "not recorded"))
            return ALL_NUMBERS
        return affine(limit, reading.factor, reading.offset)

    def reported_limit(self, node: ir.ReportedLimit, world: World) -> Interval:
        """The second limit where the entry read was reported in its unit (MEANING 7.13)."""
        options = self.candidates(node.reading, world).options
        if len({each.entry.unit == node.reported for each in options if each is not None}) > 1:
            world.reasons.add(Reason(node.reading.datum, "more than one value"))
        candidate = self.choose(node.reading, world, always=True)
        other = candidate is not None and candidate.entry.unit == node.reported
        limit = node.other if other else node.limit
        return point(limit.value)

    def bounds(self, datum: str) -> Interval:
        """Of what is not known (MEANING 5.2)."""
        kind = self.datum(datum).kind
        bounds = kind.bounds if isinstance(kind, ir.Measurement | ir.Quantity) else None
        return ALL_NUMBERS if bounds is None else Interval(bounds.low, bounds.high)

    def number_of(self, datum: str, candidate: Candidate, world: World) -> Interval:
        assert isinstance(candidate.value, Interval)
        world.reasons |= beyond_range(datum, candidate.value)
        return intersection(candidate.value, self.bounds(datum))

    def chosen_value(self, node: ir.Reading, world: World) -> Interval:
        candidate = self.choose(node, world)
        if candidate is None:
            return self.bounds(node.datum)
        name = node.alias or node.datum if node.pick == "this" else node.datum
        return self.number_of(name, candidate, world)

    def extreme(self, node: ir.Reading, world: World) -> Interval:
        """From the highest that the entries certainly read reach to the highest that any may reach
        (lowest: turned round)."""
        if node.datum in self.participant.missing:
            world.reasons |= self.state(node.datum)
            return self.bounds(node.datum)
        entries = self.in_time(node, world)
        turned = _turned(node.pick)
        certain = [_value(each, turned) for each, read in entries if read.must_be(T)]
        if not certain:
            world.reasons |= {reason for _, read in entries for reason in read.reasons}
            if not entries:
                world.reasons.add(Reason(node.datum, "no value in time"))
            return self.bounds(node.datum)
        possible = [_value(each, turned) for each, _ in entries]
        least = max(certain, key=lambda value: (value.low, value.lo_open))
        most = max(possible, key=lambda value: (value.high, not value.hi_open))
        interval = Interval(least.lo, most.hi, least.lo_open, most.hi_open)
        for each, read in entries:
            value = _value(each, turned)
            if value.high > interval.low:
                world.reasons |= read.reasons | beyond_range(node.datum, value)
        return intersection(affine(interval, turned, Fraction(0)), self.bounds(node.datum))

    # ------------------------------------------------------------------------- several readings

    def of_several(self, node: ir.Reading, world: World) -> Interval:
        """Mean, sum or extreme of all that are read, or of the last so many (MEANING 7.6)."""
        unknown = ALL_NUMBERS if node.pick == "sum" else self.bounds(node.datum)
        if node.datum in self.participant.missing:
            world.reasons |= self.state(node.datum)
            return unknown
        entries = self.in_time(node, world)
        if node.last is not None:
            certain = [each for each, read in entries if read.must_be(T)]
            entries = [
                (each, read)
                for each, read in entries
                if sum(_later(other, each) for other in certain) < node.last
            ]
        read_ones = self.in_or_out(reading_key(node), entries, world)
        if not read_ones or len(read_ones) < (node.last or 1):
            world.reasons.add(Reason(node.datum, "no value in time"))
            return unknown
        if node.last is not None:
            read_ones = self.last_of(node, node.last, read_ones, world)
        return _together(node.pick, [self.number_of(node.datum, one, world) for one in read_ones])

    def in_or_out(
        self, key: Hashable, entries: Sequence[tuple[Candidate, Judged]], world: World
    ) -> list[Candidate]:
        """Those read; one that is possibly read is in or out by choice."""
        found = []
        for index, (candidate, read) in enumerate(entries):
            world.reasons |= read.reasons
            if read.must_be(T) or world.choose((key, "in", index), (True, False)):
                found.append(candidate)
        return found

    def last_of(
        self, node: ir.Reading, many: int, entries: Sequence[Candidate], world: World
    ) -> list[Candidate]:
        """The latest of them; each set that may be is a choice, of sets with the same values one."""
        sets = [
            chosen
            for chosen in itertools.combinations(entries, many)
            if not any(
                _later(other, one) for other in entries if other not in chosen for one in chosen
            )
        ]
        options = {frozenset(Counter(each.value for each in one).items()): one for one in sets}
        if len(options) > 1:
            world.reasons.add(Reason(node.datum, "more than one value"))
            days = [each.day for one in sets for each in one]
            if not _on_one_milestone(days):
                world.reasons |= {reason for day in days for reason in day.reasons}
        return list(world.choose((reading_key(node), "last"), tuple(options.values())))

    def counts_mean(self, node: ir.Reading | ir.ResultReading) -> bool:
        """Whether readings taken again count with the latest by their mean."""
        repeat = None if self.repeat is None else self.repeat.repeat
        if repeat is None or repeat.counts != "mean" or node.datum not in repeat.data:
            return False
        is_latest = isinstance(node, ir.Reading) and node.pick == "latest"
        return is_latest and node.datum not in self.participant.missing

    def mean_of_repeats(self, node: ir.Reading, world: World) -> Interval:
        """Of the reading otherwise read and those that were taken again (MEANING 9.2)."""
        again = self.those_read(node, self.is_repeated)
        repeats = self.in_or_out((reading_key(node), "again"), again, world)
        first = self.choose(node, world) if not repeats or self.in_time(node, world) else None
        read_ones = repeats if first is None else [first, *repeats]
        if not read_ones:
            return self.bounds(node.datum)
        return _together("mean", [self.number_of(node.datum, one, world) for one in read_ones])


def dated(item: str, days: Days | None, absent: str) -> Dated:
    if days is None:
        return Dated(ANY_DAY, frozenset({Reason(item, absent)}))
    return Dated(days, frozenset({Reason(item, "incomplete date")}))


def beyond_range(datum: str, value: Interval) -> Reasons:
    """A value known only as below or above a limit (MEANING 3.3)."""
    return (
        NO_REASONS if value.is_point else frozenset({Reason(datum, "beyond the measuring range")})
    )


def declared(protocol: ir.Protocol, key: str) -> ir.Datum:
    """A datum; an attribute of one, or of one of its attributes, where the first may be an alias."""
    first, *more = key.split(".")
    first = dict(protocol.aliases).get(first, first)
    found = next(datum for datum in protocol.data if datum.key == first)
    for name in more:
        found = next(each for each in found.attributes if record.own_field(each, found) == name)
    return found


def plainly(judged: Judged) -> Judged:
    """What does not apply does not keep an entry (MEANING 7.2)."""
    return Judged(frozenset(F if each is N else each for each in judged.outcomes), judged.reasons)


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


def _later(one: Candidate, other: Candidate) -> bool:
    """Certainly later."""
    assert one.day.days is not None and other.day.days is not None
    return one.day.days.earliest > other.day.days.latest


def _together(pick: str, values: Sequence[Interval]) -> Interval:
    if pick == "highest":
        return maximum(values)
    if pick == "lowest":
        return minimum(values)
    total = point(0)
    for value in values:
        total = add(total, value)
    return total if pick == "sum" else affine(total, Fraction(1, len(values)), Fraction(0))


def _content(candidate: Candidate) -> Hashable:
    return (candidate.value, candidate.entry.upper, candidate.entry.lower)


def _on_one_milestone(days: Sequence[Dated]) -> bool:
    """Days that are all that of one milestone leave no order open."""
    return bool(days[0].milestone) and len({day.milestone for day in days}) == 1


def _turned(pick: str) -> Fraction:
    """The lowest is the highest of the negative numbers."""
    return Fraction(-1 if pick == "lowest" else 1)


def _value(candidate: Candidate, turned: Fraction) -> Interval:
    assert isinstance(candidate.value, Interval)
    return affine(candidate.value, turned, Fraction(0))


def reading_key(node: ir.Reading | ir.ResultReading) -> Hashable:
    """What is read, whichever unit it is wanted in and wherever it is written: the same in one
    comparison."""
    more = (node.component, node.last) if isinstance(node, ir.Reading) else ()
    when = (_shape(node.assessed), _shape(node.timing))
    return (node.datum, node.alias, node.pick, *more, *when, _shape(node.where))


def _shape(node: object) -> Hashable:
    """A node without its identity and place."""
    if isinstance(node, tuple):
        return tuple(_shape(each) for each in node)
    if isinstance(node, units.Unit | units.Duration) or not dataclasses.is_dataclass(node):
        assert isinstance(node, Hashable)
        return node
    parts = (field.name for field in dataclasses.fields(node) if field.name not in ("id", "span"))
    return (type(node).__name__, *(_shape(getattr(node, name)) for name in parts))
