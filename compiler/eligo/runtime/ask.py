"""What to ask next: the smallest sets of missing items for which some answers decide.

A set decides when, under some of the answers tried, the verdict (or a criterion) is open no more.
Sets of one, two and three items are tried, smallest first, within a limit of work; what was not
tried is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Final

from .answers import Calendar, Change, answers
from .days import EARLIEST, LATEST, Duration
from .explain import ExplainedRules, Hints
from .outcomes import FALSE, lets_in
from .trace import DOES_NOT_APPLY, NOT_AVAILABLE, Reason
from .values import DateValue, Measurements, Occurrences, Results, Value, WrittenDay

if TYPE_CHECKING:
    from .evaluation import Result

WORK_LIMIT: Final = 20_000  # evaluations of a criterion, for the verdict; a tenth per criterion
LARGEST_SET: Final = 3
MOST_LISTED: Final = 20

_BURDEN: Final = {"question": 1, "record": 2, "laboratory": 3, "procedure": 4}


@dataclass(frozen=True)
class Questions:
    """Sets of items, those to ask first standing first.

    `exhaustive` is false where the work limit was reached, or where sets of more items than
    `tried_up_to` might decide as well.
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


class Asking:
    """The search for one participant."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self._explained: ExplainedRules = result.rules.explained()
        self._excluding = {each.key: each.excluding for each in result.rules.criteria}
        self._bodies = [each.key for each in result.rules.criteria if not each.parts]
        self._fields = result.participant.fields()
        self._open = [
            key for key in self._bodies if result.criteria[key].status in ("unknown", "pending")
        ]
        self._work = 0
        self._changes: dict[Reason, list[Change]] = {}

    def for_verdict(self) -> Questions:
        reasons = {each for key in self._open for each in self._result.missing[key]}

        def worthwhile(items: Sequence[str]) -> bool:
            """A larger set fails a criterion only if that reads all of it (else a smaller one
            does), and lets in only if it touches every open criterion."""
            data = {_datum(item) for item in items}
            reads = [set(self._explained.criteria[key].reads) for key in self._open]
            return any(data <= read for read in reads) or all(data & read for read in reads)

        return self._search(reasons, self._decides_verdict, worthwhile, WORK_LIMIT)

    def for_criterion(self, key: str) -> Questions:
        return self._search(
            set(self._result.missing[key]),
            lambda changed: not self._keeps_open(key, changed),
            lambda items: True,
            WORK_LIMIT // 10,
        )

    # ------------------------------------------------------------------------------------------

    def _search(
        self,
        reasons: set[Reason],
        decides: Callable[[Mapping[str, Value]], bool],
        worthwhile: Callable[[Sequence[str]], bool],
        limit: int,
    ) -> Questions:
        # What is not available, or does not apply, cannot be asked for.
        whys: dict[str, list[str]] = {}
        for item, why in sorted(reasons):
            if why not in (NOT_AVAILABLE, DOES_NOT_APPLY):
                whys.setdefault(item, []).append(why)
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
                    if size > 1 and not worthwhile(items):
                        continue
                    if self._some_answer(items, whys, decides, limit):
                        found.append(items)
                # A set that holds a deciding item is not the smallest.
                rest = [item for item in rest if (item,) not in found]
                tried = size
            exhaustive = len(rest) <= LARGEST_SET
        except _TooMuchWork:
            exhaustive = False
        found.sort(key=lambda items: (len(items), self._burden(items), items))
        listed = tuple(found[:MOST_LISTED])
        return Questions(listed, exhaustive, tried, len(found) - len(listed))

    def _some_answer(
        self,
        items: tuple[str, ...],
        whys: Mapping[str, list[str]],
        decides: Callable[[Mapping[str, Value]], bool],
        limit: int,
    ) -> bool:
        options = [
            [change for why in whys[item] for change in self._answers((item, why))]
            for item in items
        ]
        for chosen in product(*options):
            if self._work > limit:
                raise _TooMuchWork
            changed: dict[str, Value] = {}
            for item, change in zip(items, chosen, strict=True):
                key = _datum(item)
                changed[key] = change(changed.get(key, self._fields[key]))
            if decides(changed):
                return True
        return False

    def _answers(self, reason: Reason) -> list[Change]:
        if reason not in self._changes:
            item, why = reason
            key, _, facet = item.partition(".")
            hints = self._explained.hints.get(key, Hints())
            self._changes[reason] = answers(
                self._fields[key], facet, why, hints, self._calendar(key)
            )
        return self._changes[reason]

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
        days = sorted({day for key in data if key != datum for day in days_of(self._fields[key])})
        assessed_at = self._result.rules.assessed_at
        assessed = self._fields[assessed_at]
        assert isinstance(assessed, DateValue)
        known = assessed.high if assessed.low > EARLIEST else None
        return Calendar(assessed_at, known, tuple(days[:40]), tuple(durations))

    def _decides_verdict(self, changed: Mapping[str, Value]) -> bool:
        participant = self._result.participant.changed(changed)
        open_left = False
        for key in self._bodies:
            affected = any(datum in self._explained.criteria[key].reads for datum in changed)
            if not affected:
                open_left = open_left or key in self._open
                continue
            self._work += 1
            side = lets_in(self._result.rules.functions[key](participant), self._excluding[key])
            if side == FALSE:
                return True
            open_left = open_left or bool(side & FALSE)
        return not open_left

    def _keeps_open(self, key: str, changed: Mapping[str, Value]) -> bool:
        participant = self._result.participant.changed(changed)
        self._work += 1
        side = lets_in(self._result.rules.functions[key](participant), self._excluding[key])
        return side != FALSE and bool(side & FALSE)

    def _burden(self, items: Iterable[str]) -> int:
        hints = self._explained.hints
        return sum(_BURDEN[hints.get(_datum(item), Hints()).burden] for item in items)


def _datum(item: str) -> str:
    return item.partition(".")[0]


def days_of(value: Value) -> set[int]:
    """Every day that a value names; both ends of a partial one."""
    if isinstance(value, DateValue):
        return {value.low, value.high} - {EARLIEST, LATEST}
    written: list[WrittenDay] = []
    if isinstance(value, Measurements | Results):
        written = [entry.date for entry in value.entries]
    elif isinstance(value, Occurrences):
        for spell in value.entries:
            written += [spell.start, spell.end, spell.stable_since]
    return {end for day in written for end in (day.low, day.high)} - {EARLIEST, LATEST}
