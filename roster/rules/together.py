"""People who serve only together."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from roster.gatherings import chances, meetings
from roster.naming import all_called, called, titled
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence
from roster.words import sentence


class Together(Rule):
    """These people serve at the same duties and visits: all of them or none.

    Work with fewer seats than they are is not meant. The excess, for each duty or visit
    at which some of them serve, is the number of those who are missing.
    """

    kind = "together"
    title = sentence("people kept together")
    example = "{kind: together, people: [p017, p023]}"
    tiny = """
community: Tiny together
week: 2026-11-23
people: [{id: p3}, {id: p1}, {id: p2, available: [Mon 00:00-24:00, Wed 00:00-24:00]}]
patrols:
  - {id: gate, shifts: [{id: noon, days: Mon-Tue, time: 12:00-13:00, people: {min: 1, max: 2}}]}
duties:
  - {id: desk, days: Mon, time: 08:00-09:00}
visits:
  - {id: h1, minutes: 30, times_per_week: 1, between: [09:00-09:30], days: [Wed], people: 2}
rules: [{kind: together, people: [p1, p2]}]
"""
    unit = "work"
    cases = (
        Case(
            "both at the gate and at the home; one seat at the desk",
            (
                ("p2", "patrols/gate/noon/2026-11-23T1200"),
                ("p1", "patrols/gate/noon/2026-11-23T1200"),
                ("p1", "duties/desk/2026-11-23T0800"),
                ("p2", "visits/h1", "2026-11-25T09:00"),
                ("p1", "visits/h1", "2026-11-25T09:00"),
            ),
            0,
        ),
        Case(
            "one alone, one with somebody else",
            (
                ("p1", "patrols/gate/noon/2026-11-24T1200"),
                ("p2", "visits/h1", "2026-11-25T09:00"),
                ("p3", "visits/h1", "2026-11-25T09:00"),
            ),
            2,
        ),
    )

    people: frozenset[str] = Field(min_length=2, description="Who.")

    def post(self, ctx: ModelContext) -> None:
        for chance in chances(ctx, self.only):
            theirs = [c.lit for c in chance.choices if c.person.id in self.people]
            if theirs and chance.seats >= len(self.people):
                ctx.at_least(theirs, len(self.people), chance.where(), when=[ctx.any_of(theirs)])

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for meeting in meetings(problem, roster, self.only):
            missing = self.people.difference(meeting.people)
            if missing and missing != self.people and meeting.seats >= len(self.people):
                there = sorted(self.people - missing)
                yield Finding(self, meeting.where(), len(missing), (("there", there), ("missing", missing)))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        missing = all_called(problem, finding.fact("missing"))
        return sentence(
            "{who} is at {what} on {starts} without {missing}.",
            who=called(problem, finding.fact("there")[0]),
            what=titled(problem, finding.where.work),
            starts=problem.horizon.moment(finding.where.start or 0),
            missing=missing,
        )
