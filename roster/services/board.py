"""A week as the board shows it: posts, people and homes by day, findings, loads, open seats."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.model import Duty, Problem, Source
from roster.reasons import reason_open
from roster.roster import Roster
from roster.rules.api import Finding
from roster.services import communities
from roster.services.drafts import Draft, finding_key, open_draft, roster_of, verdict_of
from roster.services.versions import proof_of
from roster.services.views import Json, View, clock, title
from roster.store.tables import Publication, Version
from roster.store.tables_people import Account, Response
from roster.verify import OpenSeat, Verdict
from roster.words import Sentence, sentence, sentences


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
    view = View(problem, roster, verdict, old, answers)
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
    status, bound = proof_of(version, draft.situation)
    return {
        "number": draft.number,
        "version": version.number if version else None,
        "kind": version.kind if version else "empty",
        "author": name_of(session, version.author) if version else None,
        "at": version.created_at.isoformat() if version else None,
        "status": status,
        "bound": bound,
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
    bound = proof_of(draft.version, draft.situation)[1].get("open")
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


def _published_roster(session: Session, problem: Problem, published: Publication | None) -> Roster | None:
    if published is None:
        return None
    return roster_of(problem, session.get_one(Version, published.version_id))[0]
