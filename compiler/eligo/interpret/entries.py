"""An entry of a list as a small participant: its attributes, and what it has by its kind, are read
like data (MEANING 7.1)."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from eligo.interpret.lists import end_of
from eligo.interpret.outcomes import Judged, Reason, Reasons
from eligo.interpret.readings import Chart
from eligo.interpret.record import Entry, Participant


def at_hand(chart: Chart, name: str, datum: str, entry: Entry) -> Participant:
    """The participant with an entry of a datum at hand, under a name: what is known of the entry
    stands under `name.attribute`, and nothing else does."""
    whole = chart.participant
    mappings: dict[str, dict[str, Any]] = {
        each.name: {
            key: value
            for key, value in getattr(whole, each.name).items()
            if not key.startswith(f"{name}.")
        }
        for each in fields(whole)
    }
    owner = chart.datum(datum).key
    if entry.attributes is not None:
        for each in fields(whole):
            for key, value in getattr(entry.attributes, each.name).items():
                mappings[each.name][f"{name}.{key.removeprefix(f'{owner}.')}"] = value
    placed = chart.placed(datum, chart.datum(datum).kind, entry)
    if not placed.undated:
        mappings["days_at_hand"] |= {
            f"{name}.date": placed.start,
            f"{name}.start": placed.start,
            f"{name}.end": end_of(placed),
        }
    if entry.name:
        mappings["categories"][f"{name}.name"] = entry.name
    mappings["at_hand"][name] = entry
    return Participant(**mappings)


def renamed(reasons: Reasons, name: str, datum: str) -> Reasons:
    """Reasons speak of the datum, whatever the entry at hand is called."""
    return frozenset(
        (
            Reason(datum + reason.item.removeprefix(name), reason.why)
            if reason.item == name or reason.item.startswith(f"{name}.")
            else reason
        )
        for reason in reasons
    )


def judged_as(judged: Judged, name: str, datum: str) -> Judged:
    return Judged(judged.outcomes, renamed(judged.reasons, name, datum))
