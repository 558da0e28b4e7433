"""The model of an explanation: every statement can be switched off by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from roster.eligibility import free_pieces
from roster.model import Duty, Person, Problem, Span
from roster.rules.api import Choice, Lit, Where
from solver.compile import compile_problem
from solver.explain.statements import Key, Statements, away_facts
from solver.index import Index
from solver.record import Apart, Label, Record, Row


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that nobody has said, asked of the model: a seat filled, or a person at some work.

    Attributes
    ----------
    work
        Key of the duty or visit.
    person
        Who is to serve there; ``None`` to fill a seat with anybody.
    missing
        Seats that are open now and of which one more (for a visit: one more visit) is to
        be filled. Not for a person.
    week
        The week of the open seats.
    day
        For a person at a visit: the day; ``None`` for any.
    """

    work: str
    person: str | None = None
    missing: int = 0
    week: int = 0
    day: int | None = None

    @property
    def key(self) -> Key:
        return ("wish", self.work, self.person or "", str(self.week if self.day is None else self.day))


@dataclass(frozen=True)
class Guarded:
    """A record in which each statement has a column that switches it off.

    Only what is hard is in it.

    Attributes
    ----------
    keys, off
        The key of each statement, and its column.
    owner
        For each row the number of its statement, or -1 for what always holds.
    apart_owner
        The same for each timing requirement.
    """

    problem: Problem
    record: Record
    statements: Statements
    keys: tuple[Key, ...]
    off: tuple[int, ...]
    owner: tuple[int, ...]
    apart_owner: tuple[int, ...]


def guard(problem: Problem, wishes: Iterable[Wish] = ()) -> Guarded:
    """Compile a problem with every statement switchable.

    Parameters
    ----------
    problem
        What is planned.
    wishes
        More statements, which hold only where they are asked for.

    Returns
    -------
    Guarded
        Soft rules and open seats that are allowed are left out: they never forbid a roster.
    """
    hard = tuple(rule for rule in problem.rules if rule.weight is None)
    return _Guarding(problem, compile_problem(replace(problem, rules=hard), guarded=True)).result(wishes)


class _Guarding:
    def __init__(self, problem: Problem, index: Index) -> None:
        self.problem = problem
        self.index = index
        self.record = index.record
        self.statements = Statements(problem, index.record)
        self.numbers: dict[Key, int] = {}
        self.off: list[int] = []
        self.rows: list[Row] = []
        self.owner: list[int] = []
        self.never_away: dict[str, Person] = {}

    def number(self, key: Key) -> int:
        """Return the number of a statement; the first time, give it a switch."""
        known = self.numbers.get(key)
        if known is None:
            known = self.numbers[key] = len(self.off)
            self.off.append(self.record.literal())
        return known

    def add(self, row: Row, owner: int) -> None:
        if owner >= 0:
            row.when = (*row.when, Lit(~self.off[owner]))
        self.rows.append(row)
        self.owner.append(owner)

    def result(self, wishes: Iterable[Wish]) -> Guarded:
        record = self.record
        for row in record.rows:
            rule = row.label.rule
            if rule is not None and rule.kind == "availability":
                continue
            if not record.open_cost.keys().isdisjoint(row.columns) or _is_implied(row):
                continue
            key = self.statements.of_row(row)
            self.add(row, -1 if key is None else self.number(key))
        aparts: list[Apart] = []
        owners: list[int] = []
        for apart in record.aparts:
            rule = apart.label.rule
            assert rule is not None
            owners.append(self.number(self.statements.of_rule(rule, apart.label.where)))
            aparts.append(replace(apart, excess=self.off[owners[-1]]))
        for choice in record.choices:
            self.facts(choice)
        for wish in wishes:
            self.wish(wish)
        return self.switchable(aparts, owners)

    def facts(self, choice: Choice) -> None:
        """Post each absence and the hours offered, where they bind a choice."""
        person, window = choice.person, choice.window
        if person.free_for(window):
            return
        for nth, away in enumerate(away_facts(person)):
            if away.span.overlaps(window):
                self.allow(choice, _around(window, away.span), ("away", person.id, str(nth)))
        if person.id not in self.never_away:
            self.never_away[person.id] = replace(person, away=())
        offered = free_pieces(self.never_away[person.id], window, choice.minutes)
        if offered != (window,):
            self.allow(choice, offered, ("available", person.id))

    def allow(self, choice: Choice, pieces: Iterable[Span], key: Key) -> None:
        """If taken, the choice lies in one of the pieces."""
        starts = [(p.start, p.end - choice.minutes) for p in pieces if p.minutes >= choice.minutes]
        meeting = self.index.meeting(choice)
        owner = self.number(key)
        label = Label(None, Where(person=choice.person.id, work=choice.work.key, day=choice.day, note="fact"))
        if meeting is None or not starts:
            self.add(Row((choice.lit,), (1,), None, 0, (), label), owner)
            return
        low, high = starts[0][0], starts[-1][1]
        self.add(Row((meeting.start,), (1,), low, high, (choice.lit,), label), owner)
        for (_, before), (after, _) in pairwise(starts):
            early = self.record.literal()
            self.add(Row((meeting.start,), (1,), None, before, (choice.lit, early), label), owner)
            self.add(Row((meeting.start,), (1,), after, None, (choice.lit, Lit(~early)), label), owner)

    def wish(self, wish: Wish) -> None:
        """Post what somebody would like to see."""
        owner = self.number(wish.key)
        label = Label(None, Where(person=wish.person, work=wish.work, note="wish"))
        for lits, required in self.wished(wish):
            self.add(Row(tuple(lits), (1,) * len(lits), required, None, (), label), owner)

    def wished(self, wish: Wish) -> Iterator[tuple[list[Lit], int]]:
        work = self.problem.works[wish.work]
        here = [c for c in self.record.choices if c.work is work]
        if wish.person is not None:
            mine = [c for c in here if c.person.id == wish.person and wish.day in (None, c.day)]
            yield [c.lit for c in mine], 1
        elif isinstance(work, Duty):
            less = wish.missing - 1
            for skill, n in (("", work.min), *work.needs):
                if n > less:
                    yield [c.lit for c in here if not skill or skill in c.person.skills], n - less
        else:
            meetings = self.record.meetings
            slots = [s for s in work.slots if s.week == wish.week and (work.key, s.index) in meetings]
            times = work.times - wish.missing // work.people + 1
            yield [meetings[work.key, s.index].happens for s in slots], times

    def switchable(self, aparts: list[Apart], owners: list[int]) -> Guarded:
        record = self.record
        new = Record(
            low=record.low,
            high=record.high,
            rows=self.rows,
            choices=record.choices,
            meetings=record.meetings,
            aparts=aparts,
            one_places=record.one_places,
        )
        return Guarded(
            self.problem,
            new,
            self.statements,
            tuple(self.numbers),
            tuple(self.off),
            tuple(self.owner),
            tuple(owners),
        )


def _around(window: Span, gone: Span) -> list[Span]:
    """Return what is left of a window before and after an absence."""
    return [
        piece
        for piece in (
            Span(window.start, min(window.end, gone.start)),
            Span(max(window.start, gone.end), window.end),
        )
        if piece.minutes > 0
    ]


def _is_implied(row: Row) -> bool:
    """Say whether a row only sharpens a definition by what some statement says."""
    return row.label == Label(None, Where()) and row.low is None and row.high == 0 and not row.when
