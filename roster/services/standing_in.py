"""Who could take a seat of the draft, ranked, with reasons."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from roster import standins
from roster.model import Visit
from roster.services.common import RefusedError
from roster.services.drafts import judge, open_draft
from roster.services.views import Json
from roster.words import sentence


def ranked(
    session: Session,
    community: str,
    week: date,
    *,
    work: str,
    start: int | None,
    holder: str | None,
    language: str,
) -> list[Json]:
    """Return everybody who is not in a cell yet, best first, by group and with the exact change."""
    draft = open_draft(session, community, week)
    problem = draft.problem
    piece = problem.works.get(work)
    if piece is None:
        raise RefusedError(sentence("There is no such post or home in this week."))
    if isinstance(piece, Visit) and start is None:
        raise RefusedError(sentence("Say at which minute the visit starts."))
    seat = standins.Seat(work, start if isinstance(piece, Visit) else None, holder)
    if holder is not None and not any(
        a.person == holder and (seat.start is None or a.start == seat.start) for a in draft.roster.at(work)
    ):
        raise RefusedError(sentence("{who} is not there any more. Look at the board again.", who=holder))
    judgement = judge(problem, draft.roster)
    found = standins.stand_ins(problem, draft.roster, seat, judgement=judgement)
    return [
        {
            "person": s.person,
            "name": problem.people[s.person].name or s.person,
            "group": s.group,
            "cost": s.cost,
            "score": {"hard": s.score.hard, "open": s.score.open, "soft": s.score.soft},
            "reasons": [reason.say(language) for reason in s.reasons],
            "duties": len(draft.roster.of_person(s.person)),
            "minutes": sum(a.end - a.start for a in draft.roster.of_person(s.person)),
        }
        for s in found
    ]
