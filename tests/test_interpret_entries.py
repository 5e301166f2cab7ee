"""The reference interpreter on entries of lists (MEANING 7.1 to 7.5, 7.9 to 7.12, 10.1)."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from interpret_by_hand import (
    DAYS,
    HERE,
    SCREENING,
    WEEKS,
    F,
    N,
    T,
    Ward,
    amount,
    compare,
    datum,
    holds,
    is_one_of,
    measurement,
    milestone,
    occurs,
    protocol,
    quantity,
    reading,
    timing,
    values,
    within,
)

from eligo import ir, units
from eligo.interpret import Outcome, RecordError, judge
from eligo.units import Duration

METHODS = values("pcr", "antigen")
DRUGS = values("aspirin", short=2, long=7)
WARD = Ward(
    protocol(
        datum(
            "malignancy",
            ir.Condition(),
            datum("malignancy.type", ir.OneOf(values("skin", "prostate"))),
            datum("malignancy.treated", ir.YesNo()),
            datum("malignancy.start", ir.DateKind(False)),
            datum("malignancy.end", ir.DateKind(True)),
        ),
        datum("relapse", ir.Event(), datum("relapse.severe", ir.YesNo())),
        datum(
            "hiv_test",
            ir.Result(values("negative", "positive"), ordered=True),
            datum("hiv_test.method", ir.OneOf(METHODS)),
            datum("hiv_test.date", ir.DateKind(False)),
        ),
        datum(
            "drug",
            ir.Treatment(DRUGS, is_open=True),
            datum("drug.dose", quantity("mg/d")),
            datum("drug.name", ir.OneOf((*DRUGS, ir.Value("other", "other")))),
        ),
        datum("other_drug", ir.Treatment()),
        datum(
            "eye",
            ir.Record(),
            datum("eye.role", ir.OneOf(values("study", "fellow"))),
            datum("eye.bcva", measurement()),
            datum("eye.start", ir.DateKind(True)),
            datum("eye.surgery", ir.Event(), datum("eye.surgery.planned", ir.YesNo())),
        ),
        datum(
            "pressure",
            ir.Paired(units.parse("mm[Hg]"), values("systolic", "diastolic"), None),
        ),
        datum("stop", ir.DateKind(True)),
        milestones=(
            milestone("screening"),
            milestone("day_1"),
            milestone(
                "washout",
                ir.Shifted(*HERE, ir.MilestoneDate(*HERE, "day_1"), Duration(14, "day"), -1),
            ),
        ),
        aliases=(("initial", "hiv_test"), ("eye_surgery", "eye.surgery")),
    )
)
SKIN = is_one_of("malignancy.type", "skin")
TREATED = holds("malignancy.treated")


def spell(start: str = "2020", **more: object) -> dict[str, object]:
    return {"start": start, **({} if "end" in more else {"ongoing": True}), **more}


def test_a_where_keeps_entries() -> None:
    one = [spell(type="skin"), spell(type="prostate")]
    assert WARD.says(occurs("malignancy", 1, 1, where=SKIN), malignancy=one) == {T}
    assert WARD.says(occurs("malignancy", 2, where=SKIN), malignancy=one) == {F}
    unknown = [spell(type="skin"), spell()]
    both = occurs("malignancy", 2, where=SKIN)
    assert WARD.says(both, malignancy=unknown) == {T, F}
    assert WARD.why(both, malignancy=unknown) == {("malignancy.type", "not recorded")}
    state = [spell(), spell(type={"missing": "not available"})]
    assert ("malignancy.type", "not available") in WARD.why(both, malignancy=state)
    assert WARD.says(both, malignancy=[spell("2025-07-01")]) == {F}, "not asked: not begun"
    assert WARD.why(both) == {("malignancy", "not recorded")}


def test_every_and_its_exemptions() -> None:
    every = occurs("malignancy", 0, where=TREATED, every=True)
    assert WARD.says(every, malignancy=[]) == {T}
    assert WARD.says(every, malignancy=[spell(treated=True), spell(treated=False)]) == {F}
    assert WARD.says(every, malignancy=[spell(treated=True), spell()]) == {T, F}
    assert WARD.says(every) == {T, F}
    spared = ir.Unless(*HERE, TREATED, SKIN)
    every = occurs("malignancy", 0, where=spared, every=True)
    untreated = spell(treated=False, type="skin")
    assert WARD.says(every, malignancy=[untreated]) == {T}
    other = ir.Unless(*HERE, ir.Fixed(*HERE, True), SKIN)
    assert WARD.says(occurs("malignancy", where=other), malignancy=[untreated]) == {F}
    assert WARD.says(occurs("malignancy", where=other), malignancy=[spell(type="prostate")]) == {T}


def test_an_entry_of_its_own_name_within_another() -> None:
    later = ir.DateRelation(
        *HERE,
        ir.DateOf(*HERE, "hiv_test.date"),
        timing("after", None, ir.DateOf(*HERE, "initial.date")),
    )
    other = ir.AllOf(
        *HERE, (later, is_one_of("hiv_test.method", "pcr"), is_one_of("initial.method", "antigen"))
    )
    statement = occurs("hiv_test", where=occurs("hiv_test", where=other), alias="initial")
    first = {"value": "positive", "date": "2025-01-01", "method": "antigen"}
    second = {"value": "negative", "date": "2025-01-05", "method": "pcr"}
    assert WARD.says(statement, hiv_test=[first, second]) == {T}
    assert WARD.says(statement, hiv_test=[second]) == {F}
    assert WARD.says(statement, hiv_test=[{**first, "date": "2025-02"}, second]) == {F}
    open_one = {"value": "positive", "date": "2025-01-01"}
    assert WARD.says(statement, hiv_test=[open_one, second]) == {T, F}
    assert WARD.why(statement, hiv_test=[open_one, second]) == {("hiv_test.method", "not recorded")}
    this = ir.Is(*HERE, ir.ResultReading(*HERE, "hiv_test", SCREENING, None, "this"), ("positive",))
    assert WARD.says(occurs("hiv_test", 1, 1, where=this), hiv_test=[first, second]) == {T}


def test_different_days() -> None:
    twice = occurs("relapse", 2, None, different_days=True)
    assert WARD.says(twice, relapse=["2025-01-01", "2025-01-01"]) == {F}
    assert WARD.says(twice, relapse=["2025-01-01", "2025-01"]) == {T, F}
    assert WARD.why(twice, relapse=["2025-01-01", "2025-01"]) == {
        ("relapse.date", "incomplete date")
    }
    assert WARD.says(twice, relapse=["2025-01-01", "2025-02"]) == {T}
    severe = occurs("relapse", 2, None, different_days=True, where=holds("relapse.severe"))
    listed = [{"date": "2025-01-01", "severe": True}, {"date": "2025-02-01"}]
    assert WARD.says(severe, relapse=listed) == {T, F}


def test_things_of_a_record_and_the_lists_in_them() -> None:
    role = is_one_of("eye.role", "study")
    sees = compare(reading("eye.bcva"), (">=", 40))
    good = occurs("eye", where=ir.AllOf(*HERE, (role, sees)))
    eyes: list[object] = [{"role": "study", "bcva": 45, "id": "OD"}, {"role": "fellow", "bcva": 20}]
    assert WARD.says(good, eye=eyes) == {T}
    assert WARD.says(good, eye=[]) == {F}
    assert WARD.says(good, eye=[{"role": "study"}]) == {T, F}
    assert WARD.why(good, eye=[{"role": "study"}]) == {("eye.bcva", "not recorded")}
    visits = [{"value": 20, "date": "2025-01-01"}, {"value": 45, "date": "2025-07-01"}]
    assert WARD.says(good, eye=[{"role": "study", "bcva": visits}]) == {F}
    assert WARD.says(occurs("eye", stands=within(5)), eye=eyes) == {T}
    gone = timing("before", None, ir.DateOf(*HERE, "stop"))
    assert WARD.says(occurs("eye", stands=gone), eye=eyes, stop="none") == {F}
    begun = ir.DateRelation(*HERE, ir.DateOf(*HERE, "eye.start"), timing("before"))
    assert WARD.says(occurs("eye", where=begun), eye=[{"start": "2025-01-01"}]) == {T}


def test_a_list_in_an_entry() -> None:
    for name, alias in (("eye.surgery", ""), ("eye_surgery", "eye_surgery")):
        planned = occurs("eye.surgery", where=holds(f"{name}.planned"), alias=alias)
        done = occurs("eye", where=planned)
        assert WARD.says(done, eye=[{"surgery": [{"date": "2025-01-01", "planned": True}]}]) == {T}
        assert WARD.says(done, eye=[{"surgery": []}]) == {F}
        assert WARD.why(done, eye=[{"surgery": ["2025-01-01"]}]) == {
            ("eye.surgery.planned", "not recorded")
        }


def test_days_of_an_entry() -> None:
    ended = ir.DateRelation(*HERE, ir.DateOf(*HERE, "malignancy.end"), timing("before"))
    assert WARD.says(occurs("malignancy", where=ended), malignancy=[spell()]) == {F}
    assert WARD.says(occurs("malignancy", where=ended), malignancy=[spell(end="2021")]) == {T}
    unknown = [{"start": "2020"}]
    assert WARD.says(occurs("malignancy", where=ended), malignancy=unknown) == {T, F}
    assert WARD.why(occurs("malignancy", where=ended), malignancy=unknown) == {
        ("malignancy.end", "not recorded")
    }
    long = ir.DateRelation(
        *HERE,
        ir.DateOf(*HERE, "malignancy.start"),
        timing(
            "at least before", Duration(6, "month"), ir.UpTo(*HERE, "malignancy.end", SCREENING)
        ),
    )
    asked = occurs("malignancy", where=long)
    assert WARD.says(asked, malignancy=[spell("2024-12-15")]) == {T}
    assert WARD.says(asked, malignancy=[spell("2024-12-16")]) == {F}
    assert WARD.says(asked, malignancy=[spell("2020-01-01", end="2020-06-30")]) == {F}
    assert WARD.says(asked, malignancy=[spell("2020-01-01", end="2020-07-01")]) == {T}
    assert WARD.says(asked, malignancy=[{"start": "2025-01-01"}]) == {F}


# ------------------------------------------------------------- first, last, on, stable


def test_first_and_last_of_those_kept() -> None:
    washout = ir.FirstLast(*HERE, "malignancy", "last", timing("at least before", WEEKS), SKIN)
    assert WARD.says(washout, malignancy=[spell(type="prostate")]) == {T}
    assert WARD.says(washout, malignancy=[spell(type="skin")]) == {F}
    assert WARD.says(washout, malignancy=[spell()]) == {T, F}
    assert WARD.says(washout, malignancy=[spell("2025-07-01")]) == {T}
    lately = ir.FirstLast(*HERE, "malignancy", "last", timing("within before", WEEKS), SKIN)
    assert WARD.says(lately, malignancy=[spell(type="skin")]) == {T}
    assert WARD.says(lately, malignancy=[spell(type="prostate")]) == {F}
    first = ir.FirstLast(*HERE, "relapse", "first", timing("at least before", WEEKS))
    kept = ir.FirstLast(
        *HERE, "relapse", "first", timing("at least before", WEEKS), holds("relapse.severe")
    )
    listed = [{"date": "2025-01-01"}, {"date": "2025-06-14", "severe": True}]
    assert WARD.says(first, relapse=listed) == {T}
    assert WARD.says(kept, relapse=listed) == {T, F}
    assert WARD.why(kept, relapse=listed) == {("relapse.severe", "not recorded")}


def test_periods_of_two_data_together() -> None:
    both = ir.Ongoing(*HERE, "drug", SCREENING, Duration(2, "month"), also=("other_drug",))
    first = {"name": "aspirin", "start": "2025-03-01", "end": "2025-05-01"}
    second = {"start": "2025-05-02", "ongoing": True}
    assert WARD.says(both, drug=[first], other_drug=[second]) == {T}
    assert WARD.says(both, drug=[first], other_drug=[]) == {F}
    assert WARD.says(both, drug=[first]) == {T, F}
    assert WARD.why(both, drug=[first]) == {("other_drug", "not recorded")}
    now = ir.Ongoing(*HERE, "drug", SCREENING, None, also=("other_drug",))
    assert WARD.says(now, other_drug=[second]) == {T}
    strong = compare(amount("drug.dose", "mg/d"), (">", 10))
    on = ir.Ongoing(*HERE, "drug", SCREENING, None, where=strong)
    given = {"name": "aspirin", "start": "2025-03-01", "ongoing": True}
    assert WARD.says(on, drug=[{**given, "dose": "0.02", "unit": "g/d"}]) == {T}
    assert WARD.says(on, drug=[{**given, "dose": 10}]) == {F}
    assert WARD.why(on, drug=[given]) == {("drug.dose", "not recorded")}


def test_not_increased() -> None:
    stable = ir.Stable(*HERE, "drug", SCREENING, WEEKS)
    rising = ir.Stable(*HERE, "drug", SCREENING, WEEKS, which="not increased")

    def at(since: str, **more: object) -> dict[str, object]:
        plain = {"name": "aspirin", "start": "2025-01-01", "ongoing": True, "dose": 10}
        return {**plain, "stable_since": since, **more}

    lowered = at("2025-06-01", not_increased_since="2025-01-01")
    assert WARD.says(stable, drug=[lowered]) == {F}
    assert WARD.says(rising, drug=[lowered]) == {T}
    assert WARD.says(rising, drug=[at("2025-06-01")]) == {F}
    before = {"name": "aspirin", "start": "2024", "end": "2025-05-31", "dose": 20}
    gone_on = {**lowered, "start": "2025-06-01"}
    assert WARD.says(rising, drug=[before, gone_on]) == {T}
    assert WARD.says(rising, drug=[{**before, "dose": 5}, gone_on]) == {F}
    assert WARD.says(stable, drug=[before, gone_on]) == {F}


# ------------------------------------------------------------------- days and lengths


def test_the_day_of_the_first_or_last() -> None:
    def since(which: Any, facet: Any) -> ir.DateRelation:
        day = ir.EntryDate(*HERE, "malignancy", which, facet, SCREENING)
        return ir.DateRelation(*HERE, SCREENING, timing("at least after", WEEKS, day))

    assert WARD.says(since("last", "start"), malignancy=[]) == {F}
    assert WARD.says(since("last", "start")) == {T, F}
    assert WARD.why(since("last", "start")) == {("malignancy", "not recorded")}
    listed = [spell("2020", end="2025-06-01"), spell("2025-06-05")]
    assert WARD.says(since("first", "start"), malignancy=listed) == {T}
    assert WARD.says(since("last", "start"), malignancy=listed) == {F}
    assert WARD.says(since("last", "end"), malignancy=listed) == {F}, "an ongoing end is none"
    assert WARD.says(since("first", "end"), malignancy=listed) == {F}
    assert WARD.says(since("first", "end"), malignancy=[{"start": "2020"}]) == {T, F}
    unclear = [spell("2025"), spell("2025-01-01")]
    assert WARD.says(since("last", "start"), malignancy=unclear) == {T, F}
    kept = ir.EntryDate(*HERE, "malignancy", "last", "start", SCREENING, SKIN)
    node = ir.DateRelation(*HERE, SCREENING, timing("at least after", WEEKS, kept))
    assert WARD.says(node, malignancy=[spell("2025-01-01")]) == {T, F}
    assert WARD.why(node, malignancy=[spell("2025-01-01")]) == {("malignancy.type", "not recorded")}


def test_half_lives() -> None:
    five = ir.HalfLives(Fraction(5))
    gone = ir.FirstLast(*HERE, "drug", "last", timing("at least before", five))

    def until(day: str, name: str) -> list[object]:
        return [{"name": name, "start": "2020", "end": day}]

    assert WARD.says(gone, drug=until("2025-06-05", "short")) == {T}
    assert WARD.says(gone, drug=until("2025-06-06", "short")) == {F}
    assert WARD.says(gone, drug=until("2025-06-05", "long")) == {F}
    assert WARD.says(gone, drug=until("2025-06-05", "aspirin")) == {T, F}
    assert WARD.why(gone, drug=until("2025-06-05", "unheard of")) == {
        ("drug.half_life", "not recorded")
    }
    assert WARD.says(gone, drug=[spell(name="aspirin")]) == {F}, "no length is long enough"
    longer = ir.LengthOf("longer", (Duration(4, "week"), five))
    gone = ir.FirstLast(*HERE, "drug", "last", timing("at least before", longer))
    assert WARD.says(gone, drug=until("2025-06-05", "short")) == {F}
    assert WARD.says(gone, drug=until("2025-05-11", "long")) == {T}
    assert WARD.says(gone, drug=until("2025-05-12", "long")) == {F}
    lately = occurs("drug", stands=timing("within before", longer))
    assert WARD.says(lately, drug=until("2025-05-18", "short")) == {T}
    assert WARD.says(lately, drug=until("2025-05-12", "long")) == {T}
    shorter = ir.LengthOf("shorter", (Duration(4, "week"), five))
    assert WARD.says(
        occurs("drug", stands=timing("within before", shorter)), drug=until("2025-05-18", "short")
    ) == {F}


def test_derived_milestones() -> None:
    by = ir.DateRelation(*HERE, SCREENING, timing("by", None, ir.MilestoneDate(*HERE, "washout")))
    assert WARD.says(by, day_1="2025-06-29") == {T}
    assert WARD.says(by, day_1="2025-06-28") == {F}
    assert WARD.why(by) == {("day_1", "not recorded")}
    with pytest.raises(RecordError):
        WARD.says(by, washout="2025-06-15")


def test_a_length_in_hours_compares_times() -> None:
    day = ir.DateOf(*HERE, "hiv_test.date")
    before = ir.DateRelation(*HERE, day, timing("at least before", Duration(24, "hour")))
    lately = ir.DateRelation(*HERE, day, timing("within before", Duration(24, "hour")))

    def taken(when: str, statement: ir.Statement, screening: str = "2025-06-15T08:30") -> Any:
        listed = [{"value": "negative", "date": when}]
        return WARD.says(occurs("hiv_test", where=statement), hiv_test=listed, screening=screening)

    assert taken("2025-06-14T08:30", before) == {T}
    assert taken("2025-06-14T08:31", before) == {F}
    assert taken("2025-06-14", before) == {T, F}
    assert taken("2025-06-15T09:00", lately) == {F}
    assert taken("2025-06-14T08:30", lately) == {T}
    assert taken("2025-06-13T23:00", lately, "2025-06-14") == {T, F}
    reasons = WARD.why(
        occurs("hiv_test", where=before),
        hiv_test=[{"value": "negative", "date": "2025-06-14"}],
        screening="2025-06-15T08:30",
    )
    assert reasons == {("hiv_test.date", "incomplete date")}


def test_days_covered() -> None:
    def time(stands: ir.Timing | None = None) -> ir.TimeOn:
        return ir.TimeOn(*HERE, "drug", SCREENING, stands, DAYS)

    first = {"name": "aspirin", "start": "2025-06-01", "end": "2025-06-05"}
    second = {"name": "long", "start": "2025-06-04", "end": "2025-06-10"}
    assert WARD.measures(time(), drug=[first, second]) == (10, 10)
    assert WARD.measures(time(within(7)), drug=[first, second]) == (3, 3)
    assert WARD.measures(time(), drug=[{**first, "end": None, "ongoing": True}]) == (15, 15)
    assert WARD.measures(time(), drug=[{**first, "end": None}]) == (1, 15)
    assert WARD.measures(time(), drug=[{**first, "end": "2025-06"}]) == (1, 15)
    assert WARD.measures(time()) == (0, None)
    assert WARD.measures(time(), drug=[]) == (0, 0)
    open_one = compare(time(), (">=", 5))
    assert WARD.why(open_one, drug=[{**first, "end": "2025-06"}]) == {
        ("drug.end", "incomplete date")
    }
    assert WARD.measures(time(within(7)), drug=[first], screening="2025-06") == (0, 5)


def test_filling_in_an_unknown_only_shrinks_the_outcomes() -> None:
    chance = random.Random(11)
    longer = ir.LengthOf("longer", (Duration(2, "week"), ir.HalfLives(Fraction(2))))
    dose = compare(amount("drug.dose", "mg/d"), (">", 10))
    relations: list[ir.Relation] = ["at least before", "within before", "more than before"]

    def statement() -> ir.Statement:
        length = chance.choice([longer, Duration(10, "day"), ir.HalfLives(Fraction(3))])
        stands = timing(chance.choice(relations), length)
        where = chance.choice([dose, None, ir.Unless(*HERE, dose, is_one_of("drug.name", "long"))])
        day = ir.EntryDate(
            *HERE,
            "drug",
            chance.choice(["first", "last"]),
            chance.choice(["start", "end"]),
            SCREENING,
            where,
        )
        after = ir.DateRelation(*HERE, SCREENING, timing("at least after", WEEKS, day))
        total = ir.Total(
            *HERE, "drug", amount("drug.dose", "mg/d"), SCREENING, None, units.parse("mg/d"), where
        )
        on = ir.TimeOn(*HERE, "drug", SCREENING, chance.choice([None, within(9)]), DAYS, where)
        statements: list[ir.Statement] = [
            occurs("drug", 1, chance.choice([None, 1]), stands, where=where),
            occurs("drug", 0, None, stands, where=where, every=True),
            occurs("drug", 2, None, None, where=where, different_days=True),
            ir.FirstLast(*HERE, "drug", "last", stands, where),
            ir.FirstLast(*HERE, "drug", "first", stands, where),
            ir.Ongoing(*HERE, "drug", SCREENING, Duration(10, "day"), where=where),
            ir.Ongoing(*HERE, "drug", SCREENING, None, where=where),
            ir.Stable(*HERE, "drug", SCREENING, Duration(10, "day"), where=where),
            ir.Stable(
                *HERE, "drug", SCREENING, Duration(10, "day"), which="not increased", where=where
            ),
            after,
            compare(total, (">=", 20)),
            compare(on, (">=", 8)),
        ]
        return chance.choice(statements)

    def day() -> str:
        return f"2025-0{chance.randint(5, 6)}-{chance.randint(1, 30):02}"

    for _ in range(1500):
        full, vague = [], []
        for _ in range(chance.randint(0, 3)):
            start, end = sorted((day(), day()))
            entry: dict[str, object] = {
                "start": start,
                "end": end,
                "dose": chance.choice([5, 10, 20]),
                "stable_since": day(),
            }
            if chance.random() < 0.3:
                entry["ongoing"] = entry.pop("end") and True
            name = chance.choice(["short", "long"])
            full.append({**entry, "name": name})
            shown = {
                key: value if not isinstance(value, str) else value[: chance.choice([4, 7, 10])]
                for key, value in entry.items()
                if chance.random() < 0.7
            }
            vague.append({**shown, "name": name})
        asked = statement()
        milestone_day = {"screening": "2025-06-15"} if chance.random() < 0.7 else {}
        record = {"screening": "2025-06-15", "drug": full}
        less: dict[str, object] = {**milestone_day, "drug": vague}
        if chance.random() < 0.1:
            less.pop("drug")
        open_outcomes, reasons = judge(WARD.protocol, asked, less)
        closed, _ = judge(WARD.protocol, asked, record)
        assert len(closed) == 1 and closed <= open_outcomes, (asked, less, record)
        assert reasons or len(open_outcomes) == 1, (asked, less)
        assert isinstance(next(iter(closed)), Outcome)


def test_what_does_not_apply_is_not_stable() -> None:
    stable = ir.Stable(*HERE, "drug", SCREENING, WEEKS, where=is_one_of("drug.name", "long"))
    assert WARD.says(stable, drug=[spell(name="aspirin")]) == {N}
