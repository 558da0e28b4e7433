"""Raises a bound person by person: each with the homes they visit, in whole numbers and with every walk.

A relaxation that splits a visit between two days lets people be everywhere without walking,
and serve two homes half. One person with the homes that the relaxation gives them is a
small problem; at the prices of all other rows its optimum gives one more row, and what it
costs above what its own rows said so far is added to the bound at once (dual ascent:
Wedelin 1995). No relaxation is solved again. Last come all duties together, with what
each person's limits and fair share ask of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from ortools.sat.python import cp_model

from roster.rules.api import Choice
from solver.blocks import whole_model
from solver.bounding import Standing
from solver.engine import Clock, Effort, least_cost
from solver.free_memory import give_back
from solver.groups import derived_names
from solver.index import Index
from solver.linear_bound import Relaxed, Whole
from solver.standpoint import Standpoint

BLOCK_SECONDS, DUTIES_SECONDS = 5.0, 15.0
"""For one person with some homes, and for all duties of the week."""
HOMES, LEAST_SHARE = 5, 0.15
"""So many homes of one person are looked at together, those with the greatest share in them."""
LEAST_VALUE = 0.02
LEAST_WALK = 1.0
"""People of whom the relaxation hides fewer minutes of walking are passed over."""
DECIDED = 0.3
"""What somebody's shares that are not whole visits are counted with, where there are none."""
WHOLE_SHARE, SETTLED = 0.9, 3.0
"""Who has so much of a visit at two homes promises so many times as much: they gain nearly everything."""
LEAST_RAISE, PATIENCE = 0.001, 16
"""After so many people in a row who raise the bound by less than such a share no more are looked at."""


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
        self._day_of = derived_names(index, lambda choice: str(choice.day) if choice.slot is None else None)
        self._walks = _Walks(index)
        self._days: dict[str, list[_Day]] = defaultdict(list)
        for (person, day), column in minutes.items():
            self._person_of[column] = person
            choices = tuple(index.by_person_day[person, day])
            most = index.day_caps.get((person, day), len(choices))
            self._days[person].append(_Day(column, choices, most > 2))

    def climb(self, standing: Standing, clock: Clock, effort: Effort) -> None:
        """Raise the bound that the multipliers of a relaxation prove: by those first who promise most, last by all duties.

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
        promise = {person: self._promise(person, shares[person], values) for person in sorted(self._days)}
        at, idle = Standpoint(linear, now.multipliers), 0
        for person in sorted(promise, key=lambda p: -promise[p]):
            if clock.over or promise[person] <= 0 or idle >= PATIENCE:
                break
            mask = (people == person) | np.isin(homes, _held(shares[person])[:HOMES])
            before = standing.bound
            if self._raise(at, np.flatnonzero(mask), person, clock.within(BLOCK_SECONDS), effort):
                standing.look_at(at.linear, Relaxed(now.values, at.prices, False))
            give_back()
            idle = 0 if standing.bound > before + LEAST_RAISE * abs(before) else idle + 1
        days = np.array([self._day_of.get(c, "") for c in linear.columns.tolist()])
        duties = np.flatnonzero((days != "") | ((people != "") & (homes == "")))
        if not clock.over and self._raise(at, duties, None, clock.within(DUTIES_SECONDS), effort):
            standing.look_at(at.linear, Relaxed(now.values, at.prices, False))

    def _promise(self, person: str, shares: Mapping[str, float], values: Mapping[int, float]) -> float:
        """Return the minutes that somebody would walk if the relaxation's shares were chances, less what it pays.

        Less the more undecided it is who visits the homes: somebody else can then do
        without the walk, and the bound does not rise. More for whom at least two homes
        are decided.
        """
        if not _held(shares):
            return 0.0
        total = 0.0
        for day in self._days[person]:
            taken = [c for c in day.choices if values.get(c.lit, 0.0) > LEAST_VALUE]
            for here, there in combinations(taken, 2):
                total += values[here.lit] * values[there.lit] * self._index.walk(here, there)
            total -= values.get(day.minutes, 0.0)
        if total < LEAST_WALK:
            return 0.0
        undecided = sum(abs(share - round(share)) for share in shares.values())
        settled = sum(share >= WHOLE_SHARE for share in shares.values()) > 1
        return (SETTLED if settled else 1.0) * total / (DECIDED + undecided)

    def _raise(
        self, at: Standpoint, columns: Whole, person: str | None, clock: Clock, effort: Effort
    ) -> bool:
        """Add what some columns cost at least, with every walk of one person, if that raises the bound."""
        block = at.block(columns)
        model, variables = whole_model(at.linear, columns.tolist(), block.rows.tolist())
        numbered = dict(zip(at.linear.columns[columns].tolist(), variables, strict=True))
        if person is not None:
            self._post_walks(model, numbered, person)
        model.minimize(cp_model.LinearExpr.weighted_sum(variables, block.costs.tolist()))
        least = least_cost(model, clock, effort)
        return least is not None and at.replace(block, least)

    def _post_walks(
        self, model: cp_model.CpModel, variables: Mapping[int, cp_model.IntVar], person: str
    ) -> None:
        """Charge the walk between each two places where somebody is on one day, whatever lies between."""
        for day in self._days[person]:
            at: dict[str, cp_model.IntVar] = defaultdict(lambda: model.new_bool_var(""))
            for choice in day.choices:
                if choice.lit in variables:
                    model.add_implication(variables[choice.lit], at[choice.work.place])
            walks = self._walks.shortest(at, by_way=day.by_way)
            for here, there in combinations(at, 2):
                walk = walks[here, there]
                if walk:
                    model.add(variables[day.minutes] >= walk * (at[here] + at[there]) - walk)


def _held(shares: Mapping[str, float]) -> list[str]:
    """Return the homes of which somebody has a share worth a look, the greatest first."""
    return sorted((h for h in shares if shares[h] >= LEAST_SHARE), key=lambda h: -shares[h])


class _Walks:
    """The fewest minutes between places in either direction."""

    def __init__(self, index: Index) -> None:
        self._places = sorted({choice.work.place for choice in index.record.choices})
        self._number = {place: i for i, place in enumerate(self._places)}
        minutes = index.problem.travel.minutes
        there = np.array([[minutes(a, b) for b in self._places] for a in self._places], dtype=np.int64)
        self._least = np.minimum(there, there.T)

    def shortest(self, places: Collection[str], *, by_way: bool) -> dict[tuple[str, str], int]:
        """Return the fewest minutes between some places, straight or also by way of others of them."""
        order = sorted(places)
        numbers = [self._number[place] for place in order]
        walks = self._least[np.ix_(numbers, numbers)]
        for middle in range(len(order) if by_way else 0):
            walks = np.minimum(walks, walks[:, [middle]] + walks[[middle], :])
        return {(a, b): int(walks[i, j]) for i, a in enumerate(order) for j, b in enumerate(order)}
