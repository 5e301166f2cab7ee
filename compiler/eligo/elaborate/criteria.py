"""From criterion blocks to criteria: keys, direction, scope, interpretations, duties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from eligo import ir, syntax
from eligo.diagnostics import entries as entries_wrong
from eligo.diagnostics import names as names_wrong
from eligo.diagnostics import protocol as protocol_wrong
from eligo.diagnostics import structure as structure_wrong
from eligo.elaborate import data, dates, instances, populations, statements
from eligo.elaborate.place import Place
from eligo.elaborate.plan import Planned
from eligo.elaborate.scope import (
    DeclaredCohort,
    DeclaredStage,
    DeclaredSubgroup,
    DeclaredUnit,
    Scope,
    nearest,
    normal,
    slug,
)


@dataclass(frozen=True)
class Above:
    """What a part has from the criterion it is part of: direction, the header's window, repetition."""

    excluding: bool
    window: syntax.Window | None = None
    repeat: syntax.RepeatText | None = None
    unit: ir.UnitOfAnalysis | None = None


def criterion(scope: Scope, planned: Planned, above: Above | None = None) -> ir.Criterion | None:
    """The meaning of a criterion or part; None after its mistakes were reported."""
    block = planned.block
    kind, label, key = planned.kind, planned.label, planned.key
    title = block.title.text if block.title else f"{kind} {label}"
    if above is None:
        above = Above(kind != "inclusion")
    if block.turned is not None:
        above = replace(above, excluding=block.turned == "excludes")
    window = block.window or above.window
    above = replace(above, window=window, repeat=block.repeat or above.repeat)
    good = True
    one_of_each = bool(planned.at_each)  # a part that is the whole block at one milestone
    each = bool(planned.parts) and bool(planned.parts[0].at_each)
    if not one_of_each:
        good = _sound(scope, planned)
    subgroup, unit, cohort, found = _group(scope, planned)
    good = good and found
    if unit is not None:
        above = replace(above, unit=unit)
    place = Place(
        scope,
        key,
        slug(key, "_"),
        milestone=planned.milestone,
        excluding=above.excluding,
    )
    if above.unit is not None:
        place = place.inside(scope.data[above.unit.datum])
    place = place.under(window)
    body = None
    if block.bodies and not each:
        asked = dict(scope.questions)
        body = statements.statement(place, block.bodies[0])
        if body is not None and window is not None and place.counts.windows == 0:
            phrase = dates.phrase(window)
            scope.report(entries_wrong.header_window_for_nothing(window.span, phrase))
            good = False
        _questions(scope, planned, asked)
        good = good and body is not None
    parts = tuple(criterion(scope, part, above) for part in planned.parts)
    known = tuple(part for part in parts if part is not None)
    good = good and len(known) == len(parts)
    delays = ""
    if kind == "delay" and block.kind == "delay":
        milestone = scope.things.get(normal(block.delays.text)) if block.delays else None
        delays = milestone.key if isinstance(milestone, ir.Milestone) else ""
        delays = planned.milestone if planned.at_each else delays
        good = good and bool(delays)
    repeat, repeatable = _repeat(scope, above.repeat, block.repeat is not None, body, known, label)
    duties = () if one_of_each else tuple(_duty(place, duty) for duty in block.obliges)
    permits = () if one_of_each else tuple(_permission(place, one) for one in block.permits)
    if not good or not repeatable or None in duties or None in permits:
        return None
    if one_of_each:
        return _at_one(planned, subgroup, above, body, known, repeat)
    return ir.Criterion(
        key=key,
        name=slug(key, "_"),
        kind=kind,
        label=label,
        title=title,
        quotes=tuple(ir.Quote(text.text, text.span) for text in block.quotes),
        subgroup=subgroup,
        excluding=above.excluding,
        body=body,
        parts=known,
        interpretations=tuple(_interpretation(scope, i) for i in block.interpretations),
        not_formalised=tuple(
            ir.NotFormalised(n.words.text, n.because.text, n.span) for n in block.not_formalised
        ),
        duties=tuple(duty for duty in duties if duty is not None),
        span=block.header_span,
        unit=unit.key if unit else None,
        cohort=cohort,
        stage=planned.stage.key if planned.stage else None,
        assessed=planned.awaited,
        delays=delays,
        repeat=repeat,
        permissions=tuple(one for one in permits if one is not None),
        refers=tuple(text.text for text in block.refers),
    )


def _at_one(
    planned: Planned,
    subgroup: str | None,
    above: Above,
    body: ir.Statement | None,
    parts: tuple[ir.Criterion, ...],
    repeat: ir.Repeat | None,
) -> ir.Criterion:
    """The part that a criterion ``assessed at each of`` several milestones has for one of them."""
    return ir.Criterion(
        key=planned.key,
        name=slug(planned.key, "_"),
        kind=planned.kind,
        label=planned.label,
        title=f"At {planned.at_each}",
        quotes=(),
        subgroup=subgroup,
        excluding=above.excluding,
        body=body,
        parts=parts,
        interpretations=(),
        not_formalised=(),
        duties=(),
        span=planned.block.header_span,
        stage=planned.stage.key if planned.stage else None,
        assessed=planned.awaited,
        repeat=repeat,
    )


def _sound(scope: Scope, planned: Planned) -> bool:
    """Whether a block has one rule or parts, and a delay its milestone; reports what is missing."""
    block, label = planned.block, planned.label
    if block.bodies and block.parts:
        scope.report(structure_wrong.body_and_parts(block.header_span, label))
    elif not block.bodies and not block.parts:
        scope.report(structure_wrong.no_rule(block.header_span, label))
    # several rules are reported where they are read
    return bool(block.bodies) != bool(block.parts) and len(block.bodies) < 2


def _group(
    scope: Scope, planned: Planned
) -> tuple[str | None, ir.UnitOfAnalysis | None, str | None, bool]:
    """Subgroup (key), unit and cohort (key) of a criterion; false where that was reported."""
    if planned.at_each:
        return None, None, None, True
    names = (
        *((planned.block.subgroup,) if planned.block.subgroup else ()),
        *planned.block.also_for,
    )
    things = [scope.things.get(normal(name.text)) for name in names]
    good = all(isinstance(t, _GROUPS) for t in things)
    match planned.group:
        case None:
            return None, None, None, good
        case DeclaredSubgroup():
            asked = Place(scope, planned.key, planned.key, milestone=planned.milestone)
            subgroup = instances.subgroup(asked, planned.group, names[0].span)
            return (subgroup.key if subgroup else None), None, None, good and subgroup is not None
        case DeclaredUnit():
            unit = populations.unit(scope, planned.group)
            return None, unit, None, good and unit is not None
        case DeclaredCohort():
            cohort = populations.cohort(scope, planned.group)
            return None, None, (cohort.key if cohort else None), good and cohort is not None
        case _:
            assert_never(planned.group)


_GROUPS = (DeclaredSubgroup, DeclaredUnit, DeclaredCohort, DeclaredStage)


def _questions(scope: Scope, planned: Planned, asked: dict[str, ir.Datum]) -> None:
    """A question that is asked again at a later stage, or at each of several milestones, is found by the words of the
    first one alone, and by ``stage: words`` or ``milestone: words``."""
    again = planned.at_each or (
        planned.stage.declared.block.name.text if planned.stage is not None else ""
    )
    if not again:
        return
    for words, datum in list(scope.questions.items()):
        if asked.get(words) is not datum:
            scope.questions.setdefault(normal(f"{again}: {datum.label}"), datum)
    scope.questions.update(asked)


def _repeat(
    scope: Scope,
    written: syntax.RepeatText | None,
    own: bool,
    body: ir.Statement | None,
    parts: tuple[ir.Criterion, ...],
    label: str,
) -> tuple[ir.Repeat | None, bool]:
    """How often and for how long what a criterion reads may be taken again; false where that was reported."""
    if written is None:
        return None, True
    length = data.validity(scope, written.within)
    if length is None:
        return None, not own
    found: dict[str, None] = {}
    for part in parts:
        if part.repeat is not None:
            found |= dict.fromkeys(part.repeat.data)
    for node in _walked(scope, body):
        if isinstance(node, ir.Reading | ir.ResultReading) and node.pick != "this":
            found.setdefault(node.datum)
    if not found:
        if own and (body is not None or parts):
            scope.report(protocol_wrong.nothing_to_repeat(written.span, label))
        return None, not own
    return ir.Repeat(written.times, length, written.counts, tuple(found), written.span), True


def _walked(scope: Scope, node: object) -> Iterator[object]:
    """Every node beneath a statement, and beneath the definitions, scores and tables it uses."""
    waiting, seen = [node], set()
    while waiting:
        for each in ir.walk(waiting.pop()):
            yield each
            target: object = None
            match each:
                case ir.DefinedCondition() | ir.DefinedNumber():
                    target = scope.built.definitions.get(each.definition)
                case ir.ScoreValue():
                    target = scope.built.scores.get(each.score)
                case ir.TableNumber() | ir.TableOutcome():
                    target = scope.built.tables.get(each.table)
                case _:
                    pass
            if target is not None and id(target) not in seen:
                seen.add(id(target))
                waiting.append(target)


def _interpretation(scope: Scope, written: syntax.InterpretationText) -> ir.Interpretation:
    status: Literal["open", "settled"] = "open"
    if written.status is not None:
        if normal(written.status.text) == "settled":
            status = "settled"
        elif normal(written.status.text) != "open":
            scope.report(
                structure_wrong.unknown_interpretation_status(
                    written.status.span, written.status.text
                )
            )
    return ir.Interpretation(
        title=written.title.text,
        chosen=written.chosen.text if written.chosen else "",
        instead=written.instead.text if written.instead else "",
        because=written.because.text if written.because else "",
        status=status,
        span=written.span,
    )


def _duty(place: Place, written: syntax.ObligesText) -> ir.Duty | None:
    when = statements.statement(place, written.when) if written.when else None
    start = dates.anchor(place, written.start)
    until = dates.anchor(place, written.until)
    if start is None or until is None or (written.when and when is None):
        return None
    return ir.Duty(place.id(), written.text.text, start, until, when, written.span)


def _permission(place: Place, written: syntax.PermitsText) -> ir.Permission | None:
    when = statements.statement(place, written.when) if written.when else None
    if written.when is not None and when is None:
        return None
    return ir.Permission(place.id(), written.text.text, when, written.span)


def circles(scope: Scope, criteria: tuple[ir.Criterion, ...]) -> bool:
    """Report criteria that satisfy themselves through each other."""
    flat: dict[str, ir.Criterion] = {}

    def collect(one: ir.Criterion) -> None:
        flat[one.key] = one
        for part in one.parts:
            collect(part)

    for one in criteria:
        collect(one)
    uses = {
        key: [
            used
            for n in ir.walk((one.body, one.parts))
            if isinstance(n, ir.Satisfies | ir.SatisfiesStage)
            for used in (
                [n.criterion] if isinstance(n, ir.Satisfies) else scope.stages.get(n.stage, [])
            )
            if used in flat
        ]
        for key, one in flat.items()
    }
    done: set[str] = set()
    found = False

    def visit(key: str, path: tuple[str, ...]) -> None:
        nonlocal found
        if key in path:
            scope.report(
                names_wrong.criteria_in_a_circle(flat[key].span, tuple(path[path.index(key) :]))
            )
            found = True
            return
        if key in done:
            return
        for used in uses.get(key, []):
            # A part that asks for its own whole is a circle as well.
            visit(used, (*path, key))
        done.add(key)

    for key, one in flat.items():
        for used in uses[key]:
            if used == key or used.startswith(f"{key}."):
                continue
            if key.startswith(f"{used}."):
                scope.report(names_wrong.criteria_in_a_circle(one.span, (key, used)))
                found = True
    for key in flat:
        visit(key, ())
    return found


def find(scope: Scope, kind: str, reference: syntax.Name) -> str | None:
    """The key of the criterion that an expectation names; an unknown one is reported."""
    key = scope.criteria.get((kind, normal(reference.text)))
    if key is None:
        known = tuple(sorted({k for (own, _), k in scope.criteria.items() if own == kind}))
        close = nearest(reference.text, known) or known
        scope.report(names_wrong.unknown_criterion(reference.span, kind, reference.text, close))
    return key
