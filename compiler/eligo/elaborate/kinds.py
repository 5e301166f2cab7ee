"""From a kind as written to what records hold of it: units, ranges, conversions, values, codes, half-lives."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import assert_never

from eligo import ir, syntax, units
from eligo.diagnostics import kinds as kinds_wrong
from eligo.diagnostics import lists as lists_wrong
from eligo.diagnostics import names as names_wrong
from eligo.elaborate.scope import Scope, slug
from eligo.source import Span

SYSTEMS = {
    "loinc": "LOINC",
    "snomed-ct": "SNOMED CT",
    "snomedct": "SNOMED CT",
    "snomed": "SNOMED CT",
    "icd-10-cm": "ICD-10-CM",
    "icd-10": "ICD-10",
    "atc": "ATC",
    "rxnorm": "RxNorm",
    "ncit": "NCIt",
}


def number(quantity: syntax.Quantity) -> Fraction:
    return Fraction(quantity.number)


def unit(scope: Scope, text: str, span: Span) -> units.Unit | None:
    """The unit, or None after reporting that there is no such unit."""
    try:
        return units.parse(text)
    except units.UnitError as error:
        scope.report(kinds_wrong.unknown_unit(span, text, error.problem, error.suggestions))
        return None


def codes(scope: Scope, written: tuple[syntax.CodeText, ...]) -> tuple[ir.Code, ...]:
    found = []
    for code in written:
        system = SYSTEMS.get(code.system.lower())
        if system is None:
            scope.report(
                names_wrong.unknown_code_system(
                    code.span, code.system, tuple(sorted(set(SYSTEMS.values())))
                )
            )
            continue
        found.append(ir.Code(system, code.code, code.confirmed))
    return tuple(found)


def value_key(name: str) -> str:
    """What a record holds for a value or a member; Roman numerals and grades stay as they are printed."""
    if name.isupper() or name[:1].isdigit():
        return name.replace(" ", "_")
    return slug(name, "_") or name


def values(scope: Scope, written: tuple[syntax.ValueText, ...]) -> tuple[ir.Value, ...]:
    found: dict[str, ir.Value] = {}
    for value in written:
        key = value_key(value.name.text)
        if key in found:
            scope.report(names_wrong.value_twice(value.span, value.name.text))
            continue
        label = " ".join(value.name.text.split())
        found[key] = ir.Value(
            key, label, tuple(s.text for s in value.synonyms), codes(scope, value.codes)
        )
    return tuple(found.values())


DAY = units.parse("d")


def half_life(scope: Scope, written: syntax.Quantity) -> Fraction | None:
    """A half-life in days, exact; None after reporting that it is no time."""
    try:
        own = units.parse(written.unit or "1")
    except units.UnitError:
        own = units.parse("1")
    if not units.compatible(own, DAY) or number(written) <= 0:
        scope.report(
            lists_wrong.half_life_not_a_time(written.span, written.number, written.unit or "")
        )
        return None
    return units.convert(number(written), own, DAY)


def kind(scope: Scope, block: syntax.DataBlock) -> ir.Kind | None:
    """The kind of a datum, or None after reporting what is wrong with it."""
    written = block.kind
    assert written is not None
    if block.plausible and written.word not in (*NUMERIC, "paired"):
        scope.report(kinds_wrong.plausible_needs_a_number(block.plausible.span, written.word))
    if block.normal_range and written.word != "measurement":
        scope.report(kinds_wrong.normal_range_needs_a_measurement(written.span, written.word))
    if block.also_in and written.word not in (*NUMERIC, "paired"):
        scope.report(kinds_wrong.also_in_needs_a_number(block.also_in[0].span, written.word))
    life = half_life(scope, block.half_life) if block.half_life else None
    if written.dated:
        return _dated(scope, block, written)
    match written.word:
        case "yes or no":
            return ir.YesNo()
        case "judgement":
            assert written.text is not None
            return ir.Judgement(written.text.text, written.by or "investigator")
        case "attestation":
            assert written.text is not None
            return ir.Attestation(written.text.text, written.by or "participant")
        case "one of" | "graded":
            return ir.OneOf(values(scope, written.values), written.word == "graded")
        case "any of":
            return ir.AnyOfValues(values(scope, written.values))
        case "result":
            return ir.Result(values(scope, written.values))
        case "date" | "date or none":
            return ir.DateKind(written.word == "date or none")
        case "event":
            return ir.Event()
        case "condition":
            return ir.Condition()
        case "treatment":
            return ir.Treatment(half_life=life)
        case "record":
            return ir.Record()
        case "paired":
            return _paired(scope, block, written)
        case "whole number" | "number" | "score" | "ratio" | "titre" | "measurement":
            return _numeric(scope, block, written)
        case _:
            assert_never(written.word)


def _dated(scope: Scope, block: syntax.DataBlock, written: syntax.KindText) -> ir.Kind | None:
    """``dated graded 0, 1, 2``: a value found out on a day, again and again."""
    match written.word:
        case "yes or no":
            return ir.Result((ir.Value("yes", "yes"), ir.Value("no", "no")))
        case "one of" | "graded":
            return ir.Result(values(scope, written.values), written.word == "graded")
        case "whole number" | "number" | "score" | "ratio":
            plain = _numeric(scope, block, written)
            if plain is None:
                return None
            assert isinstance(plain, ir.Quantity)
            return ir.Measurement(
                plain.unit,
                plain.plausible,
                False,
                plain.conversions,
                bounds=plain.bounds,
                whole=plain.whole,
            )
        case _:
            scope.report(lists_wrong.not_datable(written.span, written.word))
            return None


def _paired(scope: Scope, block: syntax.DataBlock, written: syntax.KindText) -> ir.Kind | None:
    components = values(scope, written.values)
    if len(components) < 2:  # reported as a value listed twice
        return None
    own = unit(scope, written.unit or "1", written.unit_span or written.span)
    if own is None:
        return None
    plausible = None
    if block.plausible:
        plausible = _range(scope, block.plausible.low, block.plausible.high, own)
    return ir.Paired(own, components, plausible, _conversions(scope, own, block.also_in))


def extended(scope: Scope, block: syntax.DataBlock, known: ir.Kind) -> ir.Kind:
    """The kind of a vocabulary's datum with what ``extend data`` adds to it."""
    word = block.names[0].text
    if block.plausible and not isinstance(known, ir.Quantity | ir.Measurement | ir.Paired):
        scope.report(kinds_wrong.plausible_needs_a_number(block.plausible.span, word))
    if block.normal_range and not isinstance(known, ir.Measurement):
        scope.report(kinds_wrong.normal_range_needs_a_measurement(block.span, word))
    if block.also_in and not isinstance(known, ir.Quantity | ir.Measurement | ir.Paired):
        scope.report(kinds_wrong.also_in_needs_a_number(block.also_in[0].span, word))
    match known:
        case ir.Quantity() | ir.Measurement() | ir.Paired():
            plausible = known.plausible
            if block.plausible:
                low, high = block.plausible.low, block.plausible.high
                plausible = _range(scope, low, high, known.unit)
            more = _conversions(scope, known.unit, block.also_in)
            wider = replace(known, plausible=plausible, conversions=(*known.conversions, *more))
            if block.normal_range and isinstance(wider, ir.Measurement):
                return replace(wider, normal_range=True)
            return wider
        case ir.Treatment() if block.half_life and not known.members:
            return replace(known, half_life=half_life(scope, block.half_life))
        case _:
            return known


NUMERIC = frozenset({"whole number", "number", "score", "ratio", "titre", "measurement"})


def _numeric(scope: Scope, block: syntax.DataBlock, written: syntax.KindText) -> ir.Kind | None:
    own: units.Unit | None
    if written.unit is None:
        own = units.parse("{titer}") if written.word == "titre" else units.parse("1")
    else:
        own = unit(scope, written.unit, written.unit_span or written.span)
    if own is None:
        return None
    bounds = _range(scope, written.low, written.high, own)
    plausible = None
    if block.plausible:
        plausible = _range(scope, block.plausible.low, block.plausible.high, own)
    conversions = _conversions(scope, own, block.also_in)
    if written.word in ("titre", "measurement"):
        return ir.Measurement(
            own, plausible, block.normal_range, conversions, titre=written.word == "titre"
        )
    return ir.Quantity(
        own, written.word in ("whole number", "score"), bounds, plausible, conversions
    )


def _conversions(
    scope: Scope, own: units.Unit, written: tuple[syntax.AlsoIn, ...]
) -> tuple[ir.Conversion, ...]:
    conversions = tuple(c for also in written if (c := _conversion(scope, own, also)))
    for position, one in enumerate(conversions):
        for other in conversions[:position]:
            if _disagree(one, other):
                scope.report(
                    kinds_wrong.conversions_disagree(
                        written[position].span,
                        units.display(other.unit),
                        units.display(one.unit),
                    )
                )
    return conversions


def _range(
    scope: Scope, low: syntax.Quantity | None, high: syntax.Quantity | None, own: units.Unit
) -> ir.Range | None:
    """A range in the datum's own unit; a unit that stands once, at the end, holds for both numbers."""
    if low is None or high is None:
        return None
    written = high.unit or low.unit
    values = [number(low), number(high)]
    if written is not None:
        parsed = unit(scope, written, high.unit_span or low.unit_span or high.span)
        if parsed is None:
            return None
        if not units.compatible(parsed, own):
            scope.report(
                kinds_wrong.range_in_another_unit(high.span, written, units.display(own), own.text)
            )
            return None
        values = [units.convert(value, parsed, own) for value in values]
    if values[0] > values[1]:
        scope.report(kinds_wrong.range_reversed(low.span.to(high.span), low.number, high.number))
        return None
    return ir.Range(values[0], values[1])


def _conversion(scope: Scope, own: units.Unit, also: syntax.AlsoIn) -> ir.Conversion | None:
    """``also in umol/L where 1 mg/dL = 88.4 umol/L``: one side stands in our unit, the other in the new one."""
    other = unit(scope, also.unit, also.unit_span)
    if other is None:
        return None
    if also.left is None or also.right is None:
        if not units.compatible(other, own):
            scope.report(
                kinds_wrong.conversion_needs_a_factor(also.span, also.unit, units.display(own))
            )
            return None
        zero = units.convert(Fraction(0), other, own)
        return ir.Conversion(other, units.convert(Fraction(1), other, own) - zero, zero, "")
    left = unit(scope, also.left.unit or "1", also.left.unit_span or also.left.span)
    right = unit(scope, also.right.unit or "1", also.right.unit_span or also.right.span)
    if left is None or right is None:
        return None
    a, b = number(also.left), number(also.right)
    offset = number(also.offset) if also.offset else Fraction(0)
    sides = {left.text, right.text}
    if sides != {own.text, other.text} or a == 0 or b == 0:
        scope.report(
            kinds_wrong.conversion_between_other_units(
                also.span, units.display(own), units.display(other)
            )
        )
        return None
    printed = f"{also.left.number} {left.text} = {also.right.number} {right.text}"
    if also.offset:
        printed += f" + {also.offset.number} {right.text}"
    # right value = b/a * left value + offset
    slope = b / a
    if left.text == own.text:
        found = ir.Conversion(other, 1 / slope, -offset / slope, printed)
    else:
        found = ir.Conversion(other, slope, offset, printed)
    if units.compatible(other, own):
        zero, one = (units.convert(Fraction(n), other, own) for n in (0, 1))
        if (found.factor, found.offset) != (one - zero, zero):
            scope.report(
                kinds_wrong.conversion_contradicts_units(
                    also.span, units.display(own), units.display(other)
                )
            )
            return None
    return found


def _disagree(one: ir.Conversion, other: ir.Conversion) -> bool:
    """Whether the same amount, reported in either unit, would become two different values."""
    if not units.compatible(one.unit, other.unit):
        return False
    return any(
        Fraction(n) * one.factor + one.offset
        != units.convert(Fraction(n), one.unit, other.unit) * other.factor + other.offset
        for n in (0, 1)
    )
