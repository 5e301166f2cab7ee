"""The documents: each sentence of the rules once in both, well formed, the same bytes always."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from eligo import english, ir
from eligo.backends import document
from eligo.backends.document.build import build
from eligo.source import Source, Span
from eligo.units import Duration, parse

BY_HAND = Path(__file__).with_name("protocol_by_hand.py")
P: ir.Protocol = run_path(str(BY_HAND))["protocol"]()
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


def test_one_sentence_for_each_statement_in_both() -> None:
    ids = [node.id for node in EVERY]
    assert len(set(ids)) == len(ids) > 50
    assert sorted(READER.nodes) == sorted(ids)
    assert sorted(markdown_nodes(MARKDOWN)) == sorted(ids)


def test_both_say_what_english_says() -> None:
    in_markdown = markdown_nodes(MARKDOWN)
    for node in EVERY:
        words = bare(english.phrase(node, P))
        assert bare(READER.nodes[node.id]) == words
        assert bare(in_markdown[node.id]) == words


def test_well_formed() -> None:
    assert HTML.startswith("<!DOCTYPE html>\n<html lang=")
    assert not [id for id, number in Counter(READER.ids).items() if number > 1]
    assert set(READER.links) <= set(READER.ids)
    anchors = re.findall(r'<a id="([^"]+)"></a>', MARKDOWN)
    assert set(re.findall(r"\]\(#([^)]+)\)", MARKDOWN)) <= set(anchors)


def test_headings_step_down_one_level_at_a_time() -> None:
    assert READER.headings[0] == 1 and READER.headings.count(1) == 1
    steps = zip(READER.headings, READER.headings[1:], strict=False)
    assert all(after <= before + 1 for before, after in steps)


def test_tables_have_captions_and_scopes() -> None:
    kinds = READER.tables
    assert kinds[::2] == ["table"] * (len(kinds) // 2)
    assert kinds[1::2] == ["caption"] * (len(kinds) // 2)
    assert all("scope" in header for header in READER.headers)


def test_nothing_is_left_over() -> None:
    for text in FILES.values():
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
