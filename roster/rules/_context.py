"""What a rule may ask of the model and say to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NewType, Protocol

from roster.model import Person, Problem, Slot, Span, Work
from roster.rules._only import Only

Lit = NewType("Lit", int)
"""A yes-or-no column of the model; ``~lit`` (:func:`negated`) is its opposite."""

Term = tuple[int, Lit]
"""A coefficient and a literal."""


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
