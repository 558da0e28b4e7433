"""Both days of a weekend, or neither."""

from __future__ import annotations

from collections.abc import Iterator

from roster.borders import people_meant
from roster.naming import called
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where, fits
from roster.words import sentence


class WholeWeekends(Rule):
    """Who serves on Saturday serves on Sunday too, and the other way round.

    So a weekend is either given or free. A day counts if a service starts on it. The
    excess is one for each half weekend.
    """

    kind = "whole-weekends"
    title = sentence("whole weekends")
    example = "{kind: whole-weekends, weight: 6}"
    tiny = """
community: Tiny whole-weekends
week: 2026-11-23
people: [{id: p2, available: [Sat 00:00-24:00]}, {id: p1}]
duties:
  - {id: eve, days: Fri, time: 22:00-02:00}
  - {id: desk, days: Sat, time: 08:00-10:00, people: {min: 1, max: 2}}
  - {id: night, days: Sat, time: 23:00-02:00}
  - {id: noon, days: Sun, time: 12:00-13:00}
rules: [{kind: whole-weekends}]
"""
    unit = "person"
    cases = (
        Case(
            "both days",
            (
                ("p1", "duties/noon/2026-11-29T1200"),
                ("p1", "duties/night/2026-11-28T2300"),
                ("p1", "duties/eve/2026-11-27T2200"),
            ),
            0,
        ),
        Case(
            "only Saturday for one",
            (
                ("p1", "duties/noon/2026-11-29T1200"),
                ("p1", "duties/desk/2026-11-28T0800"),
                ("p2", "duties/desk/2026-11-28T0800"),
            ),
            1,
        ),
        Case("a night into Sunday is Saturday's", (("p1", "duties/night/2026-11-28T2300"),), 1),
    )

    def post(self, ctx: ModelContext) -> None:
        for person in people_meant(ctx.problem, self.only):
            for week in range(ctx.problem.horizon.weeks):
                saturday = ctx.works_day(person.id, 7 * week + 5, self.only)
                sunday = ctx.works_day(person.id, 7 * week + 6, self.only)
                where = Where(person=person.id, week=week)
                ctx.implies([saturday], [sunday], where)
                ctx.implies([sunday], [saturday], where)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        days = {
            (a.person, problem.horizon.day_of(a.start))
            for a in roster.assignments
            if fits(self.only, problem, a)
        }
        for person, day in sorted(days):
            other = {5: day + 1, 6: day - 1}.get(day % 7)
            if other is not None and (person, other) not in days:
                yield Finding(self, Where(person=person, day=day, week=day // 7), facts=(("other", other),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentence(
            "{who} serves on {day} but not on {other}; whole weekends are asked.",
            who=called(problem, finding.where.person),
            day=problem.horizon.date_of(finding.where.day or 0),
            other=problem.horizon.date_of(finding.fact("other")),
        )
