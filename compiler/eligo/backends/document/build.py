"""Builds the document of a protocol: what stands in it and in which order, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from eligo import __version__, english, ir
from eligo.backends.document import model
from eligo.backends.document.boundary import boundaries
from eligo.backends.document.cases import DAY
from eligo.backends.document.data import datum_view
from eligo.backends.document.diagram import diagram
from eligo.backends.document.records import Records
from eligo.backends.document.scenario import scenarios
from eligo.coverage import passages
from eligo.english import Run, Sentence, Text
from eligo.source import Source


def build(protocol: ir.Protocol) -> model.Document:
    """The document of a protocol."""
    builder = _Builder(protocol)
    criteria = [view for each in protocol.criteria for view in builder.criterion(each, 1)]
    return model.Document(
        id=protocol.id,
        title=protocol.title,
        version=protocol.version,
        released=protocol.released.isoformat() if protocol.released else "",
        short_hash=protocol.source.digest()[:12],
        summary=_summary(protocol),
        registered=_registered(protocol.registered),
        not_known=protocol.not_known,
        best_verdict="meets the known criteria" if protocol.not_known else protocol.best_verdict,
        reading=_reading(protocol),
        inclusions=tuple(view for view in criteria if view.kind == "inclusion"),
        exclusions=tuple(view for view in criteria if view.kind == "exclusion"),
        definitions=tuple(builder.definition(each) for each in protocol.definitions),
        scores=tuple(builder.score(each) for each in protocol.scores),
        subgroups=tuple(builder.subgroup(each) for each in protocol.subgroups),
        milestones=tuple(_milestone(each, protocol) for each in protocol.milestones),
        data=tuple(datum_view(each, builder.used_in(each.key)) for each in protocol.data),
        open_questions=tuple(
            question
            for view in criteria
            for question in view.interpretations
            if question.status == "open"
        ),
        passages=builder.passages(),
        examples=tuple(builder.example(each) for each in protocol.examples),
        identity=_identity(protocol),
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
        self.names = _anchored_names(protocol)
        self.records = Records(protocol)

    # --- criteria

    def criterion(self, criterion: ir.Criterion, level: int) -> list[model.CriterionView]:
        body = criterion.body
        title = f"{criterion.label} {criterion.title}".strip()
        rule = self.rule(body) if body else None
        reads = self.reads(criterion)
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
            diagram=diagram(rule, title, f"diagram-{_slug(criterion.key)}") if rule else "",
            needs=self.needs(criterion),
            missing=self.missing(criterion),
            boundaries=boundaries(body, self.records) if body else (),
            scenarios=scenarios(criterion, self.around(criterion), self.records, self.data_behind),
            interpretations=tuple(
                self.interpretation(each, criterion) for each in criterion.interpretations
            ),
            left_out=tuple(model.Pair(x.words, x.because) for x in criterion.not_formalised),
            duties=tuple(self.duty(each) for each in criterion.duties),
            line=criterion.span.line,
        )
        return [view, *(x for part in criterion.parts for x in self.criterion(part, level + 1))]

    def direction(self, criterion: ir.Criterion) -> str:
        """Which way a true rule turns; the heading of the criteria says the rest."""
        if criterion.parts:
            return "Every part must let the participant in."
        turned = criterion.excluding != (criterion.kind == "exclusion")
        although = f", although this stands under the {criterion.kind} criteria" if turned else ""
        way = "Keeps the participant out" if criterion.excluding else "Lets the participant in"
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
        nodes = [criterion.body, *(duty.when for duty in criterion.duties)]
        return self.needed([*links, *(link for node in nodes for link in english.inputs(node))])

    def needed(self, links: Iterable[str], most: int = 1000) -> tuple[model.Need, ...]:
        """Data, then what is computed with the data behind it, then dates of the trial."""
        plain = [link if _is_criterion(link) else link.partition(".")[0] for link in links]
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

    def data_behind(self, link: str) -> tuple[str, ...]:
        """The keys of the data that an input names or is computed from."""
        links = (link, *self.followed(self.behind(link)))
        found = [_datum_key(each) for each in links if each.startswith("datum:")]
        return tuple(dict.fromkeys(found))

    def answered(self, reads: Iterable[str]) -> str:
        kinds = {
            isinstance(self.protocol.datum(key).kind, (ir.Judgement, ir.Attestation))
            for key in (_datum_key(link) for link in reads if link.startswith("datum:"))
        }
        if kinds == {True}:
            return "asked of a person"
        return "computed and asked of a person" if True in kinds else "computed"

    def reads(self, criterion: ir.Criterion) -> tuple[str, ...]:
        """All that a criterion reads, what its names refer to included."""
        nodes: list[object] = [each.body for each in _family(criterion) if each.body]
        for each in _family(criterion):
            nodes += [x.statement for x in self.protocol.subgroups if x.key == each.subgroup]
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
            case _:
                return []

    def used_in(self, datum: str) -> tuple[model.Reference, ...]:
        """Where a datum is read: criteria without their parts' parents, definitions, scores."""
        places: list[tuple[str, list[object]]] = []
        for criterion in self.protocol.flat_criteria():
            duties = [duty.when for duty in criterion.duties if duty.when]
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
        return tuple(
            self.reference(link)
            for link, nodes in places
            if any(f"datum:{datum}" in english.inputs(node) for node in nodes)
        )

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

    def duty(self, duty: ir.Duty) -> model.DutyView:
        start = english.runs(duty.start, self.protocol)
        until = english.runs(duty.until, self.protocol)
        when = (
            _as_read(english.sentences(duty.when, self.protocol, lead="when"))
            if duty.when
            else None
        )
        return model.DutyView(duty.text, (Run("from "), *start, Run(" until "), *until), when)

    # --- definitions, scores, subgroups

    def rule(self, statement: ir.Statement) -> Sentence:
        return _as_read(english.sentences(statement, self.protocol))

    def definition(self, definition: ir.Definition) -> model.DefinitionView:
        statement, number = definition.statement, definition.number
        rule = self.rule(statement) if statement else None
        name = f"diagram-definition-{_slug(definition.key)}"
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
            if each.criterion:
                whose = english.criterion_words(self.protocol.criterion(each.criterion))
            status = each.status
            if each.missing is not None:
                names = [self.input_name(key) for key in each.missing]
                status += f"; missing: {english.in_order(names)}" if names else "; nothing missing"
            expectations.append(model.Pair(english.capitalised(whose), status))
        return model.ExampleView(example.title, tuple(expectations))

    def input_name(self, key: str) -> str:
        """Of a datum, one facet of it, or a milestone."""
        whole, _, facet = key.partition(".")
        name = self.names.get(f"datum:{whole}", self.names.get(f"milestone:{whole}", whole))
        return f"{name} ({facet.replace('_', ' ')})" if facet else name

    # --- references

    def reference(self, link: str) -> model.Reference:
        return model.Reference(self.names.get(link, link), anchor(link))


def anchor(link: str) -> str:
    """The place in the document of what a run or an input speaks of; empty where it has none."""
    what, _, key = link.partition(":")
    return "" if what in ("", "step") else f"{what}-{_slug(key)}"


def _slug(key: str) -> str:
    return key.replace(".", "-").replace("_", "-")


def _is_criterion(link: str) -> bool:
    return link.startswith("criterion:")  # whose key may hold a dot that is no facet's


def _datum_key(link: str) -> str:
    return link.removeprefix("datum:").partition(".")[0]


def _anchored_names(protocol: ir.Protocol) -> dict[str, str]:
    names = {f"datum:{datum.key}": datum.name for datum in protocol.data}
    names |= {f"milestone:{each.key}": each.name for each in protocol.milestones}
    names |= {f"definition:{each.key}": each.name for each in protocol.definitions}
    names |= {f"score:{each.key}": each.name for each in protocol.scores}
    names |= {f"subgroup:{each.key}": f"{each.label} ({each.name})" for each in protocol.subgroups}
    for criterion in protocol.flat_criteria():
        words = f"{criterion.kind} {criterion.label} {criterion.title}".strip()
        names[f"criterion:{criterion.key}"] = english.capitalised(words)
    return names


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
        child if child.role == "negated" else _as_read(child) for child in sentence.children
    )
    runs: Text = sentence.runs
    if runs and not sentence.lead:
        first = replace(runs[0], text=english.capitalised(runs[0].text))
        runs = (first, *runs[1:])
    return replace(sentence, runs=runs, children=below)


# --- words about the protocol -------------------------------------------------------------------


# The headings of a protocol's title page and synopsis, after ICH M11.
_HEADINGS = {
    "sponsor": "Sponsor name",
    "design": "Overall design",
    "phase": "Trial phase",
    "enrolment": "Number of participants",
    "runs": "Trial period",
    "arm": "Arm",
    "site": "Trial site",
}


def _summary(protocol: ir.Protocol) -> tuple[model.Pair, ...]:
    details = [
        model.Pair(
            _HEADINGS.get(x.name, english.capitalised(x.name)),
            f"Phase {x.text}" if x.name == "phase" and x.text[:1].isalnum() else x.text,
        )
        for x in protocol.details
    ]
    assessed = next(x.name for x in protocol.milestones if x.key == protocol.assessed_at)
    return (*details, model.Pair("Eligibility is assessed at", assessed))


def _registered(registered: ir.Registered | None) -> tuple[model.Pair, ...]:
    if registered is None:
        return ()
    pairs = []
    if registered.minimum_age is not None:
        pairs.append(model.Pair("Minimum age", f"{registered.minimum_age} years"))
    if registered.maximum_age is not None:
        pairs.append(model.Pair("Maximum age", f"{registered.maximum_age} years"))
    if registered.sexes is not None:
        pairs.append(model.Pair("Sexes", registered.sexes))
    if registered.healthy_volunteers is not None:
        accepted = "accepted" if registered.healthy_volunteers else "not accepted"
        pairs.append(model.Pair("Healthy volunteers", accepted))
    return tuple(pairs)


def _reading(protocol: ir.Protocol) -> tuple[model.Pair, ...]:
    """What the words of verdicts and rules mean (MEANING.md, parts 1, 2, 4 to 6)."""
    assessed = next(x.name for x in protocol.milestones if x.key == protocol.assessed_at)
    best = protocol.best_verdict
    why = "" if best == "eligible" else ", because parts of the criteria are not known"
    return (
        model.Pair(
            "Verdict",
            "Ineligible as soon as one criterion fails; else undetermined while one is unknown or "
            f"pending; else “{best}”{why}.",
        ),
        model.Pair(
            "A criterion",
            "passes, fails, does not apply (which counts like a pass), is unknown, or is pending: "
            "unknown only because a date of the trial is not yet there.",
        ),
        model.Pair(
            "A rule",
            "is true, false, or does not apply. What is not yet known leaves several of these "
            "possible; a criterion fails only when nothing but failing is left.",
        ),
        model.Pair(
            "Does not apply",
            "A line that does not apply is as if it were not written; a list in which no line is "
            "left does not apply either.",
        ),
        model.Pair(
            "Missing",
            "Nothing is assumed. Not recorded, not available, and does not apply are kept apart, "
            "and “asked: none” is an answer.",
        ),
        model.Pair(
            "A value",
            f"named alone is the latest one on or before {assessed}. Values dated after it are not "
            "read. A laboratory limit is the one reported with the value itself.",
        ),
        model.Pair(
            "Numbers",
            "are compared exactly as written; nothing is rounded. “At least” and “at most” include "
            "the limit, “more than” and “less than” do not.",
        ),
        model.Pair(
            "Days",
            "are counted from the day that the line names, its anchor: day −14 is the fourteenth "
            "day before it. Each line says whether the days at its edges are included.",
        ),
        model.Pair(
            "At a visit",
            "means dated that day or marked as taken at that visit; of a treatment or an illness, "
            "ongoing on that day or ended on it.",
        ),
        model.Pair(
            "Weeks, months, years",
            "A week is 7 days; months and years are those of the calendar, clamped to the end of a "
            "shorter month. Age is in completed years.",
        ),
        model.Pair(
            "Partial dates",
            "such as 2025-06 decide only what every day in them decides alike.",
        ),
        model.Pair(
            "Worked examples",
            "were executed when this document was made. Limits of normal in them are samples. In "
            "examples of a whole criterion all dates of the trial, and of samples of which only "
            f"the day counts, are {DAY}.",
        ),
    )


def _milestone(milestone: ir.Milestone, protocol: ir.Protocol) -> model.MilestoneView:
    words = "a visit, at which data are taken" if milestone.visit else "a date of the trial"
    if milestone.key == protocol.assessed_at:
        words += "; eligibility is assessed here"
    place = anchor(f"milestone:{milestone.key}")
    return model.MilestoneView(place, milestone.name, f"{words} (field {milestone.key})")


def _identity(protocol: ir.Protocol) -> tuple[model.Pair, ...]:
    pairs = [
        model.Pair("Protocol", f"{protocol.id}, version {protocol.version}"),
        model.Pair("Compiler", f"eligo {__version__}"),
        _hashed("Criteria", protocol.source),
    ]
    if protocol.source_text is not None:
        pairs.append(_hashed("Source text", protocol.source_text))
    pairs += [_hashed("Vocabulary", source) for source in protocol.vocabularies]
    return tuple(pairs)


def _hashed(what: str, source: Source) -> model.Pair:
    return model.Pair(f"{what} {source.name}", f"SHA-256 {source.digest()}")
