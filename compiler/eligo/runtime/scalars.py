"""Reading of numbers, dates and the states without a value, as they stand in a record."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from .problems import FieldProblem, listing, suggestion
from .trace import DOES_NOT_APPLY, NOT_AVAILABLE, NOT_RECORDED
from .values import WrittenDay

JsonObject: TypeAlias = Mapping[str, object]

SIGNIFICANT_DIGITS: Final = 15
# No measurement needs more, and an exact number of a million digits would stop the machine.
LARGEST_EXPONENT: Final = 60

NUMBER: Final = r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?"
DATE: Final = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
TIME: Final = r"T([01][0-9]|2[0-3]):[0-5][0-9]"
_NUMBER = re.compile(NUMBER)
_DATE = re.compile(DATE)
_MOMENT = re.compile(rf"({DATE})({TIME})?")

MISSING_STATES: Final = (NOT_AVAILABLE, DOES_NOT_APPLY)


def missing_state(written: object) -> str:
    """The state without a value that is written, empty where a value is written."""
    if written is None:
        return NOT_RECORDED
    if not isinstance(written, Mapping) or "missing" not in written:
        return ""
    only_keys(written, ("missing", "reason"))
    state = written["missing"]
    if state not in MISSING_STATES:
        raise FieldProblem(
            "this is no way to be missing",
            "only a known state says what to do next",
            'Write "not available", "does not apply", or leave the field out.',
            state,
        )
    reason = written.get("reason")
    if reason is not None and not isinstance(reason, str):
        raise FieldProblem("the reason is no text", "", "Write it in quotes.", reason)
    return str(state)


def only_keys(written: JsonObject, allowed: Collection[str]) -> None:
    for key in written:
        if key not in allowed:
            near = suggestion(str(key), allowed)
            raise FieldProblem(
                f'"{key}" is not a part of this value',
                "it would be left out without a word",
                near or f"The parts are {listing(allowed)}.",
            )


def number(written: object, what: str = "the value") -> Fraction:
    """A decimal exactly as it is written."""
    if isinstance(written, bool):
        raise _no_number(written, what)
    if isinstance(written, int):
        if abs(written) >= 10**SIGNIFICANT_DIGITS * 10:
            raise _too_long(written, what)
        decimal = Decimal(written)
    elif isinstance(written, float):
        # The shortest decimal that names the same binary number is what was written.
        decimal = Decimal(repr(written))
    elif isinstance(written, Decimal):
        decimal = written
    elif isinstance(written, str) and _NUMBER.fullmatch(written.strip()):
        if len(written) > 100:
            raise _too_long(written, what)
        decimal = Decimal(written.strip())
    else:
        raise _no_number(written, what)
    if not decimal.is_finite():
        raise FieldProblem(
            f"{what} is not finite", "it can be compared with nothing", "Leave it out.", written
        )
    if len(decimal.as_tuple().digits) > SIGNIFICANT_DIGITS:
        raise _too_long(written, what)
    if decimal and abs(decimal.adjusted()) > LARGEST_EXPONENT:
        raise FieldProblem(
            f"{what} is beyond every measurement",
            "its exponent cannot be right",
            "Check the number.",
            written,
        )
    return Fraction(decimal)


def _no_number(written: object, what: str) -> FieldProblem:
    return FieldProblem(
        f"{what} is not a number",
        "a comparison needs one",
        'Write a decimal with a point, such as 1.5 or "1.5"; no sign of comparison, no unit.',
        written,
    )


def _too_long(written: object, what: str) -> FieldProblem:
    return FieldProblem(
        f"{what} has more than {SIGNIFICANT_DIGITS} significant digits",
        "no measurement has; it comes from a calculation that was not rounded",
        "Give the value as it was reported.",
        written,
    )


def as_written(written: object) -> str:
    """A number's own spelling, for people."""
    return str(written).strip()


def day(written: object, what: str = "the date") -> WrittenDay:
    """A full or partial date; the days that it may be."""
    if isinstance(written, date) and not isinstance(written, datetime):
        written = written.isoformat()
    if not isinstance(written, str) or not _DATE.fullmatch(written):
        raise _no_date(written, what)
    parts = [int(part) for part in written.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else None
    if year < 1 or (month is not None and not 1 <= month <= 12):
        raise _no_such_day(written, what)
    if month is None:
        first, last = date(year, 1, 1), date(year, 12, 31)
    elif len(parts) == 2:
        first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    else:
        if not 1 <= parts[2] <= monthrange(year, month)[1]:
            raise _no_such_day(written, what)
        first = last = date(year, month, parts[2])
    return WrittenDay(first.toordinal(), last.toordinal(), written)


def moment(written: object, what: str = "the date") -> WrittenDay:
    """A day as in `day`; a full one may carry a time of 24 hours behind a T."""
    if not isinstance(written, str) or "T" not in written:
        return day(written, what)
    date_text, _, time_text = written.partition("T")
    match = _MOMENT.fullmatch(written)
    found = day(date_text, what) if match else None
    if found is None or found.low != found.high:
        raise FieldProblem(
            f"{what} is not a day with its time",
            "it cannot be placed in time",
            'Write "2025-06-15T08:30", or the day alone.',
            written,
        )
    hours, minutes = time_text.split(":")
    return replace(found, text=written, minute=60 * int(hours) + int(minutes))


def _no_date(written: object, what: str) -> FieldProblem:
    return FieldProblem(
        f"{what} is not a date",
        "it cannot be placed in time",
        'Write "2025-06-15", or "2025-06" or "2025" where the rest is not known.',
        written,
    )


def _no_such_day(written: object, what: str) -> FieldProblem:
    return FieldProblem(
        f"{what} does not exist",
        "there is no such day in the calendar",
        "Check day and month; write the month or year alone where the day is not known.",
        written,
    )


def optional_day(written: JsonObject, part: str) -> WrittenDay:
    value = written.get(part)
    return WrittenDay() if value is None else day(value, f'"{part}"')


def optional_moment(written: JsonObject, part: str) -> WrittenDay:
    value = written.get(part)
    return WrittenDay() if value is None else moment(value, f'"{part}"')


def yes_or_no(written: object, what: str = "the answer") -> bool:
    if not isinstance(written, bool):
        raise FieldProblem(
            f"{what} is neither true nor false",
            "it is a question of yes or no",
            "Write true or false, without quotes.",
            written,
        )
    return written


def text(written: object, what: str) -> str:
    if written is None:
        return ""
    if not isinstance(written, str):
        raise FieldProblem(f"{what} is no text", "", "Write it in quotes.", written)
    return written


def member(written: object, allowed: tuple[str, ...]) -> str:
    if isinstance(written, int) and not isinstance(written, bool):
        written = str(written)  # grades are often recorded as numbers
    if not isinstance(written, str):
        quoted = listing(f'"{each}"' for each in allowed)
        raise FieldProblem(
            "this is not one of the values", "they are texts", f"Write one of {quoted}.", written
        )
    if written not in allowed:
        raise FieldProblem(
            "this is not one of the values",
            "no rule knows it",
            f"Write one of {listing(allowed)}.",
            written,
            suggestion(written, allowed),
        )
    return written
