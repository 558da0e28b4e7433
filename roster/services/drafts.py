"""The draft of a week: edits verified at once, pins, undo and redo over restarts."""

from __future__ import annotations

import dataclasses
import importlib.metadata
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from roster.eligibility import visit_windows
from roster.model import Duty, Problem, Visit
from roster.roster import Assignment, Diff, Edit, Roster
from roster.rules.api import Finding
from roster.services.common import NotFoundError, RefusedError, StaleError, now, record
from roster.services.situations import problem_of, situation_of
from roster.store import Store
from roster.store.tables import DraftMove, Situation, Version
from roster.verify import Verdict
from roster.verify_delta import Judgement
from roster.words import Sentence, sentence

MOST_STEPWISE = 40
"""Edits of more assignments are verified as a whole: that is quicker."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at some work, as a page says it; ``start`` (a minute) only tells visits apart."""

    work: str
    person: str
    start: int | None = None


@dataclass(frozen=True)
class Draft:
    """Where the draft of a week stands.

    Attributes
    ----------
    number
        Of the newest move, 0 before the first; every change names the number it was made on.
    version
        The stored version, ``None`` before the first change.
    roster
        Its assignments as far as the present configuration still knows them.
    dropped
        Assignments that the present configuration does not know any more.
    """

    community: str
    week: date
    situation: Situation
    problem: Problem
    number: int
    move: DraftMove | None
    version: Version | None
    roster: Roster
    dropped: tuple[list[Any], ...] = ()

    @property
    def can_undo(self) -> bool:
        return self.move is not None and self.move.back is not None

    @property
    def can_redo(self) -> bool:
        return self.move is not None and self.move.forth is not None


@dataclass(frozen=True)
class Change:
    """What a change of the draft led to, for the page to say."""

    draft: Draft
    before: Verdict
    after: Verdict
    diff: Diff

    @property
    def worse(self) -> tuple[Finding, ...]:
        """Findings that were not there before."""
        return _new(self.before, self.after)

    @property
    def better(self) -> tuple[Finding, ...]:
        """Findings that are gone."""
        return _new(self.after, self.before)


class ConflictError(RefusedError):
    """An edit breaks strict rules and gives no reason. With a reason it is kept, and the reason too.

    Attributes
    ----------
    findings
        The strict findings that the edit would add.
    """

    def __init__(self, message: Sentence, problem: Problem, findings: Sequence[Finding]) -> None:
        super().__init__(message)
        self.problem = problem
        self.findings = tuple(findings)


def open_draft(session: Session, community: str, week: date) -> Draft:
    """Return where the draft of a week stands, in a session that may write."""
    lock_week(session, community, week)
    situation = situation_of(session, community, week)
    problem = problem_of(session, situation)
    move = newest_move(session, community, week)
    if move is None:
        return Draft(community, week, situation, problem, 0, None, None, Roster())
    version = session.get_one(Version, move.version_id)
    roster, dropped = roster_of(problem, version)
    return Draft(community, week, situation, problem, move.number, move, version, roster, dropped)


def lock_week(session: Session, community: str, week: date) -> None:
    """Let those who write to a week do so one after the other, until the transaction ends.

    SQLite lets one write at a time anyway.
    """
    if session.info.get("writes") and session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:week))"), {"week": f"{community}/{week}"}
        )


def newest_move(session: Session, community: str, week: date) -> DraftMove | None:
    """Return the newest move of a draft."""
    query = select(DraftMove).where(DraftMove.community_id == community, DraftMove.week == week)
    return session.scalars(query.order_by(DraftMove.number.desc()).limit(1)).first()


def edit(
    store: Store,
    community: str,
    week: date,
    *,
    base: int,
    remove: Iterable[Seat] = (),
    add: Iterable[Seat] = (),
    pin: Iterable[Seat] = (),
    unpin: Iterable[Seat] = (),
    author: str,
    reason: str = "",
    kind: str = "edit",
) -> Change:
    """Change the draft and verify it at once.

    Parameters
    ----------
    base
        The number of the draft that was looked at.
    remove, add, pin, unpin
        Seats to leave, to take, to hold and to free.
    reason
        Needed when the edit breaks a strict rule; kept with what it broke.

    Raises
    ------
    StaleError
        If the draft has moved since ``base``; it tells what changed.
    ConflictError
        If strict findings are added and no reason is given.
    RefusedError
        If a seat does not exist.
    """
    with store.write() as session:
        draft = open_draft(session, community, week)
        check_base(session, draft, base)
        outs = [find(draft.problem, draft.roster, seat) for seat in remove]
        kept = [a for a in draft.roster.assignments if a not in set(outs)]
        ins = [place(draft.problem, Roster.of(kept), seat) for seat in add]
        current = Roster.of([*kept, *ins], draft.roster.pinned & set(kept))
        held = [find(draft.problem, current, seat) for seat in pin]
        freed = [find(draft.problem, current, seat) for seat in unpin]
        new = Roster.of(current.assignments, (current.pinned | set(held)) - set(freed))
        return advance(session, draft, new, kind=kind, author=author, reason=reason)


def advance(
    session: Session,
    draft: Draft,
    new: Roster,
    *,
    kind: str,
    author: str,
    reason: str = "",
    waived: bool = False,
    status: str = "edited",
    bound: Mapping[str, Any] | None = None,
) -> Change:
    """Put a new version on a draft, after verifying it (in the caller's transaction).

    ``waived`` lets strict findings pass without a reason, for versions taken over from others.
    """
    draft = _begun(session, draft)
    judged = judge(draft.problem, draft.roster)
    before, after = judged.verdict, judge(draft.problem, new, judged).verdict
    broken = [f for f in _new(before, after) if f.hard]
    if broken and not reason.strip() and not waived:
        raise ConflictError(
            sentence("This breaks a strict rule. Pick another, or give a reason."), draft.problem, broken
        )
    still = {finding_key(f) for f in after.hard}
    waivers = [w for w in (draft.version.waivers if draft.version else []) if w["key"] in still]
    waivers += [
        {"key": finding_key(f), "rule": f.rule.kind, "reason": reason, "author": author}
        for f in broken
        if reason
    ]
    version = add_version(
        session,
        draft,
        new,
        after,
        kind=kind,
        author=author,
        reason=reason,
        waivers=waivers,
        status=status,
        bound=bound,
    )
    move = move_draft(session, draft, version.id, kind, author, back=draft.move.id if draft.move else None)
    record(
        session,
        f"draft.{kind}",
        author,
        community=draft.community,
        week=draft.week,
        detail={"version": version.number, "move": move.number, "waived": [f.rule.kind for f in broken]},
        reason=reason,
    )
    moved = dataclasses.replace(draft, number=move.number, move=move, version=version, roster=new, dropped=())
    return Change(moved, before, after, draft.roster.diff(new))


def add_version(
    session: Session,
    draft: Draft,
    roster: Roster,
    verdict: Verdict,
    *,
    kind: str,
    author: str,
    reason: str = "",
    waivers: Sequence[Any] = (),
    status: str = "edited",
    bound: Mapping[str, Any] | None = None,
    seed: int | None = None,
    software: Mapping[str, Any] | None = None,
    parent: int | None = None,
) -> Version:
    """Keep a version of a week; the draft does not move. Its parent is the draft's unless said."""
    lock_week(session, draft.community, draft.week)
    query = select(func.max(Version.number)).where(
        Version.community_id == draft.community, Version.week == draft.week
    )
    newest = session.scalar(query)
    version = Version(
        community_id=draft.community,
        week=draft.week,
        number=0 if newest is None and kind == "empty" else (newest or 0) + 1,
        parent_id=parent or (draft.version.id if draft.version else None),
        situation_id=draft.situation.id,
        kind=kind,
        author=author,
        reason=reason,
        roster=pack(roster),
        verdict=summary(verdict),
        waivers=list(waivers),
        status=status,
        bound=dict(bound or {}),
        seed=seed,
        software=dict(software or {"roster": importlib.metadata.version("neighbourhood-roster")}),
        created_at=now(),
    )
    session.add(version)
    session.flush()
    return version


def undo(store: Store, community: str, week: date, *, base: int, author: str) -> Change:
    """Go back one change; as often as there are changes, also after a restart."""
    return _step(store, community, week, base, author, "undo")


def redo(store: Store, community: str, week: date, *, base: int, author: str) -> Change:
    """Do again what was undone last."""
    return _step(store, community, week, base, author, "redo")


def restore(
    store: Store, community: str, week: date, version: int, *, base: int, author: str, reason: str = ""
) -> Change:
    """Make an older version (by its number) the draft again; this can be undone like an edit."""
    with store.write() as session:
        draft = open_draft(session, community, week)
        check_base(session, draft, base)
        row = version_by_number(session, community, week, version)
        roster, _ = roster_of(draft.problem, row)
        return advance(session, draft, roster, kind="restore", author=author, reason=reason, waived=True)


def version_by_number(session: Session, community: str, week: date, number: int) -> Version:
    """Return a version of a week by its number."""
    query = select(Version).where(
        Version.community_id == community, Version.week == week, Version.number == number
    )
    row = session.scalars(query).first()
    if row is None:
        raise NotFoundError(sentence("There is no version {number} of this week.", number=number))
    return row


def pack(roster: Roster) -> list[list[Any]]:
    """Return a roster as it is stored."""
    return [[a.start, a.end, a.work, a.person, a in roster.pinned] for a in roster.assignments]


def unpack(problem: Problem, stored: Iterable[Sequence[Any]]) -> tuple[Roster, tuple[list[Any], ...]]:
    """Return a stored roster, and what the problem does not know any more."""
    found: list[Assignment] = []
    pinned: list[Assignment] = []
    dropped: list[list[Any]] = []
    for start, end, key, person, pin in stored:
        work = problem.works.get(key)
        span = _span(work, person, start)
        if person not in problem.people or span is None:
            dropped.append([start, end, key, person, pin])
            continue
        assignment = Assignment(*span, key, person)
        found.append(assignment)
        if pin:
            pinned.append(assignment)
    return Roster.of(found, pinned), tuple(dropped)


class _Rosters:
    """The newest rosters that were read: a version never changes, so it is unpacked once for a problem."""

    def __init__(self, most: int = 100) -> None:
        self._most = most
        self._known: OrderedDict[tuple[int, int, str], tuple[Problem, Roster, tuple[list[Any], ...]]] = (
            OrderedDict()
        )
        self._lock = Lock()

    def of(self, problem: Problem, version: Version) -> tuple[Roster, tuple[list[Any], ...]]:
        key = (id(problem), version.id, version.created_at.isoformat())
        with self._lock:
            known = self._known.get(key)
            if known is not None and known[0] is problem:
                self._known.move_to_end(key)
                return known[1], known[2]
        roster, dropped = unpack(problem, version.roster)
        with self._lock:
            self._known[key] = (problem, roster, dropped)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return roster, dropped


_ROSTERS = _Rosters()


def roster_of(problem: Problem, version: Version) -> tuple[Roster, tuple[list[Any], ...]]:
    """Return the roster of a stored version, and what the problem does not know any more."""
    return _ROSTERS.of(problem, version)


def find(problem: Problem, roster: Roster, seat: Seat) -> Assignment:
    """Return the assignment that a seat means."""
    there = [a for a in roster.at(seat.work) if a.person == seat.person and seat.start in (None, a.start)]
    if len(there) != 1:
        who = (
            problem.people[seat.person].name or seat.person if seat.person in problem.people else seat.person
        )
        raise RefusedError(
            sentence("{who} is not there any more. Look at the board again.", who=who)
            if not there
            else sentence("{who} is there several times. Say which start.", who=who)
        )
    return there[0]


def place(problem: Problem, roster: Roster, seat: Seat) -> Assignment:
    """Return the assignment that puts somebody into a seat; a visit without a start gets the earliest."""
    work = problem.works.get(seat.work)
    if work is None or seat.person not in problem.people:
        raise RefusedError(sentence("There is no such post or person in this week."))
    start = seat.start
    if isinstance(work, Visit) and start is None:
        start = _visit_start(problem, roster, work, seat.person)
    span = _span(work, seat.person, start if start is not None else 0)
    if span is None:
        who = problem.people[seat.person].name or seat.person
        raise RefusedError(sentence("{who} has no time for this that day.", who=who))
    if any(a.person == seat.person and a.start == span[0] for a in roster.at(seat.work)):
        raise RefusedError(
            sentence("{who} is there already.", who=problem.people[seat.person].name or seat.person)
        )
    return Assignment(*span, seat.work, seat.person)


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


class _Judgements:
    """The newest judgements, since each edit starts from the one before it."""

    def __init__(self, most: int = 60) -> None:
        self._most = most
        self._known: OrderedDict[tuple[int, int], tuple[Problem, Roster, Judgement]] = OrderedDict()
        self._lock = Lock()

    def of(self, problem: Problem, roster: Roster, near: Judgement | None) -> Judgement:
        known = self._find(problem, roster)
        if known is None:
            known = self._new(problem, roster, near)
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

    def _new(self, problem: Problem, roster: Roster, near: Judgement | None) -> Judgement:
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


def _new(before: Verdict, after: Verdict) -> tuple[Finding, ...]:
    """Return the findings of ``after`` that ``before`` has not, or has to a lesser excess."""
    known = {finding_key(f): f.excess for f in before.findings}
    return tuple(f for f in after.findings if f.excess > known.get(finding_key(f), 0))


def check_base(session: Session, draft: Draft, base: int) -> None:
    """Refuse a change that was made on an older draft, and tell what changed since."""
    if draft.number == base:
        return
    query = select(DraftMove).where(
        DraftMove.community_id == draft.community, DraftMove.week == draft.week, DraftMove.number == base
    )
    seen = session.scalars(query).first()
    then = Roster()
    if seen is not None:
        then, _ = roster_of(draft.problem, session.get_one(Version, seen.version_id))
    diff = then.diff(draft.roster)
    raise StaleError(
        sentence("The draft was changed meanwhile. Look at what changed; your edit is kept for another try."),
        {
            "number": draft.number,
            "author": draft.move.author if draft.move else "",
            "removed": [_seat(a) for a in diff.removed],
            "added": [_seat(a) for a in diff.added],
        },
    )


def _seat(a: Assignment) -> dict[str, Any]:
    return {"work": a.work, "person": a.person, "start": a.start}


def move_draft(
    session: Session,
    draft: Draft,
    version: int,
    kind: str,
    author: str,
    *,
    back: int | None = None,
    forth: int | None = None,
) -> DraftMove:
    """Let a draft point to another version; ``back`` and ``forth`` are where undo and redo lead."""
    move = DraftMove(
        community_id=draft.community,
        week=draft.week,
        number=draft.number + 1,
        version_id=version,
        kind=kind,
        author=author,
        back=back,
        forth=forth,
        created_at=now(),
    )
    session.add(move)
    try:
        session.flush()
    except IntegrityError:
        raise StaleError(
            sentence("The draft was changed at the same moment. Try again."), {"number": draft.number + 1}
        ) from None
    return move


def _begun(session: Session, draft: Draft) -> Draft:
    """Give a week without a draft its empty version 0, so that even the first change can be undone."""
    if draft.move is not None:
        return draft
    verdict = judge(draft.problem, Roster()).verdict
    version = add_version(session, draft, Roster(), verdict, kind="empty", author="system")
    start = dataclasses.replace(draft, number=-1, version=version)
    move = move_draft(session, start, version.id, "empty", "system")
    return dataclasses.replace(start, number=0, move=move)


def _step(store: Store, community: str, week: date, base: int, author: str, kind: str) -> Change:
    with store.write() as session:
        draft = open_draft(session, community, week)
        check_base(session, draft, base)
        target = None
        if draft.move is not None:
            number = draft.move.back if kind == "undo" else draft.move.forth
            target = None if number is None else session.get_one(DraftMove, number)
        if target is None or draft.move is None:
            raise RefusedError(
                sentence("There is nothing to undo.")
                if kind == "undo"
                else sentence("There is nothing to redo.")
            )
        ways = (
            {"back": target.back, "forth": draft.move.id}
            if kind == "undo"
            else {"back": draft.move.id, "forth": target.forth}
        )
        version = session.get_one(Version, target.version_id)
        roster, dropped = roster_of(draft.problem, version)
        before = verdict_of(draft.problem, draft.roster)
        after = verdict_of(draft.problem, roster)
        move = move_draft(session, draft, version.id, kind, author, **ways)
        record(session, f"draft.{kind}", author, community=community, week=week, detail={"move": move.number})
        moved = dataclasses.replace(
            draft, number=move.number, move=move, version=version, roster=roster, dropped=dropped
        )
        return Change(moved, before, after, draft.roster.diff(roster))


def _span(work: Duty | Visit | None, person: str, start: int) -> tuple[int, int] | None:
    if work is None:
        return None
    if isinstance(work, Visit):
        return start, start + work.minutes
    if work.spans is not None and person not in work.spans:
        return None
    span = work.span_of(person)
    return span.start, span.end


def _visit_start(problem: Problem, roster: Roster, visit: Visit, person: str) -> int:
    """Return the first start at which a visit lacks somebody, or the first at which this person can."""
    for start, there in roster.meetings(visit.key).items():
        if len(there) < visit.people:
            return start
    for slot in visit.slots:
        taken = any(slot.span.start <= start < slot.span.end for start in roster.meetings(visit.key))
        if taken:
            continue
        for piece in visit_windows(problem, problem.people[person], visit, slot):
            busy = [a.span for a in roster.of_person(person)]
            for start in range(piece.start, piece.end - visit.minutes + 1, 15):
                if not any(b.start < start + visit.minutes and start < b.end for b in busy):
                    return start
    raise RefusedError(
        sentence("{who} has no free time for this home.", who=problem.people[person].name or person)
    )
