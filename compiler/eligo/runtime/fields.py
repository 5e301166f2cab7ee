"""The kinds of fields: each reads what a record holds into a value, and describes what it takes.

A field is the metadata of an annotation, `Annotated[Answer, YesNoField("epilepsy")]`; pydantic
asks it for a validator and a JSON Schema. pydantic itself is imported only when it asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from . import schemas
from .intervals import ALL_NUMBERS, Interval
from .problems import FieldProblem, listing
from .scalars import (
    as_written,
    day,
    member,
    missing_state,
    moment,
    number,
    only_keys,
    text,
    yes_or_no,
)
from .units import Speller, Units
from .values import Amount, Answer, Choice, DateValue, Selection, Value

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema


@dataclass(frozen=True)
class RecordField:
    """A field of a record; `key` is its name there."""

    key: str

    def read(self, written: object) -> Value:
        """The value, or FieldProblem. `null` stands for a field that is absent."""
        raise NotImplementedError

    def schema(self) -> schemas.Schema:
        """JSON Schema (draft 2020-12) of what stands in the record; it refers to shared parts."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(
        self, source: type[Any], handler: Callable[[Any], CoreSchema]
    ) -> CoreSchema:
        from pydantic_core import PydanticCustomError, core_schema

        def validate(written: object) -> Value:
            if isinstance(written, Value):
                return written
            try:
                return self.read(written)
            except FieldProblem as problem:
                # Given as context, because braces in a template would be replaced.
                raise PydanticCustomError(
                    "record",
                    "{message}",
                    {"message": str(problem), "problem": problem},
                ) from None

        def serialize(value: Value) -> object:
            return value.written

        return core_schema.no_info_plain_validator_function(
            validate, serialization=core_schema.plain_serializer_function_ser_schema(serialize)
        )

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return schemas.inline(self.schema())


@dataclass(frozen=True)
class YesNoField(RecordField):
    """Yes or no, a judgement or an attestation; `by` is who answers."""

    by: str = ""

    def read(self, written: object) -> Answer:
        state = missing_state(written)
        if state:
            return Answer(self.key, state, written)
        if not isinstance(written, Mapping):
            return Answer(self.key, "", written, yes_or_no(written))
        only_keys(written, ("value", "by", "on"))
        answer = yes_or_no(written.get("value"), '"value"')
        on = written.get("on")
        if on is not None:
            day(on, '"on"')
        return Answer(self.key, "", written, answer, text(written.get("by"), '"by"'), str(on or ""))

    def schema(self) -> schemas.Schema:
        return schemas.answer()


@dataclass(frozen=True)
class OneOfField(RecordField):
    values: tuple[str, ...]

    def read(self, written: object) -> Choice:
        state = missing_state(written)
        if state:
            return Choice(self.key, state, written, None, self.values)
        return Choice(self.key, "", written, member(written, self.values), self.values)

    def schema(self) -> schemas.Schema:
        return schemas.one_of(self.values)


@dataclass(frozen=True)
class AnyOfField(RecordField):
    values: tuple[str, ...]

    def read(self, written: object) -> Selection:
        state = missing_state(written)
        if state:
            return Selection(self.key, state, written, frozenset(), self.values)
        if not isinstance(written, list | tuple):
            raise FieldProblem(
                "this is not a list of values",
                "several may hold at once",
                'Write them in brackets, such as ["III", "V"]; [] says that none holds.',
                written,
            )
        chosen = frozenset(member(value, self.values) for value in written)
        return Selection(self.key, "", written, chosen, self.values)

    def schema(self) -> schemas.Schema:
        return schemas.any_of(self.values)


@dataclass(frozen=True)
class Scale:
    """The numbers a field takes: their unit, bounds of the kind, and the plausible range."""

    unit: str
    units: Units = field(default_factory=dict)
    speller: Speller = field(default_factory=Speller)
    whole: bool = False
    bounds: tuple[str, str] | None = None
    plausible: tuple[str, str] | None = None

    def limits(self) -> Interval:
        return ALL_NUMBERS if self.bounds is None else _closed(self.bounds)

    def amount(self, written: Mapping[str, object]) -> tuple[Interval, str, str]:
        """The interval in the field's unit, and number and unit as written."""
        given = [part for part in ("value", "below", "above") if written.get(part) is not None]
        if len(given) != 1:
            raise FieldProblem(
                'there must be exactly one of "value", "below" and "above"',
                "it is not clear what was measured",
                "Keep one of them.",
            )
        part = given[0]
        unit = self.unit if written.get("unit") is None else text(written["unit"], '"unit"')
        raw = number(written[part], f'"{part}"')
        value = self.convert(raw, unit)
        shown = as_written(written[part])
        self.check(value, raw, part, unit)
        if part == "value":
            return Interval(value, value), shown, unit
        # A factor below zero turns the sides round.
        if (part == "below") == (self.convert(raw + 1, unit) > value):
            interval = Interval(None, value, high_open=True)
        else:
            interval = Interval(value, None, low_open=True)
        within = interval.common(self.limits())
        if within is None:
            raise self._outside(raw)
        return within, f"{part} {shown}", unit

    def reported(self, unit: str) -> str:
        """The unit in its canonical spelling."""
        return unit if unit == self.unit else self.speller.canonical(unit)

    def convert(self, value: Fraction, unit: str) -> Fraction:
        found = self._units_of(unit)
        if found is None:
            raise FieldProblem(
                "the unit does not convert",
                f"the value is compared in {self.unit or 'no unit'}",
                f"Accepted are {listing(dict.fromkeys((self.unit, *self.units)))}.",
                unit,
            )
        numerator, denominator, offset, offset_denominator = found
        return value * Fraction(numerator, denominator) + Fraction(offset, offset_denominator)

    def _units_of(self, unit: str) -> tuple[int, int, int, int] | None:
        unit = self.reported(unit)
        return (1, 1, 0, 1) if unit == self.unit else self.units.get(unit)

    def check(self, value: Fraction, raw: Fraction, part: str, unit: str) -> None:
        """FieldProblem where the number cannot be, or hardly can be, right.

        Of a value below or above a limit, that limit is looked at.
        """
        if self.whole and part == "value" and value.denominator != 1:
            raise FieldProblem(
                "the value is not a whole number", "it is counted", "Check the number.", str(raw)
            )
        if self.bounds is not None and not _lies_in(value, self.bounds):
            raise self._outside(raw)
        if self.plausible is not None and not _lies_in(value, self.plausible):
            low, high = self.plausible
            shown = f" {self.unit}" if self.unit not in ("", "1") else ""
            raise FieldProblem(
                f"{_name_of(part)} is outside the plausible range of {low} to {high}{shown}",
                "a slip would decide the rule",
                "Check number and unit; a comma or a digit may be misplaced.",
                str(raw),
                self._likely_slip(raw, unit),
            )

    def _outside(self, raw: Fraction) -> FieldProblem:
        assert self.bounds is not None
        low, high = self.bounds
        return FieldProblem(
            f"the value is outside {low} to {high}",
            "no other values exist",
            "Check the number.",
            str(raw),
        )

    def _likely_slip(self, raw: Fraction, unit: str) -> str:
        assert self.plausible is not None
        for other in (self.unit, *self.units):
            converted = self.convert(raw, other)
            if other != unit and _lies_in(converted, self.plausible):
                return f"In {other} it would be plausible: was it {other}, not {unit}?"
        return ""

    def limits_of(
        self, written: Mapping[str, object], unit: str
    ) -> tuple[Fraction | None, Fraction | None]:
        """The laboratory's upper and lower limit, in the field's unit."""
        limits: dict[str, Fraction | None] = {}
        for part in ("upper", "lower"):
            limits[part] = None
            if written.get(part) is not None:
                raw = number(written[part], f'"{part}"')
                limits[part] = value = self.convert(raw, unit)
                self.check(value, raw, part, unit)
        upper, lower = limits["upper"], limits["lower"]
        if upper is not None and upper <= 0:
            raise FieldProblem(
                "the upper limit is not above zero",
                "multiples of it would mean nothing",
                "Check the limit, or leave it out.",
                written["upper"],
            )
        if upper is not None and lower is not None and lower >= upper:
            raise FieldProblem(
                "the lower limit is not below the upper one",
                "no value would be normal",
                "Check both limits; they may be exchanged.",
                f"{written['lower']} and {written['upper']}",
            )
        return upper, lower


def _name_of(part: str) -> str:
    return f"the {part} limit" if part in ("upper", "lower") else "the value"


def _closed(ends: tuple[str, str]) -> Interval:
    return Interval(Fraction(ends[0]), Fraction(ends[1]))


def _lies_in(value: Fraction, ends: tuple[str, str]) -> bool:
    return Fraction(ends[0]) <= value <= Fraction(ends[1])


@dataclass(frozen=True)
class NumberField(RecordField):
    """A number without a date."""

    scale: Scale

    def read(self, written: object) -> Amount:
        state = missing_state(written)
        if state:
            return Amount(self.key, state, written, self.scale.limits())
        parts = written if isinstance(written, Mapping) else {"value": written}
        only_keys(parts, ("value", "below", "above", "unit"))
        interval, shown, unit = self.scale.amount(parts)
        return Amount(self.key, "", written, interval, shown, unit)

    def schema(self) -> schemas.Schema:
        return schemas.amount((self.scale.unit, *self.scale.units))


@dataclass(frozen=True)
class DateField(RecordField):
    """A day of the participant's life; where `may_be_none` it may be known not to have happened."""

    may_be_none: bool = False
    is_milestone: bool = False
    is_birth: bool = False

    def read(self, written: object) -> DateValue:
        state = missing_state(written)
        if state and written is not None and self.is_milestone:
            raise FieldProblem(
                "a milestone is not missing in this way",
                "it has its day, or it is still to come",
                "Write the day, or leave the field out.",
                written,
            )
        if state:
            return DateValue(
                self.key,
                state,
                written,
                may_be_none=self.may_be_none,
                is_milestone=self.is_milestone,
            )
        if self.may_be_none and written == "none":
            return DateValue(self.key, "", written, none=True)
        found = moment(written) if self.is_milestone else day(written)
        return DateValue(
            self.key,
            "",
            written,
            found.low,
            found.high,
            is_milestone=self.is_milestone,
            is_birth=self.is_birth,
            minute=found.minute,
        )

    def schema(self) -> schemas.Schema:
        return schemas.date(self.may_be_none, self.is_milestone)
