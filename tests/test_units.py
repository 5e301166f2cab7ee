"""Units of measure and calendar durations: exactness, spellings, refusals, and dates."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligo import units
from eligo.units import Duration, UnitError


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("0.7", "ug/L", "ng/mL", "7/10"),
        ("150", "[lb_av]", "kg", "136077711/2000000"),
        ("1", "g/dL", "g/L", "10"),
        ("88.4", "umol/L", "mmol/L", "0.0884"),
        ("1.5", "10*9/L", "10*3/uL", "1.5"),
        ("1500", "/uL", "10*9/L", "1.5"),
        ("200", "cells/mm3", "/uL", "200"),
        ("0.5", "g/d", "mg/d", "500"),
        ("0.5", "g/g{creat}", "mg/g{creat}", "500"),
        ("60", "/min", "Hz", "1"),
        ("120", "mm[Hg]", "kPa", "15.99864"),
        ("10", "cm[H2O]", "Pa", "980.665"),
        ("70", "[in_i]", "cm", "177.8"),
        ("6", "[ft_i]", "m", "1.8288"),
        ("1", "[lb_av]", "[oz_av]", "16"),
        ("1", "[stone_av]", "[lb_av]", "14"),
        ("1", "[yd_i]", "[ft_i]", "3"),
        ("1", "[mi_i]", "[yd_i]", "1760"),
        ("7000", "[gr]", "[lb_av]", "1"),
        ("1", "[gal_us]", "[foz_us]", "128"),
        ("1", "[gal_us]", "[in_i]3", "231"),
        ("1", "[cup_us]", "[tbs_us]", "16"),
        ("1", "[tbs_us]", "[tsp_us]", "3"),
        ("1", "[foz_us]", "mL", "29.5735295625"),
        ("1", "atm", "kPa", "101.325"),
        ("2", "[MET]", "mL/min/kg", "7"),
        ("1", "kcal", "J", "4184"),
        ("1", "kat/L", "U/L", "60000000"),
        ("1", "U", "nkat", "50/3"),
        ("45", "%", "L/L", "0.45"),
        ("2", "wk", "d", "14"),
        ("24", "h", "d", "1"),
        ("1", "mg/(24.h)", "mg/d", "1"),
        ("1", "m[iU]/mL", "[iU]/L", "1"),
        ("5", "{cells}/100{WBC}", "{cells}/100{WBC}", "5"),
        ("1", "V", "mV", "1000"),
        ("1", "J/s", "W", "1"),
        ("1", "V.A", "W", "1"),
        ("1", "Ohm.A", "V", "1"),
        ("1", "/S", "Ohm", "1"),
        ("1", "F.V", "A.s", "1"),
        ("1", "N/m2", "Pa", "1"),
        ("1", "bar", "kPa", "100"),
        ("100", "dyn", "mN", "1"),
        ("1", "P", "Pa.s", "0.1"),
        ("37", "Cel", "K", "310.15"),
        ("37", "Cel", "[degF]", "98.6"),
        ("98.6", "[degF]", "Cel", "37"),
        ("-40", "Cel", "[degF]", "-40"),
        ("0", "[degF]", "K", "45967/180"),
    ],
)
def test_conversion_is_exact(value: str, source: str, target: str, expected: str) -> None:
    a, b = units.parse(source), units.parse(target)
    assert units.compatible(a, b)
    assert units.convert(Fraction(value), a, b) == Fraction(expected)
    assert units.convert(Fraction(expected), b, a) == Fraction(value)
    if a.offset == b.offset:
        assert units.factor(a, b) * Fraction(value) == Fraction(expected)


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("mL/min/{1.73_m2}", "mL/min", "marked {1.73_m2}"),
        ("g/g{creat}", "g/g", "marked {creat}"),
        ("mg/g{creat}", "mg/mmol{creat}", "molar mass"),
        ("U/L", "[iU]/L", "enzyme unit"),
        ("mg/dL", "umol/L", "molar mass"),
        ("meq/L", "mmol/L", "valence"),
        ("mmol/mol", "%", "different scales"),
        ("mosm/kg", "mmol/kg", "different things"),
        ("{copies}/mL", "[iU]/mL", "marked {copies}"),
        ("[CFU]/mL", "[PFU]/mL", "different things"),
        ("years", "d", "no fixed length"),
        ("years", "a", "no fixed length"),
        ("months", "mo", "no fixed length"),
        ("months", "years", "no fixed length"),
        ("kg", "m", "different things"),
        ("Bq", "Hz", "different things"),
        ("Gy", "Sv", "different things"),
    ],
)
def test_what_does_not_convert(source: str, target: str, reason: str) -> None:
    a, b = units.parse(source), units.parse(target)
    assert not units.compatible(a, b)
    for first, second in ((a, b), (b, a)):
        with pytest.raises(UnitError, match=reason):
            units.convert(Fraction(1), first, second)
        with pytest.raises(UnitError, match=reason):
            units.factor(first, second)


def test_scales_with_different_zeros_have_no_factor() -> None:
    with pytest.raises(UnitError, match="zero points"):
        units.factor(units.parse("Cel"), units.parse("[degF]"))


@pytest.mark.parametrize(("spelling", "canonical"), sorted(units.EVERYDAY.items()))
def test_every_everyday_spelling(spelling: str, canonical: str) -> None:
    meant = units.EVERYDAY.get(canonical, canonical)
    assert units.is_unit(spelling)
    assert units.parse(meant).text == meant
    assert units.parse(spelling) == units.parse(meant)


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("mg/dl", "mg/dL"),
        ("mg / dL", "mg/dL"),
        ("mcg/mL", "ug/mL"),
        ("µg/mL", "ug/mL"),
        ("μg/mL", "ug/mL"),
        ("mcg/kg/min", "ug/kg/min"),
        ("mg/kg/day", "mg/kg/d"),
        ("mg per day", "mg/d"),
        ("IU/L", "[iU]/L"),
        ("mIU/mL", "m[iU]/mL"),
        ("[IU]/mL", "[iU]/mL"),
        ("ml/min/1.73m2", "mL/min/{1.73_m2}"),
        ("mL/min/1.73 m²", "mL/min/{1.73_m2}"),
        ("mL/min/1.73 m^2", "mL/min/{1.73_m2}"),
        ("mL/min per 1.73 m2", "mL/min/{1.73_m2}"),
        ("mL/min/1.73_m2", "mL/min/{1.73_m2}"),
        ("×10⁹/L", "10*9/L"),
        ("x 10^9/L", "10*9/L"),
        ("10^9/L", "10*9/L"),
        ("10⁹/l", "10*9/L"),
        ("10E9/L", "10*9/L"),
        ("×10⁹ cells/L", "10*9/L"),
        ("10*9{cells}/L", "10*9/L"),
        ("K/uL", "10*3/uL"),
        ("K/µL", "10*3/uL"),
        ("cells/uL", "/uL"),
        ("cells/µL", "/uL"),
        ("cells/mm³", "/mm3"),
        ("g/24h", "g/d"),
        ("mg/24 h", "mg/d"),
        ("mg/24 hours", "mg/d"),
        ("mmHg", "mm[Hg]"),
        ("mm Hg", "mm[Hg]"),
        ("sec", "s"),
        ("°C", "Cel"),
        ("° C", "Cel"),
        ("℃", "Cel"),
        ("degrees Celsius", "Cel"),
        ("°F", "[degF]"),
        ("mEq/L", "meq/L"),
        ("mOsm/kg", "mosm/kg"),
        ("kg/m²", "kg/m2"),
        ("kg/m^2", "kg/m2"),
        ("g/g creatinine", "g/g{creat}"),
        ("beats per minute", "/min"),
        ("1/min", "/min"),
        ("mg·h/L", "mg.h/L"),
        ("% predicted", "%{predicted}"),
        ("Days", "d"),
        ("years", "year"),
        ("months", "month"),
    ],
)
def test_canonical_text(spelling: str, canonical: str) -> None:
    assert units.parse(spelling).text == canonical
    assert units.parse(canonical) == units.parse(spelling)


@pytest.mark.parametrize("text", units.COMMON)
def test_common_units_are_canonical(text: str) -> None:
    assert units.parse(text).text == text
    assert units.display(units.parse(text))


@pytest.mark.parametrize(
    ("text", "problem", "suggestions"),
    [
        ("mg/dll", "dll is not a unit", ("mg/dL",)),
        ("umoll/L", "umoll is not a unit", ("umol/L",)),
        ("MG/DL", "MG is not a unit", ("mg/dL",)),
        ("Mg", "Mg is not a unit", ("mg",)),
        ("C", "C is not a unit", ("Cel",)),
        ("mL/min/1,73 m2", "decimal comma", ("mL/min/{1.73_m2}",)),
        ("×109/L", "lost its superscript", ("10*9/L",)),
        ("109/L", "lost its superscript", ("10*9/L",)),
        ("hello/world", "hello is not a unit", ()),
        ("", "no unit here", ()),
        ("  ", "no unit here", ()),
        ("5", "begins with a number", ()),
        ("3/min", "begins with a number", ("/min",)),
        ("as", "as is not a unit", ()),
        ("(g", "never closed", ("g",)),
        ("g)", "never opened", ("g",)),
        ("mg/", "lacks a unit at its end", ()),
        ("mg//L", "lacks a unit before /", ()),
        ("{x", "does not end with its annotation", ()),
        ("g{a}b", "does not end with its annotation", ()),
        ("g{}", "not a well-formed annotation", ()),
        ("m0", "exponent that makes no sense", ("m",)),
        ("m99", "exponent that makes no sense", ()),
        ("Cel/min", "stands alone", ()),
        ("Cel2", "stands alone", ()),
        ("breaths{letters}", "two annotations", ()),
        ("mCel", "mCel is not a unit", ()),
        ("(" * 5000, "longer than any unit", ()),
    ],
)
def test_what_is_refused(text: str, problem: str, suggestions: tuple[str, ...]) -> None:
    assert not units.is_unit(text)
    with pytest.raises(UnitError) as caught:
        units.parse(text)
    assert caught.value.text == text
    assert problem in caught.value.problem
    assert caught.value.suggestions == units.suggest(text)
    assert caught.value.suggestions[: len(suggestions)] == suggestions


@given(st.text(alphabet="mgdLlUsK/.(){}[]10*^×⁹µ %,-Hz°C2", max_size=12))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        unit = units.parse(text)
    except UnitError as error:
        assert error.problem
        assert all(units.is_unit(suggestion) for suggestion in error.suggestions)
        return
    units.display(unit)
    assert unit.factor > 0
    again = units.parse(unit.text)
    assert again == unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
        ("10*9/L", "×10⁹/L"),
        ("Cel", "°C"),
        ("[degF]", "°F"),
        ("umol/L", "µmol/L"),
        ("mm[Hg]", "mmHg"),
        ("%", "%"),
        ("kg/m2", "kg/m²"),
        ("mg/g{creat}", "mg/g creatinine"),
        ("u[iU]/mL", "µIU/mL"),
        ("meq/L", "mEq/L"),
        ("mg/d", "mg/day"),
        ("[lb_av]", "lb"),
        ("mg.h/L", "mg·h/L"),
        ("s-1", "s⁻¹"),
        ("{letters}", "letters"),
        ("1", ""),
        ("years", "years"),
        ("d", "days"),
    ],
)
def test_display(text: str, expected: str) -> None:
    assert units.display(units.parse(text)) == expected


@pytest.mark.parametrize(
    ("amount", "word", "expected", "shown"),
    [
        ("90", "days", Duration(90, "day"), "90 days"),
        ("1", "day", Duration(1, "day"), "1 day"),
        ("14", "d", Duration(14, "day"), "14 days"),
        ("2", "weeks", Duration(2, "week"), "2 weeks"),
        ("4", "wk", Duration(4, "week"), "4 weeks"),
        ("3", "Months", Duration(3, "month"), "3 months"),
        ("1", "year", Duration(1, "year"), "1 year"),
        ("18", "years", Duration(18, "year"), "18 years"),
        ("8", "h", Duration(8, "hour"), "8 hours"),
        ("30", "min", Duration(30, "minute"), "30 minutes"),
        ("0", "days", Duration(0, "day"), "0 days"),
    ],
)
def test_duration(amount: str, word: str, expected: Duration, shown: str) -> None:
    assert units.parse_duration(amount, word) == expected
    assert units.display(expected) == shown


@pytest.mark.parametrize(
    ("amount", "word"),
    [("3", "mo"), ("1", "a"), ("3", "seconds"), ("1.5", "years"), ("-1", "day"), ("", "day")],
)
def test_what_is_no_duration(amount: str, word: str) -> None:
    assert units.parse_duration(amount, word) is None


@pytest.mark.parametrize(
    ("day", "amount", "unit", "sign", "expected"),
    [
        ("2025-01-31", 3, "month", 1, "2025-04-30"),
        ("2024-11-30", 3, "month", 1, "2025-02-28"),
        ("2025-03-01", 3, "month", 1, "2025-06-01"),
        ("2025-05-31", 3, "month", -1, "2025-02-28"),
        ("2024-05-31", 3, "month", -1, "2024-02-29"),
        ("2025-01-15", 1, "month", -1, "2024-12-15"),
        ("2024-02-29", 1, "year", 1, "2025-02-28"),
        ("2024-02-29", 4, "year", 1, "2028-02-29"),
        ("2025-06-15", 1, "year", -1, "2024-06-15"),
        ("2025-02-27", 2, "day", 1, "2025-03-01"),
        ("2025-03-01", 1, "week", -1, "2025-02-22"),
        ("2025-03-01", 0, "month", 1, "2025-03-01"),
    ],
)
def test_adding_to_a_date(
    day: str,
    amount: int,
    unit: units.DurationUnit,
    sign: Literal[1, -1],
    expected: str,
) -> None:
    result = units.add(date.fromisoformat(day), Duration(amount, unit), sign)
    assert result == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("amount", "unit"),
    [(1, "hour"), (9999, "year"), (120000, "month"), (10**7, "day"), (10**12, "week")],
)
def test_what_cannot_be_added(amount: int, unit: units.DurationUnit) -> None:
    with pytest.raises(ValueError):
        units.add(date(2025, 6, 15), Duration(amount, unit))


@pytest.mark.parametrize(
    ("birth", "on", "years", "months"),
    [
        ("2007-06-15", "2025-06-14", 17, 215),
        ("2007-06-15", "2025-06-15", 18, 216),
        ("2004-02-29", "2022-02-28", 17, 215),
        ("2004-02-29", "2022-03-01", 18, 216),
        ("2004-02-29", "2024-02-28", 19, 239),
        ("2004-02-29", "2024-02-29", 20, 240),
        ("2025-01-31", "2025-02-28", 0, 0),
        ("2025-01-31", "2025-03-01", 0, 1),
        ("2025-01-31", "2025-01-31", 0, 0),
    ],
)
def test_age(birth: str, on: str, years: int, months: int) -> None:
    born, day = date.fromisoformat(birth), date.fromisoformat(on)
    assert units.completed_years(born, day) == years
    assert units.completed_months(born, day) == months


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        units.completed_years(date(2025, 1, 2), date(2025, 1, 1))
