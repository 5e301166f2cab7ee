"""Documents of stages that take criteria over, and of what is said of entries by how long they lasted and on how many
days."""

from __future__ import annotations

from eligo.backends import document
from eligo.driver import Library, compile_source
from eligo.source import Source

PROTOCOL = """protocol T-1
    title         "A trial"
    version       "1.0"
    source        "registry.txt"
    assessed at   screening
    measured within 28 days

visit screening
visit crossover

stage entry "Screening" at screening
stage second period "Second period" at crossover
    extends entry

data lipase: measurement in U/L, plausible 1 to 5000
data insulin: treatment
data fall: event

define relative lipase as ratio
    lipase in U/L / 60

context "Headings"
    text: Inclusion Criteria
    text: Exclusion Criteria

exclusion 1 "Lipase"
    text: Relative lipase above 3.
    relative lipase > 3

exclusion 2 "Insulin"
    text: Insulin within 12 weeks before screening, but for up to 14 days.
    any insulin within 12 weeks before screening:
        unless duration <= 14 days

inclusion 1 "Falls"
    text: Fewer than 2 falls on different days within 6 months before screening.
    fewer than 2 fall on different days within 6 months before screening
"""

TEXT = """Eligibility
Inclusion Criteria
1. Fewer than 2 falls on different days within 6 months before screening.
Exclusion Criteria
1. Relative lipase above 3.
2. Insulin within 12 weeks before screening, but for up to 14 days.
Locations
"""
LIBRARY = Library(lambda name: None, lambda source, name: Source(name, TEXT))


def markdown() -> str:
    compiled = compile_source(Source("1.0.criteria", PROTOCOL), LIBRARY)
    assert compiled.protocol is not None, [d.what for d in compiled.diagnostics]
    return document.emit(compiled.protocol)["criteria.md"].replace("\u00a0", " ")


def test_a_computed_number_of_a_stage_is_taken_over() -> None:
    text = markdown()
    assert "**Second period, taken over:** [Exclusion 1 Lipase]" in text
    assert (
        "[Exclusion 1 Lipase](#criterion-lipase) | read at crossover instead of screening" in text
    )


def test_how_long_and_on_how_many_days() -> None:
    text = markdown()
    assert "is at most 14 days" in text
    assert "those of one day counted once" in text
