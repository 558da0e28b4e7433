"""Free memory goes back to the system, and nothing goes wrong where the C library cannot do that."""

from __future__ import annotations

import ctypes
import platform
import resource
from pathlib import Path

import numpy as np
import pytest

from solver import free_memory
from solver.free_memory import give_back


def taken() -> int:
    """Return the MiB of memory that this process takes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // (1 << 20)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="of the GNU C library")
def test_what_is_free_between_what_is_not_goes_back() -> None:
    pieces = [np.ones(8_000) for _ in range(2_000)]
    before = taken()
    stay = pieces[::50]
    del pieces
    give_back()
    assert taken() < before - 80
    assert sum(len(piece) for piece in stay) == 40 * 8_000


@pytest.mark.parametrize("error", [AttributeError, OSError, TypeError])
def test_other_systems_go_without(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: object) -> object:
        raise error("no such library")

    monkeypatch.setattr(ctypes, "CDLL", missing)
    free_memory._trim.cache_clear()
    try:
        give_back()
        assert free_memory._trim() is None
    finally:
        free_memory._trim.cache_clear()
