"""``roster why``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roster.commands._asked import MOST_STARTS, date_in, day_in, known_person, known_works, refuse
from roster.commands._common import Exit, answer_options, out, plain_errors, print_json, say
from roster.commands._explained import planned
from roster.commands._prices import price_records, print_prices
from roster.words import sentence, sentences

if TYPE_CHECKING:
    from roster.model import Problem
    from solver.explain import WhyNot


@click.command(short_help="Say why somebody is not at some work, or what it would cost.")
@click.argument("roster", metavar="ROSTER.json", type=click.Path(path_type=Path))
@click.option("--person", required=True, help="Id of the person.")
@click.option(
    "--task",
    required=True,
    help="Id of the post, window, home or duty; with its shift: north-gate/evening.",
)
@click.option("--on", "day", help="Date, such as 2026-11-25; with a time where one day has several.")
@click.option(
    "--config", type=click.Path(path_type=Path), help="The configuration, where ROSTER.json does not say it."
)
@answer_options(seconds=30.0, meaning="Seconds for everything.")
def why(
    roster: Path,
    person: str,
    task: str,
    day: str | None,
    config: Path | None,
    time_limit: float,
    deterministic: bool,
    as_json: bool,
    language: str | None,
) -> None:
    """Say what stands against a person at some work; else plan with them there and price it.

    The price is the difference to the roster as it is, with everybody who moves and what
    each rule costs more or less. The roster is not changed. Where it breaks hard rules,
    these are named, and the price is told from the roster repaired.

    \b
    Example:
      roster why out/my-lane/roster.json --person p017 --task north-gate/evening --on 2026-11-25
    """
    with plain_errors(language):
        problem, found, proven = planned(roster, config, language)
        known_person(problem, "--person", person)
        day = day_in(problem, "--on", day)
        works = known_works(problem, "--task", task, day)
        if len(works) > 1:
            told = sentence(
                "this means {n} duties. Add --on with one of: {starts}.",
                n=len(works),
                starts=[w.rsplit("/", 1)[-1] for w in works[:MOST_STARTS]],
            )
            refuse(problem, f"--task {task}", told)
        on = visit_day(problem, works[0], day)
    from solver.explain import why_not

    answer = why_not(
        problem,
        found,
        person,
        works[0],
        day=on,
        open_bound=proven.open_units,
        soft_bound=proven.soft,
        time_limit=time_limit,
        deterministic=deterministic,
    )
    if as_json:
        print_json(_record(answer, problem.language))
    else:
        _print(answer, problem.language)
    sys.exit(Exit.NOTHING_FOUND if answer.answer.value == "unknown" else Exit.FINE)


def visit_day(problem: Problem, work: str, day: str | None) -> int | None:
    """Return the day of the horizon that ``--on`` means for a visit."""
    if day is None or problem.works[work].service != "visits":
        return None
    return problem.horizon.day_index(date_in(problem, "--on", day.partition("T")[0]))


def _print(answer: WhyNot, language: str) -> None:
    console = out()
    if answer.broken:
        n = len(answer.broken)
        told = sentences("The roster breaks {n} hard rule:", "The roster breaks {n} hard rules:", n)
        say(console, told, language, "bold red")
        for broken in answer.broken:
            say(console, f"  {broken.say(language)}")
    for note in (answer.note,) if answer.note else ():
        say(console, note, language)
    say(console, answer.sentence, language, "bold")
    for proof in (answer.proof,) if answer.proof else ():
        say(console, f"  {proof.say(language)}")
    for reason in answer.reasons[1:]:
        say(console, f"  {reason.say(language)}")
    for member in answer.conflict.members if answer.conflict else ():
        say(console, f"  {member.say(language)}")
    for move in answer.moves:
        say(console, f"  → {move.sentence.say(language)}")
    print_prices(console, answer.costs, language)


def _record(answer: WhyNot, language: str) -> dict[str, Any]:
    change = answer.change
    return {
        "answer": answer.answer.value,
        "sentence": answer.sentence.say(language),
        "broken": [b.say(language) for b in answer.broken],
        "note": answer.note.say(language) if answer.note else None,
        "reasons": [r.say(language) for r in answer.reasons],
        "conflict": [m.say(language) for m in answer.conflict.members] if answer.conflict else [],
        "change": {"open_units": change.open_units, "soft": change.soft} if change else None,
        "exact": answer.exact,
        "proof": answer.proof.say(language) if answer.proof else None,
        "moves": [{"person": m.person, "sentence": m.sentence.say(language)} for m in answer.moves],
        "costs": price_records(answer.costs, language),
    }
