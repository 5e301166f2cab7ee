"""What a diagnostic is, and the catalogue of all of them; the wording stands in the modules beside this one.

Each diagnostic is made by one function of :mod:`reading` (how a file is laid out and written), :mod:`rules` (names,
types, units, structure) or :mod:`agreement` (the protocol's text against the rules), under one permanent code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, ParamSpec

from eligo.source import Span

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Edit:
    """A change that mends the mistake: the span is replaced by ``text``."""

    span: Span
    text: str


@dataclass(frozen=True)
class Wording:
    """What a diagnostic says: ``what`` is wrong, ``why`` it matters, how to ``mend`` it. Whole sentences, about
    criteria; ``mend`` is empty only where ``edit`` says everything."""

    what: str
    why: str
    mend: str
    edit: Edit | None = None
    related: tuple[tuple[Span, str], ...] = ()


@dataclass(frozen=True)
class Diagnostic:
    code: str
    severity: Severity
    title: str
    span: Span
    what: str
    why: str
    mend: str
    edit: Edit | None = None
    related: tuple[tuple[Span, str], ...] = ()

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


@dataclass(frozen=True)
class Entry:
    """A line of the catalogue."""

    code: str
    severity: Severity
    title: str


CATALOGUE: dict[str, Entry] = {}

P = ParamSpec("P")


def diagnostic(
    code: str, title: str, severity: Severity = "error"
) -> Callable[[Callable[P, Wording]], Callable[..., Diagnostic]]:
    """Enter a diagnostic in the catalogue; the function gets its span first and gives the wording.

    The decorated function takes the span, then the wording function's own arguments.
    """
    if code in CATALOGUE:
        raise ValueError(f"diagnostic code {code} is taken")
    CATALOGUE[code] = Entry(code, severity, title)

    def enter(wording: Callable[P, Wording]) -> Callable[..., Diagnostic]:
        def make(span: Span, *arguments: P.args, **named: P.kwargs) -> Diagnostic:
            said = wording(*arguments, **named)
            return Diagnostic(
                code, severity, title, span, said.what, said.why, said.mend, said.edit, said.related
            )

        make.__name__ = wording.__name__
        make.__doc__ = wording.__doc__
        return make

    return enter


def in_order(diagnostics: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, each once."""
    unique = {
        (d.span.source.name, d.span.start, d.span.end, d.code, d.what): d for d in diagnostics
    }
    return tuple(unique[key] for key in sorted(unique))
