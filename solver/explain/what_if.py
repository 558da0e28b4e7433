"""What if: two configurations of one community, each planned, and compared rule by rule in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from roster.model import Problem
from roster.moves import Move, Price, chain, prices
from roster.roster import Assignment, Roster
from roster.verify import OpenSeat, Verdict, verify
from roster.words import Sentence, sentence, sentences
from solver.engine import Effort
from solver.explain.limits import clock_of
from solver.explain.replanning import WORK, Planner
from solver.explain.what_if_words import differences, plans_differ, without_roster
from solver.repair import repair
from solver.result import Bound, Result, Status
from solver.search import solve, versions


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A plan before and after an edit of the configuration.

    Attributes
    ----------
    old, new
        How each was solved.
    edits
        What differs between the configurations, in words.
    opened, closed
        Seats that are open only after, and only before it.
    costs
        What each rule costs more or less.
    people
        Whose week changes.
    sentences
        The difference in words: seats, then cost, then people.
    moves
        Who leaves and takes what, where it starts from a roster that is there.
    """

    old: Result
    new: Result
    edits: tuple[Sentence, ...]
    opened: tuple[OpenSeat, ...]
    closed: tuple[OpenSeat, ...]
    costs: tuple[Price, ...]
    people: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    moves: tuple[Move, ...] = ()


def what_if(
    before: Problem,
    after: Problem,
    *,
    time_limit: float = 60.0,
    deterministic: bool = False,
    seed: int = 1,
) -> WhatIf:
    """Plan a community as it is and as it would be, and compare.

    Parameters
    ----------
    before, after
        The community with the configuration as it is and with the edit. Work and people
        are matched by their keys and ids.
    time_limit
        Seconds for both solves together.
    deterministic
        The same answer on every run and machine.
    """
    part = time_limit * 0.4
    old = solve(before, time_limit=part, seed=seed, deterministic=deterministic)
    new = solve(after, time_limit=part, seed=seed, deterministic=deterministic)
    if old.roster is not None and new.roster is not None:
        clock = clock_of(time_limit / 5, deterministic=deterministic)
        effort = Effort(8, seed, WORK if deterministic else None)
        roster = Planner(after, new.roster, clock, effort).closest(old.roster)
        verdict = verify(after, roster)
        if verdict.score == new.score:
            new = replace(new, roster=roster, verdict=verdict)
    proven = all(_is_best(result) for result in (old, new))
    ending = [] if proven else [_CHANCE]
    return _compared(before, after, old, new, ending)


_CHANCE = sentence("Not both are proven best: a part of the difference may be chance. Give more time.")


def what_if_from(
    before: Problem,
    after: Problem,
    roster: Roster,
    *,
    now: int | None = None,
    time_limit: float = 60.0,
    deterministic: bool = False,
    seed: int = 1,
) -> WhatIf:
    """Compare a roster that is there with what the fewest changes make of it after an edit.

    Parameters
    ----------
    before, after
        The community with the configuration as it is and with the edit.
    roster
        Who is where now; what of it is pinned stays where it can.
    now
        A minute of the horizon: what has begun before it stays as it was.
    time_limit
        Seconds for the search.
    deterministic
        The same answer on every run and machine.
    """
    verdict = verify(before, roster)
    old = Result(Status.FEASIBLE, roster, verdict, Bound(), 0.0, {}, versions())
    mended = repair(
        after,
        roster,
        now=now,
        time_limit=time_limit,
        proposals=1,
        reasons=False,
        seed=seed,
        deterministic=deterministic,
    )
    best = mended.best
    if best is None:
        new = Result(mended.status, None, None, Bound(), mended.seconds, mended.options, versions())
        return _compared(before, after, old, new, [])
    bound = Bound(best.step("open").bound)
    new = Result(mended.status, best.roster, best.verdict, bound, mended.seconds, mended.options, versions())
    ending = []
    if verdict.hard:
        ending.append(
            sentences(
                "{n} strict finding of the draft is mended as well.",
                "{n} strict findings of the draft are mended as well.",
                len(verdict.hard),
            )
        )
    found = _compared(before, after, old, new, ending)
    if found.closed and verdict.open:
        told = sentence(
            "Seats open in the draft are filled where somebody can, which Repair may do without it."
        )
        found = replace(found, sentences=(*found.sentences, told))
    return replace(found, moves=chain(_of_both(before, after), roster, best.roster))


def without_person(problem: Problem, person: str) -> Problem:
    """Return the problem in which somebody is gone: away for good, with no claim and no pin."""
    known = problem.people[person]
    gone = replace(known, available=(), away=())
    return replace(
        problem,
        people={**problem.people, person: gone},
        claims=tuple(c for c in problem.claims if c.person != person),
        pins=tuple(p for p in problem.pins if p.person != person),
    )


def _compared(
    before: Problem, after: Problem, old: Result, new: Result, ending: Iterable[Sentence]
) -> WhatIf:
    edits = tuple(differences(before, after))
    if old.verdict is None or new.verdict is None or old.roster is None or new.roster is None:
        return WhatIf(old, new, edits, (), (), (), (), tuple(without_roster(old, new)))
    costs = prices(after, old.verdict, new.verdict, before=before)
    opened, closed = _more_open(new.verdict, old.verdict), _more_open(old.verdict, new.verdict)
    people = _people(old.roster, new.roster)
    told = (
        *plans_differ(before, after, old.verdict.score, new.verdict.score, opened, closed),
        *ending,
        sentences("The week of {n} person changes.", "The weeks of {n} people change.", len(people)),
    )
    return WhatIf(old, new, edits, opened, closed, costs, people, told)


def _is_best(result: Result) -> bool:
    """Say whether it is proven that no roster is better; also where there is none."""
    score = result.score
    return score is None or (result.bound.open_units, result.bound.soft) == (score.open_units, score.soft)


def _of_both(before: Problem, after: Problem) -> Problem:
    """Return the community with all people and work of either, to name them."""
    return replace(
        after,
        people={**before.people, **after.people},
        duties=(*after.duties, *(d for d in before.duties if d.key not in after.works)),
        visits=(*after.visits, *(v for v in before.visits if v.key not in after.works)),
    )


def _more_open(verdict: Verdict, other: Verdict) -> tuple[OpenSeat, ...]:
    known = {(s.work.key, s.week): s.missing for s in other.open}
    return tuple(
        replace(s, missing=s.missing - known.get((s.work.key, s.week), 0))
        for s in verdict.open
        if s.missing > known.get((s.work.key, s.week), 0)
    )


def _people(old: Roster, new: Roster) -> tuple[str, ...]:
    before: set[Assignment] = set(old.assignments)
    return tuple(sorted({a.person for a in before.symmetric_difference(new.assignments)}))
