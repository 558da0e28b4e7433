"""``roster what-if``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roster.commands._asked import known_person
from roster.commands._common import (
    Exit,
    answer_options,
    community_file,
    out,
    plain_errors,
    print_json,
    refuse,
    say,
)
from roster.commands._explained import planned
from roster.commands._one import load
from roster.commands._prices import in_words, price_records
from roster.words import sentence

if TYPE_CHECKING:
    from solver.explain import WhatIf


@click.command("what-if", short_help="Compare the week of a configuration with that of an edited one.")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("edited", required=False, type=click.Path(path_type=Path))
@click.option("--without", "gone", multiple=True, metavar="PERSON", help="Somebody is gone. May be repeated.")
@click.option(
    "--from",
    "start",
    metavar="ROSTER.json",
    type=click.Path(path_type=Path),
    help="Change this roster as little as it takes, instead of planning both weeks from nothing.",
)
@answer_options(seconds=60.0, meaning="Seconds for both plans.")
def what_if(
    file: Path,
    edited: Path | None,
    gone: tuple[str, ...],
    start: Path | None,
    time_limit: float,
    deterministic: bool,
    as_json: bool,
    language: str | None,
) -> None:
    """Plan a community as it is and as it would be, and say the difference rule by rule.

    EDITED is a copy of FILE with any change; or say with --without who is gone. With
    --from the difference is that to a roster of FILE: what the fewest changes make of it.

    \b
    Examples:
      roster what-if my-lane/community.yaml my-lane/one-shift-more.yaml
      roster what-if my-lane/community.yaml --without p017
      roster what-if my-lane/community.yaml --without p017 --from out/my-lane/roster.json
    """
    with plain_errors(language):
        made = None
        if start is None:
            before = load(community_file(file), language)
        else:
            before, made, _ = planned(start, file, language)
        after = load(community_file(edited), language) if edited else before
        for person in gone:
            known_person(after, "--without", person)
    if edited is None and not gone:
        refuse(
            sentence("There is nothing to compare. Give an edited file, or --without PERSON."),
            before.language,
        )
    from solver.explain import what_if as compare
    from solver.explain import what_if_from, without_person

    for person in gone:
        after = without_person(after, person)
    if made is None:
        found = compare(before, after, time_limit=time_limit, deterministic=deterministic)
    else:
        found = what_if_from(before, after, made, time_limit=time_limit, deterministic=deterministic)
    if as_json:
        print_json(_record(found, after.language))
    else:
        _print(found, after.language)
    if found.new.status.value == "infeasible":
        sys.exit(Exit.BROKEN)
    sys.exit(Exit.NOTHING_FOUND if found.new.roster is None else Exit.FINE)


def _print(found: WhatIf, language: str) -> None:
    console = out()
    for edit in found.edits:
        say(console, edit, language, "dim")
    for told in found.sentences:
        say(console, told, language)
    for move in found.moves:
        say(console, f"  → {move.sentence.say(language)}")
    for price in found.costs:
        if price.cost:
            say(console, in_words(price), language)


def _record(found: WhatIf, language: str) -> dict[str, Any]:
    return {
        "edits": [s.say(language) for s in found.edits],
        "sentences": [s.say(language) for s in found.sentences],
        "status": {"old": found.old.status.value, "new": found.new.status.value},
        "people": list(found.people),
        "moves": [{"person": m.person, "sentence": m.sentence.say(language)} for m in found.moves],
        "costs": price_records(found.costs, language),
    }
