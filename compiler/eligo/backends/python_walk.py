"""What a rule reads: a walk over the meaning, through definitions, scores and other criteria."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from typing import assert_never

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
            if isinstance(each, ir.SatisfiesStage):
                for criterion in criteria_of_stage(each.stage, protocol):
                    if id(criterion) not in seen:
                        seen.add(id(criterion))
                        waiting.append(rules_of(criterion, protocol))


def criteria_of_stage(stage: str, protocol: ir.Protocol) -> tuple[ir.Criterion, ...]:
    return tuple(each for each in protocol.criteria if each.stage == stage)


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
    half_lives: tuple[Fraction, ...] = ()


def reads_of(criterion: ir.Criterion, protocol: ir.Protocol) -> Reads:
    keys: dict[str, None] = {}
    durations: dict[Duration, None] = {}
    half_lives: dict[Fraction, None] = {}
    ages = False
    waiting: list[object] = [rules_of(criterion, protocol)]
    unit = unit_of(criterion, protocol)
    if unit is not None:
        keys[unit.datum] = None
        waiting.append(unit.where)
    assessed = assessed_at(criterion, protocol)
    if assessed is not None:
        waiting.append(_milestone(assessed, protocol).derived)
        keys[assessed] = None
    while waiting:
        for node in reached(waiting.pop(), protocol):
            if isinstance(node, ir.MilestoneDate):
                derived = _milestone(node.milestone, protocol).derived
                if derived is None:
                    keys[node.milestone] = None
                else:
                    waiting.append(derived)
            elif isinstance(node, _READERS) and "." not in node.datum:
                keys[node.datum] = None
            if isinstance(node, ir.Ongoing):
                keys |= dict.fromkeys(each for each in node.also if "." not in each)
            if isinstance(node, _TIMED) and node.duration is not None:
                durations |= dict.fromkeys(_calendar_of(node.duration))
            if isinstance(node, ir.HalfLives):
                half_lives[node.count] = None
            ages = ages or isinstance(node, ir.Age)
    order = [milestone.key for milestone in protocol.milestones if milestone.derived is None]
    order += [datum.key for datum in protocol.data]
    read = tuple(key for key in order if key in keys)
    return Reads(read, tuple(durations), ages, tuple(half_lives))


def _milestone(key: str, protocol: ir.Protocol) -> ir.Milestone:
    return next(each for each in protocol.milestones if each.key == key)


def _calendar_of(length: ir.Length) -> tuple[Duration, ...]:
    """The lengths of the calendar in it."""
    match length:
        case Duration():
            return (length,)
        case ir.LengthOf():
            return tuple(each for term in length.terms for each in _calendar_of(term))
        case ir.HalfLives():
            return ()
        case _:
            assert_never(length)


_TIMED = (ir.Timing, ir.Shifted, ir.Ongoing, ir.Stable)

_READERS = (
    ir.DateOf,
    ir.EntryDate,
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
    ir.Total,
    ir.TimeOn,
    ir.Fallback,
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


def own_nodes(node: object) -> Iterator[object]:
    """Every node beneath a statement or number, without the statements about single entries."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tuple):
            waiting.extend(one)
        elif is_dataclass(one) and type(one).__module__ == ir.__name__:
            yield one
            names = (part.name for part in fields(one) if part.name not in ("span", "where"))
            waiting.extend(getattr(one, name) for name in names)


def takes_reading_date(statement: object) -> bool:
    """Whether a day in it depends on which reading or entry is taken."""
    nodes = own_nodes(statement)
    return any(isinstance(node, ir.ReadingDate | ir.EntryDate) for node in nodes)


def readings_with_limits(statement: object) -> frozenset[tuple[str, str]]:
    """The readings (datum, pick) whose laboratory limits, unit or day are used as well."""
    found = set()
    for node in own_nodes(statement):
        if isinstance(node, ir.NormalLimit | ir.ReadingDate | ir.WithinNormal | ir.ReportedLimit):
            found.add((node.reading.datum, node.reading.pick))
    return frozenset(found)


def entries_read(node: object, protocol: ir.Protocol) -> tuple[str, ...]:
    """The entries at hand that a node reads and does not itself go through, by the name under
    which it speaks of them: what a function of it needs besides the participant."""
    found: dict[str, None] = {}
    seen: set[int] = set()

    def look(one: object, bound: frozenset[str]) -> None:
        if isinstance(one, tuple):
            for each in one:
                look(each, bound)
            return
        if not is_dataclass(one) or type(one).__module__ != ir.__name__:
            return
        key = getattr(one, "datum", "")
        if isinstance(one, ir.Reading | ir.ResultReading) and one.pick == "this":
            free = {one.alias or one.datum}
        else:
            free = {key.rpartition(".")[0]} if isinstance(key, str) and "." in key else set()
            if isinstance(one, ir.Ongoing):
                free |= {each.rpartition(".")[0] for each in one.also if "." in each}
        found.update(dict.fromkeys(sorted(free - bound)))
        inside = bound | {getattr(one, "alias", "") or key}
        for part in fields(one):
            if part.name == "span":
                continue
            in_block = part.name == "where" or (isinstance(one, ir.Total) and part.name == "of")
            look(getattr(one, part.name), inside if in_block else bound)
        target = ir.referred(protocol, one)
        if target is not None and id(target) not in seen:
            seen.add(id(target))
            if not isinstance(target, ir.Criterion):
                look(target, bound)

    look(node, frozenset())
    return tuple(found)


def unit_of(criterion: ir.Criterion, protocol: ir.Protocol) -> ir.UnitOfAnalysis | None:
    """The unit that a criterion, or what it is a part of, is about."""
    for each in (criterion, *outer_criteria(criterion, protocol)):
        if each.unit is not None:
            return protocol.unit(each.unit)
    return None


def speaks_excluding(criterion: ir.Criterion, protocol: ir.Protocol) -> bool:
    """Whether what a criterion's function gives, when true, keeps the participant out. What has
    parts, or is about a unit, speaks from the participant's side already."""
    own_body = criterion.body is not None and unit_of(criterion, protocol) is None
    return criterion.excluding and own_body


def assessed_at(criterion: ir.Criterion, protocol: ir.Protocol) -> str | None:
    """The milestone without whose day a criterion, or what it is a part of, is pending."""
    for each in (criterion, *reversed(outer_criteria(criterion, protocol))):
        if each.assessed is not None:
            return each.assessed
    return None


def repeat_of(criterion: ir.Criterion, protocol: ir.Protocol) -> ir.Repeat | None:
    """How often readings may be repeated; a part has that of what it is a part of."""
    for each in (criterion, *reversed(outer_criteria(criterion, protocol))):
        if each.repeat is not None:
            return each.repeat
    return None
