"""What may not follow what: a late patrol before an early window."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pydantic import Field

from roster.borders import past_services, people_meant
from roster.naming import called
from roster.rules.api import (
    Case,
    Choice,
    Finding,
    ModelContext,
    Problem,
    Roster,
    Rule,
    Sentence,
    Where,
    fits,
)
from roster.words import sentence


class Succession(Rule):
    """A service with one label may not be followed by one with another label on the next day.

    Labels are those of wishes: a service in the singular (patrol, visit, window, duty,
    standby), the id of a post, home or shift, or a label given to it. With
    ``within_hours`` it is not the next day that counts but the time: a service of the
    second label on any later day may not start within so many hours after the end of the
    first. History counts. The excess is one for each day on which it happens (with
    ``within_hours``: for each pair of services).
    """

    kind = "succession"
    title = sentence("what may follow what")
    example = "{kind: succession, after: late, not: early}"
    tiny = """
community: Tiny succession
week: 2026-11-23
people: [{id: p2}, {id: p1}]
patrols:
  - {id: gate, shifts: [{id: late, days: Mon-Tue, time: 21:00-23:00}, {id: early, days: Mon-Wed, time: 07:00-09:00}]}
duties:
  - {id: tea, days: Tue, time: 10:00-11:00, labels: [early]}
rules: [{kind: succession, after: late, not: early}]
"""
    tiny_past = (("p2", "patrols/gate/late/2026-11-22T2100", "2026-11-22T23:00"),)
    unit = "person"
    cases = (
        Case(
            "late, then early",
            (("p1", "patrols/gate/early/2026-11-24T0700"), ("p1", "patrols/gate/late/2026-11-23T2100")),
            1,
        ),
        Case(
            "late, then two early ones: one day",
            (
                ("p1", "duties/tea/2026-11-24T1000"),
                ("p1", "patrols/gate/early/2026-11-24T0700"),
                ("p1", "patrols/gate/late/2026-11-23T2100"),
            ),
            1,
        ),
        Case(
            "early and late on one day, and two people",
            (
                ("p1", "patrols/gate/late/2026-11-24T2100"),
                ("p1", "patrols/gate/early/2026-11-24T0700"),
                ("p2", "patrols/gate/early/2026-11-25T0700"),
            ),
            0,
        ),
        Case("late on Sunday of last week", (("p2", "patrols/gate/early/2026-11-23T0700"),), 1),
    )

    after: str = Field(min_length=1, description="The label that goes before.")
    never: str = Field(min_length=1, alias="not", description="The label that may not follow.")
    within_hours: float | None = Field(
        default=None, gt=0, le=168, description="So many hours after the end, instead of the next day."
    )

    def post(self, ctx: ModelContext) -> None:
        for person in people_meant(ctx.problem, self.only):
            mine = ctx.choices(person=person.id, only=self.only)
            first = [c for c in mine if self.after in c.work.labels]
            second = [c for c in mine if self.never in c.work.labels]
            if self.within_hours is None:
                self._post_days(ctx, person.id, first, second)
            else:
                self._post_hours(ctx, person.id, first, second, round(self.within_hours * 60))

    def _post_days(self, ctx: ModelContext, person: str, first: list[Choice], second: list[Choice]) -> None:
        follows: dict[int, list[Choice]] = defaultdict(list)
        for choice in second:
            follows[choice.day].append(choice)
        leads: dict[int, list[Choice]] = defaultdict(list)
        for choice in first:
            leads[choice.day].append(choice)
        before = {
            ctx.problem.horizon.day_of(past.span.start)
            for past in past_services(ctx.problem, self.only).get(person, ())
            if self.after in past.labels
        }
        for day, choices in follows.items():
            where = Where(person=person, day=day)
            served = ctx.any_of(c.lit for c in choices)
            if day - 1 in before:
                ctx.forbid_all([served], where)
            elif day - 1 in leads:
                ctx.forbid_all([ctx.any_of(c.lit for c in leads[day - 1]), served], where)

    def _post_hours(
        self, ctx: ModelContext, person: str, first: list[Choice], second: list[Choice], minutes: int
    ) -> None:
        for past in past_services(ctx.problem, self.only).get(person, ()):
            if self.after in past.labels:
                for late in second:
                    where = Where(person=person, work=late.work.key, day=late.day, note="history")
                    ctx.not_before(late, past.span.end + minutes, where)
        for early in first:
            for late in second:
                if early.day < late.day and late.window.start < early.window.end + minutes:
                    where = Where(person=person, work=late.work.key, day=late.day, note=early.work.key)
                    ctx.apart(early, late, minutes, where)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        day_of = problem.horizon.day_of
        past = past_services(problem, self.only)
        for person in people_meant(problem, self.only):
            line = [(p.span, p.labels, "") for p in past.get(person.id, ())]
            line += [
                (a.span, problem.works[a.work].labels, a.work)
                for a in roster.of_person(person.id)
                if fits(self.only, problem, a)
            ]
            seen: set[int] = set()
            for span, labels, work in line:
                if not work or self.never not in labels:
                    continue
                day = day_of(span.start)
                for other, marks, _ in line:
                    if self.after not in marks:
                        continue
                    if self.within_hours is None:
                        broken = day_of(other.start) == day - 1 and day not in seen
                        seen.update([day] if broken else ())
                    else:
                        rested = span.start - other.end
                        broken = day_of(other.start) < day and rested < round(self.within_hours * 60)
                    if broken:
                        where = Where(person=person.id, work=work, day=day, start=span.start)
                        yield Finding(self, where, facts=(("ends", other.end),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        moment = problem.horizon.moment
        return sentence(
            "{who} serves ({never}) from {starts}, too soon after a service ({after}) up to {ends}.",
            who=called(problem, finding.where.person),
            never=self.never,
            starts=moment(finding.where.start or 0),
            after=self.after,
            ends=moment(finding.fact("ends")),
        )
