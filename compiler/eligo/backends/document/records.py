"""Makes records about whole statements: of what is true, of what is false, of totals at a limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from eligo import ir
from eligo.backends.document.cases import DAY, Case, Given, Maker, dates_of, judged
from eligo.english import in_order, inputs, parts_of
from eligo.interpret import RecordError, measure
from eligo.units import display

_STEPS = 300  # of a total that are still walked through


@dataclass(frozen=True)
class Made:
    """A record and what is in it in words."""

    words: tuple[str, ...]
    record: Given


def days_of(protocol: ir.Protocol) -> Given:
    """All dates of the trial on one day."""
    return {each.key: DAY.isoformat() for each in protocol.milestones if each.derived is None}


def merged(*made: Made | None) -> Made | None:
    """One record of several, unless they contradict each other."""
    words: list[str] = []
    record: Given = {}
    for each in made:
        if each is None:
            return None
        for key, value in each.record.items():
            held = record.get(key, value)
            both = _both(held, value)
            if both is None:
                return None
            record[key] = both
        words += [said for said in each.words if said not in words]
    return Made(tuple(words), record)


def _both(first: object, second: object) -> object | None:
    if first == second:
        return first
    match first, second:  # a period of which one says since when it is stable
        case [{**one}], [{"stable_since": since, **other}] if "stable_since" not in one:
            rest = {key: value for key, value in other.items() if key != "start"}
            if all(one.get(key) == value for key, value in rest.items()):
                return [{**one, "stable_since": since}]
        case [{"stable_since": _, **_rest}], [{**_other}]:
            return _both(second, first)
        case _:
            pass
    return None


class Records:
    """Of one protocol. What is made is always tried out by the reference meaning."""

    def __init__(self, protocol: ir.Protocol) -> None:
        self.protocol = protocol
        self.maker = Maker(protocol)
        self.known: dict[tuple[str, bool], Made | None] = {}

    # --- statements

    def that_makes(self, statement: ir.Statement, want: bool) -> Made | None:
        """A record that makes the statement true (or false), and no more than that takes."""
        key = (statement.id, want)
        if key not in self.known:
            self.known[key] = self.first(statement, want)
        return self.known[key]

    def first(self, statement: ir.Statement, want: bool) -> Made | None:
        for made in self.tried(statement, want):
            record = {"id": "example", **days_of(self.protocol), **made.record}
            if judged(self.protocol, statement, record) == ("true" if want else "false"):
                return made
        return None

    def tried(self, statement: ir.Statement, want: bool) -> Iterator[Made]:
        match statement:
            case ir.AllOf(items=items) | ir.AnyOf(items=items) | ir.NoneOf(items=items):
                each = want is not isinstance(statement, ir.NoneOf)
                if want is isinstance(statement, ir.AnyOf):
                    yield from _there(self.that_makes(item, each) for item in items)
                elif isinstance(statement, ir.NoneOf) and not want:
                    yield from _there(self.that_makes(item, True) for item in items)
                else:
                    yield from _there([self.together(items, (each,) * len(items))])
            case ir.CountOf(least=least, items=items):
                most = [number < least for number in range(len(items))]
                none = [least <= 0] * len(items)
                yield from _there([self.together(items, most if want else none)])
            case ir.Not(item=item):
                yield from _there([self.that_makes(item, not want)])
            case ir.When(condition=condition, body=body):
                yield from _there([self.together((condition, body), (True, want))])
            case ir.Unless(body=body, exemption=exemption):
                yield from _there([self.together((exemption, body), (False, want))])
            case ir.ExceptWhen(body=body, cases=cases):
                conditions = [condition for condition, _ in cases]
                answers = [want, *(False for _ in conditions)]
                yield from _there([self.that_makes(body, want)])
                yield from _there([self.together((body, *conditions), answers)])
            case ir.DefinedCondition(definition=key):
                held = self.protocol.definition(key).statement
                yield from _there([self.that_makes(held, want)] if held is not None else [])
            case ir.InSubgroup(subgroup=key):
                group = next(x for x in self.protocol.subgroups if x.key == key)
                yield from _there([self.that_makes(group.statement, want)])
            case ir.Satisfies(criterion=key):
                criterion = self.protocol.criterion(key)
                if criterion.body is not None:
                    answer = want is not criterion.excluding
                    yield from _there([self.that_makes(criterion.body, answer)])
            case _:
                for case in self.cases(statement):
                    given = {
                        **self.maker.milestones(statement),
                        **self.maker.anchors(statement),
                        **case.record,
                    }
                    more = f" ({case.given})" if case.given else ""
                    yield Made((f"{self.subject(statement, case.words)}{case.words}{more}",), given)

    def together(self, statements: Sequence[ir.Statement], answers: Iterable[bool]) -> Made | None:
        """One record for all; what it settles already needs nothing more."""
        made = Made((), {})
        for each, answer in zip(statements, answers, strict=True):
            record = {"id": "example", **days_of(self.protocol), **made.record}
            both = merged(made, self.that_makes(each, answer))
            settled = judged(self.protocol, each, record) == ("true" if answer else "false")
            if both is None and not settled:
                return None
            made = both or made
        return made

    def subject(self, leaf: ir.Statement, words: str) -> str:
        """What stands before the words of a case about a leaf."""
        match leaf:
            case ir.Compare(value=ir.Age()):
                return ""
            case ir.Compare(value=ir.Reading(datum=key) | ir.QuantityValue(datum=key) as value):
                name = self.protocol.datum(key).name  # which may be its unit too, as of an INR
                return "" if name == display(value.unit) else f"{name} "
            case ir.Compare(value=ir.ScoreValue(score=key)):
                return f"{self.protocol.score(key).name} "
            case ir.Compare(value=ir.DefinedNumber(definition=key)):
                total = words[:1].isdigit()
                return f"{self.protocol.definition(key).name}{' ' if total else ': '}"
            case ir.WithinNormal(reading=reading):
                return f"{self.protocol.datum(reading.datum).name} "
            case ir.Is(value=value) | ir.Includes(value=value):
                return f"{self.protocol.datum(value.datum).name}: "
            case ir.DateRelation(date=ir.DateOf(datum=key)):
                return f"{self.protocol.datum(key).name}: "
            case (
                ir.Holds(datum=key)
                | ir.Occurs(datum=key)
                | ir.FirstLast(datum=key)
                | ir.Ongoing(datum=key)
                | ir.Stable(datum=key)
            ):
                return f"{self.protocol.datum(key).name}: "
            case _:
                return ""

    # --- leaves

    def cases(self, leaf: ir.Statement) -> Iterator[Case]:
        """Records at the limits of a leaf."""
        match leaf:
            case ir.Compare(value=ir.ScoreValue(score=key) as number):
                for bound in leaf.bounds:
                    yield from self.totals(number, (self.protocol.score(key),), bound.limit)
            case ir.Compare(value=ir.DefinedNumber(definition=key) as number):
                definition = self.protocol.definition(key)
                numbers = (definition.number, *(step.number for step in definition.steps))
                links = [link.partition(":")[::2] for link in inputs(numbers)]
                scores = tuple(self.protocol.score(each) for what, each in links if what == "score")
                data = [self.protocol.datum(each) for what, each in links if what == "datum"]
                for bound in leaf.bounds:
                    alone = replace(leaf, bounds=(bound,))
                    if scores and len(scores) == len(links):
                        yield from self.totals(number, scores, bound.limit)
                    elif len(data) == len(links) and all(_is_graded(x.kind) for x in data):
                        yield from self.grades(alone, data)
                    else:
                        yield from self.maker.of_formula(alone, definition)
            case _:
                yield from self.maker.cases(leaf)

    def totals(
        self, number: ir.Number, scores: tuple[ir.Score, ...], at: ir.Number
    ) -> Iterator[Case]:
        """The fewest items that make the totals around a limit, where such records can be made."""
        if not isinstance(at, ir.Constant) or at.value.denominator != 1:
            return
        groups = [
            entry.items if isinstance(entry, ir.ScoreGroup) else (entry,)
            for score in scores
            for entry in score.entries
        ]
        absent = merged(
            *(self.that_makes(item.statement, False) for group in groups for item in group)
        )
        if absent is None:
            return
        made: dict[int, tuple[ir.ScoreItem, ...]] = {0: ()}  # a total, and items that make it
        for group in groups:
            for total, items in tuple(made.items()):
                for item in group:
                    more = (*items, item)
                    if len(more) < len(made.get(total + item.weight, (*more, item))):
                        made[total + item.weight] = more
        for total in (int(at.value) - 1, int(at.value), int(at.value) + 1):
            record = dict(absent.record)
            present = [self.that_makes(item.statement, True) for item in made.get(total, ())]
            for each in present:
                record |= each.record if each else {}
            if total in made and self.measured(number, record) == total:
                named = [f"{item.label} ({item.weight})" for item in made[total]]
                yield Case(f"{total}: {in_order(named) or 'no item'}", record)

    def grades(self, leaf: ir.Compare, data: list[ir.Datum]) -> Iterator[Case]:
        """Where every input has a lowest and a highest grade: the neighbouring totals between which
        the answer changes, when inputs rise one after the other, in either order."""
        seen = []
        for order in (data, data[::-1]):
            ends = [(x, *_grades(x.kind)) for x in order]
            if sum(high - low for _, low, high in ends) > _STEPS:
                return
            grades = {x.key: low for x, low, _ in ends}
            before = self.graded(leaf, data, grades)
            for datum, low, high in ends:
                for grade in range(low + 1, high + 1):
                    grades[datum.key] = grade
                    after = self.graded(leaf, data, grades)
                    if before[1] != after[1]:
                        seen += [before[0], after[0]]
                    before = after
        unique = {case.words: case for case in seen}
        yield from unique.values()

    def graded(
        self, leaf: ir.Compare, data: list[ir.Datum], grades: Mapping[str, int]
    ) -> tuple[Case, str]:
        record: Given = dict(grades)
        raised = [f"{x.name} {grades[x.key]}" for x in data if grades[x.key]]
        rest = "all others 0" if raised and len(raised) < len(data) else ""
        named = ", ".join([*raised, *filter(None, (rest,))]) or "all 0"
        words = f"{self.measured(leaf.value, record)}: {named}"
        result = judged(self.protocol, leaf, {"id": "example", **record})
        return Case(words, record), result

    def measured(self, number: ir.Number, record: Given) -> Fraction | None:
        try:
            interval = measure(self.protocol, number, {"id": "example", **record})
        except RecordError:
            return None
        return interval.lo if interval.is_point else None


def _there(made: Iterable[Made | None]) -> Iterator[Made]:
    return (each for each in made if each is not None)


def _is_graded(kind: ir.Kind) -> bool:
    return isinstance(kind, ir.Quantity) and kind.whole and kind.bounds is not None


def _grades(kind: ir.Kind) -> tuple[int, int]:
    assert isinstance(kind, ir.Quantity) and kind.bounds is not None
    return int(kind.bounds.low), int(kind.bounds.high)


def leaves(statement: ir.Statement) -> Iterator[ir.Statement]:
    """The statements of a rule that hold no others."""
    below = parts_of(statement)
    if not below:
        yield statement
    for _, _, child in below:
        yield from leaves(child)


__all__ = ["Made", "Records", "dates_of", "days_of", "leaves", "merged"]
