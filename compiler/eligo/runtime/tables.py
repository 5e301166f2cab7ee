"""Rows of a table: which of them the inputs may stand in, and what they then say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from .intervals import Comparator, Interval, exact, holds_together
from .outcomes import FALSE, TRUE, Outcomes
from .values import Subject

if TYPE_CHECKING:
    from .choices import Choices

# The rows that may be the one, by their place in the table.
Rows: TypeAlias = tuple[int, ...]


def fits(value: Interval, *bounds: tuple[Comparator, str]) -> Outcomes:
    """Whether a number lies in the range of a cell."""
    return holds_together(value, *((comparator, exact(limit)) for comparator, limit in bounds))


def possible_rows(rows: Sequence[tuple[Outcomes, ...]], default: int | None = None) -> Rows:
    """The rows that may be the one: a row of which all cells fit is the only one.

    `rows` say of each cell whether it fits; the default row is possible where no other is certain.
    """
    found = []
    for index, cells in enumerate(rows):
        if index == default:
            found.append(index)
        elif all(outcomes == TRUE for outcomes in cells):
            return (index,)
        elif FALSE not in cells:
            found.append(index)
    return tuple(found)


def outcome_of_rows(
    participant: Subject,
    rows: Callable[[Choices], Rows],
    statements: Sequence[Callable[[], Outcomes]],
) -> Outcomes:
    """The union of what the possible rows say."""
    from .choices import every_choice

    def of_choice(choices: Choices) -> Outcomes:
        possible = 0
        for row in rows(choices):
            possible |= statements[row]()
        return possible

    return every_choice(participant, of_choice)
