"""The three views of one roster: posts, people and homes, each by day."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from roster.memo import once
from roster.model import Duty, Horizon, Problem, Visit, Work
from roster.roster import Assignment, Roster
from roster.services.common import now
from roster.services.judging import finding_key
from roster.shares import HOURS, fair_shares
from roster.verify import Verdict

Json = dict[str, Any]


def address_of(problem: Problem, work: Work) -> str:
    """Return where to go for some work: the home's own address, else that of its place."""
    place = problem.places.get(work.place)
    return (work.address if isinstance(work, Visit) else "") or (place.address if place else "")


def title(work: Work) -> str:
    """Return what a post or home is called."""
    return work.title or work.task


@lru_cache(maxsize=20_000)
def clock(horizon: Horizon, minute: int) -> str:
    """Return a minute as local date and time, ``2026-11-23T19:00``."""
    return horizon.moment(minute).isoformat(timespec="minutes")


def moment_now(horizon: Horizon) -> int:
    """Return the present minute of a horizon."""
    here = now().astimezone(horizon.zone).replace(tzinfo=None)
    return horizon.minute(here.date(), here.time())


@once
def _free(problem: Problem, person: str) -> Mapping[str, Sequence[str]]:
    """Return when somebody is free, by day."""
    horizon = problem.horizon
    found: dict[str, list[str]] = defaultdict(list)
    for d, day in enumerate(horizon.dates):
        whole = horizon.day_span(d)
        for span in problem.people[person].available:
            piece = span.meet(whole)
            if piece is not None:
                start, end = horizon.moment(piece.start), horizon.moment(piece.end)
                last = "24:00" if piece.end == whole.end else f"{end:%H:%M}"
                found[day.isoformat()].append(f"{start:%H:%M}–{last}")
    return dict(found)


@once
def _away(problem: Problem, person: str) -> Sequence[str]:
    """Return the days on which somebody is away from morning to night."""
    horizon, away = problem.horizon, [a.span for a in problem.people[person].away]
    days = enumerate(horizon.dates)
    return [d.isoformat() for n, d in days if any(s.contains(horizon.day_span(n)) for s in away)]


class View:
    """Builds the three views of one roster."""

    def __init__(
        self,
        problem: Problem,
        roster: Roster,
        verdict: Verdict,
        old: Roster | None,
        answers: Mapping[tuple[str, str, int], str],
    ) -> None:
        self.problem, self.roster, self.verdict = problem, roster, verdict
        self.horizon = problem.horizon
        self.old = None if old is None else set(old.assignments)
        self.gone: dict[str, list[Assignment]] = defaultdict(list)
        for a in sorted((self.old or set()) - set(roster.assignments)):
            self.gone[a.work].append(a)
        self.answers = answers
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
                    "available": _free(self.problem, person.id),
                    "away": _away(self.problem, person.id),
                }
            )
        return rows

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
