"""``roster new``."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import click

from roster.commands._common import Exit, plain_errors
from roster.files import write_atomically


@click.command(short_help="Write a commented starter community.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def new(folder: Path) -> None:
    """Write a commented starter: community.yaml and people.csv. It solves as it is.

    Files that are there already are never overwritten.

    \b
    Example:
      roster new my-lane
    """
    starter = {
        entry.name: entry.read_bytes()
        for entry in files("roster").joinpath("starter").iterdir()
        if entry.is_file()
    }
    there = [name for name in sorted(starter) if (folder / name).exists()]
    if there:
        click.echo(
            f"{folder}: there is a {' and a '.join(there)} already. Name another folder, or move them away.",
            err=True,
        )
        sys.exit(Exit.BAD_INPUT)
    with plain_errors(None):
        for name, content in sorted(starter.items()):
            write_atomically(folder / name, content)
            click.echo(folder / name)
    click.echo(f"Next: roster solve {folder / 'community.yaml'}")
