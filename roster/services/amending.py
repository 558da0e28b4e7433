"""A small change of what is published, agreed among volunteers: verified, published and told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from roster.model import Problem
from roster.roster import Assignment, Edit, Roster
from roster.rules.api import Finding
from roster.services import publishing
from roster.services.board import newest_publication
from roster.services.common import NotFoundError, RefusedError
from roster.services.drafts import (
    Draft,
    add_version,
    advance,
    finding_key,
    judge,
    move_draft,
    open_draft,
    roster_of,
)
from roster.services.views import moment_now
from roster.store.tables import Publication, Version
from roster.words import sentence


@dataclass(frozen=True)
class Public:
    """What is published of a week, with the draft beside it."""

    draft: Draft
    publication: Publication
    version: Version
    roster: Roster

    @property
    def problem(self) -> Problem:
        return self.draft.problem


def public(session: Session, community: str, week: date) -> Public:
    """Return what is published of a week."""
    publication = newest_publication(session, community, week)
    if publication is None:
        raise NotFoundError(sentence("Nothing is published for this week yet."))
    draft = open_draft(session, community, week)
    version = session.get_one(Version, publication.version_id)
    return Public(draft, publication, version, roster_of(draft.problem, version)[0])


def own(state: Public, person: str, work: str, start: int, *, ahead: bool = True) -> Assignment:
    """Return somebody's own published assignment; ``ahead`` only if it has not begun."""
    for a in state.roster.of_person(person):
        if (a.work, a.start) == (work, start):
            if ahead and a.start <= moment_now(state.problem.horizon):
                raise RefusedError(sentence("This has begun already. Call the coordinator."))
            return a
    raise NotFoundError(sentence("This is not one of your duties."))


def against(state: Public, remove: Sequence[Assignment], add: Sequence[Assignment]) -> list[Finding]:
    """Return the strict findings that a change of what is published would add."""
    before = judge(state.problem, state.roster)
    after = before.after(Edit(tuple(remove), tuple(add))).verdict
    known = {finding_key(f): f.excess for f in before.verdict.hard}
    return [f for f in after.hard if f.excess > known.get(finding_key(f), 0)]


def refuse_if_against(state: Public, remove: Sequence[Assignment], add: Sequence[Assignment]) -> None:
    """Refuse a change that breaks a strict rule, in the rule's own words."""
    for finding in against(state, remove, add):
        raise RefusedError(finding.rule.explain(state.problem, finding))


def amend(
    session: Session,
    state: Public,
    *,
    remove: Sequence[Assignment] = (),
    add: Sequence[Assignment] = (),
    kind: str,
    author: str,
    reason: str = "",
) -> Publication:
    """Change what is published, and the draft with it; those whose duties change are told.

    Raises
    ------
    RefusedError
        If a strict rule would be broken; the message is the rule's.
    """
    refuse_if_against(state, remove, add)
    edit = Edit(tuple(remove), tuple(add))
    roster = state.roster.apply([edit])
    draft = state.draft
    verdict = judge(state.problem, roster, judge(state.problem, state.roster)).verdict
    still = {finding_key(f) for f in verdict.hard}
    version = add_version(
        session,
        draft,
        roster,
        verdict,
        kind=kind,
        author=author,
        reason=reason,
        waivers=[w for w in state.version.waivers if w["key"] in still],
        parent=state.version.id,
    )
    row = publishing.put(session, draft, version, roster, author=author, reason=reason)
    _follow(session, state, version, edit, kind, author)
    return row


def _follow(session: Session, state: Public, version: Version, edit: Edit, kind: str, author: str) -> None:
    """Let the draft follow: to the new version, or by the same change where it has gone its own way."""
    draft = state.draft
    if draft.version is not None and draft.version.id == state.version.id:
        move_draft(session, draft, version.id, kind, author, back=draft.move.id if draft.move else None)
        return
    there = set(draft.roster.assignments)
    gone = there & set(edit.remove)
    roster = Roster.of((there - gone) | set(edit.add), draft.roster.pinned - gone)
    advance(session, draft, roster, kind=kind, author=author, waived=True)
