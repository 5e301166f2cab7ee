"""Answers that a missing item may get, as far as the rules tell them apart: tried one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Final, TypeAlias

from .days import EARLIEST, LATEST, Duration, add
from .explain import Hints
from .intervals import Interval
from .trace import INCOMPLETE_DATE, MORE_THAN_ONE_VALUE
from .values import (
    Amount,
    Answer,
    Attributes,
    Choice,
    DateValue,
    Found,
    Measured,
    Measurements,
    Occurrences,
    PairedReading,
    PairedReadings,
    Results,
    Selection,
    Spell,
    Thing,
    Things,
    Value,
    WrittenDay,
)

# An answer changes the value of the item's datum.
Change: TypeAlias = Callable[[Value], Value]
Listed: TypeAlias = Measurements | PairedReadings | Results | Occurrences | Things

_LONG: Final = Duration(120, 0)
_MOST_DAYS: Final = 60
_MOST_OPTIONS: Final = 12
_MOST_ENTRIES: Final = 24


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
    """What the item's datum may become; `facet` is the part of the item behind the datum's key."""
    attribute, _, deeper = facet.partition(".")
    if isinstance(value, Listed) and value.blank is not None and attribute in value.blank.names():
        return _of_attribute(value, attribute, deeper, why, hints, calendar)
    if facet in ("upper", "lower") and isinstance(value, Measurements):
        return _limits(value, facet, hints)
    if facet == "half_life" and isinstance(value, Occurrences):
        return [_half_life(Fraction(days)) for days in (0, 10_000)]
    if facet:
        return _days(value, facet, calendar)
    return [_always(new) for new in _values(value, why, hints, calendar)]


def _of_attribute(
    value: Listed, attribute: str, deeper: str, why: str, hints: Hints, calendar: Calendar
) -> list[Change]:
    """Answers to what is asked of entries, given for all entries that leave it open."""

    def is_open(entry: Attributes) -> bool:
        return bool(deeper) or entry.fields()[attribute].state == why

    asked = [each.entry for each in value.entries if is_open(each.entry)]
    known = [each.entry for each in value.entries]
    one = (asked or known or [value.blank])[0].fields()[attribute]
    inner = hints.attributes.get(attribute, Hints())

    def change(of_one: Change) -> Change:
        def changed(whole: Value) -> Value:
            assert isinstance(whole, Listed)
            entries = []
            for each in whole.entries:
                if not asked or is_open(each.entry):
                    new = of_one(each.entry.fields()[attribute])
                    each = replace(each, entry=each.entry.changed({attribute: new}))
                entries.append(each)
            return _with_entries(whole, entries)

        return changed

    return [change(each) for each in answers(one, deeper, why, inner, calendar)]


def _with_entries(value: Listed, entries: list[Any]) -> Value:
    whole: Any = value
    changed: Value = replace(whole, entries=tuple(entries))
    return changed


def _half_life(days: Fraction) -> Change:
    def changed(value: Value) -> Value:
        assert isinstance(value, Occurrences)
        entries = tuple(
            replace(each, half_life=days) if each.half_life is None else each
            for each in value.entries
        )
        return replace(value, entries=entries)

    return changed


def _entries_of(blank: Attributes, hints: Hints, calendar: Calendar) -> list[Attributes]:
    """Attributes that a new entry may have: nothing known of it, and every way that is told apart,
    or where these are too many, each answer to each attribute at least once."""
    if blank is None:
        return [None]
    options: dict[str, list[Value]] = {}
    for name, value in blank.fields().items():
        tried = _values(value, value.state, hints.attributes.get(name, Hints()), calendar)
        options[name] = list(tried)[:_MOST_OPTIONS] or [value]
    if prod(len(each) for each in options.values()) <= _MOST_ENTRIES:
        combined: Iterable[tuple[Value, ...]] = product(*options.values())
    else:
        most = max(len(each) for each in options.values())
        combined = (tuple(each[i % len(each)] for each in options.values()) for i in range(most))
    filled = [blank.changed(dict(zip(options, each, strict=True))) for each in combined]
    return [blank, *filled]


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
    if isinstance(value, Measurements | PairedReadings | Results) and why == MORE_THAN_ONE_VALUE:
        return [_with_entries(value, [entry]) for entry in value.entries]
    if isinstance(value, Measurements):
        return [
            replace(value, state="", entries=(*value.entries, replace(entry, entry=held)))
            for entry in _measured(hints, calendar)
            for held in _entries_of(value.blank, hints, calendar)
        ]
    if isinstance(value, PairedReadings):
        return [
            replace(
                value, state="", entries=(*value.entries, _together(value, number, held, calendar))
            )
            for number in hints.numbers
            for held in _entries_of(value.blank, hints, calendar)
        ]
    if isinstance(value, Results):
        return [
            replace(
                value,
                state="",
                entries=(*value.entries, Found(WrittenDay(), calendar.assessed_at, each, held)),
            )
            for each in value.allowed
            for held in _entries_of(value.blank, hints, calendar)
        ]
    if isinstance(value, Occurrences):
        held = _entries_of(value.blank, hints, calendar)
        return [
            replace(value, state="", entries=tuple(replace(each, entry=one) for each in entries))
            for entries in _occurrences(value, calendar)
            for one in (held if entries else [None])
        ]
    if isinstance(value, Things):
        held = _entries_of(value.blank, hints, calendar)
        return [
            replace(value, state="", entries=entries)
            for entries in ((), *((Thing("", one),) for one in held))
        ]
    return []


def _together(
    value: PairedReadings, number: str, held: Attributes, calendar: Calendar
) -> PairedReading:
    """A reading with the same number in each component."""
    return PairedReading(
        WrittenDay(),
        calendar.assessed_at,
        dict.fromkeys(value.components, _exactly(Fraction(number))),
        dict.fromkeys(value.components, "tried"),
        entry=held,
    )


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
    elif isinstance(value, Measurements | Results | PairedReadings):
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
            assert isinstance(value, Measurements | Results | PairedReadings)
            return _with_entries(
                value,
                [e if e.visit else replace(e, date=fill(e.date)) for e in value.entries],
            )

        return changed

    return [change(day) for day in calendar.days(low, high)]


def _written(spell: Spell, facet: str) -> WrittenDay:
    match facet:
        case "end":
            return spell.end if not spell.ongoing else _on(1)
        case "stable_since":
            return spell.stable_since
        case "not_increased_since":
            return spell.not_increased_since
        case _:
            return spell.start


def _filled(spell: Spell, facet: str, fill: Callable[[WrittenDay], WrittenDay]) -> Spell:
    match facet:
        case "date":
            return replace(spell, start=fill(spell.start), end=fill(spell.start))
        case "start":
            return replace(spell, start=fill(spell.start))
        case "stable_since":
            return replace(spell, stable_since=fill(spell.stable_since))
        case "not_increased_since":
            return replace(spell, not_increased_since=fill(spell.not_increased_since))
        case _:
            return spell if spell.ongoing else replace(spell, end=fill(spell.end))


def _on(ordinal: int) -> WrittenDay:
    return WrittenDay(ordinal, ordinal, date.fromordinal(ordinal).isoformat())


def _occurrences(value: Occurrences, calendar: Calendar) -> list[tuple[Spell, ...]]:
    """None, or one; of a group its first member."""
    spells = _spells(value, calendar)
    member = value.members[0] if value.members else ""
    return [(), *((replace(each, member=member),) for each in spells)]


def _spells(value: Occurrences, calendar: Calendar) -> list[Spell]:
    if value.are_events:
        days = calendar.days()
        if value.blank is not None:
            # Every day is tried with every answer to what is to be known of the entry.
            days = days[:: 1 + len(days) // _MOST_OPTIONS]
        return [Spell(_on(day), _on(day)) for day in days]
    if calendar.assessed is None:
        return []
    today = calendar.assessed
    long_ago = max(add(today, Duration(-_LONG.months, 0)), 1)
    never = WrittenDay()
    return [
        Spell(_on(long_ago), never, True, _on(long_ago)),
        Spell(_on(today - 1), never, True, _on(today - 1)),
        Spell(_on(long_ago), _on(long_ago + 1), False, _on(long_ago)),
        Spell(_on(long_ago), _on(today - 1), False, _on(today - 1)),
    ]
