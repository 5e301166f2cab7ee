"""A participant's record: from the JSON object to values, or to all that is wrong with it (MEANING
4 and 10)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import assert_never

from eligo import ir, units
from eligo.interpret.dates import Dated, Days
from eligo.interpret.fields import Fields, Nonsense, Problem
from eligo.interpret.numbers import Interval
from eligo.source import Span


@dataclass(frozen=True, eq=False)
class Entry:
    """One of a list: a reading or result, an event, a spell of a condition or treatment, or a thing
    of a record. What its kind does not give is empty."""

    value: Interval | str | None = None  # in the datum's unit, or a key
    components: Mapping[str, Interval] = field(default_factory=dict)  # of paired readings
    upper: Interval | None = None
    lower: Interval | None = None
    unit: units.Unit | None = None  # in which the value was reported
    day: Days | None = None  # of readings and events
    visit: str = ""  # key of the milestone it is tagged with; empty: none
    start: Days | None = None
    end: Days | None = None
    ongoing: bool = False
    stable_since: Days | None = None
    not_increased_since: Days | None = None
    name: str = ""  # key of the member; empty where the datum is no group
    dose: tuple[units.Dimension, Fraction] | None = None  # in base units; None: not given in full
    half_life: Fraction | None = None  # in days, of a medicine that is no member of its group
    id: str = ""
    attributes: Participant | None = None  # under their whole keys; None: it has none


@dataclass
class Participant:
    """What is known. A datum is in one of the mappings; one without a value is in ``missing``, with
    its state. Of the entries at hand (MEANING 7.1) the attributes are in the mappings too, under
    `name.attribute`."""

    milestones: dict[str, Days] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    answers: dict[str, bool] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    sets: dict[str, frozenset[str]] = field(default_factory=dict)
    numbers: dict[str, Interval] = field(default_factory=dict)
    dates: dict[str, Days | None] = field(default_factory=dict)  # None: it did not happen
    lists: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    at_hand: dict[str, Entry] = field(default_factory=dict)
    days_at_hand: dict[str, Dated] = field(default_factory=dict)


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


def own_field(attribute: ir.Datum, owner: ir.Datum) -> str:
    """The name of an attribute within an entry of its owner."""
    return attribute.key.removeprefix(f"{owner.key}.")


def attributes(datum: ir.Datum) -> dict[str, ir.Datum]:
    """What is written of an entry beside what it has by its kind, by field (MEANING 10.1)."""
    return {own_field(each, datum): each for each in datum.held}


_DAY = units.parse("d")
_SPELL = ("start", "end", "ongoing", "stable_since", "not_increased_since")
_MISSING = ("not available", "does not apply")
_HISTORIES: dict[str, type[ir.Treatment] | type[ir.Condition] | type[ir.Event]] = {
    "treatments": ir.Treatment,
    "conditions": ir.Condition,
    "events": ir.Event,
}


class _Reader(Fields):
    def __init__(self, protocol: ir.Protocol) -> None:
        super().__init__()
        self.protocol = protocol
        self.visits = {milestone.key for milestone in protocol.milestones}
        self.milestones = {each.key for each in protocol.milestones if each.derived is None}

    def participant(self, record: object) -> Participant:
        known = Participant()
        if not isinstance(record, Mapping):
            self.fail("", "a record is an object")
            return known
        data = {datum.key: datum for datum in self.protocol.data}
        histories = {
            key: kind
            for key, kind in _HISTORIES.items()
            if key not in data and record.get(key) is not None
        }
        for key in record:
            if key not in {"id", *self.milestones, *data, *_HISTORIES}:
                self.fail(str(key), "unknown field")
        if not isinstance(record.get("id", ""), str):
            self.fail("id", "must be text")
        for key in self.milestones:
            self.attempt(partial(self.milestone, key, record.get(key), known))
        for key, datum in data.items():
            self.attempt(partial(self.datum, datum, record.get(key), known, key))
        told_in: dict[str, str] = {}  # of data: the history that they are told in
        for key, kind in histories.items():
            told = [datum for datum in self.protocol.data if isinstance(datum.kind, kind)]
            told_in |= {datum.key: key for datum in told}
            for datum in told:
                if record.get(datum.key) is not None:
                    self.fail(datum.key, f"stands in {key} already")
            self.attempt(partial(self.history, key, record[key], told, known))
        if not self.problems:
            for key in births(self.protocol):
                self.born_first(key, known, told_in)
        return known

    def born_first(self, key: str, known: Participant, told_in: Mapping[str, str]) -> None:
        """Nothing lies before the birth for certain, and not every milestone does (MEANING 4.5). A
        problem is one of the field in which the day stands."""
        birth = known.dates.get(key)
        if birth is None:
            return
        days = list(known.milestones.values())
        if days and all(day.last < birth.first for day in days):
            self.fail(key, "is after every milestone; check the year")
        dated = [(other, day) for other, day in known.dates.items() if other != key]
        for datum, entries in known.lists.items():
            other = told_in.get(datum, datum)
            for entry in entries:
                dated += [(other, entry.day), (other, entry.start), (other, entry.end)]
                dated += [(other, entry.stable_since), (other, entry.not_increased_since)]
        for other in dict.fromkeys(
            other for other, day in dated if day is not None and day.last < birth.first
        ):
            self.fail(other, f"has a day before {key}; check both dates")

    def attempt(self, read_one: Callable[[], None]) -> None:
        """Go on after nonsense, so that all problems are found at once."""
        with suppress(Nonsense):
            read_one()

    def milestone(self, key: str, raw: object, known: Participant) -> None:
        if raw is not None:
            known.milestones[key] = self.days(raw, key, timed=True)

    def datum(self, datum: ir.Datum, raw: object, known: Participant, at: str) -> None:
        """The value of a datum, or of an attribute of an entry, that stands ``at`` a field."""
        key, kind = datum.key, datum.kind
        if raw is None:
            known.missing[key] = "not recorded"
            return
        if isinstance(raw, Mapping) and "missing" in raw:
            fields = self.fields(raw, at, ("missing", "reason"))
            if fields.get("missing") not in _MISSING:
                raise self.fail(at, "missing is 'not available' or 'does not apply'")
            self.text(fields.get("reason", ""), f"{at}.reason")
            known.missing[key] = str(fields["missing"])
            return
        match kind:
            case ir.YesNo() | ir.Judgement() | ir.Attestation():
                known.answers[key] = self.answer(raw, at)
            case ir.OneOf():
                known.categories[key] = self.value_key(raw, at, kind.values)
            case ir.AnyOfValues():
                if not isinstance(raw, list | tuple):
                    raise self.fail(at, "must be a list of values")
                known.sets[key] = frozenset(
                    self.value_key(item, f"{at}[{index}]", kind.values)
                    for index, item in enumerate(raw)
                )
            case ir.Quantity():
                fields = self.number_fields(raw, at, ())
                known.numbers[key] = self.bounded(self.interval(fields, at, kind), at, kind)
            case ir.DateKind():
                none = raw == "none" and kind.may_be_none
                known.dates[key] = None if none else self.days(raw, at)
            case ir.Measurement():
                known.lists[key] = self.readings(raw, at, partial(self.measured, datum, kind))
            case ir.Paired():
                known.lists[key] = self.readings(raw, at, partial(self.paired, datum, kind))
            case ir.Result():
                known.lists[key] = self.readings(raw, at, partial(self.result, datum, kind))
            case ir.Event():
                known.lists[key] = self.list_of(raw, at, partial(self.event, datum))
            case ir.Condition() | ir.Treatment():
                known.lists[key] = self.list_of(raw, at, partial(self.spell, datum))
            case ir.Record():
                known.lists[key] = self.list_of(raw, at, partial(self.thing, datum))
                names = [entry.id for entry in known.lists[key] if entry.id]
                if len(set(names)) < len(names):
                    raise self.fail(at, "has an id twice")
            case _:
                assert_never(kind)

    # ------------------------------------------------------------------------------------- lists

    def list_of(
        self, raw: object, at: str, read_one: Callable[[object, str], Entry]
    ) -> tuple[Entry, ...]:
        if not isinstance(raw, list | tuple):
            raise self.fail(at, "must be a list; [] for none")
        return tuple(read_one(item, f"{at}[{index}]") for index, item in enumerate(raw))

    def readings(
        self, raw: object, at: str, read_one: Callable[[object, str], Entry]
    ) -> tuple[Entry, ...]:
        """A list of objects, or a single value, which is taken as read at the assessed milestone
        (MEANING 4.3)."""
        if not isinstance(raw, list | tuple):
            entry = read_one(raw, at)
            if entry.day is None and not entry.visit:
                entry = replace(entry, visit=self.protocol.assessed_at)
            return (entry,)
        for index, item in enumerate(raw):
            if not isinstance(item, Mapping):
                raise self.fail(f"{at}[{index}]", "must be an object with a value and a date")
        return self.list_of(raw, at, read_one)

    def when(self, fields: Mapping[str, object], at: str) -> tuple[Days | None, str]:
        visit = fields.get("visit", "")
        if not isinstance(visit, str) or (visit and visit not in self.visits):
            raise self.fail(f"{at}.visit", "must be the key of a milestone")
        return self.day(fields, "date", at), visit

    def day(self, fields: Mapping[str, object], name: str, at: str) -> Days | None:
        return self.days(fields[name], f"{at}.{name}", timed=True) if name in fields else None

    def of_entry(self, owner: ir.Datum, fields: Mapping[str, object], at: str) -> Participant:
        """The attributes of an entry (MEANING 10.1)."""
        known = Participant()
        for name, attribute in attributes(owner).items():
            if name == "dose" and isinstance(owner.kind, ir.Treatment):
                self.attempt(partial(self.dose_attribute, attribute, fields, known, at))
            else:
                raw = fields.get(name)
                self.attempt(partial(self.datum, attribute, raw, known, f"{at}.{name}"))
        return known

    def measured(self, owner: ir.Datum, kind: ir.Measurement, raw: object, at: str) -> Entry:
        limits = ("upper", "lower") if kind.normal_range else ()
        fields = self.number_fields(raw, at, (*limits, "date", "visit", *attributes(owner)))
        value = self.bounded(self.interval(fields, at, kind), at, kind)
        upper, lower = (self.limit(fields, at, which, kind) for which in ("upper", "lower"))
        if upper is not None and upper.high <= 0:
            raise self.fail(f"{at}.upper", "must be above zero")
        if upper is not None and lower is not None and lower.low >= upper.high:
            raise self.fail(f"{at}.lower", "must be below the upper limit")
        day, visit = self.when(fields, at)
        unit = self.unit(fields["unit"], f"{at}.unit") if "unit" in fields else kind.unit
        known = self.of_entry(owner, fields, at)
        return Entry(
            value, upper=upper, lower=lower, unit=unit, day=day, visit=visit, attributes=known
        )

    def paired(self, owner: ir.Datum, kind: ir.Paired, raw: object, at: str) -> Entry:
        """MEANING 10.1: each component perhaps absent."""
        if not isinstance(raw, Mapping):
            raise self.fail(at, "must be an object with the numbers that were taken together")
        names = [component.key for component in kind.components]
        fields = self.fields(raw, at, (*names, "unit", "date", "visit", *attributes(owner)))
        unit = {"unit": fields["unit"]} if "unit" in fields else {}
        components = {}
        for name in names:
            if name in fields:
                place = f"{at}.{name}"
                components[name] = self.interval({**unit, "value": fields[name]}, place, kind)
                self.within(components[name], kind.plausible, place, "the plausible range")
        day, visit = self.when(fields, at)
        reported = self.unit(fields["unit"], f"{at}.unit") if "unit" in fields else kind.unit
        known = self.of_entry(owner, fields, at)
        return Entry(components=components, unit=reported, day=day, visit=visit, attributes=known)

    def result(self, owner: ir.Datum, kind: ir.Result, raw: object, at: str) -> Entry:
        fields = {"value": raw}
        if isinstance(raw, Mapping):
            fields = self.fields(raw, at, ("value", "date", "visit", *attributes(owner)))
        value = self.value_key(fields.get("value"), at, kind.values)
        day, visit = self.when(fields, at)
        return Entry(value, day=day, visit=visit, attributes=self.of_entry(owner, fields, at))

    def thing(self, owner: ir.Datum, raw: object, at: str) -> Entry:
        if not isinstance(raw, Mapping):
            raise self.fail(at, "must be an object")
        fields = self.fields(raw, at, ("id", *attributes(owner)))
        name = self.text(fields.get("id", ""), f"{at}.id")
        return Entry(id=name, attributes=self.of_entry(owner, fields, at))

    # ---------------------------------------------------------------------- events and periods

    def event(self, owner: ir.Datum, raw: object, at: str) -> Entry:
        kind = owner.kind
        assert isinstance(kind, ir.Event)
        group = ("name",) if is_group(kind) else ()
        if not isinstance(raw, Mapping):
            raw = {"date": self.text(raw, at)}
            self.days(raw["date"], at, timed=True)
        fields = self.fields(raw, at, ("date", *group, *attributes(owner)))
        name = self.name(fields.get("name"), f"{at}.name", owner) if group else ""
        return self.told(owner, fields, at, name)

    def spell(self, owner: ir.Datum, raw: object, at: str) -> Entry:
        """MEANING 4.4."""
        if not isinstance(raw, Mapping):
            raise self.fail(at, "must be an object with start, and end or ongoing")
        kind = owner.kind
        assert isinstance(kind, ir.Condition | ir.Treatment)
        named = is_group(kind) or isinstance(kind, ir.Treatment)
        more = (*(("name",) if named else ()), *_more(kind))
        fields = self.fields(raw, at, (*_own(kind), *more, *attributes(owner)))
        name = self.name(fields.get("name"), f"{at}.name", owner) if named else ""
        return self.told(owner, fields, at, name)

    def told(self, owner: ir.Datum, fields: Mapping[str, object], at: str, name: str) -> Entry:
        """An event or a spell, of which the name is known."""
        known = self.of_entry(owner, fields, at)
        if isinstance(owner.kind, ir.Event):
            return Entry(day=self.day(fields, "date", at), name=name, attributes=known)
        start, end = (self.day(fields, which, at) for which in ("start", "end"))
        stable_since, not_increased_since = (
            self.days(fields[which], f"{at}.{which}") if which in fields else None
            for which in ("stable_since", "not_increased_since")
        )
        ongoing = fields.get("ongoing", False)
        if not isinstance(ongoing, bool):
            raise self.fail(f"{at}.ongoing", "must be true or false")
        if ongoing and end is not None:
            raise self.fail(at, "has both an end and ongoing")
        if start is not None and end is not None and end.latest < start.earliest:
            raise self.fail(f"{at}.end", "is before the start")
        half_life = self.half_life(fields, at) if "half_life" in fields else None
        if half_life is not None and name != "other":
            raise self.fail(f"{at}.half_life", "is that of the member; leave it out")
        last = math.inf if stable_since is None else stable_since.last
        if not_increased_since is not None and not_increased_since.first > last:
            raise self.fail(f"{at}.not_increased_since", "is after stable_since")
        return Entry(
            start=start,
            end=end,
            ongoing=ongoing,
            stable_since=stable_since,
            not_increased_since=not_increased_since,
            name=name,
            dose=self.dose(owner, fields, known, at),
            half_life=half_life,
            attributes=known,
        )

    def half_life(self, fields: Mapping[str, object], at: str) -> Fraction:
        """In days (MEANING 10.1)."""
        place = f"{at}.half_life"
        raw = fields["half_life"]
        if not isinstance(raw, Mapping):
            raise self.fail(place, "must be an object with value and unit")
        given = self.fields(raw, place, ("value", "unit"))
        number = self.number(given.get("value"), place)
        unit = self.unit(given.get("unit"), place)
        if unit.dimension != _DAY.dimension:
            raise self.fail(place, "must be a time")
        if number <= 0:
            raise self.fail(place, "must be above zero")
        return number * unit.factor / _DAY.factor

    def dose(
        self, owner: ir.Datum, fields: Mapping[str, object], known: Participant, at: str
    ) -> tuple[units.Dimension, Fraction] | None:
        declared = attributes(owner).get("dose")
        if declared is not None and isinstance(declared.kind, ir.Quantity):
            value = known.numbers.get(declared.key)
            if value is None or value.lo is None or not value.is_point:
                return None
            return declared.kind.unit.dimension, value.lo * declared.kind.unit.factor
        amount = self.number(fields["dose"], f"{at}.dose") if "dose" in fields else None
        if amount is not None and amount <= 0:
            raise self.fail(f"{at}.dose", "must be above zero")
        unit = self.unit(fields["unit"], f"{at}.unit") if "unit" in fields else None
        if amount is None or unit is None:
            return None
        return unit.dimension, amount * unit.factor

    def dose_attribute(
        self, attribute: ir.Datum, fields: Mapping[str, object], known: Participant, at: str
    ) -> None:
        """In the attribute's unit and bounds, with its unit beside it (MEANING 10.1)."""
        raw, place = fields.get("dose"), f"{at}.dose"
        if raw is not None and not isinstance(raw, Mapping) and "unit" in fields:
            raw = {"value": raw, "unit": fields["unit"]}
        self.datum(attribute, raw, known, place)
        value = known.numbers.get(attribute.key)
        if value is not None and value.high <= 0:
            raise self.fail(place, "must be above zero")

    def name(self, raw: object, at: str, owner: ir.Datum) -> str:
        """The member's key; not needed where the datum is no group."""
        if raw is None and not is_group(owner.kind):
            return ""
        member = named(owner, raw) if isinstance(raw, str) else None
        if member is None and isinstance(raw, str) and getattr(owner.kind, "is_open", False):
            member = "other"
        if member is None:
            raise self.fail(at, f"must name {owner.name}")
        return member

    # --------------------------------------------------------------------------------- histories

    def history(self, at: str, raw: object, told: Sequence[ir.Datum], known: Participant) -> None:
        """Each entry counts for every datum that it names (MEANING 10.2)."""
        if not isinstance(raw, list | tuple):
            raise self.fail(at, "must be a list; [] for none")
        lists: dict[str, list[Entry]] = {datum.key: [] for datum in told}
        for index, item in enumerate(raw):
            self.attempt(partial(self.of_history, at, f"{at}[{index}]", item, told, lists))
        for key, entries in lists.items():
            known.missing.pop(key, None)
            known.lists[key] = tuple(entries)

    def of_history(
        self,
        history: str,
        at: str,
        raw: object,
        told: Sequence[ir.Datum],
        lists: Mapping[str, list[Entry]],
    ) -> None:
        if not isinstance(raw, Mapping):
            raise self.fail(at, "must be an object with a name")
        name = raw.get("name")
        if not isinstance(name, str):
            raise self.fail(f"{at}.name", "must be text")
        counts = {datum.key: member for datum in told if (member := named(datum, name)) is not None}
        within = raw.get("in")
        if within is None and not counts:
            raise self.fail(f"{at}.name", "is in no list; say with in for which groups it counts")
        if not isinstance(within, list | tuple | None):
            raise self.fail(f"{at}.in", "must be a list of groups; [] for none")
        groups = {each.key for each in told if getattr(each.kind, "is_open", False)}
        for key in within or ():
            if key not in groups:
                raise self.fail(f"{at}.in", "must hold keys of open groups")
            counts.setdefault(key, "other")
        owners = [datum for datum in told if datum.key in counts]
        kind = _HISTORIES[history]()
        allowed = (name for each in owners for name in attributes(each))
        others = [each for each in owners if counts[each.key] == "other"]
        more = (name for each in others for name in _more(each.kind))
        fields = self.fields(raw, at, ("name", "in", *_own(kind), *allowed, *more))
        for owner in owners:
            own = fields if owner in others else {**fields}
            if owner not in others:
                own.pop("half_life", None)
            lists[owner.key].append(self.told(owner, own, at, counts[owner.key]))
        if not owners:
            self.told(ir.Datum(history, history, history, kind, self.nowhere()), fields, at, "")

    def nowhere(self) -> Span:
        return Span(self.protocol.source, 0, 0)


def is_group(kind: ir.Kind) -> bool:
    """Whether entries name a member."""
    if not isinstance(kind, ir.Event | ir.Condition | ir.Treatment):
        return False
    return bool(kind.members) or kind.is_open


def _own(kind: ir.Event | ir.Condition | ir.Treatment) -> tuple[str, ...]:
    """The fields of an entry by its kind."""
    if isinstance(kind, ir.Event):
        return ("date",)
    return (*_SPELL, "dose", "unit") if isinstance(kind, ir.Treatment) else _SPELL


def _more(kind: ir.Kind) -> tuple[str, ...]:
    """What an entry may hold of a medicine that is no member."""
    return ("half_life",) if isinstance(kind, ir.Treatment) and kind.is_open else ()


def named(datum: ir.Datum, name: str) -> str | None:
    """The key of the member of a group that is named, by key, label, synonym or code; empty for the
    name of what is no group; None where it names neither."""
    kind, word = datum.kind, name.strip().casefold()
    assert isinstance(kind, ir.Event | ir.Condition | ir.Treatment)
    if kind.members or kind.is_open:
        for each in kind.members:
            words = (each.key, each.label, *each.synonyms, *(code.code for code in each.codes))
            if word in (one.casefold() for one in words):
                return each.key
        return None
    words = (datum.key, datum.name, datum.label, *datum.synonyms)
    codes = tuple(code.code for code in datum.codes)
    return "" if word in (one.casefold() for one in (*words, *codes)) else None


def births(protocol: ir.Protocol) -> list[str]:
    """The dates of birth: those that an age is counted from, or that are called so."""
    roots = (protocol.criteria, protocol.definitions, protocol.scores, protocol.subgroups)
    others = (protocol.tables, protocol.cohorts, protocol.units)
    counted = {node.datum for node in ir.walk((*roots, *others)) if isinstance(node, ir.Age)}
    return [
        datum.key
        for datum in protocol.data
        if isinstance(datum.kind, ir.DateKind)
        and (datum.key in counted or datum.key == "date_of_birth")
    ]
