"""What criteria, subgroups, units of analysis and stages give for one participant (MEANING 1.7, 2
and 9)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from eligo import ir
from eligo.interpret.dates import ANY_DAY
from eligo.interpret.outcomes import (
    FALSE,
    NO_REASONS,
    NOT_APPLICABLE,
    TRUE,
    F,
    Judged,
    N,
    Outcome,
    Reason,
    Reasons,
    T,
    all_of,
    any_of,
    negation,
    open_between,
    when,
)
from eligo.interpret.readings import Repeated
from eligo.interpret.record import Entry
from eligo.interpret.statements import Statements

WORST_FIRST = ("fail", "unknown", "pending", "delayed", "pass")
_TO_COME = ("to be done", "to be repeated")


@dataclass(frozen=True)
class Status:
    """Of a criterion, a part, a unit or a candidate; reasons where it is unknown or pending."""

    status: str
    reasons: Reasons = NO_REASONS

    @property
    def is_open(self) -> bool:
        return self.status in ("unknown", "pending")


@dataclass(frozen=True)
class Candidate:
    """A thing of a record that is, or may be, one of those a unit is about. ``statuses`` are those
    of the unit's criteria and their parts."""

    name: str
    standing: str  # fail, unknown, pending, delayed, pass
    statuses: Mapping[str, str]


@dataclass(frozen=True)
class _Possible:
    """A candidate under examination, and why it is open whether it is one."""

    name: str
    is_one: Judged
    inside: Interpreter


def worst(statuses: Iterable[str]) -> str:
    """MEANING 2.2 and 9.3."""
    found = set(statuses)
    return next((status for status in WORST_FIRST if status in found), "not applicable")


class Interpreter(Statements):
    """One protocol and one participant."""

    # --------------------------------------------------------------------------- named things

    def subgroup(self, key: str) -> Judged:
        return self.once(
            "subgroup", key, lambda key: self.judge(self.protocol.subgroup(key).statement)
        )

    def criterion(self, key: str) -> Judged:
        """As `satisfies` sees it (MEANING 1.6)."""
        return self.once("criterion", key, self.seen_from_elsewhere)

    def seen_from_elsewhere(self, key: str) -> Judged:
        around = self.path(key)
        if around[0].unit is None:
            return self.lets_in(around)
        status = self.status(key)
        outcomes = {"pass": TRUE, "not applicable": NOT_APPLICABLE}
        if status.is_open:
            return open_between(T, F, because=status.reasons)
        return outcomes.get(status.status, FALSE)

    def stage(self, key: str) -> Judged:
        """The `all of` of its criteria, with the `any of` over cohorts where it has criteria of
        cohorts (MEANING 9.5)."""
        criteria = [each for each in self.protocol.criteria if each.stage == key]
        common = [self.criterion(each.key) for each in criteria if each.cohort is None]
        if len(common) == len(criteria):
            return all_of(common)
        cohorts = []
        for cohort in self.protocol.cohorts:
            own = [self.criterion(each.key) for each in criteria if each.cohort == cohort.key]
            entered = TRUE if cohort.statement is None else self.judge(cohort.statement)
            cohorts.append(all_of([TRUE, entered, *own]))
        return all_of([*common, any_of(cohorts)])

    # ------------------------------------------------------------------------------- criteria

    def path(self, key: str) -> list[ir.Criterion]:
        """From a criterion of the protocol to the part of it with this key."""

        def below(criteria: tuple[ir.Criterion, ...]) -> list[ir.Criterion]:
            for criterion in criteria:
                if criterion.key == key:
                    return [criterion]
                rest = below(criterion.parts)
                if rest:
                    return [criterion, *rest]
            return []

        return below(self.protocol.criteria)

    def lets_in(self, path: Sequence[ir.Criterion]) -> Judged:
        """True where the last of the path lets the participant in, false where it keeps them out.
        The subgroups of all it is a part of stand around it (MEANING 1.7 and 2.2), and a milestone
        that one of them is assessed at must have its day (9.1)."""
        judged = self.turned(path)
        groups = [self.subgroup(each.subgroup) for each in path if each.subgroup is not None]
        awaited = self.awaited(path)
        if awaited:
            outside = any(not group.may_be(T) for group in groups)
            return NOT_APPLICABLE if outside else open_between(T, F, because=awaited)
        for group in groups:
            judged = when(group, judged)
        return judged

    def awaited(self, path: Sequence[ir.Criterion]) -> Reasons:
        """Why a milestone at which the criterion is assessed has no day."""
        dates = [self.chart.milestone(each.assessed) for each in path if each.assessed is not None]
        return frozenset(why for date in dates if date.days == ANY_DAY for why in date.why)

    def turned(self, path: Sequence[ir.Criterion]) -> Judged:
        """The body, or the parts, from the participant's side."""
        criterion = path[-1]
        if criterion.body is None:
            parts = []
            for part in criterion.parts:
                judged = self.turned([*path, part])
                awaited = self.awaited([part])
                if awaited:
                    judged = open_between(T, F, because=awaited)
                if part.subgroup is not None:
                    judged = when(self.subgroup(part.subgroup), judged)
                parts.append(judged)
            return all_of(parts)
        judged = self.body(path)
        return negation(judged) if criterion.excluding else judged

    def body(self, path: Sequence[ir.Criterion]) -> Judged:
        """As it is written; where a reading that keeps the participant out may be repeated, both
        are possible still (MEANING 9.2)."""
        criterion = path[-1]
        assert criterion.body is not None
        repeat = next((each.repeat for each in reversed(path) if each.repeat is not None), None)
        if repeat is None:
            return self.judge(criterion.body)
        named = (each.assessed for each in reversed(path) if each.assessed is not None)
        repeated = Repeated(repeat, next(named, self.protocol.assessed_at))
        inside = type(self)(self.protocol, self.participant, self.steps, repeated, self.assumed)
        judged = inside.judge(criterion.body)
        keeps_out = T if criterion.excluding else F
        groups = [self.subgroup(each.subgroup) for each in path if each.subgroup is not None]
        if not judged.must_be(keeps_out) or not all(group.must_be(T) for group in groups):
            return judged
        again = [datum for datum in repeat.data if inside.can_be_repeated(datum, repeated)]
        without = replace(
            self.participant,
            missing={**self.participant.missing, **dict.fromkeys(again, "not recorded")},
        )
        before = type(self)(self.protocol, without, self.steps, repeated)
        if not again or before.judge(criterion.body).must_be(keeps_out):
            return judged
        return open_between(T, F, because={Reason(datum, "to be repeated") for datum in again})

    def can_be_repeated(self, datum: str, repeated: Repeated) -> bool:
        if datum in self.participant.missing:
            return False
        after = [self.chart.is_repeated(each) for each in self.chart.listed(datum)]
        return sum(each.must_be(T) for each in after) < repeated.repeat.times

    def outcomes(self, path: Sequence[ir.Criterion]) -> frozenset[Outcome]:
        """Of the body as it is written, before subgroup and direction; of a criterion of a unit all
        that it gives for any candidate."""
        if path[0].unit is None:
            return self.body(path).outcomes
        unit = self.protocol.unit(path[0].unit)
        if unit.datum in self.participant.missing:
            return frozenset({T, F})
        found = [each.inside.body(path).outcomes for each in self.possible(unit)]
        return frozenset(outcome for each in found for outcome in each)

    def applies(self, path: Sequence[ir.Criterion], statement: ir.Statement | None) -> Judged:
        """Whether a duty or a permission of a criterion holds, which is for its subgroups."""
        unit = None if path[0].unit is None else self.protocol.unit(path[0].unit)
        if statement is None:
            judged = TRUE
        elif unit is None:
            judged = self.judge(statement)
        elif unit.datum in self.participant.missing:
            judged = open_between(T, F, because=self.chart.state(unit.datum))
        else:
            of_each = [
                all_of([each.is_one, each.inside.judge(statement)]) for each in self.possible(unit)
            ]
            judged = any_of([FALSE, *of_each])
        for each in path:
            if each.subgroup is not None:
                judged = when(self.subgroup(each.subgroup), judged)
        return judged

    # ------------------------------------------------------------------------------- statuses

    def status(self, key: str) -> Status:
        """Of a criterion or part; of those of a unit the count over the candidates."""
        path = self.path(key)
        if path[0].unit is None:
            return self.own_status(path)
        return self.of_candidates(self.protocol.unit(path[0].unit), path)

    def own_status(self, path: Sequence[ir.Criterion]) -> Status:
        judged = self.lets_in(path)
        criterion = path[-1]
        if criterion.body is None:
            found = worst(self.own_status([*path, part]).status for part in criterion.parts)
        else:
            found = self.status_of(judged, is_delay=path[0].kind == "delay")
        is_open = found in ("unknown", "pending")
        return Status(found, judged.reasons if is_open else NO_REASONS)

    def status_of(self, judged: Judged, is_delay: bool) -> str:
        """Of a body turned to the participant's side: true lets in (MEANING 2.1 and 9.3)."""
        if judged.must_be(N):
            return "pass" if is_delay else "not applicable"
        if not judged.may_be(F):
            return "pass"
        if judged.must_be(F):
            return "delayed" if is_delay else "fail"
        dates = {Reason(milestone.key, "not recorded") for milestone in self.protocol.milestones}
        to_come = all(each in dates or each.why in _TO_COME for each in judged.reasons)
        return "pending" if judged.reasons and to_come else "unknown"

    # ---------------------------------------------------------------------- units of analysis

    def possible(self, unit: ir.UnitOfAnalysis) -> list[_Possible]:
        """The things of the record that are, or may be, candidates (MEANING 9.4)."""
        found = []
        for number, entry in enumerate(self.participant.lists[unit.datum], 1):
            inside = self.with_entry(unit.datum, unit.datum, entry)
            is_one = TRUE if unit.where is None else inside.judge(unit.where)
            if is_one.may_be(T):
                found.append(_Possible(self.candidate_name(unit, entry, number), is_one, inside))
        return found

    def candidate_name(self, unit: ir.UnitOfAnalysis, entry: Entry, number: int) -> str:
        return entry.id or f"{self.protocol.datum(unit.datum).name} {number}"

    def of_candidates(self, unit: ir.UnitOfAnalysis, path: Sequence[ir.Criterion]) -> Status:
        """One criterion of a unit: as many candidates as asked must pass it."""
        if unit.datum in self.participant.missing:
            return Status("unknown", self.chart.state(unit.datum))
        possible = self.possible(unit)
        statuses = [each.inside.own_status(path) for each in possible]
        found = self.counted(unit, possible, statuses)
        if found.status == "pass" and all(each.status == "not applicable" for each in statuses):
            return Status("not applicable")
        return found

    def unit_status(self, unit: ir.UnitOfAnalysis, criteria: Collection[str]) -> Status:
        """Over those of the unit's criteria that have these keys."""
        if unit.datum in self.participant.missing:
            return Status("unknown", self.chart.state(unit.datum))
        possible = self.possible(unit)
        return self.counted(
            unit, possible, [self.standing(unit, each, criteria) for each in possible]
        )

    def standing(
        self, unit: ir.UnitOfAnalysis, candidate: _Possible, criteria: Collection[str]
    ) -> Status:
        statuses = [
            candidate.inside.own_status([criterion])
            for criterion in self.protocol.criteria
            if criterion.unit == unit.key and criterion.key in criteria
        ]
        found = worst(each.status for each in statuses)
        reasons = frozenset(why for each in statuses for why in each.reasons)
        return Status("pass" if found == "not applicable" else found, reasons)

    def counted(
        self, unit: ir.UnitOfAnalysis, possible: Sequence[_Possible], statuses: Sequence[Status]
    ) -> Status:
        """MEANING 9.4."""
        pairs = list(zip(possible, statuses, strict=True))
        good = ("pass", "not applicable")
        if sum(each.is_one.must_be(T) and s.status in good for each, s in pairs) >= unit.least:
            return Status("pass")
        counting = [(each, status) for each, status in pairs if status.status != "fail"]
        if len(counting) < unit.least:
            return Status("fail")
        found = worst(
            status.status if each.is_one.must_be(T) else "unknown" for each, status in counting
        )
        reasons = frozenset(
            why for each, status in counting for why in each.is_one.reasons | status.reasons
        )
        return Status(found, reasons if found in ("unknown", "pending") else NO_REASONS)

    def candidates(self, unit: ir.UnitOfAnalysis) -> tuple[Candidate, ...]:
        if unit.datum in self.participant.missing:
            return ()
        flat = self.protocol.flat_criteria()
        own = [path for each in flat if (path := self.path(each.key))[0].unit == unit.key]
        keys = {path[0].key for path in own}
        return tuple(
            Candidate(
                each.name,
                self.standing(unit, each, keys).status,
                {path[-1].key: each.inside.own_status(path).status for path in own},
            )
            for each in self.possible(unit)
        )
