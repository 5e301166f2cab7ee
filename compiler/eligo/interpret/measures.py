"""What every number and every category gives for one participant (MEANING 5, 7.6, 7.7 and 8)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self, assert_never

from eligo import ir, units
from eligo.interpret import numbers, periods
from eligo.interpret.dates import (
    ANY_DAY,
    FIRST_DAY,
    LAST_DAY,
    Dated,
    ResolvedTiming,
    completed_months,
)
from eligo.interpret.entries import at_hand, judged_as, renamed
from eligo.interpret.lists import Listed, plainly
from eligo.interpret.numbers import ALL_NUMBERS, Interval, point
from eligo.interpret.outcomes import (
    NO_REASONS,
    TRUE,
    F,
    Judged,
    Outcomes,
    Reason,
    Reasons,
    T,
    all_of,
    reasons_of,
)
from eligo.interpret.readings import Chart, Repeated, beyond_range, reading_key
from eligo.interpret.record import Entry, Participant
from eligo.interpret.worlds import World, in_every_world

Steps = Mapping[str, ir.Number]
NO_STEPS: Steps = {}
Named = dict[tuple[str, str], tuple[Judged, tuple[str, ...]]]
DAY = units.parse("d")


@dataclass(frozen=True)
class Hit:
    """An entry that may stand in a timing, with whether it does and is what is asked."""

    listed: Listed
    judged: Judged


class Measures(ABC):
    """One protocol and one participant, perhaps inside a definition with steps, or a criterion of
    which readings may be repeated. ``assumed`` collects why fallbacks that were met stand in for
    their statements (MEANING 8.3)."""

    def __init__(
        self,
        protocol: ir.Protocol,
        participant: Participant,
        steps: Steps = NO_STEPS,
        repeat: Repeated | None = None,
        assumed: list[str] | None = None,
        named: Named | None = None,
    ) -> None:
        self.protocol = protocol
        self.participant = participant
        self.steps = steps
        self.repeat = repeat
        self.assumed: list[str] = [] if assumed is None else assumed
        self.named: Named = {} if named is None else named
        self.chart = Chart(protocol, participant, self.asked_of, repeat)

    @abstractmethod
    def judge(self, node: ir.Statement) -> Judged:
        """What a statement gives."""

    def of(self, participant: Participant) -> Self:
        return type(self)(self.protocol, participant, self.steps, self.repeat, self.assumed)

    def within(self, definition: ir.Definition) -> Self:
        steps = {step.key: step.number for step in definition.steps}
        return type(self)(
            self.protocol, self.participant, steps, self.repeat, self.assumed, self.named
        )

    def once(self, kind: str, key: str, evaluate: Callable[[str], Judged]) -> Judged:
        """What a named thing gives is worked out once, fallbacks that it met included."""
        if (kind, key) not in self.named:
            before = len(self.assumed)
            judged = evaluate(key)
            self.named[kind, key] = (judged, tuple(self.assumed[before:]))
            return judged
        judged, assumed = self.named[kind, key]
        self.assumed.extend(assumed)
        return judged

    def with_entry(self, name: str, datum: str, entry: Entry) -> Self:
        return self.of(at_hand(self.chart, name, datum, entry))

    def asked_of(self, datum: str, entry: Entry, where: ir.Statement, alias: str) -> Judged:
        """A statement about an entry (MEANING 7.1)."""
        name = alias or datum
        judged = self.with_entry(name, datum, entry).judge(where)
        return judged_as(judged, name, self.chart.datum(datum).key)

    def timing(
        self, node: ir.Occurs | ir.FirstLast | ir.Total | ir.TimeOn, world: World
    ) -> ResolvedTiming | None:
        """What leaves its anchors open is no reason where the list is not there (MEANING 3.4)."""
        if node.timing is None:
            return None
        if node.datum in self.participant.missing:
            world = World(world.chosen)
        return self.chart.timing(node.timing, world)

    def hits(
        self,
        node: ir.Occurs | ir.Total,
        timing: ResolvedTiming | None,
        world: World,
    ) -> list[Hit]:
        """The entries that may stand in the timing, or that may have begun by the assessed
        milestone; with what ``where`` says of each (MEANING 7.2 and 7.3)."""
        assessed = self.chart.date(node.assessed, world)
        found = []
        for each in self.chart.listed(node.datum):
            there = each.began_by(assessed) if timing is None else each.stands(timing)
            if not there.may_be(T):
                continue
            judged = TRUE
            if node.where is not None:
                judged = self.asked_of(node.datum, each.entry, node.where, node.alias)
            every = isinstance(node, ir.Occurs) and node.every
            judged = _is_false(judged) if every else plainly(judged)
            found.append(Hit(each, all_of([there, judged])))
        return [hit for hit in found if hit.judged.may_be(T)]

    # -------------------------------------------------------------------------------------- numbers

    def number(self, node: ir.Number, world: World) -> Interval:
        """The interval of a number; what is open about it is noted in the world (MEANING 5.2)."""
        match node:
            case ir.Constant():
                return point(node.value)
            case ir.Reading():
                return self.chart.reading(node, world)
            case ir.NormalLimit():
                return self.chart.limit(node, world)
            case ir.QuantityValue():
                value = self.quantity(node.datum, world)
                return numbers.affine(value, node.factor, node.offset)
            case ir.Age():
                return self.age(node, world)
            case ir.Arithmetic():
                left = self.number(node.left, world)
                right = self.number(node.right, world)
                if node.operator == "+":
                    return numbers.add(left, right)
                if node.operator == "-":
                    return numbers.add(left, numbers.negate(right))
                if node.operator == "*":
                    return numbers.multiply(left, right)
                if node.operator == "/":
                    return numbers.divide(left, right)
                assert_never(node.operator)
            case ir.Power():
                base = self.number(node.base, world)
                return numbers.power(base, self.number(node.exponent, world))
            case ir.Extreme():
                operands = [self.number(operand, world) for operand in node.operands]
                if node.which == "min":
                    return numbers.minimum(operands)
                return numbers.maximum(operands)
            case ir.CaseNumber():
                key = self.category(node.selector, world)
                branch = next(number for keys, number in node.branches if key in keys)
                return self.number(branch, world)
            case ir.StepValue():
                return self.number(self.steps[node.step], world)
            case ir.DefinedNumber():
                definition = self.protocol.definition(node.definition)
                assert definition.number is not None
                return self.within(definition).number(definition.number, world)
            case ir.ScoreValue():
                return self.score(self.protocol.score(node.score), world)
            case ir.ReportedLimit():
                return self.chart.reported_limit(node, world)
            case ir.Total():
                return self.total(node, world)
            case ir.TimeOn():
                return self.time_on(node, world)
            case ir.Logarithm():
                return numbers.logarithm(self.number(node.operand, world))
            case ir.Rounded():
                return numbers.rounded(self.number(node.operand, world), node.places)
            case ir.TableNumber():
                return self.table_number(self.protocol.table(node.table), world)
            case _:
                assert_never(node)

    def quantity(self, datum: str, world: World) -> Interval:
        """Bounded by its kind where it is not known, never by what is plausible (MEANING 5.2)."""
        bounds = self.chart.bounds(datum)
        if datum in self.participant.missing:
            world.reasons |= self.chart.state(datum)
            return bounds
        value = self.participant.numbers[datum]
        world.reasons |= beyond_range(datum, value)
        return numbers.intersection(value, bounds)

    def age(self, node: ir.Age, world: World) -> Interval:
        """Completed years or months; an interval where a date is partial, all numbers where one is
        not known (MEANING 5.4)."""
        birth = self.chart.recorded_date(node.datum)
        on = self.chart.date(node.at, world)
        if birth.days is None:
            world.reasons.add(Reason(node.datum, "does not apply"))
        if on.days is None:
            world.reasons.add(Reason(_datum_of(node.at), "does not apply"))
        if _unknown(birth) or _unknown(on):
            world.reasons |= birth.reasons | on.reasons
            return ALL_NUMBERS
        assert birth.days is not None and on.days is not None
        months = 12 if node.period == "year" else 1
        least = completed_months(birth.days.last, max(on.days.first, FIRST_DAY)) // months
        most = completed_months(birth.days.first, min(on.days.last, LAST_DAY)) // months
        if least != most:
            world.reasons |= birth.reasons | on.reasons
        return Interval(point(least).lo, point(most).lo)

    def score(self, score: ir.Score, world: World) -> Interval:
        """From the weights of what is certainly present to those of what may be (MEANING 5.2)."""
        total = point(0)
        for entry in score.entries:
            items = entry.items if isinstance(entry, ir.ScoreGroup) else (entry,)
            judged = [(item.weight, self.judge(item.statement)) for item in items]
            present = max((weight for weight, item in judged if item.must_be(T)), default=0)
            possible = [
                (weight, item)
                for weight, item in judged
                if item.may_be(T) and not item.must_be(T) and weight > present
            ]
            reachable = [present, *(weight for weight, _ in possible)]
            total = numbers.add(total, numbers.hull([point(weight) for weight in reachable]))
            world.reasons |= reasons_of(item for _, item in possible)
        return total

    # ----------------------------------------------------------------------------------- categories

    def category(self, node: ir.Category, world: World) -> str:
        """The value's key. One that is open has all its declared values (MEANING 5.3)."""
        match node:
            case ir.CategoryValue():
                if node.datum not in self.participant.missing:
                    return self.participant.categories[node.datum]
                world.reasons |= self.chart.state(node.datum)
                key: Hashable = node.datum
            case ir.ResultReading():
                key = reading_key(node)
                candidate = self.chart.choose(node, world)
                if candidate is not None:
                    assert isinstance(candidate.value, str)
                    return candidate.value
            case _:
                assert_never(node)
        kind = self.chart.datum(node.datum).kind
        assert isinstance(kind, ir.OneOf | ir.Result)
        return world.choose(("any value", key), tuple(value.key for value in kind.values))

    # --------------------------------------------------------------------- totals over a list

    def total(self, node: ir.Total, world: World) -> Interval:
        """From the sum over the entries that certainly count to that over those that may (MEANING
        7.7)."""
        timing = self.timing(node, world)
        if timing is not None and timing.is_none:
            return point(0)
        if node.datum in self.participant.missing:
            world.reasons |= self.chart.state(node.datum)
            unknown = self.amount(node, self.nothing_known(node.datum))[0]
            return Interval(Fraction(0), None) if unknown.low >= 0 else ALL_NUMBERS
        total = point(0)
        for hit in self.hits(node, timing, world):
            amount, because = self.amount(node, hit.listed.entry)
            if not hit.judged.must_be(T):
                amount = numbers.hull([point(0), amount])
            world.reasons |= hit.judged.reasons | because
            total = numbers.add(total, amount)
        return total

    def amount(self, node: ir.Total, entry: Entry) -> tuple[Interval, Reasons]:
        """What an entry adds; all that it may be."""
        of = node.of
        if of is None:
            return point(1), NO_REASONS
        name = node.alias or node.datum
        inside = self.with_entry(name, node.datum, entry)
        found = in_every_world(lambda world: inside.number(of, world))
        because = frozenset(reason for _, world in found for reason in world.reasons)
        because = renamed(because, name, self.chart.datum(node.datum).key)
        return numbers.hull(value for value, _ in found), because

    def nothing_known(self, datum: str) -> Entry:
        attributes = self.chart.datum(datum).attributes
        return Entry(
            attributes=Participant(missing={each.key: "not recorded" for each in attributes})
        )

    def time_on(self, node: ir.TimeOn, world: World) -> Interval:
        """Days that periods cover, in the unit wanted (MEANING 7.7)."""
        timing = self.timing(node, world)
        if timing is not None and timing.is_none:
            return point(0)
        if node.datum in self.participant.missing:
            world.reasons |= self.chart.state(node.datum)
            return Interval(Fraction(0), None)
        assessed = self.chart.date(node.assessed, world)
        entries, because = self.chart.kept(
            node.datum,
            node.where,
            node.alias,
            lambda each: each.began_by(assessed) if timing is None else each.stands(timing),
        )
        days, differ = periods.days_covered(entries, assessed, timing)
        world.reasons |= because | differ
        return numbers.affine(days, units.factor(DAY, node.unit), Fraction(0))

    # ------------------------------------------------------------------------------------ tables

    def table_number(self, table: ir.Table, world: World) -> Interval:
        """Of each row that is possible, one after the other (MEANING 8.1)."""
        rows = self.possible_rows(table, world)
        world.reasons |= self.why_several_rows(table)
        if not rows:
            return ALL_NUMBERS
        row = table.rows[world.choose(("row", table.key), rows)]
        assert row.number is not None
        return self.number(row.number, world)

    def possible_rows(self, table: ir.Table, world: World) -> tuple[int, ...]:
        """The rows in which the inputs may stand, in one world."""
        inputs = []
        for each in table.inputs:
            inside = World(world.chosen)
            inputs.append([self.input(each, inside)])
        return _rows(table, inputs)

    def why_several_rows(self, table: ir.Table) -> Reasons:
        """The reasons of the inputs that leave more than one row possible."""
        inputs, because = [], []
        for each in table.inputs:
            found = in_every_world(lambda world, each=each: self.input(each, world))  # type: ignore[misc]
            inputs.append([value for value, _ in found])
            because.append({reason for _, world in found for reason in world.reasons})
        rows = _rows(table, inputs)
        if len(rows) < 2:
            return NO_REASONS
        open_inputs = [
            index
            for index, values in enumerate(inputs)
            for row in rows
            if not table.rows[row].default and len(_fits(table.rows[row].cells[index], values)) > 1
        ]
        return frozenset(reason for index in open_inputs for reason in because[index])

    def input(self, node: ir.Number | ir.Category, world: World) -> Interval | str:
        if isinstance(node, ir.CategoryValue | ir.ResultReading):
            return self.category(node, world)
        return self.number(node, world)


def _is_false(judged: Judged) -> Judged:
    """Whether it is false; what does not apply is not."""
    turned = frozenset(T if outcome is F else F for outcome in judged.outcomes)
    return Judged(turned, judged.reasons)


def _rows(table: ir.Table, inputs: Sequence[Sequence[Interval | str]]) -> tuple[int, ...]:
    """The rows that are possible, given all that each input may be; a certain one is the only one,
    and the default one is possible where no other is certain."""
    possible, default = [], []
    for index, row in enumerate(table.rows):
        if row.default:
            default.append(index)
            continue
        fits = [_fits(cell, values) for cell, values in zip(row.cells, inputs, strict=True)]
        if all(each == {T} for each in fits):
            return (index,)
        if all(T in each for each in fits):
            possible.append(index)
    return (*possible, *default)


def _fits(cell: ir.Cell, values: Sequence[Interval | str]) -> Outcomes:
    """Whether an input is what a cell asks for."""
    outcomes: set[Outcomes] = set()
    for value in values:
        if isinstance(value, str):
            fits = cell.members is None or value in cell.members
            outcomes.add(frozenset({T if fits else F}))
            continue
        bounds: list[tuple[ir.Comparator, Interval]] = []
        if cell.low is not None:
            bounds.append((">" if cell.low_open else ">=", point(cell.low)))
        if cell.high is not None:
            bounds.append(("<" if cell.high_open else "<=", point(cell.high)))
        outcomes.add(numbers.compare(value, bounds))
    return frozenset(outcome for each in outcomes for outcome in each)


def _datum_of(node: ir.Date) -> str:
    """The datum, or milestone, that a date which is none comes from."""
    match node:
        case ir.Shifted():
            return _datum_of(node.date)
        case ir.MilestoneDate():
            return node.milestone
        case ir.DateOf() | ir.EntryDate() | ir.UpTo():
            return node.datum
        case ir.ReadingDate():
            return node.reading.datum
        case _:
            assert_never(node)


def _unknown(day: Dated) -> bool:
    return day.days is None or day.days == ANY_DAY or day.may_be_none
