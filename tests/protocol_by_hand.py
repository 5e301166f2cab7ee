"""A protocol made by hand: what the front end would make of a small criteria file, with every kind
of statement, number, date and category in it. Tests run this file for its `protocol`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import count
from typing import Any

from eligo import ir
from eligo.source import Source, Span
from eligo.units import Duration, parse

REGISTRY = """Title of the registry entry

Eligibility
• 18 to 65 years old, male or female.
• SLEDAI-2000 score ≥ 8.
• ① leukocytes ≥ 2 ×109/L; ② total bilirubin ≤ 1.5 times the upper limit of normal, with the \
exception of patients with Gilbert's syndrome, for whom total bilirubin was ≤ 3.0 times the upper \
limit of normal; ③ eGFR ≥ 30 ml/min/1.73m2; no clinically significant pleural effusion.
• For participants not receiving anticoagulation: INR ≤ 1.5 times the upper limit of normal, or \
prothrombin time (PT) ≤ 1.5 times the upper limit of normal.
• 2-week interval between the last growth factor and screening.
• Stable glucocorticoid for at least 3 months.
• Women of childbearing potential must have a negative pregnancy test and use contraception.
"""
CRITERIA = "protocol HAND-1\n" + "# line\n" * 60
TEXT = Source("protocols/hand/registry.txt", REGISTRY)
FILE = Source("protocols/hand/1.0.criteria", CRITERIA)
HERE = Span(FILE, 0, 8)


def protocol() -> ir.Protocol:
    ids = count(1)
    no_unit, year = parse("1"), parse("year")
    one = Fraction(1)

    def node(kind: Any, *arguments: Any, **named: Any) -> Any:
        return kind(f"n{next(ids)}", HERE, *arguments, **named)

    def at(key: str = "screening") -> Any:
        return node(ir.MilestoneDate, key)

    def number(printed: str, unit: str | None = None) -> Any:
        held = parse(unit) if unit else no_unit
        return node(ir.Constant, Fraction(printed), held, printed, parse(unit) if unit else None)

    def reading(key: str, unit: str = "1", timing: Any = None, pick: str = "latest") -> Any:
        return node(ir.Reading, key, pick, parse(unit), one, Fraction(0), at(), timing)

    def compare(value: Any, *bounds: tuple[str, Any], between: bool = False) -> Any:
        limits = tuple(ir.Bound(comparator, limit) for comparator, limit in bounds)  # type: ignore
        return node(ir.Compare, value, limits, between)

    def upper(key: str, times: str, unit: str) -> Any:
        limit = node(ir.NormalLimit, reading(key, unit), "upper", parse(unit))
        return node(ir.Arithmetic, "*", number(times), limit, parse(unit))

    def timing(relation: str, length: Duration | None, anchor: Any, until: Any = None) -> Any:
        return node(ir.Timing, relation, length, anchor, until)

    def values(*keys: str) -> tuple[ir.Value, ...]:
        return tuple(ir.Value(key, key.replace("_", " ")) for key in keys)

    def measured(unit: str, low: str, high: str, limits: bool = False) -> ir.Measurement:
        return ir.Measurement(parse(unit), ir.Range(Fraction(low), Fraction(high)), limits)

    def datum(key: str, kind: ir.Kind, label: str = "", **more: Any) -> ir.Datum:
        name = more.pop("name", key.replace("_", " "))
        return ir.Datum(key, name, label or name, kind, HERE, **more)

    def quote(words: str) -> tuple[ir.Quote, ...]:
        assert words in REGISTRY, words
        start = REGISTRY.index(words)
        return (ir.Quote(words, Span(TEXT, start, start + len(words))),)

    bilirubin_units = (
        ir.Conversion(parse("umol/L"), Fraction(10, 171), Fraction(0), "1 mg/dL = 17.1 umol/L"),
    )
    bilirubin = replace(measured("mg/dL", "0", "60", True), conversions=bilirubin_units)
    drugs = (
        ir.Value("filgrastim", "filgrastim", ("G-CSF",), (ir.Code("ATC", "L03AA02", False),)),
        ir.Value("epoetin", "epoetin"),
    )
    effusion = ir.Judgement("Is there a clinically significant pleural effusion?")
    use = ir.Attestation("The participant will use highly effective contraception.")
    class_kind = ir.OneOf(values("I", "II", "III", "IV"), ordered=True)
    data = (
        datum("date_of_birth", ir.DateKind(False)),
        datum("sex", ir.OneOf(values("male", "female")), "Sex at birth"),
        datum("leukocytes", measured("10*9/L", "0", "500"), "Leukocytes in blood"),
        datum("total_bilirubin", bilirubin, codes=(ir.Code("LOINC", "1975-2"),)),
        datum("gilberts_syndrome", ir.YesNo(), name="Gilbert's syndrome"),
        datum("creatinine", measured("mg/dL", "0.1", "30"), "Serum creatinine"),
        datum("pleural_effusion", effusion),
        datum("therapeutic_anticoagulant", ir.Treatment()),
        datum("inr", measured("1", "0.5", "20", True), name="INR"),
        datum("prothrombin_time", measured("s", "5", "200", True)),
        datum("growth_factor", ir.Treatment(drugs), name="haematopoietic growth factor"),
        datum("platelet_transfusion", ir.Event()),
        datum("platelet_count", measured("10*9/L", "0", "3000")),
        datum("glucocorticoid", ir.Treatment()),
        datum("biologic", ir.Treatment()),
        datum("pregnancy_test", ir.Result(values("positive", "negative"))),
        datum("menopause", ir.DateKind(True), "Date of the last natural menses"),
        datum("contraception", use),
        datum("seizure", ir.YesNo()),
        datum("rash", ir.YesNo()),
        datum("fever", ir.YesNo()),
        datum("heart_failure", ir.Condition()),
        datum("biopsy_class", ir.AnyOfValues(values("III", "IV", "V"))),
        datum("nyha_class", class_kind, name="NYHA class"),
        datum("visits", ir.Quantity(no_unit, True, ir.Range(Fraction(0), Fraction(9)), None)),
        datum("ana_titre", ir.Measurement(no_unit, None, False, titre=True), name="ANA titre"),
    )

    ratio = node(
        ir.Arithmetic,
        "/",
        reading("creatinine", "mg/dL"),
        node(
            ir.CaseNumber,
            node(ir.CategoryValue, "sex"),
            ((("female",), number("0.7")), (("male",), number("0.9"))),
            no_unit,
        ),
        no_unit,
    )
    step = node(ir.StepValue, "ratio", no_unit)
    power = node(
        ir.Power,
        node(ir.Extreme, "min", (step, number("1")), no_unit),
        number("-0.302"),
        no_unit,
    )
    aged = node(ir.Age, "date_of_birth", at(), "year", year)
    formula = node(
        ir.Arithmetic,
        "*",
        node(ir.Arithmetic, "*", number("142"), power, no_unit),
        node(ir.Power, number("0.9938"), aged, no_unit),
        parse("mL/min/{1.73_m2}"),
    )
    gfr = parse("mL/min/{1.73_m2}")
    years = Duration(2, "year")
    childbearing = node(
        ir.AllOf,
        (
            node(ir.Is, node(ir.CategoryValue, "sex"), ("female",)),
            node(
                ir.Not,
                node(
                    ir.DateRelation,
                    node(ir.DateOf, "menopause"),
                    timing("at least before", years, at()),
                ),
            ),
        ),
    )
    definitions = (
        ir.Definition(
            "egfr",
            "eGFR by CKD-EPI 2021",
            "",
            HERE,
            formula,
            None,
            gfr,
            (ir.Step("ratio", "ratio", ratio),),
            source="Inker 2021",
        ),
        ir.Definition(
            "childbearing_potential",
            "childbearing potential",
            "",
            HERE,
            None,
            childbearing,
            None,
            vocabulary="demographics",
        ),
    )

    def item(key: str, weight: int) -> ir.ScoreItem:
        return ir.ScoreItem(key, key, key.capitalize(), weight, node(ir.Holds, key), HERE)

    score = ir.Score(
        "sledai",
        "SLEDAI-2K",
        "SLE Disease Activity Index 2000",
        0,
        10,
        (
            item("seizure", 8),
            ir.ScoreGroup("skin", "skin", "Skin", (item("rash", 2), item("fever", 1)), HERE),
        ),
        no_unit,
        HERE,
        source="Gladman 2002",
        note="Present within 10 days before the assessment.",
    )

    weeks = Duration(2, "week")
    no_anticoagulant = node(ir.Not, node(ir.Ongoing, "therapeutic_anticoagulant", at(), None))
    body: dict[str, Any] = {
        "age": node(
            ir.AllOf,
            (
                compare(
                    node(ir.Age, "date_of_birth", at(), "year", year),
                    (">=", number("18", "year")),
                    ("<=", number("65", "year")),
                    between=True,
                ),
                node(ir.Is, node(ir.CategoryValue, "sex"), ("male", "female")),
            ),
        ),
        "activity": compare(node(ir.ScoreValue, "sledai", no_unit), (">=", number("8"))),
        "blood": compare(reading("leukocytes", "10*9/L"), (">=", number("2", "10*9/L"))),
        "bilirubin": node(
            ir.ExceptWhen,
            compare(
                reading("total_bilirubin", "mg/dL"),
                ("<=", upper("total_bilirubin", "1.5", "mg/dL")),
            ),
            (
                (
                    node(ir.Holds, "gilberts_syndrome"),
                    compare(
                        reading("total_bilirubin", "mg/dL"),
                        ("<=", upper("total_bilirubin", "3.0", "mg/dL")),
                    ),
                ),
            ),
        ),
        "kidney": node(
            ir.AllOf,
            (
                compare(
                    node(ir.DefinedNumber, "egfr", gfr),
                    (">=", number("30", "mL/min/{1.73_m2}")),
                    ("<", number("200", "mL/min/{1.73_m2}")),
                ),
                node(ir.Not, node(ir.Holds, "pleural_effusion")),
            ),
        ),
        "coagulation": node(
            ir.When,
            no_anticoagulant,
            node(
                ir.AnyOf,
                (
                    compare(reading("inr"), ("<=", upper("inr", "1.5", "1"))),
                    compare(
                        reading("prothrombin_time", "s"),
                        ("<=", upper("prothrombin_time", "1.5", "s")),
                    ),
                ),
            ),
            None,
        ),
        "washout": node(
            ir.AllOf,
            (
                node(ir.FirstLast, "growth_factor", "last", timing("at least before", weeks, at())),
                node(
                    ir.FirstLast,
                    "platelet_transfusion",
                    "last",
                    timing(
                        "more than before",
                        Duration(1, "week"),
                        node(ir.ReadingDate, reading("platelet_count", "10*9/L")),
                    ),
                ),
                node(
                    ir.Occurs,
                    "heart_failure",
                    0,
                    0,
                    at(),
                    timing("within before", Duration(6, "month"), at()),
                ),
            ),
        ),
        "stable": node(
            ir.AllOf,
            (
                node(ir.Ongoing, "glucocorticoid", at(), Duration(3, "month")),
                node(ir.Stable, "biologic", at(), weeks, True),
                node(ir.Satisfies, "disease-activity"),
            ),
        ),
        "pregnancy": node(
            ir.When,
            node(ir.DefinedCondition, "childbearing_potential"),
            node(ir.Is, node(ir.ResultReading, "pregnancy_test", at(), None), ("negative",)),
            None,
        ),
        "contraception": node(ir.Holds, "contraception"),
        "odd": node(
            ir.CountOf,
            2,
            None,
            (
                node(ir.Includes, node(ir.CategoryValue, "biopsy_class"), ("III", "IV")),
                node(ir.Is, node(ir.CategoryValue, "nyha_class"), ("III", "IV"), ((">=", "III"),)),
                compare(
                    node(ir.QuantityValue, "visits", no_unit, one, Fraction(0)), ("=", number("3"))
                ),
                node(ir.WithinNormal, reading("inr")),
                compare(reading("ana_titre"), (">=", number("80"))),
                node(ir.InSubgroup, "ln"),
                node(ir.Occurs, "platelet_transfusion", 1, None, at(), None),
                node(
                    ir.Unless,
                    node(ir.NoneOf, (node(ir.Holds, "rash"), node(ir.Holds, "fever"))),
                    node(ir.Holds, "seizure"),
                ),
                node(
                    ir.When,
                    node(ir.Ongoing, "heart_failure", at(), None),
                    compare(
                        reading(
                            "creatinine",
                            "mg/dL",
                            timing(
                                "between", None, at(), node(ir.Shifted, at("consent"), weeks, 1)
                            ),
                            "highest",
                        ),
                        ("<", number("1.20", "mg/dL")),
                    ),
                    node(ir.NoRequirement),
                ),
            ),
        ),
    }

    def criterion(key: str, label: str, title: str, words: str, **more: Any) -> ir.Criterion:
        kind = more.pop("kind", "inclusion")
        parts = more.pop("parts", ())
        held = None if parts else body[more.pop("body", key)]
        defaults: dict[str, Any] = {
            "subgroup": None,
            "excluding": kind == "exclusion",
            "interpretations": (),
            "not_formalised": (),
            "duties": (),
        }
        return ir.Criterion(
            key=key,
            name=key.replace("-", "_").replace(".", "_"),
            kind=kind,
            label=label,
            title=title,
            quotes=quote(words) if words else (),
            body=held,
            parts=parts,
            span=HERE,
            **{**defaults, **more},
        )

    power_of_ten = ir.Interpretation(
        "The power of ten",
        "×10⁹/L; the superscript was lost in the registry’s text.",
        "",
        "2 × 109/L is no cell count.",
        "settled",
        HERE,
    )
    which = ir.Interpretation(
        "Which CKD-EPI equation",
        "The 2021 creatinine equation without race, unrounded.",
        "The 2009 equation, with or without its race factor.",
        "The text names no year; 2021 is the current recommendation.",
        "open",
        HERE,
    )
    contraception = ir.Duty(
        "duty1",
        "Highly effective contraception",
        at("consent"),
        node(ir.Shifted, at("last_study_treatment"), Duration(1, "year"), 1),
        node(ir.DefinedCondition, "childbearing_potential"),
        HERE,
    )
    organs = (
        criterion(
            "organs.blood",
            "3.1",
            "Blood count",
            "① leukocytes ≥ 2 ×109/L;",
            body="blood",
            interpretations=(power_of_ten,),
        ),
        criterion(
            "organs.bilirubin",
            "3.2",
            "Bilirubin",
            "② total bilirubin ≤ 1.5 times the upper limit of normal, with the exception of "
            "patients with Gilbert's syndrome, for whom total bilirubin was ≤ 3.0 times the upper "
            "limit of normal;",
            body="bilirubin",
        ),
        criterion(
            "organs.kidney",
            "3.3",
            "Kidney and lungs",
            "③ eGFR ≥ 30 ml/min/1.73m2; no clinically significant pleural effusion.",
            body="kidney",
            interpretations=(which,),
        ),
    )
    criteria = (
        criterion(
            "age-and-sex", "1", "Age and sex", "18 to 65 years old, male or female.", body="age"
        ),
        criterion(
            "disease-activity", "2", "Disease activity", "SLEDAI-2000 score ≥ 8.", body="activity"
        ),
        criterion("organs", "3", "Organ function", "", parts=organs),
        criterion(
            "coagulation",
            "4",
            "Coagulation",
            "For participants not receiving anticoagulation: INR ≤ 1.5 times the upper limit of "
            "normal, or prothrombin time (PT) ≤ 1.5 times the upper limit of normal.",
        ),
        criterion(
            "washout",
            "5",
            "Washout",
            "2-week interval between the last growth factor and screening.",
            not_formalised=(
                ir.NotFormalised("interval", "The rule is from the end of the last period.", HERE),
            ),
        ),
        criterion(
            "stable", "6", "Stable treatment", "Stable glucocorticoid for at least 3 months."
        ),
        criterion(
            "pregnancy",
            "7",
            "Pregnancy test and contraception",
            "Women of childbearing potential must have a negative pregnancy test and use "
            "contraception.",
            duties=(contraception,),
        ),
        criterion("contraception", "8", "Contraception", "", subgroup="ln"),
        criterion("odd", "E1", "Things that keep out", "", kind="exclusion"),
    )
    record = '{"id": "b", "total_bilirubin": {"value": "2.4", "unit": "mg/dL", "upper": "1.2"}}'
    expectation = ir.Expectation("organs.bilirubin", "unknown", ("gilberts_syndrome",), HERE)
    heading = "Title of the registry entry"
    return ir.Protocol(
        id="HAND-1",
        title="A protocol written by hand, with <angle> brackets & an ampersand",
        version="1.0",
        released=date(2025, 2, 19),
        assessed_at="screening",
        not_known=("exclusion criteria",),
        registered=ir.Registered(18, 65, "all", False),
        details=(ir.Detail("sponsor", "A hospital"), ir.Detail("phase", "1")),
        milestones=(
            ir.Milestone("consent", "consent", False, HERE),
            ir.Milestone("screening", "screening", True, HERE),
            ir.Milestone("last_study_treatment", "last study treatment", False, HERE),
        ),
        data=data,
        definitions=definitions,
        scores=(score,),
        subgroups=(ir.Subgroup("ln", "LN", "Lupus nephritis", node(ir.Holds, "rash"), HERE),),
        criteria=criteria,
        contexts=(ir.Context("Heading", quote(heading), HERE),),
        examples=(ir.Example("Bilirubin between the limits", record, (expectation,), HERE),),
        source=FILE,
        source_text=TEXT,
        vocabularies=(Source("protocols/vocabulary/demographics.criteria", "vocabulary"),),
        best_verdict="meets the known criteria",
    )
