"""Hours that volunteers say: read as people write them, shown as parts of the day, never changed on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.pages.me_hours import DAY, HoursError, merged, read, said, shown, write


@pytest.mark.parametrize(
    ("other", "meant"),
    [
        ("19:00-21:00", ["19:00-21:00"]),
        ("19：00－21：30", ["19:00-21:30"]),
        ("9:00至11:00、15:00~16:00", ["09:00-11:00", "15:00-16:00"]),
        ("19-21", ["19:00-21:00"]),
        ("1900 – 2130", ["19:00-21:30"]),
        ("22:00-02:00", ["22:00-02:00"]),
        ("00:00-24:00", ["00:00-24:00"]),
        ("10:00-12:00, 11:00-13:00", ["10:00-13:00"]),
        (" ; ", []),
    ],
)
def test_hours_are_read_as_people_write_them(other: str, meant: list[str]) -> None:
    assert said([], other) == meant


@pytest.mark.parametrize(
    "other", ["after lunch", "25:00-26:00", "19:00", "19:60-20:00", "8:00-8:00", "-", "19:00-"]
)
def test_what_is_not_clear_is_refused(other: str) -> None:
    with pytest.raises(HoursError):
        said([], other)


def test_parts_that_touch_are_one_interval() -> None:
    assert said(["evening", "morning", "afternoon"], "") == ["08:00-22:00"]
    assert said(["nonsense"], "") == []


INTERVALS = st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY)).filter(lambda x: x[0] < x[1])


@given(st.lists(INTERVALS, max_size=5))
def test_what_is_shown_and_sent_again_is_the_same(intervals: list[tuple[int, int]]) -> None:
    spans = [write(span) for span in merged(intervals)]
    form = shown(spans)
    assert said(form.parts, form.other) == spans


@given(INTERVALS)
def test_writing_and_reading_are_inverse(interval: tuple[int, int]) -> None:
    assert read(write(interval)) == interval
