"""Implied rows hold for every whole solution, and cut off who serves on half a day."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse  # type: ignore[import-untyped]

from solver.implied import implied
from solver.linear_bound import WITHOUT, Linear

CHOICES = 5


def with_need(factors: list[int], per: int, cliques: list[set[int]]) -> Linear:
    """Return a relaxation of ``sum(factors x) <= per * e`` and of sets of which one is taken at most."""
    rows = [[*factors, -per], *([int(i in clique) for i in range(len(factors))] + [0] for clique in cliques)]
    matrix = sparse.csr_matrix(np.array(rows, dtype=np.int64))
    columns = len(factors) + 1
    return Linear(
        matrix,
        np.full(len(rows), -WITHOUT, dtype=np.int64),
        np.array([0] + [1] * len(cliques), dtype=np.int64),
        np.zeros(columns, dtype=np.int64),
        np.ones(columns, dtype=np.int64),
        np.zeros(columns, dtype=np.int64),
        0,
        np.arange(columns),
        np.full(columns, -1),
    )


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 3), min_size=CHOICES, max_size=CHOICES),
    st.integers(1, 4),
    st.lists(st.sets(st.integers(0, CHOICES - 1), min_size=2), max_size=3),
    st.lists(st.sampled_from([0.0, 0.2, 0.5, 1.0]), min_size=CHOICES + 1, max_size=CHOICES + 1),
)
def test_every_whole_solution_keeps_the_implied_rows(
    factors: list[int], per: int, cliques: list[set[int]], values: list[float]
) -> None:
    linear = with_need(factors, per, cliques)
    at = np.array(values)
    matrix, low = implied(linear, at)
    assert (matrix.dot(at) < low).all()
    for x in itertools.product((0, 1), repeat=CHOICES + 1):
        if (linear.matrix.dot(np.array(x)) <= linear.high).all():
            assert (matrix.dot(np.array(x)) >= low).all()


def test_one_service_needs_the_whole_day() -> None:
    linear = with_need([1, 1, 1], 2, [])
    matrix, low = implied(linear, np.array([1.0, 0.0, 0.0, 0.5]))
    assert matrix.toarray().tolist() == [[-1, 0, 0, 1]]
    assert low.tolist() == [0]


def test_services_at_one_time_need_the_day_together() -> None:
    linear = with_need([1, 1, 1], 2, [{0, 2}])
    matrix, _ = implied(linear, np.array([0.4, 0.3, 0.4, 0.5]))
    assert matrix.toarray().tolist() == [[-1, 0, -1, 1]]


def test_nothing_is_added_where_the_day_is_whole() -> None:
    linear = with_need([1, 1, 1], 2, [{0, 1, 2}])
    assert not len(implied(linear, np.array([0.5, 0.2, 0.3, 1.0]))[1])
