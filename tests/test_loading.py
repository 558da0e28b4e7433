"""What a community's file means once it is loaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from roster.errors import ConfigErrors
from roster.loading import load_problem, load_text
from roster.model import AB, Away, Companion, DayHours, Duty, Limits, Point, Problem, Span

HEAD = """
community: Test lane
week: 2026-11-23
people:
  - {id: a, teams: [patrol], skills: [first-aid]}
  - {id: b, teams: [police], skills: [desk]}
  - {id: c}
"""


def load(text: str, head: str = HEAD) -> Problem:
    return load_text(head + text)


def keys(problem: Problem) -> list[str]:
    return [duty.key for duty in problem.duties]


def only(problem: Problem) -> Duty:
    (duty,) = problem.duties
    return duty


def test_the_example_of_the_design_loads() -> None:
    problem = load_problem(Path(__file__).parent / "worlds" / "design.yaml")
    assert problem.name == "Muslim Lane"
    assert problem.language == "zh_CN"
    assert list(problem.people) == ["p017", "p003", "p009", "p010", "p011", "p012", "p013", "p020"]
    assert {d.service for d in problem.duties} == {"patrols", "windows", "duties", "standby"}
    person = problem.people["p017"]
    assert person.name == "韩立新"
    assert person.home == Point(36.6241, 101.793)
    assert person.available[0] == Span(1080, 1320)
    assert [away.span for away in person.away] == [Span(2880, 4320), Span(5760, 8640)]
    assert replace(person.limits, source=Limits().source) == Limits(duties=3, minutes=480, per_day=1)
    assert [(w.want, w.target, w.weight, w.days) for w in person.wishes] == [
        (True, "patrol", 3, frozenset({5})),
        (False, "evening", 5, None),
    ]
    evening = problem.works["patrols/north-gate/evening/2026-11-23T1900"]
    assert isinstance(evening, Duty)
    assert (evening.min, evening.target, evening.most) == (2, 3, 3)
    assert evening.needs == (("first-aid", 1),)
    assert evening.labels == {"patrol", "north-gate", "evening"}
    desk = problem.works["windows/comprehensive/2026-11-23T0900"]
    assert isinstance(desk, Duty)
    assert desk.ab == AB("p003", "p009")
    assert desk.members == {"p003", "p009"}
    crew = problem.works["windows/intermediary/2026-11-23T0900"]
    assert isinstance(crew, Duty)
    assert (crew.turn, crew.members) == ("B", {"p012", "p013"})
    visit = problem.visit_by_task["h21"]
    assert (visit.times, visit.minutes, visit.people, visit.gap_days, visit.per_day) == (3, 40, 2, 1, 1)
    assert visit.companion == Companion(team="police")
    assert visit.labels == {"visit", "h21", "meal", "medicine"}
    assert len(visit.slots) == 14
    assert visit.slots[1].span == Span(840, 1020)
    assert problem.travel.minutes("service-hall", "north-gate") == 4
    assert len([r for r in problem.rules if r.source.line]) == 6


def test_every_part_knows_its_line() -> None:
    problem = load("patrols:\n  - id: gate\n    shifts:\n      - {id: x, days: Mon, time: 09:00-10:00}\n")
    assert str(only(problem).source) == "inline.yaml:11:9 patrols.0.shifts.0"
    assert str(problem.people["a"].source) == "inline.yaml:5:5 people.0"


@pytest.mark.parametrize(
    ("said", "seats"),
    [
        ("2", (2, 2, 2)),
        ("{min: 1}", (1, 1, 1)),
        ("{min: 1, target: 2}", (1, 2, 2)),
        ("{min: 1, max: 3}", (1, 1, 3)),
        ("{min: 0, target: 2, max: 4}", (0, 2, 4)),
        ("{min: 0, target: 0, max: 1}", (0, 0, 1)),
    ],
)
def test_seats(said: str, seats: tuple[int, int, int]) -> None:
    duty = only(load(f"duties: [{{id: d, days: Mon, time: 09:00-10:00, people: {said}}}]"))
    assert (duty.min, duty.target, duty.most) == seats


def test_one_seat_and_every_day_unless_said() -> None:
    problem = load("duties: [{id: d, time: 09:00-10:00}]")
    assert len(problem.duties) == 7
    assert problem.duties[0].most == 1
    assert problem.duties[0].place == "d"
    assert problem.places["d"].at is None


def test_a_shift_overrides_what_its_post_says() -> None:
    text = """
patrols:
  - id: gate
    people: 2
    team: patrol
    skill: first-aid
    priority: high
    labels: [outdoors]
    must: true
    needs: {first-aid: 1}
    shifts:
      - {id: early, days: Mon, time: 07:00-08:00}
      - {id: late, days: Mon, time: 22:00-02:00, people: 3, teams: [police], skill: desk, priority: low, must: false, labels: night, needs: {desk: 2}}
"""
    early, late = load(text).duties
    assert (early.most, early.teams, early.skills, early.priority, early.must) == (
        2,
        {"patrol"},
        {"first-aid"},
        "high",
        True,
    )
    assert (late.most, late.teams, late.skills, late.priority, late.must) == (
        3,
        {"police"},
        {"first-aid", "desk"},
        "low",
        False,
    )
    assert late.needs == (("first-aid", 1), ("desk", 2))
    assert late.labels == {"patrol", "gate", "late", "outdoors", "night"}
    assert late.span == Span(1320, 1560)
    assert late.units == 1


def test_several_times_are_several_duties() -> None:
    problem = load("duties: [{id: d, days: Mon, time: [09:00-10:00, 14:00-15:00]}]")
    assert keys(problem) == ["duties/d/2026-11-23T0900", "duties/d/2026-11-23T1400"]


def test_members_limit_a_post() -> None:
    assert only(load("duties: [{id: d, days: Mon, time: 09:00-10:00, members: [a, b]}]")).members == {
        "a",
        "b",
    }


def test_ids_and_phones_stay_as_they_are_written() -> None:
    head = "community: 7\nweek: 2026-11-23\npeople: [{id: 010, phone: 0138, name: No}, {id: 7}]\n"
    problem = load("duties: [{id: d, days: Mon, time: 09:00-10:00, members: [010, 7]}]", head)
    assert list(problem.people) == ["010", "7"]
    assert problem.people["010"].phone == "0138"
    assert problem.people["010"].name == "No"
    assert only(problem).members == {"010", "7"}


def test_full_width_digits_colons_and_dashes() -> None:
    head = "community: x\nweek: ２０２６－１１－２３\npeople: [{id: a, available: 周一至周五 １８：００－２２：００}]\n"
    problem = load("duties: [{id: d, days: 周一, time: 19：00－21：00, people: ２}]", head)
    assert only(problem).span == Span(1140, 1260)
    assert only(problem).most == 2
    assert problem.people["a"].available[0] == Span(1080, 1320)


def test_available_always_never_and_merged() -> None:
    head = """
community: x
week: 2026-11-23
people:
  - {id: always}
  - {id: said, available: always}
  - {id: never, available: []}
  - {id: late, available: [Mon 20:00-24:00, Tue 00:00-03:00]}
  - {id: text, available: "Tue, Thu 14:00-17:00; Sat"}
"""
    people = load("duties: [{id: d, days: Mon, time: 09:00-10:00}]", head).people
    assert people["always"].available == people["said"].available == (Span(-1440, 8 * 1440),)
    assert people["never"].available == ()
    assert Span(1200, 1620) in people["late"].available
    assert Span(1440 + 840, 1440 + 1020) in people["text"].available
    assert Span(3 * 1440 + 840, 3 * 1440 + 1020) in people["text"].available
    assert Span(5 * 1440, 6 * 1440) in people["text"].available


def test_dates_of_people_outside_the_week_have_no_effect() -> None:
    head = "community: x\nweek: 2026-11-23\npeople: [{id: a, away: [2026-12-24], available: [daily, 2027-01-01], wishes: [{avoid: d, on: 2026-12-24}]}]\n"
    person = load("duties: [{id: d, days: Mon, time: 09:00-10:00}]", head).people["a"]
    assert person.away == ()
    assert person.wishes[0].days == frozenset()


def test_days_away_that_follow_each_other_are_one_piece() -> None:
    head = "community: x\nweek: 2026-11-23\npeople: [{id: a, away: [Mon, Tue, Thu]}]\n"
    person = load("duties: [{id: d, days: Mon, time: 09:00-10:00}]", head).people["a"]
    assert person.away[0] == Away(Span(0, 2880), person.away[0].source)
    assert person.away[1].span == Span(4320, 5760)


def test_wishes_with_hours_and_anything() -> None:
    head = "community: x\nweek: 2026-11-23\npeople: [{id: a, wishes: {avoid: '*', hours: 18:00-22:00}}]\n"
    (wish,) = load("duties: [{id: d, days: Mon, time: 09:00-10:00}]", head).people["a"].wishes
    assert (wish.want, wish.target, wish.weight, wish.hours) == (False, "*", 1, DayHours(1080, 1320))


def test_workdays_follow_the_calendar() -> None:
    head = "community: x\nweek: 2026-10-05\nholidays: CN\npeople: [{id: a}]\n"
    problem = load("duties: [{id: d, days: workdays, time: 09:00-10:00}]", head)
    assert [str(problem.horizon.date_of(d.day)) for d in problem.duties] == [
        "2026-10-08",
        "2026-10-09",
        "2026-10-10",
    ]


def test_holidays_changed_by_hand() -> None:
    head = "community: x\nweek: 2026-11-23\nholidays: {add: [2026-11-24], workdays: [2026-11-28]}\npeople: [{id: a}]\n"
    problem = load("duties: [{id: d, days: workdays, time: 09:00-10:00}]", head)
    assert [d.day for d in problem.duties] == [0, 2, 3, 4, 5]
    head = head.replace("{add: [2026-11-24], workdays: [2026-11-28]}", "none")
    assert len(load("duties: [{id: d, days: workdays, time: 09:00-10:00}]", head).duties) == 5


def test_holidays_of_a_country_changed_by_hand() -> None:
    head = "community: x\nweek: 2026-10-05\nholidays: {country: CN, remove: [2026-10-05], workdays: []}\npeople: [{id: a}]\n"
    problem = load("duties: [{id: d, days: workdays, time: 09:00-10:00}]", head)
    assert [d.day for d in problem.duties] == [0, 3, 4]


def test_make_up_workdays_given_by_hand_for_a_year_that_is_not_known() -> None:
    head = (
        "community: x\nweek: 2040-10-01\nholidays: {country: CN, workdays: [2040-10-07]}\npeople: [{id: a}]\n"
    )
    problem = load("duties: [{id: d, days: [workdays, Sun], time: 09:00-10:00}]", head)
    assert 6 in [d.day for d in problem.duties]


@pytest.mark.parametrize(
    ("turn", "since", "crews"),
    [
        ("weekly", "2026-11-23", ["A"] * 7),
        ("weekly", "2026-11-18", ["B"] * 7),
        ("weekly", "2026-11-02", ["A"] * 7),
        ("weekly", "2026-11-30", ["C"] * 7),
        ("daily", "2026-11-23", ["A", "B", "C", "A", "B", "C", "A"]),
        ("daily", "2026-11-22", ["B", "C", "A", "B", "C", "A", "B"]),
    ],
)
def test_crews_take_turns_from_since(turn: str, since: str, crews: list[str]) -> None:
    text = f"windows: [{{id: w, open: {{time: 09:00-10:00}}, crews: {{A: [a], B: [b], C: [c], turn: {turn}, since: {since}}}}}]"
    problem = load(text)
    assert [d.turn for d in problem.duties] == crews
    assert problem.duties[0].members == {crews[0].lower()}


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


def test_a_rule_of_the_file_replaces_the_one_that_is_always_there() -> None:
    plain = load("duties: [{id: d, days: Mon, time: 09:00-10:00}]")
    told = load("duties: [{id: d, days: Mon, time: 09:00-10:00}]\nrules: [{kind: target-seats, weight: 7}]")
    assert [r.weight for r in plain.rules if r.kind == "target-seats"] == [10]
    assert [r.weight for r in told.rules if r.kind == "target-seats"] == [7]
    assert {r.kind for r in plain.rules} == {r.kind for r in told.rules}


def test_what_limits_a_rule_has_its_meaning_in_the_horizon() -> None:
    text = """
patrols: [{id: gate, days: [Mon, Sat], time: [09:00-10:00, 20:00-21:00]}]
rules: [{kind: rest, hours: 8, only: {people: a, days: Sat-Sun, hours: 18:00-22:00}}]
"""
    problem = load(text)
    rule = next(r for r in problem.rules if r.kind == "rest")
    assert rule.only is not None
    assert rule.only.fits_person(problem.people["a"])
    assert not rule.only.fits_person(problem.people["b"])
    fitting = [d.key for d in problem.duties if rule.only.fits_work(problem, d, d.span, d.day)]
    assert fitting == ["patrols/gate/2026-11-28T2000"]
    assert str(rule.source) == "inline.yaml:10:9 rules.0"


def test_several_weeks() -> None:
    head = HEAD.replace("week:", "weeks: 2\nweek:")
    problem = load("duties: [{id: d, days: [Mon, 2026-12-02], time: 09:00-10:00}]", head)
    assert [d.day for d in problem.duties] == [0, 7, 9]
    assert problem.horizon.dates[-1] == date(2026, 12, 6)


def test_hours_are_local_where_the_clocks_change() -> None:
    head = "community: x\nweek: 2026-03-23\ntimezone: Europe/Berlin\npeople: [{id: a}]\n"
    duty = only(load("duties: [{id: d, days: Sat, time: 22:00-06:00}]", head))
    assert duty.span.minutes == 7 * 60


def test_later_mistakes_are_found_beside_those_in_the_head() -> None:
    with pytest.raises(ConfigErrors) as caught:
        load_text(
            "week: 2026-11-99\ntimezone: Mars\npeople: [{id: a}]\nduties: [{id: d, time: 09:00-10:00, team: x}]"
        )
    paths = [error.source.path for error in caught.value.errors]
    assert paths == ["", "week", "timezone", "duties.0.team"]


def test_no_mistake_is_said_twice() -> None:
    with pytest.raises(ConfigErrors) as caught:
        load("duties: [{id: d, time: 9-10}, {id: e, time: 09:00-10:00, team: no-one, members: [z z]}]")
    said = [(e.source.line, e.source.column) for e in caught.value.errors]
    assert len(said) == len(set(said)) == 3


def test_sections_left_empty_and_places_for_anchors_mean_nothing() -> None:
    text = """
x-usual: &usual {days: Mon, time: 09:00-10:00}
windows:
visits: []
rules:
duties: [{<<: *usual, id: d}]
"""
    assert keys(load(text)) == ["duties/d/2026-11-23T0900"]


def test_words_in_full_width_letters_are_the_same_words() -> None:
    head = "community: x\nweek: 2026-11-23\npeople: [{id: ｐ１, teams: ａ, wishes: {want: ｄ}}]\n"
    text = "duties: [{id: d, days: Mon, time: 09:00-10:00, team: a, members: p1}]\nrules: [{kind: rest, hours: 9, only: {people: ｐ１, labels: 'd, duty'}}]"
    problem = load(text, head)
    assert list(problem.people) == ["p1"]
    assert problem.people["p1"].wishes[0].target == "d"
    rule = next(r for r in problem.rules if r.kind == "rest")
    assert rule.only is not None
    assert (rule.only.people, rule.only.labels) == ({"p1"}, {"d", "duty"})
