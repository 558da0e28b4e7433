"""What each of many edits would do to a week's score, exactly, without making any of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from roster.model import Visit
from roster.roster import Assignment, Edit, Roster
from roster.services.common import RefusedError
from roster.services.drafts import Draft, check_base, find, judge, open_draft, place
from roster.services.seats import Seat
from roster.verify_delta import Change, Judgement

Asked = tuple[Sequence[Seat], Sequence[Seat]]
"""Seats to leave, and seats to take."""


def prices(
    session: Session, community: str, week: date, *, base: int, edits: Iterable[Asked]
) -> list[Change | None]:
    """Return the change of the verdict by each edit of the draft; ``None`` for one that cannot be made.

    Parameters
    ----------
    base
        The number of the draft that was looked at.
    edits
        Each by itself; a visit must say its start.

    Raises
    ------
    StaleError
        If the draft has moved since ``base``.
    """
    draft = open_draft(session, community, week)
    check_base(session, draft, base)
    judgement = judge(draft.problem, draft.roster)
    return [_price(draft, judgement, *edit) for edit in edits]


def _price(draft: Draft, judgement: Judgement, remove: Sequence[Seat], add: Sequence[Seat]) -> Change | None:
    problem, roster = draft.problem, draft.roster
    if any(seat.start is None and isinstance(problem.works.get(seat.work), Visit) for seat in add):
        return None
    try:
        outs = {find(problem, roster, seat) for seat in remove}
        ins: list[Assignment] = []
        for seat in add:
            there = Roster(tuple(a for a in (*roster.at(seat.work), *ins) if a not in outs))
            ins.append(place(problem, there, seat))
    except RefusedError:
        return None
    return judgement.change(Edit(tuple(outs), tuple(ins)))
