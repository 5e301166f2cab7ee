"""Examples of whole criteria: what a criterion says, executed by the reference meaning, when its
exceptions and conditions are met, not met and not recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from eligo import ir
from eligo.backends.document.cases import Given, judged, multiple
from eligo.backends.document.model import Trial
from eligo.backends.document.records import Made, Records, days_of, leaves, merged
from eligo.english import faceted, in_order, inputs
from eligo.interpret import RecordError
from eligo.interpret import status as status_of

_ALONE = "nothing else recorded"
_SAID = {
    "pass": "passes",
    "fail": "fails",
    "unknown": "undetermined",
    "pending": "pending",
    "delayed": "delays",
}


@dataclass(frozen=True)
class _Row:
    """A record; `added` says what is not in it, `like` how it differs from a row above."""

    made: Made
    added: str = ""
    like: str = ""


def scenarios(
    criterion: ir.Criterion,
    around: tuple[str, ...],
    records: Records,
    behind: Callable[[str], tuple[str, ...]],
) -> tuple[Trial, ...]:
    """Rows about the criterion; `around` are the subgroups it is for, its own last; `behind` gives
    the data behind what an input names."""
    if criterion.body is None:
        return ()
    protocol = records.protocol
    maker = _Rows(records, behind)
    rows = list(maker.of(criterion.body))
    groups = [group for key in around for group in protocol.subgroups if group.key == key]
    for group in reversed(groups):
        rows = list(maker.guarded(group.statement, criterion.body, rows, True))
    trials: list[Trial] = []
    for row in rows:
        record = {"id": "example", **days_of(protocol), **row.made.record}
        try:
            status = status_of(protocol, criterion.key, record)
        except RecordError:
            continue
        said = row.like or "; ".join((*row.made.words, *filter(None, (row.added,))))
        trial = Trial(said, _SAID.get(status, "does not apply"))
        if said and all(trial.recorded != other.recorded for other in trials):
            trials.append(trial)
    return tuple(trials)


class _Rows:
    def __init__(self, records: Records, behind: Callable[[str], tuple[str, ...]]) -> None:
        self.records = records
        self.protocol = records.protocol
        self.behind = behind

    def of(self, statement: ir.Statement) -> Iterator[_Row]:
        match statement:
            case ir.AllOf(items=items) | ir.NoneOf(items=items):
                yield from self.of_all(statement, items, isinstance(statement, ir.AllOf))
            case ir.AnyOf(items=items) if len(items) > 1:
                for item in items:
                    yield from self.rows(self.records.that_makes(item, True), _ALONE)
                yield from self.without(self.records.that_makes(statement, False), items)
            case ir.When(condition=condition, body=body, otherwise=None):
                while isinstance(condition, ir.Not) and isinstance(condition.item, ir.Not):
                    condition = condition.item.item
                yield from self.guarded(condition, body, list(self.of(body)), True)
            case ir.When(condition=condition, body=body, otherwise=otherwise):
                for answer, branch in ((True, body), (False, otherwise)):
                    for way in (True, False):
                        assert branch is not None
                        yield from self.rows(self.pair(condition, answer, branch, way))
                yield from self.rows(self.records.that_makes(body, True), self.open(condition))
            case ir.Unless(body=body, exemption=exemption):
                yield from self.guarded(exemption, body, list(self.of(body)), False)
            case ir.ExceptWhen():
                yield from self.of_exception(statement)
            case ir.Compare(value=ir.ScoreValue(score=key)):
                yield from self.of_score(statement, self.protocol.score(key).name)
            case ir.DefinedCondition(definition=key):
                held = self.protocol.definition(key).statement
                if held is not None:
                    yield from self.of(held)
            case _:
                return

    def rows(self, made: Made | None, added: str = "") -> Iterator[_Row]:
        if made is not None:
            yield _Row(made, added)

    def pair(
        self, condition: ir.Statement, answer: bool, body: ir.Statement, way: bool
    ) -> Made | None:
        return merged(
            self.records.that_makes(condition, answer), self.records.that_makes(body, way)
        )

    def guarded(
        self, condition: ir.Statement, body: ir.Statement, rows: list[_Row], when: bool
    ) -> Iterator[_Row]:
        """A body that counts only when (or unless) a condition is met."""
        other = self.records.that_makes(condition, not when)
        yield from self.rows(other, _ALONE)
        holds = self.records.that_makes(condition, when)
        if not rows:
            ways = [self.records.that_makes(body, way) for way in (True, False)]
            rows = [_Row(made) for made in ways if made is not None]
        for row in rows:
            both = merged(holds, row.made)
            if both is not None:
                yield replace(row, made=both)
        if not self.shared(condition, body):
            for way in (True, False):
                yield from self.rows(self.records.that_makes(body, way), self.open(condition))

    def of_all(
        self, statement: ir.Statement, items: tuple[ir.Statement, ...], way: bool
    ) -> Iterator[_Row]:
        first = next(filter(None, (self.records.that_makes(x, not way) for x in items)), None)
        yield from self.rows(first, _ALONE)
        yield from self.without(self.records.that_makes(statement, True), items)

    def without(self, made: Made | None, items: tuple[ir.Statement, ...]) -> Iterator[_Row]:
        """A record, and the same with each thing that it holds left out."""
        if made is None:
            return
        yield _Row(made)
        for name, keys in self.things(items).items():
            left = {key: value for key, value in made.record.items() if key not in keys}
            if len(left) < len(made.record) and left:
                yield _Row(Made((), left), like=f"the same, but {name} not recorded")

    def things(self, items: tuple[ir.Statement, ...]) -> dict[str, tuple[str, ...]]:
        """What lines read, by name: data, and what is computed with all that is behind it."""
        found: dict[str, tuple[str, ...]] = {}
        for link in inputs(items):
            what, _, key = link.partition(":")
            if what == "datum":
                owner = faceted(key, self.protocol)[0].partition(".")[0]
                datum = self.protocol.datum(owner)
                found[datum.name] = (datum.key,)
            elif what in ("definition", "score", "criterion"):
                held = self.behind(link)
                found[f"all of {self.name(what, key)}"] = held
        return found

    def name(self, what: str, key: str) -> str:
        match what:
            case "definition":
                return self.protocol.definition(key).name
            case "score":
                return self.protocol.score(key).name
            case _:
                criterion = self.protocol.criterion(key)
                return f"{criterion.kind} {criterion.label}"

    def of_score(self, statement: ir.Statement, name: str) -> Iterator[_Row]:
        """A total that holds with nothing else answered, and one that an open item may change."""
        for case in self.records.cases(statement):
            record: Given = {"id": "example", **case.record}
            present: Given = {key: held for key, held in case.record.items() if held is True}
            unasked = next((key for key, held in case.record.items() if held is False), None)
            way = judged(self.protocol, statement, record)
            if way == "true" and present:
                yield _Row(Made((f"{name} {case.words}",), present), _ALONE)
            elif unasked is not None:
                left = {key: held for key, held in case.record.items() if key != unasked}
                asked = f"{self.protocol.datum(unasked).name} not recorded"
                yield _Row(Made((f"{name} {case.words}",), left), f"but {asked}")

    def of_exception(self, statement: ir.ExceptWhen) -> Iterator[_Row]:
        """Each way in which the rule and its exception agree or disagree, with the exception's
        condition met, not met and open."""
        made = self.records
        body = statement.body
        for condition, replacement in statement.cases:
            for values in self.settings(body, replacement):
                record = {"id": "example", **days_of(self.protocol), **values.record}
                results = {judged(self.protocol, rule, record) for rule in (body, replacement)}
                if len(results) > 1:
                    for answer in (True, False):
                        yield from self.rows(merged(values, made.that_makes(condition, answer)))
                yield from self.rows(values, self.open(condition))
            if not self.settings(body, replacement):
                for way in (True, False):
                    yield from self.rows(self.pair(condition, False, body, way))
                    yield from self.rows(made.that_makes(body, way))
                for way in (True, False):
                    yield from self.rows(self.pair(condition, True, replacement, way))
                yield from self.rows(made.that_makes(condition, True), self.open(replacement))

    def settings(self, body: ir.Statement, replacement: ir.Statement) -> list[Made]:
        """Where both rules compare one reading with multiples of its limit or with numbers: a value
        beyond all the limits, and one between any two."""
        given: list[Made] = []
        for rule in (body, replacement):
            made = self.records.that_makes(rule, True)
            if made is None or not isinstance(rule, ir.Compare):
                return []
            given.append(made)
        keys = {key for each in given for key in each.record if key not in days_of(self.protocol)}
        limits = sorted({x for rule in (body, replacement) for x in _limits(rule)})
        if len(keys) != 1 or len(limits) < 2:
            return []
        (key,) = keys
        values = [
            (limits[0] + limits[0] / 2) / 2,
            *((low + high) / 2 for low, high in pairwise(limits)),
            limits[-1] + limits[0] / 10,
        ]
        return [x for x in (self.valued(key, given[0], times) for times in values) if x]

    def valued(self, key: str, like: Made, times: Decimal) -> Made | None:
        held = like.record[key]
        if not isinstance(held, dict):
            return None
        side = next((x for x in ("upper", "lower") if x in held), "")
        normal = Decimal(str(held[side])) if side else Decimal(1)
        value = f"{(times * normal).normalize():f}"
        datum = self.protocol.datum(key)
        assert isinstance(datum.kind, ir.Measurement)
        shown = self.records.maker.measured(value, datum.kind.unit, datum)
        short = {"upper": "ULN", "lower": "LLN", "": ""}[side]
        limit = f", {times.normalize():f} × {short} of {held[side]}" if side else ""
        record: Given = {**like.record, key: {**held, "value": value}}
        if datum.kind.plausible and Fraction(value) > datum.kind.plausible.high:
            return None
        return Made((f"{datum.name} {shown}{limit}",), record)

    def shared(self, condition: ir.Statement, body: ir.Statement) -> bool:
        return bool(set(self.data(condition)) & set(self.data(body)))

    def data(self, statement: ir.Statement) -> list[str]:
        keys: list[str] = []
        for link in inputs(statement):
            keys += self.behind(link)
        return keys

    def open(self, condition: ir.Statement) -> str:
        """Such as "Gilbert's syndrome not recorded"."""
        names = [self.protocol.datum(key).name for key in dict.fromkeys(self.data(condition))]
        if len(names) > 4:
            names = [self.name(*link.split(":", 1)) for link in inputs(condition)[:1]]
        return (
            f"{in_order(names, 'or')} not recorded"
            if len(names) == 1
            else (f"none of {in_order(names, 'or')} recorded")
        )


def _limits(rule: ir.Statement) -> list[Decimal]:
    found: list[Decimal] = []
    for leaf in leaves(rule):
        if isinstance(leaf, ir.Compare) and isinstance(leaf.value, ir.Reading):
            for bound in leaf.bounds:
                times = multiple(bound.limit)
                if times is not None:
                    found.append(Decimal(times[0]))
    return found
