"""Examples of protocols with stages: a milestone taken away again, criteria of a later stage by their printed number,
and what a failing example says."""

from __future__ import annotations

from eligo import ir
from eligo.check.examples import failures, run_examples
from eligo.driver import Library, compile_source
from eligo.source import Source

PROTOCOL = """protocol T-1
    title         "A trial"
    version       "1.0"
    assessed at   screening

visit screening
visit crossover

stage entry "Screening" at screening
stage second period "Second period" at crossover
    extends entry

data, yes or no: smoker

inclusion 1 "Smoker"
    text: Smokers.
    smoker

exclusion 1 "Late visit" for second period
    text: Visit later than 90 days.
    crossover more than 90 days after screening

example "Both visits"
    given:
        screening is 2025-01-01
        crossover is 2025-03-01
        smoker
    expect inclusion second-period/1 pass
    expect exclusion second-period/1 pass

example "Before the second"
    given, like "Both visits":
        crossover not recorded
        not smoker
    expect inclusion 1 fail
    expect inclusion second-period/1 pending, missing crossover
    expect stage second period undetermined
"""

LIBRARY = Library(lambda name: None, lambda source, name: None)


def protocol(text: str) -> ir.Protocol:
    compiled = compile_source(Source("1.0.criteria", text), LIBRARY)
    assert compiled.protocol is not None, [d.what for d in compiled.diagnostics]
    return compiled.protocol


def test_a_milestone_is_taken_away_and_stages_are_named() -> None:
    read = protocol(PROTOCOL)
    assert failures(read, run_examples(read)) == ()


def test_a_failing_stage_names_its_own_criteria() -> None:
    read = protocol(
        PROTOCOL.replace("stage second period undetermined", "stage second period eligible")
    )
    (found,) = failures(read, run_examples(read))
    assert "inclusion 1 of stage second period pending" in found.what
    assert "inclusion 1 of stage entry" not in found.what
