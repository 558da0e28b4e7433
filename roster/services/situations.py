"""What a week is planned from: its configuration, its history, and what volunteers have said since."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.errors import ConfigErrors
from roster.files import json_bytes
from roster.model import NOWHERE, Away, Problem, Span
from roster.services import configurations, marks
from roster.services.common import NotFoundError, RefusedError, now
from roster.store.kept import Kept
from roster.store.tables import Configuration, Publication, Situation
from roster.store.tables_people import Availability, Response
from roster.words import sentence

HISTORY_WEEKS = 4
CACHED = 40


_PROBLEMS = Kept(CACHED)
"""By the hash of all that a problem is made from; it never changes."""
_LOADED = Kept(CACHED)
"""Without the absences, which come one by one and need no loading."""


def changed_problem(session: Session, situation: Situation, changes: Mapping[str, bytes]) -> Problem:
    """Return the problem of a situation with some files of its configuration changed; nothing is kept."""
    return _with_absences(_load(session, situation, changes), situation.patch["absences"])


def problem_of(session: Session, situation: Situation) -> Problem:
    """Return the problem of a situation (kept in memory)."""
    return _PROBLEMS.of(situation.hash, lambda: _build(session, situation))


def situation_of(session: Session, community: str, week: date) -> Situation:
    """Return what a week is planned from now; a session that writes keeps it when it is new.

    It follows from the rows that the marks of the week name and from nothing else, so a
    session that only looks takes it from memory while the marks are the same.

    Raises
    ------
    NotFoundError
        If the community has no configuration, or the week is not one of its weeks.
    RefusedError
        If the configuration does not load for that week; the message says why.
    """
    if marks.writes(session):
        return _situation(session, community, week)
    named = ("situation", marks.of_week(session, community, week))
    return marks.kept_row(session, named, lambda: _situation(session, community, week))


def _situation(session: Session, community: str, week: date) -> Situation:
    configuration = configurations.current(session, community)
    patch = _patch(session, configuration, community, week)
    digest = _digest(session, configuration, week, patch)
    query = select(Situation).where(
        Situation.community_id == community, Situation.week == week, Situation.hash == digest
    )
    known = session.scalars(query).first()
    if known is not None:
        return known
    row = Situation(
        community_id=community,
        week=week,
        configuration_id=configuration.id,
        patch=patch,
        hash=digest,
        created_at=now(),
    )
    if marks.writes(session):
        session.add(row)
        session.flush()
    return row


def weeks_of(session: Session, community: str) -> tuple[date, date]:
    """Return the first week of a community (its newest configuration's) and the step to the next."""
    row = configurations.current(session, community)
    return row.week, row.week + timedelta(weeks=row.weeks)


def _patch(session: Session, configuration: Configuration, community: str, week: date) -> dict[str, Any]:
    step = 7 * configuration.weeks
    apart = (week - configuration.week).days
    if week.weekday() != 0 or apart % step or abs(apart) > 3660:
        raise NotFoundError(sentence("No plan begins on {week}.", week=week.isoformat()))
    history = select(Publication).where(
        Publication.community_id == community,
        Publication.week < week,
        Publication.week >= week - timedelta(weeks=HISTORY_WEEKS),
    )
    newest: dict[str, int] = {}
    for publication in session.scalars(history.order_by(Publication.number)):
        newest[publication.week.isoformat()] = publication.id
    said: dict[str, dict[str, Any]] = {}
    submitted = select(Availability).where(Availability.community_id == community, Availability.week == week)
    for entry in session.scalars(submitted.order_by(Availability.id)):
        said[entry.person] = {"available": entry.available, "away": entry.away}
    return {"history": newest, "available": said, "absences": _absences(session, community, week)}


def _absences(session: Session, community: str, week: date) -> dict[str, list[str]]:
    """Return the work that people have said they cannot come to: ``work@start`` by person."""
    answers: dict[tuple[str, str, int], str] = {}
    query = select(Response).where(Response.community_id == community, Response.week == week)
    for response in session.scalars(query.order_by(Response.id)):
        answers[response.person, response.work, response.start] = response.answer
    found: dict[str, list[str]] = {}
    for (person, work, start), answer in sorted(answers.items()):
        if answer == "cannot":
            found.setdefault(person, []).append(f"{work}@{start}")
    return found


def _digest(session: Session, configuration: Configuration, week: date, patch: Mapping[str, Any]) -> str:
    """Return what names all that a problem is made from."""
    history = [str(session.get_one(Publication, n).created_at) for n in patch["history"].values()]
    told = [configuration.id, configuration.hash, week.isoformat(), patch, history]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _build(session: Session, situation: Situation) -> Problem:
    configuration = session.get_one(Configuration, situation.configuration_id)
    whole: Mapping[str, Any] = situation.patch
    key = _digest(session, configuration, situation.week, {**whole, "absences": {}})
    loaded = _LOADED.of(key, lambda: _load(session, situation))
    return _with_absences(loaded, whole["absences"])


def _load(session: Session, situation: Situation, changes: Mapping[str, bytes] | None = None) -> Problem:
    """Load a situation's configuration, with history and what was said of availability."""
    configuration = session.get_one(Configuration, situation.configuration_id)
    patch: Mapping[str, Any] = situation.patch
    files = {**configurations.files_of(session, configuration.id), **(changes or {})}
    history = {
        f"history-{week}.roster.json": json_bytes(session.get_one(Publication, number).document)
        for week, number in patch["history"].items()
    }
    own_week = situation.week == configuration.week
    known = _people_ids(configuration.main, files) if patch["available"] else set()
    people = [
        {"id": person, **{k: v for k, v in said.items() if k == "available" or v}}
        for person, said in sorted(patch["available"].items())
        if person in known
    ]
    try:
        return configurations.load(
            configuration.main,
            files,
            week=None if own_week and not history else situation.week,
            history=history,
            people=people,
        )
    except ConfigErrors as errors:
        raise RefusedError(
            sentence(
                "The configuration does not load for the week of {week}: {problem}",
                week=situation.week.isoformat(),
                problem=errors.say("en").splitlines()[0],
            )
        ) from None


def _people_ids(main: str, files: Mapping[str, bytes]) -> set[str]:
    return set(configurations.load(main, files).people)


def _with_absences(problem: Problem, absences: Mapping[str, list[str]]) -> Problem:
    """Take the time of work that somebody cannot come to out of that person's time."""
    if not absences:
        return problem
    people = dict(problem.people)
    for person, missed in absences.items():
        if person not in people:
            continue
        away = list(people[person].away)
        for entry in missed:
            key, _, start = entry.rpartition("@")
            work = problem.works.get(key)
            if work is None:
                continue
            minutes = work.minutes if hasattr(work, "minutes") else work.span.minutes
            away.append(Away(Span(int(start), int(start) + max(1, minutes)), NOWHERE))
        people[person] = dataclasses.replace(people[person], away=tuple(away))
    return dataclasses.replace(problem, people=people)
