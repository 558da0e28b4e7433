"""Where a dual ascent stands: multipliers of a relaxation's rows, raised block by block.

The rows that hold columns of one block only give way to a single row, what the block costs
at least at the prices of all other rows, and the bound rises by the difference. Nothing
but the block's own rows and columns is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from solver.blocks import SCALE
from solver.linear_bound import SCALE as PROOF_SCALE
from solver.linear_bound import Linear, Real, Whole

LEAST_GAIN = 0.01


@dataclass(frozen=True)
class Block:
    """Some columns, the rows that hold no others, and what the columns cost at the prices of the other rows."""

    columns: Whole
    rows: Whole
    costs: Whole
    """In multiples of 1 / SCALE, rounded down."""
    worth: float
    """What its own rows and columns add to the bound so far."""
    spare: float
    """What rounding left of the costs adds."""


class Standpoint:
    """A relaxation that grows by a row for each block, and prices of its rows.

    Parameters
    ----------
    linear, prices
        Where the ascent begins; prices that would use an open side of a row are dropped.
    """

    def __init__(self, linear: Linear, prices: Real) -> None:
        self.linear, self.prices = linear, linear.scaled(prices, PROOF_SCALE) / PROOF_SCALE
        self._stand()

    def _stand(self) -> None:
        self._columns: sparse.csc_matrix = self.linear.matrix.tocsc()
        self._lengths = np.diff(self.linear.matrix.indptr)

    def block(self, columns: Whole) -> Block:
        """Cut some columns out at the prices of the rows that others share."""
        linear, prices = self.linear, self.prices
        part = self._columns[:, columns]
        counts = np.bincount(part.indices, minlength=len(self._lengths))
        rows = np.flatnonzero((counts == self._lengths) & (counts > 0))
        outside = prices.copy()
        outside[rows] = 0.0
        reduced = linear.cost[columns] - part.T.dot(outside)
        costs = np.floor(reduced * SCALE).astype(np.int64)
        own = prices[rows]
        side = np.where(own > 0, linear.low[rows], np.where(own < 0, linear.high[rows], 0))
        worth = float(own.dot(side)) + self._least(columns, linear.cost[columns] - part.T.dot(prices))
        return Block(columns, rows, costs, worth, self._least(columns, reduced - costs / SCALE))

    def _least(self, columns: Whole, reduced: Real) -> float:
        """Return what columns add to the bound at their reduced costs."""
        linear = self.linear
        at = np.where(reduced > 0, linear.least[columns], linear.most[columns])
        return float(reduced.dot(at))

    def replace(self, block: Block, least: int) -> bool:
        """Let the block's rows give way to what it costs at least, if that raises the bound; say whether it did."""
        if least / SCALE + block.spare < block.worth + LEAST_GAIN:
            return False
        shape = (1, self.linear.matrix.shape[1])
        at = ([0] * len(block.columns), block.columns)
        row = sparse.csr_matrix((block.costs, at), shape=shape, dtype=np.int64)
        self.linear = self.linear.with_rows(row, np.array([least], dtype=np.int64))
        self.prices = np.append(self.prices, 1 / SCALE)
        self.prices[block.rows] = 0.0
        self._stand()
        return True
