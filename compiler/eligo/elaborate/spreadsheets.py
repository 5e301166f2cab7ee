"""Rows of a CSV file beside the protocol, by column, each with its line."""

from __future__ import annotations

import csv
import re
from typing import Literal

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


# -------------------------------------------------------------------------------------------------------- tables

_SIGNED = re.compile(r"(<=|>=|<|>|=|≤|≥)\s*(1:)?(-?\d+(?:\.\d+)?)\s*(.*)")
_SIGNS = {"≤": "<=", "≥": ">="}


def heading(text: str, span: Span) -> syntax.TableColumn:
    """A column of a table as the first line of a file names it: ``age at screening``, ``sex``, ``BMI in kg/m2``."""
    words, unit = text.strip(), None
    parted = re.fullmatch(r"(.*\S)\s+in\s+(\S+)", words)
    if parted:
        words, unit = parted.group(1), parted.group(2)
    aged = re.fullmatch(r"age(?:\s+at\s+(.+))?", words, re.IGNORECASE)
    subject: syntax.Subject | syntax.AgeSubject
    if aged:
        at = syntax.NamedDate(syntax.Name(aged.group(1), span), span) if aged.group(1) else None
        subject = syntax.AgeSubject(at, span)
    else:
        pick = next(
            (p for p in PICKS if words.casefold().startswith(f"{p} ")),
            None,
        )
        name = words[len(pick) + 1 :] if pick else words
        subject = syntax.Subject(syntax.Name(name.strip(), span), pick, span)
    return syntax.TableColumn(subject, None, unit, span if unit else None, span)


PICKS: tuple[Literal["highest", "lowest", "latest", "earliest"], ...] = (
    "highest",
    "lowest",
    "latest",
    "earliest",
)


def row(cells: list[str], span: Span) -> syntax.TableRow:
    """A row of a table; the last cell is its number or outcome."""
    read = [_cell(text, span) for text in cells[:-1]]
    return syntax.TableRow((*read, *(_result(text, span) for text in cells[-1:])), span)


def _cell(text: str, span: Span) -> syntax.CellText:
    words = text.strip()
    if words.casefold() in ("", "-", "any"):
        return _written("any", span)
    if words.casefold() == "otherwise":
        return _written("otherwise", span)
    bounds = _bounds(words, span)
    if bounds:
        return _written("range", span, bounds=bounds)
    names = tuple(syntax.Name(part, span) for part in re.split(r"\s+or\s+", words))
    return _written("values", span, values=names)


def _bounds(words: str, span: Span) -> tuple[syntax.Bound, ...]:
    """``2 to 12 years``, ``>= 2 and < 12``, ``4``; nothing where the words are no range."""
    through = re.fullmatch(r"(-?\d+(?:\.\d+)?)\s*(?:to|–)\s*(-?\d+(?:\.\d+)?)\s*(.*)", words)
    if through:
        low, high, unit = through.groups()
        return (
            syntax.Bound(">=", _quantity(low, unit, span), span),
            syntax.Bound("<=", _quantity(high, unit, span), span),
        )
    found = []
    for part in re.split(r"\s+and\s+", words):
        signed = _SIGNED.fullmatch(part)
        plain_number = re.fullmatch(r"(1:)?(-?\d+(?:\.\d+)?)\s*(.*)", part)
        if signed:
            sign, titre, number, unit = signed.groups()
            comparator = _comparator(_SIGNS.get(sign, sign))
            found.append(syntax.Bound(comparator, _quantity(number, unit, span, titre), span))
        elif plain_number and not found:
            titre, number, unit = plain_number.groups()
            found.append(syntax.Bound("=", _quantity(number, unit, span, titre), span))
        else:
            return ()
    return tuple(found)


def _comparator(sign: str) -> Literal["<", "<=", ">", ">=", "="]:
    match sign:
        case "<" | "<=" | ">" | ">=":
            return sign
        case _:
            return "="


def _quantity(number: str, unit: str, span: Span, titre: str | None = None) -> syntax.Quantity:
    return syntax.Quantity(number, unit.strip() or None, span, span, titre is not None)


def _result(text: str, span: Span) -> syntax.CellText:
    words = text.strip()
    said = re.fullmatch(r"(pending|ask)\s+[\"“](.+)[\"”]", words)
    if said:
        outcome: Literal["pending", "ask"] = "ask" if said.group(1) == "ask" else "pending"
        return _written("outcome", span, outcome=outcome, text=syntax.Text(said.group(2), span))
    if words in ("pass", "fail"):
        return _written("outcome", span, outcome="pass" if words == "pass" else "fail")
    number = re.fullmatch(r"(-?\d+(?:\.\d+)?)\s*(.*)", words)
    if number:
        return _written("number", span, number=_quantity(number.group(1), number.group(2), span))
    return _written("values", span, values=(syntax.Name(words, span),))


def _written(
    form: Literal["any", "values", "range", "otherwise", "number", "outcome"],
    span: Span,
    values: tuple[syntax.Name, ...] = (),
    bounds: tuple[syntax.Bound, ...] = (),
    number: syntax.Quantity | None = None,
    outcome: Literal["pass", "fail", "pending", "ask"] | None = None,
    text: syntax.Text | None = None,
) -> syntax.CellText:
    return syntax.CellText(form, values, bounds, number, outcome, text, span)
