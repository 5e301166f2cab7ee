"""From the lines under ``given`` to a participant's record, in the form in which sites write records."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias, assert_never

from eligo import ir, syntax, units
from eligo.diagnostics import kinds as kinds_wrong
from eligo.diagnostics import names as names_wrong
from eligo.diagnostics import structure as structure_wrong
from eligo.elaborate import groups, kinds, numbers
from eligo.elaborate.scope import KIND_WORDS, Member, Scope, normal

Json: TypeAlias = "str | bool | int | list[Json] | dict[str, Json] | None"
Record: TypeAlias = dict[str, Json]

_WRONG: Json = "\0wrong"

# Lists whose record is a list even for one entry; one reading or result stands by itself.
_LISTED = ir.Event | ir.Condition | ir.Treatment | ir.Record
_READINGS = ir.Measurement | ir.Paired | ir.Result
_GROUPS = ir.Event | ir.Condition | ir.Treatment


def record(scope: Scope, start: Record, lines: tuple[syntax.GivenValue, ...]) -> Record:
    """``start`` with what the lines give; the first line about a datum replaces what stood there. Mistakes are
    reported, and their lines left out."""
    found = start
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
            _enter(scope, found, here, datum, line)
            continue
        thing = scope.find(line.name)
        match thing:
            case None:
                continue
            case ir.Milestone():
                _milestone(scope, found, thing, line)
            case ir.Datum():
                _enter(scope, found, here, thing, line)
            case Member():
                named = syntax.Name(thing.name, line.name.span)
                _enter(scope, found, here, thing.datum, replace(line, member=named))
            case _:
                scope.report(structure_wrong.given_is_derived(line.span, line.name.text))
    return found


def _milestone(
    scope: Scope, found: Record, milestone: ir.Milestone, line: syntax.GivenValue
) -> None:
    if milestone.derived is not None:
        scope.report(structure_wrong.given_derived_milestone(line.span, milestone.name))
    elif line.form == "state" and line.state == "not recorded":
        found.pop(milestone.key, None)  # is to come, whatever the example that it starts from says
    elif line.date is None:
        scope.report(structure_wrong.milestone_needs_a_date(line.span, milestone.name))
    elif _date(scope, line.date, timed=True):
        found[milestone.key] = line.date.text


def _enter(
    scope: Scope, found: Record, here: set[str], datum: ir.Datum, line: syntax.GivenValue
) -> None:
    """One line about a datum; the first one in an example, or in an entry, replaces what it started from."""
    field = datum.key.rpartition(".")[2]
    if line.which is not None:
        _change(scope, found, datum, field, line, line.which)
        return
    if line.form == "state":
        here.add(datum.key)
        found[field] = None if line.state == "not recorded" else {"missing": line.state}
        return
    value = _value(scope, datum, line)
    if value is _WRONG:
        return
    if isinstance(datum.kind, _READINGS | _LISTED) and line.form != "none":
        earlier = found.get(field) if datum.key in here else None
        entries: list[Json] = []
        if isinstance(earlier, list):
            entries += earlier
        elif earlier is not None:
            entries.append(earlier)
        entries.append(value)
        several = isinstance(datum.kind, _LISTED)
        found[field] = entries if several or len(entries) > 1 else value
    else:
        if datum.key in here:
            scope.report(structure_wrong.given_twice(line.span, datum.name))
        found[field] = value
    here.add(datum.key)


def _change(
    scope: Scope,
    found: Record,
    datum: ir.Datum,
    field: str,
    line: syntax.GivenValue,
    which: syntax.GivenValue,
) -> None:
    """``eye where side is right, lost``: what is otherwise in one of the things given so far."""
    told: Record = {}
    _with_parts(scope, datum, told, replace(line, parts=(which,), date=None, visit=None))
    known = found.get(field)
    entries = (
        [dict(one) if isinstance(one, dict) else one for one in known]
        if isinstance(known, list)
        else []
    )
    meant = [one for one in entries if isinstance(one, dict) and told.items() <= one.items()]
    if len(meant) != 1:
        scope.report(structure_wrong.given_which_one(line.span, datum.name, len(meant)))
        return
    _with_parts(scope, datum, meant[0], line)
    found[field] = list(entries)


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
            name = _named_value(line)
            if line.form == "value" and name is not None:
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
        case ir.Paired():
            if line.form == "none":
                return []
            if line.parts:
                return _paired(scope, datum, kind, line)
        case ir.Result():
            if line.form == "none":
                return []
            return _result(scope, datum, kind, line)
        case ir.DateKind():
            if line.values and normal(line.values[0].text) == "none" and kind.may_be_none:
                return "none"
            if line.date is not None:
                return line.date.text if _date(scope, line.date) else _WRONG
        case ir.Event():
            if line.form == "none":
                return []
            if line.date is not None or line.visit is not None or line.parts or line.member:
                return _occurrence(scope, datum, line)
        case ir.Condition() | ir.Treatment():
            if line.form == "none":
                return []
            if line.start or line.end or line.ongoing or line.parts or line.member:
                return _period(scope, datum, kind, line)
        case ir.Record():
            if line.form == "none":
                return []
            if line.form in ("yes", "entry"):
                return _with_parts(scope, datum, {}, line)
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
        case ir.Paired(unit=unit, components=components):
            said = ", ".join(f"{one.label} 5 {unit.text}".removesuffix(" 1") for one in components)
            return f"{name}, {said}, on 2025-06-10"
        case ir.DateKind():
            return f"{name} is 2025-06-10"
        case ir.Event():
            return f"{name} on 2025-06-10   or   no {name}"
        case ir.Condition():
            return f"{name} from 2025-01-01, ongoing   or   no {name}"
        case ir.Treatment(members=members):
            named = f", named {members[0].label}" if members else ""
            return f"{name} from 2025-01-01, ongoing{named}   or   no {name}"
        case ir.Record():
            first = datum.attributes[:1]
            said = "".join(f", {_forms(attribute)}" for attribute in first)
            return f"{name}{said}   or   no {name}"
        case _:
            assert_never(datum.kind)


# ------------------------------------------------------------------------------------------------- single values


def _named_value(line: syntax.GivenValue) -> syntax.Name | None:
    """The one value after ``is``; grades such as 1 are read as numbers."""
    if line.quantity is not None:
        return syntax.Name(line.quantity.number, line.quantity.span)
    return line.values[0] if len(line.values) == 1 else None


def _key(scope: Scope, datum: ir.Datum, values: tuple[ir.Value, ...], name: syntax.Name) -> Json:
    key = numbers.value_key(values, name)
    if key is None:
        allowed = tuple(value.label for value in values)
        scope.report(names_wrong.unknown_value(name.span, name.text, datum.name, allowed))
        return _WRONG
    return key


def _date(scope: Scope, written: syntax.DateText, *, timed: bool = False) -> bool:
    if valid_date(written.text, timed=timed):
        return True
    scope.report(kinds_wrong.date_does_not_exist(written.span, written.text))
    return False


def valid_date(text: str, *, timed: bool = False) -> bool:
    """Whether a full or partial ISO 8601 date exists in the calendar; ``timed``: perhaps with hours and minutes."""
    day, mark, time = text.partition("T")
    if mark and not (timed and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", time)):
        return False
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", day) or (mark and len(day) != 10):
        return False
    parts = day.split("-")
    try:
        year, month, first = (int(part) for part in [*parts, "1", "1"][:3])
        date(year, month, first)
    except ValueError:
        return False
    return True


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
    shared = quantity.unit
    for limit in (line.upper, line.lower):
        shared = shared or (limit.unit if limit else None)
    titre = isinstance(kind, ir.Measurement) and kind.titre
    unit = _unit(scope, datum, kind, quantity, None if titre else shared)
    if unit is None or not _plausible(scope, datum.name, kind, quantity, unit):
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
        return _with_parts(scope, datum, _when(scope, entry, line), line)
    if set(entry) == {"value"}:
        return quantity.number
    return entry


Numeric: TypeAlias = ir.Quantity | ir.Measurement | ir.Paired


def _unit(
    scope: Scope,
    datum: ir.Datum,
    kind: Numeric,
    quantity: syntax.Quantity,
    written: str | None,
) -> units.Unit | None:
    """The unit in which a number is given; None after reporting that it is missing or does not fit."""
    span = quantity.unit_span or quantity.span
    if written is None:
        if kind.unit.text in ("1", "{titer}"):
            return kind.unit
        unit = kind.unit.text
        scope.report(
            kinds_wrong.unit_missing(quantity.span, datum.name, quantity.number, unit, unit)
        )
        return None
    parsed = kinds.unit(scope, written, span)
    if parsed is None:
        return None
    if numbers.convert(Fraction(1), parsed, kind.unit, kind) is None:
        accepted = (kind.unit.text, *(c.unit.text for c in kind.conversions))
        scope.report(
            kinds_wrong.unit_does_not_fit(span, datum.name, kind.unit.text, written, accepted)
        )
        return None
    return parsed


def _plausible(
    scope: Scope,
    name: str,
    kind: Numeric,
    quantity: syntax.Quantity,
    unit: units.Unit,
) -> bool:
    value = numbers.convert(Fraction(quantity.number), unit, kind.unit, kind)
    range_ = kind.plausible
    if range_ and value is not None and not range_.low <= value <= range_.high:
        scope.report(structure_wrong.given_not_plausible(quantity.span, name, kind.unit.text))
        return False
    return True


def _result(scope: Scope, datum: ir.Datum, kind: ir.Result, line: syntax.GivenValue) -> Json:
    name = _named_value(line)
    if name is None and {value.key for value in kind.values} == {"yes", "no"}:
        name = syntax.Name("no" if line.form == "no" else "yes", line.span)
    if name is None:
        scope.report(
            structure_wrong.given_does_not_fit(
                line.span, datum.name, KIND_WORDS[ir.Result], _forms(datum)
            )
        )
        return _WRONG
    key = _key(scope, datum, kind.values, name)
    if key is _WRONG:
        return _WRONG
    return _with_parts(scope, datum, _when(scope, {"value": key}, line), line)


def _paired(scope: Scope, datum: ir.Datum, kind: ir.Paired, line: syntax.GivenValue) -> Json:
    """Numbers that were taken together, in one unit."""
    entry: Record = {}
    others: list[syntax.GivenValue] = []
    shared: str | None = None
    for part in line.parts:
        key = numbers.value_key(kind.components, part.name)
        if key is None or part.quantity is None:
            others.append(part)
            continue
        unit = _unit(scope, datum, kind, part.quantity, part.quantity.unit or shared)
        if unit is None or not _plausible(scope, part.name.text, kind, part.quantity, unit):
            return _WRONG
        if shared is not None and unit.text != units.parse(shared).text:
            scope.report(
                kinds_wrong.unit_does_not_fit(
                    part.quantity.span, part.name.text, shared, unit.text, (shared,)
                )
            )
            return _WRONG
        shared = unit.text
        if key in entry:
            scope.report(structure_wrong.given_twice(part.span, part.name.text))
        entry[key] = part.quantity.number
    if shared is not None and shared != "1":
        entry["unit"] = shared
    line = replace(line, parts=tuple(others))
    return _with_parts(scope, datum, _when(scope, entry, line), line)


# ------------------------------------------------------------------------------------------------------ entries


def _when(scope: Scope, entry: Record, line: syntax.GivenValue) -> Json:
    if line.date is not None:
        if not _date(scope, line.date, timed=True):
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


def _with_parts(scope: Scope, datum: ir.Datum, entry: Json, line: syntax.GivenValue) -> Json:
    """An entry with its attributes. A day after a thing of a record belongs to the last reading given of it; after an
    attribute that may have several values, further values of it may follow, each after a comma."""
    if not isinstance(entry, dict):
        return _WRONG
    here: set[str] = set()
    parts = list(line.parts)
    if isinstance(datum.kind, ir.Record) and (line.date or line.visit) and parts:
        last = parts[-1]
        parts[-1] = replace(last, date=last.date or line.date, visit=last.visit or line.visit)
    taken: list[tuple[ir.Datum, syntax.GivenValue]] = []
    for part in parts:
        wanted = normal(part.name.text)
        attribute = next(
            (a for a in datum.attributes if wanted in map(normal, (a.name, *a.synonyms))), None
        )
        if attribute is None and taken and _goes_on(*taken[-1], part):
            owner, before = taken[-1]
            taken[-1] = owner, replace(before, values=(*before.values, part.name))
            continue
        if attribute is None:
            known = tuple(a.name for a in datum.attributes)
            scope.report(
                structure_wrong.given_detail_unknown(
                    part.name.span, part.name.text, datum.name, known
                )
            )
            return _WRONG
        taken.append((attribute, part))
    for attribute, part in taken:
        _enter(scope, entry, here, attribute, part)
    return entry


def _goes_on(attribute: ir.Datum, before: syntax.GivenValue, part: syntax.GivenValue) -> bool:
    """Whether a detail is a further value of the attribute before it: ``sites is skin, lung``."""
    kind = attribute.kind
    return (
        isinstance(kind, ir.AnyOfValues)
        and bool(before.values)
        and part.form == "yes"
        and numbers.value_key(kind.values, part.name) is not None
    )


def _occurrence(scope: Scope, datum: ir.Datum, line: syntax.GivenValue) -> Json:
    entry = _when(scope, {}, line)
    if isinstance(entry, dict) and not _named(scope, datum, entry, line):
        return _WRONG
    return _with_parts(scope, datum, entry, line)


def _named(scope: Scope, datum: ir.Datum, entry: Record, line: syntax.GivenValue) -> bool:
    """Enter which member of a group an entry is of; false after a report."""
    kind = datum.kind
    assert isinstance(kind, _GROUPS)
    if line.member is None:
        if groups.group_of(kind) is None:
            return True
        labels = tuple(value.label for value in kind.members)
        scope.report(structure_wrong.given_needs_a_member(line.span, datum.name, labels))
        return False
    key: Json = numbers.value_key(kind.members, line.member)
    if key is None and kind.is_open:
        key = line.member.text
    elif key is None:
        key = _key(scope, datum, kind.members, line.member)
    if key is _WRONG:
        return False
    entry["name"] = key
    return True


def _period(
    scope: Scope, datum: ir.Datum, kind: ir.Condition | ir.Treatment, line: syntax.GivenValue
) -> Json:
    entry: Record = {}
    fields: tuple[tuple[Literal["start", "end", ""], str, syntax.DateText | None], ...] = (
        ("start", "start", line.start),
        ("end", "end", line.end),
        ("", "stable_since", line.stable_since),
        ("", "not_increased_since", line.not_increased_since),
    )
    for timed, field, written in fields:
        if written is not None:
            if not _date(scope, written, timed=bool(timed)):
                return _WRONG
            entry[field] = written.text
    if line.ongoing:
        entry["ongoing"] = True
    if not _named(scope, datum, entry, line):
        return _WRONG
    if isinstance(kind, ir.Treatment) and line.dose is not None:
        entry["dose"] = line.dose.number
        if line.dose.unit is not None:
            unit = kinds.unit(scope, line.dose.unit, line.dose.unit_span or line.dose.span)
            if unit is None:
                return _WRONG
            entry["unit"] = unit.text
    return _with_parts(scope, datum, entry, line)
