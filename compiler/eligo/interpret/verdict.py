"""Status of each criterion, the verdict and the duties of one participant (MEANING 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from eligo import ir
from eligo.interpret.dates import FIRST_DAY, LAST_DAY, calendar_day
from eligo.interpret.numbers import Interval, hull
from eligo.interpret.outcomes import TRUE, F, Judged, N, Outcome, Reason, when
from eligo.interpret.readings import in_every_world
from eligo.interpret.record import read
from eligo.interpret.statements import Interpreter


@dataclass(frozen=True)
class Assessment:
    """What the criteria say of a participant. Criteria and their parts stand under their keys."""

    verdict: str  # eligible, meets the known criteria, undetermined, ineligible
    statuses: Mapping[str, str]  # pass, fail, unknown, pending, not applicable
    reasons: Mapping[str, tuple[Reason, ...]]  # sorted; empty unless unknown or pending
    outcomes: Mapping[
        str, frozenset[Outcome]
    ]  # of each body as it is written, before subgroup and direction
    subgroups: Mapping[str, frozenset[Outcome]]
    missing: frozenset[str]  # the items of all reasons


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
    statuses: dict[str, str] = {}
    reasons: dict[str, tuple[Reason, ...]] = {}
    outcomes: dict[str, frozenset[Outcome]] = {}
    for criterion in reversed(protocol.flat_criteria()):  # parts before what they are parts of
        judged = interpreter.criterion(criterion.key)
        status = _status(interpreter, criterion, protocol)
        if criterion.body is not None:
            outcomes[criterion.key] = interpreter.judge(criterion.body).outcomes
        statuses[criterion.key] = status
        is_open = status in ("unknown", "pending")
        reasons[criterion.key] = tuple(sorted(judged.reasons)) if is_open else ()
    in_order = [criterion.key for criterion in protocol.flat_criteria()]
    return Assessment(
        verdict_of([statuses[criterion.key] for criterion in protocol.criteria], protocol),
        {key: statuses[key] for key in in_order},
        {key: reasons[key] for key in in_order},
        {key: outcomes[key] for key in in_order if key in outcomes},
        {each.key: interpreter.subgroup(each.key).outcomes for each in protocol.subgroups},
        frozenset(reason.item for each in reasons.values() for reason in each),
    )


def status(protocol: ir.Protocol, criterion: str, record: Mapping[str, object]) -> str:
    """The status of one criterion alone. Raises RecordError where the record cannot be understood."""
    interpreter = Interpreter(protocol, read(protocol, record))
    return _status(interpreter, protocol.criterion(criterion), protocol)


def _status(interpreter: Interpreter, criterion: ir.Criterion, protocol: ir.Protocol) -> str:
    if criterion.body is None:
        return status_of_parts([_status(interpreter, p, protocol) for p in criterion.parts])
    return status_of(interpreter.criterion(criterion.key), protocol)


def status_of(judged: Judged, protocol: ir.Protocol) -> str:
    """Of a body turned to the participant's side: true lets in (MEANING 2.1)."""
    if judged.must_be(N):
        return "not applicable"
    if not judged.may_be(F):
        return "pass"
    if judged.must_be(F):
        return "fail"
    dates = {Reason(milestone.key, "not recorded") for milestone in protocol.milestones}
    return "pending" if judged.reasons and judged.reasons <= dates else "unknown"


def status_of_parts(statuses: list[str]) -> str:
    """MEANING 2.2."""
    for status in ("fail", "unknown", "pending", "pass"):
        if status in statuses:
            return status
    return "not applicable"


def verdict_of(statuses: list[str], protocol: ir.Protocol) -> str:
    """MEANING 2.3."""
    if "fail" in statuses:
        return "ineligible"
    if "unknown" in statuses or "pending" in statuses:
        return "undetermined"
    return "meets the known criteria" if protocol.not_known else protocol.best_verdict


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
        applies = TRUE if duty.when is None else interpreter.judge(duty.when)
        for subgroup in interpreter.subgroups_around(criterion.key):
            applies = when(interpreter.subgroup(subgroup), applies)
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
