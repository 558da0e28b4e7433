"""The walks that a part of a week charges, held against the path for every way to split a day."""

from __future__ import annotations

from itertools import product

import pytest
from ortools.sat.python import cp_model

from solver.build import Builder
from solver.compile import compile_problem
from solver.walking import walked
from tests.solver.test_by_hand import walked as community

TABLE = {("a", "b"): 20, ("a", "c"): 13, ("b", "c"): 8}
BACK = {(b, a): minutes for (a, b), minutes in TABLE.items()}


@pytest.mark.parametrize("cap", [2, 3])
def test_a_part_charges_the_path_whatever_is_held(cap: int) -> None:
    index = compile_problem(community(TABLE | BACK, cap))
    choices = index.record.choices
    assert len(choices) == 3
    tried = 0
    for taken in product((0, 1), repeat=3):
        if sum(taken) > cap:
            continue
        values = list(index.record.low)
        for choice, value in zip(choices, taken, strict=True):
            values[choice.lit] = value
        due = walked(index, [c for c in choices if values[c.lit]], values.__getitem__)
        for free in product((False, True), repeat=3):
            moving = [c.lit for c, is_free in zip(choices, free, strict=True) if is_free]
            builder = Builder(index, free=moving, values=values)
            for lit in moving:
                builder.model.add(builder.vars[lit] == values[lit])
            builder.model.minimize(builder.walks.expression)
            solver = cp_model.CpSolver()
            assert solver.solve(builder.model) == cp_model.OPTIMAL
            assert round(solver.objective_value) == due, (taken, free)
            tried += 1
    assert tried == 8 * (7 if cap == 2 else 8)
