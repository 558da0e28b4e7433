"""Prints what a process makes of communities: ``python -m tests.solver.fingerprint records|exact|parts|all``."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path

import pytest

from roster.document import to_document
from roster.generator import generate_community
from roster.loading import load_problem, load_text
from roster.model import Problem
from roster.rules import registry
from solver import solve
from solver.build import Builder
from solver.compile import compile_problem
from solver.groups import groups
from solver.relaxation import linear_relaxations
from tests.solver.inline import in_parts

WEEK = """
community: Fingerprint
week: 2026-11-23
people:
  - {id: wang, teams: [east, north], skills: [cook, aid], level: experienced, wishes: [{want: visit, weight: 2}]}
  - {id: li, teams: [west], skills: [aid], limits: {duties: 4}, wishes: [{avoid: evening, weight: 3}]}
  - {id: ma, teams: [east], skills: [cook], level: new, available: [Mon-Fri 08:00-22:00]}
  - {id: zhao, teams: [west, north], skills: [cook, aid], limits: {per_day: 2}}
  - {id: chen, teams: [east], level: new, away: [2026-11-25]}
places:
  - {id: hall, at: [36.6232, 101.7921]}
patrols:
  - {id: gate, place: hall, shifts: [{id: evening, days: daily, time: 19:00-21:00, people: {min: 1, target: 2}, needs: {aid: 1}}]}
visits:
  - {id: h1, place: {at: [36.6240, 101.7921]}, times_per_week: 3, minutes: 40, between: [09:00-11:00, 14:00-16:00], people: 1, skills: [cook]}
  - {id: h2, place: {at: [36.6250, 101.7930]}, times_per_week: 2, minutes: 30, between: [09:00-10:30], gap_days: 1, people: 2, keep: [li]}
windows:
  - {id: window, place: hall, open: [{days: workdays, time: 09:00-12:00}], ab: {a: wang, b: zhao}}
rules:
  - {kind: rest, hours: 11, weight: 3}
  - {kind: familiar-faces, visitors: 1, weight: 7}
  - {kind: fair-share, of: hours, weight: 2}
  - {kind: walking, weight: 1}
  - {kind: mixed-teams, teams: [east, west, north], weight: 2}
  - {kind: pair, experienced: 1, new: 1, weight: 4}
"""


def record_digest(problem: Problem) -> str:
    """Return a digest of all that the rules post, in its order, and of the CP-SAT model built from it."""
    index = compile_problem(problem)
    record = index.record
    said = [
        [
            record.low,
            record.high,
            list(record.open_cost.items()),
            list(record.soft_cost.items()),
        ],
        [[r.columns, r.coefs, r.low, r.high, r.when, str(r.label.where)] for r in record.rows],
        [[a.first.lit, a.second.lit, a.minutes, a.excess] for a in record.aparts],
        [[o.person for o in record.one_places], [[w.person, w.day, w.weight] for w in record.walks]],
        list(groups(index).items()),
    ]
    soft = linear_relaxations(index, groups(index)).soft
    said.append([part.tolist() for part in (soft.matrix.indptr, soft.matrix.indices, soft.matrix.data)])
    text = json.dumps(said) + str(Builder(index).model.proto) + str(Builder(index, relaxed=True).model.proto)
    return hashlib.sha256(text.encode()).hexdigest()


def worlds() -> dict[str, Problem]:
    """Return the tiny world of every rule, a week of all services, and a generated community."""
    found = {name: load_text(kind.tiny, name) for name, kind in registry().items()}
    found["week"] = load_text(WEEK, "week.yaml")
    with tempfile.TemporaryDirectory() as folder:
        generate_community(out=Path(folder), people=14, homes=4, posts=1, windows=1, grids=2, seed=3)
        found["generated"] = load_problem(Path(folder) / "community.yaml")
    return found


def document(problem: Problem, time_limit: float) -> str:
    """Solve deterministically and return the roster's document without what differs by nature."""
    result = solve(problem, time_limit=time_limit, deterministic=True, seed=5)
    assert result.roster is not None
    assert result.verdict is not None
    made = to_document(
        problem,
        result.roster,
        result.verdict,
        status=result.status.value,
        bound=result.bound,
        provenance={"options": dict(result.options)},
    )
    return json.dumps(made, ensure_ascii=False)


def main(what: str, cores: str = "") -> None:
    if cores:
        os.sched_setaffinity(0, {int(core) for core in cores.split(",")})
    if what in ("records", "all"):
        print(json.dumps({name: record_digest(problem) for name, problem in worlds().items()}))
    if what in ("exact", "all"):
        print(document(load_text(WEEK, "week.yaml"), 0.1))
    if what in ("parts", "all"):
        with pytest.MonkeyPatch.context() as patch:
            in_parts(patch, inline=False)
            print(document(load_text(WEEK, "week.yaml"), 2))


if __name__ == "__main__":
    main(*sys.argv[1:])
