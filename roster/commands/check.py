"""``roster check``."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.text import Text

from roster.commands._common import Exit, community_file, language_option, out, plain_errors
from roster.commands._one import load
from roster.words import sentence, sentences


@click.command(short_help="Say everything that is wrong with a configuration, and what cannot be staffed.")
@click.argument("file", type=click.Path(path_type=Path))
@language_option
def check(file: Path, language: str | None) -> None:
    """Say everything that is wrong, each with its place and cure; then what is known without solving.

    That is: duties for which nobody may serve, hours and heads that cannot be enough,
    people who can never be used, homes without a possible visitor.

    \b
    Example:
      roster check my-lane/community.yaml
    """
    from roster.precheck import precheck

    with plain_errors(language):
        problem = load(community_file(file), language)
    console = out()
    notes = precheck(problem)
    for note in notes:
        mark = (
            sentence("impossible")
            if note.impossible
            else sentence("open seats")
            if note.open_seats
            else sentence("note")
        )
        place = f"{note.source}: " if note.source.line else ""
        style = "bold red" if note.impossible else "red" if note.open_seats else ""
        console.print(
            Text(
                f"{place}[{mark.say(problem.language)}] {note.problem.say(problem.language)} {note.cure.say(problem.language)}",
                style=style,
            )
        )
    told = sentence(
        "{file} is well formed: {people}, {duties}, {homes}, {rules}.",
        file=str(file),
        people=sentences("1 person", "{n} people", len(problem.people)),
        duties=sentences("1 duty", "{n} duties", len(problem.duties)),
        homes=sentences("1 home", "{n} homes", len(problem.visits)),
        rules=sentences("1 rule", "{n} rules", len(problem.rules)),
    )
    console.print(Text(told.say(problem.language)))
    if not notes:
        console.print(sentence("Nothing speaks against a full roster before solving.").say(problem.language))
    sys.exit(Exit.BROKEN if any(note.impossible for note in notes) else Exit.FINE)
