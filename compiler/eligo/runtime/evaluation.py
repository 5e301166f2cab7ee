"""The verdict on a participant: statuses, verdict and what stands behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from . import VERSION
from .judging import Judging, UnitResult, Verdict, states_of
from .outcomes import TRUE, Outcomes, Status, words
from .record import Record
from .repeats import Repeat
from .trace import NOT_AVAILABLE, NOT_RECORDED, Reason
from .values import Measurements, PairedReadings, Results, Things, Value

if TYPE_CHECKING:
    from .explain import Case, ExplainedRules
    from .explanation import Explained

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
class Fallback:
    """What stands in for a statement where a datum (or attribute) is not available."""

    datum: str
    because: str
    if_not_recorded: bool = False


@dataclass(frozen=True)
class Unit:
    """What some criteria are about: things of a record, of which at least so many must pass."""

    key: str
    label: str
    datum: str
    least: int
    where: Callable[..., Outcomes] | None


@dataclass(frozen=True)
class Cohort:
    key: str
    label: str


@dataclass(frozen=True)
class Stage:
    key: str
    label: str
    milestone: str


@dataclass(frozen=True)
class Criterion:
    """A criterion or a part of one; `excluding`: a true body keeps the participant out."""

    key: str
    label: str
    title: str
    kind: Literal["inclusion", "exclusion", "delay"]
    excluding: bool
    line: int
    subgroup: str | None = None
    part_of: str | None = None
    parts: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()  # those it reads
    unit: str | None = None
    cohort: str | None = None
    stage: str | None = None
    assessed: str | None = None  # the milestone without whose day it is pending
    only_for: tuple[str, ...] = ()  # the subgroups around one that is assessed at a milestone
    delays: str | None = None  # the milestone that a delay postpones
    repeat: Repeat | None = None
    awaits: bool = False  # something may have to be done first
    fallbacks: tuple[Fallback, ...] = ()


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
    units: tuple[Unit, ...] = ()
    of_one: Mapping[str, Callable[..., Outcomes]] = field(default_factory=dict)
    cohorts: tuple[Cohort, ...] = ()
    cohort_outcomes: Callable[..., dict[str, Outcomes]] | None = None
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True)
class Result:
    """The verdict on one participant."""

    verdict: Verdict
    criteria: Mapping[str, CriterionResult]
    subgroups: Mapping[str, Membership]
    outcomes: Mapping[str, Outcomes]  # of the bodies; true of an exclusion keeps out
    assumptions: tuple[str, ...]
    fallbacks: tuple[tuple[str, str], ...]  # (criterion, because) of those that were used
    units: Mapping[str, UnitResult]
    cohorts: Mapping[str, Verdict]
    stages: Mapping[str, Verdict]
    identity: Identity
    explained: bool
    reasons: Mapping[str, frozenset[Reason]] = field(repr=False)  # other than of the rule itself
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
            key: tuple(sorted(self.reasons[key] or self.case.criterion(key).reasons))
            for key, criterion in self.criteria.items()
            if criterion.status in ("unknown", "pending")
        }

    @cached_property
    def permissions(self) -> tuple[Mapping[str, object], ...]:
        """What the criteria permit all the same."""
        if not any(rule.permissions for rule in self.rules.explained().criteria.values()):
            return ()
        return tuple(each for key in self.criteria for each in self.case.permissions(key))

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
            "fallbacks": [
                {"criterion": key, "because": because} for key, because in self.fallbacks
            ],
            "units": {key: each.to_json() for key, each in self.units.items()},
            "cohorts": dict(self.cohorts),
            "stages": dict(self.stages),
            "permissions": [dict(each) for each in self.permissions],
            "identity": self.identity.to_json(),
        }
        if self.explanation is not None:
            shown["explanation"] = self.explanation.to_json()
        return shown


def evaluate(rules: Rules, participant: Record, explain: bool = False) -> Result:
    """The verdict; nothing of the explanation is loaded unless it is needed."""
    outcomes = rules.outcomes(participant)
    judged = Judging(rules, participant, outcomes)
    statuses = judged.statuses()
    units = judged.units()
    whole = [each for each in rules.criteria if each.part_of is None]
    return Result(
        verdict=judged.verdict(whole),
        criteria={
            each.key: CriterionResult(
                each.key, each.label, each.title, statuses[each.key], each.subgroup
            )
            for each in rules.criteria
        },
        subgroups={key: _membership(each) for key, each in rules.subgroups(participant).items()},
        outcomes=outcomes,
        assumptions=tuple(dict.fromkeys(_assumed(participant.fields().values()))),
        fallbacks=_fallbacks(rules, participant),
        units=units,
        cohorts=judged.cohorts(whole),
        stages={
            stage.key: judged.verdict([each for each in whole if each.stage == stage.key])
            for stage in rules.stages
        },
        identity=rules.identity,
        explained=explain,
        reasons=judged.reasons,
        rules=rules,
        participant=participant,
    )


def _membership(outcomes: Outcomes) -> Membership:
    if outcomes == TRUE:
        return "in"
    return "unknown" if outcomes & TRUE else "out"


def _assumed(values: Iterable[Value]) -> Iterator[str]:
    """The keys of single readings without a day, those in the things of a record too."""
    for value in values:
        if isinstance(value, Measurements | PairedReadings | Results) and value.assumed:
            yield value.key
        elif isinstance(value, Things):
            for thing in value.entries:
                if thing.entry is not None:
                    yield from _assumed(thing.entry.fields().values())


def _fallbacks(rules: Rules, participant: Record) -> tuple[tuple[str, str], ...]:
    """Criterion and reason of every fallback that stands in for its statement."""
    fields = participant.fields()
    found: dict[tuple[str, str], None] = {}
    for criterion in rules.criteria:
        for fallback in criterion.fallbacks:
            states = {NOT_AVAILABLE, NOT_RECORDED} if fallback.if_not_recorded else {NOT_AVAILABLE}
            if states & states_of(fields, fallback.datum):
                found[criterion.key, fallback.because] = None
    return tuple(found)
