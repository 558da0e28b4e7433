"""One way out of a conflict, and its price."""

from __future__ import annotations

from dataclasses import dataclass

from roster.naming import seats_in_words
from roster.words import Sentence, sentence
from solver.explain.relaxing import Relaxation
from solver.result import Bound

NOTHING = Bound()


@dataclass(frozen=True, slots=True)
class WayOut:
    """One thing that can be given up, after which a roster is possible.

    Attributes
    ----------
    sentence
        What is done instead of what was said.
    relaxation
        The statement it loosens, and the problem after it.
    open_units
        Open seats then: of the best roster found, or (where ``soft`` is ``None``) the fewest
        that are open among the work in question.
    soft
        Cost of the best roster found.
    bound
        What is proven about the best one.
    """

    sentence: Sentence
    relaxation: Relaxation
    open_units: int
    soft: int | None = None
    bound: Bound = NOTHING

    @property
    def proven(self) -> bool:
        """Say whether the price is exact, for the whole community."""
        return self.soft is not None and self.is_open_proven and self.soft == self.bound.soft

    @property
    def is_open_proven(self) -> bool:
        """Say whether no roster leaves fewer seats open."""
        return self.bound.open_units is not None and self.bound.open_units >= self.open_units

    @property
    def rank(self) -> tuple[int, bool, int]:
        """The cheapest come first; of as many open seats, those whose cost is not known come last."""
        return self.open_units, self.soft is None, self.soft or 0

    @property
    def with_price(self) -> Sentence:
        """What is done, with the price behind it."""
        return sentence("{way} ({price})", way=self.sentence, price=self.price)

    @property
    def price(self) -> Sentence:
        """The price in words."""
        seats = seats_in_words(self.open_units)
        if self.soft is None:
            return sentence("{seats} open of those in question", seats=seats)
        if self.proven:
            return sentence("{seats} open, cost {soft}", seats=seats, soft=self.soft)
        if not self.is_open_proven:
            return sentence("at most {seats} open, cost {soft} or less", seats=seats, soft=self.soft)
        if self.bound.soft:
            return sentence(
                "{seats} open, cost {least} to {soft}", seats=seats, least=self.bound.soft, soft=self.soft
            )
        return sentence("{seats} open, cost {soft} or less", seats=seats, soft=self.soft)
