"""Every diagnostic about names, kinds and structure has a case: a file of the language beside what it must report."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from eligo.diagnostics import CATALOGUE, Diagnostic
from eligo.project import Project

CASES = Path(__file__).parent / "errors" / "rules"
FILES = sorted(CASES.glob("*.criteria"))


def reported(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    where = f"{span.line}:{span.column}-{span.column + max(1, span.end - span.start)}"
    return f"{where} {diagnostic.code} {diagnostic.what}\n    why: {diagnostic.why}\n    mend: {diagnostic.mend}\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case_reports_what_stands_beside_it(path: Path) -> None:
    compilation = Project(CASES).compile(path)
    found = "".join(reported(diagnostic) for diagnostic in compilation.diagnostics)
    expected = path.with_suffix(".expected")
    if os.environ.get("ELIGO_ACCEPT"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
    assert path.stem[:4] in {diagnostic.code for diagnostic in compilation.diagnostics}


def test_every_code_has_a_case() -> None:
    assert FILES
    own = {code for code in CATALOGUE if code[1] in "23" or code[1:3] in ("40", "85", "86")}
    assert own - {path.stem[:4] for path in FILES} == set()
