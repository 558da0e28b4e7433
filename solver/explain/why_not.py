"""Why not this person: what forbids it, or exactly what it costs and who moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from roster.eligibility import why_not as barred
from roster.model import Duty, Problem, Span, Visit, Work
from roster.moves import Move, Price, chain, prices
from roster.naming import called, seats_in_words, titled
from roster.roster import Roster
from roster.score import Score
from roster.verify import verify
from roster.words import Sentence, sentence, sentences
from solver.engine import Effort
from solver.explain.conflict import Conflict, conflict_with
from solver.explain.ground import ground
from solver.explain.guarded import Wish
from solver.explain.limits import clock_of
from solver.explain.pricing import Pricing
from solver.explain.questions import Questions, UndecidedError
from solver.explain.replanning import WORK, Force, ImpossibleError, Replan


class Answer(Enum):
    """THERE: serves there already. BARRED: lacks what is asked, or is not there.

    CONFLICT: something said stands against it in every roster. PRICE: possible, at a price.
    UNKNOWN: nothing was settled in the time given.
    """

    THERE = "there"
    BARRED = "barred"
    CONFLICT = "conflict"
    PRICE = "price"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a person is not at some work.

    Attributes
    ----------
    reasons
        For BARRED: every reason, each by itself enough.
    conflict
        For CONFLICT: the smallest set that stands against it.
    change
        For PRICE: the new score less the old one.
    exact
        True if no roster with the person there is better.
    proof
        For PRICE that is not exact: what is proven of it.
    moves, costs
        Who moves, and what each rule costs more or less.
    roster
        The roster with the person there.
    broken, note
        The hard rules that the roster breaks, and what the answer starts from instead.
    """

    answer: Answer
    sentence: Sentence
    reasons: tuple[Sentence, ...] = ()
    conflict: Conflict | None = None
    change: Score | None = None
    exact: bool = False
    proof: Sentence | None = None
    moves: tuple[Move, ...] = ()
    costs: tuple[Price, ...] = ()
    roster: Roster | None = None
    broken: tuple[Sentence, ...] = ()
    note: Sentence | None = None


def why_not(
    problem: Problem,
    roster: Roster,
    person: str,
    work: str,
    *,
    day: int | None = None,
    open_bound: int | None = None,
    soft_bound: int | None = None,
    time_limit: float = 30.0,
    deterministic: bool = False,
    seed: int = 1,
) -> WhyNot:
    """Say why a person is not at some work, or what it would cost.

    Parameters
    ----------
    problem, roster
        What was planned and how.
    person, work
        Id of the person, key of the duty or visit.
    day
        For a visit: the day of the horizon; any day unless given.
    open_bound, soft_bound
        Where a solve has proven it: open units that no roster has fewer of, and the cost
        that no roster with as few open units is below.
    time_limit
        Seconds for everything.
    deterministic
        Do not look at the clock; limits scale the work.
    """
    known, asked = problem.people[person], problem.works[work]
    who, what = called(problem, person), _what(problem, asked, day)
    if any(a.person == person and _on(problem, a.start, day) for a in roster.at(work)):
        return WhyNot(Answer.THERE, sentence("{who} serves at {what}.", who=who, what=what))
    reasons = _reasons(problem, person, asked, day)
    if reasons:
        told = sentence("{who} cannot serve at {what}: {reason}", who=who, what=what, reason=reasons[0])
        return WhyNot(Answer.BARRED, told, reasons)
    clock = clock_of(time_limit, deterministic=deterministic)
    start = ground(problem, roster, time_limit=time_limit, deterministic=deterministic, seed=seed)
    if start.roster is None:
        told = sentence("What it would cost to have {who} at {what} cannot be told.", who=who, what=what)
        if start.impossible:
            return WhyNot(Answer.UNKNOWN, told, broken=start.broken, note=start.note)
    elif any(a.person == person and _on(problem, a.start, day) for a in start.roster.at(work)):
        told = sentence("{who} serves at {what} once the roster is repaired.", who=who, what=what)
        return WhyNot(Answer.THERE, told, broken=start.broken, note=start.note)
    else:
        try:
            planner = Pricing(problem, start.roster, clock, Effort(8, seed, WORK if deterministic else None))
            choices = planner.choices_of(person, work, day)
            plan = planner.price(Force(one_of=tuple(c.lit for c in choices)), choices)
            proven = _Bound(open_bound, soft_bound)
            return replace(
                _priced(problem, start.roster, plan, proven, person, what),
                broken=start.broken,
                note=start.note,
            )
        except ImpossibleError:
            told = sentence("Nothing was settled in the time given. Give more time.")
    wish = Wish(work, person=known.id, day=day)
    try:
        conflict = conflict_with(Questions(problem, clock, [wish]), wish)
    except UndecidedError:
        conflict = None
    if conflict is None:
        return WhyNot(Answer.UNKNOWN, told, broken=start.broken, note=start.note)
    told = sentence("{who} cannot serve at {what}, because of what was said:", who=who, what=what)
    return WhyNot(Answer.CONFLICT, told, (), conflict, broken=start.broken)


@dataclass(frozen=True, slots=True)
class _Bound:
    """What is proven about all rosters, whoever serves where."""

    open_units: int | None
    soft: int | None

    def least(self, now: Score) -> int | None:
        """Return how much soft cost more than now a roster has at least that leaves no more open."""
        if self.soft is None or self.open_units is None or now.open_units > self.open_units:
            return None
        return self.soft - now.soft


def _priced(
    problem: Problem, old: Roster, plan: Replan, bound: _Bound, person: str, what: Sentence
) -> WhyNot:
    new = plan.roster
    before, after = verify(problem, old), verify(problem, new)
    change = after.score - before.score
    least = bound.least(before.score)
    exact = plan.exact or (not change.open_units and least is not None and change.soft <= least)
    who = called(problem, person)
    cost = price_in_words(change)
    proof = None
    if change < Score():
        told = sentence(
            "{who} can serve at {what}: {cost}. The roster is not the best one.",
            who=who,
            what=what,
            cost=cost,
        )
    elif exact or change == Score():
        told = sentence("{who} can serve at {what}: {cost}.", who=who, what=what, cost=cost)
    else:
        told = sentence("{who} can serve at {what}: {cost}, or better.", who=who, what=what, cost=cost)
        proof = _proof(plan, bound, least)
    moves = chain(problem, old, new, first=person)
    costs = prices(problem, before, after)
    return WhyNot(Answer.PRICE, told, (), None, change, exact, proof, moves, costs, new)


def _proof(plan: Replan, bound: _Bound, least: int | None) -> Sentence:
    """Say what is proven of a price that a better roster might still undercut."""
    if plan.settled:
        told = sentences(
            "Searched to the end near it, with {n} person; changes further away may make it cheaper.",
            "Searched to the end near it, among {n} people; changes further away may make it cheaper.",
            plan.people,
        )
    else:
        told = sentence("The time ended before all of it was searched: with more it may cost less.")
    if least is None:
        return told
    if least < 0:
        return sentence(
            "{told} How much cheaper is not known: the roster itself may be up to {n} dearer than the best.",
            told=told,
            n=-least,
        )
    return sentence(
        "{told} It cannot be less than {least}, because no roster at all costs less than {bound}.",
        told=told,
        least=f"{least:+d}" if least else "0",
        bound=bound.soft,
    )


def price_in_words(change: Score) -> Sentence:
    """Return a change of score in words."""
    seats = seats_in_words(abs(change.open_units))
    if change.open_units > 0:
        return sentence("{seats} more open, cost {soft}", seats=seats, soft=f"{change.soft:+d}")
    if change.open_units < 0:
        return sentence("{seats} fewer open, cost {soft}", seats=seats, soft=f"{change.soft:+d}")
    if change.soft == 0:
        return sentence("nothing gets worse")
    return sentence("cost {soft}", soft=f"{change.soft:+d}")


def _reasons(problem: Problem, person: str, work: Work, day: int | None) -> tuple[Sentence, ...]:
    known = problem.people[person]
    if isinstance(work, Duty):
        span = work.span if work.spans is None else work.spans.get(person, work.span)
        return tuple(told for _, told, _ in barred(problem, known, work, span))
    slots = [s for s in work.slots if day in (None, s.day)]
    if not slots:
        return (sentence("{what} is not visited on that day.", what=titled(problem, work.key)),)
    against = [barred(problem, known, work, s.span) for s in slots]
    if not all(against):
        return ()
    return tuple(dict.fromkeys(told for reasons in against for _, told, _ in reasons))


def _on(problem: Problem, start: int, day: int | None) -> bool:
    return day is None or problem.horizon.day_of(start) == day


def _what(problem: Problem, work: Work, day: int | None) -> Sentence:
    what = titled(problem, work.key)
    if isinstance(work, Visit):
        if day is None:
            return sentence("{what}", what=what)
        return sentence("{what} on {day}", what=what, day=problem.horizon.date_of(day))
    return sentence("{what} on {day}", what=what, day=problem.horizon.moment(_start(work)))


def _start(work: Duty) -> int:
    span: Span = work.span
    return span.start
