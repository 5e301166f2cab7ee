"""The verdict on a participant: statuses, verdict and what stands behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from . import VERSION
from .outcomes import TRUE, Outcomes, Status, lets_in, status_of, words
from .record import Record
from .trace import NOT_RECORDED, Reason
from .values import Measurements, Results

if TYPE_CHECKING:
    from .explain import Case, ExplainedRules
    from .explanation import Explained

Verdict: TypeAlias = Literal["ineligible", "undetermined", "eligible", "meets the known criteria"]
Membership: TypeAlias = Literal["in", "out", "unknown"]


@dataclass(frozen=True)
class Identity:
    """What a verdict came from: enough to replay it."""

    protocol: str
    version: str
    source: str
    source_sha256: str
    vocabularies_sha256: str
    eligo_version: str
    runtime_version: str = VERSION

    def to_json(self) -> dict[str, str]:
        return {
            "protocol": self.protocol,
            "version": self.version,
            "source": self.source,
            "source_sha256": self.source_sha256,
            "vocabularies_sha256": self.vocabularies_sha256,
            "eligo_version": self.eligo_version,
            "runtime_version": self.runtime_version,
        }


@dataclass(frozen=True)
class Criterion:
    """A criterion or a part of one; `excluding`: a true body keeps the participant out."""

    key: str
    label: str
    title: str
    kind: Literal["inclusion", "exclusion"]
    excluding: bool
    line: int
    subgroup: str | None = None
    part_of: str | None = None
    parts: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()  # those it reads


@dataclass(frozen=True)
class CriterionResult:
    key: str
    label: str
    title: str
    status: Status
    subgroup: str | None

    def to_json(self) -> dict[str, object]:
        return {
            "label": self.label,
            "title": self.title,
            "status": self.status,
            "subgroup": self.subgroup,
        }


@dataclass(frozen=True)
class Rules:
    """A protocol as functions; `explained` imports what only explanations need."""

    identity: Identity
    criteria: tuple[Criterion, ...]
    best_verdict: Literal["eligible", "meets the known criteria"]
    assessed_at: str
    functions: Mapping[str, Callable[..., Outcomes]]  # of the criteria with a body
    outcomes: Callable[..., dict[str, Outcomes]]
    subgroups: Callable[..., dict[str, Outcomes]]
    explained: Callable[[], ExplainedRules]


@dataclass(frozen=True)
class Result:
    """The verdict on one participant."""

    verdict: Verdict
    criteria: Mapping[str, CriterionResult]
    subgroups: Mapping[str, Membership]
    outcomes: Mapping[str, Outcomes]  # of the bodies; true of an exclusion keeps out
    assumptions: tuple[str, ...]
    identity: Identity
    explained: bool
    rules: Rules = field(repr=False)
    participant: Record = field(repr=False)

    @cached_property
    def case(self) -> Case:
        from .explain import Case

        return Case(self.rules.explained(), self.participant)

    @cached_property
    def missing(self) -> Mapping[str, tuple[Reason, ...]]:
        """Why each criterion that is unknown or pending is so."""
        return {
            key: tuple(sorted(self.case.criterion(key).reasons))
            for key, criterion in self.criteria.items()
            if criterion.status in ("unknown", "pending")
        }

    @cached_property
    def explanation(self) -> Explained | None:
        """Trees, what to ask next, when to come back, duties; only where it was asked for."""
        if not self.explained:
            return None
        from .explanation import Explained

        return Explained(self)

    def to_json(self) -> dict[str, object]:
        shown: dict[str, object] = {
            "verdict": self.verdict,
            "criteria": {key: each.to_json() for key, each in self.criteria.items()},
            "subgroups": dict(self.subgroups),
            "outcomes": {key: list(words(each)) for key, each in self.outcomes.items()},
            "missing": {
                key: [list(reason) for reason in reasons] for key, reasons in self.missing.items()
            },
            "assumptions": list(self.assumptions),
            "identity": self.identity.to_json(),
        }
        if self.explanation is not None:
            shown["explanation"] = self.explanation.to_json()
        return shown


def evaluate(rules: Rules, participant: Record, explain: bool = False) -> Result:
    """The verdict; nothing of the explanation is loaded unless it is needed."""
    outcomes = rules.outcomes(participant)
    statuses = _statuses(rules, participant, outcomes)
    top_level = [statuses[each.key] for each in rules.criteria if each.part_of is None]
    return Result(
        verdict=verdict_of(top_level, rules.best_verdict),
        criteria={
            each.key: CriterionResult(
                each.key, each.label, each.title, statuses[each.key], each.subgroup
            )
            for each in rules.criteria
        },
        subgroups={key: _membership(each) for key, each in rules.subgroups(participant).items()},
        outcomes=outcomes,
        assumptions=tuple(
            key
            for key, value in participant.fields().items()
            if isinstance(value, Measurements | Results) and value.assumed
        ),
        identity=rules.identity,
        explained=explain,
        rules=rules,
        participant=participant,
    )


def verdict_of(
    statuses: list[Status], best: Literal["eligible", "meets the known criteria"]
) -> Verdict:
    if "fail" in statuses:
        return "ineligible"
    if "unknown" in statuses or "pending" in statuses:
        return "undetermined"
    return best


def _membership(outcomes: Outcomes) -> Membership:
    if outcomes == TRUE:
        return "in"
    return "unknown" if outcomes & TRUE else "out"


def _statuses(
    rules: Rules, participant: Record, outcomes: Mapping[str, Outcomes]
) -> dict[str, Status]:
    undated = {key for key, day in participant.visits().items() if day.state}
    tagged = _tags(participant) if undated else set()
    case: Case | None = None
    found: dict[str, Status] = {}
    # Parts follow their criterion, so the last first.
    for criterion in reversed(rules.criteria):
        if criterion.parts:
            found[criterion.key] = _status_of_parts([found[part] for part in criterion.parts])
            continue
        status = status_of(lets_in(outcomes[criterion.key], criterion.excluding))
        if status == "unknown" and undated & {*criterion.milestones, *tagged}:
            # Only where a milestone without a date plays a part can an unknown be pending.
            if case is None:
                from .explain import Case

                case = Case(rules.explained(), participant)
            reasons = case.criterion(criterion.key).reasons
            if reasons and all(item in undated and why == NOT_RECORDED for item, why in reasons):
                status = "pending"
        found[criterion.key] = status
    return found


def _tags(participant: Record) -> set[str]:
    """The visits that entries are tagged with."""
    return {
        entry.visit
        for value in participant.fields().values()
        if isinstance(value, Measurements | Results)
        for entry in value.entries
        if entry.visit
    }


def _status_of_parts(parts: list[Status]) -> Status:
    order: tuple[Status, ...] = ("fail", "unknown", "pending")
    for status in order:
        if status in parts:
            return status
    return "not applicable" if all(part == "not applicable" for part in parts) else "pass"
