"""Which words of the source text who quotes."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest

from eligo import ir
from eligo.coverage import (
    Mismatches,
    eligibility_section,
    mismatches,
    passages,
    span_in_quote,
)
from eligo.source import Source, Span

TEXT = """\
A trial of something

Eligibility
Sex: All

• Adults aged 18 to
  65 years.
• Pain score ≥ 4; no asthma.

Locations
China
"""


def protocol(text: str | None, *quotes: tuple[str, str]) -> ir.Protocol:
    """A protocol whose criteria, or contexts, quote; each owner quotes once."""
    written = "\n".join(quote for _, quote in quotes)
    source = Source("trial.criteria", written)
    criteria: list[ir.Criterion] = []
    contexts: list[ir.Context] = []
    at = 0
    for owner, quote in quotes:
        span = Span(source, at, at + len(quote))
        at += len(quote) + 1
        quoted = (ir.Quote(" ".join(quote.split()), span),)
        if owner.startswith("context:"):
            contexts.append(ir.Context(owner.removeprefix("context:"), quoted, span))
        else:
            criteria.append(
                ir.Criterion(
                    owner, owner, "inclusion", owner, owner, quoted, None, False, None,
                    (), (), (), (), span,
                )
            )  # fmt: skip
    return ir.Protocol(
        id="NCT0", title="", version="1", released=None, assessed_at="screening", not_known=(),
        registered=None, details=(), milestones=(), data=(), definitions=(), scores=(),
        subgroups=(), criteria=tuple(criteria), contexts=tuple(contexts), examples=(),
        source=source, source_text=None if text is None else Source("registry.txt", text),
        vocabularies=(),
    )  # fmt: skip


COVERED = (
    ("context:Registry", "Sex: All"),
    ("age", "Adults aged\n    18 to 65 years."),
    ("pain", "Pain score ≥ 4;"),
    ("asthma", "no asthma."),
)


def test_passages_cut_the_whole_text() -> None:
    found = passages(protocol(TEXT, *COVERED))
    assert "".join(passage.text for passage in found) == TEXT
    assert [(p.owner, p.text) for p in found if p.owner] == [
        ("context:Registry", "Sex: All"),
        ("age", "Adults aged 18 to\n  65 years."),
        ("pain", "Pain score ≥ 4;"),
        ("asthma", "no asthma."),
    ]
    assert all(TEXT[p.start : p.end] == p.text for p in found)
    assert all(one.end == other.start for one, other in pairwise(found))


def test_a_part_owns_its_words() -> None:
    whole = protocol(TEXT, *COVERED)
    pain, asthma = whole.criteria[1:]
    parent = ir.Criterion(
        "both", "both", "inclusion", "2", "", (), None, False, None, (pain, asthma),
        (), (), (), pain.span,
    )  # fmt: skip
    nested = replace(whole, criteria=(whole.criteria[0], parent))
    assert [p.owner for p in passages(nested) if p.owner] == [
        "context:Registry",
        "age",
        "pain",
        "asthma",
    ]


def test_all_covered() -> None:
    assert mismatches(protocol(TEXT, *COVERED)) == Mismatches((), (), ())


def test_no_source_text() -> None:
    assert passages(protocol(None, *COVERED)) == ()
    assert mismatches(protocol(None, *COVERED)) == Mismatches((), (), ())


@pytest.mark.parametrize(
    ("text", "section"),
    [
        (TEXT, "Sex: All\n\n• Adults aged 18 to\n  65 years.\n• Pain score ≥ 4; no asthma.\n\n"),
        ("Pain.\nAsthma.", "Pain.\nAsthma."),
        ("Eligibility\nPain.", "Eligibility\nPain."),
        ("Locations\nEligibility\nPain.\nLocations\n", "Pain.\n"),
        ("Eligibility criteria\nPain.\nLocations: China\n", None),
        ("Eligibility \r\nPain.\r\n Locations\r\n", "Pain.\r\n"),
        ("", ""),
    ],
)
def test_the_eligibility_section(text: str, section: str | None) -> None:
    start, end = eligibility_section(Source("registry.txt", text))
    assert text[start:end] == (text if section is None else section)


def test_words_that_no_one_quotes() -> None:
    found = mismatches(protocol(TEXT, *COVERED[:-1]))
    assert [(p.text, p.owner) for p in found.uncovered] == [("no asthma.", None)]
    assert TEXT[found.uncovered[0].start : found.uncovered[0].end] == "no asthma."


def test_punctuation_and_list_marks_need_no_quote() -> None:
    text = "1. Pain; and\n2) (asthma).\n5.1. Gout\nI1. Fever\nE12a. Cough"
    quoted = ("Pain; and", "asthma", "Gout", "Fever", "Cough")
    found = mismatches(protocol(text, *((f"c{i}", words) for i, words in enumerate(quoted))))
    assert found == Mismatches((), (), ())
    assert [p.text for p in mismatches(protocol("Pain ≥ 4", ("pain", "Pain"))).uncovered] == ["≥ 4"]


def test_words_outside_the_section_need_no_quote_but_may_have_one() -> None:
    owned = passages(protocol(TEXT, *COVERED, ("context:Sites", "China")))
    assert [p.owner for p in owned if p.owner][-1] == "context:Sites"


@pytest.mark.parametrize(
    ("printed", "quoted", "pairs"),
    [
        ("Pain score ≥ 4", "Pain score ≥ 5", [("5", "4")]),
        ("Pain score > 4 at rest", "Pain score ≥ 4 at rest", [("≥", ">")]),
        ("Pain score is not low at night", "Pain score is low at night", [("", "not")]),
        ("Pain score is low at night", "Pain score is not low at night", [("not", "")]),
        ("Low pain score at night", "High pain score at night", [("High", "Low")]),
    ],
)
def test_the_words_that_differ(printed: str, quoted: str, pairs: list[tuple[str, str]]) -> None:
    text = f"No asthma. {printed}, or gout."
    (found,) = mismatches(protocol(text, ("pain", quoted + ","))).unfound
    assert [(d.quoted, d.printed) for d in found.differences] == pairs
    assert found.nearest is not None
    assert text[found.nearest[0] : found.nearest[1]] == printed + ","


def test_a_passage_that_a_wrong_quote_was_meant_for_is_not_called_unquoted() -> None:
    found = mismatches(protocol("Pain score ≥ 4", ("pain", "Pain score ≥ 5")))
    assert len(found.unfound) == 1 and found.uncovered == ()


def test_a_quote_from_elsewhere_has_no_nearest_passage() -> None:
    (found,) = mismatches(protocol(TEXT, *COVERED, ("gout", "Has had gout before"))).unfound
    assert found.nearest is None and found.owner == "gout" and found.differences == ()


def test_words_quoted_twice() -> None:
    (found,) = mismatches(
        protocol("Pain and asthma", ("a", "Pain and asthma"), ("b", "asthma"))
    ).repeated
    assert (found.text, found.owner, found.first) == ("asthma", "b", "a")


def test_words_that_the_text_prints_twice_are_quoted_in_order() -> None:
    text = "One year after treatment. Asthma. One year after treatment. Gout."
    found = passages(
        protocol(
            text, ("a", "One year after treatment."), ("b", "Asthma."),
            ("c", "One year after treatment."), ("d", "Gout."),
        )
    )  # fmt: skip
    assert [p.owner for p in found if p.owner] == ["a", "b", "c", "d"]


@pytest.mark.parametrize("quote", ["ain", "2.", "5 mg", "2", "Pai"])
def test_a_quote_does_not_begin_or_end_inside_a_word(quote: str) -> None:
    assert len(mismatches(protocol("Pain 2.5 mg", ("a", quote))).unfound) == 1


def test_where_a_word_of_a_quote_stands_in_the_file() -> None:
    source = Source("trial.criteria", "    text: Pain score\n          ≥ 4 at rest\n")
    quote = ir.Quote("Pain score ≥ 4 at rest", Span(source, 10, len(source.text)))
    assert span_in_quote(quote, 11, 14).text == "≥ 4"
    assert span_in_quote(quote, 5, 12).text == "score\n          ≥"
    other = ir.Quote("Pain", Span(source, 4, 9))
    assert span_in_quote(other, 0, 4) == other.span


@pytest.mark.parametrize("word", ["no asthma or gout ", "no no no no "])
def test_long_texts_take_linear_time(word: str) -> None:
    def seconds(count: int) -> float:
        text = word * count
        quotes = [(f"c{i}", word * 10) for i in range(count // 20)] + [("x", word * 9 + "yes")]
        started = time.process_time()
        mismatches(protocol(text, *quotes))
        return time.process_time() - started

    seconds(200)
    assert seconds(16000) < 12 * max(seconds(4000), 0.05)
