"""The last stages of a repair: questions to the whole week, one level at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from solver.engine import Clock, Effort
from solver.levels import LEVELS, Level, Part, choices_of

if TYPE_CHECKING:
    from solver.mending import Mending


def whole_open(search: Mending, clock: Clock) -> None:
    """Find out in the whole week whether fewer seats need be open, with few people changed."""
    while not search.is_proven("open") and not clock.over:
        before = search.best
        cap: dict[Level, int] = {} if before is None else {"open": before.cost[0] - 1}
        answer = search.whole.ask("people", cap, clock, _quick(search))
        if answer.infeasible:
            search.infeasible = before is None
            if before is not None:
                search.prove("open", before.cost[0])
            return
        if answer.values is None:
            return
        _mend(search, answer.values, clock)
        if search.best is None or (before is not None and search.best.cost[0] >= before.cost[0]):
            return
        if answer.bound is not None and cap and search.best.cost[0] == cap["open"]:
            search.prove("people", answer.bound)


def whole_people(search: Mending, clock: Clock) -> None:
    """Search the whole week for a repair with fewer people."""
    _fewest(search, "people", clock)


def whole_assignments(search: Mending, clock: Clock) -> None:
    """Search the whole week for a repair with fewer assignments."""
    _fewest(search, "assignments", clock)


def whole_soft(search: Mending, clock: Clock) -> None:
    """Search a small week for a repair that costs less."""
    if search.best is None or not search.is_small:
        return
    caps = {at: search.best.cost[LEVELS.index(at)] for at in LEVELS[:3]}
    found = search.descend(
        Part(search.scene.old, None, caps=caps, forbid=search.forbid, others=search.others), clock
    )
    if found.complete:
        search.prove("soft", search.best.cost[3])


def _quick(search: Mending) -> Effort:
    return replace(search.effort, workers=1, quick=True)


def _fewest(search: Mending, level: Level, clock: Clock) -> None:
    if not search.is_proven(LEVELS[LEVELS.index(level) - 1]):
        return
    while not search.is_proven(level) and not clock.over:
        if not _fewer(search, level, clock):
            return


def _fewer(search: Mending, level: Level, clock: Clock) -> bool:
    """Ask for one less than the best at a level; say whether that proved something or mended it."""
    assert search.best is not None
    at = LEVELS.index(level)
    caps = dict(zip(LEVELS[: at + 1], search.best.cost[: at + 1], strict=True))
    caps[level] -= 1
    before = search.best.cost
    answer = search.whole.ask(level, caps, clock, _quick(search))
    if answer.infeasible:
        search.prove(level, before[at])
        return True
    if answer.bound is not None:
        search.prove(level, answer.bound)
    if answer.values is not None:
        _mend(search, answer.values, clock)
    return search.best.cost < before


def _mend(search: Mending, values: list[int], clock: Clock) -> None:
    """Search around a solution of the whole model, whose times and cost may not be what they seem."""
    index, old = search.scene.index, search.scene.old.values
    people = set()
    for choice in index.record.choices:
        meeting = index.meeting(choice)
        moved = meeting is not None and values[choice.lit] and values[meeting.start] != old[meeting.start]
        if moved or values[choice.lit] != old[choice.lit]:
            people.add(choice.person.id)
    search.descend(
        Part(search.scene.old, choices_of(index, sorted(people)), forbid=search.forbid, others=search.others),
        clock,
    )
