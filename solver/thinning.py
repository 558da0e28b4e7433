"""Thin relaxations: a few choices at each piece of work, a fourth of the size, solved in a tenth of the time.

At the prices of a relaxation most choices cost more than they are worth. Without them,
and without what follows from that, its corners are found in seconds, and each draw of
those who stay has corners of its own.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.linear_bound import WITHOUT, Linear, Mask, Real
from solver.relaxation import Relaxation

PEOPLE = 24
"""So many people stay at each piece of work, and all who are named."""
NEAR = 0.05
"""Who costs no more than this above their worth at the prices of a relaxation is as good as any other."""
PASSES = 10
"""So often at most it is looked for what follows when columns or rows have gone."""


def few_at_each(relaxation: Relaxation, above: Real, named: Mask, chance: np.random.Generator) -> Mask:
    """Draw the columns that stay: those who cost least above their worth at each piece of work.

    Parameters
    ----------
    relaxation
        The relaxation.
    above
        What each column costs above its worth at the prices of the rows.
    named
        Columns of choices that stay in any case.
    chance
        Decides between people who are as good as each other.

    Returns
    -------
    Mask
        One for each column; what is nobody's choice stays.
    """
    choices = np.flatnonzero(relaxation.choices)
    works, people = relaxation.works[choices], relaxation.people[choices]
    pairs, of = np.unique(works * (people.max(initial=0) + 1) + people, return_inverse=True)
    least = np.full(len(pairs), np.inf)
    np.minimum.at(least, of, np.maximum(above[choices], NEAR))
    work = np.zeros(len(pairs), dtype=np.int64)
    work[of] = works
    order = np.lexsort((chance.random(len(pairs)), least, work))
    first = np.searchsorted(work[order], work[order])
    rank = np.empty(len(pairs), dtype=np.int64)
    rank[order] = np.arange(len(pairs)) - first
    stay = ~relaxation.choices
    stay[choices] = (rank < PEOPLE)[of]
    return stay | named


def thinned(linear: Linear, stay: Mask) -> Linear:
    """Return the relaxation where columns that do not stay are 0, without what that settles.

    Rows that hold whatever the others do go, and so do columns that cost and serve no row.
    """
    matrix = linear.matrix.tocoo()
    below, above = linear.low <= -WITHOUT, linear.high >= WITHOUT
    columns, rows = stay.copy(), np.ones(matrix.shape[0], dtype=bool)
    for _ in range(PASSES):
        alive = columns[matrix.col] & rows[matrix.row]
        row, column, coef = matrix.row[alive], matrix.col[alive], matrix.data[alive]
        needed = np.zeros(len(columns), dtype=bool)
        needed[column[np.where(coef > 0, ~below[row], ~above[row])]] = True
        useless = columns & ~needed & (linear.cost >= 0) & (linear.least == 0)
        ends = coef * linear.least[column], coef * linear.most[column]
        least = np.bincount(row, np.minimum(*ends), len(rows))
        most = np.bincount(row, np.maximum(*ends), len(rows))
        holds = rows & (below | (least >= linear.low)) & (above | (most <= linear.high))
        if not useless.any() and not holds.any():
            break
        columns &= ~useless
        rows &= ~holds
    return replace(
        linear,
        matrix=linear.matrix[rows][:, columns],
        low=linear.low[rows],
        high=linear.high[rows],
        least=linear.least[columns],
        most=linear.most[columns],
        cost=linear.cost[columns],
        columns=linear.columns[columns],
        groups=linear.groups[columns],
    )
