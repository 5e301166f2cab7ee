"""Answers that a missing item may get, as far as the rules tell them apart: tried one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final, TypeAlias

from .days import EARLIEST, LATEST, Duration, add
from .explain import Hints
from .intervals import Interval
from .trace import INCOMPLETE_DATE, MORE_THAN_ONE_VALUE
from .values import (
    Amount,
    Answer,
    Choice,
    DateValue,
    Found,
    Measured,
    Measurements,
    Occurrences,
    Results,
    Selection,
    Spell,
    Value,
    WrittenDay,
)

# An answer changes the value of the item's datum.
Change: TypeAlias = Callable[[Value], Value]

_LONG: Final = Duration(120, 0)
_MOST_DAYS: Final = 60


@dataclass(frozen=True)
class Calendar:
    """Known days of the participant and the durations that the rules add to them."""

    assessed_at: str
    assessed: int | None
    known: tuple[int, ...]
    durations: tuple[Duration, ...]

    def days(self, low: int = EARLIEST, high: int = LATEST) -> list[int]:
        """Days on, just before and just after every edge, from low to high."""
        edges = {low, high} - {EARLIEST, LATEST}
        for day in self.known:
            for duration in (Duration(0, 0), *self.durations):
                for sign in (-1, 1):
                    moved = add(day, Duration(sign * duration.months, sign * duration.days))
                    edges |= {moved - 1, moved, moved + 1}
        within = sorted(day for day in edges if low <= day <= high and 1 <= day <= 3652059)
        # The nearest to the assessed milestone decide; the rest only cost time.
        centre = self.assessed if self.assessed is not None else (within[-1] if within else 0)
        return sorted(sorted(within, key=lambda day: (abs(day - centre), day))[:_MOST_DAYS])


def answers(value: Value, facet: str, why: str, hints: Hints, calendar: Calendar) -> list[Change]:
    """What the item's datum may become."""
    if facet in ("upper", "lower") and isinstance(value, Measurements):
        return _limits(value, facet, hints)
    if facet:
        return _days(value, facet, calendar)
    return [_always(new) for new in _values(value, why, hints, calendar)]


def _always(new: Value) -> Change:
    return lambda value: new


def _values(value: Value, why: str, hints: Hints, calendar: Calendar) -> Iterable[Value]:
    if isinstance(value, Answer):
        return [replace(value, state="", value=each) for each in (True, False)]
    if isinstance(value, Choice):
        return [replace(value, state="", value=each) for each in value.allowed]
    if isinstance(value, Selection):
        sets = [frozenset({each}) for each in value.allowed]
        sets += [frozenset(), frozenset(value.allowed)]
        return [replace(value, state="", values=each) for each in sets]
    if isinstance(value, Amount):
        numbers = [_exactly(Fraction(each)) for each in hints.numbers]
        possible = [each for each in numbers if each.meets(value.interval)]
        return [replace(value, state="", interval=each) for each in possible]
    if isinstance(value, DateValue):
        low, high = (value.low, value.high) if why == INCOMPLETE_DATE else (EARLIEST, LATEST)
        days: list[Value] = [
            replace(value, state="", low=day, high=day) for day in calendar.days(low, high)
        ]
        if hints.may_be_none and why != INCOMPLETE_DATE:
            days.append(replace(value, state="", none=True))
        return days
    if isinstance(value, Measurements):
        if why == MORE_THAN_ONE_VALUE:
            return [replace(value, entries=(entry,)) for entry in value.entries]
        return [
            replace(value, state="", entries=(*value.entries, entry))
            for entry in _measured(hints, calendar)
        ]
    if isinstance(value, Results):
        if why == MORE_THAN_ONE_VALUE:
            return [replace(value, entries=(entry,)) for entry in value.entries]
        return [
            replace(
                value,
                state="",
                entries=(*value.entries, Found(WrittenDay(), calendar.assessed_at, each)),
            )
            for each in value.allowed
        ]
    if isinstance(value, Occurrences):
        return [
            replace(value, state="", entries=entries)
            for entries in _occurrences(value.are_events, calendar)
        ]
    return []


def _exactly(number: Fraction) -> Interval:
    return Interval(number, number)


def _measured(hints: Hints, calendar: Calendar) -> list[Measured]:
    """Values at, below and above each limit; with limits of their own where rules use them."""
    numbers = [Fraction(each) for each in hints.numbers]
    upper = lower = None
    if hints.upper_multiples or hints.lower_multiples:
        middle = numbers[len(numbers) // 2] if numbers else Fraction(1)
        upper, lower = middle * 2, middle
        for limit, multiples in ((upper, hints.upper_multiples), (lower, hints.lower_multiples)):
            for multiple in multiples:
                at = limit * Fraction(multiple)
                numbers += [at, at * Fraction(99, 100), at * Fraction(101, 100)]
    return [
        Measured(WrittenDay(), calendar.assessed_at, _exactly(number), upper, lower, "tried")
        for number in dict.fromkeys(numbers)
    ]


def _limits(value: Measurements, which: str, hints: Hints) -> list[Change]:
    multiples = hints.upper_multiples if which == "upper" else hints.lower_multiples
    shares = {Fraction(2), Fraction(1, 2)}
    for multiple in (Fraction(each) for each in multiples if Fraction(each) > 0):
        shares |= {1 / multiple, Fraction(99, 100) / multiple, Fraction(101, 100) / multiple}

    def change(share: Fraction) -> Change:
        def changed(value: Value) -> Value:
            assert isinstance(value, Measurements)
            entries = []
            for entry in value.entries:
                known = entry.interval.point or entry.interval.high or entry.interval.low
                limit = None if known is None else known * share
                if which == "upper" and entry.upper is None:
                    entry = replace(entry, upper=limit)
                elif which == "lower" and entry.lower is None:
                    entry = replace(entry, lower=limit)
                entries.append(entry)
            return replace(value, entries=tuple(entries))

        return changed

    return [change(share) for share in sorted(shares)]


def _days(value: Value, facet: str, calendar: Calendar) -> list[Change]:
    """The day that entries lack, or the rest of a partial one; for all of them alike."""
    if isinstance(value, Occurrences):
        # An event's date is its start and its end.
        written = [_written(spell, facet) for spell in value.entries]
    elif isinstance(value, Measurements | Results):
        written = [entry.date for entry in value.entries if not entry.visit]
    else:
        return []
    open_days = [day for day in written if day.low != day.high]
    low = min((day.low for day in open_days), default=EARLIEST)
    high = max((day.high for day in open_days), default=LATEST)

    def change(ordinal: int) -> Change:
        new = _on(ordinal)

        def fill(day: WrittenDay) -> WrittenDay:
            return new if day.low <= ordinal <= day.high and day.low != day.high else day

        def changed(value: Value) -> Value:
            if isinstance(value, Occurrences):
                return replace(value, entries=tuple(_filled(e, facet, fill) for e in value.entries))
            if isinstance(value, Measurements):
                measured = (e if e.visit else replace(e, date=fill(e.date)) for e in value.entries)
                return replace(value, entries=tuple(measured))
            assert isinstance(value, Results)
            results = (e if e.visit else replace(e, date=fill(e.date)) for e in value.entries)
            return replace(value, entries=tuple(results))

        return changed

    return [change(day) for day in calendar.days(low, high)]


def _written(spell: Spell, facet: str) -> WrittenDay:
    if facet == "end":
        return spell.end if not spell.ongoing else _on(1)
    return spell.stable_since if facet == "stable_since" else spell.start


def _filled(spell: Spell, facet: str, fill: Callable[[WrittenDay], WrittenDay]) -> Spell:
    if facet == "date":
        return replace(spell, start=fill(spell.start), end=fill(spell.start))
    if facet == "start":
        return replace(spell, start=fill(spell.start))
    if facet == "stable_since":
        return replace(spell, stable_since=fill(spell.stable_since))
    return spell if spell.ongoing else replace(spell, end=fill(spell.end))


def _on(ordinal: int) -> WrittenDay:
    return WrittenDay(ordinal, ordinal, date.fromordinal(ordinal).isoformat())


def _occurrences(are_events: bool, calendar: Calendar) -> list[tuple[Spell, ...]]:
    found: list[tuple[Spell, ...]] = [()]
    if are_events:
        found += [(Spell(_on(day), _on(day)),) for day in calendar.days()]
        return found
    if calendar.assessed is None:
        return found
    today = calendar.assessed
    long_ago = max(add(today, Duration(-_LONG.months, 0)), 1)
    never = WrittenDay()
    found.append((Spell(_on(long_ago), never, True, _on(long_ago)),))
    found.append((Spell(_on(today - 1), never, True, _on(today - 1)),))
    found.append((Spell(_on(long_ago), _on(long_ago + 1), False, _on(long_ago)),))
    found.append((Spell(_on(long_ago), _on(today - 1), False, _on(today - 1)),))
    return found
