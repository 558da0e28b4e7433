"""What is proven about a large community, worked out beside the search.

A process of its own compiles the problem again, so that the search is never held up, and
raises bounds while the search goes on; another one finds guides for the search. They
cannot take the search down with them; bounds come back line by line.
"""

from __future__ import annotations

import math
import pickle
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from solver.corners import Corners
from solver.engine import Clock, Effort
from solver.incumbent import Incumbent
from solver.index import Index
from solver.prover import PROBLEM
from solver.side_process import SideProcess, Task, read_values

PATIENCE_SECONDS = 5.0
"""So long the search may still fill the seats before more is proven about them."""


class Guided(Protocol):
    """A search that lets itself be guided."""

    def await_corners(self) -> None:
        """Take note that corners will come soon."""

    def spread(self) -> None:
        """Take note that the proof is over, and its core is free."""

    def price(self, above: Mapping[int, float]) -> None:
        """Take note of what each choice costs above its worth at the prices of the relaxation."""

    def follow(self, corner: Mapping[int, float]) -> None:
        """Take note of the values of the record's columns at a corner."""


class Proof:
    """Raises the bounds of an incumbent in the background.

    Parameters
    ----------
    index, best
        The compiled problem, and where bounds are kept.
    clock, effort
        When to end and how to search.
    search
        What is guided by corners of the relaxation; ``None`` where nothing is.
    """

    def __init__(
        self,
        index: Index,
        best: Incumbent,
        clock: Clock,
        effort: Effort,
        *,
        search: Guided | None,
    ) -> None:
        self._best, self._index = best, index
        self._folder = tempfile.TemporaryDirectory(prefix="roster-proof-")
        timeless = effort.deterministic is not None
        task = Task(Path(self._folder.name), math.inf if timeless else clock.left, effort.seed)
        (task.folder / PROBLEM).write_bytes(pickle.dumps(replace(index.problem)))
        self._patience = math.inf if timeless else PATIENCE_SECONDS
        self._searched = threading.Event()
        self._search = search
        self._corners = None if search is None else Corners(task, search.follow, self._held)
        self._prover = SideProcess("solver.prover", task, self._hear)

    def _hear(self, words: list[str]) -> None:
        match words:
            case ["open", bound]:
                self._best.prove_open(int(bound))
            case ["soft", bound, opened]:
                self._best.prove_soft(int(bound), int(opened))
            case ["settled"]:
                self._decide()
            case ["relaxation", path] if self._search is not None and self._corners is not None:
                self._search.await_corners()
                self._corners.start(path)
            case ["prices", path, priced] if self._search is not None and self._corners is not None:
                self._corners.learn(priced)
                self._search.price(read_values(path))

    def _decide(self) -> None:
        """Let the process try for more open seats only while the search does not fill them."""
        until = time.monotonic() + self._patience
        while not self._best.open_proven and time.monotonic() < until and not self._searched.wait(0.1):
            pass
        if self._best.open_proven and self._search is not None and self._corners is not None:
            self._search.spread()
            self._corners.hurry()
        self._prover.say("stop" if self._best.open_proven else "more")

    def _held(self) -> list[int]:
        """Return the choices that the best roster takes."""
        values = self._best.values
        return [] if values is None else [c.lit for c in self._index.record.choices if values[c.lit]]

    def end(self) -> None:
        """Stop the processes and forget their files. What is proven stays, also if they had failed."""
        self._searched.set()
        self._prover.end()
        if self._corners is not None:
            self._corners.end()
        self._folder.cleanup()

    def finish(self, clock: Clock) -> None:
        """Wait until nothing more is to be proven, then end. The search is over."""
        self._searched.set()
        self._prover.wait(clock)
        self.end()
