"""What the linear relaxation says about a good roster: who goes where, and what must be paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from roster.rules.api import Choice, Where
from solver.index import Index
from solver.record import Label

LEAST, LEAST_AT_CORNER = 0.01, 0.1
"""Less than this is not worth a mention: of all corners together, and of one of them."""

Paid = tuple[str, Where]
"""What a cost is for: the kind of the rule, and about what."""

Place = tuple[str, str, int | None]
"""A choice in every compiled model of a problem: the work, the person, and which interval of a visit."""


@dataclass(frozen=True)
class Guide:
    """Corners of a relaxation, in terms that hold for every compiled model of the same problem."""

    share: Mapping[str, Mapping[str, float]]
    """By the key of the work and the id of a person: how much of it is theirs at most, at one time and corner."""
    due: Mapping[Paid, float]
    """How many units of each cost cannot be spared there, in the mean."""
    corners: Sequence[Mapping[Place, float]] = ()
    """What is chosen at each corner, and how much of it."""

    @classmethod
    def read(cls, index: Index, corners: Sequence[Mapping[int, float]]) -> Guide:
        """Read the values of a whole problem's columns at some corners."""
        share: dict[str, dict[str, float]] = defaultdict(dict)
        due: dict[Paid, float] = defaultdict(float)
        places: list[dict[Place, float]] = []
        for corner in corners:
            places.append({})
            for choice in index.record.choices:
                value, there = corner.get(choice.lit, 0.0), share[choice.work.key]
                if value > there.get(choice.person.id, LEAST):
                    there[choice.person.id] = value
                if value >= LEAST_AT_CORNER:
                    places[-1][place_of(choice)] = value
            for column, label in index.record.cost_label.items():
                value = corner.get(column, 0.0)
                if value > LEAST:
                    due[paid_for(label)] += value / len(corners)
        return cls(share, due, places)


def place_of(choice: Choice) -> Place:
    """Return what tells a choice from others in every compiled model."""
    return choice.work.key, choice.person.id, None if choice.slot is None else choice.slot.index


def paid_for(label: Label) -> Paid:
    """Return what a cost with this label is for."""
    return "" if label.rule is None else label.rule.kind, label.where
