"""Screening: records are read one at a time, results written whole, verdicts counted."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@dataclass(frozen=True)
class Status:
    status: str


@dataclass(frozen=True)
class Result:
    verdict: str
    criteria: dict[str, Status]

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


def test_a_criterion_with_parts_is_told_by_its_parts() -> None:
    assert with_status(CRITERIA, result("fail", "unknown"), ("fail",)) == ["I7.1 Liver"]


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
