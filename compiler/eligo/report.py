"""Diagnostics as people and machines read them: text with the place underlined, JSON, SARIF 2.1.0.

Pure functions of the diagnostics: the same ones give the same text. Text is made of pieces with a
role, so that whoever shows it may colour them; joined, they are the plain form.
"""

from __future__ import annotations

import json
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import quote

from eligo.diagnostics import Diagnostic, Edit
from eligo.source import Source, Span

Role: TypeAlias = Literal["plain", "error", "warning", "place", "margin", "mark", "before", "after"]
Piece: TypeAlias = tuple[str, Role]

WIDTH = 100  # of text that goes to no terminal

_TAB = 4
_LONGEST_EXTRACT = 6  # lines of a span or of an edit; the middle of longer ones is left out
_LEFT_OUT = "…"


# --------------------------------------------------------------------------------------- text


def text(diagnostics: Iterable[Diagnostic], width: int = WIDTH) -> str:
    """All diagnostics as plain text, each followed by an empty line."""
    return "".join(
        piece for diagnostic in diagnostics for piece, _ in pieces(diagnostic, width)
    ).rstrip("\n")


def pieces(diagnostic: Diagnostic, width: int = WIDTH) -> Iterator[Piece]:
    """One diagnostic: its place, the source underlined, what, why, how to mend, the edit."""
    width = max(width, 30)
    yield f"{_place(diagnostic.span)}: ", "place"
    yield f"{diagnostic.severity} {diagnostic.code}", diagnostic.severity
    yield f": {harmless(diagnostic.title)}\n", "plain"
    yield from _extract(diagnostic.span, diagnostic.severity, width)
    yield "\n", "plain"
    for said in (diagnostic.what, f"Why: {diagnostic.why}", f"Mend: {diagnostic.mend}"):
        if not said.endswith(": "):
            yield _wrapped(said, width), "plain"
    if diagnostic.edit is not None:
        yield from _change(diagnostic.edit, diagnostic.span.source, width)
    for span, said in diagnostic.related:
        yield _wrapped(f"See {_place(span)}: {said}", width), "plain"
    yield "\n", "plain"


def summary(diagnostics: Sequence[Diagnostic], files: Sequence[str]) -> str:
    """The last line, such as "2 mistakes, 1 warning in 1.0.criteria"."""
    mistakes = sum(diagnostic.is_error for diagnostic in diagnostics)
    warnings = len(diagnostics) - mistakes
    counts = [_count(mistakes, "mistake")] if mistakes else []
    counts += [_count(warnings, "warning")] if warnings else []
    found = ", ".join(counts) or "no mistakes"
    places = {diagnostic.span.source.name for diagnostic in diagnostics} or set(files)
    if len(places) == 1:
        return f"{found} in {next(iter(places)).rsplit('/', 1)[-1]}"
    if diagnostics:
        return f"{found} in {len(places)} files"
    return f"{found} in {_count(len(places), 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _place(span: Span) -> str:
    return f"{harmless(span.source.name)}:{span.line}:{span.column}"


def _wrapped(said: str, width: int) -> str:
    """What is said, wrapped; lines after the first are lines of a file and keep their indentation."""
    first, *others = said.split("\n")
    lines = _in_lines(first.rstrip(), width, "")
    for other in others:
        written = other.strip()
        lines += _in_lines(written, width, " " * (4 + len(other) - len(other.lstrip())))
    return "".join(f"  {line}".rstrip() + "\n" for line in lines)


def _in_lines(said: str, width: int, indent: str) -> list[str]:
    indent = indent[: width // 2]
    return textwrap.wrap(
        harmless(said),
        width - 2,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=True,
        break_on_hyphens=False,
    )


# --- the source with its underline


def _extract(span: Span, severity: Role, width: int) -> Iterator[Piece]:
    source = span.source
    first, last = span.line, _last_line(span)
    numbers: list[int | None] = list(range(first, last + 1))
    if len(numbers) > _LONGEST_EXTRACT:
        half = _LONGEST_EXTRACT // 2
        numbers = [*numbers[:half], None, *numbers[-half:]]
    margin = len(str(last))
    for number in numbers:
        if number is None:
            yield f"  {'':>{margin}} | {_LEFT_OUT}\n", "margin"
            continue
        line = source.line(number)
        begins = source.line_starts[number - 1]
        start = max(span.start - begins, 0)
        end = min(span.end - begins, len(line))
        if number > first:  # the indentation of a later line is no part of what is meant
            start = len(line) - len(line.lstrip())
        shown = _window(line, min(start, len(line)), max(end, start), width - margin - 5)
        yield f"  {number:>{margin}} | ", "margin"
        yield f"{shown.text}\n", "plain"
        if start < len(line) or number == first:
            yield f"  {'':>{margin}} | ", "margin"
            yield f"{' ' * shown.before}{'^' * max(shown.marked, 1)}\n", severity


def _last_line(span: Span) -> int:
    """The line of the last character that can be seen."""
    seen = span.text.rstrip()
    return span.source.position(span.start + max(len(seen) - 1, 0))[0]


@dataclass(frozen=True)
class _Shown:
    """A line as it is shown: how many columns stand before the mark, and how wide the mark is."""

    text: str
    before: int
    marked: int


def _window(line: str, start: int, end: int, width: int) -> _Shown:
    """The part of a line around what is marked that fits the width, in columns of a terminal."""
    cells = list(_cells(line))
    widths = [columns for _, columns in cells]
    low, high = 0, len(cells)
    room = max(width, 20)
    if sum(widths) > room:
        # What is marked comes first, then what stands before it, then what follows.
        low, high = start, start
        used = 2
        while high < len(cells) and used + widths[high] <= room and high < max(end, start + 1):
            used += widths[high]
            high += 1
        lead = min(used + (room - used) // 2, room)
        while low > 0 and used + widths[low - 1] <= lead:
            low -= 1
            used += widths[low]
        while high < len(cells) and used + widths[high] <= room:
            used += widths[high]
            high += 1
        while low > 0 and used + widths[low - 1] <= room:
            low -= 1
            used += widths[low]
    left = _LEFT_OUT if low > 0 else ""
    right = _LEFT_OUT if high < len(cells) else ""
    shown = left + "".join(character for character, _ in cells[low:high]) + right
    before = len(left) + sum(widths[low:start])
    return _Shown(shown.rstrip(), before, sum(widths[start : min(end, high)]))


def _cells(line: str) -> Iterator[tuple[str, int]]:
    """Each character as it is shown, with the columns it takes on a terminal."""
    column = 0
    for character in line:
        if character == "\t":
            columns = _TAB - column % _TAB
            shown = f"{'→':<{columns}}"
        else:
            shown = _visible(character)
            columns = sum(_columns(each) for each in shown)
        yield shown, columns
        column += columns


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def harmless(said: str) -> str:
    """Text that does nothing but stand there, whatever file it comes from."""
    return "".join(map(_visible, said))


def _visible(character: str) -> str:
    """Controls, and marks that turn the direction of writing, are named: they would act."""
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return f"<U+{ord(character):04X}>"
    return character


# --- the edit


def _change(edit: Edit, source: Source, width: int) -> Iterator[Piece]:
    where = f" in {_place(edit.span)}" if edit.span.source is not source else ""
    first, before, after = _changed_lines(edit)
    yield f"  Change{where}:\n", "plain"
    margin = len(str(first + max(len(before), len(after)) - 1))
    sides: tuple[tuple[list[str], str, Role], ...] = (
        (before, "-", "before"),
        (after, "+", "after"),
    )
    for lines, sign, role in sides:
        for index, line in enumerate(lines[:_LONGEST_EXTRACT]):
            changed = _first_difference(line, (after if sign == "-" else before)[index:])
            shown = _window(line, min(changed, len(line)), changed + 1, width - margin - 5)
            yield f"  {first + index:>{margin}} {sign} {shown.text}".rstrip() + "\n", role
        if len(lines) > _LONGEST_EXTRACT:
            yield f"  {'':>{margin}} {sign} {_LEFT_OUT}\n", role


def _changed_lines(edit: Edit) -> tuple[int, list[str], list[str]]:
    """The number of the first line that changes, those lines before and after the change."""
    source, span = edit.span.source, edit.span
    first = span.line
    start = source.line_starts[first - 1]
    stop = source.text.find("\n", span.end)
    stop = len(source.text) if stop < 0 else stop
    before = source.text[start:stop].split("\n")
    after = (source.text[start : span.start] + edit.text + source.text[span.end : stop]).split("\n")
    while len(before) > 1 and len(after) > 1 and before[-1] == after[-1]:
        del before[-1], after[-1]
    while len(before) > 1 and len(after) > 1 and before[0] == after[0]:
        del before[0], after[0]
        first += 1
    # A whole line that goes, or comes, leaves nothing behind.
    if before[-1] == after[-1] and len(before) + len(after) > 2:
        del before[-1], after[-1]
    elif before[0] == after[0] and len(before) + len(after) > 2:
        del before[0], after[0]
        first += 1
    return first, before, after


def _first_difference(line: str, others: list[str]) -> int:
    other = others[0] if others else ""
    same = (index for index, (a, b) in enumerate(zip(line, other, strict=False)) if a != b)
    return next(same, min(len(line), len(other)))


# --------------------------------------------------------------------------------------- JSON


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """For editors and scripts. Lines and columns count code points from 1, ends excluded."""
    mistakes = sum(diagnostic.is_error for diagnostic in diagnostics)
    return json_text(
        {
            "mistakes": mistakes,
            "warnings": len(diagnostics) - mistakes,
            "diagnostics": [_json_of(diagnostic) for diagnostic in diagnostics],
        }
    )


def _json_of(diagnostic: Diagnostic) -> dict[str, object]:
    edit = diagnostic.edit
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "title": diagnostic.title,
        **_json_span(diagnostic.span),
        "what": diagnostic.what,
        "why": diagnostic.why,
        "mend": diagnostic.mend,
        "edit": None if edit is None else {**_json_span(edit.span), "text": edit.text},
        "related": [{**_json_span(span), "message": said} for span, said in diagnostic.related],
    }


def _json_span(span: Span) -> dict[str, object]:
    ends_line, ends_column = span.source.position(span.end)
    return {
        "file": span.source.name,
        "line": span.line,
        "column": span.column,
        "end_line": ends_line,
        "end_column": ends_column,
    }


# -------------------------------------------------------------------------------------- SARIF


def sarif(diagnostics: Sequence[Diagnostic], version: str) -> str:
    """SARIF 2.1.0, which code hosts and editors show beside the lines. ``version`` is eligo's."""
    rules = {each.code: each for each in sorted(diagnostics, key=lambda each: each.code)}
    indices = {code: index for index, code in enumerate(rules)}
    return json_text(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "eligo",
                            "semanticVersion": version,
                            "rules": [_sarif_rule(rules[code]) for code in rules],
                        }
                    },
                    "columnKind": "unicodeCodePoints",
                    "results": [_sarif_result(each, indices) for each in diagnostics],
                }
            ],
        }
    )


def _sarif_rule(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "id": diagnostic.code,
        "shortDescription": {"text": diagnostic.title},
        "defaultConfiguration": {"level": diagnostic.severity},
    }


def _sarif_result(diagnostic: Diagnostic, indices: dict[str, int]) -> dict[str, object]:
    said = " ".join(filter(None, (diagnostic.what, diagnostic.why, diagnostic.mend)))
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "ruleIndex": indices[diagnostic.code],
        "level": diagnostic.severity,
        "message": {"text": said},
        "locations": [{"physicalLocation": _sarif_place(diagnostic.span)}],
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _sarif_place(span), "message": {"text": what}}
            for number, (span, what) in enumerate(diagnostic.related, 1)
        ]
    if diagnostic.edit is not None:
        edit = diagnostic.edit
        replacement: dict[str, object] = {
            "deletedRegion": _sarif_region(edit.span),
            "insertedContent": {"text": edit.text},
        }
        change = {"artifactLocation": _sarif_file(edit.span), "replacements": [replacement]}
        described = {"text": diagnostic.mend or diagnostic.title}
        result["fixes"] = [{"description": described, "artifactChanges": [change]}]
    return result


def _sarif_place(span: Span) -> dict[str, object]:
    return {"artifactLocation": _sarif_file(span), "region": _sarif_region(span)}


def _sarif_file(span: Span) -> dict[str, object]:
    return {"uri": quote(span.source.name)}


def _sarif_region(span: Span) -> dict[str, object]:
    end_line, end_column = span.source.position(span.end)
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": end_line,
        "endColumn": end_column,
    }


def json_text(value: object) -> str:
    """Indented JSON that can be written as UTF-8, whatever texts it holds."""
    # A lone surrogate cannot be written as UTF-8; everything else stays readable.
    shown = json.dumps(value, ensure_ascii=False, indent=2)
    return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in shown)
