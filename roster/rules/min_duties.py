"""Fewest duties and visits per person in a day, a week or the whole plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pydantic import Field

from roster.borders import open_days, people_meant
from roster.naming import called
from roster.periods import Per, days_of, period_of, period_said, periods, where_in
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, fits
from roster.words import sentence, sentences


class MinDuties(Rule):
    """Everybody serves at least so many times a week or in the whole plan.

    A duty, a visit and a standby count one each, by the day on which they start. People
    for whom there is nothing that they could do in a week (they are away, or nothing asks
    for what they can) are left out of that week. With ``per: day`` only days count on
    which somebody serves: who comes at all comes for so many. The excess is the number of
    duties and visits that are missing.
    """

    kind = "min-duties"
    title = sentence("fewest duties")
    example = "{kind: min-duties, duties: 2, per: week, weight: 4}"
    tiny = """
community: Tiny min-duties
week: 2026-11-23
people: [{id: p2, away: [2026-11-23..2026-11-29]}, {id: p1}, {id: p3, available: [Mon 08:00-20:00]}]
patrols:
  - {id: gate, people: {min: 0, target: 0, max: 2}, shifts: [{id: noon, days: Mon-Wed, time: 12:00-13:00}, {id: late, days: Mon, time: 18:00-19:00}]}
rules: [{kind: min-duties, duties: 2, per: week}]
"""
    unit = "person"
    cases = (
        Case(
            "two each are enough, and who is away is left out",
            (
                ("p1", "patrols/gate/noon/2026-11-24T1200"),
                ("p3", "patrols/gate/late/2026-11-23T1800"),
                ("p1", "patrols/gate/noon/2026-11-23T1200"),
                ("p3", "patrols/gate/noon/2026-11-23T1200"),
            ),
            0,
        ),
        Case(
            "one misses one, the other both",
            (("p3", "patrols/gate/late/2026-11-23T1800"),),
            3,
        ),
    )

    duties: int = Field(ge=1, description="Fewest duties and visits.")
    per: Per = Field(default="week", description="In which they are counted: day, week or horizon.")

    def post(self, ctx: ModelContext) -> None:
        horizon = ctx.problem.horizon
        days = open_days(ctx.problem, self.only)
        for person in people_meant(ctx.problem, self.only):
            choices = ctx.choices(person=person.id, only=self.only)
            for index in periods(self.per, horizon):
                if days[person.id].isdisjoint(days_of(self.per, index, horizon)):
                    continue
                lits = [c.lit for c in choices if period_of(self.per, c.day) == index]
                when = [ctx.works_day(person.id, index, self.only)] if self.per == "day" else []
                ctx.at_least(lits, self.duties, where_in(self.per, person.id, index), when=when)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        counts = Counter(
            (a.person, period_of(self.per, problem.horizon.day_of(a.start)))
            for a in roster.assignments
            if fits(self.only, problem, a)
        )
        if self.per != "day":
            days = open_days(problem, self.only)
            for known in people_meant(problem, self.only):
                counts.update({(known.id, period_of(self.per, day)): 0 for day in days[known.id]})
        for (person, index), count in sorted(counts.items()):
            if count < self.duties:
                where = where_in(self.per, person, index)
                yield Finding(self, where, self.duties - count, (("count", count),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentences(
            "{who} serves once {when}; the least is {least}.",
            "{who} serves {n} times {when}; the least is {least}.",
            finding.fact("count"),
            who=called(problem, finding.where.person),
            when=period_said(problem, finding.where),
            least=self.duties,
        )
