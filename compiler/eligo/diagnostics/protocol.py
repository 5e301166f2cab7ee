"""Wording of what can be wrong with stages, units of analysis, cohorts, delays, repetitions and derived milestones."""

from __future__ import annotations

from eligo.diagnostics import Wording, diagnostic
from eligo.diagnostics.words import listed


@diagnostic("E250", "Unknown stage")
def unknown_stage(text: str, known: tuple[str, ...]) -> Wording:
    have = (
        f"Stages declared before it: {listed(known)}."
        if known
        else "No stage is declared before it."
    )
    return Wording(
        f"There is no stage “{text}” before this one.",
        "A stage takes over the criteria of one that comes earlier, so the file must say which.",
        f"{have} To declare it: stage {text} at screening",
    )


@diagnostic("E251", "Left out of nothing")
def without_needs_extends(stage: str) -> Wording:
    return Wording(
        f"The stage {stage} leaves criteria out, but takes none over.",
        "Only what is taken over can be left out.",
        "Add a line above it: extends screening",
    )


@diagnostic("E252", "Criterion for two groups")
def for_two_groups(text: str) -> Wording:
    return Wording(
        f"The criterion is for “{text}” and for another subgroup, unit or cohort.",
        "Nobody could say whether both must hold or one of them.",
        "Write one of them after “for”, and say the rest in the rule: when …:",
    )


@diagnostic("E253", "Criterion for two stages")
def for_two_stages(text: str) -> Wording:
    return Wording(
        f"The criterion is for the stage “{text}” and for another one.",
        "Each stage judges its own criteria on its own day.",
        "Write it for the first of them, and let the later stage take it over: extends …",
    )


@diagnostic("E254", "Part for a stage, unit or cohort")
def part_for_a_whole(text: str, what: str) -> Wording:
    return Wording(
        f"A part of a criterion is for “{text}”, which is {what}.",
        "Stages, units and cohorts judge whole criteria.",
        "Make the part a criterion of its own, or write the name into the criterion’s first line.",
    )


@diagnostic("E255", "Unit of something that is no record")
def unit_needs_a_record(text: str, what: str) -> Wording:
    return Wording(
        f"“{text}” is {what}; a unit of analysis is chosen from the things of a record.",
        "Nobody could list what is to be judged one by one.",
        f"Declare it: data {text}: record, with a line for what is recorded of each",
    )


@diagnostic("E256", "Unit that asks for none")
def unit_of_none() -> Wording:
    return Wording(
        "A unit of analysis asks for at least one thing that passes.",
        "With none, everybody would pass.",
        "Write: at least 1",
    )


@diagnostic("E258", "Nothing to repeat")
def nothing_to_repeat(label: str) -> Wording:
    return Wording(
        f"Criterion {label} may be repeated, but it reads no measurement and no result.",
        "Only what is measured or tested can be taken again.",
        "Remove the line, or declare what is repeated as a measurement, a result or a dated value.",
    )


@diagnostic("E259", "Milestones in a circle")
def milestones_in_a_circle(path: tuple[str, ...]) -> Wording:
    return Wording(
        f"These milestones are counted from each other: {listed(path)}.",
        "None of them would ever have a day.",
        "Count one of them from a milestone that is recorded.",
    )


@diagnostic("W260", "Read again at an earlier visit", "warning")
def read_again(criterion: str, stage: str, milestone: str) -> Wording:
    return Wording(
        f"The stage {stage} takes over {criterion}, which is then read at {milestone} again.",
        f"Whatever changes after {milestone} would not be noticed.",
        f"Write “at assessment”, which is each stage’s own milestone; or leave the criterion out (“without”), and write "
        f"one of its own for the stage {stage}.",
    )
