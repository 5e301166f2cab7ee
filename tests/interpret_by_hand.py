"""Small protocols made by hand for the tests of the reference interpreter."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from eligo import ir, units
from eligo.interpret import Outcome, judge, measure
from eligo.source import Source, Span
from eligo.units import Duration

T, F, N = Outcome.TRUE, Outcome.FALSE, Outcome.NOT_APPLICABLE
SOURCE = Source("trial.criteria", "")
SPAN = Span(SOURCE, 0, 0)
HERE: tuple[str, Span] = ("id", SPAN)
ONE, DAYS = units.parse("1"), units.parse("d")
SCREENING = ir.MilestoneDate(*HERE, "screening")
WEEKS = Duration(4, "week")


def datum(key: str, kind: ir.Kind, *attributes: ir.Datum, **more: Any) -> ir.Datum:
    return ir.Datum(key, key, key, kind, SPAN, attributes=attributes, **more)


def values(*keys: str, **half_lives: int) -> tuple[ir.Value, ...]:
    with_half_lives = (ir.Value(k, k, half_life=Fraction(v)) for k, v in half_lives.items())
    return (*(ir.Value(key, key) for key in keys), *with_half_lives)


def quantity(unit: str = "1", low: int | None = None, high: int | None = None) -> ir.Quantity:
    bounds = None if low is None or high is None else ir.Range(Fraction(low), Fraction(high))
    return ir.Quantity(units.parse(unit), False, bounds, None)


def measurement(unit: str = "1", **more: Any) -> ir.Measurement:
    return ir.Measurement(units.parse(unit), None, False, **more)


def milestone(key: str, derived: ir.Date | None = None) -> ir.Milestone:
    return ir.Milestone(key, key, True, SPAN, derived)


def criterion(
    key: str, body: ir.Statement | None, *parts: ir.Criterion, **more: Any
) -> ir.Criterion:
    plain: dict[str, Any] = {
        "key": key,
        "name": key,
        "kind": "inclusion",
        "label": key,
        "title": key,
        "quotes": (),
        "subgroup": None,
        "excluding": False,
        "body": body,
        "parts": parts,
        "interpretations": (),
        "not_formalised": (),
        "duties": (),
        "span": SPAN,
    }
    return ir.Criterion(**(plain | more))


def protocol(*data: ir.Datum, **parts: Any) -> ir.Protocol:
    plain: dict[str, Any] = {
        "id": "T",
        "title": "",
        "version": "1",
        "released": None,
        "assessed_at": "screening",
        "not_known": (),
        "registered": None,
        "details": (),
        "milestones": (milestone("screening"), milestone("day_1")),
        "data": data,
        "definitions": (),
        "scores": (),
        "subgroups": (),
        "criteria": (),
        "contexts": (),
        "examples": (),
        "source": SOURCE,
        "source_text": None,
        "vocabularies": (),
    }
    return ir.Protocol(**(plain | parts))


# ----------------------------------------------------------------------------------- nodes


def timing(relation: ir.Relation, length: Any = None, anchor: ir.Date = SCREENING) -> ir.Timing:
    return ir.Timing(*HERE, relation, length, anchor)


def within(days: int) -> ir.Timing:
    return timing("within before", Duration(days, "day"))


def number(value: Any) -> ir.Constant:
    return ir.Constant(*HERE, Fraction(value), ONE, str(value), None)


def amount(key: str, unit: str = "1") -> ir.QuantityValue:
    return ir.QuantityValue(*HERE, key, units.parse(unit), Fraction(1), Fraction(0))


def reading(
    key: str, pick: Any = "latest", stands: ir.Timing | None = None, **more: Any
) -> ir.Reading:
    return ir.Reading(*HERE, key, pick, ONE, Fraction(1), Fraction(0), SCREENING, stands, **more)


def compare(value: ir.Number, *bounds: tuple[ir.Comparator, Any]) -> ir.Compare:
    limits = [
        ir.Bound(sign, limit if not isinstance(limit, int | str) else number(limit))
        for sign, limit in bounds
    ]
    return ir.Compare(*HERE, value, tuple(limits))


def holds(key: str) -> ir.Holds:
    return ir.Holds(*HERE, key)


def is_one_of(key: str, *members: str) -> ir.Is:
    return ir.Is(*HERE, ir.CategoryValue(*HERE, key), members)


def occurs(
    key: str, least: int = 1, most: int | None = None, stands: ir.Timing | None = None, **more: Any
) -> ir.Occurs:
    return ir.Occurs(*HERE, key, least, most, SCREENING, stands, **more)


# --------------------------------------------------------------------------------- answers


class Ward:
    """A protocol, of which records say only what matters; the screening has its day."""

    def __init__(self, whole: ir.Protocol) -> None:
        self.protocol = whole

    def record(self, known: Mapping[str, object]) -> dict[str, object]:
        return {"screening": "2025-06-15", **known}

    def says(self, statement: ir.Statement, **known: object) -> set[Outcome]:
        return set(judge(self.protocol, statement, self.record(known))[0])

    def why(self, statement: ir.Statement, **known: object) -> set[tuple[str, str]]:
        reasons = judge(self.protocol, statement, self.record(known))[1]
        return {(reason.item, reason.why) for reason in reasons}

    def measures(self, number: ir.Number, **known: object) -> tuple[Any, Any]:
        """Both ends; None for no end."""
        found = measure(self.protocol, number, self.record(known))
        return found.lo, found.hi
