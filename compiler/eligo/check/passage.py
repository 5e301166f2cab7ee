"""Which words stand over which rule: a criterion's quotes with the rules they are to agree with.

A part without a quote of its own belongs to its parent's quote. What a parent's quote says may be
said by the rules of its quoted parts too, and what a part's rule says may stand in the quote of
its parent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from eligo import ir
from eligo.check.text import Mention, mentions
from eligo.check.walk import data_of, reached, rules_of
from eligo.coverage import span_in_quote
from eligo.source import Span


@dataclass(frozen=True)
class Passage:
    """``criterion`` with its quotes; ``rules`` are to be found in the quotes, and the quotes in
    them or ``below``."""

    protocol: ir.Protocol
    criterion: ir.Criterion
    quotes: tuple[ir.Quote, ...]
    above: tuple[ir.Quote, ...]
    rules: tuple[object, ...]
    below: tuple[object, ...]
    interpretations: tuple[ir.Interpretation, ...]
    not_formalised: tuple[ir.NotFormalised, ...]
    turned: bool  # an inclusion that excludes or an exclusion that requires

    @cached_property
    def behind(self) -> tuple[object, ...]:
        """Definitions, scores and subgroups that the rules refer to, and the rules of the
        quoted parts."""
        groups: tuple[object, ...] = tuple(
            self.protocol.subgroup(c.subgroup)
            for c in _with_parts(self.criterion)
            if c.subgroup is not None
        )
        if self.criterion.unit is not None:
            groups += (self.protocol.unit(self.criterion.unit),)
        roots = (*self.rules, *self.below, *groups)
        return (*self.below, *groups, *reached(self.protocol, roots))

    @cached_property
    def asks_nothing(self) -> bool:
        """Whether ``no requirement`` is all that the rules say."""
        return bool(self.rules) and all(asks_nothing(rule) for rule in self.rules)

    @cached_property
    def reading(self) -> str:
        """What the interpretations decide, as one text."""
        texts = (f"{i.title}. {i.chosen} {i.because}" for i in self.interpretations)
        return " ".join(texts)

    @cached_property
    def interpreted(self) -> tuple[Mention, ...]:
        return tuple(
            mention
            for i in self.interpretations
            for text in (i.title, i.chosen, i.because)
            for mention in mentions(text)
            if not mention.named or mention.year
        )

    @cached_property
    def asked(self) -> tuple[Mention, ...]:
        """The numbers in what persons are asked."""
        questions = (
            datum.kind.question if isinstance(datum.kind, ir.Judgement) else datum.kind.statement
            for datum in data_of(self.protocol, self.everything).values()
            if isinstance(datum.kind, ir.Judgement | ir.Attestation)
        )
        return tuple(mention for question in questions for mention in mentions(question))

    @cached_property
    def data(self) -> dict[str, ir.Datum]:
        """The data that the rules themselves read."""
        return data_of(self.protocol, self.rules)

    @cached_property
    def everything(self) -> tuple[object, ...]:
        return (*self.rules, *self.behind)

    @cached_property
    def names(self) -> str:
        """Names, labels and questions of what the rules reach, and their duties, as one text."""
        found: list[str] = []
        for datum in data_of(self.protocol, self.everything).values():
            found += [datum.name, datum.label]
            if isinstance(datum.kind, ir.Judgement):
                found.append(datum.kind.question)
            if isinstance(datum.kind, ir.Attestation):
                found.append(datum.kind.statement)
        for thing in self.behind:
            if isinstance(thing, ir.Definition | ir.Score | ir.Subgroup | ir.Table):
                found += [thing.name, thing.label]
        found += [node.text for node in ir.walk(self.everything) if isinstance(node, ir.Duty)]
        return " | ".join(found)

    @cached_property
    def names_and_notes(self) -> str:
        """The names with synonyms, values, notes and sources, and with the names of milestones."""
        found = [self.names]
        for datum in data_of(self.protocol, self.everything).values():
            found += [*datum.synonyms, datum.note, datum.source]
            for value in values_of(datum):
                found += [value.key, value.label, *value.synonyms]
        for thing in self.behind:
            if isinstance(thing, ir.Definition | ir.Score | ir.Table):
                found += [thing.source, thing.note]
        for node in ir.walk(self.everything):
            if isinstance(node, ir.ScoreItem | ir.ScoreGroup):
                found += [node.name, node.label]
        found += [milestone.name for milestone in self.protocol.milestones]
        return " | ".join(found)

    def masked(self, quote: ir.Quote) -> str:
        """The quote with its printed number and the words that are not formalised blanked out."""
        text = quote.text
        label = self.criterion.label
        if label and text.startswith(label + " "):
            text = " " * len(label) + text[len(label) :]
        for left_out in self.not_formalised:
            for match in words_in(left_out.words, quote.text):
                text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
        return text

    def span(self, quote: ir.Quote, start: int, end: int) -> Span:
        return span_in_quote(quote, start, end)


def passages(protocol: ir.Protocol) -> Iterator[Passage]:
    """Every criterion and part that quotes the text."""
    for criterion in protocol.criteria:
        yield from _passages(protocol, criterion, (), (), ())


def _passages(
    protocol: ir.Protocol,
    criterion: ir.Criterion,
    above: tuple[ir.Quote, ...],
    interpretations: tuple[ir.Interpretation, ...],
    not_formalised: tuple[ir.NotFormalised, ...],
) -> Iterator[Passage]:
    interpretations += criterion.interpretations
    not_formalised += criterion.not_formalised
    if criterion.quotes:
        own = tuple(_own(criterion))
        parts = [part for part in _with_parts(criterion) if part is not criterion]
        yield Passage(
            protocol,
            criterion,
            criterion.quotes,
            above,
            own,
            tuple(rule for rule in rules_of(criterion) if not any(rule is o for o in own)),
            interpretations + tuple(i for part in parts for i in part.interpretations),
            not_formalised + tuple(n for part in parts for n in part.not_formalised),
            any(c.excluding != (c.kind != "inclusion") for c in _with_parts(criterion)),
        )
    for part in criterion.parts:
        quotes = above + criterion.quotes
        yield from _passages(protocol, part, quotes, interpretations, not_formalised)


def _own(criterion: ir.Criterion) -> Iterator[object]:
    if criterion.body is not None:
        yield criterion.body
    yield from criterion.duties
    yield from criterion.permissions
    if criterion.repeat is not None:
        yield criterion.repeat
    for part in criterion.parts:
        if not part.quotes:
            yield from _own(part)


def _with_parts(criterion: ir.Criterion) -> Iterator[ir.Criterion]:
    yield criterion
    for part in criterion.parts:
        yield from _with_parts(part)


def words_in(words: str, text: str) -> list[re.Match[str]]:
    """Where the words stand in the text, whatever the white space and the case."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    if not pattern:
        return []
    before = r"(?<!\w)" if words.strip()[0].isalnum() else ""
    after = r"(?!\w)" if words.strip()[-1].isalnum() else ""
    return list(re.finditer(before + pattern + after, text, re.IGNORECASE))


def asks_nothing(rule: object) -> bool:
    match rule:
        case ir.NoRequirement():
            return True
        case ir.AllOf() | ir.AnyOf() | ir.NoneOf() | ir.CountOf():
            return all(asks_nothing(item) for item in rule.items)
        case ir.Not():
            return asks_nothing(rule.item)
        case ir.When():
            return asks_nothing(rule.body) and (
                rule.otherwise is None or asks_nothing(rule.otherwise)
            )
        case ir.Unless():
            return asks_nothing(rule.body)
        case _:
            return False


def values_of(datum: ir.Datum) -> tuple[ir.Value, ...]:
    """The values or members that a datum's kind allows."""
    kind = datum.kind
    if isinstance(kind, ir.OneOf | ir.AnyOfValues | ir.Result):
        return kind.values
    if isinstance(kind, ir.Paired):
        return kind.components
    return kind.members if isinstance(kind, ir.Treatment | ir.Condition | ir.Event) else ()
