"""Large-neighbourhood search: free a part of the week, solve it exactly, keep what is better.

Parts are people, days, posts, homes with their visitors, and what costs more than it must;
in most of them visits keep their times. The size of each kind adapts so that most parts are
solved to the end within their limit; kinds that bring more in a second are drawn more often.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from roster.model import Visit
from roster.roster import Roster
from roster.rules.api import Choice
from solver.build import Builder
from solver.draws import OPEN_WORTH, Draw, Draws, take
from solver.engine import Answer, Clock, Effort, search
from solver.guide import Guide, Place, place_of
from solver.incumbent import Incumbent
from solver.index import Index
from solver.record import Meeting
from solver.translate import cost, encode_taken

PART_SECONDS, CORNER_SECONDS = 1.0, 3.0
QUICK_SHARE = 0.4
"""Parts that are solved in less than such a share of their time may grow."""
FIRST_SIZE = 800
DAY_SIZE, FILL_SIZE, CORNER_SIZE = 600, 300, 400
"""So many choices of a day's duties, of homes, and of a corner, are looked at together at first."""
LEAST_SIZE, MOST_SIZE = 60, 20_000
GROW, SHRINK = 1.4, 0.8
LEARNING, LEAST_LESSON = 0.2, 0.1
"""So much the newest attempt of a kind counts against the earlier ones, and so many seconds it took at least."""
LEAST_SHARE = 0.3
"""What a corner has less of is left out where a roster meets it whole: with it the part is not solved in time."""
FLOOR = 0.05
"""A kind that brings nothing is drawn so often, in shares of the one that brings everything."""
HELD = 0.8
"""The share of parts in which visits keep their times: half the variables, and a stronger relaxation."""
STEP_MINUTES = 15
OPEN_WEIGHT = 100_000


@dataclass
class Kind:
    """One way to draw a part, with its size in choices and what it brought of late."""

    name: str
    draw: Draw
    moving: bool
    """Whether visits may take place at another time of the day, too."""
    share: float
    """How often it is drawn, against others that bring as much."""
    size: float = FIRST_SIZE
    worth: float = 1.0
    seconds: float = PART_SECONDS

    def learn(self, seconds: float, gain: float) -> None:
        """Take the newest attempt into account: what it gained in each second."""
        self.worth += LEARNING * (gain / max(seconds, LEAST_LESSON) - self.worth)


def worth(open_units: int | None, soft: int | None) -> int:
    """Return open seats and soft cost in one number, to compare rosters on their way."""
    return OPEN_WORTH * (open_units or 0) + (soft or 0)


class Neighbourhoods:
    """Improves the incumbent part by part.

    Parameters
    ----------
    index
        The record with its look-ups.
    best
        The incumbent; it must have values.
    effort
        Its seed starts the draw of parts.
    like
        An earlier search, whose sizes and weights of each kind of part are taken over.
    guide
        What must be paid in any case, and who is likely where.
    """

    def __init__(
        self,
        index: Index,
        best: Incumbent,
        effort: Effort,
        *,
        like: Neighbourhoods | None = None,
        guide: Guide | None = None,
    ) -> None:
        self.index = index
        self.guide = guide
        self.best = best
        self.effort = effort
        self.random = random.Random(effort.seed)
        self.draws = Draws(index, best, self.random, guide)
        self._starts = {meeting.start for meeting in index.record.meetings.values()}
        self.meetings_of: dict[str, list[Meeting]] = defaultdict(list)
        for meeting in index.record.meetings.values():
            self.meetings_of[meeting.visit.key].append(meeting)
        self.kinds = [
            Kind(name, draw, moving, 1 - HELD if moving else HELD)
            for name, draw in self.draws.kinds.items()
            for moving in (False, True)
        ]
        if guide is not None and guide.corners:
            corner = Kind("corner", self.draws.corner, True, 1.0, CORNER_SIZE, seconds=CORNER_SECONDS)
            self.kinds.append(corner)
        known = {} if like is None else {(kind.name, kind.moving): kind for kind in like.kinds}
        for kind in self.kinds:
            if (earlier := known.get((kind.name, kind.moving))) is not None:
                kind.size, kind.worth = earlier.size, earlier.worth

    def fill(self, clock: Clock) -> None:
        """Fill the week once: homes, whose faces and times are few, then every day's duties, a part at a time."""
        duties: dict[int, dict[str, list[Choice]]] = defaultdict(lambda: defaultdict(list))
        for choice in self.index.record.choices:
            if choice.slot is None:
                duties[choice.day][choice.work.key].append(choice)
        homes = self.draws.shuffled(self.draws.by_home)
        parts = []
        for groups, size in [
            ([self.draws.by_home[home] for home in homes], FILL_SIZE),
            *((list(duties[day].values()), DAY_SIZE) for day in sorted(duties)),
        ]:
            while groups:
                parts.append(take(groups, size))
                groups = groups[len({c.work.key for c in parts[-1]}) :]
        for part in parts:
            if clock.over:
                return
            self._improve(part, clock.within(PART_SECONDS), self.random.randrange(1 << 30))

    def combine(self, rosters: Iterable[Roster], clock: Clock) -> None:
        """Look for the best roster in which everybody is only where some of these rosters have them."""
        taken = {column for roster in rosters for column in encode_taken(self.index, roster)}
        chosen = [choice for choice in self.index.record.choices if choice.lit in taken]
        self._improve(chosen, clock, self.random.randrange(1 << 30))

    def meet(self, corner: Mapping[Place, float], clock: Clock) -> None:
        """Look for the best roster in which all are only where they are or where a corner of a relaxation has them."""
        values = self.best.values or []
        chosen = [
            choice
            for choice in self.index.record.choices
            if values[choice.lit] or corner.get(place_of(choice), 0.0) >= LEAST_SHARE
        ]
        self._improve(chosen, clock, self.random.randrange(1 << 30))

    def run_rounds(self, clock: Clock, rounds: int) -> None:
        """Solve a fixed number of parts one after the other, for the same roster on every run."""
        for _ in range(rounds):
            if clock.over:
                return
            self.step(clock)

    def step(self, clock: Clock) -> None:
        """Draw one part, solve it and keep what is better."""
        total = sum(kind.worth for kind in self.kinds)
        kind = self.random.choices(
            self.kinds,
            [(FLOOR + kind.worth / (total or 1)) * kind.share for kind in self.kinds],
        )[0]
        chosen = kind.draw(round(kind.size))
        seed = self.random.randrange(1 << 30)
        limit = clock.within(kind.seconds)
        began, before = time.monotonic(), worth(self.best.open_units, self.best.soft)
        answer = self._improve(chosen, limit, seed, moving=kind.moving) if chosen else None
        seconds = 1.0 if self._timeless else time.monotonic() - began
        kind.learn(seconds, before - worth(self.best.open_units, self.best.soft))
        if answer is None:
            pass
        elif not answer.optimal:
            kind.size = max(LEAST_SIZE, kind.size * SHRINK)
        elif self._timeless or answer.seconds < QUICK_SHARE * kind.seconds:
            kind.size = min(MOST_SIZE, kind.size * GROW)

    def _improve(self, chosen: Iterable[Choice], clock: Clock, seed: int, *, moving: bool = True) -> Answer:
        """Solve the part that frees these choices, and keep the result if it is better."""
        values = self.best.values
        assert values is not None
        free = self._columns(chosen, values)
        if not moving:
            free -= self._starts
            values = self._planned(values)
        builder = Builder(self.index, free=free, values=values)
        answer = search(
            builder,
            builder.objective("both", open_weight=OPEN_WEIGHT),
            clock,
            Effort(1, seed, PART_SECONDS if self._timeless else None, 2, light=True),
            hint=values,
        )
        if answer.values is None:
            return answer
        now = cost(self.index, answer.values)
        better = self.best.offer(answer.values, *now)
        if not better and now == (self.best.open_units, self.best.soft):
            self.best.sidestep(answer.values)
        return answer

    def _planned(self, values: Sequence[int]) -> list[int]:
        """Return the values with another time, by chance, for every visit that does not take place."""
        planned = list(values)
        for meeting in self.index.record.meetings.values():
            if not values[meeting.happens]:
                steps = (meeting.latest - meeting.earliest) // STEP_MINUTES
                planned[meeting.start] = meeting.earliest + STEP_MINUTES * self.random.randint(0, steps)
        return planned

    @property
    def _timeless(self) -> bool:
        return self.effort.deterministic is not None

    def _columns(self, chosen: Iterable[Choice], values: Sequence[int]) -> set[int]:
        """Free the choices, their meetings, and the start of every meeting that their people hold then."""
        free: set[int] = set()
        when: dict[str, set[int]] = defaultdict(set)
        for choice in self._useful(chosen, values):
            free.add(choice.lit)
            when[choice.person.id].add(choice.day)
            meeting = self.index.meeting(choice)
            if meeting is not None:
                free.update((meeting.happens, meeting.start))
        for person, days in when.items():
            for choice in self.index.by_person[person]:
                meeting = self.index.meeting(choice)
                if meeting is not None and choice.day in days and values[choice.lit]:
                    free.add(meeting.start)
        return free

    def _useful(self, chosen: Iterable[Choice], values: Sequence[int]) -> list[Choice]:
        """Leave out what cannot change because others hold it: seats and visits that stay taken.

        A visit that takes place can take somebody new only if one of its visitors is
        free to leave; one that does not can only be made if all its people are free and
        another visit of the home can be given up or is open.
        """
        by_meeting: dict[int, list[Choice]] = defaultdict(list)
        useful = []
        for choice in chosen:
            meeting = self.index.meeting(choice)
            if meeting is None:
                useful.append(choice)
            else:
                by_meeting[meeting.start].append(choice)
        may_move: dict[str, bool] = {}
        for choices in by_meeting.values():
            visit = choices[0].work
            assert isinstance(visit, Visit)
            leaving = sum(values[c.lit] for c in choices)
            may_move[visit.key] = may_move.get(visit.key, False) or leaving == visit.people
        for choices in by_meeting.values():
            visit, meeting = choices[0].work, self.index.meeting(choices[0])
            assert isinstance(visit, Visit)
            assert meeting is not None
            if values[meeting.happens]:
                keep = any(values[c.lit] for c in choices)
            else:
                there = {c.person.id for c in choices}
                keep = len(there) >= visit.people and (may_move[visit.key] or self._is_open(visit, values))
            if keep:
                useful.extend(choices)
        return useful

    def _is_open(self, visit: Visit, values: Sequence[int]) -> bool:
        held = sum(values[m.happens] for m in self.meetings_of[visit.key])
        return held < visit.times * self.index.problem.horizon.weeks
