"""A volunteer comes, or cannot come; who is asked to stand in accepts or says no."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from roster.model import Visit
from roster.roster import Assignment
from roster.services import asking, communities, requests
from roster.services.amending import Public, amend, own, public
from roster.services.board import answers_of
from roster.services.common import NotFoundError, RefusedError, now, record
from roster.services.letters import Letters
from roster.services.links import Visitor
from roster.services.requests import State
from roster.store import Store
from roster.store.tables_people import Request, Response
from roster.words import sentence


def coming(store: Store, who: Visitor, week: date, work: str, start: int) -> None:
    """Say that one comes; a request for a stand-in that was not met yet is taken back."""
    with store.write() as session:
        state = public(session, who.community, week)
        own(state, who.person, work, start)
        _say(session, who, week, work, start, "coming")
        for asked in requests.still_open(session, who.community, week, "cover", who.person, (work, start)):
            requests.step(session, asked.request, "cancelled", who.actor)
            _tell_cancelled(session, state, asked)


def cannot_come(store: Store, who: Visitor, week: date, work: str, start: int, reason: str = "") -> int:
    """Say that one cannot come; the first stand-in is asked. Returns the request's id.

    Raises
    ------
    NotFoundError
        If it is not one's own published duty.
    RefusedError
        If it has begun already.
    """
    with store.write() as session:
        state = public(session, who.community, week)
        own(state, who.person, work, start)
        known = requests.still_open(session, who.community, week, "cover", who.person, (work, start))
        if known:
            return known[0].request.id
        _say(session, who, week, work, start, "cannot", reason)
        request = requests.new(session, who.community, week, "cover", who.person, work, start, reason=reason)
        record(
            session,
            "request.cover",
            who.actor,
            community=who.community,
            week=week,
            detail={"request": request.id, "work": work},
        )
        asking.ask_next(session, public(session, who.community, week), requests.state_of(session, request))
        return request.id


def answer(store: Store, who: Visitor, number: int, *, accept: bool, note: str = "") -> str:
    """Answer when asked to stand in; returns the state of the request afterwards.

    The first who accepts gets it. Who was asked earlier and kept silent may still accept
    while the seat is free.

    Raises
    ------
    RefusedError
        If it is settled already, or a strict rule stands against it by now.
    """
    with store.write() as session:
        asked = _asked(session, who, number)
        if asked.closed:
            raise RefusedError(sentence("This is settled already. Thank you all the same."))
        state = public(session, who.community, asked.request.week)
        if not accept:
            if who.person not in asked.refused:
                requests.step(session, asked.request, "refused", who.actor, person=who.person, note=note)
                fresh = requests.state_of(session, asked.request)
                if fresh.waiting is None:
                    asking.ask_next(session, state, fresh)
            return requests.state_of(session, asked.request).name
        gone = asking.seat(state, asked.request)
        come = _taken_by(state, asked.request, who.person)
        requests.step(session, asked.request, "accepted", who.actor, person=who.person, note=note)
        amend(session, state, remove=[gone] if gone else [], add=[come], kind="cover", author=who.actor)
        requests.step(session, asked.request, "done", "system", person=who.person)
        session.add(
            Response(
                community_id=who.community,
                week=asked.request.week,
                person=who.person,
                work=come.work,
                start=come.start,
                answer="coming",
                at=now(),
            )
        )
        record(
            session,
            "request.covered",
            who.actor,
            community=who.community,
            week=asked.request.week,
            detail={"request": number},
        )
        return requests.state_of(session, asked.request).name


def ask_on(store: Store, community: str, number: int, *, author: str) -> str:
    """Let a coordinator ask the next stand-in without waiting for the one asked now."""
    with store.write() as session:
        asked = requests.get(session, community, number)
        if asked.closed or asked.request.kind != "cover":
            raise RefusedError(sentence("This request is settled already."))
        if asked.waiting is not None:
            requests.step(session, asked.request, "silent", author, person=asked.waiting.person)
        asking.ask_next(
            session, public(session, community, asked.request.week), requests.state_of(session, asked.request)
        )
        return requests.state_of(session, asked.request).name


def close(store: Store, community: str, number: int, *, author: str, note: str = "") -> None:
    """Let a coordinator end a request that was settled otherwise."""
    with store.write() as session:
        asked = requests.get(session, community, number)
        if asked.closed:
            raise RefusedError(sentence("This request is settled already."))
        requests.step(session, asked.request, "cancelled", author, note=note)


def _asked(session: Session, who: Visitor, number: int) -> State:
    asked = requests.get(session, who.community, number)
    if asked.request.kind != "cover" or who.person not in asked.asked:
        raise NotFoundError(sentence("There is no such request."))
    return asked


def _taken_by(state: Public, request: Request, person: str) -> Assignment:
    work = state.problem.works.get(request.work)
    if work is None:
        raise RefusedError(sentence("This duty does not take place any more."))
    if isinstance(work, Visit):
        return Assignment(request.start, request.start + work.minutes, work.key, person)
    span = work.span_of(person)
    return Assignment(span.start, span.end, work.key, person)


def _say(
    session: Session, who: Visitor, week: date, work: str, start: int, said: str, reason: str = ""
) -> None:
    known = answers_of(session, who.community, week).get((who.person, work, start))
    if known == said:
        return
    session.add(
        Response(
            community_id=who.community,
            week=week,
            person=who.person,
            work=work,
            start=start,
            answer=said,
            reason=reason,
            at=now(),
        )
    )
    record(session, f"answer.{said}", who.actor, community=who.community, week=week, detail={"work": work})
    session.flush()


def _tell_cancelled(session: Session, state: Public, asked: State) -> None:
    waiting = asked.waiting
    person = state.problem.people.get(waiting.person or "") if waiting else None
    if person is None:
        return
    community = communities.get(session, asked.request.community_id)
    duty = requests.said_work(state.problem, asked.request.work, asked.request.start)
    Letters(session, community).put(
        f"cancelled:{asked.request.id}",
        person,
        week=asked.request.week,
        subject=sentence("{community}: nobody has to stand in", community=community.name),
        body=[sentence("It is settled: {duty}. Thank you.", duty=duty)],
    )
