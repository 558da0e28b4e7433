"""A relaxation's rows are fewer than the record's, and no roster is lost or gained among them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from ortools.sat.python import cp_model

from roster.loading import load_text
from solver.compile import compile_problem
from solver.condensed import Plain, condensed
from solver.index import Index

STANDBY = """
community: One standby, three posts
week: 2026-11-23
people: [{id: p1, limits: {per_day: 2}}, {id: p2, limits: {per_day: 2}}]
patrols:
  - id: gate
    people: 1
    shifts:
      - {id: a, days: Mon, time: 08:00-09:00}
      - {id: b, days: Mon, time: 10:00-11:00}
      - {id: c, days: Mon, time: 12:00-13:00}
visits:
  - {id: h1, times_per_week: 2, days: Mon-Wed, minutes: 40, between: [15:00-16:00], people: 1, keep: [p1]}
standby: {per_day: 1, days: Mon}
rules:
  - {kind: familiar-faces, visitors: 1, weight: 20}
"""


def _breaks_another(index: Index, kept: Iterable[Plain], row: Plain) -> bool:
    """Say whether some whole values keep all of some rows, but not another one."""
    model = cp_model.CpModel()
    record = index.record
    values = [model.new_int_var(low, high, "") for low, high in zip(record.low, record.high, strict=True)]

    def total(plain: Plain) -> cp_model.LinearExprT:
        return cp_model.LinearExpr.weighted_sum([values[c] for c in plain.columns], list(plain.coefs))

    for plain in kept:
        if plain.low is not None:
            model.add(total(plain) >= plain.low)
        if plain.high is not None:
            model.add(total(plain) <= plain.high)
    sides = [(row.low, -1), (row.high, 1)]
    broken = []
    for side, sign in sides:
        if side is not None:
            broken.append(model.new_bool_var(""))
            model.add(sign * total(row) > sign * side).only_enforce_if(broken[-1])
    model.add_bool_or(broken)
    return cp_model.CpSolver().solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def test_whole_values_keep_the_fewer_rows_where_they_keep_all() -> None:
    index = compile_problem(load_text(STANDBY))
    rows = [Plain(r.columns, r.coefs, r.low, r.high) for r in index.record.rows if not r.when]
    fewer = list(condensed(index))
    assert len(fewer) < len(rows)
    for row in fewer:
        assert not _breaks_another(index, rows, row)
    for row in rows:
        assert not _breaks_another(index, fewer, row)


def test_one_row_a_day_says_what_excludes_all_else() -> None:
    index = compile_problem(load_text(STANDBY))
    choices = index.choice_of
    by_day = [row for row in condensed(index) if row.coefs[-1] == 2 and row.high == 2]
    assert len(by_day) == 2, "one for each person"
    for row in by_day:
        assert choices[row.columns[-1]].work.service == "standby"
        for taken in product((0, 1), repeat=len(row.columns)):
            *others, standby = taken
            values = dict(zip(row.columns, taken, strict=True))
            total = sum(c * values[column] for column, c in zip(row.columns, row.coefs, strict=True))
            allowed = sum(others) <= 2 and not (standby and any(others))
            assert (total <= 2) is allowed
