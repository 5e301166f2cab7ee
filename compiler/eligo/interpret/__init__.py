"""The reference meaning of a protocol: short, slow, obvious; what every other implementation is
compared with.

It follows grammar/MEANING.md clause by clause and shares nothing with the generated code but that
page."""

from eligo.interpret.criteria import Candidate
from eligo.interpret.fields import Problem
from eligo.interpret.numbers import Interval
from eligo.interpret.outcomes import Outcome, Reason
from eligo.interpret.record import RecordError
from eligo.interpret.verdict import (
    Assessment,
    Assumption,
    DutyPeriod,
    PermissionHeld,
    UnitAssessment,
    assess,
    duty_periods,
    judge,
    measure,
    status,
)

__all__ = [
    "Assessment",
    "Assumption",
    "Candidate",
    "DutyPeriod",
    "Interval",
    "Outcome",
    "PermissionHeld",
    "Problem",
    "Reason",
    "RecordError",
    "UnitAssessment",
    "assess",
    "duty_periods",
    "judge",
    "measure",
    "status",
]
