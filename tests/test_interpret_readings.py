"""The reference interpreter on several readings, totals, tables and functions of numbers (MEANING
7.6, 7.7, 7.13, 8.1 and 8.4)."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from interpret_by_hand import (
    HERE,
    ONE,
    SCREENING,
    SPAN,
    WEEKS,
    F,
    T,
    Ward,
    amount,
    compare,
    datum,
    holds,
    measurement,
    number,
    occurs,
    protocol,
    quantity,
    reading,
    timing,
    values,
    within,
)

from eligo import ir, units
from eligo.interpret import judge

AGE = amount("age")


def cell(*members: str, low: Any = None, high: Any = None) -> ir.Cell:
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    return ir.Cell(ends[0], ends[1], False, high is not None, members or None)


def row(cells: list[ir.Cell], value: Any, default: bool = False) -> ir.Row:
    is_number = isinstance(value, int)
    statement = None if is_number else value
    return ir.Row(tuple(cells), number(value) if is_number else None, statement, SPAN, default)


PASS, FAIL = ir.Fixed(*HERE, True), ir.Fixed(*HERE, False)
LOWEST = ir.Table(
    "lowest",
    "lowest",
    "lowest",
    (AGE, ir.CategoryValue(*HERE, "sex")),
    (
        row([cell(high=13), cell()], 11),
        row([cell(low=13), cell("male")], 13),
        row([cell(low=13), cell("female")], 12),
    ),
    ONE,
    SPAN,
)
ALGORITHM = ir.Table(
    "algorithm",
    "algorithm",
    "algorithm",
    (ir.ResultReading(*HERE, "screen", SCREENING, None), ir.CategoryValue(*HERE, "sex")),
    (
        row([cell("negative"), cell()], PASS),
        row([cell("positive"), cell("male")], FAIL),
        row([cell("positive"), cell("female")], ir.Awaits(*HERE, "algorithm", "repeat")),
        row([cell(), cell()], FAIL, default=True),
    ),
    None,
    SPAN,
)
WARD = Ward(
    protocol(
        datum("x", measurement(), datum("x.fasting", ir.YesNo())),
        datum("score", measurement(bounds=ir.Range(Fraction(0), Fraction(9)))),
        datum("pressure", ir.Paired(units.parse("mm[Hg]"), values("systolic", "diastolic"), None)),
        datum(
            "screen",
            ir.Result(values("negative", "unclear", "positive"), ordered=True),
            datum("screen.fresh", ir.YesNo()),
        ),
        datum("donation", ir.Event(), datum("donation.volume", quantity("mL", 0, 5000))),
        datum("loss", ir.Event(), datum("loss.volume", quantity("mL"))),
        datum("age", quantity()),
        datum("sex", ir.OneOf(values("female", "male"))),
        datum(
            "creatinine",
            measurement(
                "mg/dL",
                conversions=(
                    ir.Conversion(units.parse("umol/L"), Fraction(10, 884), Fraction(0), ""),
                ),
            ),
        ),
        tables=(LOWEST, ALGORITHM),
    )
)


def dated(*pairs: tuple[Any, str], **more: object) -> list[dict[str, object]]:
    return [{"value": value, "date": day, **more} for value, day in pairs]


THREE = dated((10, "2025-06-01"), (20, "2025-06-02"), (60, "2025-06-03"))


def test_picks() -> None:
    assert WARD.measures(reading("x"), x=THREE) == (60, 60)
    assert WARD.measures(reading("x", "earliest"), x=THREE) == (10, 10)
    assert WARD.measures(reading("x", "mean"), x=THREE) == (30, 30)
    assert WARD.measures(reading("x", "sum"), x=THREE) == (90, 90)
    assert WARD.measures(reading("x", "mean", last=2), x=THREE) == (40, 40)
    assert WARD.measures(reading("x", "mean", last=4), x=THREE) == (None, None)
    assert WARD.measures(reading("x", "sum"), x=[]) == (None, None)
    enough = compare(reading("x", "mean", last=4), (">=", 1))
    assert WARD.why(enough, x=THREE) == {("x", "no value in time")}


def test_which_are_the_last_may_be_open() -> None:
    listed = dated((10, "2025-06-01"), (20, "2025-06-02"), (60, "2025-06-02"))
    one = compare(reading("x", "mean", last=1), (">=", 50))
    assert WARD.says(one, x=listed) == {T, F}
    assert WARD.why(one, x=listed) == {("x", "more than one value")}
    assert WARD.says(compare(reading("x", "mean", last=2), ("=", 40)), x=listed) == {T}
    timed = dated((20, "2025-06-02T08:00"), (60, "2025-06-02T09:00"))
    assert WARD.says(one, x=timed) == {T}
    assert WARD.says(compare(reading("x"), (">=", 50)), x=timed) == {T}
    vague = dated((10, "2025-06-01"), (60, "2025-06"))
    mean = compare(reading("x", "mean"), ("=", 10))
    assert WARD.says(mean, x=vague) == {T, F}, "the second may come after the screening"
    assert ("x.date", "incomplete date") in WARD.why(mean, x=vague)
    assert WARD.says(compare(reading("x", "mean"), ("<", 10)), x=vague) == {F}


def test_only_the_readings_kept() -> None:
    fasting = reading("x", where=holds("x.fasting"))
    listed = [
        {"value": 100, "date": "2025-06-02", "fasting": True},
        {"value": 200, "date": "2025-06-03", "fasting": False},
    ]
    assert WARD.measures(fasting, x=listed) == (100, 100)
    unknown = [{"value": 100, "date": "2025-06-02", "fasting": True}, *dated((200, "2025-06-03"))]
    assert WARD.says(compare(fasting, ("<", 150)), x=unknown) == {T, F}
    assert ("x.fasting", "not recorded") in WARD.why(compare(fasting, ("<", 150)), x=unknown)
    assert WARD.measures(reading("x", "highest", where=holds("x.fasting")), x=unknown) == (100, 200)
    fresh = ir.ResultReading(*HERE, "screen", SCREENING, None, where=holds("screen.fresh"))
    results = [{"value": "positive", "date": "2025-06-02"}]
    assert WARD.says(ir.Is(*HERE, fresh, ("positive",)), screen=results) == {T, F}
    worst = ir.ResultReading(*HERE, "screen", SCREENING, None, "highest")
    results = [*results, {"value": "negative", "date": "2025-06-03"}]
    assert WARD.says(ir.Is(*HERE, worst, ("positive",)), screen=results) == {T}


def test_every_reading_and_the_value_at_hand() -> None:
    this = compare(reading("x", "this"), ("<=", 50))
    assert WARD.says(occurs("x", 0, where=this, every=True), x=THREE) == {F}
    assert WARD.says(occurs("x", 2, 2, where=this), x=THREE) == {T}
    assert WARD.says(occurs("x", 1, None, within(5), where=this), x=THREE) == {F}


def test_components_and_bounds() -> None:
    taken = [
        {"systolic": 120, "diastolic": 80, "date": "2025-06-01"},
        {"systolic": 16, "unit": "kPa", "date": "2025-06-02"},
    ]
    systolic = reading("pressure", component="systolic")
    diastolic = reading("pressure", component="diastolic")
    assert WARD.says(compare(systolic, (">", 119)), pressure=taken) == {T}
    assert WARD.measures(diastolic, pressure=taken) == (80, 80)
    assert WARD.measures(reading("score")) == (0, 9)
    assert WARD.measures(reading("score", "mean"), score=[]) == (0, 9)


def test_totals() -> None:
    def total(key: str, stands: ir.Timing | None = None) -> ir.Total:
        of = amount(f"{key}.volume", "mL")
        return ir.Total(*HERE, key, of, SCREENING, stands, units.parse("mL"))

    given = [{"date": "2025-06-01", "volume": 450}, {"date": "2025-01-01", "volume": 500}]
    assert WARD.measures(total("donation"), donation=given) == (950, 950)
    assert WARD.measures(total("donation", within(30)), donation=given) == (450, 450)
    vague = [given[0], {"date": "2025", "volume": 500}]
    assert WARD.measures(total("donation", within(30)), donation=vague) == (450, 950)
    assert WARD.measures(total("donation"), donation=[{"date": "2025-06-01"}]) == (0, 5000)
    assert WARD.measures(total("donation")) == (0, None)
    assert WARD.measures(total("loss")) == (None, None)
    assert WARD.measures(total("donation"), donation=[]) == (0, 0)
    several = ir.Total(*HERE, "donation", None, SCREENING, None, ONE)
    assert WARD.measures(several, donation=given) == (2, 2)
    asked = compare(total("donation"), (">=", 1000))
    assert WARD.why(asked) == {("donation", "not recorded")}
    assert WARD.why(asked, donation=[{"date": "2025-06-01"}]) == {
        ("donation.volume", "not recorded")
    }


def test_number_tables() -> None:
    enough = compare(reading("x"), (">=", ir.TableNumber(*HERE, "lowest", ONE)))

    def says(x: int, **known: object) -> set[object]:
        return set(WARD.says(enough, x=x, **known))

    assert says(12, age=12) == {T}
    assert says(12, age=13, sex="male") == {F}
    assert says(12, age=13, sex="female") == {T}
    assert says(12, age=13) == {T, F}
    assert says(13, age=13) == {T}
    assert WARD.why(enough, x=12, age=13) == {("sex", "not recorded")}
    assert WARD.why(enough, x=12, sex="male") == {("age", "not recorded")}
    assert WARD.why(enough, x=12) == {("age", "not recorded"), ("sex", "not recorded")}
    assert says(12, sex="female") == {T}
    of_reading = ir.Table(
        "by_x",
        "by x",
        "",
        (reading("x"),),
        (row([cell(high=50)], 1), row([cell(low=50)], 2)),
        ONE,
        SPAN,
    )
    ward = Ward(protocol(datum("x", measurement()), tables=(of_reading,)))
    table = compare(ir.TableNumber(*HERE, "by_x", ONE), ("=", 2))
    assert ward.says(table, x=dated((10, "2025-06-01"), (60, "2025-06-01"))) == {T, F}
    assert ward.why(table, x=dated((10, "2025-06-01"), (60, "2025-06-01"))) == {
        ("x", "more than one value")
    }


def test_decision_tables() -> None:
    outcome = ir.TableOutcome(*HERE, "algorithm")
    assert WARD.says(outcome, screen="negative") == {T}
    assert WARD.says(outcome, screen="positive", sex="male") == {F}
    assert WARD.why(outcome, screen="positive", sex="female") == {("algorithm", "to be done")}
    assert WARD.says(outcome, screen="unclear") == {F}
    assert WARD.why(outcome, screen="positive") == {
        ("sex", "not recorded"),
        ("algorithm", "to be done"),
    }
    assert WARD.says(ir.TableOutcome(*HERE, "algorithm", turned=True), screen="negative") == {F}


def test_functions() -> None:
    def rounded(value: str, places: int) -> Any:
        return WARD.measures(ir.Rounded(*HERE, number(value), places, ONE))[0]

    assert rounded("2.45", 1) == Fraction("2.5")
    assert rounded("-2.45", 1) == Fraction("-2.5")
    assert rounded("2.449", 1) == Fraction("2.4")
    assert rounded("0", 0) == 0
    low, high = WARD.measures(ir.Logarithm(*HERE, number("2"), ONE))
    assert low == high and abs(low - Fraction("0.6931471805599453094172321214581765680755")) < (
        Fraction(1, 10**39)
    )
    assert WARD.measures(ir.Logarithm(*HERE, number("0"), ONE)) == (None, None)
    assert WARD.measures(ir.Logarithm(*HERE, AGE, ONE)) == (None, None)


def test_a_limit_as_reported() -> None:
    unit = units.parse("mg/dL")
    read = ir.Reading(
        *HERE, "creatinine", "latest", unit, Fraction(1), Fraction(0), SCREENING, None
    )
    limits = [ir.Constant(*HERE, Fraction(each), unit, each, unit) for each in ("1.5", "1.52")]
    limit = ir.ReportedLimit(*HERE, read, limits[0], units.parse("umol/L"), limits[1], unit)
    within_it = ir.Compare(*HERE, read, (ir.Bound("<=", limit),))
    assert WARD.says(within_it, creatinine="1.51") == {F}
    assert WARD.says(within_it, creatinine={"value": 134, "unit": "µmol/l"}) == {T}
    two = [
        {"value": "1.51", "date": "2025-06-01"},
        {"value": 134, "unit": "umol/L", "date": "2025-06-01"},
    ]
    assert WARD.says(within_it, creatinine=two) == {T, F}


def test_filling_in_an_unknown_only_shrinks_the_outcomes() -> None:
    chance = random.Random(5)
    fasting = holds("x.fasting")

    def statement() -> ir.Statement:
        where = chance.choice([fasting, None])
        stands = chance.choice([within(10), None, timing("within before", WEEKS)])
        pick = chance.choice(["latest", "earliest", "highest", "lowest", "mean", "sum"])
        last = chance.choice([None, 1, 2]) if pick in ("mean", "sum") else None
        value = reading("x", pick, stands, where=where, last=last)
        bound = chance.choice([4, 5, 6, 10])
        table = compare(value, (">=", ir.TableNumber(*HERE, "lowest", ONE)))
        both = compare(value, (">=", bound), ("<=", bound + 3))
        every = occurs("x", 0, None, stands, where=both, every=True)
        return chance.choice([table, both, compare(value, (">=", bound)), every])

    for _ in range(1500):
        full, vague = [], []
        for _ in range(chance.randint(0, 3)):
            day = f"2025-0{chance.randint(5, 6)}-{chance.randint(1, 30):02}"
            entry = {"value": chance.randint(3, 7), "date": day, "fasting": chance.random() < 0.5}
            full.append(entry)
            less = {key: entry[key] for key in entry if key == "value" or chance.random() < 0.7}
            if "date" in less:
                less["date"] = day[: chance.choice([4, 7, 10])]
            vague.append(less)
        known: dict[str, object] = {"screening": "2025-06-15", "age": 13, "sex": "male"}
        some = {key: value for key, value in known.items() if chance.random() < 0.7}
        asked = statement()
        open_outcomes, reasons = judge(WARD.protocol, asked, {**some, "x": vague})
        closed, _ = judge(WARD.protocol, asked, {**known, "x": full})
        assert closed <= open_outcomes, (asked, vague, full)
        assert reasons or len(open_outcomes) == 1, (asked, vague)
