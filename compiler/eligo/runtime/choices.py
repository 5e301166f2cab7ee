"""Numbers and categories that may be several things: a statement is evaluated once for each.

Readings with several candidates and open selectors are choices. `every_choice` goes through all
their combinations and unites the outcomes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Literal, TypeVar

from .at_hand import (
    MOST_OPEN,
    Entry,
    Listed,
    Where,
    item_of,
    key_of,
)
from .days import EARLIEST, LATEST, Day, Timing, completed, show
from .intervals import (
    ALL_NUMBERS,
    Comparator,
    Interval,
    exact,
    holds_together,
    hull,
    maximum,
    mean,
    minimum,
    scaled,
    show_interval,
    show_number,
    total,
)
from .outcomes import Outcomes, decided
from .readings import (
    Pick,
    Query,
    Read,
    Readings,
    among_latest,
    content,
    latest_sets,
    one_day,
    same_milestone,
    surely_beyond,
    surely_later,
)
from .repeats import Again
from .tables import Rows, possible_rows
from .totals import Totals
from .trace import (
    BEYOND_RANGE,
    DOES_NOT_APPLY,
    MORE_THAN_ONE_VALUE,
    NO_VALUE_IN_TIME,
    NOT_RECORDED,
    Found,
    Reason,
    Trace,
)
from .values import (
    Amount,
    Choice,
    Measured,
    Occurrences,
    PairedReading,
    Results,
    Subject,
    Things,
)
from .values import Found as FoundResult

Option = TypeVar("Option")

_ONE = exact("1")
_NOTHING = exact("0")


def every_choice(
    participant: Subject, statement: Callable[[Choices], Outcomes], trace: Trace | None = None
) -> Outcomes:
    """The union of a statement's outcomes over every combination of choices."""
    choices = Choices(participant, trace)
    possible = 0
    while True:
        outcomes = statement(choices)
        choices.settle(outcomes)
        possible |= outcomes
        if not choices.turn():
            choices.settle_rows()
            return possible


def any_day(participant: Subject, date: Callable[[Choices], Day]) -> Day:
    """From the first to the last of the days that a date may be, over every choice."""
    trace = Trace()
    choices, found = Choices(participant, trace), []
    while True:
        found.append(date(choices))
        if not choices.turn():
            break
    days = [day for day in found if not day.none]
    if not days:
        return found[0]
    reasons = {(day.item, day.why) for day in days if day.why} | trace.reasons
    (item, why), *more = sorted(reasons) or [("", "")]
    whole = days[0]
    return replace(
        whole,
        item=item,
        why=why,
        more=tuple(more),
        low=min(day.low for day in days),
        high=max(day.high for day in days),
        minute=whole.minute if len(set(days)) == 1 else None,
        may_be_none=len(days) < len(found) or any(day.may_be_none for day in days),
    )


class Choices(Totals):
    """One combination of choices at a time; `turn` goes on to the next."""

    def __init__(self, participant: Subject, trace: Trace | None) -> None:
        self._trace = trace
        # What a leaf notes of dates; its reasons count only where this combination is undecided.
        self.trace = None
        if trace is not None:
            self.trace = Trace(found=trace.found, limits=trace.limits, distances=trace.distances)
        self._participant = participant
        self._taken: dict[Hashable, int] = {}
        self._counts: dict[Hashable, int] = {}
        # Of tables: what leaves a column open, and, over all combinations, which cells of possible
        # rows fit.
        self._columns: dict[tuple[str, int], set[Reason]] = {}
        self._cells: dict[tuple[str, int, int], Outcomes] = {}
        self._possible: set[tuple[str, int]] = set()

    def settle(self, outcomes: Outcomes) -> None:
        """Keep the reasons of a combination that is undecided."""
        if self._trace is not None and self.trace is not None:
            if not decided(outcomes):
                self._trace.reasons |= self.trace.reasons
            self.trace.reasons.clear()

    def block(self, key: str, where: Where, *others: Entry) -> Where:
        """A statement about an entry; one that says how it came out where that is asked for."""
        if self._trace is None or self._trace.case is None:
            return where
        found: Where = self._trace.case.block(key, others, self._trace)
        return found

    def of_list(self, listed: Listed, found: Callable[[], Option]) -> Option:
        """What is found of a list. One that is not there, or holds no readings, gives its own
        reason only, not those of the day that it is read from."""
        empty = not isinstance(listed, Occurrences | Things) and not listed.entries
        noted = self._trace
        if noted is None or not (listed.state or empty):
            return found()
        self._trace = replace(noted, reasons=set())
        result = found()
        noted.reasons |= {(item, why) for item, why in self._trace.reasons if item == listed.key}
        self._trace = noted
        return result

    def turn(self) -> bool:
        """Go on to the next combination; false after the last."""
        # Like an odometer: the choice that was met last turns first, later ones are met anew.
        while self._taken:
            key, index = self._taken.popitem()
            if index + 1 < self._counts[key]:
                self._taken[key] = index + 1
                return True
        return False

    def _choose(self, key: Hashable, options: Sequence[Option]) -> Option:
        if len(options) == 1:
            return options[0]
        if key not in self._taken:
            self._taken[key] = 0
            self._counts[key] = len(options)
        return options[self._taken[key]]

    # -------------------------------------------------------------------------------- numbers

    def latest(
        self,
        readings: Readings,
        up_to: Day,
        timing: Timing | None = None,
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
        *,
        component: str = "",
        where: Where | None = None,
    ) -> Interval:
        """The last value read on or before a day, or in a timing; `where` leaves entries out.

        `component` is that of paired readings.
        """
        query = Query(readings, up_to, timing, component, where)
        again = self._participant.again(query.key)
        if again is not None and again.mean and not readings.state:
            return _in_unit(self._mean_of_repeats(query, again), factor, offset)
        return self._value(self._one_entry(query, "latest"), query, factor, offset)

    def earliest(
        self,
        readings: Readings,
        up_to: Day,
        timing: Timing | None = None,
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
        *,
        component: str = "",
        where: Where | None = None,
        by_entry: bool = False,
    ) -> Interval:
        query = Query(readings, up_to, timing, component, where)
        return self._value(self._one_entry(query, "earliest"), query, factor, offset)

    def highest(
        self,
        readings: Readings,
        up_to: Day,
        timing: Timing | None = None,
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
        by_entry: bool = False,
        *,
        component: str = "",
        where: Where | None = None,
        last: int | None = None,
    ) -> Interval:
        """The highest value; `by_entry` where the laboratory's limit of the same entry matters."""
        query = Query(readings, up_to, timing, component, where)
        return self._extreme(query, factor, offset, by_entry, "highest", last)

    def lowest(
        self,
        readings: Readings,
        up_to: Day,
        timing: Timing | None = None,
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
        by_entry: bool = False,
        *,
        component: str = "",
        where: Where | None = None,
        last: int | None = None,
    ) -> Interval:
        query = Query(readings, up_to, timing, component, where)
        return self._extreme(query, factor, offset, by_entry, "lowest", last)

    def mean(
        self,
        readings: Readings,
        up_to: Day,
        timing: Timing | None = None,
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
        *,
        component: str = "",
        where: Where | None = None,
        last: int | None = None,
    ) -> Interval:
        """The mean of all values read, or of the `last` so many."""
        query = Query(readings, up_to, timing, component, where)
        found = self._several(query, last)
        return _in_unit(mean(found) if found else query.bounds, factor, offset)

    def sum(
        self,
        readings: Readings,
        up_to: Day,
        timing: Timing | None = None,
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
        *,
        component: str = "",
        where: Where | None = None,
        last: int | None = None,
    ) -> Interval:
        """The sum of all values read, or of the `last` so many."""
        found = self._several(Query(readings, up_to, timing, component, where), last, "sum")
        return ALL_NUMBERS if not found else total(_in_unit(one, factor, offset) for one in found)

    def this(
        self,
        entry: Entry,
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
        *,
        component: str = "",
    ) -> Interval:
        """The value of the entry at hand; a component that it does not hold is not known."""
        measured = self._measured(entry, component)
        if measured is None:
            return ALL_NUMBERS
        self._beyond(key_of(entry)[0], measured.interval)
        return _in_unit(measured.interval, factor, offset)

    def limit_of_this(
        self,
        entry: Entry,
        which: Literal["upper", "lower"],
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
    ) -> Interval:
        """The laboratory's own limit, reported with the entry at hand."""
        measured = self._measured(entry, "")
        assert measured is not None
        return self._limit_of(measured, key_of(entry)[0], which, factor, offset)

    def _measured(self, entry: Entry, component: str) -> Measured | None:
        item = item_of(entry)
        if isinstance(item, PairedReading):
            found = item.component(component)
            if found is None:
                self._reason(f"{key_of(entry)[0]}.{component}", NOT_RECORDED)
            return found
        assert isinstance(item, Measured)
        return item

    def _value(
        self, entry: Measured | None, query: Query, factor: Interval, offset: Interval
    ) -> Interval:
        if entry is None:
            return _in_unit(query.bounds, factor, offset)
        self._beyond(query.key, entry.interval)
        return _in_unit(entry.interval, factor, offset)

    def _extreme(
        self,
        query: Query,
        factor: Interval,
        offset: Interval,
        by_entry: bool,
        pick: Pick,
        last: int | None,
    ) -> Interval:
        extreme = maximum if pick == "highest" else minimum
        if last is not None:
            found = self._several(query, last)
            return _in_unit(extreme(*found) if found else query.bounds, factor, offset)
        if by_entry:
            return self._value(self._extreme_entry(query, pick), query, factor, offset)
        read = query.read(self._participant)
        self._note_entries(query, [each.entry for each in read])
        certain = [each.entry.interval for each in read if each.certain]
        if not certain:
            self._no_value(query, bool(read))
            for each in read:
                self._undecided_membership(each)
            return _in_unit(query.bounds, factor, offset)
        least = extreme(*certain)
        found_interval = hull([least, *(extreme(least, each.entry.interval) for each in read)])
        for each in read:
            # One that is surely no more extreme than another leaves nothing open.
            if not surely_beyond(least, each.entry.interval, pick, or_equal=True):
                self._undecided_membership(each)
                self._beyond(query.key, each.entry.interval)
        return _in_unit(found_interval, factor, offset)

    @staticmethod
    def _hull_of_all(read: Sequence[Read], pick: Literal["mean", "sum"]) -> list[Interval]:
        """Values whose mean, or sum, holds those of every choice; none: unknown."""
        certain = [each.entry.interval for each in read if each.certain]
        if not certain:
            return []
        if pick == "mean":
            return [hull([each.entry.interval for each in read])]
        possible = [each.entry.interval for each in read if not each.certain]
        return [*certain, *(hull([_NOTHING, each]) for each in possible)]

    def _several(
        self, query: Query, last: int | None, pick: Literal["mean", "sum"] = "mean"
    ) -> list[Interval]:
        """The values of one choice of all entries read, or of the last so many; none: unknown."""
        read = query.read(self._participant)
        self._note_entries(query, [each.entry for each in read])
        for each in read if last is None else among_latest(read, last):
            self._undecided_membership(each)
            self._beyond(query.key, each.entry.interval)
        if not read or (last is not None and len(read) < last):
            self._no_value(query, False)
            return []
        if last is None:
            if sum(not each.certain for each in read) > MOST_OPEN:
                return self._hull_of_all(read, pick)
            chosen = [
                each
                for each in read
                if each.certain
                or self._choose((*query.identity, "read", each.index), (True, False))
            ]
        else:
            among = among_latest(read, last)
            too_few = sum(each.certain for each in read) < last
            if len(among) > max(MOST_OPEN, last):
                return [] if too_few else [hull([each.entry.interval for each in among])] * last
            sets: list[tuple[Read, ...]] = list(latest_sets(read, last))
            if len({_values(one) for one in sets}) > 1:
                indexes = {each.index for one in sets for each in one}
                self._open_order([each for each in read if each.index in indexes])
                self._reason(query.key, MORE_THAN_ONE_VALUE)
            if too_few:
                sets.append(())
            places = tuple(tuple(each.index for each in one) for one in sets)
            chosen = list(self._choose((*query.identity, "last", places), sets))
        return [each.entry.interval for each in chosen]

    def _mean_of_repeats(self, query: Query, again: Again) -> Interval:
        """The mean of the reading that is read anyway and of those that were taken again."""
        repeats = query.taken_again(self._participant, again)
        if sum(not each.certain for each in repeats) > MOST_OPEN:
            candidates = [*repeats, *query.read(self._participant, with_repeats=False)]
            for each in candidates:
                self._undecided_membership(each)
                self._beyond(query.key, each.entry.interval)
            certain = any(each.certain for each in candidates)
            return hull([each.entry.interval for each in candidates]) if certain else query.bounds
        taken = []
        for each in repeats:
            self._undecided_membership(each)
            key = (*query.identity, "again", each.index)
            if each.certain or self._choose(key, (True, False)):
                taken.append(each.entry)
        if not taken or query.read(self._participant, with_repeats=False):
            first = self._one_entry(query, "latest")
            if first is not None:
                taken.append(first)
        for entry in taken:
            self._beyond(query.key, entry.interval)
        return mean([entry.interval for entry in taken]) if taken else query.bounds

    def upper_limit(
        self,
        readings: Readings,
        up_to: Day,
        timing: Timing | None = None,
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
        pick: Pick = "latest",
        *,
        where: Where | None = None,
    ) -> Interval:
        """The laboratory's own upper limit, reported with the entry that is read."""
        query = Query(readings, up_to, timing, "", where)
        return self._limit(query, factor, offset, pick, "upper")

    def lower_limit(
        self,
        readings: Readings,
        up_to: Day,
        timing: Timing | None = None,
        factor: Interval = _ONE,
        offset: Interval = _NOTHING,
        pick: Pick = "latest",
        *,
        where: Where | None = None,
    ) -> Interval:
        query = Query(readings, up_to, timing, "", where)
        return self._limit(query, factor, offset, pick, "lower")

    def _limit(
        self,
        query: Query,
        factor: Interval,
        offset: Interval,
        pick: Pick,
        which: Literal["upper", "lower"],
    ) -> Interval:
        entry = self._one_entry(query, pick)
        if entry is None:
            return ALL_NUMBERS
        return self._limit_of(entry, query.key, which, factor, offset)

    def _limit_of(
        self,
        entry: Measured,
        key: str,
        which: Literal["upper", "lower"],
        factor: Interval,
        offset: Interval,
    ) -> Interval:
        limit = entry.upper if which == "upper" else entry.lower
        if limit is None:
            self._reason(f"{key}.{which}", NOT_RECORDED)
            return ALL_NUMBERS
        return _in_unit(Interval(limit, limit), factor, offset)

    def reported_limit(
        self,
        readings: Readings,
        up_to: Day,
        timing: Timing | None = None,
        *,
        limit: Interval,
        unit: str,
        other: Interval,
        pick: Pick = "latest",
        component: str = "",
        where: Where | None = None,
    ) -> Interval:
        """The other limit where the entry read was reported in the unit, else the limit."""
        query = Query(readings, up_to, timing, component, where)
        entry = self._one_entry(query, pick, unit)
        return other if entry is not None and entry.reported == unit else limit

    def reported_limit_of_this(
        self,
        entry: Entry,
        *,
        limit: Interval,
        unit: str,
        other: Interval,
        component: str = "",
    ) -> Interval:
        measured = self._measured(entry, component)
        return other if measured is not None and measured.reported == unit else limit

    def amount(
        self, amount: Amount, factor: Interval = _ONE, offset: Interval = _NOTHING
    ) -> Interval:
        self._reason(amount.key, amount.state)
        if not amount.state:
            self._note(Found(amount.key, amount.shown, amount.unit))
            self._beyond(amount.key, amount.interval)
        return _in_unit(amount.interval, factor, offset)

    def age(self, birth: Day, at: Day, period: Literal["year", "month"]) -> Interval:
        """Completed years or months; an interval where a date is partial."""
        if self._trace is not None:
            self._note(Found(birth.item, show(birth)))
        for day in (birth, at):
            if day.none:
                self._reason(day.item, DOES_NOT_APPLY)
        if birth.none or at.none or birth.unknown or at.unknown:
            self._reason(birth.item, birth.why)
            self._reason(at.item, at.why)
            return ALL_NUMBERS
        low = completed(birth.high, at.low, period)
        high = completed(birth.low, at.high, period)
        if low != high:
            self._reason(birth.item, birth.why)
            self._reason(at.item, at.why)
        return Interval(Fraction(low), Fraction(high))

    def score(self, key: str, score: Callable[[], Interval]) -> Interval:
        """A score's interval; what its open items are missing is a reason of the comparison."""
        value = score()
        if self._trace is not None and key in self._trace.scores:
            for item, why in self._trace.scores[key]():
                self._reason(item, why)
        if self._trace is not None:
            self._note(Found(key, show_interval(value)))
        return value

    def column(self, table: str, column: int, value: Callable[[], Option]) -> Option:
        """An input of a table; what leaves it open counts only where it leaves a row open."""
        noted = self._trace
        if noted is None:
            return value()
        self._trace = replace(noted, reasons=set())
        found = value()
        self._columns.setdefault((table, column), set()).update(self._trace.reasons)
        self._trace = noted
        return found

    def rows(self, table: str, *rows: tuple[Outcomes, ...], default: int | None = None) -> Rows:
        """The rows that may be the one; `rows` say of each cell whether it fits."""
        possible = possible_rows(rows, default)
        if self._trace is not None:
            for row, cells in enumerate(rows):
                for column, outcomes in enumerate(cells):
                    place = (table, row, column)
                    self._cells[place] = self._cells.get(place, 0) | outcomes
            for row in possible:
                self._possible.add((table, row))
        return possible

    def settle_rows(self) -> None:
        """Keep the reasons of the inputs that leave more than one row possible."""
        for (table, row, column), outcomes in self._cells.items():
            if (table, row) in self._possible and not decided(outcomes):
                assert self._trace is not None
                self._trace.reasons |= self._columns[table, column]

    def row(self, table: str, rows: Rows, numbers: Sequence[Callable[[], Interval]]) -> Interval:
        """The number of a table, once for each row that may be the one."""
        row = self._choose(("row", table, rows), rows)
        self._note(Found(table, f"row {row + 1}"))
        return numbers[row]()

    # ---------------------------------------------------------------------- categories, dates

    def category(self, choice: Choice) -> str:
        """The value; every allowed one in turn where it is not known."""
        self._reason(choice.key, choice.state)
        if choice.value is not None:
            self._note(Found(choice.key, choice.value))
            return choice.value
        return self._choose(("category", choice.key, id(choice)), choice.allowed)

    def result(
        self,
        results: Results,
        up_to: Day,
        timing: Timing | None = None,
        *,
        pick: Pick = "latest",
        where: Where | None = None,
    ) -> str:
        """The latest result; every allowed one in turn where there may be none."""
        query = Query(results, up_to, timing, "", where)
        if pick in ("highest", "lowest"):
            candidates = self._extreme_results(query, pick, results.allowed)
        else:
            candidates, _ = self._candidates(query, pick)
        values = tuple(
            dict.fromkeys(entry.value for entry in candidates if isinstance(entry, FoundResult))
        )
        if len(values) > 1:
            self._reason(results.key, MORE_THAN_ONE_VALUE)
        for entry in candidates:
            if isinstance(entry, FoundResult):
                shown = Found(results.key, entry.value, "", entry.date.text, entry.visit)
                self._note(shown)
        if None in candidates:
            values = results.allowed
        return self._choose(("result", pick, *query.identity, values), values)

    def result_of_this(self, entry: Entry) -> str:
        """The result of the entry at hand."""
        item = item_of(entry)
        assert isinstance(item, FoundResult)
        self._note(Found(key_of(entry)[0], item.value, "", item.date.text, item.visit))
        return item.value

    def _extreme_results(
        self, query: Query, pick: Pick, allowed: tuple[str, ...]
    ) -> list[FoundResult | None]:
        """The results that may be the highest; `allowed` are in order, lowest first."""
        ranks = {value: rank if pick == "highest" else -rank for rank, value in enumerate(allowed)}
        read = query.read(self._participant)
        certain = [ranks[each.entry.value] for each in read if each.certain]
        candidates: list[FoundResult | None] = []
        for each in read:
            if certain and ranks[each.entry.value] < max(certain):
                continue
            if not certain or ranks[each.entry.value] > max(certain):
                self._undecided_membership(each)
            candidates.append(each.entry)
        if not certain:
            self._no_value(query, bool(read))
            candidates.append(None)
        return candidates

    def reading_date(
        self,
        readings: Readings,
        up_to: Day,
        timing: Timing | None = None,
        pick: Pick = "latest",
        *,
        component: str = "",
        where: Where | None = None,
    ) -> Day:
        """The day on which the value that is read was taken."""
        entry = self._one_entry(Query(readings, up_to, timing, component, where), pick)
        if entry is None:
            return Day(EARLIEST, LATEST)
        day = entry.day(readings.key, self._participant)
        # Only the entry is "at" the visit it names; its day is what it is.
        return replace(day, tag=day.milestone)

    def compare(self, value: Interval, *bounds: tuple[Comparator, Interval]) -> Outcomes:
        """Whether every bound holds of one and the same value."""
        outcomes = holds_together(value, *bounds)
        if self._trace is not None:
            for comparator, limit in bounds:
                distance = ""
                if value.point is not None and limit.point is not None:
                    distance = show_number(value.point - limit.point)
                shown = show_interval(limit)
                self._trace.compared(f"{comparator} {shown}" if shown else "", distance)
        return outcomes

    # -------------------------------------------------------------------------------- readings

    def _one_entry(self, query: Query, pick: Pick, unit: str = "") -> Measured | None:
        """`unit` is one in which some may be reported and others not, so that limits differ."""
        if pick in ("highest", "lowest"):
            return self._extreme_entry(query, pick, unit)
        candidates, places = self._candidates(query, pick)
        self._disagreement(query, candidates, unit)
        return self._choose_entry((pick, *query.identity, places), candidates)

    def _extreme_entry(self, query: Query, pick: Pick, unit: str = "") -> Measured | None:
        """The entries that may hold the extreme value, each with its own limits."""
        read = query.read(self._participant)
        certain = [each.entry.interval for each in read if each.certain]
        candidates: list[Measured | None] = []
        places: list[int] = []
        for each in read:
            # A value is not the highest where a certain one lies wholly above it.
            if any(surely_beyond(other, each.entry.interval, pick) for other in certain):
                continue
            self._undecided_membership(each)
            candidates.append(each.entry)
            places.append(each.index)
        if not certain:
            self._no_value(query, bool(read))
            candidates.append(None)
        self._disagreement(query, candidates, unit)
        return self._choose_entry((pick, *query.identity, tuple(places)), candidates)

    def _choose_entry(
        self, key: Hashable, candidates: Sequence[Measured | None]
    ) -> Measured | None:
        return self._choose(key, candidates)

    def _disagreement(self, query: Query, candidates: Sequence[Measured | None], unit: str) -> None:
        if self._trace is None:
            return
        entries = [entry for entry in candidates if entry is not None]
        differ = len({(entry.interval, entry.upper, entry.lower) for entry in entries}) > 1
        if differ or (unit and len({entry.reported == unit for entry in entries}) > 1):
            self._reason(query.key, MORE_THAN_ONE_VALUE)
        self._note_entries(query, entries)

    def _candidates(self, query: Query, pick: Pick) -> tuple[list[Any], tuple[int, ...]]:
        """The entries that may be the latest, or the earliest, and their places in the list; the
        last is None where there may be none."""
        again = self._participant.again(query.key)
        # What was taken again then counts by the mean, beside the reading that is read anyway.
        by_mean = again is not None and again.mean and not isinstance(query.readings, Results)
        read = query.read(self._participant, with_repeats=not (by_mean and pick == "latest"))
        certain = [each.day for each in read if each.certain]
        # One that is certainly read and certainly later (earlier) takes the place of the others.
        if pick == "earliest":
            foremost = [
                each for each in read if not any(surely_later(each.day, day) for day in certain)
            ]
        else:
            foremost = [
                each for each in read if not any(surely_later(day, each.day) for day in certain)
            ]
        if len(foremost) == 1 and foremost[0].certain:
            return [foremost[0].entry], ()
        candidates: dict[Hashable, Read] = {}
        for each in foremost:
            self._undecided_membership(each)
            reported = getattr(each.entry, "reported", "")
            candidates.setdefault((content(each.entry), reported, one_day(each)), each)
        if len({content(each.entry) for each in foremost}) > 1:
            self._open_order(foremost)
        found = [each.entry for each in candidates.values()]
        if not any(each.certain for each in read):
            self._no_value(query, bool(read))
            found.append(None)
        return found, tuple(each.index for each in candidates.values())

    def _open_order(self, latest: Sequence[Read]) -> None:
        """Partial days that leave open which entry is the latest are reasons, too."""
        for each in latest:
            others = [other for other in latest if other is not each]
            if not each.day.known and any(not same_milestone(each, other) for other in others):
                self._reason(each.day.item, each.day.why)

    def _undecided_membership(self, each: Read) -> None:
        if self._trace is not None and not each.certain:
            each.asked(each.day, self._trace)

    def _no_value(self, query: Query, possibly_read: bool) -> None:
        if query.readings.state:
            self._reason(query.key, query.readings.state)
        elif not possibly_read:
            self._reason(query.key, NO_VALUE_IN_TIME)

    # ------------------------------------------------------------------------------------ notes

    def _note(self, found: Found) -> None:
        if self._trace is not None and found.value:
            self._trace.note(found)

    def _note_entries(self, query: Query, entries: Sequence[Measured]) -> None:
        for entry in entries:
            self._note(Found(query.key, entry.shown, entry.unit, entry.date.text, entry.visit))

    def _beyond(self, key: str, value: Interval) -> None:
        if value.point is None and not (value.low is None and value.high is None):
            self._reason(key, BEYOND_RANGE)


def _values(chosen: Sequence[Read]) -> Hashable:
    """The values of a set of readings, in whichever order."""
    return frozenset(Counter(each.entry.interval for each in chosen).items())


def _in_unit(value: Interval, factor: Interval, offset: Interval) -> Interval:
    if factor is _ONE and offset is _NOTHING:
        return value
    return scaled(value, factor, offset)
