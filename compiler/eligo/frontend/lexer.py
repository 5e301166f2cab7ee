"""The words of a line, by what kind of line it is: a statement, a calculation, a kind, a given
value."""

from __future__ import annotations

from eligo.frontend import words
from eligo.frontend.pieces import Pieces
from eligo.frontend.words import Word

_OPENING_AGAIN = frozenset({"WHEN", "UNLESS", "EXCEPT_WHEN", "THEN", "OTHERWISE", "COLON", "NOT"})
_VALUE_MAY_FOLLOW = frozenset(
    {"IS", "INCLUDES", "OR", "COMMA", "NOT", "NAMED", *words.SIGNS.values()}
)


# What a cell of a table may say by one word.
_CELL_WORDS = {
    "any": "ANY",
    "otherwise": "OTHERWISE",
    **dict.fromkeys(("pass", "fail", "pending", "ask"), "OUTCOME"),
}
_LISTS_OF_VALUES = ("ONE_OF", "GRADED", "ANY_OF", "RESULT_ONE_OF")
# Of the properties after a kind, those that a number must follow, and those that may stand in
# brackets behind a member of a group.
_NUMBERED = frozenset({"MEASURED_WITHIN", "HALF_LIFE", "EQUIVALENT"})
_DETAILS = frozenset({"HALF_LIFE", "EQUIVALENT", "ALSO_CALLED", "CODE"})
_BEFORE_NUMBERS = _NUMBERED | {"PLAUSIBLE", "FROM", "TO", "WHERE", "EQUAL", "PLUS", "MINUS"}


class LineLexer(Pieces):
    """Reads a whole line, from left to right, into ``out``."""

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
                entry = words.ENTRY.match(self.atoms, self.index)
                if entry and entry[0] > max(length, phrase[0] if phrase else 0):
                    length = entry[0]
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
            while (
                end > start + 1
                and self.text[end - 1] == ")"
                and self.text.count("(", start, end) < self.text.count(")", start, end)
            ):
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
            elif (
                folded == "healthy"
                and self.index + 1 < len(self.atoms)
                and self.atoms[self.index + 1].folded == "volunteers"
            ):
                self.put("VOLUNTEERS", 2)
            elif self.atom.kind == "mark":
                self.mark()
            elif self.atom.kind == "string":
                self.string()
            elif not self.number():
                self._unknown()

    def member(self) -> None:
        """A member of a group and what follows it, details perhaps in brackets."""
        opened = False
        for index, atom in enumerate(self.atoms):
            if atom.text == "(" and index + 1 < len(self.atoms):
                tail = words.KIND_TAIL.match(self.atoms, index + 1)
                if tail and tail[1] in _DETAILS:
                    opened = True
                    self.details.add(atom.start)
            elif atom.text == ")" and opened:
                opened = False
                self.details.add(atom.start)
        self.run("NAME", lambda atom: atom.start in self.details)
        self.kind(first=False)

    def kind(self, first: bool = True) -> None:
        """The kind of a datum and what follows it; ``first`` false for a line that has no kind."""
        while self.more():
            atom = self.atom
            if (
                self.index in self.breaks
                and self.out[-1].type not in ("COMMA", "OR", *_LISTS_OF_VALUES)
                and not first
            ):
                self.out.append(
                    Word("COMMA", ",", self.span(self.out[-1].span.end, self.out[-1].span.end))
                )
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
                first = phrase[1] == "DATED"
                self.put(phrase[1], phrase[0])
                if phrase[1].endswith("_IN"):
                    self.unit()
                elif phrase[1] == "PAIRED":
                    self._components()
                continue
            if first:
                first = False
                self.run("WORDS", lambda atom: False)
                continue
            tail = words.KIND_TAIL.match(self.atoms, self.index)
            if tail and self.out and self.out[-1].type in ("CODE",):
                tail = None
            if tail and tail[1] in _NUMBERED and not self._number_at(self.index + tail[0]):
                tail = None
            if tail:
                self.put(tail[1], tail[0])
                if tail[1] == "CODE":
                    self.code()
                elif tail[1] == "BY":
                    self.run("NAME", lambda atom: False)
                continue
            previous = self.out[-1].type if self.out else ""
            if previous in _BEFORE_NUMBERS:
                if not self.number():
                    self._unknown()
                continue
            if atom.text in words.OPERATORS:
                self.put(words.OPERATORS[atom.text])
                continue
            self.run(
                "NAME",
                lambda atom: atom.folded in ("from", "plausible", "code")
                or atom.start in self.details,
            )

    def cell(self) -> None:
        """A cell of a table: values, limits, a range, or what a row gives."""
        if len(self.atoms) == 1 and self.atom.text in ("-", "–"):
            self.put("ANY")
            return
        while self.more():
            atom = self.atom
            previous = self.out[-1].type if self.out else ""
            length = self.names.match(self.atoms, self.index)
            fixed = _CELL_WORDS.get(atom.folded, "") if not self.out else ""
            if atom.kind == "string":
                self.string()
            elif atom.kind == "sign":
                self.put(words.SIGNS.get(atom.text, "WRONG_SIGN"))
            elif atom.kind == "mark":
                self.mark()
            elif fixed and length <= 1:
                self.put(fixed)
            elif atom.folded == "to" and previous in ("NUMBER", "QUANTITY"):
                self.put("TO")
            elif length:
                self.put("NAME", length)
            elif (phrase := words.STATEMENT.match(self.atoms, self.index)) is not None:
                self.put(phrase[1], phrase[0])
            elif not self.number():
                self._unknown()
        self.out = together(self.out)

    def _number_at(self, index: int) -> bool:
        return index < len(self.atoms) and self.atoms[index].text[0].isdigit()

    def _components(self) -> None:
        """The components of a paired measurement, and the unit that they share."""
        while self.more() and self.atom.folded != "in" and self.atom.kind != "string":
            if self.atom.kind == "mark":
                self.mark()
                if self.out[-1].type == "COLON":
                    return
            elif self.atom.kind == "sign":
                self.put("WRONG_SIGN")
            else:
                self.run("NAME", lambda atom: atom.folded == "in" or atom.kind != "core")
        if self.more() and self.atom.folded == "in":
            self.put("IN")
            self.unit()

    def code(self) -> None:
        """The system and the code after ``code``, as one word; only the system if the code is
        missing."""
        if not self.more() or self.atom.kind != "core":
            return
        count = 1
        if (
            self.atom.folded == "snomed"
            and self.index + 1 < len(self.atoms)
            and self.atoms[self.index + 1].folded == "ct"
        ):
            count = 2
        system = words.tidy(
            " ".join(atom.text for atom in self.atoms[self.index : self.index + count])
        )
        start = self.atom.start
        last = self.index + count
        if (
            last < len(self.atoms)
            and self.atoms[last].kind == "core"
            and self.atoms[last].folded != "unconfirmed"
        ):
            end = self.atoms[last].end
            while (
                last + 1 < len(self.atoms)
                and self.atoms[last + 1].start == end
                and self.atoms[last + 1].text != ","
                and self.atoms[last + 1].start not in self.details
            ):
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
    """Unknown words beside a declared name, and a bare number after unknown words, make one unknown
    name."""
    out: list[Word] = []
    for position, word in enumerate(line):
        last = out[-1] if out else None
        if (
            last is not None
            and last.span.source is word.span.source
            and _one_name(last, word, line, position)
        ):
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
        return word.type in ("NAME", "WORDS") or (
            word.type == "NUMBER" and following not in ("TIMES", "OF")
        )
    if last.type == "NAME" and word.type == "WORDS":
        # `SLEDAI-2K atleast 8`, `prednisone stabel for`: the unknown word was meant for one of the
        # language.
        return following not in ("NUMBER", "QUANTITY", "STRING") and not words.like(word.value)
    return False
