"""A protocol made by hand about entries, tables, units, cohorts and stages: every node that the first one
(`protocol_by_hand.py`) does not have. Tests run this file for its `protocol`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import count
from typing import Any

from eligo import ir
from eligo.source import Source, Span
from eligo.units import Duration, parse

FILE = Source("protocols/hand/2.0.criteria", "protocol HAND-2\n" + "# line\n" * 60)
HERE = Span(FILE, 0, 8)
NO_UNIT, DAY, ONE = parse("1"), parse("d"), Fraction(1)
WEEKS = Duration(4, "week")


def protocol() -> ir.Protocol:
    ids = count(1)

    def node(kind: Any, *arguments: Any, **named: Any) -> Any:
        return kind(f"n{next(ids)}", HERE, *arguments, **named)

    def at(key: str = "screening") -> Any:
        return node(ir.MilestoneDate, key)

    def number(printed: str, unit: str | None = None) -> Any:
        held = parse(unit) if unit else NO_UNIT
        return node(ir.Constant, Fraction(printed), held, printed, parse(unit) if unit else None)

    def reading(
        key: str, unit: str = "1", timing: Any = None, pick: str = "latest", **more: Any
    ) -> Any:
        return node(ir.Reading, key, pick, parse(unit), ONE, Fraction(0), at(), timing, **more)

    def quantity(key: str, unit: str = "1") -> Any:
        return node(ir.QuantityValue, key, parse(unit), ONE, Fraction(0))

    def compare(value: Any, *bounds: tuple[str, Any]) -> Any:
        return node(ir.Compare, value, tuple(ir.Bound(sign, limit) for sign, limit in bounds))  # type: ignore

    def timing(relation: str, length: ir.Length | None, anchor: Any, until: Any = None) -> Any:
        return node(ir.Timing, relation, length, anchor, until)

    def values(*keys: str) -> tuple[ir.Value, ...]:
        return tuple(ir.Value(key, key.replace("_", " ")) for key in keys)

    def is_(key: str, *members: str) -> Any:
        return node(ir.Is, node(ir.CategoryValue, key), members)

    def datum(
        key: str, kind: ir.Kind, *attributes: ir.Datum, name: str = "", **more: Any
    ) -> ir.Datum:
        name = name or key.rpartition(".")[2].replace("_", " ")
        return ir.Datum(key, name, name, kind, HERE, attributes=attributes, **more)

    def whole(low: int, high: int) -> ir.Quantity:
        return ir.Quantity(NO_UNIT, True, ir.Range(Fraction(low), Fraction(high)), None)

    inhibitors = (
        ir.Value("ketoconazole", "ketoconazole", half_life=Fraction(1, 3)),
        ir.Value("itraconazole", "itraconazole", ("Sporanox",), half_life=Fraction(7, 8)),
        ir.Value("ritonavir", "ritonavir"),
        ir.Value("clarithromycin", "clarithromycin"),
        ir.Value("telithromycin", "telithromycin"),
    )
    sedatives = (
        ir.Value("lorazepam", "lorazepam", equivalent=ONE, half_life=Fraction(14, 24)),
        ir.Value(
            "diazepam",
            "diazepam",
            ("Valium",),
            (ir.Code("ATC", "N05BA01", False),),
            Fraction(43, 24),
            Fraction(10),
        ),
    )
    cancers = values("basal_cell_carcinoma", "prostate_cancer", "other")
    yes = ir.YesNo()
    day = ir.DateKind(False)
    pressure = ir.Paired(parse("mm[Hg]"), values("systolic", "diastolic"), None)
    dose = ir.Quantity(parse("mg/d"), False, None, None)
    data = (
        datum("date_of_birth", day),
        datum("sex", ir.OneOf(values("female", "male"))),
        datum("smoking", yes),
        datum("emergency_use", yes),
        datum(
            "malignancy",
            ir.Condition(),
            datum("malignancy.type", ir.OneOf(cancers)),
            datum("malignancy.treated", yes),
            datum("malignancy.gleason_score", whole(2, 10), name="Gleason score"),
            datum("malignancy.start", day),
            datum("malignancy.end", ir.DateKind(True)),
        ),
        datum(
            "lesion",
            ir.Record(),
            datum("lesion.diameter", ir.Quantity(parse("mm"), False, None, None)),
        ),
        datum(
            "eye",
            ir.Record(),
            datum("eye.role", ir.OneOf(values("study", "fellow"))),
            datum("eye.bcva", ir.Measurement(parse("{letters}"), None, False), name="BCVA"),
            datum("eye.infected", yes),
        ),
        datum(
            "hiv_test",
            ir.Result(values("negative", "positive")),
            datum("hiv_test.method", ir.OneOf(values("rapid", "elisa"))),
            datum("hiv_test.date", day),
            name="HIV test",
        ),
        datum("relapse", ir.Event()),
        datum("stroke", ir.Event()),
        datum("fever", ir.Event(), datum("fever.severe", yes)),
        datum("seizure", ir.Event()),
        datum(
            "corticosteroid",
            ir.Treatment(values("prednisone", "hydrocortisone")),
            datum("corticosteroid.name", ir.OneOf(values("prednisone", "hydrocortisone"))),
            datum("corticosteroid.dose", dose),
        ),
        datum(
            "inhibitor",
            ir.Treatment(inhibitors, is_open=True),
            datum("inhibitor.name", ir.OneOf(inhibitors)),
            name="strong CYP3A inhibitor",
        ),
        datum(
            "benzodiazepine",
            ir.Treatment(sedatives, reference="lorazepam"),
            datum("benzodiazepine.name", ir.OneOf(sedatives)),
            datum("benzodiazepine.equivalent_dose", dose),
        ),
        datum("oxygen", ir.Treatment()),
        datum(
            "glucose", ir.Measurement(parse("mg/dL"), None, False), datum("glucose.fasting", yes)
        ),
        datum("creatinine", ir.Measurement(parse("mg/dL"), None, False)),
        datum("haemoglobin", ir.Measurement(parse("g/dL"), None, False)),
        datum("blood_pressure", pressure),
        datum(
            "blood_donation",
            ir.Event(),
            datum("blood_donation.volume", ir.Quantity(parse("mL"), False, None, None)),
        ),
        datum("hcv_rna", ir.Result(values("detected", "not_detected")), name="HCV RNA"),
        datum("screening_test", ir.Result(values("negative", "positive"))),
    )

    def prednisone(*more: Any) -> Any:
        named = is_("corticosteroid.name", "prednisone")
        return node(ir.AllOf, (named, *more)) if more else named

    years = Duration(5, "year")
    longer = ir.LengthOf("longer", (WEEKS, ir.HalfLives(Fraction(5))))
    within = lambda length: timing("within before", length, at())  # noqa: E731
    malignancy = node(
        ir.Occurs,
        "malignancy",
        0,
        0,
        at(),
        timing("within before", years, at("consent")),
        node(
            ir.Unless,
            node(ir.Fixed, True),
            node(
                ir.AnyOf,
                (
                    is_("malignancy.type", "basal_cell_carcinoma"),
                    node(
                        ir.AllOf,
                        (
                            is_("malignancy.type", "prostate_cancer"),
                            node(ir.Holds, "malignancy.treated"),
                            compare(quantity("malignancy.gleason_score"), ("<=", number("6"))),
                        ),
                    ),
                    node(
                        ir.DateRelation,
                        node(ir.DateOf, "malignancy.start"),
                        timing(
                            "at least before",
                            Duration(6, "month"),
                            node(ir.UpTo, "malignancy.end", at()),
                        ),
                    ),
                ),
            ),
        ),
    )
    repeated = node(
        ir.Occurs,
        "hiv_test",
        1,
        None,
        at(),
        within(Duration(1, "year")),
        node(
            ir.Occurs,
            "hiv_test",
            1,
            None,
            at(),
            timing("after", None, node(ir.DateOf, "initial.date")),
            node(
                ir.AllOf,
                (
                    is_("hiv_test.method", "rapid"),
                    is_("initial.method", "elisa"),
                    node(
                        ir.Is, node(ir.ResultReading, "hiv_test", at(), None, "this"), ("negative",)
                    ),
                    node(
                        ir.Is,
                        node(ir.ResultReading, "hiv_test", at(), None, "this", alias="initial"),
                        ("positive",),
                    ),
                ),
            ),
        ),
        alias="initial",
    )
    washout = node(
        ir.AllOf,
        (
            node(
                ir.FirstLast,
                "inhibitor",
                "last",
                timing("at least before", longer, at("first_dose")),
                is_("inhibitor.name", "ketoconazole"),
            ),
            node(
                ir.Unless,
                node(
                    ir.FirstLast,
                    "inhibitor",
                    "last",
                    timing("at least before", WEEKS, at("first_dose")),
                    node(ir.Not, is_("inhibitor.name", "ketoconazole", "ritonavir")),
                ),
                node(ir.Holds, "emergency_use"),
            ),
            node(
                ir.When,
                compare(node(ir.TimeOn, "oxygen", at(), None, DAY), (">=", number("90", "d"))),
                node(ir.Occurs, "oxygen", 0, 0, at(), timing("by", None, at("first_dose"))),
                None,
            ),
        ),
        "washout",
    )
    used = node(
        ir.AnyOf,
        (
            node(
                ir.Occurs,
                "inhibitor",
                1,
                None,
                at(),
                timing("within before", ir.HalfLives(Fraction(5, 2)), at("first_dose")),
                is_("inhibitor.name", *(value.key for value in inhibitors[:4])),
            ),
            node(
                ir.Occurs, "oxygen", 1, None, at(), timing("within before", WEEKS, at("first_dose"))
            ),
        ),
        "used within",
    )
    none_of = node(
        ir.NoneOf,
        tuple(
            node(ir.Occurs, key, 1, None, at(), within(Duration(90, "day")))
            for key in ("stroke", "seizure", "relapse")
        ),
    )
    entries = node(
        ir.AllOf,
        (
            node(
                ir.Occurs,
                "lesion",
                1,
                None,
                at(),
                None,
                compare(quantity("lesion.diameter", "mm"), ("<=", number("30", "mm"))),
                every=True,
            ),
            node(
                ir.Occurs,
                "relapse",
                2,
                None,
                at(),
                within(Duration(1, "year")),
                different_days=True,
            ),
            node(
                ir.Occurs,
                "fever",
                0,
                0,
                at(),
                within(Duration(3, "day")),
                node(ir.Holds, "fever.severe"),
            ),
            node(
                ir.Ongoing,
                "corticosteroid",
                at("first_dose"),
                None,
                where=prednisone(
                    compare(quantity("corticosteroid.dose", "mg/d"), (">", number("10", "mg/d")))
                ),
            ),
            node(ir.Ongoing, "corticosteroid", at(), Duration(1, "year"), also=("oxygen",)),
            node(ir.Stable, "corticosteroid", at(), WEEKS, False, "not increased", prednisone()),
            node(
                ir.Occurs,
                "fever",
                0,
                0,
                at(),
                timing(
                    "within after",
                    Duration(6, "month"),
                    node(ir.EntryDate, "stroke", "last", "end", at()),
                ),
            ),
            node(
                ir.DateRelation,
                node(
                    ir.EntryDate,
                    "malignancy",
                    "first",
                    "start",
                    at(),
                    node(ir.Holds, "malignancy.treated"),
                ),
                timing("before", None, at("consent")),
            ),
            node(
                ir.Is,
                node(ir.ResultReading, "hcv_rna", at(), within(WEEKS), "earliest"),
                ("not_detected",),
            ),
        ),
    )
    fasting = node(ir.Holds, "glucose.fasting")
    screening_pressure = timing("at", None, at())
    earlier = reading("creatinine", "mg/dL", timing("at", None, at("consent")))
    later = reading("creatinine", "mg/dL", timing("at", None, at()))
    again = reading("creatinine", "mg/dL", timing("at", None, at("consent")))
    percent = node(
        ir.Arithmetic,
        "/",
        node(ir.Arithmetic, "-", later, earlier, parse("mg/dL")),
        again,
        parse("%"),
        "percent change",
    )
    change = node(
        ir.Arithmetic,
        "-",
        reading("haemoglobin", "g/dL", timing("at", None, at())),
        reading("haemoglobin", "g/dL", timing("at", None, at("consent"))),
        parse("g/dL"),
        "change",
    )
    by_sex = node(
        ir.CaseNumber,
        node(ir.CategoryValue, "sex"),
        ((("male",), number("11", "g/dL")), (("female",), number("10", "g/dL"))),
        parse("g/dL"),
    )
    read = reading("creatinine", "mg/dL")
    limit = node(
        ir.ReportedLimit,
        reading("creatinine", "mg/dL"),
        number("1.5", "mg/dL"),
        parse("umol/L"),
        number("133", "umol/L"),
        parse("mg/dL"),
    )
    numbers = node(
        ir.AllOf,
        (
            compare(
                reading("glucose", "mg/dL", within(WEEKS), "highest", where=fasting),
                ("<", number("126", "mg/dL")),
            ),
            compare(
                reading(
                    "blood_pressure",
                    "mm[Hg]",
                    screening_pressure,
                    "mean",
                    last=3,
                    component="systolic",
                ),
                ("<=", number("160", "mm[Hg]")),
            ),
            compare(reading("haemoglobin", "g/dL"), (">=", by_sex)),
            compare(read, ("<=", limit)),
            compare(
                node(
                    ir.Total,
                    "blood_donation",
                    quantity("blood_donation.volume", "mL"),
                    at(),
                    within(Duration(12, "month")),
                    parse("mL"),
                ),
                ("<", number("1200", "mL")),
            ),
            compare(node(ir.Total, "relapse", None, at(), None, NO_UNIT), (">=", number("2"))),
            compare(
                node(
                    ir.Total,
                    "benzodiazepine",
                    quantity("benzodiazepine.equivalent_dose", "mg/d"),
                    at(),
                    timing("at", None, at()),
                    parse("mg/d"),
                    is_("benzodiazepine.name", "lorazepam"),
                ),
                ("<=", number("6", "mg/d")),
            ),
            compare(percent, ("<=", number("25", "%"))),
            compare(change, (">=", number("1", "g/dL"))),
            compare(
                node(
                    ir.Rounded,
                    node(ir.Logarithm, reading("creatinine", "mg/dL"), NO_UNIT),
                    1,
                    NO_UNIT,
                ),
                ("<", number("2")),
            ),
            compare(
                reading("haemoglobin", "g/dL"),
                (">=", node(ir.TableNumber, "minimum", parse("g/dL"))),
            ),
        ),
    )
    fallback = node(
        ir.Fallback,
        node(ir.Is, node(ir.ResultReading, "hcv_rna", at(), None), ("not_detected",)),
        "hcv_rna",
        "not available",
        node(ir.Fixed, False),
        "Without the RNA nobody can tell.",
    )
    assumed = node(
        ir.Fallback, node(ir.Holds, "smoking"), "smoking", "missing", node(ir.Fixed, True)
    )
    eye = node(
        ir.AllOf,
        (
            compare(reading("eye.bcva", "{letters}"), (">=", number("24", "{letters}"))),
            node(ir.Not, node(ir.Holds, "eye.infected")),
        ),
    )

    def pressure_at(key: str) -> Any:
        value = node(
            ir.Reading,
            "blood_pressure",
            "latest",
            parse("mm[Hg]"),
            ONE,
            Fraction(0),
            at(key),
            None,
            component="diastolic",
        )
        return compare(value, ("<=", number("100", "mm[Hg]")))

    def criterion(key: str, label: str, title: str, body: Any, **more: Any) -> ir.Criterion:
        kind = more.pop("kind", "inclusion")
        own: dict[str, Any] = {
            "subgroup": None,
            "quotes": (),
            "parts": (),
            "interpretations": (),
            "not_formalised": (),
            "duties": (),
            "stage": "screening",
        }
        return ir.Criterion(
            key=key,
            name=key.replace("-", "_").replace("/", "_"),
            kind=kind,
            label=label,
            title=title,
            excluding=kind != "inclusion",
            body=body,
            span=HERE,
            **{**own, **more},
        )

    repeat = ir.Repeat(1, Duration(2, "week"), "latest", ("blood_pressure",), HERE)
    paracetamol = ir.Permission(
        "permission1", "Paracetamol up to 2 g a day", node(ir.Holds, "smoking"), HERE
    )
    criteria = (
        criterion("malignancy", "1", "No malignancy", malignancy),
        criterion("retested", "2", "Tested again", repeated, refers=("Appendix D",)),
        criterion("washout", "3", "Washout", washout),
        criterion("events", "4", "Events", none_of, permissions=(paracetamol,)),
        criterion("entries", "5", "Entries", entries),
        criterion("numbers", "6", "Numbers", numbers),
        criterion("hepatitis", "7", "Hepatitis", fallback),
        criterion("eye", "8", "Visual acuity", eye, unit="study_eye", assessed="day_1"),
        criterion("pressure", "9", "Blood pressure", pressure_at("screening"), repeat=repeat),
        criterion("cohort-a", "10", "Smokers", assumed, cohort="a"),
        criterion("hiv", "11", "HIV", node(ir.TableOutcome, "hiv_algorithm")),
        criterion("used", "E1", "Used lately", used, kind="exclusion"),
        criterion(
            "fever",
            "D1",
            "Fever",
            node(ir.Occurs, "fever", 1, None, at(), within(Duration(2, "day"))),
            kind="delay",
            delays="day_1",
        ),
        criterion(
            "randomisation/pressure",
            "9",
            "Blood pressure",
            pressure_at("day_1"),
            stage="randomisation",
            repeat=repeat,
        ),
        criterion(
            "still",
            "12",
            "Still eligible",
            node(ir.SatisfiesStage, "screening"),
            stage="randomisation",
            assessed="day_1",
        ),
    )
    tables = (
        ir.Table(
            "minimum",
            "minimum haemoglobin",
            "Lowest haemoglobin",
            (
                node(ir.Age, "date_of_birth", at(), "year", parse("year")),
                node(ir.CategoryValue, "sex"),
            ),
            (
                ir.Row(
                    (ir.Cell(high=Fraction(2), high_open=True, printed="< 2 years"), ir.Cell()),
                    number("10", "g/dL"),
                    None,
                    HERE,
                ),
                ir.Row(
                    (
                        ir.Cell(low=Fraction(2), printed=">= 2 years"),
                        ir.Cell(members=("male",), printed="male"),
                    ),
                    number("13", "g/dL"),
                    None,
                    HERE,
                ),
                ir.Row(
                    (
                        ir.Cell(low=Fraction(2), printed=">= 2 years"),
                        ir.Cell(members=("female",), printed="female"),
                    ),
                    number("12", "g/dL"),
                    None,
                    HERE,
                ),
            ),
            parse("g/dL"),
            HERE,
            source="A guideline",
        ),
        ir.Table(
            "hiv_algorithm",
            "HIV algorithm",
            "",
            (
                node(ir.ResultReading, "screening_test", at(), None),
                node(ir.ResultReading, "hcv_rna", at(), None),
            ),
            (
                ir.Row(
                    (ir.Cell(members=("negative",), printed="negative"), ir.Cell()),
                    None,
                    node(ir.Fixed, True),
                    HERE,
                ),
                ir.Row(
                    (
                        ir.Cell(members=("positive",), printed="positive"),
                        ir.Cell(members=("detected",), printed="detected"),
                    ),
                    None,
                    node(ir.Awaits, "hiv_algorithm", "Repeat the screening test"),
                    HERE,
                ),
                ir.Row(
                    (ir.Cell(), ir.Cell()),
                    None,
                    node(ir.Not, node(ir.Holds, "smoking")),
                    HERE,
                    default=True,
                ),
            ),
            None,
            HERE,
        ),
    )
    washout_start = node(ir.Shifted, at("first_dose"), Duration(14, "day"), -1)
    return ir.Protocol(
        id="HAND-2",
        title="A second protocol written by hand",
        version="2.0",
        released=date(2025, 2, 19),
        assessed_at="screening",
        not_known=(),
        registered=None,
        details=(ir.Detail("note", "Composed for illustration."), ir.Detail("phase", "1")),
        milestones=(
            ir.Milestone("consent", "consent", False, HERE),
            ir.Milestone("screening", "screening", True, HERE),
            ir.Milestone("day_1", "day 1", True, HERE),
            ir.Milestone("first_dose", "first dose", False, HERE),
            ir.Milestone("washout_start", "washout start", False, HERE, washout_start),
        ),
        data=data,
        definitions=(),
        scores=(),
        subgroups=(),
        criteria=criteria,
        contexts=(),
        examples=(),
        source=FILE,
        source_text=None,
        vocabularies=(),
        tables=tables,
        units=(
            ir.UnitOfAnalysis(
                "study_eye", "study eye", "Study eye", "eye", is_("eye.role", "study"), 1, HERE
            ),
        ),
        cohorts=(
            ir.Cohort("a", "A", "Newly diagnosed", node(ir.Holds, "smoking"), HERE),
            ir.Cohort("b", "B", "Relapsed", None, HERE),
        ),
        stages=(
            ir.Stage("screening", "screening", "Screening", "screening", "", HERE),
            ir.Stage("randomisation", "randomisation", "Randomisation", "day_1", "screening", HERE),
        ),
        aliases=(("initial", "hiv_test"),),
    )
