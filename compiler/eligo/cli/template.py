"""`eligo template`: a blank or filled record, the schema of records, or a worksheet for sites."""

from __future__ import annotations

import click

from eligo.cli.files import project_of, protocol_file


@click.command("template")
@click.argument("protocol")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "example", "schema", "worksheet"]),
    default="json",
    show_default=True,
    help="A blank record, one filled with examples, the JSON Schema, or a page to print.",
)
def command(protocol: str, form: str) -> None:
    """Print what a site needs to record participants of PROTOCOL.

    json is a record with every field empty; example is one with every field filled in, which shows
    the form of each answer (its values are invented); schema is a JSON Schema; worksheet is a
    self-contained HTML page to print and fill in: eligo template ID --format worksheet > page.html

    All forms that a field may take stand in grammar/MEANING.md, section 4 (Records).
    """
    from eligo.cli.validator import generated
    from eligo.cli.validator import protocol as protocol_of
    from eligo.screening.worksheet import blank_record, example_record, worksheet

    path = protocol_file(protocol)
    meaning = protocol_of(path)
    if form == "json":
        click.echo(blank_record(meaning))
    elif form == "example":
        click.echo(example_record(meaning))
    elif form == "worksheet":
        click.echo(worksheet(meaning), nl=False)
    else:
        click.echo(generated(meaning, project_of(path))["participant.schema.json"], nl=False)
