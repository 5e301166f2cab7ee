"""Dates, numbers and leaf statements of the meaning as Python expressions on the participant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from eligo import ir
from eligo.backends.python_names import Names, field_name, literal, number
from eligo.backends.python_walk import readings_with_limits, takes_reading_date
from eligo.units import Duration

LeafStatement: TypeAlias = (
    ir.Compare
    | ir.WithinNormal
    | ir.Is
    | ir.Includes
    | ir.Holds
    | ir.DateRelation
    | ir.Occurs
    | ir.FirstLast
    | ir.Ongoing
    | ir.Stable
)


@dataclass(frozen=True)
class Expressions:
    """`module` stands before the names of generated functions (empty inside criteria.py).

    `tracing` leaves note reasons and values found in a variable `trace`.
    """

    protocol: ir.Protocol
    names: Names
    module: str = ""
    tracing: bool = False

    used: set[str] = field(default_factory=set)  # names of the runtime that were used so far

    def use(self, name: str) -> str:
        self.used.add(name)
        return name

    def function(self, name: str) -> str:
        """A generated function, seen from the module that is written."""
        self.used.add(self.module)
        return f"{self.module}{name}"

    @property
    def used_module(self) -> bool:
        """Whether a generated function of the other module was used."""
        return bool(self.module) and self.module in self.used

    def duration(self, value: Duration) -> str:
        """A call that makes the duration: `weeks(2)`."""
        if value.unit == "hour":
            raise ValueError("hours cannot be added to a date; the front end refuses them")
        return f"{self.use(f'{value.unit}s')}({value.amount})"

    # --------------------------------------------------------------------------------- leaves

    def leaf(self, statement: LeafStatement) -> str:
        match statement:
            case ir.Compare():
                by_entry = readings_with_limits(statement)
                value = self.number(statement.value, by_entry)
                bounds = [
                    f"({literal(bound.comparator)}, {self.number(bound.limit, by_entry)})"
                    for bound in statement.bounds
                ]
                return self._for_choices(f"choices.compare({value}, {', '.join(bounds)})")
            case ir.WithinNormal():
                reading = statement.reading
                by_entry = readings_with_limits(statement)
                value = self.number(reading, by_entry)
                lower, upper = self._limit(reading, "lower"), self._limit(reading, "upper")
                return self._for_choices(
                    f'choices.compare({value}, (">=", {lower}), ("<=", {upper}))'
                )
            case ir.Is():
                return self._is(statement)
            case ir.Includes():
                return (
                    f"{self.use('includes')}({self._includes(statement.value, statement.members)})"
                )
            case ir.Holds():
                return f"{self.use('holds')}({self._field(statement.datum)}{self._and_trace()})"
            case ir.DateRelation():
                timing = self.timing(statement.timing)
                return self._dated(
                    statement,
                    f"{self.use('date_stands')}({self.date(statement.date)}, {timing}",
                    ")",
                )
            case ir.Occurs():
                count = f"least={statement.least}, most={statement.most}"
                arguments = (
                    f"{self._field(statement.datum)}, {self.date(statement.assessed)}, {count}"
                )
                if statement.timing is not None:
                    arguments += f", timing={self.timing(statement.timing)}"
                return self._dated(statement, f"{self.use('occurs')}({arguments}", ")")
            case ir.FirstLast():
                arguments = f"{self._field(statement.datum)}, {self.timing(statement.timing)}"
                return self._dated(statement, f"{self.use(statement.which)}({arguments}", ")")
            case ir.Ongoing():
                arguments = f"{self._field(statement.datum)}, {self.date(statement.at)}"
                if statement.duration is None:
                    return self._dated(statement, f"{self.use('ongoing')}({arguments}", ")")
                arguments += self._duration(statement.duration, statement.strict)
                return self._dated(statement, f"{self.use('ongoing_for')}({arguments}", ")")
            case ir.Stable():
                arguments = f"{self._field(statement.datum)}, {self.date(statement.at)}"
                arguments += self._duration(statement.duration, statement.strict)
                return self._dated(statement, f"{self.use('stable')}({arguments}", ")")
            case _:
                assert_never(statement)

    def _is(self, statement: ir.Is) -> str:
        value = statement.value
        match value:
            case ir.CategoryValue():
                kind = self.protocol.datum(value.datum).kind
                function = "only" if isinstance(kind, ir.AnyOfValues) else "is_one_of"
                return f"{self.use(function)}({self._includes(value, statement.members)})"
            case ir.ResultReading():
                members = ", ".join(literal(member) for member in statement.members)
                return self._for_choices(
                    f"{self.use('is_member')}({self._category(value)}, {members})"
                )
            case _:
                assert_never(value)

    def _includes(self, value: ir.CategoryValue, members: tuple[str, ...]) -> str:
        arguments = [self._field(value.datum), *(literal(member) for member in members)]
        return ", ".join(arguments) + self._and_trace()

    def _duration(self, value: Duration, strict: bool) -> str:
        return f", {self.duration(value)}" + (", strict=True" if strict else "")

    def _for_choices(self, statement: str) -> str:
        trace = ", trace" if self.tracing else ""
        return f"{self.use('every_choice')}(participant, lambda choices: {statement}{trace})"

    def _dated(self, statement: LeafStatement, call: str, end: str) -> str:
        """A date that depends on which reading is taken is a choice."""
        if takes_reading_date(statement):
            return self._for_choices(f"{call}, trace=choices.trace{end}")
        return call + self._and_trace() + end

    def _and_trace(self) -> str:
        return ", trace=trace" if self.tracing else ""

    def _field(self, key: str) -> str:
        return f"participant.{field_name(key)}"

    # ---------------------------------------------------------------------------------- dates

    def date(self, date: ir.Date) -> str:
        match date:
            case ir.MilestoneDate():
                return f"{self._field(date.milestone)}.day"
            case ir.DateOf():
                return f"{self._field(date.datum)}.day"
            case ir.ReadingDate():
                pick = date.reading.pick
                picked = "" if pick == "latest" else f", pick={literal(pick)}"
                return f"choices.reading_date({self._reading(date.reading)}{picked})"
            case ir.Shifted():
                sign = "" if date.sign == 1 else ", -1"
                by = self.duration(date.duration)
                return f"{self.use('shifted')}({self.date(date.date)}, {by}{sign})"
            case _:
                assert_never(date)

    def timing(self, timing: ir.Timing) -> str:
        arguments = [literal(timing.relation), self.date(timing.anchor)]
        if timing.duration is not None:
            arguments.append(self.duration(timing.duration))
        if timing.until is not None:
            arguments.append(f"until={self.date(timing.until)}")
        return f"{self.use('Timing')}({', '.join(arguments)})"

    # -------------------------------------------------------------------------------- numbers

    def number(self, node: ir.Number, by_entry: frozenset[tuple[str, str]]) -> str:
        """An expression of an interval, inside a function that has `choices`."""
        match node:
            case ir.Constant():
                return f"{self.use('exact')}({literal(number(node.value))})"
            case ir.Reading():
                arguments = self._reading(node) + self._in_unit(node)
                if node.pick != "latest" and (node.datum, node.pick) in by_entry:
                    arguments += ", by_entry=True"
                return f"choices.{node.pick}({arguments})"
            case ir.NormalLimit():
                return self._limit(node.reading, node.which)
            case ir.QuantityValue():
                return f"choices.amount({self._field(node.datum)}{self._in_unit(node)})"
            case ir.Age():
                birth = f"{self._field(node.datum)}.day"
                return f"choices.age({birth}, {self.date(node.at)}, {literal(node.period)})"
            case ir.Arithmetic():
                left = self.number(node.left, by_entry)
                right = self.number(node.right, by_entry)
                return f"({left} {node.operator} {right})"
            case ir.Power():
                base = self.number(node.base, by_entry)
                return f"{self.use('power')}({base}, {self.number(node.exponent, by_entry)})"
            case ir.Extreme():
                operands = ", ".join(self.number(each, by_entry) for each in node.operands)
                return f"{self.use(f'{node.which}imum')}({operands})"
            case ir.CaseNumber():
                return self._case(node, by_entry)
            case ir.StepValue():
                return f"{self.function(self._step(node))}(participant, choices)"
            case ir.DefinedNumber():
                name = self.names.definitions[node.definition]
                return f"{self.function(name)}(participant, choices)"
            case ir.ScoreValue():
                name = self.names.scores[node.score]
                function = f"lambda: {self.function(name)}(participant)"
                return f"choices.score({literal(node.score)}, {function})"
            case _:
                assert_never(node)

    def _step(self, node: ir.StepValue) -> str:
        """A step is named inside one definition; its node says which by standing in its span."""
        found = [
            name
            for (definition, step), name in self.names.steps.items()
            if step == node.step and self._holds(self.protocol.definition(definition), node)
        ]
        return found[0]

    @staticmethod
    def _holds(definition: ir.Definition, node: ir.StepValue) -> bool:
        return any(each is node for each in ir.walk(definition))

    def _case(self, node: ir.CaseNumber, by_entry: frozenset[tuple[str, str]]) -> str:
        selector = self._category(node.selector)
        *first, (_, last) = node.branches
        text = self.number(last, by_entry)
        for keys, branch in reversed(first):
            members = ", ".join(literal(key) for key in keys)
            value = self.number(branch, by_entry)
            text = f"({value} if {selector} in ({members},) else {text})"
        return text

    def _category(self, category: ir.Category) -> str:
        match category:
            case ir.CategoryValue():
                return f"choices.category({self._field(category.datum)})"
            case ir.ResultReading():
                arguments = f"{self._field(category.datum)}, {self.date(category.assessed)}"
                if category.timing is not None:
                    arguments += f", {self.timing(category.timing)}"
                return f"choices.result({arguments})"
            case _:
                assert_never(category)

    def _reading(self, reading: ir.Reading) -> str:
        arguments = f"{self._field(reading.datum)}, {self.date(reading.assessed)}"
        if reading.timing is not None:
            arguments += f", {self.timing(reading.timing)}"
        return arguments

    def _limit(self, reading: ir.Reading, which: str) -> str:
        arguments = self._reading(reading) + self._in_unit(reading)
        if reading.pick != "latest":
            arguments += f", pick={literal(reading.pick)}"
        return f"choices.{which}_limit({arguments})"

    def _in_unit(self, node: ir.Reading | ir.QuantityValue) -> str:
        text = ""
        if node.factor != 1:
            text += f", factor={self.use('exact')}({literal(number(node.factor))})"
        if node.offset != 0:
            text += f", offset={self.use('exact')}({literal(number(node.offset))})"
        return text
