"""What a hand may write into a roster, and what a solver never would: it is found and said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roster.loading import load_text
from roster.model import Past, Problem, Span
from roster.roster import Assignment, Roster
from roster.score import Score
from roster.verify import verify
from solver.accept import accepts

HALL = """
community: By hand
week: 2026-11-23
people: [{id: p1, name: Lin}, {id: p2, name: Wu}, {id: p3, name: He, available: [Tue 00:00-24:00]}]
patrols: [{id: gate, days: Mon, time: 19:00-21:00, people: 1}]
visits:
  - {id: h1, name: Aunt Li, times_per_week: 1, days: [Mon, Tue], minutes: 40, between: [09:00-10:30], people: 2}
standby: {per_day: 1, days: Mon}
"""


@pytest.fixture(scope="module")
def hall() -> Problem:
    return load_text(HALL, "hall.yaml")


GATE = "patrols/gate/2026-11-23T1900"
STANDBY = "standby/standby/2026-11-23T1900"


@pytest.mark.parametrize(
    ("assignments", "sentences"),
    [
        (
            [Assignment(1140, 1200, GATE, "p1")],
            {"Lin is at gate from Mon 23 19:00 to Mon 23 20:00, which is not its time."},
        ),
        (
            [Assignment(1140, 1260, GATE, "p1"), Assignment(1140, 1260, GATE, "p2")],
            {"gate on Mon 23 19:00 has 1 seats and 2 people: Lin, Wu."},
        ),
        (
            [Assignment(540, 570, "visits/h1", "p1"), Assignment(540, 580, "visits/h1", "p2")],
            {"Lin is at Aunt Li from Mon 23 09:00 to Mon 23 09:30, which is not its time."},
        ),
        (
            [Assignment(600, 640, "visits/h1", "p1"), Assignment(600, 640, "visits/h1", "p2")],
            {"Aunt Li is visited on Mon 23 10:00, outside of its hours."},
        ),
        (
            [Assignment(540, 580, "visits/h1", "p1")],
            {"1 come to Aunt Li on Mon 23 09:00 (Lin); 2 asked."},
        ),
        (
            [Assignment(540, 580, "visits/h1", "p1"), Assignment(541, 581, "visits/h1", "p2")],
            {
                "Aunt Li is visited 2 times in a week; 1 asked.",
                "Aunt Li is visited on Mon 23 09:01 a second time in the same hours.",
                "1 come to Aunt Li on Mon 23 09:00 (Lin); 2 asked.",
                "1 come to Aunt Li on Mon 23 09:01 (Wu); 2 asked.",
                "Aunt Li is visited 2 times on Mon 23; 1 allowed.",
            },
        ),
        (
            [Assignment(1140, 1260, STANDBY, "p3")],
            {
                "He is at standby from Mon 23 19:00 to Mon 23 21:00, which is not its time.",
                "He is not available all the time from Mon 23 19:00 to Mon 23 21:00 and is at standby.",
            },
        ),
        (
            [Assignment(1140, 1260, STANDBY, "p1"), Assignment(1140, 1260, GATE, "p1")],
            {
                "Lin is at standby until Mon 23 21:00 and at gate from Mon 23 19:00: two places at once.",
                "Lin stands by on Mon 23 and also serves at gate.",
            },
        ),
    ],
)
def test_it_is_found_and_said(hall: Problem, assignments: list[Assignment], sentences: set[str]) -> None:
    roster = Roster.of(assignments)
    verdict = verify(hall, roster)
    assert {str(f.rule.explain(hall, f)) for f in verdict.hard} == sentences
    assert not accepts(hall, roster)[0]


COVER = """
community: Cover
week: 2026-11-23
people: [{id: p1, away: [2026-11-24]}, {id: p2, available: [Mon 08:00-18:00, Tue 10:00-18:00]}]
windows: [{id: desk, open: [{days: [Mon, Tue], time: 09:00-12:00}], ab: {a: p1, b: p2}}]
duties: [{id: room, days: [Mon, Tue], time: 10:00-11:00}]
"""


def test_who_could_not_cover_anyway_is_not_kept_from_other_service() -> None:
    problem = load_text(COVER, "cover.yaml")
    tuesday = Roster.of([Assignment(2040, 2100, "duties/room/2026-11-24T1000", "p2")])
    monday = Roster.of([Assignment(600, 660, "duties/room/2026-11-23T1000", "p2")])
    assert verify(problem, tuesday).score.hard == 0
    assert accepts(problem, tuesday)[0]
    (finding,) = verify(problem, monday).hard
    assert str(finding.rule.explain(problem, finding)) == (
        "p2 is at room on Mon 23 10:00, and p1 does not sit at desk on Mon 23 09:00."
    )
    assert not accepts(problem, monday)[0]


FAR = """
community: Shortcut
week: 2026-11-23
people: [{id: p1}]
places: [{id: a}, {id: b}, {id: c}]
travel: {minutes: walk.csv}
duties:
  - {id: first, place: a, days: Mon, time: 09:00-10:00}
  - {id: between, place: c, days: Mon, time: 10:05-10:10}
  - {id: last, place: b, days: Mon, time: 10:15-11:00}
"""


def test_any_two_services_leave_time_for_the_way_between_them() -> None:
    """From a to b takes half an hour, even if somebody says that a stop at c takes less."""
    text = FAR.replace("travel: {minutes: walk.csv}\n", "")
    problem = load_text(text, "shortcut.yaml")
    table = {("a", "b"): 30, ("a", "c"): 5, ("c", "b"): 5}
    problem = replace(problem, travel=replace(problem.travel, table=table))
    served = [
        Assignment(540, 600, "duties/first/2026-11-23T0900", "p1"),
        Assignment(605, 610, "duties/between/2026-11-23T1005", "p1"),
        Assignment(615, 660, "duties/last/2026-11-23T1015", "p1"),
    ]
    (finding,) = verify(problem, Roster.of(served)).hard
    assert str(finding.rule.explain(problem, finding)) == (
        "p1 has 15 minutes from first (Mon 23 10:00) to last (Mon 23 10:15); the walk takes 30."
    )
    assert not accepts(problem, Roster.of(served))[0]
    assert accepts(problem, Roster.of(served[:2]))[0]
    assert accepts(problem, Roster.of(served[1:]))[0]


WEEKS = """
community: Border
week: 2026-11-23
weeks: 2
people: [{id: p1, limits: {duties: 1}, wishes: [{want: h1, weight: 4}]}]
visits:
  - {id: h1, times_per_week: 1, days: [Mon, Sun], minutes: 40, between: [09:00-09:40], gap_days: 2}
"""


def test_gaps_hold_over_the_weeks_and_limits_start_anew() -> None:
    problem = load_text(WEEKS, "weeks.yaml")
    monday, sunday, next_monday = (
        Assignment(day * 1440 + 540, day * 1440 + 580, "visits/h1", "p1") for day in (0, 6, 7)
    )
    close, apart = Roster.of([sunday, next_monday]), Roster.of([monday, next_monday])
    (finding,) = verify(problem, close).hard
    assert str(finding.rule.explain(problem, finding)) == (
        "h1 is visited on Mon 30, too soon after Sun 29; 2 whole days between are asked."
    )
    assert not accepts(problem, close)[0]
    assert verify(problem, apart).score == Score()
    assert accepts(problem, apart) == (True, 0)
    past = Past("p9", "visits", "h1", None, Span(-2 * 1440 + 540, -2 * 1440 + 580))
    after = replace(problem, past=(past,))
    (finding,) = verify(after, apart).hard
    assert str(finding.rule.explain(after, finding)) == (
        "h1 is visited on Mon 23, too soon after Sat 21; 2 whole days between are asked."
    )
    assert not accepts(after, apart)[0]


def test_a_wish_is_met_once_for_all_weeks() -> None:
    problem = load_text(WEEKS, "weeks.yaml")
    once = Roster.of([Assignment(540, 580, "visits/h1", "p1")])
    assert verify(problem, once).score.soft == 0
    (finding,) = verify(problem, Roster()).soft
    assert (finding.cost, str(finding.rule.explain(problem, finding))) == (
        4,
        "p1 wished for h1 and gets none.",
    )


MUST = """
community: Must
week: 2026-11-23
people: [{id: p1}]
visits:
  - {id: h1, times_per_week: 2, days: [Mon, Tue, Wed], minutes: 40, between: [09:00-09:40], must: true}
duties: [{id: door, days: Mon, time: 10:00-11:00, must: true}]
"""


def test_what_must_be_staffed_is_not_left_open() -> None:
    problem = load_text(MUST, "must.yaml")
    once = Roster.of([Assignment(540, 580, "visits/h1", "p1")])
    assert [str(f.rule.explain(problem, f)) for f in verify(problem, once).hard] == [
        "door on Mon 23 10:00 must be staffed; 1 seats are open.",
        "h1 must be visited; 1 seats of the week are open.",
    ]
    assert not accepts(problem, once)[0]
    door = Assignment(600, 660, "duties/door/2026-11-23T1000", "p1")
    all_of_it = Roster.of([*once.assignments, door, Assignment(1980, 2020, "visits/h1", "p1")])
    assert verify(problem, all_of_it).score == Score()
    assert accepts(problem, all_of_it) == (True, 0)
