"""Most days of service in a row."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from roster.borders import past_days, people_meant
from roster.naming import called
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where, fits
from roster.words import sentence, sentences


class MaxDaysInRow(Rule):
    """Nobody serves on more than so many days in a row.

    A day counts if a service starts on it. History counts: somebody who served from
    Thursday to Sunday of last week is already at four on Monday. The excess is the number
    of stretches of one day more than the maximum (so two days too many in one run are 2).
    """

    kind = "max-days-in-row"
    title = sentence("most days in a row")
    example = "{kind: max-days-in-row, days: 3}"
    tiny = """
community: Tiny max-days-in-row
week: 2026-11-23
people: [{id: p2, available: [Sat-Sun 00:00-24:00]}, {id: p1}]
duties:
  - {id: desk, days: Mon-Sat, time: 08:00-10:00}
  - {id: night, days: Sat, time: 23:00-02:00}
  - {id: noon, days: Sun, time: 12:00-13:00}
rules: [{kind: max-days-in-row, days: 3}]
"""
    tiny_past = (
        ("p1", "duties/night/2026-11-21T2300", "2026-11-22T02:00"),
        ("p1", "duties/noon/2026-11-22T1200", "2026-11-22T13:00"),
        ("p2", "duties/desk/2026-11-19T0800", "2026-11-19T10:00"),
    )
    unit = "person"
    cases = (
        Case(
            "with the past two, Monday makes three",
            (("p1", "duties/desk/2026-11-23T0800"), ("p1", "duties/desk/2026-11-25T0800")),
            0,
        ),
        Case(
            "with the past two, Tuesday makes four",
            (("p1", "duties/desk/2026-11-24T0800"), ("p1", "duties/desk/2026-11-23T0800")),
            1,
        ),
        Case(
            "five in a row are two too many, up to the end of the week",
            (
                ("p1", "duties/noon/2026-11-29T1200"),
                ("p1", "duties/desk/2026-11-28T0800"),
                ("p1", "duties/desk/2026-11-27T0800"),
                ("p1", "duties/desk/2026-11-26T0800"),
                ("p1", "duties/desk/2026-11-25T0800"),
                ("p2", "duties/night/2026-11-28T2300"),
            ),
            2,
        ),
    )

    days: int = Field(ge=1, description="Most days in a row.")

    def post(self, ctx: ModelContext) -> None:
        for person in people_meant(ctx.problem, self.only):
            before = past_days(ctx.problem, person.id, self.only)
            for last in range(ctx.problem.horizon.day_count):
                stretch = range(last - self.days, last + 1)
                inside = [day for day in stretch if day >= 0]
                if not all(day in before for day in stretch if day < 0):
                    continue
                if all(ctx.choices(person=person.id, day=day, only=self.only) for day in inside):
                    served = [ctx.works_day(person.id, day, self.only) for day in inside]
                    ctx.at_most(served, len(served) - 1, Where(person=person.id, day=last))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for person in people_meant(problem, self.only):
            run = 0
            served = {
                problem.horizon.day_of(a.start)
                for a in roster.of_person(person.id)
                if fits(self.only, problem, a)
            }
            days = sorted(served | past_days(problem, person.id, self.only))
            for i, day in enumerate(days):
                run = run + 1 if i and days[i - 1] == day - 1 else 1
                ends = i + 1 == len(days) or days[i + 1] != day + 1
                excess = min(run - self.days, day + 1)
                if ends and excess > 0:
                    yield Finding(self, Where(person=person.id, day=day), excess, (("run", run),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentences(
            "{who} serves {n} day in a row up to {day}; the most is {most}.",
            "{who} serves {n} days in a row up to {day}; the most is {most}.",
            finding.fact("run"),
            who=called(problem, finding.where.person),
            day=problem.horizon.date_of(finding.where.day or 0),
            most=self.days,
        )
