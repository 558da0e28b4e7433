"""``roster explain``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roster.commands._common import (
    Exit,
    answer_options,
    community_file,
    out,
    plain_errors,
    print_json,
    say,
)
from roster.commands._explained import planned
from roster.commands._one import load
from roster.naming import called
from roster.words import Sentence, sentence, sentences

if TYPE_CHECKING:
    from roster.model import Problem
    from solver.explain import Conflict, Conflicts, OpenSeats, Statement, WayOut

CONFLICT_SECONDS, SEATS_SECONDS = 20.0, 60.0
WAYS_SHOWN = 8
MANY = 5
PEOPLE_SHOWN = 3
COUNTED_ONLY = frozenset({"there", "skill", "team", "members", "standing", "hours", "away", "never"})
"""Obstacles of which the count says enough."""


@click.command(short_help="Say why there is no roster, and the ways out.")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("roster", metavar="[ROSTER.json]", required=False, type=click.Path(path_type=Path))
@answer_options(
    seconds=None,
    meaning=f"Seconds for everything; {CONFLICT_SECONDS:g} unless given, and {SEATS_SECONDS:g} with a roster.",
)
def explain(
    file: Path,
    roster: Path | None,
    time_limit: float | None,
    deterministic: bool,
    as_json: bool,
    language: str | None,
) -> None:
    """Name the smallest sets of hard rules, claims and absences that cannot hold together.

    Each member comes with its file and line. Without any one of them the others can
    hold, which is confirmed by separate solves. Then the single changes that are enough
    to mend it, the cheapest first.

    With a roster: say of each open seat whether it is unavoidable or was given up for
    another, what stands in everybody's way, and whom to recruit.

    \b
    Examples:
      roster explain my-lane/community.yaml
      roster explain my-lane/community.yaml out/my-lane/roster.json
    """
    if roster is not None:
        _open_seats(file, roster, time_limit or SEATS_SECONDS, deterministic, as_json, language)
    limit = time_limit or CONFLICT_SECONDS
    with plain_errors(language):
        problem = load(community_file(file), language)
    from solver.explain import find_conflicts, ways_out

    found = find_conflicts(problem, time_limit=limit, deterministic=deterministic)
    left = limit if deterministic else max(0.0, limit - found.seconds)
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


def _open_seats(
    file: Path, roster: Path, time_limit: float, deterministic: bool, as_json: bool, language: str | None
) -> None:
    """Explain the open seats of a roster, and end."""
    with plain_errors(language):
        problem, found, proven = planned(roster, file, language)
    from solver.explain import why_open

    answers = why_open(
        problem,
        found,
        open_bound=proven.open_units,
        time_limit=time_limit,
        deterministic=deterministic,
    )
    if as_json:
        print_json(_seats_record(problem, answers))
    else:
        _print_seats(problem, answers)
    sys.exit(Exit.FINE)


def _print_seats(problem: Problem, answers: OpenSeats) -> None:
    console, language = out(), problem.language
    if not answers.seats:
        say(console, sentence("Every seat is filled."), language, "bold")
    for why in answers.seats:
        say(console, why.sentence, language, "bold")
        for told in _members(problem, why.conflict) if why.conflict else ():
            say(console, f"  {told.say(language)}")
        say(console, f"  {why.people.say(language)}")
        for group in why.groups:
            if group.obstacles[0].sort not in COUNTED_ONLY:
                for obstacle in group.obstacles[:PEOPLE_SHOWN]:
                    say(console, f"    {obstacle.sentence.say(language)}", style="dim")
    if answers.vacancies:
        say(console, "")
        say(console, sentence("Whom to recruit:"), language, "bold")
        for vacancy in answers.vacancies:
            say(console, f"  {vacancy.say(problem).say(language)}")


def _seats_record(problem: Problem, answers: OpenSeats) -> dict[str, Any]:
    language = problem.language
    return {
        "open": [
            {
                "work": why.seat.work.key,
                "week": why.seat.week,
                "missing": why.seat.missing,
                "cause": why.cause.value,
                "proven": why.proven,
                "sentence": why.sentence.say(language),
                "conflict": [m.say(language) for m in why.conflict.members] if why.conflict else [],
                "instead": [{"work": s.work.key, "missing": s.missing} for s in why.instead],
                "groups": [
                    {
                        "sentence": group.sentence.say(language),
                        "people": {o.person: o.sentence.say(language) for o in group.obstacles},
                    }
                    for group in why.groups
                ],
            }
            for why in answers.seats
        ],
        "recruit": [
            {
                "skills": list(v.skills),
                "teams": list(v.teams),
                "people": v.people,
                "seats": v.missing,
                "sentence": v.say(problem).say(language),
            }
            for v in answers.vacancies
        ],
    }


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


def _about(conflict: Conflict, *, first: bool) -> Sentence:
    n = len(conflict.members)
    if n == 1:
        return sentence("This alone is impossible:")
    if conflict.smallest and not first:
        return sentences(
            "These {n} cannot hold together either; without any one of them the others can. "
            "No conflict of what is left is smaller:",
            "These {n} cannot hold together either; without any one of them the others can. "
            "No conflict of what is left is smaller:",
            n,
        )
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


def _members(problem: Problem, conflict: Conflict) -> Iterator[Statement | Sentence]:
    """Yield the members, but many people with only some hours as one line."""
    hours = [m for m in conflict.members if m.sort == "available"]
    if len(hours) < MANY:
        yield from conflict.members
        return
    yield from (m for m in conflict.members if m.sort != "available")
    yield sentence(
        "{n} people serve only in the hours that they offer: {people}.",
        n=len(hours),
        people=[called(problem, m.person) for m in hours],
    )


def _print(problem: Problem, found: Conflicts, ways: list[tuple[WayOut, ...]]) -> None:
    console, language = out(), problem.language
    say(console, _headline(found), language, "bold")
    for conflict, choices in zip(found.conflicts, ways, strict=True):
        say(console, "")
        say(console, _about(conflict, first=conflict is found.conflicts[0]), language, "bold")
        for told in _members(problem, conflict):
            say(console, f"  {told.say(language)}")
        for note in conflict.notes:
            say(console, f"  {note.say(language)}", style="dim")
        if choices:
            say(console, sentence("Ways out, the cheapest first:"), language)
        else:
            say(console, sentence("No single change is enough to mend it."), language)
        for way in choices[:WAYS_SHOWN]:
            say(console, f"  {way.with_price.say(language)}")
        if not all(way.proven for way in choices):
            hint = sentence("More of the cost may be found and proven with more time: --time-limit 120.")
            say(console, f"  {hint.say(language)}", style="dim")
    if found.least and (len(found.conflicts) > 1 or not all(ways)):
        say(console, "")
        say(console, sentence("The least to give up, all of it together:"), language, "bold")
        for member in found.least:
            say(console, f"  {member.say(language)}")
    if found and not found.complete:
        say(console, sentence("There may be more conflicts; the time ended."), language)


def _record(problem: Problem, found: Conflicts, ways: list[tuple[WayOut, ...]]) -> dict[str, Any]:
    language = problem.language
    return {
        "possible": not found and found.complete,
        "complete": found.complete,
        "least": [list(member.key) for member in found.least],
        "conflicts": [
            {
                "smallest": conflict.smallest,
                "notes": [note.say(language) for note in conflict.notes],
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
                        "bound": {"open_units": way.bound.open_units, "soft": way.bound.soft},
                    }
                    for way in choices
                ],
            }
            for conflict, choices in zip(found.conflicts, ways, strict=True)
        ],
    }
