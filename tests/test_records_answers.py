"""What an item of a list may be answered with: the answers that the search for questions tries."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from eligo.runtime.answers import Calendar, answers
from eligo.runtime.ask import days_of
from eligo.runtime.explain import Hints
from eligo.runtime.fields import NumberField, OneOfField, Scale, YesNoField
from eligo.runtime.lists import MeasurementField, PairedField
from eligo.runtime.occurrences import ConditionField, EventField, ThingsField
from eligo.runtime.record import Entry, recorded
from eligo.runtime.values import (
    Amount,
    Answer,
    Choice,
    Measurements,
    Occurrences,
    PairedReadings,
    Things,
    Value,
)

TODAY = 739000
CALENDAR = Calendar("screening", TODAY, (TODAY,), ())
GRADE = Hints(numbers=("6", "7"))


class IllnessEntry(Entry):
    type_: Annotated[Choice, OneOfField("illness.type", values=("skin", "bone"))] = recorded(
        alias="type", title="type"
    )
    grade: Annotated[Amount, NumberField("illness.grade", Scale("1"))] = recorded(title="grade")
    treated: Annotated[Answer, YesNoField("illness.treated")] = recorded(title="treated")


ILLNESS = ConditionField("illness", entry=IllnessEntry)
HINTS = Hints(attributes={"grade": GRADE})


def tried(value: Value, facet: str, why: str, hints: Hints = HINTS) -> list[Value]:
    return [change(value) for change in answers(value, facet, why, hints, CALENDAR)]


def test_an_attribute_is_answered_in_the_entries_that_lack_it() -> None:
    written = [{"type": "skin"}, {"grade": 3}, {"type": {"missing": "not available"}}]
    found = tried(ILLNESS.read(written), "type", "not recorded")
    types = []
    for each in found:
        assert isinstance(each, Occurrences)
        types.append([entry.entry.type_.value for entry in each.entries])
    assert types == [["skin", "skin", None], ["skin", "bone", None]]
    grades = tried(ILLNESS.read([{}]), "grade", "not recorded")
    assert [each.entries[0].entry.grade.interval.point for each in grades] == [6, 7]  # type: ignore[attr-defined]


def test_what_is_not_recorded_at_all_may_be_none_or_any_entry() -> None:
    found = tried(ILLNESS.read(None), "", "not recorded")
    entries = []
    for each in found:
        assert isinstance(each, Occurrences) and not each.state
        entries.append(each.entries)
    assert entries[0] == ()
    told = {
        (each[0].entry.type_.value, each[0].entry.grade.interval.point, each[0].entry.treated.value)
        for each in entries[1:]
    }
    # Nothing known of it, and every combination.
    assert len(told) == 1 + 2 * 2 * 2
    assert {each[0].ongoing for each in entries[1:]} == {True, False}


class EyeEntry(Entry):
    role: Annotated[Choice, OneOfField("eye.role", values=("study", "fellow"))] = recorded(
        title="role"
    )
    letters: Annotated[
        Measurements, MeasurementField("eye.letters", ("screening",), "screening", Scale("1"))
    ] = recorded(title="letters")
    laser: Annotated[Occurrences, EventField("eye.laser")] = recorded(title="laser")


def test_things_and_the_lists_in_them() -> None:
    field = ThingsField("eye", EyeEntry)
    hints = Hints(attributes={"letters": GRADE})
    found = tried(field.read(None), "", "not recorded", hints)
    counts = []
    for each in found:
        assert isinstance(each, Things)
        counts.append(len(each.entries))
    assert counts[0] == 0 and set(counts[1:]) == {1}
    one = field.read([{"role": "study", "laser": ["2020"]}])
    letters = tried(one, "letters", "not recorded", hints)
    assert [each.entries[0].entry.letters.entries[0].interval.point for each in letters] == [6, 7]  # type: ignore[attr-defined]
    days = tried(one, "laser.date", "incomplete date", hints)
    assert days and all(
        each.entries[0].entry.laser.entries[0].start.low  # type: ignore[attr-defined]
        == each.entries[0].entry.laser.entries[0].start.high  # type: ignore[attr-defined]
        for each in days
    )


def test_the_days_of_a_value_are_those_of_its_attributes_too() -> None:
    field = ThingsField("eye", EyeEntry)
    found = field.read(
        [{"laser": ["2020-01-01"], "letters": {"value": 5, "date": "2020-01-03"}}, {}]
    )
    assert len(days_of(found)) == 2


def test_paired_readings_and_half_lives() -> None:
    field = PairedField("bp", ("screening",), "screening", Scale("1"), ("high", "low"))
    first, _ = tried(field.read(None), "", "not recorded", GRADE)
    assert isinstance(first, PairedReadings)
    assert first.component("low").entries[0].interval.point == 6
    assert first.component("low").entries[0].visit == "screening"
    taken = replace(ILLNESS.read([{}]), blank=None)
    lives = tried(taken, "half_life", "not recorded")
    assert [each.entries[0].half_life for each in lives] == [0, 10_000]  # type: ignore[attr-defined]
