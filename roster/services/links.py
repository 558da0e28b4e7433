"""Volunteers' personal links: made, renewed, revoked, sent again; and their calendar feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from roster.model import Person, Problem
from roster.services import communities, configurations, outbox, secrets
from roster.services.common import NotFoundError, ServiceError, now, record
from roster.services.letters import Letters
from roster.services.situations import problem_of, situation_of
from roster.store import Store
from roster.store.tables import Community
from roster.store.tables_people import Secret
from roster.words import sentence

KINDS = ("volunteer", "calendar")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who came by a personal link."""

    community: str
    person: str
    secret: int

    @property
    def actor(self) -> str:
        """How events name this person."""
        return f"person:{self.person}"


def make(store: Store, community: str, person: str, *, by: str, kind: str = "volunteer") -> str:
    """Make a personal link and return its secret, which is never seen again; older ones stay valid."""
    with store.write() as session:
        _known(session, community, person)
        plain, row = secrets.make(session, kind, secrets.VOLUNTEER, community=community, person=person)
        record(session, "link.made", by, community=community, detail={"person": person, "link": row.id})
        return plain


def renew(store: Store, community: str, person: str, *, by: str) -> str:
    """Make a personal link and let all older ones of that person be useless."""
    revoke(store, community, person, by=by)
    return make(store, community, person, by=by)


def revoke(store: Store, community: str, person: str, *, by: str) -> int:
    """Let all links and feeds of a person be useless; return how many there were."""
    with store.write() as session:
        done = session.execute(
            update(Secret)
            .where(
                Secret.community_id == community,
                Secret.person == person,
                Secret.kind.in_(KINDS),
                Secret.revoked_at.is_(None),
            )
            .values(revoked_at=now())
        )
        record(session, "link.revoked", by, community=community, detail={"person": person})
        return int(done.rowcount)  # type: ignore[attr-defined]


def visitor(session: Session, plain: str, kind: str = "volunteer") -> Visitor | None:
    """Return who a link belongs to; ``None`` for one that is unknown, too old or revoked."""
    row = secrets.look_up(session, kind, plain)
    if row is None or row.community_id is None or row.person is None:
        return None
    return Visitor(row.community_id, row.person, row.id)


def listed(session: Session, community: str) -> list[dict[str, object]]:
    """Return every person of a community with the state of the personal link."""
    problem = present_problem(session, community)
    query = select(Secret).where(
        Secret.community_id == community, Secret.kind == "volunteer", Secret.revoked_at.is_(None)
    )
    valid: dict[str, Secret] = {}
    for row in session.scalars(query.order_by(Secret.id)):
        if row.person is not None and row.expires_at > now():
            valid[row.person] = row
    return [
        {
            "person": person.id,
            "name": person.name or person.id,
            "has_link": person.id in valid,
            "expires_at": valid[person.id].expires_at.isoformat() if person.id in valid else None,
            "email": bool(person.email),
        }
        for person in problem.people.values()
    ]


def resend(store: Store, community: str, address: str) -> None:
    """Send a new link to an e-mail address if it is somebody's; the caller never learns whether it is.

    At most one an hour for each person.
    """
    said = address.strip().lower()
    with store.write() as session:
        row = session.get(Community, community)
        if row is None or not said or len(said) > 300:
            return
        try:
            people = present_problem(session, community).people.values()
        except ServiceError:
            return
        for person in people:
            if person.email.strip().lower() == said:
                _send(session, row, person)


def send(store: Store, community: str, person: str, *, by: str) -> bool:
    """Send a person a link by e-mail; say whether that is possible."""
    with store.write() as session:
        known = _known(session, community, person)
        record(session, "link.sent", by, community=community, detail={"person": person})
        return _send(session, communities.get(session, community), known)


def present_problem(session: Session, community: str) -> Problem:
    """Return the community as its newest configuration describes it."""
    week = configurations.current(session, community).week
    return problem_of(session, situation_of(session, community, week))


def week_of_today(problem: Problem, first: date, weeks: int) -> date:
    """Return the Monday of the plan in which today lies."""
    here = now().astimezone(problem.horizon.zone).date()
    step = 7 * weeks
    return first + timedelta(days=((here - first).days // step) * step)


def _send(session: Session, community: Community, person: Person) -> bool:
    if not person.email:
        return False
    hour = now().strftime("%Y-%m-%dT%H")
    Letters(session, community).put(
        f"link:{community.id}:{person.id}:{hour}",
        person,
        subject=sentence("{community}: your personal page", community=community.name),
        body=[sentence("Your duties, for you alone: {link}", link=outbox.LINK)],
    )
    return True


def _known(session: Session, community: str, person: str) -> Person:
    known = present_problem(session, community).people.get(person)
    if known is None:
        raise NotFoundError(sentence("There is no such person in this community."))
    return known
