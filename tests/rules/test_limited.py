"""Rules that always hold can be limited to some people, posts, days and hours."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from roster.errors import ConfigErrors
from roster.loading import load_text
from roster.model import Problem
from roster.roster import Assignment, Roster
from roster.rules import registry
from roster.verify import verify
from solver.accept import accepts
from solver.compile import compile_problem
from tests.rules.tiny import judged_rosters, roster_of, world

LIMITED = [
    "{kind: target-seats, only: {days: Tue}}",
    "{kind: target-seats, only: {hours: 21:00-22:00}}",
    "{kind: limits, only: {people: [p1]}}",
    "{kind: limits, weight: 3, only: {services: [duties]}}",
    "{kind: limits, only: {hours: 07:00-09:30}}",
    "{kind: ab-cover, only: {days: Tue}}",
    "{kind: ab-cover, weight: 3, only: {days: Mon}}",
    "{kind: ab-holder, only: {people: [p3]}}",
    "{kind: change-windows, only: {people: [p2]}}",
    "{kind: change-windows, weight: 2, only: {days: [2026-11-30]}}",
    "{kind: visit-spacing, only: {posts: [h2]}}",
    "{kind: visit-spacing, weight: 4, only: {days: [Mon, Tue]}}",
    "{kind: visit-spacing, only: {hours: 12:00-15:00}}",
    "{kind: standby, only: {people: [p1]}}",
    "{kind: standby, weight: 2, only: {days: [Tue]}}",
    "{kind: wishes, only: {people: [p1]}}",
    "{kind: wishes, weight: 3, only: {people: [p2]}}",
    "{kind: wishes, only: {services: [visits]}}",
    "{kind: wishes, only: {services: [windows]}}",
    "{kind: wishes, only: {days: Mon}}",
    "{kind: wishes, weight: 2, only: {labels: [evening], days: [Tue]}}",
    "{kind: wishes, only: {hours: 10:20-12:00}}",
    "{kind: wishes, weight: 3, only: {posts: [gate], people: [p1]}}",
    "{kind: familiar-faces, visitors: 1, only: {people: [p1, p3]}}",
    "{kind: familiar-faces, visitors: 1, weight: 5, only: {days: Mon}}",
    "{kind: walking, only: {people: [p2]}}",
    "{kind: walking, weight: 2, only: {days: [Tue]}}",
]


def limited(line: str) -> Problem:
    """Load the tiny world of a rule with another line for the rule, and its past."""
    kind = registry()[line.split("kind: ")[1].split(",")[0]]
    text = re.sub(r"^rules:.*\n", "", kind.tiny, flags=re.MULTILINE) + f"rules: [{line}]\n"
    return replace(load_text(text, "limited.yaml"), past=world(kind).past)


@pytest.mark.parametrize("line", LIMITED)
def test_the_model_and_the_check_limit_alike(line: str) -> None:
    problem = limited(line)
    rule = next(r for r in problem.rules if r.only is not None)
    index = compile_problem(problem)
    cases = [roster_of(problem, case) for case in rule.cases]
    sample = [roster for roster, _ in judged_rosters(problem, type(rule), 80)]
    for roster in [*cases, *sample]:
        verdict = verify(problem, roster)
        allowed, soft = accepts(problem, roster, index=index)
        said = f"{roster.assignments}\n{[(f.rule.kind, f.where, f.excess) for f in verdict.findings]}"
        assert allowed == (verdict.score.hard == 0), said
        assert not allowed or soft == verdict.score.soft, said


@pytest.mark.parametrize("line", LIMITED)
def test_a_limit_leaves_findings_out(line: str) -> None:
    problem = limited(line)
    rule = next(r for r in problem.rules if r.only is not None)
    whole = rule.model_copy(update={"only": None})
    rosters = [roster_of(problem, case) for case in rule.cases]
    inside = sum(f.excess for roster in rosters for f in rule.check(problem, roster))
    everywhere = sum(f.excess for roster in rosters for f in whole.check(problem, roster))
    assert inside < everywhere


@pytest.mark.parametrize("kind", [k for k in registry().values() if k.structural], ids=lambda k: k.kind)
@pytest.mark.parametrize("more", ["weight: 5", "only: {people: [p1]}"])
def test_what_always_holds_takes_neither_weight_nor_limit(kind: type, more: str) -> None:
    text = f"{kind.tiny}rules: [{{kind: {kind.kind}, {more}}}]\n"
    with pytest.raises(ConfigErrors, match=f"{kind.kind} always holds, for everybody"):
        load_text(text, "structural.yaml")


@pytest.mark.parametrize(
    "more", ["services: [visits]", "posts: [first]", "labels: [duty]", "hours: 8:00-9:00"]
)
def test_walks_of_a_day_cannot_be_limited_to_some_of_the_work(more: str) -> None:
    with pytest.raises(ConfigErrors, match="walking can be limited to people, teams, skills and days"):
        limited(f"{{kind: walking, only: {{{more}}}}}")


def test_a_wish_for_work_that_is_not_meant_costs_nothing() -> None:
    for more, cost in (("services: [patrols]", 3), ("services: [visits]", 4), ("services: [windows]", 0)):
        problem = limited(f"{{kind: wishes, only: {{{more}}}}}")
        assert verify(problem, Roster()).score.soft == cost


def test_a_pinned_visit_keeps_its_minute() -> None:
    problem = world(registry()["wishes"])
    pin = Assignment(601, 641, "visits/h1", "p1")
    pinned = replace(problem, pins=(pin,))
    index = compile_problem(pinned)
    moved = Roster.of([Assignment(600, 640, "visits/h1", "p1")])
    assert accepts(pinned, Roster.of([pin]), index=index)[0]
    assert verify(pinned, Roster.of([pin])).score.hard == 0
    for roster in (Roster(), moved, Roster.of([Assignment(601, 641, "visits/h1", "p2")])):
        assert not accepts(pinned, roster, index=index)[0]
        finding = verify(pinned, roster).hard[0]
        assert finding.rule.kind == "claims"
        assert (
            str(finding.rule.explain(pinned, finding))
            == "p1 is pinned to h1 on Mon 23 10:01 and is not there."
        )
