"""What is wrong with a record, in the terms of its file: JSON as it is, tables by their columns."""

from __future__ import annotations

import re
from typing import Any

# What the runtime advises, by how it begins and ends; it speaks of JSON.
_LIST = re.compile(r"Write \[.*\]; \[\] says that somebody asked and there was none\.")
_PERIOD = re.compile(r"Write \{\"start\": .*\}\.$")
_DATED = re.compile(r"Write \{\"value\": …, \"date\": .*$")
_TOGETHER = re.compile(r"Write \{.*…, \"date\": \"2025-06-15\"\}\.$")
_VALUES = re.compile(r"Write them in brackets, .*$")
_NAME = re.compile(r"Give \"name\", one of ")
_NUMBER = 'Write a decimal with a point, such as 1.5 or "1.5"; no sign of comparison, no unit.'
_UNHEARD = ("would be left out without a word", "would be ignored")
_NO_TEXT = "Input should be a valid string. Correct the value."


def in_terms(message: str, key: str, field: object, *, table: bool) -> str:
    """The message about a field; ``field`` is how the validator reads it, where it is known."""
    message = message.replace(*_UNHEARD)
    if message == _NO_TEXT:
        message = (
            "this is no text: an identity is compared letter by letter. "
            'Write it in quotation marks, such as "001".'
        )
    is_group = bool(getattr(field, "members", ())) or getattr(field, "is_open", False)
    if not table:
        named = re.sub(r'\{"(start|date)": ', r'{"name": "…", "\1": ', message)
        return named if is_group else message
    return _of_table(message, key, field, is_group)


def _of_table(message: str, place: str, field: object, is_group: bool) -> str:
    key, entry = _list_and_entry(place)
    columns = _columns(place, field, is_group)
    none = f"[] in a column “{key}” says that somebody asked and there was none."
    message = _LIST.sub(
        lambda found: f"Use the columns {columns}, with 1 for a second; {none}", message
    )
    message = _PERIOD.sub(lambda found: f"Use the columns {columns}.", message)
    message = _DATED.sub(
        lambda found: f"Fill the column “{entry}.date” or “{entry}.visit” as well.",
        message,
    )
    message = _TOGETHER.sub(lambda found: f"Use the columns {columns}.", message)
    message = _VALUES.sub(
        lambda found: f"Use the columns {key}.0, {key}.1, a value in each; [] in a column “{key}” "
        "says that none holds.",
        message,
    )
    message = _NAME.sub(lambda found: f"Fill the column “{entry}.name” with one of ", message)
    message = message.replace(
        _NUMBER,
        "Write a decimal with a point, such as 1.5; no sign of "
        f"comparison and no unit: they have columns, {place}.below, {place}.above and {place}.unit.",
    )
    message = message.replace("Write true or false, without quotes.", "Write true or false.")
    message = message.replace("leave the field out", "leave the cell empty")
    message = message.replace("Leave the field out", "Leave the cell empty")
    message = re.sub(r'"(\d[\d-]*)"', r"\1", message)
    # Text in a table stands there without quotation marks.
    return re.sub(r'"([^"{}\[\]]+)"', r"“\1”", message)


def _list_and_entry(place: str) -> tuple[str, str]:
    """The place of a list, and that of an entry of it: the first, unless the place says which."""
    key, _, number = place.rpartition(".")
    return (key, place) if number.isdigit() else (place, f"{place}.0")


def _columns(place: str, field: object, is_group: bool) -> str:
    key, entry = _list_and_entry(place)
    kind = type(field).__name__
    together = tuple(getattr(field, "components", ()))
    if together:
        return " and ".join(f"{place}.{each}" for each in together)
    if kind == "ThingsField":
        shape: Any = getattr(field, "entry", None)
        return " and ".join(f"{entry}.{each}" for each in (shape.names()[:2] if shape else ("id",)))
    # A complete history is no field of the model.
    name = f"{entry}.name, " if is_group or field is None else ""
    if kind == "EventField" or (field is None and key == "events"):
        return f"{name}{entry}.date"
    return f"{name}{entry}.start and {entry}.end or {entry}.ongoing"


def shown_value(value: str, *, table: bool) -> str:
    """A value as the file has it, from how Python writes it."""
    from ast import literal_eval
    from json import dumps

    written = re.sub(r"Decimal\('([^']*)'\)", r"\1", value)
    try:
        found: Any = literal_eval(written)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return written
    if isinstance(found, float):
        return written
    if table and isinstance(found, str):
        return found
    try:
        return dumps(found, ensure_ascii=False)
    except (TypeError, ValueError):
        return written
