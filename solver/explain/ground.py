"""The roster that an answer starts from: as it is, or repaired where it breaks hard rules."""

from __future__ import annotations

from dataclasses import dataclass

from roster.model import Problem
from roster.roster import Roster
from roster.verify import verify
from roster.words import Sentence, sentence
from solver.repair import repair
from solver.result import Status

SECONDS = 5.0
"""The most that a repair takes, and at most a third of what there is."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer about a roster starts from.

    Attributes
    ----------
    roster
        It keeps every hard rule; ``None`` where there is none, or none was found.
    broken
        What the roster in question breaks; empty where it is taken as it is.
    note
        What was done about that, or what to do.
    impossible
        It is proven that no roster keeps the hard rules.
    """

    roster: Roster | None
    broken: tuple[Sentence, ...] = ()
    note: Sentence | None = None
    impossible: bool = False


def ground(problem: Problem, roster: Roster, *, time_limit: float, deterministic: bool, seed: int) -> Ground:
    """Return a roster, or the nearest one that keeps the hard rules.

    Parameters
    ----------
    problem, roster
        What was planned and how.
    time_limit
        Seconds for the whole answer.
    deterministic, seed
        As for :func:`solver.repair.repair`.
    """
    hard = verify(problem, roster).hard
    if not hard:
        return Ground(roster)
    broken = tuple(dict.fromkeys(f.rule.explain(problem, f) for f in hard))
    found = repair(
        problem,
        roster,
        time_limit=min(SECONDS, time_limit / 3),
        proposals=1,
        reasons=False,
        seed=seed,
        deterministic=deterministic,
    )
    if found.best is not None:
        note = sentence("What follows starts from the roster repaired: {summary}", summary=found.best.summary)
        return Ground(found.best.roster, broken, note)
    impossible = found.status is Status.INFEASIBLE
    if impossible:
        note = sentence(
            "No roster keeps all hard rules, so there is no price. "
            "`roster explain` names those that cannot hold together, and the ways out."
        )
    else:
        note = sentence(
            "It could not be repaired in the time given, so there is no price. "
            "Give more time, or mend it first by `roster repair`."
        )
    return Ground(None, broken, note, impossible)
