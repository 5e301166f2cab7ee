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
        raise WrongRecord(
            [
                Wrong(
                    each.field,
                    in_terms(each.message, each.field, _field_at(model, each.field), table=table),
                    shown_value(each.value, table=table) if each.value else "",
                )
                for each in problems
            ]
        ) from None


def _field_at(model: Any, place: str) -> object:
    """How the validator reads what stands in a place such as `eye.0.laser`; None where it is no
    field."""
    key, _, deeper = place.partition(".")
    fields = {each.alias or name: each for name, each in model.model_fields.items()}
    found = next(iter(fields[key].metadata), None) if key in fields else None
    _, _, attribute = deeper.partition(".")
    inner = getattr(found, "entry", None)
    if not attribute:
        return found
    return None if inner is None else _field_at(inner, attribute)
