"""Behaviour tests as data: a criteria file beside records, expected statuses and expected reasons.

`<construct>/<case>.criteria` stands beside `<case>.json`, a list of cases, each with

- `clause`: the clause of grammar/MEANING.md that it shows (several with blanks between);
- `record`: the participant; `like` names an earlier case by its `name`, whose record it changes;
- `expect`: status by printed number (`I1`, `E2`, `I7.3`: inclusion, exclusion, part; `D1`: delay), `verdict`;
- `wholes`: of `units` (status), `cohorts` and `stages`, by key; `used`: the fallbacks that were
  used, each `[criterion's key, because]`;
- `missing`: reasons by printed number, each `[item, why]`; without it nothing is said of reasons;
- `refused`: instead of these, the fields (without what stands in them) of a record that cannot be
  accepted.

Everything is run through the reference interpreter and through the generated Python.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

from eligo import ir
from eligo.backends import python
from eligo.elaborate import elaborate
from eligo.frontend.declarations import declared
from eligo.frontend.parse import parse
from eligo.interpret import RecordError, assess
from eligo.project import Project
from eligo.runtime.problems import RecordError as Refused

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TRIAL = ROOT / "protocols" / "nct06676631" / "1.0.criteria"

Reasons = list[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """What an implementation says of a record; of a refused one, only the fields at fault."""

    refused: tuple[str, ...] = ()
    verdict: str = ""
    statuses: Mapping[str, str] | None = None
    reasons: Mapping[str, Reasons] | None = None
    # Of units (with their candidates), cohorts and stages; and the fallbacks that were used.
    wholes: Mapping[str, Any] | None = None
    used: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Subject:
    """A protocol under both implementations. Statuses and reasons are by criterion's key."""

    protocol: ir.Protocol
    module: ModuleType

    def interpreted(self, record: Mapping[str, object]) -> Answer:
        try:
            said = assess(self.protocol, record)
        except RecordError as refused:
            return Answer(refused=_fields(problem.field for problem in refused.problems))
        reasons = {
            key: [(reason.item, reason.why) for reason in each]
            for key, each in said.reasons.items()
            if said.statuses[key] in ("unknown", "pending")
        }
        whole = {each.key for each in self.protocol.criteria}
        units = {
            key: (
                unit.status,
                [
                    (
                        each.name,
                        each.standing,
                        {k: s for k, s in each.statuses.items() if k in whole},
                    )
                    for each in unit.candidates
                ],
            )
            for key, unit in said.units.items()
        }
        used = tuple(sorted({(each.criterion, each.because) for each in said.assumptions}))
        wholes = {"units": units, "cohorts": dict(said.cohorts), "stages": dict(said.stages)}
        return Answer((), said.verdict, dict(said.statuses), reasons, wholes, used)

    def participant(self, record: Mapping[str, object]) -> Any:
        return self.module.Participant.from_json(json.dumps({"id": "1", **record}))

    def generated(self, record: Mapping[str, object]) -> Answer:
        try:
            participant = self.participant(record)
        except Refused as refused:
            return Answer(refused=_fields(problem.field for problem in refused.problems))
        result = self.module.evaluate(participant)
        statuses = {key: each.status for key, each in result.criteria.items()}
        reasons = {key: [tuple(one) for one in each] for key, each in result.missing.items()}
        units = {
            key: (
                unit.status,
                [(each.name, each.standing, dict(each.criteria)) for each in unit.candidates],
            )
            for key, unit in result.units.items()
        }
        wholes = {"units": units, "cohorts": dict(result.cohorts), "stages": dict(result.stages)}
        used = tuple(sorted(set(result.fallbacks)))
        return Answer((), result.verdict, statuses, reasons, wholes, used)

    def both(self) -> dict[str, Any]:
        return {"interpreter": self.interpreted, "generated Python": self.generated}

    def key(self, printed: str) -> str:
        """The criterion's key of a printed number: `I1`, `E2`, `I7.3`."""
        kind = {"I": "inclusion", "E": "exclusion", "D": "delay"}[printed[0]]
        for criterion in self.protocol.flat_criteria():
            if criterion.kind == kind and criterion.label == printed[1:]:
                return criterion.key
        raise KeyError(printed)


def _fields(places: Any) -> tuple[str, ...]:
    return tuple(sorted({place.split(".")[0].split("[")[0] for place in places}))


@cache
def subject(path: Path) -> Subject:
    """A criteria file of this folder; its criteria may contradict each other, so no checks."""
    source = Project(ROOT).read(path)
    file, misread = parse(source, declared(source))
    protocol, wrong = elaborate(file, (), None)
    mistakes = [(each.span.line, each.what) for each in (*misread, *wrong) if each.is_error]
    assert protocol is not None and not mistakes, (path, mistakes)
    return _loaded(protocol, f"{path.parent.name}_{path.stem}")


@cache
def trial() -> Subject:
    compiled = Project(ROOT).compile(TRIAL)
    assert compiled.protocol is not None, compiled.diagnostics
    return _loaded(compiled.protocol, "nct06676631")


def _loaded(protocol: ir.Protocol, name: str) -> Subject:
    # How the text is laid out is tested elsewhere, and takes most of the time.
    with patch.object(python, "format_chunk", lambda chunk, cache: chunk):
        files = python.emit(protocol)
    return Subject(protocol, python.load(files, f"eligo_behaviour_{name.replace('-', '_')}"))


def criteria_files() -> list[Path]:
    return sorted(HERE.glob("*/*.criteria"))


def cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file, with the records of those that are like others filled in."""
    found: list[dict[str, Any]] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    named: dict[str, dict[str, Any]] = {}
    for case in found:
        if "like" in case:
            case["record"] = {**named[case["like"]], **case["record"]}
        if "name" in case:
            named[case["name"]] = case["record"]
    return found
