"""Batch runs: the worst first, whatever one community does to the others."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from roster.cli import main
from roster.commands import _batch
from roster.commands._common import Exit, worst
from roster.model import Problem
from roster.roster import Roster
from solver.result import Result as Solved
from solver.result import Status
from tests.commands.small import SMALL, fake, half_empty, run, solved


def test_a_batch_goes_on_after_a_bad_file_and_puts_the_worst_first(
    lane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "city"
    (folder / "east").mkdir(parents=True)
    (folder / "east" / "community.yaml").write_text(SMALL.replace("Small lane", "East"), encoding="utf-8")
    (folder / "bad.yaml").write_text(SMALL.replace("Small lane", "Bad") + "nonsense: 1\n", encoding="utf-8")
    (folder / "empty.yaml").write_text(SMALL.replace("Small lane", "=Empty"), encoding="utf-8")
    (folder / "shared.yaml").write_text("rules: []\n", encoding="utf-8")
    (folder / "none.yaml").write_text(SMALL.replace("Small lane", "None"), encoding="utf-8")

    def solve(problem: Problem, **_: object) -> Solved:
        if problem.name == "None":
            return solved(problem, Status.TIME_LIMIT)
        roster = Roster() if problem.name == "=Empty" else half_empty(problem)
        return solved(problem, Status.FEASIBLE, roster=roster)

    fake(monkeypatch, solve)
    result = run("solve", folder, lane, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "east",
        "empty",
        "lane",
        "summary.csv",
        "summary.json",
    ]
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert [(c["community"], c["status"], c["open_seats"]) for c in summary["communities"]] == [
        ("bad", "bad_input", None),
        ("None", "time_limit", None),
        ("=Empty", "feasible", 5),
        ("East", "feasible", 3),
        ("Small lane", "feasible", 3),
    ]
    assert "bad.yaml:10:1 nonsense" in summary["communities"][0]["message"]
    content = (tmp_path / "out" / "summary.csv").read_bytes()
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [line["community"] for line in lines][2] == "'=Empty"
    assert "5 communities: 2 without a roster, 3 with open seats (11 in all), 0 full." in result.stdout


def test_ctrl_c_ends_a_batch_and_names_what_was_not_started(
    lane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(SMALL, encoding="utf-8")

    def stop_at_once(problem: Problem, *, stop: Callable[[], bool], **_: object) -> Solved:
        os.kill(os.getpid(), signal.SIGINT)
        while not stop():
            time.sleep(0.01)
        return solved(problem, Status.INTERRUPTED, roster=half_empty(problem))

    fake(monkeypatch, stop_at_once)
    result = run("solve", lane, other, "--out", tmp_path / "out", "--json")
    assert result.exit_code == 130
    assert [c["status"] for c in json.loads(result.stdout)] == ["not_started", "interrupted"]


def test_folders_of_results_have_different_names(tmp_path: Path) -> None:
    files = [tmp_path / "a" / "community.yaml", tmp_path / "b" / "a.yaml", tmp_path / "c.yaml"]
    assert _batch.folder_names(files) == ["a", "a-2", "c"]


def test_a_number_of_a_folder_of_results_is_not_taken_twice() -> None:
    files = [Path(name) for name in ("x/a.yaml", "y/a.yaml", "a-2.yaml", "z/a.yaml")]
    assert _batch.folder_names(files) == ["a", "a-2", "a-2-2", "a-3"]


def test_a_batch_goes_on_after_a_defect_of_the_program(
    lane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(SMALL.replace("Small lane", "Broken"), encoding="utf-8")

    def solve(problem: Problem, **_: object) -> Solved:
        if problem.name == "Broken":
            raise KeyError("p9")
        return solved(problem, Status.FEASIBLE, roster=half_empty(problem))

    fake(monkeypatch, solve)
    args = ["solve", str(broken), str(lane), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(main, args, catch_exceptions=False)
    assert result.exit_code == 1
    assert "KeyError: 'p9'. Please report it" in result.stderr
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert [(c["community"], c["status"]) for c in summary["communities"]] == [
        ("broken", "error"),
        ("Small lane", "feasible"),
    ]


def test_a_community_beside_another_is_not_passed_over_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "lane"
    folder.mkdir()
    for name in ("community.yaml", "edited.yaml"):
        (folder / name).write_text(SMALL, encoding="utf-8")
    (folder / "shared.yaml").write_text("rules: []\n", encoding="utf-8")
    fake(monkeypatch, lambda problem, **_: solved(problem, Status.FEASIBLE, roster=half_empty(problem)))
    note = f"{folder / 'edited.yaml'} is not planned: community.yaml is beside it. Name it to plan it."
    alone = run("solve", folder, "--out", tmp_path / "out")
    assert [line for line in alone.stderr.splitlines() if "is not planned" in line] == [note]
    both = run("solve", folder, folder / "edited.yaml", "--out", tmp_path / "out")
    assert "is not planned" not in both.stderr
    assert sorted(p.name for p in (tmp_path / "out").iterdir() if p.is_dir() and p.name != "calendars") == [
        "edited",
        "lane",
    ]


def test_the_worst_exit_code_wins() -> None:
    assert worst([]) == 0
    assert worst([Exit.FINE, Exit.NOTHING_FOUND, Exit.BROKEN]) == 1
    assert worst([Exit.BAD_INPUT, Exit.BROKEN]) == 2
    assert worst([Exit.INTERRUPTED, Exit.BAD_INPUT]) == 130


def test_a_file_of_a_folder_that_cannot_be_read_is_bad_and_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = tmp_path / "city"
    city.mkdir()
    (city / "broken.yaml").write_bytes(b"community: \xff\xff\xff")
    (city / "notepad.yaml").write_text(SMALL.lstrip(), encoding="utf-16")
    (city / "shared.yaml").write_text("rules: []\n", encoding="utf-16")
    fake(monkeypatch, lambda problem, **_: solved(problem, Status.FEASIBLE, roster=half_empty(problem)))
    result = run("solve", city, "--out", tmp_path / "out", "--json")
    assert result.exit_code == 2
    assert [(c["community"], c["status"]) for c in json.loads(result.stdout)] == [
        ("broken", "bad_input"),
        ("Small lane", "feasible"),
    ]
    assert "The encoding of this file is not known." in result.stderr


def test_a_summary_that_cannot_be_written_is_printed_all_the_same(
    lane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = lane.with_name("other.yaml")
    other.write_text(SMALL, encoding="utf-8")
    (tmp_path / "out" / "summary.csv").mkdir(parents=True)
    fake(monkeypatch, lambda problem, **_: solved(problem, Status.FEASIBLE, roster=half_empty(problem)))
    result = run("solve", lane, other, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "2 communities: " in result.stdout
    assert f"{tmp_path / 'out' / 'summary.csv'}: " in result.stderr
