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
