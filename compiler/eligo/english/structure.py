"""What stands beneath a statement, and with which words it is connected."""

from __future__ import annotations

from typing import Literal, assert_never

from eligo import ir

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
    "where",  # what is asked of the entries that a quantifier counts
]


def parts_of(statement: ir.Statement) -> tuple[tuple[Role, str, ir.Statement], ...]:
    """The statements right below one, each with its role and the words that connect it."""
    match statement:
        case ir.AnyOf() if ir.same_value(statement) is not None:
            return ()  # said in one sentence
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
        case ir.Fallback():
            return (("body", "", statement.body), ("instead", "then instead", statement.instead))
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
            | ir.Fixed()
            | ir.Awaits()
            | ir.TableOutcome()
            | ir.SatisfiesStage()
        ):
            return ()
        case _:
            assert_never(statement)


def listed(statement: ir.Statement) -> tuple[ir.Statement, ...]:
    """The items of a list; none of any other statement."""
    match statement:
        case ir.AllOf(items=items) | ir.AnyOf(items=items) | ir.NoneOf(items=items):
            return items
        case ir.CountOf(items=items):
            return items
        case _:
            return ()
