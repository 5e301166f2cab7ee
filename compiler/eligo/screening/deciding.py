"""What decided a statement: from a validator's tree to the leaves that made it come out so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from eligo import ir
from eligo.runtime.days import Duration, add
from eligo.units import Duration as Written
from eligo.units import display

Json: TypeAlias = Mapping[str, Any]


def mark(node: Json) -> str:
    """How a statement came out, in one word or two; unknown where more is possible than one."""
    outcomes: list[str] = node["outcomes"]
    return outcomes[0] if len(outcomes) == 1 else "unknown"


class Deciding:
    """Finds the leaves that decide a tree, by the statements that its nodes stand for."""

    def __init__(self, protocol: ir.Protocol) -> None:
        around = (
            protocol.criteria,
            protocol.subgroups,
            protocol.definitions,
            protocol.scores,
            protocol.tables,
            protocol.units,
            protocol.cohorts,
        )
        self.statements = {
            node.id: node for node in ir.walk(around) if isinstance(node, ir.Statement)
        }

    def leaves(self, node: Json) -> list[Json]:
        """The leaves without which the node could have come out otherwise, each once."""
        found: dict[str, Json] = {}
        for leaf in self._leaves(node):
            found.setdefault(leaf["id"], leaf)
        return list(found.values())

    def _leaves(self, node: Json) -> Iterator[Json]:
        children = node.get("children", ())
        statement = self.statements.get(node["id"])
        if not children or isinstance(statement, ir.Compare):
            yield node
            return
        for child in self._that_decide(node, children, statement):
            yield from self._leaves(child)

    def _that_decide(
        self, node: Json, children: list[Json], statement: ir.Statement | None
    ) -> Iterable[Json]:
        how = mark(node)
        if how == "unknown":
            # What is known leaves it open: look at what is not.
            return [child for child in children if mark(child) == "unknown"] or children
        match statement:
            case ir.AllOf() | ir.AnyOf():
                return [child for child in children if mark(child) == how] or children
            case ir.NoneOf():
                other = "true" if how == "false" else "false"
                return [child for child in children if mark(child) == other] or children
            case ir.When():
                condition, body, *otherwise = children
                if how == "not applicable" and not otherwise:
                    return [condition]
                return [body] if mark(condition) == "true" else (otherwise or [condition])
            case ir.Unless():
                body, exemption = children
                return [exemption] if mark(exemption) == "true" else [body]
            case ir.ExceptWhen():
                body, *cases = children
                for condition, replacement in zip(cases[::2], cases[1::2], strict=True):
                    if mark(condition) == "true":
                        return [replacement]
                return [body]
            case None if len(children) == 2:
                # A subgroup that stands around a criterion, and the criterion.
                subgroup, body = children
                return [subgroup] if how == "not applicable" else [body]
            case ir.CountOf():
                return [child for child in children if mark(child) != "not applicable"]
            case _:
                return children


@dataclass(frozen=True)
class Compared:
    """What a comparison looked at, in words; ``value`` is empty where the value found says it."""

    value: str
    limit: str


def compared(node: Json, statement: ir.Statement | None, protocol: ir.Protocol) -> Compared:
    """The number that was compared and its limit, or the days within which a date must lie."""
    if isinstance(statement, ir.Compare):
        return _number(node, statement, protocol)
    limit = _day(node.get("limit", ""))
    match statement:
        case ir.DateRelation(timing=timing) | ir.FirstLast(timing=timing):
            return Compared("", _days(timing, limit))
        case ir.Occurs(timing=timing) if timing is not None:
            return Compared("", _days(timing, limit))
        case ir.Ongoing(duration=duration, strict=strict) | ir.Stable(
            duration=duration, strict=strict
        ):
            if duration is None or limit is None:
                return Compared("", "")
            since = _latest(limit, _calendar(duration), strict=strict)
            return Compared("", f"begun on or before {since}")
        case _:
            return Compared("", "")


def _number(node: Json, statement: ir.Compare, protocol: ir.Protocol) -> Compared:
    limits = [each.split(" ", 1) for each in node.get("limit", "").split("; ") if " " in each]
    unit = display(statement.value.unit)
    titre = isinstance(statement.value, ir.Reading) and _is_titre(statement.value, protocol)
    before, after = ("1:", "") if titre else ("", f" {unit}" if unit else "")
    limit = " and ".join(f"{sign} {before}{number}{after}" for sign, number in limits)
    if isinstance(statement.value, ir.Reading | ir.QuantityValue | ir.ScoreValue):
        return Compared("", limit)  # the value found is the number
    value = _sum(limits, node.get("distance", "").split("; "))
    name = "age" if isinstance(statement.value, ir.Age) else "value"
    return Compared(f"{name} {value}{after}" if value else "", limit)


def _is_titre(reading: ir.Reading, protocol: ir.Protocol) -> bool:
    kind = protocol.datum(reading.datum).kind
    return isinstance(kind, ir.Measurement) and kind.titre


def _sum(limits: list[list[str]], distances: list[str]) -> str:
    """The number that lies at all distances from all limits; empty where there is not one."""
    from decimal import Decimal, InvalidOperation

    if len(limits) != len(distances):
        return ""
    found = set()
    for (_, limit), distance in zip(limits, distances, strict=True):
        about = "about " in limit or "about " in distance
        try:
            number = Decimal(limit.removeprefix("about ")) + Decimal(
                distance.removeprefix("about ")
            )
        except InvalidOperation:
            return ""
        found.add(f"about {number:.6g}" if about else f"{number:f}")
    return found.pop() if len(found) == 1 else ""


def _day(written: str) -> int | None:
    try:
        return date.fromisoformat(written).toordinal() if len(written) == 10 else None
    except ValueError:
        return None


def _calendar(duration: Written) -> Duration:
    months = {"month": 1, "year": 12}.get(duration.unit, 0) * duration.amount
    days = {"day": 1, "week": 7}.get(duration.unit, 0) * duration.amount
    return Duration(months, days)


def _latest(anchor: int, duration: Duration, *, strict: bool = False) -> str:
    """The last day from which the duration is over by the anchor."""
    start = add(anchor, Duration(-duration.months, -duration.days))
    near = range(start - 5, start + 6)
    return _shown(max(day for day in near if add(day, duration) + strict <= anchor))


def _earliest(anchor: int, duration: Duration, *, strict: bool = False) -> str:
    """The first day from which the duration reaches to the anchor."""
    start = add(anchor, Duration(-duration.months, -duration.days))
    near = range(start - 5, start + 6)
    return _shown(min(day for day in near if add(day, duration) >= anchor + strict))


def _shown(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _days(timing: ir.Timing, anchor: int | None) -> str:
    """Within which days, such as "on or before 2024-06-15"; empty where they are not known."""
    length = timing.duration
    # Half-lives differ between entries, and times of a day are no days.
    if anchor is None or not (length is None or _is_of_days(length)):
        return ""
    try:
        return _edges(timing, anchor)
    except (ValueError, OverflowError):  # beyond the calendar
        return ""


def _is_of_days(length: ir.Length) -> bool:
    return isinstance(length, Written) and length.unit not in ("hour", "minute")


def _edges(timing: ir.Timing, anchor: int) -> str:
    length = timing.duration
    duration = _calendar(length) if isinstance(length, Written) else Duration(0, 0)
    day = _shown(anchor)
    match timing.relation:
        case "at least before" | "more than before" as relation:
            strict = relation == "more than before"
            return f"on or before {_latest(anchor, duration, strict=strict)}"
        case "within before" | "less than before" as relation:
            strict = relation == "less than before"
            return f"from {_earliest(anchor, duration, strict=strict)} to {day}"
        case "within after":
            return f"from {day} to {_shown(add(anchor, duration))}"
        case "less than after":
            return f"from {day} to {_shown(add(anchor, duration) - 1)}"
        case "at least after":
            return f"on or after {_shown(add(anchor, duration))}"
        case "more than after":
            return f"after {_shown(add(anchor, duration))}"
        case "before" | "after" as relation:
            return f"{relation} {day}"
        case "by":
            return f"on or before {day}"
        case "since":
            return f"on or after {day}"
        case "at":
            return f"on {day}"
        case _:
            return ""
