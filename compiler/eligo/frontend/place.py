"""What a place of a line is: what belongs there, and what to say where something else stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eligo.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Place:
    """``says`` makes the diagnostic from what was found, what is wanted and an example.
    ``complete`` where the line could end; what stands there is then too much, not too little.
    ``in_rule`` where a statement is being read."""

    wants: str
    example: str
    says: Callable[..., Diagnostic]
    at: str
    complete: bool = False
    in_rule: bool = False
