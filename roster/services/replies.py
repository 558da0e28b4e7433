"""What volunteers have said about a week: who comes, who has not answered yet, and when they are available."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.model import Problem
from roster.services.amending import public
from roster.services.board import answers_of, newest_publication
from roster.services.drafts import open_draft
from roster.services.requests import called
from roster.services.views import moment_now
from roster.store.tables_people import Availability


def of_week(session: Session, community: str, week: date) -> dict[str, Any]:
    """Return what was said about a week, for the coordinator.

    Returns
    -------
    dict
        ``coming`` and ``cannot`` count the duties of what is published that were answered;
        ``silent`` names those who owe an answer about duties to come, most first;
        ``available`` has what each person said last about the own times, newest first.
    """
    found: dict[str, Any] = {"coming": 0, "cannot": 0, "silent": []}
    if newest_publication(session, community, week) is None:
        problem = open_draft(session, community, week).problem
    else:
        state = public(session, community, week)
        problem = state.problem
        answers = answers_of(session, community, week)
        said = Counter(answers.get((a.person, a.work, a.start), "") for a in state.roster.assignments)
        minute = moment_now(problem.horizon)
        silent = Counter(
            a.person
            for a in state.roster.assignments
            if a.start > minute and (a.person, a.work, a.start) not in answers
        )
        found["coming"], found["cannot"] = said["coming"], said["cannot"]
        found["silent"] = [
            {"person": person, "name": called(problem, person), "duties": n}
            for person, n in silent.most_common()
        ]
    found["available"] = _available(session, problem, community, week)
    return found


def _available(session: Session, problem: Problem, community: str, week: date) -> list[dict[str, Any]]:
    query = select(Availability).where(Availability.community_id == community, Availability.week == week)
    newest = {row.person: row for row in session.scalars(query.order_by(Availability.id))}
    return [
        {
            "person": row.person,
            "name": called(problem, row.person),
            "times": list(row.available),
            "note": row.note,
            "at": row.at.isoformat(),
        }
        for row in sorted(newest.values(), key=lambda row: row.at, reverse=True)
    ]
