"""Makes records at the limits of one leaf: just inside, just outside, and at each edge in time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Literal, TypeAlias, assert_never

from eligo import ir
from eligo.english import amount, decimal_text, faceted, inputs, member_of
from eligo.interpret import Outcome, RecordError, judge
from eligo.units import Duration, Unit, add, display

Given: TypeAlias = dict[str, object]

# Any day serves; in this month none of the usual durations meets the end of a shorter month.
DAY = date(2025, 6, 15)
_ONE_DAY = Duration(1, "day")
_AGE = 40  # of whoever stands in an example only for another limit
_MANY = 8  # values of one category that are still worth a row each

# Limits that laboratories print, so that an example looks like a report; any other would serve.
_USUAL_LIMITS = {"U/L": "40", "mg/dL": "1.2", "µmol/L": "20", "s": "12", "INR": "1.1"}


@dataclass(frozen=True)
class Case:
    """A record about one leaf, and what is in it in words; `given` goes without saying."""

    words: str
    record: Mapping[str, object]
    given: str = ""


def judged(protocol: ir.Protocol, statement: ir.Statement, record: Given) -> str:
    """What the reference meaning makes of a record; empty where nobody can record it."""
    try:
        outcomes, _ = judge(protocol, statement, record)
    except RecordError:
        return ""  # outside the plausible range
    if len(outcomes) > 1:
        return "undetermined"
    if Outcome.TRUE in outcomes:
        return "true"
    return "false" if Outcome.FALSE in outcomes else "does not apply"


class Maker:
    """Makes the records of one protocol, all its milestones on one day."""

    def __init__(self, protocol: ir.Protocol) -> None:
        self.protocol = protocol
        self.derived = {each.key: each.derived for each in protocol.milestones}

    def milestone_name(self, key: str) -> str:
        return next(x.name for x in self.protocol.milestones if x.key == key)

    def milestones(self, leaf: ir.Statement) -> dict[str, str]:
        """The milestones that the leaf's dates count from; values without a date need none. One that
        is derived is given by the one that it is derived from."""
        keys = [key for each in dates_of(leaf) for key in self.recorded(each)]
        match leaf:
            case ir.Compare(value=ir.Reading(timing=None, assessed=at)) | ir.Is(
                value=ir.ResultReading(timing=None, assessed=at)
            ) if self.recorded(at) != [self.protocol.assessed_at]:
                # A value without a date is one of the assessed day, to be read at another.
                keys += [*self.recorded(at), self.protocol.assessed_at]
            case _:
                pass
        return {key: DAY.isoformat() for key in dict.fromkeys(keys)}

    def recorded(self, at: ir.Date) -> list[str]:
        found: list[str] = []
        for key in _milestones(at):
            derived = self.derived.get(key)
            found += [key] if derived is None else self.recorded(derived)
        return found

    def anchors(self, leaf: ir.Statement) -> Given:
        """The data whose own days the leaf counts from."""
        record: Given = {}
        for each in dates_of(leaf):
            match each:
                case ir.ReadingDate(reading=reading):
                    kind = self.protocol.datum(reading.datum).kind
                    assert isinstance(kind, ir.Measurement)
                    value = kind.plausible.high if kind.plausible else Fraction(1)
                    entry = {"value": decimal_text(value), "date": DAY.isoformat()}
                    record[reading.datum] = [entry]
                case ir.DateOf(datum=key):
                    record[key] = DAY.isoformat()
                case ir.MilestoneDate() | ir.Shifted() | ir.EntryDate() | ir.UpTo():
                    pass
        return record

    def cases(self, leaf: ir.Statement) -> Iterator[Case]:
        """Records at the limits of a leaf; none for leaves that hang on more than the value, or the
        days, of one datum."""
        if not _hangs_on_one(leaf):
            return
        match leaf:
            case ir.Compare(value=ir.Reading() as reading):
                yield from self.of_reading(reading, leaf.bounds)
            case ir.Compare(value=ir.QuantityValue(datum=key)):
                for bound in leaf.bounds:
                    if isinstance(bound.limit, ir.Constant):
                        yield from self.of_quantity(key, bound.limit)
            case ir.Compare(value=ir.Age() as age):
                for bound in leaf.bounds:
                    if isinstance(bound.limit, ir.Constant):
                        yield from self.of_age(age, bound.comparator, bound.limit)
            case ir.WithinNormal(reading=reading):
                yield from self.of_normal(reading.datum)
            case ir.Is(value=value) | ir.Includes(value=value):
                yield from self.of_values(value)
            case ir.Holds(datum=key):
                yield Case("yes", {key: True})
                yield Case("no", {key: False})
            case ir.DateRelation(date=ir.DateOf(datum=key), timing=timing):
                yield from self.of_date(key, timing)
            case ir.Occurs():
                yield from self.of_occurrences(leaf)
            case ir.FirstLast(datum=key, which=which, timing=timing):
                named = self.member(key, leaf.where)
                for day in self.days(timing, named):
                    yield self.entry(key, day, at_end=which == "last", named=named)
                yield Case("none", {key: []})
            case ir.Ongoing():
                yield from self.of_ongoing(leaf)
            case ir.Stable(datum=key, at=at, duration=duration):
                named = self.member(key, leaf.where)
                day = self.day(at)
                edge = add(day, duration, -1)
                for since in (add(edge, _ONE_DAY, -1), edge, add(edge, _ONE_DAY)):
                    more: Given = {"ongoing": True, "stable_since": since.isoformat()}
                    words = f"stable since {since}"
                    yield self.period(key, words, _earlier(edge), 1, named=named, **more)
                yield Case("none", {key: []})
            case _:
                return

    # --- numbers

    def of_reading(self, reading: ir.Reading, bounds: tuple[ir.Bound, ...]) -> Iterator[Case]:
        datum = self.protocol.datum(reading.datum)
        assert isinstance(datum.kind, ir.Measurement)
        more: Given = {}
        if reading.timing is not None:
            inside = self.inside(reading.timing)
            if inside is None:
                return
            more["date"] = inside.isoformat()
        for bound in bounds:
            limit = multiple(bound.limit)
            if isinstance(bound.limit, ir.Constant):
                unit = bound.limit.printed_unit or datum.kind.unit
                for printed in _steps(bound.limit.printed, datum.kind.titre):
                    value = {"value": printed, **_unit(unit), **more}
                    yield Case(self.measured(printed, unit, datum), {datum.key: value})
            elif limit is not None and limit[1].reading.datum == datum.key:
                times, normal = limit
                yield from self.of_multiple(datum, times, normal.which, more)

    def of_multiple(
        self, datum: ir.Datum, times: str, which: Literal["upper", "lower"], more: Given
    ) -> Iterator[Case]:
        """The limit itself is the laboratory's, so any serves that the value's range allows."""
        assert isinstance(datum.kind, ir.Measurement)
        unit, plausible = datum.kind.unit, datum.kind.plausible
        for normal in _normals(unit, plausible):
            at = (Decimal(times) * Decimal(normal)).normalize()
            values = _around(f"{at:f}")
            if plausible is None or all(
                plausible.low <= Fraction(x) <= plausible.high for x in (*values, normal)
            ):
                short = "ULN" if which == "upper" else "LLN"
                for value in values:
                    held = {"value": value, which: normal, **_unit(unit), **more}
                    words = self.measured(value, unit, datum)
                    yield Case(words, {datum.key: held}, f"{short} {amount(normal, unit)}")
                return

    def measured(self, printed: str, unit: Unit, datum: ir.Datum) -> str:
        if isinstance(datum.kind, ir.Measurement) and datum.kind.titre:
            return f"1:{printed.removeprefix('1:')}"
        return amount(printed, unit)

    def of_quantity(self, key: str, limit: ir.Constant) -> Iterator[Case]:
        kind = self.protocol.datum(key).kind
        whole = isinstance(kind, ir.Quantity) and kind.whole
        for printed in _around(limit.printed, whole):
            value = {"value": printed, **(_unit(limit.printed_unit) if limit.printed_unit else {})}
            yield Case(amount(printed, limit.printed_unit), {key: value})

    def of_age(self, age: ir.Age, comparator: ir.Comparator, limit: ir.Constant) -> Iterator[Case]:
        """The last day of the age before and the first of the age at which the answer changes."""
        if limit.value.denominator != 1:
            return
        turned = int(limit.value) + (comparator in ("<=", ">"))
        day = self.day(age.at)
        for completed, birth in (
            (turned - 1, add(add(day, _ONE_DAY), Duration(turned, age.period), -1)),
            (turned, add(day, Duration(turned, age.period), -1)),
        ):
            birthday = "tomorrow" if completed == turned - 1 else "today"
            what = f"{age.period}s" if completed != 1 else age.period
            words = f"born {birth}: {completed} completed {what}, {turned} {birthday}"
            yield Case(words, {age.datum: birth.isoformat()})

    def of_normal(self, key: str) -> Iterator[Case]:
        datum = self.protocol.datum(key)
        assert isinstance(datum.kind, ir.Measurement)
        unit, plausible = datum.kind.unit, datum.kind.plausible
        for lower, upper in (("10", "20"), ("1", "2"), ("100", "200")):
            values = [*_around(lower)[:2], *_around(upper)[1:]]
            if plausible is None or all(
                plausible.low <= Fraction(x) <= plausible.high for x in values
            ):
                for value in values:
                    held = {"value": value, "lower": lower, "upper": upper, **_unit(unit)}
                    limits = f"limits of normal {lower} to {amount(upper, unit)}"
                    yield Case(amount(value, unit), {key: held}, limits)
                return

    def of_formula(self, leaf: ir.Statement, definition: ir.Definition) -> Iterator[Case]:
        """Where one measurement drives the formula: the two neighbouring values between which the
        answer changes, for each value of the categories in it."""
        numbers = (definition.number, *(step.number for step in definition.steps))
        keys = dict.fromkeys(
            link.removeprefix("datum:") for link in inputs(numbers) if link.startswith("datum:")
        )
        measured: list[ir.Datum] = []
        others: list[list[Case]] = []
        if not _hangs_on_one(numbers):
            return
        for datum in (self.protocol.datum(faceted(key, self.protocol)[0]) for key in keys):
            match datum.kind:
                case ir.Measurement(titre=False, plausible=ir.Range()):
                    measured.append(datum)
                case ir.OneOf(values=values):
                    others.append([Case(x.label, {datum.key: x.key}) for x in values[:_MANY]])
                case ir.DateKind():
                    birth = add(DAY, Duration(_AGE, "year"), -1).isoformat()
                    others.append([Case(f"{_AGE} years old", {datum.key: birth})])
                case _:
                    return
        if len(measured) != 1:
            return
        for chosen in product(*others):
            words = ", ".join(case.words for case in chosen)
            given = {key: value for case in chosen for key, value in case.record.items()}
            days = {
                key: DAY.isoformat() for key, derived in self.derived.items() if derived is None
            }
            for printed, unit in self.turning(leaf, measured[0], {**days, **given}):
                value = {"value": printed, **_unit(unit)}
                name = f"{measured[0].name} {amount(printed, unit)}"
                yield Case(
                    f"{words}, {name}".removeprefix(", "),
                    {**days, **given, measured[0].key: value},
                )

    def turning(
        self, leaf: ir.Statement, datum: ir.Datum, given: Given
    ) -> Iterator[tuple[str, Unit]]:
        """The neighbouring values of a measurement between which the answer changes, by halving."""
        assert isinstance(datum.kind, ir.Measurement) and datum.kind.plausible is not None
        unit, plausible = datum.kind.unit, datum.kind.plausible
        step = Decimal(1).scaleb(len(str(int(plausible.high))) - 4)
        low, high = (int(end / Fraction(step)) for end in (plausible.low, plausible.high))

        def result(steps: int) -> str:
            value = {"value": f"{step * steps:f}", **_unit(unit)}
            return judged(self.protocol, leaf, {"id": "example", **given, datum.key: value})

        low += Fraction(step) * low < plausible.low
        if result(low) == result(high):
            return
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if result(middle) == result(low) else (low, middle)
        yield f"{step * low:f}", unit
        yield f"{step * high:f}", unit

    # --- values

    def of_values(self, value: ir.Category) -> Iterator[Case]:
        datum = self.protocol.datum(value.datum)
        day: date | None = None
        if isinstance(value, ir.ResultReading) and value.timing is not None:
            day = self.inside(value.timing)
            if day is None:
                return
        match datum.kind:
            case ir.OneOf(values=values) | ir.Result(values=values):
                for each in values[:_MANY]:
                    dated = {"value": each.key, "date": day.isoformat()} if day else each.key
                    yield Case(each.label, {datum.key: dated})
            case ir.AnyOfValues(values=values):
                for each in values[:_MANY]:
                    yield Case(f"{each.label} only", {datum.key: [each.key]})
                yield Case("none of them", {datum.key: []})
            case _:
                return

    # --- dates

    def of_date(self, key: str, timing: ir.Timing) -> Iterator[Case]:
        for day in self.days(timing):
            yield Case(str(day), {key: day.isoformat()})
        kind = self.protocol.datum(key).kind
        if isinstance(kind, ir.DateKind) and kind.may_be_none:
            yield Case("none", {key: "none"})

    def of_occurrences(self, leaf: ir.Occurs) -> Iterator[Case]:
        fewest = max(1, leaf.least, leaf.most or 0)
        named = self.member(leaf.datum, leaf.where)
        if leaf.timing is not None:
            for day in self.days(leaf.timing, named):
                before = leaf.timing.relation.endswith("before")
                yield self.entry(leaf.datum, day, at_end=before, times=fewest, named=named)
        else:
            day = self.day(leaf.assessed)
            for each in (day, add(day, _ONE_DAY)):
                yield self.entry(leaf.datum, each, at_end=False, times=fewest, named=named)
        yield Case("none", {leaf.datum: []})

    def of_ongoing(self, leaf: ir.Ongoing) -> Iterator[Case]:
        day, named = self.day(leaf.at), self.member(leaf.datum, leaf.where)
        if leaf.duration is None:
            start = _earlier(day)
            for end in (add(day, _ONE_DAY, -1), day):
                words, last = f"until {end}", end.isoformat()
                yield self.period(leaf.datum, words, start=start, named=named, end=last)
            yield self.period(leaf.datum, "ongoing", start=start, named=named, ongoing=True)
        else:
            edge = add(day, leaf.duration, -1)
            for start in (add(edge, _ONE_DAY, -1), edge, add(edge, _ONE_DAY)):
                words = f"since {start}, ongoing"
                yield self.period(leaf.datum, words, start=start, named=named, ongoing=True)
        yield Case("none", {leaf.datum: []})

    def member(self, key: str, where: ir.Statement | None) -> ir.Value | None:
        """A member of a group that a `where` keeps; None where the datum is no group."""
        kind = self.protocol.datum(key).kind
        if not isinstance(kind, ir.Treatment | ir.Event | ir.Condition):
            return None
        match where:
            case ir.Is(members=members):
                kept = [x for x in kind.members if x.key in members]
            case ir.Not(item=ir.Is(members=members)):
                kept = [x for x in kind.members if x.key not in members]
            case _:
                kept = list(kind.members)
        return kept[0] if kept else None

    def entry(
        self,
        key: str,
        day: date,
        at_end: bool,
        times: int = 1,
        named: ir.Value | None = None,
    ) -> Case:
        """An occurrence on the day, or a period that ends or begins on it."""
        often = f", {times} times" if times > 1 else ""
        if isinstance(self.protocol.datum(key).kind, ir.Event):
            name: Given = {"name": named.key} if named else {}
            words = f"{named.label} on {day}{often}" if named else f"on {day}{often}"
            return Case(words, {key: [{**name, "date": day.isoformat()}] * times})
        if at_end:
            end = day.isoformat()
            words = f"ended {day}{often}"
            return self.period(key, words, _earlier(day), times, named=named, end=end)
        words = f"began {day}, ongoing{often}"
        return self.period(key, words, day, times, named=named, ongoing=True)

    def period(
        self,
        key: str,
        words: str,
        start: date,
        times: int = 1,
        named: ir.Value | None = None,
        **more: object,
    ) -> Case:
        name: Given = {}
        if named is not None:
            name["name"] = named.key
            words = f"{named.label}, {words}"
        return Case(words, {key: [{**name, "start": start.isoformat(), **more}] * times})

    def day(self, at: ir.Date) -> date:
        """With every milestone and every other day that a rule counts from on one day."""
        if isinstance(at, ir.Shifted):
            return add(self.day(at.date), at.duration, at.sign)
        if isinstance(at, ir.MilestoneDate):
            derived = self.derived.get(at.milestone)
            return DAY if derived is None else self.day(derived)
        return DAY

    def days(self, timing: ir.Timing, named: ir.Value | None = None) -> tuple[date, ...]:
        """The days at which a relation may change, and their neighbours."""
        anchor = self.day(timing.anchor)
        edges = [anchor]
        if timing.duration is not None:
            longest = timing.relation.startswith(("at", "more"))
            length = _on_the_calendar(timing.duration, anchor, named, longest)
            if length is None or length.unit in ("minute", "hour"):
                return ()  # of a medicine without a half-life; of times of the day
            edge = add(anchor, length, -1 if timing.relation.endswith("before") else 1)
            edges = [edge] if longest else [edge, anchor]
        elif timing.until is not None:
            edges = [anchor, self.day(timing.until)]
        around = (
            {add(e, _ONE_DAY, -1) for e in edges} | set(edges) | {add(e, _ONE_DAY) for e in edges}
        )
        return tuple(sorted(around))

    def inside(self, timing: ir.Timing) -> date | None:
        """A day on which a value is read for certain."""
        if timing.relation in ("within before", "less than before", "by", "since", "at", "between"):
            return self.day(timing.anchor)
        days = self.days(timing)
        if timing.relation in ("at least before", "more than before", "before") and days:
            return days[0]
        return None


def dates_of(leaf: ir.Statement) -> list[ir.Date]:
    """The dates from which a leaf counts."""
    match leaf:
        case ir.Compare(value=ir.Age(at=at)) | ir.Ongoing(at=at) | ir.Stable(at=at):
            return [at]
        case (
            ir.Compare(value=ir.Reading(timing=ir.Timing() as timing))
            | ir.Is(value=ir.ResultReading(timing=ir.Timing() as timing))
            | ir.DateRelation(timing=timing)
            | ir.FirstLast(timing=timing)
            | ir.Occurs(timing=ir.Timing() as timing)
        ):
            return [timing.anchor, *([timing.until] if timing.until else [])]
        case ir.Occurs(assessed=assessed):
            return [assessed]
        case _:
            return []


def _milestones(at: ir.Date) -> list[str]:
    match at:
        case ir.MilestoneDate(milestone=key):
            return [key]
        case ir.Shifted(date=inner):
            return _milestones(inner)
        case ir.ReadingDate(reading=reading):
            return _milestones(reading.assessed)
        case ir.DateOf() | ir.EntryDate() | ir.UpTo():
            return []
        case _:
            assert_never(at)


def _hangs_on_one(leaf: object) -> bool:
    """Whether a leaf is decided by the value, or by the days, of one datum of the participant: asks
    nothing more of its entries than which members of a group they are."""
    for node in ir.walk(leaf):
        match node:
            case ir.EntryDate() | ir.UpTo() | ir.Total() | ir.TimeOn() | ir.ReportedLimit():
                return False
            case ir.Reading(where=None, last=None, component="") | ir.ResultReading(where=None):
                if node.pick not in ("latest", "highest", "lowest") or "." in node.datum:
                    return False
            case ir.Reading() | ir.ResultReading():
                return False
            case ir.Occurs(datum=key, where=where, alias=alias):
                asks = member_of(where, alias or key)[1] if where is not None else ()
                if asks or node.every or node.different_days or "." in key:
                    return False
            case ir.FirstLast(datum=key, where=where, alias=alias) | ir.Stable(
                datum=key, where=where, alias=alias
            ):
                if where is not None and member_of(where, alias or key)[1]:
                    return False
                if isinstance(node, ir.Stable) and node.which != "stable":
                    return False
            case ir.Ongoing(datum=key, where=where, alias=alias, also=also):
                if also or (where is not None and member_of(where, alias or key)[1]):
                    return False
            case ir.DateOf(datum=key) | ir.QuantityValue(datum=key) | ir.Holds(datum=key):
                if "." in key:
                    return False
            case ir.Age(datum=key):
                if "." in key:
                    return False
            case _:
                pass
    return not (isinstance(leaf, ir.Is | ir.Includes) and "." in leaf.value.datum)


def _on_the_calendar(
    length: ir.Length, anchor: date, named: ir.Value | None, up: bool
) -> Duration | None:
    """A length as a duration for one member of a group, parts of a day rounded to the whole days
    that make the relation turn; None where the member has no half-life."""
    match length:
        case Duration():
            return length
        case ir.HalfLives(count=count):
            if named is None or named.half_life is None:
                return None
            days = count * named.half_life
            return Duration(math.ceil(days) if up else math.floor(days), "day")
        case ir.LengthOf(which=which, terms=terms):
            held = [_on_the_calendar(term, anchor, named, up) for term in terms]
            known = [each for each in held if each is not None]
            if len(known) < len(held) or any(x.unit in ("minute", "hour") for x in known):
                return None
            choose = max if which == "longer" else min
            return choose(known, key=lambda each: add(anchor, each))
        case _:
            assert_never(length)


def multiple(limit: ir.Number) -> tuple[str, ir.NormalLimit] | None:
    """The factor and the laboratory's limit where a limit is such a product."""
    match limit:
        case ir.NormalLimit():
            return "1", limit
        case ir.Arithmetic(
            operator="*", left=ir.Constant() as times, right=ir.NormalLimit() as normal
        ):
            return times.printed, normal
        case _:
            return None


def _around(printed: str, whole: bool = False) -> tuple[str, str, str]:
    """The number a step below, itself, and a step above: a step of its printed precision, or one
    digit finer where few digits were printed and any number may be measured."""
    number = Decimal(printed)
    exponent = number.as_tuple().exponent
    few = not whole and len(number.as_tuple().digits) < 3
    step = Decimal(1).scaleb((exponent if isinstance(exponent, int) else 0) - few)
    return f"{number - step:f}", f"{number:f}", f"{number + step:f}"


def _steps(printed: str, titre: bool) -> tuple[str, str, str]:
    """Around a limit; titres go by doubling."""
    if not titre:
        return _around(printed)
    number = Fraction(printed.removeprefix("1:"))
    return decimal_text(number / 2), decimal_text(number), decimal_text(number * 2)


def _normals(unit: Unit, plausible: ir.Range | None) -> tuple[str, ...]:
    """Limits of normal for an example, the likeliest first."""
    powers = ["1", "10", "100", "1000", "0.1", "0.01"]
    if plausible is not None:
        middle = Fraction(plausible.high) * max(plausible.low, plausible.high / 1000)
        powers.sort(key=lambda power: abs(math.log10(Fraction(power) ** 2 / middle)))
    usual = _USUAL_LIMITS.get(display(unit))
    return (usual, *powers) if usual else tuple(powers)


def _unit(unit: Unit) -> Given:
    return {"unit": unit.text} if display(unit) else {}


def _earlier(day: date) -> date:
    return add(day, Duration(30, "day"), -1)
