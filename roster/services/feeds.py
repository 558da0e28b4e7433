"""A volunteer's calendar to subscribe to: stable ids, and cancellations of what fell away."""

from __future__ import annotations

from datetime import date, timedelta

from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.exports import ics
from roster.services.common import NotFoundError, now
from roster.services.links import Visitor, present_problem
from roster.store.tables import Publication
from roster.week import Week
from roster.words import sentence

WEEKS_BACK = 4


def feed(session: Session, who: Visitor) -> bytes:
    """Return somebody's calendar over the last weeks and those to come.

    What was published once and is not any more stays in it as cancelled, so that a
    calendar that has it takes it out.
    """
    problem = present_problem(session, who.community)
    if who.person not in problem.people:
        raise NotFoundError(sentence("There is no such page any more."))
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
    whole.add("x-wr-calname", f"{problem.name}: {problem.people[who.person].name or who.person}")
    whole.add("x-wr-timezone", problem.horizon.timezone)
    whole.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for publications in by_week.values():
        for event in _of_week(publications, who.person):
            whole.add_component(event)
    whole.add_missing_timezones()
    return bytes(whole.to_ical())


def _of_week(publications: list[Publication], person: str) -> list[Event]:
    newest = publications[-1]
    found = {str(event["uid"]): event for event in _events(newest, person)}
    for event in found.values():
        _mark(event, newest, "CONFIRMED")
    for older in reversed(publications[:-1]):
        for event in _events(older, person):
            if str(event["uid"]) not in found:
                _mark(event, newest, "CANCELLED")
                found[str(event["uid"])] = event
    return [found[key] for key in sorted(found)]


def _events(publication: Publication, person: str) -> list[Event]:
    week = Week(publication.document)
    entries = [e for day, group in sorted(week.of_person().get(person, {}).items()) for e in group]
    if not entries:
        return []
    calendar = Calendar.from_ical(ics.calendar(week, person, entries))
    return [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]


def _mark(event: Event, newest: Publication, status: str) -> None:
    for key in ("sequence", "status", "dtstamp"):
        event.pop(key, None)
    event.add("sequence", newest.number)
    event.add("status", status)
    event.add("dtstamp", newest.created_at)
