"""What answers to a question the rules can tell apart: values at, below and above each limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from eligo import ir
from eligo.backends.python_names import literal, number

_MOST_WHOLE_VALUES = 25


@dataclass
class _Limits:
    numbers: set[Fraction] = field(default_factory=set)
    multiples: dict[str, set[Fraction]] = field(
        default_factory=lambda: {"upper": set(), "lower": set()}
    )


def hints(protocol: ir.Protocol) -> dict[str, str]:
    """Per datum a call of `Hints`."""
    limits = _Found(protocol)
    for node in ir.walk(_roots(protocol)):
        match node:
            case ir.Compare():
                for bound in node.bounds:
                    limits.compared(node.value, bound.limit)
                    limits.compared(bound.limit, node.value)
            case ir.WithinNormal():
                for which in ("upper", "lower"):
                    limits.of(node.reading.datum).multiples[which].add(Fraction(1))
            case ir.Table():
                limits.looked_up(node)
            case _:
                pass
    return {datum.key: limits.call(datum) for datum in protocol.data}


def _roots(protocol: ir.Protocol) -> tuple[object, ...]:
    return (
        protocol.criteria,
        protocol.definitions,
        protocol.scores,
        protocol.subgroups,
        protocol.tables,
        protocol.units,
        protocol.cohorts,
    )


class _Found:
    """The limits of each datum and of each attribute, by its own key."""

    def __init__(self, protocol: ir.Protocol) -> None:
        self._protocol = protocol
        self._limits: dict[str, _Limits] = {}

    def of(self, key: str) -> _Limits:
        return self._limits.setdefault(self._protocol.datum(key).key, _Limits())

    def compared(self, value: ir.Number, limit: ir.Number) -> None:
        for read, constant in self._read(value):
            for each in _constants(limit, self._protocol):
                self.of(read).numbers.add(constant(each.value))
        for which, datum, multiple in _multiples(limit):
            self.of(datum).multiples[which].add(multiple)

    def looked_up(self, table: ir.Table) -> None:
        """The edges of a table's cells."""
        for index, column in enumerate(table.inputs):
            if isinstance(column, ir.CategoryValue | ir.ResultReading):
                continue
            for read, constant in self._read(column):
                for row in table.rows:
                    for edge in (row.cells[index].low, row.cells[index].high) if row.cells else ():
                        if edge is not None:
                            self.of(read).numbers.add(constant(edge))

    def _read(self, value: ir.Number) -> Iterator[tuple[str, Callable[[Fraction], Fraction]]]:
        """What a number is read from, and how its limits come to be in the datum's unit."""
        match value:
            case ir.Reading() | ir.QuantityValue():
                yield value.datum, lambda limit: (limit - value.offset) / value.factor
            case ir.Total(of=ir.Reading() | ir.QuantityValue() as counted):
                # One entry that alone reaches the limit.
                yield from self._read(counted)
            case ir.Rounded():
                yield from self._read(value.operand)
            case _:
                pass

    def call(self, datum: ir.Datum) -> str:
        limits = self._limits.get(datum.key, _Limits())
        arguments = []
        if datum.burden != "record":
            arguments.append(f"burden={literal(datum.burden)}")
        if isinstance(datum.kind, ir.Quantity | ir.Measurement | ir.Paired):
            numbers = sorted(_numbers(datum.kind, limits.numbers))
            arguments.append(f"numbers={literal(tuple(number(each) for each in numbers))}")
        for which, multiples in limits.multiples.items():
            if multiples:
                texts = tuple(number(each) for each in sorted(multiples))
                arguments.append(f"{which}_multiples={literal(texts)}")
        if isinstance(datum.kind, ir.DateKind) and datum.kind.may_be_none:
            arguments.append("may_be_none=True")
        held = [f"{literal(each.key.rpartition('.')[2])}: {self.call(each)}" for each in datum.held]
        if held:
            arguments.append(f"attributes={{{', '.join(held)}}}")
        return f"Hints({', '.join(arguments)})"


def _constants(limit: ir.Number, protocol: ir.Protocol) -> Iterator[ir.Constant]:
    """Constants that are limits by themselves, also one for each value of a category, row of a
    table or unit of the report."""
    match limit:
        case ir.Constant():
            yield limit
        case ir.CaseNumber():
            for _, branch in limit.branches:
                yield from _constants(branch, protocol)
        case ir.ReportedLimit():
            yield limit.limit
            yield limit.other
        case ir.TableNumber():
            for row in protocol.table(limit.table).rows:
                if row.number is not None:
                    yield from _constants(row.number, protocol)
        case _:
            pass


def _multiples(limit: ir.Number) -> Iterator[tuple[str, str, Fraction]]:
    """(which limit of the laboratory, datum, multiple) for `3 x ULN`."""
    if isinstance(limit, ir.Arithmetic) and limit.operator == "*":
        for one, other in ((limit.left, limit.right), (limit.right, limit.left)):
            if isinstance(one, ir.Constant) and isinstance(other, ir.NormalLimit):
                yield other.which, other.reading.datum, one.value
                return
    for node in ir.walk(limit):
        if isinstance(node, ir.NormalLimit):
            yield node.which, node.reading.datum, Fraction(1)


def _numbers(
    kind: ir.Quantity | ir.Measurement | ir.Paired, limits: set[Fraction]
) -> set[Fraction]:
    bounds = None if isinstance(kind, ir.Paired) else kind.bounds
    whole = not isinstance(kind, ir.Paired) and kind.whole
    around = bounds or kind.plausible
    if whole and bounds is not None and bounds.high - bounds.low < _MOST_WHOLE_VALUES:
        return {Fraction(each) for each in range(int(bounds.low), int(bounds.high) + 1)}
    found: set[Fraction] = set()
    for limit in limits:
        step = Fraction(1) if whole or limit == 0 else abs(limit) / 100
        found |= {limit - step, limit, limit + step}
    if around is not None:
        middle = (around.low + around.high) / 2
        found |= {around.low, Fraction(int(middle)) if whole else middle, around.high}
        found = {each for each in found if around.low <= each <= around.high}
    if not found:
        found = {Fraction(1), Fraction(10), Fraction(100)}
    return {each for each in found if each.denominator == 1} if whole else found
