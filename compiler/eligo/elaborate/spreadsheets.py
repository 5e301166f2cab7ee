"""Rows of a CSV file beside the protocol, by column, each with its line."""

from __future__ import annotations

import csv
import re

from eligo import syntax
from eligo.source import Source, Span

Problem = tuple[Span, str]


def read(
    source: Source, needed: tuple[str, ...]
) -> tuple[tuple[tuple[dict[str, str], Span], ...], tuple[Problem, ...]]:
    """Rows by the names of the first line, each with the span of its lines, empty lines left out; and what is wrong
    with them, where ``needed`` are columns that must be there and may not be empty."""
    table = lines(source)
    if not table:
        return (), ((Span(source, 0, min(1, len(source.text))), "The file is empty"),)
    header, first = table[0]
    problems: list[Problem] = []
    columns = [plain(cell) for cell in header]
    for column in needed:
        if column not in columns:
            problems.append((first, f"The file has no column “{column}”"))
    for column in dict.fromkeys(columns):
        if columns.count(column) > 1:
            problems.append((first, f"The file has two columns “{column}”"))
    if problems:
        return (), tuple(problems)
    rows = []
    for cells, span in table[1:]:
        if len(cells) != len(columns):
            problems.append(
                (span, f"This row has {len(cells)} cells, and the first line has {len(columns)}")
            )
            continue
        row = dict(zip(columns, cells, strict=True))
        for column in needed:
            if not row[column].strip():
                problems.append((span, f"This row has no {column}"))
        rows.append((row, span))
    return tuple(rows), tuple(problems)


def lines(source: Source) -> list[tuple[list[str], Span]]:
    """The cells of each row, white space at their ends left out, with the span of the lines they stand in."""
    starts = [0]
    for line in source.text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    reader = csv.reader(source.text.splitlines(keepends=True))
    before = 0
    for cells in reader:
        start, end = starts[before], starts[reader.line_num]
        before = reader.line_num
        if any(cell.strip() for cell in cells):
            stripped = len(source.text[start:end].rstrip("\n"))
            found.append(([cell.strip() for cell in cells], Span(source, start, start + stripped)))
    return found


def plain(column: str) -> str:
    """The name of a column as it is looked up: lower case, words joined by hyphens, ``half_life`` alone apart."""
    joined = re.sub(r"\s+", "-", column.strip().casefold())
    return "half_life" if joined in ("half-life", "half_life") else joined


def quantity(cell: str, span: Span) -> syntax.Quantity | None:
    """A number with its unit, as a cell holds it; None where it is none."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(\S.*?)?\s*", cell)
    if found is None:
        return None
    return syntax.Quantity(found.group(1), found.group(2), span, span)
