"""What days, hours, holidays and turns of a file mean once it is loaded."""

from __future__ import annotations

from datetime import date

import pytest

from roster.model import Away, Span
from tests.loading_world import HEAD, load, only


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


def test_several_weeks() -> None:
    head = HEAD.replace("week:", "weeks: 2\nweek:")
    problem = load("duties: [{id: d, days: [Mon, 2026-12-02], time: 09:00-10:00}]", head)
    assert [d.day for d in problem.duties] == [0, 7, 9]
    assert problem.horizon.dates[-1] == date(2026, 12, 6)


def test_hours_are_local_where_the_clocks_change() -> None:
    head = "community: x\nweek: 2026-03-23\ntimezone: Europe/Berlin\npeople: [{id: a}]\n"
    duty = only(load("duties: [{id: d, days: Sat, time: 22:00-06:00}]", head))
    assert duty.span.minutes == 7 * 60
