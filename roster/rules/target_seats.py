"""Rather as many people as wanted than as few as needed."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from roster.naming import titled
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where
from roster.words import sentence


class TargetSeats(Rule):
    """Each person below a duty's `target` costs the weight.

    Only for work whose `target` is above its `min`: below `min` seats are open, which counts
    first; between `min` and `target` a person more is welcome. A duty with
    `people: {min: 2, target: 3}` and one person is two below its target.
    """

    kind = "target-seats"
    title = sentence("wished numbers of people")
    example = "{kind: target-seats, weight: 10}"
    tiny = """
community: Tiny targets
week: 2026-11-23
people: [{id: p1}, {id: p2}, {id: p3}]
patrols:
  - {id: gate, shifts: [{id: evening, days: Mon, time: 19:00-21:00, people: {min: 1, target: 2, max: 3}}]}
duties:
  - {id: door, days: Mon, time: 08:00-09:00, people: 2}
rules: [{kind: target-seats, weight: 10}]
"""
    unit = "work"
    cases = (
        Case("nobody is two below the target", (), 2),
        Case(
            "one is one below",
            (("p3", "patrols/gate/evening/2026-11-23T1900"), ("p1", "duties/door/2026-11-23T0800")),
            1,
        ),
        Case(
            "two are enough",
            (("p2", "patrols/gate/evening/2026-11-23T1900"), ("p1", "patrols/gate/evening/2026-11-23T1900")),
            0,
        ),
        Case(
            "three earn nothing more",
            (
                ("p3", "patrols/gate/evening/2026-11-23T1900"),
                ("p2", "patrols/gate/evening/2026-11-23T1900"),
                ("p1", "patrols/gate/evening/2026-11-23T1900"),
            ),
            0,
        ),
    )
    builtin = True
    soft_only = True

    weight: int | None = Field(default=10, ge=1, description="Cost of each person below the target.")

    def post(self, ctx: ModelContext) -> None:
        for duty in ctx.problem.duties:
            if duty.target <= duty.min:
                continue
            if self.only is None or self.only.fits_work(ctx.problem, duty, duty.span, duty.day):
                here = [c.lit for c in ctx.choices(work=duty.key)]
                ctx.at_least(here, duty.target, Where(work=duty.key, day=duty.day))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for duty in problem.duties:
            if self.only is not None and not self.only.fits_work(problem, duty, duty.span, duty.day):
                continue
            count = len({a.person for a in roster.at(duty.key)})
            if duty.min < duty.target and count < duty.target:
                where = Where(work=duty.key, day=duty.day, start=duty.span.start)
                facts = (("count", count), ("target", duty.target))
                yield Finding(self, where, duty.target - count, facts)

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentence(
            "{what} on {start} has {count} of the {target} people wanted.",
            what=titled(problem, finding.where.work),
            start=problem.horizon.moment(finding.where.start or 0),
            count=finding.fact("count"),
            target=finding.fact("target"),
        )
