"""Writes dates, lengths of time and how a day stands to another; the ground of the other writers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import assert_never

from eligo import ir
from eligo.english.text import (
    Run,
    Text,
    compose,
    duration_words,
    edge_words,
    length_words,
    plain,
)
from eligo.units import Duration

_BEFORE = ("at least before", "more than before", "within before", "less than before")
_OF_EVERY_ENTRY = ("date", "start", "end", "name", "value", "duration", "dose")


class Dates(ABC):
    """Writes one text and notes the parts it meets. `entry` is the entry at hand, by its alias or
    its datum: what is its own is named alone. `said` is the timing that the list above has said."""

    def __init__(self, protocol: ir.Protocol, entry: str = "", said: str = "") -> None:
        self.protocol = protocol
        self.entry = entry
        self.said = said
        self.parts: list[tuple[str, str]] = []

    @abstractmethod
    def number(self, number: ir.Number, formula: bool = False) -> Text: ...

    @abstractmethod
    def about(self, name: Text, where: ir.Statement | None, owner: str) -> Text:
        """The name of the entries that are counted, with what is asked of them."""

    def marked(self, id: str, *pieces: str | Run | Text) -> Text:
        text = compose(*pieces)
        self.parts.append((id, plain(text)))
        return text

    @contextmanager
    def inside(self, entry: str) -> Iterator[None]:
        """What is written speaks of this entry."""
        before, self.entry = self.entry, entry
        yield
        self.entry = before

    # --- names

    def name(self, key: str) -> Text:
        """Of a datum; of an attribute with its owner, unless that is the entry at hand."""
        owner, _, attribute = key.partition(".")
        datum = self.protocol.datum(key)
        own = has_of_itself(attribute, owner, self.protocol)
        run = Run(datum.name, f"datum:{datum.key.partition('.')[0] if own else datum.key}")
        if not attribute:
            return (run,)
        if owner == self.entry:
            return compose("its ", run) if attribute in _OF_EVERY_ENTRY else (run,)
        the = "the " if attribute in _OF_EVERY_ENTRY else ""
        return compose(the, run, " of ", self.owner(owner))

    def owner(self, owner: str) -> Text:
        """An entry that is spoken of by its name or its alias."""
        datum = self.protocol.datum(owner_key(owner, self.protocol))
        if owner == datum.key:
            return compose("the ", Run(datum.name, f"datum:{datum.key}"))
        return compose("“", Run(alias_words(owner), f"datum:{datum.key}"), "”")

    # --- dates

    def date(self, date: ir.Date) -> Text:
        match date:
            case ir.MilestoneDate():
                name = next(x.name for x in self.protocol.milestones if x.key == date.milestone)
                return self.marked(date.id, Run(name, f"milestone:{date.milestone}"))
            case ir.DateOf():
                return self.marked(date.id, self.name(date.datum))
            case ir.ReadingDate():
                return self.marked(date.id, "the date of ", self.number(date.reading))
            case ir.Shifted():
                length = Run(duration_words(date.duration), whole=True)
                side = " before " if date.sign < 0 else " after "
                return self.marked(date.id, length, side, self.anchor(date.date))
            case ir.EntryDate():
                return self.entry_date(date)
            case ir.UpTo():
                end, limit = self.name(date.datum), self.date(date.limit)
                return self.marked(
                    date.id, end, " (or ", limit, ", where that is earlier or it is ongoing)"
                )
            case _:
                assert_never(date)

    def entry_date(self, date: ir.EntryDate) -> Text:
        kind = self.protocol.datum(date.datum).kind
        taken = isinstance(kind, ir.Measurement | ir.Result | ir.Paired)  # has a day, and is read
        point = taken or isinstance(kind, ir.Event)
        facet = "the date of " if taken else "" if point else f"the {date.facet} of "
        read = {"first": "earliest", "last": "latest"}
        which = read[date.which] if taken else date.which
        name = self.about(self.name(date.datum), date.where, date.alias or date.datum)
        began = " (on or before " if point else " (begun on or before "
        assessed = self.date(date.assessed)
        return self.marked(date.id, f"{facet}the {which} ", name, began, assessed, ")")

    def anchor(self, date: ir.Date) -> Text:
        if isinstance(date, ir.Shifted):
            return compose("the day ", self.date(date))
        return self.date(date)

    # --- timings

    def timing(self, timing: ir.Timing) -> Text:
        before = len(self.parts)
        with self.inside(""):  # whose day it is, is said: there may be two entries in one sentence
            text = self.related(timing)
        if plain(text) != self.said:
            return self.marked(timing.id, text)
        again = "in that time"
        self.parts[before:] = [(id, again) for id, _ in self.parts[before:]]
        return self.marked(timing.id, again)

    def related(self, timing: ir.Timing) -> Text:
        anchor = self.anchor(timing.anchor)
        match timing.relation:
            case "before" | "after":
                return compose(f"{timing.relation} ", anchor, " (that day not included)")
            case "by":
                return compose("on or before ", anchor)
            case "since":
                return compose("on or after ", anchor)
            case "at":
                return compose("at ", anchor)
            case "between":
                end = self.anchor(timing.until) if timing.until is not None else ()
                return compose("from ", anchor, " until ", end, " (both days included)")
            case _:
                return self.lasting(timing, anchor)

    def lasting(self, timing: ir.Timing, anchor: Text) -> Text:
        assert timing.duration is not None, "this relation has a duration"
        how, side = timing.relation.rsplit(" ", 1)
        edge = edge_of(timing.duration, -1 if timing.relation in _BEFORE else 1)
        short = isinstance(timing.duration, Duration) and timing.duration.unit in ("minute", "hour")
        itself = "the moment itself" if short else "the day itself"
        included = {
            "at least": f"{edge} included",
            "more than": f"{edge} not included",
            "within": f"{edge} and {itself} included",
            "less than": f"{itself} included, {edge} not",
        }[how]
        length = Run(length_words(timing.duration), whole=isinstance(timing.duration, Duration))
        return compose(f"{how} ", length, f" {side} ", anchor, f" ({included})")


def has_of_itself(attribute: str, owner: str, protocol: ir.Protocol) -> bool:
    """Whether every entry of the owner has this by its kind (its start, its name), so that nobody
    declared it. A thing of a record has nothing of itself."""
    if attribute not in ("date", "start", "end", "name", "value"):
        return False
    return not isinstance(protocol.datum(owner_key(owner, protocol)).kind, ir.Record)


def edge_of(length: ir.Length, side: int) -> str:
    """The day to which a length leads, before (-1) or after (1) an anchor."""
    if isinstance(length, Duration):
        return edge_words(length, -1 if side < 0 else 1)
    return "exactly that long"


def owner_key(owner: str, protocol: ir.Protocol) -> str:
    """The key of the datum whose entry an alias or a datum's own key speaks of."""
    return dict(protocol.aliases).get(owner, owner)


def alias_words(alias: str) -> str:
    return alias.replace("_", " ")
