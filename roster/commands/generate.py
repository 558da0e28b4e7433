"""``roster generate``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from roster.commands._common import language_option, plain_errors, refuse
from roster.words import sentence


@click.group()
def generate() -> None:
    """Invent communities of any size, for tries and benchmarks.

    \b
    Example:
      roster generate community --people 40 --homes 10 --out out/invented
    """


@generate.command(short_help="Invent one community.")
@click.option(
    "--people",
    type=click.IntRange(1, 10_000),
    default=150,
    show_default=True,
    help="How many people can serve.",
)
@click.option(
    "--homes",
    type=click.IntRange(0, 10_000),
    default=60,
    show_default=True,
    help="How many homes are visited.",
)
@click.option(
    "--posts", type=click.IntRange(0, 1000), default=6, show_default=True, help="How many patrol posts."
)
@click.option(
    "--windows",
    type=click.IntRange(0, 1000),
    default=6,
    show_default=True,
    help="How many windows of the service hall.",
)
@click.option("--grids", type=click.IntRange(0, 1000), default=7, show_default=True, help="How many grids.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option("--week", type=click.DateTime(["%Y-%m-%d"]), help="The Monday of the week.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to."
)
@language_option
def community(
    people: int,
    homes: int,
    posts: int,
    windows: int,
    grids: int,
    seed: int,
    week: datetime | None,
    out: Path,
    language: str | None,
) -> None:
    """Invent a realistic community: community.yaml and people.csv.

    An invented community that is there already is replaced; any other is never overwritten.

    \b
    Example:
      roster generate community --people 150 --homes 60 --seed 1 --out out/invented
    """
    from roster.generator import generate_community, is_invented

    written = [name for name in ("community.yaml", "people.csv") if (out / name).exists()]
    if written and not is_invented(out):
        told = sentence(
            "{folder} holds {files} already, not invented here. Name another folder.",
            folder=str(out),
            files=written,
        )
        refuse(told, language)
    with plain_errors(language):
        path = generate_community(
            people=people,
            homes=homes,
            posts=posts,
            windows=windows,
            grids=grids,
            seed=seed,
            out=out,
            week=week.date() if week else None,
        )
    click.echo(path)
