"""Reminders of tomorrow's duties, each put into the outbox once, however often they are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.roster import Assignment
from roster.services import communities, outbox
from roster.services.amending import Public, public
from roster.services.board import answers_of
from roster.services.common import ServiceError, now
from roster.services.letters import Letters
from roster.services.requests import said_work
from roster.store import Store
from roster.store.tables import Community, Publication
from roster.words import sentence


def remind(
    store: Store, *, community: str | None = None, days: int = 1, at: Callable[[], datetime] = now
) -> dict[str, int]:
    """Put a reminder for each person with a published duty on a day to come into the outbox.

    Parameters
    ----------
    community
        One community; all of them unless said.
    days
        Which day: 1 is tomorrow, in the community's time zone.

    Returns
    -------
    dict
        How many reminders were new, by community.
    """
    with store.read() as session:
        names = [c.id for c in communities.all_of(session) if community in (None, c.id)]
    return {name: _remind(store, name, days, at()) for name in names}


def _remind(store: Store, community: str, days: int, moment: datetime) -> int:
    count = 0
    with store.write() as session:
        row = communities.get(session, community)
        for week in _weeks(session, community, moment):
            try:
                state = public(session, community, week)
            except ServiceError:
                continue
            horizon = state.problem.horizon
            day = moment.astimezone(horizon.zone).date() + timedelta(days=days)
            if week <= day < week + timedelta(days=horizon.day_count):
                count += _of_day(session, row, state, day)
    return count


def _weeks(session: Session, community: str, moment: datetime) -> list[date]:
    near = (moment.date() - timedelta(weeks=8), moment.date() + timedelta(weeks=2))
    query = select(Publication.week).where(
        Publication.community_id == community, Publication.week.between(*near)
    )
    return sorted(set(session.scalars(query)))


def _of_day(session: Session, community: Community, state: Public, day: date) -> int:
    horizon = state.problem.horizon
    said_no = {
        key for key, said in answers_of(session, community.id, state.draft.week).items() if said == "cannot"
    }
    mine: dict[str, list[Assignment]] = defaultdict(list)
    for a in state.roster.assignments:
        if horizon.moment(a.start).date() == day and (a.person, a.work, a.start) not in said_no:
            mine[a.person].append(a)
    letters = Letters(session, community)
    count = 0
    for person, assignments in mine.items():
        known = state.problem.people[person]
        body = sentence(
            "Hello {who}, this is coming up: {duties}. Your page: {link}",
            who=known.name or known.id,
            duties=[said_work(state.problem, a.work, a.start, own=True) for a in assignments],
            link=outbox.LINK,
        )
        count += letters.put(
            f"remind:{community.id}:{day}:{person}",
            known,
            week=state.draft.week,
            subject=sentence("{community}: your duties on {day}", community=community.name, day=day),
            body=[body],
        )
    return count
