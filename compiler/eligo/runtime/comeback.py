"""When to come back: the earliest assessed day on which a failing criterion would pass."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Final

from .ask import days_of
from .days import NO_TIME, Duration, add
from .outcomes import FALSE, lets_in
from .values import DateValue, Occurrences

if TYPE_CHECKING:
    from .evaluation import Result

_BIRTHDAYS: Final = 121
_FEW: Final = 6


def passes_from(result: Result) -> dict[str, str]:
    """Per failing or delaying criterion that only time mends: the day, all else as recorded.

    It is a day of the milestone that is delayed, else of that at which the criterion, else the
    protocol, is assessed. Leaves flip only on days that a recorded day, a duration of the rule and
    a birthday give; these and their neighbours are tried in order with the rule itself.
    """
    visits = result.participant.visits()
    found = {}
    for criterion in result.rules.criteria:
        if criterion.parts or result.criteria[criterion.key].status not in ("fail", "delayed"):
            continue
        milestone = criterion.delays or criterion.assessed or result.rules.assessed_at
        assessed = visits.get(milestone)
        if assessed is None or assessed.state or assessed.low != assessed.high:
            # A milestone that is to come has no day to move; one that is derived has none at all.
            continue
        day = _first_day(result, criterion.key, criterion.excluding, assessed)
        if day is not None:
            found[criterion.key] = date.fromordinal(day).isoformat()
    return found


def _first_day(result: Result, key: str, excluding: bool, assessed: DateValue) -> int | None:
    function = result.rules.functions[key]

    def passes(day: int) -> bool:
        moved = DateValue(
            assessed.key, "", date.fromordinal(day).isoformat(), day, day, is_milestone=True
        )
        outcomes = function(result.participant.changed({assessed.key: moved}))
        return not lets_in(outcomes, excluding) & FALSE

    previous = assessed.low
    for day in _candidates(result, key, assessed):
        if passes(day):
            # Nothing should flip between candidates; walking back makes sure.
            while day - 1 > previous and passes(day - 1):
                day -= 1
            return day
        previous = day
    return None


def _candidates(result: Result, key: str, assessed: DateValue) -> list[int]:
    rule = result.rules.explained().criteria[key]
    fields = result.participant.fields()
    days = {day for name in rule.reads if name != assessed.key for day in days_of(fields[name])}
    durations = [NO_TIME, *rule.durations]
    for name in rule.reads:
        value = fields[name]
        if isinstance(value, Occurrences):
            lives = {spell.half_life for spell in value.entries if spell.half_life is not None}
            times = (Fraction(each) for each in rule.half_lives)
            durations += [Duration(0, ceil(one * life)) for one in times for life in lives]
    if len(durations) <= _FEW:
        # An anchor may itself be moved: "at least 4 weeks before 2 days before admission".
        durations += [
            Duration(one.months + other.months, one.days + other.days)
            for one in rule.durations
            for other in rule.durations
        ]
    if rule.ages:
        durations += [Duration(12 * years, 0) for years in range(1, _BIRTHDAYS)]
        durations += [Duration(months, 0) for months in range(1, 36)]
    found = set()
    for day in days:
        for duration in durations:
            edge = add(day, duration)
            found |= {edge - 1, edge, edge + 1, edge + 2}
    last = date.max.toordinal()
    return sorted(day for day in found if assessed.low < day <= last)
