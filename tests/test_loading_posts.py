"""What patrols of grids, windows, claims, visits and standby of a file mean once it is loaded."""

from __future__ import annotations

import pytest

from roster.model import Point, Span
from tests.loading_world import keys, load


def test_windows_change_hands_by_place_or_group() -> None:
    text = """
places: [{id: hall}]
windows:
  - {id: w1, place: hall, open: [{days: Mon, time: 09:00-10:00}], change: weekly}
  - {id: w2, place: hall, open: [{days: Mon, time: 09:00-10:00}], change: weekly, group: desks}
  - {id: w3, place: hall, open: [{days: Mon, time: 09:00-10:00}], ab: {a: a, b: b, standin: true}}
"""
    first, second, third = load(text).duties
    assert (first.change_group, second.change_group, third.change_group) == ("hall", "desks", None)
    assert third.members is None


def test_a_patrol_of_every_grid() -> None:
    text = """
grids:
  - {id: g1, members: [a, b], at: [36.6, 101.7]}
  - {id: g2, leader: c, name: Second}
  - {id: g3}
leaders: [{person: c, grids: [g3]}]
patrols: [{id: walk, name: Round, days: Mon, time: 09:00-10:00, members: grid}]
"""
    problem = load(text)
    assert keys(problem) == [f"patrols/walk/g{i}/2026-11-23T0900" for i in (1, 2, 3)]
    assert [d.members for d in problem.duties] == [{"a", "b"}, {"c"}, {"c"}]
    assert [d.place for d in problem.duties] == ["g1", "g2", "g3"]
    assert problem.duties[1].title == "Round · Second"
    assert problem.duties[1].labels == {"patrol", "walk", "g2"}
    assert problem.places["g1"].at == Point(36.6, 101.7)


def test_a_patrol_of_some_grids() -> None:
    text = """
grids: [{id: g1, members: [a]}, {id: g2, members: [b]}]
patrols: [{id: walk, grids: [g2], shifts: [{id: am, days: Mon, time: 09:00-10:00, members: grid}]}]
"""
    assert keys(load(text)) == ["patrols/walk/am/g2/2026-11-23T0900"]


def test_claims_pin_each_matching_duty() -> None:
    text = """
patrols:
  - id: gate
    shifts:
      - {id: am, days: daily, time: 09:00-10:00}
      - {id: pm, days: daily, time: 19:00-20:00}
    claims: [{person: a, shift: am, on: Sat-Sun}, {person: b, on: 2026-11-25}]
"""
    claims = load(text).claims
    assert [(c.person, c.works) for c in claims] == [
        ("a", ("patrols/gate/am/2026-11-28T0900",)),
        ("a", ("patrols/gate/am/2026-11-29T0900",)),
        ("b", ("patrols/gate/am/2026-11-25T0900",)),
        ("b", ("patrols/gate/pm/2026-11-25T1900",)),
    ]


def test_a_claim_of_a_patrol_by_grids_names_one_of_them() -> None:
    text = """
grids: [{id: g1, members: [a]}, {id: g2, members: [a]}]
patrols: [{id: walk, days: Mon, time: 09:00-10:00, members: grid, claims: [{person: a, on: Mon}]}]
"""
    (claim,) = load(text).claims
    assert claim.works == ("patrols/walk/g1/2026-11-23T0900", "patrols/walk/g2/2026-11-23T0900")


@pytest.mark.parametrize(
    ("said", "gap", "per_day", "slots"),
    [
        ("times_per_week: 3", 0, 1, 14),
        ("times_per_week: 9", 0, 2, 14),
        ("times_per_week: 3, days: Mon", 0, 3, 3),
        ("times_per_week: 2, gap_days: 0", 0, 2, 14),
        ("times_per_week: 2, gap_days: 2", 2, 1, 14),
    ],
)
def test_how_visits_spread(said: str, gap: int, per_day: int, slots: int) -> None:
    between = "[08:00-10:00, 14:00-16:00]" if slots == 14 else "[08:00-10:00, 11:00-13:00, 14:00-16:00]"
    visit = load(f"visits: [{{id: h, minutes: 30, between: {between}, {said}}}]").visits[0]
    assert (visit.gap_days, visit.per_day, len(visit.slots)) == (gap, per_day, slots)


def test_hours_too_short_for_a_visit_are_no_slots() -> None:
    visit = load("visits: [{id: h, minutes: 60, between: [08:00-08:30, 10:00-11:00]}]").visits[0]
    assert {slot.span.minutes for slot in visit.slots} == {60}


def test_places_of_homes() -> None:
    text = """
places: [{id: hall, at: [36.6, 101.7]}]
visits:
  - {id: h1, name: Ma, minutes: 30, between: 08:00-10:00, place: {at: [36.61, 101.71]}}
  - {id: h2, minutes: 30, between: 08:00-10:00, place: hall}
  - {id: h3, minutes: 30, between: 08:00-10:00}
"""
    problem = load(text)
    assert [v.place for v in problem.visits] == ["h1", "hall", "h3"]
    assert problem.places["h1"].name == "Ma"
    assert problem.travel.minutes("h1", "hall") > 0
    assert problem.travel.minutes("h3", "hall") == 0


def test_standby_spans_what_each_person_could_take() -> None:
    head = """
community: x
week: 2026-11-23
people:
  - {id: all}
  - {id: morning, available: daily 06:00-12:00}
  - {id: split, available: [daily 06:00-10:00, daily 13:00-23:00]}
  - {id: away, away: Mon}
  - {id: noon, available: daily 12:00-13:00}
"""
    text = """
patrols: [{id: gate, days: Mon, time: [07:00-08:00, 19:00-21:00]}]
windows: [{id: w, open: [{days: daily, time: 05:00-23:00}]}]
duties: [{id: room, days: Mon, time: 14:00-15:00}]
standby: {per_day: 2}
"""
    duty = load(text, head).duties[-1]
    assert duty.key == "standby/standby/2026-11-23T0700"
    assert duty.spans == {"all": Span(420, 1260), "morning": Span(420, 480), "split": Span(840, 1260)}
    assert duty.members == {"all", "morning", "split"}
    assert (duty.min, duty.most, duty.labels) == (2, 2, {"standby"})


def test_standby_asks_for_its_team_and_for_people_who_could_serve() -> None:
    text = "patrols: [{id: gate, team: patrol, days: Mon, time: 07:00-08:00}]\nstandby: {per_day: 1, skill: first-aid}"
    assert load(text).duties[-1].members == {"a"}


def test_standby_with_hours_is_an_ordinary_duty() -> None:
    text = "standby: [{id: x, per_day: 1, time: 18:00-22:00, days: Mon}, {id: y, per_day: 1, time: 18:00-22:00, days: Mon, team: police}]"
    first, second = load(text).duties
    assert (first.spans, first.members, first.span) == (None, None, Span(1080, 1320))
    assert second.teams == {"police"}
