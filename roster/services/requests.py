"""Requests of volunteers: their state follows from their steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from roster.model import Problem, Visit
from roster.roster import Roster
from roster.services.common import NotFoundError, StaleError, now
from roster.services.telling import named
from roster.services.views import clock, title
from roster.store.tables_people import Request, RequestStep
from roster.words import Sentence, sentence

CLOSED = ("done", "declined", "cancelled")
AT_ONCE = 500


@dataclass(frozen=True)
class State:
    """A request and what happened to it."""

    request: Request
    steps: tuple[RequestStep, ...]

    @property
    def closed(self) -> bool:
        return any(step.kind in CLOSED for step in self.steps)

    @property
    def waits_for_approval(self) -> bool:
        kinds = {step.kind for step in self.steps}
        return not self.closed and "approval" in kinds and "approved" not in kinds

    @property
    def agreed(self) -> bool:
        """Everybody who has to has said yes: it is being carried out."""
        kinds = {step.kind for step in self.steps}
        return bool(kinds & {"accepted", "approved"}) and not self.waits_for_approval

    @property
    def asked(self) -> tuple[str, ...]:
        """Everybody who was asked, in order."""
        return tuple(step.person or "" for step in self.steps if step.kind == "asked")

    @property
    def refused(self) -> frozenset[str]:
        return frozenset(step.person or "" for step in self.steps if step.kind == "refused")

    @property
    def waiting(self) -> RequestStep | None:
        """The step that asked the person whose answer is awaited now."""
        if self.closed or self.waits_for_approval:
            return None
        answered = {s.person for s in self.steps if s.kind in ("refused", "silent", "accepted")}
        open_ = [s for s in self.steps if s.kind == "asked" and s.person not in answered]
        return open_[-1] if open_ else None

    @property
    def taker(self) -> str | None:
        """Who accepted."""
        return next((s.person for s in reversed(self.steps) if s.kind == "accepted"), None)

    @property
    def name(self) -> str:
        """``waiting``, ``approval``, ``exhausted``, ``done``, ``declined`` or ``cancelled``."""
        last = self.steps[-1].kind if self.steps else ""
        if self.closed:
            return next(s.kind for s in self.steps if s.kind in CLOSED)
        if self.waits_for_approval:
            return "approval"
        return "exhausted" if last == "exhausted" else "waiting"


def state_of(session: Session, request: Request) -> State:
    """Return a request with its steps."""
    query = select(RequestStep).where(RequestStep.request_id == request.id)
    return State(request, tuple(session.scalars(query.order_by(RequestStep.number))))


def states_of(session: Session, query: Select[Any]) -> list[State]:
    """Return the requests of a query with their steps, in its order."""
    rows = list(session.scalars(query))
    steps: dict[int, list[RequestStep]] = {row.id: [] for row in rows}
    numbers = sorted(steps)
    for first in range(0, len(numbers), AT_ONCE):
        some = numbers[first : first + AT_ONCE]
        taken = select(RequestStep).where(RequestStep.request_id.in_(some)).order_by(RequestStep.number)
        for taken_step in session.scalars(taken):
            steps[taken_step.request_id].append(taken_step)
    return [State(row, tuple(steps[row.id])) for row in rows]


def get(session: Session, community: str, number: int) -> State:
    """Return a request of a community by its id."""
    row = session.get(Request, number)
    if row is None or row.community_id != community:
        raise NotFoundError(sentence("There is no such request."))
    return state_of(session, row)


def of_week(session: Session, community: str, week: date) -> list[State]:
    """Return the requests of a week, newest first."""
    query = select(Request).where(Request.community_id == community, Request.week == week)
    return states_of(session, query.order_by(Request.id.desc()))


def still_open(
    session: Session, community: str, week: date, kind: str, person: str, duty: tuple[str, int] | None = None
) -> list[State]:
    """Return what somebody has asked for and that is not settled, oldest first; with ``duty`` about that one alone.

    A duty is known by its work and when it begins.
    """
    query = select(Request).where(
        Request.community_id == community,
        Request.week == week,
        Request.kind == kind,
        Request.person == person,
    )
    if duty is not None:
        query = query.where(Request.work == duty[0], Request.start == duty[1])
    return [state for state in states_of(session, query.order_by(Request.id)) if not state.closed]


def wanting(session: Session, community: str, week: date) -> int:
    """Return how many requests of a week want the coordinator: to approve, or since nobody is left to ask."""
    return sum(state.name in ("approval", "exhausted") for state in of_week(session, community, week))


def new(
    session: Session,
    community: str,
    week: date,
    kind: str,
    person: str,
    work: str,
    start: int,
    *,
    other: dict[str, Any] | None = None,
    reason: str = "",
) -> Request:
    """Keep a new request."""
    row = Request(
        community_id=community,
        week=week,
        kind=kind,
        person=person,
        work=work,
        start=start,
        other=other or {},
        reason=reason,
        created_at=now(),
    )
    session.add(row)
    session.flush()
    return row


def step(
    session: Session, request: Request, kind: str, actor: str, *, person: str | None = None, note: str = ""
) -> RequestStep:
    """Add a step; of two at the same moment the second is told.

    Raises
    ------
    StaleError
        If somebody else added a step at the same moment.
    """
    count = select(func.coalesce(func.max(RequestStep.number), 0)).where(RequestStep.request_id == request.id)
    row = RequestStep(
        request_id=request.id,
        number=int(session.scalar(count) or 0) + 1,
        kind=kind,
        person=person,
        actor=actor,
        note=note,
        at=now(),
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise StaleError(sentence("Somebody answered at the same moment. Look again."), {}) from None
    return row


def settle(session: Session, community: str, week: date, roster: Roster) -> list[State]:
    """Close what a new publication has settled otherwise; returns the requests that were open until then.

    A stand-in is looked for no longer when the coordinator has taken the person out, and a
    swap or claim of a duty that changed hands falls away.
    """
    held = {(a.person, a.work, a.start) for a in roster.assignments}
    closed = []
    for state in of_week(session, community, week):
        request = state.request
        if state.closed or state.agreed:
            continue
        mine = (request.person, request.work, request.start) in held
        if (request.kind == "cover" and not mine) or (request.kind == "claim" and mine):
            step(session, request, "done", "system", note="published")
        elif request.kind == "swap" and not (
            mine and (request.other["person"], request.other["work"], request.other["start"]) in held
        ):
            step(session, request, "cancelled", "system", note="published")
        else:
            continue
        closed.append(state)
    return closed


def as_json(problem: Problem, state: State) -> dict[str, Any]:
    """Return a request for the coordinator: who was asked, who said no, who is silent."""
    request = state.request
    work = problem.works.get(request.work)
    return {
        "id": request.id,
        "kind": request.kind,
        "state": state.name,
        "person": request.person,
        "name": called(problem, request.person),
        "work": request.work,
        "title": title(work) if work else request.work,
        "start": request.start,
        "from": clock(problem.horizon, request.start),
        "reason": request.reason,
        "other": _other(problem, request),
        "at": request.created_at.isoformat(),
        "waiting_for": state.waiting.person if state.waiting else None,
        "steps": [
            {
                "kind": s.kind,
                "person": s.person,
                "name": called(problem, s.person) if s.person else None,
                "note": s.note,
                "at": s.at.isoformat(),
            }
            for s in state.steps
        ],
    }


def _other(problem: Problem, request: Request) -> dict[str, Any]:
    """Return whose duty a swap is for, in words too; empty for other requests."""
    if request.kind != "swap":
        return request.other
    work = problem.works.get(request.other["work"])
    return {
        **request.other,
        "name": called(problem, request.other["person"]),
        "title": title(work) if work else request.other["work"],
        "from": clock(problem.horizon, request.other["start"]),
    }


def called(problem: Problem, person: str) -> str:
    """Return a person's name, or the id of one who is not there any more."""
    known = problem.people.get(person)
    return known.name or known.id if known else person


def said_work(problem: Problem, work: str, start: int, *, own: bool = False) -> Sentence:
    """Say a duty by its time and name; a home is named only to those who visit it (``own``)."""
    piece = problem.works.get(work)
    what = named(title(piece) if piece else work)
    if isinstance(piece, Visit) and not own:
        what = named("")
    return sentence("{when} {what}", when=problem.horizon.moment(start), what=what)
