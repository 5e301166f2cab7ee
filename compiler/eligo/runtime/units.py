"""The units in which a field's values may be reported, with exact factors fixed at compile time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

# Unit -> (numerator, denominator) of the factor and of the offset:
# value in the field's unit = value * factor + offset. The likeliest units stand first.
Units: TypeAlias = Mapping[str, tuple[int, int, int, int]]
# Unit without `/` -> the exponents of its dimensions, numerator and denominator of its factor.
DoseUnits: TypeAlias = Mapping[str, tuple[tuple[tuple[str, int], ...], int, int]]
# Everyday spelling -> canonical spelling, of whole units and of their parts.
Spellings: TypeAlias = Mapping[str, str]


@dataclass(frozen=True)
class Speller:
    """Brings what people write for a unit to its canonical spelling, if it is one.

    `wholes` are compound units that stand for others: cells per litre are numbers per litre.
    """

    spellings: Spellings = field(default_factory=dict)
    wholes: Spellings = field(default_factory=dict)

    def canonical(self, text: str) -> str:
        tidy = _tidy(text)
        if tidy in self.spellings:
            return self.spellings[tidy]
        joined = "".join(self._part(part) for part in _SEPARATORS.split(tidy))
        if joined.startswith("1/"):
            joined = joined[1:]
        return self.wholes.get(joined, joined)

    def _part(self, part: str) -> str:
        known = self._word(part)
        if known is not None:
            return known
        if part.endswith("}"):
            symbol, brace, annotation = part.partition("{")
            return self._part(symbol) + brace + annotation if symbol else part
        symbol = part.rstrip("-0123456789")
        known = self._word(symbol) if symbol else None
        return part if known is None else known + part[len(symbol) :]

    def _word(self, part: str) -> str | None:
        known = self.spellings.get(part)
        if known is None and len(part) > 2 and part.isalpha():
            # Words may be capitalised, symbols may not: MG is not milligrams.
            known = self.spellings.get(part.lower())
        return known if known is not None and "/" not in known else None


def dose_unit(text: str, known: DoseUnits) -> tuple[tuple[tuple[str, int], ...], Fraction] | None:
    """Dimensions and factor of a unit in canonical spelling; None where it is not known."""
    exponents: dict[str, int] = {}
    factor = Fraction(1)
    sign = 1
    first, *rest = _SEPARATORS.split(text.replace("/(24.h)", "/d"))
    parts = list(zip([".", *rest[::2]], [first, *rest[1::2]], strict=True))
    if len(parts) > 1 and parts[0][1] == "" and parts[1][0] == "/":
        parts.pop(0)  # "per day"
    for separator, part in parts:
        found = _dose_part(part, known)
        if found is None or separator not in ("/", "."):
            return None
        sign = -1 if separator == "/" else 1
        for dimension, exponent in found[0]:
            exponents[dimension] = exponents.get(dimension, 0) + sign * exponent
        factor *= found[1] ** sign
    return tuple(sorted(each for each in exponents.items() if each[1])), factor


def _dose_part(part: str, known: DoseUnits) -> tuple[tuple[tuple[str, int], ...], Fraction] | None:
    if part in known:
        dimensions, numerator, denominator = known[part]
        return dimensions, Fraction(numerator, denominator)
    if _ANNOTATION.fullmatch(part):
        return ((part, 1),), Fraction(1)
    return None


_ANNOTATION = re.compile(r"\{[!-z|~]+\}")
_SEPARATORS = re.compile(r"([/.()])(?![^{]*\})")
_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("µμ", "u"),
        **dict.fromkeys("−–‐‑", "-"),
        **dict.fromkeys("·⋅∙•", "."),
        **dict.fromkeys("∕⁄／", "/"),
        "ℓ": "L",
        "℃": "°C",
        "℉": "°F",
        **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True)),
    }
)
# Powers of ten and spans of time or surface, as UCUM writes them; in this order.
_NOTATIONS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?:(?<=\s)|^)per(?=\s)", "/"),
        (r"\s+", ""),
        (r"^[x×*](?=10)", ""),
        (r"(?<![0-9])10(?:\^|\*\*|[eE])(?=-?[0-9])", "10*"),
        (r"(10\*-?[0-9]+)\{?cells?\}?(?=/)", r"\1"),
        (r"(?<=[A-Za-z\]])(?:\^|\*\*)(?=-?[0-9])", ""),
        (r"(?<=/)\(?1\.73(?:_?m2|sqm|sq\.m)\)?(?![0-9A-Za-z])", "{1.73_m2}"),
        (r"(?<=/)24-?(?:hours|hour|hrs|hr|h)(?![A-Za-z])", "d"),
    )
)
_RAISED_TEN = re.compile(r"10\s*(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


@lru_cache(maxsize=1024)
def _tidy(text: str) -> str:
    """Without spaces and in plain characters."""
    text = _RAISED_TEN.sub(r"10^\1", text[:100]).translate(_CHARACTERS)
    for pattern, replacement in _NOTATIONS:
        text = pattern.sub(replacement, text)
    return text
