"""From a data block to the data it declares: kinds, attributes of entries, numbers of paired readings, extensions."""

from __future__ import annotations

from dataclasses import replace

from eligo import ir, syntax, units
from eligo.diagnostics import kinds as kinds_wrong
from eligo.diagnostics import lists as lists_wrong
from eligo.diagnostics import names as names_wrong
from eligo.elaborate import kinds
from eligo.elaborate.scope import KIND_WORDS, Component, Scope, field_key, normal

# Fields that entries have by their kind, or that records give a meaning of their own.
RESERVED_KEYS = frozenset(
    {"date", "start", "end", "ongoing", "stable_since", "not_increased_since", "name", "unit"}
    | {"value", "upper", "lower", "visit", "below", "above", "id", "in"}
)

LISTS = ir.Event | ir.Condition | ir.Treatment | ir.Measurement | ir.Paired | ir.Result | ir.Record


def declare_data(scope: Scope, block: syntax.DataBlock, vocabulary: str) -> None:
    """Enter the data of a block in the scope, reporting what is wrong with them."""
    if block.extends:
        _extend(scope, block, vocabulary)
        return
    kind = kinds.kind(scope, block) if block.kind else None
    for name in block.names:
        if kind is None:
            scope.broken = scope.broken | {normal(name.text)}
            continue
        datum = _datum(scope, block, name, field_key(name.text), kind, vocabulary)
        if isinstance(kind, ir.Record) and not block.attributes:
            scope.report(lists_wrong.record_without_attributes(name.span, name.text))
        if block.half_life and not isinstance(kind, ir.Treatment):
            scope.report(
                lists_wrong.half_life_needs_a_treatment(
                    block.half_life.span, name.text, KIND_WORDS[type(kind)]
                )
            )
        datum = replace(datum, attributes=attributes(scope, datum, block.attributes, vocabulary))
        _validity(scope, datum, block.measured_within)
        plural = (block.plural.text,) if block.plural else ()
        scope.declare_datum(datum, name, (*datum.synonyms, *plural))
        _components(scope, datum)


def _datum(
    scope: Scope,
    block: syntax.DataBlock,
    name: syntax.Name,
    key: str,
    kind: ir.Kind,
    vocabulary: str,
) -> ir.Datum:
    question = block.question.text if block.question else ""
    return ir.Datum(
        key=key,
        name=name.text,
        label=block.label.text if block.label else name.text,
        kind=kind,
        span=name.span,
        codes=kinds.codes(scope, block.codes),
        synonyms=tuple(text.text for text in block.synonyms),
        note=" ".join(t for t in (question, block.note.text if block.note else "") if t),
        source=block.source.text if block.source else "",
        burden=burden(scope, block.burden, kind),
        vocabulary=vocabulary,
    )


def burden(scope: Scope, written: syntax.Name | None, kind: ir.Kind) -> ir.Burden:
    """What it costs to ask for a datum: as declared, else by its kind."""
    given = normal(written.text) if written else ""
    match given:
        case "question" | "record" | "laboratory" | "procedure":
            return given
        case "":
            pass
        case _:
            assert written is not None
            scope.report(names_wrong.unknown_burden(written.span, written.text))
    if isinstance(kind, ir.Measurement | ir.Result | ir.Paired):
        return "laboratory"
    if isinstance(kind, ir.YesNo | ir.Judgement | ir.Attestation | ir.DateKind | ir.OneOf):
        return "question"
    return "record"


def attributes(
    scope: Scope, owner: ir.Datum, written: tuple[syntax.AttributeText, ...], vocabulary: str
) -> tuple[ir.Datum, ...]:
    """What is recorded of each entry of a list, besides what ``owner`` has already."""
    if not written:
        return owner.attributes
    if not isinstance(owner.kind, LISTS):
        what = KIND_WORDS[type(owner.kind)]
        scope.report(lists_wrong.attributes_need_entries(written[0].span, owner.name, what))
        return ()
    found = {attribute.key: attribute for attribute in owner.attributes}
    for line in written:
        block = line.data
        kind = kinds.kind(scope, block) if block.kind else None
        if kind is None:
            continue
        for name in block.names:
            short = field_key(name.text)
            key = f"{owner.key}.{short}"
            if not _may_be(scope, owner, block, name, short, kind):
                continue
            if key in found:
                earlier = found[key].span
                scope.report(lists_wrong.attribute_twice(name.span, name.text, owner.name, earlier))
                continue
            found[key] = _datum(scope, block, name, key, kind, vocabulary)
            _validity(scope, found[key], block.measured_within)
    return tuple(found.values())


def _may_be(
    scope: Scope,
    owner: ir.Datum,
    block: syntax.DataBlock,
    name: syntax.Name,
    short: str,
    kind: ir.Kind,
) -> bool:
    """Whether entries of ``owner`` can have such an attribute; what they cannot have is reported."""
    held = owner.kind
    taken = short in RESERVED_KEYS or short == "half_life"
    if isinstance(held, ir.Condition | ir.Treatment):
        taken = taken or short in ("duration", "equivalent_dose")
    if isinstance(held, ir.Paired):
        taken = taken or short in [component.key for component in held.components]
    if taken:
        scope.report(lists_wrong.attribute_reserved(name.span, name.text, owner.name))
        return False
    if short == "dose":
        treatment = isinstance(held, ir.Treatment)
        amount = isinstance(kind, ir.Quantity) and block.kind is not None and block.kind.unit
        if not treatment or not amount:
            scope.report(lists_wrong.dose_is_an_amount(name.span, owner.name, treatment))
            return False
    if block.attributes:
        scope.report(lists_wrong.attribute_of_an_attribute(name.span, name.text))
        return False
    if isinstance(kind, LISTS) and not isinstance(held, ir.Record):
        scope.report(lists_wrong.attribute_is_a_list(name.span, name.text, owner.name))
        return False
    return True


def _validity(scope: Scope, datum: ir.Datum, written: syntax.Quantity | None) -> None:
    """``measured within 28 days``: how old a bare reading of the datum may be."""
    if written is None:
        return
    if not isinstance(datum.kind, ir.Measurement | ir.Result | ir.Paired):
        what = KIND_WORDS[type(datum.kind)]
        scope.report(lists_wrong.measured_within_needs_readings(written.span, datum.name, what))
        return
    length = validity(scope, written)
    if length is not None:
        scope.measured_within[datum.key] = length


def validity(scope: Scope, written: syntax.Quantity) -> units.Duration | None:
    """A length of time of the calendar; None after reporting that it is none."""
    length = units.parse_duration(written.number, written.unit or "")
    if length is None:
        scope.report(
            kinds_wrong.not_a_duration(
                written.span, written.number, written.unit or "", written.number.isdigit()
            )
        )
    return length


def _components(scope: Scope, datum: ir.Datum) -> None:
    """``systolic`` and ``systolic blood pressure`` each name one number of the readings."""
    if not isinstance(datum.kind, ir.Paired):
        return
    for component in datum.kind.components:
        names = (component.label, *component.synonyms)
        wholes = (datum.name, *datum.synonyms)
        whole = tuple(f"{name} {owner}" for name in names for owner in wholes)
        scope.declare_part(Component(datum, component.key, component.label), (*names, *whole))


def _extend(scope: Scope, block: syntax.DataBlock, vocabulary: str) -> None:
    """``extend data creatinine: with normal range``: adds to a datum of a vocabulary."""
    for name in block.names:
        known = scope.find(name)
        if known is None:
            continue
        if not isinstance(known, ir.Datum) or known.vocabulary == vocabulary:
            scope.report(lists_wrong.extends_nothing(name.span, name.text))
            continue
        if block.half_life and not isinstance(known.kind, ir.Treatment):
            scope.report(
                lists_wrong.half_life_needs_a_treatment(
                    block.half_life.span, name.text, KIND_WORDS[type(known.kind)]
                )
            )
        synonyms = tuple(text.text for text in block.synonyms)
        note = " ".join(t.text for t in (block.question, block.note) if t)
        wider = replace(
            known,
            kind=kinds.extended(scope, block, known.kind),
            attributes=attributes(scope, known, block.attributes, vocabulary),
            label=block.label.text if block.label else known.label,
            codes=(*known.codes, *kinds.codes(scope, block.codes)),
            synonyms=(*known.synonyms, *synonyms),
            note=" ".join(t for t in (known.note, note) if t),
            source="; ".join(
                t for t in (known.source, block.source.text if block.source else "") if t
            ),
            burden=burden(scope, block.burden, known.kind) if block.burden else known.burden,
        )
        _validity(scope, wider, block.measured_within)
        scope.replace_datum(known, wider)
        plural = (block.plural.text,) if block.plural else ()
        scope.declare(name, wider, (*synonyms, *plural))
