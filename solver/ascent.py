"""Raises a bound person by person: each with the homes they visit, in whole numbers and with every walk.

A relaxation that splits a visit between two days lets people be everywhere without walking,
and serve two homes half. One person with the homes that the relaxation gives them is a
small problem; at the prices of all other rows its optimum gives one more row, and what it
costs above what its own rows said so far is added to the bound at once (dual ascent:
Wedelin 1995). No relaxation is solved again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model
from scipy import sparse  # type: ignore[import-untyped]

from roster.rules.api import Choice
from solver.blocks import whole_model
from solver.bounding import Standing
from solver.engine import Clock, Effort, least_cost
from solver.groups import derived_names
from solver.index import Index
from solver.linear_bound import Linear, Real, Relaxed

SCALE = 1 << 10
"""Costs of a block are whole multiples of 1 / SCALE; it divides the scale of the proof."""
BLOCK_SECONDS = 5.0
HOMES, LEAST_SHARE = 5, 0.15
"""So many homes of one person are looked at together, those with the greatest share in them."""
LEAST_VALUE = 0.02
LEAST_WALK = 1.0
"""People of whom the relaxation hides fewer minutes of walking are passed over."""
PATIENCE = 15
"""After so many people in a row who raise nothing no more are looked at."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Day:
    """What one person could do on one day, and the column of the minutes walked then."""

    minutes: int
    choices: tuple[Choice, ...]
    by_way: bool
    """Whether they could serve more than twice, and so go from one place to another by way of a third."""


class Ascent:
    """Looks at one person after the other.

    Parameters
    ----------
    index
        The record that the relaxation was read from.
    minutes
        The relaxation's column of the minutes walked by each person on each day.
    """

    def __init__(self, index: Index, minutes: Mapping[tuple[str, int], int]) -> None:
        self._index = index
        self._person_of = derived_names(index, lambda choice: choice.person.id)
        self._home_of = derived_names(index, lambda choice: None if choice.slot is None else choice.work.key)
        self._days: dict[str, list[_Day]] = defaultdict(list)
        for (person, day), column in minutes.items():
            self._person_of[column] = person
            choices = tuple(index.by_person_day[person, day])
            most = index.day_caps.get((person, day), len(choices))
            self._days[person].append(_Day(column, choices, most > 2))

    def climb(self, standing: Standing, clock: Clock, effort: Effort) -> None:
        """Raise the bound that the multipliers of a relaxation prove, those who walk most first.

        Parameters
        ----------
        standing
            The best bound so far; a better one is kept there.
        clock, effort
            When to end, and the seed.
        """
        if standing.at is None:
            return
        linear, now = standing.at
        values = dict(zip(linear.columns.tolist(), now.values.tolist(), strict=True))
        people = np.array([self._person_of.get(c, "") for c in linear.columns.tolist()])
        homes = np.array([self._home_of.get(c, "") for c in linear.columns.tolist()])
        shares: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for choice in self._index.record.choices:
            if choice.slot is not None:
                shares[choice.person.id][choice.work.key] += values.get(choice.lit, 0.0)
        hidden = {person: self._hidden(person, values) for person in sorted(self._days)}
        prices, idle = now.multipliers, 0
        for person in sorted(hidden, key=lambda p: -hidden[p]):
            if clock.over or hidden[person] < LEAST_WALK or idle >= PATIENCE:
                return
            there = sorted(shares[person], key=lambda home: -shares[person][home])[:HOMES]
            members = [home for home in there if shares[person][home] >= LEAST_SHARE]
            mask = (people == person) | np.isin(homes, members)
            found = self._with_block(linear, prices, mask, person, clock, effort)
            idle = idle + 1 if found is None else 0
            if found is not None:
                linear, prices = found
                standing.look_at(linear, Relaxed(now.values, prices, False))

    def _hidden(self, person: str, values: Mapping[int, float]) -> float:
        """Return the minutes that somebody would walk if the relaxation's shares were chances, less what it pays."""
        total = 0.0
        for day in self._days[person]:
            taken = [c for c in day.choices if values.get(c.lit, 0.0) > LEAST_VALUE]
            for here, there in combinations(taken, 2):
                total += values[here.lit] * values[there.lit] * self._index.walk(here, there)
            total -= values.get(day.minutes, 0.0)
        return total

    def _with_block(
        self, linear: Linear, prices: Real, mask: Mask, person: str, clock: Clock, effort: Effort
    ) -> tuple[Linear, Real] | None:
        """Return the relaxation with one more row, and prices that prove more; ``None`` if there are none."""
        matrix = linear.matrix
        lengths = np.diff(matrix.indptr)
        pattern = sparse.csr_matrix((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
        inside = (pattern.dot(mask.astype(float)) == lengths) & (lengths > 0)
        outside = np.where(inside, 0.0, prices)
        columns = np.flatnonzero(mask)
        reduced = linear.cost - matrix.T.dot(outside)
        costs = np.floor(reduced[columns] * SCALE).astype(np.int64)
        model, variables = whole_model(linear, columns.tolist(), np.flatnonzero(inside).tolist())
        self._post_walks(model, dict(zip(linear.columns[columns].tolist(), variables, strict=True)), person)
        model.minimize(cp_model.LinearExpr.weighted_sum(variables, costs.tolist()))
        least = least_cost(model, clock.within(BLOCK_SECONDS), effort)
        if least is None:
            return None
        row = sparse.csr_matrix(
            (costs, ([0] * len(costs), columns)), shape=(1, matrix.shape[1]), dtype=np.int64
        )
        more = linear.with_rows(row, np.array([least], dtype=np.int64))
        at = np.concatenate([outside, [1 / SCALE]])
        return (more, at) if more.proven(at) > linear.proven(prices) else None

    def _post_walks(
        self, model: cp_model.CpModel, variables: Mapping[int, cp_model.IntVar], person: str
    ) -> None:
        """Charge the walk between each two places where somebody is on one day, whatever lies between."""
        for day in self._days[person]:
            at: dict[str, cp_model.IntVar] = defaultdict(lambda: model.new_bool_var(""))
            for choice in day.choices:
                if choice.lit in variables:
                    model.add_implication(variables[choice.lit], at[choice.work.place])
            walks = _shortest_walks(self._index, at, by_way=day.by_way)
            for here, there in combinations(at, 2):
                walk = walks[here, there]
                if walk:
                    model.add(variables[day.minutes] >= walk * (at[here] + at[there]) - walk)


def _shortest_walks(index: Index, places: Collection[str], *, by_way: bool) -> dict[tuple[str, str], int]:
    """Return the fewest minutes between places in either direction, straight or also by way of others."""
    order = sorted(places)
    minutes = index.problem.travel.minutes
    walks = np.array([[min(minutes(a, b), minutes(b, a)) for b in order] for a in order])
    for middle in range(len(order) if by_way else 0):
        walks = np.minimum(walks, walks[:, [middle]] + walks[[middle], :])
    return {(a, b): int(walks[i, j]) for i, a in enumerate(order) for j, b in enumerate(order)}
