"""The entries of a ``roster.json``: assignments, open seats, findings, people and work."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from roster.model import Duty, Horizon, Problem, Visit, Work
from roster.reasons import reason_open
from roster.roster import Roster
from roster.rules.api import Finding
from roster.verify import OpenSeat
from roster.verify_delta import Judgement

Part = dict[str, Any]


def local(horizon: Horizon, minute: int) -> str:
    """Return a minute of the horizon as local time, ``2026-11-23T19:00``."""
    return horizon.moment(minute).isoformat(timespec="minutes")


def utc(horizon: Horizon, minute: int) -> str:
    """Return a minute of the horizon in UTC, ``2026-11-23T11:00Z``, which no change of clocks blurs."""
    origin = datetime(horizon.first.year, horizon.first.month, horizon.first.day, tzinfo=horizon.zone)
    return datetime.fromtimestamp(origin.timestamp() + 60 * minute, UTC).strftime("%Y-%m-%dT%H:%MZ")


def seats_number(value: float) -> int | float:
    """Return weighted seats as JSON writes them: whole where they are."""
    return int(value) if value == int(value) else value


def _title(work: Work) -> str:
    return work.title or work.task


def assignment_part(problem: Problem, roster: Roster, index: int) -> Part:
    """Return one assignment, by its position in the roster."""
    a = roster.assignments[index]
    work, horizon = problem.works[a.work], problem.horizon
    return {
        "service": work.service,
        "task": work.task,
        "shift": work.shift,
        "person": a.person,
        "start": local(horizon, a.start),
        "end": local(horizon, a.end),
        "place": work.place,
        "work": a.work,
        "grid": work.grid,
        "start_utc": utc(horizon, a.start),
        "minutes": a.end - a.start,
        "labels": sorted(work.labels),
        "pinned": a in roster.pinned,
    }


def open_part(judgement: Judgement, seat: OpenSeat, language: str) -> Part:
    """Return seats that stay open, with the reason."""
    problem, roster = judgement.problem, judgement.roster
    return {
        "service": seat.work.service,
        "task": seat.work.task,
        "shift": seat.work.shift,
        "start": None if seat.start is None else local(problem.horizon, seat.start),
        "missing": seat.missing,
        "reason": reason_open(problem, roster, seat, judgement).say(language),
        "work": seat.work.key,
        "week": problem.horizon.date_of(7 * seat.week).isoformat(),
        "skills": list(seat.skills),
        "priority": seat.work.priority,
    }


def finding_part(problem: Problem, finding: Finding, language: str) -> Part:
    """Return one finding with its sentence."""
    where, horizon = finding.where, problem.horizon
    return {
        "rule": finding.rule.kind,
        "line": finding.rule.source.short if finding.rule.source.line else None,
        "where": {
            "person": where.person,
            "other": where.other,
            "work": where.work,
            "day": None if where.day is None else horizon.date_of(where.day).isoformat(),
            "week": None if where.week is None else horizon.date_of(7 * where.week).isoformat(),
            "start": None if where.start is None else local(horizon, where.start),
        },
        "sentence": finding.rule.explain(problem, finding).say(language),
        "hard": finding.hard,
        "cost": finding.cost,
        "excess": finding.excess,
    }


def person_part(problem: Problem, key: str) -> Part:
    """Return a person: no telephone, address or note."""
    person = problem.people[key]
    return {
        "id": key,
        "name": person.name or key,
        "teams": sorted(person.teams),
        "skills": sorted(person.skills),
        "limits": {
            "duties": person.limits.duties,
            "minutes": person.limits.minutes,
            "per_day": person.limits.per_day,
        },
    }


def duty_part(problem: Problem, duty: Duty) -> Part:
    """Return work at a fixed time."""
    return {
        "work": duty.key,
        "service": duty.service,
        "task": duty.task,
        "shift": duty.shift,
        "grid": duty.grid,
        "title": _title(duty),
        "place": duty.place,
        "start": local(problem.horizon, duty.span.start),
        "end": local(problem.horizon, duty.span.end),
        "min": duty.min,
        "target": duty.target,
        "most": duty.most,
        "needs": dict(duty.needs),
        "priority": duty.priority,
        "labels": sorted(duty.labels),
        "ab": None if duty.ab is None else {"a": duty.ab.a, "b": duty.ab.b},
        "turn": duty.turn,
    }


def visit_part(visit: Visit) -> Part:
    """Return a home."""
    return {
        "work": visit.key,
        "task": visit.task,
        "title": _title(visit),
        "place": visit.place,
        "minutes": visit.minutes,
        "times_per_week": visit.times,
        "people": visit.people,
        "tasks": list(visit.tasks),
        "priority": visit.priority,
        "labels": sorted(visit.labels),
    }
