"""Sentences: the tree of what a statement says, one for each statement in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from eligo import ir
from eligo.english.text import Text, plain
from eligo.english.writer import Writer
from eligo.source import Span

Node: TypeAlias = ir.Statement | ir.Number | ir.Date | ir.Category

Role = Literal[
    "rule",  # the whole of a body
    "item",  # of a list
    "negated",
    "condition",  # of a when, with its two branches
    "then",
    "otherwise",
    "body",  # what an `unless` or `except when` modifies
    "exemption",
    "exception",  # an `except when`, with what then holds
    "instead",
]


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
            | ir.StepValue()
            | ir.DefinedNumber()
            | ir.ScoreValue()
        ):
            return writer.number(node, formula=isinstance(node, (ir.Arithmetic, ir.Power)))
        case ir.MilestoneDate() | ir.DateOf() | ir.ReadingDate() | ir.Shifted():
            return writer.date(node)
        case ir.CategoryValue() | ir.ResultReading():
            return writer.category(node)
        case _:
            return writer.statement(node)


def sentences(
    statement: ir.Statement, protocol: ir.Protocol, role: Role = "rule", lead: str = ""
) -> Sentence:
    """The sentence of a statement with those of the statements in it, each once. What it refers to
    (definitions, scores, other criteria) is named and linked, not repeated."""
    writer = Writer(protocol)
    words = writer.statement(statement)
    below = tuple(
        sentences(child, protocol, child_role, child_lead)
        for child_role, child_lead, child in parts_of(statement)
    )
    return Sentence(
        statement.id, lead, words, role, below, tuple(dict(writer.parts).items()), statement.span
    )


def formula(number: ir.Number, protocol: ir.Protocol) -> tuple[Text, tuple[tuple[str, str], ...]]:
    """A number of a definition as a formula, and its parts."""
    writer = Writer(protocol)
    return writer.number(number, formula=True), tuple(dict(writer.parts).items())


def one_line(sentence: Sentence) -> str:
    """A sentence and all below it in one line."""
    below = "; ".join(" ".join(filter(None, (x.lead, one_line(x)))) for x in sentence.children)
    if not below:
        return sentence.text
    return f"{sentence.text}{' ' if sentence.children[0].role == 'negated' else ': '}{below}"


def parts_of(statement: ir.Statement) -> tuple[tuple[Role, str, ir.Statement], ...]:
    """The statements right below one, each with its role and the words that connect it."""
    match statement:
        case ir.AllOf() | ir.AnyOf() | ir.NoneOf() | ir.CountOf():
            return tuple(("item", "", item) for item in statement.items)
        case ir.Not():
            return (("negated", "", statement.item),)
        case ir.When():
            return (
                ("condition", "when", statement.condition),
                ("then", "then", statement.body),
                *(
                    (("otherwise", "otherwise", statement.otherwise),)
                    if statement.otherwise
                    else ()
                ),
            )
        case ir.Unless():
            return (("body", "", statement.body), ("exemption", "unless", statement.exemption))
        case ir.ExceptWhen():
            cases: list[tuple[Role, str, ir.Statement]] = []
            for condition, replacement in statement.cases:
                lead = "or else, except when" if cases else "except when"
                cases += [("exception", lead, condition), ("instead", "then instead", replacement)]
            return (("body", "", statement.body), *cases)
        case (
            ir.Compare()
            | ir.WithinNormal()
            | ir.Is()
            | ir.Includes()
            | ir.Holds()
            | ir.DefinedCondition()
            | ir.InSubgroup()
            | ir.Satisfies()
            | ir.DateRelation()
            | ir.Occurs()
            | ir.FirstLast()
            | ir.Ongoing()
            | ir.Stable()
            | ir.NoRequirement()
        ):
            return ()
        case _:
            assert_never(statement)
