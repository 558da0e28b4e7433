"""Rosters are sets: edits change them, differences lead from one to another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roster.roster import Assignment, Edit, Roster

assignments = st.builds(
    lambda start, minutes, work, person: Assignment(start, start + minutes, work, person),
    st.integers(-100, 300),
    st.integers(1, 60),
    st.sampled_from(["duties/desk", "patrols/gate", "visits/h1"]),
    st.sampled_from(["p1", "p2", "p3"]),
)
sets = st.frozensets(assignments, max_size=12)


@given(st.lists(assignments, max_size=12), st.randoms())
def test_the_order_of_writing_does_not_matter(entries: list[Assignment], dice: object) -> None:
    turned = entries.copy()
    dice.shuffle(turned)  # type: ignore[attr-defined]
    roster = Roster.of(entries)
    assert roster == Roster.of([*turned, *entries])
    assert list(roster.assignments) == sorted(set(entries))


@given(sets, sets)
def test_the_difference_leads_from_one_to_the_other(
    one: frozenset[Assignment], two: frozenset[Assignment]
) -> None:
    diff = Roster.of(one).diff(Roster.of(two))
    assert Roster.of(one).apply([Edit(diff.removed, diff.added)]) == Roster.of(two)
    assert set(diff.removed) == one - two
    assert set(diff.added) == two - one
    assert bool(diff) == (one != two)
    assert diff.people == tuple(sorted({a.person for a in one ^ two}))


@given(sets, sets, sets)
def test_edits_follow_one_another(
    one: frozenset[Assignment], two: frozenset[Assignment], three: frozenset[Assignment]
) -> None:
    there = Roster.of(one).diff(Roster.of(two))
    onward = Roster.of(two).diff(Roster.of(three))
    edits = [Edit(there.removed, there.added), Edit(onward.removed, onward.added)]
    assert Roster.of(one).apply(edits) == Roster.of(three)
    assert Roster.of(one).apply([]) == Roster.of(one)


@given(sets.filter(bool), sets)
def test_what_is_not_there_cannot_be_taken_out(
    gone: frozenset[Assignment], rest: frozenset[Assignment]
) -> None:
    with pytest.raises(ValueError, match="the roster has changed"):
        Roster.of(rest - gone).apply([Edit(remove=tuple(gone))])


@given(sets, sets)
def test_a_pin_goes_with_its_assignment(kept: frozenset[Assignment], out: frozenset[Assignment]) -> None:
    roster = Roster.of(kept | out, kept | out)
    assert roster.apply([Edit(remove=tuple(out))]).pinned == kept - out


@given(sets)
def test_groups_hold_every_assignment_once_and_in_order(entries: frozenset[Assignment]) -> None:
    roster = Roster.of(entries)
    for groups in (roster.by_person, roster.by_work):
        assert sorted(a for group in groups.values() for a in group) == list(roster.assignments)
        assert all(list(group) == sorted(group) for group in groups.values())
    for person in ("p1", "p2", "p3"):
        assert set(roster.of_person(person)) == {a for a in entries if a.person == person}
    meetings = roster.meetings("visits/h1")
    assert list(meetings) == sorted(meetings)
    assert {a for group in meetings.values() for a in group} == set(roster.at("visits/h1"))
    assert all({a.start for a in group} == {start} for start, group in meetings.items())
