"""The fewest changes that mend a roster, each level proven.

Open seats come first, then the number of people whose week changes, then the number of
changed assignments, then soft cost. The search goes from small models to large ones, and
ends as soon as what is found is proven:

1. one more person at the one duty in question, by the verifier alone;
2. a model of the seats in question, which holds every repair with the fewest changes;
3. a model of everything that one person alone could change;
4. a model of everything that so many changes could set off, one more at a time
   (:mod:`solver.few`);
5. the whole week, with the time of visits relaxed where it is large.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from roster.model import Problem
from roster.roster import Edit, Roster
from solver.engine import Clock, Effort
from solver.levels import LEVELS, Level, Part, choices_at
from solver.mending import Found, Mending
from solver.mending_few import MOST_CHOICES
from solver.proposal import Proposal, Repair, Step
from solver.repair_reasons import Tried, with_reasons
from solver.result import Status
from solver.scene import Scene

PROPOSALS = 3


def repair(
    problem: Problem,
    roster: Roster,
    *,
    now: int | None = None,
    late: frozenset[str] = frozenset(),
    time_limit: float = 3.0,
    proposals: int = PROPOSALS,
    reasons: bool = True,
    seed: int = 1,
    workers: int | None = None,
    deterministic: bool = False,
    stop: Callable[[], bool] | None = None,
) -> Repair:
    """Mend a roster with the fewest changes.

    Parameters
    ----------
    problem
        As it stands now: :func:`roster.disruption.disrupted`, or a changed configuration.
    roster
        The roster that was made before. What of it is not possible any more is lost, and
        not counted as a change.
    now
        A minute of the horizon: what has begun before it stays as it was.
    late
        Work that may be joined although it has begun (after a no-show).
    time_limit
        Wall-clock seconds for everything, and a fifth of it more for the reasons and the
        other proposals, whose own reasons take no longer than a fifth; in deterministic mode it scales the work instead.
    proposals
        How many different ones, at most.
    reasons
        Whether each change is tried without, for its reason.
    seed, workers, deterministic, stop
        As for :func:`solver.solve`.

    Returns
    -------
    Repair
        With the best proposal first; the verifier finds no hard breach in any of them.

    Raises
    ------
    DisagreementError
        If model and verifier do not agree on a repair.
    """
    began = time.monotonic()
    stopped = stop or (lambda: False)
    scene = Scene(problem, roster, now, late)
    effort = Effort(workers or 8, seed, time_limit if deterministic else None)
    clock = Clock(math.inf if deterministic else began + time_limit, stopped)
    search = Mending(scene, effort)
    search.run(clock)
    found: list[Proposal] = []
    tried: Tried = {}
    if search.best is not None:
        enough = max(began + time_limit, time.monotonic() + time_limit / 5)
        later = Clock(math.inf if deterministic else enough, stopped)
        found.append(_proposal(scene, search.best, search.best, search.bounds))
        if reasons:
            found = with_reasons(search, found, later, tried)
        found += _others(search, found[0], proposals - 1, later)
        if reasons:
            soon = min(later.deadline, time.monotonic() + time_limit / 5)
            last = later if deterministic else Clock(soon, stopped)
            found = with_reasons(search, found, last, tried)
    options = {
        "time_limit": time_limit,
        "seed": seed,
        "workers": effort.workers,
        "deterministic": deterministic,
    }
    return Repair(
        _status(search, stopped()), scene.base, scene.lost, tuple(found), time.monotonic() - began, options
    )


def _status(search: Mending, stopped: bool) -> Status:
    if search.best is None:
        if search.infeasible:
            return Status.INFEASIBLE
        return Status.INTERRUPTED if stopped else Status.TIME_LIMIT
    return Status.OPTIMAL if search.proven else Status.FEASIBLE


def _proposal(scene: Scene, found: Found, best: Found, bounds: Mapping[Level, int]) -> Proposal:
    """Return a proposal with the bounds that are known for it: a level's holds if those before are proven."""
    diff = scene.base.diff(found.roster)
    verdict = scene.judgement.after(Edit(diff.removed, diff.added)).verdict
    steps = []
    known = True
    for at, (level, value) in enumerate(zip(LEVELS, found.cost, strict=True)):
        bound = bounds.get(level) if known else None
        steps.append(Step(level, value, bound))
        known = bound is not None and value == bound == best.cost[at]
    return Proposal(found.roster, verdict, diff, tuple(steps))


def _others(search: Mending, first: Proposal, count: int, clock: Clock) -> list[Proposal]:
    """Return proposals in which somebody else changes, the best first."""
    found: list[Proposal] = []
    assert search.best is not None
    seen = [frozenset(first.people)]
    while len(found) < count and seen[-1] and not clock.over:
        other = _other(search, seen, clock)
        if other is None:
            break
        found.append(_proposal(search.scene, other, search.best, search.bounds))
        seen.append(frozenset(found[-1].people))
    return found


def _other(search: Mending, seen: list[frozenset[str]], clock: Clock) -> Found | None:
    """Return the best repair of the seats in question in which none of these sets changes."""
    scene = search.scene
    for single in search.singles:
        if frozenset(scene.base.diff(single.roster).people) not in seen:
            return single
    part = Part(scene.narrow, choices_at(scene.narrow.index, scene.works_to_fill), others=tuple(seen))
    if scene.is_compiled and scene.broken is not None:
        assert search.best is not None
        free = scene.few(search.best.cost[0]).choices(search.best.cost[2], MOST_CHOICES)
        if free is not None:
            part = replace(part, old=scene.old, free=free)
    if not part.free:
        return None
    other = search.found_in(part.descend(clock, search.small_effort), part)
    return other if other is not None and scene.base.diff(other.roster).people else None
