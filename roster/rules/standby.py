"""Who stands by is free that day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from roster.model import Work
from roster.naming import called, titled
from roster.rules.api import (
    Case,
    Choice,
    Duty,
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


class Standby(Rule):
    """A person on standby has no other service that starts on that day.

    This is meant for standby without hours of its own, which lasts from the first to the last
    duty of the day. Standby with a `time` is a duty like any other. A standby day with other
    service counts once, whatever the number, and so does each standby too many on a day.
    """

    kind = "standby"
    title = sentence("standby")
    example = "{kind: standby}"
    tiny = """
community: Tiny standby
week: 2026-11-23
people: [{id: p2}, {id: p1}]
patrols:
  - {id: gate, shifts: [{id: late, days: Mon, time: 18:00-19:00}, {id: early, days: [Mon, Tue], time: 10:00-11:00}]}
visits:
  - {id: h1, times_per_week: 1, days: Mon, minutes: 40, between: [07:00-07:40], people: 1}
standby: {per_day: 1, days: [Mon, Tue]}
"""
    unit = "person"
    cases = (
        Case(
            "free that day",
            (("p1", "standby/standby/2026-11-23T1000"), ("p2", "patrols/gate/late/2026-11-23T1800")),
            0,
        ),
        Case(
            "a visit before the standby begins",
            (("p1", "visits/h1", "2026-11-23T07:00"), ("p1", "standby/standby/2026-11-23T1000")),
            1,
        ),
        Case(
            "two services count once",
            (
                ("p2", "visits/h1", "2026-11-23T07:00"),
                ("p2", "patrols/gate/late/2026-11-23T1800"),
                ("p2", "standby/standby/2026-11-23T1000"),
            ),
            1,
        ),
        Case(
            "service on the day after",
            (("p1", "standby/standby/2026-11-23T1000"), ("p1", "patrols/gate/early/2026-11-24T1000")),
            0,
        ),
    )
    builtin = True

    def post(self, ctx: ModelContext) -> None:
        days: dict[tuple[str, int], list[Choice]] = {}
        for duty in ctx.problem.duties:
            if _lasts_all_day(duty):
                for choice in ctx.choices(work=duty.key, only=self.only):
                    days.setdefault((choice.person.id, choice.day), []).append(choice)
        for (person, day), mine in days.items():
            where = Where(person=person, day=day)
            ctx.at_most([c.lit for c in mine], 1, where)
            others = [c.lit for c in ctx.choices(person=person, day=day) if not _lasts_all_day(c.work)]
            if others and self.weight is not None:
                others = [ctx.any_of(others)]
            for choice in mine:
                for other in others:
                    ctx.forbid_all([choice.lit, other], where)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for person, served in roster.by_person.items():
            days = Counter[int]()
            for a in served:
                work = problem.works[a.work]
                if not isinstance(work, Duty) or work.spans is None or not fits(self.only, problem, a):
                    continue
                day = problem.horizon.day_of(a.start)
                days[day] += 1
                same_day = [other for other in served if problem.horizon.day_of(other.start) == day]
                others = [b.work for b in same_day if getattr(problem.works[b.work], "spans", None) is None]
                for another in [*others[:1], *([a.work] if days[day] > 1 else [])]:
                    where = Where(person=person, work=a.work, day=day, start=a.start)
                    yield Finding(self, where, facts=(("other", another),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentence(
            "{who} stands by on {day} and also serves at {what}.",
            who=called(problem, finding.where.person),
            day=problem.horizon.date_of(finding.where.day or 0),
            what=titled(problem, finding.fact("other")),
        )


def _lasts_all_day(work: Work) -> bool:
    return isinstance(work, Duty) and work.spans is not None
