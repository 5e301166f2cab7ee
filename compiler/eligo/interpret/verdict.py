"""Status of each criterion, the verdict and the duties of one participant (MEANING 2 and 9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from eligo import ir
from eligo.interpret.criteria import Candidate, Interpreter, Status
from eligo.interpret.dates import FIRST_DAY, LAST_DAY, calendar_day
from eligo.interpret.numbers import Interval, hull
from eligo.interpret.outcomes import TRUE, Outcome, Reason, T
from eligo.interpret.record import read
from eligo.interpret.worlds import in_every_world


@dataclass(frozen=True)
class UnitAssessment:
    """Status of a unit of analysis over its criteria, and of each thing that may be a candidate."""

    status: str  # pass, fail, unknown, pending, delayed
    reasons: tuple[Reason, ...]  # sorted; empty unless unknown or pending
    candidates: tuple[Candidate, ...]  # in the order of the record


@dataclass(frozen=True, order=True)
class Assumption:
    """A fallback that stands in for the statement of a criterion (MEANING 8.3)."""

    criterion: str
    because: str


@dataclass(frozen=True)
class PermissionHeld:
    """Whether a permission of a criterion applies."""

    criterion: str
    permission: str  # its id
    text: str
    applies: frozenset[Outcome]


@dataclass(frozen=True)
class Assessment:
    """What the criteria say of a participant. Criteria and their parts stand under their keys."""

    verdict: str  # eligible, meets the known criteria, delayed, undetermined, ineligible
    statuses: Mapping[str, str]  # pass, fail, unknown, pending, delayed, not applicable
    reasons: Mapping[str, tuple[Reason, ...]]  # sorted; empty unless unknown or pending
    outcomes: Mapping[
        str, frozenset[Outcome]
    ]  # of each body as it is written, before subgroup and direction
    subgroups: Mapping[str, frozenset[Outcome]]
    missing: frozenset[str]  # the items of all reasons
    units: Mapping[str, UnitAssessment]
    cohorts: Mapping[str, str]  # the verdict for each
    stages: Mapping[str, str]  # the verdict over each
    assumptions: tuple[Assumption, ...]  # in order of the criteria, then of the words; each once
    permissions: tuple[PermissionHeld, ...]

    def json(self) -> dict[str, object]:
        """As a JSON object: verdict, statuses, reasons, units, cohorts, stages, assumptions and the
        permissions that apply or may apply."""
        return {
            "verdict": self.verdict,
            "statuses": dict(self.statuses),
            "reasons": {
                key: [[each.item, each.why] for each in reasons]
                for key, reasons in self.reasons.items()
                if reasons
            },
            "units": {
                key: {
                    "status": unit.status,
                    "candidates": [
                        {
                            "name": each.name,
                            "standing": each.standing,
                            "statuses": dict(each.statuses),
                        }
                        for each in unit.candidates
                    ],
                }
                for key, unit in self.units.items()
            },
            "cohorts": dict(self.cohorts),
            "stages": dict(self.stages),
            "assumptions": [
                {"criterion": each.criterion, "because": each.because} for each in self.assumptions
            ],
            "permissions": [
                {"criterion": each.criterion, "text": each.text, "certain": each.applies == {T}}
                for each in self.permissions
                if T in each.applies
            ],
        }


@dataclass(frozen=True)
class DutyPeriod:
    """From when until when a duty holds: first and last possible day of each, None where there is
    no such limit, and whether it applies."""

    duty: str
    start: tuple[date | None, date | None]
    until: tuple[date | None, date | None]
    applies: frozenset[Outcome]


def assess(protocol: ir.Protocol, record: Mapping[str, object]) -> Assessment:
    """Raises RecordError where the record cannot be understood."""
    interpreter = Interpreter(protocol, read(protocol, record))
    statuses: dict[str, Status] = {}
    outcomes: dict[str, frozenset[Outcome]] = {}
    assumptions: list[Assumption] = []
    permissions: list[PermissionHeld] = []
    for criterion in protocol.flat_criteria():
        path = interpreter.path(criterion.key)
        interpreter.assumed.clear()
        statuses[criterion.key] = interpreter.status(criterion.key)
        if criterion.body is not None:
            outcomes[criterion.key] = interpreter.outcomes(path)
            found = set(interpreter.assumed)
            assumptions += sorted(Assumption(criterion.key, because) for because in found)
        permissions += [
            PermissionHeld(
                criterion.key, each.id, each.text, interpreter.applies(path, each.when).outcomes
            )
            for each in criterion.permissions
        ]
    every = {criterion.key for criterion in protocol.criteria}
    whole = Sheet(interpreter, {key: each.status for key, each in statuses.items()})
    units = {
        unit.key: _unit(interpreter, unit, interpreter.unit_status(unit, every))
        for unit in protocol.units
    }
    reasons = {key: tuple(sorted(each.reasons)) for key, each in statuses.items()}
    all_reasons = [*reasons.values(), *(unit.reasons for unit in units.values())]
    return Assessment(
        whole.verdict(protocol.criteria),
        whole.statuses,
        reasons,
        outcomes,
        {each.key: interpreter.subgroup(each.key).outcomes for each in protocol.subgroups},
        frozenset(reason.item for each in all_reasons for reason in each),
        units,
        {each.key: whole.of_cohort(each, protocol.criteria) for each in protocol.cohorts},
        {
            stage.key: whole.verdict(
                [each for each in protocol.criteria if each.stage == stage.key]
            )
            for stage in protocol.stages
        },
        tuple(assumptions),
        tuple(permissions),
    )


def _unit(interpreter: Interpreter, unit: ir.UnitOfAnalysis, status: Status) -> UnitAssessment:
    reasons = tuple(sorted(status.reasons))
    return UnitAssessment(status.status, reasons, interpreter.candidates(unit))


@dataclass(frozen=True)
class Sheet:
    """The statuses of all criteria of one participant, and the verdicts over some of them."""

    interpreter: Interpreter
    statuses: Mapping[str, str]

    def verdict(self, criteria: Sequence[ir.Criterion]) -> str:
        """Over criteria of the protocol; where it has cohorts, the best of them (MEANING 9.5)."""
        protocol = self.interpreter.protocol
        if not protocol.cohorts:
            return self.of_these(criteria)
        found = [self.of_cohort(cohort, criteria) for cohort in protocol.cohorts]
        return next(each for each in _best_first(protocol) if each in found)

    def of_cohort(self, cohort: ir.Cohort, criteria: Sequence[ir.Criterion]) -> str:
        entered = TRUE
        if cohort.statement is not None:
            entered = self.interpreter.judge(cohort.statement)
        if not entered.may_be(T):
            return "ineligible"
        found = self.of_these([each for each in criteria if each.cohort in (None, cohort.key)])
        return found if entered.must_be(T) or found == "ineligible" else "undetermined"

    def of_these(self, criteria: Sequence[ir.Criterion]) -> str:
        """MEANING 2.3; those of a unit count through their unit (9.4)."""
        keys = {criterion.key for criterion in criteria}
        statuses = [self.statuses[each.key] for each in criteria if each.unit is None]
        protocol = self.interpreter.protocol
        for unit in protocol.units:
            whole = len(keys) == len(protocol.criteria)
            if whole or any(each.unit == unit.key for each in criteria):
                statuses.append(self.interpreter.unit_status(unit, keys).status)
        return verdict_of(statuses, protocol)


def status(protocol: ir.Protocol, criterion: str, record: Mapping[str, object]) -> str:
    """The status of one criterion alone. Raises RecordError where the record cannot be understood."""
    return Interpreter(protocol, read(protocol, record)).status(criterion).status


def verdict_of(statuses: Collection[str], protocol: ir.Protocol) -> str:
    """MEANING 2.3 and 9.3."""
    if "fail" in statuses:
        return "ineligible"
    if "unknown" in statuses or "pending" in statuses:
        return "undetermined"
    if "delayed" in statuses:
        return "delayed"
    return _best_first(protocol)[0]


def _best_first(protocol: ir.Protocol) -> tuple[str, ...]:
    best = "meets the known criteria" if protocol.not_known else protocol.best_verdict
    return (best, "delayed", "undetermined", "ineligible")


def judge(
    protocol: ir.Protocol, statement: ir.Statement, record: Mapping[str, object]
) -> tuple[frozenset[Outcome], frozenset[Reason]]:
    """One statement that stands outside any definition."""
    judged = Interpreter(protocol, read(protocol, record)).judge(statement)
    return judged.outcomes, judged.reasons


def measure(protocol: ir.Protocol, number: ir.Number, record: Mapping[str, object]) -> Interval:
    """One number that stands outside any definition; all that it may be."""
    interpreter = Interpreter(protocol, read(protocol, record))
    return hull(
        value for value, _ in in_every_world(lambda world: interpreter.number(number, world))
    )


def duty_periods(
    protocol: ir.Protocol, criterion: ir.Criterion, record: Mapping[str, object]
) -> tuple[DutyPeriod, ...]:
    """A duty of a criterion that is for a subgroup holds for that subgroup (MEANING 1.7)."""
    interpreter = Interpreter(protocol, read(protocol, record))
    periods = []
    for duty in criterion.duties:
        applies = interpreter.applies(interpreter.path(criterion.key), duty.when)
        start, until = (_days(interpreter, day) for day in (duty.start, duty.until))
        periods.append(DutyPeriod(duty.id, start, until, applies.outcomes))
    return tuple(periods)


def _days(interpreter: Interpreter, node: ir.Date) -> tuple[date | None, date | None]:
    """First and last possible day; None where nothing is known, and both where the date is
    `none`."""
    found = [
        dated.days for dated, _ in in_every_world(lambda world: interpreter.chart.date(node, world))
    ]
    known = [days for days in found if days is not None]
    if not known:
        return None, None
    first, last = min(days.first for days in known), max(days.last for days in known)
    return (
        None if first <= FIRST_DAY else calendar_day(first),
        None if last >= LAST_DAY else calendar_day(last),
    )
