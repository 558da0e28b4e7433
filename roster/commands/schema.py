"""``roster schema``."""

from __future__ import annotations

import click

from roster.commands._common import print_json


@click.command(short_help="Print the JSON Schema of the configuration or of roster.json.")
@click.option(
    "--of",
    "what",
    type=click.Choice(["community", "roster"]),
    default="community",
    show_default=True,
    help="Which format.",
)
def schema(what: str) -> None:
    """Print a JSON Schema: of a community's file, for an editor's completion, or of roster.json.

    \b
    Example:
      roster schema > community.schema.json
    and as the first line of a community's file:
      # yaml-language-server: $schema=community.schema.json
    """
    from roster.document import schema as roster_schema
    from roster.reference import json_schema

    print_json(json_schema() if what == "community" else roster_schema())
