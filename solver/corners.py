"""Corners of the relaxation as guides for the search, found in processes of their own.

The first ones are corners of the whole relaxation (:mod:`solver.wide_corners`). As soon as there
are prices, and until the end, they are corners of thin ones (:mod:`solver.thin_corners`).
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from contextvars import copy_context

import numpy as np

from solver.side_process import SideProcess, Task, read_values
from solver.wide_corners import MORE

HELD = "held-{}.npy"
REST = 1.0
"""While the proof needs the cores there is a rest after each corner, so often the time that it took."""


class Corners:
    """Finds corners beside the search as soon as there is a relaxation, one after the other.

    Parameters
    ----------
    task
        Where files are exchanged, and for how long.
    on_corner
        Called with the values of the record's columns at each corner, maybe from two threads.
    held
        Asked after each corner for the choices that the best roster takes: the next corner can use them.
    """

    def __init__(
        self,
        task: Task,
        on_corner: Callable[[Mapping[int, float]], None],
        held: Callable[[], Sequence[int]],
    ) -> None:
        self._task, self._on_corner, self._held = task, on_corner, held
        self._priced, self._rest, self._count = "", REST, itertools.count(1)
        self._context = copy_context()
        self._wide = SideProcess("solver.wide_corners", task, self._hear_wide)
        self._thin: SideProcess | None = None

    def _hear_wide(self, words: list[str]) -> None:
        self._on_corner(read_values(words[0]))
        self._wide.say("" if self._priced else MORE)

    def _hear_thin(self, words: list[str]) -> None:
        self._on_corner(read_values(words[0]))
        self._ask_thin()

    def _ask_thin(self) -> None:
        assert self._thin is not None
        path = self._task.folder / HELD.format(next(self._count))
        np.save(path, np.array(self._held(), dtype=np.int64))
        self._thin.say(json.dumps([str(path), self._priced, self._rest]))

    def start(self, path: str) -> None:
        """Let it begin with the relaxation in a file."""
        self._wide.say(path)

    def learn(self, path: str) -> None:
        """Let it go on with the relaxation in a file and what each column costs above its worth there."""
        self._priced = path
        if self._thin is None:
            # A new process, because the old one keeps the memory that the whole relaxation took.
            self._thin = self._context.run(SideProcess, "solver.thin_corners", self._task, self._hear_thin)
            self._ask_thin()

    def hurry(self) -> None:
        """Let it rest no more between corners: the proof is over."""
        self._rest = 0.0

    def end(self) -> None:
        """Stop looking."""
        for process in (self._wide, self._thin):
            if process is not None:
                process.end()
