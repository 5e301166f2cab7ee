"""What names mean while a protocol is elaborated: every declaration, found by any of its spellings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeAlias

from eligo import ir, syntax
from eligo.diagnostics import Diagnostic
from eligo.diagnostics import names as names_wrong
from eligo.source import Span


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


Thing: TypeAlias = (
    ir.Datum | ir.Milestone | DeclaredDefinition | DeclaredScore | DeclaredSubgroup | ir.Step
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


@dataclass
class Built:
    """What has been elaborated already, in order of need, by key; None where it was reported. ``under_way`` are those
    whose elaboration has begun."""

    definitions: dict[str, ir.Definition | None] = field(default_factory=dict)
    scores: dict[str, ir.Score | None] = field(default_factory=dict)
    subgroups: dict[str, ir.Subgroup | None] = field(default_factory=dict)
    under_way: list[str] = field(default_factory=list)


@dataclass
class Scope:
    """All declarations of a protocol and its vocabularies, and the mistakes found so far."""

    broken: frozenset[str]
    things: dict[str, Thing] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)  # normal -> as declared
    data: dict[str, ir.Datum] = field(default_factory=dict)  # by key, in order of declaration
    milestones: dict[str, ir.Milestone] = field(default_factory=dict)
    questions: dict[str, ir.Datum] = field(default_factory=dict)  # inline judgements by their words
    criteria: dict[tuple[str, str], str] = field(
        default_factory=dict
    )  # (kind, key or label) -> key
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
        if key in self.broken or any(part in self.broken for part in (name.text, key)):
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
        case DeclaredDefinition() | DeclaredScore() | DeclaredSubgroup():
            return thing.block.name.span


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
        case ir.Datum():
            return KIND_WORDS[type(thing.kind)]


KIND_WORDS: dict[type, str] = {
    ir.YesNo: "a yes or no",
    ir.Judgement: "a judgement (yes or no)",
    ir.Attestation: "an attestation (yes or no)",
    ir.OneOf: "one value of a list",
    ir.AnyOfValues: "a set of values",
    ir.Quantity: "a number",
    ir.Measurement: "a measurement",
    ir.Result: "a test result",
    ir.DateKind: "a date",
    ir.Event: "an event",
    ir.Condition: "an illness with a course",
    ir.Treatment: "a treatment",
}


@dataclass
class Place:
    """Where in the protocol something is elaborated: gives node identities, local names and the assessed date."""

    scope: Scope
    owner: str  # criterion key, "define:KEY", "score:KEY.ITEM", "subgroup:KEY"
    name: str  # snake_case stem for inline judgements
    local: dict[str, ir.Step] = field(default_factory=dict)
    count: int = 0
    judgements: int = 0
    judgement_label: str = (
        ""  # under which examples speak of an inline judgement, where there is one
    )

    def id(self) -> str:
        self.count += 1
        return f"{self.owner}/{self.count}"

    def assessed(self, span: Span) -> ir.Date:
        return ir.MilestoneDate(self.id(), span, self.scope.assessed_at)
