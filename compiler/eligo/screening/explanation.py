"""A verdict's full explanation as text: what a validator tells as JSON, in the protocol's words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from eligo import ir
from eligo.screening.deciding import Deciding, compared, mark
from eligo.source import Span
from eligo.units import display

Json: TypeAlias = Mapping[str, Any]


# Those that decide the verdict come first.
_REASONS = {
    "fail": "fails",
    "unknown": "lacks data",
    "pending": "is still to come",
    "delayed": "postpones",
}
_STANDING = {**_REASONS, "pass": "passes", "not applicable": "passes", "delayed": "is postponed"}
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
        self._places = {
            each.id: _place(each.span, protocol) for each in self._deciding.statements.values()
        }
        # The criteria that are judged for each candidate of a unit, their parts too.
        self._of_units = {
            each.key
            for each in ir.walk(tuple(x for x in protocol.criteria if x.unit is not None))
            if isinstance(each, ir.Criterion)
        }
        self._shown: set[tuple[str, str]] = set()  # candidate, statement

    # --- reasons

    def reasons(self) -> Iterator[str]:
        """What fails, then what lacks data: a line for each criterion, a block for each unit."""
        lines = [line for status in _REASONS for line in self._with_status(status)]
        yield from lines
        if lines:
            return
        if self._result["verdict"] in ("ineligible", "undetermined"):
            yield "No criterion alone decides this verdict."
            for cohort in self._protocol.cohorts:
                verdict = self._result["cohorts"][cohort.key]
                yield from self._wrapped(f"cohort {cohort.label or cohort.name}: {verdict}", 1)
            return
        yield "Every criterion passes, or does not apply."
        for part in self._protocol.not_known:
            yield from self._wrapped(f"not known: {part}", 1)

    def _with_status(self, status: str) -> Iterator[str]:
        words = _REASONS[status]
        for criterion in self._protocol.flat_criteria():
            if criterion.parts or criterion.key in self._of_units:
                continue
            if self._status(criterion) == status:
                decided = status in ("fail", "delayed")
                said = self._why(criterion) if decided else self._lacks(criterion, _MOST_ITEMS)
                yield from self._wrapped(f"{self._title(criterion.key)} {words}: {said}", 1)
        for unit in self._protocol.units:
            if self._result["units"][unit.key]["status"] == status:
                yield from self._of_unit(unit)

    # --- units of analysis

    def _of_unit(self, unit: ir.UnitOfAnalysis) -> Iterator[str]:
        """How a unit stands, then each candidate with the criteria that it fails or leaves open."""
        stands = self._result["units"][unit.key]
        candidates = stands["candidates"]
        needed = f"at least {unit.least} {'is' if unit.least == 1 else 'are'} needed"
        passing = sum(
            each["standing"] in _FOLDED and each["is_candidate"] == "yes" for each in candidates
        )
        things = self._protocol.datum(unit.datum).name
        if candidates:
            of = f"of {len(candidates)} candidate{'' if len(candidates) == 1 else 's'}, "
            every = f"every criterion for {unit.name}"
            said = f"{of}{passing or 'none'} passes {every}"
            if passing > 1:
                said = f"{of}{passing} pass {every}"
            if stands["status"] != "fail" and not passing:
                said = f"{of}none is known to pass {every}"
        elif stands["status"] == "fail":
            article = "an" if unit.name[:1].casefold() in "aeiou" else "a"
            which = "" if unit.where is None else f" that is {article} {unit.name}"
            said = f"no {things} is recorded{which}"
        else:
            own = (x.key for x in self._protocol.criteria if x.unit == unit.key)
            lacks = [each for key in own for each in self._result["missing"].get(key, ())]
            said = self._items_lacking(lacks[:1], 1)
        words = _STANDING[stands["status"]]
        yield from self._wrapped(f"{unit.name} {words}: {said}; {needed}", 1)
        for place, candidate in enumerate(candidates):
            yield from self._candidate(candidate, place, things)

    def _candidate(self, candidate: Json, place: int, things: str) -> Iterator[str]:
        """The candidate at a place among those of its unit, as trees and results list them; ``things``
        is the record's name."""
        open_ = ""
        trees = {key: self._told["criteria"][key] for key in candidate["criteria"]}
        if candidate["is_candidate"] == "unknown":
            open_ = "; whether it is a candidate is not known"
            lacks = [tree["children"][place]["children"][0] for tree in trees.values()][:1]
            open_ += "".join(f": {self._lacking(each)}" for each in lacks)
        name: str = candidate["name"]
        if not name.startswith(things):
            name = f"{things} {name}"
        said = f"{name} {_STANDING[candidate['standing']]}{open_}"
        yield from self._wrapped(said, 2)
        for status, words in _REASONS.items():
            for key, came_out in candidate["criteria"].items():
                if came_out != status:
                    continue
                body = trees[key]["children"][place]["children"][-1]
                decided = status in ("fail", "delayed")
                why = self._decided_by(body) if decided else self._lacking(body, key)
                yield from self._wrapped(f"{self._title(key)} {words}: {why}", 3)

    def _lacking(self, node: Json, key: str = "") -> str:
        """What a statement about a candidate lacks; else what its criterion does."""
        lacks = node.get("reasons") or self._result["missing"].get(key, ())
        return self._items_lacking(lacks, _MOST_ITEMS)

    # --- why

    def _why(self, criterion: ir.Criterion) -> str:
        return self._decided_by(self._told["criteria"][criterion.key])

    def _decided_by(self, node: Json) -> str:
        leaves = self._deciding.leaves(node)
        said = [self._leaf(leaf) for leaf in leaves[:_MOST_LEAVES]]
        more = len(leaves) - len(said)
        return "; ".join([*said, f"and {more} more"] if more else said)

    def _leaf(self, leaf: Json) -> str:
        """Such as "not true: age at consent is at least 18 years (age 17 years, limit >= 18)"."""
        lead = {"true": "true", "false": "not true"}.get(mark(leaf), mark(leaf))
        details = ", ".join(self._details(leaf))
        return f"{lead}: {leaf['phrase']}" + (f" ({details})" if details else "")

    def _lacks(self, criterion: ir.Criterion, most: int | None = None) -> str:
        return self._items_lacking(self._result["missing"].get(criterion.key, ()), most)

    def _items_lacking(self, lacks: Sequence[Sequence[str]], most: int | None) -> str:
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

    def _tree(self, node: Json, depth: int, candidate: str = "") -> Iterator[str]:
        # A score is a number and has no outcome.
        lead = "-" if node["id"] in self._scores else f"[{mark(node)}]"
        children = node.get("children", ())
        # A tree that several criteria share is told once.
        again = bool(children) and (candidate, node["id"]) in self._shown
        self._shown.add((candidate, node["id"]))
        place = "" if children else f" ({self._places.get(node['id'], node['line'])})"
        again_said = ", as above" if again else ""
        yield from self._wrapped(f"{lead} {node['phrase']}{again_said}{place}", depth)
        details = "; ".join(self._details(node))
        if details:
            yield from self._wrapped(details, depth + 2)
        if not again:
            for child in children:
                is_candidate = child["id"].startswith(f"{node['id']}:")
                yield from self._tree(child, depth + 1, child["id"] if is_candidate else candidate)

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
