"""What is foreseen and not part of this version of the language, and what to write instead."""

from __future__ import annotations

import re

LATER_BLOCKS: dict[str, str] = {
    "amendment": "Give the file a new “version”; the earlier file stays beside it.",
    "replace": "Do not use the vocabulary's definition: define your own under another name.",
}

# Patterns of constructs and what to write instead.
_ANYWHERE: tuple[tuple[str, str], ...] = (
    (
        r".*\brounded to\b.*",
        "Leave it out: values are compared as recorded, without rounding.",
    ),
    (
        r".*\b(?:stable or decreasing|dose stable)\b.*",
        "Write “… stable for at least 2 weeks before …”.",
    ),
)
_LONGEST = 400


def later(text: str) -> str | None:
    """What to write instead of a construct that a line, which was not understood, may be."""
    if len(text) > _LONGEST:
        return None
    for pattern, instead in _ANYWHERE:
        if re.fullmatch(pattern, text, re.I):
            return instead
    return None
