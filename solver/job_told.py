"""What a job tells of a roster or a repair that it has found, or of none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from roster.model import Problem
from roster.services.history import assignment_json
from roster.services.jobs import both
from roster.verify import Verdict
from roster.words import Sentence, sentence, sentences
from solver.proposal import Proposal
from solver.result import Bound, Status, gap_of


def solved(status: Status, bound: Bound, verdict: Verdict, notes: Iterable[Sentence]) -> Sentence:
    """Say how many seats are open in the roster of a solve, what is proven of it, and what failed beside it."""
    told = _standing(status, bound, verdict)
    for note in notes:
        told = sentence("{before} {after}", before=told, after=note)
    return told


def _standing(status: Status, bound: Bound, verdict: Verdict) -> Sentence:
    n, least = verdict.open_seats, bound.open_units
    if n == 0:
        seats = sentence("Every seat is filled.")
    elif least is not None and least >= verdict.score.open_units:
        seats = sentences("{n} seat open: proven unavoidable.", "{n} seats open: proven unavoidable.", n)
    else:
        seats = sentences("{n} seat open; better may exist.", "{n} seats open; better may exist.", n)
    if status is Status.OPTIMAL:
        return sentence("{seats} Proven the best.", seats=seats)
    gap = gap_of(verdict.score.soft, bound.soft)
    if gap is None:
        return seats
    return sentence(
        "{seats} The best may lie at most {gap} % below this cost.", seats=seats, gap=round(100 * gap, 1)
    )


def no_roster(status: Status, *, begun: bool = False) -> Sentence:
    """Say why a solve or a repair has no roster; ``begun`` where some of the week lies behind."""
    if status is Status.INFEASIBLE and begun:
        return sentence(
            "The strict rules, the pins and what has begun cannot all hold together. "
            "Unpin something, or ask why."
        )
    if status is Status.INFEASIBLE:
        return sentence("The strict rules and pins cannot all hold together. Unpin something, or ask why.")
    if status is Status.INTERRUPTED:
        return sentence("Stopped before a roster was found.")
    return sentence("No roster was found in the time given. Give it more time.")


def proposal_record(problem: Problem, proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as JSON in every language: its levels, and each change with the level of its reason."""
    return {
        "summary": both(proposal.summary),
        "seats": both(proposal.seats),
        "people": list(proposal.people),
        "steps": [
            {"level": s.level, "value": s.value, "bound": s.bound, "proven": s.proven} for s in proposal.steps
        ],
        "reasons": [
            {
                "added": reason.added,
                "assignment": assignment_json(problem, reason.assignment),
                "sentence": both(reason.sentence),
                "level": reason.level,
                "proven": reason.proven,
                "without": None if reason.without is None else reason.without.record(),
            }
            for reason in proposal.reasons
        ],
    }
