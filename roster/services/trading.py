"""Volunteers claim open shifts and swap duties; the verifier decides, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from roster.model import Visit
from roster.roster import Assignment
from roster.services import communities, outbox, requests
from roster.services.amending import Public, against, amend, own, public, refuse_if_against
from roster.services.common import NotFoundError, RefusedError, record
from roster.services.letters import Letters
from roster.services.links import Visitor
from roster.services.requests import State, called
from roster.services.views import clock, moment_now, title
from roster.store import Store
from roster.store.tables import Community
from roster.verify import open_seats
from roster.words import sentence

MOST_OFFERED = 60


def open_shifts(session: Session, who: Visitor, week: date) -> list[dict[str, Any]]:
    """Return the open seats of a published week that this volunteer may take, in order of time."""
    state = public(session, who.community, week)
    if who.person not in state.problem.people:
        return []
    claims = requests.still_open(session, who.community, week, "claim", who.person)
    claimed = {(asked.request.work, asked.request.start) for asked in claims}
    found: list[dict[str, Any]] = []
    for added in _claimable(state, who.person):
        if len(found) >= MOST_OFFERED:
            break
        if (added.work, added.start) in claimed:
            continue
        if not against(state, (), (added,)):
            found.append(_shift(state, added))
    return found


def claim(store: Store, who: Visitor, week: date, work: str, start: int) -> str:
    """Take an open shift, if the rules allow; returns the state of the request.

    Who claims what waits for the coordinator already has claimed it once.

    Raises
    ------
    RefusedError
        If the seat is filled, or in the words of the rule that stands against it.
    """
    with store.write() as session:
        state = public(session, who.community, week)
        added = next((a for a in _claimable(state, who.person) if (a.work, a.start) == (work, start)), None)
        if added is None:
            raise RefusedError(sentence("This seat is not free any more."))
        refuse_if_against(state, (), (added,))
        known = requests.still_open(session, who.community, week, "claim", who.person, (work, start))
        if known:
            return known[0].name
        request = requests.new(session, who.community, week, "claim", who.person, work, start)
        record(
            session,
            "request.claim",
            who.actor,
            community=who.community,
            week=week,
            detail={"request": request.id},
        )
        if _settings(session, who.community)["claim_approval"]:
            requests.step(session, request, "approval", "system", person=who.person)
        else:
            requests.step(session, request, "accepted", who.actor, person=who.person)
            amend(session, state, add=[added], kind="claim", author=who.actor)
            requests.step(session, request, "done", "system", person=who.person)
        return requests.state_of(session, request).name


def swap_offers(session: Session, who: Visitor, week: date, work: str, start: int) -> list[dict[str, Any]]:
    """Return the duties of others that one's own could be swapped for without breaking a strict rule."""
    state = public(session, who.community, week)
    mine = own(state, who.person, work, start)
    minute = moment_now(state.problem.horizon)
    found = []
    for theirs in state.roster.assignments:
        if theirs.person == who.person or theirs.start <= minute or theirs.work == mine.work:
            continue
        if not against(state, *_swapped(state, mine, theirs)):
            found.append(
                {
                    **_shift(state, theirs),
                    "person": theirs.person,
                    "name": called(state.problem, theirs.person),
                }
            )
        if len(found) >= MOST_OFFERED:
            break
    return found


def offer_swap(
    store: Store,
    who: Visitor,
    week: date,
    work: str,
    start: int,
    *,
    person: str,
    other_work: str,
    other_start: int,
) -> int:
    """Offer somebody a swap; checked before it is offered. Returns the request's id.

    The same offer twice is one offer.
    """
    with store.write() as session:
        state = public(session, who.community, week)
        mine = own(state, who.person, work, start)
        theirs = own(state, person, other_work, other_start)
        if person == who.person:
            raise RefusedError(sentence("Both duties are yours."))
        refuse_if_against(state, *_swapped(state, mine, theirs))
        other = {"person": person, "work": other_work, "start": other_start}
        for offered in requests.still_open(session, who.community, week, "swap", who.person, (work, start)):
            if offered.request.other == other:
                return offered.request.id
        request = requests.new(session, who.community, week, "swap", who.person, work, start, other=other)
        requests.step(session, request, "asked", who.actor, person=person)
        record(
            session,
            "request.swap",
            who.actor,
            community=who.community,
            week=week,
            detail={"request": request.id},
        )
        _tell_offered(session, state, mine, theirs, request.id)
        return request.id


def answer_swap(store: Store, who: Visitor, number: int, *, accept: bool) -> str:
    """Accept or refuse a swap that was offered; returns the state of the request."""
    with store.write() as session:
        asked = requests.get(session, who.community, number)
        if asked.request.kind != "swap" or who.person not in asked.asked:
            raise NotFoundError(sentence("There is no such request."))
        if asked.closed or asked.waits_for_approval:
            raise RefusedError(sentence("This is settled already. Thank you all the same."))
        if not accept:
            requests.step(session, asked.request, "refused", who.actor, person=who.person)
            requests.step(session, asked.request, "declined", "system")
            return "declined"
        state = public(session, who.community, asked.request.week)
        mine, theirs = _both(state, asked)
        refuse_if_against(state, *_swapped(state, mine, theirs))
        requests.step(session, asked.request, "accepted", who.actor, person=who.person)
        if _settings(session, who.community)["swap_approval"]:
            requests.step(session, asked.request, "approval", "system")
        else:
            _swap(session, state, asked, who.actor)
        return requests.state_of(session, asked.request).name


def withdraw(store: Store, who: Visitor, number: int) -> None:
    """Take one's own offer or claim back while it is not settled."""
    with store.write() as session:
        asked = requests.get(session, who.community, number)
        if asked.request.person != who.person or asked.request.kind == "cover":
            raise NotFoundError(sentence("There is no such request."))
        if asked.closed:
            raise RefusedError(sentence("This is settled already."))
        requests.step(session, asked.request, "cancelled", who.actor)


def decide(store: Store, community: str, number: int, *, approve: bool, author: str, note: str = "") -> str:
    """Let a coordinator approve or decline a swap or claim; checked again before it counts."""
    with store.write() as session:
        asked = requests.get(session, community, number)
        if not asked.waits_for_approval:
            raise RefusedError(sentence("This request does not wait for you."))
        request = asked.request
        record(
            session,
            "request.approved" if approve else "request.declined",
            author,
            community=community,
            week=request.week,
            detail={"request": number},
            reason=note,
        )
        if not approve:
            requests.step(session, request, "declined", author, note=note)
            return "declined"
        state = public(session, community, request.week)
        requests.step(session, request, "approved", author, note=note)
        if request.kind == "swap":
            _swap(session, state, asked, author)
        else:
            added = next(
                (
                    a
                    for a in _claimable(state, request.person)
                    if (a.work, a.start) == (request.work, request.start)
                ),
                None,
            )
            if added is None:
                raise RefusedError(sentence("This seat is not free any more."))
            amend(session, state, add=[added], kind="claim", author=author)
            requests.step(session, request, "done", author)
        return requests.state_of(session, request).name


def _swap(session: Session, state: Public, asked: State, author: str) -> None:
    mine, theirs = _both(state, asked)
    gone, come = _swapped(state, mine, theirs)
    amend(session, state, remove=gone, add=come, kind="swap", author=author)
    requests.step(session, asked.request, "done", author)


def _both(state: Public, asked: State) -> tuple[Assignment, Assignment]:
    request = asked.request
    return (
        own(state, request.person, request.work, request.start),
        own(state, request.other["person"], request.other["work"], request.other["start"]),
    )


def _swapped(
    state: Public, mine: Assignment, theirs: Assignment
) -> tuple[Sequence[Assignment], Sequence[Assignment]]:
    return (mine, theirs), (_with(state, mine, theirs.person), _with(state, theirs, mine.person))


def _with(state: Public, a: Assignment, person: str) -> Assignment:
    """Return an assignment with another person; standby without hours has each person's own span."""
    work = state.problem.works[a.work]
    if isinstance(work, Visit) or work.spans is None:
        return replace(a, person=person)
    span = work.spans.get(person, work.span)
    return Assignment(span.start, span.end, a.work, person)


def _claimable(state: Public, person: str) -> list[Assignment]:
    """Return what one could add to fill an open seat of a duty, or of a visit that has a time already."""
    minute = moment_now(state.problem.horizon)
    found = []
    if person not in state.problem.people:
        return []
    for seat in open_seats(state.problem, state.roster):
        work = seat.work
        if isinstance(work, Visit):
            for start, there in state.roster.meetings(work.key).items():
                if len(there) < work.people and person not in {a.person for a in there}:
                    found.append(Assignment(start, start + work.minutes, work.key, person))
            continue
        if any(a.person == person for a in state.roster.at(work.key)):
            continue
        if len(state.roster.at(work.key)) >= work.most or (work.spans and person not in work.spans):
            continue
        span = work.span_of(person)
        found.append(Assignment(span.start, span.end, work.key, person))
    return sorted(a for a in found if a.start > minute)


def _shift(state: Public, a: Assignment) -> dict[str, Any]:
    work = state.problem.works[a.work]
    place = state.problem.places.get(work.place)
    return {
        "work": a.work,
        "start": a.start,
        "from": clock(state.problem.horizon, a.start),
        "to": clock(state.problem.horizon, a.end),
        "title": "" if isinstance(work, Visit) else title(work),
        "service": work.service,
        "place": "" if isinstance(work, Visit) else (place.name or place.id if place else work.place),
    }


def _settings(session: Session, community: str) -> dict[str, Any]:
    return communities.settings(_community(session, community))


def _community(session: Session, community: str) -> Community:
    return communities.get(session, community)


def _tell_offered(session: Session, state: Public, mine: Assignment, theirs: Assignment, number: int) -> None:
    community = _community(session, state.draft.community)
    Letters(session, community).put(
        f"swap:{number}",
        state.problem.people[theirs.person],
        week=state.draft.week,
        subject=sentence("{community}: a swap is offered", community=community.name),
        body=[
            sentence(
                "{who} offers a swap: your {theirs} for {mine}. Please answer here: {link}",
                who=called(state.problem, mine.person),
                theirs=requests.said_work(state.problem, theirs.work, theirs.start),
                mine=requests.said_work(state.problem, mine.work, mine.start),
                link=outbox.LINK,
            )
        ],
    )
