"""The outline of a criteria file: its blocks, their lines, and which line stands beneath which.

Purely about white space, comments and quotation marks; what the lines say is the business of
:mod:`words`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from eligo.source import Source, Span

STEP = 4

# A word before the keyword that a block is known by.
_BEFORE = {"open": "group", "extend": "data"}

# Known in column 0, in this version of the language.
KEYWORDS = (
    "protocol",
    "vocabulary",
    "use",
    "milestone",
    "visit",
    "period",
    "data",
    "group",
    "define",
    "score",
    "table",
    "subgroup",
    "unit",
    "cohort",
    "stage",
    "inclusion",
    "exclusion",
    "delay",
    "context",
    "example",
)

OPENING_QUOTES = '"“”„'
_TEXT_LINE = re.compile(r"text[ \t\u00a0]*:", re.I)
_FIRST_WORD = re.compile(r"[^\s:,\"“”„]+")
_VALUES_OPEN = re.compile(r"(?:^|[:,]\s*|^data,\s*)(?:result\s+)?(?:one of|any of|graded)\b", re.I)
_VALUES_BARE = re.compile(r"(?:one of|any of|graded)\s*$", re.I)
_ATTRIBUTE = re.compile(r"with\s+\S", re.I)
_PROPERTY_OF_DATA = re.compile(
    r"(?:also in|also called|code|plural|question|note|source|burden|plausible|with normal range"
    r"|measured within|half-life)\b|with\s[^:,]+:",
    re.I,
)
_RUNS_ON = re.compile(r"(?:,|\bor)$")
_WHOLE_LINE = re.compile(r"(?:not formalised|obliges)\b", re.I)


@dataclass(slots=True)
class Line:
    """A line as its author thinks of it: what runs on in deeper lines belongs to it.

    ``pieces`` are the stretches of the source it consists of; ``passage`` those of a ``text:`` line
    after its colon. ``joined`` is true where the ends of the pieces stand for a comma. ``parent``
    is the index of the line it stands beneath, in the block's ``lines``, or -1; ``depth`` counts
    the lines above it that way.
    """

    start: int
    end: int
    indent: int
    pieces: list[tuple[int, int]]
    passage: list[tuple[int, int]] | None = None
    joined: bool = False
    parent: int = -1
    depth: int = 0


@dataclass(slots=True)
class Block:
    """A line in column 0 and all that is indented beneath it. ``keyword`` is its first word in
    small letters; of ``open group`` and ``extend data`` the second."""

    keyword: str
    lines: list[Line]
    span: Span
    # Lines whose indentation is wrong, each with the columns it would have to have.
    crooked: list[tuple[Line, int]] = field(default_factory=list)
    tabs: list[Line] = field(default_factory=list)


@lru_cache(maxsize=16)
def split(source: Source) -> list[Block]:
    """The blocks of a file, in order; nobody changes them, since both readings of a file share
    them. Lines before the first keyword make a block of their own."""
    blocks: list[Block] = []
    for line in _lines(source):
        if line.indent == 0 or not blocks:
            first = _FIRST_WORD.match(source.text, line.start, line.end)
            keyword = (
                first.group().casefold() if first else source.text[line.start : line.start + 1]
            )
            if first and keyword in _BEFORE:
                second = _FIRST_WORD.search(source.text, first.end(), line.end)
                if second and second.group().casefold() == _BEFORE[keyword]:
                    keyword = _BEFORE[keyword]
            blocks.append(Block(keyword, [line], Span(source, line.start, line.end)))
            if line.indent:
                blocks[-1].crooked.append((line, 0))
        else:
            blocks[-1].lines.append(line)
    for block in blocks:
        _join(source, block)
        _nest(source, block)
        block.span = Span(source, block.lines[0].start, block.lines[-1].end)
    return blocks


def _lines(source: Source) -> list[Line]:
    """Every line that says something. Beneath a ``text:`` line, deeper lines are its passage."""
    lines: list[Line] = []
    text = source.text
    passage: Line | None = None
    for number, start in enumerate(source.line_starts):
        following = (
            source.line_starts[number + 1]
            if number + 1 < len(source.line_starts)
            else len(text) + 1
        )
        end = following - 1
        if number == 0 and text.startswith("\ufeff"):
            start += 1
        content = start
        indent = 0
        while content < end and text[content].isspace():
            indent += STEP - indent % STEP if text[content] == "\t" else 1
            content += 1
        if content == end:
            continue
        while end > content and text[end - 1].isspace():
            end -= 1
        if passage is not None and passage.passage is not None and indent > passage.indent:
            passage.passage.append((content, end))
            passage.end = end
            continue
        passage = None
        opening = _TEXT_LINE.match(text, content, end)
        if opening and indent:
            after = opening.end()
            while after < end and text[after].isspace():
                after += 1
            passage = Line(
                content,
                end,
                indent,
                [(content, opening.end())],
                [(after, end)] if after < end else [],
            )
            lines.append(passage)
            continue
        end = _without_comment(text, content, end)
        if end > content:
            lines.append(Line(content, end, indent, [(content, end)]))
    return lines


def _without_comment(text: str, start: int, end: int) -> int:
    """Where the line ends once a comment and the white space before it are taken away."""
    if "#" not in text[start:end]:
        return end
    closing = ""
    for index in range(start, end):
        character = text[index]
        if closing:
            if character in closing:
                closing = ""
        elif character in OPENING_QUOTES:
            closing = '"' if character == '"' else '”“"'
        elif character == "#" and (index == start or text[index - 1].isspace()):
            end = index
            break
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _join(source: Source, block: Block) -> None:
    """Put lines together that run on: a string, a list of values, a long duty."""
    text = source.text
    joined: list[Line] = []
    for line in block.lines:
        if joined and line.passage is None and line.indent > joined[-1].indent:
            last = joined[-1]
            said = text[last.start : last.end]
            mine = text[line.start : line.end]
            header = len(joined) == 1
            runs_on = last.passage is None and (
                (
                    said[-1] in '"”“'
                    and mine[0] in OPENING_QUOTES
                    and (not header or line.indent > STEP)
                )
                or _RUNS_ON.search(said) is not None
                or (not header and _WHOLE_LINE.match(said) is not None)
            )
            values = (
                last.passage is None
                and block.keyword == "data"
                and not _PROPERTY_OF_DATA.match(mine)
                and (
                    (not header and _VALUES_OPEN.match(said) is not None)
                    or (
                        (header or _ATTRIBUTE.match(said) is not None)
                        and (_VALUES_BARE.search(said) is not None or last.joined)
                    )
                )
            )
            if runs_on or values:
                last.pieces.append((line.start, line.end))
                last.end = line.end
                last.joined = last.joined or values
                continue
        joined.append(line)
    block.lines = joined


def _nest(source: Source, block: Block) -> None:
    """Say of every line which one it stands beneath, and note what is not indented by fours."""
    open_lines: list[int] = []
    for index, line in enumerate(block.lines):
        if "\t" in source.text[source.text.rfind("\n", 0, line.start) + 1 : line.start]:
            block.tabs.append(line)
        # One column deeper is a slip of the space bar, not a level of its own.
        while open_lines and block.lines[open_lines[-1]].indent >= line.indent - (
            len(open_lines) > 1
        ):
            open_lines.pop()
        if index and not open_lines:
            open_lines = [0]
        line.parent = open_lines[-1] if open_lines else -1
        line.depth = len(open_lines)
        siblings_at = block.lines[line.parent].indent if open_lines else 0
        if index and (line.indent % STEP or line.indent - siblings_at > STEP):
            block.crooked.append((line, line.depth * STEP))
        open_lines.append(index)
