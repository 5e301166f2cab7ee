"""Wording of what can be wrong with how a table, a unit of analysis or a stage is written."""

from __future__ import annotations

from eligo.diagnostics import Wording, diagnostic
from eligo.diagnostics.reading import missing, write


@diagnostic("E193", "Row of another length")
def other_length(cells: int, columns: int) -> Wording:
    return Wording(
        f"This row has {cells} {_cells(cells)}, and the first row of the table has {columns}.",
        "Every cell is read by the column that it stands in; one too few and all would be taken for"
        " others.",
        "Write a cell for each column; “any” where it does not matter.",
    )


@diagnostic("E194", "Table without the row that names its columns")
def no_header(found: str, wants: str, example: str) -> Wording:
    return Wording(
        f"{found} stands in the first row, which says {wants}.",
        "A cell means nothing without the name that it is compared with.",
        f"Write above it for example: {example}",
    )


@diagnostic("E195", "Last column that is not the result")
def no_result_column(name: str) -> Wording:
    return Wording(
        f"The first row ends with “{name}”, where “value” or “outcome” belongs.",
        "The first row of a table names its columns, and the last of them is what the table gives.",
        "Name the columns in the first row, “value” (a number) or “outcome” (pass or fail) last.",
    )


@diagnostic("E196", "Cell or column incomplete")
def table_incomplete(found: str, wants: str, example: str) -> Wording:
    return Wording(
        missing(found, wants),
        "A table is read cell by cell; what is not understood would be lost.",
        write(example),
    )


@diagnostic("E197", "Row without a result")
def no_result(cell: str) -> Wording:
    return Wording(
        f"The row ends with “{cell}”, which is no result.",
        "The last cell says what the table gives where the others fit.",
        "Write a number; or, in a table of outcomes, pass, fail, pending “…” or ask “…”.",
    )


@diagnostic("E198", "Result and heading of a table disagree")
def value_or_outcome(last: str) -> Wording:
    if last == "value":
        return Wording(
            "The table gives a “value”, but its heading does not say in which unit.",
            "A number without a unit can be wrong by a factor of a thousand.",
            "Write the unit behind the table's name: in g/dL; or: as ratio, as score, as count.",
        )
    return Wording(
        "The table gives an “outcome”, but its heading says that it gives a number.",
        "It cannot be both.",
        "Call the last column “value”, or leave out the unit behind the table's name.",
    )


@diagnostic("E199", "“otherwise” inside a row")
def otherwise_inside() -> Wording:
    return Wording(
        "“otherwise” stands in a cell that is not the first.",
        "It speaks of the row as a whole: the one that counts where no other does.",
        "Put it into the first cell, and “any” into the others.",
    )


def _cells(count: int) -> str:
    return "cell" if count == 1 else "cells"
