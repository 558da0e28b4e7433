"""Visitors come together, in the right number, with the companion that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from roster.model import Person, Visit
from roster.naming import all_called, titled
from roster.rules.api import Case, Choice, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where
from roster.words import sentence


class VisitTeam(Rule):
    """A visit takes place with all its `people`, who come at the same time, or not at all.

    With `with: {team: police}` at least one of them is of that team. One visitor may lack the
    skills and the team that the home asks for, if that visitor is such a companion; everyone
    else has them.
    """

    kind = "visit-team"
    title = sentence("visitors of a visit")
    example = "{kind: visit-team}"
    tiny = """
community: Tiny teams
week: 2026-11-23
people: [{id: p1, skills: [care]}, {id: p2, skills: [care], teams: [police]}, {id: p3, teams: [police]}, {id: p4, teams: [police]}]
visits:
  - {id: h1, times_per_week: 1, days: Mon, minutes: 40, between: [09:00-09:41], people: 2, skills: [care], with: {team: police}}
  - {id: h2, times_per_week: 1, days: Tue, minutes: 40, between: [09:00-09:40], people: 1, with: {team: police}}
"""
    unit = "work"
    cases = (
        Case(
            "a carer and an officer",
            (("p3", "visits/h1", "2026-11-23T09:00"), ("p1", "visits/h1", "2026-11-23T09:00")),
            0,
        ),
        Case(
            "two carers, one of them an officer",
            (("p2", "visits/h1", "2026-11-23T09:01"), ("p1", "visits/h1", "2026-11-23T09:01")),
            0,
        ),
        Case("one is missing, and it is the officer", (("p1", "visits/h1", "2026-11-23T09:00"),), 2),
        Case(
            "they come a minute apart",
            (("p3", "visits/h1", "2026-11-23T09:00"), ("p2", "visits/h1", "2026-11-23T09:01")),
            2,
        ),
        Case(
            "two officers and no carer",
            (("p4", "visits/h1", "2026-11-23T09:00"), ("p3", "visits/h1", "2026-11-23T09:00")),
            1,
        ),
        Case(
            "three are one too many",
            (
                ("p3", "visits/h1", "2026-11-23T09:00"),
                ("p2", "visits/h1", "2026-11-23T09:00"),
                ("p1", "visits/h1", "2026-11-23T09:00"),
            ),
            1,
        ),
        Case("alone means the officer", (("p3", "visits/h2", "2026-11-24T09:00"),), 0),
        Case("alone and not of the police", (("p1", "visits/h2", "2026-11-24T09:00"),), 1),
    )
    builtin = True
    structural = True

    def post(self, ctx: ModelContext) -> None:
        for visit in ctx.problem.visits:
            by_slot: dict[int, list[Choice]] = {slot.index: [] for slot in visit.slots}
            for choice in ctx.choices(work=visit.key):
                if choice.slot is not None:
                    by_slot[choice.slot.index].append(choice)
            for slot in visit.slots:
                here, held = by_slot[slot.index], ctx.happens(visit.key, slot.index)
                where = Where(work=visit.key, day=slot.day, note=str(slot.index))
                everyone = [*((1, c.lit) for c in here), (-visit.people, held)]
                ctx.at_most(everyone, 0, where)
                ctx.at_least(everyone, 0, where)
                if visit.companion is not None:
                    companions = [c.lit for c in here if visit.companion.fits(c.person)]
                    ctx.implies([held], companions, where)
                    ctx.at_most([c.lit for c in here if not visit.qualified(c.person)], 1, where)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for visit in problem.visits:
            for start, there in roster.meetings(visit.key).items():
                where = Where(work=visit.key, day=problem.horizon.day_of(start), start=start)
                yield from self._check_meeting(visit, [problem.people[a.person] for a in there], where)

    def _check_meeting(self, visit: Visit, people: list[Person], where: Where) -> Iterator[Finding]:
        here = ("people", tuple(p.id for p in people))
        if len(people) != visit.people:
            excess = abs(len(people) - visit.people)
            yield Finding(self, replace(where, note="number"), excess, (here, ("asked", visit.people)))
        asked = visit.companion
        if asked is None:
            return
        if all(asked.team not in (None, *p.teams) or asked.skill not in (None, *p.skills) for p in people):
            facts = (("asked", asked.team or asked.skill),)
            yield Finding(self, replace(where, note="companion"), facts=facts)
        lacking = tuple(
            p.id for p in people if visit.skills - p.skills or (visit.teams and not visit.teams & p.teams)
        )
        if len(lacking) > 1:
            where = replace(where, note="unqualified")
            yield Finding(self, where, len(lacking) - 1, (("people", lacking),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        what = titled(problem, finding.where.work)
        start = problem.horizon.moment(finding.where.start or 0)
        if finding.where.note == "companion":
            return sentence(
                "Nobody of {asked} comes along to {what} on {start}.",
                asked=finding.fact("asked"),
                what=what,
                start=start,
            )
        people = all_called(problem, finding.fact("people"))
        if finding.where.note == "unqualified":
            return sentence(
                "{people} lack what {what} on {start} asks for; only one companion may.",
                people=people,
                what=what,
                start=start,
            )
        return sentence(
            "{count} come to {what} on {start} ({people}); {asked} asked.",
            count=len(people),
            what=what,
            start=start,
            people=people,
            asked=finding.fact("asked"),
        )
