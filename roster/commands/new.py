"""``roster new``."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from roster.commands._common import language_option, out, plain_errors, refuse, say
from roster.files import write_atomically
from roster.words import sentence


@click.command(short_help="Write a commented starter community.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@language_option
def new(folder: Path, language: str | None) -> None:
    """Write a commented starter: community.yaml and people.csv. It solves as it is.

    Files that are there already are never overwritten.

    \b
    Example:
      roster new my-lane
    """
    kept = files("roster").joinpath("starter")
    commented = "community.zh_CN.yaml" if language == "zh_CN" else "community.yaml"
    starter = {
        "community.yaml": kept.joinpath(commented).read_bytes(),
        "people.csv": kept.joinpath("people.csv").read_bytes(),
    }
    there = [name for name in sorted(starter) if (folder / name).exists()]
    if there:
        told = sentence(
            "{folder} holds {files} already. Name another folder, or move them away.",
            folder=str(folder),
            files=there,
        )
        refuse(told, language)
    with plain_errors(language):
        for name, content in sorted(starter.items()):
            write_atomically(folder / name, content)
            click.echo(folder / name)
    told = sentence("Next: {command}", command=f"roster solve {folder / 'community.yaml'}")
    say(out(), told, language or "en")
