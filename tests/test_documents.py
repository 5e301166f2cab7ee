"""The documents: each sentence of the rules once in both, well formed, the same bytes always."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from eligo import english, ir
from eligo.backends import document
from eligo.backends.document.build import build
from eligo.backends.document.protocol import registered_pairs
from eligo.source import Source, Span
from eligo.units import Duration, parse

BY_HAND = Path(__file__).with_name("protocol_by_hand.py")
OF_ENTRIES = Path(__file__).with_name("protocol_by_hand_of_entries.py")
P: ir.Protocol = run_path(str(BY_HAND))["protocol"]()
Q: ir.Protocol = run_path(str(OF_ENTRIES))["protocol"]()
FILES = document.emit(P)
HTML, MARKDOWN = FILES["criteria.html"], FILES["criteria.md"]
STATEMENTS = ir.Statement.__args__  # type: ignore[attr-defined]
VOID = {"meta", "br", "link", "img", "hr", "input"}


class Reader(HTMLParser):
    """Checks the nesting and collects what tests ask for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.nodes: dict[str, str] = {}
        self.headings: list[int] = []
        self.tables: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        held = dict(attrs)
        if tag not in VOID:
            self.open.append((tag, held))
        if "id" in held:
            self.ids.append(held["id"])
        if "data-node" in held:
            assert held["data-node"] not in self.nodes, "one sentence for a node"
            self.nodes[held["data-node"]] = ""
        if held.get("href", "").startswith("#"):
            self.links.append(held["href"][1:])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in ("table", "caption"):
            self.tables.append(tag)
        if tag == "th":
            self.headers.append(held)
        for name in ("src", "srcset", "action"):
            assert name not in held, "nothing is loaded"
        assert tag not in ("script", "link", "iframe", "img"), tag

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        pass  # shapes of a diagram

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1][0] == tag, (tag, self.open[-1:])
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        for _, attributes in self.open:
            if "data-node" in attributes:
                self.nodes[attributes["data-node"]] += data


def statements(value: Any) -> list[Any]:
    if isinstance(value, tuple):
        return [node for item in value for node in statements(item)]
    if not is_dataclass(value) or isinstance(value, Source | Span):
        return []
    below = [node for field in fields(value) for node in statements(getattr(value, field.name))]
    return [value, *below] if isinstance(value, STATEMENTS) else below


def markdown_nodes(markdown: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in markdown.splitlines():
        pieces = re.split(r"<!-- node:([^ ]+) -->", line)
        for id, words in zip(pieces[1::2], pieces[2::2], strict=True):
            assert id not in found, "one sentence for a node"
            found[id] = words
    return found


def bare(words: str) -> str:
    """Without links, escapes, leads, case and kinds of space."""
    words = re.sub(r"\*\*[^*]+\*\*|\]\(#[^)]*\)", "", words)
    return re.sub(r"[\\\[\s ]", "", words).rstrip(":").casefold()


READER = Reader(HTML)
EVERY = statements(P)
OTHER = document.emit(Q)
READERS = {P.id: READER, Q.id: Reader(OTHER["criteria.html"])}
MARKDOWNS = {P.id: MARKDOWN, Q.id: OTHER["criteria.md"]}
BOTH = pytest.mark.parametrize("protocol", [P, Q], ids=["first", "of entries"])


def shown(protocol: ir.Protocol) -> dict[str, str]:
    """The words of every statement that a document must say by itself. Those about entries that are
    said within their sentence are parts of it (tests of the English see to that); a criterion that a
    stage takes over, with nothing but its milestone changed, is referred to."""
    said: dict[str, str] = {}

    def add(statement: ir.Statement | None, entry: str = "") -> None:
        waiting = [english.sentences(statement, protocol, entry=entry)] if statement else []
        while waiting:
            sentence = waiting.pop()
            assert sentence.id not in said
            said[sentence.id] = sentence.text
            waiting += sentence.children

    for criterion in protocol.flat_criteria():
        if "/" not in criterion.key:
            for statement in (criterion.body, *(x.when for x in criterion.duties)):
                add(statement)
            for permission in criterion.permissions:
                add(permission.when)
    for definition in protocol.definitions:
        add(definition.statement)
    for score in protocol.scores:
        for entry in score.entries:
            for item in entry.items if isinstance(entry, ir.ScoreGroup) else (entry,):
                add(item.statement)
    for group in protocol.subgroups:
        add(group.statement)
    for unit in protocol.units:
        add(unit.where, unit.datum)
    for cohort in protocol.cohorts:
        add(cohort.statement)
    for table in protocol.tables:
        for row in table.rows:
            add(row.statement)
            if isinstance(row.statement, ir.Fixed):
                said[row.statement.id] = "passes" if row.statement.value else "fails"
    return said


@BOTH
def test_one_sentence_for_each_statement_in_both(protocol: ir.Protocol) -> None:
    ids = list(shown(protocol))
    assert len(ids) > 50
    assert sorted(READERS[protocol.id].nodes) == sorted(ids)
    assert sorted(markdown_nodes(MARKDOWNS[protocol.id])) == sorted(ids)


@BOTH
def test_every_statement_is_shown_or_part_of_what_is(protocol: ir.Protocol) -> None:
    ids = set(shown(protocol))
    nowhere = [node for node in statements(protocol) if node.id not in ids]
    within = {
        each.id
        for node in ir.walk((protocol.criteria, protocol.tables))
        for each in statements(getattr(node, "where", None))
    }
    taken = {x.id for c in protocol.criteria if "/" in c.key for x in statements(c)}
    assert {node.id for node in nowhere} <= within | taken


@BOTH
def test_both_say_what_english_says(protocol: ir.Protocol) -> None:
    in_markdown = markdown_nodes(MARKDOWNS[protocol.id])
    for id, words in shown(protocol).items():
        assert bare(READERS[protocol.id].nodes[id]) == bare(words)
        assert bare(in_markdown[id].replace("<br>", "").rstrip(" |")) == bare(words)


@BOTH
def test_well_formed(protocol: ir.Protocol) -> None:
    reader, html = READERS[protocol.id], document.emit(protocol)["criteria.html"]
    assert html.startswith("<!DOCTYPE html>\n<html lang=")
    assert not [id for id, number in Counter(reader.ids).items() if number > 1]
    assert set(reader.links) <= set(reader.ids)
    markdown = MARKDOWNS[protocol.id]
    anchors = re.findall(r'<a id="([^"]+)"></a>', markdown)
    assert set(re.findall(r"\]\(#([^)]+)\)", markdown)) <= set(anchors)


@BOTH
def test_headings_step_down_one_level_at_a_time(protocol: ir.Protocol) -> None:
    headings = READERS[protocol.id].headings
    assert headings[0] == 1 and headings.count(1) == 1
    steps = pairwise(headings)
    assert all(after <= before + 1 for before, after in steps)


@BOTH
def test_tables_have_captions_and_scopes(protocol: ir.Protocol) -> None:
    kinds = READERS[protocol.id].tables
    assert kinds[::2] == ["table"] * (len(kinds) // 2)
    assert kinds[1::2] == ["caption"] * (len(kinds) // 2)
    assert all("scope" in header for header in READERS[protocol.id].headers)


def test_nothing_is_left_over() -> None:
    for text in (*FILES.values(), *OTHER.values()):
        for leftover in ("{{", "{%", "Run(", "undefined", "Fraction", "datetime", str(Path.cwd())):
            assert leftover not in text
        assert not re.search(r"\bNone\b(?! of these| quoted|</text>)", text)
        assert "\r" not in text and text.endswith("\n") and not text.endswith("\n\n")
    assert "http" not in HTML.replace("http://www.w3.org/2000/svg", "")
    assert "&lt;angle&gt;" in HTML and r"\<angle\>" in MARKDOWN


def test_everything_is_there() -> None:
    for words in (
        "criteria.html",
        *(quote.text for criterion in P.flat_criteria() for quote in criterion.quotes),
        *(datum.key for datum in P.data),
        *(x.chosen for criterion in P.flat_criteria() for x in criterion.interpretations),
        *(x.because for criterion in P.flat_criteria() for x in criterion.not_formalised),
        *(definition.source for definition in P.definitions),
        *(example.title for example in P.examples),
        P.source.digest(),
        "ATC L03AA02 (unconfirmed)",
        "1 mg/dL = 17.1 umol/L",
        "missing: Gilbert's syndrome",
    )[1:]:
        assert bare(words) in bare(READER.text), words
        assert bare(words) in bare(MARKDOWN), words


def test_everything_of_a_whole_protocol_is_there() -> None:
    for words in (
        "Composed for illustration.",
        "Postpones day 1 while true.",
        "else delayed while a reason to postpone applies",
        "for each Study eye, of which at least 1 must pass",
        "only for cohort A (Newly diagnosed)",
        "assessed at day 1; pending until day 1 has a day",
        "may be repeated once within 2 weeks after screening; the latest value counts",
        "Paracetamol up to 2 g a day",
        "Appendix D",
        "If HCV RNA was asked for and is not available, the criterion fails, because "
        "“Without the RNA nobody can tell”",
        "If smoking is not available or not recorded, the criterion passes.",
        "read at day 1 instead of screening",
        "Number in g/dL",
        "no two rows can be the one at once",
        "To be done: “Repeat the screening test”; pending until then",
        "14 days before first dose; counted, not recorded",
        "Open: a name that is none of these counts as “other”.",
        "An equivalent is the amount that equals one of lorazepam.",
        "ATC N05BA01 (unconfirmed)",
        "8 h",
        "Gleason score of malignancy",
    ):
        assert bare(words) in bare(READERS[Q.id].text), words
        assert bare(words) in bare(MARKDOWNS[Q.id]), words
    rows = READERS[Q.id].text
    for cells in ("At least this long before", "Within this time before", "day −28 included"):
        assert bare(cells) in bare(rows)


def test_a_criterion_taken_over_is_shown_in_full_where_more_than_its_milestone_differs() -> None:
    (copy,) = (each for each in Q.criteria if "/" in each.key)
    assert isinstance(copy.body, ir.Compare)
    stricter = replace(copy.body.bounds[0], comparator="<")
    changed_copy = replace(copy, body=replace(copy.body, bounds=(stricter,)))
    criteria = tuple(changed_copy if each is copy else each for each in Q.criteria)
    text = document.emit(replace(Q, criteria=criteria))["criteria.md"]
    assert copy.body.id in markdown_nodes(text)
    assert "read at day 1 instead of screening" not in text


def test_what_a_stage_changes_is_said_as_far_as_it_is_so() -> None:
    (copy,) = (each for each in Q.criteria if "/" in each.key)
    original = next(each for each in Q.criteria if each.key == "pressure")
    for differs, body in (
        (
            "nothing in the rule; it must let the participant in at this stage as well",
            original.body,
        ),
        ("read at day 1 instead of screening", copy.body),
    ):
        held = replace(copy, body=body)
        criteria = tuple(held if each is copy else each for each in Q.criteria)
        assert differs in document.emit(replace(Q, criteria=criteria))["criteria.md"]


def test_what_holds_of_entries_is_shown_by_executed_examples() -> None:
    rows = [line for line in MARKDOWNS[Q.id].splitlines() if line.startswith("|")]
    assert any("| ketoconazole, ended 2025-06-14 | false |" in row for row in rows)
    four = {row.split("|")[3].strip() for row in rows if "executed" not in row}
    assert "undetermined" not in four


def test_limits_were_executed() -> None:
    rows = [line for line in MARKDOWN.splitlines() if line.startswith("|")]

    def result(recorded: str) -> str:
        found = {row.split("|")[3].strip() for row in rows if f"| {recorded} |" in row}
        assert len(found) == 1, (recorded, found)
        return found.pop()

    assert result("1.8 mg/dL") == "true"  # with the sample limit of 1.2
    assert result("1.81 mg/dL") == "false"
    assert "for example with ULN 1.2 mg/dL" in MARKDOWN and "ULN 1.2" in HTML
    assert result("8: Seizure (8)") == "true"
    assert result("filgrastim, ended 2025-06-01") == "true"
    assert result("filgrastim, ended 2025-06-02") == "false"
    assert result("born 2007-06-15: 18 completed years, 18 today") == "true"
    assert result("born 2007-06-16: 17 completed years, 18 tomorrow") == "false"
    assert result("stable since 2025-06-01") == "false"
    whole = {row.split("|")[1].strip(): row.split("|")[2].strip() for row in rows}
    between = "total bilirubin 2.7 mg/dL, 2.25 × ULN of 1.2; Gilbert's syndrome"
    assert whole[f"{between}: yes"] == "passes"
    assert whole[f"{between}: no"] == "fails"
    assert whole[f"{between} not recorded"] == "undetermined"
    assert whole["therapeutic anticoagulant: until 2025-06-15; nothing else recorded"] == (
        "does not apply"
    )
    assert whole["the same, but sex not recorded"] == "passes"  # any value of it will do
    assert "undetermined" not in {row.split("|")[3].strip() for row in rows if row.count("|") == 4}


def test_examples_are_executed_again_when_the_rule_changes() -> None:
    body = P.criterion("organs.bilirubin").body
    assert isinstance(body, ir.ExceptWhen) and isinstance(body.body, ir.Compare)
    at_most, below = body.body, replace(body.body.bounds[0], comparator="<")
    text = document.emit(changed(P, at_most.id, bounds=(below,)))["criteria.md"]
    row = next(line for line in text.splitlines() if "| 1.8 mg/dL |" in line)
    assert row.split("|")[3].strip() == "false"


def test_needs_name_every_datum_that_is_read() -> None:
    """Also those behind definitions, scores, subgroups and other criteria."""
    for view in build(P).inclusions:
        named = {ref.anchor for need in view.needs for ref in (need.what, *need.computed_from)}
        body = P.criterion(view.key).body
        if view.key == "disease-activity":
            assert {"datum-seizure", "datum-rash", "datum-fever"} <= named
        if view.key == "organs.kidney":
            assert {"datum-creatinine", "datum-sex", "datum-date-of-birth"} <= named
        if view.key == "contraception":
            assert "datum-rash" in named  # the subgroup's
        for link in english.inputs(body) if body else ():
            if link.startswith("datum:"):
                assert link.partition(".")[0].replace(":", "-").replace("_", "-") in named


def test_left_over_marks_of_the_source_are_explained() -> None:
    quote = ir.Quote(r"stable doses for \>2 weeks", P.criteria[0].span)
    marked = replace(P.criteria[0], quotes=(quote,))
    files = document.emit(replace(P, criteria=(marked, *P.criteria[1:]), source_text=None))
    assert r"stable doses for \&gt;2 weeks" in files["criteria.html"]
    assert "“\\&gt;” stands so in the source." in files["criteria.html"]
    assert "stands so in the source" not in HTML


def changed(value: Any, id: str, /, **new: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(changed(item, id, **new) for item in value)
    if not is_dataclass(value) or isinstance(value, Source | Span | type):
        return value
    if getattr(value, "id", None) == id:
        return replace(value, **new)
    inner = {f.name: changed(getattr(value, f.name), id, **new) for f in fields(value) if f.init}
    return replace(value, **inner)


def first(kind: type, body: Any) -> Any:
    queue = [body]
    while queue:
        node = queue.pop(0)
        if isinstance(node, kind):
            return node
        if isinstance(node, tuple):
            queue += node
        elif is_dataclass(node) and not isinstance(node, Source | Span):
            queue += [getattr(node, field.name) for field in fields(node)]
    raise AssertionError(kind)


@pytest.mark.parametrize(
    ("criterion", "kind", "new", "expected"),
    [
        ("organs.blood", ir.Constant, {"printed": "7.77"}, "at least 7.77 ×10⁹/L"),
        ("organs.blood", ir.Constant, {"printed_unit": parse("/uL")}, "at least 2 /µL"),
        ("organs.bilirubin", ir.Constant, {"printed": "9.9"}, "at most 9.9 ×"),
        ("washout", ir.Timing, {"duration": Duration(5, "week")}, "day −35 included"),
        ("stable", ir.Ongoing, {"duration": Duration(9, "month")}, "at least 9 calendar months"),
    ],
)
def test_a_change_of_the_rule_shows_in_both(
    criterion: str, kind: type, new: dict[str, Any], expected: str
) -> None:
    node = first(kind, P.criterion(criterion).body)
    for text in document.emit(changed(P, node.id, **new)).values():
        assert bare(expected) in bare(text)
    assert bare(expected) not in bare(HTML) and bare(expected) not in bare(MARKDOWN)


def test_a_dropped_item_is_gone_from_both() -> None:
    whole = P.criterion("washout").body
    assert isinstance(whole, ir.AllOf)
    gone = {node.id for node in statements(whole.items[1])}
    files = document.emit(changed(P, whole.id, items=(whole.items[0], whole.items[2])))
    assert not gone & set(Reader(files["criteria.html"]).nodes)
    assert not gone & set(markdown_nodes(files["criteria.md"]))


def test_same_bytes_for_every_hash_seed() -> None:
    script = (
        "import hashlib, runpy, sys; from eligo.backends import document; "
        "protocol = runpy.run_path(sys.argv[1])['protocol'](); "
        "print(hashlib.sha256(repr(sorted(document.emit(protocol).items())).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script, str(BY_HAND)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(digests) == 1
    assert document.emit(P) == FILES


def test_a_protocol_with_nothing_in_it() -> None:
    empty = replace(
        P,
        criteria=(),
        data=(),
        definitions=(),
        scores=(),
        subgroups=(),
        contexts=(),
        examples=(),
        details=(),
        registered=None,
        source_text=None,
        released=None,
        not_known=(),
    )
    Reader(document.emit(empty)["criteria.html"])


def test_the_registry_s_ages_are_said_in_years() -> None:
    pairs = registered_pairs(ir.Registered(1, 18, None, None))
    assert [(each.name, each.text) for each in pairs] == [
        ("Minimum age", "1 year"),
        ("Maximum age", "18 years"),
    ]
