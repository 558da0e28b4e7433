"""Every duty and visit has so many seats, at its own time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from roster.naming import all_called, titled
from roster.roster import Assignment
from roster.rules.api import (
    Case,
    Duty,
    Finding,
    ModelContext,
    Problem,
    Roster,
    Rule,
    Sentence,
    Visit,
    Where,
    slot_of,
)
from roster.words import sentence


class Seats(Rule):
    """Nobody too many, and everyone at the time of the work.

    A duty never takes more people than its `max`. A home is never visited more often than
    `times_per_week`, never twice in one `between` interval of a day, never outside of them,
    and always for the visit's `minutes`. Seats that nobody fills stay open; they are counted
    by the weight of their priority, first of all costs. Only where a duty or visit says
    `must: true` is an open seat forbidden.
    """

    kind = "seats"
    title = sentence("seats and times")
    example = "{kind: seats}"
    tiny = """
community: Tiny seats
week: 2026-11-23
people: [{id: p1, skills: [first-aid]}, {id: p2}]
patrols:
  - {id: gate, shifts: [{id: evening, days: Mon, time: 19:00-21:00, people: 1, needs: {first-aid: 1}}]}
duties:
  - {id: door, days: Mon, time: 08:00-09:00, people: 1, must: true}
visits:
  - {id: h1, times_per_week: 1, days: [Mon, Tue], minutes: 40, between: [09:00-09:41], people: 1}
"""
    unit = "work"
    cases = (
        Case(
            "one at each",
            (("p1", "patrols/gate/evening/2026-11-23T1900"), ("p2", "duties/door/2026-11-23T0800")),
            0,
        ),
        Case("a seat that must be filled is open", (("p1", "patrols/gate/evening/2026-11-23T1900"),), 1),
        Case("a seat that may stay open is open", (("p2", "duties/door/2026-11-23T0800"),), 0),
        Case(
            "two on one seat",
            (("p2", "duties/door/2026-11-23T0800"), ("p1", "duties/door/2026-11-23T0800")),
            1,
        ),
        Case(
            "visited once",
            (("p2", "duties/door/2026-11-23T0800"), ("p2", "visits/h1", "2026-11-24T09:01")),
            0,
        ),
        Case(
            "visited twice instead of once",
            (
                ("p1", "duties/door/2026-11-23T0800"),
                ("p2", "visits/h1", "2026-11-23T09:00"),
                ("p1", "visits/h1", "2026-11-24T09:00"),
            ),
            1,
        ),
        Case(
            "twice in one interval is too often and too close",
            (
                ("p1", "duties/door/2026-11-23T0800"),
                ("p2", "visits/h1", "2026-11-23T09:01"),
                ("p1", "visits/h1", "2026-11-23T09:00"),
            ),
            2,
        ),
    )
    builtin = True
    structural = True

    def post(self, ctx: ModelContext) -> None:
        for duty in ctx.problem.duties:
            where = Where(work=duty.key, day=duty.day)
            here = ctx.choices(work=duty.key)
            everyone = [c.lit for c in here]
            ctx.at_most(everyone, duty.most, where)
            skilled = [([c.lit for c in here if skill in c.person.skills], n) for skill, n in duty.needs]
            ctx.open_seats([(everyone, duty.min), *skilled], duty.units, where, allowed=not duty.must)
        for visit in ctx.problem.visits:
            for week in range(ctx.problem.horizon.weeks):
                held = [ctx.happens(visit.key, slot.index) for slot in visit.slots if slot.week == week]
                where = Where(work=visit.key, week=week)
                ctx.at_most(held, visit.times, where)
                seats = [(visit.people, lit) for lit in held]
                ctx.open_seats(
                    [(seats, visit.times * visit.people)], visit.units, where, allowed=not visit.must
                )

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for duty in problem.duties:
            yield from self._check_duty(problem, duty, roster.at(duty.key))
        for visit in problem.visits:
            yield from self._check_times(visit, roster)
            yield from self._check_weeks(problem, visit, roster)

    def _check_duty(self, problem: Problem, duty: Duty, there: tuple[Assignment, ...]) -> Iterator[Finding]:
        people = tuple(a.person for a in there)
        seats = (("people", people), ("seats", duty.most))
        if len(people) > duty.most:
            where = Where(work=duty.key, day=duty.day, start=duty.span.start, note="crowded")
            yield Finding(self, where, len(people) - duty.most, seats)
        for a in there:
            proper = duty.span if duty.spans is None else duty.spans.get(a.person)
            if a.span != proper:
                where = Where(person=a.person, work=duty.key, day=duty.day, start=a.start, note="hours")
                yield Finding(self, where, facts=(("ends", a.end),))
        if duty.must:
            skills = Counter(skill for p in people for skill in problem.people[p].skills)
            missing = max(duty.min - len(people), *(n - skills[s] for s, n in duty.needs), 0)
            if missing:
                where = Where(work=duty.key, day=duty.day, start=duty.span.start, note="must")
                yield Finding(self, where, missing)

    def _check_times(self, visit: Visit, roster: Roster) -> Iterator[Finding]:
        held: Counter[int] = Counter()
        for start, visitors in roster.meetings(visit.key).items():
            for a in visitors:
                if a.span.minutes != visit.minutes:
                    where = Where(person=a.person, work=visit.key, start=start, note="hours")
                    yield Finding(self, where, facts=(("ends", a.end),))
            slot = slot_of(visit, visitors[-1].span)
            if slot is None:
                yield Finding(self, Where(work=visit.key, start=start, note="outside"))
                continue
            held[slot.index] += 1
            if held[slot.index] > 1:
                yield Finding(self, Where(work=visit.key, day=slot.day, start=start, note="twice"))

    def _check_weeks(self, problem: Problem, visit: Visit, roster: Roster) -> Iterator[Finding]:
        weeks = [problem.horizon.week_of(start) for start in roster.meetings(visit.key)]
        for week in range(problem.horizon.weeks):
            held = weeks.count(week)
            if held > visit.times:
                facts = (("held", held), ("times", visit.times))
                yield Finding(self, Where(work=visit.key, week=week, note="often"), held - visit.times, facts)
            elif held < visit.times and visit.must:
                missing = (visit.times - held) * visit.people
                yield Finding(self, Where(work=visit.key, week=week, note="must"), missing)

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        where = finding.where
        what = titled(problem, where.work)
        moment = problem.horizon.moment
        start = moment(where.start or 0)
        match where.note:
            case "crowded":
                people = all_called(problem, finding.fact("people"))
                return sentence(
                    "{what} on {start} has {seats} seats and {count} people: {people}.",
                    what=what,
                    start=start,
                    seats=finding.fact("seats"),
                    count=len(people),
                    people=people,
                )
            case "hours":
                who = all_called(problem, [where.person or ""])
                return sentence(
                    "{who} is at {what} from {start} to {ends}, which is not its time.",
                    who=who,
                    what=what,
                    start=start,
                    ends=moment(finding.fact("ends")),
                )
            case "outside":
                return sentence("{what} is visited on {start}, outside of its hours.", what=what, start=start)
            case "twice":
                return sentence(
                    "{what} is visited on {start} a second time in the same hours.", what=what, start=start
                )
            case "often":
                held, times = finding.fact("held"), finding.fact("times")
                return sentence(
                    "{what} is visited {held} times in a week; {times} asked.",
                    what=what,
                    held=held,
                    times=times,
                )
        if where.start is None:
            return sentence(
                "{what} must be visited; {missing} seats of the week are open.",
                what=what,
                missing=finding.excess,
            )
        return sentence(
            "{what} on {start} must be staffed; {missing} seats are open.",
            what=what,
            start=start,
            missing=finding.excess,
        )
