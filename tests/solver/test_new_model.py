"""Models do not pile up until the garbage collector comes."""

from __future__ import annotations

import gc
import weakref

from ortools.sat.python import cp_model

from solver.new_model import new_model


def test_a_model_that_nobody_holds_is_given_back_without_the_garbage_collector() -> None:
    gc.collect()
    gc.disable()
    try:
        model = new_model()
        numbers = [model.new_int_var(0, 5, "") for _ in range(3)]
        model.add(sum(numbers) >= 7)
        model.minimize(numbers[0])
        solver = cp_model.CpSolver()
        assert solver.solve(model) == cp_model.OPTIMAL
        held = weakref.ref(model)
        del model, numbers
        assert held() is None
    finally:
        gc.enable()
