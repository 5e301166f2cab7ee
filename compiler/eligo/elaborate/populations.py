"""Whom and when criteria are about, besides subgroups: units of analysis, cohorts, derived milestones."""

from __future__ import annotations

from dataclasses import replace

from eligo import ir, syntax
from eligo.diagnostics import protocol as protocol_wrong
from eligo.elaborate import dates, statements
from eligo.elaborate.place import Place
from eligo.elaborate.scope import DeclaredCohort, DeclaredUnit, Scope, described, field_key, normal


def unit(scope: Scope, declared: DeclaredUnit) -> ir.UnitOfAnalysis | None:
    """What some criteria are about instead of the participant; None after its mistakes were reported."""
    block = declared.block
    key = field_key(block.name.text)
    if key not in scope.built.units:
        scope.built.units[key] = _unit(scope, block, key)
    return scope.built.units[key]


def _unit(scope: Scope, block: syntax.UnitBlock, key: str) -> ir.UnitOfAnalysis | None:
    thing = scope.find(block.record, declare="data {}: record")
    if thing is None:
        return None
    if not isinstance(thing, ir.Datum) or not isinstance(thing.kind, ir.Record):
        scope.report(
            protocol_wrong.unit_needs_a_record(
                block.record.span, block.record.text, described(thing)
            )
        )
        return None
    if block.least < 1:
        scope.report(protocol_wrong.unit_of_none(block.span))
        return None
    place = Place(scope, f"unit:{key}", key).inside(thing)
    where = statements.statement(place, block.where) if block.where else None
    if block.where is not None and where is None:
        return None
    label = block.label.text if block.label else block.name.text
    return ir.UnitOfAnalysis(key, block.name.text, label, thing.key, where, block.least, block.span)


def cohort(scope: Scope, declared: DeclaredCohort) -> ir.Cohort | None:
    """A choice among those a participant may enter; None after its mistakes were reported."""
    block = declared.block
    key = field_key(block.name.text)
    if key not in scope.built.cohorts:
        place = Place(scope, f"cohort:{key}", key)
        statement = statements.statement(place, block.statement) if block.statement else None
        label = block.label.text if block.label else block.name.text
        scope.built.cohorts[key] = (
            ir.Cohort(key, block.name.text, label, statement, block.span)
            if statement is not None or block.statement is None
            else None
        )
    return scope.built.cohorts[key]


def derive(scope: Scope, blocks: tuple[syntax.MilestoneBlock, ...]) -> None:
    """Say of derived milestones where they lie; those that are counted from each other are reported."""
    for block in blocks:
        if block.derived is None:
            continue
        name = block.names[0]
        known = scope.things.get(normal(name.text))
        if not isinstance(known, ir.Milestone) or known.span != name.span:
            continue
        date = dates.anchor(Place(scope, f"milestone:{known.key}", known.key), block.derived)
        if date is None:
            continue
        derived = replace(known, derived=date)
        scope.milestones[known.key] = derived
        for spelling, thing in scope.things.items():
            if thing is known:
                scope.things[spelling] = derived
    for key in scope.milestones:
        _circle(scope, key)


def _circle(scope: Scope, key: str) -> None:
    path = [key]
    while True:
        milestone = scope.milestones[path[-1]]
        uses = [
            node.milestone
            for node in ir.walk(milestone.derived)
            if isinstance(node, ir.MilestoneDate) and node.milestone in scope.milestones
        ]
        following = next(iter(uses), None)
        if following is None or (following in path and following != key):
            return
        if following == key:
            names = tuple(scope.milestones[each].name for each in path)
            scope.report(protocol_wrong.milestones_in_a_circle(scope.milestones[key].span, names))
            scope.milestones[key] = replace(scope.milestones[key], derived=None)
            return
        path.append(following)
