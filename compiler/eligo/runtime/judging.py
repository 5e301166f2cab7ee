"""From outcomes to statuses and verdicts: of criteria, units, cohorts and stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from .at_hand import Entry, Where, name_of_thing
from .candidates import candidates_of
from .outcomes import TRUE, Outcomes, Status, lets_in, status_of
from .record import Record
from .repeats import to_be_repeated
from .trace import NOT_RECORDED, TO_BE_DONE, TO_BE_REPEATED, Reason
from .values import (
    Measurements,
    Occurrences,
    PairedReadings,
    Results,
    Things,
    Value,
)

if TYPE_CHECKING:
    from .evaluation import Criterion, Rules, Unit
    from .explain import Case

Verdict: TypeAlias = Literal[
    "ineligible", "undetermined", "delayed", "eligible", "meets the known criteria"
]

# What the status of a whole is, where one of its parts has it; else it passes.
# What a decided delay is: one that does not apply postpones nothing (MEANING 9.3).
_OF_DELAYS: Final[Mapping[Status, Status]] = {"fail": "delayed", "not applicable": "pass"}
_WORST_FIRST: Final[tuple[Status, ...]] = ("fail", "unknown", "pending", "delayed")
_VERDICTS: Final[dict[Status, Verdict]] = {
    "fail": "ineligible",
    "unknown": "undetermined",
    "pending": "undetermined",
    "delayed": "delayed",
}
_BEST_FIRST: Final[tuple[Verdict, ...]] = (
    "eligible",
    "meets the known criteria",
    "delayed",
    "undetermined",
    "ineligible",
)


@dataclass(frozen=True)
class Candidate:
    """A thing of a record that may be a candidate of a unit: how it stands."""

    name: str
    is_candidate: Literal["yes", "unknown"]
    standing: Status
    criteria: Mapping[str, Status]

    def to_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "is_candidate": self.is_candidate,
            "standing": self.standing,
            "criteria": dict(self.criteria),
        }


@dataclass(frozen=True)
class UnitResult:
    key: str
    label: str
    status: Status
    candidates: tuple[Candidate, ...]

    def to_json(self) -> dict[str, object]:
        return {
            "label": self.label,
            "status": self.status,
            "candidates": [each.to_json() for each in self.candidates],
        }


class Judging:
    """One participant's outcomes under the rules."""

    def __init__(self, rules: Rules, participant: Record, outcomes: Mapping[str, Outcomes]) -> None:
        self._rules = rules
        self._participant = participant
        self._outcomes = outcomes
        self._undated = {key for key, day in participant.visits().items() if day.state}
        self._statuses: dict[str, Status] = {}
        # Reasons of a status that are not those of the rule: to come, to be repeated.
        self.reasons: dict[str, frozenset[Reason]] = {}

    @cached_property
    def _case(self) -> Case:
        from .explain import Case

        return Case(self._rules.explained(), self._participant)

    @cached_property
    def _subgroups(self) -> dict[str, Outcomes]:
        return self._rules.subgroups(self._participant)

    @cached_property
    def _tagged(self) -> set[str]:
        """The visits that entries are tagged with."""
        return {
            entry.visit
            for value in self._participant.fields().values()
            if isinstance(value, Measurements | PairedReadings | Results)
            for entry in value.entries
            if entry.visit
        }

    # ---------------------------------------------------------------------------- criteria

    def statuses(self) -> dict[str, Status]:
        # Parts follow their criterion, so the last first.
        for criterion in reversed(self._rules.criteria):
            self._statuses[criterion.key] = self._status(criterion)
        return self._statuses

    def _status(self, criterion: Criterion) -> Status:
        key = criterion.key
        self.reasons[key] = frozenset()
        if criterion.unit is not None:
            return self._of_unit(criterion)
        if criterion.assessed is not None and not self._has_day(criterion):
            if not self._is_for(criterion):
                return "not applicable"
            self.reasons[key] = self._awaited(criterion)
            return "pending" if all(map(self._is_to_come, self.reasons[key])) else "unknown"
        if criterion.parts:
            parts = [self._statuses[part] for part in criterion.parts]
            if all(part == "not applicable" for part in parts):
                return "not applicable"
            self.reasons[key] = frozenset().union(*(self.reasons[part] for part in criterion.parts))
            if self.reasons[key]:
                own = (p for p in criterion.parts if self._statuses[p] in ("unknown", "pending"))
                for part in own:
                    self.reasons[key] |= self.reasons[part] or self._case.criterion(part).reasons
            return worst(parts)
        side = lets_in(self._outcomes[key], criterion.excluding)
        status = status_of(side)
        if criterion.kind == "delay" and status in _OF_DELAYS:
            return _OF_DELAYS[status]
        if status == "fail" and criterion.repeat is not None:
            waiting = self._to_be_repeated(criterion)
            if waiting:
                self.reasons[key] = frozenset((datum, TO_BE_REPEATED) for datum in waiting)
                return "pending"
        if status == "unknown" and self._is_pending(criterion):
            return "pending"
        return status

    def _of_unit(self, criterion: Criterion) -> Status:
        """Of a criterion about a unit: whether enough candidates pass it."""
        key = criterion.key
        unit = next(each for each in self._rules.units if each.key == criterion.unit)
        things = self._participant.fields()[unit.datum]
        if things.state:
            self.reasons[key] = frozenset({(things.key, things.state)})
            return "unknown"
        candidates = [
            Candidate("", "yes" if sure else "unknown", self._of_one(criterion, place), {})
            for place, (_, sure) in enumerate(self._candidates[unit.key])
        ]
        found = _counted(candidates, unit.least)
        if found == "pass" and all(each.standing == "not applicable" for each in candidates):
            return "not applicable"
        if found in ("unknown", "pending"):
            counting = [place for place, each in enumerate(candidates) if each.standing != "fail"]
            self.reasons[key] = frozenset().union(
                *(self._why_candidate(criterion, place) for place in counting),
                *(self._why_of_one(criterion, place) for place in counting),
            )
        return found

    def _why_candidate(self, criterion: Criterion, place: int) -> frozenset[Reason]:
        """Why it is open whether a thing is a candidate."""
        *is_one, _ = self._case.criterion(criterion.key).children[place].children
        return is_one[0].reasons if is_one else frozenset()

    def _why_of_one(self, criterion: Criterion, place: int) -> frozenset[Reason]:
        """Why it is open whether a criterion lets a candidate in."""
        if criterion.assessed is not None and not self._has_day(criterion):
            return self._awaited(criterion) if self._is_for(criterion) else frozenset()
        return self._case.criterion(criterion.key).children[place].children[-1].reasons

    def _is_for(self, criterion: Criterion) -> bool:
        """Whether the participant may be in every subgroup around a criterion."""
        return all(self._subgroups[each] & TRUE for each in criterion.only_for)

    def _awaited(self, criterion: Criterion) -> frozenset[Reason]:
        """Why the milestone at which a criterion is assessed has no day."""
        assert criterion.assessed is not None
        day = self._participant.day_of(criterion.assessed)
        return frozenset({(day.item, day.why), *day.more})

    def _has_day(self, criterion: Criterion) -> bool:
        assert criterion.assessed is not None
        day = self._participant.day_of(criterion.assessed)
        return day.none or not day.unknown

    def _is_pending(self, criterion: Criterion) -> bool:
        """Only where a milestone without a date plays a part, or something is to be done, can an
        unknown be pending."""
        to_come = self._undated and self._undated & {*criterion.milestones, *self._tagged}
        if not to_come and not criterion.awaits and not self._repeats:
            return False
        reasons = self._case.criterion(criterion.key).reasons
        return bool(reasons) and all(self._is_to_come(reason) for reason in reasons)

    def _is_to_come(self, reason: Reason) -> bool:
        item, why = reason
        if why in (TO_BE_DONE, TO_BE_REPEATED):
            return True
        return item in self._undated and why == NOT_RECORDED

    @cached_property
    def _repeats(self) -> bool:
        return any(criterion.repeat is not None for criterion in self._rules.criteria)

    def _to_be_repeated(self, criterion: Criterion) -> tuple[str, ...]:
        """The readings that may be taken again, where the criterion would not fail without them."""
        assert criterion.repeat is not None
        function = self._rules.functions[criterion.key]
        excluding = criterion.excluding
        return to_be_repeated(self._participant, function, criterion.repeat, excluding=excluding)

    # ------------------------------------------------------------------------------- units

    @cached_property
    def _candidates(self) -> dict[str, list[tuple[Entry, bool]]]:
        found = {}
        for unit in self._rules.units:
            things = self._participant.fields()[unit.datum]
            assert isinstance(things, Things)
            found[unit.key] = candidates_of(things, self._where(unit))
        return found

    def _where(self, unit: Unit) -> Where | None:
        where = unit.where
        if where is None:
            return None
        return lambda entry: where(self._participant, entry)

    def units(self) -> dict[str, UnitResult]:
        whole = [each for each in self._rules.criteria if each.part_of is None]
        return {
            unit.key: self._unit(unit, [each for each in whole if each.unit == unit.key])
            for unit in self._rules.units
        }

    def _unit(self, unit: Unit, criteria: Sequence[Criterion]) -> UnitResult:
        """How a unit stands over some of its criteria."""
        things = self._participant.fields()[unit.datum]
        if things.state:
            return UnitResult(unit.key, unit.label, "unknown", ())
        candidates = []
        for place, (entry, sure) in enumerate(self._candidates[unit.key]):
            statuses = {each.key: self._of_one(each, place) for each in criteria}
            standing = worst(statuses.values())
            candidates.append(
                Candidate(name_of_thing(entry), "yes" if sure else "unknown", standing, statuses)
            )
        return UnitResult(unit.key, unit.label, _counted(candidates, unit.least), tuple(candidates))

    def _of_one(self, criterion: Criterion, place: int) -> Status:
        """Of a candidate, by its place among them."""
        if criterion.assessed is not None and not self._has_day(criterion):
            if not self._is_for(criterion):
                return "not applicable"
            status: Status = "unknown"
        else:
            assert criterion.unit is not None
            entry, _ = self._candidates[criterion.unit][place]
            # From the candidate's side already.
            status = status_of(self._rules.of_one[criterion.key](self._participant, entry))
        if criterion.kind == "delay" and status in _OF_DELAYS:
            return _OF_DELAYS[status]
        may_be_to_come = self._undated or criterion.awaits or self._repeats
        if status == "unknown" and may_be_to_come:
            reasons = self._why_of_one(criterion, place)
            if reasons and all(map(self._is_to_come, reasons)):
                return "pending"
        return status

    # ---------------------------------------------------------------------------- verdicts

    def verdict(self, criteria: Sequence[Criterion]) -> Verdict:
        """The verdict over some criteria, of parts not; with cohorts the best of them."""
        cohorts = self.cohorts(criteria)
        if not cohorts:
            return self._over(criteria)
        return min(cohorts.values(), key=_BEST_FIRST.index)

    def cohorts(self, criteria: Sequence[Criterion]) -> dict[str, Verdict]:
        """The verdict of each cohort: over the criteria of none and its own."""
        if self._rules.cohort_outcomes is None:
            return {}
        found: dict[str, Verdict] = {}
        for key, may_enter in self._rules.cohort_outcomes(self._participant).items():
            verdict = self._over([each for each in criteria if each.cohort in (None, key)])
            if not may_enter & TRUE:
                verdict = "ineligible"
            elif may_enter != TRUE and verdict != "ineligible":
                verdict = "undetermined"
            found[key] = verdict
        return found

    def _over(self, criteria: Sequence[Criterion]) -> Verdict:
        statuses = [self._statuses[each.key] for each in criteria]
        for unit in self._rules.units:
            own = [each for each in criteria if each.unit == unit.key]
            if own:
                statuses.append(self._unit(unit, own).status)
        return _VERDICTS.get(worst(statuses), self._rules.best_verdict)


def worst(statuses: Iterable[Status]) -> Status:
    found = set(statuses)
    return next((status for status in _WORST_FIRST if status in found), "pass")


def _counted(candidates: Sequence[Candidate], least: int) -> Status:
    """The status of a unit: whether enough candidates pass."""
    passing = [each for each in candidates if each.standing in ("pass", "not applicable")]
    if sum(each.is_candidate == "yes" for each in passing) >= least:
        return "pass"
    left = [each for each in candidates if each.standing != "fail"]
    if len(left) < least:
        return "fail"
    if any(each.standing == "unknown" or each.is_candidate == "unknown" for each in left):
        return "unknown"
    return worst(each.standing for each in left)


def states_of(fields: Mapping[str, Value], key: str) -> set[str]:
    """The states without a value of a datum, or of an attribute in the entries of a list."""
    owner, _, attribute = key.partition(".")
    value = fields.get(owner)
    if value is None:
        return set()
    if not attribute:
        return {value.state}
    found: set[str] = set()
    if isinstance(value, Occurrences | Measurements | PairedReadings | Results | Things):
        for item in value.entries:
            found |= states_of(item.entry.fields(), attribute)
    return found
