"""Renders a document as Markdown, for reading in a repository and for comparing versions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files

from eligo import __version__
from eligo.backends.document.model import Document, Need, Reference
from eligo.backends.document.references import anchor
from eligo.english import Run, Sentence, Text, capitalised, on_one_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_STARTS_LIST = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


class Written(str):
    """Text that is Markdown already and is not escaped again."""


def render_markdown(document: Document) -> str:
    """criteria.md."""
    from jinja2 import Environment, StrictUndefined  # heavy, and only wanted here

    # Autoescape knows only HTML; every expression is escaped for Markdown by `finalize` instead.
    environment = Environment(
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_escaped,
    )
    environment.filters |= {"runs": _runs, "rule": _rule, "spaces": _spaces}
    environment.filters |= {"in_a_cell": _in_a_cell, "written": Written}
    environment.filters |= {
        "link": _link,
        "heading": _heading,
        "needed": _needed,
        "capital": capitalised,
    }
    folder = files("eligo.backends.document")
    template = environment.from_string((folder / "criteria.md.jinja").read_text("utf-8"))
    text = template.render(document=document, version=__version__)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _escaped(value: object) -> object:
    if not isinstance(value, str) or isinstance(value, Written):
        return value
    return Written(_STARTS_LIST.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", value)))


def _link(text: str, target: str) -> Written:
    return Written(f"[{_escaped(text)}](#{target})" if target else f"{_escaped(text)}")


def _runs(text: Text) -> Written:
    return Written("".join(_run(run) for run in text))


def _run(run: Run) -> str:
    words = run.text.replace(" ", "\N{NO-BREAK SPACE}") if run.whole else run.text
    target = "" if run.link.startswith("milestone:") else anchor(run.link)
    return _link(words, target)


def _spaces(count: int) -> Written:
    return Written(" " * count)


def _heading(level: int) -> Written:
    return Written("#" * (2 + level))


def _needed(needs: tuple[Need, ...]) -> Written:
    """The data, what is computed with the data behind it, and dates, one line each."""

    def named(references: Iterable[Reference]) -> str:
        return ", ".join(_link(each.text, each.anchor) for each in references)

    data = named(need.what for need in needs if not need.computed_from)
    lines = [f"- Data it needs: {data}" if data else "- Data it needs:"]
    for need in needs:
        if need.computed_from:
            lines.append(f"  - {named([need.what])}, from: {named(need.computed_from)}")
    return Written("\n".join(lines))


def _rule(sentence: Sentence, depth: int = 0) -> Written:
    """The sentences of a rule as a nested list, each with its node's id in a comment."""
    return Written("\n".join(_lines(sentence, "  " * depth, "-")))


def _in_a_cell(sentence: Sentence) -> Written:
    """The sentences of a rule one after the other, for a table, in which no list may stand."""
    words, below = _line(sentence)
    return Written("<br>".join([words, *(_in_a_cell(child) for child in below)]))


def _lines(sentence: Sentence, indent: str, marker: str) -> list[str]:
    words, below = _line(sentence)
    lines = [f"{indent}{marker} {words}"]
    inner = indent + " " * (len(marker) + 1)
    for number, child in enumerate(below, 1):
        lines += _lines(child, inner, f"{number}." if child.role == "item" else "-")
    return lines


def _line(sentence: Sentence) -> tuple[str, tuple[Sentence, ...]]:
    """One line, with what is negated on the same one, and the sentences that go beneath."""
    row = ": ".join(filter(None, sentence.cells[:2]))
    lead = "".join(f"**{_escaped(each)}** " for each in (sentence.lead, row and f"{row}.") if each)
    words = f"<!-- node:{sentence.id} -->{lead}{_runs(sentence.runs)}"
    if on_one_line(sentence):
        negated, below = _line(sentence.children[0])
        return f"{words} {negated}", below
    return (f"{words}:" if sentence.children else words), sentence.children
