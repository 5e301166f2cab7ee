"""Statements about the entries of a list: how many there are, the first and the last, what goes on, with ``where`` and
blocks about one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from eligo import ir, syntax
from eligo.diagnostics import entries as entries_wrong
from eligo.diagnostics import kinds as kinds_wrong
from eligo.elaborate import dates, statements
from eligo.elaborate.place import Place
from eligo.elaborate.scope import Component, DeclaredUnit, Entry, Member, Thing, described
from eligo.source import Span

HAPPENING: tuple[type, ...] = (ir.Event, ir.Condition, ir.Treatment)
SPELLS: tuple[type, ...] = (ir.Condition, ir.Treatment)
LISTS: tuple[type, ...] = (*HAPPENING, ir.Measurement, ir.Result, ir.Paired, ir.Record)


@dataclass(frozen=True)
class Listed:
    """The entries that a name stands for: those of a datum, perhaps only those of one of its members or, of paired
    readings, only one of their numbers."""

    datum: ir.Datum
    part: Member | Component | None

    def members(self) -> tuple[ir.Value, ...]:
        """The members that an entry may name; none where the datum is no group."""
        kind = self.datum.kind
        every = kind.members if isinstance(kind, ir.Event | ir.Condition | ir.Treatment) else ()
        if isinstance(self.part, Member):
            return tuple(value for value in every if value.key == self.part.key)
        return every

    def is_group(self) -> bool:
        return bool(self.members()) or getattr(self.datum.kind, "is_open", False)

    def medicines(self) -> dates.Medicines:
        return dates.Medicines(self.datum, self.members())


@dataclass(frozen=True)
class Kept:
    """What must be true of an entry (None: nothing), and the name under which that speaks of it."""

    where: ir.Statement | None
    alias: str


def find(
    place: Place, name: syntax.Name, span: Span, phrase: str, kinds: tuple[type, ...]
) -> Listed | None:
    """The list that a phrase such as ``any`` or ``on`` speaks of."""
    kind = "treatment" if ir.Event not in kinds else "event"
    thing = place.find(name, f"data {{}}: {kind}")
    if thing is None:
        return None
    if isinstance(thing, Member | Component) and isinstance(thing.datum.kind, kinds):
        return Listed(thing.datum, thing)
    if isinstance(thing, ir.Datum) and isinstance(thing.kind, kinds):
        return Listed(thing, None)
    if phrase == "on":
        place.scope.report(kinds_wrong.on_needs_a_treatment(span, name.text, described(thing)))
    elif phrase == "stable":
        place.scope.report(kinds_wrong.stable_needs_a_treatment(span, name.text, described(thing)))
    elif isinstance(thing, DeclaredUnit):
        place.scope.report(kinds_wrong.unit_counted(span, name.text))
    else:
        offer = _with_count(statements.offer(thing, name.text), span.text)
        place.scope.report(
            kinds_wrong.counting_needs_entries(span, phrase, name.text, described(thing), offer)
        )
    return None


_SIGNS = {"at least": ">=", "at most": "<=", "more than": ">", "fewer than": "<", "exactly": "="}


def _with_count(offer: str, written: str) -> str:
    """The number that was written, in place of that of the offer."""
    count = re.match(rf"({'|'.join(_SIGNS)}) (\d+) ", written)
    return offer.replace(">= 5", f"{_SIGNS[count[1]]} {count[2]}") if count else offer


def kept(
    place: Place,
    listed: Listed,
    span: Span,
    where: syntax.Statement | None,
    block: syntax.Statement | None = None,
    alias: syntax.Name | None = None,
    *,
    every: bool = False,
) -> Kept | None:
    """What an entry must be to count: of the member, as ``where`` says, and as the block says. None after a mistake.

    What does not apply is as if the entry were not there, so the block stands behind a ``when`` the filter.
    """
    member = listed.part if isinstance(listed.part, Member) else None
    if member is None and where is None and block is None and alias is None:
        return Kept(None, "")
    inside = replace(place.inside(listed.datum, alias), excluding=None)
    filters: list[ir.Statement] = []
    if member is not None:
        filters.append(inside.of_member(member, span))
    if where is not None:
        condition = statements.statement(inside, where)
        if condition is None:
            return None
        filters.append(condition)
    body = statements.statement(inside, block) if block is not None else None
    if block is not None and body is None:
        return None
    filtered = together(inside, filters, span) if filters else None
    found = body
    if filtered is not None:
        found = filtered
        if body is not None:
            plain = not every and not _may_not_apply(body)
            found = (
                ir.AllOf(inside.id(), span, (*_items(filtered), body))
                if plain and not _may_not_apply(filtered)
                else ir.When(inside.id(), span, filtered, body, None)
            )
    return Kept(found, inside.entries[0].alias if found is not None else "")


def together(place: Place, filters: list[ir.Statement], span: Span) -> ir.Statement:
    """One or two filters as one: what does not apply in the second is asked behind ``when`` the first."""
    if len(filters) < 2:
        return filters[0]
    first, second = filters
    if _may_not_apply(second):
        return ir.When(place.id(), span, first, second, None)
    return ir.AllOf(place.id(), span, (first, *_items(second)))


def _items(statement: ir.Statement) -> tuple[ir.Statement, ...]:
    return statement.items if isinstance(statement, ir.AllOf) else (statement,)


_MAY_NOT_APPLY = (
    ir.When,
    ir.Unless,
    ir.ExceptWhen,
    ir.NoRequirement,
    ir.Stable,
    ir.DefinedCondition,
    ir.InSubgroup,
    ir.Satisfies,
    ir.SatisfiesStage,
    ir.TableOutcome,
    ir.Fallback,
)


def _may_not_apply(statement: ir.Statement) -> bool:
    """Whether a statement could turn out not to apply, which a list would pass over."""
    match statement:
        case ir.AllOf() | ir.AnyOf() | ir.NoneOf() | ir.CountOf():
            return any(_may_not_apply(item) for item in statement.items)
        case ir.Not():
            return _may_not_apply(statement.item)
        case _:
            return isinstance(statement, _MAY_NOT_APPLY)


# ---------------------------------------------------------------------------------------------------- occurrences


def occurs(place: Place, written: syntax.Occurs) -> ir.Statement | None:
    listed = find(place, written.name, written.span, written.written, LISTS)
    if listed is None:
        return None
    every = written.written == "every"
    block = written.block
    if written.bounds:
        name = syntax.Name("value", written.name.span)
        if isinstance(listed.part, Component):
            name = written.name
        if not isinstance(listed.datum.kind, ir.Measurement | ir.Result | ir.Paired):
            place.scope.report(
                entries_wrong.every_needs_values(written.span, written.name.text, _what(listed))
            )
            return None
        subject = syntax.Subject(name, None, written.name.span)
        block = syntax.Comparison(subject, written.bounds, written.between, None, written.span)
    if every and block is None:
        place.scope.report(entries_wrong.every_says_nothing(written.span, written.name.text))
        return None
    if written.most is not None and written.most < 0:
        place.scope.report(kinds_wrong.count_impossible(written.span))
        return None
    if written.different_days and isinstance(listed.datum.kind, ir.Record):
        place.scope.report(entries_wrong.things_have_no_days(written.span, written.name.text))
        return None
    timing: ir.Timing | None = None
    if isinstance(listed.datum.kind, ir.Record):
        if written.window is not None:
            place.scope.report(
                kinds_wrong.window_needs_dates(
                    written.window.span, written.name.text, described(listed.datum)
                )
            )
            return None
    else:
        window = place.taken(written.window)
        timing = dates.window(place, window, listed.medicines()) if window else None
        if window and timing is None:
            return None
    entry = kept(place, listed, written.span, written.where, block, written.alias, every=every)
    if entry is None:
        return None
    return ir.Occurs(
        place.id(),
        written.span,
        listed.datum.key,
        written.least,
        written.most,
        place.assessed(written.span),
        timing,
        entry.where,
        every,
        written.different_days,
        entry.alias,
    )


def present(place: Place, written: syntax.Related, listed: Listed) -> ir.Statement | None:
    """``stroke within 90 days before A``: there is such an entry."""
    timing = dates.window(place, written.window, listed.medicines())
    entry = kept(place, listed, written.span, written.subject.where)
    if timing is None or entry is None:
        return None
    assessed = place.assessed(written.subject.span)
    return ir.Occurs(
        place.id(),
        written.span,
        listed.datum.key,
        1,
        None,
        assessed,
        timing,
        entry.where,
        alias=entry.alias,
    )


# Where the last one up to a day can certainly not lie, seen from that day.
AFTER: frozenset[str] = frozenset({"after", "at least after", "more than after"})


def first_last(place: Place, written: syntax.FirstLast) -> ir.Statement | None:
    listed = find(place, written.name, written.span, written.which, HAPPENING)
    if listed is None:
        return None
    timing = dates.window(place, written.window, listed.medicines())
    entry = kept(place, listed, written.span, written.where)
    if timing is None or entry is None:
        return None
    if (
        written.which == "last"
        and isinstance(listed.datum.kind, ir.Event)
        and timing.relation in AFTER
    ):
        place.scope.report(entries_wrong.last_after(written.span, written.name.text))
        return None
    return ir.FirstLast(
        place.id(),
        written.span,
        listed.datum.key,
        written.which,
        timing,
        entry.where,
        entry.alias,
    )


# ---------------------------------------------------------------------------------------------------------- spells


def ongoing(place: Place, written: syntax.Ongoing) -> ir.Statement | None:
    found = [
        find(place, name, written.span, "on", SPELLS) for name in (written.name, *written.also)
    ]
    listed = [one for one in found if one is not None]
    if len(listed) != len(found):
        return None
    first = listed[0]
    members = tuple(one.part for one in listed if isinstance(one.part, Member))
    one_list = all(one.datum.key == first.datum.key for one in listed)
    if len(listed) > 1 and not one_list and (members or written.where is not None):
        place.scope.report(
            entries_wrong.where_of_several_lists(
                written.span, tuple(dict.fromkeys(one.datum.name for one in listed))
            )
        )
        return None
    if len(listed) > 1 and one_list and len(members) != len(listed):
        # The whole group and one of its members: the group takes the member in.
        first, members = Listed(first.datum, None), ()
    window = place.taken(None) if written.at is None and written.amount is None else None
    at = dates.anchor(place, written.at) if written.at else None
    if window is not None:
        if window.relation != "at" or window.period is not None:
            return _overlapping(place, written, window, first, members)
        at = dates.anchor(place, window.anchor)
        if at is None:
            return None
    if written.at is not None and at is None:
        return None
    at = at or place.assessed(written.span)
    length = dates.duration(place, written.amount) if written.amount else None
    if written.amount and length is None:
        return None
    entry = _kept_of(place, first, members, written.span, written.where)
    if entry is None:
        return None
    also = () if one_list else tuple(dict.fromkeys(one.datum.key for one in listed[1:]))
    return ir.Ongoing(
        place.id(),
        written.span,
        first.datum.key,
        at,
        length,
        written.strict,
        also,
        entry.where,
        entry.alias,
    )


def _overlapping(
    place: Place,
    written: syntax.Ongoing,
    window: syntax.Window,
    listed: Listed,
    members: tuple[Member, ...],
) -> ir.Statement | None:
    """``on X`` beneath a list with a window that is no moment: a period of X stands in the window."""
    if written.also and not members:
        place.scope.report(entries_wrong.on_several_in_a_window(written.span))
        return None
    timing = dates.window(place, window, listed.medicines())
    entry = _kept_of(place, listed, members, written.span, written.where)
    if timing is None or entry is None:
        return None
    return ir.Occurs(
        place.id(),
        written.span,
        listed.datum.key,
        1,
        None,
        place.assessed(written.span),
        timing,
        entry.where,
        alias=entry.alias,
    )


def _kept_of(
    place: Place,
    listed: Listed,
    members: tuple[Member, ...],
    span: Span,
    where: syntax.Statement | None,
) -> Kept | None:
    """As :func:`kept`, of several members of one group."""
    entry = kept(place, listed, span, where)
    if entry is None or len(members) < 2 or entry.where is None:
        return entry
    keys = tuple(dict.fromkeys(member.key for member in members))
    name = entry.where.items[0] if isinstance(entry.where, ir.AllOf) else entry.where
    wider: ir.Statement
    if isinstance(entry.where, ir.When):
        assert isinstance(entry.where.condition, ir.Is)
        wider = replace(entry.where, condition=replace(entry.where.condition, members=keys))
    else:
        assert isinstance(name, ir.Is)
        wider = replace(name, members=keys)
        if isinstance(entry.where, ir.AllOf):
            wider = replace(entry.where, items=(wider, *entry.where.items[1:]))
    return Kept(wider, entry.alias)


def stable(place: Place, written: syntax.Stable) -> ir.Statement | None:
    listed = find(place, written.name, written.span, "stable", SPELLS)
    at = dates.anchor(place, written.at)
    length = dates.duration(place, written.amount)
    if listed is None or at is None or length is None:
        return None
    if written.which == "not increased" and not isinstance(listed.datum.kind, ir.Treatment):
        place.scope.report(
            entries_wrong.not_increased_needs_a_dose(
                written.span, written.name.text, described(listed.datum)
            )
        )
        return None
    entry = kept(place, listed, written.span, None)
    if entry is None:
        return None
    return ir.Stable(
        place.id(),
        written.span,
        listed.datum.key,
        at,
        length,
        written.strict,
        written.which,
        entry.where,
        entry.alias,
    )


# ---------------------------------------------------------------------------------------------- the entry at hand


def lasting(place: Place, entry: Entry, written: syntax.Comparison) -> ir.Statement | None:
    """``duration >= 6 months`` of the entry at hand: its start lies so long before its end or the assessed day."""
    items: list[ir.Statement] = []
    for bound in written.bounds:
        amount = bound.limit
        if not isinstance(amount, syntax.Quantity) or bound.comparator == "=":
            place.scope.report(entries_wrong.duration_needs_a_length(bound.span))
            return None
        if amount.unit is None:
            last = written.bounds[-1].limit
            unit = last.unit if isinstance(last, syntax.Quantity) else None
            if unit is None:
                place.scope.report(entries_wrong.duration_needs_a_length(bound.span))
                return None
            amount = syntax.Quantity(amount.number, unit, amount.span)
        length = dates.duration(place, amount, hours=True)
        if length is None:
            return None
        relation: Literal["at least before", "more than before"]
        relation = "at least before" if bound.comparator in (">=", "<") else "more than before"
        span = bound.span
        end = ir.UpTo(place.id(), span, _day(place, entry, "end"), place.assessed(span))
        start = ir.DateOf(place.id(), span, _day(place, entry, "start"))
        timing = ir.Timing(place.id(), span, relation, length, end)
        lasts: ir.Statement = ir.DateRelation(place.id(), span, start, timing)
        if bound.comparator in ("<", "<="):
            lasts = ir.Not(place.id(), span, lasts)
        items.append(lasts)
    if len(items) == 1:
        return items[0]
    return ir.AllOf(place.id(), written.span, tuple(items))


def _day(place: Place, entry: Entry, word: str) -> str:
    found = place.facet(entry, word)
    assert isinstance(found, ir.Datum)
    return found.key


def listed_of(thing: Thing) -> Listed | None:
    """The list of happenings that a thing is; None where it is none."""
    if isinstance(thing, Member):
        return Listed(thing.datum, thing)
    if isinstance(thing, ir.Datum) and isinstance(thing.kind, HAPPENING):
        return Listed(thing, None)
    return None


def _what(listed: Listed) -> str:
    return described(listed.datum)
