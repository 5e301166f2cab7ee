"""Whether a quote and its rule agree in what is said without numbers: negations, exceptions,
names, values, and the direction of the criterion."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eligo import ir
from eligo.check import rule, words
from eligo.check.passage import Passage, passages, values_of, words_in
from eligo.check.text import OPPOSITE, mentions
from eligo.diagnostics import Diagnostic
from eligo.diagnostics import agreement as say
from eligo.source import Span


def phrases(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    for passage in passages(protocol):
        yield from _left_out(passage)
        if passage.asks_nothing:
            continue
        forbidden = list(_direction(passage))
        yield from forbidden
        if not forbidden:
            yield from _negations(passage)
        yield from _exceptions(passage)
        yield from _names(passage)
        yield from _values(passage)


def _left_out(passage: Passage) -> Iterator[Diagnostic]:
    for left_out in passage.criterion.not_formalised:
        quotes = (*passage.quotes, *passage.above)
        if not any(words_in(left_out.words, quote.text) for quote in quotes):
            yield say.left_out_words_not_quoted(left_out.span, left_out.words)


# ---------------------------------------------------------------------------------------- negations


def _negations(passage: Passage) -> Iterator[Diagnostic]:
    said = [
        (quote, saying)
        for quote in passage.quotes
        for saying in words.says_no(passage.masked(quote))
        if not _decided(passage, quote, saying)
    ]
    everything = rule.negations(passage.everything) + rule.exceptions(passage.everything)
    carried = (
        everything
        + len(words.says_no(passage.names))
        + _negative_values(passage)
        + _turned_comparators(passage)
        + _without_a_value(passage)
        + sum(1 for node in ir.walk(passage.everything) if isinstance(node, ir.Stable))
        + passage.turned
    )
    if said and not carried:
        for quote, saying in said:
            yield say.no_only_in_text(passage.span(quote, saying.start, saying.end), saying.words)
    elif len(said) > carried:
        quote, saying = said[-1]
        span = passage.span(quote, saying.start, saying.end)
        yield say.no_said_more_often(span, len(said), carried)
    first = next((node for node in ir.walk(passage.rules) if rule.negates(node)), None)
    waits = passage.criterion.kind == "delay"  # until something is so: while it is not
    if first is not None and not waits and not _hinted(passage, first):
        yield say.no_only_in_rule(getattr(first, "span", passage.criterion.span))


_NEAR = 40  # characters


def _hinted(passage: Passage, denial: object) -> bool:
    """Whether the text has any word that a "not" may stand for, or an interpretation denies the
    same thing. The word of an exception that the rule makes as an exception is used up."""
    texts = [passage.masked(quote) for quote in passage.quotes]
    texts += [quote.text for quote in passage.above]
    if rule.exceptions(passage.rules):
        texts = [words.without_exceptions(text) for text in texts]
    known = words.stems(" ".join(name for _, name, _ in _all_named(passage, denial)))
    if any(words.hints_at_no(text) for text in texts):
        return True
    decided = [text for one in passage.interpretations for text in (one.title, one.chosen)]
    return any(
        words.share(known, words.stems(text[saying.end : saying.end + _NEAR]))
        for text in decided
        for saying in words.says_no(text)
    )


def _all_named(passage: Passage, root: object) -> list[tuple[str, str, str]]:
    return [named for node in ir.walk(root) if (named := _named(passage, node))[0]]


def _decided(passage: Passage, quote: ir.Quote, saying: words.Saying) -> bool:
    """Whether an interpretation speaks of it: the negation with the word after it."""
    after = re.match(r"\s*[\w-]+", quote.text[saying.end :])
    if after is None:
        return False
    return bool(words_in(saying.words + " " + after[0].strip(), passage.reading))


_NEGATIVE = re.compile(r"negative|absent|none|never|no|not|undetect\w*|non\W?\w*", re.IGNORECASE)


def _negative_values(passage: Passage) -> int:
    members = (
        member
        for node in ir.walk(passage.everything)
        if isinstance(node, ir.Is | ir.Includes)
        for member in node.members
    )
    return sum(1 for member in members if _NEGATIVE.match(member))


def _without_a_value(passage: Passage) -> int:
    """What happens where a value is not there, and what the values that tables ask for deny
    themselves."""
    fallbacks = sum(isinstance(node, ir.Fallback) for node in ir.walk(passage.everything))
    printed = " | ".join(
        cell.printed
        for table in passage.everything
        if isinstance(table, ir.Table)
        for row in table.rows
        for cell in row.cells
    )
    return fallbacks + len(words.says_no(printed))


def _turned_comparators(passage: Passage) -> int:
    """Limits that the rule states the other way round: "not ≥ 3" as ``< 3``."""
    ruled = {(limit.amount, limit.comparator) for limit in rule.limits(passage.everything)}
    return sum(
        1
        for quote in passage.quotes
        for mention in mentions(quote.text)
        if mention.comparator and (mention.amount, OPPOSITE.get(mention.comparator)) in ruled
    )


def _exceptions(passage: Passage) -> Iterator[Diagnostic]:
    makes = rule.exceptions(passage.everything) + rule.negations(passage.everything)
    branches = sum(
        1 for node in ir.walk(passage.everything) if isinstance(node, ir.When | ir.AnyOf)
    )
    if makes or branches or words.makes_exception(passage.names):
        return
    for quote in passage.quotes:
        for saying in words.makes_exception(passage.masked(quote)):
            if not words_in(saying.words, passage.reading):
                span = passage.span(quote, saying.start, saying.end)
                yield say.exception_only_in_text(span, saying.words)


def _direction(passage: Passage) -> Iterator[Diagnostic]:
    criterion = passage.criterion
    if passage.turned or (passage.criterion.body is None and not passage.rules):
        return
    if criterion.excluding:
        if rule.negations(passage.rules):
            return
        for quote in passage.quotes:
            if words.says_no(quote.text) or words.makes_exception(quote.text):
                continue
            for saying in words.demands(passage.masked(quote))[:1]:
                span = passage.span(quote, saying.start, saying.end)
                yield say.exclusion_demands(span, saying.words, _header_end(criterion))
    elif not rule.negations(passage.everything) and not words.says_no(passage.names):
        for quote in passage.quotes:
            for saying in words.forbids(passage.masked(quote))[:1]:
                if not _decided(passage, quote, saying):
                    span = passage.span(quote, saying.start, saying.end)
                    yield say.inclusion_forbids(span, saying.words)


def _header_end(criterion: ir.Criterion) -> Span | None:
    """Where ``requires:`` belongs: the end of the criterion's first line, if that line is a
    header."""
    first = criterion.span.text.split("\n", 1)[0].rstrip()
    if not first.lstrip().startswith(("exclusion", "part")) or first.endswith(":"):
        return None
    at = criterion.span.start + len(first)
    return Span(criterion.span.source, at, at)


# --------------------------------------------------------------------------------- names and values


def _names(passage: Passage) -> Iterator[Diagnostic]:
    """Things that the rule reads and the text does not name."""
    said = words.stems(_all_said(passage))
    seen: set[str] = set()
    matched = _matched(passage.rules)
    for node in ir.walk(passage.rules):
        key, name, known = _named(passage, node)
        if not key or key in seen or id(node) in matched:
            continue
        seen.add(key)
        if not words.share(words.stems(known), said):
            yield say.name_not_in_text(getattr(node, "span", passage.criterion.span), name)


def _others_of_rows(root: object) -> frozenset[int]:
    """The tests that a row "any other X" is made into, by identity: none of the members that other rows name. The text
    says those where the other rows do."""
    return frozenset(
        id(node.where.item)
        for node in ir.walk(root)
        if isinstance(node, ir.FirstLast | ir.Occurs)
        and isinstance(node.where, ir.Not)
        and node.where.span == node.span
    )


def _matched(root: object) -> set[int]:
    """The nodes of statements that only tie one entry to another: ``side is side of eye``."""
    return {
        id(part)
        for node in ir.walk(root)
        if ir.same_value(node) is not None
        for part in ir.walk(node)
    }


def _all_said(passage: Passage) -> str:
    texts = [quote.text for quote in (*passage.quotes, *passage.above)]
    return " ".join((*texts, passage.criterion.title, passage.reading))


def _named(passage: Passage, node: object) -> tuple[str, str, str]:
    """Key, name and all known words of what a node refers to."""
    protocol = passage.protocol
    if isinstance(node, ir.Age | ir.Satisfies):
        return "", "", ""
    if isinstance(node, ir.DefinedCondition | ir.DefinedNumber):
        definition = protocol.definition(node.definition)
        return (
            definition.key,
            definition.name,
            f"{definition.name} {definition.label} {definition.note}",
        )
    if isinstance(node, ir.ScoreValue):
        score = protocol.score(node.score)
        return score.key, score.name, f"{score.name} {score.label} {score.note}"
    datum = passage.data.get(getattr(node, "datum", ""))
    if datum is None:
        return "", "", ""
    known = [datum.name, datum.label, datum.note, *datum.synonyms]
    owner = datum.key.partition(".")[0]
    if owner != datum.key:
        whole = protocol.datum(owner)
        known += [whole.name, whole.label, *whole.synonyms]
    for value in values_of(datum):
        known += [value.label, *value.synonyms, words.PEOPLE.get(value.key, "")]
    kind = datum.kind
    known += [kind.question] if isinstance(kind, ir.Judgement) else []
    known += [kind.statement] if isinstance(kind, ir.Attestation) else []
    return datum.key, datum.name, " ".join(known)


def _values(passage: Passage) -> Iterator[Diagnostic]:
    said = words.without_variants(_all_said(passage))
    texts = [passage.masked(quote) for quote in passage.quotes]
    quoted = words.without_variants(" ".join((*texts, *(quote.text for quote in passage.above))))
    matched = _matched(passage.everything) | _others_of_rows(passage.everything)
    tests = [
        node
        for node in ir.walk(passage.rules)
        if isinstance(node, ir.Is | ir.Includes) and id(node) not in matched
    ]
    reached = [
        node
        for node in ir.walk(passage.everything)
        if isinstance(node, ir.Is | ir.Includes) and id(node) not in matched
    ]
    asked: dict[str, set[str]] = {}
    for test in reached:
        asked.setdefault(test.value.datum, set()).update(test.members)
    for test in tests:
        if isinstance(test, ir.Is) and test.ranked:
            continue
        datum = passage.data[test.value.datum]
        values = {value.key: value for value in values_of(datum)}
        written = test.span.text.casefold()
        labels = (values[key].label.casefold() for key in test.members if key in values)
        if test.value.datum.endswith(".name") and not any(label in written for label in labels):
            continue  # the members of a group that a row of a washout names
        missing = [values[key] for key in test.members if not _says(quoted, values[key])]
        if len(missing) < len(test.members):
            continue
        label = missing[0].label
        others = [v for k, v in values.items() if k not in asked[datum.key] and _says(quoted, v)]
        if others and not _denied(quoted, others[0]):
            yield say.other_value_in_text(test.span, datum.name, label, others[0].label)
            asked[datum.key].add(others[0].key)
        elif not words.says_no(said) and not any(_says(said, value) for value in missing):
            yield say.value_not_in_text(test.span, datum.name, label)
    yield from _dropped_values(passage, tests, asked)


def _denied(text: str, value: ir.Value) -> bool:
    """Whether "no" or "not" stands shortly before the value."""
    places = [m.start() for label in (value.label, *value.synonyms) for m in words_in(label, text)]
    return not places or any(words.says_no(text[max(0, at - 30) : at]) for at in places)


def _dropped_values(
    passage: Passage, tests: list[ir.Is | ir.Includes], asked: dict[str, set[str]]
) -> Iterator[Diagnostic]:
    """Values that the text lists beside one that the rule asks for."""
    for key in dict.fromkeys(test.value.datum for test in tests):
        if any(isinstance(t, ir.Is) and t.ranked for t in tests if t.value.datum == key):
            continue
        values = values_of(passage.data[key])
        for quote in passage.quotes:
            text = words.without_variants(passage.masked(quote))
            named = {value.key: found for value in values if (found := _listed(text, value))}
            for value in values:
                places = named.get(value.key, [])
                beside = [
                    place
                    for other in asked[key]
                    for place in named.get(other, [])
                    if any(_in_one_list(text, place, mine) for mine in places)
                ]
                if value.key not in asked[key] and beside:
                    at = places[0]
                    span = passage.span(quote, at.start(), at.end())
                    yield say.value_only_in_text(span, passage.data[key].name, value.label)


def _listed(text: str, value: ir.Value) -> list[re.Match[str]]:
    labels = dict.fromkeys((value.label, *value.synonyms))
    found = [m for label in labels for m in words_in(label, text)]
    return [m for m in found if len(m[0]) > 3 or m[0] in labels]


def _in_one_list(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether only "," and "or" and little else stands between two words."""
    first, second = sorted((one, other), key=lambda match: match.start())
    between = text[first.end() : second.start()]
    return bool(re.fullmatch(r"\s*(?:,|/|or|and|and/or|,\s*or|,\s*and)\s*(?:[a-z]+\s+)?", between))


def _says(text: str, value: ir.Value) -> bool:
    labels = [value.label, value.key, *value.synonyms, *words.PEOPLE.get(value.key, "").split()]
    if any(m for label in labels for m in words_in(label, text) if len(m[0]) > 3 or m[0] == label):
        return True
    known = frozenset().union(*(words.stems(label) for label in labels if len(label) > 3))
    spoken = words.stems(text)
    return bool(known & spoken) or any(
        len(a) >= 6 and b.startswith(a[:6]) for a in known for b in spoken
    )
