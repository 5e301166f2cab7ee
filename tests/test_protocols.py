"""What every protocol of the repository keeps to: it is said to be composed for illustration, it is
as long as real ones, its examples show every criterion passed, failed and unknown, and most of it
is criteria, not declarations. And the page of constructs names only protocols that use them."""

from __future__ import annotations

import importlib
import json
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from eligo import ir
from eligo.interpret import assess
from eligo.project import Project

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the committed validators
COMPOSED = sorted(
    folder
    for folder in (ROOT / "protocols").iterdir()
    if folder.name not in ("vocabulary", "nct06676631")
)
DECLARING = ("data", "extend", "group", "open", "define", "score", "table", "unit", "milestone")
DECLARING += ("visit", "period", "subgroup", "cohort", "stage", "use")


@cache
def compiled(folder: Path) -> ir.Protocol:
    result = Project(ROOT).compile(folder / "1.0.criteria")
    assert result.protocol is not None, result.diagnostics
    return result.protocol


def test_there_are_ten() -> None:
    assert len(COMPOSED) == 10


@pytest.mark.parametrize("folder", COMPOSED, ids=lambda folder: folder.name)
def test_says_that_it_is_composed(folder: Path) -> None:
    said = "no real trial"
    assert said in (folder / "registry.txt").read_text(encoding="utf-8")
    assert any(detail.name == "note" and said in detail.text for detail in compiled(folder).details)


@pytest.mark.parametrize("folder", COMPOSED, ids=lambda folder: folder.name)
def test_is_as_long_as_a_real_one(folder: Path) -> None:
    protocol = compiled(folder)
    own = [criterion for criterion in protocol.criteria if "/" not in criterion.key]
    assert len(own) >= 20
    assert len(protocol.examples) >= 15


@pytest.mark.parametrize("folder", COMPOSED, ids=lambda folder: folder.name)
def test_every_criterion_is_shown_passed_failed_and_unknown(folder: Path) -> None:
    protocol = compiled(folder)
    shown: dict[str, set[str]] = defaultdict(set)
    for example in protocol.examples:
        for expectation in example.expectations:
            if expectation.criterion is not None:
                shown[expectation.criterion].add(expectation.status)
    lacking = []
    for criterion in protocol.criteria:
        if "/" in criterion.key:  # taken over by a later stage
            continue
        seen = set(shown[criterion.key])
        for part in _beneath(criterion):
            seen |= shown[part.key]
        for wanted in (
            {"pass", "not applicable"},
            {"delayed"} if criterion.kind == "delay" else {"fail"},
            {"unknown", "pending"},
        ):
            if not seen & wanted:
                lacking.append(f"{criterion.kind} {criterion.label}: {' or '.join(sorted(wanted))}")
    assert lacking == [], "\n".join(lacking)


def _beneath(criterion: ir.Criterion) -> list[ir.Criterion]:
    return [each for part in criterion.parts for each in (part, *_beneath(part))]


@pytest.mark.parametrize("folder", COMPOSED, ids=lambda folder: folder.name)
def test_examples_turn_out_alike_in_both_implementations(folder: Path) -> None:
    protocol = compiled(folder)
    package = folder.name.replace("-", "_")
    validator = importlib.import_module(f"generated.{package}.v1_0")
    assert len(protocol.examples) >= 15
    for example in protocol.examples:
        reference = assess(protocol, json.loads(example.record))
        record = json.dumps({"id": "example", **json.loads(example.record)})
        result = validator.evaluate(validator.Participant.from_json(record))
        statuses = {key: one.status for key, one in result.criteria.items()}
        assert (result.verdict, statuses) == (reference.verdict, reference.statuses), example.title


@pytest.mark.parametrize("folder", COMPOSED, ids=lambda folder: folder.name)
def test_most_of_it_is_criteria(folder: Path) -> None:
    lines = (folder / "1.0.criteria").read_text(encoding="utf-8").splitlines()
    declares, declared, written = False, 0, 0
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line.startswith(" "):
            declares = line.split()[0].rstrip(",") in DECLARING
        declared += declares
        written += 1
    assert declared < written / 4


def nodes(protocol: ir.Protocol) -> list[object]:
    tables = (protocol.definitions, protocol.scores, protocol.tables, protocol.subgroups)
    return list(ir.walk((protocol.criteria, *tables)))


def _has(kind: type, test: Callable[[Any], object] = lambda node: True) -> Callable[..., bool]:
    return lambda protocol: any(
        isinstance(node, kind) and bool(test(node)) for node in nodes(protocol)
    )


def _case_limit(compare: ir.Compare) -> bool:
    return any(isinstance(bound.limit, ir.CaseNumber) for bound in compare.bounds)


def _unless(node: ir.Occurs) -> bool:
    return any(isinstance(inner, ir.Unless) for inner in ir.walk(node.where))


# What a protocol that a row names must hold; rows about what every protocol has are left out.
USES: dict[str, Callable[[ir.Protocol], bool]] = {
    "limit": _has(ir.Compare),
    "range": _has(ir.Compare, lambda node: len(node.bounds) == 2),
    "laboratory's limit": _has(ir.NormalLimit),
    "limit printed in two units": _has(ir.ReportedLimit),
    "limit by value": _has(ir.Compare, _case_limit),
    "value of a list": _has(ir.Is),
    "yes or no, judgement, attestation": _has(ir.Holds),
    "computed number": _has(ir.DefinedNumber),
    "score": _has(ir.ScoreValue),
    "table of numbers": _has(ir.TableNumber),
    "how often": _has(ir.Occurs),
    "block about one entry": _has(ir.Occurs, lambda node: node.where is not None),
    "exemption in a block": _has(ir.Occurs, _unless),
    "every": _has(ir.Occurs, lambda node: node.every),
    "condition on the line": _has(ir.Occurs, lambda node: node.where is not None),
    "different days": _has(ir.Occurs, lambda node: node.different_days),
    "named entry": _has(ir.Occurs, lambda node: node.alias),
    "washout, used within": _has(ir.AllOf, lambda node: node.written == "washout"),
    "mean, sum, last n": _has(ir.Reading, lambda node: node.pick in ("mean", "sum")),
    "total, time on, number of": _has(ir.Total),
    "change": _has(ir.Arithmetic, lambda node: node.written),
    "stable, not increased": _has(ir.Stable),
    "guard": _has(ir.When),
    "test that cannot be done": _has(ir.Fallback),
    "default": _has(ir.Fallback, lambda node: node.state == "missing"),
    "decision table": _has(ir.TableOutcome),
    "subgroup": lambda protocol: bool(protocol.subgroups),
    "unit of analysis": lambda protocol: bool(protocol.units),
    "cohort": lambda protocol: bool(protocol.cohorts),
    "stage": lambda protocol: len(protocol.stages) > 1,
    "delay": _has(ir.Criterion, lambda node: node.kind == "delay"),
    "repeat": _has(ir.Criterion, lambda node: node.repeat is not None),
    "assessed at": _has(ir.Criterion, lambda node: node.assessed is not None),
}


def test_the_page_of_constructs_says_where_each_is_used() -> None:
    page = (ROOT / "grammar" / "REFERENCE.md").read_text(encoding="utf-8")
    rows = [row.strip("|").split(" | ") for row in page.splitlines() if row.count(" | ") == 3]
    wrong, checked = [], 0
    for construct, _, places, _ in rows:
        uses = USES.get(construct.strip())
        names = [name.strip() for name in places.split(",")]
        for name in names:
            if name in ("all", "used in", "---", "lupus trial") or uses is None:
                continue
            checked += 1
            if not (ROOT / "protocols" / name).is_dir() or not uses(
                compiled(ROOT / "protocols" / name)
            ):
                wrong.append(f"{construct.strip()}: {name}")
        if names == ["all"] and uses is not None:
            checked += 1
            wrong += [
                f"{construct.strip()}: {folder.name}"
                for folder in COMPOSED
                if not uses(compiled(folder))
            ]
    assert wrong == []
    assert checked > 30
