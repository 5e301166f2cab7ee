"""Reading of declarations: data with attributes, groups, tables, units, cohorts, stages, headers of
criteria."""

from __future__ import annotations

from typing import Any

import pytest

from eligo import syntax
from eligo.frontend.declarations import declared
from eligo.frontend.parse import parse
from eligo.source import Source

COMMON = """milestone screening, day 1, first dose, vaccination 1, vaccination 2
data sex: one of female, male
data haemoglobin: measurement in g/dL
"""


def read(text: str) -> list[Any]:
    """The blocks of the text; it is read without a word."""
    source = Source("case.criteria", COMMON + text)
    file, diagnostics = parse(source, declared(source))
    assert [diagnostic.what for diagnostic in diagnostics] == []
    return list(file.blocks[3:])


def texts(names: Any) -> list[str]:
    return [name.text for name in names]


def written(amount: syntax.Quantity | None) -> str:
    return f"{amount.number} {amount.unit}" if amount else ""


def test_attributes_of_a_datum() -> None:
    (block,) = read("""data malignancy: condition
    with type: one of
        basal cell carcinoma
        prostate cancer
    with treated: yes or no
        question "Was it treated?"
    with Gleason score: score from 2 to 10
""")
    kinds = {a.data.names[0].text: a.data.kind for a in block.attributes}
    assert {name: kind.word for name, kind in kinds.items()} == {
        "type": "one of",
        "treated": "yes or no",
        "Gleason score": "score",
    }
    assert texts(value.name for value in kinds["type"].values) == [
        "basal cell carcinoma",
        "prostate cancer",
    ]
    assert block.attributes[1].data.question.text == "Was it treated?"
    assert block.kind.word == "condition" and not block.kind.dated


def test_kinds() -> None:
    eye, pressure, status, warfarin, more, platelets = read("""data eye: record
    with BCVA: measurement in {letters}, plausible 0 to 100
data blood pressure: paired measurement systolic, diastolic in mm[Hg], plausible 20 to 300
data ECOG performance status: dated graded 0, 1, 2
data warfarin: treatment, half-life 40 h
extend data haemoglobin: with normal range
    with fasting: yes or no
data platelets: measurement in 10*9/L
    measured within 28 days
""")
    assert eye.kind.word == "record" and eye.attributes[0].data.plausible.high.number == "100"
    assert texts(value.name for value in pressure.kind.values) == ["systolic", "diastolic"]
    assert (pressure.kind.word, pressure.kind.unit) == ("paired", "mm[Hg]")
    assert pressure.plausible.low.number == "20"
    assert status.kind.dated and status.kind.word == "graded"
    assert texts(value.name for value in status.kind.values) == ["0", "1", "2"]
    assert written(warfarin.half_life) == "40 h"
    assert more.extends and more.kind is None and more.normal_range and len(more.attributes) == 1
    assert written(platelets.measured_within) == "28 days"


def test_names_known_to_statements() -> None:
    names = declared(
        Source(
            "case",
            """data blood pressure: paired measurement systolic, diastolic in mm[Hg]
data stroke: event
    with method: one of clinical, imaging
group steroid: prednisone (half-life 3 h)
table minimum in g/dL
period run-in from screening to day 1
cohort A
unit study eye from eye
stage screening stage at screening
extend data sex: also called "gender"
""",
        )
    )
    for name in (
        *("systolic", "systolic blood pressure", "method", "imaging", "prednisone", "minimum"),
        *("run-in", "A", "study eye", "screening stage", "gender"),
    ):
        assert names.find(name), name
    assert not names.find("sex")
    assert names.data_kind("method") == "one of"
    assert names.data_kind("systolic") == "measurement"


def test_numbers_among_values_stay_numbers() -> None:
    *_, criterion = read("""data grade: graded 0, 1, 2
inclusion 1 "T"
    all of:
        grade <= 1
        haemoglobin >= 2 g/dL
""")
    assert [type(item).__name__ for item in criterion.bodies[0].items] == ["Ranked", "Comparison"]


def test_groups() -> None:
    inhibitor, sedative, mixed, open_, illness, listed = read(
        """group inhibitor: ketoconazole (half-life 8 h), itraconazole
group sedative "Sedatives"
    equivalents of lorazepam
    lorazepam, equivalent 1 mg, half-life 14 h
    diazepam, equivalent 10 mg, also called "Valium", code ATC N05BA01
    with dose: number in mg/d
group immunosuppressant
    group inhibitor, sedative
    azathioprine
    except lorazepam
open group investigational drug
group autoimmune disease of conditions
    Graves' disease, psoriasis
group QT prolonging drug from "qt.csv"
    plural "QT prolonging drugs"
"""
    )
    assert [(m.name.text, written(m.half_life)) for m in inhibitor.members] == [
        ("ketoconazole", "8 h"),
        ("itraconazole", ""),
    ]
    assert sedative.reference.text == "lorazepam" and sedative.label.text == "Sedatives"
    assert [written(member.equivalent) for member in sedative.members] == ["1 mg", "10 mg"]
    assert sedative.members[1].codes[0].code == "N05BA01"
    assert texts(sedative.members[1].synonyms) == ["Valium"] and len(sedative.attributes) == 1
    assert texts(mixed.nested) == ["inhibitor", "sedative"]
    assert texts(mixed.excepted) == ["lorazepam"] and len(mixed.members) == 1
    assert open_.is_open and not mixed.is_open
    assert illness.of == "conditions" and len(illness.members) == 2
    assert listed.file.text == "qt.csv" and listed.plural.text == "QT prolonging drugs"


def test_number_table() -> None:
    (table,) = read("""table minimum haemoglobin "Lowest" in g/dL
    | age at screening    | sex            | value |
    | < 2 years           | -              | 10    |
    | >= 2 and < 13 years | female or male | 11    |
    | 13 to 17 years      | male           | 12    |
    | otherwise           | any            | 13
    source "Hospital."
""")
    assert table.unit == "g/dL" and table.source.text == "Hospital."
    age, sex, value = table.columns
    assert isinstance(age.subject, syntax.AgeSubject)
    assert (sex.subject.name.text, value.subject.name.text) == ("sex", "value")
    forms = [[cell.form for cell in row.cells] for row in table.rows]
    assert forms == [
        ["range", "any", "number"],
        ["range", "values", "number"],
        ["range", "values", "number"],
        ["otherwise", "any", "number"],
    ]
    bounds = [[(b.comparator, written(b.limit)) for b in row.cells[0].bounds] for row in table.rows]
    assert bounds[:3] == [
        [("<", "2 years")],
        [(">=", "2 years"), ("<", "13 years")],
        [(">=", "13 years"), ("<=", "17 years")],
    ]
    assert texts(table.rows[1].cells[1].values) == ["female", "male"]


def test_decision_table_and_table_of_a_file() -> None:
    table, file = read("""table algorithm
    | haemoglobin within 2 weeks before day 1 in g/L | outcome |
    | 4         | pass |
    | < 4       | ask "Is this | so?" |
    | > 10      | pending "Repeat" |
    | otherwise | fail |
table L of BMI as ratio from "bmi-l.csv"
""")
    assert table.columns[0].unit == "g/L" and table.columns[0].window.relation == "within before"
    results = [row.cells[-1] for row in table.rows]
    assert [cell.outcome for cell in results] == ["pass", "ask", "pending", "fail"]
    assert results[1].text.text == "Is this | so?"
    assert table.rows[0].cells[0].bounds[0].comparator == "="
    assert (file.number_kind, file.file.text, file.columns) == ("ratio", "bmi-l.csv", ())


def test_units_cohorts_stages_periods() -> None:
    _, eye, worse, new, old, stage, start, period = read("""data eye: record
    with role: one of study, fellow
unit study eye "Study eye" from eye where role is study, at least 2
unit fellow eye from eye
    role is fellow
cohort A "Newly diagnosed"
    sex is female
cohort B
stage randomisation "Randomisation" at day 1
    extends screening stage
    without inclusion 3, exclusion 4.1
milestone washout start: 14 days before first dose
period run-in from screening to day 1
""")
    assert (eye.record.text, eye.least, eye.label.text) == ("eye", 2, "Study eye")
    assert isinstance(eye.where, syntax.IsValue) and isinstance(worse.where, syntax.IsValue)
    assert worse.least == 1
    assert new.statement is not None and old.statement is None
    assert (stage.milestone.text, stage.extends.text) == ("day 1", "screening stage")
    assert [(kind, name.text) for kind, name in stage.without] == [
        ("inclusion", "3"),
        ("exclusion", "4.1"),
    ]
    assert isinstance(start.derived, syntax.ShiftedDate) and not start.visit
    assert (period.start.name.text, period.end.name.text) == ("screening", "day 1")


HEADERS = {
    'inclusion 5 "T" as key for A assessed at day 1:': (["A"], ["day 1"], "key", None),
    'inclusion 5 "T" assessed at each of vaccination 1, vaccination 2 for A, B': (
        ["A", "B"],
        ["vaccination 1", "vaccination 2"],
        None,
        None,
    ),
    'exclusion 5 "T" within 7 days before day 1 for A as key': (
        ["A"],
        [],
        "key",
        "within before",
    ),
    "exclusion 5 at day 1 assessed at day 1 requires:": ([], ["day 1"], None, "at"),
}


@pytest.mark.parametrize("header", sorted(HEADERS))
def test_items_of_a_header_in_any_order(header: str) -> None:
    *_, block = read(f"cohort A\ncohort B\n{header}\n    sex is female\n")
    subgroups, assessed, key, window = HEADERS[header]
    named = [block.subgroup, *block.also_for] if block.subgroup else []
    assert (texts(named), texts(block.assessed)) == (subgroups, assessed)
    assert (block.key.text if block.key else None) == key
    assert (block.window.relation if block.window else None) == window


def test_lines_of_a_criterion() -> None:
    block, delay = read("""inclusion 5 "T"
    sex is female
    may be repeated 3 times within 14 days, mean counts
    permits "Paracetamol up to 2 g a day" when sex is female
    permits "Vitamins"
    refers to "Appendix D"
delay 1 "Fever" of vaccination 1
    haemoglobin < 8 g/dL
    may be repeated once within 2 weeks
""")
    assert (block.repeat.times, written(block.repeat.within)) == (3, "14 days")
    assert (block.repeat.counts, delay.repeat.counts) == ("mean", "latest")
    assert [each.when is None for each in block.permits] == [False, True]
    assert texts(block.refers) == ["Appendix D"] and delay.repeat.times == 1
    assert (delay.kind, delay.delays.text) == ("delay", "vaccination 1")
