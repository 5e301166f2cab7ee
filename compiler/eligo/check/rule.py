"""What a rule says in numbers: each limit, time span and count with its unit and comparator, as
:mod:`text` reads them in a quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from typing import assert_never

from eligo import ir, units
from eligo.check.text import (
    HALF_LIVES,
    LOWER,
    OPPOSITE,
    UPPER,
    Amount,
    Comparator,
    amount_of,
    mentions,
)
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
    standing: bool = False  # how old a reading may be, as declared once for all: may go unsaid


def limits(root: object, negated: bool = False) -> tuple[Limit, ...]:
    """The numbers of a statement, duty, definition or score, in order; not those of what it
    refers to."""
    return tuple(_limits(root, negated))


def negations(root: object) -> int:
    """How often a rule says no: ``not``, ``none of``, ``no X``, and exceptions."""
    return sum(1 for node in ir.walk(root) if negates(node))


def exceptions(root: object) -> int:
    """How often it makes an exception, also for what cannot be had, or in the rows of a table."""
    return sum(1 for node in ir.walk(root) if _makes_exception(node))


def _makes_exception(node: object) -> bool:
    if isinstance(node, ir.Table):
        return any(row.statement is not None for row in node.rows)
    return isinstance(node, ir.Unless | ir.ExceptWhen | ir.Fallback)


def negates(node: object) -> bool:
    if isinstance(node, ir.Occurs | ir.CountOf):
        return node.most == 0
    if isinstance(node, ir.Not) and _is_of_a_duration(node):
        return False
    if isinstance(node, ir.Not):
        # "any other" of a washout denies names that stand in other rows, with no word for it
        item = node.item
        other = isinstance(item, ir.Is) and item.value.datum.endswith(".name")
        # "side is not side of eye" is how a rule says "fellow"
        return not (other and item.span == node.span) and ir.same_value(item) is None
    return isinstance(node, ir.NoneOf)


def _is_of_a_duration(denial: ir.Not) -> bool:
    item = denial.item
    return isinstance(item, ir.DateRelation) and isinstance(item.timing.anchor, ir.UpTo)


def _limits(root: object, negated: bool) -> Iterator[Limit]:
    if (
        isinstance(root, ir.Reading | ir.ResultReading)
        and root.timing is not None
        and root.timing.span == root.span  # how old a bare reading may be
    ):
        for limit in _limits(root.timing, negated):
            yield replace(limit, standing=True)
        root = replace(root, timing=None)
    if isinstance(root, ir.Compare):
        yield from _compared(root, negated)
    elif isinstance(root, ir.Timing):
        yield from _timed(root, negated)
    elif isinstance(root, ir.Ongoing | ir.Stable):
        if root.duration is not None:
            comparator: Comparator = ">" if root.strict else ">="
            yield _span_of_time(root.span, root.duration, comparator, negated, (root.datum,))
        yield from _limits(root.at, negated)
        for limit in _beneath((root.where,), negated):
            yield replace(limit, data=(*limit.data, root.datum))
    elif isinstance(root, ir.Shifted):
        yield _span_of_time(root.span, root.duration, None, negated, ())
        yield from _limits(root.date, negated)
    elif isinstance(root, ir.Occurs | ir.CountOf):
        yield from _counted(root, negated)
        inner = root.items if isinstance(root, ir.CountOf) else (root.timing, root.where)
        yield from _beneath(inner, negated or root.most == 0)
    elif isinstance(root, ir.Reading | ir.Repeat):
        yield from _readings(root, negated)
    elif isinstance(root, ir.Table):
        yield from _table(root, negated)
    elif isinstance(root, ir.Not) and _is_of_a_duration(root):
        # `duration <= 14 days` is that it is not more
        for limit in _limits(root.item, negated):
            opposite = OPPOSITE[limit.comparator] if limit.comparator else None
            yield replace(limit, comparator=opposite, printed=root.span.text)
    elif isinstance(root, ir.Not):
        yield from _limits(root.item, not negated)
    elif isinstance(root, ir.NoneOf):
        yield from _beneath(root.items, True)
    elif isinstance(root, ir.Unless):
        yield from _limits(root.body, negated)
        yield from _limits(root.exemption, True)
    elif isinstance(root, ir.Arithmetic) and root.written == "percent change":
        yield from _limits(root.left, negated)  # the right one is the hundred, which is in no text
    elif isinstance(root, ir.Constant):
        yield _constant(root, None, negated, ())
    elif isinstance(root, ir.Is):
        yield from _ranked(root, negated)
        yield from _limits(root.value, negated)
    else:
        yield from _beneath(root, negated)


def _readings(root: ir.Reading | ir.Repeat, negated: bool) -> Iterator[Limit]:
    """How many readings count (``mean of last 3``), and in which time they may be repeated."""
    if isinstance(root, ir.Repeat):
        yield _span_of_time(root.span, root.length, "<=", negated, ())
        return
    if root.last is not None:
        yield replace(
            _count(root.span, root.last, "=", negated, (root.datum,)), comparator=None, other=()
        )
    yield from _beneath(root, negated)


def _table(table: ir.Table, negated: bool) -> Iterator[Limit]:
    """The windows of the columns, the edges of the rows as they are printed, and the results."""
    yield from _beneath(table.inputs, negated)
    for row in table.rows:
        for cell, about in zip(row.cells, table.inputs, strict=True):
            unit = getattr(about, "unit", None)
            for mention in mentions(cell.printed):
                scale = mention.amount if mention.unit else amount_of(mention.number, unit)
                shown = mention.unit or (units.display(unit) if unit is not None else "")
                yield Limit(
                    row.span,
                    scale,
                    mention.number,
                    shown,
                    mention.comparator,
                    cell.printed,
                    negated,
                    data=tuple(filter(None, [getattr(about, "datum", "")])),
                    bare_age=isinstance(about, ir.Age) and not mention.unit,
                )
        result = row.number
        if isinstance(result, ir.Constant) and result.printed_unit is None:
            result = replace(result, printed_unit=table.unit)
        yield from _beneath((result, row.statement), negated)


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
    for limit in _limits(compare.value, negated):
        if limit.standing or re.search(r"\d", limit.span.text):  # not the hundred of a percentage
            # what is said of the entries that are counted, and when, is said of the same thing
            yield replace(limit, data=(*limit.data, *data))


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
    if isinstance(bound.limit, ir.ReportedLimit):
        both = (bound.limit.limit, bound.limit.other)
        return [_constant(limit, bound.comparator, negated, data) for limit in both]
    if isinstance(bound.limit, ir.CaseNumber):
        branches = [ir.Bound(bound.comparator, number) for _, number in bound.limit.branches]
        return [limit for branch in branches for limit in _bound(branch, negated, data)]
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
    if unit is None and comparator is None and constant.unit is not None:
        unit = constant.unit  # a value of a table, whose unit stands above it
    number, amount = constant.value, amount_of(constant.value, unit)
    try:
        number = Fraction(constant.printed.removeprefix("1:"))
        amount = amount_of(number, unit)
    except ValueError:
        if unit is not None:
            amount = amount_of(constant.value, constant.unit)
    shown = units.display(unit) if unit is not None else ""
    printed = " ".join(part for part in (comparator or "", constant.printed, shown) if part)
    if unit is not None and _only_names(unit, data):
        shown, amount = "", amount_of(number, None)
    return Limit(constant.span, amount, number, shown, comparator, printed, negated, data)


def _only_names(unit: units.Unit, data: tuple[str, ...]) -> bool:
    """Whether a unit is an annotation that repeats what is measured, ``{INR}`` of the INR: no text
    prints it."""
    return unit.text.startswith("{") and unit.text.strip("{}").lower().replace(" ", "_") in data


def _timed(timing: ir.Timing, negated: bool) -> Iterator[Limit]:
    if timing.duration is not None:
        comparator, within = _relation(timing.relation)
        for length in _lengths(timing.duration):
            limit = _span_of_time(timing.span, length, comparator, negated, ())
            yield replace(limit, within=within)
    yield from _limits(timing.anchor, negated)
    yield from _limits(timing.until, negated)


def _lengths(length: ir.Length) -> tuple[units.Duration | ir.HalfLives, ...]:
    return length.terms if isinstance(length, ir.LengthOf) else (length,)


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
    duration: units.Duration | ir.HalfLives,
    comparator: Comparator | None,
    negated: bool,
    data: tuple[str, ...],
) -> Limit:
    words = {">=": "at least ", ">": "more than ", "<=": "within ", "<": "less than "}
    if isinstance(duration, ir.HalfLives):
        count = duration.count
        printed = f"{words.get(comparator or '', '')}{count} half-lives"
        amount = Amount(count, HALF_LIVES)
        return Limit(span, amount, count, "half-lives", comparator, printed, negated, data)
    number = Fraction(duration.amount)
    shown = units.display(duration)
    printed = words.get(comparator or "", "") + shown
    amount = amount_of(number, units.parse(duration.unit))
    return Limit(span, amount, number, shown.split()[-1], comparator, printed, negated, data)


def _counted(count: ir.Occurs | ir.CountOf, negated: bool) -> Iterator[Limit]:
    data = (count.datum,) if isinstance(count, ir.Occurs) else ()
    days = isinstance(count, ir.Occurs) and count.different_days
    if count.least > 1 or (count.least == 1 and count.most == 1):
        both: Comparator = "=" if count.most == count.least else ">="
        yield _count(count.span, count.least, both, negated, data, days)
    if count.most and count.most != count.least:
        yield _count(count.span, count.most, "<=", negated, data, days)


def _count(
    span: Span,
    number: int,
    comparator: Comparator,
    negated: bool,
    data: tuple[str, ...],
    days: bool = False,
) -> Limit:
    """``days``: different days are counted, which a text gives as so many days."""
    others: dict[Comparator, tuple[Comparator, int]] = {
        ">=": (">", number - 1),
        "<=": ("<", number + 1),
    }
    other = others.get(comparator)
    alike: tuple[tuple[Comparator, Amount], ...] = ()
    if other:
        alike = ((other[0], Amount(Fraction(other[1]), ())),)
    if days:
        day = units.parse("d")
        alike += tuple((said, amount_of(each.value, day)) for said, each in alike)
        alike += ((comparator, amount_of(Fraction(number), day)),)
    amount = Amount(Fraction(number), ())
    printed = {">=": "at least", "<=": "at most", "=": "exactly"}[comparator] + f" {number}"
    return Limit(
        span, amount, Fraction(number), "", comparator, printed, negated, data, False, False, alike
    )
