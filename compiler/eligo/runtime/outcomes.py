"""Sets of outcomes still possible, as bit masks, and what lists and guards make of them."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Outcomes: TypeAlias = int

TRUE: Final = 1
FALSE: Final = 2
NOT_APPLICABLE: Final = 4
UNDECIDED: Final = TRUE | FALSE
ANYTHING: Final = TRUE | FALSE | NOT_APPLICABLE

SINGLE: Final = (TRUE, FALSE, NOT_APPLICABLE)

Status: TypeAlias = Literal["pass", "fail", "unknown", "pending", "delayed", "not applicable"]


def _both(left: int, right: int) -> int:
    """One outcome of `all of` two statements, each with one outcome."""
    if left == NOT_APPLICABLE:
        return right
    if right == NOT_APPLICABLE:
        return left
    return TRUE if left == right == TRUE else FALSE


def _over_all_combinations(left: Outcomes, right: Outcomes) -> Outcomes:
    possible = 0
    for one in SINGLE:
        for other in SINGLE:
            if left & one and right & other:
                possible |= _both(one, other)
    return possible


# ALL_OF[left][right]; lists of more items fold it, because `all of` is associative.
ALL_OF: Final = tuple(
    tuple(_over_all_combinations(left, right) for right in range(8)) for left in range(8)
)

# True and false change places, "does not apply" stays.
NEGATED: Final = (0, 2, 1, 3, 4, 6, 5, 7)


def decided(outcomes: Outcomes) -> bool:
    """Whether one outcome is left."""
    return outcomes in SINGLE


def negate(item: Outcomes) -> Outcomes:
    return NEGATED[item]


def all_of(*items: Outcomes) -> Outcomes:
    result: Outcomes = NOT_APPLICABLE
    for item in items:
        result = ALL_OF[result][item]
    return result


def any_of(*items: Outcomes) -> Outcomes:
    result: Outcomes = NOT_APPLICABLE
    for item in items:
        result = ALL_OF[result][NEGATED[item]]
    return NEGATED[result]


def none_of(*items: Outcomes) -> Outcomes:
    return NEGATED[any_of(*items)]


def count_of(least: int, most: int | None, *items: Outcomes) -> Outcomes:
    """From `least` to `most` (None: no upper end) of the items that apply are true."""
    counts = {(0, False)}  # (true items, whether any item applies), for every combination so far
    for item in items:
        longer = set()
        for count, applies in counts:
            if item & TRUE:
                longer.add((count + 1, True))
            if item & FALSE:
                longer.add((count, True))
            if item & NOT_APPLICABLE:
                longer.add((count, applies))
        counts = longer
    possible = 0
    for count, applies in counts:
        if not applies:
            possible |= NOT_APPLICABLE
        else:
            possible |= TRUE if in_range(count, least, most) else FALSE
    return possible


def in_range(count: int, least: int, most: int | None) -> bool:
    return least <= count and (most is None or count <= most)


def when(condition: Outcomes, body: Outcomes, otherwise: Outcomes = NOT_APPLICABLE) -> Outcomes:
    possible = body if condition & TRUE else 0
    if condition & (FALSE | NOT_APPLICABLE):
        possible |= otherwise
    return possible


def unless(body: Outcomes, exemption: Outcomes) -> Outcomes:
    return when(exemption, NOT_APPLICABLE, body)


def except_when(body: Outcomes, *cases: tuple[Outcomes, Outcomes]) -> Outcomes:
    """The replacement of the first case whose condition is true, else the body."""
    possible = 0
    for condition, replacement in cases:
        if condition & TRUE:
            possible |= replacement
        if not condition & (FALSE | NOT_APPLICABLE):
            return possible
    return possible | body


def lets_in(outcomes: Outcomes, excluding: bool) -> Outcomes:
    """A body turned to the participant's side: true means that it lets them in."""
    return NEGATED[outcomes] if excluding else outcomes


def status_of(side: Outcomes) -> Status:
    """The status of a body turned to the participant's side; `pending` is told apart elsewhere."""
    if side == NOT_APPLICABLE:
        return "not applicable"
    if not side & FALSE:
        return "pass"
    if side == FALSE:
        return "fail"
    return "unknown"


def words(outcomes: Outcomes) -> tuple[str, ...]:
    """The outcomes in words, for people and for JSON."""
    names = ((TRUE, "true"), (FALSE, "false"), (NOT_APPLICABLE, "does not apply"))
    return tuple(name for bit, name in names if outcomes & bit)
