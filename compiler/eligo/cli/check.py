"""`eligo check`: all diagnostics of criteria files."""

from __future__ import annotations

import click

from eligo.cli.files import checked, criteria_files, located, shown
from eligo.cli.trouble import MISTAKES, Trouble


@click.command("check")
@click.argument("files", nargs=-1, metavar="[FILE|PROTOCOL-ID]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How the mistakes are reported.",
)
@click.pass_context
def command(context: click.Context, files: tuple[str, ...], form: str) -> None:
    """Report all mistakes and warnings in criteria files.

    FILE is a .criteria file or a folder of them. Without arguments all protocols and vocabularies
    of the project are checked.
    """
    from eligo import __version__, report
    from eligo.cli.terminal import show
    from eligo.diagnostics import Diagnostic, in_order

    found: list[Diagnostic] = []
    names: list[str] = []
    code = 0
    for path in criteria_files(files, vocabularies=True):
        names.append(shown(path))
        try:
            # SARIF is read by code hosts, which know a file by its place in the project.
            found += checked(path) if form == "sarif" else located(checked(path), path)
        except Trouble as trouble:  # the other files are worth reading all the same
            trouble.show()
            code = max(code, trouble.exit_code)
    diagnostics = in_order(found)
    if form == "json":
        click.echo(report.as_json(diagnostics))
    elif form == "sarif":
        click.echo(report.sarif(diagnostics, __version__))
    else:
        show(diagnostics)
        if len(names) > 0 and not (code and not diagnostics):
            click.echo(report.summary(diagnostics, names))
    if any(diagnostic.is_error for diagnostic in diagnostics):
        code = max(code, MISTAKES)
    context.exit(code)
