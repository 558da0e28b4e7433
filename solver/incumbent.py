"""The best roster so far and what is proven, shared by the searches that run side by side."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from roster.words import Sentence, sentence
from solver.result import Progress

TRACE_EVERY = 0.5


class Incumbent:
    """Keeps values of all columns with their cost, and the bounds. Safe to use from threads.

    Parameters
    ----------
    on_progress
        Called after every improvement, and never from two threads at once.
    """

    def __init__(self, on_progress: Callable[[Progress], None] | None = None) -> None:
        self._lock = threading.RLock()
        self._began = time.monotonic()
        self._on_progress = on_progress
        self.values: list[int] | None = None
        self.open_units: int | None = None
        self.soft: int | None = None
        self.open_bound: int | None = None
        self._soft_bounds: dict[int, int] = {}
        self.version = 0
        self.phase: Sentence = sentence("starting")
        self.trace: list[Progress] = []
        self.notes: tuple[Sentence, ...] = ()

    def enter(self, phase: Sentence) -> None:
        """Say what is being done now."""
        with self._lock:
            self.phase = phase
            self._tell()

    def note(self, told: Sentence) -> None:
        """Say what has gone wrong beside the search."""
        with self._lock:
            self.notes += (told,)
            self._tell()

    def offer(self, values: Sequence[int], open_units: int, soft: int) -> bool:
        """Keep these values if they are better, and say whether they were."""
        with self._lock:
            if self.values is not None and (open_units, soft) >= (self.open_units, self.soft):
                return False
            self.values, self.open_units, self.soft = list(values), open_units, soft
            self.version += 1
            self._tell()
            return True

    def sidestep(self, values: Sequence[int]) -> None:
        """Replace the values by others of the same cost."""
        with self._lock:
            self.values = list(values)
            self.version += 1

    def prove_open(self, bound: int) -> None:
        """No roster has fewer open units than this."""
        with self._lock:
            if self.open_bound is None or bound > self.open_bound:
                self.open_bound = max(bound, 0)
                self._tell()

    def prove_soft(self, bound: int, open_units: int) -> None:
        """No roster with at most so many open units has less soft cost than this.

        Kept until a roster has no more open units than that.
        """
        with self._lock:
            if bound > self._soft_bounds.get(open_units, -1):
                self._soft_bounds[open_units] = bound
                self._tell()

    @property
    def soft_bound(self) -> int | None:
        """What is proven about the soft cost of rosters as good in open seats as the best one."""
        opened = self.open_units
        if opened is None:
            return None
        return max((b for most, b in self._soft_bounds.items() if most >= opened), default=None)

    @property
    def open_proven(self) -> bool:
        return (
            self.open_units is not None and self.open_bound is not None and self.open_units <= self.open_bound
        )

    @property
    def proven(self) -> bool:
        """Say whether nothing better can exist."""
        return (
            self.open_proven
            and self.soft is not None
            and self.soft_bound is not None
            and self.soft <= self.soft_bound
        )

    def progress(self) -> Progress:
        """Return where things stand."""
        with self._lock:
            seconds = time.monotonic() - self._began
            return Progress(
                seconds,
                self.open_units,
                self.open_bound,
                self.soft,
                self.soft_bound,
                self.phase,
                self.notes,
            )

    def _tell(self) -> None:
        now = self.progress()
        if self.trace and now.seconds - self.trace[-1].seconds < TRACE_EVERY:
            self.trace[-1] = now
        else:
            self.trace.append(now)
        if self._on_progress is not None:
            self._on_progress(now)
