"""From the tree as written to the meaning: names, types, units. Mistakes are reported, never raised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from eligo import ir, syntax
from eligo.diagnostics import Diagnostic
from eligo.diagnostics import kinds as kinds_wrong
from eligo.diagnostics import names as names_wrong
from eligo.diagnostics import structure as structure_wrong
from eligo.elaborate import (
    criteria,
    data,
    definitions,
    examples,
    given,
    groups,
    instances,
    plan,
    populations,
    stages,
)
from eligo.elaborate.place import Place
from eligo.elaborate.scope import (
    DeclaredCohort,
    DeclaredDefinition,
    DeclaredPeriod,
    DeclaredScore,
    DeclaredStage,
    DeclaredSubgroup,
    DeclaredTable,
    DeclaredUnit,
    Scope,
    Thing,
    field_key,
    normal,
)
from eligo.source import Source, Span


def elaborate(
    file: syntax.File,
    vocabularies: tuple[syntax.File, ...],
    source_text: Source | None,
    *,
    whole: bool = True,
    files: Mapping[tuple[str, str], Source] = MappingProxyType({}),
) -> tuple[ir.Protocol | None, tuple[Diagnostic, ...]]:
    """The meaning of a protocol's file with the vocabularies it uses (each after those that it uses itself), or of a
    vocabulary alone. ``files`` are the CSV files beside them, by the name of the criteria file and their own. None
    where a mistake left nothing to speak of; the diagnostics then hold an error.
    """
    broken = frozenset().union(file.broken, *(v.broken for v in vocabularies))
    scope = Scope(frozenset(normal(name) for name in broken), files, whole)
    protocol = next((b for b in file.blocks if isinstance(b, syntax.ProtocolBlock)), None)
    vocabulary = next((b for b in file.blocks if isinstance(b, syntax.VocabularyBlock)), None)
    _milestones(scope, file, vocabularies)
    for one in (*vocabularies, file):
        _declare(scope, one)
    facts = _facts(scope, protocol)
    if not scope.assessed_at:
        _assume_assessment(scope, file)
    marks = tuple(b for b in file.blocks if isinstance(b, syntax.MilestoneBlock))
    populations.derive(scope, marks)
    written = tuple(b for b in file.blocks if isinstance(b, syntax.CriterionBlock))
    trial = plan.stages(scope, tuple(b for b in file.blocks if isinstance(b, syntax.StageBlock)))
    planned = plan.plan(scope, written, trial)
    waiting = _everything(scope)
    if vocabulary is not None:
        for block in written:
            scope.report(
                structure_wrong.criteria_in_a_vocabulary(block.header_span, vocabulary.name.text)
            )
    elif protocol is None:
        start = Span(file.source, 0, min(len(file.source.text), 1))
        scope.report(structure_wrong.no_protocol_block(start))
    elif not written and not any("inclusion" in b or "exclusion" in b for b in scope.broken):
        scope.report(structure_wrong.no_criteria(protocol.id.span, protocol.id.text))
    built = [criteria.criterion(scope, one) for one in planned]
    known = tuple(criterion for criterion in built if criterion is not None)
    for thing in waiting:
        if not instances.of_entries(scope, thing):
            said = len(scope.diagnostics)
            _elaborate(scope, thing)
            if _of_a_vocabulary(thing):  # another protocol will have the entry at hand
                scope.diagnostics[said:] = [d for d in scope.diagnostics[said:] if d.code != "E225"]
    criteria.circles(scope, known)
    stages.read_again(scope, known, trial)
    blocks = tuple(b for b in file.blocks if isinstance(b, syntax.ExampleBlock))
    shown = examples.examples(scope, blocks)
    contexts = tuple(
        ir.Context(b.title.text, tuple(ir.Quote(q.text, q.span) for q in b.quotes), b.span)
        for b in file.blocks
        if isinstance(b, syntax.ContextBlock)
    )
    arms = _arms(protocol)
    if protocol is None or facts is None or any(d.is_error for d in scope.diagnostics):
        return None, tuple(scope.diagnostics)
    title, version, released, not_known, registered, details = facts
    result = ir.Protocol(
        id=protocol.id.text,
        title=title,
        version=version,
        released=released,
        assessed_at=scope.assessed_at,
        not_known=not_known,
        registered=registered,
        details=details,
        milestones=tuple(scope.milestones.values()),
        data=tuple(with_facets(scope, datum) for datum in scope.data.values()),
        aliases=tuple(scope.aliases.items()),
        tables=tuple(t for t in scope.built.tables.values() if t is not None),
        units=tuple(u for u in scope.built.units.values() if u is not None),
        cohorts=tuple(c for c in scope.built.cohorts.values() if c is not None),
        stages=tuple(
            ir.Stage(
                stage.key,
                stage.declared.block.name.text,
                _text_of(stage.declared.block.label) or stage.declared.block.name.text,
                stage.milestone,
                stage.extends,
                stage.declared.block.span,
            )
            for stage in trial
        ),
        definitions=tuple(d for d in scope.built.definitions.values() if d is not None),
        scores=tuple(s for s in scope.built.scores.values() if s is not None),
        subgroups=tuple(s for s in scope.built.subgroups.values() if s is not None),
        criteria=known,
        contexts=(*arms, *contexts),
        examples=shown,
        source=file.source,
        source_text=source_text,
        vocabularies=tuple(v.source for v in vocabularies),
        best_verdict="meets the known criteria" if not_known else "eligible",
    )
    used = _used(result)
    if whole and not scope.broken:
        for datum in result.data:
            if datum.span.source is file.source and datum not in used.data:
                scope.report(names_wrong.unused_data(datum.span, datum.name))
    return used, tuple(scope.diagnostics)


def with_facets(scope: Scope, datum: ir.Datum) -> ir.Datum:
    """The datum with what rules speak of in its entries besides the declared attributes."""
    declared = tuple(with_facets(scope, attribute) for attribute in datum.attributes)
    facets = scope.facets.get(datum.key, {})
    if not declared and not facets:
        return datum
    return replace(datum, attributes=(*declared, *facets.values()))


# ------------------------------------------------------------------------------------------------- declarations


def _milestones(scope: Scope, file: syntax.File, vocabularies: tuple[syntax.File, ...]) -> None:
    """The protocol's milestones, and the vocabularies' names for them: bound by ``with``, or by the same name."""
    for block in file.blocks:
        if isinstance(block, syntax.MilestoneBlock):
            for name in block.names:
                key = field_key(name.text)
                milestone = ir.Milestone(key, name.text, block.visit, name.span)
                scope.declare(name, milestone)
                scope.milestones.setdefault(key, milestone)
    for one in (file, *vocabularies):
        for block in one.blocks:
            if isinstance(block, syntax.UseBlock):
                for _, bindings in block.uses:
                    for theirs, ours in bindings:
                        bound = scope.things.get(normal(ours.text))
                        if isinstance(bound, ir.Milestone):
                            scope.things[normal(theirs.text)] = bound
                        else:
                            known = tuple(m.name for m in scope.milestones.values())
                            scope.report(names_wrong.unknown_milestone(ours.span, ours.text, known))
    for one in vocabularies:
        for block in one.blocks:
            if isinstance(block, syntax.MilestoneBlock):
                for name in block.names:
                    if not isinstance(scope.things.get(normal(name.text)), ir.Milestone):
                        span = _use_span(file) or name.span
                        known = tuple(m.name for m in scope.milestones.values())
                        scope.report(
                            names_wrong.milestone_not_bound(span, name.text, one.source.name, known)
                        )
                        scope.broken = scope.broken | {normal(name.text)}


def _use_span(file: syntax.File) -> Span | None:
    return next((b.span for b in file.blocks if isinstance(b, syntax.UseBlock)), None)


def _declare(scope: Scope, file: syntax.File) -> None:
    own = next((b.name.text for b in file.blocks if isinstance(b, syntax.VocabularyBlock)), "")
    blocks = tuple(block for block in file.blocks if isinstance(block, syntax.GroupBlock))
    built = groups.declare_groups(scope, blocks, own)
    for block in file.blocks:
        match block:
            case syntax.DataBlock():
                data.declare_data(scope, block, own)
            case syntax.GroupBlock():
                groups.enter(scope, block, built[id(block)])
            case syntax.TableBlock():
                others = tuple(text.text for text in block.synonyms)
                scope.declare(block.name, DeclaredTable(block, own), others)
            case syntax.UnitBlock():
                scope.declare(block.name, DeclaredUnit(block))
            case syntax.CohortBlock():
                scope.declare(block.name, DeclaredCohort(block))
            case syntax.StageBlock():
                scope.declare(block.name, DeclaredStage(block))
            case syntax.PeriodBlock():
                scope.declare(block.name, DeclaredPeriod(block))
            case syntax.DefineBlock():
                others = tuple(text.text for text in block.synonyms)
                scope.declare(block.name, DeclaredDefinition(block, own), others)
            case syntax.ScoreBlock():
                others = tuple(text.text for text in block.synonyms)
                scope.declare(block.name, DeclaredScore(block, own), others)
            case syntax.SubgroupBlock():
                scope.declare(block.name, DeclaredSubgroup(block))
            case _:
                pass


def _everything(scope: Scope) -> list[Thing]:
    """Elaborate all definitions, scores, tables, subgroups, units and cohorts, so that mistakes in unused ones are
    reported too. Gives those that speak of an entry, which wait until a criterion has one at hand.
    """
    waiting: list[Thing] = []
    for thing in list(dict.fromkeys(map(id, scope.things.values()))):
        found = next(t for t in scope.things.values() if id(t) == thing)
        known, said = scope.built.copy(), len(scope.diagnostics)
        _elaborate(scope, found)
        if any(one.code == "E225" for one in scope.diagnostics[said:]):
            scope.built = known
            del scope.diagnostics[said:]
            waiting.append(found)
    return waiting


def _of_a_vocabulary(thing: Thing) -> bool:
    match thing:
        case DeclaredDefinition() | DeclaredScore() | DeclaredTable():
            return bool(thing.vocabulary)
        case _:
            return False


def _elaborate(scope: Scope, found: Thing) -> None:
    match found:
        case DeclaredDefinition():
            definitions.definition(scope, found, found.block.name.span)
        case DeclaredScore():
            definitions.score(scope, found)
        case DeclaredTable():
            name = found.block.name
            place = Place(scope, f"table:{field_key(name.text)}", field_key(name.text))
            instances.table(place, found, None, name.span)
        case DeclaredUnit():
            populations.unit(scope, found)
        case DeclaredCohort():
            populations.cohort(scope, found)
        case DeclaredSubgroup():
            definitions.subgroup(scope, found)
        case _:
            pass


def _assume_assessment(scope: Scope, file: syntax.File) -> None:
    """A vocabulary alone, or a protocol whose line is at fault, is read as if there were such a milestone."""
    first = next(iter(scope.milestones), None)
    if first is None:
        span = Span(file.source, 0, 0)
        scope.milestones["screening"] = ir.Milestone("screening", "screening", True, span)
        scope.things.setdefault("screening", scope.milestones["screening"])
    scope.assessed_at = first or "screening"


OWN_LINES = (
    "title",
    "version",
    "released",
    "source",
    "assessed at",
    "not known",
    "measured within",
)

Facts = tuple[
    str,
    str,
    date | None,
    tuple[str, ...],
    ir.Registered | None,
    tuple[ir.Detail, ...],
]


def _facts(scope: Scope, block: syntax.ProtocolBlock | None) -> Facts | None:
    """What the protocol block says of the protocol itself."""
    if block is None:
        return None
    found = {p.keyword: p for p in block.properties}
    for keyword in ("title", "version", "assessed at"):
        if keyword not in found and normal(keyword) not in scope.broken:
            scope.report(structure_wrong.protocol_lacks(block.id.span, keyword, block.id.text))
    assessed = found.get("assessed at")
    if assessed is not None and assessed.words:
        name = assessed.words[0]
        thing = scope.things.get(normal(name.text))
        if isinstance(thing, ir.Milestone):
            scope.assessed_at = thing.key
        elif normal(name.text) not in scope.broken:
            known = tuple(m.name for m in scope.milestones.values())
            scope.report(names_wrong.unknown_milestone(name.span, name.text, known))
    released = None
    if "released" in found and found["released"].dates:
        written = found["released"].dates[0]
        try:
            released = date.fromisoformat(written.text)
        except ValueError:
            scope.report(kinds_wrong.date_does_not_exist(written.span, written.text))
    for line in block.properties:
        for written in line.dates:
            if line.keyword != "released" and not given.valid_date(written.text):
                scope.report(kinds_wrong.date_does_not_exist(written.span, written.text))
    if "measured within" in found and found["measured within"].quantities:
        length = data.validity(scope, found["measured within"].quantities[0])
        if length is not None:
            scope.measured_within[""] = length
    not_known = tuple(
        text.text for p in block.properties if p.keyword == "not known" for text in p.texts
    )
    details = tuple(
        ir.Detail(p.keyword, _detail(p)) for p in block.properties if p.keyword not in OWN_LINES
    )
    registered = _registered(scope, block.registered) if block.registered else None
    title = _text(found.get("title"))
    return title, _text(found.get("version")), released, not_known, registered, details


def _text_of(text: syntax.Text | None) -> str:
    return text.text if text else ""


def _text(line: syntax.Property | None) -> str:
    return line.texts[0].text if line and line.texts else ""


def _detail(line: syntax.Property) -> str:
    """The content of a property line as people read it: a quoted text is set off by commas."""
    pieces: list[tuple[int, str, bool]] = []
    pieces += [(text.span.start, text.text, True) for text in line.texts]
    pieces += [(name.span.start, name.text, False) for name in line.words]
    pieces += [
        (q.span.start, f"{q.number} {q.unit}" if q.unit else q.number, False)
        for q in line.quantities
    ]
    pieces += [(d.span.start, d.text, False) for d in line.dates]
    pieces.sort()
    if line.keyword == "runs" and len(pieces) == 2:
        return f"from {pieces[0][1]} to {pieces[1][1]}"
    said = ""
    quoted_before = False
    for _, text, quoted in pieces:
        said += (", " if quoted or quoted_before else " ") if said else ""
        said += text
        quoted_before = quoted
    return said


def _registered(scope: Scope, written: syntax.RegisteredText) -> ir.Registered:
    low = high = None
    if written.ages:
        first, last = written.ages
        low, high = int(first.number), int(last.number) if last else None
        if high is not None and low > high:
            scope.report(kinds_wrong.range_reversed(first.span, str(low), str(high)))
    sexes = normal(written.sexes.text) if written.sexes else None
    if sexes is not None and sexes not in ("all", "female", "male"):
        assert written.sexes is not None
        scope.report(
            structure_wrong.registered_word(
                written.sexes.span, "sexes", sexes, ("all", "female", "male")
            )
        )
    healthy = normal(written.healthy_volunteers.text) if written.healthy_volunteers else None
    if healthy is not None and healthy not in ("yes", "no"):
        assert written.healthy_volunteers is not None
        scope.report(
            structure_wrong.registered_word(
                written.healthy_volunteers.span, "healthy volunteers", healthy, ("yes", "no")
            )
        )
    return ir.Registered(low, high, sexes, None if healthy is None else healthy == "yes")


def _arms(block: syntax.ProtocolBlock | None) -> tuple[ir.Context, ...]:
    """Source text quoted in the protocol block itself."""
    if block is None:
        return ()
    return tuple(
        ir.Context(
            f"{p.keyword} {_text(p)}".strip(),
            tuple(ir.Quote(q.text, q.span) for q in p.quotes),
            p.span,
        )
        for p in block.properties
        if p.quotes
    )


# ------------------------------------------------------------------------------------------------------- use


def _reached(protocol: ir.Protocol) -> set[tuple[type, str]]:
    """What the criteria reach: the class and key of data, definitions, scores and subgroups."""
    found: set[tuple[type, str]] = set()
    aliases = dict(protocol.aliases)
    waiting: list[object] = [
        protocol.criteria,
        protocol.units,
        protocol.cohorts,
        tuple(milestone.derived for milestone in protocol.milestones),
    ]
    while waiting:
        for node in ir.walk(waiting.pop()):
            key = getattr(node, "datum", None)
            if key is not None:
                owner, _, _ = key.partition(".")
                owner = aliases.get(owner, owner) if owner != key else key
                found.add((ir.Datum, owner.partition(".")[0]))
            target = ir.referred(protocol, node)
            if isinstance(node, ir.Criterion) and node.subgroup is not None:
                target = protocol.subgroup(node.subgroup)
            if target is not None and (type(target), target.key) not in found:
                found.add((type(target), target.key))
                waiting.append(target)
    return found


def _used(protocol: ir.Protocol) -> ir.Protocol:
    """The protocol with only what its criteria reach; a vocabulary may hold much more."""
    reached = _reached(protocol)
    return replace(
        protocol,
        data=tuple(d for d in protocol.data if (ir.Datum, d.key) in reached),
        definitions=tuple(d for d in protocol.definitions if (ir.Definition, d.key) in reached),
        scores=tuple(s for s in protocol.scores if (ir.Score, s.key) in reached),
        subgroups=tuple(s for s in protocol.subgroups if (ir.Subgroup, s.key) in reached),
        tables=tuple(t for t in protocol.tables if (ir.Table, t.key) in reached),
    )
