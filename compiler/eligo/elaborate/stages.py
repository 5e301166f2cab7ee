"""What a later stage takes over, and yet reads at the milestone of the stage it is taken from."""

from __future__ import annotations

from collections.abc import Iterator

from eligo import ir
from eligo.diagnostics import protocol as protocol_wrong
from eligo.elaborate.plan import Stage
from eligo.elaborate.scope import Scope
from eligo.source import Span


def read_again(scope: Scope, criteria: tuple[ir.Criterion, ...], known: tuple[Stage, ...]) -> None:
    """Warn where the rule of a criterion that a stage takes over says ``at`` the milestone of an earlier one. What it
    says of the time before that milestone is left alone: it may speak of what had happened by then.
    """
    stages = {stage.key: stage for stage in known}
    first = {criterion.span: criterion.stage for criterion in reversed(criteria)}
    warned: set[Span] = set()
    for criterion in criteria:
        if criterion.stage is None or first[criterion.span] == criterion.stage:
            continue
        taking = stages[criterion.stage]
        earlier = _earlier(taking, stages) - {taking.milestone, criterion.delays}
        for span, milestone in _read_at(criterion, frozenset(earlier)):
            if span not in warned:
                warned.add(span)
                name = taking.declared.block.name.text
                scope.report(
                    protocol_wrong.read_again(
                        span,
                        f"{criterion.kind} {criterion.label}",
                        name,
                        scope.milestones[milestone].name,
                    )
                )


def _earlier(stage: Stage, stages: dict[str, Stage]) -> set[str]:
    """The milestones of the stages from which a stage takes criteria over."""
    found: set[str] = set()
    while stage.extends:
        stage = stages[stage.extends]
        found.add(stage.milestone)
    return found


def _read_at(criterion: ir.Criterion, milestones: frozenset[str]) -> Iterator[tuple[Span, str]]:
    """Where the rules of a criterion and its parts read something at one of the milestones, which is not that at which
    they are assessed."""
    milestones -= {criterion.assessed or ""}
    for node in ir.walk(criterion.body):
        match node:
            case ir.Timing(relation="at", anchor=ir.MilestoneDate(milestone=key) as anchor):
                if key in milestones:
                    yield anchor.span, key
            case ir.Ongoing(duration=None, at=ir.MilestoneDate(milestone=key) as anchor):
                if key in milestones:
                    yield anchor.span, key
            case _:
                pass
    for part in criterion.parts:
        yield from _read_at(part, milestones)
