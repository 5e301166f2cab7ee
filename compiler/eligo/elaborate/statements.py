"""From statements as written to statements about typed data."""

from __future__ import annotations

from typing import assert_never

from eligo import ir, syntax, units
from eligo.diagnostics import kinds as kinds_wrong
from eligo.diagnostics import names as names_wrong
from eligo.elaborate import dates, definitions, numbers
from eligo.elaborate.place import Place
from eligo.elaborate.scope import (
    DeclaredDefinition,
    DeclaredSubgroup,
    Thing,
    described,
    normal,
)
from eligo.source import Span


def statement(place: Place, written: syntax.Statement) -> ir.Statement | None:
    """The meaning of a statement, or None after its mistakes were reported."""
    match written:
        case syntax.Comparison():
            return _comparison(place, written)
        case syntax.EachComparison():
            return _each(place, written)
        case syntax.WithinNormal():
            return _within_normal(place, written)
        case syntax.IsValue():
            return _is(place, written)
        case syntax.IncludesValue():
            return _includes(place, written)
        case syntax.Ranked():
            return _ranked(place, written)
        case syntax.Holds():
            return _holds(place, written)
        case syntax.Related():
            return _related(place, written)
        case syntax.Occurs():
            return _occurs(place, written)
        case syntax.FirstLast():
            return _first_last(place, written)
        case syntax.Ongoing():
            return _ongoing(place, written)
        case syntax.Stable():
            return _stable(place, written)
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
        case syntax.Not():
            item = statement(place, written.item)
            return ir.Not(place.id(), written.span, item) if item else None
        case syntax.StatementList():
            return _list(place, written)
        case syntax.When():
            condition = statement(place, written.condition)
            body = statement(place, written.body)
            otherwise = statement(place, written.otherwise) if written.otherwise else None
            if condition is None or body is None or (written.otherwise and otherwise is None):
                return None
            return ir.When(place.id(), written.span, condition, body, otherwise)
        case syntax.Unless():
            body = statement(place, written.body)
            exemption = statement(place, written.exemption)
            if body is None or exemption is None:
                return None
            return ir.Unless(place.id(), written.span, body, exemption)
        case syntax.ExceptWhen():
            body = statement(place, written.body)
            cases = [(statement(place, c), statement(place, r)) for c, r in written.cases]
            known = tuple((c, r) for c, r in cases if c is not None and r is not None)
            if body is None or len(known) != len(cases):
                return None
            return ir.ExceptWhen(place.id(), written.span, body, known)
        case syntax.Broken():
            return None
        case _:
            assert_never(written)


# ------------------------------------------------------------------------------------------------------ numbers


def _comparison(place: Place, written: syntax.Comparison) -> ir.Statement | None:
    about = written.subject
    if isinstance(about, syntax.AgeSubject):
        return _age(place, written, about)
    ranked = _as_ranked(place, written, about)
    if ranked is not None:
        return _ranked(place, ranked)
    value = numbers.subject(place, about, written.window)
    if value is None:
        return None
    found = numbers.bounds(place, value, about.name.text, written)
    if found is None:
        return None
    return ir.Compare(place.id(), written.span, value, found, written.between)


def _as_ranked(
    place: Place, written: syntax.Comparison, about: syntax.Subject
) -> syntax.Ranked | None:
    """``NYHA class >= II``: a comparison whose subject is a category is one of ranks."""
    thing = place.scope.things.get(normal(about.name.text))
    if not isinstance(thing, ir.Datum) or not isinstance(
        thing.kind, ir.OneOf | ir.Result | ir.AnyOfValues
    ):
        return None
    ranks = []
    for bound in written.bounds:
        limit = bound.limit
        if isinstance(limit, syntax.Subject):
            ranks.append((bound.comparator, limit.name))
        elif isinstance(limit, syntax.Quantity) and limit.unit is None:
            ranks.append((bound.comparator, syntax.Name(limit.number, limit.span)))
        else:
            return None
    return syntax.Ranked(about, tuple(ranks), written.between, written.window, written.span)


def _age(place: Place, written: syntax.Comparison, about: syntax.AgeSubject) -> ir.Statement | None:
    limits = [bound.limit for bound in written.bounds]
    last = limits[-1]
    if not isinstance(last, syntax.Quantity) or last.unit is None:
        place.scope.report(kinds_wrong.age_needs_years(last.span))
        return None
    try:
        unit = units.parse(last.unit)
    except units.UnitError:
        unit = numbers.ONE
    if unit not in (numbers.YEAR, numbers.MONTH):
        place.scope.report(kinds_wrong.age_needs_years(last.span))
        return None
    if written.window:
        place.scope.report(kinds_wrong.window_needs_dates(written.window.span, "age", "a number"))
        return None
    value = numbers.age(place, about, "year" if unit == numbers.YEAR else "month")
    if value is None:
        return None
    found = numbers.bounds(place, value, "age", written)
    if found is None:
        return None
    return ir.Compare(place.id(), written.span, value, found, written.between)


def _each(place: Place, written: syntax.EachComparison) -> ir.Statement | None:
    items = [
        _comparison(
            place,
            syntax.Comparison(one, written.bounds, written.between, written.window, written.span),
        )
        for one in written.subjects
    ]
    known = tuple(item for item in items if item is not None)
    if len(known) != len(items):
        return None
    kind = ir.AllOf if written.which == "each" else ir.AnyOf
    return kind(place.id(), written.span, known)


def _within_normal(place: Place, written: syntax.WithinNormal) -> ir.Statement | None:
    value = numbers.subject(place, written.subject, written.window)
    if value is None:
        return None
    name = written.subject.name.text
    if not isinstance(value, ir.Reading):
        place.scope.report(kinds_wrong.normal_limit_needs_a_measurement(written.span, name, "ULN"))
        return None
    kind = place.scope.data[value.datum].kind
    if not isinstance(kind, ir.Measurement) or not kind.normal_range:
        place.scope.report(kinds_wrong.no_normal_range(written.span, name, "ULN"))
        return None
    return ir.WithinNormal(place.id(), written.span, value)


# --------------------------------------------------------------------------------------------------- categories


def _category(
    place: Place, about: syntax.Subject, window: syntax.Window | None
) -> tuple[ir.Datum, ir.Category] | None:
    thing = place.scope.find(about.name, declare="data {}: one of …, …")
    timing = dates.window(place, window) if window else None
    if thing is None or (window and timing is None):
        return None
    if isinstance(thing, ir.Datum):
        if isinstance(thing.kind, ir.Result):
            assessed = place.assessed(about.span)
            return thing, ir.ResultReading(place.id(), about.span, thing.key, assessed, timing)
        if isinstance(thing.kind, ir.OneOf | ir.AnyOfValues):
            if window:
                place.scope.report(
                    kinds_wrong.window_needs_dates(window.span, thing.name, described(thing))
                )
                return None
            return thing, ir.CategoryValue(place.id(), about.span, thing.key)
    place.scope.report(kinds_wrong.not_a_category(about.span, about.name.text, described(thing)))
    return None


def _members(
    place: Place, datum: ir.Datum, names: tuple[syntax.Name, ...]
) -> tuple[str, ...] | None:
    assert isinstance(datum.kind, ir.OneOf | ir.AnyOfValues | ir.Result)
    found: list[str] = []
    good = True
    for name in names:
        key = numbers.value_key(datum.kind.values, name)
        if key is None:
            allowed = tuple(value.label for value in datum.kind.values)
            place.scope.report(names_wrong.unknown_value(name.span, name.text, datum.name, allowed))
            good = False
        elif key in found:
            place.scope.report(names_wrong.value_twice(name.span, name.text))
        else:
            found.append(key)
    return tuple(found) if good else None


def _is(place: Place, written: syntax.IsValue) -> ir.Statement | None:
    category = _category(place, written.subject, written.window)
    if category is None:
        return None
    datum, value = category
    if isinstance(datum.kind, ir.AnyOfValues):
        names = " or ".join(name.text for name in written.values)
        place.scope.report(kinds_wrong.is_on_a_set(written.span, datum.name, names))
        return None
    members = _members(place, datum, written.values)
    if members is None:
        return None
    plain = ir.Is(place.id(), written.span, value, members)
    return ir.Not(place.id(), written.span, plain) if written.negated else plain


def _includes(place: Place, written: syntax.IncludesValue) -> ir.Statement | None:
    category = _category(place, written.subject, None)
    if category is None:
        return None
    datum, value = category
    if not isinstance(value, ir.CategoryValue) or not isinstance(datum.kind, ir.AnyOfValues):
        names = " or ".join(name.text for name in written.values)
        place.scope.report(kinds_wrong.includes_needs_a_set(written.span, datum.name, names))
        return None
    members = _members(place, datum, written.values)
    return ir.Includes(place.id(), written.span, value, members) if members else None


def _ranked(place: Place, written: syntax.Ranked) -> ir.Statement | None:
    category = _category(place, written.subject, written.window)
    if category is None:
        return None
    datum, value = category
    kind = datum.kind
    if not isinstance(kind, ir.OneOf) or not kind.ordered:
        place.scope.report(kinds_wrong.not_graded(written.span, datum.name))
        return None
    order = [entry.key for entry in kind.values]
    allowed = set(order)
    ranks = []
    for comparator, name in written.bounds:
        key = numbers.value_key(kind.values, name)
        if key is None:
            labels = tuple(entry.label for entry in kind.values)
            place.scope.report(names_wrong.unknown_value(name.span, name.text, datum.name, labels))
            return None
        rank = order.index(key)
        ranks.append((comparator, key))
        match comparator:
            case "<":
                allowed &= set(order[:rank])
            case "<=":
                allowed &= set(order[: rank + 1])
            case ">":
                allowed &= set(order[rank + 1 :])
            case ">=":
                allowed &= set(order[rank:])
            case "=":
                allowed &= {key}
            case _:
                assert_never(comparator)
    if not allowed:
        place.scope.report(
            kinds_wrong.range_reversed(
                written.span, written.bounds[0][1].text, written.bounds[-1][1].text
            )
        )
        return None
    members = tuple(key for key in order if key in allowed)
    return ir.Is(place.id(), written.span, value, members, tuple(ranks))


# ------------------------------------------------------------------------------------------- yes, no, references


def _holds(place: Place, written: syntax.Holds) -> ir.Statement | None:
    scope = place.scope
    thing = scope.find(written.name)
    match thing:
        case None:
            return None
        case ir.Datum():
            if isinstance(thing.kind, ir.YesNo | ir.Judgement | ir.Attestation):
                return ir.Holds(place.id(), written.span, thing.key)
        case DeclaredDefinition():
            found = definitions.definition(scope, thing, written.span)
            if found is None:
                return None
            if found.statement is not None:
                return ir.DefinedCondition(place.id(), written.span, found.key)
        case DeclaredSubgroup():
            group = definitions.subgroup(scope, thing)
            return ir.InSubgroup(place.id(), written.span, group.key) if group else None
        case _:
            pass
    scope.report(
        kinds_wrong.name_says_nothing(
            written.span, written.name.text, described(thing), _offer(thing, written.name.text)
        )
    )
    return None


def _offer(thing: Thing, name: str) -> str:
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
    scope = place.scope
    name = written.subject.name
    thing = scope.find(name, declare="data {}: event")
    timing = dates.window(place, written.window)
    if thing is None or timing is None:
        return None
    if isinstance(thing, ir.Milestone):
        date = ir.MilestoneDate(place.id(), name.span, thing.key)
        return ir.DateRelation(place.id(), written.span, date, timing)
    if isinstance(thing, ir.Datum):
        match thing.kind:
            case ir.DateKind():
                day = ir.DateOf(place.id(), name.span, thing.key)
                return ir.DateRelation(place.id(), written.span, day, timing)
            case ir.Event() | ir.Condition() | ir.Treatment():
                assessed = place.assessed(name.span)
                return ir.Occurs(place.id(), written.span, thing.key, 1, None, assessed, timing)
            case _:
                pass
    scope.report(kinds_wrong.window_needs_dates(written.window.span, name.text, described(thing)))
    return None


def _entries(
    place: Place, name: syntax.Name, span: Span, phrase: str, kinds: tuple[type, ...]
) -> ir.Datum | None:
    """The datum of events, illnesses or treatments that a phrase such as ``any`` or ``on`` speaks of."""
    kind = "treatment" if ir.Event not in kinds else "event"
    thing = place.scope.find(name, declare=f"data {{}}: {kind}")
    if thing is None:
        return None
    if isinstance(thing, ir.Datum) and isinstance(thing.kind, kinds):
        return thing
    if phrase == "on":
        place.scope.report(kinds_wrong.on_needs_a_treatment(span, name.text, described(thing)))
    elif phrase == "stable":
        place.scope.report(kinds_wrong.stable_needs_a_treatment(span, name.text, described(thing)))
    else:
        place.scope.report(
            kinds_wrong.counting_needs_entries(
                span, phrase, name.text, described(thing), _offer(thing, name.text)
            )
        )
    return None


def _occurs(place: Place, written: syntax.Occurs) -> ir.Statement | None:
    kinds = (ir.Event, ir.Condition, ir.Treatment)
    datum = _entries(place, written.name, written.span, written.written, kinds)
    timing = dates.window(place, written.window) if written.window else None
    if datum is None or (written.window and timing is None):
        return None
    if written.most is not None and written.most < 0:
        place.scope.report(kinds_wrong.count_impossible(written.span))
        return None
    assessed = place.assessed(written.span)
    return ir.Occurs(
        place.id(), written.span, datum.key, written.least, written.most, assessed, timing
    )


def _first_last(place: Place, written: syntax.FirstLast) -> ir.Statement | None:
    kinds = (ir.Event, ir.Condition, ir.Treatment)
    datum = _entries(place, written.name, written.span, written.which, kinds)
    timing = dates.window(place, written.window)
    if datum is None or timing is None:
        return None
    return ir.FirstLast(place.id(), written.span, datum.key, written.which, timing)


def _ongoing(place: Place, written: syntax.Ongoing) -> ir.Statement | None:
    datum = _entries(place, written.name, written.span, "on", (ir.Condition, ir.Treatment))
    at = dates.anchor(place, written.at) if written.at else place.assessed(written.span)
    length = dates.duration(place, written.amount) if written.amount else None
    if datum is None or at is None or (written.amount and length is None):
        return None
    return ir.Ongoing(place.id(), written.span, datum.key, at, length, written.strict)


def _stable(place: Place, written: syntax.Stable) -> ir.Statement | None:
    datum = _entries(place, written.name, written.span, "stable", (ir.Condition, ir.Treatment))
    at = dates.anchor(place, written.at)
    length = dates.duration(place, written.amount)
    if datum is None or at is None or length is None:
        return None
    return ir.Stable(place.id(), written.span, datum.key, at, length, written.strict)


# -------------------------------------------------------------------------------------------------------- lists


def _list(place: Place, written: syntax.StatementList) -> ir.Statement | None:
    items = [statement(place, item) for item in written.items]
    known = tuple(item for item in items if item is not None)
    if len(known) != len(items) or not known:
        return None
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
