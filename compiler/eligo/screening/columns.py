"""Rows of a table as records: columns named `field`, `field.part` and `field.0.part`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

_ANSWERS = {"true": True, "false": False}


class Columns:
    """What the columns of a table stand for. ValueError where two of them claim the same place."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = [name.strip() for name in names]
        self._paths = [tuple(name.split(".")) for name in self._names]
        taken: set[tuple[str, ...]] = set()
        for name, path in zip(self._names, self._paths, strict=True):
            if not name:
                continue
            if not all(path):
                raise ValueError(f"“{name}” is no name of a column. Write field.part.")
            if path in taken:
                raise ValueError(f"the column “{name}” stands there twice. Keep one of them.")
            taken.add(path)

    def record(self, row: Sequence[str]) -> dict[str, object]:
        """The record of a row; an empty cell is not recorded. ValueError says what does not fit."""
        if any(cell.strip() for cell in row[len(self._paths) :]):
            raise ValueError(
                "the line has more cells than there are columns. Put texts that hold the separator "
                "into quotation marks."
            )
        record: dict[str, object] = {}
        for name, path, cell in zip(self._names, self._paths, row, strict=False):
            written = cell.strip()
            if not written:
                continue
            if not name:
                raise ValueError("a cell stands in a column without a name. Name the column.")
            _put(record, path, _value(written, path), name)
        return {key: _with_lists(value) for key, value in record.items()}


def _put(record: dict[str, object], path: tuple[str, ...], value: object, name: str) -> None:
    """Nested by the parts of the name; the numbers of a list's entries are keys until the end."""
    inner = record
    for part in path[:-1]:
        deeper = inner.setdefault(part, {})
        if not isinstance(deeper, dict):
            raise ValueError(f"“{name}” is filled, and so is a column that holds all of it.")
        inner = deeper
    if path[-1] in inner:
        raise ValueError(f"“{name}” is filled, and so is a column that holds a part of it.")
    inner[path[-1]] = value


def _with_lists(value: object) -> object:
    """Entries 0, 1, 2 as a list; numbers that were left empty leave no gap."""
    if not isinstance(value, dict):
        return value
    inner = {key: _with_lists(part) for key, part in value.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


def _value(written: str, path: tuple[str, ...]) -> object:
    """A cell as JSON would hold it. Numbers stay as they are written: records read them exactly."""
    if path[-1] == "id":
        return written
    if written == "[]":
        return []
    if written.casefold() in _ANSWERS:
        return _ANSWERS[written.casefold()]
    # Only a whole field may be JSON: among the parts there are units such as [iU]/L and {cells}/uL.
    if len(path) == 1 and written[0] in "[{":
        try:
            return json.loads(written, parse_float=Decimal)
        except (ValueError, RecursionError):
            raise ValueError(
                f"“{path[0]}” begins like JSON and is none. Write [] for none, or use columns such "
                f"as {path[0]}.0.date."
            ) from None
    return written
