"""Corners of the relaxation as guides for the search, found in a process of its own.

The first ones are corners of the whole relaxation. Then, until the end, each is one of a
thin relaxation (:mod:`solver.thinning`), which also holds what the best roster does.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from solver.leaning import Leaning
from solver.linear_bound import Linear, Real, Relaxed
from solver.relaxation import Relaxation
from solver.side_process import SideProcess, Task, begin, end_alone, read_values, write_values
from solver.thinning import few_at_each, thinned

RELAXATION, CORNER, HELD = "relaxation.pickle", "corner-{}.npy", "held-{}.npy"

WIDE, MOST_WIDE = 3, 6
"""So many corners of the whole relaxation are looked for, a few more while there are no prices; then of thin ones."""


class Corners:
    """Finds corners beside the search as soon as there is a relaxation, one after the other.

    Parameters
    ----------
    task
        Where files are exchanged, and for how long.
    on_corner
        Called with the values of the record's columns at each corner.
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
        self._priced, self._pause, self._count = "", True, 0
        self._process = SideProcess("solver.corners", task, self._hear)

    def _hear(self, words: list[str]) -> None:
        self._on_corner(read_values(words[0]))
        self._count += 1
        path = self._task.folder / HELD.format(self._count)
        np.save(path, np.array(self._held(), dtype=np.int64))
        self._process.say(json.dumps([str(path), self._priced, self._pause]))

    def start(self, path: str) -> None:
        """Let it begin with the relaxation in a file."""
        self._process.say(path)

    def learn(self, path: str) -> None:
        """Let it go on with the relaxation in a file and what each column costs above its worth there."""
        self._priced = path

    def hurry(self) -> None:
        """Let it rest no more between corners: the proof is over."""
        self._pause = False

    def end(self) -> None:
        """Stop looking."""
        self._process.end()


class _Finder:
    """Finds the next corner with what is known so far."""

    def __init__(self, relaxation: Relaxation, seed: int) -> None:
        self._relaxation = relaxation
        self._leaning, self._chance = Leaning(seed), np.random.default_rng(seed)
        self._above: Real | None = None
        self._priced = ""
        self._held: Sequence[int] = ()
        self._wide = 0
        self._now: Relaxed | None = None

    @property
    def ended(self) -> bool:
        """Say whether nothing new can be found."""
        return self._wide >= MOST_WIDE and self._above is None

    def learn(self, held: Sequence[int], priced: str) -> None:
        """Take note of the choices of a roster, and of the file of a relaxation with prices, if there is one."""
        self._held = held
        if priced != self._priced:
            self._relaxation, self._above = pickle.loads(Path(priced).read_bytes())
            self._priced = priced

    def next(self, deadline: float) -> tuple[Linear, Real]:
        """Return the next corner: a relaxation and the values of its columns."""
        linear, choices = self._relaxation.linear, self._relaxation.choices
        if self._above is None or self._wide < WIDE:
            self._wide += 1
            self._now = self._leaning.next(linear, choices, self._now, deadline)
            return linear, self._now.values
        named = choices & np.isin(linear.columns, self._held)
        stay = few_at_each(self._relaxation, self._above, named, self._chance)
        thin = thinned(linear, stay)
        return thin, self._leaning.next_thin(thin, np.isin(thin.columns, linear.columns[choices])).values


def main() -> None:
    """Tell a file for each corner of the relaxation whose file is named by the first line."""
    task = begin()
    deadline = time.monotonic() + task.seconds
    path = sys.stdin.readline().strip()
    if not path:
        end_alone(task.folder)
    finder = _Finder(pickle.loads(Path(path).read_bytes()), task.seed)
    count = 0
    while not finder.ended:
        began, count = time.monotonic(), count + 1
        linear, values = finder.next(deadline)
        took = time.monotonic() - began
        if time.monotonic() >= deadline:
            return
        found = task.folder / CORNER.format(count)
        write_values(found, linear.columns, values)
        try:
            print(found, flush=True)
        except BrokenPipeError:
            end_alone(task.folder)
        said = sys.stdin.readline()
        if not said:
            end_alone(task.folder)
        held, priced, pause = json.loads(said)
        finder.learn(np.load(held), priced)
        Path(held).unlink()
        if pause and count >= WIDE:
            time.sleep(min(took, max(deadline - time.monotonic(), 0.0)))
