"""What every number and every statement of a protocol gives for one participant (MEANING 1 and 5 to
6)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import assert_never

from eligo import ir
from eligo.interpret import numbers
from eligo.interpret.dates import (
    ANY_DAY,
    FIRST_DAY,
    LAST_DAY,
    Dated,
    Days,
    ResolvedTiming,
    completed_months,
    on_or_before,
    shift,
    stands,
)
from eligo.interpret.numbers import ALL_NUMBERS, Interval, point
from eligo.interpret.outcomes import (
    FALSE,
    NO_REASONS,
    NOT_APPLICABLE,
    TRUE,
    F,
    Judged,
    N,
    Reason,
    Reasons,
    T,
    all_of,
    any_of,
    count_of,
    except_when,
    negation,
    none_of,
    open_between,
    reasons_of,
    union,
    unless,
    when,
)
from eligo.interpret.readings import (
    Chart,
    World,
    beyond_range,
    dated,
    judge_in_every_world,
    reading_key,
)
from eligo.interpret.record import Participant, Period
from eligo.units import Duration

Steps = Mapping[str, ir.Number]
NO_STEPS: Steps = {}


class Interpreter:
    """One protocol and one participant. Named things are worked out once."""

    def __init__(self, protocol: ir.Protocol, participant: Participant) -> None:
        self.protocol = protocol
        self.participant = participant
        self.chart = Chart(protocol, participant)
        self.named: dict[tuple[str, str], Judged] = {}

    # ----------------------------------------------------------------------------------- statements

    def judge(self, node: ir.Statement, steps: Steps = NO_STEPS) -> Judged:
        match node:
            case ir.Compare():
                return judge_in_every_world(lambda world: self.compare(node, world, steps))
            case ir.WithinNormal():
                return judge_in_every_world(lambda world: self.within_normal(node, world))
            case ir.Is():
                return judge_in_every_world(
                    lambda world: (
                        TRUE if self.category(node.value, world) in node.members else FALSE
                    )
                )
            case ir.Includes():
                return self.includes(node)
            case ir.Holds():
                if node.datum in self.participant.missing:
                    return open_between(T, F, because=self.state(node.datum))
                return TRUE if self.participant.answers[node.datum] else FALSE
            case ir.DefinedCondition():
                return self.defined_condition(node.definition)
            case ir.InSubgroup():
                return self.subgroup(node.subgroup)
            case ir.Satisfies():
                return self.criterion(node.criterion)
            case ir.DateRelation():
                return judge_in_every_world(lambda world: self.date_relation(node, world))
            case ir.Occurs():
                return judge_in_every_world(lambda world: self.occurs(node, world))
            case ir.FirstLast():
                return judge_in_every_world(lambda world: self.first_last(node, world))
            case ir.Ongoing():
                return judge_in_every_world(lambda world: self.ongoing(node, world))
            case ir.Stable():
                return judge_in_every_world(lambda world: self.stable(node, world))
            case ir.AllOf():
                return all_of(self.judge(item, steps) for item in node.items)
            case ir.AnyOf():
                return any_of(self.judge(item, steps) for item in node.items)
            case ir.NoneOf():
                return none_of(self.judge(item, steps) for item in node.items)
            case ir.CountOf():
                items = [self.judge(item, steps) for item in node.items]
                return count_of(items, node.least, node.most)
            case ir.Not():
                return negation(self.judge(node.item, steps))
            case ir.When():
                otherwise = (
                    NOT_APPLICABLE if node.otherwise is None else self.judge(node.otherwise, steps)
                )
                condition = self.judge(node.condition, steps)
                return when(condition, self.judge(node.body, steps), otherwise)
            case ir.Unless():
                return unless(self.judge(node.body, steps), self.judge(node.exemption, steps))
            case ir.ExceptWhen():
                cases = [
                    (self.judge(condition, steps), self.judge(replacement, steps))
                    for condition, replacement in node.cases
                ]
                return except_when(self.judge(node.body, steps), cases)
            case ir.NoRequirement():
                return NOT_APPLICABLE
            case _:
                assert_never(node)

    def state(self, datum: str) -> Reasons:
        """Why a datum has no value (MEANING 3.3)."""
        return frozenset({Reason(datum, self.participant.missing[datum])})

    # --------------------------------------------------------------------------------- named things

    def defined_condition(self, key: str) -> Judged:
        if ("definition", key) not in self.named:
            definition = self.protocol.definition(key)
            assert definition.statement is not None
            judged = self.judge(definition.statement, _steps(definition))
            self.named["definition", key] = judged
        return self.named["definition", key]

    def subgroup(self, key: str) -> Judged:
        if ("subgroup", key) not in self.named:
            statement = next(each.statement for each in self.protocol.subgroups if each.key == key)
            self.named["subgroup", key] = self.judge(statement)
        return self.named["subgroup", key]

    def criterion(self, key: str) -> Judged:
        """True where it lets the participant in, false where it keeps them out (MEANING 1.6 and
        2)."""
        if ("criterion", key) not in self.named:
            criterion = self.protocol.criterion(key)
            judged = self.lets_in(criterion)
            for subgroup in self.subgroups_around(key)[criterion.subgroup is not None :]:
                judged = when(self.subgroup(subgroup), judged)
            self.named["criterion", key] = judged
        return self.named["criterion", key]

    def lets_in(self, criterion: ir.Criterion) -> Judged:
        """As if it were a part of nothing; its own subgroup stands around its parts."""
        if criterion.body is None:
            judged = all_of(self.lets_in(part) for part in criterion.parts)
        else:
            judged = self.judge(criterion.body)
            if criterion.excluding:
                judged = negation(judged)
        if criterion.subgroup is not None:
            judged = when(self.subgroup(criterion.subgroup), judged)
        return judged

    def subgroups_around(self, key: str) -> list[str]:
        """The criterion's own subgroup, then those of what it is a part of (MEANING 1.7 and
        2.2)."""

        def path(criteria: tuple[ir.Criterion, ...]) -> list[ir.Criterion]:
            for criterion in criteria:
                if criterion.key == key:
                    return [criterion]
                below = path(criterion.parts)
                if below:
                    return [criterion, *below]
            return []

        around = reversed(path(self.protocol.criteria))
        return [criterion.subgroup for criterion in around if criterion.subgroup is not None]

    # -------------------------------------------------------------------------------------- numbers

    def compare(self, node: ir.Compare, world: World, steps: Steps) -> Judged:
        value = self.number(node.value, world, steps)
        bounds = [
            (bound.comparator, self.number(bound.limit, world, steps)) for bound in node.bounds
        ]
        return Judged(numbers.compare(value, bounds))

    def within_normal(self, node: ir.WithinNormal, world: World) -> Judged:
        reading = node.reading
        limits = {
            which: self.chart.limit(
                ir.NormalLimit(node.id, node.span, reading, which, reading.unit), world
            )
            for which in ("lower", "upper")
        }
        value = self.chart.reading(reading, world)
        bounds: list[tuple[ir.Comparator, Interval]] = [
            (">=", limits["lower"]),
            ("<=", limits["upper"]),
        ]
        return Judged(numbers.compare(value, bounds))

    def number(self, node: ir.Number, world: World, steps: Steps = NO_STEPS) -> Interval:
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
                left = self.number(node.left, world, steps)
                right = self.number(node.right, world, steps)
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
                base = self.number(node.base, world, steps)
                return numbers.power(base, self.number(node.exponent, world, steps))
            case ir.Extreme():
                operands = [self.number(operand, world, steps) for operand in node.operands]
                if node.which == "min":
                    return numbers.minimum(operands)
                return numbers.maximum(operands)
            case ir.CaseNumber():
                key = self.category(node.selector, world)
                branch = next(number for keys, number in node.branches if key in keys)
                return self.number(branch, world, steps)
            case ir.StepValue():
                return self.number(steps[node.step], world, steps)
            case ir.DefinedNumber():
                definition = self.protocol.definition(node.definition)
                assert definition.number is not None
                return self.number(definition.number, world, _steps(definition))
            case ir.ScoreValue():
                return self.score(self.protocol.score(node.score), world)
            case _:
                assert_never(node)

    def quantity(self, datum: str, world: World) -> Interval:
        """Bounded by its kind where it is not known, never by what is plausible (MEANING 5.2)."""
        kind = self.protocol.datum(datum).kind
        assert isinstance(kind, ir.Quantity)
        bounds = ALL_NUMBERS if kind.bounds is None else Interval(kind.bounds.low, kind.bounds.high)
        if datum in self.participant.missing:
            world.reasons |= self.state(datum)
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
                world.reasons |= self.state(node.datum)
                key: Hashable = node.datum
            case ir.ResultReading():
                key = reading_key(node)
                candidate = self.chart.choose(node, world)
                if candidate is not None:
                    assert isinstance(candidate.entry.value, str)
                    return candidate.entry.value
            case _:
                assert_never(node)
        kind = self.protocol.datum(node.datum).kind
        assert isinstance(kind, ir.OneOf | ir.Result)
        return world.choose(("any value", key), tuple(value.key for value in kind.values))

    def includes(self, node: ir.Includes) -> Judged:
        datum = node.value.datum
        if datum in self.participant.missing:
            return open_between(T, F, because=self.state(datum))
        return TRUE if self.participant.sets[datum].intersection(node.members) else FALSE

    # ---------------------------------------------------------------------------------------- dates

    def date_relation(self, node: ir.DateRelation, world: World) -> Judged:
        day = self.chart.date(node.date, world)
        return stands(day, day, self.chart.timing(node.timing, world))

    def occurs(self, node: ir.Occurs, world: World) -> Judged:
        """The entries that certainly stand in the timing are the least, those that may the most
        (MEANING 6.5)."""
        timing = None if node.timing is None else self.chart.timing(node.timing, world)
        if timing is not None and timing.is_none:
            return _counted(point(0), node, NO_REASONS)
        if node.datum in self.participant.missing:
            possible = Interval(point(0).lo, None)
            return _counted(possible, node, self.state(node.datum))
        entries = []
        for start, end in self.periods(node.datum):
            if timing is None:
                entries.append(on_or_before(start, self.chart.date(node.assessed, world)))
            else:
                entries.append(stands(start, end, timing))
        least = sum(entry.must_be(T) for entry in entries)
        most = sum(entry.may_be(T) for entry in entries)
        return _counted(Interval(point(least).lo, point(most).lo), node, reasons_of(entries))

    def periods(self, datum: str) -> list[tuple[Dated, Dated]]:
        return [self.chart.period(datum, entry) for entry in self.participant.periods[datum]]

    def first_last(self, node: ir.FirstLast, world: World) -> Judged:
        """MEANING 6.6."""
        timing = self.chart.timing(node.timing, world)
        if timing.is_none:
            return FALSE
        if node.datum in self.participant.missing:
            return open_between(T, F, because=self.state(node.datum))
        periods = self.periods(node.datum)
        if node.which == "first":
            judged = _first(periods, timing)
        elif timing.relation in ("at least before", "more than before"):
            judged = _washed_out(periods, timing)
        else:
            judged = _last(periods, timing)
        if timing.anchor.may_be_none:
            return union([judged, FALSE], timing.anchor.reasons)
        return judged

    def ongoing(self, node: ir.Ongoing, world: World) -> Judged:
        """MEANING 6.7."""
        at = self.chart.date(node.at, world)
        if at.days is None:
            return FALSE
        if node.datum in self.participant.missing:
            return open_between(T, F, because=self.state(node.datum))
        periods = self.periods(node.datum)
        if node.duration is not None:
            return _covered(periods, at, node.duration, node.strict)
        if not periods:
            return FALSE
        return any_of(_on(start, end, at) for start, end in periods)

    def stable(self, node: ir.Stable, world: World) -> Judged:
        """Of every entry that is one at the day, and nothing ended in the time before it; where
        there is neither, it does not apply (MEANING 6.8)."""
        at = self.chart.date(node.at, world)
        if at.days is None:
            return NOT_APPLICABLE
        if node.datum in self.participant.missing:
            return open_between(T, F, N, because=self.state(node.datum))
        spells = [
            (entry, *self.chart.period(node.datum, entry), self.stable_since(node.datum, entry))
            for entry in self.participant.periods[node.datum]
        ]
        judged = []
        for entry, start, end, since in spells:
            long_enough = on_or_before(since, at, after_a=node.duration, strict=node.strict)
            judged.append(when(_on(start, end, at), long_enough))
            gone_on = [
                all_of(
                    [
                        _on(other_start, other_end, at),
                        on_or_before(other_start, end, after_b=Duration(1, "day")),
                        on_or_before(other_since, end),
                    ]
                )
                for other, other_start, other_end, other_since in spells
                if other is not entry and not _other_dose(entry, other)
            ]
            long_ago = on_or_before(end, at, after_a=node.duration, strict=node.strict)
            changed = all_of(
                [on_or_before(end, at, strict=True), negation(long_ago), none_of([FALSE, *gone_on])]
            )
            judged.append(when(changed, FALSE))
        return all_of(judged)

    def stable_since(self, datum: str, entry: Period) -> Dated:
        return dated(f"{datum}.stable_since", entry.stable_since, "not recorded")


def _steps(definition: ir.Definition) -> Steps:
    return {step.key: step.number for step in definition.steps}


def _counted(count: Interval, node: ir.Occurs, because: Reasons) -> Judged:
    bounds: list[tuple[ir.Comparator, Interval]] = [(">=", point(node.least))]
    if node.most is not None:
        bounds.append(("<=", point(node.most)))
    return Judged(numbers.compare(count, bounds), because)


def _other_dose(one: Period, other: Period) -> bool:
    """Two different doses of the same."""
    if one.name != other.name or one.dose is None or other.dose is None:
        return False
    return one.dose != other.dose


def _on(start: Dated, end: Dated, at: Dated) -> Judged:
    return all_of([on_or_before(start, at), on_or_before(at, end)])


def _washed_out(periods: list[tuple[Dated, Dated]], timing: ResolvedTiming) -> Judged:
    """`last X at least D before A`: no X that began on or before A ended later than that; true
    without any."""
    strict = timing.relation == "more than before"
    later = [
        all_of(
            [
                on_or_before(start, timing.anchor),
                negation(on_or_before(end, timing.anchor, after_a=timing.duration, strict=strict)),
            ]
        )
        for start, end in periods
    ]
    return none_of(later) if later else TRUE


def _last(periods: list[tuple[Dated, Dated]], timing: ResolvedTiming) -> Judged:
    """The last that began on or before the anchor, measured at its end. For `within` and `less
    than` the comparison with the later edge stays with its start, so that what is ongoing lies
    within."""
    begun = [(start, end, on_or_before(start, timing.anchor)) for start, end in periods]
    certain = [end for _, end, began in begun if began.must_be(T)]
    overlapping = timing.relation in ("within before", "less than before")
    candidates = [
        (end, began, stands(start if overlapping else end, end, timing))
        for start, end, began in begun
        if began.may_be(T) and not any(_days(other).first > _days(end).last for other in certain)
    ]
    return _one_of(candidates, exists=bool(certain))


def _first(periods: list[tuple[Dated, Dated]], timing: ResolvedTiming) -> Judged:
    """The one that began first of all, measured at its start."""
    starts = [start for start, _ in periods]
    candidates = [
        (start, TRUE, stands(start, start, timing))
        for start in starts
        if not any(_days(other).last < _days(start).first for other in starts)
    ]
    return _one_of(candidates, exists=bool(starts))


def _one_of(candidates: list[tuple[Dated, Judged, Judged]], exists: bool) -> Judged:
    """Each candidate may be the one that is meant; where it is not certain that there is one, false
    is possible."""
    alternatives = [judged for _, _, judged in candidates]
    because = set(reasons_of(began for _, began, _ in candidates))
    if len(candidates) > 1:
        because |= {reason for day, _, _ in candidates for reason in day.reasons}
    return union(alternatives if exists else [*alternatives, FALSE], because)


def _covered(
    periods: list[tuple[Dated, Dated]], at: Dated, duration: Duration, strict: bool
) -> Judged:
    """`on X for at least D before A`: possible if the earliest starts and latest ends make it so
    for a day that A may be, certain if the latest starts and earliest ends do for all of them
    (MEANING 6.7)."""
    assert at.days is not None
    widest = [(_days(start).first, _days(end).last) for start, end in periods]
    narrowest = [(_days(start).last, _days(end).first) for start, end in periods]
    may_be, must_be = (
        [(_earliest_anchor(start, duration, strict), end) for start, end in _joined(each)]
        for each in (widest, narrowest)
    )
    if any(first <= at.days.first and at.days.last <= last for first, last in must_be):
        return TRUE
    if not any(max(first, at.days.first) <= min(last, at.days.last) for first, last in may_be):
        return FALSE
    because = {reason for period in periods for day in period for reason in day.reasons}
    return open_between(T, F, because=at.reasons | because)


def _joined(periods: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Periods without a day between them as one; one that may be empty is left out."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(period for period in periods if period[0] <= period[1]):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _earliest_anchor(start: float, duration: Duration, strict: bool) -> float:
    """The first day A with start + D <= A (strict: <)."""
    day = _days(shift(Dated(Days(start, start)), duration)).first
    return day + 1 if strict else day


def _datum_of(node: ir.Date) -> str:
    """The date datum that a date which is none comes from."""
    while isinstance(node, ir.Shifted):
        node = node.date
    assert isinstance(node, ir.DateOf)
    return node.datum


def _days(dated: Dated) -> Days:
    assert dated.days is not None
    return dated.days


def _unknown(day: Dated) -> bool:
    return day.days is None or day.days == ANY_DAY or day.may_be_none
