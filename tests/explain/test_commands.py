"""The commands that explain, as people call them; also twice, with other hash seeds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from roster.cli import main

CLASH = """
community: Clash
week: 2026-11-23
people:
  - {id: p1, name: Ana, away: [2026-11-25]}
  - {id: p2, name: Bea, limits: {duties: 1}}
  - {id: p3, name: Cem, teams: [night]}
patrols:
  - id: gate
    shifts:
      - {id: evening, days: Wed, time: 19:00-21:00, people: 2, must: true}
      - {id: noon, days: Wed, time: 12:00-13:00, people: 1}
    claims: [{person: p2, shift: noon, on: Wed}]
"""

SHORT = """
community: Short
week: 2026-11-23
people:
  - {id: p1, name: Ana, skills: [x], wishes: [{avoid: patrol, weight: 4}]}
  - {id: p2, name: Bea, limits: {duties: 1}}
  - {id: p3, name: Cem, away: [2026-11-25]}
patrols:
  - {id: gate, shifts: [{id: evening, days: Wed, time: 19:00-21:00, people: 3}]}
duties:
  - {id: desk, days: Wed, time: 18:00-20:00, people: 1, skill: x, priority: high}
  - {id: talk, days: Thu, time: 18:00-20:00, people: 1}
rules: [{kind: rest, hours: 10}, {kind: fair-share, of: duties, weight: 3}]
"""


@pytest.fixture
def clash(tmp_path: Path) -> Path:
    path = tmp_path / "clash.yaml"
    path.write_text(CLASH, encoding="utf-8")
    return path


@pytest.fixture
def short(tmp_path: Path) -> tuple[Path, Path]:
    path = tmp_path / "short.yaml"
    path.write_text(SHORT, encoding="utf-8")
    done = CliRunner().invoke(
        main, ["solve", str(path), "--out", str(tmp_path / "out"), "--time-limit", "10"]
    )
    assert done.exit_code == 0, done.output
    return path, tmp_path / "out" / "roster.json"


def run(*args: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(a) for a in args], catch_exceptions=False)
    return done.exit_code, done.output


def test_a_conflict_is_named_with_files_and_lines(clash: Path) -> None:
    code, text = run("explain", clash)
    assert code == 1
    for line in (
        f"{clash}:5 Ana is away on Wed 25.",
        f"{clash}:6 Bea gives at most 1 duty a week.",
        f"{clash}:11 gate on Wed 25 19:00 must have 2 people.",
        f"{clash}:13 Bea has claimed gate on Wed 25 12:00.",
    ):
        assert line in text
    assert "Bea gives up the claim of gate." in text


def test_a_conflict_as_json(clash: Path) -> None:
    code, text = run("explain", clash, "--json")
    assert code == 1
    answer = json.loads(text)
    assert not answer["possible"]
    assert len(answer["conflicts"]) == 1
    conflict = answer["conflicts"][0]
    assert conflict["smallest"]
    assert {m["sort"] for m in conflict["members"]} == {"must", "away", "limit", "claim"}
    prices = [(w["open_units"], w["soft"]) for w in conflict["ways_out"]]
    assert prices == sorted(prices)


def test_a_community_that_can_be_planned(short: tuple[Path, Path]) -> None:
    code, text = run("explain", short[0])
    assert code == 0
    assert "there is a roster" in text


def test_open_seats_and_whom_to_recruit(short: tuple[Path, Path]) -> None:
    code, text = run("explain", *short)
    assert code == 0
    assert "gate on Wed 25 19:00 (2 open)" in text
    assert "1 is away" in text
    assert "Whom to recruit" in text
    answer = json.loads(run("explain", *short, "--json")[1])
    assert answer["open"][0]["cause"] in ("worse", "given_up", "short", "impossible")
    assert [v["people"] for v in answer["recruit"]] == [2]


def test_why_not_somebody(short: tuple[Path, Path]) -> None:
    code, text = run("why", short[1], "--person", "p3", "--task", "gate/evening", "--on", "2026-11-25")
    assert code == 0
    assert "Cem is away on Wed 25." in text
    answer = json.loads(run("why", short[1], "--person", "p1", "--task", "gate", "--json")[1])
    assert answer["answer"] == "price"
    assert answer["exact"]
    assert answer["change"]["open_units"] == 4
    assert answer["moves"][0]["person"] == "p1"


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--person", "nobody", "--task", "gate"], "there is nobody of this id. The ids here are p1 to p3."),
        (["--person", "p11", "--task", "gate"], "there is nobody of this id. Did you mean p1?"),
        (["--person", "Ana", "--task", "gate"], "this is a name. Write the id: p1."),
        (["--person", "p1", "--task", "moon"], "there is no such work"),
        (
            ["--person", "p1", "--task", "gate", "--on", "2026-11-26"],
            "--task gate --on 2026-11-26: it does not take place at that time, but on 2026-11-25T1900.",
        ),
        (["--person", "p1", "--task", "gate", "--on", "tomorrow"], "--on tomorrow: this is not a date."),
        (["--person", "p1", "--task", "gate", "--on", "2025-11-26"], "this is not in the planned weeks"),
    ],
)
def test_why_of_what_is_not_there(short: tuple[Path, Path], args: list[str], told: str) -> None:
    code, text = run("why", short[1], *args)
    assert code == 2
    assert told in text


EVEN = """
community: Even
week: 2026-11-23
people: [{id: p1, name: Ana}, {id: p2, name: Bea}]
duties: [{id: desk, days: Mon, time: 18:00-22:00}]
rules: [{kind: fair-share, of: hours, weight: 3}]
"""


def test_what_a_rule_costs_is_said_by_its_name_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "even.yaml"
    path.write_text(EVEN, encoding="utf-8")
    code, text = run("solve", path, "--out", tmp_path, "--time-limit", "5")
    assert code == 0
    assert "fair share 6" in text
    roster = tmp_path / "roster.json"
    (there,) = json.loads(roster.read_text(encoding="utf-8"))["assignments"]
    other = "p2" if there["person"] == "p1" else "p1"
    asked = ("why", roster, "--person", other, "--task", "desk")
    assert "As much in all by fair share\n" in run(*asked)[1]
    assert "应担份额 合计不变\n" in run(*asked, "--language", "zh_CN")[1]
    (price,) = json.loads(run(*asked, "--json")[1])["costs"]
    assert (price["rule"], price["title"], price["cost"]) == ("fair-share", "fair share", 0)
    text = run("what-if", path, "--without", other)[1]
    assert "-6 by fair share\n" in text


def test_why_needs_the_configuration(short: tuple[Path, Path]) -> None:
    document = json.loads(short[1].read_text(encoding="utf-8"))
    del document["provenance"]["config"]
    short[1].write_text(json.dumps(document), encoding="utf-8")
    args = ("why", short[1], "--person", "p1", "--task", "gate")
    code, text = run(*args)
    assert code == 2
    assert "--config" in text
    assert run(*args, "--config", short[0])[0] == 0


def test_what_if_somebody_is_gone(short: tuple[Path, Path]) -> None:
    code, text = run("what-if", short[0], "--without", "p1")
    assert code == 0
    assert "Ana is gone." in text
    assert "Open seats: " in text


def test_what_if_the_file_is_edited(short: tuple[Path, Path]) -> None:
    edited = short[0].with_name("edited.yaml")
    said = SHORT.replace("away: [2026-11-25]", "away: [2026-11-26]").replace("hours: 10", "hours: 9")
    edited.write_text(said, encoding="utf-8")
    answer = json.loads(run("what-if", short[0], edited, "--json")[1])
    assert "Cem is there at other times." in answer["edits"]
    assert "Open seats: 1 seat fewer." in answer["sentences"]


def test_what_if_from_a_roster_changes_it_as_little_as_it_takes(short: tuple[Path, Path]) -> None:
    planned = json.loads(short[1].read_text(encoding="utf-8"))["assignments"]
    held = sorted(a["work"] for a in planned if a["person"] == "p1")
    args = ("what-if", short[0], "--without", "p1", "--from", short[1], "--time-limit", "10")
    code, text = run(*args)
    assert code == 0
    for work in held:
        assert f"→ Ana leaves {work.split('/')[1]} on " in text
    answer = json.loads(run(*args, "--json")[1])
    assert {m["person"] for m in answer["moves"]} == set(answer["people"])
    assert answer["status"]["old"] == "feasible"


def test_what_if_from_a_roster_of_another_community(short: tuple[Path, Path], clash: Path) -> None:
    code, text = run("what-if", clash, "--without", "p1", "--from", short[1])
    assert code == 2
    assert "is not in the community" in text


def test_what_if_of_nothing(short: tuple[Path, Path]) -> None:
    assert run("what-if", short[0])[0] == 2
    assert run("what-if", short[0], "--without", "nobody")[0] == 2


def in_process(seed: str, cores: set[int], *args: object) -> bytes:
    call = f"import os; os.sched_setaffinity(0, {cores!r}); from roster.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", call, *map(str, args)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_the_same_bytes_on_every_run(clash: Path, short: tuple[Path, Path]) -> None:
    for args in (
        ("explain", clash, "--json", "--deterministic", "--time-limit", "5"),
        ("explain", *short, "--json", "--deterministic", "--time-limit", "5"),
        ("why", short[1], "--person", "p1", "--task", "gate", "--json", "--deterministic"),
        ("what-if", short[0], "--without", "p1", "--json", "--deterministic", "--time-limit", "5"),
    ):
        cores = os.sched_getaffinity(0)
        assert in_process("1", cores, *args) == in_process("4242", {min(cores)}, *args)
