"""Names of what a document speaks of, and the places they lead to."""

from __future__ import annotations

from eligo import english, ir


def anchor(link: str) -> str:
    """The place in the document of what a run or an input speaks of; empty where it has none."""
    what, _, key = link.partition(":")
    if what == "datum":
        key = key.replace(".", "--")  # an attribute, which no other datum's key may meet
    return "" if what in ("", "step") else f"{what}-{slug(key)}"


def slug(key: str) -> str:
    return key.replace(".", "-").replace("_", "-").replace("/", "-")


def names_of(protocol: ir.Protocol) -> dict[str, str]:
    names = {f"datum:{datum.key}": datum.name for datum in protocol.data}
    names |= {f"milestone:{each.key}": each.name for each in protocol.milestones}
    names |= {f"definition:{each.key}": each.name for each in protocol.definitions}
    names |= {f"score:{each.key}": each.name for each in protocol.scores}
    names |= {f"subgroup:{each.key}": f"{each.label} ({each.name})" for each in protocol.subgroups}
    names |= {f"table:{each.key}": each.name for each in protocol.tables}
    names |= {f"unit:{each.key}": each.label or each.name for each in protocol.units}
    names |= {f"stage:{each.key}": each.label or each.name for each in protocol.stages}
    names |= {f"cohort:{each.key}": cohort_words(each) for each in protocol.cohorts}
    for datum in protocol.data:
        names |= {f"datum:{x.key}": _attribute(x, datum) for x in datum.attributes}
    for criterion in protocol.flat_criteria():
        words = f"{criterion.kind} {criterion.label} {criterion.title}".strip()
        if "/" in criterion.key and criterion.stage:
            words += f" ({names[f'stage:{criterion.stage}']})"
        names[f"criterion:{criterion.key}"] = english.capitalised(words)
    return names


def _attribute(attribute: ir.Datum, owner: ir.Datum) -> str:
    asked = isinstance(attribute.kind, ir.YesNo | ir.Judgement | ir.Attestation)
    name = f"“{attribute.name}”" if asked else attribute.name
    return f"{name} of {owner.name}"


def cohort_words(cohort: ir.Cohort) -> str:
    """Such as "A (Newly diagnosed)"."""
    return f"{cohort.name} ({cohort.label})" if cohort.label != cohort.name else cohort.name
