"""Corners of the relaxation as guides for the search, found in a process of its own."""

from __future__ import annotations

import pickle
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from solver.leaning import Leaning
from solver.relaxation import Relaxation
from solver.side_process import SideProcess, Task, begin, end_alone, read_values, write_values

RELAXATION, CORNER = "relaxation.pickle", "corner-{}.npy"

MOST, URGENT = 6, 3
"""So many corners are looked for; after the urgent ones it rests as long again as each took."""


class Corners:
    """Finds corners beside the search as soon as there is a relaxation.

    Parameters
    ----------
    task
        Where files are exchanged, and for how long.
    on_corner
        Called with the values of the record's columns at each corner.
    """

    def __init__(self, task: Task, on_corner: Callable[[Mapping[int, float]], None]) -> None:
        self._on_corner = on_corner
        self._process = SideProcess("solver.corners", task, self._hear)

    def _hear(self, words: list[str]) -> None:
        self._on_corner(read_values(words[0]))

    def start(self, path: str) -> None:
        """Let it begin with the relaxation in a file."""
        self._process.say(path)

    def end(self) -> None:
        """Stop looking."""
        self._process.end()


def main() -> None:
    """Tell a file for each corner of the relaxation whose file is named by the first line."""
    task = begin()
    deadline = time.monotonic() + task.seconds
    path = sys.stdin.readline().strip()
    if not path:
        end_alone(task.folder)
    relaxation: Relaxation = pickle.loads(Path(path).read_bytes())
    leaning, now = Leaning(relaxation.choices, task.seed), None
    for count in range(1, MOST + 1):
        began = time.monotonic()
        now = leaning.next(relaxation.linear, now, deadline)
        if time.monotonic() >= deadline:
            return
        found = task.folder / CORNER.format(count)
        write_values(found, relaxation.linear.columns, now.values)
        try:
            print(found, flush=True)
        except BrokenPipeError:
            end_alone(task.folder)
        if count >= URGENT:
            time.sleep(min(time.monotonic() - began, max(deadline - time.monotonic(), 0.0)))
