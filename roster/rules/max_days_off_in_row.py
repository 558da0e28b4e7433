"""Most days off in a row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pydantic import Field

from roster.borders import known_from, open_days, past_days, people_meant
from roster.naming import called
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where, fits
from roster.words import sentence, sentences


class MaxDaysOffInRow(Rule):
    """Nobody is without service for more than so many days in a row.

    A day is off if no service starts on it. History counts; days before it begins are not
    known and do not count. A stretch in which somebody could not serve on any day of the
    plan (they are away, or nothing asks for what they can) is not held against anybody.
    The excess is the number of stretches of one day more than the maximum.
    """

    kind = "max-days-off-in-row"
    title = sentence("most days off in a row")
    example = "{kind: max-days-off-in-row, days: 2, weight: 3}"
    tiny = """
community: Tiny max-days-off-in-row
week: 2026-11-23
people: [{id: p2, available: [Sun 00:00-24:00, Mon 00:00-03:00]}, {id: p1, away: [2026-11-28]}]
duties:
  - {id: desk, days: Mon-Sat, time: 08:00-10:00}
  - {id: night, days: Sun, time: 23:00-02:00}
rules: [{kind: max-days-off-in-row, days: 2}]
"""
    tiny_past = (
        ("p2", "duties/night/2026-11-22T2300", "2026-11-23T02:00"),
        ("p1", "duties/desk/2026-11-21T0800", "2026-11-21T10:00"),
    )
    unit = "person"
    cases = (
        Case(
            "off on Sunday and Monday, so back on Tuesday; then never three days",
            (
                ("p1", "duties/desk/2026-11-27T0800"),
                ("p1", "duties/desk/2026-11-24T0800"),
                ("p2", "duties/night/2026-11-29T2300"),
            ),
            0,
        ),
        Case(
            "who was off on Sunday is off until Tuesday",
            (
                ("p1", "duties/desk/2026-11-25T0800"),
                ("p1", "duties/night/2026-11-29T2300"),
                ("p2", "duties/night/2026-11-29T2300"),
                ("p1", "duties/desk/2026-11-26T0800"),
            ),
            1,
        ),
        Case("never", (), 7),
    )

    days: int = Field(ge=1, description="Most days off in a row.")

    def post(self, ctx: ModelContext) -> None:
        known, possible = known_from(ctx.problem), open_days(ctx.problem, self.only)
        for person in people_meant(ctx.problem, self.only):
            before = past_days(ctx.problem, person.id, self.only)
            for last in range(ctx.problem.horizon.day_count):
                stretch = range(last - self.days, last + 1)
                inside = [day for day in stretch if day in possible[person.id]]
                if stretch[0] < known or not inside or not before.isdisjoint(stretch):
                    continue
                served = [ctx.works_day(person.id, day, self.only) for day in inside]
                ctx.at_least(served, 1, Where(person=person.id, day=last))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        end, known = problem.horizon.day_count, known_from(problem)
        possible = open_days(problem, self.only)
        for person in people_meant(problem, self.only):
            served = past_days(problem, person.id, self.only).union(
                problem.horizon.day_of(a.start)
                for a in roster.of_person(person.id)
                if fits(self.only, problem, a)
            )
            marks = [known - 1, *sorted(day for day in served if day >= known), end]
            for before, after in pairwise(marks):
                lasts = range(max(before + 1 + self.days, 0), after)
                excess = sum(
                    any(last - self.days <= day <= last for day in possible[person.id]) for last in lasts
                )
                if excess:
                    where = Where(person=person.id, day=after - 1)
                    yield Finding(self, where, excess, (("run", after - before - 1),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentences(
            "{who} is {n} day in a row without service up to {day}; the most is {most}.",
            "{who} is {n} days in a row without service up to {day}; the most is {most}.",
            finding.fact("run"),
            who=called(problem, finding.where.person),
            day=problem.horizon.date_of(finding.where.day or 0),
            most=self.days,
        )
