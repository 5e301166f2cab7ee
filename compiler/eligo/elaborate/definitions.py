"""From define, score and subgroup blocks to what they mean; each when the first rule uses it."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from eligo import ir, syntax, units
from eligo.diagnostics import kinds as kinds_wrong
from eligo.diagnostics import names as names_wrong
from eligo.elaborate import instances, kinds, numbers, statements
from eligo.elaborate.place import Counts, Place
from eligo.elaborate.scope import (
    DeclaredDefinition,
    DeclaredScore,
    DeclaredSubgroup,
    Scope,
    field_key,
    normal,
)
from eligo.source import Span


def definition(scope: Scope, declared: DeclaredDefinition, used: Span) -> ir.Definition | None:
    """The meaning of a definition as it is declared."""
    key = field_key(declared.block.name.text)
    return instances.definition(Place(scope, f"define:{key}", key), declared, None, used)


def build(place: Place, declared: DeclaredDefinition, key: str) -> ir.Definition | None:
    """The meaning of a definition under a key, in the window and at the milestone of the place."""
    scope, block = place.scope, declared.block
    number: ir.Number | None = None
    statement: ir.Statement | None = None
    unit: units.Unit | None = None
    steps: tuple[ir.Step, ...] = ()
    if block.unit is not None or block.number_kind is not None:
        unit = (
            kinds.unit(scope, block.unit, block.unit_span or block.name.span)
            if block.unit is not None
            else numbers.ONE
        )
        if block.expression is None:
            return None
        steps = _steps(place, block)
        number = numbers.formula(place, block.expression)
        if number is None or unit is None:
            return None
    else:
        if block.statement is None:
            return None
        statement = statements.statement(place, block.statement)
        if statement is None:
            return None
    return ir.Definition(
        key=key,
        name=block.name.text,
        label=block.label.text if block.label else block.name.text,
        span=block.span,
        number=number,
        statement=statement,
        unit=unit,
        steps=steps,
        source=block.source.text if block.source else "",
        note=block.note.text if block.note else "",
        vocabulary=declared.vocabulary,
    )


def _steps(place: Place, block: syntax.DefineBlock) -> tuple[ir.Step, ...]:
    """The ``where`` lines in the order in which they need each other, whatever the order on the page."""
    waiting = {normal(step.name.text): step for step in block.steps}
    if len(waiting) != len(block.steps):
        for step in block.steps:
            if waiting[normal(step.name.text)] is not step:
                place.scope.report(names_wrong.step_twice(step.name.span, step.name.text))
    ordered: list[ir.Step] = []
    under_way: list[str] = []

    def build(key: str) -> None:
        step = waiting[key]
        if key in under_way:
            place.scope.report(
                names_wrong.definition_in_a_circle(step.name.span, step.name.text, tuple(under_way))
            )
            return
        under_way.append(key)
        for used in _names(step.expression):
            if used in waiting and used not in place.local and used != key:
                build(used)
            elif used == key:
                place.scope.report(
                    names_wrong.definition_in_a_circle(step.name.span, step.name.text, (key,))
                )
        under_way.pop()
        if key in place.local:
            return
        number = numbers.formula(place, step.expression)
        if number is None:
            place.scope.broken = place.scope.broken | {key}
            return
        place.local[key] = ir.Step(field_key(step.name.text), step.name.text, number)
        ordered.append(place.local[key])

    for key in waiting:
        if key not in place.local:
            build(key)
    return tuple(ordered)


def _names(expression: syntax.Expression) -> list[str]:
    match expression:
        case syntax.Subject():
            return [normal(expression.name.text)]
        case syntax.Operation():
            return [*_names(expression.left), *_names(expression.right)]
        case syntax.Call():
            return [name for operand in expression.operands for name in _names(operand)]
        case syntax.Case():
            return [name for _, number in expression.branches for name in _names(number)]
        case syntax.Quantity() | syntax.AgeSubject() | syntax.Measure() | syntax.InUnit():
            return []
        case _:
            assert_never(expression)


def score(scope: Scope, declared: DeclaredScore) -> ir.Score | None:
    """The meaning of a score as it is declared."""
    name = declared.block.name
    place = Place(scope, f"score:{field_key(name.text)}", field_key(name.text))
    return instances.score(place, declared, None, name.span)


def build_score(place: Place, declared: DeclaredScore, key: str) -> ir.Score | None:
    """The meaning of a score under a key, in the window and at the milestone of the place."""
    scope, block = place.scope, declared.block
    entries: list[ir.ScoreItem | ir.ScoreGroup] = []
    taken: set[str] = set()
    good = True
    for written in block.entries:
        if isinstance(written, syntax.ScoreLine):
            item = _item(place, block, written, taken)
            good = good and item is not None
            if item:
                entries.append(item)
        else:
            items = [_item(place, block, line, taken) for line in written.lines]
            known = tuple(item for item in items if item is not None)
            good = good and len(known) == len(items) and bool(known)
            label = written.label.text if written.label else written.name.text
            entries.append(
                ir.ScoreGroup(
                    field_key(written.name.text), written.name.text, label, known, written.span
                )
            )
    if not good:
        return None
    total = sum(
        (
            entry.weight
            if isinstance(entry, ir.ScoreItem)
            else max(item.weight for item in entry.items)
        )
        for entry in entries
    )
    low = int(block.low.number) if block.low else 0
    high = int(block.high.number) if block.high else total
    if (low, high) != (0, total):
        span = block.low.span if block.low and low != 0 else (block.high or block.name).span
        scope.report(kinds_wrong.score_range_wrong(span, block.name.text, low, high, total))
        return None
    return ir.Score(
        key=key,
        name=block.name.text,
        label=block.label.text if block.label else block.name.text,
        low=low,
        high=high,
        entries=tuple(entries),
        unit=numbers.ONE,
        span=block.span,
        source=block.source.text if block.source else "",
        note=block.note.text if block.note else "",
        vocabulary=declared.vocabulary,
    )


def _item(
    within: Place, block: syntax.ScoreBlock, line: syntax.ScoreLine, taken: set[str]
) -> ir.ScoreItem | None:
    scope = within.scope
    key = field_key(line.name.text)
    if key in taken:
        scope.report(names_wrong.score_item_twice(line.name.span, line.name.text, block.name.text))
        return None
    taken.add(key)
    if not line.weight.number.isdigit() or line.weight.unit is not None:
        scope.report(kinds_wrong.weight_not_whole(line.weight.span, line.name.text))
        return None
    place = replace(
        within,
        owner=f"{within.owner}.{key}",
        name=f"{within.name}_{key}",
        judgement_label=f"{block.name.text} {line.name.text}",
        counts=Counts(),
    )
    written = line.statement or syntax.Holds(line.name, line.name.span)
    if line.statement is None and normal(line.name.text) not in scope.things:
        scope.report(kinds_wrong.score_item_says_nothing(line.name.span, line.name.text))
        return None
    statement = statements.statement(place, written)
    within.counts.windows += place.counts.windows
    within.counts.assessed += place.counts.assessed
    if statement is None:
        return None
    label = line.label.text if line.label else line.name.text
    return ir.ScoreItem(key, line.name.text, label, int(line.weight.number), statement, line.span)


def subgroup(scope: Scope, declared: DeclaredSubgroup) -> ir.Subgroup | None:
    """The meaning of a subgroup as it is declared."""
    name = declared.block.name
    place = Place(scope, f"subgroup:{field_key(name.text)}", field_key(name.text))
    return instances.subgroup(place, declared, name.span)


def build_subgroup(place: Place, declared: DeclaredSubgroup, key: str) -> ir.Subgroup | None:
    """The meaning of a subgroup under a key, at the milestone of the place."""
    block = declared.block
    statement = statements.statement(place, block.statement)
    label = block.label.text if block.label else block.name.text
    if statement is None:
        return None
    return ir.Subgroup(key, block.name.text, label, statement, block.span)
