"""What happens while data are missing, as far as it always holds by the meaning of the language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from eligo import ir
from eligo.english.entries import member_of
from eligo.english.needs import faceted, inputs, name_in_need, needs, needs_all, subgroup_of
from eligo.english.sentences import one_line, sentences
from eligo.english.structure import parts_of
from eligo.english.text import capitalised, count_words, criterion_words, in_order

Names: TypeAlias = tuple[str, ...]

# Words with which sentences begin here; any other first word is a name and stays as it is.
_OPENING = (
    *("After", "As", "Decided", "Each", "False", "Line", "Of", "Pending", "The", "True"),
    *("Undetermined", "Where", "While"),
)


def what_if_missing(
    statement: ir.Statement,
    protocol: ir.Protocol,
    of_criterion: bool = False,
    subgroup: ir.Subgroup | None = None,
) -> Names:
    """Sentences about what missing data do to the statement. `of_criterion` says that it is the
    whole body of a criterion, so that letting in can be spoken of; `subgroup` is whom it is for."""
    said = _Claims(protocol, of_criterion).whole(statement)
    if subgroup is not None:
        words = f"{subgroup.label} ({subgroup.name})"
        said = [
            f"Outside the subgroup {words} none of the criterion’s own data are needed. While "
            f"membership is not known ({in_order(needs(subgroup.statement, protocol))}), the "
            "criterion cannot fail, and passes if the rule lets the participant in.",
            *said,
        ]
    return tuple(said)


def left_open_by(
    statement: ir.Statement, protocol: ir.Protocol, outcome: Literal["true", "false"]
) -> Names:
    """The names of data of each of which it is certain: while it has no value, the statement may
    still turn out so, whatever else is known."""
    return tuple(dict.fromkeys(_open(statement, protocol, outcome == "true")))


def _open(statement: ir.Statement, protocol: ir.Protocol, way: bool) -> list[str]:
    match statement:
        case ir.AllOf(items=items) | ir.NoneOf(items=items):
            each_way = way if isinstance(statement, ir.AllOf) else not way
            held = [_open(item, protocol, each_way) for item in items]
            return _shared(held) if way else _any(held)
        case ir.AnyOf(items=items):
            held = [_open(item, protocol, way) for item in items]
            return _any(held) if way else _shared(held)
        case ir.Not(item=item):
            return _open(item, protocol, not way)
        case ir.When(condition=condition, body=body, otherwise=otherwise):
            if otherwise is None:
                return _shared([_open(condition, protocol, True), _open(body, protocol, way)])
            return _shared([_open(body, protocol, way), _open(otherwise, protocol, way)])
        case ir.Unless(body=body, exemption=exemption):
            return _shared([_open(exemption, protocol, False), _open(body, protocol, way)])
        case ir.ExceptWhen(body=body, cases=cases):
            rules = [body, *(replacement for _, replacement in cases)]
            return _shared([_open(rule, protocol, way) for rule in rules])
        case ir.DefinedCondition(definition=key):
            held_there = protocol.definition(key).statement
            return _open(held_there, protocol, way) if held_there is not None else []
        case ir.InSubgroup(subgroup=key):
            return _open(subgroup_of(protocol, key).statement, protocol, way)
        case ir.Compare(value=ir.Age(at=ir.MilestoneDate(milestone=key))):
            name = next(each.name for each in protocol.milestones if each.key == key)
            return [*needs(statement, protocol), f"the date of {name}"]
        case ir.Compare(value=ir.Reading(datum=key)) if all(
            _plain(x.limit) for x in statement.bounds
        ):
            kind = protocol.datum(key).kind
            bounded = isinstance(kind, ir.Measurement) and kind.bounds is not None
            return [] if bounded else needs(statement, protocol)
        case ir.Compare(value=ir.QuantityValue(datum=key)):
            kind = protocol.datum(key).kind
            unbounded = isinstance(kind, ir.Quantity) and kind.bounds is None
            fixed = all(isinstance(x.limit, ir.Constant) for x in statement.bounds)
            return needs(statement, protocol) if unbounded and fixed else []
        case ir.Is():
            return [] if _every_value(statement, protocol) else needs(statement, protocol)
        case ir.WithinNormal() | ir.Includes() | ir.Holds():
            return needs(statement, protocol)
        case ir.Occurs(every=True) | ir.Ongoing(also=(_, *_)):
            return []
        case ir.Occurs() | ir.FirstLast() | ir.Ongoing() | ir.Stable():
            settled = _anchor_may_be_none(statement, protocol)
            return [] if settled else [name_in_need("datum", statement.datum, protocol)]
        case ir.DateRelation(date=ir.DateOf(datum=key), timing=timing):
            settled = _anchor_may_be_none(timing, protocol)
            return [] if settled else [name_in_need("datum", key, protocol)]
        case ir.Fallback(body=body, datum=key, instead=instead):
            whose = name_in_need("datum", key, protocol)
            both = _shared([_open(body, protocol, way), _open(instead, protocol, way)])
            return [name for name in both if name.split(" with its ")[0] != whose]
        case _:  # numbers that are computed, dates of readings, other criteria: nothing certain
            return []


def _anchor_may_be_none(node: object, protocol: ir.Protocol) -> bool:
    """Whether a day that is counted from may not have happened: the relation is then settled."""
    for each in ir.walk(node):
        match each:
            case ir.EntryDate() | ir.UpTo():
                return True
            case ir.DateOf(datum=key):
                kind = protocol.datum(key).kind
                if isinstance(kind, ir.DateKind) and kind.may_be_none:
                    return True
            case _:
                pass
    return False


def _any(held: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(name for names in held for name in names))


def _shared(held: Sequence[Sequence[str]]) -> list[str]:
    return [name for name in _any(held) if all(name in names for names in held)]


def _plain(limit: ir.Number) -> bool:
    """A number that is given, the laboratory's limit, or so many times it."""
    match limit:
        case ir.Constant() | ir.NormalLimit() | ir.ReportedLimit():
            return True
        case ir.Arithmetic(
            operator="*", left=ir.Constant(value=value), right=ir.NormalLimit()
        ) if value:
            return True
        case _:
            return False


def _every_value(statement: ir.Is, protocol: ir.Protocol) -> bool:
    """Where every value is named, the value need not be known."""
    kind = protocol.datum(statement.value.datum).kind
    values = kind.values if isinstance(kind, (ir.OneOf, ir.AnyOfValues, ir.Result)) else ()
    return {value.key for value in values} <= set(statement.members)


_SAID_OF_EACH = (ir.Satisfies, ir.InSubgroup, ir.Awaits, ir.TableOutcome, ir.SatisfiesStage)


class _Claims:
    """What is said of one statement."""

    def __init__(self, protocol: ir.Protocol, of_criterion: bool) -> None:
        self.protocol = protocol
        self.of_criterion = of_criterion

    def whole(self, statement: ir.Statement) -> list[str]:
        match statement:
            case ir.AllOf(items=items):
                said = ["False as soon as one line is false, whatever else is missing."]
                said += self.only_once("True", statement, "false", "no line can still be false")
                return [*said, *self.lines(items)]
            case ir.AnyOf(items=items):
                said = ["True as soon as one line is true, whatever else is missing."]
                said += self.only_once("False", statement, "true", "no line can still be true")
                return [*said, *self.lines(items)]
            case ir.NoneOf(items=items):
                said = ["False as soon as one line is true, whatever else is missing."]
                said += self.only_once("True", statement, "false", "no line can still be true")
                return [*said, *self.lines(items)]
            case ir.CountOf(least=least, most=most, items=items):
                said = [
                    "Decided as soon as the lines still open can no longer change whether "
                    f"{count_words(least, most)} of them {'is' if least == 1 else 'are'} true."
                ]
                return [*said, *self.lines(items)]
            case ir.Not(item=item):
                below = parts_of(item)
                said = self.inner(item) if below else self.leaf(item, True)
                return [f"Of what is negated: {each}" for each in said] if below else said
            case ir.When():
                return self.when(statement)
            case ir.Unless():
                return self.unless(statement)
            case ir.ExceptWhen():
                return self.except_when(statement)
            case ir.Fallback():
                return self.fallback(statement)
            case _:
                return self.leaf(statement, False)

    def inner(self, statement: ir.Statement) -> list[str]:
        """Of a statement inside another."""
        return _Claims(self.protocol, False).whole(statement)

    def only_once(
        self, then: str, statement: ir.Statement, other: Literal["true", "false"], else_: str
    ) -> list[str]:
        """Without these the other outcome stays possible."""
        names = left_open_by(statement, self.protocol, other)
        if not names:
            return [f"{then} only once {else_}."]
        return [f"{then} only once {in_order(names)} {_are(names)} known."]

    # --- lines of a list

    def lines(self, items: tuple[ir.Statement, ...]) -> list[str]:
        said: list[str] = []
        empty: dict[str, list[str]] = {}
        for number, item in enumerate(items, 1):
            leaf, negated = (item.item, True) if isinstance(item, ir.Not) else (item, False)
            none = self.with_none(leaf, negated)
            if none:
                empty.setdefault(none, []).append(str(number))
            elif isinstance(leaf, ir.Is) and _every_value(leaf, self.protocol):
                said.append(f"{capitalised(self.not_needed(leaf))}; line {number} names them all.")
            elif isinstance(leaf, ir.DefinedCondition):
                definition = self.protocol.definition(leaf.definition)
                lead = f"Line {number}, {'negating ' if negated else ''}“{definition.name}”"
                if definition.statement is not None:
                    said += _led(lead, self.inner(definition.statement))
            elif parts_of(leaf) or isinstance(leaf, _SAID_OF_EACH):
                said += _led(f"Line {number}", self.inner(item))
            elif isinstance(leaf, ir.Compare) and not left_open_by(leaf, self.protocol, "true"):
                said += _led(f"Line {number}", self.leaf(leaf, negated))
        effects = [f"{_lines(numbers)} {what}" for what, numbers in empty.items()]
        if effects:
            said.append(f"The answer “none” makes {in_order(effects)}.")
        return said

    def not_needed(self, leaf: ir.Is) -> str:
        name = name_in_need("datum", leaf.value.datum, self.protocol)
        return f"{name} is not needed, because any of its values will do"

    def with_none(self, leaf: ir.Statement, negated: bool) -> str:
        """What "asked: none" makes of a leaf: true, false or not apply; empty where nobody can
        answer so."""
        match leaf:
            case ir.Occurs(least=least, every=every):
                return _truth(every or least == 0, negated)
            case ir.FirstLast(timing=timing) if _anchor_may_be_none(timing, self.protocol):
                return ""
            case ir.FirstLast(which=which, timing=timing):
                vacuous = which == "last" and timing.relation.startswith(
                    ("at least before", "more than before")
                )
                return _truth(vacuous, negated)
            case ir.Ongoing(also=also):
                return "" if also else _truth(False, negated)
            case ir.Stable():
                return "not apply"
            case ir.DateRelation():
                return _truth(False, negated) if _may_be_none(leaf, self.protocol) else ""
            case _:
                return ""

    # --- leaves

    def leaf(self, statement: ir.Statement, negated: bool) -> list[str]:
        protocol = self.protocol
        match statement:
            case ir.DefinedCondition(definition=key):
                definition = protocol.definition(key)
                if definition.statement is None:
                    return []
                return [
                    f"The lines meant here are those of “{definition.name}”.",
                    *self.inner(definition.statement),
                ]
            case ir.InSubgroup(subgroup=key):
                needed = in_order(needs(subgroup_of(protocol, key).statement, protocol))
                return [f"Undetermined while membership in the subgroup is not known ({needed})."]
            case ir.Satisfies(criterion=key):
                words = criterion_words(protocol.criterion(key))
                return [f"Undetermined while {words} is."]
            case ir.NoRequirement() | ir.Fixed():
                return []
            case ir.Awaits(what=what):
                return [f"Pending until this is done: {what.rstrip('.')}."]
            case ir.TableOutcome(table=key):
                name = self.protocol.table(key).name
                return [
                    f"Decided as soon as all rows of the table “{name}” that are still possible "
                    "give the same outcome."
                ]
            case ir.SatisfiesStage(stage=key):
                stage = next(x for x in self.protocol.stages if x.key == key)
                return [f"Undetermined while the stage {stage.label or stage.name} is."]
            case ir.Compare():
                return self.comparison(statement, negated)
            case ir.Is() if _every_value(statement, protocol):
                return [f"{capitalised(self.not_needed(statement))}."]
            case _:
                said = f"Undetermined while {in_order(needs(statement, protocol), 'or')} is not "
                none = self.with_none(statement, negated)
                return [
                    f"{said}known.",
                    *self.of_entries(statement),
                    *([f"The answer “none” makes it {none}."] if none else []),
                ]

    def of_entries(self, statement: ir.Statement) -> list[str]:
        """What is to be known of the entries themselves."""
        where = getattr(statement, "where", None)
        if where is None:
            return []
        owner = getattr(statement, "alias", "") or getattr(statement, "datum", "")
        own = needs(statement, self.protocol)
        names = [
            name
            for each in member_of(where, owner)[1]
            for name in needs(each, self.protocol)
            if name not in own
        ]
        if not names:
            return []
        return [f"Of the entries that may count, also {in_order(list(dict.fromkeys(names)))}."]

    def fallback(self, statement: ir.Fallback) -> list[str]:
        name = name_in_need("datum", statement.datum, self.protocol)
        lacking = {
            "not available": "was asked for and is recorded as not available",
            "missing": "is not available or not recorded",
        }[statement.state]
        said = f"Where {name} {lacking}, what stands after “then instead” counts."
        return [said, *_led("The rule", self.inner(statement.body))]

    def comparison(self, statement: ir.Compare, negated: bool) -> list[str]:
        if left_open_by(statement, self.protocol, "true"):
            names = in_order(left_open_by(statement, self.protocol, "true"), "or")
            return [f"Undetermined while {names} is not known."]
        match statement.value:
            case ir.ScoreValue(score=key):
                return self.score(self.protocol.score(key).name, statement, negated)
            case ir.DefinedNumber(definition=key):
                name = self.protocol.definition(key).name
                data, bounded = self.behind(key)
                parts = in_order(data)
                if bounded:
                    return [
                        f"Each of {parts} that is missing counts as the whole range that it may "
                        f"have; decided as soon as the lowest and the highest {name} still "
                        "possible give the same answer."
                    ]
                return [
                    f"{capitalised(name)} is computed from {parts}. While one of these is missing, "
                    "it is decided only if all that the value may still be gives the same answer."
                ]
            case _:
                names = in_order(needs(statement, self.protocol))
                return [
                    f"Decided as soon as all that is still possible for {names} gives the same "
                    "answer."
                ]

    def score(self, name: str, statement: ir.Compare, negated: bool) -> list[str]:
        bound = statement.bounds[0]
        if len(statement.bounds) > 1 or not isinstance(bound.limit, ir.Constant):
            return [
                f"Items of {name} that are not known count as a range from nothing to their "
                "weight; decided as soon as they cannot change the answer."
            ]
        limit = bound.limit.printed
        high, low = _truth(True, negated), _truth(False, negated)
        match bound.comparator:
            case ">=" | "<":
                enough, short = f"come to {limit}", f"cannot bring the total to {limit}"
            case ">" | "<=":
                enough, short = f"come to more than {limit}", f"cannot lift the total above {limit}"
            case _:
                return [
                    f"True or false only once the items of {name} still open cannot change the "
                    f"total being {limit}."
                ]
        if bound.comparator in ("<", "<="):
            high, low = low, high
        return [
            f"{capitalised(high)} as soon as the items of {name} known to be present {enough}, "
            f"whatever else is missing; {low} as soon as those still open {short}. No item counts "
            "as absent because nobody recorded it."
        ]

    def behind(self, key: str) -> tuple[list[str], bool]:
        """The data of a definition by name (a score's as one), and whether all have bounds."""
        definition = self.protocol.definition(key)
        steps = tuple(step.number for step in definition.steps)
        names: list[str] = []
        bounded = True
        for link in inputs((definition.number, *steps)):
            what, _, name = link.partition(":")
            if what == "datum":
                whole, _ = faceted(name, self.protocol)
                kind = self.protocol.datum(whole).kind
                bounded &= isinstance(kind, ir.Quantity) and kind.bounds is not None
                names.append(name_in_need("datum", whole, self.protocol))
            elif what == "table":
                read = self.protocol.table(name).inputs
                names += [x for each in read for x in needs(each, self.protocol)]
                bounded = False
            elif what == "score":
                names.append(f"the items of {self.protocol.score(name).name}")
                bounded = False
            elif what == "definition":
                inner, _ = self.behind(name)
                names += inner
                bounded = False
        return list(dict.fromkeys(names)), bounded

    # --- conditions

    def when(self, statement: ir.When) -> list[str]:
        condition, so = statement.condition, "so"
        while isinstance(condition, ir.Not):  # knowing the one is knowing the other
            condition, so = condition.item, "not so" if so == "so" else "so"
        otherwise = {"so": "not so", "not so": "so"}[so]
        whether = f"While it is not known whether {self.short(condition)}"
        if statement.otherwise is not None:
            return [f"{whether}, only an outcome that both rules share decides this."]
        if self.of_criterion:
            said = [
                f"{whether}, the criterion cannot fail, and passes if the rule after “then” lets "
                "the participant in."
            ]
        else:
            said = [f"{whether}, this may still not apply."]
        asked = needs_all(condition, self.protocol)
        rest = [name for name in needs_all(statement.body, self.protocol) if name not in asked]
        if rest:
            said.append(f"Where that is {otherwise}, {in_order(rest)} {_are(rest)} not needed.")
        if isinstance(condition, ir.DefinedCondition):
            definition = self.protocol.definition(condition.definition)
            if definition.statement is not None:
                said += _led(f"As to “{definition.name}”", self.inner(definition.statement))
        return [*said, *_led("After “then”", self.inner(statement.body))]

    def unless(self, statement: ir.Unless) -> list[str]:
        whether = f"While it is not known whether {self.short(statement.exemption)}"
        if self.of_criterion:
            said = f"{whether}, the criterion cannot fail, and passes if the rule lets the "
            said += "participant in."
        else:
            said = f"{whether}, this may still not apply."
        return [said, *_led("The rule", self.inner(statement.body))]

    def except_when(self, statement: ir.ExceptWhen) -> list[str]:
        rules = [statement.body, *(replacement for _, replacement in statement.cases)]
        both = _shared([_both_ways(rule, self.protocol) for rule in rules])
        said = [f"Undetermined while {in_order(both, 'or')} is not known."] if both else []
        read = needs_all(statement.body, self.protocol)
        asked = _any(needs_all(condition, self.protocol) for condition, _ in statement.cases)
        new = [name for name in asked if name not in read]
        if new:
            which = "rules" if len(rules) > 2 else "two rules"
            said.append(
                f"{capitalised(in_order(new))} {_are(new)} needed only when the {which} disagree."
            )
        for condition, replacement in statement.cases:
            only = [
                name
                for name in needs_all(replacement, self.protocol)
                if name not in read and name not in asked
            ]
            if only:
                said.append(
                    f"{capitalised(in_order(only))} {_are(only)} needed only where it is or may be "
                    f"so that {self.short(condition)}."
                )
        return said

    def short(self, statement: ir.Statement) -> str:
        words = one_line(sentences(statement, self.protocol))
        return words if len(words) <= 160 else "the condition is met"


def _led(lead: str, said: list[str]) -> list[str]:
    """One sentence of several, which says first what it is about."""
    below = [
        each[:1].lower() + each[1:] if each.split(" ", 1)[0] in _OPENING else each for each in said
    ]
    return [f"{lead}: {'; '.join(each.removesuffix('.') for each in below)}."] if below else []


def _truth(value: bool, negated: bool) -> str:
    return "true" if value != negated else "false"


def _lines(numbers: Sequence[str]) -> str:
    return f"line{'s' if len(numbers) > 1 else ''} {in_order(numbers)}"


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _both_ways(rule: ir.Statement, protocol: ir.Protocol) -> list[str]:
    """Without these a rule is open both ways."""
    return _shared([_open(rule, protocol, True), _open(rule, protocol, False)])


def _may_be_none(statement: ir.DateRelation, protocol: ir.Protocol) -> bool:
    if not isinstance(statement.date, ir.DateOf):
        return False
    kind = protocol.datum(statement.date.datum).kind
    return isinstance(kind, ir.DateKind) and kind.may_be_none
