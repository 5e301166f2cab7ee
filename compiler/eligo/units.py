"""Units of measure and calendar durations: an exact subset of UCUM, its everyday spellings, and
calendar arithmetic.

Every factor is a Fraction, because a limit that is off in the sixteenth digit gives a wrong
verdict. An annotation such as `{1.73_m2}` or `{creat}` and an arbitrary unit such as `[iU]` are
dimensions of their own: they convert to nothing but themselves. Mass and amount of substance do
not convert here either; that needs a molar mass, which a vocabulary declares.
"""

from __future__ import annotations

import calendar
import difflib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

Dimension = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Unit:
    """A unit of measure: `value * factor + offset` is the value in the base units.

    `text` is canonical UCUM. `offset` is zero but for `Cel` and `[degF]`. `dimension` holds
    (base dimension, exponent other than zero) pairs in order of name. The base units are metre,
    gram, second, kelvin, mole, ampere, candela, katal, equivalent and osmole. Two units with the
    same factor and dimension but different texts are not equal; `compatible` compares dimensions.
    """

    text: str
    factor: Fraction
    offset: Fraction
    dimension: Dimension


class UnitError(ValueError):
    """A unit that cannot be read, or two units that do not convert.

    `text` is what was given, `problem` says in words what is wrong with it, and `suggestions`
    holds the canonical texts of units that may have been meant, the likeliest first.
    """

    def __init__(self, text: str, problem: str, suggestions: tuple[str, ...] = ()) -> None:
        hint = f"; did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(problem + hint)
        self.text = text
        self.problem = problem
        self.suggestions = suggestions


@lru_cache(maxsize=4096)
def parse(text: str) -> Unit:
    """Read a unit in UCUM or in an everyday spelling.

    Raises UnitError when the text is not a known unit.
    """
    result = _analyse(text)
    if isinstance(result, Unit):
        return result
    raise UnitError(text, result, suggest(text))


@lru_cache(maxsize=65536)
def is_unit(text: str) -> bool:
    """Whether `parse` accepts the text."""
    return isinstance(_analyse(text), Unit)


def compatible(a: Unit, b: Unit) -> bool:
    """Whether values in one unit convert to the other."""
    return a.dimension == b.dimension


def convert(value: Fraction, a: Unit, b: Unit) -> Fraction:
    """The value, given in unit `a`, in unit `b`; exact.

    Raises UnitError when the dimensions differ.
    """
    _require_compatible(a, b)
    return (value * a.factor + a.offset - b.offset) / b.factor


def factor(a: Unit, b: Unit) -> Fraction:
    """What a value in unit `a` is multiplied by to give the value in unit `b`; exact.

    Raises UnitError when the dimensions differ, or when zero of `a` is not zero of `b`.
    """
    _require_compatible(a, b)
    if a.offset != b.offset:
        raise UnitError(
            a.text, f"{a.text} and {b.text} have different zero points, so no factor relates them"
        )
    return a.factor / b.factor


# Spelling: canonical UCUM. A key without `/` also stands for its unit inside a compound one, so
# `mcg` is enough for `mcg/mL` and `mcg/kg/min`. Spaces are left out; `_tidy` has unified
# superscripts, the micro sign, `per`, `10^9`, `1.73 m2` and `24 h` before the table is consulted.
EVERYDAY: Mapping[str, str] = MappingProxyType(
    {
        # mass
        **dict.fromkeys(("gm", "gms", "gram", "grams"), "g"),
        **dict.fromkeys(("kgs", "kilo", "kilos", "kilogram", "kilograms"), "kg"),
        **dict.fromkeys(("milligram", "milligrams", "mgs"), "mg"),
        **dict.fromkeys(("mcg", "microgram", "micrograms"), "ug"),
        **dict.fromkeys(("nanogram", "nanograms"), "ng"),
        **dict.fromkeys(("picogram", "picograms"), "pg"),
        **dict.fromkeys(("lb", "lbs", "pound", "pounds"), "[lb_av]"),
        **dict.fromkeys(("oz", "ounce", "ounces"), "[oz_av]"),
        # length and volume
        **dict.fromkeys(("metre", "metres", "meter", "meters"), "m"),
        **dict.fromkeys(("centimetre", "centimetres", "centimeter", "centimeters"), "cm"),
        **dict.fromkeys(("millimetre", "millimetres", "millimeter", "millimeters"), "mm"),
        **dict.fromkeys(("micron", "microns", "mcm"), "um"),
        **dict.fromkeys(("in", "inch", "inches"), "[in_i]"),
        **dict.fromkeys(("ft", "foot", "feet"), "[ft_i]"),
        **dict.fromkeys(("litre", "litres", "liter", "liters"), "L"),
        **dict.fromkeys(("cc", "ccm", "millilitre", "millilitres"), "mL"),
        **dict.fromkeys(("milliliter", "milliliters"), "mL"),
        **dict.fromkeys(("mcL", "mcl", "microL", "microliter", "microlitre"), "uL"),
        # time; years and months are those of the calendar, never UCUM's `a` and `mo`
        **dict.fromkeys(("sec", "secs", "second", "seconds"), "s"),
        **dict.fromkeys(("msec", "msecs", "millisecond", "milliseconds"), "ms"),
        **dict.fromkeys(("mins", "minute", "minutes"), "min"),
        **dict.fromkeys(("hr", "hrs", "hour", "hours"), "h"),
        **dict.fromkeys(("day", "days"), "d"),
        **dict.fromkeys(("week", "weeks", "wks"), "wk"),
        **dict.fromkeys(("months",), "month"),
        **dict.fromkeys(("years", "yr", "yrs", "y"), "year"),
        # pressure and temperature
        **dict.fromkeys(("mmHg", "mmhg"), "mm[Hg]"),
        **dict.fromkeys(("cmH2O", "cmh2o"), "cm[H2O]"),
        **dict.fromkeys(("°C", "degC", "ºC", "celsius", "degreesC"), "Cel"),
        **dict.fromkeys(("degreescelsius", "degcelsius", "degreecelsius"), "Cel"),
        **dict.fromkeys(("°F", "degF", "ºF", "fahrenheit", "degreesF"), "[degF]"),
        **dict.fromkeys(("degreesfahrenheit", "degfahrenheit"), "[degF]"),
        # amounts and activities
        **dict.fromkeys(("IU", "iU", "iu", "[IU]"), "[iU]"),
        **dict.fromkeys(("mIU", "miu", "m[IU]"), "m[iU]"),
        **dict.fromkeys(("uIU", "uiu", "mcIU", "u[IU]"), "u[iU]"),
        **dict.fromkeys(("kIU", "k[IU]"), "k[iU]"),
        **dict.fromkeys(("MIU", "M[IU]"), "M[iU]"),
        "Eq": "eq",
        "mEq": "meq",
        "uEq": "ueq",
        "mcEq": "ueq",
        "mcmol": "umol",
        "Osm": "osm",
        "mOsm": "mosm",
        "mOsmol": "mosm",
        "mosmol": "mosm",
        "CFU": "[CFU]",
        "cfu": "[CFU]",
        "PFU": "[PFU]",
        "pfu": "[PFU]",
        "AU": "[arb'U]",
        **dict.fromkeys(("MET", "METs", "mets"), "[MET]"),
        # parts and counts
        **dict.fromkeys(("percent", "pct"), "%"),
        **dict.fromkeys(("%pred", "%predicted", "%ofpredicted"), "%{predicted}"),
        "‰": "[ppth]",
        "ppm": "[ppm]",
        "ppb": "[ppb]",
        "ratio": "1",
        **dict.fromkeys(("titer", "titre"), "{titer}"),
        **dict.fromkeys(("letters", "letter", "etdrsletters"), "{letters}"),
        **dict.fromkeys(("dioptres", "dioptre", "diopters", "diopter"), "[diop]"),
        **dict.fromkeys(("discareas", "discarea"), "{disc_areas}"),
        "MFI": "{MFI}",
        **dict.fromkeys(("copies", "copy"), "{copies}"),
        **dict.fromkeys(("cells", "cell"), "{cells}"),
        **dict.fromkeys(("beats", "beat"), "{beats}"),
        **dict.fromkeys(("breaths", "breath"), "{breaths}"),
        **dict.fromkeys(("packyears", "packyear", "pack-years", "pack-year"), "{pack_years}"),
        **dict.fromkeys(("HPF", "hpf", "highpowerfield", "high-powerfield"), "[HPF]"),
        **dict.fromkeys(("LPF", "lpf", "lowpowerfield", "low-powerfield"), "[LPF]"),
        **dict.fromkeys(("gcreatinine", "gcreat", "gCr", "gcr"), "g{creat}"),
        **dict.fromkeys(("mgcreatinine", "mgcreat", "mgCr", "mgcr"), "mg{creat}"),
        **dict.fromkeys(("mmolcreatinine", "mmolcreat", "mmolCr", "mmolcr"), "mmol{creat}"),
        # whole units; cells and beats are counted with and without their name
        "{cells}/uL": "/uL",
        "{cells}/mm3": "/mm3",
        "{cells}/mL": "/mL",
        "{cells}/L": "/L",
        **dict.fromkeys(("units/week", "units/wk"), "{units}/wk"),
        **dict.fromkeys(("bpm", "{beats}/min", "{breaths}/min"), "/min"),
        **dict.fromkeys(("K/uL", "k/uL", "K/mcL", "thousand/uL", "thou/uL"), "10*3/uL"),
        **dict.fromkeys(("K/mm3", "k/mm3", "thousand/mm3"), "10*3/mm3"),
        **dict.fromkeys(("M/uL", "million/uL", "mill/uL"), "10*6/uL"),
        **dict.fromkeys(("G/L", "Giga/L", "giga/L"), "10*9/L"),
        **dict.fromkeys(("T/L", "Tera/L", "tera/L"), "10*12/L"),
        "gm%": "g/dL",
        "g%": "g/dL",
        "mg%": "mg/dL",
    }
)

_COMMON = """
    % mg/dL g/dL g/L mg/L ug/mL ng/mL ng/dL pg/mL ug/L ng/L ug/dL mmol/L umol/L nmol/L pmol/L
    mmol/mol U/L U/mL [iU]/L [iU]/mL k[iU]/L m[iU]/L m[iU]/mL u[iU]/mL meq/L mosm/kg 10*9/L
    10*12/L 10*3/uL 10*6/uL /uL /mm3 /min mL/min mL/min/{1.73_m2} mL/h mL/kg g/d mg/d g/g mg/g
    mg/mmol mg/g{creat} mg/mmol{creat} g/g{creat} mg/kg mg/kg/d ug/kg/min mg/m2 kg/m2 kg g mg ug
    ng cm mm m m2 L mL uL Cel [degF] K mm[Hg] kPa cm[H2O] ms s min h d wk month year L/min
    {copies}/mL {letters} {titer} {pack_years} [in_i] [ft_i] [lb_av] [oz_av] kcal kcal/d [pH] fL
    Gy mV Hz dB [MET] /[HPF]
    """
# The units offered to someone whose spelling is not understood.
COMMON: tuple[str, ...] = tuple(_COMMON.split())


@lru_cache(maxsize=4096)
def suggest(text: str) -> tuple[str, ...]:
    """Up to three canonical units that may have been meant, the likeliest first.

    Empty when nothing known is near.
    """
    if len(text) > _LONGEST:
        return ()
    tidy = _tidy(text.replace(",", "."))
    if tidy.isalpha() and len(tidy) > 4:  # an ordinary word: no short symbol is like it
        return ()
    certain = [unit for unit in COMMON if unit.casefold() == tidy.casefold()]
    certain += _without_lost_superscript(tidy) + _with_known_parts(tidy)
    for candidates in (certain, difflib.get_close_matches(tidy, COMMON, n=3)):
        units = dict.fromkeys(parse(unit).text for unit in candidates if is_unit(unit))
        if units:
            return tuple(units)[:3]
    return ()


def _without_lost_superscript(tidy: str) -> list[str]:
    """`109/L`, once 10⁹/L in somebody's document, as `10*9/L`."""
    lost = _LOST_SUPERSCRIPT.match(tidy)
    return [f"10*{lost[1]}{tidy[lost.end() :]}"] if lost else []


def _with_known_parts(tidy: str) -> list[str]:
    """The text with each unknown part replaced by the nearest known one, if there is one."""
    parts = _SEPARATORS.split(tidy)
    for index, part in enumerate(parts):
        if not part or part in "/.()" or isinstance(_analyse(part), Unit):
            continue
        if part in _MISTAKEN:
            parts[index] = _MISTAKEN[part]
            continue
        near = _spellings().get(part.casefold())
        if near is None:
            # A slip seldom spares the middle and hits the first letter.
            alike = [known for known in _spellings() if known[0] == part[0].casefold()]
            match = difflib.get_close_matches(part.casefold(), alike, n=1)
            if not match:
                return []
            near = _spellings()[match[0]]
        parts[index] = near
    return ["".join(parts)]


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    """Every spelling of a single unit, in small letters, with the unit it most likely means."""
    spellings = {key.casefold(): unit for key, unit in EVERYDAY.items() if "/" not in key + unit}
    for symbol, atom in _ATOMS.items():
        for prefix in reversed(("", *atom.prefixes)):
            spellings[(prefix + symbol).casefold()] = prefix + symbol
    # Where capitals tell two units apart, the one in everyday use.
    return spellings | {unit.casefold(): unit for unit in COMMON if "/" not in unit}


# Letters that stand for no unit here, but are written for one.
_MISTAKEN = {"C": "Cel", "F": "[degF]", "c": "Cel", "f": "[degF]", "Mg": "mg", "Kg": "kg"}


# --- reading ------------------------------------------------------------------------------------


class _Unreadable(Exception):
    """The text is not a unit; the argument says in words why."""


@lru_cache(maxsize=65536)
def _analyse(text: str) -> Unit | str:
    """The unit, or in words why the text is none."""
    try:
        if len(text) > _LONGEST:
            raise _Unreadable(f"this is longer than any unit: {text[:_LONGEST]}…")
        tidy = _tidy(text)
        whole = EVERYDAY.get(tidy)
        if whole is None:
            unit = _Reader(tidy).unit()
            whole = EVERYDAY.get(unit.text)
            if whole is None:
                return unit
        return _Reader(whole).unit()
    except _Unreadable as problem:
        return str(problem)


_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("µμ", "u"),
        **dict.fromkeys("−–‐‑", "-"),
        **dict.fromkeys("·⋅∙•", "."),
        **dict.fromkeys("∕⁄／", "/"),
        "ℓ": "L",
        "℃": "°C",
        "℉": "°F",
    }
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def _tidy(text: str) -> str:
    """The text without spaces and in plain characters, with powers and spans in UCUM notation."""
    text = re.sub(r"10\s*([⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)", r"10^\1", text)
    text = text.translate(_SUPERSCRIPTS).translate(_CHARACTERS)
    text = re.sub(r"(?:(?<=\s)|^)per(?=\s)", "/", text)
    text = re.sub(r"\s+", "", text)
    text = re.sub(r"^[x×*](?=10)", "", text)
    text = re.sub(r"(?<![0-9])10(?:\^|\*\*|[eE])(?=-?[0-9])", "10*", text)
    text = re.sub(r"(10\*-?[0-9]+)\{?cells?\}?(?=/)", r"\1", text)
    text = re.sub(r"(?<=[A-Za-z\]])(?:\^|\*\*)(?=-?[0-9])", "", text)
    text = re.sub(r"(?<=/)\(?1\.73(?:_?m2|sqm|sq\.m)\)?(?![0-9A-Za-z])", "{1.73_m2}", text)
    return re.sub(r"(?<=/)24-?(?:hours|hour|hrs|hr|h)(?![A-Za-z])", "d", text)


_SEPARATORS = re.compile(r"([/.()])(?![^{]*\})")
_POWER_OF_TEN = re.compile(r"10\*(-?[0-9]{1,2})")
_LOST_SUPERSCRIPT = re.compile(r"10-?(3|6|9|12)(?=/)")
_TERM = re.compile(r"(?P<symbol>.*?)(?P<exponent>-?[0-9]+)?")
_ANNOTATION = re.compile(r"[!-z|~]+")
_LARGEST_EXPONENT = 12
_LONGEST = 80


class _Reader:
    """Reads one tidy text by UCUM's grammar: terms joined by `.` and `/` from left to right."""

    def __init__(self, tidy: str) -> None:
        self._tidy = tidy
        self._parts = [part for part in _SEPARATORS.split(tidy) if part]
        self._next = 0

    def unit(self) -> Unit:
        if not self._tidy:
            raise _Unreadable("there is no unit here")
        if "," in self._tidy:
            raise _Unreadable("a unit takes a decimal point, not a decimal comma")
        if _LOST_SUPERSCRIPT.match(self._tidy):
            raise _Unreadable(
                f"{self._tidy} looks like a power of ten that has lost its superscript"
            )
        if self._parts[0].isdigit() and self._tidy != "1" and not self._tidy.startswith("1/"):
            raise _Unreadable(f"{self._tidy} begins with a number, which is a value and not a unit")
        unit = self._product()
        if self._next < len(self._parts):
            raise _Unreadable(f"{self._tidy} has a bracket that was never opened")
        return unit

    def _product(self) -> Unit:
        if self._peek() == "/":
            self._next += 1
            unit = _combine(_ONE, "/", self._operand())
        else:
            unit = self._operand()
        while (operator := self._peek()) in ("/", "."):
            self._next += 1
            unit = _combine(unit, operator, self._operand())
        return unit

    def _operand(self) -> Unit:
        part = self._peek()
        self._next += 1
        if part in ("", "/", ".", ")"):
            raise _Unreadable(
                f"{self._tidy} lacks a unit {f'before {part}' if part else 'at its end'}"
            )
        if part != "(":
            return _term(part)
        inner = self._product()
        if self._peek() != ")":
            raise _Unreadable(f"{self._tidy} has a bracket that is never closed")
        self._next += 1
        return Unit(f"({inner.text})", inner.factor, inner.offset, inner.dimension)

    def _peek(self) -> str:
        return self._parts[self._next] if self._next < len(self._parts) else ""


def _combine(left: Unit, operator: str, right: Unit) -> Unit:
    if left.offset or right.offset:
        scale = left.text if left.offset else right.text
        raise _Unreadable(f"{scale} is a scale with its own zero and stands alone; use K")
    sign = -1 if operator == "/" else 1
    exponents = Counter(dict(left.dimension))
    for base, exponent in right.dimension:
        exponents[base] += sign * exponent
    # HbA1c of 48 mmol/mol is 6.5 %, not 4.8 %: a fraction of amounts does not convert to a percent.
    if "amount" in exponents and exponents["amount"] == 0:
        exponents["amount fraction"] += 1
    text = f"{'' if left.text == '1' and sign < 0 else left.text}{operator}{right.text}"
    # Fraction powers with an integer exponent stay exact.
    return Unit(text, left.factor * right.factor**sign, Fraction(0), _dimension(exponents))


def _dimension(exponents: Mapping[str, int]) -> Dimension:
    return tuple(sorted((base, exponent) for base, exponent in exponents.items() if exponent))


def _term(part: str) -> Unit:
    """One unit with its prefix, exponent and annotation, or a number."""
    everyday = _everyday(part)
    if everyday is not None:
        return _term(everyday)
    if part.endswith("}"):
        symbol, brace, annotation = part[:-1].partition("{")
        if not brace or not _ANNOTATION.fullmatch(annotation):
            raise _Unreadable(f"{part} is not a well-formed annotation")
        plain = _term(symbol) if symbol else _ONE
        if plain.text.endswith("}"):
            raise _Unreadable(f"{part} has two annotations")
        exponents = Counter(dict(plain.dimension))
        exponents[f"{{{annotation}}}"] += 1
        text = f"{plain.text if symbol else ''}{{{annotation}}}"
        return Unit(text, plain.factor, plain.offset, _dimension(exponents))
    if "{" in part:
        raise _Unreadable(f"{part} does not end with its annotation")
    power = _POWER_OF_TEN.fullmatch(part)
    if power:
        return Unit(part, Fraction(10) ** int(power[1]), Fraction(0), ())
    if part.isascii() and part.isdigit():
        if int(part) == 0:
            raise _Unreadable("a unit cannot be zero")
        return Unit(part, Fraction(int(part)), Fraction(0), ())
    match = _TERM.fullmatch(part)
    assert match is not None
    single = _single(match["symbol"])
    return single if match["exponent"] is None else _power(single, int(match["exponent"]))


def _everyday(part: str) -> str | None:
    if part in EVERYDAY:
        found = EVERYDAY[part]
    elif len(part) > 2 and part.isalpha() and part.lower() in EVERYDAY:
        # Words may be capitalised, symbols may not: `Days` is harmless, `MG` is not milligrams.
        found = EVERYDAY[part.lower()]
    else:
        return None
    return None if "/" in found else found


def _single(symbol: str) -> Unit:
    symbol = _everyday(symbol) or symbol
    if symbol in _ATOMS:
        atom = _ATOMS[symbol]
        return Unit(atom.symbol, atom.factor, atom.offset, atom.dimension)
    prefix, rest = symbol[:1], symbol[1:]
    if rest in _ATOMS and prefix in _ATOMS[rest].prefixes:
        atom = _ATOMS[rest]
        scale = Fraction(10) ** _PREFIXES[prefix]
        return Unit(prefix + atom.symbol, atom.factor * scale, atom.offset, atom.dimension)
    raise _Unreadable(f"{symbol or 'a number alone'} is not a unit known here")


def _power(base: Unit, exponent: int) -> Unit:
    if base.offset:
        raise _Unreadable(f"{base.text} is a scale with its own zero and stands alone; use K")
    if exponent == 0 or abs(exponent) > _LARGEST_EXPONENT:
        raise _Unreadable(f"{base.text}{exponent} has an exponent that makes no sense")
    dimension = tuple((name, power * exponent) for name, power in base.dimension)
    return Unit(f"{base.text}{exponent}", base.factor**exponent, base.offset, dimension)


# --- comparing ----------------------------------------------------------------------------------


def _require_compatible(a: Unit, b: Unit) -> None:
    if not compatible(a, b):
        raise UnitError(a.text, f"{a.text} does not convert to {b.text}: {_difference(a, b)}")


def _difference(a: Unit, b: Unit) -> str:
    """Why two units of different dimension do not convert, in words."""
    exponents = Counter(dict(a.dimension))
    exponents.subtract(dict(b.dimension))
    bases = {base for base, exponent in exponents.items() if exponent}
    if bases == {"mass", "amount"}:
        return "mass and amount of substance are related by a molar mass, which must be declared"
    if bases == {"catalytic", "[iU]"}:
        return "an enzyme unit U and an international unit [iU] are different things"
    if bases == {"amount", "equivalent"}:
        return "moles and equivalents are related by a valence, which must be declared"
    if "amount fraction" in bases:
        return "a fraction of amounts and a percentage may be on different scales"
    if "calendar year" in bases or "calendar month" in bases:
        return "years and months of the calendar have no fixed length"
    labels = sorted(base for base in bases if base.startswith("{"))
    if labels:
        return f"only one of them is marked {' and '.join(labels)}"
    return "they measure different things"


# --- for people ---------------------------------------------------------------------------------


def display(unit: Unit | Duration) -> str:
    """The unit or duration as people write it, such as `mL/min/1.73 m²`, `×10⁹/L` or `3 months`.

    A unit of one, which people leave out, is the empty text.
    """
    if isinstance(unit, Duration):
        return f"{unit.amount} {unit.unit}{'' if unit.amount == 1 else 's'}"
    if unit.text in _DISPLAY_ALONE:
        return _DISPLAY_ALONE[unit.text]
    return "".join(map(_display_part, _SEPARATORS.split(unit.text)))


_DISPLAY_ALONE = {"1": "", "d": "days", "wk": "weeks", "month": "months", "year": "years"}
_DISPLAY = {
    "d": "day",
    "wk": "week",
    "Cel": "°C",
    "[degF]": "°F",
    "m[Hg]": "mHg",
    "m[H2O]": "mH₂O",
    "[iU]": "IU",
    "eq": "Eq",
    "osm": "Osm",
    "deg": "°",
    "Ohm": "Ω",
    "[lb_av]": "lb",
    "[oz_av]": "oz",
    "[in_i]": "in",
    "[ft_i]": "ft",
    "[yd_i]": "yd",
    "[mi_i]": "mi",
    "[arb'U]": "AU",
    "[HPF]": "high-power field",
    "[LPF]": "low-power field",
    "[ppth]": "‰",
    "{creat}": "creatinine",
    "{1.73_m2}": "1.73 m²",
    ".": "·",
}
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _display_part(part: str) -> str:
    if part in _DISPLAY or part in "/()":
        return _DISPLAY.get(part, part)
    symbol, brace, annotation = part.partition("{")
    if brace:
        label = _DISPLAY.get(brace + annotation, annotation[:-1].replace("_", " "))
        return f"{_display_part(symbol)} {label}" if symbol else label
    power = _POWER_OF_TEN.fullmatch(part)
    if power:
        return "×10" + power[1].translate(_RAISED)
    if part.isdigit():
        return part
    match = _TERM.fullmatch(part)
    assert match is not None
    base, exponent = match["symbol"], match["exponent"] or ""
    prefix = ""
    if base not in _ATOMS:
        prefix, base = base[:1].replace("u", "µ"), base[1:]
    name = _DISPLAY.get(base, base.strip("[]"))
    return prefix + name + exponent.translate(_RAISED)


# --- calendar -----------------------------------------------------------------------------------

DurationUnit = Literal["minute", "hour", "day", "week", "month", "year"]


@dataclass(frozen=True)
class Duration:
    """A span of time: a whole number, not negative, of minutes, hours, days, weeks, months or years.

    Months and years have no fixed length, so durations do not convert; they are added to dates.
    """

    amount: int
    unit: DurationUnit


# UCUM's `a` (365.25 d) and `mo` (30.4375 d) are absent on purpose.
_DURATION_WORDS: dict[str, DurationUnit] = {
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "minute"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "hour"),
    **dict.fromkeys(("d", "day", "days"), "day"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), "week"),
    **dict.fromkeys(("month", "months"), "month"),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), "year"),
}


def parse_duration(amount_text: str, unit_word: str) -> Duration | None:
    """A duration from a whole number in digits and a word; None when it is none."""
    unit = _DURATION_WORDS.get(unit_word.strip().lower())
    amount = amount_text.strip()
    if unit is None or not (amount.isascii() and amount.isdigit()):
        return None
    return Duration(int(amount), unit)


def add(day: date, duration: Duration, sign: Literal[1, -1] = 1) -> date:
    """The date that lies the duration after the day, or before it when the sign is -1.

    A week is seven days. Months and years are those of the calendar: the same day of the month,
    or the month's last day where there is no such day. Raises ValueError for minutes and hours, which
    dates do not have, and for a result outside the years 1 to 9999.
    """
    amount = sign * duration.amount
    match duration.unit:
        case "minute" | "hour":
            raise ValueError(f"{duration.unit}s cannot be added to a date")
        case "day":
            return _add_days(day, amount)
        case "week":
            return _add_days(day, 7 * amount)
        case "month":
            return _add_months(day, amount)
        case "year":
            return _add_months(day, 12 * amount)


def completed_years(birth: date, on: date) -> int:
    """Age in completed years; whoever was born on 29 February is a year older on 1 March.

    Raises ValueError when the day lies before the birth.
    """
    return completed_months(birth, on) // 12


def completed_months(birth: date, on: date) -> int:
    """Age in completed months; where a month lacks the day of birth, on the 1st of the next.

    Raises ValueError when the day lies before the birth.
    """
    if on < birth:
        raise ValueError(f"{on} is before the birth on {birth}")
    months = 12 * (on.year - birth.year) + on.month - birth.month
    return months - 1 if on.day < birth.day else months


def _add_days(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise ValueError(f"{days} days from {day} is outside the calendar") from None


def _add_months(day: date, months: int) -> date:
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"{months} months from {day} is outside the calendar")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# --- the table ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Atom:
    symbol: str
    factor: Fraction
    dimension: Dimension
    prefixes: tuple[str, ...] = ()
    offset: Fraction = Fraction(0)


_ONE = Unit("1", Fraction(1), Fraction(0), ())

_PREFIXES = {
    **{"G": 9, "M": 6, "k": 3, "h": 2},
    **{"d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15, "a": -18},
}

# The prefixes in use with each unit. UCUM would allow them all, but a megagram is a slip for a
# milligram, and an attosecond for the word `as`.
_SMALL = "d c m u n p f"
_LARGE_AND_SMALL = "G M k h d c m u n p"

# Symbol, prefixes, factor, dimension. Exact by definition: the International System of Units, the
# yard and pound agreement of 1959 for [in_i] and [lb_av], 133.322 Pa for the millimetre of mercury
# in law, the thermochemical calorie, and standard gravity for the water column.
_RATIO_ATOMS = """
%          -             1/100                     -
[ppth]     -             1/1000                    -
[ppm]      -             1/1000000                 -
[ppb]      -             1/1000000000              -
[pptr]     -             1/1000000000000           -
m          k,d,c,m,u,n   1                         length
L          SMALL         1/1000                    length3
g          k,SMALL       1                         mass
mol        k,SMALL,a     1                         amount
s          m,u,n         1                         time
min        -             60                        time
h          -             3600                      time
d          -             86400                     time
wk         -             604800                    time
mo         -             2629800                   time
a          -             31557600                  time
month      -             1                         calendar-month
year       -             1                         calendar-year
K          m             1                         temperature
A          m,u,n         1                         current
V          k,m,u         1000                      mass length2 time-3 current-1
Ohm        M,k,m         1000                      mass length2 time-3 current-2
S          m,u,n         1/1000                    mass-1 length-2 time3 current2
F          m,u,n,p       1/1000                    mass-1 length-2 time4 current2
T          m,u           1000                      mass time-2 current-1
cd         m             1                         luminosity
lm         -             1                         luminous-flux
lx         k             1                         luminous-flux length-2
N          k,m,u         1000                      mass length time-2
dyn        -             1/100                     mass length time-2
Pa         LARGE         1000                      mass length-1 time-2
bar        m             100000000                 mass length-1 time-2
atm        -             101325000                 mass length-1 time-2
m[Hg]      m,u,c         133322000                 mass length-1 time-2
m[H2O]     c,m           9806650                   mass length-1 time-2
[psi]      -             8896443230521/1290320     mass length-1 time-2
J          LARGE         1000                      mass length2 time-2
cal        k             4184                      mass length2 time-2
W          M,k,m,u       1000                      mass length2 time-3
P          c,m           100                       mass length-1 time-1
Hz         G,M,k,m       1                         time-1
Bq         G,M,k         1                         radioactivity
Ci         m,u,n,p       37000000000               radioactivity
Gy         c,m,u         1                         absorbed-dose
RAD        -             1/100                     absorbed-dose
Sv         c,m,u,n       1                         dose-equivalent
REM        m             1/100                     dose-equivalent
kat        m,u,n,p       1                         catalytic
U          M,k,m,u,n     1/60000000                catalytic
eq         k,m,u,n       1                         equivalent
osm        k,m,u         1                         osmoles
B          d             1                         level
[pH]       -             1                         [pH]
deg        -             1                         angle
[diop]     -             1                         length-1
[p'diop]   -             1                         [p'diop]
[in_i]     -             127/5000                  length
[ft_i]     -             381/1250                  length
[yd_i]     -             1143/1250                 length
[mi_i]     -             201168/125                length
[lb_av]    -             45359237/100000           mass
[oz_av]    -             45359237/1600000          mass
[stone_av] -             317514659/50000           mass
[gr]       -             6479891/100000000         mass
[gal_us]   -             473176473/125000000000    length3
[foz_us]   -             473176473/16000000000000  length3
[tsp_us]   -             157725491/32000000000000  length3
[tbs_us]   -             473176473/32000000000000  length3
[cup_us]   -             473176473/2000000000000   length3
[drp]      -             1/20000000                length3
[MET]      -             7/120000000000            length3 mass-1 time-1
"""

# Units defined by an assay or a preparation. None converts to another, nor to an amount.
_ARBITRARY_ATOMS = """
[iU] [arb'U] [USP'U] [CFU] [PFU] [FFU] [CCID_50] [TCID_50] [EID_50] [GPL'U] [MPL'U] [APL'U]
[anti'Xa'U] [beth'U] [todd'U] [AU] [BAU] [ELU] [EU] [Lf] [tb'U] [D'ag'U] [hnsf'U] [HPF] [LPF] [S]
[ka'U] [dye'U] [smgy'U] [bdsk'U] [knk'U] [mclg'U] [PNU] [Amb'a'1'U] [kn'U]
"""


def _table() -> dict[str, _Atom]:
    atoms = {}
    for line in _RATIO_ATOMS.split("\n"):
        if line:
            symbol, prefixes, ratio, *dimension = line.split()
            atoms[symbol] = _Atom(
                symbol, Fraction(ratio), _exponents(dimension), _prefixes(prefixes)
            )
    for symbol in _ARBITRARY_ATOMS.split():
        prefixes = "M,k,m,u" if symbol == "[iU]" else "-"
        atoms[symbol] = _Atom(symbol, Fraction(1), ((symbol, 1),), _prefixes(prefixes))
    # UCUM allows the small letter; the capital is the one that nobody reads as a digit.
    atoms["l"] = atoms["L"]
    temperature = (("temperature", 1),)
    atoms["Cel"] = _Atom("Cel", Fraction(1), temperature, (), Fraction(27315, 100))
    atoms["[degF]"] = _Atom("[degF]", Fraction(5, 9), temperature, (), Fraction(45967, 180))
    return atoms


def _exponents(words: list[str]) -> Dimension:
    exponents = {}
    for word in words:
        if word.startswith("["):
            exponents[word] = 1
        elif word != "-":
            match = re.fullmatch(r"([a-z-]*[a-z])(-?[0-9])?", word)
            assert match is not None
            exponents[match[1].replace("-", " ")] = int(match[2] or 1)
    return _dimension(exponents)


def _prefixes(words: str) -> tuple[str, ...]:
    named = words.replace("SMALL", _SMALL).replace("LARGE", _LARGE_AND_SMALL)
    return tuple(named.replace(",", " ").replace("-", "").split())


_ATOMS = _table()
