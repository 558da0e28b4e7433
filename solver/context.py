"""The verbs of :class:`roster.rules.api.ModelContext`, written into a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from roster.model import Problem, Span
from roster.roster import Assignment
from roster.rules.api import Choice, Lit, Rule, Term, Where, negated
from solver.context_queries import Queries
from solver.record import Apart, Label, OnePlace, Walk


class Context(Queries):
    """Says rules to a :class:`~solver.record.Record`; see :class:`~solver.context_queries.Queries`."""

    def __init__(self, problem: Problem, *, guarded: bool = False) -> None:
        super().__init__(problem, guarded=guarded)
        self._rule: Rule | None = None
        self._at_most: dict[tuple[int, int], Lit] = {}

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


def _literals(pairs: Iterable[tuple[list[Term | Lit], int]]) -> Iterator[Lit]:
    for terms, _ in pairs:
        for term in terms:
            yield term[1] if isinstance(term, tuple) else term
