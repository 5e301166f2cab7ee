"""Whether a limit for each value (by sex, by region) stands beside that value in the text too."""

from __future__ import annotations

from collections.abc import Iterator

from eligo import ir
from eligo.check.agreement import said_numbers, same_number
from eligo.check.passage import Passage, passages, values_of, words_in
from eligo.check.rule import Limit, limits
from eligo.check.text import Mention
from eligo.check.words import PEOPLE
from eligo.diagnostics import Diagnostic
from eligo.diagnostics import agreement as say


def by_value(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    for passage in passages(protocol):
        if len(passage.quotes) != 1:
            continue
        for node in ir.walk(passage.rules):
            if not isinstance(node, ir.Compare):
                continue
            for bound in node.bounds:
                if isinstance(bound.limit, ir.CaseNumber):
                    yield from _exchanged(passage, bound.limit)


def _exchanged(passage: Passage, case: ir.CaseNumber) -> Iterator[Diagnostic]:
    """A number that the text gives to one value and the rule to another, whichever of the two the
    text puts first: "470 ms in women", "in women 470 ms"."""
    ruled = {keys: tuple(limits(number)) for keys, number in case.branches}
    if any(len(found) != 1 for found in ruled.values()):
        return
    if len({found[0].amount for found in ruled.values()}) < len(ruled):
        return
    quote = passage.quotes[0]
    said = [
        mention
        for mention in said_numbers(passage, quote)
        if any(same_number(mention, found[0]) for found in ruled.values())
    ]
    values = _places(passage, case, passage.masked(quote))
    readings = [found for found in (_beside(said, values, 1), _beside(said, values, -1)) if found]
    wrong = [[pair for pair in reading if not _agrees(*pair, ruled)] for reading in readings]
    if wrong and all(wrong):
        mention, key = wrong[0][0]
        found = next(found[0] for keys, found in ruled.items() if key in keys)
        label = next(
            value.label
            for value in values_of(passage.protocol.datum(case.selector.datum))
            if value.key == key
        )
        yield say.number_given_to_another(found.span, label, mention.words, found.printed)


def _agrees(mention: Mention, key: str, ruled: dict[tuple[str, ...], tuple[Limit, ...]]) -> bool:
    return all(same_number(mention, found[0]) for keys, found in ruled.items() if key in keys)


def _places(passage: Passage, case: ir.CaseNumber, text: str) -> list[tuple[int, str]]:
    """Where the text names a value of the selector."""
    found: dict[int, str] = {}
    for value in values_of(passage.protocol.datum(case.selector.datum)):
        for label in (value.label, *value.synonyms, *PEOPLE.get(value.key, "").split()):
            for match in words_in(label, text):
                found.setdefault(match.start(), value.key)
    return sorted(found.items())


def _beside(
    said: list[Mention], values: list[tuple[int, str]], side: int
) -> list[tuple[Mention, str]]:
    """Each number with the value that stands behind it (``side`` 1) or before it (-1), with no
    other number between; none where a number has none."""
    pairs = []
    for mention in said:
        others = [other.start for other in said if other is not mention]
        if side > 0:
            end = min((at for at in others if at > mention.start), default=10**9)
            near = [key for at, key in values if mention.start < at < end]
            near = near[:1]
        else:
            start = max((at for at in others if at < mention.start), default=-1)
            near = [key for at, key in values if start < at < mention.start]
            near = near[-1:]
        if not near:
            return []
        pairs.append((mention, near[0]))
    return pairs
