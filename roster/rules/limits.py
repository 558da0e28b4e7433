"""Nobody gives more than they offered."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator

from roster.naming import called
from roster.rules.api import Case, Choice, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where, fits
from roster.words import sentence


class LimitsOfPeople(Rule):
    """Each person's own `limits`: duties and hours in a calendar week, duties in a day.

    The week runs from Monday to Sunday, and service counts where it starts. A visit, a
    window session, a patrol and a standby count one each. Hours beyond the limit count as
    whole hours begun.
    """

    kind = "limits"
    title = sentence("personal limits")
    example = "{kind: limits}"
    tiny = """
community: Tiny limits
week: 2026-11-23
people:
  - {id: p2, limits: {duties: 2, hours: 3.5}}
  - {id: p1, limits: {per_day: 1}}
duties:
  - {id: noon, days: Mon, time: 12:00-13:00, people: 2}
  - {id: long, days: Sun, time: 22:00-01:00, people: 2}
  - {id: short, days: Mon, time: 08:00-08:30, people: 2}
visits:
  - {id: h1, times_per_week: 1, days: Tue, minutes: 40, between: [09:00-09:41], people: 1}
"""
    unit = "person"
    cases = (
        Case(
            "two duties of three and a half hours",
            (("p2", "duties/long/2026-11-29T2200"), ("p2", "duties/short/2026-11-23T0800")),
            0,
        ),
        Case(
            "half an hour too many",
            (("p2", "duties/noon/2026-11-23T1200"), ("p2", "duties/long/2026-11-29T2200")),
            1,
        ),
        Case(
            "a visit is a third duty",
            (
                ("p2", "visits/h1", "2026-11-24T09:00"),
                ("p2", "duties/noon/2026-11-23T1200"),
                ("p2", "duties/short/2026-11-23T0800"),
            ),
            1,
        ),
        Case(
            "two on one day",
            (("p1", "duties/noon/2026-11-23T1200"), ("p1", "duties/short/2026-11-23T0800")),
            1,
        ),
        Case(
            "one a day",
            (
                ("p1", "visits/h1", "2026-11-24T09:01"),
                ("p1", "duties/short/2026-11-23T0800"),
                ("p1", "duties/long/2026-11-29T2200"),
            ),
            0,
        ),
    )
    builtin = True

    def post(self, ctx: ModelContext) -> None:
        for person in ctx.problem.people.values():
            limits = person.limits
            weeks: defaultdict[int, list[Choice]] = defaultdict(list)
            days: defaultdict[int, list[Choice]] = defaultdict(list)
            if limits.duties is None and limits.minutes is None and limits.per_day is None:
                continue
            for choice in ctx.choices(person=person.id, only=self.only):
                weeks[choice.week].append(choice)
                days[choice.day].append(choice)
            for week, mine in weeks.items():
                where = Where(person=person.id, week=week)
                if limits.duties is not None:
                    ctx.at_most([c.lit for c in mine], limits.duties, where)
                if limits.minutes is not None:
                    ctx.at_most([(c.minutes, c.lit) for c in mine], limits.minutes, where, per=60)
            if limits.per_day is not None:
                for day, mine in days.items():
                    ctx.at_most([c.lit for c in mine], limits.per_day, Where(person=person.id, day=day))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        horizon = problem.horizon
        for person, served in roster.by_person.items():
            limits = problem.people[person].limits
            counted = [a for a in served if fits(self.only, problem, a)]
            duties = Counter(horizon.week_of(a.start) for a in counted)
            minutes: Counter[int] = Counter()
            for a in counted:
                minutes[horizon.week_of(a.start)] += a.end - a.start
            for week, n in duties.items():
                if limits.duties is not None and n > limits.duties:
                    where = Where(person=person, week=week, note="duties")
                    yield Finding(self, where, n - limits.duties, (("has", n), ("limit", limits.duties)))
            for week, n in minutes.items():
                if limits.minutes is not None and n > limits.minutes:
                    facts = (("has", n / 60), ("limit", limits.minutes / 60))
                    excess = math.ceil((n - limits.minutes) / 60)
                    yield Finding(self, Where(person=person, week=week, note="hours"), excess, facts)
            for day, n in Counter(horizon.day_of(a.start) for a in counted).items():
                if limits.per_day is not None and n > limits.per_day:
                    where = Where(person=person, day=day, note="per day")
                    yield Finding(self, where, n - limits.per_day, (("has", n), ("limit", limits.per_day)))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        who = called(problem, finding.where.person)
        has, limit = finding.fact("has"), finding.fact("limit")
        if finding.where.note == "per day":
            day = problem.horizon.date_of(finding.where.day or 0)
            return sentence(
                "{who} serves {has} times on {day}; {limit} offered.", who=who, has=has, day=day, limit=limit
            )
        monday = problem.horizon.date_of(7 * (finding.where.week or 0))
        if finding.where.note == "hours":
            return sentence(
                "{who} serves {has} h in the week of {monday}; {limit} h offered.",
                who=who,
                has=has,
                monday=monday,
                limit=limit,
            )
        return sentence(
            "{who} serves {has} times in the week of {monday}; {limit} offered.",
            who=who,
            has=has,
            monday=monday,
            limit=limit,
        )
