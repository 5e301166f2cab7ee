"""The words of a line, by what kind of line it is: a statement, a calculation, a kind, a given
value."""

from __future__ import annotations

from eligo.frontend import words
from eligo.frontend.lines import Names
from eligo.frontend.pieces import Pieces
from eligo.frontend.words import Word

_OPENING_AGAIN = frozenset({"WHEN", "UNLESS", "EXCEPT_WHEN", "THEN", "OTHERWISE", "COLON", "NOT"})
# What a date may follow, and what an entry of a list may be told by.
_DATE_MAY_FOLLOW = frozenset(
    {"BEFORE", "AFTER", "BY", "SINCE", "FROM", "UNTIL", "AT", "TO", "AND", "DATE_OF"}
)
# Phrases that are words of the language in some places only.
_STAND_SOMEWHERE = frozenset(
    [
        "OF",
        "JUDGEMENT",
        "ATTESTATION",
        "TO",
        "WHERE",
        "AS",
        "FACET",
        "FIRST",
        "LAST",
        "TOTAL",
        "WASHOUT",
        "IF",
    ]
)
_COUNTED = frozenset(
    {"ANY", "NO", "EVERY", "AT_LEAST", "AT_MOST", "EXACTLY", "FEWER_THAN", "MORE_THAN"}
)
_OF_FILTERS = frozenset({"IS", "NOT", "INCLUDES", "AND"})
_COMPARES = frozenset({"IS", "INCLUDES", "BETWEEN", "OF", *words.SIGNS.values()})
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

    def statement(self, opening: bool = True, row: bool = False) -> None:
        """The words of a statement, to the end of the line. ``row``: of a line beneath a washout,
        from behind its name on."""
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
                if row and atom.folded in _ROW_WORDS:
                    phrase = (1, _ROW_WORDS[atom.folded])
                elif phrase and not self._phrase_stands(phrase, previous, opening):
                    phrase = other if other and other[0] < phrase[0] else None
                    if phrase and not self._phrase_stands(phrase, previous, opening):
                        phrase = None
                # `none of:` and `stable for` are phrases, also where values are called none and stable.
                if phrase and phrase[0] >= length and previous not in _VALUE_MAY_FOLLOW:
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
        self.out = filters(together(self.out), self.names)

    def _phrase_stands(self, phrase: tuple[int, str], previous: str, opening: bool) -> bool:
        """Whether a phrase that may also be part of a name is one of the language here."""
        length, kind = phrase
        if kind not in _STAND_SOMEWHERE:
            return True
        after = self.index + length
        following = self.atoms[after].folded if after < len(self.atoms) else ""
        match kind:
            case "OF":
                return (
                    previous == "NUMBER"
                    or (previous in ("NAME", "WORDS") and self._totals())
                    or (previous == "AGE" and self._name_at(after))
                    or (previous == "NAME" and self._alias_at(after))
                )
            case "JUDGEMENT" | "ATTESTATION":
                return not following or self.atoms[after].kind == "string"
            case "TO":
                return any(word.type == "CHANGE_IN" for word in self.out)
            case "WHERE":
                return previous in ("NAME", "WORDS") or not self.out
            case "AS":
                return self.atoms[-1].text == ":" and self.out[:1] != [] and self._counts()
            case "FACET":
                return opening or previous in _DATE_MAY_FOLLOW
            case "FIRST" | "LAST" if not opening:
                return previous in (*_DATE_MAY_FOLLOW, "FACET") and self._name_at(after)
            case "TOTAL":
                return any(atom.folded == "of" for atom in self.atoms[after + 1 :])
            case "WASHOUT":
                return following in (",", "before")
            case "IF":
                return not self.out and self._speaks_of_absence()
            case _:
                return True

    def _name_at(self, index: int) -> bool:
        return index < len(self.atoms) and self.names.match(self.atoms, index) > 0

    def _alias_at(self, index: int) -> bool:
        return index < len(self.atoms) and self.names.aliases.match(self.atoms, index) is not None

    def _totals(self) -> bool:
        """Whether a total is being read whose list has not been named yet."""
        types = [word.type for word in self.out]
        return "TOTAL" in types and "OF" not in types[types.index("TOTAL") :]

    def _counts(self) -> bool:
        return self.out[0].type in _COUNTED

    def _speaks_of_absence(self) -> bool:
        return any(
            _absent(self.atoms, index) and self.atoms[index + length].text == ":"
            for index in range(len(self.atoms))
            for length in (1, 2)
            if index + length < len(self.atoms)
        )

    def _after_phrase(self, kind: str) -> None:
        if kind == "IF":
            self._fallback()
        elif kind == "SATISFIES" and self.more() and self.atom.folded == "stage":
            self.put("SCOPE")
            self.run("REFERENCE", lambda atom: False)
        elif kind == "SATISFIES" and self.more() and self.atom.folded in ("inclusion", "exclusion"):
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

    def _fallback(self) -> None:
        """What follows `if`: what is absent, and what holds then."""
        said = False
        while self.more():
            atom = self.atom
            if atom.kind == "string":
                self.string()
            elif atom.kind == "sign":
                self.put(words.SIGNS.get(atom.text, "WRONG_SIGN"))
            elif atom.kind == "mark":
                self.mark()
                said = said or self.out[-1].type == "COLON"
            elif not said and (length := _absent(self.atoms, self.index)):
                self.put("ABSENT", length)
            elif said and (length := _instead(self.atoms, self.index)):
                self.put("FALLBACK", length)
            elif said and atom.folded == "because":
                self.put("BECAUSE")
            elif length := self.names.match(self.atoms, self.index):
                self.put("NAME", length)
            else:
                self._unknown()

    def washout_row(self) -> None:
        """A line beneath `washout before …:`: a medicine, a length of time, and for whom."""
        folded = [atom.folded for atom in self.atoms[:2]]
        if not self.names.match(self.atoms, 0):
            if folded == ["any", "other"]:
                self.put("OTHER", 2)
            elif folded[0] == "other":
                self.put("OTHER")
        self.statement(opening=False, row=True)

    def row(self) -> None:
        """A line beneath `…, by sex:`: values and a limit."""
        self.statement(opening=False)

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
                if phrase and not self._stands_in_expression(phrase):
                    phrase = None
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
        self.out = filters(together(self.out), self.names)

    def _stands_in_expression(self, phrase: tuple[int, str]) -> bool:
        types = {word.type for word in self.out}
        if phrase[1] in _OF_FILTERS:
            return "WHERE" in types
        if phrase[1] == "FROM":
            return "CHANGE_IN" in types
        return self._phrase_stands(phrase, self.out[-1].type if self.out else "", False)

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
                if phrase and phrase[0] == length and previous == "COMMA":
                    valued = any(word.type == "IS" for word in self.out)
                    if phrase[1] == "DOSE" or (phrase[1] == "ONGOING" and not valued):
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
            if previous == "SCOPE":
                self._named_scope()
                continue
            if previous in ("INCLUSION", "EXCLUSION", "DELAY"):
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
                if phrase and phrase[1] in ("SCOPE", "DELAY") and previous != "EXPECT":
                    phrase = None
                if phrase and not (missing and length):
                    self.put(phrase[1], phrase[0])
                elif length:
                    self.put("NAME", length)
                else:
                    self._unknown()
        self.out = together(self.out)

    def _named_scope(self) -> None:
        """The name of a stage, a cohort or a unit, up to what is expected of it."""
        count = 0
        while self.index + count < len(self.atoms):
            found = words.EXPECT.match(self.atoms, self.index + count)
            ends = found is not None and found[1] not in ("SCOPE", "DELAY")
            if self.atoms[self.index + count].kind != "core" or (count and ends):
                break
            count += 1
        self.put("REFERENCE" if count else "STRAY", count or 1)

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
            elif folded == "from":
                self.put("FROM")
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


# Words that only a line beneath a washout has.
_ROW_WORDS = {"never": "NEVER", "if": "WHEN"}


def _absent(line: list[words.Atom], index: int) -> int:
    """How many atoms say that something is not there."""
    if line[index].folded == "missing":
        return 1
    folded = [atom.folded for atom in line[index : index + 2]]
    return 2 if folded == ["not", "available"] else 0


def _instead(line: list[words.Atom], index: int) -> int:
    """How many atoms say what to take for what is not there."""
    if line[index].folded in ("fail", "pass"):
        return 1
    folded = [atom.folded for atom in line[index : index + 2]]
    return 2 if folded in (["assume", "yes"], ["assume", "no"]) else 0


def filters(line: list[Word], names: Names) -> list[Word]:
    """Tell what `where` asks: whether something is so, or how it compares; and two limits of one
    entry from what joins others. `, or` before a limit in another unit is one word."""
    if not any(word.type in ("WHERE", "REPORTED_SO") for word in line):
        return line
    out: list[Word] = []
    asked = valued = False
    skipped: Word | None = None
    twice = any(word.type == "REPORTED_SO" for word in line)
    for position, word in enumerate(line):
        after = line[position + 1 : position + 3]
        types = [each.type for each in after] + ["", ""]
        if word.type == "WHERE" and position:
            asked = True
            if types[0] == "NOT" or (
                types[0] in ("NAME", "WORDS")
                and (types[1] not in _COMPARES or words.folded(after[0].value) in names.yes_or_no)
            ):
                word.type = "WHICH"
            valued = any(each.type in ("IS", "INCLUDES") for each in line[position : position + 4])
        elif word.type == "COMMA" and valued and _runs_on(line[position + 1 :]):
            word.type = "OR"
            if types[0] == "OR":
                word = Word("OR", ", or", word.span.to(after[0].span))
                skipped = after[0]
        elif word is skipped:
            continue
        elif word.type == "AND" and asked and types[0] in _SIGN_TYPES:
            word.type = "AND_ALSO"
        elif word.type == "OR" and twice and types[0] in ("QUANTITY", "NUMBER"):
            if out and out[-1].type == "COMMA":
                comma = out.pop()
                word = Word("ALSO_AS", ", or", comma.span.to(word.span))
            else:
                word.type = "ALSO_AS"
        out.append(word)
    return out


_SIGN_TYPES = frozenset(words.SIGNS.values())


def _runs_on(rest: list[Word]) -> bool:
    """Whether what follows a comma are more values, the last behind `or`."""
    for word in rest:
        if word.type == "OR":
            return True
        if word.type not in ("NAME", "WORDS", "NUMBER", "COMMA"):
            return False
    return False


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
