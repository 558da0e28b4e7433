"""Days between the visits of a home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from roster.naming import titled
from roster.rules.api import (
    Case,
    Finding,
    Lit,
    ModelContext,
    Problem,
    Roster,
    Rule,
    Sentence,
    Span,
    Visit,
    Where,
    slot_of,
)
from roster.words import sentence, sentences


class VisitSpacing(Rule):
    """Visits of a home are spread over the days as `gap_days` says.

    With `gap_days: 1` at least one whole day lies between two visits, also over the border
    to the week before. Where `gap_days` is left out the visits lie on different days, as far
    as there are enough days; `gap_days: 0` allows several on one day. Each visit too many on
    a day counts, and each pair of visits on different days that are too close.
    """

    kind = "visit-spacing"
    title = sentence("days between visits")
    example = "{kind: visit-spacing}"
    tiny = """
community: Tiny spacing
week: 2026-11-23
people: [{id: p1}]
visits:
  - {id: h1, times_per_week: 2, days: [Mon, Tue, Thu], minutes: 40, between: [09:00-09:40, 14:00-14:40], people: 1, gap_days: 1}
  - {id: h2, times_per_week: 2, days: [Mon, Tue], minutes: 40, between: [10:00-10:40, 15:00-15:40], people: 1}
"""
    tiny_past = (("p1", "visits/h1/2026-11-22T1400", "2026-11-22T14:40"),)
    unit = "work"
    cases = (
        Case(
            "Wednesday lies between",
            (("p1", "visits/h1", "2026-11-26T09:00"), ("p1", "visits/h1", "2026-11-24T14:00")),
            0,
        ),
        Case("Sunday and Monday are too close", (("p1", "visits/h1", "2026-11-23T09:00"),), 1),
        Case(
            "Sunday, Monday and Tuesday are too close",
            (("p1", "visits/h1", "2026-11-24T09:00"), ("p1", "visits/h1", "2026-11-23T14:00")),
            2,
        ),
        Case(
            "two on one day",
            (("p1", "visits/h1", "2026-11-26T14:00"), ("p1", "visits/h1", "2026-11-26T09:00")),
            1,
        ),
        Case(
            "different days without a gap",
            (("p1", "visits/h2", "2026-11-24T10:00"), ("p1", "visits/h2", "2026-11-23T15:00")),
            0,
        ),
        Case(
            "one day where two are possible",
            (("p1", "visits/h2", "2026-11-24T15:00"), ("p1", "visits/h2", "2026-11-24T10:00")),
            1,
        ),
    )
    builtin = True

    def post(self, ctx: ModelContext) -> None:
        for visit in ctx.problem.visits:
            by_day: dict[int, list[Lit]] = {}
            for slot in visit.slots:
                if self.only is None or self.only.fits_work(ctx.problem, visit, slot.span, slot.day):
                    by_day.setdefault(slot.day, []).append(ctx.happens(visit.key, slot.index))
            most = 1 if visit.gap_days else visit.per_day
            for day, held in by_day.items():
                ctx.at_most(held, most, Where(work=visit.key, day=day))
            if visit.gap_days:
                self._post_gaps(ctx, visit, by_day)

    def _post_gaps(self, ctx: ModelContext, visit: Visit, by_day: dict[int, list[Lit]]) -> None:
        gap = visit.gap_days
        if self.weight is None:
            for first in by_day:
                near = [lit for day in range(first, first + gap + 1) for lit in by_day.get(day, ())]
                ctx.at_most(near, 1, Where(work=visit.key, day=first))
        else:
            for (one, held), (other, later) in combinations(by_day.items(), 2):
                if 0 < abs(other - one) <= gap:
                    for a in held:
                        for b in later:
                            ctx.forbid_all([a, b], Where(work=visit.key, day=max(one, other)))
        before = {
            (past.span.start, ctx.problem.horizon.day_of(past.span.start))
            for past in ctx.problem.past
            if past.service == "visits" and past.task == visit.task
        }
        for _, past_day in sorted(before):
            for day, held in by_day.items():
                if 0 < day - past_day <= gap:
                    for lit in held:
                        ctx.forbid_all([lit], Where(work=visit.key, day=day, note="history"))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        day_of = problem.horizon.day_of
        for visit in problem.visits:
            held = [
                start
                for start, there in roster.meetings(visit.key).items()
                if self._is_limited_to(problem, visit, there[0].span)
            ]
            for day, n in Counter(map(day_of, held)).items():
                allowed = visit.per_day if visit.gap_days == 0 else 1
                if n > allowed:
                    facts = (("visits", n), ("allowed", allowed))
                    yield Finding(self, Where(work=visit.key, day=day, note="day"), n - allowed, facts)
            served = {p.span.start for p in problem.past if (p.service, p.task) == ("visits", visit.task)}
            line = [*sorted(served), *held]
            for i, start in enumerate(line):
                for later in line[max(i + 1, len(served)) :]:
                    apart = day_of(later) - day_of(start)
                    if 1 <= apart <= visit.gap_days:
                        where = Where(work=visit.key, day=day_of(later), start=later, note="gap")
                        yield Finding(self, where, 1, (("before", start), ("gap", visit.gap_days)))

    def _is_limited_to(self, problem: Problem, visit: Visit, span: Span) -> bool:
        slot = slot_of(visit, span)
        day = problem.horizon.day_of(span.start)
        return self.only is None or self.only.fits_work(problem, visit, slot.span if slot else span, day)

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        what, horizon = titled(problem, finding.where.work), problem.horizon
        if finding.where.note == "day":
            return sentence(
                "{what} is visited {visits} times on {day}; {allowed} allowed.",
                what=what,
                visits=finding.fact("visits"),
                day=horizon.date_of(finding.where.day or 0),
                allowed=finding.fact("allowed"),
            )
        gap = finding.fact("gap")
        return sentences(
            "{what} is visited on {start}, too soon after {before}; {n} whole day between is asked.",
            "{what} is visited on {start}, too soon after {before}; {n} whole days between are asked.",
            gap,
            what=what,
            start=horizon.moment(finding.where.start or 0).date(),
            before=horizon.moment(finding.fact("before")).date(),
        )
