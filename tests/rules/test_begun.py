"""A week under way: nobody comes to what has begun but those who are held there."""

from __future__ import annotations

from dataclasses import replace

from roster.loading import load_text
from roster.roster import Assignment, Roster
from roster.verify import verify
from solver.accept import accepts
from solver.compile import compile_problem
from tests.rules.tiny import every_roster, minute

WORLD = """
community: Half a week
week: 2026-11-23
people: [{id: p1, name: Lin}, {id: p2, name: Wu}]
patrols:
  - {id: gate, days: [Mon, Tue], time: 19:00-21:00, people: 2}
visits:
  - {id: h1, name: Aunt Li, times_per_week: 1, days: Tue, minutes: 40, between: [09:00-11:00]}
"""
MONDAY = Assignment(1140, 1260, "patrols/gate/2026-11-23T1900", "p1")


def test_model_and_verifier_agree_on_every_roster_while_a_visit_may_still_begin() -> None:
    problem = load_text(WORLD, "half.yaml")
    problem = replace(problem, pins=(MONDAY,), begun=minute(problem, "2026-11-24T09:30"))
    index = compile_problem(problem)
    allowed = []
    for roster in every_roster(problem):
        verdict = verify(problem, roster)
        accepted, _ = accepts(problem, roster, index=index)
        assert accepted == (verdict.score.hard == 0), roster.assignments
        if accepted:
            allowed.append(roster)
    late = {a.start for roster in allowed for a in roster.assignments if a.work == "visits/h1"}
    assert late == {minute(problem, "2026-11-24T10:20")}, "a visit at 09:00 would have begun"
    assert all(roster.at(MONDAY.work) == (MONDAY,) for roster in allowed)
    assert {len(roster.at("patrols/gate/2026-11-24T1900")) for roster in allowed} == {0, 1, 2}


def test_a_newcomer_is_named() -> None:
    problem = replace(load_text(WORLD, "half.yaml"), begun=1440)
    newcomer = replace(MONDAY, person="p2")
    (finding,) = verify(problem, Roster.of([newcomer])).hard
    said = finding.rule.explain(problem, finding)
    assert "Wu was not there" in said.say("en")
    assert "Wu" in said.say("zh_CN")
    assert "begun" not in said.say("zh_CN")
