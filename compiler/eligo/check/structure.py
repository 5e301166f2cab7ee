"""Statements and criteria that repeat, data without plausible range, values that are dated but
not limited."""

from __future__ import annotations

from collections.abc import Iterator

from eligo import ir
from eligo.check.walk import rules_of, shape
from eligo.check.words import share, stems
from eligo.diagnostics import Diagnostic, Edit
from eligo.diagnostics import agreement as say
from eligo.source import Span


def structure(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    for root in (*protocol.criteria, *protocol.subgroups, *protocol.definitions):
        yield from _repeated_items(root)
    yield from _repeated_criteria(protocol)
    yield from _dangling(protocol)
    for datum in protocol.data:
        yield from _datum(datum)


def _repeated_items(root: object) -> Iterator[Diagnostic]:
    for node in ir.walk(root):
        if not isinstance(node, ir.AllOf | ir.AnyOf | ir.NoneOf | ir.CountOf):
            continue
        seen: dict[object, Span] = {}
        for item in node.items:
            said = shape(item)
            if said in seen:
                yield say.item_repeated(item.span, seen[said], _without_lines(item.span))
            seen.setdefault(said, item.span)


def _without_lines(span: Span) -> Edit | None:
    """Delete the lines of a statement that has them to itself."""
    text = span.source.text
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end + 1
    if text[start:end].strip() != span.text.strip():
        return None
    return Edit(Span(span.source, start, end), "")


def _repeated_criteria(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    seen: dict[object, ir.Criterion] = {}
    for criterion in protocol.flat_criteria():
        if criterion.body is None:
            continue
        said = (shape(criterion.body), criterion.excluding, criterion.subgroup)
        first = seen.setdefault(said, criterion)
        if first.body is not None and first.body.span != criterion.body.span:
            # the same lines again are those of another stage or milestone
            yield say.criterion_repeated(criterion.span, first.title or first.label, first.span)


def _dangling(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    limited: set[str] = set()
    for root in (*protocol.criteria, *protocol.subgroups, *protocol.definitions, *protocol.scores):
        limited |= {reading.datum for reading in _read(root, dates=False)}
    reported: set[str] = set()
    for criterion in protocol.criteria:
        decided = [
            stems(f"{i.title} {i.chosen} {i.because}")
            for i in _interpretations(criterion)
        ]  # fmt: skip
        for rule in rules_of(criterion):
            for reading in _read(rule, dates=True):
                name = protocol.datum(reading.datum).name
                if reading.datum in limited | reported:
                    continue
                if any(share(stems(name), words) for words in decided):
                    continue
                reported.add(reading.datum)
                yield say.dangling(reading.span, name)


def _interpretations(criterion: ir.Criterion) -> Iterator[ir.Interpretation]:
    yield from criterion.interpretations
    for part in criterion.parts:
        yield from _interpretations(part)


def _read(root: object, dates: bool) -> Iterator[ir.Reading]:
    """Readings whose date is used, or those whose value is."""
    dated = {id(node.reading) for node in ir.walk(root) if isinstance(node, ir.ReadingDate)}
    for node in ir.walk(root):
        if isinstance(node, ir.Reading) and (id(node) in dated) == dates:
            yield node


def _datum(datum: ir.Datum) -> Iterator[Diagnostic]:
    kind = datum.kind
    if (
        isinstance(kind, ir.Quantity | ir.Measurement)
        and (kind.plausible or kind.bounds) is None
        and not (isinstance(kind, ir.Measurement) and kind.titre)
    ):
        yield say.no_plausible_range(datum.span, datum.name)
    if isinstance(kind, ir.Judgement) and not kind.question.rstrip().endswith("?"):
        at = datum.span.text.find(kind.question.rstrip())
        edit = None
        if at >= 0:
            end = datum.span.start + at + len(kind.question.rstrip())
            start = end - 1 if kind.question.rstrip().endswith(".") else end
            edit = Edit(Span(datum.span.source, start, end), "?")
        yield say.not_a_question(datum.span, kind.question, edit)
