"""Hours of rest between one day's last service and the next day's first."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where, fits
from roster.words import sentence


class Rest(Rule):
    """At least so many hours between services that start on different days.

    Two services on one day may follow each other closely; a late patrol and an early
    window on the next day may not. History counts: the last service of the week before
    binds the first one of this week.
    """

    kind = "rest"
    example = "{kind: rest, hours: 10}"
    tiny = """
community: Tiny rest
week: 2026-11-23
people: [{id: p1}, {id: p2}]
patrols:
  - {id: gate, shifts: [{id: late, days: Mon, time: 20:00-22:00}, {id: early, days: Tue, time: 07:00-09:00}, {id: noon, days: Tue, time: 12:00-13:00}]}
rules: [{kind: rest, hours: 10}]
"""
    unit = "person"
    cases = (
        Case("nine hours are too few", (("p1", "patrols/gate/late/2026-11-23T2000"), ("p1", "patrols/gate/early/2026-11-24T0700")), 1),
        Case("fourteen hours are enough", (("p1", "patrols/gate/late/2026-11-23T2000"), ("p1", "patrols/gate/noon/2026-11-24T1200")), 0),
        Case("two on one day need no rest", (("p1", "patrols/gate/early/2026-11-24T0700"), ("p1", "patrols/gate/noon/2026-11-24T1200")), 0),
        Case("two people need no rest from each other", (("p1", "patrols/gate/late/2026-11-23T2000"), ("p2", "patrols/gate/early/2026-11-24T0700")), 0),
    )

    hours: float = Field(gt=0, le=72, description="Hours of rest.")

    def post(self, ctx: ModelContext) -> None:
        minutes = round(self.hours * 60)
        horizon = ctx.problem.horizon
        for person in ctx.problem.people:
            mine = sorted(ctx.choices(person=person, only=self.only), key=lambda c: c.window.start)
            for past in ctx.problem.past:
                if past.person != person:
                    continue
                for choice in mine:
                    if choice.window.start >= past.span.end + minutes:
                        break
                    ctx.not_before(choice, past.span.end + minutes, Where(person=person, day=choice.day, note="history"))
            for i, first in enumerate(mine):
                for second in mine[i + 1 :]:
                    if second.window.start >= first.window.end + minutes:
                        break
                    if first.day != second.day:
                        ctx.apart(first, second, minutes, Where(person=person, day=max(first.day, second.day)))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        asked = round(self.hours * 60)
        day_of = problem.horizon.day_of
        for person in problem.people:
            served = [(a.span, a.work) for a in roster.of_person(person) if fits(self.only, problem, a)]
            before = [(p.span, "history") for p in problem.past if p.person == person]
            line = sorted([*before, *served], key=lambda entry: entry[0])
            for i, (earlier, _) in enumerate(line):
                for later, work in line[i + 1 :]:
                    rested = later.start - earlier.end
                    if work == "history" or day_of(earlier.start) == day_of(later.start) or rested >= asked:
                        continue
                    yield Finding(
                        self,
                        Where(person=person, work=work, day=day_of(later.start), start=later.start),
                        facts=(("rested", max(rested, 0) / 60), ("ends", earlier.end)),
                    )

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        person = problem.people[finding.where.person or ""]
        moment = problem.horizon.moment
        return sentence(
            "{who} rests {rested} h from {ends} to {starts}; {asked} h asked.",
            who=person.name or person.id,
            rested=finding.fact("rested"),
            ends=moment(finding.fact("ends")),
            starts=moment(finding.where.start or 0),
            asked=self.hours,
        )
