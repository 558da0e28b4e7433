"""Why a seat is open: proof that it is unavoidable, or what it was given up for, and who could come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from roster.model import Duty, Problem, Visit
from roster.naming import seats_in_words, titled
from roster.obstacles import Group, in_one_sentence, obstacles
from roster.recruiting import Vacancy, recruiting_list
from roster.roster import Roster
from roster.verify import OpenSeat, Verdict, open_seats, verify
from roster.verify_delta import Judgement
from roster.words import Sentence, sentence
from solver.engine import Clock, Effort
from solver.explain.conflict import Conflict, conflict_with
from solver.explain.guarded import Wish
from solver.explain.limits import clock_of
from solver.explain.questions import Questions, UndecidedError
from solver.explain.replanning import WORK, Force, ImpossibleError, Planner
from solver.explain.shortage import Shortage, shortages

SEAT_SECONDS, LEAST_SECONDS = 10.0, 3.0
"""The most that one seat takes, and what the first seats get where time is short."""


class Cause(Enum):
    """Why a seat is open.

    IMPOSSIBLE: proven that no roster fills it, whatever else stays open. SHORT: proven that
    as many seats stay open at its time in every roster. GIVEN_UP: it can
    be filled only if as much stays open elsewhere. WORSE: filling it opens more elsewhere.
    AVOIDABLE: it can be filled and no more stays open; the roster is not the best.
    UNKNOWN: nothing was settled in the time given.
    """

    IMPOSSIBLE = "impossible"
    SHORT = "short"
    GIVEN_UP = "given_up"
    WORSE = "worse"
    AVOIDABLE = "avoidable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class WhyOpen:
    """The answer for one open seat.

    Attributes
    ----------
    seat
        The seats in question.
    cause
        What was found.
    proven
        True if no roster does better: for GIVEN_UP and WORSE that filling it always opens
        at least as much elsewhere.
    conflict
        For IMPOSSIBLE: what was said that keeps it open, together with the wish to fill it.
    instead
        Seats that are open if it is filled and were not before.
    groups
        Everybody, by what stands in their way.
    """

    seat: OpenSeat
    cause: Cause
    proven: bool
    conflict: Conflict | None
    instead: tuple[OpenSeat, ...]
    groups: tuple[Group, ...]
    sentence: Sentence

    @property
    def people(self) -> Sentence:
        """The counts of everybody's reasons in one sentence."""
        return in_one_sentence(self.groups)


@dataclass(frozen=True, slots=True)
class OpenSeats:
    """The answers for all open seats of a roster, and whom to recruit."""

    seats: tuple[WhyOpen, ...]
    vacancies: tuple[Vacancy, ...]


def why_open(
    problem: Problem,
    roster: Roster,
    *,
    open_bound: int | None = None,
    time_limit: float = 60.0,
    deterministic: bool = False,
    seed: int = 1,
) -> OpenSeats:
    """Explain every open seat of a roster.

    Parameters
    ----------
    problem, roster
        What was planned and how. The roster must keep the hard rules.
    open_bound
        Open units that no roster has fewer of, where a solve has proven it.
    time_limit
        Seconds for everything.
    deterministic
        Do not look at the clock; limits scale the work.

    Returns
    -------
    OpenSeats
        In the order of the verdict.
    """
    clock = clock_of(time_limit, deterministic=deterministic)
    verdict = verify(problem, roster)
    if not verdict.open:
        return OpenSeats((), ())
    effort = Effort(8, seed, WORK if deterministic else None)
    least = open_bound is not None and verdict.score.open_units <= open_bound
    hard = replace(problem, rules=tuple(r for r in problem.rules if r.weight is None))
    wishes = [Wish(seat.work.key, missing=seat.missing, week=seat.week) for seat in verdict.open]
    asking = _Asking(
        problem,
        roster,
        verdict,
        Questions(problem, clock, wishes),
        None if verdict.hard else Planner(hard, roster, clock, effort),
        least,
        Judgement(hard, roster),
        shortages(problem, verdict.open, clock),
    )
    found = []
    for n, (seat, wish) in enumerate(zip(verdict.open, wishes, strict=True)):
        share = clock if deterministic else clock.within(_share(clock.left, len(wishes) - n))
        found.append(asking.explain(seat, wish, share))
    short = [w.seat for w in found if w.cause is not Cause.AVOIDABLE]
    return OpenSeats(tuple(found), recruiting_list(problem, roster, short))


def _share(left: float, seats: int) -> float:
    """Return the seconds for the next of some seats."""
    return max(LEAST_SECONDS, min(SEAT_SECONDS, left / seats))


@dataclass(frozen=True)
class _Asking:
    problem: Problem
    roster: Roster
    verdict: Verdict
    questions: Questions
    planner: Planner | None
    least: bool
    judgement: Judgement
    shortages: Mapping[str, Shortage]

    def explain(self, seat: OpenSeat, wish: Wish, clock: Clock) -> WhyOpen:
        groups = obstacles(self.problem, self.roster, seat, judgement=self.judgement)
        what = _named(self.problem, seat)
        self.questions.clock = clock
        try:
            conflict = conflict_with(self.questions, wish)
        except UndecidedError:
            conflict = None
        if conflict is not None:
            told = sentence("{seat}: unavoidable. No roster fills it, whatever else stays open.", seat=what)
            return WhyOpen(seat, Cause.IMPOSSIBLE, True, conflict, (), groups, told)
        shortage = self.shortages.get(seat.work.key)
        if shortage is not None and shortage.proven:
            told = sentence(
                "{seat}: unavoidable. No roster leaves less than {seats} open at this time.",
                seat=what,
                seats=seats_in_words(shortage.least),
            )
            return WhyOpen(seat, Cause.SHORT, True, None, (), groups, told)
        try:
            if self.planner is None or clock.over:
                raise ImpossibleError
            self.planner.clock = clock
            cause, proven, instead, told = self.exchange(self.planner, seat, what)
        except ImpossibleError:
            if self.least:
                told = sentence("{seat}: no roster has fewer open seats than this one.", seat=what)
                return WhyOpen(seat, Cause.GIVEN_UP, True, None, (), groups, told)
            if shortage is not None and shortage.least:
                told = sentence(
                    "{seat}: no roster leaves less than {least} open at this time; now it is {now}.",
                    seat=what,
                    least=seats_in_words(shortage.least),
                    now=seats_in_words(shortage.now),
                )
            else:
                told = sentence("{seat}: nothing was settled in the time given.", seat=what)
            return WhyOpen(seat, Cause.UNKNOWN, False, None, (), groups, told)
        return WhyOpen(seat, cause, proven, None, instead, groups, told)

    def exchange(
        self, planner: Planner, seat: OpenSeat, what: Sentence
    ) -> tuple[Cause, bool, tuple[OpenSeat, ...], Sentence]:
        """Fill the seat and look at what opens instead."""
        work = seat.work
        left = seat.missing - (work.people if isinstance(work, Visit) else 1)
        columns = planner.open_columns(work.key, seat.week)
        near = [c for c in planner.index.record.choices if c.work is work and c.week == seat.week]
        plan = planner.fill(Force(at_most=tuple((c, left) for c in columns)), near)
        instead = self.newly_open(plan.roster)
        named = [_named(self.problem, s) for s in instead]
        more = plan.open_units - self.verdict.score.open_units
        proven = plan.exact or self.least
        if more < 0 and not instead:
            told = sentence("{seat}: can be filled. Solve again, or let the solve take more time.", seat=what)
            return Cause.AVOIDABLE, True, (), told
        if more < 0:
            told = sentence(
                "{seat}: can be filled, and less stays open in all: {instead}.", seat=what, instead=named
            )
            return Cause.AVOIDABLE, True, instead, told
        if more == 0:
            told = sentence("{seat}: given up for {instead}.", seat=what, instead=named)
            return Cause.GIVEN_UP, proven, instead, told
        told = sentence(
            "{seat}: filling it opens {seats} more than it fills: {instead}.",
            seat=what,
            seats=seats_in_words(more),
            instead=named,
        )
        return Cause.WORSE, proven, instead, told

    def newly_open(self, roster: Roster) -> tuple[OpenSeat, ...]:
        """Return what is open in a roster beyond what is open already."""
        before = {(s.work.key, s.week): s.missing for s in self.verdict.open}
        return tuple(
            replace(s, missing=s.missing - before.get((s.work.key, s.week), 0))
            for s in open_seats(self.problem, roster)
            if s.missing > before.get((s.work.key, s.week), 0)
        )


def _named(problem: Problem, seat: OpenSeat) -> Sentence:
    what = titled(problem, seat.work.key)
    if isinstance(seat.work, Duty):
        start = problem.horizon.moment(seat.work.span.start)
        return sentence("{what} on {start} ({n} open)", what=what, start=start, n=seat.missing)
    monday = problem.horizon.date_of(7 * seat.week)
    return sentence("{what} in the week of {monday} ({n} open)", what=what, monday=monday, n=seat.missing)
