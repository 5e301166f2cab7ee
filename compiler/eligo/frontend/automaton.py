"""The parser at work: runs the tables that lark built over the words of a block and calls the
builder of the tree.

lark itself is needed only to build the tables; importing it would take longer than checking a
protocol.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eligo.frontend.words import Word

# What a state has read and awaits, for each rule it is in: the rule, the symbols read, the symbols
# to come.
Item = tuple[str, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Rule:
    """``method`` of the builder makes what the rule stands for, from those of its children that
    ``keep`` lists. A rule that repeats has no method: its children are its parent's. ``single``: an
    only child stands for itself."""

    origin: str
    size: int
    method: str
    keep: tuple[int, ...]
    single: bool


@dataclass(frozen=True)
class Tables:
    """``actions`` has, for each state, the symbols that it accepts: the state to go to, or -1 minus
    the rule to apply.

    ``ends`` are the states in which a block of each kind is whole.
    """

    rules: tuple[Rule, ...]
    actions: tuple[dict[str, int], ...]
    starts: dict[str, int]
    ends: dict[str, int]


class Misread(Exception):
    """A word that no rule has here. ``word`` is None at the end of the block."""

    def __init__(self, word: Word | None, state: int) -> None:
        super().__init__(word, state)
        self.word = word
        self.state = state


class _Children(list[Any]):
    """What a repeating rule has read, on its way to the rule that it is part of."""


class Automaton:
    def __init__(self, tables: Tables, builder: object) -> None:
        self._tables = tables
        self._actions = tables.actions
        self._made = [
            (rule, getattr(builder, rule.method) if rule.method else _Children)
            for rule in tables.rules
        ]

    def run(self, words: Sequence[Word], start: str) -> Any:
        """What the builder makes of the words as a whole. Raises :class:`Misread` at the first that
        does not fit."""
        actions = self._tables.actions
        end = self._tables.ends[start]
        states = [self._tables.starts[start]]
        values: list[Any] = []
        for word in words:
            symbol = word.type
            while (action := actions[states[-1]].get(symbol)) is not None and action < 0:
                self._reduce(-1 - action, states, values)
            if action is None:
                raise Misread(word, states[-1])
            states.append(action)
            values.append(word)
        while states[-1] != end:
            action = actions[states[-1]].get("$END")
            if action is None or action >= 0:
                raise Misread(None, states[-1])
            self._reduce(-1 - action, states, values)
        return values[-1]

    def _reduce(self, number: int, states: list[int], values: list[Any]) -> None:
        rule, make = self._made[number]
        size = rule.size
        children: list[Any] = []
        if size:
            read = values[-size:]
            del states[-size:]
            del values[-size:]
            for index in rule.keep:
                child = read[index]
                if child.__class__ is _Children:
                    children += child
                else:
                    children.append(child)
            if rule.single and len(children) == 1:
                values.append(children[0])
                states.append(self._actions[states[-1]][rule.origin])
                return
        values.append(make(children))
        states.append(self._actions[states[-1]][rule.origin])
