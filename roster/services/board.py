"""A week as the board shows it: posts, people and homes by day, findings, loads, open seats."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.model import Duty, Horizon, Problem, Source, Visit, Work
from roster.reasons import reason_open
from roster.roster import Assignment, Roster
from roster.rules.api import Finding
from roster.services import communities
from roster.services.common import now
from roster.services.drafts import Draft, finding_key, open_draft, roster_of, verdict_of
from roster.shares import HOURS, fair_shares
from roster.store.tables import Publication, Version
from roster.store.tables_people import Account, Response
from roster.verify import OpenSeat, Verdict
from roster.words import Sentence, sentence, sentences

Json = dict[str, Any]


def newest_publication(session: Session, community: str, week: date) -> Publication | None:
    """Return what volunteers see of a week."""
    query = select(Publication).where(Publication.community_id == community, Publication.week == week)
    return session.scalars(query.order_by(Publication.number.desc()).limit(1)).first()


def open_board(session: Session, community: str, week: date, language: str) -> Json:
    """Return the board of a week as JSON; see ``web/api`` for what each key means."""
    draft = open_draft(session, community, week)
    published = newest_publication(session, community, week)
    return board(session, draft, published, language)


def board(session: Session, draft: Draft, published: Publication | None, language: str) -> Json:
    """Return the board of a draft as JSON."""
    problem, roster = draft.problem, draft.roster
    verdict = verdict_of(problem, roster)
    old = _published_roster(session, problem, published)
    answers = answers_of(session, draft.community, draft.week)
    row = communities.get(session, draft.community)
    view = _View(problem, roster, verdict, old, answers, draft, language)
    return {
        "community": {"id": row.id, "name": row.name},
        "language": problem.language,
        "week": draft.week.isoformat(),
        "weeks": problem.horizon.weeks,
        "timezone": problem.horizon.timezone,
        "days": view.days(),
        "draft": draft_json(session, draft),
        "published": publication_json(session, published),
        "changed": draft.version is not None
        and (published is None or published.version_id != draft.version.id)
        and roster.assignments != (old or Roster()).assignments,
        "score": score_json(verdict),
        "status": status_sentence(draft, verdict).say(language),
        "posts": view.posts(),
        "people": view.people(),
        "homes": view.homes(),
        "open": [open_json(problem, seat) for seat in verdict.open],
        "findings": [finding_json(problem, f, language, draft) for f in verdict.findings],
        "dropped": len(draft.dropped),
    }


def draft_json(session: Session, draft: Draft) -> Json:
    """Return where a draft stands."""
    version = draft.version
    return {
        "number": draft.number,
        "version": version.number if version else None,
        "kind": version.kind if version else "empty",
        "author": name_of(session, version.author) if version else None,
        "at": version.created_at.isoformat() if version else None,
        "status": version.status if version else "edited",
        "bound": version.bound if version else {},
        "can_undo": draft.can_undo,
        "can_redo": draft.can_redo,
    }


def publication_json(session: Session, publication: Publication | None) -> Json | None:
    """Return what is known of a publication."""
    if publication is None:
        return None
    return {
        "number": publication.number,
        "author": name_of(session, publication.author),
        "at": publication.created_at.isoformat(),
        "affected": len(publication.affected),
    }


def name_of(session: Session, actor: str) -> str:
    """Return how people call an actor of events: an account's name, a person's id, or what it is."""
    kind, _, number = actor.partition(":")
    if kind == "account" and number.isdigit():
        account = session.get(Account, int(number))
        return account.name if account else actor
    return number if kind == "person" else actor


def name_of_rule(source: Source) -> str | None:
    """Return the file and line in which something was said, without the folder; ``None`` for built-in rules."""
    return source.short.rpartition("/")[2] if source.line else None


def score_json(verdict: Verdict) -> Json:
    """Return a score as numbers."""
    score = verdict.score
    return {"hard": score.hard, "open": score.open, "open_seats": verdict.open_seats, "soft": score.soft}


def status_sentence(draft: Draft, verdict: Verdict) -> Sentence:
    """Say the state of the week in one sentence, claiming no more than is proven."""
    accepted = {w["key"] for w in draft.version.waivers} if draft.version else set()
    n = sum(finding_key(f) not in accepted for f in verdict.hard)
    if n:
        return sentences("{n} conflict must be settled.", "{n} conflicts must be settled.", n)
    n = verdict.open_seats
    if n == 0:
        return sentence("Every seat is filled.")
    bound = (draft.version.bound or {}).get("open") if draft.version else None
    if bound is not None and bound >= verdict.score.open:
        return sentences("{n} seat open: proven unavoidable.", "{n} seats open: proven unavoidable.", n)
    return sentences("{n} seat open; better may exist.", "{n} seats open; better may exist.", n)


def finding_json(problem: Problem, finding: Finding, language: str, draft: Draft | None = None) -> Json:
    """Return a finding with its sentence and the cell to jump to."""
    where, horizon = finding.where, problem.horizon
    day = where.day
    if day is None and where.start is not None:
        day = horizon.day_of(where.start)
    if day is None and where.work is not None:
        work = problem.works.get(where.work)
        day = work.day if isinstance(work, Duty) else None
    waived = {}
    if draft is not None and draft.version is not None:
        waived = {w["key"]: w["reason"] for w in draft.version.waivers}
    key = finding_key(finding)
    return {
        "id": hashlib.sha256(key.encode()).hexdigest()[:12],
        "rule": finding.rule.kind,
        "hard": finding.hard,
        "cost": finding.cost,
        "excess": finding.excess,
        "sentence": finding.rule.explain(problem, finding).say(language),
        "person": where.person,
        "other": where.other,
        "work": where.work,
        "start": where.start,
        "day": None if day is None else horizon.date_of(day).isoformat(),
        "line": name_of_rule(finding.rule.source),
        "waived": waived.get(key),
    }


def open_json(problem: Problem, seat: OpenSeat) -> Json:
    """Return open seats; why they are open is asked for by :func:`reasons`, since it takes longer."""
    day = None if seat.start is None else problem.horizon.day_of(seat.start)
    return {
        "work": seat.work.key,
        "service": seat.work.service,
        "title": title(seat.work),
        "day": None if day is None else problem.horizon.date_of(day).isoformat(),
        "start": None if seat.start is None else clock(problem.horizon, seat.start),
        "missing": seat.missing,
        "skills": list(seat.skills),
        "priority": seat.work.priority,
    }


def reasons(
    session: Session, community: str, week: date, language: str, work: str | None = None
) -> list[Json]:
    """Return the open seats of a draft (or of one piece of work), each with the reason in a sentence."""
    draft = open_draft(session, community, week)
    verdict = verdict_of(draft.problem, draft.roster)
    return [
        {
            **open_json(draft.problem, seat),
            "reason": reason_open(draft.problem, draft.roster, seat).say(language),
        }
        for seat in verdict.open
        if work in (None, seat.work.key)
    ]


def answers_of(session: Session, community: str, week: date) -> Mapping[tuple[str, str, int], str]:
    """Return the newest answer of each person to each duty."""
    query = select(Response).where(Response.community_id == community, Response.week == week)
    return {(r.person, r.work, r.start): r.answer for r in session.scalars(query.order_by(Response.id))}


def title(work: Work) -> str:
    """Return what a post or home is called."""
    return work.title or work.task


def clock(horizon: Horizon, minute: int) -> str:
    """Return a minute as local date and time, ``2026-11-23T19:00``."""
    return horizon.moment(minute).isoformat(timespec="minutes")


def _published_roster(session: Session, problem: Problem, published: Publication | None) -> Roster | None:
    if published is None:
        return None
    return roster_of(problem, session.get_one(Version, published.version_id))[0]


class _View:
    """Builds the three views of one roster."""

    def __init__(
        self,
        problem: Problem,
        roster: Roster,
        verdict: Verdict,
        old: Roster | None,
        answers: Mapping[tuple[str, str, int], str],
        draft: Draft,
        language: str,
    ) -> None:
        self.problem, self.roster, self.verdict = problem, roster, verdict
        self.horizon = problem.horizon
        self.old = None if old is None else set(old.assignments)
        self.gone: dict[str, list[Assignment]] = defaultdict(list)
        for a in sorted((self.old or set()) - set(roster.assignments)):
            self.gone[a.work].append(a)
        self.answers, self.draft, self.language = answers, draft, language
        self.missing = {seat.work.key: seat for seat in verdict.open}
        self.conflicts: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.at_work: dict[str, list[str]] = defaultdict(list)
        for finding in verdict.findings:
            key = hashlib.sha256(finding_key(finding).encode()).hexdigest()[:12]
            where = finding.where
            if where.work and where.person:
                self.conflicts[where.person, where.work].append(key)
            elif where.work:
                self.at_work[where.work].append(key)

    def days(self) -> list[Json]:
        today = datetime.now(self.horizon.zone).date()
        open_by_day: dict[int, int] = defaultdict(int)
        for seat in self.verdict.open:
            if seat.start is not None:
                open_by_day[self.horizon.day_of(seat.start)] += seat.missing
        return [
            {"date": d.isoformat(), "weekday": d.weekday(), "past": d < today, "open": open_by_day[n]}
            for n, d in enumerate(self.horizon.dates)
        ]

    def posts(self) -> list[Json]:
        groups: dict[tuple[Any, ...], dict[str, list[Json]]] = {}
        heads: dict[tuple[Any, ...], Json] = {}
        for duty in self.problem.duties:
            begin, end = self.horizon.moment(duty.span.start), self.horizon.moment(duty.span.end)
            key = (duty.service, duty.task, duty.shift, duty.grid, f"{begin:%H:%M}", f"{end:%H:%M}")
            heads.setdefault(key, self._head(duty, f"{begin:%H:%M}–{end:%H:%M}"))
            day = self.horizon.date_of(duty.day).isoformat()
            groups.setdefault(key, defaultdict(list))[day].append(self._cell(duty))
        return [{**heads[key], "cells": dict(days)} for key, days in groups.items()]

    def homes(self) -> list[Json]:
        rows = []
        for visit in self.problem.visits:
            cells: dict[str, list[Json]] = defaultdict(list)
            for start, there in self.roster.meetings(visit.key).items():
                day = self.horizon.date_of(self.horizon.day_of(start)).isoformat()
                cells[day].append(
                    {
                        "work": visit.key,
                        "start": start,
                        "from": clock(self.horizon, start),
                        "to": clock(self.horizon, start + visit.minutes),
                        "people": [self._seat(a, visit) for a in there],
                        "missing": max(0, visit.people - len(there)),
                    }
                )
            seats = [s for s in self.verdict.open if s.work.key == visit.key]
            slots = sorted({self.horizon.date_of(s.day).isoformat() for s in visit.slots})
            rows.append(
                {
                    **self._head(visit, ""),
                    "minutes": visit.minutes,
                    "times": visit.times,
                    "per_visit": visit.people,
                    "tasks": list(visit.tasks),
                    "keep": sorted(visit.keep),
                    "days": slots,
                    "missing": sum(s.missing for s in seats),
                    "cells": dict(cells),
                    "gone": [self._gone(a) for a in self.gone.get(visit.key, ())],
                }
            )
        return rows

    def people(self) -> list[Json]:
        rows = []
        shares = fair_shares(self.problem, HOURS, None)
        for person in self.problem.people.values():
            mine = self.roster.of_person(person.id)
            cells: dict[str, list[Json]] = defaultdict(list)
            for a in mine:
                work = self.problem.works[a.work]
                day = self.horizon.date_of(self.horizon.day_of(a.start)).isoformat()
                cells[day].append({**self._seat(a, work), "title": title(work), "service": work.service})
            rows.append(
                {
                    "id": person.id,
                    "name": person.name or person.id,
                    "teams": sorted(person.teams),
                    "skills": sorted(person.skills),
                    "level": person.level,
                    "duties": len(mine),
                    "hours": round(sum(a.end - a.start for a in mine) / 60, 2),
                    "fair_hours": round(float(shares[person.id].fair) / 60, 2)
                    if person.id in shares
                    else None,
                    "most_duties": person.limits.duties,
                    "most_hours": None if person.limits.minutes is None else person.limits.minutes / 60,
                    "cells": dict(cells),
                    "available": self._free(person.available),
                    "away": self._away(a.span for a in person.away),
                }
            )
        return rows

    def _free(self, spans: Iterable[Any]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for d, day in enumerate(self.horizon.dates):
            whole = self.horizon.day_span(d)
            for span in spans:
                piece = span.meet(whole)
                if piece is not None:
                    start, end = self.horizon.moment(piece.start), self.horizon.moment(piece.end)
                    last = "24:00" if piece.end == whole.end else f"{end:%H:%M}"
                    found[day.isoformat()].append(f"{start:%H:%M}–{last}")
        return dict(found)

    def _away(self, spans: Iterable[Any]) -> list[str]:
        away = list(spans)
        days = enumerate(self.horizon.dates)
        return [d.isoformat() for n, d in days if any(s.contains(self.horizon.day_span(n)) for s in away)]

    def _head(self, work: Work, hours: str) -> Json:
        place = self.problem.places.get(work.place)
        return {
            "service": work.service,
            "task": work.task,
            "shift": work.shift,
            "grid": work.grid,
            "title": title(work),
            "place": place.name or place.id if place else work.place,
            "hours": hours,
        }

    def _cell(self, duty: Duty) -> Json:
        seat = self.missing.get(duty.key)
        return {
            "work": duty.key,
            "from": clock(self.horizon, duty.span.start),
            "to": clock(self.horizon, duty.span.end),
            "min": duty.min,
            "target": duty.target,
            "most": duty.most,
            "needs": dict(duty.needs),
            "ab": None if duty.ab is None else {"a": duty.ab.a, "b": duty.ab.b},
            "turn": duty.turn,
            "people": [self._seat(a, duty) for a in self.roster.at(duty.key)],
            "gone": [self._gone(a) for a in self.gone.get(duty.key, ())],
            "missing": seat.missing if seat else 0,
            "short": list(seat.skills) if seat else [],
            "findings": self.at_work.get(duty.key, []),
        }

    def _seat(self, a: Assignment, work: Work) -> Json:
        return {
            "work": a.work,
            "person": a.person,
            "name": self.problem.people[a.person].name or a.person,
            "start": a.start,
            "from": clock(self.horizon, a.start),
            "to": clock(self.horizon, a.end),
            "pinned": a in self.roster.pinned,
            "changed": self.old is not None and a not in self.old,
            "familiar": isinstance(work, Visit) and a.person in work.keep,
            "answer": self.answers.get((a.person, a.work, a.start)),
            "findings": self.conflicts.get((a.person, a.work), []),
        }

    def _gone(self, a: Assignment) -> Json:
        return {
            "person": a.person,
            "name": self.problem.people[a.person].name or a.person,
            "start": a.start,
            "from": clock(self.horizon, a.start),
            "to": clock(self.horizon, a.end),
        }


def moment_now(horizon: Horizon) -> int:
    """Return the present minute of a horizon."""
    here = now().astimezone(horizon.zone).replace(tzinfo=None)
    return horizon.minute(here.date(), here.time())
