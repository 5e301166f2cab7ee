"""`eligo template`: a blank record, the schema of records, or a worksheet for sites."""

from __future__ import annotations

import json

import click

from eligo.cli.files import project_of, protocol_file


@click.command("template")
@click.argument("protocol")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "schema", "worksheet"]),
    default="json",
    show_default=True,
    help="A blank record, its JSON Schema, or a page to print.",
)
def command(protocol: str, form: str) -> None:
    """Print what a site needs to record participants of PROTOCOL.

    json is a record with every field empty, schema a JSON Schema, worksheet a self-contained HTML page
    to print and fill in: eligo template ID --format worksheet > worksheet.html
    """
    from eligo.cli.validator import protocol as protocol_of
    from eligo.cli.validator import validator_of
    from eligo.screening.worksheet import blank_record, worksheet

    path = protocol_file(protocol)
    meaning = protocol_of(path)
    if form == "json":
        click.echo(blank_record(meaning))
    elif form == "worksheet":
        click.echo(worksheet(meaning), nl=False)
    else:
        model = validator_of(meaning, project_of(path)).Participant
        click.echo(json.dumps(model.model_json_schema(), ensure_ascii=False, indent=2))
