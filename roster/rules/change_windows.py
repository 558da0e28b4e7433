"""Nobody has the same window two weeks running."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from roster.eligibility import can_serve, why_not
from roster.memo import once
from roster.naming import called, titled
from roster.rules.api import (
    Assignment,
    Case,
    Finding,
    Lit,
    ModelContext,
    Problem,
    Roster,
    Rule,
    Sentence,
    Where,
    fits,
    negated,
)
from roster.words import sentence


class ChangeWindows(Rule):
    """Windows with `change: weekly` change hands from week to week.

    Who sat at a window last week, if only once, does not sit there this week, as long as
    another person could take the session (has the skill, is there) who did not sit at it last
    week. Last week may lie in the history or in the weeks that are planned. Each session
    counts once.
    """

    kind = "change-windows"
    title = sentence("windows change hands")
    example = "{kind: change-windows}"
    tiny = """
community: Tiny change
week: 2026-11-23
weeks: 2
people: [{id: p2, skills: [rare]}, {id: p1, away: [2026-12-01]}]
windows:
  - {id: w, open: [{days: [2026-11-23, 2026-11-25, 2026-11-30, 2026-12-01], time: 09:00-12:00}], change: weekly}
  - {id: v, skill: rare, open: [{days: [2026-11-24, 2026-12-02], time: 09:00-12:00}], change: weekly}
"""
    tiny_past = (("p1", "windows/w/2026-11-20T0900", "2026-11-20T12:00"),)
    cases = (
        Case(
            "the window changes hands",
            (("p2", "windows/w/2026-11-23T0900"), ("p1", "windows/w/2026-11-30T0900")),
            0,
        ),
        Case(
            "the same person again",
            (("p2", "windows/w/2026-11-23T0900"), ("p2", "windows/w/2026-11-30T0900")),
            1,
        ),
        Case("the same person as in the history", (("p1", "windows/w/2026-11-25T0900"),), 1),
        Case(
            "once last week is enough, three weeks running",
            (("p1", "windows/w/2026-11-30T0900"), ("p1", "windows/w/2026-11-25T0900")),
            2,
        ),
        Case(
            "everybody had it last week",
            (
                ("p1", "windows/w/2026-11-25T0900"),
                ("p2", "windows/w/2026-11-23T0900"),
                ("p1", "windows/w/2026-11-30T0900"),
            ),
            1,
        ),
        Case(
            "two sessions in one week",
            (("p2", "windows/w/2026-11-25T0900"), ("p2", "windows/w/2026-11-23T0900")),
            0,
        ),
        Case(
            "everybody else is away",
            (("p2", "windows/w/2026-11-23T0900"), ("p2", "windows/w/2026-12-01T0900")),
            0,
        ),
        Case(
            "nobody else is able to",
            (("p2", "windows/v/2026-11-24T0900"), ("p2", "windows/v/2026-12-02T0900")),
            0,
        ),
    )
    builtin = True

    def post(self, ctx: ModelContext) -> None:
        problem = ctx.problem
        lits: defaultdict[tuple[str, int, str], list[Lit]] = defaultdict(list)
        for past in problem.past:
            if past.service == "windows":
                week = problem.horizon.week_of(past.span.start)
                lits[past.task, week, past.person].append(ctx.constant(True))
        changing = [duty for duty in problem.duties if duty.change_group is not None]
        for duty in changing:
            for choice in ctx.choices(work=duty.key):
                lits[duty.task, choice.week, choice.person.id].append(choice.lit)
        had: dict[tuple[str, int, str], Lit] = {key: ctx.any_of(found) for key, found in lits.items()}
        for duty in changing:
            before = (duty.task, duty.day // 7 - 1)
            able = [p.id for p in problem.people.values() if can_serve(problem, p, duty)]
            known = [had.get((*before, person), ctx.constant(False)) for person in able]
            fresh = ctx.any_of(negated(lit) for lit in known)
            for choice in ctx.choices(work=duty.key, only=self.only):
                again = had.get((*before, choice.person.id))
                if again is not None:
                    where = Where(person=choice.person.id, work=duty.key, day=duty.day)
                    ctx.forbid_all([choice.lit, again, fresh], where)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        week_of = problem.horizon.week_of
        served = {(p.task, week_of(p.span.start), p.person) for p in problem.past if p.service == "windows"}
        for a in roster.assignments:
            work = problem.works[a.work]
            if work.service == "windows":
                served.add((work.task, week_of(a.start), a.person))
        for duty in problem.duties:
            if duty.change_group is None:
                continue
            last = week_of(duty.span.start) - 1
            for a in roster.at(duty.key):
                if (duty.task, last, a.person) not in served or not fits(self.only, problem, a):
                    continue
                fresh = [
                    other.id
                    for other in problem.people.values()
                    if (duty.task, last, other.id) not in served
                    and not why_not(problem, other, duty, duty.span)
                ]
                if fresh:
                    where = Where(person=a.person, work=duty.key, day=duty.day, start=a.start)
                    yield Finding(self, where, facts=(("others", tuple(fresh)),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        others = finding.fact("others")
        return sentence(
            "{who} has {what} on {start} and had it last week already; {other} could take it.",
            who=called(problem, finding.where.person),
            what=titled(problem, finding.where.work),
            start=problem.horizon.moment(finding.where.start or 0),
            other=called(problem, others[0]),
        )

    def concerns(self, problem: Problem, assignment: Assignment) -> bool:
        return problem.works[assignment.work].task in _changing(problem)


@once
def _changing(problem: Problem) -> frozenset[str]:
    """The windows that change hands from week to week."""
    return frozenset(duty.task for duty in problem.duties if duty.change_group is not None)
