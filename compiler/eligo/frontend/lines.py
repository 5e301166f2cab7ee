"""What kind of line each line of a block is, what phrases open it, and where names are found."""

from __future__ import annotations

import re
from collections.abc import Mapping

from eligo import units
from eligo.frontend import words
from eligo.frontend.blocks import Block, Line
from eligo.frontend.words import NO_PHRASES, Atom, Lexicon
from eligo.source import Source

# The phrases that open a line in each place, with the word they make. What opens with none of them
# is a statement, a calculation, a member or a value, as the place has it.
OPENERS: Mapping[str, Lexicon] = {
    place: Lexicon(phrases.items())
    for place, phrases in {
        "protocol": {
            **dict.fromkeys(
                (
                    "title",
                    "version",
                    "released",
                    "source",
                    "sponsor",
                    "design",
                    "phase",
                    "enrolment",
                    "runs",
                    "assessed at",
                    "measured within",
                    "not known",
                    "arm",
                    "site",
                    "note",
                ),
                "PROPERTY",
            ),
            "registered": "REGISTERED",
        },
        "data": {
            "also in": "ALSO_IN",
            "also called": "ALSO_CALLED",
            "plural": "PLURAL",
            "question": "QUESTION",
            "note": "NOTE",
            "source": "SOURCE",
            "burden": "BURDEN",
            "code": "CODE",
            "plausible": "PLAUSIBLE",
            "with normal range": "NORMAL_RANGE",
            "with": "WITH",
            "measured within": "MEASURED_WITHIN",
            "half-life": "HALF_LIFE",
        },
        "group": {
            "also called": "ALSO_CALLED",
            "plural": "PLURAL",
            "question": "QUESTION",
            "note": "NOTE",
            "source": "SOURCE",
            "burden": "BURDEN",
            "code": "CODE",
            "with": "WITH",
            "group": "GROUP",
            "except": "EXCEPT",
            "equivalents of": "EQUIVALENTS_OF",
        },
        "condition": {"also called": "ALSO_CALLED", "note": "NOTE", "source": "SOURCE"},
        "number": {
            "also called": "ALSO_CALLED",
            "note": "NOTE",
            "source": "SOURCE",
            "where": "WHERE",
        },
        "score": {
            "also called": "ALSO_CALLED",
            "note": "NOTE",
            "source": "SOURCE",
            "highest of": "HIGHEST_OF",
        },
        "table": {"also called": "ALSO_CALLED", "note": "NOTE", "source": "SOURCE"},
        "stage": {"extends": "EXTENDS", "without": "WITHOUT", "only": "WITHOUT"},
        "criterion": {
            "part": "PART",
            "interpretation": "INTERPRETATION",
            "not formalised": "NOT_FORMALISED",
            "obliges": "OBLIGES",
            "may be repeated": "REPEATED",
            "permits": "PERMITS",
            "refers to": "REFERS_TO",
        },
        "interpretation": {
            "chosen": "CHOSEN",
            "instead": "INSTEAD",
            "because": "BECAUSE",
            "status": "SETTLED",
        },
        "example": {"given": "GIVEN", "expect": "EXPECT"},
    }.items()
}

_START_OF_BLOCK = {
    "protocol": "protocol",
    "data": "data",
    "group": "group",
    "score": "score",
    "table": "table",
    "subgroup": "statement",
    "unit": "statement",
    "cohort": "statement",
    "stage": "stage",
    "inclusion": "criterion",
    "exclusion": "criterion",
    "delay": "criterion",
    "example": "example",
    "context": "context",
}
_UNIT_AT_END = re.compile(r"(?<!\S)in\s+(\S+(?:\s*/\s*\S+|\s+m2|\s+m²)*)\s*$")
_NUMBER_KIND = re.compile(r"\bas\s+(score|ratio|count)\s*$", re.I)
_FROM_TO = re.compile(r"\bfrom\s+(\S+)\s+to\s+(\S+)(\s+\S+)?\s*$", re.I)


def places(source: Source, block: Block) -> list[str]:
    """What kind of line each line of the block is, by where it stands."""
    found: list[str] = []
    for index, line in enumerate(block.lines):
        if index == 0:
            found.append("header")
            continue
        above = block.lines[line.parent]
        place = found[line.parent]
        if place == "header":
            if block.keyword == "define":
                place = "number" if _is_number(source, block.lines[0]) else "condition"
            else:
                place = _START_OF_BLOCK.get(block.keyword, "statement")
        else:
            first = source.text[above.start : above.end].casefold()
            if place == "criterion" and first.startswith("interpretation"):
                place = "interpretation"
            elif place == "criterion" and re.match(r"part\b", first):
                place = "criterion"
            elif place == "example" and first.startswith("given"):
                place = "given"
            elif place == "score" and first.startswith("highest of"):
                place = "score"
            elif place in ("number", "expression"):
                place = "expression"
            elif place == "group" and re.match(r"with\b", first):
                place = "data"
            elif place in (
                "table",
                "stage",
                "protocol",
                "data",
                "group",
                "context",
                "interpretation",
                "given",
                "example",
            ):
                pass
            elif place != "washout" and _WASHOUT.match(first):
                place = "washout"
            elif _BY_VALUE.search(first):
                place = "by"
            else:
                place = "statement"
        found.append(place)
    return found


def _is_number(source: Source, header: Line) -> bool:
    said = source.text[header.start : header.end]
    said = re.sub(r'["“”„][^"“”]*["“”]?', " ", said).rstrip()
    if re.search(r"(?<!\S)in$", said):
        return True
    in_unit = _UNIT_AT_END.search(said)
    return (in_unit is not None and is_unit_like(in_unit[1])) or _NUMBER_KIND.search(
        said
    ) is not None


def is_unit_like(text: str) -> bool:
    return units.is_unit(text) or bool(re.search(r"[/%*{\[]", text))


_WASHOUT = re.compile(r"(?:washout|used within)\s*,?\s*before\b.*:$", re.S)
_BY_VALUE = re.compile(r"[<>=≤≥]\s*,\s*by\b.*:$", re.S)
# `any HIV test as initial within …:` gives the entry a name for the lines beneath.
_ALIAS = re.compile(
    r"(?:any|no|every|(?:at least|at most|exactly|fewer than|more than)\s+\d+)\s.*?\bas\s+(.*):$",
    re.I | re.S,
)


def aliases(source: Source, block: Block) -> tuple[str, ...]:
    """The names that the lines of a block give to single entries."""
    found = []
    for line in block.lines[1:]:
        said = source.text[line.start : line.end]
        match = _ALIAS.match(said) if line.passage is None and said.endswith(":") else None
        if match is None:
            continue
        rest = words.atoms(match[1], 0, len(match[1]))
        count = 0
        while count < len(rest) and rest[count].kind == "core":
            if count and words.STATEMENT.match(rest, count):
                break
            count += 1
        if count:
            found.append(match[1][: rest[count - 1].end])
    return tuple(dict.fromkeys(found))


class Names:
    """Where declared names are looked up: those of everywhere, those of this block alone, and what
    its lines call single entries. ``yes_or_no`` are those that can be said without a comparison,
    folded."""

    __slots__ = ("_places", "aliases", "everywhere", "here", "yes_or_no")

    def __init__(
        self,
        everywhere: Lexicon,
        here: Lexicon,
        aliases: Lexicon = NO_PHRASES,
        yes_or_no: frozenset[str] = frozenset(),
    ) -> None:
        self.everywhere = everywhere
        self.here = here
        self.aliases = aliases
        self.yes_or_no = yes_or_no
        everything = (everywhere, here, aliases)
        self._places = tuple(place for place in everything if place is not NO_PHRASES)

    def match(self, line: list[Atom], index: int) -> int:
        """How many atoms from the index on are the longest name there; 0 where none is."""
        longest = 0
        for place in self._places:
            found = place.match(line, index)
            if found is not None and found[0] > longest:
                longest = found[0]
        return longest


NO_NAMES = Names(NO_PHRASES, NO_PHRASES)
