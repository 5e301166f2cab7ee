"""What a site needs to give a record: blank and filled records, a worksheet to print and fill in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import assert_never

from eligo import ir
from eligo.english import code_words, meaning_of_kind, question
from eligo.units import Unit, display


def blank_record(protocol: ir.Protocol) -> str:
    """A record of nothing: every field is null, which says that it is not recorded."""
    keys = [milestone.key for milestone in protocol.recorded_milestones]
    keys += [datum.key for datum in protocol.data]
    return json.dumps({"id": "", **dict.fromkeys(keys)}, ensure_ascii=False, indent=2)


# ----------------------------------------------------------------------------- a filled record

_DAY = "2025-06-15"
_PAST = "2024-01-20"
_BORN = "1985-03-10"


def example_record(protocol: ir.Protocol) -> str:
    """A record in which every field has an answer of its form; the values mean nothing."""
    days: dict[str, object] = {milestone.key: _DAY for milestone in protocol.recorded_milestones}
    data = {datum.key: _example(datum, protocol) for datum in protocol.data}
    return json.dumps({"id": "EXAMPLE-1", **days, **data}, ensure_ascii=False, indent=2)


def _example(datum: ir.Datum, protocol: ir.Protocol) -> object:
    match datum.kind:
        case ir.YesNo():
            return False
        case ir.Judgement(by=by) | ir.Attestation(by=by):
            return {"value": True, "by": by, "on": _DAY}
        case ir.OneOf(values=values):
            return values[0].key
        case ir.AnyOfValues(values=values):
            return [values[0].key]
        case ir.Quantity(unit=unit, whole=whole, bounds=bounds, plausible=plausible):
            value = _middle(plausible or bounds, whole=whole)
            return {"value": decimal(value), "unit": unit.text} if display(unit) else decimal(value)
        case ir.Measurement() as kind:
            return {**_measured(kind, protocol), **_held(datum, protocol)}
        case ir.Paired(unit=unit, components=components, plausible=plausible):
            numbers = {each.key: decimal(_middle(plausible, whole=False)) for each in components}
            held = _held(datum, protocol)
            return {**numbers, "unit": unit.text, "date": _DAY, **held}
        case ir.Result(values=values):
            return {"value": values[0].key, "date": _DAY, **_held(datum, protocol)}
        case ir.DateKind():
            ages = (node.datum for node in ir.walk(protocol) if isinstance(node, ir.Age))
            return _BORN if datum.key in ages else _PAST
        case ir.Event(members=members, is_open=is_open):
            named = _example_name(members, is_open)
            return [{**named, "date": _PAST, **_held(datum, protocol)}]
        case ir.Condition(members=members, is_open=is_open):
            named = _example_name(members, is_open)
            return [{**named, "start": _PAST, "ongoing": True, **_held(datum, protocol)}]
        case ir.Treatment(members=members, is_open=is_open):
            dose = {"dose": "10", "unit": "mg/d"}
            for attribute in datum.attributes:
                if _local(attribute) == "dose" and isinstance(attribute.kind, ir.Quantity):
                    within = attribute.kind.plausible or attribute.kind.bounds
                    dose = {"dose": decimal(_middle(within, whole=attribute.kind.whole))}
                    dose["unit"] = attribute.kind.unit.text
            period = {**_example_name(members, is_open), "start": _PAST, "end": _DAY}
            return [{**period, **_held(datum, protocol), **dose}]
        case ir.Record():
            return [{"id": "1", **_held(datum, protocol)}]
        case _:
            assert_never(datum.kind)


def _local(attribute: ir.Datum) -> str:
    return attribute.key.rpartition(".")[2]


def _held(datum: ir.Datum, protocol: ir.Protocol) -> dict[str, object]:
    return {_local(each): _example(each, protocol) for each in datum.held}


def _example_name(members: tuple[ir.Value, ...], is_open: bool) -> dict[str, object]:
    if members:
        return {"name": members[0].key}
    return {"name": "ABC-123"} if is_open else {}


def _measured(kind: ir.Measurement, protocol: ir.Protocol) -> dict[str, object]:
    value = _middle(kind.plausible or kind.bounds, whole=kind.titre or kind.whole)
    shown = f"1:{value}" if kind.titre else decimal(value)
    parts: dict[str, object] = {"value": shown}
    if not kind.titre and display(kind.unit):
        parts["unit"] = kind.unit.text
    if kind.normal_range:
        low = kind.plausible.low if kind.plausible else value / 2
        parts |= {"lower": decimal((low + value) / 2), "upper": decimal(value)}
    return {**parts, "date": _DAY, "visit": protocol.assessed_at}


def _middle(within: ir.Range | None, *, whole: bool) -> Fraction:
    """A number with few digits near the middle of a range."""
    if within is None:
        return Fraction(10)
    middle = (within.low + within.high) / 2
    for places in (0,) if whole else range(-2, 12):
        rounded = Fraction(round(middle, places))
        near = abs(rounded - middle) <= (within.high - within.low) / 10
        if near and within.low <= rounded <= within.high:
            return rounded
    return Fraction(-(-within.low // 1)) if whole else within.low


def decimal(number: Fraction) -> str:
    """A number as people write it: a plain decimal, of at most six significant digits."""
    if number.denominator == 1:
        return str(number.numerator)
    written = Decimal(number.numerator) / Decimal(number.denominator)
    return f"{Decimal(f'{written:.6g}'):f}"


# -------------------------------------------------------------------------------- the worksheet


@dataclass(frozen=True)
class _Row:
    field: str
    name: str
    meaning: str
    unit: str
    values: tuple[str, ...]
    question: str
    form: tuple[str, ...]  # lines to fill in


def _rows(protocol: ir.Protocol) -> Iterator[_Row]:
    for milestone in protocol.recorded_milestones:
        what = "visit" if milestone.visit else "milestone"
        yield _Row(milestone.key, milestone.name, f"day of the {what}", "", (), "", (_ON,))
    for datum in protocol.data:
        yield from _rows_of(datum, datum.label)


def _rows_of(datum: ir.Datum, name: str) -> Iterator[_Row]:
    """A datum, and beneath it what is to be known of each of its entries."""
    asked = question(datum)
    meaning = meaning_of_kind(datum)
    codes = "; ".join(code_words(code) for code in datum.codes)
    yield _Row(
        datum.key,
        name,
        f"{meaning} ({codes})" if codes else meaning,
        _unit(datum.kind),
        _values(datum.kind),
        f"{asked[0]} ({asked[1]})" if asked else "",
        _form(datum.kind, dose=not any(_local(each) == "dose" for each in datum.attributes)),
    )
    for attribute in datum.held:
        yield from _rows_of(attribute, f"{name}: {attribute.label}, for each entry")


_ON = "____-__-__ (year-month-day)"
_NONE = "☐ asked: none"


def _form(kind: ir.Kind, *, dose: bool) -> tuple[str, ...]:
    """The lines of the box, which show what belongs to an answer; ``dose``: also of a treatment."""
    match kind:
        case ir.YesNo():
            return ("☐ yes  ☐ no",)
        case ir.Judgement(by=by) | ir.Attestation(by=by):
            return ("☐ yes  ☐ no", f"{by}: ________", f"on {_ON}")
        case ir.OneOf():
            return ("one of the values: ________",)
        case ir.AnyOfValues():
            return ("all that hold: ________", "☐ none of them")
        case ir.Quantity(unit=unit):
            return (f"________ {_blank_unit(unit)}".rstrip(),)
        case ir.Measurement(unit=unit, normal_range=normal_range, titre=titre):
            amount = "1:________" if titre else f"________ {_blank_unit(unit)}".rstrip()
            limits = ("laboratory’s limits: lower ______ upper ______",) if normal_range else ()
            return (amount, *limits, *_READ)
        case ir.Paired(unit=unit, components=components):
            numbers = (f"{each.label} ________ {_blank_unit(unit)}".rstrip() for each in components)
            return (*numbers, *_READ)
        case ir.Result():
            return ("one of the values: ________", *_READ)
        case ir.DateKind(may_be_none=may_be_none):
            return (_ON, "☐ has not happened") if may_be_none else (_ON,)
        case ir.Event():
            if _is_group(kind):
                return ("which: ________", f"on {_ON}", _NONE)
            return (f"1. on {_ON}", f"2. on {_ON}", _NONE)
        case ir.Condition():
            name = ("which: ________",) if _is_group(kind) else ()
            return (*name, *_COURSE, _NONE)
        case ir.Treatment():
            name = ("medicine: ________",) if _is_group(kind) else ()
            amount_of = ("dose ______ unit ______",) if dose else ()
            return (*name, *_COURSE, *amount_of, _NONE)
        case ir.Record():
            return (
                "how many: ______, each with the answers below",
                "name of each: ________",
                _NONE,
            )
        case _:
            assert_never(kind)


_READ = (f"on {_ON}", "or at visit: ________")
_COURSE = (f"start {_ON}", f"end {_ON} or ☐ ongoing", f"stable since {_ON}")


def _is_group(kind: ir.Event | ir.Condition | ir.Treatment) -> bool:
    return bool(kind.members) or kind.is_open


def _blank_unit(unit: Unit) -> str:
    return f"{shown} (or ______)" if (shown := display(unit)) else ""


def _unit(kind: ir.Kind) -> str:
    if not isinstance(kind, ir.Quantity | ir.Measurement | ir.Paired):
        return ""
    others = (display(each.unit) for each in kind.conversions)
    return ", ".join(filter(None, dict.fromkeys((display(kind.unit), *others))))


def _values(kind: ir.Kind) -> tuple[str, ...]:
    match kind:
        case ir.OneOf() | ir.AnyOfValues() | ir.Result():
            values = kind.values
        case ir.Treatment() | ir.Condition() | ir.Event():
            named = tuple(value.label for value in kind.members)
            return (*named, "any other, by its name") if kind.is_open else named
        case ir.Quantity(bounds=bounds, plausible=plausible):
            return (*_between("", bounds), *_between("plausible ", plausible))
        case ir.Measurement(bounds=bounds, plausible=plausible, titre=titre):
            lead = "plausible 1:" if titre else "plausible "
            return (*_between("", bounds), *_between(lead, plausible))
        case ir.Paired(plausible=plausible):
            return _between("plausible ", plausible)
        case _:
            return ()
    return tuple(value.label for value in values)


def _between(lead: str, within: ir.Range | None) -> tuple[str, ...]:
    """Such as "plausible 20 to 300", in the first unit of the field."""
    if within is None:
        return ()
    second = "1:" if lead.endswith("1:") else ""
    return (f"{lead}{decimal(within.low)} to {second}{decimal(within.high)}",)


_STYLE = """
body { font: 10pt/1.35 system-ui, sans-serif; margin: 1.5cm; color: #000; background: #fff; }
h1 { font-size: 14pt; margin: 0; } p { margin: .2em 0 1em; max-width: 45em; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #555; padding: .3em .4em; text-align: left; vertical-align: top; }
th { background: #eee; } thead { display: table-header-group; } tr { break-inside: avoid; }
code { font-size: 8.5pt; overflow-wrap: anywhere; } .box { width: 30%; height: 1.6em; }
.box span { color: #333; display: block; margin: .15em 0 .45em; white-space: nowrap; }
@page { size: A4 landscape; margin: 1.2cm; } @media print { body { margin: 0; } }
"""


def worksheet(protocol: ir.Protocol) -> str:
    """A self-contained HTML page with a row for each field, and a box to fill in."""
    name = f"{escape(protocol.id)}, version {escape(protocol.version)}"
    rows = "\n".join(map(_html_row, _rows(protocol)))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Worksheet for {name}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Worksheet for {name}</h1>
<p>{escape(protocol.title)}</p>
<p>Participant: ________________ &#160; Filled in by: ________________ &#160; On: ________</p>
<p>Leave a box empty where nothing is recorded. Write “not available” where it was asked and is not
to be had, and “does not apply” where it cannot apply. A day that is known in part is written in
part: 2025-06, or 2025; a time may stand behind a day. A value outside its plausible range is
refused: check number and unit. Where there is more than one entry, go on overleaf.</p>
<table>
<thead><tr><th scope="col">Field</th><th scope="col">Meaning</th><th scope="col">Unit</th>
<th scope="col">Allowed values</th><th scope="col">Question</th><th scope="col">Answer</th></tr>
</thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""


def _html_row(row: _Row) -> str:
    values = escape("; ".join(row.values))
    form = "".join(f"<span>{escape(line)}</span>" for line in row.form)
    return (
        f'<tr><th scope="row">{escape(row.name)}<br><code>{escape(row.field)}</code></th>'
        f"<td>{escape(row.meaning)}</td>"
        f"<td>{escape(row.unit)}</td><td>{values}</td><td>{escape(row.question)}</td>"
        f'<td class="box">{form}</td></tr>'
    )
