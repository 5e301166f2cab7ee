"""Sentences: the tree of what a statement says, one for each statement in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from eligo import ir
from eligo.english.entries import block_of
from eligo.english.structure import Role, listed, parts_of
from eligo.english.text import Run, Text, plain
from eligo.english.washout import HEADERS, cells
from eligo.english.writer import Writer
from eligo.source import Span

Node: TypeAlias = ir.Statement | ir.Number | ir.Date | ir.Category


@dataclass(frozen=True)
class Sentence:
    """What one statement says. `lead` connects it to the sentence above ("except when"); `parts`
    are the numbers, dates, timings and categories in it, each with its own words."""

    id: str
    lead: str
    runs: Text
    role: Role
    children: tuple[Sentence, ...]
    parts: tuple[tuple[str, str], ...]
    span: Span
    headers: tuple[str, ...] = ()  # of a table whose rows the items are
    cells: tuple[str, ...] = ()  # of such a row, before the sentence itself

    @property
    def text(self) -> str:
        return plain(self.runs)


def phrase(node: Node, protocol: ir.Protocol) -> str:
    """One line about the node itself: a leaf in full, for a list its header, for `when`, `unless`
    and `except` the words that connect what they hold."""
    return plain(runs(node, protocol))


def runs(node: Node, protocol: ir.Protocol) -> Text:
    """`phrase` as runs."""
    writer = Writer(protocol)
    match node:
        case (
            ir.Constant()
            | ir.Reading()
            | ir.NormalLimit()
            | ir.QuantityValue()
            | ir.Age()
            | ir.Arithmetic()
            | ir.Power()
            | ir.Extreme()
            | ir.CaseNumber()
            | ir.ReportedLimit()
            | ir.Total()
            | ir.TimeOn()
            | ir.Logarithm()
            | ir.Rounded()
            | ir.TableNumber()
            | ir.StepValue()
            | ir.DefinedNumber()
            | ir.ScoreValue()
        ):
            return writer.number(node, formula=isinstance(node, (ir.Arithmetic, ir.Power)))
        case (
            ir.MilestoneDate()
            | ir.DateOf()
            | ir.ReadingDate()
            | ir.Shifted()
            | ir.EntryDate()
            | ir.UpTo()
        ):
            return writer.date(node)
        case ir.CategoryValue() | ir.ResultReading():
            return writer.category(node)
        case _:
            return writer.statement(node)


def sentences(
    statement: ir.Statement,
    protocol: ir.Protocol,
    role: Role = "rule",
    lead: str = "",
    entry: str = "",
    said: str = "",
) -> Sentence:
    """The sentence of a statement with those of the statements in it, each once. What it refers to
    (definitions, scores, other criteria) is named and linked, not repeated. Of the statements about
    the entries of a list (`where`) the short ones are said within their sentence and are among its
    parts, longer ones stand beneath it. `entry` is the entry at hand, by its alias or its datum;
    `said` is the window that a list further out has said for all its items.
    """
    writer = Writer(protocol, entry, said)
    words = writer.statement(statement)
    window = plain(writer.window(listed(statement))) or said
    below = [
        sentences(child, protocol, child_role, child_lead, entry, window)
        for child_role, child_lead, child in parts_of(statement)
    ]
    block = block_of(statement)
    if block is not None and isinstance(statement, ir.Occurs):
        owner = statement.alias or statement.datum
        below.append(sentences(block, protocol, "where", "", owner, said))
    headers = HEADERS.get(getattr(statement, "written", ""), ())
    if headers:
        rows = listed(statement)
        below = [
            replace(row, cells=cells(item, protocol)) for row, item in zip(below, rows, strict=True)
        ]
    parts = tuple(dict(writer.parts).items())
    return Sentence(statement.id, lead, words, role, tuple(below), parts, statement.span, headers)


def outcome(statement: ir.Statement, protocol: ir.Protocol) -> Sentence:
    """What a row of a decision table comes to: of a fixed one that it passes or fails, which a table
    says from the participant's side; of any other its sentence."""
    said = sentences(statement, protocol)
    if not isinstance(statement, ir.Fixed):
        return said
    return replace(said, runs=(Run("passes" if statement.value else "fails"),))


def name_of(datum: str, protocol: ir.Protocol) -> str:
    """The name of a datum; of an attribute with its owner."""
    return plain(Writer(protocol).name(datum))


def formula(number: ir.Number, protocol: ir.Protocol) -> tuple[Text, tuple[tuple[str, str], ...]]:
    """A number of a definition as a formula, and its parts."""
    writer = Writer(protocol)
    return writer.number(number, formula=True), tuple(dict(writer.parts).items())


def one_line(sentence: Sentence) -> str:
    """A sentence and all below it in one line."""
    below = "; ".join(" ".join(filter(None, (x.lead, one_line(x)))) for x in sentence.children)
    if not below:
        return sentence.text
    return f"{sentence.text}{' ' if on_one_line(sentence) else ': '}{below}"


def on_one_line(sentence: Sentence) -> bool:
    """What is negated, and what is asked of entries, goes on in the line of its sentence."""
    return [child.role for child in sentence.children] in (["negated"], ["where"])
