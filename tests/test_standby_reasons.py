"""Why standby stays open: who stands by has to be able to take one of the day's duties."""

from __future__ import annotations

from roster.loading import load_text
from roster.obstacles import in_one_sentence, obstacles
from roster.precheck import precheck
from roster.reasons import reason_open
from roster.roster import Roster
from roster.verify import open_seats

TEXT = """
community: Lane
week: 2026-11-23
people: [{id: p1, teams: [night]}, {id: p2, teams: [day]}, {id: p3, teams: [day], available: [Sun]}]
patrols:
  - {id: gate, team: night, days: Mon, time: 22:00-06:00}
  - {id: walk, members: [p2], days: Tue, time: 08:00-09:00}
standby: {per_day: 1, team: day, days: [Mon, Tue]}
"""


def test_nobody_could_take_a_duty_of_the_day() -> None:
    problem = load_text(TEXT)
    seat = next(s for s in open_seats(problem, Roster()) if s.work.task == "standby")
    assert str(reason_open(problem, Roster(), seat)) == (
        "Nobody more who may stand by could take one of the day's duties."
    )
    groups = obstacles(problem, Roster(), seat)
    assert {g.sort: g.people for g in groups} == {"standing": ("p2", "p3"), "team": ("p1",)}
    assert str(in_one_sentence(groups)) == "2 could take none of the day's duties, 1 is not in day."


def test_check_says_so_before_solving() -> None:
    (note,) = [n for n in precheck(load_text(TEXT)) if "standby" in str(n.problem)]
    assert str(note.problem) == "standby needs 1 person on Mon 23; 0 can serve at 22:00."
    assert "could take a duty of the day" in str(note.cure)
