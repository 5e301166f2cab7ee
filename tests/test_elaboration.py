"""What declarations of lists, groups, tables, units, cohorts and stages mean, from a file that has them all."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from eligo import ir
from eligo.check.examples import run_examples
from eligo.project import Project

FOLDER = Path(__file__).parent / "cases" / "elaboration"


def compiled(folder: Path) -> ir.Protocol:
    compilation = Project(folder).compile(folder / "protocol.criteria")
    assert [d.what for d in compilation.diagnostics if d.is_error] == []
    assert compilation.protocol is not None
    return compilation.protocol


@pytest.fixture(scope="module")
def protocol() -> ir.Protocol:
    return compiled(FOLDER)


def members(protocol: ir.Protocol, key: str) -> dict[str, ir.Value]:
    kind = protocol.datum(key).kind
    assert isinstance(kind, ir.Treatment)
    return {value.key: value for value in kind.members}


def test_a_nested_group_gives_its_members_but_those_left_out(protocol: ir.Protocol) -> None:
    assert list(members(protocol, "immunosuppressant")) == ["azathioprine", "prednisone"]


def test_equivalents_and_half_lives_are_exact(protocol: ir.Protocol) -> None:
    found = members(protocol, "benzodiazepine")
    assert {key: (m.equivalent, m.half_life) for key, m in found.items()} == {
        "lorazepam": (Fraction(1), Fraction(7, 12)),
        "diazepam": (Fraction(10), Fraction(2)),
    }


def test_members_of_a_file(protocol: ir.Protocol) -> None:
    found = members(protocol, "qt_prolonging_drug")
    assert found["foo"].synonyms == ("Fu", "Fy")
    assert found["foo"].codes == (ir.Code("ATC", "N05AA01"),)
    assert found["bar"].half_life == Fraction(2)


def test_entries_have_what_rules_speak_of(protocol: ir.Protocol) -> None:
    keys = {
        owner: [attribute.key.partition(".")[2] for attribute in protocol.datum(owner).attributes]
        for owner in ("malignancy", "eye", "qt_prolonging_drug")
    }
    assert keys == {
        "malignancy": ["type", "gleason_score"],
        "eye": ["role", "bcva"],
        "qt_prolonging_drug": ["name"],
    }
    name = protocol.datum("qt_prolonging_drug.name").kind
    assert isinstance(name, ir.OneOf)
    assert [value.key for value in name.values] == ["foo", "bar", "other"]


def test_a_later_stage_takes_over_what_it_does_not_replace_or_leave_out(
    protocol: ir.Protocol,
) -> None:
    later = [c for c in protocol.criteria if c.stage == "randomisation"]
    assert [(c.key, c.assessed) for c in later] == [
        ("randomisation/haemoglobin", "day_1"),
        ("randomisation/told", "day_1"),
        ("randomisation/pressure", "day_1"),
        ("randomisation/malignancy", "day_1"),
        ("randomisation/medicines", "day_1"),
        ("randomisation/fever", None),
    ]
    limits = [n.printed for n in ir.walk(later[0].body) if isinstance(n, ir.Constant)]
    assert limits == ["9"]


def test_a_criterion_at_each_of_several_milestones_has_a_part_for_each(
    protocol: ir.Protocol,
) -> None:
    criterion = protocol.criterion("pressure")
    assert criterion.body is None
    assert [(p.key, p.assessed) for p in criterion.parts] == [
        ("pressure.vaccination-1", "vaccination_1"),
        ("pressure.vaccination-2", "vaccination_2"),
    ]
    assert criterion.refers == ("Appendix D",)
    assert [p.text for p in criterion.permissions] == ["Paracetamol up to 2 g a day"]


def test_repeated_are_the_readings_of_the_rule(protocol: ir.Protocol) -> None:
    repeat = protocol.criterion("haemoglobin").repeat
    assert repeat is not None
    assert repeat.data == ("haemoglobin",)


def test_bare_readings_are_as_old_as_declared(protocol: ir.Protocol) -> None:
    spans = {
        node.datum: node.timing.duration
        for node in ir.walk(protocol.criteria)
        if isinstance(node, ir.Reading) and node.timing is not None
    }
    assert str(spans["temperature"]) != str(spans["haemoglobin"])


def test_a_question_of_a_table_is_asked_like_any_other(protocol: ir.Protocol) -> None:
    rows = protocol.table("first_screening").rows
    assert isinstance(rows[0].statement, ir.Fixed)
    assert isinstance(rows[1].statement, ir.Holds)
    assert isinstance(protocol.datum(rows[1].statement.datum).kind, ir.Judgement)


def test_examples_turn_out(protocol: ir.Protocol) -> None:
    (outcome,) = run_examples(protocol)
    assert outcome.problem == ""
    assert [(e.expectation.span.text, e.found) for e in outcome.expectations if not e.holds] == []


def test_a_changed_file_changes_the_protocol(tmp_path: Path) -> None:
    folder = tmp_path / "protocols"
    shutil.copytree(FOLDER, folder)
    file = folder / "members.csv"
    file.write_text(file.read_text("utf-8").replace("2 d", "3 d"), "utf-8")
    assert members(compiled(folder), "qt_prolonging_drug")["bar"].half_life == Fraction(3)
    sources = Project(folder).compile(folder / "protocol.criteria").sources
    assert {"members.csv", "medians.csv"} <= {source.name for source in sources}


PRINTED = """protocol DOSES
    title         "Doses"
    version       "1.0"
    assessed at   screening

visit screening

group anthracycline
    equivalents of doxorubicin
    doxorubicin, equivalent 6 mg
    daunorubicin, equivalent 10 mg
    with dose: number in mg/m2, plausible 1 to 1000

data screening test: result one of reactive, negative
data second test: result one of positive, unclear

table algorithm
    | screening test | second test | outcome                      |
    | negative       | any         | pass                         |
    | reactive       | positive    | fail                         |
    | reactive       | unclear     | pending "Repeat the second test" |

inclusion 1 "Anthracyclines"
    text: Anthracyclines within 5 years before screening: a total dose of at most 450 mg/m² of doxorubicin; 1 mg of
        daunorubicin counts as 0.6 mg.
    total equivalent dose of anthracycline within 5 years before screening <= 450 mg/m2

inclusion 2 "Tests"
    text: The algorithm of the screening test and the second test must be passed.
    algorithm

example "No test yet"
    given:
        screening is 2025-06-02
        daunorubicin from 2025-01-01 until 2025-01-02, dose 750 mg/m2
    expect inclusion 1 pass
    expect inclusion 2 unknown, missing screening test, second test, algorithm
"""


def test_equivalents_are_printed_and_tables_can_be_what_is_missing(tmp_path: Path) -> None:
    """What counts as how much is agreed with the group; a step that a table asks for is a reason."""
    file = tmp_path / "doses.criteria"
    file.write_text(PRINTED, encoding="utf-8")
    compilation = Project(tmp_path).compile(file)
    assert [each.code for each in compilation.diagnostics] == ["W604"]  # no registry beside it
    assert compilation.protocol is not None
    (outcome,) = run_examples(compilation.protocol)
    assert [(e.expectation.span.text, e.missing) for e in outcome.expectations if not e.holds] == []
