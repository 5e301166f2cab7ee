"""The kinds of fields that hold dated lists: measurements, results, events and periods."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import schemas
from .fields import RecordField, Scale
from .problems import FieldProblem, listing, suggestion
from .scalars import (
    as_written,
    day,
    member,
    missing_state,
    number,
    only_keys,
    optional_day,
    text,
    yes_or_no,
)
from .units import DoseUnits, Speller, dose_unit
from .values import (
    Dated,
    Dose,
    Found,
    Measured,
    Measurements,
    Occurrences,
    Results,
    Spell,
    WrittenDay,
)


@dataclass(frozen=True)
class DatedField(RecordField):
    """`visits` are the milestones an entry may be tagged with; `assessed` is the one at which a
    single value without a day was taken."""

    visits: tuple[str, ...]
    assessed: str

    def dated(self, written: Mapping[str, object]) -> Dated:
        visit = text(written.get("visit"), '"visit"')
        if visit and visit not in self.visits:
            raise FieldProblem(
                "there is no such visit",
                "the value cannot be placed in time",
                f"The visits are {listing(self.visits)}.",
                visit,
                suggestion(visit, self.visits),
            )
        return Dated(optional_day(written, "date"), visit)


@dataclass(frozen=True)
class MeasurementField(DatedField):
    scale: Scale
    normal_range: bool = False
    titre: bool = False

    def read(self, written: object) -> Measurements:
        state = missing_state(written)
        if state:
            return Measurements(self.key, state, written)
        if isinstance(written, list | tuple):
            entries = tuple(self._entry(_object(entry)) for entry in written)
            return Measurements(self.key, "", written, entries)
        entry = self._entry(written)
        assumed = not entry.date.text and not entry.visit
        if assumed:
            entry = self._measured(entry, Dated(WrittenDay(), self.assessed))
        return Measurements(self.key, "", written, (entry,), assumed)

    def _entry(self, written: object) -> Measured:
        parts = written if isinstance(written, Mapping) else {"value": written}
        allowed = ["value", "below", "above", "unit", "date", "visit"]
        only_keys(parts, allowed + (["upper", "lower"] if self.normal_range else []))
        if self.titre:
            parts = {**parts, **_titre(parts)}
        interval, shown, unit = self.scale.amount(parts)
        upper, lower = self.scale.limits_of(parts, unit)
        dated = self.dated(parts)
        shown = f"1:{shown}" if self.titre and interval.point is not None else shown
        return Measured(dated.date, dated.visit, interval, upper, lower, shown, unit)

    @staticmethod
    def _measured(entry: Measured, dated: Dated) -> Measured:
        return Measured(
            dated.date,
            dated.visit,
            entry.interval,
            entry.upper,
            entry.lower,
            entry.shown,
            entry.unit,
        )

    def schema(self) -> schemas.Schema:
        return schemas.measurement(
            (self.scale.unit, *self.scale.units), self.visits, self.normal_range, self.titre
        )


def _titre(parts: Mapping[str, object]) -> dict[str, object]:
    """A titre 1:160 is the number 160."""
    return {
        part: match[1]
        for part, value in parts.items()
        if isinstance(value, str) and (match := _TITRE.fullmatch(value.strip()))
    }


_TITRE = re.compile(r"1:([0-9]+(\.[0-9]+)?)")


def _object(entry: object) -> Mapping[str, object]:
    """An entry of a list, which needs its day or its visit beside its value."""
    if isinstance(entry, Mapping):
        return entry
    raise FieldProblem(
        "an entry of a list has no day",
        "the values of a list are told apart by their days",
        'Write {"value": …, "date": "2025-06-15"}, or one value without a list.',
        entry,
    )


@dataclass(frozen=True)
class ResultField(DatedField):
    values: tuple[str, ...]

    def read(self, written: object) -> Results:
        state = missing_state(written)
        if state:
            return Results(self.key, state, written, (), self.values)
        if isinstance(written, list | tuple):
            entries = tuple(self._entry(_object(entry)) for entry in written)
            return Results(self.key, "", written, entries, self.values)
        entry = self._entry(written)
        assumed = not entry.date.text and not entry.visit
        if assumed:
            entry = Found(WrittenDay(), self.assessed, entry.value)
        return Results(self.key, "", written, (entry,), self.values, assumed)

    def _entry(self, written: object) -> Found:
        parts = written if isinstance(written, Mapping) else {"value": written}
        only_keys(parts, ("value", "date", "visit"))
        dated = self.dated(parts)
        return Found(dated.date, dated.visit, member(parts.get("value"), self.values))

    def schema(self) -> schemas.Schema:
        return schemas.result(self.values, self.visits)


def _entries(written: object, example: str) -> list[object]:
    if not isinstance(written, list | tuple):
        raise FieldProblem(
            "this is not a list",
            "it may have happened several times",
            f"Write {example}; [] says that somebody asked and there was none.",
            written,
        )
    return list(written)


@dataclass(frozen=True)
class EventField(RecordField):
    def read(self, written: object) -> Occurrences:
        state = missing_state(written)
        if state:
            return Occurrences(self.key, state, written, are_events=True)
        entries = tuple(
            self._entry(entry) for entry in _entries(written, '[{"date": "2025-06-15"}]')
        )
        return Occurrences(self.key, "", written, entries, are_events=True)

    @staticmethod
    def _entry(written: object) -> Spell:
        if isinstance(written, Mapping):
            only_keys(written, ("date",))
            on = optional_day(written, "date")
        else:
            on = day(written)
        return Spell(on, on)

    def schema(self) -> schemas.Schema:
        return schemas.event()


@dataclass(frozen=True)
class ConditionField(RecordField):
    def read(self, written: object) -> Occurrences:
        state = missing_state(written)
        if state:
            return Occurrences(self.key, state, written)
        entries = _entries(written, '[{"start": "2025-01", "ongoing": true}]')
        return Occurrences(self.key, "", written, tuple(self._entry(entry) for entry in entries))

    def _entry(self, written: object) -> Spell:
        return _period(written, ("start", "end", "ongoing", "stable_since"))

    def schema(self) -> schemas.Schema:
        return schemas.condition()


@dataclass(frozen=True)
class TreatmentField(ConditionField):
    """`members` are the medicines of a group: key, then every other word that names it; of a
    single treatment `own` are the words that name it."""

    members: tuple[tuple[str, ...], ...] = ()
    own: tuple[str, ...] = ()
    doses: DoseUnits = field(default_factory=dict)
    speller: Speller = field(default_factory=Speller)

    def _entry(self, written: object) -> Spell:
        parts = ("name", "start", "end", "ongoing", "stable_since", "dose", "unit")
        spell = _period(written, parts)
        assert isinstance(written, Mapping)
        name = text(written.get("name"), '"name"')
        if self.members:
            name = self._member(name)
        elif written.get("name") is not None and not _is_among(name, self.own):
            raise FieldProblem(
                "the name is that of something else",
                "this field stands for one treatment",
                f"Leave the name out, or write {listing(self.own)}.",
                name,
            )
        amount = self._amount(written)
        unit = text(written.get("unit"), '"unit"')
        dose = as_written(written["dose"]) if written.get("dose") is not None else ""
        return Spell(
            spell.start,
            spell.end,
            spell.ongoing,
            spell.stable_since,
            name,
            f"{dose} {unit}".strip() if dose else "",
            name if self.members else "",
            amount,
        )

    def _amount(self, written: Mapping[str, object]) -> Dose | None:
        """The dose in base units, where its unit is given as well."""
        dose = None
        if written.get("dose") is not None:
            dose = number(written["dose"], '"dose"')
            if dose <= 0:
                raise FieldProblem(
                    "the dose is not above zero",
                    "nothing was given then",
                    "Check the dose; leave the entry out where nothing was given.",
                    written["dose"],
                )
        if written.get("unit") is None:
            return None
        unit = text(written["unit"], '"unit"')
        found = dose_unit(self.speller.canonical(unit), self.doses)
        if found is None:
            raise FieldProblem(
                "the unit of the dose is not known",
                "doses could not be compared",
                'Write it in UCUM, such as "mg", "mg/d" or "{tablet}/d".',
                unit,
            )
        dimensions, factor = found
        return None if dose is None else (dimensions, dose * factor)

    def _member(self, name: str) -> str:
        if not name:
            raise FieldProblem(
                "the name is missing",
                "the field stands for a group of medicines",
                f'Give "name", one of {listing(words[0] for words in self.members)}.',
            )
        for words in self.members:
            if _is_among(name, words):
                return words[0]
        raise FieldProblem(
            "the name is in no group",
            "it would be left out without a word",
            f"The group has {listing(words[0] for words in self.members)}.",
            name,
            suggestion(name, [word for words in self.members for word in words]),
        )

    def schema(self) -> schemas.Schema:
        return schemas.treatment(bool(self.members))


def _is_among(name: str, words: tuple[str, ...]) -> bool:
    return name.strip().casefold() in (word.casefold() for word in words)


def _period(written: object, allowed: tuple[str, ...]) -> Spell:
    if not isinstance(written, Mapping):
        raise FieldProblem(
            "an entry is not a period",
            "it needs its start and its end",
            'Write {"start": "2025-01", "end": "2025-03"} or {"start": …, "ongoing": true}.',
            written,
        )
    only_keys(written, allowed)
    start, end = optional_day(written, "start"), optional_day(written, "end")
    going_on = written.get("ongoing")
    ongoing = False if going_on is None else yes_or_no(going_on, '"ongoing"')
    if ongoing and end.text:
        raise FieldProblem(
            'there are both "end" and "ongoing"',
            "what has ended does not go on",
            "Keep one of them.",
        )
    if start.text and end.text and end.high < start.low:
        raise FieldProblem(
            "the end lies before the start", "no period is like that", "Check both dates."
        )
    return Spell(start, end, ongoing, optional_day(written, "stable_since"))
