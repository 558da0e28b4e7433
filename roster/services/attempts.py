"""How often something was tried lately: kept in the store, so that a restart does not forget it."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from roster.services.common import now
from roster.store import Store
from roster.store.tables_people import Attempt

DAY = timedelta(days=1)


def allowed(
    store: Store,
    what: str,
    who: str,
    *,
    secret: str,
    most: int,
    within: timedelta,
    at: datetime | None = None,
) -> bool:
    """Count an attempt; say whether there were fewer than so many lately. Beyond that nothing is written.

    Parameters
    ----------
    what, who
        What is tried, and by whom (such as an address of the network). Only a keyed hash is kept.
    secret
        The key of the hash.
    within
        How long an attempt counts, at most a day.
    """
    moment = at or now()
    key = hmac.new(secret.encode(), f"{what}\0{who}".encode(), hashlib.sha256).hexdigest()
    query = select(func.count()).select_from(Attempt).where(Attempt.key == key, Attempt.at > moment - within)
    with store.read() as session:
        if int(session.scalar(query) or 0) >= most:
            return False
    with store.write() as session:
        if int(session.scalar(query) or 0) >= most:
            return False
        session.add(Attempt(key=key, at=moment))
    return True


def purge(session: Session) -> None:
    """Forget attempts that count no longer."""
    session.execute(delete(Attempt).where(Attempt.at < now() - DAY))
