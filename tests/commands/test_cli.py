"""The command line: what it prints, what it writes, and its exit codes; bad input is never a traceback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from roster.cli import main
from roster.document import schema
from tests.commands.small import SMALL, run


@pytest.mark.parametrize("command", [[], *([name] for name in main.commands), ["generate", "community"]])
def test_every_command_has_a_help_text_with_an_example(command: list[str]) -> None:
    told = run(*command, "--help").stdout
    assert "Example" in told
    assert "roster " in told


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["solve", "."], "没有社区"),
        (["export", "x.json", "--to", "pdf"], "没有格式 pdf"),
        (["export", "x.json", "--to", ","], "没有写格式"),
        (["export", "x.json", "--to", "xslx"], "没有格式 xslx。是不是“xlsx”？"),
    ],
)
def test_what_is_refused_is_said_in_the_language_asked_for(
    args: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*args, "--language", "zh_CN")
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        ["solve", "nowhere.yaml"],
        ["check", "nowhere.yaml"],
        ["verify", "nowhere.yaml", "nowhere.json"],
        ["export", "nowhere.json"],
        ["export", "nowhere.json", "--to", "pdf"],
        ["rules", "resst"],
        ["solve", "."],
        ["solve"],
        ["solve", "x.yaml", "--time-limit", "0"],
        ["solve", "x.yaml", "--workers", "0"],
        ["generate", "community", "--people", "-1", "--out", "x"],
        ["generate", "community", "--week", "2026-11-24", "--out", "x"],
        ["frobnicate"],
    ],
)
def test_bad_input_is_exit_code_2_with_a_message(
    args: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*args)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert list(tmp_path.iterdir()) == []


def test_check_says_every_error_with_its_place(lane: Path) -> None:
    lane.write_text(
        SMALL.replace("people: 2}", "people: {min: 3, target: 2}}") + "holydays: CN\n", encoding="utf-8"
    )
    result = run("check", lane)
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert len(lines) == 2
    assert any("lane.yaml:" in line and "target" in line for line in lines)
    assert any("holydays" in line and "holidays" in line for line in lines)


def test_check_says_what_is_known_without_solving(lane: Path) -> None:
    fine = run("check", lane)
    assert fine.exit_code == 0
    assert "2 people, 2 duties, 1 home" in fine.stdout
    lane.write_text(SMALL.replace("people: 2}", "people: 3}"), encoding="utf-8")
    short = run("check", lane)
    assert short.exit_code == 0
    assert "[open seats] gate needs 3 people on Mon 23, Tue 24; 2 can serve at 19:00." in short.stdout
    lane.write_text(SMALL.replace("people: 2}", "people: 3, must: true}"), encoding="utf-8")
    assert run("check", lane).exit_code == 1


def test_check_sets_its_sentences_as_the_language_does(lane: Path) -> None:
    lane.write_text(SMALL.replace("people: 2}", "people: 3}"), encoding="utf-8")
    for language, gap in (("en", ". "), ("zh_CN", "。")):
        line = run("check", lane, "--language", language).stdout.splitlines()[0]
        assert line.count(gap) == (1 if language == "en" else 2), line
        assert "。 " not in line


def test_verify_judges_every_finding_and_compares_the_score(lane: Path, tmp_path: Path) -> None:
    run("solve", lane, "--out", tmp_path / "out", "--time-limit", 10)
    path = tmp_path / "out" / "roster.json"
    same = run("verify", lane, path)
    assert same.exit_code == 0
    assert "The file says the same score." in same.stdout
    lane.write_text(SMALL.replace("hours: 10", "hours: 23"), encoding="utf-8")
    broken = run("verify", lane, path)
    assert broken.exit_code == 1
    assert (
        f"[must] rest ({lane}:9): 韩立新 rests 22 h from Mon 23 21:00 to Tue 24 19:00; 23 h asked."
        in broken.stdout
    )
    assert "The file says another score: hard 0" in broken.stdout
    document = json.loads(run("verify", lane, path, "--json").stdout)
    assert document["score"]["hard"] > 0
    jsonschema.validate(document, schema())


def test_verify_says_which_grid_and_which_day_is_open(lane: Path, tmp_path: Path) -> None:
    lane.write_text(
        "community: Grids\nweek: 2026-11-23\npeople: [{id: p1}]\n"
        "grids: [{id: g1, leader: p1}, {id: g2, name: 东区, leader: p1}]\n"
        "patrols: [{id: walk, members: grid, days: Tue, time: 08:00-09:00}]\n"
        "duties: [{id: room, name: 阅览室, days: Mon, time: 09:00-10:00, people: 2}]\n",
        encoding="utf-8",
    )
    run("solve", lane, "--out", tmp_path / "out", "--time-limit", 10)
    told = run("verify", lane, tmp_path / "out" / "roster.json").stdout
    assert re.search(r"^\[open: 1\] walk · (g1|东区) Tue 24 08:00: ", told, re.MULTILINE)
    assert "[open: 1] 阅览室 Mon 23 09:00: " in told


def test_verify_says_what_priorities_make_of_open_seats(lane: Path, tmp_path: Path) -> None:
    text = SMALL.replace("people: 2}", "people: 3, priority: high}")
    lane.write_text(text, encoding="utf-8")
    run("solve", lane, "--out", tmp_path / "out", "--time-limit", 10)
    path = tmp_path / "out" / "roster.json"
    told = run("verify", lane, path).stdout
    assert "Score: hard 0, open 6, soft 0." in told
    assert "2 seats are open; their priorities make them 6." in told
    assert "2 个空缺按优先级折算为 6。" in run("verify", lane, path, "--language", "zh_CN").stdout
    lane.write_text(text.replace(", priority: high", ""), encoding="utf-8")
    assert "priorities" not in run("verify", lane, path).stdout


def test_verify_refuses_a_roster_of_another_community(lane: Path, tmp_path: Path) -> None:
    run("solve", lane, "--out", tmp_path / "out", "--time-limit", 10)
    lane.write_text(SMALL.replace("id: p2", "id: p3"), encoding="utf-8")
    result = run("verify", lane, tmp_path / "out" / "roster.json")
    assert result.exit_code == 2
    assert "p2 is not among the people" in result.stderr


def test_export_writes_what_is_asked_for(lane: Path, tmp_path: Path) -> None:
    run("solve", lane, "--out", tmp_path / "out", "--time-limit", 10)
    result = run("export", tmp_path / "out" / "roster.json", "--to", "html, csv", "--out", tmp_path / "wall")
    assert result.exit_code == 0
    assert {p.name for p in (tmp_path / "wall").iterdir()} == {"board.html", "roster.csv", "open-seats.csv"}


def test_rules_and_schema_are_documented() -> None:
    from roster.rules import registry

    listed = run("rules").stdout
    for kind, rule in registry().items():
        assert kind in listed
        told = run("rules", kind).stdout
        assert rule.example in told
        for name, field in rule.model_fields.items():
            assert re.search(rf"^ {field.alias or name} ", told, re.MULTILINE)
    assert 'Did you mean "rest"?' in run("rules", "resst").stderr
    jsonschema.Draft202012Validator.check_schema(json.loads(run("schema").stdout))
    assert json.loads(run("schema", "--of", "roster").stdout) == schema()


def test_the_command_starts_without_solver_web_and_store() -> None:
    code = "import sys, roster.cli; print([m for m in ('ortools', 'solver', 'flask', 'sqlalchemy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
