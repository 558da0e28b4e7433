"""The verbs of :class:`roster.rules.api.ModelContext`, written into a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from roster.eligibility import can_serve, eligible, visit_windows, why_not
from roster.model import Duty, Person, Problem, Slot, Span, Visit, Work
from roster.roster import Assignment
from roster.rules.api import Choice, Lit, Only, Rule, Term, Where, negated
from solver.index import Index
from solver.record import Apart, Label, Meeting, OnePlace, Record, Walk


class Context:
    """Says rules to a :class:`~solver.record.Record`.

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
        self._rule: Rule | None = None
        self._constant = self.record.column(1, 1)
        self._days: dict[tuple[str, int, Only | None], Lit] = {}
        self._barred: dict[str, list[tuple[Choice, Where]]] = defaultdict(list)
        self._fits: dict[tuple[int, Only], bool] = {}
        self._at_most: dict[tuple[int, int], Lit] = {}
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

    # Speaking for one rule

    @contextmanager
    def speaking(self, rule: Rule) -> Iterator[None]:
        """Label all that is posted inside with this rule, and charge it by its weight."""
        self._rule = rule
        try:
            yield
        finally:
            self._rule = None

    @property
    def _weight(self) -> int | None:
        return self._rule.weight if self._rule else None

    def _label(self, where: Where) -> Label:
        return Label(self._rule, where)

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

    # Posting

    def at_most(
        self, terms: Iterable[Term | Lit], bound: int, where: Where, *, per: int = 1, when: Iterable[Lit] = ()
    ) -> None:
        pairs = [t if isinstance(t, tuple) else (1, t) for t in terms]
        most = sum(coef for coef, _ in pairs if coef > 0)
        if most <= bound:
            return
        label, when = self._label(where), tuple(when)
        extra = self._excess(-(-(most - bound) // per), label, -per, (*(lit for _, lit in pairs), *when))
        self.record.row(pairs, None, bound, label, when, extra=extra)

    def at_least(
        self, terms: Iterable[Term | Lit], bound: int, where: Where, *, per: int = 1, when: Iterable[Lit] = ()
    ) -> None:
        pairs = [t if isinstance(t, tuple) else (1, t) for t in terms]
        least = sum(coef for coef, _ in pairs if coef < 0)
        if least >= bound:
            return
        label, when = self._label(where), tuple(when)
        extra = self._excess(-(-(bound - least) // per), label, per, (*(lit for _, lit in pairs), *when))
        self.record.row(pairs, bound, None, label, when, extra=extra)

    def _excess(
        self, most: int, label: Label, coef: int, sources: Iterable[int]
    ) -> tuple[tuple[int, int], ...]:
        if self._weight is None:
            return ()
        return ((coef, self._priced(most, label, sources)),)

    def _priced(self, most: int, label: Label, sources: Iterable[int]) -> int:
        column = self.record.column(0, most)
        self.record.derive(column, sources)
        self._charge(column, self._weight or 0, label)
        return column

    def _charge(self, column: int, cost: int, label: Label) -> None:
        self.record.soft_cost[column] = self.record.soft_cost.get(column, 0) + cost
        self.record.cost_label[column] = label

    def forbid_all(self, lits: Iterable[Lit], where: Where) -> None:
        distinct = list(dict.fromkeys(lits))
        label = self._label(where)
        self.record.row(distinct, None, len(distinct) - 1, label, extra=self._excess(1, label, -1, distinct))

    def implies(self, all_of: Iterable[Lit], any_of: Iterable[Lit], where: Where) -> None:
        label = self._label(where)
        clause = [*(negated(lit) for lit in dict.fromkeys(all_of)), *dict.fromkeys(any_of)]
        self.record.row(clause, 1, None, label, extra=self._excess(1, label, 1, clause))

    def apart(self, first: Choice, second: Choice, minutes: int, where: Where) -> None:
        if first.latest_start + first.minutes + minutes <= second.window.start:
            return
        if second.latest_start + second.minutes + minutes <= first.window.start:
            return
        label = self._label(where)
        lits = (first.lit, second.lit)
        excess = (
            None if self._weight is None else self._priced(1, label, (*lits, *self._starts(first, second)))
        )
        self.record.aparts.append(Apart(first, second, minutes, excess, label))

    def _starts(self, *choices: Choice) -> list[int]:
        visits = [(c.work.key, c.slot.index) for c in choices if c.slot is not None]
        return [self.record.meetings[key].start for key in visits]

    def not_before(self, choice: Choice, minute: int, where: Where) -> None:
        if choice.window.start < minute:
            self._start_within(choice, minute, None, where)

    def not_after(self, choice: Choice, minute: int, where: Where) -> None:
        if choice.latest_start > minute:
            self._start_within(choice, None, minute, where)

    def _start_within(self, choice: Choice, low: int | None, high: int | None, where: Where) -> None:
        never = (low is not None and choice.latest_start < low) or (
            high is not None and choice.window.start > high
        )
        if choice.slot is None or never:
            self.forbid_all([choice.lit], where)
            return
        start = self.record.meetings[choice.work.key, choice.slot.index].start
        label = self._label(where)
        when: tuple[Lit, ...] = (choice.lit,)
        if self._weight is not None:
            when = (choice.lit, negated(Lit(self._priced(1, label, (choice.lit, start)))))
        self.record.row((), low, high, label, when, extra=((1, start),))

    def during(self, choice: Choice, span: Span) -> Lit:
        if choice.window.end <= span.start or span.end <= choice.window.start:
            return self.constant(False)
        latest = choice.latest_start
        if latest < span.end and choice.window.start + choice.minutes > span.start:
            return choice.lit
        assert choice.slot is not None
        start = self.record.meetings[choice.work.key, choice.slot.index].start
        before = self._start_at_most(start, span.start - choice.minutes)
        after = negated(self._start_at_most(start, span.end - 1))
        return self.all_of([choice.lit, negated(before), negated(after)])

    def _start_at_most(self, start: int, minute: int) -> Lit:
        key = (start, minute)
        if key not in self._at_most:
            early = self.record.literal()
            self.record.derive(early, [start])
            label = Label(None, Where())
            self.record.row((), None, minute, label, (early,), extra=((1, start),))
            self.record.row((), minute + 1, None, label, (negated(early),), extra=((1, start),))
            self._at_most[key] = early
        return self._at_most[key]

    def one_place(self, person: str) -> None:
        label = self._label(Where(person=person))
        self.record.one_places.append(OnePlace(person, label))
        for past in self._problem.past:
            if past.person != person:
                continue
            for choice in self.choices(person=person):
                walk = self._problem.travel.minutes(past.place, choice.work.place)
                where = Where(person=person, work=choice.work.key, day=choice.day, note="history")
                self.not_before(choice, past.span.end + walk, where)

    def penalise(self, terms: Iterable[Term | Lit], where: Where) -> None:
        weight = self._weight
        if weight is None:
            raise TypeError(f"Rule {self._rule!r} is hard and cannot charge anything. Give it a weight.")
        label = self._label(where)
        for term in terms:
            coef, lit = term if isinstance(term, tuple) else (1, term)
            if lit >= 0:
                self._charge(lit, weight * coef, label)
            else:
                self._charge(self._negative(Lit(~lit)), weight * coef, label)

    def _negative(self, lit: Lit) -> int:
        opposite = self.record.literal()
        self.record.derive(opposite, [lit])
        self.record.row([opposite, lit], 1, 1, Label(None, Where()))
        return opposite

    def open_seats(
        self,
        shortfalls: Iterable[tuple[Iterable[Term | Lit], int]],
        units: int,
        where: Where,
        *,
        allowed: bool = True,
    ) -> None:
        label = self._label(where)
        pairs = [(list(terms), required) for terms, required in shortfalls]
        most = max((required for _, required in pairs), default=0)
        if most <= 0:
            return
        extra: tuple[tuple[int, int], ...] = ()
        if allowed:
            column = self.record.column(0, most)
            self.record.derive(column, _literals(pairs))
            self.record.open_cost[column] = units
            self.record.cost_label[column] = label
            extra = ((1, column),)
        for terms, required in pairs:
            if required > 0:
                self.record.row(terms, required, None, label, extra=extra)

    def walking(self, person: str, day: int, where: Where) -> None:
        weight = self._weight
        if weight is None:
            raise TypeError("Walking minutes are charged: give the rule a weight.")
        if len(self.choices(person=person, day=day)) > 1:
            self.record.walks.append(Walk(person, day, weight, self._label(where)))

    def pin(self, assignment: Assignment) -> None:
        """Hold an assignment: the person, the work and, for a visit, the start."""
        where = Where(person=assignment.person, work=assignment.work, start=assignment.start, note="pin")
        label = Label(None, where)
        fitting = [
            c
            for c in self.choices(person=assignment.person, work=assignment.work)
            if c.window.start <= assignment.start and assignment.end <= c.window.end
        ]
        self.record.row([c.lit for c in fitting], 1, None, label)
        for choice in fitting:
            if choice.slot is not None:
                start = self.record.meetings[choice.work.key, choice.slot.index].start
                at = assignment.start
                self.record.row((), at, at, label, (choice.lit,), extra=((1, start),))


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


def _literals(pairs: Iterable[tuple[list[Term | Lit], int]]) -> Iterator[Lit]:
    for terms, _ in pairs:
        for term in terms:
            yield term[1] if isinstance(term, tuple) else term
