"""`eligo explain`: one participant's verdict in full."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eligo.cli.files import project_of, protocol_file
from eligo.cli.files import shown as path_from_here
from eligo.cli.trouble import RECORDS, Trouble, nearest, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eligo.screening.readers import Entry


@click.command("explain")
@click.argument("protocol")
@click.argument("participant")
@click.option("--file", "file", metavar="FILE", help="Where the participant's id is looked up.")
@click.option("--full", is_flag=True, help="Also how each criterion that passes came out.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--show-values", is_flag=True, help="Show values in messages about a wrong record.")
def command(
    protocol: str, participant: str, file: str | None, full: bool, as_json: bool, show_values: bool
) -> None:
    """Explain one participant's verdict: the reasons first, then how they came out in full.

    PARTICIPANT is a file with one record (- is standard input), or an id within FILE, which is
    protocols/<id>/participants.ndjson unless it is named.
    """
    from eligo.cli.terminal import on_terminal, width
    from eligo.cli.validator import protocol as protocol_of
    from eligo.cli.validator import validator_of
    from eligo.report import harmless, json_text
    from eligo.screening.explanation import explanation
    from eligo.screening.participants import WrongRecord
    from eligo.screening.participants import participant as participant_of

    path = protocol_file(protocol)
    entry = _entry(participant, file, path)
    meaning = protocol_of(path)
    module = validator_of(meaning, project_of(path))
    try:
        record = participant_of(module, entry, show_values=show_values)
    except WrongRecord as wrong:
        raise Trouble(f"the record cannot be understood:\n{wrong}", code=RECORDS) from None
    result = module.evaluate(record, explain=True).to_json()
    if as_json:
        shown = {"id": record.id, **result}
        click.echo(json_text(shown))
        return
    columns = width() if on_terminal() else 100
    for line in explanation(meaning, record.id, result, columns, full=full):
        click.echo(harmless(line))


def _entry(participant: str, file: str | None, protocol: Path) -> Entry:
    if file is None and (participant == "-" or Path(participant).is_file()):
        entries = _entries(participant)
        first = next(entries, None)
        if first is None:
            raise Trouble(f"{participant} holds no record.", code=RECORDS)
        if next(entries, None) is not None:
            what = f"{participant} holds several records."
            raise Trouble(what, f"Name one: eligo explain … ID --file {participant}")
        return first
    name = file or str(protocol.parent / "participants.ndjson")
    if file is None and not Path(name).is_file():
        shown = path_from_here(Path(name))
        raise Trouble(
            f"There is no file {participant!r}, and no {shown} in which to look for that id.",
            "Name a file with records: --file FILE",
        )
    return _with_id(participant, name)


def _with_id(participant: str, name: str) -> Entry:
    from eligo.screening.readers import id_of

    known: list[str] = []
    for entry in _entries(name):
        found = id_of(entry)
        if found == participant:
            return entry
        if len(known) < 10_000:
            known.append(found)
    raise Trouble(f"{name} holds no participant {participant!r}.{nearest(participant, known)}")


def _entries(name: str) -> Iterator[Entry]:
    from eligo.screening.readers import FORMATS, read

    form = FORMATS.get(Path(name).suffix.casefold(), "json")
    if name == "-":
        yield from read(sys.stdin.buffer, form)
        return
    try:
        with open(name, "rb") as stream:
            yield from read(stream, form)
    except OSError as error:
        raise unreadable(name, error) from None
