"""What belongs where: for each place that a reader can be at, the words that say what must or may
come next.

A place is told by the rule being read and the word or piece of it that was read last. Every state
of the parser is at one of these places; a test proves it. ``{said}`` in an example is the author's
line so far.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from eligo.frontend.automaton import Item
from eligo.frontend.place import Place
from eligo.frontend.places_in_blocks import IN_BLOCKS
from eligo.frontend.places_in_declarations import IN_DECLARATIONS
from eligo.frontend.places_in_rules import IN_RULES

# The order decides where a state is at several places: the first that fits.
PLACES: tuple[Place, ...] = (*IN_RULES, *IN_DECLARATIONS, *IN_BLOCKS)

# What has been read is whole lines: whatever is wrong is the next line, which is explained by where
# it stands.
WHOLE_LINES = frozenset(
    [
        "_NL",
        "_INDENT",
        "_DEDENT",
        "HOLE",
        "hole",
        "body",
        "body_line",
        "statement",
        "listing",
        "guarded",
        "broken",
        "modifier",
        "then",
        "otherwise",
        "about",
        "note",
        "source",
        "plural",
        "question",
        "burden",
        "also_in",
        "kind_lines",
        "attribute",
        "data_line",
        "data_lines",
        "group_line",
        "group_lines",
        "condition_line",
        "condition_lines",
        "number_line",
        "number_lines",
        "table_line",
        "columns",
        "row",
        "table_lines",
        "stage_line",
        "stage_lines",
        "score_line",
        "score_lines",
        "score_item",
        "score_group",
        "group_item",
        "criterion_line",
        "criterion_lines",
        "quote",
        "part",
        "interpretation",
        "interpretation_line",
        "interpretation_lines",
        "not_formalised",
        "obliges",
        "repeat",
        "permits",
        "refers",
        "context_line",
        "context_lines",
        "example_line",
        "example_lines",
        "givens",
        "given_line",
        "given_lines",
        "expect",
        "protocol_line",
        "protocol_property",
        "registered",
    ]
)


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], Place]:
    table: dict[tuple[str, str], Place] = {}
    for place in PLACES:
        for clause in place.at.split(";"):
            rule, _, symbols = clause.strip().partition(":")
            for symbol in symbols.split():
                table[rule, symbol] = place
    return table


_REPEATED = re.compile(r"__(.*)_(star|plus)_\d+")


def place_of(items: Iterable[Item]) -> Place | None:
    """The place of a state, from the rules that it is in; None between lines."""
    table = _table()
    fitting = [table[pair] for pair in pairs(items) if pair in table]
    return min(fitting, key=PLACES.index) if fitting else None


def pairs(items: Iterable[Item]) -> list[tuple[str, str]]:
    """The rule being read and what was read last, for each rule that the state is in."""
    found = []
    for rule, read, _ in items:
        repeated = _REPEATED.fullmatch(rule)
        last = read[-1] if read else ""
        found.append(
            (repeated[1] if repeated else rule, "*" if _REPEATED.fullmatch(last) else last)
        )
    return found


def between_lines(items: Iterable[Item]) -> bool:
    """Whether whole lines have been read, or nothing at all. What repeats at least once is always
    lines."""
    for rule, read, _ in items:
        if not read or read[-1] in WHOLE_LINES or rule.startswith("$root"):
            continue
        repeated = _REPEATED.fullmatch(read[-1])
        if repeated is None or repeated[2] != "plus":
            return False
    return True
