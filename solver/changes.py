"""How far a model's rosters are from an old one: who changes, and how many assignments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from ortools.sat.python import cp_model

from roster.rules.api import Choice
from solver.build import Builder, Objective


class Changes:
    """Counts, in one built model, the changes against the values it was built on.

    An assignment that goes and one that comes count one each; a visit that moves counts
    both for each of its visitors. What happens before ``now`` is held as it was.

    Parameters
    ----------
    builder
        A model, whole or a neighbourhood.
    old
        The values of all columns in the old roster, without what is lost anyway.
    now
        A minute of the horizon, or ``None``.
    late
        Work that may be joined although it has begun.
    pinned
        Literals of choices that must stay, at their time.
    """

    def __init__(
        self,
        builder: Builder,
        old: Sequence[int],
        *,
        now: int | None = None,
        late: Collection[str] = (),
        pinned: Collection[int] = (),
    ) -> None:
        self.builder = builder
        self.old = old
        self.now = now
        self.late = late
        self.pinned = pinned
        self._variables: list[cp_model.IntVar] = []
        self._coefs: list[int] = []
        self._constant = 0
        self._of_person: dict[str, list[cp_model.LiteralT]] = defaultdict(list)
        for choice in builder.record.choices:
            self._count(choice)
        self.changed = {person: self._any(lits) for person, lits in self._of_person.items()}

    @property
    def assignments(self) -> Objective:
        """How many assignments go and come."""
        return Objective(list(self._variables), list(self._coefs), self._constant)

    @property
    def people(self) -> Objective:
        """How many people's weeks change."""
        variables = list(self.changed.values())
        return Objective(variables, [1] * len(variables), 0)

    def _count(self, choice: Choice) -> None:
        model = self.builder.model
        lit = self.builder.vars.get(choice.lit)
        meeting = self.builder.index.meeting(choice)
        start = None if meeting is None else self.builder.vars.get(meeting.start)
        if not self.old[choice.lit]:
            if lit is None:
                return
            self._keep_past(choice, lit, start)
            self._add(lit, 1)
            self._of_person[choice.person.id].append(lit)
            return
        if lit is None and start is None:
            return
        past = self.now is not None and self._start(choice) < self.now and choice.work.key not in self.late
        stays = choice.lit in self.pinned or past
        if lit is not None and stays:
            model.add(lit == 1)
        if start is not None and stays:
            model.add(start == self._start(choice))
        if stays:
            return
        if start is None:
            assert lit is not None
            self._constant += 1
            self._add(lit, -1)
            self._of_person[choice.person.id].append(~lit)
            return
        kept = model.new_bool_var("")
        model.add(start == self._start(choice)).only_enforce_if(kept)
        if lit is None:
            self._constant += 2
        else:
            model.add_implication(kept, lit)
            self._constant += 1
            self._add(lit, 1)
        self._add(kept, -2)
        self._of_person[choice.person.id].append(~kept)

    def _keep_past(self, choice: Choice, lit: cp_model.IntVar, start: cp_model.IntVar | None) -> None:
        now = self.now
        if now is None or choice.work.key in self.late:
            return
        if choice.slot is None or start is None:
            if self._start(choice) < now:
                self.builder.model.add(lit == 0)
        elif choice.window.start < now:
            self.builder.model.add(start >= now).only_enforce_if(lit)

    def _start(self, choice: Choice) -> int:
        meeting = self.builder.index.meeting(choice)
        return choice.window.start if meeting is None else self.old[meeting.start]

    def _add(self, variable: cp_model.IntVar, coef: int) -> None:
        self._variables.append(variable)
        self._coefs.append(coef)

    def _any(self, lits: Sequence[cp_model.LiteralT]) -> cp_model.IntVar:
        """Return a variable that is 1 where one of the literals is true (0 when minimised otherwise)."""
        either = self.builder.model.new_bool_var("")
        for lit in lits:
            self.builder.model.add_implication(lit, either)
        return either
