"""Obstacles of visits, the recruiting list and chains of moves, worked out by hand."""

from __future__ import annotations

import pytest

from roster.loading import load_text
from roster.model import Problem, Visit
from roster.moves import chain, prices
from roster.obstacle_words import counted
from roster.obstacles import in_one_sentence, obstacles
from roster.recruiting import recruiting_list
from roster.roster import Assignment, Roster
from roster.rules import registry
from roster.verify import open_seats, verify
from tests.rules.tiny import world

HOMES = """
community: Homes
week: 2026-11-23
people:
  - {id: p1, name: Ana, away: [2026-11-23]}
  - {id: p2, name: Bea, available: [Mon 12:00-20:00]}
  - {id: p3, name: Cem, limits: {duties: 1}}
  - {id: p4, name: Dan}
  - {id: p5, name: Eve}
  - {id: p6, name: Fay, teams: [night]}
  - {id: p7, name: Gus, limits: {hours: 2}}
duties:
  - {id: desk, days: Mon, time: 08:30-11:30, people: 1}
  - {id: talk, days: Tue, time: 18:00-20:00, people: 2}
visits:
  - {id: h1, name: Old Li, times_per_week: 1, days: Mon, minutes: 40, between: [09:00-10:00], people: 2, never: [p5]}
"""


def at(problem: Problem, work: str, person: str, start: int | None = None) -> Assignment:
    known = problem.works[work]
    if isinstance(known, Visit):
        assert start is not None
        return Assignment(start, start + known.minutes, work, person)
    return Assignment(known.span.start, known.span.end, work, person)


def test_everybody_has_one_obstacle_to_a_visit() -> None:
    problem = load_text(HOMES)
    roster = Roster.of(
        [
            at(problem, "duties/desk/2026-11-23T0830", "p4"),
            at(problem, "duties/talk/2026-11-24T1800", "p3"),
            at(problem, "duties/talk/2026-11-24T1800", "p7"),
        ]
    )
    (seat,) = open_seats(problem, roster)
    groups = obstacles(problem, roster, seat)
    sorts = {o.person: o.sort for g in groups for o in g.obstacles}
    assert sorts == {
        "p1": "away",
        "p2": "hours",
        "p3": "limits",
        "p4": "one-place",
        "p5": "never",
        "p6": "together",
        "p7": "limits",
    }
    told = str(in_one_sentence(groups))
    for part in (
        "1 is away",
        "1 is not available then",
        "1 serves elsewhere then",
        "1 is at the limit of 1 duty",
    ):
        assert part in told
    assert "1 is at the limit of 2 h a week" in told


def test_everybody_has_one_obstacle_to_a_duty() -> None:
    problem = load_text(
        """
community: Post
week: 2026-11-23
people:
  - {id: p1, skills: [x], teams: [night]}
  - {id: p2, teams: [night]}
  - {id: p3, skills: [x]}
  - {id: p4, skills: [x, y], teams: [night], limits: {per_day: 1}}
  - {id: p5, skills: [x], teams: [night]}
grids: [{id: g, members: [p1, p5]}]
patrols:
  - {id: gate, team: night, skill: x, shifts: [{id: s, days: Mon, time: 19:00-21:00, people: 4, needs: {y: 1}}]}
  - {id: walk, members: grid, shifts: [{id: w, days: Mon, time: 10:00-10:30, people: 2}]}
duties: [{id: desk, days: Mon, time: 08:00-09:00, people: 3}]
rules: [{kind: max-duties, duties: 1, per: day}]
"""
    )
    gate, walk = "patrols/gate/s/2026-11-23T1900", "patrols/walk/w/g/2026-11-23T1000"
    desk = "duties/desk/2026-11-23T0800"
    roster = Roster.of([at(problem, gate, "p1"), at(problem, desk, "p4"), at(problem, desk, "p5")])
    seats = {s.work.key: s for s in open_seats(problem, roster)}
    sorts = {o.person: o.sort for g in obstacles(problem, roster, seats[walk]) for o in g.obstacles}
    assert sorts == {
        "p1": "max-duties",
        "p2": "members",
        "p3": "members",
        "p4": "members",
        "p5": "max-duties",
    }
    found = obstacles(problem, roster, seats[gate])
    sorts = {o.person: (o.sort, o.detail) for g in found for o in g.obstacles}
    assert sorts["p1"] == ("there", "")
    assert sorts["p4"] == ("limits", "per day 1")
    assert [sorts[p] for p in ("p2", "p3")] == [("skill", "x"), ("team", "night")]
    assert sorts["p5"] == ("max-duties", "max-duties (duties: 1, per: day)")
    told = str(in_one_sentence(obstacles(problem, roster, seats[walk])))
    assert "2 would serve more than once a day" in told


def test_a_skill_stands_in_the_way_only_where_nobody_without_it_helps() -> None:
    problem = load_text(
        """
community: Skill
week: 2026-11-23
people: [{id: p1}, {id: p2}, {id: p3, skills: [y]}]
patrols: [{id: gate, shifts: [{id: s, days: Mon, time: 19:00-21:00, people: 2, needs: {y: 1}}]}]
"""
    )
    gate = "patrols/gate/s/2026-11-23T1900"
    for there, reason in (((), "free"), (("p1",), "skill")):
        roster = Roster.of(at(problem, gate, p) for p in there)
        (seat,) = open_seats(problem, roster)
        sorts = {o.person: o.sort for g in obstacles(problem, roster, seat) for o in g.obstacles}
        assert (sorts["p2"], sorts["p3"]) == (reason, "free")


SEATS = """
community: Seats
week: 2026-11-23
people: [{id: p1, skills: [x], away: [2026-11-23..2026-11-29]}]
duties:
  - {id: a, days: Mon, time: 08:00-10:00, people: 1, skill: x}
  - {id: b, days: Mon, time: 09:00-11:00, people: 2, skill: x}
  - {id: c, days: Mon, time: 11:00-12:00, people: 1, skill: x}
  - {id: d, days: Mon, time: 09:00-11:00, people: 1}
visits:
  - {id: h1, times_per_week: 2, days: daily, minutes: 40, between: [09:00-10:00], people: 2}
"""


def test_the_recruiting_list_counts_people_and_not_seats() -> None:
    problem = load_text(SEATS)
    found = recruiting_list(problem, Roster(), open_seats(problem, Roster()))
    assert [(v.skills, v.people, v.missing) for v in found] == [(("x",), 3, 4), ((), 2, 3)]
    told = str(found[0].say(problem))
    assert told.startswith("3 people with x are short: a on Mon 23 08:00–10:00 (1), ")


WHO_IS_SHORT = """
community: Who is short
week: 2026-11-23
people:
  - {id: p1, skills: [care, key]}
  - {id: p2, skills: [care]}
  - {id: p3, teams: [police], available: [Fri 08:00-20:00]}
patrols: [{id: gate, shifts: [{id: s, days: Mon, time: 19:00-21:00, people: 4, needs: {key: 1}}]}]
visits:
  - {id: h1, times_per_week: 1, days: Wed, minutes: 40, between: [09:00-10:00], people: 2, skills: [care], with: {team: police}}
  - {id: h2, times_per_week: 1, days: Wed, minutes: 40, between: [09:00-10:00], people: 4, skills: [care]}
  - {id: h3, times_per_week: 1, days: Wed, minutes: 40, between: [09:00-10:00], people: 2}
"""


def test_the_recruiting_list_asks_for_those_who_are_short() -> None:
    """The home lacks an officer and not a carer; one of four at the gate needs the key."""
    problem = load_text(WHO_IS_SHORT)
    gate = "patrols/gate/s/2026-11-23T1900"
    roster = Roster.of([at(problem, gate, "p2")])
    found = recruiting_list(problem, roster, open_seats(problem, roster))
    said = {(v.skills, v.teams): (v.people, [(s.work.task, s.missing) for s in v.seats]) for v in found}
    assert said == {
        (("key",), ()): (1, [("gate", 1)]),
        ((), ()): (2, [("gate", 2), ("h3", 1)]),
        ((), ("police",)): (1, [("h1", 1)]),
        (("care",), ()): (2, [("h2", 2)]),
    }


def test_a_chain_starts_with_whom_it_is_about_and_follows_the_seats() -> None:
    problem = load_text(
        """
community: Chain
week: 2026-11-23
people: [{id: p1, name: Ana}, {id: p2, name: Bea}, {id: p3, name: Cem}]
duties:
  - {id: a, days: Mon, time: 08:00-10:00, people: 1}
  - {id: b, days: Tue, time: 08:00-10:00, people: 1}
visits: [{id: h1, times_per_week: 1, days: Mon, minutes: 40, between: [14:00-16:00], people: 1}]
rules: [{kind: fair-share, of: duties, weight: 5}]
"""
    )
    a, b = "duties/a/2026-11-23T0800", "duties/b/2026-11-24T0800"
    old = Roster.of([at(problem, a, "p2"), at(problem, b, "p1"), at(problem, "visits/h1", "p3", 840)])
    new = Roster.of([at(problem, a, "p3"), at(problem, b, "p2"), at(problem, "visits/h1", "p3", 870)])
    moves = chain(problem, old, new, first="p3")
    assert [str(m.sentence) for m in moves] == [
        "Cem takes a on Mon 23 08:00",
        "Cem comes to h1 on Mon 23 14:30 instead of Mon 23 14:00",
        "Bea moves from a on Mon 23 08:00 to b on Tue 24 08:00",
        "Ana leaves b on Tue 24 08:00",
    ]
    (share,) = prices(problem, verify(problem, old), verify(problem, new))
    assert share.kind == "fair-share"
    assert share.cost == verify(problem, new).score.soft - verify(problem, old).score.soft
    assert [str(s) for s in share.new]


SAID_OTHERWISE = {"min-days", "min-duties", "min-hours"}
"""Nobody breaks these by serving more."""


def test_what_a_rule_holds_back_is_said_without_its_name() -> None:
    kinds = [k for k in registry().values() if not (k.soft_only or k.builtin or k.kind in SAID_OTHERWISE)]
    assert kinds
    for kind in kinds:
        rule = next(r for r in world(kind).rules if r.kind == kind.kind)
        told = counted(kind.kind, f"{kind.kind} (…)", 2, rule)
        for said in (told.say("en"), told.say("zh_CN")):
            assert said.startswith("2 ")
            assert "(…)" not in said, (kind.kind, said)
        assert told.say("en") != told.say("zh_CN")


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("per day 1", "2 are at their limit of 1 duty a day"),
        ("per day 2", "2 are at their limit of 2 duties a day"),
        ("duties 1", "2 are at their limit of 1 duty"),
        ("h 2.5", "2 are at their limit of 2.5 h a week"),
    ],
)
def test_a_limit_is_said_in_singular_or_plural(detail: str, said: str) -> None:
    assert str(counted("limits", detail, 2)) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("kind: max-days-in-row, days: 1", "2 would serve more than 1 day in a row"),
        ("kind: max-days-in-row, days: 3", "2 would serve more than 3 days in a row"),
        ("kind: max-days, days: 1, per: week", "2 would serve on more than 1 day a week"),
        ("kind: max-days, days: 2, per: horizon", "2 would serve on more than 2 days in the whole plan"),
        ("kind: max-duties, duties: 1, per: day", "2 would serve more than once a day"),
        ("kind: max-duties, duties: 2, per: day", "2 would serve more than 2 times a day"),
        ("kind: max-label, label: x, max: 1, per: week", "2 would serve at x more than once a week"),
        ("kind: max-label, label: x, max: 2, per: week", "2 would serve at x more than 2 times a week"),
        ("kind: succession, after: late, not: early", "2 would serve at early on the day after late"),
        (
            "kind: succession, after: late, not: early, within_hours: 8",
            "2 would serve at early less than 8 h after late",
        ),
    ],
)
def test_a_rule_is_said_in_singular_or_plural(line: str, said: str) -> None:
    values = dict(part.split(": ") for part in line.split(", "))
    kind = registry()[values.pop("kind")]
    assert str(counted("rule", line, 2, kind.model_validate(values))) == said
