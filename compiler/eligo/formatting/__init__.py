"""The canonical form of a criteria file: one layout and one spelling for what means the same.

:func:`format_source` writes it. Every block is read again afterwards, and one that would be read
differently stays as its author laid it out, so that formatting changes no meaning. Lines that
could not be read, and blocks whose header could not, keep their wording; only their indentation
and the white space at their ends are put right. :func:`same_meaning` compares what two files
compile to.
"""

from __future__ import annotations

from collections.abc import Mapping

from eligo import syntax
from eligo.elaborate.scope import slug
from eligo.formatting.layout import Layout, Row
from eligo.formatting.meaning import same_meaning, same_reading
from eligo.formatting.spelling import Speller
from eligo.frontend import blocks
from eligo.frontend.declarations import Declarations
from eligo.frontend.parse import parse
from eligo.frontend.words import Word
from eligo.source import Source

__all__ = ["format_source", "same_meaning", "same_reading"]


def format_source(
    source: Source, words: Declarations, *, keys: Mapping[int, str] | None = None
) -> str:
    """The text of the file in canonical form. ``words`` are the names that it declares and those of
    the vocabularies it uses.

    In a released version every criterion and part that has no key is given one: the one in
    ``keys`` for the line of its header (counted from 1), else the one that its title gives.
    """
    layout = Layout(source)
    laid_out = _Reading(Source(source.name, layout.text()), words)
    before = laid_out if layout.text() == source.text else _Reading(source, words)
    if laid_out.count != len(layout.blocks):
        return layout.text(kept=set(range(len(layout.blocks))))
    speller = Speller(source, words)
    released = laid_out.released
    contents: dict[Row, str] = {}
    for number, block in enumerate(layout.blocks):
        if number not in laid_out.trees:
            continue
        lexed = speller.lines(block)
        for index in range(len(block.lines)):
            rows = layout.rows_of(number, index)
            if any(layout.line_numbers[row] in laid_out.wrong for row in rows):
                continue
            key = _missing_key(source, block, index, lexed[index], keys) if released else None
            said = speller.spelled(block, index, lexed, key)
            if said is not None and len(said) == len(rows):
                contents.update(zip(rows, said, strict=True))
    after = _Reading(Source(source.name, layout.text(contents)), words)
    kept = set()
    for number in range(len(layout.blocks)):
        reading = laid_out.trees.get(number)
        if not same_reading(reading, after.trees.get(number)):
            for row in layout.rows_of(number):
                contents.pop(row, None)
        was = before.trees.get(number)
        if was is not None and not before.errors_in(number) and not same_reading(was, reading):
            kept.add(number)
    return layout.text(contents, kept)


class _Reading:
    """What was read of a text: a tree for each block that could be read, and the wrong lines."""

    def __init__(self, source: Source, words: Declarations) -> None:
        file, reports = parse(source, words)
        starts = [block.span.start for block in blocks.split(source)]
        self.count = len(starts)
        self.trees: dict[int, syntax.Block] = {}
        self.wrong: set[int] = set()
        self._faults: set[int] = set()
        for tree in file.blocks:
            self.trees[_before(starts, tree.span.start)] = tree
        for report in reports:
            if report.is_error:
                last = source.position(max(report.span.start, report.span.end - 1))[0]
                self.wrong.update(range(report.span.line, last + 1))
                self._faults.add(_before(starts, report.span.start))
        self.released = any(
            line.keyword == "released" and bool(line.dates)
            for tree in self.trees.values()
            if isinstance(tree, syntax.ProtocolBlock)
            for line in tree.properties
        )

    def errors_in(self, block: int) -> bool:
        return block in self._faults


def _before(starts: list[int], offset: int) -> int:
    """The number of the block that the offset lies in."""
    return max((number for number, start in enumerate(starts) if start <= offset), default=0)


def _missing_key(
    source: Source,
    block: blocks.Block,
    index: int,
    lexed: list[Word],
    keys: Mapping[int, str] | None,
) -> str | None:
    """The key that the header of a criterion or part lacks; None where it has one."""
    types = [word.type for word in lexed]
    if types[:2] not in [[kind, "LABEL"] for kind in ("INCLUSION", "EXCLUSION", "DELAY", "PART")]:
        return None
    if "AS" in types:
        return None
    line = source.position(block.lines[index].start)[0]
    if keys is not None and line in keys:
        return keys[line]
    title = lexed[2].value if types[2:3] == ["STRING"] else ""
    return slug(title) or slug(lexed[1].value) or "criterion"
