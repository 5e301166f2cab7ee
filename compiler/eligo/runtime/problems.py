"""What is wrong with a record, for those who keep the data: what, why it matters, remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


class FieldProblem(ValueError):
    """One problem of one value; `place` is where in its field it stands, such as `0.type`.

    `value`, and the `hint` that is guessed from it, are kept apart: they are shown only where
    somebody asks.
    """

    def __init__(
        self,
        what: str,
        why: str,
        remedy: str,
        value: object = None,
        hint: str = "",
        place: str = "",
    ) -> None:
        super().__init__(f"{what}: {why}. {remedy}" if why else f"{what}. {remedy}")
        self.what = what
        self.why = why
        self.remedy = remedy
        self.value = value
        self.hint = hint
        self.place = place

    def within(self, part: str) -> FieldProblem:
        """The same, with the part (an attribute, the number of an entry) in which it stands."""
        place = f"{part}.{self.place}" if self.place else part
        return FieldProblem(self.what, self.why, self.remedy, self.value, self.hint, place)


@dataclass(frozen=True)
class Problem:
    """A problem with the field it stands in; `value` is empty unless it was asked for."""

    field: str
    message: str
    value: str = ""

    def __str__(self) -> str:
        shown = f" (value: {self.value})" if self.value else ""
        return f"{self.field}: {self.message}{shown}" if self.field else self.message + shown

    def to_json(self) -> dict[str, str]:
        shown = {"field": self.field, "message": self.message}
        return {**shown, "value": self.value} if self.value else shown


class RecordError(ValueError):
    """All problems of one record."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def suggestion(word: str, known: Iterable[str]) -> str:
    """What may have been meant, as a sentence; empty where nothing is near."""
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), folded, n=2, cutoff=0.6)
    return f"Did you mean {' or '.join(folded[name] for name in near)}?" if near else ""


def listing(names: Iterable[str]) -> str:
    shown = list(names)
    if len(shown) > 12:
        return ", ".join(shown[:12]) + f" and {len(shown) - 12} more"
    return ", ".join(shown)
