"""Hours of rest between one day's last service and the next day's first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from pydantic import Field

from roster.borders import past_services
from roster.naming import called
from roster.rules.api import Case, Choice, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where, fits
from roster.words import sentence


class Rest(Rule):
    """At least so many hours between services that start on different days.

    Two services on one day may follow each other closely; a late patrol and an early
    window on the next day may not. History counts: the last service of the week before
    binds the first one of this week.
    """

    kind = "rest"
    title = sentence("rest")
    example = "{kind: rest, hours: 10}"
    tiny = """
community: Tiny rest
week: 2026-11-23
people: [{id: p1}, {id: p2}]
patrols:
  - {id: gate, shifts: [{id: late, days: Mon, time: 20:00-22:00}, {id: early, days: [Mon, Tue], time: 07:00-09:00}, {id: noon, days: Tue, time: 12:00-13:00}]}
rules: [{kind: rest, hours: 10}]
"""
    tiny_past = (
        ("p2", "patrols/gate/late/2026-11-22T2000", "2026-11-22T22:00"),
        ("p1", "patrols/gate/noon/2026-11-22T1200", "2026-11-22T13:00"),
    )
    unit = "person"
    cases = (
        Case(
            "nine hours are too few",
            (("p1", "patrols/gate/late/2026-11-23T2000"), ("p1", "patrols/gate/early/2026-11-24T0700")),
            1,
        ),
        Case(
            "fourteen hours are enough",
            (("p1", "patrols/gate/late/2026-11-23T2000"), ("p1", "patrols/gate/noon/2026-11-24T1200")),
            0,
        ),
        Case(
            "two on one day need no rest",
            (("p1", "patrols/gate/early/2026-11-24T0700"), ("p1", "patrols/gate/noon/2026-11-24T1200")),
            0,
        ),
        Case(
            "two people need no rest from each other",
            (("p1", "patrols/gate/late/2026-11-23T2000"), ("p2", "patrols/gate/early/2026-11-24T0700")),
            0,
        ),
        Case("late on Sunday of last week", (("p2", "patrols/gate/early/2026-11-23T0700"),), 1),
    )

    hours: float = Field(gt=0, le=72, description="Hours of rest.")

    def post(self, ctx: ModelContext) -> None:
        minutes = round(self.hours * 60)
        past = past_services(ctx.problem, self.only)
        for person in ctx.problem.people:
            mine = sorted(ctx.choices(person=person, only=self.only), key=lambda c: c.window.start)
            for service in past.get(person, ()):
                for choice in mine:
                    if choice.window.start >= service.span.end + minutes:
                        break
                    where = Where(person=person, day=choice.day, note="history")
                    ctx.not_before(choice, service.span.end + minutes, where)
            for one, two in _close(_alike(mine), minutes):
                where = Where(person=person, day=two[0].day)
                if one[0].slot is None and two[0].slot is None:
                    ctx.at_most([c.lit for c in (*one, *two)], 1, where)
                else:
                    for first, second in product(one, two):
                        ctx.apart(first, second, minutes, where)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        asked = round(self.hours * 60)
        day_of = problem.horizon.day_of
        past = past_services(problem, self.only)
        for person in problem.people:
            served = [(a.span, a.work) for a in roster.of_person(person) if fits(self.only, problem, a)]
            before = [(s.span, "history") for s in past.get(person, ()) if s.span.end + asked > 0]
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
        moment = problem.horizon.moment
        return sentence(
            "{who} rests {rested} h from {ends} to {starts}; {asked} h asked.",
            who=called(problem, finding.where.person),
            rested=finding.fact("rested"),
            ends=moment(finding.fact("ends")),
            starts=moment(finding.where.start or 0),
            asked=self.hours,
        )


def _alike(choices: Iterable[Choice]) -> list[list[Choice]]:
    """Group duties of one time, of which somebody can have one only; each visit is alone."""
    groups: dict[object, list[Choice]] = {}
    for choice in choices:
        groups.setdefault(choice.window if choice.slot is None else choice.lit, []).append(choice)
    return list(groups.values())


def _close(groups: list[list[Choice]], minutes: int) -> Iterator[tuple[list[Choice], list[Choice]]]:
    """Yield pairs of groups of different days, the earlier first, that may lie too close together."""
    by_day: dict[int, list[list[Choice]]] = {}
    for group in groups:
        by_day.setdefault(group[0].day, []).append(group)
    days = sorted(by_day)
    for i, day in enumerate(days):
        for one in by_day[day]:
            rested = one[0].window.end + minutes
            for later in days[i + 1 :]:
                if by_day[later][0][0].window.start >= rested:
                    break
                yield from ((one, two) for two in by_day[later] if two[0].window.start < rested)
