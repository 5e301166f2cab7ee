"""Whether the quotes are the source text's own words, and all of its words are quoted once."""

from __future__ import annotations

from collections.abc import Iterator

from eligo import ir
from eligo.coverage import Unfound, mismatches, quotes, span_in_quote
from eligo.diagnostics import Diagnostic, Edit
from eligo.diagnostics import agreement as say
from eligo.source import Source, Span


def quoting(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    owned = quotes(protocol)
    if protocol.source_text is None and owned:
        yield say.no_source_text(owned[0][0].span)
    yield from _unquoted_rules(protocol)
    if protocol.source_text is None:
        return
    found = mismatches(protocol)
    for unfound in found.unfound:
        yield _not_in_source(protocol.source_text, unfound)
    for passage in found.uncovered:
        span = Span(protocol.source_text, passage.start, passage.end)
        yield say.words_not_quoted(span, _shortened(passage.text))
    for repeated in found.repeated:
        words = _shortened(repeated.text)
        yield say.words_quoted_twice(repeated.quote.span, words, _owner(protocol, repeated.first))


def _not_in_source(source: Source, unfound: Unfound) -> Diagnostic:
    """The span is that of the first word that differs; the edit writes what the source prints
    in its place."""
    quote = unfound.quote
    if unfound.nearest is None:
        return say.quote_not_in_source(quote.span, (), None, None)
    place = Span(source, *unfound.nearest)
    pairs = tuple((difference.quoted, difference.printed) for difference in unfound.differences)
    spans = [span_in_quote(quote, d.start, d.end) for d in unfound.differences if d.quoted]
    span = spans[0] if spans else quote.span
    edit = None
    if len(pairs) == 1 and pairs[0][0] and pairs[0][1] and span != quote.span:
        edit = Edit(span, pairs[0][1])
    return say.quote_not_in_source(span, pairs, edit, place)


def _unquoted_rules(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    for criterion in protocol.criteria:
        if not any(_quotes(criterion)):
            yield say.criterion_without_quote(criterion.span, criterion.title or criterion.label)
    for criterion in protocol.flat_criteria():
        quoted = [any(_quotes(part)) for part in criterion.parts]
        for part, has_quote in zip(criterion.parts, quoted, strict=True):
            if not has_quote and any(quoted):
                yield say.part_without_quote(part.span, part.title or part.label)


def _quotes(criterion: ir.Criterion) -> Iterator[ir.Quote]:
    yield from criterion.quotes
    for part in criterion.parts:
        yield from _quotes(part)


def _owner(protocol: ir.Protocol, owner: str) -> str:
    for criterion in protocol.flat_criteria():
        if criterion.key == owner:
            return f"{criterion.kind} {criterion.label}"
    return f"the context “{owner.removeprefix('context:')}”"


def _shortened(text: str) -> str:
    """The beginning and the end of a long passage."""
    words = text.split()
    if len(words) <= 16:
        return " ".join(words)
    return " ".join([*words[:10], "…", *words[-4:]])
