"""``roster export``."""

from __future__ import annotations

from pathlib import Path

import click

from roster.commands._common import language_option, plain_errors, refuse
from roster.exports import export as write_exports
from roster.exports import registry
from roster.schema_errors import meant
from roster.words import sentence


@click.command(short_help="Write a roster as workbook, tables, calendars or a duty board.")
@click.argument("roster", metavar="ROSTER.json", type=click.Path(path_type=Path))
@click.option("--to", "formats", help="Formats, separated by commas; all unless given.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write to; that of the roster unless given.",
)
@language_option
def export(roster: Path, formats: str | None, out: Path | None, language: str | None) -> None:
    """Write a roster in other formats. The configuration is not needed.

    \b
    xlsx  a workbook to pin to a wall: by post, person, home, window, load, open seats
    csv   plain tables
    ics   one calendar for each person
    html  a duty board to print

    \b
    Example:
      roster export out/lane/roster.json --to xlsx,html --out wall
    """
    from roster.document import read_document
    from roster.week import Week

    chosen = (
        list(registry()) if formats is None else [name.strip() for name in formats.split(",") if name.strip()]
    )
    unknown = [name for name in chosen if name not in registry()]
    known = sentence("Use {known}.", known=list(registry()))
    if unknown:
        cure = meant(unknown[0], registry()) or known
        refuse(sentence("There is no format {unknown}. {cure}", unknown=unknown, cure=cure), language)
    if not chosen:
        refuse(sentence("No format is named. {cure}", cure=known), language)
    with plain_errors(language):
        document = read_document(roster)
        for path in write_exports(Week(document, language=language), chosen, out or roster.parent):
            click.echo(path)
