"""Claims of people who cannot be there, and claims that cannot all hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from roster.eligibility import can_serve, why_not
from roster.model import Claim, Duty, Problem
from roster.naming import called, titled
from roster.precheck.notes import Note
from roster.roster import Assignment, Roster
from roster.words import Sentence, sentence, sentences


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


def clashing_claims(problem: Problem) -> Iterator[Note]:
    """Yield what keeps claims from holding together: limits, two places at once, seats too few."""
    firm = _firm(problem)
    held = Roster.of(firm)
    for rule in problem.rules:
        if rule.kind in ("limits", "one-place") and rule.weight is None:
            for finding in rule.check(problem, held):
                mine = [claim for a, claim in firm.items() if a.person == finding.where.person]
                yield _clash(mine[-1], rule.explain(problem, finding))
    for work, claimed in groupby(sorted(firm, key=lambda a: a.work), key=lambda a: a.work):
        duty, people = problem.works[work], list(claimed)
        if isinstance(duty, Duty) and len(people) > duty.most:
            told = sentences(
                "{who} have claimed {what} on {day}, which takes 1 person.",
                "{who} have claimed {what} on {day}, which takes {n} people.",
                duty.most,
                who=[called(problem, a.person) for a in people],
                what=titled(problem, work),
                day=problem.horizon.date_of(duty.day),
            )
            yield _clash(firm[people[-1]], told)


def _firm(problem: Problem) -> dict[Assignment, Claim]:
    """Return what claims leave no choice about, of people who can serve there."""
    firm = {}
    for claim in problem.claims:
        duty = problem.works[claim.works[0]] if len(claim.works) == 1 else None
        if isinstance(duty, Duty) and can_serve(problem, problem.people[claim.person], duty):
            span = duty.span_of(claim.person)
            firm[Assignment(span.start, span.end, duty.key, claim.person)] = claim
    return firm


def _clash(claim: Claim, told: Sentence) -> Note:
    return Note(
        "claim",
        claim.source,
        sentence("The claims cannot all hold: {reason}", reason=told),
        sentence("Take one of the claims out, or correct what stands against it."),
        impossible=True,
    )
