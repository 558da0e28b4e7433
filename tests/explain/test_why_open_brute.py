"""Why a seat is open, and why not this person, held against all rosters of tiny worlds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from roster.model import Problem
from roster.obstacles import obstacles
from roster.roster import Assignment, Edit, Roster
from roster.verify import verify
from solver.explain import Answer, Cause, why_not, why_open
from solver.result import Status
from solver.search import solve
from tests.explain.worlds import drawn
from tests.rules.tiny import every_roster


@dataclass(frozen=True)
class Ranked:
    """Every roster without hard findings, with its score."""

    rosters: tuple[tuple[Roster, int, int], ...]

    @classmethod
    def of(cls, problem: Problem) -> Ranked:
        judged = ((roster, verify(problem, roster).score) for roster in every_roster(problem))
        return cls(tuple((r, s.open_units, s.soft) for r, s in judged if not s.hard))


def worlds(count: int) -> Iterator[Problem]:
    seed, found = 0, 0
    while found < count:
        problem = drawn(seed, must=0.1)
        seed += 1
        if problem is not None and any(True for _ in Ranked.of(problem).rosters[:1]):
            found += 1
            yield problem


WORLDS = list(worlds(18))


def planned(problem: Problem) -> Roster:
    result = solve(problem, time_limit=20)
    assert result.status is Status.OPTIMAL
    assert result.roster is not None
    return result.roster


def causes(problem: Problem, roster: Roster) -> set[Cause]:
    """Hold the cause of every open seat of a roster against all rosters."""
    ranked = Ranked.of(problem)
    verdict = verify(problem, roster)
    answers = why_open(problem, roster, deterministic=True)
    assert [w.seat for w in answers.seats] == list(verdict.open)
    for why in answers.seats:
        key, missing = why.seat.work.key, why.seat.missing
        filling = [
            units
            for other, units, _ in ranked.rosters
            if sum(s.missing for s in verify(problem, other).open if s.work.key == key) < missing
        ]
        now = verdict.score.open_units
        assert why.proven
        match why.cause:
            case Cause.IMPOSSIBLE:
                assert not filling
                assert why.conflict is not None
            case Cause.SHORT:
                assert not filling or min(filling) >= now
            case Cause.GIVEN_UP:
                assert min(filling) == now
                assert why.instead
            case Cause.WORSE:
                assert min(filling) > now
                assert why.instead
            case Cause.AVOIDABLE:
                assert min(filling) < now
            case _:
                pytest.fail("nothing was settled")
    avoidable = sum(w.seat.missing for w in answers.seats if w.cause is Cause.AVOIDABLE)
    assert sum(v.missing for v in answers.vacancies) == verdict.open_seats - avoidable
    return {w.cause for w in answers.seats}


@pytest.mark.parametrize("problem", WORLDS, ids=range(len(WORLDS)))
def test_the_cause_of_every_open_seat_of_the_best_roster(problem: Problem) -> None:
    assert Cause.AVOIDABLE not in causes(problem, planned(problem))


@pytest.mark.parametrize("problem", WORLDS, ids=range(len(WORLDS)))
def test_the_cause_where_one_time_proves_nothing(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.explain.shortage._times", lambda _: [])
    best = planned(problem)
    assert Cause.SHORT not in causes(problem, best)
    for gone in best.assignments:
        worse = best.apply([Edit(remove=(gone,))])
        if not verify(problem, worse).hard:
            causes(problem, worse)


@pytest.mark.parametrize("problem", WORLDS, ids=range(len(WORLDS)))
def test_everybody_has_one_reason_that_is_true(problem: Problem) -> None:
    roster = planned(problem)
    before = verify(problem, roster)
    for seat in before.open:
        groups = obstacles(problem, roster, seat)
        assert sorted(p for g in groups for p in g.people) == sorted(problem.people)
        for group in groups:
            for told in group.obstacles:
                added = Assignment(seat.work.span.start, seat.work.span.end, seat.work.key, told.person)  # type: ignore[union-attr]
                if told.sort == "there":
                    assert added in roster.assignments
                    continue
                after = verify(problem, roster.apply([Edit(add=(added,))]))
                kinds = {f.rule.kind for f in after.hard if f not in before.hard} - {"seats"}
                match told.sort:
                    case "free":
                        assert not kinds
                    case "away" | "hours":
                        assert "availability" in kinds
                    case "skill" if seat.skills:
                        assert not set(seat.skills) & problem.people[told.person].skills
                    case "skill" | "team" | "members":
                        assert "eligibility" in kinds
                    case kind:
                        assert kind in kinds


@pytest.mark.parametrize("problem", WORLDS, ids=range(len(WORLDS)))
def test_the_price_of_everybody_everywhere(problem: Problem) -> None:
    roster, ranked = planned(problem), Ranked.of(problem)
    score = verify(problem, roster).score
    for person in problem.people:
        for work in problem.works:
            answer = why_not(problem, roster, person, work, deterministic=True)
            forced = [
                (units, soft)
                for other, units, soft in ranked.rosters
                if any(a.person == person for a in other.at(work))
            ]
            match answer.answer:
                case Answer.THERE:
                    assert any(a.person == person for a in roster.at(work))
                case Answer.BARRED | Answer.CONFLICT:
                    assert not forced
                    assert answer.reasons or answer.conflict
                case Answer.PRICE:
                    assert answer.exact
                    assert answer.change is not None
                    assert answer.roster is not None
                    assert verify(problem, answer.roster).score - score == answer.change
                    best = min(forced)
                    assert (
                        score.open_units + answer.change.open_units,
                        score.soft + answer.change.soft,
                    ) == best
                    _moves_lead_there(roster, answer.roster, answer.moves)
                case _:
                    pytest.fail("nothing was settled")


@pytest.mark.parametrize("problem", WORLDS, ids=range(len(WORLDS)))
def test_a_price_in_a_large_community_is_never_too_low(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("solver.explain.replanning.WHOLE_CHOICES", 0)
    roster, ranked = planned(problem), Ranked.of(problem)
    score = verify(problem, roster).score
    for person in problem.people:
        for work in problem.works:
            answer = why_not(problem, roster, person, work, deterministic=True)
            forced = [
                (units, soft)
                for other, units, soft in ranked.rosters
                if any(a.person == person for a in other.at(work))
            ]
            if answer.answer is not Answer.PRICE:
                assert not forced or answer.answer in (Answer.THERE, Answer.UNKNOWN)
                continue
            assert not answer.exact
            assert answer.roster is not None
            assert answer.change is not None
            after = verify(problem, answer.roster)
            assert not after.hard
            assert any(a.person == person for a in answer.roster.at(work))
            assert after.score - score == answer.change
            assert (after.score.open_units, after.score.soft) >= min(forced)
            _moves_lead_there(roster, answer.roster, answer.moves)


def _moves_lead_there(old: Roster, new: Roster, moves: tuple) -> None:  # type: ignore[type-arg]
    edits = [Edit(tuple(a for a in (m.leaves,) if a), tuple(a for a in (m.takes,) if a)) for m in moves]
    assert old.apply(edits).assignments == new.assignments
