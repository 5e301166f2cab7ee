"""Whether the rows of a table leave a gap or overlap: exactly, over the product of all cut points of its inputs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TypeAlias

from eligo import ir, syntax, units
from eligo.diagnostics import tables as tables_wrong
from eligo.elaborate.scope import Scope


@dataclass(frozen=True)
class Numbers:
    """Numbers from ``low`` to ``high``, both included (None: no end), in ``unit``; perhaps only ``whole`` ones."""

    low: Fraction | None
    high: Fraction | None
    whole: bool
    unit: units.Unit


@dataclass(frozen=True)
class Members:
    """Values of a list: (key, label)."""

    values: tuple[tuple[str, str], ...]


Domain: TypeAlias = Numbers | Members
Point: TypeAlias = Fraction | str


@dataclass(frozen=True)
class Input:
    name: str
    domain: Domain


def check(scope: Scope, table: syntax.Name, inputs: list[Input], rows: tuple[ir.Row, ...]) -> bool:
    """Report the first gap and the first overlap of the rows. Between two neighbouring cut points all values of an
    input fit the same cells, so one value of each stretch stands for all of it."""
    stand = [row for row in rows if not row.default]
    needs_all = len(stand) == len(rows)
    points = [
        _points(each.domain, [row.cells[i] for row in stand]) for i, each in enumerate(inputs)
    ]
    gap: tuple[Point, ...] | None = None
    overlap: tuple[tuple[Point, ...], ir.Row, ir.Row] | None = None
    seen: set[tuple[int, tuple[int, ...]]] = set()

    def look(depth: int, left: tuple[int, ...], chosen: tuple[Point, ...]) -> None:
        nonlocal gap, overlap
        if (depth, left) in seen or (gap and overlap):
            return
        seen.add((depth, left))
        if not left:
            if needs_all and gap is None:
                rest = tuple(points[i][0] for i in range(depth, len(inputs)))
                gap = (*chosen, *rest)
            return
        if depth == len(inputs):
            if len(left) > 1 and overlap is None:
                overlap = (chosen, stand[left[0]], stand[left[1]])
            return
        for point in points[depth]:
            kept = tuple(i for i in left if fits(stand[i].cells[depth], point))
            look(depth + 1, kept, (*chosen, point))

    if all(points):
        look(0, tuple(range(len(stand))), ())
    if gap is not None:
        between = _neighbours(stand, gap[0]) if len(inputs) == 1 else ()
        span = stand[-1].span if stand else table.span
        scope.report(tables_wrong.gap(span, table.text, _said(inputs, gap), between))
    if overlap is not None:
        where, first, second = overlap
        witness = _said(inputs, where)
        scope.report(tables_wrong.overlap(second.span, table.text, witness, first.span))
    return gap is None and overlap is None


def fits(cell: ir.Cell, point: Point) -> bool:
    """Whether a value fits a cell."""
    if isinstance(point, str):
        return cell.members is None or point in cell.members
    if cell.low is not None and (point < cell.low or (cell.low_open and point == cell.low)):
        return False
    return cell.high is None or not (point > cell.high or (cell.high_open and point == cell.high))


def _points(domain: Domain, cells: list[ir.Cell]) -> list[Point]:
    """One value of each stretch between neighbouring cut points, and the cut points themselves."""
    if isinstance(domain, Members):
        return [key for key, _ in domain.values]
    cuts = {end for cell in cells for end in (cell.low, cell.high) if end is not None}
    cuts |= {end for end in (domain.low, domain.high) if end is not None}
    if not cuts:
        return [Fraction(0)]
    ordered = sorted(cuts)
    candidates: list[Fraction] = [_step(ordered[0], -1, domain.whole)]
    for one, following in zip(ordered, [*ordered[1:], None], strict=True):
        if not domain.whole or one.denominator == 1:
            candidates.append(one)
        if following is None:
            candidates.append(_step(one, 1, domain.whole))
        elif domain.whole:
            middle = Fraction(floor(one) + 1)
            if middle < following:
                candidates.append(middle)
        else:
            candidates.append(_between(one, following))
    return [
        point
        for point in candidates
        if (domain.low is None or point >= domain.low)
        and (domain.high is None or point <= domain.high)
    ]


def _step(end: Fraction, sign: int, whole: bool) -> Fraction:
    """A value beyond the outermost cut point."""
    if whole:
        return Fraction(ceil(end) - 1 if sign < 0 else floor(end) + 1)
    return end + sign


def _between(low: Fraction, high: Fraction) -> Fraction:
    """A value between two others that is short to write: the middle, else the one with the fewest decimals."""
    middle = (low + high) / 2
    if (middle * 1000).denominator == 1:
        return middle
    scale = 1
    while True:
        candidate = Fraction(floor(low * scale) + 1, scale)
        if candidate < high:
            return candidate
        scale *= 10


def _neighbours(rows: list[ir.Row], point: Point) -> tuple[str, ...]:
    """The cells just below and just above a number; none where it lies outside all of them."""
    if isinstance(point, str):
        return ()
    cells = [row.cells[0] for row in rows]
    below = [c for c in cells if c.high is not None and c.high <= point]
    above = [c for c in cells if c.low is not None and c.low >= point]
    if not below or not above:
        return ()
    lower = max(below, key=lambda c: c.high or Fraction(0))
    upper = min(above, key=lambda c: c.low or Fraction(0))
    return (lower.printed, upper.printed)


def _said(inputs: list[Input], points: tuple[Point, ...]) -> str:
    """A witness in words: ``age 13 years and sex female``; a single number by itself."""
    said = []
    for each, point in zip(inputs, points, strict=True):
        if isinstance(each.domain, Members):
            value = dict(each.domain.values)[str(point)]
        else:
            assert isinstance(point, Fraction)
            value = f"{_decimal(point)} {_unit(each.domain.unit, point)}".strip()
        alone = len(inputs) == 1 and isinstance(each.domain, Numbers)
        said.append(value if alone else f"{each.name} {value}")
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else said[0]


def _unit(unit: units.Unit, amount: Fraction) -> str:
    if unit.text in ("year", "month"):
        return unit.text if amount == 1 else f"{unit.text}s"
    return "" if unit.text == "1" else units.display(unit)


def _decimal(value: Fraction) -> str:
    """A number in plain decimal where it has a short one, else as a ratio."""
    for places in range(7):
        if (value * 10**places).denominator == 1:
            digits = f"{abs(int(value * 10**places)):0{places + 1}d}"
            whole = f"{digits[:-places]}.{digits[-places:]}" if places else digits
            return f"-{whole}" if value < 0 else whole
    return f"{value.numerator}/{value.denominator}"
