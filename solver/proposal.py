"""What a repair gives back: proposals with their levels, each level with its proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from roster.model import UNITS_PER_SEAT
from roster.roster import Assignment, Diff, Roster
from roster.verify import Verdict
from roster.words import Sentence, sentence, sentences
from solver.levels import LEVELS, Level
from solver.result import Status


@dataclass(frozen=True, slots=True)
class Step:
    """One level of a proposal.

    Attributes
    ----------
    value
        Open units, people, assignments or soft cost.
    bound
        No repair that is as good in the levels before has less; ``None`` if not known.
    """

    level: Level
    value: int
    bound: int | None

    @property
    def proven(self) -> bool:
        return self.bound is not None and self.value <= self.bound


@dataclass(frozen=True, slots=True)
class Without:
    """What the best repair looks like when one change is forbidden.

    Attributes
    ----------
    costs
        Its levels; ``None`` where no repair was found.
    exact
        It is proven that no repair without the change is better at the first level at which
        these costs differ from the proposal's, or at a level before it.
    people
        Whose weeks change in it.
    others
        Sets of people, those of the proposals before, of each of which somebody must not
        change: only such repairs are compared. Empty where all are.
    level, more
        The first level at which it differs from the proposal, and by how much (less than 0
        where it is better); ``None`` where it does not, or was not found.
    """

    costs: Mapping[Level, int] | None
    exact: bool
    people: tuple[str, ...] = ()
    others: tuple[frozenset[str], ...] = ()
    level: Level | None = None
    more: int = 0

    def record(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "level": self.level,
            "more": self.more,
            "levels": None if self.costs is None else dict(self.costs),
            "exact": self.exact,
            "people": list(self.people),
            "others": [sorted(group) for group in self.others],
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one assignment goes or comes, and what forbidding that would do."""

    assignment: Assignment
    added: bool
    sentence: Sentence
    without: Without | None = None

    @property
    def level(self) -> Level | None:
        """The level at which it would be worse without the change; ``None`` where none is known."""
        return None if self.without is None else self.without.level

    @property
    def proven(self) -> bool:
        """Say whether it is proven what forbidding the change would do."""
        return self.without is not None and self.without.exact


@dataclass(frozen=True)
class Proposal:
    """One repair. It changes nothing until somebody accepts it.

    Attributes
    ----------
    roster, verdict
        The repaired roster, and the verifier's verdict on it.
    diff
        What goes and comes, apart from what is lost anyway.
    steps
        The levels with their proofs.
    reasons
        One for each change.
    """

    roster: Roster
    verdict: Verdict
    diff: Diff
    steps: tuple[Step, ...]
    reasons: tuple[Reason, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Whose weeks change."""
        return self.diff.people

    @property
    def costs(self) -> tuple[int, ...]:
        return tuple(step.value for step in self.steps)

    def step(self, level: Level) -> Step:
        return self.steps[LEVELS.index(level)]

    @property
    def summary(self) -> Sentence:
        """Say how many people change, and what of it is proven."""
        people, count = self.step("people"), len(self.diff.people)
        told = sentences("{n} person changes", "{n} people change", count)
        if people.proven and self.step("open").proven:
            if count == 0:
                return sentence("Nobody has to change.")
            return sentence("{told}, and no repair with fewer exists.", told=told)
        if people.bound is not None and self.step("open").proven:
            least = sentences(
                "at least {n} person must change", "at least {n} people must change", people.bound
            )
            return sentence("{told}; {least}.", told=told, least=least)
        return sentence("{told}; a repair with fewer may exist.", told=told)

    @property
    def seats(self) -> Sentence:
        """Say how many seats are open, and what of it is proven."""
        step, count = self.step("open"), self.verdict.open_seats
        if count == 0:
            return sentence("Every seat is filled.")
        if step.proven:
            return sentences(
                "{n} seat is open: proven unavoidable.", "{n} seats are open: proven unavoidable.", count
            )
        return sentences(
            "{n} seat is open; better may exist.", "{n} seats are open; better may exist.", count
        )


@dataclass(frozen=True)
class Repair:
    """The end of a repair.

    Attributes
    ----------
    status
        OPTIMAL if every level of the first proposal is proven, FEASIBLE if not,
        INFEASIBLE if it is proven that the rules cannot all hold any more.
    base
        What is left of the old roster, without what nobody can keep.
    lost
        What nobody can keep.
    proposals
        The best first; the others change somebody else.
    seconds
        Wall-clock time.
    """

    status: Status
    base: Roster
    lost: tuple[Assignment, ...]
    proposals: tuple[Proposal, ...]
    seconds: float
    options: Mapping[str, object] = field(default_factory=dict)

    @property
    def best(self) -> Proposal | None:
        return self.proposals[0] if self.proposals else None


def seats_of(units: int) -> float:
    """Return open units in seats, one of normal priority counting 1."""
    return units / UNITS_PER_SEAT
