"""What a solve gives back: a status, a roster only where one was found, and its proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from roster.model import UNITS_PER_SEAT
from roster.roster import Roster
from roster.score import Score
from roster.verify import Verdict
from roster.words import Sentence, sentence


class Status(Enum):
    """How a solve ended. Nothing is folded into anything else."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    TIME_LIMIT = "time_limit"
    INTERRUPTED = "interrupted"
    ERROR = "error"


STARTING = sentence("starting")


@dataclass(frozen=True, slots=True)
class Bound:
    """No roster has fewer open units; none as good in open seats has less soft cost.

    ``None`` where nothing is proven.
    """

    open_units: int | None = None
    soft: int | None = None

    @property
    def open(self) -> float | None:
        """Open seats, one of normal priority counting 1."""
        return None if self.open_units is None else self.open_units / UNITS_PER_SEAT


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a solve stands after some seconds; ``None`` where nothing is known yet."""

    seconds: float
    open_units: int | None
    open_bound: int | None
    soft: int | None
    soft_bound: int | None
    phase: Sentence = STARTING
    notes: tuple[Sentence, ...] = ()
    """What has gone wrong beside the search so far."""

    @property
    def gap(self) -> float | None:
        """The share of the soft cost that might still be saved (0 to 1), once open seats are settled."""
        return gap_of(self.soft, self.soft_bound)


@dataclass(frozen=True)
class Result:
    """The end of a solve.

    Attributes
    ----------
    status
        OPTIMAL and FEASIBLE carry a roster; INTERRUPTED may.
    roster, verdict
        The best roster found and the verifier's verdict on it, or ``None``.
    bound
        What is proven about every other roster.
    seconds
        Wall-clock time of the whole solve, compiling included.
    options, versions
        What reproduces it: limits, seed, workers; versions of the software.
    trace
        How open seats, cost and bounds developed.
    message
        What went wrong, for ERROR.
    notes
        What went wrong beside the search, which the roster has outlived.
    """

    status: Status
    roster: Roster | None
    verdict: Verdict | None
    bound: Bound
    seconds: float
    options: Mapping[str, object] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    trace: tuple[Progress, ...] = ()
    message: Sentence | None = None
    notes: tuple[Sentence, ...] = ()

    @property
    def score(self) -> Score | None:
        return self.verdict.score if self.verdict else None

    @property
    def gap(self) -> float | None:
        """The share of the soft cost that might still be saved (0 to 1)."""
        return gap_of(self.score.soft, self.bound.soft) if self.score else None


def gap_of(soft: int | None, bound: int | None) -> float | None:
    """Return ``(soft - bound) / soft``; 0 where there is nothing to save."""
    if soft is None or bound is None:
        return None
    return 0.0 if soft <= bound else (soft - bound) / soft


class DisagreementError(Exception):
    """The solver and the verifier do not agree on a roster. A defect, never the user's fault.

    Attributes
    ----------
    roster
        The roster in question, to be kept for the report.
    """

    def __init__(self, message: str, roster: Roster) -> None:
        super().__init__(message)
        self.roster = roster
