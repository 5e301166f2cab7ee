"""`eligo test`: the examples that stand in criteria files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from eligo.cli.files import compiled, criteria_files, located, shown
from eligo.cli.trouble import MISTAKES, say

if TYPE_CHECKING:
    from eligo import ir
    from eligo.check.examples import ExampleOutcome, ExpectationOutcome


@click.command("test")
@click.argument("files", nargs=-1, metavar="[FILE|PROTOCOL-ID]...")
@click.pass_context
def command(context: click.Context, files: tuple[str, ...]) -> None:
    """Run the examples that stand in criteria files.

    An example is a participant and what the rules must say of them. Each that turns out otherwise
    is shown with what was expected and what was found.
    """
    from eligo import report
    from eligo.check.examples import run_examples
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
            if not outcome.holds:
                failed += 1
                click.echo(_failure(outcome, compilation.protocol, shown(path)))
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


def _failure(outcome: ExampleOutcome, protocol: ir.Protocol, name: str) -> str:
    span = outcome.example.span
    lines = [f"{name}:{span.line}: {outcome.example.title}"]
    if outcome.problem:
        lines.append(f"  could not be run: {outcome.problem}")
    for expectation in outcome.expectations:
        if not expectation.holds:
            lines += _difference(expectation, protocol)
    return "\n".join(lines) + "\n"


def _difference(outcome: ExpectationOutcome, protocol: ir.Protocol) -> list[str]:
    expected = outcome.expectation
    what = "verdict"
    if expected.criterion is not None:
        criterion = protocol.criterion(expected.criterion)
        what = f"{criterion.kind} {criterion.label} ({criterion.title})"
    lines = [f"  line {expected.span.line}: {what}"]
    if outcome.status_holds:
        wanted, found = expected.missing or (), outcome.missing
        lines.append(f"    expected  {expected.status}, missing {_names(wanted, protocol)}")
        lines.append(f"    found     {outcome.found}, missing {_names(found, protocol)}")
        return lines
    reasons = f" ({outcome.reasons})" if outcome.reasons else ""
    return [*lines, f"    expected  {expected.status}", f"    found     {outcome.found}{reasons}"]


def _names(keys: tuple[str, ...], protocol: ir.Protocol) -> str:
    names = {each.key: each.name for each in protocol.milestones}
    names |= {each.key: each.name for each in protocol.data}
    return ", ".join(names.get(key, key) for key in keys) or "nothing"
