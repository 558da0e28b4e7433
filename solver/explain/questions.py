"""Questions to the guarded model: can these statements hold together, and how many can.

Each question builds a model of its own and solves it with one worker and without an
objective, so that no answer rests on an earlier one. Limits are in CP-SAT's deterministic
seconds: the same question gets the same answer on every run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from roster.model import Problem
from roster.rules.api import Lit, Where
from solver.build import Builder, Objective
from solver.engine import Clock, Effort, core, search
from solver.explain.cone import Cones
from solver.explain.guarded import Guarded, Wish, guard
from solver.explain.limits import strict
from solver.index import Index
from solver.record import Label, Record

MOST_WORK = 30.0
"""Deterministic seconds for one question."""


class UndecidedError(Exception):
    """The time ended before a question was answered."""


class Questions:
    """Asks about sets of statements of one problem; a statement is a number here.

    Parameters
    ----------
    problem
        What is planned.
    clock
        When to end.
    wishes
        What may be asked for beyond what was said.
    """

    def __init__(self, problem: Problem, clock: Clock, wishes: Iterable[Wish] = ()) -> None:
        wishes = tuple(wishes)
        self.guarded: Guarded = guard(problem, wishes)
        numbers = {key: n for n, key in enumerate(self.guarded.keys)}
        self.wished = {wish: numbers[wish.key] for wish in wishes}
        self.cones = Cones(self.guarded)
        self.clock = clock
        self.asked = 0

    @property
    def everything(self) -> frozenset[int]:
        """All that was said, without the wishes."""
        return frozenset(range(len(self.guarded.keys))) - set(self.wished.values())

    def possible(self, active: Iterable[int]) -> bool:
        """Say whether some roster keeps all these statements.

        Raises
        ------
        UndecidedError
            If the time ends before.
        """
        self._tick()
        active = frozenset(active)
        part, free = self.cones.part(active)
        if self.cones.is_hopeless(part, free):
            return False
        builder = Builder(part, free=free, values=self.cones.base)
        answer = search(builder, Objective([], [], 0), strict(self.clock), _effort())
        if answer.infeasible:
            return False
        if answer.values is None:
            raise UndecidedError
        return True

    def core(self, active: Iterable[int]) -> frozenset[int]:
        """Return some of the statements that cannot hold together, as the solver's assumptions say.

        Not to be trusted before :meth:`possible` has confirmed it: such cores have been wrong.
        All of them are returned where the solver names none.
        """
        self._tick()
        active = frozenset(active)
        part, free = self.cones.part(active, switches=True)
        builder = Builder(part, free=free, values=self.cones.base)
        off = self.guarded.off
        switched = [n for n in sorted(active) if off[n] in builder.vars]
        found = core(builder, [builder.vars[off[n]] for n in switched], strict(self.clock), _effort())
        return active if found is None else frozenset(switched[i] for i in found)

    def most(self, kept: Iterable[int], active: Iterable[int]) -> frozenset[int] | None:
        """Return a largest set of statements that can hold together and holds ``kept``.

        ``None`` if already ``kept`` cannot hold together.
        """
        self._tick()
        active, kept = frozenset(active), frozenset(kept)
        part, free = self.cones.part(active, switches=True)
        off = self.guarded.off
        free -= {off[n] for n in kept}
        builder = Builder(part, free=free, values=self.cones.base)
        switched = [n for n in sorted(active - kept) if off[n] in builder.vars]
        switches = [builder.vars[off[n]] for n in switched]
        answer = search(builder, Objective(switches, [1] * len(switches), 0), strict(self.clock), _effort())
        if answer.infeasible:
            return None
        if answer.values is None:
            raise UndecidedError
        return active - {n for n in switched if answer.values[off[n]]}

    def _tick(self) -> None:
        self.asked += 1
        if self.clock.over:
            raise UndecidedError


def smallest_hitting_set(problem: Problem, sets: Sequence[Iterable[int]], clock: Clock) -> frozenset[int]:
    """Return a smallest set that shares a member with each of the sets."""
    record = Record()
    label = Label(None, Where())
    columns: dict[int, Lit] = {}
    for members in sets:
        for n in sorted(members):
            if n not in columns:
                columns[n] = record.literal()
        record.row([columns[n] for n in sorted(members)], 1, None, label)
    builder = Builder(Index(problem, record))
    switches = [builder.vars[column] for column in columns.values()]
    answer = search(builder, Objective(switches, [1] * len(switches), 0), strict(clock), _effort())
    if not answer.optimal or answer.values is None:
        raise UndecidedError
    return frozenset(n for n, column in columns.items() if answer.values[column])


def _effort() -> Effort:
    return Effort(workers=1, seed=1, deterministic=MOST_WORK)
