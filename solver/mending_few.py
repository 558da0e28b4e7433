"""Stages of a repair that search what few changes could touch, with a proof of all levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from roster.rules.api import Choice
from solver.engine import Clock
from solver.few import Few
from solver.levels import Level, Part
from solver.settle import settle

if TYPE_CHECKING:
    from solver.mending import Mending

MOST_CHOICES = 2000
"""With more choices within reach, the whole week is asked instead."""

MOST_STEPS = 3
"""How many changes further it is looked for what fills a seat that is still open."""


def few(search: Mending, clock: Clock) -> None:
    """Search everything that one change could touch, then two, and so on, until the best is proven."""
    scene = search.scene
    if scene.broken is None:
        return
    most = _first(search)
    while not (clock.over or search.proven):
        caps = _caps(search)
        near = scene.few(caps.get("open"))
        free = near.choices(most, MOST_CHOICES)
        if free is None:
            _no_fewer(search, most, clock)
            return
        everything = near.ends_with(most)
        if not everything:
            caps["assignments"] = most
        found = search.descend(
            Part(scene.old, free, caps=caps, forbid=search.forbid, others=search.others), clock
        )
        if not (found.complete or found.infeasible):
            return
        if found.infeasible and search.best is not None and search.is_proven("open"):
            search.prove("assignments", most + 1)
        if everything and found.infeasible and search.best is not None:
            search.prove("open", search.best.cost[0])
            continue
        known = search.best is not None and search.best.cost[2] <= most and search.is_proven("people")
        if everything or known:
            search.prove_best()
        most += 1


def _no_fewer(search: Mending, most: int, clock: Clock) -> None:
    """Prove that fewer changes are not enough, as far as what they could touch is not too much."""
    scene = search.scene
    while search.best is not None and search.is_proven("people") and not clock.over:
        bound = search.bounds.get("assignments", 0)
        cap = search.best.cost[0]
        free = scene.few(cap).choices(bound, MOST_CHOICES) if bound < most else None
        if free is None:
            return
        caps: dict[Level, int] = {"open": cap, "people": search.best.cost[1], "assignments": bound}
        found = search.descend(
            Part(scene.old, free, caps=caps, forbid=search.forbid, others=search.others), clock
        )
        if not found.infeasible:
            return
        search.prove("assignments", bound + 1)


def _first(search: Mending) -> int:
    """Return with how many changes to begin: as many as the best has where only they are unproven."""
    if search.best is not None and search.is_proven("people"):
        return search.best.cost[2]
    known = search.bounds.get("assignments", 0) if search.is_proven("open") else 0
    return max(1, known, search.scene.fewest_changes(search.bounds["open"]) or 1)


def _caps(search: Mending) -> dict[Level, int]:
    """Return the most open units of a repair that is better than the best, or as good where it must be."""
    if search.best is None:
        return {}
    return {"open": search.best.cost[0] - (not search.is_proven("open"))}


def few_more(search: Mending, clock: Clock) -> None:
    """Build on the best repair so far: fill what it leaves open with few changes more."""
    scene = search.scene
    while search.best is not None and not search.is_proven("open") and not clock.over:
        before = search.best
        if before.cost[2] == 0:
            return
        values = settle(scene.index, before.roster)
        near = Few(scene.old, values).choices(MOST_STEPS, MOST_CHOICES)
        if near is None:
            return
        caps: dict[Level, int] = {"open": before.cost[0] - 1, "assignments": before.cost[2] + MOST_STEPS}
        changed = [c for c in scene.index.record.choices if values[c.lit] != scene.old.values[c.lit]]
        both = {int(c.lit): c for c in (*changed, *_moved(search, values), *near)}.values()
        search.descend(
            Part(scene.old, both, caps=caps, forbid=search.forbid, others=search.others, base=values), clock
        )
        if search.best is before:
            return


def _moved(search: Mending, values: Sequence[int]) -> Iterator[Choice]:
    """Yield the choices of visits that some values put at another time than before."""
    index, old = search.scene.index, search.scene.old.values
    for choice in index.record.choices:
        meeting = index.meeting(choice)
        if meeting is not None and values[choice.lit] and values[meeting.start] != old[meeting.start]:
            yield choice
