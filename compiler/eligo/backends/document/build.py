"""Builds the document of a protocol: what stands in it and in which order, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from eligo import __version__, english, ir
from eligo.backends.document import model
from eligo.backends.document.boundary import boundaries
from eligo.backends.document.data import datum_view
from eligo.backends.document.diagram import diagram
from eligo.backends.document.protocol import (
    BANNER,
    identity,
    milestone_view,
    reading,
    registered_pairs,
    summary,
)
from eligo.backends.document.records import Records
from eligo.backends.document.references import anchor, names_of, slug
from eligo.backends.document.scenario import scenarios
from eligo.backends.document.stages import (
    about,
    cohort_view,
    groups,
    repeat_words,
    taken_over,
    unit_view,
)
from eligo.backends.document.tables import table_view
from eligo.backends.document.values import has_value_set, value_set
from eligo.coverage import passages
from eligo.english import Run, Sentence, Text


def build(protocol: ir.Protocol) -> model.Document:
    """The document of a protocol."""
    builder = _Builder(protocol)
    shown = [each for each in protocol.criteria if taken_over(each, protocol) is None]
    criteria = [view for each in shown for view in builder.criterion(each, 1)]
    return model.Document(
        id=protocol.id,
        title=protocol.title,
        version=protocol.version,
        released=protocol.released.isoformat() if protocol.released else "",
        short_hash=protocol.source.digest()[:12],
        summary=summary(protocol),
        registered=registered_pairs(protocol.registered),
        not_known=protocol.not_known,
        best_verdict="meets the known criteria" if protocol.not_known else protocol.best_verdict,
        reading=reading(protocol),
        inclusions=tuple(view for view in criteria if view.kind == "inclusion"),
        exclusions=tuple(view for view in criteria if view.kind == "exclusion"),
        groups=groups(protocol, criteria, builder.reference),
        cohorts=tuple(
            cohort_view(each, protocol, builder.reference, builder.rule)
            for each in protocol.cohorts
        ),
        units=tuple(
            unit_view(each, protocol, builder.reference, _as_read) for each in protocol.units
        ),
        tables=tuple(table_view(each, protocol, _as_read) for each in protocol.tables),
        value_sets=tuple(value_set(each) for each in protocol.data if has_value_set(each.kind)),
        banner=" ".join(each.text for each in protocol.details if each.name == BANNER),
        definitions=tuple(builder.definition(each) for each in protocol.definitions),
        scores=tuple(builder.score(each) for each in protocol.scores),
        subgroups=tuple(builder.subgroup(each) for each in protocol.subgroups),
        milestones=tuple(milestone_view(each, protocol) for each in protocol.milestones),
        data=tuple(datum_view(each, protocol, builder.used_in) for each in protocol.data),
        open_questions=tuple(
            question
            for view in criteria
            for question in view.interpretations
            if question.status == "open"
        ),
        passages=builder.passages(),
        examples=tuple(builder.example(each) for each in protocol.examples),
        identity=identity(protocol),
        reproduce=(
            f"eligo {__version__} makes this document, byte for byte, from the criteria file and "
            "the vocabularies whose SHA-256 stand here: put the files in place and run “eligo "
            "build”."
        ),
        intended_use=(
            "This document and the validator made from the same criteria support people who decide "
            "on eligibility; they do not decide in their place. The investigator remains "
            "responsible for the decision, and the trial’s protocol remains the binding text. "
            "Neither is a medical device, and neither is meant for diagnosis or for the choice of "
            "a treatment."
        ),
    )


class _Builder:
    def __init__(self, protocol: ir.Protocol) -> None:
        self.protocol = protocol
        self.names = names_of(protocol)
        self.records = Records(protocol)
        self.read: dict[int, tuple[str, ...]] = {}

    # --- criteria

    def criterion(self, criterion: ir.Criterion, level: int) -> list[model.CriterionView]:
        body = criterion.body
        title = f"{criterion.label} {criterion.title}".strip()
        rule = self.rule(body) if body else None
        reads = self.reads(criterion)
        alone = criterion.unit is None  # else its lines say nothing without a candidate
        view = model.CriterionView(
            anchor=anchor(f"criterion:{criterion.key}"),
            key=criterion.key,
            level=level,
            kind=criterion.kind,
            label=criterion.label,
            title=criterion.title,
            answered=self.answered(reads),
            direction=self.direction(criterion),
            scope=self.reference(f"subgroup:{criterion.subgroup}") if criterion.subgroup else None,
            quotes=tuple(_quotation(quote.text) for quote in criterion.quotes),
            rule=rule,
            parts=tuple(self.reference(f"criterion:{part.key}") for part in criterion.parts),
            diagram=diagram(rule, title, f"diagram-{slug(criterion.key)}") if rule else "",
            needs=self.needs(criterion),
            missing=self.missing(criterion),
            boundaries=boundaries(body, self.records) if body and alone else (),
            scenarios=(
                scenarios(criterion, self.around(criterion), self.records, self.data_behind)
                if alone
                else ()
            ),
            interpretations=tuple(
                self.interpretation(each, criterion) for each in criterion.interpretations
            ),
            left_out=tuple(model.Pair(x.words, x.because) for x in criterion.not_formalised),
            duties=tuple(self.duty(each) for each in criterion.duties),
            line=criterion.span.line,
            about=about(criterion, self.protocol),
            assumptions=self.assumptions(criterion),
            repeat=repeat_words(criterion, self.protocol),
            permissions=tuple(
                model.PermissionView(each.text, self.led(each.when))
                for each in criterion.permissions
            ),
            refers=criterion.refers,
        )
        return [view, *(x for part in criterion.parts for x in self.criterion(part, level + 1))]

    def direction(self, criterion: ir.Criterion) -> str:
        """Which way a true rule turns; the heading of the criteria says the rest."""
        whom = "the participant"
        for whole in self.protocol.criteria:
            if whole.unit is not None and any(x.key == criterion.key for x in _family(whole)):
                whom = f"this {self.protocol.unit(whole.unit).name}"
        if criterion.parts:
            return f"Every part must let {whom} in."
        if criterion.kind == "delay":
            names = {each.key: each.name for each in self.protocol.milestones}
            return f"Postpones {names.get(criterion.delays, criterion.delays)} while true."
        turned = criterion.excluding != (criterion.kind != "inclusion")
        although = f", although this stands under the {criterion.kind} criteria" if turned else ""
        way = f"Keeps {whom} out" if criterion.excluding else f"Lets {whom} in"
        return f"{way} when true{although}."

    def missing(self, criterion: ir.Criterion) -> tuple[str, ...]:
        if criterion.body is None:
            return ()
        groups = {group.key: group for group in self.protocol.subgroups}
        subgroup = groups.get(criterion.subgroup or "")
        return _paragraphs(english.what_if_missing(criterion.body, self.protocol, True, subgroup))

    def around(self, criterion: ir.Criterion) -> tuple[str, ...]:
        """The subgroups that a criterion is for, those of what it is part of first."""
        found = [
            each.subgroup
            for each in self.protocol.flat_criteria()
            if each.subgroup and any(x.key == criterion.key for x in _family(each))
        ]
        return tuple(found)

    # --- what is needed

    def needs(self, criterion: ir.Criterion) -> tuple[model.Need, ...]:
        """What a criterion reads, its subgroup and the conditions of its duties included."""
        links = [f"subgroup:{criterion.subgroup}"] if criterion.subgroup else []
        nodes = [
            criterion.body,
            *(duty.when for duty in criterion.duties),
            *(each.when for each in criterion.permissions),
        ]
        return self.needed([*links, *(link for node in nodes for link in english.inputs(node))])

    def needed(self, links: Iterable[str], most: int = 1000) -> tuple[model.Need, ...]:
        """Data, then what is computed with the data behind it, then dates of the trial."""
        plain = [link for each in links if (link := self.plain(each))]
        sorts = {"datum": 0, "milestone": 2}
        in_order = sorted(dict.fromkeys(plain), key=lambda x: sorts.get(x.partition(":")[0], 1))
        return tuple(
            model.Need(
                self.reference(link),
                (
                    ()
                    if link.startswith(("datum:", "milestone:"))
                    or len(self.data_behind(link)) > most
                    else tuple(self.reference(f"datum:{key}") for key in self.data_behind(link))
                ),
            )
            for link in in_order
        )

    def plain(self, link: str) -> str:
        """A link without facets and aliases; empty for what every entry of a list has."""
        if not link.startswith("datum:"):
            return link
        key, _ = english.faceted(link.removeprefix("datum:"), self.protocol)
        owner, _, attribute = key.partition(".")
        own = english.has_of_itself(attribute, owner, self.protocol)
        return "" if own else f"datum:{key}"

    def data_behind(self, link: str) -> tuple[str, ...]:
        """The keys of the data that an input names or is computed from."""
        links = (link, *self.followed(self.behind(link)))
        found = [
            english.faceted(each.removeprefix("datum:"), self.protocol)[0].partition(".")[0]
            for each in links
            if _is_datum(each)
        ]
        return tuple(dict.fromkeys(found))

    def answered(self, reads: Iterable[str]) -> str:
        kinds = {
            isinstance(self.protocol.datum(key).kind, (ir.Judgement, ir.Attestation))
            for key in (
                self.plain(link).removeprefix("datum:") for link in reads if _is_datum(link)
            )
            if key
        }
        if kinds == {True}:
            return "asked of a person"
        return "computed and asked of a person" if True in kinds else "computed"

    def reads(self, criterion: ir.Criterion) -> tuple[str, ...]:
        """All that a criterion reads, what its names refer to included."""
        nodes: list[object] = [each.body for each in _family(criterion) if each.body]
        for each in _family(criterion):
            nodes += [x.statement for x in self.protocol.subgroups if x.key == each.subgroup]
            nodes += [x.where for x in self.protocol.units if x.key == each.unit and x.where]
        return self.followed(nodes)

    def followed(self, nodes: Sequence[object]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        waiting = list(nodes)
        while waiting:
            for link in english.inputs(waiting.pop(0)):
                if link not in found:
                    found[link] = None
                    waiting += self.behind(link)
        return tuple(found)

    def behind(self, link: str) -> list[object]:
        what, _, key = link.partition(":")
        match what:
            case "definition":
                definition = self.protocol.definition(key)
                held = (definition.number, definition.statement)
                return [*(x for x in held if x), *(step.number for step in definition.steps)]
            case "score":
                return [item.statement for item in _items(self.protocol.score(key))]
            case "subgroup":
                return [group.statement for group in self.protocol.subgroups if group.key == key]
            case "criterion":
                family = _family(self.protocol.criterion(key))
                return [each.body for each in family if each.body]
            case "stage":
                own = [each for each in self.protocol.criteria if each.stage == key]
                return [x.body for each in own for x in _family(each) if x.body]
            case "table":
                table = self.protocol.table(key)
                outcomes = [row.statement or row.number for row in table.rows]
                return [*table.inputs, *(each for each in outcomes if each is not None)]
            case _:
                return []

    def used_in(self, datum: str) -> tuple[model.Reference, ...]:
        """Where a datum is read: criteria without their parts' parents, definitions, scores."""
        places: list[tuple[str, list[object]]] = []
        for criterion in self.protocol.flat_criteria():
            duties = [duty.when for duty in criterion.duties if duty.when]
            duties += [each.when for each in criterion.permissions if each.when]
            if criterion.body or duties:
                places.append((f"criterion:{criterion.key}", [criterion.body, *duties]))
        for definition in self.protocol.definitions:
            places.append(
                (f"definition:{definition.key}", self.behind(f"definition:{definition.key}"))
            )
        for score in self.protocol.scores:
            places.append((f"score:{score.key}", self.behind(f"score:{score.key}")))
        for group in self.protocol.subgroups:
            places.append((f"subgroup:{group.key}", [group.statement]))
        for table in self.protocol.tables:
            places.append((f"table:{table.key}", self.behind(f"table:{table.key}")))
        for unit in self.protocol.units:
            places.append((f"unit:{unit.key}", [unit.where] if unit.where else []))
        for cohort in self.protocol.cohorts:
            places.append((f"cohort:{cohort.key}", [cohort.statement] if cohort.statement else []))
        return tuple(
            self.reference(place)
            for place, nodes in places
            if any(
                link == f"datum:{datum}" or link.startswith(f"datum:{datum}.")
                for node in nodes
                for link in self.reads_of(node)
            )
        )

    def reads_of(self, node: object) -> tuple[str, ...]:
        """The links of a node without aliases and facets."""
        if id(node) not in self.read:
            links = english.inputs(node)
            whole = [
                f"datum:{english.faceted(x.removeprefix('datum:'), self.protocol)[0]}"
                for x in links
                if _is_datum(x)
            ]
            self.read[id(node)] = (*links, *whole)
        return self.read[id(node)]

    def interpretation(
        self, interpretation: ir.Interpretation, criterion: ir.Criterion
    ) -> model.InterpretationView:
        return model.InterpretationView(
            self.reference(f"criterion:{criterion.key}"),
            interpretation.title,
            interpretation.chosen,
            interpretation.instead,
            interpretation.because,
            interpretation.status,
        )

    def assumptions(self, criterion: ir.Criterion) -> tuple[model.Pair, ...]:
        """What counts where a datum cannot be had, in the words of the participant's side where
        that is the whole rule."""
        found = []
        for each in ir.walk(criterion.body):
            if not isinstance(each, ir.Fallback):
                continue
            name = english.name_of(each.datum, self.protocol)
            lacking = {
                "not available": f"{name} was asked for and is not available",
                "missing": f"{name} is not available or not recorded",
            }[each.state]
            match each.instead:
                case ir.Fixed(value=value) if each is criterion.body:
                    counts = "fails" if value is criterion.excluding else "passes"
                    if criterion.kind == "delay":
                        counts = "postpones" if value else "does not postpone"
                    what = f"the criterion {counts}"
                case ir.Fixed(value=value):
                    what = f"the line counts as {'true' if value else 'false'}"
                case _:
                    what = "the rule after “then instead” counts"
            because = f", because “{each.because.rstrip('.')}”" if each.because else ""
            found.append(
                model.Pair(
                    "Assumption" if each.state == "missing" else "Where data cannot be had",
                    f"If {lacking}, {what}{because}.",
                )
            )
        return tuple(found)

    def led(self, when: ir.Statement | None) -> Sentence | None:
        if when is None:
            return None
        return _as_read(english.sentences(when, self.protocol, lead="when"))

    def duty(self, duty: ir.Duty) -> model.DutyView:
        start = english.runs(duty.start, self.protocol)
        until = english.runs(duty.until, self.protocol)
        period = (Run("from "), *start, Run(" until "), *until)
        return model.DutyView(duty.text, period, self.led(duty.when))

    # --- definitions, scores, subgroups

    def rule(self, statement: ir.Statement) -> Sentence:
        return _as_read(english.sentences(statement, self.protocol))

    def definition(self, definition: ir.Definition) -> model.DefinitionView:
        statement, number = definition.statement, definition.number
        rule = self.rule(statement) if statement else None
        name = f"diagram-definition-{slug(definition.key)}"
        return model.DefinitionView(
            anchor=anchor(f"definition:{definition.key}"),
            name=definition.name,
            unit=english.amount("", definition.unit).strip() if definition.unit else "",
            formula=english.formula(number, self.protocol)[0] if number else (),
            steps=tuple(
                model.StepView(step.name, english.formula(step.number, self.protocol)[0])
                for step in definition.steps
            ),
            rule=rule,
            diagram=diagram(rule, definition.name, name) if rule else "",
            needs=self.needed(  # what is behind scores stands in their own tables
                (
                    link
                    for node in self.behind(f"definition:{definition.key}")
                    for link in english.inputs(node)
                ),
                most=12,
            ),
            missing=(
                _paragraphs(english.what_if_missing(statement, self.protocol)) if statement else ()
            ),
            boundaries=boundaries(statement, self.records) if statement else (),
            source=definition.source,
            note=definition.note,
            vocabulary=definition.vocabulary,
        )

    def score(self, score: ir.Score) -> model.ScoreView:
        rows: list[model.ScoreRow] = []
        for entry in score.entries:
            match entry:
                case ir.ScoreItem():
                    rows.append(self.score_row(entry, False))
                case ir.ScoreGroup(label=label, items=items):
                    rows.append(
                        model.ScoreRow("", f"{label}: only the heaviest counts", None, False)
                    )
                    rows += [self.score_row(item, True) for item in items]
        return model.ScoreView(
            anchor=anchor(f"score:{score.key}"),
            name=score.name,
            label=score.label if score.label != score.name else "",
            range=f"from {score.low} to {score.high}",
            rows=tuple(rows),
            boundaries=tuple(
                boundary
                for item in _items(score)
                for boundary in boundaries(item.statement, self.records)
            ),
            source=score.source.rstrip("."),
            note=score.note,
            vocabulary=score.vocabulary,
        )

    def score_row(self, item: ir.ScoreItem, in_group: bool) -> model.ScoreRow:
        rule = self.rule(item.statement)
        return model.ScoreRow(str(item.weight), english.capitalised(item.label), rule, in_group)

    def subgroup(self, group: ir.Subgroup) -> model.SubgroupView:
        link = anchor(f"subgroup:{group.key}")
        return model.SubgroupView(link, group.name, group.label, self.rule(group.statement))

    # --- the source text, examples

    def passages(self) -> tuple[model.PassageView, ...]:
        views = []
        criteria = {view.key: view for view in self.protocol.flat_criteria()}
        for passage in passages(self.protocol):
            text = " ".join(passage.text.split())
            if not any(character.isalnum() for character in text):
                continue  # bullets and white space between two quotes
            if passage.owner is None:
                views.append(model.PassageView(text, "not quoted", None))
            elif passage.owner.startswith("context:"):
                title = passage.owner.removeprefix("context:")
                views.append(model.PassageView(text, f"context: {title}", None))
            else:
                words = self.answered(self.reads(criteria[passage.owner]))
                owner = self.reference(f"criterion:{passage.owner}")
                views.append(model.PassageView(text, words, owner))
        return tuple(views)

    def example(self, example: ir.Example) -> model.ExampleView:
        expectations = []
        for each in example.expectations:
            whose = "the verdict"
            if each.criterion and each.about:
                whose = f"{each.about} {self.scope_name(each.about, each.criterion)}"
            elif each.criterion:
                whose = english.criterion_words(self.protocol.criterion(each.criterion))
            status = each.status
            if each.missing is not None:
                names = [self.input_name(key) for key in each.missing]
                status += f"; missing: {english.in_order(names)}" if names else "; nothing missing"
            expectations.append(model.Pair(english.capitalised(whose), status))
        return model.ExampleView(example.title, tuple(expectations))

    def scope_name(self, about: Literal["stage", "cohort", "unit"], key: str) -> str:
        """The label of a stage, a cohort or a unit of analysis."""
        protocol = self.protocol
        labels = {
            "stage": {each.key: each.label for each in protocol.stages},
            "cohort": {each.key: each.label for each in protocol.cohorts},
            "unit": {each.key: each.label for each in protocol.units},
        }
        return labels[about][key]

    def input_name(self, key: str) -> str:
        """Of a datum, one facet of it, or a milestone."""
        whole, facet = key, ""
        if f"datum:{key}" not in self.names:
            whole, _, facet = key.rpartition(".") if "." in key else (key, "", "")
        name = self.names.get(f"datum:{whole}", self.names.get(f"milestone:{whole}", whole))
        return f"{name} ({facet.replace('_', ' ')})" if facet else name

    # --- references

    def reference(self, link: str) -> model.Reference:
        return model.Reference(self.names.get(link, link), anchor(link))


def _is_datum(link: str) -> bool:
    return link.startswith("datum:")


def _paragraphs(said: Iterable[str]) -> tuple[str, ...]:
    """What is said of the whole in one paragraph, what is said of each of its lines in its own."""
    paragraphs: list[str] = []
    for each in said:
        if paragraphs and not each.startswith(
            ("Line ", "As to ", "After ", "The rule: ", "The answer “none” makes line")
        ):
            paragraphs[-1] += f" {each}"
        else:
            paragraphs.append(each)
    return tuple(paragraphs)


def _quotation(text: str) -> model.Quotation:
    """Left-over marks of a source stay: a quotation is verbatim."""
    marks = re.findall(r"\\[^\w\s]", text)
    if not marks:
        return model.Quotation(text, "")
    shown = english.in_order([f"“{mark}”" for mark in dict.fromkeys(marks)])
    return model.Quotation(text, f"{shown} stands so in the source.")


def _family(criterion: ir.Criterion) -> list[ir.Criterion]:
    return [criterion, *(each for part in criterion.parts for each in _family(part))]


def _items(score: ir.Score) -> list[ir.ScoreItem]:
    items: list[ir.ScoreItem] = []
    for entry in score.entries:
        items += entry.items if isinstance(entry, ir.ScoreGroup) else (entry,)
    return items


def _as_read(sentence: Sentence) -> Sentence:
    """With a capital where a line begins, which it does not after words that connect it."""
    below = tuple(
        child if child.role in ("negated", "where") else _as_read(child)
        for child in sentence.children
    )
    runs: Text = sentence.runs
    if runs and not sentence.lead:
        first = replace(runs[0], text=english.capitalised(runs[0].text))
        runs = (first, *runs[1:])
    return replace(sentence, runs=runs, children=below)
