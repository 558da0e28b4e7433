"""A volunteer's own page: when, where, with whom, and what waits for an answer. Own data only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.errors import ConfigErrors
from roster.model import Duty, Problem, Visit
from roster.roster import Assignment
from roster.services import communities, configurations, duty_marks, my_requests, published
from roster.services.common import NotFoundError, RefusedError, now, record
from roster.services.links import Visitor, present_problem, week_of_today
from roster.services.published import Published
from roster.services.situations import problem_of, situation_of
from roster.services.views import address_of, clock, title
from roster.store import Store
from roster.store.tables_people import Availability
from roster.words import sentence

Json = dict[str, Any]


def my_page(session: Session, who: Visitor, language: str) -> Json:
    """Return what a volunteer's page shows, as JSON.

    Homes' names and tasks are there only for one's own visits, from publication until the
    day after.
    """
    community = communities.get(session, who.community)
    present = present_problem(session, who.community)
    person = present.people.get(who.person)
    if person is None:
        raise NotFoundError(sentence("There is no such page any more."))
    weeks = published_weeks(session, who.community, present)
    asks, mine = my_requests.of_weeks(session, who, weeks)
    return {
        "community": {"id": community.id, "name": community.name, "language": community.language},
        "person": {"id": person.id, "name": person.name or person.id},
        "timezone": present.horizon.timezone,
        "duties": [duty for week in weeks for duty in _duties(session, who, week)],
        "asked": asks,
        "requests": mine,
        "next_week": next_week(session, who.community, present).isoformat(),
        "weeks": [week.isoformat() for week in weeks],
    }


def published_weeks(session: Session, community: str, problem: Problem) -> list[date]:
    """Return the published weeks that are not over (one is over on the Tuesday after it)."""
    here = now().astimezone(problem.horizon.zone).date()
    since = here - timedelta(days=7 * problem.horizon.weeks + 1)
    return [week for week in published.weeks(session, community) if week >= since]


def next_week(session: Session, community: str, problem: Problem) -> date:
    """Return the first week to come that is not published yet: the one to say one's availability for."""
    row = configurations.current(session, community)
    step = timedelta(weeks=row.weeks)
    week = week_of_today(problem, row.week, row.weeks)
    here = now().astimezone(problem.horizon.zone).date()
    while week <= here or week in published.weeks(session, community):
        week += step
    return week


def availability(session: Session, who: Visitor, week: date) -> Json:
    """Return when a volunteer is available in a week: what was said last, or what the community's file says."""
    query = select(Availability).where(
        Availability.community_id == who.community,
        Availability.week == week,
        Availability.person == who.person,
    )
    said = session.scalars(query.order_by(Availability.id.desc()).limit(1)).first()
    problem = problem_of(session, situation_of(session, who.community, week))
    person = problem.people.get(who.person)
    if person is None:
        raise NotFoundError(sentence("There is no such page any more."))
    horizon = problem.horizon
    days: dict[str, list[str]] = {day.isoformat(): [] for day in horizon.dates}
    for number, day in enumerate(horizon.dates):
        whole = horizon.day_span(number)
        for span in person.available:
            piece = span.meet(whole)
            if piece is not None and not any(a.span.contains(piece) for a in person.away):
                last = "24:00" if piece.end == whole.end else f"{horizon.moment(piece.end):%H:%M}"
                days[day.isoformat()].append(f"{horizon.moment(piece.start):%H:%M}-{last}")
    return {
        "week": week.isoformat(),
        "said": said is not None,
        "available": said.available if said else None,
        "away": said.away if said else [],
        "note": said.note if said else "",
        "days": days,
    }


def say_available(
    store: Store,
    who: Visitor,
    week: date,
    *,
    available: Sequence[str],
    away: Sequence[str] = (),
    note: str = "",
) -> None:
    """Keep when a volunteer is available in a week; the next solve of that week uses it.

    Parameters
    ----------
    available
        As in the configuration, such as ``Mon-Fri 18:00-22:00`` or ``2026-12-01 08:00-12:00``;
        empty if not at all that week.
    away
        Days, such as ``2026-12-03``.

    Raises
    ------
    RefusedError
        If the words are not understood; the message says which and how to write it.
    """
    with store.write() as session:
        configuration = configurations.current(session, who.community)
        problem = problem_of(session, situation_of(session, who.community, week))
        here = now().astimezone(problem.horizon.zone).date()
        if week + timedelta(days=problem.horizon.day_count) <= here:
            raise RefusedError(sentence("This week is over."))
        if who.person not in problem.people:
            raise NotFoundError(sentence("There is no such page any more."))
        gone = list(away)
        if not available:
            gone = [day.isoformat() for day in problem.horizon.dates]
        patch: dict[str, object] = {"id": who.person}
        if available:
            patch["available"] = list(available)
        if gone:
            patch["away"] = gone
        try:
            configurations.load(
                configuration.main,
                configurations.files_of(session, configuration.id),
                week=week,
                people=[patch],
            )
        except ConfigErrors as errors:
            first = errors.errors[0]
            raise RefusedError(sentence("{problem} {cure}", problem=first.problem, cure=first.cure)) from None
        session.add(
            Availability(
                community_id=who.community,
                week=week,
                person=who.person,
                available=list(available),
                away=gone,
                note=note,
                at=now(),
            )
        )
        record(
            session,
            "availability.said",
            who.actor,
            community=who.community,
            week=week,
        )


def _duties(session: Session, who: Visitor, week: date) -> list[Json]:
    seen = published.published(session, who.community, week)
    horizon, missing = seen.problem.horizon, seen.missing
    here = now().astimezone(horizon.zone).date()
    change = seen.changes.get(who.person)
    return [
        _duty(seen, a, week, here)
        | {
            "missing": missing[a.work].people if a.work in missing else 0,
            "missing_skills": list(missing[a.work].skills) if a.work in missing else [],
            "changed": duty_marks.mark(change, a.work, clock(horizon, a.start)),
        }
        for a in seen.roster.of_person(who.person)
        if horizon.moment(a.end).date() >= here - timedelta(days=1)
    ]


def _duty(seen: Published, a: Assignment, week: date, here: date) -> Json:
    problem, horizon = seen.problem, seen.problem.horizon
    work = problem.works[a.work]
    place = problem.places.get(work.place)
    together = [
        b
        for b in seen.roster.at(a.work)
        if b.person != a.person and (not isinstance(work, Visit) or b.start == a.start)
    ]
    needed = [skill for skill, _count in work.needs] if isinstance(work, Duty) else []
    return {
        "week": week.isoformat(),
        "work": a.work,
        "start": a.start,
        "from": clock(horizon, a.start),
        "to": clock(horizon, a.end),
        "service": work.service,
        "title": title(work),
        "place": place.name or place.id if place else work.place,
        "address": address_of(problem, work),
        "tasks": list(work.tasks) if isinstance(work, Visit) else [],
        "bring": work.bring,
        "note": work.note,
        "with": [_partner(problem, b, needed) for b in together],
        "walk": _walk(seen, a),
        "answer": seen.answers.get((a.person, a.work, a.start)),
        "past": horizon.moment(a.end).date() < here,
    }


def _partner(problem: Problem, b: Assignment, needed: Sequence[str]) -> Json:
    """Return with whom one serves, and which of the skills that the duty needs this person brings."""
    person = problem.people[b.person]
    return {
        "name": person.name or person.id,
        "phone": person.phone if person.consent else "",
        "skills": [skill for skill in needed if skill in person.skills],
    }


def _walk(seen: Published, a: Assignment) -> Json | None:
    """Return the walk to a duty: from the one before on that day, otherwise from home where that is known."""
    problem = seen.problem
    here = problem.works[a.work].place
    before = [
        b
        for b in seen.roster.of_person(a.person)
        if b.end <= a.start and problem.horizon.day_of(b.start) == problem.horizon.day_of(a.start)
    ]
    if before:
        work = problem.works[before[-1].work]
        minutes = problem.travel.minutes(work.place, here)
        return {"minutes": minutes, "from": title(work)} if minutes else None
    home, point = problem.people[a.person].home, problem.travel.points.get(here)
    if home is None or point is None:
        return None
    metres = home.metres(point) * problem.travel.detour
    return {"minutes": -int(-metres * 60 // (problem.travel.walking_kmh * 1000)), "from": ""}
