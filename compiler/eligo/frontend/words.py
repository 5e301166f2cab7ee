"""From the characters of a line to words of the language: declared names, phrases, quantities,
signs.

The longest declared name that starts at a word wins, then the phrases of the language, then numbers
with their units. What is left over is kept as one run of unknown words. This module never fails and
says nothing about mistakes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from eligo.source import Span


def like(text: str) -> tuple[str, ...]:
    """Phrases of a statement that unknown words may have been meant for, the likeliest first."""
    from difflib import get_close_matches

    known: dict[str, str] = {}
    for phrase, kind in PHRASES.items():
        if kind != "COMPARED" and len(phrase) > 3:
            known.setdefault(phrase.split()[0], phrase)
            known[phrase] = phrase
    close = get_close_matches(folded(text)[:40], list(known), n=3, cutoff=0.75)
    return tuple(dict.fromkeys(known[phrase] for phrase in close))


class Word:
    """One word of the language; ``type`` says which, as the grammar has it.

    ``value`` is the text as it is understood: white space folded, quotation marks taken away. A
    quantity keeps its parts in ``number`` and ``unit``.
    """

    __slots__ = ("line", "number", "span", "type", "unit", "value")

    def __init__(
        self,
        type: str,
        value: str,
        span: Span,
        number: str = "",
        unit: Span | None = None,
    ) -> None:
        self.type = type
        self.value = value
        self.span = span
        self.number = number
        self.unit = unit
        self.line = -1

    def __repr__(self) -> str:
        return f"{self.type}:{self.value}"


# ------------------------------------------------------------------------------------------ phrases

# Every phrase of the language stands in one of these tables, with the word it makes. The grammar
# knows no others.

# Where a statement, or a statement within a line, begins.
OPENING_PHRASES: Mapping[str, str] = {
    "all of": "ALL_OF",
    "any of": "ANY_OF",
    "none of": "NONE_OF",
    "each of": "EACH_OF",
    "any": "ANY",
    "no": "NO",
    "exactly": "EXACTLY",
    "at most": "AT_MOST",
    "fewer than": "FEWER_THAN",
    "no requirement": "NO_REQUIREMENT",
    "history of": "HISTORY_OF",
    "on": "ON",
    "active": "ACTIVE",
    "first": "FIRST",
    "last": "LAST",
    "highest": "HIGHEST",
    "lowest": "LOWEST",
    "latest": "LATEST",
    "earliest": "EARLIEST",
    "every": "EVERY",
    "mean of": "MEAN_OF",
    "sum of": "MEAN_OF",
    "mean of last": "MEAN_OF_LAST",
    "sum of last": "MEAN_OF_LAST",
    "total": "TOTAL",
    "total time on": "TOTAL_TIME_ON",
    "number of": "TOTAL_TIME_ON",
    "change in": "CHANGE_IN",
    "percent change in": "CHANGE_IN",
    "washout": "WASHOUT",
    "used within": "WASHOUT",
    "age": "AGE",
    "judgement": "JUDGEMENT",
    "attestation": "ATTESTATION",
    "satisfies": "SATISFIES",
    "when": "WHEN",
    "then": "THEN",
    "otherwise": "OTHERWISE",
    "unless": "UNLESS",
    "except when": "EXCEPT_WHEN",
    "if": "IF",
}

# Anywhere in a statement.
PHRASES: Mapping[str, str] = {
    "at least": "AT_LEAST",
    "more than": "MORE_THAN",
    "less than": "LESS_THAN",
    "within": "WITHIN",
    "within normal range": "WITHIN_NORMAL",
    "between": "BETWEEN",
    "and": "AND",
    "or": "OR",
    "is": "IS",
    "not": "NOT",
    "includes": "INCLUDES",
    "before": "BEFORE",
    "after": "AFTER",
    "by": "BY",
    "since": "SINCE",
    "from": "FROM",
    "until": "UNTIL",
    "at": "AT",
    "for": "FOR",
    "of": "OF",
    "stable for": "STABLE_FOR",
    "not increased for": "STABLE_FOR",
    "during": "DURING",
    "to": "TO",
    "where": "WHERE",
    "where reported so": "REPORTED_SO",
    "as": "AS",
    "on different days": "DIFFERENT_DAYS",
    "start of": "FACET",
    "end of": "FACET",
    "onset of": "FACET",
    "first": "FIRST",
    "last": "LAST",
    **dict.fromkeys(
        (
            "the longer of",
            "the longest of",
            "longer of",
            "longest of",
            "the shorter of",
            "the shortest of",
            "shorter of",
            "shortest of",
        ),
        "LONGER",
    ),
    "date of": "DATE_OF",
    "age": "AGE",
    "highest": "HIGHEST",
    "lowest": "LOWEST",
    "latest": "LATEST",
    "earliest": "EARLIEST",
    "on": "ON",
    "unless": "UNLESS",
    "when": "WHEN",
    "then": "THEN",
    "otherwise": "OTHERWISE",
    "except when": "EXCEPT_WHEN",
    "uln": "UPPER",
    "lln": "LOWER",
    "upper limit of normal": "UPPER",
    "lower limit of normal": "LOWER",
    "the upper limit of normal": "UPPER",
    "the lower limit of normal": "LOWER",
    # Comparisons in words, which the language has signs for: known so that they can be answered.
    **dict.fromkeys(
        (
            "greater than",
            "more then",
            "less then",
            "higher than",
            "lower than",
            "smaller than",
            "larger than",
            "older than",
            "younger than",
            "above",
            "below",
            "over",
            "under",
            "exceeds",
            "exceeding",
            "equals",
            "equal to",
            "is greater than",
            "is more than",
            "is less than",
            "is at least",
            "is at most",
            "is above",
            "is below",
            "is over",
            "is under",
            "is equal to",
            "is not more than",
            "is not less than",
            "not more than",
            "not less than",
            "no more than",
            "no less than",
            "not greater than",
            "no greater than",
            "greater than or equal to",
            "less than or equal to",
            "up to",
            "at most",
            "at least as high as",
        ),
        "COMPARED",
    ),
}

EXPRESSION_PHRASES: Mapping[str, str] = {
    "min": "MIN",
    "max": "MAX",
    "ln": "LN",
    "rounded": "ROUNDED",
    "case": "CASE",
    "in": "IN",
    "or": "OR",
    "age": "AGE",
    "at": "AT",
    "date of": "DATE_OF",
    "before": "BEFORE",
    "after": "AFTER",
    "highest": "HIGHEST",
    "lowest": "LOWEST",
    "latest": "LATEST",
    "earliest": "EARLIEST",
    "mean of": "MEAN_OF",
    "sum of": "MEAN_OF",
    "mean of last": "MEAN_OF_LAST",
    "sum of last": "MEAN_OF_LAST",
    "total": "TOTAL",
    "total time on": "TOTAL_TIME_ON",
    "number of": "TOTAL_TIME_ON",
    "change in": "CHANGE_IN",
    "percent change in": "CHANGE_IN",
    "of": "OF",
    "from": "FROM",
    "to": "TO",
    "first": "FIRST",
    "last": "LAST",
    "start of": "FACET",
    "end of": "FACET",
    "onset of": "FACET",
    "where": "WHERE",
    "is": "IS",
    "not": "NOT",
    "includes": "INCLUDES",
    "and": "AND",
}

# What every entry of a list has: names wherever no longer name is declared.
ENTRY_NAMES = (
    "value",
    "date",
    "start",
    "end",
    "duration",
    "dose",
    "equivalent dose",
    "name",
)

GIVEN_PHRASES: Mapping[str, str] = {
    "is": "IS",
    "not": "NOT",
    "no": "NO",
    "below": "BELOW",
    "above": "ABOVE",
    "uln": "UPPER",
    "lln": "LOWER",
    "on": "ON",
    "at": "AT",
    "from": "FROM",
    "until": "UNTIL",
    "ongoing": "ONGOING",
    "stable since": "STABLE_SINCE",
    "not increased since": "STABLE_SINCE",
    "named": "NAMED",
    "dose": "DOSE",
    "where": "WHERE",
    "or": "OR",
    "and": "AND",
    "not recorded": "NOT_RECORDED",
    "not available": "NOT_AVAILABLE",
    "does not apply": "NOT_APPLYING",
}

EXPECT_PHRASES: Mapping[str, str] = {
    "inclusion": "INCLUSION",
    "exclusion": "EXCLUSION",
    "verdict": "VERDICT",
    "delay": "DELAY",
    **dict.fromkeys(("stage", "cohort", "unit"), "SCOPE"),
    "missing": "MISSING",
    **dict.fromkeys(
        (
            "pass",
            "fail",
            "unknown",
            "pending",
            "delayed",
            "not applicable",
            "eligible",
            "ineligible",
            "undetermined",
            "meets the known criteria",
        ),
        "STATUS",
    ),
}

KIND_PHRASES: Mapping[str, str] = {
    "yes or no": "YES_OR_NO",
    "judgement": "JUDGEMENT",
    "attestation": "ATTESTATION",
    "one of": "ONE_OF",
    "graded": "GRADED",
    "any of": "ANY_OF",
    "result one of": "RESULT_ONE_OF",
    "whole number": "WHOLE_NUMBER",
    "number in": "NUMBER_IN",
    "number": "NUMBER_KIND",
    "score": "SCORE_KIND",
    "ratio": "RATIO",
    "titre": "TITRE_KIND",
    "measurement in": "MEASUREMENT_IN",
    "measurement": "MEASUREMENT_KIND",
    "date": "DATE_KIND",
    "date or none": "DATE_OR_NONE",
    "event": "EVENT",
    "condition": "CONDITION",
    "treatment": "TREATMENT",
    "record": "RECORD",
    "paired measurement": "PAIRED",
    "dated": "DATED",
}

KIND_TAIL_PHRASES: Mapping[str, str] = {
    "plausible": "PLAUSIBLE",
    "with normal range": "NORMAL_RANGE",
    "also called": "ALSO_CALLED",
    "measured within": "MEASURED_WITHIN",
    "half-life": "HALF_LIFE",
    "equivalent": "EQUIVALENT",
    "code": "CODE",
    "unconfirmed": "UNCONFIRMED",
    "from": "FROM",
    "to": "TO",
    "where": "WHERE",
    "by": "BY",
}

HEADER_PHRASES: Mapping[str, str] = {
    "as": "AS",
    "for": "FOR",
    "in": "IN",
    "from": "FROM",
    "to": "TO",
    "with": "WITH",
    "and": "AND",
    "requires": "TURN",
    "excludes": "TURN",
}


# -------------------------------------------------------------------------------------------- atoms

_ATOM = re.compile(
    r"""(?P<string>"[^"\n]*(?:"|$)|[“„”][^”“"\n]*(?:[”“"]|$))
      | (?P<sign><=|>=|=<|=>|!=|<>|==|[<>=≤≥≠])
      | (?P<mark>[(),:;](?!(?<=\d[,:])\d))
      | (?P<core>(?:[^\s"“”„<>=≤≥≠(),:;]|(?<=\d)[,:](?=\d))+)""",
    re.VERBOSE,
)

SIGNS = {
    "<": "LESS",
    "<=": "AT_MOST_SIGN",
    "≤": "AT_MOST_SIGN",
    ">": "MORE",
    ">=": "AT_LEAST_SIGN",
    "≥": "AT_LEAST_SIGN",
    "=": "EQUAL",
}
MARKS = {"(": "OPEN", ")": "CLOSE", ",": "COMMA", ":": "COLON", ";": "SEMICOLON"}
OPERATORS = {
    "+": "PLUS",
    "-": "MINUS",
    "–": "MINUS",
    "−": "MINUS",
    "*": "STAR",
    "×": "STAR",
    "/": "SLASH",
    "^": "CARET",
}
_FOLDS = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ′`", "'"),
        **dict.fromkeys("‐‑", "-"),
        "\u00ad": "",
        "\u200b": "",
        "\ufeff": "",
    }
)

NUMBER = re.compile(r"(?P<number>[-−–+]?\d+(?:\.\d+)?)(?P<rest>.*)")
DATE = re.compile(r"\d{4}-\d{1,2}(?:-\d{1,2})?(?:T\d{1,2}:\d{2})?", re.I)
TITRE = re.compile(r"1:(\d+)")
TIMES_LIMIT = re.compile(r"(\d+(?:\.\d+)?)[x×*]?(ULN|LLN)", re.I)
GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
DECIMAL_COMMA = re.compile(r"[-−–+]?\d+,\d+")
SLASHED = re.compile(r"\d+(?:\.\d+)?/\d+(?:\.\d+)?")
RANGE = re.compile(r"\d+(?:\.\d+)?[-–−]\d+(?:\.\d+)?")
UNIT_WORD = re.compile(r"[^\s,;:\"“”„<>=≤≥≠]+")
UNIT_RUNS_ON = frozenset(
    {
        "x",
        "×",
        "*",
        "/",
        "per",
        "m2",
        "m²",
        "h",
        "hr",
        "hours",
        "degrees",
        "deg",
        "°",
        "pack",
        "of",
        "c",
        "celsius",
        "predicted",
        "pred",
    }
)


HALF_LIVES = frozenset({"half-life", "half-lives"})


def folded(text: str) -> str:
    """The text as names are compared: white space, case, apostrophes and hyphens made alike."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_FOLDS)
    return " ".join(text.casefold().split())


def tidy(text: str) -> str:
    """The text with its white space folded, as it is kept."""
    return " ".join(text.split())


class Atom:
    __slots__ = ("end", "folded", "kind", "start", "text")

    def __init__(self, kind: str, start: int, end: int, text: str) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.text = text
        self.folded = text.casefold() if text.isascii() else folded(text)


def atoms(text: str, start: int, end: int) -> list[Atom]:
    """The smallest pieces of a line: strings, signs, marks, and what stands between them and white
    space."""
    found = []
    for match in _ATOM.finditer(text, start, end):
        begin, stop = match.span()
        found.append(Atom(match.lastgroup or "core", begin, stop, text[begin:stop]))
    return found


class Lexicon:
    """Phrases by their first word, each as the folded texts of its atoms; the longest first."""

    __slots__ = ("_by_first",)

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, kind in phrases:
            simple = phrase.replace(" ", "").isalpha() and phrase.isascii()
            texts = (
                tuple(phrase.casefold().split())
                if simple
                else tuple(atom.folded for atom in atoms(phrase, 0, len(phrase)))
            )
            if texts:
                self._by_first.setdefault(texts[0], []).append((texts, kind))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def phrases(self) -> list[str]:
        """All of them, in order of their letters."""
        return sorted(
            " ".join(texts) for entries in self._by_first.values() for texts, _ in entries
        )

    def match(self, line: list[Atom], index: int) -> tuple[int, str] | None:
        """How many atoms of the line, from the index on, are a phrase, and its kind."""
        entries = self._by_first.get(line[index].folded)
        if entries is None:
            return None
        for texts, kind in entries:
            length = len(texts)
            if index + length > len(line):
                continue
            offset = 1
            while offset < length and line[index + offset].folded == texts[offset]:
                offset += 1
            if offset == length:
                return length, kind
        return None


STATEMENT = Lexicon(PHRASES.items())
OPENING = Lexicon(OPENING_PHRASES.items())
ENTRY = Lexicon((name, "NAME") for name in ENTRY_NAMES)
EXPRESSION = Lexicon(EXPRESSION_PHRASES.items())
GIVEN = Lexicon(GIVEN_PHRASES.items())
EXPECT = Lexicon(EXPECT_PHRASES.items())
KIND = Lexicon(KIND_PHRASES.items())
KIND_TAIL = Lexicon(KIND_TAIL_PHRASES.items())
HEADER = Lexicon(HEADER_PHRASES.items())
NO_PHRASES = Lexicon(())
