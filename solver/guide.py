"""What the linear relaxation says about a good roster: who goes where, and what must be paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from roster.rules.api import Where
from solver.index import Index
from solver.record import Label

LEAST = 0.01
"""Less than this is not worth a mention."""

Paid = tuple[str, Where]
"""What a cost is for: the kind of the rule, and about what."""


@dataclass(frozen=True)
class Guide:
    """Corners of a relaxation, in terms that hold for every compiled model of the same problem."""

    share: Mapping[str, Mapping[str, float]]
    """By the key of the work and the id of a person: how much of it is theirs at most, at one time and corner."""
    due: Mapping[Paid, float]
    """How many units of each cost cannot be spared there, in the mean."""

    @classmethod
    def read(cls, index: Index, corners: Sequence[Mapping[int, float]]) -> Guide:
        """Read the values of a whole problem's columns at some corners."""
        share: dict[str, dict[str, float]] = defaultdict(dict)
        due: dict[Paid, float] = defaultdict(float)
        for corner in corners:
            for choice in index.record.choices:
                value, there = corner.get(choice.lit, 0.0), share[choice.work.key]
                if value > there.get(choice.person.id, LEAST):
                    there[choice.person.id] = value
            for column, label in index.record.cost_label.items():
                value = corner.get(column, 0.0)
                if value > LEAST:
                    due[paid_for(label)] += value / len(corners)
        return cls(share, due)


def paid_for(label: Label) -> Paid:
    """Return what a cost with this label is for."""
    return "" if label.rule is None else label.rule.kind, label.where
