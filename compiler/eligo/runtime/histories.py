"""Complete histories, `treatments`, `conditions` and `events`: lists that answer for every datum
of their kind, taken apart into the fields they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .fields import RecordField
from .occurrences import ConditionField, EventField, OccurrencesField, TreatmentField, course
from .problems import FieldProblem, Problem, listing, suggestion
from .scalars import optional_moment, text

HISTORIES = tuple(kind.history for kind in (TreatmentField, ConditionField, EventField))


@dataclass
class Unfolded:
    """A record with single fields only; `wrong` are the problems of its histories."""

    record: dict[str, object]
    wrong: list[tuple[str, FieldProblem]] = field(default_factory=list)
    # Of each field that came from a history: which, and the numbers of its entries there.
    origins: dict[str, tuple[str, list[int]]] = field(default_factory=dict)

    def problems(self, show_values: bool) -> list[Problem]:
        return [
            Problem(
                place,
                f"{problem} {problem.hint}" if show_values and problem.hint else str(problem),
                repr(problem.value) if show_values and problem.value is not None else "",
            )
            for place, problem in self.wrong
        ]

    def place(self, place: str) -> str:
        """Where a problem of a field stands in the record as it was written."""
        key, _, rest = place.partition(".")
        if key not in self.origins:
            return place
        history, numbers = self.origins[key]
        number, _, part = rest.partition(".")
        if not number.isdigit():
            return history
        entry = f"{history}.{numbers[int(number)]}"
        return f"{entry}.{part}" if part else entry


def unfolded(record: Mapping[str, object], fields: Mapping[str, RecordField]) -> Unfolded:
    """The record with each history in the fields it stands for; `null` is no history."""
    found = Unfolded(dict(record))
    for history in HISTORIES:
        members = {
            key: each
            for key, each in fields.items()
            if isinstance(each, OccurrencesField) and each.history == history
        }
        if not members or history in fields or found.record.get(history) is None:
            # Where there is nothing that it could answer, it is a field that is not known.
            if members and history not in fields:
                found.record.pop(history, None)
            continue
        _unfold(found, history, found.record.pop(history), members)
    return found


def _unfold(
    found: Unfolded, history: str, written: object, members: dict[str, OccurrencesField]
) -> None:
    if not isinstance(written, list | tuple):
        problem = FieldProblem(
            "this is not a list",
            "it stands for everything that happened",
            'Write [{"name": …}, …]; [] says that somebody asked and there was none.',
            written,
        )
        found.wrong.append((history, problem))
        return
    taken: dict[str, list[object]] = {key: [] for key in members}
    numbers: dict[str, list[int]] = {key: [] for key in members}
    for number, entry in enumerate(written):
        try:
            counted = _counted(entry, history, members)
        except FieldProblem as problem:
            found.wrong.append((f"{history}.{number}", problem))
            continue
        for key, part in counted.items():
            taken[key].append(part)
            numbers[key].append(number)
    for key in members:
        if found.record.get(key) is not None:
            twice = FieldProblem(
                f'the record holds "{history}" as well',
                "that is the complete history, and this field would say the same once more",
                "Keep one of the two.",
            )
            found.wrong.append((key, twice))
        found.record[key] = taken[key]
        found.origins[key] = (history, numbers[key])


def _counted(
    entry: object, history: str, members: dict[str, OccurrencesField]
) -> dict[str, object]:
    """What each field that an entry counts for takes of it."""
    if not isinstance(entry, Mapping):
        raise FieldProblem(
            "an entry is not an object",
            "it is known by its name",
            'Write {"name": …} with what is known of it.',
            entry,
        )
    name = text(entry.get("name"), '"name"')
    if not name.strip():
        raise FieldProblem(
            "the name of an entry is missing",
            f'a list of {history} tells its entries apart by "name"',
            'Give "name".',
        )
    counting = {key for key, each in members.items() if each.counts(name)}
    groups = _open_groups(entry.get("in"), members)
    if not counting and groups is None:
        words = [word for each in members.values() for word in each.words()]
        is_open = [key for key, each in members.items() if each.is_open]
        remedy = 'Correct the name; where it matters to no criterion, add "in": [].'
        if is_open:
            remedy = (
                f'Correct the name, or say with "in" for which of {listing(is_open)} it counts; '
                '"in": [] says for none.'
            )
        raise FieldProblem(
            "the name is in no list",
            "it would be left out without a word",
            remedy,
            name,
            suggestion(name, words),
        )
    counting |= groups or set()
    own = {key: members[key].keys(name) for key in (counting or members)}
    known = {"name", "in"}.union(*own.values())
    for part in entry:
        if part not in known:
            raise FieldProblem(
                f'"{part}" is not a part of this entry',
                "it would be left out without a word",
                suggestion(str(part), known) or f"The parts are {listing(sorted(known))}.",
            )
    if not counting:
        # What counts for nothing is looked at all the same.
        if history == EventField.history:
            optional_moment(entry, "date")
        else:
            course(entry)
    return {key: _part(entry, members[key], name) for key in members if key in counting}


def _open_groups(written: object, members: dict[str, OccurrencesField]) -> set[str] | None:
    """The open groups for which an entry says that it counts; None where it says nothing."""
    if written is None:
        return None
    known = [key for key, each in members.items() if each.is_open]
    if not isinstance(written, list | tuple) or not all(each in known for each in written):
        raise FieldProblem(
            '"in" is not a list of open groups',
            "it says for which of them the name counts",
            (
                f"Write a list of {listing(known)}; [] says for none."
                if known
                else "There is no open group: write [], which says that it counts for nothing."
            ),
            written,
        )
    return {str(each) for each in written}


def _part(entry: Mapping[str, object], kind: OccurrencesField, name: str) -> dict[str, object]:
    keys = (*kind.keys(name), "name") if kind.is_group else kind.keys(name)
    return {key: entry[key] for key in keys if key in entry}
