"""Corners of the whole relaxation, one after the other, found by a process of its own."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

from solver.leaning import Leaning
from solver.relaxation import Relaxation
from solver.side_process import begin, hear, tell, write_values

CORNER = "wide-corner-{}.npy"
MORE = "more"
"""The answer to a corner if there is to be another one."""


def main() -> None:
    """Tell a file for each corner of the relaxation whose file is named by the first line."""
    task = begin()
    deadline = time.monotonic() + task.seconds
    relaxation: Relaxation = pickle.loads(Path(hear(task)).read_bytes())
    leaning, now, count = Leaning(task.seed), None, 0
    while True:
        now = leaning.next(relaxation.linear, relaxation.choices, now, deadline)
        if time.monotonic() >= deadline:
            return
        count += 1
        path = task.folder / CORNER.format(count)
        write_values(path, relaxation.linear.columns, now.values)
        tell(task, path)
        if hear(task) != MORE:
            return
