"""``roster verify``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from roster.commands._common import Exit, community_file, language_option, out, plain_errors, print_json, say
from roster.commands._one import load
from roster.exports._labels import open_mark
from roster.summary import open_seats
from roster.week import Week
from roster.words import sentence, sentences, write


@click.command(short_help="Judge a roster independently of the solver.")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("roster", metavar="ROSTER.json", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the roster with the new verdict as JSON.")
@language_option
def verify(file: Path, roster: Path, as_json: bool, language: str | None) -> None:
    """Judge a roster by every rule, with code that knows nothing of the solver.

    Prints every finding with its rule and line, the open seats, and the score.

    \b
    Example:
      roster verify my-lane/community.yaml out/my-lane/roster.json
    """
    from roster.document import from_document, read_document, to_document
    from roster.verify import verify as judge

    with plain_errors(language):
        problem = load(community_file(file), language)
        said = read_document(roster)
        found = from_document(problem, said, file=str(roster))
    verdict = judge(problem, found)
    now = to_document(
        problem,
        found,
        verdict,
        status=said["status"],
        bound=None,
        provenance={**said["provenance"], "config": str(file)},
    )
    now["bound"] = said["bound"]
    if as_json:
        print_json(now)
    else:
        _print(out(), now, said, problem.language)
    sys.exit(Exit.BROKEN if verdict.hard else Exit.FINE)


def _print(console: Console, now: dict[str, Any], said: dict[str, Any], language: str) -> None:
    for finding in now["findings"]:
        kind = sentence("must") if finding["hard"] else sentence("cost {cost}", cost=finding["cost"])
        place = f" ({finding['line']})" if finding["line"] else ""
        what = f"{finding['rule']}{place}"
        told = sentence("[{mark}] {what}: {told}", mark=kind, what=what, told=finding["sentence"])
        say(console, told, language, "bold red" if finding["hard"] else "")
    week = Week(now, language=language)
    for seat in week.open:
        when = f" {write(seat.start, language)}" if seat.start else ""
        mark, what = open_mark(seat.missing, language), f"{seat.title}{when}"
        say(
            console,
            sentence("[{mark}] {what}: {told}", mark=mark, what=what, told=seat.reason),
            language,
            "red",
        )
    score = {key: now["score"][key] for key in ("hard", "open", "soft")}
    before = {key: said["score"][key] for key in score}
    told = sentence(
        "Score: hard {hard}, open {open}, soft {soft}.", **{**score, "open": float(score["open"])}
    )
    say(console, told, language, "bold")
    seats = open_seats(now)
    if seats != score["open"]:
        told = sentences(
            "1 seat is open; its priority makes it {open}.",
            "{n} seats are open; their priorities make them {open}.",
            seats,
            open=float(score["open"]),
        )
        say(console, told, language)
    if before == score:
        say(console, sentence("The file says the same score."), language)
        return
    told = sentence(
        "The file says another score: hard {hard}, open {open}, soft {soft}. "
        "It was made for another configuration, or changed since.",
        **{**before, "open": float(before["open"])},
    )
    say(console, told, language, "bold red")
