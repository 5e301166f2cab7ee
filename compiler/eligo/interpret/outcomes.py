"""What a statement may still turn out to be, why it is not decided, and how lists combine (MEANING
1 and 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum


class Outcome(Enum):
    """How a statement turns out (MEANING 1.1)."""

    TRUE = "true"
    FALSE = "false"
    NOT_APPLICABLE = "does not apply"

    def __repr__(self) -> str:
        return self.name


T, F, N = Outcome.TRUE, Outcome.FALSE, Outcome.NOT_APPLICABLE
Outcomes = frozenset[Outcome]


@dataclass(frozen=True, order=True)
class Reason:
    """What is open, and why it is (MEANING 3.1)."""

    item: str
    why: str


Reasons = frozenset[Reason]
NO_REASONS: Reasons = frozenset()


@dataclass(frozen=True)
class Judged:
    """The outcomes still possible, and the reasons why there are several; a decided one has none
    (MEANING 3.2)."""

    outcomes: Outcomes
    reasons: Reasons = field(default=NO_REASONS)

    def __post_init__(self) -> None:
        assert self.outcomes, "a statement turns out in some way"
        if self.decided:
            object.__setattr__(self, "reasons", NO_REASONS)

    @property
    def decided(self) -> bool:
        return len(self.outcomes) == 1

    def may_be(self, outcome: Outcome) -> bool:
        return outcome in self.outcomes

    def must_be(self, outcome: Outcome) -> bool:
        return self.outcomes == {outcome}


TRUE = Judged(frozenset({T}))
FALSE = Judged(frozenset({F}))
NOT_APPLICABLE = Judged(frozenset({N}))


def open_between(*outcomes: Outcome, because: Iterable[Reason]) -> Judged:
    return Judged(frozenset(outcomes), frozenset(because))


def reasons_of(items: Iterable[Judged]) -> Reasons:
    """The reasons of the undecided ones (MEANING 3.2); a decided one has none."""
    return frozenset(reason for item in items for reason in item.reasons)


# Items are independent and each table below is associative with "does not apply" as its neutral
# element, so combining two sets after the other gives the same as trying all combinations of all
# items (MEANING 1.2), without their number.


def all_of(items: Iterable[Judged]) -> Judged:
    return _fold(items, lambda a, b: T if (a, b) == (T, T) else F)


def any_of(items: Iterable[Judged]) -> Judged:
    return _fold(items, lambda a, b: F if (a, b) == (F, F) else T)


def none_of(items: Iterable[Judged]) -> Judged:
    """True when every item left is false, false when one is true: `any of`, turned (MEANING
    1.2)."""
    return negation(any_of(items))


def _fold(items: Iterable[Judged], combine: Callable[[Outcome, Outcome], Outcome]) -> Judged:
    items = tuple(items)
    outcomes: Outcomes = frozenset({N})
    for item in items:
        outcomes = frozenset(
            b if a is N else a if b is N else combine(a, b) for a in outcomes for b in item.outcomes
        )
    return Judged(outcomes, reasons_of(items))


def count_of(items: Iterable[Judged], least: int, most: int | None) -> Judged:
    """Whether the number of true items is in the range (MEANING 1.2).

    Which pairs (is an item left, how many are true) are possible is carried from item to item:
    again all combinations."""
    items = tuple(items)
    possible = {(False, 0)}
    for item in items:
        possible = {
            (left or outcome is not N, count + (outcome is T))
            for left, count in possible
            for outcome in item.outcomes
        }
    outcomes = frozenset(
        N if not left else T if least <= count and (most is None or count <= most) else F
        for left, count in possible
    )
    return Judged(outcomes, reasons_of(items))


def negation(item: Judged) -> Judged:
    """MEANING 1.3."""
    turned = {T: F, F: T, N: N}
    return Judged(frozenset(turned[outcome] for outcome in item.outcomes), item.reasons)


def when(condition: Judged, body: Judged, otherwise: Judged = NOT_APPLICABLE) -> Judged:
    """The union of what the branches still possible give (MEANING 1.4)."""
    reachable = []
    if condition.may_be(T):
        reachable.append(body)
    if condition.may_be(F) or condition.may_be(N):
        reachable.append(otherwise)
    return union(reachable, condition.reasons)


def unless(body: Judged, exemption: Judged) -> Judged:
    """MEANING 1.5."""
    return when(exemption, NOT_APPLICABLE, body)


def except_when(body: Judged, cases: Iterable[tuple[Judged, Judged]]) -> Judged:
    """The first case whose condition is true; unions while one is open (MEANING 1.5)."""
    value = body
    for condition, replacement in reversed(tuple(cases)):
        value = when(condition, replacement, value)
    return value


def union(alternatives: Iterable[Judged], because: Iterable[Reason] = ()) -> Judged:
    """One of the alternatives, and it is not known which."""
    alternatives = tuple(alternatives)
    outcomes = frozenset(outcome for item in alternatives for outcome in item.outcomes)
    return Judged(outcomes, reasons_of(alternatives) | frozenset(because))
