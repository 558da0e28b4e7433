"""Most duties and visits per person in a day, a week or the whole plan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from pydantic import Field

from roster.naming import called
from roster.periods import Per, period_of, period_said, where_in
from roster.rules.api import Case, Finding, Lit, ModelContext, Problem, Roster, Rule, Sentence, fits
from roster.words import sentence, sentences


class MaxDuties(Rule):
    """Nobody serves more than so many times a day, a week or in the whole plan.

    A duty, a visit and a standby count one each, by the day on which they start. A week
    is Monday to Sunday. The excess is the number of duties and visits above the maximum.
    """

    kind = "max-duties"
    title = sentence("most duties")
    example = "{kind: max-duties, duties: 3, per: week}"
    tiny = """
community: Tiny max-duties
week: 2026-11-23
people: [{id: p1}, {id: p2}]
patrols:
  - {id: gate, shifts: [{id: noon, days: Mon-Wed, time: 12:00-13:00}, {id: late, days: Mon, time: 23:00-01:00}]}
visits:
  - {id: h1, minutes: 30, times_per_week: 1, between: [09:00-09:30], days: [Sun]}
rules: [{kind: max-duties, duties: 3, per: week}]
"""
    unit = "person"
    cases = (
        Case(
            "three are allowed",
            (
                ("p2", "patrols/gate/noon/2026-11-23T1200"),
                ("p2", "patrols/gate/late/2026-11-23T2300"),
                ("p2", "visits/h1", "2026-11-29T09:00"),
            ),
            0,
        ),
        Case(
            "five are two too many, and a visit counts",
            (
                ("p1", "patrols/gate/noon/2026-11-24T1200"),
                ("p1", "patrols/gate/noon/2026-11-23T1200"),
                ("p1", "patrols/gate/late/2026-11-23T2300"),
                ("p1", "visits/h1", "2026-11-29T09:00"),
                ("p1", "patrols/gate/noon/2026-11-25T1200"),
            ),
            2,
        ),
        Case(
            "each person counts alone",
            (
                ("p1", "patrols/gate/noon/2026-11-24T1200"),
                ("p2", "patrols/gate/noon/2026-11-23T1200"),
                ("p1", "patrols/gate/late/2026-11-23T2300"),
                ("p1", "patrols/gate/noon/2026-11-25T1200"),
            ),
            0,
        ),
    )

    duties: int = Field(ge=0, description="Most duties and visits.")
    per: Per = Field(default="week", description="In which they are counted: day, week or horizon.")

    def post(self, ctx: ModelContext) -> None:
        for person in ctx.problem.people:
            taken: dict[int, list[Lit]] = defaultdict(list)
            for choice in ctx.choices(person=person, only=self.only):
                taken[period_of(self.per, choice.day)].append(choice.lit)
            for index, lits in taken.items():
                ctx.at_most(lits, self.duties, where_in(self.per, person, index))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        counts = Counter(
            (a.person, period_of(self.per, problem.horizon.day_of(a.start)))
            for a in roster.assignments
            if fits(self.only, problem, a)
        )
        for (person, index), count in sorted(counts.items()):
            if count > self.duties:
                where = where_in(self.per, person, index)
                yield Finding(self, where, count - self.duties, (("count", count),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentences(
            "{who} serves once {when}; the most is {most}.",
            "{who} serves {n} times {when}; the most is {most}.",
            finding.fact("count"),
            who=called(problem, finding.where.person),
            when=period_said(problem, finding.where),
            most=self.duties,
        )
