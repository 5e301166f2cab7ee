"""Dates, numbers and leaf statements of the meaning as Python expressions on the participant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from eligo import ir
from eligo.backends.python_names import Names, entry_name, field_name, literal, number
from eligo.backends.python_walk import entries_read, readings_with_limits, takes_reading_date
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


# What speaks of the entries of a list, perhaps only of some.
_Selecting: TypeAlias = (
    ir.Occurs
    | ir.FirstLast
    | ir.Ongoing
    | ir.Stable
    | ir.Reading
    | ir.ResultReading
    | ir.Total
    | ir.TimeOn
    | ir.EntryDate
)


# Of these the day they are read from does not matter where their list is not there.
_LISTS = (
    ir.Occurs,
    ir.FirstLast,
    ir.Ongoing,
    ir.Stable,
    ir.Reading,
    ir.ResultReading,
    ir.Total,
    ir.TimeOn,
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
    # How a statement about an entry is written where an expression is; every writer has its own.
    block: Callable[[str, ir.Statement, bool], str] = field(default=lambda *_: "")

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

    def duration(self, value: ir.Length) -> str:
        """A call that makes the length: `weeks(2)`, `half_lives("5")`."""
        match value:
            case Duration():
                return f"{self.use(f'{value.unit}s')}({value.amount})"
            case ir.HalfLives():
                return f"{self.use('half_lives')}({literal(number(value.count))})"
            case ir.LengthOf():
                terms = ", ".join(self.duration(term) for term in value.terms)
                return f"{self.use(f'{value.which}_of')}({terms})"
            case _:
                assert_never(value)

    def with_entries(self, node: object, *first: str) -> str:
        """The arguments of a generated function: the participant, then the entries it reads."""
        return ", ".join(("participant", *first, *self.entries(node)))

    def entries(self, node: object) -> tuple[str, ...]:
        """The parameters for the entries at hand that a node reads."""
        owners = entries_read(node, self.protocol)
        return tuple(entry_name(owner, self.names) for owner in owners)

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
                return f"{self.use('holds')}({self.field(statement.datum)}{self._and_trace()})"
            case ir.DateRelation():
                timing = self.timing(statement.timing)
                return self._dated(
                    statement,
                    f"{self.use('date_stands')}({self.date(statement.date)}, {timing}",
                    ")",
                )
            case ir.Occurs():
                return self._occurs(statement)
            case ir.FirstLast():
                arguments = f"{self.field(statement.datum)}, {self.timing(statement.timing)}"
                arguments += self._where(statement)
                return self._dated(statement, f"{self.use(statement.which)}({arguments}", ")")
            case ir.Ongoing():
                name = "ongoing"
                arguments = f"{self.field(statement.datum)}, {self.date(statement.at)}"
                if statement.duration is not None:
                    name = "ongoing_for"
                    arguments += self._duration(statement.duration, statement.strict)
                if statement.also:
                    others = "".join(f"{self.field(key)}, " for key in statement.also)
                    arguments += f", also=({others})"
                arguments += self._where(statement)
                return self._dated(statement, f"{self.use(name)}({arguments}", ")")
            case ir.Stable():
                name = "stable" if statement.which == "stable" else "not_increased"
                arguments = f"{self.field(statement.datum)}, {self.date(statement.at)}"
                arguments += self._duration(statement.duration, statement.strict)
                arguments += self._where(statement)
                return self._dated(statement, f"{self.use(name)}({arguments}", ")")
            case _:
                assert_never(statement)

    def _occurs(self, statement: ir.Occurs) -> str:
        arguments = f"{self.field(statement.datum)}, {self.date(statement.assessed)}"
        if statement.every:
            assert statement.where is not None
            arguments += f", {self._block(statement, is_every=True)}"
        else:
            arguments += f", least={statement.least}, most={statement.most}"
        if statement.timing is not None:
            arguments += f", timing={self.timing(statement.timing)}"
        if not statement.every:
            arguments += self._where(statement)
            if statement.different_days:
                arguments += ", different_days=True"
        kind = self.protocol.datum(statement.datum).kind
        if isinstance(kind, ir.Measurement | ir.Result | ir.Paired):
            arguments += ", participant=participant"
        name = self.use("every" if statement.every else "occurs")
        return self._dated(statement, f"{name}({arguments}", ")")

    def _where(self, node: _Selecting) -> str:
        """The argument that leaves entries out; nothing where all count."""
        return "" if node.where is None else f", where={self._block(node)}"

    def _block(self, node: _Selecting, *, is_every: bool = False) -> str:
        assert node.where is not None
        return self.block(self.entry(node.alias or node.datum), node.where, is_every)

    def others(self, entry: str, statement: ir.Statement) -> tuple[str, ...]:
        """The entries at hand that a statement about an entry reads besides that one."""
        return tuple(each for each in self.entries(statement) if each != entry)

    def entry(self, owner: str) -> str:
        """The parameter for an entry of a list, or for one that has a name of its own."""
        return entry_name(owner, self.names)

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
                    f"{self.use('is_member')}({self.category(value)}, {members})"
                )
            case _:
                assert_never(value)

    def _includes(self, value: ir.CategoryValue, members: tuple[str, ...]) -> str:
        arguments = [self.field(value.datum), *(literal(member) for member in members)]
        return ", ".join(arguments) + self._and_trace()

    def _duration(self, value: Duration, strict: bool) -> str:
        return f", {self.duration(value)}" + (", strict=True" if strict else "")

    def _for_choices(self, statement: str) -> str:
        trace = ", trace" if self.tracing else ""
        return f"{self.use('every_choice')}(participant, lambda choices: {statement}{trace})"

    def _dated(self, statement: LeafStatement, call: str, end: str) -> str:
        """A date that depends on which reading is taken is a choice."""
        if takes_reading_date(statement):
            whole = f"{call}, trace=choices.trace{end}"
            return self._for_choices(self._of_list(statement, whole))
        return call + self._and_trace() + end

    def _of_list(self, node: object, call: str) -> str:
        """A call about a list; where the list is not there, the day it is read from is open for
        nothing."""
        if not isinstance(node, _LISTS) or not takes_reading_date(node):
            return call
        return f"choices.of_list({self.field(node.datum)}, lambda: {call})"

    def _and_trace(self) -> str:
        return ", trace=trace" if self.tracing else ""

    def field(self, key: str) -> str:
        """A field of the participant, or what the entry at hand has or holds of the key."""
        owner, _, attribute = key.rpartition(".")
        if not owner:
            return f"participant.{field_name(key)}"
        entry = self.entry(owner)
        function = self._by_kind(key)
        if function:
            return f"{self.use(function)}({entry})"
        return f"{entry}.{field_name(attribute)}"

    def _by_kind(self, key: str) -> str:
        """The function that gives what every entry has by its kind; empty for an attribute."""
        owner, _, attribute = key.rpartition(".")
        datum = self.protocol.datum(dict(self.protocol.aliases).get(owner, owner))
        declared = {each.key for each in datum.held}
        return "" if f"{datum.key}.{attribute}" in declared else f"{attribute}_of"

    def _day(self, key: str) -> str:
        # What an entry has by its kind is a day already.
        by_kind = "." in key and self._by_kind(key)
        return self.field(key) if by_kind else f"{self.field(key)}.day"

    # ---------------------------------------------------------------------------------- dates

    def date(self, date: ir.Date) -> str:
        match date:
            case ir.MilestoneDate():
                return self.day_of(date.milestone)
            case ir.DateOf():
                return self._day(date.datum)
            case ir.ReadingDate():
                pick = date.reading.pick
                if pick == "this":
                    return f"{self.use('date_of')}({self._at_hand(date.reading)})"
                picked = "" if pick == "latest" else f", pick={literal(pick)}"
                return f"choices.reading_date({self._reading(date.reading)}{picked}{self._selected(date.reading)})"
            case ir.EntryDate():
                arguments = [
                    self.field(date.datum),
                    literal(date.which),
                    literal(date.facet),
                    self.date(date.assessed),
                ]
                return f"choices.entry_date({', '.join(arguments)}{self._where(date)})"
            case ir.UpTo():
                entry = self.entry(date.datum.rpartition(".")[0])
                return f"{self.use('end_up_to')}({entry}, {self.date(date.limit)})"
            case ir.Shifted():
                sign = "" if date.sign == 1 else ", -1"
                by = self.duration(date.duration)
                return f"{self.use('shifted')}({self.date(date.date)}, {by}{sign})"
            case _:
                assert_never(date)

    def some_day(self, date: ir.Date) -> str:
        """A date outside any choice: where it depends on one, any of the days that it may be."""
        if takes_reading_date(date):
            return f"{self.use('any_day')}(participant, lambda choices: {self.date(date)})"
        return self.date(date)

    def day_of(self, milestone: str) -> str:
        """The day of a milestone. One that is counted from a reading or an entry depends on which
        of them is taken."""
        derived = self._derived(milestone)
        if derived is None:
            return f"{self.field(milestone)}.day"
        if takes_reading_date(derived):
            return self.date(derived)
        return f"participant.day_of({literal(milestone)})"

    def _derived(self, milestone: str) -> ir.Date | None:
        """What a milestone that is no field of the record is counted from."""
        return next(each.derived for each in self.protocol.milestones if each.key == milestone)

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
            case ir.Reading(pick="this"):
                arguments = self._at_hand(node) + self._in_unit(node) + self._component(node)
                return f"choices.this({arguments})"
            case ir.Reading():
                arguments = self._reading(node) + self._in_unit(node)
                if node.pick in ("highest", "lowest") and (node.datum, node.pick) in by_entry:
                    arguments += ", by_entry=True"
                if node.last is not None:
                    arguments += f", last={node.last}"
                call = f"choices.{node.pick}({arguments}{self._selected(node)})"
                return self._of_list(node, call)
            case ir.NormalLimit():
                return self._limit(node.reading, node.which)
            case ir.QuantityValue():
                return f"choices.amount({self.field(node.datum)}{self._in_unit(node)})"
            case ir.Age():
                birth = self._day(node.datum)
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
            case ir.ReportedLimit():
                return self._reported_limit(node, by_entry)
            case ir.Total():
                return self._total(node, by_entry)
            case ir.TimeOn():
                arguments = f"{self.field(node.datum)}, {self.date(node.assessed)}"
                if node.timing is not None:
                    arguments += f", {self.timing(node.timing)}"
                # Days are counted; a week has seven.
                text = self._of_list(node, f"choices.days_on({arguments}{self._where(node)})")
                return text if node.unit.text != "wk" else f'{text} / {self.use("exact")}("7")'
            case ir.Logarithm():
                return f"{self.use('ln')}({self.number(node.operand, by_entry)})"
            case ir.Rounded():
                return (
                    f"{self.use('rounded')}({self.number(node.operand, by_entry)}, {node.places})"
                )
            case ir.TableNumber():
                name = self.names.tables[node.table]
                arguments = self.with_entries(node, "choices")
                return f"{self.function(name)}({arguments})"
            case ir.StepValue():
                name, holder = self._step(node)
                return f"{self.function(name)}({self.with_entries(holder, 'choices')})"
            case ir.DefinedNumber():
                name = self.names.definitions[node.definition]
                return f"{self.function(name)}({self.with_entries(node, 'choices')})"
            case ir.ScoreValue():
                name = self.names.scores[node.score]
                function = f"lambda: {self.function(name)}({self.with_entries(node)})"
                return f"choices.score({literal(node.score)}, {function})"
            case _:
                assert_never(node)

    def _reported_limit(self, node: ir.ReportedLimit, by_entry: frozenset[tuple[str, str]]) -> str:
        reading = node.reading
        limit = self.number(node.limit, by_entry)
        other = self.number(node.other, by_entry)
        printed = f"limit={limit}, unit={literal(node.reported.text)}, other={other}"
        if reading.pick == "this":
            of_this = f"{self._at_hand(reading)}, {printed}{self._component(reading)}"
            return f"choices.reported_limit_of_this({of_this})"
        arguments = f"{self._reading(reading)}, {printed}"
        if reading.pick != "latest":
            arguments += f", pick={literal(reading.pick)}"
        return self._of_list(
            reading, f"choices.reported_limit({arguments}{self._selected(reading)})"
        )

    def _total(self, node: ir.Total, by_entry: frozenset[tuple[str, str]]) -> str:
        arguments = f"{self.field(node.datum)}, {self.date(node.assessed)}"
        if node.of is None:
            if node.timing is not None:
                arguments += f", {self.timing(node.timing)}"
            return self._of_list(node, f"choices.number_of({arguments}{self._where(node)})")
        of = self.number(node.of, by_entry)
        arguments += f", lambda {self.entry(node.alias or node.datum)}: {of}"
        if node.timing is not None:
            arguments += f", {self.timing(node.timing)}"
        arguments += self._where(node)
        if never_negative(node.of, self.protocol):
            arguments += ", from_zero=True"
        return self._of_list(node, f"choices.total({arguments})")

    def _step(self, node: ir.StepValue) -> tuple[str, ir.Number]:
        """The function of a step, and its number. A step is named inside one definition; its node
        says which by standing in its span."""
        for (key, step), name in self.names.steps.items():
            definition = self.protocol.definition(key)
            if step == node.step and self._holds(definition, node):
                number = next(each.number for each in definition.steps if each.key == step)
                return name, number
        raise KeyError(node.step)

    @staticmethod
    def _holds(definition: ir.Definition, node: ir.StepValue) -> bool:
        return any(each is node for each in ir.walk(definition))

    def _case(self, node: ir.CaseNumber, by_entry: frozenset[tuple[str, str]]) -> str:
        selector = self.category(node.selector)
        *first, (_, last) = node.branches
        text = self.number(last, by_entry)
        for keys, branch in reversed(first):
            members = ", ".join(literal(key) for key in keys)
            value = self.number(branch, by_entry)
            text = f"({value} if {selector} in ({members},) else {text})"
        return text

    def category(self, category: ir.Category) -> str:
        match category:
            case ir.CategoryValue():
                return f"choices.category({self.field(category.datum)})"
            case ir.ResultReading(pick="this"):
                return f"choices.result_of_this({self.entry(category.alias or category.datum)})"
            case ir.ResultReading():
                arguments = f"{self.field(category.datum)}, {self.date(category.assessed)}"
                if category.timing is not None:
                    arguments += f", {self.timing(category.timing)}"
                if category.pick != "latest":
                    arguments += f", pick={literal(category.pick)}"
                return self._of_list(
                    category, f"choices.result({arguments}{self._where(category)})"
                )
            case _:
                assert_never(category)

    def _at_hand(self, reading: ir.Reading) -> str:
        return self.entry(reading.alias or reading.datum)

    def _reading(self, reading: ir.Reading) -> str:
        arguments = f"{self.field(reading.datum)}, {self.date(reading.assessed)}"
        if reading.timing is not None:
            arguments += f", {self.timing(reading.timing)}"
        return arguments

    def _component(self, reading: ir.Reading) -> str:
        return f", component={literal(reading.component)}" if reading.component else ""

    def _selected(self, reading: ir.Reading) -> str:
        """Which of the readings are meant, where not all are."""
        return self._component(reading) + self._where(reading)

    def _limit(self, reading: ir.Reading, which: str) -> str:
        if reading.pick == "this":
            arguments = f"{self._at_hand(reading)}, {literal(which)}{self._in_unit(reading)}"
            return f"choices.limit_of_this({arguments})"
        arguments = self._reading(reading) + self._in_unit(reading)
        if reading.pick != "latest":
            arguments += f", pick={literal(reading.pick)}"
        return self._of_list(reading, f"choices.{which}_limit({arguments}{self._where(reading)})")

    def _in_unit(self, node: ir.Reading | ir.QuantityValue) -> str:
        text = ""
        if node.factor != 1:
            text += f", factor={self.use('exact')}({literal(number(node.factor))})"
        if node.offset != 0:
            text += f", offset={self.use('exact')}({literal(number(node.offset))})"
        return text


def never_negative(node: ir.Number, protocol: ir.Protocol) -> bool:
    """Whether a number of an entry of which nothing is known cannot be below zero."""
    match node:
        case ir.Constant():
            return node.value >= 0
        case ir.QuantityValue() | ir.Reading():
            kind = protocol.datum(node.datum).kind
            if not isinstance(kind, ir.Quantity | ir.Measurement) or kind.bounds is None:
                return False
            return node.factor > 0 and kind.bounds.low * node.factor + node.offset >= 0
        case ir.Arithmetic(operator="-"):
            return False
        case ir.Arithmetic():
            left, right = node.left, node.right
            return never_negative(left, protocol) and never_negative(right, protocol)
        case ir.Extreme():
            found = [never_negative(each, protocol) for each in node.operands]
            return any(found) if node.which == "max" else all(found)
        case ir.CaseNumber():
            return all(never_negative(each, protocol) for _, each in node.branches)
        case ir.Rounded():
            return never_negative(node.operand, protocol)
        case ir.ScoreValue():
            return protocol.score(node.score).low >= 0
        case _:
            return False
