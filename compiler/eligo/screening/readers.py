"""Reading participants' records one at a time from JSON, NDJSON and CSV, whatever their number."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Literal, TypeAlias

from eligo.screening.columns import Columns

Format: TypeAlias = Literal["json", "ndjson", "csv"]

FORMATS: Mapping[str, Format] = {
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".csv": "csv",
    ".tsv": "csv",
}

_CHUNK = 1 << 16


@dataclass(frozen=True)
class Entry:
    """One record as it stands in its file: JSON text, or fields; ``problem``: why neither."""

    number: int
    line: int
    text: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    problem: str = ""


def read(stream: IO[bytes], form: Format) -> Iterator[Entry]:
    """The records of a stream, numbered from 1, with the lines on which they begin."""
    match form:
        case "csv":
            return _rows(stream)
        case "json":
            return _objects(_text(stream))
        case "ndjson":
            return _lines(stream)


# ------------------------------------------------------------------------------------- NDJSON


def _lines(stream: IO[bytes]) -> Iterator[Entry]:
    number = 0
    for line, data in enumerate(stream, 1):
        if line == 1:
            data = data.removeprefix(b"\xef\xbb\xbf")
            if data.lstrip()[:1] == b"[" or data.strip() == b"{":
                # A JSON file under the other ending.
                yield from _objects(_text(_Joined(data, stream)))
                return
        if not data.strip():
            continue
        number += 1
        try:
            yield Entry(number, line, text=data.decode("utf-8").strip())
        except UnicodeDecodeError:
            yield Entry(number, line, problem=_NOT_TEXT)


_NOT_TEXT = "this is not UTF-8 text. Save the file with the encoding UTF-8."


class _Joined(io.RawIOBase):
    """Bytes that were read already, and the rest of their stream."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        self._start = start
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self._start[: len(buffer)] or self._rest.read(len(buffer))
        self._start = self._start[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def _text(stream: IO[bytes] | io.RawIOBase) -> io.TextIOWrapper:
    buffered = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    return io.TextIOWrapper(buffered, "utf-8-sig", newline="")


# --------------------------------------------------------------------------------------- JSON

_OUTSIDE = re.compile(r'["{}\[\]]')
_INSIDE = re.compile(r'["\\]')
_BETWEEN = re.compile(r"[{\]]")


def _objects(stream: io.TextIOWrapper) -> Iterator[Entry]:
    """The objects of a list, or objects that stand one after another."""
    scanner = _Scanner(stream)
    number = 0
    try:
        while True:
            between = scanner.up_to_object(first=number == 0)
            if between:
                number += 1
                yield Entry(number, scanner.line, problem=_NO_OBJECT)
            line = scanner.line
            text, whole = scanner.object()
            if not text:
                if scanner.in_list:
                    yield Entry(number + 1, line, problem=_UNFINISHED_LIST)
                return
            number += 1
            if not whole:
                yield Entry(number, line, problem=_UNFINISHED)
                return
            yield Entry(number, line, text=text)
    except UnicodeDecodeError:
        said = f"{_NOT_TEXT} What follows was not read."
        yield Entry(number + 1, scanner.line, problem=said)


_NO_OBJECT = 'this is no participant. Each is one JSON object: {"id": "001", …}.'
_UNFINISHED = (
    "the text ends within this record. A bracket or a quotation mark is missing in it, or the file "
    "is not complete."
)
_UNFINISHED_LIST = (
    "the list has no end, so that records may be missing here. Check whether the file is complete."
)


class _Scanner:
    """Finds where objects begin and end, without reading what is in them."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream = stream
        self._chunk = ""
        self._at = 0
        self.line = 1
        self.in_list = False

    def _more(self) -> bool:
        self._chunk = self._stream.read(_CHUNK)
        self._at = 0
        return bool(self._chunk)

    def _take(self, end: int) -> str:
        taken = self._chunk[self._at : end]
        self._at = end
        self.line += taken.count("\n")
        return taken

    def up_to_object(self, *, first: bool) -> bool:
        """Go on to the next opening brace; whether anything else stood there."""
        strange = False
        while self._at < len(self._chunk) or self._more():
            found = _BETWEEN.search(self._chunk, self._at)
            skipped = self._take(found.start() if found else len(self._chunk))
            rest = skipped.strip(" \t\r\n,")
            if first and rest.startswith("["):
                self.in_list = True
                rest = rest[1:].strip(" \t\r\n,")
            strange = strange or bool(rest)
            if found and found[0] == "{":
                break
            if found:
                self._take(found.end())
                self.in_list = False
        return strange

    def object(self) -> tuple[str, bool]:
        """The text of the object that begins here, and whether it ends."""
        pieces: list[str] = []
        depth = 0
        in_string = False
        escaped = False
        while self._at < len(self._chunk) or self._more():
            if escaped:
                pieces.append(self._take(self._at + 1))
                escaped = False
                continue
            found = (_INSIDE if in_string else _OUTSIDE).search(self._chunk, self._at)
            pieces.append(self._take(found.end() if found else len(self._chunk)))
            if found is None:
                continue
            sign = found[0]
            if sign == "\\":
                escaped = True
            elif sign == '"':
                in_string = not in_string
            else:
                depth += 1 if sign in "{[" else -1
                if depth == 0:
                    return "".join(pieces), True
        return "".join(pieces), False


# ---------------------------------------------------------------------------------------- CSV


def _rows(stream: IO[bytes]) -> Iterator[Entry]:
    text = _text(stream)
    try:
        head = text.readline()
        skipped = 0
        while head and not head.strip():
            head = text.readline()
            skipped += 1
    except UnicodeDecodeError:
        yield Entry(1, 1, problem=_NOT_TEXT)
        return
    if not head:
        return
    before = skipped + 1
    delimiter = max(",;\t", key=head.count)
    try:
        names = next(csv.reader([head], delimiter=delimiter, strict=True))
        columns = Columns(names)
    except (csv.Error, ValueError) as error:
        said = str(error) if isinstance(error, ValueError) else f"it is no CSV ({error})."
        yield Entry(1, 1, problem=f"the first line does not name the columns: {said}")
        return
    rows = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    while True:
        line = before + rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            said = f"this is no line of a CSV file ({error}). Check its quotation marks."
            yield Entry(number, line, problem=said)
            continue
        except UnicodeDecodeError:
            yield Entry(number + 1, line, problem=f"{_NOT_TEXT} What follows was not read.")
            return
        if not any(cell.strip() for cell in row):
            continue
        number += 1
        try:
            yield Entry(number, line, fields=columns.record(row))
        except ValueError as error:
            yield Entry(number, line, problem=str(error))


def id_of(entry: Entry) -> str:
    """The participant's id, as far as it can be told; for messages about records that are wrong."""
    found: object = entry.fields.get("id")
    if entry.text:
        try:
            record = json.loads(entry.text)
        except (ValueError, RecursionError):
            return ""
        found = record.get("id") if isinstance(record, dict) else ""
    return found if isinstance(found, str) else ""
