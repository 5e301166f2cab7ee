"""Wording of what can be wrong with tables: their columns, their cells, gaps and overlaps between their rows."""

from __future__ import annotations

from eligo.diagnostics import Wording, diagnostic
from eligo.source import Span


@diagnostic("E230", "Table without rows")
def table_without_rows(name: str) -> Wording:
    return Wording(
        f"The table {name} has no rows.",
        "Nothing could be looked up in it.",
        "Write a row of column headings and rows beneath it, each between | and |.",
    )


@diagnostic("E231", "Row of another length")
def row_of_another_length(name: str, cells: int, columns: int) -> Wording:
    return Wording(
        f"This row of {name} has {cells} cells, and the table has {columns} columns.",
        "Nobody could tell which cell belongs to which column.",
        "Write one cell for each column; “any” stands for a column that does not matter.",
    )


@diagnostic("E232", "Column that no row can be looked up by")
def column_is_no_input(text: str, what: str) -> Wording:
    return Wording(
        f"A table cannot be looked up by “{text}”, which is {what}.",
        "Rows are told apart by numbers and by values of a list.",
        "Use a number, an age, a measurement, a result, or a datum declared with “one of”.",
    )


@diagnostic("E233", "Cell that does not fit its column")
def cell_does_not_fit(text: str, column: str, form: str) -> Wording:
    return Wording(
        f"“{text}” cannot stand in the column “{column}”.",
        "The row would never be the one, or always.",
        f"Write {form}, or “any”.",
    )


@diagnostic("E234", "Cell that no value can be in")
def cell_is_empty(text: str, column: str) -> Wording:
    return Wording(
        f"Nothing lies in “{text}” of the column “{column}”.",
        "The row could never be the one.",
        "Write the lower limit first, and check the numbers.",
    )


@diagnostic("E235", "Outcome of a row")
def row_outcome_wrong(name: str, numbers: bool) -> Wording:
    if numbers:
        return Wording(
            f"The last cell of this row of {name} is not a number.",
            "The table gives a number for each row.",
            "Write a number there, in the unit of the table.",
        )
    return Wording(
        f"The last cell of this row of {name} is not an outcome.",
        "A decision table says of each row what becomes of the participant.",
        "Write one of: pass, fail, pending “what is awaited”, ask “a question”. "
        "A table of numbers gives its unit in its first line: table … in UNIT",
    )


@diagnostic("E236", "Two rows for everything else")
def otherwise_twice(name: str, earlier: Span) -> Wording:
    return Wording(
        f"The table {name} has two rows “otherwise”.",
        "Only one of them could count.",
        "Remove one of them.",
        related=((earlier, "the other one"),),
    )


@diagnostic("E237", "Gap between rows")
def gap(name: str, witness: str, between: tuple[str, ...]) -> Wording:
    said = (
        f"{witness} falls between the rows {between[0]} and {between[1]} of {name}."
        if len(between) == 2
        else f"The table {name} has no row for {witness}."
    )
    return Wording(
        said,
        "A participant there could never be judged.",
        "Let the rows meet, for example with >= and <, or add a row: | otherwise |",
    )


@diagnostic("E238", "Rows that overlap")
def overlap(name: str, witness: str, other: Span) -> Wording:
    return Wording(
        f"Two rows of {name} hold for {witness}; the other is on line {other.line}.",
        "Nobody could tell which of the two decides.",
        "Let one of them end where the other begins, for example with < instead of <=.",
        related=((other, "the other one"),),
    )


@diagnostic("E239", "Table file that cannot be read")
def table_file_wrong(problem: str) -> Wording:
    return Wording(
        f"{problem}.",
        "A row that is read wrongly would silently change who is let in.",
        "The first line of the file gives the columns of the table, the lines beneath it the rows.",
    )
