"""Random participants for a protocol: values on, next to and far from its limits, every state of an input, partial dates."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from eligo import ir

SCREENING = date(2025, 6, 15)


def limits(protocol: ir.Protocol) -> dict[str, list[Fraction]]:
    """The constants that each datum is compared with, directly or as multiples of its normal limit."""
    found: dict[str, list[Fraction]] = {}
    for node in ir.walk((protocol.criteria, protocol.definitions, protocol.scores)):
        if isinstance(node, ir.Compare) and isinstance(node.value, ir.Reading | ir.QuantityValue):
            for constant in ir.walk(node.bounds):
                if isinstance(constant, ir.Constant):
                    found.setdefault(node.value.datum, []).append(constant.value)
    return found


def record(protocol: ir.Protocol, chance: random.Random, known: float = 0.85) -> dict[str, Any]:
    """One participant; each datum is recorded with probability ``known``."""
    near = limits(protocol)
    result: dict[str, Any] = {"id": "R"}
    for milestone in protocol.milestones:
        if chance.random() < known + 0.1:
            result[milestone.key] = _day(chance, SCREENING, 10)
    if chance.random() < 0.8:
        result[protocol.assessed_at] = SCREENING.isoformat()
    visits = [milestone.key for milestone in protocol.milestones]
    for datum in protocol.data:
        if chance.random() < known:
            result[datum.key] = _value(datum, chance, near.get(datum.key, []), visits)
        else:
            state = chance.choice(["absent", "null", "not available", "does not apply"])
            if state == "null":
                result[datum.key] = None
            elif state != "absent":
                result[datum.key] = {"missing": state}
    return result


def _day(chance: random.Random, around: date, spread: int) -> str:
    """A day near another one; sometimes only its month or year."""
    day = around + timedelta(days=chance.randint(-spread, spread))
    text = day.isoformat()
    return chance.choices([text, text[:7], text[:4]], [0.86, 0.1, 0.04])[0]


def _past(chance: random.Random) -> str:
    return _day(chance, SCREENING - timedelta(days=chance.choice([0, 7, 14, 21, 90, 92, 400, 731])), 2)


def _value(
    datum: ir.Datum, chance: random.Random, near: list[Fraction], visits: list[str]
) -> Any:
    match datum.kind:
        case ir.YesNo() | ir.Judgement() | ir.Attestation():
            answer = chance.random() < 0.5
            return answer if chance.random() < 0.8 else {"value": answer, "by": "A", "on": _past(chance)}
        case ir.OneOf(values=values):
            return chance.choice(values).key
        case ir.AnyOfValues(values=values):
            return [value.key for value in values if chance.random() < 0.4]
        case ir.Quantity() as kind:
            return _number(chance, kind.bounds or kind.plausible, near, kind.whole)
        case ir.Measurement() as kind:
            if chance.random() < 0.05:
                return []
            if chance.random() < 0.1 and not kind.normal_range:
                return _number(chance, kind.plausible, near, kind.titre)
            count = chance.choices([1, 2, 3], [0.7, 0.2, 0.1])[0]
            entries = [_measured(kind, chance, near, visits, count > 1) for _ in range(count)]
            return entries if count > 1 or chance.random() < 0.3 else entries[0]
        case ir.Result(values=values):
            count = chance.choices([0, 1, 2], [0.05, 0.75, 0.2])[0]
            entries = [
                _dated({"value": chance.choice(values).key}, chance, visits, True)
                for _ in range(count)
            ]
            return entries[0]["value"] if count == 1 and chance.random() < 0.3 else entries
        case ir.DateKind(may_be_none=may_be_none):
            if may_be_none and chance.random() < 0.3:
                return "none"
            years = chance.choice([1, 2, 18, 40, 65, 66])
            return _day(chance, SCREENING.replace(year=SCREENING.year - years), 2)
        case ir.Event():
            count = chance.choices([0, 1, 2], [0.3, 0.5, 0.2])[0]
            return [{"date": _past(chance)} if chance.random() < 0.95 else {} for _ in range(count)]
        case ir.Condition() | ir.Treatment() as kind:
            count = chance.choices([0, 1, 2, 3], [0.15, 0.5, 0.25, 0.1])[0]
            return [_period(kind, chance) for _ in range(count)]


def _number(
    chance: random.Random, outer: ir.Range | None, near: list[Fraction], whole: bool
) -> str:
    low = outer.low if outer else Fraction(0)
    high = outer.high if outer else Fraction(1000)
    step = Fraction(1) if whole else chance.choice([Fraction(1, 10), Fraction(1, 100), Fraction(1)])
    inside = [value for value in near if low <= value <= high]
    if inside and chance.random() < 0.7:
        value = chance.choice(inside)
        value = Fraction(round(value / step)) * step + chance.choice([-1, 0, 0, 1]) * step
    else:
        value = low + (high - low) * chance.randint(0, 20) / 20
        value = Fraction(round(value / step)) * step
    value = min(max(value, low), high)
    places = 0 if value.denominator == 1 else 6
    return f"{float(value):.{places}f}".rstrip("0").rstrip(".") if places else str(value)


def _measured(
    kind: ir.Measurement,
    chance: random.Random,
    near: list[Fraction],
    visits: list[str],
    several: bool,
) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    if kind.normal_range:
        middle = (kind.plausible.low + kind.plausible.high) / 20 if kind.plausible else Fraction(10)
        upper = Fraction(round(middle * 10)) / 10 or Fraction(1)
        if chance.random() < 0.9:
            entry["upper"] = str(float(upper))
        multiple = chance.choice([*near, Fraction(1)]) if near else Fraction(1)
        value = upper * multiple + chance.choice([-1, 0, 0, 1]) * Fraction(1, 100)
        if kind.plausible:
            value = min(max(value, kind.plausible.low), kind.plausible.high)
        text = f"{float(value):.6f}".rstrip("0").rstrip(".")
        entry["value"] = text if Fraction(text) == value else str(round(float(value), 2))
    else:
        text = _number(chance, kind.plausible, near, kind.titre)
        if kind.titre:
            entry["value"] = f"1:{text}"
        else:
            entry[chance.choices(["value", "below", "above"], [0.94, 0.03, 0.03])[0]] = text
    return _dated(entry, chance, visits, several)


def _dated(
    entry: dict[str, Any], chance: random.Random, visits: list[str], several: bool
) -> dict[str, Any]:
    tag = chance.random()
    if tag < 0.35:
        entry["visit"] = chance.choice(visits)
    if tag > 0.25 and (several or tag < 0.85) and chance.random() < 0.97:
        entry["date"] = _past(chance)
    return entry


def _period(kind: ir.Condition | ir.Treatment, chance: random.Random) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    start = SCREENING - timedelta(days=chance.choice([5, 30, 90, 91, 92, 93, 400]))
    if chance.random() < 0.95:
        entry["start"] = start.isoformat() if chance.random() < 0.85 else start.isoformat()[:7]
    how = chance.random()
    if how < 0.55:
        entry["ongoing"] = True
    elif how < 0.9:
        end = start + timedelta(days=chance.choice([35, 60, 91, 200]))
        entry["end"] = end.isoformat()
    if chance.random() < 0.8:
        stable = max(start, SCREENING - timedelta(days=chance.choice([13, 14, 15, 16, 60])))
        entry["stable_since"] = stable.isoformat() if chance.random() < 0.85 else stable.isoformat()[:7]
    if isinstance(kind, ir.Treatment) and kind.members:
        entry["name"] = chance.choice(kind.members).key
    return entry
