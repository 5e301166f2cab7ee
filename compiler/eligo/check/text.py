"""What a quote says in numbers: each number with its unit, its comparator and the limit it is a
multiple of.

It reads English as protocols print it and knows nothing of rules. A number that is part of a name
(SLEDAI-2000, type 2, the year 2018) is marked as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal, TypeAlias

from eligo import units

Comparator: TypeAlias = Literal["<", "<=", ">", ">=", "="]
# What remains of a number line when the comparison is denied.
OPPOSITE: dict[Comparator, Comparator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
# The same of the number with the other sign.
MIRRORED: dict[Comparator, Comparator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}

UPPER = (("upper limit of normal", 1),)
LOWER = (("lower limit of normal", 1),)
HALF_LIVES = (("half-life", 1),)


@dataclass(frozen=True)
class Amount:
    """A value in base units, so that 2000/µL and 2 × 10⁹/L are equal. ``scale`` is its
    dimension."""

    value: Fraction
    scale: units.Dimension

    @property
    def is_time(self) -> bool:
        return self.scale in _TIMES

    @property
    def is_calendar(self) -> bool:
        """Months or years."""
        return self.scale == _TIMES[1]


_TIMES = ((("time", 1),), (("calendar month", 1),), HALF_LIVES)


@dataclass(frozen=True)
class Mention:
    """A number of a text. ``start`` to ``end`` take in its comparator and unit; ``number`` is
    the number alone."""

    start: int
    end: int
    words: str
    number: Fraction
    amount: Amount
    unit: str  # as written; empty where there is none
    comparator: Comparator | None
    within: bool = False  # the comparator was "within"
    named: bool = False  # part of a name
    year: bool = False
    interval: bool = False  # "a 2-week interval": as long or longer


def amount_of(number: Fraction, unit: units.Unit | None) -> Amount:
    """Years become months and days seconds; a bare number has no dimension."""
    if unit is None:
        return Amount(number, ())
    value = number * unit.factor + unit.offset
    if unit.dimension == (("calendar year", 1),):
        return Amount(12 * value, (("calendar month", 1),))
    return Amount(value, unit.dimension)


@lru_cache(maxsize=1024)
def mentions(text: str) -> tuple[Mention, ...]:
    """The numbers of a text, in order."""
    found: list[Mention] = []
    at = 0
    for match in _NUMBER.finditer(text):
        if match.start() < at:
            continue
        read = _range(text, match) or _single(text, match)
        found.extend(read)
        at = max([match.end(), *(mention.end for mention in read)])
    found.extend(_bare_limits(text, found))
    return tuple(_carried(text, sorted(found, key=lambda mention: mention.start)))


_JOINED = re.compile(
    r"\s*(?:half[-‐‑ ]li(?:fe|ves)\b)?\s*(?:\([^()]*\)\s*)?,?\s*(?:or|and|/)\s*\(?\s*$",
    re.IGNORECASE,
)
_HALF_LIVES = re.compile(r"\s*(?:plasma |elimination )?half[-‐‑ ]?li(?:fe|ves)\b", re.IGNORECASE)
_INTERVAL = re.compile(
    r"\s*(?:treatment[- ]free |drug[- ]free )?(?:interval|gap|wash-?\s?out)\b", re.IGNORECASE
)


def _carried(text: str, found: list[Mention]) -> Iterator[Mention]:
    """``within 5 half-lives or 4 months``: the comparator of the first span is that of the
    second."""
    before: Mention | None = None
    for mention in found:
        alone = mention.comparator is None and mention.amount.is_time and not mention.named
        joined = before is not None and _JOINED.fullmatch(text[before.end : mention.start])
        if alone and before is not None and before.comparator and joined:
            mention = replace(mention, comparator=before.comparator, within=before.within)
        elif alone and _INTERVAL.match(text, mention.end):
            mention = replace(mention, interval=True)
        yield mention
        before = mention


# ------------------------------------------------------------------------------------------ numbers

_SMALL_NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_WORDS = {word: Fraction(value) for value, word in enumerate(_SMALL_NUMBERS)} | {
    "once": Fraction(1),
    "twice": Fraction(2),
    "thrice": Fraction(3),
}
_NUMBER = re.compile(
    r"(?<![\w.])(?:(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+(?:\.[0-9]+)?)"
    rf"|(?P<word>(?:{'|'.join(_WORDS)})\b))",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


def in_words(text: str) -> Iterator[Fraction]:
    """The numbers that a text says in words: once, three."""
    for match in _IN_WORDS.finditer(text):
        yield _WORDS[match[0].lower()]


_ROMAN_OR_NAME_BEFORE = re.compile(
    r"\b(?:types?|grades?|stages?|class(?:es)?|days?|visits?|cycles?|part|phase|appendix|section|"
    r"table|criteri(?:on|a)|inclusion|exclusion|version|ctcae|v|factors?|week|month|no\.|number|"
    r"item|note|group|arm|cohort|step|level)"
    r"\s+(?:[0-9IVX]+\s*(?:,|or|and|to|/|-|–)\s*)*$",
    re.IGNORECASE,
)
_GLUED_BEFORE = re.compile(r"(?:[A-Za-z]+[-‐‑–/]|[A-Za-z_])$")
_GLUED_AFTER = re.compile(r"^(?:[A-Za-z]*[-‐‑](?=[A-Za-z]))?[A-Za-z]")
_HOUR_NAME = re.compile(r"^\s*[-‐‑]?\s*(?:h|hr|hours?)\b[-‐‑\s]+[A-Za-z]")
_LIST_MARK_BEFORE = re.compile(r"(?:^|[;:.]\s*)\(?$")
_YEARS = range(1900, 2100)
_AROUND = 120  # characters before and after a number that may belong to it


def _single(text: str, match: re.Match[str]) -> list[Mention]:
    number = _value(match)
    base = max(0, match.start() - _AROUND)
    before, after = text[base : match.start()], text[match.end() : match.end() + _AROUND]
    if match["digits"] and _is_list_mark(before, after):
        return []
    comparator, start, within = _comparator_before(before)
    start += base
    limit = _LIMIT.match(after)
    if limit:
        unit, end = limit[0].strip(), match.end() + limit.end()
        amount = Amount(number, _limit_scale(limit))
    else:
        unit, end = _unit(text, match.end())
        amount = amount_of(number, _parsed(unit))
        a_day = _A_DAY.match(text, end) if unit else None
        if a_day and (daily := _parsed(unit + "/d")):
            unit, end, amount = unit + "/d", a_day.end(), amount_of(number, daily)
        half_lives = _HALF_LIVES.match(text, match.end())
        if half_lives:
            unit, end = half_lives[0].strip(), half_lives.end()
            amount = Amount(number, HALF_LIVES)
    if comparator is None:
        comparator, end = _comparator_after(text, end)
    if match["word"] and not (unit or comparator):
        return []
    if match["word"] and match["word"].lower() == "one" and not unit:
        return []
    if not unit and re.search(r"\bage[ds]?\b[^.;]{0,25}$", before, re.IGNORECASE):
        amount = Amount(12 * number, (("calendar month", 1),))
    alone = comparator is None and not unit and not _GLUED_BEFORE.search(before)
    year = alone and number in _YEARS and "," not in match[0]
    named = year or _is_named(match, before, after, unit, comparator)
    words = text[start:end]
    return [Mention(start, end, words, number, amount, unit, comparator, within, named, year)]


def _is_list_mark(before: str, after: str) -> bool:
    if (
        re.match(r"\)\s", after)
        and before.count("(") <= before.count(")")
        and before[-1:] in ("", " ")
    ):
        return True
    return bool(_LIST_MARK_BEFORE.search(before) and re.match(r"[.)]\s", after))


def _is_named(
    match: re.Match[str], before: str, after: str, unit: str, comparator: Comparator | None
) -> bool:
    if match["word"]:
        return False
    if comparator is None and _HOUR_NAME.match(after) and match["digits"] in ("12", "24", "48"):
        return True
    if comparator is None and _ROMAN_OR_NAME_BEFORE.search(before):
        return True
    if _GLUED_BEFORE.search(before) and not re.search(
        r"\d\s?[A-Za-z]*[-–]$|(?<![A-Za-z])x$", before
    ):
        return True
    return not unit and bool(_GLUED_AFTER.match(after)) and not re.match(r"x\b|-?fold", after)


def _value(match: re.Match[str]) -> Fraction:
    if match["word"]:
        return _WORDS[match["word"].lower()]
    return Fraction(match["digits"].replace(",", ""))


_RANGE = re.compile(
    r"(?P<low>[0-9]+(?:\.[0-9]+)?)(?P<unit>\s*[^\s0-9]{0,12}?(?:\s?old)?)"
    r"\s*(?P<by>to|and|[-–—−]|through)\s*(?:≤|<=)?\s*(?P<high>[0-9]+(?:\.[0-9]+)?)"
)


def _range(text: str, match: re.Match[str]) -> list[Mention]:
    """``18 to 65 years``, ``between 1 and 3 mg/dL``, ``20-40 %``: a lower and an upper limit in
    one unit."""
    if not match["digits"]:
        return []
    both = _RANGE.match(text, match.start())
    base = max(0, match.start() - _AROUND)
    before = text[base : match.start()]
    if both is None or _GLUED_BEFORE.search(before) or _ROMAN_OR_NAME_BEFORE.search(before):
        return []
    between = re.search(r"\b(?:between|from)\s+$", before, re.IGNORECASE)
    inner = both["unit"].strip(" -")
    if (both["by"] == "and" and not between) or (inner and _parsed(inner) is None):
        return []
    low, high = Fraction(both["low"]), Fraction(both["high"])
    limit = _LIMIT.match(text[both.end() : both.end() + _AROUND])
    unit, end = (limit[0], both.end() + limit.end()) if limit else _unit(text, both.end())
    aged = not unit and re.search(r"\bage[ds]?\b[^.;]{0,25}$", before, re.IGNORECASE)
    if low >= high or (not unit and not aged and both["by"] not in ("to", "and")):
        return []
    start = base + between.start() if between else match.start()
    low_unit = _parsed(inner) if inner else _parsed(unit)
    found: list[Mention] = []
    for value, comparator, parsed in ((low, ">=", low_unit), (high, "<=", _parsed(unit))):
        amount = Amount(value, _limit_scale(limit)) if limit else amount_of(value, parsed)
        if aged:
            amount = Amount(12 * value, (("calendar month", 1),))
        found.append(
            Mention(start, end, text[start:end], value, amount, unit, _as_comparator(comparator))
        )
    return found


def _as_comparator(text: str) -> Comparator:
    return _COMPARATORS[text]


_COMPARATORS: dict[str, Comparator] = {">=": ">=", "<=": "<="}

# -------------------------------------------------------------------------------------------- units

_LIMIT = re.compile(
    r"\s*[-–]?\s*(?:times|fold|x|×|\*)?\s*(?:of\s+)?(?:the\s+)?"
    r"(?:(?:laboratory(?:'s)?|lab|local|institution(?:al|'s)|central|age-adjusted)\s+)*"
    r"(?:(?P<upper>ULN|upper\s+normal\s+limit|upper\s+(?:limit|bound)s?"
    r"(?:\s+of\s+(?:the\s+)?normal(?:\s+range)?)?)"
    r"|(?P<lower>LLN|lower\s+normal\s+limit|lower\s+(?:limit|bound)s?"
    r"(?:\s+of\s+(?:the\s+)?normal(?:\s+range)?)?))\b"
    r"(?:\s*\((?:ULN|LLN)\))?",
    re.IGNORECASE,
)
_POWER = re.compile(
    r"\s*[×xX*·]?\s*10\s*[\^*]{0,2}\s*(?P<power>[0-9]{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})\s*(?:cells)?\s*/\s*"
    r"(?P<per>[munµμ]?[lL]|mm3|mm³)(?![A-Za-z])"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# Words of English that are also units of UCUM.
_NOT_UNITS = frozenset(["a", "A", "at", "in", "per", "x", "X", "as", "pt", "T", "K", "V", "C", "F"])
_LONGEST_UNIT = 4  # words
# "10 mg of prednisone a day"
_A_DAY = re.compile(r"\s+of\s+[\w-]+\s+(?:a day|per day|each day|daily)\b", re.IGNORECASE)


def _unit(text: str, at: int) -> tuple[str, int]:
    """The unit after a number, as written but with lost superscripts restored, and where it
    ends."""
    power = _POWER.match(text, at)
    if power and re.match(r"\s*[×xX*·]|\s+10", text[at : at + 4]):
        return f"10*{power['power'].translate(_RAISED)}/{power['per']}", power.end()
    words = list(re.finditer(r"\S+", text[at : at + 60]))[:_LONGEST_UNIT]
    if not words:
        return "", at
    begin = re.match(r"\s*[-‐‑–]?", text[at : at + _AROUND])
    opening = begin.end() if begin else 0
    for last in range(len(words), 0, -1):
        chunk = text[at + opening : at + words[last - 1].end()]
        for candidate in (chunk, chunk.rstrip(",;:.?)"), re.split(r"[-,;:)(]", chunk)[0]):
            tidy = candidate.strip()
            ended = re.search(r"[.;]\s", tidy)  # the next sentence
            if tidy and not ended and tidy not in _NOT_UNITS and _parsed(tidy) is not None:
                lead = len(chunk) - len(chunk.lstrip())
                return tidy, at + opening + lead + len(tidy)
    return "", at


@lru_cache(maxsize=4096)
def _parsed(text: str) -> units.Unit | None:
    word = text.strip()
    if not word or (re.match(r"[-/]?[0-9]", word) and not word.startswith("10")):
        return None
    for spelling in (word, word.lower()):
        if units.is_unit(spelling):
            return units.parse(spelling)
    return None


def _limit_scale(limit: re.Match[str] | None) -> units.Dimension:
    return LOWER if limit and limit["lower"] else UPPER


def _bare_limits(text: str, found: list[Mention]) -> Iterator[Mention]:
    """``≤ ULN``: once the limit."""
    for match in re.finditer(r"(?:the\s+)?(?:ULN|LLN|(?:upper|lower) limit of normal)\b", text):
        base = max(0, match.start() - _AROUND)
        comparator, start, _ = _comparator_before(text[base : match.start()])
        start += base
        if comparator and not any(m.start <= match.start() < m.end for m in found):
            scale = LOWER if re.search(r"LLN|lower", match[0]) else UPPER
            words = text[start : match.end()]
            amount = Amount(Fraction(1), scale)
            yield Mention(start, match.end(), words, Fraction(1), amount, match[0], comparator)


# -------------------------------------------------------------------------------------- comparators

_BEFORE: tuple[tuple[str, Comparator], ...] = (
    (r"≥|⩾|\\?>\s?=|=\s?>", ">="),
    (r"≤|⩽|\\?<\s?=|=\s?<", "<="),
    (
        r"(?:no|not) (?:less|fewer|lower|shorter|younger|earlier|smaller) than|at least|not below|"
        r"(?:at )?(?:a )?minimum(?: of)?|no sooner than|(?:greater|more) than or equal to|"
        r"equal to or (?:greater|more) than",
        ">=",
    ),
    (
        r"(?:no|not) (?:more|greater|higher|longer|older|later|larger) than|at most|not above|"
        r"up to|(?:a )?maximum(?: of)?|not (?:to )?exceed(?:ing)?|less than or equal to|"
        r"equal to or less than|until",
        "<=",
    ),
    (
        r"\\?>|(?:more|greater|higher|older|longer|larger) than|over|above|exceed(?:s|ing)?",
        ">",
    ),
    (r"\\?<|(?:less|fewer|lower|younger|shorter|smaller) than|below|under", "<"),
    (
        r"within(?: the)?(?: (?:last|past|previous|preceding|prior))?|"
        r"(?:in|during|for) the (?:last|past|previous|preceding|prior)",
        "<=",
    ),
    (r"=|equal to|exactly", "="),
)
_COMPARATOR_BEFORE = re.compile(
    r"(?:"
    + "|".join(f"(?P<c{i}>{pattern})" for i, (pattern, _) in enumerate(_BEFORE))
    + r")(?:\s+(?:a|an|the|about|approximately|total of|of))?\s*$",
    re.IGNORECASE,
)
_MORE = r"\s*(?:or|and) (?:more|greater|higher|above|over|older|longer|later|larger)\b"
_LESS = r"\s*(?:or|and) (?:less|fewer|lower|below|under|younger|shorter|smaller)\b"
_COMPARATOR_AFTER: tuple[tuple[re.Pattern[str], Comparator], ...] = (
    (re.compile(_MORE, re.IGNORECASE), ">="),
    (re.compile(_LESS, re.IGNORECASE), "<="),
)
_WITHIN = 6
_LONGEST_COMPARATOR = 48


def _comparator_before(before: str) -> tuple[Comparator | None, int, bool]:
    """The comparator that ends the text, where it starts, and whether it is "within"."""
    tail = before[-_LONGEST_COMPARATOR:]
    offset = len(before) - len(tail)
    at = len(before)
    match = _COMPARATOR_BEFORE.search(tail)
    if match is None:
        return None, at, False
    index = next(i for i in range(len(_BEFORE)) if match[f"c{i}"])
    word = match[f"c{index}"]
    if word[0].isalpha() and match.start() and tail[match.start() - 1].isalnum():
        return None, at, False
    return _BEFORE[index][1], offset + match.start(), index == _WITHIN


def _comparator_after(text: str, at: int) -> tuple[Comparator | None, int]:
    for pattern, comparator in _COMPARATOR_AFTER:
        match = pattern.match(text, at)
        if match:
            return comparator, match.end()
    # "18 years of age or older"
    of_age = re.compile(r"\s*(?:of age|old)\s+(?:or|and) (older|above|over|younger|below)\b", re.I)
    match = of_age.match(text, at)
    if match:
        older = match[1].lower() in ("older", "above", "over")
        return (">=" if older else "<="), match.end()
    return None, at
