"""What every statement of a protocol gives for one participant (MEANING 1 and 5 to 8)."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import assert_never

from eligo import ir
from eligo.interpret import numbers, periods
from eligo.interpret.dates import Dated, stands
from eligo.interpret.lists import Listed, dated
from eligo.interpret.measures import Measures
from eligo.interpret.numbers import Interval, point
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
from eligo.interpret.readings import MOST_OPEN
from eligo.interpret.record import Entry
from eligo.interpret.worlds import World, judge_in_every_world


class Statements(Measures):
    """What a criterion, a subgroup and a stage give is worked out by those who know criteria."""

    @abstractmethod
    def subgroup(self, key: str) -> Judged:
        """Whether the participant belongs to a subgroup."""

    @abstractmethod
    def criterion(self, key: str) -> Judged:
        """True where a criterion lets the participant in, false where it keeps them out."""

    @abstractmethod
    def stage(self, key: str) -> Judged:
        """True where every criterion of a stage lets the participant in."""

    def judge(self, node: ir.Statement) -> Judged:
        match node:
            case ir.Compare():
                return judge_in_every_world(lambda world: self.compare(node, world))
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
                    return open_between(T, F, because=self.chart.state(node.datum))
                return TRUE if self.participant.answers[node.datum] else FALSE
            case ir.DefinedCondition():
                return self.once("definition", node.definition, self.defined_condition)
            case ir.InSubgroup():
                return self.subgroup(node.subgroup)
            case ir.Satisfies():
                return self.criterion(node.criterion)
            case ir.SatisfiesStage():
                return self.stage(node.stage)
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
                return all_of(self.judge(item) for item in node.items)
            case ir.AnyOf():
                return any_of(self.judge(item) for item in node.items)
            case ir.NoneOf():
                return none_of(self.judge(item) for item in node.items)
            case ir.CountOf():
                items = [self.judge(item) for item in node.items]
                return count_of(items, node.least, node.most)
            case ir.Not():
                return negation(self.judge(node.item))
            case ir.When():
                otherwise = NOT_APPLICABLE if node.otherwise is None else self.judge(node.otherwise)
                return when(self.judge(node.condition), self.judge(node.body), otherwise)
            case ir.Unless():
                return unless(self.judge(node.body), self.judge(node.exemption))
            case ir.ExceptWhen():
                cases = [
                    (self.judge(condition), self.judge(replacement))
                    for condition, replacement in node.cases
                ]
                return except_when(self.judge(node.body), cases)
            case ir.NoRequirement():
                return NOT_APPLICABLE
            case ir.Fixed():
                return TRUE if node.value else FALSE
            case ir.Awaits():
                return open_between(T, F, because={Reason(node.item, "to be done")})
            case ir.Fallback():
                return self.fallback(node)
            case ir.TableOutcome():
                judged = judge_in_every_world(lambda world: self.table_outcome(node, world))
                return negation(judged) if node.turned else judged
            case _:
                assert_never(node)

    def defined_condition(self, key: str) -> Judged:
        definition = self.protocol.definition(key)
        assert definition.statement is not None
        return self.within(definition).judge(definition.statement)

    def fallback(self, node: ir.Fallback) -> Judged:
        """MEANING 8.3."""
        states = ["not available"] + (["not recorded"] if node.state == "missing" else [])
        if self.participant.missing.get(node.datum) not in states:
            return self.judge(node.body)
        self.assumed.append(node.because)
        return self.judge(node.instead)

    def table_outcome(self, node: ir.TableOutcome, world: World) -> Judged:
        """The union over the rows that are possible (MEANING 8.1)."""
        table = self.protocol.table(node.table)
        outcomes = []
        for index in self.possible_rows(table, world):
            statement = table.rows[index].statement
            assert statement is not None
            outcomes.append(self.judge(statement))
        world.reasons |= self.why_several_rows(table)
        return union(outcomes)

    # ------------------------------------------------------------------------------- comparisons

    def compare(self, node: ir.Compare, world: World) -> Judged:
        value = self.number(node.value, world)
        bounds = [(bound.comparator, self.number(bound.limit, world)) for bound in node.bounds]
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

    def includes(self, node: ir.Includes) -> Judged:
        datum = node.value.datum
        if datum in self.participant.missing:
            return open_between(T, F, because=self.chart.state(datum))
        return TRUE if self.participant.sets[datum].intersection(node.members) else FALSE

    # ---------------------------------------------------------------------------- dates and lists

    def date_relation(self, node: ir.DateRelation, world: World) -> Judged:
        day = self.chart.date(node.date, world)
        timing = self.chart.timing(node.timing, world)
        return stands(day, day, timing.of(self.chart.half_life_at_hand(node.date)))

    def occurs(self, node: ir.Occurs, world: World) -> Judged:
        """The entries that certainly stand in the timing are the least, those that may the most
        (MEANING 6.5 and 7.3)."""
        timing = self.timing(node, world)
        if timing is not None and timing.is_none:
            return TRUE if node.every else _counted(point(0), node, NO_REASONS)
        if node.datum in self.participant.missing:
            because = self.chart.state(node.datum)
            if node.every:
                return open_between(T, F, because=because)
            return _counted(Interval(point(0).lo, None), node, because)
        hits = self.hits(node, timing, world)
        because = reasons_of(hit.judged for hit in hits)
        if node.every:
            return none_of([FALSE, *(hit.judged for hit in hits)])
        if node.different_days:
            days = periods.different_days([(hit.listed, hit.judged) for hit in hits])
            because |= {reason for hit in hits for reason in hit.listed.start.reasons}
            return _counted(days, node, because)
        least = sum(hit.judged.must_be(T) for hit in hits)
        return _counted(Interval(point(least).lo, point(len(hits)).lo), node, because)

    def first_last(self, node: ir.FirstLast, world: World) -> Judged:
        """MEANING 6.6."""
        timing = self.timing(node, world)
        assert timing is not None
        if timing.is_none:
            return FALSE
        if node.datum in self.participant.missing:
            return open_between(T, F, because=self.chart.state(node.datum))

        def asked(each: Listed) -> Judged:
            return TRUE if node.which == "first" else each.began_by(timing.anchor)

        entries, because = self.chart.kept(node.datum, node.where, node.alias, asked)
        if node.which == "first":
            judged = periods.first(entries, timing)
        elif timing.relation in ("at least before", "more than before"):
            judged = periods.washed_out(entries, timing)
        else:
            judged = periods.last(entries, timing)
        if timing.anchor.may_be_none:
            judged = union([judged, FALSE], timing.anchor.reasons)
        return Judged(judged.outcomes, judged.reasons | because)

    def ongoing(self, node: ir.Ongoing, world: World) -> Judged:
        """MEANING 6.7 and 7.5."""
        at = self.day_asked(node, world)
        if at.days is None:
            return FALSE
        entries: list[Listed] = []
        because: Reasons = NO_REASONS
        missing: Reasons = NO_REASONS
        for datum in (node.datum, *node.also):
            if datum in self.participant.missing:
                missing |= self.chart.state(datum)
                continue
            where = node.where if datum == node.datum else None
            kept, reasons = self.chart.kept(
                datum, where, node.alias, lambda each: each.began_by(at)
            )
            entries += kept
            because |= reasons
        if node.duration is not None:
            judged = periods.covered(entries, at, node.duration, node.strict)
        else:
            judged = any_of([FALSE, *(periods.is_on(each, at) for each in entries)])
        if missing and not judged.must_be(T):
            return open_between(T, F, because=missing | judged.reasons | because)
        return Judged(judged.outcomes, judged.reasons | because)

    def day_asked(self, node: ir.Ongoing | ir.Stable, world: World) -> Dated:
        """What leaves it open is no reason where the list is not there (MEANING 3.4)."""
        lists = (node.datum, *node.also) if isinstance(node, ir.Ongoing) else (node.datum,)
        if all(datum in self.participant.missing for datum in lists):
            return self.chart.date(node.at, World(world.chosen))
        return self.chart.date(node.at, world)

    def stable(self, node: ir.Stable, world: World) -> Judged:
        """MEANING 6.8 and 7.12; an entry that a ``where`` may keep is there in one world only."""
        at = self.day_asked(node, world)
        if at.days is None:
            return NOT_APPLICABLE
        if node.datum in self.participant.missing:
            return open_between(T, F, N, because=self.chart.state(node.datum))
        entries, because = self.chart.kept(
            node.datum, node.where, node.alias, lambda each: each.began_by(at)
        )
        world.reasons |= because
        if sum(not each.kept.must_be(T) for each in entries) > MOST_OPEN:
            return open_between(T, F, N, because=because)
        spells = [
            periods.Dosed(replace(each, kept=TRUE), self.since(node, each.entry))
            for index, each in enumerate(entries)
            if each.kept.must_be(T) or world.choose(("kept", index), (True, False))
        ]
        changes = periods.other_dose if node.which == "stable" else periods.higher_dose
        return periods.stable(spells, at, node.duration, node.strict, changes)

    def since(self, node: ir.Stable, entry: Entry) -> Dated:
        if node.which == "not increased" and entry.not_increased_since is not None:
            return dated(
                f"{node.datum}.not_increased_since", entry.not_increased_since, "not recorded"
            )
        return dated(f"{node.datum}.stable_since", entry.stable_since, "not recorded")


def _counted(count: Interval, node: ir.Occurs, because: Reasons) -> Judged:
    bounds: list[tuple[ir.Comparator, Interval]] = [(">=", point(node.least))]
    if node.most is not None:
        bounds.append(("<=", point(node.most)))
    return Judged(numbers.compare(count, bounds), because)
