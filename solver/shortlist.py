"""The search among the few who promise most at each home, listed anew from time to time.

Most of those who could visit a home never will in a good roster. With a dozen for each
home, a part of the same size in variables spans several times as many homes, days and
people, and is solved as quickly. Whom to list is read from the linear relaxation (as in
relaxation-induced neighbourhoods: Danna, Rothberg and Le Pape 2005) and drawn by chance.
"""

from __future__ import annotations

import random
import threading
import time
from collections import defaultdict
from collections.abc import Sequence

from roster.model import Visit
from roster.roster import Roster
from roster.words import sentence
from solver.engine import Clock, Effort
from solver.incumbent import Incumbent
from solver.index import Index
from solver.narrow import compile_among
from solver.neighbourhoods import Neighbourhoods
from solver.proof import Guide
from solver.settle import settle
from solver.translate import cost, decode

HOME_PEOPLE, DUTY_PEOPLE = 10, 24
"""So many people are listed for each home and each duty, and those who are there now."""
UNGUIDED = 0.1
"""What a choice counts for a person while there is no guide."""
ISLANDS = 2
"""Searches side by side, each in lists of its own; after each round they go on from the best of both together."""
ALONE_SECONDS = 20.0
"""The first search goes alone until there is a guide, or for so long: the proof needs a core too."""
ROUND_SECONDS = 8.0
"""After so long people are listed anew."""
LEAST_SECONDS = 1.0
RELAY_SECONDS = 1.0
"""A better roster is handed over to the whole problem at most so often."""


class Shortlists:
    """Improves the incumbent round by round, each among other people.

    Parameters
    ----------
    index, best
        The compiled problem, and the best roster so far; it must have values.
    effort
        Its seed starts the draw of people.
    """

    def __init__(self, index: Index, best: Incumbent, effort: Effort) -> None:
        self.index, self.best, self.effort = index, best, effort
        self._lock = threading.Lock()
        self._guide: Guide = {}
        self._random = random.Random(effort.seed)
        self._merit: dict[str, dict[str, float]] = {}
        self._found: dict[int, Roster] = {}
        self._first = best.values
        self._failures: list[Exception] = []
        self.follow({})

    def follow(self, guide: Guide) -> None:
        """List those first whom the linear relaxation uses most, from the next round on.

        Without a guide, those who could come most often.
        """
        merit: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for choice in self.index.record.choices:
            merit[choice.work.key][choice.person.id] += guide.get(choice.lit, UNGUIDED)
        with self._lock:
            self._merit, self._guide = merit, guide

    def run(self, clock: Clock) -> None:
        """Improve on every core until the clock ends or nothing better can exist."""
        ended = threading.Event()
        clock = Clock(clock.deadline, lambda stop=clock.stop: ended.is_set() or stop())  # type: ignore[misc]
        islands = [threading.Thread(target=self._work, args=(clock, i), daemon=True) for i in range(ISLANDS)]
        islands[0].start()
        try:
            patience = clock.within(ALONE_SECONDS)
            while not self._guide and not patience.over and islands[0].is_alive():
                islands[0].join(0.1)
            for island in islands[1:]:
                island.start()
            for island in islands:
                while island.is_alive():
                    island.join(0.1)
        finally:
            ended.set()
            for island in islands:
                if island.ident is not None:
                    island.join()
        if self._failures:
            raise self._failures[0]

    def _work(self, clock: Clock, island: int) -> None:
        parts = None
        try:
            while (
                clock.left > LEAST_SECONDS and not clock.over and not self.best.proven and not self._failures
            ):
                parts = self._round(clock, island, parts)
        except Exception as error:
            self._failures.append(error)

    def _round(self, clock: Clock, island: int, last: Neighbourhoods | None) -> Neighbourhoods:
        """Search among newly listed people, from the best roster; the first time of each core, fill an empty week."""
        guide, best = self._guide, self.best
        values = self._first if last is None else best.values
        assert values is not None
        roster = decode(self.index, values)
        with self._lock:
            others = list(self._found.values())
            small = compile_among(self.index.problem, self._listed([roster, *others]))
            effort = Effort(self.effort.workers, self._random.randrange(1 << 30))
        relay = _Relay(self.index, small, best)
        values = settle(small, roster)
        relay.offer(values, *cost(small, values))
        parts = Neighbourhoods(small, relay, effort, like=last)
        news = Clock(
            clock.within(ROUND_SECONDS).deadline,
            lambda: clock.stop() or best.proven or self._guide is not guide,
        )
        try:
            if last is None:
                parts.fill(clock)
                best.enter(sentence("improving the roster"))
            elif len(others) > 1:
                parts.combine([roster, *others], news)
            while not news.over:
                parts.step(news)
        finally:
            relay.hand_over()
            with self._lock:
                self._found[island] = decode(small, relay.values or values)
        return parts

    def _listed(self, rosters: Sequence[Roster]) -> dict[str, frozenset[str]]:
        """Return who is a choice at each work: who is there in a roster, pinned or known, and the best of the others."""
        problem = self.index.problem
        asked: dict[str, set[str]] = defaultdict(set)
        for a in (*problem.pins, *(a for roster in rosters for a in roster.assignments)):
            asked[a.work].add(a.person)
        listed = {}
        for key, work in problem.works.items():
            there, most = asked[key], DUTY_PEOPLE
            if isinstance(work, Visit):
                there |= work.keep
                most = max(HOME_PEOPLE, 2 * work.people)
            draws = {person: merit + self._random.random() for person, merit in self._merit[key].items()}
            listed[key] = frozenset(there.union(sorted(draws, key=lambda p: -draws[p])[:most]))
        return listed


class _Relay(Incumbent):
    """The best roster among the listed people; what is better goes on to the best of all."""

    def __init__(self, whole: Index, small: Index, best: Incumbent) -> None:
        super().__init__()
        self._whole, self._small, self._best = whole, small, best
        self._handed = self.version
        self._since = time.monotonic()

    def offer(self, values: Sequence[int], open_units: int, soft: int) -> bool:
        better = super().offer(values, open_units, soft)
        if better and time.monotonic() >= self._since + RELAY_SECONDS:
            self.hand_over()
        return better

    def hand_over(self) -> None:
        """Say to the best of all what is new here."""
        with self._lock:
            self._since = time.monotonic()
            if self.values is None or self._handed == self.version:
                return
            self._handed = self.version
            values = settle(self._whole, decode(self._small, self.values))
        self._best.offer(values, *cost(self._whole, values))
