"""What tells in one look whether anything that a community's weeks are made from is new.

A row of a table that is only added to never changes, and none goes away (the database
itself refuses it). So the number of a community's rows together with the highest id names
exactly these rows: a new one makes them more, also one that PostgreSQL shows later than
another with a higher id. Whatever is worked out from such rows alone can be kept under
their marks, in each process by itself, and is never out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Date, bindparam, text
from sqlalchemy.orm import Session

from roster.store.kept import Kept
from roster.store.tables import AppendOnly

T = TypeVar("T")
R = TypeVar("R", bound=AppendOnly)

_COMMUNITY = text(
    "SELECT (SELECT max(id) FROM configurations WHERE community_id = :community), "
    "(SELECT count(*) FROM publications WHERE community_id = :community), "
    "(SELECT max(id) FROM publications WHERE community_id = :community)"
)
_WEEK = text(
    "SELECT (SELECT count(*) FROM availability WHERE community_id = :community AND week = :week), "
    "(SELECT max(id) FROM availability WHERE community_id = :community AND week = :week), "
    "(SELECT count(*) FROM responses WHERE community_id = :community AND week = :week), "
    "(SELECT max(id) FROM responses WHERE community_id = :community AND week = :week), "
    "(SELECT count(*) FROM situations WHERE community_id = :community AND week = :week), "
    "(SELECT max(id) FROM situations WHERE community_id = :community AND week = :week)"
).bindparams(bindparam("week", type_=Date()))


@dataclass(frozen=True, slots=True)
class CommunityMarks:
    """The newest configuration, and how many publications there are up to which id."""

    community: str
    configuration: int | None
    publications: tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class WeekMarks:
    """What was said for one week, and what it was planned from, beside the marks of its community."""

    whole: CommunityMarks
    week: date
    availability: tuple[int, int | None]
    responses: tuple[int, int | None]
    situations: tuple[int, int | None]


def of_community(session: Session, community: str) -> CommunityMarks:
    """Return the marks of a community, looked up once in a session that only looks."""

    def look() -> CommunityMarks:
        row = session.execute(_COMMUNITY, {"community": community}).one()
        return CommunityMarks(community, row[0], (row[1], row[2]))

    return looked_up(session, ("marks", community), look)


def of_week(session: Session, community: str, week: date) -> WeekMarks:
    """Return the marks of a week, looked up once in a session that only looks."""

    def look() -> WeekMarks:
        whole = of_community(session, community)
        row = session.execute(_WEEK, {"community": community, "week": week}).one()
        return WeekMarks(whole, week, (row[0], row[1]), (row[2], row[3]), (row[4], row[5]))

    return looked_up(session, ("marks", community, week), look)


def looked_up(session: Session, key: Hashable, look: Callable[[], T]) -> T:
    """Look something up once in a session that only looks; one that writes looks again each time.

    A session that looks sees one state of the store, so a second look would find the same.
    """
    if writes(session):
        return look()
    known = session.info.setdefault("looked_up", {})
    if key not in known:
        known[key] = look()
    found: T = known[key]
    return found


def kept(session: Session, key: Hashable, make: Callable[[], T]) -> T:
    """Return what was worked out before, in any session of this store, from what the key names.

    A session that writes works it out anew and keeps nothing: it sees rows of its own, which
    may be taken back, and their ids be given to others.

    Parameters
    ----------
    key
        Marks, or ids of rows that never change, and a word that tells it from other answers.
    make
        Works it out from nothing but what the key names; its answer is shared by threads,
        so nobody may change it.
    """
    known: Kept | None = session.info.get("kept")
    if known is None or writes(session):
        return make()
    return known.of(key, make)


def kept_row(session: Session, key: Hashable, read: Callable[[], R]) -> R:
    """Return a row that never changes, as :func:`kept` does.

    The session that read it lets go of it, so that no other thread meets what that session does.
    """

    def apart() -> R:
        row = read()
        if not writes(session) and row in session:
            session.expunge(row)
        return row

    return kept(session, key, apart)


def writes(session: Session) -> bool:
    """Say whether a session may change the store."""
    return bool(session.info.get("writes"))
