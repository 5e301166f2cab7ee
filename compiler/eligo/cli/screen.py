"""`eligo screen`: participants' records against a protocol, streamed to a table, NDJSON or CSV."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from types import ModuleType
from typing import IO, TYPE_CHECKING

import click

from eligo.cli.files import protocol_file
from eligo.cli.trouble import INTERRUPTED, RECORDS, Trouble, say, unreadable, unwritable

if TYPE_CHECKING:
    from eligo.cli.table import Table
    from eligo.screening.participants import WrongRecord
    from eligo.screening.readers import Entry, Format
    from eligo.screening.tally import Result, Tally
    from eligo.screening.writers import Writer

_MESSAGES = 20  # in full; of the records after that only what is wrong first
_OBJECTS = 'it holds no participant. Each is one JSON object: {"id": "001", …}.'
_EMPTY = {
    "csv": "it holds no participant. Each is a line beneath the one that names the columns.",
    "json": _OBJECTS,
    "ndjson": f"{_OBJECTS[:-1]} on a line of its own.",
}


@click.command("screen")
@click.argument("protocol")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--input-format", type=click.Choice(["json", "ndjson", "csv"]), help="Of the FILEs.")
@click.option("--output", metavar="FILE.ndjson|FILE.csv", help="Write all results (-: NDJSON).")
@click.option("--explain", is_flag=True, help="With the full explanation; NDJSON only.")
@click.option("--show-values", is_flag=True, help="Show participants' values in messages.")
@click.pass_context
def command(
    context: click.Context,
    protocol: str,
    files: tuple[str, ...],
    input_format: Format | None,
    output: str | None,
    explain: bool,
    show_values: bool,
) -> None:
    """Screen participants against a protocol.

    PROTOCOL is an id such as nct06676631 (its newest version), an id with a version such as
    nct06676631/1.0, or a .criteria file. FILE holds records as JSON (an object or a list), NDJSON
    or CSV; - is standard input.

    CSV has a column for each field (sex), part of a field (platelet_count.value) or part of a
    list's entry (seizures.0.date). An empty cell is not recorded; [] says: asked, none.
    """
    from eligo.cli.validator import validator

    if files.count("-") > 1:
        raise Trouble("Standard input can be read only once.")
    inputs = [(name, _format_of(name, input_format)) for name in files]
    form = _output_format(output, files, explain)
    path = protocol_file(protocol)
    for name in files:
        if name != "-":
            _open(name).close()  # before anything else takes time
    module = validator(path)
    with ExitStack() as stack:
        session = _Session(module, explain, show_values)
        if output is not None:
            stream = stack.enter_context(_created(output))
            session.write_to(stream, form)
        else:
            session.print_table()
        code = session.run(inputs)
    context.exit(code)


def _format_of(name: str, asked: Format | None) -> Format:
    from eligo.screening.readers import FORMATS

    if asked is not None:
        return asked
    found = FORMATS.get(Path(name).suffix.casefold())
    if found is None:
        what = "of standard input" if name == "-" else f"of {name}"
        raise Trouble(
            f"The format {what} cannot be told from its name.",
            "Say it: --input-format json, ndjson or csv",
        )
    return found


def _output_format(output: str | None, files: tuple[str, ...], explain: bool) -> str:
    if output is None:
        if explain:
            raise Trouble(
                "--explain needs --output FILE.ndjson, or --output - for standard output."
            )
        return ""
    suffix = ".ndjson" if output == "-" else Path(output).suffix.casefold()
    if suffix not in (".ndjson", ".jsonl", ".csv"):
        raise Trouble(f"{output} is neither .ndjson nor .csv.", "Name the output so.")
    if explain and suffix == ".csv":
        raise Trouble("An explanation does not fit into CSV.", "Name the output FILE.ndjson.")
    if output != "-" and any(_same_file(name, output) for name in files if name != "-"):
        raise Trouble(f"{output} is one of the inputs.", "Name another file for the output.")
    return suffix


def _same_file(name: str, other: str) -> bool:
    return Path(name).exists() and Path(other).exists() and Path(name).samefile(other)


def _input(name: str) -> AbstractContextManager[IO[bytes]]:
    return nullcontext(sys.stdin.buffer) if name == "-" else _open(name)


def _open(name: str) -> IO[bytes]:
    try:
        return open(name, "rb")
    except OSError as error:
        raise unreadable(name, error) from None


def _created(output: str) -> AbstractContextManager[IO[bytes]]:
    if output == "-":
        return nullcontext(sys.stdout.buffer)
    try:
        return open(output, "wb")
    except OSError as error:
        raise unwritable(output, error) from None


class _Session:
    """One call of the command: where results go, and what was seen so far."""

    def __init__(self, module: ModuleType, explain: bool, show_values: bool) -> None:
        from eligo.screening.tally import Repeated, Tally

        self.module = module
        self.explain = explain
        self.show_values = show_values
        self.tally: Tally = Tally(module.CRITERIA)
        self.repeated = Repeated()
        self.writer: Writer | None = None
        self.table: Table | None = None
        self.to_standard_output = False
        self.messages = 0
        self.empty = False  # whether one of the files was

    def write_to(self, stream: IO[bytes], form: str) -> None:
        from eligo.screening.writers import CsvWriter, NdjsonWriter

        self.to_standard_output = stream is sys.stdout.buffer
        is_csv = form == ".csv"
        self.writer = CsvWriter(stream, self.module.CRITERIA) if is_csv else NdjsonWriter(stream)

    def print_table(self) -> None:
        from eligo.cli.table import Table

        self.table = Table(self.module.CRITERIA)

    def run(self, inputs: list[tuple[str, Format]]) -> int:
        """Screen all inputs; the exit code."""
        from eligo.cli.interrupt import Interruptible

        code = 0
        with Interruptible() as interruptible:
            try:
                for name, form in inputs:
                    for entry in self._entries(name, form):
                        with interruptible.whole():
                            self._screen(name, entry)
            except KeyboardInterrupt:
                code = INTERRUPTED
        self._end(interrupted=code == INTERRUPTED)
        return code or (RECORDS if self.tally.unread or self.empty else 0)

    def _entries(self, name: str, form: Format) -> Iterator[Entry]:
        from eligo.cli.progress import followed
        from eligo.screening.readers import Entry, read

        # Two things that both move would tear each other's lines.
        quiet = self.table is not None and sys.stdout.isatty()
        with _input(name) as stream:
            empty = True
            for entry in followed(read(stream, form), stream, name, quiet=quiet):
                empty = False
                yield entry
        if empty:
            yield Entry(0, 1, problem=_EMPTY[form])

    def _screen(self, name: str, entry: Entry) -> None:
        from eligo.screening.participants import WrongRecord, participant

        try:
            found = participant(self.module, entry, show_values=self.show_values)
        except WrongRecord as wrong:
            self._malformed(name, entry, wrong)
            return
        # The table asks the explanation when a delay ends; nothing else of it is made.
        explain = self.explain or self.table is not None
        result: Result = self.module.evaluate(found, explain=explain)
        if self.repeated.seen(found.id):
            self._message(f"{_where(name, entry)}: warning: the id of this record was there before")
        self.tally.add(result)
        if self.writer is not None:
            self.writer.result(entry.number, found.id, result)
        if self.table is not None:
            self.table.row(found.id, result)

    def _malformed(self, name: str, entry: Entry, wrong: WrongRecord) -> None:
        from eligo.screening.readers import id_of

        who = id_of(entry)
        self.empty = self.empty or not entry.number
        self.tally.unread += bool(entry.number)
        # Every record that cannot be read is named, however many there are.
        full = self.messages < _MESSAGES
        for problem in wrong.problems if full else wrong.problems[:1]:
            self._message(f"{_where(name, entry, who)}: {problem}")
        if not full and len(wrong.problems) > 1:
            self._message(
                f"{_where(name, entry, who)}: and {len(wrong.problems) - 1} more mistakes"
            )
        if self.writer is not None and entry.number:
            self.writer.problems(entry.number, who, [each.to_json() for each in wrong.problems])

    def _message(self, said: str) -> None:
        from eligo.report import harmless

        self.messages += 1
        click.echo(harmless(said), err=True)

    def _end(self, *, interrupted: bool) -> None:
        from eligo.cli.table import summary

        if self.table is not None:
            self.table.end()
        to_errors = self.to_standard_output
        for line in summary(self.tally):
            click.echo(line, err=to_errors)
        if interrupted:
            done = self.tally.screened + self.tally.unread
            say(f"stopped after {done} records; what was written is whole.")


def _where(name: str, entry: Entry, participant: str = "") -> str:
    shown = "standard input" if name == "-" else name
    if not entry.number:
        return shown
    who = f" ({participant})" if participant else ""
    return f"{shown}:{entry.line}: record {entry.number}{who}"
