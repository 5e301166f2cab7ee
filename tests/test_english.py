"""The English of statements: exact sentences, and nothing of the rule left out of them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from random import Random
from runpy import run_path
from typing import Any

import pytest

from eligo import english, interpret, ir
from eligo.source import Source, Span
from eligo.units import Duration, parse

# --- sentences ----------------------------------------------------------------------------------

P: ir.Protocol = run_path(str(Path(__file__).with_name("protocol_by_hand.py")))["protocol"]()
BODY = {criterion.key: criterion.body for criterion in P.flat_criteria()}


def lines(sentence: english.Sentence) -> list[str]:
    own = f"{sentence.lead} {sentence.text}".strip()
    return [own, *(line for child in sentence.children for line in lines(child))]


def said(key: str) -> list[str]:
    body = BODY[key]
    assert body is not None
    return lines(english.sentences(body, P))


SENTENCES = {
    "age-and-sex": [
        "all of these",
        "age at screening (completed years from date of birth) is from 18 to 65 years, "
        "both included",
        "sex is male or female",
    ],
    "disease-activity": ["the score SLEDAI-2K is at least 8"],
    "organs.blood": ["leukocytes is at least 2 ×10⁹/L"],
    "organs.bilirubin": [
        "this rule, with one exception",
        "total bilirubin is at most 1.5 × the laboratory’s upper limit of normal (ULN)",
        "except when “Gilbert's syndrome” is recorded as yes",
        "then instead total bilirubin is at most 3.0 × the laboratory’s upper limit of normal "
        "(ULN)",
    ],
    "organs.kidney": [
        "all of these",
        "eGFR by CKD-EPI 2021 is at least 30 mL/min/1.73 m² and less than 200 mL/min/1.73 m²",
        "it is not so that",
        "the investigator answers yes to “Is there a clinically significant pleural effusion?”",
    ],
    "coagulation": [
        "only when a condition is met; otherwise this does not apply",
        "when it is not so that",
        "the participant is on therapeutic anticoagulant at screening",
        "then at least one of these",
        "INR is at most 1.5 × the laboratory’s upper limit of normal (ULN)",
        "prothrombin time is at most 1.5 × the laboratory’s upper limit of normal (ULN)",
    ],
    "washout": [
        "all of these",
        "the last haematopoietic growth factor ended at least 2 weeks before screening "
        "(day −14 included) and none is ongoing, or there was none",
        "the last platelet transfusion was more than 1 week before the date of platelet count "
        "(day −7 not included), or there was none",
        "there was no spell of heart failure (in whole or in part) within 6 calendar months before "
        "screening (the same day 6 months earlier and the day itself included)",
    ],
    "stable": [
        "all of these",
        "the participant has been on glucocorticoid without a gap for at least 3 calendar months "
        "before screening (from the same day 3 months earlier or an earlier day)",
        "every biologic ongoing at screening has been at a stable dose for more than 2 weeks "
        "before it (since a day earlier than day −14); with none ongoing this does not apply",
        "inclusion 2 (Disease activity) lets the participant in",
    ],
    "pregnancy": [
        "only when a condition is met; otherwise this does not apply",
        "when the definition of “childbearing potential” is met",
        "then pregnancy test is negative",
    ],
    "odd": [
        "at least 2 of these",
        "biopsy class includes at least one of III and IV",
        "NYHA class is at least III (that is III or IV)",
        "visits is exactly 3",
        "INR is within the laboratory’s normal range, both ends included",
        "ANA titre is at least 1:80",
        "the participant is in the subgroup Lupus nephritis (LN)",
        "there was at least 1 occurrence of platelet transfusion on or before screening",
        "this rule, unless an exemption is met; then it does not apply",
        "none of these",
        "“rash” is recorded as yes",
        "“fever” is recorded as yes",
        "unless “seizure” is recorded as yes",
        "one of two rules, depending on a condition",
        "when heart failure is active at screening",
        "then the highest creatinine from screening until the day 2 weeks after consent "
        "(both days included) is less than 1.20 mg/dL",
        "otherwise nothing is required (this does not apply)",
    ],
}


@pytest.mark.parametrize("key", SENTENCES)
def test_says(key: str) -> None:
    assert said(key) == SENTENCES[key]


def test_formula() -> None:
    definition = P.definition("egfr")
    assert definition.number is not None
    text, parts = english.formula(definition.number, P)
    assert english.plain(text) == (
        "142 × min(ratio, 1)^(-0.302) × 0.9938^(age at screening "
        "(completed years from date of birth))"
    )
    step, _ = english.formula(definition.steps[0].number, P)
    assert english.plain(step) == "creatinine in mg/dL ÷ (by sex: 0.7 for female, 0.9 for male)"
    assert {"0.9938", "ratio"} <= {words for _, words in parts}


# --- nothing left out ---------------------------------------------------------------------------

STATEMENTS = ir.Statement.__args__  # type: ignore[attr-defined]
PARTS = (*ir.Number.__args__, *ir.Date.__args__, *ir.Category.__args__, ir.Timing)  # type: ignore


def nodes(value: Any) -> list[Any]:
    """Every node with an id in a value, outermost first."""
    if isinstance(value, tuple):
        return [node for item in value for node in nodes(item)]
    if not is_dataclass(value) or isinstance(value, Source | Span):
        return []
    below = [node for field in fields(value) for node in nodes(getattr(value, field.name))]
    return [value, *below] if hasattr(value, "id") else below


def flat(sentence: english.Sentence) -> list[english.Sentence]:
    return [sentence, *(below for child in sentence.children for below in flat(child))]


@pytest.mark.parametrize("key", [key for key, body in BODY.items() if body])
def test_one_sentence_for_each_statement_and_one_part_for_each_node(key: str) -> None:
    tree = flat(english.sentences(BODY[key], P))  # type: ignore[arg-type]
    inside = nodes(BODY[key])
    assert [s.id for s in tree] == [node.id for node in inside if isinstance(node, STATEMENTS)]
    parts = [part for sentence in tree for part in sentence.parts]
    wanted = [node.id for node in inside if isinstance(node, PARTS)]
    assert sorted(id for id, _ in parts) == sorted(wanted)
    for sentence in tree:
        for _, words in sentence.parts:
            assert words and words in sentence.text


def changed(value: Any, id: str, **new: Any) -> Any:
    """The tree with one node changed."""
    if isinstance(value, tuple):
        return tuple(changed(item, id, **new) for item in value)
    if not is_dataclass(value) or isinstance(value, Source | Span | type):
        return value
    if getattr(value, "id", None) == id:
        return replace(value, **new)
    inner = {f.name: changed(getattr(value, f.name), id, **new) for f in fields(value) if f.init}
    return replace(value, **inner)


def mutations(node: Any) -> list[dict[str, Any]]:
    """Changes of one node that change what the rule means."""
    match node:
        case ir.Constant():
            return [{"printed": "777"}, {"printed_unit": parse("kg")}]
        case ir.Compare():
            others = [c for c in ("<", "<=", ">", ">=", "=") if c != node.bounds[0].comparator]
            first = node.bounds[0]
            return [{"bounds": (ir.Bound(c, first.limit), *node.bounds[1:])} for c in others]  # type: ignore
        case ir.Timing():
            every: list[dict[str, Any]] = []
            if node.duration is not None:
                every.append({"duration": Duration(node.duration.amount + 1, node.duration.unit)})
                every.append({"duration": Duration(node.duration.amount, "hour")})
                every += [
                    {"relation": f"{how} {side}"}
                    for side in ("before", "after")
                    for how in ("at least", "more than", "within", "less than")
                    if f"{how} {side}" != node.relation
                ]
            return every
        case ir.MilestoneDate():
            return [{"milestone": "last_study_treatment"}]
        case ir.Reading():
            return [{"pick": "lowest"}, {"datum": "fever"}]
        case ir.NormalLimit():
            return [{"which": "lower"}]
        case ir.Arithmetic():
            return [{"operator": "/"}, {"operator": "+"}]
        case ir.Ongoing() | ir.Stable():
            found: list[dict[str, Any]] = [{"datum": "rash"}]
            if node.duration is not None:
                longer = Duration(node.duration.amount + 1, node.duration.unit)
                found += [{"duration": longer}, {"strict": not node.strict}]
            return found
        case ir.Occurs():
            return [{"datum": "rash"}, {"least": 2, "most": 5}, {"least": 3, "most": None}]
        case ir.FirstLast():
            return [{"which": "first"}, {"datum": "rash"}]
        case ir.Holds():
            return [{"datum": "creatinine"}]
        case ir.Is() | ir.Includes():
            return [{"members": ("positive",)}]
        case ir.CountOf():
            return [{"least": 3}, {"most": 4}, {"least": 0, "most": 2}]
        case ir.Age():
            return [{"period": "month"}]
        case ir.Shifted():
            return [{"sign": -node.sign}, {"duration": Duration(5, "day")}]
        case ir.DefinedNumber() | ir.DefinedCondition():
            other = {"egfr": "childbearing_potential", "childbearing_potential": "egfr"}
            return [{"definition": other[node.definition]}]
        case ir.Satisfies():
            return [{"criterion": "stable"}]
        case ir.CategoryValue() | ir.ResultReading():
            return [{"datum": "fever"}]
        case _:
            return []


def test_every_change_of_meaning_changes_the_english() -> None:
    seen = 0
    for key, body in BODY.items():
        # Where there is a timing, its anchor says what is read, and `assessed` means nothing.
        silent = {
            x.assessed.id
            for x in nodes(body)
            if getattr(x, "timing", None) and hasattr(x, "assessed")
        }
        for node in (node for node in nodes(body) if node.id not in silent):
            for mutation in mutations(node):
                other = changed(body, node.id, **mutation)
                after = lines(english.sentences(other, P))
                assert after != said(key), (node, mutation)
                seen += 1
    assert seen > 150


def test_a_dropped_item_takes_its_sentence_along() -> None:
    for body in BODY.values():
        for node in nodes(body):
            if isinstance(node, ir.AllOf | ir.AnyOf | ir.CountOf | ir.NoneOf):
                shorter = replace(node, items=node.items[1:])
                gone = {s.id for s in flat(english.sentences(node.items[0], P))}
                kept = {s.id for s in flat(english.sentences(shorter, P))}
                assert not gone & kept


# --- while data are missing ---------------------------------------------------------------------


MISSING = {
    "age-and-sex": "False as soon as one line is false, whatever else is missing. True only once "
    "date of birth and the date of screening are known. Sex is not needed, because any of its "
    "values will do; line 2 names them all.",
    "disease-activity": "True as soon as the items of SLEDAI-2K known to be present come to 8, "
    "whatever else is missing; false as soon as those still open cannot bring the total to 8. No "
    "item counts as absent because nobody recorded it.",
    "organs.bilirubin": "Undetermined while total bilirubin with its upper limit of normal is not "
    "known. “Gilbert's syndrome” is needed only when the two rules disagree.",
    "coagulation": "While it is not known whether the participant is on therapeutic anticoagulant "
    "at screening, the criterion cannot fail, and passes if the rule after “then” lets the "
    "participant in. Where that is so, INR with its upper limit of normal and prothrombin time "
    "with its upper limit of normal are not needed. After “then”: true as soon as one line is "
    "true, whatever else is missing; false only once INR with its upper limit of normal and "
    "prothrombin time with its upper limit of normal are known.",
    "stable": "False as soon as one line is false, whatever else is missing. True only once "
    "glucocorticoid and biologic are known. Line 3: undetermined while inclusion 2 (Disease "
    "activity) is. The answer “none” makes line 1 false and line 2 not apply.",
}


@pytest.mark.parametrize("key", MISSING)
def test_what_if_missing(key: str) -> None:
    body = BODY[key]
    assert body is not None
    assert " ".join(english.what_if_missing(body, P, of_criterion=True)) == MISSING[key]


@pytest.mark.parametrize("key", [key for key, body in BODY.items() if body])
def test_what_if_missing_always_says_something(key: str) -> None:
    assert english.what_if_missing(BODY[key], P, of_criterion=True)  # type: ignore[arg-type]


def answers(datum: ir.Datum) -> list[Any]:
    """Some of what a record may hold of a datum, all of it known."""
    day, old = "2025-06-15", "2020-01-01"
    match datum.kind:
        case ir.YesNo() | ir.Judgement() | ir.Attestation():
            return [True, False]
        case ir.OneOf(values=values):
            return [value.key for value in values]
        case ir.AnyOfValues(values=values):
            return [[], [values[0].key], [values[1].key]]
        case ir.Quantity():
            return [3, 4]
        case ir.Measurement(normal_range=True, plausible=ir.Range() as held):
            high = str(float(held.high))
            return [{"value": x, "upper": high, "lower": str(float(held.low))} for x in (high, "6")]
        case ir.Measurement():
            return [2, 100] if datum.kind.titre else [1, 29]
        case ir.Result(values=values):
            return [value.key for value in values]
        case ir.DateKind(may_be_none=none):
            return [old, "1980-01-01", *(["none"] if none else [])]
        case ir.Event():
            return [[], [day], [old]]
        case ir.Condition():
            return [[], [{"start": old, "ongoing": True, "stable_since": old}]]
        case ir.Treatment(members=members):
            name = {"name": members[0].key} if members else {}
            ongoing = {**name, "start": old, "ongoing": True, "stable_since": old}
            return [[], [ongoing], [{**name, "start": old, "end": old}]]
    raise AssertionError(datum.kind)


@pytest.mark.parametrize("key", [key for key, body in BODY.items() if body])
@pytest.mark.parametrize("way", ["true", "false"])
def test_what_is_said_to_be_needed_leaves_it_open(key: str, way: Any) -> None:
    """Without a datum that is named, that outcome stays possible, whatever else is recorded."""
    wanted = interpret.Outcome.TRUE if way == "true" else interpret.Outcome.FALSE
    for body in (x for x in nodes(BODY[key]) if isinstance(x, STATEMENTS)):
        named = english.left_open_by(body, P, way)
        for datum in P.data:
            shown = {datum.name, f"“{datum.name}”"}
            if not any(name.split(" with its ")[0] in shown for name in named):
                continue
            understood = 0
            for seed in range(40):
                chance = Random(f"{key} {datum.key} {seed}")
                record: dict[str, Any] = {x.key: "2025-06-15" for x in P.milestones}
                record |= {x.key: chance.choice([*answers(x), None]) for x in P.data}
                record |= {"id": "x", datum.key: None}
                try:
                    outcomes, _ = interpret.judge(P, body, record)
                except interpret.RecordError:  # born after something that happened
                    continue
                understood += 1
                assert wanted in outcomes, (body, datum.key, record)
            assert understood >= 10


def test_kinds_have_words() -> None:
    for datum in P.data:
        assert english.meaning_of_kind(datum) and english.answer_form(datum)
