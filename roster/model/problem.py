"""One community and its horizon: everything that a roster has to fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from roster.model.people import Person
from roster.model.places import Place, Travel
from roster.model.source import NOWHERE, Source
from roster.model.times import Horizon, Span
from roster.model.work import Duty, Service, Visit, Work

if TYPE_CHECKING:
    from roster.roster import Assignment
    from roster.rules.api import Rule


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody has claimed: this person serves at one of these duties."""

    person: str
    works: tuple[str, ...]
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Past:
    """One assignment of a published roster before the horizon (times are negative)."""

    person: str
    service: Service
    task: str
    shift: str | None
    span: Span
    place: str = ""
    grid: str | None = None
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Problem:
    """Everything that a roster has to fit: one community and its horizon.

    Attributes
    ----------
    begun
        A minute of the horizon: what begins before it is settled, and only what is pinned is
        there. ``None`` where all is still to be planned.
    """

    name: str
    horizon: Horizon
    people: Mapping[str, Person]
    places: Mapping[str, Place] = field(default_factory=dict)
    travel: Travel = field(default_factory=Travel)
    duties: tuple[Duty, ...] = ()
    visits: tuple[Visit, ...] = ()
    claims: tuple[Claim, ...] = ()
    pins: tuple[Assignment, ...] = ()
    begun: int | None = None
    rules: tuple[Rule, ...] = ()
    past: tuple[Past, ...] = ()
    language: str = "en"
    config_hash: str = ""
    source: Source = NOWHERE
    plain_workdays: Source | None = None
    """Where ``workdays`` is said first, in a file that does not say whose holidays hold."""

    @cached_property
    def works(self) -> Mapping[str, Work]:
        """Every duty and visit by its key, duties first, in the order of the file."""
        works: tuple[Work, ...] = (*self.duties, *self.visits)
        return {work.key: work for work in works}

    @cached_property
    def visit_by_task(self) -> Mapping[str, Visit]:
        return {v.task: v for v in self.visits}

    def duty_parts(self) -> Iterable[tuple[tuple[Service, str, str | None], tuple[Duty, ...]]]:
        """Yield the duties of each (service, task, shift) in the order of the file."""
        groups: dict[tuple[Service, str, str | None], list[Duty]] = {}
        for duty in self.duties:
            groups.setdefault((duty.service, duty.task, duty.shift), []).append(duty)
        for key, duties in groups.items():
            yield key, tuple(duties)
