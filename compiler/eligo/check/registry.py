"""Whether the criteria admit whom the registry names, and the protocol repeats the registry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor

from eligo import ir
from eligo.check.intervals import Interval
from eligo.check.logic import Demand, for_everyone, required
from eligo.check.passage import values_of
from eligo.diagnostics import Diagnostic
from eligo.diagnostics import agreement as say
from eligo.source import Span

NOT_COMPARED = "not compared"


@dataclass(frozen=True)
class Compared:
    """One line of the registry beside what the criteria say; ``found`` is ``not compared``
    where rules do not tell."""

    field: str
    registered: str
    found: str
    agrees: bool
    span: Span


def compare_with_registry(protocol: ir.Protocol) -> tuple[Compared, ...]:
    """What was compared, line by line; nothing where the protocol does not say what is
    registered."""
    registered = protocol.registered
    if registered is None:
        return ()
    demands = [
        demand
        for criterion in for_everyone(protocol)
        if criterion.body is not None
        for demand in required(protocol, criterion.body, not criterion.excluding)
    ]
    lines: list[Compared] = []
    if registered.minimum_age is not None or registered.maximum_age is not None:
        lines += _ages(protocol, registered, demands)
    if registered.sexes is not None:
        lines.append(_sexes(protocol, registered.sexes, demands))
    if registered.healthy_volunteers is not None:
        said = "yes" if registered.healthy_volunteers else "no"
        span = _whole(protocol)
        lines.append(Compared("healthy volunteers", said, NOT_COMPARED, True, span))
    return tuple(lines)


def registry(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    wording = {
        "minimum age": say.minimum_age_differs,
        "maximum age": say.maximum_age_differs,
        "sexes": say.sexes_differ,
    }
    for line in compare_with_registry(protocol):
        if not line.agrees:
            yield wording[line.field](line.span, line.registered, line.found)
    yield from _repeated(protocol)


_FIELDS = re.compile(
    r"^\W*(sex|gender|minimum age|maximum age|healthy volunteers)\s*:\s*(.+?)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_YES, _NO = frozenset({"t", "true", "yes", "accepted"}), frozenset(
    {"f", "false", "no", "not accepted"}
)


def _repeated(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    """The line ``registered`` beside the registry's own fields, where the source text prints them."""
    registered, text = protocol.registered, protocol.source_text
    if registered is None or text is None:
        return
    for match in _FIELDS.finditer(text.text):
        name, printed = match[1].casefold(), match[2]
        word = printed.casefold().rstrip(".")
        years = re.match(r"[0-9]+", word)
        ours: str | None
        theirs: str | None
        if name in ("sex", "gender"):
            ours, theirs = registered.sexes, word
        elif name == "healthy volunteers":
            said = registered.healthy_volunteers
            ours = None if said is None else "yes" if said else "no"
            theirs = "yes" if word in _YES else "no" if word in _NO else None
        else:
            age = registered.minimum_age if name.startswith("min") else registered.maximum_age
            ours, theirs = (None if age is None else str(age)), (years[0] if years else None)
        if theirs is not None and ours != theirs:
            yield say.registered_wrongly(_line(protocol), name, match[2], ours or "nothing")


def _line(protocol: ir.Protocol) -> Span:
    """The line ``registered`` of the criteria file."""
    found = re.search(r"^ +(registered\b[^\n]*)", protocol.source.text, re.MULTILINE)
    return Span(protocol.source, *found.span(1)) if found else _whole(protocol)


def _ages(
    protocol: ir.Protocol, registered: ir.Registered, demands: list[Demand]
) -> list[Compared]:
    years, low_span, high_span = Interval(), _whole(protocol), _whole(protocol)
    for demand in demands:
        number = demand.number
        if number is None or not isinstance(number.number, ir.Age):
            continue
        months = number.number.period == "month"
        interval = _years(number.interval, 12 if months else 1)
        narrowed = years.meet(interval)
        low_span = demand.statement.span if narrowed.low != years.low else low_span
        high_span = demand.statement.span if narrowed.high != years.high else high_span
        years = narrowed
    low, high = _lowest(years), _highest(years)
    return [
        _age("minimum age", registered.minimum_age or 0, low or 0, low_span),
        _age("maximum age", registered.maximum_age, high, high_span),
    ]


def _age(field: str, registered: int | None, found: int | None, span: Span) -> Compared:
    return Compared(field, _age_text(registered), _age_text(found), registered == found, span)


def _age_text(age: int | None) -> str:
    if age is None:
        return "any age"
    return f"{age} years" if age else "birth"


def _years(interval: Interval, months: int) -> Interval:
    low = None if interval.low is None else interval.low / months
    high = None if interval.high is None else interval.high / months
    return Interval(low, high, interval.low_open, interval.high_open)


def _lowest(years: Interval) -> int | None:
    """The youngest admitted, in completed years."""
    if years.low is None:
        return None
    return floor(years.low) + 1 if years.low_open else ceil(years.low)


def _highest(years: Interval) -> int | None:
    if years.high is None:
        return None
    return ceil(years.high) - 1 if years.high_open else floor(years.high)


def _sexes(protocol: ir.Protocol, registered: str, demands: list[Demand]) -> Compared:
    admitted, span = frozenset({"female", "male"}), _whole(protocol)
    for demand in demands:
        statement = demand.statement
        if demand.category is None or not isinstance(statement, ir.Is):
            continue
        keys = {value.key for value in values_of(protocol.datum(statement.value.datum))}
        if {"female", "male"} <= keys:
            admitted, span = admitted & demand.category[1], statement.span
    found = "all" if len(admitted) == 2 else next(iter(admitted), "no one")
    return Compared("sexes", registered, found, registered.casefold() == found, span)


def _whole(protocol: ir.Protocol) -> Span:
    """The protocol's first line, for what no statement says."""
    return Span(protocol.source, 0, len(protocol.source.line(1)))
