"""A window's A and B are never away together."""

from __future__ import annotations

from collections.abc import Iterator

from roster.eligibility import can_serve, why_not
from roster.model import AB, Work
from roster.naming import called, titled
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
    Where,
)
from roster.words import sentence


class ABCover(Rule):
    """While B serves elsewhere during a session of the window, A sits there; and the other way round.

    Elsewhere includes the way there and back. Where A cannot sit at a session at all (away,
    not available, without the skill), B has no other service during it. A person who could
    not sit at the session anyway is not kept from other service. Each other service counts
    once.
    """

    kind = "ab-cover"
    title = sentence("B covers A")
    example = "{kind: ab-cover}"
    tiny = """
community: Tiny cover
week: 2026-11-23
people: [{id: p2, away: [2026-11-24]}, {id: p1}]
places: [{id: hall, at: [36.6200, 101.8000]}, {id: west, at: [36.6200, 101.7925]}]
travel: {walking_kmh: 4, detour: 1.0}
windows:
  - {id: w, place: hall, open: [{days: [Mon, Tue], time: 09:00-12:00}], ab: {a: p2, b: p1}}
duties:
  - {id: far, place: west, days: Mon, time: 08:00-08:55, people: 1}
  - {id: other, place: hall, days: Tue, time: 10:00-11:00, people: 1}
visits:
  - {id: h1, place: hall, times_per_week: 1, days: Mon, minutes: 40, between: [08:20-09:01], people: 1}
"""
    unit = "work"
    cases = (
        Case(
            "B is elsewhere while A sits",
            (("p1", "duties/far/2026-11-23T0800"), ("p2", "windows/w/2026-11-23T0900")),
            0,
        ),
        Case(
            "A is elsewhere while B sits",
            (("p1", "windows/w/2026-11-23T0900"), ("p2", "duties/far/2026-11-23T0800")),
            0,
        ),
        Case("B is not back in time and nobody sits", (("p1", "duties/far/2026-11-23T0800"),), 1),
        Case(
            "both are elsewhere",
            (("p1", "duties/far/2026-11-23T0800"), ("p2", "visits/h1", "2026-11-23T08:21")),
            2,
        ),
        Case("B is back to the minute", (("p1", "visits/h1", "2026-11-23T08:20"),), 0),
        Case("B is a minute late", (("p1", "visits/h1", "2026-11-23T08:21"),), 1),
        Case("A is away and B elsewhere", (("p1", "duties/other/2026-11-24T1000"),), 1),
        Case("A is away and B sits", (("p1", "windows/w/2026-11-24T0900"),), 0),
    )
    builtin = True

    def post(self, ctx: ModelContext) -> None:
        problem, only = ctx.problem, self.only
        for duty in problem.duties:
            if duty.ab is None or (only and not only.fits_work(problem, duty, duty.span, duty.day)):
                continue
            for one, other in ((duty.ab.a, duty.ab.b), (duty.ab.b, duty.ab.a)):
                if not can_serve(problem, problem.people[one], duty):
                    continue
                cover = [c.lit for c in ctx.choices(person=other, work=duty.key)]
                where = Where(person=one, other=other, work=duty.key, day=duty.day)
                for choice in ctx.choices(person=one):
                    there = choice.work.place
                    start = duty.span.start - problem.travel.minutes(there, duty.place)
                    missed = Span(start, duty.span.end + problem.travel.minutes(duty.place, there))
                    if choice.work is not duty and choice.window.overlaps(missed):
                        ctx.implies([ctx.during(choice, missed)], cover, where)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for duty in problem.duties:
            if duty.ab is None:
                continue
            if self.only is not None and not self.only.fits_work(problem, duty, duty.span, duty.day):
                continue
            sitting = {a.person for a in roster.at(duty.key)}
            for person in (duty.ab.a, duty.ab.b):
                if _partner(duty.ab, person) in sitting:
                    continue
                if not why_not(problem, problem.people[person], duty, duty.span):
                    yield from self._absences(problem, roster, duty, person)

    def _absences(self, problem: Problem, roster: Roster, duty: Duty, person: str) -> Iterator[Finding]:
        walk = problem.travel.minutes
        for a in roster.of_person(person):
            place = problem.works[a.work].place
            back_late = a.end + walk(place, duty.place) > duty.span.start
            leaves_early = a.start - walk(duty.place, place) < duty.span.end
            if a.work != duty.key and back_late and leaves_early:
                where = Where(person=person, work=duty.key, day=duty.day, start=duty.span.start)
                yield Finding(self, where, facts=(("elsewhere", a.work), ("starts", a.start)))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        duty = problem.works[finding.where.work or ""]
        person = finding.where.person or ""
        partner = _partner(duty.ab, person) if isinstance(duty, Duty) and duty.ab else ""
        return sentence(
            "{who} is at {elsewhere} on {starts}, and {partner} does not sit at {what} on {day}.",
            who=called(problem, person),
            elsewhere=titled(problem, finding.fact("elsewhere")),
            starts=problem.horizon.moment(finding.fact("starts")),
            partner=called(problem, partner),
            what=titled(problem, finding.where.work),
            day=problem.horizon.moment(finding.where.start or 0),
        )

    def watches(self, problem: Problem, work: Work) -> frozenset[str]:
        return frozenset((work.ab.a, work.ab.b)) if isinstance(work, Duty) and work.ab else frozenset()


def _partner(ab: AB, person: str) -> str:
    return ab.b if person == ab.a else ab.a
