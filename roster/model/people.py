"""Who can serve, and what they give, want and cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from roster.model.places import Point
from roster.model.source import NOWHERE, Source
from roster.model.times import DayHours, Span


@dataclass(frozen=True, slots=True)
class Limits:
    """Most that a person gives: per calendar week (duties, minutes) and per day (duties)."""

    duties: int | None = None
    minutes: int | None = None
    per_day: int | None = None
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person would like (``want``) or rather not do.

    ``target`` is a label: a service (``patrol``, ``visit``, ``window``, ``duty``,
    ``standby``), the id of a post, home, window or shift, or a label of the duty;
    ``*`` means anything. ``days`` are day indexes of the horizon (``None``: all).
    """

    want: bool
    target: str
    weight: int
    days: frozenset[int] | None = None
    hours: DayHours | None = None
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Away:
    """A piece of time (whole local days) in which a person is not there."""

    span: Span
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who serves. ``available`` is merged and ordered; always there = one span."""

    id: str
    name: str = ""
    teams: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    level: Literal["new", "experienced"] | None = None
    home: Point | None = None
    available: tuple[Span, ...] = ()
    away: tuple[Away, ...] = ()
    limits: Limits = Limits()
    wishes: tuple[Wish, ...] = ()
    phone: str = ""
    email: str = ""
    consent: bool = False
    language: str = ""
    source: Source = NOWHERE
    available_source: Source = NOWHERE

    def free_for(self, span: Span) -> bool:
        """Say whether a span lies wholly in one available interval and touches no away day."""
        return any(a.contains(span) for a in self.available) and not any(
            a.span.overlaps(span) for a in self.away
        )
