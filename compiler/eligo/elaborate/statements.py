"""From statements as written to statements about typed data."""

from __future__ import annotations

from typing import assert_never

from eligo import ir, syntax
from eligo.diagnostics import entries as entries_wrong
from eligo.diagnostics import kinds as kinds_wrong
from eligo.diagnostics import names as names_wrong
from eligo.elaborate import (
    categories,
    comparisons,
    dates,
    entries,
    fallbacks,
    instances,
    washouts,
)
from eligo.elaborate.place import Place
from eligo.elaborate.scope import (
    DeclaredDefinition,
    DeclaredStage,
    DeclaredSubgroup,
    DeclaredTable,
    Thing,
    described,
    gives_numbers,
    normal,
)
from eligo.source import Span


def statement(place: Place, written: syntax.Statement) -> ir.Statement | None:
    """The meaning of a statement, or None after its mistakes were reported."""
    match written:
        case syntax.Comparison():
            return comparisons.comparison(place, written)
        case syntax.ByValue():
            return comparisons.by_value(place, written)
        case syntax.EachComparison():
            return comparisons.each(place, written)
        case syntax.WithinNormal():
            return comparisons.within_normal(place, written)
        case syntax.IsValue():
            return categories.is_value(place, written)
        case syntax.IncludesValue():
            return categories.includes(place, written)
        case syntax.Ranked():
            return categories.ranked(place, written)
        case syntax.Holds():
            return _holds(place, written)
        case syntax.Related():
            return _related(place, written)
        case syntax.DateRelated():
            date = dates.anchor(place, written.date)
            timing = dates.window(place, written.window)
            if date is None or timing is None:
                return None
            return ir.DateRelation(place.id(), written.span, date, timing)
        case syntax.Occurs():
            return entries.occurs(place, written)
        case syntax.FirstLast():
            return entries.first_last(place, written)
        case syntax.Ongoing():
            return entries.ongoing(place, written)
        case syntax.Stable():
            return entries.stable(place, written)
        case syntax.JudgementHere():
            kind = ir.Judgement(written.question.text, written.by or "investigator")
            return _asked(place, kind, written.question.text, written.span)
        case syntax.AttestationHere():
            attestation = ir.Attestation(written.statement.text, written.by or "participant")
            return _asked(place, attestation, written.statement.text, written.span)
        case syntax.Satisfies():
            return _satisfies(place, written)
        case syntax.NoRequirement():
            return ir.NoRequirement(place.id(), written.span)
        case syntax.Anything():
            return ir.Fixed(place.id(), written.span, True)
        case syntax.Washout():
            return washouts.washout(place, written)
        case syntax.Fallback():
            return fallbacks.fallback(place, written)
        case syntax.Not():
            item = statement(place.flipped(), written.item)
            return ir.Not(place.id(), written.span, item) if item else None
        case syntax.StatementList():
            return _windowed(place, written)
        case syntax.When():
            condition = statement(place.unsided(), written.condition)
            body = statement(place, written.body)
            otherwise = statement(place, written.otherwise) if written.otherwise else None
            if condition is None or body is None or (written.otherwise and otherwise is None):
                return None
            return ir.When(place.id(), written.span, condition, body, otherwise)
        case syntax.Unless():
            body = statement(place, written.body)
            exemption = statement(place.unsided(), written.exemption)
            if body is None or exemption is None:
                return None
            return ir.Unless(place.id(), written.span, body, exemption)
        case syntax.ExceptWhen():
            body = statement(place, written.body)
            cases = [
                (statement(place.unsided(), condition), statement(place, instead))
                for condition, instead in written.cases
            ]
            known = tuple((c, r) for c, r in cases if c is not None and r is not None)
            if body is None or len(known) != len(cases):
                return None
            return ir.ExceptWhen(place.id(), written.span, body, known)
        case syntax.Broken():
            return None
        case _:
            assert_never(written)


# ------------------------------------------------------------------------------------------- yes, no, references


def _holds(place: Place, written: syntax.Holds) -> ir.Statement | None:
    scope = place.scope
    thing = place.find(written.name)
    match thing:
        case None:
            return None
        case ir.Datum(kind=ir.YesNo() | ir.Judgement() | ir.Attestation()):
            return ir.Holds(place.id(), written.span, thing.key)
        case ir.Datum(kind=ir.Result()) if _dated_yes_or_no(thing):
            subject = syntax.Subject(written.name, None, written.name.span)
            found = categories.category(place, subject, None)
            return ir.Is(place.id(), written.span, found[1], ("yes",)) if found else None
        case DeclaredDefinition() if not _numeric(thing):
            used = instances.definition(place, thing, None, written.span)
            return ir.DefinedCondition(place.id(), written.span, used.key) if used else None
        case DeclaredSubgroup():
            group = instances.subgroup(place, thing, written.span)
            return ir.InSubgroup(place.id(), written.span, group.key) if group else None
        case DeclaredTable() if not gives_numbers(thing.block):
            return _outcome(place, thing, None, written.span)
        case _:
            pass
    if place.window is not None and entries.listed_of(thing) is not None:
        window = place.taken(None)
        assert window is not None
        subject = syntax.Subject(written.name, None, written.name.span)
        return _related(place, syntax.Related(subject, window, written.span))
    scope.report(
        kinds_wrong.name_says_nothing(
            written.span, written.name.text, described(thing), offer(thing, written.name.text)
        )
    )
    return None


def _dated_yes_or_no(datum: ir.Datum) -> bool:
    """Whether a datum is a dated yes or no: each entry says one of the two."""
    kind = datum.kind
    return isinstance(kind, ir.Result) and {value.key for value in kind.values} == {"yes", "no"}


def _outcome(
    place: Place, thing: DeclaredTable, window: syntax.Window | None, span: Span
) -> ir.Statement | None:
    table = instances.table(place, thing, window, span)
    return ir.TableOutcome(place.id(), span, table.key, bool(place.excluding)) if table else None


def offer(thing: Thing, name: str) -> str:
    """A statement about the thing that the author may have meant."""
    if isinstance(thing, ir.Datum):
        match thing.kind:
            case ir.Event():
                return f"any {name} within 4 weeks before screening"
            case ir.Condition():
                return f"history of {name}"
            case ir.Treatment():
                return f"on {name} at screening"
            case ir.OneOf(values=values) | ir.Result(values=values):
                return f"{name} is {values[0].label}" if values else f"{name} is …"
            case ir.AnyOfValues(values=values):
                return f"{name} includes {values[0].label}" if values else f"{name} includes …"
            case ir.DateKind():
                return f"{name} before screening"
            case ir.Measurement(unit=unit) | ir.Quantity(unit=unit):
                return f"{name} >= 5 {unit.text}".removesuffix(" 1")
            case ir.YesNo() | ir.Judgement() | ir.Attestation():
                return name
            case ir.Paired() | ir.Record():
                return f"any {name}:"
            case _:
                assert_never(thing.kind)
    if isinstance(thing, ir.Milestone):
        return f"any … within 4 weeks before {name}"
    return f"{name} >= 5"


def _asked(
    place: Place, kind: ir.Judgement | ir.Attestation, words: str, span: Span
) -> ir.Statement:
    """A question asked where it is needed: its datum takes its key from the criterion or score item."""
    scope = place.scope
    place.counts.judgements += 1
    asked = place.counts.judgements
    base = place.name
    if not place.judgement_label:
        base += "_judgement" if isinstance(kind, ir.Judgement) else "_attestation"
    key = base if asked == 1 else f"{base}_{asked}"
    name = place.judgement_label or words
    datum = ir.Datum(key, name, words, kind, span, burden="question")
    scope.data[key] = datum
    scope.questions[normal(words)] = datum
    if place.judgement_label and asked == 1:
        scope.things.setdefault(normal(place.judgement_label), datum)
    return ir.Holds(place.id(), span, key)


def _satisfies(place: Place, written: syntax.Satisfies) -> ir.Statement | None:
    scope = place.scope
    if written.kind == "stage":
        thing = place.find(written.reference, "stage {} at screening")
        if thing is None:
            return None
        if not isinstance(thing, DeclaredStage):
            name = written.reference
            scope.report(entries_wrong.not_a_stage(name.span, name.text, described(thing)))
            return None
        stage = instances.stage_key(thing)
        return ir.SatisfiesStage(place.id(), written.span, stage)
    key = scope.criteria.get((written.kind, normal(written.reference.text)))
    if key is None:
        known = tuple(
            sorted({target for (kind, _), target in scope.criteria.items() if kind == written.kind})
        )
        scope.report(
            names_wrong.unknown_criterion(written.span, written.kind, written.reference.text, known)
        )
        return None
    return ir.Satisfies(place.id(), written.span, key)


# ------------------------------------------------------------------------------------------------ dated things


def _related(place: Place, written: syntax.Related) -> ir.Statement | None:
    """A name and a window: a date, an occurrence, a named condition or a decision table read in that window."""
    scope = place.scope
    name = written.subject.name
    thing = place.find(name, "data {}: event", written.subject.of)
    if thing is None:
        return None
    listed = entries.listed_of(thing)
    if listed is not None:
        return entries.present(place, written, listed)
    match thing:
        case DeclaredDefinition() if not _numeric(thing):
            found = instances.definition(place, thing, written.window, written.span)
            return ir.DefinedCondition(place.id(), written.span, found.key) if found else None
        case DeclaredTable() if not gives_numbers(thing.block):
            return _outcome(place, thing, written.window, written.span)
        case ir.Milestone() | ir.Datum(kind=ir.DateKind()):
            timing = dates.window(place, written.window)
            date = dates.named(place, name) if written.subject.of is None else None
            if isinstance(thing, ir.Datum):
                date = ir.DateOf(place.id(), name.span, thing.key)
            if timing is None or date is None:
                return None
            return ir.DateRelation(place.id(), written.span, date, timing)
        case _:
            pass
    scope.report(kinds_wrong.window_needs_dates(written.window.span, name.text, described(thing)))
    return None


def _numeric(thing: DeclaredDefinition) -> bool:
    return thing.block.unit is not None or thing.block.number_kind is not None


# -------------------------------------------------------------------------------------------------------- lists


def _windowed(place: Place, written: syntax.StatementList) -> ir.Statement | None:
    """A list under the windows of its header; under several, for each of them."""
    if not written.windows:
        return _list(place, written)
    found: list[ir.Statement | None] = []
    for window in written.windows:
        before = place.counts.windows
        found.append(_list(place.under(window), written))
        if found[-1] is not None and place.counts.windows == before:
            place.scope.report(
                entries_wrong.header_window_for_nothing(window.span, dates.phrase(window))
            )
            return None
    known = tuple(item for item in found if item is not None)
    if len(known) != len(found):
        return None
    return known[0] if len(known) == 1 else ir.AllOf(place.id(), written.span, known)


def _list(place: Place, written: syntax.StatementList) -> ir.Statement | None:
    match written.header:
        case "all of" | "any of":
            beneath = place
        case "none of":
            beneath = place.flipped()
        case "count":
            beneath = place if written.most is None else place.unsided()
        case _:
            assert_never(written.header)
    items = [statement(beneath, item) for item in written.items]
    known = tuple(item for item in items if item is not None)
    if len(known) != len(items) or not known:
        return None
    if len(known) == 1 and len(written.windows) > 1 and written.header in ("all of", "any of"):
        return known[0]
    match written.header:
        case "all of":
            return ir.AllOf(place.id(), written.span, known)
        case "any of":
            return ir.AnyOf(place.id(), written.span, known)
        case "none of":
            return ir.NoneOf(place.id(), written.span, known)
        case "count":
            least, most = written.least or 0, written.most
            if least > len(known) or (most is not None and most < least):
                place.scope.report(
                    kinds_wrong.count_beyond_list(written.header_span, least, len(known))
                )
                return None
            return ir.CountOf(place.id(), written.span, least, most, known)
        case _:
            assert_never(written.header)
