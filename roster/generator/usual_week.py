"""The week as it usually runs: who has been visiting which home.

Homes know the faces that come in a usual week, in which nobody is away and everybody keeps
to their limits. So the familiar faces of an invented community fit together, as they do in
a real one; what disturbs this week are the days somebody is away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from roster.generator.people import Someone

if TYPE_CHECKING:
    from roster.generator.homes import Home

VISITS_IN_HALF_A_DAY = 2
NOON = 13 * 60


class UsualWeek:
    """Gives homes their visitors one after the other, and remembers how much everybody already does.

    Parameters
    ----------
    people
        Everybody; those of the team ``care`` visit, police and mediators come along.
    """

    def __init__(self, people: Sequence[Someone]) -> None:
        self._people = people
        self._left = {p.id: p.duties - p.duties // 2 * ("patrol" in p.teams) for p in people}
        self._busy: dict[tuple[str, int, bool], int] = defaultdict(int)
        self._on_day: dict[tuple[str, int], int] = defaultdict(int)

    def visitors(self, home: Home) -> list[str]:
        """Return who visits a home in the usual week, the most frequent first.

        Each visitor takes as many of its visits as they can before another face is added.
        """
        wanted = dict.fromkeys(self._days(home), home.people)
        faces: dict[str, int] = {}
        companions = (
            [p for p in self._people if home.companion in (*p.teams, p.role)] if home.companion else []
        )
        if companions:
            for day in wanted:
                wanted[day] -= 1
            faces[min(companions, key=lambda p: p.id).id] = home.times
        able = [p for p in self._people if "care" in p.teams and set(home.skills) <= set(p.skills)]
        while any(wanted.values()):
            offers = {
                p.id: [d for d in wanted if wanted[d] and self._part(p, home, d) is not None] for p in able
            }
            best = max(able, key=lambda p: (min(len(offers[p.id]), self._left[p.id]), p.id), default=None)
            if best is None or best.id in faces or not min(len(offers[best.id]), self._left[best.id]):
                break
            days = offers[best.id][: self._left[best.id]]
            for day in days:
                self._take(best, home, day)
                wanted[day] -= 1
            faces[best.id] = len(days)
        return sorted(faces, key=lambda key: (-faces[key], key))

    def _days(self, home: Home) -> list[int]:
        if home.days:
            return [1, 3][: home.times]
        step = (home.gap_days or 0) + 1
        spread = list(range(0, 7, step))
        return spread[: home.times] if len(spread) >= home.times else list(range(home.times))

    def _part(self, person: Someone, home: Home, day: int) -> bool | None:
        """Return the half of the day (True: morning) in which the person could come, if any."""
        if self._on_day[person.id, day] >= person.per_day:
            return None
        for start, end in home.between:
            for a, b in person.hours.get(day, ()):
                morning = max(a, start) < NOON
                room = self._busy[person.id, day, morning] < VISITS_IN_HALF_A_DAY
                if room and min(b, end) - max(a, start) >= home.minutes:
                    return morning
        return None

    def _take(self, person: Someone, home: Home, day: int) -> None:
        morning = self._part(person, home, day)
        if morning is not None:
            self._busy[person.id, day, morning] += 1
        self._on_day[person.id, day] += 1
        self._left[person.id] -= 1
