"""From the parser's rules to the syntax tree: blocks and their properties. One method for each
rule."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, TypeVar

from eligo import syntax
from eligo.diagnostics import Edit, layout, reading
from eligo.frontend.examples import Examples
from eligo.frontend.tree import (
    STATEMENTS,
    Lines,
    Part,
    Statements,
    end_of,
    name_of,
    quantity_of,
    spanned,
    text_of,
    word_in,
    words_in,
)
from eligo.frontend.words import Word
from eligo.source import Span

Node = TypeVar("Node")


def _label(children: list[Any]) -> syntax.Text | None:
    word = word_in(children, "STRING")
    return text_of(word) if word else None


def _of(items: list[Any], kind: type[Node]) -> tuple[Node, ...]:
    return tuple(item for item in items if isinstance(item, kind))


def _items(children: list[Any]) -> list[Any]:
    last = children[-1]
    return last.items if isinstance(last, Lines) else []


class Blocks(Statements):
    # --------------------------------------------------------------------------- protocol and files

    def protocol(self, c: list[Any]) -> syntax.ProtocolBlock:
        properties = _of(c, syntax.Property)
        registered = _of(c, syntax.RegisteredText)
        seen: dict[str, Span] = {}
        for line in properties:
            if line.keyword in seen and line.keyword not in ("arm", "site", "not known", "note"):
                self.reports.append(
                    reading.property_twice(line.span, line.keyword, seen[line.keyword])
                )
            seen.setdefault(line.keyword, line.span)
        for again in registered[1:]:
            self.reports.append(
                reading.property_twice(again.span, "registered", registered[0].span)
            )
        return syntax.ProtocolBlock(
            name_of(c[1]),
            properties,
            registered[0] if registered else None,
            end_of(c),
        )

    def protocol_property(self, c: list[Any]) -> syntax.Property:
        keyword: Word = c[0]
        values = [child for child in c[1:] if isinstance(child, Word)]
        said = keyword.value.casefold()
        need = reading.protocol_property_need(said, [word.type for word in values])
        if need:
            self.reports.append(reading.property_misread(spanned(c), said, *need))
        return syntax.Property(
            said,
            tuple(text_of(word) for word in words_in(values, "STRING")),
            tuple(name_of(word) for word in words_in(values, "NAME", "WORDS")),
            tuple(quantity_of(word) for word in words_in(values, "NUMBER", "QUANTITY")),
            tuple(syntax.DateText(word.value, word.span) for word in words_in(values, "DATE")),
            tuple(child.value for child in c if isinstance(child, Part)),
            spanned(c),
        )

    def property_value(self, c: list[Any]) -> Word:
        word: Word = c[0]
        return word

    def registered(self, c: list[Any]) -> syntax.RegisteredText:
        parts: dict[str, Any] = {}
        for part in c:
            if isinstance(part, Part):
                if part.kind in parts:
                    self.reports.append(reading.property_twice(part.span, part.kind, part.span))
                parts[part.kind] = part.value
        return syntax.RegisteredText(
            parts.get("ages"), parts.get("sexes"), parts.get("healthy volunteers"), spanned(c)
        )

    def registered_part(self, c: list[Any]) -> Part:
        if c[0].type == "AGES":
            return Part("ages", spanned(c), (c[1], c[3]))
        return Part("sexes" if c[0].type == "SEXES" else "healthy volunteers", spanned(c), c[1])

    def plain_words(self, c: list[Any]) -> syntax.Name:
        return syntax.Name(c[0].value, c[0].span)

    def vocabulary(self, c: list[Any]) -> syntax.VocabularyBlock:
        return syntax.VocabularyBlock(name_of(c[1]), spanned(c))

    def use(self, c: list[Any]) -> syntax.UseBlock:
        return syntax.UseBlock(
            tuple(child.value for child in c if isinstance(child, Part)), spanned(c)
        )

    def used(self, c: list[Any]) -> Part:
        bindings = tuple(child.value for child in c if isinstance(child, Part))
        return Part("used", spanned(c), (name_of(c[0]), bindings))

    def binding(self, c: list[Any]) -> Part:
        return Part("binding", spanned(c), (name_of(c[0]), name_of(c[2])))

    def milestone(self, c: list[Any]) -> syntax.MilestoneBlock:
        names = tuple(name_of(word) for word in words_in(c, "NAME"))
        return syntax.MilestoneBlock(names, c[0].type == "VISIT", spanned(c))

    # --------------------------------------------------------------------------------- declarations

    def kind_alone(self, c: list[Any]) -> Part:
        part: Part = c[0]
        return part

    def kind_line(self, c: list[Any]) -> Part:
        return Part("kind", spanned(c), [child for child in c if isinstance(child, Part)])

    def kind_head(self, c: list[Any]) -> Part:
        head: Word = c[0]
        written = head.type.removesuffix("_KIND").casefold().replace("_", " ")
        word: Any = {
            "number in": "number",
            "measurement in": "measurement",
            "result one of": "result",
        }.get(written, written)
        text = word_in(c, "STRING")
        by = next((after for before, after in pairwise(c) if word_in([before], "BY")), None)
        unit = word_in(c, "UNIT")
        bounds = next((child.value for child in c if isinstance(child, Part)), (None, None))
        first = (
            word_in(c[1:2], "NAME") if word in ("one of", "graded", "any of", "result") else None
        )
        return Part(
            "head",
            spanned(c),
            syntax.KindText(
                word,
                spanned(c),
                text_of(text) if text else None,
                by.value if by else None,
                (syntax.ValueText(name_of(first), (), (), first.span),) if first else (),
                unit.value if unit else None,
                unit.span if unit else None,
                bounds[0],
                bounds[1],
            ),
        )

    def kind_bounds(self, c: list[Any]) -> Part:
        return Part("bounds", spanned(c), (c[1], c[3]))

    def plausible(self, c: list[Any]) -> Part:
        return Part("plausible", spanned(c), syntax.PlausibleText(c[1], c[3], spanned(c)))

    def normal_range(self, c: list[Any]) -> Part:
        return Part("with normal range", c[0].span, True)

    def also_called(self, c: list[Any]) -> Part:
        return Part("also called", spanned(c), text_of(c[1]))

    def another_text(self, c: list[Any]) -> Part:
        return Part("text", c[0].span, text_of(c[0]))

    def code(self, c: list[Any]) -> Part:
        coded: Word = c[1]
        return Part(
            "code", spanned(c), syntax.CodeText(coded.number, coded.value, len(c) < 3, spanned(c))
        )

    def tails(self, c: list[Any]) -> Lines:
        return Lines([child for child in c if isinstance(child, Part)])

    def also_in(self, c: list[Any]) -> Part:
        amounts = _of(c, syntax.Quantity)
        offset = next((child.value for child in c if isinstance(child, Part)), None)
        unit = c[1]
        return Part(
            "also in",
            spanned(c),
            syntax.AlsoIn(
                unit.value,
                unit.span,
                amounts[0] if amounts else None,
                amounts[1] if len(amounts) > 1 else None,
                offset,
                spanned(c),
            ),
        )

    def offset(self, c: list[Any]) -> Part:
        amount: syntax.Quantity = c[1]
        if c[0].type == "MINUS":
            number = (
                amount.number.removeprefix("-")
                if amount.number.startswith("-")
                else f"-{amount.number}"
            )
            amount = syntax.Quantity(number, amount.unit, amount.span, amount.unit_span)
        return Part("offset", spanned(c), amount)

    def plural(self, c: list[Any]) -> Part:
        return Part("plural", spanned(c), text_of(c[1]))

    def question(self, c: list[Any]) -> Part:
        return Part("question", spanned(c), text_of(c[1]))

    def note(self, c: list[Any]) -> Part:
        return Part("note", spanned(c), text_of(c[1]))

    def source(self, c: list[Any]) -> Part:
        return Part("source", spanned(c), text_of(c[1]))

    def burden(self, c: list[Any]) -> Part:
        return Part("burden", spanned(c), name_of(c[1]))

    def _once(self, parts: list[Part], kind: str) -> Any:
        """The value of a property that may stand once."""
        found = [part for part in parts if part.kind == kind]
        for again in found[1:]:
            self.reports.append(reading.property_twice(again.span, kind, found[0].span))
        return found[0].value if found else None

    def _synonyms(self, parts: list[Part]) -> tuple[syntax.Text, ...]:
        texts = []
        speaks = ""
        for part in parts:
            if part.kind == "also called" or (part.kind == "text" and speaks == "also called"):
                texts.append(part.value)
                speaks = "also called"
            else:
                if part.kind == "text":
                    self.reports.append(reading.text_without_property(part.span, part.value.text))
                speaks = part.kind
        return tuple(texts)

    def data(self, c: list[Any]) -> syntax.DataBlock:
        inline = next(
            (child for child in c if isinstance(child, Part) and child.kind == "kind"), None
        )
        names = tuple(name_of(word) for word in words_in(c, "NAME"))
        lines: list[Part] = _items(c)
        kinds = ([inline] if inline else []) + [part for part in lines if part.kind == "kind"]
        for again in kinds[1:]:
            self.reports.append(reading.property_twice(again.span, "kind", kinds[0].span))
        rest = [part for part in lines if part.kind != "kind"]
        head: syntax.KindText | None = None
        values: list[syntax.ValueText] = []
        if kinds:
            head = kinds[0].value[0].value
            values, more = self._values(head, kinds[0].value[1:])
            rest = more + rest
            head = syntax.KindText(
                head.word,
                head.span,
                head.text,
                head.by,
                tuple(values),
                head.unit,
                head.unit_span,
                head.low,
                head.high,
            )
        elif not any(part.kind == "hole" for part in lines):
            self.reports.append(
                reading.kind_missing(end_of(c[:-1]), names[0].text if names else "it")
            )
        return syntax.DataBlock(
            names,
            _label(c),
            head,
            self._once(rest, "plausible"),
            any(part.kind == "with normal range" for part in rest),
            tuple(part.value for part in rest if part.kind == "also in"),
            tuple(part.value for part in rest if part.kind == "code"),
            self._synonyms(rest),
            self._once(rest, "plural"),
            self._once(rest, "question"),
            self._once(rest, "note"),
            self._once(rest, "source"),
            self._once(rest, "burden"),
            end_of(c),
        )

    def _values(
        self, head: syntax.KindText, parts: list[Part]
    ) -> tuple[list[syntax.ValueText], list[Part]]:
        """The values of a list, each with the synonyms and codes after it, and what is left for the
        datum."""
        if not head.values:
            for part in parts:
                if part.kind == "value":
                    self.reports.append(
                        reading.words_after_kind(part.span, part.value.text, head.word)
                    )
            return [], [part for part in parts if part.kind != "value"]
        values = self._members(
            [Part("value", head.values[0].span, head.values[0].name), *parts],
            ("plausible", "with normal range"),
        )
        rest = [part for part in parts if part.kind in ("plausible", "with normal range")]
        if len(values) == 1:
            self.reports.append(reading.one_value(head.span, head.word, values[0].name.text))
        return values, rest

    def _members(self, parts: list[Part], ignored: tuple[str, ...] = ()) -> list[syntax.ValueText]:
        members: list[syntax.ValueText] = []
        speaks = ""
        for part in parts:
            if part.kind == "value":
                members.append(syntax.ValueText(part.value, (), (), part.span))
            elif not members or part.kind in ignored:
                continue
            else:
                last = members[-1]
                span = last.span.to(part.span)
                if part.kind == "code":
                    members[-1] = syntax.ValueText(
                        last.name, last.synonyms, (*last.codes, part.value), span
                    )
                elif part.kind == "also called" or (
                    part.kind == "text" and speaks == "also called"
                ):
                    members[-1] = syntax.ValueText(
                        last.name, (*last.synonyms, part.value), last.codes, span
                    )
                    speaks = "also called"
                    continue
                elif part.kind == "text":
                    self.reports.append(reading.text_without_property(part.span, part.value.text))
                else:
                    self.reports.append(
                        reading.property_of_member(part.span, part.kind, last.name.text)
                    )
            speaks = part.kind
        return members

    def members(self, c: list[Any]) -> Part:
        parts = [Part("value", c[0].span, name_of(c[0]))] + [
            child for child in c if isinstance(child, Part)
        ]
        return Part("members", spanned(c), self._members(parts))

    def group(self, c: list[Any]) -> syntax.GroupBlock:
        lines: list[Part] = _items(c)
        return syntax.GroupBlock(
            name_of(c[1]),
            _label(c),
            tuple(member for part in lines if part.kind == "members" for member in part.value),
            self._synonyms(lines),
            tuple(part.value for part in lines if part.kind == "code"),
            self._once(lines, "note"),
            self._once(lines, "source"),
            end_of(c),
        )

    # ----------------------------------------------------------------------- definitions and scores

    def calculated(self, c: list[Any]) -> Part:
        return Part("expression", c[0].span, c[0])

    def where(self, c: list[Any]) -> Part:
        return Part("step", spanned(c), syntax.WhereStep(name_of(c[1]), c[3], spanned(c)))

    def define(self, c: list[Any]) -> syntax.DefineBlock:
        lines = _items(c)
        parts = [line for line in lines if isinstance(line, Part)]
        number = word_in(c, "NUMBER_KIND")
        unit = word_in(c, "UNIT")
        statement: syntax.Statement | None = None
        expression: syntax.Expression | None = None
        if number or unit:
            found = [part for part in parts if part.kind == "expression"]
            expression = found[0].value if found else None
            for again in found[1:]:
                self.reports.append(reading.two_calculations(again.span))
            if not found and not any(part.kind == "hole" for part in parts):
                self.reports.append(
                    layout.nothing_beneath(spanned(c[:2]), spanned(c[:2]).text, "a formula")
                )
        else:
            body = [line for line in lines if not isinstance(line, Part) or line.kind in MODIFIERS]
            statements, _ = self._statements(body, False)
            if statements:
                statement = self._single(statements)
            else:
                self.reports.append(
                    layout.nothing_beneath(spanned(c[:2]), spanned(c[:2]).text, "one statement")
                )
        kind: Any = number.value.casefold() if number else None
        return syntax.DefineBlock(
            name_of(c[1]),
            _label(c),
            unit.value if unit else None,
            unit.span if unit else None,
            kind,
            statement,
            expression,
            tuple(part.value for part in parts if part.kind == "step"),
            self._synonyms([part for part in parts if part.kind in ("also called", "text")]),
            self._once(parts, "source"),
            self._once(parts, "note"),
            end_of(c),
        )

    def score_number(self, c: list[Any]) -> syntax.Quantity:
        return quantity_of(c[0])

    def score_item(self, c: list[Any]) -> syntax.ScoreLine:
        last = c[-1]
        statement: syntax.Statement | None = None
        end: Span = last.span if not isinstance(last, Lines) else c[-2].span
        if isinstance(last, Lines):
            statement = self._one(last)
            end = statement.span
        elif not isinstance(last, Word):
            statement = last
        return syntax.ScoreLine(
            quantity_of(c[0]), name_of(c[1]), _label(c), statement, c[0].span.to(end)
        )

    def score_group(self, c: list[Any]) -> syntax.ScoreGroup:
        return syntax.ScoreGroup(name_of(c[1]), _label(c), _of(c, syntax.ScoreLine), spanned(c))

    def score(self, c: list[Any]) -> syntax.ScoreBlock:
        lines = _items(c)
        parts = [line for line in lines if isinstance(line, Part)]
        bounds = _of(c, syntax.Quantity)
        entries = tuple(
            line for line in lines if isinstance(line, syntax.ScoreLine | syntax.ScoreGroup)
        )
        if not entries and not any(part.kind == "hole" for part in parts):
            self.reports.append(
                layout.nothing_beneath(
                    spanned(c[:2]), spanned(c[:2]).text, "its items, each with its weight"
                )
            )
        return syntax.ScoreBlock(
            name_of(c[1]),
            _label(c),
            bounds[0] if bounds else None,
            bounds[1] if len(bounds) > 1 else None,
            entries,
            self._synonyms([part for part in parts if part.kind in ("also called", "text")]),
            self._once(parts, "source"),
            self._once(parts, "note"),
            end_of(c),
        )

    # ------------------------------------------------------------------------------------- criteria

    def subgroup(self, c: list[Any]) -> syntax.SubgroupBlock:
        return syntax.SubgroupBlock(name_of(c[1]), _label(c), self._one(c[-1]), end_of(c))

    def head(self, c: list[Any]) -> Part:
        return Part({"AS": "as", "FOR": "for", "TURN": "turn"}[c[0].type], spanned(c), c)

    def criterion(self, c: list[Any]) -> syntax.CriterionBlock:
        kind: Any = c[0].type.casefold()
        heads = [child for child in c if isinstance(child, Part)]
        parts: dict[str, list[Any]] = {}
        for head in heads:
            if head.kind in parts:
                self.reports.append(reading.property_twice(head.span, head.kind, head.span))
            parts.setdefault(head.kind, head.value)
        lines = _items(c)
        turned: Any = parts["turn"][0].value.casefold() if "turn" in parts else None
        nested = _of(lines, syntax.CriterionBlock)
        body = [line for line in lines if isinstance(line, STATEMENTS) or _kind(line) in MODIFIERS]
        statements, _ = self._statements(body, False)
        if nested or len(statements) > 1:
            # A line that could not be read may have been anything; only alone it stands for the
            # rule.
            statements = [s for s in statements if not isinstance(s, syntax.Broken)] or statements[
                :1
            ]
        if nested and all(isinstance(s, syntax.Broken) for s in statements):
            statements = []
        key = parts["as"][1] if "as" in parts else None
        if key is not None and not reading.is_key(key.value):
            meant = reading.key_from(key.value)
            edit = Edit(key.span, meant)
            self.reports.append(reading.bad_key(key.span, key.value, meant, edit))
        return syntax.CriterionBlock(
            kind,
            name_of(c[1]),
            _label(c),
            name_of(key) if key else None,
            name_of(parts["for"][1]) if "for" in parts else None,
            turned,
            tuple(line.value for line in lines if isinstance(line, Part) and line.kind == "quote"),
            (
                (self._single(statements, "any of" if kind == "exclusion" else "all of"),)
                if statements
                else ()
            ),
            nested,
            _of(lines, syntax.InterpretationText),
            _of(lines, syntax.NotFormalisedText),
            _of(lines, syntax.ObligesText),
            end_of([child for child in c if not isinstance(child, Lines)]),
            end_of(c),
        )

    part = criterion

    def quote(self, c: list[Any]) -> Part:
        return Part("quote", spanned(c), text_of(c[1]))

    def interpretation(self, c: list[Any]) -> syntax.InterpretationText:
        lines: list[Part] = _items(c)
        found = {
            kind: self._once(lines, kind) for kind in ("chosen", "instead", "because", "status")
        }
        if not any(part.kind == "hole" for part in lines):
            missing = [kind for kind in ("chosen", "because") if found[kind] is None]
            if missing:
                self.reports.append(
                    reading.interpretation_incomplete(spanned(c[:2]), tuple(missing))
                )
        return syntax.InterpretationText(
            text_of(c[1]),
            found["chosen"],
            found["instead"],
            found["because"],
            found["status"],
            end_of(c),
        )

    def interpretation_line(self, c: list[Any]) -> Part:
        kind = {
            "CHOSEN": "chosen",
            "INSTEAD": "instead",
            "BECAUSE": "because",
            "SETTLED": "status",
        }.get(c[0].type, "hole")
        if kind == "status":
            return Part(kind, spanned(c), name_of(c[1]))
        return Part(kind, spanned(c), text_of(c[1]) if len(c) > 1 else None)

    def not_formalised(self, c: list[Any]) -> syntax.NotFormalisedText:
        return syntax.NotFormalisedText(text_of(c[1]), text_of(c[3]), spanned(c))

    def obliges(self, c: list[Any]) -> syntax.ObligesText:
        when = c[3] if c[2].type == "WHEN" else None
        return syntax.ObligesText(text_of(c[1]), when, c[-3], c[-1], spanned(c))

    def context(self, c: list[Any]) -> syntax.ContextBlock:
        quotes = tuple(line.value for line in _items(c) if line.kind == "quote")
        return syntax.ContextBlock(text_of(c[1]), quotes, end_of(c))


class Builder(Blocks, Examples):
    """Every rule of the grammar."""


MODIFIERS = ("unless", "except")


def _kind(line: Any) -> str:
    return line.kind if isinstance(line, Part) else ""
