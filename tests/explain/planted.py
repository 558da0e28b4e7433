"""Conflicts of a known size, planted into a community that has none."""

from __future__ import annotations

from dataclasses import replace

from roster.model import Away, Claim, Duty, Limits, Person, Problem, Span
from solver.explain import Conflicts

WEDNESDAY = 2


def plant(
    problem: Problem, size: int, *, name: str = "planted"
) -> tuple[Problem, frozenset[tuple[str, ...]]]:
    """Add a shift that must have one person with a skill, and people who have it but cannot come.

    Parameters
    ----------
    problem
        A community with at least one patrol of two days and no conflict.
    size
        Members of the conflict, 2 or more: the shift, then for each person what keeps them
        away: an absence; hours offered elsewhere; a claim at the same time; or (two
        members) a limit with a claim on another day.
    name
        Of the skill and the shift.

    Returns
    -------
    tuple
        The community with the conflict, and the keys of its members without the numbers of rules.
    """
    when = Span(WEDNESDAY * 1440 + 19 * 60, WEDNESDAY * 1440 + 21 * 60)
    labels = frozenset({"duty", name})
    shift = Duty(
        f"duties/{name}/2026-11-25T1900",
        "duties",
        name,
        None,
        WEDNESDAY,
        when,
        "",
        skills=frozenset({name}),
        must=True,
        labels=labels,
    )
    twin = replace(
        shift, key=f"duties/{name}-twin/2026-11-25T1930", task=f"{name}-twin", skills=frozenset(), must=False
    )
    other = replace(
        twin,
        key=f"duties/{name}-other/2026-11-23T0700",
        task=f"{name}-other",
        day=0,
        span=Span(7 * 60, 8 * 60),
        most=9,
    )
    people: list[Person] = []
    claims: list[Claim] = []
    members: set[tuple[str, ...]] = {("must", shift.key, "")}
    for n in range(size):
        left = size - len(members)
        if left == 0:
            break
        key = f"{name}-{n}"
        person = Person(key, skills=frozenset({name}), available=(Span(0, 7 * 1440),))
        match n % 4:
            case 0:
                person = replace(person, away=(Away(Span(2 * 1440, 3 * 1440)),))
                members.add(("away", key, "0"))
            case 1:
                person = replace(person, available=(Span(0, 1440),))
                members.add(("available", key))
            case 2 if left >= 2:
                person = replace(person, limits=Limits(duties=1))
                claims.append(Claim(key, (other.key,)))
                members |= {("limit", key, "duties"), ("claim", key, other.key)}
            case _:
                seat = replace(twin, key=f"{twin.key}/{n}", task=f"{twin.task}-{n}")
                problem = replace(problem, duties=(*problem.duties, seat))
                claims.append(Claim(key, (seat.key,)))
                members.add(("claim", key, seat.key))
        people.append(person)
    planted = replace(
        problem,
        people={**problem.people, **{p.id: p for p in people}},
        duties=(*problem.duties, shift, other),
        claims=(*problem.claims, *claims),
    )
    return planted, frozenset(members)


def keys_of(found: Conflicts) -> list[frozenset[tuple[str, ...]]]:
    """Return the keys of each conflict's members, without the numbers of rules."""
    return [frozenset(_bare(m.key) for m in c.members) for c in found.conflicts]


def _bare(key: tuple[str, ...]) -> tuple[str, ...]:
    return (key[0], *key[2:]) if key[0] == "limit" else key
