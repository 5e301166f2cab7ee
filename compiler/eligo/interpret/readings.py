"""Which entry of a dated list a rule reads, and which number or category that gives (MEANING 6.3, 6.4
and 7.6)."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from eligo import ir
from eligo.interpret import record
from eligo.interpret.dates import (
    ANY_DAY,
    Dated,
    on_or_before,
)
from eligo.interpret.lists import Keeps, Listed, Lists, plainly, shape
from eligo.interpret.numbers import (
    ALL_NUMBERS,
    Interval,
    add,
    affine,
    hull,
    intersection,
    maximum,
    minimum,
    point,
)
from eligo.interpret.outcomes import (
    FALSE,
    NO_REASONS,
    Judged,
    Reason,
    Reasons,
    T,
    all_of,
    any_of,
)
from eligo.interpret.worlds import World

# Beyond so many open entries the choices are not gone through one by one (MEANING 7.6).
MOST_OPEN = 12


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


class Chart(Lists):
    """A participant as the rules look at them."""

    def __init__(
        self,
        protocol: ir.Protocol,
        participant: record.Participant,
        keeps: Keeps,
        repeat: Repeated | None = None,
    ) -> None:
        super().__init__(protocol, participant, keeps)
        self.repeat = repeat

    def reading_date(self, node: ir.Reading, world: World) -> Dated:
        candidate = self.choose(node, world)
        return Dated(ANY_DAY) if candidate is None else candidate.day

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
        if len(entries) < (node.last or 1):
            world.reasons.add(Reason(node.datum, "no value in time"))
        if node.last is not None:
            values = self.last_values(node, node.last, entries, world)
        elif sum(not read.must_be(T) for _, read in entries) > MOST_OPEN:
            values = self.hull_of_all(node, entries, world)
        else:
            read_ones = self.in_or_out(reading_key(node), entries, world)
            values = [self.number_of(node.datum, one, world) for one in read_ones]
        return _together(node.pick, values) if values else unknown

    def hull_of_all(
        self, node: ir.Reading, entries: Sequence[tuple[Candidate, Judged]], world: World
    ) -> list[Interval]:
        """Where too many are open to try each in and out: values whose mean, or sum, holds all
        that there may be."""
        values = [(self.number_of(node.datum, each, world), read) for each, read in entries]
        world.reasons |= {reason for _, read in entries for reason in read.reasons}
        if not any(read.must_be(T) for _, read in values):
            return []
        if node.pick == "mean":
            return [hull(value for value, _ in values)]
        return [value if read.must_be(T) else hull([point(0), value]) for value, read in values]

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

    def last_values(
        self,
        node: ir.Reading,
        many: int,
        read: Sequence[tuple[Candidate, Judged]],
        world: World,
    ) -> list[Interval]:
        """Of the latest so many; each set that may be these is a choice, of sets with the same
        values one, and none where there may be fewer."""
        certain = [each for each, judged in read if judged.must_be(T)]
        entries = []
        for each, judged in read:
            if sum(_later(other, each) for other in certain) < many:
                self.number_of(node.datum, each, world)
                world.reasons |= judged.reasons
                entries.append(each)
        if len(entries) > max(MOST_OPEN, many):
            values = [self.number_of(node.datum, each, world) for each in entries]
            return [hull(values)] * many if len(certain) >= many else []
        sets = [
            chosen
            for chosen in itertools.combinations(entries, many)
            if not any(
                _later(other, one) for other in certain if other not in chosen for one in chosen
            )
        ]
        options: dict[Hashable, Sequence[Candidate]] = {
            frozenset(Counter(each.value for each in one).items()): one for one in sets
        }
        if len(options) > 1:
            world.reasons.add(Reason(node.datum, "more than one value"))
            days = [each.day for one in sets for each in one]
            if not _on_one_milestone(days):
                world.reasons |= {reason for day in days for reason in day.reasons}
        alternatives = [*options.values(), *([()] if len(certain) < many else [])]
        chosen = world.choose((reading_key(node), "last"), tuple(alternatives))
        return [self.number_of(node.datum, each, world) for each in chosen]

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
        if sum(not read.must_be(T) for _, read in again) > MOST_OPEN:
            candidates = [*again, *self.in_time(node, world)]
            values = [self.number_of(node.datum, each, world) for each, _ in candidates]
            world.reasons |= {reason for _, read in candidates for reason in read.reasons}
            certain = any(read.must_be(T) for _, read in candidates)
            return hull(values) if certain else self.bounds(node.datum)
        repeats = self.in_or_out((reading_key(node), "again"), again, world)
        first = self.choose(node, world) if not repeats or self.in_time(node, world) else None
        read_ones = repeats if first is None else [first, *repeats]
        if not read_ones:
            return self.bounds(node.datum)
        return _together("mean", [self.number_of(node.datum, one, world) for one in read_ones])


def beyond_range(datum: str, value: Interval) -> Reasons:
    """A value known only as below or above a limit (MEANING 3.3)."""
    return (
        NO_REASONS if value.is_point else frozenset({Reason(datum, "beyond the measuring range")})
    )


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
    when = (shape(node.assessed), shape(node.timing))
    return (node.datum, node.alias, node.pick, *more, *when, shape(node.where))
