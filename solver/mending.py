"""The search for the fewest changes, from small models to large ones; see :mod:`solver.repair`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from roster.roster import Edit, Roster
from solver.engine import Clock, Effort
from solver.levels import LEVELS, Bans, Descent, Level, Part, choices_at, choices_of
from solver.reach import choices_of_one
from solver.result import DisagreementError
from solver.scene import Cost, Scene
from solver.translate import decode
from solver.whole import Whole

SMALL = 3000
"""Up to so many choices, the whole week is searched with exact times."""

MANY = 1500
"""With more choices of one person alone, the whole week is asked at once instead."""


QUICK_STAGES = ("alone", "singles", "fill", "one_person")
ALL_STAGES = (
    *QUICK_STAGES,
    "whole_open",
    "alone",
    "fill",
    "one_person",
    "whole_people",
    "whole_assignments",
    "whole_soft",
)

LEAST = {"whole_open": 1.5, "whole_people": 1.0, "whole_assignments": 0.5}
"""Seconds that must be left for a stage of a large week, whose model is not built in no time."""


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
    stages
        What is tried, in this order, until all is proven.
    """

    scene: Scene
    effort: Effort
    forbid: Bans = ()
    stages: Sequence[str] = ALL_STAGES
    best: Found | None = None
    bounds: dict[Level, int] = field(default_factory=dict)
    infeasible: bool = False
    singles: list[Found] = field(default_factory=list)

    # The search

    def run(self, clock: Clock) -> None:
        """Fill ``best`` and ``bounds`` until all is proven or the clock ends."""
        self._prove("open", self.scene.open_bound)
        self.offer(self.scene.base)
        for stage in self.stages:
            if self.proven or clock.over or (clock.left < LEAST.get(stage, 0) and not self.is_small):
                return
            getattr(self, f"_{stage}")(clock)

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
        """Keep a repair if it is better than the best so far."""
        cost = self.scene.cost(roster)
        if cost is None or (self.best is not None and cost >= self.best.cost):
            return
        before = self.best
        self.best = Found(roster, cost)
        for i, level in enumerate(LEVELS):
            if before is not None and before.cost[:i] != cost[:i]:
                self.bounds.pop(level, None)

    def _prove(self, level: Level, bound: int) -> None:
        """No repair as good as the best in the levels before has less than this."""
        self.bounds[level] = max(bound, self.bounds.get(level, 0))

    def _alone(self, clock: Clock) -> None:
        """What is left of the roster, unchanged, is all there is to find if it has no open seat more."""
        if self.best is not None and self.best.cost[1] == 0 and self.is_proven("open"):
            for level in LEVELS[1:]:
                self._prove(level, self.best.cost[LEVELS.index(level)])

    def _singles(self, clock: Clock) -> None:
        """Try everybody at the one duty in question."""
        added = self.scene.single_additions()
        if added is None or self.scene.fewest_changes(self.scene.open_bound) != 1:
            return
        good = sorted(
            (score.soft, a)
            for a, score in added
            if (a, True) not in self.forbid and not score.hard and score.open_units == self.scene.open_bound
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
        self._prove("people", min(fewest, 1))
        self._prove("assignments", fewest)
        if self.singles and self.is_proven("assignments"):
            self._prove("soft", self.singles[0].cost[3])

    def _fill(self, clock: Clock) -> None:
        """Search the seats in question, and nothing else."""
        works = self.scene.works_to_fill
        if not works or self.scene.broken is None:
            return
        old = self.scene.narrow
        found = self._descend(Part(old, choices_at(old.index, works), forbid=self.forbid), clock)
        self._prove_fewest()
        if self.best is None or not found.complete:
            return
        same = tuple(found.costs[level] for level in LEVELS[:3]) == self.best.cost[:3]
        if same and self.scene.fewest_changes(self.best.cost[0]) == self.best.cost[2]:
            self._prove("soft", self.best.cost[3])

    def _one_person(self, clock: Clock) -> None:
        """Search everything that one person alone could change."""
        if self.bounds.get("people", 0) >= 2:
            return
        need = self._need_alone()
        if self.scene.broken is None or (need <= 0 and not self.scene.broken):
            return
        caps: dict[Level, int] = {"people": 1}
        if self.best is not None:
            caps["open"] = self.best.cost[0]
        old = self.scene.one_by_one
        free = choices_of_one(self.scene, old, need)
        if len(free) > MANY:
            return
        if free:
            found = self._descend(Part(old, free, caps=caps, forbid=self.forbid), clock)
            if not (found.complete or found.infeasible):
                return
        if self.best is None or not self.is_proven("open"):
            return
        if self.best.cost[1] <= 1:
            for level in LEVELS[1:]:
                self._prove(level, self.best.cost[LEVELS.index(level)])
        else:
            self._prove("people", 2)

    def _need_alone(self) -> int:
        """Return the units that one person has to fill to be as good as the best, or better."""
        now = self.scene.verdict.score.open_units
        if self.best is None:
            return now - max(self.scene.open_bound, self.bounds["open"])
        return now - self.best.cost[0] + (self.best.cost[1] == 0)

    def _whole_open(self, clock: Clock) -> None:
        """Find out in the whole week whether fewer seats need be open, with few people changed."""
        while not self.is_proven("open") and not clock.over:
            before = self.best
            cap: dict[Level, int] = {} if before is None else {"open": before.cost[0] - 1}
            answer = self._model.ask("people", cap, clock, self._quick)
            if answer.infeasible:
                self.infeasible = before is None
                if before is not None:
                    self._prove("open", before.cost[0])
                return
            if answer.values is None:
                return
            self._mend(answer.values, clock)
            if self.best is None or (before is not None and self.best.cost[0] >= before.cost[0]):
                return
            if answer.bound is not None and cap and self.best.cost[0] == cap["open"]:
                self._prove("people", answer.bound)

    @property
    def _quick(self) -> Effort:
        return replace(self.effort, workers=1, quick=True)

    def _whole_people(self, clock: Clock) -> None:
        """Search the whole week for a repair with fewer people."""
        self._fewest("people", clock)

    def _whole_assignments(self, clock: Clock) -> None:
        """Search the whole week for a repair with fewer assignments."""
        self._fewest("assignments", clock)

    def _fewest(self, level: Level, clock: Clock) -> None:
        if not self.is_proven(LEVELS[LEVELS.index(level) - 1]):
            return
        while not self.is_proven(level) and not clock.over:
            if not self._fewer(level, clock):
                return

    def _whole_soft(self, clock: Clock) -> None:
        """Search a small week for a repair that costs less."""
        if self.best is None or not self.is_small:
            return
        caps = {at: self.best.cost[LEVELS.index(at)] for at in LEVELS[:3]}
        found = self._descend(Part(self.scene.old, None, caps=caps, forbid=self.forbid), clock)
        if found.complete:
            self._prove("soft", self.best.cost[3])

    def _fewer(self, level: Level, clock: Clock) -> bool:
        """Ask for one less than the best at a level; say whether that proved something or mended it."""
        assert self.best is not None
        at = LEVELS.index(level)
        caps = dict(zip(LEVELS[: at + 1], self.best.cost[: at + 1], strict=True))
        caps[level] -= 1
        before = self.best.cost
        answer = self._model.ask(level, caps, clock, self._quick)
        if answer.infeasible:
            self._prove(level, before[at])
            return True
        if answer.bound is not None:
            self._prove(level, answer.bound)
        if answer.values is not None:
            self._mend(answer.values, clock)
        return self.best.cost < before

    @cached_property
    def _model(self) -> Whole:
        return Whole(self.scene.old, relaxed=not self.is_small, forbid=self.forbid)

    @property
    def is_small(self) -> bool:
        """Say whether the whole week is searched with exact times."""
        return self.scene.size <= SMALL

    def _mend(self, values: list[int], clock: Clock) -> None:
        """Search around a solution of the whole model, whose times and cost may not be what they seem."""
        index, old = self.scene.index, self.scene.old.values
        people = set()
        for choice in index.record.choices:
            meeting = index.meeting(choice)
            moved = meeting is not None and values[choice.lit] and values[meeting.start] != old[meeting.start]
            if moved or values[choice.lit] != old[choice.lit]:
                people.add(choice.person.id)
        self._descend(Part(self.scene.old, choices_of(index, sorted(people)), forbid=self.forbid), clock)

    def _descend(self, part: Part, clock: Clock) -> Descent:
        found = part.descend(clock, self.small_effort)
        repaired = self.found_in(found, part)
        if repaired is None:
            return Descent(infeasible=found.infeasible)
        self.offer(repaired.roster)
        return found

    @property
    def small_effort(self) -> Effort:
        return Effort(1, self.effort.seed, self.effort.deterministic)

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
