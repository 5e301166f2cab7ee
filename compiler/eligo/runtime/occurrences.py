"""The kinds of fields that hold what happened: events, spells of an illness, treatments, things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar, Final

from . import schemas
from .entries import Shape, blank, described, each_of, taken_apart
from .fields import RecordField
from .problems import FieldProblem, listing, suggestion
from .scalars import (
    as_written,
    missing_state,
    moment,
    number,
    only_keys,
    optional_day,
    optional_moment,
    text,
    yes_or_no,
)
from .units import DoseUnits, Speller, dose_unit
from .values import Amount, Dose, Occurrences, Spell, Thing, Things, WrittenDay

_HALF_LIFE: Final = "half_life"
# What a name in an open group counts as, if it is none of its members.
OTHER: Final = "other"


def _list(written: object, example: str) -> list[object]:
    if not isinstance(written, list | tuple):
        raise FieldProblem(
            "this is not a list",
            "it may have happened several times",
            f"Write {example}; [] says that somebody asked and there was none.",
            written,
        )
    return list(written)


@dataclass(frozen=True)
class OccurrencesField(RecordField):
    """`members` are what a group holds: of each the key, then every other word that names it; of
    a single datum `own` are the words that name it. A group that `is_open` takes any name.

    `history` is the field of a record that may hold the entries of all data of the kind; `parts`
    are what an entry has by its kind, besides a name.
    """

    members: tuple[tuple[str, ...], ...] = ()
    own: tuple[str, ...] = ()
    is_open: bool = False
    entry: Shape | None = None

    history: ClassVar[str]
    parts: ClassVar[tuple[str, ...]]
    example: ClassVar[str]
    are_events: ClassVar[bool] = False

    @property
    def is_group(self) -> bool:
        return bool(self.members) or self.is_open

    def counts(self, name: str) -> bool:
        """Whether an entry of that name in a complete history is one of this field."""
        if self.is_group:
            return _folded(name) in _index(self.members)
        return _is_among(name, self.own)

    def words(self) -> tuple[str, ...]:
        """Every word that names the datum, or a member of it."""
        return tuple(word for words in self.members for word in words) if self.members else self.own

    def keys(self, name: str = "") -> tuple[str, ...]:
        """What an entry may hold, except for its name; one in a complete history, of that name."""
        return self.parts if self.entry is None else (*self.parts, *self.entry.names())

    def read(self, written: object) -> Occurrences:
        members = tuple(words[0] for words in self.members) + ((OTHER,) if self.is_open else ())
        state = missing_state(written)
        entries = () if state else each_of(_list(written, self.example), self._entry)
        return Occurrences(
            self.key, state, written, entries, self.are_events, members, blank(self.entry)
        )

    def _entry(self, written: object) -> Spell:
        raise NotImplementedError

    def _own_parts(self) -> tuple[str, ...]:
        return ("name", *self.parts) if self.is_group else self.parts

    def _member(self, parts: Mapping[str, object]) -> tuple[str, str]:
        """The name as it is told, and the key of the member."""
        name = text(parts.get("name"), '"name"')
        if not self.is_group:
            return name, ""
        if not name.strip():
            raise FieldProblem(
                "the name is missing",
                f"the field stands for a group of {self.history}",
                f'Give "name", one of {listing(words[0] for words in self.members)}.',
            )
        found = _index(self.members).get(_folded(name))
        if found is not None:
            return found, found
        if self.is_open:
            return name, OTHER
        raise FieldProblem(
            "the name is in no group",
            "it would be left out without a word",
            f"The group has {listing(words[0] for words in self.members)}.",
            name,
            suggestion(name, [word for words in self.members for word in words]),
        )


def _folded(name: str) -> str:
    return name.strip().casefold()


@lru_cache(maxsize=256)
def _index(members: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    """The key of each word that names a member."""
    found: dict[str, str] = {}
    for words in members:
        for word in words:
            found.setdefault(_folded(word), words[0])
    return found


def _is_among(name: str, words: tuple[str, ...]) -> bool:
    return _folded(name) in (word.casefold() for word in words)


@dataclass(frozen=True)
class EventField(OccurrencesField):
    history: ClassVar[str] = "events"
    parts: ClassVar[tuple[str, ...]] = ("date",)
    example: ClassVar[str] = '[{"date": "2025-06-15"}]'
    are_events: ClassVar[bool] = True

    def _entry(self, written: object) -> Spell:
        whole = written if isinstance(written, Mapping) else {"date": moment(written).text}
        parts, attributes = taken_apart(whole, self._own_parts(), self.entry)
        name, member = self._member(parts)
        on = optional_moment(parts, "date")
        return Spell(on, on, name=name, member=member, entry=attributes)

    def schema(self) -> schemas.Schema:
        return schemas.event(self.is_group, described(self.entry))


@dataclass(frozen=True)
class ConditionField(OccurrencesField):
    history: ClassVar[str] = "conditions"
    parts: ClassVar[tuple[str, ...]] = (
        "start",
        "end",
        "ongoing",
        "stable_since",
        "not_increased_since",
    )
    example: ClassVar[str] = '[{"start": "2025-01", "ongoing": true}]'

    def _entry(self, written: object) -> Spell:
        parts, attributes = taken_apart(_period(written), self._own_parts(), self.entry)
        name, member = self._member(parts)
        when = course(parts)
        return Spell(
            when.start,
            when.end,
            when.ongoing,
            when.stable_since,
            name,
            member=member,
            not_increased_since=when.not_increased_since,
            entry=attributes,
        )

    def schema(self) -> schemas.Schema:
        return schemas.condition(self.is_group, described(self.entry))


@dataclass(frozen=True)
class TreatmentField(OccurrencesField):
    """`half_lives` (in days) and `equivalents` are given by the member's key; the half-life of a
    single medicine by the empty key."""

    doses: DoseUnits = field(default_factory=dict)
    speller: Speller = field(default_factory=Speller)
    half_lives: tuple[tuple[str, str], ...] = ()
    equivalents: tuple[tuple[str, str], ...] = ()

    history: ClassVar[str] = "treatments"
    parts: ClassVar[tuple[str, ...]] = (*ConditionField.parts, "dose", "unit")
    example: ClassVar[str] = ConditionField.example

    def _entry(self, written: object) -> Spell:
        own = ("name", *self.parts, *((_HALF_LIFE,) if self.is_open else ()))
        whole = _period(written)
        declared = self.entry is not None and "dose" in self.entry.names()
        if declared:
            whole = _with_whole_dose(whole)
        parts, attributes = taken_apart(whole, own, self.entry)
        if not self.is_group and parts.get("name") is not None:
            name = text(parts["name"], '"name"')
            if not _is_among(name, self.own):
                raise FieldProblem(
                    "the name is that of something else",
                    "this field stands for one treatment",
                    f"Leave the name out, or write {listing(self.own)}.",
                    name,
                )
        name, member = self._member(parts)
        if declared:
            amount, dose = self._declared(attributes.dose)
        else:
            amount = self._amount(parts)
            unit = text(parts.get("unit"), '"unit"')
            dose = as_written(parts["dose"]) if parts.get("dose") is not None else ""
            dose = f"{dose} {unit}".strip() if dose else ""
        half_life = self._half_life(parts, member)
        when = course(parts)
        return Spell(
            when.start,
            when.end,
            when.ongoing,
            when.stable_since,
            name,
            dose,
            member,
            amount,
            when.not_increased_since,
            half_life,
            _number_of(member, self.equivalents),
            attributes,
        )

    def keys(self, name: str = "") -> tuple[str, ...]:
        found = super().keys(name)
        return found if not self.is_open or self.counts(name) else (*found, _HALF_LIFE)

    def _half_life(self, parts: Mapping[str, object], member: str) -> Fraction | None:
        """In days: of a member the one that is known, of other medicines what the entry says."""
        written = parts.get(_HALF_LIFE)
        if written is None:
            return _number_of(member, self.half_lives)
        if member != OTHER:
            raise FieldProblem(
                '"half_life" stands in an entry of a medicine whose half-life is known',
                "the two could differ",
                "Leave it out.",
            )
        given = written if isinstance(written, Mapping) else {}
        only_keys(given, ("value", "unit"))
        unit = dose_unit(self.speller.canonical(text(given.get("unit"), '"unit"')), self.doses)
        day = dose_unit("d", self.doses)
        if given.get("value") is None or unit is None or day is None or unit[0] != day[0]:
            raise FieldProblem(
                "this is not a half-life",
                "days are counted from it",
                'Write {"value": "21", "unit": "h"}.',
                written,
            )
        length = number(given["value"], '"value"')
        if length <= 0:
            raise FieldProblem(
                "the half-life is not above zero", "nothing decays so", "Check the number.", written
            )
        return length * unit[1] / day[1]

    def _declared(self, dose: Amount) -> tuple[Dose | None, str]:
        """The dose that the datum declares: in base units, and as written."""
        if dose.state:
            return None, ""
        if dose.interval.point is not None:
            _above_zero(dose.interval.point, dose.shown)
        found = dose_unit(self.speller.canonical(dose.unit), self.doses)
        written = f"{dose.shown} {dose.unit}".strip()
        if found is None or dose.interval.point is None:
            return None, written
        dimensions, factor = found
        raw = number(dose.shown)
        return (dimensions, raw * factor), written

    def _amount(self, written: Mapping[str, object]) -> Dose | None:
        """The dose in base units, where its unit is given as well."""
        dose = None
        if written.get("dose") is not None:
            dose = number(written["dose"], '"dose"')
            _above_zero(dose, written["dose"])
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

    def schema(self) -> schemas.Schema:
        return schemas.treatment(self.is_group, described(self.entry), is_open=self.is_open)


def _above_zero(dose: Fraction, written: object) -> None:
    if dose <= 0:
        raise FieldProblem(
            "the dose is not above zero",
            "nothing was given then",
            "Check the dose; leave the entry out where nothing was given.",
            written,
        )


def _with_whole_dose(written: Mapping[str, object]) -> Mapping[str, object]:
    """An entry whose dose holds its unit, which stands beside it in the record."""
    dose, unit = written.get("dose"), written.get("unit")
    if dose is None or unit is None:
        return written
    if isinstance(dose, Mapping):
        if "missing" in dose or dose.get("unit") is not None:
            return written
        whole: Mapping[str, object] = {**dose, "unit": unit}
    else:
        whole = {"value": dose, "unit": unit}
    return {**written, "dose": whole}


def _number_of(member: str, numbers: tuple[tuple[str, str], ...]) -> Fraction | None:
    return next((Fraction(number) for key, number in numbers if key == member), None)


def _period(written: object) -> Mapping[str, object]:
    if not isinstance(written, Mapping):
        raise FieldProblem(
            "an entry is not a period",
            "it needs its start and its end",
            'Write {"start": "2025-01", "end": "2025-03"} or {"start": …, "ongoing": true}.',
            written,
        )
    return written


@dataclass(frozen=True)
class _Course:
    """When something went on."""

    start: WrittenDay
    end: WrittenDay
    ongoing: bool
    stable_since: WrittenDay
    not_increased_since: WrittenDay


def course(written: Mapping[str, object]) -> _Course:
    """The days of a period; FieldProblem where they cannot be those of one."""
    start, end = optional_moment(written, "start"), optional_moment(written, "end")
    going_on = written.get("ongoing")
    ongoing = False if going_on is None else yes_or_no(going_on, '"ongoing"')
    if ongoing and end.text:
        raise FieldProblem(
            'there are both "end" and "ongoing"',
            "what has ended does not go on",
            "Keep one of them.",
        )
    if start.text and end.text and _is_before(end, start):
        raise FieldProblem(
            "the end lies before the start", "no period is like that", "Check both dates."
        )
    stable = optional_day(written, "stable_since")
    not_increased = optional_day(written, "not_increased_since")
    if stable.text and not_increased.text and stable.high < not_increased.low:
        raise FieldProblem(
            '"not_increased_since" lies after "stable_since"',
            "what is stable has not increased",
            "Check both dates.",
        )
    return _Course(start, end, ongoing, stable, not_increased)


def _is_before(one: WrittenDay, other: WrittenDay) -> bool:
    if one.minute is not None and other.minute is not None and one.low == other.low:
        return one.minute < other.minute
    return one.high < other.low


@dataclass(frozen=True)
class ThingsField(RecordField):
    """Things that have attributes and no day of their own; `entry` says which attributes, `name`
    what they are called."""

    entry: Shape | None = None
    name: str = ""

    def read(self, written: object) -> Things:
        state = missing_state(written)
        if state:
            return Things(self.key, state, written, blank=blank(self.entry), name=self.name)
        keys = () if self.entry is None else self.entry.names()
        example = ", ".join(f'"{key}": …' for key in keys[:2])
        entries = each_of(_list(written, f"[{{{example}}}]"), self._entry)
        ids = [thing.id for thing in entries if thing.id]
        if len(ids) != len(set(ids)):
            raise FieldProblem(
                'two of them have the same "id"',
                "they could not be told apart",
                "Give each its own, or leave it out.",
            )
        return Things(self.key, "", written, entries, blank(self.entry), self.name)

    def _entry(self, written: object) -> Thing:
        if not isinstance(written, Mapping):
            raise FieldProblem(
                "an entry is not an object",
                "it is known by what it holds",
                "Write its parts in braces, each with its name.",
                written,
            )
        parts, attributes = taken_apart(written, ("id",), self.entry)
        return Thing(text(parts.get("id"), '"id"'), attributes)

    def schema(self) -> schemas.Schema:
        return schemas.things(described(self.entry))
