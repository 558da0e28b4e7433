"""Reminders of tomorrow's duties, each put into the outbox once, however often they are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.model import Visit
from roster.roster import Assignment
from roster.schema_errors import meant
from roster.services import communities, outbox
from roster.services.amending import Public, public
from roster.services.board import answers_of
from roster.services.common import NotFoundError, ServiceError, now
from roster.services.letters import Letters
from roster.services.requests import said_work
from roster.services.telling import named
from roster.services.views import title
from roster.store import Store
from roster.store.tables import Community, Publication
from roster.words import Sentence, sentence


def remind(
    store: Store, *, community: str | None = None, days: int = 1, at: Callable[[], datetime] = now
) -> dict[str, int]:
    """Put a reminder for each person with a published duty on a day to come into the outbox.

    The robot of the chat group gets one text for all, where there is one.

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

    Raises
    ------
    NotFoundError
        If there is no such community.
    """
    with store.read() as session:
        names = [c.id for c in communities.all_of(session)]
    if community is not None and community not in names:
        cure = meant(community, names) or sentence("Leave --community out to remind all of them.")
        raise NotFoundError(
            sentence("There is no community {community}. {cure}", community=community, cure=cure)
        )
    return {name: _remind(store, name, days, at()) for name in names if community in (None, name)}


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


def text_of_day(
    session: Session, community: str, week: date, day: date, language: str, team: str | None = None
) -> str:
    """Return the duties of a published day as a text to paste into a chat group; no home is named.

    Parameters
    ----------
    team
        Only people of this team; everybody if left out.
    """
    state = public(session, community, week)
    return _listed(session, state, day, language, team)


def _listed(session: Session, state: Public, day: date, language: str, team: str | None = None) -> str:
    problem = state.problem
    there: dict[tuple[str, str, str | Sentence], list[str]] = defaultdict(list)
    for a in _that_day(session, state, day):
        person, work = problem.people[a.person], problem.works[a.work]
        if team is not None and team not in person.teams:
            continue
        what: str | Sentence = named("" if isinstance(work, Visit) else title(work))
        hours = f"{problem.horizon.moment(a.start):%H:%M}–{problem.horizon.moment(a.end):%H:%M}"
        there[hours, str(what), what].append(person.name or person.id)
    head = sentence("{day}: who is on duty", day=day)
    if not there:
        head = sentence("{day}: nobody is on duty", day=day)
    lines = [
        sentence("{hours} {what}: {names}", hours=hours, what=what, names=names)
        for (hours, _order, what), names in sorted(there.items(), key=lambda pair: pair[0][:2])
    ]
    return "\n".join(line.say(language) for line in (head, *lines))


def _that_day(session: Session, state: Public, day: date) -> list[Assignment]:
    """Return who serves on a day and has not said no."""
    said_no = {
        key
        for key, said in answers_of(session, state.draft.community, state.draft.week).items()
        if said == "cannot"
    }
    horizon = state.problem.horizon
    return [
        a
        for a in state.roster.assignments
        if horizon.moment(a.start).date() == day and (a.person, a.work, a.start) not in said_no
    ]


def _weeks(session: Session, community: str, moment: datetime) -> list[date]:
    near = (moment.date() - timedelta(weeks=8), moment.date() + timedelta(weeks=2))
    query = select(Publication.week).where(
        Publication.community_id == community, Publication.week.between(*near)
    )
    return sorted(set(session.scalars(query)))


def _of_day(session: Session, community: Community, state: Public, day: date) -> int:
    mine: dict[str, list[Assignment]] = defaultdict(list)
    for a in _that_day(session, state, day):
        mine[a.person].append(a)
    hook = communities.settings(community)["webhook"]
    if hook and mine:
        text = _listed(session, state, day, community.language)
        outbox.put(
            session,
            f"remind:{community.id}:{day}:*",
            community=community.id,
            week=state.draft.week,
            channel="webhook",
            address=hook,
            subject=community.name,
            body=text,
        )
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
