"""Which criteria there are: keys, labels, stages, milestones and whom each is for, before any rule is read.

A criterion without a stage belongs to the first. A stage that extends another has that one's criteria once more, at its
own milestone, under keys behind its name, but for those it leaves out or replaces."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from eligo import ir, syntax
from eligo.diagnostics import names as names_wrong
from eligo.diagnostics import protocol as protocol_wrong
from eligo.elaborate.scope import (
    DeclaredCohort,
    DeclaredStage,
    DeclaredSubgroup,
    DeclaredUnit,
    Scope,
    described,
    field_key,
    nearest,
    normal,
    slug,
)
from eligo.source import Span

Kind = Literal["inclusion", "exclusion", "delay"]
Group = DeclaredSubgroup | DeclaredUnit | DeclaredCohort


@dataclass(frozen=True)
class Stage:
    """A declared stage with what could be found of it. ``milestone`` is a key; ``extends`` a key, empty for none."""

    declared: DeclaredStage
    key: str
    milestone: str
    extends: str


@dataclass(frozen=True)
class Planned:
    """A criterion or part to be elaborated. ``milestone`` is the key of that at which it is read (empty: the
    protocol's), ``awaited`` of that without whose day it is pending. ``group`` is whom it is for. ``at_each`` says that
    its parts are the block itself, at one milestone each."""

    block: syntax.CriterionBlock
    kind: Kind
    key: str
    label: str
    milestone: str
    awaited: str | None
    stage: Stage | None
    group: Group | None
    parts: tuple[Planned, ...]
    at_each: str = ""  # of such a part: the name of its milestone


def stages(scope: Scope, blocks: tuple[syntax.StageBlock, ...]) -> tuple[Stage, ...]:
    """The stages in order of declaration; a stage that extends one declared later is reported."""
    found: dict[str, Stage] = {}
    for block in blocks:
        thing = scope.things.get(normal(block.name.text))
        if not isinstance(thing, DeclaredStage) or thing.block is not block:
            continue  # its name was taken, and is reported
        milestone = _milestone(scope, block.milestone) or ""
        extends = ""
        if block.extends is not None:
            extends = field_key(block.extends.text)
            if extends not in found:
                known = tuple(stage.declared.block.name.text for stage in found.values())
                scope.report(
                    protocol_wrong.unknown_stage(block.extends.span, block.extends.text, known)
                )
                extends = ""
        picked = (*block.without, *block.only)
        if picked and block.extends is None:
            span = picked[0][1].span
            scope.report(protocol_wrong.without_needs_extends(span, block.name.text))
        key = field_key(block.name.text)
        found[key] = Stage(thing, key, milestone, extends)
    return tuple(found.values())


def plan(
    scope: Scope, blocks: tuple[syntax.CriterionBlock, ...], known: tuple[Stage, ...]
) -> tuple[Planned, ...]:
    """Every criterion of every stage in order, entered for references by key and printed label."""
    by_stage: dict[str, dict[str, Planned]] = {stage.key: {} for stage in known} or {"": {}}
    spans: dict[tuple[str, str], Span] = {}
    labels: dict[tuple[str, str, str], Span] = {}
    whole = [block for block in blocks if block.kind != "part"]
    scopes = [_for(scope, block, known) for block in whole]
    first = known[0] if known else None
    places = [
        (block, group, stage or first) for block, (group, stage) in zip(whole, scopes, strict=True)
    ]
    own_keys = {(stage.key if stage else "", _own_key(block)) for block, _, stage in places}
    for block, group, stage in places:
        own, name = _own_key(block), stage.key if stage else ""
        order = [each.key for each in known]
        before = order[: order.index(name)] if order else []
        key = own
        if stage is not None and any((each, own) in own_keys for each in before):
            key = f"{slug(stage.declared.block.name.text)}/{own}"
        assert block.kind != "part"
        planned = _planned(scope, block, block.kind, key, block.label.text, stage, group, None)
        _spans(scope, planned, own, name, spans, labels)
        by_stage[name].setdefault(own, planned)
    for stage in known:
        if stage.extends:
            by_stage[stage.key] = _taken_over(scope, stage, by_stage)
    _unused_without(scope, known)
    found = tuple(each for stage in by_stage.values() for each in stage.values())
    _enter(scope, found)
    return found


def _own_key(block: syntax.CriterionBlock) -> str:
    own = block.key.text if block.key else slug(block.title.text if block.title else "")
    return own or slug(block.label.text) or "criterion"


def _planned(
    scope: Scope,
    block: syntax.CriterionBlock,
    kind: Kind,
    key: str,
    label: str,
    stage: Stage | None,
    group: Group | None,
    above: Planned | None,
) -> Planned:
    """A criterion with its parts; ``above`` is what it is part of."""
    at = [m for name in block.assessed if (m := _milestone(scope, name)) is not None]
    milestone = above.milestone if above else ""
    awaited: str | None = None
    if above is None and stage is not None and stage.milestone:
        milestone = stage.milestone
        awaited = milestone if milestone != scope.assessed_at else None
    if above is None and kind == "delay" and block.delays is not None:
        milestone = _milestone(scope, block.delays) or milestone
        awaited = None
    if len(at) == 1:
        milestone = awaited = at[0]
    whole = Planned(block, kind, key, label, milestone, awaited, stage, group, ())
    if len(at) > 1:
        names = [name.text for name in block.assessed if _milestone(scope, name, silent=True)]
        each = [
            _each(scope, whole, milestone, name) for milestone, name in zip(at, names, strict=True)
        ]
        return replace(whole, parts=tuple(each))
    return replace(whole, parts=_parts(scope, whole))


def _each(scope: Scope, whole: Planned, milestone: str, name: str) -> Planned:
    """The whole criterion at one of the milestones at each of which it is assessed."""
    one = replace(
        whole,
        key=f"{whole.key}.{slug(name)}",
        label=f"{whole.label}.{name}",
        milestone=milestone,
        awaited=milestone,
        at_each=name,
    )
    return replace(one, parts=_parts(scope, one))


def _parts(scope: Scope, whole: Planned) -> tuple[Planned, ...]:
    found = []
    for part in whole.block.parts:
        names = (*((part.subgroup,) if part.subgroup else ()), *part.also_for)
        group: Group | None = None
        for name in names:
            thing = scope.things.get(normal(name.text))
            if isinstance(thing, DeclaredSubgroup) and group is None:
                group = thing
            elif isinstance(thing, DeclaredUnit | DeclaredCohort | DeclaredStage):
                what = described(thing)
                scope.report(protocol_wrong.part_for_a_whole(name.span, name.text, what))
            elif isinstance(thing, DeclaredSubgroup):
                scope.report(protocol_wrong.for_two_groups(name.span, name.text))
            else:
                _unknown(scope, name)
        key = f"{whole.key}.{_own_key(part)}"
        label = f"{whole.label}.{part.label.text}"
        found.append(_planned(scope, part, whole.kind, key, label, whole.stage, group, whole))
    return tuple(found)


def _for(
    scope: Scope, block: syntax.CriterionBlock, known: tuple[Stage, ...]
) -> tuple[Group | None, Stage | None]:
    """Whom a criterion is for, and in which stage."""
    group: Group | None = None
    stage: Stage | None = None
    for name in (*((block.subgroup,) if block.subgroup else ()), *block.also_for):
        thing = scope.things.get(normal(name.text))
        match thing:
            case DeclaredStage():
                found = next((s for s in known if s.declared is thing), None)
                if stage is not None and found is not None:
                    scope.report(protocol_wrong.for_two_stages(name.span, name.text))
                stage = found
            case DeclaredSubgroup() | DeclaredUnit() | DeclaredCohort():
                if group is not None:
                    scope.report(protocol_wrong.for_two_groups(name.span, name.text))
                group = thing
            case _:
                _unknown(scope, name)
    return group, stage


def _unknown(scope: Scope, name: syntax.Name) -> None:
    if normal(name.text) in scope.broken:
        return
    thing = scope.things.get(normal(name.text))
    kinds = DeclaredSubgroup | DeclaredUnit | DeclaredCohort | DeclaredStage
    known = tuple(scope.printed[key] for key, t in scope.things.items() if isinstance(t, kinds))
    what = described(thing) if thing else ""
    scope.report(names_wrong.unknown_subgroup(name.span, name.text, what, known))


def _milestone(scope: Scope, name: syntax.Name, *, silent: bool = False) -> str | None:
    thing = scope.things.get(normal(name.text))
    if isinstance(thing, ir.Milestone):
        return thing.key
    if not silent and normal(name.text) not in scope.broken:
        known = tuple(m.name for m in scope.milestones.values())
        scope.report(names_wrong.unknown_milestone(name.span, name.text, known))
    return None


# ------------------------------------------------------------------------------------------------------- stages


def _taken_over(
    scope: Scope, stage: Stage, by_stage: dict[str, dict[str, Planned]]
) -> dict[str, Planned]:
    """The criteria of the stage that is extended, at this one's milestone, with its own in place of those they replace,
    and beneath them the others of its own."""
    theirs, own = by_stage[stage.extends], by_stage[stage.key]
    block = stage.declared.block
    left_out = _picked(scope, block.without, theirs)
    if block.only:
        left_out |= set(theirs) - _picked(scope, block.only, theirs)
    found: dict[str, Planned] = {}
    stem = slug(block.name.text)
    for key, one in theirs.items():
        if key in own:
            found[key] = own[key]
        elif key not in left_out:
            found[key] = _again(scope, one, stage, f"{stem}/{key}")
    return {**found, **own}


def _picked(
    scope: Scope, references: tuple[tuple[Kind, syntax.Name], ...], theirs: dict[str, Planned]
) -> set[str]:
    """The keys of the criteria that a line ``without`` or ``only`` names."""
    found: set[str] = set()
    for kind, name in references:
        wanted = normal(name.text)
        keys = [
            key
            for key, one in theirs.items()
            if one.kind == kind and wanted in (normal(key), normal(one.label), normal(one.key))
        ]
        if not keys:
            known = tuple(one.label for one in theirs.values() if one.kind == kind)
            close = nearest(name.text, known) or known
            scope.report(names_wrong.unknown_criterion(name.span, kind, name.text, close))
        found |= set(keys)
    return found


def _again(scope: Scope, one: Planned, stage: Stage, key: str) -> Planned:
    """A criterion of an earlier stage, read at another one's milestone."""
    return _planned(scope, one.block, one.kind, key, one.label, stage, one.group, None)


def _unused_without(scope: Scope, known: tuple[Stage, ...]) -> None:
    """A criterion is left out, or kept, once only."""
    for stage in known:
        seen: set[tuple[str, str]] = set()
        block = stage.declared.block
        for kind, name in (*block.without, *block.only):
            if (kind, normal(name.text)) in seen:
                scope.report(names_wrong.value_twice(name.span, f"{kind} {name.text}"))
            seen.add((kind, normal(name.text)))


# --------------------------------------------------------------------------------------------------- references


def _spans(
    scope: Scope,
    planned: Planned,
    own: str,
    stage: str,
    spans: dict[tuple[str, str], Span],
    labels: dict[tuple[str, str, str], Span],
) -> None:
    """Report keys and printed labels that stand twice in one stage."""
    block = planned.block
    where = block.key.span if block.key else block.header_span
    if planned.at_each == "":
        if (stage, own) in spans:
            scope.report(names_wrong.key_twice(where, own.rpartition(".")[2], spans[stage, own]))
        spans.setdefault((stage, own), where)
        label = (stage, planned.kind, normal(planned.label))
        if label in labels:
            scope.report(
                names_wrong.label_twice(
                    block.label.span, planned.kind, planned.label, labels[label]
                )
            )
        labels.setdefault(label, block.label.span)
    for part in planned.parts:
        _spans(scope, part, f"{own}.{part.key.rpartition('.')[2]}", stage, spans, labels)


def _enter(scope: Scope, found: tuple[Planned, ...]) -> None:
    """Enter criteria for references: a label means that of the first stage that has it."""
    for one in found:
        scope.criteria[one.kind, normal(one.key)] = one.key
        scope.criteria.setdefault((one.kind, normal(one.label)), one.key)
        if one.stage is not None:
            stage = normal(one.stage.declared.block.name.text)
            scope.stages.setdefault(one.stage.key, []).append(one.key)
            for name in (stage, slug(stage)):
                scope.criteria.setdefault((one.kind, f"{name}/{normal(one.label)}"), one.key)
        _enter_parts(scope, one)


def _enter_parts(scope: Scope, one: Planned) -> None:
    for part in one.parts:
        scope.criteria[part.kind, normal(part.key)] = part.key
        scope.criteria.setdefault((part.kind, normal(part.label)), part.key)
        _enter_parts(scope, part)
