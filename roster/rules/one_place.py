"""One place at a time, with time to walk there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roster.model import Span
from roster.naming import called, titled
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where
from roster.words import sentence


class OnePlace(Rule):
    """Two services of one person never overlap, and leave the minutes to walk between the places.

    The minutes come from `travel`, rounded up; between places whose position is not known
    they are 0. This holds across all services and over the border to the week before.
    """

    kind = "one-place"
    title = sentence("one place at a time")
    example = "{kind: one-place}"
    tiny = """
community: Tiny places
week: 2026-11-23
people: [{id: p1}, {id: p2}]
places: [{id: east, at: [36.6200, 101.8000]}, {id: west, at: [36.6200, 101.7925]}]
travel: {walking_kmh: 4, detour: 1.0}
duties:
  - {id: late, place: east, days: Mon, time: 09:42-10:00, people: 1}
  - {id: first, place: east, days: Mon, time: 08:00-09:00, people: 2}
  - {id: soon, place: west, days: Mon, time: 09:10-09:30, people: 1}
visits:
  - {id: h1, place: {at: [36.6200, 101.7925]}, times_per_week: 1, days: Mon, minutes: 20, between: [09:10-09:32], people: 1}
"""
    tiny_past = (("p2", "duties/soon/2026-11-22T2330", "2026-11-23T07:50"),)
    unit = "person"
    cases = (
        Case(
            "one after the other in one place",
            (("p1", "duties/first/2026-11-23T0800"), ("p1", "duties/late/2026-11-23T0942")),
            0,
        ),
        Case(
            "ten minutes for a walk of eleven",
            (("p1", "duties/soon/2026-11-23T0910"), ("p1", "duties/first/2026-11-23T0800")),
            1,
        ),
        Case(
            "twelve minutes for a walk of eleven",
            (("p2", "duties/late/2026-11-23T0942"), ("p2", "duties/soon/2026-11-23T0910")),
            0,
        ),
        Case(
            "a visit with just enough time",
            (
                ("p1", "visits/h1", "2026-11-23T09:11"),
                ("p1", "duties/late/2026-11-23T0942"),
                ("p1", "duties/first/2026-11-23T0800"),
            ),
            0,
        ),
        Case(
            "a visit that begins a minute too soon",
            (("p1", "duties/first/2026-11-23T0800"), ("p1", "visits/h1", "2026-11-23T09:10")),
            1,
        ),
        Case(
            "a visit that ends a minute too late",
            (("p1", "duties/late/2026-11-23T0942"), ("p1", "visits/h1", "2026-11-23T09:12")),
            1,
        ),
        Case(
            "two people", (("p2", "duties/soon/2026-11-23T0910"), ("p1", "duties/first/2026-11-23T0800")), 0
        ),
        Case("ten minutes for a walk from the night before", (("p2", "duties/first/2026-11-23T0800"),), 1),
        Case(
            "at once in one place",
            (("p2", "duties/soon/2026-11-23T0910"), ("p2", "visits/h1", "2026-11-23T09:11")),
            1,
        ),
    )
    builtin = True
    structural = True

    def post(self, ctx: ModelContext) -> None:
        for person in ctx.problem.people:
            ctx.one_place(person)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        served: dict[str, list[tuple[Span, bool, str, str]]] = {}
        for past in problem.past:
            if past.person in roster.by_person:
                served.setdefault(past.person, []).append((past.span, False, past.place, past.task))
        for a in roster.assignments:
            served.setdefault(a.person, []).append((a.span, True, problem.works[a.work].place, a.work))
        for person, line in served.items():
            yield from self._check_line(problem, person, sorted(line))

    def _check_line(
        self, problem: Problem, person: str, line: Sequence[tuple[Span, bool, str, str]]
    ) -> Iterator[Finding]:
        for i, (later, planned, there, work) in enumerate(line):
            if not planned:
                continue
            for earlier, _, here, before in line[:i]:
                between, walk = later.start - earlier.end, problem.travel.minutes(here, there)
                if between < walk:
                    day = problem.horizon.day_of(later.start)
                    where = Where(person=person, work=work, day=day, start=later.start)
                    facts = (("ends", earlier.end), ("before", before), ("walk", walk))
                    yield Finding(self, where, facts=facts)

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        start, ends = finding.where.start or 0, finding.fact("ends")
        moment = problem.horizon.moment
        who = called(problem, finding.where.person)
        if start < ends:
            return sentence(
                "{who} is at {before} until {ends} and at {what} from {starts}: two places at once.",
                who=who,
                before=titled(problem, finding.fact("before")),
                ends=moment(ends),
                what=titled(problem, finding.where.work),
                starts=moment(start),
            )
        return sentence(
            "{who} has {minutes} minutes from {before} ({ends}) to {what} ({starts}); the walk takes {walk}.",
            who=who,
            minutes=start - ends,
            before=titled(problem, finding.fact("before")),
            ends=moment(ends),
            what=titled(problem, finding.where.work),
            starts=moment(start),
            walk=finding.fact("walk"),
        )
