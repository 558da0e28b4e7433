"""New people serve with experienced ones."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from roster.gatherings import chances, meetings
from roster.naming import all_called, titled
from roster.rules.api import Case, Finding, Lit, ModelContext, Problem, Roster, Rule, Sentence
from roster.words import sentence


class Pair(Rule):
    """Wherever so many new people serve, so many experienced ones serve too.

    ``level: new`` and ``level: experienced`` are said with each person; the others are
    neither. The excess, for each duty or visit, is the number of experienced people who
    are missing.
    """

    kind = "pair"
    title = sentence("experienced with new")
    example = "{kind: pair, experienced: 1, new: 1, weight: 10}"
    tiny = """
community: Tiny pair
week: 2026-11-23
people: [{id: p3, level: new}, {id: p1}, {id: p2, level: experienced}, {id: p4, level: new}, {id: p5, level: experienced}]
patrols:
  - {id: gate, shifts: [{id: noon, days: Mon, time: 12:00-13:00, people: {min: 1, max: 4}}]}
visits:
  - {id: h1, minutes: 30, times_per_week: 1, between: [09:00-09:30], days: [Wed], people: 2}
rules: [{kind: pair, experienced: 1, new: 1}]
"""
    unit = "work"
    cases = (
        Case(
            "new with experienced",
            (
                ("p3", "patrols/gate/noon/2026-11-23T1200"),
                ("p2", "patrols/gate/noon/2026-11-23T1200"),
                ("p4", "patrols/gate/noon/2026-11-23T1200"),
            ),
            0,
        ),
        Case(
            "somebody who is neither does not help, and two new ones lack one too",
            (
                ("p3", "patrols/gate/noon/2026-11-23T1200"),
                ("p1", "patrols/gate/noon/2026-11-23T1200"),
                ("p4", "visits/h1", "2026-11-25T09:00"),
                ("p3", "visits/h1", "2026-11-25T09:00"),
            ),
            2,
        ),
    )

    experienced: int = Field(default=1, ge=1, le=9, description="So many experienced people are there.")
    new: int = Field(default=1, ge=1, le=9, description="As soon as so many new ones are.")

    def post(self, ctx: ModelContext) -> None:
        """Say it in one row where one experienced person is enough: they leave the other seats free."""
        for chance in chances(ctx, self.only):
            new = [c.lit for c in chance.choices if c.person.level == "new"]
            old = [c.lit for c in chance.choices if c.person.level == "experienced"]
            if len(new) < self.new or chance.seats < self.new:
                continue
            if self.experienced == 1:
                allowed = [(self.new - chance.seats, lit) for lit in old]
                ctx.at_most([*new, *allowed], self.new - 1, chance.where(), per=chance.seats)
            else:
                enough = ctx.any_of(new) if self.new == 1 else _reach(ctx, new, self.new)
                ctx.at_least(old, self.experienced, chance.where(), when=[enough])

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for meeting in meetings(problem, roster, self.only):
            levels = {person: problem.people[person].level for person in meeting.people}
            new = [person for person, level in levels.items() if level == "new"]
            missing = self.experienced - list(levels.values()).count("experienced")
            if len(new) >= self.new and missing > 0:
                yield Finding(self, meeting.where(), missing, (("new", new),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentence(
            "New at {what} on {starts}: {new}; experienced people missing: {missing}.",
            what=titled(problem, finding.where.work),
            starts=problem.horizon.moment(finding.where.start or 0),
            new=all_called(problem, finding.fact("new")),
            missing=finding.excess,
        )


def _reach(ctx: ModelContext, lits: list[Lit], count: int) -> Lit:
    """Return a literal that is true exactly when at least so many are (a sequential counter)."""
    seen = [ctx.constant(True), *[ctx.constant(False)] * count]
    for lit in lits:
        for k in range(count, 0, -1):
            seen[k] = ctx.any_of([seen[k], ctx.all_of([seen[k - 1], lit])])
    return seen[count]
