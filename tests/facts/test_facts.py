"""The fact sheet's worked examples: scores, indices, equations, limits, intervals and dates, run
against the vocabularies through every implementation of the language.

Each JSON file beside this one holds the examples of one section, for the criteria file that it names
(facts.criteria where it names none). `shared` and `inputs` are fields of a participant's record;
`numbers` are expected to as many decimals as are given, two of them are the ends of a range;
`status` is that of a criterion; `error` is the field that cannot be accepted. A generated validator
says what a number is where a criterion has its key: the limit and the distance from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
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
def protocol(name: str) -> ir.Protocol:
    compiled = Project(ROOT).compile(HERE / f"{name}.criteria")
    assert compiled.protocol is not None, compiled.diagnostics
    return compiled.protocol


@cache
def generated(name: str) -> ModuleType:
    return python.load(python.emit(protocol(name)), f"eligo_{name}")


def examples() -> Iterator[Any]:
    for file in sorted(HERE.glob("*.json")):
        section = json.loads(file.read_text(encoding="utf-8"))
        for vector in section["vectors"]:
            record = {"id": vector["id"], **section["shared"], **vector["inputs"]}
            name = section.get("criteria", "facts")
            yield pytest.param(name, record, vector["expected"], id=f"{file.stem}: {vector['id']}")


@pytest.mark.parametrize("name, record, expected", list(examples()))
def test_interpreter(name: str, record: Mapping[str, object], expected: Mapping[str, Any]) -> None:
    if "error" in expected:
        with pytest.raises(RecordError) as refused:
            assess(protocol(name), record)
        assert fields(refused.value.problems) == {expected["error"]}
        return
    for key, numbers in expected.get("numbers", {}).items():
        low, high = numbers if isinstance(numbers, list) else (numbers, numbers)
        found = measure(protocol(name), number(protocol(name), key), record)
        assert (rounded(found.lo, low), rounded(found.hi, high)) == (low, high), (key, found)
    assessed = assess(protocol(name), record)
    statuses = {key: assessed.statuses[key] for key in expected.get("status", {})}
    assert statuses == expected.get("status", {})


@pytest.mark.parametrize("name, record, expected", list(examples()))
def test_generated_python(
    name: str, record: Mapping[str, object], expected: Mapping[str, Any]
) -> None:
    validator = generated(name)
    text = json.dumps(record)
    if "error" in expected:
        with pytest.raises(ReadingError) as refused:
            validator.Participant.from_json(text)
        assert fields(refused.value.problems) == {expected["error"]}
        return
    result = validator.evaluate(validator.Participant.from_json(text), explain=True)
    statuses = {key: result.criteria[key].status for key in expected.get("status", {})}
    assert statuses == expected.get("status", {})
    for key, written in expected.get("numbers", {}).items():
        criterion = result.explanation.criteria.get(key.replace("_", "-"))
        if criterion is not None and isinstance(written, str):
            assert rounded(explained(criterion.to_json()), written) == written, key


def fields(problems: Iterable[Any]) -> set[str]:
    """The fields of a record at fault, without what stands in them."""
    return {problem.field.split(".")[0].split("[")[0] for problem in problems}


def explained(tree: Mapping[str, Any]) -> Fraction:
    """The number that a comparison with one limit found: the limit and the distance from it."""
    limit = tree["limit"].split()[1]
    return Fraction(limit) + Fraction(tree["distance"].removeprefix("about "))


def number(within: ir.Protocol, name: str) -> ir.Number:
    """The score or definition of that key."""
    for score in within.scores:
        if score.key == name:
            return ir.ScoreValue("test", score.span, name, score.unit)
    definition = within.definition(name)
    assert definition.unit is not None
    return ir.DefinedNumber("test", definition.span, name, definition.unit)


def rounded(end: Fraction | None, like: str) -> str | None:
    """A number with as many decimals as another has."""
    if end is None:
        return None
    places = -int(Decimal(like).as_tuple().exponent)
    return f"{Decimal(round(end * 10**places)).scaleb(-places):.{places}f}"


@pytest.mark.parametrize("path", Project(ROOT).vocabularies(), ids=lambda path: path.stem)
def test_vocabularies_have_no_mistakes(path: Path) -> None:
    assert Project(ROOT).compile(path).diagnostics == ()
