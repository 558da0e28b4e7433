"""Publishing: a version becomes what volunteers see, and those whose own duties change are told."""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from roster.document import to_document
from roster.model import Person
from roster.roster import Roster
from roster.services import communities, outbox, requests
from roster.services.board import finding_json, newest_publication
from roster.services.common import NotFoundError, RefusedError, StaleError, now, record
from roster.services.drafts import ConflictError, Draft, finding_key, judge, open_draft
from roster.services.letters import Letters
from roster.services.telling import Affected, affected_by, for_group, from_json, in_short, said_to
from roster.services.versions import proof_of
from roster.services.views import Json
from roster.store import Store
from roster.store.tables import Community, Configuration, Publication, Version
from roster.words import sentence, sentences

ROBOT_BYTES = 2000
"""What the robots of chat groups take in one text."""


@dataclass(frozen=True)
class _Bound:
    open_units: int | None
    soft: int | None


def preview(session: Session, community: str, week: date, language: str) -> Json:
    """Return whom publishing the draft would affect and tell, and what stands against it."""
    draft = open_draft(session, community, week)
    last = newest_publication(session, community, week)
    affected = affected_by(last.document if last else None, document_of(session, draft, 0))
    return {
        "base": draft.number,
        "publication": last.number if last else 0,
        "changed": last is None or draft.version is None or last.version_id != draft.version.id,
        "affected": [
            {
                **person.as_json(),
                "told_by": _channels(draft.problem.people.get(person.person)),
                "text": "\n".join(s.say(language) for s in said_to(person)),
            }
            for person in affected
        ],
        "conflicts": [finding_json(draft.problem, f, language, draft) for f in _unwaived(draft)],
        "says": sentences("{n} person's duties change.", "{n} people's duties change.", len(affected)).say(
            language
        ),
    }


def publish(
    store: Store,
    community: str,
    week: date,
    *,
    base: int,
    publication: int,
    author: str,
    reason: str = "",
) -> Json:
    """Publish the draft and tell those whose own duties, times or places change.

    Parameters
    ----------
    base
        The number of the draft that was looked at.
    publication
        The number of the publication that was there then, 0 for none.
    reason
        Needed while strict findings without a reason of their own are left.

    Raises
    ------
    StaleError
        If the draft has moved, or somebody else has published.
    ConflictError
        If strict findings have no reason.
    RefusedError
        If there is nothing to publish.
    """
    with store.write() as session:
        draft = open_draft(session, community, week)
        last = newest_publication(session, community, week)
        if draft.version is None:
            raise RefusedError(sentence("There is no draft to publish yet."))
        if draft.number != base or (last.number if last else 0) != publication:
            raise StaleError(
                sentence("The draft or what is published has changed meanwhile. Look again, then publish."),
                {"number": draft.number, "publication": last.number if last else 0},
            )
        if last is not None and last.version_id == draft.version.id:
            raise RefusedError(sentence("This version is published already."))
        conflicts = _unwaived(draft)
        if conflicts and not reason.strip():
            raise ConflictError(
                sentence("Strict rules are broken. Mend them, or give a reason."), draft.problem, conflicts
            )
        row = put(session, draft, draft.version, draft.roster, author=author, reason=reason)
        return {
            "publication": row.number,
            "version": draft.version.number,
            "affected": row.affected,
            "told": [p["person"] for p in row.affected if _channels(draft.problem.people.get(p["person"]))],
        }


def put(
    session: Session, draft: Draft, version: Version, roster: Roster, *, author: str, reason: str = ""
) -> Publication:
    """Publish a version and tell those whose own duties change, in the caller's transaction."""
    last = newest_publication(session, draft.community, draft.week)
    number = (last.number if last else 0) + 1
    document = document_of(session, draft, number, version, roster)
    affected = affected_by(last.document if last else None, document)
    row = Publication(
        community_id=draft.community,
        week=draft.week,
        number=number,
        version_id=version.id,
        document=document,
        affected=[person.as_json() for person in affected],
        author=author,
        reason=reason,
        created_at=now(),
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise StaleError(
            sentence("Somebody published at the same moment. Look again."), {"publication": number}
        ) from None
    _tell(session, communities.get(session, draft.community), draft, row, affected)
    requests.settle(session, draft.community, draft.week, roster)
    record(
        session,
        "published",
        author,
        community=draft.community,
        week=draft.week,
        detail={"publication": number, "version": version.number, "affected": len(affected)},
        reason=reason,
    )
    return row


def text_for_group(
    session: Session, community: str, week: date, language: str, team: str | None = None
) -> Json:
    """Return what the newest publication changed as a text to paste into a chat group, and one for each person.

    Parameters
    ----------
    team
        Only people of this team; everybody if left out.
    """
    draft = open_draft(session, community, week)
    last = newest_publication(session, community, week)
    if last is None:
        raise NotFoundError(sentence("Nothing is published for this week yet."))
    people = draft.problem.people
    affected = [
        from_json(p)
        for p in last.affected
        if team is None or (p["person"] in people and team in people[p["person"]].teams)
    ]
    return {
        "publication": last.number,
        "team": team,
        "teams": sorted({name for person in people.values() for name in person.teams}),
        "group": for_group(affected, week, draft.problem.horizon.weeks, language),
        "people": [
            {
                "person": p.person,
                "name": p.name,
                "text": "\n".join(
                    (
                        sentence("Hello {who},", who=p.name).say(language),
                        *(s.say(language) for s in said_to(p)),
                    )
                ),
            }
            for p in affected
        ],
    }


def document_of(
    session: Session, draft: Draft, number: int, version: Version | None = None, roster: Roster | None = None
) -> Json:
    """Return a draft, or another version of its week, as a ``roster/1`` document."""
    problem = draft.problem
    version = version or draft.version
    roster = draft.roster if roster is None else roster
    status, bound = proof_of(version, draft.situation)
    configuration = session.get(Configuration, draft.situation.configuration_id)
    document = to_document(
        problem,
        roster,
        judge(problem, roster).verdict,
        status=status,
        bound=_Bound(bound.get("open_units"), bound.get("soft")),
        provenance={
            "config_hash": configuration.hash if configuration else "",
            "version": number,
            "solved_at": datetime.isoformat(version.created_at if version else now(), timespec="seconds"),
            "seed": version.seed if version else None,
            "versions": {"roster": importlib.metadata.version("neighbourhood-roster")},
        },
    )
    for finding in document["findings"]:
        if finding["line"]:
            finding["line"] = finding["line"].rpartition("/")[2]
    return document


def _unwaived(draft: Draft) -> list[Any]:
    waived = {w["key"] for w in (draft.version.waivers if draft.version else [])}
    verdict = judge(draft.problem, draft.roster).verdict
    return [f for f in verdict.hard if finding_key(f) not in waived]


def _channels(person: Person | None) -> list[str]:
    return ["email"] if person is not None and person.email else []


def _tell(
    session: Session, community: Community, draft: Draft, row: Publication, affected: list[Affected]
) -> None:
    """Put a message for each person affected into the outbox, and one for the group's robot."""
    letters = Letters(session, community)
    for person in affected:
        known = draft.problem.people.get(person.person)
        if known is None:
            continue
        letters.put(
            f"published:{community.id}:{draft.week}:{row.number}:{person.person}",
            known,
            week=draft.week,
            subject=sentence(
                "{community}: your duties in the week of {week}",
                community=community.name,
                week=draft.week.isoformat(),
            ),
            body=[
                sentence("Hello {who},", who=person.name),
                None,
                *said_to(person),
                None,
                sentence("Look here, and say whether you come: {link}", link=outbox.LINK),
            ],
        )
    hook = communities.settings(community)["webhook"]
    if hook and affected:
        weeks = draft.problem.horizon.weeks
        text = for_group(affected, draft.week, weeks, community.language)
        if len(text.encode()) > ROBOT_BYTES:
            text = in_short(affected, draft.week, weeks, community.language)
        outbox.put(
            session,
            f"published:{community.id}:{draft.week}:{row.number}:*",
            community=community.id,
            week=draft.week,
            channel="webhook",
            address=hook,
            subject=community.name,
            body=text,
        )
