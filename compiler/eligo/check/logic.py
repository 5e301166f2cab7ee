"""Criteria that no one or everyone passes, limits and criteria that contradict each other,
exceptions that clash.

Each input is looked at by itself: what is reported is certain, but not everything that is
impossible is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeAlias

from eligo import ir
from eligo.check.intervals import (
    Allowed,
    allowed,
    certain_range,
    decimal,
    name_of,
    opposite,
    plausible_range,
)
from eligo.check.passage import values_of, words_in
from eligo.check.walk import shape
from eligo.diagnostics import Diagnostic
from eligo.diagnostics import agreement as say

Outcome: TypeAlias = Literal["true", "false", "does not apply"]
Outcomes: TypeAlias = frozenset[Outcome]

_OPEN: Outcomes = frozenset({"true", "false"})
_TRUE: Outcomes = frozenset({"true"})
_FALSE: Outcomes = frozenset({"false"})
_NOT_APPLICABLE: Outcomes = frozenset({"does not apply"})


def logic(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    for criterion in protocol.flat_criteria():
        if criterion.body is not None:
            yield from _criterion(protocol, criterion)
    yield from _contradictions(protocol)


def _criterion(protocol: ir.Protocol, criterion: ir.Criterion) -> Iterator[Diagnostic]:
    body = criterion.body
    assert body is not None
    found = [*_limits_apart(protocol, body), *_all_values(protocol, criterion, body)]
    if not found:
        outcomes = possible(protocol, body)
        keeps_out: Outcome = "true" if criterion.excluding else "false"
        if outcomes == {keeps_out} and criterion.subgroup is None:
            found = [say.nobody_passes(criterion.span, criterion.title or criterion.label)]
        elif keeps_out not in outcomes and outcomes != _NOT_APPLICABLE:
            found = [say.everybody_passes(criterion.span, criterion.title or criterion.label)]
    if not found:
        found = list(_implausible(protocol, body))
    yield from found
    yield from _exceptions(protocol, body)


# ----------------------------------------------------------------------------------------- outcomes


def possible(protocol: ir.Protocol, statement: ir.Statement) -> Outcomes:
    """The outcomes that a statement can have for some participant; perhaps some that it cannot."""
    match statement:
        case ir.Compare():
            return _compare(protocol, statement)
        case ir.Not():
            return frozenset(_NOT[outcome] for outcome in possible(protocol, statement.item))
        case ir.AllOf():
            return _all(protocol, statement.items, "true")
        case ir.AnyOf():
            return _all(protocol, statement.items, "false")
        case ir.NoneOf():
            return frozenset(_NOT[o] for o in _all(protocol, statement.items, "false"))
        case ir.When():
            condition = possible(protocol, statement.condition)
            found = possible(protocol, statement.body) if "true" in condition else frozenset()
            if condition != _TRUE:
                other = statement.otherwise
                found |= _NOT_APPLICABLE if other is None else possible(protocol, other)
            return found
        case ir.Unless():
            exempt = possible(protocol, statement.exemption)
            found = _NOT_APPLICABLE if "true" in exempt else frozenset()
            return found if exempt == _TRUE else found | possible(protocol, statement.body)
        case ir.ExceptWhen():
            found = possible(protocol, statement.body)
            for _, replacement in statement.cases:
                found |= possible(protocol, replacement)
            return found
        case ir.NoRequirement():
            return _NOT_APPLICABLE
        case ir.Fixed():
            return _TRUE if statement.value else _FALSE
        case ir.Fallback():
            return possible(protocol, statement.body) | possible(protocol, statement.instead)
        case ir.DefinedCondition():
            defined = protocol.definition(statement.definition).statement
            return _OPEN if defined is None else possible(protocol, defined)
        case ir.Occurs():
            always = statement.least == 0 and statement.most is None and not statement.every
            return _TRUE if always else _OPEN
        case _:
            return _OPEN


_NOT: dict[Outcome, Outcome] = {
    "true": "false",
    "false": "true",
    "does not apply": "does not apply",
}


def _compare(protocol: ir.Protocol, compare: ir.Compare) -> Outcomes:
    certain = certain_range(protocol, compare.value)
    for one in allowed(protocol, compare):
        if one.interval.empty:
            return _FALSE
        if certain is not None and one.key[1] == "" and len(compare.bounds) > 0:
            if one.interval.meet(certain).empty:
                return _FALSE
            if one.interval.holds(certain):
                return _TRUE
    return _OPEN


def _all(protocol: ir.Protocol, items: tuple[ir.Statement, ...], wanted: Outcome) -> Outcomes:
    """The outcomes of "all of" for ``true``, of "any of" for ``false``."""
    each = [possible(protocol, item) for item in items]
    found: set[Outcome] = set()
    if any(_NOT[wanted] in outcomes for outcomes in each):
        found.add(_NOT[wanted])
    none_other = all(outcomes & {wanted, "does not apply"} for outcomes in each)
    applies = any(wanted in outcomes for outcomes in each)
    if none_other and applies and not _exclude_each_other(protocol, items, wanted == "true"):
        found.add(wanted)
    if all("does not apply" in outcomes for outcomes in each):
        found.add("does not apply")
    return frozenset(found) or _OPEN


def _exclude_each_other(
    protocol: ir.Protocol, items: tuple[ir.Statement, ...], holding: bool
) -> bool:
    demands = [demand for item in items for demand in required(protocol, item, holding)]
    return any(_contradict(one, other) for one, other in combinations(demands, 2))


# ------------------------------------------------------------------------------------------ demands


@dataclass(frozen=True)
class Demand:
    """What must be so where a statement is to hold: a number lies in an interval, a category
    has one of the values, or a statement is true or false."""

    statement: ir.Statement
    positive: bool
    number: Allowed | None = None
    category: tuple[object, frozenset[str]] | None = None


def required(
    protocol: ir.Protocol, statement: ir.Statement, holding: bool = True
) -> Iterator[Demand]:
    """What follows for single inputs from a statement that holds, or does not."""
    if isinstance(statement, ir.Not):
        yield from required(protocol, statement.item, not holding)
    elif isinstance(statement, ir.AllOf) and holding:
        for item in statement.items:
            yield from required(protocol, item)
    elif (isinstance(statement, ir.AnyOf) and not holding) or (
        isinstance(statement, ir.NoneOf) and holding
    ):
        for item in statement.items:
            yield from required(protocol, item, False)
    elif isinstance(statement, ir.Compare):
        for one in allowed(protocol, statement):
            turned = one if holding else opposite(one)
            if turned is not None:
                yield Demand(statement, holding, turned)
    elif isinstance(statement, ir.Is):
        values = {value.key for value in values_of(protocol.datum(statement.value.datum))}
        members = frozenset(statement.members)
        kept = members if holding else frozenset(values) - members
        yield Demand(statement, holding, None, (shape(statement.value), kept))
    else:
        yield Demand(statement, holding)


def _contradict(one: Demand, other: Demand) -> bool:
    if one.number and other.number:
        same = one.number.key == other.number.key
        return same and one.number.interval.meet(other.number.interval).empty
    if one.category and other.category:
        return one.category[0] == other.category[0] and not one.category[1] & other.category[1]
    return one.positive != other.positive and shape(one.statement) == shape(other.statement)


def _limits_apart(protocol: ir.Protocol, body: ir.Statement) -> Iterator[Diagnostic]:
    """Within one "all of"."""
    reported: set[int] = set()
    for node in ir.walk(body):
        if isinstance(node, ir.Compare):
            for limit in allowed(protocol, node):
                if limit.interval.empty and id(node) not in reported:
                    reported.add(id(node))
                    yield say.limits_contradict(node.span, limit.name, node.span, limit.printed)
        if not isinstance(node, ir.AllOf):
            continue
        for one, other in combinations(list(required(protocol, node)), 2):
            first, second = one.statement, other.statement
            if _contradict(one, other) and not {id(first), id(second)} & reported:
                reported |= {id(first), id(second)}
                name, printed = _about(protocol, one), " ".join(first.span.text.split())
                yield say.limits_contradict(second.span, name, first.span, printed)


def _about(protocol: ir.Protocol, demand: Demand) -> str:
    if demand.number is not None:
        return demand.number.name
    statement = demand.statement
    if isinstance(statement, ir.Is):
        return protocol.datum(statement.value.datum).name
    return "“" + " ".join(statement.span.text.split()) + "”"


def _contradictions(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    """Between criteria that hold for everyone."""
    demands = [
        (criterion, demand)
        for criterion in for_everyone(protocol)
        if criterion.body is not None
        for demand in required(protocol, criterion.body, not criterion.excluding)
    ]
    by_input: dict[object, list[tuple[ir.Criterion, Demand]]] = {}
    for criterion, demand in demands:
        by_input.setdefault(_input(demand), []).append((criterion, demand))
    for same in by_input.values():
        for (first, one), (second, other) in combinations(same, 2):
            if first is not second and _contradict(one, other):
                name, title = _about(protocol, one), first.title or first.label
                yield say.criteria_contradict(other.statement.span, name, title, one.statement.span)
                break


def _input(demand: Demand) -> object:
    if demand.number is not None:
        return demand.number.key
    return demand.category[0] if demand.category is not None else shape(demand.statement)


def for_everyone(protocol: ir.Protocol) -> Iterator[ir.Criterion]:
    """Criteria and parts that no subgroup narrows."""
    waiting = list(reversed(protocol.criteria))
    while waiting:
        criterion = waiting.pop()
        if criterion.subgroup is None:
            yield criterion
            waiting.extend(reversed(criterion.parts))


# -------------------------------------------------------------------------------- ranges and values


def _implausible(protocol: ir.Protocol, body: ir.Statement) -> Iterator[Diagnostic]:
    for node in ir.walk(body):
        if not isinstance(node, ir.Compare):
            continue
        plausible = plausible_range(protocol, node.value)
        if plausible is None or plausible.low is None or plausible.high is None:
            continue
        for one in allowed(protocol, node):
            if one.key[1] != "":
                continue
            name, low, high = name_of(protocol, node.value), plausible.low, plausible.high
            if one.interval.meet(plausible).empty:
                yield say.always_false(node.span, name, one.printed, decimal(low), decimal(high))
            elif one.interval.holds(plausible) and len(node.bounds) == _bounds_of(node):
                yield say.always_true(node.span, name, one.printed, decimal(low), decimal(high))


def _bounds_of(compare: ir.Compare) -> int:
    """The bounds that are constants: only then is a comparison judged by them alone."""
    return sum(1 for bound in compare.bounds if isinstance(bound.limit, ir.Constant))


def _all_values(
    protocol: ir.Protocol, criterion: ir.Criterion, body: ir.Statement
) -> Iterator[Diagnostic]:
    """A category of which every value is listed, unless the quote names them all too."""
    said = " ".join(quote.text for quote in criterion.quotes)
    for node in ir.walk(body):
        if not isinstance(node, ir.Is) or not isinstance(node.value, ir.CategoryValue):
            continue
        datum = protocol.datum(node.value.datum)
        values = values_of(datum)
        if not {value.key for value in values} <= set(node.members):
            continue
        if not all(words_in(value.label, said) for value in values):
            labels = " and ".join(value.label for value in values)
            yield say.all_values_listed(node.span, datum.name, labels)


# --------------------------------------------------------------------------------------- exceptions


def _exceptions(protocol: ir.Protocol, body: ir.Statement) -> Iterator[Diagnostic]:
    for node in ir.walk(body):
        if not isinstance(node, ir.ExceptWhen):
            continue
        for (first, result), (second, other_result) in combinations(node.cases, 2):
            if shape(first) == shape(second) and shape(result) == shape(other_result):
                yield say.item_repeated(second.span, first.span, None)
            if shape(result) == shape(other_result):
                continue
            if _exclude_each_other(protocol, (first, second), True):
                continue
            if shape(first) == shape(second) or _same_input(protocol, first, second):
                yield say.exceptions_clash(second.span, first.span)
            else:
                yield say.exceptions_overlap(second.span, first.span)


def _same_input(protocol: ir.Protocol, one: ir.Statement, other: ir.Statement) -> bool:
    """Whether both are about one number or category, so that what does not contradict overlaps."""
    first, second = list(required(protocol, one)), list(required(protocol, other))
    if len(first) != 1 or len(second) != 1:
        return False
    single = isinstance(one, ir.Compare | ir.Is)
    return single and _input(first[0]) == _input(second[0])
