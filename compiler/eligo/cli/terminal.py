"""How diagnostics and coloured words come to the terminal, and plainly to everything else."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from eligo.diagnostics import Diagnostic

COLOURS = {
    "error": "red",
    "warning": "yellow",
    "margin": "bright_black",
    "mark": "cyan",
    "before": "red",
    "after": "green",
    "place": "",
    "plain": "",
    # statuses and verdicts
    "pass": "green",
    "eligible": "green",
    "meets the known criteria": "green",
    "fail": "red",
    "ineligible": "red",
    "unknown": "yellow",
    "undetermined": "yellow",
    "pending": "cyan",
    "not applicable": "bright_black",
}


def on_terminal() -> bool:
    return sys.stdout.isatty()


def coloured() -> bool:
    return on_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    from eligo.report import WIDTH

    return shutil.get_terminal_size().columns if on_terminal() else WIDTH


def in_colour(said: str, role: str, *, bold: bool = False) -> str:
    if not coloured():
        return said
    return click.style(said, fg=COLOURS.get(role) or None, bold=bold or None)


def show(diagnostics: Sequence[Diagnostic]) -> None:
    """Diagnostics on standard output."""
    from eligo import report

    if not coloured():
        if diagnostics:
            click.echo(f"{report.text(diagnostics, width())}\n", color=False)
        return
    for diagnostic in diagnostics:
        for said, role in report.pieces(diagnostic, width()):
            click.echo(in_colour(said, role, bold=role in ("place", "error")), nl=False)
