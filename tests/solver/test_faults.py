"""What goes wrong outside takes no roster along and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from roster.loading import load_text
from roster.roster import Roster
from roster.words import Sentence, sentence
from solver import Progress, Status, job_told, proof, solve
from tests.commands.small import solved
from tests.solver.fingerprint import WEEK
from tests.solver.inline import in_parts
from tests.solver.test_optimum import is_accepted

ROOT = Path(__file__).parents[2]
linux = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks into /proc")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files, empty at first."""
    empty = tmp_path / "temporary"
    empty.mkdir()
    monkeypatch.setenv("TMPDIR", str(empty))
    monkeypatch.setattr(tempfile, "tempdir", str(empty))
    return empty


def provers(folder: Path) -> list[int]:
    """Return the processes that work on a task in a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            said = path.read_bytes()
        except OSError:
            continue
        if os.fsencode(f"{folder}/") in said and b"solver." in said:
            found.append(int(path.parent.name))
    return found


@linux
@pytest.mark.parametrize(
    "number",
    [signal.SIGKILL, *(pytest.param(n, marks=pytest.mark.slow) for n in (signal.SIGSEGV, signal.SIGTERM))],
)
@pytest.mark.parametrize("late", [False, True])
def test_the_death_of_the_prover_keeps_the_roster(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, late: bool
) -> None:
    in_parts(monkeypatch, inline=False)
    killed: list[Progress] = []

    def strike(progress: Progress) -> None:
        beside = provers(folder)
        if beside and not killed and (progress.soft_bound is not None or not late):
            killed.append(progress)
            for pid in beside:
                os.kill(pid, number)

    problem = load_text(WEEK, "week.yaml")
    result = solve(problem, time_limit=12 if late else 3, on_progress=strike)
    assert len(killed) == 1
    assert result.status is Status.FEASIBLE
    assert is_accepted(problem, result)
    assert [str(note) for note in result.notes if f"({number.name})" not in str(note)] == []
    assert "The proof beside the search has failed" in "".join(map(str, result.notes))
    if late:
        assert result.bound.soft is not None
        assert result.bound.soft >= (killed[0].soft_bound or 0)
    assert (provers(folder), list(folder.iterdir())) == ([], [])


@linux
def test_a_prover_that_cannot_start_keeps_the_roster(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_parts(monkeypatch, inline=False)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    problem = load_text(WEEK, "week.yaml")
    result = solve(problem, time_limit=2)
    assert result.status is Status.FEASIBLE
    assert is_accepted(problem, result)
    assert (result.bound.open_units, result.bound.soft) == (None, None)
    assert sorted(str(note) for note in result.notes) == [
        "A helper of the search has failed (exit code 1): the roster counts, but a better one may be missed.",
        "The proof beside the search has failed (exit code 1): the roster counts, but less is proven about it.",
    ]
    assert result.trace[-1].notes == result.notes
    assert (provers(folder), list(folder.iterdir())) == ([], [])


@linux
def test_a_prover_that_breaks_says_why(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_parts(monkeypatch, inline=False)
    monkeypatch.setattr(proof, "PROBLEM", "elsewhere.pickle")
    said: list[Sentence] = []
    result = solve(
        load_text(WEEK, "week.yaml"),
        time_limit=60,
        on_progress=lambda progress: said.extend(progress.notes),
        stop=lambda: bool(said),
    )
    assert result.roster is not None
    (note,) = result.notes
    assert str(note).startswith(
        "The proof beside the search has failed (FileNotFoundError: [Errno 2] No such file or directory: "
    )
    assert "Traceback" not in str(note)


def test_a_job_says_what_went_wrong_beside_the_search() -> None:
    problem = load_text(WEEK, "week.yaml")
    fine = solved(problem, Status.FEASIBLE, roster=Roster())
    assert fine.verdict is not None
    plain, coughed = (
        job_told.solved(fine.status, fine.bound, fine.verdict, notes)
        for notes in ((), (sentence("The machine coughs."),))
    )
    assert str(coughed) == f"{plain} The machine coughs."


def test_a_process_that_is_stopped_in_time_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    in_parts(monkeypatch, inline=False)
    assert solve(load_text(WEEK, "week.yaml"), time_limit=3).notes == ()


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.slow)])
def test_an_interrupted_process_leaves_nothing_behind(folder: Path, number: signal.Signals) -> None:
    """Ctrl-C goes to the whole group of processes; a kill only to the one that asked."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.solver.interrupted"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "proving\n"
        if number == signal.SIGINT:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        _, said = process.communicate(timeout=30)
        assert process.returncode == -number
        if number == signal.SIGINT:
            assert said.count("Traceback") == 1, "of the process itself, none of the prover"
        until = time.monotonic() + 20
        while time.monotonic() < until and (provers(folder) or list(folder.iterdir())):
            time.sleep(0.1)
        assert (provers(folder), list(folder.iterdir())) == ([], [])
    finally:
        process.kill()
        process.wait()
        for pid in provers(folder):
            os.kill(pid, signal.SIGKILL)
