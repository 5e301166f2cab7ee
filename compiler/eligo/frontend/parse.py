"""From text to the tree as written. The only module that knows lark, which builds the tables of the
grammar."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import astuple
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from eligo import syntax
from eligo.diagnostics import Diagnostic, in_order, layout
from eligo.frontend import blocks, slips
from eligo.frontend.automaton import Item, Rule, Tables
from eligo.frontend.declarations import Declarations
from eligo.frontend.reader import RULES, BlockReader, Engine
from eligo.source import Source, Span


def parse(source: Source, words: Declarations) -> tuple[syntax.File, tuple[Diagnostic, ...]]:
    """The tree of a file and what is wrong with how it is written. ``words`` are the names that the
    file declares and those of the vocabularies it uses."""
    found: list[syntax.Block] = []
    broken: set[str] = set()
    split = blocks.split(source)
    reports = list(slips.foreign_signs(source, split))
    once: dict[str, Span] = {}
    for block in split:
        reader = BlockReader(source, block, words, engine)
        made = reader.read()
        if made is not None:
            found.append(made)
        reports += reader.reports
        broken |= reader.broken
        if block.keyword in ("protocol", "vocabulary"):
            header = Span(source, block.lines[0].start, block.lines[0].end)
            if block.keyword in once:
                reports.append(layout.stands_once(header, block.keyword, once[block.keyword]))
            once.setdefault(block.keyword, header)
    if not split:
        reports.append(layout.empty_file(Span(source, 0, min(1, len(source.text)))))
    return syntax.File(source, tuple(found), frozenset(broken)), in_order(reports)


def not_utf8(name: str, line: int) -> Diagnostic:
    """What to say of a file that is no text, which whoever reads files finds out."""
    return layout.not_utf8(Span(Source(name, ""), 0, 0), line)


# --------------------------------------------------------------------------------------- the tables

_FORMAT = "3"
_GRAMMAR = ("criteria.lark", "terminals.lark")


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The parser, from the user's cache where it has been built before."""
    file = _cache_file()
    loaded = _load(file)
    if loaded is not None:
        return loaded
    built, items = build()
    _save(file, built, items)
    return Engine(built, lambda: items)


def build() -> tuple[Tables, list[tuple[Item, ...]]]:
    """The tables of the grammar, and what each state has read; lark refuses a grammar that is
    ambiguous."""
    import lark
    from lark.lexer import Lexer
    from lark.parsers.lalr_analysis import LALR_Analyzer, Shift
    from lark.parsers.lalr_parser import LALR_Parser

    analyses: list[Any] = []

    class Analysed(LALR_Parser):
        """Keeps the analysis, which has the items of each state."""

        def __init__(self, parser_conf: Any, debug: bool = False, strict: bool = False) -> None:
            analysis = LALR_Analyzer(parser_conf, debug=True, strict=strict)
            analysis.compute_lalr()  # type: ignore[no-untyped-call]
            analyses.append(analysis)

    class Formed(Lexer):
        """The words are formed by eligo.frontend.lines; lark only wants to know that."""

        def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Any]:
            return iter(())

        def __init__(self, _: Any) -> None:
            pass

    grammar = lark.Lark.open_from_package(
        "eligo.grammar",
        "criteria.lark",
        parser="lalr",
        lexer=Formed,
        strict=True,
        start=sorted(set(RULES.values())),
        maybe_placeholders=False,
        _plugins={"LALR_Parser": Analysed},
    )
    analysis = analyses[0]
    kernels = {
        itemset.closure: tuple(sorted(map(_item, itemset.kernel)))
        for itemset in analysis.lr0_itemsets
    }
    # lark's own order of the states differs from run to run.
    ordered = sorted(kernels, key=kernels.__getitem__)
    number = {closure: index for index, closure in enumerate(ordered)}
    spelled = sorted(grammar.rules, key=_spelled)
    rules = {rule: index for index, rule in enumerate(spelled)}
    table = analysis.parse_table
    actions = tuple(
        {
            str(symbol): number[target] if action is Shift else -1 - rules[target]
            for symbol, (action, target) in sorted(table.states[closure].items())
        }
        for closure in ordered
    )
    starts = {name: number[table.start_states[name]] for name in sorted(table.start_states)}
    ends = {name: number[table.end_states[name]] for name in sorted(table.end_states)}
    tables = Tables(tuple(map(_rule, spelled)), actions, starts, ends)
    return tables, [kernels[closure] for closure in ordered]


def _item(pointer: Any) -> Item:
    names = [str(symbol.name) for symbol in pointer.rule.expansion]
    return (
        str(pointer.rule.origin.name),
        tuple(names[: pointer.index]),
        tuple(names[pointer.index :]),
    )


def _spelled(rule: Any) -> list[str]:
    return [str(rule.origin.name), *(str(symbol.name) for symbol in rule.expansion)]


def _rule(rule: Any) -> Rule:
    """A rule of lark's as it is used here; words named with an underscore are not kept."""
    origin = str(rule.origin.name)
    keep = [index for index, symbol in enumerate(rule.expansion) if not _is_layout(symbol)]
    single = bool(rule.options.expand1 and not rule.alias and len(keep) == 1)
    method = "" if single or origin.startswith("__") else str(rule.alias or origin)
    return Rule(origin, len(rule.expansion), method, tuple(keep), single)


def _is_layout(symbol: Any) -> bool:
    return bool(symbol.is_term) and str(symbol.name).startswith("_")


# The file has two lines of JSON: what every run needs, and what is needed to explain a mistake.


def _load(file: Path) -> Engine | None:
    try:
        with file.open(encoding="utf-8") as lines:
            rules, actions, starts, ends = json.loads(lines.readline())
            items = lines.readline()
        tables = Tables(tuple(Rule(*rule) for rule in rules), tuple(actions), starts, ends)
        return Engine(tables, lambda: [tuple(map(_as_item, state)) for state in json.loads(items)])
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _as_item(item: list[Any]) -> Item:
    rule, read, rest = item
    return rule, tuple(read), tuple(rest)


def _save(file: Path, tables: Tables, items: list[tuple[Item, ...]]) -> None:
    """Written beside and moved into place, so that nobody ever reads half of it. If it cannot be,
    it is built anew."""
    import tempfile

    rules = [astuple(rule) for rule in tables.rules]
    text = [json.dumps([rules, tables.actions, tables.starts, tables.ends]), json.dumps(items), ""]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=file.parent, delete=False, encoding="utf-8"
        ) as new:
            new.write("\n".join(text))
        os.replace(new.name, file)
    except OSError:
        return


def _cache_file() -> Path:
    """In the user's cache, named after all that the tables depend on."""
    parts = [_FORMAT, _lark_version()]
    spec = find_spec("eligo.grammar")
    assert spec is not None and spec.submodule_search_locations is not None
    loader: Any = spec.loader
    folder = next(iter(spec.submodule_search_locations))
    parts += [loader.get_data(os.path.join(folder, name)).decode() for name in _GRAMMAR]
    key = sha256("\0".join(parts).encode()).hexdigest()[:24]
    own = os.environ.get("ELIGO_CACHE")
    shared = os.environ.get("XDG_CACHE_HOME")
    cache = Path(own) if own else (Path(shared) if shared else Path.home() / ".cache") / "eligo"
    return cache / f"grammar-{key}.json"


def _lark_version() -> str:
    """Read off the folder of its metadata, without importing it."""
    spec = find_spec("lark")
    if spec is None or spec.origin is None:
        return ""
    beside = os.path.dirname(os.path.dirname(spec.origin))
    try:
        return ",".join(sorted(name for name in os.listdir(beside) if name.startswith("lark-")))
    except OSError:
        return ""
