"""The linear bound in a process of its own.

The first-order method holds the interpreter while it runs, and a process cannot take the
search down with it. The relaxation goes over in a file; bounds come back line by line.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from solver.engine import Clock
from solver.linear_bound import Linear, bound_linearly

OnLinearBound = Callable[[int], None]


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
    threads
        Of the first-order method.

    Attributes
    ----------
    solution
        The values of the model's variables in the relaxation, by their index, at the end.
    """

    def __init__(self, linear: Linear, clock: Clock, on_bound: OnLinearBound, *, threads: int = 1) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="roster-bound-")
        self._clock = clock
        self._on_bound = on_bound
        self._columns = linear.columns
        self.solution: dict[int, float] | None = None
        task = Path(self._folder.name) / "relaxation.npz"
        linear.save(task)
        entry = "from solver.bounding import main; main()"
        command = [sys.executable, "-c", entry, str(task), str(clock.left), str(threads)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            word, _, number = line.partition(" ")
            if word == "bound":
                self._on_bound(int(number))
        if self._process.wait() == 0:
            values = np.load(Path(self._folder.name) / "solution.npy")
            self.solution = dict(zip(self._columns.tolist(), values.tolist(), strict=True))

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Wait so long, or until it has ended."""
        self._thread.join(seconds)

    def stop(self) -> None:
        """End the process and forget its files."""
        self._process.kill()
        self._thread.join()
        self._folder.cleanup()


def main() -> None:
    """Bound the relaxation in the file that is named, and print ``bound N`` for each better bound."""
    task, seconds, threads = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    solution = bound_linearly(
        Linear.load(task), seconds, lambda bound: print("bound", bound, flush=True), threads=threads
    )
    np.save(task.with_name("solution.npy"), solution)
