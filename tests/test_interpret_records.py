"""Records of entries, complete histories and times, and what is wrong with them (MEANING 4.5 and
10)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from interpret_by_hand import (
    HERE,
    SCREENING,
    WEEKS,
    F,
    T,
    Ward,
    amount,
    compare,
    datum,
    holds,
    is_one_of,
    measurement,
    occurs,
    protocol,
    quantity,
    timing,
    values,
)

from eligo import ir, units
from eligo.interpret import RecordError

DRUGS = (
    ir.Value("aspirin", "Aspirin", ("ASA",), (ir.Code("ATC", "B01AC06"),)),
    ir.Value("heparin", "Heparin"),
)
WARD = Ward(
    protocol(
        datum("anticoagulant", ir.Treatment(DRUGS), datum("anticoagulant.dose", quantity("mg/d"))),
        datum(
            "investigational",
            ir.Treatment((ir.Value("x1", "X1"),), is_open=True),
            datum("investigational.blinded", ir.YesNo()),
            datum("investigational.name", ir.OneOf(values("x1", "other"))),
        ),
        datum("asa_use", ir.Treatment(), synonyms=("aspirin",)),
        datum("stroke", ir.Condition(), codes=(ir.Code("ICD-10-CM", "I63"),)),
        datum("autoimmune", ir.Condition((ir.Value("psoriasis", "Psoriasis"),))),
        datum("relapse", ir.Event(), datum("relapse.severe", ir.YesNo())),
        datum(
            "eye",
            ir.Record(),
            datum("eye.bcva", measurement()),
            datum("eye.side", ir.OneOf(values("left", "right"))),
            datum("eye.seen", ir.DateKind(False)),
        ),
        datum("score", measurement(bounds=ir.Range(Fraction(0), Fraction(9)), whole=True)),
        datum(
            "pressure",
            ir.Paired(
                units.parse("mm[Hg]"),
                values("systolic", "diastolic"),
                ir.Range(Fraction(20), Fraction(300)),
            ),
        ),
        datum("date_of_birth", ir.DateKind(False)),
    )
)
ON = ir.Ongoing(*HERE, "anticoagulant", SCREENING, None)


def wrong(**known: object) -> set[str]:
    with pytest.raises(RecordError) as caught:
        WARD.says(ir.Fixed(*HERE, True), **known)
    return {problem.field for problem in caught.value.problems}


def given(**known: object) -> dict[str, object]:
    return {"name": "aspirin", "start": "2025-01-01", **known}


@pytest.mark.parametrize(
    ("field", "value", "places"),
    [
        ("eye", [{"side": "up"}], {"eye[0].side"}),
        ("eye", [{"sight": 1}], {"eye[0].sight"}),
        ("eye", [{"bcva": [{"value": "x", "date": "2025"}]}], {"eye[0].bcva[0]"}),
        ("eye", [{"bcva": 1, "seen": "2025-02-30"}], {"eye[0].seen"}),
        ("eye", [{"id": 1}], {"eye[0].id"}),
        ("eye", [{"id": "OD"}, {"id": "OD"}], {"eye"}),
        ("eye", ["left"], {"eye[0]"}),
        ("eye", {"side": "left"}, {"eye"}),
        ("score", 10, {"score"}),
        ("score", "1.5", {"score"}),
        ("pressure", 120, {"pressure"}),
        ("pressure", {"systolic": 500}, {"pressure.systolic"}),
        ("pressure", {"systolic": 120, "unit": "mg"}, {"pressure.systolic.unit"}),
        ("pressure", {"mean": 90}, {"pressure.mean"}),
        ("anticoagulant", [given(dose=0)], {"anticoagulant[0].dose"}),
        ("anticoagulant", [given(dose=10, unit="mL")], {"anticoagulant[0].dose.unit"}),
        ("anticoagulant", [given(name="tea")], {"anticoagulant[0].name"}),
        ("anticoagulant", [given(end="2024")], {"anticoagulant[0].end"}),
        (
            "anticoagulant",
            [given(start="2025-06-01T10:00", end="2025-06-01T09:00")],
            {"anticoagulant[0].end"},
        ),
        (
            "anticoagulant",
            [given(stable_since="2025-02-01", not_increased_since="2025-03-01")],
            {"anticoagulant[0].not_increased_since"},
        ),
        ("autoimmune", [{"start": "2020"}], {"autoimmune[0].name"}),
        ("stroke", [{"start": "2020", "name": "stroke"}], {"stroke[0].name"}),
        ("relapse", [{"date": "2025-06-01T25:00"}], {"relapse[0].date"}),
        ("date_of_birth", "1990-01-01T10:00", {"date_of_birth"}),
        ("treatments", {}, {"treatments"}),
        ("treatments", [given(name="tea")], {"treatments[0].name"}),
        ("treatments", [{"start": "2020"}], {"treatments[0].name"}),
        ("treatments", [given(name="tea", **{"in": ["anticoagulant"]})], {"treatments[0].in"}),
        ("treatments", [given(blinded=True)], {"treatments[0].blinded"}),
        ("treatments", [given(start="2025-13")], {"treatments[0].start"}),
        (
            "treatments",
            [given(name="tea", start="2025-13", **{"in": []})],
            {"treatments[0].start"},
        ),
        ("conditions", [{"name": "stroke", "dose": 1}], {"conditions[0].dose"}),
        ("events", ["2025-01-01"], {"events[0]"}),
    ],
)
def test_errors(field: str, value: object, places: set[str]) -> None:
    assert wrong(**{field: value}) == places


def test_a_datum_in_its_own_field_and_in_a_history() -> None:
    assert wrong(treatments=[], anticoagulant=[]) == {"anticoagulant"}
    assert wrong(treatments=[], asa_use={"missing": "not available"}) == {"asa_use"}


def test_a_history_counts_for_all_that_it_names() -> None:
    told = [
        {"name": "B01AC06", "start": "2025-01-01", "ongoing": True, "dose": 100},
        {"name": "tea", "start": "2025-01-01", "ongoing": True, "in": []},
        {
            "name": "Y2",
            "start": "2025",
            "end": "2025-02",
            "in": ["investigational"],
            "blinded": True,
        },
    ]
    assert WARD.says(ON, treatments=told) == {T}
    assert WARD.says(ir.Ongoing(*HERE, "asa_use", SCREENING, None), treatments=told) == {F}
    by_name = [{**told[0], "name": "Aspirin"}]
    assert WARD.says(ir.Ongoing(*HERE, "asa_use", SCREENING, None), treatments=by_name) == {T}
    high = compare(amount("anticoagulant.dose", "mg/d"), (">=", 100))
    assert WARD.says(occurs("anticoagulant", 1, 1, where=high), treatments=told) == {T}
    other = ir.AllOf(
        *HERE,
        (is_one_of("investigational.name", "other"), holds("investigational.blinded")),
    )
    assert WARD.says(occurs("investigational", 1, 1, where=other), treatments=told) == {T}
    assert WARD.says(ON, treatments=[]) == {F}
    assert WARD.says(occurs("stroke"), conditions=[{"name": "I63", "start": "2020"}]) == {T}
    assert WARD.says(occurs("autoimmune"), conditions=[{"name": "I63", "start": "2020"}]) == {F}
    severe = occurs("relapse", where=holds("relapse.severe"))
    told = [{"name": "relapse", "date": "2025-01-01", "severe": True}]
    assert WARD.says(severe, events=told) == {T}


def test_open_groups_hold_what_is_no_member() -> None:
    one = [{"name": "Y2", "start": "2025-01-01", "ongoing": True}]
    other = occurs("investigational", where=is_one_of("investigational.name", "other"))
    assert WARD.says(other, investigational=one) == {T}
    assert WARD.says(other, investigational=[{**one[0], "name": "x1"}]) == {F}


def test_a_dose_is_in_the_unit_of_its_attribute() -> None:
    low = compare(amount("anticoagulant.dose", "mg/d"), ("<=", 100))
    on = ir.Ongoing(*HERE, "anticoagulant", SCREENING, None, where=low)
    ongoing = given(ongoing=True)
    assert WARD.says(on, anticoagulant=[{**ongoing, "dose": 100}]) == {T}
    assert WARD.says(on, anticoagulant=[{**ongoing, "dose": 1, "unit": "g/d"}]) == {F}
    state = {"missing": "not available"}
    assert WARD.why(on, anticoagulant=[{**ongoing, "dose": state}]) == {
        ("anticoagulant.dose", "not available")
    }
    stable = ir.Stable(*HERE, "anticoagulant", SCREENING, WEEKS)
    doses = [
        {
            "name": "aspirin",
            "start": "2025-01-01",
            "end": "2025-06-01",
            "dose": "0.1",
            "unit": "g/d",
        },
        {**ongoing, "start": "2025-06-02", "stable_since": "2025-01-01", "dose": 100},
    ]
    assert WARD.says(stable, anticoagulant=doses) == {T}


def test_the_birth_is_before_all_but_attributes() -> None:
    born = {"date_of_birth": "1990-01-01"}
    seen = occurs(
        "eye", where=ir.DateRelation(*HERE, ir.DateOf(*HERE, "eye.seen"), timing("before"))
    )
    assert WARD.says(seen, eye=[{"seen": "1980-01-01"}], **born) == {T}
    assert wrong(stroke=[{"start": "1980"}], **born) == {"stroke"}
    assert wrong(conditions=[{"name": "stroke", "start": "1980"}], **born) == {"conditions"}
