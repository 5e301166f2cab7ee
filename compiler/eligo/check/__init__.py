"""Whether a protocol as a whole is sound: its text covered and agreeing with its rules, its
registry, its logic.

Examples are run by :mod:`eligo.check.examples`, which needs the interpreter; nothing else here
does.
"""

from __future__ import annotations

from eligo import ir
from eligo.check.agreement import agreement
from eligo.check.by_value import by_value
from eligo.check.connectives import connectives
from eligo.check.denials import denials
from eligo.check.filing import filing
from eligo.check.logic import logic
from eligo.check.phrases import phrases
from eligo.check.quoting import quoting
from eligo.check.registry import registry
from eligo.check.structure import structure
from eligo.check.windows import windows
from eligo.diagnostics import Diagnostic, in_order


def check(protocol: ir.Protocol) -> tuple[Diagnostic, ...]:
    """All that is wrong or doubtful about a protocol, in order of place."""
    checks = (
        quoting, agreement, by_value, windows, phrases, denials, connectives, filing, registry, logic,
        structure,
    )  # fmt: skip
    return in_order([diagnostic for one in checks for diagnostic in one(protocol)])
