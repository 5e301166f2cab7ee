"""From example blocks to participant records and what is expected of them."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from typing import TypeAlias, assert_never

from eligo import ir, syntax
from eligo.diagnostics import kinds as kinds_wrong
from eligo.diagnostics import names as names_wrong
from eligo.diagnostics import structure as structure_wrong
from eligo.elaborate import criteria, kinds, numbers
from eligo.elaborate.scope import KIND_WORDS, Scope, normal

Json: TypeAlias = "str | bool | int | list[Json] | dict[str, Json] | None"
Record: TypeAlias = dict[str, Json]

STATUSES = ("pass", "fail", "unknown", "pending", "not applicable")
VERDICTS = ("eligible", "ineligible", "undetermined", "meets the known criteria")


def examples(scope: Scope, blocks: tuple[syntax.ExampleBlock, ...]) -> tuple[ir.Example, ...]:
    by_title: dict[str, syntax.ExampleBlock] = {}
    for block in blocks:
        if normal(block.title.text) in by_title:
            earlier = by_title[normal(block.title.text)]
            scope.report(
                structure_wrong.example_twice(
                    block.title.span, block.title.text, earlier.title.span
                )
            )
        by_title.setdefault(normal(block.title.text), block)
    records: dict[int, Record] = {}

    def record(block: syntax.ExampleBlock, path: tuple[int, ...]) -> Record:
        if id(block) in records:
            return dict(records[id(block)])
        start: Record = {}
        if block.like is not None:
            other = by_title.get(normal(block.like.text))
            if other is None or id(other) in (*path, id(block)):
                titles = tuple(b.title.text for b in blocks if b is not block)
                scope.report(
                    structure_wrong.unknown_example(block.like.span, block.like.text, titles)
                )
            else:
                start = record(other, (*path, id(block)))
        start["id"] = block.title.text
        records[id(block)] = _given(scope, start, block.given)
        return dict(records[id(block)])

    found = []
    for block in blocks:
        expectations = [_expectation(scope, expect) for expect in block.expects]
        if not block.expects:
            scope.report(
                structure_wrong.example_expects_nothing(block.title.span, block.title.text)
            )
        text = json.dumps(record(block, ()), ensure_ascii=False, sort_keys=True)
        known = tuple(e for e in expectations if e is not None)
        found.append(ir.Example(block.title.text, text, known, block.span))
    return tuple(found)


def _given(scope: Scope, record: Record, lines: tuple[syntax.GivenValue, ...]) -> Record:
    here: set[str] = set()
    for line in lines:
        if line.question is not None:
            datum = scope.questions.get(normal(line.question.text))
            if datum is None:
                known = tuple(d.label for d in scope.questions.values())
                scope.report(
                    structure_wrong.unknown_question(line.question.span, line.question.text, known)
                )
                continue
            _enter(scope, record, here, datum, line)
            continue
        thing = scope.find(line.name)
        match thing:
            case None:
                continue
            case ir.Milestone():
                if line.date is None or not _date(scope, line.date):
                    if line.date is None:
                        scope.report(structure_wrong.milestone_needs_a_date(line.span, thing.name))
                    continue
                record[thing.key] = line.date.text
            case ir.Datum():
                _enter(scope, record, here, thing, line)
            case _:
                scope.report(structure_wrong.given_is_derived(line.span, line.name.text))
    return record


def _enter(
    scope: Scope, record: Record, here: set[str], datum: ir.Datum, line: syntax.GivenValue
) -> None:
    """One line about a datum; the first one in an example replaces what it started from."""
    if line.form == "state":
        here.add(datum.key)
        record[datum.key] = None if line.state == "not recorded" else {"missing": line.state}
        return
    value = _value(scope, datum, line)
    if value is _WRONG:
        return
    repeated = isinstance(
        datum.kind, ir.Measurement | ir.Result | ir.Event | ir.Condition | ir.Treatment
    )
    if repeated and line.form != "none":
        earlier = record.get(datum.key) if datum.key in here else None
        entries: list[Json] = []
        if isinstance(earlier, list):
            entries += earlier
        elif earlier is not None:
            entries.append(earlier)
        entries.append(value)
        several = isinstance(datum.kind, ir.Event | ir.Condition | ir.Treatment)
        record[datum.key] = entries if several or len(entries) > 1 else value
    else:
        if datum.key in here:
            scope.report(structure_wrong.given_twice(line.span, datum.name))
        record[datum.key] = value
    here.add(datum.key)


_WRONG: Json = "\0wrong"


def _value(scope: Scope, datum: ir.Datum, line: syntax.GivenValue) -> Json:
    """What a line says about a datum, as a record holds it; ``_WRONG`` after a report."""
    kind = datum.kind
    match kind:
        case ir.YesNo() | ir.Judgement() | ir.Attestation():
            if line.form in ("yes", "no"):
                return line.form == "yes"
            if len(line.values) == 1 and normal(line.values[0].text) in (
                "yes",
                "no",
                "true",
                "false",
            ):
                return normal(line.values[0].text) in ("yes", "true")
        case ir.OneOf():
            if line.form == "value" and len(line.values) == 1 and line.quantity is None:
                return _key(scope, datum, kind.values, line.values[0])
            if line.form == "value" and line.quantity is not None:
                name = syntax.Name(line.quantity.number, line.quantity.span)
                return _key(scope, datum, kind.values, name)
        case ir.AnyOfValues():
            if line.form == "none":
                return []
            if line.form == "value" and line.values:
                keys = [_key(scope, datum, kind.values, name) for name in line.values]
                return _WRONG if _WRONG in keys else keys
        case ir.Quantity():
            if line.quantity is not None:
                return _number(scope, datum, kind, line)
        case ir.Measurement():
            if line.form == "none":
                return []
            if line.quantity is not None:
                return _number(scope, datum, kind, line)
        case ir.Result():
            if line.form == "none":
                return []
            if len(line.values) == 1:
                key = _key(scope, datum, kind.values, line.values[0])
                if key is _WRONG:
                    return _WRONG
                entry: Record = {"value": key}
                return _when(scope, entry, line)
        case ir.DateKind():
            if line.values and normal(line.values[0].text) == "none" and kind.may_be_none:
                return "none"
            if line.date is not None:
                return line.date.text if _date(scope, line.date) else _WRONG
        case ir.Event():
            if line.form == "none":
                return []
            if line.date is not None or line.visit is not None:
                return _when(scope, {}, line)
        case ir.Condition() | ir.Treatment():
            if line.form == "none":
                return []
            if line.start or line.end or line.ongoing:
                return _period(scope, datum, kind, line)
        case _:
            assert_never(kind)
    scope.report(
        structure_wrong.given_does_not_fit(
            line.span, datum.name, KIND_WORDS[type(kind)], _forms(datum)
        )
    )
    return _WRONG


def _forms(datum: ir.Datum) -> str:
    """How to write a line about a datum, with its own name."""
    name = datum.name
    match datum.kind:
        case ir.YesNo() | ir.Judgement() | ir.Attestation():
            return f"{name}   or   not {name}"
        case ir.OneOf(values=values):
            return f"{name} is {values[0].label if values else '…'}"
        case ir.Result(values=values):
            return f"{name} is {values[0].label if values else '…'}, on 2025-06-10"
        case ir.AnyOfValues(values=values):
            return f"{name} is {', '.join(value.label for value in values[:2])}"
        case ir.Quantity(unit=unit):
            return f"{name} is 5 {unit.text}".removesuffix(" 1")
        case ir.Measurement(unit=unit, titre=titre):
            return f"{name} is 1:80" if titre else f"{name} is 5 {unit.text}".removesuffix(" 1")
        case ir.DateKind():
            return f"{name} is 2025-06-10"
        case ir.Event():
            return f"{name} on 2025-06-10   or   no {name}"
        case ir.Condition():
            return f"{name} from 2025-01-01, ongoing   or   no {name}"
        case ir.Treatment(members=members):
            named = f", named {members[0].label}" if members else ""
            return f"{name} from 2025-01-01, ongoing{named}   or   no {name}"
        case _:
            assert_never(datum.kind)


def _key(scope: Scope, datum: ir.Datum, values: tuple[ir.Value, ...], name: syntax.Name) -> Json:
    key = numbers.value_key(values, name)
    if key is None:
        allowed = tuple(value.label for value in values)
        scope.report(names_wrong.unknown_value(name.span, name.text, datum.name, allowed))
        return _WRONG
    return key


def _date(scope: Scope, written: syntax.DateText) -> bool:
    if valid_date(written.text):
        return True
    scope.report(kinds_wrong.date_does_not_exist(written.span, written.text))
    return False


def valid_date(text: str) -> bool:
    """Whether a full or partial ISO 8601 date exists in the calendar."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        return False
    parts = text.split("-")
    try:
        year, month, day = (int(part) for part in [*parts, "1", "1"][:3])
        date(year, month, day)
    except ValueError:
        return False
    return True


def _when(scope: Scope, entry: Record, line: syntax.GivenValue) -> Json:
    if line.date is not None:
        if not _date(scope, line.date):
            return _WRONG
        entry["date"] = line.date.text
    if line.visit is not None:
        thing = scope.find(line.visit, declare="milestone {}")
        if not isinstance(thing, ir.Milestone):
            if thing is not None:
                milestones = tuple(m.name for m in scope.milestones.values())
                scope.report(
                    kinds_wrong.not_a_date(
                        line.visit.span, line.visit.text, "no milestone", milestones
                    )
                )
            return _WRONG
        entry["visit"] = thing.key
    return entry


def _number(
    scope: Scope,
    datum: ir.Datum,
    kind: ir.Quantity | ir.Measurement,
    line: syntax.GivenValue,
) -> Json:
    """A number with its unit, its normal limits in the same unit, and its day."""
    quantity = line.quantity
    assert quantity is not None
    entry: Record = {}
    unit = kind.unit
    titre = isinstance(kind, ir.Measurement) and kind.titre
    shared = quantity.unit
    for limit in (line.upper, line.lower):
        shared = shared or (limit.unit if limit else None)
    if shared is not None and not titre:
        parsed = kinds.unit(scope, shared, quantity.unit_span or quantity.span)
        if parsed is None:
            return _WRONG
        if numbers.convert(Fraction(1), parsed, kind.unit, kind) is None:
            accepted = (kind.unit.text, *(c.unit.text for c in kind.conversions))
            scope.report(
                kinds_wrong.unit_does_not_fit(
                    quantity.unit_span or quantity.span,
                    datum.name,
                    kind.unit.text,
                    shared,
                    accepted,
                )
            )
            return _WRONG
        unit = parsed
    elif shared is None and kind.unit.text not in ("1", "{titer}"):
        scope.report(
            kinds_wrong.unit_missing(
                quantity.span, datum.name, quantity.number, kind.unit.text, kind.unit.text
            )
        )
        return _WRONG
    plausible = kind.plausible
    value = numbers.convert(Fraction(quantity.number), unit, kind.unit, kind)
    if plausible and value is not None and not plausible.low <= value <= plausible.high:
        scope.report(structure_wrong.given_not_plausible(quantity.span, datum.name, kind.unit.text))
        return _WRONG
    entry[line.beyond or "value"] = f"1:{quantity.number}" if titre else quantity.number
    if unit.text not in ("1", "{titer}"):
        entry["unit"] = unit.text
    if isinstance(kind, ir.Measurement):
        if (line.upper or line.lower) and not kind.normal_range:
            scope.report(
                kinds_wrong.no_normal_range(line.span, datum.name, "ULN" if line.upper else "LLN")
            )
            return _WRONG
        if line.upper:
            entry["upper"] = line.upper.number
        if line.lower:
            entry["lower"] = line.lower.number
        return _when(scope, entry, line)
    if set(entry) == {"value"}:
        return quantity.number
    return entry


def _period(
    scope: Scope, datum: ir.Datum, kind: ir.Condition | ir.Treatment, line: syntax.GivenValue
) -> Json:
    entry: Record = {}
    for field, written in (
        ("start", line.start),
        ("end", line.end),
        ("stable_since", line.stable_since),
    ):
        if written is not None:
            if not _date(scope, written):
                return _WRONG
            entry[field] = written.text
    if line.ongoing:
        entry["ongoing"] = True
    if isinstance(kind, ir.Treatment):
        if line.member is not None:
            key = _key(scope, datum, kind.members, line.member)
            if key is _WRONG:
                return _WRONG
            entry["name"] = key
        elif kind.members:
            scope.report(
                structure_wrong.given_needs_a_member(
                    line.span, datum.name, tuple(value.label for value in kind.members)
                )
            )
            return _WRONG
        if line.dose is not None:
            entry["dose"] = line.dose.number
            if line.dose.unit is not None:
                unit = kinds.unit(scope, line.dose.unit, line.dose.unit_span or line.dose.span)
                if unit is None:
                    return _WRONG
                entry["unit"] = unit.text
    return entry


def _expectation(scope: Scope, written: syntax.Expect) -> ir.Expectation | None:
    status = normal(written.status.text)
    allowed = VERDICTS if written.kind == "verdict" else STATUSES
    if status not in allowed:
        scope.report(
            structure_wrong.unknown_status(written.status.span, written.status.text, allowed)
        )
        return None
    key = None
    if written.kind != "verdict":
        assert written.reference is not None
        key = criteria.find(scope, written.kind, written.reference)
        if key is None:
            return None
    missing: tuple[str, ...] | None = None
    if written.missing is not None:
        found = []
        for name in written.missing:
            if isinstance(name, syntax.Text):
                datum = scope.questions.get(normal(name.text))
                if datum is None:
                    known = tuple(d.label for d in scope.questions.values())
                    scope.report(structure_wrong.unknown_question(name.span, name.text, known))
                    return None
                found.append(datum.key)
                continue
            thing = scope.find(name)
            if thing is None:
                return None
            if not isinstance(thing, ir.Datum | ir.Milestone):
                scope.report(structure_wrong.given_is_derived(name.span, name.text))
                return None
            found.append(thing.key)
        missing = tuple(found)
    return ir.Expectation(key, status, missing, written.span)
