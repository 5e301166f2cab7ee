"""What a text says without numbers: that it says no, makes an exception, demands or forbids,
and which words it shares with a name."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Saying:
    """Words of a text, and where they stand in it."""

    words: str
    start: int
    end: int


def says_no(text: str) -> tuple[Saying, ...]:
    """Each "no", "not", "without" that denies something; comparators such as "no more than" and
    phrases such as "with or without type V" do not."""
    return _sayings(_NO, _IDIOMS, text)


def makes_exception(text: str) -> tuple[Saying, ...]:
    return _sayings(_EXCEPTION, _IDIOMS, text)


def hints_at_no(text: str) -> bool:
    """Whether any word of the text may be what a rule's ``not`` stands for."""
    return bool(_HINT.search(text))


def forbids(text: str) -> tuple[Saying, ...]:
    return _sayings(_FORBIDS, _IDIOMS, text)


def demands(text: str) -> tuple[Saying, ...]:
    """Each "must" and "is required to" that does not forbid or speak of something undesired."""
    return _sayings(_DEMANDS, _IDIOMS, text)


def without_variants(text: str) -> str:
    """The text with "(with or without type V)" and the like blanked out."""
    return _blank(_VARIANT, text)


def without_exceptions(text: str) -> str:
    return _blank(_EXCEPTION, text)


def stems(text: str) -> frozenset[str]:
    """The beginnings of the words that say something, alike for plurals and for British and
    American spelling."""
    folded = text.casefold().replace("ae", "e").replace("oe", "e").replace("our", "or")
    words = re.findall(r"[^\W_]+", folded)
    return frozenset(_stem(word) for word in words if word not in _EMPTY)


def share(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether a word of the one is a word of the other or begins like it."""
    if one & other:
        return True
    longer = [word for word in other if len(word) >= 4]
    return any(
        len(word) >= 4 and (a.startswith(word) or word.startswith(a))
        for word in one
        for a in longer
    )


_NO = re.compile(
    r"(?<![\w-])(?:no|not|cannot|without|never|none|neither|must not|free of|free from|"
    r"absence of|lack of|don't|doesn't|isn't|aren't|haven't|hasn't)(?![\w-])",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(
    r"\b(?:except(?:ing|ion|ions)?|unless|other than|apart from|with the exclusion of)\b",
    re.IGNORECASE,
)
_FORBIDS = re.compile(
    r"\b(?:must not|may not|should not|shall not|(?:is|are|will be) (?:excluded|ineligible)|"
    r"be excluded)\b",
    re.IGNORECASE,
)
_DEMANDS = re.compile(
    r"\b(?:must(?! not)|(?:is|are) required to(?! not)|should(?! not)|needs? to|have to)\b",
    re.IGNORECASE,
)
_IDIOMS = re.compile(
    r"\b(?:(?:no|not) (?:more|less|fewer|greater|higher|lower|longer|shorter|later|earlier|older|"
    r"younger) than|no (?:later|sooner)|not (?:to )?exceed(?:ing|s)?|not limited to|not only|"
    r"whether or not|no\. ?[0-9]+|not (?:above|below))\b",
    re.IGNORECASE,
)
_VARIANT = re.compile(r"\bwith(?:/| or |\s?\(or\)\s?)without\b[^.;,)]*", re.IGNORECASE)
_HINT = re.compile(
    r"(?<![A-Za-z])(?:no|not|non|nor|never|none|neither|cannot|without|except\w*|unless|free|"
    r"other than|apart from|absen\w+|lack\w*|exclu\w+|unable|inab\w+|refus\w+|avoid\w*|off|"
    r"prohibit\w*|exempt\w*|stop\w*|discontinu\w+|na[iï]ve|contraindicat\w+|only|rather|negative|abst\w+|"
    r"withdraw\w*|ineligible|un[a-z]{4,}|inadequate\w*|insufficient\w*|intoleran\w+|fail\w*|"
    r"instead|(?<!of )(?<!the )normal|healthy|ruled? out|wash\w*)(?![a-z])|n't\b",
    re.IGNORECASE,
)
_EMPTY = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "by",
        "date",
        "day",
        "for",
        "from",
        "has",
        "have",
        "in",
        "is",
        "it",
        "its",
        "no",
        "not",
        "of",
        "on",
        "one",
        "or",
        "other",
        "per",
        "than",
        "that",
        "the",
        "their",
        "there",
        "this",
        "to",
        "was",
        "were",
        "which",
        "who",
        "will",
        "with",
        "level",
        "levels",
        "count",
        "score",
        "index",
        "status",
        "history",
        "current",
        "number",
        "test",
        "use",
        "value",
        "clinically",
        "significant",
        "participant",
        "participants",
        "patient",
        "patients",
        "subject",
        "subjects",
        "study",
        "within",
        "criteria",
        "criterion",
        "according",
        "following",
        "least",
        "more",
        "less",
    ]
)


def _stem(word: str) -> str:
    for ending in ("ies", "es", "s"):
        if len(word) > 4 and word.endswith(ending):
            return word.removesuffix(ending)
    return word


def _sayings(pattern: re.Pattern[str], idioms: re.Pattern[str], text: str) -> tuple[Saying, ...]:
    plain = _blank(idioms, _blank(_VARIANT, text))
    return tuple(Saying(m[0], m.start(), m.end()) for m in pattern.finditer(plain))


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: " " * len(match[0]), text)


# How texts name people by their sex.
PEOPLE = {"female": "female females woman women girl girls", "male": "male males man men boy boys"}
