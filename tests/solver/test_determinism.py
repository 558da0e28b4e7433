"""The same roster, byte for byte, in every process, whatever the hashes of texts and the number of cores."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def said_by(what: str, hashes: int, cores: str = "") -> bytes:
    """Run a process of its own and return what it prints."""
    return subprocess.run(
        [sys.executable, "-m", "tests.solver.fingerprint", what, *([cores] if cores else [])],
        env={**os.environ, "PYTHONHASHSEED": str(hashes)},
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout


def one_core() -> str:
    """Return the number of one core that this process may use; nothing where that cannot be chosen."""
    return str(min(os.sched_getaffinity(0))) if hasattr(os, "sched_setaffinity") else ""


def test_the_same_in_every_process() -> None:
    """First what the rules post, then the rosters of both ways to solve."""
    first, second = (
        said_by("all", hashes, cores).splitlines() for hashes, cores in ((1, ""), (2, one_core()))
    )
    assert len(json.loads(first[0])) > 40
    assert [json.loads(line)["format"] for line in first[1:]] == ["roster/1", "roster/1"]
    for mine, theirs in zip(first, second, strict=True):
        assert mine == theirs


@pytest.mark.slow
@pytest.mark.parametrize("what", ["exact", "parts"])
def test_a_deterministic_solve_stays_the_same(what: str) -> None:
    assert len({said_by(what, hashes, one_core() if hashes % 2 else "") for hashes in range(8)}) == 1
