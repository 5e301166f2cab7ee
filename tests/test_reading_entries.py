"""Reading of statements about entries: filters, blocks, windows on lists, washouts, measures, fallbacks."""

from __future__ import annotations

from typing import Any

import pytest

from eligo import syntax
from eligo.formatting import format_source
from eligo.frontend.declarations import declared
from eligo.frontend.parse import parse
from eligo.source import Source

NAMES = """milestone consent, screening, first dose, day 1
data malignancy: condition
    with type: one of basal cell carcinoma, prostate cancer, other
    with treated: yes or no
data, event: stroke, fever
data donation: event
    with volume: number in mL
data HIV test: result one of positive, negative
    with method: one of PCR, ELISA
data, treatment: prednisone, teriflunomide
data glucose: measurement in mg/dL
    with fasting: yes or no
data haemoglobin: measurement in g/dL
data sex: one of male, female
"""


def read(rule: str, start: str = 'inclusion 1 "T"') -> Any:
    """The one rule of a criterion; or, with another start, the block."""
    lines = "".join(f"    {line}\n" for line in rule.splitlines())
    source = Source("entries.criteria", f"{NAMES}{start}\n{lines}")
    file, diagnostics = parse(source, declared(source))
    assert [each.what for each in diagnostics] == []
    last = file.blocks[-1]
    return last.bodies[0] if isinstance(last, syntax.CriterionBlock) else last


def test_a_name_before_a_limit_is_asked_by_itself() -> None:
    read_on = read("highest glucose where fasting >= 126 mg/dL within 1 year before screening")
    assert isinstance(read_on.subject.where, syntax.Holds) and len(read_on.bounds) == 1
    limited = read("on prednisone where dose >= 10 mg/d and < 20 mg/d at first dose")
    assert [bound.comparator for bound in limited.where.bounds] == [">=", "<"]
    assert limited.at.name.text == "first dose"
    values = read("no malignancy where type is other, prostate cancer or basal cell carcinoma")
    assert len(values.where.values) == 3


def test_blocks_of_entries() -> None:
    exempting = read("any malignancy:\n    unless treated")
    assert isinstance(exempting.block, syntax.Unless)
    assert isinstance(exempting.block.body, syntax.Anything)
    named = read(
        "any HIV test as initial within 1 year before screening:\n"
        "    any HIV test after date of initial:\n"
        "        method is not method of initial"
    )
    assert named.alias.text == "initial" and named.window.relation == "within before"
    assert named.block.block.values[0].text == "method of initial"
    assert read("at least 2 stroke on different days before screening").different_days
    assert len(read("every glucose within 6 months before screening <= 8 mg/dL").bounds) == 1


def test_windows_on_lists() -> None:
    rule = read("all of, at screening and day 1:\n    glucose > 3 mg/dL\n    sex is male")
    assert [window.anchor.name.text for window in rule.windows] == ["screening", "day 1"]


def test_washout() -> None:
    rule = read(
        "washout before first dose:\n"
        "    prednisone   the longer of 4 weeks and 5 half-lives\n"
        "    teriflunomide  never if total time on teriflunomide >= 90 days\n"
        "    any other stroke  4 weeks unless sex is male\n"
        "    prednisone where dose > 10 mg/d and < 1 g/d  2 weeks\n"
        "    any other stroke where severe never"
    )
    longer, never, other, much, severe = rule.rows
    assert [term.unit for term in longer.length.terms] == ["weeks", "half-lives"]
    assert never.length is None and never.when.subject.kind == "time on"
    assert other.other and isinstance(other.unless, syntax.IsValue)
    assert isinstance(much.where, syntax.Comparison) and len(much.where.bounds) == 2
    assert much.length.unit == "weeks" and other.where is None
    assert severe.other and isinstance(severe.where, syntax.Holds) and severe.length is None


MEASURES = {
    "mean of last 3 glucose at screening > 160 mg/dL": ("mean", 3),
    "total volume of donation within 1 year before screening >= 900 mL": ("total", None),
    "number of stroke before screening >= 2": ("number", None),
    "percent change in glucose from screening to day 1 <= 25 %": ("percent change", None),
}


@pytest.mark.parametrize("rule", MEASURES)
def test_measures(rule: str) -> None:
    subject = read(rule).subject
    assert (subject.kind, subject.last) == MEASURES[rule]


def test_rows_by_value_and_limits_in_two_units() -> None:
    rule = read("haemoglobin >=, by sex:\n    male 11 g/dL\n    female 10 g/dL")
    assert [(row[0][0].text, row[1].number) for row in rule.rows] == [
        ("male", "11"),
        ("female", "10"),
    ]
    bound = read("glucose <= 1.5 mg/dL, or 83 mmol/L where reported so").bounds[0]
    assert bound.reported.unit == "mmol/L"


def test_dates_of_entries() -> None:
    anchor = read("any stroke within 3 days after end of last prednisone").window.anchor
    assert (anchor.which, anchor.facet) == ("last", "end")


def test_fallbacks() -> None:
    rule = read(
        "glucose > 3 mg/dL\n"
        '    if HIV test not available: fail because "No test."\n'
        '    if sex missing: assume no because "Rare."'
    )
    assert (rule.state, rule.instead, rule.assumed) == ("missing", False, True)
    assert (rule.body.state, rule.body.assumed) == ("not available", False)


def test_examples() -> None:
    example = read(
        "given:\n"
        "    malignancy from 2020-01, ongoing, type is prostate cancer, treated\n"
        "    prednisone from 2025-01-01, ongoing, dose 10 mg/d, not increased since 2025-02-01\n"
        "    day 1 is 2025-06-15T08:30\n"
        "expect delay 1 delayed\n"
        "expect unit study eye pass",
        'example "E"',
    )
    malignancy, prednisone, day = example.given
    assert [part.name.text for part in malignancy.parts] == ["type", "treated"]
    assert prednisone.not_increased_since.text == "2025-02-01"
    assert day.date.text == "2025-06-15T08:30"
    assert [(each.kind, each.reference.text) for each in example.expects] == [
        ("delay", "1"),
        ("unit", "study eye"),
    ]


def test_rows_are_laid_out_like_a_table() -> None:
    text = (
        'inclusion 1 "T"\n    washout before first dose:\n        prednisone 4 weeks\n'
        "        any other stroke never\n"
    )
    source = Source("entries.criteria", text)
    words = declared(Source("names.criteria", NAMES))
    formatted = format_source(source, words)
    assert "        prednisone        4 weeks\n        any other stroke  never\n" in formatted


def test_rows_of_a_washout_with_a_filter_stand_in_columns() -> None:
    text = (
        'inclusion 1 "T"\n    washout before first dose:\n        prednisone 4 weeks\n'
        "        prednisone where dose between 10 mg/d and 20 mg/d the longer of 2 weeks and 5 half-lives\n"
        "        prednisone where dose > 20 mg/d 8 weeks unless sex is male\n"
    )
    formatted = format_source(
        Source("entries.criteria", text), declared(Source("names.criteria", NAMES))
    )
    assert "        prednisone                                         4 weeks\n" in formatted
    assert "where dose between 10 mg/d and 20 mg/d  the longer of" in formatted
    assert "where dose > 20 mg/d                    8 weeks unless sex is male\n" in formatted


def test_a_list_opens_although_its_first_word_is_a_value() -> None:
    source = Source(
        "entries.criteria",
        "milestone screening\ndata block: graded none, first degree\ndata, yes or no: a, b\n"
        'inclusion 1 "T"\n    none of:\n        a\n        b\n',
    )
    file, diagnostics = parse(source, declared(source))
    assert diagnostics == ()
    criterion = file.blocks[-1]
    assert isinstance(criterion, syntax.CriterionBlock)
    assert isinstance(criterion.bodies[0], syntax.StatementList)


def test_a_stage_may_be_called_a_stage_in_what_an_example_expects() -> None:
    source = Source(
        "entries.criteria",
        'visit screening\nstage screening stage at screening\nexample "A"\n'
        "    expect stage screening stage eligible\n",
    )
    _, diagnostics = parse(source, declared(source))
    assert diagnostics == ()
