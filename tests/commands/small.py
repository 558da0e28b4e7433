"""A small community, and solves of it that are made up, for the tests of the commands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from roster.cli import main
from roster.model import Problem
from roster.roster import Assignment, Roster
from roster.verify import verify
from solver.result import Bound, Status
from solver.result import Result as Solved

SMALL = """
community: Small lane
week: 2026-11-23
people: [{id: p1, name: 韩立新}, {id: p2, name: 马秀英}]
patrols:
  - {id: gate, shifts: [{id: evening, days: [Mon, Tue], time: 19:00-21:00, people: 2}]}
visits:
  - {id: h1, times_per_week: 1, minutes: 30, between: [09:00-10:00], people: 1}
rules: [{kind: rest, hours: 10}]
"""


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in args], catch_exceptions=False)
    assert "Traceback" not in result.output + result.stderr
    return result


def fake(monkeypatch: pytest.MonkeyPatch, solve: Callable[..., Solved]) -> None:
    monkeypatch.setattr("solver.solve", solve)


def solved(
    problem: Problem, status: Status, *, roster: Roster | None = None, bound: Bound | None = None
) -> Solved:
    verdict = verify(problem, roster) if roster is not None else None
    return Solved(status, roster, verdict, bound or Bound(), 1.5, {"seed": 1}, {"roster": "0"})


def half_empty(problem: Problem) -> Roster:
    return Roster.of(Assignment(d.span.start, d.span.end, d.key, "p1") for d in problem.duties)
