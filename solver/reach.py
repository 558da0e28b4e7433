"""What one person alone could change so that a roster is mended: a filter before a search.

Everything is thrown out that cannot be part of such a repair, by seats and single rows
alone; what remains is searched exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import mul
from typing import NamedTuple

from roster.collecting import without_collecting
from roster.model import Duty, Person, Span
from roster.rules.api import Choice
from solver.index import Index
from solver.levels import Old, choices_at
from solver.record import Meeting, Row
from solver.scene import Scene
from solver.timing import clash


@without_collecting()
def choices_of_one(scene: Scene, old: Old, need: int, limit: int) -> list[Choice] | None:
    """Return the choices of everybody who could alone fill so many open units, and mend what is broken.

    Parameters
    ----------
    scene
        What is left of the roster; hard rules may be broken at some work only.
    old
        The same in a model that knows all choices of those who could serve at the work to be filled.
    need
        Units to be filled.
    limit
        With more choices than so many, ``None`` is returned at once.
    """
    index, broken, values = old.index, scene.broken, old.values
    assert broken is not None
    asked: dict[str, list[Choice]] = defaultdict(list)
    for choice in choices_at(index, scene.works_to_fill):
        asked[choice.person.id].append(choice)
    found: list[Choice] = []
    violated = _violated(scene, old)
    for person, there in asked.items():
        slack = sum(_capacities(scene, old, there).values()) - need
        if slack < 0:
            continue
        one = _One(scene, old, person, slack)
        usable = [c for c in there if values[c.lit] or one.can_take(c)]
        capacities = _capacities(scene, old, usable)
        slack = sum(capacities.values()) - need
        mine = {int(c.lit) for c in usable}
        if slack < 0 or any(mine.isdisjoint(row.columns) for row in violated):
            continue
        new = [c for c in usable if not values[c.lit]]
        counts = _counts(scene, capacities) if slack == 0 else {}
        held = {c.work.key for c in usable if values[c.lit]}
        counts |= {key: 1 for key in broken - held if key not in counts}
        if not one.can_take_on(new, counts):
            continue
        found += [c for c in index.by_person[person] if values[c.lit] or one.can_take(c)]
        if len(found) > limit:
            return None
    return found


def _violated(scene: Scene, old: Old) -> list[Row]:
    """Return the hard rows at broken work that what is left of the roster breaks."""
    record, values, rows_of = old.index.record, old.values, _hard_rows(old.index)
    near = {r for c in choices_at(old.index, scene.broken or ()) for r in rows_of.get(c.lit, ())}
    return [record.rows[r] for r in sorted(near) if not record.rows[r].holds(values)]


def _capacities(scene: Scene, old: Old, choices: Iterable[Choice]) -> dict[str, int]:
    """Return how many open units one person could fill at each work with some choices, at most."""
    works = {c.work.key for c in choices if not old.values[c.lit]}
    found: dict[str, int] = defaultdict(int)
    for seat in scene.seats:
        if seat.work.key in works:
            seats = 1 if isinstance(seat.work, Duty) else seat.missing
            found[seat.work.key] += seat.work.units * seats
    return found


def _counts(scene: Scene, capacities: Mapping[str, int]) -> dict[str, int]:
    """Return how many assignments the units at each work are for one person."""
    return {key: units // scene.problem.works[key].units for key, units in capacities.items()}


class _One:
    """One person, with all others held as they are.

    Parameters
    ----------
    slack
        Open units that may be left over.
    """

    def __init__(self, scene: Scene, old: Old, person: str, slack: int) -> None:
        self.index: Index = old.index
        self.values: Sequence[int] = old.values
        self.choices = self.index.by_person[person]
        self.mine = {int(c.lit) for c in self.choices}
        self.rows = _hard_rows(self.index)
        self.derived = self.index.derived
        self.moving = {
            column
            for c in self.choices
            if (meeting := self.index.meeting(c)) is not None and not self._with_others(meeting)
            for column in (int(meeting.happens), meeting.start)
        }
        self.totals = _totals(old)
        self._reaches: dict[int, _Reach] = {}
        self.changing = self.derived | self.mine | self.moving
        self.fixed: set[int] = set()
        self.held: list[Choice] = []
        self.again: dict[str, int] = defaultdict(int)
        for choice in self.choices:
            if self.values[choice.lit]:
                self._keep(scene, choice, slack)

    def _keep(self, scene: Scene, choice: Choice, slack: int) -> None:
        """Note what must stay, or be done at another time, so that no seat more is open."""
        work = choice.work
        if isinstance(work, Duty):
            stays = _is_missed(scene, work, choice.person.id, slack)
        else:
            stays = self._meets_others(choice)
        if stays or not self._may_be(choice, 0):
            self.fixed.add(int(choice.lit))
            self._reaches.clear()
            self.held.append(choice)
        elif not isinstance(work, Duty) and work.people == 1 and (work.must or work.units > slack):
            self.again[work.key] += 1

    def can_take(self, choice: Choice) -> bool:
        """Say whether no single row, and nothing this person must keep, stands against a choice."""
        for other in self.held:
            found = clash(choice, other, self.index.walk, self._window)
            if found is not None and not found.orders and other.person.id in self.index.one_place:
                return False
        return self._may_be(choice, 1)

    def can_take_on(self, new: Sequence[Choice], counts: Mapping[str, int]) -> bool:
        """Say whether so many at each work fit besides all that must be kept, row by row."""
        groups: list[tuple[int, list[int]]] = [(1, [lit]) for lit in sorted(self.fixed)]
        for key, count in (*counts.items(), *self.again.items()):
            at = new if key in counts else self.choices
            groups.append((count, [int(c.lit) for c in at if c.work.key == key]))
        seen = {r for c in new for r in self.rows.get(c.lit, ())}
        for r in sorted(seen):
            row = self.index.record.rows[r]
            if row.high is None or row.when or not self.mine.issuperset(row.columns):
                continue
            coefs = dict(zip(row.columns, row.coefs, strict=True))
            if min(row.coefs) < 0:
                continue
            if sum(n * min((coefs.get(lit, 0) for lit in lits), default=0) for n, lits in groups) > row.high:
                return False
        return True

    def _with_others(self, meeting: Meeting) -> bool:
        """Say whether somebody else is at a meeting, so that it stays when and as it is."""
        return any(
            self.values[c.lit] and c.lit not in self.mine for c in self.index.of_meeting[meeting.start]
        )

    def _meets_others(self, choice: Choice) -> bool:
        meeting = self.index.meeting(choice)
        return meeting is not None and self._with_others(meeting) and not self._may_be(choice, 0)

    def _window(self, choice: Choice) -> Span:
        meeting = self.index.meeting(choice)
        if meeting is None or meeting.start in self.moving:
            return choice.window
        start = self.values[meeting.start]
        return Span(start, start + choice.minutes)

    def _may_be(self, choice: Choice, value: int) -> bool:
        """Say whether no row rules out that the choice is taken (1) or not (0)."""
        lit = int(choice.lit)
        return all(self._may_hold(r, lit, value) for r in self.rows.get(lit, ()))

    def _may_hold(self, r: int, tried: int, value: int) -> bool:
        row = self.index.record.rows[r]
        for lit in row.when:
            column = max(lit, ~lit)
            if not self._is_known(column, tried) or bool(self._value(column, tried, value)) is not (lit >= 0):
                return True
        reach = self._reach_of(r)
        low, high, coef = reach.low, reach.high, reach.coefs.get(tried, 0)
        if coef:
            least, most = self._ends(tried, coef)
            low += coef * value - least
            high += coef * value - most
        unknown = [c for c in reach.coefs if c != tried] if len(reach.coefs) <= 2 else ()
        record = self.index.record
        if len(unknown) == 1 and record.high[unknown[0]] - record.low[unknown[0]] == 1:
            return any(_within(row, end) for end in (low, high))
        return (row.high is None or low <= row.high) and (row.low is None or high >= row.low)

    def _reach_of(self, r: int) -> _Reach:
        """Return between what the sum of a row may lie, and what of it is not known."""
        known = self._reaches.get(r)
        if known is None:
            row = self.index.record.rows[r]
            low = high = self.totals[r]
            coefs = {
                column: row.coefs[row.columns.index(column)]
                for column in self.changing.intersection(row.columns) - self.fixed
            }
            for column, coef in coefs.items():
                least, most = self._ends(column, coef)
                low += least - coef * self.values[column]
                high += most - coef * self.values[column]
            known = self._reaches[r] = _Reach(low, high, coefs)
        return known

    def _ends(self, column: int, coef: int) -> tuple[int, int]:
        """Return the least and the most that a column adds to a row."""
        ends = coef * self.index.record.low[column], coef * self.index.record.high[column]
        return min(ends), max(ends)

    def _is_known(self, column: int, tried: int) -> bool:
        if column == tried or column in self.fixed:
            return True
        return column not in self.derived and column not in self.mine and column not in self.moving

    def _value(self, column: int, tried: int, value: int) -> int:
        return value if column == tried else self.values[column]


class _Reach(NamedTuple):
    low: int
    high: int
    coefs: dict[int, int]


class _Totals(dict[int, int]):
    """The sum of each row in the old roster, worked out when it is first asked for."""

    def __init__(self, old: Old) -> None:
        super().__init__()
        self._old = old

    def __missing__(self, r: int) -> int:
        row = self._old.index.record.rows[r]
        total = self[r] = sum(map(mul, row.coefs, map(self._old.values.__getitem__, row.columns)))
        return total


def _totals(old: Old) -> _Totals:
    known: _Totals | None = vars(old).get("_totals")
    if known is None:
        known = vars(old)["_totals"] = _Totals(old)
    return known


def _within(row: Row, total: int) -> bool:
    return (row.high is None or total <= row.high) and (row.low is None or total >= row.low)


def _hard_rows(index: Index) -> Mapping[int, Sequence[int]]:
    """Return for each column the rows that can rule something out: those without an excess."""
    known: dict[int, list[int]] | None = vars(index).get("_hard_rows")
    if known is None:
        record, derived = index.record, index.derived
        paid = {c for c in (*record.soft_cost, *record.open_cost) if c in derived}
        known = defaultdict(list)
        for r, row in enumerate(record.rows):
            if paid.isdisjoint(row.mentioned):
                for column in {*row.mentioned}:
                    known[column].append(r)
        vars(index)["_hard_rows"] = known
    return known


def _is_missed(scene: Scene, duty: Duty, person: str, slack: int) -> bool:
    """Say whether a duty without this person would open more units than may be open."""
    there = [scene.problem.people[a.person] for a in scene.base.at(duty.key)]
    rest = [p for p in there if p.id != person]
    opened = _missing(duty, rest) - _missing(duty, there)
    return opened > 0 and (duty.must or opened * duty.units > slack)


def _missing(duty: Duty, there: Sequence[Person]) -> int:
    short = [n - sum(skill in p.skills for p in there) for skill, n in duty.needs]
    return max(0, duty.min - len(there), *short)
