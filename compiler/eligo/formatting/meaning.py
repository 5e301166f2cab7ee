"""Whether two files, or two of their blocks, say the same, however they are spelled."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from eligo import ir, syntax, units
from eligo.formatting.spelling import typewritten
from eligo.frontend.words import folded
from eligo.source import Source, Span


def same_meaning(before: ir.Protocol | None, after: ir.Protocol | None) -> bool:
    """Whether two compilations mean the same, wherever in their files it stands.

    A file that does not compile has no meaning that could change, so that every result is as good
    as none; one that compiled must compile still. Vocabularies compile to nothing by themselves:
    for them :func:`format_source` compares what is read of every block.
    """
    return before is None or _same(before, after)


def same_reading(before: syntax.Block | None, after: syntax.Block | None) -> bool:
    """Whether two blocks are read alike: the same words in any case, the same units in any
    spelling. A key that was not there may have been added."""
    return _same(before, after)


def _same(before: object, after: object) -> bool:
    if type(before) is not type(after):
        return False
    if isinstance(before, Span | Source):
        return True
    if isinstance(before, syntax.Name) and isinstance(after, syntax.Name):
        return before.known == after.known and folded(before.text) == folded(after.text)
    if isinstance(before, str) and isinstance(after, str):
        # Names keep their words, and get plain hyphens and apostrophes.
        return before == after or typewritten(before) == typewritten(after)
    if isinstance(before, tuple) and isinstance(after, tuple):
        return len(before) == len(after) and all(map(_same, before, after))
    if is_dataclass(before):
        for part in fields(before):
            one, other = getattr(before, part.name), getattr(after, part.name)
            if isinstance(one, Span | Source) or isinstance(other, Span | Source):
                continue
            if part.name == "key" and isinstance(before, syntax.CriterionBlock) and one is None:
                continue
            if part.name == "unit" and isinstance(one, str) and isinstance(other, str):
                one, other = _unit(one), _unit(other)
            if not _same(one, other):
                return False
        return True
    return before == after


def _unit(text: str) -> str:
    return units.parse(text).text if units.is_unit(text) else text
