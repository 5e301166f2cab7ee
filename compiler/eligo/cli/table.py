"""The table of participants and the summary of a screening, as text in columns.

Rows are printed as they come: the first ones are held back until the columns' widths are known.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

import click

from eligo.cli.terminal import in_colour, on_terminal, width
from eligo.report import harmless
from eligo.screening.tally import (
    STATUSES,
    VERDICTS,
    Criterion,
    Result,
    Tally,
    name_of,
    postponed,
    with_status,
)

_HELD_BACK = 100
_GAP = "  "


class Table:
    """One line per participant: id, verdict, the criteria that fail or lack data; of who is delayed what delays
    them, until when."""

    def __init__(self, criteria: Sequence[Criterion]) -> None:
        self._criteria = criteria
        self._held: list[tuple[str, str, str]] | None = []
        self._columns = (0, 0)

    def row(self, participant: str, result: Result) -> None:
        fails = with_status(self._criteria, result, ("fail",))
        lacks = with_status(self._criteria, result, ("unknown", "pending"))
        said = [f"fails {', '.join(fails)}"] if fails else []
        said += [f"lacks data for {', '.join(lacks)}"] if lacks else []
        if result.verdict == "delayed":
            said += [f"delayed by {', '.join(postponed(self._criteria, result))}"]
        self._row((harmless(participant), result.verdict, "; ".join(said)))

    def _row(self, row: tuple[str, str, str]) -> None:
        if self._held is None:
            self._print(row)
            return
        self._held.append(row)
        if len(self._held) == _HELD_BACK:
            self._release()

    def end(self) -> None:
        if self._held:
            self._release()

    def _release(self) -> None:
        rows = self._held or []
        self._held = None
        head = ("participant", "verdict", "criteria")
        self._columns = (
            max(len(row[0]) for row in (head, *rows)),
            max(len(row[1]) for row in (head, *rows)),
        )
        self._print(head, bold=True)
        for row in rows:
            self._print(row)

    def _print(self, row: tuple[str, str, str], *, bold: bool = False) -> None:
        participant, verdict, said = row
        first, second = self._columns
        indent = first + second + 2 * len(_GAP)
        lines = [said]
        room = width() - indent
        if on_terminal() and room >= 20:
            lines = textwrap.wrap(said, room, break_on_hyphens=False) or [""]
        shown = in_colour(f"{verdict:<{second}}", verdict, bold=bold)
        click.echo(f"{participant:<{first}}{_GAP}{shown}{_GAP}{lines[0]}".rstrip())
        for line in lines[1:]:
            click.echo(f"{'':<{indent}}{line}")


def summary(tally: Tally) -> Iterator[str]:
    """How many participants got which verdict, and how each criterion came out."""
    yield ""
    counts = [(tally.verdicts[verdict], verdict) for verdict in VERDICTS if tally.verdicts[verdict]]
    counts += [(tally.unread, "not screened: records that could not be read")] * bool(tally.unread)
    widest = max((len(str(count)) for count, _ in counts), default=1)
    yield f"{tally.screened} participant{'' if tally.screened == 1 else 's'} screened"
    for count, said in counts:
        yield f"  {count:>{widest}}  {said}"
    if not tally.screened:
        return
    yield ""
    names = [_indented(each, tally) for each in tally.criteria]
    longest = min(max(map(len, names)), 60)
    postpones = any(each.kind == "delay" for each in tally.criteria)
    statuses = [status for status in STATUSES if postpones or status != "delayed"]
    columns = [max(len(status), len(str(tally.screened))) for status in statuses]
    head = _GAP.join(f"{s:>{c}}" for s, c in zip(statuses, columns, strict=True))
    letters = "I inclusion, E exclusion" + ", D delay" * postpones
    yield f"{letters:<{longest}}{_GAP}{head}"
    for criterion, name in zip(tally.criteria, names, strict=True):
        cells = (
            f"{tally.statuses[criterion.key, status] or '-':>{column}}"
            for status, column in zip(statuses, columns, strict=True)
        )
        yield f"{_cut(name, longest):<{longest}}{_GAP}{_GAP.join(cells)}"


def _indented(criterion: Criterion, tally: Tally) -> str:
    depth = 0
    outer = {each.key: each.part_of for each in tally.criteria}
    around = criterion.part_of
    while around is not None:
        depth += 1
        around = outer[around]
    return "  " * depth + name_of(criterion)


def _cut(text: str, columns: int) -> str:
    return text if len(text) <= columns else f"{text[: columns - 1]}…"
