"""What the rules posted, as data: columns, linear rows and timing requirements.

From this one record come the exact model, the guarded model for explanations, the
sub-problems of the neighbourhood search and the relaxation for bounds; no engine needs
code for a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from roster.model import Slot, Visit
from roster.rules.api import Choice, Lit, Rule, Term, Where


@dataclass(frozen=True, slots=True)
class Label:
    """Which rule posted something, and what about."""

    rule: Rule | None
    where: Where


@dataclass(slots=True)
class Row:
    """``low <= sum(coef * column) <= high``, enforced only if all literals of ``when`` hold.

    ``low`` or ``high`` is ``None`` where the side is open. Columns are positive here:
    negated literals were resolved when the row was made.
    """

    columns: tuple[int, ...]
    coefs: tuple[int, ...]
    low: int | None
    high: int | None
    when: tuple[Lit, ...]
    label: Label

    @property
    def mentioned(self) -> tuple[int, ...]:
        """The columns of the sum and of the conditions."""
        return (*self.columns, *(max(lit, ~lit) for lit in self.when))

    def applies(self, values: Sequence[int]) -> bool:
        """Say whether all literals of ``when`` hold."""
        return all(bool(values[max(lit, ~lit)]) is (lit >= 0) for lit in self.when)

    def holds(self, values: Sequence[int]) -> bool:
        """Say whether values of all columns keep the row."""
        if self.when and not self.applies(values):
            return True
        total = sum(coef * values[column] for column, coef in zip(self.columns, self.coefs, strict=True))
        return (self.low is None or total >= self.low) and (self.high is None or total <= self.high)


@dataclass(frozen=True, slots=True, eq=False)
class Meeting:
    """A visit of a home in one slot: whether it takes place and when it starts."""

    visit: Visit
    slot: Slot
    happens: Lit
    start: int
    """The column of the start, in minutes of the horizon."""

    @property
    def earliest(self) -> int:
        return self.slot.span.start

    @property
    def latest(self) -> int:
        return self.slot.span.end - self.visit.minutes


@dataclass(frozen=True, slots=True)
class Apart:
    """Two choices that need time between them; ``excess`` is a column that buys it off."""

    first: Choice
    second: Choice
    minutes: int
    excess: int | None
    label: Label


@dataclass(frozen=True, slots=True)
class OnePlace:
    """All choices of one person: never two at once, with time to walk between places."""

    person: str
    label: Label


@dataclass(frozen=True, slots=True)
class Walk:
    """Minutes walked by a person between successive choices of one day, charged at ``weight``."""

    person: str
    day: int
    weight: int
    label: Label


@dataclass
class Record:
    """Columns with bounds and costs, rows over them, and timing requirements."""

    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    open_cost: dict[int, int] = field(default_factory=dict)
    soft_cost: dict[int, int] = field(default_factory=dict)
    cost_label: dict[int, Label] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    meetings: dict[tuple[str, int], Meeting] = field(default_factory=dict)
    aparts: list[Apart] = field(default_factory=list)
    one_places: list[OnePlace] = field(default_factory=list)
    walks: list[Walk] = field(default_factory=list)
    feeds: dict[int, list[int]] = field(default_factory=dict)
    """For each column those that it helps to define: what must be free when it is."""

    def column(self, low: int, high: int) -> int:
        """Add a column and return its index."""
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def derive(self, column: int, sources: Iterable[int]) -> None:
        """Note that a column is defined by others (columns or literals)."""
        for source in sources:
            self.feeds.setdefault(max(source, ~source), []).append(column)

    def literal(self) -> Lit:
        """Add a yes-or-no column and return it as a literal."""
        return Lit(self.column(0, 1))

    def row(
        self,
        terms: Iterable[Term | Lit],
        low: int | None,
        high: int | None,
        label: Label,
        when: tuple[Lit, ...] = (),
        *,
        extra: tuple[tuple[int, int], ...] = (),
    ) -> Row:
        """Add a row over literals, with ``extra`` pairs of (coefficient, column)."""
        sums: dict[int, int] = {}
        shift = 0
        for term in terms:
            coef, lit = term if isinstance(term, tuple) else (1, term)
            if lit < 0:
                shift += coef
                coef, lit = -coef, Lit(~lit)
            sums[lit] = sums.get(lit, 0) + coef
        for coef, column in extra:
            sums[column] = sums.get(column, 0) + coef
        kept = [(column, coef) for column, coef in sums.items() if coef]
        row = Row(
            tuple(column for column, _ in kept),
            tuple(coef for _, coef in kept),
            None if low is None else low - shift,
            None if high is None else high - shift,
            when,
            label,
        )
        self.rows.append(row)
        return row

    def derived_columns(self) -> frozenset[int]:
        """Return the columns that follow from others: sums, shortfalls and excesses, even of nothing."""
        chosen = {int(choice.lit) for choice in self.choices}
        for meeting in self.meetings.values():
            chosen |= {int(meeting.happens), meeting.start}
        fed = {column for group in self.feeds.values() for column in group}
        return frozenset(fed | ({*self.open_cost, *self.soft_cost} - chosen))

    @property
    def size(self) -> int:
        """How many columns there are."""
        return len(self.low)
