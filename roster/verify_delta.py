"""A verdict that is kept while a roster is edited: only what an edit touches is verified again.

Each rule says what one of its findings depends on (:attr:`~roster.rules.api.Rule.unit`):
the assignments of one person, those at one piece of work, or the whole roster. An edit
then asks ``check`` again for the people and the work in it alone. A rule that says
nothing is asked about the whole roster, so the verdict is always that of
:func:`roster.verify.verify`; only the order of findings within a rule may differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from roster.model import Problem
from roster.parts import part_of_person, part_of_work
from roster.roster import Assignment, Edit, Roster
from roster.rules.api import Finding, Rule
from roster.score import Score
from roster.verify import OpenSeat, Verdict, open_seats, verify
from roster.watching import watching

MOST_KNOWN = 20_000
"""So many weeks of single people are remembered over edits, so that a server does not grow for ever."""

Found = tuple[tuple[int, Finding], ...]
"""Findings, each with the position of its rule in the problem."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit does to a verdict.

    Attributes
    ----------
    score
        The new score less the old one.
    new, gone
        Findings that appear and disappear, in the order of the rules.
    opened, closed
        Open seats that are only in the new and only in the old verdict.
    """

    score: Score
    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    opened: tuple[OpenSeat, ...]
    closed: tuple[OpenSeat, ...]

    @property
    def breaks(self) -> tuple[Finding, ...]:
        """The hard findings that appear."""
        return tuple(f for f in self.new if f.hard)


@dataclass(frozen=True)
class _Pieces:
    """What is known of one roster, by person, by work and for the roster as a whole."""

    person: Mapping[str, Found]
    work: Mapping[str, Found]
    watched: Mapping[tuple[int, str], Found]
    whole: Mapping[int, Found]
    open: Mapping[str, tuple[OpenSeat, ...]]

    @property
    def groups(self) -> list[Found]:
        return [*self.person.values(), *self.work.values(), *self.watched.values(), *self.whole.values()]


class Judgement:
    """A roster and its verdict, ready for edits.

    Parameters
    ----------
    problem, roster
        As for :func:`roster.verify.verify`.

    Raises
    ------
    ValueError
        If the roster names a person or a piece of work that the problem does not have.
    """

    def __init__(self, problem: Problem, roster: Roster) -> None:
        self.problem = problem
        self.roster = roster
        self._rules = list(enumerate(problem.rules))
        self._of_person = [(i, r) for i, r in self._rules if r.unit == "person"]
        watched = watching(problem)
        self._of_work = [(i, r) for i, r in self._rules if r.unit == "work" and i not in watched]
        self._of_all = [(i, r) for i, r in self._rules if r.unit == "roster"]
        self._known_people: dict[tuple[str, tuple[Assignment, ...]], Found] = {}
        self._known_watched: dict[tuple[int, str, tuple[Assignment, ...]], Found] = {}
        self._pieces = self._sort(verify(problem, roster))

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict on the whole roster."""
        at = self._pieces
        groups = at.groups
        found = sorted((pair for group in groups for pair in group), key=lambda p: (not p[1].hard, p[0]))
        order = {key: i for i, key in enumerate(self._open_order)}
        seats = [seat for _, group in sorted(at.open.items(), key=lambda kv: order[kv[0]]) for seat in group]
        return Verdict(tuple(f for _, f in found), tuple(seats), self.score)

    @cached_property
    def score(self) -> Score:
        """The score of the whole roster."""
        at = self._pieces
        groups = at.groups
        hard, soft = _sums(f for group in groups for _, f in group)
        return Score(hard, sum(s.units for group in at.open.values() for s in group), soft)

    def change(self, edit: Edit) -> Change:
        """Return what an edit would do to the verdict.

        Raises
        ------
        ValueError
            If the edit takes out what is not there.
        """
        fresh = self._fresh(edit)
        old, new = self._pieces, fresh
        gone: list[tuple[int, Finding]] = []
        come: list[tuple[int, Finding]] = []
        for before, after in (
            *((old.person.get(k, ()), v) for k, v in new.person.items()),
            *((old.work.get(k, ()), v) for k, v in new.work.items()),
            *((old.watched.get(at, ()), v) for at, v in new.watched.items()),
            *((old.whole.get(i, ()), v) for i, v in new.whole.items()),
        ):
            if before != after:
                gone.extend(_less(before, after))
                come.extend(_less(after, before))
        opened, closed = [], []
        for key, seats in new.open.items():
            known = old.open.get(key, ())
            opened += [s for s in seats if s not in known]
            closed += [s for s in known if s not in seats]
        gone.sort(key=lambda pair: pair[0])
        come.sort(key=lambda pair: pair[0])
        hard, soft = _sums(f for _, f in come)
        hard_before, soft_before = _sums(f for _, f in gone)
        units = sum(s.units for s in opened) - sum(s.units for s in closed)
        return Change(
            Score(hard - hard_before, units, soft - soft_before),
            tuple(f for _, f in come),
            tuple(f for _, f in gone),
            tuple(opened),
            tuple(closed),
        )

    def after(self, edit: Edit) -> Judgement:
        """Return the judgement of the edited roster; this one stays as it is."""
        fresh = self._fresh(edit)
        following = object.__new__(Judgement)
        following.__dict__.update(
            {k: v for k, v in self.__dict__.items() if k not in ("verdict", "score", "roster", "_pieces")}
        )
        following.roster = self.roster.apply([edit])
        old = self._pieces
        following._pieces = _Pieces(
            {**old.person, **fresh.person},
            {**old.work, **fresh.work},
            {**old.watched, **fresh.watched},
            {**old.whole, **fresh.whole},
            {**old.open, **fresh.open},
        )
        return following

    # Pieces

    def _sort(self, verdict: Verdict) -> _Pieces:
        """Put the findings of a verdict to the person or work that they depend on."""
        at = {id(rule): i for i, rule in self._rules}
        person: dict[str, list[tuple[int, Finding]]] = defaultdict(list)
        work: dict[str, list[tuple[int, Finding]]] = defaultdict(list)
        watched: dict[tuple[int, str], list[tuple[int, Finding]]] = defaultdict(list)
        whole: dict[int, list[tuple[int, Finding]]] = defaultdict(list)
        watched_rules = watching(self.problem)
        for finding in verdict.findings:
            i = at[id(finding.rule)]
            if finding.rule.unit == "person":
                person[_named(finding.rule, finding.where.person)].append((i, finding))
            elif i in watched_rules:
                watched[i, _named(finding.rule, finding.where.work)].append((i, finding))
            elif finding.rule.unit == "work":
                work[_named(finding.rule, finding.where.work)].append((i, finding))
            else:
                whole[i].append((i, finding))
        opened: dict[str, list[OpenSeat]] = defaultdict(list)
        for seat in verdict.open:
            opened[seat.work.key].append(seat)
        return _Pieces(
            {k: tuple(sorted(v, key=lambda p: p[0])) for k, v in person.items()},
            {k: tuple(sorted(v, key=lambda p: p[0])) for k, v in work.items()},
            {k: tuple(v) for k, v in watched.items()},
            {k: tuple(v) for k, v in whole.items()},
            {k: tuple(v) for k, v in opened.items()},
        )

    def _fresh(self, edit: Edit) -> _Pieces:
        """Verify again what an edit touches."""
        changed = [*edit.remove, *edit.add]
        people = {a.person: self._edited(self.roster.of_person(a.person), edit) for a in changed}
        works = {a.work: self._edited(self.roster.at(a.work), edit) for a in changed}
        person, work, opened = {}, {}, {}
        for key, mine in people.items():
            person[key] = self._person(key, tuple(a for a in mine if a.person == key))
        for key, there in works.items():
            part, small = part_of_work(self.problem, key), Roster(tuple(a for a in there if a.work == key))
            work[key] = tuple((i, f) for i, rule in self._of_work for f in rule.check(part, small))
            opened[key] = tuple(open_seats(part, small))
        asked = [
            (i, rule) for i, rule in self._of_all if any(rule.concerns(self.problem, a) for a in changed)
        ]
        whole: dict[int, Found] = {}
        if asked:
            roster = self.roster.apply([edit])
            whole = {i: tuple((i, f) for f in rule.check(self.problem, roster)) for i, rule in asked}
        return _Pieces(person, work, self._watched(edit, people, works), whole, opened)

    def _watched(
        self, edit: Edit, people: Iterable[str], works: Iterable[str]
    ) -> dict[tuple[int, str], Found]:
        """Verify again the rules that watch people at some work, where one or the other is touched."""
        found: dict[tuple[int, str], Found] = {}
        for i, watch in watching(self.problem).items():
            touched = {key: None for key in works if key in watch.people}
            touched |= {key: None for person in people for key in watch.works.get(person, ())}
            for key in touched:
                there = [*self.roster.at(key)]
                there += [a for person in watch.people[key] for a in self.roster.of_person(person)]
                kept = [
                    a for a in self._edited(there, edit) if a.work == key or a.person in watch.people[key]
                ]
                mark = (i, key, tuple(kept))
                if mark not in self._known_watched:
                    check = self.problem.rules[i].check(part_of_work(self.problem, key), Roster(mark[2]))
                    self._known_watched[mark] = tuple((i, f) for f in check if f.where.work == key)
                found[i, key] = self._known_watched[mark]
        return found

    def _person(self, person: str, mine: tuple[Assignment, ...]) -> Found:
        known = self._known_people.get((person, mine))
        if known is None:
            part, small = part_of_person(self.problem, person), Roster(mine)
            known = tuple(
                (i, f)
                for i, rule in self._of_person
                for f in rule.check(part, small)
                if f.where.person == person
            )
            if len(self._known_people) >= MOST_KNOWN:
                self._known_people.clear()
            self._known_people[person, mine] = known
        return known

    def _edited(self, mine: Iterable[Assignment], edit: Edit) -> list[Assignment]:
        """Return some of the roster's assignments after an edit, with all that the edit adds."""
        kept = set(mine)
        for a in edit.remove:
            if a not in self.roster.of_person(a.person):
                raise ValueError(
                    f"{a.person} is not at {a.work}: the roster has changed. "
                    "Look at it again and repeat the edit."
                )
            kept.discard(a)
        return sorted(kept | set(edit.add))

    @cached_property
    def _open_order(self) -> tuple[str, ...]:
        duties = sorted(self.problem.duties, key=lambda d: d.span)
        return (*(d.key for d in duties), *(v.key for v in self.problem.visits))


def _named(rule: Rule, unit: str | None) -> str:
    if unit is None:
        raise ValueError(f"Rule {rule.kind} says its findings depend on one {rule.unit}, but one names none.")
    return unit


def _sums(findings: Iterable[Finding]) -> tuple[int, int]:
    hard = soft = 0
    for finding in findings:
        if finding.hard:
            hard += finding.excess
        else:
            soft += finding.cost
    return hard, soft


def _less(some: Found, others: Found) -> list[tuple[int, Finding]]:
    """Return the findings of the first that are not in the second, counted."""
    rest = [(i, f.where, f.excess, f.facts) for i, f in others]
    left = []
    for i, f in some:
        mark = (i, f.where, f.excess, f.facts)
        if mark in rest:
            rest.remove(mark)
        else:
            left.append((i, f))
    return left
