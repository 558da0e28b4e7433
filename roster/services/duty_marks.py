"""What a volunteer's own duties carry beside time and place: who is missing there, and what is new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from roster.model import Problem
from roster.roster import Roster
from roster.services.telling import Affected, from_json
from roster.store.tables import Publication
from roster.verify import open_seats

LOOKED_BACK = 30
"""How many publications of a week are looked through for the last that changed somebody's duties."""


@dataclass(frozen=True, slots=True)
class Missing:
    """How many people a duty still needs, and the skills that are short."""

    people: int
    skills: tuple[str, ...]


def missing_at(problem: Problem, roster: Roster) -> Mapping[str, Missing]:
    """Return the open seats of what is published, by duty; visits are left out, they take place whole."""
    found: dict[str, Missing] = {}
    for seat in open_seats(problem, roster):
        if seat.work.service != "visits":
            found[seat.work.key] = Missing(seat.missing, seat.skills)
    return found


def last_changes(session: Session, community: str, week: date) -> Mapping[str, Affected]:
    """Return what the newest publication that concerned each person changed; the first changed nothing."""
    query = (
        select(Publication)
        .where(Publication.community_id == community, Publication.week == week, Publication.number > 1)
        .order_by(Publication.number.desc())
        .limit(LOOKED_BACK)
        .options(undefer(Publication.affected))
    )
    found: dict[str, Affected] = {}
    for publication in session.scalars(query):
        for stored in publication.affected:
            if stored["person"] not in found:
                found[stored["person"]] = from_json(stored)
    return found


def mark(change: Affected | None, work: str, start: str) -> dict[str, str] | None:
    """Say whether a duty is new to somebody, or has another time than before.

    Parameters
    ----------
    start
        Local time, such as ``2026-11-27T09:20``.

    Returns
    -------
    dict
        ``{"was": ""}`` for a new duty, ``{"was": "2026-11-27T10:00"}`` for a moved one,
        ``None`` for one that is as it was.
    """
    if change is None or not any(line[0] == work and line[1] == start for line in change.added):
        return None
    before = sorted(line[1] for line in change.removed if line[0] == work)
    same_day = [at for at in before if at[:10] == start[:10]]
    return {"was": (same_day or before or [""])[0]}
