"""Verdicts on drafts, kept in memory: each edit starts from the one before it."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from roster.model import Problem
from roster.roster import Edit, Roster
from roster.rules.api import Finding
from roster.services.seats import unpack
from roster.store.tables import Version
from roster.verify import Verdict
from roster.verify_delta import Judgement

MOST_STEPWISE = 40
"""Edits of more assignments are verified as a whole: that is quicker."""


def finding_key(finding: Finding) -> str:
    """Return what tells a finding apart from others, over versions of a week."""
    w = finding.where
    parts = (finding.rule.kind, w.person, w.other, w.work, w.day, w.week, w.start, w.note)
    return "|".join("" if part is None else str(part) for part in parts)


def summary(verdict: Verdict) -> dict[str, Any]:
    """Return what is kept of a verdict beside its version."""
    return {
        "hard": verdict.score.hard,
        "open": verdict.score.open,
        "open_seats": verdict.open_seats,
        "soft": verdict.score.soft,
    }


def new_findings(before: Verdict, after: Verdict) -> tuple[Finding, ...]:
    """Return the findings of ``after`` that ``before`` has not, or has to a lesser excess."""
    known = {finding_key(f): f.excess for f in before.findings}
    return tuple(f for f in after.findings if f.excess > known.get(finding_key(f), 0))


class _Rosters:
    """The newest rosters that were read: a version never changes, so it is unpacked once for a problem."""

    def __init__(self, most: int = 100) -> None:
        self._most = most
        self._known: OrderedDict[tuple[int, int, str], tuple[Problem, Roster, tuple[list[Any], ...]]] = (
            OrderedDict()
        )
        self._lock = Lock()

    def of(self, problem: Problem, version: Version) -> tuple[Roster, tuple[list[Any], ...]]:
        key = self._key(problem, version)
        with self._lock:
            known = self._known.get(key)
            if known is not None and known[0] is problem:
                self._known.move_to_end(key)
                return known[1], known[2]
        roster, dropped = unpack(problem, version.roster)
        self.keep(problem, version, roster, dropped)
        return roster, dropped

    def keep(
        self, problem: Problem, version: Version, roster: Roster, dropped: tuple[list[Any], ...] = ()
    ) -> None:
        with self._lock:
            self._known[self._key(problem, version)] = (problem, roster, dropped)
            while len(self._known) > self._most:
                self._known.popitem(last=False)

    def _key(self, problem: Problem, version: Version) -> tuple[int, int, str]:
        return id(problem), version.id, version.created_at.isoformat()


_ROSTERS = _Rosters()


def roster_of(problem: Problem, version: Version) -> tuple[Roster, tuple[list[Any], ...]]:
    """Return the roster of a stored version, and what the problem does not know any more."""
    return _ROSTERS.of(problem, version)


def keep_roster(session: Session, problem: Problem, version: Version, roster: Roster) -> None:
    """Remember the roster of a new version, for whoever edits it next; only if it is kept in the store.

    Parameters
    ----------
    roster
        What :func:`roster_of` would read: each assignment as
        :func:`roster.services.seats.place` makes it for this problem.
    """
    event.listen(session, "after_commit", lambda _session: _ROSTERS.keep(problem, version, roster), once=True)


class _Judgements:
    """The newest judgements, since each edit starts from the one before it."""

    def __init__(self, most: int = 60) -> None:
        self._most = most
        self._known: OrderedDict[tuple[int, int], tuple[Problem, Roster, Judgement]] = OrderedDict()
        self._lock = Lock()

    def of(self, problem: Problem, roster: Roster, near: Judgement | None) -> Judgement:
        known = self._find(problem, roster)
        if known is None:
            known = self.new_findings(problem, roster, near)
        with self._lock:
            self._known[id(problem), id(roster)] = (problem, roster, known)
            self._known.move_to_end((id(problem), id(roster)))
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return known

    def _find(self, problem: Problem, roster: Roster) -> Judgement | None:
        """Look for the same roster, the very object first: comparing hundreds of seats takes time."""
        with self._lock:
            same = self._known.get((id(problem), id(roster)))
            if same is not None:
                return same[2]
            entries = list(self._known.values())
        for other, seen, judgement in reversed(entries):
            if other is problem and seen.assignments == roster.assignments:
                return judgement
        return None

    def new_findings(self, problem: Problem, roster: Roster, near: Judgement | None) -> Judgement:
        if near is None or near.problem is not problem:
            return Judgement(problem, roster)
        diff = near.roster.diff(roster)
        few = len(diff.removed) + len(diff.added) <= MOST_STEPWISE
        return near.after(Edit(diff.removed, diff.added)) if few else Judgement(problem, roster)


_JUDGEMENTS = _Judgements()


def judge(problem: Problem, roster: Roster, near: Judgement | None = None) -> Judgement:
    """Return the verifier's judgement of a roster; after a small edit only what it touches is verified."""
    return _JUDGEMENTS.of(problem, roster, near)


def verdict_of(problem: Problem, roster: Roster) -> Verdict:
    """Return the verifier's verdict on a roster."""
    return judge(problem, roster).verdict
