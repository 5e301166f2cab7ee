"""What a statement gives where a datum was asked for and could not be had."""

from __future__ import annotations

from eligo import ir, syntax
from eligo.diagnostics import entries as entries_wrong
from eligo.elaborate import statements
from eligo.elaborate.place import Place
from eligo.elaborate.scope import Component, Member, Thing, described


def fallback(place: Place, written: syntax.Fallback) -> ir.Statement | None:
    """``if X not available:`` beneath a statement; without a name it is of the one datum that the statement reads."""
    body = statements.statement(place, written.body)
    instead = _instead(place, written, denied=isinstance(body, ir.Not))
    datum = _named(place, written) if written.name is not None else None
    if body is None or instead is None or (written.name is not None and datum is None):
        return None
    if datum is None:
        read = tuple(dict.fromkeys(_read(place, body)))
        if len(read) != 1:
            names = tuple(place.datum(key).name for key in read)
            place.scope.report(
                entries_wrong.fallback_needs_a_name(written.span, written.state, names)
            )
            return None
        datum = read[0]
    because = written.because.text if written.because else ""
    return ir.Fallback(place.id(), written.span, body, datum, written.state, instead, because)


def _instead(place: Place, written: syntax.Fallback, denied: bool) -> ir.Statement | None:
    """What holds instead. ``pass`` and ``fail`` speak of the participant, so they need a side; ``assume yes`` and
    ``no`` speak of the thing itself, also where the statement denies it."""
    if not isinstance(written.instead, bool):
        return statements.statement(place, written.instead)
    value = written.instead
    if not written.assumed:
        if place.excluding is None:
            word = "pass" if value else "fail"
            place.scope.report(entries_wrong.fallback_without_a_side(written.span, word))
            return None
        value = value != place.excluding
    elif denied:
        value = not value
    return ir.Fixed(place.id(), written.span, value)


def _named(place: Place, written: syntax.Fallback) -> str | None:
    assert written.name is not None
    thing: Thing | None = place.find(written.name)
    if isinstance(thing, Member | Component):
        thing = thing.datum
    if isinstance(thing, ir.Datum):
        return thing.key
    if thing is not None:
        place.scope.report(
            entries_wrong.fallback_needs_a_datum(
                written.name.span, written.name.text, described(thing)
            )
        )
    return None


def _read(place: Place, node: object) -> list[str]:
    """The keys of the data that a node reads, also through definitions and tables; of entries only the list."""
    found: list[str] = []
    built = place.scope.built
    seen: set[str] = set()
    waiting: list[object] = [node]
    while waiting:
        for each in ir.walk(waiting.pop(0)):
            datum = getattr(each, "datum", None)
            if isinstance(datum, str) and place.declared_key(datum) in place.scope.data:
                found.append(datum)
            if isinstance(each, ir.Ongoing):
                found.extend(each.also)
            used: object = None
            match each:
                case ir.DefinedCondition() | ir.DefinedNumber():
                    used = built.definitions.get(each.definition)
                case ir.TableNumber() | ir.TableOutcome():
                    used = built.tables.get(each.table)
                case ir.ScoreValue():
                    used = built.scores.get(each.score)
                case _:
                    continue
            key = f"{type(used).__name__} {getattr(used, 'key', '')}"
            if used is not None and key not in seen:
                seen.add(key)
                waiting.append(used)
    return found
