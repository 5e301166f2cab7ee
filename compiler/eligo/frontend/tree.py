"""From the parser's rules to the syntax tree: statements, windows, calculations. One method for
each rule.

Knows no lark: each method takes what the words and rules of its line were made into.
:mod:`building` adds the blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from eligo import syntax
from eligo.diagnostics import Diagnostic, Edit, reading, statements
from eligo.frontend.declarations import Declarations
from eligo.frontend.words import Word
from eligo.source import Span

_COMPARATORS: dict[str, Literal["<", "<=", ">", ">=", "="]] = {
    "LESS": "<",
    "AT_MOST_SIGN": "<=",
    "MORE": ">",
    "AT_LEAST_SIGN": ">=",
    "EQUAL": "=",
}
_CATEGORIES = frozenset({"graded", "one of", "result", "any of"})


@dataclass(slots=True)
class Part:
    """A piece of a block on its way into it: ``kind`` says of what."""

    kind: str
    span: Span
    value: Any = None


@dataclass(slots=True)
class Lines:
    """The lines beneath a line. Lines that make several things are taken apart."""

    items: list[Any]


def spanned(children: Sequence[Any]) -> Span:
    """From the first to the last of the children."""
    first: Span = children[0].span
    return first.to(children[-1].span)


def name_of(word: Word) -> syntax.Name:
    return syntax.Name(word.value, word.span, word.type != "WORDS")


def text_of(word: Word) -> syntax.Text:
    return syntax.Text(word.value, word.span)


def quantity_of(word: Word) -> syntax.Quantity:
    unit = word.unit
    return syntax.Quantity(
        word.number or word.value,
        " ".join(unit.text.split()) if unit else None,
        word.span,
        unit,
        word.type == "TITRE",
    )


def words_in(children: Sequence[Any], *types: str) -> list[Word]:
    return [child for child in children if isinstance(child, Word) and child.type in types]


def word_in(children: Sequence[Any], *types: str) -> Word | None:
    return next(iter(words_in(children, *types)), None)


def end_of(children: Sequence[Any]) -> Span:
    """From the first child to the last line beneath the block."""
    span: Span = children[0].span
    for child in children:
        for item in child.items if isinstance(child, Lines) else [child]:
            span = span.to(item.span)
    return span


# The classes of statements, for isinstance.
STATEMENTS = (
    syntax.Comparison,
    syntax.ByValue,
    syntax.EachComparison,
    syntax.WithinNormal,
    syntax.IsValue,
    syntax.IncludesValue,
    syntax.Ranked,
    syntax.Holds,
    syntax.Related,
    syntax.DateRelated,
    syntax.Occurs,
    syntax.FirstLast,
    syntax.Ongoing,
    syntax.Stable,
    syntax.JudgementHere,
    syntax.AttestationHere,
    syntax.Satisfies,
    syntax.NoRequirement,
    syntax.Anything,
    syntax.Washout,
    syntax.Fallback,
    syntax.Not,
    syntax.StatementList,
    syntax.When,
    syntax.Unless,
    syntax.ExceptWhen,
    syntax.Broken,
)


# The classes of dates to count from, for isinstance.
DATES = (syntax.NamedDate, syntax.DateOf, syntax.ShiftedDate, syntax.EntryDate)


class Statements:
    """The methods are called like the rules of the grammar. What they report is kept until it is
    fetched."""

    def __init__(self) -> None:
        self.words = Declarations()
        self.reports: list[Diagnostic] = []

    def begin(self, words: Declarations) -> None:
        """Before each reading of a block."""
        self.words = words
        self.reports = []

    # -------------------------------------------------------------------------------- lines, bodies

    def nothing(self, _: list[Any]) -> Lines:
        return Lines([])

    def lines(self, c: list[Any]) -> Lines:
        items: list[Any] = []
        for child in c:
            items += child.items if isinstance(child, Lines) else [child]
        return Lines(items)

    def hole(self, c: list[Any]) -> Part:
        return Part("hole", c[0].span)

    def body(self, c: list[Any]) -> Lines:
        return Lines(c)

    def stated(self, c: list[Any]) -> Any:
        return c[0]

    def modified(self, c: list[Any]) -> Any:
        return self._modify(c[0], c[1:])

    def _modify(self, statement: syntax.Statement, modifiers: list[Part]) -> syntax.Statement:
        cases: list[tuple[syntax.Statement, syntax.Statement]] = []
        for modifier in modifiers:
            if modifier.kind == "except":
                cases.append(modifier.value)
                continue
            if cases:
                statement = syntax.ExceptWhen(
                    statement, tuple(cases), statement.span.to(cases[-1][1].span)
                )
                cases = []
            if modifier.kind == "fallback":
                name, state, instead, assumed, because = modifier.value
                span = statement.span.to(modifier.span)
                statement = syntax.Fallback(statement, name, state, instead, assumed, because, span)
                continue
            statement = syntax.Unless(statement, modifier.value, statement.span.to(modifier.span))
        if cases:
            statement = syntax.ExceptWhen(
                statement, tuple(cases), statement.span.to(cases[-1][1].span)
            )
        return statement

    def unless(self, c: list[Any]) -> Part:
        return Part("unless", spanned(c), c[1])

    def except_when(self, c: list[Any]) -> Part:
        replacement = self._one(c[-1]) if isinstance(c[-1], Lines) else c[-1]
        return Part("except", c[0].span.to(replacement.span), (c[1], replacement))

    def fallback(self, c: list[Any]) -> Part:
        """`if X not available: fail because "…"`; what holds then may stand beneath."""
        name = next((child for child in c if isinstance(child, syntax.Name)), None)
        absent = word_in(c, "ABSENT")
        state = "missing" if absent and absent.value.casefold() == "missing" else "not available"
        said = word_in(c, "FALLBACK")
        reason = word_in(c, "STRING")
        instead: syntax.Statement | bool
        if said is None:
            instead = self._one(c[-1])
            span = c[0].span.to(instead.span)
        else:
            instead = said.value.casefold() in ("pass", "assume yes")
            span = spanned(c)
        assumed = said is not None and said.value.casefold().startswith("assume")
        because = text_of(reason) if reason else None
        return Part("fallback", span, (name, state, instead, assumed, because))

    def entries(self, c: list[Any]) -> syntax.Occurs | syntax.Broken:
        """What must be so of an entry, beneath the line that says how many there are."""
        occurs: syntax.Occurs = c[0]
        found, trailing = self._statements(c[-1].items, True, True)
        if found:
            block = self._modify(self._single(found), trailing)
        elif trailing:
            block = self._modify(syntax.Anything(trailing[0].span), trailing)
        else:
            return syntax.Broken(occurs.span)
        return replace(occurs, block=block, span=occurs.span.to(block.span))

    def by_value(self, c: list[Any]) -> syntax.ByValue:
        comparator = next(child for child in c if isinstance(child, Word))
        selector, rows, span = c[-1].value
        return syntax.ByValue(
            c[0],
            _COMPARATORS[comparator.type],
            next((child for child in c if isinstance(child, syntax.Window)), None),
            selector,
            rows,
            c[0].span.to(span),
        )

    def by_rows(self, c: list[Any]) -> Part:
        rows = [child for child in c if isinstance(child, Part) and child.kind == "row"]
        name = next(child for child in c if isinstance(child, syntax.Name))
        last = c[-1].span
        return Part("rows", spanned(c), (name, tuple(row.value for row in rows), last))

    def value_row(self, c: list[Any]) -> Part:
        if isinstance(c[0], Word):
            return Part("hole", c[0].span)
        return Part("row", spanned(c), (tuple(c[0].value), c[1]))

    def comparator(self, c: list[Any]) -> Word:
        word: Word = c[0]
        return word

    def washout(self, c: list[Any]) -> syntax.Washout | syntax.Broken:
        colon = next(at for at, child in enumerate(c) if getattr(child, "type", "") == "COLON")
        rows = [child for child in c if isinstance(child, syntax.WashoutRow)]
        if not rows:
            return syntax.Broken(spanned(c))
        written: Any = c[0].value.casefold()
        return syntax.Washout(
            written, c[colon - 1], tuple(rows), spanned(c[:colon]), c[0].span.to(c[-1].span)
        )

    def washout_row(self, c: list[Any]) -> syntax.WashoutRow | Part:
        if isinstance(c[0], Word) and c[0].type == "HOLE":
            return Part("hole", c[0].span)
        conditions: dict[str, syntax.Statement] = {}
        for sign, child in pairwise(c):
            if isinstance(sign, Word) and sign.type in ("WHEN", "UNLESS"):
                conditions[sign.type] = child
        length = next(
            (child for child in c if isinstance(child, syntax.Quantity | syntax.LengthOf)), None
        )
        return syntax.WashoutRow(
            next(child for child in c if isinstance(child, syntax.Name)),
            isinstance(c[0], Word) and c[0].type == "OTHER",
            _filter(c),
            length,
            conditions.get("WHEN"),
            conditions.get("UNLESS"),
            spanned(c),
        )

    def _statements(
        self, items: Sequence[Any], governs: bool, alone: bool = False
    ) -> tuple[list[syntax.Statement], list[Part]]:
        """Statements with their modifiers in order. Modifiers at the end of a list govern the list;
        others, level with the statement that they were meant for, are reported and taken as meant.
        ``alone``: modifiers may be all that there is.
        """
        found: list[syntax.Statement] = []
        trailing: list[Part] = []
        for position, item in enumerate(items):
            if not isinstance(item, Part):
                found.append(item)
                continue
            last = all(isinstance(later, Part) for later in items[position:])
            if governs and last and (found or alone) and item.kind != "hole":
                trailing.append(item)
                continue
            self.reports.append(_misplaced(item, bool(found)))
            if found:
                found[-1] = self._modify(found[-1], [item])
        return found, trailing

    def _one(
        self, lines: Lines, several: Literal["all of", "any of"] = "all of"
    ) -> syntax.Statement:
        """The one statement of a body; more are reported, and taken as a list so that each is still
        checked."""
        found, _ = self._statements(lines.items, False)
        if not found:
            return syntax.Broken(lines.items[0].span)
        return self._single(found, several)

    def _single(
        self, found: list[syntax.Statement], several: Literal["all of", "any of"] = "all of"
    ) -> syntax.Statement:
        if len(found) == 1:
            return found[0]
        span = spanned(found)
        if not any(isinstance(statement, syntax.Broken) for statement in found):
            offered = Edit(span, several + ":\n" + _deeper(span))
            self.reports.append(statements.two_statements(found[1].span, len(found), offered))
        return syntax.StatementList(several, None, None, tuple(found), found[0].span, span)

    def broken(self, c: list[Any]) -> syntax.Broken:
        if len(c) > 1 and c[1].items:
            self._statements(c[1].items, True)
            return syntax.Broken(c[0].span.to(c[1].items[-1].span))
        return syntax.Broken(c[0].span)

    def list_header(self, c: list[Any]) -> Part:
        header: Word = c[0]
        if len(c) == 1:
            return Part(header.type.casefold().replace("_", " "), header.span, (None, None))
        count = self._count(c[1])
        return Part("count", spanned(c), _range(header.type, count))

    def listing(self, c: list[Any]) -> syntax.StatementList | syntax.Statement:
        header: Part = c[0]
        items, trailing = self._statements(c[-1].items, True)
        least, most = header.value
        windows = self._windows(c)
        if not items:
            return syntax.Broken(header.span)
        span = header.span.to(items[-1].span)
        kind: Any = header.kind
        alone = len(items) == 1 and len(windows) < 2
        if alone and not isinstance(items[0], syntax.Broken):
            self.reports.append(
                statements.list_of_one(
                    header.span, header.span.text, items[0].span, kind == "none of"
                )
            )
        whole = syntax.StatementList(kind, least, most, tuple(items), header.span, span, windows)
        return self._modify(whole, trailing)

    def _windows(self, c: list[Any]) -> tuple[syntax.Window, ...]:
        """`at screening and day 1`: the same window at each of the dates."""
        first = next((child for child in c if isinstance(child, syntax.Window)), None)
        if first is None:
            return ()
        further = [child for child in c if isinstance(child, DATES)]
        return (first, *(replace(first, anchor=date, span=date.span) for date in further))

    def _count(self, word: Word) -> int:
        try:
            count = int(word.number)
        except ValueError:
            self.reports.append(statements.not_a_count(word.span, word.value))
            return 1
        if count < 0:
            self.reports.append(statements.not_a_count(word.span, word.value))
        return max(0, count)

    def guarded(self, c: list[Any]) -> syntax.When:
        rest = [child for child in c[1:] if not isinstance(child, Word)]
        condition = rest[0]
        body = self._one(rest[1]) if isinstance(rest[1], Lines) else rest[1]
        otherwise = rest[2] if len(rest) > 2 else None
        return syntax.When(condition, body, otherwise, c[0].span.to((otherwise or body).span))

    def branch(self, c: list[Any]) -> syntax.Statement:
        return self._one(c[-1])

    def branch_list(self, c: list[Any]) -> Any:
        return c[1]

    def negation(self, c: list[Any]) -> syntax.Not:
        return syntax.Not(c[1], spanned(c))

    # --------------------------------------------------------------------------------------- leaves

    def comparison(self, c: list[Any]) -> syntax.Comparison | syntax.Ranked:
        subject = c[0]
        bounds: Part = next(child for child in c if isinstance(child, Part))
        window = next((child for child in c if isinstance(child, syntax.Window)), None)
        between = bounds.kind == "between"
        if isinstance(subject, syntax.Subject) and self._ranked(subject, bounds.value):
            return syntax.Ranked(
                subject,
                tuple((bound.comparator, _as_name(bound.limit)) for bound in bounds.value),
                between,
                window,
                spanned(c),
            )
        return syntax.Comparison(subject, tuple(bounds.value), between, window, spanned(c))

    def _ranked(self, subject: syntax.Subject, bounds: list[syntax.Bound]) -> bool:
        """Whether the bounds are values of an ordered category. Its values may be written as
        numbers."""
        category = self.words.data_kind(subject.name.text) in _CATEGORIES
        for bound in bounds:
            limit = bound.limit
            if isinstance(limit, syntax.Subject):
                if limit.pick is not None or not (self.words.is_value(limit.name.text) or category):
                    return False
            elif not (category and isinstance(limit, syntax.Quantity) and limit.unit is None):
                return False
        return True

    def bounds(self, c: list[Any]) -> Part:
        if isinstance(c[0], Word):
            low = syntax.Bound(">=", c[1], c[1].span)
            high = syntax.Bound("<=", c[3], c[3].span)
            return Part("between", spanned(c), [low, high])
        return Part("bounds", spanned(c), [child for child in c if isinstance(child, syntax.Bound)])

    def bound(self, c: list[Any]) -> syntax.Bound:
        reported = word_in(c, "QUANTITY")
        return syntax.Bound(
            _COMPARATORS[c[0].type], c[1], spanned(c), quantity_of(reported) if reported else None
        )

    def limit(self, c: list[Any]) -> syntax.Limit:
        last = c[-1]
        if not isinstance(last, Word):
            limit: syntax.Limit = last
            return limit
        if last.type in ("UPPER", "LOWER"):
            times = quantity_of(c[0]) if len(c) > 1 else None
            return syntax.NormalLimit(
                times, "upper" if last.type == "UPPER" else "lower", spanned(c)
            )
        return quantity_of(last)

    def within_normal(self, c: list[Any]) -> syntax.WithinNormal:
        return syntax.WithinNormal(c[0], c[2] if len(c) > 2 else None, spanned(c))

    def each(self, c: list[Any]) -> syntax.EachComparison:
        bounds: Part = next(child for child in c if isinstance(child, Part))
        return syntax.EachComparison(
            "each" if c[0].type == "EACH_OF" else "any",
            tuple(child for child in c if isinstance(child, syntax.Subject)),
            tuple(bounds.value),
            bounds.kind == "between",
            next((child for child in c if isinstance(child, syntax.Window)), None),
            spanned(c),
        )

    def holds(self, c: list[Any]) -> syntax.Holds:
        return syntax.Holds(c[0], c[0].span)

    def related(self, c: list[Any]) -> syntax.Related:
        return syntax.Related(c[0], c[1], spanned(c))

    def value(self, c: list[Any]) -> Any:
        if len(c) == 1:  # of a list of values, where a datum is declared
            return Part("value", c[0].span, name_of(c[0]))
        return syntax.IsValue(
            c[0],
            any(isinstance(child, Word) and child.type == "NOT" for child in c),
            tuple(next(child for child in c if isinstance(child, Part)).value),
            next((child for child in c if isinstance(child, syntax.Window)), None),
            spanned(c),
        )

    def includes(self, c: list[Any]) -> syntax.IncludesValue:
        return syntax.IncludesValue(c[0], tuple(c[2].value), spanned(c))

    def values(self, c: list[Any]) -> Part:
        return Part("values", spanned(c), [child for child in c if isinstance(child, syntax.Name)])

    def value_name(self, c: list[Any]) -> syntax.Name:
        if len(c) > 1:  # `method of initial`: the value that another entry has
            return syntax.Name(" ".join(word.value for word in c), spanned(c))
        return name_of(c[0])

    def value_sep(self, c: list[Any]) -> Word:
        word: Word = c[0]
        return word

    def occurs(self, c: list[Any]) -> syntax.Occurs:
        parts = {child.kind: child.value for child in c if isinstance(child, Part)}
        name, where, alias, different = parts["thing"]
        limits = parts.get("bounds", parts.get("between", ()))
        written: Any = c[0].type.casefold().replace("_", " ")
        least, most = _range(c[0].type, self._count(c[1]) if isinstance(c[1], Word) else 0)
        return syntax.Occurs(
            least or 0,
            most,
            name,
            next((child for child in c if isinstance(child, syntax.Window)), None),
            spanned(c),
            written,
            where,
            None,
            alias,
            different,
            tuple(limits),
            "between" in parts,
        )

    def thing(self, c: list[Any]) -> Part:
        """What is counted: name, filter, the name of one entry, whether on different days."""
        names = [child for child in c if isinstance(child, syntax.Name)]
        alias = names[1] if len(names) > 1 else None
        different = word_in(c, "DIFFERENT_DAYS") is not None
        return Part("thing", spanned(c), (names[0], _filter(c), alias, different))

    def filter(self, c: list[Any]) -> Part:
        first: Word = c[0]
        statement: syntax.Statement
        if first.type == "WHICH":
            statement = syntax.Holds(c[-1], c[-1].span)
            if len(c) > 2:
                statement = syntax.Not(statement, c[1].span.to(statement.span))
        elif isinstance(c[2], syntax.Bound):
            bounds = [child for child in c if isinstance(child, syntax.Bound)]
            statement = self.comparison([c[1], Part("bounds", spanned(c[2:]), bounds)])
        elif c[2].type == "BETWEEN":
            statement = self.comparison([c[1], self.bounds(c[2:])])
        else:
            names = [child for child in c[2:] if isinstance(child, syntax.Name)]
            values = Part("values", spanned(names), names)
            signs = [child for child in c[2:] if isinstance(child, Word) and child.type != "OR"]
            if signs[0].type == "INCLUDES":
                statement = self.includes([c[1], signs[0], values])
            else:
                statement = self.value([c[1], *signs, values])
        return Part("filter", spanned(c), statement)

    def first_last(self, c: list[Any]) -> syntax.FirstLast | syntax.DateRelated:
        if c[0].type == "DATE_OF":
            return syntax.DateRelated(syntax.DateOf(c[1], spanned(c[:2])), c[-1], spanned(c))
        if c[0].type == "FACET":
            return syntax.DateRelated(self.entry_date(c[:-1]), c[-1], spanned(c))
        which: Any = c[0].type.casefold()
        return syntax.FirstLast(which, c[1], c[-1], spanned(c), _filter(c))

    def ongoing(self, c: list[Any]) -> syntax.Ongoing:
        amount = next(
            (quantity_of(word) for word in c if isinstance(word, Word) and word.type == "QUANTITY"),
            None,
        )
        names = tuple(child for child in c if isinstance(child, syntax.Name))
        return syntax.Ongoing(
            names[0],
            next((child for child in c if isinstance(child, DATES)), None),
            amount,
            any(isinstance(word, Word) and word.type == "MORE_THAN" for word in c),
            "on" if c[0].type == "ON" else "active",
            spanned(c),
            names[1:],
            _filter(c),
        )

    def stable(self, c: list[Any]) -> syntax.Stable:
        amount = quantity_of(c[3])
        lower = c[1].value.casefold().startswith("not")
        which: Any = "not increased" if lower else "stable"
        strict = c[2].type == "MORE_THAN"
        return syntax.Stable(c[0], amount, strict, c[5], spanned(c), which)

    def asked(self, c: list[Any]) -> syntax.JudgementHere | syntax.AttestationHere:
        by = c[3].value if len(c) > 3 else None
        if c[0].type == "JUDGEMENT":
            return syntax.JudgementHere(text_of(c[1]), by, spanned(c))
        return syntax.AttestationHere(text_of(c[1]), by, spanned(c))

    def satisfies(self, c: list[Any]) -> syntax.Satisfies:
        kind: Any = "stage" if c[1].type == "SCOPE" else c[1].type.casefold()
        return syntax.Satisfies(kind, name_of(c[2]), spanned(c))

    def no_requirement(self, c: list[Any]) -> syntax.NoRequirement:
        return syntax.NoRequirement(c[0].span)

    def subject(self, c: list[Any]) -> syntax.Subject:
        pick: Any = c[0].type.casefold() if isinstance(c[0], Word) else None
        names = [child for child in c if isinstance(child, syntax.Name)]
        of = names[1] if len(names) > 1 else None
        return syntax.Subject(names[0], pick, spanned(c), of, _filter(c))

    def measure(self, c: list[Any]) -> syntax.Measure:
        first: Word = c[0]
        said = first.value.casefold()
        names = [child for child in c if isinstance(child, syntax.Name)]
        count = word_in(c, "NUMBER")
        kind: Any = said.split(" ")[0]
        if said == "total time on":
            kind = "time on"
        return syntax.Measure(
            kind,
            names[-1],
            spanned(c),
            self._count(count) if count else None,
            names[0] if first.type == "TOTAL" else None,
            _filter(c),
        )

    def change(self, c: list[Any]) -> syntax.Measure:
        kind: Any = c[0].value.casefold().removesuffix(" in")
        start, end = (child for child in c if isinstance(child, DATES))
        return syntax.Measure(kind, c[1], spanned(c), None, None, _filter(c), start, end)

    def age(self, c: list[Any]) -> syntax.AgeSubject:
        of = next((child for child in c if isinstance(child, syntax.Name)), None)
        at = next((child for child in c if isinstance(child, DATES)), None)
        return syntax.AgeSubject(at, spanned(c), of)

    def name(self, c: list[Any]) -> syntax.Name:
        return name_of(c[0])

    # -------------------------------------------------------------------------------------- windows

    def window(self, c: list[Any]) -> syntax.Window:
        first: Word = c[0]
        amount = c[1] if isinstance(c[1], syntax.Quantity | syntax.LengthOf) else None
        if first.type == "DURING":
            period = syntax.NamedDate(c[1], c[1].span)
            return syntax.Window("between", None, period, period, spanned(c), c[1])
        if first.type == "FROM":
            return syntax.Window("between", None, c[1], c[3], spanned(c))
        if amount is None:
            alone: Any = first.type.casefold()
            return syntax.Window(alone, None, c[1], None, spanned(c))
        relation: Any = f"{first.type.casefold().replace('_', ' ')} {c[2].type.casefold()}"
        return syntax.Window(relation, amount, c[3], None, spanned(c))

    def length(self, c: list[Any]) -> syntax.Length:
        if len(c) == 1:
            return quantity_of(c[0])
        shorter = "short" in c[0].value.casefold()
        return syntax.LengthOf(
            "shorter" if shorter else "longer",
            tuple(map(quantity_of, words_in(c, "QUANTITY"))),
            spanned(c),
        )

    def entry_date(self, c: list[Any]) -> syntax.EntryDate:
        """`last stroke`, `end of last chemotherapy`, `onset of asthma`."""
        facet: Any = "day"
        facets = word_in(c, "FACET")
        if facets is not None:
            facet = "end" if facets.value.casefold().startswith("end") else "start"
        which: Any = next((word.type.casefold() for word in words_in(c, "FIRST", "LAST")), None)
        name = next(child for child in c if isinstance(child, syntax.Name))
        return syntax.EntryDate(name, which, facet, _filter(c), spanned(c))

    def named_date(self, c: list[Any]) -> syntax.NamedDate:
        return syntax.NamedDate(c[0], c[0].span)

    def date_of(self, c: list[Any]) -> syntax.DateOf:
        return syntax.DateOf(c[1], spanned(c), c[3] if len(c) > 2 else None)

    def shifted(self, c: list[Any]) -> syntax.ShiftedDate:
        amount = quantity_of(c[0])
        return syntax.ShiftedDate(
            amount, "before" if c[1].type == "BEFORE" else "after", c[2], spanned(c)
        )

    # --------------------------------------------------------------------------------- calculations

    def amount(self, c: list[Any]) -> syntax.Quantity:
        return quantity_of(c[0])

    def operation(self, c: list[Any]) -> syntax.Operation:
        operator: Any = {"PLUS": "+", "MINUS": "-", "STAR": "*", "SLASH": "/", "CARET": "^"}[
            c[1].type
        ]
        return syntax.Operation(operator, c[0], c[2], spanned(c))

    def call(self, c: list[Any]) -> syntax.Call:
        operands = tuple(child for child in c[1:] if not isinstance(child, Word))
        function: Any = c[0].type.casefold()
        wanted = {"LN": 1, "ROUNDED": 2}.get(c[0].type)
        if wanted is not None and len(operands) != wanted:
            wants, example = _OPERANDS[function]
            found = f"The number of values, {len(operands)},"
            self.reports.append(reading.calculation_incomplete(spanned(c), found, wants, example))
        return syntax.Call(function, operands, spanned(c))

    def grouped(self, c: list[Any]) -> Any:
        return c[1]

    def in_unit(self, c: list[Any]) -> syntax.InUnit:
        return syntax.InUnit(c[0], c[2].value, c[2].span, spanned(c))

    def case(self, c: list[Any]) -> syntax.Case:
        branches = tuple(child.value for child in c if isinstance(child, Part))
        return syntax.Case(c[1], branches, spanned(c))

    def branch_of_case(self, c: list[Any]) -> Part:
        values = tuple(child for child in c[:-1] if isinstance(child, syntax.Name))
        return Part("branch", spanned(c), (values, c[-1]))

    def branch_value(self, c: list[Any]) -> syntax.Name:
        return name_of(c[0])


_OPERANDS = {
    "ln": ("one value", "ln(creatinine)"),
    "rounded": ("a value and the number of decimals", "rounded(creatinine, 1)"),
}


def _filter(children: Sequence[Any]) -> syntax.Statement | None:
    """What `where` says among the children, if it stands there."""
    found = (child for child in children if isinstance(child, Part) and child.kind == "filter")
    part = next(found, None)
    return part.value if part else None


def _range(comparison: str, count: int) -> tuple[int | None, int | None]:
    """The least and the greatest number that `at least 2` and its like allow."""
    match comparison:
        case "AT_LEAST":
            return count, None
        case "AT_MOST":
            return None, count
        case "EXACTLY":
            return count, count
        case "FEWER_THAN":
            return None, count - 1
        case "MORE_THAN":
            return count + 1, None
        case "NO":
            return 0, 0
        case "EVERY":
            return 0, None
        case _:
            return 1, None


def _misplaced(modifier: Part, has_statement: bool) -> Diagnostic:
    """A modifier that stands level with its statement, and the edit that moves it."""
    span = modifier.span
    first = span.text.split("\n", 1)[0]
    columns = span.column - 1
    edit = (
        Edit(span, " " * 4 + _deeper(span).removeprefix(" " * (columns + 4)))
        if has_statement
        else None
    )
    return statements.modifier_at_wrong_level(
        Span(span.source, span.start, span.start + len(first)), first, has_statement, edit
    )


def _deeper(span: Span) -> str:
    """The lines of a span, each indented by four columns more."""
    return " " * (span.column + 3) + span.text.replace("\n", "\n    ")


def _as_name(limit: syntax.Limit) -> syntax.Name:
    if isinstance(limit, syntax.Subject):
        return limit.name
    if isinstance(limit, syntax.Quantity):
        return syntax.Name(limit.number, limit.span)
    return syntax.Name(limit.span.text, limit.span, False)
