"""Entries with attributes, totals, tables, units, cohorts, stages, delays and repetitions in generated Python.

Protocols are made by hand; what the generated Python says of a record must also be what the reference interpreter says.
"""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import count
from typing import Any
from unittest.mock import patch

import pytest

from eligo import ir
from eligo.backends import python
from eligo.backends.python import emit, load
from eligo.interpret import assess
from eligo.source import Source, Span
from eligo.units import Duration, parse

SOURCE = Source("protocols/entries/1.0.criteria", "line\n" * 50)
HERE = Span(SOURCE, 25, 30)
ONE = Fraction(1)
_ids = count(1)


def node(kind: Any, *arguments: Any, **named: Any) -> Any:
    return kind(f"n{next(_ids)}", HERE, *arguments, **named)


def at(milestone: str = "screening") -> Any:
    return node(ir.MilestoneDate, milestone)


def timing(relation: str, length: Any = None, anchor: Any = None, until: Any = None) -> Any:
    return node(ir.Timing, relation, length, anchor or at(), until)


def constant(text: str, unit: str = "1") -> Any:
    return node(ir.Constant, Fraction(text), parse(unit), text, parse(unit))


def reading(datum: str, unit: str, pick: str = "latest", **more: Any) -> Any:
    when = more.pop("timing", None)
    return node(ir.Reading, datum, pick, parse(unit), ONE, Fraction(0), at(), when, **more)


def compare(value: Any, comparator: str, limit: Any) -> Any:
    return node(ir.Compare, value, (ir.Bound(comparator, limit),))  # type: ignore[arg-type]


def is_(datum: str, *members: str) -> Any:
    return node(ir.Is, node(ir.CategoryValue, datum), members)


def holds(datum: str) -> Any:
    return node(ir.Holds, datum)


def occurs(datum: str, least: int = 1, most: int | None = None, **more: Any) -> Any:
    return node(ir.Occurs, datum, least, most, at(), more.pop("timing", None), **more)


def days(amount: int) -> Duration:
    return Duration(amount, "day")


def datum(key: str, kind: ir.Kind, *attributes: ir.Datum) -> ir.Datum:
    name = key.rpartition(".")[2].replace("_", " ")
    return ir.Datum(key, name, name, kind, HERE, attributes=attributes)


def values(*keys: str) -> tuple[ir.Value, ...]:
    return tuple(ir.Value(key, key.replace("_", " ")) for key in keys)


def amount(unit: str, low: str | None = None) -> ir.Quantity:
    bounds = None if low is None else ir.Range(Fraction(low), Fraction(100000))
    return ir.Quantity(parse(unit), False, bounds, None)


MGDL = ir.Measurement(parse("mg/dL"), ir.Range(Fraction(1), Fraction(1000)), True)
DRUGS = (
    ir.Value("lorazepam", "lorazepam", half_life=Fraction(14, 24), equivalent=ONE),
    ir.Value("diazepam", "diazepam", half_life=Fraction(43, 24), equivalent=Fraction(10)),
    ir.Value("oxazepam", "oxazepam"),
)
DATA = (
    datum(
        "malignancy",
        ir.Condition(),
        datum("malignancy.type", ir.OneOf(values("basal", "prostate", "other"))),
        datum("malignancy.treated", ir.YesNo()),
        datum("malignancy.start", ir.DateKind(False)),
        datum("malignancy.end", ir.DateKind(True)),
    ),
    datum("relapse", ir.Event(), datum("relapse.severe", ir.YesNo())),
    datum("glucose", MGDL, datum("glucose.fasting", ir.YesNo())),
    datum(
        "blood_pressure",
        ir.Paired(parse("mm[Hg]"), values("systolic", "diastolic"), None),
    ),
    datum("donation", ir.Event(), datum("donation.volume", amount("mL", "0"))),
    datum(
        "benzodiazepine",
        ir.Treatment(DRUGS),
        datum("benzodiazepine.dose", amount("mg/d", "0")),
        datum("benzodiazepine.name", ir.OneOf(DRUGS)),
    ),
    datum("hiv_test", ir.Result(values("negative", "positive"))),
    datum(
        "eye",
        ir.Record(),
        datum("eye.role", ir.OneOf(values("study", "fellow"))),
        datum("eye.bcva", ir.Measurement(parse("1"), None, False)),
    ),
    datum("smoking", ir.YesNo()),
    datum("fever", ir.YesNo()),
    datum("sex", ir.OneOf(values("female", "male"))),
    datum("birth", ir.DateKind(False)),
)


def criterion(key: str, body: ir.Statement | None, **more: Any) -> ir.Criterion:
    kind = more.pop("kind", "inclusion")
    return ir.Criterion(
        key,
        key.replace("-", "_"),
        kind,
        "1",
        key,
        (ir.Quote(f"The words on {key}.", HERE),),
        more.pop("subgroup", None),
        more.pop("excluding", kind != "inclusion"),
        body,
        more.pop("parts", ()),
        (),
        (),
        (),
        HERE,
        **more,
    )


def protocol(*criteria: Any, **more: Any) -> ir.Protocol:
    found = tuple(
        each if isinstance(each, ir.Criterion) else criterion(f"rule-{index}", each)
        for index, each in enumerate(criteria, 1)
    )
    milestones = (
        ir.Milestone("screening", "screening", True, HERE),
        ir.Milestone("day_1", "day 1", True, HERE),
        ir.Milestone(
            "washout_start",
            "washout start",
            False,
            HERE,
            node(ir.Shifted, at("day_1"), days(14), -1),
        ),
    )
    return ir.Protocol(
        "ENTRIES",
        "Entries",
        "1.0",
        None,
        "screening",
        (),
        None,
        (),
        milestones,
        DATA,
        more.pop("definitions", ()),
        (),
        more.pop("subgroups", ()),
        found,
        (),
        (),
        SOURCE,
        None,
        (),
        **more,
    )


def judged(whole: ir.Protocol, record: dict[str, object]) -> Any:
    """The generated Python's result, with its explanation; the interpreter must say the same."""
    # How the text is laid out is tested elsewhere, and takes most of the time.
    with patch.object(python, "format_chunk", lambda chunk, cache: chunk):
        files = emit(whole)
    module = load(files, "entries_trial")
    record = {"screening": "2025-06-15", **record}
    participant = module.Participant.from_json(json.dumps({"id": "1", **record}))
    result = module.evaluate(participant, explain=True)
    assert json.dumps(result.to_json())
    for key, tree in result.explanation.criteria.items():
        assert tree.outcomes == result.outcomes[key], key
    said = assess(whole, record)
    assert dict(said.statuses) == {key: each.status for key, each in result.criteria.items()}
    assert said.verdict == result.verdict
    reasons = {
        key: {(each.item, each.why) for each in found}
        for key, found in said.reasons.items()
        if said.statuses[key] in ("unknown", "pending")
    }
    assert reasons == {key: set(found) for key, found in result.missing.items()}
    return result


def asked(statement: Any, record: dict[str, object], **more: Any) -> Any:
    result = judged(protocol(statement, **more), record)
    return result.criteria["rule-1"].status, set(result.missing.get("rule-1", ()))


# ---------------------------------------------------------------------------------------------------------- entries


def prostate_and_treated() -> Any:
    return node(ir.AllOf, (is_("malignancy.type", "prostate"), holds("malignancy.treated")))


@pytest.mark.parametrize(
    "entries, expected",
    [
        (
            [{"start": "2024", "ongoing": True, "type": "prostate", "treated": True}],
            ("pass", set()),
        ),
        ([{"start": "2024", "ongoing": True, "type": "other"}], ("fail", set())),
        (
            [{"start": "2024", "ongoing": True, "type": "prostate"}],
            ("unknown", {("malignancy.treated", "not recorded")}),
        ),
        ([{"start": "2025-07", "ongoing": True, "type": "prostate"}], ("fail", set())),
        ([], ("fail", set())),
        (None, ("unknown", {("malignancy", "not recorded")})),
        (
            [{"ongoing": True, "type": "prostate", "treated": True}],
            ("unknown", {("malignancy.start", "not recorded")}),
        ),
    ],
)
def test_any_entry_of_which_a_statement_is_true(entries: Any, expected: Any) -> None:
    statement = occurs("malignancy", where=prostate_and_treated())
    assert asked(statement, {"malignancy": entries}) == expected


def test_an_entry_to_which_the_block_does_not_apply_is_not_there() -> None:
    exempt = node(ir.Unless, node(ir.Fixed, True), is_("malignancy.type", "basal"))
    statement = occurs("malignancy", 0, 0, where=exempt)
    spell = {"start": "2024", "ongoing": True}
    assert asked(statement, {"malignancy": [{**spell, "type": "basal"}]})[0] == "pass"
    assert asked(statement, {"malignancy": [{**spell, "type": "other"}]})[0] == "fail"
    assert asked(statement, {"malignancy": [spell]})[0] == "unknown"


def test_every_reading() -> None:
    high = compare(reading("glucose", "mg/dL", "this"), "<=", constant("200", "mg/dL"))
    statement = occurs("glucose", every=True, where=high, timing=timing("within before", days(30)))
    assert asked(statement, {"glucose": []})[0] == "pass"
    one = {"value": 250, "date": "2025-06-01"}
    assert asked(statement, {"glucose": [one]})[0] == "fail"
    assert asked(statement, {"glucose": [{"value": 250, "date": "2025-06"}]}) == (
        "unknown",
        {("glucose.date", "incomplete date")},
    )
    assert asked(statement, {"glucose": [{**one, "date": "2025-01-01"}]})[0] == "pass"


def test_different_days() -> None:
    statement = occurs("relapse", 2, different_days=True)
    assert asked(statement, {"relapse": ["2025-01-01", "2025-01-01"]})[0] == "fail"
    assert asked(statement, {"relapse": ["2025-01-01", "2025-01"]})[0] == "unknown"
    assert asked(statement, {"relapse": ["2025-01-01", "2025-02"]})[0] == "pass"


def test_an_entry_and_another_that_has_a_name() -> None:
    later = occurs(
        "hiv_test",
        where=node(ir.Is, node(ir.ResultReading, "hiv_test", at(), None, "this"), ("positive",)),
        timing=timing("after", None, node(ir.DateOf, "initial.date")),
    )
    statement = occurs("hiv_test", where=later, alias="initial")
    more = {"aliases": (("initial", "hiv_test"),)}
    tests = [
        {"value": "negative", "date": "2025-01-01"},
        {"value": "positive", "date": "2025-02-01"},
    ]
    whole = datum("hiv_test", DATA[6].kind, datum("hiv_test.date", ir.DateKind(False)))
    data = tuple(whole if each.key == "hiv_test" else each for each in DATA)
    made = replace(protocol(statement, **more), data=data)
    assert judged(made, {"hiv_test": tests}).criteria["rule-1"].status == "pass"
    assert judged(made, {"hiv_test": tests[:1]}).criteria["rule-1"].status == "fail"


def test_latest_of_those_meant() -> None:
    fasting = reading("glucose", "mg/dL", where=holds("glucose.fasting"))
    statement = compare(fasting, "<", constant("126", "mg/dL"))
    old = {"value": 100, "date": "2025-05-01", "fasting": True}
    new = {"value": 250, "date": "2025-06-01"}
    assert asked(statement, {"glucose": [old, {**new, "fasting": False}]})[0] == "pass"
    assert asked(statement, {"glucose": [old, {**new, "fasting": True}]})[0] == "fail"
    status, reasons = asked(statement, {"glucose": [old, new]})
    assert status == "unknown" and ("glucose.fasting", "not recorded") in reasons


def test_mean_of_the_last_readings_of_a_component() -> None:
    mean = reading("blood_pressure", "mm[Hg]", "mean", component="systolic", last=2)
    statement = compare(mean, "<=", constant("160", "mm[Hg]"))

    def taken(*found: tuple[int, str]) -> dict[str, object]:
        entries = [{"systolic": value, "diastolic": 80, "date": day} for value, day in found]
        return {"blood_pressure": entries}

    assert asked(statement, taken((170, "2025-05-01"), (150, "2025-06-01")))[0] == "pass"
    assert asked(statement, taken((170, "2025-05-01"), (160, "2025-06-01")))[0] == "fail"
    three = taken((200, "2025-05-01"), (100, "2025-05"), (150, "2025-06-01"))
    assert asked(statement, three) == (
        "unknown",
        {("blood_pressure", "more than one value"), ("blood_pressure.date", "incomplete date")},
    )
    assert asked(statement, taken((170, "2025-05-01"))) == (
        "unknown",
        {("blood_pressure", "no value in time")},
    )


def test_earliest_reading_and_limits_of_the_entry_at_hand() -> None:
    first = compare(reading("glucose", "mg/dL", "earliest"), "<", constant("100", "mg/dL"))
    two = [{"value": 90, "date": "2025-01-01"}, {"value": 120, "date": "2025-02-01"}]
    assert asked(first, {"glucose": two})[0] == "pass"
    this = reading("glucose", "mg/dL", "this")
    limit = node(ir.NormalLimit, this, "upper", parse("mg/dL"))
    above = occurs("glucose", where=compare(this, ">", limit))
    assert asked(above, {"glucose": [{**two[0], "upper": 80}]})[0] == "pass"
    assert asked(above, {"glucose": two}) == ("unknown", {("glucose.upper", "not recorded")})


def test_total_of_an_attribute() -> None:
    volume = node(ir.QuantityValue, "donation.volume", parse("mL"), ONE, Fraction(0))
    within = timing("within before", days(365))
    total = node(ir.Total, "donation", volume, at(), within, parse("mL"))
    statement = compare(total, "<=", constant("500", "mL"))

    def given(*found: tuple[str, object]) -> dict[str, object]:
        return {"donation": [{"date": day, "volume": volume} for day, volume in found]}

    assert asked(statement, given(("2025-01-01", 300), ("2025-02-01", 200)))[0] == "pass"
    assert asked(statement, given(("2025-01-01", 300), ("2025-02-01", 201)))[0] == "fail"
    assert asked(statement, given(("2025-01-01", 501), ("2024", 100)))[0] == "fail"
    assert asked(statement, given(("2024", 501))) == (
        "unknown",
        {("donation.date", "incomplete date")},
    )
    assert asked(statement, {"donation": []})[0] == "pass"
    assert asked(compare(total, ">=", constant("0", "mL")), {})[0] == "pass"
    assert asked(statement, given(("2025-01-01", None))) == (
        "unknown",
        {("donation.volume", "not recorded")},
    )


def test_days_on_a_treatment_count_once() -> None:
    on = node(ir.TimeOn, "benzodiazepine", at(), timing("within before", days(30)), parse("d"))
    statement = compare(on, ">=", constant("10", "d"))

    def taken(*found: tuple[str, str | None]) -> dict[str, object]:
        return {
            "benzodiazepine": [
                {"name": "lorazepam", "start": start, "end": end} for start, end in found
            ]
        }

    assert asked(statement, taken(("2025-06-01", "2025-06-10")))[0] == "pass"
    overlapping = taken(("2025-06-01", "2025-06-07"), ("2025-06-03", "2025-06-09"))
    assert asked(statement, overlapping)[0] == "fail"
    assert asked(statement, taken(("2025-06-01", None)))[0] == "unknown"
    assert asked(statement, taken(("2025-06-10", None)))[0] == "fail"


def test_half_lives_are_those_of_the_medicine() -> None:
    length = ir.HalfLives(Fraction(5))  # lorazepam 2.92 days, diazepam 8.96 days
    statement = node(ir.FirstLast, "benzodiazepine", "last", timing("at least before", length))

    def taken(name: str, end: str) -> dict[str, object]:
        return {"benzodiazepine": [{"name": name, "start": "2025-01-01", "end": end}]}

    assert asked(statement, taken("lorazepam", "2025-06-12"))[0] == "pass"
    assert asked(statement, taken("lorazepam", "2025-06-13"))[0] == "fail"
    assert asked(statement, taken("diazepam", "2025-06-06"))[0] == "pass"
    assert asked(statement, taken("diazepam", "2025-06-07"))[0] == "fail"
    assert asked(statement, taken("oxazepam", "2025-06-01")) == (
        "unknown",
        {("benzodiazepine.half_life", "not recorded")},
    )
    longer = ir.LengthOf("longer", (days(7), ir.HalfLives(Fraction(5))))
    washout = node(ir.FirstLast, "benzodiazepine", "last", timing("at least before", longer))
    assert asked(washout, taken("lorazepam", "2025-06-08"))[0] == "pass"
    assert asked(washout, taken("lorazepam", "2025-06-09"))[0] == "fail"
    assert asked(washout, taken("diazepam", "2025-06-07"))[0] == "fail"


def test_the_day_of_the_last_entry_is_an_anchor() -> None:
    last = node(ir.EntryDate, "relapse", "last", "start", at(), holds("relapse.severe"))
    statement = occurs("glucose", timing=timing("after", None, last))
    glucose = [{"value": 100, "date": "2025-03-01"}]
    severe = [{"date": "2025-02-01", "severe": True}, {"date": "2025-04-01", "severe": False}]
    assert asked(statement, {"glucose": glucose, "relapse": severe})[0] == "pass"
    assert asked(statement, {"glucose": glucose, "relapse": []})[0] == "fail"
    mild = [{"date": "2025-04-01", "severe": True}]
    assert asked(statement, {"glucose": glucose, "relapse": mild})[0] == "fail"


def test_on_one_or_the_other_and_not_increased() -> None:
    on = node(ir.Ongoing, "benzodiazepine", at(), days(30), also=("malignancy",))
    record = {
        "benzodiazepine": [{"name": "lorazepam", "start": "2025-05-01", "end": "2025-05-31"}],
        "malignancy": [{"start": "2025-06-01", "ongoing": True}],
    }
    assert asked(on, record)[0] == "pass"
    steady = node(ir.Stable, "benzodiazepine", at(), days(28), which="not increased")
    spell = {"name": "lorazepam", "start": "2025-01-01", "ongoing": True}
    assert (
        asked(steady, {"benzodiazepine": [{**spell, "not_increased_since": "2025-02"}]})[0]
        == "pass"
    )
    assert asked(steady, {"benzodiazepine": [{**spell, "stable_since": "2025-06-01"}]})[0] == (
        "fail"
    )


def test_a_derived_milestone_and_a_duration() -> None:
    statement = occurs("relapse", 0, 0, timing=timing("since", None, at("washout_start")))
    record = {"day_1": "2025-06-20", "relapse": ["2025-06-05"]}
    assert asked(statement, record)[0] == "pass"
    assert asked(statement, {**record, "relapse": ["2025-06-06"]})[0] == "fail"
    up_to = node(ir.UpTo, "malignancy.end", at())
    lasted = node(
        ir.DateRelation,
        node(ir.DateOf, "malignancy.start"),
        timing("at least before", days(100), up_to),
    )
    long = occurs("malignancy", where=lasted)
    spell = {"start": "2025-01-01", "ongoing": True}
    assert asked(long, {"malignancy": [spell]})[0] == "pass"
    assert asked(long, {"malignancy": [{"start": "2025-01-01", "end": "2025-02-01"}]})[0] == "fail"


def test_logarithms_and_rounding() -> None:
    value = reading("glucose", "mg/dL")
    log = compare(node(ir.Logarithm, value, parse("1")), ">", constant("4.6"))
    assert asked(log, {"glucose": 100})[0] == "pass"
    assert asked(log, {"glucose": 99})[0] == "fail"
    half = compare(node(ir.Rounded, value, 0, parse("mg/dL")), "=", constant("100", "mg/dL"))
    assert asked(half, {"glucose": "99.5"})[0] == "pass"
    assert asked(half, {"glucose": "100.5"})[0] == "fail"


# ----------------------------------------------------------------------------------------------- tables, fallbacks


def haemoglobin_table() -> ir.Table:
    age = node(ir.Age, "birth", at(), "year", parse("a"))
    anything = ir.Cell()
    child = ir.Cell(high=Fraction(18), high_open=True, printed="< 18 years")
    adult = ir.Cell(low=Fraction(18), printed=">= 18 years")
    male, female = ir.Cell(members=("male",)), ir.Cell(members=("female",))
    rows = tuple(
        ir.Row(cells, constant(text, "mg/dL"), None, HERE)
        for cells, text in (
            ((child, anything), "110"),
            ((adult, male), "130"),
            ((adult, female), "120"),
        )
    )
    sex = node(ir.CategoryValue, "sex")
    return ir.Table("lowest", "lowest", "Lowest", (age, sex), rows, parse("mg/dL"), HERE)


def test_a_number_from_a_table() -> None:
    limit = node(ir.TableNumber, "lowest", parse("mg/dL"))
    statement = compare(reading("glucose", "mg/dL"), ">=", limit)
    more = {"tables": (haemoglobin_table(),)}
    adult = {"birth": "1980", "glucose": 125}
    assert asked(statement, {**adult, "sex": "male"}, **more)[0] == "fail"
    assert asked(statement, {**adult, "sex": "female"}, **more)[0] == "pass"
    assert asked(statement, adult, **more) == ("unknown", {("sex", "not recorded")})
    assert asked(statement, {**adult, "glucose": 130}, **more)[0] == "pass"
    assert asked(statement, {"birth": "2015", "glucose": 115}, **more)[0] == "pass"


def test_a_decision_table() -> None:
    result = node(ir.ResultReading, "hiv_test", at(), None)
    rows = (
        ir.Row((ir.Cell(members=("negative",)),), None, node(ir.Fixed, True), HERE),
        ir.Row((), None, node(ir.Awaits, "algorithm", "repeat it"), HERE, default=True),
    )
    table = ir.Table("algorithm", "algorithm", "Algorithm", (result,), rows, None, HERE)
    statement = node(ir.TableOutcome, "algorithm")
    more = {"tables": (table,)}
    assert asked(statement, {"hiv_test": "negative"}, **more)[0] == "pass"
    assert asked(statement, {"hiv_test": "positive"}, **more) == (
        "pending",
        {("algorithm", "to be done")},
    )


def test_a_fallback_stands_in_and_is_said() -> None:
    statement = node(
        ir.Fallback,
        holds("smoking"),
        "smoking",
        "missing",
        node(ir.Fixed, False),
        "few smoke",
    )
    result = judged(protocol(statement), {})
    assert result.criteria["rule-1"].status == "fail"
    assert result.fallbacks == (("rule-1", "few smoke"),)
    result = judged(protocol(statement), {"smoking": True})
    assert result.criteria["rule-1"].status == "pass" and result.fallbacks == ()


# ----------------------------------------------------------------------------------- criteria of more than one kind


def test_assessed_at_a_milestone_to_come() -> None:
    rule = criterion("later", holds("smoking"), assessed="day_1")
    result = judged(protocol(rule), {"smoking": True})
    assert result.criteria["later"].status == "pending"
    assert result.missing["later"] == (("day_1", "not recorded"),)
    result = judged(protocol(rule), {"smoking": True, "day_1": "2025-07-01"})
    assert result.criteria["later"].status == "pass"


def test_a_delay_is_not_a_failure() -> None:
    rule = criterion("fever", holds("fever"), kind="delay", delays="day_1")
    assert judged(protocol(rule), {"fever": True}).verdict == "delayed"
    assert judged(protocol(rule), {"fever": False}).verdict == "eligible"
    assert judged(protocol(rule), {}).verdict == "undetermined"


def test_a_delay_that_does_not_apply_passes() -> None:
    spared = node(ir.Unless, holds("fever"), holds("smoking"))
    rule = criterion("fever", spared, kind="delay", delays="day_1")
    result = judged(protocol(rule), {"fever": True, "smoking": True})
    assert result.criteria["fever"].status == "pass"


def test_what_fails_may_be_repeated() -> None:
    repeat = ir.Repeat(1, days(14), "latest", ("glucose",), HERE)
    read_until = node(ir.Shifted, at(), days(14), 1)
    value = replace(reading("glucose", "mg/dL"), assessed=read_until)
    body = compare(value, "<", constant("126", "mg/dL"))
    whole = protocol(criterion("sugar", body, repeat=repeat))
    high = {"value": 200, "date": "2025-06-15"}
    result = judged(whole, {"glucose": [high]})
    assert result.criteria["sugar"].status == "pending"
    assert result.missing["sugar"] == (("glucose", "to be repeated"),)
    again = {"value": 180, "date": "2025-06-20"}
    assert judged(whole, {"glucose": [high, again]}).criteria["sugar"].status == "fail"
    good = {"value": 100, "date": "2025-06-20"}
    assert judged(whole, {"glucose": [high, good]}).criteria["sugar"].status == "pass"


def test_a_unit_needs_enough_candidates() -> None:
    unit = ir.UnitOfAnalysis(
        "study_eye", "study eye", "Study eye", "eye", is_("eye.role", "study"), 1, HERE
    )
    value = node(ir.Reading, "eye.bcva", "latest", parse("1"), ONE, Fraction(0), at(), None)
    rule = criterion("sight", compare(value, ">=", constant("40")), unit="study_eye")
    whole = protocol(rule, units=(unit,))
    good, bad = {"role": "study", "bcva": 45}, {"role": "study", "bcva": 20}
    result = judged(whole, {"eye": [{**good, "id": "OD"}, {"role": "fellow", "bcva": 10}]})
    assert result.verdict == "eligible"
    assert [each.name for each in result.units["study_eye"].candidates] == ["OD"]
    assert judged(whole, {"eye": [bad]}).verdict == "ineligible"
    assert judged(whole, {"eye": [bad, good]}).verdict == "eligible"
    unknown = judged(whole, {"eye": [bad, {"role": "study"}]})
    assert unknown.verdict == "undetermined"
    assert unknown.missing["sight"] == (("eye.bcva", "not recorded"),)
    assert judged(whole, {}).missing["sight"] == (("eye", "not recorded"),)
    assert judged(whole, {"eye": [{"bcva": 45}]}).verdict == "undetermined"
    assert judged(whole, {"eye": []}).verdict == "ineligible"


def test_the_best_cohort_and_the_stages() -> None:
    cohorts = (
        ir.Cohort("a", "A", "A", is_("sex", "female"), HERE),
        ir.Cohort("b", "B", "B", None, HERE),
    )
    stages = (
        ir.Stage("first", "first", "First", "screening", "", HERE),
        ir.Stage("second", "second", "Second", "day_1", "first", HERE),
    )
    whole = protocol(
        criterion("all", holds("smoking"), stage="first"),
        criterion("only-a", holds("fever"), cohort="a", stage="first"),
        criterion("only-b", node(ir.Not, holds("fever")), cohort="b", stage="second"),
        criterion("again", node(ir.SatisfiesStage, "first"), stage="second"),
        cohorts=cohorts,
        stages=stages,
    )
    record = {"smoking": True, "fever": True, "sex": "female"}
    result = judged(whole, record)
    assert (result.verdict, dict(result.cohorts)) == (
        "eligible",
        {"a": "eligible", "b": "ineligible"},
    )
    assert result.stages["first"] == "eligible"
    result = judged(whole, {**record, "sex": "male"})
    assert result.cohorts["a"] == "ineligible"
    assert judged(whole, {"smoking": False}).verdict == "ineligible"


def test_hours_compare_times() -> None:
    statement = occurs("relapse", 0, 0, timing=timing("within before", Duration(24, "hour")))
    record: dict[str, object] = {"screening": "2025-06-15T08:30"}
    assert asked(statement, {**record, "relapse": ["2025-06-14T08:29"]})[0] == "pass"
    assert asked(statement, {**record, "relapse": ["2025-06-14T08:30"]})[0] == "fail"
    assert asked(statement, {**record, "relapse": ["2025-06-14"]}) == (
        "unknown",
        {("relapse.date", "incomplete date")},
    )


def test_when_a_delay_ends_and_a_washout_is_over() -> None:
    within = timing("within before", days(3), at("day_1"))
    delay = criterion("fever", occurs("relapse", timing=within), kind="delay", delays="day_1")
    record: dict[str, object] = {"day_1": "2025-06-20", "relapse": ["2025-06-19"]}
    result = judged(protocol(delay), record)
    assert result.verdict == "delayed"
    assert dict(result.explanation.passes_from) == {"fever": "2025-06-23"}
    last = timing("at least before", ir.HalfLives(Fraction(5)))
    washout = node(ir.FirstLast, "benzodiazepine", "last", last)
    spell = {"name": "diazepam", "start": "2025-01-01", "end": "2025-06-14"}
    result = judged(protocol(washout), {"benzodiazepine": [spell]})
    assert dict(result.explanation.passes_from) == {"rule-1": "2025-06-23"}
