"""Claims of people who cannot be there."""

from __future__ import annotations

from collections.abc import Iterator

from roster.eligibility import can_serve, why_not
from roster.model import Duty, Problem
from roster.precheck.notes import Note
from roster.words import sentence


def unmeetable_claims(problem: Problem) -> Iterator[Note]:
    """Yield each claim whose person can serve at none of the duties claimed."""
    hard = any(rule.kind == "claims" and rule.weight is None for rule in problem.rules)
    for claim in problem.claims:
        person = problem.people[claim.person]
        duties = [w for w in (problem.works[key] for key in claim.works) if isinstance(w, Duty)]
        if not duties or any(can_serve(problem, person, duty) for duty in duties):
            continue
        first = duties[0]
        span = first.span if first.spans is None else first.spans.get(person.id, first.span)
        reasons = [reason for _, reason, _ in why_not(problem, person, first, span)]
        yield Note(
            "claim",
            claim.source,
            sentence(
                "{who} has claimed {what} on {day}, but cannot serve: {reasons}",
                who=person.name or person.id,
                what=first.title or first.task,
                day=problem.horizon.date_of(first.day),
                reasons=reasons,
            ),
            sentence("Take the claim out, or correct what stands against it."),
            impossible=hard,
        )
