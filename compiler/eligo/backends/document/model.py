"""What a document holds, in the order in which it stands there. Nothing is decided after this."""

from __future__ import annotations

from dataclasses import dataclass

from eligo.english import Sentence, Text


@dataclass(frozen=True)
class Reference:
    """A name that leads to a place in the document; `anchor` is empty where there is none."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Pair:
    name: str
    text: str


@dataclass(frozen=True)
class Need:
    """Something that is read; of what is computed, also the data from which it is."""

    what: Reference
    computed_from: tuple[Reference, ...]

    @property
    def many(self) -> bool:
        return len(self.computed_from) > 12


@dataclass(frozen=True)
class Quotation:
    """The source's words, and what of them looks like a slip of ours and is none."""

    text: str
    note: str


@dataclass(frozen=True)
class Trial:
    """What an example records, and what the line or the criterion then is."""

    recorded: str
    result: str


@dataclass(frozen=True)
class Boundary:
    """Executed examples just inside and just outside the limits of one line."""

    line: str
    given: str  # what all of them have in common, such as "with screening on 2025-06-15"
    trials: tuple[Trial, ...]


@dataclass(frozen=True)
class InterpretationView:
    criterion: Reference
    title: str
    chosen: str
    instead: str
    because: str
    status: str


@dataclass(frozen=True)
class DutyView:
    text: str
    period: Text
    when: Sentence | None


@dataclass(frozen=True)
class PermissionView:
    text: str
    when: Sentence | None


@dataclass(frozen=True)
class CriterionView:
    """A criterion or a part of one; parts follow their criterion, one level deeper."""

    anchor: str
    key: str
    level: int
    kind: str
    label: str
    title: str
    answered: str  # computed, asked of a person, or both
    direction: str
    scope: Reference | None
    quotes: tuple[Quotation, ...]
    rule: Sentence | None
    parts: tuple[Reference, ...]
    diagram: str  # SVG, or empty
    needs: tuple[Need, ...]
    missing: tuple[str, ...]  # paragraphs
    boundaries: tuple[Boundary, ...]
    scenarios: tuple[Trial, ...]  # of the criterion as a whole
    interpretations: tuple[InterpretationView, ...]
    left_out: tuple[Pair, ...]
    duties: tuple[DutyView, ...]
    line: int
    about: tuple[str, ...] = ()  # for each of what it is, where it counts, when it is assessed
    assumptions: tuple[Pair, ...] = ()  # what counts where something is missing, and why
    repeat: str = ""
    permissions: tuple[PermissionView, ...] = ()
    refers: tuple[str, ...] = ()


@dataclass(frozen=True)
class TakenOver:
    """A criterion that a stage takes over from another, which differs in its milestone only."""

    anchor: str
    criterion: Reference
    kind: str
    difference: str


@dataclass(frozen=True)
class StageView:
    anchor: str
    title: str
    text: str
    taken: tuple[TakenOver, ...]
    left_out: tuple[Reference, ...]


@dataclass(frozen=True)
class Group:
    """Criteria of one kind, of one stage where the protocol has stages; the first group of a stage
    holds no criteria but says what the stage is."""

    anchor: str
    title: str
    caption: str
    stage: StageView | None
    criteria: tuple[CriterionView, ...]


@dataclass(frozen=True)
class CohortView:
    anchor: str
    name: str
    rule: Sentence | None
    criteria: tuple[Reference, ...]


@dataclass(frozen=True)
class UnitView:
    """What some criteria are about instead of the participant."""

    anchor: str
    name: str
    of: Reference
    rule: Sentence | None
    needed: str
    criteria: tuple[Reference, ...]


@dataclass(frozen=True)
class TableRow:
    """The cells of the inputs, then a number or an outcome."""

    cells: tuple[str, ...]
    number: Text
    outcome: Sentence | None


@dataclass(frozen=True)
class TableView:
    anchor: str
    name: str
    label: str
    headers: tuple[Text, ...]
    kind: str  # a decision table or a look-up table
    result: str  # the heading of the last column, with its unit
    rows: tuple[TableRow, ...]
    complete: str
    source: str
    note: str
    vocabulary: str


@dataclass(frozen=True)
class Member:
    name: str
    key: str
    synonyms: str
    codes: str
    half_life: str
    equivalent: str


@dataclass(frozen=True)
class ValueSet:
    """The members of a group, with what a dictionary has no room for."""

    anchor: str
    name: str
    kind: str
    text: str
    equivalents_of: str
    with_half_life: bool
    members: tuple[Member, ...]


@dataclass(frozen=True)
class StepView:
    name: str
    formula: Text


@dataclass(frozen=True)
class DefinitionView:
    anchor: str
    name: str
    unit: str
    formula: Text
    steps: tuple[StepView, ...]
    rule: Sentence | None
    diagram: str
    needs: tuple[Need, ...]
    missing: tuple[str, ...]  # paragraphs
    boundaries: tuple[Boundary, ...]
    source: str
    note: str
    vocabulary: str


@dataclass(frozen=True)
class ScoreRow:
    """An item, or the heading of a group of which only the heaviest item counts (weight empty)."""

    weight: str
    wording: str
    rule: Sentence | None
    in_group: bool


@dataclass(frozen=True)
class ScoreView:
    anchor: str
    name: str
    label: str
    range: str
    rows: tuple[ScoreRow, ...]
    boundaries: tuple[Boundary, ...]
    source: str
    note: str
    vocabulary: str


@dataclass(frozen=True)
class SubgroupView:
    anchor: str
    name: str
    label: str
    rule: Sentence


@dataclass(frozen=True)
class MilestoneView:
    anchor: str
    name: str
    text: str


@dataclass(frozen=True)
class DatumView:
    anchor: str
    key: str
    name: str
    label: str
    meaning: str
    answer: str
    unit: str
    units: tuple[str, ...]
    values: tuple[Pair, ...]  # key in the record, label with synonyms and codes
    plausible: str
    bounds: str
    codes: tuple[str, ...]
    synonyms: tuple[str, ...]
    question: str
    asked_of: str
    source: str
    note: str
    vocabulary: str
    used_in: tuple[Reference, ...]
    value_set: Reference | None = None
    attributes: tuple[DatumView, ...] = ()


@dataclass(frozen=True)
class PassageView:
    text: str
    fate: str
    owner: Reference | None


@dataclass(frozen=True)
class ExampleView:
    title: str
    expectations: tuple[Pair, ...]


@dataclass(frozen=True)
class Document:
    id: str
    title: str
    version: str
    released: str
    short_hash: str
    summary: tuple[Pair, ...]
    registered: tuple[Pair, ...]
    not_known: tuple[str, ...]
    best_verdict: str
    reading: tuple[Pair, ...]
    inclusions: tuple[CriterionView, ...]
    exclusions: tuple[CriterionView, ...]
    groups: tuple[Group, ...]
    cohorts: tuple[CohortView, ...]
    units: tuple[UnitView, ...]
    tables: tuple[TableView, ...]
    value_sets: tuple[ValueSet, ...]
    banner: str
    definitions: tuple[DefinitionView, ...]
    scores: tuple[ScoreView, ...]
    subgroups: tuple[SubgroupView, ...]
    milestones: tuple[MilestoneView, ...]
    data: tuple[DatumView, ...]
    open_questions: tuple[InterpretationView, ...]
    passages: tuple[PassageView, ...]
    examples: tuple[ExampleView, ...]
    identity: tuple[Pair, ...]
    reproduce: str
    intended_use: str
