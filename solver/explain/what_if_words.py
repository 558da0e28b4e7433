"""What differs between two configurations and between their plans, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from roster.model import Person, Problem
from roster.naming import called, seats_in_words, titled
from roster.score import Score
from roster.verify import OpenSeat
from roster.words import Sentence, sentence, sentences
from solver.result import Result


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


def plans_differ(
    before: Problem,
    after: Problem,
    old: Score,
    new: Score,
    opened: Iterable[OpenSeat],
    closed: Iterable[OpenSeat],
) -> Iterable[Sentence]:
    """Say what differs between two plans: seats, then cost."""
    units = new.open_units - old.open_units
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
    yield sentence(
        "Cost {old} before, {new} now ({change}).",
        old=old.soft,
        new=new.soft,
        change=f"{new.soft - old.soft:+d}",
    )


def without_roster(old: Result, new: Result) -> Iterable[Sentence]:
    """Say of which configuration there is no roster, and why."""
    for result, when in ((old, sentence("Before")), (new, sentence("Now"))):
        if result.roster is None and result.status.value == "infeasible":
            yield sentence("{when} the hard rules cannot all hold: see `roster explain`.", when=when)
        elif result.roster is None:
            yield sentence("{when} no roster was found in the time given.", when=when)
        else:
            yield sentence("{when} there is a roster.", when=when)


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
