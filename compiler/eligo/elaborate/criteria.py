"""From criterion blocks to criteria: keys, direction, scope, interpretations, duties."""

from __future__ import annotations

from typing import Literal

from eligo import ir, syntax
from eligo.diagnostics import names as names_wrong
from eligo.diagnostics import structure as structure_wrong
from eligo.elaborate import dates, definitions, statements
from eligo.elaborate.place import Place
from eligo.elaborate.scope import DeclaredSubgroup, Scope, described, nearest, normal, slug
from eligo.source import Span

Kind = Literal["inclusion", "exclusion"]
Plan = dict[int, tuple[str, str]]  # id of a block -> (key, label)


def index(scope: Scope, blocks: tuple[syntax.CriterionBlock, ...]) -> Plan:
    """Give every criterion and part its permanent key and printed label, and enter them for references."""
    plan: Plan = {}
    spans: dict[str, Span] = {}
    labels: dict[tuple[str, str], Span] = {}

    def enter(block: syntax.CriterionBlock, kind: Kind, key_path: str, label_path: str) -> None:
        own = block.key.text if block.key else slug(block.title.text if block.title else "")
        own = own or slug(block.label.text) or "criterion"
        key = f"{key_path}.{own}" if key_path else own
        label = f"{label_path}.{block.label.text}" if label_path else block.label.text
        where = block.key.span if block.key else block.header_span
        if key in spans:
            scope.report(names_wrong.key_twice(where, own, spans[key]))
        spans.setdefault(key, where)
        if (kind, normal(label)) in labels:
            scope.report(
                names_wrong.label_twice(block.label.span, kind, label, labels[kind, normal(label)])
            )
        labels.setdefault((kind, normal(label)), block.label.span)
        plan[id(block)] = (key, label)
        scope.criteria[kind, normal(key)] = key
        scope.criteria.setdefault((kind, normal(label)), key)
        for part in block.parts:
            enter(part, kind, key, label)

    for block in blocks:
        if block.kind != "part":
            enter(block, block.kind, "", "")
    return plan


def criterion(
    scope: Scope, plan: Plan, block: syntax.CriterionBlock, kind: Kind, excluding: bool
) -> ir.Criterion | None:
    key, label = plan[id(block)]
    name = slug(key, "_")
    place = Place(scope, key, name)
    if block.turned is not None:
        excluding = block.turned == "excludes"
    good = True
    if block.bodies and block.parts:
        scope.report(structure_wrong.body_and_parts(block.header_span, label))
        good = False
    if len(block.bodies) > 1:  # reported when it was read
        good = False
    if not block.bodies and not block.parts:
        scope.report(structure_wrong.no_rule(block.header_span, label))
        good = False
    body = statements.statement(place, block.bodies[0]) if block.bodies else None
    parts = tuple(criterion(scope, plan, part, kind, excluding) for part in block.parts)
    subgroup = _subgroup(scope, block.subgroup) if block.subgroup else None
    duties = tuple(_duty(place, duty) for duty in block.obliges)
    known = tuple(part for part in parts if part is not None)
    if (block.bodies and body is None) or len(known) != len(parts) or None in duties:
        good = False
    if block.subgroup and subgroup is None:
        good = False
    if not good:
        return None
    return ir.Criterion(
        key=key,
        name=name,
        kind=kind,
        label=label,
        title=block.title.text if block.title else f"{kind} {label}",
        quotes=tuple(ir.Quote(text.text, text.span) for text in block.quotes),
        subgroup=subgroup,
        excluding=excluding,
        body=body,
        parts=known,
        interpretations=tuple(_interpretation(scope, i) for i in block.interpretations),
        not_formalised=tuple(
            ir.NotFormalised(n.words.text, n.because.text, n.span) for n in block.not_formalised
        ),
        duties=tuple(duty for duty in duties if duty is not None),
        span=block.header_span,
    )


def _subgroup(scope: Scope, name: syntax.Name) -> str | None:
    thing = scope.things.get(normal(name.text))
    if isinstance(thing, DeclaredSubgroup):
        group = definitions.subgroup(scope, thing)
        return group.key if group else None
    known = tuple(
        scope.printed[key] for key, t in scope.things.items() if isinstance(t, DeclaredSubgroup)
    )
    if normal(name.text) not in scope.broken:
        what = described(thing) if thing else ""
        scope.report(names_wrong.unknown_subgroup(name.span, name.text, what, known))
    return None


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
        key: [n.criterion for n in ir.walk((one.body, one.parts)) if isinstance(n, ir.Satisfies)]
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
