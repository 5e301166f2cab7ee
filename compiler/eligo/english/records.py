"""What a datum is and how its answer stands in a record, in words."""

from __future__ import annotations

from typing import assert_never

from eligo import ir
from eligo.english.text import in_order
from eligo.units import Unit, display


def meaning_of_kind(datum: ir.Datum) -> str:
    """What sort of thing is known, such as "dated measurements with the laboratory's limits"."""
    match datum.kind:
        case ir.YesNo():
            return "yes or no"
        case ir.Judgement(by=by):
            return f"yes or no, judged by the {by}"
        case ir.Attestation(by=by):
            return f"yes or no, confirmed by the {by}"
        case ir.OneOf(ordered=ordered):
            return (
                "one of the values, which are in order, lowest first"
                if ordered
                else "one of the values"
            )
        case ir.AnyOfValues():
            return "any of the values, several at once"
        case ir.Quantity(whole=whole):
            return "a whole number" if whole else "a number"
        case ir.Measurement(normal_range=normal_range, titre=titre, whole=whole):
            what = "dated titres" if titre else "dated measurements"
            if whole:
                what = "dated whole numbers"
            return f"{what} with the laboratory’s own limits" if normal_range else what
        case ir.Paired(components=components):
            return f"dated readings of {in_order([x.label for x in components])} taken together"
        case ir.Result(ordered=ordered):
            order = ", which are in order, lowest first" if ordered else ""
            return f"dated results, each one of the values{order}"
        case ir.DateKind(may_be_none=may_be_none):
            return "a date, or “none”" if may_be_none else "a date"
        case ir.Event(members=members):
            return f"dated occurrences{' of any of its members' if members else ''}"
        case ir.Condition(members=members):
            whose = "any of its illnesses" if members else "an illness"
            return f"spells of {whose}, each with start and end"
        case ir.Treatment(members=members):
            return "periods on any of its medicines" if members else "periods on a treatment"
        case ir.Record():
            return "a list of things, each with what is to be known of it"
        case _:
            assert_never(datum.kind)


def answer_form(datum: ir.Datum) -> str:
    """How the answer is written into a record."""
    match datum.kind:
        case ir.YesNo():
            return "true or false"
        case ir.Judgement() | ir.Attestation():
            return "true or false; may name who answered and on which day"
        case ir.OneOf():
            return "one value"
        case ir.AnyOfValues():
            return "a list of values; an empty list if none of them"
        case ir.Quantity(unit=unit, whole=whole):
            return f"a {'whole ' if whole else ''}number{_in(unit)}"
        case ir.Measurement(unit=unit, normal_range=normal_range, titre=titre):
            number = "a titre such as 1:80" if titre else f"a number{_in(unit)}"
            limits = ", the laboratory’s upper and lower limits" if normal_range else ""
            return f"{number}{limits}, its date or visit; or a list of these"
        case ir.Paired(unit=unit, components=components):
            numbers = in_order([x.label for x in components])
            return f"{numbers}, each a number{_in(unit)}, their date or visit; or a list of these"
        case ir.Result():
            return "a value with its date or visit; or a list of these"
        case ir.DateKind(may_be_none=may_be_none):
            none = "; or “none” if it has not happened" if may_be_none else ""
            return f"a day, a month or a year{none}"
        case ir.Event(members=members):
            dates = "occurrences: name, date" if members else "dates"
            return f"a list of {dates}; an empty list if asked and none"
        case ir.Condition(members=members):
            name = "name of the illness, " if members else ""
            return (
                f"a list of spells: {name}start, end or ongoing, stable since; "
                "an empty list if asked and none"
            )
        case ir.Treatment(members=members):
            name = "name of the medicine, " if members else ""
            return (
                f"a list of periods: {name}start, end or ongoing, stable since; "
                "an empty list if asked and none"
            )
        case ir.Record():
            return "a list, each with its fields; an empty list if asked and none"
        case _:
            assert_never(datum.kind)


def question(datum: ir.Datum) -> tuple[str, str] | None:
    """What is asked in words, and of whom; None where a value is looked up rather than asked."""
    match datum.kind:
        case ir.Judgement(question, by) | ir.Attestation(question, by):
            return question, by
        case _:
            return None


def code_words(code: ir.Code) -> str:
    """Such as "LOINC 1975-2", with a mark where the code's source was not seen."""
    return f"{code.system} {code.code}{'' if code.confirmed else ' (unconfirmed)'}"


def _in(unit: Unit) -> str:
    shown = display(unit)
    return f" in {shown}" if shown else ""
