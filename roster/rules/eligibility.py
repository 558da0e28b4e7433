"""People serve where they belong and have the skills."""

from __future__ import annotations

from collections.abc import Iterator

from roster.naming import all_called, called, titled
from roster.rules.api import (
    Case,
    Finding,
    ModelContext,
    Problem,
    Roster,
    Rule,
    Sentence,
    Visit,
    Where,
)
from roster.words import sentence


class Eligibility(Rule):
    """Everyone assigned has every skill and is of a team that the work asks for.

    Work with `members` (a grid's own walk, a window's A and B) takes nobody else. A visitor
    has what the home asks for, or is a companion (`with`), and is not one whom the home must
    not meet (`never`). Whose turn it is among crews is a rule of its own (`crews-turn`).
    """

    kind = "eligibility"
    title = sentence("skills and teams")
    example = "{kind: eligibility}"
    tiny = """
community: Tiny eligibility
week: 2026-11-23
people: [{id: p1, teams: [night, red], skills: [first-aid]}, {id: p2, teams: [police]}, {id: p3, skills: [first-aid]}]
grids: [{id: grid-1, members: [p2]}]
patrols:
  - {id: walk, members: grid, shifts: [{id: day, days: Mon, time: 10:00-11:00, people: 1}]}
  - {id: gate, team: night, skills: [first-aid], shifts: [{id: evening, days: Mon, time: 19:00-21:00, people: 2}]}
visits:
  - {id: h1, times_per_week: 1, days: Mon, minutes: 40, between: [09:00-09:41], people: 1, skills: [first-aid], with: {team: police}, never: [p3]}
"""
    unit = "person"
    cases = (
        Case("team and skill", (("p1", "patrols/gate/evening/2026-11-23T1900"),), 0),
        Case("the skill without the team", (("p3", "patrols/gate/evening/2026-11-23T1900"),), 1),
        Case("neither skill nor team", (("p2", "patrols/gate/evening/2026-11-23T1900"),), 2),
        Case("the grid's own member", (("p2", "patrols/walk/day/grid-1/2026-11-23T1000"),), 0),
        Case("not a member of the grid", (("p1", "patrols/walk/day/grid-1/2026-11-23T1000"),), 1),
        Case("a companion needs no skill", (("p2", "visits/h1", "2026-11-23T09:00"),), 0),
        Case("never this visitor", (("p3", "visits/h1", "2026-11-23T09:01"),), 1),
        Case("a visitor with the skill", (("p1", "visits/h1", "2026-11-23T09:00"),), 0),
    )
    builtin = True
    structural = True

    def post(self, ctx: ModelContext) -> None:
        for choice, where in ctx.barred(self.kind):
            ctx.forbid_all([choice.lit], where)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for a in roster.assignments:
            person, work = problem.people[a.person], problem.works[a.work]
            lacks: list[tuple[str, object]] = []
            for skill in sorted(work.skills):
                if skill not in person.skills:
                    lacks.append(("skill", skill))
            if work.teams and not any(team in work.teams for team in person.teams):
                lacks.append(("team", tuple(sorted(work.teams))))
            if isinstance(work, Visit):
                asked = work.companion
                if (
                    asked is not None
                    and asked.team in (None, *person.teams)
                    and asked.skill in (None, *person.skills)
                ):
                    lacks.clear()
                if a.person in work.never:
                    lacks.append(("never", None))
            elif work.members is None or work.turn is not None or work.spans is not None:
                pass
            elif a.person not in work.members:
                lacks.append(("members", tuple(sorted(work.members))))
            day = problem.horizon.day_of(a.start)
            for why, what in lacks:
                where = Where(person=a.person, work=a.work, day=day, start=a.start, note=why)
                yield Finding(self, where, facts=(("asked", what),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        who, what = called(problem, finding.where.person), titled(problem, finding.where.work)
        start, asked = problem.horizon.moment(finding.where.start or 0), finding.fact("asked")
        match finding.where.note:
            case "skill":
                return sentence(
                    "{who} is at {what} on {start} without the skill {skill}.",
                    who=who,
                    what=what,
                    start=start,
                    skill=asked,
                )
            case "team":
                return sentence(
                    "{who} is at {what} on {start} and is not in {teams}.",
                    who=who,
                    what=what,
                    start=start,
                    teams=asked,
                )
            case "never":
                return sentence(
                    "{who} visits {what} on {start} and never should.", who=who, what=what, start=start
                )
        return sentence(
            "{who} is at {what} on {start}, where only {members} may serve.",
            who=who,
            what=what,
            start=start,
            members=all_called(problem, asked),
        )
