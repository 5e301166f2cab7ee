"""Every construct of the language, and every clause of its meaning, under both implementations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

HARNESS = run_path(str(Path(__file__).with_name("harness.py")))
ROOT = HARNESS["ROOT"]


def every_case() -> Iterator[Any]:
    for path in HARNESS["criteria_files"]():
        for index, case in enumerate(HARNESS["cases"](path)):
            name = case.get("name", "")
            for implementation in ("interpreter", "generated Python"):
                yield pytest.param(
                    path,
                    case,
                    implementation,
                    id=f"{path.parent.name}/{path.stem} {index} {name} ({implementation})",
                )


@pytest.mark.parametrize("path, case, implementation", list(every_case()))
def test_case(path: Path, case: dict[str, Any], implementation: str) -> None:
    subject = HARNESS["subject"](path)
    answer = subject.both()[implementation](case["record"])
    assert list(answer.refused) == case.get("refused", []), answer
    if answer.refused:
        return
    expected = dict(case.get("expect", {}))
    verdict = expected.pop("verdict", answer.verdict)
    said = {printed: answer.statuses[subject.key(printed)] for printed in expected}
    assert (said, answer.verdict) == (expected, verdict), answer.reasons
    for kind, wholes in case.get("wholes", {}).items():
        given = {key: answer.wholes[kind][key] for key in wholes}
        if kind == "units":
            given = {key: status for key, (status, _) in given.items()}
        assert given == wholes, kind
    if "used" in case:
        assert [list(each) for each in answer.used] == case["used"]
    for printed, reasons in case.get("missing", {}).items():
        given = answer.reasons.get(subject.key(printed), [])
        assert given == sorted(tuple(reason) for reason in reasons), printed


def test_every_clause_is_shown() -> None:
    """A clause without a case is a promise that nobody keeps."""
    text = (ROOT / "grammar" / "MEANING.md").read_text(encoding="utf-8")
    clauses = set(re.findall(r"^((?:[1-9]|10)\.[0-9]+) ", text, re.MULTILINE))
    shown: set[str] = set()
    for path in HARNESS["criteria_files"]():
        for case in HARNESS["cases"](path):
            shown |= set(case.get("clause", "").split())
    assert clauses - shown == set()
    assert shown - set(re.findall(r"^([0-9]+\.[0-9]+) ", text, re.MULTILINE)) == set()


def test_cases_are_hand_written_for_every_criteria_file() -> None:
    for path in HARNESS["criteria_files"]():
        assert path.with_suffix(".json").is_file(), path
