"""The fewest changes, held against every repair there is in tiny worlds."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roster.disruption import Absence, Disruption, disrupted, whole_days
from roster.loading import load_text
from roster.model import Problem
from roster.roster import Assignment, Roster
from roster.rules import registry
from roster.rules.api import Rule
from roster.verify import verify
from solver import mending, mending_one, repair_reasons
from solver.engine import Clock, Effort
from solver.levels import LEVELS
from solver.mending import Mending
from solver.proposal import Repair
from solver.repair import repair
from solver.repair_reasons import _Tried, with_reasons
from solver.result import Status
from solver.scene import Scene
from tests.repair.brute import costs, rosters, small_world
from tests.rules.kinds import every_kind


def mended(problem: Problem, old: Roster, *, now: int | None = None, reasons: bool = False) -> Repair:
    return repair(problem, old, now=now, time_limit=60, deterministic=True, workers=1, reasons=reasons)


def is_best(problem: Problem, old: Roster, *, now: int | None = None) -> None:
    """Hold a repair and everything that it claims against all repairs."""
    found = mended(problem, old, now=now)
    every = sorted(costs(problem, old, now=now), key=lambda pair: pair[0])
    if not every:
        assert found.status is Status.INFEASIBLE
        assert found.best is None
        return
    assert found.best is not None
    assert found.status is Status.OPTIMAL
    assert found.best.costs == every[0][0]
    assert all(step.proven for step in found.best.steps)
    known = {roster.assignments: cost for cost, roster in every}
    changed = []
    for proposal in found.proposals:
        assert known[proposal.roster.assignments] == proposal.costs
        assert proposal.verdict.score == verify(problem, proposal.roster).score
        changed.append(proposal.people)
        for i, step in enumerate(proposal.steps):
            alike = [cost for cost, _ in every if cost[:i] == proposal.costs[:i]]
            assert step.bound is None or step.bound <= min(cost[i] for cost in alike)
    assert len(set(changed)) == len(changed)


@every_kind
def test_the_repair_of_every_rules_world_is_the_best(kind: type[Rule]) -> None:
    problem, dice = small_world(kind)
    good = rosters(problem)
    for _ in range(2):
        old = dice.choice(good)[0] if good else Roster()
        person = dice.choice(list(problem.people))
        days = sorted({problem.horizon.day_of(a.start) for a in old.of_person(person)}) or [0]
        absences = whole_days(problem, person, [dice.choice(days)])
        is_best(disrupted(problem, Disruption(tuple(absences))), old)


@every_kind
def test_a_large_week_claims_no_more_than_holds(kind: type[Rule], monkeypatch: pytest.MonkeyPatch) -> None:
    """The relaxed model of a large week is asked of a tiny one, where every repair is known."""
    monkeypatch.setattr(mending, "SMALL", 0)
    problem, dice = small_world(kind)
    good = rosters(problem)
    old = dice.choice(good)[0] if good else Roster()
    person = dice.choice(list(problem.people))
    after = disrupted(problem, Disruption(tuple(whole_days(problem, person, [0]))))
    found = mended(after, old)
    every = costs(after, old)
    assert found.best is None or found.best.costs in [cost for cost, _ in every]
    assert found.status is not Status.INFEASIBLE or not every
    for proposal in found.proposals:
        for i, step in enumerate(proposal.steps):
            alike = [cost[i] for cost, _ in every if cost[:i] == proposal.costs[:i]]
            assert step.bound is None or step.bound <= min(alike)


WEEK = """
community: Tiny repair
week: 2026-11-23
people:
{people}
patrols:
  - id: gate
    shifts:
      - {{id: early, days: [Mon, Tue], time: 07:00-08:00, people: 1}}
      - {{id: late, days: Mon, time: 19:00-21:00, people: {seats}, needs: {{first-aid: 1}}, priority: {priority}}}
visits:
  - {{id: h1, times_per_week: 1, days: Mon, minutes: 30, between: [07:30-08:00], people: {visitors}}}
rules:
  - {{kind: rest, hours: 11}}
  - {{kind: fair-share, of: duties, weight: 3}}
  - {{kind: familiar-faces, visitors: 1, weight: 4}}
"""


@st.composite
def tiny_weeks(draw: st.DrawFn) -> tuple[Problem, int, int]:
    """Invent a week of three people, with one of them to fall out, and a draw for the old roster."""
    lines = []
    for number in range(3):
        skills = draw(st.sampled_from(["[care]", "[first-aid]"])) if number else "[first-aid]"
        hours = draw(st.sampled_from(["[Mon-Tue 00:00-24:00]", "[Mon 00:00-24:00]", "[Mon-Tue 06:00-12:00]"]))
        duties = draw(st.integers(1, 3))
        lines.append(
            f"  - {{id: p{number}, skills: {skills}, available: {hours}, limits: {{duties: {duties}}}}}"
        )
    text = WEEK.format(
        people="\n".join(lines),
        seats=draw(st.integers(1, 2)),
        priority=draw(st.sampled_from(["high", "normal", "low"])),
        visitors=draw(st.integers(1, 2)),
    )
    return load_text(text, "tiny.yaml"), draw(st.integers(0, 2)), draw(st.integers(0, 10_000))


@settings(max_examples=20, deadline=None)
@given(tiny_weeks())
def test_the_repair_of_an_absence_is_the_best_of_all(drawn: tuple[Problem, int, int]) -> None:
    problem, who, number = drawn
    good = rosters(problem)
    old = good[number % len(good)][0]
    absence = whole_days(problem, f"p{who}", [0])
    is_best(disrupted(problem, Disruption(tuple(absence))), old)


@settings(max_examples=8, deadline=None)
@given(tiny_weeks())
def test_the_past_and_what_is_pinned_stay(drawn: tuple[Problem, int, int]) -> None:
    problem, who, number = drawn
    good = sorted(rosters(problem), key=lambda found: found[1])[:50]
    old = good[number % len(good)][0]
    old = Roster.of(old.assignments, old.assignments[-1:])
    now = problem.horizon.minute(problem.horizon.first) + 12 * 60
    what = Disruption(tuple(whole_days(problem, f"p{who}", [0])), now=now)
    is_best(disrupted(problem, what), old, now=now)


def test_a_shift_that_falls_away_or_is_added_or_a_new_rule_is_mended() -> None:
    problem = load_text(WEEK.format(people=PEOPLE, seats=1, priority="normal", visitors=1), "tiny.yaml")
    old = best_of(problem)
    early = next(d for d in problem.duties if d.shift == "early" and d.day == 0)
    is_best(disrupted(problem, Disruption(drop=frozenset([early.key]))), old)
    day = problem.horizon.day_span(2).start - problem.horizon.day_span(0).start
    span = replace(early.span, start=early.span.start + day, end=early.span.end + day)
    extra = replace(early, key="patrols/gate/early/2026-11-25T0700", day=2, span=span)
    is_best(disrupted(problem, Disruption(add=(extra,))), old)
    rule = registry()["max-duties"].model_validate({"duties": 1, "per": "week"})
    is_best(disrupted(problem, Disruption(rules=(rule,))), old)


PEOPLE = """
  - {id: p0, skills: [first-aid]}
  - {id: p1, skills: [first-aid], limits: {duties: 1}}
  - {id: p2, available: [Mon 06:00-12:00]}
"""


def best_of(problem: Problem) -> Roster:
    return min(rosters(problem), key=lambda found: (found[1], found[2]))[0]


def test_who_does_not_come_is_replaced_although_the_shift_has_begun() -> None:
    problem = load_text(WEEK.format(people=PEOPLE, seats=1, priority="normal", visitors=1), "tiny.yaml")
    late = next(d for d in problem.duties if d.shift == "late")
    missed = Assignment(late.span.start, late.span.end, late.key, "p0")
    old = Roster.of([missed])
    now = late.span.start + 5
    after = disrupted(problem, Disruption((Absence("p0", missed.span, no_show=True),), now=now))
    without = repair(after, old, now=now, deterministic=True)
    assert without.best is not None
    assert not any(a.work == late.key for a in without.best.roster.assignments)
    found = repair(after, old, now=now, late=frozenset([late.key]), deterministic=True)
    assert found.lost == (missed,)
    assert found.best is not None
    assert [a.person for a in found.best.roster.at(late.key)] == ["p1"]


def test_every_change_is_forbidden_in_turn_and_what_is_said_of_it_holds() -> None:
    problem = load_text(WEEK.format(people=PEOPLE, seats=2, priority="high", visitors=1), "tiny.yaml")
    old = best_of(problem)
    checked = 0
    for person in problem.people:
        after = disrupted(problem, Disruption(tuple(whole_days(problem, person, [0]))))
        found = mended(after, old, reasons=True)
        every = costs(after, old)
        for at, proposal in enumerate(found.proposals):
            before = tuple(frozenset(p.people) for p in found.proposals[:at])
            changes = [*proposal.diff.removed, *proposal.diff.added]
            assert [r.assignment for r in proposal.reasons] == changes
            for reason in proposal.reasons:
                without = reason.without
                assert without is not None
                assert without.others == before
                a = reason.assignment
                left = [
                    cost
                    for cost, r in every
                    if (a in r.assignments) is not reason.added
                    and not any(group <= set(found.base.diff(r).people) for group in before)
                ]
                best = min(left, default=None)
                if without.costs is None:
                    assert best is None or not without.exact
                else:
                    said = tuple(without.costs[level] for level in LEVELS)
                    assert said in left
                    if without.exact:
                        upto = [i for i in range(4) if said[i] != proposal.costs[i]][:1] or [3]
                        assert best is not None
                        assert said[: upto[0] + 1] == best[: upto[0] + 1]
                    checked += without.exact
                assert "{" not in reason.sentence.say("en") + reason.sentence.say("zh_CN")
    assert checked


OTHERS = """
community: Tiny others
week: 2026-11-23
people:
  - {id: p0}
  - {id: p1}
  - {id: p2, wishes: [{avoid: door, weight: 7}]}
  - {id: p3, wishes: [{avoid: door, weight: 9}]}
duties: [{id: door, days: Mon, time: 09:00-10:00, people: 1}]
rules: [{kind: wishes, weight: 1}]
"""


def test_a_further_proposal_is_explained_among_repairs_by_other_people() -> None:
    """p0 is away: p1 costs nothing, p2 and p3 would rather not, and nobody else is there."""
    problem = load_text(OTHERS, "tiny.yaml")
    duty = problem.duties[0]
    old = Roster.of([Assignment(duty.span.start, duty.span.end, duty.key, "p0")])
    after = disrupted(problem, Disruption(tuple(whole_days(problem, "p0", [0]))))
    found = mended(after, old, reasons=True)
    assert [p.people for p in found.proposals] == [("p1",), ("p2",), ("p3",)]
    first, second, third = (p.reasons[0] for p in found.proposals)
    assert str(first.sentence).endswith("of p0. p2 instead costs 7 more.")
    assert str(second.sentence).endswith(
        "of p0. With other people than in the proposals before: p3 instead costs 2 more."
    )
    assert str(third.sentence).endswith(
        "With other people than in the proposals before: Without this, a seat more stays open."
    )
    assert third.sentence.say("zh_CN").endswith("如果变动的人要与前面的方案不同：没有这一步，会多一个空缺。")
    assert [(r.level, r.without.more if r.without else None, r.proven) for r in (first, second, third)] == [
        ("soft", 7, True),
        ("soft", 2, True),
        ("open", 2, True),
    ]


def test_one_change_does_not_take_the_time_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = load_text(OTHERS, "tiny.yaml")
    duty = problem.duties[0]
    old = Roster.of([Assignment(duty.span.start, duty.span.end, duty.key, "p0")])
    after = disrupted(problem, Disruption(tuple(whole_days(problem, "p0", [0]))))
    tried = []

    def slow(search: Mending, a: Assignment, added: bool, others: object, clock: Clock) -> _Tried:
        tried.append((a.person, clock.left))
        while not clock.over:
            time.sleep(0.01)
        return _Tried(None, frozenset(), False, is_cut_short=True)

    monkeypatch.setattr(repair_reasons, "_without", slow)
    search = Mending(Scene(after, old), Effort(1, 1, 60))
    found = mended(after, old, reasons=False)
    search.run(Clock(math.inf))
    with_reasons(search, found.proposals, Clock(time.monotonic() + 0.6), {})
    assert [person for person, _ in tried] == ["p1", "p2", "p3"]
    assert 0 < tried[0][1] <= 0.2


def test_no_change_is_proposed_where_none_is_needed() -> None:
    problem = load_text(WEEK.format(people=PEOPLE, seats=1, priority="normal", visitors=1), "tiny.yaml")
    old = best_of(problem)
    found = repair(problem, old, deterministic=True)
    assert found.best is not None
    assert not found.best.diff
    assert str(found.best.summary) == "Nobody has to change."
    assert found.status is Status.OPTIMAL


MOVED = """
community: Tiny moves
week: 2026-11-23
people: [{id: p0}, {id: p1, available: [Mon 09:00-10:00]}]
duties:
  - {id: a, days: Mon, time: 09:00-10:00, people: 1}
visits:
  - {id: h, times_per_week: 1, days: Mon, minutes: 59, between: [09:00-11:01], people: 1}
"""


def test_a_visit_that_moves_is_tried_at_its_old_time() -> None:
    """p1 is away: p0 takes the duty, so the visit cannot stay when it is."""
    problem = load_text(MOVED, "tiny.yaml")
    visit, duty = problem.visits[0], problem.duties[0]
    start = duty.span.start
    old = Roster.of(
        [Assignment(start, start + 59, visit.key, "p0"), Assignment(start, start + 60, duty.key, "p1")]
    )
    after = disrupted(problem, Disruption(tuple(whole_days(problem, "p1", [0]))))
    found = mended(after, old, reasons=True)
    assert found.best is not None
    assert found.best.costs[:3] == (0, 1, 3)
    moved = next(r for r in found.best.reasons if not r.added)
    assert moved.without is not None
    assert moved.without.costs is not None
    assert moved.without.exact
    assert moved.without.costs["open"] > 0
    assert str(moved.sentence).endswith("Without this, a seat more stays open.")


CLASH = """
community: Tiny clash
week: 2026-11-23
people: [{id: p0}, {id: p9}, {id: p1}, {id: p2}]
duties:
  - {id: a, days: Mon, time: 09:00-11:00, people: 1}
  - {id: b, days: Mon, time: 10:00-12:00, people: 1}
"""


@pytest.mark.parametrize(("more", "least"), [(1_000, 2), (0, 1)])
def test_that_two_have_to_change_is_proven_among_many_choices_too(
    monkeypatch: pytest.MonkeyPatch, more: int, least: int
) -> None:
    monkeypatch.setattr(mending_one, "MANY", 0)
    monkeypatch.setattr(mending_one, "MORE", more)
    problem = load_text(CLASH, "tiny.yaml")
    who = {"a": "p0", "b": "p9"}
    old = Roster.of(Assignment(d.span.start, d.span.end, d.key, who[d.task]) for d in problem.duties)
    gone = [absence for person in who.values() for absence in whole_days(problem, person, [0])]
    scene = Scene(disrupted(problem, Disruption(tuple(gone))), old)
    search = Mending(scene, Effort(1, 1, 60), stages=mending.QUICK_STAGES)
    search.run(Clock(math.inf))
    assert search.best is not None
    assert search.best.cost[:3] == (0, 2, 2)
    assert search.bounds["people"] == least


ALONE = """
community: Tiny alone
week: 2026-11-23
people: [{id: p0}, {id: p1}, {id: p2, available: [Mon 11:00-12:00]}]
duties:
  - {id: a, days: Mon, time: 09:00-10:00, people: 1}
  - {id: b, days: Mon, time: 11:00-12:00, people: 1}
visits:
  - {id: h, times_per_week: 1, days: Mon, minutes: 40, between: [11:00-13:00], people: 1}
"""


def test_one_who_can_do_it_alone_is_found_among_many_choices_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """p1 takes both duties of p0 and makes the visit later; in the seats alone p2 has to help."""
    problem = load_text(ALONE, "tiny.yaml")
    (visit,) = problem.visits
    held = [Assignment(d.span.start, d.span.end, d.key, "p0") for d in problem.duties]
    old = Roster.of([*held, Assignment(660, 700, visit.key, "p1")])
    after = disrupted(problem, Disruption(tuple(whole_days(problem, "p0", [0]))))
    for many, stages in ((0, ("fill",)), (0, mending.QUICK_STAGES), (1_500, mending.QUICK_STAGES)):
        monkeypatch.setattr(mending_one, "MANY", many)
        search = Mending(Scene(after, old), Effort(1, 1, 60), stages=stages)
        search.run(Clock(math.inf))
        assert search.best is not None
        assert search.best.cost[:2] == (0, 2 if len(stages) == 1 else 1)
        assert search.is_proven("people") is (len(stages) > 1)


PAIR = """
community: Tiny pair
week: 2026-11-23
people: [{id: p0}, {id: p1}, {id: p2, available: [Mon 09:00-11:00]}]
visits:
  - {id: h, times_per_week: 1, days: [Mon, Wed], minutes: 60, between: [09:00-10:00], people: 2}
"""


def test_who_comes_on_another_day_is_not_said_to_come_instead_of_the_other() -> None:
    """p0 and p1 are away on Monday, so both make their visit on Wednesday."""
    problem = load_text(PAIR, "tiny.yaml")
    visit = problem.visits[0]
    start = 9 * 60
    old = Roster.of(Assignment(start, start + 60, visit.key, person) for person in ("p0", "p1"))
    gone = [absence for person in ("p0", "p1") for absence in whole_days(problem, person, [0])]
    found = mended(disrupted(problem, Disruption(tuple(gone))), old, reasons=True)
    assert found.best is not None
    assert [str(r.sentence).split(". ")[0] for r in found.best.reasons] == [
        "p0 comes to h on Wed 25 09:00 instead of Mon 23 09:00",
        "p1 comes to h on Wed 25 09:00 instead of Mon 23 09:00",
    ]


def test_a_must_that_nobody_at_all_can_keep_is_said_to_be_impossible() -> None:
    problem = load_text(
        "community: Tiny\nweek: 2026-11-23\npeople: [{id: p1}, {id: p2, skills: [keys], away: [2026-11-23]}]\n"
        "duties:\n"
        "  - {id: door, days: Mon, time: 09:00-11:00, skill: keys, must: true}\n"
        "  - {id: desk, days: Mon, time: 12:00-13:00}\n"
    )
    desk = next(d for d in problem.duties if d.task == "desk")
    found = repair(problem, Roster.of([Assignment(desk.span.start, desk.span.end, desk.key, "p1")]))
    assert found.status is Status.INFEASIBLE
    assert found.best is None
