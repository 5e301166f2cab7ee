"""JSON Schemas (draft 2020-12) of what the fields of a record may hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeAlias

Schema: TypeAlias = dict[str, Any]

_NUMBER_TEXT = r"^\s*-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?\s*$"

SHARED: Final[dict[str, Schema]] = {
    "missing": {
        "description": "No value, and it is known why. A field that is absent is not recorded.",
        "type": "object",
        "properties": {
            "missing": {"enum": ["not available", "does not apply"]},
            "reason": {"type": ["string", "null"]},
        },
        "required": ["missing"],
        "additionalProperties": False,
    },
    "date": {
        "description": "A day, or the month or year where the rest is not known.",
        "type": "string",
        "pattern": r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
    },
    "moment": {
        "description": "A day, perhaps with its time; or the month or year.",
        "type": "string",
        "pattern": r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])"
        r"(T([01][0-9]|2[0-3]):[0-5][0-9])?)?)?$",
    },
    "number": {
        "description": "A decimal, read exactly as written; at most 15 significant digits.",
        "anyOf": [{"type": "number"}, {"type": "string", "pattern": _NUMBER_TEXT}],
    },
    "titre": {
        "description": "A titre 1:n, or its n.",
        "anyOf": [
            {"$ref": "#/$defs/number"},
            {"type": "string", "pattern": r"^\s*1:[0-9]+(\.[0-9]+)?\s*$"},
        ],
    },
}


def inline(schema: Schema) -> Schema:
    """The schema with the shared parts in the place of the references to them."""

    def replaced(part: Any) -> Any:
        if isinstance(part, dict):
            if "$ref" in part:
                return replaced(SHARED[part["$ref"].rsplit("/", 1)[-1]])
            return {key: replaced(value) for key, value in part.items()}
        return [replaced(each) for each in part] if isinstance(part, list) else part

    result: Schema = replaced(schema)
    return result


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _or_missing(*values: Schema) -> Schema:
    return {"anyOf": [*values, {"type": "null"}, _reference("missing")]}


def _optional(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _object(properties: dict[str, Schema], required: Iterable[str] = ()) -> Schema:
    described: Schema = {"type": "object", "properties": properties}
    needed = list(required)
    if needed:
        described["required"] = needed
    described["additionalProperties"] = False
    return described


def date(may_be_none: bool, is_milestone: bool) -> Schema:
    if is_milestone:
        return _optional(_reference("moment"))
    return _or_missing(_reference("date"), *([{"const": "none"}] if may_be_none else []))


def answer() -> Schema:
    parts: dict[str, Schema] = {
        "value": {"type": "boolean"},
        "by": {"type": ["string", "null"]},
        "on": _optional(_reference("date")),
    }
    return _or_missing({"type": "boolean"}, _object(parts, ["value"]))


def one_of(values: tuple[str, ...]) -> Schema:
    return _or_missing(_values(values))


def _values(values: tuple[str, ...]) -> Schema:
    """One of the values; of those that are written as whole numbers, the number as well."""
    numbers = [int(each) for each in values if each.isdigit() and str(int(each)) == each]
    return {"enum": [*values, *numbers]}


def any_of(values: tuple[str, ...]) -> Schema:
    return _or_missing({"type": "array", "items": _values(values)})


def _unit(units: Iterable[str]) -> Schema:
    return {"type": ["string", "null"], "examples": list(dict.fromkeys(units))[:8]}


def _exactly_one(parts: dict[str, Schema], number: Schema) -> Schema:
    """An object with one of value, below and above."""
    described = _object({**dict.fromkeys(("value", "below", "above"), _optional(number)), **parts})
    described["oneOf"] = [
        {"required": [part], "properties": {part: number}} for part in ("value", "below", "above")
    ]
    return described


def amount(units: Iterable[str]) -> Schema:
    number = _reference("number")
    return _or_missing(number, _exactly_one({"unit": _unit(units)}, number))


def measurement(
    units: Iterable[str],
    visits: tuple[str, ...],
    normal_range: bool,
    titre: bool,
    attributes: dict[str, Schema],
) -> Schema:
    number = _reference("titre" if titre else "number")
    parts: dict[str, Schema] = {"unit": _unit(units)}
    if normal_range:
        parts["upper"] = _optional(_reference("number"))
        parts["lower"] = _optional(_reference("number"))
    entry = _exactly_one({**parts, **_dated(visits), **attributes}, number)
    return _or_missing(number, entry, {"type": "array", "items": entry})


def paired(
    components: Iterable[str],
    units: Iterable[str],
    visits: tuple[str, ...],
    attributes: dict[str, Schema],
) -> Schema:
    numbers = {each: _optional(_reference("number")) for each in components}
    entry = _object({**numbers, "unit": _unit(units), **_dated(visits), **attributes})
    # Like every value, one that says in which way it is missing is another object.
    return _or_missing(entry, {"type": "array", "items": entry})


def _dated(visits: tuple[str, ...]) -> dict[str, Schema]:
    return {
        "date": _optional(_reference("moment")),
        "visit": {"enum": [*visits, None]},
    }


def result(
    values: tuple[str, ...], visits: tuple[str, ...], attributes: dict[str, Schema]
) -> Schema:
    value = _values(values)
    entry = _object({"value": value, **_dated(visits), **attributes}, ["value"])
    return _or_missing(value, entry, {"type": "array", "items": entry})


def event_entry(is_group: bool, attributes: dict[str, Schema]) -> Schema:
    named: dict[str, Schema] = {"name": {"type": "string"}} if is_group else {}
    date_part = {"date": _optional(_reference("moment"))}
    return _object({**named, **date_part, **attributes}, ["name"] if is_group else [])


def event(is_group: bool, attributes: dict[str, Schema]) -> Schema:
    entry = event_entry(is_group, attributes)
    items = entry if is_group else {"anyOf": [_reference("moment"), entry]}
    return _or_missing({"type": "array", "items": items})


def period(parts: dict[str, Schema], required: Iterable[str] = ()) -> Schema:
    days = {
        "start": _optional(_reference("moment")),
        "end": _optional(_reference("moment")),
        "ongoing": {"type": ["boolean", "null"]},
        "stable_since": _optional(_reference("date")),
        "not_increased_since": _optional(_reference("date")),
    }
    described = _object({**parts, **days}, required)
    described["not"] = {
        "properties": {"ongoing": {"const": True}, "end": {"type": "string"}},
        "required": ["ongoing", "end"],
    }
    return described


def condition(is_group: bool, attributes: dict[str, Schema]) -> Schema:
    named: dict[str, Schema] = {"name": {"type": "string"}} if is_group else {}
    entry = period({**named, **attributes}, ["name"] if is_group else [])
    return _or_missing({"type": "array", "items": entry})


def treatment(is_group: bool, attributes: dict[str, Schema], *, is_open: bool = False) -> Schema:
    parts: dict[str, Schema] = {
        "name": {"type": "string"} if is_group else {"type": ["string", "null"]},
        **doses(),
        **(half_life() if is_open else {}),
        **attributes,
    }
    return _or_missing({"type": "array", "items": period(parts, ["name"] if is_group else [])})


def doses() -> dict[str, Schema]:
    return {"dose": _optional(_reference("number")), "unit": {"type": ["string", "null"]}}


def half_life() -> dict[str, Schema]:
    """Of a medicine that is no member of an open group."""
    unit: Schema = {"type": "string", "examples": ["h", "d"]}
    return {"half_life": _optional(_object({"value": _reference("number"), "unit": unit}))}


def things(attributes: dict[str, Schema]) -> Schema:
    entry = _object({"id": {"type": ["string", "null"]}, **attributes})
    return _or_missing({"type": "array", "items": entry})


def history(kind: str, attributes: Iterable[dict[str, Schema]], *, is_open: bool = False) -> Schema:
    """A complete history of `treatments`, `conditions` or `events`; an entry may hold what any of
    the data that it counts for may hold."""
    possible: dict[str, list[Schema]] = {}
    for each in attributes:
        for key, schema in each.items():
            if schema not in possible.setdefault(key, []):
                possible[key].append(schema)
    shared = {
        key: schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
        for key, schemas in possible.items()
    }
    parts: dict[str, Schema] = {
        "name": {"type": "string"},
        "in": _optional({"type": "array", "items": {"type": "string"}}),
    }
    if kind == "events":
        entry = _object({**parts, "date": _optional(_reference("moment")), **shared}, ["name"])
    else:
        own = {**doses(), **(half_life() if is_open else {})} if kind == "treatments" else {}
        entry = period({**parts, **own, **shared}, ["name"])
    return _optional({"type": "array", "items": entry})
