"""`eligo test`: the examples that stand in criteria files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from eligo.cli.files import compiled, criteria_files, located, shown
from eligo.cli.trouble import MISTAKES, say

if TYPE_CHECKING:
    pass


@click.command("test")
@click.argument("files", nargs=-1, metavar="[FILE|PROTOCOL-ID]...")
@click.pass_context
def command(context: click.Context, files: tuple[str, ...]) -> None:
    """Run the examples that stand in criteria files.

    An example is a participant and what the rules must say of them. Each that turns out otherwise
    is shown with what was expected and what was found.
    """
    from eligo import report
    from eligo.check.examples import failures, run_examples
    from eligo.cli.terminal import show

    paths = criteria_files(files, vocabularies=False)
    ran = failed = 0
    broken = False
    for path in paths:
        compilation = compiled(path)
        if compilation.failed:
            found = located(compilation.diagnostics, path)
            show([each for each in found if each.is_error])
            click.echo(report.summary(found, [shown(path)]))
            broken = True
        if compilation.protocol is None:
            continue
        outcomes = run_examples(compilation.protocol)
        if not outcomes:
            say(f"{shown(path)} holds no example.")
        for outcome in outcomes:
            ran += 1
            failed += not outcome.holds
        show(located(failures(compilation.protocol, outcomes), path))
    if broken:
        context.exit(MISTAKES)
    if not ran:
        say("There are no examples, so nothing was tested. Write an example block.")
        context.exit(MISTAKES)
    holds = f"{ran} example{'' if ran == 1 else 's'}"
    click.echo(
        f"{holds}: {f'{failed} fail, ' if failed else ''}{ran - failed} turn out as expected"
    )
    context.exit(MISTAKES if failed else 0)
