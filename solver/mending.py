"""The search for the fewest changes, from small models to large ones; see :mod:`solver.repair`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from roster.roster import Edit, Roster
from solver.engine import Clock, Effort
from solver.levels import LEVELS, Bans, Descent, Level, Part, choices_at
from solver.mending_few import few, few_more
from solver.mending_one import one_fills_more, one_person
from solver.mending_whole import whole_assignments, whole_open, whole_people, whole_soft
from solver.result import DisagreementError
from solver.scene import Cost, Scene
from solver.translate import decode
from solver.whole import Whole

SMALL = 3000
"""Up to so many choices, the whole week is searched with exact times."""

QUICK_STAGES = ("alone", "singles", "fill", "one_person")
REASON_STAGES = ("alone", "singles", "fill", "one_fills_more", "few_more", "one_person", "few")
ALL_STAGES = (
    *REASON_STAGES,
    "whole_open",
    "alone",
    "fill",
    "one_person",
    "few",
    "whole_people",
    "whole_assignments",
    "whole_soft",
)

INDEX = 8.0
"""How long all rules take to say themselves to a model, in times of one verification."""

LEAST = {"one_fills_more": 3.0, "one_person": 3.0, "few": 4.0, "few_more": 3.0}
WHOLE = 10.0
"""How long a stage of a large week takes at least, in times of one verification; and its whole model."""


@dataclass
class Found:
    """A repaired roster and its levels."""

    roster: Roster
    cost: Cost


@dataclass
class Mending:
    """The search for the best repair; see :mod:`solver.repair`.

    Attributes
    ----------
    best
        The best repair so far.
    bounds
        What is proven of each level, given that the levels before are as in ``best``.
    infeasible
        It is proven that no roster keeps the hard rules.
    forbid
        Changes that must not be made, to try what would be without them.
    others
        Sets of people that must not all change: those of other proposals.
    stages
        What is tried, in this order, until all is proven.
    singles
        The repairs by one more person at the one duty in question, the best first.
    alone_open
        Proven: as long as only one person's week changes, no fewer units are open.
    """

    scene: Scene
    effort: Effort
    forbid: Bans = ()
    others: tuple[frozenset[str], ...] = ()
    stages: Sequence[str] = ALL_STAGES
    best: Found | None = None
    bounds: dict[Level, int] = field(default_factory=dict)
    infeasible: bool = False
    singles: list[Found] = field(default_factory=list)
    alone_open: int = 0

    # The search

    def run(self, clock: Clock) -> None:
        """Fill ``best`` and ``bounds`` until all is proven or the clock ends."""
        self.prove("open", self.scene.open_bound)
        self.offer(self.scene.base)
        for stage in self.stages:
            if self.proven or clock.over:
                return
            if self.is_small or clock.left >= self._seconds(stage):
                _STAGES[stage](self, clock)

    def _seconds(self, stage: str) -> float:
        """Return how long a stage takes at least, as far as can be told from the verifier's time."""
        if stage.startswith("whole"):
            times = 3.0 if "whole" in vars(self) else WHOLE
        elif stage in LEAST:
            times = LEAST[stage]
        else:
            return 0.0
        return (times + (0.0 if self.scene.is_compiled else INDEX)) * self.scene.pace

    @property
    def proven(self) -> bool:
        """Say whether nothing better can exist."""
        return self.infeasible or all(self.is_proven(level) for level in LEVELS)

    def is_proven(self, level: Level) -> bool:
        """Say whether a level of ``best`` and all levels before it are proven."""
        if self.best is None:
            return False
        upto = LEVELS[: LEVELS.index(level) + 1]
        return all(self.bounds.get(at, -1) >= self.best.cost[LEVELS.index(at)] for at in upto)

    def offer(self, roster: Roster) -> None:
        """Keep a repair if it may be made and is better than the best so far."""
        if not self.may_change(self.scene.base.diff(roster).people):
            return
        cost = self.scene.cost(roster)
        if cost is None or (self.best is not None and cost >= self.best.cost):
            return
        before = self.best
        self.best = Found(roster, cost)
        for i, level in enumerate(LEVELS):
            if before is not None and before.cost[:i] != cost[:i]:
                self.bounds.pop(level, None)
        if cost[0] < self.alone_open:
            self.prove("people", 2)

    def may_change(self, people: Iterable[str]) -> bool:
        """Say whether these people are not all of a set that must not change together."""
        changed = set(people)
        return not any(group <= changed for group in self.others)

    def prove(self, level: Level, bound: int) -> None:
        """No repair as good as the best in the levels before has less than this."""
        self.bounds[level] = max(bound, self.bounds.get(level, 0))

    def prove_best(self) -> None:
        """Everything was searched: nothing is better than the best, or there is no repair at all."""
        self.infeasible = self.best is None
        for level, cost in zip(LEVELS, self.best.cost if self.best else (), strict=False):
            self.prove(level, cost)

    def _alone(self, clock: Clock) -> None:
        """What is left of the roster, unchanged, is all there is to find if it has no open seat more."""
        if self.best is not None and self.best.cost[1] == 0 and self.is_proven("open"):
            self.prove_best()

    def _singles(self, clock: Clock) -> None:
        """Try everybody at the one duty in question."""
        added = self.scene.single_additions()
        if added is None or self.scene.fewest_changes(self.scene.open_bound) != 1:
            return
        good = sorted(
            (score.soft, a)
            for a, score in added
            if (a, True) not in self.forbid
            and self.may_change([a.person])
            and not score.hard
            and score.open_units == self.scene.open_bound
        )
        base = self.scene.base
        self.singles = [
            Found(base.apply([Edit(add=(a,))]), (self.scene.open_bound, 1, 1, soft)) for soft, a in good
        ]
        if self.singles:
            self.offer(self.singles[0].roster)
            self._prove_fewest()

    def _prove_fewest(self) -> None:
        """Note what follows from the least number of changes that any repair needs."""
        if self.best is None or not self.is_proven("open"):
            return
        fewest = self.scene.fewest_changes(self.best.cost[0])
        if fewest is None:
            return
        self.prove("people", min(fewest, 1))
        self.prove("assignments", fewest)
        if self.singles and self.is_proven("assignments"):
            self.prove("soft", self.singles[0].cost[3])

    def _fill(self, clock: Clock) -> None:
        """Search the seats in question, and nothing else."""
        works = self.scene.works_to_fill
        if not works or self.scene.broken is None:
            return
        old = self.scene.narrow
        found = self.descend(
            Part(old, choices_at(old.index, works), forbid=self.forbid, others=self.others), clock
        )
        self._prove_fewest()
        if self.best is None or not found.complete:
            return
        same = tuple(found.costs[level] for level in LEVELS[:3]) == self.best.cost[:3]
        if same and self.scene.fewest_changes(self.best.cost[0]) == self.best.cost[2]:
            self.prove("soft", self.best.cost[3])

    @cached_property
    def whole(self) -> Whole:
        """The whole week without soft rules, with the time of visits relaxed where it is large."""
        return Whole(self.scene.old, relaxed=not self.is_small, bans=self.forbid, others=self.others)

    @property
    def is_small(self) -> bool:
        """Say whether the whole week is searched with exact times."""
        return self.scene.size <= SMALL

    def descend(self, part: Part, clock: Clock) -> Descent:
        """Search a part of the week, and keep the repair that is found if it is better."""
        found = part.descend(clock, self.small_effort)
        repaired = self.found_in(found, part)
        if repaired is None:
            return Descent(infeasible=found.infeasible)
        self.offer(repaired.roster)
        return found

    @property
    def small_effort(self) -> Effort:
        return Effort(1, self.effort.seed, self.effort.deterministic, quick=True)

    def found_in(self, found: Descent, part: Part) -> Found | None:
        """Return the repair of a descent, held against the verifier.

        A part of the week does not see what is broken elsewhere: then there is none.
        """
        if found.values is None:
            return None
        roster = decode(part.old.index, found.values)
        roster = Roster.of(roster.assignments, self.scene.base.pinned)
        cost = self.scene.cost(roster)
        if cost is None:
            if self.scene.verdict.hard:
                return None
            raise DisagreementError(
                "The verifier finds a hard breach in a repair that the model allows.", roster
            )
        if found.complete and cost != tuple(found.costs[level] for level in LEVELS):
            raise DisagreementError(
                f"The model counts {found.costs} where the verifier counts {cost} "
                "(open units, people, assignments, soft cost).",
                roster,
            )
        return Found(roster, cost)


_STAGES: Mapping[str, Callable[[Mending, Clock], None]] = {
    "alone": Mending._alone,
    "singles": Mending._singles,
    "fill": Mending._fill,
    "one_fills_more": one_fills_more,
    "one_person": one_person,
    "few": few,
    "few_more": few_more,
    "whole_open": whole_open,
    "whole_people": whole_people,
    "whole_assignments": whole_assignments,
    "whole_soft": whole_soft,
}
