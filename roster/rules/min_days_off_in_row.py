"""Fewest days off in a row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pydantic import Field

from roster.borders import past_days, people_meant
from roster.naming import called
from roster.rules.api import Case, Finding, Lit, ModelContext, Problem, Roster, Rule, Sentence, Where, fits
from roster.words import sentence, sentences


class MinDaysOffInRow(Rule):
    """Who has a day off has at least so many in a row.

    A day is off if no service starts on it. History counts: who was off for the first time
    on Sunday of last week stays off. Days off that reach the last day of the plan are never
    too few, nor are those from the first day of the plan when nothing was served before.
    The excess is one for each of the asked days, counted from the first day off, on which
    the person serves.
    """

    kind = "min-days-off-in-row"
    title = sentence("fewest days off in a row")
    example = "{kind: min-days-off-in-row, days: 3}"
    tiny = """
community: Tiny min-days-off-in-row
week: 2026-11-23
people: [{id: p2, available: [Thu-Sun 00:00-24:00]}, {id: p1}]
duties:
  - {id: desk, days: Mon-Sat, time: 08:00-10:00}
  - {id: night, days: Sat, time: 23:00-02:00}
  - {id: noon, days: Sun, time: 12:00-13:00}
rules: [{kind: min-days-off-in-row, days: 3}]
"""
    tiny_past = (("p1", "duties/night/2026-11-21T2300", "2026-11-22T02:00"),)
    unit = "person"
    cases = (
        Case(
            "off on Sunday, so off until Tuesday",
            (
                ("p1", "duties/desk/2026-11-26T0800"),
                ("p1", "duties/desk/2026-11-25T0800"),
                ("p2", "duties/desk/2026-11-27T0800"),
            ),
            0,
        ),
        Case(
            "back on Tuesday after one day off; two days off at the end are in order",
            (
                ("p1", "duties/desk/2026-11-24T0800"),
                ("p1", "duties/desk/2026-11-25T0800"),
                ("p1", "duties/desk/2026-11-26T0800"),
                ("p1", "duties/desk/2026-11-27T0800"),
            ),
            1,
        ),
        Case(
            "one day off in the middle of serving",
            (
                ("p2", "duties/noon/2026-11-29T1200"),
                ("p2", "duties/desk/2026-11-27T0800"),
                ("p1", "duties/night/2026-11-28T2300"),
                ("p1", "duties/noon/2026-11-29T1200"),
                ("p1", "duties/desk/2026-11-26T0800"),
            ),
            3,
        ),
    )

    days: int = Field(ge=2, description="Fewest days off in a row.")

    def post(self, ctx: ModelContext) -> None:
        end = ctx.problem.horizon.day_count
        for person in people_meant(ctx.problem, self.only):
            before = past_days(ctx.problem, person.id, self.only)
            for first in range(1 - self.days, end):
                begins: list[Lit] = []
                if first >= 1:
                    if not ctx.choices(person=person.id, day=first - 1, only=self.only):
                        continue
                    begins.append(ctx.works_day(person.id, first - 1, self.only))
                elif first - 1 not in before or not before.isdisjoint(range(first, 0)):
                    continue
                if first >= 0:
                    begins.append(Lit(~ctx.works_day(person.id, first, self.only)))
                for day in range(max(first + 1, 0), min(first + self.days, end)):
                    if ctx.choices(person=person.id, day=day, only=self.only):
                        back = ctx.works_day(person.id, day, self.only)
                        ctx.forbid_all([*begins, back], Where(person=person.id, day=day))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for person in people_meant(problem, self.only):
            served = past_days(problem, person.id, self.only).union(
                problem.horizon.day_of(a.start)
                for a in roster.of_person(person.id)
                if fits(self.only, problem, a)
            )
            days = sorted(served)
            for before, after in pairwise(days):
                if after < 0 or after == before + 1:
                    continue
                missing = sum(before + 1 < day <= before + self.days for day in days if day >= 0)
                if missing:
                    where = Where(person=person.id, day=after)
                    yield Finding(self, where, missing, (("run", after - before - 1),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentences(
            "{who} has only {n} day off before {day}; the least in a row is {least}.",
            "{who} has only {n} days off before {day}; the least in a row is {least}.",
            finding.fact("run"),
            who=called(problem, finding.where.person),
            day=problem.horizon.date_of(finding.where.day or 0),
            least=self.days,
        )
