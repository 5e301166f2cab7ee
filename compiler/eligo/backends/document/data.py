"""The data dictionary: what each datum is, how it is recorded and where it is used."""

from __future__ import annotations

from collections.abc import Callable

from eligo import english, ir
from eligo.backends.document.model import DatumView, Pair, Reference
from eligo.backends.document.references import anchor
from eligo.backends.document.values import has_value_set, single_half_life, value_set_anchor
from eligo.english import decimal_text
from eligo.units import Unit, display


def datum_view(
    datum: ir.Datum,
    protocol: ir.Protocol,
    used_in: Callable[[str], tuple[Reference, ...]],
    owner: str = "",
) -> DatumView:
    """The entry of one datum, with those of its attributes."""
    unit, plausible, bounds, conversions = _number(datum.kind)
    asked = english.question(datum)
    listed = has_value_set(datum.kind)
    half_life = single_half_life(datum.kind)
    note = " ".join(filter(None, (datum.note, f"Half-life {half_life}." if half_life else "")))
    return DatumView(
        anchor=anchor(f"datum:{datum.key}"),
        key=datum.key.rpartition(".")[2],
        name=f"{datum.name} of {owner}" if owner else datum.name,
        label=datum.label if datum.label != datum.name else "",
        meaning=english.meaning_of_kind(datum),
        answer=english.answer_form(datum),
        unit=display(unit) if unit else "",
        units=tuple(_accepted(each, unit) for each in conversions) if unit else (),
        values=() if listed else tuple(_value(each) for each in _values(datum.kind)),
        plausible=_range(plausible, unit),
        bounds=_range(bounds, unit),
        codes=tuple(english.code_words(code) for code in datum.codes),
        synonyms=datum.synonyms,
        question=asked[0] if asked else "",
        asked_of=asked[1] if asked else "",
        source=datum.source,
        note=note,
        vocabulary=datum.vocabulary,
        used_in=used_in(datum.key),
        value_set=Reference("its value set", value_set_anchor(datum)) if listed else None,
        attributes=tuple(
            datum_view(each, protocol, used_in, datum.name)
            for each in datum.attributes
            if not english.has_of_itself(each.key.partition(".")[2], datum.key, protocol)
        ),
    )


def _number(
    kind: ir.Kind,
) -> tuple[Unit | None, ir.Range | None, ir.Range | None, tuple[ir.Conversion, ...]]:
    match kind:
        case ir.Quantity(unit=unit, plausible=plausible, bounds=bounds, conversions=conversions):
            return unit, plausible, bounds, conversions
        case ir.Measurement(unit=unit, plausible=plausible, bounds=bounds, conversions=conversions):
            return unit, plausible, bounds, conversions
        case ir.Paired(unit=unit, plausible=plausible, conversions=conversions):
            return unit, plausible, None, conversions
        case _:
            return None, None, None, ()


def _values(kind: ir.Kind) -> tuple[ir.Value, ...]:
    match kind:
        case ir.OneOf(values=values) | ir.AnyOfValues(values=values) | ir.Result(values=values):
            return values
        case ir.Treatment(members=members) | ir.Event(members=members):
            return members
        case ir.Condition(members=members):
            return members
        case ir.Paired(components=components):
            return components
        case _:
            return ()


def _value(value: ir.Value) -> Pair:
    more = [*value.synonyms, *(english.code_words(code) for code in value.codes)]
    label = value.label if value.label != value.key else ""
    return Pair(value.key, "; ".join(filter(None, (label, ", ".join(more)))))


def _accepted(conversion: ir.Conversion, unit: Unit) -> str:
    """Such as "µmol/L (1 mg/dL = 17.1 umol/L)"."""
    shown = display(conversion.unit)
    if conversion.printed:
        return f"{shown} ({conversion.printed})"
    offset = f" + {decimal_text(conversion.offset)}" if conversion.offset else ""
    return f"{shown} (× {decimal_text(conversion.factor)}{offset} gives {display(unit)})"


def _range(held: ir.Range | None, unit: Unit | None) -> str:
    if held is None:
        return ""
    return f"{decimal_text(held.low)} to {english.amount(decimal_text(held.high), unit)}"
