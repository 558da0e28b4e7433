"""The versions of a week: kept one after the other, and where the draft points, move by move."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from roster.model import Problem
from roster.roster import Assignment, Roster
from roster.services.common import NotFoundError, StaleError, now
from roster.services.judging import roster_of, summary
from roster.services.seats import pack
from roster.services.situations import problem_of, situation_of
from roster.services.views import clock, title
from roster.store.tables import DraftMove, Situation, Version
from roster.verify import Verdict
from roster.words import sentence


@dataclass(frozen=True)
class Draft:
    """Where the draft of a week stands.

    Attributes
    ----------
    number
        Of the newest move, 0 before the first; every change names the number it was made on.
    version
        The stored version, ``None`` before the first change.
    roster
        Its assignments as far as the present configuration still knows them.
    dropped
        Assignments that the present configuration does not know any more.
    """

    community: str
    week: date
    situation: Situation
    problem: Problem
    number: int
    move: DraftMove | None
    version: Version | None
    roster: Roster
    dropped: tuple[list[Any], ...] = ()

    @property
    def can_undo(self) -> bool:
        return self.move is not None and self.move.back is not None

    @property
    def can_redo(self) -> bool:
        return self.move is not None and self.move.forth is not None


def open_draft(session: Session, community: str, week: date) -> Draft:
    """Return where the draft of a week stands, in a session that may write."""
    lock_week(session, community, week)
    situation = situation_of(session, community, week)
    problem = problem_of(session, situation)
    move = newest_move(session, community, week)
    if move is None:
        return Draft(community, week, situation, problem, 0, None, None, Roster())
    version = session.get_one(Version, move.version_id)
    roster, dropped = roster_of(problem, version)
    return Draft(community, week, situation, problem, move.number, move, version, roster, dropped)


def lock_week(session: Session, community: str, week: date) -> None:
    """Let those who write to a week do so one after the other, until the transaction ends.

    SQLite lets one write at a time anyway.
    """
    if session.info.get("writes") and session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:week))"), {"week": f"{community}/{week}"}
        )


def newest_move(session: Session, community: str, week: date) -> DraftMove | None:
    """Return the newest move of a draft."""
    query = select(DraftMove).where(DraftMove.community_id == community, DraftMove.week == week)
    return session.scalars(query.order_by(DraftMove.number.desc()).limit(1)).first()


def add_version(
    session: Session,
    draft: Draft,
    roster: Roster,
    verdict: Verdict,
    *,
    kind: str,
    author: str,
    reason: str = "",
    waivers: Sequence[Any] = (),
    status: str = "edited",
    bound: Mapping[str, Any] | None = None,
    seed: int | None = None,
    software: Mapping[str, Any] | None = None,
    parent: int | None = None,
) -> Version:
    """Keep a version of a week; the draft does not move. Its parent is the draft's unless said."""
    lock_week(session, draft.community, draft.week)
    query = select(func.max(Version.number)).where(
        Version.community_id == draft.community, Version.week == draft.week
    )
    newest = session.scalar(query)
    version = Version(
        community_id=draft.community,
        week=draft.week,
        number=0 if newest is None and kind == "empty" else (newest or 0) + 1,
        parent_id=parent or (draft.version.id if draft.version else None),
        situation_id=draft.situation.id,
        kind=kind,
        author=author,
        reason=reason,
        roster=pack(roster),
        verdict=summary(verdict),
        waivers=list(waivers),
        status=status,
        bound=dict(bound or {}),
        seed=seed,
        software=dict(software or {"roster": _software()}),
        created_at=now(),
    )
    session.add(version)
    session.flush()
    return version


def is_of(version: Version, situation: Situation) -> bool:
    """Tell whether a version was made for a situation: what was proven or reasoned then holds only in it."""
    return version.situation_id == situation.id


def proof_of(version: Version | None, situation: Situation) -> tuple[str, Mapping[str, Any]]:
    """Return the status of a version and what is proven of it, for the situation of its week now.

    Both are about what it was solved from: once the configuration, the history or what
    people have said of their time is another, nothing is proven any more.
    """
    if version is None or not is_of(version, situation):
        return "edited", {}
    return version.status, version.bound or {}


@cache
def _software() -> str:
    """Return this software's version, which is read from a file."""
    return importlib.metadata.version("neighbourhood-roster")


def version_by_number(session: Session, community: str, week: date, number: int) -> Version:
    """Return a version of a week by its number."""
    query = select(Version).where(
        Version.community_id == community, Version.week == week, Version.number == number
    )
    row = session.scalars(query).first()
    if row is None:
        raise NotFoundError(sentence("There is no version {number} of this week.", number=number))
    return row


def check_base(session: Session, draft: Draft, base: int) -> None:
    """Refuse a change that was made on an older draft, and tell what changed since."""
    if draft.number == base:
        return
    query = select(DraftMove).where(
        DraftMove.community_id == draft.community, DraftMove.week == draft.week, DraftMove.number == base
    )
    seen = session.scalars(query).first()
    then = Roster()
    if seen is not None:
        then, _ = roster_of(draft.problem, session.get_one(Version, seen.version_id))
    diff = then.diff(draft.roster)
    raise StaleError(
        sentence("The draft was changed meanwhile. Look at what changed; your edit is kept for another try."),
        {
            "number": draft.number,
            "author": draft.move.author if draft.move else "",
            "removed": [_seat(draft.problem, a) for a in diff.removed],
            "added": [_seat(draft.problem, a) for a in diff.added],
        },
    )


def move_draft(
    session: Session,
    draft: Draft,
    version: int,
    kind: str,
    author: str,
    *,
    back: int | None = None,
    forth: int | None = None,
) -> DraftMove:
    """Let a draft point to another version; ``back`` and ``forth`` are where undo and redo lead."""
    move = DraftMove(
        community_id=draft.community,
        week=draft.week,
        number=draft.number + 1,
        version_id=version,
        kind=kind,
        author=author,
        back=back,
        forth=forth,
        created_at=now(),
    )
    session.add(move)
    try:
        session.flush()
    except IntegrityError:
        raise StaleError(
            sentence("The draft was changed at the same moment. Try again."), {"number": draft.number + 1}
        ) from None
    return move


def _seat(problem: Problem, a: Assignment) -> dict[str, Any]:
    """Return who is where, by keys for programs and by names for people."""
    person = problem.people[a.person]
    return {
        "work": a.work,
        "person": a.person,
        "start": a.start,
        "title": title(problem.works[a.work]),
        "name": person.name or person.id,
        "from": clock(problem.horizon, a.start),
    }
