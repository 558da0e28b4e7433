"""The public duty board: responsible people, posts and hours as they hang at the gate. Never a home."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.model import Person, Problem
from roster.services import communities, links, prints
from roster.services.board import newest_publication
from roster.services.common import NotFoundError
from roster.store.tables import Publication
from roster.words import sentence

Json = dict[str, Any]


def public_week(session: Session, community: str, wanted: date | None = None) -> date:
    """Return the week that the board shows: the one asked for, or this week, or the next that is published."""
    row = communities.get(session, community)
    if not communities.settings(row)["board_public"]:
        raise NotFoundError(sentence("There is no such community."))
    problem = links.present_problem(session, community)
    published = set(session.scalars(select(Publication.week).where(Publication.community_id == community)))
    if wanted is not None:
        if wanted not in published:
            raise NotFoundError(sentence("Nothing is published for this week yet."))
        return wanted
    if not published:
        raise NotFoundError(sentence("Nothing is published for this week yet."))
    first = min(published)
    this = links.week_of_today(problem, first, problem.horizon.weeks)
    if this in published:
        return this
    later = [week for week in published if week > this]
    return min(later) if later else max(published)


def weeks_ahead(session: Session, community: str) -> list[date]:
    """Return the week that the board shows by itself, and the published weeks after it."""
    first = public_week(session, community)
    query = select(Publication.week).where(Publication.community_id == community, Publication.week >= first)
    return sorted(set(session.scalars(query)))


def show(session: Session, community: str, wanted: date | None = None, *, since: int | None = None) -> Json:
    """Return the public board of a week as JSON.

    Parameters
    ----------
    since
        The publication's number on the print that hangs there; what changed since is marked.
        Left out, it is the last print of an older publication, or the publication before
        where nothing was printed yet.

    Returns
    -------
    dict
        ``posts`` with ``cells`` by day, each with its people. The name of who has not
        agreed is empty, as is the telephone number. Homes and visits are nowhere in it.
    """
    week = public_week(session, community, wanted)
    row = communities.get(session, community)
    publication = newest_publication(session, community, week)
    assert publication is not None
    document: Mapping[str, Any] = publication.document
    before = prints.newest(session, community, week, before=publication.number)
    hangs = prints.newest(session, community, week)
    if since is None:
        since = before.number if before else publication.number - 1
    older = _publication(session, community, week, since) if since else None
    agreed = consenting(links.present_problem(session, community))
    posts = _posts(document, agreed, older.document if older else None)
    return {
        "community": {"id": row.id, "name": row.name, "language": row.language},
        "week": week.isoformat(),
        "weeks": document.get("weeks", 1),
        "timezone": document.get("timezone", "UTC"),
        "version": publication.number,
        "published_at": publication.created_at.isoformat(),
        "since": older.number if older else None,
        "since_at": older.created_at.isoformat() if older else None,
        "since_printed_at": before.at.isoformat() if before and older and before.number == since else None,
        "printed": {"version": hangs.number, "at": hangs.at.isoformat()} if hangs else None,
        "posts": posts,
        "changes": _changes(older.document, document, agreed) if older else [],
        "responsible": _responsible(document, agreed),
    }


def consenting(problem: Problem) -> Mapping[str, Person]:
    """Return those who agree now that their name and number are public; consent taken back counts at once."""
    return {person.id: person for person in problem.people.values() if person.consent}


def without_homes(document: Mapping[str, Any]) -> Json:
    """Return a document with nothing about visits in it, for what hangs in public."""
    kept: Json = copy.deepcopy(dict(document))
    homes = {visit["place"] for visit in kept.get("visits", ())}
    posts = {duty["place"] for duty in kept.get("duties", ())}
    for key in ("assignments", "open"):
        kept[key] = [entry for entry in kept[key] if entry["service"] != "visits"]
    kept["visits"] = []
    kept["places"] = [p for p in kept.get("places", ()) if p["id"] not in homes - posts]
    kept["findings"] = []
    return kept


def document(session: Session, community: str, wanted: date | None = None) -> tuple[Json, int]:
    """Return the published document for exports of the board, and its number.

    Homes are not in it, and names only of those who agreed.
    """
    week = public_week(session, community, wanted)
    publication = newest_publication(session, community, week)
    assert publication is not None
    agreed = consenting(links.present_problem(session, community))
    kept = without_homes(publication.document)
    for person in kept["people"]:
        if person["id"] not in agreed:
            person["name"] = "*"
    return kept, publication.number


def _publication(session: Session, community: str, week: date, number: int) -> Publication | None:
    query = select(Publication).where(
        Publication.community_id == community, Publication.week == week, Publication.number == number
    )
    return session.scalars(query).first()


def _seats(document: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(a["work"], a["person"]) for a in document["assignments"] if a["service"] != "visits"}


def _missing(document: Mapping[str, Any]) -> dict[str, int]:
    return {seat["work"]: seat["missing"] for seat in document["open"]}


def _posts(
    document: Mapping[str, Any], agreed: Mapping[str, Person], older: Mapping[str, Any] | None
) -> list[Json]:
    before = None if older is None else _seats(older)
    lacked = {} if older is None else _missing(older)
    places = {p["id"]: p["name"] for p in document["places"]}
    there = _there(document)
    missing = _missing(document)
    rows: dict[tuple[Any, ...], Json] = {}
    for duty in document["duties"]:
        day, hours = duty["start"][:10], _hours(duty)
        key = (duty["service"], duty["task"], duty["shift"], duty["grid"], hours)
        ab = duty["ab"]
        post = rows.setdefault(
            key,
            {
                "service": duty["service"],
                "task": duty["task"],
                "title": duty["title"],
                "place": places.get(duty["place"], duty["place"]),
                "hours": hours,
                "ab": {role: _name(agreed, ab[role]) for role in ("a", "b")} if ab else None,
                "cells": {},
            },
        )
        people = [
            {
                "name": _name(agreed, person),
                "phone": agreed[person].phone if person in agreed else "",
                "new": before is not None and (duty["work"], person) not in before,
                "role": next((role for role in ("a", "b") if ab and ab[role] == person), ""),
            }
            for person in there.get(duty["work"], ())
        ]
        changed = before is not None and {p for w, p in before if w == duty["work"]} != set(
            there.get(duty["work"], ())
        )
        lacks = missing.get(duty["work"], 0)
        opened = 0 if before is None else max(0, lacks - lacked.get(duty["work"], 0))
        post["cells"].setdefault(day, []).append(
            {"people": people, "missing": lacks, "opened": opened, "changed": changed or opened > 0}
        )
    return list(rows.values())


def _changes(old: Mapping[str, Any], new: Mapping[str, Any], agreed: Mapping[str, Person]) -> list[Json]:
    """Return each duty whose people or open seats differ: who has gone and come, named if they agreed."""
    lacked, lacks = _missing(old), _missing(new)
    before, after = _there(old), _there(new)
    duties = {d["work"]: d for d in (*old["duties"], *new["duties"])}
    found = []
    for work, duty in duties.items():
        was, now = before.get(work, []), after.get(work, [])
        gone, come = [p for p in was if p not in now], [p for p in now if p not in was]
        opened = max(0, lacks.get(work, 0) - lacked.get(work, 0))
        if gone or come or opened:
            found.append(
                {
                    "title": duty["title"],
                    "day": duty["start"][:10],
                    "hours": _hours(duty),
                    "gone": [_name(agreed, p) for p in gone],
                    "come": [_name(agreed, p) for p in come],
                    "opened": opened,
                }
            )
    return sorted(found, key=lambda c: (c["day"], c["hours"], c["title"]))


def _there(document: Mapping[str, Any]) -> dict[str, list[str]]:
    there: dict[str, list[str]] = {}
    for a in document["assignments"]:
        if a["service"] != "visits":
            there.setdefault(a["work"], []).append(a["person"])
    return there


def _name(agreed: Mapping[str, Person], person: str) -> str:
    known = agreed.get(person)
    return (known.name or known.id) if known else ""


def _hours(duty: Mapping[str, Any]) -> str:
    return f"{duty['start'][11:16]}–{duty['end'][11:16]}"


def _responsible(document: Mapping[str, Any], agreed: Mapping[str, Person]) -> list[Json]:
    """Return those on the board who agreed, with their numbers."""
    on_board = {a["person"] for a in document["assignments"] if a["service"] != "visits"}
    return [
        {"name": _name(agreed, p["id"]), "phone": agreed[p["id"]].phone}
        for p in document["people"]
        if p["id"] in on_board and p["id"] in agreed
    ]
