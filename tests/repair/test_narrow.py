"""A narrow model says of every roster that it knows what the full model says."""

from __future__ import annotations

import random

from roster.roster import Roster
from roster.rules.api import Rule
from solver.accept import accepts
from solver.compile import compile_problem
from solver.narrow import compile_narrow
from tests.rules.kinds import every_nature
from tests.rules.tiny import judged_rosters, with_weight, world


@every_nature
def test_a_narrow_model_agrees_with_the_full_one(kind: type[Rule], weight: int | None) -> None:
    problem = with_weight(world(kind), kind, weight)
    full = compile_problem(problem)
    dice = random.Random(kind.kind)
    for roster, _ in judged_rosters(problem, kind, 24):
        base = Roster.of(a for a in roster.assignments if dice.random() < 0.5)
        works = {a.work for a in roster.assignments if a not in base.assignments}
        works |= {key for key in problem.works if dice.random() < 0.3}
        narrow = compile_narrow(problem, base, works)
        assert len(narrow.record.choices) <= len(full.record.choices)
        assert accepts(problem, roster, index=narrow) == accepts(problem, roster, index=full)
