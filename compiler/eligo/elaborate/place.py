"""Where something is elaborated: its criterion or definition, the entries at hand, the window that holds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from eligo import ir, syntax, units
from eligo.diagnostics import names as names_wrong
from eligo.elaborate.scope import Entry, Facet, Member, Scope, Thing, field_key, nearest, normal
from eligo.source import Span


@dataclass
class Counts:
    """How many nodes and questions an owner has so far, how many statements took the window of a header, how many look
    at the assessed day, and how many speak of an entry beyond it; shared by all places within it.
    """

    nodes: int = 0
    judgements: int = 0
    windows: int = 0
    assessed: int = 0
    attributes: int = 0


@dataclass
class Place:
    """Where in the protocol something is elaborated: gives node identities, names, the assessed date.

    ``entries`` are the entries at hand, the innermost first: their attributes and what they have by their kind are
    found before all else. ``beyond`` are those at hand where a definition, score or table is asked for, which it can
    speak of only by their names (``blood group of donor``). ``window`` is that of a list's or criterion's header:
    statements without one of their own take it. ``milestone`` is the key of that at which the criterion is assessed;
    empty: the protocol's. ``excluding`` says that a true statement keeps the participant out; None outside criteria.
    """

    scope: Scope
    owner: str  # criterion key, "define:KEY", "score:KEY.ITEM", "subgroup:KEY", "table:KEY", ...
    name: str  # snake_case stem for inline judgements
    local: dict[str, ir.Step] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    judgement_label: str = (
        ""  # under which examples speak of an inline judgement, where there is one
    )
    entries: tuple[Entry, ...] = ()
    beyond: tuple[Entry, ...] = ()
    window: syntax.Window | None = None
    milestone: str = ""
    excluding: bool | None = None

    def id(self) -> str:
        self.counts.nodes += 1
        return f"{self.owner}/{self.counts.nodes}"

    # -------------------------------------------------------------------------------------------- dates

    def assessed(self, span: Span) -> ir.Date:
        """The day at which the criterion is assessed."""
        self.counts.assessed += 1
        return ir.MilestoneDate(self.id(), span, self.milestone or self.scope.assessed_at)

    def measured_within(self, datum: ir.Datum) -> units.Duration | None:
        """How old a bare reading of the datum may be, by its declaration or the protocol's."""
        known = self.scope.measured_within
        return known.get(self.declared_key(datum.key), known.get(""))

    def taken(self, own: syntax.Window | None) -> syntax.Window | None:
        """The window of a statement that can have one: its ``own``, else that of the header above it."""
        if own is not None or self.window is None:
            return own
        self.counts.windows += 1
        return self.window

    def flipped(self) -> Place:
        """The same place where a true statement makes the one above it false."""
        return self if self.excluding is None else replace(self, excluding=not self.excluding)

    def bare(self) -> Place:
        """The same place where no header's window holds."""
        return replace(self, window=None) if self.window else self

    def unsided(self) -> Place:
        """The same place where a statement neither lets in nor keeps out by itself: a condition, a part of a count."""
        return replace(self, excluding=None)

    def under(self, window: syntax.Window | None) -> Place:
        """The same place where a header's window holds for statements without one; None changes nothing."""
        return replace(self, window=window) if window else self

    # ------------------------------------------------------------------------------------------ entries

    def inside(self, datum: ir.Datum, alias: syntax.Name | None = None) -> Place:
        """The place of a block about one entry of a list (``datum`` as :meth:`find` gave it). A header's window does
        not reach into it, but for things of a record, which have no day of their own."""
        owner = self.declared_key(datum.key)
        entry = Entry(datum, owner, self._alias(datum, owner, alias), alias.text if alias else "")
        window = self.window if isinstance(datum.kind, ir.Record) else None
        return replace(self, entries=(entry, *self.entries), window=window)

    def _alias(self, datum: ir.Datum, owner: str, alias: syntax.Name | None) -> str:
        """A key under which leaves speak of the entry; empty where the datum's own does. Two entries of one list at
        hand get a key each."""
        alone = all(entry.key != owner for entry in self.entries)
        if alias is None and "." not in owner and alone:
            return ""
        stem = field_key(alias.text) if alias else owner.replace(".", "_")
        if alias is not None:
            wanted = normal(alias.text)
            if any(normal(entry.name) == wanted for entry in self.entries if entry.name):
                self.scope.report(names_wrong.alias_taken(alias.span, alias.text))
            elif wanted in self.scope.things:
                self.scope.report(names_wrong.alias_is_declared(alias.span, alias.text))
        key, number = stem, 1
        while key in self.scope.data or self.scope.aliases.get(key, owner) != owner:
            number += 1
            key = f"{stem}_{number}"
        self.scope.aliases[key] = owner
        return key

    def entry(self, name: syntax.Name) -> Entry | None:
        """The entry at hand that goes by a name: its alias, or its datum's name. Reports nothing."""
        wanted = normal(name.text)
        for entry in (*self.entries, *self.beyond):
            names = [entry.name] if entry.name else [entry.datum.name, *entry.datum.synonyms]
            if wanted in map(normal, names):
                return entry
        return None

    def facet(self, entry: Entry, word: str) -> ir.Datum | Facet | None:
        """What an entry has by its kind: ``date``, ``start``, ``end`` and ``name`` as data of their own, ``value``,
        ``duration`` and ``equivalent dose`` as facets. None where its kind has no such thing."""
        kind = entry.datum.kind
        dated = isinstance(kind, ir.Event | ir.Measurement | ir.Result | ir.Paired)
        spell = isinstance(kind, ir.Condition | ir.Treatment)
        found: ir.Kind
        match word:
            case "date" if dated:
                found = ir.DateKind(False)
            case "start" | "end" if spell:
                found = ir.DateKind(word == "end")
            case "name" if isinstance(kind, ir.Event | ir.Condition | ir.Treatment):
                if not kind.members and not kind.is_open:
                    return None
                other = (ir.Value("other", "other"),) if kind.is_open else ()
                found = ir.OneOf((*kind.members, *other))
            case "value" if isinstance(kind, ir.Measurement | ir.Result):
                return Facet(entry, "value")
            case "duration" if spell:
                return Facet(entry, "duration")
            case "equivalent dose" if isinstance(kind, ir.Treatment) and kind.reference:
                return Facet(entry, "equivalent dose")
            case _:
                return None
        known = self.scope.facets.setdefault(entry.owner, {})
        if word not in known:
            label = f"{word} of {entry.datum.name}"
            key = f"{entry.owner}.{word}"
            known[word] = ir.Datum(key, word, label, found, entry.datum.span)
        return replace(known[word], key=f"{entry.key}.{word}")

    def of_member(self, member: Member, span: Span) -> ir.Statement:
        """That the name of the entry at hand (in the place :meth:`inside` the member's datum) is the member's."""
        name = self.facet(self.entries[0], "name")
        assert isinstance(name, ir.Datum)
        value = ir.CategoryValue(self.id(), span, name.key)
        return ir.Is(self.id(), span, value, (member.key,))

    # ------------------------------------------------------------------------------------------ finding

    def find(
        self,
        name: syntax.Name,
        declare: str = "data {}: yes or no",
        of: syntax.Name | None = None,
    ) -> Thing | None:
        """What a name means here: of the entries at hand first, then of this formula, then of the protocol. ``of``
        names the entry whose attribute is meant. An unknown one is reported and gives None (:meth:`Scope.find`).
        """
        if of is not None:
            entry = self.entry(of)
            if entry is None:
                known = tuple(e.name or e.datum.name for e in (*self.entries, *self.beyond))
                self.scope.report(names_wrong.unknown_entry(of.span, of.text, known))
                return None
            if entry in self.beyond:
                self.counts.attributes += 1
            own = self.own(entry, name)
            if own is None:
                owned = tuple(a.name for a in entry.datum.attributes)
                close = nearest(name.text, owned) or owned
                self.scope.report(
                    names_wrong.unknown_attribute(name.span, name.text, entry.datum.name, close)
                )
            return own
        for entry in self.entries:
            own = self.own(entry, name)
            if own is not None:
                return own
        return self.scope.find(name, self.local, declare)

    def peek(self, name: syntax.Name) -> Thing | None:
        """As :meth:`find`, but reports nothing."""
        for entry in self.entries:
            own = self.own(entry, name)
            if own is not None:
                return own
        key = normal(name.text)
        if key in self.local:
            return self.local[key]
        parts = self.scope.lesser.get(key, ())
        return self.scope.things.get(key) or (parts[0] if len(parts) == 1 else None)

    def own(self, entry: Entry, name: syntax.Name) -> ir.Datum | Facet | None:
        """The attribute of an entry, or what it has by its kind, that goes by a name; None where there is none."""
        wanted = normal(name.text)
        for attribute in entry.datum.attributes:
            spellings = (attribute.name, *attribute.synonyms)
            if wanted in map(normal, spellings):
                short = attribute.key.rpartition(".")[2]
                return replace(attribute, key=f"{entry.key}.{short}")
        return self.facet(entry, wanted)

    def datum(self, key: str) -> ir.Datum:
        """The datum of a leaf's key, attributes and facets of entries too, as declared."""
        declared = self.declared_key(key)
        if declared in self.scope.data:
            return self.scope.data[declared]
        owner, _, short = declared.rpartition(".")
        whole = self.datum(owner)
        facets = self.scope.facets.get(owner, {})
        for each in whole.attributes:
            if each.key == declared:
                return each
        return facets[short]

    def declared_key(self, key: str) -> str:
        """The key with the owner's own name where an alias stood."""
        owner, dot, short = key.rpartition(".")
        if not dot:
            return key
        return f"{self.scope.aliases.get(owner, owner)}.{short}"
