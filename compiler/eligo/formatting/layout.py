"""The page of a file: indentation, blank lines and comments, whatever its lines say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from eligo.frontend import blocks
from eligo.frontend.blocks import STEP
from eligo.source import Source

# A row that has something to say besides a comment, by its block, its line in the block, and which
# of the line's rows it is.
Row = tuple[int, int, int]

# Short blocks of one kind may stand together without blank lines.
_OF_ONE_KIND = {"visit": "milestone"}


@dataclass(slots=True)
class _Printed:
    """A row of the page; ``where`` is None where there is nothing, or nothing but a comment."""

    original: str
    content: str = ""
    comment: str = ""
    where: Row | None = None
    indent: int = 0
    column: int = 0  # of the indentation as the author has it


class Layout:
    """A file taken apart into rows, and put together again."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.blocks = blocks.split(source)
        self.line_numbers: dict[Row, int] = {}
        self._rows: dict[tuple[int, int], list[Row]] = {}
        self._page = self._spaced(self._taken_apart())
        for number, row in enumerate(self._page, 1):
            if row.where is not None:
                self.line_numbers[row.where] = number

    def rows_of(self, block: int, line: int | None = None) -> list[Row]:
        """The rows of a block, or of one of its lines."""
        if line is not None:
            return self._rows[block, line]
        return [
            row
            for index in range(len(self.blocks[block].lines))
            for row in self._rows[block, index]
        ]

    def text(self, contents: Mapping[Row, str] | None = None, kept: Collection[int] = ()) -> str:
        """The page with these contents, the author's own where there are none. Blocks in ``kept``
        stay as they were."""
        lines = []
        inside = -1
        for row in self._page:
            if row.where is not None:
                inside = row.where[0]
            if inside in kept:
                lines.append(row.original.rstrip())
                continue
            said = row.content
            if row.where is not None and contents is not None:
                said = contents.get(row.where, said)
            pieces = [piece for piece in (said, row.comment) if piece]
            lines.append(" " * row.indent + "  ".join(pieces) if pieces else "")
        return "\n".join(lines) + "\n" if lines else ""

    # ----------------------------------------------------------------------------- taking apart

    def _taken_apart(self) -> list[_Printed]:
        text = self.source.text
        page = [_Printed(line.removeprefix("\ufeff")) for line in text.split("\n")]
        for number, block in enumerate(self.blocks):
            for index, line in enumerate(block.lines):
                rows = self._rows.setdefault((number, index), [])
                stretches = [*line.pieces] if line.passage is None else _passage_rows(text, line)
                for begin, end in stretches:
                    row = page[self._number(begin)]
                    row.where = (number, index, len(rows))
                    rows.append(row.where)
                    row.indent = STEP * (line.depth + (len(rows) > 1))
                    row.content = text[begin:end]
                    row.column = _column(row.original)
                    if line.passage is None:
                        row.comment = text[end : self._end_of_row(begin)].strip()
        for row in page:
            if row.where is None:
                row.comment = row.original.strip()
                row.column = _column(row.original)
        self._place_comments(page)
        return page

    def _number(self, offset: int) -> int:
        return bisect_right(self.source.line_starts, offset) - 1

    def _end_of_row(self, offset: int) -> int:
        end = self.source.text.find("\n", offset)
        return end if end >= 0 else len(self.source.text)

    def _place_comments(self, page: list[_Printed]) -> None:
        """A comment on a row of its own stands as deep as the line that it was level with."""
        above: list[tuple[int, int]] = []
        waiting: list[_Printed] = []
        quoting = False

        def place(below: list[tuple[int, int]]) -> None:
            for row in waiting:
                levels = [*above, *below]
                if row.column and levels:
                    row.indent = min(
                        levels, key=lambda level: (abs(level[0] - row.column), -level[1])
                    )[1]
            waiting.clear()

        for row in page:
            if row.where is None:
                waiting.append(row)
                continue
            block, index, _ = row.where
            line = self.blocks[block].lines[index]
            here = (row.column, row.indent)
            # Deeper than a `text:` line above it, a comment would belong to the protocol's words.
            place([] if quoting and here[1] > above[0][1] else [here])
            quoting = line.passage is not None
            above = [] if quoting else [here]
            while True:
                above.append((line.indent, STEP * line.depth))
                if line.parent < 0:
                    break
                line = self.blocks[block].lines[line.parent]
        place([])

    # ------------------------------------------------------------------------------- blank rows

    def _spaced(self, page: list[_Printed]) -> list[_Printed]:
        """Never two blank rows, none at either end, and one between blocks."""
        spaced: list[_Printed] = []
        gap: list[_Printed] = []
        last: Row | None = None
        for row in page:
            if row.where is None:
                blank = not row.comment
                if not (blank and (not (spaced or gap) or (gap and not gap[-1].comment))):
                    gap.append(row)
                continue
            if last is not None and last[0] != row.where[0] and all(each.comment for each in gap):
                self._separate(last[0], row.where[0], gap)
            spaced += [*gap, row]
            gap = []
            last = row.where
        spaced += gap
        while spaced and spaced[-1].where is None and not spaced[-1].comment:
            spaced.pop()
        return spaced

    def _separate(self, first: int, second: int, gap: list[_Printed]) -> None:
        if self._short(first) and self._short(second) and self._kind(first) == self._kind(second):
            return
        at = next((index for index, row in enumerate(gap) if row.indent == 0), len(gap))
        gap.insert(at, _Printed(""))

    def _short(self, block: int) -> bool:
        return len(self.rows_of(block)) == 1

    def _kind(self, block: int) -> str:
        keyword = self.blocks[block].keyword
        return _OF_ONE_KIND.get(keyword, keyword)


def _passage_rows(text: str, line: blocks.Line) -> list[tuple[int, int]]:
    """The rows of a ``text:`` line: its opening and what stands beside it, then the deeper ones."""
    begin, end = line.pieces[0]
    passage = list(line.passage or ())
    if passage and "\n" not in text[end : passage[0][0]]:
        end = passage.pop(0)[1]
    return [(begin, end), *passage]


def _column(row: str) -> int:
    """How far the row is indented, tabs counted to the next stop."""
    column = 0
    for character in row:
        if not character.isspace():
            break
        column += STEP - column % STEP if character == "\t" else 1
    return column
