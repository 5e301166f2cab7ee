"""Whether a criterion is filed as its text is: under the heading it stands under, turned round
only where the text says so, for the subgroup that it names, and asking anything at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eligo import ir
from eligo.check import words
from eligo.check.passage import Passage, asks_nothing, passages, words_in
from eligo.coverage import passages as quoted_passages
from eligo.diagnostics import Diagnostic
from eligo.diagnostics import agreement as say
from eligo.source import Span


def filing(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    misfiled = dict(_headings(protocol))
    yield from misfiled.values()
    for criterion in protocol.flat_criteria():
        if criterion.body is not None and asks_nothing(criterion.body) and not criterion.parts:
            yield say.asks_nothing(criterion.span, criterion.title or criterion.label)
    for passage in passages(protocol):
        if passage.criterion.key not in misfiled:
            yield from _turned(passage)
        yield from _subgroup(passage)
        yield from _relied_on(passage)


# ------------------------------------------------------------------------------------- headings

_HEADING = re.compile(
    r"^[^\w\n]*(?:[0-9]+(?:\.[0-9]+)*\.?\s+)?(?:(?:key|main|major|general|principal)\s+)?"
    r"(inclusion|exclusion)\s+criteria(?:,\s[\w ]{1,40})?[^\w\n]*$",
    re.IGNORECASE | re.MULTILINE,
)


def _headings(protocol: ir.Protocol) -> Iterator[tuple[str, Diagnostic]]:
    source = protocol.source_text
    if source is None:
        return
    headings = list(_HEADING.finditer(source.text))
    if {heading[1].lower() for heading in headings} != {"inclusion", "exclusion"}:
        return
    first_stage = protocol.stages[0].key if protocol.stages else None
    kinds = {part.key: criterion for criterion in protocol.criteria for part in _parts(criterion)}
    seen: set[str] = set()
    for place in quoted_passages(protocol):
        criterion = kinds.get(place.owner or "")
        above = [heading for heading in headings if heading.end() <= place.start]
        if criterion is None or not above or criterion.key in seen:
            continue
        if criterion.kind == "delay" or criterion.stage not in (None, first_stage):
            continue  # what postpones, and what a later stage adds, have sections of their own
        seen.add(criterion.key)
        heading = above[-1]
        if heading[1].lower() != criterion.kind:
            start = heading.start() + len(heading[0]) - len(heading[0].lstrip())
            words_there = heading[0].strip()
            at = Span(source, start, start + len(words_there))
            name = words_there.strip(" \t*#:_=-")
            said = say.filed_under_other_heading(criterion.span, criterion.kind, name, at)
            yield criterion.key, said


def _parts(criterion: ir.Criterion) -> Iterator[ir.Criterion]:
    yield criterion
    for part in criterion.parts:
        yield from _parts(part)


# ------------------------------------------------------------------------------------ direction

_REQUIRES = re.compile(
    r"\b(?:must|require[ds]?|requirements?|should|shall|needs?|have to|has to|agrees?|willing(?:ness)?|"
    r"able to|at least|only|mandatory|necessary|eligible|included?)\b",
    re.IGNORECASE,
)
_EXCLUDES = re.compile(
    r"\b(?:exclu\w+|ineligible|eligible|prohibited|not allowed)\b", re.IGNORECASE
)


def _turned(passage: Passage) -> Iterator[Diagnostic]:
    criterion = passage.criterion
    if criterion.parts or criterion.body is None or criterion.kind == "delay":
        return
    requires = criterion.kind != "inclusion"
    if criterion.excluding == requires:
        return
    texts = [quote.text for quote in (*passage.quotes, *passage.above)]
    cue = _REQUIRES if requires else _EXCLUDES
    word = "requires" if requires else "excludes"
    if any(cue.search(text) or words.hints_at_no(text) for text in texts):
        return
    if words_in(word, passage.reading) or cue.search(passage.reading):
        return
    cues = "must, required" if requires else "must not, are excluded"
    yield say.turned_without_cue(criterion.span, word, cues)


# ------------------------------------------------------------------------------------ subgroups


_SUBGROUP = re.compile(
    r"\b(?i:applicable to|applies to|apply to|only for|only in|for|in|of)\s+"
    r"(?:(?:patients|participants|subjects)\s+(?:in|of)\s+)?the\s+"
    r"(?P<name>[A-Z][\w-]*(?:\s[\w-]+)?)\s+(?:sub-?groups?|cohorts?)\b"
)


def _subgroup(passage: Passage) -> Iterator[Diagnostic]:
    criterion = passage.criterion
    if any(part.subgroup for part in _parts(criterion)) or _within_subgroup(passage):
        return
    if any(isinstance(node, ir.InSubgroup) for node in ir.walk(passage.everything)):
        return
    for quote in passage.quotes:
        for found in _SUBGROUP.finditer(passage.masked(quote)):
            span = passage.span(quote, found.start("name"), found.end())
            yield say.subgroup_only_in_text(span, found[0], found["name"])
            return


def _within_subgroup(passage: Passage) -> bool:
    """Whether the criterion that this is a part of is for a subgroup."""
    key = passage.criterion.key
    return any(
        c.subgroup and any(part.key == key for part in _parts(c))
        for c in passage.protocol.flat_criteria()
    )


# ------------------------------------------------------------------------- what readings rely on


def _relied_on(passage: Passage) -> Iterator[Diagnostic]:
    """An interpretation that hands a question to another criterion, which the rule does not
    ask."""
    own = {part.key for part in _parts(passage.criterion)}
    asked = {n.criterion for n in ir.walk(passage.everything) if isinstance(n, ir.Satisfies)}
    for other in passage.protocol.flat_criteria():
        if not other.title or other.key in own | asked:
            continue
        for reading in passage.interpretations:
            named = [
                f"{other.title} criterion is the test",
                f"criterion “{other.title}” is the test",
            ]
            if any(words_in(text, reading.chosen) for text in named):
                yield say.criterion_not_satisfied(reading.span, other.title)
