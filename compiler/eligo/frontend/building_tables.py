"""From the parser's rules to the syntax tree: tables, units of analysis, cohorts and stages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from eligo import syntax
from eligo.diagnostics import Diagnostic, cells, layout, reading
from eligo.frontend.building_data import Data, items_of, label_of, those
from eligo.frontend.tree import Lines, Part, end_of, name_of, quantity_of, spanned, text_of, word_in
from eligo.frontend.words import Word
from eligo.source import Span

# What the last column of a table is called.
_RESULTS = ("value", "outcome")


class Tables(Data):
    # --------------------------------------------------------------------------------------- tables

    def table_head(self, c: list[Any]) -> Part:
        kind = {"IN": "unit", "AS": "number", "FROM": "from"}[c[0].type]
        return Part(kind, spanned(c), c[1])

    def columns(self, c: list[Any]) -> Part:
        return Part("columns", spanned(c), those(c, syntax.TableColumn))

    def column(self, c: list[Any]) -> syntax.TableColumn:
        unit = word_in(c, "UNIT")
        window = next((child for child in c if isinstance(child, syntax.Window)), None)
        return syntax.TableColumn(
            c[0], window, unit.value if unit else None, unit.span if unit else None, spanned(c)
        )

    def row(self, c: list[Any]) -> Part:
        *inputs, result = those(c, syntax.CellText)
        if result.number is not None:
            result = replace(result, form="number", values=(), bounds=())
        cells = (*map(_input, inputs), result)
        return Part("row", spanned(c), syntax.TableRow(cells, spanned(c)))

    def cell(self, c: list[Any]) -> syntax.CellText:
        span = spanned(c)
        first = c[0]
        if isinstance(first, Part):
            return _values(first) if first.kind == "values" else _bounded(first.value, c)
        if isinstance(first, syntax.Quantity):
            low = syntax.Bound(">=", first, first.span)
            high = syntax.Bound("<=", c[2], c[2].span)
            return _bounded([low, high], c)
        if first.type == "QUANTITY":
            return _number(quantity_of(first))
        text = word_in(c, "STRING")
        outcome: Any = first.value.casefold() if first.type == "OUTCOME" else None
        forms: dict[str, Any] = {"ANY": "any", "OTHERWISE": "otherwise"}
        form = forms.get(first.type, "outcome")
        return syntax.CellText(form, (), (), None, outcome, text_of(text) if text else None, span)

    def table(self, c: list[Any]) -> syntax.TableBlock:
        lines = items_of(c)
        parts = [part for part in (*c, *lines) if isinstance(part, Part)]
        unit: Word | None = self._once(parts, "unit")
        number: Word | None = self._once(parts, "number")
        file: Word | None = self._once(parts, "from")
        columns: tuple[syntax.TableColumn, ...] = self._once(parts, "columns") or ()
        rows = [part.value for part in parts if part.kind == "row"]
        header = end_of([child for child in c if not isinstance(child, Lines)])
        if not any(part.kind == "hole" for part in parts):
            self.reports += _wrong_shape(header, columns, rows, file, bool(unit or number))
        kind: Any = number.value.casefold() if number else None
        return syntax.TableBlock(
            name_of(c[1]),
            label_of(c),
            unit.value if unit else None,
            unit.span if unit else None,
            kind,
            columns,
            tuple(rows),
            text_of(file) if file else None,
            self._once(parts, "source"),
            self._once(parts, "note"),
            self._synonyms([part for part in parts if part.kind in ("also called", "text")]),
            end_of(c),
        )

    # --------------------------------------------------------------- units, cohorts, stages

    def unit(self, c: list[Any]) -> syntax.UnitBlock:
        kinds = [child.type if isinstance(child, Word) else "" for child in c]
        where = c[kinds.index("WHERE") + 1] if "WHERE" in kinds else None
        least = self._count(c[kinds.index("LEAST") + 1]) if "LEAST" in kinds else 1
        if isinstance(c[-1], Lines):
            beneath = self._one(c[-1])
            if where is not None:
                self.reports.append(reading.property_twice(beneath.span, "where", where.span))
            where = where or beneath
        record = name_of(c[kinds.index("FROM") + 1])
        return syntax.UnitBlock(name_of(c[1]), label_of(c), record, where, least, end_of(c))

    def cohort(self, c: list[Any]) -> syntax.CohortBlock:
        statement = self._one(c[-1]) if isinstance(c[-1], Lines) else None
        return syntax.CohortBlock(name_of(c[1]), label_of(c), statement, end_of(c))

    def extends(self, c: list[Any]) -> Part:
        return Part("extends", spanned(c), name_of(c[1]))

    def without(self, c: list[Any]) -> Part:
        return Part("reference", spanned(c), (c[0].type.casefold(), name_of(c[1])))

    def left_out(self, c: list[Any]) -> Part:
        kind = c[0].value.casefold()  # without, or only
        return Part(kind, spanned(c), [part.value for part in c if isinstance(part, Part)])

    def stage(self, c: list[Any]) -> syntax.StageBlock:
        lines: list[Part] = items_of(c)
        at = next(index for index, child in enumerate(c) if word_in([child], "AT"))
        return syntax.StageBlock(
            name_of(c[1]),
            label_of(c),
            name_of(c[at + 1]),
            self._once(lines, "extends"),
            tuple(each for line in lines if line.kind == "without" for each in line.value),
            end_of(c),
            tuple(each for line in lines if line.kind == "only" for each in line.value),
        )


def _values(part: Part) -> syntax.CellText:
    values = tuple(part.value)
    only = values[0]
    if len(values) == 1 and only.text.lstrip("-−–+").replace(".", "", 1).isdecimal():
        number = only.text.replace("−", "-").replace("–", "-").lstrip("+")
        return replace(_number(syntax.Quantity(number, None, only.span)), values=values)
    return syntax.CellText("values", values, (), None, None, None, part.span)


def _number(number: syntax.Quantity) -> syntax.CellText:
    """A number alone: as an input, exactly that one."""
    bounds = (syntax.Bound("=", number, number.span),)
    return syntax.CellText("range", (), bounds, number, None, None, number.span)


def _bounded(bounds: list[syntax.Bound], c: list[Any]) -> syntax.CellText:
    """A range; an end without a unit has that of the other."""
    unit = next(
        (
            bound.limit
            for bound in bounds
            if isinstance(bound.limit, syntax.Quantity) and bound.limit.unit is not None
        ),
        None,
    )
    ends = tuple(
        (
            replace(bound, limit=replace(bound.limit, unit=unit.unit, unit_span=unit.unit_span))
            if unit is not None
            and isinstance(bound.limit, syntax.Quantity)
            and bound.limit.unit is None
            else bound
        )
        for bound in bounds
    )
    return syntax.CellText("range", (), ends, None, None, None, spanned(c))


def _input(cell: syntax.CellText) -> syntax.CellText:
    """``pass`` and the like may be values of what a column is about."""
    if cell.form == "outcome" and cell.text is None and cell.outcome is not None:
        name = syntax.Name(cell.outcome, cell.span)
        return replace(cell, form="values", values=(name,), outcome=None)
    return cell


def _wrong_shape(
    header: Span,
    columns: tuple[syntax.TableColumn, ...],
    rows: list[syntax.TableRow],
    file: Word | None,
    gives_number: bool,
) -> list[Diagnostic]:
    if not columns:
        nothing = layout.nothing_beneath(header, header.text, "its rows, the first naming columns")
        return [] if file else [nothing]
    last = columns[-1]
    name = last.subject.name.text if isinstance(last.subject, syntax.Subject) else ""
    if name.casefold() not in _RESULTS:
        return [cells.no_result_column(last.span, last.span.text)]
    if (name.casefold() == "value") is not gives_number:
        return [cells.value_or_outcome(last.span, name.casefold())]
    if not rows and not file:
        return [layout.nothing_beneath(header, header.text, "its rows")]
    return []
