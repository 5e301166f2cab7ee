"""The reference meaning of a protocol: short, slow, obvious; what every other implementation is
compared with.

It follows grammar/MEANING.md clause by clause and shares nothing with the generated code but that
page."""

from eligo.interpret.numbers import Interval
from eligo.interpret.outcomes import Outcome, Reason
from eligo.interpret.record import Problem, RecordError
from eligo.interpret.verdict import (
    Assessment,
    DutyPeriod,
    assess,
    duty_periods,
    judge,
    measure,
    status,
)

__all__ = [
    "Assessment",
    "DutyPeriod",
    "Interval",
    "Outcome",
    "Problem",
    "Reason",
    "RecordError",
    "assess",
    "duty_periods",
    "judge",
    "measure",
    "status",
]
