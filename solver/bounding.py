"""The bound of a large community, raised in a process of its own.

The first-order method holds the interpreter while it runs, and a process cannot take the
search down with it. The relaxation goes over in a file; bounds come back line by line.
"""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from solver.blocks import Blocks
from solver.engine import Clock, Effort
from solver.linear_bound import Linear, Relaxed, approach

OnBound = Callable[[int], None]

SECONDS, ITERATIONS = 3.0, 2_000
"""The first bound is reported after so much; each next one takes half as long again."""

BLOCK_SECONDS = 20.0
ROUNDS = 30
"""Rounds of cuts at most; a fixed number of them in deterministic mode."""

DETERMINISTIC_ROUNDS = 2

PATIENCE = 3
"""Rounds without a better bound after which no more are tried."""


class Bounding:
    """Raises a bound on one level of the objective in the background.

    Parameters
    ----------
    linear
        The relaxation.
    clock
        When to end.
    on_bound
        Called from a thread with every better bound.
    deterministic
        Do the same work on every run, whatever the time.
    """

    def __init__(
        self, linear: Linear, clock: Clock, on_bound: OnBound, *, seed: int, deterministic: bool = False
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="roster-bound-")
        self._on_bound = on_bound
        task = Path(self._folder.name) / "relaxation.npz"
        linear.save(task)
        seconds = math.inf if deterministic else clock.left
        entry = "from solver.bounding import main; main()"
        command = [sys.executable, "-c", entry, str(task), str(seconds), str(seed)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            word, _, number = line.partition(" ")
            if word == "bound":
                self._on_bound(int(number))
        self._process.wait()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    @property
    def failed(self) -> bool:
        """Say whether the process ended by itself with an error."""
        return self._process.poll() not in (None, 0, -9)

    @property
    def guide(self) -> tuple[list[float], list[float]] | None:
        """The values and reduced costs of the relaxation's columns, once it is solved."""
        path = Path(self._folder.name) / "guide.npy"
        if not path.exists():
            return None
        values, reduced = np.load(path)
        return values.tolist(), reduced.tolist()

    def wait(self, seconds: float) -> None:
        """Wait so long, or until it has ended."""
        self._thread.join(seconds)

    def stop(self) -> None:
        """End the process and forget its files."""
        self._process.kill()
        self._thread.join()
        self._folder.cleanup()


def raise_bound(
    linear: Linear, seconds: float, seed: int, on_bound: OnBound, on_solved: Callable[[Relaxed], None]
) -> None:
    """Solve the relaxation, then cut and solve it again, until the time is over.

    Parameters
    ----------
    linear
        The relaxation.
    seconds
        Wall-clock time; infinite for a fixed amount of work, the same on every run.
    seed
        Of the blocks' searches.
    on_bound
        Called with every better bound.
    on_solved
        Called once, when the relaxation is solved without cuts.
    """
    deadline = time.monotonic() + seconds
    blocks, now, best, idle = Blocks(linear), None, -math.inf, 0
    rows = linear.matrix.shape[0]
    for round_ in range(DETERMINISTIC_ROUNDS + 1 if math.isinf(seconds) else ROUNDS):
        now = _solved(linear, now, deadline, on_bound)
        if round_ == 0:
            on_solved(now)
        proven = linear.proven(now.multipliers)
        idle = idle + 1 if proven <= best else 0
        best = max(best, proven)
        if time.monotonic() >= deadline or idle >= PATIENCE:
            return
        left = min(BLOCK_SECONDS, deadline - time.monotonic())
        cuts = blocks.cut(now.multipliers[:rows], left, Effort(1, seed, 2.0 if math.isinf(seconds) else None))
        if not len(cuts.low):
            return
        before = linear.matrix.shape[0]
        linear = linear.with_rows(cuts.matrix, cuts.low)
        prices = np.concatenate([cuts.prices[:rows], np.zeros(before - rows), cuts.prices[rows:]])
        on_bound(linear.proven(prices))
        now = Relaxed(now.values, prices, False)


def _solved(linear: Linear, start: Relaxed | None, deadline: float, on_bound: OnBound) -> Relaxed:
    """Approach the optimum of one relaxation in longer and longer strides."""
    share, now = 1.0, start
    while True:
        if math.isinf(deadline):
            now = approach(linear, now, iterations=round(share * ITERATIONS))
        else:
            now = approach(linear, now, seconds=min(share * SECONDS, max(deadline - time.monotonic(), 0.1)))
        on_bound(linear.proven(now.multipliers))
        if now.solved or time.monotonic() >= deadline or share > 20:
            return now
        share *= 1.5


def main() -> None:
    """Bound the relaxation in the file that is named, and print ``bound N`` for each better bound."""
    task, seconds, seed = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    best = [-math.inf]

    def tell(bound: int) -> None:
        if bound > best[0]:
            best[0] = bound
            print("bound", bound, flush=True)

    linear = Linear.load(task)

    def keep(relaxed: Relaxed) -> None:
        reduced = linear.cost - linear.matrix.T.dot(relaxed.multipliers)
        np.save(task.with_name("part.npy"), np.stack([relaxed.values, reduced]))
        task.with_name("part.npy").rename(task.with_name("guide.npy"))

    raise_bound(linear, seconds, seed, tell, keep)
