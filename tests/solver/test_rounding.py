"""Rounded rows hold for every whole solution, and cut off what the relaxation saves by halves."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from solver.linear_bound import WITHOUT, Linear
from solver.rounding import rounded


def one_row(coefs: list[int], per: int, bound: int, most: int, *, turned_round: bool) -> Linear:
    """Return a relaxation of one row ``sum(coefs x) - per * e <= bound``, said either way round."""
    sign = -1 if turned_round else 1
    row = np.array([[sign * c for c in (*coefs, -per)]], dtype=np.int64)
    whole = np.array([0], dtype=np.int64)
    return Linear(
        sparse.csr_matrix(row),
        whole - (bound if turned_round else WITHOUT),
        whole + (WITHOUT if turned_round else bound),
        np.zeros(len(coefs) + 1, dtype=np.int64),
        np.array([1] * len(coefs) + [most], dtype=np.int64),
        np.array([0] * len(coefs) + [5], dtype=np.int64),
        0,
        np.arange(len(coefs) + 1),
        np.full(len(coefs) + 1, -1),
    )


@settings(deadline=None)
@given(
    st.lists(st.integers(-9, 9).filter(bool), min_size=1, max_size=5),
    st.integers(2, 9),
    st.integers(-12, 20),
    st.lists(st.sampled_from([0.0, 0.3, 0.5, 0.8, 1.0]), min_size=6, max_size=6),
    st.booleans(),
)
def test_every_whole_solution_keeps_the_rounded_rows(
    coefs: list[int], per: int, bound: int, values: list[float], turned_round: bool
) -> None:
    most = 12
    linear = one_row(coefs, per, bound, most, turned_round=turned_round)
    matrix, low = rounded(linear, np.array([*values[: len(coefs)], values[5] * most]))
    for x in itertools.product((0, 1), repeat=len(coefs)):
        for e in range(most + 1):
            if sum(c * v for c, v in zip(coefs, x, strict=True)) - per * e <= bound:
                assert (matrix.dot(np.array([*x, e])) >= low).all()


def test_a_started_hour_counts_whole() -> None:
    """Ten sessions of 3 h or 3.5 h where 18 h are fair: 14.5 h too many are 15 whole ones."""
    linear = one_row([180, 210] * 5, 60, 18 * 60, 40, turned_round=False)
    matrix, low = rounded(linear, np.array([1.0] * 10 + [14.5]))
    allsessions = np.array([1] * 10 + [14])
    assert (matrix.dot(allsessions) < low).any()
    assert (matrix.dot(allsessions + np.eye(1, 11, 10, dtype=int)[0]) >= low).all()
    assert not len(rounded(linear, np.array([1.0] * 10 + [15.0]))[1])
