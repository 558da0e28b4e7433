"""The tiny worlds that rules bring along: built, renamed, and with their rosters listed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import chain, combinations

from roster.loading import load_text
from roster.model import Duty, Past, Problem, Visit
from roster.roster import Assignment, Roster
from roster.rules.api import Case, Rule
from roster.verify import Verdict, verify

SINGULAR = {
    "patrols": "patrol",
    "visits": "visit",
    "windows": "window",
    "duties": "duty",
    "standby": "standby",
}


def world(kind: type[Rule], rename: dict[str, str] | None = None) -> Problem:
    """Load the tiny world of a kind, with its past; people renamed where asked."""
    problem = load_text(renamed(kind.tiny, rename or {}), f"{kind.kind}.yaml")
    past = tuple(_past(problem, person, key, end, rename or {}) for person, key, end in kind.tiny_past)
    return replace(problem, past=(*problem.past, *past))


def minute(problem: Problem, text: str) -> int:
    moment = datetime.fromisoformat(text)
    return problem.horizon.minute(moment.date(), moment.time())


def _past(problem: Problem, person: str, key: str, end: str, rename: dict[str, str]) -> Past:
    service, *ids, stamp = key.split("/")
    start = f"{stamp[:13]}:{stamp[13:]}"
    span = problem.horizon, minute(problem, start), minute(problem, end)
    alike = next((w for w in problem.works.values() if w.key.startswith("/".join([service, *ids]))), None)
    labels = alike.labels if alike else frozenset([SINGULAR[service], *ids])
    return Past(
        rename.get(person, person),
        service,
        ids[0],
        ids[1] if len(ids) > 1 else None,
        type(problem.horizon.day_span(0))(*span[1:]),
        place=alike.place if alike else "",
        grid=alike.grid if alike else None,
        labels=labels,
    )


def renamed(text: str, rename: dict[str, str]) -> str:
    """Replace ids of people wherever they stand as words of their own."""
    if not rename:
        return text
    word = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, rename)) + r")(?![\w-])")
    return word.sub(lambda match: rename[match[1]], text)


def reversing_names(problem: Problem) -> dict[str, str]:
    """Return new ids for everybody, so that their order is turned round."""
    people = sorted(problem.people)
    return {person: f"q{len(people) - i}" for i, person in enumerate(people)}


def reordered(problem: Problem) -> Problem:
    """Return the same world, written down from the end to the beginning."""
    return replace(
        problem,
        people=dict(reversed(problem.people.items())),
        duties=tuple(reversed(problem.duties)),
        visits=tuple(reversed(problem.visits)),
        rules=tuple(reversed(problem.rules)),
        past=tuple(reversed(problem.past)),
    )


def with_weight(problem: Problem, kind: type[Rule], weight: int | None) -> Problem:
    """Return the same world with every rule of a kind made soft, or hard."""
    rules = tuple(r.model_copy(update={"weight": weight}) if type(r) is kind else r for r in problem.rules)
    return replace(problem, rules=rules)


def roster_of(problem: Problem, case: Case, rename: dict[str, str] | None = None) -> Roster:
    """Build the roster of a case."""
    found = []
    for person, key, *start in case.roster:
        person = (rename or {}).get(person, person)
        work = problem.works[key]
        if isinstance(work, Visit):
            begins = minute(problem, start[0])
            found.append(Assignment(begins, begins + work.minutes, key, person))
        else:
            span = work.span if work.spans is None else work.spans.get(person, work.span)
            found.append(Assignment(span.start, span.end, key, person))
    return Roster.of(found)


def assignments(problem: Problem) -> list[Assignment]:
    """List every assignment: anybody anywhere; visits at the first and last start of each slot."""
    found = []
    for work in problem.works.values():
        for person in problem.people:
            if isinstance(work, Duty):
                span = work.span if work.spans is None else work.spans.get(person, work.span)
                found.append(Assignment(span.start, span.end, work.key, person))
                continue
            for slot in work.slots:
                for start in sorted({slot.span.start, slot.span.end - work.minutes}):
                    found.append(Assignment(start, start + work.minutes, work.key, person))
    return found


def every_roster(problem: Problem) -> Iterator[Roster]:
    """Yield every set of assignments, small ones first."""
    possible = assignments(problem)
    sets = chain.from_iterable(combinations(possible, n) for n in range(len(possible) + 1))
    return (Roster.of(chosen) for chosen in sets)


@cache
def some_rosters(kind: type[Rule], bound: int) -> tuple[Roster, ...]:
    """Return all rosters of a tiny world, or a fixed sample where there are more than ``bound``.

    The sample is the same in every run. A quarter of it are sets of assignments taken
    blindly, most of which break something; the others are put together so that only this
    kind of rule may be broken.
    """
    problem = world(kind)
    possible = assignments(problem)
    if 2 ** len(possible) <= bound:
        return tuple(every_roster(problem))
    dice = random.Random(kind.kind)
    sizes = range(min(len(possible), 9) + 1)
    found = {Roster.of(dice.sample(possible, dice.choice(sizes))) for _ in range(bound // 4)}
    in_vain = 0
    while len(found) < bound and in_vain < 30:
        roster = _put_together(problem, kind, dice, possible)
        in_vain = in_vain + 1 if roster in found else 0
        found.add(roster)
    return tuple(sorted(found, key=lambda roster: roster.assignments))


def judged_rosters(problem: Problem, kind: type[Rule], bound: int) -> list[tuple[Roster, Verdict]]:
    """Return :func:`some_rosters` with their verdicts in a variant of the kind's world."""
    return [(roster, verify(problem, roster)) for roster in some_rosters(kind, bound)]


def _put_together(
    problem: Problem, kind: type[Rule], dice: random.Random, possible: list[Assignment]
) -> Roster:
    """Take assignments in a random order, leaving out those that break other kinds of rules."""
    others = replace(problem, rules=tuple(r for r in problem.rules if type(r) is not kind))
    chosen: list[Assignment] = []
    wish, hard = dice.random(), verify(others, Roster()).score.hard
    for assignment in dice.sample(possible, len(possible)):
        if dice.random() < wish:
            now = verify(others, Roster.of([*chosen, assignment])).score.hard
            if now <= hard:
                chosen, hard = [*chosen, assignment], now
    return Roster.of(chosen)
