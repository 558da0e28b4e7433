"""What it must cost to force something on a roster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from roster.rules.api import Choice
from solver.build import Level
from solver.explain.replanning import PART_CHOICES, Force, ImpossibleError, Planner, Replan
from solver.translate import cost

WIDER, ROUNDS_LEFT = 4, 6
"""In a large community so many times more may change each time, while so many such rounds fit."""


class Pricing(Planner):
    """Plans again from one roster with something forced, for the least that it must cost."""

    def price(self, force: Force, near: Iterable[Choice]) -> Replan:
        """Return a plan that does what is forced, no worse than the roster by more than forcing must cost.

        What must be paid is the best score with the force less the best without it, where
        the same may change; so a roster that could be better anyway does not hide it.
        Among plans of this price the one with the fewest changes is returned.

        Parameters
        ----------
        force, near
            As for :meth:`fill`.

        Raises
        ------
        ImpossibleError
            As for :meth:`fill`.
        """
        near = list(near)
        hasty = self._hasty(force, near)
        if self.whole:
            return self._price(force, near, hasty)
        now = cost(self.index, self.values)
        best = None if hasty is None else self.replan(hasty, exact=False)
        size = PART_CHOICES
        while best is None or best.cost > now:
            began = self.clock.left
            try:
                found = self._price(force, self.around(near, size), hasty)
            except ImpossibleError:
                found = None
            if found is not None:
                best = found if best is None else min(best, found, key=lambda p: (p.cost, not p.settled))
            took, size = began - self.clock.left, WIDER * size
            once = self.effort.deterministic is not None
            if once or self.clock.left < ROUNDS_LEFT * took or size > WIDER * len(self.index.record.choices):
                break
        if best is None:
            raise ImpossibleError
        return best

    def _price(self, force: Force, chosen: list[Choice], hasty: Sequence[int] | None) -> Replan:
        """Return a plan as :meth:`price` does where some choices may change; all of them in a small community."""
        now = cost(self.index, self.values)
        free = None if self.whole else self.columns(chosen)
        before = self.best(free, Force(), "both")
        best = self.best(free, force, "both")
        assert before.values is not None
        assert best.values is not None
        forced = cost(self.index, best.values)
        then = min(cost(self.index, before.values), forced)
        limits: dict[Level, int] = {
            "open": now[0] + forced[0] - then[0],
            "soft": now[1] + forced[1] - then[1],
        }
        people = len({c.person.id for c in chosen})
        settled = best.optimal and before.optimal
        if hasty is not None and cost(self.index, hasty) <= (limits["open"], limits["soft"]):
            if not self.whole:
                return replace(self.replan(hasty, exact=False), settled=settled, people=people)
            best = replace(best, values=list(hasty))
        values = self.least_changes(free, force, best, limits)
        everything = self.whole or len(chosen) == len(self.index.record.choices)
        plan = self.replan(values, everything and settled)
        return replace(plan, settled=settled, people=people)

    def _hasty(self, force: Force, near: Iterable[Choice]) -> Sequence[int] | None:
        """Return the best plan in which only those directly concerned move, if there is one.

        What is better elsewhere anyway then stays out of it.
        """
        chosen = {c.lit: c for c in near}
        for first in list(chosen.values()):
            held = [c for c in self.index.by_person[first.person.id] if self.values[c.lit]]
            works = {first.work.key, *(c.work.key for c in held)}
            at = (c for c in self.index.record.choices if c.work.key in works)
            chosen.update((c.lit, c) for c in at if c.work is not first.work or self.values[c.lit])
        free = self.columns(chosen.values())
        try:
            best = self.best(free, force, "both")
        except ImpossibleError:
            return None
        assert best.values is not None
        units, soft = max(cost(self.index, best.values), cost(self.index, self.values))
        return self.least_changes(free, force, best, {"open": units, "soft": soft})
