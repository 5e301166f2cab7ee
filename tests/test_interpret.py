"""The reference interpreter against grammar/MEANING.md, clause by clause."""

from __future__ import annotations

import dataclasses
import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any, Literal

import pytest

from eligo import ir, units
from eligo.interpret import (
    Interval,
    Outcome,
    Reason,
    RecordError,
    assess,
    duty_periods,
    judge,
    measure,
)
from eligo.interpret import numbers as intervals
from eligo.interpret.outcomes import (
    Judged,
    all_of,
    any_of,
    count_of,
    except_when,
    negation,
    none_of,
    unless,
    when,
)
from eligo.source import Source, Span
from eligo.units import Duration

T, F, N = Outcome.TRUE, Outcome.FALSE, Outcome.NOT_APPLICABLE
SOURCE = Source("trial.criteria", "")
SPAN = Span(SOURCE, 0, 0)
HERE: tuple[str, Span] = ("id", SPAN)
ONE = units.parse("1")
YEAR = units.parse("year")
MG_DL = units.parse("mg/dL")
EGFR = units.parse("mL/min/{1.73_m2}")

# ----------------------------------------------------------------------------------- builders


def datum(key: str, kind: ir.Kind) -> ir.Datum:
    return ir.Datum(key, key, key, kind, SPAN)


def values(*keys: str) -> tuple[ir.Value, ...]:
    return tuple(ir.Value(key, key) for key in keys)


def measurement(**options: Any) -> ir.Measurement:
    return ir.Measurement(MG_DL, None, True, **options)


def score_from(low: int, high: int) -> ir.Quantity:
    return ir.Quantity(ONE, True, ir.Range(Fraction(low), Fraction(high)), None)


FREE = ir.Quantity(ONE, False, None, None)


def criterion(
    key: str, body: ir.Statement | None, *parts: ir.Criterion, **options: Any
) -> ir.Criterion:
    excluding = options.pop("excluding", False)
    return ir.Criterion(
        key=key,
        name=key,
        kind="exclusion" if excluding else "inclusion",
        label=key,
        title=key,
        quotes=(),
        subgroup=options.pop("subgroup", None),
        excluding=excluding,
        body=body,
        parts=parts,
        interpretations=(),
        not_formalised=(),
        duties=options.pop("duties", ()),
        span=SPAN,
    )


def protocol(*data: ir.Datum, **parts: Any) -> ir.Protocol:
    everything: dict[str, Any] = {
        "id": "T",
        "title": "",
        "version": "1",
        "released": None,
        "assessed_at": "screening",
        "not_known": (),
        "registered": None,
        "details": (),
        "milestones": (
            ir.Milestone("screening", "screening", True, SPAN),
            ir.Milestone("week_4", "week 4", True, SPAN),
        ),
        "data": data,
        "definitions": (),
        "scores": (),
        "subgroups": (),
        "criteria": (),
        "contexts": (),
        "examples": (),
        "source": SOURCE,
        "source_text": None,
        "vocabularies": (),
    }
    return ir.Protocol(**(everything | parts))


SCREENING = ir.MilestoneDate(*HERE, "screening")


def timing(
    relation: ir.Relation,
    amount: int = 0,
    unit: units.DurationUnit = "day",
    anchor: ir.Date = SCREENING,
    until: ir.Date | None = None,
) -> ir.Timing:
    return ir.Timing(*HERE, relation, Duration(amount, unit) if amount else None, anchor, until)


def number(value: str | int) -> ir.Constant:
    return ir.Constant(*HERE, Fraction(value), ONE, str(value), None)


def quantity(key: str) -> ir.QuantityValue:
    return ir.QuantityValue(*HERE, key, ONE, Fraction(1), Fraction(0))


def reading(
    key: str,
    when_taken: ir.Timing | None = None,
    pick: Literal["latest", "highest", "lowest"] = "latest",
) -> ir.Reading:
    return ir.Reading(*HERE, key, pick, MG_DL, Fraction(1), Fraction(0), SCREENING, when_taken)


def arithmetic(
    left: ir.Number, operator: Literal["+", "-", "*", "/"], right: ir.Number
) -> ir.Arithmetic:
    return ir.Arithmetic(*HERE, operator, left, right, ONE)


def times_limit(
    factor: str, read: ir.Reading, which: Literal["upper", "lower"] = "upper"
) -> ir.Number:
    return arithmetic(number(factor), "*", ir.NormalLimit(*HERE, read, which, MG_DL))


def compare(value: ir.Number, *bounds: tuple[ir.Comparator, ir.Number | int | str]) -> ir.Compare:
    return ir.Compare(
        *HERE,
        value,
        tuple(
            ir.Bound(comparator, number(limit) if isinstance(limit, int | str) else limit)
            for comparator, limit in bounds
        ),
    )


def holds(key: str) -> ir.Holds:
    return ir.Holds(*HERE, key)


def occurs(key: str, least: int, most: int | None, stands: ir.Timing | None = None) -> ir.Occurs:
    return ir.Occurs(*HERE, key, least, most, SCREENING, stands)


def outcomes(judged: tuple[frozenset[Outcome], frozenset[Reason]]) -> set[Outcome]:
    return set(judged[0])


def why(judged: tuple[frozenset[Outcome], frozenset[Reason]]) -> set[tuple[str, str]]:
    return {(reason.item, reason.why) for reason in judged[1]}


# --------------------------------------------------------------------------- 1 outcomes, lists

SETS = [frozenset(each) for size in (1, 2, 3) for each in itertools.combinations((T, F, N), size)]


def enumerate_list(
    items: Sequence[frozenset[Outcome]], decide: Callable[[list[bool]], bool]
) -> frozenset[Outcome]:
    """Clause 1.2 to the letter: every combination, without what does not apply."""
    results = set()
    for combination in itertools.product(*items):
        left = [outcome is T for outcome in combination if outcome is not N]
        results.add(N if not left else T if decide(left) else F)
    return frozenset(results)


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_lists_are_all_combinations_of_their_items(size: int) -> None:
    for sets in itertools.product(SETS, repeat=size):
        items = [Judged(each) for each in sets]
        assert all_of(items).outcomes == enumerate_list(sets, all)
        assert any_of(items).outcomes == enumerate_list(sets, any)
        assert none_of(items).outcomes == enumerate_list(sets, lambda left: not any(left))
        for least, most in ((1, None), (2, None), (0, 1), (1, 1), (2, 3)):
            in_range = range(least, 9 if most is None else most + 1)
            expected = enumerate_list(sets, partial(counted, in_range))
            assert count_of(items, least, most).outcomes == expected


def counted(in_range: range, left: list[bool]) -> bool:
    return sum(left) in in_range


def test_not_when_unless_and_except_over_all_sets() -> None:
    swap = {T: F, F: T, N: N}
    for c in SETS:
        assert negation(Judged(c)).outcomes == {swap[outcome] for outcome in c}
    for c, body, other in itertools.product(SETS, repeat=3):
        chosen = set().union(*(body if outcome is T else other for outcome in c))
        assert when(Judged(c), Judged(body), Judged(other)).outcomes == chosen
        exempted = set().union(*({N} if outcome is T else body for outcome in c))
        assert unless(Judged(body), Judged(c)).outcomes == exempted
    first, second = Judged(frozenset({F, T})), Judged(frozenset({T}))
    cases = [(first, Judged(frozenset({N}))), (second, Judged(frozenset({F})))]
    assert except_when(Judged(frozenset({T})), cases).outcomes == {N, F}


def test_decided_has_no_reasons_and_undecided_those_of_its_undecided_items() -> None:
    a, b = (Judged(frozenset({T, F}), frozenset({Reason(key, "not recorded")})) for key in "ab")
    no = Judged(frozenset({F}))
    assert not all_of([a, no]).reasons
    assert {reason.item for reason in all_of([a, b]).reasons} == {"a", "b"}
    assert {reason.item for reason in when(no, a, b).reasons} == {"b"}


# ----------------------------------------------------------- 1.4 consensus: the Gilbert example

BILIRUBIN = reading("bilirubin")
GILBERT = ir.ExceptWhen(
    *HERE,
    compare(BILIRUBIN, ("<=", times_limit("1.5", BILIRUBIN))),
    ((holds("gilbert"), compare(BILIRUBIN, ("<=", times_limit("3", BILIRUBIN)))),),
)
GILBERT_PROTOCOL = protocol(
    datum("bilirubin", measurement()),
    datum("gilbert", ir.YesNo()),
    criteria=(criterion("c", GILBERT),),
)


@pytest.mark.parametrize(
    ("value", "status", "missing"),
    [("1.2", "pass", set()), ("3.1", "fail", set()), ("2.0", "unknown", {"gilbert"})],
)
def test_only_between_the_limits_is_gilbert_asked(
    value: str, status: str, missing: set[str]
) -> None:
    record = {"bilirubin": {"value": value, "upper": "1.0", "date": "2025-06-01"}}
    found = assess(GILBERT_PROTOCOL, {**record, "screening": "2025-06-01"})
    assert found.statuses == {"c": status}
    assert found.missing == missing
    assert (
        found.verdict
        == {"pass": "eligible", "fail": "ineligible", "unknown": "undetermined"}[status]
    )


# ------------------------------------------------------------------------- 2 status and verdict

YES = protocol(datum("x", ir.YesNo()), datum("y", ir.YesNo()), datum("day", ir.DateKind(False)))


def assessed(*criteria: ir.Criterion, record: dict[str, object], **parts: Any) -> Any:
    return assess(dataclasses.replace(YES, criteria=criteria, **parts), record)


def test_direction() -> None:
    x, y = criterion("x", holds("x")), criterion("y", holds("y"), excluding=True)
    found = assessed(x, y, record={"x": True, "y": True})
    assert found.statuses == {"x": "pass", "y": "fail"}
    assert found.verdict == "ineligible"
    assert found.outcomes == {"x": {T}, "y": {T}}
    assert assessed(x, y, record={"x": True, "y": False}).verdict == "eligible"
    assert assessed(x, record={"x": True}, not_known=("e",)).verdict == "meets the known criteria"


def test_pending_is_unknown_for_want_of_milestones_only() -> None:
    relation = ir.DateRelation(*HERE, ir.DateOf(*HERE, "day"), timing("before"))
    body = ir.AllOf(*HERE, (relation, holds("x")))
    found = assessed(criterion("c", body), record={"day": "2025-01-01", "x": True})
    assert found.statuses["c"] == "pending"
    assert found.reasons["c"] == (Reason("screening", "not recorded"),)
    assert assessed(criterion("c", body), record={"x": True}).statuses["c"] == "unknown"
    record: dict[str, object] = {"day": "2025-01-01", "x": True, "screening": "2025"}
    assert assessed(criterion("c", body), record=record).statuses["c"] == "unknown"


def test_parts_and_subgroups() -> None:
    whole = criterion(
        "c", None, criterion("c.x", holds("x")), criterion("c.y", holds("y")), subgroup="s"
    )
    groups = (ir.Subgroup("s", "s", "s", holds("day_known"), SPAN),)
    data = (*YES.data, datum("day_known", ir.YesNo()))

    def found(**record: object) -> Any:
        return assessed(whole, record=record, subgroups=groups, data=data)

    assert found(day_known=False).statuses == {
        "c": "not applicable",
        "c.x": "not applicable",
        "c.y": "not applicable",
    }
    assert found(day_known=True, x=False).statuses["c"] == "fail"
    assert found(day_known=True, x=True).statuses == {
        "c": "unknown",
        "c.x": "pass",
        "c.y": "unknown",
    }
    assert found(x=True, y=True).statuses == {"c": "pass", "c.x": "pass", "c.y": "pass"}
    assert found(day_known=True, x=True, y=True).subgroups == {"s": {T}}
    assert found(x=False, y=True).statuses["c"] == "unknown"
    ward = dataclasses.replace(YES, criteria=(whole,), subgroups=groups, data=data)
    satisfied = ir.Satisfies(*HERE, "c")
    assert outcomes(judge(ward, satisfied, {"x": False, "y": True})) == {F, N}


def test_satisfies_is_the_side_of_the_participant() -> None:
    excluded = criterion("e", holds("x"), excluding=True)
    ward = dataclasses.replace(YES, criteria=(excluded,))
    node = ir.Satisfies(*HERE, "e")
    assert outcomes(judge(ward, node, {"x": True})) == {F}
    assert outcomes(judge(ward, node, {"x": False})) == {T}


# -------------------------------------------------------------------------------------- 4 record

RECORDS = protocol(
    datum("flag", ir.Judgement("?")),
    datum("sex", ir.OneOf(values("female", "male"))),
    datum("grade", score_from(0, 3)),
    datum(
        "weight", ir.Quantity(units.parse("kg"), False, None, ir.Range(Fraction(20), Fraction(300)))
    ),
    datum(
        "creatinine",
        measurement(
            conversions=(ir.Conversion(units.parse("umol/L"), Fraction(10, 884), Fraction(0), ""),)
        ),
    ),
    datum("titre", ir.Measurement(ONE, None, False, titre=True)),
    datum("day", ir.DateKind(True)),
    datum("fit", ir.Event()),
    datum("lupus", ir.Condition()),
    datum("steroid", ir.Treatment((ir.Value("pred", "prednisone", ("Deltasone",)),))),
)


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"id": 5}, "id"),
        ({"flag": "yes"}, "flag"),
        ({"flag": {"value": True, "on": "2025-02-30"}}, "flag.on"),
        ({"sex": "Female"}, "sex"),
        ({"sex": {"missing": "unknown"}}, "sex"),
        ({"grade": 4}, "grade"),
        ({"grade": "1.5"}, "grade"),
        ({"grade": {"below": "0"}}, "grade"),
        ({"grade": True}, "grade"),
        ({"weight": 500}, "weight"),
        ({"weight": float("nan")}, "weight"),
        ({"weight": float("inf")}, "weight"),
        ({"weight": "70.000000000000001"}, "weight"),
        ({"weight": "1e999999999"}, "weight"),
        ({"weight": 10**5000}, "weight"),
        ({"weight": "7_0"}, "weight"),
        ({"weight": {"value": 70, "unit": "mmol/L"}}, "weight.unit"),
        ({"weight": {"value": 70, "unit": "stones"}}, "weight.unit"),
        ({"creatinine": {"value": 1, "below": 2}}, "creatinine"),
        ({"creatinine": {"upper": 2}}, "creatinine"),
        ({"creatinine": {"value": 1, "visit": "week 9"}}, "creatinine.visit"),
        ({"creatinine": [1]}, "creatinine[0]"),
        ({"screening": "2025-13"}, "screening"),
        ({"day": "0000"}, "day"),
        ({"day": 2025}, "day"),
        ({"fit": "2025-01-01"}, "fit"),
        ({"fit": [{"day": "2025-01-01"}]}, "fit[0].day"),
        ({"lupus": [{"start": "2025-03", "end": "2025-02"}]}, "lupus[0].end"),
        ({"lupus": [{"start": "2025-03", "end": "2025-04", "ongoing": True}]}, "lupus[0]"),
        ({"lupus": [{"start": "2025", "name": "x"}]}, "lupus[0].name"),
        ({"steroid": [{"start": "2025", "name": "aspirin"}]}, "steroid[0].name"),
        ({"steroid": [{"start": "2025"}]}, "steroid[0].name"),
    ],
)
def test_nonsense_is_refused(record: dict[str, object], field: str) -> None:
    with pytest.raises(RecordError) as caught:
        assess(RECORDS, record)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_all_problems_are_found_at_once() -> None:
    with pytest.raises(RecordError) as caught:
        assess(RECORDS, {"sex": 1, "grade": 9, "screening": "x"})
    assert {problem.field for problem in caught.value.problems} == {"sex", "grade", "screening"}


def test_what_is_well_written_is_read() -> None:
    record: dict[str, object] = {
        "id": "001",
        "screening": "2025-06",
        "flag": {"value": True, "by": "Dr A", "on": "2025-06-01"},
        "sex": {"missing": "not available", "reason": "not asked"},
        "weight": {"value": "154", "unit": "[lb_av]"},
        "creatinine": [{"value": 100, "unit": "umol/L", "date": "2025-06-01", "upper": None}],
        "titre": "1:160",
        "day": "none",
        "fit": ["2025", {"date": "2024-01"}],
        "lupus": [],
        "steroid": [
            {"start": "2025", "ongoing": True, "name": "DELTASONE", "dose": 5, "unit": "mg"}
        ],
    }
    assess(RECORDS, record)
    titre = dataclasses.replace(reading("titre"), unit=ONE)
    assert measure(RECORDS, titre, record) == intervals.point(160)
    exact = Fraction(100) / Fraction("88.4")
    assert measure(RECORDS, reading("creatinine"), {**record, "screening": "2025-07"}) == Interval(
        exact, exact
    )


# ------------------------------------------------------------------------------------- 5 numbers

NUMBERS = protocol(
    datum("a", FREE),
    datum("b", FREE),
    datum("grade", score_from(0, 3)),
    datum("alt", measurement()),
    datum("sex", ir.OneOf(values("female", "male"))),
    datum("birth", ir.DateKind(False)),
    datum("test", ir.Result(values("positive", "negative"))),
)


@pytest.mark.parametrize(
    ("value", "factor", "upper", "outcome"),
    [("1.8", "1.5", "1.2", T), ("0.6", "3", "0.2", T), ("1.8000000000001", "1.5", "1.2", F)],
)
def test_comparison_with_a_limit_is_exact(
    value: str, factor: str, upper: str, outcome: Outcome
) -> None:
    statement = compare(reading("alt"), ("<=", times_limit(factor, reading("alt"))))
    record = {"alt": {"value": float(value), "upper": float(upper)}}
    assert outcomes(judge(NUMBERS, statement, record)) == {outcome}


def test_intervals_decide_what_they_can() -> None:
    a = quantity("a")
    below: dict[str, object] = {"a": {"below": "20"}}
    assert outcomes(judge(NUMBERS, compare(a, ("<", 20)), below)) == {T}
    assert outcomes(judge(NUMBERS, compare(a, (">=", 20)), below)) == {F}
    judged = judge(NUMBERS, compare(a, ("<=", 5)), below)
    assert outcomes(judged) == {T, F}
    assert why(judged) == {("a", "beyond the measuring range")}
    grade = quantity("grade")
    assert outcomes(judge(NUMBERS, compare(grade, ("<=", 3)), {})) == {T}
    assert outcomes(judge(NUMBERS, compare(grade, (">", 3)), {})) == {F}
    assert outcomes(judge(NUMBERS, compare(grade, (">=", 1), ("<=", 0)), {})) == {F}
    judged = judge(NUMBERS, compare(grade, (">=", 1), ("<=", 2)), {})
    assert (outcomes(judged), why(judged)) == ({T, F}, {("grade", "not recorded")})
    twice = compare(arithmetic(a, "+", quantity("b")), (">", 0))
    assert outcomes(judge(NUMBERS, twice, {"a": 1, "b": {"above": 0}})) == {T}


def test_interval_arithmetic_holds_every_point_result() -> None:
    """Random intervals: the result of members is a member of the result."""
    chance = random.Random(1)

    def some() -> tuple[Interval, Fraction]:
        low, high = sorted(Fraction(chance.randint(-6, 6), 2) for _ in range(2))
        member = low + (high - low) * Fraction(chance.randint(0, 4), 4)
        inside = low < member < high
        return (
            Interval(
                None if chance.random() < 0.1 else low,
                None if chance.random() < 0.1 else high,
                inside and chance.random() < 0.3,
                inside and chance.random() < 0.3,
            ),
            member,
        )

    for _ in range(4000):
        (a, x), (b, y) = some(), some()
        results = [
            (intervals.add(a, b), x + y),
            (intervals.multiply(a, b), x * y),
            (intervals.minimum([a, b]), min(x, y)),
            (intervals.maximum([a, b]), max(x, y)),
        ]
        if y:
            results.append((intervals.divide(a, b), x / y))
        if y.denominator == 1 and (x or y >= 0):
            results.append((intervals.power(a, b), x**y.numerator))
        for interval, result in results:
            assert not intervals.intersection(interval, intervals.point(result)).is_empty


def test_powers_are_exact_or_long() -> None:
    assert intervals.power(intervals.point(Fraction("0.9938")), intervals.point(50)) == (
        intervals.point(Fraction("0.9938") ** 50)
    )
    assert intervals.power(intervals.point(4), intervals.point(Fraction(1, 2))) == (
        intervals.point(2)
    )
    root = intervals.power(intervals.point(2), intervals.point(Fraction(1, 2))).lo
    assert root is not None and abs(root * root - 2) < Fraction(1, 10**58)


def ckd_epi_2021() -> ir.Definition:
    """142 x min(Scr/k,1)^a x max(Scr/k,1)^-1.2 x 0.9938^age x f (Inker 2021)."""
    sex = ir.CategoryValue(*HERE, "sex")

    def by_sex(female: str, male: str) -> ir.CaseNumber:
        branches = ((("female",), number(female)), (("male",), number(male)))
        return ir.CaseNumber(*HERE, sex, branches, ONE)

    ratio = ir.StepValue(*HERE, "ratio", ONE)
    low = ir.Extreme(*HERE, "min", (ratio, number(1)), ONE)
    high = ir.Extreme(*HERE, "max", (ratio, number(1)), ONE)
    age = ir.Age(*HERE, "birth", SCREENING, "year", YEAR)
    factors: list[ir.Number] = [
        number(142),
        ir.Power(*HERE, low, by_sex("-0.241", "-0.302"), ONE),
        ir.Power(*HERE, high, number("-1.2"), ONE),
        ir.Power(*HERE, number("0.9938"), age, ONE),
        by_sex("1.012", "1"),
    ]
    product = factors[0]
    for factor in factors[1:]:
        product = arithmetic(product, "*", factor)
    steps = (ir.Step("ratio", "ratio", arithmetic(reading("alt"), "/", by_sex("0.7", "0.9"))),)
    return ir.Definition("egfr", "eGFR", "eGFR", SPAN, product, None, EGFR, steps)


RENAL = dataclasses.replace(NUMBERS, definitions=(ckd_epi_2021(),))
EGFR_VALUE = ir.DefinedNumber(*HERE, "egfr", EGFR)


@pytest.mark.parametrize(
    ("sex", "age", "creatinine", "expected"),
    [
        ("male", 55, "1.09", "80.151590"),
        ("female", 50, "1.0", "68.633497"),
        ("female", 40, "0.8", "95.463690"),
        ("male", 65, "1.2", "67.111411"),
        ("female", 72, "1.5", "36.796325"),
        ("female", 30, "0.70", "119.244575"),
        ("male", 30, "0.90", "117.830607"),
        ("male", 40, "2.60", "31.000667"),
    ],
)
def test_egfr_vectors(sex: str, age: int, creatinine: str, expected: str) -> None:
    record = {"sex": sex, "alt": creatinine, "birth": f"{2025 - age}-01-01"}
    found = measure(RENAL, EGFR_VALUE, {**record, "screening": "2025-06-01"})
    assert found.is_point and found.lo is not None
    assert abs(found.lo - Fraction(expected)) <= Fraction(1, 10**6)


def test_egfr_with_unknown_sex_is_decided_once_per_sex() -> None:
    """One case keeps its branch in the whole formula: no eGFR of a half-man is looked at."""
    record: dict[str, object] = {"alt": "2.2", "birth": "1985-01-01", "screening": "2025-06-01"}
    either = {
        sex: measure(RENAL, EGFR_VALUE, {**record, "sex": sex}).lo for sex in ("female", "male")
    }
    assert either["female"] is not None and either["male"] is not None
    assert either["female"] < 30 < either["male"]
    judged = judge(RENAL, compare(EGFR_VALUE, (">=", 30)), record)
    assert (outcomes(judged), why(judged)) == ({T, F}, {("sex", "not recorded")})
    assert outcomes(judge(RENAL, compare(EGFR_VALUE, (">=", 20)), record)) == {T}
    assert measure(RENAL, EGFR_VALUE, record) == Interval(either["female"], either["male"])


def test_age() -> None:
    age = ir.Age(*HERE, "birth", SCREENING, "year", YEAR)

    def years(birth: str, on: str) -> tuple[object, object]:
        found = measure(NUMBERS, age, {"birth": birth, "screening": on})
        return found.lo, found.hi

    assert years("2007-06-15", "2025-06-14") == (17, 17)
    assert years("2007-06-15", "2025-06-15") == (18, 18)
    assert years("2004-02-29", "2022-02-28") == (17, 17)
    assert years("2004-02-29", "2022-03-01") == (18, 18)
    assert years("2006", "2024-06-01") == (17, 18)
    assert years("2025-06-16", "2025-06-15") == (-1, -1)
    months = dataclasses.replace(age, period="month")
    found = measure(NUMBERS, months, {"birth": "2024-01-31", "screening": "2025-02-28"})
    assert found == intervals.point(12)
    judged = judge(NUMBERS, compare(age, (">=", 18)), {"birth": "2006", "screening": "2024-06-01"})
    assert why(judged) == {("birth", "incomplete date")}


# ---------------------------------------------------------------------------------- 5.2 scores


def item(key: str, weight: int) -> ir.ScoreItem:
    return ir.ScoreItem(key, key, key, weight, holds(key), SPAN)


SCORE = ir.Score(
    "s",
    "s",
    "s",
    0,
    22,
    (
        item("seizure", 8),
        item("rash", 2),
        ir.ScoreGroup("g", "g", "g", (item("low", 2), item("middle", 6), item("top", 10)), SPAN),
    ),
    ONE,
    SPAN,
)
SCORED = protocol(
    *(datum(key, ir.YesNo()) for key in ("seizure", "rash", "low", "middle", "top")),
    scores=(SCORE,),
)
SCORE_VALUE = ir.ScoreValue(*HERE, "s", ONE)


def test_score_is_an_interval_of_what_its_items_may_weigh() -> None:
    assert measure(SCORED, SCORE_VALUE, {}) == Interval(Fraction(0), Fraction(20))
    assert outcomes(judge(SCORED, compare(SCORE_VALUE, (">=", 8)), {"seizure": True})) == {T}
    record: dict[str, object] = {"seizure": False, "rash": True, "middle": True}
    assert measure(SCORED, SCORE_VALUE, record) == Interval(Fraction(8), Fraction(12))
    judged = judge(SCORED, compare(SCORE_VALUE, (">", 8)), record)
    assert why(judged) == {("top", "not recorded")}, "a lighter item of the group changes nothing"


def test_a_score_of_many_items_is_fast() -> None:
    keys = [f"i{index}" for index in range(24)]
    score = dataclasses.replace(SCORE, entries=tuple(item(key, 4) for key in keys))
    ward = protocol(*(datum(key, ir.YesNo()) for key in keys), scores=(score,))
    assert measure(ward, SCORE_VALUE, {}) == Interval(Fraction(0), Fraction(96))


# ----------------------------------------------------------------------------------- 6.4 readings


def alt(*entries: tuple[str, str | None], **more: object) -> dict[str, object]:
    """Readings as (value, date), screening on 2025-06-15 unless told."""
    listed = [{"value": value, **({"date": day} if day else {})} for value, day in entries]
    return {"alt": listed, "screening": "2025-06-15", **more}


AT_LEAST_5 = compare(reading("alt"), (">=", 5))


@pytest.mark.parametrize(
    ("record", "expected", "reasons"),
    [
        (alt(("5", "2025-06-01"), ("4", "2025-05-01")), {T}, set()),
        (alt(("4", "2025-06-16"), ("5", "2025-06-01")), {T}, set()),
        (alt(("4", "2025-06-01"), ("5", "2025-06-01")), {T, F}, {("alt", "more than one value")}),
        (alt(("5", "2025-06-01"), ("5", "2025-06-01")), {T}, set()),
        (alt(("6", "2025-06-01"), ("5", "2025-06-01")), {T}, set()),
        (
            alt(("4", "2025-06"), ("5", "2025-05-31")),
            {T, F},
            {("alt.date", "incomplete date"), ("alt", "more than one value")},
        ),
        (alt(("4", "2025-05"), ("5", "2025-06-01")), {T}, set()),
        (alt(("5", "2025-06")), {T, F}, {("alt.date", "incomplete date")}),
        (alt(("5", None)), {T, F}, {("alt.date", "undated")}),
        (alt(("5", "2025-06-16")), {T, F}, {("alt", "no value in time")}),
        (alt(), {T, F}, {("alt", "no value in time")}),
        ({}, {T, F}, {("alt", "not recorded")}),
        ({"alt": {"missing": "not available"}}, {T, F}, {("alt", "not available")}),
        ({"alt": 5}, {T}, set()),
        ({"alt": {"value": 5, "visit": "screening"}}, {T}, set()),
        ({"alt": {"value": 5, "visit": "week_4"}, "screening": "2025-06-15"}, {T, F},
         {("week_4", "not recorded")}),
        ({"alt": {"value": 5, "visit": "week_4"}, "screening": "2025-06-15",
          "week_4": "2025-06-01"}, {T}, set()),
    ],
)  # fmt: skip
def test_latest(
    record: dict[str, object], expected: set[Outcome], reasons: set[tuple[str, str]]
) -> None:
    judged = judge(NUMBERS, AT_LEAST_5, record)
    assert (outcomes(judged), why(judged)) == (expected, reasons)


def test_highest_and_lowest_are_widened_by_what_is_possibly_read() -> None:
    record = alt(("3", "2025-06-01"), ("5", "2025-06"), ("4", "2025-01-01"), ("9", "2025-07-01"))
    assert measure(NUMBERS, reading("alt", pick="highest"), record) == Interval(
        Fraction(4), Fraction(5)
    )
    assert measure(NUMBERS, reading("alt", pick="lowest"), record) == intervals.point(3)
    judged = judge(NUMBERS, compare(reading("alt", pick="highest"), (">=", 5)), record)
    assert why(judged) == {("alt.date", "incomplete date")}
    undated = judge(NUMBERS, compare(reading("alt", pick="highest"), (">=", 1)), alt(("3", None)))
    assert (outcomes(undated), why(undated)) == ({T, F}, {("alt.date", "undated")})


def test_a_window_still_reads_the_latest_in_it() -> None:
    within = compare(reading("alt", timing("within before", 14)), (">=", 5))
    assert outcomes(judge(NUMBERS, within, alt(("5", "2025-06-01")))) == {T}
    judged = judge(NUMBERS, within, alt(("5", "2025-05-31")))
    assert why(judged) == {("alt", "no value in time")}
    # The bare value is of the anchor's own day, whichever day that is.
    assert outcomes(judge(NUMBERS, within, {"alt": 5})) == {T}


def test_limits_belong_to_the_entry_read() -> None:
    statement = compare(reading("alt"), ("<=", times_limit("3", reading("alt"))))

    def entry(value: int, upper: int | None, day: str = "2025-06-01") -> dict[str, object]:
        return {"value": value, "upper": upper, "date": day}

    def judged(*entries: dict[str, object]) -> Any:
        return judge(NUMBERS, statement, {"alt": list(entries), "screening": "2025-06-15"})

    assert outcomes(judged(entry(90, 30), entry(120, 40))) == {T}, "each with its own limit"
    assert why(judged(entry(90, 29), entry(90, 30))) == {("alt", "more than one value")}
    assert why(judged(entry(90, None))) == {("alt.upper", "not recorded")}
    highest = reading("alt", pick="highest")
    statement = compare(highest, ("<=", times_limit("3", highest)))
    assert outcomes(judged(entry(90, 30), entry(80, 20, "2025-05-01"))) == {T}
    normal = ir.WithinNormal(*HERE, reading("alt"))
    record: dict[str, object] = {"alt": {"value": 5, "upper": 5, "lower": 4}}
    assert outcomes(judge(NUMBERS, normal, record)) == {T}
    assert outcomes(judge(NUMBERS, normal, {"alt": {"value": 6, "upper": 5}})) == {F}
    assert why(judge(NUMBERS, normal, {"alt": {"value": 5, "upper": 5}})) == {
        ("alt.lower", "not recorded")
    }


def test_results() -> None:
    test = ir.ResultReading(*HERE, "test", SCREENING, None)
    negative = ir.Is(*HERE, test, ("negative",))
    assert outcomes(judge(NUMBERS, negative, {"test": "negative"})) == {T}
    assert outcomes(judge(NUMBERS, negative, {})) == {T, F}
    record: dict[str, object] = {
        "screening": "2025-06-15",
        "test": [
            {"value": "negative", "date": "2025-06-01"},
            {"value": "positive", "date": "2025-06-01"},
        ],
    }
    assert why(judge(NUMBERS, negative, record)) == {("test", "more than one value")}
    anything = ir.Is(*HERE, test, ("negative", "positive"))
    assert outcomes(judge(NUMBERS, anything, record)) == {T}


# -------------------------------------------------------------------------------- 6.1-6.2 dates

DATES = protocol(
    datum("day", ir.DateKind(False)),
    datum("stop", ir.DateKind(True)),
    datum("fit", ir.Event()),
    datum("drug", ir.Treatment()),
    datum("alt", measurement()),
)


def relation(
    stands: ir.Relation, amount: int, unit: units.DurationUnit, day: str, on: str
) -> set[Outcome]:
    node = ir.DateRelation(*HERE, ir.DateOf(*HERE, "day"), timing(stands, amount, unit))
    return outcomes(judge(DATES, node, {"day": day, "screening": on}))


@pytest.mark.parametrize(
    ("on", "at_least", "more_than", "within", "less_than"),
    [("03-14", F, F, T, T), ("03-15", T, F, T, F), ("03-16", T, T, F, F)],
)
def test_two_weeks(
    on: str, at_least: Outcome, more_than: Outcome, within: Outcome, less_than: Outcome
) -> None:
    """Facts 6.2: last dose on 2025-03-01."""
    expected: dict[ir.Relation, Outcome] = {
        "at least before": at_least,
        "more than before": more_than,
        "within before": within,
        "less than before": less_than,
    }
    for stands, outcome in expected.items():
        assert relation(stands, 2, "week", "2025-03-01", f"2025-{on}") == {outcome}
    mirrored: dict[ir.Relation, Outcome] = {
        "at least after": at_least,
        "more than after": more_than,
        "within after": within,
        "less than after": less_than,
    }
    for stands, outcome in mirrored.items():
        assert relation(stands, 2, "week", f"2025-{on}", "2025-03-01") == {outcome}


@pytest.mark.parametrize(
    ("start", "on", "outcome"),
    [
        ("2025-02-28", "2025-05-31", T),
        ("2025-03-01", "2025-05-31", F),
        ("2025-03-08", "2025-05-31", F),
        ("2024-11-30", "2025-02-28", T),
        ("2025-01-31", "2025-04-30", T),
        ("2025-06-01", "2025-09-01", T),
    ],
)
def test_three_calendar_months(start: str, on: str, outcome: Outcome) -> None:
    assert relation("at least before", 3, "month", start, on) == {outcome}


def test_29_february_has_its_anniversary_clamped_for_intervals() -> None:
    assert relation("at least before", 1, "year", "2024-02-29", "2025-02-27") == {F}
    assert relation("at least before", 1, "year", "2024-02-29", "2025-02-28") == {T}


def test_partial_dates_are_decided_when_every_day_agrees() -> None:
    """Facts 6.5: EPO in 2025-02."""
    assert relation("at least before", 2, "week", "2025-02", "2025-03-14") == {T}
    assert relation("at least before", 2, "week", "2025-02", "2025-03-10") == {T, F}
    node = ir.DateRelation(*HERE, ir.DateOf(*HERE, "day"), timing("at least before", 2, "week"))
    judged = judge(DATES, node, {"day": "2025-02", "screening": "2025-03-10"})
    assert why(judged) == {("day", "incomplete date")}
    judged = judge(DATES, node, {"day": "2025-02", "screening": "2025-03"})
    assert why(judged) == {("day", "incomplete date"), ("screening", "incomplete date")}


def test_edges_of_the_plain_relations() -> None:
    same, earlier, later = "2025-06-15", "2025-06-14", "2025-06-16"
    table: dict[ir.Relation, tuple[Outcome, Outcome, Outcome]] = {
        "before": (T, F, F),
        "by": (T, T, F),
        "at": (F, T, F),
        "since": (F, T, T),
        "after": (F, F, T),
    }
    for stands, expected in table.items():
        for day, outcome in zip((earlier, same, later), expected, strict=True):
            assert relation(stands, 0, "day", day, same) == {outcome}, (stands, day)


def test_none_makes_every_relation_false() -> None:
    stop = ir.DateOf(*HERE, "stop")
    for stands in ("before", "since"):
        node = ir.DateRelation(*HERE, stop, timing(stands))
        assert outcomes(judge(DATES, node, {"stop": "none", "screening": "2025-01-01"})) == {F}
    shifted = ir.Shifted(*HERE, stop, Duration(2, "day"), -1)
    node = ir.DateRelation(*HERE, SCREENING, timing("before", anchor=shifted))
    assert outcomes(judge(DATES, node, {"stop": "none", "screening": "2025-01-01"})) == {F}
    between = timing("between", anchor=SCREENING, until=ir.MilestoneDate(*HERE, "week_4"))
    node = ir.DateRelation(*HERE, stop, between)
    record: dict[str, object] = {"screening": "2025-01-01", "week_4": "2025-01-29"}
    assert outcomes(judge(DATES, node, {**record, "stop": "2025-01-29"})) == {T}
    assert outcomes(judge(DATES, node, {**record, "stop": "2025-01-30"})) == {F}


def test_the_day_of_a_reading_is_a_date() -> None:
    node = ir.DateRelation(
        *HERE, ir.ReadingDate(*HERE, reading("alt")), timing("within before", 14)
    )
    assert outcomes(judge(DATES, node, alt(("5", "2025-06-01"), ("5", "2025-01-01")))) == {T}
    judged = judge(
        DATES,
        node,
        {
            "screening": "2025-06",
            "alt": [{"value": 5, "date": "2025-05-05"}, {"value": 5, "date": "2025-06-05"}],
        },
    )
    assert outcomes(judged) == {T, F}
    assert why(judged) == {("screening", "incomplete date")}
    judged = judge(DATES, node, {"screening": "2025-06-15"})
    assert why(judged) == {("alt", "not recorded")}


# ------------------------------------------------------------------- 6.5-6.8 events and periods


def drug(*periods: Mapping[str, object], **more: object) -> dict[str, object]:
    return {"drug": list(periods), "screening": "2025-06-15", **more}


def test_occurrences() -> None:
    within = timing("within before", 30)
    record: dict[str, object] = {"screening": "2025-06-15", "fit": ["2025-06-01", "2025", "2024"]}
    for least, most, expected in (
        (1, None, {T}),
        (2, None, {T, F}),
        (3, None, {F}),
        (0, 0, {F}),
        (0, 2, {T}),
    ):
        judged = judge(DATES, occurs("fit", least, most, within), record)
        assert outcomes(judged) == expected
        if len(expected) > 1:
            assert why(judged) == {("fit.date", "incomplete date")}
    assert outcomes(judge(DATES, occurs("fit", 0, 0), {"fit": []})) == {T}
    assert why(judge(DATES, occurs("fit", 0, 0), {})) == {("fit", "not recorded")}
    assert why(judge(DATES, occurs("fit", 1, None), {"fit": [{}], "screening": "2025"})) == {
        ("fit.date", "undated"),
        ("screening", "incomplete date"),
    }
    overlap = occurs("drug", 1, None, within)
    assert outcomes(judge(DATES, overlap, drug({"start": "2020", "ongoing": True}))) == {T}
    assert outcomes(judge(DATES, overlap, drug({"start": "2020", "end": "2025-05-15"}))) == {F}
    assert why(judge(DATES, overlap, drug({"start": "2020"}))) == {("drug.end", "not recorded")}
    assert outcomes(judge(DATES, overlap, drug({"start": "2025-06-10"}))) == {T}


def last(
    relation: ir.Relation, amount: int, which: Literal["first", "last"] = "last"
) -> ir.FirstLast:
    return ir.FirstLast(*HERE, "drug", which, timing(relation, amount, "week"))


@pytest.mark.parametrize(
    ("periods", "at_least", "more_than"),
    [
        ([], {T}, {T}),
        ([{"start": "2025-01-01", "end": "2025-06-01"}], {T}, {F}),
        ([{"start": "2025-01-01", "end": "2025-06-02"}], {F}, {F}),
        ([{"start": "2025-01-01", "end": "2025-05-31"}], {T}, {T}),
        ([{"start": "2025-01-01", "ongoing": True}], {F}, {F}),
        ([{"start": "2025-06-16", "ongoing": True}], {T}, {T}),
        ([{"start": "2025-01-01"}], {T, F}, {T, F}),
        ([{"start": "2025-01-01", "end": "2025-06"}], {T, F}, {F}),
        ([{"start": "2025-01-01", "end": "2025-05"}], {T}, {T}),
    ],
)
def test_last_at_least_before(
    periods: list[dict[str, object]], at_least: set[Outcome], more_than: set[Outcome]
) -> None:
    assert outcomes(judge(DATES, last("at least before", 2), drug(*periods))) == at_least
    assert outcomes(judge(DATES, last("more than before", 2), drug(*periods))) == more_than


def test_other_relations_need_one() -> None:
    early = {"start": "2025-01-01", "end": "2025-02-01"}
    late = {"start": "2025-05-01", "end": "2025-06-10"}
    within = last("within before", 2)
    assert outcomes(judge(DATES, within, drug())) == {F}
    assert outcomes(judge(DATES, within, drug(early, late))) == {T}
    assert outcomes(judge(DATES, within, drug(early))) == {F}
    assert outcomes(judge(DATES, within, drug({"start": "2025", "ongoing": True}))) == {T, F}
    assert outcomes(judge(DATES, within, drug({"start": "2024", "ongoing": True}))) == {T}
    first = last("at least before", 4, "first")
    assert outcomes(judge(DATES, first, drug())) == {F}
    assert outcomes(judge(DATES, first, drug(late, early))) == {T}
    assert outcomes(judge(DATES, first, drug({"start": "2025-06-01", "ongoing": True}))) == {F}


def on(months: int | None) -> ir.Ongoing:
    return ir.Ongoing(*HERE, "drug", SCREENING, Duration(months, "month") if months else None)


def test_on_at() -> None:
    assert outcomes(judge(DATES, on(None), drug())) == {F}
    assert outcomes(judge(DATES, on(None), drug({"start": "2025-06-15", "ongoing": True}))) == {T}
    assert outcomes(judge(DATES, on(None), drug({"start": "2025-01-01", "end": "2025-06-15"}))) == {
        T
    }
    assert outcomes(judge(DATES, on(None), drug({"start": "2025-01-01", "end": "2025-06-14"}))) == {
        F
    }
    assert why(judge(DATES, on(None), drug({"start": "2025-01-01"}))) == {
        ("drug.end", "not recorded")
    }


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ([("2025-03-15", None)], {T}),
        ([("2025-03-16", None)], {F}),
        ([("2025-03-01", "2025-05-01"), ("2025-05-02", None)], {T}),
        ([("2025-05-02", None), ("2025-03-01", "2025-05-01")], {T}),
        ([("2025-03-01", "2025-05-01"), ("2025-05-03", None)], {F}),
        ([("2025-03-01", "2025-05-01"), ("2025-04-03", "2025-06-15")], {T}),
        ([("2025-03-01", "2025-06-14")], {F}),
        ([("2025-03", None)], {T, F}),
        ([("2025-02", None)], {T}),
        ([("2025-03-01", "2025-05"), ("2025-05-03", None)], {T, F}),
        ([("2025-03-01", "2025-05"), ("2025-05-01", None)], {T}),
    ],
)
def test_on_for_three_months_without_a_day_between(
    periods: list[tuple[str, str | None]], expected: set[Outcome]
) -> None:
    record = drug(
        *(
            {"start": start, **({"end": end} if end else {"ongoing": True})}
            for start, end in periods
        )
    )
    assert outcomes(judge(DATES, on(3), record)) == expected
    strictly = dataclasses.replace(on(3), strict=True)
    if periods == [("2025-03-15", None)]:
        assert outcomes(judge(DATES, strictly, record)) == {F}


def test_stability() -> None:
    stable = ir.Stable(*HERE, "drug", SCREENING, Duration(2, "week"), strict=True)

    def since(day: str | None, **period: object) -> Any:
        entry: dict[str, object] = {"start": "2020", "ongoing": True, **period}
        return judge(DATES, stable, drug({**entry, "stable_since": day}))

    assert outcomes(judge(DATES, stable, drug())) == {N}
    assert outcomes(since("2025-05-31")) == {T}
    assert outcomes(since("2025-06-01")) == {F}, "more than two weeks is strict"
    assert outcomes(since("2025-06-01", ongoing=None, end="2025-06-14")) == {F}
    assert outcomes(since("2025-06-01", ongoing=None, end="2025-05-31")) == {N}
    assert outcomes(since("2025-06-01", ongoing=None)) == {F, N}
    assert why(since(None)) == {("drug.stable_since", "not recorded")}
    assert outcomes(judge(DATES, stable, {})) == {T, F, N}


def test_duties() -> None:
    week_4 = ir.MilestoneDate(*HERE, "week_4")
    until = ir.Shifted(*HERE, week_4, Duration(6, "month"), 1)
    duty = ir.Duty("d", "contraception", SCREENING, until, None, SPAN)
    kept = criterion("c", ir.NoRequirement(*HERE), duties=(duty,))
    ward = dataclasses.replace(DATES, criteria=(kept,))
    (found,) = duty_periods(ward, kept, {"screening": "2025-06", "week_4": "2025-08-31"})
    assert found.start == (date(2025, 6, 1), date(2025, 6, 30))
    assert found.until == (date(2026, 2, 28), date(2026, 2, 28))
    assert found.applies == {T}
    (found,) = duty_periods(ward, kept, {})
    assert found.until == (None, None)


# ------------------------------------------------- monotone: filling in only shrinks what is open


def test_filling_in_an_unknown_only_shrinks_the_outcomes() -> None:
    chance = random.Random(7)
    days = ["2025", "2025-05", "2025-06", "2025-05-20", "2025-06-01", "2025-06-15", "2025-06-20"]
    relations: list[ir.Relation] = [
        "at least before", "more than before", "within before", "less than before",
        "within after", "at least after", "more than after", "less than after",
        "before", "after", "by", "since", "at",
    ]  # fmt: skip
    anchors: list[ir.Date] = [SCREENING, ir.DateOf(*HERE, "stop")]

    def fill(day: str) -> str:
        month = day if len(day) > 4 else f"{day}-{chance.randint(5, 6):02}"
        return month if len(month) > 7 else f"{month}-{chance.randint(1, 30):02}"

    for _ in range(3000):
        anchor: ir.Date = chance.choice(anchors)
        stands = timing(chance.choice(relations), 10, "day", anchor)
        if "than" not in stands.relation and "with" not in stands.relation:
            stands = dataclasses.replace(
                stands, duration=stands.duration if "least" in stands.relation else None
            )
        which: Literal["first", "last"] = "last" if chance.random() < 0.5 else "first"
        statements: list[ir.Statement] = [
            ir.FirstLast(*HERE, "drug", which, stands),
            occurs("drug", 1, chance.choice([1, None]), stands),
            ir.DateRelation(*HERE, ir.DateOf(*HERE, "day"), stands),
            ir.Ongoing(*HERE, "drug", anchor, Duration(10, "day")),
            ir.Ongoing(*HERE, "drug", anchor, None),
            ir.Stable(*HERE, "drug", anchor, Duration(10, "day")),
            compare(reading("alt", stands), (">=", 5)),
            compare(reading("alt", stands, "highest"), (">=", 5)),
        ]
        statement = chance.choice(statements)
        vague: dict[str, object] = {}
        full: dict[str, object] = {}
        for key in ("screening", "day", "stop"):
            day = chance.choice(days)
            full[key] = fill(day)
            if chance.random() < 0.7:
                vague[key] = day
        if chance.random() < 0.3:
            full["stop"] = "none"
            vague.pop("stop", None)
        vague_periods, full_periods = [], []
        for _ in range(chance.randint(0, 2)):
            start, end = (fill(day) for day in chance.choices(days, k=2))
            start, end = sorted((start, end))
            known: dict[str, object] = {"start": start, "end": end, "stable_since": start}
            if chance.random() < 0.3:
                known["ongoing"] = known.pop("end") and True
            full_periods.append(known)
            vague_periods.append(
                {
                    name: value if value is True else str(value)[: chance.choice([4, 7, 10])]
                    for name, value in known.items()
                    if chance.random() < 0.8
                }
            )
        vague_alt, full_alt = [], []
        for _ in range(chance.randint(0, 3)):
            day, value = fill(chance.choice(days)), chance.randint(3, 7)
            full_alt.append({"value": value, "date": day})
            shown = {"date": day[: chance.choice([4, 7, 10])]} if chance.random() < 0.8 else {}
            vague_alt.append({"value": value, **shown})
        full |= {"drug": full_periods, "alt": full_alt}
        vague |= {"drug": vague_periods, "alt": vague_alt}
        open_outcomes, reasons = judge(DATES, statement, vague)
        closed_outcomes, _ = judge(DATES, statement, full)
        assert closed_outcomes <= open_outcomes, (statement, vague, full)
        assert reasons or len(open_outcomes) == 1, (statement, vague)
