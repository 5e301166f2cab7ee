"""The reference interpreter on criteria of more than one kind (MEANING 8.3 and 9)."""

from __future__ import annotations

from typing import Any

from interpret_by_hand import (
    HERE,
    SCREENING,
    SPAN,
    F,
    T,
    compare,
    criterion,
    datum,
    holds,
    is_one_of,
    measurement,
    protocol,
    reading,
    timing,
    values,
)

from eligo import ir
from eligo.interpret import Assessment, Assumption, assess
from eligo.units import Duration

DATA = (
    datum("ok", ir.YesNo()),
    datum("female", ir.YesNo()),
    datum("fever", ir.YesNo()),
    datum("x", measurement()),
    datum("smoking", ir.YesNo()),
    datum(
        "eye",
        ir.Record(),
        datum("eye.role", ir.OneOf(values("study", "fellow"))),
        datum("eye.clear", ir.YesNo()),
        datum("eye.bcva", measurement()),
    ),
)
WOMEN = ir.Subgroup("women", "women", "women", holds("female"), SPAN)
SCREENED = "2025-06-15"


def assessed(*criteria: ir.Criterion, known: dict[str, object], **parts: Any) -> Assessment:
    whole = protocol(*DATA, criteria=criteria, subgroups=(WOMEN,), **parts)
    return assess(whole, {"screening": SCREENED, **known})


def only(found: Assessment, key: str) -> tuple[str, set[tuple[str, str]]]:
    return found.statuses[key], {(each.item, each.why) for each in found.reasons[key]}


def test_fallbacks_are_assumptions() -> None:
    def fallback(state: Any) -> ir.Fallback:
        instead = ir.Fixed(*HERE, False)
        return ir.Fallback(*HERE, holds("smoking"), "smoking", state, instead, "it was not asked")

    asked = criterion("c", fallback("not available"))
    found = assessed(asked, known={"smoking": {"missing": "not available"}})
    assert found.statuses["c"] == "fail"
    assert found.assumptions == (Assumption("c", "it was not asked"),)
    assert found.json()["assumptions"] == [{"criterion": "c", "because": "it was not asked"}]
    found = assessed(asked, known={})
    assert only(found, "c") == ("unknown", {("smoking", "not recorded")})
    assert found.assumptions == ()
    found = assessed(criterion("c", fallback("missing")), known={})
    assert (found.statuses["c"], len(found.assumptions)) == ("fail", 1)
    found = assessed(criterion("c", fallback("missing")), known={"smoking": True})
    assert (found.statuses["c"], found.assumptions) == ("pass", ())


def test_what_is_assessed_later_is_pending() -> None:
    later = criterion("c", holds("ok"), assessed="day_1", subgroup="women")
    pending = ("pending", {("day_1", "not recorded")})
    assert only(assessed(later, known={"ok": False}), "c") == pending
    assert only(assessed(later, known={"female": True}), "c") == pending
    assert only(assessed(later, known={"female": False}), "c") == ("not applicable", set())
    day = {"day_1": "2025-07-01", "female": True}
    assert only(assessed(later, known={"ok": False, **day}), "c") == ("fail", set())
    parts = criterion("c", None, criterion("c.a", holds("ok")), assessed="day_1")
    found = assessed(parts, known={"ok": False})
    assert (found.statuses["c"], found.statuses["c.a"]) == ("pending", "pending")


def test_delays() -> None:
    delay = criterion("d", holds("fever"), kind="delay", excluding=True, delays="day_1")
    found = assessed(delay, known={"fever": True})
    assert (found.statuses["d"], found.verdict) == ("delayed", "delayed")
    assert assessed(delay, known={"fever": False}).statuses["d"] == "pass"
    assert assessed(delay, known={}).verdict == "undetermined"
    fails = criterion("c", holds("ok"))
    assert assessed(delay, fails, known={"fever": True, "ok": False}).verdict == "ineligible"
    spared = criterion("d", holds("fever"), kind="delay", excluding=True, subgroup="women")
    assert assessed(spared, known={"fever": True, "female": False}).statuses["d"] == "pass"
    sees = criterion("s", ir.Satisfies(*HERE, "d"))
    assert assessed(delay, sees, known={"fever": True}).statuses["s"] == "fail"


def test_readings_that_may_be_repeated() -> None:
    def asked(counts: Any, times: int = 1) -> ir.Criterion:
        repeat = ir.Repeat(times, Duration(2, "week"), counts, ("x",), SPAN)
        return criterion("c", compare(reading("x"), ("<=", 50)), repeat=repeat)

    def taken(*pairs: tuple[int, str]) -> dict[str, object]:
        return {"x": [{"value": value, "date": day} for value, day in pairs]}

    high, low = (60, "2025-06-10"), (40, "2025-06-20")
    assert only(assessed(asked("latest"), known=taken(high)), "c") == (
        "pending",
        {("x", "to be repeated")},
    )
    assert assessed(asked("latest"), known=taken(high, low)).statuses["c"] == "pass"
    assert assessed(asked("latest"), known=taken(high, (55, "2025-06-20"))).statuses["c"] == "fail"
    assert assessed(asked("mean"), known=taken(high, low)).statuses["c"] == "pass"
    assert assessed(asked("mean"), known=taken(high, (45, "2025-06-20"))).statuses["c"] == "fail"
    old = (10, "2024-01-01")
    found = assessed(asked("mean"), known=taken(old, high, (45, "2025-06-20")))
    assert found.statuses["c"] == "fail"
    assert assessed(asked("latest"), known=taken(high, (40, "2025-07-01"))).statuses["c"] == (
        "pending"
    )
    again = taken(high, (55, "2025-06-20"))
    assert assessed(asked("latest", 2), known=again).statuses["c"] == "pending"
    other = criterion("s", ir.Satisfies(*HERE, "c"))
    assert assessed(asked("latest"), other, known=taken(high)).statuses["s"] == "pending"


UNIT = ir.UnitOfAnalysis(
    "study_eye", "study eye", "Study eye", "eye", is_one_of("eye.role", "study"), 1, SPAN
)
CLEAR = criterion("clear", holds("eye.clear"), unit="study_eye")
SEES = criterion("sees", compare(reading("eye.bcva"), (">=", 40)), unit="study_eye")


def eyes(*things: dict[str, object], least: int = 1, where: bool = True) -> Assessment:
    unit = ir.UnitOfAnalysis("study_eye", "", "", "eye", UNIT.where if where else None, least, SPAN)
    return assessed(CLEAR, SEES, known={"eye": list(things)}, units=(unit,))


def study(clear: bool | None, bcva: int | None, **more: object) -> dict[str, object]:
    return {"role": "study", "clear": clear, "bcva": bcva, **more}


def test_a_unit_passes_by_one_candidate_that_passes_everything() -> None:
    found = eyes(study(False, 50, id="OD"), study(True, 45))
    assert (found.units["study_eye"].status, found.verdict) == ("pass", "eligible")
    first, second = found.units["study_eye"].candidates
    assert (first.name, first.standing, dict(first.statuses)) == (
        "OD",
        "fail",
        {"clear": "fail", "sees": "pass"},
    )
    assert (second.name, second.standing) == ("eye 2", "pass")
    assert found.json()["units"] == {
        "study_eye": {
            "status": "pass",
            "candidates": [
                {"name": "OD", "standing": "fail", "statuses": {"clear": "fail", "sees": "pass"}},
                {
                    "name": "eye 2",
                    "standing": "pass",
                    "statuses": {"clear": "pass", "sees": "pass"},
                },
            ],
        }
    }
    split = eyes(study(False, 50), study(True, 30))
    assert split.statuses == {"clear": "pass", "sees": "pass"}
    assert (split.units["study_eye"].status, split.verdict) == ("fail", "ineligible")


def test_a_unit_that_is_open() -> None:
    found = eyes(study(True, None), study(False, 50))
    assert found.units["study_eye"].status == "unknown"
    assert only(found, "sees") == ("pass", set()), "the other eye sees enough"
    assert found.verdict == "undetermined"
    found = eyes(study(True, None))
    assert only(found, "sees") == ("unknown", {("eye.bcva", "not recorded")})
    found = eyes({"clear": True, "bcva": 50})
    assert only(found, "sees") == ("unknown", {("eye.role", "not recorded")})
    assert eyes({"clear": False, "bcva": 50}).units["study_eye"].status == "fail"
    assert eyes({"role": "fellow"}).verdict == "ineligible"
    assert eyes(study(True, 50), least=2).units["study_eye"].status == "fail"
    found = assessed(CLEAR, SEES, known={}, units=(UNIT,))
    assert only(found, "clear") == ("unknown", {("eye", "not recorded")})
    assert found.missing == {"eye"}


def test_cohorts() -> None:
    cohorts = (
        ir.Cohort("a", "A", "A", holds("female"), SPAN),
        ir.Cohort("b", "B", "B", None, SPAN),
    )
    common = criterion("common", holds("ok"))
    strict = criterion("strict", compare(reading("x"), (">=", 10)), cohort="b")

    def found(**known: object) -> Assessment:
        return assessed(common, strict, known=known, cohorts=cohorts)

    both = found(ok=True, female=True, x=5)
    assert both.cohorts == {"a": "eligible", "b": "ineligible"}
    assert both.verdict == "eligible"
    assert found(ok=True, female=False, x=5).verdict == "ineligible"
    assert found(ok=True, x=5).cohorts == {"a": "undetermined", "b": "ineligible"}
    assert found(ok=False, x=50).cohorts == {"a": "ineligible", "b": "ineligible"}
    assert found(ok=True, x=50).verdict == "eligible"


def test_stages() -> None:
    stages = (
        ir.Stage("screened", "screened", "", "screening", "", SPAN),
        ir.Stage("randomised", "randomised", "", "day_1", "screened", SPAN),
    )
    first = criterion("first", holds("ok"), stage="screened")
    second = criterion("second", holds("fever"), stage="randomised", excluding=True)
    third = criterion("third", ir.SatisfiesStage(*HERE, "screened"), stage="randomised")
    found = assessed(first, second, third, known={"ok": True, "fever": True}, stages=stages)
    assert found.stages == {"screened": "eligible", "randomised": "ineligible"}
    assert found.verdict == "ineligible"
    assert found.statuses["third"] == "pass"


def test_permissions() -> None:
    allowed = ir.Permission("p1", "Paracetamol up to 2 g a day", holds("fever"), SPAN)
    asked = criterion("c", holds("ok"), permissions=(allowed,), subgroup="women")
    found = assessed(asked, known={"ok": True, "fever": True, "female": True})
    assert [(each.permission, set(each.applies)) for each in found.permissions] == [("p1", {T})]
    found = assessed(asked, known={"ok": True, "fever": False, "female": True})
    assert set(found.permissions[0].applies) == {F}
    assert found.json()["permissions"] == []


def test_a_fallback_of_an_entry_is_an_assumption_where_one_that_is_asked_has_that_state() -> None:
    body = ir.Fallback(
        *HERE, holds("eye.clear"), "eye.clear", "missing", ir.Fixed(*HERE, True), "taken as clear"
    )
    asked = ir.Occurs(*HERE, "eye", 1, None, SCREENING, None, body)
    found = assessed(criterion("c", asked), known={"eye": [{"role": "study"}]})
    assert (found.statuses["c"], found.assumptions) == (
        "pass",
        (Assumption("c", "taken as clear"),),
    )
    assert not assessed(criterion("c", asked), known={"eye": [study(True, 1)]}).assumptions


def test_a_timing_still_counts_where_readings_may_be_repeated() -> None:
    repeat = ir.Repeat(1, Duration(2, "week"), "latest", ("x",), SPAN)
    at = timing("at")
    asked = criterion("c", compare(reading("x", stands=at), ("<=", 50)), repeat=repeat)
    on_the_day: dict[str, object] = {"value": 60, "visit": "screening"}
    later: dict[str, object] = {"value": 40, "date": "2025-06-20"}
    assert assessed(asked, known={"x": [on_the_day]}).statuses["c"] == "pending"
    assert assessed(asked, known={"x": [on_the_day, later]}).statuses["c"] == "pass"
