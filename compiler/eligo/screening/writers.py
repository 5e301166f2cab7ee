"""Writing results one at a time, as NDJSON or CSV; what was written is always whole lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import IO, Protocol

from eligo.screening.tally import Criterion, Result


class Writer(Protocol):
    def result(self, number: int, participant: str, result: Result) -> None: ...

    def problems(
        self, number: int, participant: str, problems: Sequence[Mapping[str, str]]
    ) -> None: ...


class NdjsonWriter:
    """One object per record: the result, or the problems for which there is none."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def result(self, number: int, participant: str, result: Result) -> None:
        self._line({"record": number, "id": participant, **result.to_json()})

    def problems(
        self, number: int, participant: str, problems: Sequence[Mapping[str, str]]
    ) -> None:
        self._line({"record": number, "id": participant, "problems": list(problems)})

    def _line(self, fields: Mapping[str, object]) -> None:
        line = json.dumps(fields, ensure_ascii=False, default=_plain)
        self._stream.write(line.encode("utf-8", "backslashreplace") + b"\n")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a result")


class CsvWriter:
    """One row per record: verdict, then a column with the status of each criterion and part, then
    one of each unit of analysis that criteria are about."""

    def __init__(self, stream: IO[bytes], criteria: Sequence[Criterion]) -> None:
        self._stream = stream
        self._keys = [criterion.key for criterion in criteria]
        self._units = list(dict.fromkeys(each.unit for each in criteria if each.unit))
        units = [f"unit:{key}" for key in self._units]
        self._row(["record", "id", "verdict", *self._keys, *units])

    def result(self, number: int, participant: str, result: Result) -> None:
        statuses = [result.criteria[key].status for key in self._keys]
        units = [result.units[key].status for key in self._units]
        self._row([str(number), participant, result.verdict, *statuses, *units])

    def problems(
        self, number: int, participant: str, problems: Sequence[Mapping[str, str]]
    ) -> None:
        empty = [""] * (len(self._keys) + len(self._units))
        self._row([str(number), participant, "not screened", *empty])

    def _row(self, cells: Sequence[str]) -> None:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(cells)
        self._stream.write(line.getvalue().encode("utf-8", "backslashreplace"))
