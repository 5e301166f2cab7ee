"""What a leaf notes down while it is evaluated for an explanation: reasons and values found."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Reason: TypeAlias = tuple[str, str]  # (item, why)

NOT_RECORDED = "not recorded"
NOT_AVAILABLE = "not available"
DOES_NOT_APPLY = "does not apply"
INCOMPLETE_DATE = "incomplete date"
BEYOND_RANGE = "beyond the measuring range"
NO_VALUE_IN_TIME = "no value in time"
MORE_THAN_ONE_VALUE = "more than one value"
UNDATED = "undated"
TO_BE_DONE = "to be done"
TO_BE_REPEATED = "to be repeated"


@dataclass(frozen=True)
class Found:
    """A value that was looked at, as the record gives it."""

    datum: str
    value: str
    unit: str = ""
    date: str = ""
    visit: str = ""

    def to_json(self) -> dict[str, object]:
        shown: dict[str, object] = {"datum": self.datum, "value": self.value}
        if self.unit:
            shown["unit"] = self.unit
        if self.date:
            shown["date"] = self.date
        if self.visit:
            shown["visit"] = self.visit
        return shown


@dataclass
class Trace:
    """Collected by one leaf. The plain verdict evaluates without one."""

    reasons: set[Reason] = field(default_factory=set)
    found: list[Found] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    distances: list[str] = field(default_factory=list)
    # What a score's open items are missing; given by the explanation, which knows the items.
    scores: Mapping[str, Callable[[], set[Reason]]] = field(default_factory=dict)
    # How statements about single entries came out, by statement and entry; and what explains them.
    entries: dict[tuple[Hashable, ...], Any] = field(default_factory=dict)
    case: Any = None

    def reason(self, item: str, why: str) -> None:
        if why:
            self.reasons.add((item, why))

    def note(self, found: Found) -> None:
        if found not in self.found:
            self.found.append(found)

    def compared(self, limit: str, distance: str) -> None:
        if limit and limit not in self.limits:
            self.limits.append(limit)
        if distance and distance not in self.distances:
            self.distances.append(distance)
