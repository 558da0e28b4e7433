"""Most weekends with service in so many weeks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pydantic import Field

from roster.borders import past_days, people_meant
from roster.naming import called
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where, fits
from roster.words import sentence, sentences


class MaxWeekends(Rule):
    """Nobody serves on more than so many weekends in any so many weeks.

    A weekend counts if a service starts on its Saturday or Sunday. History counts: with
    ``weekends: 2, weeks: 4`` the three weeks before are looked at too. The excess, for
    each week of the plan and the weeks before it, is the number of weekends of the plan
    above what the past has left over.
    """

    kind = "max-weekends"
    title = sentence("most weekends")
    example = "{kind: max-weekends, weekends: 1, weeks: 2}"
    tiny = """
community: Tiny max-weekends
week: 2026-11-23
weeks: 2
people: [{id: p2, available: [Sat-Sun 00:00-24:00]}, {id: p1}]
duties:
  - {id: eve, days: 2026-11-27, time: 22:00-02:00}
  - {id: night, days: [2026-11-28, 2026-12-05], time: 23:00-02:00}
  - {id: noon, days: [2026-11-29, 2026-12-06], time: 12:00-13:00}
rules: [{kind: max-weekends, weekends: 1, weeks: 2}]
"""
    tiny_past = (("p1", "duties/noon/2026-11-22T1200", "2026-11-22T13:00"),)
    unit = "person"
    cases = (
        Case(
            "Friday night is no weekend, and both days are one",
            (
                ("p1", "duties/eve/2026-11-27T2200"),
                ("p2", "duties/noon/2026-11-29T1200"),
                ("p2", "duties/night/2026-11-28T2300"),
                ("p1", "duties/noon/2026-12-06T1200"),
            ),
            0,
        ),
        Case("the weekend before counts", (("p1", "duties/night/2026-11-28T2300"),), 1),
        Case(
            "two weekends running",
            (("p2", "duties/noon/2026-12-06T1200"), ("p2", "duties/night/2026-11-28T2300")),
            1,
        ),
    )

    weekends: int = Field(ge=0, description="Most weekends with service.")
    weeks: int = Field(default=4, ge=1, le=53, description="In any so many weeks running.")

    def post(self, ctx: ModelContext) -> None:
        count = ctx.problem.horizon.weeks
        for person in people_meant(ctx.problem, self.only):
            before = past_days(ctx.problem, person.id, self.only)
            served = [
                ctx.any_of(ctx.works_day(person.id, 7 * week + day, self.only) for day in (5, 6))
                for week in range(count)
            ]
            for last in range(count):
                past = range(last - self.weeks + 1, 0)
                done = sum(not before.isdisjoint((7 * week + 5, 7 * week + 6)) for week in past)
                now = served[max(last - self.weeks + 1, 0) : last + 1]
                ctx.at_most(now, max(0, self.weekends - done), Where(person=person.id, week=last))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        day_of = problem.horizon.day_of
        for person in people_meant(problem, self.only):
            now = {day_of(a.start) for a in roster.of_person(person.id) if fits(self.only, problem, a)}
            past = past_days(problem, person.id, self.only)
            weekends = {day // 7 for day in now | past if day % 7 >= 5}
            seen: Counter[int] = Counter()
            spared: Counter[int] = Counter()
            for weekend in weekends:
                for last in range(weekend, weekend + self.weeks):
                    seen[last] += 1
                    spared[last] += weekend < 0
            for week in range(problem.horizon.weeks):
                excess = seen[week] - max(self.weekends, spared[week])
                if excess > 0:
                    yield Finding(self, Where(person=person.id, week=week), excess, (("count", seen[week]),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentences(
            "{who} serves on {n} weekend of {weeks} weeks up to {day}; the most is {most}.",
            "{who} serves on {n} weekends of {weeks} weeks up to {day}; the most is {most}.",
            finding.fact("count"),
            who=called(problem, finding.where.person),
            weeks=self.weeks,
            day=problem.horizon.date_of(7 * (finding.where.week or 0) + 6),
            most=self.weekends,
        )
