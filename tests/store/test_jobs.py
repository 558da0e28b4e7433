"""Jobs in a child process: a solve, a repair, a stop, a kill, a second one at once."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from roster.services import communities, drafts, jobs, proposals
from roster.services.common import NotFoundError, RefusedError
from roster.services.drafts import Seat
from roster.store import Store
from roster.store.tables_people import Job
from solver import job as solving
from tests.answered_jobs import ended
from tests.site_world import FILES, MAIN, WEEK, YAML, add_lane, gate

MON, TUE = gate(WEEK), gate(WEEK + timedelta(days=1))
TUESDAY_NOON = 1440 + 720
SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")


def wait(
    store: Store, number: int, until: Callable[[dict[str, Any]], bool], seconds: float = 40
) -> dict[str, Any]:
    """Return a job once a condition holds."""
    end = time.monotonic() + seconds
    while True:
        job = jobs.show(store, "lane", number, "en")
        if until(job):
            return job
        assert time.monotonic() < end, job
        time.sleep(0.1)


def over(job: dict[str, Any]) -> bool:
    return job["state"] in ("done", "failed")


def start(store: Store, kind: str = "solve", **more: Any) -> int:
    options = {"time_limit": 5, "workers": 1, **more.pop("options", {})}
    return jobs.start(store, "lane", WEEK, kind=kind, options=options, author="account:1", **more)


@pytest.fixture
def lane(store: Store) -> str:
    return add_lane(store)


def test_a_solve_becomes_a_proposal_and_never_an_overwrite(store: Store, lane: str) -> None:
    drafts.edit(store, lane, WEEK, base=0, add=[Seat(MON, "ma")], author="account:1")
    drafts.edit(store, lane, WEEK, base=1, pin=[Seat(MON, "ma")], author="account:1")
    job = wait(store, start(store), over)
    assert job["state"] == "done", job
    assert job["version"] == 3
    with store.read() as db:
        draft = drafts.open_draft(db, lane, WEEK)
        assert [a.person for a in draft.roster.assignments] == ["ma"], "the draft stays"
        shown = proposals.show(db, lane, WEEK, 3, "en")
    assert shown["old_score"]["open_seats"] > shown["score"]["open_seats"]
    change = proposals.take(store, lane, WEEK, 3, base=2, author="account:1")
    assert change.after.score.hard == 0
    assert "ma" in [a.person for a in change.draft.roster.at(MON)], "pins stay"
    back = drafts.undo(store, lane, WEEK, base=3, author="account:1")
    assert [a.person for a in back.draft.roster.assignments] == ["ma"]


def test_a_solve_goes_around_what_has_begun(store: Store, lane: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts.edit(store, lane, WEEK, base=0, add=[Seat(MON, "han")], author="account:1")
    monkeypatch.setattr(solving, "moment_now", lambda horizon: TUESDAY_NOON)
    number = ended(store, lane, "solve", {}, state="queued", options={"time_limit": 5, "workers": 1})
    solving.run(store, number)
    with store.read() as db:
        done = db.get_one(Job, number)
        assert done.state == "done", jobs.says(done, "en")
        draft = drafts.open_draft(db, lane, WEEK)
        found = drafts.roster_of(draft.problem, drafts.version_by_number(db, lane, WEEK, 2))[0]
        assert proposals.show(db, lane, WEEK, 2, "en")["moves"]
    assert {a for a in found.assignments if a.start < TUESDAY_NOON} == set(draft.roster.assignments)
    assert len(found.assignments) > 8


def test_a_week_whose_rules_cannot_be_kept_any_more_is_told_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = YAML + "  - {kind: min-duties, duties: 1}\n"
    files = {**FILES, MAIN: text.encode()}
    communities.add_community(store, MAIN, files, author="test", wanted_id="lane")
    monkeypatch.setattr(solving, "moment_now", lambda horizon: 7 * 1440)
    number = ended(store, "lane", "solve", {}, state="queued", options={"time_limit": 5, "workers": 1})
    solving.run(store, number)
    assert "what has begun cannot all hold" in jobs.show(store, "lane", number, "en")["says"]


def test_a_repair_fills_an_absence_with_reasons(store: Store, lane: str) -> None:
    drafts.edit(
        store,
        lane,
        WEEK,
        base=0,
        add=[Seat(MON, "han"), Seat(TUE, "ma"), Seat(TUE, "bai")],
        author="account:1",
    )
    job = wait(store, start(store, "repair"), over)
    assert job["state"] == "done", job
    best = job["result"]["proposals"][0]
    assert best["steps"][0]["proven"]
    for reason in best["reasons"]:
        assert not (reason["proven"] and "As far as was found" in reason["sentence"]), reason
        assert reason["level"] in ("open", "people", "assignments", "soft", None)
        assert reason["level"] == (reason["without"] or {"level": None})["level"]
    assert best["reasons"]
    with store.read() as db:
        shown = proposals.show(db, lane, WEEK, job["version"], "zh_CN")
    assert shown["moves"]
    assert all(move["reasons"] for move in shown["moves"])
    some = shown["moves"][0]
    part = {some["id"], *some["needs"]}
    change = proposals.take(store, lane, WEEK, job["version"], base=1, moves=part, author="account:1")
    assert change.diff


def test_a_killed_solver_is_a_failed_job_with_a_message(store: Store, lane: str) -> None:
    number = start(store, command=SLEEPER)
    with store.read() as db:
        pid = db.get_one(Job, number).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    job = wait(store, number, over)
    assert job["state"] == "failed"
    assert "killed" in job["says"]
    assert jobs.show(store, lane, number, "zh_CN")["says"]
    assert start(store, command=SLEEPER) == number + 1
    with store.read() as db:
        pid = db.get_one(Job, number + 1).pid
    assert pid is not None
    os.kill(pid, signal.SIGTERM)
    assert "SIGTERM" in wait(store, number + 1, over)["says"]


def test_a_solver_that_cannot_start_is_a_failed_job(store: Store, lane: str) -> None:
    assert wait(store, start(store, command=("/none/python",)), over)["state"] == "failed"
    told = wait(store, start(store, command=(sys.executable, "-c", "raise SystemExit(7)")), over)
    assert "exit code 7" in told["says"]


def test_a_server_that_starts_again_finds_dead_jobs(store: Store, lane: str) -> None:
    number = start(store, command=SLEEPER)
    with store.write() as session:
        job = session.get_one(Job, number)
        pid, job.pid = job.pid, 2**22 + 5
        job.process = job.process.rsplit(" ", 1)[0] + " 0"
    jobs._CHILDREN.clear()
    assert jobs.reap(store) == 1
    assert jobs.show(store, lane, number, "en")["state"] == "failed"
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def test_only_one_job_of_a_week_at_once(store: Store, lane: str) -> None:
    number = start(store, command=SLEEPER)
    with pytest.raises(RefusedError, match="under way"):
        start(store)
    with store.read() as db:
        pid = db.get_one(Job, number).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def test_stopping_keeps_the_best(store: Store, lane: str) -> None:
    number = start(store, options={"time_limit": 300, "workers": 2})
    wait(store, number, lambda job: job["state"] != "queued")
    jobs.stop(store, lane, number, author="account:1")
    job = wait(store, number, over)
    assert job["state"] == "done", job


def test_jobs_of_another_community_are_not_found(store: Store, lane: str) -> None:
    number = start(store, command=(sys.executable, "-c", ""))
    add_lane(store, "other")
    with pytest.raises(NotFoundError):
        jobs.show(store, "other", number, "en")
    with pytest.raises(NotFoundError):
        jobs.stop(store, "other", number, author="x")


def test_a_part_that_needs_another_part_is_refused(store: Store, lane: str) -> None:
    """Ma's week is full: she can come on Tuesday only if she leaves Monday."""
    days = [gate(WEEK + timedelta(days=d)) for d in range(5)]
    drafts.edit(store, lane, WEEK, base=0, add=[Seat(d, "ma") for d in days[:4]], author="account:1")
    with store.write() as session:
        draft = drafts.open_draft(session, lane, WEEK)
        new = drafts.place(draft.problem, draft.roster, Seat(days[4], "ma"))
        han = drafts.place(draft.problem, draft.roster, Seat(days[0], "han"))
        left = [a for a in draft.roster.assignments if a.work != days[0]]
        roster = drafts.Roster.of([*left, new, han])
        verdict = drafts.verdict_of(draft.problem, roster)
        drafts.add_version(session, draft, roster, verdict, kind="repair", author="x")
    with store.read() as db:
        first, second = proposals.show(db, lane, WEEK, 2, "en")["moves"]
    assert (first["needs"], second["needs"]) == ([], [first["id"]])
    with pytest.raises(RefusedError, match="needs"):
        proposals.take(store, lane, WEEK, 2, base=1, moves=[second["id"]], author="x")
    assert proposals.take(store, lane, WEEK, 2, base=1, moves=[first["id"]], author="x").diff
    with pytest.raises(RefusedError, match="moved on"):
        proposals.take(store, lane, WEEK, 2, base=2, moves=[first["id"]], author="x")


def test_questions_are_answered_in_both_languages_and_change_nothing(store: Store, lane: str) -> None:
    drafts.edit(store, lane, WEEK, base=0, add=[Seat(MON, "han")], author="account:1")
    job = wait(store, start(store, "why-not", options={"person": "liu", "work": MON}), over)
    assert (job["state"], job["result"]["answer"]) == ("done", "barred")
    assert "刘洋" in job["says"]
    job = wait(store, start(store, "why-open", options={"time_limit": 2}), over)
    assert job["state"] == "done", job
    assert job["result"]["open"]
    assert all(isinstance(seat["sentence"], str) for seat in job["result"]["open"])
    job = wait(store, start(store, "what-if", options={"without": "han", "time_limit": 2}), over)
    assert job["state"] == "done", job
    assert job["result"]["edits"]
    assert job["result"]["from"] == "draft"
    assert "han" in {move["person"] for move in job["result"]["moves"]}
    changed = YAML.replace("people: 2,", "people: 3,")
    job = wait(
        store,
        start(store, "what-if", options={"files": {MAIN: changed}, "time_limit": 2, "anew": True}),
        over,
    )
    assert job["state"] == "done", job
    assert job["result"]["told"]
    assert job["result"]["from"] is None
    assert job["result"]["edits"]
    same = wait(store, start(store, "what-if", options={"files": {MAIN: YAML + "\n# a remark\n"}}), over)
    assert (same["state"], same["result"]) == ("done", {"moved": False})
    more = {"kind": "seats", "post": "patrols/gate/evening", "by": 6}
    job = wait(store, start(store, "what-if", options={"suppose": more, "time_limit": 2}), over)
    assert job["says"].startswith("gate has 6 people more each time. ")
    assert job["result"]["new"]["open_seats"] > job["result"]["old"]["open_seats"]
    wrong = wait(store, start(store, "what-if", options={"suppose": {**more, "post": "x"}}), over)
    assert (wrong["state"], wrong["says"]) == ("failed", "There is no such post in this week.")
    wrong = wait(store, start(store, "what-if", options={"files": {MAIN: "x: ["}}), over)
    assert wrong["state"] == "failed"
    job = wait(store, start(store, "conflict", options={"time_limit": 2}), over)
    assert job["result"] == {"conflicts": [], "complete": True, "moved": False}
    with store.read() as db:
        assert drafts.open_draft(db, lane, WEEK).number == 1


def test_a_question_that_is_stopped_ends_without_an_answer(store: Store, lane: str) -> None:
    number = start(store, "why-open", command=SLEEPER)
    jobs.stop(store, lane, number, author="account:1")
    assert jobs.show(store, lane, number, "en")["says"] == "Stopped."
    with store.read() as db:
        pid = db.get_one(Job, number).pid
    assert pid is not None
    end = time.monotonic() + 10
    while jobs.identity(pid):
        assert time.monotonic() < end
        time.sleep(0.05)
