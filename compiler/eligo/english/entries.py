"""Writes statements about the entries of a list: how many there were, since when, and which of them count."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from eligo import ir
from eligo.english.numbers import Numbers, nouns
from eligo.english.structure import parts_of
from eligo.english.text import (
    Run,
    Text,
    compose,
    count_words,
    duration_words,
    edge_words,
    in_order,
    joined,
    plain,
)

_FEW = 3  # members, or conditions on one line, that are still read easily
_PERIODS = (ir.Condition, ir.Treatment)


class Entries(Numbers):
    """Writes occurrences, first and last, ongoing and stable ones, and what a `where` asks of them."""

    @abstractmethod
    def statement(self, statement: ir.Statement) -> Text: ...

    @abstractmethod
    def not_lasted(self, statement: ir.DateRelation) -> Text: ...

    @abstractmethod
    def is_one_of(self, statement: ir.Is, verb: str = "is") -> Text: ...

    @abstractmethod
    def answered(self, key: str) -> bool: ...

    @abstractmethod
    def holds(self, key: str, answer: str = "yes") -> Text: ...

    # --- which entries count

    def about(self, name: Text, where: ir.Statement | None, owner: str) -> Text:
        named, rest = self.members(name, where, owner)
        if not rest:
            return named
        with self.inside(owner):
            asked = self.inline_all(where, rest)
        return compose(named, f" (counting only {self.several(owner)} for which ", asked, ")")

    def members(
        self, name: Text, where: ir.Statement | None, owner: str
    ) -> tuple[Text, tuple[ir.Statement, ...]]:
        """The name, of certain members of a group theirs, and what else is asked."""
        if where is None:
            return name, ()
        first, rest = member_of(where, owner)
        if first is None:
            return name, (where,)
        chosen = first.item if isinstance(first, ir.Not) else first
        assert isinstance(chosen, ir.Is)
        keys, link = chosen.value.datum, next((run.link for run in name if run.link), "")
        labels = self.labels(keys, chosen.members)
        if labels == list(chosen.members):  # an attribute without values of its own
            labels = self.labels(self.protocol.datum(keys.partition(".")[0]).key, chosen.members)
        words = in_order(labels, "or")
        if isinstance(first, ir.Not):
            said = compose(name, f" other than {in_order(labels)}")
        elif len(labels) > _FEW:
            said = compose(name, f" that is {words}")
        else:
            said = compose(Run(words, link))
        for node in (first, chosen, chosen.value):
            self.marked(node.id, said)
        if first is not where and not rest:
            self.marked(where.id, said)
        return said, rest

    def inline_all(self, where: ir.Statement | None, rest: Sequence[ir.Statement]) -> Text:
        """What is left of a `where`; the list it stood in is said by its items."""
        if len(rest) == 1 and rest[0] is where:
            return self.inline(rest[0])
        said = compose(*joined([self.inline(each, len(rest) > 1) for each in rest], " and "))
        if where is not None:
            self.marked(where.id, said)
        return said

    def several(self, owner: str) -> str:
        """Such as "spells"."""
        return nouns(self.protocol.datum(self.owner_key(owner)))[1].partition(" ")[0]

    def owner_key(self, owner: str) -> str:
        return dict(self.protocol.aliases).get(owner, owner)

    def same(
        self, statement: ir.Statement, pair: tuple[ir.Category, ir.Category], verb: str
    ) -> Text:
        """That two things have one value, or have not; its parts are said by the whole."""
        one, other = pair
        said = compose(self.category(one), f" {verb} ", self.category(other))
        for node in ir.walk(statement):
            if isinstance(node, ir.AllOf | ir.Is | ir.CategoryValue | ir.ResultReading):
                self.marked(node.id, said)
        return said

    # --- a statement inside a sentence

    def inline(self, statement: ir.Statement, bracketed: bool = False) -> Text:
        """Any statement as a clause, with brackets where it could be read in two ways."""
        match statement:
            case ir.AnyOf() if ir.same_value(statement) is not None:
                return self.marked(statement.id, self.statement(statement))
            case ir.Not(item=item) if (pair := ir.same_value(item)) is not None:
                said = self.marked(item.id, self.same(item, pair, "is not the same as"))
                return self.marked(statement.id, said)
            case ir.AllOf(items=items) | ir.AnyOf(items=items) if len(items) > 1:
                glue = " and " if isinstance(statement, ir.AllOf) else " or "
                said = compose(*joined([self.inline(item, True) for item in items], glue))
                return self.marked(statement.id, *(("(", said, ")") if bracketed else (said,)))
            case ir.Not(item=ir.DateRelation() as item) if said := self.not_lasted(item):
                return self.marked(statement.id, self.marked(item.id, said))
            case ir.Not(item=ir.Holds(datum=key) as item) if self.answered(key):
                return self.marked(statement.id, self.marked(item.id, self.holds(key, "no")))
            case ir.Not(item=ir.Is(ranked=()) as item):
                other = self.is_one_of(item, "is not")
                return self.marked(statement.id, self.marked(item.id, other))
            case ir.Not(item=item):
                inner = self.inline(item, True)
                return self.marked(statement.id, "it is not so that ", inner)
            case _:
                pass
        head = self.statement(statement)
        below = parts_of(statement)
        if not below:
            unclear = bracketed and ", " in plain(head)
            return self.marked(statement.id, *(("(", head, ")") if unclear else (head,)))
        pieces = [
            compose(f"{lead} " if lead else "", self.inline(child, True))
            for _, lead, child in below
        ]
        return self.marked(statement.id, "(", head, ": ", *joined(pieces, "; "), ")")

    # --- statements

    def occurs(self, statement: ir.Occurs) -> Text:
        datum = self.protocol.datum(statement.datum)
        owner = statement.alias or statement.datum
        name, rest = self.members(self.name(statement.datum), statement.where, owner)
        said = compose(self.how_many(statement, datum), name, self.called(statement))
        if statement.different_days:
            days = " on different days"
            if max(statement.least, statement.most or statement.least) == 1:
                days = ", those of one day counted once,"
            said = compose(said, days)
        whole = " (in whole or in part)" if isinstance(datum.kind, _PERIODS) else ""
        if statement.timing is not None:
            self.marked(statement.assessed.id, name)
            said = compose(said, whole, " ", self.timing(statement.timing))
        elif isinstance(datum.kind, ir.Record):
            self.marked(statement.assessed.id, name)
        else:
            began = " that began" if isinstance(datum.kind, _PERIODS) else ""
            said = compose(said, f"{began} on or before ", self.date(statement.assessed))
        if statement.every:
            said = compose(said, self.some_only(statement, rest), " (true if there is none),")
        return compose(said, self.asked(statement, rest))

    def some_only(self, statement: ir.Occurs, rest: Sequence[ir.Statement]) -> Text:
        """Of which entries every one is meant."""
        guard = guard_of(statement, rest)
        if guard is None:
            return ()
        with self.inside(statement.alias or statement.datum):
            said = self.inline(guard.condition)
        self.marked(guard.id, said)
        return compose(" for which ", said)

    def how_many(self, statement: ir.Occurs, datum: ir.Datum) -> Text:
        one, several = nouns(datum)
        if isinstance(datum.kind, ir.Record):
            one = ""
        lead = f"{one} " if one else ""
        if statement.every:
            return compose(f"for every {lead}")
        record = isinstance(datum.kind, ir.Record)
        least, most = statement.least, statement.most
        if (least, most) == (0, 0):
            return compose(f"there {'is' if record else 'was'} no {lead}")
        if max(least, most or least) == 1:
            return compose(f"there {'is' if record else 'was'} {count_words(least, most)} {lead}")
        return compose(f"there {'are' if record else 'were'} {count_words(least, most)} {several} ")

    def called(self, statement: ir.Occurs) -> str:
        return f" (called “{statement.alias.replace('_', ' ')}” here)" if statement.alias else ""

    def asked(self, statement: ir.Occurs, rest: Sequence[ir.Statement]) -> Text:
        """What is asked of the entries, or the words that lead to it where it stands beneath."""
        if not rest:
            return ()
        owner = statement.alias or statement.datum
        lead: Text = compose(f", counting only {self.several(owner)} for which")
        target = rest[0]
        if statement.every:
            guard = guard_of(statement, rest)
            lead, target = (), guard.body if guard is not None else target
        elif isinstance(target, ir.Unless) and len(rest) == 1 and _exempts(target):
            others = "other than those for which"
            self.marked(target.id, others)
            if exempts_only(target):
                self.marked(target.body.id, others)
                lead = ()
            else:
                with self.inside(owner):
                    lead = compose(lead, " ", self.inline(target.body))
            lead = compose(lead, f", {others}")
            target = target.exemption
        if block_of(statement) is not None:
            if rest[0] is not statement.where and statement.where is not None:
                self.marked(statement.where.id, plain(lead).removeprefix(", ") or ",")
            return lead
        with self.inside(owner):
            inner = (
                self.inline(target)
                if target is not rest[0]
                else self.inline_all(statement.where, rest)
            )
        return compose(lead, " ", inner)

    def first_last(self, statement: ir.FirstLast) -> Text:
        datum = self.protocol.datum(statement.datum)
        point = isinstance(datum.kind, ir.Event)
        last = statement.which == "last"
        verb = "was" if point else "ended" if last else "began"
        owner = statement.alias or statement.datum
        name = self.about(self.name(statement.datum), statement.where, owner)
        timing = self.timing(statement.timing)
        said = compose(f"the {statement.which} ", name, f" {verb} ", timing)
        if last and statement.timing.relation in ("at least before", "more than before"):
            ongoing = "" if point else " and none is ongoing"
            return compose(said, f"{ongoing}, or there was none")
        return compose(said, " (there must have been one)")

    def ongoing(self, statement: ir.Ongoing) -> Text:
        owner = statement.alias or statement.datum
        names = [self.name(key) for key in (statement.datum, *statement.also)]
        name = self.about(compose(*joined(names, " or ")), statement.where, owner)
        treated = isinstance(self.protocol.datum(statement.datum).kind, ir.Treatment)
        at = self.date(statement.at)
        if statement.duration is None:
            if treated:
                return compose("the participant is on ", name, " at ", at)
            return compose(name, " is active at ", at)
        least = "more than" if statement.strict else "at least"
        length = Run(duration_words(statement.duration), whole=True)
        edge = f" (from {edge_words(statement.duration, -1)} or an earlier day)"
        if statement.strict:
            edge = f" (from a day earlier than {edge_words(statement.duration, -1)})"
        subject = (
            compose("the participant has been on ", name)
            if treated
            else compose(name, " has been active")
        )
        return compose(subject, f" without a gap for {least} ", length, " before ", at, edge)

    def stable(self, statement: ir.Stable) -> Text:
        owner = statement.alias or statement.datum
        treated = isinstance(self.protocol.datum(statement.datum).kind, ir.Treatment)
        least = "more than" if statement.strict else "at least"
        length = Run(duration_words(statement.duration), whole=True)
        since = f"since {edge_words(statement.duration, -1)} or an earlier day"
        if statement.strict:
            since = f"since a day earlier than {edge_words(statement.duration, -1)}"
        how = "at a stable dose" if treated else "stable"
        if statement.which == "not increased":
            how = "at a dose that was not increased" if treated else "not increased"
        return compose(
            "every ",
            self.about(self.name(statement.datum), statement.where, owner),
            " ongoing at ",
            self.date(statement.at),
            f" has been {how} for {least} ",
            length,
            f" before it ({since}); with none ongoing this does not apply",
        )

    # --- a window that all items of a list share

    def window(self, items: Sequence[ir.Statement]) -> Text:
        """The timing that a list says once for all its items; empty where they differ, where only
        few stand in it, and where a list further out has said it."""
        timings = [_timings(item) for item in items]
        flat = [each for held in timings for each in held]
        if len(flat) < _FEW or None in flat:
            return ()
        said = {plain(self.fresh().timing(each)) for each in flat if each is not None}
        first = flat[0]
        if len(said) != 1 or said == {self.said} or first is None:
            return ()
        return self.fresh().timing(first)

    def fresh(self) -> Entries:
        """A writer of the same place that notes its parts elsewhere and repeats what was said."""
        return type(self)(self.protocol, self.entry)


_WINDOWS = ("within before", "less than before", "within after", "less than after", "between")


def _timings(statement: ir.Statement) -> list[ir.Timing | None]:
    """The window of each leaf beneath; None for a leaf that has none."""
    match statement:
        case ir.AllOf(items=items) | ir.AnyOf(items=items) | ir.NoneOf(items=items):
            return [each for item in items for each in _timings(item)]
        case ir.CountOf(items=items):
            return [each for item in items for each in _timings(item)]
        case ir.Not(item=item):
            return _timings(item)
        case ir.Occurs(timing=timing):
            held = timing
        case ir.Compare(value=ir.Reading(timing=timing) | ir.Total(timing=timing)):
            held = timing
        case ir.Is(value=ir.ResultReading(timing=timing)):
            held = timing
        case _:
            return [None]
    return [held if held is not None and held.relation in _WINDOWS else None]


def member_of(
    where: ir.Statement, owner: str
) -> tuple[ir.Is | ir.Not | None, tuple[ir.Statement, ...]]:
    """The part of a `where` that names members of a group, and the rest of it."""
    match where:
        case ir.Is(value=ir.CategoryValue(datum=key), ranked=()) if key == f"{owner}.name":
            return where, ()
        case ir.Not(item=ir.Is(value=ir.CategoryValue(datum=key), ranked=())) if (
            key == f"{owner}.name"
        ):
            return where, ()
        case ir.AllOf(items=(first, *rest)) if rest and not isinstance(first, ir.AllOf):
            named, none = member_of(first, owner)
            if named is not None and not none:
                return named, tuple(rest)
            return None, (where,)
        case _:
            return None, (where,)


def exempts_only(where: ir.Statement) -> bool:
    """A block that says only which entries do not count."""
    return isinstance(where, ir.Unless) and where.body == _true(where.body)


def _exempts(where: ir.Unless) -> bool:
    """A block that says in few words which entries count, if any, and then which of them do not."""
    leaf = _is_leaf(where.body) and not isinstance(where.body, ir.Fixed | ir.Awaits)
    return exempts_only(where) or leaf


def _true(body: ir.Statement) -> ir.Statement | None:
    return body if isinstance(body, ir.Fixed) and body.value else None


def guard_of(statement: ir.Occurs, rest: Sequence[ir.Statement]) -> ir.When | None:
    """`every X where C: B` asks B of those only of which C is true."""
    if not statement.every or len(rest) != 1 or not isinstance(rest[0], ir.When):
        return None
    guard = rest[0]
    return guard if guard.otherwise is None and _is_leaf(guard.condition) else None


def block_of(statement: ir.Statement) -> ir.Statement | None:
    """What is asked of the entries of a quantifier where it is too long for its sentence: it then
    stands beneath."""
    if not isinstance(statement, ir.Occurs) or statement.where is None:
        return None
    _, rest = member_of(statement.where, statement.alias or statement.datum)
    if len(rest) != 1:
        return None
    (target,) = rest
    guard = guard_of(statement, rest)
    target = guard.body if guard is not None else target
    if not statement.every and isinstance(target, ir.Unless) and _exempts(target):
        target = target.exemption
    return None if _short(target) else target


def _short(statement: ir.Statement) -> bool:
    if _is_leaf(statement):
        return True
    match statement:
        case ir.AllOf(items=items) | ir.AnyOf(items=items):
            most = _FEW if isinstance(statement, ir.AllOf) else 2
            return len(items) <= most and all(_is_leaf(item) for item in items)
        case _:
            return _is_leaf(statement)


def _is_leaf(statement: ir.Statement) -> bool:
    match statement:
        case ir.AnyOf() if ir.same_value(statement) is not None:
            return True
        case ir.Not(item=item):
            return not isinstance(item, ir.Not) and _is_leaf(item)
        case (
            ir.AllOf()
            | ir.AnyOf()
            | ir.NoneOf()
            | ir.CountOf()
            | ir.When()
            | ir.Unless()
            | ir.ExceptWhen()
            | ir.Fallback()
        ):
            return False
        case ir.Occurs(where=where):
            return where is None
        case _:
            return True
