"""How fragile a roster is: what if any one person could not come?

Only open seats and calls are asked about, so soft rules are left out. Every absence is one
person on one day (or the whole week). Most are answered by the verifier alone: somebody is
free, so one call is enough, and none is not. The others are searched as repairs, first in
small models, then among what few changes can set off, then in the whole week as long as
there is time.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Literal

from roster.disruption import Absence, Disruption, disrupted, is_possible
from roster.eligibility import can_serve
from roster.model import Duty, Person, Problem
from roster.roster import Assignment, Edit, Roster
from roster.verify import verify
from solver.engine import Clock, Effort
from solver.mending import QUICK_STAGES, Mending
from solver.scene import Scene

Per = Literal["day", "week"]

ROUNDS = (QUICK_STAGES, ("few_more", "few"), ("few_more", "few", "whole_open", "whole_people"))
"""What is tried of the absences that the rounds before have not settled."""

WITHOUT_CLOCK = 2
"""So many rounds take a bounded time where the clock does not count."""

SECONDS = 5.0
"""The most that one absence gets in each round."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One person who is not there on some days."""

    person: str
    days: tuple[int, ...]
    lost: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one absence does.

    Attributes
    ----------
    open_units, open_bound
        Open units after the best repair found, beyond those of the roster; and how many
        at least there are in every repair.
    calls, calls_bound
        People whose weeks change in it; and how many at least in a repair as good.
        ``None`` where no repair was found, or nothing is known.
    """

    trial: Trial
    open_units: int | None
    open_bound: int
    calls: int | None
    calls_bound: int | None

    @property
    def mended(self) -> bool:
        """The week can be repaired with no more seats open."""
        return self.open_units is not None and self.open_units <= 0

    @property
    def hopeless(self) -> bool:
        """Proven: in every repair more seats are open."""
        return self.open_bound > 0

    @property
    def proven(self) -> bool:
        """It is proven whether the week can be mended, and that fewer calls are not enough."""
        if self.open_units is None or self.calls is None or self.calls_bound is None:
            return False
        return self.open_units <= max(self.open_bound, 0) and self.calls <= self.calls_bound


@dataclass(frozen=True, slots=True)
class StressProgress:
    """How far it is."""

    done: int
    total: int
    seconds: float


@dataclass(frozen=True)
class Stress:
    """The outcomes of all absences, in order of the people and days."""

    per: Per
    outcomes: tuple[Outcome, ...]
    seconds: float
    interrupted: bool = False


def stress(
    problem: Problem,
    roster: Roster,
    *,
    per: Per = "day",
    time_limit: float = 300.0,
    processes: int | None = None,
    deterministic: bool = False,
    seed: int = 1,
    on_progress: Callable[[StressProgress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Stress:
    """Try every single absence.

    Parameters
    ----------
    problem, roster
        The community and who is where.
    per
        An absence is one person on one day of service, or for all the weeks.
    time_limit
        Wall-clock seconds for everything; in deterministic mode it does not count, and of
        a large community only what few changes can set off is searched.
    processes
        How many at once; as many as there are cores unless said.
    on_progress, stop
        Called after every absence; asked whether to end now.
    """
    began = time.monotonic()
    problem = replace(problem, rules=tuple(rule for rule in problem.rules if rule.weight is None))
    trials = list(_trials(problem, roster, per))
    before = verify(problem, roster).score.open_units
    deadline = math.inf if deterministic else began + time_limit
    outcomes: list[Outcome | None] = [None] * len(trials)
    stopped = stop or (lambda: False)
    done = 0

    def tell() -> None:
        if on_progress is not None:
            on_progress(StressProgress(done, len(trials), time.monotonic() - began))

    hard: list[int] = []
    tell()
    for i, trial in enumerate(trials):
        outcome = _at_once(problem, roster, trial, before)
        if outcome is None:
            hard.append(i)
        else:
            outcomes[i] = outcome
            done += 1
            tell()
        if stopped() or time.monotonic() > deadline:
            break
    setting = _Setting(replace(problem), roster, before, seed, deadline)
    for number in range(WITHOUT_CLOCK if deterministic else len(ROUNDS)):
        waiting = [i for i in hard if outcomes[i] is None] if number == 0 else _unproven(hard, outcomes)
        if not waiting or stopped():
            continue
        jobs = [(trials[i], number) for i in waiting]
        for i, outcome in _in_processes(
            setting, waiting, jobs, processes or os.cpu_count() or 1, deadline, stopped
        ):
            known = outcomes[i]
            outcomes[i] = outcome if known is None else _better(known, outcome)
            done += known is None
            tell()
    found = tuple(o for o in outcomes if o is not None)
    return Stress(per, found, time.monotonic() - began, len(found) < len(trials))


def _trials(problem: Problem, roster: Roster, per: Per) -> Iterator[Trial]:
    day_of = problem.horizon.day_of
    for person in problem.people:
        by_day: dict[int, list[Assignment]] = {}
        for a in roster.of_person(person):
            by_day.setdefault(day_of(a.start), []).append(a)
        if per == "week" and by_day:
            yield Trial(person, tuple(range(problem.horizon.day_count)), roster.of_person(person))
        elif per == "day":
            for day, lost in by_day.items():
                yield Trial(person, (day,), tuple(lost))


def scene_of(problem: Problem, roster: Roster, trial: Trial) -> Scene:
    """Return what is left of the roster when one person is not there."""
    absences = tuple(Absence(trial.person, problem.horizon.day_span(day)) for day in trial.days)
    return Scene(disrupted(problem, Disruption(absences)), roster)


def _at_once(problem: Problem, roster: Roster, trial: Trial, before: int) -> Outcome | None:
    """Answer by the verifier alone where that is proof: nobody, or one person, has to be called."""
    scene = scene_of(problem, roster, trial)
    score = scene.judgement.score
    bound = scene.open_bound - before
    if not score.hard and score.open_units <= max(before, scene.open_bound):
        return Outcome(trial, score.open_units - before, bound, 0, 0)
    for person in scene.problem.people.values():
        added = [taken_over(scene.problem, person, a) for a in scene.lost]
        if any(a is None for a in added):
            continue
        change = scene.judgement.change(Edit(add=tuple(a for a in added if a is not None))).score
        if score.hard + change.hard == 0 and score.open_units + change.open_units <= before:
            return Outcome(trial, score.open_units + change.open_units - before, bound, 1, 1)
    return None


def taken_over(problem: Problem, person: Person, lost: Assignment) -> Assignment | None:
    """Return the assignment by which somebody else does the same work, if nothing but others stand against it."""
    work = problem.works[lost.work]
    if isinstance(work, Duty):
        if not can_serve(problem, person, work):
            return None
        span = work.span_of(person.id)
        return Assignment(span.start, span.end, work.key, person.id)
    taken = Assignment(lost.start, lost.end, lost.work, person.id)
    return taken if is_possible(problem, taken) else None


def _outcome(search: Mending, trial: Trial, before: int) -> Outcome:
    bound = search.bounds.get("open", 0) - before
    if search.best is None:
        return Outcome(trial, None, bound, None, None)
    cost = search.best.cost
    people = search.bounds.get("people") if search.is_proven("open") else None
    return Outcome(trial, cost[0] - before, bound, cost[1], people)


def _unproven(hard: Sequence[int], outcomes: Sequence[Outcome | None]) -> list[int]:
    """Return what the whole week may still settle, what cannot be mended yet first."""
    left = [i for i in hard if (known := outcomes[i]) is not None and not known.proven]
    return sorted(left, key=lambda i: (outcomes[i].mended, i))  # type: ignore[union-attr]


def _better(one: Outcome, other: Outcome) -> Outcome:
    """Return what two searches of one absence know together."""

    def rank(o: Outcome) -> tuple[float, float]:
        return (math.inf if o.open_units is None else o.open_units, math.inf if o.calls is None else o.calls)

    best = min(other, one, key=rank)
    bound = max(one.open_bound, other.open_bound)
    return Outcome(best.trial, best.open_units, bound, best.calls, best.calls_bound)


# In processes


@dataclass(frozen=True)
class _Setting:
    """What every process needs to know."""

    problem: Problem
    roster: Roster
    before: int
    seed: int
    deadline: float
    """A moment of :func:`time.monotonic`, which all processes share; infinite in deterministic mode."""


_setting: list[_Setting] = []


def _begin(setting: _Setting) -> None:
    _setting[:] = [setting]


def _try(trial: Trial, number: int) -> Outcome:
    setting = _setting[0]
    scene = scene_of(setting.problem, setting.roster, trial)
    limited = math.isfinite(setting.deadline)
    effort = Effort(1, setting.seed, None if limited else SECONDS)
    search = Mending(scene, effort, stages=QUICK_STAGES)
    clock = Clock(min(time.monotonic() + SECONDS * (number + 1), setting.deadline) if limited else math.inf)
    search.run(clock)
    if number or search.is_small:
        search.stages = ROUNDS[number or -1]
        search.run(clock)
    return _outcome(search, trial, setting.before)


def _in_processes(
    setting: _Setting,
    keys: Sequence[int],
    jobs: Sequence[tuple[Trial, int]],
    processes: int,
    deadline: float,
    stopped: Callable[[], bool],
) -> Iterator[tuple[int, Outcome]]:
    """Yield the outcomes of jobs as they come, until the deadline."""
    if len(jobs) < 4 or processes == 1:
        _begin(setting)
        for key, job in zip(keys, jobs, strict=True):
            if stopped() or time.monotonic() > deadline:
                return
            yield key, _try(*job)
        return
    pool = ProcessPoolExecutor(
        min(processes, len(jobs)), get_context("spawn"), initializer=_begin, initargs=(setting,)
    )
    try:
        waiting: dict[int, Future[Outcome]] = {
            k: pool.submit(_try, *job) for k, job in zip(keys, jobs, strict=True)
        }
        while waiting and not stopped() and time.monotonic() < deadline:
            ready = [key for key, future in waiting.items() if future.done()]
            for key in ready:
                yield key, waiting.pop(key).result()
            if not ready:
                time.sleep(0.02)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
