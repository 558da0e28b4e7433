"""What is known before solving: each note is true, says numbers, and comes with a cure."""

from __future__ import annotations

import random
import time
from itertools import combinations
from pathlib import Path

import pytest

from roster.errors import ConfigErrors
from roster.generator import generate_community
from roster.loading import load_problem, load_text
from roster.model import Problem
from roster.precheck import Note, precheck
from solver import solve
from solver.result import Status

HEAD = "community: Lane\nweek: 2026-11-23\n"


def notes(text: str, *kinds: str) -> list[Note]:
    found = precheck(load_text(HEAD + text))
    return [n for n in found if not kinds or n.kind in kinds]


def told(text: str, *kinds: str) -> list[str]:
    return [str(n.problem) for n in notes(text, *kinds)]


def test_a_community_that_works_has_no_notes() -> None:
    assert notes("people: [{id: p1}]\nduties: [{id: desk, days: Mon, time: 09:00-10:00}]") == []


def test_a_duty_for_which_nobody_has_the_skill() -> None:
    (note,) = notes(
        "people: [{id: p1, skills: [cook]}, {id: p2, skills: [law]}]\n"
        "duties: [{id: desk, days: [Mon, Tue], time: 09:00-10:00, skills: [law, cook]}]",
        "duty",
    )
    assert str(note.problem) == "desk needs 1 person on Mon 23, Tue 24; 0 can serve at 09:00."
    assert str(note.cure) == "Give more people cook, law, or ask for fewer."
    assert note.open_seats == 2
    assert not note.impossible
    assert note.source.line == 4


def test_days_on_which_too_few_are_there_are_named() -> None:
    found = notes(
        "people: [{id: p1, available: [Mon 18:00-22:00]}, {id: p2, away: [2026-11-25]}]\n"
        "patrols: [{id: gate, shifts: [{days: Mon-Thu, time: 19:00-21:00, people: 2}]}]",
        "duty",
    )
    assert [str(note.problem) for note in found] == [
        "gate needs 2 people on Tue 24, Thu 26; 1 can serve at 19:00.",
        "gate needs 2 people on Wed 25; 0 can serve at 19:00.",
    ]
    assert "2 people may serve there, but too few at that time" in str(found[0].cure)
    assert [note.open_seats for note in found] == [2, 2]


def test_a_skill_among_several_people() -> None:
    (note,) = notes(
        "people: [{id: p1}, {id: p2}, {id: p3, skills: [first-aid]}]\n"
        "patrols: [{id: gate, shifts: [{days: Mon, time: 19:00-21:00, people: 3, needs: {first-aid: 2}}]}]",
        "duty",
    )
    assert str(note.problem) == "gate needs 2 people with first-aid on Mon 23; 1 can serve at 19:00."
    assert note.open_seats == 1


def test_must_makes_it_impossible() -> None:
    (note,) = notes(
        "people: [{id: p1, skills: [x]}, {id: p2, teams: [y]}]\nduties: [{id: desk, team: y, skill: x, days: Mon, time: 09:00-10:00, must: true}]",
        "duty",
    )
    assert note.impossible


def test_posts_that_are_short_together_at_one_time() -> None:
    (note,) = notes(
        "people: [{id: p1}, {id: p2}, {id: p3}, {id: cook, skills: [cook]}]\n"
        "patrols:\n"
        "  - {id: north, shifts: [{days: [Mon, Tue], time: 19:00-21:00, people: 3}]}\n"
        "  - {id: south, shifts: [{days: [Mon, Tue], time: 20:00-22:00, people: 3}]}\n",
        "moment",
    )
    assert (
        str(note.problem)
        == "At 20:00 on Mon 23, Tue 24, north, south together need 6 people; 4 can serve there then."
    )
    assert note.open_seats == 4


def test_only_the_posts_that_share_the_shortage_are_named() -> None:
    (note,) = notes(
        "people: [{id: p1, skills: [agent]}, {id: p2}, {id: p3}, {id: p4}]\n"
        "windows:\n"
        "  - {id: w1, skill: agent, open: [{days: Mon, time: 09:00-12:00}]}\n"
        "  - {id: w2, skill: agent, open: [{days: Mon, time: 09:00-12:00}]}\n"
        "duties: [{id: desk, days: Mon, time: 09:00-12:00, people: 2}]\n",
        "moment",
    )
    assert str(note.problem) == "At 09:00 on Mon 23, w1, w2 together need 2 people; 1 can serve there then."


def test_weekly_limits_by_skill() -> None:
    people = "people: [{id: p1, skills: [agent], limits: {duties: 2}}, {id: p2, skills: [agent], limits: {duties: 2}}, {id: p3}]\n"
    windows = "windows: [{id: w, skill: agent, open: [{days: daily, time: 09:00-12:00}]}]\n"
    (note,) = notes(people + windows, "week")
    assert str(note.problem) == (
        "In the week of Mon 23, the people with agent (2) are needed 7 times; within their limits they come at most 4 times."
    )
    assert note.open_seats == 3
    (note,) = notes(people.replace("duties: 2", "hours: 8") + windows, "week")
    assert "are needed for 21 h; within their limits they give at most 16 h." in str(note.problem)


def test_a_limit_per_day_counts_in_the_week() -> None:
    text = (
        "people: [{id: p1, limits: {per_day: 1}}]\n"
        "duties: [{id: a, days: Mon, time: 09:00-10:00}, {id: b, days: Mon, time: 11:00-12:00}]"
    )
    assert told(text, "week") == [
        "In the week of Mon 23, the people for a (1) are needed 2 times; within their limits they come at most 1 times."
    ]


def test_people_who_can_never_be_used() -> None:
    found = told(
        "people: [{id: p1, skills: [law]}, {id: p2}, {id: p3, skills: [law], available: [Sun 08:00-09:00]}, "
        "{id: p4, skills: [law], away: [2026-11-23..2026-11-29]}, {id: p5, skills: [law], limits: {duties: 0}}]\n"
        "duties: [{id: desk, days: Mon, time: 09:00-10:00, skill: law}]",
        "person",
    )
    assert found == [
        "p2 can never be used: no post and no home asks for what p2 has.",
        "p3 can never be used: the times in available: contain no whole duty or visit.",
        "p4 is away all the time.",
        "The limit of p5 is 0.",
    ]


def test_a_home_without_a_possible_visitor() -> None:
    (note,) = notes(
        "people: [{id: p1, teams: [care]}]\n"
        "visits: [{id: h1, times_per_week: 2, minutes: 30, between: [09:00-10:00], team: care, never: [p1]}]",
        "visit",
    )
    assert str(note.problem) == "h1 has no possible visitor: it asks for team care, and p1 must not come."
    assert note.open_seats == 2


def test_a_home_with_too_few_days_for_its_gap() -> None:
    (note,) = notes(
        "people: [{id: p1, available: [Mon-Wed 08:00-12:00]}]\n"
        "visits: [{id: h1, times_per_week: 3, minutes: 30, between: [09:00-10:00], gap_days: 1}]",
        "visit",
    )
    assert str(note.problem) == (
        "h1 asks for 3 visits a week, but at most 2 can be held: "
        "its hours fit visitors only on Mon 23, Tue 24, Wed 25, and gap_days is 1."
    )
    assert note.open_seats == 1


def test_two_visitors_who_are_never_there_together() -> None:
    text = (
        "people: [{id: p1, available: [Mon 09:00-10:00]}, {id: p2, available: [Mon 09:30-11:00]}]\n"
        "visits: [{id: h1, times_per_week: 1, minutes: MIN, between: [09:00-11:00], people: 2}]"
    )
    assert notes(text.replace("MIN", "30"), "visit") == []
    (note,) = notes(text.replace("MIN", "31"), "visit")
    assert "there are never 2 suitable visitors at once in its hours" in str(note.problem)


def test_a_joint_visit_needs_its_companion() -> None:
    text = (
        "people: [{id: p1, skills: [care]}, {id: p2, skills: [care]}, {id: officer, teams: [police], available: [DAY 14:00-17:00]}]\n"
        "visits: [{id: h1, days: Tue, times_per_week: 1, minutes: 30, between: [14:00-16:00], people: 2, skills: [care], with: {team: police}}]"
    )
    assert notes(text.replace("DAY", "Tue"), "visit") == []
    assert len(notes(text.replace("DAY", "Wed"), "visit")) == 1


def test_a_claim_of_somebody_who_is_away() -> None:
    (note,) = notes(
        "people: [{id: p1, name: 韩立新, away: [2026-11-28]}, {id: p2}]\n"
        "patrols: [{id: gate, shifts: [{id: evening, days: daily, time: 19:00-21:00}], claims: [{person: p1, shift: evening, on: Sat}]}]",
        "claim",
    )
    assert (
        str(note.problem) == "韩立新 has claimed gate on Sat 28, but cannot serve: 韩立新 is away on Sat 28."
    )
    assert note.impossible


@pytest.mark.parametrize(
    ("people", "claims", "said"),
    [
        (
            "[{id: p1, limits: {duties: 1}}, {id: p2}]",
            "[{person: p1, shift: early, on: Mon-Tue}]",
            "The claims cannot all hold: p1 serves 2 times in the week of Mon 23; 1 offered.",
        ),
        (
            "[{id: p1}, {id: p2}]",
            "[{person: p1, shift: early, on: Mon}, {person: p1, shift: late, on: Mon}]",
            "The claims cannot all hold: p1 is at gate until Mon 23 10:00 and at gate from Mon 23 09:00: two places at once.",
        ),
        (
            "[{id: p1}, {id: p2}]",
            "[{person: p1, shift: early, on: Mon}, {person: p2, shift: early, on: Mon}]",
            "The claims cannot all hold: p1, p2 have claimed gate on Mon 23, which takes 1 person.",
        ),
    ],
)
def test_claims_that_cannot_all_hold(people: str, claims: str, said: str) -> None:
    text = (
        f"people: {people}\n"
        "patrols: [{id: gate, shifts: [{id: early, time: 08:00-10:00}, {id: late, time: 09:00-11:00}], "
        f"claims: {claims}}}]"
    )
    (note,) = notes(text, "claim")
    assert str(note.problem) == said
    assert note.impossible
    assert solve(load_text(HEAD + text), time_limit=20).status is Status.INFEASIBLE


def test_claims_that_can_all_hold_are_not_spoken_of() -> None:
    text = (
        "people: [{id: p1, limits: {duties: 2, per_day: 1}}, {id: p2}]\n"
        "patrols: [{id: gate, shifts: [{id: early, time: 08:00-10:00}, {id: late, time: 09:00-11:00}], "
        "claims: [{person: p1, shift: early, on: Mon-Tue}, {person: p2, shift: late, on: Mon}]}]"
    )
    assert notes(text, "claim") == []


def test_impossible_things_come_first() -> None:
    found = notes(
        "people: [{id: idle, teams: [x]}, {id: p1, teams: [y], away: [2026-11-24]}]\n"
        "duties: [{id: a, days: Mon, time: 09:00-10:00, people: 2, team: y}, {id: b, days: Tue, time: 09:00-10:00, team: y, must: true}]"
    )
    assert [(n.kind, n.impossible) for n in found] == [("duty", True), ("duty", False), ("person", False)]


@pytest.mark.parametrize("seed", range(40))
def test_crowds_agree_with_halls_condition_by_enumeration(seed: int) -> None:
    rng = random.Random(seed)
    skills = ["a", "b", "c"]
    people = ", ".join(f"{{id: p{i}{_some(rng, skills, 0, 2)}}}" for i in range(rng.randint(1, 5)))
    people += ", {id: known, skills: [a, b, c], away: [2026-11-23]}"
    duties = ", ".join(
        f"{{id: d{i}, days: Mon, time: 09:00-10:00, people: {rng.randint(1, 3)}{_some(rng, skills, 0, 1)}}}"
        for i in range(rng.randint(2, 4))
    )
    problem = load_text(f"{HEAD}people: [{people}]\nduties: [{duties}]")
    found = sum(n.open_seats for n in precheck(problem) if n.kind in {"duty", "moment"})
    least = max(
        _shortage(problem, group)
        for n in range(len(problem.duties) + 1)
        for group in combinations(problem.duties, n)
    )
    assert (found > 0) == (least > 0)
    assert found <= least


def _some(rng: random.Random, skills: list[str], least: int, most: int) -> str:
    chosen = rng.sample(skills, rng.randint(least, most))
    return f", skills: [{', '.join(chosen)}]" if chosen else ""


def _shortage(problem: Problem, group: tuple) -> int:
    """Seats of a group of duties less the people who may serve at any of them (all but one are there)."""
    fit = {p.id for p in problem.people.values() for d in group if d.skills <= p.skills and not p.away}
    return sum(d.min for d in group) - len(fit)


def test_a_large_community_is_checked_within_a_second(tmp_path: Path) -> None:
    problem = load_problem(
        generate_community(people=150, homes=60, posts=6, windows=6, grids=7, seed=1, out=tmp_path)
    )
    began = time.process_time()
    precheck(problem)
    spent = time.process_time() - began
    assert spent < 5, "far above the second that a quiet machine needs"


def test_each_grid_and_each_session_that_cannot_be_staffed_is_named() -> None:
    lines = told(
        "people: [{id: p1, available: [Mon-Fri 14:00-18:00]}]\n"
        "grids: [{id: g1, leader: p1}, {id: g2, leader: p1}]\n"
        "patrols: [{id: walk, members: grid, days: Mon, time: 09:00-09:30}]\n"
        "windows: [{id: desk, open: [{days: Tue, time: [08:00-10:00, 10:00-12:00, 14:00-18:00]}]}]",
        "duty",
    )
    assert lines == [
        "walk · g1 needs 1 person on Mon 23; 0 can serve at 09:00.",
        "walk · g2 needs 1 person on Mon 23; 0 can serve at 09:00.",
        "desk needs 1 person on Tue 24; 0 can serve at 08:00.",
        "desk needs 1 person on Tue 24; 0 can serve at 10:00.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "people: [{id: p1}]\nduties: [{id: d, days: workdays, time: 09:00-10:00}, {id: e, days: workdays, time: 11:00-12:00}]",
        "people: [{id: p1, available: [workdays 08:00-12:00]}]\nduties: [{id: d, days: Mon-Fri, time: 09:00-10:00}]",
        "people: [{id: p1}]\nvisits: [{id: h, days: [workdays, Sat], minutes: 30, between: 09:00-10:00}]",
    ],
)
def test_workdays_without_holidays_are_said_once(text: str) -> None:
    (note,) = notes(text)
    assert str(note.problem) == (
        "The file does not say whose public holidays hold, so workdays are Monday to Friday."
    )
    assert "workdays" in (HEAD + text).splitlines()[note.source.line - 1]
    assert not note.open_seats
    assert not note.impossible
    for said in ("CN", "none"):
        assert notes(f"holidays: {said}\n{text}") == []


def test_holidays_in_a_persons_days_need_a_country_too() -> None:
    for said in ("available: holidays", "away: [holidays]"):
        with pytest.raises(ConfigErrors, match="does not say whose holidays hold"):
            notes(f"people: [{{id: p1, {said}}}]\nduties: [{{id: d, days: Mon, time: 09:00-10:00}}]")
