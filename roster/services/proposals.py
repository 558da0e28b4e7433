"""A solve or repair beside the draft: its moves, what depends on what, and taking all or some."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.model import Problem, Visit
from roster.roster import Assignment, Edit, Roster
from roster.services.board import finding_json, score_json
from roster.services.common import RefusedError
from roster.services.drafts import (
    Change,
    Draft,
    advance,
    check_base,
    finding_key,
    judge,
    open_draft,
    roster_of,
    version_by_number,
)
from roster.services.history import assignment_json
from roster.services.jobs import in_language
from roster.services.versions import is_of, proof_of
from roster.services.views import Json, title
from roster.store import Store
from roster.store.tables import Version
from roster.store.tables_people import Job
from roster.verify_delta import Judgement
from roster.words import sentence

MOST_TRIED = 40
"""Up to so many moves it is tried which depends on which; a whole new week is taken whole or by days."""


@dataclass(frozen=True)
class Move:
    """What changes at one post or visit, taken together or not at all.

    ``needs`` are the moves without which it would break a strict rule; ``applies`` is
    false where the draft has moved on so that it does not fit any more.
    """

    id: str
    work: str
    removed: tuple[Assignment, ...]
    added: tuple[Assignment, ...]
    needs: tuple[str, ...] = ()
    applies: bool = True

    @property
    def start(self) -> int:
        return min(a.start for a in (*self.removed, *self.added))


def show(session: Session, community: str, week: date, number: int, language: str) -> Json:
    """Return a proposal as JSON: old against new, move by move, with the reasons that are known."""
    draft = open_draft(session, community, week)
    problem = draft.problem
    version = version_by_number(session, community, week, number)
    moves = moves_of(session, draft, version)
    after, _ = roster_of(problem, version)
    before = judge(problem, draft.roster)
    verdict = judge(problem, after, before).verdict
    known = {finding_key(f) for f in before.verdict.findings}
    left = {finding_key(f) for f in verdict.findings}
    reasons, summary = _told(session, community, week, version, language)
    parent = session.get(Version, version.parent_id) if version.parent_id else None
    status, bound = proof_of(version, draft.situation)
    return {
        "version": version.number,
        "kind": version.kind,
        "base": draft.number,
        "parent": parent.number if parent else None,
        "moved": (draft.version.id if draft.version else None) != version.parent_id,
        "outdated": not is_of(version, draft.situation),
        "status": status,
        "bound": bound,
        "score": score_json(verdict),
        "old_score": score_json(before.verdict),
        "summary": summary,
        "moves": [_move_json(problem, move, reasons) for move in moves],
        "people": sorted({a.person for m in moves for a in (*m.removed, *m.added)}),
        "better": [
            finding_json(problem, f, language) for f in before.verdict.findings if finding_key(f) not in left
        ],
        "worse": [
            finding_json(problem, f, language) for f in verdict.findings if finding_key(f) not in known
        ],
    }


def take(
    store: Store,
    community: str,
    week: date,
    number: int,
    *,
    base: int,
    moves: Collection[str] | None = None,
    author: str,
    reason: str = "",
) -> Change:
    """Take a proposal into the draft, whole or in part; it can be undone like any edit.

    Parameters
    ----------
    number
        The proposal's version.
    moves
        Ids of the moves to take; ``None`` takes all that still fit.

    Raises
    ------
    RefusedError
        If a move is asked for without one that it needs, or nothing is left to take.
    ConflictError
        If a strict rule would be broken and no reason is given.
    """
    with store.write() as session:
        draft = open_draft(session, community, week)
        check_base(session, draft, base)
        version = version_by_number(session, community, week, number)
        known = {move.id: move for move in moves_of(session, draft, version)}
        asked = [m.id for m in known.values() if m.applies] if moves is None else list(moves)
        _check_asked(draft.problem, known, asked)
        chosen = [known[key] for key in asked]
        if not chosen:
            raise RefusedError(sentence("Nothing is left to take: the draft has all of it, or has moved on."))
        gone = {a for move in chosen for a in move.removed}
        come = {a for move in chosen for a in move.added}
        new = Roster.of((set(draft.roster.assignments) - gone) | come, draft.roster.pinned - gone)
        whole, _ = roster_of(draft.problem, version)
        same = new.assignments == whole.assignments
        status, bound = proof_of(version, draft.situation) if same else ("edited", None)
        return advance(
            session,
            draft,
            new,
            kind="take",
            author=author,
            reason=reason,
            status=status,
            bound=bound,
        )


def moves_of(session: Session, draft: Draft, version: Version) -> list[Move]:
    """Return what a proposal changes against the version it was made from, in order of time."""
    problem = draft.problem
    parent = session.get(Version, version.parent_id) if version.parent_id else None
    old = roster_of(problem, parent)[0] if parent else Roster()
    new, _ = roster_of(problem, version)
    there = set(draft.roster.assignments)
    moves = [
        replace(move, applies=set(move.removed) <= there and not set(move.added) & there)
        for move in _grouped(problem, old, new)
    ]
    return _with_needs(problem, draft.roster, sorted(moves, key=lambda m: (m.start, m.work)))


def _grouped(problem: Problem, old: Roster, new: Roster) -> Iterable[Move]:
    diff = old.diff(new)
    groups: dict[tuple[str, int], tuple[list[Assignment], list[Assignment]]] = defaultdict(lambda: ([], []))
    moved_homes = _moved_homes(problem, old, new)
    for side, assignments in enumerate((diff.removed, diff.added)):
        for a in assignments:
            visit = isinstance(problem.works[a.work], Visit)
            start = a.start if visit and (a.work, a.start) not in moved_homes else -1
            groups[a.work, start][side].append(a)
    for (work, start), (removed, added) in groups.items():
        told = f"{work}@{start}:" + ",".join(f"{a.start}{a.person}" for a in (*removed, *added))
        yield Move(hashlib.sha256(told.encode()).hexdigest()[:12], work, tuple(removed), tuple(added))


def _moved_homes(problem: Problem, old: Roster, new: Roster) -> set[tuple[str, int]]:
    """Return the visits that one roster has at a time at which the other has none."""
    found = set()
    for visit in problem.visits:
        before, after = set(old.meetings(visit.key)), set(new.meetings(visit.key))
        found |= {(visit.key, start) for start in before ^ after}
    return found


def _with_needs(problem: Problem, roster: Roster, moves: list[Move]) -> list[Move]:
    """Try each move's absence: what then breaks a strict rule depends on it."""
    fitting = [move for move in moves if move.applies]
    if not 1 < len(fitting) <= MOST_TRIED:
        return moves
    base = judge(problem, roster)
    accepted = {finding_key(f): f.excess for f in base.verdict.hard}
    whole = _hard(base, fitting)
    needs: dict[str, set[str]] = defaultdict(set)
    for missing in fitting:
        rest = [move for move in fitting if move is not missing]
        out: list[Move] = []
        while rest:
            broken = {
                key: where
                for key, (excess, where) in _hard(base, rest).items()
                if excess > max(accepted.get(key, 0), whole.get(key, (0, frozenset()))[0])
            }
            if not broken:
                break
            touched = frozenset().union(*broken.values())
            hit = [m for m in rest if _touches(m) & touched] or rest
            out += hit
            rest = [m for m in rest if m not in hit]
        for move in out:
            needs[move.id].add(missing.id)
    return [replace(move, needs=tuple(sorted(needs[move.id]))) for move in moves]


def _hard(base: Judgement, moves: Sequence[Move]) -> dict[str, tuple[int, frozenset[str]]]:
    """Return the strict findings after some moves, each with the people and work it is about."""
    edit = Edit(tuple(a for m in moves for a in m.removed), tuple(a for m in moves for a in m.added))
    verdict = base.after(edit).verdict
    return {
        finding_key(f): (
            f.excess,
            frozenset(x for x in (f.where.person, f.where.other) if x) or frozenset({f.where.work or ""}),
        )
        for f in verdict.hard
    }


def _touches(move: Move) -> set[str]:
    return {move.work, *(a.person for a in move.added)}


def _check_asked(problem: Problem, known: Mapping[str, Move], asked: Sequence[str]) -> None:
    chosen = set(asked)
    for key in asked:
        move = known.get(key)
        if move is None or not move.applies:
            raise RefusedError(sentence("The draft has moved on: a move does not fit any more. Look again."))
        missing = [k for k in move.needs if k not in chosen]
        if missing:
            raise RefusedError(
                sentence(
                    "{what} needs {other}. Take both, or neither.",
                    what=title(problem.works[move.work]),
                    other=title(problem.works[known[missing[0]].work]),
                )
            )


def _told(
    session: Session, community: str, week: date, version: Version, language: str
) -> tuple[dict[tuple[str, str, int, bool], str], str]:
    """Return the reasons that the solver gave for each change, and the proposal's summary."""
    query = select(Job).where(Job.community_id == community, Job.week == week, Job.state == "done")
    for job in session.scalars(query.order_by(Job.id.desc())):
        for proposal in job.result.get("proposals", ()):
            if proposal["version"] == version.number:
                said = in_language(proposal, language)
                reasons = {
                    (
                        r["assignment"]["work"],
                        r["assignment"]["person"],
                        r["assignment"]["start"],
                        r["added"],
                    ): r["sentence"]
                    for r in said["reasons"]
                }
                return reasons, f"{said['summary']} {said['seats']}"
        if job.result_id == version.id:
            return {}, str(job.result["says"][language])
    return {}, ""


def _move_json(
    problem: Problem, move: Move, reasons: Mapping[tuple[str, str, int, bool], str]
) -> dict[str, Any]:
    told = [reasons.get((a.work, a.person, a.start, False)) for a in move.removed]
    told += [reasons.get((a.work, a.person, a.start, True)) for a in move.added]
    return {
        "id": move.id,
        "work": move.work,
        "title": title(problem.works[move.work]),
        "day": problem.horizon.moment(move.start).date().isoformat(),
        "removed": [assignment_json(problem, a) for a in move.removed],
        "added": [assignment_json(problem, a) for a in move.added],
        "needs": list(move.needs),
        "applies": move.applies,
        "reasons": [reason for reason in told if reason],
    }
