"""explanation.py of the generated package: the same rules as trees that explain themselves."""

from __future__ import annotations

from typing import assert_never

from eligo import ir
from eligo.backends.python_expressions import Expressions
from eligo.backends.python_hints import hints
from eligo.backends.python_names import (
    Names,
    field_name,
    identifier,
    literal,
    module_docstring,
    number,
)
from eligo.backends.python_rules import runtime_imports
from eligo.backends.python_walk import (
    assessed_at,
    criteria_of_stage,
    outer_subgroups,
    own_nodes,
    reads_of,
    repeat_of,
    scores_of,
    speaks_excluding,
    unit_of,
)
from eligo.english import phrase


class ExplanationWriter:
    """Writes the trees of one protocol as top-level pieces of a module."""

    def __init__(self, protocol: ir.Protocol, names: Names) -> None:
        self._protocol = protocol
        self._names = names
        self._expressions = Expressions(
            protocol, names, module="criteria.", tracing=True, block=self._block
        )
        self._use = self._expressions.use

    def head(self, header: str, runtime: str) -> str:
        """Everything up to the imports; to be asked for after the pieces."""
        used = self._expressions.used | {"ExplainedRules", "Hints"}
        title = f"The rules of {self._protocol.id} as trees that say how they came out"
        lines = [header, module_docstring(title), "", "from collections.abc import Callable", ""]
        lines += [*runtime_imports(runtime, used)]
        nodes = [name for name in _EXPLAIN_NAMES if name in used]
        lines.append(f"from {runtime}.explain import {', '.join(nodes)}")
        if self._expressions.used_module:
            lines.append("\nfrom . import criteria")
        return "\n".join(lines) + "\n"

    def chunks(self) -> list[str]:
        found: list[str] = []
        tables: dict[str, list[str]] = {"conditions": [], "subgroups": [], "scores": []}
        for definition in self._protocol.definitions:
            if definition.statement is not None:
                name = f"CONDITION_{identifier(definition.key).upper()}"
                found.append(self._named(name, definition.statement))
                tables["conditions"].append(f"{literal(definition.key)}: {name},")
        for subgroup in self._protocol.subgroups:
            name = f"SUBGROUP_{identifier(subgroup.key).upper()}"
            found.append(self._named(name, subgroup.statement))
            tables["subgroups"].append(f"{literal(subgroup.key)}: {name},")
        for score in self._protocol.scores:
            name = f"SCORE_{identifier(score.key).upper()}"
            found.append(f"{name} = {self._score(score)}")
            tables["scores"].append(f"{literal(score.key)}: {name},")
        rules = []
        for criterion in self._protocol.flat_criteria():
            name = f"RULE_{identifier(criterion.key).upper()}"
            found.append(f"{name} = {self._rule(criterion)}")
            rules.append(f"{literal(criterion.key)}: {name},")
        found.append(self._blocks())
        entries = [f"{literal(key)}: {call}," for key, call in hints(self._protocol).items()]
        found.append(
            "# What the answers to a question may be, as far as the rules tell them apart.\n"
            f"HINTS = {{{''.join(entries)}}}"
        )
        found.append(
            f"EXPLAINED = ExplainedRules(criteria={{{''.join(rules)}}}, "
            + "".join(f"{name}={{{''.join(table)}}}, " for name, table in tables.items())
            + "hints=HINTS, blocks=BLOCKS)"
        )
        return found

    def _blocks(self) -> str:
        """The statements about entries of the lists that numbers are made of."""
        numbers: list[object] = [
            part
            for each in self._protocol.definitions
            if each.number is not None
            for part in (each.number, *(step.number for step in each.steps))
        ]
        for table in self._protocol.tables:
            numbers += [*table.inputs, *(row.number for row in table.rows)]
        calls = []
        for node in (node for each in numbers for node in own_nodes(each)):
            where = getattr(node, "where", None)
            if where is None:
                continue
            entry = self._expressions.entry(getattr(node, "alias", "") or node.datum)  # type: ignore[attr-defined]
            parameters = ", ".join((entry, *self._expressions.others(entry, where)))
            calls.append(f"{literal(where.id)}: lambda {parameters}: {self._node(where)},")
        kind = f"dict[str, {self._use('Callable')}[..., {self._use('Node')}]]"
        return (
            "# What is said of single entries in the lists that numbers are made of.\n"
            f"BLOCKS: {kind} = {{{''.join(calls)}}}"
        )

    def _named(self, name: str, statement: ir.Statement) -> str:
        """A condition or subgroup; of one that speaks of entries at hand, a function of them."""
        entries = self._expressions.entries(statement)
        if not entries:
            return f"{name}: {self._use('Node')} = {self._node(statement)}"
        typed = ", ".join(f"{entry}: {self._use('Entry')}" for entry in entries)
        return f"def {name}({typed}) -> {self._use('Node')}:\n    return {self._node(statement)}"

    def _block(self, entry: str, statement: ir.Statement, is_every: bool = False) -> str:
        """A statement about an entry, as a function of it that says how it came out."""
        told = ", is_every=True" if is_every else ""
        return f"{self._use('asked')}(trace, lambda {entry}: {self._node(statement)}{told})"

    def _rule(self, criterion: ir.Criterion) -> str:
        reads = reads_of(criterion, self._protocol)
        arguments = [
            f"key={literal(criterion.key)}",
            f"excluding={speaks_excluding(criterion, self._protocol)}",
            f"line={criterion.span.line}",
            f"tree={self._tree(criterion)}",
        ]
        unit = unit_of(criterion, self._protocol)
        if criterion.parts and unit is None:
            arguments.append(f"parts={literal(tuple(part.key for part in criterion.parts))}")
        around = list(outer_subgroups(criterion, self._protocol)) if unit is None else []
        if criterion.parts and criterion.subgroup is not None and unit is None:
            within = self._make("Within", self._around(criterion, criterion.subgroup))
            arguments.append(f"within={within}")
        if around:
            calls = [f"{self._make('Within', self._around(criterion, key))}," for key in around]
            arguments.append(f"around=({''.join(calls)})")
        if criterion.interpretations:
            calls = [
                f"{self._use('Interpretation')}({literal(each.title)}, {literal(each.chosen)},"
                f" {literal(each.status)}),"
                for each in criterion.interpretations
            ]
            arguments.append(f"interpretations=({''.join(calls)})")
        if criterion.duties:
            duties = "".join(f"{self._duty(each)}," for each in criterion.duties)
            arguments.append(f"duties=({duties})")
        arguments.append(f"reads={literal(reads.keys)}")
        if reads.durations:
            calls = [f"{self._expressions.duration(each)}," for each in reads.durations]
            arguments.append(f"durations=({''.join(calls)})")
        if reads.half_lives:
            counts = tuple(number(each) for each in reads.half_lives)
            arguments.append(f"half_lives={literal(counts)}")
        if reads.ages:
            arguments.append("ages=True")
        milestone = assessed_at(criterion, self._protocol)
        if milestone is not None:
            groups = [criterion.subgroup, *outer_subgroups(criterion, self._protocol)]
            found = tuple(each for each in groups if each is not None)
            own = f", own={criterion.assessed is not None}"
            arguments.append(f"awaits=Awaited({literal(milestone)}, {literal(found)}{own})")
            self._use("Awaited")
        repeat = self._repeat(criterion)
        if repeat and unit is None:
            name = self._names.alone.get(criterion.key, self._names.criteria[criterion.key])
            arguments.append(f"repeat={repeat}, function={self._expressions.function(name)}")
        if criterion.permissions:
            calls = [f"{self._permission(each)}," for each in criterion.permissions]
            arguments.append(f"permissions=({''.join(calls)})")
        return f"{self._use('Rule')}({', '.join(arguments)},)"

    def _tree(self, criterion: ir.Criterion) -> str:
        """The body's tree, with the criterion's own subgroup around it."""
        unit = unit_of(criterion, self._protocol)
        if unit is not None:
            return self._candidates(criterion, unit)
        if criterion.body is None:
            return "None"
        return self._for_subgroup(criterion, self._body(criterion))

    def _repeat(self, criterion: ir.Criterion) -> str:
        """What is known of its repetitions; empty without any."""
        if criterion.body is None or repeat_of(criterion, self._protocol) is None:
            return ""
        return f"{self._expressions.function('REPEATS')}[{literal(criterion.key)}]"

    def _body(self, criterion: ir.Criterion) -> str:
        """The tree of the body, which may read what was taken again."""
        assert criterion.body is not None
        repeat, tree = self._repeat(criterion), self._node(criterion.body)
        if not repeat:
            return tree
        identity = literal(f"{criterion.key}:repeated")
        head = f"{identity}, 'with what was taken again', {criterion.span.line}"
        return self._make("Repeating", head, tree, repeat)

    def _for_subgroup(self, criterion: ir.Criterion, tree: str) -> str:
        if criterion.subgroup is None:
            return tree
        return self._make("When", self._around(criterion, criterion.subgroup), tree)

    def _candidates(self, criterion: ir.Criterion, unit: ir.UnitOfAnalysis) -> str:
        line = criterion.span.line
        identity = f"{criterion.key}:of:{unit.key}"
        head = f"{literal(identity)}, {literal(_enough(unit))}, {line}"
        entry = self._expressions.entry(unit.datum)
        things = f"lambda participant: participant.{field_name(unit.datum)}"
        one = f"lambda {entry}: {self._of_one(criterion)}"
        arguments = [head, things, one]
        if unit.least != 1:
            arguments.append(f"least={unit.least}")
        if unit.where is not None:
            arguments.append(f"where=lambda {entry}: {self._node(unit.where)}")
        return self._make("Candidates", *arguments)

    def _of_one(self, criterion: ir.Criterion) -> str:
        """The tree of a criterion for one candidate, from the candidate's side."""
        line = criterion.span.line
        if criterion.body is not None:
            tree = self._for_subgroup(criterion, self._body(criterion))
            repeat = self._repeat(criterion)
            if repeat:
                unit = unit_of(criterion, self._protocol)
                assert unit is not None
                head = f"{literal(f'{criterion.key}:side')}, 'may be repeated', {line}"
                rule = self._expressions.function(self._names.of_one[criterion.key])
                entry = self._expressions.entry(unit.datum)
                return self._make(
                    "Repeatable",
                    head,
                    tree,
                    rule,
                    repeat,
                    entry,
                    f"excluding={criterion.excluding}",
                )
            if not criterion.excluding:
                return tree
            head = f"{literal(f'{criterion.key}:side')}, {literal('lets in')}, {line}"
            return self._make("Not", head, tree)
        head = f"{literal(criterion.key)}, 'all of its parts', {line}"
        parts = "".join(f"{self._of_one(part)}," for part in criterion.parts)
        return self._for_subgroup(criterion, self._make("AllOf", head, f"({parts})"))

    def _permission(self, permission: ir.Permission) -> str:
        when = "" if permission.when is None else f", when={self._node(permission.when)}"
        return f"{self._use('Permission')}({literal(permission.text)}{when})"

    def _around(self, criterion: ir.Criterion, key: str) -> str:
        """The head of a `When` for a subgroup, and the reference to it."""
        subgroup = self._protocol.subgroup(key)
        line = criterion.span.line
        identity = f"{criterion.key}:for:{key}"
        head = f"{literal(identity)}, {literal(f'for {subgroup.label}')}, {line}"
        inside = f"{literal(identity + ':subgroup')}, {literal(f'in {subgroup.label}')}, {line}"
        reference = self._make("Reference", inside, '"subgroup"', literal(key))
        return f"{head}, {reference}"

    def _duty(self, duty: ir.Duty) -> str:
        start = f"lambda participant: {self._expressions.date(duty.start)}"
        until = f"lambda participant: {self._expressions.date(duty.until)}"
        when = "" if duty.when is None else f", when={self._node(duty.when)}"
        return f"{self._use('Duty')}({literal(duty.text)}, start={start}, until={until}{when})"

    def _score(self, score: ir.Score) -> str:
        groups = []
        for entry in score.entries:
            items = entry.items if isinstance(entry, ir.ScoreGroup) else (entry,)
            inside = "".join(
                self._make("ScoreItem", str(item.weight), self._node(item.statement)) + ","
                for item in items
            )
            groups.append(f"({inside}),")
        head = f"{literal(score.key)}, {literal(score.label)}, {score.span.line}"
        return f"{self._use('ScoreTree')}({head}, ({''.join(groups)}))"

    def _node(self, statement: ir.Statement) -> str:
        words = phrase(statement, self._protocol)
        head = f"{literal(statement.id)}, {literal(words)}, {statement.span.line}"
        match statement:
            case ir.AllOf():
                return f"{self._use('AllOf')}({head}, {self._nodes(statement.items)})"
            case ir.AnyOf():
                return f"{self._use('AnyOf')}({head}, {self._nodes(statement.items)})"
            case ir.NoneOf():
                return f"{self._use('NoneOf')}({head}, {self._nodes(statement.items)})"
            case ir.CountOf():
                count = f"{statement.least}, {statement.most}"
                return f"{self._use('CountOf')}({head}, {self._nodes(statement.items)}, {count})"
            case ir.Not():
                return f"{self._use('Not')}({head}, {self._node(statement.item)})"
            case ir.When():
                arguments = f"{self._node(statement.condition)}, {self._node(statement.body)}"
                if statement.otherwise is not None:
                    arguments += f", {self._node(statement.otherwise)}"
                return f"{self._use('When')}({head}, {arguments})"
            case ir.Unless():
                body, exemption = self._node(statement.body), self._node(statement.exemption)
                return f"{self._use('Unless')}({head}, {body}, {exemption})"
            case ir.ExceptWhen():
                cases = [f"({self._node(one)}, {self._node(two)})," for one, two in statement.cases]
                body = self._node(statement.body)
                return self._make("ExceptWhen", head, body, f"({''.join(cases)})")
            case ir.NoRequirement():
                return f"{self._use('NoRequirement')}({head})"
            case ir.Fixed():
                return self._make("Fixed", head, self._use("TRUE" if statement.value else "FALSE"))
            case ir.Awaits():
                return self._make("Awaits", head, literal(statement.item))
            case ir.Fallback():
                test = "not_available" if statement.state == "not available" else "missing"
                datum = self._expressions.field(statement.datum)
                applies = f"lambda participant: {self._use(test)}({datum})"
                body, instead = self._node(statement.body), self._node(statement.instead)
                return self._make("Fallback", head, body, instead, applies)
            case ir.TableOutcome():
                return self._table(statement, head)
            case ir.SatisfiesStage():
                return self._stage(statement, head)
            case ir.DefinedCondition():
                key = literal(statement.definition)
                return self._make("Reference", head, '"condition"', key, *self._at_hand(statement))
            case ir.InSubgroup():
                key = literal(statement.subgroup)
                return self._make("Reference", head, '"subgroup"', key, *self._at_hand(statement))
            case ir.Satisfies():
                return self._make("Reference", head, '"criterion"', literal(statement.criterion))
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
                test = f"lambda participant, trace: {self._expressions.leaf(statement)}"
                scores = scores_of(statement, self._protocol)
                used = f", scores={literal(scores)}" if scores else ""
                return f"{self._use('Leaf')}({head}, {test}{used})"
            case _:
                assert_never(statement)

    def _at_hand(self, statement: ir.Statement) -> tuple[str, ...]:
        entries = self._expressions.entries(statement)
        return (f"({', '.join(entries)},)",) if entries else ()

    def _table(self, statement: ir.TableOutcome, head: str) -> str:
        table = self._protocol.table(statement.table)
        rows = self._expressions.function(self._names.rows[table.key])
        call = f"{rows}({self._expressions.with_entries(table, 'choices')})"
        statements = "".join(f"{self._node(row.statement)}," for row in table.rows if row.statement)
        turned = ("turned=True",) if statement.turned else ()
        rows_of = f"lambda participant, choices: {call}"
        return self._make("Table", head, rows_of, f"({statements})", *turned)

    def _stage(self, statement: ir.SatisfiesStage, head: str) -> str:
        """Every criterion of the stage; of those of cohorts, all of one cohort's."""
        criteria = criteria_of_stage(statement.stage, self._protocol)
        line = statement.span.line
        items = [self._criterion_in(statement, each) for each in criteria if each.cohort is None]
        if any(each.cohort is not None for each in criteria):
            cohorts = []
            for cohort in self._protocol.cohorts:
                head_of = f"{literal(f'{statement.id}:{cohort.key}:open')}, 'may be in it', {line}"
                own = [self._make("Fixed", head_of, self._use("TRUE"))]
                own += [] if cohort.statement is None else [self._node(cohort.statement)]
                own += [
                    self._criterion_in(statement, each)
                    for each in criteria
                    if each.cohort == cohort.key
                ]
                identity = f"{statement.id}:{cohort.key}"
                inside = f"{literal(identity)}, {literal(f'in {cohort.label}')}, {line}"
                own_items = "".join(f"{item}," for item in own)
                cohorts.append(self._make("AllOf", inside, f"({own_items})"))
            identity = f"{statement.id}:cohorts"
            inside = f"{literal(identity)}, 'one of the cohorts', {line}"
            items.append(self._make("AnyOf", inside, f"({', '.join(cohorts)},)"))
        inside = f"({''.join(f'{item},' for item in items)})"
        return self._make("AllOf", head, inside)

    def _criterion_in(self, statement: ir.SatisfiesStage, criterion: ir.Criterion) -> str:
        identity = literal(f"{statement.id}:{criterion.key}")
        words = literal(f"{criterion.label} {criterion.title}".strip())
        inside = f"{identity}, {words}, {statement.span.line}"
        return self._make("Reference", inside, '"criterion"', literal(criterion.key))

    def _make(self, name: str, *arguments: str) -> str:
        return f"{self._use(name)}({', '.join(arguments)})"

    def _nodes(self, items: tuple[ir.Statement, ...]) -> str:
        return f"({''.join(f'{self._node(item)},' for item in items)})"


# Every name that trees may use besides those of the rules.
_EXPLAIN_NAMES = (
    "AllOf",
    "AnyOf",
    "Awaited",
    "Awaits",
    "Candidates",
    "CountOf",
    "Duty",
    "ExceptWhen",
    "ExplainedRules",
    "Fallback",
    "Fixed",
    "Hints",
    "Interpretation",
    "Leaf",
    "Node",
    "NoRequirement",
    "NoneOf",
    "Not",
    "Permission",
    "Reference",
    "Repeatable",
    "Repeating",
    "Rule",
    "ScoreItem",
    "ScoreTree",
    "Table",
    "Unless",
    "When",
    "Within",
    "asked",
)


def _enough(unit: ir.UnitOfAnalysis) -> str:
    """What a criterion of a unit asks of the candidates together."""
    if unit.least == 1:
        return f"at least 1 candidate for {unit.name} passes this criterion"
    return f"at least {unit.least} candidates for {unit.name} pass this criterion"
