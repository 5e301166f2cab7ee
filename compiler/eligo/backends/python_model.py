"""The participant of the generated package: model, units and JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import Any, assert_never

from eligo import ir
from eligo.backends.python_expressions import Expressions
from eligo.backends.python_names import (
    docstring,
    field_name,
    identifier,
    literal,
    name_all,
    number,
)
from eligo.backends.python_units import Factors, accepted, dose_units, spellings, wholes
from eligo.runtime import fields as kinds
from eligo.runtime import lists, occurrences, schemas
from eligo.runtime.histories import HISTORIES
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
    "PairedField": "PairedReadings",
    "ResultField": "Results",
    "DateField": "DateValue",
    "EventField": "Occurrences",
    "ConditionField": "Occurrences",
    "TreatmentField": "Occurrences",
    "ThingsField": "Things",
}
_MODULES = {"fields": kinds, "lists": lists, "occurrences": occurrences}


@dataclass(frozen=True)
class Field:
    """One field of the participant, or of an entry of one of its lists: its metadata object, and
    what is told about it. `attributes` are the fields of its entries."""

    key: str
    title: str
    description: str
    spec: kinds.RecordField
    told: dict[str, object]
    units_name: str = ""
    attributes: tuple[Field, ...] = ()

    @property
    def local(self) -> str:
        """Its name in the record, or in the entry."""
        return self.key.rpartition(".")[2]

    def flat(self) -> Iterator[Field]:
        """The field after those of its entries."""
        for attribute in self.attributes:
            yield from attribute.flat()
        yield self

    def schema(self) -> dict[str, object]:
        described: dict[str, object] = {"title": self.title}
        if self.description:
            described["description"] = self.description
        described |= self.spec.schema()
        # Words of our own, which validators ignore.
        return described | {f"x-{name}": value for name, value in self.told.items()}


@dataclass(frozen=True)
class EntryClass:
    """Stands for a generated class of entries while it is being made."""

    name: str
    attributes: tuple[Field, ...]

    def names(self) -> tuple[str, ...]:
        return tuple(each.local for each in self.attributes)

    def read(self, written: Mapping[str, object]) -> object:
        """The attributes read one by one; FieldProblem as the generated class gives it."""
        return SimpleNamespace(
            **{each.local: each.spec.read(written.get(each.local)) for each in self.attributes}
        )

    def blank(self) -> object:
        return self.read({})

    def schemas(self) -> dict[str, schemas.Schema]:
        return {each.local: each.schema() for each in self.attributes}


def entry_class(key: str) -> str:
    """The name of the class of a datum's entries."""
    parts = (identifier(part) for part in key.split("."))
    words = ("".join(_capitalised(word) for word in part.split("_")) for part in parts)
    return "_".join(words) + "Entry"


def _capitalised(word: str) -> str:
    return f"{word[:1].upper()}{word[1:]}" if word[:1].isalpha() else f"_{word}"


def participant_fields(protocol: ir.Protocol) -> list[Field]:
    """Milestones first, then the data, in order of declaration."""
    found = []
    for milestone in protocol.recorded_milestones:
        what = "visit" if milestone.visit else "milestone"
        spec = kinds.DateField(milestone.key, is_milestone=True)
        found.append(Field(milestone.key, milestone.name, f"Day of the {what}.", spec, {}))
    for datum in protocol.data:
        found.append(_field(datum, protocol))
    return found


def _field(datum: ir.Datum, protocol: ir.Protocol) -> Field:
    kind = datum.kind
    key = datum.key
    visits = tuple(milestone.key for milestone in protocol.milestones)
    assessed = protocol.assessed_at
    attributes = tuple(_field(each, protocol) for each in datum.held)
    entry = EntryClass(entry_class(key), attributes) if attributes else None
    units_name = ""
    spec: kinds.RecordField
    match kind:
        case ir.YesNo():
            spec = kinds.YesNoField(key)
        case ir.Judgement() | ir.Attestation():
            spec = kinds.YesNoField(key, by=kind.by)
        case ir.OneOf():
            spec = kinds.OneOfField(key, tuple(value.key for value in kind.values))
        case ir.AnyOfValues():
            spec = kinds.AnyOfField(key, tuple(value.key for value in kind.values))
        case ir.Quantity():
            scale = _scale(kind.unit, kind.conversions, kind.whole, kind.bounds, kind.plausible)
            spec = kinds.NumberField(key, scale)
        case ir.Measurement():
            scale = _scale(kind.unit, kind.conversions, kind.whole, kind.bounds, kind.plausible)
            spec = lists.MeasurementField(
                key, visits, assessed, scale, kind.normal_range, kind.titre, entry
            )
        case ir.Paired():
            scale = _scale(kind.unit, kind.conversions, False, None, kind.plausible)
            components = tuple(component.key for component in kind.components)
            spec = lists.PairedField(key, visits, assessed, scale, components, entry)
        case ir.Result():
            values = tuple(value.key for value in kind.values)
            spec = lists.ResultField(key, visits, assessed, values, entry)
        case ir.DateKind():
            spec = kinds.DateField(
                key, may_be_none=kind.may_be_none, is_birth=_is_birth(datum, protocol)
            )
        case ir.Event():
            spec = occurrences.EventField(key, *_names(datum, kind), entry)
        case ir.Condition():
            spec = occurrences.ConditionField(key, *_names(datum, kind), entry)
        case ir.Treatment():
            spec = occurrences.TreatmentField(
                key,
                *_names(datum, kind),
                entry,
                dose_units(),
                Speller(),
                _half_lives(kind),
                tuple(
                    (each.key, number(each.equivalent))
                    for each in kind.members
                    if each.equivalent is not None
                ),
            )
            units_name = _DOSES
        case ir.Record():
            spec = occurrences.ThingsField(key, entry, datum.name)
        case _:
            assert_never(kind)
    if isinstance(kind, ir.Quantity | ir.Measurement | ir.Paired):
        units_name = _units_name(key, kind.unit.text, kind.conversions)
    question = ""
    if isinstance(kind, ir.Judgement):
        question = kind.question
    elif isinstance(kind, ir.Attestation):
        question = kind.statement
    description = " ".join(part for part in (question, datum.note) if part)
    told = _told(datum)
    return Field(key, datum.label, description, spec, told, units_name, attributes)


def _told(datum: ir.Datum) -> dict[str, object]:
    """What is told about a field besides its title and description."""
    kind = datum.kind
    told: dict[str, object] = {}
    if isinstance(kind, ir.Quantity | ir.Measurement | ir.Paired):
        told |= _told_of_numbers(kind)
    if isinstance(kind, ir.OneOf | ir.AnyOfValues | ir.Result):
        told["values"] = {value.key: value.label for value in kind.values}
    if isinstance(kind, ir.Paired):
        told["components"] = {value.key: value.label for value in kind.components}
    if isinstance(kind, ir.Treatment | ir.Condition | ir.Event) and kind.members:
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
    return told


def _names(
    datum: ir.Datum, kind: ir.Event | ir.Condition | ir.Treatment
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...], bool]:
    """The words of a group's members, or those of a single datum, and whether it is open."""
    members = tuple(_words(member) for member in kind.members)
    if members or kind.is_open:
        return members, (), kind.is_open
    codes = (code.code for code in datum.codes)
    own = (datum.name, datum.key, datum.label, *datum.synonyms, *codes)
    return (), tuple(dict.fromkeys(own)), False


def _half_lives(kind: ir.Treatment) -> tuple[tuple[str, str], ...]:
    """By the member's key; of a single medicine by the empty one."""
    found = [(each.key, each.half_life) for each in kind.members]
    found.append(("", kind.half_life))
    return tuple((key, number(length)) for key, length in found if length is not None)


def _is_birth(datum: ir.Datum, protocol: ir.Protocol) -> bool:
    """Whether an age is counted from the date, or it is called so."""
    roots = (
        protocol.criteria,
        protocol.definitions,
        protocol.scores,
        protocol.subgroups,
        protocol.tables,
        protocol.units,
        protocol.cohorts,
    )
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


def _told_of_numbers(kind: ir.Quantity | ir.Measurement | ir.Paired) -> dict[str, object]:
    told: dict[str, object] = {"unit": kind.unit.text, "unit_shown": display(kind.unit)}
    declared = [conversion.printed for conversion in kind.conversions if conversion.printed]
    if declared:
        told["conversions"] = declared
    if kind.plausible is not None:
        told["plausible"] = list(_ends(kind.plausible) or ())
    if not isinstance(kind, ir.Paired) and kind.bounds is not None:
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
    for each in _all(found):
        if each.units_name and each.units_name != _DOSES:
            scale = each.spec.scale  # type: ignore[attr-defined]
            tables.setdefault(each.units_name, scale.units)
    words, whole = (
        "{" + "".join(f"{literal(word)}: {literal(unit)}," for word, unit in each.items()) + "}"
        for each in (spellings(), wholes())
    )
    doses = []
    if any(each.units_name == _DOSES for each in _all(found)):
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


def _all(found: list[Field]) -> Iterator[Field]:
    for each in found:
        yield from each.flat()


def units_imports(found: list[Field]) -> list[str]:
    """What the tables import from the runtime."""
    used = {each.units_name for each in _all(found)} - {""}
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
    milestones = protocol.recorded_milestones
    pairs = [f"{literal(m.key)}: self.{field_name(m.key)}" for m in milestones]
    lines.append(f"        return {{{', '.join(pairs)}}}")
    lines.append("")
    lines.append("    def fields(self) -> dict[str, Value]:")
    lines.append('        """Every milestone and datum by key."""')
    pairs = [f"{literal(each.key)}: self.{field_name(each.key)}" for each in found]
    lines.append(f"        return {{{', '.join(pairs)}}}")
    lines += _derived_days(protocol)
    visits = tuple(milestone.key for milestone in protocol.milestones)
    constants = (
        f"# What an entry may be tagged with.\nVISITS = {literal(visits)}\n\n"
        "# Where a single value without a day was taken.\n"
        f"ASSESSED_AT = {literal(protocol.assessed_at)}"
    )
    entries = [_entry_text(each) for each in _all(found) if each.attributes]
    return [constants, *entries, "\n".join(lines)]


def _derived_days(protocol: ir.Protocol) -> list[str]:
    """The method that gives the days of milestones that are no fields; nothing without any."""
    lines = []
    expressions = Expressions(protocol, name_all(protocol))
    for milestone in protocol.milestones:
        if milestone.derived is not None:
            date = expressions.some_day(milestone.derived)
            lines.append(f"        if key == {literal(milestone.key)}:\n            return {date}")
    if not lines:
        return []
    told = '        """The day of a milestone that is counted from something else."""'
    head = ["", "    def derived(self, key: str) -> Day:", told, "        participant = self"]
    return [*head, *lines, "        return super().derived(key)"]


def derived_names(protocol: ir.Protocol) -> set[str]:
    """What the days of milestones that are no fields use of the runtime."""
    expressions = Expressions(protocol, name_all(protocol))
    for milestone in protocol.milestones:
        if milestone.derived is not None:
            expressions.use("Day")
            expressions.some_day(milestone.derived)
    return expressions.used


def _entry_text(each: Field) -> str:
    """The class of a datum's entries."""
    lines = [f"class {entry_class(each.key)}(Entry):"]
    lines.append(docstring([f"What is to be known of one entry of {each.title}."]))
    lines.append("")
    lines += [_field_text(attribute) for attribute in each.attributes]
    return "\n".join(lines)


def model_imports(found: list[Field]) -> dict[str, list[str]]:
    """What the model imports from the runtime: module -> names."""
    everything = list(_all(found))
    classes = {type(each.spec).__name__ for each in everything}
    values = {_VALUES[name] for name in classes} | {"DateValue", "Value"}
    imports = {
        module: sorted(name for name in classes if hasattr(kind, name))
        for module, kind in _MODULES.items()
    }
    if any(each.units_name not in ("", _DOSES) for each in everything):
        imports["fields"] = sorted([*imports["fields"], "Scale"])
    entry = ["Entry"] if any(each.attributes for each in everything) else []
    imports["record"] = [*entry, "Record", "recorded"]
    imports["values"] = sorted(values)
    return imports


def _field_text(each: Field) -> str:
    value = _VALUES[type(each.spec).__name__]
    extra = "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in each.told.items()) + "}"
    arguments = []
    if field_name(each.local) != each.local:
        arguments.append(f"alias={literal(each.local)}")
    arguments.append(f"title={literal(each.title)}")
    if each.description:
        arguments.append(f"description={literal(each.description)}")
    if each.told:
        arguments.append(f"told={extra}")
    spec = _constructor(each.spec, each.units_name)
    call = f"recorded({', '.join(arguments)},)"
    return f"    {field_name(each.local)}: Annotated[{value}, {spec}] = {call}"


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
        elif isinstance(value, EntryClass):
            arguments.append(f"entry={value.name}")
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
        properties[each.key] = each.schema()
    properties |= _histories(found)
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


def _histories(found: list[Field]) -> dict[str, object]:
    """The complete histories that may stand in place of single fields."""
    keys = {each.key for each in found}
    histories: dict[str, object] = {}
    for history in HISTORIES:
        members = [
            each.spec
            for each in found
            if isinstance(each.spec, occurrences.OccurrencesField) and each.spec.history == history
        ]
        if not members or history in keys:
            continue
        described = (
            f"All {history} of the participant, in place of the fields of single ones; an entry "
            "counts for each that it names."
        )
        attributes = [each.entry.schemas() for each in members if each.entry is not None]
        histories[history] = {
            "title": f"Complete history of {history}",
            "description": described,
            **schemas.history(history, attributes, is_open=any(each.is_open for each in members)),
        }
    return histories
