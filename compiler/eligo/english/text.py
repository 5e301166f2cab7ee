"""Runs of text, and the words for numbers, durations and counts that all sentences share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Literal, TypeAlias, assert_never

from eligo import ir
from eligo.units import Duration, Unit, display


@dataclass(frozen=True)
class Run:
    """A piece of text. `link` names what it speaks of, such as `datum:total_bilirubin`,
    `definition:…`, `score:…`, `subgroup:…`, `criterion:…`, `milestone:…` or `step:…`; empty for
    plain words. `whole` text, a number with its unit, stays together at the end of a line."""

    text: str
    link: str = ""
    whole: bool = False


Text: TypeAlias = tuple[Run, ...]


def plain(runs: Text) -> str:
    """The text of runs without what they link to."""
    return "".join(run.text for run in runs)


def compose(*pieces: str | Run | Text) -> Text:
    """One text of the pieces; neighbouring plain words become one run."""
    composed: list[Run] = []
    for piece in pieces:
        for run in _runs(piece):
            if composed and _is_plain(run) and _is_plain(composed[-1]):
                composed[-1] = Run(composed[-1].text + run.text)
            elif run.text:
                composed.append(run)
    return tuple(composed)


def _runs(piece: str | Run | Text) -> Text:
    if isinstance(piece, str):
        return (Run(piece),)
    return (piece,) if isinstance(piece, Run) else piece


def _is_plain(run: Run) -> bool:
    return not run.link and not run.whole


def joined(texts: Sequence[Text], glue: str) -> tuple[str | Text, ...]:
    """Pieces for `compose`, with the glue between the texts."""
    pieces: list[str | Text] = []
    for text in texts:
        pieces += [glue, text] if pieces else [text]
    return tuple(pieces)


def capitalised(text: str) -> str:
    """With a capital at the start, but never inside a name such as eGFR or p53."""
    first = text.split(" ", 1)[0].rstrip(",.:;").replace("-", "").replace("’", "").replace("'", "")
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text


def duration_words(duration: Duration) -> str:
    """Such as "2 weeks" or "3 calendar months"."""
    words = display(duration)
    if duration.unit in ("month", "year"):
        return words.replace(" ", " calendar ", 1)
    return words


def length_words(length: ir.Length) -> str:
    """Such as "4 weeks", "5 half-lives of the medicine taken" or "the longer of 4 weeks and …"."""
    match length:
        case Duration():
            return duration_words(length)
        case ir.HalfLives(count=count):
            lives = "half-life" if count == 1 else "half-lives"
            return f"{decimal_text(count)} {lives} of the medicine taken"
        case ir.LengthOf(which=which, terms=terms):
            words = in_order([length_words(term) for term in terms])
            return f"the {which if len(terms) == 2 else which[:-1] + 'st'} of {words}"
        case _:
            assert_never(length)


def decimal_text(value: Fraction) -> str:
    """A decimal where it has an end, else a fraction; exact either way."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    with localcontext() as context:
        context.prec = 60
        decimal = Decimal(value.numerator) / Decimal(value.denominator)
        return f"{decimal.normalize():f}"


def in_order(words: Sequence[str], last: str = "and") -> str:
    """Such as "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def amount(printed: str, unit: Unit | None) -> str:
    """A number as its author printed it, with its unit."""
    shown = display(unit) if unit is not None else ""
    if printed == "1" and shown in ("days", "weeks", "months", "years"):
        shown = shown[:-1]
    return f"{printed} {shown}".rstrip()


def count_words(least: int, most: int | None) -> str:
    """Such as "at least 2" or "from 2 to 3"."""
    if most is None:
        return f"at least {least}"
    if least == most:
        return f"exactly {least}"
    if least == 0:
        return f"at most {most}"
    return f"from {least} to {most}"


def edge_words(duration: Duration, side: Literal[-1, 1]) -> str:
    """The day that lies the duration before (-1) or after (1) an anchor, such as "day −14"."""
    sign = "−" if side < 0 else "+"
    match duration.unit:
        case "day":
            return f"day {sign}{duration.amount}"
        case "week":
            return f"day {sign}{7 * duration.amount}"
        case "month" | "year":
            return f"the same day {display(duration)} {'earlier' if side < 0 else 'later'}"
        case "minute" | "hour":
            return f"the moment {display(duration)} {'earlier' if side < 0 else 'later'}"
        case _:
            assert_never(duration.unit)


def criterion_words(criterion: ir.Criterion) -> str:
    """Such as "inclusion 5 (Disease activity)"."""
    title = f" ({criterion.title})" if criterion.title else ""
    taken_over = "/" in criterion.key and criterion.stage
    stage = f" of the stage {criterion.stage}" if taken_over else ""
    return f"{criterion.kind} {criterion.label}{title}{stage}"
