"""The contract of a rule: parameters, ``post``, ``check`` and ``explain`` in one file.

A rule never imports the solver. ``post`` says the rule through the verbs of
:class:`ModelContext`; ``check`` measures it on a roster by another algorithm. A rule is
hard unless it has a ``weight``; the verbs turn every excess of a soft rule into cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from roster.day_words import MendError
from roster.model import NOWHERE, Duty, Problem, Source, Span, Visit, Work
from roster.roster import Assignment, Roster
from roster.rules._context import Choice, Lit, ModelContext, Term, Where, negated
from roster.rules._only import Only, fits, slot_of
from roster.words import Sentence, sentence

Unit = Literal["person", "work", "roster"]
"""Whose assignments a finding of a rule depends on; see :attr:`Rule.unit`."""


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
    title: ClassVar[Sentence]
    """What people call it, short."""
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
    of_days: ClassVar[bool] = False
    """About all that somebody does on a day: can be limited to people and days, not to some of the work."""
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
        if self.of_days and self.only is not None and self.only.names_work:
            raise MendError(
                sentence("{rule} can be limited to people, teams, skills and days.", rule=self.kind),
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
