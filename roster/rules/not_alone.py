"""Nobody serves alone at night."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field, field_validator

from roster.calendar import parse_hours
from roster.gatherings import Chance, Meeting, chances, meetings
from roster.model import Horizon
from roster.naming import called, titled
from roster.rules.api import (
    Case,
    Duty,
    Finding,
    ModelContext,
    Problem,
    Roster,
    Rule,
    Sentence,
    Span,
    Visit,
    slot_of,
)
from roster.words import sentence


class NotAlone(Rule):
    """At a duty that touches these hours there is nobody or there are at least two.

    A visit counts if its ``between`` interval touches the hours. Standby does not count:
    who stands by is nowhere yet. A duty with a single seat in these hours stays open; use
    ``only`` to leave such posts out. The excess is one for each duty or visit at which
    somebody is alone.
    """

    kind = "not-alone"
    title = sentence("nobody alone")
    example = "{kind: not-alone, hours: 22:00-06:00}"
    tiny = """
community: Tiny not-alone
week: 2026-11-23
people: [{id: p3}, {id: p1}, {id: p2}]
patrols:
  - {id: gate, people: {min: 2, max: 3}, shifts: [{id: late, days: Mon, time: 20:00-22:01}, {id: noon, days: Mon, time: 12:00-13:00}, {id: evening, days: Tue, time: 20:00-22:00}]}
visits:
  - {id: h1, minutes: 30, times_per_week: 1, between: [05:30-06:30], days: [Wed], people: 1}
standby: {per_day: 1, days: Mon, time: 21:00-23:00}
rules: [{kind: not-alone, hours: 22:00-06:00}]
"""
    unit = "work"
    cases = (
        Case(
            "alone at noon, three at night, alone up to 22:00",
            (
                ("p1", "patrols/gate/noon/2026-11-23T1200"),
                ("p1", "patrols/gate/evening/2026-11-24T2000"),
                ("p3", "patrols/gate/late/2026-11-23T2000"),
                ("p2", "patrols/gate/late/2026-11-23T2000"),
                ("p1", "patrols/gate/late/2026-11-23T2000"),
            ),
            0,
        ),
        Case(
            "alone until after 22:00, and at a home that may be visited before 6:00",
            (("p2", "patrols/gate/late/2026-11-23T2000"), ("p2", "visits/h1", "2026-11-25T06:00")),
            2,
        ),
        Case("alone on standby", (("p1", "standby/standby/2026-11-23T2100"),), 0),
    )

    hours: str = Field(default="22:00-06:00", description="From when to when; may pass midnight.")

    @field_validator("hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        parse_hours(value)
        return value

    def post(self, ctx: ModelContext) -> None:
        night = parse_hours(self.hours)
        for chance in chances(ctx, self.only):
            if chance.work.service != "standby" and night.touches(_span_posted(chance), ctx.problem.horizon):
                there = [c.lit for c in chance.choices]
                ctx.at_least(there, 2, chance.where(), when=[ctx.any_of(there)])

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        known: dict[Span, bool] = {}
        for meeting in meetings(problem, roster, self.only):
            if len(meeting.people) != 1 or meeting.work.service == "standby":
                continue
            span = _span_measured(meeting)
            if span not in known:
                known[span] = self._in_the_dark(problem.horizon, span)
            if known[span]:
                yield Finding(self, meeting.where(), facts=(("who", meeting.people[0]),))

    def _in_the_dark(self, horizon: Horizon, span: Span) -> bool:
        """Look at each minute's local time."""
        night = parse_hours(self.hours)
        for minute in range(span.start, span.end):
            now = horizon.moment(minute)
            clock = 60 * now.hour + now.minute
            if night.start <= clock < night.end or clock + 1440 < night.end:
                return True
        return False

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentence(
            "{who} is alone at {what} on {starts}; from {hours} at least two are asked.",
            who=called(problem, finding.fact("who")),
            what=titled(problem, finding.where.work),
            starts=problem.horizon.moment(finding.where.start or 0),
            hours=self.hours,
        )


def _span_posted(chance: Chance) -> Span:
    if isinstance(chance.work, Duty):
        return chance.work.span
    slot = chance.choices[0].slot
    return slot.span if slot else chance.choices[0].window


def _span_measured(meeting: Meeting) -> Span:
    if isinstance(meeting.work, Visit):
        slot = slot_of(meeting.work, meeting.there[0].span)
        return slot.span if slot else meeting.there[0].span
    return meeting.work.span
