"""How often something was tried lately, counted in the store: a restart of the site does not forget it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from roster.services.common import now
from roster.store import Store
from roster.store.tables_people import Attempt, Site

WITHIN = timedelta(minutes=15)
MOST: Mapping[str, int] = {"login": 10, "address": 40}
"""Wrong tries in that time: for one login from anywhere, and from one address for any login.

A village hall has one address for all, so that it may err more often.
"""


DAY = timedelta(days=1)
"""What is neither a login nor its address counts for so long at most."""


def allowed(
    store: Store, what: str, who: str, *, most: int, within: timedelta, at: datetime | None = None
) -> bool:
    """Count an attempt; say whether there were fewer than so many lately. Beyond that nothing is written.

    Parameters
    ----------
    what, who
        What is tried, and by whom (such as an address of the network). Only a keyed hash is kept.
    most, within
        So many in that time, at most a day.
    """
    moment = at or now()
    with store.read() as session:
        hashed = _hashed(session, what, who)
        if len(_times(session, what, hashed, moment - within)) >= most:
            return False
    with store.write() as session:
        _one_at_a_time(store, session)
        if len(_times(session, what, hashed, moment - within)) >= most:
            return False
        session.add(Attempt(what=what, who=hashed, at=moment))
    return True


def begin(store: Store, tried: Mapping[str, str]) -> int:
    """Count a try before it is looked at, so that many at once cannot slip through.

    Parameters
    ----------
    tried
        What is tried, by the kinds of :data:`MOST`: the login, and the address it comes from.

    Returns
    -------
    int
        0 if it may be tried; otherwise the minutes to wait, and nothing is counted.
    """
    at = now()
    with store.write() as session:
        _one_at_a_time(store, session)
        hashes = {what: _hashed(session, what, who) for what, who in tried.items()}
        oldest = [
            times[-MOST[what]]
            for what, who in hashes.items()
            if len(times := _times(session, what, who, at - WITHIN)) >= MOST[what]
        ]
        if oldest:
            return max(1, ceil((max(oldest) + WITHIN - at) / timedelta(minutes=1)))
        for what, who in hashes.items():
            session.add(Attempt(what=what, who=who, at=at))
    return 0


def succeeded(store: Store, tried: Mapping[str, str]) -> None:
    """Forget the tries of who got in: everybody mistypes now and then.

    Those from the address stay but for this one, so that a right guess does not wash away
    the wrong ones at other logins.
    """
    with store.write() as session:
        for what, who in tried.items():
            mine = (Attempt.what == what, Attempt.who == _hashed(session, what, who))
            if what == "login":
                session.execute(delete(Attempt).where(*mine))
                continue
            newest = session.scalars(
                select(Attempt).where(*mine).order_by(Attempt.id.desc()).limit(1)
            ).first()
            if newest is not None:
                session.delete(newest)


def purge(session: Session) -> None:
    """Forget tries that count no more."""
    session.execute(delete(Attempt).where(Attempt.at < now() - DAY))
    session.execute(delete(Attempt).where(Attempt.what.in_(MOST), Attempt.at < now() - WITHIN))


def _one_at_a_time(store: Store, session: Session) -> None:
    """Let nobody else count until this is kept; on SQLite, whoever writes is alone anyway."""
    if store.dialect == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext('attempts'))"))


def _times(session: Session, what: str, who: str, since: datetime) -> list[datetime]:
    query = select(Attempt.at).where(Attempt.what == what, Attempt.who == who, Attempt.at > since)
    return list(session.scalars(query.order_by(Attempt.at)))


def _hashed(session: Session, what: str, who: str) -> str:
    """Return who it is as a hash that nobody without the site's key can undo."""
    row = session.get(Site, "secret_key")
    key = (row.value if row else "").encode()
    return hmac.new(key, f"{what}:{who.strip().lower()}".encode(), hashlib.sha256).hexdigest()
