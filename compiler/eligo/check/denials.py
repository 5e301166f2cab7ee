"""Whether what the text takes out of a definition is taken out, and whether a guard lets in those
whom the text names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eligo import ir
from eligo.check import words
from eligo.check.passage import Passage, passages
from eligo.diagnostics import Diagnostic
from eligo.diagnostics import agreement as say


def denials(protocol: ir.Protocol) -> Iterator[Diagnostic]:
    for passage in passages(protocol):
        yield from _taken_out(passage)
        yield from _guards(passage)


_NOT_CONSIDERED = re.compile(
    r"(?P<who>[^.;()]*?)\b(?:is|are|will) not (?:be )?"
    r"(?:considered|regarded|deemed|counted|classified|thought)\b(?P<what>[^.;()]*)",
    re.IGNORECASE,
)


def _taken_out(passage: Passage) -> Iterator[Diagnostic]:
    """ "Women who are sterilised are not considered to be of childbearing potential": sterilised
    is to be denied in the definition of childbearing potential."""
    for quote in passage.quotes:
        for said in _NOT_CONSIDERED.finditer(passage.masked(quote)):
            taken, what = _beginnings(said["who"]), words.stems(said["what"])
            for definition in passage.behind:
                if not isinstance(definition, ir.Definition) or definition.statement is None:
                    continue
                if not words.stems(definition.name) <= what:
                    continue
                for node, name in _asked(passage, definition.statement, False):
                    mine = _beginnings(name)
                    if mine and mine <= taken:
                        text = said[0].strip()
                        where = getattr(node, "span", passage.criterion.span)
                        yield say.counted_against_text(where, name, text, definition.name)


def _beginnings(text: str) -> frozenset[str]:
    """Stems, cut so that sterilised and sterilized, menopause and menopausal are alike."""
    return frozenset(stem[:7] for stem in words.stems(text))


def _asked(passage: Passage, root: object, denied: bool) -> Iterator[tuple[object, str]]:
    """The data that a statement asks to be true, without those that it denies."""
    if isinstance(root, tuple):
        for one in root:
            yield from _asked(passage, one, denied)
    elif isinstance(root, ir.Not):
        yield from _asked(passage, root.item, not denied)
    elif isinstance(root, ir.NoneOf):
        yield from _asked(passage, root.items, not denied)
    elif isinstance(root, ir.AllOf | ir.AnyOf):
        yield from _asked(passage, root.items, denied)
    elif isinstance(root, ir.Holds | ir.Ongoing | ir.DateRelation) and not denied:
        date = root.date if isinstance(root, ir.DateRelation) else root
        key = getattr(date, "datum", "")
        names = {datum.key: datum.name for datum in passage.protocol.data}
        if key in names:
            yield root, names[key]


_WHOM = (
    r"\b(?:patients?|participants?|subjects?|women|men|females?|males?|those|persons?|individuals?)"
    r"\s+(?:who (?:are|have)|of|with|on|receiving|taking|having|being)\s+(?:an?\s+|the\s+)?"
)


_EXEMPT = re.compile(r"\b(?:exempt\w*|others?|otherwise|except\w*|unless|all but)\b", re.IGNORECASE)


def _guards(passage: Passage) -> Iterator[Diagnostic]:
    """``when not childbearing potential`` over "women of childbearing potential must"."""
    for node in ir.walk(passage.rules):
        if not isinstance(node, ir.When) or node.otherwise is not None:
            continue
        if not isinstance(node.condition, ir.Not):
            continue
        item = node.condition.item
        if isinstance(item, ir.DefinedCondition):
            names = [passage.protocol.definition(item.definition).name]
        elif (datum := passage.data.get(getattr(item, "datum", ""))) is not None:
            names = [datum.name, *datum.synonyms]
        else:
            continue
        for name in names:
            stem = r"\s+".join(re.escape(word) for word in name.split())
            for quote in passage.quotes:
                found = re.search(_WHOM + stem + r"\b", passage.masked(quote), re.IGNORECASE)
                before = passage.masked(quote)[: found.start()] if found else ""
                clause = re.split(r"[.;:(]", before)[-1]
                exempt = words.hints_at_no(clause) or _EXEMPT.search(quote.text)
                if (
                    found
                    and not exempt
                    and not words.share(words.stems(name), words.stems(passage.reading))
                ):
                    yield say.no_only_in_rule(node.condition.span)
                    return
