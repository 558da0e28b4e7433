"""What people would like and what they would rather not do."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from roster.model import Span, Wish, Work
from roster.naming import called, titled
from roster.rules.api import (
    Assignment,
    Case,
    Choice,
    Finding,
    ModelContext,
    Only,
    Problem,
    Roster,
    Rule,
    Sentence,
    Visit,
    Where,
    fits,
    negated,
    slot_of,
)
from roster.words import sentence


class Wishes(Rule):
    """Wishes of people, each with its own weight, times the weight of this rule.

    `want` costs once if nothing that the person does in the planned weeks is what they wished
    for. `avoid` costs for each service that they would rather not do. A wish names a service
    (`patrol`), a post, a home, a shift or a label, and may be limited to days and hours; a
    visit counts with the hours in which the home can be visited. Where `only` limits the
    work, nothing but that work counts, and a wish for something else costs nothing.
    """

    kind = "wishes"
    title = sentence("wishes")
    example = "{kind: wishes, weight: 1}"
    tiny = """
community: Tiny wishes
week: 2026-11-23
people:
  - {id: p2, wishes: [{want: patrol, on: Tue, weight: 3}, {avoid: evening, on: Mon, weight: 5}]}
  - {id: p1, wishes: [{avoid: "*", hours: 06:00-10:00, weight: 2}, {want: h1, weight: 4}]}
patrols:
  - {id: gate, shifts: [{id: evening, days: [Mon, Tue], time: 19:00-21:00}, {id: morning, days: Mon, time: 08:00-10:30}]}
visits:
  - {id: h1, times_per_week: 1, days: Mon, minutes: 40, between: [10:00-10:41], people: 1}
rules: [{kind: wishes, weight: 2}]
"""
    unit = "person"
    cases = (
        Case("nothing to do is not what they wanted", (), 7),
        Case(
            "wanted on the day, avoided on another day",
            (("p2", "patrols/gate/evening/2026-11-24T1900"), ("p1", "visits/h1", "2026-11-23T10:01")),
            0,
        ),
        Case(
            "what is wanted and what is avoided",
            (("p2", "patrols/gate/evening/2026-11-24T1900"), ("p2", "patrols/gate/evening/2026-11-23T1900")),
            9,
        ),
        Case(
            "the wrong day",
            (("p2", "patrols/gate/morning/2026-11-23T0800"), ("p1", "visits/h1", "2026-11-23T10:00")),
            3,
        ),
        Case("hours that touch", (("p1", "patrols/gate/morning/2026-11-23T0800"),), 9),
    )
    builtin = True
    soft_only = True

    weight: int | None = Field(default=1, ge=1, description="Multiplies the weight of each wish.")

    def post(self, ctx: ModelContext) -> None:
        for person in ctx.problem.people.values():
            if not person.wishes or (self.only is not None and not self.only.fits_person(person)):
                continue
            mine = ctx.choices(person=person.id, only=self.only)
            for i, wish in enumerate(person.wishes):
                meant = [c for c in mine if _is_wished(ctx.problem, wish, c)]
                if wish.want:
                    if not meant and self.only is not None and not _names_some(ctx.problem, wish, self.only):
                        continue
                    met = ctx.any_of(c.lit for c in meant)
                    where = Where(person=person.id, note=str(i))
                    ctx.penalise([(wish.weight, negated(met))], where)
                    continue
                for choice in meant:
                    where = Where(person=person.id, work=choice.work.key, day=choice.day, note=str(i))
                    ctx.penalise([(wish.weight, choice.lit)], where)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for person in problem.people.values():
            if self.only is not None and not self.only.fits_person(person):
                continue
            served = [a for a in roster.of_person(person.id) if fits(self.only, problem, a)]
            for i, wish in enumerate(person.wishes):
                matching = [a for a in served if self._matches(problem, wish, a)]
                facts = (("target", wish.target),)
                if not wish.want:
                    for a in matching:
                        day = problem.horizon.day_of(a.start)
                        where = Where(person=person.id, work=a.work, day=day, start=a.start, note=str(i))
                        yield Finding(self, where, wish.weight, facts)
                elif not matching and self._is_about(problem, wish):
                    yield Finding(self, Where(person=person.id, note=str(i)), wish.weight, facts)

    def _matches(self, problem: Problem, wish: Wish, a: Assignment) -> bool:
        work, span = problem.works[a.work], a.span
        if wish.target not in ("*", *work.labels):
            return False
        if wish.days is not None and problem.horizon.day_of(a.start) not in wish.days:
            return False
        if isinstance(work, Visit):
            slot = slot_of(work, span)
            span = slot.span if slot else span
        return wish.hours is None or wish.hours.touches(span, problem.horizon)

    def _is_about(self, problem: Problem, wish: Wish) -> bool:
        """Say whether a wish is for something to which the rule is limited."""
        if self.only is None or not self.only.names_times_or_work:
            return True
        wished = (w for w in problem.works.values() if wish.target in ("*", *w.labels))
        for work in wished:
            spans = [slot.span for slot in work.slots] if isinstance(work, Visit) else [work.span]
            for span in spans:
                day = problem.horizon.day_of(span.start)
                at_that_time = (wish.days is None or day in wish.days) and (
                    wish.hours is None or wish.hours.touches(span, problem.horizon)
                )
                if at_that_time and self.only.fits_work(problem, work, span, day):
                    return True
        return False

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        who, wish = called(problem, finding.where.person), finding.fact("target")
        if finding.where.start is None:
            return sentence("{who} wished for {wish} and gets none.", who=who, wish=wish)
        return sentence(
            "{who} would rather not do {wish} and is at {what} on {start}.",
            who=who,
            wish=wish,
            what=titled(problem, finding.where.work),
            start=problem.horizon.moment(finding.where.start),
        )


def _names_some(problem: Problem, wish: Wish, only: Only) -> bool:
    """Say whether there is work, of whomever, that is wished for and meant."""
    if not only.names_times_or_work:
        return True
    times: list[tuple[Work, Span, int]] = [(duty, duty.span, duty.day) for duty in problem.duties]
    times += [(visit, slot.span, slot.day) for visit in problem.visits for slot in visit.slots]
    return any(
        only.fits_work(problem, work, span, day)
        for work, span, day in times
        if (wish.target == "*" or wish.target in work.labels)
        and (wish.days is None or day in wish.days)
        and (wish.hours is None or wish.hours.touches(span, problem.horizon))
    )


def _is_wished(problem: Problem, wish: Wish, choice: Choice) -> bool:
    if wish.target != "*" and wish.target not in choice.work.labels:
        return False
    if wish.days is not None and choice.day not in wish.days:
        return False
    span = choice.slot.span if choice.slot else choice.window
    return wish.hours is None or wish.hours.touches(span, problem.horizon)
