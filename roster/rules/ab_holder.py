"""A holds the window; others sit there only when A cannot."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from roster.eligibility import can_serve, why_not
from roster.naming import called, titled
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where, fits
from roster.words import sentence


class ABHolder(Rule):
    """Each session at which somebody else sits, although A is there and could, costs the weight.

    A sits at the window unless A is away, at the limit or needed elsewhere; then B does. The
    weight says how much a need elsewhere has to be worth.
    """

    kind = "ab-holder"
    example = "{kind: ab-holder, weight: 100}"
    tiny = """
community: Tiny holder
week: 2026-11-23
people: [{id: p2, away: [2026-11-24]}, {id: p1}, {id: p3}]
windows:
  - {id: w, open: [{days: [Mon, Tue], time: 09:00-12:00}], ab: {a: p2, b: p1, standin: true}}
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
        Case("nobody sits, which is an open seat and no concern of this rule", (), 0),
    )
    builtin = True
    soft_only = True

    weight: int | None = Field(default=100, ge=1, description="Cost of a session.")

    def post(self, ctx: ModelContext) -> None:
        problem = ctx.problem
        for duty in problem.duties:
            if duty.ab is None or not can_serve(problem, problem.people[duty.ab.a], duty):
                continue
            for choice in ctx.choices(work=duty.key, only=self.only):
                if choice.person.id != duty.ab.a:
                    where = Where(person=choice.person.id, work=duty.key, day=duty.day)
                    ctx.penalise([choice.lit], where)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for duty in problem.duties:
            if duty.ab is None:
                continue
            others = [a for a in roster.at(duty.key) if a.person != duty.ab.a and fits(self.only, problem, a)]
            if others and not why_not(problem, problem.people[duty.ab.a], duty, duty.span):
                for a in others:
                    where = Where(
                        person=a.person, other=duty.ab.a, work=duty.key, day=duty.day, start=a.start
                    )
                    yield Finding(self, where)

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentence(
            "{who} sits at {what} on {start} although {holder}, who holds it, is there.",
            who=called(problem, finding.where.person),
            what=titled(problem, finding.where.work),
            start=problem.horizon.moment(finding.where.start or 0),
            holder=called(problem, finding.where.other),
        )
