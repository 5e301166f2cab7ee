"""Records of a criteria file with every kind of list: as its validator reads them."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any
from unittest.mock import patch

import pytest

from eligo import ir
from eligo.backends import python
from eligo.elaborate import elaborate
from eligo.frontend.declarations import declared
from eligo.frontend.parse import parse
from eligo.interpret import RecordError as RefusedRecord
from eligo.interpret import assess
from eligo.runtime.problems import RecordError
from eligo.screening.worksheet import example_record, worksheet
from eligo.source import Source

CRITERIA = """\
protocol records
    title         "Records"
    version       "1.0"
    assessed at   screening

visit screening
visit day 1

data malignancy: condition
    with type: one of basal cell carcinoma, prostate cancer, other
    with treated: yes or no
    with Gleason score: score from 2 to 10
data eye: record
    with role: one of study, fellow
    with BCVA: measurement in {letters}, plausible 0 to 100
data glucose: measurement in mg/dL, plausible 20 to 1000
    with fasting: yes or no
data blood pressure: paired measurement systolic, diastolic in mm[Hg], plausible 20 to 300
data ECOG performance status: dated graded 0, 1, 2, 3, 4
data blood donation: event
    with volume: number in mL
data pain: dated score from 0 to 10
data warfarin: treatment, half-life 40 h
group benzodiazepine
    equivalents of lorazepam
    lorazepam, equivalent 1 mg, half-life 14 h
    diazepam, equivalent 10 mg, half-life 43 h, also called "Valium", code ATC N05BA01
    with dose: number in mg/d
open group investigational drug: abc 1
group autoimmune disease of conditions
    Graves' disease, psoriasis

inclusion 1 "All"
    all of:
        any malignancy
        any eye
        glucose <= 250 mg/dL
        systolic blood pressure <= 160 mm[Hg]
        ECOG performance status <= 2
        pain <= 3
        on warfarin at screening
        any benzodiazepine
        no blood donation
        no investigational drug
        no autoimmune disease
"""


@pytest.fixture(scope="module")
def protocol() -> ir.Protocol:
    source = Source("protocols/records/1.0.criteria", CRITERIA)
    file, misread = parse(source, declared(source))
    found, wrong = elaborate(file, (), None)
    assert found is not None, [(each.span.line, each.what) for each in (*misread, *wrong)]
    return found


@pytest.fixture(scope="module")
def model(protocol: ir.Protocol) -> Any:
    with patch.object(python, "format_chunk", lambda chunk, cache: chunk):
        files = python.emit(protocol)
    return python.load(files, "records_of_criteria").Participant


def read(model: Any, **record: object) -> Any:
    return model.from_json(json.dumps({"id": "1", **record}))


def test_every_kind_of_entry(model: Any) -> None:
    found = read(
        model,
        malignancy=[{"start": "2020", "type": "prostate_cancer", "gleason_score": 6}],
        eye=[{"role": "study", "bcva": {"value": 45, "visit": "screening"}}],
        glucose={"value": 5, "unit": "g/L", "date": "2025-01-02T07:30", "fasting": True},
        blood_pressure={"systolic": 165, "diastolic": 95, "visit": "screening"},
        ecog_performance_status={"value": "1", "date": "2025-01-02"},
        pain=[{"value": 3, "visit": "day_1"}],
        benzodiazepine=[{"name": "valium", "dose": 20, "ongoing": True}],
        investigational_drug=[{"name": "XYZ"}],
        conditions=None,
    )
    assert found.malignancy.entries[0].entry.gleason_score.interval.point == 6
    assert found.eye.entries[0].entry.bcva.entries[0].visit == "screening"
    assert found.glucose.entries[0].reported == "g/L"
    assert found.blood_pressure.component("diastolic").entries[0].interval.point == 95
    assert found.ecog_performance_status.entries[0].value == "1"
    assert found.pain.bounds.high == 10
    (spell,) = found.benzodiazepine.entries
    assert (spell.member, spell.equivalent, spell.half_life * 24) == ("diazepam", 10, 43)
    assert spell.entry.dose.interval.point == 20
    assert found.investigational_drug.entries[0].member == "other"


def test_single_readings_without_a_day_are_said(protocol: ir.Protocol, model: Any) -> None:
    module = import_module(model.__module__.rpartition(".")[0])
    found = read(model, glucose=100, eye=[{"bcva": 45}, {"bcva": 50}], blood_pressure={})
    assumed = module.evaluate(found).assumptions
    assert assumed == ("eye.bcva", "glucose", "blood_pressure")


def test_a_complete_history(model: Any) -> None:
    found = read(
        model,
        treatments=[
            {"name": "warfarin", "start": "2024"},
            {"name": "N05BA01", "dose": "0.01", "unit": "g/d"},
            {"name": "Aspirin", "in": []},
        ],
        conditions=[{"name": "Graves' disease"}, {"name": "malignancy", "treated": False}],
    )
    assert found.warfarin.entries[0].half_life * 24 == 40
    assert found.benzodiazepine.entries[0].entry.dose.interval.point == 10
    assert found.investigational_drug.entries == ()
    assert found.autoimmune_disease.entries[0].member == "graves_disease"
    assert found.malignancy.entries[0].entry.treated.value is False


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"ecog_performance_status": True}, 'Write one of "0", "1"'),
        ({"pain": 11}, "pain: the value is outside 0 to 10"),
        ({"benzodiazepine": [{"name": "lorazepam", "dose": -1}]}, "benzodiazepine"),
        ({"treatments": [{"name": "aspirin"}]}, "investigational_drug"),
        ({"autoimmune_disease": [{"name": "gout"}]}, "The group has graves_disease, psoriasis."),
    ],
)
def test_what_cannot_be(model: Any, record: dict[str, object], expected: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(model, **record)
    assert expected in str(caught.value)


def test_the_filled_template_is_a_record(model: Any, protocol: ir.Protocol) -> None:
    found = model.from_json(example_record(protocol))
    assert all(not value.state for value in found.fields().values())
    page = worksheet(protocol)
    assert "eye: BCVA, for each entry" in page and "Valium" not in page


DIAZEPAM = {"name": "diazepam"}


@pytest.mark.parametrize(
    ("field", "written", "is_wrong"),
    [
        ("malignancy", [{"type": "lung"}], True),
        ("malignancy", [{"date": "2020"}], True),
        ("malignancy", [{"name": "malignancy"}], True),
        ("malignancy", [{"stable_since": "2020", "not_increased_since": "2021"}], True),
        ("malignancy", [{"stable_since": "2020", "not_increased_since": "2020"}], False),
        ("malignancy", [{"stable_since": "2020-01-01T10:00"}], True),
        ("malignancy", [{"start": "2020-01-01T10:00", "end": "2020-01-01T09:00"}], True),
        ("conditions", [{"name": "malignancy", "start": "2020"}], False),
        ("conditions", [{"name": "gout"}], True),
        ("conditions", [{"name": "gout", "in": []}], False),
        ("conditions", None, False),
        ("treatments", {"missing": "not available"}, True),
        ("treatments", [{"name": "diazepam", "in": ["benzodiazepine"]}], True),
        ("treatments", [{"name": "aspirin", "in": ["investigational_drug"]}], False),
        ("treatments", [{"name": "aspirin", "in": [], "start": "2021", "end": "2020"}], True),
        ("treatments", [{"name": "aspirin", "in": [], "volume": 1}], True),
        ("events", [{"name": "blood donation", "date": "2020", "volume": 5}], False),
        ("events", [{"name": "blood donation", "volume": "much"}], True),
        ("events", ["2020"], True),
        ("eye", [{"id": "a"}, {"id": "a"}], True),
        ("eye", [{"id": ""}, {"id": ""}], False),
        ("eye", [{"bcva": [{"value": 5, "visit": "day_1"}]}, {}], False),
        ("eye", {}, True),
        ("benzodiazepine", [{**DIAZEPAM, "dose": 0}], True),
        ("benzodiazepine", [{**DIAZEPAM, "dose": {"below": 5}, "unit": "mg/d"}], False),
        ("benzodiazepine", [{**DIAZEPAM, "dose": {"missing": "not available"}}], False),
        ("benzodiazepine", [{**DIAZEPAM, "dose": 5, "unit": "mL"}], True),
        ("screening", "2025-06-15T08:30", False),
        ("screening", "2025-06-15T8:30", True),
        ("screening", "2025-06T08:30", True),
        ("screening", "2025-06-15T24:00", True),
        ("blood_donation", ["2020-01-01T10:00"], False),
        ("blood_donation", [{"date": "2020", "name": "gift"}], True),
        ("blood_pressure", [{"systolic": 120, "visit": "day_1"}], False),
        ("blood_pressure", [{"systolic": 1200, "visit": "day_1"}], True),
    ],
)
def test_both_implementations_refuse_the_same(
    protocol: ir.Protocol, model: Any, field: str, written: object, is_wrong: bool
) -> None:
    refused = []
    for reads, error in (
        (lambda record: assess(protocol, record), RefusedRecord),
        (lambda record: read(model, **record), RecordError),
    ):
        try:
            reads({field: written})
        except error as wrong:
            refused.append({each.field.partition(".")[0] for each in wrong.problems})  # type: ignore[attr-defined]
    found = [{name.partition("[")[0] for name in each} for each in refused]
    assert found == ([{field}, {field}] if is_wrong else [])
