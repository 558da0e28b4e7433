"""The week looks like the week before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from roster.eligibility import can_serve, visit_windows
from roster.model import Past, Person, Work
from roster.naming import called, titled
from roster.roster import Assignment
from roster.rules.api import (
    Case,
    Duty,
    Finding,
    ModelContext,
    Problem,
    Roster,
    Rule,
    Sentence,
    Span,
    Visit,
    Where,
    fits,
)
from roster.words import sentence


class Stability(Rule):
    """Who served last week serves again at the same post and time, and visits the same homes.

    It is about the first week of the plan. Each service of exactly seven days before a
    duty (same post, shift, grid and local time) whose person could still do it costs one
    if they do not. Each person who visited a home last week and could visit it again costs
    one if they do not visit it at all. History says what was last week.
    """

    kind = "stability"
    title = sentence("as last week")
    example = "{kind: stability, weight: 3}"
    tiny = """
community: Tiny stability
week: 2026-11-23
weeks: 2
people:
  - {id: p2, available: [Mon-Tue 00:00-24:00], away: [2026-11-24]}
  - {id: p1}
  - {id: p3, available: [Wed 00:00-24:00]}
patrols:
  - {id: gate, shifts: [{id: noon, days: [2026-11-23, 2026-11-29, 2026-11-30], time: 12:00-13:00}, {id: late, days: 2026-11-23, time: 23:00-02:00}]}
visits:
  - {id: h1, minutes: 60, times_per_week: 1, between: [09:00-10:00], days: [2026-11-24, 2026-11-25, 2026-12-01]}
rules: [{kind: stability, weight: 3}]
"""
    tiny_past = (
        ("p1", "patrols/gate/late/2026-11-16T2300", "2026-11-17T02:00"),
        ("p2", "patrols/gate/noon/2026-11-16T1200", "2026-11-16T13:00"),
        ("p2", "patrols/gate/noon/2026-11-22T1200", "2026-11-22T13:00"),
        ("p1", "visits/h1/2026-11-17T0900", "2026-11-17T10:00"),
        ("p2", "visits/h1/2026-11-17T0900", "2026-11-17T10:00"),
        ("p3", "visits/h1/2026-11-11T0900", "2026-11-11T10:00"),
        ("p1", "patrols/gate/noon/2026-11-15T1200", "2026-11-15T13:00"),
    )
    cases = (
        Case(
            "as last week, the home on another day; who cannot come on Sunday or to the home does not",
            (
                ("p2", "patrols/gate/noon/2026-11-23T1200"),
                ("p1", "patrols/gate/late/2026-11-23T2300"),
                ("p1", "visits/h1", "2026-11-25T09:00"),
            ),
            0,
        ),
        Case(
            "changed places at noon and at night; another visitor, and the old one only a week later",
            (
                ("p1", "patrols/gate/noon/2026-11-23T1200"),
                ("p3", "visits/h1", "2026-11-25T09:00"),
                ("p1", "patrols/gate/noon/2026-11-29T1200"),
                ("p1", "visits/h1", "2026-12-01T09:00"),
            ),
            3,
        ),
    )
    soft_only = True
    unit = "person"

    weight: int | None = Field(default=3, ge=1, description="Cost of each change.")

    def post(self, ctx: ModelContext) -> None:
        problem = ctx.problem
        faces: dict[tuple[object, ...], set[str]] = defaultdict(set)
        for past in problem.past:
            begins = problem.horizon.moment(past.span.start) + timedelta(days=7)
            post = (past.service, past.task, past.shift, past.grid)
            if problem.horizon.week_of(past.span.start) == -1 and self._means(problem, past.person):
                faces[*post, begins].add(past.person)
                faces[*post, begins.date()].add(past.person)
                faces["home", past.task].update([past.person] if past.service == "visits" else [])
        for duty in problem.duties:
            begins = problem.horizon.moment(duty.span.start)
            when = begins if duty.spans is None else begins.date()
            for person in sorted(faces.get((duty.service, duty.task, duty.shift, duty.grid, when), ())):
                if not can_serve(problem, problem.people[person], duty):
                    continue
                span = duty.span_of(person)
                if self.only is None or self.only.fits_work(problem, duty, span, duty.day):
                    again = [c.lit for c in ctx.choices(person=person, work=duty.key)]
                    ctx.at_least(again, 1, Where(person=person, work=duty.key, day=duty.day))
        for visit in problem.visits:
            for person in sorted(faces.get(("home", visit.task), ())):
                slots = [
                    slot
                    for slot in visit.slots
                    if slot.week == 0 and visit_windows(problem, problem.people[person], visit, slot)
                ]
                if any(
                    self.only is None or self.only.fits_work(problem, visit, slot.span, slot.day)
                    for slot in slots
                ):
                    choices = ctx.choices(person=person, work=visit.key, only=self.only)
                    again = [c.lit for c in choices if c.week == 0]
                    ctx.at_least(again, 1, Where(person=person, work=visit.key))

    def _means(self, problem: Problem, person: str) -> bool:
        known = problem.people.get(person)
        return known is not None and (self.only is None or self.only.fits_person(known))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        seen: set[tuple[str, str]] = set()
        works: dict[tuple[str, str], list[Work]] = defaultdict(list)
        for work in problem.works.values():
            works[work.service, work.task].append(work)
        for past in problem.past:
            person, day = problem.people.get(past.person), problem.horizon.day_of(past.span.start)
            if person is None or not -7 <= day < 0:
                continue
            for work in works[past.service, past.task]:
                if isinstance(work, Duty) and work.day != day + 7:
                    continue
                if (past.person, work.key) in seen:
                    continue
                gone = (
                    self._left_home(problem, roster, person, work)
                    if isinstance(work, Visit)
                    else self._left_duty(problem, roster, person, work, past)
                )
                if gone:
                    seen.add((past.person, work.key))
                    when = work.day if isinstance(work, Duty) else None
                    yield Finding(self, Where(person=past.person, work=work.key, day=when))

    def _left_duty(self, problem: Problem, roster: Roster, person: Person, duty: Duty, past: Past) -> bool:
        moment = problem.horizon.moment
        before, now = moment(past.span.start), moment(duty.span.start)
        return (
            (past.shift, past.grid) == (duty.shift, duty.grid)
            and (duty.spans is not None or now.time() == before.time())
            and can_serve(problem, person, duty)
            and fits(self.only, problem, Assignment(*_ends(duty.span_of(person.id)), duty.key, person.id))
            and all(a.person != person.id for a in roster.at(duty.key))
        )

    def _left_home(self, problem: Problem, roster: Roster, person: Person, visit: Visit) -> bool:
        def meant(start: int) -> bool:
            there = Assignment(start, start + visit.minutes, visit.key, person.id)
            return problem.horizon.week_of(start) == 0 and fits(self.only, problem, there)

        if any(a.person == person.id and meant(a.start) for a in roster.at(visit.key)):
            return False
        possible = (
            piece.start for slot in visit.slots for piece in visit_windows(problem, person, visit, slot)
        )
        return any(map(meant, possible))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        who, what = called(problem, finding.where.person), titled(problem, finding.where.work)
        if finding.where.day is None:
            return sentence(
                "{who} visited {what} last week and does not visit it this week.", who=who, what=what
            )
        return sentence(
            "{who} was at {what} last week and is not there on {day}.",
            who=who,
            what=what,
            day=problem.horizon.date_of(finding.where.day),
        )


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end
