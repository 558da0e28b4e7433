"""Processes beside the search: they report line by line and end with the one that asked.

One that fails takes nothing along; whoever is :func:`hearing_failures` is told.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from solver.engine import Clock

LOG = logging.getLogger("roster.solver")

OnFailure = Callable[[str, str], None]
"""Called with the module of a process that has failed, and why."""

_ON_FAILURE: ContextVar[OnFailure] = ContextVar("_ON_FAILURE", default=lambda module, why: None)


@dataclass(frozen=True)
class Task:
    """What a process beside the search is told on its command line."""

    folder: Path
    """Where files are exchanged; it goes when the process that asked is gone."""
    seconds: float
    """Wall-clock time; infinite for the same work on every run."""
    seed: int


class SideProcess:
    """A process that runs the ``main`` of a module, and is heard by a thread.

    Parameters
    ----------
    module
        Its ``main`` calls :func:`begin` first.
    task
        What it is told.
    on_line
        Called with the words of each line that it says.
    """

    def __init__(self, module: str, task: Task, on_line: Callable[[list[str]], None]) -> None:
        self._on_line = on_line
        told = [str(task.folder), str(task.seconds), str(task.seed), str(os.getpid())]
        deaf = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); "
        command = [sys.executable, "-c", f"{deaf}from {module} import main; main()", *told]
        self._module, self._on_failure = module, _ON_FAILURE.get()
        self._ended = False
        self._complaints = task.folder / f"{module}.txt"
        with self._complaints.open("wb") as complaints:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
                bufsize=1,
                env={**os.environ, "MALLOC_ARENA_MAX": "2"},
            )
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if not line.endswith("\n"):
                break
            self._on_line(line.split())
        code = self._process.wait()
        if code and not self._ended:
            told = self._complaints.read_text(encoding="utf-8", errors="replace").strip()
            LOG.info("%s ended with %s\n%s", self._module, code, told)
            self._on_failure(self._module, _why(code, told))

    def say(self, line: str) -> None:
        """Say a line to the process, if it is still there."""
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()

    def wait(self, clock: Clock) -> None:
        """Wait until the process has nothing more to say, or the clock is over."""
        while self._thread.is_alive() and not clock.over:
            self._thread.join(0.1)

    def end(self) -> None:
        """Stop the process."""
        self._ended = True
        self._process.kill()
        self._thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()


@contextmanager
def hearing_failures(on_failure: OnFailure) -> Iterator[None]:
    """Be told of every process, started here in this thread, that fails before it is stopped."""
    token = _ON_FAILURE.set(on_failure)
    try:
        yield
    finally:
        _ON_FAILURE.reset(token)


def _why(code: int, told: str) -> str:
    """Return the last line of what a process has said, or the signal that ended it."""
    if told:
        return told.splitlines()[-1][:200]
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"exit code {code}"


def write_values(path: Path, columns: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> None:
    """Write the values of some columns of the record to a file, for the process that asked."""
    np.save(path, np.stack([columns, values]))


def read_values(path: str) -> dict[int, float]:
    """Read the values of columns that a process has written, and remove the file."""
    columns, values = np.load(path)
    Path(path).unlink()
    return dict(zip(columns.astype(int).tolist(), values.tolist(), strict=True))


def begin() -> Task:
    """Read the task of this process, and from now on end as soon as the one that asked is gone.

    What libraries print goes where complaints go: only what is told with :func:`tell` is heard.
    """
    task = Task(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.flush()
    sys.stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    threading.Thread(target=_end_with, args=(int(sys.argv[4]), task.folder), daemon=True).start()
    return task


def tell(task: Task, *words: object) -> None:
    """Say a line to the process that asked."""
    try:
        print(*words, flush=True)
    except BrokenPipeError:
        end_alone(task.folder)


def hear(task: Task) -> str:
    """Wait for the next line that the process that asked says."""
    said = sys.stdin.readline()
    if not said:
        end_alone(task.folder)
    return said.strip()


def _end_with(parent: int, folder: Path) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    end_alone(folder)


def end_alone(folder: Path) -> NoReturn:
    """End where nobody listens any more, and leave no file behind."""
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)
