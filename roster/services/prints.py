"""What was printed for the gate: the public board says what has changed since."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.services.board import newest_publication
from roster.services.common import RefusedError, StaleError, now, record
from roster.store import Store
from roster.store.tables_people import Print
from roster.words import LANGUAGES, sentence

SIZES = ("A4", "A3")


def printed(
    store: Store, community: str, week: date, *, number: int, size: str, language: str, author: str
) -> dict[str, Any]:
    """Keep that a publication was printed to hang at the gate.

    Parameters
    ----------
    number
        The publication on the paper.
    size
        ``A4`` or ``A3``.

    Returns
    -------
    dict
        The print, as :func:`of_week` lists it.

    Raises
    ------
    StaleError
        If another publication is the newest by now.
    RefusedError
        If there is no such paper or language.
    """
    if size not in SIZES or language not in LANGUAGES:
        raise RefusedError(
            sentence("Print on one of {sizes}, in one of {languages}.", sizes=SIZES, languages=LANGUAGES)
        )
    with store.write() as session:
        newest = newest_publication(session, community, week)
        if newest is None or newest.number != number:
            raise StaleError(
                sentence("Something newer is published meanwhile. Print that."),
                {"publication": newest.number if newest else 0},
            )
        row = Print(
            community_id=community,
            week=week,
            number=number,
            size=size,
            language=language,
            author=author,
            at=now(),
        )
        session.add(row)
        record(
            session,
            "board.printed",
            author,
            community=community,
            week=week,
            detail={"publication": number, "size": size},
        )
        return as_json(row)


def newest(session: Session, community: str, week: date, *, before: int | None = None) -> Print | None:
    """Return the last print of a week; ``before`` only of a publication older than that one."""
    query = select(Print).where(Print.community_id == community, Print.week == week)
    if before is not None:
        query = query.where(Print.number < before)
    return session.scalars(query.order_by(Print.id.desc()).limit(1)).first()


def of_week(session: Session, community: str, week: date) -> list[dict[str, Any]]:
    """Return the prints of a week, newest first."""
    query = select(Print).where(Print.community_id == community, Print.week == week)
    return [as_json(row) for row in session.scalars(query.order_by(Print.id.desc()).limit(100))]


def as_json(row: Print) -> dict[str, Any]:
    """Return a print as pages and programs read it."""
    return {
        "version": row.number,
        "size": row.size,
        "language": row.language,
        "at": row.at.isoformat(),
        "author": row.author,
    }
