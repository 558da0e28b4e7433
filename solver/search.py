"""Solve a problem: open seats first, then soft cost, each with its own proven bound."""

from __future__ import annotations

import importlib.metadata
import math
import platform
import time
from collections.abc import Callable, Mapping

from roster.collecting import looking_at_new_only
from roster.model import Problem
from roster.roster import Roster
from roster.verify import verify
from roster.words import Sentence, sentence
from solver.accept import price
from solver.compile import compile_problem
from solver.engine import Clock, Effort
from solver.improve import improve
from solver.incumbent import Incumbent
from solver.index import Index
from solver.result import Bound, DisagreementError, Progress, Result, Status
from solver.side_process import hearing_failures
from solver.tidy import tidy
from solver.translate import decode

FINISH_SECONDS, LEAST_FINISH, FINISH_PER_READ = 4.0, 0.5, 2.0
"""Kept back at the end for tidying, verifying and holding model against verifier: so many
seconds at most, and no more than so many and so often the time that reading the rules took."""


def solve(
    problem: Problem,
    *,
    time_limit: float = 60.0,
    seed: int = 1,
    workers: int | None = None,
    deterministic: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Result:
    """Find the best roster and prove how good it is.

    Parameters
    ----------
    problem
        From :func:`roster.load_problem`.
    time_limit
        Wall-clock seconds for everything; in deterministic mode it scales the amount
        of work instead.
    seed
        Of every random choice.
    workers
        Search strategies at once; 8 unless said, whatever the number of cores.
    deterministic
        The same roster on every run and machine.
    on_progress
        Called with every improvement, from threads of the search, one at a time.
    stop
        Asked ten times a second whether to end now and keep the best.

    Returns
    -------
    Result
        With a roster only if one was found and the verifier accepts it.

    Raises
    ------
    DisagreementError
        If model and verifier do not agree on the roster found.
    """
    began = time.monotonic()
    stopped = stop or (lambda: False)
    effort = Effort(workers or 8, seed, time_limit if deterministic else None)
    best = Incumbent(on_progress)
    best.enter(sentence("reading the rules"))
    index = compile_problem(problem)
    reserve = min(FINISH_SECONDS, time_limit / 5, LEAST_FINISH + FINISH_PER_READ * (time.monotonic() - began))
    clock = Clock(math.inf if deterministic else began + time_limit - reserve, stopped)
    with looking_at_new_only(), hearing_failures(lambda module, why: best.note(_failed(module, why))):
        infeasible = improve(index, best, clock, effort)
    options = {
        "time_limit": time_limit,
        "seed": seed,
        "workers": effort.workers,
        "deterministic": deterministic,
    }
    if best.values is None:
        status = Status.INFEASIBLE if infeasible else Status.INTERRUPTED if stopped() else Status.TIME_LIMIT
        bound = Bound(best.open_bound, None)
        seconds = time.monotonic() - began
        trace = tuple(best.trace)
        return Result(status, None, None, bound, seconds, options, versions(), trace, notes=best.notes)
    best.enter(sentence("checking"))
    values = tidy(index, best.values, Clock(time.monotonic() + reserve / 2), Effort(1, seed, 1.0))
    roster = decode(index, values)
    verdict = verify(problem, roster)
    _agree(index, roster, verdict.score.hard, (verdict.score.open_units, verdict.score.soft))
    found = (verdict.score.open_units, verdict.score.soft)
    best.offer(values, *found)
    ended = Status.INTERRUPTED if stopped() else Status.FEASIBLE
    status = Status.OPTIMAL if best.proven else ended
    bound = Bound(best.open_bound, best.soft_bound)
    seconds = time.monotonic() - began
    trace = tuple(best.trace)
    return Result(status, roster, verdict, bound, seconds, options, versions(), trace, notes=best.notes)


def _failed(module: str, why: str) -> Sentence:
    if module == "solver.prover":
        return sentence(
            "The proof beside the search has failed ({why}): the roster counts, but less is proven about it.",
            why=why,
        )
    return sentence(
        "A helper of the search has failed ({why}): the roster counts, but a better one may be missed.",
        why=why,
    )


def _agree(index: Index, roster: Roster, hard: int, score: tuple[int, int]) -> None:
    """Hold the model's price of a roster against the verifier's."""
    if hard:
        raise DisagreementError(
            f"The verifier finds {hard} hard breaches in a roster that the model allows.", roster
        )
    priced = price(index, roster)
    if priced != score:
        raise DisagreementError(
            f"The model counts {priced} (open units, soft cost) where the verifier counts {score}.", roster
        )


def versions() -> Mapping[str, str]:
    """Return the versions of what takes part in a solve."""
    return {
        "roster": importlib.metadata.version("neighbourhood-roster"),
        "ortools": importlib.metadata.version("ortools"),
        "python": platform.python_version(),
    }
