"""From the text to the document: washouts with other members, attributes with several values, days of results."""

from __future__ import annotations

from eligo import ir
from eligo.check.examples import failures, run_examples
from eligo.driver import compile_source
from eligo.english import sentences
from eligo.english.washout import cells
from eligo.source import Source

PROTOCOL = """protocol T-1
    title         "A trial"
    version       "1.0"
    assessed at   screening

visit screening

data line of therapy: treatment
    with contents: any of anthracycline, antibody, platinum
    with relapse: date or none
data HCV RNA: result one of detectable, undetectable
data HCV treatment: treatment

group antibody: rituximab (half-life 22 d)
group lymphoma treatment
    group antibody
    gemcitabine, half-life 2 h

inclusion 1 "Washout"
    text: Before screening, an antibody must have been stopped for 4 weeks, any other lymphoma treatment for 2 weeks.
    washout before screening:
        antibody                      4 weeks
        any other lymphoma treatment  2 weeks

inclusion 2 "Lines"
    text: A line of therapy whose contents were an anthracycline and an antibody.
    any line of therapy:
        all of:
            contents includes anthracycline
            contents includes antibody

inclusion 3 "Hepatitis C"
    text: HCV treatment at least 12 weeks before HCV RNA.
    last HCV treatment at least 12 weeks before date of HCV RNA

example "Both in one line"
    given:
        screening is 2025-06-15
        no antibody
        no lymphoma treatment
        line of therapy from 2024-01-01 until 2024-05-01, contents is anthracycline, antibody, relapse is none
        HCV treatment from 2025-01-01 until 2025-03-09
        HCV RNA is undetectable, on 2025-06-01
    expect inclusion 1 pass
    expect inclusion 2 pass
    expect inclusion 3 pass

example "One of them"
    given, like "Both in one line":
        line of therapy from 2024-01-01 until 2024-05-01, contents is platinum, antibody, relapse is none
        HCV treatment from 2025-01-01 until 2025-03-10
    expect inclusion 2 fail
    expect inclusion 3 fail
"""


def protocol() -> ir.Protocol:
    compiled = compile_source(Source("1.0.criteria", PROTOCOL), {})
    assert compiled.protocol is not None, [d.what for d in compiled.diagnostics]
    assert [d.what for d in compiled.diagnostics if d.code == "W714"] == []
    return compiled.protocol


def test_an_attribute_has_several_values_in_an_example() -> None:
    read = protocol()
    assert failures(read, run_examples(read)) == ()


def test_the_day_of_a_result_is_said_as_one() -> None:
    read = protocol()
    body = read.criteria[2].body
    assert body is not None
    assert (
        "before the date of the latest HCV RNA (on or before screening)"
        in sentences(body, read).text
    )


def test_a_row_of_other_members_is_headed_as_it_is_written() -> None:
    read = protocol()
    body = read.criteria[0].body
    assert isinstance(body, ir.AllOf)
    assert [cells(row, read)[0] for row in body.items] == [
        "antibody",
        "any other lymphoma treatment",
        "rituximab",  # of the list of lymphoma treatments, held to the time of its own row
    ]


FILTERED = """protocol T-2
    title         "A trial"
    version       "1.0"
    assessed at   screening

visit screening

data severe infection: yes or no
group biologic
    with route: one of oral, subcutaneous, intravenous
    methotrexate, rituximab, abatacept

inclusion 1 "Washout"
    text: Oral methotrexate stopped for 1 week, any other biologic that was infused for 4 weeks.
    washout before screening:
        methotrexate where route is oral                1 week
        any other biologic where route is intravenous   4 weeks

exclusion 1 "Used"
    text: Methotrexate by mouth within 3 months before screening.
    used within, before screening:
        methotrexate where route is oral  3 months

example "Only what the rows are about"
    given:
        screening is 2025-06-15
        methotrexate from 2025-01-01 until 2025-06-14, route is subcutaneous
        methotrexate from 2024-01-01 until 2025-06-08, route is oral
        rituximab from 2025-01-01 until 2025-06-14, route is subcutaneous
        abatacept from 2025-01-01 until 2025-05-18, route is intravenous
    expect inclusion 1 pass
    expect exclusion 1 fail

example "Infused too late"
    given:
        screening is 2025-06-15
        rituximab from 2025-01-01 until 2025-05-19, route is intravenous
    expect inclusion 1 fail
    expect exclusion 1 pass

example "How it was given is not recorded"
    given:
        screening is 2025-06-15
        methotrexate from 2025-01-01 until 2025-06-14, route not recorded
    expect inclusion 1 unknown
"""


def test_a_row_is_about_the_entries_that_its_filter_keeps() -> None:
    compiled = compile_source(Source("1.0.criteria", FILTERED), {})
    read = compiled.protocol
    assert read is not None, [d.what for d in compiled.diagnostics]
    assert failures(read, run_examples(read)) == ()
    body = read.criteria[0].body
    assert isinstance(body, ir.AllOf)
    assert [cells(row, read)[0] for row in body.items] == [
        "methotrexate (counting only periods for which route is oral)",
        "any other biologic (counting only periods for which route is intravenous)",
    ]
