"""Why not somebody, where the roster breaks hard rules; and what is proven of a price."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from roster.loading import load_text
from roster.model import Problem
from roster.roster import Assignment, Roster
from solver.explain import Answer, why_not
from solver.explain.ground import ground
from solver.search import solve
from tests.explain.test_commands import run, short
from tests.repair.brute import rosters

__all__ = ["short"]

TEXT = """
community: Tiny
week: 2026-11-23
people:
  - {id: p1, wishes: [{avoid: desk, weight: 4}]}
  - {id: p2, limits: {duties: 1}}
  - {id: p3}
duties:
  - {id: desk, days: [Mon, Tue], time: 08:00-10:00, people: 1}
  - {id: door, days: Mon, time: 09:00-11:00, people: 1}
"""


@pytest.fixture
def problem() -> Problem:
    return load_text(TEXT)


def at(problem: Problem, *pairs: tuple[str, str]) -> Roster:
    spans = {d.key: d.span for d in problem.duties}
    return Roster.of(Assignment(spans[w].start, spans[w].end, w, p) for p, w in pairs)


DESK, TUESDAY, DOOR = (
    "duties/desk/2026-11-23T0800",
    "duties/desk/2026-11-24T0800",
    "duties/door/2026-11-23T0900",
)


def test_what_is_broken_is_named_and_the_price_is_told_from_the_roster_repaired(problem: Problem) -> None:
    broken = at(problem, ("p2", DESK), ("p2", TUESDAY), ("p3", DOOR))
    answer = why_not(problem, broken, "p1", DESK, deterministic=True)
    assert [str(b) for b in answer.broken] == ["p2 serves 2 times in the week of Mon 23; 1 offered."]
    assert answer.answer is Answer.PRICE
    assert answer.exact
    assert "no repair with fewer exists" in str(answer.note)
    start = ground(problem, broken, time_limit=10, deterministic=True, seed=1).roster
    assert start is not None
    assert answer.change is not None
    scores = {r: (units, soft) for r, units, soft in rosters(problem)}
    with_p1 = min(cost for r, cost in scores.items() if any(a.person == "p1" for a in r.at(DESK)))
    units, soft = scores[start]
    assert (answer.change.open_units, answer.change.soft) == (with_p1[0] - units, with_p1[1] - soft)


def test_somebody_who_serves_there_after_the_repair(problem: Problem) -> None:
    gone = replace(problem, people={k: replace(p, available=()) if k == "p1" else p for k, p in problem.people.items()})  # fmt: skip
    answer = why_not(gone, at(problem, ("p1", DOOR), ("p3", DESK), ("p3", TUESDAY)), "p2", DOOR, deterministic=True)  # fmt: skip
    assert answer.answer is Answer.THERE
    assert str(answer.sentence) == "p2 serves at door on Mon 23 09:00 once the roster is repaired."
    assert answer.broken


def test_where_no_roster_keeps_the_rules_there_is_no_price_but_a_cure() -> None:
    text = TEXT.replace("id: door, days: Mon", "id: door, must: true, skill: keys, days: Mon")
    problem = load_text(text.replace("{id: p3}", "{id: p3, skills: [keys], away: [2026-11-23]}"))
    answer = why_not(problem, at(problem, ("p2", DESK)), "p1", TUESDAY, deterministic=True)
    assert answer.broken
    assert "`roster explain`" in str(answer.note)
    assert answer.answer is Answer.UNKNOWN


def test_a_price_within_what_a_solve_has_proven_is_exact(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("solver.explain.replanning.WHOLE_CHOICES", 0)
    result = solve(problem, time_limit=20)
    assert result.roster is not None
    assert result.score is not None
    base = result.roster
    person = min({"p2", "p3"} - {a.person for a in base.at(TUESDAY)})
    found = why_not(problem, base, person, TUESDAY, open_bound=0, soft_bound=result.score.soft)
    assert found.exact
    assert found.proof is None
    monkeypatch.setattr("solver.explain.pricing.PART_CHOICES", 6)
    known = "It cannot be less than 0, because no roster at all costs less than "
    unknown = "How much cheaper is not known: the roster itself may be up to 2 dearer than the best."
    for gap, said in ((0, known), (2, unknown)):
        bound = result.score.soft - gap
        dear = why_not(problem, base, "p1", TUESDAY, open_bound=0, soft_bound=bound, deterministic=True)
        assert dear.change is not None
        assert dear.change.soft == 4
        assert not dear.exact
        assert said in str(dear.proof)


def test_nobody_moves_who_need_not(problem: Problem) -> None:
    start = at(problem, ("p1", DOOR), ("p2", TUESDAY), ("p3", DESK))
    answer = why_not(problem, start, "p3", TUESDAY, deterministic=True)
    assert answer.exact
    assert {m.person for m in answer.moves} == {"p2", "p3"}


def test_the_command_names_what_is_broken(short: tuple[Path, Path]) -> None:
    config, made = short
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("Bea, limits: {duties: 1}", "Bea, away: [2026-11-25]"), encoding="utf-8")
    code, said = run("why", made, "--person", "p1", "--task", "talk")
    assert code == 0
    assert "The roster breaks 1 hard rule:" in said
    assert "Bea is away" in said
    answer = json.loads(run("why", made, "--person", "p1", "--task", "talk", "--json")[1])
    assert len(answer["broken"]) == 1
    assert answer["note"].startswith("What follows starts from the roster repaired:")
