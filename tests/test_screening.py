"""Screening: records are read one at a time, results written whole, verdicts counted."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result as Called
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eligo.cli import eligo
from eligo.screening import readers
from eligo.screening.readers import Entry, Format, read
from eligo.screening.tally import Repeated, Tally, name_of, with_status
from eligo.screening.writers import CsvWriter, NdjsonWriter


def entries(text: str | bytes, form: Format) -> list[Entry]:
    data = text.encode() if isinstance(text, str) else text
    return list(read(io.BytesIO(data), form))


def ids(found: list[Entry]) -> list[str]:
    return [readers.id_of(entry) for entry in found]


# ---------------------------------------------------------------------------------------- JSON


@pytest.fixture(params=[1, 2, 7, 1 << 16])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(readers, "_CHUNK", request.param)
    return int(request.param)


@pytest.mark.usefixtures("chunk")
class TestJson:
    def test_an_object(self) -> None:
        assert ids(entries('{\n  "id": "a"\n}\n', "json")) == ["a"]

    def test_a_list_with_the_lines_of_its_records(self) -> None:
        found = entries('[\n{"id": "a"},\n\n{"id": "b"}\n]', "json")
        assert [(each.number, each.line) for each in found] == [(1, 2), (2, 4)]
        assert ids(found) == ["a", "b"]

    def test_brackets_and_quotes_in_strings_end_nothing(self) -> None:
        text = '{"id": "}]\\"{[\\\\", "list": [{"x": []}]}'
        found = entries(f"[{text}, {text}]", "json")
        assert [each.text for each in found] == [text, text]

    def test_objects_one_after_another(self) -> None:
        assert ids(entries('{"id": "a"}\n{"id": "b"}', "json")) == ["a", "b"]

    def test_an_empty_list_holds_nothing(self) -> None:
        assert entries("[ ]", "json") == []

    @pytest.mark.parametrize("text", ["null", "[1]", '["a"]', "nonsense"])
    def test_what_is_no_object_is_a_problem(self, text: str) -> None:
        (entry,) = entries(text, "json")
        assert "no participant" in entry.problem

    def test_a_record_that_does_not_end_is_a_problem(self) -> None:
        found = entries('[{"id": "a"}, {"id": "b"', "json")
        assert [bool(each.problem) for each in found] == [False, True]

    def test_a_list_that_does_not_end_is_a_problem(self) -> None:
        found = entries('[{"id": "a"},', "json")
        assert [bool(each.problem) for each in found] == [False, True]

    def test_what_is_not_utf8_is_a_problem(self) -> None:
        assert entries(b'[{"id": "\xff"}]', "json")[-1].problem.startswith("this is not UTF-8")

    def test_a_byte_order_mark_is_no_problem(self) -> None:
        assert ids(entries(b'\xef\xbb\xbf{"id": "a"}', "json")) == ["a"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


# How long the first draws take says more of the machine than of the reader.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(st.text(), JSON), max_size=4), st.sampled_from([None, 2]))
def test_every_list_of_objects_is_read_as_it_was_written(
    records: list[dict[str, Any]], indent: int | None
) -> None:
    text = json.dumps(records, indent=indent, ensure_ascii=False)
    found = entries(text.encode("utf-8", "replace"), "json")
    replaced = json.loads(text.encode("utf-8", "replace"))
    assert [json.loads(each.text) for each in found] == replaced


# -------------------------------------------------------------------------------------- NDJSON


def test_ndjson_skips_empty_lines_and_numbers_the_others() -> None:
    found = entries('{"id": "a"}\n\n{"id": "b"}', "ndjson")
    assert [(each.number, each.line) for each in found] == [(1, 1), (2, 3)]


def test_a_line_that_is_not_utf8_does_not_stop_the_rest() -> None:
    found = entries(b'{"id": "a"}\n\xff\n{"id": "c"}\n', "ndjson")
    assert [bool(each.problem) for each in found] == [False, True, False]


@pytest.mark.parametrize("text", ['[\n{"id": "a"},\n{"id": "b"}]', '{\n"id": "a"}\n{"id": "b"}'])
def test_json_under_the_name_of_ndjson_is_read(text: str) -> None:
    assert ids(entries(text, "ndjson")) == ["a", "b"]


def test_records_are_read_one_at_a_time() -> None:
    class Endless(io.RawIOBase):
        def __init__(self) -> None:
            self.lines: Iterator[bytes] = (b'{"id": "%d"}\n' % n for n in range(10**9))

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            line = next(self.lines)
            buffer[: len(line)] = line
            return len(line)

    for form in ("ndjson", "json"):
        found = read(io.BufferedReader(Endless()), form)  # type: ignore[arg-type]
        assert [readers.id_of(next(found)) for _ in range(3)] == ["0", "1", "2"]


# ----------------------------------------------------------------------------------------- CSV


def test_columns_are_fields_parts_and_entries() -> None:
    (entry,) = entries(
        "id,sex,alt.value,alt.unit,seizures.0.date,seizures.1.date,epilepsy,events\n"
        "1,female,2.50,U/L,2025-01,2025-02-03,TRUE,[]\n",
        "csv",
    )
    assert entry.fields == {
        "id": "1",
        "sex": "female",
        "alt": {"value": "2.50", "unit": "U/L"},
        "seizures": [{"date": "2025-01"}, {"date": "2025-02-03"}],
        "epilepsy": True,
        "events": [],
    }


def test_empty_cells_are_not_recorded_and_leave_no_gap_in_a_list() -> None:
    (entry,) = entries("id,sex,e.0.date,e.1.date\n1,,,2025\n", "csv")
    assert entry.fields == {"id": "1", "e": [{"date": "2025"}]}


def test_entries_of_a_list_stand_in_the_order_of_their_numbers() -> None:
    head = ",".join(f"e.{number}" for number in range(12))
    (entry,) = entries(f"{head}\n{','.join(map(str, range(12)))}\n", "csv")
    assert entry.fields == {"e": [str(number) for number in range(12)]}


def test_units_in_brackets_are_text() -> None:
    (entry,) = entries("id,crp.unit,acl.0.unit\n1,[iU]/L,{units}/mL\n", "csv")
    assert entry.fields == {"id": "1", "crp": {"unit": "[iU]/L"}, "acl": [{"unit": "{units}/mL"}]}


def test_a_cell_may_hold_json_with_exact_numbers() -> None:
    (entry,) = entries('id,alt\n1,"{""value"": 2.50}"\n', "csv")
    assert entry.fields["alt"] == {"value": Decimal("2.50")}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(separator: str) -> None:
    (entry,) = entries(f"id{separator}sex\n1{separator}male\n", "csv")
    assert entry.fields == {"id": "1", "sex": "male"}


def test_an_id_stays_text() -> None:
    (entry,) = entries("id\ntrue\n", "csv")
    assert entry.fields == {"id": "true"}


def test_lines_are_counted_through_quoted_line_ends_and_empty_lines() -> None:
    found = entries('\nid,note\n1,"a\nb"\n\n2,c\n', "csv")
    assert [(each.number, each.line) for each in found] == [(1, 3), (2, 6)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,id\n1,2\n", "twice"),
        ("id,a..b\n1,2\n", "no name of a column"),
        ("id,sex\n1,male,3\n", "more cells"),
        ("id,\n1,male\n", "without a name"),
        ('id,sex\n1,"a"b\n', "quotation marks"),
        ("id,a,a.b\n1,2,3\n", "a column that holds"),
        ("id,a.b,a\n1,2,3\n", "a column that holds"),
        ("id,a\n1,[2\n", "begins like JSON"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(text: str, words: str) -> None:
    assert words in entries(text, "csv")[0].problem


def test_a_wrong_row_does_not_stop_the_rest() -> None:
    found = entries("id,sex\n1,male,x\n2,female\n", "csv")
    assert [bool(each.problem) for each in found] == [True, False]


@pytest.mark.parametrize("form", ["csv", "json", "ndjson"])
def test_an_empty_file_holds_no_records(form: Format) -> None:
    assert entries("", form) == []


@given(st.binary(max_size=200), st.sampled_from(["csv", "json", "ndjson"]))
def test_no_bytes_stop_the_reader(data: bytes, form: Format) -> None:
    for entry in entries(data, form):
        readers.id_of(entry)


# ------------------------------------------------------------------------------------- results


@dataclass(frozen=True)
class Criterion:
    key: str
    kind: str
    label: str
    title: str
    part_of: str | None = None
    parts: tuple[str, ...] = ()
    unit: str | None = None


@dataclass(frozen=True)
class Status:
    status: str


@dataclass(frozen=True)
class Candidate:
    name: str
    criteria: dict[str, str]


@dataclass(frozen=True)
class Unit:
    label: str
    status: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Result:
    verdict: str
    criteria: dict[str, Status]
    explanation: None = None
    units: dict[str, Unit] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        return {"verdict": self.verdict}


CRITERIA = (
    Criterion("organs", "inclusion", "7", "Organs", parts=("organs.liver",)),
    Criterion("organs.liver", "inclusion", "7.1", "Liver", part_of="organs"),
    Criterion("drugs", "exclusion", "E2", "Drugs"),
)


def result(organs: str, drugs: str) -> Result:
    statuses = {"organs": organs, "organs.liver": organs, "drugs": drugs}
    return Result("ineligible", {key: Status(status) for key, status in statuses.items()})


def test_names_are_short() -> None:
    assert [name_of(each) for each in CRITERIA] == ["I7 Organs", "I7.1 Liver", "E2 Drugs"]
    worded = Criterion("pressure", "exclusion", "Day 1", "Blood pressure")
    assert name_of(worded) == "E Day 1 Blood pressure"


def test_a_criterion_with_parts_is_told_by_its_parts() -> None:
    assert with_status(CRITERIA, result("fail", "unknown"), ("fail",)) == ["I7.1 Liver"]


OF_TEETH = (
    Criterion("depth", "inclusion", "5", "Depth", unit="study_tooth"),
    Criterion("mobility", "inclusion", "6", "Mobility", unit="study_tooth"),
)


def of_teeth(status: str, *candidates: Candidate) -> Result:
    passes = {each.key: Status("pass") for each in OF_TEETH}
    units = {"study_tooth": Unit("study tooth", status, candidates)}
    return Result("ineligible", passes, units=units)


def test_a_unit_is_told_by_its_candidates() -> None:
    found = of_teeth(
        "fail",
        Candidate("36", {"depth": "fail", "mobility": "pass"}),
        Candidate("11", {"depth": "pass", "mobility": "fail"}),
    )
    said = ["study tooth (36: I5 Depth; 11: I6 Mobility)"]
    assert with_status(OF_TEETH, found, ("fail",)) == said
    assert with_status(OF_TEETH, found, ("unknown", "pending")) == []
    assert with_status(OF_TEETH, of_teeth("fail"), ("fail",)) == ["study tooth (no candidate)"]


def test_a_unit_has_a_column() -> None:
    stream = io.BytesIO()
    writer = CsvWriter(stream, OF_TEETH)
    writer.result(1, "a", of_teeth("fail"))
    writer.problems(2, "b", [])
    assert stream.getvalue().decode() == (
        "record,id,verdict,depth,mobility,unit:study_tooth\n"
        "1,a,ineligible,pass,pass,fail\n"
        "2,b,not screened,,,\n"
    )


def test_the_tally_counts_verdicts_and_statuses() -> None:
    tally = Tally(CRITERIA)
    tally.add(result("fail", "pass"))
    tally.add(result("unknown", "pass"))
    assert tally.screened == 2
    assert tally.verdicts == {"ineligible": 2}
    assert tally.statuses["drugs", "pass"] == 2
    assert tally.statuses["organs", "unknown"] == 1


def test_repeated_ids_are_seen_within_the_limit() -> None:
    repeated = Repeated(limit=2)
    assert [repeated.seen(each) for each in "aabcc"] == [False, True, False, False, False]


def test_ndjson_lines() -> None:
    stream = io.BytesIO()
    writer = NdjsonWriter(stream)
    writer.result(1, "ä", result("pass", "pass"))
    writer.problems(2, "b", [{"field": "sex", "message": "wrong", "value": "x"}])
    assert [json.loads(line) for line in stream.getvalue().decode().splitlines()] == [
        {"record": 1, "id": "ä", "verdict": "ineligible"},
        {"record": 2, "id": "b", "problems": [{"field": "sex", "message": "wrong", "value": "x"}]},
    ]


def test_csv_rows() -> None:
    stream = io.BytesIO()
    writer = CsvWriter(stream, CRITERIA)
    writer.result(1, "a,b", result("pass", "not applicable"))
    writer.problems(2, "b", [])
    assert stream.getvalue().decode() == (
        "record,id,verdict,organs,organs.liver,drugs\n"
        '1,"a,b",ineligible,pass,pass,not applicable\n'
        "2,b,not screened,,,\n"
    )


# ----------------------------------------------------------------------------------- the command


def run(*arguments: str, stdin: str | None = None) -> Called:
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


def test_screen_prints_verdicts_and_a_summary(project: Path) -> None:
    file = records(
        project / "p.ndjson",
        {},
        {"id": "P-2", "body_weight": {"value": "40", "unit": "kg", "date": "2025-06-20"}},
        {"id": "P-3", "body_weight": None},
    )
    result = run("screen", "NCT01234567", file)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[1].split() == ["P-1", "meets", "the", "known", "criteria"]
    assert "ineligible" in lines[2]
    assert "fails I1 Age and weight" in lines[2]
    assert "lacks data for I1 Age and weight" in lines[3]
    assert "3 participants screened" in result.output


def test_screen_says_what_delays_a_participant_and_until_when(
    project: Path, criteria: Path
) -> None:
    source = criteria.parent / "protocol.txt"
    quoted = "Fever within 3 days before screening postpones it. Screening waits for a transport."
    source.write_text(f"{source.read_text('utf-8')}\n{quoted}\n", "utf-8")
    with criteria.open("a", encoding="utf-8") as file:
        file.write("""
data fever: event
data transport: yes or no

delay 1 "Fever" of screening
    text: Fever within 3 days before screening postpones it.
    any fever within 3 days before screening

delay 2 "Transport" of screening
    text: Screening waits for a transport.
    not transport
""")
    asked: dict[str, object] = {"fever": [{"date": "2025-06-18"}], "transport": False}
    result = run(
        "screen",
        "NCT01234567",
        records(project / "p.ndjson", asked, {**asked, "body_weight": None}),
    )
    assert result.exit_code == 0, result.output
    lines = [line for line in result.output.splitlines() if line.startswith("P-1")]
    assert lines[0].endswith("delayed by D1 Fever until 2025-06-22, D2 Transport")
    assert "undetermined" in lines[1] and "delayed by" not in lines[1]


@pytest.mark.parametrize("built", [False, True])
def test_screen_uses_the_generated_validator_only_if_it_is_up_to_date(
    project: Path, criteria: Path, built: bool
) -> None:
    if built:
        run("build")
    change(criteria, "body weight >= 50 kg", "body weight >= 80 kg")
    change(criteria, "at least 50 kg", "at least 80 kg")
    change(criteria.parent / "protocol.txt", "at least 50 kg", "at least 80 kg")
    change(criteria, "body weight is 50 kg", "body weight is 80 kg")
    result = run("screen", "nct01234567", records(project / "p.ndjson", {}))
    assert "ineligible" in result.output


def test_the_generated_validator_is_known_by_its_recorded_hashes(
    project: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eligo.backends import python

    run("build")
    for path in own_cache.rglob("*.json"):
        path.unlink()

    def refused(*arguments: object, **named: object) -> object:
        raise AssertionError("the generated validator is up to date")

    monkeypatch.setattr(python, "emit", refused)
    assert run("screen", "nct01234567", records(project / "p.ndjson", {})).exit_code == 0


def test_malformed_records_are_told_and_the_rest_is_screened(project: Path) -> None:
    file = records(
        project / "p.ndjson",
        {"id": "bad", "date_of_birth": "1990-02-30"},
        {"id": "P-2"},
        {"id": "P-3", "body_wieght": 70},
    )
    result = run("screen", "nct01234567", file)
    assert result.exit_code == 3
    assert "p.ndjson:1: record 1 (bad): date_of_birth:" in result.output
    assert "1990-02-30" not in result.output
    assert "body_weight?" in result.output
    assert "1 participant screened" in result.output
    shown = run("screen", "nct01234567", file, "--show-values").output
    assert "1990-02-30" in shown


def test_what_records_hold_does_not_act_on_the_terminal(project: Path) -> None:
    line = '{"id": "\\ud800\\u001b[31m", "\\u202e": 1, "\\u001b[2J": 2}'
    (project / "p.ndjson").write_text(f"{line}\n")
    result = run("screen", "nct01234567", "p.ndjson")
    assert result.exit_code == 3
    assert "<U+001B>" in result.output
    assert not set("\x1b\u202e") & set(result.output)
    line = json.dumps({**PARTICIPANT, "id": "\ud800\x1b[31m"})
    (project / "p.ndjson").write_text(f"{line}\n")
    for arguments in (["screen", "nct01234567"], ["explain", "nct01234567"]):
        result = run(*arguments, "p.ndjson")
        assert result.exit_code in (0, 3)
        assert "\x1b" not in result.output


def test_repeated_ids_are_a_warning(project: Path) -> None:
    result = run("screen", "nct01234567", records(project / "p.ndjson", {}, {}))
    assert result.exit_code == 0
    assert "p.ndjson:2: record 2: warning" in result.output


def test_screen_reads_standard_input_and_csv(project: Path) -> None:
    table = (
        "id,consent,screening,date_of_birth,body_weight.value,body_weight.unit,body_weight.date\n"
        "P-1,2025-06-15,2025-06-20,1990-03-10,70.0,kg,2025-06-20\n"
    )
    result = run("screen", "nct01234567", "-", "--input-format", "csv", stdin=table)
    assert result.exit_code == 0
    assert "meets the known criteria" in result.output


def test_what_is_wrong_with_a_table_is_told_in_its_terms(project: Path, criteria: Path) -> None:
    change(criteria, "# A criterion: the", FIELDS)
    change(criteria, '    source        "protocol.txt"\n', "")
    header = "id,consent,relapse,pills,drugs,seen,drugs.0.start\n"
    rows = "1,15/06/2025,none,none,none,maybe,\n2,,,,,,2025-01\n"
    (project / "p.csv").write_text(header + rows)
    result = run("screen", "nct01234567", "p.csv", "--show-values")
    assert result.exit_code == 3
    said = result.output
    assert "relapse.0.date, with 1 for a second" in said
    assert "[] in a column “relapse” says that somebody asked and there was none" in said
    assert "pills.0.start and pills.0.end or pills.0.ongoing" in said
    assert "drugs.0.name, drugs.0.start" in said
    assert "“drugs.0.name” with one of" in said
    assert "Write true or false. (value: maybe)" in said
    assert "Write 2025-06-15, or 2025-06 or 2025 where" in said
    assert not set("{}") & set(said.replace('[{"start": "2025-01"}]', ""))


FIELDS = """\
data relapse
    event

data seen
    yes or no

data pills
    treatment

group drugs "Drugs"
    one
    two

exclusion 1 "All of them"
    text: Relapse, pills, drugs, or seen, at screening.
    any of:
        relapse by screening
        on pills at screening
        on drugs at screening
        seen

# A criterion: the"""


def test_json_is_told_in_the_terms_of_json(project: Path) -> None:
    record = {**PARTICIPANT, "id": 7, "sex": False, "body_weihgt": 1}
    (project / "p.json").write_text(json.dumps(record))
    said = run("screen", "nct01234567", "p.json", "--show-values").output
    assert 'Write it in quotation marks, such as "001". (value: 7)' in said
    assert "(value: false)" in said
    assert "without a word" not in said
    (project / "p.json").write_text("[1]")
    assert '{"id": "001", …}' in run("screen", "nct01234567", "p.json").output


@pytest.mark.parametrize("text", ["", "[]"])
def test_a_file_without_participants_is_told(project: Path, text: str) -> None:
    (project / "p.json").write_text(text)
    result = run("screen", "nct01234567", "p.json")
    assert result.exit_code == 3
    assert "p.json: it holds no participant" in result.output
    assert "not screened" not in result.output


def test_output_as_ndjson_and_csv(project: Path) -> None:
    file = records(project / "p.ndjson", {}, {"id": "bad", "sex": 1})
    assert run("screen", "nct01234567", file, "--output", "out.ndjson").exit_code == 3
    lines = [json.loads(line) for line in Path("out.ndjson").read_text().splitlines()]
    assert [line["record"] for line in lines] == [1, 2]
    assert lines[0]["verdict"] == "meets the known criteria"
    assert "explanation" not in lines[0]
    assert lines[1]["problems"][0]["field"] == "sex"
    assert run("screen", "nct01234567", file, "--output", "out.csv").exit_code == 3
    assert Path("out.csv").read_text().splitlines()[0] == "record,id,verdict,age-and-weight"


def test_output_to_standard_output_is_ndjson_alone(project: Path) -> None:
    file = records(project / "p.ndjson", {})
    result = run("screen", "nct01234567", file, "--explain", "--output", "-")
    (line,) = result.stdout.splitlines()
    assert json.loads(line)["explanation"]["criteria"]
    assert "1 participant screened" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["p.ndjson", "--output", "p.ndjson"], "one of the inputs"),
        (["p.ndjson", "--output", "out.txt"], "neither"),
        (["p.ndjson", "--explain"], "--explain needs"),
        (["p.ndjson", "--explain", "--output", "out.csv"], "does not fit"),
        (["nothing.ndjson"], "cannot be read"),
        (["p.ndjson", "--output", "no/such/folder.csv"], "cannot be written"),
        (["-"], "--input-format"),
    ],
)
def test_screen_says_what_was_not_understood(
    project: Path, arguments: list[str], words: str
) -> None:
    records(project / "p.ndjson", {})
    result = run("screen", "nct01234567", *arguments)
    assert result.exit_code == 2
    assert words in result.output


def test_a_protocol_with_mistakes_screens_nobody(project: Path, criteria: Path) -> None:
    change(criteria, "body weight >= 50 kg", "body wieght >= 50 kg")
    result = run("screen", "nct01234567", records(project / "p.ndjson", {}))
    assert result.exit_code == 1
    assert "eligo check" in result.output


def test_an_interrupt_leaves_whole_lines(project: Path) -> None:
    """Ctrl-C while records stream in: what was written is whole, and the count is told."""
    script = (
        "import itertools, sys\n"
        f"record = {json.dumps(PARTICIPANT)!r}\n"
        "for number in itertools.count():\n"
        "    print(record.replace('P-1', f'P-{number}'), flush=number % 50 == 0)\n"
    )
    feeder = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    command = [sys.executable, "-m", "eligo", "screen", "nct01234567", "-"]
    screening = subprocess.Popen(
        [*command, "--input-format", "ndjson", "--output", "out.ndjson"],
        stdin=feeder.stdout,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if Path("out.ndjson").is_file() and Path("out.ndjson").stat().st_size:
                break
            time.sleep(0.05)
        screening.send_signal(signal.SIGINT)
        output, errors = screening.communicate(timeout=30)
    finally:
        feeder.kill()
        feeder.wait()
        screening.kill()
    assert screening.returncode == 130, errors
    lines = Path("out.ndjson").read_text().splitlines()
    assert f"stopped after {len(lines)} records" in errors
    assert json.loads(lines[-1])["record"] == len(lines)
    assert f"{len(lines)} participants screened" in output
