"""From example blocks to participants and what is expected of them."""

from __future__ import annotations

import json
from typing import Literal, assert_never

from eligo import ir, syntax
from eligo.diagnostics import structure as structure_wrong
from eligo.elaborate import criteria, given
from eligo.elaborate.given import Record
from eligo.elaborate.scope import (
    Component,
    DeclaredCohort,
    DeclaredStage,
    DeclaredTable,
    DeclaredUnit,
    Member,
    Scope,
    field_key,
    gives_numbers,
    normal,
)

STATUSES = ("pass", "fail", "unknown", "pending", "delayed", "not applicable")
UNIT_STATUSES = ("pass", "fail", "unknown", "pending", "delayed")
VERDICTS = ("eligible", "ineligible", "undetermined", "delayed", "meets the known criteria")


def examples(scope: Scope, blocks: tuple[syntax.ExampleBlock, ...]) -> tuple[ir.Example, ...]:
    by_title: dict[str, syntax.ExampleBlock] = {}
    for block in blocks:
        if normal(block.title.text) in by_title:
            earlier = by_title[normal(block.title.text)]
            scope.report(
                structure_wrong.example_twice(
                    block.title.span, block.title.text, earlier.title.span
                )
            )
        by_title.setdefault(normal(block.title.text), block)
    records: dict[int, Record] = {}

    def record(block: syntax.ExampleBlock, path: tuple[int, ...]) -> Record:
        if id(block) in records:
            return dict(records[id(block)])
        start: Record = {}
        if block.like is not None:
            other = by_title.get(normal(block.like.text))
            if other is None or id(other) in (*path, id(block)):
                titles = tuple(b.title.text for b in blocks if b is not block)
                scope.report(
                    structure_wrong.unknown_example(block.like.span, block.like.text, titles)
                )
            else:
                start = record(other, (*path, id(block)))
        start["id"] = block.title.text
        records[id(block)] = given.record(scope, start, block.given)
        return dict(records[id(block)])

    found = []
    for block in blocks:
        expectations = [_expectation(scope, expect) for expect in block.expects]
        if not block.expects:
            scope.report(
                structure_wrong.example_expects_nothing(block.title.span, block.title.text)
            )
        text = json.dumps(record(block, ()), ensure_ascii=False, sort_keys=True)
        known = tuple(e for e in expectations if e is not None)
        found.append(ir.Example(block.title.text, text, known, block.span))
    return tuple(found)


def _expectation(scope: Scope, written: syntax.Expect) -> ir.Expectation | None:
    status = normal(written.status.text)
    allowed: tuple[str, ...]
    match written.kind:
        case "verdict" | "stage" | "cohort":
            allowed = VERDICTS
        case "unit":
            allowed = UNIT_STATUSES
        case "inclusion" | "exclusion" | "delay":
            allowed = STATUSES
        case _:
            assert_never(written.kind)
    if status not in allowed:
        scope.report(
            structure_wrong.unknown_status(written.status.span, written.status.text, allowed)
        )
        return None
    key = None
    about: Literal["", "stage", "cohort", "unit"] = ""
    match written.kind:
        case "verdict":
            pass
        case "stage" | "cohort" | "unit":
            about = written.kind
            key = _whole(scope, written.kind, written.reference)
        case "inclusion" | "exclusion" | "delay":
            assert written.reference is not None
            key = criteria.find(scope, written.kind, written.reference)
        case _:
            assert_never(written.kind)
    if key is None and written.kind != "verdict":
        return None
    missing: tuple[str, ...] | None = None
    if written.missing is not None:
        found = []
        for name in written.missing:
            if isinstance(name, syntax.Text):
                datum = scope.questions.get(normal(name.text))
                if datum is None:
                    known = tuple(d.label for d in scope.questions.values())
                    scope.report(structure_wrong.unknown_question(name.span, name.text, known))
                    return None
                found.append(datum.key)
                continue
            thing = _attribute(scope, name) or scope.find(name)
            if thing is None:
                return None
            if isinstance(thing, Member | Component):
                thing = thing.datum
            if isinstance(thing, DeclaredTable) and not gives_numbers(thing.block):
                # What a row of it asks to be done.
                found.append(field_key(thing.block.name.text))
                continue
            if not isinstance(thing, ir.Datum | ir.Milestone):
                scope.report(structure_wrong.given_is_derived(name.span, name.text))
                return None
            found.append(thing.key)
        missing = tuple(found)
    return ir.Expectation(key, status, missing, written.span, about)


def _attribute(scope: Scope, name: syntax.Name) -> ir.Datum | None:
    """The attribute of this name, where only one list has one and nothing else is called so."""
    wanted = normal(name.text)
    if wanted in scope.things or wanted in scope.lesser:
        return None
    found = [
        attribute
        for datum in scope.data.values()
        for attribute in datum.attributes
        if wanted in map(normal, (attribute.name, *attribute.synonyms))
    ]
    return found[0] if len(found) == 1 else None


_WHOLES: dict[str, type[DeclaredStage | DeclaredCohort | DeclaredUnit]] = {
    "stage": DeclaredStage,
    "cohort": DeclaredCohort,
    "unit": DeclaredUnit,
}


def _whole(
    scope: Scope, kind: Literal["stage", "cohort", "unit"], reference: syntax.Name | None
) -> str | None:
    """The key of a stage, cohort or unit of analysis; an unknown one is reported."""
    assert reference is not None
    thing = scope.things.get(normal(reference.text))
    if isinstance(thing, _WHOLES[kind]):
        return field_key(thing.block.name.text)
    known = tuple(
        scope.printed[key] for key, t in scope.things.items() if isinstance(t, _WHOLES[kind])
    )
    if normal(reference.text) not in scope.broken:
        scope.report(
            structure_wrong.expectation_of_nothing(reference.span, kind, reference.text, known)
        )
    return None
