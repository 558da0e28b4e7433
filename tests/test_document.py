"""roster.json: complete, valid, readable without the configuration, and read back exactly."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from roster.document import (
    DocumentError,
    check_document,
    from_document,
    read_document,
    schema,
    to_document,
    write_document,
)
from roster.history import read_past
from roster.model import Duty, Horizon, Problem, Span
from roster.roster import Assignment, Roster
from roster.rules import registry
from roster.score import Score
from roster.verify import verify
from solver.result import Bound
from tests.output_world import MONDAY, roster_of, world


def document_of(problem: Problem, roster: Roster | None = None, bound: Bound | None = None) -> dict:
    roster = roster_of(problem) if roster is None else roster
    return to_document(
        problem, roster, verify(problem, roster), status="feasible", bound=bound, provenance={"seed": 1}
    )


def test_the_schema_is_a_schema_and_describes_every_key() -> None:
    jsonschema.Draft202012Validator.check_schema(dict(schema()))
    for key, entry in schema()["properties"].items():
        assert "description" in entry or "const" in entry, key
    for name, entry in schema()["$defs"].items():
        for key, value in entry["properties"].items():
            assert value.get("description"), (name, key)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_document_satisfies_the_schema_and_survives_json(language: str) -> None:
    problem = world(language=language)
    document = document_of(problem, bound=Bound(4, 2))
    jsonschema.validate(document, schema())
    assert json.loads(json.dumps(document)) == document
    assert document["format"] == "roster/1"
    assert document["score"] == {"hard": 0, "open": 2, "soft": 3, "open_seats": 2}
    assert document["bound"] == {"open": 2, "soft": 2}
    assert document["provenance"] == {"config_hash": "abc", "seed": 1}


def test_a_document_gives_back_the_same_roster() -> None:
    problem = world()
    roster = roster_of(problem)
    assert from_document(problem, document_of(problem)) == roster


def test_a_document_of_others_needs_only_the_keys_of_the_issue() -> None:
    problem = world()
    document = document_of(problem)
    required = {"service", "task", "shift", "person", "start", "end", "place"}
    for entry in document["assignments"]:
        for key in set(entry) - required:
            del entry[key]
    for key in set(document) - set(schema()["required"]):
        del document[key]
    document["timezone"] = problem.horizon.timezone
    assert from_document(problem, document).assignments == roster_of(problem).assignments


def test_open_seats_say_why_in_numbers() -> None:
    problem = world()
    reasons = {seat["task"]: seat for seat in document_of(problem)["open"]}
    assert reasons["gate"]["start"] == "2026-11-24T19:00"
    assert reasons["gate"]["reason"] == "Of 2 people who may serve there: 2 could be free."
    assert reasons["h1"]["start"] is None
    assert reasons["h1"]["missing"] == 1


def test_reasons_tell_away_busy_limit_and_nobody_apart() -> None:
    problem = world()
    monday = [d for d in problem.duties if d.key == "patrols/gate/evening/2026-11-23T1900"]
    other = replace(
        monday[0], key="patrols/other/2026-11-23T1900", task="other", min=3, target=3, most=3, title="东门"
    )
    nobody = replace(other, key="patrols/none/2026-11-23T1900", task="none", skills=frozenset({"diver"}))
    rules = (*problem.rules, registry()["one-place"](), registry()["limits"]())
    problem = replace(problem, duties=(*problem.duties, other, nobody), claims=(), rules=rules)
    reasons = {seat["task"]: seat["reason"] for seat in document_of(problem)["open"]}
    assert reasons["other"] == "Of 3 people who may serve there: 2 serve elsewhere then, 1 is away."
    assert reasons["none"] == "Nobody may serve there: it asks for diver, team volunteers."
    full = replace(problem.people["p2"], limits=replace(problem.people["p2"].limits, duties=2))
    problem = replace(problem, people={**problem.people, "p2": full})
    reasons = {seat["start"]: seat["reason"] for seat in document_of(problem)["open"]}
    assert (
        reasons["2026-11-24T19:00"]
        == "Of 2 people who may serve there: 1 is at the limit of 2 duties, 1 could be free."
    )


def test_a_hard_rule_that_stands_against_everybody_is_named() -> None:
    problem = world()
    rest, soft = problem.rules
    problem = replace(problem, rules=(rest.model_copy(update={"hours": 40}), soft))
    seats = {seat["start"]: seat["reason"] for seat in document_of(problem)["open"]}
    assert (
        seats["2026-11-24T19:00"] == "Of 2 people who may serve there: 2 would have less than 40 h of rest."
    )


def test_repeated_hours_are_told_apart_when_the_clocks_change() -> None:
    horizon = Horizon(date(2026, 10, 19), timezone="Europe/Berlin")
    second_two_thirty = horizon.minute(date(2026, 10, 25)) + 3 * 60 + 30
    span = Span(second_two_thirty, second_two_thirty + 60)
    duty = Duty("duties/night/2026-10-25T0230", "duties", "night", None, 6, span, "gate")
    base = world(timezone="Europe/Berlin")
    problem = replace(base, horizon=horizon, duties=(duty,), visits=(), claims=(), rules=())
    roster = Roster.of([Assignment(span.start, span.end, duty.key, "p1")])
    document = document_of(problem, roster)
    entry = document["assignments"][0]
    assert entry["start"] == "2026-10-25T02:30"
    assert entry["start_utc"] == "2026-10-25T01:30Z"
    del entry["work"]
    assert from_document(problem, document) == roster


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"person": "p11"}, 'p11 is not among the people. Did you mean "p1"?'),
        ({"task": "gat", "work": None}, 'patrols/gat is not in the community. Did you mean "gate"?'),
        (
            {"start": "2026-11-23T18:00", "start_utc": None, "work": None},
            "gate has no shift at 2026-11-23 18:00.",
        ),
        (
            {"minutes": 60},
            "gate lasts from Mon 23 19:00 to Mon 23 21:00, not from Mon 23 19:00 to Mon 23 20:00.",
        ),
    ],
)
def test_what_the_community_does_not_have_is_refused_with_its_place(change: dict, message: str) -> None:
    problem = world()
    document = document_of(problem)
    index = next(i for i, a in enumerate(document["assignments"]) if a["task"] == "gate")
    document["assignments"][index] = {
        k: v for k, v in {**document["assignments"][index], **change}.items() if v is not None or k == "shift"
    }
    with pytest.raises(DocumentError) as caught:
        from_document(problem, document, file="r.json")
    assert str(caught.value).startswith(f"r.json:1:1 assignments.{index}: {message}")


def test_a_roster_of_another_week_is_refused() -> None:
    problem = world()
    document = document_of(problem)
    with pytest.raises(DocumentError, match=r"of 2026-11-30 \(weeks: 1\), the community of 2026-11-23"):
        from_document(problem, {**document, "week": "2026-11-30"})


def test_files_are_written_whole_and_read_back(tmp_path: Path) -> None:
    document = document_of(world())
    path = tmp_path / "deep" / "roster.json"
    write_document(path, document)
    assert read_document(path) == document
    assert [p.name for p in path.parent.iterdir()] == ["roster.json"]
    with pytest.raises(jsonschema.ValidationError):
        write_document(path, {**document, "status": "wonderful"})
    assert read_document(path) == document


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", ":1:2: This is not JSON."),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"[]", "not a roster of format roster/1"),
        (b'{"format": "roster/2"}', "not a roster of format roster/1"),
        (b"[" * 100_000, "not JSON"),
        (None, "There is no such file"),
    ],
)
def test_files_that_are_no_rosters_are_refused_with_a_cure(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "roster.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert message in str(caught.value)
    assert "roster.json" in str(caught.value)


def test_faults_of_the_format_name_their_place() -> None:
    document = document_of(world())
    broken = copy.deepcopy(document)
    broken["assignments"][0]["start"] = "tomorrow"
    del broken["score"]["open"]
    with pytest.raises(DocumentError) as caught:
        check_document(broken, file="r.json")
    told = str(caught.value)
    assert "r.json:1:1 assignments.0.start: 'tomorrow' does not match" in told
    assert "r.json:1:1 score: 'open' is a required property" in told


def test_history_becomes_negative_minutes(tmp_path: Path) -> None:
    path = tmp_path / "last.json"
    write_document(path, document_of(world()))
    past = read_past([path], Horizon(date(2026, 11, 30)))
    assert len(past) == len(roster_of(world()).assignments)
    gate = next(p for p in past if p.task == "gate")
    assert gate.span == Span(19 * 60 - 7 * 1440, 21 * 60 - 7 * 1440)
    assert {"patrol", "gate", "evening"} <= gate.labels
    assert all(p.span.end <= 0 for p in past)


@pytest.mark.parametrize("week", [MONDAY, date(2026, 11, 16)])
def test_history_must_end_before_the_horizon(tmp_path: Path, week: date) -> None:
    path = tmp_path / "last.json"
    write_document(path, document_of(world()))
    with pytest.raises(DocumentError, match="history must end before"):
        read_past([path], Horizon(week))


def test_two_rosters_of_one_week_and_of_another_community_are_refused(tmp_path: Path) -> None:
    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    for path in paths:
        write_document(path, document_of(world()))
    with pytest.raises(DocumentError, match="Name one roster for each week"):
        read_past(paths, Horizon(date(2026, 11, 30)))
    with pytest.raises(DocumentError, match="not of Camp Street"):
        read_past(paths[:1], Horizon(date(2026, 11, 30)), community="Camp Street")


def test_the_score_in_the_file_is_that_of_the_verifier() -> None:
    problem = world()
    verdict = verify(problem, roster_of(problem))
    assert verdict.score == Score(0, 4, 3)
