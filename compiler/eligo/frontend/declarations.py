"""What a file declares: a first reading of its headers, before any rule, that never fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile

from eligo.frontend import blocks, words
from eligo.frontend.blocks import Block
from eligo.frontend.headers import line_words
from eligo.frontend.lines import NO_NAMES, Names, places
from eligo.frontend.words import Lexicon, Word
from eligo.source import Source, Span

_VALUE_KINDS = {
    "ONE_OF": "one of",
    "GRADED": "graded",
    "ANY_OF": "any of",
    "RESULT_ONE_OF": "result",
}
_KIND_WORDS = {
    "YES_OR_NO": "yes or no",
    "WHOLE_NUMBER": "whole number",
    "NUMBER_IN": "number",
    "NUMBER_KIND": "number",
    "SCORE_KIND": "score",
    "MEASUREMENT_IN": "measurement",
    "MEASUREMENT_KIND": "measurement",
    "TITRE_KIND": "titre",
    "DATE_KIND": "date",
    "DATE_OR_NONE": "date or none",
    "JUDGEMENT": "judgement",
    "ATTESTATION": "attestation",
    "RATIO": "ratio",
    "EVENT": "event",
    "CONDITION": "condition",
    "TREATMENT": "treatment",
    "RECORD": "record",
    "PAIRED": "paired",
    **_VALUE_KINDS,
}


@dataclass(frozen=True, slots=True)
class Declared:
    """A name that is declared somewhere.

    ``kind`` is one of: milestone, visit, period, data, attribute, component, group, member, define,
    score, item, step, table, subgroup, unit, cohort, stage, value, synonym, plural. ``owner`` is
    the name it belongs to (of a value, an attribute and a component its datum, of a synonym or
    plural what it stands for, of an item its score, of a step its definition). ``data_kind`` is the
    first word of a datum's kind, as in syntax.KindText; ``dated`` is none.
    """

    text: str
    kind: str
    span: Span
    owner: str | None = None
    data_kind: str | None = None


@dataclass(frozen=True)
class Declarations:
    """The names of a file or of several, the vocabularies it uses, and its protocol."""

    names: tuple[Declared, ...] = ()
    uses: tuple[tuple[str, Span], ...] = ()
    protocol: str | None = None
    vocabulary: str | None = None
    _by_text: dict[str, list[Declared]] = field(init=False, repr=False, compare=False)
    _lexicon: Lexicon = field(init=False, repr=False, compare=False)
    _in_examples: Lexicon = field(init=False, repr=False, compare=False)
    _yes_or_no: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_text: dict[str, list[Declared]] = {}
        everywhere: list[tuple[str, str]] = []
        examples: list[tuple[str, str]] = []
        for name in self.names:
            by_text.setdefault(words.folded(name.text), []).append(name)
            if name.kind == "item":
                examples.append((f"{name.owner} {name.text}", name.kind))
            elif name.kind == "value" and name.text.replace(".", "", 1).isdecimal():
                pass  # a number is one wherever it stands
            elif name.kind != "step":
                everywhere.append((name.text, name.kind))
        object.__setattr__(self, "_by_text", by_text)
        object.__setattr__(self, "_lexicon", Lexicon(everywhere))
        object.__setattr__(self, "_in_examples", Lexicon(examples))
        yes_or_no = (name for name in self.names if name.data_kind == "yes or no")
        holding = frozenset(words.folded(name.text) for name in yes_or_no)
        object.__setattr__(self, "_yes_or_no", holding)

    @property
    def milestones(self) -> tuple[str, ...]:
        return tuple(name.text for name in self.names if name.kind in ("milestone", "visit"))

    def find(self, text: str) -> tuple[Declared, ...]:
        """Everything declared under this text, in any case."""
        return tuple(self._by_text.get(words.folded(text), ()))

    def data_kind(self, text: str) -> str | None:
        """The kind of the datum of this name, synonym or plural."""
        for name in self.find(text):
            if name.data_kind is not None:
                return name.data_kind
            if name.kind in ("synonym", "plural") and name.owner is not None and name.owner != text:
                for owner in self.find(name.owner):
                    if owner.data_kind is not None:
                        return owner.data_kind
        return None

    def is_value(self, text: str) -> bool:
        """Whether the text names a value and nothing else."""
        found = self.find(text)
        return bool(found) and all(name.kind == "value" for name in found)

    def in_block(self, keyword: str, owner: str | None, aliases: tuple[str, ...] = ()) -> Names:
        """Where names are looked up in a block: the items of a score and the steps of a definition
        only in their own. ``aliases`` are what its lines call single entries; what has attributes goes
        by its own name too (``BCVA of eye``)."""
        if keyword == "example":
            return Names(self._lexicon, self._in_examples)
        kind = {"score": "item", "define": "step"}.get(keyword)
        own = [
            (name.text, name.kind)
            for name in self.names
            if kind and name.kind == kind and name.owner == owner
        ]
        owners = dict.fromkeys(
            name.owner for name in self.names if name.kind == "attribute" and name.owner
        )
        entries = Lexicon((name, "alias") for name in (*aliases, *owners))
        return Names(self._lexicon, Lexicon(own), entries, self._yes_or_no)

    def merge(self, *others: Declarations) -> Declarations:
        """The names of all; protocol and vocabulary name are those of the first."""
        parts = (self, *others)
        return Declarations(
            tuple(name for part in parts for name in part.names),
            tuple(use for part in parts for use in part.uses),
            self.protocol,
            self.vocabulary,
        )


def declared(source: Source) -> Declarations:
    """The names that a file declares, by the look of its headers."""
    names: list[Declared] = []
    uses: list[tuple[str, Span]] = []
    protocol: str | None = None
    vocabulary: str | None = None
    for block in blocks.split(source):
        if block.keyword not in blocks.KEYWORDS:
            continue
        header = line_words(source, block, block.lines[0], "header", NO_NAMES)
        match block.keyword:
            case "protocol":
                protocol = protocol or next(
                    (word.value for word in header if word.type == "NAME"), None
                )
            case "vocabulary":
                vocabulary = vocabulary or next(
                    (word.value for word in header if word.type == "NAME"), None
                )
            case "use":
                uses += _used(header)
            case _:
                names += declared_by(source, block, header)
    return Declarations(tuple(names), tuple(uses), protocol, vocabulary)


def _used(header: list[Word]) -> list[tuple[str, Span]]:
    """The vocabularies of a ``use`` line, without the milestones bound."""
    used = []
    for position, word in enumerate(header):
        if word.type == "NAME" and header[position - 1].type in ("USE", "COMMA"):
            used.append((word.value, word.span))
    return used


def declared_by(source: Source, block: Block, header: list[Word]) -> list[Declared]:
    """The names that one block declares."""
    match block.keyword:
        case "milestone" | "visit":
            named = takewhile(lambda word: word.type != "COLON", header)
            return [
                Declared(word.value, block.keyword, word.span)
                for word in named
                if word.type == "NAME"
            ]
        case "data":
            return _data(source, block, header)
        case "period" | "unit" | "cohort" | "stage":
            return [Declared(word.value, block.keyword, word.span) for word in _first_name(header)]
        case "group" | "define" | "score" | "table" | "subgroup":
            return _named(source, block, header)
        case _:
            return []


def _first_name(header: list[Word]) -> list[Word]:
    return [word for word in header[1:2] if word.type == "NAME"]


def _data(source: Source, block: Block, header: list[Word]) -> list[Declared]:
    lines = _property_lines(source, block)
    several = len(header) > 1 and header[1].type == "COMMA"
    if several:
        colon = next(
            (index for index, word in enumerate(header) if word.type == "COLON"), len(header)
        )
        own = [word for word in header[colon:] if word.type == "NAME"]
    else:
        own = _first_name(header)
    owner = own[0].value if own else None
    said = [header, *(line for attribute, line in lines if attribute is None)]
    extends = header[0].type == "EXTEND_DATA"
    names = [Declared(word.value, "data", word.span, None, _kind(said)) for word in own]
    return ([] if extends else names) + _of_datum(said, owner) + _attributes(lines, owner)


def _attributes(lines: list[tuple[int | None, list[Word]]], owner: str | None) -> list[Declared]:
    """What the ``with`` lines of a block declare."""
    names: list[Declared] = []
    for attribute in dict.fromkeys(attribute for attribute, _ in lines):
        said = [line for number, line in lines if number == attribute]
        if attribute is None or len(said[0]) < 2:
            continue
        first = said[0]
        if first[1].type == "COMMA":
            colon = next((at for at, word in enumerate(first) if word.type == "COLON"), len(first))
            own = [word for word in first[colon:] if word.type == "NAME"]
            said[0] = first[2:colon]
        else:
            own = [word for word in first[1:2] if word.type == "NAME"]
            said[0] = first[2:]
        names += [Declared(word.value, "attribute", word.span, owner, _kind(said)) for word in own]
        names += _of_datum(said, own[0].value) if own else []
    return names


def _kind(lines: list[list[Word]]) -> str | None:
    """The first word of the kind of a datum, by the lines that describe it."""
    for line in lines:
        for word in line:
            if word.type in _KIND_WORDS:
                return _KIND_WORDS[word.type]
    return None


def _of_datum(lines: list[list[Word]], owner: str | None) -> list[Declared]:
    """The values, components and other names that the lines about a datum give."""
    names: list[Declared] = []
    for line in lines:
        start = next((at for at, word in enumerate(line) if word.type in _VALUE_KINDS), len(line))
        for position in range(start + 1, len(line)):
            word = line[position]
            if word.type == "COLON":
                break
            if word.type == "NAME" and line[position - 1].type != "BY":
                names.append(Declared(word.value, "value", word.span, owner))
        names += _components(line, owner) + _other_names(line, owner)
    return names


def _components(line: list[Word], owner: str | None) -> list[Declared]:
    """The components of a paired measurement, each with and without the name of the whole."""
    paired = next((at for at, word in enumerate(line) if word.type == "PAIRED"), len(line))
    names: list[Declared] = []
    for word in takewhile(lambda word: word.type in ("NAME", "COMMA"), line[paired + 1 :]):
        if word.type == "NAME":
            texts = [word.value, f"{word.value} {owner}"] if owner else [word.value]
            names += [
                Declared(text, "component", word.span, owner, "measurement") for text in texts
            ]
    return names


def _other_names(line: list[Word], owner: str | None) -> list[Declared]:
    """Synonyms and the plural, given in quotes; a synonym belongs to the value before it on the
    line, if there is one."""
    names = []
    speaks = ""
    for word in line:
        if word.type in ("ALSO_CALLED", "PLURAL", "QUESTION", "NOTE", "SOURCE"):
            speaks = word.type
        elif word.type == "NAME":
            owner = word.value
            speaks = ""
        elif word.type == "STRING" and speaks in ("ALSO_CALLED", "PLURAL") and word.value:
            kind = "plural" if speaks == "PLURAL" else "synonym"
            names.append(Declared(word.value, kind, word.span, owner))
        elif word.type != "COMMA":
            speaks = ""
    return names


def _property_lines(source: Source, block: Block) -> list[tuple[int | None, list[Word]]]:
    """The lines beneath a header, each with the number of the ``with`` line that it belongs to."""
    where = places(source, block)
    attributes: dict[int, int] = {}
    lines: list[tuple[int | None, list[Word]]] = []
    for index in range(1, len(block.lines)):
        line = line_words(source, block, block.lines[index], where[index], NO_NAMES)
        parent = block.lines[index].parent
        if parent in attributes:
            attributes[index] = attributes[parent]
        elif line and line[0].type == "WITH":
            attributes[index] = index
        lines.append((attributes.get(index), line))
    return lines


def _kind_of_group(header: list[Word]) -> str:
    of = next((word for word in header if word.type == "OF_KIND"), None)
    return words.folded(of.value).removeprefix("of ").removesuffix("s") if of else "treatment"


def _named(source: Source, block: Block, header: list[Word]) -> list[Declared]:
    names: list[Declared] = []
    owner = header[1].value if len(header) > 1 and header[1].type == "NAME" else None
    if owner is not None:
        data_kind = {"score": "score", "group": _kind_of_group(header)}.get(block.keyword)
        names.append(Declared(owner, block.keyword, header[1].span, None, data_kind))
    if block.keyword == "subgroup":
        return names
    if block.keyword == "group":
        lines = _property_lines(source, block)
        colon = next((at for at, word in enumerate(header) if word.type == "COLON"), len(header))
        for line in [header[colon + 1 :], *(line for number, line in lines if number is None)]:
            if line and line[0].type == "NAME":
                names += [
                    Declared(word.value, "member", word.span, owner)
                    for word in line
                    if word.type == "NAME"
                ]
                names += _other_names(line, owner)
            elif line and line[0].type in ("ALSO_CALLED", "PLURAL"):
                names += _other_names(line, owner)
        return names + _attributes(lines, owner)
    where = places(source, block)
    for index in range(1, len(block.lines)):
        if where[index] not in ("score", "number", "condition", "table"):
            continue
        line = line_words(source, block, block.lines[index], where[index], NO_NAMES)
        if not line:
            continue
        if (
            block.keyword == "score"
            and line[0].type == "NUMBER"
            and len(line) > 1
            and line[1].type == "NAME"
        ):
            names.append(Declared(line[1].value, "item", line[1].span, owner))
        elif line[0].type == "WHERE" and len(line) > 1 and line[1].type == "NAME":
            names.append(Declared(line[1].value, "step", line[1].span, owner))
        elif line[0].type == "ALSO_CALLED":
            names += _other_names(line, owner)
    return names
