"""From a group block to the list it declares: members, nested groups, exceptions, half-lives, equivalents, CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from eligo import ir, syntax, units
from eligo.diagnostics import kinds as kinds_wrong
from eligo.diagnostics import lists as lists_wrong
from eligo.elaborate import data, kinds, spreadsheets
from eligo.elaborate.scope import Member, Scope, described, field_key, normal
from eligo.source import Span

Of = Literal["treatments", "conditions", "events"]

# Columns of a CSV file of members; every other one is the name of a code system.
MEMBER_COLUMNS = ("name", "synonyms", "half_life", "equivalent")


def declare_groups(
    scope: Scope, blocks: tuple[syntax.GroupBlock, ...], vocabulary: str
) -> Mapping[int, ir.Datum | None]:
    """Build the groups of one file, each after those it takes in, and give them by the id of their block; None where
    a mistake left no member. Nothing is entered in the scope but through :func:`enter`."""
    waiting = {normal(block.name.text): block for block in reversed(blocks)}
    built: dict[int, ir.Datum | None] = {}
    under_way: list[str] = []

    def group(name: syntax.Name) -> ir.Datum | None:
        key = normal(name.text)
        block = waiting.get(key)
        if block is None:
            thing = scope.things.get(key)
            if isinstance(thing, ir.Datum) and group_of(thing.kind) is not None:
                return thing
            return None
        if id(block) in built:
            return built[id(block)]
        if key in under_way:
            circle = (*under_way[under_way.index(key) :], key)
            names = tuple(waiting[step].name.text for step in circle)
            scope.report(lists_wrong.groups_in_a_circle(name.span, names))
            return None
        under_way.append(key)
        nested = [(inner, group(inner)) for inner in block.nested]
        others = {
            normal(left.text): group(left)
            for left in block.excepted
            if normal(left.text) in waiting and normal(left.text) not in under_way
        }
        under_way.pop()
        built[id(block)] = _group(scope, block, nested, others, vocabulary, waiting)
        return built[id(block)]

    for block in blocks:
        if id(block) not in built:
            if waiting[normal(block.name.text)] is block:
                group(block.name)
            else:  # a second group of this name, which the scope reports
                built[id(block)] = _group(scope, block, [], {}, vocabulary, waiting)
    return built


def enter(scope: Scope, block: syntax.GroupBlock, datum: ir.Datum | None) -> None:
    """Enter a group and the names of its own members; those of a nested group speak of that one."""
    if datum is None:
        scope.broken = scope.broken | {normal(block.name.text)}
        return
    plural = (block.plural.text,) if block.plural else ()
    scope.declare_datum(datum, block.name, (*datum.synonyms, *plural))
    if scope.data.get(datum.key) is not datum:
        return
    own = {normal(member.name.text) for member in block.members}
    own |= {normal(row["name"]) for row, _ in _rows(scope, block, report=False)}
    assert isinstance(datum.kind, ir.Treatment | ir.Condition | ir.Event)
    for member in datum.kind.members:
        if normal(member.label) in own:
            part = Member(datum, member.key, member.label)
            scope.declare_part(part, (member.label, *member.synonyms))


def group_of(kind: ir.Kind) -> Of | None:
    """What the members of a group are; None for what is no group."""
    match kind:
        case ir.Treatment() if kind.members or kind.is_open:
            return "treatments"
        case ir.Condition() if kind.members or kind.is_open:
            return "conditions"
        case ir.Event() if kind.members or kind.is_open:
            return "events"
        case _:
            return None


def _group(
    scope: Scope,
    block: syntax.GroupBlock,
    nested: list[tuple[syntax.Name, ir.Datum | None]],
    others: Mapping[str, ir.Datum | None],
    vocabulary: str,
    waiting: Mapping[str, syntax.GroupBlock],
) -> ir.Datum | None:
    name = block.name.text
    members, amounts = _own_members(scope, block)
    inner_members: dict[str, tuple[ir.Value, ...]] = {}
    for inner, datum in nested:
        if datum is None:
            _no_such_group(scope, block, inner, waiting)
            continue
        theirs = group_of(datum.kind)
        if theirs != block.of:
            scope.report(
                lists_wrong.group_of_other_things(
                    inner.span, inner.text, name, theirs or "things", block.of
                )
            )
            continue
        assert isinstance(datum.kind, ir.Treatment | ir.Condition | ir.Event)
        inner_members[normal(inner.text)] = datum.kind.members
        same = (
            isinstance(datum.kind, ir.Treatment)
            and block.reference is not None
            and normal(datum.kind.reference) == normal(block.reference.text)
        )
        for member in datum.kind.members:
            kept = member if same else replace(member, equivalent=None)
            members.setdefault(member.key, kept)
    _leave_out(scope, block, members, inner_members, others)
    members = _with_equivalents(scope, block, members, amounts)
    if not members and block.file is not None:  # its file could not be read, which was reported
        return None
    if not members and not block.is_open:
        scope.report(kinds_wrong.group_without_members(block.name.span, name))
        return None
    found = tuple(members.values())
    kind: ir.Kind
    match block.of:
        case "treatments":
            reference = block.reference.text if block.reference else ""
            kind = ir.Treatment(found, block.is_open, reference)
        case "conditions":
            kind = ir.Condition(found, block.is_open)
        case "events":
            kind = ir.Event(found, block.is_open)
    question = block.question.text if block.question else ""
    datum = ir.Datum(
        key=field_key(name),
        name=name,
        label=block.label.text if block.label else name,
        kind=kind,
        span=block.name.span,
        codes=kinds.codes(scope, block.codes),
        synonyms=tuple(text.text for text in block.synonyms),
        note=" ".join(t for t in (question, block.note.text if block.note else "") if t),
        source=block.source.text if block.source else "",
        burden=data.burden(scope, block.burden, kind),
        vocabulary=vocabulary,
    )
    return replace(datum, attributes=data.attributes(scope, datum, block.attributes, vocabulary))


Amounts = dict[str, tuple[syntax.Quantity, Span]]  # equivalent amounts by key of the member


def _own_members(scope: Scope, block: syntax.GroupBlock) -> tuple[dict[str, ir.Value], Amounts]:
    """The members that the block lists itself, and those of its file."""
    found = {value.key: value for value in kinds.values(scope, block.members)}
    amounts: Amounts = {}
    for written in block.members:
        key = kinds.value_key(written.name.text)
        if written.half_life and block.of != "treatments":
            scope.report(
                lists_wrong.half_life_needs_a_treatment(
                    written.half_life.span, written.name.text, f"one of the {block.of}"
                )
            )
        elif written.half_life:
            life = kinds.half_life(scope, written.half_life)
            found[key] = replace(found[key], half_life=life)
        if written.equivalent:
            amounts[key] = (written.equivalent, written.equivalent.span)
    for row, span in _rows(scope, block, report=True):
        value = _from_row(scope, block, row, span, amounts)
        if value.key in found:
            scope.report(
                lists_wrong.csv_wrong(
                    span, f"“{value.label}” stands in the list twice", MEMBER_COLUMNS
                )
            )
        found.setdefault(value.key, value)
    return found, amounts


def _rows(
    scope: Scope, block: syntax.GroupBlock, *, report: bool
) -> tuple[tuple[dict[str, str], Span], ...]:
    """The rows of the group's CSV file, by column; none where there is no file or it cannot be read."""
    if block.file is None:
        return ()
    source = scope.files.get((block.span.source.name, block.file.text))
    if source is None:  # reported where it was looked for
        return ()
    rows, problems = spreadsheets.read(source, ("name",))
    known = (*MEMBER_COLUMNS, *kinds.SYSTEMS)
    columns = (*MEMBER_COLUMNS, *dict.fromkeys(kinds.SYSTEMS.values()))
    if rows:
        unknown = [c for c in rows[0][0] if spreadsheets.plain(c) not in known]
        problems = (
            *problems,
            *(
                (rows[0][1], f"The file has a column “{c}”, which is none of a list of members")
                for c in unknown
            ),
        )
    if report:
        for span, problem in problems:
            scope.report(lists_wrong.csv_wrong(span, problem, columns))
    return () if problems else rows


def _from_row(
    scope: Scope, block: syntax.GroupBlock, row: dict[str, str], span: Span, amounts: Amounts
) -> ir.Value:
    name = " ".join(row["name"].split())
    key = kinds.value_key(name)
    synonyms = tuple(part.strip() for part in row.get("synonyms", "").split("|") if part.strip())
    codes = tuple(
        ir.Code(kinds.SYSTEMS[spreadsheets.plain(column)], code.strip())
        for column, cell in row.items()
        if spreadsheets.plain(column) in kinds.SYSTEMS
        for code in cell.split("|")
        if code.strip()
    )
    life: Fraction | None = None
    for column in ("half_life", "equivalent"):
        if not row.get(column, "").strip():
            continue
        written = spreadsheets.quantity(row[column], span)
        if written is None:
            scope.report(
                lists_wrong.csv_wrong(
                    span, f"“{row[column]}” of {name} is no amount with a unit", ("40 h", "10 mg")
                )
            )
        elif column == "half_life":
            life = kinds.half_life(scope, written)
        else:
            amounts[key] = (written, span)
    return ir.Value(key, name, synonyms, codes, life)


def _no_such_group(
    scope: Scope,
    block: syntax.GroupBlock,
    inner: syntax.Name,
    waiting: Mapping[str, syntax.GroupBlock],
) -> None:
    key = normal(inner.text)
    if key in scope.broken or key in waiting:  # reported already
        return
    thing = scope.things.get(key)
    what = described(thing) if thing else ""
    scope.report(lists_wrong.unknown_group(inner.span, inner.text, block.name.text, what))


def _leave_out(
    scope: Scope,
    block: syntax.GroupBlock,
    members: dict[str, ir.Value],
    inner: Mapping[str, tuple[ir.Value, ...]],
    others: Mapping[str, ir.Datum | None],
) -> None:
    """``except hydrocortisone``: a member, or the members of a group that is taken in or declared: before, in another
    file, or anywhere in this one (``others``)."""
    for name in block.excepted:
        wanted = normal(name.text)
        keys = [
            member.key
            for member in members.values()
            if wanted in map(normal, (member.label, member.key, *member.synonyms))
        ]
        thing = others.get(wanted) or scope.things.get(wanted)
        if not keys and wanted in inner:
            keys = [member.key for member in inner[wanted]]
        elif not keys and isinstance(thing, ir.Datum) and group_of(thing.kind) is not None:
            assert isinstance(thing.kind, ir.Treatment | ir.Condition | ir.Event)
            keys = [member.key for member in thing.kind.members if member.key in members]
        if not keys:
            labels = tuple(member.label for member in members.values())
            scope.report(
                lists_wrong.excepted_is_no_member(name.span, name.text, block.name.text, labels)
            )
        for key in keys:
            members.pop(key, None)


def _with_equivalents(
    scope: Scope, block: syntax.GroupBlock, members: dict[str, ir.Value], amounts: Amounts
) -> dict[str, ir.Value]:
    """Members with the amount that equals one of the reference medicine."""
    if block.reference is None:
        for key, (_, span) in amounts.items():
            label = members[key].label if key in members else key
            scope.report(lists_wrong.equivalent_without_reference(span, label, block.name.text))
        return members
    wanted = normal(block.reference.text)
    reference = next(
        (m for m in members.values() if wanted in map(normal, (m.label, m.key, *m.synonyms))),
        None,
    )
    if reference is None or reference.key not in amounts:
        if reference is None or reference.equivalent is None:
            scope.report(
                lists_wrong.reference_without_amount(
                    block.reference.span,
                    block.reference.text,
                    block.name.text,
                    reference is not None,
                )
            )
        return members
    written, span = amounts[reference.key]
    unit = kinds.unit(scope, written.unit or "1", written.unit_span or written.span)
    whole = kinds.number(written)
    if unit is None:
        return members
    found = dict(members)
    for key, (amount, place) in amounts.items():
        if key not in found:
            continue
        own = kinds.unit(scope, amount.unit or "1", amount.unit_span or amount.span)
        if own is None:
            continue
        value = kinds.number(amount)
        if value <= 0 or whole <= 0 or not units.compatible(own, unit):
            said = f"{amount.number} {amount.unit or ''}".strip()
            scope.report(
                lists_wrong.equivalent_does_not_convert(
                    place, found[key].label, said, block.reference.text, units.display(unit)
                )
            )
            continue
        equal = units.convert(value, own, unit) / whole
        found[key] = replace(found[key], equivalent=equal)
    return found
