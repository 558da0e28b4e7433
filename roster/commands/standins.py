"""``roster standins``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from roster.commands._asked import date_in, day_in, known_person, known_works, matching, moment_in, refuse
from roster.commands._common import Exit, language_option, out, plain_errors, print_json, say
from roster.commands._explained import planned
from roster.model import Duty, Problem
from roster.naming import called, titled
from roster.roster import Roster
from roster.standins import Group, Seat, StandIn, by_group, stand_ins
from roster.verify_delta import Judgement
from roster.words import Sentence, sentence


@click.command(short_help="Rank everybody for a seat, with reasons.")
@click.argument("roster", metavar="ROSTER.json", type=click.Path(path_type=Path))
@click.option(
    "--task", required=True, help="Id of the post, window, home or duty; with its shift: north-gate/evening."
)
@click.option("--on", "day", help="Date, such as 2026-11-25; with the start of a visit: 2026-11-25T09:20.")
@click.option(
    "--for",
    "holder",
    help="Id of the person who has the seat now; left out: the open seat, or everybody who is there.",
)
@click.option(
    "--config", type=click.Path(path_type=Path), help="The configuration, where ROSTER.json does not say it."
)
@click.option("--all", "everybody", is_flag=True, help="Also list everybody with a conflict.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@language_option
def standins(
    roster: Path,
    task: str,
    day: str | None,
    holder: str | None,
    config: Path | None,
    everybody: bool,
    as_json: bool,
    language: str | None,
) -> None:
    """List who could take a seat: who prefers it, who is free, who is free with a cost, who is not.

    The change of the score is that of the verifier, for exactly this change.

    \b
    Example:
      roster standins out/my-lane/roster.json --task north-gate/evening --on 2026-11-25 --for p017
    """
    with plain_errors(language):
        problem, found, _ = planned(roster, config, language)
        seats = _seats(problem, found, task, day, holder)
    judgement = Judgement(problem, found)
    ranked = {seat: stand_ins(problem, found, seat, judgement=judgement) for seat in seats}
    if as_json:
        print_json([_record(problem, seat, s) for seat, listed in ranked.items() for s in listed])
    else:
        for seat, listed in ranked.items():
            _print(problem, seat, listed, everybody)
    sys.exit(Exit.FINE)


def _seats(problem: Problem, roster: Roster, task: str, day: str | None, holder: str | None) -> list[Seat]:
    day = day_in(problem, "--on", day)
    if holder is not None:
        known_person(problem, "--for", holder)
    known_works(problem, "--task", task)
    works = matching(problem, task, day) or matching(problem, task, (day or "").partition("T")[0] or None)
    said = f"--task {task}" + (f" --on {day}" if day else "") + (f" --for {holder}" if holder else "")
    if holder is not None:
        works = [w for w in works if any(a.person == holder for a in roster.at(w))]
    if not works:
        refuse(problem, said, sentence("there is no such seat. Look at the roster for who is where."))
    if len(works) > 1:
        refuse(problem, said, sentence("there are {n} such seats. Say the day with --on.", n=len(works)))
    work = problem.works[works[0]]
    if isinstance(work, Duty):
        if holder is None and len(roster.at(work.key)) >= work.most:
            return [Seat(work.key, holder=a.person) for a in roster.at(work.key)]
        return [Seat(work.key, holder=holder)]
    there = [a for a in roster.at(work.key) if holder is None or a.person == holder]
    if day is not None:
        moments = {a.start: problem.horizon.moment(a.start) for a in there}
        if "T" in day:
            start = moment_in(problem, "--on", day)
            there = [a for a in there if a.start == start]
            if not there:
                return [Seat(work.key, start)]
        else:
            on = date_in(problem, "--on", day)
            there = [a for a in there if moments[a.start].date() == on]
    starts = {a.start for a in there}
    if len(starts) != 1:
        refuse(problem, said, sentence("say which visit with --on, such as 2026-11-25T09:20."))
    start = starts.pop()
    if holder is None and len(there) >= work.people:
        return [Seat(work.key, start, a.person) for a in there]
    return [Seat(work.key, start, holder)]


def group_name(group: Group) -> Sentence:
    """Return the heading of a group."""
    match group:
        case "prefers":
            return sentence("Prefers it")
        case "free":
            return sentence("Free")
        case "cost":
            return sentence("Free with a cost")
        case "conflict":
            return sentence("Conflict")


def _print(problem: Problem, seat: Seat, ranked: tuple[StandIn, ...], everybody: bool) -> None:
    console, language = out(), problem.language
    what = _what(problem, seat)
    head = sentence("Who could be at {what}?", what=what)
    if seat.holder is not None:
        head = sentence("Who could replace {who} at {what}?", who=called(problem, seat.holder), what=what)
    say(console, head, language, "bold")
    for group, found in by_group(ranked).items():
        say(console, sentence("{group} ({n})", group=group_name(group), n=len(found)), language, "bold")
        if group == "conflict" and not everybody:
            continue
        for s in found:
            reasons = " ".join(reason.say(language) for reason in s.reasons)
            price = sentence("no cost") if s.cost == 0 else sentence("cost {cost}", cost=f"{s.cost:+d}")
            told = sentence(
                "{who} ({id}): {price}. {reasons}",
                who=called(problem, s.person),
                id=s.person,
                price=price,
                reasons=reasons,
            )
            say(console, f"  {told.say(language).rstrip()}")


def _what(problem: Problem, seat: Seat) -> Sentence:
    """Say what the seat is at, and when."""
    work = problem.works[seat.work]
    start = work.span.start if isinstance(work, Duty) else seat.start
    what = titled(problem, seat.work)
    if start is None:
        return sentence("{what}", what=what)
    return sentence("{what} on {start}", what=what, start=problem.horizon.moment(start))


def _record(problem: Problem, seat: Seat, s: StandIn) -> dict[str, Any]:
    return {
        "person": s.person,
        "for": seat.holder,
        "group": s.group,
        "cost": s.cost,
        "change": {"hard": s.score.hard, "open_units": s.score.open_units, "soft": s.score.soft},
        "reasons": [reason.say(problem.language) for reason in s.reasons],
    }
