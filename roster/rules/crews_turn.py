"""The crew whose turn it is staffs the window."""

from __future__ import annotations

from collections.abc import Iterator

from roster.naming import all_called, called, titled
from roster.rules.api import Case, Duty, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where
from roster.words import sentence


class CrewsTurn(Rule):
    """Where crews take turns, only members of the crew on turn serve.

    `turn: weekly` changes the crew every Monday, `turn: daily` every day. The first crew in
    the file has the turn at `since`, and the turn continues over the weeks from there.
    """

    kind = "crews-turn"
    title = sentence("turns of crews")
    example = "{kind: crews-turn}"
    tiny = """
community: Tiny crews
week: 2026-11-23
people: [{id: p1}, {id: p2}, {id: p3}]
windows:
  - {id: daily, open: [{days: [Mon, Tue], time: 09:00-12:00}], crews: {A: [p3], B: [p1], turn: daily, since: 2026-11-23}}
  - {id: weekly, open: [{days: Mon, time: 14:00-17:00}], crews: {A: [p1], B: [p2, p3], turn: weekly, since: 2026-11-16}}
"""
    unit = "work"
    cases = (
        Case(
            "each crew on its day",
            (("p3", "windows/daily/2026-11-23T0900"), ("p1", "windows/daily/2026-11-24T0900")),
            0,
        ),
        Case("the other crew's day", (("p3", "windows/daily/2026-11-24T0900"),), 1),
        Case("in no crew of this window", (("p2", "windows/daily/2026-11-23T0900"),), 1),
        Case("the second week is the second crew's", (("p2", "windows/weekly/2026-11-23T1400"),), 0),
        Case("the first crew had the week before", (("p1", "windows/weekly/2026-11-23T1400"),), 1),
    )
    builtin = True
    structural = True

    def post(self, ctx: ModelContext) -> None:
        for choice, where in ctx.barred(self.kind):
            ctx.forbid_all([choice.lit], where)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for duty in problem.duties:
            if duty.turn is None or duty.members is None:
                continue
            for a in roster.at(duty.key):
                if a.person not in duty.members:
                    where = Where(person=a.person, work=duty.key, day=duty.day, start=duty.span.start)
                    yield Finding(self, where)

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        duty = problem.works[finding.where.work or ""]
        turn, members = (duty.turn, duty.members or ()) if isinstance(duty, Duty) else (None, ())
        return sentence(
            "{who} is at {what} on {start}, when it is the turn of crew {crew} ({members}).",
            who=called(problem, finding.where.person),
            what=titled(problem, finding.where.work),
            start=problem.horizon.moment(finding.where.start or 0),
            crew=turn,
            members=all_called(problem, members),
        )
