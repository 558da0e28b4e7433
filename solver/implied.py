"""Sharper rows for a linear relaxation: who serves once, serves on that day.

A row ``sum(a x) <= k e`` with ``k > 1`` says that nothing is chosen without ``e``, but the
relaxation pays ``1 / k`` of ``e`` for one choice. One choice, or several of which no two
can be taken together, need the whole of ``e`` (implied bounds: Savelsbergh 1994).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from solver.linear_bound import Linear, Real, Whole

VIOLATED = 1e-3


@dataclass(frozen=True)
class _Shapes:
    """What each row that is not empty looks like."""

    rows: Whole
    least: Whole
    greatest: Whole
    negative: Whole
    yes_or_no: Whole

    @classmethod
    def of(cls, linear: Linear, matrix: sparse.csr_matrix) -> _Shapes:
        rows = np.flatnonzero(np.diff(matrix.indptr))
        starts = matrix.indptr[rows]
        binary = (linear.least == 0) & (linear.most == 1)
        return cls(
            rows,
            np.minimum.reduceat(matrix.data, starts),
            np.maximum.reduceat(matrix.data, starts),
            np.add.reduceat((matrix.data < 0).astype(np.int64), starts),
            np.minimum.reduceat(binary[matrix.indices].astype(np.int64), starts),
        )


def implied(linear: Linear, values: Real) -> tuple[sparse.csr_matrix, Whole]:
    """Return rows ``matrix x >= low`` that every whole solution keeps and these values break."""
    matrix = linear.matrix.tocsr()
    if not matrix.nnz:
        return sparse.csr_matrix((0, matrix.shape[1]), dtype=np.int64), np.zeros(0, dtype=np.int64)
    shapes = _Shapes.of(linear, matrix)
    whole, high = shapes.yes_or_no == 1, linear.high[shapes.rows]
    one = whole & (shapes.least == 1) & (shapes.greatest == 1) & (high == 1)
    cliques = matrix[shapes.rows[one]]
    cliques_of = cliques.tocsc()
    found: list[tuple[list[int], int]] = []
    for row in shapes.rows[whole & (shapes.negative == 1) & (shapes.least < -1) & (high == 0)].tolist():
        members = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        factors = matrix.data[matrix.indptr[row] : matrix.indptr[row + 1]]
        need = int(members[factors < 0][0])
        inside = set(members[factors > 0].tolist())
        left = sorted((c for c in inside if values[c] > VIOLATED), key=lambda c: -values[c])
        while left:
            together = _most_broken(left[0], inside, cliques, cliques_of, values)
            if sum(values[c] for c in together) > values[need] + VIOLATED:
                found.append((together, need))
            left = [c for c in left[1:] if c not in together]
    rows = [i for i, (together, _) in enumerate(found) for _ in range(len(together) + 1)]
    columns = [c for together, need in found for c in (*together, need)]
    coefs = [f for together, _ in found for f in (*[-1] * len(together), 1)]
    shape = (len(found), matrix.shape[1])
    made = sparse.csr_matrix((np.array(coefs, dtype=np.int64), (rows, columns)), shape=shape)
    return made, np.zeros(len(found), dtype=np.int64)


def _most_broken(
    choice: int,
    inside: set[int],
    cliques: sparse.csr_matrix,
    cliques_of: sparse.csc_matrix,
    values: Real,
) -> list[int]:
    """Return the choices that exclude each other, this one among them, with the greatest sum."""
    best, most = [choice], float(values[choice])
    for row in cliques_of.indices[cliques_of.indptr[choice] : cliques_of.indptr[choice + 1]]:
        members = cliques.indices[cliques.indptr[row] : cliques.indptr[row + 1]].tolist()
        together = [c for c in members if c in inside]
        total = float(sum(values[c] for c in together))
        if (total, len(together)) > (most, len(best)):
            best, most = together, total
    return best
