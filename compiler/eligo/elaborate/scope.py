"""What names mean while a protocol is elaborated: every declaration, found by any of its spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Literal, TypeAlias, assert_never

from eligo import ir, syntax, units
from eligo.diagnostics import Diagnostic
from eligo.diagnostics import names as names_wrong
from eligo.source import Source, Span


@dataclass(frozen=True)
class DeclaredDefinition:
    """A definition, not yet elaborated; it is when the first rule uses it."""

    block: syntax.DefineBlock
    vocabulary: str


@dataclass(frozen=True)
class DeclaredScore:
    block: syntax.ScoreBlock
    vocabulary: str


@dataclass(frozen=True)
class DeclaredSubgroup:
    block: syntax.SubgroupBlock


@dataclass(frozen=True)
class DeclaredTable:
    block: syntax.TableBlock
    vocabulary: str


@dataclass(frozen=True)
class DeclaredUnit:
    block: syntax.UnitBlock


@dataclass(frozen=True)
class DeclaredCohort:
    block: syntax.CohortBlock


@dataclass(frozen=True)
class DeclaredStage:
    block: syntax.StageBlock


@dataclass(frozen=True)
class DeclaredPeriod:
    """Its two ends are elaborated where a window uses it."""

    block: syntax.PeriodBlock


@dataclass(frozen=True)
class Member:
    """A member of a group: its name stands for the entries of ``datum`` whose name is ``key``."""

    datum: ir.Datum
    key: str
    name: str


@dataclass(frozen=True)
class Component:
    """One number of paired readings: ``systolic`` of a blood pressure."""

    datum: ir.Datum
    key: str
    name: str


@dataclass(frozen=True)
class Entry:
    """The entry at hand in a block about a list: its ``datum``, the datum's own key (``owner``), and the ``alias``
    under which leaves speak of it (empty: the owner). ``name`` is the alias as written, empty where there is none.
    """

    datum: ir.Datum
    owner: str
    alias: str
    name: str

    @property
    def key(self) -> str:
        return self.alias or self.owner


FacetWord = Literal["value", "duration", "equivalent dose"]


@dataclass(frozen=True)
class Facet:
    """What an entry has by its kind, and what is no field of it by itself: its value, how long it lasted, its dose in
    the amount of the group's reference medicine."""

    entry: Entry
    word: FacetWord


Thing: TypeAlias = (
    ir.Datum
    | ir.Milestone
    | DeclaredDefinition
    | DeclaredScore
    | DeclaredSubgroup
    | DeclaredTable
    | DeclaredUnit
    | DeclaredCohort
    | DeclaredStage
    | DeclaredPeriod
    | Member
    | Component
    | Facet
    | ir.Step
)


_ALIKE = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u00a0": " ", "\u2010": "-", "\u2011": "-", "\u00ad": ""}
)


def normal(text: str) -> str:
    """The spelling under which a name is found: case, kind of apostrophe and white space do not matter."""
    return " ".join(text.translate(_ALIKE).casefold().split())


def slug(text: str, joint: str = "-") -> str:
    """Lower-case letters and digits joined by ``joint``; apostrophes vanish, accents are dropped."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    words = re.findall(r"[a-z0-9]+", plain.lower().replace("'", "").replace("\u2019", ""))
    return joint.join(words)


def field_key(text: str) -> str:
    """The name of a record's field: snake_case, never beginning with a digit."""
    key = slug(text, "_") or "unnamed"
    return f"n_{key}" if key[0].isdigit() else key


@dataclass(frozen=True)
class Settled:
    """What became of a definition in a window, at a milestone or of an entry: the key under which it stands, whether
    something in it takes the window, looks at the assessed day, speaks of what the entry has."""

    key: str
    windowed: bool
    dated: bool
    of_entries: bool


@dataclass
class Built:
    """What has been elaborated already, in order of need, by key; None where it was reported. ``under_way`` are those
    whose elaboration has begun."""

    definitions: dict[str, ir.Definition | None] = field(default_factory=dict)
    scores: dict[str, ir.Score | None] = field(default_factory=dict)
    subgroups: dict[str, ir.Subgroup | None] = field(default_factory=dict)
    tables: dict[str, ir.Table | None] = field(default_factory=dict)
    units: dict[str, ir.UnitOfAnalysis | None] = field(default_factory=dict)
    cohorts: dict[str, ir.Cohort | None] = field(default_factory=dict)
    under_way: list[str] = field(default_factory=list)
    settled: dict[tuple[str, str, str], Settled] = field(default_factory=dict)

    def copy(self) -> Built:
        """The same, untouched by what is elaborated from now on."""
        return Built(
            dict(self.definitions),
            dict(self.scores),
            dict(self.subgroups),
            dict(self.tables),
            dict(self.units),
            dict(self.cohorts),
            list(self.under_way),
            dict(self.settled),
        )


@dataclass
class Scope:
    """All declarations of a protocol and its vocabularies, and the mistakes found so far.

    ``whole`` says that every line could be read. ``files`` are the texts of files beside a criteria file, by its name
    and theirs. ``lesser`` are names that stand for a part of a datum (members of groups, numbers of paired readings)
    wherever no declaration has them. ``facets`` are what entries have by their kind, by the key of their datum, as far
    as a rule speaks of it. ``aliases`` lead from the name of an entry in its block to the key of its datum.
    """

    broken: frozenset[str]
    files: Mapping[tuple[str, str], Source] = field(default_factory=dict)
    whole: bool = True
    things: dict[str, Thing] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)  # normal -> as declared
    data: dict[str, ir.Datum] = field(default_factory=dict)  # by key, in order of declaration
    milestones: dict[str, ir.Milestone] = field(default_factory=dict)
    questions: dict[str, ir.Datum] = field(default_factory=dict)  # inline judgements by their words
    criteria: dict[tuple[str, str], str] = field(
        default_factory=dict
    )  # (kind, key or label) -> key
    lesser: dict[str, tuple[Member | Component, ...]] = field(default_factory=dict)
    facets: dict[str, dict[str, ir.Datum]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    measured_within: dict[str, units.Duration] = field(default_factory=dict)  # "": the protocol's
    stages: dict[str, list[str]] = field(default_factory=dict)  # keys of the criteria of each
    built: Built = field(default_factory=Built)
    assessed_at: str = ""
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def report(self, diagnostic: Diagnostic) -> None:
        self.diagnostics.append(diagnostic)

    # ------------------------------------------------------------------------------------------ declaring

    def declare(self, name: syntax.Name, thing: Thing, others: tuple[str, ...] = ()) -> None:
        """Enter a thing under its name and other spellings; a name that is taken is reported."""
        for position, spelling in enumerate((name.text, *others)):
            key = normal(spelling)
            if key in self.things:
                if self.things[key] is not thing:
                    earlier = self.things[key]
                    self.report(names_wrong.name_taken(name.span, spelling, span_of(earlier)))
                continue
            if position == 0 and key in RESERVED:
                self.report(names_wrong.name_is_a_word_of_the_language(name.span, spelling))
                continue
            self.things[key] = thing
            self.printed[key] = spelling if position else name.text

    def declare_datum(self, datum: ir.Datum, name: syntax.Name, others: tuple[str, ...]) -> None:
        if datum.key in self.data and self.data[datum.key].span != datum.span:
            earlier = self.data[datum.key]
            if normal(earlier.name) != normal(datum.name):
                self.report(
                    names_wrong.same_field(
                        name.span, datum.name, earlier.name, datum.key, earlier.span
                    )
                )
                return
        self.declare(name, datum, others)
        self.data.setdefault(datum.key, datum)

    def replace_datum(self, known: ir.Datum, wider: ir.Datum) -> None:
        """Put a datum in the place of the one it extends, wherever that is named."""
        self.data[known.key] = wider
        for spelling, thing in self.things.items():
            if thing is known:
                self.things[spelling] = wider
        for spelling, parts in self.lesser.items():
            self.lesser[spelling] = tuple(
                replace(part, datum=wider) if part.datum is known else part for part in parts
            )

    def declare_part(self, part: Member | Component, spellings: tuple[str, ...]) -> None:
        """Enter a member of a group or a number of paired readings under its spellings."""
        for spelling in spellings:
            key = normal(spelling)
            known = self.lesser.get(key, ())
            if part not in known:
                self.lesser[key] = (*known, part)
                self.printed.setdefault(key, spelling)

    # --------------------------------------------------------------------------------------------- finding

    def find(
        self,
        name: syntax.Name,
        local: dict[str, ir.Step] | None = None,
        declare: str = "data {}: yes or no",
    ) -> Thing | None:
        """What a name means. An unknown name is reported once, with how to ``declare`` what belongs in its place, and
        gives None; so does, silently, a name whose declaration was itself reported."""
        key = normal(name.text)
        if local and key in local:
            return local[key]
        if key in self.things:
            return self.things[key]
        parts = self.lesser.get(key, ())
        if len(parts) == 1:
            return parts[0]
        if parts:
            owners = tuple(part.datum.name for part in parts)
            self.report(names_wrong.member_of_several(name.span, name.text, owners))
            return None
        if key in self.broken or any(part in self.broken for part in (name.text, key)):
            return None
        owners = self.owners(key)
        if owners:
            self.report(names_wrong.attribute_outside_its_block(name.span, name.text, owners))
            return None
        self.report(
            names_wrong.unknown_name(
                name.span,
                name.text,
                self.similar(name.text),
                split(name.text),
                declare.format(name.text),
            )
        )
        return None

    def owners(self, key: str) -> tuple[str, ...]:
        """The names of the lists whose entries have an attribute of that name."""
        return tuple(
            datum.name
            for datum in self.data.values()
            if any(key in map(normal, (each.name, *each.synonyms)) for each in datum.attributes)
        )

    def similar(self, text: str) -> tuple[str, ...]:
        """Up to three declared names that the author may have meant."""
        return nearest(text, tuple(self.printed.values()))


RESERVED = frozenset(
    word
    for line in (
        "age all any no not none on at by last first highest lowest latest when then otherwise",
        "unless is before after within since from until between and or x uln lln min max case",
        "where each every",
    )
    for word in line.split()
)


def nearest(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Up to three known names like ``text``, best first: close spelling, or all of its words in it."""
    by_normal = {normal(name): name for name in known}
    close = get_close_matches(normal(text), list(by_normal), n=3, cutoff=0.72)
    words = set(normal(text).split())
    holding = sorted(
        (name for name in by_normal if words and words <= set(name.split())),
        key=lambda n: (len(n), n),
    )
    unique = list(dict.fromkeys([*close, *holding]))[:3]
    return tuple(by_normal[name] for name in unique)


def split(text: str) -> str:
    """The number or unit that an unknown run of words has swallowed, if any."""
    found = re.search(r"\s([<>=]*\s*[0-9][^ ]*)", text)
    return found.group(1).strip() if found else ""


def span_of(thing: Thing) -> Span:
    match thing:
        case ir.Datum() | ir.Milestone():
            return thing.span
        case ir.Step():
            return thing.number.span
        case Member() | Component():
            return thing.datum.span
        case Facet():
            return thing.entry.datum.span
        case (
            DeclaredDefinition()
            | DeclaredScore()
            | DeclaredSubgroup()
            | DeclaredTable()
            | DeclaredUnit()
            | DeclaredCohort()
            | DeclaredStage()
            | DeclaredPeriod()
        ):
            return thing.block.name.span
        case _:
            assert_never(thing)


def described(thing: Thing) -> str:
    """What a thing is, for messages: "a measurement", "a date", "a named condition"."""
    match thing:
        case ir.Milestone():
            return "a milestone"
        case ir.Step():
            return "a number of this formula"
        case DeclaredDefinition():
            numeric = thing.block.unit is not None or thing.block.number_kind is not None
            return "a computed number" if numeric else "a named condition"
        case DeclaredScore():
            return "a score"
        case DeclaredSubgroup():
            return "a subgroup"
        case DeclaredTable():
            return "a table of numbers" if gives_numbers(thing.block) else "a decision table"
        case DeclaredUnit():
            return "a unit of analysis"
        case DeclaredCohort():
            return "a cohort"
        case DeclaredStage():
            return "a stage"
        case DeclaredPeriod():
            return "a period of the trial"
        case Member():
            return f"a member of {thing.datum.name}"
        case Component():
            return "a measurement"
        case Facet():
            return "a number" if thing.word != "duration" else "a length of time"
        case ir.Datum():
            return KIND_WORDS[type(thing.kind)]
        case _:
            assert_never(thing)


def gives_numbers(block: syntax.TableBlock) -> bool:
    """Whether a table gives numbers; the others are decision tables."""
    return block.unit is not None or block.number_kind is not None


KIND_WORDS: dict[type, str] = {
    ir.YesNo: "a yes or no",
    ir.Judgement: "a judgement (yes or no)",
    ir.Attestation: "an attestation (yes or no)",
    ir.OneOf: "one value of a list",
    ir.AnyOfValues: "a set of values",
    ir.Quantity: "a number",
    ir.Measurement: "a measurement",
    ir.Paired: "a measurement of several numbers",
    ir.Result: "a test result",
    ir.DateKind: "a date",
    ir.Event: "an event",
    ir.Condition: "an illness with a course",
    ir.Treatment: "a treatment",
    ir.Record: "a record of things",
}
