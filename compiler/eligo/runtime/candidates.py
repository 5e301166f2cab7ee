"""Units of analysis: of the things of a record, enough must pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .at_hand import Entry, Where, entries_of
from .outcomes import FALSE, NOT_APPLICABLE, TRUE, UNDECIDED, Outcomes
from .values import Things


def candidates_of(things: Things, where: Where | None) -> list[tuple[Entry, bool]]:
    """The things that may be candidates, each with whether it certainly is one."""
    found = []
    for entry in entries_of(things, None):
        outcomes = TRUE if where is None else where(entry)
        if outcomes & TRUE:
            found.append((entry, outcomes == TRUE))
    return found


def enough(
    things: Things,
    side: Callable[[Entry], Outcomes],
    least: int = 1,
    *,
    where: Where | None = None,
) -> Outcomes:
    """Whether a criterion lets at least so many candidates in.

    `side` is the criterion from the participant's side, `where` says who is a candidate. Does not
    apply where it applies to no candidate.
    """
    if things.state:
        return UNDECIDED
    return enough_of(((side(entry), sure) for entry, sure in candidates_of(things, where)), least)


def enough_of(sides: Iterable[tuple[Outcomes, bool]], least: int) -> Outcomes:
    """The same of candidates' outcomes, each with whether it certainly is a candidate."""
    certain = possible = 0
    applies = False
    for outcomes, sure in sides:
        certain += sure and not outcomes & FALSE
        possible += outcomes != FALSE
        applies = applies or outcomes != NOT_APPLICABLE
    if certain >= least:
        return TRUE if applies else NOT_APPLICABLE
    return FALSE if possible < least else UNDECIDED
