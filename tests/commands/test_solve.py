"""``roster solve`` of one community: what it prints and writes, and what Ctrl-C keeps."""

from __future__ import annotations

import dataclasses
import errno
import io
import json
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from roster.commands._progress import ProgressLine
from roster.document import read_document, schema
from roster.model import Problem
from roster.words import sentence
from solver.result import Bound, DisagreementError, Progress, Status
from solver.result import Result as Solved
from tests.commands.small import fake, half_empty, run, solved


def test_solve_writes_a_valid_roster_and_every_export(lane: Path, tmp_path: Path) -> None:
    result = run("solve", lane, "--out", tmp_path / "out", "--time-limit", 10)
    assert result.exit_code == 0, result.stderr
    document = read_document(tmp_path / "out" / "roster.json")
    jsonschema.validate(document, schema())
    assert document["status"] == "optimal"
    assert document["bound"] == {"open": 0, "soft": document["score"]["soft"]}
    assert {"config", "config_hash", "seed", "options", "versions", "seconds", "solved_at"} <= set(
        document["provenance"]
    )
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "roster.json", "roster.xlsx", "roster.csv", "open-seats.csv", "board.html", "calendars",
    }  # fmt: skip
    for words in ("By post", "By home", "By person", "Every seat is filled.", "韩立新", "roster.json"):
        assert words in result.stdout
    assert "open 0" in result.stderr


def test_a_deterministic_solve_writes_the_same_bytes_twice(lane: Path, tmp_path: Path) -> None:
    written = []
    for folder in ("first", "second"):
        out = tmp_path / folder
        result = run("solve", lane, "--out", out, "--time-limit", 10, "--deterministic")
        assert result.exit_code == 0, result.stderr
        written.append([(out / name).read_bytes() for name in ("roster.json", "roster.csv", "board.html")])
    assert written[0] == written[1]
    jsonschema.validate(json.loads(written[0][0]), schema())


def test_solve_prints_the_roster_as_json(lane: Path, tmp_path: Path) -> None:
    result = run("solve", lane, "--out", tmp_path / "out", "--time-limit", 10, "--json")
    assert json.loads(result.stdout) == read_document(tmp_path / "out" / "roster.json")


def test_the_week_can_be_printed_in_another_language(lane: Path, tmp_path: Path) -> None:
    result = run("solve", lane, "--out", tmp_path / "out", "--time-limit", 10, "--language", "zh_CN")
    assert "周一 23 日" in result.stdout
    assert read_document(tmp_path / "out" / "roster.json")["language"] == "zh_CN"


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (Status.INFEASIBLE, 1, "cannot all hold"),
        (Status.TIME_LIMIT, 3, "No roster was found"),
        (Status.INTERRUPTED, 130, "Stopped before"),
        (Status.ERROR, 1, "failed"),
    ],
)
def test_without_a_roster_nothing_is_written(
    lane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: Status, code: int, words: str
) -> None:
    fake(monkeypatch, lambda problem, **_: solved(problem, status))
    old = tmp_path / "out" / "roster.json"
    old.parent.mkdir()
    old.write_text("last week's")
    result = run("solve", lane, "--out", tmp_path / "out")
    assert result.exit_code == code
    assert words in result.stderr
    assert old.read_text() == "last week's"


def test_a_folder_that_cannot_be_written_is_refused_before_solving(
    lane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(problem: Problem, **_: object) -> Solved:
        raise AssertionError("it was solved although the folder is no good")

    fake(monkeypatch, never)
    (tmp_path / "file").write_text("", encoding="utf-8")
    for out in (tmp_path / "file" / "out", tmp_path / "file" / "a" / "b"):
        result = run("solve", lane, "--out", out)
        assert result.exit_code == 2
        assert result.stderr == (
            f"{tmp_path / 'file'}: A file stands where a folder is needed. Give another path.\n"
        )


def test_a_folder_without_rights_is_refused_before_solving(
    lane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    result = run("solve", lane, "--out", tmp_path / "out", "--language", "zh_CN")
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path}: 没有相应的权限。请改正权限，或换一个路径。\n"
    assert not (tmp_path / "out").exists()


def test_a_roster_for_which_the_disk_has_no_room_is_printed_all_the_same(
    lane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    fake(monkeypatch, lambda problem, **_: solved(problem, Status.FEASIBLE, roster=half_empty(problem)))
    monkeypatch.setattr(os, "fsync", full)
    result = run("solve", lane, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "By person" in result.stdout
    assert "Files:" not in result.stdout
    assert f"{tmp_path / 'out' / 'roster.json'}: There is no room left on the disk." in result.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_open_seats_are_printed_with_reason_and_proof(
    lane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(
        monkeypatch,
        lambda problem, **_: solved(problem, Status.FEASIBLE, roster=half_empty(problem), bound=Bound(2, 0)),
    )
    result = run("solve", lane, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert "3 seats open: at least 1 unavoidable; better may exist." in result.stdout
    assert "Open seats" in result.stdout
    assert "1 could be free" in result.stdout


def test_the_first_ctrl_c_keeps_the_best(lane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wait(problem: Problem, *, stop: Callable[[], bool], **_: object) -> Solved:
        end = time.monotonic() + 30
        while not stop() and time.monotonic() < end:
            time.sleep(0.01)
        return solved(problem, Status.INTERRUPTED, roster=half_empty(problem))

    fake(monkeypatch, wait)
    before = signal.getsignal(signal.SIGINT)
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    result = run("solve", lane, "--out", tmp_path / "out")
    assert result.exit_code == 130
    assert "stopping, keeping the best" in result.stderr
    assert "Stopped early; this is the best roster so far." in result.stdout
    assert read_document(tmp_path / "out" / "roster.json")["status"] == "interrupted"
    assert signal.getsignal(signal.SIGINT) is before


def test_a_disagreement_is_loud_and_keeps_the_roster(
    lane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disagree(problem: Problem, **_: object) -> Solved:
        raise DisagreementError(
            "The model counts (0, 1) where the verifier counts (0, 2).", half_empty(problem)
        )

    fake(monkeypatch, disagree)
    result = run("solve", lane, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "The model counts (0, 1) where the verifier counts (0, 2)." in result.stderr
    kept = list((tmp_path / "out").glob("disagreement-*.json"))
    assert len(kept) == 1
    assert read_document(kept[0])["status"] == "error"
    assert not (tmp_path / "out" / "roster.json").exists()


def test_the_progress_line_says_open_seats_cost_bound_gap_and_time() -> None:
    from rich.console import Console

    line = ProgressLine(Console(file=io.StringIO(), width=200), "en", "[1/2] lane")
    assert line.line(3.2) == "[1/2] lane · 3 s"
    line(Progress(4.0, None, None, None, None, sentence("starting")))
    assert line.line(4.0) == "[1/2] lane · 4 s · no roster yet · starting"
    line(Progress(5.0, 3, 2, 500, 450, sentence("improving")))
    assert (
        line.line(5.0)
        == "[1/2] lane · 5 s · open 1.5 (bound 1) · cost 500 (bound 450, gap 10.0 %) · improving"
    )
    line.stopping()
    assert line.line(6.0).endswith("stopping, keeping the best (Ctrl-C again: give up)")


def test_what_goes_wrong_beside_the_search_is_said_once_and_kept(
    lane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = sentence("The machine coughs.")

    def solve(problem: Problem, *, on_progress: Callable[[Progress], None], **_: object) -> Solved:
        for seconds in (1.0, 2.0):
            on_progress(Progress(seconds, 2, 0, 9, 1, notes=(note,)))
        return dataclasses.replace(
            solved(problem, Status.FEASIBLE, roster=half_empty(problem)), notes=(note,)
        )

    fake(monkeypatch, solve)
    result = run("solve", lane, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert result.stderr.count("The machine coughs.") == 2, "while it runs, and at the end"
    assert read_document(tmp_path / "out" / "roster.json")["provenance"]["notes"] == ["The machine coughs."]


def test_a_terminal_shows_one_live_line() -> None:
    from rich.console import Console

    screen = io.StringIO()
    with ProgressLine(Console(file=screen, width=120, force_terminal=True), "en") as line:
        line(Progress(1.0, 0, 0, 10, 9, sentence("improving")))
        time.sleep(0.4)
    assert screen.getvalue().count("\n") <= 2
    assert "gap 10.0 %" in screen.getvalue()


def test_the_second_ctrl_c_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from roster.commands._stop import StopFlag

    told, ended = [], []
    monkeypatch.setattr("roster.commands._stop.os._exit", ended.append)
    stop = StopFlag()
    with stop.telling(lambda: told.append(1)):
        os.kill(os.getpid(), signal.SIGINT)
        assert stop()
        assert ended == []
        os.kill(os.getpid(), signal.SIGINT)
    assert told == [1]
    assert ended == [130]
