"""The participant's record: what every generated model is built on, and reading it from JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NoReturn, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from .days import LATEST, Day
from .fields import RecordField
from .histories import unfolded
from .problems import FieldProblem, Problem, RecordError, suggestion
from .repeats import Again, Repeat
from .scalars import SIGNIFICANT_DIGITS
from .schemas import Schema
from .values import (
    DateValue,
    Measurements,
    Occurrences,
    PairedReadings,
    Results,
    Value,
    WrittenDay,
)

_READ_ALL = ConfigDict(
    extra="forbid",
    frozen=True,
    hide_input_in_errors=True,
    # What is absent is read, too: it becomes the value "not recorded".
    validate_default=True,
    protected_namespaces=(),
    validate_by_name=False,
    validate_by_alias=True,
)


def recorded(
    *,
    title: str,
    description: str = "",
    alias: str | None = None,
    told: dict[str, Any] | None = None,
) -> Any:
    """A field of a generated model; what is absent from a record is read as null."""
    return Field(
        default=None,
        title=title,
        description=description or None,
        alias=alias,
        json_schema_extra=told,
    )


class Record(BaseModel):
    """A participant. Messages about errors never hold the participant's values unless asked."""

    model_config = _READ_ALL
    _again: Mapping[str, Again] = PrivateAttr(default_factory=dict)

    def visits(self) -> Mapping[str, DateValue]:
        """The milestones by key."""
        raise NotImplementedError

    def derived(self, key: str) -> Day:
        """The day of a milestone that is no field: it is counted from something else."""
        raise KeyError(key)

    def day_of(self, key: str) -> Day:
        """The day of a milestone, which on both sides of a comparison is one day."""
        visits = self.visits()
        if key in visits:
            return visits[key].day
        return replace(self.derived(key), milestone=key, tag=key)

    def fields(self) -> Mapping[str, Value]:
        """Every milestone and datum by key."""
        raise NotImplementedError

    @model_validator(mode="after")
    def _born_first(self) -> Self:
        problems = list(_before_birth(self.fields()))
        if problems:
            message = "; ".join(f"{key}: {what}" for key, what in problems)
            raise PydanticCustomError(
                "dates before birth", "{message}", {"message": message, "problems": problems}
            )
        return self

    def changed(self, values: Mapping[str, Value]) -> Self:
        """The same participant with other values in some fields, named by key."""
        names = _names(type(self))
        return self.model_copy(update={names[key]: value for key, value in values.items()})

    def repeating(self, repeat: Repeat) -> Self:
        """The same participant, as a rule sees it that lets readings be taken again."""
        same = self.model_copy()
        same._again = repeat.counting(self)
        return same

    def again(self, key: str) -> Again | None:
        """Which readings of a datum count as taken again."""
        return self._again.get(key)

    @classmethod
    def from_json(cls, text: str, *, show_values: bool = False) -> Self:
        """A participant from JSON text; RecordError with all problems of the record."""
        return cls.from_fields(read_record(text), show_values=show_values)

    @classmethod
    def from_fields(cls, record: Mapping[str, object], *, show_values: bool = False) -> Self:
        """A participant from fields as `read_record` gives them; RecordError with all problems.

        The complete histories `treatments`, `conditions` and `events` are read here.
        """
        found = unfolded(record, _fields_of(cls))
        problems = found.problems(show_values)
        try:
            read = cls.model_validate(found.record)
        except ValidationError as error:
            wrong = problems_of(error, cls, show_values)
            problems += [replace(each, field=found.place(each.field)) for each in wrong]
        else:
            if not problems:
                return read
        raise RecordError(dict.fromkeys(problems))


class Entry(BaseModel):
    """What is to be known of one entry of a list; each attribute is a value with its own key."""

    model_config = _READ_ALL

    def fields(self) -> Mapping[str, Value]:
        """The attributes by their names in a record."""
        names = _names(type(self))
        return {key: getattr(self, name) for key, name in names.items()}

    def changed(self, values: Mapping[str, Value]) -> Self:
        """The same with other values in some attributes, named as in a record."""
        names = _names(type(self))
        return self.model_copy(update={names[key]: value for key, value in values.items()})

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The attributes' names in a record."""
        return tuple(_names(cls))

    @classmethod
    def read(cls, written: Mapping[str, object]) -> Self:
        """The attributes of one entry; FieldProblem, with its place, for the first that is wrong."""
        try:
            return cls.model_validate(dict(written))
        except ValidationError as error:
            detail = error.errors(include_url=False)[0]
            problem: FieldProblem = detail["ctx"]["problem"]
            raise problem.within(str(detail["loc"][0])) from None

    @classmethod
    @cache
    def blank(cls) -> Self:
        """The attributes of an entry of which nothing is recorded."""
        return cls.read({})

    @classmethod
    def schemas(cls) -> dict[str, Schema]:
        return {key: field.schema() for key, field in _fields_of(cls).items()}


def _before_birth(fields: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Fields with a day that lies before the birth for certain, each with what is wrong."""
    for birth in fields.values():
        if not isinstance(birth, DateValue) or not birth.is_birth:
            continue
        days = [
            value.high
            for value in fields.values()
            if isinstance(value, DateValue) and value.is_milestone and not value.state
        ]
        if days and max(days) < birth.low:
            yield birth.key, (
                "the birth lies after every milestone: nobody would have been born yet. "
                "Check the year."
            )
        for key, value in fields.items():
            if key != birth.key and _first_end(value) < birth.low:
                yield key, (
                    f"a day lies before {birth.key}: one of the two is wrong. Check both dates."
                )


def _first_end(value: Value) -> int:
    """The earliest last day of all days that a datum gives; not those in attributes, which may be
    another person's."""
    written: list[WrittenDay] = []
    if isinstance(value, DateValue):
        return LATEST if value.is_milestone or value.none else value.high
    if isinstance(value, Measurements | Results | PairedReadings):
        written = [entry.date for entry in value.entries]
    elif isinstance(value, Occurrences):
        for spell in value.entries:
            written += [spell.start, spell.end, spell.stable_since, spell.not_increased_since]
    return min((day.high for day in written), default=LATEST)


@lru_cache(maxsize=256)
def _names(model: type[BaseModel]) -> dict[str, str]:
    """The attribute of each key."""
    return {field.alias or name: name for name, field in model.model_fields.items()}


@lru_cache(maxsize=256)
def _fields_of(model: type[BaseModel]) -> dict[str, RecordField]:
    """How each key is read."""
    return {
        field.alias or name: kind
        for name, field in model.model_fields.items()
        for kind in field.metadata
        if isinstance(kind, RecordField)
    }


def problems_of(
    error: ValidationError, model: type[BaseModel], show_values: bool = False
) -> list[Problem]:
    """pydantic's errors in words for those who keep the data."""
    known = [field.alias or name for name, field in model.model_fields.items()]
    problems = []
    for detail in error.errors(include_url=False):
        place = ".".join(str(part) for part in detail["loc"])
        shown = ""
        if detail["type"] == "extra_forbidden":
            near = suggestion(place, known)
            remedy = near or "Leave it out, or correct its name."
            message = f"there is no such field: it would be left out without a word. {remedy}"
        elif detail["type"] == "missing":
            message = "the field is missing: every participant needs it. Add it."
        elif detail["type"] == "dates before birth":
            problems += [Problem(*each) for each in detail["ctx"]["problems"]]
            continue
        elif detail["type"] == "record":
            message = detail["msg"]
            problem = detail["ctx"]["problem"]
            if problem.place:
                place = f"{place}.{problem.place}"
            if show_values and problem.hint:
                message = f"{message} {problem.hint}"
        else:
            message = f"{detail['msg']}. Correct the value."
        if show_values:
            value = detail["ctx"]["problem"].value if detail["type"] == "record" else None
            shown = repr(detail["input"] if value is None else value)
        problems.append(Problem(place, message, shown))
    return problems


def read_record(text: str) -> dict[str, Any]:
    """One participant's JSON object, its numbers as the decimals that are written.

    RecordError for what is no JSON object, for NaN and infinities, for numbers of more than 15
    significant digits and for a field that stands there twice.
    """
    try:
        record = json.loads(
            text,
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=_not_finite,
            object_pairs_hook=_without_repetition,
        )
    except FieldProblem as problem:
        raise RecordError([Problem("", str(problem))]) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        message = f"this is not JSON ({error.msg}, {where}). Correct the text there."
        raise RecordError([Problem("", message)]) from None
    except RecursionError:
        raise RecordError([Problem("", "the JSON is nested too deeply to be a record.")]) from None
    if not isinstance(record, dict):
        message = 'this is no participant. Write one JSON object: {"id": "001", …}.'
        raise RecordError([Problem("", message)])
    return record


def _decimal(written: str) -> Decimal:
    if len(written) > 100:
        raise _too_long()
    return Decimal(written)


def _whole(written: str) -> int:
    if len(written.lstrip("-")) > SIGNIFICANT_DIGITS + 1:
        raise _too_long()
    return int(written)


def _too_long() -> FieldProblem:
    return FieldProblem(
        f"a number has more than {SIGNIFICANT_DIGITS} significant digits",
        "no measurement has",
        "Give the value as it was reported.",
    )


def _not_finite(written: str) -> NoReturn:
    raise FieldProblem(
        "a number is NaN or infinite",
        "it can be compared with nothing",
        "Leave the field out where there is no value.",
    )


def _without_repetition(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise FieldProblem(
                f'the field "{key}" stands there twice',
                "only one of the two would count",
                "Keep one of them.",
            )
        found[key] = value
    return found
