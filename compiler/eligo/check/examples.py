"""Whether each example of a protocol turns out as its author expects, by the reference
interpreter."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from eligo import ir
from eligo.diagnostics import Diagnostic, in_order
from eligo.diagnostics import agreement as say
from eligo.interpret import Assessment, RecordError, assess


@dataclass(frozen=True)
class ExpectationOutcome:
    """One ``expect`` line and what came of it. ``missing`` are keys, ``reasons`` words for
    people."""

    expectation: ir.Expectation
    found: str
    missing: tuple[str, ...]
    reasons: str
    status_holds: bool
    missing_holds: bool

    @property
    def holds(self) -> bool:
        return self.status_holds and self.missing_holds


@dataclass(frozen=True)
class ExampleOutcome:
    """An example that was run; ``problem`` says why it could not be."""

    example: ir.Example
    expectations: tuple[ExpectationOutcome, ...]
    problem: str = ""

    @property
    def holds(self) -> bool:
        return not self.problem and all(outcome.holds for outcome in self.expectations)


def run_examples(protocol: ir.Protocol) -> tuple[ExampleOutcome, ...]:
    """Every example, in order of the file."""
    return tuple(_run(protocol, example) for example in protocol.examples)


def failures(protocol: ir.Protocol, outcomes: tuple[ExampleOutcome, ...]) -> tuple[Diagnostic, ...]:
    """A diagnostic for each expectation that does not hold."""
    return in_order([d for outcome in outcomes for d in _failures(protocol, outcome)])


def _run(protocol: ir.Protocol, example: ir.Example) -> ExampleOutcome:
    try:
        record = json.loads(example.record)
        if not isinstance(record, Mapping):
            return ExampleOutcome(example, (), "it is no record of a participant.")
        assessment = assess(protocol, record)
    except json.JSONDecodeError as error:
        return ExampleOutcome(example, (), f"its record is not JSON ({error.msg}).")
    except RecordError as error:
        return ExampleOutcome(example, (), f"{error}.")
    outcomes = tuple(_outcome(protocol, assessment, one) for one in example.expectations)
    return ExampleOutcome(example, outcomes)


def _outcome(
    protocol: ir.Protocol, assessment: Assessment, expectation: ir.Expectation
) -> ExpectationOutcome:
    if expectation.criterion is None or expectation.about:
        found = _standing(assessment, expectation)
        items = sorted(assessment.missing)
        reasons = ", ".join(
            f"{label} {status}"
            for label, status in _undecided(protocol, assessment, expectation)
        )  # fmt: skip
    else:
        found = assessment.statuses[expectation.criterion]
        open_items = assessment.reasons[expectation.criterion]
        items = [reason.item for reason in open_items]
        reasons = ", ".join(f"{_name(protocol, r.item)} ({r.why})" for r in open_items)
    missing = tuple(dict.fromkeys(item.partition(".")[0] for item in items))
    expected = expectation.missing
    return ExpectationOutcome(
        expectation,
        found,
        missing,
        reasons,
        found == expectation.status,
        expected is None or set(expected) in ({*missing}, {*items}),
    )


def _standing(assessment: Assessment, expectation: ir.Expectation) -> str:
    """What came of the verdict, of a stage, a cohort or a unit of analysis."""
    key = expectation.criterion or ""
    match expectation.about:
        case "stage":
            return assessment.stages[key]
        case "cohort":
            return assessment.cohorts[key]
        case "unit":
            return assessment.units[key].status
        case "":
            return assessment.verdict
        case _:
            assert_never(expectation.about)


def _undecided(
    protocol: ir.Protocol, assessment: Assessment, expectation: ir.Expectation
) -> Iterator[tuple[str, str]]:
    """What decides a verdict: the criteria that fail, else those that are not decided. Of a stage, its own."""
    stage = expectation.criterion if expectation.about == "stage" else None
    criteria = [c for c in protocol.criteria if stage is None or c.stage == stage]
    statuses = [(c, assessment.statuses[c.key]) for c in criteria]
    failed = [(c, status) for c, status in statuses if status == "fail"]
    for criterion, status in failed or statuses:
        if status not in ("pass", "not applicable"):
            yield _called(protocol, criterion), status


def _called(protocol: ir.Protocol, criterion: ir.Criterion) -> str:
    """A criterion by its printed number, with its stage where another one has that number too."""
    kind, label = criterion.kind, criterion.label
    alike = sum(1 for c in protocol.criteria if (c.kind, c.label) == (kind, label))
    stage = next((s.name for s in protocol.stages if s.key == criterion.stage), "")
    return f"{kind} {label} of stage {stage}" if alike > 1 and stage else f"{kind} {label}"


def _failures(protocol: ir.Protocol, outcome: ExampleOutcome) -> Iterator[Diagnostic]:
    title = outcome.example.title
    if outcome.problem:
        yield say.example_unreadable(outcome.example.span, title, outcome.problem)
    for one in outcome.expectations:
        expectation = one.expectation
        if not one.status_holds:
            what = _whole(protocol, expectation)
            if expectation.criterion is not None and not expectation.about:
                criterion = protocol.criterion(expectation.criterion)
                what = _called(protocol, criterion)
            yield say.example_differs(
                expectation.span, title, what, expectation.status, one.found, one.reasons
            )
        elif not one.missing_holds:
            expected = _names(protocol, expectation.missing or ())
            yield say.example_lacks_other(
                expectation.span, title, expected, _names(protocol, one.missing)
            )


def _whole(protocol: ir.Protocol, expectation: ir.Expectation) -> str:
    """What an expectation is about that is no criterion, for people."""
    if not expectation.about:
        return "the verdict"
    names = {
        "stage": {stage.key: stage.name for stage in protocol.stages},
        "cohort": {cohort.key: cohort.name for cohort in protocol.cohorts},
        "unit": {unit.key: unit.name for unit in protocol.units},
    }
    return f"{expectation.about} {names[expectation.about][expectation.criterion or '']}"


def _names(protocol: ir.Protocol, keys: tuple[str, ...]) -> str:
    return ", ".join(_name(protocol, key) for key in keys) or "nothing"


def _name(protocol: ir.Protocol, item: str) -> str:
    key, _, facet = item.partition(".")
    names = {milestone.key: milestone.name for milestone in protocol.milestones}
    names |= {table.key: table.name for table in protocol.tables}
    names |= {datum.key: datum.name for datum in protocol.data}
    name = names.get(key, key)
    return f"{facet.replace('_', ' ')} of {name}" if facet else name
