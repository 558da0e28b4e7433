"""Every repair in which no change is idle lies within what so many changes are said to reach."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from roster.disruption import Disruption, disrupted, whole_days
from roster.loading import load_text
from roster.model import Duty, Problem
from roster.roster import Assignment, Roster
from roster.rules.api import Rule
from solver.few import Few
from solver.scene import Scene
from tests.repair.brute import possible, rosters, small_world, smaller
from tests.rules.kinds import every_kind

Change = frozenset[tuple[Assignment, bool]]


def changes(old: Roster, new: Roster) -> Change:
    diff = old.diff(new)
    return frozenset([*((a, False) for a in diff.removed), *((a, True) for a in diff.added)])


def needed(base: Roster, every: list[tuple[Roster, int, int]]) -> list[tuple[Change, int]]:
    """List the repairs of which no part leaves as few seats open: their changes, and what is open."""
    found = [(changes(base, roster), units) for roster, units, _ in every]
    return [
        (change, units)
        for change, units in found
        if change and not any(part < change and fewer <= units for part, fewer in found)
    ]


def reaches_all(problem: Problem, old: Roster) -> int:
    """Hold what few changes reach against all repairs; return how many there were."""
    scene = Scene(problem, old)
    if scene.broken is None:
        return 0
    repairs = needed(scene.base, rosters(problem))
    for change, units in repairs:
        reached = scene.few(units).choices(len(change), 10_000)
        assert reached is not None
        for a, added in change:
            work = problem.works[a.work]
            assert any(
                c.person.id == a.person and c.work is work and c.window.contains(a.span) for c in reached
            ), (sorted(change), a, added)
            assert isinstance(work, Duty) or work.minutes == a.end - a.start
    return len(repairs)


def spoilt(problem: Problem, dice: random.Random) -> Roster:
    """Return a roster that need not keep any rule; a home is visited at one time a day at most."""
    chosen: list[Assignment] = []
    for a in dice.sample(everything := possible(problem), len(everything)):
        day = problem.horizon.day_of(a.start)
        same = [b for b in chosen if b.work == a.work and problem.horizon.day_of(b.start) == day]
        if dice.random() < 0.4 and all(b.start == a.start and b.person != a.person for b in same):
            chosen.append(a)
    return Roster.of(chosen)


@every_kind
def test_all_needed_changes_are_reached_in_every_rules_world(kind: type[Rule]) -> None:
    problem, dice = small_world(kind)
    good = rosters(problem)
    for _ in range(3):
        old = dice.choice(good)[0] if good else Roster()
        person = dice.choice(list(problem.people))
        reaches_all(disrupted(problem, Disruption(tuple(whole_days(problem, person, [0])))), old)
        reaches_all(problem, spoilt(problem, dice))


CHAINS = """
community: Tiny chains
week: 2026-11-23
people:
{people}
duties:
  - {{id: a, days: Mon, time: 08:00-10:00, people: 1}}
  - {{id: b, days: Mon, time: 09:00-11:00, people: {seats}}}
  - {{id: c, days: Tue, time: 08:00-10:00, people: {{min: 1, target: 2}}, needs: {{first-aid: 1}}}}
visits:
  - {{id: h, times_per_week: 1, days: Mon, minutes: 30, between: [{hours}], people: {visitors}}}
rules:
  - {{kind: rest, hours: 22}}
  - {{kind: max-days, days: {most}}}
  - {{kind: min-duties, duties: {least}, only: {{people: [p1]}}}}
"""


@st.composite
def chains(draw: st.DrawFn) -> tuple[Problem, int, int]:
    """Invent a week in which filling a seat sets off others, and draws for the old roster."""
    lines = [
        f"  - {{id: p{n}, skills: [first-aid], available: [{draw(st.sampled_from(HOURS))}], "
        f"limits: {{duties: {draw(st.integers(1, 2))}}}}}"
        for n in range(3)
    ]
    text = CHAINS.format(
        people="\n".join(lines),
        seats=draw(st.integers(1, 2)),
        hours=draw(st.sampled_from(["08:00-08:31", "10:00-10:30", "09:45-10:16"])),
        visitors=draw(st.integers(1, 2)),
        most=draw(st.integers(1, 2)),
        least=draw(st.integers(0, 1)) or 1,
    )
    return load_text(text, "tiny.yaml"), draw(st.integers(0, 10_000)), draw(st.integers(0, 2))


HOURS = ("Mon 00:00-24:00", "Mon-Tue 00:00-24:00", "Tue 00:00-24:00", "Mon 08:00-10:15")


@settings(max_examples=10, deadline=None)
@given(chains())
def test_all_needed_changes_are_reached_where_one_sets_off_another(drawn: tuple[Problem, int, int]) -> None:
    problem, number, who = drawn
    dice = random.Random(number)
    problem = smaller(problem, dice)
    reaches_all(problem, spoilt(problem, dice))
    good = rosters(problem)
    if good:
        absent = Disruption(tuple(whole_days(problem, f"p{who}", [0])))
        reaches_all(disrupted(problem, absent), good[number % len(good)][0])


def test_a_chain_of_three_changes_is_reached_in_three_and_no_fewer() -> None:
    problem = load_text(CHAIN, "tiny.yaml")
    scene = Scene(problem, at(problem, ("p0", "b")))
    few = scene.few(0)
    two, three = few.choices(2, 100), few.choices(3, 100)
    assert two is not None
    assert three is not None
    assert {(c.person.id, c.work.task) for c in two} == {("p0", "a"), ("p0", "b")}
    assert {(c.person.id, c.work.task) for c in three} == {("p0", "a"), ("p0", "b"), ("p1", "b")}
    assert few.ends_with(3)
    assert few.choices(3, 2) is None


def test_what_takes_a_change_at_another_seat_is_no_part_of_a_chain() -> None:
    problem = load_text(CHAIN, "tiny.yaml")
    scene = Scene(problem, at(problem, ("p0", "b")))
    few = Few(scene.old, first=2)
    assert few.choices(3, 100) == scene.few(0).choices(2, 100)
    assert few.choices(4, 100) == scene.few(0).choices(3, 100)
    assert few.ends_with(4)


CHAIN = """
community: Tiny chain
week: 2026-11-23
people: [{id: p0, skills: [key]}, {id: p1}, {id: p2, available: [Fri 00:00-24:00]}]
duties:
  - {id: a, days: Mon, time: 08:00-10:00, skill: key}
  - {id: b, days: Mon, time: 09:00-11:00}
  - {id: c, days: Fri, time: 09:00-11:00, people: {min: 0, target: 1}}
"""


def at(problem: Problem, *pairs: tuple[str, str]) -> Roster:
    spans = {d.task: d for d in problem.duties}
    return Roster.of(Assignment(spans[t].span.start, spans[t].span.end, spans[t].key, p) for p, t in pairs)
