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
    """What the rules refer to: definitions, scores, subgroups and the rules of criteria, and those
    that these refer to, each once."""
    found: dict[int, object] = {}
    waiting = list(roots)
    while waiting:
        for node in ir.walk(waiting.pop()):
            target = ir.referred(protocol, node)
            if target is not None and id(target) not in found:
                inside = tuple(rules_of(target)) if isinstance(target, ir.Criterion) else target
                found[id(target)] = inside
                waiting.append(inside)
    return tuple(found.values())


def rules_of(criterion: ir.Criterion) -> Iterator[object]:
    """The statements and duties of a criterion and of its parts."""
    if criterion.body is not None:
        yield criterion.body
    yield from criterion.duties
    yield from criterion.permissions
    if criterion.repeat is not None:
        yield criterion.repeat
    for part in criterion.parts:
        yield from rules_of(part)


def data_of(protocol: ir.Protocol, root: object) -> dict[str, ir.Datum]:
    """The data that a rule reads itself, attributes of entries too, by key."""
    found = (getattr(node, "datum", None) for node in ir.walk(root))
    return {key: protocol.datum(key) for key in dict.fromkeys(found) if key}
