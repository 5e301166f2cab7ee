"""All that is explained about one verdict, computed when it is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from .ask import Asking, Questions
from .comeback import passes_from
from .explain import Explanation
from .outcomes import words

if TYPE_CHECKING:
    from .evaluation import Result


class Explained:
    """Trees, questions, days to come back, duties, interpretations and assumptions."""

    def __init__(self, result: Result) -> None:
        self._result = result

    @cached_property
    def criteria(self) -> Mapping[str, Explanation]:
        """The tree of every criterion."""
        return {key: self._result.case.criterion(key) for key in self._result.criteria}

    @cached_property
    def subgroups(self) -> Mapping[str, Explanation]:
        return {key: self._result.case.subgroup(key) for key in self._result.subgroups}

    @cached_property
    def ask_next(self) -> Questions | None:
        """The smallest sets of items that decide the verdict; None where it is decided."""
        if self._result.verdict != "undetermined":
            return None
        return Asking(self._result).for_verdict()

    @cached_property
    def ask_next_by_criterion(self) -> Mapping[str, Questions]:
        asking = Asking(self._result)
        return {
            each.key: asking.for_criterion(each.key)
            for each in self._result.rules.criteria
            if not each.parts and each.key in self._result.missing
        }

    @cached_property
    def passes_from(self) -> Mapping[str, str]:
        """Per failing criterion that only time mends, the day from which it passes."""
        return passes_from(self._result)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The days to come back, in English."""
        criteria = self._result.criteria
        return tuple(
            f"{criteria[key].label} {criteria[key].title}: passes from {day}"
            for key, day in self.passes_from.items()
        )

    @cached_property
    def duties(self) -> tuple[Mapping[str, object], ...]:
        case = self._result.case
        return tuple(duty for key in self._result.criteria for duty in case.duties(key))

    @cached_property
    def interpretations(self) -> tuple[Mapping[str, object], ...]:
        """The decisions on the text that the verdict relies on."""
        rules = self._result.case.rules.criteria
        return tuple(
            {"criterion": key, **each.to_json()}
            for key in self._result.criteria
            for each in rules[key].interpretations
        )

    def to_json(self) -> dict[str, object]:
        assumed = self._result.rules.assessed_at
        return {
            "criteria": {key: tree.to_json() for key, tree in self.criteria.items()},
            "subgroups": {key: list(words(tree.outcomes)) for key, tree in self.subgroups.items()},
            "ask_next": self.ask_next.to_json() if self.ask_next is not None else None,
            "ask_next_by_criterion": {
                key: questions.to_json() for key, questions in self.ask_next_by_criterion.items()
            },
            "passes_from": {
                key: {"date": day, "sentence": f"passes from {day}"}
                for key, day in self.passes_from.items()
            },
            "duties": [dict(duty) for duty in self.duties],
            "interpretations": [dict(each) for each in self.interpretations],
            "assumptions": [
                {"datum": key, "assumed": f"taken on the day of {assumed}"}
                for key in self._result.assumptions
            ],
        }
