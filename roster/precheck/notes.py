"""One thing that is known before solving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roster.model import Horizon, Source
from roster.words import Sentence, sentence


@dataclass(frozen=True, slots=True)
class Note:
    """What is known, where it was said, and how to mend it.

    Attributes
    ----------
    kind
        ``claim``, ``duty``, ``visit``, ``moment``, ``week``, ``person`` or ``calendar``.
    open_seats
        At least so many seats stay open (0 where only people are idle).
    impossible
        No roster can keep every hard rule.
    """

    kind: str
    source: Source
    problem: Sentence
    cure: Sentence
    open_seats: int = 0
    impossible: bool = False

    def __str__(self) -> str:
        return f"{self.problem} {self.cure}"


def days_in_words(horizon: Horizon, days: Sequence[int]) -> Sentence:
    """Say some days of the horizon; many are counted."""
    dates = [horizon.date_of(d) for d in sorted(set(days))]
    if len(dates) <= 4:
        return sentence("{days}", days=dates)
    return sentence("{first} and {n} other days", first=dates[0], n=len(dates) - 1)
