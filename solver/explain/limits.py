"""How long one search of an explanation may take, by its work and by the clock."""

from __future__ import annotations

import math
import time

from solver.engine import Clock


def clock_of(time_limit: float, *, deterministic: bool) -> Clock:
    """Return a clock of so many seconds; one that never ends where the answer must not depend on it."""
    return Clock(math.inf if deterministic else time.monotonic() + time_limit)


def strict(clock: Clock) -> Clock:
    """Return a clock that also ends searches whose limit is an amount of work."""
    return Clock(clock.deadline, lambda: clock.over)
