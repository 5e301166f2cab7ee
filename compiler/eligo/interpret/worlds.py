"""The ways in which what a leaf reads may be (MEANING 3.2 and 5.3)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar, cast

from eligo.interpret.outcomes import Judged, Reason, union

Option = TypeVar("Option")
Result = TypeVar("Result")


class World:
    """One way in which what a leaf reads may be: an option for each choice that was met (MEANING
    5.3), and the reasons of all that was met and is open (MEANING 3.2)."""

    def __init__(self, chosen: Mapping[Hashable, object]) -> None:
        self.chosen = chosen
        self.reasons: set[Reason] = set()

    def choose(self, key: Hashable, options: tuple[Option, ...], always: bool = False) -> Option:
        """``always`` records the choice even where there is but one option."""
        if key in self.chosen:
            return cast(Option, self.chosen[key])
        if len(options) == 1 and not always:
            return options[0]
        raise _ChoiceMet(key, options)


class _ChoiceMet(Exception):
    def __init__(self, key: Hashable, options: tuple[object, ...]) -> None:
        self.key, self.options = key, options


def in_every_world(evaluate: Callable[[World], Result]) -> list[tuple[Result, World]]:
    """Evaluate once per combination of options: when a choice is met, start again with each of its
    options."""
    results: list[tuple[Result, World]] = []
    waiting: list[dict[Hashable, object]] = [{}]
    while waiting:
        world = World(waiting.pop())
        try:
            results.append((evaluate(world), world))
        except _ChoiceMet as choice:
            waiting += [{**world.chosen, choice.key: option} for option in choice.options]
    return results


def judge_in_every_world(evaluate: Callable[[World], Judged]) -> Judged:
    """The union of the outcomes, with the reasons of all inputs that are open."""
    results = in_every_world(evaluate)
    because = {reason for _, world in results for reason in world.reasons}
    return union([judged for judged, _ in results], because)
