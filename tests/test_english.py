"""The English of statements: exact sentences, and nothing of the rule left out of them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from pathlib import Path
from random import Random
from runpy import run_path
from typing import Any

import pytest

from eligo import english, interpret, ir
from eligo.driver import compile_source
from eligo.source import Source, Span
from eligo.units import Duration, parse

# --- sentences ----------------------------------------------------------------------------------

HERE = Path(__file__)
P: ir.Protocol = run_path(str(HERE.with_name("protocol_by_hand.py")))["protocol"]()
Q: ir.Protocol = run_path(str(HERE.with_name("protocol_by_hand_of_entries.py")))["protocol"]()
BODY = {criterion.key: criterion.body for criterion in P.flat_criteria()}
OF_ENTRIES = {criterion.key: criterion.body for criterion in Q.flat_criteria()}
ALL = [(protocol, c.key, c.body) for protocol in (P, Q) for c in protocol.flat_criteria() if c.body]
EACH = pytest.mark.parametrize(("protocol", "key", "body"), ALL, ids=[key for _, key, _ in ALL])


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


ABOUT_ENTRIES = {
    "malignancy": [
        "there was no spell of malignancy (in whole or in part) within 5 calendar years "
        "before consent (the same day 5 years earlier and the day itself included), other "
        "than those for which",
        "at least one of these",
        "type is basal cell carcinoma",
        "all of these",
        "type is prostate cancer",
        "“treated” is recorded as yes",
        "Gleason score is at most 6",
        "the time from its start until its end (or screening, where that is earlier or it is "
        "ongoing) is at least 6 calendar months",
    ],
    "retested": [
        "there was at least 1 result of HIV test (called “initial” here) within 1 calendar "
        "year before screening (the same day 1 year earlier and the day itself included), "
        "counting only results for which",
        "there was at least 1 result of HIV test after the date of “initial” (that day not "
        "included), counting only results for which",
        "all of these",
        "method is rapid",
        "method of “initial” is elisa",
        "its value is negative",
        "the value of “initial” is positive",
    ],
    "washout": [
        "all of these",
        "the last ketoconazole ended at least the longer of 4 weeks and 5 half-lives of the "
        "medicine taken before first dose (exactly that long included) and none is ongoing, "
        "or there was none",
        "this rule, unless an exemption is met; then it does not apply",
        "the last strong CYP3A inhibitor other than ketoconazole and ritonavir ended at least"
        " 4 weeks before first dose (day −28 included) and none is ongoing, or there was none",
        "unless “emergency use” is recorded as yes",
        "only when a condition is met; otherwise this does not apply",
        "when the number of days on oxygen (each day counted once) up to screening is at "
        "least 90 days",
        "then there was no period on oxygen (in whole or in part) on or before first dose",
    ],
    "events": [
        "none of these, each within 90 days before screening (day −90 and the day itself "
        "included)",
        "there was at least 1 occurrence of stroke in that time",
        "there was at least 1 occurrence of seizure in that time",
        "there was at least 1 occurrence of relapse in that time",
    ],
    "entries": [
        "all of these",
        "for every lesion (true if there is none), diameter is at most 30 mm",
        "there were at least 2 occurrences of relapse on different days within 1 calendar "
        "year before screening (the same day 1 year earlier and the day itself included)",
        "there was no occurrence of fever within 3 days before screening (day −3 and the day "
        "itself included), counting only occurrences for which “severe” is recorded as yes",
        "the participant is on prednisone (counting only periods for which its dose is more "
        "than 10 mg/day) at first dose",
        "the participant has been on corticosteroid or oxygen without a gap for at least 1 "
        "calendar year before screening (from the same day 1 year earlier or an earlier day)",
        "every prednisone ongoing at screening has been at a dose that was not increased for "
        "at least 4 weeks before it (since day −28 or an earlier day); with none ongoing this"
        " does not apply",
        "there was no occurrence of fever within 6 calendar months after the last stroke (on "
        "or before screening) (the same day 6 months later and the day itself included)",
        "the start of the first malignancy (counting only spells for which “treated” is "
        "recorded as yes) (begun on or before screening) was before consent (that day not "
        "included)",
        "the earliest HCV RNA within 4 weeks before screening (day −28 and the day itself "
        "included) is not detected",
    ],
    "numbers": [
        "all of these",
        "the highest glucose (counting only readings for which “fasting” is recorded as yes) "
        "within 4 weeks before screening (day −28 and the day itself included) is less than "
        "126 mg/dL",
        "the mean of the last 3 systolic blood pressure at screening is at most 160 mmHg",
        "haemoglobin is at least 11 g/dL for male, 10 g/dL for female (by sex)",
        "creatinine is at most 1.5 mg/dL, or 133 µmol/L where it was reported in µmol/L",
        "the total of volume over all occurrences of blood donation within 12 calendar months"
        " before screening (the same day 12 months earlier and the day itself included) is "
        "less than 1200 mL",
        "the number of occurrences of relapse on or before screening is at least 2",
        "the total of equivalent dose over all periods on lorazepam at screening is at most 6"
        " mg/day",
        "the percent change from (the latest creatinine at consent) to (the latest creatinine"
        " at screening) is at most 25 %",
        "the change from (the latest haemoglobin at consent) to (the latest haemoglobin at "
        "screening) is at least 1 g/dL",
        "(ln(creatinine), rounded to 1 decimal) is less than 2",
        "haemoglobin is at least the number in the table “minimum haemoglobin”",
    ],
    "hepatitis": [
        "this rule, with a fallback where HCV RNA was asked for and is not available, because"
        " “Without the RNA nobody can tell”",
        "HCV RNA is not detected",
        "then instead this counts as false",
    ],
    "eye": [
        "all of these",
        "BCVA of the eye is at least 24 letters",
        "it is not so that",
        "“infected” (of the eye) is recorded as yes",
    ],
    "cohort-a": [
        "this rule, with a fallback where smoking is not available or not recorded",
        "“smoking” is recorded as yes",
        "then instead this counts as true",
    ],
    "hiv": ["the table “HIV algorithm” lets the participant in"],
    "used": [
        "at least one of these",
        "there was at least 1 period on strong CYP3A inhibitor that is ketoconazole, "
        "itraconazole, ritonavir or clarithromycin (in whole or in part) within 2.5 half-"
        "lives of the medicine taken before first dose (exactly that long and the day itself "
        "included)",
        "there was at least 1 period on oxygen (in whole or in part) within 4 weeks before "
        "first dose (day −28 and the day itself included)",
    ],
    "randomisation/pressure": [
        "the latest diastolic blood pressure on or before day 1 is at most 100 mmHg"
    ],
    "still": ["every criterion of the stage Screening lets the participant in"],
}


@pytest.mark.parametrize("key", ABOUT_ENTRIES)
def test_says_of_entries(key: str) -> None:
    body = OF_ENTRIES[key]
    assert body is not None
    assert lines(english.sentences(body, Q)) == ABOUT_ENTRIES[key]


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


@EACH
def test_one_sentence_for_each_statement_and_one_part_for_each_node(
    protocol: ir.Protocol, key: str, body: ir.Statement
) -> None:
    """A statement about an entry is a part of a sentence or has one of its own, never both."""
    tree = flat(english.sentences(body, protocol))
    inside = nodes(body)
    own = [s.id for s in tree]
    within = {x.id for node in inside for x in nodes(getattr(node, "where", None))}
    statements = [node.id for node in inside if isinstance(node, STATEMENTS)]
    assert own == [id for id in statements if id in own]
    assert set(statements) - set(own) <= within
    parts = [part for sentence in tree for part in sentence.parts]
    wanted = [node.id for node in inside if isinstance(node, PARTS)]
    assert sorted(id for id, _ in parts) == sorted([*wanted, *(set(statements) - set(own))])
    for sentence in tree:
        for _, words in sentence.parts:
            assert words and words in sentence.text


def changed(value: Any, id: str, /, **new: Any) -> Any:
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


def others(node: Any) -> list[dict[str, Any]]:
    """Changes of the nodes about entries that change what the rule means."""
    match node:
        case ir.Occurs(every=False):
            return [{"different_days": not node.different_days}, {"datum": "eye"}]
        case ir.Occurs():
            return [{"every": False}]
        case ir.Timing(duration=Duration() as length):
            longer = Duration(length.amount + 1, length.unit)
            return [{"duration": longer}, {"duration": ir.HalfLives(Fraction(3))}]
        case ir.Timing(duration=ir.LengthOf(terms=terms)):
            return [{"duration": ir.LengthOf("shorter", terms)}, {"duration": terms[0]}]
        case ir.Timing(duration=ir.HalfLives()):
            return [{"duration": ir.HalfLives(Fraction(3))}]
        case ir.EntryDate():
            return [{"which": "first" if node.which == "last" else "last"}, {"datum": "oxygen"}]
        case ir.Reading(pick="mean"):
            return [{"last": 4}, {"last": None}, {"component": "diastolic"}, {"pick": "sum"}]
        case ir.Reading() | ir.ResultReading() if node.pick != "this":
            return [{"pick": "lowest"}, {"pick": "latest"}][: 1 + (node.pick != "latest")]
        case ir.ReportedLimit():
            return [{"reported": parse("g/L")}]
        case ir.Total():
            return [{"datum": "oxygen"}, {"of": None}] if node.of else [{"datum": "oxygen"}]
        case ir.TimeOn():
            return [{"datum": "relapse"}]
        case ir.Rounded():
            return [{"places": 2}, {"places": 0}]
        case ir.TableNumber() | ir.TableOutcome():
            other = {"minimum": "hiv_algorithm", "hiv_algorithm": "minimum"}
            return [{"table": other[node.table]}]
        case ir.SatisfiesStage():
            return [{"stage": "randomisation"}]
        case ir.Fallback():
            state = "missing" if node.state == "not available" else "not available"
            return [{"state": state}, {"datum": "eye"}, {"because": "Something else."}]
        case ir.Fixed():
            return [] if node.id in UNSAID else [{"value": not node.value}]
        case ir.Stable():
            return [{"which": "stable"}]
        case ir.Ongoing(also=(_, *_)):
            return [{"also": ()}, {"also": ("inhibitor",)}]
        case ir.Is():
            return [{"members": ("other",)}]
        case ir.Holds():
            return [{"datum": "smoking" if node.datum != "smoking" else "emergency_use"}]
        case ir.Constant():
            return [{"printed": "777"}]
        case ir.Arithmetic(written="change"):
            return [{"left": node.right, "right": node.left}]
        case _:
            return []


# The body of "other than those …" changes its words with the whole block.
UNSAID = {node.body.id for node in nodes(tuple(OF_ENTRIES.values())) if isinstance(node, ir.Unless)}


@pytest.mark.parametrize("key", OF_ENTRIES)
def test_every_change_about_entries_changes_the_english(key: str) -> None:
    body: Any = OF_ENTRIES[key]
    before = lines(english.sentences(body, Q))
    for node in nodes(body):
        for mutation in others(node):
            after = lines(english.sentences(changed(body, node.id, **mutation), Q))
            assert after != before, (node, mutation)


def test_a_block_that_asks_something_else_reads_otherwise() -> None:
    occurs: Any = OF_ENTRIES["malignancy"]
    for fixed, exempts in ((True, True), (False, False)):
        where = replace(occurs.where, body=replace(occurs.where.body, value=fixed))
        text = english.sentences(replace(occurs, where=where), Q).text
        assert ("other than those for which" in text) is exempts


def test_a_block_that_asks_little_and_exempts_is_one_sentence() -> None:
    occurs: Any = OF_ENTRIES["malignancy"]
    leaf = next(node for node in nodes(occurs.where.exemption) if isinstance(node, ir.Is))
    where = replace(occurs.where, body=replace(leaf, id="asked"))
    text = english.sentences(replace(occurs, where=where), Q).text
    asked, _, exempted = text.partition(", other than those for which")
    assert "counting only spells for which" in asked and exempted == ""
    assert not asked.endswith("for which")


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


@EACH
def test_what_if_missing_always_says_something(
    protocol: ir.Protocol, key: str, body: ir.Statement
) -> None:
    assert english.what_if_missing(body, protocol, of_criterion=True)


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


@pytest.mark.parametrize("key", [key for key in OF_ENTRIES if key not in ("eye", "retested")])
@pytest.mark.parametrize("way", ["true", "false"])
def test_what_is_needed_of_entries_leaves_it_open(key: str, way: Any) -> None:
    """A list that is named and not there leaves that outcome possible, with every other list empty
    and with none of them recorded. What is asked of an entry says nothing without one."""
    wanted = interpret.Outcome.TRUE if way == "true" else interpret.Outcome.FALSE
    days = {x.key: "2025-06-15" for x in Q.milestones if x.derived is None}
    lists = (ir.Event, ir.Condition, ir.Treatment, ir.Record)
    empty = {x.key: [] for x in Q.data if isinstance(x.kind, lists)}
    of_entries = {
        x.id for node in nodes(OF_ENTRIES[key]) for x in nodes(getattr(node, "where", None))
    }
    for body in (x for x in nodes(OF_ENTRIES[key]) if isinstance(x, STATEMENTS)):
        if body.id in of_entries:
            continue
        named = english.left_open_by(body, Q, way)
        for datum in Q.data:
            if datum.name in named or f"“{datum.name}”" in named:
                for others in ({}, empty):
                    record = {"id": "x", **days, **others, datum.key: None}
                    outcomes, _ = interpret.judge(Q, body, record)
                    assert wanted in outcomes, (body, datum.key)


def test_kinds_have_words() -> None:
    data = (*P.data, *Q.data, *(x for datum in Q.data for x in datum.attributes))
    for datum in data:
        assert english.meaning_of_kind(datum) and english.answer_form(datum)


OF_SOME_ENTRIES = """protocol some
    title         "Some entries"
    version       "1.0"
    assessed at   screening

visit screening
data lesion: record
    with site: one of lung, brain
    with diameter: number in mm
group steroid
    equivalents of prednisone
    prednisone, equivalent 5 mg
    dexamethasone, equivalent 0.75 mg
    with dose: number in mg/d

inclusion 1 "Brain"
    every lesion where site is brain:
        diameter <= 10 mm

inclusion 2 "Steroid"
    no steroid within 14 days before screening:
        equivalent dose > 10 mg/d
"""


def test_every_entry_of_some_and_doses_worth_another() -> None:
    protocol = compile_source(Source("1.0.criteria", OF_SOME_ENTRIES), {}).protocol
    assert protocol is not None
    brain, steroid = (c.body for c in protocol.flat_criteria())
    assert brain is not None and steroid is not None
    assert lines(english.sentences(brain, protocol)) == [
        "for every lesion for which site is brain (true if there is none), diameter is at most"
        " 10 mm"
    ]
    (said,) = lines(english.sentences(steroid, protocol))
    assert said.endswith("for which its dose as an equivalent of prednisone is more than 10 mg/day")


def test_what_entries_are_not_is_said_of_each_attribute() -> None:
    """Denied beside another condition, "it is not so that" would leave open how far it reaches."""
    spared = next(
        node
        for node in nodes(OF_ENTRIES["entries"])
        if isinstance(node, ir.Occurs) and isinstance(node.where, ir.Holds)
    )
    mild = replace(spared, where=ir.Not("not", spared.span, spared.where))
    assert "for which “severe” is recorded as no" in english.sentences(mild, Q).text
