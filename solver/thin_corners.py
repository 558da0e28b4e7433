"""Corners of thin relaxations, one after the other until the end, found by a process of its own.

Each thin relaxation (:mod:`solver.thinning`) also holds what the best roster does by then.
"""

from __future__ import annotations

import json
import pickle
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from solver.free_memory import give_back
from solver.leaning import Leaning
from solver.linear_bound import Linear, Real
from solver.relaxation import Relaxation
from solver.side_process import begin, hear, tell, write_values
from solver.thinning import few_at_each, thinned

CORNER = "thin-corner-{}.npy"


def thin_corner(
    relaxation: Relaxation, above: Real, held: Sequence[int], leaning: Leaning, chance: np.random.Generator
) -> tuple[Linear, Real]:
    """Return a thin relaxation and the values of its columns at a corner.

    Parameters
    ----------
    relaxation, above
        The whole relaxation, and what each column costs above its worth at the prices of the rows.
    held
        Columns of the record that stay: the choices that a roster takes.
    leaning, chance
        Decide which corner, and who stays beside them.
    """
    linear, choices = relaxation.linear, relaxation.choices
    named = choices & np.isin(linear.columns, held)
    thin = thinned(linear, few_at_each(relaxation, above, named, chance))
    return thin, leaning.next_thin(thin, np.isin(thin.columns, linear.columns[choices])).values


def main() -> None:
    """Tell a file for each corner.

    Before each, a line says the file of the choices that a roster takes, the file of the relaxation
    with prices, and how often the time that the last one took to rest before.
    """
    task = begin()
    deadline = time.monotonic() + task.seconds
    leaning, chance = Leaning(task.seed), np.random.default_rng(task.seed)
    known, count, took = "", 0, 0.0
    while True:
        held, priced, rest = json.loads(hear(task))
        time.sleep(min(rest * took, max(deadline - time.monotonic(), 0.0)))
        began, count = time.monotonic(), count + 1
        if priced != known:
            relaxation, above = pickle.loads(Path(priced).read_bytes())
            known = priced
        thin, values = thin_corner(relaxation, above, np.load(held).tolist(), leaning, chance)
        Path(held).unlink()
        took = time.monotonic() - began
        if began + took >= deadline:
            return
        path = task.folder / CORNER.format(count)
        write_values(path, thin.columns, values)
        tell(task, path)
        give_back()
