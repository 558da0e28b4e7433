"""``roster explain``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roster.commands._common import (
    Exit,
    community_file,
    language_option,
    out,
    plain_errors,
    print_json,
    say,
)
from roster.commands._one import load
from roster.words import Sentence, sentence, sentences

if TYPE_CHECKING:
    from roster.model import Problem
    from solver.explain import Conflict, Conflicts, WayOut

WAYS_SHOWN = 8


@click.command(short_help="Say why there is no roster, and the ways out.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--time-limit",
    type=click.FloatRange(0.5, 86_400),
    default=60.0,
    show_default=True,
    help="Seconds for everything.",
)
@click.option(
    "--deterministic",
    is_flag=True,
    help="The same answer on every run and machine; the limit then scales work, not seconds.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@language_option
def explain(file: Path, time_limit: float, deterministic: bool, as_json: bool, language: str | None) -> None:
    """Name the smallest sets of hard rules, claims and absences that cannot hold together.

    Each member comes with its file and line. Without any one of them the others can
    hold, which is confirmed by separate solves. Then the single changes that are enough
    to mend it, the cheapest first.

    \b
    Example:
      roster explain my-lane/community.yaml
    """
    with plain_errors(language):
        problem = load(community_file(file), language)
    from solver.explain import find_conflicts, ways_out

    found = find_conflicts(problem, time_limit=time_limit, deterministic=deterministic)
    left = time_limit if deterministic else max(0.0, time_limit - found.seconds)
    share = left / max(1, len(found.conflicts))
    ways = [
        ways_out(problem, found, conflict, time_limit=share, deterministic=deterministic)
        for conflict in found.conflicts
    ]
    if as_json:
        print_json(_record(problem, found, ways))
    else:
        _print(problem, found, ways)
    sys.exit(Exit.BROKEN if found else Exit.FINE if found.complete else Exit.NOTHING_FOUND)


def _headline(found: Conflicts) -> Sentence:
    if not found and found.complete:
        return sentence("The hard rules, claims and pins can all hold together: there is a roster.")
    if not found:
        return sentence("No conflict was found in the time given. Give more: --time-limit 300.")
    return sentences(
        "There is no roster: 1 conflict stands in the way.",
        "There is no roster: {n} conflicts stand in the way, and no two of them share a member.",
        len(found.conflicts),
    )


def _about(conflict: Conflict) -> Sentence:
    n = len(conflict.members)
    if n == 1:
        return sentence("This alone is impossible:")
    if conflict.smallest:
        return sentences(
            "These {n} cannot hold together; without any one of them the others can. No conflict is smaller:",
            "These {n} cannot hold together; without any one of them the others can. No conflict is smaller:",
            n,
        )
    return sentences(
        "These {n} cannot hold together; without any one of them the others can:",
        "These {n} cannot hold together; without any one of them the others can:",
        n,
    )


def _print(problem: Problem, found: Conflicts, ways: list[tuple[WayOut, ...]]) -> None:
    console, language = out(), problem.language
    say(console, _headline(found), language, "bold")
    for conflict, choices in zip(found.conflicts, ways, strict=True):
        say(console, "")
        say(console, _about(conflict), language, "bold")
        for member in conflict.members:
            say(console, f"  {member.say(language)}")
        if choices:
            say(console, sentence("Ways out, the cheapest first:"), language)
        else:
            say(console, sentence("No single change is enough to mend it."), language)
        for way in choices[:WAYS_SHOWN]:
            say(console, f"  {way.sentence.say(language)} ({way.price.say(language)})")
    if found and not found.complete:
        say(console, sentence("There may be more conflicts; the time ended."), language)


def _record(problem: Problem, found: Conflicts, ways: list[tuple[WayOut, ...]]) -> dict[str, Any]:
    language = problem.language
    return {
        "possible": not found and found.complete,
        "complete": found.complete,
        "conflicts": [
            {
                "smallest": conflict.smallest,
                "members": [
                    {
                        "sort": member.sort,
                        "key": list(member.key),
                        "sentence": member.sentence.say(language),
                        "line": member.source.short if member.source.line else None,
                        "person": member.person,
                        "work": member.work,
                    }
                    for member in conflict.members
                ],
                "ways_out": [
                    {
                        "sentence": way.sentence.say(language),
                        "of": list(way.relaxation.statement.key),
                        "open_units": way.open_units,
                        "soft": way.soft,
                        "proven": way.proven,
                    }
                    for way in choices
                ],
            }
            for conflict, choices in zip(found.conflicts, ways, strict=True)
        ],
    }
