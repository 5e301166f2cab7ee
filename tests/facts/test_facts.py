"""The fact sheet's worked examples: scores, indices, equations, limits, intervals and dates, run
against the vocabularies through every implementation of the language.

Each JSON file beside this one holds the examples of one section. `shared` and `inputs` are fields
of a participant's record; `numbers` are expected to as many decimals as are given, two of them are
the ends of a range; `status` is that of a criterion of facts.criteria; `error` is the field that
cannot be accepted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from eligo import ir
from eligo.backends import python
from eligo.interpret import RecordError, assess, measure
from eligo.project import Project
from eligo.runtime.problems import RecordError as ReadingError

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@cache
def protocol() -> ir.Protocol:
    compiled = Project(ROOT).compile(HERE / "facts.criteria")
    assert compiled.protocol is not None, compiled.diagnostics
    return compiled.protocol


def examples() -> Iterator[Any]:
    for file in sorted(HERE.glob("*.json")):
        section = json.loads(file.read_text(encoding="utf-8"))
        for vector in section["vectors"]:
            record = {"id": vector["id"], **section["shared"], **vector["inputs"]}
            yield pytest.param(record, vector["expected"], id=f"{file.stem}: {vector['id']}")


@pytest.mark.parametrize("record, expected", list(examples()))
def test_interpreter(record: Mapping[str, object], expected: Mapping[str, Any]) -> None:
    if "error" in expected:
        with pytest.raises(RecordError) as refused:
            assess(protocol(), record)
        assert [problem.field for problem in refused.value.problems] == [expected["error"]]
        return
    for name, numbers in expected.get("numbers", {}).items():
        low, high = numbers if isinstance(numbers, list) else (numbers, numbers)
        found = measure(protocol(), number(name), record)
        assert (rounded(found.lo, low), rounded(found.hi, high)) == (low, high), (name, found)
    assessed = assess(protocol(), record)
    statuses = {key: assessed.statuses[key] for key in expected.get("status", {})}
    assert statuses == expected.get("status", {})


@pytest.mark.parametrize("record, expected", list(examples()))
def test_generated_python(record: Mapping[str, object], expected: Mapping[str, Any]) -> None:
    validator = generated()
    text = json.dumps(record)
    if "error" in expected:
        with pytest.raises(ReadingError) as refused:
            validator.Participant.from_json(text)
        assert [problem.field for problem in refused.value.problems] == [expected["error"]]
        return
    result = validator.evaluate(validator.Participant.from_json(text))
    statuses = {key: result.criteria[key].status for key in expected.get("status", {})}
    assert statuses == expected.get("status", {})


@cache
def generated() -> ModuleType:
    return python.load(python.emit(protocol()), "eligo_facts")


def number(name: str) -> ir.Number:
    """The score or definition of that key."""
    for score in protocol().scores:
        if score.key == name:
            return ir.ScoreValue("test", score.span, name, score.unit)
    definition = protocol().definition(name)
    assert definition.unit is not None
    return ir.DefinedNumber("test", definition.span, name, definition.unit)


def rounded(end: Fraction | None, like: str) -> str | None:
    """A number with as many decimals as another has."""
    if end is None:
        return None
    places = -int(Decimal(like).as_tuple().exponent)
    return f"{Decimal(round(end * 10**places)).scaleb(-places):.{places}f}"
