"""Look-up tables and decision tables as a document shows them."""

from __future__ import annotations

from collections.abc import Callable

from eligo import english, ir
from eligo.backends.document.model import TableRow, TableView
from eligo.backends.document.references import anchor
from eligo.english import Sentence, capitalised, in_order


def table_view(
    table: ir.Table, protocol: ir.Protocol, as_read: Callable[[Sentence], Sentence]
) -> TableView:
    """One table, with its rows in the order in which they were written."""
    headers = tuple(_header(each, protocol) for each in table.inputs)
    unit = english.amount("", table.unit).strip() if table.unit else ""
    numbers = any(row.number is not None for row in table.rows)
    result = "Number" if numbers else "Outcome"
    rows = tuple(
        TableRow(
            cells=_cells(row, len(headers)),
            number=english.runs(row.number, protocol) if row.number is not None else (),
            outcome=as_read(english.outcome(row.statement, protocol)) if row.statement else None,
        )
        for row in table.rows
    )
    return TableView(
        anchor=anchor(f"table:{table.key}"),
        name=table.name,
        label=table.label if table.label != table.name else "",
        headers=headers,
        kind="Look-up table" if numbers else "Decision table",
        result=f"{result} in {unit}" if unit else result,
        rows=rows,
        complete=_complete(table, protocol),
        source=table.source.rstrip("."),
        note=table.note,
        vocabulary=table.vocabulary,
    )


def _header(read: ir.Number | ir.Category, protocol: ir.Protocol) -> english.Text:
    runs = english.runs(read, protocol)
    unit = getattr(read, "unit", None)
    shown = english.amount("", unit).strip() if unit is not None else ""
    first = english.Run(capitalised(runs[0].text), runs[0].link, runs[0].whole)
    more = (english.Run(f", in {shown}"),) if shown else ()
    return (first, *runs[1:], *more)


def _cells(row: ir.Row, columns: int) -> tuple[str, ...]:
    if row.default:
        return ("otherwise", *[""] * (columns - 1))
    return tuple(_printed(cell) for cell in row.cells)


def _printed(cell: ir.Cell) -> str:
    return cell.printed.replace("<=", "≤").replace(">=", "≥") if _asks(cell) else "any"


def _asks(cell: ir.Cell) -> bool:
    return (cell.low, cell.high, cell.members) != (None, None, None)


def _complete(table: ir.Table, protocol: ir.Protocol) -> str:
    """Why one row, and only one, is the row of every participant."""
    read = in_order([english.plain(english.runs(each, protocol)) for each in table.inputs])
    last = (
        "Whatever no other row takes in falls under “otherwise”"
        if any(row.default for row in table.rows)
        else f"The rows take in every value that is possible of {read}"
    )
    outcomes = any(row.statement is not None for row in table.rows)
    ways = "“Passes” lets the participant in, “fails” keeps them out; a rule in a row lets them in "
    ways = f"{ways}where it is true. " if outcomes else ""
    return (
        f"{ways}{last}, and no two rows can be the one at once: the compiler has checked both. While "
        "more than one row is still possible, what all of them agree on counts."
    )
