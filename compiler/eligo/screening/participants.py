"""From an entry of a file to the participant of a generated validator, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

from eligo.screening.advice import in_terms, shown_value
from eligo.screening.readers import Entry


@dataclass(frozen=True)
class Wrong:
    """A problem of a record; ``field`` is empty where it is of all, ``value`` unless asked for."""

    field: str
    message: str
    value: str = ""

    def __str__(self) -> str:
        value = f" (value: {self.value})" if self.value else ""
        return f"{self.field}: {self.message}{value}" if self.field else self.message + value

    def to_json(self) -> dict[str, str]:
        shown = {"field": self.field, "message": self.message}
        return {**shown, "value": self.value} if self.value else shown


class WrongRecord(ValueError):
    """All problems of one record."""

    def __init__(self, problems: list[Wrong]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def participant(validator: ModuleType, entry: Entry, *, show_values: bool) -> Any:
    """The validator's own Participant; WrongRecord where the entry is none."""
    if entry.problem:
        raise WrongRecord([Wrong("", entry.problem)])
    model = validator.Participant
    try:
        if entry.text:
            return model.from_json(entry.text, show_values=show_values)
        return model.from_fields(entry.fields, show_values=show_values)
    except ValueError as error:
        # A standalone validator has its own class for this: it is told by what it holds.
        problems = getattr(error, "problems", None)
        if problems is None:
            raise
        table = not entry.text
        fields = _fields(model)
        raise WrongRecord(
            [
                Wrong(
                    each.field,
                    in_terms(each.message, each.field, fields.get(each.field), table=table),
                    shown_value(each.value, table=table) if each.value else "",
                )
                for each in problems
            ]
        ) from None


def _fields(model: Any) -> dict[str, object]:
    """How the validator reads each field, by its name in a record."""
    return {
        each.alias or name: next(iter(each.metadata), None)
        for name, each in model.model_fields.items()
    }
