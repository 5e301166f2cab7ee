"""The words of each line of a block, by what kind of line it is: a header, a property, a statement, a calculation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from eligo import units
from eligo.frontend import words
from eligo.frontend.blocks import Block, Line
from eligo.frontend.words import Atom, Lexicon, Word
from eligo.source import Source, Span

# The phrases that open a line in each place, with the word they make. What opens with none of them is a statement, a
# calculation, a member or a value, as the place has it.
OPENERS: Mapping[str, Lexicon] = {
    place: Lexicon(phrases.items())
    for place, phrases in {
        "protocol": {
            **dict.fromkeys(
                (
                    "title",
                    "version",
                    "released",
                    "source",
                    "sponsor",
                    "design",
                    "phase",
                    "enrolment",
                    "runs",
                    "assessed at",
                    "not known",
                    "arm",
                    "site",
                    "note",
                ),
                "PROPERTY",
            ),
            "registered": "REGISTERED",
        },
        "data": {
            "also in": "ALSO_IN",
            "also called": "ALSO_CALLED",
            "plural": "PLURAL",
            "question": "QUESTION",
            "note": "NOTE",
            "source": "SOURCE",
            "burden": "BURDEN",
            "code": "CODE",
            "plausible": "PLAUSIBLE",
            "with normal range": "NORMAL_RANGE",
        },
        "group": {"also called": "ALSO_CALLED", "note": "NOTE", "source": "SOURCE", "code": "CODE"},
        "condition": {"also called": "ALSO_CALLED", "note": "NOTE", "source": "SOURCE"},
        "number": {
            "also called": "ALSO_CALLED",
            "note": "NOTE",
            "source": "SOURCE",
            "where": "WHERE",
        },
        "score": {
            "also called": "ALSO_CALLED",
            "note": "NOTE",
            "source": "SOURCE",
            "highest of": "HIGHEST_OF",
        },
        "criterion": {
            "part": "PART",
            "interpretation": "INTERPRETATION",
            "not formalised": "NOT_FORMALISED",
            "obliges": "OBLIGES",
        },
        "interpretation": {
            "chosen": "CHOSEN",
            "instead": "INSTEAD",
            "because": "BECAUSE",
            "status": "SETTLED",
        },
        "example": {"given": "GIVEN", "expect": "EXPECT"},
    }.items()
}

_TAKES_QUOTE = frozenset({"NOTE", "SOURCE", "ALSO_CALLED", "PLURAL", "QUESTION", "CHOSEN", "INSTEAD", "BECAUSE"})
_OPENING_AGAIN = frozenset({"WHEN", "UNLESS", "EXCEPT_WHEN", "THEN", "OTHERWISE", "COLON", "NOT"})
_VALUE_MAY_FOLLOW = frozenset({"IS", "INCLUDES", "OR", "COMMA", "NOT", "NAMED", *words.SIGNS.values()})
_START_OF_BLOCK = {
    "protocol": "protocol",
    "data": "data",
    "group": "group",
    "score": "score",
    "subgroup": "statement",
    "inclusion": "criterion",
    "exclusion": "criterion",
    "example": "example",
    "context": "context",
}
_UNIT_AT_END = re.compile(r"\bin\s+(\S+(?:\s*/\s*\S+|\s+m2|\s+m²)*)\s*$")
_NUMBER_KIND = re.compile(r"\bas\s+(score|ratio|count)\s*$", re.I)
_FROM_TO = re.compile(r"\bfrom\s+(\S+)\s+to\s+(\S+)(\s+\S+)?\s*$", re.I)


def places(source: Source, block: Block) -> list[str]:
    """What kind of line each line of the block is, by where it stands."""
    found: list[str] = []
    for index, line in enumerate(block.lines):
        if index == 0:
            found.append("header")
            continue
        above = block.lines[line.parent]
        place = found[line.parent]
        if place == "header":
            if block.keyword == "define":
                place = "number" if _is_number(source, block.lines[0]) else "condition"
            else:
                place = _START_OF_BLOCK.get(block.keyword, "statement")
        else:
            first = source.text[above.start : above.end].casefold()
            if place == "criterion" and first.startswith("interpretation"):
                place = "interpretation"
            elif place == "criterion" and re.match(r"part\b", first):
                place = "criterion"
            elif place == "example" and first.startswith("given"):
                place = "given"
            elif place == "score" and first.startswith("highest of"):
                place = "score"
            elif place in ("number", "expression"):
                place = "expression"
            elif place in ("protocol", "data", "group", "context", "interpretation", "given", "example"):
                pass
            else:
                place = "statement"
        found.append(place)
    return found


def _is_number(source: Source, header: Line) -> bool:
    said = source.text[header.start : header.end]
    said = re.sub(r'["“”„][^"“”]*["“”]?', " ", said).rstrip()
    if re.search(r"\bin$", said):
        return True
    in_unit = _UNIT_AT_END.search(said)
    return (in_unit is not None and is_unit_like(in_unit[1])) or _NUMBER_KIND.search(said) is not None


def is_unit_like(text: str) -> bool:
    return units.is_unit(text) or bool(re.search(r"[/%*{\[]", text))


class Names:
    """Where declared names are looked up: those of everywhere, and those of this block alone."""

    __slots__ = ("everywhere", "here")

    def __init__(self, everywhere: Lexicon, here: Lexicon) -> None:
        self.everywhere = everywhere
        self.here = here

    def match(self, line: list[Atom], index: int) -> int:
        found = self.everywhere.match(line, index)
        near = self.here.match(line, index)
        return max(found[0] if found else 0, near[0] if near else 0)


NO_NAMES = Names(words.NO_NAMES, words.NO_NAMES)


class LineLexer:
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

    # ------------------------------------------------------------------------------------------------- pieces

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
        text = words.tidy(" ".join(atom.text for atom in self.atoms[self.index - count : self.index]))
        word = Word(type, text, self.span(first.start, last.end))
        self.out.append(word)
        return word

    def string(self) -> None:
        """A quoted string and the ones that continue it."""
        first = self.atom
        parts = []
        closed = True
        last = first
        while self.more() and self.atom.kind == "string":
            last = self.atom
            body = last.text[1:]
            closed = len(last.text) > 1 and last.text[-1] in '"”“'
            parts.append(words.tidy(body[:-1] if closed else body))
            self.index += 1
        self.out.append(
            Word("STRING" if closed else "UNCLOSED", " ".join(parts), self.span(first.start, last.end))
        )

    def mark(self) -> None:
        self.put(words.MARKS[self.atom.text])

    def run(self, type: str, stop: Callable[[Atom], bool], declared: bool = True) -> None:
        """All atoms up to one that stops it (strings and commas always do) as one word, a name."""
        count = 0
        while self.index + count < len(self.atoms):
            atom = self.atoms[self.index + count]
            if atom.kind == "string" or atom.text in (",", ":") or stop(atom) or (count and self.index + count in self.breaks):
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
            self.string()
            self.out[-1].type = type if self.out[-1].type == "STRING" else "UNCLOSED"
            return
        if self.atom.text in (",", ":"):
            return
        start = self.atom.start
        end = start
        while self.more() and (end == start or self.atom.start == end) and self.atom.kind != "string":
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
            special = special or text.casefold() in words.UNIT_RUNS_ON or text.startswith("/") or text.endswith("/")
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
        """A unit by itself, as after ``measurement in``; what is none is kept all the same, for others to judge."""
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
        if not (atom.text[0].isdigit() or (len(atom.text) > 1 and atom.text[0] in "+-−–" and atom.text[1].isdigit())):
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
            end = self.unit_end(number_end, self.piece_end(atom.start), several) if with_unit else None
            if end is None or end < atom.end:
                return False
            self.skip_to(end)
            unit = self.span(number_end, end)
            self.out.append(
                Word("QUANTITY", words.tidy(self.text[atom.start : end]), self.span(atom.start, end), plain, unit)
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
        if end is None:
            return
        length = self.names.match(self.atoms, self.index)
        if length and self.atoms[self.index + length - 1].end > end:
            return
        self.skip_to(end)
        word.unit = self.span(start, end)
        word.span = self.span(word.span.start, end)
        word.value = words.tidy(self.text[word.span.start : end])

    # ------------------------------------------------------------------------------------------------- lines

    def statement(self, opening: bool = True) -> None:
        """The words of a statement, to the end of the line."""
        while self.more():
            atom = self.atom
            if atom.kind == "string":
                self.string()
            elif atom.kind == "sign":
                self.put(words.SIGNS.get(atom.text, "WRONG_SIGN"))
            elif atom.kind == "mark":
                self.mark()
                opening = self.out[-1].type == "COLON"
                continue
            else:
                length = self.names.match(self.atoms, self.index)
                phrase = words.OPENING.match(self.atoms, self.index) if opening else None
                other = words.STATEMENT.match(self.atoms, self.index)
                if phrase is None or (other is not None and other[0] > phrase[0]):
                    phrase = other
                previous = self.out[-1].type if self.out else ""
                if phrase is not None and not self._phrase_stands(phrase[1], previous):
                    phrase = None
                if phrase and phrase[0] == length and previous not in _VALUE_MAY_FOLLOW:
                    length = 0
                if length:
                    self.put("NAME", length)
                elif phrase:
                    self.put(phrase[1], phrase[0])
                    opening = phrase[1] in _OPENING_AGAIN and (opening or phrase[1] != "NOT")
                    self._after_phrase(phrase[1])
                    continue
                elif not self.number():
                    if atom.text in words.OPERATORS:
                        self.put(words.OPERATORS[atom.text])
                    else:
                        self._unknown()
            opening = False
        self.out = together(self.out)

    def _phrase_stands(self, kind: str, previous: str) -> bool:
        if kind == "OF":
            return previous == "NUMBER"
        if kind in ("JUDGEMENT", "ATTESTATION"):
            return self.index + 1 == len(self.atoms) or self.atoms[self.index + 1].kind == "string"
        return True

    def _after_phrase(self, kind: str) -> None:
        if kind == "SATISFIES" and self.more() and self.atom.folded in ("inclusion", "exclusion"):
            self.put(self.atom.folded.upper())
            self.raw("REFERENCE")
        elif kind == "BY" and len(self.out) > 1 and self.out[-2].type == "STRING":
            self.run("NAME", lambda atom: atom.folded in ("from", "until", "when"))
        elif kind in ("JUDGEMENT", "ATTESTATION") and self.more() and self.atom.kind == "string":
            self.string()
            if self.more() and self.atom.folded == "by":
                self.put("BY")
                self._after_phrase("BY")

    def _unknown(self) -> None:
        """One more unknown word, in the run that it continues."""
        atom = self.atom
        if not any(character.isalnum() for character in atom.text):
            self.put("STRAY")
            return
        last = self.out[-1] if self.out else None
        if last is not None and last.type == "WORDS" and self.index not in self.breaks:
            last.span = self.span(last.span.start, atom.end)
            last.value = words.tidy(self.text[last.span.start : atom.end])
            self.index += 1
        else:
            self.put("WORDS")

    def expression(self) -> None:
        """The words of a calculation."""
        while self.more():
            atom = self.atom
            if atom.kind == "string":
                self.string()
            elif atom.kind == "sign":
                self.put(words.SIGNS.get(atom.text, "WRONG_SIGN"))
            elif atom.kind == "mark":
                self.mark()
            else:
                length = self.names.match(self.atoms, self.index)
                phrase = words.EXPRESSION.match(self.atoms, self.index)
                if phrase and phrase[0] >= length:
                    self.put(phrase[1], phrase[0])
                    if phrase[1] == "IN":
                        self._unit_alone()
                elif length:
                    self.put("NAME", length)
                elif atom.text in words.OPERATORS:
                    self.put(words.OPERATORS[atom.text])
                elif not self.number(several=False):
                    self._unknown()
        self.out = together(self.out)

    def _unit_alone(self) -> None:
        """A unit of one stretch, since operators stand between spaces here."""
        if self.more() and self.atom.kind == "core":
            start = self.atom.start
            match = words.UNIT_WORD.match(self.text, start, self.piece_end(start))
            end = match.end() if match else self.atom.end
            while end > start + 1 and self.text[end - 1] == ")" and self.text.count("(", start, end) < self.text.count(")", start, end):
                end -= 1
            self.skip_to(end)
            self.out.append(Word("UNIT", self.text[start:end], self.span(start, end)))

    def given(self) -> None:
        """A line of a participant's record."""
        while self.more():
            atom = self.atom
            if atom.kind == "string":
                self.string()
            elif atom.kind == "sign":
                self.put(words.SIGNS.get(atom.text, "WRONG_SIGN"))
            elif atom.kind == "mark":
                self.mark()
            else:
                previous = self.out[-1].type if self.out else ""
                length = self.names.match(self.atoms, self.index)
                phrase = words.GIVEN.match(self.atoms, self.index)
                if phrase and length and phrase[0] > length:
                    length = 0
                if phrase and phrase[0] == length and previous not in _VALUE_MAY_FOLLOW:
                    length = 0
                if phrase and phrase[1] == "NO" and previous == "IS":
                    phrase = None
                if length:
                    self.put("NAME", length)
                elif phrase:
                    self.put(phrase[1], phrase[0])
                elif not self.number():
                    self._unknown()
        self.out = together(self.out)

    def expect(self) -> None:
        while self.more():
            atom = self.atom
            previous = self.out[-1].type
            if previous in ("INCLUSION", "EXCLUSION"):
                before = len(self.out)
                self.raw("REFERENCE")
                if len(self.out) > before:
                    continue
            if atom.kind == "string":
                self.string()
            elif atom.kind == "sign":
                self.put(words.SIGNS.get(atom.text, "WRONG_SIGN"))
            elif atom.kind == "mark":
                self.mark()
            else:
                length = self.names.match(self.atoms, self.index)
                phrase = words.EXPECT.match(self.atoms, self.index)
                missing = any(word.type == "MISSING" for word in self.out)
                if phrase and not (missing and length):
                    self.put(phrase[1], phrase[0])
                elif length:
                    self.put("NAME", length)
                else:
                    self._unknown()
        self.out = together(self.out)

    def property(self) -> None:
        """The values of a line of the protocol's own block, whatever they are."""
        while self.more():
            atom = self.atom
            if atom.kind == "string":
                self.string()
            elif atom.kind == "mark":
                self.mark()
            elif atom.kind == "sign":
                self.put(words.SIGNS.get(atom.text, "WRONG_SIGN"))
            else:
                length = self.names.match(self.atoms, self.index)
                if length:
                    self.put("NAME", length)
                elif not self.number():
                    self._unknown()
        self.out = together(self.out)

    def registered(self) -> None:
        while self.more():
            folded = self.atom.folded
            if folded == "ages":
                self.put("AGES")
            elif folded == "to":
                self.put("TO")
            elif folded == "sexes":
                self.put("SEXES")
            elif folded == "healthy" and self.index + 1 < len(self.atoms) and self.atoms[self.index + 1].folded == "volunteers":
                self.put("VOLUNTEERS", 2)
            elif self.atom.kind == "mark":
                self.mark()
            elif self.atom.kind == "string":
                self.string()
            elif not self.number():
                self._unknown()

    def kind(self, first: bool = True) -> None:
        """The kind of a datum and what follows it; ``first`` false for a line that has no kind."""
        while self.more():
            atom = self.atom
            if self.index in self.breaks and self.out[-1].type not in ("COMMA", "OR") and not first:
                self.out.append(Word("COMMA", ",", self.span(self.out[-1].span.end, self.out[-1].span.end)))
            if atom.kind == "string":
                self.string()
                continue
            if atom.kind == "mark":
                self.mark()
                if self.out[-1].type == "COLON":
                    return
                continue
            if atom.kind == "sign":
                self.put(words.SIGNS.get(atom.text, "WRONG_SIGN"))
                continue
            phrase = words.KIND.match(self.atoms, self.index) if first else None
            if phrase:
                first = False
                self.put(phrase[1], phrase[0])
                if phrase[1].endswith("_IN"):
                    self.unit()
                continue
            if first:
                first = False
                self.run("WORDS", lambda atom: False)
                continue
            tail = words.KIND_TAIL.match(self.atoms, self.index)
            if tail and self.out and self.out[-1].type in ("CODE",):
                tail = None
            if tail:
                self.put(tail[1], tail[0])
                if tail[1] == "CODE":
                    self.code()
                elif tail[1] == "BY":
                    self.run("NAME", lambda atom: False)
                continue
            previous = self.out[-1].type if self.out else ""
            if previous in ("PLAUSIBLE", "FROM", "TO", "WHERE", "EQUAL", "PLUS", "MINUS"):
                if not self.number():
                    self._unknown()
                continue
            if atom.text in words.OPERATORS:
                self.put(words.OPERATORS[atom.text])
                continue
            self.run(
                "NAME",
                lambda atom: words.KIND_TAIL.match([atom], 0) is not None and atom.folded in ("from", "plausible", "code"),
            )

    def code(self) -> None:
        """The system and the code after ``code``, as one word; only the system if the code is missing."""
        if not self.more() or self.atom.kind != "core":
            return
        count = 1
        if self.atom.folded == "snomed" and self.index + 1 < len(self.atoms) and self.atoms[self.index + 1].folded == "ct":
            count = 2
        system = words.tidy(" ".join(atom.text for atom in self.atoms[self.index : self.index + count]))
        start = self.atom.start
        last = self.index + count
        if last < len(self.atoms) and self.atoms[last].kind == "core" and self.atoms[last].folded != "unconfirmed":
            end = self.atoms[last].end
            while last + 1 < len(self.atoms) and self.atoms[last + 1].start == end and self.atoms[last + 1].text != ",":
                last += 1
                end = self.atoms[last].end
            code = self.text[self.atoms[self.index + count].start : end]
            self.index = last + 1
            word = Word("CODED", code, self.span(start, end))
            word.number = system
            self.out.append(word)
        else:
            self.put("WORDS", count)

    def also_in(self) -> None:
        self.unit()
        while self.more():
            if self.atom.folded == "where":
                self.put("WHERE")
            elif self.atom.kind == "sign":
                self.put(words.SIGNS.get(self.atom.text, "WRONG_SIGN"))
            elif self.atom.kind == "string":
                self.string()
            elif self.atom.kind == "mark":
                self.mark()
            elif self.atom.text in words.OPERATORS:
                self.put(words.OPERATORS[self.atom.text])
            elif not self.number(several=False):
                self._unknown()

    def plain(self) -> None:
        """A property with a quoted text, or a word."""
        while self.more():
            if self.atom.kind == "string":
                self.string()
            elif self.atom.kind == "mark":
                self.mark()
            elif self.atom.kind == "sign":
                self.put(words.SIGNS.get(self.atom.text, "WRONG_SIGN"))
            else:
                self._unknown()


def together(line: list[Word]) -> list[Word]:
    """Unknown words beside a declared name, and a bare number after unknown words, make one unknown name."""
    out: list[Word] = []
    for position, word in enumerate(line):
        last = out[-1] if out else None
        if last is not None and last.span.source is word.span.source and _one_name(last, word, line, position):
            span = last.span.to(word.span)
            out[-1] = Word("WORDS", words.tidy(span.text), span)
        else:
            out.append(word)
    return out


def _one_name(last: Word, word: Word, line: list[Word], position: int) -> bool:
    if "\n" in last.span.source.text[last.span.end : word.span.start]:
        return False
    following = line[position + 1].type if position + 1 < len(line) else ""
    if last.type == "WORDS":
        return word.type in ("NAME", "WORDS") or (word.type == "NUMBER" and following not in ("TIMES", "OF"))
    if last.type == "NAME" and word.type == "WORDS":
        # `SLEDAI-2K atleast 8`, `prednisone stabel for`: the unknown word was meant for one of the language.
        return following not in ("NUMBER", "QUANTITY", "STRING") and not words.like(word.value)
    return False
