"""Processes beside the search: they report line by line and end with the one that asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from solver.engine import Clock


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
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if not line.endswith("\n"):
                break
            self._on_line(line.split())
        self._process.wait()

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
        self._process.kill()
        self._thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()


def begin() -> Task:
    """Read the task of this process, and from now on end as soon as the one that asked is gone."""
    task = Task(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
    threading.Thread(target=_end_with, args=(int(sys.argv[4]), task.folder), daemon=True).start()
    return task


def _end_with(parent: int, folder: Path) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    end_alone(folder)


def end_alone(folder: Path) -> NoReturn:
    """End where nobody listens any more, and leave no file behind."""
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)
