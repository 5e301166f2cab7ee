"""Rules as trees that say how they came out: outcome, values found, limits, reasons, children."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from .at_hand import Entry, Where, entries_of, key_of, name_of_thing, shown_entry
from .candidates import enough_of
from .choices import Choices, every_choice
from .days import Day, Duration, show
from .outcomes import (
    FALSE,
    NOT_APPLICABLE,
    TRUE,
    UNDECIDED,
    Outcomes,
    all_of,
    any_of,
    count_of,
    decided,
    except_when,
    lets_in,
    negate,
    none_of,
    unless,
    when,
    words,
)
from .repeats import Repeat, to_be_repeated
from .tables import Rows
from .trace import TO_BE_DONE, TO_BE_REPEATED, Found, Reason, Trace
from .values import Things

# The generated participant; the runtime knows only its base class.
Participant: TypeAlias = Any

NO_REASONS: frozenset[Reason] = frozenset()


@dataclass(frozen=True)
class Explanation:
    """How one node of a rule came out for a participant."""

    id: str
    phrase: str
    line: int
    outcomes: Outcomes
    reasons: frozenset[Reason] = NO_REASONS
    found: tuple[Found, ...] = ()
    limit: str = ""
    distance: str = ""
    children: tuple[Explanation, ...] = ()

    def to_json(self) -> dict[str, object]:
        shown: dict[str, object] = {
            "id": self.id,
            "phrase": self.phrase,
            "line": self.line,
            "outcomes": list(words(self.outcomes)),
        }
        if self.found:
            shown["found"] = [found.to_json() for found in self.found]
        if self.limit:
            shown["limit"] = self.limit
        if self.distance:
            shown["distance"] = self.distance
        if self.reasons:
            shown["reasons"] = [list(reason) for reason in sorted(self.reasons)]
        if self.children:
            shown["children"] = [child.to_json() for child in self.children]
        return shown


@dataclass(frozen=True)
class Node:
    """A statement, or what stands around it: its identity, its words, its line in the source."""

    id: str
    phrase: str
    line: int

    def explain(self, case: Case) -> Explanation:
        raise NotImplementedError

    def result(
        self, outcomes: Outcomes, children: tuple[Explanation, ...], reasons: frozenset[Reason]
    ) -> Explanation:
        open_reasons = NO_REASONS if decided(outcomes) else reasons
        return Explanation(
            self.id, self.phrase, self.line, outcomes, open_reasons, children=children
        )

    def _both(
        self, condition: Explanation, body: Explanation, other: Explanation | None = None
    ) -> Explanation:
        """The body where the condition is true, else the other."""
        children = (condition, body) if other is None else (condition, body, other)
        rest = NOT_APPLICABLE if other is None else other.outcomes
        outcomes = when(condition.outcomes, body.outcomes, rest)
        reachable = [condition]
        if condition.outcomes & TRUE:
            reachable.append(body)
        if other is not None and condition.outcomes & (FALSE | NOT_APPLICABLE):
            reachable.append(other)
        return self.result(outcomes, children, _together(*reachable))


@dataclass(frozen=True)
class Leaf(Node):
    """A statement without statements inside; `scores` are those its number is made of."""

    test: Callable[[Participant, Trace], Outcomes]
    scores: tuple[str, ...] = ()

    def explain(self, case: Case) -> Explanation:
        items = {key: case.score(key) for key in self.scores}

        def open_items(key: str) -> Callable[[], set[Reason]]:
            return lambda: set(items[key].reasons)

        trace = Trace(scores={key: open_items(key) for key in self.scores}, case=case)
        outcomes = self.test(case.participant, trace)
        return Explanation(
            self.id,
            self.phrase,
            self.line,
            outcomes,
            NO_REASONS if decided(outcomes) else frozenset(trace.reasons),
            tuple(trace.found),
            "; ".join(trace.limits),
            "; ".join(trace.distances),
            (*items.values(), *trace.entries.values()),
        )


def asked(
    trace: Trace, block: Callable[[Entry], Node], *, is_every: bool = False
) -> Callable[[Entry], Outcomes]:
    """A statement about an entry that notes in the trace how it came out, and what it is missing.

    Of a statement that every entry must meet, only one that may be false leaves something open.
    """
    decisive = FALSE if is_every else TRUE

    def outcomes(entry: Entry) -> Outcomes:
        node = block(entry)
        place = (node.id, *key_of(entry))
        if place not in trace.entries:
            explained = node.explain(trace.case)
            shown = shown_entry(entry)
            number = f"{key_of(entry)[0]}, entry {key_of(entry)[1] + 1}"
            trace.entries[place] = Explanation(
                f"{node.id}:{key_of(entry)[1] + 1}",
                f"{number}: {shown}" if shown else number,
                node.line,
                explained.outcomes,
                explained.reasons,
                children=(explained,),
            )
        found: Explanation = trace.entries[place]
        if found.outcomes & decisive:
            trace.reasons |= found.reasons
        return found.outcomes

    return outcomes


@dataclass(frozen=True)
class AllOf(Node):
    items: tuple[Node, ...]

    def explain(self, case: Case) -> Explanation:
        return self._list(case, all_of)

    def _list(self, case: Case, combine: Callable[..., Outcomes]) -> Explanation:
        children = tuple(item.explain(case) for item in self.items)
        outcomes = combine(*(child.outcomes for child in children))
        return self.result(outcomes, children, _together(*children))


@dataclass(frozen=True)
class AnyOf(AllOf):
    def explain(self, case: Case) -> Explanation:
        return self._list(case, any_of)


@dataclass(frozen=True)
class NoneOf(AllOf):
    def explain(self, case: Case) -> Explanation:
        return self._list(case, none_of)


@dataclass(frozen=True)
class CountOf(AllOf):
    least: int
    most: int | None

    def explain(self, case: Case) -> Explanation:
        return self._list(case, lambda *items: count_of(self.least, self.most, *items))


@dataclass(frozen=True)
class Not(Node):
    item: Node

    def explain(self, case: Case) -> Explanation:
        child = self.item.explain(case)
        return self.result(negate(child.outcomes), (child,), child.reasons)


@dataclass(frozen=True)
class When(Node):
    condition: Node
    body: Node
    otherwise: Node | None = None

    def explain(self, case: Case) -> Explanation:
        other = self.otherwise.explain(case) if self.otherwise is not None else None
        return self._both(self.condition.explain(case), self.body.explain(case), other)


@dataclass(frozen=True)
class Within(Node):
    """A subgroup that stands around the parts of a criterion, or around one of them."""

    subgroup: Reference

    def around(self, body: Explanation, case: Case) -> Explanation:
        return self._both(self.subgroup.explain(case), body)


@dataclass(frozen=True)
class Unless(Node):
    body: Node
    exemption: Node

    def explain(self, case: Case) -> Explanation:
        body, exemption = self.body.explain(case), self.exemption.explain(case)
        outcomes = unless(body.outcomes, exemption.outcomes)
        reachable = [exemption]
        if exemption.outcomes & (FALSE | NOT_APPLICABLE):
            reachable.append(body)
        return self.result(outcomes, (body, exemption), _together(*reachable))


@dataclass(frozen=True)
class ExceptWhen(Node):
    body: Node
    cases: tuple[tuple[Node, Node], ...]

    def explain(self, case: Case) -> Explanation:
        body = self.body.explain(case)
        cases = [(one.explain(case), other.explain(case)) for one, other in self.cases]
        outcomes = except_when(
            body.outcomes, *((one.outcomes, other.outcomes) for one, other in cases)
        )
        # As nested cases: one that no longer matters gives no reasons.
        rest = body
        for condition, replacement in reversed(cases):
            rest = self._both(condition, replacement, rest)
        children = (body, *(child for both in cases for child in both))
        return self.result(outcomes, children, rest.reasons)


@dataclass(frozen=True)
class NoRequirement(Node):
    def explain(self, case: Case) -> Explanation:
        return self.result(NOT_APPLICABLE, (), NO_REASONS)


@dataclass(frozen=True)
class Fixed(Node):
    """Always true, or always false."""

    outcomes: Outcomes

    def explain(self, case: Case) -> Explanation:
        return self.result(self.outcomes, (), NO_REASONS)


@dataclass(frozen=True)
class Awaits(Node):
    """Open until something is done."""

    item: str

    def explain(self, case: Case) -> Explanation:
        return self.result(UNDECIDED, (), frozenset({(self.item, TO_BE_DONE)}))


@dataclass(frozen=True)
class Fallback(Node):
    """What stands in for a statement while a datum is not there."""

    body: Node
    instead: Node
    applies: Callable[[Participant], bool]

    def explain(self, case: Case) -> Explanation:
        chosen = self.instead if self.applies(case.participant) else self.body
        child = chosen.explain(case)
        return self.result(child.outcomes, (child,), child.reasons)


@dataclass(frozen=True)
class Table(Node):
    """A decision table: the union of what the rows say in which the inputs may stand."""

    rows: Callable[[Participant, Choices], Rows]
    statements: tuple[Node, ...]
    turned: bool = False

    def explain(self, case: Case) -> Explanation:
        trace = Trace(case=case)
        found: dict[int, Explanation] = {}

        def of_choice(choices: Choices) -> Outcomes:
            possible = 0
            for row in self.rows(case.participant, choices):
                if row not in found:
                    said = self.statements[row].explain(case)
                    found[row] = Explanation(
                        f"{self.id}:row-{row + 1}",
                        f"row {row + 1}",
                        said.line,
                        said.outcomes,
                        said.reasons,
                        children=(said,),
                    )
                possible |= found[row].outcomes
            return possible

        outcomes = every_choice(case.participant, of_choice, trace)
        children = tuple(found[row] for row in sorted(found))
        reasons = frozenset(trace.reasons).union(*(child.reasons for child in children))
        result = negate(outcomes) if self.turned else outcomes
        explained = self.result(result, children, reasons)
        return replace(explained, found=tuple(trace.found))


@dataclass(frozen=True)
class Candidates(Node):
    """A criterion of a unit: whether it lets enough candidates in.

    `one` is the criterion of a candidate, from the candidate's side.
    """

    things: Callable[[Participant], Things]
    one: Callable[[Entry], Node]
    least: int = 1
    where: Callable[[Entry], Node] | None = None

    def explain(self, case: Case) -> Explanation:
        things = self.things(case.participant)
        if things.state:
            return self.result(UNDECIDED, (), frozenset({(things.key, things.state)}))
        children: list[Explanation] = []
        reasons: set[Reason] = set()
        sides: list[tuple[Outcomes, bool]] = []
        for entry in entries_of(things, None):
            is_one = None if self.where is None else self.where(entry).explain(case)
            if is_one is not None and not is_one.outcomes & TRUE:
                continue
            said = self.one(entry).explain(case)
            sure = is_one is None or is_one.outcomes == TRUE
            sides.append((said.outcomes, sure))
            if said.outcomes != FALSE:
                reasons |= said.reasons
                if is_one is not None:
                    reasons |= is_one.reasons
            children.append(
                Explanation(
                    f"{self.id}:{key_of(entry)[1] + 1}",
                    name_of_thing(entry),
                    said.line,
                    said.outcomes,
                    said.reasons,
                    children=(said,) if is_one is None else (is_one, said),
                )
            )
        return self.result(enough_of(sides, self.least), tuple(children), frozenset(reasons))


@dataclass(frozen=True)
class Repeatable(Node):
    """A rule of a candidate of which readings may be taken again, from the candidate's side: what
    fails for them is open. `rule` is its function."""

    tree: Node
    rule: Callable[..., Outcomes]
    repeat: Repeat
    entry: Entry
    excluding: bool = False

    def explain(self, case: Case) -> Explanation:
        child = self.tree.explain(case)
        side = lets_in(child.outcomes, self.excluding)
        reasons = child.reasons
        if side == FALSE:
            left = to_be_repeated(
                case.participant, self.rule, self.repeat, self.entry, excluding=self.excluding
            )
            if left:
                side, reasons = UNDECIDED, _taken_again(left)
        return self.result(side, (child,), reasons)


def _taken_again(data: tuple[str, ...]) -> frozenset[Reason]:
    return frozenset((datum, TO_BE_REPEATED) for datum in data)


@dataclass(frozen=True)
class Repeating(Node):
    """A rule as it reads what may be taken again."""

    tree: Node
    repeat: Repeat

    def explain(self, case: Case) -> Explanation:
        return self.tree.explain(Case(case.rules, case.participant.repeating(self.repeat)))


@dataclass(frozen=True)
class Reference(Node):
    """A named condition, a subgroup, or the satisfaction of another criterion.

    `entries` are those at hand that a condition or subgroup speaks of.
    """

    kind: Literal["condition", "subgroup", "criterion"]
    target: str
    entries: tuple[Entry, ...] = ()

    def explain(self, case: Case) -> Explanation:
        if self.kind == "condition":
            child = case.condition(self.target, self.entries)
            return self.result(child.outcomes, (child,), child.reasons)
        if self.kind == "subgroup":
            child = case.subgroup(self.target, self.entries)
            return self.result(child.outcomes, (child,), child.reasons)
        child = case.side(self.target)
        return self.result(child.outcomes, (child,), child.reasons)


def _together(*explanations: Explanation) -> frozenset[Reason]:
    return frozenset().union(*(explanation.reasons for explanation in explanations))


# ------------------------------------------------------------------------------------ protocols


@dataclass(frozen=True)
class ScoreItem:
    weight: int
    node: Node


@dataclass(frozen=True)
class ScoreTree:
    """A score's groups of items; an item that stands alone is a group of one."""

    key: str
    phrase: str
    line: int
    groups: tuple[tuple[ScoreItem, ...], ...]

    def explain(self, case: Case) -> Explanation:
        children: list[Explanation] = []
        reasons: set[Reason] = set()
        for group in self.groups:
            explained = [(item.weight, item.node.explain(case)) for item in group]
            present = max(
                (weight for weight, each in explained if each.outcomes == TRUE), default=0
            )
            for weight, each in explained:
                children.append(each)
                # One that is lighter than what is known to be present cannot change the score.
                heavier = weight > present
                if heavier and each.outcomes & TRUE and not decided(each.outcomes):
                    reasons |= each.reasons
        return Explanation(
            self.key, self.phrase, self.line, TRUE, frozenset(reasons), children=tuple(children)
        )


@dataclass(frozen=True)
class Interpretation:
    """A decision that the text leaves open, and that a criterion relies on."""

    title: str
    chosen: str
    status: str

    def to_json(self) -> dict[str, object]:
        return {"title": self.title, "chosen": self.chosen, "status": self.status}


@dataclass(frozen=True)
class Duty:
    """What the participant is obliged to, from a day until another."""

    text: str
    start: Callable[[Participant], Day]
    until: Callable[[Participant], Day]
    when: Node | None = None


@dataclass(frozen=True)
class Permission:
    """What a participant may do all the same."""

    text: str
    when: Node | None = None


@dataclass(frozen=True)
class Awaited:
    """The milestone at which a criterion, or (not `own`) what it is a part of, is assessed, and the
    subgroups around it."""

    milestone: str
    groups: tuple[str, ...]
    own: bool = True


@dataclass(frozen=True)
class Rule:
    """A criterion with a body, or with parts, which are rules of their own."""

    key: str
    excluding: bool
    line: int
    tree: Node | None
    parts: tuple[str, ...] = ()
    # Its own subgroup, where it has parts; those of what it is a part of, innermost first.
    within: Within | None = None
    around: tuple[Within, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    duties: tuple[Duty, ...] = ()
    permissions: tuple[Permission, ...] = ()
    # Keys of the milestones and data that it reads, and the durations it adds to their days.
    reads: tuple[str, ...] = ()
    durations: tuple[Duration, ...] = ()
    half_lives: tuple[str, ...] = ()  # how many of them it adds
    ages: bool = False
    # Of one of which readings may be taken again, also its function.
    repeat: Repeat | None = None
    function: Callable[..., Outcomes] | None = None
    awaits: Awaited | None = None


@dataclass(frozen=True)
class Hints:
    """What the answers to a question about a datum may be, as far as the rules can tell apart;
    `attributes` are those of what its entries hold."""

    burden: Literal["question", "record", "laboratory", "procedure"] = "record"
    numbers: tuple[str, ...] = ()
    upper_multiples: tuple[str, ...] = ()
    lower_multiples: tuple[str, ...] = ()
    may_be_none: bool = False
    attributes: Mapping[str, Hints] = field(default_factory=dict)


@dataclass(frozen=True)
class ExplainedRules:
    """Everything an explanation needs to know of a protocol."""

    criteria: Mapping[str, Rule]
    # Those that speak of entries at hand are functions of them.
    conditions: Mapping[str, Node | Callable[..., Node]] = field(default_factory=dict)
    subgroups: Mapping[str, Node | Callable[..., Node]] = field(default_factory=dict)
    scores: Mapping[str, ScoreTree] = field(default_factory=dict)
    hints: Mapping[str, Hints] = field(default_factory=dict)
    # Statements about entries of the lists that numbers are made of.
    blocks: Mapping[str, Callable[..., Node]] = field(default_factory=dict)


class Case:
    """One participant under the rules; each shared tree is explained once."""

    def __init__(self, rules: ExplainedRules, participant: Participant) -> None:
        self.rules = rules
        self.participant = participant
        self._known: dict[tuple[str, str], Explanation] = {}

    def block(self, key: str, others: tuple[Entry, ...], trace: Trace) -> Where:
        """A statement about an entry of a list that a number is made of, as one that says how it
        came out; `others` are further entries that it speaks of."""
        tree = self.rules.blocks[key]
        return asked(trace, lambda entry: tree(entry, *others))

    def _once(self, kind: str, key: str, explain: Callable[[Case], Explanation]) -> Explanation:
        if (kind, key) not in self._known:
            self._known[kind, key] = explain(self)
        return self._known[kind, key]

    def condition(self, key: str, entries: tuple[Entry, ...] = ()) -> Explanation:
        return self._named("condition", key, self.rules.conditions[key], entries)

    def subgroup(self, key: str, entries: tuple[Entry, ...] = ()) -> Explanation:
        return self._named("subgroup", key, self.rules.subgroups[key], entries)

    def _named(
        self,
        kind: str,
        key: str,
        tree: Node | Callable[..., Node],
        entries: tuple[Entry, ...],
    ) -> Explanation:
        if isinstance(tree, Node):
            return self._once(kind, key, tree.explain)
        return tree(*entries).explain(self)

    def score(self, key: str) -> Explanation:
        return self._once("score", key, self.rules.scores[key].explain)

    def criterion(self, key: str) -> Explanation:
        return self._once("criterion", key, lambda case: case._criterion(key))

    def _criterion(self, key: str) -> Explanation:
        explained = self._part(key)
        for subgroup in self.rules.criteria[key].around:
            explained = subgroup.around(explained, self)
        return explained

    def side(self, key: str) -> Explanation:
        """A criterion as others see it: from the participant's side, what may be repeated open, and
        open while the milestone at which it is assessed has no day."""
        waiting = self._waiting(key, own=False)
        if waiting is not None:
            return waiting
        explained = self._side(key)
        for subgroup in self.rules.criteria[key].around:
            explained = subgroup.around(explained, self)
        return explained

    def _waiting(self, key: str, own: bool) -> Explanation | None:
        awaits = self.rules.criteria[key].awaits
        if awaits is None or (own and not awaits.own):
            return None
        day = self.participant.day_of(awaits.milestone)
        if day.none or not day.unknown:
            return None
        explained = self._part(key)
        groups = awaits.groups[:1] if own else awaits.groups
        if not all(self.subgroup(each).outcomes & TRUE for each in groups):
            return replace(explained, outcomes=NOT_APPLICABLE, reasons=NO_REASONS)
        reasons = frozenset({(day.item, day.why), *day.more})
        return replace(explained, outcomes=UNDECIDED, reasons=reasons)

    def _side(self, key: str) -> Explanation:
        waiting = self._waiting(key, own=True)
        return self._ready(key) if waiting is None else waiting

    def _ready(self, key: str) -> Explanation:
        rule = self.rules.criteria[key]
        if rule.tree is None:
            return self._part(key)
        explained = self._part(key)
        side = lets_in(explained.outcomes, rule.excluding)
        if side == FALSE and rule.repeat is not None and rule.function is not None:
            left = to_be_repeated(
                self.participant, rule.function, rule.repeat, excluding=rule.excluding
            )
            if left:
                return replace(explained, outcomes=UNDECIDED, reasons=_taken_again(left))
        return explained if side == explained.outcomes else replace(explained, outcomes=side)

    def _part(self, key: str) -> Explanation:
        return self._once("alone", key, lambda case: case._alone(key))

    def _alone(self, key: str) -> Explanation:
        """Without the subgroups of what it is a part of."""
        rule = self.rules.criteria[key]
        if rule.tree is not None:
            return rule.tree.explain(self)
        sides = [self._side(part) for part in rule.parts]
        outcomes = all_of(*(side.outcomes for side in sides))
        reasons = NO_REASONS if decided(outcomes) else _together(*sides)
        parts = tuple(self._part(part) for part in rule.parts)
        together = Explanation(
            key, "all of its parts", rule.line, outcomes, reasons, children=parts
        )
        return together if rule.within is None else rule.within.around(together, self)

    def duties(self, key: str) -> list[dict[str, object]]:
        """The duties of a criterion with the days they begin and end on."""
        found: list[dict[str, object]] = []
        for duty in self.rules.criteria[key].duties:
            applies = TRUE if duty.when is None else duty.when.explain(self).outcomes
            if not applies & TRUE:
                continue
            found.append(
                {
                    "criterion": key,
                    "text": duty.text,
                    "applies": "yes" if applies == TRUE else "not known",
                    "from": show(duty.start(self.participant)) or None,
                    "until": show(duty.until(self.participant)) or None,
                }
            )
        return found

    def permissions(self, key: str) -> list[dict[str, object]]:
        """What a criterion permits, and whether it does so here."""
        found: list[dict[str, object]] = []
        for permission in self.rules.criteria[key].permissions:
            applies = TRUE if permission.when is None else permission.when.explain(self).outcomes
            if applies & TRUE:
                found.append(
                    {
                        "criterion": key,
                        "text": permission.text,
                        "applies": "yes" if applies == TRUE else "not known",
                    }
                )
        return found
