"""What is proven about a large community, worked out in a process of its own.

The process compiles the problem again, so that the search is never held up, and raises
bounds while the search goes on: first on open seats, then on the soft cost of all rosters
that leave no more seats open than that. It cannot take the search down with it; bounds
come back line by line.
"""

from __future__ import annotations

import math
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import numpy as np

from roster.model import Problem
from solver.blocks import groups
from solver.bounding import raise_bound
from solver.build import Builder, Level
from solver.compile import compile_problem
from solver.engine import Clock, Effort, search
from solver.incumbent import Incumbent
from solver.index import Index
from solver.linear_bound import Linear, Relaxed, linear_relaxation

Guide = Mapping[int, float]
"""The value of columns of the record in the linear relaxation."""

GUIDE = "guide.npy"

DETERMINISTIC_SECONDS = 10.0

PATIENCE_SECONDS = 5.0
"""So long the search may still fill the seats before more is proven about them."""


class Proof:
    """Raises the bounds of an incumbent in the background.

    Parameters
    ----------
    index, best
        The compiled problem, and where bounds are kept.
    clock, effort
        When to end and how to search.
    on_guide
        Called once, with the relaxation as a guide for the search.
    """

    def __init__(
        self,
        index: Index,
        best: Incumbent,
        clock: Clock,
        effort: Effort,
        *,
        on_guide: Callable[[Guide], None],
    ) -> None:
        self._best, self._on_guide = best, on_guide
        self._folder = tempfile.TemporaryDirectory(prefix="roster-proof-")
        task = Path(self._folder.name) / "problem.pickle"
        task.write_bytes(pickle.dumps(replace(index.problem)))
        timeless = effort.deterministic is not None
        seconds = math.inf if timeless else clock.left
        entry = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); from solver.proof import main; main()"
        command = [sys.executable, "-c", entry, str(task), str(seconds), str(effort.seed), str(os.getpid())]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self._patience = math.inf if timeless else PATIENCE_SECONDS
        self._searched = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if not line.endswith("\n"):
                break
            match line.split():
                case ["open", bound]:
                    self._best.prove_open(int(bound))
                case ["soft", bound, opened]:
                    self._best.prove_soft(int(bound), int(opened))
                case ["settled"]:
                    self._decide()
                case ["guide", path]:
                    columns, values = np.load(path)
                    self._on_guide(dict(zip(columns.astype(int).tolist(), values.tolist(), strict=True)))
        self._process.wait()

    def _decide(self) -> None:
        """Let the process try for more open seats only while the search does not fill them."""
        until = time.monotonic() + self._patience
        while not self._best.open_proven and time.monotonic() < until and not self._searched.wait(0.1):
            pass
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.write("stop\n" if self._best.open_proven else "more\n")
            self._process.stdin.flush()

    def end(self) -> None:
        """Stop the process and forget its files. What it has proven stays, also if it had failed."""
        self._searched.set()
        self._process.kill()
        self._thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()
        self._folder.cleanup()

    def finish(self, clock: Clock) -> None:
        """Wait until nothing more is to be proven, then end. The search is over."""
        self._searched.set()
        while self._thread.is_alive() and not clock.over:
            self._thread.join(0.1)
        self.end()


def prove(
    problem: Problem,
    seconds: float,
    seed: int,
    tell: Callable[..., None],
    more: Callable[[], bool],
    folder: Path,
) -> None:
    """Raise bounds on a problem and tell each better one.

    Parameters
    ----------
    problem
        What is planned.
    seconds
        Wall-clock time; infinite for the same work on every run.
    seed
        Of the searches.
    tell
        Called with ``"open", bound``, with ``"soft", bound, open units`` and with
        ``"guide", path``.
    more
        Asked whether to try to prove more open seats.
    folder
        Where the guide is written.
    """
    deadline = time.monotonic() + seconds
    index = compile_problem(problem)
    number = groups(index)
    builder = Builder(index, relaxed=True)

    def relaxed(level: Level) -> Linear:
        blocks = {v.index: number[column] for column, v in builder.vars.items() if column in number}
        return linear_relaxation(builder, builder.objective(level), blocks)

    opened = 0

    def tell_open(bound: int) -> None:
        nonlocal opened
        opened = max(opened, bound)
        tell("open", opened)

    tell_open(0)
    seats = builder.objective("open")
    if seats.variables:
        raise_bound(relaxed("open"), seconds, seed, tell_open, lambda _: None, rounds=0)
    while True:
        most = opened
        if seats.variables:
            builder.model.add(seats.expression <= most)
        linear = relaxed("soft")
        left = max(deadline - time.monotonic(), 0.1)
        told, guided = _Told(tell, most), _Guided(tell, folder, builder, linear)
        raise_bound(linear, left, seed, told, guided)
        if not more():
            return
        builder = Builder(index, relaxed=True)
        seats = builder.objective("open")
        if not _raise_open(builder, deadline, seed, tell_open) or opened == most:
            return


@dataclass(frozen=True)
class _Told:
    """Tells a bound on the soft cost of rosters with at most so many open units."""

    tell: Callable[..., None]
    most_open: int

    def __call__(self, bound: int) -> None:
        self.tell("soft", bound, self.most_open)


@dataclass(frozen=True)
class _Guided:
    """Writes where a relaxation stands, and tells the file."""

    tell: Callable[..., None]
    folder: Path
    builder: Builder
    linear: Linear

    def __call__(self, now: Relaxed) -> None:
        self.tell("guide", _write_guide(self.folder, self.builder, self.linear, now))


def _raise_open(builder: Builder, deadline: float, seed: int, tell_open: Callable[[int], None]) -> bool:
    """Try to prove more open seats than the linear relaxation does; say whether it was settled."""
    timeless = math.isinf(deadline)
    effort = Effort(1, seed, DETERMINISTIC_SECONDS if timeless else None)
    found = search(builder, builder.objective("open"), Clock(deadline), effort, on_bound=tell_open)
    if found.bound is not None:
        tell_open(found.bound)
    return found.optimal


def _write_guide(folder: Path, builder: Builder, linear: Linear, now: Relaxed) -> Path:
    column_of = {v.index: column for column, v in builder.vars.items()}
    known = [(i, column_of[v]) for i, v in enumerate(linear.variables.tolist()) if v in column_of]
    places = [i for i, _ in known]
    path = folder / GUIDE
    np.save(path, np.stack([[c for _, c in known], now.values[places]]))
    return path


def _end_with(parent: int, task: Path) -> None:
    """Wait until the process that asked is gone without having ended this one; then end."""
    while os.getppid() == parent:
        time.sleep(0.5)
    _end_alone(task)


def _end_alone(task: Path) -> NoReturn:
    """End where nobody listens any more, and leave no file behind."""
    with suppress(OSError):
        task.unlink(missing_ok=True)
        (task.parent / GUIDE).unlink(missing_ok=True)
        task.parent.rmdir()
    os._exit(1)


def main() -> None:
    """Prove what can be proven about the pickled problem that is named, a line for each bound."""
    task, seconds, seed, parent = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    threading.Thread(target=_end_with, args=(parent, task), daemon=True).start()
    best: dict[object, int] = {}

    def tell(kind: str, value: object, *more: object) -> None:
        if isinstance(value, int):
            if value <= best.get((kind, *more), -1):
                return
            best[kind, *more] = value
        print(kind, value, *more, flush=True)

    def more() -> bool:
        tell("settled", "")
        said = sys.stdin.readline()
        if not said:
            _end_alone(task)
        return said.strip() == "more"

    try:
        prove(pickle.loads(task.read_bytes()), seconds, seed, tell, more, task.parent)
    except BrokenPipeError:
        _end_alone(task)
