"""The draft of a week: edits verified at once, pins, undo and redo over restarts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from roster.model import Problem
from roster.roster import Diff, Edit, Roster
from roster.rules.api import Finding
from roster.services.common import RefusedError, record
from roster.services.judging import finding_key, judge, keep_roster, new_findings, roster_of, verdict_of
from roster.services.seats import Seat, find, pack, place, unpack
from roster.services.versions import (
    Draft,
    add_version,
    check_base,
    lock_week,
    move_draft,
    newest_move,
    open_draft,
    version_by_number,
)
from roster.store import Store
from roster.store.tables import DraftMove, Version
from roster.verify import Verdict
from roster.words import Sentence, sentence

__all__ = [
    "Change",
    "ConflictError",
    "Draft",
    "Edit",
    "Roster",
    "Seat",
    "add_version",
    "advance",
    "check_base",
    "edit",
    "find",
    "finding_key",
    "judge",
    "lock_week",
    "move_draft",
    "newest_move",
    "open_draft",
    "pack",
    "place",
    "redo",
    "restore",
    "roster_of",
    "undo",
    "unpack",
    "verdict_of",
    "version_by_number",
]


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
        return new_findings(self.before, self.after)

    @property
    def better(self) -> tuple[Finding, ...]:
        """Findings that are gone."""
        return new_findings(self.after, self.before)


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
        outs = {find(draft.problem, draft.roster, seat) for seat in remove}
        kept = [a for a in draft.roster.assignments if a not in outs]
        ins = [place(draft.problem, Roster.of(kept), seat) for seat in add]
        current = Roster.of([*kept, *ins], draft.roster.pinned & set(kept))
        held = [find(draft.problem, current, seat) for seat in pin]
        freed = [find(draft.problem, current, seat) for seat in unpin]
        new = Roster.of(current.assignments, (current.pinned | set(held)) - set(freed))
        change = advance(session, draft, new, kind=kind, author=author, reason=reason)
        assert change.draft.version is not None
        keep_roster(session, draft.problem, change.draft.version, new)
        return change


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
    broken = [f for f in new_findings(before, after) if f.hard]
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
