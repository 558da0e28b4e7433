"""Where an account is signed in: which device, since when, and ending it."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from roster.services.common import NotFoundError, now, record
from roster.store import Store
from roster.store.tables_people import Secret
from roster.words import sentence

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("MicroMessenger", "WeChat"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_of(agent: str) -> str:
    """Return what a browser says of itself in a few words, such as ``Firefox, Windows``; empty if nothing.

    Nothing else of what it says is kept.
    """
    agent = agent[:500]
    browser = next((name for mark, name in BROWSERS if re.search(rf"\b{mark}/", agent)), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part)


def listed(session: Session, account: int, current: int | None) -> list[dict[str, Any]]:
    """Return where an account is signed in, newest first; ``current`` is the secret that asks."""
    query = select(Secret).where(
        Secret.account_id == account,
        Secret.kind == "session",
        Secret.revoked_at.is_(None),
        Secret.expires_at > now(),
    )
    return [
        {
            "id": row.id,
            "device": row.label,
            "created_at": row.created_at.isoformat(),
            "expires_at": row.expires_at.isoformat(),
            "current": row.id == current,
        }
        for row in session.scalars(query.order_by(Secret.id.desc()))
    ]


def end(store: Store, account: int, number: int, *, by: str) -> None:
    """Sign an account out on one device.

    Raises
    ------
    NotFoundError
        If it is not a session of that account.
    """
    with store.write() as session:
        row = session.get(Secret, number)
        if row is None or row.account_id != account or row.kind != "session":
            raise NotFoundError(sentence("There is no such session."))
        row.revoked_at = row.revoked_at or now()
        record(session, "session.ended", by, detail={"session": number})


def end_others(store: Store, account: int, keep: int, *, by: str) -> int:
    """Sign an account out everywhere but here; return how many sessions ended."""
    with store.write() as session:
        done = session.execute(
            update(Secret)
            .where(
                Secret.account_id == account,
                Secret.kind == "session",
                Secret.id != keep,
                Secret.revoked_at.is_(None),
                Secret.expires_at > now(),
            )
            .values(revoked_at=now())
        )
        record(session, "session.ended", by, detail={"others": True})
        return int(done.rowcount)  # type: ignore[attr-defined]
