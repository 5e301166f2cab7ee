"""A participant's record: from the JSON object to values, or to all that is wrong with it (MEANING
4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import assert_never

from eligo import ir, units
from eligo.interpret.dates import Days, parse_days
from eligo.interpret.numbers import Interval, affine, intersection, point


@dataclass(frozen=True)
class Entry:
    """One reading of a measurement (numbers in the datum's unit) or one result (a key)."""

    value: Interval | str
    upper: Interval | None
    lower: Interval | None
    day: Days | None
    visit: str  # key of the milestone it is tagged with; empty: none


@dataclass(frozen=True)
class Period:
    """One occurrence of an event (its start is its end), or one spell of a condition or
    treatment."""

    start: Days | None
    end: Days | None
    ongoing: bool
    stable_since: Days | None
    name: str = ""  # key of the member; empty where the datum is no group
    dose: tuple[units.Dimension, Fraction] | None = None  # in base units; None: not given in full


@dataclass
class Participant:
    """What is known. A datum is in one of the mappings; one without a value is in ``missing``, with
    its state."""

    milestones: dict[str, Days] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    answers: dict[str, bool] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    sets: dict[str, frozenset[str]] = field(default_factory=dict)
    numbers: dict[str, Interval] = field(default_factory=dict)
    dates: dict[str, Days | None] = field(default_factory=dict)  # None: it did not happen
    readings: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    periods: dict[str, tuple[Period, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, such as ``("platelets[1].unit", "…")``."""

    field: str
    what: str


class RecordError(ValueError):
    """A record that cannot be understood, with all its problems (MEANING 4.5)."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.what}" for problem in problems))
        self.problems = problems


def read(protocol: ir.Protocol, record: object) -> Participant:
    """Raises RecordError with every problem of the record."""
    reader = _Reader(protocol)
    participant = reader.participant(record)
    if reader.problems:
        raise RecordError(tuple(reader.problems))
    return participant


class _Nonsense(Exception):
    """A value that cannot be read; it has been reported."""


_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_TITRE = re.compile(r"1:([0-9]+(\.[0-9]+)?)")
_LARGEST_EXPONENT = 60  # beyond it no quantity of the world lies, and exact arithmetic gets slow
_MISSING = ("not available", "does not apply")


class _Reader:
    def __init__(self, protocol: ir.Protocol) -> None:
        self.protocol = protocol
        self.milestones = {milestone.key for milestone in protocol.milestones}
        self.problems: list[Problem] = []

    def fail(self, at: str, what: str) -> _Nonsense:
        self.problems.append(Problem(at, what))
        return _Nonsense()

    def participant(self, record: object) -> Participant:
        known = Participant()
        if not isinstance(record, Mapping):
            self.fail("", "a record is an object")
            return known
        data = {datum.key: datum for datum in self.protocol.data}
        for key in record:
            if key != "id" and key not in self.milestones and key not in data:
                self.fail(str(key), "unknown field")
        if not isinstance(record.get("id", ""), str):
            self.fail("id", "must be text")
        for key in self.milestones:
            self.attempt(partial(self.milestone, key, record.get(key), known))
        for key, datum in data.items():
            self.attempt(partial(self.datum, datum, record.get(key), known))
        if not self.problems:
            for key in births(self.protocol):
                self.born_first(key, known)
        return known

    def born_first(self, key: str, known: Participant) -> None:
        """Nothing lies before the birth for certain, and not every milestone does (MEANING
        4.5)."""
        birth = known.dates.get(key)
        if birth is None:
            return
        days = list(known.milestones.values())
        if days and all(day.last < birth.first for day in days):
            self.fail(key, "is after every milestone; check the year")
        dated = [(other, day) for other, day in known.dates.items() if other != key]
        dated += [(other, each.day) for other, read in known.readings.items() for each in read]
        for other, spells in known.periods.items():
            for spell in spells:
                dated += [(other, spell.start), (other, spell.end), (other, spell.stable_since)]
        for other in dict.fromkeys(
            other for other, day in dated if day is not None and day.last < birth.first
        ):
            self.fail(other, f"has a day before {key}; check both dates")

    def attempt(self, read_one: Callable[[], None]) -> None:
        """Go on after nonsense, so that all problems are found at once."""
        with suppress(_Nonsense):
            read_one()

    def milestone(self, key: str, raw: object, known: Participant) -> None:
        if raw is not None:
            known.milestones[key] = self.days(raw, key)

    def datum(self, datum: ir.Datum, raw: object, known: Participant) -> None:
        key, kind = datum.key, datum.kind
        if raw is None:
            known.missing[key] = "not recorded"
            return
        if isinstance(raw, Mapping) and "missing" in raw:
            fields = self.fields(raw, key, ("missing", "reason"))
            if fields.get("missing") not in _MISSING:
                raise self.fail(key, "missing is 'not available' or 'does not apply'")
            self.text(fields.get("reason", ""), f"{key}.reason")
            known.missing[key] = str(fields["missing"])
            return
        match kind:
            case ir.YesNo() | ir.Judgement() | ir.Attestation():
                known.answers[key] = self.answer(raw, key)
            case ir.OneOf():
                known.categories[key] = self.value_key(raw, key, kind.values)
            case ir.AnyOfValues():
                if not isinstance(raw, list | tuple):
                    raise self.fail(key, "must be a list of values")
                known.sets[key] = frozenset(
                    self.value_key(item, f"{key}[{index}]", kind.values)
                    for index, item in enumerate(raw)
                )
            case ir.Quantity():
                known.numbers[key] = self.quantity(raw, key, kind)
            case ir.Measurement():
                known.readings[key] = self.entries(
                    raw, key, lambda item, at: self.measured(item, at, kind)
                )
            case ir.Result():
                known.readings[key] = self.entries(
                    raw, key, lambda item, at: self.result(item, at, kind)
                )
            case ir.DateKind():
                none = raw == "none" and kind.may_be_none
                known.dates[key] = None if none else self.days(raw, key)
            case ir.Event():
                known.periods[key] = self.list_of(raw, key, self.event)
            case ir.Condition() | ir.Treatment():
                known.periods[key] = self.list_of(
                    raw, key, lambda item, at: self.period(item, at, datum)
                )
            case _:
                assert_never(kind)

    # ---------------------------------------------------------------------------------------- kinds

    def answer(self, raw: object, at: str) -> bool:
        """MEANING 4.2: `true`, or with who gave the answer and when."""
        if isinstance(raw, Mapping):
            fields = self.fields(raw, at, ("value", "by", "on"))
            self.text(fields.get("by", ""), f"{at}.by")
            if "on" in fields:
                self.days(fields["on"], f"{at}.on")
            raw = fields.get("value")
        if not isinstance(raw, bool):
            raise self.fail(at, "must be true or false")
        return raw

    def value_key(self, raw: object, at: str, values: Collection[ir.Value]) -> str:
        if not isinstance(raw, str) or raw not in {value.key for value in values}:
            raise self.fail(at, "must be one of " + ", ".join(value.key for value in values))
        return raw

    def quantity(self, raw: object, at: str, kind: ir.Quantity) -> Interval:
        fields = self.number_fields(raw, at, ())
        value = self.interval(fields, at, kind)
        if kind.whole and value.is_point and value.lo is not None and value.lo.denominator != 1:
            raise self.fail(at, "must be a whole number")
        for limits, words in ((kind.bounds, "the bounds"), (kind.plausible, "the plausible range")):
            self.within(value, limits, at, words)
        bounds = kind.bounds
        if bounds and intersection(value, Interval(bounds.low, bounds.high)).is_empty:
            raise self.fail(at, "is outside the bounds")
        return value

    def measured(self, raw: object, at: str, kind: ir.Measurement) -> Entry:
        limits = ("upper", "lower") if kind.normal_range else ()
        fields = self.number_fields(raw, at, (*limits, "date", "visit"))
        value = self.interval(fields, at, kind)
        self.within(value, kind.plausible, at, "the plausible range")
        upper, lower = (self.limit(fields, at, which, kind) for which in ("upper", "lower"))
        if upper is not None and upper.high <= 0:
            raise self.fail(f"{at}.upper", "must be above zero")
        if upper is not None and lower is not None and lower.low >= upper.high:
            raise self.fail(f"{at}.lower", "must be below the upper limit")
        return Entry(value, upper, lower, *self.when(fields, at))

    def result(self, raw: object, at: str, kind: ir.Result) -> Entry:
        fields = {"value": raw}
        if isinstance(raw, Mapping):
            fields = self.fields(raw, at, ("value", "date", "visit"))
        value = self.value_key(fields.get("value"), at, kind.values)
        return Entry(value, None, None, *self.when(fields, at))

    def event(self, raw: object, at: str) -> Period:
        if isinstance(raw, Mapping):
            raw = self.fields(raw, at, ("date",)).get("date")
            day = None if raw is None else self.days(raw, f"{at}.date")
        else:
            day = self.days(raw, at)
        return Period(day, day, False, None)

    def period(self, raw: object, at: str, datum: ir.Datum) -> Period:
        """MEANING 4.4."""
        allowed: tuple[str, ...] = ("start", "end", "ongoing", "stable_since")
        if not isinstance(raw, Mapping):
            raise self.fail(at, "must be an object with start, and end or ongoing")
        kind = datum.kind
        if isinstance(kind, ir.Treatment):
            allowed += ("name", "dose", "unit")
        fields = self.fields(raw, at, allowed)
        name, dose = "", None
        if isinstance(kind, ir.Treatment):
            name = self.name(fields.get("name"), f"{at}.name", datum, kind.members)
            dose = self.dose(fields, at)
        start, end, stable_since = (
            self.days(fields[name], f"{at}.{name}") if name in fields else None
            for name in ("start", "end", "stable_since")
        )
        ongoing = fields.get("ongoing", False)
        if not isinstance(ongoing, bool):
            raise self.fail(f"{at}.ongoing", "must be true or false")
        if ongoing and end is not None:
            raise self.fail(at, "has both an end and ongoing")
        if start is not None and end is not None and end.last < start.first:
            raise self.fail(f"{at}.end", "is before the start")
        return Period(start, end, ongoing, stable_since, name, dose)

    def dose(
        self, fields: Mapping[str, object], at: str
    ) -> tuple[units.Dimension, Fraction] | None:
        amount = self.number(fields["dose"], f"{at}.dose") if "dose" in fields else None
        if amount is not None and amount <= 0:
            raise self.fail(f"{at}.dose", "must be above zero")
        unit = self.unit(fields["unit"], f"{at}.unit") if "unit" in fields else None
        if amount is None or unit is None:
            return None
        return unit.dimension, amount * unit.factor

    def name(self, raw: object, at: str, datum: ir.Datum, members: Collection[ir.Value]) -> str:
        """A member's key, label, synonym or code; where the datum is no group, one of its own, and
        not needed."""
        if raw is None and not members:
            return ""
        names = {datum.key, datum.name, datum.label, *datum.synonyms}
        names |= {code.code for code in datum.codes}
        if members:
            names = {name for each in members for name in (each.key, each.label, *each.synonyms)}
            names |= {code.code for each in members for code in each.codes}
        known = {name.casefold() for name in names}
        if not isinstance(raw, str) or raw.strip().casefold() not in known:
            raise self.fail(at, f"must name {datum.name}")
        word = raw.strip().casefold()
        for each in members:
            words = (each.key, each.label, *each.synonyms, *(code.code for code in each.codes))
            if word in (one.casefold() for one in words):
                return each.key
        return ""

    # ---------------------------------------------------------------------------------------- parts

    def fields(
        self, raw: Mapping[str, object], at: str, allowed: Collection[str]
    ) -> dict[str, object]:
        """The fields of an object; one that is null is as if it were not there."""
        for name in raw:
            if name not in allowed:
                self.fail(f"{at}.{name}", "unknown field")
        return {name: value for name, value in raw.items() if value is not None}

    def number_fields(self, raw: object, at: str, more: tuple[str, ...]) -> dict[str, object]:
        if isinstance(raw, Mapping):
            return self.fields(raw, at, ("value", "below", "above", "unit", *more))
        return {"value": raw}

    def list_of(
        self, raw: object, at: str, read_one: Callable[[object, str], Period]
    ) -> tuple[Period, ...]:
        if not isinstance(raw, list | tuple):
            raise self.fail(at, "must be a list; [] for none")
        return tuple(read_one(item, f"{at}[{index}]") for index, item in enumerate(raw))

    def entries(
        self, raw: object, at: str, read_one: Callable[[object, str], Entry]
    ) -> tuple[Entry, ...]:
        """A list of objects, or a single value, which is taken as read at the assessed milestone
        (MEANING 4.3)."""
        if not isinstance(raw, list | tuple):
            entry = read_one(raw, at)
            if entry.day is None and not entry.visit:
                entry = Entry(
                    entry.value, entry.upper, entry.lower, None, self.protocol.assessed_at
                )
            return (entry,)
        for index, item in enumerate(raw):
            if not isinstance(item, Mapping):
                raise self.fail(f"{at}[{index}]", "must be an object with a value and a date")
        return tuple(read_one(item, f"{at}[{index}]") for index, item in enumerate(raw))

    def when(self, fields: Mapping[str, object], at: str) -> tuple[Days | None, str]:
        visit = fields.get("visit", "")
        if not isinstance(visit, str) or (visit and visit not in self.milestones):
            raise self.fail(f"{at}.visit", "must be the key of a milestone")
        day = self.days(fields["date"], f"{at}.date") if "date" in fields else None
        return day, visit

    def interval(
        self, fields: Mapping[str, object], at: str, kind: ir.Quantity | ir.Measurement
    ) -> Interval:
        """A value, or all numbers below or above one, in the datum's unit (MEANING 4.2)."""
        given = [name for name in ("value", "below", "above") if name in fields]
        if len(given) != 1:
            raise self.fail(at, "needs one of value, below, above")
        number = self.datum_number(fields[given[0]], at, kind)
        end = affine(point(number), *self.conversion(fields.get("unit"), at, kind))
        if given[0] == "value":
            return end
        turned = self.conversion(fields.get("unit"), at, kind)[0] < 0
        if (given[0] == "below") != turned:
            return Interval(None, end.hi, hi_open=True)
        return Interval(end.lo, None, lo_open=True)

    def limit(
        self, fields: Mapping[str, object], at: str, which: str, kind: ir.Measurement
    ) -> Interval | None:
        if which not in fields:
            return None
        number = self.datum_number(fields[which], f"{at}.{which}", kind)
        limit = affine(point(number), *self.conversion(fields.get("unit"), at, kind))
        self.within(limit, kind.plausible, f"{at}.{which}", "the plausible range")
        return limit

    def datum_number(self, raw: object, at: str, kind: ir.Quantity | ir.Measurement) -> Fraction:
        if isinstance(kind, ir.Measurement) and kind.titre and isinstance(raw, str):
            titre = _TITRE.fullmatch(raw.strip())
            if titre is not None:
                return self.number(titre[1], at)
        return self.number(raw, at)

    def within(self, value: Interval, limits: ir.Range | None, at: str, words: str) -> None:
        """The value, or the limit below or above which it lies, must lie in the range, both ends
        included."""
        ends = [end for end in (value.lo, value.hi) if end is not None]
        if limits is not None and not all(limits.low <= end <= limits.high for end in ends):
            raise self.fail(at, f"is outside {words}")

    def number(self, raw: object, at: str) -> Fraction:
        """A JSON number or text, read as the decimal written (MEANING 4.2)."""
        if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | str):
            raise self.fail(at, "must be a number")
        if isinstance(raw, int) and abs(raw) >= 10**_LARGEST_EXPONENT:
            raise self.fail(at, "is no number of this world")
        text = repr(raw) if isinstance(raw, float) else str(raw).strip()
        if not _DECIMAL.fullmatch(text):
            raise self.fail(at, "must be a number")
        decimal = Decimal(text)
        if len(decimal.as_tuple().digits) > 15:
            raise self.fail(at, "has more than 15 significant digits")
        if decimal and abs(decimal.adjusted()) > _LARGEST_EXPONENT:
            raise self.fail(at, "is no number of this world")
        return Fraction(decimal) if decimal else Fraction(0)

    def unit(self, raw: object, at: str) -> units.Unit:
        if not isinstance(raw, str):
            raise self.fail(at, "must be text")
        try:
            return units.parse(raw)
        except units.UnitError:
            raise self.fail(at, "is no unit that is known") from None

    def conversion(
        self, raw: object, at: str, kind: ir.Quantity | ir.Measurement
    ) -> tuple[Fraction, Fraction]:
        """Factor and offset to the datum's unit: by a declared conversion, by the units alone, or
        by both."""
        if raw is None:
            return Fraction(1), Fraction(0)
        unit = self.unit(raw, f"{at}.unit")
        for declared in kind.conversions:
            if declared.unit == unit:
                return declared.factor, declared.offset
        if units.compatible(unit, kind.unit):
            return _factor_and_offset(unit, kind.unit)
        for declared in kind.conversions:
            if units.compatible(unit, declared.unit):
                factor, offset = _factor_and_offset(unit, declared.unit)
                return factor * declared.factor, offset * declared.factor + declared.offset
        raise self.fail(f"{at}.unit", f"does not convert to {kind.unit.text}")

    def days(self, raw: object, at: str) -> Days:
        days = parse_days(raw) if isinstance(raw, str) else None
        if days is None:
            raise self.fail(at, "must be a day that exists, such as 2025-06-15, 2025-06 or 2025")
        return days

    def text(self, raw: object, at: str) -> str:
        if not isinstance(raw, str):
            raise self.fail(at, "must be text")
        return raw


def births(protocol: ir.Protocol) -> list[str]:
    """The dates of birth: those that an age is counted from, or that are called so."""
    roots = (protocol.criteria, protocol.definitions, protocol.scores, protocol.subgroups)
    counted = {node.datum for node in ir.walk(roots) if isinstance(node, ir.Age)}
    return [
        datum.key
        for datum in protocol.data
        if isinstance(datum.kind, ir.DateKind)
        and (datum.key in counted or datum.key == "date_of_birth")
    ]


def _factor_and_offset(a: units.Unit, b: units.Unit) -> tuple[Fraction, Fraction]:
    offset = units.convert(Fraction(0), a, b)
    return units.convert(Fraction(1), a, b) - offset, offset
