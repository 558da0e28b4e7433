"""Times of one person: what excludes what, held against every tour that there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, permutations, product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from roster.loading import load_text
from roster.model import Problem, Visit
from roster.rules.api import Choice
from solver.compile import compile_problem
from solver.index import Index
from solver.timing import clash, clashes, cliques, clusters, energies
from tests.solver.communities import LOOSE

PLACES = ("00", "05", "10", "20")
BEGIN = (0, 540, 545, 560, 580, 600, 1380, 1405)


@st.composite
def tours(draw: st.DrawFn) -> Problem:
    """Draw one person with some visits and duties close together, also around midnight."""
    lines = ["community: Tour", "week: 2026-11-23", "people: [{id: p1}]", "places:"]
    lines += [f"  - {{id: place{at}, at: [36.00{at}, 101.79]}}" for at in PLACES]
    visits, duties = [], []
    for n in range(draw(st.integers(1, 3))):
        minutes, begin = draw(st.sampled_from((20, 30))), draw(st.sampled_from(BEGIN))
        end = begin + minutes + draw(st.sampled_from((0, 3, 30, 70)))
        end = min(end, 1440)
        days = draw(st.sampled_from(("[Tue]", "[Mon, Tue]")))
        gap = draw(st.sampled_from(("", ", gap_days: 0")))
        hours = f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}"
        place = f"{{at: [36.00{draw(st.sampled_from(PLACES))}, 101.79]}}"
        visits.append(
            f"  - {{id: h{n}, minutes: {minutes}, between: [{hours}], days: {days}, place: {place}{gap}}}"
        )
    for n in range(draw(st.integers(0, 2))):
        begin = draw(st.sampled_from(BEGIN)) + draw(st.sampled_from((0, 13)))
        hours = f"{begin // 60:02}:{begin % 60:02}-{(begin + 25) // 60 % 24:02}:{(begin + 25) % 60:02}"
        duties.append(
            f"  - {{id: d{n}, days: Mon, time: {hours}, place: place{draw(st.sampled_from(PLACES))}}}"
        )
    text = "\n".join([*lines, "visits:", *visits, *(["duties:", *duties] if duties else [])])
    return load_text(text + "\n", "tour.yaml")


def fits(index: Index, order: Sequence[Choice]) -> bool:
    """Say whether choices can be taken in this order, each as early as it can be."""
    end, before = -(10**9), None
    for choice in order:
        start = max(choice.window.start, end + (index.walk(before, choice) if before else 0))
        if start > choice.latest_start:
            return False
        end, before = start + choice.minutes, choice
    return True


def can_take(index: Index, taken: Sequence[Choice]) -> bool:
    """Say whether one person can take all of these, by trying every order."""
    return any(fits(index, order) for order in permutations(taken))


def feasible(index: Index) -> Iterator[tuple[Choice, ...]]:
    """Yield all sets of up to four choices that one person can take."""
    for size in range(1, 5):
        for taken in combinations(index.by_person["p1"], size):
            if once_a_day(taken) and can_take(index, taken):
                yield taken


def once_a_day(taken: Sequence[Choice]) -> bool:
    """Say whether no home is visited more often on one day than it may be."""
    held = Counter((c.work.key, c.day) for c in taken if isinstance(c.work, Visit) and c.work.per_day == 1)
    return all(count == 1 for count in held.values())


MIDNIGHT = """
community: One home before and after midnight, without a walk between
week: 2026-11-23
people: [{id: p1}]
places: [{id: far, at: [36.0100, 101.79]}]
duties: [{id: d1, days: Mon, time: 23:30-00:10, place: far}]
visits:
  - {id: h1, minutes: 40, times_per_week: 2, between: [23:20-24:00, 00:00-00:40], days: [Mon, Tue], place: {at: [36.0000, 101.79]}}
"""


@settings(max_examples=60, **LOOSE)
@given(tours())
@example(load_text(MIDNIGHT, "midnight.yaml"))
def test_every_tour_keeps_the_energy_rows(problem: Problem) -> None:
    index = compile_problem(problem)
    rows = []
    for group in clusters(index.by_person["p1"]):
        rows += energies(group, index.nearby)
    for taken in feasible(index):
        lits = {c.lit for c in taken}
        for row in rows:
            used = sum(size for c, size in zip(row.choices, row.sizes, strict=True) if c.lit in lits)
            assert used <= row.capacity, (taken, row)


@settings(max_examples=60, **LOOSE)
@given(tours())
def test_a_clash_says_all_that_two_choices_need(problem: Problem) -> None:
    index = compile_problem(problem)
    for first, second in combinations(index.by_person["p1"], 2):
        found = clash(first, second, index.walk)
        starts = [range(c.window.start, c.latest_start + 1) for c in (first, second)]
        for one, two in product(*starts):
            there = one + first.minutes + index.walk(first, second) <= two
            back = two + second.minutes + index.walk(second, first) <= one
            if found is None:
                assert there or back
                continue
            at = {first.lit: one, second.lit: two}
            kept = any(at[o.first.lit] + o.first.minutes + o.gap <= at[o.second.lit] for o in found.orders)
            assert kept == (there or back)


@settings(max_examples=40, **LOOSE)
@given(tours())
def test_no_clash_is_overlooked(problem: Problem) -> None:
    index = compile_problem(problem)
    mine = index.by_person["p1"]
    seen = {frozenset((c.first.lit, c.second.lit)) for c in clashes(mine, index.walk, index.longest_walk)}
    for first, second in combinations(mine, 2):
        same = first.slot is not None and first.slot is second.slot and first.work is second.work
        needed = clash(first, second, index.walk) is not None and not same
        assert needed == (frozenset((first.lit, second.lit)) in seen)


@settings(max_examples=100, **LOOSE)
@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda p: p[0] < p[1])))
def test_cliques_say_no_more_and_no_less_than_the_pairs(pairs: set[tuple[int, int]]) -> None:
    found = cliques(sorted(pairs))
    said = {pair for clique in found for pair in combinations(sorted(clique), 2)}
    assert said == pairs


@settings(max_examples=60, **LOOSE)
@given(tours())
def test_groups_apart_in_time_do_not_touch(problem: Problem) -> None:
    index = compile_problem(problem)
    groups = list(clusters(index.by_person["p1"]))
    assert sorted(c.lit for g in groups for c in g) == sorted(c.lit for c in index.by_person["p1"])
    for earlier, later in combinations(groups, 2):
        assert max(c.window.end for c in earlier) <= min(c.window.start for c in later)
