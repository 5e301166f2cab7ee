"""Value sets: the members of groups, with codes, half-lives and equivalents."""

from __future__ import annotations

from fractions import Fraction

from eligo import english, ir
from eligo.backends.document.model import Member, ValueSet
from eligo.english import decimal_text


def has_value_set(kind: ir.Kind) -> bool:
    """Groups that a line of the dictionary does not say enough about."""
    match kind:
        case ir.Treatment(members=members, is_open=is_open) if members:
            more = any(x.half_life is not None or x.equivalent is not None for x in members)
            return more or is_open
        case ir.Event(members=members) | ir.Condition(members=members):
            return bool(members)
        case _:
            return False


def value_set_anchor(datum: ir.Datum) -> str:
    return f"values-{datum.key.replace('_', '-')}"


def value_set(datum: ir.Datum) -> ValueSet:
    """The members of one group."""
    kind = datum.kind
    assert isinstance(kind, ir.Treatment | ir.Event | ir.Condition)
    what = {ir.Treatment: "medicines", ir.Event: "events", ir.Condition: "illnesses"}[type(kind)]
    text = (
        "Open: a name that is none of these counts as “other”."
        if kind.is_open
        else "Closed: a name that is none of these is an error in the record."
    )
    unconfirmed = any(not code.confirmed for x in kind.members for code in x.codes)
    if unconfirmed:
        text += " Codes that are marked unconfirmed were not seen in their source."
    reference = ""
    if isinstance(kind, ir.Treatment) and any(x.equivalent is not None for x in kind.members):
        labels = {x.key: x.label for x in kind.members}
        reference = labels.get(kind.reference, kind.reference)
    return ValueSet(
        anchor=value_set_anchor(datum),
        name=datum.name,
        kind=what,
        text=text,
        equivalents_of=reference,
        with_half_life=any(x.half_life is not None for x in kind.members),
        members=tuple(_member(x) for x in kind.members),
    )


def _member(value: ir.Value) -> Member:
    return Member(
        name=value.label,
        key=value.key,
        synonyms=", ".join(value.synonyms),
        codes=", ".join(english.code_words(code) for code in value.codes),
        half_life=half_life_words(value.half_life) if value.half_life is not None else "",
        equivalent=decimal_text(value.equivalent) if value.equivalent is not None else "",
    )


def half_life_words(days: Fraction) -> str:
    """In days where they are whole, else in hours."""
    if days.denominator == 1:
        return f"{days} day{'' if days == 1 else 's'}"
    hours = days * 24
    return f"{decimal_text(hours)} h"


def single_half_life(kind: ir.Kind) -> str:
    """That of a single medicine; empty where none is declared."""
    if isinstance(kind, ir.Treatment) and kind.half_life is not None:
        return half_life_words(kind.half_life)
    return ""
