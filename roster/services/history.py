"""What a week has been: its versions, its publications, its events, and any two side by side."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.model import Problem
from roster.roster import Assignment, Diff
from roster.services.board import finding_json, name_of, score_json
from roster.services.drafts import finding_key, judge, open_draft, roster_of, version_by_number
from roster.services.views import Json, clock, title
from roster.store.tables import Event, Publication, Version

MOST = 500


def version(session: Session, community: str, week: date, number: int) -> Json:
    """Return one version of a week, as :func:`versions` lists it."""
    version_by_number(session, community, week, number)
    return versions(session, community, week, limit=1, before=number + 1)[0]


def versions(
    session: Session, community: str, week: date, *, limit: int = 100, before: int | None = None
) -> list[Json]:
    """Return the versions of a week, newest first; ``before`` is the number to go on from."""
    query = select(Version).where(Version.community_id == community, Version.week == week)
    if before is not None:
        query = query.where(Version.number < before)
    rows = list(session.scalars(query.order_by(Version.number.desc()).limit(min(limit, MOST))))
    published: dict[int, int] = {}
    publications = select(Publication).where(Publication.community_id == community, Publication.week == week)
    for publication in session.scalars(publications.order_by(Publication.number)):
        published[publication.version_id] = publication.number
    numbers = {row.id: row.number for row in rows}
    missing = {row.parent_id for row in rows if row.parent_id not in numbers} - {None}
    for row in session.scalars(select(Version).where(Version.id.in_(missing))):
        numbers[row.id] = row.number
    return [
        {
            "number": row.number,
            "parent": numbers.get(row.parent_id or 0),
            "kind": row.kind,
            "author": name_of(session, row.author),
            "reason": row.reason,
            "at": row.created_at.isoformat(),
            "score": row.verdict,
            "status": row.status,
            "bound": row.bound,
            "seed": row.seed,
            "software": row.software,
            "published": published.get(row.id),
            "waivers": [{"rule": w["rule"], "reason": w["reason"]} for w in row.waivers],
        }
        for row in rows
    ]


def compare(session: Session, community: str, week: date, old: int, new: int, language: str) -> Json:
    """Return two versions of a week side by side: who leaves, who comes, what gets better and worse."""
    draft = open_draft(session, community, week)
    problem = draft.problem
    first, _ = roster_of(problem, version_by_number(session, community, week, old))
    second, _ = roster_of(problem, version_by_number(session, community, week, new))
    before = judge(problem, first)
    after = judge(problem, second, before)
    mine = {finding_key(f): f for f in before.verdict.findings}
    theirs = {finding_key(f): f for f in after.verdict.findings}
    return {
        "old": old,
        "new": new,
        "old_score": score_json(before.verdict),
        "new_score": score_json(after.verdict),
        **diff_json(problem, first.diff(second)),
        "better": [finding_json(problem, f, language) for k, f in mine.items() if k not in theirs],
        "worse": [finding_json(problem, f, language) for k, f in theirs.items() if k not in mine],
    }


def diff_json(problem: Problem, diff: Diff) -> Json:
    """Return what two rosters do not share."""
    return {
        "removed": [assignment_json(problem, a) for a in diff.removed],
        "added": [assignment_json(problem, a) for a in diff.added],
        "people": list(diff.people),
    }


def assignment_json(problem: Problem, a: Assignment) -> Json:
    """Return one assignment with its names."""
    work = problem.works[a.work]
    return {
        "work": a.work,
        "title": title(work),
        "service": work.service,
        "person": a.person,
        "name": problem.people[a.person].name or a.person,
        "start": a.start,
        "from": clock(problem.horizon, a.start),
        "to": clock(problem.horizon, a.end),
    }


def events(
    session: Session, community: str, *, week: date | None = None, before: int | None = None, limit: int = 100
) -> list[dict[str, Any]]:
    """Return what happened in a community, newest first; ``before`` is the id to go on from."""
    query = select(Event).where(Event.community_id == community)
    if week is not None:
        query = query.where(Event.week == week)
    if before is not None:
        query = query.where(Event.id < before)
    return [
        {
            "id": row.id,
            "week": row.week.isoformat() if row.week else None,
            "at": row.at.isoformat(),
            "actor": name_of(session, row.actor),
            "kind": row.kind,
            "detail": row.detail,
            "reason": row.reason,
        }
        for row in session.scalars(query.order_by(Event.id.desc()).limit(min(limit, MOST)))
    ]
