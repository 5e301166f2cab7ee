"""Two implementations of one meaning, compared: on random participants, record against record with
less in it, number against number, and what an explanation claims against trying it out."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from eligo import ir, units
from eligo.interpret import numbers
from eligo.runtime import intervals
from eligo.runtime.outcomes import lets_in, status_of

HERE = Path(__file__).parent
HARNESS = run_path(str(HERE / "harness.py"))
RECORDS = run_path(str(HERE / "records.py"))

TRIAL = "trial"
SUBJECTS = [TRIAL, *(f"{each.parent.name}/{each.stem}" for each in HARNESS["criteria_files"]())]
IMPLEMENTATIONS = ("interpreter", "generated Python")


def subject(name: str) -> Any:
    if name == TRIAL:
        return HARNESS["trial"]()
    return HARNESS["subject"](HERE / f"{name}.criteria")


def participants(name: str, count: int, nonsense: bool = False) -> Iterator[dict[str, Any]]:
    """Participants of a protocol; the same ones on every run."""
    for seed in range(count):
        chance = random.Random(f"{name} {seed}")
        known = chance.choice([0.5, 0.85, 0.97, 1])
        share = 0.0
        if nonsense and seed % 3 == 0:
            share = 0.01 if name == TRIAL else 0.07
        yield RECORDS["record"](subject(name).protocol, chance, known, share)


# ------------------------------------------------------------------------------- the two meanings


@pytest.mark.parametrize("name", SUBJECTS)
def test_both_say_the_same(name: str) -> None:
    """Acceptance, verdict, statuses and reasons."""
    both = subject(name)
    accepted = 0
    for record in participants(name, 150, nonsense=True):
        said = both.interpreted(record)
        assert both.generated(record) == said, json.dumps(record)
        accepted += not said.refused
    assert accepted > 80


@pytest.mark.parametrize("name", SUBJECTS)
def test_knowing_more_never_turns_what_was_decided(name: str) -> None:
    both = subject(name)
    if any(isinstance(node, ir.Fallback) for node in ir.walk(both.protocol.criteria)):
        pytest.skip("fallbacks speak of what is not known (8.3)")
    for index, record in enumerate(participants(name, 2 if name == TRIAL else 12)):
        for implementation, ask in both.both().items():
            more = ask(record)
            if more.refused:  # a dose of zero, drawn by chance; others compare who refuses what
                continue
            chance = random.Random(index)
            for poorer, field in RECORDS["less"](both.protocol, record, chance):
                less = ask(poorer)
                assert not less.refused
                for key, status in less.statuses.items():
                    allowed = {
                        "pass": {"pass", "not applicable"},
                        "fail": {"fail"},
                        "not applicable": {"not applicable"},
                    }.get(status)
                    if allowed is not None:
                        assert more.statuses[key] in allowed, (implementation, key, field, record)


@pytest.mark.parametrize("name", SUBJECTS)
def test_an_explanation_comes_out_as_the_verdict_did(name: str) -> None:
    module, both = subject(name).module, subject(name)
    for record in participants(name, 15):
        result = module.evaluate(both.participant(record), explain=True)
        rules = result.case.rules.criteria
        for key, tree in result.explanation.criteria.items():
            if not rules[key].parts:
                assert tree.outcomes == result.outcomes[key], (key, record)
            rule = next(each for each in both.module.CRITERIA if each.key == key)
            if rule.kind == "delay" or rule.repeat or rule.assessed or rule.unit:
                continue  # the status says more than the rule: delayed, to be repeated, to come
            told = status_of(lets_in(tree.outcomes, rules[key].excluding))
            status = result.criteria[key].status
            assert told == ("unknown" if status == "pending" else status) or rules[key].parts
            if key in result.missing and not rules[key].parts:
                assert tuple(sorted(tree.reasons)) == result.missing[key]
        for key, tree in result.explanation.subgroups.items():
            assert result.subgroups[key] == {1: "in", 2: "out", 4: "out", 6: "out"}.get(
                tree.outcomes, "unknown"
            )


# ------------------------------------------------------------------------------- what to ask next

SMALL = ("logic/guards", "logic/lists", "categories/values", "scores/groups", "numbers/quantities")


def possible_answers(datum: ir.Datum) -> list[Any] | None:
    """All answers there are, or all that rules can tell apart; None where that is too much here."""
    match datum.kind:
        case ir.YesNo() | ir.Judgement() | ir.Attestation():
            return [True, False]
        case ir.OneOf(values=values):
            return [value.key for value in values]
        case ir.AnyOfValues(values=values):
            keys = [value.key for value in values]
            sizes = range(len(keys) + 1)
            return [list(some) for size in sizes for some in combinations(keys, size)]
        case ir.Result(values=values):
            return [{"value": value.key, "visit": "screening"} for value in values]
        case ir.Quantity(bounds=ir.Range(low=low, high=high), whole=True):
            return [str(number) for number in range(int(low), int(high) + 1)]
        case ir.Quantity(unit=unit) if unit.text == "m":
            return ["299", "300", "301"]
        case ir.Quantity(unit=unit) if unit.text == "1":
            return ["0.4", "0.5", "0.6"]
        case ir.Quantity(bounds=ir.Range(low=low, high=high)):
            return [str(number) for number in range(int(low), int(high) + 1)]
        case ir.Measurement(unit=unit) if unit.text == "Cel":
            return [{"value": text, "visit": "screening"} for text in ("38.2", "38.3", "38.4")]
        case _:
            return None


def deciding_sets(
    both: Any, record: dict[str, Any], items: list[str], key: str | None
) -> set[tuple[str, ...]]:
    """By trying every answer with the interpreter: the smallest sets of at most three items."""
    answers = {datum.key: possible_answers(datum) for datum in both.protocol.data}
    found: set[tuple[str, ...]] = set()
    for size in (1, 2, 3):
        for chosen in combinations(items, size):
            if any(set(smaller) <= set(chosen) for smaller in found):
                continue
            for written in product(*(answers[item] or [] for item in chosen)):
                said = both.interpreted({**record, **dict(zip(chosen, written, strict=True))})
                status = said.verdict if key is None else said.statuses[key]
                if status not in ("undetermined", "unknown", "pending"):
                    found.add(chosen)
                    break
    return found


@pytest.mark.parametrize("name", SMALL)
def test_what_is_asked_next_decides_and_nothing_less_does(name: str) -> None:
    both = subject(name)
    askable = {datum.key for datum in both.protocol.data if possible_answers(datum) is not None}
    checked = 0
    for record in participants(name, 60):
        record = {**record, "screening": "2025-06-15"}
        result = both.module.evaluate(both.participant(record), explain=True)
        sought: list[tuple[str | None, Any]] = list(
            result.explanation.ask_next_by_criterion.items()
        )
        if result.verdict == "undetermined":
            sought.append((None, result.explanation.ask_next))
        for key, questions in sought:
            missing = result.missing if key is None else {key: result.missing[key]}
            reasons = {reason for each in missing.values() for reason in each}
            if any(item not in askable or why != "not recorded" for item, why in reasons):
                continue
            items = sorted({item for item, _ in reasons})
            if len(items) > 5:
                continue
            wanted = deciding_sets(both, record, items, key)
            given = set(questions.sets)
            assert given <= wanted, (key, record)
            complete = {each for each in wanted if len(each) <= questions.tried_up_to}
            if not questions.not_listed:
                assert given == complete, (key, record)
            checked += 1
    assert checked >= 9, checked


def test_what_cannot_be_had_is_not_asked_for() -> None:
    both = subject("logic/guards")
    record = {"cond": {"missing": "not available"}, "body": True, "alternative": False}
    result = both.module.evaluate(both.participant(record), explain=True)
    questions = result.explanation.ask_next_by_criterion["otherwise"]
    assert questions.sets == ()
    assert "cond" not in {item for items in result.explanation.ask_next.sets for item in items}


def test_an_explanation_of_the_sample_participants_is_quick() -> None:
    """By evaluations, not by the clock: some 100 microseconds each."""
    from eligo.runtime import ask

    assert ask.WORK_LIMIT + 9 * (ask.WORK_LIMIT // 4) < 7_000


# ------------------------------------------------------------------------------- when to come back


@pytest.mark.parametrize("seed", range(12))
def test_the_day_to_come_back_is_the_first_that_passes(seed: int) -> None:
    """Against a scan of every day with the interpreter."""
    both = subject("dates/comeback")
    chance = random.Random(seed)
    screening = date(2024, 1, 1) + timedelta(days=chance.randint(0, 800))

    def ago(least: int, most: int) -> str:
        return (screening - timedelta(days=chance.randint(least, most))).isoformat()

    start = ago(0, 120)
    record: dict[str, Any] = {
        "screening": screening.isoformat(),
        "date_of_birth": ago(17 * 365, 18 * 365 + 10) if seed % 3 else ago(700, 915),
        "menopause": ago(400, 740),
        "transfusion": [ago(0, 20) for _ in range(chance.randint(0, 2))],
        "growth_factor": [{"start": ago(20, 60), "end": ago(0, 19)}],
        "steroid": [{"start": start, "ongoing": True, "stable_since": max(start, ago(0, 20))}],
        "count": 5 if chance.random() < 0.7 else [{"value": 5, "date": ago(0, 3)}],
    }
    if chance.random() < 0.2:
        record["menopause"] = record["menopause"][:7]
    now = both.interpreted(record)
    assert not now.refused, now
    failing = {key for key, status in now.statuses.items() if status == "fail"}
    first: dict[str, str] = {}
    for later in range(1, 400):
        day = (screening + timedelta(days=later)).isoformat()
        statuses = both.interpreted({**record, "screening": day}).statuses
        for key in failing - first.keys():
            if statuses[key] in ("pass", "not applicable"):
                first[key] = day
    result = both.module.evaluate(both.participant(record), explain=True)
    horizon = (screening + timedelta(days=399)).isoformat()
    told = {key: day for key, day in result.explanation.passes_from.items() if day <= horizon}
    assert told == first, record


def test_time_does_not_mend_what_it_does_not_touch() -> None:
    both = subject("dates/comeback")
    record = {"screening": "2025-06-14", "menopause": "none", "growth_factor": [], "count": 5}
    result = both.module.evaluate(both.participant(record), explain=True)
    assert result.criteria["menopause"].status == "fail"
    assert result.explanation.passes_from == {}


# ------------------------------------------------------------------------------- numbers

ENDS = [Fraction(each) for each in ("-2", "-1", "-1/2", "0", "1/3", "1", "3/2", "2", "7")]


def random_interval(chance: random.Random) -> tuple[numbers.Interval, intervals.Interval]:
    """One interval for each of the two."""
    low, high = sorted((chance.choice(ENDS), chance.choice(ENDS)))
    lo = None if chance.random() < 0.12 else low
    hi = None if chance.random() < 0.12 else high
    point = lo is not None and lo == hi
    lo_open = lo is not None and not point and chance.random() < 0.3
    hi_open = hi is not None and not point and chance.random() < 0.3
    return (
        numbers.Interval(lo, hi, lo_open, hi_open),
        intervals.Interval(lo, hi, lo_open, hi_open),
    )


def test_intervals_are_calculated_alike() -> None:
    chance = random.Random(1)
    for _ in range(3000):
        (a, x), (b, y) = random_interval(chance), random_interval(chance)
        results = {
            "+": (numbers.add(a, b), x + y),
            "-": (numbers.add(a, numbers.negate(b)), x - y),
            "*": (numbers.multiply(a, b), x * y),
            "/": (numbers.divide(a, b), x / y),
            "min": (numbers.minimum([a, b]), intervals.minimum(x, y)),
            "max": (numbers.maximum([a, b]), intervals.maximum(x, y)),
            "hull": (numbers.hull([a, b]), intervals.hull([x, y])),
            "^": (numbers.power(a, b), intervals.power(x, y)),
        }
        for operator, (theirs, ours) in results.items():
            ends = (near(theirs.lo), near(theirs.hi), theirs.lo_open, theirs.hi_open)
            mine = (near(ours.low), near(ours.high), ours.low_open, ours.high_open)
            assert ends == mine, (operator, a, b)


def near(end: Fraction | None) -> Fraction | None:
    """Irrational powers agree to 40 digits and not to the last one."""
    return None if end is None else Fraction(round(end * 10**40), 10**40)


def test_intervals_are_compared_alike() -> None:
    chance = random.Random(2)
    comparators: tuple[ir.Comparator, ...] = ("<", "<=", ">", ">=", "=")
    for _ in range(3000):
        (a, x), (b, y), (c, z) = (random_interval(chance) for _ in range(3))
        one, other = chance.choice(comparators), chance.choice(comparators)
        bounds = chance.choice([1, 2])
        theirs = numbers.compare(a, [(one, b), (other, c)][:bounds])
        ours = intervals.holds_together(x, *[(one, y), (other, z)][:bounds])
        words = {outcome.value for outcome in theirs}
        mine = {word for bit, word in ((1, "true"), (2, "false")) if ours & bit}
        assert words == mine, (a, b, c, one, other)


# ------------------------------------------------------------------------------- units


def spellings() -> list[str]:
    """Every everyday spelling, alone and as a part of other units, and units nobody knows."""
    words = sorted(units.EVERYDAY)
    texts = [*units.COMMON, *words, *(word.upper() for word in words), "", "x", "mg/", "10"]
    texts += [f"{one}/{other}" for one in words if "/" not in one for other in ("dl",)]
    texts += [f"mg/{word}" for word in words] + [f"{word} per litre" for word in words]
    texts += ["x10⁹/L", "×10^9 / l", "10 9/L", "10E9/L", "mmol / ℓ", "10^9/litre"]
    texts += ["mg/24h", "g/24 hours", "mL/min/1.73m2", "ml/min/1.73 m²", "µg/mL", "μmol/l", "MG/DL"]
    return list(dict.fromkeys(texts))


def canonical(text: str) -> str:
    try:
        return units.parse(text).text
    except units.UnitError:
        return ""


def test_every_spelling_of_a_unit_is_known_to_both() -> None:
    """A unit is known in all of its spellings or in none. The interpreter reads every unit that
    converts; a generated validator has a table, which holds at least those in common use."""
    both = subject("numbers/spellings")
    keys = [datum.key for datum in both.protocol.data]
    for text in spellings():
        record = {key: {"value": "1", "unit": text} for key in keys}
        readable = set(keys) - set(both.interpreted(record).refused)
        taken = set(keys) - set(both.generated(record).refused)
        as_written = {key: {"value": "1", "unit": canonical(text)} for key in keys}
        assert taken == set(keys) - set(both.generated(as_written).refused), text
        if canonical(text) in {canonical(common) for common in units.COMMON}:
            assert taken == readable, text
        assert taken <= readable, text
        if taken:
            record = {key: record[key] for key in taken}
            assert both.generated(record) == both.interpreted(record), text
