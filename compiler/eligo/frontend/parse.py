"""From text to the tree as written. The only module that knows lark: it feeds lark the words of each block and, where
they do not fit, finds out which line is at fault, says so, and reads the block again without it."""

from __future__ import annotations

import contextlib
import os
import pickle
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

import lark
from lark.exceptions import UnexpectedToken
from lark.common import LexerConf
from lark.lexer import Lexer, Token
from lark.parsers.lalr_analysis import LALR_Analyzer
from lark.parsers.lalr_parser import LALR_Parser, _Parser

from eligo import syntax
from eligo.diagnostics import Diagnostic, in_order, reading
from eligo.frontend import blocks
from eligo.frontend.blocks import Block
from eligo.frontend.building import Builder
from eligo.frontend.declarations import Declarations
from eligo.frontend.headers import line_words
from eligo.frontend.lines import NO_NAMES, places
from eligo.frontend.words import Word
from eligo.source import Source, Span

_VERSION = "1"
_STARTS = {
    "protocol": "protocol",
    "vocabulary": "vocabulary",
    "use": "use",
    "milestone": "milestone",
    "visit": "milestone",
    "data": "data",
    "group": "group",
    "define": "define",
    "score": "score",
    "subgroup": "subgroup",
    "inclusion": "criterion",
    "exclusion": "criterion",
    "context": "context",
    "example": "example",
}


class _Feed(Lexer):
    """Hands lark the words that were formed already."""

    def __init__(self, _: LexerConf) -> None:
        pass

    def lex(self, data: Any) -> Iterator[Token]:
        return iter(data)


# ------------------------------------------------------------------------------------------------------- the parser

State = int
# What a state of the parser has read and awaits, for each rule it is in: the rule, the words read, the words to come.
Item = tuple[str, tuple[str, ...], tuple[str, ...]]


class _Analysed(LALR_Parser):
    """lark's parser, made so that the items of each of its states are still known."""

    def __init__(self, parser_conf: Any, debug: bool = False, strict: bool = False) -> None:
        analysis = LALR_Analyzer(parser_conf, debug=debug, strict=strict)
        analysis.compute_lalr()
        self._parse_table = analysis.parse_table
        self.parser_conf = parser_conf
        self.parser = _Parser(analysis.parse_table, parser_conf.callbacks, debug)
        numbered = {closure: number for number, closure in enumerate(_closures(analysis))}
        self.items: dict[State, tuple[Item, ...]] = {
            numbered[itemset.closure]: tuple(sorted(map(_item, itemset.kernel))) for itemset in analysis.lr0_itemsets
        }


def _closures(analysis: Any) -> list[Any]:
    """The states in the order in which lark numbers them."""
    return [itemset.closure for itemset in analysis.lr0_itemsets]


def _item(pointer: Any) -> Item:
    names = [str(symbol.name) for symbol in pointer.rule.expansion]
    return str(pointer.rule.origin.name), tuple(names[: pointer.index]), tuple(names[pointer.index :])


class Engine:
    """A built grammar and the builder of the tree that it calls."""

    def __init__(self, parser: lark.Lark, builder: Builder, items: bytes) -> None:
        self.parser = parser
        self.builder = builder
        self._items = items

    @property
    def items(self) -> dict[State, tuple[Item, ...]]:
        """What each state has read; only needed to explain a mistake."""
        loaded: dict[State, tuple[Item, ...]] = pickle.loads(self._items)
        return loaded


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The parser, from the user's cache where it has been built before."""
    grammar = b"".join(
        resources.files("eligo.grammar").joinpath(name).read_bytes() for name in ("criteria.lark", "terminals.lark")
    )
    key = sha256(grammar + f"{lark.__version__} {_VERSION}".encode()).hexdigest()[:24]
    place = _cache_folder() / f"grammar-{key}.pickle"
    with contextlib.suppress(Exception):
        return _loaded(place)
    built = _built()
    with contextlib.suppress(Exception):
        _save(built, place)
    return built


def _built() -> Engine:
    builder = Builder()
    parser = lark.Lark.open_from_package(
        "eligo.grammar",
        "criteria.lark",
        parser="lalr",
        lexer=_Feed,
        strict=True,
        start=sorted(set(_STARTS.values())),
        maybe_placeholders=False,
        transformer=builder,
        _plugins={"LALR_Parser": _Analysed},
    )
    analysed: Any = parser.parser.parser
    return Engine(parser, builder, pickle.dumps(analysed.items, protocol=pickle.HIGHEST_PROTOCOL))


def _loaded(place: Path) -> Engine:
    with place.open("rb") as file:
        saved = pickle.load(file)
        items = file.read()
    builder = Builder()
    parser = lark.Lark.__new__(lark.Lark)
    parser._load(saved, transformer=builder)
    return Engine(parser, builder, items)


def _save(built: Engine, place: Path) -> None:
    """Written beside and moved into place, so that nobody ever reads half of it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
        built.parser.save(file, ("transformer", "_plugins"))
        file.write(built._items)
    os.replace(file.name, place)


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "eligo"


# ----------------------------------------------------------------------------------------------------------- parsing


def parse(source: Source, words: Declarations) -> tuple[syntax.File, tuple[Diagnostic, ...]]:
    """The tree of a file and what is wrong with how it is written. ``words`` are the names that the file declares and
    those of the vocabularies it uses."""
    found: list[syntax.Block] = []
    broken: set[str] = set()
    reports: list[Diagnostic] = []
    for block in blocks.split(source):
        reader = BlockReader(source, block, words)
        made = reader.read()
        if made is not None:
            found.append(made)
        reports += reader.reports
        broken |= reader.broken
    return syntax.File(source, tuple(found), frozenset(broken)), in_order(reports)


MOST_REPORTS = 25


class BlockReader:
    """Reads one block, again and again without the lines that were found to be broken."""

    def __init__(self, source: Source, block: Block, words: Declarations) -> None:
        self.source = source
        self.block = block
        self.declarations = words
        self.reports: list[Diagnostic] = []
        self.broken: set[str] = set()
        self.holes: set[int] = set()
        self.dropped: set[int] = set()
        self.lines: list[list[Word]] = []

    def read(self) -> syntax.Block | None:
        block = self.block
        if block.keyword not in _STARTS:
            return None
        header = line_words(self.source, block, block.lines[0], "header", NO_NAMES)
        owner = next((word.value for word in header[1:2] if word.type == "NAME"), None)
        names = self.declarations.in_block(block.keyword, owner)
        where = places(self.source, block)
        self.lines = [header] + [
            line_words(self.source, block, line, place, names) for line, place in zip(block.lines[1:], where[1:])
        ]
        return self._parse()

    def _tokens(self) -> list[Word]:
        out: list[Word] = []
        depth = 0
        for index, line in enumerate(self.block.lines):
            if index in self.dropped:
                continue
            start = Span(self.source, line.start, line.start)
            if line.depth > depth:
                out.append(_made("_INDENT", start, line.parent))
            for _ in range(depth - line.depth):
                out.append(_made("_DEDENT", start, index))
            depth = line.depth
            for word in self.lines[index]:
                word.line = index
                out.append(word)
            out.append(_made("_NL", Span(self.source, line.end, line.end), index))
        end = Span(self.source, self.block.span.end, self.block.span.end)
        out += [_made("_DEDENT", end, len(self.block.lines) - 1) for _ in range(depth)]
        return out

    def _parse(self) -> syntax.Block | None:
        built = engine()
        start = _STARTS[self.block.keyword]
        for _ in range(100):
            built.builder.begin(self.declarations)
            try:
                made: Any = built.parser.parse(self._tokens(), start)
                self.reports += built.builder.reports
                return made
            except UnexpectedToken as mistake:
                token: Any = mistake.token
                at = token.line if isinstance(token, Word) else len(self.block.lines) - 1
                if self._as_one_name(token, at):
                    continue
                self.reports.append(reading.not_understood(token.span if isinstance(token, Word) else self.block.span))
                if at in self.holes or at == 0:
                    return None
                self.holes.add(at)
                self.lines[at] = [_made("HOLE", self._span(at), at)]
        return None

    def _span(self, index: int) -> Span:
        line = self.block.lines[index]
        return Span(self.source, line.start, line.end)

    def _as_one_name(self, token: Any, at: int) -> bool:
        """Whether unknown words left and right of the offending one may be a single name that holds a word of the
        language, such as `oxygen saturation on room air`. Then they are taken as one, and it is the names that are
        unknown, not the line that is misread."""
        line = self.lines[at]
        for index in range(1, len(line) - 1):
            before, word, after = line[index - 1 : index + 2]
            if (
                word is token
                and before.type in ("WORDS", "NAME")
                and after.type in ("WORDS", "NAME")
                and "WORDS" in (before.type, after.type)
                and word.type in ("ON", "AT", "OF", "FOR", "BY", "FROM", "AND", "IN", "TO", "WITH", "AGE", "SINCE", "AFTER", "BEFORE")
            ):
                span = before.span.to(after.span)
                self.lines[at] = [*line[: index - 1], Word("WORDS", " ".join(span.text.split()), span), *line[index + 2 :]]
                return True
        return False


def _made(type: str, span: Span, line: int) -> Word:
    word = Word(type, "", span)
    word.line = line
    return word
