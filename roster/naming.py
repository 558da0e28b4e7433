"""How sentences call people and work: by name or title, by id where there is none."""

from __future__ import annotations

from collections.abc import Iterable

from roster.model import UNITS_PER_SEAT, Problem
from roster.words import Sentence, sentence


def called(problem: Problem, person: str | None) -> str:
    """Return a person's name."""
    known = problem.people.get(person or "")
    return (known.name or known.id) if known else person or ""


def all_called(problem: Problem, people: Iterable[str]) -> tuple[str, ...]:
    """Return the names of several people, in order of their ids."""
    return tuple(called(problem, person) for person in sorted(people))


def titled(problem: Problem, key: str | None) -> str:
    """Return the title of a duty or visit."""
    work = problem.works.get(key or "")
    return (work.title or work.task) if work else key or ""


def seats_in_words(units: int) -> Sentence:
    """Return open units as seats of normal priority: ``1 seat``, ``2.5 seats``."""
    if units == UNITS_PER_SEAT:
        return sentence("1 seat")
    return sentence("{n} seats", n=units / UNITS_PER_SEAT)
