"""What a community's file means once it is loaded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from roster.errors import ConfigErrors
from roster.loading import load_problem, load_text
from roster.model import AB, Companion, DayHours, Duty, Limits, Point, Span
from tests.loading_world import keys, load, only


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


def test_wishes_with_hours_and_anything() -> None:
    head = "community: x\nweek: 2026-11-23\npeople: [{id: a, wishes: {avoid: '*', hours: 18:00-22:00}}]\n"
    (wish,) = load("duties: [{id: d, days: Mon, time: 09:00-10:00}]", head).people["a"].wishes
    assert (wish.want, wish.target, wish.weight, wish.hours) == (False, "*", 1, DayHours(1080, 1320))


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
