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
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Mapping, Sequence

from roster.model import Visit
from roster.roster import Roster
from roster.words import sentence
from solver.engine import Clock, Effort
from solver.free_memory import give_back
from solver.guide import Guide, Place
from solver.incumbent import Incumbent
from solver.index import Index
from solver.narrow import compile_among
from solver.neighbourhoods import Neighbourhoods, worth
from solver.settle import settle
from solver.thinning import NEAR
from solver.translate import cost, decode

HOME_PEOPLE, DUTY_PEOPLE = 10, 24
"""So many people are listed for each home and each duty, and those who are there now, if nothing is known."""
CORNERS, ENOUGH = 6, 2
"""So many corners of the relaxation are followed at a time, the newest ones; and with so many the search begins."""
SHARES, CHANCE_VISITORS, CHANCE_OTHERS = (0.3, 0.1), (3, 6, 10), (3, 8, 24)
"""Where corners are known: those are listed who have such a share of the work at one, and so
many more by chance at each home and each duty; for each round one of the numbers is drawn,
the first ones at first."""
OFTEN = 0.1
"""What each time that somebody could come counts in the draw, against chance from 0 to 1."""
ISLANDS = 2
"""Searches side by side, each in lists of its own; after each round they go on from the best of both
together."""
LARGE = 50_000
"""With more choices all islands but one wait until the proof needs its core no more: one search with
a core to itself finds as much as two that share it, and the proof takes long."""
ALONE_SHARE = 0.35
"""The first search goes alone until there are corners, or for such a share of the time: they and the proof need the cores."""
ROUND_SECONDS = 8.0
"""After so long people are listed anew."""
LEAST_SECONDS = 1.0
COMBINE_SECONDS, MEET_SECONDS = 2.0, 6.0
"""For rosters of searches side by side, and for the best one with what the newest corner would rather do."""
RELAY_SECONDS = 2.0
"""A better roster is handed over to the whole problem at most so often."""


class Shortlists:
    """Improves the incumbent round by round, each among other people.

    Parameters
    ----------
    index, best
        The compiled problem, and the best roster so far.
    effort
        Its seed starts the draw of people.
    """

    def __init__(self, index: Index, best: Incumbent, effort: Effort) -> None:
        self.index, self.best, self.effort = index, best, effort
        self._lock = threading.Lock()
        self._corners: deque[Mapping[int, float]] = deque(maxlen=CORNERS)
        self._guide: Guide | None = None
        self._random = random.Random(effort.seed)
        self._near: Mapping[str, set[str]] = {}
        self._found: dict[int, Roster] = {}
        self._first: Sequence[int] = ()
        self._unmet: Mapping[Place, float] | None = None
        self._failures: list[Exception] = []
        self._awaited, self._ready, self._spare = threading.Event(), threading.Event(), threading.Event()

    def await_corners(self) -> None:
        """Stop searching without a guide: corners will come soon, and the cores are needed for them."""
        self._awaited.set()

    def spread(self) -> None:
        """Search with all islands: the proof is over, and its core is free."""
        self._spare.set()

    def follow(self, corner: Mapping[int, float]) -> None:
        """List those whom the linear relaxation uses at this corner and the last few, from the next round on."""
        with self._lock:
            self._corners.append(corner)
            corners = list(self._corners)
        guide = Guide.read(self.index, corners)
        with self._lock:
            self._guide, self._unmet = guide, guide.corners[-1]

    def price(self, above: Mapping[int, float]) -> None:
        """Draw those who cost nothing above their worth at the prices of the relaxation, from the next round on."""
        near: dict[str, set[str]] = defaultdict(set)
        for choice in self.index.record.choices:
            if above.get(choice.lit, 0.0) <= NEAR:
                near[choice.work.key].add(choice.person.id)
        with self._lock:
            self._near = near

    def run(self, clock: Clock) -> None:
        """Improve the best roster, of which there must be one, until the clock ends or nothing better can exist."""
        assert self.best.values is not None
        self._first = self.best.values
        ended = threading.Event()
        clock = Clock(clock.deadline, lambda stop=clock.stop: ended.is_set() or stop())  # type: ignore[misc]
        islands = [threading.Thread(target=self._work, args=(clock, i), daemon=True) for i in range(ISLANDS)]
        islands[0].start()
        try:
            patience = clock.within(ALONE_SHARE * clock.left)
            while len(self._corners) < ENOUGH and not patience.over and islands[0].is_alive():
                islands[0].join(0.1)
            self._ready.set()
            while islands[0].is_alive():
                islands[0].join(0.1)
                if self._spare.is_set() or not self._is_large:
                    for island in islands[1:]:
                        if island.ident is None:
                            island.start()
            for island in islands[1:]:
                while island.is_alive():
                    island.join(0.1)
        finally:
            ended.set()
            self._ready.set()
            for island in islands:
                if island.ident is not None:
                    island.join()
        if self._failures:
            raise self._failures[0]

    @property
    def _is_large(self) -> bool:
        return len(self.index.record.choices) > LARGE

    @property
    def _guided(self) -> bool:
        """Say whether a search without a guide has had its time: corners are there, or soon will be."""
        return self._awaited.is_set() and (not self._ready.is_set() or self._guide is not None)

    def _work(self, clock: Clock, island: int) -> None:
        parts = None
        try:
            while (
                clock.left > LEAST_SECONDS and not clock.over and not self.best.proven and not self._failures
            ):
                if self._guided:
                    self._ready.wait()
                anew = island == 0 if parts is None else parts.guide is None and self._guide is not None
                parts = self._round(clock, island, parts, anew=anew)
                give_back()
        except Exception as error:
            self._failures.append(error)

    def _round(self, clock: Clock, island: int, last: Neighbourhoods | None, *, anew: bool) -> Neighbourhoods:
        """Search among newly listed people, from the best roster or from an empty week."""
        best = self.best
        with self._lock:
            guide, others = self._guide, list(self._found.values())
            start = self._first if anew else self._most_promising(others)
            corner = None
            if (
                best.open_proven and not anew
            ):  # While seats are open that could be filled, such a part takes too long.
                corner, self._unmet = self._unmet, None
            roster = decode(self.index, start)
            listed = self._listed(guide, [roster, *others], None if anew else self._short(start))
            small = compile_among(self.index.problem, listed)
            effort = Effort(self.effort.workers, self._random.randrange(1 << 30))
        relay = _Relay(self.index, small, best)
        values = settle(small, roster)
        relay.offer(values, *cost(small, values))
        parts = Neighbourhoods(small, relay, effort, like=last, guide=guide)
        news = Clock(
            clock.within(ROUND_SECONDS).deadline,
            lambda: clock.stop() or best.proven or (guide is None and self._guided),
        )
        try:
            if anew:
                parts.fill(news)
                best.enter(sentence("improving the roster"))
            elif len(others) > 1:
                parts.combine([roster, *others], news.within(COMBINE_SECONDS))
            if corner is not None:
                parts.meet(corner, news.within(MEET_SECONDS))
            while not news.over:
                parts.step(news)
        finally:
            relay.hand_over()
            with self._lock:
                self._found[island] = decode(small, relay.values or values)
        return parts

    def _most_promising(self, others: Sequence[Roster]) -> Sequence[int]:
        """Return the roster that promises most, of the best one and some others."""
        assert self.best.values is not None
        known = [self.best.values, *(settle(self.index, roster) for roster in others)]
        return min(known, key=lambda values: worth(*cost(self.index, values)))

    def _short(self, values: Sequence[int]) -> set[str | None]:
        """Return the keys of the work that has open seats."""
        record = self.index.record
        return {
            record.cost_label[c].where.work for c in record.open_cost if values[c] and c in record.cost_label
        }

    def _listed(
        self, guide: Guide | None, rosters: Sequence[Roster], short: Collection[str | None] | None
    ) -> dict[str, frozenset[str]]:
        """Return who is a choice at each work.

        Those who are there in a roster or pinned; those known there and whom the guide
        names, and some more by chance who are near by its prices. Where it says nothing,
        and where seats are open, many by chance, but rather those who could come often.
        """
        problem = self.index.problem
        asked: dict[str, set[str]] = defaultdict(set)
        for a in (*problem.pins, *(a for roster in rosters for a in roster.assignments)):
            asked[a.work].add(a.person)
        anew = short is None
        least = SHARES[0] if anew else self._random.choice(SHARES)
        visitors, others = (
            c[0] if anew else self._random.choice(c) for c in (CHANCE_VISITORS, CHANCE_OTHERS)
        )
        listed = {}
        for key, work in problem.works.items():
            known, most = (work.keep, visitors) if isinstance(work, Visit) else (frozenset(), others)
            near = self._near.get(key)
            if guide is None or (short is not None and key in short):
                near, likely = None, frozenset(known)
                most = max(HOME_PEOPLE, 2 * work.people) if isinstance(work, Visit) else DUTY_PEOPLE
            else:
                likely = known | {p for p, share in guide.share.get(key, {}).items() if share >= least}
            if near is None:
                draws = self._often(key)
            else:
                draws = {person: self._random.random() for person in sorted(near)}
            there = asked[key] | likely
            drawn = sorted(draws.keys() - there, key=lambda person: -draws[person])[:most]
            listed[key] = frozenset(there.union(drawn))
        return listed

    def _often(self, key: str) -> dict[str, float]:
        """Return a draw for everybody who could serve, greater for those who could come often."""
        often = Counter(choice.person.id for choice in self.index.by_work.get(key, ()))
        return {person: OFTEN * count + self._random.random() for person, count in often.items()}


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
