"""What volunteers see of a week: read once for everybody, until something of it changes.

Every answer here is kept in memory under what it is worked out from (see
:mod:`roster.services.marks`): a publication, the problem of a week by its hash, the answers
given so far. Nothing here is about one person; each page takes its own part out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.model import Problem
from roster.roster import Roster
from roster.services import duty_marks, marks
from roster.services.board import answers_of, newest_publication
from roster.services.common import NotFoundError
from roster.services.drafts import roster_of
from roster.services.duty_marks import Missing
from roster.services.situations import problem_of, situation_of
from roster.services.telling import Affected
from roster.store.tables import Publication, Version
from roster.words import sentence


@dataclass(frozen=True, slots=True)
class Published:
    """What is published of a week.

    Attributes
    ----------
    answers
        The newest answer by person, work and start.
    missing
        Who is still needed, by duty.
    changes
        What the newest publication that concerned them changed, by person.
    """

    problem: Problem
    roster: Roster
    answers: Mapping[tuple[str, str, int], str]
    missing: Mapping[str, Missing]
    changes: Mapping[str, Affected]


def published(session: Session, community: str, week: date) -> Published:
    """Return what is published of a week, for a session that only looks.

    Raises
    ------
    NotFoundError
        If nothing is published for that week yet.
    """
    version = _version(session, community, week)
    if version is None:
        raise NotFoundError(sentence("Nothing is published for this week yet."))
    situation = situation_of(session, community, week)
    problem = problem_of(session, situation)
    roster = marks.kept(
        session,
        ("published roster", situation.hash, version),
        lambda: roster_of(problem, session.get_one(Version, version))[0],
    )
    whole = marks.of_community(session, community)
    return Published(
        problem,
        roster,
        answers=marks.kept(
            session,
            ("answers", marks.of_week(session, community, week)),
            lambda: answers_of(session, community, week),
        ),
        missing=marks.kept(
            session,
            ("missing", situation.hash, version),
            lambda: duty_marks.missing_at(problem, roster),
        ),
        changes=marks.kept(
            session, ("changes", whole, week), lambda: duty_marks.last_changes(session, community, week)
        ),
    )


def weeks(session: Session, community: str) -> tuple[date, ...]:
    """Return the weeks of which something is published, in order."""

    def read() -> tuple[date, ...]:
        query = select(Publication.week).where(Publication.community_id == community).distinct()
        return tuple(sorted(session.scalars(query)))

    return marks.kept(session, ("published weeks", marks.of_community(session, community)), read)


def _version(session: Session, community: str, week: date) -> int | None:
    """Return the id of the version that is published of a week."""

    def read() -> int | None:
        newest = newest_publication(session, community, week)
        return newest.version_id if newest else None

    return marks.kept(session, ("published", marks.of_community(session, community), week), read)
