"""Whether windows and ages are counted from the day that the text names, and to the side that it
names, and whether a rule and its exception have the limits that the text gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from eligo import ir
from eligo.check import words
from eligo.check.agreement import said_numbers, same_number
from eligo.check.connectives import occurrences
from eligo.check.passage import Passage, passages
from eligo.check.rule import Limit, limits, negations
from eligo.check.text import Mention
from eligo.diagnostics import Diagnostic
from eligo.diagnostics import agreement as say


def windows(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    for passage in passages(protocol):
        counted = list(_counted(passage))
        yield from _inverted(passage)
        yield from _sides(passage, counted)
        yield from _anchors(passage, counted)
        yield from _exchanged(passage)


@dataclass(frozen=True)
class _Counted:
    """A number of a rule that is counted from a milestone, with the numbers of the text that are
    the same."""

    node: ir.Timing | ir.Age | ir.Ongoing | ir.Stable
    anchor: ir.Date
    relation: str
    said: tuple[tuple[ir.Quote, Mention], ...]


def _counted(passage: Passage) -> Iterator[_Counted]:
    numbers = [
        (quote, mention) for quote in passage.quotes for mention in said_numbers(passage, quote)
    ]
    for node in ir.walk(passage.rules):
        if isinstance(node, ir.Timing) and node.duration is not None:
            anchor, relation = node.anchor, node.relation.split()[-1]
        elif isinstance(node, ir.Ongoing | ir.Stable) and node.duration is not None:
            anchor, relation = node.at, "before"
        elif isinstance(node, ir.Compare) and isinstance(node.value, ir.Age):
            anchor, relation = node.value.at, "at"
        else:
            continue
        ruled = limits(
            replace(node, where=None) if isinstance(node, ir.Ongoing | ir.Stable) else node
        )
        same = [(q, m) for q, m in numbers if any(same_number(m, limit) for limit in ruled)]
        if same:
            on = node.value if isinstance(node, ir.Compare) else node
            assert isinstance(on, ir.Timing | ir.Age | ir.Ongoing | ir.Stable)
            yield _Counted(on, anchor, relation, tuple(same))


# -------------------------------------------------------------------------- within and at least

_LONG, _SHORT = (">", ">="), ("<", "<=")


def _inverted(passage: Passage) -> Iterator[Diagnostic]:
    """ "Within 4 weeks" beside the one name and "at least 4 weeks" beside the other, and the
    reverse in the rule."""
    if passage.turned or any(words.says_no(quote.text) for quote in passage.quotes):
        return
    if negations(passage.rules) or len(passage.quotes) != 1:
        return
    quote = passage.quotes[0]
    text = passage.masked(quote)
    for node in ir.walk(passage.rules):
        if not isinstance(node, ir.Occurs | ir.FirstLast) or node.timing is None:
            continue
        for limit in limits(node.timing):
            same = [m for m in said_numbers(passage, quote) if same_number(m, limit)]
            if len({m.comparator for m in same}) < 2:
                continue
            datum = passage.data[node.datum]
            places = occurrences({datum.name, datum.label, *datum.synonyms}, text)
            if len(places) != 1:
                continue
            near = _nearest(text, places[0], same)
            if near is None:
                continue
            pair = (near.comparator, limit.comparator)
            if (pair[0] in _LONG and pair[1] in _SHORT) or (pair[0] in _SHORT and pair[1] in _LONG):
                span = passage.span(quote, near.start, near.end)
                yield say.direction_differs(limit.span, near.words, limit.printed, span)


def _nearest(text: str, place: tuple[int, int], numbers: list[Mention]) -> Mention | None:
    """The number in the same clause as a name, if it is the only one there."""
    ends = [0, *(m.start() for m in _CLAUSE_ENDS.finditer(text)), len(text)]
    begin = max(end for end in ends if end <= place[0])
    stop = min(end for end in ends if end >= place[1])
    inside = [m for m in numbers if begin <= m.start and m.end <= stop]
    return inside[0] if len(inside) == 1 else None


# ----------------------------------------------------------------------------- before and after

_SIDE = re.compile(
    r"\s*(?:[\w'’-]+\s+){0,3}?(?P<word>before|prior to|preceding|after|following)\s+"
    r"(?P<what>[^.;,()]*)",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:last|past|previous|preceding|prior)\b", re.IGNORECASE)


def _sides(passage: Passage, counted: list[_Counted]) -> Iterator[Diagnostic]:
    for one in counted:
        if one.relation not in ("before", "after") or not isinstance(one.node, ir.Timing):
            continue
        name = _milestone(passage, one.anchor)
        sides = [_side(quote, mention, name) for quote, mention in one.said]
        other = "after" if one.relation == "before" else "before"
        if name and all(side == other for side in sides):
            quote, mention = one.said[0]
            found = _SIDE.match(quote.text, mention.end)
            end = found.end() if found else mention.end
            span = passage.span(quote, mention.start, end)
            text = quote.text[mention.start : end].strip()
            yield say.window_on_other_side(one.node.span, text, one.node.span.text, span)


def _side(quote: ir.Quote, mention: Mention, milestone: str) -> str:
    """The side of the milestone that the text names; empty where it names another day, as a
    window before the one day lies after the other."""
    found = _SIDE.match(quote.text, mention.end)
    if found is None:
        return "before" if _PAST.search(mention.words) else ""
    kind = _kind(milestone)
    named = kind in _kinds(found["what"]) if kind else _says(milestone, found["what"])
    if not named:
        return ""
    return "after" if found["word"].lower() in ("after", "following") else "before"


def _milestone(passage: Passage, anchor: ir.Date) -> str:
    if not isinstance(anchor, ir.MilestoneDate):
        return ""
    protocol = passage.protocol
    return next((m.name for m in protocol.milestones if m.key == anchor.milestone), "")


def _says(name: str, text: str) -> bool:
    return bool(words.stems(name)) and words.stems(name) <= words.stems(text)


# -------------------------------------------------------------------------------------- anchors

# Days that nearly every trial has, under the words that name them.
_DAYS = {
    "consent": r"(?:informed )?consent|signing|signature",
    "screening": r"screening",
    "randomisation": r"randomi[sz]ation|randomi[sz]ed|randomi[sz]ing",
    "first dose": r"(?:first|1st|initial) (?:dose|administration|infusion|injection|treatment|"
    r"study (?:drug|treatment|dose|medication)|investigational product)\b|"
    r"(?:start|initiation|beginning) of (?:the )?(?:study )?(?:treatment|drug|medication)\b|"
    r"cycle 1,? day 1|C1D1",
    "enrolment": r"enrol+ment|enrol+ed|enrol+ing",
    "baseline": r"baseline",
}
_DAY = re.compile(
    "|".join(rf"(?P<d{i}>\b(?:{pattern})\b)" for i, pattern in enumerate(_DAYS.values())),
    re.IGNORECASE,
)
_TO_A_DAY = re.compile(
    r"(?:(?!\b(?:and|or|with|who|but)\b)[^.;,()≥≤<>0-9]){0,40}?"
    r"\b(?:at|on|before|prior to|preceding|after|following|from|of)\s+"
    r"(?:the\s+)?(?:(?:time|date|day|moment|point)\s+(?:of|for)\s+)?(?:(?:the|a|an|their)\s+)?"
    r"(?:giving\s+|providing\s+|signing\s+(?:of\s+)?(?:the\s+)?(?=informed|consent))?",
    re.IGNORECASE,
)


def _anchors(passage: Passage, counted: list[_Counted]) -> Iterator[Diagnostic]:
    everything = " ".join(quote.text for quote in (*passage.quotes, *passage.above))
    known = _kinds(everything) | _kinds(passage.reading)
    for one in counted:
        kind = _kind(_milestone(passage, one.anchor))
        if not kind or kind in known:
            continue
        days = [_day(quote, mention) for quote, mention in one.said]
        if all(days):
            quote, day = one.said[0][0], days[0]
            assert day is not None
            span = passage.span(quote, day[0], day[1])
            text = quote.text[day[0] : day[1]]
            name = _milestone(passage, one.anchor)
            yield say.another_anchor(one.node.span, text, name, span)


def _day(quote: ir.Quote, mention: Mention) -> tuple[int, int] | None:
    """Where the text names the day from which it counts."""
    lead = _TO_A_DAY.match(quote.text, mention.end)
    day = _DAY.match(quote.text, lead.end()) if lead is not None else None
    return day.span() if day is not None else None


def _kind(name: str) -> str:
    """Which of the usual days a milestone is, by its name."""
    found = _kinds(name)
    return next(iter(found)) if len(found) == 1 else ""


def _kinds(text: str) -> set[str]:
    names = list(_DAYS)
    return {names[int(m.lastgroup[1:])] for m in _DAY.finditer(text) if m.lastgroup}


# ----------------------------------------------------------------------------------- exceptions

_EXCEPT = re.compile(r"\b(?:except\w*|unless|with the exclusion of|other than)\b", re.IGNORECASE)
_FOR_SOME = re.compile(
    r"\b(?:in|for|among|if|when)\s+(?:the\s+|all\s+)?(?:case of\s+)?(?:(?:female|male|adult)\s+)?"
    r"(?:patients?|participants?|subjects?|those|persons?|individuals?|women|men|adults|children|"
    r"males|females)\b",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[;()]|,|\.(?!\d)|\b(?:or|and|but)\b|/(?!\s?\w*L\b)", re.IGNORECASE)


def _exchanged(passage: Passage) -> Iterator[Diagnostic]:
    for node in ir.walk(passage.rules):
        if isinstance(node, ir.ExceptWhen) and len(node.cases) == 1:
            ((condition, exception),) = node.cases
            general: ir.Statement = node.body
        elif isinstance(node, ir.When) and node.otherwise is not None:
            condition, exception, general = node.condition, node.body, node.otherwise
        else:
            continue
        one, other = _only(general), _only(exception)
        if one is None or other is None or negations(condition):
            continue
        for quote in passage.quotes:
            numbers = said_numbers(passage, quote)
            firsts = [m for m in numbers if same_number(m, one)]
            seconds = [m for m in numbers if same_number(m, other)]
            if len(firsts) != 1 or len(seconds) != 1 or firsts == seconds:
                continue
            if _belongs_to_exception(passage, quote, firsts[0], seconds[0], condition):
                span = passage.span(quote, firsts[0].start, firsts[0].end)
                yield say.limits_exchanged(other.span, firsts[0].words, other.printed, span)


def _only(statement: ir.Statement) -> Limit | None:
    """The one limit of a statement that compares, for one thing or for several alike."""
    found = [limit for limit in limits(statement) if limit.comparator and limit.data]
    alike = {(limit.amount, limit.comparator) for limit in found}
    return found[0] if len(alike) == 1 else None


def _belongs_to_exception(
    passage: Passage, quote: ir.Quote, one: Mention, other: Mention, condition: ir.Statement
) -> bool:
    """Whether the text gives the number ``one``, and not ``other``, to the exception."""
    text = passage.masked(quote)
    first, second = sorted((one, other), key=lambda mention: mention.start)
    if _EXCEPT.search(text, first.end, second.start):
        return first is other
    places = [m.span() for m in _FOR_SOME.finditer(text)]
    if len(places) > 1:
        named = words.stems(" ".join(_names_in(passage, condition)))
        places = [at for at in places if words.share(named, words.stems(text[at[1] : at[1] + 60]))]
    if len(places) != 1:
        return False
    ends = [0, *(m.start() for m in _CLAUSE_ENDS.finditer(text)), len(text)]
    begin = max(end for end in ends if end <= places[0][0])
    stop = min(end for end in ends if end >= places[0][1])
    inside = [m for m in (one, other) if begin <= m.start and m.end <= stop]
    return inside == [one]


def _names_in(passage: Passage, root: object) -> Iterator[str]:
    for node in ir.walk(root):
        datum = passage.data.get(getattr(node, "datum", ""))
        if datum is not None:
            yield " ".join((datum.name, datum.label, *datum.synonyms))
        if isinstance(node, ir.DefinedCondition):
            yield passage.protocol.definition(node.definition).name
