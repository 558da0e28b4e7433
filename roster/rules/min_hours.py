"""Fewest hours of service per person in a day, a week or the whole plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pydantic import Field

from roster.borders import open_days, people_meant
from roster.naming import called
from roster.periods import Per, days_of, period_of, period_said, periods, where_in
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, fits
from roster.words import sentence


class MinHours(Rule):
    """Everybody serves at least so many hours a week or in the whole plan.

    Duties, visits and standby count in full on the day on which they start; walking does
    not count. People for whom there is nothing that they could do in a week are left out
    of that week. With ``per: day`` only days count on which somebody serves: who comes at
    all comes for so long. The excess is the number of started hours that are missing.
    """

    kind = "min-hours"
    title = sentence("fewest hours")
    example = "{kind: min-hours, hours: 2.5, per: day, weight: 4}"
    tiny = """
community: Tiny min-hours
week: 2026-11-23
people: [{id: p2}, {id: p1, available: [Mon 12:00-20:00]}]
duties:
  - {id: desk, days: [Mon, Tue], time: 08:00-10:00}
  - {id: room, days: [Mon, Tue], time: 14:00-14:30, people: {min: 1, max: 2}}
  - {id: night, days: Mon, time: 23:00-02:00}
rules: [{kind: min-hours, hours: 2.5, per: day}]
"""
    unit = "person"
    cases = (
        Case("who does not come owes nothing", (), 0),
        Case(
            "two hours and a half are enough",
            (("p2", "duties/room/2026-11-24T1400"), ("p2", "duties/desk/2026-11-24T0800")),
            0,
        ),
        Case("half an hour lacks two", (("p1", "duties/room/2026-11-23T1400"),), 2),
        Case(
            "half an hour is lacking: one started hour, and the night counts for Monday",
            (("p2", "duties/desk/2026-11-24T0800"), ("p2", "duties/night/2026-11-23T2300")),
            1,
        ),
    )

    hours: float = Field(gt=0, le=1000, description="Fewest hours.")
    per: Per = Field(default="week", description="In which they are counted: day, week or horizon.")

    def post(self, ctx: ModelContext) -> None:
        horizon, least = ctx.problem.horizon, round(self.hours * 60)
        days = open_days(ctx.problem, self.only)
        for person in people_meant(ctx.problem, self.only):
            choices = ctx.choices(person=person.id, only=self.only)
            for index in periods(self.per, horizon):
                if days[person.id].isdisjoint(days_of(self.per, index, horizon)):
                    continue
                terms = [(c.minutes, c.lit) for c in choices if period_of(self.per, c.day) == index]
                when = [ctx.works_day(person.id, index, self.only)] if self.per == "day" else []
                ctx.at_least(terms, least, where_in(self.per, person.id, index), per=60, when=when)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        served: Counter[tuple[str, int]] = Counter()
        if self.per != "day":
            days = open_days(problem, self.only)
            for known in people_meant(problem, self.only):
                served.update({(known.id, period_of(self.per, day)): 0 for day in days[known.id]})
        for a in roster.assignments:
            if fits(self.only, problem, a):
                served[a.person, period_of(self.per, problem.horizon.day_of(a.start))] += a.span.minutes
        for (person, index), minutes in sorted(served.items()):
            missing = round(self.hours * 60) - minutes
            if missing > 0:
                facts = (("hours", minutes / 60),)
                yield Finding(self, where_in(self.per, person, index), -(-missing // 60), facts)

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentence(
            "{who} serves {hours} h {when}; the least is {least} h.",
            who=called(problem, finding.where.person),
            hours=finding.fact("hours"),
            when=period_said(problem, finding.where),
            least=self.hours,
        )
