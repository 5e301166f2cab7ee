"""From the parser's rules to the syntax tree: blocks and their properties. One method for each
rule."""

from __future__ import annotations

from typing import Any

from eligo import syntax
from eligo.diagnostics import Edit, layout, reading
from eligo.frontend.building_data import items_of, label_of, those
from eligo.frontend.building_tables import Tables
from eligo.frontend.examples import Examples
from eligo.frontend.tree import (
    STATEMENTS,
    Lines,
    Part,
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


class Blocks(Tables):
    # --------------------------------------------------------------------------- protocol and files

    def protocol(self, c: list[Any]) -> syntax.ProtocolBlock:
        properties = those(c, syntax.Property)
        registered = those(c, syntax.RegisteredText)
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
            amounts = [child for child in c if isinstance(child, syntax.Quantity)]
            return Part("ages", spanned(c), (amounts[0], amounts[1] if len(amounts) > 1 else None))
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
        derived = None if isinstance(c[-1], Word) else c[-1]
        return syntax.MilestoneBlock(names, c[0].type == "VISIT", spanned(c), derived)

    def period(self, c: list[Any]) -> syntax.PeriodBlock:
        return syntax.PeriodBlock(name_of(c[1]), c[3], c[5], spanned(c))

    # ----------------------------------------------------------------------- definitions and scores

    def calculated(self, c: list[Any]) -> Part:
        return Part("expression", c[0].span, c[0])

    def where(self, c: list[Any]) -> Part:
        return Part("step", spanned(c), syntax.WhereStep(name_of(c[1]), c[3], spanned(c)))

    def define(self, c: list[Any]) -> syntax.DefineBlock:
        lines = items_of(c)
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
            label_of(c),
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
            quantity_of(c[0]), name_of(c[1]), label_of(c), statement, c[0].span.to(end)
        )

    def score_group(self, c: list[Any]) -> syntax.ScoreGroup:
        return syntax.ScoreGroup(name_of(c[1]), label_of(c), those(c, syntax.ScoreLine), spanned(c))

    def score(self, c: list[Any]) -> syntax.ScoreBlock:
        lines = items_of(c)
        parts = [line for line in lines if isinstance(line, Part)]
        bounds = those(c, syntax.Quantity)
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
            label_of(c),
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
        return syntax.SubgroupBlock(name_of(c[1]), label_of(c), self._one(c[-1]), end_of(c))

    def head(self, c: list[Any]) -> Part:
        kind = {
            "AS": "as",
            "FOR": "for",
            "TURN": "turn",
            "ASSESSED": "assessed at",
            "OF_VISIT": "of",
            "THROUGHOUT": "the time",
        }
        return Part(kind[c[0].type], spanned(c[-1:] if c[0].type == "THROUGHOUT" else c), c)

    def _heads(self, heads: list[Part]) -> dict[str, list[Any]]:
        """The items of a criterion's header by their kind."""
        found: dict[str, Part] = {}
        for head in heads:
            if head.kind in found:
                self.reports.append(
                    reading.property_twice(head.span, head.kind, found[head.kind].span)
                )
            found.setdefault(head.kind, head)
        return {kind: head.value for kind, head in found.items()}

    def criterion(self, c: list[Any]) -> syntax.CriterionBlock:
        kind: Any = c[0].type.casefold()
        parts = self._heads([child for child in c if isinstance(child, Part)])
        subgroups, assessed, delays = (
            [name_of(word) for word in words_in(parts.get(head, []), "NAME")]
            for head in ("for", "assessed at", "of")
        )
        header = end_of([child for child in c if not isinstance(child, Lines)])
        if kind == "delay" and not delays:
            self.reports.append(
                reading.header_incomplete(
                    header, reading.LINE_END, "“of” with what is delayed", f"{header.text} of …"
                )
            )
        lines = items_of(c)
        turned: Any = parts["turn"][0].value.casefold() if "turn" in parts else None
        nested = those(lines, syntax.CriterionBlock)
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
            label_of(c),
            name_of(key) if key else None,
            subgroups[0] if subgroups else None,
            turned,
            tuple(line.value for line in lines if isinstance(line, Part) and line.kind == "quote"),
            (
                (self._single(statements, "any of" if kind == "exclusion" else "all of"),)
                if statements
                else ()
            ),
            nested,
            those(lines, syntax.InterpretationText),
            those(lines, syntax.NotFormalisedText),
            those(lines, syntax.ObligesText),
            header,
            end_of(c),
            tuple(subgroups[1:]),
            tuple(assessed or (delays if len(delays) > 1 else ())),
            parts["the time"][1] if "the time" in parts else None,
            delays[0] if delays else None,
            self._once([line for line in lines if isinstance(line, Part)], "may be repeated"),
            those(lines, syntax.PermitsText),
            tuple(line.value for line in lines if _kind(line) == "refers to"),
        )

    part = criterion

    def repeat(self, c: list[Any]) -> Part:
        often: Word = c[1]
        said = often.value.casefold()
        times = {"once": 1, "twice": 2}.get(said)
        counts: Any = c[-1].value.casefold().split()[0] if c[-1].type == "COUNTS" else "latest"
        return Part(
            "may be repeated",
            spanned(c),
            syntax.RepeatText(times or int(said.split()[0]), quantity_of(c[3]), counts, spanned(c)),
        )

    def permits(self, c: list[Any]) -> syntax.PermitsText:
        return syntax.PermitsText(text_of(c[1]), c[3] if len(c) > 3 else None, spanned(c))

    def refers(self, c: list[Any]) -> Part:
        return Part("refers to", spanned(c), text_of(c[1]))

    def quote(self, c: list[Any]) -> Part:
        return Part("quote", spanned(c), text_of(c[1]))

    def interpretation(self, c: list[Any]) -> syntax.InterpretationText:
        lines: list[Part] = items_of(c)
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
        quotes = tuple(line.value for line in items_of(c) if line.kind == "quote")
        return syntax.ContextBlock(text_of(c[1]), quotes, end_of(c))


class Builder(Blocks, Examples):
    """Every rule of the grammar."""


MODIFIERS = ("unless", "except", "fallback")


def _kind(line: Any) -> str:
    return line.kind if isinstance(line, Part) else ""
