"""Random draws that are the same on every platform and Python version."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Draws built on ``Random.random`` alone, the one method whose sequence Python promises to keep.

    Parameters
    ----------
    seed
        The same seed gives the same draws.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, end: int) -> int:
        """Return a whole number from 0 to ``end - 1``."""
        return int(self._random.random() * end)

    def between(self, first: int, last: int) -> int:
        """Return a whole number from ``first`` to ``last``, both possible."""
        return first + self.below(last - first + 1)

    def chance(self, percent: int) -> bool:
        """Return true in so many of a hundred cases."""
        return self.below(100) < percent

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options, each equally likely."""
        return options[self.below(len(options))]

    def weighted(self, options: Sequence[tuple[T, int]]) -> T:
        """Return one of (option, weight) pairs."""
        left = self.below(sum(weight for _, weight in options))
        for option, weight in options:
            left -= weight
            if left < 0:
                return option
        raise AssertionError("the weights are used up")

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """Return the options in another order."""
        rest = list(options)
        for i in range(len(rest) - 1, 0, -1):
            j = self.below(i + 1)
            rest[i], rest[j] = rest[j], rest[i]
        return rest

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """Return so many different options, in their order."""
        chosen = set(self.shuffled(range(len(options)))[:count])
        return [option for i, option in enumerate(options) if i in chosen]

    def point(self, radius: int) -> tuple[int, int]:
        """Return metres east and north of the middle, evenly spread over a disc."""
        while True:
            east, north = self.between(-radius, radius), self.between(-radius, radius)
            if east * east + north * north <= radius * radius:
                return east, north
