"""Every kind of rule is limited alike in the model and in the check, to whatever it can be limited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roster.calendar import parse_hours
from roster.model import Problem
from roster.rules import registry
from roster.rules.api import Only, Rule
from roster.verify import verify
from solver.accept import accepts
from solver.compile import compile_problem
from tests.rules.tiny import judged_rosters, roster_of, world

FREE = [kind for kind in registry().values() if not kind.structural]
ROSTERS = 12


def limits(kind: type[Rule], problem: Problem) -> list[Only]:
    """Return one limit of each sort: half of the people, one service, one post, some days, some hours."""
    people = sorted(problem.people)
    of_days = Only(people=frozenset(people[::2]), days="Mon, Tue")
    of_days.resolve(frozenset({0, 1}), None)
    if kind.of_days:
        return [of_days]
    works = sorted(problem.works.values(), key=lambda work: work.key)
    of_hours = Only(hours="12:00-22:00")
    of_hours.resolve(None, parse_hours("12:00-22:00"))
    of_service = Only(services=frozenset({works[0].service}))
    return [of_days, of_hours, of_service, Only(posts=frozenset({works[-1].task}))]


@pytest.mark.parametrize("kind", FREE, ids=lambda kind: kind.kind)
def test_every_kind_is_limited_alike(kind: type[Rule]) -> None:
    tiny = world(kind)
    rosters = [roster_of(tiny, case) for case in kind.cases]
    rosters += [roster for roster, _ in judged_rosters(tiny, kind, ROSTERS)]
    for only in limits(kind, tiny):
        rules = [r.model_copy(update={"only": only}) if r.kind == kind.kind else r for r in tiny.rules]
        problem = replace(tiny, rules=tuple(rules))
        index = compile_problem(problem)
        for roster in rosters:
            verdict = verify(problem, roster)
            allowed, soft = accepts(problem, roster, index=index)
            said = f"{only}\n{roster.assignments}\n{[(f.where, f.excess) for f in verdict.findings]}"
            assert allowed == (verdict.score.hard == 0), said
            assert not allowed or soft == verdict.score.soft, said
