"""Small pieces of wording that many messages share."""

from __future__ import annotations


def listed(words: tuple[str, ...], most: int = 12) -> str:
    """``a, b and c``; a long list is cut and says so."""
    if len(words) > most:
        return ", ".join(words[:most]) + f" and {len(words) - most} more"
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + f" and {words[-1]}"


def offered(similar: tuple[str, ...]) -> str:
    """The names an author may have meant, as a question; empty for none."""
    if not similar:
        return ""
    quoted = [f"“{name}”" for name in similar]
    if len(quoted) == 1:
        return f"Did you mean {quoted[0]}?"
    return f"Did you mean {', '.join(quoted[:-1])} or {quoted[-1]}?"
