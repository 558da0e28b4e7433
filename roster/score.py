"""How good a roster is: hard findings, then open seats, then soft cost."""

from __future__ import annotations

from dataclasses import dataclass

from roster.model import UNITS_PER_SEAT


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """Compared in this order; less is better. Scores can be subtracted.

    Attributes
    ----------
    hard
        Excess of the hard rules, 0 for a roster that may be published.
    open_units
        Open seats weighted by priority, in half seats of normal priority.
    soft
        Cost of the soft rules: excess times weight.
    """

    hard: int = 0
    open_units: int = 0
    soft: int = 0

    @property
    def open(self) -> float:
        """Open seats, one of normal priority counting 1 (high 3, low a half)."""
        return self.open_units / UNITS_PER_SEAT

    def __sub__(self, other: Score) -> Score:
        return Score(self.hard - other.hard, self.open_units - other.open_units, self.soft - other.soft)
