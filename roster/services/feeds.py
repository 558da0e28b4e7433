"""A volunteer's calendar to subscribe to: own language, stable ids, and cancellations of what fell away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.exports import ics
from roster.services import communities
from roster.services.common import NotFoundError, RefusedError, now
from roster.services.languages import spoken
from roster.services.links import Visitor, present_problem
from roster.services.situations import problem_of, situation_of
from roster.services.telling import A_VISIT
from roster.services.views import address_of
from roster.store.tables import Publication
from roster.week import Week
from roster.words import sentence

WEEKS_BACK = 4


def feed(session: Session, who: Visitor) -> bytes:
    """Return somebody's calendar over the last weeks and those to come, in the person's language.

    Homes are named, and addresses are there, for as long as on the personal page. What was published once and is not any more stays in it as cancelled, so that a
    calendar that has it takes it out.
    """
    problem = present_problem(session, who.community)
    person = problem.people.get(who.person)
    if person is None:
        raise NotFoundError(sentence("There is no such page any more."))
    language = spoken(session, communities.get(session, who.community))(person)
    since = now().date() - timedelta(weeks=WEEKS_BACK)
    query = select(Publication).where(Publication.community_id == who.community, Publication.week >= since)
    by_week: dict[date, list[Publication]] = {}
    for row in session.scalars(query.order_by(Publication.week, Publication.number)):
        by_week.setdefault(row.week, []).append(row)
    whole = Calendar()
    whole.add("prodid", "-//neighbourhood-roster//roster/1//EN")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", f"{problem.name}: {person.name or person.id}")
    whole.add("x-wr-timezone", problem.horizon.timezone)
    whole.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    yesterday = now().astimezone(problem.horizon.zone).date() - timedelta(days=1)
    for week, publications in by_week.items():
        over = week + timedelta(days=problem.horizon.day_count) < yesterday
        addresses = {} if over else _addresses(session, who.community, week)
        for event in _of_week(publications, who.person, yesterday, language, addresses):
            whole.add_component(event)
    whole.add_missing_timezones()
    return bytes(whole.to_ical())


def _addresses(session: Session, community: str, week: date) -> dict[str, str]:
    """Return where to go by the key of the work; nothing if the configuration does not load for the week."""
    try:
        problem = problem_of(session, situation_of(session, community, week))
    except RefusedError:
        return {}
    return {key: address for key, work in problem.works.items() if (address := address_of(problem, work))}


def _of_week(
    publications: list[Publication], person: str, since: date, language: str, addresses: Mapping[str, str]
) -> list[Event]:
    """Return the events of a week; homes are named only in one's own visits, until the day after."""
    newest = publications[-1]
    told = {**newest.document, "language": language}
    found = {str(event["uid"]): event for event in _events(told, person, addresses)}
    ends = {key: event.decoded("dtend").date() for key, event in found.items()}
    veiled = {str(event["uid"]): event for event in _events(_veiled(told), person)}
    for key in found:
        if ends[key] < since:
            found[key] = veiled[key]
        _mark(found[key], newest, "CONFIRMED")
    for older in reversed(publications[:-1]):
        for event in _events(_veiled({**older.document, "language": language}), person):
            if str(event["uid"]) not in found:
                _mark(event, newest, "CANCELLED")
                found[str(event["uid"])] = event
    return [found[key] for key in sorted(found)]


def _events(
    document: Mapping[str, Any], person: str, addresses: Mapping[str, str] = ics.NO_ADDRESSES
) -> list[Event]:
    week = Week(document)
    entries = [e for day, group in sorted(week.of_person().get(person, {}).items()) for e in group]
    if not entries:
        return []
    calendar = Calendar.from_ical(ics.calendar(week, person, entries, addresses=addresses))
    return [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]


def _mark(event: Event, newest: Publication, status: str) -> None:
    for key in ("sequence", "status", "dtstamp"):
        event.pop(key, None)
    event.add("sequence", newest.number)
    event.add("status", status)
    event.add("dtstamp", newest.created_at)


def _veiled(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document in which no home has a name."""
    told = A_VISIT.say(document.get("language", "en"))
    homes = {visit["place"] for visit in document["visits"]}
    return {
        **document,
        "visits": [{**visit, "title": told} for visit in document["visits"]],
        "places": [{**p, "name": "-"} if p["id"] in homes else p for p in document["places"]],
    }
