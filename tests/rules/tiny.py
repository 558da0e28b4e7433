"""The tiny worlds that rules bring along: built, renamed, and with their rosters listed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
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


def judged_rosters(problem: Problem, kind: type[Rule], bound: int) -> list[tuple[Roster, Verdict]]:
    """Return all rosters with their verdicts, or a fixed sample where there are more than ``bound``.

    The sample is the same in every run. Where it can, half of it are rosters without any
    hard finding, a quarter break only this kind of rule, and a quarter break others.
    """
    possible = assignments(problem)
    if 2 ** len(possible) <= bound:
        return [(roster, verify(problem, roster)) for roster in every_roster(problem)]
    dice = random.Random(kind.kind)
    found: dict[Roster, Verdict] = {}
    sorts: tuple[list[Roster], ...] = ([], [], [])
    for _ in range(8 * bound):
        size = dice.randint(0, min(len(possible), 9))
        roster = Roster.of(dice.sample(possible, size))
        if roster in found:
            continue
        verdict = found[roster] = verify(problem, roster)
        kinds = {type(f.rule) for f in verdict.hard}
        sorts[0 if not kinds else 1 if kinds == {kind} else 2].append(roster)
    first, second = sorts[0][: bound // 2], sorts[1][: bound // 4]
    chosen = [*first, *second, *sorts[2][: bound - len(first) - len(second)]]
    return [(roster, found[roster]) for roster in chosen]
