"""The rows of a washout: what they are about, how long, and where the edge is, as cells of a table."""

from __future__ import annotations

from dataclasses import replace

from eligo import ir
from eligo.english.dates import edge_of
from eligo.english.text import compose, length_words, plain
from eligo.english.writer import Writer

HEADERS: dict[str, tuple[str, str, str]] = {
    "washout": ("What", "At least this long before", "Edge"),
    "used within": ("What", "Within this time before", "Edges"),
}


def cells(row: ir.Statement, protocol: ir.Protocol) -> tuple[str, str, str]:
    """What a row is about, the time, and whether its edge counts; the sentence of the row says it
    all: which are the others of "any other X", and the conditions under which the row stands."""
    core = _core(row)
    match core:
        case ir.FirstLast(timing=timing) | ir.Occurs(timing=ir.Timing() as timing):
            pass
        case _:
            return "", "", ""
    writer = Writer(protocol)
    owner = core.alias or core.datum
    kept = core.where.items if isinstance(core.where, ir.AllOf) else (core.where,)
    rest = kept[1:]
    if isinstance(kept[0], ir.Not) and kept[0].span == core.span:  # a row "any other X"
        where = rest[0] if rest else None
        if isinstance(core.where, ir.AllOf) and len(rest) > 1:
            where = replace(core.where, items=rest)
        name = writer.about(compose("any other ", writer.name(core.datum)), where, owner)
    else:
        name = writer.about(writer.name(core.datum), core.where, owner)
    if timing.duration is None:
        return plain(name), "never", ""
    edge = edge_of(timing.duration, -1 if timing.relation.endswith("before") else 1)
    held = {"at least": "included", "more than": "not included"}
    held |= {"within": "and the day itself included", "less than": "not included"}
    how = timing.relation.rpartition(" ")[0]
    return plain(name), length_words(timing.duration), f"{edge} {held[how]}"


def _core(row: ir.Statement) -> ir.Statement:
    """Without the conditions under which the row stands."""
    match row:
        case ir.When(body=body) | ir.Unless(body=body) | ir.ExceptWhen(body=body):
            return _core(body)
        case ir.Fallback(body=body) | ir.Not(item=body):
            return _core(body)
        case _:
            return row
