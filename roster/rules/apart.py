"""People who do not serve together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from pydantic import Field

from roster.gatherings import chances, meetings
from roster.naming import all_called, titled
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence
from roster.words import sentence


class Apart(Rule):
    """No two of these people serve at the same duty or the same visit.

    They may serve at different places at the same time. The excess, for each duty or
    visit, is the number of pairs of them that serve together.
    """

    kind = "apart"
    title = sentence("people kept apart")
    example = "{kind: apart, people: [p004, p031]}"
    tiny = """
community: Tiny apart
week: 2026-11-23
people: [{id: p3}, {id: p1}, {id: p2}]
patrols:
  - {id: gate, shifts: [{id: noon, days: Mon, time: 12:00-13:00, people: {min: 1, max: 3}}]}
duties:
  - {id: desk, days: Mon, time: 12:00-13:00, people: {min: 1, max: 2}}
visits:
  - {id: h1, minutes: 30, times_per_week: 1, between: [09:00-09:30], days: [Wed], people: 2}
rules: [{kind: apart, people: [p3, p2, p1]}]
"""
    unit = "work"
    cases = (
        Case(
            "at one time at two places",
            (
                ("p3", "patrols/gate/noon/2026-11-23T1200"),
                ("p1", "duties/desk/2026-11-23T1200"),
            ),
            0,
        ),
        Case(
            "all three at the gate are three pairs, and one at the home",
            (
                ("p3", "patrols/gate/noon/2026-11-23T1200"),
                ("p1", "patrols/gate/noon/2026-11-23T1200"),
                ("p2", "patrols/gate/noon/2026-11-23T1200"),
                ("p3", "visits/h1", "2026-11-25T09:00"),
                ("p2", "visits/h1", "2026-11-25T09:00"),
            ),
            4,
        ),
    )

    people: frozenset[str] = Field(min_length=2, description="Who.")

    def post(self, ctx: ModelContext) -> None:
        for chance in chances(ctx, self.only):
            theirs = [c for c in chance.choices if c.person.id in self.people]
            if self.weight is None:
                ctx.at_most([c.lit for c in theirs], 1, chance.where())
                continue
            for first, second in combinations(theirs, 2):
                if first.person.id != second.person.id:
                    ctx.forbid_all([first.lit, second.lit], chance.where())

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for meeting in meetings(problem, roster, self.only):
            there = self.people.intersection(meeting.people)
            if len(there) > 1:
                pairs = len(there) * (len(there) - 1) // 2
                yield Finding(self, meeting.where(), pairs, (("there", there),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentence(
            "{people} are together at {what} on {starts}, but should not be.",
            people=all_called(problem, finding.fact("there")),
            what=titled(problem, finding.where.work),
            starts=problem.horizon.moment(finding.where.start or 0),
        )
