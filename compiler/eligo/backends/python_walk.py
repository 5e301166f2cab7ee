"""What a rule reads: a walk over the meaning, through definitions, scores and other criteria."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eligo import ir
from eligo.units import Duration


def reached(node: object, protocol: ir.Protocol) -> Iterator[object]:
    """The node, everything inside it, and what that refers to, each reference followed once."""
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        for each in ir.walk(waiting.pop()):
            yield each
            target = ir.referred(protocol, each)
            if target is not None and id(target) not in seen:
                seen.add(id(target))
                inside = rules_of(target, protocol) if isinstance(target, ir.Criterion) else target
                waiting.append(inside)


def rules_of(criterion: ir.Criterion, protocol: ir.Protocol) -> tuple[object, ...]:
    """Everything that decides a criterion: subgroups around it, its body, its parts."""
    around: list[object] = []
    for outer in (*outer_criteria(criterion, protocol), criterion):
        if outer.subgroup is not None:
            around.append(protocol.subgroup(outer.subgroup).statement)
    inside = tuple(rules_of(part, protocol) for part in criterion.parts)
    return (*around, criterion.body, inside)


def outer_criteria(criterion: ir.Criterion, protocol: ir.Protocol) -> tuple[ir.Criterion, ...]:
    """The criteria that a part stands in, outermost first."""

    def search(among: Iterable[ir.Criterion]) -> tuple[ir.Criterion, ...] | None:
        for each in among:
            if each.key == criterion.key:
                return ()
            inner = search(each.parts)
            if inner is not None:
                return (each, *inner)
        return None

    return search(protocol.criteria) or ()


def outer_subgroups(criterion: ir.Criterion, protocol: ir.Protocol) -> tuple[str, ...]:
    """The subgroups of what a part is a part of, innermost first."""
    outer = reversed(outer_criteria(criterion, protocol))
    return tuple(each.subgroup for each in outer if each.subgroup is not None)


@dataclass(frozen=True)
class Reads:
    """What decides a criterion, by key, and the durations it adds to days."""

    keys: tuple[str, ...]
    durations: tuple[Duration, ...]
    ages: bool


def reads_of(criterion: ir.Criterion, protocol: ir.Protocol) -> Reads:
    keys: dict[str, None] = {}
    durations: dict[Duration, None] = {}
    ages = False
    for node in reached(rules_of(criterion, protocol), protocol):
        if isinstance(node, ir.MilestoneDate):
            keys[node.milestone] = None
        elif isinstance(node, _READERS):
            keys[node.datum] = None
        if isinstance(node, _TIMED) and node.duration is not None:
            durations[node.duration] = None
        ages = ages or isinstance(node, ir.Age)
    order = [milestone.key for milestone in protocol.milestones]
    order += [datum.key for datum in protocol.data]
    return Reads(tuple(key for key in order if key in keys), tuple(durations), ages)


_TIMED = (ir.Timing, ir.Shifted, ir.Ongoing, ir.Stable)

_READERS = (
    ir.DateOf,
    ir.Reading,
    ir.QuantityValue,
    ir.Age,
    ir.CategoryValue,
    ir.ResultReading,
    ir.Holds,
    ir.Occurs,
    ir.FirstLast,
    ir.Ongoing,
    ir.Stable,
)


def scores_of(statement: object, protocol: ir.Protocol) -> tuple[str, ...]:
    """The scores that a comparison's number is made of, also through definitions."""
    found: dict[str, None] = {}
    queue = [statement]
    seen: set[str] = set()
    while queue:
        for node in ir.walk(queue.pop(0)):
            if isinstance(node, ir.ScoreValue):
                found[node.score] = None
            if isinstance(node, ir.DefinedNumber) and node.definition not in seen:
                seen.add(node.definition)
                queue.append(protocol.definition(node.definition))
    return tuple(found)


def takes_reading_date(statement: object) -> bool:
    return any(isinstance(node, ir.ReadingDate) for node in ir.walk(statement))


def readings_with_limits(statement: object) -> frozenset[tuple[str, str]]:
    """The readings (datum, pick) whose laboratory limits, or day, are used as well."""
    found = set()
    for node in ir.walk(statement):
        if isinstance(node, ir.NormalLimit | ir.ReadingDate | ir.WithinNormal):
            found.add((node.reading.datum, node.reading.pick))
    return frozenset(found)
