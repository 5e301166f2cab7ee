"""The participant of the generated package: model, units and JSON Schema."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any, assert_never

from eligo import ir
from eligo.backends.python_names import docstring, field_name, identifier, literal, number
from eligo.backends.python_units import Factors, accepted, dose_units, spellings, wholes
from eligo.runtime import fields as kinds
from eligo.runtime import lists, schemas
from eligo.runtime.units import Speller
from eligo.units import Unit, display

_DOSES = "DOSES"
# The class of value that each class of field reads.
_VALUES = {
    "YesNoField": "Answer",
    "OneOfField": "Choice",
    "AnyOfField": "Selection",
    "NumberField": "Amount",
    "MeasurementField": "Measurements",
    "ResultField": "Results",
    "DateField": "DateValue",
    "EventField": "Occurrences",
    "ConditionField": "Occurrences",
    "TreatmentField": "Occurrences",
}


@dataclass(frozen=True)
class Field:
    """One field of the participant: its metadata object, and what is told about it."""

    key: str
    title: str
    description: str
    spec: kinds.RecordField
    told: dict[str, object]
    units_name: str = ""


def participant_fields(protocol: ir.Protocol) -> list[Field]:
    """Milestones first, then the data, in order of declaration."""
    found = []
    for milestone in protocol.milestones:
        what = "visit" if milestone.visit else "milestone"
        spec = kinds.DateField(milestone.key, is_milestone=True)
        found.append(Field(milestone.key, milestone.name, f"Day of the {what}.", spec, {}))
    for datum in protocol.data:
        found.append(_field(datum, protocol))
    return found


def _field(datum: ir.Datum, protocol: ir.Protocol) -> Field:
    told: dict[str, object] = {}
    kind = datum.kind
    key = datum.key
    visits = tuple(milestone.key for milestone in protocol.milestones)
    units_name = ""
    question = ""
    spec: kinds.RecordField
    match kind:
        case ir.YesNo():
            spec = kinds.YesNoField(key)
        case ir.Judgement():
            spec, question = kinds.YesNoField(key, by=kind.by), kind.question
        case ir.Attestation():
            spec, question = kinds.YesNoField(key, by=kind.by), kind.statement
        case ir.OneOf():
            spec = kinds.OneOfField(key, tuple(value.key for value in kind.values))
        case ir.AnyOfValues():
            spec = kinds.AnyOfField(key, tuple(value.key for value in kind.values))
        case ir.Quantity():
            scale = _scale(kind.unit, kind.conversions, kind.whole, kind.bounds, kind.plausible)
            spec = kinds.NumberField(key, scale)
            units_name = _units_name(key, kind.unit.text, kind.conversions)
        case ir.Measurement():
            scale = _scale(kind.unit, kind.conversions, False, None, kind.plausible)
            spec = lists.MeasurementField(
                key, visits, protocol.assessed_at, scale, kind.normal_range, kind.titre
            )
            units_name = _units_name(key, kind.unit.text, kind.conversions)
        case ir.Result():
            values = tuple(value.key for value in kind.values)
            spec = lists.ResultField(key, visits, protocol.assessed_at, values)
        case ir.DateKind():
            spec = kinds.DateField(
                key, may_be_none=kind.may_be_none, is_birth=_is_birth(datum, protocol)
            )
        case ir.Event():
            spec = lists.EventField(key)
        case ir.Condition():
            spec = lists.ConditionField(key)
        case ir.Treatment():
            members = tuple(_words(member) for member in kind.members)
            codes = (code.code for code in datum.codes)
            own = (datum.name, key, datum.label, *datum.synonyms, *codes)
            own = () if members else tuple(dict.fromkeys(own))
            spec = lists.TreatmentField(key, members, own, dose_units(), Speller())
            units_name = _DOSES
        case _:
            assert_never(kind)
    if isinstance(kind, ir.Quantity | ir.Measurement):
        told |= _told_of_numbers(kind)
    if isinstance(kind, ir.OneOf | ir.AnyOfValues | ir.Result):
        told["values"] = {value.key: value.label for value in kind.values}
    if isinstance(kind, ir.Treatment) and kind.members:
        told["members"] = {value.key: value.label for value in kind.members}
    if isinstance(kind, ir.Judgement | ir.Attestation):
        told["by"] = kind.by
    if datum.codes:
        told["codes"] = [
            {"system": code.system, "code": code.code, "confirmed": code.confirmed}
            for code in datum.codes
        ]
    told["burden"] = datum.burden
    if datum.source:
        told["source"] = datum.source
    description = " ".join(part for part in (question, datum.note) if part)
    return Field(key, datum.label, description, spec, told, units_name)


def _is_birth(datum: ir.Datum, protocol: ir.Protocol) -> bool:
    """Whether an age is counted from the date, or it is called so."""
    roots = (protocol.criteria, protocol.definitions, protocol.scores, protocol.subgroups)
    return datum.key == "date_of_birth" or any(
        isinstance(node, ir.Age) and node.datum == datum.key for node in ir.walk(roots)
    )


def _words(member: ir.Value) -> tuple[str, ...]:
    """The key, then every other word that names the member in a record."""
    codes = (code.code for code in member.codes)
    return tuple(dict.fromkeys((member.key, member.label, *member.synonyms, *codes)))


def _scale(
    unit: Unit,
    conversions: tuple[ir.Conversion, ...],
    whole: bool,
    bounds: ir.Range | None,
    plausible: ir.Range | None,
) -> kinds.Scale:
    table = accepted(unit, conversions)
    return kinds.Scale(unit.text, table, Speller(), whole, _ends(bounds), _ends(plausible))


def _ends(limits: ir.Range | None) -> tuple[str, str] | None:
    return None if limits is None else (number(limits.low), number(limits.high))


def _told_of_numbers(kind: ir.Quantity | ir.Measurement) -> dict[str, object]:
    told: dict[str, object] = {"unit": kind.unit.text, "unit_shown": display(kind.unit)}
    declared = [conversion.printed for conversion in kind.conversions if conversion.printed]
    if declared:
        told["conversions"] = declared
    if kind.plausible is not None:
        told["plausible"] = list(_ends(kind.plausible) or ())
    if isinstance(kind, ir.Quantity) and kind.bounds is not None:
        told["bounds"] = list(_ends(kind.bounds) or ())
    return told


def _units_name(key: str, unit: str, conversions: tuple[ir.Conversion, ...]) -> str:
    """One table for each unit, and one for each datum that has conversions of its own."""
    if any(conversion.printed for conversion in conversions):
        return f"{identifier(key).upper()}_UNITS"
    spelled = unit.replace("/", " per ").replace("%", " percent ").replace("*", " to the ")
    return f"{identifier(spelled).upper()}_UNITS"


# ------------------------------------------------------------------------------------ text


def units_chunks(found: list[Field]) -> list[str]:
    """The tables of units, as top-level pieces of a module."""
    tables: dict[str, Factors] = {}
    for each in found:
        if each.units_name and each.units_name != _DOSES:
            scale = each.spec.scale  # type: ignore[attr-defined]
            tables.setdefault(each.units_name, scale.units)
    words, whole = (
        "{" + "".join(f"{literal(word)}: {literal(unit)}," for word, unit in each.items()) + "}"
        for each in (spellings(), wholes())
    )
    doses = []
    if any(each.units_name == _DOSES for each in found):
        table = "".join(f"{literal(text)}: {literal(unit)}," for text, unit in dose_units().items())
        doses.append(
            "# Dimensions and factor of what a dose's unit is made of.\n"
            f"{_DOSES}: DoseUnits = {{{table}}}"
        )
    return [
        f"# What people write for units and their parts.\nSPELLER = Speller({words}, {whole})",
        *(
            f"{name}: Units = {{"
            + "".join(f"{literal(text)}: {literal(factors)}," for text, factors in table.items())
            + "}"
            for name, table in tables.items()
        ),
        *doses,
    ]


def units_imports(found: list[Field]) -> list[str]:
    """What the tables import from the runtime."""
    used = {each.units_name for each in found} - {""}
    names = ["DoseUnits"] if _DOSES in used else []
    return [*names, "Speller", *(["Units"] if used - {_DOSES} else [])]


def model_chunks(protocol: ir.Protocol, found: list[Field]) -> list[str]:
    """The model, as top-level pieces of a module."""
    lines = ["class Participant(Record):"]
    title = f"A participant of {protocol.id}, {protocol.title}"
    lines.append(docstring([title if title.endswith(".") else f"{title}."]))
    lines.append("")
    lines.append('    id: str = Field(title="Identity", min_length=1)')
    for each in found:
        lines.append(_field_text(each))
    lines.append("")
    lines.append("    def visits(self) -> dict[str, DateValue]:")
    lines.append('        """The milestones by key."""')
    pairs = [f"{literal(m.key)}: self.{field_name(m.key)}" for m in protocol.milestones]
    lines.append(f"        return {{{', '.join(pairs)}}}")
    lines.append("")
    lines.append("    def fields(self) -> dict[str, Value]:")
    lines.append('        """Every milestone and datum by key."""')
    pairs = [f"{literal(each.key)}: self.{field_name(each.key)}" for each in found]
    lines.append(f"        return {{{', '.join(pairs)}}}")
    visits = tuple(milestone.key for milestone in protocol.milestones)
    constants = (
        f"# What an entry may be tagged with.\nVISITS = {literal(visits)}\n\n"
        "# Where a single value without a day was taken.\n"
        f"ASSESSED_AT = {literal(protocol.assessed_at)}"
    )
    return [constants, "\n".join(lines)]


def model_imports(found: list[Field]) -> dict[str, list[str]]:
    """What the model imports from the runtime: module -> names."""
    classes = {type(each.spec).__name__ for each in found}
    from_fields = [name for name in classes if hasattr(kinds, name)]
    if any(each.units_name not in ("", _DOSES) for each in found):
        from_fields.append("Scale")
    values = {_VALUES[name] for name in classes} | {"DateValue", "Value"}
    return {
        "fields": sorted(from_fields),
        "lists": sorted(name for name in classes if not hasattr(kinds, name)),
        "record": ["Record", "recorded"],
        "values": sorted(values),
    }


def _field_text(each: Field) -> str:
    value = _VALUES[type(each.spec).__name__]
    extra = "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in each.told.items()) + "}"
    arguments = []
    if field_name(each.key) != each.key:
        arguments.append(f"alias={literal(each.key)}")
    arguments.append(f"title={literal(each.title)}")
    if each.description:
        arguments.append(f"description={literal(each.description)}")
    if each.told:
        arguments.append(f"told={extra}")
    spec = _constructor(each.spec, each.units_name)
    call = f"recorded({', '.join(arguments)},)"
    return f"    {field_name(each.key)}: Annotated[{value}, {spec}] = {call}"


def _constructor(spec: Any, units_name: str) -> str:
    """The call that makes the metadata object; what is as by default is left out."""
    arguments = []
    for each in fields(spec):
        value = getattr(spec, each.name)
        if each.name == "visits":
            arguments.append("visits=VISITS")
        elif each.name == "assessed":
            arguments.append("assessed=ASSESSED_AT")
        elif each.name == "units":
            if value:
                arguments.append(f"units=units.{units_name}")
        elif each.name == "doses":
            arguments.append(f"doses=units.{_DOSES}")
        elif each.name == "speller":
            arguments.append("speller=units.SPELLER")
        elif isinstance(value, kinds.Scale):
            arguments.append(f"scale={_constructor(value, units_name)}")
        elif each.name == "key":
            arguments.append(literal(value))
        elif value != each.default:
            arguments.append(f"{each.name}={literal(value)}")
    return f"{type(spec).__name__}({', '.join(arguments)})"


# ------------------------------------------------------------------------------------ schema


def json_schema(protocol: ir.Protocol, found: list[Field], header: str) -> str:
    """The JSON Schema (draft 2020-12) of one record."""
    properties: dict[str, object] = {
        "id": {"title": "Identity", "type": "string", "minLength": 1},
    }
    for each in found:
        described: dict[str, object] = {"title": each.title}
        if each.description:
            described["description"] = each.description
        described |= each.spec.schema()
        # Words of our own, which validators ignore.
        described |= {f"x-{name}": value for name, value in each.told.items()}
        properties[each.key] = described
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": header,
        "title": f"Participant of {protocol.id}, version {protocol.version}",
        "type": "object",
        "properties": properties,
        "required": ["id"],
        "additionalProperties": False,
        "$defs": schemas.SHARED,
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
