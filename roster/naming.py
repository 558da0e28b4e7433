"""How sentences call people and work: by name or title, by id where there is none."""

from __future__ import annotations

from collections.abc import Iterable

from roster.model import Problem


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
