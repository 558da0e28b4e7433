"""A repair as documents and in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console

from roster.commands._common import say
from roster.document import Document, to_document
from roster.document_parts import local
from roster.naming import called, titled
from roster.roster import Assignment
from roster.words import Sentence, sentence

if TYPE_CHECKING:
    from roster.model import Problem
    from solver.proposal import Proposal, Repair


def documents(
    problem: Problem, repair: Repair, *, source: str, happened: str, old: Mapping[str, Any]
) -> list[Document]:
    """Return one ``roster/1`` document of status ``proposed`` for each proposal, the best first."""
    return [
        _document(problem, repair, p, source=source, happened=happened, old=old) for p in repair.proposals
    ]


def _document(
    problem: Problem,
    repair: Repair,
    proposal: Proposal,
    *,
    source: str,
    happened: str,
    old: Mapping[str, Any],
) -> Document:
    document = to_document(
        problem,
        proposal.roster,
        proposal.verdict,
        status="proposed",
        bound=None,
        provenance={
            "config": source,
            "repaired": old.get("provenance", {}).get("config_hash"),
            "happened": happened,
            "options": dict(repair.options),
            "seconds": round(repair.seconds, 3),
            "solved_at": datetime.now(UTC).isoformat(timespec="seconds"),
        },
    )
    if repair.options.get("deterministic"):
        del document["provenance"]["seconds"], document["provenance"]["solved_at"]
    document["repair"] = record(problem, repair, proposal)
    return document


def record(problem: Problem, repair: Repair, proposal: Proposal) -> Document:
    """Return what a proposal changes, why, and what is proven of it, as JSON."""
    language = problem.language
    return {
        "status": repair.status.value,
        "summary": proposal.summary.say(language),
        "seats": proposal.seats.say(language),
        "levels": [
            {"level": s.level, "value": s.value, "bound": s.bound, "proven": s.proven} for s in proposal.steps
        ],
        "people": list(proposal.people),
        "lost": [_assignment(problem, a) for a in repair.lost],
        "removed": [_assignment(problem, a) for a in proposal.diff.removed],
        "added": [_assignment(problem, a) for a in proposal.diff.added],
        "reasons": [
            {
                **_assignment(problem, reason.assignment),
                "added": reason.added,
                "sentence": reason.sentence.say(language),
                "level": reason.level,
                "proven": reason.proven,
                "without": None if reason.without is None else reason.without.record(),
            }
            for reason in proposal.reasons
        ],
    }


def _assignment(problem: Problem, a: Assignment) -> Document:
    return {
        "person": a.person,
        "work": a.work,
        "start": local(problem.horizon, a.start),
        "end": local(problem.horizon, a.end),
    }


def print_repair(console: Console, problem: Problem, repair: Repair) -> None:
    """Print every proposal: what it costs, what moves, and why."""
    language = problem.language
    for a in repair.lost:
        say(console, _lost(problem, a), language)
    if not repair.lost and repair.best is not None and not repair.best.diff:
        say(console, sentence("Nothing of the roster is lost, and it needs no mending."), language)
    for number, proposal in enumerate(repair.proposals, start=1):
        head = sentence(
            "Proposal {number}: {summary} {seats}",
            number=number,
            summary=proposal.summary,
            seats=proposal.seats,
        )
        say(console, head, language, "bold")
        known: set[str] = set()
        for reason in proposal.reasons:
            words = reason.sentence.say(language)
            if words not in known:
                known.add(words)
                say(console, f"  {'+' if reason.added else '−'} {words}")
        if not proposal.reasons:
            for a in proposal.diff.removed:
                say(console, f"  − {_named(problem, a).say(language)}")
            for a in proposal.diff.added:
                say(console, f"  + {_named(problem, a).say(language)}")
        cost = proposal.step("soft")
        if cost.proven:
            told = sentence(
                "Cost {cost}: proven the least of all repairs with so few changes.", cost=cost.value
            )
        else:
            told = sentence("Cost {cost}: as few changes may be possible for less.", cost=cost.value)
        say(console, told, language)


def _lost(problem: Problem, a: Assignment) -> Sentence:
    if a.work not in problem.works:
        service, task, *_ = a.work.split("/")
        return sentence(
            "{who} is not needed at {what} on {start} any more: it does not take place.",
            who=called(problem, a.person),
            what=next((titled(problem, w.key) for w in problem.works.values() if (w.service, w.task) == (service, task)), task),
            start=problem.horizon.moment(a.start),
        )  # fmt: skip
    return sentence(
        "{who} cannot be at {what} on {start}.",
        who=called(problem, a.person),
        what=titled(problem, a.work),
        start=problem.horizon.moment(a.start),
    )


def _named(problem: Problem, a: Assignment) -> Sentence:
    return sentence(
        "{who}: {what} on {start}",
        who=called(problem, a.person),
        what=titled(problem, a.work),
        start=problem.horizon.moment(a.start),
    )
