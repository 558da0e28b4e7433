"""The memory that a process and all its descendants take at the same time, shared pages counted once."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType

EVERY_SECONDS = 1.0


class PeakMemory:
    """Looks every second while a process runs; only where there is ``/proc``.

    Parameters
    ----------
    pid
        The process at the root.

    Attributes
    ----------
    mib
        The greatest sum so far in MiB; ``None`` where it cannot be read.
    """

    def __init__(self, pid: int) -> None:
        self.mib: float | None = None
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            found = [kib for pid in _descendants(self._pid) if (kib := _kib(pid)) is not None]
            if found:
                self.mib = max(self.mib or 0.0, sum(found) / 1024)


def _descendants(pid: int) -> list[int]:
    """Return a process and all that it has started, directly or not."""
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _descendants(int(child))
    except OSError:
        pass
    return found


def _kib(pid: int) -> int | None:
    """Return the proportional share of memory of one process; ``None`` if it has ended or nobody says."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), None)
