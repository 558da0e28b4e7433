"""The contract of a rule: parameters, ``post``, ``check`` and ``explain`` in one file.

A rule never imports the solver. ``post`` says the rule through the verbs of
:class:`ModelContext`; ``check`` measures it on a roster by another algorithm. A rule is
hard unless it has a ``weight``; the verbs turn every excess of a soft rule into cost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, NewType, Protocol

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator, model_validator

from roster.day_words import MendError
from roster.model import NOWHERE, DayHours, Duty, Person, Problem, Slot, Source, Span, Visit, Work
from roster.roster import Assignment, Roster
from roster.words import Sentence, sentence

Lit = NewType("Lit", int)
"""A yes-or-no column of the model; ``~lit`` (:func:`negated`) is its opposite."""

Term = tuple[int, Lit]
"""A coefficient and a literal."""

Unit = Literal["person", "work", "roster"]
"""Whose assignments a finding of a rule depends on; see :attr:`Rule.unit`."""


def negated(lit: Lit) -> Lit:
    """Return the opposite of a literal."""
    return Lit(~lit)


@dataclass(frozen=True, slots=True)
class Where:
    """What a row or a finding is about; only what applies is filled in.

    ``day`` and ``week`` are indexes of the horizon, ``work`` the key of a duty or
    visit, ``start`` a minute of the horizon, ``note`` what else tells two apart.
    """

    person: str | None = None
    other: str | None = None
    work: str | None = None
    day: int | None = None
    week: int | None = None
    start: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of a rule, measured.

    Attributes
    ----------
    rule
        The rule that is broken (its ``kind``, ``source`` and ``weight``).
    where
        What it is about.
    excess
        By how much, in whole units of the rule, at least 1. A soft finding costs
        ``excess * rule.weight``.
    facts
        Numbers and names for :meth:`Rule.explain`.
    """

    rule: Rule
    where: Where
    excess: int = 1
    facts: tuple[tuple[str, Any], ...] = ()

    @property
    def hard(self) -> bool:
        return self.rule.weight is None

    @property
    def cost(self) -> int:
        return 0 if self.rule.weight is None else self.excess * self.rule.weight

    def fact(self, name: str) -> Any:
        return dict(self.facts)[name]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A possible assignment: a person at a duty, or at a visit of a home in one slot.

    Attributes
    ----------
    lit
        True when the person is assigned.
    window
        A duty's own span; for a visit the piece of the slot in which it may lie for
        this person (the earliest start to the latest end).
    minutes
        How long the service lasts.
    day
        The local day of the start.
    """

    lit: Lit
    person: Person
    work: Work
    day: int
    window: Span
    minutes: int
    slot: Slot | None = None

    @property
    def week(self) -> int:
        return self.day // 7

    def shares_visit(self, other: Choice) -> bool:
        """Say whether both are at one visit of one home, in whatever piece of the slot."""
        return self.slot is not None and self.slot is other.slot and self.work is other.work

    @property
    def latest_start(self) -> int:
        return self.window.end - self.minutes


class Only(BaseModel):
    """Limits a rule to some people and some work. All given conditions must hold.

    ``posts`` are ids of patrols, windows, duties and homes; ``labels`` also match a
    service in the singular (``patrol``, ``visit`` …) and a shift's id. ``hours`` match
    duties that overlap them, and visits whose ``between`` interval does.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    people: frozenset[str] | None = Field(default=None, description="These people.")
    teams: frozenset[str] | None = Field(default=None, description="People of one of these teams.")
    skills: frozenset[str] | None = Field(default=None, description="People with one of these skills.")
    services: frozenset[str] | None = Field(
        default=None, description="patrols, visits, windows, duties or standby."
    )
    posts: frozenset[str] | None = Field(
        default=None, description="Ids of patrols, windows, duties and homes."
    )
    labels: frozenset[str] | None = Field(default=None, description="Work with one of these labels.")
    days: str | tuple[str, ...] | None = None
    hours: str | None = Field(default=None, description="Hours such as 18:00-22:00.")

    @field_validator("people", "teams", "skills", "services", "posts", "labels", "days", mode="after")
    @classmethod
    def _names_some(cls, value: str | Collection[str] | None) -> str | Collection[str] | None:
        if value is not None and not value:
            raise MendError(
                sentence("The list is empty."), sentence("Name at least one, or take the key out.")
            )
        return value

    _days: frozenset[int] | None = PrivateAttr(default=None)
    _hours: DayHours | None = PrivateAttr(default=None)

    def resolve(self, days: frozenset[int] | None, hours: DayHours | None) -> None:
        """Give ``days`` and ``hours`` their meaning in a horizon (done once, by the loader)."""
        self._days, self._hours = days, hours

    @property
    def names_work(self) -> bool:
        """Whether it says more than which people are meant."""
        return any(
            given is not None for given in (self.services, self.posts, self.labels, self.days, self.hours)
        )

    def fits_person(self, person: Person) -> bool:
        return (
            (self.people is None or person.id in self.people)
            and (self.teams is None or bool(self.teams & person.teams))
            and (self.skills is None or bool(self.skills & person.skills))
        )

    def fits_work(self, problem: Problem, work: Work, span: Span, day: int) -> bool:
        """Say whether work in a span (a visit: its slot) on a day is meant."""
        return (
            (self.services is None or work.service in self.services)
            and (self.posts is None or work.task in self.posts)
            and (self.labels is None or bool(self.labels & work.labels))
            and (self._days is None or day in self._days)
            and (self._hours is None or self._hours.touches(span, problem.horizon))
        )

    def fits_past_time(self, problem: Problem, span: Span) -> bool:
        """Say whether ``days`` and ``hours`` mean a time before the horizon; days mean their weekdays."""
        weekdays = None if self._days is None else {day % 7 for day in self._days}
        return (weekdays is None or problem.horizon.day_of(span.start) % 7 in weekdays) and (
            self._hours is None or self._hours.touches(span, problem.horizon)
        )


class ModelContext(Protocol):
    """What ``post`` may ask of the model and say to it.

    The verbs that post take a ``where``, which names the row in explanations. Inside a
    soft rule (one with a weight) each of them allows an excess and charges it, times
    the weight; inside a hard rule the excess is impossible. ``terms`` are literals or
    (coefficient, literal) pairs.
    """

    @property
    def problem(self) -> Problem: ...

    def choices(
        self,
        *,
        person: str | None = None,
        work: str | None = None,
        day: int | None = None,
        only: Only | None = None,
    ) -> Sequence[Choice]:
        """Return the possible assignments that fit, in the order of the file."""
        ...

    def barred(self, kind: str) -> Iterable[tuple[Choice, Where]]:
        """Return assignments that a fact forbids (``availability``, ``eligibility`` or ``crews-turn``).

        Empty for an ordinary solve, in which they are left out of the model at once.
        """
        ...

    def works_day(self, person: str, day: int, only: Only | None = None) -> Lit:
        """Return "serves on that day", true exactly when one of the choices is taken."""
        ...

    def happens(self, visit: str, slot: int) -> Lit:
        """Return "a visit of this home takes place in this slot" (``Slot.index``)."""
        ...

    def any_of(self, lits: Iterable[Lit]) -> Lit:
        """Return a literal that is true exactly when one of them is."""
        ...

    def all_of(self, lits: Iterable[Lit]) -> Lit:
        """Return a literal that is true exactly when all of them are."""
        ...

    def constant(self, value: bool) -> Lit:
        """Return a literal that is always true or always false."""
        ...

    def at_most(
        self, terms: Iterable[Term | Lit], bound: int, where: Where, *, per: int = 1, when: Iterable[Lit] = ()
    ) -> None:
        """Keep a sum at or below ``bound`` (excess in units of ``per``, rounded up) if ``when`` holds."""
        ...

    def at_least(
        self, terms: Iterable[Term | Lit], bound: int, where: Where, *, per: int = 1, when: Iterable[Lit] = ()
    ) -> None:
        """Keep a sum at or above ``bound``; otherwise as :meth:`at_most`."""
        ...

    def forbid_all(self, lits: Iterable[Lit], where: Where) -> None:
        """Not all of these together (excess 1)."""
        ...

    def implies(self, all_of: Iterable[Lit], any_of: Iterable[Lit], where: Where) -> None:
        """If all of the first hold, one of the second must (excess 1)."""
        ...

    def apart(self, first: Choice, second: Choice, minutes: int, where: Where) -> None:
        """If both are taken, at least so many minutes lie between them, in either order (excess 1)."""
        ...

    def not_before(self, choice: Choice, minute: int, where: Where) -> None:
        """If taken, the choice starts at this minute of the horizon or later (excess 1)."""
        ...

    def not_after(self, choice: Choice, minute: int, where: Where) -> None:
        """If taken, the choice starts at this minute of the horizon or earlier (excess 1)."""
        ...

    def during(self, choice: Choice, span: Span) -> Lit:
        """Return a literal that is true exactly when the choice is taken and overlaps a span."""
        ...

    def one_place(self, person: str) -> None:
        """The person's assignments never overlap and leave time to walk between places (hard)."""
        ...

    def penalise(self, terms: Iterable[Term | Lit], where: Where) -> None:
        """Charge the sum, times the rule's weight. Only inside a soft rule."""
        ...

    def open_seats(
        self,
        shortfalls: Iterable[tuple[Iterable[Term | Lit], int]],
        units: int,
        where: Where,
        *,
        allowed: bool = True,
    ) -> None:
        """Count as open the largest of ``required - sum(terms)`` over the pairs (at least 0).

        Charged at ``units`` each in the first level of the objective; where not
        ``allowed`` (``must: true``) it has to be 0.
        """
        ...

    def walking(self, person: str, day: int, where: Where) -> None:
        """Charge the minutes that the person walks between assignments of one day, times the weight."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """A hand-made situation on the rule's tiny world, with its verdict.

    ``roster`` lists ``(person, work key)`` for duties and ``(person, visit key, start)``
    for visits, with the start as ``2026-11-23T09:00``. ``excess`` is the sum over the
    findings of this rule; 0 means that the roster is in order.
    """

    name: str
    roster: tuple[tuple[str, ...], ...]
    excess: int


class Rule(BaseModel):
    """A kind of rule. Subclasses live one to a file in ``roster/rules`` and describe themselves.

    The class docstring is the rule's documentation. ``example`` is its line in a
    configuration. ``tiny`` is a community of that line and very few people and duties,
    small enough to enumerate every roster; ``cases`` are situations in it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: ClassVar[str]
    example: ClassVar[str]
    tiny: ClassVar[str]
    cases: ClassVar[tuple[Case, ...]]
    tiny_past: ClassVar[tuple[tuple[str, str, str], ...]] = ()
    """What was served before the tiny week: person, key of the duty or visit, and its end."""
    builtin: ClassVar[bool] = False
    """Always there, with its defaults unless the configuration says otherwise."""
    soft_only: ClassVar[bool] = False
    """Has a weight even where none is given (a preference by nature)."""
    structural: ClassVar[bool] = False
    """Always hard and for everybody: takes neither ``weight`` nor ``only``."""
    of_people: ClassVar[bool] = False
    """Can be limited to people, teams and skills, and not to some of their work."""
    unit: ClassVar[Unit] = "roster"
    """What one finding depends on, so that an edit is verified at once: the assignments of the
    person in its ``where`` (``person``), those at the work in its ``where`` (``work``), or
    possibly all of them (``roster``, always right)."""

    weight: int | None = Field(
        default=None, ge=1, description="Soft with this cost per unit; hard if left out."
    )
    only: Only | None = Field(default=None, description="Limit to some people and some work.")

    _source: Source = PrivateAttr(default=NOWHERE)

    @model_validator(mode="after")
    def _keeps_its_nature(self) -> Rule:
        if self.structural and (self.weight is not None or self.only is not None):
            raise MendError(
                sentence("{rule} always holds, for everybody.", rule=self.kind),
                sentence("Leave weight and only out."),
            )
        if self.soft_only and self.weight is None:
            raise MendError(
                sentence("{rule} is a preference.", rule=self.kind), sentence("Give it a weight, 1 or more.")
            )
        if self.of_people and self.only is not None and self.only.names_work:
            raise MendError(
                sentence("{rule} can be limited to people, teams and skills.", rule=self.kind),
                sentence("Leave the rest of only out."),
            )
        return self

    @property
    def source(self) -> Source:
        """Where the configuration says this rule (nowhere for a built-in default)."""
        return self._source

    def said_at(self, source: Source) -> Rule:
        """Return this rule, remembering where it was said."""
        rule = self.model_copy()
        rule._source = source
        return rule

    def post(self, ctx: ModelContext) -> None:
        """Say the rule to the model."""
        raise NotImplementedError

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        """Measure the rule on a roster."""
        raise NotImplementedError

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        """Say a finding in one sentence with names, days and numbers."""
        raise NotImplementedError

    def concerns(self, problem: Problem, assignment: Assignment) -> bool:
        """Say whether an assignment may matter to the rule; ``False`` only where it never can."""
        return True

    def watches(self, problem: Problem, work: Work) -> frozenset[str]:
        """Return whose other assignments findings at some work depend on too (for ``unit = "work"``)."""
        return frozenset()


def fits(only: Only | None, problem: Problem, assignment: Assignment) -> bool:
    """Say whether an assignment of a roster is meant by ``only`` (for ``check``)."""
    if only is None:
        return True
    work = problem.works[assignment.work]
    if not only.fits_person(problem.people[assignment.person]):
        return False
    span, day = assignment.span, problem.horizon.day_of(assignment.start)
    if isinstance(work, Visit):
        slot = slot_of(work, assignment.span)
        span = slot.span if slot else span
    return only.fits_work(problem, work, span, day)


def slot_of(visit: Visit, span: Span) -> Slot | None:
    """Return the slot in which a visit lies, or ``None`` if it fits in none."""
    return next((s for s in visit.slots if s.span.contains(span)), None)


__all__ = [
    "Assignment",
    "Case",
    "Choice",
    "Duty",
    "Finding",
    "Lit",
    "ModelContext",
    "Only",
    "Problem",
    "Roster",
    "Rule",
    "Sentence",
    "Span",
    "Term",
    "Unit",
    "Visit",
    "Where",
    "field",
    "fits",
    "negated",
    "slot_of",
]
