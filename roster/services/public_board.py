"""The public duty board: responsible people, posts and hours as they hang at the gate. Never a home."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.services import communities, links
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


def show(session: Session, community: str, wanted: date | None = None, *, since: int | None = None) -> Json:
    """Return the public board of a week as JSON.

    Parameters
    ----------
    since
        The publication's number on the print that hangs there; what changed since is marked.

    Returns
    -------
    dict
        ``posts`` with ``cells`` by day, each with its people; names always, telephone
        numbers only of those who agreed. Homes and visits are nowhere in it.
    """
    week = public_week(session, community, wanted)
    row = communities.get(session, community)
    publication = newest_publication(session, community, week)
    assert publication is not None
    document: Mapping[str, Any] = publication.document
    older = _publication(session, community, week, since) if since else None
    consent = {
        person.id: person.phone
        for person in links.present_problem(session, community).people.values()
        if person.consent
    }
    return {
        "community": {"id": row.id, "name": row.name, "language": row.language},
        "week": week.isoformat(),
        "weeks": document.get("weeks", 1),
        "version": publication.number,
        "published_at": publication.created_at.isoformat(),
        "since": older.number if older else None,
        "posts": _posts(document, consent, _seats(older.document) if older else None),
        "responsible": _responsible(document, consent),
    }


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
    """Return the published document without homes, for exports of the board, and its number."""
    week = public_week(session, community, wanted)
    publication = newest_publication(session, community, week)
    assert publication is not None
    return without_homes(publication.document), publication.number


def _publication(session: Session, community: str, week: date, number: int) -> Publication | None:
    query = select(Publication).where(
        Publication.community_id == community, Publication.week == week, Publication.number == number
    )
    return session.scalars(query).first()


def _seats(document: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(a["work"], a["person"]) for a in document["assignments"] if a["service"] != "visits"}


def _posts(
    document: Mapping[str, Any], consent: Mapping[str, str], before: set[tuple[str, str]] | None
) -> list[Json]:
    names = {p["id"]: p["name"] for p in document["people"]}
    places = {p["id"]: p["name"] for p in document["places"]}
    there: dict[str, list[str]] = {}
    for a in document["assignments"]:
        there.setdefault(a["work"], []).append(a["person"])
    missing = {seat["work"]: seat["missing"] for seat in document["open"]}
    rows: dict[tuple[Any, ...], Json] = {}
    for duty in document["duties"]:
        day, hours = duty["start"][:10], f"{duty['start'][11:]}–{duty['end'][11:]}"
        key = (duty["service"], duty["task"], duty["shift"], duty["grid"], hours)
        post = rows.setdefault(
            key,
            {
                "service": duty["service"],
                "task": duty["task"],
                "title": duty["title"],
                "place": places.get(duty["place"], duty["place"]),
                "hours": hours,
                "cells": {},
            },
        )
        people = [
            {
                "name": names.get(person, person),
                "phone": consent.get(person, ""),
                "new": before is not None and (duty["work"], person) not in before,
            }
            for person in there.get(duty["work"], ())
        ]
        changed = before is not None and {p for w, p in before if w == duty["work"]} != set(
            there.get(duty["work"], ())
        )
        post["cells"].setdefault(day, []).append(
            {"people": people, "missing": missing.get(duty["work"], 0), "changed": changed}
        )
    return list(rows.values())


def _responsible(document: Mapping[str, Any], consent: Mapping[str, str]) -> list[Json]:
    """Return everybody who is on the board, with the number of those who agreed."""
    on_board = {a["person"] for a in document["assignments"] if a["service"] != "visits"}
    return [
        {"name": p["name"], "phone": consent.get(p["id"], "")}
        for p in document["people"]
        if p["id"] in on_board
    ]
