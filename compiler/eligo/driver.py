"""The compiler on one page: parse, elaborate, check, emit. It reads and writes nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eligo import ir, syntax
from eligo.check import check
from eligo.diagnostics import Diagnostic, in_order
from eligo.diagnostics import lists as lists_wrong
from eligo.diagnostics import names as names_wrong
from eligo.elaborate import elaborate
from eligo.frontend.declarations import Declarations, declared
from eligo.frontend.parse import parse
from eligo.source import Source, Span

if TYPE_CHECKING:
    from eligo.backends.python import FormatCache


@dataclass(frozen=True)
class Library:
    """How the compiler gets at other files: each function gives a source, or None where there is no such file."""

    vocabulary: Callable[[str], Source | None]  # by name
    beside: Callable[[Source, str], Source | None]  # a file in the folder of a source
    names: tuple[str, ...] = ()  # of all vocabularies, for suggestions


@dataclass(frozen=True)
class Compilation:
    """What came of a criteria file. ``protocol`` is None after an error, and for a vocabulary."""

    source: Source
    protocol: ir.Protocol | None
    diagnostics: tuple[Diagnostic, ...]
    sources: tuple[Source, ...]  # all that was read, the file first

    @property
    def failed(self) -> bool:
        return any(diagnostic.is_error for diagnostic in self.diagnostics)


def compile_source(source: Source, library: Library) -> Compilation:
    """Compile one criteria file with everything it uses. Mistakes are diagnostics, never exceptions."""
    found: list[Diagnostic] = []
    words = declared(source)
    used = _vocabularies(source, words, library, found)
    for _, theirs in used:
        words = words.merge(theirs)
    files: list[syntax.File] = []
    for each in (*(vocabulary for vocabulary, _ in used), source):
        file, mistakes = parse(each, words)
        files.append(file)
        found += mistakes
    text = _source_text(files[-1], library, found)
    whole = not any(diagnostic.is_error for diagnostic in found)
    beside = _beside(files, library, found)
    protocol, mistakes = elaborate(files[-1], tuple(files[:-1]), text, whole=whole, files=beside)
    found += mistakes
    if protocol is not None and not any(diagnostic.is_error for diagnostic in found):
        found += check(protocol)
    if any(diagnostic.is_error for diagnostic in found):
        protocol = None
    sources = (source, *(vocabulary for vocabulary, _ in used), *((text,) if text else ()))
    sources = (*sources, *beside.values())
    return Compilation(source, protocol, in_order(found), sources)


def emit(
    protocol: ir.Protocol, *, standalone: bool = False, cache: FormatCache | None = None
) -> Mapping[str, str]:
    """All generated files of a protocol, by their path inside the version's folder."""
    from eligo.backends import BACKENDS

    files: dict[str, str] = {}
    for backend in BACKENDS.values():
        files.update(backend(protocol, standalone, cache))
    return dict(sorted(files.items()))


def _vocabularies(
    source: Source, words: Declarations, library: Library, found: list[Diagnostic]
) -> list[tuple[Source, Declarations]]:
    """The vocabularies a file uses, each once and after those that it uses itself."""
    ordered: dict[str, tuple[Source, Declarations]] = {}
    under_way: list[str] = []

    def visit(declarations: Declarations) -> None:
        for name, span in declarations.uses:
            if name in ordered or name in under_way:
                continue
            vocabulary = library.vocabulary(name)
            if vocabulary is None:
                found.append(names_wrong.vocabulary_not_found(span, name, library.names))
                continue
            under_way.append(name)
            theirs = declared(vocabulary)
            visit(theirs)
            under_way.pop()
            ordered[name] = (vocabulary, theirs)

    visit(words)
    return [pair for pair in ordered.values() if pair[0].name != source.name]


def _beside(
    files: list[syntax.File], library: Library, found: list[Diagnostic]
) -> dict[tuple[str, str], Source]:
    """The CSV files that groups and tables name, by the name of the criteria file and their own."""
    texts: dict[tuple[str, str], Source] = {}
    for file in files:
        for block in file.blocks:
            if not isinstance(block, syntax.GroupBlock | syntax.TableBlock) or block.file is None:
                continue
            text = library.beside(file.source, block.file.text)
            if text is None:
                found.append(lists_wrong.file_not_found(block.file.span, block.file.text))
            else:
                texts[file.source.name, block.file.text] = text
    return texts


def _source_text(file: syntax.File, library: Library, found: list[Diagnostic]) -> Source | None:
    """The protocol's or registry's text that the file names, where it names one."""
    block = next((b for b in file.blocks if isinstance(b, syntax.ProtocolBlock)), None)
    line = next((p for p in block.properties if p.keyword == "source"), None) if block else None
    if line is None or not line.texts:
        return None
    name: str = line.texts[0].text
    span: Span = line.texts[0].span
    text = library.beside(file.source, name)
    if text is None:
        found.append(names_wrong.source_text_not_found(span, name))
    return text
