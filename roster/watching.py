"""Whose other assignments the findings of a rule at some work depend on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from roster.memo import once
from roster.model import Problem
from roster.rules.api import Rule


@dataclass(frozen=True)
class Watch:
    """Whom a rule watches at each work, and at which work it watches each person."""

    people: Mapping[str, tuple[str, ...]]
    works: Mapping[str, tuple[str, ...]]


@once
def watching(problem: Problem) -> Mapping[int, Watch]:
    """Return the rules by position whose findings at some work depend on what people do elsewhere."""
    found = {}
    for i, rule in enumerate(problem.rules):
        if type(rule).watches is Rule.watches:
            continue
        people = {key: tuple(sorted(rule.watches(problem, work))) for key, work in problem.works.items()}
        works: dict[str, list[str]] = defaultdict(list)
        for key, watched in people.items():
            for person in watched:
                works[person].append(key)
        found[i] = Watch(people, {person: tuple(keys) for person, keys in works.items()})
    return found
