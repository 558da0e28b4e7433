"""The least value of a derived column, worked out at once, is the one that trying them all finds."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

from hypothesis import given, settings
from hypothesis import strategies as st

from roster.rules.api import Lit, Where
from solver.record import Label, Record, Row
from solver.settle import _least, _least_broken

COLUMNS = 5
LAST = COLUMNS - 1
"""Four columns whose values are known, and the derived one."""


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """Return a row that mentions the derived column: in the sum, or in a condition."""
    when = draw(st.sampled_from([(), (), (0,), (~1,), (LAST,), (0, ~LAST)]))
    known = draw(st.lists(st.integers(0, LAST - 1), min_size=1, max_size=3, unique=True))
    columns = known if {LAST, ~LAST} & {*when} else [*known, LAST]
    coefs = [draw(st.sampled_from([-3, -2, -1, 1, 2, 3])) for _ in columns]
    low, high = draw(st.none() | st.integers(-4, 4)), draw(st.none() | st.integers(-4, 8))
    label = Label(None, Where())
    return Row(tuple(columns), tuple(coefs), low, high, tuple(Lit(lit) for lit in when), label)


@settings(max_examples=500)
@given(
    st.lists(rows(), max_size=4),
    st.lists(st.integers(0, 2), min_size=LAST, max_size=LAST),
    st.integers(0, 2),
    st.integers(0, 6),
)
def test_the_least_value_at_once_is_the_one_found_by_trying(
    found: list[Row], known: list[int], low: int, more: int
) -> None:
    record = Record(low=[0] * LAST + [low], high=[2] * LAST + [low + more])
    values = [*known, low + more]
    assert _least(record, values, LAST, found) == _least_broken(record, list(values), LAST, found)


def test_every_two_rows_of_one_column_give_the_value_found_by_trying() -> None:
    coefs, sides, label = (-3, -2, -1, 1, 2, 3), (None, -4, -3, -1, 0, 2, 5), Label(None, Where())
    one_sided = [
        Row((0,), (coef,), low, high, (), label)
        for coef, low, high in product(coefs, sides, sides)
        if low is None or high is None
    ]
    for low, high in ((0, 1), (0, 4), (1, 3)):
        record = Record(low=[low], high=[high])
        for both in combinations_with_replacement(one_sided, 2):
            assert _least(record, [high], 0, both) == _least_broken(record, [high], 0, both)
