"""Definitions, scores and tables as they are read in a window, or at another milestone than the protocol's.

A definition says what is read, not when. Where a rule asks for it ``within 7 days before screening``, it is
elaborated once more with that window, under a key that says so; so is all that it uses in turn. Where it speaks of what
an entry at hand has, it is elaborated for that entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from eligo import ir, syntax
from eligo.diagnostics import entries as entries_wrong
from eligo.diagnostics import kinds as kinds_wrong
from eligo.diagnostics import names as names_wrong
from eligo.elaborate import dates, definitions, tables
from eligo.elaborate.place import Place
from eligo.elaborate.scope import (
    DeclaredDefinition,
    DeclaredScore,
    DeclaredStage,
    DeclaredSubgroup,
    DeclaredTable,
    Entry,
    Scope,
    Settled,
    Thing,
    described,
    field_key,
    slug,
)
from eligo.source import Span

Built = TypeVar("Built", ir.Definition, ir.Score, ir.Table, ir.Subgroup)


@dataclass(frozen=True)
class Reading:
    """How a declaration is read where it is asked for: in a window, at another milestone than the protocol's (else
    empty), of the entries at hand."""

    window: syntax.Window | None
    milestone: str
    entries: tuple[Entry, ...]


def definition(
    place: Place, thing: DeclaredDefinition, window: syntax.Window | None, span: Span
) -> ir.Definition | None:
    """What a definition means at a place, under the statement's own ``window`` or that of a header."""

    def build(inside: Place, key: str) -> ir.Definition | None:
        return definitions.build(inside, thing, key)

    return _instance(place, thing, window, span, place.scope.built.definitions, build)


def score(
    place: Place, thing: DeclaredScore, window: syntax.Window | None, span: Span
) -> ir.Score | None:
    def build(inside: Place, key: str) -> ir.Score | None:
        return definitions.build_score(inside, thing, key)

    return _instance(place, thing, window, span, place.scope.built.scores, build)


def table(
    place: Place, thing: DeclaredTable, window: syntax.Window | None, span: Span
) -> ir.Table | None:
    def build(inside: Place, key: str) -> ir.Table | None:
        return tables.build(inside, thing, key)

    return _instance(place, thing, window, span, place.scope.built.tables, build)


def subgroup(place: Place, thing: DeclaredSubgroup, span: Span) -> ir.Subgroup | None:
    """A subgroup where it is asked for; at another milestone its statement is read at that one."""

    def build(inside: Place, key: str) -> ir.Subgroup | None:
        return definitions.build_subgroup(inside, thing, key)

    return _instance(place.bare(), thing, None, span, place.scope.built.subgroups, build)


def of_entries(scope: Scope, thing: Thing) -> bool:
    """Whether a declaration speaks of an entry at hand, as far as it has been asked for."""
    if not isinstance(thing, DeclaredDefinition | DeclaredScore | DeclaredTable):
        return False
    this = (_KINDS[type(thing)], field_key(thing.block.name.text))
    return any(
        settled.of_entries and key[:2] == this for key, settled in scope.built.settled.items()
    )


def stage_key(thing: DeclaredStage) -> str:
    return field_key(thing.block.name.text)


_KINDS: dict[type, str] = {
    DeclaredDefinition: "define",
    DeclaredScore: "score",
    DeclaredTable: "table",
    DeclaredSubgroup: "subgroup",
}


def _instance(
    place: Place,
    thing: DeclaredDefinition | DeclaredScore | DeclaredTable | DeclaredSubgroup,
    own: syntax.Window | None,
    span: Span,
    done: dict[str, Built | None],
    build: Callable[[Place, str], Built | None],
) -> Built | None:
    scope = place.scope
    window = own or place.window
    name = thing.block.name.text
    if window is not None and dates.local(place, window):
        scope.report(entries_wrong.window_of_an_entry(window.span, name))
        return None
    milestone = place.milestone if place.milestone != scope.assessed_at else ""
    entries = (*place.entries, *place.beyond)
    settled = _settled(place, thing, Reading(window, milestone, entries), done, build)
    if settled is None:
        return None
    if own is not None and not settled.windowed:
        scope.report(kinds_wrong.window_needs_dates(own.span, name, described(thing)))
        return None
    if own is None and settled.windowed:
        place.counts.windows += 1
    if settled.dated:
        place.counts.assessed += 1
    if settled.of_entries:
        place.counts.attributes += 1
    return done[settled.key]


def _settled(
    place: Place,
    thing: DeclaredDefinition | DeclaredScore | DeclaredTable | DeclaredSubgroup,
    how: Reading,
    done: dict[str, Built | None],
    build: Callable[[Place, str], Built | None],
) -> Settled | None:
    """The instance that is right for a reading: without what it makes no use of. None where it is in a circle."""
    scope = place.scope
    words = _words(place, how)
    stem = field_key(thing.block.name.text)
    kind = _KINDS[type(thing)]
    this = (kind, stem, " of ".join((words, *(entry.key for entry in how.entries))))
    known = scope.built.settled.get(this)
    if known is not None:
        return known
    key = _key(stem, words, done)
    owner = f"{kind}:{key}"
    if owner in scope.built.under_way:
        circle = scope.built.under_way[scope.built.under_way.index(owner) :]
        path = tuple(step.partition(":")[2] for step in circle)
        scope.report(
            names_wrong.definition_in_a_circle(thing.block.name.span, thing.block.name.text, path)
        )
        return None
    scope.built.under_way.append(owner)
    inside = Place(
        scope, owner, stem, window=how.window, milestone=how.milestone, beyond=how.entries
    )
    result = build(inside, key)
    scope.built.under_way.pop()
    counts = inside.counts
    found = Settled(key, counts.windows > 0, counts.assessed > 0, counts.attributes > 0)
    simplest = Reading(
        how.window if found.windowed else None,
        how.milestone if found.dated else "",
        how.entries if found.of_entries else (),
    )
    if result is not None and simplest != how:
        simpler = _settled(place, thing, simplest, done, build)
        if simpler is None:
            return None
        found = replace(simpler, windowed=found.windowed)
    else:
        done[key] = _named(result, words) if result is not None and words else result
    scope.built.settled[this] = found
    return found


def _words(place: Place, how: Reading) -> str:
    """How an instance differs from what is declared, for people; empty where it does not."""
    said = [dates.phrase(how.window)] if how.window is not None else []
    if how.milestone:
        said.append(f"at {place.scope.milestones[how.milestone].name}")
    return ", ".join(said)


def _key(stem: str, words: str, done: dict[str, Built | None]) -> str:
    """The key of an instance; where words differ only in their signs, and for further entries, with a number."""
    key = wanted = f"{stem}_{slug(words, '_')}" if words else stem
    number = 1
    while key in done:
        number += 1
        key = f"{wanted}_{number}"
    return key


def _named(result: Built, words: str) -> Built:
    return replace(result, name=f"{result.name}, {words}", label=f"{result.label}, {words}")
