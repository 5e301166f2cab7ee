"""Which words of the source text which criterion quotes, and where quotes and source text part
ways.

It compares words only: white space, line ends and the bullets before a line's first word do not
count, everything else is verbatim. :mod:`eligo.check.quoting` makes diagnostics of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice, pairwise

from eligo import ir
from eligo.source import Source, Span

SECTION_STARTS_AFTER = "Eligibility"
SECTION_ENDS_BEFORE = "Locations"

_BULLETS = frozenset("•◦▪‣·●○■")
_BULLETS_OF_A_LINE = frozenset("*-–—")
# 7. (a) iv) 5.2. I1. E12a.
_LIST_MARK = re.compile(
    r"\(?(?:[A-Za-z]{0,2}[0-9]{1,2}(?:\.[0-9]{1,2})*[a-z]?|[A-Za-z]|[ivx]{1,4})[.)]"
)
# What may stay unquoted between two quotes, such as the comma after one: it carries no meaning of
# its own.
_SAYS_NOTHING = re.compile(r"[\s.,;:()\[\]\"'“”‘’•–—-]*")
# A word that occurs more often than this does not help to find the place that a quote was meant
# for.
_FREQUENT = 64
_ALIKE = 0.5
# Of a passage that the source prints over and over, so many places are looked at for a free one.
_TRIES = 64
_UNBROKEN = re.compile(r"\w\w|\d[.,]\d")


@dataclass(frozen=True)
class Passage:
    """A stretch of the source text and who quotes it: the key of a criterion or part,
    ``context:TITLE``, or None."""

    text: str
    owner: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Difference:
    """Words of a quote (``start`` to ``end`` of the quote's text) that the source prints
    otherwise; either may be empty."""

    quoted: str
    printed: str
    start: int
    end: int


@dataclass(frozen=True)
class Unfound:
    """A quote that the source text does not hold; ``nearest`` is the passage of the source that
    it resembles."""

    quote: ir.Quote
    owner: str
    nearest: tuple[int, int] | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Repeated:
    """Words of the source, ``start`` to ``end``, that ``quote`` of ``owner`` quotes although
    ``first`` did."""

    text: str
    quote: ir.Quote
    owner: str
    first: str
    start: int
    end: int


@dataclass(frozen=True)
class Mismatches:
    unfound: tuple[Unfound, ...]
    uncovered: tuple[Passage, ...]  # of the eligibility section, quoted by nobody
    repeated: tuple[Repeated, ...]


def passages(protocol: ir.Protocol) -> tuple[Passage, ...]:
    """The whole source text in order, each word with its owner; nothing where the protocol
    names no source text."""
    if protocol.source_text is None:
        return ()
    text = protocol.source_text.text
    placed = _place(protocol, protocol.source_text)
    cut: list[Passage] = []
    at = 0
    for owner, start, end in _claims(placed.found):
        if at < start:
            cut.append(Passage(text[at:start], None, at, start))
        cut.append(Passage(text[start:end], owner, start, end))
        at = end
    if at < len(text):
        cut.append(Passage(text[at:], None, at, len(text)))
    return tuple(cut)


def eligibility_section(source: Source) -> tuple[int, int]:
    """Where the criteria stand: between the line ``Eligibility`` and the next line
    ``Locations``, if both are there, else the whole text."""
    start: int | None = None
    for number, (begin, end) in enumerate(pairwise((*source.line_starts, len(source.text) + 1))):
        line = source.line(number + 1).strip()
        if start is None and line == SECTION_STARTS_AFTER:
            start = min(end, len(source.text))
        elif start is not None and line == SECTION_ENDS_BEFORE:
            return start, begin
    return 0, len(source.text)


def mismatches(protocol: ir.Protocol) -> Mismatches:
    """Every quote that is not in the source text, and every word of its eligibility section
    that is not quoted or is quoted twice. A word that an unfound quote was meant for is not
    called unquoted."""
    source = protocol.source_text
    if source is None:
        return Mismatches((), (), ())
    placed = _place(protocol, source)
    unfound = tuple(_nearest(quote, owner, placed.words) for quote, owner in placed.unfound)
    meant = [unfound_one.nearest for unfound_one in unfound if unfound_one.nearest is not None]
    taken = sorted([(start, end) for _, _, start, end in placed.found] + meant)
    return Mismatches(unfound, tuple(_gaps(source, taken)), tuple(_repeated(source, placed.found)))


def quotes(protocol: ir.Protocol) -> tuple[tuple[ir.Quote, str], ...]:
    """All quotes with their owners, in order of the criteria file; a criterion that a later stage takes over quotes
    nothing again."""
    written: dict[tuple[int, int], tuple[ir.Quote, str]] = {}
    for criterion in protocol.flat_criteria():
        for quote in criterion.quotes:
            written.setdefault((quote.span.start, quote.span.end), (quote, criterion.key))
    owned = list(written.values())
    owned += [(quote, f"context:{c.title}") for c in protocol.contexts for quote in c.quotes]
    return tuple(sorted(owned, key=lambda pair: (pair[0].span.start, pair[0].span.end)))


def span_in_quote(quote: ir.Quote, start: int, end: int) -> Span:
    """Where characters ``start`` to ``end`` of a quote's text stand in the criteria file; the
    whole quote where its lines cannot be matched to its text."""
    words, written = _aligned(quote.text, quote.span.text)
    if not written:
        return quote.span
    first = bisect_right(words, start, key=lambda word: word[2])
    last = bisect_left(words, end, key=lambda word: word[1]) - 1
    if first > last:
        return quote.span
    base = quote.span.start
    (_, starts, _), (word, ends, _) = words[first], words[last]
    begin = base + written[first][1] + max(0, start - starts)
    finish = base + written[last][1] + min(len(word), end - ends)
    return Span(quote.span.source, begin, finish)


_Places = tuple[tuple[str, int, int], ...]


@lru_cache(maxsize=64)
def _aligned(text: str, written: str) -> tuple[_Places, _Places]:
    """The words of a quote, and the same words in the lines of the file; none if they differ."""
    words, lines = _places(text), _places(written)
    lines = lines[len(lines) - len(words) :] if len(lines) >= len(words) else ()
    same = [word for word, _, _ in words] == [word for word, _, _ in lines]
    return words, lines if same else ()


def _places(text: str) -> _Places:
    return tuple((match[0], match.start(), match.end()) for match in re.finditer(r"\S+", text))


# -------------------------------------------------------------------------------------------- words


@dataclass(frozen=True)
class _Words:
    """The words of a text joined by single spaces, and where each stands in both."""

    joined: str
    words: tuple[str, ...]
    joined_starts: tuple[int, ...]
    starts: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the text for a stretch of the joined words that starts and ends within
        words."""
        first = bisect_right(self.joined_starts, start) - 1
        last = bisect_right(self.joined_starts, end - 1) - 1
        return (
            self.starts[first] + start - self.joined_starts[first],
            self.starts[last] + end - self.joined_starts[last],
        )


def _words(text: str, lines: bool) -> _Words:
    words: list[str] = []
    starts: list[int] = []
    joined_starts: list[int] = []
    at = 0
    for match in re.finditer(r"\S+", text):
        word = match[0]
        if word in _BULLETS:
            continue
        if lines and word in _BULLETS_OF_A_LINE and _opens_line(text, match.start()):
            continue
        words.append(word)
        starts.append(match.start())
        joined_starts.append(at)
        at += len(word) + 1
    return _Words(" ".join(words), tuple(words), tuple(joined_starts), tuple(starts))


def _opens_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()


# ----------------------------------------------------------------------------------------- matching

_Found = tuple[ir.Quote, str, int, int]


@dataclass(frozen=True)
class _Placed:
    words: _Words
    found: tuple[_Found, ...]
    unfound: tuple[tuple[ir.Quote, str], ...]


def _place(protocol: ir.Protocol, source: Source) -> _Placed:
    """Each quote at its place. A quote that the source prints several times gets the next place
    that is free, counted from the quote before it, so that the order of the criteria decides."""
    text = _words(source.text, lines=True)
    section = eligibility_section(source)[0]
    section_word = next((i for i, start in enumerate(text.starts) if start >= section), 0)
    cursor = text.joined_starts[section_word] if text.starts else 0
    free = _Free(len(text.joined))
    found: list[_Found] = []
    unfound: list[tuple[ir.Quote, str]] = []
    for quote, owner in quotes(protocol):
        wanted = _words(quote.text, lines=True).joined
        if not wanted:
            continue
        places = _occurrences(text.joined, wanted, cursor)
        place: int | None = None
        for candidate in islice(places, _TRIES):
            place = candidate if place is None else place
            if free.is_free(candidate, candidate + len(wanted)):
                place = candidate
                break
        if place is None:
            unfound.append((quote, owner))
            continue
        free.take(place, place + len(wanted))
        cursor = place + len(wanted)
        found.append((quote, owner, *text.original(place, cursor)))
    return _Placed(text, tuple(found), tuple(unfound))


class _Free:
    """Which characters of a text no quote has taken yet."""

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)

    def is_free(self, start: int, end: int) -> bool:
        return self._taken.find(1, start, end) < 0

    def take(self, start: int, end: int) -> None:
        self._taken[start:end] = b"\x01" * (end - start)


def _occurrences(text: str, wanted: str, cursor: int) -> Iterator[int]:
    """Places of whole words, first those from the cursor on, then from the beginning."""
    for start, stop in ((cursor, len(text)), (0, min(len(text), cursor + len(wanted) - 1))):
        at = text.find(wanted, start, stop)
        while at >= 0:
            if _whole(text, at, at + len(wanted)):
                yield at
            at = text.find(wanted, at + len(wanted), stop)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether the stretch neither begins nor ends inside a word or a number."""
    return not (_splits(text, start) or _splits(text, end))


def _splits(text: str, at: int) -> bool:
    around = [
        text[max(0, at - 1) : at + 1],
        text[max(0, at - 1) : at + 2],
        text[max(0, at - 2) : at + 1],
    ]
    return any(_UNBROKEN.fullmatch(part) for part in around if 0 < at < len(text))


def _claims(found: tuple[_Found, ...]) -> Iterator[tuple[str, int, int]]:
    """Stretches without overlap, in order; what is quoted twice belongs to the quote that
    begins first."""
    at = 0
    for _, owner, start, end in sorted(found, key=lambda claim: (claim[2], claim[3])):
        if end > at:
            yield owner, max(start, at), end
            at = end


def _gaps(source: Source, taken: list[tuple[int, int]]) -> Iterator[Passage]:
    first, last = eligibility_section(source)
    at = first
    for start, end in (*taken, (last, last)):
        if at < min(start, last):
            yield from _unquoted(source, at, min(start, last))
        at = max(at, end)


def _unquoted(source: Source, start: int, end: int) -> Iterator[Passage]:
    words = [
        match
        for match in re.finditer(r"\S+", source.text[start:end])
        if not _SAYS_NOTHING.fullmatch(match[0])
        and not (_LIST_MARK.fullmatch(match[0]) and _opens_line(source.text, start + match.start()))
    ]
    if words:
        begin, finish = start + words[0].start(), start + words[-1].end()
        yield Passage(source.text[begin:finish], None, begin, finish)


def _repeated(source: Source, found: tuple[_Found, ...]) -> Iterator[Repeated]:
    ordered = sorted(found, key=lambda claim: (claim[2], claim[3]))
    reach, reached_by = 0, ""
    for quote, owner, start, end in ordered:
        if start < reach:
            stop = min(end, reach)
            yield Repeated(source.text[start:stop], quote, owner, reached_by, start, stop)
        if end > reach:
            reach, reached_by = end, owner


# ------------------------------------------------------------------------------------------ nearest


def _nearest(quote: ir.Quote, owner: str, text: _Words) -> Unfound:
    """The passage that the quote resembles most: most of its words stand there at the same
    distance."""
    wanted = _words(quote.text, lines=True)
    places: defaultdict[str, list[int]] = defaultdict(list)
    vocabulary = set(wanted.words)
    for index, word in enumerate(text.words):
        if word in vocabulary and len(places[word]) <= _FREQUENT:
            places[word].append(index)
    votes: Counter[int] = Counter()
    for index, word in enumerate(wanted.words):
        if len(places[word]) <= _FREQUENT:
            votes.update(place - index for place in places[word])
    if not votes:
        return Unfound(quote, owner, None, ())
    slack = 3 + len(wanted.words) // 4
    shift = max(votes, key=lambda d: (sum(votes[d + i] for i in range(-2, 3)), votes[d], -d))
    first = max(0, shift - slack)
    window = text.words[first : max(0, shift + len(wanted.words) + slack)]
    matcher = SequenceMatcher(None, wanted.words, window, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    alike = sum(block.size for block in blocks) / len(wanted.words)
    if alike < _ALIKE:
        return Unfound(quote, owner, None, ())
    low, high = _extent(blocks[0].a, blocks[0].b, len(wanted.words), blocks[-1], len(window))
    if low <= high:
        differences = tuple(_differences(quote, wanted, window[low:high]))
        start = text.starts[first + low]
        end = text.starts[first + high - 1] + len(window[high - 1])
    return Unfound(quote, owner, (start, end), differences)


def _extent(
    skipped: int, low: int, length: int, last: tuple[int, int, int], size: int
) -> tuple[int, int]:
    """The words of the window that the quote stands for: before the first and after the last
    word in common as many as the quote has there."""
    a, b, same = last
    return max(0, low - skipped), min(size, b + same + length - a - same)


def _differences(quote: ir.Quote, wanted: _Words, window: tuple[str, ...]) -> Iterator[Difference]:
    matcher = SequenceMatcher(None, wanted.words, window, autojunk=False)
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        at = min(a, len(wanted.words) - 1)
        start = wanted.starts[at] if a < len(wanted.words) else len(quote.text)
        end = wanted.starts[a_end - 1] + len(wanted.words[a_end - 1]) if a_end > a else start
        quoted, printed = " ".join(wanted.words[a:a_end]), " ".join(window[b:b_end])
        shared = _shared_punctuation(quoted, printed)
        kept = slice(0, -shared or None)
        yield Difference(quoted[kept], printed[kept], start, end - shared)


def _shared_punctuation(one: str, other: str) -> int:
    """How many marks both end in: "5," and "4," differ in the number."""
    count = 0
    while count < min(len(one), len(other)) - 1 and one[-1 - count] == other[-1 - count]:
        if one[-1 - count].isalnum():
            break
        count += 1
    return count
