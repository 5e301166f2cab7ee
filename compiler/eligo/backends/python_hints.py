"""What answers to a question the rules can tell apart: values at, below and above each limit."""

from __future__ import annotations

from collections.abc import Iterator
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
    limits = {datum.key: _Limits() for datum in protocol.data}
    roots = (protocol.criteria, protocol.definitions, protocol.scores, protocol.subgroups)
    for node in ir.walk(roots):
        if isinstance(node, ir.Compare):
            for bound in node.bounds:
                _compared(node.value, bound.limit, limits)
                _compared(bound.limit, node.value, limits)
        elif isinstance(node, ir.WithinNormal):
            for which in ("upper", "lower"):
                limits[node.reading.datum].multiples[which].add(Fraction(1))
    return {datum.key: _call(datum, limits[datum.key]) for datum in protocol.data}


def _compared(value: ir.Number, limit: ir.Number, limits: dict[str, _Limits]) -> None:
    if isinstance(value, ir.Reading | ir.QuantityValue):
        for constant in _constants(limit):
            limits[value.datum].numbers.add((constant.value - value.offset) / value.factor)
    for which, datum, multiple in _multiples(limit):
        limits[datum].multiples[which].add(multiple)


def _constants(limit: ir.Number) -> Iterator[ir.Constant]:
    """Constants that are limits by themselves, also one for each value of a category."""
    if isinstance(limit, ir.Constant):
        yield limit
    elif isinstance(limit, ir.CaseNumber):
        for _, branch in limit.branches:
            yield from _constants(branch)


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


def _call(datum: ir.Datum, limits: _Limits) -> str:
    arguments = []
    if datum.burden != "record":
        arguments.append(f"burden={literal(datum.burden)}")
    if isinstance(datum.kind, ir.Quantity | ir.Measurement):
        numbers = sorted(_numbers(datum.kind, limits.numbers))
        arguments.append(f"numbers={literal(tuple(number(each) for each in numbers))}")
    for which, multiples in limits.multiples.items():
        if multiples:
            texts = tuple(number(each) for each in sorted(multiples))
            arguments.append(f"{which}_multiples={literal(texts)}")
    if isinstance(datum.kind, ir.DateKind) and datum.kind.may_be_none:
        arguments.append("may_be_none=True")
    return f"Hints({', '.join(arguments)})"


def _numbers(kind: ir.Quantity | ir.Measurement, limits: set[Fraction]) -> set[Fraction]:
    bounds = kind.bounds if isinstance(kind, ir.Quantity) else None
    whole = isinstance(kind, ir.Quantity) and kind.whole
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
