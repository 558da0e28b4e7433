"""A process beside the search is heard in what it tells, and in nothing else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from solver.engine import Clock
from solver.side_process import SideProcess, Task, hearing_failures

TALKATIVE = """
import os

from solver.side_process import begin, hear, tell


def main() -> None:
    task = begin()
    os.write(1, b"a library says on its own\\n")
    tell(task, "asked", hear(task))
    if hear(task) == "fail":
        raise ValueError("a reason")
"""


@pytest.fixture
def talkative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "talkative.py").write_text(TALKATIVE, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return "talkative"


@pytest.mark.parametrize("last", ["end", "fail"])
def test_what_a_library_prints_is_not_heard_and_stands_among_the_complaints(
    talkative: str, tmp_path: Path, last: str
) -> None:
    heard: list[list[str]] = []
    failed: list[tuple[str, str]] = []
    with hearing_failures(lambda module, why: failed.append((module, why))):
        process = SideProcess(talkative, Task(tmp_path, 20.0, 1), heard.append)
    process.say("word")
    process.say(last)
    process.wait(Clock(time.monotonic() + 20))
    process.end()
    assert heard == [["asked", "word"]]
    assert failed == ([(talkative, "ValueError: a reason")] if last == "fail" else [])
    assert "a library says on its own" in (tmp_path / "talkative.txt").read_text(encoding="utf-8")
