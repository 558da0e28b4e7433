"""Other parameters of the rules than those of their tiny worlds: both sides agree there too."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from roster.errors import ConfigErrors
from roster.loading import load_text
from roster.model import Problem
from roster.roster import Roster
from roster.rules import registry
from roster.verify import verify
from solver.accept import accepts
from solver.compile import compile_problem
from solver.index import Index
from tests.rules.tiny import assignments, roster_of, some_rosters, world

LINES = [
    "{kind: max-duties, duties: 1, per: day}",
    "{kind: max-duties, duties: 2, per: horizon, weight: 2, only: {services: [patrols]}}",
    "{kind: max-duties, duties: 0, only: {days: Tue, people: [p2]}}",
    "{kind: min-duties, duties: 2, per: day, weight: 3}",
    "{kind: min-duties, duties: 3, per: horizon, weight: 3, only: {days: [Mon, Wed]}}",
    "{kind: max-hours, hours: 4.25, per: week, weight: 2}",
    "{kind: max-hours, hours: 0, per: horizon, only: {hours: 22:00-23:00}}",
    "{kind: min-hours, hours: 3, per: week, weight: 2}",
    "{kind: min-hours, hours: 0.5, per: horizon, weight: 2, only: {posts: [room]}}",
    "{kind: max-days, days: 1, per: horizon, weight: 2, only: {posts: [desk]}}",
    "{kind: min-days, days: 3, per: horizon, weight: 2}",
    "{kind: min-days, days: 2, weight: 2, only: {days: Tue}}",
    "{kind: max-days-in-row, days: 1, weight: 2}",
    "{kind: max-days-in-row, days: 2, only: {posts: [desk, night]}}",
    "{kind: min-days-in-row, days: 2, weight: 2}",
    "{kind: min-days-in-row, days: 7, weight: 2}",
    "{kind: min-days-in-row, days: 4, only: {posts: [desk]}}",
    "{kind: max-days-off-in-row, days: 1, weight: 2}",
    "{kind: max-days-off-in-row, days: 6}",
    "{kind: max-days-off-in-row, days: 3, weight: 2, only: {days: [Mon, Sun]}}",
    "{kind: min-days-off-in-row, days: 2, weight: 2}",
    "{kind: min-days-off-in-row, days: 6, weight: 2}",
    "{kind: max-weekends, weekends: 0, weeks: 1, weight: 2}",
    "{kind: max-weekends, weekends: 2, weeks: 3}",
    "{kind: max-weekends, weekends: 1, weight: 2, only: {days: Sun}}",
    "{kind: whole-weekends, only: {posts: [desk, noon]}}",
    "{kind: succession, after: late, not: early, within_hours: 10}",
    "{kind: succession, after: late, not: early, within_hours: 12, weight: 2}",
    "{kind: succession, after: late, not: late, weight: 2}",
    "{kind: succession, after: early, not: tea, only: {people: [p1]}}",
    "{kind: max-label, label: night, max: 0, per: day, weight: 2}",
    "{kind: max-label, label: patrol, max: 2, per: horizon}",
    "{kind: together, people: [p1, p3], weight: 2, only: {services: [visits]}}",
    "{kind: apart, people: [p1, p3], only: {days: Mon}}",
    "{kind: pair, experienced: 1, new: 2}",
    "{kind: pair, experienced: 2, new: 1, weight: 2}",
    "{kind: pair, experienced: 2, new: 2}",
    "{kind: pair, experienced: 2, new: 2, weight: 2}",
    "{kind: pair, experienced: 1, new: 2, weight: 2, only: {services: [patrols]}}",
    "{kind: mixed-teams, teams: [west, east], weight: 2, only: {services: [visits]}}",
    "{kind: not-alone, hours: 11:00-12:30, weight: 2}",
    "{kind: not-alone, hours: 12:59-05:31}",
    "{kind: fair-share, of: duties}",
    "{kind: fair-share, of: gate, only: {people: [p1, p2]}}",
    "{kind: fair-share, of: hours, only: {days: Mon}}",
    "{kind: stability, only: {services: [patrols]}}",
    "{kind: stability, only: {days: [Wed, Sun], people: [p1, p2]}}",
    "{kind: rest, hours: 14, weight: 2}",
    "{kind: rest, hours: 8.5, only: {labels: [late, early]}}",
]

AUTUMN = """
community: Clocks go back
week: 2026-10-19
timezone: Europe/Berlin
people: [{id: p2, level: new}, {id: p1, level: experienced}]
patrols:
  - {id: gate, people: {min: 1, max: 2}, shifts: [{id: night, days: Sat, time: 22:00-06:00}, {id: dawn, days: Sun, time: 02:00-04:00}]}
duties:
  - {id: desk, days: [Fri, Sun], time: 12:00-14:00}
"""
VISITS = """
community: Homes and a second week
week: 2026-11-23
weeks: 2
people: [{id: p2, limits: {duties: 2}}, {id: p1, available: [Mon-Wed 08:00-18:00]}]
duties:
  - {id: desk, days: [Sun, Mon], time: 08:00-10:00}
visits:
  - {id: h1, minutes: 40, times_per_week: 1, between: [09:00-11:30, 21:30-22:30], days: [Mon, Wed], people: 2}
  - {id: h2, minutes: 20, times_per_week: 1, between: [09:00-10:00], days: [Tue, Sat], people: 1}
"""
ELSEWHERE = [
    *((AUTUMN, line) for line in (
        "{kind: rest, hours: 7}",
        "{kind: max-hours, hours: 9, per: day}",
        "{kind: max-hours, hours: 10, weight: 2}",
        "{kind: not-alone, hours: 03:30-05:00}",
        "{kind: succession, after: night, not: desk, within_hours: 7}",
        "{kind: fair-share, of: hours}",
        "{kind: pair}",
        "{kind: max-days-in-row, days: 2}",
    )),
    *((VISITS, line) for line in (
        "{kind: rest, hours: 11}",
        "{kind: rest, hours: 11, weight: 2}",
        "{kind: succession, after: h1, not: h2, within_hours: 12}",
        "{kind: succession, after: h1, not: h2, within_hours: 11.5, weight: 2}",
        "{kind: succession, after: visit, not: desk}",
        "{kind: not-alone, weight: 2}",
        "{kind: together, people: [p1, p2]}",
        "{kind: max-label, label: h1, max: 1}",
        "{kind: max-hours, hours: 1, per: day, weight: 2}",
        "{kind: min-days, days: 2, weight: 2}",
        "{kind: min-days-in-row, days: 2, weight: 2}",
        "{kind: max-days-off-in-row, days: 4, weight: 2}",
        "{kind: fair-share, of: duties}",
        "{kind: fair-share, of: visit}",
        "{kind: max-weekends, weekends: 1, weeks: 2}",
        "{kind: whole-weekends, weight: 2}",
    )),
]  # fmt: skip


def both_agree(problem: Problem, index: Index, roster: Roster) -> tuple[bool, int]:
    verdict = verify(problem, roster)
    allowed, soft = accepts(problem, roster, index=index)
    said = f"{roster.assignments}\n{[(f.rule.kind, f.where, f.excess) for f in verdict.findings]}"
    assert allowed == (verdict.score.hard == 0), said
    if allowed:
        assert soft == verdict.score.soft, said
    assert all(str(f.rule.explain(problem, f)).endswith(".") for f in verdict.findings)
    return allowed, soft


@pytest.mark.parametrize("line", LINES)
def test_the_model_agrees_on_other_parameters(line: str) -> None:
    kind = registry()[line.split("kind: ")[1].split(",")[0]]
    text = re.sub(r"^rules:.*\n", "", kind.tiny, flags=re.MULTILINE) + f"rules: [{line}]\n"
    problem = replace(load_text(text, "variant.yaml"), past=world(kind).past)
    index = compile_problem(problem)
    rosters = [*(roster_of(problem, case) for case in kind.cases), *some_rosters(kind, 40)]
    assert len({both_agree(problem, index, roster) for roster in rosters}) > 1


@pytest.mark.parametrize(("text", "line"), ELSEWHERE)
def test_the_model_agrees_in_other_worlds(text: str, line: str) -> None:
    problem = load_text(f"{text}rules: [{line}]\n", "world.yaml")
    index = compile_problem(problem)
    possible = assignments(problem)
    dice = random.Random(line)
    rosters = [Roster.of(dice.sample(possible, size)) for size in (0, *range(1, 5)) for _ in range(12)]
    assert len({both_agree(problem, index, roster) for roster in rosters}) > 1


@pytest.mark.parametrize(
    "line",
    [
        "{kind: not-alone, hours: at night}",
        "{kind: rest, hours: 0}",
        "{kind: max-days-in-row, days: 0}",
        "{kind: min-days-in-row, days: 1}",
        "{kind: max-days, days: 2, per: day}",
        "{kind: together, people: [p1]}",
        "{kind: mixed-teams, teams: [east]}",
        "{kind: succession, after: late}",
        "{kind: pair, new: 0}",
        "{kind: fair-share, weight: 0}",
    ],
)
def test_values_without_a_meaning_are_refused(line: str) -> None:
    with pytest.raises(ConfigErrors, match=r"^world.yaml:\d+:\d+ rules\.0"):
        load_text(f"{VISITS}rules: [{line}]\n", "world.yaml")
