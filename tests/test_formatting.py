"""The canonical form of criteria files, and the guide to the language: its examples compile."""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from eligo import ir
from eligo.driver import Compilation, compile_source
from eligo.formatting import format_source, same_meaning
from eligo.frontend import words
from eligo.frontend.blocks import KEYWORDS, split
from eligo.frontend.declarations import Declarations, declared
from eligo.frontend.headers import line_words
from eligo.frontend.later import LATER_BLOCKS
from eligo.frontend.lines import NO_NAMES, OPENERS, places
from eligo.project import Project
from eligo.source import Source

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "cases" / "formatting"
BEFORE = sorted(CASES.glob("*.before.criteria"))
PROTOCOLS = sorted((ROOT / "protocols").rglob("*.criteria"))
VOCABULARY = CASES / "vocabulary" / "basics.criteria"
GUIDE = ROOT / "grammar" / "README.md"


def project(path: Path) -> Project:
    return Project(ROOT if path.is_relative_to(ROOT / "protocols") else CASES)


def names(path: Path, source: Source) -> Declarations:
    """The names of a file and of the vocabularies it uses, and of those that they use."""
    library = project(path).library(path)
    found = declared(source)
    waiting = [name for name, _ in found.uses]
    merged: set[str] = set()
    while waiting:
        name = waiting.pop()
        vocabulary = None if name in merged else library.vocabulary(name)
        merged.add(name)
        if vocabulary is not None:
            theirs = declared(vocabulary)
            waiting += [each for each, _ in theirs.uses]
            found = found.merge(theirs)
    return found


def formatted(path: Path, text: str | None = None) -> str:
    read = project(path).read(path)
    source = read if text is None else Source(read.name, text)
    return format_source(source, names(path, source))


def compiled(path: Path, text: str | None = None) -> Compilation:
    read = project(path).read(path)
    source = read if text is None else Source(read.name, text)
    return compile_source(source, project(path).library(path))


def comments(text: str) -> Counter[str]:
    """The comments of a text, told from quoted and printed words by themselves."""
    found: Counter[str] = Counter()
    for line in text.split("\n"):
        bare = re.sub(r'"[^"]*"|[“„”][^”“"]*[”“"]', lambda quoted: "q" * len(quoted[0]), line)
        at = re.search(r"(?:^|\s)#", bare)
        if at and not line.strip().startswith("text"):
            found[line[at.start() :].strip()] += 1
    return found


# ------------------------------------------------------------------------------- the canonical form


@pytest.mark.parametrize("path", BEFORE, ids=lambda path: path.name.split(".")[0])
def test_case_becomes_what_stands_beside_it(path: Path) -> None:
    found = formatted(path)
    after = path.with_name(path.name.replace(".before.", ".after."))
    if os.environ.get("ELIGO_ACCEPT"):
        after.write_text(found, encoding="utf-8")
    assert found == after.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*PROTOCOLS, *BEFORE, VOCABULARY], ids=lambda path: path.name)
def test_formatting_twice_changes_nothing_more(path: Path) -> None:
    once = formatted(path)
    assert formatted(path, once) == once


@pytest.mark.parametrize("path", [*PROTOCOLS, *BEFORE, VOCABULARY], ids=lambda path: path.name)
def test_no_comment_is_lost(path: Path) -> None:
    text = project(path).read(path).text
    assert comments(formatted(path)) == comments(text)


@pytest.mark.parametrize("path", [*PROTOCOLS, *BEFORE], ids=lambda path: path.name)
def test_what_compiles_means_the_same_afterwards(path: Path) -> None:
    before, after = compiled(path), compiled(path, formatted(path))
    codes = Counter(diagnostic.code for diagnostic in after.diagnostics)
    assert not codes - Counter(diagnostic.code for diagnostic in before.diagnostics)
    assert same_meaning(before.protocol, after.protocol)


@pytest.mark.parametrize("name", ["pasted", "released", "draft"])
def test_these_cases_have_a_meaning_to_compare(name: str) -> None:
    assert compiled(CASES / f"{name}.before.criteria").protocol is not None


def test_printed_words_stay_as_they_are() -> None:
    path = CASES / "pasted.before.criteria"
    before, after = compiled(path).protocol, compiled(path, formatted(path)).protocol
    assert before is not None and after is not None
    assert quotes(before) == quotes(after)
    assert "≥18 years “quoted” ×109/L\u00a0words,   kept  as they are" in formatted(path)


def quotes(protocol: ir.Protocol) -> list[str]:
    return [quote.text for each in protocol.flat_criteria() for quote in each.quotes]


def test_another_meaning_is_noticed() -> None:
    path = CASES / "pasted.before.criteria"
    text = formatted(path)
    before = compiled(path, text).protocol
    for one, other in (
        ("age at Consent between 18", "age at screening between 18"),
        ("unless Gilbert's syndrome\n", "unless epilepsy\n"),
        ("is positive or indeterminate", "is positive or negative"),
        ("all of:  #", "any of:  #"),
    ):
        assert text.count(one) == 1
        changed = compiled(path, text.replace(one, other))
        assert changed.protocol is None or not same_meaning(before, changed.protocol)
    assert not same_meaning(before, None)
    assert same_meaning(None, before)
    assert same_meaning(None, None)


def test_keys_can_be_given() -> None:
    path = CASES / "released.before.criteria"
    source = project(path).read(path)
    line = next(n for n in range(1, 99) if source.line(n).startswith("exclusion 1"))
    said = format_source(source, names(path, source), keys={line: "bowels"})
    assert 'exclusion 1 "Crohn’s disease, or epilepsy" as bowels for women' in said
    assert 'part a "First part" as first-part' in said


@pytest.mark.parametrize(
    "text", ["", "\n\n", "# only a comment", "\n\n#a\n\n\n#b  \n\n", "nonsense  here\n  x"]
)
def test_files_that_say_nothing(text: str) -> None:
    source = Source("x.criteria", text)
    found = format_source(source, declared(source))
    assert found == "" or (found.endswith("\n") and not found.endswith("\n\n"))
    assert found.split() == text.split()
    assert "\n\n\n" not in found and not found.startswith("\n")


# ------------------------------------------------------------------------------ however it is typed


def retyped(path: Path, text: str, chance: random.Random) -> str:
    """The text with its names in other letters, and other white space where that says nothing."""
    source = Source("retyped.criteria", text)
    declarations = names(path, source)
    own = {name.span.start for name in declared(source).names}
    edits: list[tuple[int, int, str]] = []
    for block in split(source):
        header = line_words(source, block, block.lines[0], "header", NO_NAMES)
        owner = next((word.value for word in header[1:2] if word.type == "NAME"), None)
        known = declarations.in_block(block.keyword, owner)
        step = chance.choice((4, 4, 3, 8))
        for row in re.finditer(r"\n( +)(?=[^ ])", text[block.span.start : block.span.end]):
            start, end = (block.span.start + at for at in row.span(1))
            edits.append((start, end, " " * (len(row[1]) // 4 * step)))
        for line, place in zip(block.lines, places(source, block), strict=True):
            if line.passage is not None:
                continue
            found = line_words(source, block, line, place, known)
            fixed = place in OPENERS and bool(found) and found[0].type == "HIGHEST_OF"
            for before, word in zip([None, *found], found, strict=False):
                declaring = word.span.start in own or place == "header" or fixed
                if word.type == "NAME" and not declaring and declarations.find(word.value):
                    edits.append((word.span.start, word.span.end, recased(word.span.text, chance)))
                if before is not None and not fixed:
                    gap = source.text[before.span.end : word.span.start]
                    if gap and not gap.strip(" "):
                        edits.append((before.span.end, word.span.start, space(chance)))
    for row in re.finditer(r"\n", text):
        edits.append((row.start(), row.start(), chance.choice(("", "", " ", "\t ", "\u00a0"))))
    for blank in re.finditer(r"\n\n", text):
        edits.append((blank.end(), blank.end(), "\n" * chance.choice((0, 0, 1, 3))))
    out = text
    for start, end, other in sorted(edits, reverse=True):
        out = out[:start] + other + out[end:]
    return out


def recased(text: str, chance: random.Random) -> str:
    return "".join(letter.upper() if chance.random() < 0.5 else letter.lower() for letter in text)


def space(chance: random.Random) -> str:
    return chance.choice((" ", "  ", "\u00a0", " \u2009 "))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "path",
    [*PROTOCOLS, CASES / "pasted.before.criteria", CASES / "columns.before.criteria"],
    ids=lambda path: path.name,
)
def test_however_it_is_typed_it_is_printed_alike(path: Path, seed: int) -> None:
    canonical = formatted(path)
    typed = retyped(path, canonical, random.Random(seed))
    assert typed != canonical
    assert formatted(path, typed) == canonical


# ---------------------------------------------------------------------------------------- the guide


def guide() -> tuple[list[str], list[str]]:
    """The guide's blocks of criteria, and the examples in its tables."""
    text = GUIDE.read_text(encoding="utf-8")
    shown = []
    column: int | None = None
    for line in re.sub(r"```.*?```", "", text, flags=re.S).split("\n"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            column = None
        elif column is None:
            heads = [n for n, c in enumerate(cells) if c in ("example", "window", "write instead")]
            column = heads[0] if heads else -1
        elif column >= 0 and re.fullmatch(r"`[^`]+`", cells[column]):
            shown.append(cells[column].strip("`"))
    return re.findall(r"```criteria\n(.*?)```", text, flags=re.S), shown


def whole_guide() -> str:
    fences, shown = guide()
    rules = [one for one in shown if not one.startswith("data ")]
    blocks = [*fences, *(f"{one}\n" for one in shown if one.startswith("data "))]
    # As one list, since side by side some of them contradict each other.
    blocks += ["inclusion 100\n    any of:\n", *(f"        {one}\n" for one in rules)]
    return "\n".join(blocks)


def test_guide_begins_with_a_whole_file() -> None:
    fences, _ = guide()
    assert errors(fences[0]) == []


def test_guide_is_one_file_that_compiles() -> None:
    fences, shown = guide()
    assert len(fences) >= 8 and len(shown) >= 50
    assert errors(whole_guide()) == []


def test_guide_is_written_canonically() -> None:
    source = Source("guide.criteria", whole_guide())
    known = declared(source)
    for fence in guide()[0]:
        assert format_source(Source("guide.criteria", fence), known) == fence


def errors(text: str) -> list[str]:
    source = Source("guide.criteria", text)
    compilation = compile_source(source, project(CASES).library(CASES / "guide.criteria"))
    return [
        f"{each.span.line}: {source.line(each.span.line)}: {each.code} {each.what}"
        for each in compilation.diagnostics
        if each.is_error
    ]


def test_guide_names_every_word_of_the_language() -> None:
    appendix = GUIDE.read_text(encoding="utf-8").split("## Appendix")[1]
    said = {phrase.casefold() for phrase in re.findall(r"`([^`]+)`", appendix)}
    tables = (
        words.OPENING_PHRASES,
        words.PHRASES,
        words.EXPRESSION_PHRASES,
        words.GIVEN_PHRASES,
        words.EXPECT_PHRASES,
        words.KIND_PHRASES,
        words.KIND_TAIL_PHRASES,
        words.HEADER_PHRASES,
    )
    known = {phrase for table in tables for phrase in table}
    known |= set(KEYWORDS)
    # Phrases that only begin a line are kept by their first words.
    known |= {
        " ".join(texts)
        for lexicon in OPENERS.values()
        for entries in lexicon._by_first.values()
        for texts, _ in entries
    }
    assert said - known == set()
    assert known - said == set()


def test_guide_names_what_is_not_there_yet() -> None:
    refused = GUIDE.read_text(encoding="utf-8").split("## What the language refuses")[1]
    for keyword in LATER_BLOCKS:
        assert f"`{keyword}`" in refused


def test_guide_points_to_the_meaning() -> None:
    assert "(MEANING.md)" in GUIDE.read_text(encoding="utf-8")
    assert (GUIDE.parent / "MEANING.md").is_file()
