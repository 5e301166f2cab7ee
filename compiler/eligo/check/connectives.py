"""Whether a list is joined as its text is: "or" over ``any of``, "and" over ``all of``.

Where the text joins the very names of the items, that decides; else a text that says only "or" or
only "and" does. A sentence that says both is left to people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, TypeAlias

from eligo import ir
from eligo.check import rule, words
from eligo.check.passage import Passage, passages
from eligo.check.text import mentions
from eligo.diagnostics import Diagnostic
from eligo.diagnostics import agreement as say

_Joined: TypeAlias = Literal["or", "and", ""]
_List: TypeAlias = ir.AllOf | ir.AnyOf


def connectives(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    for passage in passages(protocol):
        if passage.turned or passage.asks_nothing:
            continue
        found = [*_by_names(passage)]
        yield from found or _by_heading(passage) or _by_whole_text(passage)


def _said_otherwise(passage: Passage, node: _List, joined: _Joined) -> Iterator[Diagnostic]:
    """An exclusion of "asthma and gout" may mean each of them; "asthma or gout" never means
    both."""
    if joined == "or" and isinstance(node, ir.AllOf):
        yield say.or_as_all(node.span)
    elif joined == "and" and isinstance(node, ir.AnyOf) and not passage.criterion.excluding:
        yield say.and_as_any(node.span)


# ------------------------------------------------------------------------------------ the names

_OR = re.compile(r"(?<![\w/])(?:or|and/or)(?![\w/])", re.IGNORECASE)
_AND = re.compile(
    r"(?<![\w/])(?:and|as well as|combined with|together with)(?![\w/])", re.IGNORECASE
)
_COMPARING = re.compile(
    r"\b(?:or|and) (?:more|less|older|higher|greater|lower|equal|above|below)\b|"
    r"\bwith or without\b|\bwhether or not\b|"
    r"\b(?:males? (?:or|and) females?|females? (?:or|and) males?|men (?:or|and) women|"
    r"women (?:or|and) men|boys? (?:or|and) girls?|girls? (?:or|and) boys?)\b",
    re.IGNORECASE,
)
_ONE_OF = re.compile(
    r"\b(?:any|either|one|at least one|one or more|≥ ?1)(?: or more)? of (?:the )?(?:following|these|below)\b",
    re.IGNORECASE,
)
_ALL_OF = re.compile(r"\b(?:all|each|both) of (?:the )?(?:following|these|below)\b", re.IGNORECASE)
# What an interpretation says that settles how a list is joined.
_DECIDES = re.compile(
    r"\b(?:or|and|either|both|all|any|each|every|one|suffices?|enough|required|together|alone|"
    r"only)\b",
    re.IGNORECASE,
)
_FAR = 70  # characters between two names that one word joins


def _by_names(passage: Passage) -> Iterator[Diagnostic]:
    for node in ir.walk(passage.rules):
        if not isinstance(node, ir.AllOf | ir.AnyOf) or rule.negations(node):
            continue
        for quote in passage.quotes:
            text = passage.masked(quote)
            joined = _joined(text, [_place(passage, item, text) for item in node.items])
            if joined == "and" and _ONE_OF.search(text):
                continue
            yield from _said_otherwise(passage, node, joined)


def _joined(text: str, places: list[tuple[int, int] | None]) -> _Joined:
    """What joins the items in the text, where each stands in one place and one word joins all."""
    known = sorted(place for place in places if place is not None)
    if len(known) < 2 or words.says_no(re.split(r"[.:;]\s", text[: known[-1][0]])[-1]):
        return ""
    found: set[_Joined] = set()
    for (_, end), (start, _) in pairwise(known):
        between = _without_numbers(text[end:start]) if start >= end else "."
        if len(between) > _FAR or re.search(r"\.(?!\d)", between):
            return ""
        if _OR.search(between):
            found.add("or")
        if _AND.search(re.sub(r"and/or", "", between, flags=re.IGNORECASE)):
            found.add("and")
    return found.pop() if len(found) == 1 else ""


def _without_numbers(text: str) -> str:
    for mention in reversed(mentions(text)):
        text = text[: mention.start] + text[mention.end :]
    return re.sub(r"\([^()]*\)", "", _COMPARING.sub("", text))


def _place(passage: Passage, item: ir.Statement, text: str) -> tuple[int, int] | None:
    """The one stretch of the text that names what an item reads."""
    spans: list[tuple[int, int]] = []
    for node in ir.walk(item):
        names = _names(passage, node)
        if not names:
            continue
        found = occurrences(names, text)
        if len(found) != 1:
            return None
        spans += found
    if not spans:
        return None
    return min(start for start, _ in spans), max(end for _, end in spans)


def _names(passage: Passage, node: object) -> set[str]:
    if isinstance(node, ir.DefinedCondition | ir.DefinedNumber):
        definition = passage.protocol.definition(node.definition)
        return {definition.name, definition.label}
    if isinstance(node, ir.ScoreValue):
        score = passage.protocol.score(node.score)
        return {score.name, score.label}
    datum = passage.data.get(getattr(node, "datum", ""))
    if datum is None or isinstance(node, ir.Age):
        return set()
    return {datum.name, datum.label, *datum.synonyms}


def occurrences(names: set[str], text: str) -> list[tuple[int, int]]:
    """Where the text has one of the names; a shorter one inside a longer one does not count."""
    found: list[tuple[int, int]] = []
    for name in sorted(names, key=lambda name: (-len(name), name)):
        parts = [re.escape(part) for part in re.split(r"[\s/‐‑-]+", name) if part]
        if len(name) < 2 or not parts:
            continue
        if len(name) > 4:
            parts[-1] = parts[-1].removesuffix("s") + "(?:s|es)?"
        pattern = r"(?<!\w)" + r"[\s/‐‑-]+".join(parts) + r"(?!\w)"
        for match in re.finditer(pattern, text, re.IGNORECASE):
            start, end = match.span()
            # "antinuclear antibody (ANA)" is one place.
            if not any(start < other[1] + 3 and other[0] < end + 3 for other in found):
                found.append((start, end))
    return found


# --------------------------------------------------------------------------- the words before them


def _by_heading(passage: Passage) -> list[Diagnostic]:
    """ "One of the following", where the rule's only list demands all, and the reverse."""
    lists = _lists(passage)
    if len(lists) != 1 or not isinstance(lists[0], ir.AllOf | ir.AnyOf):
        return []
    text = " ".join(passage.masked(quote) for quote in passage.quotes)
    if words.says_no(text) or rule.negations(passage.rules):
        return []
    one_of, all_of = _ONE_OF.search(text), _ALL_OF.search(text)
    if bool(one_of) == bool(all_of):
        return []
    if all_of and isinstance(lists[0], ir.AnyOf):
        return [say.and_as_any(lists[0].span)]
    return list(_said_otherwise(passage, lists[0], "or" if one_of else "and"))


def _lists(passage: Passage) -> list[ir.AllOf | ir.AnyOf | ir.NoneOf | ir.CountOf]:
    kinds = ir.AllOf | ir.AnyOf | ir.NoneOf | ir.CountOf
    return [node for node in ir.walk(passage.rules) if isinstance(node, kinds)]


def _by_whole_text(passage: Passage) -> list[Diagnostic]:
    """A text that only says "or" over the rule's only list, or only "and"."""
    lists = _lists(passage)
    if len(lists) != 1 or not isinstance(lists[0], ir.AllOf | ir.AnyOf):
        return []
    decided = " ".join(f"{i.title} {i.chosen}" for i in passage.interpretations)
    if _DECIDES.search(decided) or passage.criterion.excluding:
        return []
    text = " ".join(words.without_variants(passage.masked(quote)) for quote in passage.quotes)
    if words.says_no(text) or rule.negations(passage.rules):
        return []
    if _ONE_OF.search(text) or _ALL_OF.search(text):
        return []
    says_or = re.search(r"(?<![\w/])or(?!\w)|and/or", _COMPARING.sub("", text), re.IGNORECASE)
    says_and = re.search(r"(?<![\w/])and(?![\w/])|;", text, re.IGNORECASE)
    values = any(
        isinstance(node, ir.Is | ir.Includes) and len(node.members) > 1
        for node in ir.walk(passage.rules)
    )
    if says_or and not says_and and not values:
        return list(_said_otherwise(passage, lists[0], "or"))
    if says_and and not says_or:
        return list(_said_otherwise(passage, lists[0], "and"))
    return []
