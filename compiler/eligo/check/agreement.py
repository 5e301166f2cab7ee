"""Whether each number, unit, comparator and time span of a quote is in the rule, and the reverse.

A number agrees when value, unit and comparator do. What is left on both sides is paired, so that
one slip gives one message that shows both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from eligo import ir, units
from eligo.check.passage import Passage, passages, values_of
from eligo.check.rule import Limit, limits
from eligo.check.text import (
    MIRRORED,
    OPPOSITE,
    Amount,
    Comparator,
    Mention,
    in_words,
    mentions,
)
from eligo.check.walk import data_of
from eligo.check.words import says_no
from eligo.diagnostics import Diagnostic
from eligo.diagnostics import agreement as say
from eligo.source import Span


def agreement(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    for passage in passages(protocol):
        if passage.asks_nothing:
            continue
        yield from _Numbers(passage).compare()


@dataclass(frozen=True)
class _Said:
    """A number of a quote."""

    quote: ir.Quote
    mention: Mention

    @property
    def amount(self) -> Amount:
        return self.mention.amount


_PREDICTED = units.parse("%{predicted}").dimension
_STRICTER = ({">", ">="}, {"<", "<="})


class _Numbers:
    """The numbers of one quote against those of its rules."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.said = [
            _Said(quote, mention)
            for quote in passage.quotes
            for mention in said_numbers(passage, quote)
        ]
        if passage.criterion.kind == "delay":
            self.said = [_waited_for(said) for said in self.said]
        ruled = limits(passage.rules)
        self.ruled = [limit for limit in ruled if not limit.standing]
        self.behind = [limit for limit in ruled if limit.standing] + list(limits(passage.behind))
        self.above = [m for quote in passage.above for m in mentions(quote.text)]
        self.turned = passage.turned or any(says_no(quote.text) for quote in passage.quotes)
        self.turned = self.turned or passage.criterion.kind == "delay"
        self.counted = {n for q in (*passage.quotes, *passage.above) for n in in_words(q.text)}
        self.value_numbers = _numbers_of_values(passage)
        self.equivalents = _equivalents(passage)
        self.name_numbers = set(re.findall(r"[0-9]+(?:\.[0-9]+)?", passage.names_and_notes))

        self.paired_amounts: set[Amount] = set()
        self.paired_limits: set[tuple[Amount, Comparator | None]] = set()

    def compare(self) -> Iterator[Diagnostic]:
        yield from self._years()
        numbers = [said for said in self.said if not said.mention.named]
        unmatched = [said for said in numbers if not self._is_ruled(said)]
        extra = [limit for limit in self.ruled if not self._is_said(limit)]
        agreed = not unmatched and not extra
        yield from self._same_number(unmatched, extra)
        repeated = self._too_often(numbers) if extra else []
        yield from self._other_number(unmatched, repeated, extra)
        for said in unmatched:
            if said.amount not in self.paired_amounts:
                yield self._not_ruled(said)
        for limit in extra:
            if (limit.amount, limit.comparator) not in self.paired_limits:
                yield self._not_said(limit, numbers)
        if agreed:
            for said in self._too_often(numbers):
                yield say.number_said_more_often(self._span(said), said.mention.words)
            yield from self._given_to_another(numbers)

    # What agrees.

    def _is_ruled(self, said: _Said) -> bool:
        mention = said.mention
        if any(self._agree(mention, limit) for limit in (*self.ruled, *self.behind)):
            return True
        if any(
            one.amount == mention.amount and one.comparator == mention.comparator
            for one in self.passage.asked
        ):
            return True
        digits = str(mention.number)
        if not mention.unit and digits in self.value_numbers:
            return True
        if not mention.unit and mention.comparator is None and digits in self.name_numbers:
            return True
        if mention.comparator is None and mention.number in self.equivalents:
            return True
        if any(_alike(other, mention) for other in self.passage.interpreted):
            return True
        if any(
            self._converted(mention, limit) and self._comparators_agree(mention, limit)
            for limit in self.ruled
        ):
            return True
        return not mention.unit and any(
            limit.number == mention.number and self._comparators_agree(mention, limit)
            for limit in (*self.ruled, *self.behind)
            if any(other.unit and _alike(other, limit) for other in self.passage.interpreted)
        )

    def _is_said(self, limit: Limit) -> bool:
        said = (*(said.mention for said in self.said), *self.above)
        if any(self._agree(mention, limit) for mention in said):
            return True
        if not limit.unit and limit.comparator in (None, "=") and limit.number in self.counted:
            return True
        return any(_alike(other, limit) for other in self.passage.interpreted)

    def _agree(self, mention: Mention, limit: Limit) -> bool:
        if limit.number < 0 and mention.amount.value > 0:
            limit = _mirrored(limit)
        if same_number(mention, limit):
            return self._comparators_agree(mention, limit)
        said = {mention.comparator}
        if mention.comparator and self._may_be_turned(limit):
            said.add(OPPOSITE.get(mention.comparator))
        return any(
            mention.amount == amount and comparator in said for comparator, amount in limit.other
        )

    def _is_of(self, mention: Mention, limit: Limit) -> bool:
        if same_number(mention, limit) or self._agree(mention, limit):
            return True
        if self._converted(mention, limit):
            return True
        return not mention.unit and mention.number == limit.number

    def _converted(self, mention: Mention, limit: Limit) -> bool:
        """Whether an interpretation says in how many days the text's months or years are counted."""
        named = any(_alike(other, limit) for other in self.passage.interpreted)
        return named and _in_days(mention, limit)

    def _comparators_agree(self, mention: Mention, limit: Limit) -> bool:
        said, ruled = mention.comparator, limit.comparator
        if mention.interval and ruled in ("<", "<=") and not self._may_be_turned(limit):
            return False
        if said is None or ruled is None or said == ruled:
            return True
        return self._may_be_turned(limit) and OPPOSITE.get(said) == ruled

    def _may_be_turned(self, limit: Limit) -> bool:
        return limit.negated or self.turned

    # What is left on both sides. Each takes what it explains out of the lists.

    def _same_number(self, unmatched: list[_Said], extra: list[Limit]) -> Iterator[Diagnostic]:
        for said in tuple(unmatched):
            same = [m for m in (*extra, *self.ruled, *self.behind) if same_number(said.mention, m)]
            if same:
                unmatched.remove(said)
                self._pair(said, same[0], extra)
                yield self._comparators(said, same[0])
        for said in tuple(unmatched):
            same = [m for m in (*extra, *self.behind) if m.number == said.mention.number]
            same.sort(key=lambda limit: limit.amount.scale != said.amount.scale)
            if same:
                unmatched.remove(said)
                self._pair(said, same[0], extra)
                yield self._units(said, same[0])

    def _pair(self, said: _Said, limit: Limit, extra: list[Limit]) -> None:
        """What is said of both is not said again of their like: ALT and AST <= 3 x ULN is one
        slip."""
        if limit in extra:
            extra.remove(limit)
        self.paired_amounts.add(said.amount)
        self.paired_limits.add((limit.amount, limit.comparator))

    def _comparators(self, said: _Said, limit: Limit) -> Diagnostic:
        mention, span, printed = said.mention, self._span(said), limit.printed
        pair = {mention.comparator, limit.comparator}
        within = limit.amount.is_time and (mention.within or limit.within)
        if within and self._may_be_turned(limit) and pair == {"<=", ">="}:
            return say.within_against_at_least(limit.span, mention.words, printed, span)
        if "=" in pair:
            return say.exactly_against_range(limit.span, mention.words, printed, span)
        if any(pair == both for both in _STRICTER):
            return say.strictness_differs(limit.span, mention.words, printed, span)
        return say.direction_differs(limit.span, mention.words, printed, span)

    def _units(self, said: _Said, limit: Limit) -> Diagnostic:
        span, words = self._span(said), said.mention.words
        if not said.mention.unit:
            return say.unit_not_in_text(limit.span, words, limit.printed, span)
        if said.amount.is_time and limit.amount.is_time:
            return say.time_span_differs(limit.span, words, limit.printed, span)
        return say.unit_differs(limit.span, words, limit.printed, span)

    def _other_number(
        self, unmatched: list[_Said], repeated: list[_Said], extra: list[Limit]
    ) -> Iterator[Diagnostic]:
        for said in (*unmatched, *repeated):
            alike = [limit for limit in extra if self._may_stand_for(said, limit)]
            if not alike:
                continue
            self._pair(said, alike[0], extra)
            if said in unmatched:
                unmatched.remove(said)
            span, words, printed = self._span(said), said.mention.words, alike[0].printed
            if said.amount.is_time and not alike[0].bare_age:
                yield say.time_span_differs(alike[0].span, words, printed, span)
            else:
                yield say.number_differs(alike[0].span, words, printed, span)

    def _may_stand_for(self, said: _Said, limit: Limit) -> bool:
        scales = {said.amount.scale, limit.amount.scale}
        times = said.amount.is_time and limit.amount.is_time
        percents = scales == {(), _PREDICTED} and said.mention.unit and limit.unit
        return (times or len(scales) == 1 or bool(percents)) and self._comparators_agree(
            said.mention, limit
        )

    def _not_ruled(self, said: _Said) -> Diagnostic:
        mention = said.mention
        if mention.unit or mention.comparator:
            return say.number_only_in_text(self._span(said), mention.words)
        return say.bare_number_only_in_text(self._span(said), mention.words)

    def _not_said(self, limit: Limit, numbers: list[_Said]) -> Diagnostic:
        same = [said for said in numbers if same_number(said.mention, limit)]
        if same:
            return self._comparators(same[0], limit)
        return say.number_only_in_rule(limit.span, limit.printed)

    def _too_often(self, numbers: list[_Said]) -> list[_Said]:
        """Limits that the text gives more often than the rule."""
        found: list[_Said] = []
        times: Counter[Amount] = Counter()
        for said in numbers:
            mention = said.mention
            before = times[said.amount]
            times[said.amount] += 1
            if not (mention.unit or mention.comparator):
                continue
            ruled = [m for m in (*self.ruled, *self.behind) if same_number(mention, m)]
            if ruled and before >= len(ruled):
                found.append(said)
        return found

    # Names.

    def _years(self) -> Iterator[Diagnostic]:
        for said in self.said:
            mention = said.mention
            known = self.name_numbers | {str(m.number) for m in self.passage.interpreted}
            if mention.year and str(mention.number) not in known:
                yield say.year_not_named(self._span(said), mention.words)

    def _given_to_another(self, numbers: list[_Said]) -> Iterator[Diagnostic]:
        """A number that the text gives to one thing and the rule to another (two limits
        exchanged)."""
        if len(self.passage.quotes) != 1:
            return
        places = _places(self.passage)
        for key, at in places.items():
            ruled = [limit for limit in self.ruled if key in limit.data]
            beside = [said for place in at for said in _beside(place, numbers)]
            if not ruled or not beside:
                continue
            if any(self._is_of(said.mention, limit) for said in beside for limit in ruled):
                continue
            name = self.passage.data[key].name
            words = " and ".join(dict.fromkeys(said.mention.words for said in beside))
            yield say.number_given_to_another(ruled[0].span, name, words, ruled[0].printed)
            return

    def _span(self, said: _Said) -> Span:
        return self.passage.span(said.quote, said.mention.start, said.mention.end)


def same_number(mention: Mention, limit: Limit) -> bool:
    """The same number in the same unit; an age without unit is in years."""
    if mention.amount == limit.amount:
        return True
    if {mention.amount.scale, limit.amount.scale} == {(), _PREDICTED}:
        # "% of predicted" of a thing that is reported in %, or the reverse.
        percent = mention.unit.startswith("%") and limit.unit.startswith("%")
        return percent and mention.number == limit.number
    if limit.bare_age and not mention.unit and mention.number == limit.number:
        return True
    return not limit.unit and not mention.unit and mention.number == limit.number


def _waited_for(said: _Said) -> _Said:
    """ "Postponed until 28 days have passed": what is waited for is at least so long."""
    mention = said.mention
    if not mention.amount.is_time or mention.comparator != "<=" or mention.within:
        return said
    return replace(said, mention=replace(mention, comparator=">="))


def _mirrored(limit: Limit) -> Limit:
    """A fall of more than 5 %: ``< -5 %``."""
    amount = Amount(-limit.amount.value, limit.amount.scale)
    comparator = MIRRORED[limit.comparator] if limit.comparator else None
    return replace(limit, number=-limit.number, amount=amount, comparator=comparator)


_DAYS_OF_A_MONTH = Fraction(487, 16)


def _in_days(mention: Mention, limit: Limit) -> bool:
    """Whether a limit in days is what a text's months or years come to: 365 for 12 months, not 330."""
    if not (mention.amount.is_calendar and limit.amount.is_time) or limit.amount.is_calendar:
        return False
    months = mention.amount.value
    off = limit.amount.value / 86400 - months * _DAYS_OF_A_MONTH
    return abs(off) <= max(Fraction(3), months / 2)


def _alike(read: Mention, other: Mention | Limit) -> bool:
    """Whether an interpretation speaks of this very number."""
    if read.amount == other.amount:
        return True
    return not read.unit and not other.unit and read.number == other.number


def said_numbers(passage: Passage, quote: ir.Quote) -> list[Mention]:
    """The numbers that are formalised. One keeps the comparator that it shares with a span of
    time that is not."""
    whole = {mention.end: mention for mention in mentions(quote.text)}
    found: list[Mention] = []
    for mention in mentions(passage.masked(quote)):
        same = whole.get(mention.end)
        if same and mention.comparator is None and mention.amount.is_time:
            mention = replace(mention, comparator=same.comparator, within=same.within)
        found.append(mention)
    return found


def _numbers_of_values(passage: Passage) -> set[str]:
    """Numbers that are values of a category: an ECOG status of 1."""
    data = data_of(passage.protocol, passage.everything)
    texts = [t for d in data.values() for v in values_of(d) for t in (v.key, v.label, *v.synonyms)]
    return {
        str(Fraction(number)) for text in texts for number in re.findall(r"(?<!\S)[0-9]+", text)
    }


def _equivalents(passage: Passage) -> set[Fraction]:
    """How much of one medicine counts as how much of another, both ways; the text may print one
    unit of it."""
    data = data_of(passage.protocol, passage.everything)
    found: set[Fraction] = set()
    for datum in data.values():
        if isinstance(datum.kind, ir.Treatment) and datum.kind.reference:
            worth = [m.equivalent for m in datum.kind.members if m.equivalent is not None]
            found |= {Fraction(1), *worth, *(1 / amount for amount in worth)}
    return found


def _places(passage: Passage) -> dict[str, list[tuple[int, int]]]:
    """Where the quote names each datum; a longer name hides a shorter one in it."""
    text = passage.masked(passage.quotes[0])
    names = [
        (name, datum.key)
        for datum in passage.data.values()
        for name in {datum.name, datum.label, *datum.synonyms}
        if len(name) > 1
    ]
    places: dict[str, list[tuple[int, int]]] = {}
    for name, key in sorted(names, key=lambda pair: (-len(pair[0]), pair)):
        stem = re.escape(name.removesuffix("s") if len(name) > 4 else name)
        for match in re.finditer(rf"(?<!\w){stem}(?:s|es)?(?!\w)", text, re.IGNORECASE):
            places.setdefault(key, []).append(match.span())
            text = text[: match.start()] + "\0" * len(match[0]) + text[match.end() :]
    return places


def _beside(place: tuple[int, int], numbers: list[_Said]) -> list[_Said]:
    """The number before a name and the one after it."""
    before = [said for said in numbers if said.mention.end <= place[0]]
    after = [said for said in numbers if said.mention.start >= place[1]]
    return [*before[-1:], *after[:1]]
