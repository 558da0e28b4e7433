"""What if: two configurations of one community, each planned, and compared rule by rule in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from roster.model import Person, Problem
from roster.moves import Price, prices
from roster.naming import called, seats_in_words, titled
from roster.roster import Assignment, Roster
from roster.verify import OpenSeat, verify
from roster.words import Sentence, sentence, sentences
from solver.engine import Effort
from solver.explain.limits import clock_of
from solver.explain.replanning import WORK, Planner
from solver.result import Result
from solver.search import solve


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A plan before and after an edit of the configuration.

    Attributes
    ----------
    old, new
        How each was solved.
    edits
        What differs between the configurations, in words.
    opened, closed
        Seats that are open only after, and only before it.
    costs
        What each rule costs more or less.
    people
        Whose week changes.
    sentences
        The difference in words: seats, then cost, then people.
    """

    old: Result
    new: Result
    edits: tuple[Sentence, ...]
    opened: tuple[OpenSeat, ...]
    closed: tuple[OpenSeat, ...]
    costs: tuple[Price, ...]
    people: tuple[str, ...]
    sentences: tuple[Sentence, ...]


def what_if(
    before: Problem,
    after: Problem,
    *,
    time_limit: float = 60.0,
    deterministic: bool = False,
    seed: int = 1,
) -> WhatIf:
    """Plan a community as it is and as it would be, and compare.

    Parameters
    ----------
    before, after
        The community with the configuration as it is and with the edit. Work and people
        are matched by their keys and ids.
    time_limit
        Seconds for both solves together.
    deterministic
        The same answer on every run and machine.
    """
    part = time_limit * 0.4
    old = solve(before, time_limit=part, seed=seed, deterministic=deterministic)
    new = solve(after, time_limit=part, seed=seed, deterministic=deterministic)
    if old.roster is not None and new.roster is not None:
        clock = clock_of(time_limit / 5, deterministic=deterministic)
        effort = Effort(8, seed, WORK if deterministic else None)
        roster = Planner(after, new.roster, clock, effort).closest(old.roster)
        verdict = verify(after, roster)
        if verdict.score == new.score:
            new = replace(new, roster=roster, verdict=verdict)
    edits = tuple(differences(before, after))
    if old.verdict is None or new.verdict is None or old.roster is None or new.roster is None:
        return WhatIf(old, new, edits, (), (), (), (), tuple(_without(old, new)))
    costs = prices(after, old.verdict, new.verdict, before=before)
    opened = _more_open(new.verdict.open, old.verdict.open)
    closed = _more_open(old.verdict.open, new.verdict.open)
    people = _people(old.roster, new.roster)
    told = tuple(_told(before, after, old, new, opened, closed, people))
    return WhatIf(old, new, edits, opened, closed, costs, people, told)


def without_person(problem: Problem, person: str) -> Problem:
    """Return the problem in which somebody is gone: away for good, with no claim and no pin."""
    known = problem.people[person]
    gone = replace(known, available=(), away=())
    return replace(
        problem,
        people={**problem.people, person: gone},
        claims=tuple(c for c in problem.claims if c.person != person),
        pins=tuple(p for p in problem.pins if p.person != person),
    )


def differences(before: Problem, after: Problem) -> Iterable[Sentence]:
    """Say what differs between two configurations: people, work, rules, claims and pins."""
    for key in dict.fromkeys((*before.people, *after.people)):
        yield from _person(before, after, before.people.get(key), after.people.get(key))
    works = dict.fromkeys((*before.works, *after.works))
    for key in works:
        old, new = before.works.get(key), after.works.get(key)
        known = before if old is not None else after
        what = _what(known, key)
        if new is None:
            yield sentence("{what} is left out.", what=what)
        elif old is None:
            yield sentence("{what} is added.", what=what)
        elif replace(old, source=new.source) != new:
            yield sentence("{what} is changed.", what=what)
    gone, come = [_written(r) for r in before.rules], [_written(r) for r in after.rules]
    for told in (r for r in dict.fromkeys(gone) if r not in come):
        yield sentence("Rule no longer said: {rule}.", rule=told)
    for told in (r for r in dict.fromkeys(come) if r not in gone):
        yield sentence("Rule said now: {rule}.", rule=told)
    counted = (
        sentences("{n} claim more.", "{n} claims more.", _only(after.claims, before.claims)),
        sentences("{n} claim less.", "{n} claims less.", _only(before.claims, after.claims)),
        sentences("{n} pin more.", "{n} pins more.", _only(after.pins, before.pins)),
        sentences("{n} pin less.", "{n} pins less.", _only(before.pins, after.pins)),
    )
    yield from (said for said in counted if said.count)


def _person(before: Problem, after: Problem, old: Person | None, new: Person | None) -> Iterable[Sentence]:
    if new is None:
        assert old is not None
        yield sentence("{who} is left out.", who=called(before, old.id))
        return
    who = called(after, new.id)
    if old is None:
        yield sentence("{who} is added.", who=who)
        return
    limits = replace(old.limits, source=new.limits.source)
    if limits != new.limits:
        yield sentence("{who}: other limits.", who=who)
    if old.available != new.available or [a.span for a in old.away] != [a.span for a in new.away]:
        if new.available:
            yield sentence("{who} is there at other times.", who=who)
        else:
            yield sentence("{who} is gone.", who=who)
    if (old.skills, old.teams, old.level) != (new.skills, new.teams, new.level):
        yield sentence("{who} has other skills or teams.", who=who)
    wishes = [replace(w, source=new.source) for w in old.wishes]
    if wishes != [replace(w, source=new.source) for w in new.wishes]:
        yield sentence("{who} has other wishes.", who=who)


def _told(
    before: Problem,
    after: Problem,
    old: Result,
    new: Result,
    opened: Iterable[OpenSeat],
    closed: Iterable[OpenSeat],
    people: tuple[str, ...],
) -> Iterable[Sentence]:
    assert old.score is not None
    assert new.score is not None
    units = new.score.open_units - old.score.open_units
    seats = seats_in_words(abs(units))
    if units > 0:
        yield sentence("Open seats: {seats} more.", seats=seats)
    elif units < 0:
        yield sentence("Open seats: {seats} fewer.", seats=seats)
    else:
        yield sentence("As many seats stay open.")
    for seat in opened:
        yield sentence("Open now: {what} ({n}).", what=_what(after, seat.work.key), n=seat.missing)
    for seat in closed:
        if seat.work.key in after.works:
            yield sentence("Filled now: {what} ({n}).", what=_what(after, seat.work.key), n=seat.missing)
    soft = new.score.soft - old.score.soft
    yield sentence(
        "Cost {old} before, {new} now ({change}).",
        old=old.score.soft,
        new=new.score.soft,
        change=f"{soft:+d}",
    )
    proven = all(
        (r.bound.open_units, r.bound.soft) == (r.score.open_units, r.score.soft)
        for r in (old, new)
        if r.score is not None
    )
    if not proven:
        yield sentence("Not both are proven best: a part of the difference may be chance. Give more time.")
    yield sentences("The week of {n} person changes.", "The weeks of {n} people change.", len(people))


def _without(old: Result, new: Result) -> Iterable[Sentence]:
    for result, when in ((old, sentence("Before")), (new, sentence("Now"))):
        if result.roster is None and result.status.value == "infeasible":
            yield sentence("{when} the hard rules cannot all hold: see `roster explain`.", when=when)
        elif result.roster is None:
            yield sentence("{when} no roster was found in the time given.", when=when)
        else:
            yield sentence("{when} there is a roster.", when=when)


def _more_open(seats: Iterable[OpenSeat], others: Iterable[OpenSeat]) -> tuple[OpenSeat, ...]:
    known = {(s.work.key, s.week): s.missing for s in others}
    return tuple(
        replace(s, missing=s.missing - known.get((s.work.key, s.week), 0))
        for s in seats
        if s.missing > known.get((s.work.key, s.week), 0)
    )


def _people(old: Roster, new: Roster) -> tuple[str, ...]:
    before: set[Assignment] = set(old.assignments)
    return tuple(sorted({a.person for a in before.symmetric_difference(new.assignments)}))


def _what(problem: Problem, key: str) -> Sentence:
    start = key.rsplit("/", 1)[-1]
    what = titled(problem, key)
    work = problem.works[key]
    if work.service == "visits" or "T" not in start:
        return sentence("{what}", what=what)
    span = getattr(work, "span", None)
    return sentence("{what} on {start}", what=what, start=problem.horizon.moment(span.start if span else 0))


def _written(rule: object) -> str:
    dumped = rule.model_dump(mode="json", exclude_none=True)  # type: ignore[attr-defined]
    parts = [f"{name}: {value}" for name, value in dumped.items()]
    return f"{rule.kind} ({', '.join(parts)})" if parts else str(rule.kind)  # type: ignore[attr-defined]


def _only(items: Iterable[object], others: Iterable[object]) -> int:
    known = [_bare(o) for o in others]
    return sum(_bare(i) not in known for i in items)


def _bare(item: object) -> object:
    return (item.person, item.works) if hasattr(item, "works") else item  # type: ignore[attr-defined]
