"""Mistakes that change who enters a trial, planted in criteria files as they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligo.driver import Library, compile_source
from eligo.source import Source

PROTOCOLS = Path(__file__).parent.parent / "protocols"
LUPUS = PROTOCOLS / "nct06676631" / "1.0.criteria"


def _source(path: Path) -> Source | None:
    return Source(path.name, path.read_text(encoding="utf-8")) if path.exists() else None


LIBRARY = Library(
    lambda name: _source(PROTOCOLS / "vocabulary" / f"{name}.criteria"),
    lambda _, name: _source(LUPUS.parent / name),
)


def codes(text: str) -> list[str]:
    found = compile_source(Source("trial.criteria", text), LIBRARY).diagnostics
    # Not about the criterion: no source text, and what no criterion uses.
    return [d.code for d in found if d.code not in ("W604", "W221")]


HEAD = """\
protocol X-1
    title "A"
    version "0.1"
    assessed at screening

use demographics, medicines, laboratory

milestone consent
visit screening
milestone randomisation
milestone first dose

data asthma: condition
data gout: condition
data, yes or no: pregnant, breastfeeding, liver metastases, epilepsy
data stroke
    event
    plural "strokes"
data vaccine: event
data FEV1: measurement in %, plausible 5 to 200

"""


def trial(kind: str, text: str, rule: str) -> str:
    end = " " + kind.split()[1] + ":" if " " in kind else ""
    body = "".join(f"    {line}\n" for line in rule.split("\n"))
    return HEAD + f'{kind.split()[0]} 1 "Thing"{end}\n    text: {text}\n{body}'


def items(*lines: str) -> str:
    return "".join(f"\n    {line}" for line in lines)


BIOLOGIC = "Treatment with a biologic within 5 half-lives or 4 months before screening."
HALF_LIVES = '\nnot formalised "within 5 half-lives" because "Shorter for all."'
ALT = "ALT ≤ 3 × ULN, or ≤ 5 × ULN in participants with liver metastases."
SIGNING = "Aged 18 years or older at the time of signing the informed consent."
BOTH = ("any vaccine {} 4 weeks before screening", "any stroke {} 4 weeks before screening")
TWO = "Vaccine within 4 weeks before screening, or stroke at least 4 weeks before screening."


def bounds(general: int, exception: int) -> str:
    first = f"ALT <= {general} x ULN\n    except when liver metastases:\n"
    return f"{first}        ALT <= {exception} x ULN"


# kind, text, the faithful rule, a wrong rule, what is said of it
PLANTED: list[tuple[str, str, str, str, str]] = [
    ("exclusion", BIOLOGIC, "biologic within 4 months before screening" + HALF_LIVES,
     "last biologic at least 4 months before screening" + HALF_LIVES, "E706"),
    ("exclusion", BIOLOGIC, "biologic within 4 months before screening" + HALF_LIVES,
     "biologic more than 4 months before screening" + HALF_LIVES, "E706"),
    ("inclusion", "A 4-week washout of biologics before screening.",
     "last biologic at least 4 weeks before screening",
     "last biologic within 4 weeks before screening", "E706"),
    ("exclusion", TWO, "any of:" + items(BOTH[0].format("within"), BOTH[1].format("at least")),
     "any of:" + items(BOTH[0].format("at least"), BOTH[1].format("within")), "E706"),
    ("inclusion", ALT, bounds(3, 5), bounds(5, 3), "E725"),
    ("inclusion", "ALT ≤ 3 × ULN unless liver metastases are present, then ≤ 5 × ULN.",
     bounds(3, 5), bounds(5, 3), "E725"),
    ("inclusion", "In participants with liver metastases ALT ≤ 5 × ULN; otherwise ≤ 3 × ULN.",
     "when liver metastases:\n    ALT <= 5 x ULN\notherwise:\n    ALT <= 3 x ULN",
     "when liver metastases:\n    ALT <= 3 x ULN\notherwise:\n    ALT <= 5 x ULN", "E725"),
    ("exclusion", "Any stroke in the 6 months prior to randomization.",
     "any stroke within 6 months before randomisation",
     "any stroke within 6 months after randomisation", "E726"),
    ("exclusion", "Vaccine within 30 days prior to the first administration of study drug.",
     "any vaccine within 30 days before first dose",
     "any vaccine within 30 days before screening", "E727"),
    ("inclusion", SIGNING, "age at consent >= 18 years", "age >= 18 years", "E727"),
    ("inclusion", "At least 2 strokes before screening.", "at least 2 strokes before screening",
     "exactly 2 strokes before screening", "E728"),
    ("exclusion", "Pregnant or breastfeeding women.", "any of:" + items("pregnant", "breastfeeding"),
     "all of:" + items("pregnant", "breastfeeding"), "W723"),
    ("inclusion", "One of the following: epilepsy; pregnant; and breastfeeding.",
     "any of:" + items("epilepsy", "pregnant", "breastfeeding"),
     "all of:" + items("epilepsy", "pregnant", "breastfeeding"), "W723"),
    ("inclusion", "Pregnant and with epilepsy.", "all of:" + items("pregnant", "epilepsy"),
     "any of:" + items("pregnant", "epilepsy"), "W724"),
    ("inclusion", "Patients with asthma must have epilepsy.", "when history of asthma:\n    epilepsy",
     "when not history of asthma:\n    epilepsy", "E710"),
    ("inclusion", "FEV1 < 80% of predicted normal.", "FEV1 < 80 %", "FEV1 < 8 %", "E703"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "faithful", "wrong", "code"), PLANTED)
def test_a_wrong_meaning_is_noticed(
    kind: str, text: str, faithful: str, wrong: str, code: str
) -> None:
    assert codes(trial(kind, text, faithful)) == []
    assert set(codes(trial(kind, text, wrong))) == {code}


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        ("inclusion", "Screening at least 2 weeks after the last vaccine.",
         "last vaccine at least 2 weeks before screening"),
        ("exclusion", "Vaccine within 2 weeks before or 4 weeks after screening.",
         "any of:" + items("any vaccine within 2 weeks before screening",
                           "any vaccine within 4 weeks after screening")),
        ("exclusion", "Vaccine within 4 weeks before randomisation or 4 weeks before first dose.",
         "any of:" + items("any vaccine within 4 weeks before randomisation",
                           "any vaccine within 4 weeks before first dose")),
        ("inclusion", "Asthma for at least 12 months and FEV1 < 80% at screening.",
         "all of:" + items("history of asthma at least 12 months before consent", "FEV1 < 80 %")),
        ("inclusion", "Aged ≥ 18 years.", "age at randomisation >= 18 years"),
        ("inclusion", "ALT and AST ≤ 3 × ULN.", "each of ALT, AST <= 3 x ULN"),
        ("exclusion", "ALT or AST > 3 × ULN.", "any of ALT, AST > 3 x ULN"),
        ("exclusion", "Pregnant and epilepsy.", "any of:" + items("pregnant", "epilepsy")),
        ("inclusion", "Pregnant and/or epilepsy.", "any of:" + items("pregnant", "epilepsy")),
        ("inclusion", "No epilepsy or breastfeeding.",
         "all of:" + items("not epilepsy", "not breastfeeding")),
        ("inclusion", "Epilepsy, and pregnant or breastfeeding.",
         "all of:" + items("epilepsy", "any of:", "    pregnant", "    breastfeeding")),
        ("inclusion", "At least 2 of epilepsy, pregnant or breastfeeding.",
         "at least 2 of:" + items("epilepsy", "pregnant", "breastfeeding")),
        ("inclusion", "Patients with asthma are exempt; in others ALT ≤ 3 × ULN.",
         "when not history of asthma:\n    ALT <= 3 x ULN"),
        ("exclusion requires", "Patients must have epilepsy.", "epilepsy"),
        ("inclusion excludes", "Women who are pregnant are excluded.", "pregnant"),
    ],
)  # fmt: skip
def test_a_faithful_rule_raises_no_alarm(kind: str, text: str, rule: str) -> None:
    assert codes(trial(kind, text, rule)) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("serum pregnancy test is negative at screening\n",
         "serum pregnancy test is positive at screening\n", "E715"),
        ("anti-Smith antibody is positive at", "anti-Smith antibody is negative at", "E715"),
        ("    any of:\n        antinuclear", "    all of:\n        antinuclear", "W723"),
        ("        any of:\n            INR", "        all of:\n            INR", "W723"),
        ("    all of:\n        willing", "    any of:\n        willing", "W724"),
        ("        satisfies inclusion disease-activity\n", "", "W733"),
        ("as active-lupus-nephritis for LN", "as active-lupus-nephritis", "W732"),
        ("when not on therapeutic", "when on therapeutic", "E709"),
        ("        not surgically sterilised\n", "        surgically sterilised\n", "W734"),
        ("        not menopause at least", "        menopause at least", "W734"),
        ("        when childbearing potential:", "        when not childbearing potential:", "E710"),
        ("    SLEDAI-2K >= 8\n", "    no requirement\n", "E731"),
        ("growth factor at least 2 weeks", "growth factor within 2 weeks", "E706"),
        ("last platelet transfusion at least 1", "last platelet transfusion within 1", "E706"),
    ],
)  # fmt: skip
def test_a_mistake_planted_in_the_first_protocol(old: str, new: str, code: str) -> None:
    text = LUPUS.read_text(encoding="utf-8")
    assert old in text
    assert code in codes(text.replace(old, new, 1))


def test_the_first_protocol_raises_no_alarm() -> None:
    assert codes(LUPUS.read_text(encoding="utf-8")) == []
