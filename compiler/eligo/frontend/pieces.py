"""The pieces of a line, one after the other: strings, marks, numbers with their units, runs of
words."""

from __future__ import annotations

from collections.abc import Callable

from eligo import units
from eligo.frontend import words
from eligo.frontend.blocks import Line
from eligo.frontend.lines import Names
from eligo.frontend.words import Atom, Word
from eligo.source import Source, Span


class Pieces:
    """Reads one line, from left to right, into ``out``."""

    def __init__(self, source: Source, line: Line, names: Names) -> None:
        self.source = source
        self.text = source.text
        self.line = line
        self.names = names
        self.atoms: list[Atom] = []
        self.breaks: set[int] = set()
        for start, end in line.pieces:
            if self.atoms and line.joined:
                self.breaks.add(len(self.atoms))
            self.atoms += words.atoms(self.text, start, end)
        self.index = 0
        self.out: list[Word] = []
        # Where the brackets stand that hold details of a member.
        self.details: set[int] = set()
        # Where the first row of the table stands that the line belongs to.
        self.first_row = -1

    # --------------------------------------------------------------------------------------- pieces

    def more(self) -> bool:
        return self.index < len(self.atoms)

    @property
    def atom(self) -> Atom:
        return self.atoms[self.index]

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, start, end)

    def put(self, type: str, count: int = 1) -> Word:
        """Make one word of the next atoms."""
        first, last = self.atoms[self.index], self.atoms[self.index + count - 1]
        self.index += count
        text = words.tidy(
            " ".join(atom.text for atom in self.atoms[self.index - count : self.index])
        )
        word = Word(type, text, self.span(first.start, last.end))
        self.out.append(word)
        return word

    def string(self, most: int | None = None) -> None:
        """A quoted string and the ones that continue it, ``most`` in all."""
        first = self.atom
        parts: list[str] = []
        closed = True
        last = first
        while self.more() and self.atom.kind == "string" and len(parts) != most:
            last = self.atom
            body = last.text[1:]
            closed = len(last.text) > 1 and last.text[-1] in '"”“'
            parts.append(words.tidy(body[:-1] if closed else body))
            self.index += 1
        self.out.append(
            Word(
                "STRING" if closed else "UNCLOSED",
                " ".join(parts),
                self.span(first.start, last.end),
            )
        )

    def mark(self) -> None:
        self.put(words.MARKS[self.atom.text])

    def run(self, type: str, stop: Callable[[Atom], bool], declared: bool = True) -> None:
        """All atoms up to one that stops it (strings and commas always do) as one word, a name."""
        count = 0
        while self.index + count < len(self.atoms):
            atom = self.atoms[self.index + count]
            if (
                atom.kind == "string"
                or atom.text in (",", ":")
                or stop(atom)
                or (count and self.index + count in self.breaks)
            ):
                break
            count += 1
        if count:
            first, last = self.atoms[self.index], self.atoms[self.index + count - 1]
            self.index += count
            text = words.tidy(self.text[first.start : last.end])
            self.out.append(Word(type, text, self.span(first.start, last.end)))

    def raw(self, type: str) -> None:
        """The next stretch without white space, or a quoted string, as one word."""
        if not self.more():
            return
        if self.atom.kind == "string":
            self.string(most=1)
            self.out[-1].type = type if self.out[-1].type == "STRING" else "UNCLOSED"
            return
        if self.atom.text in (",", ":"):
            return
        start = self.atom.start
        end = start
        while (
            self.more() and (end == start or self.atom.start == end) and self.atom.kind != "string"
        ):
            if self.atom.text in (",", ":"):
                break
            end = self.atom.end
            self.index += 1
        self.out.append(Word(type, self.text[start:end], self.span(start, end)))

    def unit_end(self, start: int, limit: int, several: bool) -> int | None:
        """Where the longest unit that begins at ``start`` ends."""
        found: int | None = None
        position = start
        words_read = 0
        special = False
        while words_read < 5 and position < limit:
            match = words.UNIT_WORD.match(self.text, position, limit)
            if match is None:
                break
            words_read += 1
            text = match.group()
            end = match.end()
            special = (
                special
                or text.casefold() in words.UNIT_RUNS_ON
                or text.startswith("/")
                or text.endswith("/")
            )
            if words_read == 1 or special:
                while text.endswith((")", ".")) and text.count(")") > text.count("("):
                    text, end = text[:-1], end - 1
                candidate = self.text[start:end]
                if len(candidate) <= 60 and units.is_unit(candidate):
                    found = end
            if not several or end != match.end():
                break
            position = end
            while position < limit and self.text[position].isspace():
                position += 1
        return found

    def skip_to(self, end: int) -> None:
        while self.more() and self.atom.start < end:
            self.index += 1

    def unit(self) -> None:
        """A unit by itself, as after ``measurement in``; what is none is kept all the same, for
        others to judge."""
        if not self.more() or self.atom.text in (",", ":") or self.atom.kind == "string":
            return
        start = self.atom.start
        limit = self.piece_end(start)
        end = self.unit_end(start, limit, True)
        if end is None:
            match = words.UNIT_WORD.match(self.text, start, limit)
            end = match.end() if match else self.atom.end
        self.skip_to(end)
        self.out.append(Word("UNIT", words.tidy(self.text[start:end]), self.span(start, end)))

    def piece_end(self, position: int) -> int:
        for start, end in self.line.pieces:
            if start <= position < end:
                return end
        return self.line.end

    def number(self, several: bool = True, with_unit: bool = True) -> bool:
        """A number, quantity, date or titre; false if the atom is none."""
        atom = self.atom
        if not (
            atom.text[0].isdigit()
            or (len(atom.text) > 1 and atom.text[0] in "+-−–" and atom.text[1].isdigit())
        ):
            return False
        if words.DATE.fullmatch(atom.text):
            self.put("DATE")
            return True
        titre = words.TITRE.fullmatch(atom.text)
        if titre:
            self.put("TITRE").number = titre[1]
            return True
        limits = words.TIMES_LIMIT.fullmatch(atom.text)
        if limits:
            start, cut = atom.start, atom.start + limits.end(1)
            self.index += 1
            self.out.append(Word("NUMBER", limits[1], self.span(start, cut), limits[1]))
            self.out.append(Word("TIMES", "x", self.span(cut, cut)))
            kind = "UPPER" if limits[2].casefold() == "uln" else "LOWER"
            self.out.append(Word(kind, limits[2], self.span(atom.end - 3, atom.end)))
            return True
        match = words.NUMBER.fullmatch(atom.text)
        if match is None:
            return False
        text, rest = match["number"], match["rest"]
        plain = text.replace("−", "-").replace("–", "-").lstrip("+")
        number_end = atom.start + len(text)
        if rest:
            if words.GROUPED.fullmatch(atom.text):
                word = self.put("GROUPED")
                word.number = atom.text.replace(",", "")
                if with_unit:
                    self._take_unit(word, several)
                return True
            comma = words.DECIMAL_COMMA.match(atom.text)
            if comma and (comma.end() == len(atom.text) or units.is_unit(atom.text[comma.end() :])):
                word = self.put("DECIMAL_COMMA")
                word.number = comma.group().replace(",", ".")
                if comma.end() < len(atom.text):
                    word.unit = self.span(atom.start + comma.end(), atom.end)
                elif self.more() and self.atom.folded in ("x", "×", "*") and self._limit_follows(1):
                    self.put("TIMES")
                elif with_unit:
                    self._take_unit(word, several)
                return True
            if words.SLASHED.fullmatch(atom.text):
                self.put("SLASHED")
                return True
            if words.RANGE.fullmatch(atom.text):
                self.put("RANGE")
                return True
            if rest in ("x", "×", "*") and self._limit_follows(1):
                self.index += 1
                self.out.append(Word("NUMBER", text, self.span(atom.start, number_end), plain))
                self.out.append(Word("TIMES", "x", self.span(number_end, atom.end)))
                return True
            end = (
                self.unit_end(number_end, self.piece_end(atom.start), several)
                if with_unit
                else None
            )
            if end is None or end < atom.end:
                return False
            self.skip_to(end)
            unit = self.span(number_end, end)
            self.out.append(
                Word(
                    "QUANTITY",
                    words.tidy(self.text[atom.start : end]),
                    self.span(atom.start, end),
                    plain,
                    unit,
                )
            )
            return True
        word = self.put("NUMBER")
        word.number = plain
        if self.more() and self.atom.folded in ("x", "×", "*", "times") and self._limit_follows(1):
            self.put("TIMES")
        elif with_unit:
            self._take_unit(word, several)
            if word.unit is not None:
                word.type = "QUANTITY"
        return True

    def _limit_follows(self, offset: int) -> bool:
        if self.index + offset >= len(self.atoms):
            return False
        found = words.STATEMENT.match(self.atoms, self.index + offset)
        return found is not None and found[1] in ("UPPER", "LOWER")

    def _take_unit(self, word: Word, several: bool) -> None:
        if not self.more() or self.index in self.breaks:
            return
        start = self.atom.start
        if self.text[word.span.end : start].strip():
            return
        end = self.unit_end(start, self.piece_end(start), several)
        if end is None and self.atom.folded in words.HALF_LIVES:
            end = self.atom.end
        if end is None:
            return
        length = self.names.match(self.atoms, self.index)
        if length and self.atoms[self.index + length - 1].end > end:
            return
        self.skip_to(end)
        word.unit = self.span(start, end)
        word.span = self.span(word.span.start, end)
        word.value = words.tidy(self.text[word.span.start : end])
