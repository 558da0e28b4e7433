"""Ways to draw a part of the week that is solved anew: what of it is free together."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from roster.model import Visit
from roster.rules.api import Choice
from solver.guide import Guide, paid_for, place_of
from solver.incumbent import Incumbent
from solver.index import Index
from solver.walking import walked

CHANCE = 0.3
"""What chance counts against shares of 0 to 1 where choices at a corner are drawn."""
CHAIN_PEOPLE = 6
OPEN_WORTH = 50
"""What an open unit counts against soft cost where rosters on their way are compared."""

Draw = Callable[[int], list[Choice]]
"""Given a size, returns about so many choices."""


class Draws:
    """Draws parts around the roster that is the best at the time.

    Parameters
    ----------
    index
        The record with its look-ups.
    best
        The incumbent; it must have values.
    chance
        Decides between parts.
    guide
        What must be paid in any case, and who is likely where.
    """

    def __init__(self, index: Index, best: Incumbent, chance: random.Random, guide: Guide | None) -> None:
        self.index, self.best, self.random, self.guide = index, best, chance, guide
        self.by_home: dict[str, list[Choice]] = defaultdict(list)
        self._by_day: dict[int, list[Choice]] = defaultdict(list)
        self._by_post: dict[str, list[Choice]] = defaultdict(list)
        self._tried: dict[tuple[str | None, str | None], int] = defaultdict(int)
        for choice in index.record.choices:
            self._by_day[choice.day].append(choice)
            if choice.slot is not None:
                self.by_home[choice.work.key].append(choice)
            else:
                self._by_post[f"{choice.work.service}/{choice.work.task}"].append(choice)

    @property
    def kinds(self) -> dict[str, Draw]:
        """The ways to draw a part that there are here, in which visits may keep their times or not."""
        found: dict[str, Draw] = {"people": self.people, "day": self.day, "costly": self.costly}
        if self._by_post:
            found["post"] = self.post
        if self.by_home:
            found |= {"homes": self.homes, "circle": self.circle}
        return found

    def shuffled(self, keys: Iterable[str]) -> list[str]:
        """Return keys in an order by chance."""
        order = list(keys)
        self.random.shuffle(order)
        return order

    def people(self, size: int) -> list[Choice]:
        """Free the whole week of some people."""
        return take((self.index.by_person[p] for p in self.shuffled(self.index.by_person)), size)

    def day(self, size: int) -> list[Choice]:
        """Free as many people of one day as fit; then of another, while there is room."""
        groups: list[Sequence[Choice]] = []
        days = list(self._by_day)
        self.random.shuffle(days)
        for day in days:
            by_person: dict[str, list[Choice]] = defaultdict(list)
            for choice in self._by_day[day]:
                by_person[choice.person.id].append(choice)
            groups += [by_person[p] for p in self.shuffled(by_person)]
        return take(groups, size)

    def post(self, size: int) -> list[Choice]:
        """Free all duties of some posts."""
        return take((self._by_post[p] for p in self.shuffled(self._by_post)), size)

    def homes(self, size: int) -> list[Choice]:
        """Free all visits of some homes."""
        return take((self.by_home[h] for h in self.shuffled(self.by_home)), size)

    def circle(self, size: int) -> list[Choice]:
        """Free some homes and the whole week of the people who visit them now."""
        values = self.best.values or []
        spare = self._spare()
        draws = {home: self.random.random() * (1 + spare[None, home]) for home in self.by_home}
        homes = sorted(draws, key=lambda home: -draws[home])
        taken: dict[int, Choice] = {}
        for home in homes:
            visitors = {c.person.id for c in self.by_home[home] if values[c.lit]}
            for choice in self.by_home[home]:
                taken[choice.lit] = choice
            for person in sorted(visitors):
                for choice in self.index.by_person[person]:
                    taken[choice.lit] = choice
            if len(taken) >= size:
                break
        return list(taken.values())

    def corner(self, size: int) -> list[Choice]:
        """Free what is held, of the whole week, and by chance what one corner of the relaxation would rather do.

        As wide as the week, and yet small: where all are held but where roster and
        relaxation differ (Danna, Rothberg and Le Pape 2005), whole chains can change.
        """
        assert self.guide is not None
        values, corner = self.best.values or [], self.random.choice(self.guide.corners)
        held = [choice for choice in self.index.record.choices if values[choice.lit]]
        draws: list[tuple[float, int, Choice]] = []
        for choice in self.index.record.choices:
            share = corner.get(place_of(choice), 0.0)
            if share and not values[choice.lit]:
                draws.append((share + CHANCE * self.random.random(), choice.lit, choice))
        draws.sort(reverse=True)
        return held + [choice for _, _, choice in draws[:size]]

    def costly(self, size: int) -> list[Choice]:
        """Free what costs most now: the people and homes that pay, and the chain of who could help.

        For an open seat these are the people who could take it, their whole week, and
        everybody who could take what they do now.
        """
        weights = self._spare()
        taken: dict[int, Choice] = {}
        draws = {k: weights[k] * self.random.random() / (1 + self._tried[k]) for k in weights}
        for person, work in sorted(draws, key=lambda k: -draws[k]):
            self._tried[person, work] += 1
            group = self._chain(person, work)
            if taken and len(taken) + len(group) > size:
                break
            taken |= {choice.lit: choice for choice in group}
        return list(taken.values())

    def _spare(self) -> dict[tuple[str | None, str | None], float]:
        """Return by person and work how much of what they cost now the relaxation can spare."""
        record, values = self.index.record, self.best.values or []
        due = self.guide.due if self.guide else {}
        weights: dict[tuple[str | None, str | None], float] = defaultdict(float)
        for costs, factor in ((record.open_cost, OPEN_WORTH), (record.soft_cost, 1)):
            for column, price in costs.items():
                if values[column] and column in record.cost_label:
                    label = record.cost_label[column]
                    above = values[column] - due.get(paid_for(label), 0.0)
                    if above > 0:
                        weights[label.where.person, label.where.work] += price * factor * above
        for walk in record.walks:
            taken = [c for c in self.index.by_person_day[walk.person, walk.day] if values[c.lit]]
            if len(taken) > 1:
                weights[walk.person, None] += walk.weight * walked(self.index, taken, values.__getitem__)
        return weights

    def _most_promising(self, work: str) -> list[str]:
        """Return some who could do a piece of work: known faces, then by chance."""
        task = self.index.problem.works[work]
        known: frozenset[str] = task.keep if isinstance(task, Visit) else frozenset()
        able = dict.fromkeys(choice.person.id for choice in self.index.by_work[work])
        share = self.guide.share.get(work, {}) if self.guide else {}
        draws = {person: self.random.random() + share.get(person, 0.0) for person in able}
        order = sorted(able, key=lambda p: (p not in known, -draws[p]))
        return order[:CHAIN_PEOPLE]

    def _chain(self, person: str | None, work: str | None) -> list[Choice]:
        """Return the choices at a piece of work, of those who could do it, and at what they do now."""
        values = self.best.values or []
        people = {person} if person is not None else set()
        if work is not None:
            people.update(self._most_promising(work))
        works = {work} if work is not None else set()
        for helper in sorted(p for p in people if p is not None):
            works.update(c.work.key for c in self.index.by_person.get(helper, ()) if values[c.lit])
        chain = [c for helper in sorted(people) for c in self.index.by_person.get(helper, ())]
        for key in sorted(works):
            chain.extend(self.index.by_work[key])
        return chain


def take(groups: Iterable[Sequence[Choice]], size: int) -> list[Choice]:
    """Return the choices of as many groups as fit, one at least."""
    taken: list[Choice] = []
    for group in groups:
        if taken and len(taken) + len(group) > size * 1.3:
            break
        taken.extend(group)
        if len(taken) >= size:
            break
    return taken
