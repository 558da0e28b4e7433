"""A holds the window; B sits there when A cannot, and others only when neither can."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from roster.eligibility import can_serve, why_not
from roster.naming import called, titled
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where, fits
from roster.words import sentence


class ABHolder(Rule):
    """Each session at which somebody sits, although one who goes before is there and could, costs the weight.

    A sits at the window unless A is away, at the limit or needed elsewhere; then B does, and
    with ``standin: true`` somebody else where B cannot either. The weight says how much a need
    elsewhere has to be worth.
    """

    kind = "ab-holder"
    title = sentence("A at the own window")
    example = "{kind: ab-holder, weight: 100}"
    tiny = """
community: Tiny holder
week: 2026-11-23
people: [{id: p2, away: [2026-11-24..2026-11-25]}, {id: p1, away: [2026-11-25]}, {id: p3}]
windows:
  - {id: w, open: [{days: [Mon, Tue, Wed], time: 09:00-12:00}], ab: {a: p2, b: p1, standin: true}}
rules: [{kind: ab-holder, weight: 100}]
"""
    unit = "work"
    cases = (
        Case("A sits", (("p2", "windows/w/2026-11-23T0900"),), 0),
        Case("B sits though A is there", (("p1", "windows/w/2026-11-23T0900"),), 1),
        Case(
            "a stand-in sits though A is there",
            (("p3", "windows/w/2026-11-23T0900"), ("p1", "windows/w/2026-11-24T0900")),
            1,
        ),
        Case("B sits while A is away", (("p1", "windows/w/2026-11-24T0900"),), 0),
        Case("a stand-in sits while A is away and B is there", (("p3", "windows/w/2026-11-24T0900"),), 1),
        Case("a stand-in sits while both are away", (("p3", "windows/w/2026-11-25T0900"),), 0),
        Case("nobody sits, which is an open seat and no concern of this rule", (), 0),
    )
    builtin = True
    soft_only = True

    weight: int | None = Field(default=100, ge=1, description="Cost of a session.")

    def post(self, ctx: ModelContext) -> None:
        problem = ctx.problem
        for duty in problem.duties:
            if duty.ab is None:
                continue
            first = [p for p in (duty.ab.a, duty.ab.b) if can_serve(problem, problem.people[p], duty)][:1]
            for choice in ctx.choices(work=duty.key, only=self.only):
                if first and choice.person.id not in (duty.ab.a, first[0]):
                    where = Where(person=choice.person.id, work=duty.key, day=duty.day)
                    ctx.penalise([choice.lit], where)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for duty in problem.duties:
            if duty.ab is None:
                continue
            for a in roster.at(duty.key):
                if not fits(self.only, problem, a):
                    continue
                for before in (duty.ab.a, duty.ab.b):
                    if a.person == before:
                        break
                    if not why_not(problem, problem.people[before], duty, duty.span):
                        yield Finding(
                            self,
                            Where(person=a.person, other=before, work=duty.key, day=duty.day, start=a.start),
                        )
                        break

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentence(
            "{who} sits at {what} on {start} although {holder}, who goes before, is there.",
            who=called(problem, finding.where.person),
            what=titled(problem, finding.where.work),
            start=problem.horizon.moment(finding.where.start or 0),
            holder=called(problem, finding.where.other),
        )
