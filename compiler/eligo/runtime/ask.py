"""What to ask next: the smallest sets of missing items for which some answers decide.

A set decides when, under some of the answers tried, the verdict (or a criterion) is open no more.
Sets of one, two and three items are tried, smallest first, within a limit of work; what was not
tried is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import TYPE_CHECKING, Final, TypeAlias

from .answers import Calendar, Change, answers
from .days import EARLIEST, LATEST, Duration
from .explain import ExplainedRules, Hints
from .outcomes import FALSE, Outcomes, lets_in
from .trace import DOES_NOT_APPLY, NOT_AVAILABLE, TO_BE_REPEATED, Reason
from .values import (
    DateValue,
    Measurements,
    Occurrences,
    PairedReadings,
    Results,
    Things,
    Value,
    WrittenDay,
)

if TYPE_CHECKING:
    from .evaluation import Result

# Evaluations of a criterion, for the verdict; a quarter of it for each criterion.
WORK_LIMIT: Final = 2_000
LARGEST_SET: Final = 3
MOST_LISTED: Final = 20

_ANY: Final = date(2025, 1, 1).toordinal()
_BURDEN: Final = {"question": 1, "record": 2, "laboratory": 3, "procedure": 4}


@dataclass(frozen=True)
class Questions:
    """Sets of items, those to ask first standing first.

    `exhaustive` is false where the work limit was reached, where there was no answer to try for an
    item, or where sets of more items than `tried_up_to` might decide as well.
    """

    sets: tuple[tuple[str, ...], ...]
    exhaustive: bool
    tried_up_to: int
    not_listed: int = 0

    def to_json(self) -> dict[str, object]:
        return {
            "sets": [list(items) for items in self.sets],
            "exhaustive": self.exhaustive,
            "tried_up_to": self.tried_up_to,
            "not_listed": self.not_listed,
        }


class _TooMuchWork(Exception):
    pass


# An item with the number of the answer tried; and the answers to some items.
Tried: TypeAlias = tuple[tuple[str, int], ...]


class Asking:
    """The search for one participant."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self._explained: ExplainedRules = result.rules.explained()
        self._excluding = {each.key: each.excluding for each in result.rules.criteria}
        self._reads = {key: set(rule.reads) for key, rule in self._explained.criteria.items()}
        self._bodies = [each.key for each in result.rules.criteria if not each.parts]
        self._fields = result.participant.fields()
        self._open = [
            key for key in self._bodies if result.criteria[key].status in ("unknown", "pending")
        ]
        self._work = 0
        self._options: dict[str, list[Change]] = {}
        self._known: dict[tuple[str, Tried], Outcomes] = {}

    def for_verdict(self) -> Questions:
        reasons = {each for key in self._open for each in self._result.missing[key]}

        def decides(items: tuple[str, ...], limit: int) -> bool:
            """Smaller sets were tried before, so that only a criterion that reads all of a set can
            fail by it; and it lets in only if it touches every open criterion."""
            data = {_datum(item) for item in items}
            for key in self._bodies:
                if data <= self._reads[key]:
                    tries = self._tries(items)
                    if any(self._side(key, tried, limit) == FALSE for tried in tries):
                        return True
            if not all(data & self._reads[key] for key in self._open):
                return False
            return any(self._lets_in(tried, limit) for tried in self._tries(items))

        return self._search(reasons, decides, WORK_LIMIT)

    def for_criterion(self, key: str) -> Questions:
        def decides(items: tuple[str, ...], limit: int) -> bool:
            sides = (self._side(key, tried, limit) for tried in self._tries(items))
            return any(side == FALSE or not side & FALSE for side in sides)

        return self._search(set(self._result.missing[key]), decides, WORK_LIMIT // 4)

    # ------------------------------------------------------------------------------------------

    def _search(
        self,
        reasons: set[Reason],
        decides: Callable[[tuple[str, ...], int], bool],
        limit: int,
    ) -> Questions:
        # What is not available, or does not apply, cannot be asked for.
        whys: dict[str, list[str]] = {}
        for item, why in sorted(reasons):
            if why not in (NOT_AVAILABLE, DOES_NOT_APPLY):
                whys.setdefault(item, []).append(why)
        for item in whys:
            self._options[item] = [
                change for why in whys[item] for change in self._answers((item, why))
            ]
        self._known.clear()
        found: list[tuple[str, ...]] = []
        self._work = 0
        rest = list(whys)
        tried = 0
        exhaustive = True
        try:
            for size in range(1, LARGEST_SET + 1):
                for items in combinations(rest, size):
                    if any(set(smaller) <= set(items) for smaller in found):
                        continue
                    if decides(items, limit):
                        found.append(items)
                # A set that holds a deciding item is not the smallest.
                rest = [item for item in rest if (item,) not in found]
                tried = size
            # Of an item without an answer to try nothing was found out.
            exhaustive = len(rest) <= LARGEST_SET and all(self._options[item] for item in whys)
        except _TooMuchWork:
            exhaustive = False
        found.sort(key=lambda items: (len(items), self._burden(items), items))
        listed = tuple(found[:MOST_LISTED])
        return Questions(listed, exhaustive, tried, len(found) - len(listed))

    def _tries(self, items: tuple[str, ...]) -> Iterator[Tried]:
        """Every combination of answers to the items."""
        options = [range(len(self._options[item])) for item in items]
        for chosen in product(*options):
            yield tuple(zip(items, chosen, strict=True))

    def _lets_in(self, tried: Tried, limit: int) -> bool:
        """Whether no criterion is left open, and none fails."""
        data = {_datum(item) for item, _ in tried}
        return all(
            not self._side(key, tried, limit) & FALSE
            for key in self._bodies
            if data & self._reads[key]
        )

    def _side(self, key: str, tried: Tried, limit: int) -> Outcomes:
        """What a criterion says with these answers, from the participant's side."""
        tried = tuple(each for each in tried if _datum(each[0]) in self._reads[key])
        known = self._known.get((key, tried))
        if known is None:
            if self._work >= limit:
                raise _TooMuchWork
            self._work += 1
            changed: dict[str, Value] = {}
            for item, answer in tried:
                datum = _datum(item)
                change = self._options[item][answer]
                changed[datum] = change(changed.get(datum, self._fields[datum]))
            participant = self._result.participant.changed(changed)
            outcomes = self._result.rules.functions[key](participant)
            known = lets_in(outcomes, self._excluding[key])
            self._known[key, tried] = known
        return known

    def _answers(self, reason: Reason) -> list[Change]:
        item, why = reason
        key, _, facet = item.partition(".")
        if key not in self._fields or why == TO_BE_REPEATED:
            # Something is to be done: what comes of it cannot be tried.
            return []
        hints = self._explained.hints.get(key, Hints())
        return answers(self._fields[key], facet, why, hints, self._calendar(key))

    def _calendar(self, datum: str) -> Calendar:
        """The days and durations of the rules that read a datum."""
        durations: dict[Duration, None] = {}
        data: dict[str, None] = {}
        for rule in self._explained.criteria.values():
            if datum in rule.reads:
                durations |= dict.fromkeys(rule.durations)
                data |= dict.fromkeys(rule.reads)
                if rule.ages:
                    durations[Duration(12 * 18, 0)] = durations[Duration(12 * 65, 0)] = None
        known_days = {day for key in data if key != datum for day in days_of(self._fields[key])}
        assessed_at = self._result.rules.assessed_at
        assessed = self._fields[assessed_at]
        assert isinstance(assessed, DateValue)
        known = assessed.high if assessed.low > EARLIEST else None
        if isinstance(self._fields[datum], DateValue):
            # A date that stands alone is tried around the assessed day, or else some other.
            known_days.add(self._some_day() if known is None else known)
        return Calendar(assessed_at, known, tuple(sorted(known_days)[:40]), tuple(durations))

    def _some_day(self) -> int:
        """The latest day of the record; any where it has none."""
        return max((day for each in self._fields.values() for day in days_of(each)), default=_ANY)

    def _burden(self, items: Iterable[str]) -> int:
        hints = self._explained.hints
        return sum(_BURDEN[hints.get(_datum(item), Hints()).burden] for item in items)


def _datum(item: str) -> str:
    return item.partition(".")[0]


def days_of(value: Value) -> set[int]:
    """Every day that a value names, in attributes of its entries too; both ends of a partial one."""
    if isinstance(value, DateValue):
        return {value.low, value.high} - {EARLIEST, LATEST}
    written: list[WrittenDay] = []
    if isinstance(value, Measurements | Results | PairedReadings):
        written = [entry.date for entry in value.entries]
    elif isinstance(value, Occurrences):
        for spell in value.entries:
            written += [spell.start, spell.end, spell.stable_since, spell.not_increased_since]
    elif not isinstance(value, Things):
        return set()
    found = {end for day in written for end in (day.low, day.high)} - {EARLIEST, LATEST}
    for entry in value.entries:
        if entry.entry is not None:
            found |= {day for each in entry.entry.fields().values() for day in days_of(each)}
    return found
