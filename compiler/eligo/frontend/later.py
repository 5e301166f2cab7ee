"""What is foreseen and not part of this version of the language, and what to write instead."""

from __future__ import annotations

import re

LATER_BLOCKS: dict[str, str] = {
    "amendment": "Give the file a new “version”; the earlier file stays beside it.",
    "replace": "Do not use the vocabulary's definition: define your own under another name.",
}

# Patterns of constructs and what to write instead; those that begin with a word of their own by
# that word.
_BEGINNING: dict[str, tuple[str, str]] = {
    "washout": (
        r"washout\b.*",
        "Write “all of:” with a line for each medicine: last … at least 4 weeks before first dose.",
    ),
    "if": (
        r"if .* (?:not available|missing)\b.*",
        "Leave it out: what is not available stays open, and is shown so.",
    ),
    "change": (r"change in\b.*", "Declare the change itself as a datum: number in %."),
    "percent": (r"percent change in\b.*", "Declare the change itself as a datum: number in %."),
    "total": (
        r"total (?:volume|time|dose)\b.*",
        "Declare the total itself as a datum, with its question.",
    ),
    "mean": (r"mean of\b.*", "Declare the mean itself as a datum."),
    "every": (r"every\b.*", "Write “no …” with the opposite, or ask a person with “judgement”."),
}
_ANYWHERE: tuple[tuple[str, str], ...] = (
    (
        r"(?:any|all|none) of, .*",
        "Write the time in each statement of the list: “stroke within 90 days before screening”.",
    ),
    (
        r"(?:any|no|at least \d+|at most \d+) (?!of\b).*:",
        "Declare a datum for what is asked of each of them, or ask a person with “judgement”.",
    ),
    (
        r".*\bthe longer of\b.*",
        "Write the length of time that the protocol's medicine needs, in days or weeks.",
    ),
    (
        r".*\bwhere reported so\b.*",
        "Write one limit; “also in” converts what is reported in the other unit.",
    ),
    (
        r".*[<>]=?, by\b.*",
        "Write “when sex is male:” with its limit beneath, and “otherwise:” with the other.",
    ),
    (
        r"on \S.* or \S.* for at least\b.*",
        "Declare both medicines as a group, and name the group.",
    ),
    (
        r"(?:any|no|on|at least \d+) .* where\b.*",
        "Declare a datum that says it, or ask a person with “judgement”.",
    ),
    (
        r".*\brounded to\b.*",
        "Leave it out: values are compared as recorded, without rounding.",
    ),
    (
        r".*\b(?:not increased|stable or decreasing|dose stable)\b.*",
        "Write “… stable for at least 2 weeks before …”.",
    ),
)
_LONGEST = 400


def begins_later(text: str) -> str | None:
    """What to write instead of a construct that is told by its first word."""
    word = text.split(" ", 1)[0].casefold()
    if word not in _BEGINNING:
        return None
    pattern, instead = _BEGINNING[word]
    return instead if re.fullmatch(pattern, text[:_LONGEST], re.I | re.S) else None


def later(text: str) -> str | None:
    """What to write instead of a construct that a line, which was not understood, may be."""
    instead = begins_later(text)
    if instead is not None or len(text) > _LONGEST:
        return instead
    for pattern, other in _ANYWHERE:
        if re.fullmatch(pattern, text, re.I):
            return other
    return None
