"""The command line: what it prints, what it writes, and its exit codes; bad input is never a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from roster.cli import main
from roster.commands import _batch
from roster.commands._common import Exit, worst
from roster.commands._progress import ProgressLine
from roster.document import read_document, schema
from roster.loading import load_problem
from roster.model import Problem
from roster.roster import Assignment, Roster
from roster.verify import verify
from roster.words import sentence
from solver.result import Bound, DisagreementError, Progress, Status
from solver.result import Result as Solved

SMALL = """
community: Small lane
week: 2026-11-23
people: [{id: p1, name: 韩立新}, {id: p2, name: 马秀英}]
patrols:
  - {id: gate, shifts: [{id: evening, days: [Mon, Tue], time: 19:00-21:00, people: 2}]}
visits:
  - {id: h1, times_per_week: 1, minutes: 30, between: [09:00-10:00], people: 1}
rules: [{kind: rest, hours: 10}]
"""


@pytest.fixture
def lane(tmp_path: Path) -> Path:
    path = tmp_path / "lane.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in args], catch_exceptions=False)
    assert "Traceback" not in result.output + result.stderr
    return result


def fake(monkeypatch: pytest.MonkeyPatch, solve: Callable[..., Solved]) -> None:
    monkeypatch.setattr("solver.solve", solve)


def solved(
    problem: Problem, status: Status, *, roster: Roster | None = None, bound: Bound | None = None
) -> Solved:
    verdict = verify(problem, roster) if roster is not None else None
    return Solved(status, roster, verdict, bound or Bound(), 1.5, {"seed": 1}, {"roster": "0"})


def half_empty(problem: Problem) -> Roster:
    return Roster.of(Assignment(d.span.start, d.span.end, d.key, "p1") for d in problem.duties)


@pytest.mark.parametrize("command", [[], *([name] for name in main.commands), ["generate", "community"]])
def test_every_command_has_a_help_text_with_an_example(command: list[str]) -> None:
    told = run(*command, "--help").stdout
    assert "Example" in told
    assert "roster " in told


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


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["solve", "."], "没有社区"),
        (["export", "x.json", "--to", "pdf"], "没有格式 pdf"),
        (["export", "x.json", "--to", ","], "没有写格式"),
    ],
)
def test_what_is_refused_is_said_in_the_language_asked_for(
    args: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*args, "--language", "zh_CN")
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_worst_exit_code_wins() -> None:
    assert worst([]) == 0
    assert worst([Exit.FINE, Exit.NOTHING_FOUND, Exit.BROKEN]) == 1
    assert worst([Exit.BAD_INPUT, Exit.BROKEN]) == 2
    assert worst([Exit.INTERRUPTED, Exit.BAD_INPUT]) == 130


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


def test_the_starter_solves_as_it_is_and_is_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "my-lane"
    assert run("new", folder).exit_code == 0
    assert {p.name for p in folder.iterdir()} == {"community.yaml", "people.csv"}
    result = run("solve", folder, "--out", tmp_path / "out", "--time-limit", 15)
    assert result.exit_code == 0, result.stderr
    assert "Every seat is filled." in result.stdout
    (folder / "community.yaml").unlink()
    again = run("new", folder)
    assert again.exit_code == 2
    assert "there is a people.csv already" in again.stderr
    assert not (folder / "community.yaml").exists()


def test_rules_and_schema_are_documented() -> None:
    from roster.rules import registry

    listed = run("rules").stdout
    for kind, rule in registry().items():
        assert kind in listed
        told = run("rules", kind).stdout
        assert rule.example in told
        for name, field in rule.model_fields.items():
            assert re.search(rf"^ {field.alias or name} ", told, re.MULTILINE)
    assert "Did you mean rest?" in run("rules", "resst").stderr
    jsonschema.Draft202012Validator.check_schema(json.loads(run("schema").stdout))
    assert json.loads(run("schema", "--of", "roster").stdout) == schema()


def test_generate_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    numbers = ["--people", 20, "--homes", 5, "--posts", 1, "--windows", 1, "--grids", 1]
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert run("generate", "community", *numbers, "--seed", seed, "--out", tmp_path / name).exit_code == 0
    a, b, c = ((tmp_path / name / "people.csv").read_bytes() for name in "abc")
    assert a == b != c
    assert len(load_problem(tmp_path / "a" / "community.yaml").people) == 20


def test_generate_overwrites_what_it_invented_and_nothing_else(tmp_path: Path) -> None:
    numbers = ["--people", 5, "--homes", 0, "--posts", 1, "--windows", 0, "--grids", 0, "--out", tmp_path]
    assert run("generate", "community", *numbers).exit_code == 0
    assert run("generate", "community", *numbers, "--seed", 2).exit_code == 0
    (tmp_path / "community.yaml").write_text(SMALL, encoding="utf-8")
    refused = run("generate", "community", *numbers)
    assert refused.exit_code == 2
    assert "there is a community.yaml and a people.csv already" in refused.stderr
    assert (tmp_path / "community.yaml").read_text(encoding="utf-8") == SMALL


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


def test_the_command_starts_without_solver_web_and_store() -> None:
    code = "import sys, roster.cli; print([m for m in ('ortools', 'solver', 'flask', 'sqlalchemy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
