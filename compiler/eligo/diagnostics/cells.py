"""Wording of what can be wrong with how a table is written; what its rows say is judged later."""

from __future__ import annotations

from eligo.diagnostics import Wording, diagnostic
from eligo.diagnostics.reading import missing, write


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
