"""One block, read again and again without the lines that were found to be broken, until the rest
fits the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from eligo import syntax
from eligo.diagnostics import Diagnostic, Edit, in_order, layout, reading, statements
from eligo.frontend import blocks, slips, words
from eligo.frontend.automaton import Automaton, Item, Misread, Tables
from eligo.frontend.blocks import Block
from eligo.frontend.building import Builder
from eligo.frontend.declarations import Declarations, declared_by
from eligo.frontend.headers import line_words
from eligo.frontend.later import LATER_BLOCKS
from eligo.frontend.lines import NO_NAMES, OPENERS, aliases, places
from eligo.frontend.words import Word
from eligo.source import Source, Span

# The rule of the grammar that a block is read by, for each word that opens one.
RULES = {
    "protocol": "protocol",
    "vocabulary": "vocabulary",
    "use": "use",
    "milestone": "milestone",
    "visit": "milestone",
    "data": "data",
    "group": "group",
    "define": "define",
    "score": "score",
    "period": "period",
    "table": "table",
    "subgroup": "subgroup",
    "unit": "unit",
    "cohort": "cohort",
    "stage": "stage",
    "inclusion": "criterion",
    "exclusion": "criterion",
    "delay": "criterion",
    "context": "context",
    "example": "example",
}

MOST_REPORTS = 25
DEEPEST = 12
DEEPEST_PARTS = 4


class Engine:
    """The built grammar, the builder of the tree that it calls, and what each of its states has
    read.

    The builder keeps what it reports until it is fetched, so one engine reads one block at a time.
    """

    def __init__(self, tables: Tables, load_items: Callable[[], list[tuple[Item, ...]]]) -> None:
        self.tables = tables
        self.builder = Builder()
        self._automaton = Automaton(tables, self.builder)
        self._load_items = load_items

    def read(self, line_words: list[Word], start: str, declarations: Declarations) -> Any:
        self.builder.begin(declarations)
        return self._automaton.run(line_words, start)

    @cached_property
    def items(self) -> list[tuple[Item, ...]]:
        """Only needed to explain a mistake."""
        return self._load_items()


class BlockReader:
    """Reads one block, again and again without the lines that were found to be broken."""

    def __init__(
        self, source: Source, block: Block, words: Declarations, engine: Callable[[], Engine]
    ) -> None:
        self.engine = engine
        self.source = source
        self.block = block
        self.declarations = words
        self.reports: list[Diagnostic] = []
        self.broken: set[str] = set()
        self.holes: set[int] = set()
        self.dropped: set[int] = set()
        self.bulleted: set[int] = set()
        self.ruled: dict[int, bool] = {}
        self.where: list[str] = []
        self.lines: list[list[Word]] = []
        self.parents = {line.parent for line in block.lines}

    def read(self) -> syntax.Block | None:
        block, source = self.block, self.source
        if block.keyword not in RULES:
            self._unknown_block()
            return None
        header = line_words(source, block, block.lines[0], "header", NO_NAMES)
        owner = next((word.value for word in header[1:2] if word.type == "NAME"), None)
        names = self.declarations.in_block(block.keyword, owner, aliases(source, block))
        self.names = names
        header = line_words(source, block, block.lines[0], "header", names)
        self.where = places(source, block)
        self.reports += slips.layout_slips(source, block)
        for index, line in enumerate(block.lines):
            if index == 0:
                self.lines.append(header)
            else:
                self.lines.append(line_words(source, block, line, self.where[index], names))
            self._slips(index)
        made = self._parse() if len(self.reports) < MOST_REPORTS + 5 else None
        if len(self.reports) > MOST_REPORTS:
            self.reports = list(in_order(self.reports))[:MOST_REPORTS]
            self.reports.append(layout.more_mistakes(self._span(0), MOST_REPORTS))
        if isinstance(made, syntax.TableBlock) and any(each.is_error for each in self.reports):
            made = None  # what is left of it would seem to leave gaps
        if made is None or self._is_broken(made):
            self.broken |= {words.folded(name.text) for name in declared_by(source, block, header)}
            if block.keyword in ("inclusion", "exclusion", "delay") and made is None:
                self.broken.add(" ".join(word.value for word in header[:2]).casefold())
        if block.keyword == "protocol":
            self.broken |= self._broken_properties()
        return made

    # ---------------------------------------------------------------------------------------- slips

    def _unknown_block(self) -> None:
        block = self.block
        start = block.lines[0].start
        span = Span(self.source, start, start + len(block.keyword))
        if slips.opening_quote(block.keyword):
            span = Span(self.source, start, block.lines[0].end)
        if block.keyword in LATER_BLOCKS:
            self.reports.append(
                layout.later_block(span, block.keyword, LATER_BLOCKS[block.keyword])
            )
            return
        margin = slips.quote_margin(self.source, block.lines[0])
        if margin is not None:
            self.reports.append(margin)
            return
        other = {
            "eligibility": "inclusion",
            "include": "inclusion",
            "exclude": "exclusion",
            "import": "use",
            "open": "open group",
            "extend": "extend data",
        }
        meant = other.get(block.keyword)
        similar = (meant,) if meant else slips.nearest(block.keyword, blocks.KEYWORDS)
        word = span.text if len(span.text) < 40 else span.text[:37] + "…"
        self.reports.append(layout.unknown_block(span, word, similar, blocks.KEYWORDS))

    def _slips(self, index: int) -> None:
        """What can be said of a line before it is read; it is mended, or left out where that cannot
        be done."""
        if index in self.dropped:
            return
        line, where = self.lines[index], self.where[index]
        span = self._span(index)
        if self.block.lines[index].depth > DEEPEST:
            if not any(depth.code == "E109" for depth in self.reports):
                self.reports.append(layout.too_deep(span, DEEPEST))
            self._drop(index)
            self._hole(self.block.lines[index].parent)
            return
        margin = slips.quote_margin(self.source, self.block.lines[index])
        if margin is not None:
            self.reports.append(margin)
            self._hole(index)
            return
        if self._text_without_colon(index):
            return
        if self.block.lines[index].passage is not None:
            self._rule_in_passage(index)
            return
        self._openings(index)
        if index in self.holes:
            return
        line = self.lines[index]
        slip = slips.capital(line, self.source.text)
        if slip is not None:
            self.reports.append(slip)
        self.reports += slips.word_slips(line, where)
        if any(word.type == "SLIP" for word in line):
            self._hole(index)
            return
        if where == "data" or (where == "header" and self.block.keyword == "data"):
            self._kind_without_colon(index)
            self._semicolons(index)
            self._kind(index)
            line = self.lines[index]
        beneath = index in self.parents
        for check in (slips.missing_colon, slips.nothing_beneath):
            slip = check(line, self.source, beneath)
            if slip is not None:
                if check is slips.nothing_beneath:
                    slip = self._level_items(index, slip)
                    self._hole(index)
                self.reports.append(slip)
        if index == 0:
            self._number_missing()
        if line and line[0].type == "PART":
            self._part_depth(index)
        if slips.too_long(line):
            self.reports.append(layout.too_involved(span))
            self._hole(index)

    def _text_without_colon(self, index: int) -> bool:
        """`text Male or female …`: read on as if the colon stood there."""
        line, first = self.block.lines[index], self.lines[index][:1]
        said = self.source.text[line.start : line.end]
        match = re.match(r"text(?:\s+(?![\"“”„])|$)", said, re.I)
        beneath = index in self.parents
        if (
            index == 0
            or line.passage is not None
            or self.where[index] not in ("criterion", "context", "example", "score")
            or match is None
            or first[0].type != "WORDS"
            or (match.end() == len(said) and not beneath)
            or re.match(r"text\s+(?:is\b|[<>=≤≥])", said, re.I)
        ):
            return False
        last = index
        while last + 1 < len(self.block.lines) and self._stands_beneath(last + 1, index):
            last += 1
            self.dropped.add(last)
        end = self.block.lines[last].end
        start = line.start + match.end()
        text = words.tidy(self.source.text[start:end])
        word = Span(self.source, line.start, line.start + 4)
        edit = Edit(Span(self.source, word.end, word.end), ":")
        shown = text if len(text) < 60 else text[:57] + "…"
        self.reports.append(layout.missing_colon(word, shown, edit, True))
        passage = Word("PASSAGE", text, Span(self.source, start, end))
        self.lines[index] = [Word("TEXT", "text:", word), passage]
        return True

    def _rule_in_passage(self, index: int) -> None:
        """A criterion without a rule, where a line of the protocol's words reads like one."""
        line = self.block.lines[index]
        if self.where[index] != "criterion" or not line.passage or len(line.passage) < 2:
            return
        if self._has_rule(line.parent):
            return
        for number, (start, end) in enumerate(line.passage):
            on_first = "\n" not in self.source.text[line.start : start]
            if on_first or not self._reads_like_a_rule(line, start, end):
                continue
            margin = self.source.text.rfind("\n", 0, start) + 1
            fewer = (start - margin) - line.indent
            last = line.passage[-1][1]
            rows = self.source.text[margin:last].split("\n")
            moved = [row[min(fewer, len(row) - len(row.lstrip())) :] for row in rows]
            edit = Edit(Span(self.source, margin, last), "\n".join(moved))
            span = Span(self.source, start, end)
            self.reports.append(reading.rule_in_passage(span, words.tidy(span.text), edit))
            before = line.passage[:number]
            text = words.tidy(" ".join(self.source.text[a:b] for a, b in before))
            opening = self.lines[index][0]
            said = Span(self.source, line.start, before[-1][1] if before else line.start + 5)
            self.lines[index] = [
                opening,
                Word("PASSAGE", text, said),
                _made("_NL", span, index),
                _made("HOLE", span, index),
            ]
            return

    def _has_rule(self, parent: int) -> bool:
        """Whether a rule, or a part, stands beneath the line."""
        if parent not in self.ruled:
            self.ruled[parent] = any(
                sibling.parent == parent
                and sibling.passage is None
                and self._opener(sibling) in ("", "PART")
                for sibling in self.block.lines[1:]
            )
        return self.ruled[parent]

    def _opener(self, line: blocks.Line) -> str:
        """The word that opens a line of a criterion that is no rule."""
        atoms = words.atoms(self.source.text, line.start, min(line.end, line.start + 60))
        opened = OPENERS["criterion"].match(atoms, 0) if atoms else None
        return opened[1] if opened else ""

    def _reads_like_a_rule(self, line: blocks.Line, start: int, end: int) -> bool:
        said = replace(line, start=start, end=end, pieces=[(start, end)], passage=None)
        found = line_words(self.source, self.block, said, "statement", self.names)
        types = [word.type for word in found]
        if not types or types[0] not in _BEGINS_A_RULE:
            return False
        if types[-1] == "COLON":
            return types[0] in _HEADS_A_LIST
        if types[0] in ("JUDGEMENT", "ATTESTATION"):
            return "STRING" in types
        return not set(types) & _NOT_IN_A_RULE and (
            types != ["NAME"] or end == (line.passage or [(0, end)])[-1][1]
        )

    def _openings(self, index: int) -> None:
        """Bullets, `if …:`, `either:` and the like: read on as meant."""
        line, place = self.block.lines[index], self.where[index]
        if (
            index == 0
            or place not in ("criterion", "statement", "condition")
            or (self.lines[index] and self.lines[index][0].type == "NAME")
        ):
            return
        said = self.source.text[line.start : line.end]
        bullet = re.match(r"[-–•*·]\s+(?=\S)", said)
        if bullet:
            advice = (
                "Remove it: a statement has no bullet. Several statements stand beneath “all of:”"
                " or “any of:”."
            )
            span = Span(self.source, line.start, line.start + 1)
            if line.parent not in self.bulleted:
                self.reports.append(layout.stray(span, span.text, advice))
            self.bulleted.add(line.parent)
            self._hole(index)
            return
        spelled = re.match(r"not formali[sz]ed\b", said, re.I)
        if place == "criterion" and spelled and "z" in spelled.group().casefold():
            span = Span(self.source, line.start, line.start + spelled.end())
            self.reports.append(
                reading.unknown_property(
                    span, spelled.group(), "a criterion", ("not formalised",), ()
                )
            )
            self._hole(index)
            return
        if self.lines[index][0].type == "IF":
            return
        for pattern, meant, types in _OTHER_OPENINGS:
            opening = re.match(pattern, said, re.I)
            if opening is None or self.lines[index][-1].type != "COLON":
                continue
            span = Span(self.source, line.start, line.start + opening.end())
            rest = said[opening.end() :].strip().removesuffix(":").strip()
            better = f"{meant} {rest}:".replace(" :", ":")
            edit = Edit(span, meant + (" " if rest else ""))
            if not rest:
                edit = Edit(Span(self.source, line.start, line.end), f"{meant}:")
            statement = words.tidy(said.removesuffix(":"))
            self.reports.append(statements.colon_after_statement(span, statement, better, edit))
            self._read_from(index, opening.end())
            self.lines[index] = [*(Word(type, meant, span) for type in types), *self.lines[index]]
            return

    def _read_from(self, index: int, offset: int) -> None:
        """Read the line again without its beginning."""
        line = self.block.lines[index]
        start = line.start + offset
        pieces = [(start, line.pieces[0][1]), *line.pieces[1:]]
        rest = replace(line, start=start, pieces=pieces)
        self.lines[index] = line_words(self.source, self.block, rest, self.where[index], self.names)

    def _level_items(self, index: int, report: Diagnostic) -> Diagnostic:
        """A list whose statements stand level with it, not beneath it: said once, for all."""
        line = self.block.lines[index]
        level = [
            other
            for other in range(index + 1, len(self.block.lines))
            if self.block.lines[other].parent == line.parent
        ]
        if (
            self.lines[index][-2].type not in _LISTED
            or len(level) < 2
            or any(
                self.block.lines[other].passage is not None or self._opener(self.block.lines[other])
                for other in level
            )
        ):
            return report
        last = index
        for other in range(index + 1, len(self.block.lines)):
            if line.parent == 0 or self._stands_beneath(other, line.parent):
                self.dropped.add(other)
                last = other
        first = self.source.text.rfind("\n", 0, self.block.lines[level[0]].start) + 1
        end = self.block.lines[last].end
        rows = self.source.text[first:end].split("\n")
        edit = Edit(
            Span(self.source, first, end),
            "\n".join("    " + row if row.strip() else row for row in rows),
        )
        said = words.tidy(self.source.text[line.start : line.end])
        return layout.nothing_beneath(report.span, said, "its statements, one on each line", edit)

    def _kind(self, index: int) -> None:
        line = self.lines[index]
        start = 0
        if self.where[index] == "header":
            colons = [
                position for position, word in enumerate(line) if word.type in ("COLON", "COMMA")
            ]
            start = colons[0] + 1 if colons else len(line)
        rest = line[start:]
        if not rest or rest[0].type != "WORDS":
            return
        openers = OPENERS["data"].phrases()
        report: Diagnostic | None = None
        if start == 0 and (
            self._has_kind() or slips.nearest(rest[0].value.split(" ")[0], tuple(openers))
        ):
            from eligo.frontend.explain import unknown_property

            self.reports.append(unknown_property(rest[0], "data"))
        else:
            report = slips.kind_slip(rest)
            if report is not None:
                self.reports.append(report)
        if start:
            self.holes.add(-1)  # the datum has no kind, and that was said
            comma = line[start - 1].type == "COMMA"
            fill = Word(self._kind_meant(report), "", rest[0].span)
            after = (
                next(
                    (position for position, word in enumerate(rest) if word.type == "COLON"),
                    len(rest),
                )
                if comma
                else len(rest)
            )
            self.lines[index] = [*line[:start], fill, *rest[after:]]
        else:
            self._hole(index)

    def _kind_meant(self, report: Diagnostic | None) -> str:
        """The kind to read on with, so that rules are not said to be about another one."""
        meant = re.fullmatch("Did you mean “(.*)”\\?", report.mend) if report else None
        kind = words.KIND_PHRASES.get(meant[1], "") if meant else ""
        return kind if kind in _KINDS_ALONE else "YES_OR_NO"

    def _kind_without_colon(self, index: int) -> None:
        """`data pregnant yes or no`"""
        line = self.lines[index]
        attribute = bool(line) and line[0].type == "WITH"
        if len(line) != 2 or line[1].type != "NAME":
            return
        if index in self.parents or not (attribute or index == 0):
            return
        name = line[1]
        for phrase in sorted(words.KIND_PHRASES, key=len, reverse=True):
            match = re.fullmatch(rf"(.*\S)\s+({phrase})", name.span.text, re.I)
            if match is None or phrase in ("number in", "measurement in", "one of", "any of"):
                continue
            gap = Span(
                self.source, name.span.start + match.end(1), name.span.start + match.start(2)
            )
            edit = Edit(gap, ": ")
            short = words.tidy(match[1])
            self.reports.append(reading.kind_missing(name.span, short, phrase, edit, line[0].value))
            self.broken |= {words.folded(short), words.folded(name.value)}
            self.holes.add(-1)
            start = name.span.start
            self.lines[index] = [
                line[0],
                Word("NAME", short, Span(self.source, start, start + match.end(1))),
                Word("COLON", ":", gap),
                Word("YES_OR_NO", "", name.span),
            ]
            return

    def _semicolons(self, index: int) -> None:
        """`one of never; former; current`: read on as if commas stood there."""
        line = self.lines[index]
        listed = any(word.type in _LISTS_VALUES for word in line)
        if not listed or not any(word.type == "NAME" and ";" in word.value for word in line):
            return
        mended: list[Word] = []
        said = False
        for word in line:
            parts = list(re.finditer(r"[^;]+", word.span.text)) if word.type == "NAME" else []
            if len(parts) < 2:
                mended.append(word)
                continue
            for number, part in enumerate(parts):
                start = word.span.start + part.start()
                if number:
                    sign = Span(self.source, start - 1, start)
                    if not said:
                        advice = "Put commas between the values."
                        self.reports.append(layout.stray(sign, ";", advice))
                    said = True
                    mended.append(Word("COMMA", ",", sign))
                text = words.tidy(part.group())
                mended.append(Word("NAME", text, Span(self.source, start, start + len(part[0]))))
                self.broken.add(words.folded(text))
        self.lines[index] = mended

    def _has_kind(self) -> bool:
        return any(
            word.type in slips.KINDS
            for index, line in enumerate(self.lines)
            if index not in self.holes
            for word in line[: len(line) if index == 0 else 1]
        )

    def _number_missing(self) -> None:
        """`inclusion "Age and sex"`: what stands where the number belongs is the title."""
        line = self.lines[0]
        if len(line) == 2 and line[1].type == "LABEL" and " " in line[1].value:
            example = f"{line[0].value} 1 {line[1].span.text}"
            wants = "the number that the protocol prints"
            self.reports.append(
                reading.header_incomplete(
                    line[1].span, f"The title {line[1].span.text}", wants, example
                )
            )
            self._hole(0)

    def _part_depth(self, index: int) -> None:
        depth = sum(
            1
            for above in self._above(index)
            if self.lines[above] and self.lines[above][0].type == "PART"
        )
        if depth >= DEEPEST_PARTS:
            self.reports.append(reading.parts_too_deep(self._span(index), DEEPEST_PARTS))
            self._drop(index)

    def _above(self, index: int) -> Iterator[int]:
        parent = self.block.lines[index].parent
        while parent >= 0:
            yield parent
            parent = self.block.lines[parent].parent

    def _stands_beneath(self, deeper: int, index: int) -> bool:
        return index in self._above(deeper)

    # -------------------------------------------------------------------------------- reading again

    def _hole(self, index: int) -> None:
        if index == 0:
            self.lines[0] = self._header_repaired()
        else:
            self.lines[index] = [_made("HOLE", self._span(index), index)]
        self.holes.add(index)

    def _drop(self, index: int) -> None:
        """Leave out the line and all beneath it."""
        self.dropped.add(index)
        for deeper in range(index + 1, len(self.block.lines)):
            if self._stands_beneath(deeper, index):
                self.dropped.add(deeper)

    def _header_repaired(self) -> list[Word]:
        """As much of the header as is needed to read what stands beneath it."""
        line = self.lines[0]
        first = line[:1]
        label = next((word for word in line[1:] if word.type in ("NAME", "LABEL")), None)
        title = next((word for word in line[1:] if word.type == "STRING"), None)
        kind = self.block.keyword
        if kind in ("example", "context"):
            return [*first, title or _made("STRING", self._span(0), 0)]
        if label is None:
            label = _made(
                "LABEL" if kind in ("inclusion", "exclusion", "delay") else "NAME",
                self._span(0),
                0,
            )
        repaired = [*first, label] + (
            [title] if title and kind in ("inclusion", "exclusion", "delay") else []
        )
        if kind == "stage":
            repaired += [_made("AT", self._span(0), 0), _made("NAME", self._span(0), 0)]
        if kind == "unit":
            repaired += [_made("FROM", self._span(0), 0), _made("NAME", self._span(0), 0)]
        if kind == "define" and "number" in self.where:
            repaired += [_made("AS", self._span(0), 0), Word("NUMBER_KIND", "ratio", self._span(0))]
        return repaired

    def _tokens(self) -> list[Word]:
        out: list[Word] = []
        depth = 0
        for index, line in enumerate(self.block.lines):
            if index in self.dropped or not self.lines[index]:
                continue
            start = Span(self.source, line.start, line.start)
            if line.depth > depth:
                out.append(_made("_INDENT", start, index))
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
        engine = self.engine()
        start = RULES[self.block.keyword]
        for _ in range(4 * MOST_REPORTS):
            tokens = self._tokens()
            try:
                made: Any = engine.read(tokens, start, self.declarations)
            except Misread as mistake:
                if not self._mend(mistake.word or tokens[-1], engine.items[mistake.state]):
                    return None
                continue
            reports = engine.builder.reports
            self.reports += [report for report in reports if not self._follows(report)]
            nameless = not self.lines[0][1:2] or not self.lines[0][1].value
            if 0 in self.holes and nameless and self.block.keyword != "protocol":
                return None
            block: syntax.Block = made
            return block
        return None

    def _follows(self, report: Diagnostic) -> bool:
        """Whether a message only follows from one that was given already."""
        if report.code == "E132":
            return bool(self.holes)
        return any(
            self._span(hole).start <= report.span.start < self._span(hole).end
            for hole in self.holes
            if hole >= 0
        )

    def _mend(self, found: Word, items: tuple[Item, ...]) -> bool:
        """Report the line at fault and take it out. False where nothing is left to be done."""
        at = found.line
        if len(self.reports) >= MOST_REPORTS + 5:
            return False
        if found.type == "_INDENT":
            above = self.block.lines[at].parent
            if above in self.holes:
                self._drop_beneath(above)
                return True
            self.reports.append(self._deeper(above, at))
            if above == 0:
                self._drop_beneath(above)
            else:
                self._hole(above)
            return True
        if at in self.holes:
            if at == 0:
                return False
            self._drop(at)
            return True
        first = self.lines[at][:1] == [found]
        if first and any(
            rule == "statement" and read[-1:] == ("_INDENT",) for rule, read, _ in items
        ):
            above = self.block.lines[at].parent
            self.reports.append(self._deeper(above, at))
            self._hole(above)
            return True
        if self._as_one_name(found, at):
            return True
        if (
            self.lines[at]
            and self.lines[at][0].type in ("THEN", "OTHERWISE")
            and self._after_hole(at)
        ):
            self._hole(at)
            return True
        line = self.lines[at]
        # Only mistakes need the words that explain them.
        from eligo.frontend.explain import Misfit, explain

        after_text = at > 0 and self.block.lines[at - 1].passage is not None
        misfit = Misfit(
            self.source, line, found, items, self.where[at], self.declarations, after_text
        )
        report = explain(misfit)
        self.reports.append(report)
        if report.code == "E115":
            self._drop_beneath(at)
        if at == 0 and self.block.keyword in (
            *("use", "milestone", "visit", "period", "vocabulary"),
        ):
            return False
        self._hole(at)
        return True

    def _deeper(self, above: int, at: int) -> Diagnostic:
        """A line beneath one that takes none."""
        line = self.block.lines[above]
        said = words.tidy(self.source.text[line.start : line.end])
        said = said if len(said) < 60 else said[:57] + "…"
        takes = self.where[above] in ("criterion", "statement", "condition")
        return layout.deeper_line(self._span(at), said, takes)

    def _drop_beneath(self, above: int) -> None:
        for deeper in range(above + 1, len(self.block.lines)):
            if self._stands_beneath(deeper, above):
                self.dropped.add(deeper)

    def _after_hole(self, at: int) -> bool:
        """Whether the line before this one, at its level, was broken."""
        parent = self.block.lines[at].parent
        before = [index for index in range(at) if self.block.lines[index].parent == parent]
        return bool(before) and before[-1] in self.holes

    def _as_one_name(self, found: Word, at: int) -> bool:
        """Whether unknown words left and right of the offending one may be a single name that holds
        a word of the language, such as `oxygen saturation on room air`. Then they are taken as one,
        and it is the names that are unknown, not the line that is misread."""
        line = self.lines[at]
        for index in range(1, len(line) - 1):
            if line[index] is not found:
                continue
            before, after = line[index - 1], line[index + 1]
            sides = (before.type, after.type)
            if found.type in _INSIDE_NAMES and set(sides) <= {"WORDS", "NAME"} and "WORDS" in sides:
                span = before.span.to(after.span)
                whole = Word("WORDS", words.tidy(span.text), span)
                self.lines[at] = [*line[: index - 1], whole, *line[index + 2 :]]
                return True
        return False

    # ------------------------------------------------------------------------------- what is broken

    def _is_broken(self, made: syntax.Block) -> bool:
        """Whether what the block declares cannot be relied on."""
        if not self.holes:
            return False
        match made:
            case syntax.DataBlock():
                return made.kind is None or 0 in self.holes or -1 in self.holes
            case (
                syntax.DefineBlock()
                | syntax.ScoreBlock()
                | syntax.GroupBlock()
                | syntax.SubgroupBlock()
                | syntax.UnitBlock()
                | syntax.CohortBlock()
                | syntax.StageBlock()
            ):
                return True
            case _:
                return False

    def _broken_properties(self) -> set[str]:
        """What the protocol's broken lines would have said: their first words."""
        found = set()
        for index in self.holes | self.dropped:
            line = self.block.lines[index]
            text = words.folded(self.source.text[line.start : line.end])
            found |= {known for known in OPENERS["protocol"].phrases() if text.startswith(known)}
        return found

    def _span(self, index: int) -> Span:
        line = self.block.lines[index]
        return Span(self.source, line.start, line.end)


_LISTS_VALUES = frozenset({"ONE_OF", "GRADED", "ANY_OF", "RESULT_ONE_OF"})
_KINDS_ALONE = frozenset(
    {
        *("YES_OR_NO", "RATIO", "TITRE_KIND", "DATE_KIND", "DATE_OR_NONE", "EVENT"),
        *("CONDITION", "TREATMENT", "WHOLE_NUMBER", "SCORE_KIND"),
    }
)
_LISTED = frozenset({"ALL_OF", "ANY_OF", "NONE_OF", "OF"})
_HEADS_A_LIST = frozenset(
    {"ALL_OF", "ANY_OF", "NONE_OF", "AT_LEAST", "AT_MOST", "EXACTLY", "WHEN", "MORE_THAN"}
)
_BEGINS_A_RULE = _HEADS_A_LIST | {
    *("NAME", "AGE", "NOT", "ON", "ACTIVE", "NO", "ANY", "HISTORY_OF", "FIRST", "LAST"),
    *("EACH_OF", "HIGHEST", "LOWEST", "LATEST", "JUDGEMENT", "ATTESTATION", "SATISFIES"),
    "FEWER_THAN",
}
_NOT_IN_A_RULE = frozenset(
    {"WORDS", "STRAY", "STRING", "UNCLOSED", "OPEN", "CLOSE", "SEMICOLON", "COLON", "COMPARED"}
)
# How other languages begin a list, a condition or an exception; what is written, and the words.
_OTHER_OPENINGS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (r"except if\s+", "except when", ("EXCEPT_WHEN",)),
    (r"if\s+", "when", ("WHEN",)),
    (r"either(?: of)?\s*(?=:$)", "any of", ("ANY_OF",)),
    (r"both(?: of)?\s*(?=:$)", "all of", ("ALL_OF",)),
    (r"neither(?: of)?\s*(?=:$)", "none of", ("NONE_OF",)),
)
_INSIDE_NAMES = frozenset(
    [
        "ON",
        "AT",
        "OF",
        "FOR",
        "BY",
        "FROM",
        "AND",
        "IN",
        "TO",
        "WITH",
        "AGE",
        "SINCE",
        "AFTER",
        "BEFORE",
        "NO",
        "NOT",
    ]
)


def _made(type: str, span: Span, line: int) -> Word:
    word = Word(type, "", span)
    word.line = line
    return word
