"""What is said of units of analysis: to whom explains, to whom screens, and in documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from eligo.backends import document
from eligo.cli import eligo
from eligo.driver import Library, compile_source
from eligo.source import Source

PROTOCOL = """protocol teeth
    title         "A trial of teeth"
    version       "1.0"
    assessed at   screening

visit screening

data tooth
    record
    with study tooth: yes or no
    with depth: number in mm
    with mobility: graded 0, 1, 2, 3
    with root fracture: yes or no

unit study tooth from tooth where study tooth, at least 1

data fever: yes or no

inclusion 1 "Depth" for study tooth
    text: A depth of 3 mm or more.
    depth >= 3 mm

inclusion 2 "Mobility" for study tooth
    text: Mobility below grade 2.
    mobility < 2

exclusion 1 "Fracture" for study tooth
    text: Fractured root.
    root fracture

exclusion 2 "Fever"
    text: Fever.
    fever
"""
GOOD = {
    "id": "36",
    "study_tooth": True,
    "depth": {"value": "4", "unit": "mm"},
    "mobility": "1",
    "root_fracture": False,
}
SHALLOW = {**GOOD, "id": "37", "depth": {"value": "2", "unit": "mm"}}
LOOSE = {**GOOD, "id": "11", "mobility": "3"}
OPEN = {key: value for key, value in GOOD.items() if key != "mobility"} | {"id": "12"}
PERHAPS = {key: value for key, value in GOOD.items() if key != "study_tooth"} | {"id": "13"}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ELIGO_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, PROTOCOL)


def write(folder: Path, text: str) -> Path:
    path = folder / "protocols" / "teeth" / "1.0.criteria"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def said(command: str, *teeth: dict[str, object], options: tuple[str, ...] = ()) -> str:
    record = {"id": "P-1", "screening": "2025-06-20", "fever": False, "tooth": list(teeth)}
    return of_record(command, record, options)


def of_record(command: str, record: dict[str, object], options: tuple[str, ...] = ()) -> str:
    Path("p.json").write_text(json.dumps(record), "utf-8")
    result = CliRunner().invoke(eligo, [command, "teeth", "p.json", *options])
    assert result.exit_code == 0, result.output
    return result.output


def reasons(*teeth: dict[str, object]) -> list[str]:
    """The lines between the verdict and the protocol's name."""
    lines = said("explain", *teeth).splitlines()
    return lines[: lines.index("")]


def row(*teeth: dict[str, object]) -> str:
    return " ".join(said("screen", *teeth).splitlines()[1].split())


def test_candidates_that_fail_each_for_another_reason() -> None:
    found = reasons(SHALLOW, LOOSE)
    assert found[0] == "P-1: ineligible"
    assert " ".join(" ".join(found[1:]).split()) == (
        "study tooth fails: of 2 candidates, none passes every criterion for study tooth; "
        "at least 1 is needed "
        "tooth 37 fails inclusion 1 (Depth) fails: not true: depth of the tooth is at least 3 mm "
        "(found depth of tooth 2 mm, limit >= 3 mm) "
        "tooth 11 fails inclusion 2 (Mobility) fails: not true: mobility of the tooth is less than 2 "
        "(that is 0 or 1) (found mobility of tooth 3)"
    )
    assert row(SHALLOW, LOOSE) == (
        "P-1 ineligible fails study tooth (37: I1 Depth; 11: I2 Mobility)"
    )


def test_a_true_exclusion_is_told_of_the_candidate() -> None:
    found = " ".join(" ".join(reasons({**GOOD, "root_fracture": True})).split())
    assert "36 fails exclusion 1 (Fracture) fails: true: “root fracture” (of the tooth)" in found


@pytest.mark.parametrize("teeth", [(), ({**GOOD, "study_tooth": False},)])
def test_no_candidate(teeth: tuple[dict[str, object], ...]) -> None:
    assert reasons(*teeth) == [
        "P-1: ineligible",
        "  study tooth fails: no tooth is recorded that is a study tooth; at least 1 is needed",
    ]
    assert row(*teeth) == "P-1 ineligible fails study tooth (no candidate)"


def test_what_a_candidate_leaves_open() -> None:
    found = reasons(OPEN, PERHAPS)
    assert "    tooth 12 lacks data" in found
    assert "      inclusion 2 (Mobility) lacks data: mobility of tooth (not recorded)" in found
    perhaps = "whether it is a candidate is not known: study tooth of tooth (not recorded)"
    assert f"    tooth 13 passes; {perhaps}" in found
    assert row(OPEN) == "P-1 undetermined lacks data for study tooth (12: I2 Mobility)"


def test_things_that_are_not_recorded() -> None:
    record = {"id": "P-1", "screening": "2025-06-20", "fever": False}
    found = of_record("explain", record)
    assert "  study tooth lacks data: tooth (not recorded); at least 1 is needed\n" in found
    assert "lacks data for study tooth\n" in of_record("screen", record)


def test_enough_candidates_give_no_reason() -> None:
    assert reasons(SHALLOW, GOOD) == [
        "P-1: eligible",
        "Every criterion passes, or does not apply.",
    ]
    assert row(SHALLOW, GOOD) == "P-1 eligible"


def test_how_many_are_needed(tmp_path: Path) -> None:
    write(tmp_path, PROTOCOL.replace("at least 1", "at least 2"))
    found = " ".join(" ".join(reasons(SHALLOW, GOOD)).split())
    assert (
        "of 2 candidates, 1 passes every criterion for study tooth; at least 2 are needed" in found
    )
    assert "36 passes" in found


def test_each_candidate_has_its_own_findings() -> None:
    found = said("explain", SHALLOW, {**SHALLOW, "id": "38"}, options=("--full",))
    assert ", as above" not in found
    assert "at least 1 candidate for study tooth passes this criterion" in found
    assert "(of the tooth) is recorded as yes (line 15)" in found


def test_documents_speak_of_the_candidate() -> None:
    library = Library(lambda name: None, lambda source, name: None)
    compiled = compile_source(Source("teeth.criteria", PROTOCOL), library)
    assert compiled.protocol is not None
    found = document.emit(compiled.protocol)["criteria.md"].replace("\u00a0", " ")
    assert "Lets this study tooth in when true." in found
    assert "Keeps this study tooth out when true." in found
    assert found.count("Keeps the participant out when true.") == 1
    assert "Lets the participant in when true." not in found
    assert "At least 1 candidate must pass every criterion of this unit." in found
    assert "the participant is out when none is left" in found
