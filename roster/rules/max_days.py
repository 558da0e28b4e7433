"""Most days of service per person in a week or the whole plan."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from roster.borders import people_meant
from roster.naming import called
from roster.periods import PerWeek, days_of, period_of, period_said, periods, where_in
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, fits
from roster.words import sentence, sentences


class MaxDays(Rule):
    """Nobody serves on more than so many days a week or in the whole plan.

    However often somebody serves on one day, it is one day: the one on which the service
    starts. The excess is the number of days above the maximum.
    """

    kind = "max-days"
    title = sentence("most days")
    example = "{kind: max-days, days: 2, per: week}"
    tiny = """
community: Tiny max-days
week: 2026-11-23
people: [{id: p2, available: [Mon-Tue 00:00-24:00]}, {id: p1}]
duties:
  - {id: desk, days: Mon-Thu, time: 08:00-10:00}
  - {id: night, days: Mon, time: 23:00-02:00}
rules: [{kind: max-days, days: 2, per: week}]
"""
    unit = "person"
    cases = (
        Case(
            "three services on two days",
            (
                ("p1", "duties/night/2026-11-23T2300"),
                ("p1", "duties/desk/2026-11-23T0800"),
                ("p1", "duties/desk/2026-11-26T0800"),
            ),
            0,
        ),
        Case(
            "four days are two too many",
            (
                ("p1", "duties/desk/2026-11-26T0800"),
                ("p1", "duties/night/2026-11-23T2300"),
                ("p1", "duties/desk/2026-11-25T0800"),
                ("p1", "duties/desk/2026-11-24T0800"),
            ),
            2,
        ),
    )

    days: int = Field(ge=0, description="Most days.")
    per: PerWeek = Field(default="week", description="In which they are counted: week or horizon.")

    def post(self, ctx: ModelContext) -> None:
        horizon = ctx.problem.horizon
        for person in people_meant(ctx.problem, self.only):
            for index in periods(self.per, horizon):
                served = [
                    ctx.works_day(person.id, day, self.only)
                    for day in days_of(self.per, index, horizon)
                    if ctx.choices(person=person.id, day=day, only=self.only)
                ]
                ctx.at_most(served, self.days, where_in(self.per, person.id, index))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        days: dict[tuple[str, int], set[int]] = {}
        for a in roster.assignments:
            if fits(self.only, problem, a):
                day = problem.horizon.day_of(a.start)
                days.setdefault((a.person, period_of(self.per, day)), set()).add(day)
        for (person, index), served in sorted(days.items()):
            if len(served) > self.days:
                facts = (("count", len(served)),)
                yield Finding(self, where_in(self.per, person, index), len(served) - self.days, facts)

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentences(
            "{who} serves on {n} day {when}; the most is {most}.",
            "{who} serves on {n} days {when}; the most is {most}.",
            finding.fact("count"),
            who=called(problem, finding.where.person),
            when=period_said(problem, finding.where),
            most=self.days,
        )
