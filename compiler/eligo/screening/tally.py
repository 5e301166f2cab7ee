"""Counts over all participants: verdicts, and the statuses of each criterion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

STATUSES = ("pass", "fail", "unknown", "pending", "delayed", "not applicable")
VERDICTS = ("eligible", "meets the known criteria", "delayed", "undetermined", "ineligible")


class Criterion(Protocol):
    """What a generated validator tells of each criterion and part."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def part_of(self) -> str | None: ...
    @property
    def parts(self) -> tuple[str, ...]: ...
    @property
    def unit(self) -> str | None: ...


class Status(Protocol):
    @property
    def status(self) -> str: ...


class Explained(Protocol):
    @property
    def passes_from(self) -> Mapping[str, str]: ...


class Candidate(Protocol):
    """How one of those that a unit of analysis is about stands, in each criterion of the unit."""

    @property
    def name(self) -> str: ...
    @property
    def criteria(self) -> Mapping[str, str]: ...


class Unit(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def candidates(self) -> Sequence[Candidate]: ...


class Result(Protocol):
    """What a generated validator says of a participant."""

    @property
    def verdict(self) -> str: ...
    @property
    def criteria(self) -> Mapping[str, Status]: ...
    @property
    def explanation(self) -> Explained | None: ...
    @property
    def units(self) -> Mapping[str, Unit]: ...
    def to_json(self) -> dict[str, object]: ...


@dataclass
class Tally:
    """Counts so far; ``unread`` are the records that could not be understood."""

    criteria: tuple[Criterion, ...]
    verdicts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[tuple[str, str]] = field(default_factory=Counter)
    unread: int = 0

    @property
    def screened(self) -> int:
        return self.verdicts.total()

    def add(self, result: Result) -> None:
        self.verdicts[result.verdict] += 1
        for key, criterion in result.criteria.items():
            self.statuses[key, criterion.status] += 1


def name_of(criterion: Criterion) -> str:
    """Such as "I7 Disease activity"; I, E and D say inclusion, exclusion and delay, before a label in words with a
    space: "E Day 1". What a later stage takes over begins with that stage: "randomisation/E2 Blood pressure".
    """
    letter = criterion.kind[0].upper()
    label = criterion.label
    gap = "" if label[:1].isdigit() else " "
    short = label if label[:1].upper() == letter else f"{letter}{gap}{label}"
    stage, taken_over, _ = criterion.key.rpartition("/")
    return f"{stage}{taken_over}{short} {criterion.title}".strip()


def with_status(
    criteria: Iterable[Criterion], result: Result, statuses: tuple[str, ...]
) -> list[str]:
    """The names of what has one of the statuses: of a criterion with parts those parts, of the
    criteria of a unit the unit, such as "study tooth (36: I5 Defect; 11: I6 Mobility)"."""
    criteria = tuple(criteria)
    alone = [
        name_of(criterion)
        for criterion in criteria
        if criterion.unit is None
        and not criterion.parts
        and result.criteria[criterion.key].status in statuses
    ]
    names = {criterion.key: name_of(criterion) for criterion in criteria}
    units = [
        f"{unit.label}{_candidates(unit, names, statuses)}"
        for unit in result.units.values()
        if unit.status in statuses
    ]
    return [*alone, *units]


def _candidates(unit: Unit, names: Mapping[str, str], statuses: tuple[str, ...]) -> str:
    """Each candidate with its criteria that have one of the statuses."""
    said = []
    for candidate in unit.candidates:
        own = [names[key] for key, status in candidate.criteria.items() if status in statuses]
        said += [f"{candidate.name}: {', '.join(own)}"] if own else []
    if not said and unit.status == "fail":
        said = ["too few candidates" if unit.candidates else "no candidate"]
    return f" ({'; '.join(said)})" if said else ""


def postponed(criteria: Iterable[Criterion], result: Result) -> list[str]:
    """The names of the delays that hold, each with the first day on which it would not, where time alone ends it and
    the result has its explanation: "D1 Fever until 2025-06-20"."""
    found = []
    for criterion in criteria:
        if criterion.parts or result.criteria[criterion.key].status != "delayed":
            continue
        day = result.explanation.passes_from.get(criterion.key) if result.explanation else None
        found.append(name_of(criterion) + (f" until {day}" if day else ""))
    return found


class Repeated:
    """Whether a participant's id was seen before; it keeps 8 bytes of a digest of each id.

    Beyond ``limit`` ids nothing more is kept, so that memory has a bound.
    """

    def __init__(self, limit: int = 1_000_000) -> None:
        self._seen: set[bytes] = set()
        self._limit = limit

    def seen(self, participant: str) -> bool:
        from hashlib import blake2b

        digest = blake2b(participant.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        if digest in self._seen:
            return True
        if len(self._seen) < self._limit:
            self._seen.add(digest)
        return False
