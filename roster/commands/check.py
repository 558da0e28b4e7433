"""``roster check``."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from roster.commands._common import Exit, community_file, language_option, out, plain_errors, say
from roster.commands._one import load
from roster.errors import problem_and_cure
from roster.precheck import Note, precheck
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
    with plain_errors(language):
        problem = load(community_file(file), language)
    console = out()
    notes = precheck(problem)
    for note in notes:
        _print(console, note, problem.language)
    told = sentence(
        "{file} is well formed: {people}, {duties}, {homes}, {rules}.",
        file=str(file),
        people=sentences("1 person", "{n} people", len(problem.people)),
        duties=sentences("1 duty", "{n} duties", len(problem.duties)),
        homes=sentences("1 home", "{n} homes", len(problem.visits)),
        rules=sentences("1 rule", "{n} rules", len(problem.rules)),
    )
    say(console, told, problem.language)
    if not notes:
        say(console, sentence("Nothing speaks against a full roster before solving."), problem.language)
    sys.exit(Exit.BROKEN if any(note.impossible for note in notes) else Exit.FINE)


def _print(console: Console, note: Note, language: str) -> None:
    if note.impossible:
        mark, style = sentence("impossible"), "bold red"
    elif note.open_seats:
        mark, style = sentence("open seats"), "red"
    else:
        mark, style = sentence("note"), ""
    place = f"{note.source}: " if note.source.line else ""
    told = problem_and_cure(note.problem, note.cure, language)
    say(console, f"{place}[{mark.say(language)}] {told}", style=style)
