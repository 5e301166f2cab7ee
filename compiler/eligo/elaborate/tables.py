"""From a table block to a table whose rows never leave a gap and never overlap."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from eligo import ir, syntax, units
from eligo.diagnostics import kinds as kinds_wrong
from eligo.diagnostics import names as names_wrong
from eligo.diagnostics import tables as tables_wrong
from eligo.elaborate import (
    categories,
    kinds,
    numbers,
    partition,
    spreadsheets,
    statements,
)
from eligo.elaborate.place import Place
from eligo.elaborate.scope import DeclaredTable, Scope, described, gives_numbers


@dataclass(frozen=True)
class _Column:
    """A column as written, and what its cells are compared with."""

    written: syntax.TableColumn
    about: ir.Number | ir.Category
    name: str
    kind: ir.Kind | None  # of the datum read, where the column reads one


def build(place: Place, declared: DeclaredTable, key: str) -> ir.Table | None:
    """The meaning of a table under a key, its inputs read in the window and at the milestone of the place."""
    scope, block = place.scope, declared.block
    name = block.name.text
    unit: units.Unit | None = None
    if gives_numbers(block):
        unit = (
            kinds.unit(scope, block.unit, block.unit_span or block.name.span)
            if block.unit is not None
            else numbers.ONE
        )
        if unit is None:
            return None
    written = _written(scope, block)
    if written is None:
        return None
    headings, lines = written
    if not lines or not headings:
        if scope.whole:
            scope.report(tables_wrong.table_without_rows(block.name.span, name))
        return None
    width = len(headings) + 1
    good = True
    for line in lines:
        if len(line.cells) != width and not (line.cells and line.cells[0].form == "otherwise"):
            scope.report(
                tables_wrong.row_of_another_length(line.span, name, len(line.cells), width)
            )
            good = False
    if not good:
        return None
    columns = [
        _column(
            place, heading, [line.cells[position] for line in lines if len(line.cells) == width]
        )
        for position, heading in enumerate(headings)
    ]
    known = [column for column in columns if column is not None]
    if len(known) != len(columns):
        return None
    rows = [_row(place, block, key, known, line, unit) for line in lines]
    found = tuple(row for row in rows if row is not None)
    if len(found) != len(rows):
        return None
    defaults = [row for row in found if row.default]
    if len(defaults) > 1:
        scope.report(tables_wrong.otherwise_twice(defaults[1].span, name, defaults[0].span))
        return None
    inputs = [partition.Input(column.name, _domain(place, column)) for column in known]
    if scope.whole and not partition.check(scope, block.name, inputs, found):
        return None
    return ir.Table(
        key=key,
        name=name,
        label=block.label.text if block.label else name,
        inputs=tuple(column.about for column in known),
        rows=found,
        unit=unit,
        span=block.span,
        source=block.source.text if block.source else "",
        note=block.note.text if block.note else "",
        vocabulary=declared.vocabulary,
    )


Written = tuple[tuple[syntax.TableColumn, ...], tuple[syntax.TableRow, ...]]


def _written(scope: Scope, block: syntax.TableBlock) -> Written | None:
    """The columns that rows are looked up by, and the rows, from the block or from its file."""
    columns, rows = block.columns, block.rows
    if block.file is not None:
        source = scope.files.get((block.span.source.name, block.file.text))
        if source is None:  # reported where it was looked for
            return None
        lines = spreadsheets.lines(source)
        if lines:
            headings, _ = lines[0]
            if columns and len(headings) != len(columns):
                scope.report(
                    tables_wrong.table_file_wrong(
                        lines[0][1],
                        f"The file has {len(headings)} columns, and the table {len(columns)}",
                    )
                )
                return None
            if not columns:
                columns = tuple(spreadsheets.heading(text, lines[0][1]) for text in headings)
            rows = (*rows, *(spreadsheets.row(cells, span) for cells, span in lines[1:]))
    return columns[:-1], rows


# ------------------------------------------------------------------------------------------------------ columns


def _column(
    place: Place, heading: syntax.TableColumn, cells: list[syntax.CellText]
) -> _Column | None:
    about = heading.subject
    scope = place.scope
    if isinstance(about, syntax.AgeSubject):
        months = any(
            isinstance(bound.limit, syntax.Quantity) and _is_month(bound.limit.unit)
            for cell in cells
            for bound in cell.bounds
        ) or _is_month(heading.unit)
        found = numbers.age(place, about, "month" if months else "year")
        return _Column(heading, found, "age", None) if found else None
    name = about.name.text
    if isinstance(about, syntax.Subject):
        entry = place.entry(about.of) if about.of is not None else None
        thing = place.own(entry, about.name) if entry is not None else place.peek(about.name)
        if isinstance(thing, ir.Datum) and isinstance(thing.kind, ir.OneOf | ir.Result):
            found_value = categories.category(place, about, heading.window)
            return _Column(heading, found_value[1], name, thing.kind) if found_value else None
        if isinstance(thing, ir.Datum) and isinstance(
            thing.kind, ir.YesNo | ir.AnyOfValues | ir.Judgement | ir.Attestation
        ):
            scope.report(tables_wrong.column_is_no_input(heading.span, name, described(thing)))
            return None
    number = numbers.subject(place, about, heading.window)
    if number is None:
        return None
    kind = None
    if isinstance(number, ir.Reading | ir.QuantityValue):
        kind = place.datum(number.datum).kind
    return _Column(heading, number, name, kind)


def _is_month(unit: str | None) -> bool:
    return unit is not None and unit.lower() in ("month", "months")


def _domain(place: Place, column: _Column) -> partition.Domain:
    """All values that a column can have."""
    about = column.about
    if isinstance(column.kind, ir.OneOf | ir.Result):
        return partition.Members(tuple((v.key, v.label) for v in column.kind.values))
    assert not isinstance(about, ir.CategoryValue | ir.ResultReading)
    low: Fraction | None = None
    high: Fraction | None = None
    whole = False
    match about:
        case ir.Age():
            low, whole = Fraction(0), True
        case ir.TimeOn():
            low, whole = Fraction(0), True
        case ir.Total():
            low, whole = (Fraction(0), True) if about.of is None else (None, False)
        case ir.ScoreValue():
            score = place.scope.built.scores[about.score]
            assert score is not None
            low, high, whole = Fraction(score.low), Fraction(score.high), True
        case ir.Reading() | ir.QuantityValue():
            low, high, whole = _of_kind(column.kind, about)
        case _:
            pass
    return partition.Numbers(low, high, whole, about.unit)


def _of_kind(
    kind: ir.Kind | None, about: ir.Reading | ir.QuantityValue
) -> tuple[Fraction | None, Fraction | None, bool]:
    """The values that records of a kind accept, and whether these are whole numbers only."""
    if isinstance(about, ir.Reading) and about.pick in ("sum",):
        return None, None, False
    if not isinstance(kind, ir.Quantity | ir.Measurement | ir.Paired):
        return None, None, False
    ranges = [kind.plausible]
    whole = False
    if not isinstance(kind, ir.Paired):
        ranges.append(kind.bounds)
        whole = kind.whole and not (isinstance(about, ir.Reading) and about.pick == "mean")
    lows = [r.low * about.factor + about.offset for r in ranges if r]
    highs = [r.high * about.factor + about.offset for r in ranges if r]
    return max(lows, default=None), min(highs, default=None), whole


# --------------------------------------------------------------------------------------------------------- rows


def _row(
    place: Place,
    block: syntax.TableBlock,
    key: str,
    columns: list[_Column],
    line: syntax.TableRow,
    unit: units.Unit | None,
) -> ir.Row | None:
    default = line.cells[0].form == "otherwise"
    number: ir.Number | None = None
    statement: ir.Statement | None = None
    last = line.cells[-1]
    if unit is not None:
        number = _number(place, block, last, unit)
    else:
        statement = _outcome(place, block, key, last)
    if number is None and statement is None:
        return None
    if default:
        cells = tuple(ir.Cell(printed="otherwise") for _ in columns)
        return ir.Row(cells, number, statement, line.span, True)
    found = [_cell(place, *pair) for pair in zip(columns, line.cells[:-1], strict=True)]
    known = tuple(cell for cell in found if cell is not None)
    if len(known) != len(found):
        return None
    return ir.Row(known, number, statement, line.span)


def _number(
    place: Place, block: syntax.TableBlock, cell: syntax.CellText, unit: units.Unit
) -> ir.Constant | None:
    quantity = cell.number
    if quantity is None and len(cell.bounds) == 1 and cell.bounds[0].comparator == "=":
        limit = cell.bounds[0].limit
        quantity = limit if isinstance(limit, syntax.Quantity) else None
    if quantity is None:
        place.scope.report(tables_wrong.row_outcome_wrong(cell.span, block.name.text, True))
        return None
    amount = Fraction(quantity.number)
    if quantity.unit is None:
        return ir.Constant(place.id(), cell.span, amount, unit, quantity.number, None)
    own = kinds.unit(place.scope, quantity.unit, quantity.unit_span or quantity.span)
    if own is None:
        return None
    if not units.compatible(own, unit):
        place.scope.report(
            kinds_wrong.unit_does_not_fit(
                quantity.unit_span or quantity.span,
                block.name.text,
                units.display(unit),
                quantity.unit,
                (unit.text,),
            )
        )
        return None
    value = units.convert(amount, own, unit)
    return ir.Constant(place.id(), cell.span, value, unit, quantity.number, own)


def _outcome(
    place: Place, block: syntax.TableBlock, key: str, cell: syntax.CellText
) -> ir.Statement | None:
    """What a row of a decision table says; true lets the participant in."""
    match cell.outcome:
        case "pass" | "fail":
            return ir.Fixed(place.id(), cell.span, cell.outcome == "pass")
        case "pending" if cell.text is not None:
            return ir.Awaits(place.id(), cell.span, key, cell.text.text)
        case "ask" if cell.text is not None:
            return statements.statement(place, syntax.JudgementHere(cell.text, None, cell.span))
        case _:
            place.scope.report(tables_wrong.row_outcome_wrong(cell.span, block.name.text, False))
            return None


# -------------------------------------------------------------------------------------------------------- cells


def _cell(place: Place, column: _Column, written: syntax.CellText) -> ir.Cell | None:
    if written.form == "any":
        return ir.Cell(printed="any")
    if isinstance(column.kind, ir.OneOf | ir.Result):
        return _members(place, column, column.kind, written)
    return _range(place, column, written)


def _members(
    place: Place, column: _Column, kind: ir.OneOf | ir.Result, written: syntax.CellText
) -> ir.Cell | None:
    """``female or male``, ``II``, or on a graded list ``>= II``."""
    order = [value.key for value in kind.values]
    if written.form == "values":
        chosen: list[str] = []
        for name in written.values:
            key = _value(place, column, kind, name)
            if key is None:
                return None
            chosen.append(key)
        return _in_order(kind, tuple(key for key in order if key in chosen))
    allowed = list(order)
    for bound in _bounds(written):
        rank_name = _rank(bound.limit)
        if rank_name is None or (bound.comparator != "=" and not kind.ordered):
            _does_not_fit(place, column, written, "one of its values, or several joined by “or”")
            return None
        key = _value(place, column, kind, rank_name)
        if key is None:
            return None
        rank = order.index(key)
        allowed = [k for k in allowed if _stands(order.index(k), bound.comparator, rank)]
    if not allowed:
        place.scope.report(tables_wrong.cell_is_empty(written.span, _printed(written), column.name))
        return None
    return _in_order(kind, tuple(allowed))


def _in_order(kind: ir.OneOf | ir.Result, keys: tuple[str, ...]) -> ir.Cell:
    labels = [value.label for value in kind.values if value.key in keys]
    return ir.Cell(members=keys, printed=" or ".join(labels))


def _value(
    place: Place, column: _Column, kind: ir.OneOf | ir.Result, name: syntax.Name
) -> str | None:
    key = numbers.value_key(kind.values, name)
    if key is None:
        labels = tuple(value.label for value in kind.values)
        place.scope.report(names_wrong.unknown_value(name.span, name.text, column.name, labels))
    return key


def _rank(limit: syntax.Limit) -> syntax.Name | None:
    if isinstance(limit, syntax.Quantity) and limit.unit is None:
        return syntax.Name(limit.number, limit.span)
    return limit.name if isinstance(limit, syntax.Subject) else None


def _stands(one: int, comparator: Literal["<", "<=", ">", ">=", "="], other: int) -> bool:
    match comparator:
        case "<":
            return one < other
        case "<=":
            return one <= other
        case ">":
            return one > other
        case ">=":
            return one >= other
        case "=":
            return one == other


def _bounds(written: syntax.CellText) -> tuple[syntax.Bound, ...]:
    if written.bounds or written.number is None:
        return written.bounds
    return (syntax.Bound("=", written.number, written.span),)


def _range(place: Place, column: _Column, written: syntax.CellText) -> ir.Cell | None:
    """``< 2 years``, ``2 to 12 years``: a range in the unit of the column's number."""
    bounds = _bounds(written)
    quantities = [bound.limit for bound in bounds if isinstance(bound.limit, syntax.Quantity)]
    if not bounds or len(quantities) != len(bounds):
        _does_not_fit(place, column, written, "a range such as < 2, 2 to 12 or >= 2 and < 12")
        return None
    shared = quantities[-1].unit or column.written.unit
    low: Fraction | None = None
    high: Fraction | None = None
    low_open = high_open = False
    for bound, quantity in zip(bounds, quantities, strict=True):
        found = _limit(place, column, quantity, quantity.unit or shared, bound.comparator)
        if found is None:
            return None
        value, comparator = found
        if comparator in (">", ">=", "="):
            low, low_open = value, comparator == ">"
        if comparator in ("<", "<=", "="):
            high, high_open = value, comparator == "<"
    closed = not (low_open or high_open)
    if low is not None and high is not None and not (low < high or (low == high and closed)):
        place.scope.report(tables_wrong.cell_is_empty(written.span, _printed(written), column.name))
        return None
    return ir.Cell(low, high, low_open, high_open, None, _printed(written))


Comparator = Literal["<", "<=", ">", ">=", "="]


def _limit(
    place: Place,
    column: _Column,
    quantity: syntax.Quantity,
    unit_text: str | None,
    comparator: Comparator,
) -> tuple[Fraction, Comparator] | None:
    """A number of a cell in the unit of the column's number."""
    about = column.about
    assert not isinstance(about, ir.CategoryValue | ir.ResultReading)
    amount = Fraction(quantity.number)
    span = quantity.unit_span or column.written.unit_span or quantity.span
    if unit_text is None:
        if about.unit.text == "1" or quantity.titre:
            return amount, comparator
        place.scope.report(
            kinds_wrong.unit_missing(
                quantity.span,
                column.name,
                quantity.number,
                units.display(about.unit),
                about.unit.text,
            )
        )
        return None
    unit = kinds.unit(place.scope, unit_text, span)
    if unit is None:
        return None
    if isinstance(about, ir.Age) and about.period == "month" and unit.text == "year":
        # completed years: up to 2 years is the whole of the third year of life
        if comparator in ("<=", ">"):
            later = 12 * (amount + 1)
            return (later, "<") if comparator == "<=" else (later, ">=")
        return 12 * amount, comparator
    converted = numbers.convert(amount, unit, about.unit, column.kind)
    if converted is None:
        place.scope.report(
            kinds_wrong.unit_does_not_fit(
                span,
                column.name,
                units.display(about.unit),
                unit_text,
                (about.unit.text,),
            )
        )
        return None
    return converted, comparator


def _does_not_fit(place: Place, column: _Column, written: syntax.CellText, form: str) -> None:
    place.scope.report(
        tables_wrong.cell_does_not_fit(written.span, _printed(written), column.name, form)
    )


def _printed(written: syntax.CellText) -> str:
    """A cell as documents show it."""
    if written.form == "any":
        return "any"
    if written.form == "otherwise":
        return "otherwise"
    if written.form == "values":
        return " or ".join(name.text for name in written.values)
    said = []
    bounds = _bounds(written)
    for bound in bounds:
        limit = bound.limit
        text = "…"
        if isinstance(limit, syntax.Quantity):
            text = f"1:{limit.number}" if limit.titre else limit.number
            if limit.unit is not None:
                text += f" {_shown(limit.unit)}"
        elif isinstance(limit, syntax.Subject):
            text = limit.name.text
        said.append((bound.comparator, text))
    if [comparator for comparator, _ in said] == [">=", "<="]:
        return f"{said[0][1]} to {said[1][1]}"
    return " and ".join(text if sign == "=" else f"{sign} {text}" for sign, text in said)


def _shown(unit: str) -> str:
    try:
        return units.display(units.parse(unit))
    except units.UnitError:
        return unit
