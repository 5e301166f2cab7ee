"""Reading of criteria files: every message about layout and writing, and that nothing breaks it."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligo import syntax
from eligo.diagnostics import CATALOGUE, Diagnostic, layout, reading, statements
from eligo.frontend import parse as parsing
from eligo.frontend import places
from eligo.frontend.declarations import Declarations, declared
from eligo.frontend.parse import parse
from eligo.source import Source

CASES = Path(__file__).parent / "errors" / "reading"
ROOT = Path(__file__).parents[1]
PROTOCOLS = sorted((ROOT / "protocols").rglob("*.criteria"))


def names() -> Declarations:
    return declared(Source("names.criteria", (CASES / "names.criteria").read_text("utf-8")))


def read(text: str, name: str = "case.criteria") -> tuple[syntax.File, tuple[Diagnostic, ...]]:
    source = Source(name, text)
    return parse(source, declared(source).merge(names()))


def rendered(diagnostics: tuple[Diagnostic, ...]) -> str:
    """One line for each: where, code, and what is wrong."""
    lines = []
    for diagnostic in diagnostics:
        line, column = diagnostic.span.source.position(diagnostic.span.start)
        last = column + max(diagnostic.span.end - diagnostic.span.start - 1, 0)
        lines.append(f"{line}:{column}-{last} {diagnostic.code} {diagnostic.what}\n")
    return "".join(lines)


def case_names() -> list[str]:
    return sorted(path.stem for path in CASES.glob("*.criteria") if path.stem != "names")


@pytest.mark.parametrize("name", case_names())
def test_messages(name: str) -> None:
    _, diagnostics = read((CASES / f"{name}.criteria").read_text("utf-8"))
    found = rendered(diagnostics)
    expected = CASES / f"{name}.expected"
    if os.environ.get("ELIGO_ACCEPT"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")
    if name[1:4].isdigit():
        assert name[:4] in {diagnostic.code for diagnostic in diagnostics}
