"""The command: arguments, files, exit codes, progress; only it has input and output of its own.

One module for each command. A command's module is imported when it is called, and imports what is
heavy only when it works, so that asking for help costs no more than click.
"""

from __future__ import annotations

from importlib import import_module

import click

from eligo import __version__

# What `eligo --help` says of each command, without importing it.
_COMMANDS = {
    "check": "Report all mistakes in criteria files.",
    "build": "Generate validators and documents.",
    "test": "Run the examples that stand in criteria files.",
    "format": "Put criteria files into the standard layout.",
    "new": "Start a protocol with commented files.",
    "screen": "Screen participants against a protocol.",
    "explain": "Explain one participant's verdict in full.",
    "template": "Print a blank or example record, its schema or a worksheet.",
}

_EPILOG = """\b
Exit codes:
  0    all is well
  1    mistakes in criteria files, or generated or unformatted files that are out of date
  2    the command was not understood, or a file cannot be read
  3    participant records that cannot be understood
  130  interrupted; what was written is whole"""


class _Commands(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command = import_module(f"eligo.cli.{name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if arguments and arguments[0] not in _COMMANDS and not arguments[0].startswith("-"):
            from eligo.cli.trouble import nearest

            context.fail(f"There is no command {arguments[0]!r}.{nearest(arguments[0], _COMMANDS)}")
        return super().resolve_command(context, arguments)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, package_name="eligo", message="%(prog)s %(version)s")
def eligo() -> None:
    """Compile the eligibility criteria of clinical trials into validators and documents.

    Run it inside a project: a folder that holds protocols/, and generated/ once it was built.
    """
