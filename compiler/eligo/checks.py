"""What came of checking a file whose every input is as it was: its diagnostics, kept between runs of the command.

Only results without an error are kept: what is at fault is read again anyway, and a file that was missing may come.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eligo.cache import compiler_digest, criteria_below, digest_of, keep, kept
from eligo.diagnostics import Diagnostic, Edit
from eligo.project import Project
from eligo.source import Source, Span


def kept_check(project: Project, path: Path) -> tuple[Diagnostic, ...] | None:
    """The diagnostics of the last check of a file, or None where anything it read has changed since."""
    match kept("checks", str(path.resolve())):
        case {"compiler": compiler, "listed": listed, "inputs": dict(inputs), "found": list(found)}:
            if compiler != compiler_digest() or listed != criteria_below(project.root):
                return None
            if any(digest_of(project.root / name) != digest for name, digest in inputs.items()):
                return None
            sources = {name: project.read(project.root / name) for name in inputs}
            return tuple(_read(sources, one) for one in found)
        case _:
            return None


def keep_check(
    project: Project, path: Path, sources: tuple[Source, ...], found: tuple[Diagnostic, ...]
) -> None:
    inputs = {source.name: digest_of(project.root / source.name) for source in sources}
    if any(one.is_error for one in found) or "" in inputs.values():
        return
    fields = {
        "compiler": compiler_digest(),
        "listed": criteria_below(project.root),
        "inputs": inputs,
        "found": [_written(one) for one in found],
    }
    keep("checks", str(path.resolve()), fields)


def _written(one: Diagnostic) -> list[Any]:
    edit = [_place(one.edit.span), one.edit.text] if one.edit else None
    related = [[_place(span), words] for span, words in one.related]
    head = [one.code, one.severity, one.title, _place(one.span)]
    return [*head, one.what, one.why, one.mend, edit, related]


def _place(span: Span) -> list[Any]:
    return [span.source.name, span.start, span.end]


def _read(sources: dict[str, Source], fields: list[Any]) -> Diagnostic:
    code, severity, title, place, what, why, mend, edit, related = fields

    def span(written: list[Any]) -> Span:
        return Span(sources[written[0]], written[1], written[2])

    return Diagnostic(
        code,
        severity,
        title,
        span(place),
        what,
        why,
        mend,
        Edit(span(edit[0]), edit[1]) if edit else None,
        tuple((span(written), words) for written, words in related),
    )
