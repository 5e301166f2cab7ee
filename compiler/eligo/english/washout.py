"""The rows of a washout: what they are about, how long, and where the edge is, as cells of a table."""

from __future__ import annotations

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
    if isinstance(core.where, ir.Not) and core.where.span == core.span:  # a row "any other X"
        name = compose("any other ", writer.name(core.datum))
    else:
        name, _ = writer.members(writer.name(core.datum), core.where, core.alias or core.datum)
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
