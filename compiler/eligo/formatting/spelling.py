"""How the words of a line are written: names as declared, signs and units in canonical form."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from eligo import units
from eligo.frontend import words
from eligo.frontend.blocks import OPENING_QUOTES, Block, Line
from eligo.frontend.declarations import Declarations, Declared, declared
from eligo.frontend.headers import line_words
from eligo.frontend.lines import NO_NAMES, aliases, places
from eligo.frontend.words import Word
from eligo.source import Source

_SIGNS = {
    "LESS": "<",
    "AT_MOST_SIGN": "<=",
    "MORE": ">",
    "AT_LEAST_SIGN": ">=",
    "EQUAL": "=",
    "PLUS": "+",
    "MINUS": "-",
    "STAR": "*",
    "SLASH": "/",
    "CARET": "^",
    "TIMES": "x",
    "UPPER": "ULN",
    "LOWER": "LLN",
    "OPEN": "(",
    "CLOSE": ")",
    "COMMA": ",",
    "COLON": ":",
    "COLUMNS": "|",
    "ROW": "|",
    "BAR": "|",
}
_BARS = frozenset({"COLUMNS", "ROW", "BAR"})
_CLOSE_TO_THE_LEFT = frozenset({"COMMA", "COLON", "CLOSE", "LEAST"})
_PLAIN = frozenset({"WORDS", "DATE", "KEY", "REFERENCE", "LABEL"})
# What the reader keeps for those who explain mistakes; nothing canonical can be said of it.
_UNREADABLE = frozenset(
    {
        "WRONG_SIGN",
        "UNCLOSED",
        "SEMICOLON",
        "GROUPED",
        "DECIMAL_COMMA",
        "SLASHED",
        "RANGE",
        "COMPARED",
    }
)
# Columns of the lines that stand beneath each other like a table.
_COLUMNS = {"PROPERTY": 14, "REGISTERED": 14, "CHOSEN": 8, "INSTEAD": 8, "BECAUSE": 8, "SETTLED": 8}
_FIXED_WORDS = {
    "SETTLED": frozenset({"open", "settled"}),
    "BURDEN": frozenset({"question", "record", "laboratory", "procedure"}),
}
_SPANS = {"year": "year", "month": "month", "wk": "week", "d": "day", "h": "hour", "min": "minute"}
_SPAN_WORDS = frozenset(word + end for word in _SPANS.values() for end in ("", "s"))
# Rows that stand beneath each other like a table, and what their second column begins with.
_ROWS = frozenset({"washout", "by"})
_LIMITS = frozenset({"QUANTITY", "NUMBER", "LONGER", "NEVER", "UPPER", "LOWER"})
# What stands before a number that `where` compares with.
_IN_A_FILTER = frozenset(
    {*words.SIGNS.values(), "BETWEEN", "AND", "IS", "NOT", "OR", "INCLUDES", "TIMES", "ALSO_AS"}
)
_TYPEWRITTEN = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ′`", "'"),
        **dict.fromkeys("‐‑", "-"),
        **dict.fromkeys("\u00ad\u200b\ufeff", ""),
    }
)


def typewritten(text: str) -> str:
    """The text of a name in plain hyphens and apostrophes, its words one space apart."""
    return words.tidy(unicodedata.normalize("NFC", text).translate(_TYPEWRITTEN))


@dataclass(slots=True)
class _Token:
    text: str
    type: str
    piece: int
    gap: int = 1  # spaces before it, unless it begins its row


class Speller:
    """Writes the words of the blocks of one file."""

    def __init__(self, source: Source, declarations: Declarations) -> None:
        self.source = source
        self.declarations = declarations
        self._declared_at = {name.span.start for name in declared(source).names}
        self._found: dict[str, list[tuple[Declared, str]]] = {}
        for name in declarations.names:
            self._enter(name, typewritten(name.text))
            if name.kind == "item" and name.owner is not None:
                self._enter(name, typewritten(f"{name.owner} {name.text}"))

    def _enter(self, name: Declared, printed: str) -> None:
        self._found.setdefault(words.folded(printed), []).append((name, printed))

    def lines(self, block: Block) -> list[list[Word]]:
        """The words of every line of a block."""
        header = line_words(self.source, block, block.lines[0], "header", NO_NAMES)
        found = aliases(self.source, block)
        names = self.declarations.in_block(block.keyword, _owner(header), found)
        header = line_words(self.source, block, block.lines[0], "header", names)
        return [header] + [
            line_words(self.source, block, line, place, names)
            for line, place in zip(block.lines[1:], places(self.source, block)[1:], strict=True)
        ]

    def spelled(
        self, block: Block, index: int, lexed: list[list[Word]], key: str | None
    ) -> list[str] | None:
        """A line in canonical form, one text for each of its rows; None where it can only be left
        alone. ``key`` is put behind the title of a criterion's header."""
        line = block.lines[index]
        if line.passage is not None:
            return self._passage(line)
        place = places(self.source, block)[index]
        if not lexed[index] or not self._all_read(line, lexed[index]):
            return None
        writer = _Writer(self, block.keyword, _owner(lexed[0]), place, line, lexed[index])
        writer.widest = max(
            (len(typewritten(each[1].value)) for each in lexed if _is_step(each)), default=0
        )
        if place in _ROWS:
            siblings = (
                each for at, each in enumerate(lexed) if block.lines[at].parent == line.parent
            )
            writer.widest = max(map(_width_of_head, siblings))
        tokens = writer.tokens()
        if tokens is None:
            return None
        if key is not None:
            titled = len(lexed[index]) > 2 and lexed[index][2].type == "STRING"
            title = (
                [at for at, token in enumerate(tokens) if token.type == "STRING"] if titled else [1]
            )
            at = title[-1]
            tokens.insert(at + 1, _Token(f"as {key}", "KEY", tokens[at].piece))
        if tokens[0].type in _BARS:
            return [_row(_cells(tokens), self._widths(block, lexed))]
        return _rows(tokens, len(line.pieces))

    def _widths(self, block: Block, lexed: list[list[Word]]) -> list[int]:
        """How wide each column of a table is, over all rows that can be written."""
        widths: list[int] = []
        for line, said in zip(block.lines, lexed, strict=True):
            if not said or said[0].type not in _BARS or not self._all_read(line, said):
                continue
            tokens = _Writer(self, block.keyword, _owner(lexed[0]), "table", line, said).tokens()
            for column, cell in enumerate(_cells(tokens or [])):
                widths += [0] * (column + 1 - len(widths))
                widths[column] = max(widths[column], len(cell))
        return widths

    def _passage(self, line: Line) -> list[str]:
        """The protocol's own words stay as they are."""
        text = self.source.text
        passage = list(line.passage or ())
        rows = ["text:"]
        if passage and "\n" not in text[line.pieces[0][1] : passage[0][0]]:
            begin, end = passage.pop(0)
            rows = [f"text: {text[begin:end]}"]
        return rows + [text[begin:end] for begin, end in passage]

    def _all_read(self, line: Line, lexed: list[Word]) -> bool:
        """Whether the words are all that stands on the line."""
        text = self.source.text
        position = line.start
        for word in lexed:
            if position < word.span.start and text[position : word.span.start].strip():
                between = text[position : word.span.start].strip()
                if between not in "x×*":
                    return False
            position = max(position, word.span.end)
        return not text[position : line.end].strip() and line.start == lexed[0].span.start

    def name(self, word: Word, keyword: str, owner: str | None, subject: str, aside: bool) -> str:
        """A name as it is declared. ``subject`` is the name that the line speaks of, for values
        that several data have; ``aside`` leaves out a declaration at this very place."""
        if word.span.start in self._declared_at and not aside:
            return typewritten(word.value)
        found = [
            (name, printed)
            for name, printed in self._found.get(words.folded(word.value), ())
            if self._in_sight(name, printed, keyword, owner)
            and not (
                aside
                and name.span.source == word.span.source
                and name.span.start == word.span.start
            )
        ]
        if not found:
            return typewritten(word.value)
        own = [
            printed
            for name, printed in found
            if name.owner and words.folded(name.owner) in self.owners(subject)
        ]
        free = [
            printed for name, printed in found if name.kind not in ("value", "member", "synonym")
        ]
        return (own or free or [printed for _, printed in found])[0]

    @staticmethod
    def _in_sight(name: Declared, printed: str, keyword: str, owner: str | None) -> bool:
        if name.kind == "item":
            whole = words.folded(printed) != words.folded(name.text)
            return keyword == "example" if whole else keyword == "score" and name.owner == owner
        return name.kind != "step" or (keyword == "define" and name.owner == owner)

    def owners(self, subject: str) -> set[str]:
        """Under which names the values of a subject are declared, all folded."""
        folded = words.folded(subject)
        others = {words.folded(name.owner) for name, _ in self._found.get(folded, ()) if name.owner}
        return {folded, *others} if folded else set()

    def is_subject(self, word: Word) -> bool:
        return any(
            name.kind not in ("value", "member")
            for name, _ in self._found.get(words.folded(word.value), ())
        )


class _Writer:
    """Writes one line."""

    def __init__(
        self,
        speller: Speller,
        keyword: str,
        owner: str | None,
        place: str,
        line: Line,
        lexed: list[Word],
    ) -> None:
        self.speller = speller
        self.keyword = keyword
        self.owner = owner
        self.place = place
        self.line = line
        self.lexed = lexed
        self.text = speller.source.text
        self.subject = ""
        self.widest = 0  # of the names that `where` lines give, whose signs stand in one column

    def tokens(self) -> list[_Token] | None:
        found: list[_Token] = []
        for position, word in enumerate(self.lexed):
            if word.type in _UNREADABLE:
                return None
            if word.type in ("COMMA", "THROUGHOUT") and word.span.start == word.span.end:
                continue
            piece = self._piece(word.span.start)
            if word.type == "STRING":
                strings = self._strings(word)
                if strings is None:
                    return None
                found += strings
            elif self._piece(max(word.span.start, word.span.end - 1)) != piece:
                return None
            else:
                found.append(_Token(self._said(position), word.type, piece))
            if word.type == "NAME" and self.speller.is_subject(word):
                self.subject = word.value
        self._space(found)
        return found

    def _piece(self, offset: int) -> int:
        return max(
            index
            for index, (start, _) in enumerate(self.line.pieces)
            if start <= offset or index == 0
        )

    def _strings(self, word: Word) -> list[_Token] | None:
        """The quoted strings that make one text."""
        found = []
        for start, end in self.line.pieces:
            for atom in words.atoms(
                self.text, max(start, word.span.start), min(end, word.span.end)
            ):
                if atom.kind != "string" or len(atom.text) < 2 or atom.text[-1] not in '"”“':
                    return None
                found.append(
                    _Token(f'"{words.tidy(atom.text[1:-1])}"', "STRING", self._piece(atom.start))
                )
        return found

    def _said(self, position: int) -> str:
        word = self.lexed[position]
        if word.type in _SIGNS:
            return _SIGNS[word.type]
        match word.type:
            case "NAME":
                return self._name(position)
            case "ANY" if self.place == "table":
                return "any"
            case "QUANTITY":
                return f"{word.number or word.value} {self._unit(position)}"
            case "NUMBER":
                return word.number or word.value
            case "TITRE":
                return f"1:{word.number}"
            case "UNIT":
                return (
                    word.value.casefold()
                    if word.value.casefold() in _SPAN_WORDS
                    else _ucum(word.value)
                )
            case "CODED":
                return f"{word.number} {word.value}"
        if word.type in _PLAIN:
            quoted = word.type != "WORDS" and self.text[word.span.start] in OPENING_QUOTES
            strings = self._strings(word) if quoted else None
            return " ".join(each.text for each in strings) if strings else words.tidy(word.value)
        return words.folded(word.value)

    def _name(self, position: int) -> str:
        word = self.lexed[position]
        before = self.lexed[position - 1].type if position else ""
        folded = words.folded(word.value)
        if folded in _FIXED_WORDS.get(before, ()):
            return folded
        if before in ("PROTOCOL", "VOCABULARY", "USE") or (
            self.keyword == "use" and before == "COMMA"
        ):
            return typewritten(word.value)
        # `2  discoid rash` in a score is declared elsewhere.
        counted = (
            self.place == "score"
            and before == "NUMBER"
            and all(each.type != "COLON" for each in self.lexed)
        )
        return self.speller.name(word, self.keyword, self.owner, self.subject, counted)

    def _unit(self, position: int) -> str:
        word = self.lexed[position]
        assert word.unit is not None
        written = words.tidy(word.unit.text)
        canonical = _ucum(written)
        following = self.lexed[position + 1].type if position + 1 < len(self.lexed) else ""
        of_time = (
            following in ("BEFORE", "AFTER")
            or any(each.type in ("AGE", "AGES") for each in self.lexed[:position])
            or written.casefold() in _SPAN_WORDS
        )
        if of_time and canonical in _SPANS:
            return _SPANS[canonical] + ("" if word.number == "1" else "s")
        return canonical

    def _space(self, tokens: list[_Token]) -> None:
        last = ""
        for position, token in enumerate(tokens):
            if (
                token.type in _CLOSE_TO_THE_LEFT
                or token.text[:1] == ","
                or last == "OPEN"
                or (token.type == "OPEN" and last in ("MIN", "MAX"))
            ):
                token.gap = 0
            elif position == 1 and self.place not in _ROWS:
                first = tokens[0]
                if first.type in _COLUMNS and self.place in ("protocol", "interpretation"):
                    token.gap = max(1, _COLUMNS[first.type] - len(first.text))
                elif self.place == "score" and first.type == "NUMBER":
                    token.gap = 2
            elif self.place in _ROWS and position == _head(tokens):
                head = " ".join(each.text for each in tokens[:position])
                token.gap = max(1, self.widest - len(head) + 2)
            elif position == 2 and tokens[0].type == "WHERE" and token.type == "EQUAL":
                token.gap = max(1, self.widest - len(tokens[1].text) + 1)
            last = token.type


def _cells(tokens: list[_Token]) -> list[str]:
    """The texts between the bars of a row."""
    cells: list[list[_Token]] = []
    for token in tokens:
        if token.type in _BARS:
            cells.append([])
        elif cells:
            cells[-1].append(token)
    return ["".join(_rows(cell, 1 + (cell[0].piece if cell else 0))) for cell in cells[:-1]]


def _row(cells: list[str], widths: list[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=False))
    return f"| {' | '.join(padded)} |"


def _owner(header: list[Word]) -> str | None:
    return next((word.value for word in header[1:2] if word.type == "NAME"), None)


def _head(row: Sequence[_Token | Word]) -> int:
    """How many words of a row beneath `washout …:` or `…, by sex:` stand before its limit."""
    return next(
        (
            at
            for at, each in enumerate(row)
            if each.type in _LIMITS and not (at and row[at - 1].type in _IN_A_FILTER)
        ),
        len(row),
    )


def _width_of_head(lexed: list[Word]) -> int:
    return len(" ".join(typewritten(word.value) for word in lexed[: _head(lexed)]))


def _is_step(lexed: list[Word]) -> bool:
    return [word.type for word in lexed[:3]] == ["WHERE", "NAME", "EQUAL"]


def _ucum(text: str) -> str:
    return units.parse(text).text if units.is_unit(text) else text


def _rows(tokens: list[_Token], count: int) -> list[str]:
    rows = [""] * count
    for token in tokens:
        row = rows[token.piece]
        rows[token.piece] = f"{row}{' ' * token.gap}{token.text}" if row else token.text
    return rows
