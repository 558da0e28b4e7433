"""Days, hours and holidays as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from roster.calendar import Calendar, merged, public_holidays
from roster.day_words import MendError, parse_clock, parse_date, parse_days, parse_free, parse_hours
from roster.model import DayHours, Horizon, Span

WEEK = Horizon(date(2026, 11, 23))


def days(text: str, calendar: Calendar | None = None) -> tuple[int, ...]:
    return (calendar or Calendar(WEEK)).days(parse_days(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
        ("每天", (0, 1, 2, 3, 4, 5, 6)),
        ("weekdays", (0, 1, 2, 3, 4)),
        ("weekends", (5, 6)),
        ("周末", (5, 6)),
        ("Mon", (0,)),
        ("monday", (0,)),
        ("星期三", (2,)),
        ("Mon-Fri", (0, 1, 2, 3, 4)),
        ("周一至周三", (0, 1, 2)),
        ("Sat–Mon", (0, 5, 6)),
        ("Tue, Thu", (1, 3)),
        ("Tue，Thu", (1, 3)),
        ("2026-11-25", (2,)),
        ("２０２６－１１－２５", (2,)),
        ("2026-11-25..2026-11-27", (2, 3, 4)),
        ("2026-11-25 ~ 2026-11-27", (2, 3, 4)),
        ("2026-11-28..2026-12-05", (5, 6)),
        ("2026-12-05", ()),
        ("holidays", ()),
    ],
)
def test_days(text: str, expected: tuple[int, ...]) -> None:
    assert days(text) == expected


def test_workdays_leave_holidays_out_and_take_make_up_workdays_in() -> None:
    calendar = Calendar(WEEK, frozenset({date(2026, 11, 25)}), frozenset({date(2026, 11, 28)}))
    assert days("workdays", calendar) == (0, 1, 3, 4, 5)
    assert days("holidays", calendar) == (2,)
    assert days("weekdays", calendar) == (0, 1, 2, 3, 4)


@pytest.mark.parametrize("text", ["Funday", "Mon-", "2026-13-01", "2026-11-27..2026-11-25", "", " , ", "10"])
def test_days_that_are_none(text: str) -> None:
    with pytest.raises(MendError):
        parse_days(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("19:00-21:00", 1140, 1260),
        ("19：00－21：00", 1140, 1260),
        ("１９:00–21:00", 1140, 1260),
        ("9:00 - 12:00", 540, 720),
        ("22:00-02:00", 1320, 1560),
        ("22:00-24:00", 1320, 1440),
        ("00:00-24:00", 0, 1440),
        ("22:00-00:00", 1320, 1440),
        ("08:00:00-09:00:00", 480, 540),
        ("8:00至9:00", 480, 540),
    ],
)
def test_hours(text: str, start: int, end: int) -> None:
    assert parse_hours(text) == DayHours(start, end)


@pytest.mark.parametrize(
    "text", ["19:00", "19:00-19:00", "24:00-25:00", "24:00-02:00", "7-9", "19:60-20:00", "-", ""]
)
def test_hours_that_are_none(text: str) -> None:
    with pytest.raises(MendError):
        parse_hours(text)


def test_clock_and_date() -> None:
    assert parse_clock("24:00") == 1440
    assert parse_date("2026-2-3") == date(2026, 2, 3)
    for text in ("24:01", "noon"):
        with pytest.raises(MendError):
            parse_clock(text)
    for text in ("2026-02-30", "tomorrow", "2026-11-25T00:00"):
        with pytest.raises(MendError):
            parse_date(text)


def test_free_times_with_several_hours_and_without_any() -> None:
    free = parse_free("Sat 08:00-12:00, 14:00-18:00")
    assert free.hours == (DayHours(480, 720), DayHours(840, 1080))
    assert parse_free("Mon").hours == ()
    assert Calendar(WEEK).days(parse_free("08:00-12:00").days) == tuple(range(7))


def test_free_times_merge_over_midnight_and_reach_over_the_borders_of_the_week() -> None:
    calendar = Calendar(WEEK)
    spans = calendar.free([parse_free("Sun 22:00-24:00"), parse_free("Mon 00:00-02:00")])
    assert spans == (Span(-120, 120), Span(7 * 1440 - 120, 7 * 1440 + 120))
    assert calendar.always() == (Span(-1440, 8 * 1440),)
    assert calendar.free([parse_free("daily")]) == calendar.always()


def test_merged_joins_what_touches_and_drops_what_is_empty() -> None:
    assert merged([Span(5, 9), Span(0, 5), Span(20, 20), Span(11, 12), Span(6, 8)]) == (
        Span(0, 9),
        Span(11, 12),
    )


def test_clocks_that_change() -> None:
    spring = Calendar(Horizon(date(2026, 3, 23), timezone="Europe/Berlin"))
    assert spring.skipped(6, 150)
    assert not spring.skipped(6, 180)
    assert not spring.skipped(5, 150)
    assert spring.span(6, DayHours(60, 240)).minutes == 120
    autumn = Calendar(Horizon(date(2026, 10, 19), timezone="Europe/Berlin"))
    assert autumn.span(6, DayHours(60, 240)).minutes == 240
    assert autumn.minute(6, 150) == 6 * 1440 + 150


def test_dates_outside_the_horizon_are_noticed() -> None:
    calendar = Calendar(WEEK)
    stray = calendar.outside(parse_days("Mon, 2026-12-05"))
    assert stray is not None
    assert stray.text == "2026-12-05"
    assert calendar.outside(parse_days("2026-11-29..2026-12-05, Mon")) is None


def test_chinese_holidays_with_make_up_workdays() -> None:
    holidays, makeup, unknown = public_holidays("CN", [2026])
    assert date(2026, 10, 1) in holidays
    assert date(2026, 10, 10) in makeup
    assert unknown == ()


@pytest.mark.parametrize(
    ("year", "notice"),
    [
        (
            2025,
            "01-01..01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
        ),
        (
            2026,
            "01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07",
        ),
    ],
)
def test_chinese_holidays_last_as_long_as_the_notice_of_the_year_says(year: int, notice: str) -> None:
    """The notices of the State Council for 2025 and 2026."""
    said = set()
    for first, last in (part.split("..") for part in notice.split()):
        start, end = (date.fromisoformat(f"{year}-{day}") for day in (first, last))
        said |= {start + timedelta(days=n) for n in range((end - start).days + 1)}
    assert public_holidays("CN", [year])[0] == said


def test_weekends_beside_a_holiday_of_another_country_stay_what_they_are() -> None:
    holidays, _, _ = public_holidays("DE", [2026])
    assert date(2026, 5, 1) in holidays
    assert date(2026, 5, 2) not in holidays


def test_a_year_whose_make_up_workdays_are_not_announced_is_said() -> None:
    assert public_holidays("CN", [2040])[2] == (2040,)


def test_a_country_without_make_up_workdays_is_known_in_every_year() -> None:
    holidays, makeup, unknown = public_holidays("DE", [2040])
    assert date(2040, 12, 25) in holidays
    assert (makeup, unknown) == (frozenset(), ())


def test_an_unknown_country() -> None:
    with pytest.raises(MendError):
        public_holidays("ZZ", [2026])


def test_an_unknown_part_of_a_country() -> None:
    with pytest.raises(MendError, match="DE, XX"):
        public_holidays("DE", [2026], subdivision="XX")
