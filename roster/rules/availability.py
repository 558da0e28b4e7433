"""People serve when they are there."""

from __future__ import annotations

from collections.abc import Iterator

from roster.naming import called, titled
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where
from roster.words import sentence


class Availability(Rule):
    """Service lies wholly inside one available interval of the person and touches no away day.

    Intervals that overlap or touch count as one. Who gives no `available` is there at any
    time, except on `away` days.
    """

    kind = "availability"
    title = sentence("hours and absences")
    example = "{kind: availability}"
    tiny = """
community: Tiny availability
week: 2026-11-23
people:
  - {id: p1, available: [Mon 09:00-12:00, Mon 13:00-17:00]}
  - {id: p2, away: [2026-11-24]}
duties:
  - {id: early, days: Mon, time: 09:00-12:00, people: 2}
  - {id: noon, days: Mon, time: 11:00-14:00, people: 2}
  - {id: late, days: [Mon, Tue], time: 23:00-01:00, people: 2}
visits:
  - {id: h1, times_per_week: 1, days: Mon, minutes: 40, between: [11:20-12:01]}
"""
    unit = "person"
    cases = (
        Case("to the minute inside", (("p1", "duties/early/2026-11-23T0900"),), 0),
        Case("the break between two intervals is not there", (("p1", "duties/noon/2026-11-23T1100"),), 1),
        Case("a duty that passes midnight touches the next day", (("p2", "duties/late/2026-11-23T2300"),), 1),
        Case("away", (("p2", "duties/late/2026-11-24T2300"),), 1),
        Case(
            "somebody else is there",
            (("p2", "duties/noon/2026-11-23T1100"), ("p2", "duties/early/2026-11-23T0900")),
            0,
        ),
        Case("a visit in time", (("p1", "visits/h1", "2026-11-23T11:20"),), 0),
        Case("a visit one minute too late", (("p1", "visits/h1", "2026-11-23T11:21"),), 1),
    )
    builtin = True
    structural = True

    def post(self, ctx: ModelContext) -> None:
        for choice, where in ctx.barred(self.kind):
            ctx.forbid_all([choice.lit], where)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for a in roster.assignments:
            person = problem.people[a.person]
            where = Where(person=a.person, work=a.work, day=problem.horizon.day_of(a.start), start=a.start)
            missed = next(
                (w.span for w in person.away if w.span.start < a.end and a.start < w.span.end), None
            )
            covered = max((min(a.end, i.end) - max(a.start, i.start) for i in person.available), default=0)
            if missed is not None:
                yield Finding(self, where, facts=(("away", max(missed.start, a.start)), ("ends", a.end)))
            elif covered < a.end - a.start:
                yield Finding(self, where, facts=(("away", None), ("ends", a.end)))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        moment = problem.horizon.moment
        who, what = called(problem, finding.where.person), titled(problem, finding.where.work)
        away = finding.fact("away")
        if away is not None:
            return sentence(
                "{who} is away on {day} and is at {what}.", who=who, day=moment(away).date(), what=what
            )
        return sentence(
            "{who} is not available all the time from {starts} to {ends} and is at {what}.",
            who=who,
            starts=moment(finding.where.start or 0),
            ends=moment(finding.fact("ends")),
            what=what,
        )
