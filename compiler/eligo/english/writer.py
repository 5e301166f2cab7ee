"""Writes the text of one statement, number, date or category, and notes the parts it meets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from eligo import ir
from eligo.english.entries import Entries
from eligo.english.text import (
    Run,
    Text,
    compose,
    count_words,
    criterion_words,
    in_order,
    joined,
    length_words,
)
from eligo.units import Duration

_COMPARATORS: dict[ir.Comparator, str] = {
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
    "=": "exactly",
}

# How long an entry lasted, as the relation of its start to its end.
_LASTED: dict[ir.Relation, str] = {
    "at least before": "at least",
    "more than before": "more than",
    "within before": "at most",
    "less than before": "less than",
}
_NOT_LASTED: dict[ir.Relation, str] = {
    "at least before": "less than",
    "more than before": "at most",
}


class Writer(Entries):
    """Writes the text of one statement and notes the parts it meets."""

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
                return self.holds(statement.datum)
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
                return self.date_relation(statement)
            case ir.Occurs():
                return self.occurs(statement)
            case ir.FirstLast():
                return self.first_last(statement)
            case ir.Ongoing():
                return self.ongoing(statement)
            case ir.Stable():
                return self.stable(statement)
            case ir.AnyOf() if (pair := ir.same_value(statement)) is not None:
                return self.same(statement, pair, "is the same as")
            case ir.AllOf():
                return compose("all of these", *self.each(statement.items))
            case ir.AnyOf():
                return compose("at least one of these", *self.each(statement.items))
            case ir.NoneOf():
                return compose("none of these", *self.each(statement.items))
            case ir.CountOf():
                many = count_words(statement.least, statement.most)
                return compose(f"{many} of these", *self.each(statement.items))
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
            case ir.Fixed():
                return compose(f"this counts as {'true' if statement.value else 'false'}")
            case ir.Awaits():
                return compose(f"to be done: “{statement.what}”; pending until then")
            case ir.Fallback():
                return self.fallback(statement)
            case ir.TableOutcome():
                table = self.protocol.table(statement.table)
                named = Run(table.name, f"table:{table.key}")
                way = "keeps the participant out" if statement.turned else "lets the participant in"
                return compose("the table “", named, f"” {way}")
            case ir.SatisfiesStage():
                stage = next(x for x in self.protocol.stages if x.key == statement.stage)
                named = Run(stage.label or stage.name, f"stage:{stage.key}")
                return compose("every criterion of the stage ", named, " lets the participant in")
            case _:
                assert_never(statement)

    def each(self, items: tuple[ir.Statement, ...]) -> tuple[str | Text, ...]:
        """The window that a list says for all its items."""
        window = self.window(items)
        return (", each ", window) if window else ()

    def fallback(self, statement: ir.Fallback) -> Text:
        lacking = {
            "not available": " was asked for and is not available",
            "missing": " is not available or not recorded",
        }[statement.state]
        because = f", because “{statement.because.rstrip('.')}”" if statement.because else ""
        name = self.name(statement.datum)
        return compose("this rule, with a fallback where ", name, lacking, because)

    def date_relation(self, statement: ir.DateRelation) -> Text:
        timing = statement.timing
        if isinstance(timing.anchor, ir.UpTo) and timing.relation in _LASTED:
            return self.duration(statement, timing.anchor)
        return compose(self.date(statement.date), " was ", self.timing(timing))

    def not_lasted(self, statement: ir.DateRelation) -> Text:
        """The denial of a duration, said the other way round; nothing for other relations."""
        anchor, relation = statement.timing.anchor, statement.timing.relation
        if isinstance(anchor, ir.UpTo) and relation in _NOT_LASTED:
            return self.duration(statement, anchor, _NOT_LASTED)
        return ()

    def duration(
        self,
        statement: ir.DateRelation,
        end: ir.UpTo,
        words_of: Mapping[ir.Relation, str] = _LASTED,
    ) -> Text:
        """`duration >= 6 months`: from the start until the end, or what the entry lasted so far."""
        timing = statement.timing
        assert timing.duration is not None, "this relation has a duration"
        words = Run(length_words(timing.duration), whole=isinstance(timing.duration, Duration))
        span = compose("the time from ", self.date(statement.date), " until ", self.date(end))
        lasted = self.marked(timing.id, f"{words_of[timing.relation]} ", words)
        return compose(span, " is ", lasted)

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
        if isinstance(limit, ir.CaseNumber):
            branches, selector = self.branches(limit, False)
            return self.marked(limit.id, *joined(branches, ", "), " (by ", selector, ")")
        return self.number(limit)

    def is_one_of(self, statement: ir.Is, verb: str = "is") -> Text:
        value = self.category(statement.value)
        datum = statement.value.datum
        members = in_order(self.labels(datum, statement.members), "or")
        if not statement.ranked:
            return compose(value, f" {verb} {members}")
        ranks = [
            f"{_COMPARATORS[comparator]} {self.labels(datum, (key,))[0]}"
            for comparator, key in statement.ranked
        ]
        return compose(value, f" is {in_order(ranks)} (that is {members})")

    def answered(self, key: str) -> bool:
        """Whether yes and no are what is recorded, so that denying the one says the other."""
        return not isinstance(self.protocol.datum(key).kind, ir.Judgement | ir.Attestation)

    def holds(self, key: str, answer: str = "yes") -> Text:
        datum = self.protocol.datum(key)
        link = f"datum:{datum.key}"
        owner, _, attribute = key.partition(".")
        of = compose(" (of ", self.owner(owner), ")") if attribute and owner != self.entry else ()
        match datum.kind:
            case ir.Judgement(question, by):
                return compose(f"the {by} answers yes to “", Run(question, link), "”", of)
            case ir.Attestation(words, by):
                return compose(f"the {by} confirms: “", Run(words, link), "”", of)
            case _:
                return compose("“", Run(datum.name, link), "”", of, f" is recorded as {answer}")
