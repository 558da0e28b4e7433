"""Every way out is one, and where giving up a member helps there is a way out for it."""

from __future__ import annotations

import pytest

from roster.loading import load_text
from roster.model import Problem
from roster.roster import Roster
from roster.verify import verify
from roster.words import sentence
from solver.explain import find_conflicts, ways_out
from solver.explain.relaxing import NEWCOMER, given_up
from solver.explain.statements import Statement
from solver.search import solve
from tests.explain.worlds import drawn
from tests.rules.tiny import every_roster

SEEDS = [s for s in range(60) if (p := drawn(s)) is not None and find_conflicts(p, deterministic=True)][:20]


def is_possible(problem: Problem) -> bool:
    if NEWCOMER in problem.people:
        return solve(problem, time_limit=10).roster is not None
    return any(not verify(problem, roster).hard for roster in every_roster(problem))


@pytest.mark.parametrize("seed", SEEDS)
def test_ways_out_of_drawn_conflicts(seed: int) -> None:
    problem = drawn(seed)
    assert problem is not None
    found = find_conflicts(problem, deterministic=True)
    for conflict in found.conflicts:
        base = problem
        for other in (m for c in found.conflicts if c is not conflict for m in c.members):
            base = given_up(base, other)
        ways = ways_out(problem, found, conflict, time_limit=0.5, deterministic=True)
        mended = {w.relaxation.statement.key for w in ways}
        rules = {w.relaxation.statement.key[:2] for w in ways}
        assert len({str(w.sentence) for w in ways}) == len(ways)
        for way in ways:
            assert is_possible(way.relaxation.problem)
        for member in conflict.members:
            if is_possible(given_up(base, member)):
                assert member.key in mended or (member.key[:2] in rules and len(member.key) > 3)


CASES = {
    "{kind: rest, hours: 10}": (
        "people: [{id: p1}]",
        "duties: [{id: a, days: Mon, time: 20:00-22:00, must: true}, {id: b, days: Tue, time: 07:30-09:00, must: true}]",
        "The rule rest (hours: 9) instead of 10.",
    ),
    "{kind: rest, hours: 12}": (
        "people: [{id: p1, name: Ana}]",
        "duties: [{id: a, days: Mon, time: 20:00-22:00, must: true}, {id: b, days: Tue, time: 07:30-09:00, must: true}]",
        "The rule rest (hours: 12) does not hold for Ana.",
    ),
    "{kind: max-days, days: 1, per: week}": (
        "people: [{id: p1}]",
        "duties: [{id: a, days: Mon, time: 20:00-22:00, must: true}, {id: b, days: Wed, time: 07:30-09:00, must: true}]",
        "The rule max-days (days: 2, per: week) instead of 1.",
    ),
    "{kind: not-alone, hours: 20:00-23:00}": (
        "people: [{id: p1}]",
        "duties: [{id: a, days: Mon, time: 20:00-22:00, must: true}]",
        "The rule not-alone (hours: 20:00-23:00) may be broken, at a cost of 100 each time.",
    ),
    "{kind: max-hours, hours: 40, per: week}": (
        "people: [{id: p1, name: Ana, limits: {hours: 2.5}}]",
        "duties: [{id: a, days: Mon, time: 20:00-22:00, must: true}, {id: b, days: Wed, time: 07:30-09:00, must: true}]",
        "Ana gives 3.5 h a week, 1 more.",
    ),
    "{kind: max-hours, hours: 45, per: week}": (
        "people: [{id: p1, name: Ana, limits: {duties: 0}}]",
        "duties: [{id: a, days: Mon, time: 20:00-22:00, must: true}]",
        "Ana gives 1 duty a week, one more.",
    ),
    "{kind: max-hours, hours: 50, per: week}": (
        "people: [{id: p1, name: Ana}, {id: p2, name: Bea}]",
        "duties: [{id: a, days: Mon, time: 20:00-22:00, claims: [{person: p1, on: Mon}, {person: p2, on: Mon}]}]",
        "a has one more seat on Mon 23.",
    ),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_way_out_in_words(rule: str) -> None:
    people, duties, told = CASES[rule]
    problem = load_text(f"community: Words\nweek: 2026-11-23\n{people}\n{duties}\nrules: [{rule}]\n")
    found = find_conflicts(problem, deterministic=True)
    (conflict,) = found.conflicts
    ways = ways_out(problem, found, conflict, time_limit=20)
    assert told in [str(w.sentence) for w in ways]
    for way in ways:
        assert way.sentence.say("zh_CN")
        assert way.price.say("zh_CN")


def test_a_rule_that_is_left_out_leaves_the_others_where_they_are() -> None:
    """Members of other conflicts name their rules by place; seats and spacing are said of some work."""
    problem = load_text(
        """
community: Places
week: 2026-11-23
people: [{id: p1}]
duties: [{id: a, days: Mon, time: 20:00-22:00}]
rules: [{kind: max-days, days: 1}, {kind: rest, hours: 10}]
"""
    )
    for place, rule in enumerate(problem.rules):
        if rule.kind in ("seats", "visit-spacing"):
            continue
        after = given_up(problem, Statement((rule.kind, str(place)), sentence("said")))
        assert len(after.rules) == len(problem.rules)
        others = [(r, s) for r, s in zip(problem.rules, after.rules, strict=True) if r is not rule]
        assert all(r is s for r, s in others)
        assert not verify(after, Roster()).hard
        assert solve(after, time_limit=5).roster is not None


def test_conflicts_that_share_nothing_are_all_named_and_who_could_serve_once() -> None:
    problem = load_text(
        """
community: Two
week: 2026-11-23
people: [{id: p1, skills: [x], limits: {duties: 1}}, {id: p2, skills: [y], away: [2026-11-26]}]
duties:
  - {id: a, days: [Mon, Tue], time: 08:00-10:00, skill: x, must: true}
  - {id: b, days: Thu, time: 08:00-10:00, skill: y, must: true}
"""
    )
    found = find_conflicts(problem, deterministic=True)
    assert found.complete
    assert [(len(c.members), c.smallest, len(c.notes)) for c in found.conflicts] == [
        (2, True, 1),
        (3, True, 1),
    ]
    members = [m.key for c in found.conflicts for m in c.members]
    assert len(set(members)) == len(members)
    ways = [ways_out(problem, found, c, time_limit=1, deterministic=True) for c in found.conflicts]
    assert all(len(w) >= 2 for w in ways)
    assert all(list(w) == sorted(w, key=lambda way: (way.open_units, way.soft or 0)) for w in ways)
