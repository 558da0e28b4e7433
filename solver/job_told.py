"""What a job tells of a roster or a repair that it has found, or of none."""

from __future__ import annotations

from typing import Any

from roster.model import Problem
from roster.services.history import assignment_json
from roster.services.jobs import both
from roster.verify import Verdict
from roster.words import Sentence, sentence, sentences
from solver.proposal import Proposal
from solver.result import Result, Status


def solved(result: Result, verdict: Verdict) -> Sentence:
    """Say how many seats are open in the roster of a solve, and what is proven of it."""
    n = verdict.open_seats
    bound, gap = result.bound.open_units, result.gap
    if n == 0:
        seats = sentence("Every seat is filled.")
    elif bound is not None and bound >= verdict.score.open_units:
        seats = sentences("{n} seat open: proven unavoidable.", "{n} seats open: proven unavoidable.", n)
    else:
        seats = sentences("{n} seat open; better may exist.", "{n} seats open; better may exist.", n)
    if result.status is Status.OPTIMAL:
        return sentence("{seats} Proven the best.", seats=seats)
    if gap is None:
        return seats
    return sentence(
        "{seats} The best may lie at most {gap} % below this cost.", seats=seats, gap=round(100 * gap, 1)
    )


def no_roster(status: Status) -> Sentence:
    """Say why a solve or a repair has no roster."""
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
