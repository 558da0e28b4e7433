"""Fewest days of service in a row."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from roster.borders import known_from, past_days, people_meant
from roster.naming import called
from roster.rules.api import Case, Finding, Lit, ModelContext, Problem, Roster, Rule, Sentence, Where, fits
from roster.words import sentence, sentences


class MinDaysInRow(Rule):
    """Who begins to serve goes on for at least so many days in a row.

    A day counts if a service starts on it. History counts: who began on Sunday of last
    week has to go on. A run that reaches the last day of the plan is never too short, nor
    is one from the first day of which history (or, without history, the plan) knows. The
    excess is one for each of the asked days, counted from the beginning of a run, on which
    the person does not serve.
    """

    kind = "min-days-in-row"
    title = sentence("fewest days in a row")
    example = "{kind: min-days-in-row, days: 3}"
    tiny = """
community: Tiny min-days-in-row
week: 2026-11-23
people: [{id: p2}, {id: p1}]
duties:
  - {id: desk, days: Mon-Fri, time: 08:00-10:00}
  - {id: night, days: Sat, time: 23:00-02:00}
  - {id: noon, days: Sun, time: 12:00-13:00}
rules: [{kind: min-days-in-row, days: 3}]
"""
    tiny_past = (
        ("p1", "duties/noon/2026-11-22T1200", "2026-11-22T13:00"),
        ("p2", "duties/desk/2026-11-17T0800", "2026-11-17T10:00"),
    )
    unit = "person"
    cases = (
        Case("a run that began on Sunday has to go on", (), 2),
        Case(
            "a run over the border, and one into the end",
            (
                ("p1", "duties/desk/2026-11-24T0800"),
                ("p1", "duties/desk/2026-11-23T0800"),
                ("p2", "duties/noon/2026-11-29T1200"),
                ("p2", "duties/night/2026-11-28T2300"),
            ),
            0,
        ),
        Case(
            "one day alone lacks two, and a gap inside lacks one",
            (
                ("p1", "duties/desk/2026-11-24T0800"),
                ("p1", "duties/desk/2026-11-23T0800"),
                ("p2", "duties/desk/2026-11-25T0800"),
                ("p1", "duties/desk/2026-11-27T0800"),
                ("p1", "duties/noon/2026-11-29T1200"),
            ),
            3,
        ),
    )

    days: int = Field(ge=2, description="Fewest days in a row.")

    def post(self, ctx: ModelContext) -> None:
        end, known = ctx.problem.horizon.day_count, known_from(ctx.problem)
        for person in people_meant(ctx.problem, self.only):
            before = past_days(ctx.problem, person.id, self.only)
            for first in range(max(known + 1, 1 - self.days), end):
                begins: list[Lit] = []
                if first >= 0:
                    begins.append(ctx.works_day(person.id, first, self.only))
                elif not all(day in before for day in range(first, 0)):
                    continue
                if first >= 1:
                    begins.append(Lit(~ctx.works_day(person.id, first - 1, self.only)))
                elif first - 1 in before:
                    continue
                if first >= 0 and not ctx.choices(person=person.id, day=first, only=self.only):
                    continue
                for day in range(max(first + 1, 0), min(first + self.days, end)):
                    goes_on = ctx.works_day(person.id, day, self.only)
                    ctx.implies(begins, [goes_on], Where(person=person.id, day=day))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        last, known = problem.horizon.day_count - 1, known_from(problem)
        for person in people_meant(problem, self.only):
            served = past_days(problem, person.id, self.only).union(
                problem.horizon.day_of(a.start)
                for a in roster.of_person(person.id)
                if fits(self.only, problem, a)
            )
            runs: list[list[int]] = []
            for day in sorted(served):
                if runs and runs[-1][-1] == day - 1:
                    runs[-1].append(day)
                else:
                    runs.append([day])
            for run in runs:
                if run[0] == known or run[-1] < -1 or len(run) >= self.days:
                    continue
                asked = range(run[-1] + 1, min(run[0] + self.days - 1, last) + 1)
                missing = sum(day not in served for day in asked)
                if missing:
                    where = Where(person=person.id, day=max(run[-1], 0))
                    yield Finding(self, where, missing, (("run", len(run)), ("since", run[0])))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentences(
            "{who} serves only {n} day in a row from {day}; the least is {least}.",
            "{who} serves only {n} days in a row from {day}; the least is {least}.",
            finding.fact("run"),
            who=called(problem, finding.where.person),
            day=problem.horizon.date_of(finding.fact("since")),
            least=self.days,
        )
