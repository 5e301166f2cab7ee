"""Records of lists: entries with attributes, paired readings, things, groups, times, histories."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from itertools import count
from typing import Any
from unittest.mock import patch

import pytest

from eligo import ir
from eligo.backends import python
from eligo.runtime.problems import RecordError
from eligo.screening.participants import WrongRecord, participant
from eligo.screening.readers import read as read_table
from eligo.screening.worksheet import blank_record, example_record, worksheet
from eligo.source import Source, Span
from eligo.units import parse

SOURCE = Source("protocols/small/1.0.criteria", "line\n" * 50)
HERE = Span(SOURCE, 25, 30)
_numbers = count(1)


def span(low: str, high: str) -> ir.Range:
    return ir.Range(Fraction(low), Fraction(high))


def datum(key: str, kind: ir.Kind, *attributes: ir.Datum, **more: Any) -> ir.Datum:
    name = key.rpartition(".")[2].replace("_", " ")
    return ir.Datum(key, name, name, kind, HERE, attributes=attributes, **more)


def values(*keys: str) -> tuple[ir.Value, ...]:
    return tuple(ir.Value(key, key.replace("_", " ")) for key in keys)


NO_UNIT = parse("1")
LETTERS = ir.Measurement(parse("{letters}"), span("0", "100"), False)
GLUCOSE = ir.Measurement(
    parse("mg/dL"),
    span("20", "1000"),
    False,
    (ir.Conversion(parse("mmol/L"), Fraction(18), Fraction(0), "1 mmol/L = 18 mg/dL"),),
)
STEROIDS = (
    ir.Value("prednisone", "Prednisone", ("Deltasone",), half_life=Fraction(1, 8)),
    ir.Value("dexamethasone", "dexamethasone", equivalent=Fraction("0.15")),
)
DATA = (
    datum("date_of_birth", ir.DateKind(False)),
    datum(
        "malignancy",
        ir.Condition(),
        datum("malignancy.start", ir.DateKind(False)),
        datum("malignancy.end", ir.DateKind(True)),
        datum("malignancy.type", ir.OneOf(values("basal_cell", "prostate", "other"))),
        datum("malignancy.treated", ir.YesNo()),
        datum("malignancy.sites", ir.AnyOfValues(values("skin", "bone"))),
        datum("malignancy.gleason", ir.Quantity(NO_UNIT, True, span("2", "10"), None)),
        datum("malignancy.surgery", ir.DateKind(True)),
        codes=(ir.Code("ICD-10-CM", "C80.1"),),
        synonyms=("cancer",),
    ),
    datum(
        "eye",
        ir.Record(),
        datum("eye.role", ir.OneOf(values("study", "fellow"))),
        datum("eye.bcva", LETTERS),
        datum("eye.laser", ir.Event(), datum("eye.laser.focal", ir.YesNo())),
    ),
    datum("donor", ir.Record(), datum("donor.date_of_birth", ir.DateKind(False))),
    datum("glucose", GLUCOSE, datum("glucose.fasting", ir.YesNo())),
    datum("hiv", ir.Result(values("positive", "negative")), datum("hiv.method", ir.YesNo())),
    datum(
        "blood_pressure",
        ir.Paired(parse("mm[Hg]"), values("systolic", "diastolic"), span("20", "300")),
        datum("blood_pressure.seated", ir.YesNo()),
    ),
    datum("ecog", ir.Measurement(NO_UNIT, None, False, bounds=span("0", "4"), whole=True)),
    datum(
        "steroid",
        ir.Treatment(STEROIDS),
        datum("steroid.name", ir.OneOf(STEROIDS)),
        datum("steroid.dose", ir.Quantity(parse("mg/d"), False, None, span("0.5", "500"))),
    ),
    datum("warfarin", ir.Treatment(half_life=Fraction(40, 24)), synonyms=("Coumadin",)),
    datum("investigational_drug", ir.Treatment(values("abc_1"), is_open=True)),
    datum(
        "autoimmune_disease",
        ir.Condition(values("graves_disease", "psoriasis")),
        datum("autoimmune_disease.severe", ir.YesNo()),
    ),
    datum("heart_failure", ir.Condition()),
    datum("vaccination", ir.Event(values("flu", "zoster"))),
)


def protocol() -> ir.Protocol:
    rule = ir.Criterion(
        key="adult",
        name="adult",
        kind="inclusion",
        label="1",
        title="adult",
        quotes=(ir.Quote("The protocol's words.", HERE),),
        subgroup=None,
        excluding=False,
        body=ir.NoRequirement("n1", HERE),
        parts=(),
        interpretations=(),
        not_formalised=(),
        duties=(),
        span=HERE,
    )
    day = ir.MilestoneDate("n2", HERE, "day_1")
    two_weeks = ir.Shifted("n3", HERE, day, python_days(14), -1)
    return ir.Protocol(
        id="SMALL-1",
        title="A small trial",
        version="1.0",
        released=None,
        assessed_at="screening",
        not_known=(),
        registered=None,
        details=(),
        milestones=(
            ir.Milestone("screening", "screening", True, HERE),
            ir.Milestone("day_1", "day 1", True, HERE),
            ir.Milestone("washout_start", "washout start", False, HERE, two_weeks),
        ),
        data=DATA,
        definitions=(),
        scores=(),
        subgroups=(),
        criteria=(rule,),
        contexts=(),
        examples=(),
        source=SOURCE,
        source_text=None,
        vocabularies=(),
    )


def python_days(amount: int) -> Any:
    from eligo.units import Duration

    return Duration(amount, "day")


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    with patch.object(python, "format_chunk", lambda chunk, cache: chunk):
        return python.emit(protocol())


@pytest.fixture(scope="module")
def module(files: dict[str, str]) -> Any:
    return python.load(files, f"records_of_entries_{next(_numbers)}")


@pytest.fixture(scope="module")
def read(module: Any) -> Any:
    """Participants of the generated validator."""

    def reading(show_values: bool = False, **record: object) -> Any:
        text = json.dumps({"id": "1", **record})
        return module.Participant.from_json(text, show_values=show_values)

    return reading


def refused(read: Any, show_values: bool = False, **record: object) -> dict[str, str]:
    with pytest.raises(RecordError) as caught:
        read(show_values, **record)
    assert len({each.field for each in caught.value.problems}) == len(caught.value.problems)
    return {each.field: each.message for each in caught.value.problems}


# ---------------------------------------------------------------------------------- attributes


def test_entries_hold_attributes_of_every_kind(read: Any) -> None:
    spell = {
        "start": "2020",
        "ongoing": True,
        "type": "prostate",
        "treated": {"value": True, "by": "Dr A"},
        "sites": ["skin"],
        "gleason": 6,
    }
    malignancy = read(malignancy=[spell, {"treated": {"missing": "not available"}}]).malignancy
    first, second = malignancy.entries
    assert first.entry.type_.key == "malignancy.type" and first.entry.type_.value == "prostate"
    assert first.entry.treated.value is True and first.entry.sites.values == {"skin"}
    assert first.entry.gleason.interval.point == 6
    assert first.entry.surgery.state == "not recorded" and first.entry.surgery.may_be_none
    assert second.entry.treated.state == "not available"
    assert second.entry.gleason.interval.low == 2, "bounds hold of what is not known"
    # What an entry has by its kind is asked of the list.
    assert malignancy.ended(first).none and malignancy.start(first).item == "malignancy.start"
    assert set(first.entry.fields()) == {"type", "treated", "sites", "gleason", "surgery"}


def test_things_hold_lists_of_their_own(read: Any) -> None:
    eye = read(
        eye=[
            {"id": "left", "role": "study", "bcva": {"value": 45, "visit": "screening"}},
            {"role": "fellow", "laser": [{"date": "2025-01", "focal": True}], "bcva": None},
        ]
    ).eye
    left, right = eye.entries
    assert (left.id, right.id) == ("left", "")
    assert left.entry.bcva.key == "eye.bcva" and left.entry.bcva.entries[0].interval.point == 45
    assert right.entry.bcva.state == "not recorded"
    laser = right.entry.laser
    assert laser.start(laser.entries[0]).item == "eye.laser.date"
    assert laser.entries[0].entry.focal.key == "eye.laser.focal"
    assert read(eye=[]).eye.entries == () and read().eye.state == "not recorded"


def test_readings_keep_attributes_units_and_days(read: Any) -> None:
    participant = read(
        glucose={"value": 5, "unit": "mmol/l", "fasting": True},
        hiv=[{"value": "negative", "date": "2025-06-15T08:30", "method": None}],
        screening="2025-06-15T07:00",
        ecog=[{"value": 2, "visit": "day_1"}],
    )
    (glucose,) = participant.glucose.entries
    assert glucose.entry.fasting.value is True and participant.glucose.assumed
    assert (glucose.interval.point, glucose.unit, glucose.reported) == (90, "mmol/l", "mmol/L")
    (hiv,) = participant.hiv.entries
    assert hiv.day("hiv", participant).minute == 510 and hiv.entry.method.state == "not recorded"
    assert participant.screening.day.minute == 420
    assert participant.ecog.bounds.high == 4
    assert read().ecog.bounds.low == 0


def test_paired_readings_are_measurements_of_each_component(read: Any) -> None:
    pressure = read(
        blood_pressure=[
            {"systolic": 165, "diastolic": "95", "date": "2025-06-01", "seated": True},
            {"systolic": 16, "unit": "kPa", "visit": "screening"},
        ]
    ).blood_pressure
    systolic, diastolic = pressure.component("systolic"), pressure.component("diastolic")
    assert (systolic.key, systolic.component) == ("blood_pressure", "systolic")
    assert len(systolic.entries) == 2 and len(diastolic.entries) == 1
    assert systolic.entries[1].reported == "kPa" and systolic.entries[1].shown == "16"
    assert diastolic.entries[0].entry.seated.value is True
    assert read(blood_pressure={"systolic": 120}).blood_pressure.assumed


# -------------------------------------------------------------------------------------- groups


def test_members_bring_half_life_and_equivalent(read: Any) -> None:
    steroid = read(
        steroid=[
            {"name": "DELTASONE", "dose": 10, "start": "2025-01-01T10:15"},
            {"name": "dexamethasone", "dose": "0.004", "unit": "g/d"},
        ]
    ).steroid
    first, second = steroid.entries
    assert (first.member, first.half_life, first.equivalent) == ("prednisone", Fraction(1, 8), None)
    assert (second.half_life, second.equivalent) == (None, Fraction("0.15"))
    assert first.entry.dose.key == "steroid.dose" and first.entry.dose.interval.point == 10
    assert second.entry.dose.interval.point == 4 and second.dose == "0.004 g/d"
    assert steroid.named(first).value == "prednisone"
    assert steroid.named(first).allowed == ("prednisone", "dexamethasone")
    assert steroid.start(first).minute == 615
    dose, other = first.amount, second.amount
    assert dose[0] == other[0] and dose[1] / other[1] == Fraction(10, 4)
    assert read(warfarin=[{"name": "coumadin"}]).warfarin.entries[0].half_life == Fraction(5, 3)


def test_an_open_group_takes_any_name(read: Any) -> None:
    drug = read(investigational_drug=[{"name": "ABC 1"}, {"name": "XYZ-9"}]).investigational_drug
    assert [each.member for each in drug.entries] == ["abc_1", "other"]
    assert drug.named(drug.entries[1]).allowed == ("abc_1", "other")


def test_conditions_and_events_have_members(read: Any) -> None:
    participant = read(
        autoimmune_disease=[{"name": "psoriasis", "severe": True, "not_increased_since": "2024"}],
        vaccination=[{"name": "flu", "date": "2025-02"}],
    )
    (spell,) = participant.autoimmune_disease.entries
    assert spell.member == "psoriasis" and spell.entry.severe.value
    since = participant.autoimmune_disease.not_increased_since(spell)
    assert since.item == "autoimmune_disease.not_increased_since"
    assert participant.vaccination.entries[0].member == "flu"


# ----------------------------------------------------------------------------------- histories


def test_a_complete_history_answers_for_every_datum_of_its_kind(read: Any) -> None:
    participant = read(
        treatments=[
            {"name": "warfarin", "start": "2020", "ongoing": True},
            {"name": "Prednisone", "dose": 5, "unit": "mg/d"},
            {"name": "XYZ-9", "in": ["investigational_drug"], "end": "2024"},
            {"name": "aspirin", "in": []},
        ],
        conditions=[
            {"name": "C80.1", "type": "basal_cell", "start": "2021"},
            {"name": "Psoriasis", "severe": False},
        ],
        events=None,
    )
    assert participant.warfarin.entries[0].ongoing
    assert participant.steroid.entries[0].entry.dose.interval.point == 5
    assert [each.member for each in participant.investigational_drug.entries] == ["other"]
    assert participant.malignancy.entries[0].entry.type_.value == "basal_cell"
    assert participant.heart_failure.entries == () and not participant.heart_failure.state
    assert participant.vaccination.state == "not recorded"


def test_an_entry_counts_for_all_that_it_names(files: dict[str, str], read: Any) -> None:
    participant = read(treatments=[{"name": "abc_1", "in": ["investigational_drug"]}])
    assert len(participant.investigational_drug.entries) == 1, "once for each"


def test_what_is_wrong_with_a_history(read: Any) -> None:
    said = refused(
        read,
        treatments=[{"name": "warfarine"}, {"name": "aspirin", "in": ["steroid"]}],
        conditions=[{"name": "malignancy"}, {"name": "cancer", "gleason": 11}],
        malignancy=[],
        events=[{"name": "flu", "start": "2025"}],
    )
    assert set(said) == {
        "treatments.0",
        "treatments.1",
        "conditions.1.gleason",
        "malignancy",
        "events.0",
    }
    assert "investigational_drug" in said["treatments.1"]
    assert "outside 2 to 10" in said["conditions.1.gleason"]
    assert "Keep one of the two" in said["malignancy"]
    assert "not a part" in said["events.0"]
    assert "warfarine" not in str(said)
    shown = refused(read, True, treatments=[{"name": "warfarine"}])
    assert "Did you mean warfarin?" in shown["treatments.0"]
    assert "not a list" in refused(read, treatments={"name": "warfarin"})["treatments"]


# -------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("record", "field", "expected"),
    [
        ({"malignancy": [{}, {"type": "lung"}]}, "malignancy.1.type", "Write one of basal_cell"),
        ({"malignancy": [{"gleason": 6.5}]}, "malignancy.0.gleason", "not a whole number"),
        ({"malignancy": [{"surgery": "2025-13"}]}, "malignancy.0.surgery", "does not exist"),
        ({"malignancy": [{"typ": "lung"}]}, "malignancy.0", '"typ" is not a part'),
        ({"malignancy": [{"end": "2020", "start": "2021"}]}, "malignancy.0", "before the start"),
        ({"eye": [{"bcva": 145}]}, "eye.0.bcva", "outside the plausible range"),
        ({"eye": [{"laser": [{"focal": 1}]}]}, "eye.0.laser.0.focal", "neither true nor false"),
        ({"eye": [{"id": "a"}, {"id": "a"}]}, "eye", 'the same "id"'),
        ({"eye": {"role": "study"}}, "eye", "not a list"),
        ({"eye": ["left"]}, "eye.0", "not an object"),
        ({"blood_pressure": 120}, "blood_pressure", '"systolic": …, "diastolic": …'),
        ({"blood_pressure": {"systolic": 1200}}, "blood_pressure", "plausible range"),
        ({"blood_pressure": {"sistolic": 120}}, "blood_pressure", "not a part"),
        ({"ecog": 5}, "ecog", "outside 0 to 4"),
        ({"steroid": [{"dose": 5}]}, "steroid.0", "name is missing"),
        ({"steroid": [{"name": "prednison"}]}, "steroid.0", "in no group"),
        (
            {"steroid": [{"name": "prednisone", "dose": 5, "unit": "mL"}]},
            "steroid.0.dose",
            "does not convert",
        ),
        ({"vaccination": ["2025"]}, "vaccination.0", "name is missing"),
        ({"steroid": [{"name": "prednisone", "dose": 0}]}, "steroid.0.dose", "plausible"),
        (
            {"heart_failure": [{"start": "2025-01-01T10:00", "end": "2025-01-01T09:59"}]},
            "heart_failure.0",
            "before the start",
        ),
        (
            {"conditions": [{"name": "gout", "in": [], "start": "2025", "end": "2024"}]},
            "conditions.0",
            "before the start",
        ),
        ({"screening": "2025-06-15T25:00"}, "screening", "day with its time"),
        ({"screening": "2025-06T10:00"}, "screening", "day with its time"),
        ({"date_of_birth": "2000-01-01T10:00"}, "date_of_birth", "not a date"),
        (
            {"warfarin": [{"stable_since": "2024", "not_increased_since": "2025"}]},
            "warfarin.0",
            "lies after",
        ),
        ({"washout_start": "2025"}, "washout_start", "no such field"),
    ],
)
def test_errors_say_where_and_what_to_do(
    read: Any, record: dict[str, object], field: str, expected: str
) -> None:
    said = refused(read, **record)
    assert list(said) == [field] and expected in said[field]


def test_days_before_birth(read: Any) -> None:
    born = {"date_of_birth": "1990-01-01"}
    early = {"malignancy": [{"start": "1980"}], "blood_pressure": {"date": "1980"}}
    assert set(refused(read, **born, **early)) == set(early)
    # Attributes may be of another person, who was there before.
    read(**born, donor=[{"date_of_birth": "1960"}], eye=[{"bcva": {"value": 1, "date": "1980"}}])


# ---------------------------------------------------------------------------------- the schema


def test_the_schema_takes_what_the_model_takes(files: dict[str, str], read: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(files["participant.schema.json"])
    checker = jsonschema.Draft202012Validator(schema)
    checker.check_schema(schema)
    assert schema["properties"]["malignancy"]["anyOf"][0]["items"]["properties"]["type"]["x-values"]
    good: list[dict[str, object]] = [
        {"malignancy": [{"start": "2020", "ongoing": True, "type": "prostate", "gleason": 6}]},
        {"eye": [{"id": "a", "role": "study", "bcva": 45, "laser": []}, {}]},
        {"glucose": [{"value": 250, "date": "2025-01-02T10:00", "fasting": False}]},
        {"blood_pressure": {"systolic": 120, "diastolic": None, "unit": "mm[Hg]"}},
        {"steroid": [{"name": "prednisone", "dose": {"below": 10}, "unit": "mg/d"}]},
        {"treatments": [{"name": "aspirin", "in": []}], "events": []},
        {"conditions": [{"name": "cancer", "type": "other"}], "ecog": 3},
    ]
    for record in good:
        checker.validate({"id": "1", **record})
        read(**record)
    bad: list[dict[str, object]] = [
        {"malignancy": [{"type": "lung"}]},
        {"eye": {"role": "study"}},
        {"eye": [{"side": "left"}]},
        {"blood_pressure": 120},
        {"steroid": [{"dose": 5}]},
        {"treatments": [{"start": "2025"}]},
        {"washout_start": "2025-01-01"},
    ]
    for record in bad:
        assert not checker.is_valid({"id": "1", **record}), record
        refused(read, **record)


# ------------------------------------------------------------------------------ tables and pages


def table(module: Any, text: str) -> Any:
    (entry,) = read_table(io.BytesIO(text.encode()), "csv")
    return participant(module, entry, show_values=False)


def test_columns_reach_attributes(module: Any) -> None:
    found = table(
        module,
        "id,malignancy.0.start,malignancy.0.type,malignancy.0.sites.0,eye.0.id,eye.0.bcva.value,"
        "eye.0.laser,blood_pressure.systolic,screening,treatments.0.name,treatments.0.in\n"
        "1,2020,prostate,bone,01,45,[],120,2025-06-15T08:30,aspirin,[]\n",
    )
    (spell,) = found.malignancy.entries
    assert spell.entry.type_.value == "prostate" and spell.entry.sites.values == {"bone"}
    (eye,) = found.eye.entries
    assert eye.id == "01" and eye.entry.bcva.entries[0].interval.point == 45
    assert eye.entry.laser.entries == () and not eye.entry.laser.state
    assert found.screening.minute == 510 and found.warfarin.entries == ()


@pytest.mark.parametrize(
    ("head", "cell", "expected"),
    [
        ("eye.role", "study", "eye: this is not a list"),
        ("eye.role", "study", "Use the columns eye.0.role and eye.0.bcva"),
        ("eye.0.laser.date", "2025", "Use the columns eye.0.laser.0.date"),
        ("steroid.start", "2025", "Use the columns steroid.0.name, steroid.0.start"),
        ("events.name", "flu", "Use the columns events.0.name, events.0.date"),
        (
            "blood_pressure",
            "120",
            "Use the columns blood_pressure.systolic and blood_pressure.diastolic.",
        ),
        ("malignancy.0.treated", "x", "Write true or false."),
        ("malignancy.0.gleason", "<6", "malignancy.0.gleason.below"),
        ("steroid.0.name,steroid.1.start", "prednisone,2025", "Fill the column “steroid.1.name”"),
    ],
)
def test_what_is_wrong_with_a_table_is_said_in_its_columns(
    module: Any, head: str, cell: str, expected: str
) -> None:
    with pytest.raises(WrongRecord) as caught:
        table(module, f"id,{head}\n1,{cell}\n")
    assert expected in str(caught.value)


def test_templates_hold_every_field(module: Any) -> None:
    blank = json.loads(blank_record(protocol()))
    assert "washout_start" not in blank and "eye" in blank
    filled = json.loads(example_record(protocol()))
    found = module.Participant.from_json(json.dumps(filled))
    assert set(filled["eye"][0]) == {"id", "role", "bcva", "laser"}
    assert found.steroid.entries[0].entry.dose.interval.point is not None
    assert found.investigational_drug.entries[0].member == "abc_1"


def test_the_worksheet_asks_for_attributes() -> None:
    page = worksheet(protocol())
    for part in ("eye.bcva", "malignancy.gleason", "systolic", "any other, by its name"):
        assert part in page
    assert "malignancy.start" not in page and "washout" not in page
