"""From the parser's rules to the syntax tree: data, their attributes, groups and their members."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeVar

from eligo import syntax
from eligo.diagnostics import reading
from eligo.frontend.tree import (
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

Node = TypeVar("Node")


def label_of(children: list[Any]) -> syntax.Text | None:
    word = word_in(children, "STRING")
    return text_of(word) if word else None


def those(items: list[Any], kind: type[Node]) -> tuple[Node, ...]:
    return tuple(item for item in items if isinstance(item, kind))


def items_of(children: list[Any]) -> list[Any]:
    last = children[-1]
    return last.items if isinstance(last, Lines) else []


# What may follow a list of values and is said of the whole datum.
_OF_THE_DATUM = ("plausible", "with normal range", "measured within")


class Data(Statements):
    # --------------------------------------------------------------------------------- declarations

    def kind_alone(self, c: list[Any]) -> Part:
        part: Part = c[0]
        return part

    def kind_line(self, c: list[Any]) -> Part:
        parts = [part for child in c if isinstance(child, Part) for part in _taken_apart(child)]
        if isinstance(c[0], Word):  # dated
            parts[0].value = replace(parts[0].value, dated=True, span=spanned(c[:2]))
        return Part("kind", spanned(c), parts)

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
        bounds = next(
            (child.value for child in those(c, Part) if child.kind == "bounds"), (None,) * 2
        )
        first = c[1:2] if word in ("one of", "graded", "any of", "result") else []
        values = words_in(c[1].value if word == "paired" else first, "NAME")
        return Part(
            "head",
            spanned(c),
            syntax.KindText(
                word,
                spanned(c),
                text_of(text) if text else None,
                by.value if by else None,
                tuple(syntax.ValueText(name_of(value), (), (), value.span) for value in values),
                unit.value if unit else None,
                unit.span if unit else None,
                bounds[0],
                bounds[1],
            ),
        )

    def components(self, c: list[Any]) -> Part:
        return Part("components", spanned(c), c)

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
        amounts = those(c, syntax.Quantity)
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

    def measured_within(self, c: list[Any]) -> Part:
        return Part("measured within", spanned(c), quantity_of(c[1]))

    def half_life(self, c: list[Any]) -> Part:
        return Part("half-life", spanned(c), quantity_of(c[1]))

    def equivalent(self, c: list[Any]) -> Part:
        return Part("equivalent", spanned(c), quantity_of(c[1]))

    def data(self, c: list[Any]) -> syntax.DataBlock:
        extends = c[0].type == "EXTEND_DATA"
        names = tuple(name_of(word) for word in words_in(c, "NAME"))
        said = [child for child in c if isinstance(child, Part)]
        return self._datum(c, names, said, extends)

    def attribute(self, c: list[Any]) -> syntax.AttributeText:
        names = tuple(name_of(word) for word in words_in(c, "NAME"))
        datum = self._datum(c, names, [child for child in c if isinstance(child, Part)], False)
        return syntax.AttributeText(datum, datum.span)

    def _datum(
        self, c: list[Any], names: tuple[syntax.Name, ...], said: list[Part], extends: bool
    ) -> syntax.DataBlock:
        """What a block, or a line beneath one, says of a datum; ``said`` on its first line."""
        lines = items_of(c)
        parts = [*said, *(line for line in lines if isinstance(line, Part))]
        kinds = [part for part in parts if part.kind == "kind"]
        for again in kinds[1:]:
            self.reports.append(reading.property_twice(again.span, "kind", kinds[0].span))
        rest = [part for part in parts if part.kind != "kind"]
        head: syntax.KindText | None = None
        if kinds:
            head = kinds[0].value[0].value
            assert head is not None
            values, more = self._values(head, kinds[0].value[1:])
            rest = more + rest
            head = replace(head, values=tuple(values))
        elif not extends and not any(part.kind == "hole" for part in rest):
            self.reports.append(
                reading.kind_missing(end_of(c[:-1]), names[0].text if names else "it")
            )
        for part in rest:
            if part.kind == "equivalent":
                self.reports.append(reading.property_of_member(part.span, part.kind, names[0].text))
        return syntax.DataBlock(
            names,
            label_of(c),
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
            those(lines, syntax.AttributeText),
            self._once(rest, "measured within"),
            self._once(rest, "half-life"),
            extends,
        )

    def _values(
        self, head: syntax.KindText, parts: list[Part]
    ) -> tuple[list[syntax.ValueText], list[Part]]:
        """The values of a list, each with the synonyms and codes after it, and what is left for the
        datum."""
        if not head.values or head.word == "paired":
            for part in parts:
                if part.kind == "value":
                    self.reports.append(
                        reading.words_after_kind(part.span, part.value.text, head.word)
                    )
            return list(head.values), [part for part in parts if part.kind != "value"]
        values = self._members(
            [Part("value", head.values[0].span, head.values[0].name), *parts],
            _OF_THE_DATUM,
        )
        rest = [part for part in parts if part.kind in _OF_THE_DATUM]
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
                    members[-1] = replace(last, codes=(*last.codes, part.value), span=span)
                elif part.kind == "half-life" and last.half_life is None:
                    members[-1] = replace(last, half_life=part.value, span=span)
                elif part.kind == "equivalent" and last.equivalent is None:
                    members[-1] = replace(last, equivalent=part.value, span=span)
                elif part.kind == "also called" or (
                    part.kind == "text" and speaks == "also called"
                ):
                    members[-1] = replace(last, synonyms=(*last.synonyms, part.value), span=span)
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

    def detailed(self, c: list[Any]) -> Part:
        details = [child for child in c[1:] if isinstance(child, Part)]
        return Part("several", spanned(c), [Part("value", c[0].span, name_of(c[0])), *details])

    def members(self, c: list[Any]) -> Part:
        parts = [part for child in c if isinstance(child, Part) for part in _taken_apart(child)]
        return Part("members", spanned(c), self._members(parts))

    def names_listed(self, c: list[Any]) -> Part:
        names = tuple(name_of(word) for word in words_in(c, "NAME"))
        kind = {"GROUP": "nested", "EXCEPT": "except"}.get(c[0].type, "equivalents of")
        return Part(kind, spanned(c), names)

    def group_head(self, c: list[Any]) -> Part:
        match c[0].type:
            case "OF_KIND":
                return Part("of", c[0].span, c[0].value.casefold().split()[-1])
            case "FROM":
                return Part("from", spanned(c), text_of(c[1]))
            case _:
                return self.members(c)

    def group(self, c: list[Any]) -> syntax.GroupBlock:
        lines = items_of(c)
        parts = [part for part in (*c, *lines) if isinstance(part, Part)]
        reference = self._once(parts, "equivalents of")
        nested, excepted = (
            tuple(name for part in parts if part.kind == kind for name in part.value)
            for kind in ("nested", "except")
        )
        return syntax.GroupBlock(
            name_of(c[1]),
            label_of(c),
            tuple(member for part in parts if part.kind == "members" for member in part.value),
            self._synonyms(parts),
            tuple(part.value for part in parts if part.kind == "code"),
            self._once(parts, "note"),
            self._once(parts, "source"),
            end_of(c),
            self._once(parts, "of") or "treatments",
            c[0].type == "OPEN_GROUP",
            nested,
            excepted,
            self._once(parts, "from"),
            reference[0] if reference else None,
            those(lines, syntax.AttributeText),
            self._once(parts, "plural"),
            self._once(parts, "question"),
            self._once(parts, "burden"),
        )


def _taken_apart(part: Part) -> list[Part]:
    parts: list[Part] = part.value if part.kind == "several" else [part]
    return parts
