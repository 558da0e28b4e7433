"""Stand-ins are asked in turn, fewest recent asks first, until one accepts; who keeps silent is passed over."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster import standins
from roster.model import Visit
from roster.roster import Assignment
from roster.services import alarm, communities, outbox, requests
from roster.services.amending import Public, public
from roster.services.common import ServiceError, now
from roster.services.letters import Letters
from roster.services.requests import State
from roster.store import Store
from roster.store.tables_people import Request, RequestStep
from roster.words import sentence

RECENT = timedelta(days=28)
"""Who was asked in this time is asked later than others."""

MORNING, EVENING = time(8), time(22)
"""Nobody is passed over for keeping silent between evening and morning ..."""

ENOUGH = timedelta(hours=2)
"""... unless the duty begins less than this after the morning."""


def listed(session: Session, community: str, week: date) -> list[dict[str, Any]]:
    """Return the requests of a week for the coordinator, with until when the one asked now may answer."""
    found = requests.of_week(session, community, week)
    if not found:
        return []
    state = public(session, community, week)
    shown = []
    for asked in found:
        until = None
        if asked.waiting is not None and asked.request.kind == "cover":
            until = deadline(session, state, asked, asked.waiting).isoformat()
        shown.append({**requests.as_json(state.problem, asked), "until": until})
    return shown


def tick(store: Store, at: Callable[[], datetime] = now) -> int:
    """Ask the next stand-in wherever the one asked has kept silent too long; return how often."""
    with store.read() as session:
        recent = select(Request).where(
            Request.kind == "cover", Request.created_at > at() - timedelta(days=15)
        )
        waiting = [
            (asked.request.community_id, asked.request.id)
            for asked in requests.states_of(session, recent)
            if asked.waiting is not None
        ]
    return sum(_passed_over(store, community, number, at) for community, number in waiting)


def _passed_over(store: Store, community: str, number: int, at: Callable[[], datetime]) -> bool:
    """Ask the next stand-in if the one asked has kept silent too long; say whether that was so."""
    with contextlib.suppress(ServiceError), store.write() as session:
        asked = requests.get(session, community, number)
        waiting = asked.waiting
        if waiting is None:
            return False
        state = public(session, community, asked.request.week)
        if at() < deadline(session, state, asked, waiting):
            return False
        requests.step(session, asked.request, "silent", "system", person=waiting.person)
        ask_next(session, state, requests.state_of(session, asked.request))
        return True
    return False  # its week cannot be judged now: it waits, and others go on


def ask_next(session: Session, state: Public, asked: State) -> None:
    """Ask the next who could take it without breaking a strict rule: fewest recent asks first."""
    request = asked.request
    problem = state.problem
    gone = seat(state, request)
    work = problem.works.get(request.work)
    if work is None or problem.horizon.moment(request.start) <= _here(state):
        _nobody_left(session, state, request)
        return
    wanted = standins.Seat(
        request.work, request.start if isinstance(work, Visit) else None, request.person if gone else None
    )
    recent = _recent_asks(session, request.community_id)
    ranked = [
        s.person
        for s in standins.stand_ins(problem, state.roster, wanted)
        if s.group != "conflict" and s.person not in asked.asked and s.person != request.person
    ]
    order = {person: n for n, person in enumerate(ranked)}
    if not ranked:
        _nobody_left(session, state, request)
        return
    person = min(ranked, key=lambda p: (recent[p], order[p]))
    step = requests.step(session, request, "asked", "system", person=person)
    _tell_asked(session, state, request, person, step)


def _nobody_left(session: Session, state: Public, request: Request) -> None:
    step = requests.step(session, request, "exhausted", "system")
    alarm.nobody_left(session, state, request, step)


def _recent_asks(session: Session, community: str) -> Counter[str]:
    query = (
        select(RequestStep.person)
        .join(Request, Request.id == RequestStep.request_id)
        .where(
            Request.community_id == community, RequestStep.kind == "asked", RequestStep.at > now() - RECENT
        )
    )
    return Counter(person for person in session.scalars(query) if person)


def deadline(session: Session, state: Public, asked: State, waiting: RequestStep) -> datetime:
    """Return until when an answer is awaited: sooner where the duty is near, never in the night before it."""
    hours = communities.settings(communities.get(session, asked.request.community_id))["answer_hours"]
    begins = state.problem.horizon.moment(asked.request.start)
    asked_at = _here(state, waiting.at)
    left = begins - asked_at
    wait = min(timedelta(hours=hours), max(timedelta(minutes=10), left / 4))
    ends = asked_at + wait
    if not MORNING <= ends.time() < EVENING:
        awake = datetime.combine(ends.date(), MORNING)
        awake += timedelta(days=1) if ends.time() >= EVENING else timedelta()
        if begins - awake >= ENOUGH:
            wait = awake - asked_at
    return waiting.at + wait


def _here(state: Public, moment: datetime | None = None) -> datetime:
    return (moment or now()).astimezone(state.problem.horizon.zone).replace(tzinfo=None)


def seat(state: Public, request: Request) -> Assignment | None:
    """Return the assignment that somebody cannot keep, as far as it is still there."""
    for a in state.roster.of_person(request.person):
        if (a.work, a.start) == (request.work, request.start):
            return a
    return None


def _tell_asked(session: Session, state: Public, request: Request, person: str, step: RequestStep) -> None:
    community = communities.get(session, request.community_id)
    known = state.problem.people[person]
    Letters(session, community).put(
        f"asked:{request.id}:{step.number}",
        known,
        week=request.week,
        subject=sentence("{community}: can you stand in?", community=community.name),
        body=[
            sentence(
                "Hello {who}, can you take this: {duty}? Please answer here: {link}",
                who=known.name or known.id,
                duty=requests.said_work(state.problem, request.work, request.start),
                link=outbox.LINK,
            )
        ],
    )
