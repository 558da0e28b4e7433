"""What the board has to know of a week's jobs: one under way, a proposal that waits, a solve that failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.services.alternatives import waiting
from roster.services.jobs import GOING, PLANS, says
from roster.store.tables import Version
from roster.store.tables_people import Job


@dataclass(frozen=True, slots=True)
class WeekJobs:
    """The jobs of a week that matter now.

    Attributes
    ----------
    going
        The number of the job under way, and whether it plans or answers a question.
    proposal
        The version of the proposal that waits to be looked at.
    failed
        The number of the newest solve or repair where it failed, with what it says; until the
        draft moves on, for then the coordinator has.
    """

    going: int | None = None
    plans: bool = False
    proposal: int | None = None
    failed: int | None = None
    failed_says: str = ""


def of_week(session: Session, community: str, week: date, draft: Version | None, language: str) -> WeekJobs:
    """Return what matters of a week's jobs, for a draft that has come to a version."""
    here = (Job.community_id == community, Job.week == week)
    going = session.execute(select(Job.id, Job.kind).where(*here, Job.state.in_(GOING)).limit(1)).first()
    plans = select(Job).where(*here, Job.kind.in_(PLANS)).order_by(Job.id.desc()).limit(1)
    newest = session.scalars(plans).first()
    done = session.scalars(plans.where(Job.state == "done")).first()
    failed = newest if newest is not None and newest.state == "failed" else None
    if failed is not None and failed.base_id != (draft.id if draft else None):
        failed = None
    return WeekJobs(
        going=going.id if going else None,
        plans=going is not None and going.kind in PLANS,
        proposal=waiting(session, community, week, done, draft.number if draft else 0) if done else None,
        failed=failed.id if failed else None,
        failed_says=says(failed, language) if failed else "",
    )
