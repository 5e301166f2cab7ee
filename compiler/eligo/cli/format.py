"""`eligo format`: criteria files in the standard layout, never with another meaning."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from eligo.cli.files import ENDING, compiled, criteria_files, project_of, shown
from eligo.cli.trouble import MISTAKES, Trouble, unwritable

if TYPE_CHECKING:
    from eligo.driver import Compilation
    from eligo.frontend.declarations import Declarations


@click.command("format")
@click.argument("files", nargs=-1, metavar="[FILE|PROTOCOL-ID]...")
@click.option("--check", is_flag=True, help="Write nothing; fail where a file would change.")
@click.pass_context
def command(context: click.Context, files: tuple[str, ...], check: bool) -> None:
    """Put criteria files into the standard layout.

    A file is written only if it means the same afterwards; files with mistakes are left alone.
    """
    changed = failed = 0
    paths = criteria_files(files, vocabularies=True)
    for path in paths:
        name = shown(path)
        try:
            before, after = _formatted(path)
        except Trouble as trouble:
            trouble.show()
            failed += 1
            continue
        if before == after:
            continue
        changed += 1
        if check:
            click.echo(_diff(name, before, after), nl=False)
        else:
            _write(path, name, after)
            click.echo(f"{name}: formatted")
    unchanged = len(paths) - changed - failed
    would = "would change" if check else "changed"
    said = [f"{changed} {would}"] if changed else []
    said += [f"{unchanged} in the standard layout"] if unchanged else []
    said += [f"{failed} left alone"] if failed else []
    click.echo(", ".join(said))
    context.exit(MISTAKES if failed or (check and changed) else 0)


def _formatted(path: Path) -> tuple[str, str]:
    """The text as it is and as it should be; Trouble where it cannot be formatted."""
    from eligo.formatting import format_source

    compilation = compiled(path)
    source = compilation.source
    mistakes = sum(each.is_error for each in compilation.diagnostics)
    if mistakes:
        what = f"{shown(path)} has {mistakes} mistake{'' if mistakes == 1 else 's'}."
        raise Trouble(what, f"See: eligo check {shown(path)}", MISTAKES)
    text = format_source(source, _words(compilation), keys=_keys(compilation))
    if text != source.text:
        _refuse_other_meaning(path, compilation, text)
    return source.text, text


def _refuse_other_meaning(path: Path, before: Compilation, text: str) -> None:
    from eligo.driver import compile_source
    from eligo.formatting import same_meaning
    from eligo.source import Source

    source = Source(before.source.name, text)
    after = compile_source(source, project_of(path).library(path))
    if after.failed or not same_meaning(before.protocol, after.protocol):
        what = f"{shown(path)} would mean something else in the standard layout."
        raise Trouble(what, "It is left as it is; this is a mistake of eligo.", MISTAKES)


def _keys(compilation: Compilation) -> dict[int, str]:
    """The keys of criteria and parts by the lines of their headers, as they stand there."""
    if compilation.protocol is None:
        return {}
    return {
        criterion.span.line: criterion.key.rpartition(".")[2]
        for criterion in compilation.protocol.flat_criteria()
    }


def _words(compilation: Compilation) -> Declarations:
    """The names that the file and the vocabularies it uses declare."""
    from eligo.frontend.declarations import declared

    vocabularies = (each for each in compilation.sources[1:] if each.name.endswith(ENDING))
    return declared(compilation.source).merge(*map(declared, vocabularies))


def _diff(name: str, before: str, after: str) -> str:
    from difflib import unified_diff

    lines = unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        name,
        f"{name} (standard layout)",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _write(path: Path, name: str, text: str) -> None:
    from eligo.cache import write_whole

    try:
        # Through a link to the file itself: the link stays one.
        write_whole(path.resolve(), text)
    except OSError as error:
        raise unwritable(name, error) from None
