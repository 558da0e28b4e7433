"""Who could take a seat: everybody, ranked, each with the reason and the exact change of score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from roster.collecting import without_collecting
from roster.eligibility import why_not
from roster.model import Duty, Person, Problem, Span, Visit, Wish, Work
from roster.roster import Assignment, Edit, Roster
from roster.rules.api import Finding, slot_of
from roster.score import Score
from roster.verify_delta import Change, Judgement
from roster.words import Sentence, sentence

Group = Literal["prefers", "free", "cost", "conflict"]

GROUPS: tuple[Group, ...] = ("prefers", "free", "cost", "conflict")


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of a duty, or of a visit at a start.

    Attributes
    ----------
    work
        The key of the duty or visit.
    start
        Minute of the horizon; ``None`` for a duty.
    holder
        Who has the seat now; ``None`` for an open one.
    """

    work: str
    start: int | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class StandIn:
    """One person for a seat.

    Attributes
    ----------
    person
        Id of the person.
    group
        ``prefers`` (wishes for it), ``free``, ``cost`` (free, but something gets worse) or
        ``conflict`` (a hard rule stands against it).
    edit
        The change of the roster that puts the person there.
    change
        What it does to the verdict, exactly, against the roster as it is.
    cost
        The soft cost against leaving the seat empty.
    reasons
        Why the person is in this group, the weightiest first.
    """

    person: str
    group: Group
    edit: Edit
    change: Change
    cost: int
    reasons: tuple[Sentence, ...]

    @property
    def score(self) -> Score:
        """The change of the score."""
        return self.change.score


@without_collecting()
def stand_ins(
    problem: Problem, roster: Roster, seat: Seat, *, judgement: Judgement | None = None
) -> tuple[StandIn, ...]:
    """Rank everybody who is not there yet for a seat, the best first.

    Parameters
    ----------
    problem, roster
        The community and who is where.
    seat
        The seat in question.
    judgement
        Of the same roster, where it is at hand; saves verifying the whole of it.

    Returns
    -------
    tuple of StandIn
        In the order of :data:`GROUPS`; within a group the least hard excess, then open
        seats, then soft cost first.

    Raises
    ------
    ValueError
        If the holder does not have the seat, or a visit is named without a start.
    """
    judged = judgement or Judgement(problem, roster)
    work = problem.works[seat.work]
    there = _there(roster, seat, work)
    leaving = tuple(a for a in there if a.person == seat.holder)
    if seat.holder is not None and not leaving:
        raise ValueError(f"{seat.holder} is not at {seat.work}: the roster has changed. Look at it again.")
    empty = judged.change(Edit(remove=leaving))
    before = empty.score
    found = []
    for person in problem.people.values():
        if any(a.person == person.id for a in there):
            continue
        edit = Edit(leaving, (_assignment(work, person, seat.start),))
        change = judged.change(edit)
        cost = change.score.soft - before.soft
        against = _own(change, empty)
        group = _group(problem, person, against, edit.add[0], cost)
        reasons: list[Sentence] = []
        for reason in _reasons(problem, person, against, edit.add[0]):
            if reason not in reasons:
                reasons.append(reason)
        found.append(StandIn(person.id, group, edit, change, cost, tuple(reasons)))
    return tuple(sorted(found, key=lambda s: (GROUPS.index(s.group), s.score, s.person)))


def _there(roster: Roster, seat: Seat, work: Work) -> tuple[Assignment, ...]:
    there = roster.at(seat.work)
    return there if isinstance(work, Duty) else tuple(a for a in there if a.start == seat.start)


def _assignment(work: Work, person: Person, start: int | None) -> Assignment:
    if isinstance(work, Duty):
        span = work.span if work.spans is None else work.spans.get(person.id, work.span)
        return Assignment(span.start, span.end, work.key, person.id)
    if start is None:
        raise ValueError(f"{work.key} is a visit. Say when it starts.")
    return Assignment(start, start + work.minutes, work.key, person.id)


def _own(change: Change, empty: Change) -> tuple[Finding, ...]:
    """Return the findings that the person brings, not those that the empty seat has too."""
    return tuple(
        f
        for f in change.new
        if not any(e.rule is f.rule and e.where == f.where and e.excess >= f.excess for e in empty.new)
    )


def _group(
    problem: Problem, person: Person, against: Iterable[Finding], added: Assignment, cost: int
) -> Group:
    if any(f.hard for f in against):
        return "conflict"
    if cost > 0:
        return "cost"
    return "prefers" if any(_wished(problem, person, added)) else "free"


def _reasons(
    problem: Problem, person: Person, against: tuple[Finding, ...], added: Assignment
) -> Iterator[Sentence]:
    barred = why_not(problem, person, problem.works[added.work], added.span)
    yield from (reason for _, reason, _ in barred)
    told = {"eligibility", "availability", "crews-turn"} if barred else set()
    for finding in sorted(against, key=lambda f: (not f.hard, -f.cost)):
        if finding.rule.kind not in told:
            yield finding.rule.explain(problem, finding)
    wishes = list(_wished(problem, person, added))
    day = problem.horizon.moment(added.start).date()
    for wish in wishes:
        yield sentence(
            "{who} wishes for it ({wish}) on {day}.", who=person.name or person.id, wish=wish.target, day=day
        )
    if not against and not barred and not wishes:
        yield sentence("{who} is free, and nothing gets worse.", who=person.name or person.id)


def _wished(problem: Problem, person: Person, added: Assignment) -> Iterator[Wish]:
    """Yield the wishes that an assignment would meet."""
    work = problem.works[added.work]
    span: Span = added.span
    if isinstance(work, Visit):
        slot = slot_of(work, span)
        span = slot.span if slot else span
    day = problem.horizon.day_of(added.start)
    for wish in person.wishes:
        if (
            wish.want
            and wish.target in ("*", *work.labels)
            and (wish.days is None or day in wish.days)
            and (wish.hours is None or wish.hours.touches(span, problem.horizon))
        ):
            yield wish


def by_group(found: Iterable[StandIn]) -> dict[Group, list[StandIn]]:
    """Return the stand-ins of each group, in their order; groups without any are empty."""
    groups: dict[Group, list[StandIn]] = {group: [] for group in GROUPS}
    for stand_in in found:
        groups[stand_in.group].append(stand_in)
    return groups
