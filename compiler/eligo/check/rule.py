"""What a rule says in numbers: each limit, time span and count with its unit and comparator, as
:mod:`text` reads them in a quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from typing import assert_never

from eligo import ir, units
from eligo.check.text import LOWER, UPPER, Amount, Comparator, amount_of
from eligo.source import Span


@dataclass(frozen=True)
class Limit:
    """A number of a rule. ``other`` is the same limit of a count said otherwise (fewer than 3:
    at most 2)."""

    span: Span
    amount: Amount
    number: Fraction
    unit: str
    comparator: Comparator | None
    printed: str  # as the rule has it: ">= 1.5 x ULN"
    negated: bool
    data: tuple[str, ...] = ()
    within: bool = False
    bare_age: bool = False
    other: tuple[tuple[Comparator, Amount], ...] = ()
    statement: str = ""


def limits(root: object, negated: bool = False) -> tuple[Limit, ...]:
    """The numbers of a statement, duty, definition or score, in order; not those of what it
    refers to."""
    return tuple(_limits(root, negated))


def negations(root: object) -> int:
    """How often a rule says no: ``not``, ``none of``, ``no X``, and exceptions."""
    return sum(1 for node in ir.walk(root) if negates(node))


def exceptions(root: object) -> int:
    return sum(1 for node in ir.walk(root) if isinstance(node, ir.Unless | ir.ExceptWhen))


def negates(node: object) -> bool:
    if isinstance(node, ir.Occurs | ir.CountOf):
        return node.most == 0
    return isinstance(node, ir.Not | ir.NoneOf)


def _limits(root: object, negated: bool) -> Iterator[Limit]:
    if isinstance(root, ir.Compare):
        yield from _compared(root, negated)
    elif isinstance(root, ir.Timing):
        yield from _timed(root, negated)
    elif isinstance(root, ir.Ongoing | ir.Stable):
        if root.duration is not None:
            comparator: Comparator = ">" if root.strict else ">="
            yield _span_of_time(root.span, root.duration, comparator, negated, (root.datum,))
        yield from _limits(root.at, negated)
    elif isinstance(root, ir.Shifted):
        yield _span_of_time(root.span, root.duration, None, negated, ())
        yield from _limits(root.date, negated)
    elif isinstance(root, ir.Occurs | ir.CountOf):
        yield from _counted(root, negated)
        inner = root.items if isinstance(root, ir.CountOf) else (root.timing,)
        yield from _beneath(inner, negated or root.most == 0)
    elif isinstance(root, ir.Not):
        yield from _limits(root.item, not negated)
    elif isinstance(root, ir.NoneOf):
        yield from _beneath(root.items, True)
    elif isinstance(root, ir.Unless):
        yield from _limits(root.body, negated)
        yield from _limits(root.exemption, True)
    elif isinstance(root, ir.Constant):
        yield _constant(root, None, negated, ())
    elif isinstance(root, ir.Is):
        yield from _ranked(root, negated)
        yield from _limits(root.value, negated)
    else:
        yield from _beneath(root, negated)


def _beneath(root: object, negated: bool) -> Iterator[Limit]:
    """The limits of the nodes directly beneath."""
    if isinstance(root, tuple):
        for part in root:
            yield from (
                _limits(part, negated) if not isinstance(part, tuple) else _beneath(part, negated)
            )
    elif (
        root is not None
        and is_dataclass(root)
        and not isinstance(root, (Span, units.Unit, units.Duration))
    ):
        for field in fields(root):
            yield from _limits(getattr(root, field.name), negated)


def _ranked(ranked: ir.Is, negated: bool) -> Iterator[Limit]:
    for comparator, key in ranked.ranked:
        digits = re.search(r"[0-9]+$", key)
        if digits:
            number = Fraction(digits[0])
            amount, printed = Amount(number, ()), f"{comparator} {key}"
            yield Limit(ranked.span, amount, number, "", comparator, printed, negated)


def _compared(compare: ir.Compare, negated: bool) -> Iterator[Limit]:
    data = tuple(
        dict.fromkeys(key for node in ir.walk(compare.value) if (key := getattr(node, "datum", "")))
    )
    age = isinstance(compare.value, ir.Age)
    statement = compare.span.text
    for bound in compare.bounds:
        found = _bound(bound, negated, data)
        for limit in found:
            yield replace(limit, bare_age=age, statement=statement)
    yield from _limits(compare.value, negated)


def _bound(bound: ir.Bound, negated: bool, data: tuple[str, ...]) -> list[Limit]:
    times_limit = multiple(bound.limit)
    if times_limit is not None:
        times, said, which, span = times_limit
        scale, name = (UPPER, "ULN") if which == "upper" else (LOWER, "LLN")
        printed = " ".join(part for part in (bound.comparator, said and f"{said} x", name) if part)
        amount = Amount(times, scale)
        return [Limit(span, amount, times, f"x {name}", bound.comparator, printed, negated, data)]
    if isinstance(bound.limit, ir.Constant):
        return [_constant(bound.limit, bound.comparator, negated, data)]
    return list(_limits(bound.limit, negated))


def multiple(number: ir.Number) -> tuple[Fraction, str, str, Span] | None:
    if isinstance(number, ir.NormalLimit):
        return Fraction(1), "", number.which, number.span
    if isinstance(number, ir.Arithmetic) and number.operator == "*":
        pair = (number.left, number.right)
        for times, limit in (pair, pair[::-1]):
            if isinstance(times, ir.Constant) and isinstance(limit, ir.NormalLimit):
                return times.value, times.printed, limit.which, number.span
    return None


def _constant(
    constant: ir.Constant, comparator: Comparator | None, negated: bool, data: tuple[str, ...]
) -> Limit:
    unit = constant.printed_unit
    number, amount = constant.value, amount_of(constant.value, unit)
    try:
        number = Fraction(constant.printed.removeprefix("1:"))
        amount = amount_of(number, unit)
    except ValueError:
        if unit is not None:
            amount = amount_of(constant.value, constant.unit)
    shown = units.display(unit) if unit is not None else ""
    printed = " ".join(part for part in (comparator or "", constant.printed, shown) if part)
    return Limit(constant.span, amount, number, shown, comparator, printed, negated, data)


def _timed(timing: ir.Timing, negated: bool) -> Iterator[Limit]:
    if timing.duration is not None:
        comparator, within = _relation(timing.relation)
        limit = _span_of_time(timing.span, timing.duration, comparator, negated, ())
        yield replace(limit, within=within)
    yield from _limits(timing.anchor, negated)
    yield from _limits(timing.until, negated)


def _relation(relation: ir.Relation) -> tuple[Comparator | None, bool]:
    match relation:
        case "at least before" | "at least after":
            return ">=", False
        case "more than before" | "more than after":
            return ">", False
        case "within before" | "within after":
            return "<=", True
        case "less than before" | "less than after":
            return "<", True
        case "before" | "after" | "by" | "since" | "between" | "at":
            return None, False
        case _:
            assert_never(relation)


def _span_of_time(
    span: Span,
    duration: units.Duration,
    comparator: Comparator | None,
    negated: bool,
    data: tuple[str, ...],
) -> Limit:
    number = Fraction(duration.amount)
    words = {">=": "at least ", ">": "more than ", "<=": "within ", "<": "less than "}
    shown = units.display(duration)
    printed = words.get(comparator or "", "") + shown
    amount = amount_of(number, units.parse(duration.unit))
    return Limit(span, amount, number, shown.split()[-1], comparator, printed, negated, data)


def _counted(count: ir.Occurs | ir.CountOf, negated: bool) -> Iterator[Limit]:
    data = (count.datum,) if isinstance(count, ir.Occurs) else ()
    if count.least > 1 or (count.least == 1 and count.most == 1):
        both: Comparator = "=" if count.most == count.least else ">="
        yield _count(count.span, count.least, both, negated, data)
    if count.most and count.most != count.least:
        yield _count(count.span, count.most, "<=", negated, data)


def _count(
    span: Span, number: int, comparator: Comparator, negated: bool, data: tuple[str, ...]
) -> Limit:
    others: dict[Comparator, tuple[Comparator, int]] = {
        ">=": (">", number - 1),
        "<=": ("<", number + 1),
    }
    other = others.get(comparator)
    alike = ((other[0], Amount(Fraction(other[1]), ())),) if other else ()
    amount = Amount(Fraction(number), ())
    printed = {">=": "at least", "<=": "at most", "=": "exactly"}[comparator] + f" {number}"
    return Limit(
        span, amount, Fraction(number), "", comparator, printed, negated, data, False, False, alike
    )
