"""The only place that calls CP-SAT. A value cannot be read without a solution."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from solver.build import Builder, Objective

BLOCK_PRESOLVES = 3
"""Rounds of presolve for a block of a relaxation; with so many and without cuts 27 blocks of 300
people take 28 s to their end instead of 38."""


@dataclass(frozen=True)
class Clock:
    """A deadline and a wish to stop.

    Parameters
    ----------
    deadline
        A moment of :func:`time.monotonic`.
    stop
        Says whether the user wants to end now.
    """

    deadline: float
    stop: Callable[[], bool] = lambda: False

    @property
    def left(self) -> float:
        """Seconds left, 0 at least."""
        return max(0.0, self.deadline - time.monotonic())

    @property
    def over(self) -> bool:
        return self.left <= 0 or self.stop()

    def within(self, seconds: float) -> Clock:
        """Return a clock that ends after so many seconds, or with this one."""
        return Clock(min(self.deadline, time.monotonic() + seconds), self.stop)


@dataclass(frozen=True, slots=True)
class Effort:
    """How a search is run.

    Attributes
    ----------
    workers
        Search strategies at once. 8 on 2 cores beats 2: CP-SAT mixes strategies by
        their number, and with few of them its bound hardly moves.
    deterministic
        A limit in CP-SAT's deterministic seconds instead of the clock; then the same
        seed gives the same answer on every machine.
    light
        Spend little on presolve: right for small models that are solved one after another.
    quick
        Little presolve and no linear programs: for questions with a short answer.
    """

    workers: int = 8
    seed: int = 1
    deterministic: float | None = None
    linearization: int | None = None
    light: bool = False
    quick: bool = False


@dataclass(frozen=True)
class Answer:
    """What one search found. ``values`` is ``None`` unless there is a solution."""

    status: cp_model.CpSolverStatus
    values: list[int] | None
    objective: int | None
    bound: int | None
    seconds: float

    @property
    def optimal(self) -> bool:
        return self.status == cp_model.OPTIMAL

    @property
    def infeasible(self) -> bool:
        return self.status == cp_model.INFEASIBLE


OnSolution = Callable[[list[int], int], None]
OnBound = Callable[[int], None]


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Hands every solution on as values of all columns."""

    def __init__(self, builder: Builder, on_solution: OnSolution) -> None:
        super().__init__()
        self._builder = builder
        self._on_solution = on_solution

    def on_solution_callback(self) -> None:
        read = {column: self.value(v) for column, v in self._builder.vars.items()}
        self._on_solution(self._builder.read(read), round(self.objective_value))


def search(
    builder: Builder,
    objective: Objective,
    clock: Clock,
    effort: Effort,
    *,
    hint: Sequence[int] | None = None,
    on_solution: OnSolution | None = None,
    on_bound: OnBound | None = None,
) -> Answer:
    """Minimise an objective over a built model.

    Parameters
    ----------
    builder, objective
        The model, and what to minimise (:meth:`Builder.objective`).
    clock, effort
        When to end and how to search.
    hint
        Values of all columns to start from.
    on_solution, on_bound
        Called from the search's threads with better solutions and bounds.
    """
    model = builder.model
    model.minimize(objective.expression)
    if hint is not None:
        builder.hint(hint)
    solver = _solver(clock, effort)
    if on_bound is not None:
        solver.best_bound_callback = lambda bound: on_bound(_whole(bound))
    watcher = None if on_solution is None else _Watcher(builder, on_solution)
    began = time.monotonic()
    status = _run(solver, model, watcher, clock)
    seconds = time.monotonic() - began
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        read = {column: solver.value(v) for column, v in builder.vars.items()}
        values = builder.read(read)
        return Answer(
            status, values, round(solver.objective_value), _whole(solver.best_objective_bound), seconds
        )
    if status == cp_model.MODEL_INVALID:
        raise RuntimeError(f"The model is not valid: {model.validate()}")
    bound = _whole(solver.best_objective_bound) if status == cp_model.UNKNOWN else None
    return Answer(status, None, None, bound, seconds)


def core(
    builder: Builder, switches: Sequence[cp_model.IntVar], clock: Clock, effort: Effort
) -> list[int] | None:
    """Return the places of switches that cannot all be off; ``None`` if the solver does not say.

    Such cores have been wrong with several workers, with presolve and with an objective,
    so there is none of these here; and the caller confirms what is returned.
    """
    model = builder.model
    model.add_assumptions([~switch for switch in switches])
    solver = _solver(clock, effort)
    solver.parameters.num_workers = 1
    solver.parameters.cp_model_presolve = False
    if _run(solver, model, None, clock) != cp_model.INFEASIBLE:
        return None
    places = {switch.index: place for place, switch in enumerate(switches)}
    found = solver.sufficient_assumptions_for_infeasibility()
    return [places[max(index, -index - 1)] for index in found]


def least_cost(model: cp_model.CpModel, clock: Clock, effort: Effort) -> int | None:
    """Return a proven lower bound on the cost of a small model of its own; the optimum if time allows.

    Returns
    -------
    int or None
        ``None`` if nothing is proven: the model has no solution, its numbers are too large
        for CP-SAT, or the time was over before a first bound.
    """
    solver = _solver(clock, replace(effort, workers=1, linearization=2, light=True))
    solver.parameters.cut_level, solver.parameters.max_presolve_iterations = 0, BLOCK_PRESOLVES
    if _run(solver, model, None, clock) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return _whole(solver.best_objective_bound)


def _solver(clock: Clock, effort: Effort) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.random_seed = effort.seed
    parameters.num_workers = effort.workers
    parameters.catch_sigint_signal = False
    if effort.quick:
        parameters.linearization_level = 0
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        parameters.max_presolve_iterations = 1
        parameters.cp_model_use_sat_presolve = False
        parameters.find_big_linear_overlap = False
        parameters.merge_at_most_one_work_limit = 0
        parameters.presolve_inclusion_work_limit = 0
    if effort.linearization is not None:
        parameters.linearization_level = effort.linearization
    if effort.light:
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        parameters.max_presolve_iterations = 1
    if effort.deterministic is not None:
        parameters.max_deterministic_time = effort.deterministic
        parameters.interleave_search = effort.workers > 1
    else:
        parameters.max_time_in_seconds = min(max(clock.left, 0.01), 1e6)
    return solver


def _run(
    solver: cp_model.CpSolver, model: cp_model.CpModel, watcher: _Watcher | None, clock: Clock
) -> cp_model.CpSolverStatus:
    """Solve in a thread of its own, so that a signal or a stop is seen at once."""
    done: list[cp_model.CpSolverStatus] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            done.append(solver.solve(model, watcher))
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.05)
            if clock.stop():
                solver.stop_search()
    finally:
        while thread.is_alive():
            solver.stop_search()
            thread.join(0.05)
    if failed:
        raise failed[0]
    return done[0]


def _whole(bound: float) -> int:
    """Round a bound up to the next whole cost, safely against floating-point noise."""
    if not math.isfinite(bound):
        return -(10**15)
    return math.ceil(bound - 1e-6)
