"""Writes numbers and categories: what is read, computed, looked up, and the limits it is held against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from eligo import ir
from eligo.english.dates import Dates
from eligo.english.text import Run, Text, amount, compose, in_order, joined, plain
from eligo.units import display

_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}
_OPERATORS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


class Numbers(Dates):
    """Writes numbers and categories. `compared` is the number whose limits are being written."""

    compared: ir.Number | None = None

    def number(self, number: ir.Number, formula: bool = False) -> Text:
        match number:
            case ir.Constant():
                return self.marked(
                    number.id, Run(amount(number.printed, number.printed_unit), whole=True)
                )
            case ir.Reading():
                unit = display(number.unit) if formula else ""
                return self.marked(number.id, self.read(number), f" in {unit}" if unit else "")
            case ir.NormalLimit():
                return self.normal_limit(number)
            case ir.QuantityValue():
                unit = display(number.unit) if formula else ""
                return self.marked(
                    number.id, self.name(number.datum), f" in {unit}" if unit else ""
                )
            case ir.Age():
                birth = self.name(number.datum)
                at = self.date(number.at)
                period = f" (completed {number.period}s from "
                whose = self.age_of(number.datum)
                return self.marked(number.id, "age ", whose, "at ", at, period, birth, ")")
            case ir.Arithmetic():
                return self.arithmetic(number, formula)
            case ir.Power():
                base = self.operand(number.base, 4, formula)
                return self.marked(number.id, base, "^", self.operand(number.exponent, 4, formula))
            case ir.Extreme():
                operands = joined([self.number(x, formula) for x in number.operands], ", ")
                return self.marked(number.id, f"{number.which}(", *operands, ")")
            case ir.CaseNumber():
                cases, selector = self.branches(number, formula)
                return self.marked(number.id, "by ", selector, ": ", *joined(cases, ", "))
            case ir.ReportedLimit():
                return self.reported_limit(number)
            case ir.Total():
                return self.marked(number.id, self.total(number))
            case ir.TimeOn():
                return self.marked(number.id, self.time_on(number))
            case ir.Logarithm():
                return self.marked(number.id, "ln(", self.number(number.operand, formula), ")")
            case ir.Rounded():
                to = f" to {number.places} decimal{'' if number.places == 1 else 's'}"
                whole = to if number.places else " to a whole number"
                inner = self.number(number.operand, formula)
                return self.marked(number.id, "(", inner, f", rounded{whole})")
            case ir.TableNumber():
                table = self.protocol.table(number.table)
                link = Run(table.name, f"table:{table.key}")
                return self.marked(number.id, "the number in the table “", link, "”")
            case ir.StepValue():
                return self.marked(
                    number.id, Run(self.step_name(number.step), f"step:{number.step}")
                )
            case ir.DefinedNumber():
                definition = self.protocol.definition(number.definition)
                return self.marked(number.id, Run(definition.name, f"definition:{definition.key}"))
            case ir.ScoreValue():
                score = self.protocol.score(number.score)
                return self.marked(number.id, "the score ", Run(score.name, f"score:{score.key}"))
            case _:
                assert_never(number)

    def read(self, reading: ir.Reading) -> Text:
        """The name alone is the latest value on or before the protocol's milestone of assessment,
        which documents say once; anything else is said here."""
        if reading.pick == "this":
            value = self.own_value(reading.alias or reading.datum, reading)
            self.marked(reading.assessed.id, value)
            return value
        name = self.about(self.read_name(reading), reading.where, reading.alias or reading.datum)
        return self.picked(name, reading, _picked(reading))

    def read_name(self, reading: ir.Reading) -> Text:
        """The name of what is read, of paired readings with that of the component."""
        kind = self.protocol.datum(reading.datum).kind
        if not reading.component or not isinstance(kind, ir.Paired):
            return self.name(reading.datum)
        label = next(x.label for x in kind.components if x.key == reading.component)
        return compose(f"{label} ", self.name(reading.datum))

    def own_value(self, owner: str, read: ir.Reading | ir.ResultReading) -> Text:
        """Of an entry whose value is spoken of: the one at hand, or one further out."""
        kind = self.protocol.datum(read.datum).kind
        label = "value"
        if isinstance(kind, ir.Paired) and isinstance(read, ir.Reading):
            label = next(x.label for x in kind.components if x.key == read.component)
        if owner == self.entry:
            return compose(f"its {label}")
        return compose(f"the {label} of ", self.owner(owner))

    def picked(self, name: Text, read: ir.Reading | ir.ResultReading, pick: str) -> Text:
        """The entries with which of them counts, and when."""
        usual, timed = self.usual(read.assessed), read.timing is not None
        if usual or timed:
            self.marked(read.assessed.id, name)
        if read.timing is not None:
            return compose(f"{pick} ", name, " ", self.timing(read.timing))
        if usual and pick == "the latest":
            return name
        return compose(f"{pick} ", name, " on or before ", self.date(read.assessed))

    def branches(self, number: ir.CaseNumber, formula: bool) -> tuple[list[Text], Text]:
        """Each number with the values for which it is, and what the values are of."""
        datum = number.selector.datum
        held = [
            compose(
                self.number(branch, formula), f" for {in_order(self.labels(datum, keys), 'or')}"
            )
            for keys, branch in number.branches
        ]
        return held, self.category(number.selector)

    def total(self, total: ir.Total) -> Text:
        owner = total.alias or total.datum
        named = self.about(self.name(total.datum), total.where, owner)
        counted = compose(f"{nouns(self.protocol.datum(total.datum))[1]} ", named)
        when = self.when(total, counted)
        if total.of is None:
            return compose("the number of ", counted, when)
        with self.inside(owner):
            summed = self.number(total.of)
        return compose("the total of ", summed, " over all ", counted, when)

    def time_on(self, time: ir.TimeOn) -> Text:
        counted = self.about(self.name(time.datum), time.where, time.alias or time.datum)
        when = self.when(time, counted, "up to")
        return compose("the number of days on ", counted, " (each day counted once)", when)

    def when(self, counted: ir.Total | ir.TimeOn, name: Text, until: str = "on or before") -> Text:
        if counted.timing is not None:
            self.marked(counted.assessed.id, name)
            return compose(" ", self.timing(counted.timing))
        if isinstance(self.protocol.datum(counted.datum).kind, ir.Record):
            self.marked(counted.assessed.id, name)
            return ()
        return compose(f" {until} ", self.date(counted.assessed))

    def reported_limit(self, limit: ir.ReportedLimit) -> Text:
        first, other = self.number(limit.limit), self.number(limit.other)
        reading = self.read(limit.reading)
        self.parts.append((limit.reading.id, plain(reading)))
        same = isinstance(self.compared, ir.Reading) and plain(reading) == plain(
            self.read(self.compared)
        )
        owner = compose("it") if same else reading
        where = compose(" where ", owner, f" was reported in {display(limit.reported)}")
        return self.marked(limit.id, first, ", or ", other, where)

    def age_of(self, datum: str) -> Text:
        owner, _, attribute = datum.partition(".")
        outside = attribute and owner != self.entry
        return compose("of ", self.owner(owner), " ") if outside else ()

    def usual(self, assessed: ir.Date) -> bool:
        at = self.protocol.assessed_at
        return isinstance(assessed, ir.MilestoneDate) and assessed.milestone == at

    def normal_limit(self, limit: ir.NormalLimit) -> Text:
        words = (
            "upper limit of normal (ULN)"
            if limit.which == "upper"
            else "lower limit of normal (LLN)"
        )
        reading = self.read(limit.reading)
        self.parts.append((limit.reading.id, plain(reading)))
        same = isinstance(self.compared, ir.Reading) and plain(reading) == plain(
            self.read(self.compared)
        )
        owner: Text = () if same else compose(" for ", reading)
        return self.marked(limit.id, f"the laboratory’s {words}", owner)

    def arithmetic(self, number: ir.Arithmetic, formula: bool) -> Text:
        if number.written and _is_change(number):
            return self.change(number)
        if _is_equivalent(number):
            return self.equivalent(number)
        precedence = _PRECEDENCE[number.operator]
        left = self.operand(number.left, precedence, formula)
        right = self.operand(number.right, precedence + (number.operator in "-/"), formula)
        return self.marked(number.id, left, f" {_OPERATORS[number.operator]} ", right)

    def equivalent(self, number: ir.Arithmetic) -> Text:
        """A dose times what its medicine is worth; the value set of the group says how much that is."""
        assert isinstance(number.left, ir.QuantityValue)
        owner = number.left.datum.rpartition(".")[0]
        kind = self.protocol.datum(owner).kind
        assert isinstance(kind, ir.Treatment)
        (reference,) = self.labels(owner, [kind.reference])
        self.number(number.right)
        said = compose(self.number(number.left), f" as an equivalent of {reference}")
        return self.marked(number.id, said)

    def change(self, number: ir.Arithmetic) -> Text:
        """`change in X from A to B` is B - A, or (B - A) / A in percent, perhaps with a factor that
        makes percent of it. One sentence says all the nodes of which it is made."""
        inside = [each for each in ir.walk(number) if isinstance(each, ir.Arithmetic)]
        difference = next(each for each in inside if each.operator == "-")
        earlier, later = self.number(difference.right), self.number(difference.left)
        said = compose(f"the {number.written} from (", earlier, ") to (", later, ")")
        for each in inside:
            for operand in (each.left, each.right):
                if isinstance(operand, ir.Constant):
                    self.marked(operand.id, f"the {number.written}")
                elif each.operator == "/" and operand is each.right:
                    base = self.number(operand)  # the earlier value once more
                    if plain(base) != plain(earlier):
                        said = compose(said, " relative to (", base, ")")
        for each in inside:
            self.marked(each.id, said)
        return said

    def operand(self, number: ir.Number, precedence: int, formula: bool) -> Text:
        said = self.number(number, formula)
        match number:
            case ir.Arithmetic():
                bracketed = _PRECEDENCE[number.operator] < precedence
            case ir.Power():
                bracketed = precedence > 3
            case ir.Constant():
                bracketed = precedence > 2 and number.printed.startswith("-")
            case ir.CaseNumber():
                bracketed = True
            case ir.Extreme() | ir.Logarithm() | ir.Rounded():
                bracketed = False
            case _:
                bracketed = precedence > 3 and " " in plain(said)
        return compose("(", said, ")") if bracketed else said

    def step_name(self, key: str) -> str:
        steps = (step for definition in self.protocol.definitions for step in definition.steps)
        return next((step.name for step in steps if step.key == key), key)

    def category(self, category: ir.Category) -> Text:
        match category:
            case ir.CategoryValue():
                return self.marked(category.id, self.name(category.datum))
            case ir.ResultReading(pick="this"):
                value = self.own_value(category.alias or category.datum, category)
                self.marked(category.assessed.id, value)
                return self.marked(category.id, value)
            case ir.ResultReading():
                owner = category.alias or category.datum
                name = self.about(self.name(category.datum), category.where, owner)
                said = self.picked(name, category, f"the {category.pick}")
                return self.marked(category.id, said)
            case _:
                assert_never(category)

    def labels(self, datum: str, keys: Iterable[str]) -> list[str]:
        labels = {value.key: value.label for value in values_of(self.protocol.datum(datum).kind)}
        return [labels.get(key, key) for key in keys]


def _picked(reading: ir.Reading) -> str:
    """Which of the readings counts."""
    if reading.pick in ("mean", "sum"):
        few = f"the last {reading.last}" if reading.last is not None else "all"
        return f"the {reading.pick} of {few}"
    return f"the {reading.pick}"


def _is_equivalent(number: ir.Arithmetic) -> bool:
    """Whether it is the dose of an entry times what the medicine that the entry names is worth."""
    dose, worth = number.left, number.right
    return (
        isinstance(dose, ir.QuantityValue)
        and dose.datum.endswith(".dose")
        and isinstance(worth, ir.CaseNumber)
        and worth.span == number.span
        and isinstance(worth.selector, ir.CategoryValue)
        and worth.selector.datum == dose.datum.removesuffix("dose") + "name"
    )


def _is_change(number: ir.Arithmetic) -> bool:
    """Whether there is nothing in it but a difference, its base, and the hundred of a percentage."""
    inside = [each for each in ir.walk(number) if isinstance(each, ir.Arithmetic)]
    constants = [
        x for each in inside for x in (each.left, each.right) if isinstance(x, ir.Constant)
    ]
    differences = [each for each in inside if each.operator == "-"]
    return len(differences) == 1 and all(each.printed == "100" for each in constants)


def values_of(kind: ir.Kind) -> tuple[ir.Value, ...]:
    """The values of a category, the members of a group; none for other kinds."""
    match kind:
        case ir.OneOf(values=values) | ir.AnyOfValues(values=values) | ir.Result(values=values):
            return values
        case ir.Treatment(members=members) | ir.Event(members=members):
            return members
        case ir.Condition(members=members):
            return members
        case _:
            return ()


def nouns(datum: ir.Datum) -> tuple[str, str]:
    """What one entry of a list is, and several, with the word that leads to the name."""
    match datum.kind:
        case ir.Event():
            return "occurrence of", "occurrences of"
        case ir.Condition():
            return "spell of", "spells of"
        case ir.Treatment():
            return "period on", "periods on"
        case ir.Measurement() | ir.Paired():
            return "reading of", "readings of"
        case ir.Result():
            return "result of", "results of"
        case _:
            return "entry of", "entries of"
