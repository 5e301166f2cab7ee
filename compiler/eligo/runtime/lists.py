"""The kinds of fields that hold dated lists: measurements, paired readings, results."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from . import schemas
from .entries import Shape, blank, described, each_of, taken_apart
from .fields import RecordField, Scale
from .intervals import Interval
from .problems import FieldProblem, listing, suggestion
from .scalars import as_written, member, missing_state, number, optional_moment, text
from .values import Dated, Found, Measured, Measurements, PairedReading, PairedReadings, Results


@dataclass(frozen=True)
class DatedField(RecordField):
    """`visits` are the milestones an entry may be tagged with; `assessed` is the one at which a
    single value without a day was taken."""

    visits: tuple[str, ...]
    assessed: str

    def dated(self, written: Mapping[str, object]) -> Dated:
        visit = text(written.get("visit"), '"visit"')
        if visit and visit not in self.visits:
            raise FieldProblem(
                "there is no such visit",
                "the value cannot be placed in time",
                f"The visits are {listing(self.visits)}.",
                visit,
                suggestion(visit, self.visits),
            )
        return Dated(optional_moment(written, "date"), visit)


@dataclass(frozen=True)
class MeasurementField(DatedField):
    scale: Scale
    normal_range: bool = False
    titre: bool = False
    entry: Shape | None = None

    def read(self, written: object) -> Measurements:
        bounds = self.scale.limits()
        state = missing_state(written)
        if state:
            return Measurements(self.key, state, written, bounds=bounds, blank=blank(self.entry))
        if isinstance(written, list | tuple):
            entries = each_of(written, lambda entry: self._entry(_object(entry)))
            return Measurements(
                self.key, "", written, entries, bounds=bounds, blank=blank(self.entry)
            )
        entry = self._entry(written)
        assumed = not entry.date.text and not entry.visit
        if assumed:
            entry = replace(entry, visit=self.assessed)
        return Measurements(
            self.key, "", written, (entry,), assumed, bounds, blank=blank(self.entry)
        )

    def _entry(self, written: object) -> Measured:
        whole = written if isinstance(written, Mapping) else {"value": written}
        allowed = ["value", "below", "above", "unit", "date", "visit"]
        limits = ["upper", "lower"] if self.normal_range else []
        parts, attributes = taken_apart(whole, allowed + limits, self.entry)
        if self.titre:
            parts = {**parts, **_titre(parts)}
        interval, shown, unit = self.scale.amount(parts)
        upper, lower = self.scale.limits_of(parts, unit)
        dated = self.dated(parts)
        shown = f"1:{shown}" if self.titre and interval.point is not None else shown
        reported = self.scale.reported(unit)
        return Measured(
            dated.date, dated.visit, interval, upper, lower, shown, unit, reported, attributes
        )

    def schema(self) -> schemas.Schema:
        return schemas.measurement(
            (self.scale.unit, *self.scale.units),
            self.visits,
            self.normal_range,
            self.titre,
            described(self.entry),
        )


def _titre(parts: Mapping[str, object]) -> dict[str, object]:
    """A titre 1:160 is the number 160."""
    return {
        part: match[1]
        for part, value in parts.items()
        if isinstance(value, str) and (match := _TITRE.fullmatch(value.strip()))
    }


_TITRE = re.compile(r"1:([0-9]+(\.[0-9]+)?)")


def _object(entry: object) -> Mapping[str, object]:
    """An entry of a list, which needs its day or its visit beside its value."""
    if isinstance(entry, Mapping):
        return entry
    raise FieldProblem(
        "an entry of a list has no day",
        "the values of a list are told apart by their days",
        'Write {"value": …, "date": "2025-06-15"}, or one value without a list.',
        entry,
    )


@dataclass(frozen=True)
class PairedField(DatedField):
    """Numbers that are taken together; `components` are their names in a record."""

    scale: Scale
    components: tuple[str, ...] = ()
    entry: Shape | None = None

    def read(self, written: object) -> PairedReadings:
        state = missing_state(written)
        if state:
            return self._paired(state, written, (), False)
        if isinstance(written, list | tuple):
            entries = each_of(written, lambda entry: self._entry(entry))
            return self._paired("", written, entries, False)
        entry = self._entry(written)
        assumed = not entry.date.text and not entry.visit
        if assumed:
            entry = replace(entry, visit=self.assessed)
        return self._paired("", written, (entry,), assumed)

    def _paired(
        self, state: str, written: object, entries: tuple[PairedReading, ...], assumed: bool
    ) -> PairedReadings:
        return PairedReadings(
            self.key, state, written, entries, assumed, self.components, blank(self.entry)
        )

    def _entry(self, written: object) -> PairedReading:
        if not isinstance(written, Mapping):
            named = ", ".join(f'"{each}": …' for each in self.components)
            raise FieldProblem(
                "this is not a set of readings",
                "the numbers that were taken together are told apart by their names",
                f'Write {{{named}, "date": "2025-06-15"}}.',
                written,
            )
        own = (*self.components, "unit", "date", "visit")
        parts, attributes = taken_apart(written, own, self.entry)
        unit = self.scale.unit if parts.get("unit") is None else text(parts["unit"], '"unit"')
        intervals: dict[str, Interval] = {}
        shown: dict[str, str] = {}
        for component in self.components:
            if parts.get(component) is None:
                continue
            raw = number(parts[component], f'"{component}"')
            value = self.scale.convert(raw, unit)
            self.scale.check(value, raw, "value", unit)
            intervals[component] = Interval(value, value)
            shown[component] = as_written(parts[component])
        dated = self.dated(parts)
        reported = self.scale.reported(unit)
        return PairedReading(dated.date, dated.visit, intervals, shown, unit, reported, attributes)

    def schema(self) -> schemas.Schema:
        units = (self.scale.unit, *self.scale.units)
        return schemas.paired(self.components, units, self.visits, described(self.entry))


@dataclass(frozen=True)
class ResultField(DatedField):
    values: tuple[str, ...]
    entry: Shape | None = None

    def read(self, written: object) -> Results:
        state = missing_state(written)
        if state:
            return self._results(state, written, (), False)
        if isinstance(written, list | tuple):
            entries = each_of(written, lambda entry: self._entry(_object(entry)))
            return self._results("", written, entries, False)
        entry = self._entry(written)
        assumed = not entry.date.text and not entry.visit
        if assumed:
            entry = replace(entry, visit=self.assessed)
        return self._results("", written, (entry,), assumed)

    def _results(
        self, state: str, written: object, entries: tuple[Found, ...], assumed: bool
    ) -> Results:
        return Results(self.key, state, written, entries, self.values, assumed, blank(self.entry))

    def _entry(self, written: object) -> Found:
        whole = written if isinstance(written, Mapping) else {"value": written}
        parts, attributes = taken_apart(whole, ("value", "date", "visit"), self.entry)
        dated = self.dated(parts)
        value = member(parts.get("value"), self.values)
        return Found(dated.date, dated.visit, value, attributes)

    def schema(self) -> schemas.Schema:
        return schemas.result(self.values, self.visits, described(self.entry))
