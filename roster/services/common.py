"""What all services share: time, actors, refusals and the log of events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from roster.errors import SaidError
from roster.store.tables import Event
from roster.words import Sentence


class ServiceError(SaidError):
    """Something that was asked for is not done; ``message`` says why, in any language."""


class NotFoundError(ServiceError):
    """There is no such thing here, or it belongs to somebody else (nobody learns which)."""


class RefusedError(ServiceError):
    """It may not be done; the message says why and what to do instead."""


class StaleError(ServiceError):
    """Somebody else was faster. What was asked is not lost: the caller still has it.

    Attributes
    ----------
    current
        Where things stand now, for a second try.
    """

    def __init__(self, message: Sentence, current: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.current = current


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def record(
    session: Session,
    kind: str,
    actor: str,
    *,
    community: str | None = None,
    week: date | None = None,
    detail: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Add an event to the log, in the same transaction as what it tells of."""
    session.add(
        Event(
            community_id=community,
            week=week,
            at=now(),
            actor=actor,
            kind=kind,
            detail=dict(detail or {}),
            reason=reason,
        )
    )
