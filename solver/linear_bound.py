"""A bound from the linear relaxation of a model, proven in whole numbers.

A first-order method (PDLP: Applegate et al. 2021) approaches the optimum of the linear
relaxation from many sides in little memory. Whatever it returns, *any* multipliers of the
rows give a bound: rounded to whole numbers, they are multiplied out exactly, so no
floating-point error can make the bound too good.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from ortools.pdlp import solve_log_pb2, solvers_pb2
from ortools.pdlp.python import pdlp
from scipy import sparse  # type: ignore[import-untyped]

SCALE = 1 << 20
"""Multipliers are kept as whole multiples of 1 / SCALE."""

WITHOUT = 1 << 60
"""Stands for an open side of a row."""

REACH = float(1 << 60)
"""Sums of multiplied rows stay below this, so that whole numbers of 64 bits hold them."""

CHECK_EVERY = 200
"""Iterations between two looks at whether to start again or to end; at every 64th, as is usual, the
method takes twice as long for the relaxation of 300 people."""

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Linear:
    """``low <= A x <= high`` over bounded columns with whole coefficients, and a cost."""

    matrix: sparse.csr_matrix
    low: Whole
    high: Whole
    least: Whole
    most: Whole
    cost: Whole
    constant: int
    columns: Whole
    """The column of the record that each stands for; greater than any of them for what only the relaxation has."""
    groups: Whole
    """The block of each column, -1 for none: what the columns of one home or day have in common."""

    def with_rows(self, matrix: sparse.csr_matrix, low: Whole) -> Linear:
        """Return the relaxation with more rows ``matrix x >= low``."""
        return replace(
            self,
            matrix=sparse.vstack([self.matrix, matrix], format="csr"),
            low=np.concatenate([self.low, low]),
            high=np.concatenate([self.high, np.full(len(low), WITHOUT, dtype=np.int64)]),
        )

    def with_most(self, other: Linear, most: int) -> Linear:
        """Return the relaxation of what costs no more than ``most`` by the cost of another with the same columns."""
        row = sparse.csr_matrix(-other.cost[np.newaxis, :])
        return self.with_rows(row, np.array([other.constant - most], dtype=np.int64))

    def scaled(self, multipliers: Real, scale: int) -> Whole:
        """Return multipliers in whole multiples of ``1 / scale``, fit to be multiplied out.

        Without those that would use a side which is open, and without what is not a
        number; all are halved until no sum over rows can leave the range of 64 bits.
        """
        finite = np.nan_to_num(multipliers, posinf=0.0, neginf=0.0)
        real = np.clip(finite, -REACH / scale, REACH / scale) * scale
        real = np.where((real > 0) & (self.low <= -WITHOUT), 0.0, real)
        real = np.where((real < 0) & (self.high >= WITHOUT), 0.0, real)
        sums = abs(self.matrix).astype(float).T.dot(np.abs(real))
        while sums.max(initial=0.0) > REACH:
            real, sums = real / 2, sums / 2
        return np.rint(real).astype(np.int64)

    def proven(self, multipliers: Real) -> int:
        """Return the greatest whole cost that these multipliers prove no solution to be below.

        Weak duality: for all ``y``, ``cost >= y * side + sum(min over the column's range of
        (c - yA) x)``, where a positive multiplier uses the low side and a negative one the
        high side. Computed in whole numbers.
        """
        y = self.scaled(multipliers, SCALE)
        side = np.where(y > 0, self.low, np.where(y < 0, self.high, 0))
        reduced = self.cost * SCALE - self.matrix.T.dot(y)
        at = np.where(reduced > 0, self.least, self.most)
        return self.constant - (-(_product(y, side) + _product(reduced, at)) // SCALE)

    def broken(self, values: Real) -> Real:
        """Return by how much values break each row."""
        sums = self.matrix.astype(float).dot(values)
        return np.asarray(np.maximum(np.maximum(self.low - sums, sums - self.high), 0.0))

    def paid(self, now: Relaxed) -> float:
        """Return the cost of values, and of what they break at the multipliers of the rows."""
        broken = self.broken(now.values)
        return float(self.constant + self.cost.dot(now.values) + np.abs(now.multipliers).dot(broken))

    @property
    def mean_cost(self) -> float:
        """What a column costs that costs something, in the mean; 1 if nothing does."""
        charged = self.cost[self.cost > 0]
        return float(charged.mean()) if len(charged) else 1.0


def _product(first: Whole, second: Whole) -> int:
    """Return the sum of products, exactly however large it is."""
    used = np.flatnonzero(first)
    if float(np.abs(first[used]).astype(float).dot(np.abs(second[used]).astype(float))) < REACH:
        return int(first[used].dot(second[used]))
    return sum(a * b for a, b in zip(first[used].tolist(), second[used].tolist(), strict=True))


@dataclass(frozen=True)
class Relaxed:
    """Where the first-order method stands: values of columns and multipliers of rows."""

    values: Real
    multipliers: Real
    solved: bool


def approach(
    linear: Linear,
    start: Relaxed | None,
    *,
    threads: int = 1,
    seconds: float | None = None,
    iterations: int | None = None,
    lean: Real | None = None,
    weight: float | None = None,
) -> Relaxed:
    """Bring the relaxation closer to its optimum, from where it stood.

    Parameters
    ----------
    linear
        The relaxation.
    start
        Where to go on, or ``None``.
    threads
        Of the first-order method.
    seconds, iterations
        When to come back; iterations are the same on every run.
    lean
        Added to the costs of the columns.
    weight
        How much steps of the multipliers count against steps of the values, all the way; ``None``
        leaves it to the method, which looks for it anew each time.
    """
    parameters = _parameters(threads, seconds=seconds, iterations=iterations)
    if weight is not None:
        parameters.initial_primal_weight, parameters.primal_weight_update_smoothing = weight, 0.0
    begin: pdlp.PrimalAndDualSolution | None = None
    if start is not None:
        begin = pdlp.PrimalAndDualSolution()
        begin.primal_solution, begin.dual_solution = start.values, start.multipliers
    program = _program(linear)
    if lean is not None:
        program.objective_vector = linear.cost + lean
    result = pdlp.primal_dual_hybrid_gradient(program, parameters, initial_solution=begin)
    solved = result.solve_log.termination_reason == solve_log_pb2.TERMINATION_REASON_OPTIMAL
    return Relaxed(np.asarray(result.primal_solution), np.asarray(result.dual_solution), solved)


def _program(linear: Linear) -> pdlp.QuadraticProgram:
    program = pdlp.QuadraticProgram()
    program.resize_and_initialize(linear.matrix.shape[1], linear.matrix.shape[0])
    program.objective_vector = linear.cost.astype(float)
    program.constraint_matrix = linear.matrix.astype(float).tocsc()
    program.constraint_lower_bounds = _open(linear.low)
    program.constraint_upper_bounds = _open(linear.high)
    program.variable_lower_bounds = linear.least.astype(float)
    program.variable_upper_bounds = linear.most.astype(float)
    return program


def _open(side: Whole) -> Real:
    real = side.astype(float)
    real[side <= -WITHOUT] = -np.inf
    real[side >= WITHOUT] = np.inf
    return real


def _parameters(
    threads: int, *, seconds: float | None = None, iterations: int | None = None
) -> solvers_pb2.PrimalDualHybridGradientParams:
    parameters = solvers_pb2.PrimalDualHybridGradientParams()
    parameters.num_threads = threads
    parameters.major_iteration_frequency = parameters.termination_check_frequency = CHECK_EVERY
    if seconds is not None:
        parameters.termination_criteria.time_sec_limit = max(seconds, 0.1)
    if iterations is not None:
        parameters.termination_criteria.iteration_limit = iterations
    simple = parameters.termination_criteria.simple_optimality_criteria
    simple.eps_optimal_absolute = 1e-4
    simple.eps_optimal_relative = 1e-5
    return parameters
