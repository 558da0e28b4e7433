"""What if: both weeks are the best ones, and as alike as the best ones can be."""

from __future__ import annotations

import pytest

from roster.disruption import parted
from roster.loading import load_text
from roster.model import Duty, Problem
from roster.roster import Assignment, Roster
from roster.verify import verify
from solver.explain import what_if, what_if_from, without_person
from solver.result import Status
from tests.explain.worlds import drawn
from tests.rules.tiny import every_roster

BEFORE = """
community: Before
week: 2026-11-23
people:
  - {id: p1, name: Ana, limits: {duties: 2}}
  - {id: p2, name: Bea, skills: [x]}
duties:
  - {id: desk, days: [Mon, Tue], time: 18:00-20:00, people: 1}
rules: [{kind: rest, hours: 10}]
"""


@pytest.mark.parametrize("seed", [1, 3, 6, 8, 13, 21])
def test_the_new_week_is_best_and_closest(seed: int) -> None:
    problem = drawn(seed, must=0.0)
    assert problem is not None
    after = without_person(problem, "p1")
    found = what_if(problem, after, time_limit=20, deterministic=True)
    if found.new.roster is None or found.old.roster is None:
        assert Status.INFEASIBLE in (found.new.status, found.old.status)
        return
    judged = [(r, verify(after, r).score) for r in every_roster(after)]
    best = min(score for _, score in judged if not score.hard)
    assert found.new.score == best
    alike = [_distance(found.old.roster, r) for r, score in judged if score == best]
    assert _distance(found.old.roster, found.new.roster) == min(alike)
    assert found.old.score is not None
    assert sum(p.cost for p in found.costs) == best.soft - found.old.score.soft
    missing = sum(s.units for s in found.opened) - sum(s.units for s in found.closed)
    assert missing == best.open_units - found.old.score.open_units


def _distance(one: Roster, other: Roster) -> int:
    return len(set(one.assignments) ^ set(other.assignments))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("limits: {duties: 2}", "limits: {duties: 3}", "Ana: other limits."),
        ("skills: [x]", "teams: [night]", "Bea has other skills or teams."),
        ("people: 1", "people: 2", "desk on Mon 23 18:00 is changed."),
        ("[Mon, Tue]", "[Mon]", "desk on Tue 24 18:00 is left out."),
        ("[Mon, Tue]", "[Mon, Tue, Sun]", "desk on Sun 29 18:00 is added."),
        ("hours: 10", "hours: 11", "Rule said now: rest (hours: 11.0)."),
        ("id: p2, name: Bea", "id: p3, name: Cem", "Cem is added."),
        ("skills: [x]", "away: [2026-11-23]", "Bea is there at other times."),
        ("skills: [x]", "wishes: [{want: duty}]", "Bea has other wishes."),
    ],
)
def test_an_edit_is_said_in_words(old: str, new: str, told: str) -> None:
    before, after = load_text(BEFORE), load_text(BEFORE.replace(old, new))
    found = what_if(before, after, time_limit=10, deterministic=True)
    assert told in [str(s) for s in found.edits]
    assert found.new.status is Status.OPTIMAL


def test_nothing_is_said_of_the_same_file_moved_down() -> None:
    before, after = load_text(BEFORE), load_text("\n\n" + BEFORE)
    found = what_if(before, after, time_limit=10, deterministic=True)
    assert not found.edits
    assert not found.costs
    assert not found.people


def test_an_edit_after_which_there_is_no_roster() -> None:
    after = load_text(BEFORE.replace("people: 1", "people: 3, must: true"))
    found = what_if(load_text(BEFORE), after, time_limit=10, deterministic=True)
    assert found.new.status is Status.INFEASIBLE
    assert [str(s) for s in found.sentences][-1].endswith("see `roster explain`.")


@pytest.mark.parametrize("seed", [13, 19, 20, 28])
def test_from_a_draft_as_few_people_as_possible_change(seed: int) -> None:
    problem = drawn(seed, must=0.0)
    assert problem is not None
    legal = (r for r in every_roster(problem) if r.assignments and not verify(problem, r).hard)
    draft = max(legal, key=lambda r: len(r.assignments))
    after = without_person(problem, draft.assignments[0].person)
    found = what_if_from(problem, after, draft, time_limit=20, deterministic=True)
    kept, _ = parted(after, draft)
    assert found.old.roster == draft
    assert found.new.roster is not None
    judged = [(r, verify(after, r).score) for r in every_roster(after)]
    least = min(s.open_units for _, s in judged if not s.hard)
    fewest = min(len(kept.diff(r).people) for r, s in judged if not s.hard and s.open_units == least)
    assert found.new.score is not None
    assert found.new.score.open_units == least
    assert len(kept.diff(found.new.roster).people) == fewest
    assert {m.person for m in found.moves} == set(found.people)


def test_from_a_draft_nothing_else_is_made_better() -> None:
    """Bea alone would be fairer, but Ana may stay: only what the edit breaks changes."""
    before = load_text(BEFORE)
    both = Roster.of(place(before, key, "p1") for key in before.works)
    after = load_text(BEFORE.replace("limits: {duties: 2}", "limits: {duties: 1}"))
    found = what_if_from(before, after, both, time_limit=10, deterministic=True)
    assert [str(s) for s in found.sentences] == [
        "As many seats stay open.",
        "Cost 0 before, 0 now (+0).",
        "The weeks of 2 people change.",
    ]
    assert sorted(str(m.sentence).split(" on ")[0] for m in found.moves) == [
        "Ana leaves desk",
        "Bea takes desk",
    ]


def test_from_a_draft_with_strict_findings_the_comparison_says_that_they_are_mended() -> None:
    before = load_text(BEFORE.replace("name: Bea", "name: Bea, away: [2026-11-23]"))
    wrong = Roster.of([place(before, "duties/desk/2026-11-23T1800", "p2")])
    after = load_text(
        BEFORE.replace("name: Bea", "name: Bea, away: [2026-11-23]").replace("hours: 10", "hours: 11")
    )
    found = what_if_from(before, after, wrong, time_limit=10, deterministic=True)
    said = [str(s) for s in found.sentences]
    assert "1 strict finding of the draft is mended as well." in said
    assert "Seats open in the draft are filled where somebody can, which Repair may do without it." in said


def place(problem: Problem, key: str, person: str) -> Assignment:
    """Return the assignment of somebody to a duty."""
    work = problem.works[key]
    assert isinstance(work, Duty)
    return Assignment(work.span.start, work.span.end, key, person)
