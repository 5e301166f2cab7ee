"""Words about the protocol as a whole: its summary, how to read its rules, what it was made from."""

from __future__ import annotations

from eligo import __version__, english, ir
from eligo.backends.document import model
from eligo.backends.document.cases import DAY
from eligo.backends.document.references import anchor
from eligo.source import Source

BANNER = "note"  # the detail that stands above everything else

# The headings of a protocol's title page and synopsis, after ICH M11.
_HEADINGS = {
    "sponsor": "Sponsor name",
    "design": "Overall design",
    "phase": "Trial phase",
    "enrolment": "Number of participants",
    "runs": "Trial period",
    "arm": "Arm",
    "site": "Trial site",
}


def summary(protocol: ir.Protocol) -> tuple[model.Pair, ...]:
    shown = [each for each in protocol.details if each.name != BANNER]
    details = [
        model.Pair(
            _HEADINGS.get(x.name, english.capitalised(x.name)),
            f"Phase {x.text}" if x.name == "phase" and x.text[:1].isalnum() else x.text,
        )
        for x in shown
    ]
    assessed = next(x.name for x in protocol.milestones if x.key == protocol.assessed_at)
    return (*details, model.Pair("Eligibility is assessed at", assessed))


def registered_pairs(registered: ir.Registered | None) -> tuple[model.Pair, ...]:
    if registered is None:
        return ()
    pairs = []
    if registered.minimum_age is not None:
        pairs.append(model.Pair("Minimum age", _years(registered.minimum_age)))
    if registered.maximum_age is not None:
        pairs.append(model.Pair("Maximum age", _years(registered.maximum_age)))
    if registered.sexes is not None:
        pairs.append(model.Pair("Sexes", registered.sexes))
    if registered.healthy_volunteers is not None:
        accepted = "accepted" if registered.healthy_volunteers else "not accepted"
        pairs.append(model.Pair("Healthy volunteers", accepted))
    return tuple(pairs)


def _years(age: int) -> str:
    return f"{age} year{'' if age == 1 else 's'}"


def reading(protocol: ir.Protocol) -> tuple[model.Pair, ...]:
    """What the words of verdicts and rules mean (MEANING.md, parts 1, 2, 4 to 6)."""
    assessed = next(x.name for x in protocol.milestones if x.key == protocol.assessed_at)
    best = protocol.best_verdict
    delays = any(each.kind == "delay" for each in protocol.criteria)
    delayed = " else delayed while a reason to postpone applies;" if delays else ""
    assumes = any(isinstance(each, ir.Fallback) for each in ir.walk(protocol.criteria))
    nothing = "Nothing is assumed" + (" but what a criterion says it assumes" if assumes else "")
    why = "" if best == "eligible" else ", because parts of the criteria are not known"
    return (
        model.Pair(
            "Verdict",
            "Ineligible as soon as one criterion fails; else undetermined while one is unknown or "
            f"pending;{delayed} else “{best}”{why}.",
        ),
        *_of_delays(protocol),
        model.Pair(
            "A criterion",
            "passes, fails, does not apply (which counts like a pass), is unknown, or is pending: "
            "unknown only because a date of the trial is not yet there.",
        ),
        model.Pair(
            "A rule",
            "is true, false, or does not apply. What is not yet known leaves several of these "
            "possible; a criterion fails only when nothing but failing is left.",
        ),
        model.Pair(
            "Does not apply",
            "A line that does not apply is as if it were not written; a list in which no line is "
            "left does not apply either.",
        ),
        model.Pair(
            "Missing",
            f"{nothing}. Not recorded, not available, and does not apply are kept apart, "
            "and “asked: none” is an answer.",
        ),
        model.Pair(
            "A value",
            f"named alone is the latest one on or before {assessed}. Values dated after it are not "
            "read. A laboratory limit is the one reported with the value itself.",
        ),
        model.Pair(
            "Numbers",
            "are compared exactly as written; nothing is rounded. “At least” and “at most” include "
            "the limit, “more than” and “less than” do not.",
        ),
        model.Pair(
            "Days",
            "are counted from the day that the line names, its anchor: day −14 is the fourteenth "
            "day before it. Each line says whether the days at its edges are included.",
        ),
        model.Pair(
            "At a visit",
            "means dated that day or marked as taken at that visit; of a treatment or an illness, "
            "ongoing on that day or ended on it.",
        ),
        model.Pair(
            "Weeks, months, years",
            "A week is 7 days; months and years are those of the calendar, clamped to the end of a "
            "shorter month. Age is in completed years.",
        ),
        model.Pair(
            "Partial dates",
            "such as 2025-06 decide only what every day in them decides alike.",
        ),
        *_of_entries(protocol),
        *_of_wholes(protocol),
        model.Pair(
            "Worked examples",
            "were executed when this document was made. Limits of normal in them are samples. In "
            "examples of a whole criterion all dates of the trial, and of samples of which only "
            f"the day counts, are {DAY}.",
        ),
    )


def _of_delays(protocol: ir.Protocol) -> tuple[model.Pair, ...]:
    """The verdicts in the order of their weight, where there is more than the usual three."""
    kinds = {each.kind for each in protocol.criteria}
    repeats = any(each.repeat for each in protocol.flat_criteria())
    awaits = any(isinstance(each, ir.Awaits) for each in ir.walk(protocol.tables))
    pairs = []
    if "delay" in kinds:
        pairs.append(
            model.Pair(
                "Delayed",
                "means that nothing keeps the participant out and nothing is open, but a reason to "
                "postpone applies: the participant waits and is not turned away. An ineligible or "
                "undetermined verdict goes before it.",
            )
        )
    if repeats or awaits:
        pairs.append(
            model.Pair(
                "Pending",
                "also stands where a value that fails may still be repeated, and where a table says "
                "that something is to be done first. It makes the verdict undetermined.",
            )
        )
    return tuple(pairs)


def _of_entries(protocol: ir.Protocol) -> tuple[model.Pair, ...]:
    """How statements about entries are read, where there are any."""
    nodes = list(ir.walk(protocol.criteria))
    pairs = []
    if any(getattr(each, "where", None) is not None for each in nodes):
        pairs.append(
            model.Pair(
                "Entries",
                "“Counting only those for which …” leaves out the entries for which that is false. An "
                "entry for which it is not known may count or not: the line is decided when both "
                "come to the same.",
            )
        )
    if any(getattr(each, "alias", "") for each in nodes):
        pairs.append(
            model.Pair(
                "Names in quotation marks",
                "such as “initial” after “called” stand for the very entry that is being looked at, "
                "in what is asked of it.",
            )
        )
    if any(isinstance(each, ir.EntryDate | ir.UpTo) for each in nodes):
        pairs.append(
            model.Pair(
                "The first or last of something",
                "as a day to count from: where there was none, what is counted from it is false.",
            )
        )
    if any(isinstance(each, ir.HalfLives | ir.LengthOf) for each in nodes):
        pairs.append(
            model.Pair(
                "Half-lives",
                "are those of the very medicine taken, exact to parts of a day; a medicine without "
                "one leaves the line open. The longer of several lengths is the one that leads "
                "to the further day.",
            )
        )
    return tuple(pairs)


def _of_wholes(protocol: ir.Protocol) -> tuple[model.Pair, ...]:
    """What units, cohorts and stages do to the verdict."""
    pairs = []
    if protocol.units:
        pairs.append(
            model.Pair(
                "Candidates",
                "Criteria for a unit of analysis are judged for each candidate on its own; the unit "
                "passes when as many candidates as asked pass all of them.",
            )
        )
    if protocol.cohorts:
        pairs.append(
            model.Pair(
                "Cohorts",
                "There is a verdict for each cohort, from its own criteria and those of no cohort; "
                "the participant’s verdict is the best of them.",
            )
        )
    if protocol.stages:
        pairs.append(
            model.Pair(
                "Stages",
                "There is a verdict for each stage, from its own criteria; the participant’s verdict "
                "is that over all.",
            )
        )
    return tuple(pairs)


def milestone_view(milestone: ir.Milestone, protocol: ir.Protocol) -> model.MilestoneView:
    if milestone.derived is not None:
        lies = english.plain(english.runs(milestone.derived, protocol))
        place = anchor(f"milestone:{milestone.key}")
        return model.MilestoneView(place, milestone.name, f"{lies}; counted, not recorded")
    words = "a visit, at which data are taken" if milestone.visit else "a date of the trial"
    if milestone.key == protocol.assessed_at:
        words += "; eligibility is assessed here"
    place = anchor(f"milestone:{milestone.key}")
    return model.MilestoneView(place, milestone.name, f"{words} (field {milestone.key})")


def identity(protocol: ir.Protocol) -> tuple[model.Pair, ...]:
    pairs = [
        model.Pair("Protocol", f"{protocol.id}, version {protocol.version}"),
        model.Pair("Compiler", f"eligo {__version__}"),
        _hashed("Criteria", protocol.source),
    ]
    if protocol.source_text is not None:
        pairs.append(_hashed("Source text", protocol.source_text))
    pairs += [_hashed("Vocabulary", source) for source in protocol.vocabularies]
    return tuple(pairs)


def _hashed(what: str, source: Source) -> model.Pair:
    return model.Pair(f"{what} {source.name}", f"SHA-256 {source.digest()}")
