"""Fewest days of service per person in a week or the whole plan."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from roster.borders import open_days, people_meant
from roster.naming import called
from roster.periods import PerWeek, days_of, period_of, period_said, periods, where_in
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, fits
from roster.words import sentence, sentences


class MinDays(Rule):
    """Everybody serves on at least so many days a week or in the whole plan.

    However often somebody serves on one day, it is one day: the one on which the service
    starts. People for whom there is nothing that they could do in a week are left out of
    that week. The excess is the number of days that are missing.
    """

    kind = "min-days"
    title = sentence("fewest days")
    example = "{kind: min-days, days: 2, per: week, weight: 3}"
    tiny = """
community: Tiny min-days
week: 2026-11-23
people: [{id: p2, available: [Tue-Wed 00:00-24:00]}, {id: p1}, {id: p3, available: []}]
duties:
  - {id: desk, days: Mon-Wed, time: 08:00-10:00, people: {min: 1, max: 2}}
  - {id: night, days: Mon, time: 23:00-02:00}
rules: [{kind: min-days, days: 2, per: week}]
"""
    unit = "person"
    cases = (
        Case(
            "twice on one day is one day; the other has one day too",
            (
                ("p1", "duties/night/2026-11-23T2300"),
                ("p1", "duties/desk/2026-11-23T0800"),
                ("p2", "duties/desk/2026-11-25T0800"),
            ),
            2,
        ),
        Case(
            "two days each",
            (
                ("p2", "duties/desk/2026-11-25T0800"),
                ("p2", "duties/desk/2026-11-24T0800"),
                ("p1", "duties/desk/2026-11-24T0800"),
                ("p1", "duties/night/2026-11-23T2300"),
            ),
            0,
        ),
        Case(
            "nobody but those who can serve owes anything",
            (("p1", "duties/desk/2026-11-24T0800"), ("p1", "duties/night/2026-11-23T2300")),
            2,
        ),
    )

    days: int = Field(ge=1, description="Fewest days.")
    per: PerWeek = Field(default="week", description="In which they are counted: week or horizon.")

    def post(self, ctx: ModelContext) -> None:
        horizon = ctx.problem.horizon
        possible = open_days(ctx.problem, self.only)
        for person in people_meant(ctx.problem, self.only):
            for index in periods(self.per, horizon):
                days = [d for d in days_of(self.per, index, horizon) if d in possible[person.id]]
                if days:
                    served = [ctx.works_day(person.id, day, self.only) for day in days]
                    ctx.at_least(served, self.days, where_in(self.per, person.id, index))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        days: dict[tuple[str, int], set[int]] = {
            (person.id, period_of(self.per, day)): set()
            for person in people_meant(problem, self.only)
            for day in open_days(problem, self.only)[person.id]
        }
        for a in roster.assignments:
            if fits(self.only, problem, a):
                day = problem.horizon.day_of(a.start)
                days.setdefault((a.person, period_of(self.per, day)), set()).add(day)
        for (person, index), served in sorted(days.items()):
            if len(served) < self.days:
                facts = (("count", len(served)),)
                yield Finding(self, where_in(self.per, person, index), self.days - len(served), facts)

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentences(
            "{who} serves on {n} day {when}; the least is {least}.",
            "{who} serves on {n} days {when}; the least is {least}.",
            finding.fact("count"),
            who=called(problem, finding.where.person),
            when=period_said(problem, finding.where),
            least=self.days,
        )
