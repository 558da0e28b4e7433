"""What :class:`roster.rules.api.ModelContext` may be asked, answered from a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from roster.eligibility import can_serve, eligible, visit_windows, why_not
from roster.model import Duty, Person, Problem, Slot, Span, Visit, Work
from roster.rules.api import Choice, Lit, Only, Where, negated
from solver.index import Index
from solver.record import Label, Meeting, Record


class Queries:
    """The possible assignments of a problem, and literals about them, in a :class:`~solver.record.Record`.

    Parameters
    ----------
    problem
        What is planned.
    guarded
        Keep also the assignments of people who may do the work but are away or not
        available. Explanations post each of these facts by itself.
    """

    def __init__(self, problem: Problem, *, guarded: bool = False) -> None:
        self._problem = problem
        self.record = Record()
        self.index = Index(problem, self.record)
        self._constant = self.record.column(1, 1)
        self._days: dict[tuple[str, int, Only | None], Lit] = {}
        self._barred: dict[str, list[tuple[Choice, Where]]] = defaultdict(list)
        self._fits: dict[tuple[int, Only], bool] = {}
        for duty in problem.duties:
            self._add_duty(duty, guarded)
        for visit in problem.visits:
            self._add_visit(visit, guarded)

    # Building the choices

    def _add_duty(self, duty: Duty, guarded: bool) -> None:
        for person in self._problem.people.values():
            if duty.spans is not None and person.id not in duty.spans:
                continue
            span = duty.span_of(person.id)
            if can_serve(self._problem, person, duty):
                self._choice(person, duty, duty.day, span, span.minutes, None)
            elif guarded and eligible(person, duty):
                choice = self._choice(person, duty, duty.day, span, span.minutes, None)
                self._bar(choice, span)

    def _add_visit(self, visit: Visit, guarded: bool) -> None:
        for slot in visit.slots:
            if slot.span.minutes < visit.minutes:
                continue
            happens = self.record.literal()
            start = self.record.column(slot.span.start, slot.span.end - visit.minutes)
            self.record.meetings[visit.key, slot.index] = Meeting(visit, slot, happens, start)
            for person in self._problem.people.values():
                windows = visit_windows(self._problem, person, visit, slot)
                if guarded and windows != (slot.span,) and eligible(person, visit):
                    choice = self._choice(person, visit, slot.day, slot.span, visit.minutes, slot)
                    if not windows:
                        self._bar(choice, slot.span)
                    continue
                made = [self._choice(person, visit, slot.day, w, visit.minutes, slot) for w in windows]
                if len(made) > 1:
                    self.record.row([c.lit for c in made], None, 1, Label(None, Where(person=person.id)))

    def _choice(
        self, person: Person, work: Work, day: int, window: Span, minutes: int, slot: Slot | None
    ) -> Choice:
        choice = Choice(self.record.literal(), person, work, day, window, minutes, slot)
        self.record.choices.append(choice)
        if slot is not None and window != slot.span:
            meeting = self.record.meetings[work.key, slot.index]
            label = Label(None, Where(person=person.id, work=work.key, day=day))
            self.record.row(
                (), window.start, window.end - minutes, label, (choice.lit,), extra=((1, meeting.start),)
            )
        return choice

    def _bar(self, choice: Choice, span: Span) -> None:
        for kind, _, _ in why_not(self._problem, choice.person, choice.work, span)[:1]:
            where = Where(person=choice.person.id, work=choice.work.key, day=choice.day)
            self._barred[kind].append((choice, where))

    # Queries

    @property
    def problem(self) -> Problem:
        return self._problem

    def choices(
        self,
        *,
        person: str | None = None,
        work: str | None = None,
        day: int | None = None,
        only: Only | None = None,
    ) -> Sequence[Choice]:
        found: Sequence[Choice]
        if person is not None and day is not None:
            found = self.index.by_person_day.get((person, day), ())
        elif person is not None:
            found = self.index.by_person.get(person, ())
        elif work is not None:
            found = self.index.by_work.get(work, ())
        else:
            found = self.record.choices
        if work is not None and person is not None:
            found = [c for c in found if c.work.key == work]
        if day is not None and person is None:
            found = [c for c in found if c.day == day]
        return found if only is None else [c for c in found if self._is_meant(c, only)]

    def _is_meant(self, choice: Choice, only: Only) -> bool:
        key = (choice.lit, only)
        known = self._fits.get(key)
        if known is None:
            span = choice.slot.span if choice.slot else choice.window
            known = only.fits_person(choice.person) and only.fits_work(
                self._problem, choice.work, span, choice.day
            )
            self._fits[key] = known
        return known

    def barred(self, kind: str) -> Iterable[tuple[Choice, Where]]:
        return self._barred.get(kind, [])

    def works_day(self, person: str, day: int, only: Only | None = None) -> Lit:
        key = (person, day, only)
        if key not in self._days:
            self._days[key] = self._any_of_day(self.choices(person=person, day=day, only=only))
        return self._days[key]

    def _any_of_day(self, choices: Sequence[Choice]) -> Lit:
        """Return "serves on that day"; one row instead of one for each choice where a limit allows it."""
        cap = choices[0].person.limits.per_day if choices else None
        if cap is None or len(choices) <= max(cap, 2):
            return self.any_of(c.lit for c in choices)
        either = self.record.literal()
        lits = [c.lit for c in choices]
        self.record.derive(either, lits)
        label = Label(None, Where())
        self.record.row([*((1, lit) for lit in lits), (-1, either)], 0, 0 if cap == 1 else None, label)
        if cap > 1:
            self.record.row([*((1, lit) for lit in lits), (-cap, either)], None, 0, label)
        return either

    def happens(self, visit: str, slot: int) -> Lit:
        meeting = self.record.meetings.get((visit, slot))
        return self.constant(False) if meeting is None else meeting.happens

    def any_of(self, lits: Iterable[Lit]) -> Lit:
        distinct = [lit for lit in dict.fromkeys(lits) if lit != ~self._constant]
        if not distinct:
            return self.constant(False)
        if len(distinct) == 1 or Lit(self._constant) in distinct:
            return distinct[0] if len(distinct) == 1 else self.constant(True)
        either = self.record.literal()
        self.record.derive(either, distinct)
        label = Label(None, Where())
        for lit in distinct:
            self.record.row([(1, either), (-1, lit)], 0, None, label)
        self.record.row([*((1, lit) for lit in distinct), (-1, either)], 0, None, label)
        most = self._most_together(distinct)
        if most is not None:
            self.record.row([*((1, lit) for lit in distinct), (-most, either)], None, 0, label)
        return either

    def _most_together(self, lits: Sequence[Lit]) -> int | None:
        """Return how many choices of one person at one home can be taken, where that is what they are.

        The row that follows from it is implied, and makes the linear relaxation much
        sharper: a face seen a little on every possible day is still a whole face.
        """
        choices = [self.index.choice_of.get(lit) for lit in lits]
        first = choices[0]
        if first is None or not isinstance(first.work, Visit):
            return None
        if any(c is None or c.work is not first.work or c.person is not first.person for c in choices):
            return None
        most = _most_visits(first.person, first.work, {c.day for c in choices if c is not None})
        return most if most < len(lits) else None

    def all_of(self, lits: Iterable[Lit]) -> Lit:
        return negated(self.any_of(negated(lit) for lit in lits))

    def constant(self, value: bool) -> Lit:
        return Lit(self._constant if value else ~self._constant)


def _most_visits(person: Person, visit: Visit, days: set[int]) -> int:
    """Return how often a person can visit a home at most, by the days, the gaps and the limits."""
    weeks = {day // 7 for day in days}
    step = visit.gap_days + 1 if visit.gap_days else 1
    spaced, next_day = 0, -1
    for day in sorted(days):
        if day >= next_day:
            spaced += visit.per_day
            next_day = day + step
    limit = person.limits.duties
    weekly = visit.times if limit is None else min(visit.times, limit)
    return min(spaced, weekly * len(weeks))
