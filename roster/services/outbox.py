"""The outbox: what has to be told, sent once, retried until it arrives or is given up."""

from __future__ import annotations

import secrets as random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from roster.services import secrets
from roster.services.common import now
from roster.store import Store
from roster.store.tables_people import Message

LINK = "{link}"
"""Where a body has the reader's personal link; it is made only when the message is sent."""

MOST_ATTEMPTS = 12
LEASE = timedelta(minutes=10)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)


class NotSentError(Exception):
    """It has certainly not been sent; ``final`` says that trying again is of no use."""

    def __init__(self, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.final = final


class UnsureError(Exception):
    """It may have been sent: nobody can know, so it is not sent again."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a sender gets to send. ``key`` names it for good, so that a receiver can tell repeats."""

    key: str
    address: str
    subject: str
    body: str


class Sender(Protocol):
    """Sends a letter, or raises :class:`NotSentError` or :class:`UnsureError`."""

    def __call__(self, letter: Letter) -> None: ...


def put(
    session: Session,
    key: str,
    *,
    community: str,
    channel: str,
    address: str,
    subject: str = "",
    body: str,
    week: date | None = None,
    person: str | None = None,
) -> bool:
    """Put a message into the outbox, unless one with this key was ever there; say whether it was put."""
    if session.scalars(select(Message.id).where(Message.key == key)).first() is not None:
        return False
    session.add(
        Message(
            key=key,
            community_id=community,
            week=week,
            channel=channel,
            person=person,
            address=address,
            subject=subject,
            body=body.encode(),
            state="waiting",
            attempts=0,
            created_at=now(),
            next_at=now(),
        )
    )
    session.flush()
    return True


def deliver(
    store: Store,
    senders: Mapping[str, Sender],
    *,
    public_url: str = "",
    most: int = 100,
    at: Callable[[], datetime] = now,
) -> dict[str, int]:
    """Send what is due.

    Each message is marked as being sent, in a transaction of its own, before it is handed
    over. If the process dies in between, nobody knows whether it arrived: such a message
    becomes ``unsure`` and is shown to the coordinator, never sent a second time.

    Parameters
    ----------
    senders
        By channel (``email``, ``webhook``). Messages of other channels wait.
    public_url
        The address of the site, for personal links.
    most
        How many messages at most.

    Returns
    -------
    dict
        How many became ``sent``, ``waiting`` (to be tried again), ``failed`` and ``unsure``.
    """
    counts = {"sent": 0, "waiting": 0, "failed": 0, "unsure": _lost(store, at())}
    for _ in range(most):
        message = _claim(store, tuple(senders), at())
        if message is None:
            break
        outcome = _send(store, message, senders[message.channel], public_url, at)
        counts[outcome] += 1
    return counts


def listed(session: Session, community: str, week: date | None = None) -> list[dict[str, Any]]:
    """Return a community's messages, newest first; addresses and texts stay in the store."""
    query = select(Message).where(Message.community_id == community)
    if week is not None:
        query = query.where(Message.week == week)
    return [
        {
            "id": row.id,
            "week": row.week.isoformat() if row.week else None,
            "channel": row.channel,
            "person": row.person,
            "subject": row.subject,
            "state": row.state,
            "attempts": row.attempts,
            "error": row.error,
            "at": row.created_at.isoformat(),
            "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        }
        for row in session.scalars(query.order_by(Message.id.desc()).limit(500))
    ]


def _lost(store: Store, moment: datetime) -> int:
    """Give up on what a process began to send and never finished."""
    with store.write() as session:
        lost = update(Message).where(Message.state == "sending", Message.next_at <= moment)
        done = session.execute(lost.values(state="unsure", error="The process ended while sending."))
        return int(done.rowcount)  # type: ignore[attr-defined]


def _claim(store: Store, channels: tuple[str, ...], moment: datetime) -> Message | None:
    with store.write() as session:
        query = (
            select(Message)
            .where(Message.state == "waiting", Message.next_at <= moment, Message.channel.in_(channels))
            .order_by(Message.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        message = session.scalars(query).first()
        if message is None:
            return None
        message.state, message.lease = "sending", random.token_hex(16)
        message.attempts += 1
        message.next_at = moment + LEASE
        return message


def _send(store: Store, message: Message, sender: Sender, public_url: str, at: Callable[[], datetime]) -> str:
    state, error = "sent", ""
    body = message.body.decode()
    if LINK in body and message.person is not None:
        body = body.replace(LINK, f"{public_url}/me/{_link(store, message)}")
    try:
        sender(Letter(message.key, message.address, message.subject, body))
    except NotSentError as problem:
        final = problem.final or message.attempts >= MOST_ATTEMPTS
        state, error = ("failed" if final else "waiting"), str(problem)[:500]
    except UnsureError as problem:
        state, error = "unsure", str(problem)[:500]
    wait = min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
    with store.write() as session:
        session.execute(
            update(Message)
            .where(Message.id == message.id, Message.state == "sending", Message.lease == message.lease)
            .values(
                state=state,
                error=error,
                next_at=at() + wait,
                sent_at=at() if state == "sent" else None,
                lease="",
            )
        )
    return state


def _link(store: Store, message: Message) -> str:
    with store.write() as session:
        return secrets.make(
            session,
            "volunteer",
            secrets.VOLUNTEER,
            community=message.community_id,
            person=message.person,
            label="message",
        )[0]
