"""What holds of one person's time whatever the order of the visits: linear rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roster.rules.api import Choice
from solver.index import Index
from solver.timing import Energy, cliques, clusters, energies, hopeless_pairs, nearest


def is_capped(index: Index, first: Choice, second: Choice) -> bool:
    """Say whether a hard row already leaves one person no more than one of two choices."""
    return first.day == second.day and index.day_caps.get((first.person.id, first.day), 2) < 2


def never_together(index: Index, choices: Sequence[Choice]) -> list[tuple[int, ...]]:
    """Return literals of which one at most can be taken: sets of one person's choices that no order resolves."""
    pairs = hopeless_pairs(choices, index.walk, index.longest_walk)
    return cliques((first.lit, second.lit) for first, second in pairs if not is_capped(index, first, second))


def filled(index: Index, choices: Sequence[Choice]) -> Iterator[Energy]:
    """Yield how much of one person's choices fits into an interval, where no limit says more."""
    for group in clusters(choices):
        if not all(is_capped(index, group[0], other) for other in group):
            yield from energies(group, index.nearby)


@dataclass(frozen=True, slots=True)
class LeastWalk:
    """One person walks ``sum(size) - spare`` minutes at least on a day: a walk for all services but one."""

    choices: Sequence[Choice]
    sizes: tuple[int, ...]
    spare: int

    @classmethod
    def of(cls, index: Index, choices: Sequence[Choice]) -> LeastWalk | None:
        """Return what is known about these choices of one person and day, or ``None`` if that is nothing."""
        near = nearest(choices, index.nearby)
        sizes = tuple(near[c.work.place] for c in choices)
        return cls(choices, sizes, max(sizes)) if any(sizes) else None
