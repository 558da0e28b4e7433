"""Most hours of service per person in a day, a week or the whole plan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from pydantic import Field

from roster.naming import called
from roster.periods import Per, period_of, period_said, where_in
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, Term, fits
from roster.words import sentence


class MaxHours(Rule):
    """Nobody serves longer than so many hours a day, a week or in the whole plan.

    Duties, visits and standby count in full on the day on which they start; walking does
    not count. The excess is the number of started hours above the maximum.
    """

    kind = "max-hours"
    title = sentence("most hours")
    example = "{kind: max-hours, hours: 6, per: day}"
    tiny = """
community: Tiny max-hours
week: 2026-11-23
people: [{id: p2}, {id: p1}]
duties:
  - {id: desk, days: Mon, time: 08:00-12:00}
  - {id: room, days: Mon, time: 14:00-16:00}
  - {id: walk, days: Mon, time: 17:00-17:30}
  - {id: night, days: Mon, time: 22:00-03:00}
  - {id: dawn, days: Tue, time: 06:00-12:00}
rules: [{kind: max-hours, hours: 6, per: day}]
"""
    unit = "person"
    cases = (
        Case(
            "six hours exactly",
            (("p1", "duties/room/2026-11-23T1400"), ("p1", "duties/desk/2026-11-23T0800")),
            0,
        ),
        Case(
            "half an hour more is one started hour",
            (
                ("p2", "duties/walk/2026-11-23T1700"),
                ("p2", "duties/room/2026-11-23T1400"),
                ("p2", "duties/desk/2026-11-23T0800"),
            ),
            1,
        ),
        Case(
            "a night counts on the day on which it starts",
            (("p1", "duties/dawn/2026-11-24T0600"), ("p1", "duties/night/2026-11-23T2200")),
            0,
        ),
        Case(
            "five hours and four are three too many",
            (("p1", "duties/desk/2026-11-23T0800"), ("p1", "duties/night/2026-11-23T2200")),
            3,
        ),
    )

    hours: float = Field(ge=0, le=1000, description="Most hours.")
    per: Per = Field(default="week", description="In which they are counted: day, week or horizon.")

    def post(self, ctx: ModelContext) -> None:
        most = round(self.hours * 60)
        for person in ctx.problem.people:
            taken: dict[int, list[Term]] = defaultdict(list)
            for choice in ctx.choices(person=person, only=self.only):
                taken[period_of(self.per, choice.day)].append((choice.minutes, choice.lit))
            for index, terms in taken.items():
                ctx.at_most(terms, most, where_in(self.per, person, index), per=60)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        served: Counter[tuple[str, int]] = Counter()
        for a in roster.assignments:
            if fits(self.only, problem, a):
                served[a.person, period_of(self.per, problem.horizon.day_of(a.start))] += a.span.minutes
        for (person, index), minutes in sorted(served.items()):
            over = minutes - round(self.hours * 60)
            if over > 0:
                facts = (("hours", minutes / 60),)
                yield Finding(self, where_in(self.per, person, index), -(-over // 60), facts)

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentence(
            "{who} serves {hours} h {when}; the most is {most} h.",
            who=called(problem, finding.where.person),
            hours=finding.fact("hours"),
            when=period_said(problem, finding.where),
            most=self.hours,
        )
