"""NCT06676631: every bullet and item at, just below and just above every limit, and with each of its
inputs missing in turn. The statuses are written out by hand, from the registry's text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

HARNESS = run_path(str(Path(__file__).with_name("harness.py")))

PASS, FAIL, UNKNOWN, PENDING = "pass", "fail", "unknown", "pending"
NOT_APPLICABLE = "not applicable"
IMPLEMENTATIONS = ("interpreter", "generated Python")

Record = dict[str, Any]


def base(which: str) -> Record:
    """The record of an example of the protocol: one who meets everything."""
    title = {"plain": "without lupus nephritis", "nephritis": "with lupus nephritis of class IV"}
    for example in HARNESS["trial"]().protocol.examples:
        if example.title == f"Meets every known criterion, {title[which]}":
            record: Record = json.loads(example.record)
            return record
    raise AssertionError(which)


def prednisone(**more: Any) -> Record:
    period = {"name": "prednisone", "start": "2024-11-01", "stable_since": "2025-04-01"}
    return {"glucocorticoid": [{**period, "ongoing": True, **more}]}


def azathioprine(**more: Any) -> Record:
    period = {"name": "azathioprine", "start": "2024-11-01", "stable_since": "2025-04-01"}
    return {"immunosuppressant": [{**period, "ongoing": True, **more}]}


def belimumab(**more: Any) -> Record:
    period = {"name": "belimumab", "start": "2024-11-01", "stable_since": "2025-04-01"}
    return {"biologic": [{**period, "ongoing": True, **more}]}


def filgrastim(**more: Any) -> Record:
    return {"haematopoietic_growth_factor": [{"name": "filgrastim", "start": "2025-05-01", **more}]}


def warfarin(**more: Any) -> Record:
    period = {"name": "warfarin", "start": "2024-01-01"}
    slow = {"inr": {"value": 3, "upper": "1.1"}, "prothrombin_time": {"value": 34, "upper": 12}}
    return {"therapeutic_anticoagulant": [{**period, **more}], **slow}


CLINICAL = "eular_acr_2019_clinical_points_"
NO_JOINTS = {f"{CLINICAL}joint_involvement": False}
# Ten immunological points: whether there is a clinical one decides.
EIGHT_POINTS = {
    "c3_ever_low": False,
    "c4_ever_low": False,
    "anti_dsdna_ever_positive": False,
    f"{CLINICAL}non_scarring_alopecia": True,
}  # joints 6 and alopecia 2
NO_LESIONS = {
    "endocapillary_hypercellularity": 0,
    "karyorrhexis": 0,
    "hyaline_deposits": 0,
    "interstitial_inflammation": 0,
    "fibrinoid_necrosis": 0,
    "cellular_crescents": 0,
}
LESS_PROTEIN = {"urine_protein_excretion": "0.9", "urine_protein_creatinine_ratio": "0.9"}
CHRONICITY = {"glomerulosclerosis": 2, "fibrous_crescents": 1, "tubular_atrophy": 2}
NEGATIVE = dict.fromkeys(
    ("antinuclear_antibody", "anti_dsdna_antibody", "anti_smith_antibody"), "negative"
)
SEVEN = {"sledai_2k_increased_dna_binding": False, "sledai_2k_rash": False, "sledai_2k_fever": True}


def male(born: str, creatinine: int) -> Record:
    return {"sex": "male", **creatinine_of(born, creatinine)}


def creatinine_of(born: str, creatinine: int) -> Record:
    return {"date_of_birth": born, "creatinine": {"value": creatinine, "unit": "umol/L"}}


def bilirubin(value: str, **more: Any) -> Record:
    return {"total_bilirubin": {"value": value, "unit": "mg/dL", "upper": "1.2"}, **more}


def clotting(inr: str, prothrombin_time: str) -> Record:
    return {
        "inr": {"value": inr, "upper": "1.1"},
        "prothrombin_time": {"value": prothrombin_time, "upper": "12"},
    }


# (printed number, base record, what is changed, status)
LIMITS: list[tuple[str, str, Record, str]] = [
    # 1: 18 to 65 completed years on the day of consent, 2025-06-01; male or female
    ("I1", "plain", {"date_of_birth": "2007-05-31"}, PASS),
    ("I1", "plain", {"date_of_birth": "2007-06-01"}, PASS),
    ("I1", "plain", {"date_of_birth": "2007-06-02"}, FAIL),
    ("I1", "plain", {"date_of_birth": "1959-06-03"}, PASS),
    ("I1", "plain", {"date_of_birth": "1959-06-02"}, PASS),
    ("I1", "plain", {"date_of_birth": "1959-06-01"}, FAIL),
    ("I1", "plain", {"sex": "male"}, PASS),
    # 2: ANA of 1:80 at least, 10 points at least, one of them clinical
    ("I2", "plain", {"ana_titre": {"value": "1:81", "date": "2019-05-04"}}, PASS),
    ("I2", "plain", {"ana_titre": {"value": "1:80", "date": "2019-05-04"}}, PASS),
    ("I2", "plain", {"ana_titre": {"value": "1:79", "date": "2019-05-04"}}, FAIL),
    ("I2", "plain", {"ana_titre": {"below": "1:80", "date": "2019-05-04"}}, FAIL),
    ("I2", "plain", {"ana_titre": "1:40", "equivalent_antinuclear_antibody_test": True}, PASS),
    ("I2", "plain", {"anti_dsdna_ever_positive": False}, PASS),  # 6 + 4 = 10
    ("I2", "plain", {"anti_dsdna_ever_positive": False, "c4_ever_low": False}, FAIL),  # 9
    ("I2", "plain", {"c3_ever_low": False, "c4_ever_low": False}, PASS),  # 12
    ("I2", "plain", {"anti_dsdna_ever_positive": False, "anti_smith_ever_positive": True}, PASS),
    ("I2", "plain", NO_JOINTS, FAIL),  # ten points, none of them clinical
    ("I2", "plain", {**NO_JOINTS, "body_temperature": "38.2"}, FAIL),
    ("I2", "plain", {**NO_JOINTS, "body_temperature": "38.3"}, FAIL),
    ("I2", "plain", {**NO_JOINTS, "body_temperature": "38.4"}, PASS),
    ("I2", "plain", {**NO_JOINTS, "leukocytes": "4.01"}, FAIL),
    ("I2", "plain", {**NO_JOINTS, "leukocytes": "4.0"}, FAIL),
    ("I2", "plain", {**NO_JOINTS, "leukocytes": "3.99"}, PASS),
    ("I2", "plain", {**NO_JOINTS, "platelet_count": 101}, FAIL),
    ("I2", "plain", {**NO_JOINTS, "platelet_count": 100}, FAIL),
    ("I2", "plain", {**NO_JOINTS, "platelet_count": 99}, PASS),
    ("I2", "plain", {**NO_JOINTS, "urine_protein_excretion": "0.49"}, FAIL),
    ("I2", "plain", {**NO_JOINTS, "urine_protein_excretion": "0.5"}, FAIL),
    ("I2", "plain", {**NO_JOINTS, "urine_protein_excretion": "0.51"}, PASS),
    ("I2", "plain", {**NO_JOINTS, "urine_protein_creatinine_ratio": "0.49"}, FAIL),
    ("I2", "plain", {**NO_JOINTS, "urine_protein_creatinine_ratio": "0.5"}, FAIL),
    ("I2", "plain", {**NO_JOINTS, "urine_protein_creatinine_ratio": "0.51"}, PASS),
    ("I2", "plain", {**NO_JOINTS, "lupus_nephritis_class": ["II"]}, PASS),
    ("I2", "plain", {**NO_JOINTS, "lupus_nephritis_class": ["IV"]}, PASS),
    ("I2", "plain", {**NO_JOINTS, "lupus_nephritis_class": ["I", "VI"]}, FAIL),
    ("I2", "plain", {**EIGHT_POINTS, "anticardiolipin_antibody": "39.9"}, FAIL),
    ("I2", "plain", {**EIGHT_POINTS, "anticardiolipin_antibody": 40}, FAIL),
    ("I2", "plain", {**EIGHT_POINTS, "anticardiolipin_antibody": "40.1"}, PASS),
    ("I2", "plain", {**EIGHT_POINTS, "anti_beta_2_glycoprotein_antibody": "39.9"}, FAIL),
    ("I2", "plain", {**EIGHT_POINTS, "anti_beta_2_glycoprotein_antibody": 40}, FAIL),
    ("I2", "plain", {**EIGHT_POINTS, "anti_beta_2_glycoprotein_antibody": "40.1"}, PASS),
    ("I2", "plain", {**EIGHT_POINTS, "lupus_anticoagulant_ever_positive": True}, PASS),
    # 3: class III or IV, activity of 2 at least, chronicity of 6 at most, protein of 1 at least
    ("I3", "plain", {}, NOT_APPLICABLE),
    ("I3", "nephritis", {"lupus_nephritis_class": ["III"]}, PASS),
    ("I3", "nephritis", {"lupus_nephritis_class": ["IV", "V"]}, PASS),
    ("I3", "nephritis", {"lupus_nephritis_class": ["V"]}, FAIL),
    ("I3", "nephritis", {"lupus_nephritis_class": ["I", "II", "V", "VI"]}, FAIL),
    ("I3", "nephritis", {"lupus_nephritis_class": []}, FAIL),
    ("I3", "nephritis", {**NO_LESIONS, "karyorrhexis": 3}, PASS),
    ("I3", "nephritis", {**NO_LESIONS, "cellular_crescents": 1}, PASS),  # counts twice
    ("I3", "nephritis", {**NO_LESIONS, "fibrinoid_necrosis": 1}, PASS),
    ("I3", "nephritis", {**NO_LESIONS, "hyaline_deposits": 1}, FAIL),
    ("I3", "nephritis", {**CHRONICITY, "interstitial_fibrosis": 0}, PASS),
    ("I3", "nephritis", {**CHRONICITY, "interstitial_fibrosis": 1}, PASS),
    ("I3", "nephritis", {**CHRONICITY, "interstitial_fibrosis": 2}, FAIL),
    ("I3", "nephritis", LESS_PROTEIN, FAIL),
    ("I3", "nephritis", {**LESS_PROTEIN, "urine_protein_creatinine_ratio": "0.99"}, FAIL),
    ("I3", "nephritis", {**LESS_PROTEIN, "urine_protein_creatinine_ratio": "1.0"}, PASS),
    ("I3", "nephritis", {**LESS_PROTEIN, "urine_protein_creatinine_ratio": "1.01"}, PASS),
    ("I3", "nephritis", {**LESS_PROTEIN, "urine_protein_excretion": "0.999"}, FAIL),
    ("I3", "nephritis", {**LESS_PROTEIN, "urine_protein_excretion": "1.000"}, PASS),
    ("I3", "nephritis", {**LESS_PROTEIN, "urine_protein_excretion": "1.001"}, PASS),
    # 4: one of three antibodies positive at screening
    ("I4", "plain", NEGATIVE, FAIL),
    ("I4", "plain", {**NEGATIVE, "antinuclear_antibody": "positive"}, PASS),
    ("I4", "plain", {**NEGATIVE, "anti_dsdna_antibody": "positive"}, PASS),
    ("I4", "plain", {**NEGATIVE, "anti_smith_antibody": "positive"}, PASS),
    ("I4", "plain", {**NEGATIVE, "anti_smith_antibody": "indeterminate"}, FAIL),
    ("I4", "plain", dict.fromkeys(NEGATIVE, "positive"), PASS),
    # 5: SLEDAI-2K of 8 at least
    ("I5", "plain", SEVEN, FAIL),  # 4 + 2 + 1
    ("I5", "plain", {"sledai_2k_increased_dna_binding": False}, PASS),  # 8
    ("I5", "plain", {"sledai_2k_rash": False, "sledai_2k_fever": True}, PASS),  # 9
    # 6: both for three months, back to 2025-03-15; unchanged since 2025-05-31 at the latest
    ("I6", "plain", prednisone(start="2025-03-14"), PASS),
    ("I6", "plain", prednisone(start="2025-03-15"), PASS),
    ("I6", "plain", prednisone(start="2025-03-16"), FAIL),
    ("I6", "plain", azathioprine(start="2025-03-14"), PASS),
    ("I6", "plain", azathioprine(start="2025-03-15"), PASS),
    ("I6", "plain", azathioprine(start="2025-03-16"), FAIL),
    ("I6", "plain", prednisone(stable_since="2025-05-30"), PASS),
    ("I6", "plain", prednisone(stable_since="2025-05-31"), PASS),
    ("I6", "plain", prednisone(stable_since="2025-06-01"), FAIL),
    ("I6", "plain", azathioprine(stable_since="2025-05-30"), PASS),
    ("I6", "plain", azathioprine(stable_since="2025-05-31"), PASS),
    ("I6", "plain", azathioprine(stable_since="2025-06-01"), FAIL),
    ("I6", "plain", belimumab(stable_since="2025-05-30"), PASS),
    ("I6", "plain", belimumab(stable_since="2025-05-31"), PASS),
    ("I6", "plain", belimumab(stable_since="2025-06-01"), FAIL),
    ("I6", "plain", belimumab(stable_since="2025-06-01", ongoing=False, end="2025-06-01"), FAIL),
    ("I6", "plain", belimumab(stable_since="2025-05-30", ongoing=False, end="2025-05-31"), PASS),
    ("I6", "plain", {**belimumab(), "immunosuppressant": []}, FAIL),
    ("I6", "plain", {"glucocorticoid": []}, FAIL),
    ("I6", "plain", SEVEN, FAIL),
    # 7.1 to 7.6: organ function at screening
    ("I7.1", "plain", {"leukocytes": "1.99"}, FAIL),
    ("I7.1", "plain", {"leukocytes": "2"}, PASS),
    ("I7.1", "plain", {"leukocytes": "2.01"}, PASS),
    ("I7.1", "plain", {"lymphocytes": "0.49"}, FAIL),
    ("I7.1", "plain", {"lymphocytes": "0.5"}, PASS),
    ("I7.1", "plain", {"lymphocytes": "0.51"}, PASS),
    ("I7.2", "plain", {"alt": {"value": "119.9", "upper": 40}}, PASS),
    ("I7.2", "plain", {"alt": {"value": 120, "upper": 40}}, PASS),
    ("I7.2", "plain", {"alt": {"value": "120.1", "upper": 40}}, FAIL),
    ("I7.2", "plain", {"ast": {"value": "119.9", "upper": 40}}, PASS),
    ("I7.2", "plain", {"ast": {"value": 120, "upper": 40}}, PASS),
    ("I7.2", "plain", {"ast": {"value": "120.1", "upper": 40}}, FAIL),
    ("I7.3", "plain", bilirubin("1.79"), PASS),
    ("I7.3", "plain", bilirubin("1.8"), PASS),
    ("I7.3", "plain", bilirubin("1.81"), FAIL),
    ("I7.3", "plain", bilirubin("3.59", gilberts_syndrome=True), PASS),
    ("I7.3", "plain", bilirubin("3.6", gilberts_syndrome=True), PASS),
    ("I7.3", "plain", bilirubin("3.61", gilberts_syndrome=True), FAIL),
    ("I7.4", "plain", creatinine_of("2000-01-01", 200), PASS),  # woman of 25: 30.100
    ("I7.4", "plain", creatinine_of("2007-01-01", 208), FAIL),  # woman of 18: 29.994
    ("I7.4", "plain", male("2007-01-01", 265), FAIL),  # man of 18: 29.965
    ("I7.4", "plain", male("2006-01-01", 263), PASS),  # man of 19: 30.0508
    ("I7.5", "plain", {"oxygen_saturation_on_room_air": "91.9"}, FAIL),
    ("I7.5", "plain", {"oxygen_saturation_on_room_air": "92"}, PASS),
    ("I7.5", "plain", {"oxygen_saturation_on_room_air": "92.1"}, PASS),
    ("I7.5", "plain", {"significant_pleural_effusion": True}, FAIL),
    ("I7.6", "plain", {"left_ventricular_ejection_fraction": "44.9"}, FAIL),
    ("I7.6", "plain", {"left_ventricular_ejection_fraction": "45"}, PASS),
    ("I7.6", "plain", {"left_ventricular_ejection_fraction": "45.1"}, PASS),
    ("I7.6", "plain", {"significant_ecg_abnormality": True}, FAIL),
    ("I7", "plain", {"left_ventricular_ejection_fraction": "44.9"}, FAIL),
    # 8: INR or prothrombin time of 1.5 times the limit at most, unless on anticoagulants
    ("I8", "plain", clotting("1.64", "20"), PASS),
    ("I8", "plain", clotting("1.65", "20"), PASS),
    ("I8", "plain", clotting("1.66", "20"), FAIL),
    ("I8", "plain", clotting("2", "17.9"), PASS),
    ("I8", "plain", clotting("2", "18"), PASS),
    ("I8", "plain", clotting("2", "18.1"), FAIL),
    ("I8", "plain", warfarin(ongoing=True), NOT_APPLICABLE),
    ("I8", "plain", warfarin(end="2025-06-15"), NOT_APPLICABLE),
    ("I8", "plain", warfarin(end="2025-06-14"), FAIL),
    ("I8", "plain", warfarin(start="2025-06-15", ongoing=True), NOT_APPLICABLE),
    ("I8", "plain", warfarin(start="2025-06-16", ongoing=True), FAIL),
    # 9: two weeks, one week, two weeks before the sample of 2025-06-15
    ("I9", "plain", filgrastim(end="2025-05-31"), PASS),
    ("I9", "plain", filgrastim(end="2025-06-01"), PASS),
    ("I9", "plain", filgrastim(end="2025-06-02"), FAIL),
    ("I9", "plain", filgrastim(ongoing=True), FAIL),
    ("I9", "plain", {"platelet_transfusion": ["2025-06-07"]}, PASS),
    ("I9", "plain", {"platelet_transfusion": ["2025-06-08"]}, PASS),
    ("I9", "plain", {"platelet_transfusion": ["2025-06-09"]}, FAIL),
    ("I9", "plain", {"red_cell_transfusion": ["2025-05-31"]}, PASS),
    ("I9", "plain", {"red_cell_transfusion": ["2025-06-01"]}, PASS),
    ("I9", "plain", {"red_cell_transfusion": ["2025-06-02"]}, FAIL),
    # 10: pregnancy test and contraception, for those of childbearing potential, and for men
    ("I10.1", "plain", {"serum_pregnancy_test": "positive"}, FAIL),
    ("I10.1", "plain", {"serum_pregnancy_test": "indeterminate"}, UNKNOWN),
    (
        "I10.1",
        "plain",
        {"serum_pregnancy_test": "indeterminate", "repeat_pregnancy_test_negative": True},
        PASS,
    ),
    (
        "I10.1",
        "plain",
        {"serum_pregnancy_test": "indeterminate", "repeat_pregnancy_test_negative": False},
        FAIL,
    ),
    (
        "I10.1",
        "plain",
        {"menopause": "2023-06-14", "serum_pregnancy_test": "positive"},
        NOT_APPLICABLE,
    ),
    (
        "I10.1",
        "plain",
        {"menopause": "2023-06-15", "serum_pregnancy_test": "positive"},
        NOT_APPLICABLE,
    ),
    ("I10.1", "plain", {"menopause": "2023-06-16", "serum_pregnancy_test": "positive"}, FAIL),
    (
        "I10.1",
        "plain",
        {"surgically_sterilised": True, "serum_pregnancy_test": "positive"},
        NOT_APPLICABLE,
    ),
    ("I10.1", "plain", {"sex": "male", "serum_pregnancy_test": "positive"}, NOT_APPLICABLE),
    ("I10.2", "plain", {"contraception_commitment": False}, FAIL),
    ("I10.2", "plain", {"gamete_donation_commitment": False}, FAIL),
    ("I10.2", "plain", {"sex": "male"}, PASS),
    ("I10.2", "plain", {"sex": "male", "contraception_commitment": False}, FAIL),
    (
        "I10.2",
        "plain",
        {"menopause": "2023-06-15", "contraception_commitment": False},
        NOT_APPLICABLE,
    ),
    ("I10.2", "plain", {"menopause": "2023-06-16", "contraception_commitment": False}, FAIL),
    (
        "I10.2",
        "plain",
        {"surgically_sterilised": True, "gamete_donation_commitment": False},
        NOT_APPLICABLE,
    ),
    ("I10", "plain", {"gamete_donation_commitment": False}, FAIL),
    # 11: willing, and signed on paper
    ("I11", "plain", {"willing_to_participate": False}, FAIL),
    ("I11", "plain", {"paper_consent_signed": False}, FAIL),
]

# What a criterion says when an input is missing; inputs that it reads and that are not listed do
# not change that it passes. (printed number, base record, inputs without which it is open)
MISSING: list[tuple[str, str, tuple[str, ...]]] = [
    ("I1", "plain", ("consent", "date_of_birth")),  # the sex does not matter: both are let in
    ("I2", "plain", ("screening", "ana_titre", f"{CLINICAL}joint_involvement")),
    ("I3", "nephritis", ("lupus_nephritis_class",)),
    ("I4", "plain", ()),  # another one is positive
    ("I5", "plain", ("sledai_2k_arthritis",)),  # 10 - 4 is below 8
    (
        "I6",
        "plain",
        ("screening", "glucocorticoid", "immunosuppressant", "biologic", "sledai_2k_arthritis"),
    ),
    ("I7.1", "plain", ("leukocytes", "lymphocytes")),
    ("I7.2", "plain", ("alt", "ast")),
    ("I7.3", "plain", ("total_bilirubin",)),
    ("I7.4", "plain", ("screening", "creatinine", "date_of_birth")),  # the sex does not matter
    ("I7.5", "plain", ("oxygen_saturation_on_room_air", "significant_pleural_effusion")),
    ("I7.6", "plain", ("left_ventricular_ejection_fraction", "significant_ecg_abnormality")),
    ("I8", "plain", ()),  # either of two, and both are met
    (
        "I9",
        "plain",
        ("haematopoietic_growth_factor", "platelet_transfusion", "red_cell_transfusion"),
    ),
    ("I10.1", "plain", ("serum_pregnancy_test",)),
    ("I10.2", "plain", ("contraception_commitment", "gamete_donation_commitment")),
    ("I11", "plain", ("willing_to_participate", "paper_consent_signed")),
]


def named(changes: Record) -> str:
    return json.dumps(changes)[:90]


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize("which, rest", [("plain", NOT_APPLICABLE), ("nephritis", PASS)])
def test_who_meets_everything(which: str, rest: str, implementation: str) -> None:
    said = HARNESS["trial"]().both()[implementation](base(which))
    assert said.verdict == "meets the known criteria"
    others = {key: PASS for key in said.statuses}
    assert said.statuses == {**others, "active-lupus-nephritis": rest}


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize(
    "printed, which, changes, status",
    [pytest.param(*row, id=f"{row[0]} {named(row[2])} {row[3]}") for row in LIMITS],
)
def test_at_every_limit(
    printed: str, which: str, changes: Record, status: str, implementation: str
) -> None:
    trial = HARNESS["trial"]()
    said = trial.both()[implementation]({**base(which), **changes})
    assert said.refused == ()
    assert said.statuses[trial.key(printed)] == status, said.reasons


def test_every_bullet_and_item_is_there() -> None:
    flat = HARNESS["trial"]().protocol.flat_criteria()
    wanted = {f"I{criterion.label}" for criterion in flat}
    assert {row[0] for row in LIMITS} == wanted
    assert {row[0] for row in MISSING} == wanted - {"I7", "I10"}


def every_missing_input() -> Iterator[Any]:
    trial = HARNESS["trial"]()
    rules = trial.module.evaluate(trial.participant(base("plain"))).rules.explained().criteria
    milestones = {milestone.key for milestone in trial.protocol.milestones}
    for printed, which, needed in MISSING:
        reads = rules[trial.key(printed)].reads
        assert set(needed) <= set(reads), printed
        for item in reads:
            status = PASS if item not in needed else PENDING if item in milestones else UNKNOWN
            ways: list[tuple[Any, str]] = [(None, "not recorded")]
            if item not in milestones:
                ways += [({"missing": why}, why) for why in ("not available", "does not apply")]
            for written, why in ways:
                yield pytest.param(
                    printed,
                    which,
                    item,
                    written,
                    (item, why),
                    status,
                    id=f"{printed} without {item} ({why}): {status}",
                )


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize(
    "printed, which, item, written, reason, status", list(every_missing_input())
)
def test_without_each_input(
    printed: str,
    which: str,
    item: str,
    written: Any,
    reason: tuple[str, str],
    status: str,
    implementation: str,
) -> None:
    trial = HARNESS["trial"]()
    # The repeated test is there as well, or it would be asked for beside the first.
    repeated = {"repeat_pregnancy_test_negative": True}
    said = trial.both()[implementation]({**base(which), **repeated, item: written})
    key = trial.key(printed)
    assert (said.statuses[key], said.reasons.get(key, [])) == (
        status,
        [] if status == PASS else [reason],
    )


# ------------------------------------------------------------------------------- the sentences


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize(
    "value, status, asks",
    [
        ("1.44", PASS, []),
        ("2.4", UNKNOWN, [("gilberts_syndrome", "not recorded")]),
        ("3.72", FAIL, []),
    ],
)
def test_gilbert_is_asked_only_where_it_decides(
    value: str, status: str, asks: list[tuple[str, str]], implementation: str
) -> None:
    """1.2, 2.0 and 3.1 times the upper limit."""
    trial = HARNESS["trial"]()
    said = trial.both()[implementation](
        {**base("plain"), **bilirubin(value, gilberts_syndrome=None)}
    )
    assert said.statuses["organ-function.bilirubin"] == status
    assert said.reasons.get("organ-function.bilirubin", []) == asks


def test_exactly_gilbert_is_asked_next() -> None:
    record = {**base("plain"), **bilirubin("2.4", gilberts_syndrome=None)}
    questions = explained(record).ask_next
    assert questions.sets == (("gilberts_syndrome",),)
    assert questions.exhaustive


def test_a_washout_says_when_it_passes() -> None:
    last_dose = filgrastim(end="2025-06-01")
    early = {**base("plain"), **last_dose, "screening": "2025-06-14"}
    for said in (each(early) for each in HARNESS["trial"]().both().values()):
        assert said.statuses["washout"] == FAIL
    told = explained(early)
    assert told.passes_from["washout"] == "2025-06-15"
    assert "9 Washout of growth factors and transfusions: passes from 2025-06-15" in told.sentences
    for said in (
        each({**early, "screening": "2025-06-15"}) for each in HARNESS["trial"]().both().values()
    ):
        assert said.statuses["washout"] == PASS


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize("screening, status", [("2025-03-14", PASS), ("2025-03-10", UNKNOWN)])
def test_a_month_is_enough_where_it_decides(
    screening: str, status: str, implementation: str
) -> None:
    record = {
        **base("plain"),
        **filgrastim(start="2025-01", end="2025-02"),
        "screening": screening,
    }
    said = HARNESS["trial"]().both()[implementation](record)
    assert said.statuses["washout"] == status
    asked = [("haematopoietic_growth_factor.end", "incomplete date")]
    assert said.reasons.get("washout", []) == ([] if status == PASS else asked)


def explained(record: Record) -> Any:
    trial = HARNESS["trial"]()
    return trial.module.evaluate(trial.participant(record), explain=True).explanation
