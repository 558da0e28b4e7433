"""Times of a horizon in every zone, spans, walking and hours of the day."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from roster.model import Away, DayHours, Horizon, Person, Point, Span, Travel

ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "UTC",
]
SPRING, AUTUMN = date(2026, 3, 23), date(2026, 10, 19)
mondays = st.dates(date(2015, 1, 1), date(2035, 12, 31)).map(lambda d: d - timedelta(days=d.weekday()))
horizons = st.builds(Horizon, mondays, st.integers(1, 8), st.sampled_from(ZONES))
spans = st.tuples(st.integers(-3000, 3000), st.integers(1, 2000)).map(lambda t: Span(t[0], t[0] + t[1]))
points = st.builds(Point, st.floats(-80, 80), st.floats(-180, 180))


@given(horizons, st.integers(-20_000, 100_000))
def test_a_minute_has_one_day_and_lies_in_it(horizon: Horizon, minute: int) -> None:
    day = horizon.day_of(minute)
    span = horizon.day_span(day)
    assert span.start <= minute < span.end
    assert horizon.moment(minute).date() == horizon.date_of(day)
    assert horizon.week_of(minute) == math.floor(day / 7)


@given(horizons, st.integers(-20_000, 100_000))
def test_a_local_time_leads_back_to_its_minute(horizon: Horizon, minute: int) -> None:
    local = horizon.moment(minute)
    again = horizon.minute(local.date(), local.time())
    assert horizon.moment(again) == local
    assert again in (minute, minute - 60, minute - 30), "only a repeated hour has two minutes"


@given(horizons)
def test_days_follow_each_other_and_last_as_long_as_the_clocks_say(horizon: Horizon) -> None:
    assert horizon.minute(horizon.first) == 0
    assert horizon.day_count == 7 * horizon.weeks == len(horizon.dates)
    for day, when in enumerate(horizon.dates):
        assert horizon.date_of(day) == when
        assert horizon.day_index(when) == day
        assert horizon.day_span(day).end == horizon.day_span(day + 1).start
        assert 23 * 60 <= horizon.day_span(day).minutes <= 25 * 60


@given(horizons, st.integers(-30, 90))
def test_days_of_past_and_future_have_midnights_too(horizon: Horizon, day: int) -> None:
    span = horizon.day_span(day)
    assert horizon.day_of(span.start) == day
    assert horizon.day_of(span.end) == day + 1


@pytest.mark.parametrize(
    ("first", "day", "minutes"), [(SPRING, 6, 23 * 60), (SPRING, 5, 1440), (AUTUMN, 6, 25 * 60)]
)
def test_the_day_of_the_change_is_shorter_or_longer(first: date, day: int, minutes: int) -> None:
    assert Horizon(first, 1, "Europe/Berlin").day_span(day).minutes == minutes


def test_a_night_in_which_the_clocks_change_is_measured_in_elapsed_time() -> None:
    for first, hours in ((SPRING, 7), (AUTUMN, 9)):
        horizon = Horizon(first, 1, "Europe/Berlin")
        saturday, sunday = horizon.date_of(5), horizon.date_of(6)
        night = horizon.minute(sunday, time(6)) - horizon.minute(saturday, time(22))
        assert night == hours * 60


def test_a_skipped_time_is_after_the_change_and_a_repeated_one_the_first() -> None:
    spring = Horizon(SPRING, 1, "Europe/Berlin")
    sunday = spring.date_of(6)
    assert spring.moment(spring.minute(sunday, time(2, 30))) == datetime(2026, 3, 29, 3, 30)
    autumn = Horizon(AUTUMN, 1, "Europe/Berlin")
    sunday = autumn.date_of(6)
    first = autumn.minute(sunday, time(2, 30))
    assert first == autumn.minute(sunday, time(1, 30)) + 60
    assert autumn.moment(first + 60) == autumn.moment(first)


@given(spans, spans)
def test_spans_meet_where_they_overlap(one: Span, two: Span) -> None:
    common = one.meet(two)
    minutes = set(range(one.start, one.end)) & set(range(two.start, two.end))
    assert (set() if common is None else set(range(common.start, common.end))) == minutes
    assert one.overlaps(two) == two.overlaps(one) == bool(minutes)
    assert one.contains(two) == (len(minutes) == two.minutes)


@given(st.lists(spans, max_size=4), st.lists(spans, max_size=3), spans)
def test_somebody_is_free_only_inside_one_interval(hours: list[Span], away: list[Span], span: Span) -> None:
    person = Person("p1", available=tuple(hours), away=tuple(Away(a) for a in away))
    inside = any(h.start <= span.start and span.end <= h.end for h in hours)
    gone = any(set(range(a.start, a.end)) & set(range(span.start, span.end)) for a in away)
    assert person.free_for(span) == (inside and not gone)


@given(st.integers(0, 1439), st.integers(1, 1440), st.integers(-4000, 14000), st.integers(1, 2000))
def test_hours_of_the_day_touch_what_overlaps_them(start: int, length: int, begin: int, minutes: int) -> None:
    horizon, hours = Horizon(date(2026, 11, 23)), DayHours(start, start + length)
    dark = (
        (clock := at.hour * 60 + at.minute) in range(hours.start, hours.end)
        or clock + 1440 in range(hours.start, hours.end)
        for at in map(horizon.moment, range(begin, begin + minutes))
    )
    assert hours.touches(Span(begin, begin + minutes), horizon) == any(dark)


@given(st.integers(0, 1439), st.integers(1, 600), st.integers(4 * 1440, 7 * 1440), st.integers(90, 800))
def test_hours_of_the_day_are_local_where_the_clocks_change(
    start: int, length: int, begin: int, minutes: int
) -> None:
    horizon, hours = Horizon(SPRING, 1, "Europe/Berlin"), DayHours(start, start + length)
    first, last = horizon.moment(begin), horizon.moment(begin + minutes)
    midnight = datetime.combine(first.date(), time())
    touched = any(
        midnight + timedelta(minutes=hours.start + k) < last
        and first < midnight + timedelta(minutes=hours.end + k)
        for k in (-1440, 0, 1440)
    )
    assert hours.touches(Span(begin, begin + minutes), horizon) == touched


@given(points, points)
def test_distance_has_no_direction(one: Point, two: Point) -> None:
    assert one.metres(two) == pytest.approx(two.metres(one))
    assert one.metres(one) == 0
    assert one.metres(two) <= math.pi * 6_371_000.0 + 1


@given(points, points, st.floats(1, 8), st.floats(1, 2))
def test_walking_is_whole_minutes_rounded_up(one: Point, two: Point, speed: float, detour: float) -> None:
    travel = Travel(speed, detour, points={"a": one, "b": two})
    exact = one.metres(two) * detour / (speed * 1000 / 60)
    assume(abs(exact - round(exact)) > 1e-5)
    assert travel.minutes("a", "b") == math.ceil(exact)


def test_a_table_wins_over_positions_and_the_unknown_is_near() -> None:
    travel = Travel(table={("a", "b"): 9}, points={"a": Point(0, 0), "b": Point(1, 1)})
    assert travel.minutes("a", "b") == travel.minutes("b", "a") == 9
    assert travel.minutes("a", "nowhere") == 0
    assert travel.minutes("a", "a") == 0
