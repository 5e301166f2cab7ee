"""The command, as people and scripts call it: what it prints, writes and returns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from eligo.cli import eligo

TRIAL = Path(__file__).parent.parent


def run(*arguments: str, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(eligo, arguments, input=stdin, prog_name="eligo")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("ELIGO_CACHE", str(folder))
    return folder


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one small protocol, the one that `eligo new` starts."""
    monkeypatch.chdir(tmp_path)
    assert run("new", "nct01234567").exit_code == 0
    return tmp_path


@pytest.fixture
def criteria(project: Path) -> Path:
    return project / "protocols/nct01234567/0.1.criteria"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


PARTICIPANT = {
    "id": "P-1",
    "consent": "2025-06-15",
    "screening": "2025-06-20",
    "date_of_birth": "1990-03-10",
    "body_weight": {"value": "70.0", "unit": "kg", "date": "2025-06-20"},
}


def records(path: Path, *changes: dict[str, object]) -> str:
    lines = (json.dumps({**PARTICIPANT, **each}) for each in changes)
    path.write_text("".join(f"{line}\n" for line in lines))
    return str(path)


# ------------------------------------------------------------------------------------ in general


def test_help_tells_commands_and_exit_codes() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for word in ("check", "build", "screen", "explain", "Exit codes", "participant records"):
        assert word in result.output


@pytest.mark.parametrize(
    "name", ["check", "build", "screen", "explain", "test", "template", "new", "format"]
)
def test_every_command_has_help(name: str) -> None:
    assert run(name, "--help").exit_code == 0


def test_an_unknown_command_suggests_one() -> None:
    result = run("chekc")
    assert result.exit_code == 2
    assert "Did you mean check?" in result.output


@pytest.mark.parametrize("name", ["check", "build", "test", "format"])
def test_without_a_project_it_says_so(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(name)
    assert result.exit_code == 2
    assert "no project here" in result.output


def imported(*arguments: str) -> set[str]:
    """The modules that a call of the command imports."""
    code = (
        "import sys\n"
        "from eligo.cli import eligo\n"
        f"eligo({list(arguments)!r}, standalone_mode=False)\n"
        "print('modules', *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    last = done.stdout.strip().split("\n")[-1]
    return {name.split(".")[0] for name in last.split()} | set(last.split())


def test_help_imports_nothing_heavy() -> None:
    found = imported("--help")
    assert not found & {"lark", "black", "jinja2", "pydantic", "rich", "eligo.ir", "eligo.project"}


def test_check_does_not_import_what_only_builds_need(criteria: Path) -> None:
    assert not imported("check", str(criteria)) & {"black", "jinja2", "pydantic", "rich"}


# ----------------------------------------------------------------------------------------- check


def test_check_says_that_all_is_well(project: Path) -> None:
    result = run("check")
    assert result.exit_code == 0
    assert result.output == "no mistakes in 2 files\n"


def test_check_reports_mistakes_with_their_place(criteria: Path) -> None:
    change(criteria, "body weight >= 50 kg", "body wieght >= 50 kg")
    result = run("check")
    assert result.exit_code == 1
    assert "protocols/nct01234567/0.1.criteria:" in result.output
    assert "^" in result.output
    assert "\x1b" not in result.output
    assert result.output.splitlines()[-1].endswith("in 0.1.criteria")


@pytest.mark.parametrize(
    "argument", ["NCT01234567", "nct01234567/0.1", "protocols/nct01234567", "demographics"]
)
def test_check_finds_protocols_and_vocabularies(project: Path, argument: str) -> None:
    assert run("check", argument).exit_code == 0


def test_check_as_json_and_sarif(criteria: Path) -> None:
    change(criteria, "body weight >= 50 kg", "body wieght >= 50 kg")
    for form in ("json", "sarif"):
        result = run("check", "--format", form)
        assert result.exit_code == 1
        shown = json.loads(result.output)
    assert shown["runs"][0]["results"]
    assert str(criteria.parent.parent) not in result.output


def test_an_unknown_protocol_suggests_the_nearest(project: Path) -> None:
    result = run("check", "nct01234568")
    assert result.exit_code == 2
    assert "Did you mean nct01234567?" in result.output


def test_an_unknown_version_names_those_there_are(project: Path) -> None:
    result = run("check", "nct01234567/2.0")
    assert result.exit_code == 2
    assert "There are: 0.1." in result.output


def test_a_file_that_is_not_text_is_named_with_its_line(criteria: Path) -> None:
    criteria.write_bytes(b"# fine\n\xff\n")
    result = run("check")
    assert result.exit_code == 2
    assert "0.1.criteria is not UTF-8 text (line 2)" in result.output


def test_paths_can_be_given_back_to_a_command(
    tmp_path_factory: pytest.TempPathFactory, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "bad.criteria"
    elsewhere.write_text("protocol x\n    nonsense\n")
    result = run("check", str(elsewhere))
    assert f"{elsewhere}:2:" in result.output
    assert f"See: eligo check {elsewhere}" in run("format", str(elsewhere)).output
    shown = json.loads(run("check", str(elsewhere), "--format", "json").output)
    assert {each["file"] for each in shown["diagnostics"]} == {str(elsewhere)}
    criteria = project / "protocols/nct01234567/0.1.criteria"
    change(criteria, "body weight >= 50 kg", "body wieght >= 50 kg")
    monkeypatch.chdir(project / "protocols/vocabulary")
    assert "\n../nct01234567/0.1.criteria:" in f"\n{run('check').output}"
    assert "\n../nct01234567/0.1.criteria:" in f"\n{run('build').output}"


def test_a_version_is_found_by_what_the_file_declares(criteria: Path) -> None:
    change(criteria, 'version       "0.1"', 'version       "draft"')
    assert run("check", "nct01234567/draft").exit_code == 0
    assert run("check", "nct01234567/0.1").exit_code == 0
    assert "There are: 0.1 (version “draft”)." in run("check", "nct01234567/2").output


def test_a_file_that_cannot_be_read_is_named(project: Path) -> None:
    (project / "protocols/a.criteria").mkdir()
    result = run("check", "protocols/a.criteria")
    assert result.exit_code == 2


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "\ufeff"])
def test_empty_files_are_no_crash(criteria: Path, text: str) -> None:
    criteria.write_text(text, "utf-8")
    assert run("check").exit_code in (0, 1)


# ----------------------------------------------------------------------------------------- build


def generated(project: Path) -> dict[str, bytes]:
    folder = project / "generated"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_build_writes_the_version_and_then_nothing(project: Path) -> None:
    result = run("build")
    assert result.exit_code == 0
    written = generated(project)
    assert "nct01234567/v0_1/__init__.py" in written
    assert all(str(project).encode() not in text for text in written.values())
    assert run("build").output == "Nothing has changed.\n"
    assert run("build", "--check").exit_code == 0
    assert generated(project) == written


def test_an_unchanged_build_imports_no_compiler(project: Path) -> None:
    run("build")
    found = imported("build")
    assert not found & {"lark", "black", "jinja2", "pydantic", "eligo.ir"}


def test_a_changed_criterion_is_formatted_alone(
    criteria: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import black

    run("build")
    formatted: list[str] = []
    original = black.format_str

    def counted(text: str, *, mode: black.Mode) -> str:
        formatted.append(text)
        return original(text, mode=mode)

    monkeypatch.setattr(black, "format_str", counted)
    change(criteria, '"What does the participant weigh,', '"How much does the participant weigh,')
    assert run("build").exit_code == 0
    assert 0 < len(formatted) < 12  # the headers, which hold the source's hash, and what changed


def test_an_edited_output_is_written_again(project: Path) -> None:
    run("build")
    before = generated(project)
    path = project / "generated/nct01234567/v0_1/criteria.py"
    path.write_text("broken")
    assert run("build").exit_code == 0
    assert generated(project) == before


def test_build_works_without_a_cache(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = project / "blocked"
    blocked.write_text("a file, not a folder")
    monkeypatch.setenv("ELIGO_CACHE", str(blocked))
    assert run("build").exit_code == 0
    assert run("build").exit_code == 0


def test_a_broken_cache_counts_as_none(project: Path, own_cache: Path) -> None:
    run("build")
    for path in own_cache.rglob("*.json"):
        path.write_text('{"root": 5, "names": [[]], "each": {"a": 1}}')
    assert run("build").exit_code == 0
    assert run("build").output == "Nothing has changed.\n"


def test_nothing_is_written_where_there_is_a_mistake(project: Path, criteria: Path) -> None:
    change(criteria, "body weight >= 50 kg", "body wieght >= 50 kg")
    result = run("build")
    assert result.exit_code == 1
    assert "nothing was written" in result.output
    assert not (project / "generated").exists()


def test_only_stale_files_of_its_own_are_removed(project: Path) -> None:
    run("build")
    folder = project / "generated/nct01234567/v0_1"
    (folder / "old.py").write_text("# Generated by eligo 0.0.1. Do not edit.\n")
    (folder / "notes.txt").write_text("by hand")
    (folder / "criteria.py").unlink()
    result = run("build")
    assert result.exit_code == 0
    assert not (folder / "old.py").exists()
    assert (folder / "notes.txt").exists()
    assert "notes.txt" in result.output


def test_check_names_what_differs_is_missing_or_too_much(project: Path) -> None:
    run("build")
    folder = project / "generated/nct01234567/v0_1"
    text = (folder / "criteria.py").read_text()
    (folder / "criteria.py").write_text(text.replace("\n", "\n# edited\n", 1))
    (folder / "criteria.md").unlink()
    (project / "generated/gone/v1").mkdir(parents=True)
    (project / "generated/gone/v1/criteria.py").write_text("")
    result = run("build", "--check")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0] == "generated/gone/v1/criteria.py: no source gives this file"
    assert lines[1] == "generated/nct01234567/v0_1/criteria.md: missing"
    assert lines[2].startswith("generated/nct01234567/v0_1/criteria.py: line 2: '# edited'")
    assert (folder / "criteria.py").read_text().count("# edited") == 1


@pytest.mark.parametrize("how", ["renamed", "removed", "another version", "files deleted before"])
def test_what_a_trial_left_behind_is_removed(project: Path, criteria: Path, how: str) -> None:
    assert run("new", "nct07654321").exit_code == 0
    run("build")
    if how == "another version":
        change(criteria, 'version       "0.1"', 'version       "0.2"')
    elif how == "renamed":
        change(criteria, "protocol NCT01234567", "protocol NCT01234569")
        criteria.parent.rename(criteria.parent.parent / "nct01234569")
    else:
        for path in criteria.parent.iterdir():
            path.unlink()
        if how == "files deleted before":  # and a build that knew nothing of strays
            run("build", "nct07654321")
    assert run("build", "--check").exit_code == 1
    result = run("build")
    assert result.exit_code == 0
    assert "generated/nct01234567/v0_1: 9 removed" in result.output
    assert not (project / "generated/nct01234567/v0_1").exists()
    assert run("build", "--check").exit_code == 0
    assert run("build").output == "Nothing has changed.\n"


def test_what_others_put_into_generated_is_left_alone(project: Path) -> None:
    run("build")
    note = project / "generated/notes/by-hand.txt"
    note.parent.mkdir()
    note.write_text("by hand")
    result = run("build")
    assert "generated/notes/by-hand.txt was not generated and is left alone" in result.output
    assert note.exists()


def test_two_files_of_one_version_are_refused(criteria: Path) -> None:
    (criteria.parent / "copy.criteria").write_bytes(criteria.read_bytes())
    result = run("build")
    assert result.exit_code == 1
    assert "the same version" in result.output


def test_a_new_vocabulary_that_takes_the_place_of_another_is_seen(project: Path) -> None:
    run("build")
    other = project / "protocols/vocabulary/other.criteria"
    other.write_text("vocabulary other\n\ndata shoe size\n    whole number\n")
    assert run("build").output != "Nothing has changed.\n"


def test_a_change_behind_a_link_is_seen(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    vocabulary = project / "protocols/vocabulary/demographics.criteria"
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "demographics.criteria"
    vocabulary.rename(elsewhere)
    vocabulary.symlink_to(elsewhere)
    assert run("build").exit_code == 0
    change(elsewhere, "When was the participant born?", "On which day was the participant born?")
    run("build")
    assert run("build", "--check").exit_code == 0


def test_a_file_outside_of_the_protocols_is_built(project: Path, criteria: Path) -> None:
    other = project / "draft.criteria"
    criteria.rename(other)
    (criteria.parent / "protocol.txt").rename(project / "protocol.txt")
    assert run("build", "draft.criteria").exit_code == 0
    change(other, '"When the age counts"', '"When age counts"')
    assert run("build", "draft.criteria").exit_code == 0
    assert run("build", "--check", "draft.criteria").exit_code == 0


def test_standalone_brings_the_runtime(project: Path) -> None:
    assert run("build", "--standalone").exit_code == 0
    assert (project / "generated/nct01234567/v0_1/runtime/record.py").is_file()
    assert run("build", "--standalone").output == "Nothing has changed.\n"
    assert run("build").exit_code == 0
    assert not (project / "generated/nct01234567/v0_1/runtime").exists()


# ------------------------------------------------------------------------------ explain, template


def test_explain_tells_words_values_and_what_is_missing(project: Path) -> None:
    records(
        project / "protocols/nct01234567/participants.ndjson", {}, {"id": "P-2", "screening": None}
    )
    result = run("explain", "nct01234567", "P-1", "--full")
    assert result.exit_code == 0
    assert result.output.startswith("P-1: meets the known criteria\n")
    for words in ("“Adults aged 18 to 65 years", "70.0 kg", "2025-06-20", "Identity", "line "):
        assert words in result.output
    assert "When the age counts" in result.output


def test_explain_opens_with_the_verdict_and_its_reasons(project: Path) -> None:
    file = records(
        project / "p.ndjson",
        {"id": "old", "date_of_birth": "1950-01-01"},
        {"id": "open", "body_weight": None, "date_of_birth": "1990"},
        {"id": "fine"},
    )
    lines = run("explain", "nct01234567", "old", "--file", file).output.splitlines()
    assert lines[0] == "old: ineligible"
    assert lines[1].startswith("  inclusion 1 (Age and weight) fails: not true: age at consent")
    said = " ".join(line.strip() for line in lines[: lines.index("")])
    assert "age 75 years, limit >= 18 years and <= 65 years" in said
    result = run("explain", "nct01234567", "open", "--file", file).output
    assert "\n  inclusion 1 (Age and weight) lacks data: body weight (not recorded)\n" in result
    assert "[unknown] body weight" in result
    assert "true or false" not in result
    result = run("explain", "nct01234567", "fine", "--file", file).output
    assert "Every criterion passes" in result
    assert "\ninclusion 1 Age and weight: pass\n" in result
    assert "“Adults" not in result


def test_explain_tells_limits_of_dates_as_dates_and_duties_once(
    project: Path, criteria: Path
) -> None:
    text = criteria.read_text("utf-8")
    text = text[: text.index("inclusion 1 ")] + RULES_OF_DATES
    criteria.write_text(text.replace('source        "protocol.txt"\n    ', ""), "utf-8")
    record = {"id": "P-1", "relapse": ["2025-01-10"], "judged": True, "screening": "2025-06-20"}
    (project / "p.json").write_text(json.dumps({**record, "consent": "2025-06-15"}))
    result = run("explain", "nct01234567", "p.json")
    assert result.exit_code == 0, result.output
    said = " ".join(result.output.split())
    assert "limit from 2024-12-20 to 2025-06-20" in said
    assert "limit on or before 2024-12-20" in said
    assert "the investigator’s answer yes" in said
    assert said.count("Use contraception") == 1
    assert "Of those who do not apply" not in said


def test_every_participant_of_the_trial_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    from eligo.cli.files import protocol_file
    from eligo.cli.validator import protocol, validator_of
    from eligo.project import find_project
    from eligo.screening.explanation import explanation

    monkeypatch.chdir(TRIAL)
    path = protocol_file("nct06676631")
    meaning = protocol(path)
    module = validator_of(meaning, find_project(path))
    file = TRIAL / "protocols/nct06676631/participants.ndjson"
    for line in file.read_text("utf-8").splitlines():
        result = module.evaluate(module.Participant.from_json(line), explain=True).to_json()
        for full in (False, True):
            lines = list(explanation(meaning, "P", result, 100, full=full))
            reasons = "\n".join(lines[: lines.index("")])
            for criterion in meaning.flat_criteria():
                if not criterion.parts:
                    status = result["criteria"][criterion.key]["status"]
                    name = f"{criterion.kind} {criterion.label} ({criterion.title})"
                    assert (f"{name} fails: " in reasons) == (status == "fail")
                    assert (f"{name} lacks data: " in reasons) == (status == "unknown")


RULES_OF_DATES = """\
data relapse
    event

data judged
    judgement "Is it active?"

exclusion 1 "Relapse"
    text: A relapse within 6 months before screening.
    relapse within 6 months before screening

exclusion 2 "Judged"
    text: Judged.
    judged

inclusion 1 "Long ago"
    text: The last relapse was at least 6 months before screening.
    last relapse at least 6 months before screening
    obliges "Use contraception" from consent until screening
    obliges "Use contraception" from consent until screening

inclusion 2 "Nobody"
    text: If not judged, a relapse within 6 months before screening.
    when not judged:
        relapse within 6 months before screening
    interpretation "Of those who do not apply"
        chosen  "One way."
        instead "Another."
        because "Reasons."
        status  open
"""


def test_explain_reads_a_file_and_gives_json(project: Path) -> None:
    (project / "one.json").write_text(json.dumps({**PARTICIPANT, "body_weight": None}))
    shown = json.loads(run("explain", "nct01234567", "one.json", "--json").output)
    assert shown["verdict"] == "undetermined"
    assert shown["explanation"]["ask_next"]["sets"] == [["body_weight"]]
    said = run("explain", "nct01234567", "one.json").output
    assert "What to ask next\n  - body weight" in said


def test_explain_suggests_an_id(project: Path) -> None:
    file = records(project / "p.ndjson", {})
    result = run("explain", "nct01234567", "P-11", "--file", file)
    assert result.exit_code == 2
    assert "Did you mean P-1?" in result.output


def test_explain_tells_a_wrong_record(project: Path) -> None:
    (project / "one.json").write_text(json.dumps({**PARTICIPANT, "consent": "soon"}))
    result = run("explain", "nct01234567", "one.json")
    assert result.exit_code == 3
    assert "consent" in result.output
    assert "soon" not in result.output


def test_templates(project: Path) -> None:
    blank = json.loads(run("template", "nct01234567").output)
    assert blank == {
        "id": "",
        "consent": None,
        "screening": None,
        "date_of_birth": None,
        "body_weight": None,
    }
    schema = json.loads(run("template", "nct01234567", "--format", "schema").output)
    assert set(schema["properties"]) == set(blank)
    page = run("template", "nct01234567", "--format", "worksheet").output
    assert page.startswith("<!DOCTYPE html>")
    assert "http" not in page
    for words in ("body_weight", "kg", "Body weight"):
        assert words in page


def test_a_filled_record_shows_every_form_and_can_be_screened(project: Path) -> None:
    example = json.loads(run("template", "nct01234567", "--format", "example").output)
    assert example["body_weight"] == {
        "value": "160",
        "unit": "kg",
        "date": "2025-06-15",
        "visit": "screening",
    }
    (project / "p.json").write_text(json.dumps(example))
    assert run("screen", "nct01234567", "p.json").exit_code == 0


def test_a_filled_record_of_the_trial_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(TRIAL)
    filled = run("template", "nct06676631", "--format", "example").output
    (tmp_path / "p.json").write_text(filled)
    result = run("screen", "nct06676631", str(tmp_path / "p.json"))
    assert result.exit_code == 0, result.output
    assert None not in json.loads(filled).values()


def test_the_worksheet_shows_forms_and_plausible_ranges(project: Path) -> None:
    page = run("template", "nct01234567", "--format", "worksheet").output
    assert "plausible 20 to 300" in page
    assert "<span>________ kg (or ______)</span>" in page
    assert "true or false" not in page
    assert "MEANING.md, section 4" in run("template", "--help").output


def test_a_blank_record_can_be_screened(project: Path) -> None:
    blank = {**json.loads(run("template", "nct01234567").output), "id": "P-1"}
    (project / "p.json").write_text(json.dumps(blank))
    result = run("screen", "nct01234567", "p.json")
    assert result.exit_code == 0
    assert "undetermined" in result.output


# ---------------------------------------------------------------------------- test, new, format


def test_examples_that_hold(project: Path) -> None:
    result = run("test")
    assert result.exit_code == 0
    assert result.output == "2 examples: 2 turn out as expected\n"


def test_an_example_that_fails_is_shown(criteria: Path) -> None:
    change(criteria, "expect inclusion 1 pass", "expect inclusion 1 fail")
    result = run("test")
    assert result.exit_code == 1
    assert "Just old enough, and heavy enough" in result.output
    assert "E801" in result.output
    assert "inclusion 1 should be fail; it is pass" in " ".join(result.output.split())
    assert result.output.endswith("2 examples: 1 fail, 1 turn out as expected\n")


def test_no_examples_are_no_success(criteria: Path) -> None:
    text = criteria.read_text()
    criteria.write_text(text[: text.index("# An example")])
    result = run("test")
    assert result.exit_code == 1
    assert "no example" in result.output


def test_new_overwrites_nothing(criteria: Path) -> None:
    before = criteria.read_bytes()
    result = run("new", "nct01234567")
    assert result.exit_code == 2
    assert "not overwritten" in result.output
    assert criteria.read_bytes() == before


def test_new_adds_nothing_to_a_trial_that_is_there(project: Path, criteria: Path) -> None:
    criteria.rename(criteria.parent / "1.0.criteria")
    (criteria.parent / "protocol.txt").unlink()
    for arguments in (["nct01234567"], ["other", "--directory", "protocols/nct01234567"]):
        result = run("new", *arguments)
        assert result.exit_code == 2
        assert "holds criteria already (1.0.criteria)" in result.output
    assert [path.name for path in criteria.parent.iterdir()] == ["1.0.criteria"]


@pytest.mark.parametrize("name", ["../x", "a b", "1x", "", "vocabulary"])
def test_new_refuses_names_that_are_none(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", name).exit_code == 2
    assert not any(tmp_path.iterdir())


def test_new_in_a_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", "nct1", "--directory", "here/there").exit_code == 0
    result = run("check", "here/there/0.1.criteria")
    assert (result.exit_code, result.output) == (0, "no mistakes in 0.1.criteria\n")


def test_a_new_file_is_in_the_standard_layout(project: Path) -> None:
    result = run("format", "--check")
    assert result.exit_code == 0, result.output


def test_format_mends_the_layout_and_keeps_the_meaning(criteria: Path) -> None:
    before = criteria.read_text()
    change(criteria, "body weight >= 50 kg", "body weight  ≥ 50 kg   ")
    result = run("format", "--check")
    assert result.exit_code == 1
    assert "-        body weight  ≥ 50 kg   " in result.output
    assert "+        body weight >= 50 kg" in result.output
    assert run("format").exit_code == 0
    assert criteria.read_text() == before


def test_format_refuses_to_change_the_meaning(
    criteria: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import eligo.formatting

    before = criteria.read_bytes()

    def wrong(source: object, words: object, *, keys: object = None) -> str:
        return before.decode().replace("body weight >= 50 kg", "body weight >= 60 kg")

    monkeypatch.setattr(eligo.formatting, "format_source", wrong)
    result = run("format", "nct01234567")
    assert result.exit_code == 1
    assert "would mean something else" in result.output
    assert criteria.read_bytes() == before


def test_format_leaves_files_with_mistakes_alone(criteria: Path) -> None:
    change(criteria, "body weight >= 50 kg", "body wieght  >= 50 kg")
    before = criteria.read_bytes()
    assert run("format").exit_code == 1
    assert criteria.read_bytes() == before


# ------------------------------------------------------------------------------------- the trial


def test_the_trial_is_sound_and_screens_its_participants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TRIAL)
    assert run("check").exit_code == 0
    assert run("test").exit_code == 0
    result = run("screen", "nct06676631", "protocols/nct06676631/participants.ndjson")
    assert result.exit_code == 0
    count = len(Path("protocols/nct06676631/participants.ndjson").read_text().splitlines())
    assert f"{count} participants screened" in result.output


def test_every_package_is_installed() -> None:
    found = {
        ".".join(path.parent.relative_to(TRIAL / "compiler").parts)
        for path in (TRIAL / "compiler/eligo").rglob("__init__.py")
    }
    settings = tomllib.loads((TRIAL / "pyproject.toml").read_text())
    assert found - {"eligo.grammar"} == set(settings["tool"]["setuptools"]["packages"]) - {
        "eligo.grammar"
    }


def test_outputs_do_not_depend_on_the_hash_seed(project: Path) -> None:
    seen = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "ELIGO_CACHE": str(project / seed)}
        subprocess.run(
            [sys.executable, "-m", "eligo", "build"], env=environment, check=True, cwd=project
        )
        files = generated(project)
        seen.add(tuple((name, text) for name, text in files.items() if "__pycache__" not in name))
        for name in files:
            (project / "generated" / name).unlink()
    assert len(seen) == 1
