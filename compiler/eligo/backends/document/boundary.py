"""Examples just inside and just outside each limit of a rule, executed by the reference meaning."""

from __future__ import annotations

from eligo import ir
from eligo.backends.document.cases import DAY, judged
from eligo.backends.document.model import Boundary, Trial
from eligo.backends.document.records import Records, leaves
from eligo.english import capitalised, in_order, phrase


def boundaries(statement: ir.Statement, records: Records) -> tuple[Boundary, ...]:
    """For each leaf that has limits and for which records can be made at them. That yes is true and
    no is false needs no example, and what days without a time leave open gives none."""
    protocol, maker = records.protocol, records.maker
    tables = []
    for leaf in leaves(statement):
        if isinstance(leaf, ir.Holds):
            continue
        given, anchors = maker.milestones(leaf), maker.anchors(leaf)
        trials = []
        supposed: list[str] = []
        for case in records.cases(leaf):
            record = {"id": "example", **given, **anchors, **case.record}
            trial = Trial(case.words, judged(protocol, leaf, record))
            if trial.result and trial not in trials:
                trials.append(trial)
                supposed += [case.given] if case.given and case.given not in supposed else []
        if any(trial.result != "undetermined" for trial in trials):
            days = [f"{maker.milestone_name(key)} on {day}" for key, day in given.items()]
            days += [f"{protocol.datum(key).name} on {DAY}" for key in anchors]
            shown = [f"with {in_order(days)}"] if days else []
            shown += [f"for example with {in_order(supposed)}"] if supposed else []
            tables.append(
                Boundary(capitalised(phrase(leaf, protocol)), "; ".join(shown), tuple(trials))
            )
    return tuple(tables)
