"""Why, why not, what if, and what cannot hold together, asked on a page: answers as JSON in every language."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from roster.model import Problem
from roster.model.source import NOWHERE
from roster.moves import Price
from roster.naming import called
from roster.roster import Roster
from roster.services.board import name_of_rule
from roster.services.common import RefusedError
from roster.services.jobs import both
from roster.supposing import SupposingError, suppose
from roster.words import Sentence, sentence, sentences
from solver.explain import (
    Conflict,
    WhatIf,
    WhyNot,
    find_conflicts,
    ways_out,
    what_if,
    what_if_from,
    why_not,
    why_open,
    without_person,
)
from solver.explain.what_if_words import differences
from solver.result import Result

Answer = tuple[Sentence, dict[str, Any]]
"""What is said in one sentence, and the whole answer."""

SECONDS = {"why-open": 30.0, "why-not": 20.0, "what-if": 60.0, "conflict": 30.0}


def answer(
    kind: str,
    problem: Problem,
    roster: Roster,
    options: Mapping[str, Any],
    *,
    open_bound: int | None,
    now: int,
    changed: Callable[[Mapping[str, bytes]], Problem],
) -> Answer:
    """Answer a question about a week.

    Parameters
    ----------
    kind
        ``why-open``, ``why-not`` (``person``, ``work``, perhaps ``day``), ``what-if``
        (``without``: a person; ``suppose``: as :func:`roster.supposing.suppose` takes it; or
        ``files``: changed files of the configuration; with ``anew`` both weeks are planned from
        nothing, else the draft is changed as little as it takes), or ``conflict``.
    problem, roster
        The week and its draft.
    options
        What is asked, and ``time_limit``.
    open_bound
        Open units that no roster has fewer of, where that is proven.
    now
        The minute of the horizon that it is: what has begun stays.
    changed
        Gives the problem with some files of the configuration changed.
    """
    limit = float(options.get("time_limit", SECONDS[kind]))
    match kind:
        case "why-open":
            return _why_open(problem, roster, limit, open_bound)
        case "why-not":
            return _why_not(problem, roster, options, limit, open_bound)
        case "what-if":
            after, supposed = _supposed(problem, options, changed)
            if _alike(problem, after):
                return sentence("This edit changes nothing that is planned."), {}
            if options.get("anew") or not roster.assignments:
                return _compared(what_if(problem, after, time_limit=limit), supposed, start=None)
            found = what_if_from(problem, after, roster, now=now, time_limit=limit)
            return _compared(found, supposed, start="draft")
        case _:
            return _conflict(dataclasses.replace(problem, pins=tuple(sorted(roster.pinned))), limit)


def _why_open(problem: Problem, roster: Roster, limit: float, open_bound: int | None) -> Answer:
    found = why_open(problem, roster, open_bound=open_bound, time_limit=limit)
    seats = [
        {
            "work": why.seat.work.key,
            "missing": why.seat.missing,
            "cause": why.cause.value,
            "proven": why.proven,
            "sentence": both(why.sentence),
            "people": both(why.people),
            "conflict": _members(why.conflict),
            "instead": [{"work": s.work.key, "missing": s.missing} for s in why.instead],
            "groups": [
                {
                    "sentence": both(group.sentence),
                    "people": [{"person": o.person, "sentence": both(o.sentence)} for o in group.obstacles],
                }
                for group in why.groups
            ],
        }
        for why in found.seats
    ]
    recruit = [
        {"people": v.people, "seats": v.missing, "sentence": both(v.say(problem))} for v in found.vacancies
    ]
    if not seats:
        return sentence("Every seat is filled."), {"open": [], "recruit": []}
    n = len(seats)
    said = sentences("{n} open seat is explained.", "{n} open seats are explained.", n)
    return said, {"open": seats, "recruit": recruit}


def _why_not(
    problem: Problem, roster: Roster, options: Mapping[str, Any], limit: float, open_bound: int | None
) -> Answer:
    person, work = str(options.get("person")), str(options.get("work"))
    if person not in problem.people or work not in problem.works:
        return sentence("There is no such post or person in this week."), {"answer": "unknown"}
    found = why_not(
        problem, roster, person, work, day=options.get("day"), open_bound=open_bound, time_limit=limit
    )
    change = found.change
    return found.sentence, {
        "answer": found.answer.value,
        "reasons": [both(r) for r in (*_broken(found), *found.reasons)],
        "conflict": _members(found.conflict),
        "change": {"open": change.open, "soft": change.soft} if change else None,
        "exact": found.exact,
        "moves": [{"person": m.person, "sentence": both(m.sentence)} for m in found.moves],
        "costs": _prices(found.costs),
    }


def _broken(found: WhyNot) -> Iterator[Sentence]:
    """Yield what the roster breaks, and what the answer starts from; then what is proven of a price."""
    n = len(found.broken)
    if n:
        yield sentences("The roster breaks {n} hard rule:", "The roster breaks {n} hard rules:", n)
    yield from found.broken
    yield from (told for told in (found.note, found.proof) if told is not None)


def _supposed(
    problem: Problem, options: Mapping[str, Any], changed: Callable[[Mapping[str, bytes]], Problem]
) -> tuple[Problem, Sentence | None]:
    """Return the community as it would be, and what is supposed in words where it is not an edited file."""
    without = options.get("without")
    if options.get("suppose"):
        try:
            return suppose(problem, options["suppose"])
        except SupposingError as refused:
            raise RefusedError(refused.message) from None
    if without is not None:
        if without not in problem.people:
            raise RefusedError(sentence("There is no such post or person in this week."))
        gone = sentence("{who} is not there.", who=called(problem, str(without)))
        return without_person(problem, str(without)), gone
    return changed({name: text.encode() for name, text in options.get("files", {}).items()}), None


def _compared(found: WhatIf, supposed: Sentence | None, *, start: str | None) -> Answer:
    told = found.sentences[0] if found.sentences else sentence("Nothing changes.")
    if supposed is not None:
        told = sentence("{supposed} {told}", supposed=supposed, told=told)
    return told, {
        "from": start,
        "supposed": both(supposed) if supposed is not None else None,
        "old": _score(found.old),
        "new": _score(found.new),
        "edits": [both(s) for s in found.edits],
        "told": [both(s) for s in found.sentences],
        "people": list(found.people),
        "moves": [{"person": m.person, "sentence": both(m.sentence)} for m in found.moves],
        "costs": _prices(found.costs),
        "opened": [{"work": s.work.key, "missing": s.missing} for s in found.opened],
        "closed": [{"work": s.work.key, "missing": s.missing} for s in found.closed],
    }


def _alike(before: Problem, after: Problem) -> bool:
    """Say whether two configurations plan the same: two solves would differ by chance only."""
    places = [
        {key: dataclasses.replace(place, source=NOWHERE) for key, place in problem.places.items()}
        for problem in (before, after)
    ]
    same = (before.horizon, before.travel, before.past) == (after.horizon, after.travel, after.past)
    return same and places[0] == places[1] and not any(True for _ in differences(before, after))


def _score(result: Result) -> dict[str, Any] | None:
    """Return how one of two plans came out, and what is proven of it."""
    if result.verdict is None or result.score is None:
        return None
    bound = result.bound
    return {
        "open_seats": result.verdict.open_seats,
        "soft": result.score.soft,
        "hard": result.score.hard,
        "proven": (bound.open_units, bound.soft) == (result.score.open_units, result.score.soft),
    }


def _conflict(problem: Problem, limit: float) -> Answer:
    found = find_conflicts(problem, time_limit=limit * 0.7)
    share = limit * 0.3 / max(1, len(found.conflicts))
    conflicts = [
        {
            "members": _members(conflict),
            "smallest": conflict.smallest,
            "ways_out": [
                both(way.with_price) for way in ways_out(problem, found, conflict, time_limit=share)
            ],
        }
        for conflict in found.conflicts
    ]
    if conflicts:
        said = sentences(
            "1 conflict stands in the way of a roster.",
            "{n} conflicts stand in the way of a roster.",
            len(conflicts),
        )
    elif found.complete:
        said = sentence("The strict rules, claims and pins can all hold together.")
    else:
        said = sentence("No conflict was found in the time given.")
    return said, {"conflicts": conflicts, "complete": found.complete}


def _members(conflict: Conflict | None) -> list[dict[str, Any]]:
    if conflict is None:
        return []
    return [
        {
            "sentence": both(m.sentence),
            "line": name_of_rule(m.source),
            "person": m.person,
            "work": m.work,
        }
        for m in conflict.members
    ]


def _prices(prices: Iterable[Price]) -> list[dict[str, Any]]:
    return [
        {
            "rule": p.kind,
            "cost": p.cost,
            "new": [both(s) for s in p.new],
            "gone": [both(s) for s in p.gone],
        }
        for p in prices
    ]
