"""Stress: what is said of each absence holds against every repair there is."""

from __future__ import annotations

import pytest

import solver.stress as stressing
from roster.loading import load_text
from roster.model import Duty, Problem
from roster.roster import Assignment, Roster
from roster.verify import verify
from solver.fragility import fragile, suggestions, to_mend
from solver.stress import StressProgress, scene_of, stress
from tests.repair.brute import costs, rosters

WORLD = """
community: Tiny stress
week: 2026-11-23
people:
  - {id: p0, skills: [first-aid], available: [Mon 00:00-24:00]}
  - {id: p1, skills: [first-aid], limits: {duties: 1}}
  - {id: p2, skills: [care], available: [Mon 00:00-24:00]}
patrols:
  - id: gate
    shifts:
      - {id: early, days: [Mon, Tue], time: 07:00-08:00, people: 1}
      - {id: late, days: Mon, time: 19:00-21:00, people: 1, needs: {first-aid: 1}}
visits:
  - {id: h1, times_per_week: 1, days: Mon, minutes: 30, between: [07:30-08:00], people: 1, skills: [care]}
"""


@pytest.fixture(scope="module")
def problem() -> Problem:
    return load_text(WORLD, "tiny.yaml")


@pytest.fixture(scope="module")
def every(problem: Problem) -> list[Roster]:
    best = min((units for _, units, _ in rosters(problem)))
    return [roster for roster, units, _ in rosters(problem) if units == best]


@pytest.mark.parametrize("per", ["day", "week"])
def test_every_absence_is_mended_with_the_fewest_calls(
    problem: Problem, every: list[Roster], per: str
) -> None:
    for roster in every[:6]:
        before = verify(problem, roster).score.open_units
        report = stress(problem, roster, per=per, deterministic=True, processes=1)  # type: ignore[arg-type]
        assert {o.trial.person for o in report.outcomes} == set(roster.by_person)
        for outcome in report.outcomes:
            scene = scene_of(problem, roster, outcome.trial)
            best = min(cost for cost, _ in costs(scene.problem, roster))
            assert outcome.mended == (best[0] <= before)
            if outcome.mended:
                assert outcome.calls == best[1]
            if outcome.hopeless:
                assert best[0] > before
            assert outcome.open_bound <= best[0] - before


def test_progress_reaches_the_end(problem: Problem, every: list[Roster]) -> None:
    seen: list[StressProgress] = []
    report = stress(problem, every[0], processes=1, on_progress=seen.append)
    assert seen[0].done == 0
    assert seen[-1].done == seen[-1].total == len(report.outcomes)


def test_stopping_keeps_what_is_known(problem: Problem, every: list[Roster]) -> None:
    report = stress(problem, every[0], processes=1, stop=lambda: True)
    assert report.interrupted
    assert len(report.outcomes) < len(every[0].by_person)


FEW = """
community: Tiny training
week: 2026-11-23
people:
  - {id: nurse, skills: [first-aid]}
  - {id: pupil, skills: [care]}
  - {id: other, skills: [first-aid], available: [Mon 00:00-24:00]}
patrols:
  - {id: gate, skill: first-aid, shifts: [{id: late, days: [Mon, Tue], time: 19:00-21:00, people: 1}]}
duties:
  - {id: room, days: Mon, time: 20:00-22:00, people: 1}
"""

FREE = """
community: Tiny standby
week: 2026-11-23
people:
  - {id: nurse, skills: [first-aid], available: [Mon 19:00-21:00]}
  - {id: other, skills: [first-aid], limits: {per_day: 1}, available: [Mon 00:00-24:00]}
  - {id: pupil, available: [Mon 08:00-10:00]}
patrols:
  - {id: gate, skill: first-aid, shifts: [{id: late, days: Mon, time: 19:00-21:00, people: 1}]}
duties:
  - {id: room, days: Mon, time: ROOM, people: 1}
"""


@pytest.mark.parametrize(
    ("room", "pupils", "kept"),
    [
        ("08:00-10:00", "Mon 08:00-10:00", [("other", 0)]),
        ("20:00-22:00", "Mon 20:00-22:00", []),
        ("08:00-10:00", "Tue 08:00-10:00", []),
    ],
    ids=["serves at another time", "serves at that time", "cannot be spared"],
)
def test_on_standby_is_who_serves_at_another_time_and_can_be_spared(
    room: str, pupils: str, kept: list[tuple[str, int]]
) -> None:
    problem = load_text(FREE.replace("ROOM", room).replace("Mon 08:00-10:00", pupils), "tiny.yaml")
    roster = Roster.of(
        Assignment(d.span.start, d.span.end, d.key, "nurse" if d.task == "gate" else "other")
        for d in problem.duties
    )
    report = stress(problem, roster, deterministic=True, processes=1)
    assert [(k.person, k.day) for k in suggestions(problem, roster, report)[1]] == kept


def test_training_and_standby_mend_what_they_say() -> None:
    problem = load_text(FEW, "tiny.yaml")
    who = {"patrols/gate/late/2026-11-23T1900": "nurse", "patrols/gate/late/2026-11-24T1900": "nurse"}
    who["duties/room/2026-11-23T2000"] = "other"
    works = problem.works
    roster = Roster.of(
        Assignment(d.span.start, d.span.end, key, who[key]) for key, d in works.items() if isinstance(d, Duty)
    )
    report = stress(problem, roster, deterministic=True, processes=1)
    said = {(o.trial.person, o.trial.days): (o.mended, o.hopeless, o.calls) for o in report.outcomes}
    assert said == {
        ("nurse", (0,)): (True, False, 2),
        ("nurse", (1,)): (False, True, 0),
        ("other", (0,)): (True, False, 1),
    }
    weakest = fragile(report)[0]
    assert (weakest.work, weakest.unmended, weakest.hopeless) == ("patrols/gate/late/2026-11-24T1900", 1, 1)
    trained, kept = suggestions(problem, roster, report)
    assert [(t.person, t.skill, len(t.mends)) for t in trained] == [("pupil", "first-aid", 2)]
    assert kept == ()
    assert {o for t in trained for o in t.mends} == set(to_mend(report))


def test_several_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = load_text(
        """
community: Five evenings
week: 2026-11-23
people: [{id: p0}, {id: p1, available: [Mon-Tue 00:00-24:00]}]
duties: [{id: a, days: Mon-Fri, time: 19:00-21:00}]
rules: [{kind: rest, hours: 8}]
"""
    )
    monkeypatch.setattr(stressing, "_at_once", lambda *_: None)
    roster = Roster.of(Assignment(d.span.start, d.span.end, d.key, "p0") for d in problem.duties)
    found = [stress(problem, roster, deterministic=True, processes=n).outcomes for n in (1, 2)]
    assert [o.mended for o in found[0]] == [True, True, False, False, False]
    assert found[0] == found[1]
