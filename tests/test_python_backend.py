"""The Python backend and its runtime: small protocols made by hand, compiled, loaded and asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from eligo import ir
from eligo.backends.python import emit, load
from eligo.backends.python_units import dose_units, spellings, wholes
from eligo.runtime.intervals import Interval, compare, exact, power
from eligo.runtime.outcomes import (
    FALSE,
    NOT_APPLICABLE,
    TRUE,
    UNDECIDED,
    all_of,
    any_of,
    count_of,
    except_when,
    none_of,
    when,
)
from eligo.runtime.problems import RecordError
from eligo.runtime.units import Speller, dose_unit
from eligo.source import Source, Span
from eligo.units import Duration, is_unit, parse

ROOT = Path(__file__).parent.parent
SOURCE = Source("protocols/small/1.0.criteria", "line\n" * 50)
HERE = Span(SOURCE, 25, 30)  # line 6
ONE = Fraction(1)
_ids = count(1)


def _id() -> str:
    return f"n{next(_ids)}"


def at(milestone: str = "screening") -> ir.MilestoneDate:
    return ir.MilestoneDate(_id(), HERE, milestone)


def timing(
    relation: Any, duration: Duration | None = None, anchor: ir.Date | None = None
) -> ir.Timing:
    return ir.Timing(_id(), HERE, relation, duration, anchor or at())


def constant(text: str, unit: str = "1") -> ir.Constant:
    return ir.Constant(_id(), HERE, Fraction(text), parse(unit), text, parse(unit))


def reading(
    datum: str, unit: str, when: ir.Timing | None = None, pick: Any = "latest"
) -> ir.Reading:
    return ir.Reading(_id(), HERE, datum, pick, parse(unit), ONE, Fraction(0), at(), when)


def compare_(value: ir.Number, *bounds: tuple[Any, ir.Number]) -> ir.Compare:
    return ir.Compare(_id(), HERE, value, tuple(ir.Bound(*bound) for bound in bounds))


def holds(datum: str) -> ir.Holds:
    return ir.Holds(_id(), HERE, datum)


def days(amount: int) -> Duration:
    return Duration(amount, "day")


def datum(key: str, kind: ir.Kind, burden: Any = "record") -> ir.Datum:
    return ir.Datum(key, key.replace("_", " "), key.replace("_", " "), kind, HERE, burden=burden)


def values(*keys: str) -> tuple[ir.Value, ...]:
    return tuple(ir.Value(key, key) for key in keys)


def criterion(
    key: str,
    body: ir.Statement | None,
    *,
    excluding: bool = False,
    parts: tuple[ir.Criterion, ...] = (),
    subgroup: str | None = None,
) -> ir.Criterion:
    return ir.Criterion(
        key,
        key.replace("-", "_").replace(".", "_"),
        "exclusion" if excluding else "inclusion",
        "1",
        key,
        (ir.Quote(f"The protocol's words on {key}.", HERE),),
        subgroup,
        excluding,
        body,
        parts,
        (),
        (),
        (),
        HERE,
    )


CREATININE = ir.Measurement(
    parse("mg/dL"),
    ir.Range(Fraction("0.1"), Fraction(20)),
    True,
    (ir.Conversion(parse("umol/L"), 1 / Fraction("88.4"), Fraction(0), "1 mg/dL = 88.4 umol/L"),),
)
DATA = (
    datum("epilepsy", ir.YesNo(), "question"),
    datum("willing", ir.Attestation("I take part.")),
    datum("sex", ir.OneOf(values("female", "male")), "question"),
    datum("lupus_class", ir.AnyOfValues(values("III", "IV", "V"))),
    datum("creatinine", CREATININE, "laboratory"),
    datum("titre", ir.Measurement(parse("1"), None, False, (), True)),
    datum("crescents", ir.Quantity(parse("1"), True, ir.Range(Fraction(0), Fraction(3)), None)),
    datum("hcv", ir.Result(values("positive", "negative"))),
    datum("birth", ir.DateKind(False)),
    datum("menopause", ir.DateKind(True)),
    datum("stroke", ir.Event()),
    datum("asthma", ir.Condition()),
    datum("steroid", ir.Treatment((ir.Value("prednisone", "Prednisone", ("Deltasone",)),))),
    datum("class", ir.YesNo()),
)


def protocol(
    *criteria: ir.Criterion | ir.Statement,
    definitions: tuple[ir.Definition, ...] = (),
    scores: tuple[ir.Score, ...] = (),
    subgroups: tuple[ir.Subgroup, ...] = (),
) -> ir.Protocol:
    found = tuple(
        each if isinstance(each, ir.Criterion) else criterion(f"rule-{index}", each)
        for index, each in enumerate(criteria, 1)
    )
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
            ir.Milestone("consent", "consent", False, HERE),
            ir.Milestone("screening", "screening", True, HERE),
        ),
        data=DATA,
        definitions=definitions,
        scores=scores,
        subgroups=subgroups,
        criteria=found,
        contexts=(),
        examples=(),
        source=SOURCE,
        source_text=None,
        vocabularies=(),
    )


class Memory:
    """A cache of formatted pieces, shared by all tests: black is slow."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self.known.get(key)

    def put(self, key: str, text: str) -> None:
        self.known[key] = text


CACHE = Memory()


def package(*criteria: Any, **more: Any) -> Any:
    return load(emit(protocol(*criteria, **more), cache=CACHE), "small_trial")


def asked(statement: ir.Statement, record: dict[str, object]) -> tuple[str, set[tuple[str, str]]]:
    """Status of a single inclusion, and its reasons."""
    module = package(statement)
    record = {"id": "1", "screening": "2025-06-15", **record}
    participant = module.Participant.from_json(json.dumps(record))
    result = module.evaluate(participant, explain=True)
    tree = result.explanation.criteria["rule-1"]
    assert tree.outcomes == result.outcomes["rule-1"]
    result.to_json()
    return result.criteria["rule-1"].status, set(result.missing.get("rule-1", ()))


# ------------------------------------------------------------------------------------ outcomes


def test_lists_leave_out_what_does_not_apply() -> None:
    assert all_of(TRUE, NOT_APPLICABLE) == TRUE
    assert any_of(FALSE, NOT_APPLICABLE) == FALSE
    assert none_of(NOT_APPLICABLE, NOT_APPLICABLE) == NOT_APPLICABLE
    assert all_of(UNDECIDED, FALSE) == FALSE
    assert any_of(UNDECIDED, TRUE) == TRUE
    assert count_of(2, None, TRUE, TRUE, UNDECIDED) == TRUE
    assert count_of(0, 1, TRUE, TRUE, UNDECIDED) == FALSE
    assert count_of(1, None, NOT_APPLICABLE) == NOT_APPLICABLE


def test_branches_that_agree_decide() -> None:
    assert when(UNDECIDED, TRUE, TRUE) == TRUE
    assert when(UNDECIDED, TRUE) == TRUE | NOT_APPLICABLE
    assert except_when(TRUE, (UNDECIDED, FALSE)) == UNDECIDED
    assert except_when(TRUE, (TRUE, FALSE), (TRUE, TRUE)) == FALSE


# ------------------------------------------------------------------------------------ numbers


def test_decimals_are_exact() -> None:
    assert compare(exact("1.8"), "<=", exact("1.5") * exact("1.2")) == TRUE
    assert compare(exact("0.6"), ">=", exact("3") * exact("0.2")) == TRUE


def test_intervals_are_open_where_they_should_be() -> None:
    below = Interval(None, Fraction(20), high_open=True)
    assert compare(below, "<", exact("20")) == TRUE
    assert compare(below, ">=", exact("20")) == FALSE
    assert compare(below, "<", exact("19")) == UNDECIDED
    positive = Interval(Fraction(0), Fraction(5), low_open=True)
    assert exact("1") / positive == Interval(Fraction(1, 5), None)
    assert (exact("1") / Interval(Fraction(-1), Fraction(1))).low is None
    assert Interval(Fraction(-2), Fraction(3)) * Interval(Fraction(-1), None) == Interval(
        None, None
    )


def test_powers() -> None:
    assert power(exact("1.5"), exact("2")).point == Fraction("2.25")
    assert power(Interval(Fraction(-2), Fraction(1)), exact("2")) == Interval(
        Fraction(0), Fraction(4)
    )
    root = power(exact("2"), exact("0.5")).point
    assert root is not None and abs(root * root - 2) < Fraction(1, 10**40)


def test_the_laboratorys_limit_is_that_of_the_entry() -> None:
    limit = ir.NormalLimit(_id(), HERE, reading("creatinine", "mg/dL"), "upper", parse("mg/dL"))
    threshold = ir.Arithmetic(_id(), HERE, "*", constant("1.5"), limit, parse("mg/dL"))
    rule = compare_(reading("creatinine", "mg/dL"), ("<=", threshold))
    assert asked(rule, {"creatinine": {"value": 1.8, "upper": 1.2}})[0] == "pass"
    assert asked(rule, {"creatinine": {"value": "1.81", "upper": "1.2"}})[0] == "fail"
    assert asked(rule, {"creatinine": 1.8}) == (
        "unknown",
        {("creatinine.upper", "not recorded")},
    )
    assert asked(rule, {}) == ("unknown", {("creatinine", "not recorded")})


def test_a_value_in_another_unit() -> None:
    rule = compare_(reading("creatinine", "mg/dL"), ("<=", constant("1", "mg/dL")))
    record: dict[str, object] = {"creatinine": {"value": "88.4", "unit": "µmol/L"}}
    assert asked(rule, record)[0] == "pass"
    record = {"creatinine": {"value": "88.5", "unit": "umol/L"}}
    assert asked(rule, record)[0] == "fail"


def test_bounds_decide_what_they_can() -> None:
    crescents = ir.QuantityValue(_id(), HERE, "crescents", parse("1"), ONE, Fraction(0))
    assert asked(compare_(crescents, ("<=", constant("3"))), {})[0] == "pass"
    record: dict[str, object] = {"crescents": {"missing": "not available"}}
    assert asked(compare_(crescents, (">=", constant("1"))), record) == (
        "unknown",
        {("crescents", "not available")},
    )


def test_a_case_is_decided_once_for_each_value() -> None:
    sex = ir.CategoryValue(_id(), HERE, "sex")
    limit = ir.CaseNumber(
        _id(),
        HERE,
        sex,
        ((("female",), constant("1.1", "mg/dL")), (("male",), constant("1.3", "mg/dL"))),
        parse("mg/dL"),
    )
    rule = compare_(reading("creatinine", "mg/dL"), ("<=", limit))
    assert asked(rule, {"creatinine": "1.1"})[0] == "pass"
    assert asked(rule, {"creatinine": "1.4"})[0] == "fail"
    assert asked(rule, {"creatinine": "1.2"}) == ("unknown", {("sex", "not recorded")})


def test_age_in_completed_years() -> None:
    age = ir.Age(_id(), HERE, "birth", at(), "year", parse("year"))
    rule = compare_(age, (">=", constant("18", "year")), ("<=", constant("65", "year")))
    assert asked(rule, {"birth": "2007-06-15"})[0] == "pass"
    assert asked(rule, {"birth": "2007-06-16"})[0] == "fail"
    assert asked(rule, {"birth": "2007"}) == ("unknown", {("birth", "incomplete date")})
    assert asked(rule, {"birth": "1959-06-16"})[0] == "pass"
    assert asked(rule, {"birth": "1959-06-15"})[0] == "fail"
    leap = {"birth": "2004-02-29", "screening": "2022-02-28"}
    assert asked(rule, leap)[0] == "fail"
    assert asked(rule, leap | {"screening": "2022-03-01"})[0] == "pass"


# ------------------------------------------------------------------------------------ readings


def test_the_latest_reading_decides() -> None:
    rule = compare_(reading("creatinine", "mg/dL"), ("<=", constant("1", "mg/dL")))

    def entry(value: object, **more: object) -> dict[str, object]:
        return {"value": value, **more}

    old, new = entry(2, date="2025-06-01"), entry(1, date="2025-06-10")
    assert asked(rule, {"creatinine": [new, old]})[0] == "pass"
    assert asked(rule, {"creatinine": [new, entry(2, date="2025-06-16")]})[0] == "pass"
    assert asked(rule, {"creatinine": [new, entry(2, date="2025-06-10")]}) == (
        "unknown",
        {("creatinine", "more than one value")},
    )
    assert asked(rule, {"creatinine": [entry(2, date="2025-06-16")]}) == (
        "unknown",
        {("creatinine", "no value in time")},
    )
    assert asked(rule, {"creatinine": []}) == ("unknown", {("creatinine", "no value in time")})
    assert asked(rule, {"creatinine": [entry(1)]}) == (
        "unknown",
        {("creatinine.date", "undated")},
    )
    assert asked(rule, {"creatinine": entry(None, below="1.5")}) == (
        "unknown",
        {("creatinine", "beyond the measuring range")},
    )
    # Tagged with the assessed milestone it counts, although that has no date.
    tagged = {"creatinine": [entry(1, visit="screening")], "screening": None}
    assert asked(rule, tagged)[0] == "pass"
    assert asked(rule, {"creatinine": [new], "screening": None}) == (
        "pending",
        {("screening", "not recorded")},
    )


def test_a_single_undated_value_is_an_assumption() -> None:
    module = package(compare_(reading("creatinine", "mg/dL"), ("<=", constant("1", "mg/dL"))))
    participant = module.Participant.from_json('{"id": "1", "creatinine": 0.9}')
    result = module.evaluate(participant)
    assert result.verdict == "eligible"
    assert result.assumptions == ("creatinine",)


def test_highest_is_an_interval() -> None:
    rule = compare_(
        reading("creatinine", "mg/dL", pick="highest"), ("<=", constant("1.5", "mg/dL"))
    )
    sure = {"value": 1, "date": "2025-06-01"}
    assert asked(rule, {"creatinine": [sure, {"value": 1.4, "date": "2025-06"}]})[0] == "pass"
    assert asked(rule, {"creatinine": [sure, {"value": 1.6, "date": "2025-06"}]}) == (
        "unknown",
        {("creatinine.date", "incomplete date")},
    )


def test_a_titre() -> None:
    rule = compare_(reading("titre", "1"), (">=", constant("80")))
    assert asked(rule, {"titre": "1:160"})[0] == "pass"
    assert asked(rule, {"titre": 40})[0] == "fail"


def test_results_and_categories() -> None:
    result = ir.ResultReading(_id(), HERE, "hcv", at(), None)
    rule = ir.Is(_id(), HERE, result, ("negative",))
    assert asked(rule, {"hcv": "negative"})[0] == "pass"
    both = [{"value": value, "date": "2025-06"} for value in ("negative", "positive")]
    status, reasons = asked(rule, {"hcv": both, "screening": "2025-07-01"})
    assert status == "unknown" and ("hcv", "more than one value") in reasons
    includes = ir.Includes(_id(), HERE, ir.CategoryValue(_id(), HERE, "lupus_class"), ("III", "IV"))
    assert asked(includes, {"lupus_class": ["III", "V"]})[0] == "pass"
    assert asked(includes, {"lupus_class": []})[0] == "fail"
    assert asked(includes, {}) == ("unknown", {("lupus_class", "not recorded")})


# ------------------------------------------------------------------------------------ dates


def test_relations_include_their_edges() -> None:
    def stroke(relation: Any, date: str, amount: int = 7) -> str:
        rule = ir.Occurs(_id(), HERE, "stroke", 1, None, at(), timing(relation, days(amount)))
        return asked(rule, {"stroke": [date]})[0]

    assert stroke("within before", "2025-06-08") == "pass"
    assert stroke("within before", "2025-06-07") == "fail"
    assert stroke("less than before", "2025-06-08") == "fail"
    assert stroke("at least before", "2025-06-08") == "pass"
    assert stroke("more than before", "2025-06-08") == "fail"
    assert stroke("within before", "2025-06") == "unknown"
    assert stroke("within after", "2025-06-22") == "pass"
    assert stroke("less than after", "2025-06-22") == "fail"


def test_months_are_clamped() -> None:
    rule = ir.Occurs(
        _id(), HERE, "stroke", 1, None, at(), timing("at least before", Duration(1, "month"))
    )
    assert asked(rule, {"stroke": ["2025-01-31"], "screening": "2025-02-28"})[0] == "pass"
    assert asked(rule, {"stroke": ["2025-01-31"], "screening": "2025-02-27"})[0] == "fail"


def test_counting_events() -> None:
    rule = ir.Occurs(_id(), HERE, "stroke", 0, 1, at(), None)
    assert asked(rule, {"stroke": []})[0] == "pass"
    assert asked(rule, {"stroke": ["2025-01-01", {}]}) == (
        "unknown",
        {("stroke.date", "undated")},
    )
    assert asked(rule, {"stroke": ["2025-01-01", "2024"]})[0] == "fail"
    assert asked(rule, {}) == ("unknown", {("stroke", "not recorded")})


def test_a_washout() -> None:
    rule = ir.FirstLast(_id(), HERE, "steroid", "last", timing("at least before", days(14)))

    def period(**parts: object) -> dict[str, object]:
        return {"steroid": [{"name": "deltasone", **parts}]}

    assert asked(rule, {"steroid": []})[0] == "pass"
    assert asked(rule, period(start="2025", end="2025-06-01"))[0] == "pass"
    assert asked(rule, period(start="2025-01", end="2025-06-02"))[0] == "fail"
    assert asked(rule, period(start="2025-01", ongoing=True))[0] == "fail"
    assert asked(rule, period(start="2025-01")) == ("unknown", {("steroid.end", "not recorded")})
    assert asked(rule, period(start="2025-07"))[0] == "pass"


def test_joined_periods() -> None:
    rule = ir.Ongoing(_id(), HERE, "steroid", at(), Duration(3, "month"))
    first = {"name": "prednisone", "start": "2025-03-15", "end": "2025-04-30"}
    second = {"name": "prednisone", "start": "2025-05-01", "ongoing": True}
    assert asked(rule, {"steroid": [second, first]})[0] == "pass"
    assert asked(rule, {"steroid": [second, first | {"end": "2025-04-29"}]})[0] == "fail"
    assert asked(rule, {"steroid": [second, first | {"start": "2025-03"}]}) == (
        "unknown",
        {("steroid.start", "incomplete date")},
    )


def test_stability_of_nothing_does_not_apply() -> None:
    rule = ir.Stable(_id(), HERE, "steroid", at(), days(14))
    entry = {"name": "prednisone", "start": "2025-01", "ongoing": True}
    assert asked(rule, {"steroid": []})[0] == "not applicable"
    stable = entry | {"stable_since": "2025-06-01"}
    assert asked(rule, {"steroid": [stable]})[0] == "pass"
    assert asked(rule, {"steroid": [stable | {"stable_since": "2025-06-02"}]})[0] == "fail"
    assert asked(rule, {"steroid": [entry]}) == (
        "unknown",
        {("steroid.stable_since", "not recorded")},
    )


def test_a_date_that_is_none_stands_in_no_relation() -> None:
    rule = ir.DateRelation(
        _id(),
        HERE,
        ir.DateOf(_id(), HERE, "menopause"),
        timing("at least before", Duration(2, "year")),
    )
    assert asked(rule, {"menopause": "none"})[0] == "fail"
    assert asked(rule, {"menopause": "2023-06-15"})[0] == "pass"
    assert asked(rule, {"menopause": "2023"})[0] == "unknown"


# ------------------------------------------------------------------------------------ criteria


def test_sides_parts_and_subgroups() -> None:
    subgroup = ir.Subgroup("ep", "EP", "EP", holds("epilepsy"), HERE)
    parts = (
        criterion("both.first", holds("willing"), excluding=True),
        criterion("both.second", holds("class")),
    )
    module = package(
        criterion("for-ep", holds("willing"), subgroup="ep"),
        criterion("both", None, parts=parts, subgroup="ep"),
        criterion("follows", ir.Satisfies(_id(), HERE, "both.first")),
        subgroups=(subgroup,),
    )

    def statuses(**record: object) -> dict[str, str]:
        text = json.dumps({"id": "1", **record})
        result = module.evaluate(module.Participant.from_json(text), explain=True)
        result.to_json()
        return {key: each.status for key, each in result.criteria.items()}

    assert statuses(epilepsy=False, willing=True)["both"] == "not applicable"
    found = statuses(**{"epilepsy": True, "willing": True, "class": True})
    assert found["for-ep"] == "pass"
    assert found["both.first"] == found["both"] == found["follows"] == "fail"
    found = statuses(**{"epilepsy": True, "willing": False, "class": None})
    assert (found["both.first"], found["both"]) == ("pass", "unknown")
    assert statuses(willing=True)["for-ep"] == "pass"


def test_scores_and_definitions() -> None:
    def item(key: str, weight: int) -> ir.ScoreItem:
        return ir.ScoreItem(key, key, key, weight, holds(key), HERE)

    score = ir.Score(
        "points",
        "points",
        "points",
        0,
        10,
        (
            item("willing", 2),
            ir.ScoreGroup("g", "g", "g", (item("epilepsy", 6), item("class", 3)), HERE),
        ),
        parse("1"),
        HERE,
    )
    doubled = ir.Definition(
        "doubled",
        "doubled",
        "doubled",
        HERE,
        ir.Arithmetic(
            _id(),
            HERE,
            "*",
            constant("2"),
            ir.ScoreValue(_id(), HERE, "points", parse("1")),
            parse("1"),
        ),
        None,
        parse("1"),
    )
    rule = compare_(ir.DefinedNumber(_id(), HERE, "doubled", parse("1")), (">=", constant("14")))
    module = package(rule, scores=(score,), definitions=(doubled,))

    def missing(**record: object) -> tuple[str, tuple[tuple[str, str], ...]]:
        participant = module.Participant.from_json(json.dumps({"id": "1", **record}))
        result = module.evaluate(participant)
        return result.verdict, result.missing.get("rule-1", ())

    assert missing(epilepsy=True) == ("undetermined", (("willing", "not recorded"),))
    assert missing(epilepsy=False, willing=True)[0] == "ineligible"
    assert missing(epilepsy=True, willing=True) == ("eligible", ())
    assert len(missing()[1]) == 3


# ------------------------------------------------------------------------------------ records


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ('{"id": "1", "epilesy": true}', "epilesy: there is no such field"),
        ('{"id": "1", "epilesy": true}', "Did you mean epilepsy?"),
        ('{"id": "1", "epilepsy": "yes"}', "neither true nor false"),
        ('{"id": "1", "birth": "2025-02-30"}', "does not exist"),
        ('{"id": "1", "birth": "none"}', "is not a date"),
        ('{"id": "1", "creatinine": NaN}', "NaN or infinite"),
        ('{"id": "1", "creatinine": 1.2345678901234567}', "15 significant digits"),
        ('{"id": "1", "creatinine": "1.2345678901234567"}', "15 significant digits"),
        ('{"id": "1", "creatinine": 1e400}', "exponent"),
        ('{"id": "1", "creatinine": {"value": 1, "unit": "mm[Hg]"}}', "does not convert"),
        ('{"id": "1", "creatinine": 88.4}', "Check number and unit"),
        ('{"id": "1", "creatinine": {"value": 1, "visit": "week 4"}}', "no such visit"),
        ('{"id": "1", "creatinine": {"value": 1, "below": 2}}', "exactly one"),
        ('{"id": "1", "crescents": 4}', "outside 0 to 3"),
        ('{"id": "1", "crescents": 1.5}', "not a whole number"),
        ('{"id": "1", "sex": "femal"}', "Write one of female, male"),
        ('{"id": "1", "steroid": [{"name": "aspirin"}]}', "in no group"),
        (
            '{"id": "1", "asthma": [{"start": "2025-02", "end": "2025-01"}]}',
            "the end lies before the start",
        ),
        ('{"id": "1", "asthma": [{"end": "2025", "ongoing": true}]}', "Keep one of them"),
        ('{"id": "1", "epilepsy": {"missing": "lost"}}', "no way to be missing"),
        ('{"id": "1", "id": "2"}', "stands there twice"),
        ('{"epilepsy": true}', "id: the field is missing"),
        ("[]", "this is no participant"),
        ('{"id"', "this is not JSON"),
    ],
)
def test_errors_of_records(record: str, expected: str) -> None:
    module = package(holds("epilepsy"))
    with pytest.raises(RecordError) as caught:
        module.Participant.from_json(record)
    assert expected in str(caught.value)


def test_messages_hold_values_only_when_asked() -> None:
    module = package(holds("epilepsy"))
    record = '{"id": "1", "creatinine": 77.25, "sex": "Mx"}'
    with pytest.raises(RecordError) as caught:
        module.Participant.from_json(record)
    assert len(caught.value.problems) == 2
    assert "77.25" not in str(caught.value) and "Mx" not in str(caught.value)
    with pytest.raises(RecordError) as caught:
        module.Participant.from_json(record, show_values=True)
    assert "Mx" in str(caught.value)
    slips = '{"id": "1", "creatinine": 88.4, "sex": "femal", "steroid": [{"name": "prednison"}]}'
    hints = ("In umol/L it would be plausible", "Did you mean female", "Did you mean Prednisone")
    with pytest.raises(RecordError) as caught:
        module.Participant.from_json(slips)
    assert not any(hint in str(caught.value) for hint in hints)
    with pytest.raises(RecordError) as caught:
        module.Participant.from_json(slips, show_values=True)
    assert all(hint in str(caught.value) for hint in hints)


def test_a_record_comes_out_as_it_went_in() -> None:
    module = package(holds("epilepsy"))
    record = {"id": "1", "class": True, "creatinine": {"value": "1.0", "unit": "mg/dL"}}
    participant = module.Participant.from_json(json.dumps(record))
    dumped = participant.model_dump(by_alias=True, exclude_unset=True)
    assert dumped == record
    with pytest.raises(ValueError):
        participant.sex = None


def test_the_schema_takes_good_records() -> None:
    files = emit(protocol(holds("epilepsy")), cache=CACHE)
    schema = json.loads(files["participant.schema.json"])
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["required"] == ["id"] and schema["additionalProperties"] is False
    histories = {"treatments", "conditions", "events"}
    fields = {"id", "consent", "screening"} | histories | {d.key for d in DATA}
    assert set(schema["properties"]) == fields
    assert schema["properties"]["creatinine"]["x-plausible"] == ["0.1", "20"]
    jsonschema = pytest.importorskip("jsonschema")
    checker = jsonschema.Draft202012Validator(schema)
    checker.check_schema(schema)
    good: list[dict[str, object]] = [
        {},
        {"epilepsy": None, "sex": {"missing": "not available", "reason": "refused"}},
        {"epilepsy": {"value": True, "by": "Dr A", "on": "2025-06-01"}, "birth": "2007-01"},
        {"creatinine": 1.2},
        {"creatinine": {"below": "20", "upper": "1.2", "visit": "screening"}},
        {"creatinine": [{"value": "1.2", "unit": "mg/dL", "date": "2025-06"}], "titre": "1:160"},
        {"stroke": ["2025", {"date": "2025-06-01"}], "menopause": "none", "hcv": "positive"},
        {"steroid": [{"name": "prednisone", "dose": "5", "unit": "mg/d", "ongoing": True}]},
        {"lupus_class": [], "asthma": [{"start": "2025", "end": None, "ongoing": True}]},
    ]
    for record in good:
        checker.validate({"id": "1", **record})
    bad: list[dict[str, object]] = [
        {"unknown": 1},
        {"epilepsy": "yes"},
        {"creatinine": {"unit": "mg/dL"}},
        {"creatinine": {"value": 1, "below": 2}},
        {"birth": "none"},
        {"steroid": [{"start": "2025"}]},
        {"asthma": [{"end": "2025", "ongoing": True}]},
        {"sex": {"missing": "lost"}},
    ]
    for record in bad:
        assert not checker.is_valid({"id": "1", **record})


def test_pydantic_describes_the_model() -> None:
    module = package(holds("epilepsy"))
    schema = module.Participant.model_json_schema()
    assert schema["additionalProperties"] is False
    assert schema["properties"]["creatinine"]["unit"] == "mg/dL"
    assert schema["properties"]["creatinine"]["title"] == "creatinine"


# ------------------------------------------------------------------------------------ explained


def test_an_explanation_names_value_limit_and_line() -> None:
    module = package(compare_(reading("creatinine", "mg/dL"), ("<=", constant("1", "mg/dL"))))
    participant = module.Participant.from_json('{"id": "1", "creatinine": 1.25}')
    tree = module.evaluate(participant, explain=True).explanation.criteria["rule-1"]
    assert (tree.line, tree.limit, tree.distance) == (6, "<= 1", "0.25")
    assert tree.found[0].to_json() == {
        "datum": "creatinine",
        "value": "1.25",
        "unit": "mg/dL",
        "visit": "screening",
    }
    assert tree.phrase


def test_what_to_ask_next() -> None:
    either = ir.AnyOf(_id(), HERE, (holds("epilepsy"), holds("willing")))
    module = package(either, criterion("not-class", holds("class"), excluding=True))
    participant = module.Participant.from_json('{"id": "1"}')
    result = module.evaluate(participant, explain=True)
    asked_next = result.explanation.ask_next
    # `class` alone can exclude; the other two only together.
    assert asked_next.sets == (("class",), ("epilepsy", "willing"))
    assert asked_next.exhaustive
    by_criterion = result.explanation.ask_next_by_criterion["rule-1"]
    assert by_criterion.sets == (("epilepsy",), ("willing",))


def test_what_is_not_available_is_not_asked_for() -> None:
    module = package(holds("epilepsy"))
    text = '{"id": "1", "epilepsy": {"missing": "not available"}}'
    result = module.evaluate(module.Participant.from_json(text), explain=True)
    assert result.explanation.ask_next.sets == ()


def test_when_to_come_back() -> None:
    washout = ir.FirstLast(_id(), HERE, "steroid", "last", timing("at least before", days(14)))
    age = ir.Age(_id(), HERE, "birth", at(), "year", parse("year"))
    module = package(washout, compare_(age, (">=", constant("18", "year"))), holds("epilepsy"))
    record = {
        "id": "1",
        "screening": "2025-06-15",
        "steroid": [{"name": "prednisone", "start": "2025-01", "end": "2025-06-10"}],
        "birth": "2008-02-29",
        "epilepsy": False,
    }
    result = module.evaluate(module.Participant.from_json(json.dumps(record)), explain=True)
    assert result.explanation.passes_from == {"rule-1": "2025-06-24", "rule-2": "2026-03-01"}
    assert "passes from 2025-06-24" in result.explanation.sentences[0]


def test_the_identity_is_enough_to_replay() -> None:
    module = package(holds("epilepsy"))
    identity = module.IDENTITY.to_json()
    assert identity["source_sha256"] == SOURCE.digest()
    assert set(identity) >= {"protocol", "version", "eligo_version", "runtime_version"}


# ------------------------------------------------------------------------------------ emission


def _everything() -> ir.Protocol:
    rules: list[ir.Statement] = [
        ir.AllOf(_id(), HERE, (holds("epilepsy"), ir.Not(_id(), HERE, holds("willing")))),
        ir.When(_id(), HERE, holds("class"), holds("willing"), None),
        compare_(reading("creatinine", "mg/dL"), ("<=", constant("1", "mg/dL"))),
        ir.NoRequirement(_id(), HERE),
    ]
    return protocol(*rules)


@pytest.fixture(scope="module")
def files() -> Iterator[dict[str, str]]:
    global _ids
    _ids = count(1)
    yield emit(_everything())


def test_pieces_are_formatted_as_the_whole_would_be(files: dict[str, str]) -> None:
    import black

    mode = black.Mode(line_length=100, target_versions={black.mode.TargetVersion.PY311})
    for path, text in files.items():
        if path.endswith(".py"):
            assert black.format_str(text, mode=mode) == text, path


def test_files_name_their_source_and_no_machine(files: dict[str, str]) -> None:
    for path, text in files.items():
        assert SOURCE.digest() in text, path
        assert str(ROOT) not in text, path
    assert "# protocols/small/1.0.criteria:6" in files["criteria.py"]
    assert "The protocol's words on rule-1." in files["criteria.py"]


_CHILD = """
import json, sys
sys.path[:0] = [{compiler!r}, {tests!r}]
import test_python_backend as tests
class Known(tests.Memory):
    pass
cache = Known()
cache.known = json.load(open({cache!r})) if {cache!r} else {{}}
from itertools import count
tests._ids = count(1)
files = tests.emit(tests._everything(), cache=cache)
print(json.dumps([sorted(files.items()), "black" in sys.modules]))
"""


def _child(cache: Path | None, seed: str) -> Any:
    code = _CHILD.format(
        compiler=str(ROOT / "compiler"), tests=str(ROOT / "tests"), cache=str(cache or "")
    )
    environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": f"UTC+{seed}", "LC_ALL": "C"}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd="/"
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_same_bytes_everywhere_and_no_black_with_a_warm_cache(
    tmp_path: Path, files: dict[str, str]
) -> None:
    global _ids
    _ids = count(1)
    cache = Memory()
    assert emit(_everything(), cache=cache) == files
    kept = tmp_path / "cache.json"
    kept.write_text(json.dumps(cache.known))
    cold, with_black = _child(None, "1")
    warm, without_black = _child(kept, "2")
    assert with_black and not without_black
    assert cold == warm == [list(pair) for pair in sorted(files.items())]


def test_a_standalone_package_needs_nothing_of_eligo(tmp_path: Path) -> None:
    for path, text in emit(_everything(), cache=CACHE, standalone=True).items():
        target = tmp_path / "alone" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    code = (
        "import sys\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] == 'eligo':\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "import alone\n"
        'participant = alone.Participant.from_json(\'{"id": "1", "screening": "2025-06-15"}\')\n'
        "result = alone.evaluate(participant)\n"
        "assert 'alone.explanation' not in sys.modules\n"
        "alone.evaluate(participant, explain=True).to_json()\n"
        "print(result.verdict)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "undetermined"


def test_the_plain_verdict_does_not_load_explanations() -> None:
    module = package(holds("epilepsy"))
    module.evaluate(module.Participant.from_json('{"id": "1"}'))
    assert "small_trial.explanation" not in sys.modules


def test_what_to_ask_has_days_to_try_without_any_day() -> None:
    age = ir.Age(_id(), HERE, "birth", at(), "year", parse("year"))
    module = package(compare_(age, (">=", constant("18", "year"))))
    result = module.evaluate(module.Participant.from_json('{"id": "1"}'), explain=True)
    assert result.explanation.ask_next.sets == (("birth", "screening"),)


DOSES = """mg mg/d mg/day MG mcg/kg/min IU {tablet} {tablet}/d tablet mg/m2 mg/(24.h) /d 1 g/24h mL/h
µg/kg/d x mg//d mg/ Gy 10^6/kg kg.m2 mg{creat}/d MBq mg/week mg/m^2 %"""


@pytest.mark.parametrize("text", DOSES.split())
def test_doses_have_the_units_that_are_known(text: str) -> None:
    speller = Speller(spellings(), wholes())
    found = dose_unit(speller.canonical(text), dose_units())
    assert (found is not None) == is_unit(text)
    if found is not None:
        assert found == (parse(text).dimension, parse(text).factor)
