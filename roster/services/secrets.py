"""Random secrets that open something: made once, kept only as a hash, expiring and revocable."""

from __future__ import annotations

import hashlib
import secrets as random
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from roster.services.common import now
from roster.store.tables_people import Secret

SIGNIN = timedelta(hours=1)
SESSION = timedelta(days=14)
VOLUNTEER = timedelta(days=180)
API = timedelta(days=365)
FORGOTTEN = timedelta(days=30)


def make(
    session: Session,
    kind: str,
    lasts: timedelta,
    *,
    account: int | None = None,
    community: str | None = None,
    person: str | None = None,
    label: str = "",
) -> tuple[str, Secret]:
    """Make a secret and keep its hash.

    Returns
    -------
    tuple
        The secret itself, which is never seen again, and its row.
    """
    plain = random.token_urlsafe(24)
    row = Secret(
        kind=kind,
        hash=hashed(plain),
        account_id=account,
        community_id=community,
        person=person,
        label=label,
        created_at=now(),
        expires_at=now() + lasts,
    )
    session.add(row)
    session.flush()
    return plain, row


def purge(session: Session) -> None:
    """Forget secrets that have opened nothing for a month."""
    session.execute(delete(Secret).where(Secret.expires_at < now() - FORGOTTEN))


def hashed(plain: str) -> str:
    """Return what is kept of a secret. It is random and long, so a plain hash is enough."""
    return hashlib.sha256(plain.encode()).hexdigest()


def look_up(session: Session, kind: str, plain: str, at: datetime | None = None) -> Secret | None:
    """Return the valid secret of a kind, or ``None`` if it is unknown, used up, expired or revoked."""
    if len(plain) > 200:
        return None
    row = session.scalars(select(Secret).where(Secret.hash == hashed(plain), Secret.kind == kind)).first()
    if row is None or row.revoked_at is not None or row.expires_at <= (at or now()):
        return None
    return row
