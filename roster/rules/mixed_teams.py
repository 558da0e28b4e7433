"""Teams are mixed: somebody of each at every duty."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from roster.gatherings import chances, meetings
from roster.naming import titled
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence
from roster.words import sentence


class MixedTeams(Rule):
    """Every duty or visit with at least two people has somebody of each of these teams.

    One person may stand for several teams. The excess is one for each team that is missing
    at a duty or visit.
    """

    kind = "mixed-teams"
    title = sentence("mixed teams")
    example = "{kind: mixed-teams, teams: [east, west], weight: 4}"
    tiny = """
community: Tiny mixed-teams
week: 2026-11-23
people: [{id: p3, teams: [west]}, {id: p1}, {id: p2, teams: [east]}, {id: p4, teams: [west]}]
patrols:
  - {id: gate, shifts: [{id: noon, days: Mon, time: 12:00-13:00, people: {min: 1, max: 4}}]}
visits:
  - {id: h1, minutes: 30, times_per_week: 1, between: [09:00-09:30], days: [Wed], people: 2}
rules: [{kind: mixed-teams, teams: [east, west]}]
"""
    unit = "work"
    cases = (
        Case(
            "one of each, and somebody else",
            (
                ("p4", "patrols/gate/noon/2026-11-23T1200"),
                ("p2", "patrols/gate/noon/2026-11-23T1200"),
                ("p1", "patrols/gate/noon/2026-11-23T1200"),
            ),
            0,
        ),
        Case("one alone is no team", (("p1", "patrols/gate/noon/2026-11-23T1200"),), 0),
        Case(
            "two of the west lack the east; one of the west with a stranger too",
            (
                ("p4", "patrols/gate/noon/2026-11-23T1200"),
                ("p3", "patrols/gate/noon/2026-11-23T1200"),
                ("p3", "visits/h1", "2026-11-25T09:00"),
                ("p1", "visits/h1", "2026-11-25T09:00"),
            ),
            2,
        ),
    )

    teams: frozenset[str] = Field(min_length=2, description="The teams.")

    def post(self, ctx: ModelContext) -> None:
        for chance in chances(ctx, self.only):
            if chance.seats < 2:
                continue
            for team in sorted(self.teams):
                inside = [(1 - chance.seats, c.lit) for c in chance.choices if team in c.person.teams]
                others = [(1, c.lit) for c in chance.choices if team not in c.person.teams]
                ctx.at_most([*others, *inside], 1, chance.where(team), per=chance.seats)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for meeting in meetings(problem, roster, self.only):
            there = frozenset[str]().union(*(problem.people[person].teams for person in meeting.people))
            for team in sorted(self.teams - there):
                if len(meeting.people) > 1:
                    yield Finding(self, meeting.where(team), facts=(("team", team),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentence(
            "Nobody of {team} is at {what} on {starts}.",
            team=finding.fact("team"),
            what=titled(problem, finding.where.work),
            starts=problem.horizon.moment(finding.where.start or 0),
        )
