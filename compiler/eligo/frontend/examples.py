"""From the parser's rules to the syntax tree: examples, their participants and what is expected of
them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

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
)
from eligo.frontend.words import Word

_DETAILS = {
    "upper": "upper limit of normal",
    "lower": "lower limit of normal",
    "quantity": "value",
    "start": "first day",
    "end": "last day",
    "named": "name of the medicine",
}


class Examples(Statements):

    def example(self, c: list[Any]) -> syntax.ExampleBlock:
        lines = c[-1].items if isinstance(c[-1], Lines) else []
        givens = [line for line in lines if isinstance(line, Part) and line.kind == "given"]
        like: syntax.Text | None = None
        for given in givens:
            like = like or given.value[0]
        return syntax.ExampleBlock(
            text_of(c[1]),
            like,
            tuple(value for given in givens for value in given.value[1]),
            tuple(line for line in lines if isinstance(line, syntax.Expect)),
            end_of(c),
        )

    def givens(self, c: list[Any]) -> Part:
        like = word_in(c, "STRING")
        values = c[-1].items if isinstance(c[-1], Lines) else []
        return Part(
            "given",
            end_of(c),
            (
                text_of(like) if like else None,
                [value for value in values if isinstance(value, syntax.GivenValue)],
            ),
        )

    def given_lines(self, c: list[Any]) -> Lines:
        return Lines(c)

    def given_line(self, c: list[Any]) -> syntax.GivenValue | Part:
        if isinstance(c[0], Word) and c[0].type == "HOLE":
            return Part("hole", c[0].span)
        if isinstance(c[0], Part) and c[0].kind == "which":
            name, told_by = c[0].value
            return replace(self._given([name, *c[1:]]), which=told_by, span=spanned(c))
        return self._given(c)

    def which(self, c: list[Any]) -> Part:
        return Part("which", spanned(c), (c[0], c[2]))

    def told_by(self, c: list[Any]) -> syntax.GivenValue:
        return self._given(c)

    def _given(self, c: list[Any]) -> syntax.GivenValue:
        subject = next(child for child in c if isinstance(child, syntax.Name | syntax.Text))
        question = subject if isinstance(subject, syntax.Text) else None
        name = (
            syntax.Name(subject.text, subject.span) if isinstance(subject, syntax.Text) else subject
        )
        signs = [child.type for child in c if isinstance(child, Word)]
        parts = _flat(c)
        if self.words.data_kind(name.text) == "record":
            parts = _of_things(parts)
        form: Any = "yes"
        state: Any = None
        if "NO" in signs:
            form = "none"
        elif "NOT" in signs:
            form = "no"
        for sign, said in (
            ("NOT_RECORDED", "not recorded"),
            ("NOT_AVAILABLE", "not available"),
            ("NOT_APPLYING", "does not apply"),
        ):
            if sign in signs:
                form, state = "state", said
        values = [part.value for part in parts if part.kind == "name"]
        found: dict[str, Any] = {}
        for part in parts:
            if part.kind in ("name", "attribute"):
                continue
            if part.kind in found:
                self.reports.append(
                    reading.detail_twice(part.span, _DETAILS.get(part.kind, part.kind))
                )
            found.setdefault(part.kind, part.value)
        if "IS" in signs:
            form = "value"
        elif parts and form == "yes":
            form = "value" if "quantity" in found else "entry"
        if (
            question is not None
            and form == "value"
            and len(values) == 1
            and values[0].text.casefold() in ("yes", "no")
        ):
            form = values[0].text.casefold()
        details = [part for part in parts if part.kind == "attribute"]
        if form == "entry" or found.get("quantity") is not None:
            details += [_yes(part) for part in parts if part.kind == "name"]
            values = []
        else:
            so = [part for part in parts if part.kind == "name" and self._is_attribute(part)]
            details += [_yes(part) for part in so]
            values = [value for value in values if all(value is not part.value for part in so)]
        quantity = found.get("quantity")
        date = found.get("date")
        dated = self.words.data_kind(name.text) in ("date", "date or none") or any(
            declared.kind in ("milestone", "visit") for declared in self.words.find(name.text)
        )
        if dated and quantity is not None and quantity.unit is None and date is None:
            date, quantity = syntax.DateText(quantity.number, quantity.span), None
        return syntax.GivenValue(
            name,
            question,
            form,
            state,
            tuple(values),
            quantity,
            found.get("beyond"),
            found.get("upper"),
            found.get("lower"),
            date,
            found.get("visit"),
            found.get("start"),
            found.get("end"),
            found.get("ongoing", False),
            found.get("stable since"),
            found.get("named"),
            found.get("dose"),
            spanned(c),
            tuple(part.value for part in sorted(details, key=lambda part: part.span.start)),
            found.get("not increased since"),
        )

    def _is_attribute(self, part: Part) -> bool:
        """Whether a word after a comma says that an attribute is so, and is no further value."""
        kinds = {declared.kind for declared in self.words.find(part.value.text)}
        return "attribute" in kinds and "value" not in kinds

    def question_asked(self, c: list[Any]) -> syntax.Text:
        return text_of(c[0])

    def given_amount(self, c: list[Any]) -> Part:
        return Part("quantity", c[0].span, quantity_of(c[0]))

    def given_value(self, c: list[Any]) -> Part:
        last = c[-1]
        if not isinstance(last, Word):
            return Part(
                "several",
                spanned(c),
                [
                    Part("quantity", last.span, last),
                    Part("beyond", c[0].span, c[0].type.casefold()),
                ],
            )
        return _value(last)

    def given_detail(self, c: list[Any]) -> Part:
        part: Part = c[1]
        return part

    def given_part(self, c: list[Any]) -> Part:
        first = c[0]
        if isinstance(first, syntax.Name):
            if len(c) == 1:
                return Part("name", first.span, first)
            return Part("attribute", spanned(c), self._given(c))
        if isinstance(first, Word) and first.type in ("NOT", "NO"):
            return Part("attribute", spanned(c), self._given(c))
        if isinstance(first, Part):
            return first
        if len(c) == 1:
            return Part("ongoing", first.span, True) if first.type == "ONGOING" else _value(first)
        kind = {
            "UPPER": "upper",
            "LOWER": "lower",
            "STABLE_SINCE": "stable since",
            "NAMED": "named",
            "DOSE": "dose",
        }
        said = kind[first.type]
        if first.value.casefold().startswith("not"):
            said = "not increased since"
        return Part(said, spanned(c), c[1])

    def given_when(self, c: list[Any]) -> Part:
        kind = {"ON": "date", "AT": "visit", "FROM": "start"}[c[0].type]
        parts = [Part(kind, c[1].span, c[1])]
        if len(c) > 2:
            parts.append(Part("end", c[3].span, c[3]))
        return Part("several", spanned(c), parts)

    def day(self, c: list[Any]) -> syntax.DateText:
        return syntax.DateText(c[0].value, c[0].span)

    def member_name(self, c: list[Any]) -> syntax.Name:
        return name_of(c[0])

    def expect(self, c: list[Any]) -> syntax.Expect:
        kind: Any = (c[1].value if c[1].type == "SCOPE" else c[1].type).casefold()
        reference = word_in(c, "REFERENCE")
        status = next(child for child in c if isinstance(child, Word) and child.type == "STATUS")
        missing = next((child.value for child in c if isinstance(child, Part)), None)
        name = syntax.Name(status.value.casefold(), status.span)
        return syntax.Expect(
            kind, name_of(reference) if reference else None, name, missing, spanned(c)
        )

    def expect_missing(self, c: list[Any]) -> Part:
        return Part(
            "missing", spanned(c), tuple(child for child in c if not isinstance(child, Word))
        )

    def missing(self, c: list[Any]) -> syntax.Name | syntax.Text:
        return text_of(c[0]) if c[0].type == "STRING" else name_of(c[0])


# A detail of a value, and the field of a given line that holds it.
_FIELDS = {
    "upper": "upper",
    "lower": "lower",
    "date": "date",
    "visit": "visit",
    "start": "start",
    "end": "end",
    "ongoing": "ongoing",
    "stable since": "stable_since",
    "not increased since": "not_increased_since",
    "named": "member",
    "dose": "dose",
}


def _of_things(parts: list[Part]) -> list[Part]:
    """Of a thing of a record: each detail belongs to the attribute before it, since a thing has none itself."""
    found: list[Part] = []
    for part in parts:
        owner = found[-1] if found and found[-1].kind == "attribute" else None
        field = _FIELDS.get(part.kind)
        if owner is None or field is None or getattr(owner.value, field):
            found.append(part)
            continue
        form = "entry" if owner.value.form == "yes" else owner.value.form
        value = replace(owner.value, **{field: part.value, "form": form})
        found[-1] = Part("attribute", owner.span.to(part.span), value)
    return found


def _yes(part: Part) -> Part:
    """`fasting` after a comma: so it was."""
    name: syntax.Name = part.value
    value = syntax.GivenValue(
        name=name,
        question=None,
        form="yes",
        state=None,
        values=(),
        quantity=None,
        beyond=None,
        upper=None,
        lower=None,
        date=None,
        visit=None,
        start=None,
        end=None,
        ongoing=False,
        stable_since=None,
        member=None,
        dose=None,
        span=part.span,
    )
    return Part("attribute", part.span, value)


def _value(word: Word) -> Part:
    if word.type in ("NAME", "WORDS"):
        return Part("name", word.span, name_of(word))
    if word.type == "DATE":
        return Part("date", word.span, syntax.DateText(word.value, word.span))
    return Part("quantity", word.span, quantity_of(word))


def _flat(children: list[Any]) -> list[Part]:
    parts: list[Part] = []
    for child in children:
        if isinstance(child, Part):
            parts += child.value if child.kind == "several" else [child]
    return parts
