"""A verdict's full explanation as text: what a validator tells as JSON, in the protocol's words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from eligo import ir
from eligo.screening.deciding import Deciding, compared, mark
from eligo.source import Span
from eligo.units import display

Json: TypeAlias = Mapping[str, Any]


# Those that decide the verdict come first.
_REASONS = {"fail": "fails", "unknown": "lacks data", "pending": "is still to come"}
_FOLDED = ("pass", "not applicable")
_MOST_LEAVES = 3  # that a reason names; the tree has all
_MOST_ITEMS = 5


def explanation(
    protocol: ir.Protocol, participant: str, result: Json, width: int, *, full: bool = False
) -> Iterator[str]:
    """The lines of the explanation; ``result`` is what the validator gives with its explanation.

    Verdict and reasons stand first, then the criteria with their trees. What passes, or does not
    apply, is one line unless ``full``.
    """
    teller = _Teller(protocol, result, width, full=full)
    yield f"{participant}: {result['verdict']}"
    yield from teller.reasons()
    yield ""
    yield f"{protocol.id}, version {protocol.version}: {protocol.title}"
    folded = False
    for criterion in protocol.criteria:
        was, folded = folded, teller.is_folded(criterion)
        if not (was and folded):
            yield ""
        yield from teller.criterion(criterion, 0)
    yield from teller.more()
    yield from teller.ask_next()
    yield from teller.passes_from()
    yield from teller.duties()
    yield from teller.interpretations()
    yield from teller.assumptions()
    yield from teller.identity()


def _placed(protocol: ir.Protocol) -> Iterator[ir.Statement]:
    for node in ir.walk((protocol.criteria, protocol.definitions, protocol.scores)):
        if isinstance(node, ir.Statement):
            yield node


def _place(span: Span, protocol: ir.Protocol) -> str:
    """Such as "line 12", or "lupus.criteria line 12" where it stands in a vocabulary."""
    name = span.source.name
    file = "" if name == protocol.source.name else f"{name.rsplit('/', 1)[-1]} "
    return f"{file}line {span.line}"


class _Teller:
    def __init__(self, protocol: ir.Protocol, result: Json, width: int, *, full: bool) -> None:
        self._full = full
        self._deciding = Deciding(protocol)
        self._protocol = protocol
        self._result = result
        self._told: Json = result["explanation"]
        self._width = max(width, 40)
        self._names = {
            **{each.key: each.name for each in protocol.definitions},
            **{each.key: each.name for each in protocol.scores},
            **{each.key: each.name for each in protocol.milestones},
            **{each.key: each.name for each in protocol.data},
        }
        self._scores = {each.key: each for each in protocol.scores}
        self._places = {each.id: _place(each.span, protocol) for each in _placed(protocol)}
        self._shown: set[str] = set()

    # --- reasons

    def reasons(self) -> Iterator[str]:
        """A line for each criterion that fails, then for each that lacks data."""
        found = [
            (criterion, status, words)
            for status, words in _REASONS.items()
            for criterion in self._protocol.flat_criteria()
            if not criterion.parts and self._status(criterion) == status
        ]
        if not found:
            yield "Every criterion passes, or does not apply."
            for part in self._protocol.not_known:
                yield from self._wrapped(f"not known: {part}", 1)
        for criterion, status, words in found:
            said = self._why(criterion) if status == "fail" else self._lacks(criterion, _MOST_ITEMS)
            yield from self._wrapped(f"{self._title(criterion.key)} {words}: {said}", 1)

    def _why(self, criterion: ir.Criterion) -> str:
        leaves = self._deciding.leaves(self._told["criteria"][criterion.key])
        said = [self._leaf(leaf) for leaf in leaves[:_MOST_LEAVES]]
        more = len(leaves) - len(said)
        return "; ".join([*said, f"and {more} more"] if more else said)

    def _leaf(self, leaf: Json) -> str:
        """Such as "not true: age at consent is at least 18 years (age 17 years, limit >= 18)"."""
        lead = {"true": "true", "false": "not true"}.get(mark(leaf), mark(leaf))
        details = ", ".join(self._details(leaf))
        return f"{lead}: {leaf['phrase']}" + (f" ({details})" if details else "")

    def _lacks(self, criterion: ir.Criterion, most: int | None = None) -> str:
        lacks = self._result["missing"].get(criterion.key, ())
        said = [f"{self.name(item)} ({why})" for item, why in lacks[:most]]
        more = len(lacks) - len(said)
        return ", ".join([*said, f"and {more} more"] if more else said) or "see its tree"

    # --- criteria

    def _status(self, criterion: ir.Criterion) -> str:
        status: str = self._result["criteria"][criterion.key]["status"]
        return status

    def is_folded(self, criterion: ir.Criterion) -> bool:
        return not self._full and self._status(criterion) in _FOLDED

    def more(self) -> Iterator[str]:
        if any(map(self.is_folded, self._protocol.flat_criteria())):
            yield ""
            yield "How the others came out in full: eligo explain … --full"

    def criterion(self, criterion: ir.Criterion, depth: int) -> Iterator[str]:
        status = self._status(criterion)
        subgroup = next(
            (f", for {x.label}" for x in self._protocol.subgroups if x.key == criterion.subgroup),
            "",
        )
        kind = "part" if depth else criterion.kind
        head = f"{kind} {criterion.label} {criterion.title}".rstrip()
        yield from self._wrapped(f"{head}{subgroup}: {status}", depth)
        if self.is_folded(criterion):
            return
        for quote in criterion.quotes:
            yield from self._wrapped(f"“{quote.text}”", depth + 1)
        if criterion.parts:
            for part in criterion.parts:
                yield from self.criterion(part, depth + 1)
        else:
            yield from self._tree(self._told["criteria"][criterion.key], depth + 1)
        if self._result["missing"].get(criterion.key) and not criterion.parts:
            yield from self._wrapped(f"lacks: {self._lacks(criterion)}", depth + 1)
        sets = self._told["ask_next_by_criterion"].get(criterion.key)
        if sets and sets["sets"]:
            yield from self._wrapped(f"decided by: {self._sets(sets)}", depth + 1)

    def _tree(self, node: Json, depth: int) -> Iterator[str]:
        # A score is a number and has no outcome.
        lead = "-" if node["id"] in self._scores else f"[{mark(node)}]"
        children = node.get("children", ())
        # A tree that several criteria share is told once.
        again = bool(children) and node["id"] in self._shown
        self._shown.add(node["id"])
        place = "" if children else f" ({self._places.get(node['id'], node['line'])})"
        again_said = ", as above" if again else ""
        yield from self._wrapped(f"{lead} {node['phrase']}{again_said}{place}", depth)
        details = "; ".join(self._details(node))
        if details:
            yield from self._wrapped(details, depth + 2)
        if not again:
            for child in children:
                yield from self._tree(child, depth + 1)

    def _details(self, node: Json) -> list[str]:
        """What was found and compared with what."""
        statement = self._deciding.statements.get(node["id"])
        said = compared(node, statement, self._protocol)
        found = ", ".join(self._found(each) for each in node.get("found", ()))
        # How far a number lies from its limit can be seen; how far days lie apart cannot.
        days = node.get("distance", "") if not isinstance(statement, ir.Compare) else ""
        parts = (("found ", found), ("", said.value), ("limit ", said.limit), ("", days))
        return [f"{lead}{each}" for lead, each in parts if each]

    def _found(self, found: Json) -> str:
        kind = next((x.kind for x in self._protocol.data if x.key == found["datum"]), None)
        if isinstance(kind, ir.Judgement | ir.Attestation):
            when = f" on {found['date']}" if found.get("date") else ""
            return f"the {kind.by}’s answer {found['value']}{when}"
        amount = f"{found['value']} {self._unit(found)}".rstrip()
        when = f" on {found['date']}" if found.get("date") else ""
        visit = f" at {self.name(found['visit'])}" if found.get("visit") else ""
        return f"{self.name(found['datum'])} {amount}{when or visit}"

    def _unit(self, found: Json) -> str:
        """As people write it, where the record uses a unit that the datum declares."""
        written: str = found.get("unit", "")
        kind = next((x.kind for x in self._protocol.data if x.key == found["datum"]), None)
        if isinstance(kind, ir.Quantity | ir.Measurement):
            for unit in (kind.unit, *(each.unit for each in kind.conversions)):
                if unit.text == written:
                    return display(unit)
        return written

    # --- what stands after the criteria

    def ask_next(self) -> Iterator[str]:
        asked = self._told["ask_next"]
        if asked is None:
            return
        yield from self._section("What to ask next")
        if not asked["sets"]:
            yield from self._wrapped("No few answers decide the verdict.", 1)
        for items in asked["sets"]:
            yield from self._wrapped(f"- {self._items(items)}", 1)
        if asked.get("not_listed"):
            yield from self._wrapped(f"and {asked['not_listed']} other sets of answers", 1)
        if not asked["exhaustive"]:
            most = asked["tried_up_to"]
            more = "Single answers were tried" if most == 1 else f"Up to {most} answers were tried"
            yield from self._wrapped(f"{more}; more of them together may decide it as well.", 1)

    def passes_from(self) -> Iterator[str]:
        if self._told["passes_from"]:
            yield from self._section("When to come back")
        for key, when in self._told["passes_from"].items():
            yield from self._wrapped(f"- {self._title(key)}: {when['sentence']}", 1)

    def duties(self) -> Iterator[str]:
        if self._told["duties"]:
            yield from self._section("Duties")
        said_already = set()
        for duty in self._told["duties"]:
            since = f"from {duty['from'] or 'a day that is not known'}"
            until = f"until {duty['until'] or 'a day that is not known'}"
            open_ = "" if duty["applies"] == "yes" else " (whether it applies is not known)"
            said = f"- {duty['text']} {since} {until}{open_}; {self._title(duty['criterion'])}"
            if said not in said_already:
                yield from self._wrapped(said, 1)
            said_already.add(said)

    def interpretations(self) -> Iterator[str]:
        relied_on = [
            each
            for each in self._told["interpretations"]
            if self._result["criteria"][each["criterion"]]["status"] != "not applicable"
        ]
        if relied_on:
            yield from self._section("Interpretations relied on")
        for each in relied_on:
            said = f"- {self._title(each['criterion'])}: {each['title']}. {each['chosen']}"
            yield from self._wrapped(f"{said} ({each['status']})", 1)

    def assumptions(self) -> Iterator[str]:
        if self._told["assumptions"]:
            yield from self._section("Assumptions")
        for each in self._told["assumptions"]:
            yield from self._wrapped(f"- {self.name(each['datum'])}: {each['assumed']}", 1)

    def identity(self) -> Iterator[str]:
        yield from self._section("Identity")
        for key, value in self._result["identity"].items():
            yield f"  {key.replace('_', ' ')}: {value}"

    # --- words

    def name(self, item: str) -> str:
        """Such as "upper limit of ALT" for alt.upper."""
        key, _, facet = item.partition(".")
        name: str = self._names.get(key, key)
        if not facet:
            return name
        part = f"{facet} limit" if facet in ("upper", "lower") else facet.replace("_", " ")
        return f"{part} of {name}"

    def _title(self, key: str) -> str:
        criterion = self._protocol.criterion(key)
        return f"{criterion.kind} {criterion.label} ({criterion.title})"

    def _sets(self, asked: Json) -> str:
        return "; or ".join(self._items(items) for items in asked["sets"][:3])

    def _items(self, items: Iterable[str]) -> str:
        return " and ".join(self.name(item) for item in items)

    @staticmethod
    def _section(title: str) -> Iterator[str]:
        yield ""
        yield title

    def _wrapped(self, said: str, depth: int) -> list[str]:
        indent = "  " * min(depth, 10)
        return textwrap.wrap(
            said,
            self._width,
            initial_indent=indent,
            subsequent_indent=f"{indent}    ",
            break_on_hyphens=False,
        ) or [indent]
