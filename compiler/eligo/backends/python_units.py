"""The units in which a record may give a datum, with exact factors, worked out at compile time.

The runtime has no library of units: each field carries a table of what it accepts.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from eligo import ir
from eligo.units import COMMON, EVERYDAY, Dimension, Unit, UnitError, compatible, convert, parse

Factors = dict[str, tuple[int, int, int, int]]

_AMOUNTS = (
    "kg g mg ug ng pg mol mmol umol nmol pmol meq eq mosm [iU] m[iU] u[iU] k[iU] M[iU] U mU kU "
    "L dL mL uL fL kat ukat nkat 1 10*3 10*6 10*9 10*12 {cells} {copies} {score}"
)
_PER = "L dL mL uL kg g mg mol mmol d h min s m2 mm2"
_ALONE = (
    "% 1 [ppth] [ppm] m cm mm um [in_i] [ft_i] [lb_av] [oz_av] Cel [degF] K mm[Hg] kPa Pa cm[H2O] "
    "s ms min h d wk /min /s Hz m2 kg/m2 mL/min mL/min/{1.73_m2} mL/min/1.73m2 g/g mg/g mg/mg "
    "mg/mmol g/mol mg/kg/d ug/kg/d mg/m2 mg/d g/d g/(24.h) mg/(24.h) mmol/mol {letters} {drinks} "
    "10*9/L 10*6/L 10*12/L 10*3/uL 10*6/uL /uL /mm3 /L /mL {ratio} {INR} dyn.s/cm5"
)
_PREFIXED = "m g L s mol U [iU] eq osm kat Pa cal J V A Hz Gy"
_PREFIXES = ("", *"kdcmunpfMG")


@lru_cache(maxsize=1)
def _known() -> tuple[tuple[str, Unit], ...]:
    """Every unit that is offered, by its canonical text, in a fixed order."""
    amounts, per = _AMOUNTS.split(), _PER.split()
    texts = [*_ALONE.split(), *amounts, *(f"{one}/{other}" for one in amounts for other in per)]
    texts += [f"{prefix}{unit}" for unit in _PREFIXED.split() for prefix in _PREFIXES]
    texts += [*COMMON, *sorted(EVERYDAY)]
    texts += [f"{one}/{other}" for one in ("mcg", "IU", "mIU", "mEq", "uIU") for other in per]
    found: dict[str, Unit] = {}
    for text in texts:
        try:
            unit = parse(text)
        except UnitError:
            continue
        found.setdefault(unit.text, unit)
    return tuple(found.items())


@lru_cache(maxsize=1)
def spellings() -> dict[str, str]:
    """What people write for a unit or a part of one -> its canonical text."""
    found = {word: parse(word).text for word in EVERYDAY}
    for litre in ("l", "dl", "cl", "ml", "ul", "nl", "fl"):
        found.setdefault(litre, parse(litre).text)
    return found


@lru_cache(maxsize=1)
def wholes() -> dict[str, str]:
    """Compound units that can be read by themselves, and that stand for others."""
    found = {}
    for word in EVERYDAY:
        try:
            # With a small l it is no key of the table, and so read part by part.
            read = parse(word.replace("L", "l")).text
        except UnitError:
            continue
        if "/" in word:
            found[word] = read
    return found


@lru_cache(maxsize=1024)
def accepted(unit: Unit, conversions: tuple[ir.Conversion, ...]) -> Factors:
    """Every other unit that converts: declared conversions first, then the known units."""
    bases = [(unit, Fraction(1), Fraction(0))]
    table: Factors = {}
    for conversion in conversions:
        bases.append((conversion.unit, conversion.factor, conversion.offset))
        if conversion.unit.text != unit.text:
            table.setdefault(conversion.unit.text, _ints(conversion.factor, conversion.offset))
    for base, factor, offset in bases:
        for text, known in _known():
            if text == unit.text or text in table or not compatible(known, base):
                continue
            zero = convert(Fraction(0), known, base)
            slope = convert(Fraction(1), known, base) - zero
            table[text] = _ints(slope * factor, zero * factor + offset)
    return table


@lru_cache(maxsize=1)
def dose_units() -> dict[str, tuple[Dimension, int, int]]:
    """What the unit of a dose may be made of: dimensions and factor of each."""
    activities = [(text, parse(text)) for text in ("Bq", "kBq", "MBq", "GBq")]
    return {
        text: (unit.dimension, unit.factor.numerator, unit.factor.denominator)
        for text, unit in (*_known(), *activities)
        if "/" not in text and "." not in text
    }


def _ints(factor: Fraction, offset: Fraction) -> tuple[int, int, int, int]:
    return factor.numerator, factor.denominator, offset.numerator, offset.denominator
