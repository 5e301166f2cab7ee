"""Random participants for a protocol: values on, next to and far from its limits, in every unit and
spelling, every state of an input, partial dates, visits; and now and then nonsense."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from eligo import ir
from eligo.interpret import RecordError
from eligo.interpret.record import births, read

SCREENING = date(2025, 6, 15)
# Days before the assessed milestone on which rules like to have their edges.
EDGES = (-30, -16, -14, -1, 0, 1, 6, 7, 13, 14, 15, 21, 90, 91, 92, 93, 400, 730, 731)
NONSENSE: tuple[Any, ...] = (
    "",
    "x",
    "none",
    -1,
    7,
    "1e3",
    True,
    [],
    ["x"],
    [7],
    {},
    {"value": 7},
    {"value": "7", "unit": "x"},
    {"value": None},
    {"below": "7", "above": 8},
    {"value": 7, "date": "2025-02-30"},
    {"value": 7, "visit": "nowhere"},
    {"missing": "lost"},
    {"missing": "not available", "reason": "broken tube"},
    {"missing": "does not apply", "reason": 3},
    [{"value": 7}],
    [{"start": "2025-03", "end": "2025-01"}],
    [{"start": "2025-03", "end": "2025-04", "ongoing": True}],
    [{"start": "2025-03", "end": "2025-04", "ongoing": False}],
    [{"name": "nobody", "start": "2025"}],
    [{"date": "2025-01-01", "why": "x"}],
    ["2025-01-01", "2025-02"],
    "2025-06",
    "0000-01-01",
    "2024-02-29",
    "2025-02-29",
    "1:80",
    "0.1234567890123456",
)


_LIMITS: dict[str, dict[str, list[Fraction]]] = {}


def limits(protocol: ir.Protocol) -> dict[str, list[Fraction]]:
    """The constants that each datum is compared with, as numbers or multiples of its own limit."""
    if protocol.source.digest() in _LIMITS:
        return _LIMITS[protocol.source.digest()]
    found = _LIMITS.setdefault(protocol.source.digest(), {})
    for node in ir.walk((protocol.criteria, protocol.definitions, protocol.scores)):
        if isinstance(node, ir.Compare):
            constants = [each for each in ir.walk(node.bounds) if isinstance(each, ir.Constant)]
            for part in ir.walk(node.value):
                if isinstance(part, ir.Reading | ir.QuantityValue):
                    found.setdefault(part.datum, []).extend(each.value for each in constants)
    return found


def record(
    protocol: ir.Protocol, chance: random.Random, known: float = 0.85, nonsense: float = 0.0
) -> dict[str, Any]:
    """One participant; each datum is recorded with probability ``known``, and is nonsense with
    probability ``nonsense``."""
    near = limits(protocol)
    result: dict[str, Any] = {"id": "R"}
    recorded = [each for each in protocol.milestones if each.derived is None]
    for milestone in recorded:
        if chance.random() < known + 0.1:
            result[milestone.key] = _day(chance, SCREENING, 10)
    if chance.random() < 0.8:
        result[protocol.assessed_at] = SCREENING.isoformat()
    visits = [milestone.key for milestone in protocol.milestones]
    for datum in protocol.data:
        if chance.random() < nonsense:
            result[datum.key] = chance.choice(NONSENSE)
        elif chance.random() < known:
            result[datum.key] = value(datum, chance, near.get(datum.key, []), visits)
        else:
            state = chance.choice(["absent", "null", "not available", "does not apply"])
            if state == "null":
                result[datum.key] = None
            elif state != "absent":
                result[datum.key] = {"missing": state}
    _as_histories(protocol, result, chance)
    if chance.random() < nonsense:
        result[chance.choice([*visits, "no_such_field"])] = chance.choice(NONSENSE)
    for birth in births(protocol):
        if not nonsense and not _born_first(protocol, result, birth):
            del result[birth]
    return result


def _as_histories(protocol: ir.Protocol, result: dict[str, Any], chance: random.Random) -> None:
    """Now and then the lists of a kind as one complete history."""
    for history, kind in (("treatments", ir.Treatment), ("events", ir.Event)):
        data = [each for each in protocol.data if isinstance(each.kind, kind)]
        lists = [result.get(each.key, []) for each in data]
        if not data or chance.random() > 0.1 or not all(isinstance(each, list) for each in lists):
            continue
        entries = []
        for datum, each in zip(data, lists, strict=True):
            for entry in each:
                whole = dict(entry) if isinstance(entry, dict) else {"date": entry}
                if whole.setdefault("name", datum.key) == "something else":
                    whole["in"] = [datum.key]
                entries.append(whole)
            result.pop(datum.key, None)
        result[history] = entries


def _born_first(protocol: ir.Protocol, record: dict[str, Any], birth: str) -> bool:
    """Whether the record is of somebody born before it, whatever else is left out of it."""
    born = record.get(birth)
    if not isinstance(born, str) or born == "none":
        return True
    with suppress(RecordError):
        read(protocol, record)
        days = [record[each.key] for each in protocol.milestones if each.key in record]
        return all(day >= born[: len(day)] for day in days)
    return False


def less(
    protocol: ir.Protocol, record: dict[str, Any], chance: random.Random
) -> Iterator[tuple[dict[str, Any], str]]:
    """The same participant with one thing less known of them, and which field that is."""
    keys = [key for key, written in record.items() if key != "id" and written is not None]
    chance.shuffle(keys)
    milestones = {milestone.key for milestone in protocol.milestones}
    for key in keys[:6]:
        if isinstance(record[key], dict) and "missing" in record[key]:
            continue
        yield {**record, key: None}, key
        if key not in {*milestones, "treatments", "events"}:
            state = chance.choice(["not available", "does not apply"])
            yield {**record, key: {"missing": state}}, key
        if isinstance(record[key], list) and record[key]:
            for part in ("date", "start", "end", "stable_since", "upper", "lower"):
                entries = [dict(each) for each in record[key] if isinstance(each, dict)]
                holding = [each for each in entries if part in each]
                if len(entries) != len(record[key]) or not holding:
                    continue
                entry = chance.choice(holding)
                if part == "date" and "visit" in entry:
                    continue  # without its day it is of the day of the visit: another day
                known = entry.pop(part)
                yield {**record, key: entries}, key
                if isinstance(known, str) and len(known) == 10:
                    entry[part] = known[: chance.choice([4, 7])]
                    yield {**record, key: [dict(each) for each in entries]}, key


# --------------------------------------------------------------------------------- days


def _partly(chance: random.Random, day: date) -> str:
    text = day.isoformat()
    return chance.choices([text, text[:7], text[:4]], [0.84, 0.11, 0.05])[0]


def _day(chance: random.Random, around: date, spread: int) -> str:
    """A day near another one; sometimes only its month or year."""
    return _partly(chance, around + timedelta(days=chance.randint(-spread, spread)))


def _edge(chance: random.Random) -> str:
    days = chance.choice(EDGES) + chance.choice([-1, 0, 0, 0, 1])
    return _partly(chance, SCREENING - timedelta(days=days))


# --------------------------------------------------------------------------------- values


def value(datum: ir.Datum, chance: random.Random, near: list[Fraction], visits: list[str]) -> Any:
    match datum.kind:
        case ir.YesNo() | ir.Judgement() | ir.Attestation():
            answer = chance.random() < 0.5
            plain = chance.random() < 0.8
            return answer if plain else {"value": answer, "by": "A", "on": _edge(chance)}
        case ir.OneOf(values=values):
            return chance.choice(values).key
        case ir.AnyOfValues(values=values):
            return [value.key for value in values if chance.random() < 0.4]
        case ir.Quantity() as kind:
            return _quantity(kind, chance, near)
        case ir.Measurement() as kind:
            if chance.random() < 0.05:
                return []
            if chance.random() < 0.1 and not kind.normal_range:
                return _number(chance, kind.plausible, near, kind.titre)
            count = chance.choices([1, 2, 3], [0.6, 0.25, 0.15])[0]
            entries = [
                _with(datum, _measured(kind, chance, near, visits, count > 1), chance, visits)
                for _ in range(count)
            ]
            return entries if count > 1 or chance.random() < 0.3 else entries[0]
        case ir.Result(values=values):
            count = chance.choices([0, 1, 2], [0.05, 0.7, 0.25])[0]
            found = [
                _dated({"value": chance.choice(values).key}, chance, visits, True)
                for _ in range(count)
            ]
            found = [_with(datum, each, chance, visits) for each in found]
            return found[0]["value"] if count == 1 and chance.random() < 0.3 else found
        case ir.DateKind(may_be_none=may_be_none):
            if may_be_none and chance.random() < 0.3:
                return "none"
            if chance.random() < 0.4:
                return _edge(chance)
            years = chance.choice([1, 2, 18, 40, 65, 66])
            return _day(chance, SCREENING.replace(year=SCREENING.year - years), 2)
        case ir.Event() as kind:
            count = chance.choices([0, 1, 2, 3], [0.25, 0.4, 0.2, 0.15])[0]
            return [_with(datum, _event(kind, chance), chance, visits) for _ in range(count)]
        case ir.Condition() | ir.Treatment() as kind:
            count = chance.choices([0, 1, 2, 3], [0.15, 0.45, 0.25, 0.15])[0]
            found = [_period(kind, chance) for _ in range(count)]
            return [_with(datum, each, chance, visits) for each in found]
        case ir.Paired() as kind:
            taken = [_paired(kind, chance, visits) for _ in range(chance.randint(0, 3))]
            return [_with(datum, each, chance, visits) for each in taken]
        case ir.Record():
            return [_with(datum, {}, chance, visits) for _ in range(chance.randint(0, 3))]


def _with(datum: ir.Datum, entry: Any, chance: random.Random, visits: list[str]) -> Any:
    """An entry with its attributes, each there or not."""
    if not datum.held:
        return entry
    entry = entry if isinstance(entry, dict) else {"date": entry}
    for each in datum.held:
        if chance.random() < 0.8:
            written = value(each, chance, [], visits)
            entry[each.key.removeprefix(f"{datum.key}.")] = written
        elif chance.random() < 0.3:
            entry[each.key.removeprefix(f"{datum.key}.")] = {"missing": "not available"}
    if entry.get("dose") in (0, "0"):  # refused: nothing was given then
        del entry["dose"]
    return entry


def _timed(chance: random.Random, day: str) -> str:
    """Now and then with a time of the day."""
    if len(day) < 10 or chance.random() > 0.15:
        return day
    return f"{day}T{chance.choice(['08:00', '09:30', '23:59', '00:00'])}"


def _paired(kind: ir.Paired, chance: random.Random, visits: list[str]) -> dict[str, Any]:
    plausible = kind.plausible
    entry = {
        each.key: _number(chance, plausible, [Fraction(160)], True)
        for each in kind.components
        if chance.random() < 0.85
    }
    return _dated(entry, chance, visits, True)


def _event(kind: ir.Event, chance: random.Random) -> Any:
    named = {"name": chance.choice(kind.members).key} if kind.members else {}
    if chance.random() < 0.05:
        return named
    if named or chance.random() < 0.7:
        return {"date": _timed(chance, _edge(chance)), **named}
    return _edge(chance)


def _shown(number: Fraction) -> str:
    places = 0 if number.denominator == 1 else 6
    return f"{float(number):.{places}f}".rstrip("0").rstrip(".") if places else str(number)


def _number(
    chance: random.Random, outer: ir.Range | None, near: list[Fraction], whole: bool
) -> str:
    low = outer.low if outer else Fraction(0)
    high = outer.high if outer else Fraction(1000)
    step = Fraction(1) if whole else chance.choice([Fraction(1, 10), Fraction(1, 100), Fraction(1)])
    inside = [value for value in near if low <= value <= high]
    if inside and chance.random() < 0.7:
        number = chance.choice(inside)
        number = Fraction(round(number / step)) * step + chance.choice([-1, 0, 0, 1]) * step
    else:
        number = low + (high - low) * chance.randint(0, 20) / 20
        number = Fraction(round(number / step)) * step
    return _shown(min(max(number, low), high))


def _quantity(kind: ir.Quantity, chance: random.Random, near: list[Fraction]) -> Any:
    text = _number(chance, kind.bounds or kind.plausible, near, kind.whole)
    how = chance.random()
    if how < 0.8:
        return text
    part = chance.choices(["value", "below", "above"], [0.5, 0.25, 0.25])[0]
    if kind.bounds and Fraction(text) == {"below": kind.bounds.low, "above": kind.bounds.high}.get(
        part
    ):
        part = "value"  # nothing is left beyond
    return {part: text} if how < 0.9 else {part: text, "unit": kind.unit.text}


@cache
def _spellings(unit: str) -> tuple[str, ...]:
    """Everyday spellings of a unit, put together from those of its parts."""
    words = {"mg": "milligram", "g": "grams", "L": "litre", "dL": "dl", "mL": "ml", "d": "day"}
    words |= {"U": "U", "umol": "µmol", "10*9": "10^9", "Cel": "°C", "%": "percent", "s": "seconds"}
    found = [unit, unit.replace("/", " / "), unit.replace("/", " per ") if unit[0] != "/" else unit]
    found.append("/".join(words.get(part, part) for part in unit.split("/")))
    return tuple(found)


def _measured(
    kind: ir.Measurement,
    chance: random.Random,
    near: list[Fraction],
    visits: list[str],
    several: bool,
) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    part = chance.choices(["value", "below", "above"], [0.9, 0.05, 0.05])[0]
    if kind.normal_range:
        middle = (kind.plausible.low + kind.plausible.high) / 20 if kind.plausible else Fraction(10)
        upper = Fraction(round(middle * 10)) / 10 or Fraction(1)
        if kind.plausible:
            upper = max(upper, kind.plausible.low * 4)
        if chance.random() < 0.9:
            entry["upper"] = str(float(upper))
        if chance.random() < 0.6:
            entry["lower"] = str(float(upper / 4))
        multiple = chance.choice([*near, Fraction(1), Fraction(1, 4)])
        number = upper * multiple + chance.choice([-1, 0, 0, 1]) * Fraction(1, 100)
        if kind.plausible:
            number = min(max(number, kind.plausible.low), kind.plausible.high)
        text = _shown(number)
        entry[part] = text if Fraction(text) == number else str(round(float(number), 2))
    else:
        text = _number(chance, kind.plausible, near, kind.titre)
        entry[part] = f"1:{text}" if kind.titre and "." not in text else text
    other = chance.random()
    if other < 0.3:
        entry["unit"] = chance.choice(_spellings(kind.unit.text))
    elif other < 0.4 and kind.conversions and part == "value" and not kind.normal_range:
        conversion = chance.choice(kind.conversions)
        number = (Fraction(str(entry["value"])) - conversion.offset) / conversion.factor
        entry["value"] = str(round(float(number), 2))
        entry["unit"] = chance.choice(_spellings(conversion.unit.text))
    return _dated(entry, chance, visits, several)


def _dated(
    entry: dict[str, Any], chance: random.Random, visits: list[str], several: bool
) -> dict[str, Any]:
    tag = chance.random()
    if tag < 0.35:
        entry["visit"] = chance.choice(visits)
    if tag > 0.25 and (several or tag < 0.85) and chance.random() < 0.97:
        entry["date"] = _timed(chance, _edge(chance))
    return entry


def _period(kind: ir.Condition | ir.Treatment, chance: random.Random) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    start = SCREENING - timedelta(days=chance.choice([-5, 0, 5, 13, 14, 30, 90, 91, 92, 93, 400]))
    if chance.random() < 0.93:
        entry["start"] = _partly(chance, start)
    how = chance.random()
    if how < 0.5:
        entry["ongoing"] = True
    elif how < 0.9:
        ends = [start + timedelta(days=chance.choice([0, 1, 35, 60, 91, 200]))]
        ends += [SCREENING - timedelta(days=each) for each in (0, 1, 13, 14, 15)]
        entry["end"] = _partly(chance, max(start, chance.choice(ends)))
    if chance.random() < 0.8:
        stable = max(start, SCREENING - timedelta(days=chance.choice([13, 14, 15, 16, 60])))
        entry["stable_since"] = _partly(chance, stable)
    if chance.random() < 0.2:
        since = SCREENING - timedelta(days=chance.choice([60, 90, 400]))
        entry["not_increased_since"] = since.isoformat()
        if "stable_since" in entry and entry["stable_since"] < entry["not_increased_since"][:4]:
            del entry["not_increased_since"]
    if getattr(kind, "is_open", False) and chance.random() < 0.4:
        entry["name"] = "something else"
        if chance.random() < 0.6:
            entry["half_life"] = {"value": chance.choice([5, "21"]), "unit": "h"}
    elif isinstance(kind, ir.Treatment) and kind.members:
        member = chance.choice(kind.members)
        words = [member.key, member.label.upper(), *member.synonyms]
        entry["name"] = chance.choice([*words, *(code.code for code in member.codes)])
        if chance.random() < 0.2:
            entry |= {"dose": chance.choice([5, "7.5"]), "unit": "mg/d"}
    return entry
