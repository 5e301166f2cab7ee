"""What a node reads, as links for documents and as names for sentences."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from eligo import ir
from eligo.english.text import criterion_words


def needs_all(statement: ir.Statement, protocol: ir.Protocol) -> list[str]:
    """As `_needs`, with conditions that are defined elsewhere spelled out."""
    names: list[str] = []
    for node in ir.walk(statement):
        held: ir.Statement | None = None
        match node:
            case ir.DefinedCondition(definition=key):
                held = protocol.definition(key).statement
            case ir.InSubgroup(subgroup=key):
                held = subgroup_of(protocol, key).statement
            case _:
                pass
        if held is not None:
            names += needs_all(held, protocol)
    defined = {x.name for x in (*protocol.definitions,) if x.statement is not None}
    own = [name for name in needs(statement, protocol) if name not in defined]
    return list(dict.fromkeys([*own, *names]))


def needs(node: object, protocol: ir.Protocol) -> list[str]:
    """The names of what a node reads, the laboratory's limits with their datum; without what it
    asks of the entries of a list."""
    facets: dict[str, list[str]] = {}
    for link in _inputs(node, False):
        what, _, key = link.partition(":")
        facet = ""
        if what == "datum":
            key, facet = faceted(key, protocol)
        name = name_in_need(what, key, protocol)
        if name:
            facets.setdefault(name, []).extend([facet] if facet else [])
    return [
        (
            f"{name} with its {'limits' if len(set(held)) > 1 else f'{held[0]} limit'} of normal"
            if held
            else name
        )
        for name, held in facets.items()
    ]


def faceted(key: str, protocol: ir.Protocol) -> tuple[str, str]:
    """The key of a datum, or of an attribute of one, and the facet of it that an input names
    (`upper`, `lower`; empty for its value). Aliases are resolved."""
    owner, _, rest = key.partition(".")
    owner = dict(protocol.aliases).get(owner, owner)
    if not rest:
        return owner, ""
    attributes = {each.key for each in protocol.datum(owner).attributes}
    whole, last = f"{owner}.{rest}", rest.rpartition(".")[2]
    if last in ("upper", "lower") and whole not in attributes:
        return whole.removesuffix(f".{last}"), last
    return whole, ""


def name_in_need(what: str, key: str, protocol: ir.Protocol) -> str:
    match what:
        case "datum":
            datum = protocol.datum(key)
            asked = isinstance(datum.kind, ir.YesNo | ir.Judgement | ir.Attestation)
            name = f"“{datum.name}”" if asked else datum.name
            owner, _, attribute = datum.key.partition(".")
            return f"{name} of {protocol.datum(owner).name}" if attribute else name
        case "definition":
            return protocol.definition(key).name
        case "score":
            return f"the score {protocol.score(key).name}"
        case "subgroup":
            return next(group.label for group in protocol.subgroups if group.key == key)
        case "criterion":
            return criterion_words(protocol.criterion(key))
        case "table":
            return f"the table {protocol.table(key).name}"
        case _:
            return ""  # a milestone: whether it is needed depends on what is recorded


def inputs(node: object) -> tuple[str, ...]:
    """What a node reads, in the order in which it stands there: `datum:KEY` (of an attribute
    `datum:OWNER.ATTRIBUTE`, where the owner may be an alias), `datum:KEY.upper` and `.lower` for the
    laboratory's limits, `milestone:KEY`, and by name only what it refers to: `definition:KEY`,
    `score:KEY`, `table:KEY`, `subgroup:KEY`, `criterion:KEY`, `stage:KEY`."""
    return _inputs(node, True)


def _inputs(node: object, of_entries: bool) -> tuple[str, ...]:
    """`of_entries` takes in what is asked of the entries of a list."""
    found: list[str] = []

    def look(value: object) -> None:
        if isinstance(value, tuple):
            for item in value:
                look(item)
        elif isinstance(value, ir.Bound):
            look(value.limit)
        elif is_dataclass(value) and hasattr(value, "id"):
            found.extend(_reads(value))
            for field in fields(value):
                if of_entries or field.name != "where":
                    look(getattr(value, field.name))

    look(node)
    return tuple(dict.fromkeys(found))


_NAMED = ("datum", "milestone", "definition", "score", "table", "subgroup", "criterion", "stage")


def _reads(node: object) -> list[str]:
    links = [
        f"{what}:{getattr(node, what)}"
        for what in _NAMED
        if isinstance(getattr(node, what, None), str)
    ]
    match node:
        case ir.NormalLimit(reading=reading, which=which):
            links += [f"datum:{reading.datum}", f"datum:{reading.datum}.{which}"]
        case ir.WithinNormal(reading=reading):
            links += [f"datum:{reading.datum}{side}" for side in ("", ".lower", ".upper")]
        case ir.Ongoing(also=also):
            links += [f"datum:{key}" for key in also]
        case _:
            pass
    return links


def subgroup_of(protocol: ir.Protocol, key: str) -> ir.Subgroup:
    return next(group for group in protocol.subgroups if group.key == key)
