"""Diagnostics as text, JSON and SARIF."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligo import report
from eligo.diagnostics import Diagnostic, Edit, Severity
from eligo.source import Source, Span


def diagnostic(
    source: Source,
    start: int,
    end: int,
    edit: Edit | None = None,
    severity: Severity = "error",
) -> Diagnostic:
    return Diagnostic(
        "E301",
        severity,
        "Unit missing",
        Span(source, start, end),
        "The number has no unit.",
        "A number without a unit can be read in two ways.",
        "Add the unit.",
        edit,
    )


def at(source: Source, words: str, severity: Severity = "error") -> Diagnostic:
    start = source.text.index(words)
    return diagnostic(source, start, start + len(words), severity=severity)


def test_text_names_the_place_and_underlines_the_span() -> None:
    source = Source("protocols/a/1.0.criteria", "inclusion 1\n    age >= 18\n")
    edit = Edit(Span(source, 25, 25), " years")
    found = diagnostic(source, 23, 25, edit)
    assert report.text([found]) == (
        "protocols/a/1.0.criteria:2:12: error E301: Unit missing\n"
        "  2 |     age >= 18\n"
        "    |            ^^\n"
        "\n"
        "  The number has no unit.\n"
        "  Why: A number without a unit can be read in two ways.\n"
        "  Mend: Add the unit.\n"
        "  Change:\n"
        "  2 -     age >= 18\n"
        "  2 +     age >= 18 years"
    )


def extract(found: Diagnostic, width: int = 100) -> list[str]:
    lines = report.text([found], width).split("\n")
    return lines[1 : lines.index("")]


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def test_wide_characters_shift_the_underline() -> None:
    line, marks = extract(at(Source("a", "text: 漢字 >= 18\n"), ">= 18"))
    assert columns(line[: line.index(">=")]) == marks.index("^")
    assert marks.count("^") == 5


def test_wide_characters_are_underlined_in_full() -> None:
    _, marks = extract(at(Source("a", "text: 漢字\n"), "漢字"))
    assert marks.count("^") == 4


def test_combining_characters_take_no_column() -> None:
    _, marks = extract(at(Source("a", "e\u0301 >= 18\n"), "18"))
    assert marks.index("^") == len("  1 | e >= ")


def test_a_tab_is_shown_with_its_width() -> None:
    line, marks = extract(at(Source("a", "\tage\n"), "\t"))
    assert line == "  1 | →   age"
    assert marks == "    | ^^^^"


def test_a_long_line_is_cut_around_the_span() -> None:
    text = "word " * 100 + "WRONG" + " word" * 100
    line, marks = extract(at(Source("a", text), "WRONG"), 80)
    assert columns(line) <= 80
    assert line[marks.index("^") : marks.rindex("^") + 1] == "WRONG"
    assert line.count("…") == 2


def test_a_span_of_many_lines_leaves_out_its_middle() -> None:
    source = Source("a", "".join(f"line {number}\n" for number in range(20)))
    lines = extract(diagnostic(source, 0, len(source.text)))
    assert any(line.endswith("| …") for line in lines)
    assert len(lines) == 13
    assert lines[-2].endswith("line 19")


def test_a_span_at_the_end_of_the_text_has_a_mark() -> None:
    source = Source("a", "line\n")
    assert extract(diagnostic(source, 5, 5)) == ["  2 | ", "    | ^"]


@pytest.mark.parametrize("character", ["\x1b", "\u202e", "\x00", "\x9b", "\r"])
def test_characters_that_would_act_on_the_terminal_are_named(character: str) -> None:
    source = Source("a", f"age {character}[31m >= 18\n")
    text = report.text([at(source, "18")])
    assert character not in text
    assert f"<U+{ord(character):04X}>" in text


def test_narrow_terminals_wrap() -> None:
    source = Source("a.criteria", "age >= 18\n")
    for line in report.text([at(source, "18")], 40).split("\n"):
        assert len(line) <= 40


def test_a_mend_of_several_lines_is_printed_as_lines() -> None:
    source = Source("a", "pregnant or breastfeeding\n")
    mend = "Write them as a list:\nany of:\n    pregnant\n    breastfeeding"
    found = replace(at(source, "or"), mend=mend)
    assert (
        "  Mend: Write them as a list:\n"
        "      any of:\n"
        "          pregnant\n"
        "          breastfeeding"
    ) in report.text([found])
    assert "U+000A" not in report.text([found], 40)
    assert "<U+001B>" in report.text([replace(found, mend="one\n\x1b[31m two")])


def test_an_edit_that_removes_a_line_shows_only_that_line() -> None:
    source = Source("a", "one\ntwo\nthree\n")
    edit = Edit(Span(source, 4, 8), "")
    text = report.text([diagnostic(source, 4, 7, edit)])
    assert "  2 - two" in text
    assert "+ " not in text


def test_an_edit_that_adds_a_line_shows_only_that_line() -> None:
    source = Source("a", "one\nthree\n")
    text = report.text([diagnostic(source, 4, 9, Edit(Span(source, 4, 4), "two\n"))])
    assert "  2 + two" in text
    assert "  2 - " not in text


def test_related_places_are_named() -> None:
    source = Source("a.criteria", "one\ntwo\n")
    found = diagnostic(source, 4, 7)
    related = Diagnostic(
        found.code,
        found.severity,
        found.title,
        found.span,
        found.what,
        found.why,
        found.mend,
        related=((Span(source, 0, 3), "declared here first"),),
    )
    assert "See a.criteria:1:1: declared here first" in report.text([related])


@pytest.mark.parametrize(
    ("severities", "said"),
    [
        ([], "no mistakes in 1.0.criteria"),
        (["error"], "1 mistake in 1.0.criteria"),
        (["error", "error", "warning"], "2 mistakes, 1 warning in 1.0.criteria"),
        (["warning", "warning"], "2 warnings in 1.0.criteria"),
    ],
)
def test_the_summary_counts(severities: list[Severity], said: str) -> None:
    source = Source("protocols/a/1.0.criteria", "x")
    found = [at(source, "x", severity) for severity in severities]
    assert report.summary(found, [source.name]) == said


def test_the_summary_of_several_files() -> None:
    found = [at(Source("a", "x"), "x"), at(Source("b", "x"), "x")]
    assert report.summary(found, ["a", "b", "c"]) == "2 mistakes in 2 files"
    assert report.summary([], ["a", "b", "c"]) == "no mistakes in 3 files"


def test_json_holds_places_and_edits() -> None:
    source = Source("a.criteria", "age >= 18\n")
    found = diagnostic(source, 7, 9, Edit(Span(source, 9, 9), " years"))
    shown = json.loads(report.as_json([found]))
    assert shown["mistakes"] == 1
    assert shown["warnings"] == 0
    (one,) = shown["diagnostics"]
    assert (one["file"], one["line"], one["column"]) == ("a.criteria", 1, 8)
    assert (one["end_line"], one["end_column"]) == (1, 10)
    assert one["edit"] == {
        "file": "a.criteria",
        "line": 1,
        "column": 10,
        "end_line": 1,
        "end_column": 10,
        "text": " years",
    }


def test_sarif_has_rules_results_and_fixes() -> None:
    source = Source("protocols/a b/1.0.criteria", "age >= 18\n")
    found = diagnostic(source, 7, 9, Edit(Span(source, 9, 9), " years"))
    shown = json.loads(report.sarif([found, found], "0.1.0"))
    assert shown["version"] == "2.1.0"
    (run,) = shown["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == "E301"
    result = run["results"][0]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("E301", 0, "error")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "protocols/a%20b/1.0.criteria"
    assert place["region"] == {"startLine": 1, "startColumn": 8, "endLine": 1, "endColumn": 10}
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": " years"}


TEXTS = st.text(st.sampled_from("ab \t\n漢e\u0301\u202e\x1b\ud800\U0001f600"), max_size=200)


@given(TEXTS, st.data())
def test_every_span_can_be_reported(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    width = data.draw(st.integers(1, 120))
    source = Source("a", text)
    edit = Edit(Span(source, start, end), data.draw(TEXTS))
    found = [diagnostic(source, start, end, edit)]
    shown = report.text(found, width)
    assert "\x1b" not in shown
    lines = shown.split("\n")
    extracted = lines[1 : lines.index("")]
    assert any("^" in line for line in extracted)
    if "U+" not in "".join(extracted):  # what is named takes more room than it had
        assert all(columns(line) <= max(width, 30) for line in extracted)
    report.as_json(found).encode()
    report.sarif(found, "0").encode()
    shown.encode()
