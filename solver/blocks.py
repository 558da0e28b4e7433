"""Cuts from homes and days: what the linear relaxation overlooks because it may split people.

The rows that tie homes and days together (limits, times, fair shares) have prices in the
relaxation. At these prices what is left falls into one small problem for each home and
for the duties of each day. Solved in whole numbers, each gives a row that every roster
keeps, but not the relaxation: at the prices it stood at, the block costs at least its own
optimum. With these rows the relaxation is solved again, at other prices, and so on
(Lagrangian relaxation: Geoffrion 1974; cutting planes: Kelley 1960). Prices are whole
multiples of 1 / SCALE, so that the rows are exact.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from ortools.sat.python import cp_model
from scipy import sparse  # type: ignore[import-untyped]

from solver.engine import Clock, Effort, least_cost
from solver.linear_bound import WITHOUT, Linear, Real, Whole
from solver.new_model import new_model

SCALE = 1 << 10
"""Prices are kept as whole multiples of 1 / SCALE; it divides the scale of the proof."""

BLOCK_SECONDS = 2.0


@dataclass
class Block:
    """The columns and rows of one home, or of one day's duties."""

    columns: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Cuts:
    """Rows ``matrix x >= low`` that every roster keeps, over the columns of a relaxation."""

    matrix: sparse.csr_matrix
    low: Whole
    prices: Real
    """Multipliers of the relaxation's rows and of these that prove the sum of all blocks."""


class Blocks:
    """Splits a linear relaxation into blocks.

    Parameters
    ----------
    linear
        The relaxation; its ``groups`` say which block each column belongs to.
    """

    def __init__(self, linear: Linear) -> None:
        self.linear = linear
        self._matrix = linear.matrix.tocsr()
        whose = linear.groups.tolist()
        blocks: dict[int, Block] = defaultdict(Block)
        for column, name in enumerate(whose):
            if name >= 0:
                blocks[name].columns.append(column)
        tied = []
        for row in range(self._matrix.shape[0]):
            members = self._matrix.indices[self._matrix.indptr[row] : self._matrix.indptr[row + 1]]
            there = {whose[c] for c in members}
            name = there.pop() if len(there) == 1 else -1
            if name < 0:
                tied.append(row)
            else:
                blocks[name].rows.append(row)
        self._tied = np.array(tied, dtype=np.int64)
        self._ties: sparse.csr_matrix = self._matrix[self._tied]
        self._blocks = [blocks[name] for name in sorted(blocks)]

    def cut(self, prices: Real, seconds: float, effort: Effort) -> Cuts:
        """Solve every block at the prices of the relaxation's own rows and return the rows that follow.

        Parameters
        ----------
        prices
            One for each row of the relaxation, best those that its solution ends with.
        seconds
            For all blocks; what is not reached by then gives no row.
        effort
            Its seed.
        """
        clock = Clock(time.monotonic() + seconds)
        y = self.linear.scaled(prices[: self._matrix.shape[0]], SCALE)[self._tied]
        reduced = self.linear.cost * SCALE - self._ties.T.dot(y)
        rows, low = [], []
        for block in self._blocks:
            if clock.over:
                break
            costs = [int(reduced[c]) for c in block.columns]
            if not any(costs):
                continue
            least = self._least(block, costs, clock, effort)
            if least is None:
                continue
            low.append(least)
            row = (costs, ([0] * len(costs), block.columns))
            rows.append(sparse.csr_matrix(row, shape=(1, self._matrix.shape[1]), dtype=np.int64))
        matrix = sparse.vstack(rows, format="csr") if rows else sparse.csr_matrix((0, self._matrix.shape[1]))
        at = np.zeros(self._matrix.shape[0] + len(low))
        at[self._tied] = y / SCALE
        at[self._matrix.shape[0] :] = 1 / SCALE
        return Cuts(matrix.astype(np.int64), np.array(low, dtype=np.int64), at)

    def _least(self, block: Block, costs: Sequence[int], clock: Clock, effort: Effort) -> int | None:
        """Return a proven lower bound on what the block costs, or ``None`` if there is none."""
        model, variables = whole_model(self.linear, block.columns, block.rows)
        model.minimize(cp_model.LinearExpr.weighted_sum(variables, list(costs)))
        return least_cost(model, clock.within(BLOCK_SECONDS), effort)


def whole_model(
    linear: Linear, columns: Sequence[int], rows: Iterable[int]
) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """Return a model in whole numbers of some rows of a relaxation, and its variables, one for each column.

    The rows mention no other columns.
    """
    model = new_model()
    variables = {c: model.new_int_var(int(linear.least[c]), int(linear.most[c]), "") for c in columns}
    matrix = linear.matrix
    for row in rows:
        begin, end = matrix.indptr[row], matrix.indptr[row + 1]
        members = [variables[c] for c in matrix.indices[begin:end].tolist()]
        low, high = int(linear.low[row]), int(linear.high[row])
        domain = cp_model.Domain(
            cp_model.INT_MIN if low <= -WITHOUT else low, cp_model.INT_MAX if high >= WITHOUT else high
        )
        expression = cp_model.LinearExpr.weighted_sum(members, matrix.data[begin:end].tolist())
        model.add_linear_expression_in_domain(expression, domain)
    return model, list(variables.values())
