"""A verdict kept up to date is the verdict of the whole roster, for every kind of rule."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable

import pytest

from roster.model import Problem
from roster.roster import Edit, Roster
from roster.rules import registry
from roster.rules.api import Finding, Rule
from roster.score import Score
from roster.verify import Verdict, verify
from roster.verify_delta import Judgement
from tests.rules.kinds import every_kind
from tests.rules.tiny import assignments, judged_rosters, world


def mark(finding: Finding) -> Hashable:
    return finding.rule.kind, repr(finding.where), finding.excess, repr(finding.facts)


def same(one: Verdict, other: Verdict) -> None:
    assert one.score == other.score
    assert one.open == other.open
    assert Counter(map(mark, one.findings)) == Counter(map(mark, other.findings))
    assert [f.rule.kind for f in one.findings] == [f.rule.kind for f in other.findings]


def random_edit(problem: Problem, roster: Roster, dice: random.Random) -> Edit:
    there = list(roster.assignments)
    possible = [a for a in assignments(problem) if a not in roster.assignments]
    gone = dice.sample(there, min(len(there), dice.randint(0, 2)))
    come = dice.sample(possible, min(len(possible), dice.randint(0, 2)))
    return Edit(tuple(gone), tuple(come))


@every_kind
def test_a_change_is_the_difference_of_two_verdicts(kind: type[Rule]) -> None:
    problem = world(kind)
    dice = random.Random(kind.kind)
    for roster, verdict in judged_rosters(problem, kind, 30):
        judged = Judgement(problem, roster)
        same(judged.verdict, verdict)
        for _ in range(4):
            edit = random_edit(problem, roster, dice)
            after = verify(problem, roster.apply([edit]))
            change = judged.change(edit)
            assert change.score == after.score - verdict.score
            new, old = Counter(map(mark, after.findings)), Counter(map(mark, verdict.findings))
            assert Counter(map(mark, change.new)) == new - old
            assert Counter(map(mark, change.gone)) == old - new
            assert sorted(map(repr, change.opened)) == sorted(
                repr(s) for s in after.open if s not in verdict.open
            )
            assert sorted(map(repr, change.closed)) == sorted(
                repr(s) for s in verdict.open if s not in after.open
            )


@every_kind
def test_a_line_of_edits_ends_at_the_verdict_of_the_last_roster(kind: type[Rule]) -> None:
    problem = world(kind)
    dice = random.Random(kind.kind)
    judged = Judgement(problem, Roster())
    for _ in range(40):
        edit = random_edit(problem, judged.roster, dice)
        judged = judged.after(edit)
        same(judged.verdict, verify(problem, judged.roster))


def test_an_edit_that_takes_out_nothing_that_is_there_is_refused() -> None:
    problem = world(registry()["rest"])
    judged = Judgement(problem, Roster())
    with pytest.raises(ValueError, match="the roster has changed"):
        judged.change(Edit(remove=(assignments(problem)[0],)))


def test_the_judgement_before_an_edit_stays_as_it_was() -> None:
    problem = world(registry()["rest"])
    judged = Judgement(problem, Roster())
    before = judged.score
    judged.after(Edit(add=tuple(assignments(problem)[:1])))
    assert judged.score == before
    assert judged.change(Edit()).score == Score()
