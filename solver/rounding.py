"""Sharper rows for a linear relaxation: what an excess in whole units costs at least.

An hour that has begun counts whole, but the relaxation pays for half of it. Mixed-integer
rounding (Marchand and Wolsey 2001) of a row ``sum(a x) - per * e <= b`` over yes-or-no
columns and one whole excess closes most of that, in whole numbers.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from solver.linear_bound import WITHOUT, Linear, Real, Whole

VIOLATED = 1e-3
"""A row must be broken by so much of one unit to be worth having."""


def rounded(linear: Linear, values: Real) -> tuple[sparse.csr_matrix, Whole]:
    """Return rows ``matrix x >= low`` that every whole solution keeps and these values break."""
    matrix = linear.matrix.tocsr()
    columns: list[int] = []
    coefs: list[int] = []
    at: list[int] = []
    low: list[int] = []
    scaled = abs(matrix).multiply(linear.cost > 0).tocoo()
    for row in np.unique(scaled.row[scaled.data > 1]).tolist():
        members = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        factors = matrix.data[matrix.indptr[row] : matrix.indptr[row + 1]]
        cut = _of_row(linear, row, members, factors, values)
        if cut is None:
            continue
        cut_factors, least = cut
        broken = least - float(np.dot(cut_factors, values[members]))
        if broken > VIOLATED * float(np.abs(cut_factors).max()):
            columns.extend(members.tolist())
            coefs.extend(cut_factors.tolist())
            at.extend([len(low)] * len(members))
            low.append(least)
    shape = (len(low), matrix.shape[1])
    found = sparse.csr_matrix((np.array(coefs, dtype=np.int64), (at, columns)), shape=shape)
    return found, np.array(low, dtype=np.int64)


def _of_row(
    linear: Linear, row: int, members: Whole, factors: Whole, values: Real
) -> tuple[Whole, int] | None:
    """Return the rounding of one row as ``factors x >= least``, if the row has the shape for it."""
    if linear.high[row] >= WITHOUT or linear.low[row] > -WITHOUT:
        sign, bound = -1, -int(linear.low[row])
        if linear.low[row] <= -WITHOUT:
            return None
    else:
        sign, bound = 1, int(linear.high[row])
    signed = factors * sign
    yes_or_no = (linear.least[members] == 0) & (linear.most[members] == 1)
    excesses = np.flatnonzero((signed < -1) & (linear.least[members] == 0) & (linear.cost[members] > 0))
    if len(excesses) != 1 or not yes_or_no[np.arange(len(members)) != excesses[0]].all():
        return None
    excess = int(excesses[0])
    per = -int(signed[excess])
    turned = values[members] > 0.5
    turned[excess] = False
    flipped = np.where(turned, -signed, signed)
    left = bound - int(signed[turned].sum())
    part = left % per
    if part == 0:
        return None
    # sum((per - part) * floor(a / per) + max(0, a mod per - part)) <= (per - part) * floor(left / per)
    whole = (per - part) * (flipped // per) + np.maximum(0, flipped % per - part)
    whole[excess] = -(per - part)
    most = (per - part) * (left // per)
    back = np.where(turned, -whole, whole)
    return -back, int(whole[turned].sum()) - most
