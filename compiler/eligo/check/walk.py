"""How to go through a rule: every node of it, what it refers to, and whether two of them say
the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from eligo import ir
from eligo.source import Source, Span
from eligo.units import Duration, Unit

_LEAVES = (str, int, bool, Source, Span, Unit, Duration)


def shape(root: object) -> Any:
    """What a node says without where it stands: equal for two nodes that say the same."""
    if isinstance(root, tuple):
        return tuple(shape(part) for part in root)
    if root is None or isinstance(root, (*_LEAVES, float)):
        return root
    if is_dataclass(root):
        if isinstance(root, ir.Constant):
            return ("Constant", root.value, root.unit)
        named = [field.name for field in fields(root) if field.name not in ("id", "span")]
        return (type(root).__name__, *(shape(getattr(root, name)) for name in named))
    return root


def reached(protocol: ir.Protocol, roots: tuple[object, ...]) -> tuple[object, ...]:
    """What the rules refer to: definitions, scores and subgroups, and those that these refer
    to, each once."""
    found: dict[tuple[str, str], object] = {}
    waiting = list(roots)
    while waiting:
        for node in ir.walk(waiting.pop()):
            target = _target(protocol, node)
            if target is not None and target[0] not in found:
                found[target[0]] = target[1]
                waiting.append(target[1])
    return tuple(found.values())


def _target(protocol: ir.Protocol, node: object) -> tuple[tuple[str, str], object] | None:
    if isinstance(node, ir.DefinedCondition | ir.DefinedNumber):
        return ("definition", node.definition), protocol.definition(node.definition)
    if isinstance(node, ir.ScoreValue):
        return ("score", node.score), protocol.score(node.score)
    if isinstance(node, ir.InSubgroup):
        return ("subgroup", node.subgroup), subgroup(protocol, node.subgroup)
    if isinstance(node, ir.Satisfies):
        other = protocol.criterion(node.criterion)
        return ("criterion", other.key), tuple(rules_of(other))
    return None


def rules_of(criterion: ir.Criterion) -> Iterator[object]:
    """The statements and duties of a criterion and of its parts."""
    if criterion.body is not None:
        yield criterion.body
    yield from criterion.duties
    for part in criterion.parts:
        yield from rules_of(part)


def subgroup(protocol: ir.Protocol, key: str) -> ir.Subgroup:
    return next(subgroup for subgroup in protocol.subgroups if subgroup.key == key)


def data_of(protocol: ir.Protocol, root: object) -> dict[str, ir.Datum]:
    """The data that a rule reads itself, by key."""
    known = {datum.key: datum for datum in protocol.data}
    keys = [getattr(node, "datum", None) for node in ir.walk(root)]
    return {key: known[key] for key in dict.fromkeys(keys) if key in known}
