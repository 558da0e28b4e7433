"""``roster repair``, ``standins`` and ``stress`` from the command line."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import solver.stress as stressing
from roster.cli import main
from roster.document import check_document, read_document, to_document, write_document
from roster.loading import load_problem
from roster.roster import Assignment, Roster
from roster.verify import verify

FILE = Path(__file__).parents[2] / "configs" / "first-steps" / "community.yaml"


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a roster in which 马玉芬 and 韩立新 have every evening that they can."""
    problem = load_problem(FILE)
    team = {d.day: ("han", "wang") if d.day == 2 else ("han", "ma") for d in problem.duties}
    made = Roster.of(
        Assignment(d.span.start, d.span.end, d.key, person) for d in problem.duties for person in team[d.day]
    )
    document = to_document(
        problem,
        made,
        verify(problem, made),
        status="edited",
        bound=None,
        provenance={"config": str(FILE)},
    )
    path = tmp_path_factory.mktemp("first") / "roster.json"
    write_document(path, document)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


def test_a_repair_is_written_beside_the_roster_and_leaves_it_alone(roster: Path, tmp_path: Path) -> None:
    before = roster.read_bytes()
    done = run("repair", FILE, roster, "--away", "ma:2026-11-24", "--out", tmp_path)
    assert done.exit_code == 0, done.output
    assert "1 person changes, and no repair with fewer exists." in done.output
    assert roster.read_bytes() == before
    document = read_document(tmp_path / "proposal-1.json")
    check_document(document)
    assert document["status"] == "proposed"
    said = document["repair"]
    assert [(a["person"], a["work"]) for a in said["added"]] == [
        ("wang", "patrols/north-gate/evening/2026-11-24T1900")
    ]
    assert [a["person"] for a in said["lost"]] == ["ma"]
    assert all(level["proven"] for level in said["levels"])
    assert said["reasons"][0]["without"] is not None


def test_a_folder_that_cannot_be_written_is_refused_before_mending(roster: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    done = run("repair", FILE, roster, "--away", "ma:2026-11-24", "--out", file / "out")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"{file}: A file stands where a folder is needed. Give another path.\n"


def test_proposals_for_which_the_disk_has_no_room_are_printed_all_the_same(
    roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = run("repair", FILE, roster, "--away", "ma:2026-11-24", "--out", tmp_path, "--language", "zh_CN")
    assert done.exit_code == 2
    assert "周二" in done.stdout
    assert done.stderr == f"{tmp_path / 'proposal-1.json'}: 磁盘已满。请腾出空间，或换一个路径。\n"


def test_a_repair_speaks_chinese(roster: Path, tmp_path: Path) -> None:
    done = run("repair", FILE, roster, "--away", "ma:2026-11-24", "--out", tmp_path, "--language", "zh_CN")
    assert done.exit_code == 0
    assert "周二" in done.output


@pytest.mark.parametrize(
    ("options", "people"),
    [
        (["--drop", "north-gate/evening:2026-11-24"], []),
        (["--add", "north-gate/evening:2026-11-28"], ["han", "ma"]),
        (["--no-show", "ma:2026-11-24T19:00"], ["wang"]),
        (["--away", "ma:2026-11-26..2026-11-27", "--now", "2026-11-27T08:00"], []),
        (["--away", "ma:2026-11-24T20:00-22:00"], ["wang"]),
        (["--rule", "{kind: max-duties, duties: 4, per: week, only: {people: [han]}}"], ["han", "wang"]),
    ],
)
def test_what_may_happen(roster: Path, tmp_path: Path, options: list[str], people: list[str]) -> None:
    done = run("repair", FILE, roster, *options, "--out", tmp_path, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)[0]["people"] == people


@pytest.mark.parametrize(
    ("options", "cure"),
    [
        (["--away", "nobody:2026-11-24"], "The ids here are han to ma."),
        (["--away", "ma:24.11."], "Write it as 2026-11-25"),
        (["--away", "ma:2026-12-24"], "not in the planned weeks"),
        (["--away", "ma:2026-11-26..2026-11-24"], "comes before the first"),
        (["--no-show", "ma:2026-11-24T12:00"], "serves nowhere"),
        (["--no-show", "ma:noon"], "Write it as 2026-11-25T14:00"),
        (["--drop", "south-gate:2026-11-24"], "no such work"),
        (["--add", "north-gate/evening"], "name a shift and a date"),
        (["--add", "north-gate/evening:2026-11-24"], "on that date already"),
        (["--move", "h1:2026-11-24"], "there is no such work"),
        (["--move", "north-gate:2026-11-24"], "name a home and its date"),
        (["--away", "hann:2026-11-25"], "Did you mean han?"),
        (["--no-show", "han:2026-11-28T12:00"], "What is planned starts Mon 23 19:00"),
        (["--now", "2027-11-24T12:00"], "not in the planned weeks, 2026-11-23 to 2026-11-29"),
        (["--away", "han:2026-11-25T14:00-25:00"], "this is not a time"),
    ],
)
def test_what_cannot_be_understood_is_bad_input(roster: Path, options: list[str], cure: str) -> None:
    done = run("repair", FILE, roster, *options)
    assert done.exit_code == 2
    assert cure in " ".join(done.output.replace("│", " ").split())


def test_work_that_is_gone_from_the_file_is_said_and_mended(roster: Path, tmp_path: Path) -> None:
    changed = tmp_path / "community.yaml"
    changed.write_text(
        FILE.read_text(encoding="utf-8").replace("days: Mon-Fri", "days: Mon-Thu"), encoding="utf-8"
    )
    done = run("repair", changed, roster, "--out", tmp_path)
    assert done.exit_code == 0
    assert "No longer in the configuration" in done.output
    assert "Nobody has to change." in done.output


def test_rules_that_cannot_hold_any_more_are_exit_code_1(roster: Path, tmp_path: Path) -> None:
    changed = tmp_path / "community.yaml"
    text = FILE.read_text(encoding="utf-8").replace("people: 2,", "people: 3, must: true,")
    changed.write_text(text, encoding="utf-8")
    done = run("repair", changed, roster, "--out", tmp_path)
    assert done.exit_code == 1
    assert not list(tmp_path.glob("proposal-*"))


def test_stand_ins_are_listed_by_group(roster: Path) -> None:
    task = ("--task", "north-gate/evening", "--on", "2026-11-24")
    done = run("standins", roster, *task, "--for", "ma")
    assert done.exit_code == 0
    assert "Who could replace 马玉芬 at north-gate on Tue 24 19:00?" in done.output
    assert "Free" in done.output
    assert "  王秀兰 (wang): " in done.output
    chinese = run("standins", roster, *task, "--for", "ma", "--language", "zh_CN").output
    assert "谁可以在周二 24 日 19:00的north-gate接替马玉芬？" in chinese
    assert "  王秀兰（wang）：" in chinese
    said = json.loads(run("standins", roster, *task, "--for", "ma", "--json").stdout)
    assert [s["person"] for s in said] == ["wang"]
    assert set(said[0]) == {"person", "for", "group", "cost", "change", "reasons"}


def test_a_seat_that_is_not_one_is_refused(roster: Path) -> None:
    done = run("standins", roster, "--task", "north-gate/evening")
    assert done.exit_code == 2
    assert "Say the day with --on" in " ".join(done.output.split())


def test_a_full_duty_lists_stand_ins_for_everybody_there(roster: Path) -> None:
    done = run("standins", roster, "--task", "north-gate/evening", "--on", "2026-11-24", "--json")
    assert done.exit_code == 0
    assert [(s["for"], s["person"]) for s in json.loads(done.stdout)] == [("han", "wang"), ("ma", "wang")]


def test_a_full_visit_lists_stand_ins_for_everybody_there(tmp_path: Path) -> None:
    path = tmp_path / "home.yaml"
    path.write_text(
        "community: Home\nweek: 2026-11-23\npeople: [{id: a}, {id: b}, {id: c}]\n"
        "visits: [{id: h, times_per_week: 1, days: Mon, minutes: 60, between: [09:00-10:00], people: 2}]\n",
        encoding="utf-8",
    )
    problem = load_problem(path)
    (visit,) = problem.visits
    made = Roster.of(Assignment(540, 600, visit.key, person) for person in ("a", "b"))
    verdict, source = verify(problem, made), {"config": str(path)}
    document = to_document(problem, made, verdict, status="edited", bound=None, provenance=source)
    write_document(tmp_path / "roster.json", document)
    done = run("standins", tmp_path / "roster.json", "--task", "h", "--json")
    assert done.exit_code == 0
    assert [(s["for"], s["person"], s["group"]) for s in json.loads(done.stdout)] == [
        ("a", "c", "free"),
        ("b", "c", "free"),
    ]


def test_stress_names_the_fragile_duties(roster: Path) -> None:
    done = run("stress", roster, "--processes", 1)
    assert done.exit_code == 0
    assert "absences can be mended" in done.output
    said: dict[str, Any] = json.loads(
        run("stress", roster, "--processes", 1, "--json", "--per", "week").stdout
    )
    assert {a["person"] for a in said["absences"]} == {"han", "wang", "ma"}
    assert said["fragile"]


def test_stress_keeps_time_for_its_advice(roster: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = []

    def none(*_: object, time_limit: float, **__: object) -> stressing.Stress:
        limits.append(time_limit)
        return stressing.Stress("day", (), 0.0)

    monkeypatch.setattr(stressing, "stress", none)
    assert run("stress", roster, "--time-limit", 100).exit_code == 0
    assert limits == [90]


def test_the_same_proposals_come_from_every_process_and_for_one_or_two_cores(
    roster: Path, tmp_path: Path
) -> None:
    found = []
    for number, cores in enumerate((None, {min(os.sched_getaffinity(0))})):
        folder = tmp_path / str(number)
        subprocess.run(
            [sys.executable, "-c", "from roster.cli import main; main()", "repair", str(FILE), str(roster), "--away", "han", "--deterministic", "--out", str(folder)],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": str(number)},
            preexec_fn=None if cores is None else lambda cores=cores: os.sched_setaffinity(0, cores),
        )  # fmt: skip
        found.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert found[0]
    assert found[0] == found[1]


def test_a_shift_that_is_dropped_is_called_by_its_name(roster: Path, tmp_path: Path) -> None:
    done = run(
        "repair",
        FILE,
        roster,
        "--drop",
        "north-gate/evening:2026-11-24",
        "--out",
        tmp_path,
        "--language",
        "en",
    )
    assert "is not needed at north-gate on Tue 24 19:00 any more: it does not take place." in done.output
    assert "patrols/" not in done.output


def test_an_absence_at_which_nothing_is_lost_is_said_to_be_none(roster: Path, tmp_path: Path) -> None:
    done = run("repair", FILE, roster, "--away", "wang:2026-11-23", "--out", tmp_path, "--language", "en")
    assert "Nothing of the roster is lost, and it needs no mending." in done.output
    gone = run("repair", FILE, roster, "--away", "ma:2026-11-24", "--out", tmp_path, "--language", "en")
    assert "Nothing of the roster is lost" not in gone.output
