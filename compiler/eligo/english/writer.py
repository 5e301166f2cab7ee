"""Writes the text of one statement, number, date or category, and notes the parts it meets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from eligo import ir
from eligo.english.text import (
    Run,
    Text,
    amount,
    compose,
    count_words,
    criterion_words,
    duration_words,
    edge_words,
    in_order,
    joined,
    plain,
)
from eligo.units import display

_COMPARATORS: dict[ir.Comparator, str] = {
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
    "=": "exactly",
}
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}
_OPERATORS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_BEFORE = ("at least before", "more than before", "within before", "less than before")


class Writer:
    """Writes the text of one statement and notes the parts it meets."""

    def __init__(self, protocol: ir.Protocol) -> None:
        self.protocol = protocol
        self.parts: list[tuple[str, str]] = []
        self.compared: ir.Number | None = None

    def marked(self, id: str, *pieces: str | Run | Text) -> Text:
        text = compose(*pieces)
        self.parts.append((id, plain(text)))
        return text

    def name(self, key: str) -> Run:
        return Run(self.protocol.datum(key).name, f"datum:{key}")

    # --- statements

    def statement(self, statement: ir.Statement) -> Text:
        match statement:
            case ir.Compare():
                return self.compare(statement)
            case ir.WithinNormal():
                reading = self.number(statement.reading)
                return compose(
                    reading, " is within the laboratory’s normal range, both ends included"
                )
            case ir.Is():
                return self.is_one_of(statement)
            case ir.Includes():
                chosen = self.labels(statement.value.datum, statement.members)
                few = chosen[0] if len(chosen) == 1 else f"at least one of {in_order(chosen)}"
                return compose(self.category(statement.value), f" includes {few}")
            case ir.Holds():
                return self.holds(self.protocol.datum(statement.datum))
            case ir.DefinedCondition():
                definition = self.protocol.definition(statement.definition)
                link = f"definition:{definition.key}"
                return compose("the definition of “", Run(definition.name, link), "” is met")
            case ir.InSubgroup():
                group = next(x for x in self.protocol.subgroups if x.key == statement.subgroup)
                named = Run(f"{group.label} ({group.name})", f"subgroup:{group.key}")
                return compose("the participant is in the subgroup ", named)
            case ir.Satisfies():
                criterion = self.protocol.criterion(statement.criterion)
                named = Run(criterion_words(criterion), f"criterion:{criterion.key}")
                return compose(named, " lets the participant in")
            case ir.DateRelation():
                return compose(self.date(statement.date), " was ", self.timing(statement.timing))
            case ir.Occurs():
                return self.occurs(statement)
            case ir.FirstLast():
                return self.first_last(statement)
            case ir.Ongoing():
                return self.ongoing(statement)
            case ir.Stable():
                return self.stable(statement)
            case ir.AllOf():
                return compose("all of these")
            case ir.AnyOf():
                return compose("at least one of these")
            case ir.NoneOf():
                return compose("none of these")
            case ir.CountOf():
                return compose(f"{count_words(statement.least, statement.most)} of these")
            case ir.Not():
                return compose("it is not so that")
            case ir.When():
                if statement.otherwise is None:
                    return compose("only when a condition is met; otherwise this does not apply")
                return compose("one of two rules, depending on a condition")
            case ir.Unless():
                return compose("this rule, unless an exemption is met; then it does not apply")
            case ir.ExceptWhen():
                if len(statement.cases) == 1:
                    return compose("this rule, with one exception")
                number = len(statement.cases)
                return compose(
                    f"this rule, with {number} exceptions, of which the first one met counts"
                )
            case ir.NoRequirement():
                return compose("nothing is required (this does not apply)")
            case _:
                assert_never(statement)

    def compare(self, statement: ir.Compare) -> Text:
        subject = self.number(statement.value)
        self.compared = statement.value
        bounds = statement.bounds
        if statement.between and [bound.comparator for bound in bounds] == [">=", "<="]:
            low, high = bounds[0].limit, bounds[1].limit
            if (
                isinstance(low, ir.Constant)
                and isinstance(high, ir.Constant)
                and low.printed_unit == high.printed_unit
            ):
                first = self.marked(low.id, Run(low.printed, whole=True))
            else:
                first = self.number(low)
            ends = (first, " to ", self.number(high))
            return compose(subject, " is from ", *ends, ", both included")
        said: list[Text] = []
        for bound in bounds:
            said.append(compose(_COMPARATORS[bound.comparator], " ", self.limit(bound.limit)))
        return compose(subject, " is ", *joined(said, " and "))

    def limit(self, limit: ir.Number) -> Text:
        if isinstance(limit, ir.Constant) and isinstance(self.compared, ir.Reading):
            kind = self.protocol.datum(self.compared.datum).kind
            if isinstance(kind, ir.Measurement) and kind.titre and limit.printed_unit is None:
                titre = limit.printed if ":" in limit.printed else f"1:{limit.printed}"
                return self.marked(limit.id, Run(titre, whole=True))
        return self.number(limit)

    def is_one_of(self, statement: ir.Is) -> Text:
        value = self.category(statement.value)
        datum = statement.value.datum
        members = in_order(self.labels(datum, statement.members), "or")
        if not statement.ranked:
            return compose(value, f" is {members}")
        ranks = [
            f"{_COMPARATORS[comparator]} {self.labels(datum, (key,))[0]}"
            for comparator, key in statement.ranked
        ]
        return compose(value, f" is {in_order(ranks)} (that is {members})")

    def holds(self, datum: ir.Datum) -> Text:
        link = f"datum:{datum.key}"
        match datum.kind:
            case ir.Judgement(question, by):
                return compose(f"the {by} answers yes to “", Run(question, link), "”")
            case ir.Attestation(words, by):
                return compose(f"the {by} confirms: “", Run(words, link), "”")
            case _:
                return compose("“", Run(datum.name, link), "” is recorded as yes")

    def occurs(self, statement: ir.Occurs) -> Text:
        datum = self.protocol.datum(statement.datum)
        what = {ir.Event: "occurrence of", ir.Condition: "spell of"}.get(
            type(datum.kind), "period on"
        )
        least, most = statement.least, statement.most
        if (least, most) == (0, 0):
            number, verb = f"no {what} ", "was"
        else:
            one = max(least, most or least) == 1
            noun = what if one else what.replace(" ", "s ", 1)
            number, verb = f"{count_words(least, most)} {noun} ", "was" if one else "were"
        whole = "" if isinstance(datum.kind, ir.Event) else " (in whole or in part)"
        if statement.timing is not None:
            self.marked(statement.assessed.id, self.name(datum.key))
            when = compose(whole, " ", self.timing(statement.timing))
        else:
            began = "" if isinstance(datum.kind, ir.Event) else " that began"
            when = compose(f"{began} on or before ", self.date(statement.assessed))
        return compose(f"there {verb} ", number, self.name(datum.key), when)

    def first_last(self, statement: ir.FirstLast) -> Text:
        datum = self.protocol.datum(statement.datum)
        point = isinstance(datum.kind, ir.Event)
        last = statement.which == "last"
        verb = "was" if point else "ended" if last else "began"
        timing = self.timing(statement.timing)
        said = compose(f"the {statement.which} ", self.name(datum.key), f" {verb} ", timing)
        if last and statement.timing.relation in ("at least before", "more than before"):
            ongoing = "" if point else " and none is ongoing"
            return compose(said, f"{ongoing}, or there was none")
        return compose(said, " (there must have been one)")

    def ongoing(self, statement: ir.Ongoing) -> Text:
        name = self.name(statement.datum)
        treated = isinstance(self.protocol.datum(statement.datum).kind, ir.Treatment)
        at = self.date(statement.at)
        if statement.duration is None:
            if treated:
                return compose("the participant is on ", name, " at ", at)
            return compose(name, " is active at ", at)
        least = "more than" if statement.strict else "at least"
        length = Run(duration_words(statement.duration), whole=True)
        edge = f" (from {edge_words(statement.duration, -1)} or an earlier day)"
        if statement.strict:
            edge = f" (from a day earlier than {edge_words(statement.duration, -1)})"
        subject = (
            compose("the participant has been on ", name)
            if treated
            else compose(name, " has been active")
        )
        return compose(subject, f" without a gap for {least} ", length, " before ", at, edge)

    def stable(self, statement: ir.Stable) -> Text:
        treated = isinstance(self.protocol.datum(statement.datum).kind, ir.Treatment)
        least = "more than" if statement.strict else "at least"
        length = Run(duration_words(statement.duration), whole=True)
        since = f"since {edge_words(statement.duration, -1)} or an earlier day"
        if statement.strict:
            since = f"since a day earlier than {edge_words(statement.duration, -1)}"
        return compose(
            "every ",
            self.name(statement.datum),
            " ongoing at ",
            self.date(statement.at),
            f" has been {'at a stable dose' if treated else 'stable'} for {least} ",
            length,
            f" before it ({since}); with none ongoing this does not apply",
        )

    def labels(self, datum: str, keys: Iterable[str]) -> list[str]:
        kind = self.protocol.datum(datum).kind
        values = kind.values if isinstance(kind, (ir.OneOf, ir.AnyOfValues, ir.Result)) else ()
        labels = {value.key: value.label for value in values}
        return [labels.get(key, key) for key in keys]

    # --- dates

    def date(self, date: ir.Date) -> Text:
        match date:
            case ir.MilestoneDate():
                name = next(x.name for x in self.protocol.milestones if x.key == date.milestone)
                return self.marked(date.id, Run(name, f"milestone:{date.milestone}"))
            case ir.DateOf():
                return self.marked(date.id, self.name(date.datum))
            case ir.ReadingDate():
                return self.marked(date.id, "the date of ", self.number(date.reading))
            case ir.Shifted():
                length = Run(duration_words(date.duration), whole=True)
                side = " before " if date.sign < 0 else " after "
                return self.marked(date.id, length, side, self.anchor(date.date))
            case _:
                assert_never(date)

    def anchor(self, date: ir.Date) -> Text:
        if isinstance(date, ir.Shifted):
            return compose("the day ", self.date(date))
        return self.date(date)

    def timing(self, timing: ir.Timing) -> Text:
        anchor = self.anchor(timing.anchor)
        match timing.relation:
            case "before" | "after":
                said = compose(f"{timing.relation} ", anchor, " (that day not included)")
            case "by":
                said = compose("on or before ", anchor)
            case "since":
                said = compose("on or after ", anchor)
            case "at":
                said = compose("at ", anchor)
            case "between":
                end = self.anchor(timing.until) if timing.until is not None else ()
                said = compose("from ", anchor, " until ", end, " (both days included)")
            case _:
                said = self.lasting(timing, anchor)
        return self.marked(timing.id, said)

    def lasting(self, timing: ir.Timing, anchor: Text) -> Text:
        assert timing.duration is not None, "this relation has a duration"
        how, side = timing.relation.rsplit(" ", 1)
        edge = edge_words(timing.duration, -1 if timing.relation in _BEFORE else 1)
        included = {
            "at least": f"{edge} included",
            "more than": f"{edge} not included",
            "within": f"{edge} and the day itself included",
            "less than": f"the day itself included, {edge} not",
        }[how]
        length = Run(duration_words(timing.duration), whole=True)
        return compose(f"{how} ", length, f" {side} ", anchor, f" ({included})")

    # --- numbers and categories

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
                return self.marked(number.id, "age at ", at, period, birth, ")")
            case ir.Arithmetic():
                return self.arithmetic(number, formula)
            case ir.Power():
                base = self.operand(number.base, 4, formula)
                return self.marked(number.id, base, "^", self.operand(number.exponent, 4, formula))
            case ir.Extreme():
                inner = joined([self.number(x, formula) for x in number.operands], ", ")
                return self.marked(number.id, f"{number.which}(", *inner, ")")
            case ir.CaseNumber():
                branches = [
                    compose(
                        self.number(branch, formula),
                        f" for {in_order(self.labels(number.selector.datum, keys), 'or')}",
                    )
                    for keys, branch in number.branches
                ]
                selector = self.category(number.selector)
                return self.marked(number.id, "by ", selector, ": ", *joined(branches, ", "))
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
        name = compose(self.name(reading.datum))
        timed = reading.timing is not None
        pick = f"the {reading.pick} " if timed or reading.pick != "latest" else ""
        usual = self.usual(reading.assessed)
        if usual or timed:
            self.marked(reading.assessed.id, name)
        if reading.timing is not None:
            return compose(pick, name, " ", self.timing(reading.timing))
        if usual and not pick:
            return name
        return compose(pick or "the latest ", name, " on or before ", self.date(reading.assessed))

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
        precedence = _PRECEDENCE[number.operator]
        left = self.operand(number.left, precedence, formula)
        right = self.operand(number.right, precedence + (number.operator in "-/"), formula)
        return self.marked(number.id, left, f" {_OPERATORS[number.operator]} ", right)

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
            case ir.Extreme():
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
            case ir.ResultReading():
                name = compose(self.name(category.datum))
                usual = self.usual(category.assessed)
                if usual or category.timing is not None:
                    self.marked(category.assessed.id, name)
                if category.timing is not None:
                    return self.marked(
                        category.id, "the latest ", name, " ", self.timing(category.timing)
                    )
                if usual:
                    return self.marked(category.id, name)
                at = self.date(category.assessed)
                return self.marked(category.id, "the latest ", name, " on or before ", at)
            case _:
                assert_never(category)
