"""criteria.py of the generated package: one readable function for each rule."""

from __future__ import annotations

import textwrap
from typing import assert_never

from eligo import ir
from eligo.backends.python_expressions import Expressions
from eligo.backends.python_names import (
    Names,
    comment,
    docstring,
    field_name,
    literal,
    module_docstring,
)
from eligo.backends.python_tables import TablesWriter
from eligo.backends.python_walk import (
    assessed_at,
    criteria_of_stage,
    outer_subgroups,
    readings_with_limits,
    repeat_of,
    unit_of,
)
from eligo.english import phrase
from eligo.source import Span


class RulesWriter:
    """Writes the rules of one protocol as top-level pieces of a module."""

    def __init__(self, protocol: ir.Protocol, names: Names) -> None:
        self._protocol = protocol
        self._names = names
        self._expressions = Expressions(protocol, names, block=self._block)
        self._use = self._expressions.use
        self._in_number = False
        self._tables = TablesWriter(self._expressions, self._rule, self._words)

    def head(self, header: str, runtime: str) -> str:
        """Everything up to the imports; to be asked for after the pieces."""
        lines = [
            header,
            module_docstring(f"The rules of {self._protocol.id}, one function for each"),
        ]
        lines.append("\nfrom collections.abc import Callable\n")
        lines += runtime_imports(runtime, self._expressions.used | {"Outcomes"})
        lines.append("\nfrom .participant import Participant")
        return "\n".join(lines) + "\n"

    def chunks(self) -> list[str]:
        protocol = self._protocol
        found: list[str] = []
        for table in protocol.tables:
            self._in_number = True
            rows = self._tables.rows(table)
            self._in_number = table.unit is not None
            found += [rows, self._tables.said(table)]
            self._in_number = False
        for definition in protocol.definitions:
            found += self._definition(definition)
        found += [self._score(score) for score in protocol.scores]
        found += [self._subgroup(subgroup) for subgroup in protocol.subgroups]
        found += self._repetitions()
        for criterion in protocol.flat_criteria():
            found += self._criterion(criterion)
        found += [self._functions(), self._outcomes(), self._subgroups()]
        if protocol.cohorts:
            found.append(self._cohorts())
        if protocol.units:
            found.append(self._units())
        return found

    # ------------------------------------------------------------------------------ functions

    def _definition(self, definition: ir.Definition) -> list[str]:
        about = [definition.label, definition.note, _source(definition.source)]
        name = self._names.definitions[definition.key]
        place = _place(definition.span)
        if definition.statement is not None:
            return [self._outcomes_function(name, place, about, definition.statement)]
        assert definition.number is not None
        pieces = []
        for step in definition.steps:
            step_name = self._names.steps[definition.key, step.key]
            told = [f"{step.name}, a step of {definition.name}"]
            pieces.append(self._number_function(step_name, place, told, step.number))
        pieces.append(self._number_function(name, place, about, definition.number))
        return pieces

    def _number_function(self, name: str, place: str, about: list[str], node: ir.Number) -> str:
        self._in_number = True
        value = self._expressions.number(node, readings_with_limits(node))
        self._in_number = False
        return (
            f"{place}\ndef {name}(participant: Participant, choices: {self._use('Choices')}"
            f"{self._parameters(node)}) -> {self._use('Interval')}:\n"
            f"{docstring(about)}\n    return {value}"
        )

    def _score(self, score: ir.Score) -> str:
        lines = []
        for entry in score.entries:
            match entry:
                case ir.ScoreItem():
                    lines.append(comment(entry.label, " " * 8))
                    rule = self._rule(entry.statement)
                    lines.append(f"        {self._use('item')}({entry.weight}, {rule}),\n")
                case ir.ScoreGroup():
                    lines.append(comment(f"{entry.label}: only the heaviest counts", " " * 8))
                    lines.append(f"        {self._use('highest_of')}(\n")
                    for item in entry.items:
                        lines.append(comment(item.label, " " * 12))
                        lines.append(f"({item.weight}, {self._rule(item.statement)}),\n")
                    lines.append("        ),\n")
                case _:
                    assert_never(entry)
        about = [score.label, score.note, _source(score.source)]
        return (
            f"{_place(score.span)}\n"
            f"def {self._names.scores[score.key]}(participant: Participant"
            f"{self._parameters(score)}) -> {self._use('Interval')}:\n"
            f"{docstring(about)}\n    return {self._use('score_of')}(\n{''.join(lines)}    )"
        )

    def _subgroup(self, subgroup: ir.Subgroup) -> str:
        name = self._names.subgroups[subgroup.key]
        return self._outcomes_function(
            name, _place(subgroup.span), [f"In {subgroup.label}"], subgroup.statement
        )

    def _parameters(self, node: object) -> str:
        """The parameters for the entries at hand that a node reads, behind the participant."""
        entries = self._expressions.entries(node)
        return "".join(f", {entry}: {self._use('Entry')}" for entry in entries)

    def _criterion(self, criterion: ir.Criterion) -> list[str]:
        """The function of a criterion; before it, where what it is a part of is for a subgroup, the
        one of the part alone, and where it is about a unit, the one of a single candidate."""
        kind = "Delay" if criterion.kind == "delay" else criterion.kind.capitalize()
        what = f"{kind} {criterion.label} {criterion.title}".strip()
        about = [quote.text for quote in criterion.quotes] or [what]
        place = f"{comment(what)}{_place(criterion.span)}"
        name = self._names.criteria[criterion.key]
        unit = unit_of(criterion, self._protocol)
        if unit is not None:
            return self._of_unit(criterion, unit, place, about, what)
        if criterion.key not in self._names.alone:
            return [self._function(name, place, about, self._alone(criterion))]
        alone = self._names.alone[criterion.key]
        guarded = f"{alone}(participant)"
        for subgroup in outer_subgroups(criterion, self._protocol):
            guarded = (
                f"{self._use('when')}({self._names.subgroups[subgroup]}(participant), {guarded})"
            )
        told = [f"{what}, for the subgroup of what it is a part of"]
        return [
            self._function(alone, place, about, self._alone(criterion)),
            self._function(name, _place(criterion.span), told, f"    return {guarded}"),
        ]

    def _of_unit(
        self,
        criterion: ir.Criterion,
        unit: ir.UnitOfAnalysis,
        place: str,
        about: list[str],
        what: str,
    ) -> list[str]:
        """Of one candidate, from the criterion's own side; of all, whether enough are let in."""
        of_one = self._names.of_one[criterion.key]
        entry = self._expressions.entry(unit.datum)
        head = f"def {of_one}(participant: Participant, {entry}: {self._use('Entry')}) -> Outcomes:"
        side = self._open(criterion, of_one, entry)
        arguments = f"participant.{field_name(unit.datum)}, lambda {entry}: {side}"
        if unit.least != 1:
            arguments += f", least={unit.least}"
        if unit.where is not None:
            arguments += f", where={self._block(entry, unit.where)}"
        told = [f"{what}: whether it lets enough in of {unit.label}"]
        body = f"    return {self._use('enough')}({arguments})"
        return [
            f"{place}\n{head}\n{docstring(about)}\n{self._alone(criterion)}",
            self._function(self._names.criteria[criterion.key], _place(criterion.span), told, body),
        ]

    def _alone(self, criterion: ir.Criterion) -> str:
        """The body of a function: only a criterion's own subgroup stands around it."""
        words = ""
        if criterion.body is None:
            items = [
                f"{comment(part.title, ' ' * 8)}        {self._part(part)},\n"
                for part in criterion.parts
            ]
            body = f"{self._use('all_of')}(\n{''.join(items)}    )"
        else:
            body = self._rule(criterion.body)
            words = self._words(criterion.body)
        repeat = self._repeat(criterion)
        again = f"    participant = participant.repeating({repeat})\n" if repeat else ""
        if criterion.subgroup is None:
            return f"{again}{textwrap.indent(words, ' ' * 4)}    return {body}"
        guard = f"{self._names.subgroups[criterion.subgroup]}(participant)"
        if again:
            return (
                f"    in_subgroup = {guard}\n{again}"
                f"    return {self._use('when')}(in_subgroup,\n{words}{body})"
            )
        return f"    return {self._use('when')}({guard},\n{words}{body})"

    def _repetitions(self) -> list[str]:
        """How often readings may be taken again, by criterion."""
        calls = [
            f"{literal(each.key)}: {self._repetition(each, repeat)},"
            for each in self._protocol.flat_criteria()
            if each.body is not None and (repeat := repeat_of(each, self._protocol)) is not None
        ]
        if not calls:
            return []
        return [
            "# How often the readings of a criterion may be taken again.\n"
            f"REPEATS: dict[str, {self._use('Repeat')}] = {{{''.join(calls)}}}"
        ]

    def _repetition(self, criterion: ir.Criterion, repeat: ir.Repeat) -> str:
        milestone = assessed_at(criterion, self._protocol) or self._protocol.assessed_at
        after = f"lambda participant: participant.day_of({literal(milestone)})"
        length = self._expressions.duration(repeat.length)
        mean = ", mean=True" if repeat.counts == "mean" else ""
        arguments = f"{repeat.times}, {literal(repeat.data)}, {after}, {length}{mean}"
        return f"{self._use('Repeat')}({arguments})"

    def _outcomes_function(
        self, name: str, place: str, about: list[str], statement: ir.Statement
    ) -> str:
        body = f"{self._words(statement, '    ')}    return {self._rule(statement)}"
        return self._function(name, place, about, body, self._parameters(statement))

    @staticmethod
    def _function(name: str, place: str, about: list[str], body: str, parameters: str = "") -> str:
        head = f"def {name}(participant: Participant{parameters}) -> Outcomes:"
        return f"{place}\n{head}\n{docstring(about)}\n{body}"

    def _side(self, criterion: ir.Criterion) -> str:
        """A call that tells whether a criterion lets the participant in."""
        name = self._names.criteria[criterion.key]
        # Of a unit: whether enough candidates are let in.
        of_unit = criterion.key in self._names.of_one
        side = f"{name}(participant)" if of_unit else self._open(criterion, name)
        milestone = assessed_at(criterion, self._protocol)
        if milestone is None:
            return side
        around = [criterion.subgroup, *outer_subgroups(criterion, self._protocol)]
        groups = [f"{self._names.subgroups[key]}(participant)" for key in around if key]
        arguments = ", ".join(("participant", literal(milestone), side, *groups))
        return f"{self._use('once_dated')}({arguments})"

    def _open(self, criterion: ir.Criterion, name: str, *entries: str) -> str:
        """A call from the participant's side; what fails and may be repeated is open to others."""
        repeat = self._repeat(criterion)
        if not repeat:
            return self._turned(criterion, f"{name}({', '.join(('participant', *entries))})")
        turned = ", excluding=True" if criterion.excluding else ""
        arguments = ", ".join(("participant", name, repeat, *entries))
        return f"{self._use('repeatable')}({arguments}{turned})"

    def _repeat(self, criterion: ir.Criterion) -> str:
        """The name of what is known of its repetitions; empty without any."""
        if criterion.body is None or repeat_of(criterion, self._protocol) is None:
            return ""
        return f"REPEATS[{literal(criterion.key)}]"

    def _part(self, part: ir.Criterion) -> str:
        """The same of a part, without the subgroups that stand around it."""
        unit = unit_of(part, self._protocol)
        if unit is not None:
            entry = self._expressions.entry(unit.datum)
            return self._open(part, self._names.of_one[part.key], entry)
        name = self._names.alone.get(part.key, self._names.criteria[part.key])
        side = self._open(part, name)
        if part.assessed is None:
            return side
        group = f", {self._names.subgroups[part.subgroup]}(participant)" if part.subgroup else ""
        milestone = literal(part.assessed)
        return f"{self._use('once_dated')}(participant, {milestone}, {side}{group})"

    def _turned(self, criterion: ir.Criterion, call: str) -> str:
        # What has parts speaks from the participant's side already.
        if criterion.excluding and criterion.body is not None:
            return f"{self._use('negate')}({call})"
        return call

    # ----------------------------------------------------------------------------- statements

    def _words(self, statement: ir.Statement, indent: str = "") -> str:
        return comment(phrase(statement, self._protocol), indent)

    def _rule(self, statement: ir.Statement) -> str:
        match statement:
            case ir.AllOf():
                return f"{self._use('all_of')}({self._items(statement.items)})"
            case ir.AnyOf():
                return f"{self._use('any_of')}({self._items(statement.items)})"
            case ir.NoneOf():
                return f"{self._use('none_of')}({self._items(statement.items)})"
            case ir.CountOf():
                count = f"{statement.least}, {statement.most},"
                return f"{self._use('count_of')}({count}{self._items(statement.items)})"
            case ir.Not():
                return f"{self._use('negate')}({self._rule(statement.item)})"
            case ir.When():
                arguments = [statement.condition, statement.body]
                if statement.otherwise is not None:
                    arguments.append(statement.otherwise)
                return f"{self._use('when')}({self._items(tuple(arguments))})"
            case ir.Unless():
                return (
                    f"{self._use('unless')}({self._items((statement.body, statement.exemption))})"
                )
            case ir.ExceptWhen():
                cases = [
                    f"(\n{self._item(condition)}{self._item(replacement)}),"
                    for condition, replacement in statement.cases
                ]
                return f"{self._use('except_when')}(\n{self._item(statement.body)}{''.join(cases)})"
            case ir.NoRequirement():
                return self._use("NOT_APPLICABLE")
            case ir.Fixed():
                return self._use("TRUE" if statement.value else "FALSE")
            case ir.Awaits():
                return self._use("UNDECIDED")
            case ir.Fallback():
                test = "not_available" if statement.state == "not available" else "missing"
                datum = self._expressions.field(statement.datum)
                return (
                    f"(\n{self._words(statement.instead)}{self._rule(statement.instead)}"
                    f" if {self._use(test)}({datum}) else\n"
                    f"{self._words(statement.body)}{self._rule(statement.body)})"
                )
            case ir.TableOutcome():
                name = self._names.tables[statement.table]
                call = f"{name}({self._expressions.with_entries(statement)})"
                return f"{self._use('negate')}({call})" if statement.turned else call
            case ir.SatisfiesStage():
                return self._stage(statement.stage)
            case ir.DefinedCondition():
                name = self._names.definitions[statement.definition]
                return f"{name}({self._expressions.with_entries(statement)})"
            case ir.InSubgroup():
                name = self._names.subgroups[statement.subgroup]
                return f"{name}({self._expressions.with_entries(statement)})"
            case ir.Satisfies():
                return self._side(self._protocol.criterion(statement.criterion))
            case (
                ir.Compare()
                | ir.WithinNormal()
                | ir.Is()
                | ir.Includes()
                | ir.Holds()
                | ir.DateRelation()
                | ir.Occurs()
                | ir.FirstLast()
                | ir.Ongoing()
                | ir.Stable()
            ):
                return self._expressions.leaf(statement)
            case _:
                assert_never(statement)

    def _block(self, entry: str, statement: ir.Statement, is_every: bool = False) -> str:
        """A statement about an entry, as a function of it."""
        if not self._in_number:
            return f"lambda {entry}: {self._rule(statement)}"
        # A number is calculated by one function, explained or not; what is open about an entry of
        # its lists is then told by the tree of the statement.
        self._in_number = False
        arguments = [literal(statement.id), f"lambda {entry}: {self._rule(statement)}"]
        self._in_number = True
        return (
            f"choices.block({', '.join([*arguments, *self._expressions.others(entry, statement)])})"
        )

    def _stage(self, stage: str) -> str:
        """Every criterion of a stage; of those of cohorts, all of one cohort's."""
        common = [
            self._side(each)
            for each in criteria_of_stage(stage, self._protocol)
            if each.cohort is None
        ]
        cohorts = [
            self._cohort_in_stage(cohort, stage)
            for cohort in self._protocol.cohorts
            if any(each.cohort is not None for each in criteria_of_stage(stage, self._protocol))
        ]
        if cohorts:
            common.append(f"{self._use('any_of')}({', '.join(cohorts)})")
        return f"{self._use('all_of')}({', '.join(common)})"

    def _cohort_in_stage(self, cohort: ir.Cohort, stage: str) -> str:
        # Where nothing is left, the participant may be in the cohort.
        items = [self._use("TRUE")]
        items += [] if cohort.statement is None else [self._rule(cohort.statement)]
        items += [
            self._side(each)
            for each in criteria_of_stage(stage, self._protocol)
            if each.cohort == cohort.key
        ]
        return f"{self._use('all_of')}({', '.join(items)})"

    def _items(self, items: tuple[ir.Statement, ...]) -> str:
        return "\n" + "".join(self._item(item) for item in items)

    def _item(self, statement: ir.Statement) -> str:
        return f"{self._words(statement)}{self._rule(statement)},\n"

    # --------------------------------------------------------------------------------- tables

    def _functions(self) -> str:
        entries = [
            f"{literal(each.key)}: {self._names.criteria[each.key]},"
            for each in self._protocol.flat_criteria()
            if each.body is not None or each.key in self._names.of_one
        ]
        return (
            "# The criteria with a rule of their own, by key.\n"
            "FUNCTIONS: dict[str, Callable[[Participant], Outcomes]] = {" + "".join(entries) + "}"
        )

    def _outcomes(self) -> str:
        """One pass over all criteria; a criterion with parts uses what its parts gave."""
        lines: list[str] = []
        entries: dict[str, str] = {}

        def add(criterion: ir.Criterion) -> str:
            name = self._names.criteria[criterion.key]
            local = f"of_{name}"
            while local in self._names.taken:  # a local name must not hide a function
                local += "_"
            if criterion.body is not None or criterion.key in self._names.of_one:
                lines.append(f"    {local} = {name}(participant)")
                for part in criterion.parts:
                    add(part)
            else:
                sides = [self._turned(part, add(part)) for part in criterion.parts]
                together = f"{self._use('all_of')}({', '.join(sides)})"
                # A subgroup stands around the parts together.
                apart = criterion.subgroup is not None or criterion.key in self._names.alone
                apart = apart or repeat_of(criterion, self._protocol) is not None
                apart = apart or any(part.assessed for part in criterion.parts)
                lines.append(f"    {local} = {f'{name}(participant)' if apart else together}")
            entries[criterion.key] = local
            return local

        for criterion in self._protocol.criteria:
            add(criterion)
        pairs = [
            f"{literal(each.key)}: {entries[each.key]}," for each in self._protocol.flat_criteria()
        ]
        return (
            "def outcomes(participant: Participant) -> dict[str, Outcomes]:\n"
            '    """The outcomes still possible of every criterion."""\n'
            + "\n".join(lines)
            + f"\n    return {{{''.join(pairs)}}}"
        )

    def _subgroups(self) -> str:
        pairs = [
            f"{literal(each.key)}: {self._names.subgroups[each.key]}(participant),"
            for each in self._protocol.subgroups
        ]
        return (
            "def subgroups(participant: Participant) -> dict[str, Outcomes]:\n"
            '    """Whether the participant is in each subgroup."""\n'
            f"    return {{{''.join(pairs)}}}"
        )

    def _cohorts(self) -> str:
        pairs = [
            f"{literal(each.key)}: "
            f"{self._use('TRUE') if each.statement is None else self._rule(each.statement)},"
            for each in self._protocol.cohorts
        ]
        return (
            "def cohorts(participant: Participant) -> dict[str, Outcomes]:\n"
            '    """Whether the participant may enter each cohort."""\n'
            f"    return {{{''.join(pairs)}}}"
        )

    def _units(self) -> str:
        """The criteria of each unit as functions of one candidate, from the candidate's side."""
        pairs = []
        for unit in self._protocol.units:
            entry = self._expressions.entry(unit.datum)
            where = "None"
            if unit.where is not None:
                where = f"lambda participant, {entry}: {self._rule(unit.where)}"
            pairs.append(f"{literal(unit.key)}: {where},")
        ones = []
        for criterion in self._protocol.flat_criteria():
            unit_here = unit_of(criterion, self._protocol)
            if unit_here is not None:
                entry = self._expressions.entry(unit_here.datum)
                side = self._part(criterion)
                name = self._names.of_one[criterion.key]
                is_plain = side == f"{name}(participant, {entry})"
                function = name if is_plain else f"lambda participant, {entry}: {side}"
                ones.append(f"{literal(criterion.key)}: {function},")
        kind = "Callable[..., Outcomes]"
        return (
            "# Who is a candidate of each unit; None: everything in the record.\n"
            f"CANDIDATES: dict[str, {kind} | None] = {{{''.join(pairs)}}}\n\n"
            "# The criteria of units, of one candidate and from its side.\n"
            f"OF_ONE: dict[str, {kind}] = {{{''.join(ones)}}}"
        )


def _source(source: str) -> str:
    return f"Source: {source}" if source else ""


def _place(span: Span) -> str:
    return f"# {span.source.name}:{span.line}"


# Every name that rules may use -> the module of the runtime it comes from.
_RUNTIME_NAMES = {
    "at_hand": ("Entry", "date_of", "end_of", "end_up_to", "name_of", "start_of"),
    "candidates": ("enough",),
    "choices": ("Choices", "any_day", "every_choice"),
    "days": (
        "Day",
        "Timing",
        "days",
        "half_lives",
        "hours",
        "longer_of",
        "minutes",
        "months",
        "shifted",
        "shorter_of",
        "weeks",
        "years",
    ),
    "intervals": ("Interval", "exact", "ln", "maximum", "minimum", "power", "rounded"),
    "leaves": (
        "date_stands",
        "every",
        "highest_of",
        "holds",
        "includes",
        "is_member",
        "is_one_of",
        "item",
        "missing",
        "not_available",
        "occurs",
        "once_dated",
        "only",
        "score_of",
    ),
    "outcomes": (
        "FALSE",
        "NOT_APPLICABLE",
        "Outcomes",
        "TRUE",
        "UNDECIDED",
        "all_of",
        "any_of",
        "count_of",
        "except_when",
        "negate",
        "none_of",
        "unless",
        "when",
    ),
    "periods": ("first", "last", "not_increased", "ongoing", "ongoing_for", "stable"),
    "repeats": ("Repeat", "repeatable"),
    "tables": ("Rows", "fits", "outcome_of_rows"),
}


def runtime_imports(runtime: str, used: set[str]) -> list[str]:
    """Import lines for the names of the runtime that were used."""
    lines = []
    for module, names in _RUNTIME_NAMES.items():
        found = [name for name in names if name in used]
        if found:
            lines.append(f"from {runtime}.{module} import {', '.join(found)}")
    return lines
