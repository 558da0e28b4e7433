"""One calendar per person (``calendars/<id>.ics``). Loading a newer one replaces the old events."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from roster.exports._labels import service_name
from roster.week import Entry, Week
from roster.words import sentence

FORMAT = "ics"

NO_ADDRESSES: Mapping[str, str] = {}


def files(week: Week) -> Mapping[str, bytes]:
    """Return a calendar for everybody who serves; it holds that person's own week only."""
    found = {}
    for person, days in week.of_person().items():
        entries = [e for day in sorted(days) for e in days[day]]
        if entries:
            found[f"calendars/{file_name(person)}.ics"] = calendar(week, person, entries)
    return found


def calendar(
    week: Week, person: str, entries: Sequence[Entry], *, addresses: Mapping[str, str] = NO_ADDRESSES
) -> bytes:
    """Return the calendar of one person.

    Parameters
    ----------
    week, person, entries
        Whose, and when what is.
    addresses
        Where to go, by the key of the work; the file of a roster does not say it.
    """
    cal = Calendar()
    cal.add("prodid", "-//neighbourhood-roster//roster/1//EN")
    cal.add("version", "2.0")
    cal.add("calscale", "GREGORIAN")
    cal.add("method", "PUBLISH")
    cal.add("x-wr-calname", f"{week.community}: {week.name(person)}")
    cal.add("x-wr-timezone", week.timezone)
    turns: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        turn = (entry.work, f"{entry.day:%G-%V}")
        turns[turn] += 1
        cal.add_component(_event(week, entry, turns[turn], addresses.get(entry.work, "")))
    cal.add_missing_timezones()
    return bytes(cal.to_ical())


def uid(week: Week, entry: Entry, turn: int) -> str:
    """Return an id that stays when the roster is made anew.

    A duty is known by its key and its person. A visit, whose time may move, is known by
    its home, the week, and which of this person's visits there in that week it is.
    """
    when = f"{entry.day:%G-W%V}-{turn}" if entry.service == "visits" else entry.work
    known = "\n".join((week.community, entry.person, entry.work, when))
    return f"{hashlib.sha256(known.encode()).hexdigest()[:32]}@neighbourhood-roster"


def file_name(person: str) -> str:
    """Return an id as part of a file name; other characters than word characters become ``_``.

    Examples
    --------
    >>> file_name("p017"), file_name("a/b").startswith("a_b-")
    ('p017', True)
    """
    safe = re.sub(r"[^\w.-]", "_", person).lstrip(".")
    if safe == person:
        return safe
    return f"{safe}-{hashlib.sha256(person.encode()).hexdigest()[:6]}"


def _event(week: Week, entry: Entry, turn: int, address: str) -> Event:
    zone = ZoneInfo(week.timezone)
    start = entry.start_utc.astimezone(zone)
    end = (entry.start_utc + timedelta(minutes=entry.minutes)).astimezone(zone)
    event = Event()
    event.add("uid", uid(week, entry, turn))
    event.add("dtstamp", _stamp(week))
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", entry.title)
    place = ", ".join(part for part in (entry.place, address) if part)
    if place:
        event.add("location", place)
    event.add("categories", [service_name(entry.service, week.language)])
    version = week.document["provenance"].get("version")
    if isinstance(version, int):
        event.add("sequence", version)
    others = week.companions(entry)
    if others:
        event.add("description", sentence("With {names}", names=others).say(week.language))
    return event


def _stamp(week: Week) -> datetime:
    said = week.document["provenance"].get("solved_at")
    try:
        stamp = datetime.fromisoformat(str(said))
    except ValueError:
        return datetime(week.first.year, week.first.month, week.first.day, tzinfo=UTC)
    return stamp.astimezone(UTC) if stamp.tzinfo else stamp.replace(tzinfo=UTC)
