"""From anchors, lengths of time and windows as written to dates and timings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, assert_never

from eligo import ir, syntax, units
from eligo.diagnostics import entries as entries_wrong
from eligo.diagnostics import kinds as kinds_wrong
from eligo.elaborate import entries, numbers
from eligo.elaborate.place import Place
from eligo.elaborate.scope import DeclaredPeriod, Entry, described, normal
from eligo.source import Span

HALF_LIVES = frozenset({"half-life", "half-lives", "half life", "half lives"})


@dataclass(frozen=True)
class Medicines:
    """Of what half-lives are counted: a datum, and those of its members that may be meant (none: a single one)."""

    datum: ir.Datum
    members: tuple[ir.Value, ...]


# -------------------------------------------------------------------------------------------------------- anchors


def anchor(place: Place, written: syntax.Anchor) -> ir.Date | None:
    match written:
        case syntax.NamedDate():
            return named(place, written.name)
        case syntax.DateOf():
            return date_of(place, written)
        case syntax.ShiftedDate():
            inner = anchor(place, written.anchor)
            length = duration(place, written.amount, hours=True)
            if inner is None or length is None:
                return None
            sign: Literal[-1, 1] = 1 if written.direction == "after" else -1
            return ir.Shifted(place.id(), written.span, inner, length, sign)
        case syntax.EntryDate():
            return _entry_date(place, written)
        case _:
            assert_never(written)


def named(place: Place, name: syntax.Name) -> ir.Date | None:
    """A milestone or a date by its name; ``assessment`` is the milestone at which the criterion is assessed."""
    if normal(name.text) == "assessment" and "assessment" not in place.scope.things:
        return place.assessed(name.span)
    thing = place.find(name, declare="milestone {}")
    match thing:
        case None:
            return None
        case ir.Milestone():
            return ir.MilestoneDate(place.id(), name.span, thing.key)
        case ir.Datum(kind=ir.DateKind()):
            return ir.DateOf(place.id(), name.span, thing.key)
        case _:
            milestones = tuple(m.name for m in place.scope.milestones.values())
            place.scope.report(
                kinds_wrong.not_a_date(name.span, name.text, described(thing), milestones)
            )
            return None


def date_of(place: Place, written: syntax.DateOf) -> ir.Date | None:
    about = written.subject
    entry = place.entry(about.name)
    if entry is not None and about.of is None:
        return _facet(place, entry, "date", written.span)
    thing = place.find(about.name, numbers.MEASURED, about.of)
    if thing is None:
        return None
    if isinstance(thing, ir.Datum) and isinstance(thing.kind, ir.DateKind):
        return ir.DateOf(place.id(), written.span, thing.key)
    if isinstance(thing, ir.Datum) and isinstance(thing.kind, ir.Measurement):
        timing = None
        if written.at is not None:
            at = anchor(place, written.at)
            if at is None:
                return None
            timing = ir.Timing(place.id(), written.span, "at", None, at)
        reading = numbers.reading(place, thing, about, timing, None)
        return ir.ReadingDate(place.id(), written.span, reading) if reading else None
    if (
        isinstance(thing, ir.Datum)
        and isinstance(thing.kind, ir.Result | ir.Paired)
        and written.at is None
        and about.pick in (None, "latest", "earliest")
    ):
        which: Literal["first", "last"] = "first" if about.pick == "earliest" else "last"
        listed = entries.Listed(thing, None)
        kept = entries.kept(place, listed, written.span, about.where)
        if kept is None:
            return None
        assessed = place.assessed(written.span)
        return ir.EntryDate(
            place.id(),
            written.span,
            thing.key,
            which,
            "start",
            assessed,
            kept.where,
            kept.alias,
        )
    place.scope.report(kinds_wrong.has_no_date(written.span, about.name.text, described(thing)))
    return None


def _entry_date(place: Place, written: syntax.EntryDate) -> ir.Date | None:
    entry = place.entry(written.name)
    if entry is not None and written.which is None and written.where is None:
        word = "date" if written.facet == "day" else written.facet
        return _facet(place, entry, word, written.span)
    which = written.which or ("last" if written.facet == "end" else "first")
    phrase = f"{which} …" if written.facet == "day" else f"{written.facet} of …"
    listed = entries.find(place, written.name, written.span, phrase, entries.HAPPENING)
    if listed is None:
        return None
    kept = entries.kept(place, listed, written.span, written.where)
    if kept is None:
        return None
    last: Literal["start", "end"] = "end" if which == "last" else "start"
    facet = last if written.facet == "day" else written.facet
    assessed = place.assessed(written.span)
    return ir.EntryDate(
        place.id(),
        written.span,
        listed.datum.key,
        which,
        facet,
        assessed,
        kept.where,
        kept.alias,
    )


def _facet(place: Place, entry: Entry, word: str, span: Span) -> ir.Date | None:
    """The day of the entry at hand that a word names."""
    if word in ("start", "end") and not isinstance(entry.datum.kind, ir.Condition | ir.Treatment):
        word = "date"
    found = place.facet(entry, word)
    if isinstance(found, ir.Datum) and isinstance(found.kind, ir.DateKind):
        return ir.DateOf(place.id(), span, found.key)
    has = isinstance(entry.datum.kind, ir.Condition | ir.Treatment)
    name = entry.name or entry.datum.name
    place.scope.report(entries_wrong.entry_has_no_such_day(span, name, word, has))
    return None


# -------------------------------------------------------------------------------------------------------- lengths


def duration(
    place: Place, written: syntax.Quantity, *, hours: bool = False
) -> units.Duration | None:
    """A span of the calendar, and where ``hours`` says so of hours and minutes."""
    if written.unit is None:  # reported when it was read
        return None
    if written.unit.lower() in HALF_LIVES:
        place.scope.report(entries_wrong.half_lives_of_nothing(written.span))
        return None
    length = units.parse_duration(written.number, written.unit)
    if length is None:
        whole = written.number.isdigit()
        place.scope.report(
            kinds_wrong.not_a_duration(written.span, written.number, written.unit, whole)
        )
        return None
    if length.unit in ("hour", "minute") and not hours:
        place.scope.report(
            kinds_wrong.hours_need_times(written.span, f"{written.number} {written.unit}")
        )
        return None
    return length


def length(place: Place, written: syntax.Length, of: Medicines | None) -> ir.Length | None:
    """The length of a window; half-lives are those of the medicines ``of`` which the statement speaks."""
    if isinstance(written, syntax.Quantity):
        return _term(place, written, of)
    terms = [_term(place, term, of) for term in written.terms]
    known = tuple(term for term in terms if term is not None)
    if len(known) != len(terms):
        return None
    return ir.LengthOf(written.which, known)


def _term(
    place: Place, written: syntax.Quantity, of: Medicines | None
) -> units.Duration | ir.HalfLives | None:
    if written.unit is None or written.unit.lower() not in HALF_LIVES:
        return duration(place, written, hours=True)
    if of is None or not isinstance(of.datum.kind, ir.Treatment):
        place.scope.report(entries_wrong.half_lives_of_nothing(written.span))
        return None
    kind = of.datum.kind
    other = {"other"} if kind.is_open else set()
    lacking = tuple(m.label for m in of.members if m.half_life is None and m.key not in other)
    if not kind.members and kind.half_life is None and not kind.is_open:
        place.scope.report(entries_wrong.half_life_unknown(written.span, of.datum.name, ()))
        return None
    if lacking and not kind.is_open:
        place.scope.report(entries_wrong.half_life_unknown(written.span, of.datum.name, lacking))
        return None
    return ir.HalfLives(Fraction(written.number))


# -------------------------------------------------------------------------------------------------------- windows


def window(place: Place, written: syntax.Window, of: Medicines | None = None) -> ir.Timing | None:
    """The timing that a window asks for; ``of`` are the medicines whose half-lives it may count."""
    if written.period is not None:
        return _during(place, written, written.period)
    amount = length(place, written.amount, of) if written.amount else None
    start = anchor(place, written.anchor)
    until = anchor(place, written.until) if written.until else None
    if start is None or (written.amount and amount is None) or (written.until and until is None):
        return None
    if until is not None and _reversed(place, start, until):
        place.scope.report(entries_wrong.window_reversed(written.span))
        return None
    return ir.Timing(place.id(), written.span, written.relation, amount, start, until)


def _during(place: Place, written: syntax.Window, name: syntax.Name) -> ir.Timing | None:
    thing = place.find(name, declare="period {} from screening to first dose")
    if thing is None:
        return None
    if not isinstance(thing, DeclaredPeriod):
        place.scope.report(entries_wrong.not_a_period(name.span, name.text, described(thing)))
        return None
    outside = replace(place, entries=(), local={})
    start = anchor(outside, thing.block.start)
    until = anchor(outside, thing.block.end)
    if start is None or until is None:
        return None
    return ir.Timing(place.id(), written.span, "between", None, start, until)


# How many days a calendar month or year has at least and at most, for what can be proved without a calendar.
_DAYS: dict[str, tuple[int, int]] = {
    "minute": (0, 1),
    "hour": (0, 1),
    "day": (1, 1),
    "week": (7, 7),
    "month": (28, 31),
    "year": (365, 366),
}


def _reversed(place: Place, start: ir.Date, until: ir.Date) -> bool:
    """Whether the second date certainly lies before the first: both are counted from one milestone."""
    one, other = _from_milestone(place, start), _from_milestone(place, until)
    return one is not None and other is not None and one[0] == other[0] and other[2] < one[1]


def _from_milestone(place: Place, date: ir.Date) -> tuple[str, int, int] | None:
    """The milestone that a date is counted from, and how many days at least and at most it lies after it."""
    match date:
        case ir.MilestoneDate():
            milestone = place.scope.milestones.get(date.milestone)
            if milestone is not None and milestone.derived is not None:
                return _from_milestone(place, milestone.derived)
            return date.milestone, 0, 0
        case ir.Shifted():
            inner = _from_milestone(place, date.date)
            if inner is None:
                return None
            low, high = (n * date.duration.amount for n in _DAYS[date.duration.unit])
            if date.sign < 0:
                low, high = -high, -low
            return inner[0], inner[1] + low, inner[2] + high
        case ir.DateOf() | ir.ReadingDate() | ir.EntryDate() | ir.UpTo():
            return None
        case _:
            assert_never(date)


def phrase(written: syntax.Window) -> str:
    """A window in words, such as “within 7 days before screening”."""
    if written.period is not None:
        return f"during {written.period.text}"
    start = _anchor_words(written.anchor)
    if written.relation == "between":
        assert written.until is not None
        return f"from {start} until {_anchor_words(written.until)}"
    if written.amount is None:
        return f"{written.relation} {start}"
    relation, _, side = written.relation.rpartition(" ")
    return f"{relation} {_length_words(written.amount)} {side} {start}"


def _length_words(written: syntax.Length) -> str:
    if isinstance(written, syntax.Quantity):
        known = units.parse_duration(written.number, written.unit or "")
        return units.display(known) if known else f"{written.number} {written.unit or ''}".strip()
    terms = [_length_words(term) for term in written.terms]
    return f"the {written.which} of {', '.join(terms[:-1])} and {terms[-1]}"


def _anchor_words(written: syntax.Anchor) -> str:
    match written:
        case syntax.NamedDate():
            return " ".join(written.name.text.split())
        case syntax.DateOf():
            at = f" at {_anchor_words(written.at)}" if written.at else ""
            of = f" of {written.subject.of.text}" if written.subject.of else ""
            return f"date of {written.subject.name.text}{of}{at}"
        case syntax.ShiftedDate():
            amount = _length_words(written.amount)
            return f"{amount} {written.direction} {_anchor_words(written.anchor)}"
        case syntax.EntryDate():
            of = "" if written.facet == "day" else f"{written.facet} of "
            which = f"{written.which} " if written.which else ""
            return f"{of}{which}{written.name.text}"
        case _:
            assert_never(written)


def local(place: Place, written: syntax.Window) -> bool:
    """Whether a window counts from a day of an entry at hand, which only its block can speak of."""
    if not place.entries or written.period is not None:
        return False
    anchors = (written.anchor, written.until) if written.until else (written.anchor,)
    return any(_local_anchor(place, one) for one in anchors)


def _local_anchor(place: Place, written: syntax.Anchor) -> bool:
    match written:
        case syntax.NamedDate():
            thing = place.peek(written.name)
            return isinstance(thing, ir.Datum) and "." in thing.key
        case syntax.DateOf():
            thing = place.peek(written.subject.name)
            return (
                written.subject.of is not None
                or place.entry(written.subject.name) is not None
                or (isinstance(thing, ir.Datum) and "." in thing.key)
            )
        case syntax.ShiftedDate():
            return _local_anchor(place, written.anchor)
        case syntax.EntryDate():
            return place.entry(written.name) is not None
        case _:
            assert_never(written)
