"""Stages of a repair that search what one person alone could change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from solver.engine import Clock
from solver.index import Index
from solver.levels import Level, Part
from solver.whole import hard_record

if TYPE_CHECKING:
    from solver.mending import Mending

MANY, MORE = 1500, 4000
"""With more choices of one person alone, the whole week is asked at once instead; with more than
the second number also where they are all that is left to prove that two people have to change."""

MORE_SECONDS = 18.0
"""How long so many more take, in times of one verification."""


def one_fills_more(search: Mending, clock: Clock) -> None:
    """Search what one person alone could change so that less is open than in the best so far."""
    if search.best is not None and not search.is_proven("open"):
        _one(search, search.scene.verdict.score.open_units - search.best.cost[0] + 1, clock)


def one_person(search: Mending, clock: Clock) -> None:
    """Search everything that one person alone could change."""
    if search.bounds.get("people", 0) < 2:
        _one(search, _need_alone(search), clock)


def _one(search: Mending, need: int, clock: Clock) -> None:
    """Search what one person alone could change who fills so many open units."""
    if search.scene.broken is None or (need <= 0 and not search.scene.broken):
        return
    caps: dict[Level, int] = {"people": 1}
    if search.best is not None:
        caps["open"] = search.best.cost[0]
    old = search.scene.one_by_one
    last = search.best is not None and search.best.cost[1] == 2 and search.is_proven("open")
    free = search.scene.free_of_one(
        need, MORE if last and clock.left >= MORE_SECONDS * search.scene.pace else MANY
    )
    if free is None:
        return
    part = Part(old, free, caps=caps, forbid=search.forbid, others=search.others)
    if len(free) > MANY:
        _nobody_alone(search, part, clock)
        return
    least = search.scene.verdict.score.open_units - need + 1
    if free:
        found = search.descend(part, clock)
        if not (found.complete or found.infeasible):
            return
        least = found.costs.get("open", least)
    search.alone_open = max(search.alone_open, least)
    if search.best is None or not search.is_proven("open"):
        return
    if search.best.cost[1] <= 1:
        search.prove_best()
    else:
        search.prove("people", 2)


def _nobody_alone(search: Mending, part: Part, clock: Clock) -> None:
    """Prove by the hard rules that two have to change; or take over what one person could do."""
    index = Index(part.old.index.problem, hard_record(part.old.index))
    found = replace(part, old=replace(part.old, index=index, models={})).descend(clock, search.small_effort)
    if found.infeasible:
        search.prove("people", 2)
    elif found.values is not None:
        values, old = found.values, part.old.values
        people = {c.person.id for c in part.free or () if values[c.lit] != old[c.lit]}
        search.descend(replace(part, free=[c for c in part.free or () if c.person.id in people]), clock)


def _need_alone(search: Mending) -> int:
    """Return the units that one person has to fill to be as good as the best, or better."""
    now = search.scene.verdict.score.open_units
    if search.best is None:
        return now - max(search.scene.open_bound, search.bounds["open"])
    return now - search.best.cost[0] + (search.best.cost[1] == 0)
