"""Few minutes on the way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pydantic import Field

from roster.naming import called
from roster.roster import Assignment
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where
from roster.words import sentence


class Walking(Rule):
    """Each minute that a person walks from one service to the next one of the day costs the weight.

    Services count in order of time, on the day on which they start; the ways from home and
    back home do not count. May be limited to `people`, `teams`, `skills` and `days`.
    """

    kind = "walking"
    title = sentence("walking")
    example = "{kind: walking, weight: 1}"
    tiny = """
community: Tiny walks
week: 2026-11-23
people: [{id: p1}, {id: p2}]
places: [{id: east, at: [36.6200, 101.8000]}, {id: west, at: [36.6200, 101.7925]}, {id: south, at: [36.6170, 101.8000]}]
travel: {walking_kmh: 4, detour: 1.0}
duties:
  - {id: last, place: east, days: Mon, time: 20:00-21:00, people: 2}
  - {id: first, place: east, days: Mon, time: 08:00-09:00, people: 2}
  - {id: next-day, place: west, days: Tue, time: 08:00-09:00, people: 2}
visits:
  - {id: h1, place: west, times_per_week: 1, days: Mon, minutes: 20, between: [10:00-10:20], people: 1}
  - {id: h2, place: south, times_per_week: 1, days: Mon, minutes: 20, between: [10:30-10:51], people: 1}
rules: [{kind: walking, weight: 3}]
"""
    unit = "person"
    cases = (
        Case(
            "there and back",
            (
                ("p1", "duties/last/2026-11-23T2000"),
                ("p1", "duties/first/2026-11-23T0800"),
                ("p1", "visits/h1", "2026-11-23T10:00"),
            ),
            22,
        ),
        Case(
            "one place, no walk",
            (("p1", "duties/last/2026-11-23T2000"), ("p1", "duties/first/2026-11-23T0800")),
            0,
        ),
        Case(
            "no walk over night",
            (("p1", "duties/last/2026-11-23T2000"), ("p1", "duties/next-day/2026-11-24T0800")),
            0,
        ),
        Case(
            "two people do not walk for each other",
            (("p2", "duties/last/2026-11-23T2000"), ("p1", "visits/h1", "2026-11-23T10:00")),
            0,
        ),
    )
    soft_only = True
    of_days = True

    weight: int | None = Field(default=1, ge=1, description="Cost of each minute.")

    def post(self, ctx: ModelContext) -> None:
        for person in ctx.problem.people.values():
            if self.only is None or self.only.fits_person(person):
                for day in range(ctx.problem.horizon.day_count):
                    if self.only is None or self.only.fits_day(day):
                        ctx.walking(person.id, day, Where(person=person.id, day=day))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for person, served in roster.by_person.items():
            if self.only is not None and not self.only.fits_person(problem.people[person]):
                continue
            days: dict[int, list[Assignment]] = {}
            for a in served:
                day = problem.horizon.day_of(a.start)
                if self.only is None or self.only.fits_day(day):
                    days.setdefault(day, []).append(a)
            for day, line in days.items():
                places = [problem.works[a.work].place for a in line]
                minutes = sum(problem.travel.minutes(here, there) for here, there in pairwise(places))
                if minutes:
                    yield Finding(self, Where(person=person, day=day), minutes, (("services", len(line)),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentence(
            "{who} walks {minutes} minutes between {count} services on {day}.",
            who=called(problem, finding.where.person),
            minutes=finding.excess,
            count=finding.fact("services"),
            day=problem.horizon.date_of(finding.where.day or 0),
        )
