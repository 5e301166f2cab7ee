"""What happens while data are missing, as far as it always holds by the meaning of the language."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import assert_never

from eligo import ir
from eligo.english.sentences import Sentence, one_line, parts_of, sentences
from eligo.english.text import capitalised, criterion_words, in_order


def what_if_missing(
    statement: ir.Statement, protocol: ir.Protocol, of_criterion: bool = False
) -> str:
    """Sentences about what missing data do to the statement. `of_criterion` says that it is the
    whole body of a criterion, so that letting in can be spoken of."""
    return " ".join(_claims(statement, protocol, of_criterion))


def _claims(statement: ir.Statement, protocol: ir.Protocol, of_criterion: bool) -> list[str]:
    match statement:
        case ir.AllOf():
            said = "One false line decides this, whatever else is missing; "
            said += "it is true only once no line can still be false."
            return [said, *_of_items(statement.items, protocol)]
        case ir.AnyOf():
            said = "One true line decides this, whatever else is missing; "
            said += "it is false only once no line can still be true."
            return [said, *_of_items(statement.items, protocol)]
        case ir.NoneOf():
            said = "One true line makes this false, whatever else is missing; "
            said += "it is true only once no line can still be true."
            return [said, *_of_items(statement.items, protocol)]
        case ir.CountOf():
            said = (
                "Decided as soon as the lines still open can no longer change whether the number "
            )
            said += "of true lines fits."
            return [said, *_of_items(statement.items, protocol)]
        case ir.Not():
            return _of_negated(statement.item, protocol)
        case ir.When():
            return _of_when(statement, protocol, of_criterion)
        case ir.Unless():
            return _of_unless(statement, protocol, of_criterion)
        case ir.ExceptWhen():
            return _of_except(statement, protocol)
        case ir.DefinedCondition():
            name = protocol.definition(statement.definition).name
            return [f"Undetermined while the definition of “{name}” leaves it open."]
        case ir.InSubgroup():
            return [
                "Undetermined while it is not known whether the participant is in the subgroup."
            ]
        case ir.Satisfies():
            return ["Undetermined while the criterion that it names is."]
        case ir.NoRequirement():
            return []
        case ir.Occurs():
            return [_unknown(statement, protocol) + " An empty list (asked: none) counts as 0."]
        case ir.FirstLast():
            vacuous = statement.which == "last" and statement.timing.relation.startswith(
                ("at least before", "more than before")
            )
            empty = f" An empty list (asked: none) makes it {'true' if vacuous else 'false'}."
            return [_unknown(statement, protocol) + empty]
        case ir.Ongoing():
            return [_unknown(statement, protocol) + " An empty list (asked: none) makes it false."]
        case ir.Stable():
            empty = " With an empty list (asked: none) it does not apply."
            return [_unknown(statement, protocol) + empty]
        case ir.DateRelation():
            none = " The answer “none” makes it false." if _may_be_none(statement, protocol) else ""
            return [_unknown(statement, protocol) + none]
        case ir.Is():
            kind = protocol.datum(statement.value.datum).kind
            values = kind.values if isinstance(kind, (ir.OneOf, ir.AnyOfValues, ir.Result)) else ()
            # Where every value is named, an unknown value need not leave it open.
            named = {value.key for value in values} <= set(statement.members)
            return [] if named else [_unknown(statement, protocol)]
        case ir.Compare():
            return _of_comparison(statement, protocol)
        case ir.WithinNormal() | ir.Includes() | ir.Holds():
            return [_unknown(statement, protocol)]
        case _:
            assert_never(statement)


def _of_items(items: tuple[ir.Statement, ...], protocol: ir.Protocol) -> list[str]:
    """Only what is more than a leaf: a line that speaks for itself is covered by its list."""
    said = []
    for number, item in enumerate(items, 1):
        if parts_of(item) and not isinstance(item, ir.Not):
            said += [f"Line {number}: {claim}" for claim in _claims(item, protocol, False)]
    return said


def _of_negated(statement: ir.Statement, protocol: ir.Protocol) -> list[str]:
    match statement:
        case ir.Occurs() | ir.FirstLast() | ir.Ongoing() | ir.Stable() | ir.DateRelation():
            return [_unknown(statement, protocol)]  # without the words "true" and "false"
        case _ if parts_of(statement):
            return [f"Of what is negated: {x}" for x in _claims(statement, protocol, False)]
        case _:
            return _claims(statement, protocol, False)


def _of_when(statement: ir.When, protocol: ir.Protocol, of_criterion: bool) -> list[str]:
    condition = _condition(statement.condition, protocol)
    if statement.otherwise is not None:
        said = f"While it is not known whether {condition}, only an outcome that both rules "
        return [f"{said}share decides this."]
    said = f"While it is not known whether {condition}, this may still not apply"
    if of_criterion:
        return [
            f"{said}; if the rule beneath lets the participant in, the criterion passes anyway."
        ]
    return [f"{said}."]


def _of_unless(statement: ir.Unless, protocol: ir.Protocol, of_criterion: bool) -> list[str]:
    said = f"While it is not known whether {_condition(statement.exemption, protocol)}, this may "
    said += "still not apply"
    if of_criterion:
        return [f"{said}; if the rule lets the participant in, the criterion passes anyway."]
    return [f"{said}."]


def _of_except(statement: ir.ExceptWhen, protocol: ir.Protocol) -> list[str]:
    rules = [statement.body, *(replacement for _, replacement in statement.cases)]
    said = []
    shared = _needs(rules[0], protocol)
    for rule in rules[1:]:
        shared = [name for name in shared if name in _needs(rule, protocol)]
    # Every rule is then open, so that every exception leaves it open.
    if shared and all(_reads_directly(rule) for rule in rules):
        said.append(f"Undetermined while {in_order(shared, 'or')} is not known.")
    asked: list[str] = []
    for condition, _ in statement.cases:
        asked += [name for name in _needs(condition, protocol) if name not in asked]
    plural = "is" if len(asked) == 1 else "are"
    disagree = "rules disagree" if len(rules) > 2 else "two rules disagree"
    said.append(f"{capitalised(in_order(asked))} {plural} needed only when the {disagree}.")
    return said


def _reads_directly(rule: ir.Statement) -> bool:
    match rule:
        case ir.WithinNormal():
            return True
        case ir.Compare(value=value):
            return isinstance(value, ir.Reading)
        case _:
            return False


def _of_comparison(statement: ir.Compare, protocol: ir.Protocol) -> list[str]:
    match statement.value:
        case ir.ScoreValue(score=key):
            name = protocol.score(key).name
            said = f"Items of {name} that are not known count as a range from nothing to their "
            return [f"{said}weight; decided as soon as they cannot change the answer."]
        case ir.DefinedNumber(definition=key):
            name = protocol.definition(key).name
            return [f"Decided as soon as every value that {name} can still take gives one answer."]
        case ir.Reading() | ir.Age():
            return [_unknown(statement, protocol)]
        case ir.QuantityValue(datum=key):
            kind = protocol.datum(key).kind
            if isinstance(kind, ir.Quantity) and kind.bounds is None:
                return [_unknown(statement, protocol)]
            return ["Decided as soon as every value still possible gives one answer."]
        case _:
            return ["Decided as soon as every value still possible gives one answer."]


def _unknown(statement: ir.Statement, protocol: ir.Protocol) -> str:
    return f"Undetermined while {in_order(_needs(statement, protocol), 'or')} is not known."


def _condition(statement: ir.Statement, protocol: ir.Protocol) -> str:
    while isinstance(statement, ir.Not):  # knowing the one is knowing the other
        statement = statement.item
    return _shortened(sentences(statement, protocol))


def _shortened(sentence: Sentence) -> str:
    words = one_line(sentence)
    return words if len(words) <= 160 else "the condition is met"


def _may_be_none(statement: ir.DateRelation, protocol: ir.Protocol) -> bool:
    if not isinstance(statement.date, ir.DateOf):
        return False
    kind = protocol.datum(statement.date.datum).kind
    return isinstance(kind, ir.DateKind) and kind.may_be_none


def _needs(statement: ir.Statement, protocol: ir.Protocol) -> list[str]:
    """The names of the data without which a leaf is open, the laboratory's limits among them."""
    needed: list[str] = []
    for link in inputs(statement):
        what, _, key = link.partition(":")
        key, _, facet = key.partition(".")
        name = _name(what, key, protocol)
        if facet:
            alone = f"the {facet} limit of normal of {name}"
            name = f"its {facet} limit of normal" if name in needed else alone
        if name and name not in needed:
            needed.append(name)
    return needed


def _name(what: str, key: str, protocol: ir.Protocol) -> str:
    match what:
        case "datum":
            datum = protocol.datum(key)
            if isinstance(datum.kind, (ir.Judgement, ir.Attestation)):
                return f"the answer of the {datum.kind.by}"
            return datum.name
        case "definition":
            return protocol.definition(key).name
        case "score":
            return f"the score {protocol.score(key).name}"
        case "subgroup":
            return next(group.label for group in protocol.subgroups if group.key == key)
        case "criterion":
            return criterion_words(protocol.criterion(key))
        case _:
            return ""  # a milestone: whether it is needed depends on what is recorded


def inputs(node: object) -> tuple[str, ...]:
    """What a node reads, in the order in which it stands there: `datum:KEY`, `datum:KEY.upper` and
    `.lower` for the laboratory's limits, `milestone:KEY`, and by name only what it refers to:
    `definition:KEY`, `score:KEY`, `subgroup:KEY`, `criterion:KEY`."""
    found: list[str] = []

    def look(value: object) -> None:
        if isinstance(value, tuple):
            for item in value:
                look(item)
        elif isinstance(value, ir.Bound):
            look(value.limit)
        elif is_dataclass(value) and hasattr(value, "id"):
            found.extend(_reads(value))
            for field in fields(value):
                look(getattr(value, field.name))

    look(node)
    return tuple(dict.fromkeys(found))


def _reads(node: object) -> list[str]:
    links = [
        f"{what}:{getattr(node, what)}"
        for what in ("datum", "milestone", "definition", "score", "subgroup", "criterion")
        if isinstance(getattr(node, what, None), str)
    ]
    match node:
        case ir.NormalLimit(reading=reading, which=which):
            links += [f"datum:{reading.datum}", f"datum:{reading.datum}.{which}"]
        case ir.WithinNormal(reading=reading):
            links += [f"datum:{reading.datum}{side}" for side in ("", ".lower", ".upper")]
        case _:
            pass
    return links
