"""A home sees few different faces, and those it knows first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pydantic import Field

from roster.naming import all_called, called, titled
from roster.rules.api import Case, Finding, Lit, ModelContext, Problem, Roster, Rule, Sentence, Where, fits
from roster.words import sentence


class FamiliarFaces(Rule):
    """Each home is visited by few different people, and rather by people it knows.

    Over the planned weeks each different visitor of a home beyond `visitors` counts once. A
    home knows those whom it wants to keep (`keep`) and those who visited it in the history;
    if it knows anybody, each different visitor whom it does not know counts once more. How
    often somebody comes makes no difference.
    """

    kind = "familiar-faces"
    title = sentence("familiar faces")
    example = "{kind: familiar-faces, visitors: 2, weight: 20}"
    tiny = """
community: Tiny faces
week: 2026-11-23
people: [{id: p1}, {id: p2}, {id: p3}]
visits:
  - {id: h1, times_per_week: 2, days: [Mon, Tue], minutes: 40, between: [09:00-09:40], people: 1, keep: [p2]}
  - {id: h2, times_per_week: 2, days: [Mon, Tue], minutes: 40, between: [14:00-14:40], people: 1}
rules: [{kind: familiar-faces, visitors: 1, weight: 20}]
"""
    tiny_past = (("p3", "visits/h1/2026-11-20T0900", "2026-11-20T09:40"),)
    unit = "work"
    cases = (
        Case(
            "one known face twice",
            (("p2", "visits/h1", "2026-11-24T09:00"), ("p2", "visits/h1", "2026-11-23T09:00")),
            0,
        ),
        Case(
            "one face that the home does not know",
            (("p1", "visits/h1", "2026-11-24T09:00"), ("p1", "visits/h1", "2026-11-23T09:00")),
            1,
        ),
        Case(
            "a second face, known from last week",
            (("p2", "visits/h1", "2026-11-24T09:00"), ("p3", "visits/h1", "2026-11-23T09:00")),
            1,
        ),
        Case(
            "a second face, unknown too",
            (("p3", "visits/h1", "2026-11-24T09:00"), ("p1", "visits/h1", "2026-11-23T09:00")),
            2,
        ),
        Case(
            "a home that knows nobody",
            (("p3", "visits/h2", "2026-11-23T14:00"), ("p3", "visits/h2", "2026-11-24T14:00")),
            0,
        ),
        Case(
            "a second face at a home that knows nobody",
            (("p3", "visits/h2", "2026-11-23T14:00"), ("p1", "visits/h2", "2026-11-24T14:00")),
            1,
        ),
    )

    visitors: int = Field(ge=1, description="So many different people per home are fine.")

    def post(self, ctx: ModelContext) -> None:
        past = ctx.problem.past
        for visit in ctx.problem.visits:
            mine: defaultdict[str, list[Lit]] = defaultdict(list)
            for choice in ctx.choices(work=visit.key, only=self.only):
                mine[choice.person.id].append(choice.lit)
            faces = {person: ctx.any_of(lits) for person, lits in mine.items()}
            where = Where(work=visit.key)
            ctx.at_most(faces.values(), self.visitors, where)
            known = visit.keep | {p.person for p in past if p.service == "visits" and p.task == visit.task}
            if known:
                for person, face in faces.items():
                    if person not in known:
                        ctx.forbid_all([face], Where(person=person, work=visit.key))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        knows: dict[str, set[str]] = {v.task: set(v.keep) for v in problem.visits}
        for past in problem.past:
            if past.service == "visits" and past.task in knows:
                knows[past.task].add(past.person)
        for visit in problem.visits:
            came = sorted({a.person for a in roster.at(visit.key) if fits(self.only, problem, a)})
            if came[self.visitors :]:
                facts = (("people", tuple(came)),)
                where = Where(work=visit.key, note="many")
                yield Finding(self, where, len(came) - self.visitors, facts)
            for person in came if knows[visit.task] else ():
                if person not in knows[visit.task]:
                    yield Finding(self, Where(person=person, work=visit.key, note="unknown"))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        what = titled(problem, finding.where.work)
        if finding.where.note == "unknown":
            return sentence(
                "{what} does not know {who}.", what=what, who=called(problem, finding.where.person)
            )
        people = all_called(problem, finding.fact("people"))
        return sentence(
            "{what} is visited by {count} different people ({people}); {asked} asked.",
            what=what,
            count=len(people),
            people=people,
            asked=self.visitors,
        )
