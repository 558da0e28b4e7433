"""The proposals of one repair side by side: who moves, what it costs, what is proven; and setting one aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.model import Problem
from roster.roster import Roster
from roster.rules.api import Finding
from roster.services.board import open_json, score_json
from roster.services.common import NotFoundError, record
from roster.services.drafts import finding_key, judge, open_draft, roster_of, version_by_number
from roster.services.jobs import in_language
from roster.services.versions import is_of
from roster.services.views import Json
from roster.shares import HOURS, fair_shares
from roster.store import Store
from roster.store.tables import Event, Version
from roster.store.tables_people import Job
from roster.words import sentence

SET_ASIDE = "proposal.set_aside"
PROPOSED = ("solve", "repair")


def side_by_side(
    session: Session, community: str, week: date, number: int, language: str
) -> tuple[Json, ...]:
    """Return all proposals of the job that made one of them, the best first.

    Parameters
    ----------
    number
        The version of any of them. A solve proposes one roster, a repair up to three.

    Returns
    -------
    tuple
        For each its version, whose weeks change against the version it was made from, how many
        assignments, which seats stay open, the cost by rule, who is furthest from the fair
        share, what is proven of each level, and whether it was set aside.
    """
    draft = open_draft(session, community, week)
    problem = draft.problem
    version = version_by_number(session, community, week, number)
    parent = session.get(Version, version.parent_id) if version.parent_id else None
    old = roster_of(problem, parent)[0] if parent else Roster()
    before = judge(problem, old)
    aside = set_aside(session, community, week)
    found = []
    for told in _told(session, community, week, version, language):
        row = version_by_number(session, community, week, told["version"])
        roster, _ = roster_of(problem, row)
        verdict = judge(problem, roster, before).verdict
        diff = old.diff(roster)
        found.append(
            {
                "version": row.number,
                "summary": told.get("summary", ""),
                "seats": told.get("seats", ""),
                "shown": row.number == number,
                "set_aside": row.number in aside,
                "people": [
                    {"person": p, "name": problem.people[p].name or p}
                    for p in diff.people
                    if p in problem.people
                ],
                "assignments": len(diff.added) + len(diff.removed),
                "score": score_json(verdict),
                "change": verdict.score.soft - before.verdict.score.soft,
                "open": [open_json(problem, seat) for seat in verdict.open],
                "rules": _by_rule(before.verdict.findings, verdict.findings),
                "furthest": _furthest(problem, roster),
                "proven": {
                    step["level"]: {
                        "value": step["value"],
                        "bound": step["bound"],
                        "proven": step["bound"] is not None and step["value"] <= step["bound"],
                    }
                    for step in (told.get("steps", ()) if is_of(row, draft.situation) else ())
                },
            }
        )
    return tuple(found)


def put_aside(
    store: Store, community: str, week: date, number: int, *, author: str, reason: str = ""
) -> None:
    """Say that a proposal is not taken; the board speaks of it no more, and it can still be looked at.

    Raises
    ------
    NotFoundError
        If the version is no proposal.
    """
    with store.write() as session:
        version = version_by_number(session, community, week, number)
        if version.kind not in PROPOSED:
            raise NotFoundError(sentence("There is no proposal {number} of this week.", number=number))
        if number not in set_aside(session, community, week):
            record(
                session,
                SET_ASIDE,
                author,
                community=community,
                week=week,
                detail={"version": number},
                reason=reason[:500],
            )


def set_aside(session: Session, community: str, week: date) -> frozenset[int]:
    """Return the numbers of the proposals that somebody has said not to take."""
    query = select(Event.detail).where(
        Event.community_id == community, Event.week == week, Event.kind == SET_ASIDE
    )
    return frozenset(int(detail["version"]) for detail in session.scalars(query))


def waiting(session: Session, community: str, week: date, job: Job, after: int) -> int | None:
    """Return the first proposal of a job that is newer than a version and not set aside."""
    aside = set_aside(session, community, week)
    first = session.get(Version, job.result_id) if job.result_id else None
    numbers = [int(p["version"]) for p in job.result.get("proposals", ())]
    numbers = numbers or ([first.number] if first else [])
    return next((n for n in numbers if n > after and n not in aside), None)


def _told(session: Session, community: str, week: date, version: Version, language: str) -> Iterable[Json]:
    """Return what the solver said of each proposal made with one."""
    query = select(Job).where(Job.community_id == community, Job.week == week, Job.state == "done")
    for job in session.scalars(query.order_by(Job.id.desc())):
        told = job.result.get("proposals", ())
        if any(proposal["version"] == version.number for proposal in told):
            return [in_language(proposal, language) for proposal in told]
    return [{"version": version.number}]


def _by_rule(before: Iterable[Finding], after: Iterable[Finding]) -> list[Json]:
    """Return what each rule costs more or less, the largest difference first."""
    costs: dict[str, int] = {}
    for sign, findings in ((-1, before), (1, after)):
        for finding in findings:
            if not finding.hard:
                costs[finding.rule.kind] = costs.get(finding.rule.kind, 0) + sign * finding.cost
    new = _count({finding_key(f): f for f in after}, {finding_key(f) for f in before})
    gone = _count({finding_key(f): f for f in before}, {finding_key(f) for f in after})
    kinds = sorted(set(costs) | set(new) | set(gone), key=lambda kind: (-abs(costs.get(kind, 0)), kind))
    return [
        {
            "rule": kind,
            "change": costs.get(kind, 0),
            "new": new.get(kind, 0),
            "gone": gone.get(kind, 0),
        }
        for kind in kinds
        if costs.get(kind) or new.get(kind) or gone.get(kind)
    ]


def _count(findings: Mapping[str, Finding], known: set[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for key, finding in findings.items():
        if key not in known:
            counted[finding.rule.kind] = counted.get(finding.rule.kind, 0) + 1
    return counted


def _furthest(problem: Problem, roster: Roster) -> Json | None:
    """Return who serves the most above the fair share, and by how many hours."""
    served: dict[str, int] = {}
    for a in roster.assignments:
        served[a.person] = served.get(a.person, 0) + a.end - a.start
    over = {p: served.get(p, 0) - float(s.fair) for p, s in fair_shares(problem, HOURS, None).items()}
    if not over:
        return None
    person = max(sorted(over), key=lambda p: over[p])
    return {
        "person": person,
        "name": problem.people[person].name or person,
        "hours": round(over[person] / 60, 1),
    }
