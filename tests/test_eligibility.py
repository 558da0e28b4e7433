"""Who can serve where, and the reasons against it."""

from __future__ import annotations

import pytest

from roster.eligibility import can_serve, free_pieces, visit_windows, why_not
from roster.loading import load_text
from roster.model import Away, Duty, Person, Problem, Span, Visit

WORLD = """
community: Who can
week: 2026-11-23
people:
  - {id: p1, name: Lin, skills: [care], available: [Mon 09:00-10:00, Mon 10:30-12:00]}
  - {id: p2, name: Wu, teams: [police], away: [2026-11-23]}
  - {id: p3, name: He, skills: [care], teams: [night]}
  - {id: p4, name: An, available: [Mon 20:00-21:00]}
grids: [{id: grid-1, members: [p3]}]
patrols:
  - {id: walk, members: grid, days: Tue, time: 10:00-11:00}
  - {id: gate, team: night, skill: care, days: Mon, time: 09:30-10:45}
windows:
  - {id: desk, open: [{days: Mon, time: 14:00-15:00}], crews: {A: [p3], B: [p2], turn: weekly, since: 2026-11-23}}
visits:
  - {id: h1, days: Mon, minutes: 40, between: [09:00-11:30], people: 2, skills: [care], with: {team: police}, never: [p3]}
standby: {per_day: 1, days: Mon}
"""


@pytest.fixture(scope="module")
def problem() -> Problem:
    return load_text(WORLD, "who.yaml")


def the_duty(problem: Problem, task: str) -> Duty:
    return next(duty for duty in problem.duties if duty.task == task)


def reasons(problem: Problem, person: str, task: str) -> list[tuple[str, str]]:
    work = problem.visit_by_task.get(task) or the_duty(problem, task)
    span = work.slots[0].span if isinstance(work, Visit) else work.span
    return [(kind, str(said)) for kind, said, _ in why_not(problem, problem.people[person], work, span)]


@pytest.mark.parametrize(
    ("person", "task", "expected"),
    [
        ("p3", "gate", []),
        (
            "p1",
            "gate",
            [
                ("eligibility", "Lin is not in night, who serve at gate."),
                (
                    "availability",
                    "Lin is not available for 75 minutes between Mon 23 09:30 and Mon 23 10:45.",
                ),
            ],
        ),
        (
            "p2",
            "gate",
            [
                ("eligibility", "Wu lacks care, which gate asks for."),
                ("eligibility", "Wu is not in night, who serve at gate."),
                ("availability", "Wu is away on Mon 23."),
            ],
        ),
        ("p3", "walk", []),
        ("p2", "walk", [("eligibility", "Only He may serve at walk · grid-1, not Wu.")]),
        ("p3", "desk", []),
        (
            "p2",
            "desk",
            [
                ("crews-turn", "It is the turn of crew A at desk; Wu is not in it."),
                ("availability", "Wu is away on Mon 23."),
            ],
        ),
        ("p1", "h1", []),
        ("p2", "h1", [("availability", "Wu is away on Mon 23.")]),
        ("p3", "h1", [("eligibility", "He must not meet h1.")]),
    ],
)
def test_every_reason_is_given(
    problem: Problem, person: str, task: str, expected: list[tuple[str, str]]
) -> None:
    assert [(kind, words) for kind, words in reasons(problem, person, task)] == expected


def test_reasons_and_choices_agree(problem: Problem) -> None:
    """Nobody can serve against a reason, and nobody is barred without one."""
    for person in problem.people.values():
        for duty in problem.duties:
            span = duty.span if duty.spans is None else duty.spans.get(person.id, duty.span)
            assert can_serve(problem, person, duty) == (not why_not(problem, person, duty, span))
        for visit in problem.visits:
            for slot in visit.slots:
                windows = visit_windows(problem, person, visit, slot)
                assert bool(windows) == (not why_not(problem, person, visit, slot.span))


def test_a_visit_fits_into_each_long_enough_piece(problem: Problem) -> None:
    visit = problem.visit_by_task["h1"]
    windows = visit_windows(problem, problem.people["p1"], visit, visit.slots[0])
    assert windows == (Span(540, 600), Span(630, 690))


@pytest.mark.parametrize(
    ("span", "minutes", "pieces"),
    [
        (Span(0, 100), 10, [(0, 20), (30, 50), (60, 80)]),
        (Span(0, 100), 21, []),
        (Span(10, 70), 10, [(10, 20), (30, 50), (60, 70)]),
        (Span(20, 30), 1, []),
        (Span(79, 200), 1, [(79, 80)]),
        (Span(80, 200), 1, []),
    ],
)
def test_away_days_cut_pieces_out(span: Span, minutes: int, pieces: list[tuple[int, int]]) -> None:
    away = (Away(Span(50, 60)), Away(Span(20, 30)))
    person = Person("p1", available=(Span(0, 80),), away=away)
    assert free_pieces(person, span, minutes) == tuple(Span(*piece) for piece in pieces)


def test_who_is_not_there_at_the_duties_of_the_day_cannot_stand_by(problem: Problem) -> None:
    standby = next(duty for duty in problem.duties if duty.service == "standby")
    assert not can_serve(problem, problem.people["p4"], standby)
    assert reasons(problem, "p4", "standby") == [
        ("availability", "An is not available for 75 minutes between Mon 23 09:30 and Mon 23 10:45.")
    ]
    (reason,) = why_not(problem, problem.people["p4"], standby, Span(1200, 1230))
    assert str(reason[1]) == "An could take none of the day's duties and so cannot stand by."
