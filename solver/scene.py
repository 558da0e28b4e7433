"""A roster that something has happened to: what is lost, what is open, what is known at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from roster.disruption import parted
from roster.eligibility import can_serve, eligible, visit_windows
from roster.model import Duty, Person, Problem, Work
from roster.roster import Assignment, Edit, Roster
from roster.rules.api import Choice
from roster.score import Score
from roster.verify import OpenSeat, Verdict
from roster.verify_delta import Judgement
from solver.compile import compile_problem
from solver.few import Few
from solver.index import Index
from solver.levels import Old
from solver.narrow import compile_narrow
from solver.settle import settle

SOME = 0.5
"""Where more of all people could serve at the work in question, the full model is taken for them."""

Cost = tuple[int, int, int, int]
"""Open units, people, assignments and soft cost: a repair's levels."""


@dataclass
class Scene:
    """What a repair starts from.

    Parameters
    ----------
    problem
        As it stands after what has happened.
    roster
        The roster that was made before.
    now
        A minute of the horizon: what has begun before it stays as it was.
    late
        Work that may be joined although it has begun (after a no-show).
    """

    problem: Problem
    roster: Roster
    now: int | None = None
    late: frozenset[str] = frozenset()
    pace: float = field(default=0.0, init=False)
    """Processor seconds that the verifier took for what is left: how fast this machine is."""
    _alone: dict[int, list[Choice] | None] = field(default_factory=dict, init=False, repr=False)
    _tried: dict[int, int] = field(default_factory=dict, init=False, repr=False)
    _few: dict[int, Few] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def _parted(self) -> tuple[Roster, tuple[Assignment, ...]]:
        return parted(self.problem, self.roster)

    @property
    def base(self) -> Roster:
        """What is left of the roster before anything is repaired."""
        return self._parted[0]

    @property
    def lost(self) -> tuple[Assignment, ...]:
        """The assignments that nobody can keep; they are not counted as changes."""
        return self._parted[1]

    @cached_property
    def judgement(self) -> Judgement:
        began = time.thread_time()
        judgement = Judgement(self.problem, self.base)
        self.pace = time.thread_time() - began
        return judgement

    @property
    def verdict(self) -> Verdict:
        """The verdict on what is left."""
        return self.judgement.verdict

    @cached_property
    def index(self) -> Index:
        return compile_problem(self.problem)

    @cached_property
    def size(self) -> int:
        """How many choices there are, at most: everybody at all they may do."""
        works = [(w, 1 if isinstance(w, Duty) else len(w.slots)) for w in self.problem.works.values()]
        return sum(n for w, n in works for p in self.problem.people.values() if eligible(p, w))

    @cached_property
    def old(self) -> Old:
        """What is left, as values of the columns of the model."""
        return self._old(self.index)

    def few(self, open_units: int | None) -> Few:
        """Return what repairs with few changes could touch that leave at most so many units open."""
        everything = self.verdict.score.open_units
        first = self.fewest_changes(everything if open_units is None else open_units) or 1
        if first not in self._few:
            self._few[first] = Few(self.old, first=first)
        return self._few[first]

    @cached_property
    def narrow(self) -> Old:
        """What is left, as values of a small model that knows only the work to be filled."""
        if self.is_compiled:
            return self.old
        return self._old(compile_narrow(self.problem, self.base, self.works_to_fill))

    @cached_property
    def one_by_one(self) -> Old:
        """What is left, as values of a model that knows all of those who could serve at the work to be filled."""
        people = [
            p for p in self.problem.people.values() if any(self._may_serve(p, w) for w in self.works_to_fill)
        ]
        if self.is_compiled or len(people) > SOME * len(self.problem.people):
            return self.old
        return self._old(compile_narrow(self.problem, self.base, self.works_to_fill, [p.id for p in people]))

    def free_of_one(self, need: int, limit: int) -> list[Choice] | None:
        """Return the choices of everybody who could alone fill so many open units; see :mod:`solver.reach`.

        ``None`` where there are more than ``limit``.
        """
        from solver.reach import choices_of_one

        if need not in self._alone or (self._alone[need] is None and limit > self._tried.get(need, 0)):
            self._alone[need] = choices_of_one(self, self.one_by_one, need, limit)
            self._tried[need] = limit
        found = self._alone[need]
        return None if found is None or len(found) > limit else found

    @property
    def is_compiled(self) -> bool:
        """Say whether all rules have said themselves to a model of everything."""
        return "index" in vars(self)

    def _may_serve(self, person: Person, key: str) -> bool:
        work = self.problem.works[key]
        if isinstance(work, Duty):
            return can_serve(self.problem, person, work)
        return any(visit_windows(self.problem, person, work, slot) for slot in work.slots)

    def _old(self, index: Index) -> Old:
        values = settle(index, self.base)
        pinned = frozenset(
            int(c.lit)
            for a in self.base.pinned
            for c in index.by_person.get(a.person, ())
            if c.work.key == a.work and values[c.lit] and c.window.contains(a.span)
        )
        return Old(index, values, self.now, self.late, pinned)

    # What is known without a search

    @cached_property
    def broken(self) -> frozenset[str] | None:
        """Work at which a hard rule is broken and must change; ``None`` where it is not only work."""
        hard = self.verdict.hard
        if any(f.rule.unit != "work" or f.where.work is None for f in hard):
            return None
        return frozenset(f.where.work or "" for f in hard)

    @cached_property
    def seats(self) -> tuple[OpenSeat, ...]:
        """The open seats of what is left that somebody might still take."""
        return tuple(seat for seat in self.verdict.open if self._least_missing(seat) < seat.missing)

    @cached_property
    def open_bound(self) -> int:
        """Units that stay open in every roster: too few people could serve there at all."""
        return sum(
            min(seat.missing, self._least_missing(seat)) * seat.work.units for seat in self.verdict.open
        )

    def _least_missing(self, seat: OpenSeat) -> int:
        work = seat.work
        if not isinstance(work, Duty):
            return 0 if self._visit_possible(seat) else seat.missing
        there = {a.person for a in self.base.at(work.key)}
        if self.past(work.span.start, work):
            return seat.missing
        able = [p for p in self.problem.people.values() if p.id in there or can_serve(self.problem, p, work)]
        short = (n - sum(skill in p.skills for p in able) for skill, n in work.needs)
        return max(0, min(work.min, work.most) - len(able), *short)

    def _visit_possible(self, seat: OpenSeat) -> bool:
        visit = seat.work
        assert not isinstance(visit, Duty)
        for slot in visit.slots:
            if slot.week != seat.week or self.past(slot.span.end - visit.minutes, visit):
                continue
            able = sum(
                bool(visit_windows(self.problem, p, visit, slot)) for p in self.problem.people.values()
            )
            if able >= visit.people:
                return True
        return False

    def past(self, start: int, work: Work) -> bool:
        """Say whether something that starts then cannot be changed any more."""
        return self.now is not None and start < self.now and work.key not in self.late

    def fewest_changes(self, open_units: int) -> int | None:
        """Return a lower bound on the changed assignments of every repair with so few open units.

        Each work at which a hard rule is broken has to change, and each assignment added
        elsewhere fills one seat at most. ``None`` where rules are broken otherwise.
        """
        if self.broken is None:
            return None
        need = self.verdict.score.open_units - open_units
        units = sorted(
            (s.work.units for s in self.seats for _ in range(s.missing)),
            reverse=True,
        )
        count = len(self.broken - {s.work.key for s in self.seats})
        for unit in units:
            if need <= 0:
                break
            need -= unit
            count += 1
        return count

    @property
    def works_to_fill(self) -> frozenset[str]:
        """Work that a repair with the fewest changes may touch."""
        return frozenset(s.work.key for s in self.seats) | (self.broken or frozenset())

    def single_additions(self) -> Iterator[tuple[Assignment, Score]] | None:
        """Yield every one assignment that may be added to the one duty in question, with the new score.

        ``None`` where the question is not about one duty, so that this would not be all.
        """
        works = self.works_to_fill
        if self.broken is None or len(works) != 1:
            return None
        work = self.problem.works[next(iter(works))]
        return self._additions(work) if isinstance(work, Duty) else None

    def _additions(self, duty: Duty) -> Iterator[tuple[Assignment, Score]]:
        if self.past(duty.span.start, duty):
            return
        before = self.judgement.score
        there = {a.person for a in self.base.at(duty.key)}
        for person in self.problem.people.values():
            if person.id in there or not can_serve(self.problem, person, duty):
                continue
            span = duty.span_of(person.id)
            added = Assignment(span.start, span.end, duty.key, person.id)
            change = self.judgement.change(Edit(add=(added,))).score
            yield (
                added,
                Score(
                    before.hard + change.hard,
                    before.open_units + change.open_units,
                    before.soft + change.soft,
                ),
            )

    def cost(self, roster: Roster) -> Cost | None:
        """Return a repair's levels by the verifier, or ``None`` where it breaks a hard rule."""
        diff = self.base.diff(roster)
        if not diff:
            score = self.judgement.score
        else:
            score = self.judgement.after(Edit(diff.removed, diff.added)).score
        if score.hard:
            return None
        changed = len(diff.removed) + len(diff.added)
        return score.open_units, len(diff.people), changed, score.soft
