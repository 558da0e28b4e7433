"""What volunteers have claimed, and what was pinned, stays theirs."""

from __future__ import annotations

from collections.abc import Iterator

from roster.naming import called, titled
from roster.rules.api import Case, Duty, Finding, ModelContext, Problem, Roster, Rule, Sentence, Span, Where
from roster.words import sentence


class Claims(Rule):
    """A volunteer serves at what they have claimed, and pinned assignments stay as they are.

    A claim names a person, a shift and a weekday or date (`claims:` of a patrol, window or
    duty). A pinned visit also keeps its minute. In a week under way nobody comes to what has
    begun but those who are pinned there. Each claim or pin that is not kept, and each
    newcomer, counts once.
    """

    kind = "claims"
    title = sentence("claims and pins")
    example = "{kind: claims}"
    tiny = """
community: Tiny claims
week: 2026-11-23
people: [{id: p1}, {id: p2}, {id: p3}]
patrols:
  - id: gate
    shifts:
      - {id: evening, days: [Mon, Tue], time: 19:00-21:00, people: 1}
      - {id: morning, days: Mon, time: 07:00-08:00, people: 2}
    claims: [{person: p2, shift: evening, on: Tue}, {person: p1, shift: morning, on: 2026-11-23}]
"""
    unit = "person"
    cases = (
        Case(
            "both claims are kept",
            (("p2", "patrols/gate/evening/2026-11-24T1900"), ("p1", "patrols/gate/morning/2026-11-23T0700")),
            0,
        ),
        Case("no claim is kept", (), 2),
        Case(
            "the same shift on another day",
            (("p2", "patrols/gate/evening/2026-11-23T1900"), ("p1", "patrols/gate/morning/2026-11-23T0700")),
            1,
        ),
        Case(
            "somebody else has it",
            (("p3", "patrols/gate/evening/2026-11-24T1900"), ("p1", "patrols/gate/morning/2026-11-23T0700")),
            1,
        ),
    )
    builtin = True
    structural = True

    def post(self, ctx: ModelContext) -> None:
        for claim in ctx.problem.claims:
            mine = [c for work in claim.works for c in ctx.choices(person=claim.person, work=work)]
            where = Where(person=claim.person, work=claim.works[0] if claim.works else None, note="claim")
            ctx.at_least([c.lit for c in mine], 1, where)
        for pin in ctx.problem.pins:
            where = Where(person=pin.person, work=pin.work, start=pin.start, note="pin")
            choices = ctx.choices(person=pin.person, work=pin.work)
            fitting = [c for c in choices if c.window.contains(pin.span) and c.minutes == pin.span.minutes]
            ctx.at_least([c.lit for c in fitting], 1, where)
            for choice in fitting:
                ctx.not_before(choice, pin.start, where)
                ctx.not_after(choice, pin.start, where)
        if ctx.problem.begun is not None:
            self._post_begun(ctx, ctx.problem.begun)

    def _post_begun(self, ctx: ModelContext, begun: int) -> None:
        held: dict[tuple[str, str], list[Span]] = {}
        for pin in ctx.problem.pins:
            held.setdefault((pin.person, pin.work), []).append(pin.span)
        for choice in ctx.choices():
            spans = held.get((choice.person.id, choice.work.key), ())
            if not any(choice.window.contains(span) for span in spans):
                where = Where(person=choice.person.id, work=choice.work.key, day=choice.day, note="begun")
                ctx.not_before(choice, begun, where)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for claim in problem.claims:
            if not {a.work for a in roster.of_person(claim.person)} & set(claim.works):
                work = claim.works[0] if claim.works else None
                yield Finding(self, Where(person=claim.person, work=work, note="claim"))
        there = set(roster.assignments)
        for pin in problem.pins:
            if pin not in there:
                yield Finding(self, Where(person=pin.person, work=pin.work, start=pin.start, note="pin"))
        for a in sorted(there.difference(problem.pins)):
            if problem.begun is not None and a.start < problem.begun:
                yield Finding(self, Where(person=a.person, work=a.work, start=a.start, note="begun"))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        who, what = called(problem, finding.where.person), titled(problem, finding.where.work)
        if finding.where.note == "pin":
            start = problem.horizon.moment(finding.where.start or 0)
            return sentence(
                "{who} is pinned to {what} on {start} and is not there.", who=who, what=what, start=start
            )
        if finding.where.note == "begun":
            start = problem.horizon.moment(finding.where.start or 0)
            return sentence(
                "{what} on {start} has begun, and {who} was not there.", who=who, what=what, start=start
            )
        work = problem.works.get(finding.where.work or "")
        if isinstance(work, Duty):
            start = problem.horizon.moment(work.span.start)
            return sentence(
                "{who} has claimed {what} on {start} and is not there.", who=who, what=what, start=start
            )
        return sentence("{who} has claimed {what} and is not there.", who=who, what=what)
