"""Which criteria stand together: by kind, by stage, by cohort, by unit of analysis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass

from eligo import english, ir
from eligo.backends.document.model import (
    CohortView,
    CriterionView,
    Group,
    Reference,
    StageView,
    TakenOver,
    UnitView,
)
from eligo.backends.document.references import anchor, cohort_words
from eligo.english import Sentence, capitalised, in_order
from eligo.source import Source, Span

_KINDS = {
    "inclusion": ("Inclusion criteria", "all must be met"),
    "exclusion": ("Exclusion criteria", "none may apply"),
    "delay": ("Reasons to postpone", "while one applies, the participant waits"),
}


def groups(
    protocol: ir.Protocol, views: Sequence[CriterionView], refer: Callable[[str], Reference]
) -> tuple[Group, ...]:
    """Every criterion that is shown in full, in the order of stages and kinds."""
    if not protocol.stages:
        return tuple(_by_kind("", "", views))
    found: list[Group] = []
    stage_of = {
        each.key: criterion.stage for criterion in protocol.criteria for each in _family(criterion)
    }
    for stage in protocol.stages:
        view = _stage(stage, protocol, refer)
        title = stage.label or stage.name
        found.append(Group(view.anchor, f"Stage: {title}", "", view, ()))
        own = [each for each in views if stage_of[each.key] == stage.key]
        found += _by_kind(f"{view.anchor}-", f"{title}, ", own)
    rest = [each for each in views if stage_of[each.key] is None]
    return (*found, *_by_kind("", "", rest))


def _by_kind(prefix: str, lead: str, views: Sequence[CriterionView]) -> list[Group]:
    found = []
    for kind, (title, caption) in _KINDS.items():
        held = tuple(view for view in views if view.kind == kind)
        words = f"{lead}{title[:1].lower() + title[1:]}" if lead else title
        if held:
            found.append(Group(f"{prefix}{kind}", words, f"{words}: {caption}", None, held))
    return found


def _stage(stage: ir.Stage, protocol: ir.Protocol, refer: Callable[[str], Reference]) -> StageView:
    when = _milestone_name(stage.milestone, protocol)
    text = f"Assessed at {when}."
    taken, originals = [], []
    for criterion in protocol.criteria:
        original = taken_over(criterion, protocol)
        if original is None or criterion.stage != stage.key:
            continue
        originals.append(original.key)
        taken.append(
            TakenOver(
                anchor(f"criterion:{criterion.key}"),
                refer(f"criterion:{original.key}"),
                criterion.kind,
                _difference(original, criterion, protocol),
            )
        )
    left: list[Reference] = []
    if stage.extends:
        base = next(each for each in protocol.stages if each.key == stage.extends)
        text += (
            f" It takes over the criteria of the stage {base.label or base.name}, each with all that "
            "it says; they are not repeated here."
        )
        kept = {
            each.key.rpartition("/")[2] for each in protocol.criteria if each.stage == stage.key
        }
        left = [
            refer(f"criterion:{each.key}")
            for each in protocol.criteria
            if each.stage == base.key and each.key.rpartition("/")[2] not in kept
        ]
    title = stage.label or stage.name
    return StageView(anchor(f"stage:{stage.key}"), title, text, tuple(taken), tuple(left))


def taken_over(criterion: ir.Criterion, protocol: ir.Protocol) -> ir.Criterion | None:
    """The criterion of another stage that this one repeats; None where it stands for itself, and
    where anything but the milestone differs, so that it must be shown in full."""
    _, slash, key = criterion.key.rpartition("/")
    if not slash or criterion.stage is None:
        return None
    for original in protocol.criteria:
        if original.key == key:
            compared = _Comparison(protocol, original, criterion)
            return original if compared.same else None
    return None


def _difference(original: ir.Criterion, criterion: ir.Criterion, protocol: ir.Protocol) -> str:
    """What the milestone of the stage changes in a criterion that is taken over."""
    compared = _Comparison(protocol, original, criterion)
    before, after = (_milestone_name(key, protocol) for key in compared.moved)
    if not compared.read_later:
        later = f"; pending until {after} has a day" if criterion.assessed else ""
        return f"nothing in the rule; it must let the participant in at this stage as well{later}"
    if compared.named:
        return (
            f"values are read at {after} instead of {before}; days that the rule itself counts from "
            f"{before} stay so"
        )
    return f"read at {after} instead of {before}"


def _rules(criterion: ir.Criterion) -> tuple[object, ...]:
    repeat = criterion.repeat
    return (
        criterion.kind,
        criterion.excluding,
        criterion.subgroup or "",
        criterion.unit or "",
        criterion.cohort or "",
        criterion.label,
        criterion.body,
        (repeat.times, repeat.length, repeat.counts, repeat.data) if repeat else (),
        tuple((duty.text, duty.start, duty.until, duty.when) for duty in criterion.duties),
        tuple((each.text, each.when) for each in criterion.permissions),
        tuple(_rules(part) for part in criterion.parts),
    )


class _Comparison:
    """Whether two criteria are alike but for identities and for the milestone that was moved; whether
    it was moved anywhere where it means something (`read_later`), and whether the rule still speaks of
    the former one (`named`)."""

    def __init__(self, protocol: ir.Protocol, one: ir.Criterion, other: ir.Criterion) -> None:
        self.protocol = protocol
        self.moved = (_milestone_of(one, protocol), _milestone_of(other, protocol))
        self.read_later = self.named = False
        self.same = self.alike(_rules(one), _rules(other))

    def alike(self, one: object, other: object, idle: bool = False) -> bool:
        """`idle`: where a day is not read, because a timing says more."""
        if isinstance(one, tuple) and isinstance(other, tuple):
            pairs = zip(one, other, strict=False)
            return len(one) == len(other) and all(self.alike(a, b) for a, b in pairs)
        if type(one) is not type(other):
            return False
        if isinstance(one, ir.MilestoneDate) and isinstance(other, ir.MilestoneDate):
            pair = (one.milestone, other.milestone)
            self.read_later |= pair == self.moved and not idle
            self.named |= pair == (self.moved[0], self.moved[0]) and not idle
            return pair == self.moved or one.milestone == other.milestone
        if isinstance(one, ir.TableNumber | ir.TableOutcome):
            assert isinstance(other, ir.TableNumber | ir.TableOutcome)
            if getattr(one, "turned", False) is not getattr(other, "turned", False):
                return False
            here, there = (self.protocol.table(x.table) for x in (one, other))
            return self.alike((here.inputs, here.rows), (there.inputs, there.rows))
        if isinstance(one, ir.DefinedCondition | ir.DefinedNumber):
            assert isinstance(other, ir.DefinedCondition | ir.DefinedNumber)
            behind, ahead = (self.protocol.definition(x.definition) for x in (one, other))
            return self.alike((behind.statement, behind.number), (ahead.statement, ahead.number))
        if isinstance(one, ir.Awaits) and isinstance(other, ir.Awaits):
            return one.what == other.what
        if is_dataclass(one) and not isinstance(one, Source | Span | type):
            names = [each.name for each in fields(one) if each.name not in ("id", "span")]
            timed = getattr(one, "timing", None) is not None
            return all(
                self.alike(getattr(one, x), getattr(other, x), timed and x == "assessed")
                for x in names
            )
        return one == other


def _milestone_of(criterion: ir.Criterion, protocol: ir.Protocol) -> str:
    stages = (each.milestone for each in protocol.stages if each.key == criterion.stage)
    return next(stages, protocol.assessed_at)


def _milestone_name(key: str, protocol: ir.Protocol) -> str:
    return next(each.name for each in protocol.milestones if each.key == key)


def _family(criterion: ir.Criterion) -> list[ir.Criterion]:
    return [criterion, *(each for part in criterion.parts for each in _family(part))]


# --- cohorts and units


def cohort_view(
    cohort: ir.Cohort,
    protocol: ir.Protocol,
    refer: Callable[[str], Reference],
    rule: Callable[[ir.Statement], Sentence],
) -> CohortView:
    return CohortView(
        anchor(f"cohort:{cohort.key}"),
        cohort_words(cohort),
        rule(cohort.statement) if cohort.statement else None,
        tuple(
            refer(f"criterion:{each.key}")
            for each in protocol.criteria
            if each.cohort == cohort.key
        ),
    )


def unit_view(
    unit: ir.UnitOfAnalysis,
    protocol: ir.Protocol,
    refer: Callable[[str], Reference],
    as_read: Callable[[Sentence], Sentence],
) -> UnitView:
    rule = None
    if unit.where is not None:
        rule = as_read(english.sentences(unit.where, protocol, entry=unit.datum))
    one = unit.least == 1
    return UnitView(
        anchor(f"unit:{unit.key}"),
        unit.label or unit.name,
        refer(f"datum:{unit.datum}"),
        rule,
        f"At least {unit.least} candidate{'' if one else 's'} must pass every criterion of this unit. "
        "A candidate that fails one of them is out; the participant is out when "
        f"{'none is left' if one else f'fewer than {unit.least} are left'}.",
        tuple(
            refer(f"criterion:{each.key}") for each in protocol.criteria if each.unit == unit.key
        ),
    )


# --- what stands beside a rule


def about(criterion: ir.Criterion, protocol: ir.Protocol) -> tuple[str, ...]:
    """For each of what a criterion is, for which cohort, and when it is assessed."""
    said = []
    if criterion.unit:
        unit = protocol.unit(criterion.unit)
        said.append(
            f"for each {(unit.label or unit.name)}, of which at least {unit.least} must pass"
        )
    if criterion.cohort:
        cohort = next(each for each in protocol.cohorts if each.key == criterion.cohort)
        said.append(f"only for cohort {cohort_words(cohort)}")
    if criterion.assessed:
        name = _milestone_name(criterion.assessed, protocol)
        said.append(f"assessed at {name}; pending until {name} has a day")
    return tuple(said)


_TIMES = {1: "once", 2: "twice"}


def repeat_words(criterion: ir.Criterion, protocol: ir.Protocol) -> str:
    """What `may be repeated` allows; empty where nothing may."""
    repeat = criterion.repeat
    if repeat is None:
        return ""
    times = _TIMES.get(repeat.times, f"{repeat.times} times")
    counts = {
        "latest": "the latest value counts",
        "mean": "the mean of the values counts",
    }[repeat.counts]
    at = _milestone_name(criterion.assessed or _milestone_of(criterion, protocol), protocol)
    names = in_order([protocol.datum(key).name for key in repeat.data])
    return capitalised(
        f"{names} may be repeated {times} within {english.duration_words(repeat.length)} after {at}; "
        f"{counts}. A value that fails leaves the criterion pending while it can still be repeated."
    )
