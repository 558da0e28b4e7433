"""Fair shares: handed out like water, never more than somebody could do."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from roster.loading import load_text
from roster.shares import demand, fair_shares, level

columns = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 80)), max_size=8)
COMMUNITY = """
community: Shares
week: 2026-11-23
people:
  - {id: p1}
  - {id: p2, available: [Mon-Tue 00:00-24:00]}
  - {id: p3, limits: {duties: 1}}
  - {id: p4, limits: {hours: 3}, skills: [care]}
  - {id: p5, available: []}
duties:
  - {id: desk, days: Mon-Thu, time: 08:00-10:00, people: {min: 2, max: 3}}
  - {id: late, days: Mon, time: 09:00-12:00, labels: [heavy]}
visits:
  - {id: h1, minutes: 30, times_per_week: 2, between: [15:00-16:00], people: 1, skill: care}
"""


@given(st.integers(0, 600), columns)
def test_all_work_is_handed_out_that_can_be_done(work: int, people: list[tuple[int, int]]) -> None:
    capacities, pasts = [c for c, _ in people], [p for _, p in people]
    shares = level(work, capacities, pasts)
    assert sum(shares) == min(work, sum(capacities))
    assert all(0 <= share <= capacity for share, capacity in zip(shares, capacities, strict=True))


@given(st.integers(0, 600), columns)
def test_nobody_could_give_to_somebody_who_has_less(work: int, people: list[tuple[int, int]]) -> None:
    """Where somebody has a share and another is not full, the other has no less for their capacity."""
    shares = level(work, [c for c, _ in people], [p for _, p in people])
    heights = [
        (share, Fraction(share + past, capacity), capacity)
        for share, (capacity, past) in zip(shares, people, strict=True)
        if capacity
    ]
    for share, height, _ in heights:
        for other, low, capacity in heights:
            assert share == 0 or other == capacity or low >= height


@given(st.integers(0, 600), columns)
def test_without_a_past_shares_are_in_proportion(work: int, people: list[tuple[int, int]]) -> None:
    capacities = [c for c, _ in people]
    total = sum(capacities)
    shares = level(work, capacities, [0] * len(people))
    assert shares == [Fraction(min(work, total) * c, total) if total else 0 for c in capacities]


def test_hours_are_shared_by_what_everybody_could_do() -> None:
    problem = load_text(COMMUNITY)
    assert demand(problem, "hours", None) == 8 * 120 + 180 + 2 * 30
    shares = fair_shares(problem, "hours", None)
    # Monday 8 to 12 and three more desks; two days; the longest duty; three hours.
    assert {p: s.capacity for p, s in shares.items()} == {"p1": 600, "p2": 360, "p3": 180, "p4": 180, "p5": 0}
    assert shares["p1"].fair == Fraction(1200 * 600, 1320)
    assert shares["p1"].most == 600
    assert shares["p5"].most == 0


def test_duties_are_counted_as_they_fit_after_each_other() -> None:
    problem = load_text(COMMUNITY)
    assert demand(problem, "duties", None) == 8 + 1 + 2
    shares = fair_shares(problem, "duties", None)
    # The desk or the late duty on Monday; six visits of half an hour are the three hours of p4.
    assert {p: s.capacity for p, s in shares.items()} == {"p1": 4, "p2": 2, "p3": 1, "p4": 6, "p5": 0}


def test_only_what_has_the_label_is_shared() -> None:
    problem = load_text(COMMUNITY)
    assert demand(problem, "heavy", None) == 1
    shares = fair_shares(problem, "heavy", None)
    assert {p: s.fair for p, s in shares.items()} == {
        "p1": Fraction(1, 4),
        "p2": Fraction(1, 4),
        "p3": Fraction(1, 4),
        "p4": Fraction(1, 4),
        "p5": 0,
    }
