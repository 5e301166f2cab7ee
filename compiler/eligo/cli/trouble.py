"""What stops a command and is no mistake of the compiler: one sentence, with an exit code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

import click

MISTAKES = 1
USAGE = 2
RECORDS = 3
INTERRUPTED = 130


class Trouble(click.ClickException):
    """Something that the user can mend; ``remedy`` says how."""

    def __init__(self, what: str, remedy: str = "", code: int = USAGE) -> None:
        super().__init__(f"{what} {remedy}".rstrip())
        self.code = code

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        return self.code

    def show(self, file: IO[Any] | None = None) -> None:
        say(self.message)


def unreadable(shown: str, error: OSError) -> Trouble:
    reason = error.strerror or "it cannot be read"
    return Trouble(f"{shown} cannot be read: {reason}.")


def unwritable(shown: str, error: OSError) -> Trouble:
    return Trouble(f"{shown} cannot be written: {error.strerror or 'the system refuses'}.")


def say(message: str) -> None:
    """A message on standard error."""
    from eligo.report import harmless

    lines = "\n".join(map(harmless, message.split("\n")))
    click.echo(f"eligo: {lines}", err=True)


def nearest(word: str, known: Iterable[str]) -> str:
    """Such as " Did you mean nct06676631?"; empty where nothing is near."""
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), folded, n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(folded[name] for name in near)}?" if near else ""
