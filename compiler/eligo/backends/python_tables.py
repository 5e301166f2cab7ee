"""Tables of the meaning as functions: which rows may be the one, and what they give."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from eligo import ir
from eligo.backends.python_expressions import Expressions
from eligo.backends.python_names import comment, docstring, identifier, literal, number
from eligo.backends.python_walk import readings_with_limits


class TablesWriter:
    """Writes the tables of one protocol; `rule` writes a statement as an expression, `words` a
    comment that says what it is about."""

    def __init__(
        self,
        expressions: Expressions,
        rule: Callable[[ir.Statement], str],
        words: Callable[[ir.Statement], str],
    ) -> None:
        self._expressions = expressions
        self._use = expressions.use
        self._rule = rule
        self._words = words

    def said(self, table: ir.Table) -> str:
        """The function that gives what the rows say."""
        names = self._expressions.names
        arguments = self._expressions.with_entries(table, "choices")
        rows = f"{names.rows[table.key]}({arguments})"
        place = f"# {table.span.source.name}:{table.span.line}"
        source = f"Source: {table.source}" if table.source else ""
        about = [table.label, table.note, source]
        name = names.tables[table.key]
        if table.unit is not None:
            lines = "".join(self._number(row) for row in table.rows)
            head = (
                f"def {name}(participant: Participant, choices: {self._use('Choices')}"
                f"{self._parameters(table)}) -> {self._use('Interval')}:"
            )
            body = f"    return choices.row({literal(table.key)}, {rows}, (\n{lines}))"
        else:
            lines = "".join(self._outcome(row) for row in table.rows)
            head = f"def {name}(participant: Participant{self._parameters(table)}) -> Outcomes:"
            body = (
                f"    return {self._use('outcome_of_rows')}(participant, lambda choices: {rows},"
                f" (\n{lines}))"
            )
        return f"{place}\n{head}\n{docstring(about)}\n{body}"

    def _parameters(self, table: ir.Table) -> str:
        entries = self._expressions.entries(table)
        return "".join(f", {entry}: {self._use('Entry')}" for entry in entries)

    def _number(self, row: ir.Row) -> str:
        assert row.number is not None
        value = self._expressions.number(row.number, readings_with_limits(row.number))
        return f"{comment(printed(row))}lambda: {value},\n"

    def _outcome(self, row: ir.Row) -> str:
        assert row.statement is not None
        return f"{comment(printed(row))}lambda: {self._rule(row.statement)},\n"

    def rows(self, table: ir.Table) -> str:
        """The function that tells the rows that may be the one."""
        place = f"# {table.span.source.name}:{table.span.line}"
        inputs = _input_names(table)
        lines: list[str] = []
        for name, each in zip(inputs, table.inputs, strict=True):
            index = len(lines)
            value = f"lambda: {self._input(each)}"
            lines.append(f"    {name} = choices.column({literal(table.key)}, {index}, {value})\n")
        rows = "".join(f"{comment(printed(row))}{self._fits(row, inputs)},\n" for row in table.rows)
        default = next((index for index, row in enumerate(table.rows) if row.default), None)
        told = "" if default is None else f"default={default},"
        name = self._expressions.names.rows[table.key]
        return (
            f"{place}\ndef {name}(participant: Participant, choices: {self._use('Choices')}"
            f"{self._parameters(table)}) -> {self._use('Rows')}:\n"
            f"{docstring([f'Which rows of {table.name} may be the one'])}\n{''.join(lines)}"
            f"    return choices.rows({literal(table.key)},\n{rows}{told})"
        )

    def _input(self, each: ir.Number | ir.Category) -> str:
        if isinstance(each, ir.CategoryValue | ir.ResultReading):
            return self._expressions.category(each)
        return self._expressions.number(each, readings_with_limits(each))

    def _fits(self, row: ir.Row, inputs: tuple[str, ...]) -> str:
        """Whether each cell of a row fits; one that takes anything does."""
        if row.default:
            return "()"
        cells = []
        for name, cell in zip(inputs, row.cells, strict=True):
            if cell.members is not None:
                members = ", ".join(literal(member) for member in cell.members)
                cells.append(f"{self._use('is_member')}({name}, {members})")
            elif cell.low is not None or cell.high is not None:
                cells.append(f"{self._use('fits')}({', '.join([name, *_bounds(cell)])})")
            else:
                cells.append(self._use("TRUE"))
        return f"({', '.join(cells)}{',' if len(cells) == 1 else ''})"


def printed(row: ir.Row) -> str:
    """The row as it was written, as far as that is known."""
    if row.default:
        return "otherwise"
    return " | ".join(cell.printed or "any" for cell in row.cells)


def _bounds(cell: ir.Cell) -> list[str]:
    found = []
    if cell.low is not None:
        found.append(f"({literal('>' if cell.low_open else '>=')}, {literal(number(cell.low))})")
    if cell.high is not None:
        found.append(f"({literal('<' if cell.high_open else '<=')}, {literal(number(cell.high))})")
    return found


def _input_names(table: ir.Table) -> tuple[str, ...]:
    """A local name for each input, from what it reads."""
    names: list[str] = []
    for index, each in enumerate(table.inputs, 1):
        name = f"of_{_subject(each)}"
        names.append(f"{name}_{index}" if name in names else name)
    return tuple(names)


def _subject(node: ir.Number | ir.Category) -> str:
    match node:
        case ir.Age():
            return "age"
        case ir.CategoryValue() | ir.ResultReading() | ir.Reading() | ir.QuantityValue():
            return identifier(node.datum.replace(".", "_"))
        case ir.DefinedNumber():
            return identifier(node.definition)
        case ir.ScoreValue():
            return identifier(node.score)
        case ir.TableNumber():
            return identifier(node.table)
        case ir.Total() | ir.TimeOn():
            return identifier(node.datum.replace(".", "_"))
        case (
            ir.Constant()
            | ir.NormalLimit()
            | ir.Arithmetic()
            | ir.Power()
            | ir.Extreme()
            | ir.CaseNumber()
            | ir.ReportedLimit()
            | ir.Logarithm()
            | ir.Rounded()
            | ir.StepValue()
        ):
            return "number"
        case _:
            assert_never(node)
