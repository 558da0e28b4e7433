"""Jobs that have ended, written down as the solver would have, for pages and tests that look at them."""

from __future__ import annotations

from typing import Any

from roster.services import drafts, jobs
from roster.services.common import now
from roster.services.drafts import Seat
from roster.store import Store
from roster.store.tables_people import Job
from roster.words import sentence
from tests.site_world import WEEK

SAID = jobs.both(sentence("Nothing changes."))


def ended(store: Store, lane: str, kind: str, result: dict[str, Any], **more: Any) -> int:
    """Keep a job that is done with a result; return its number."""
    with store.write() as session:
        draft = drafts.open_draft(session, lane, WEEK)
        job = Job(
            community_id=lane,
            week=WEEK,
            kind=kind,
            base_id=draft.version.id if draft.version else None,
            situation_id=draft.situation.id,
            options=more.pop("options", {}),
            author="account:1",
            state=more.pop("state", "done"),
            created_at=now(),
            ended_at=now(),
            result={"says": SAID, **result},
            **more,
        )
        session.add(job)
        session.flush()
        return job.id


def repaired(store: Store, lane: str, *, work: str, people: tuple[str, ...]) -> tuple[int, list[int]]:
    """Keep a repair with one proposal for each person, who takes a seat; return the job and the versions."""
    steps = [{"level": "people", "value": 1, "bound": 1}, {"level": "soft", "value": 9, "bound": 4}]
    told, first = [], None
    with store.write() as session:
        draft = drafts.open_draft(session, lane, WEEK)
        for person in people:
            seat = drafts.place(draft.problem, draft.roster, Seat(work, person))
            roster = drafts.Roster.of([*draft.roster.assignments, seat])
            verdict = drafts.verdict_of(draft.problem, roster)
            row = drafts.add_version(session, draft, roster, verdict, kind="repair", author="x")
            first = first or row.id
            told.append(
                {"version": row.number, "summary": SAID, "seats": SAID, "steps": steps, "reasons": []}
            )
    number = ended(store, lane, "repair", {"proposals": told, "lost": []}, result_id=first)
    return number, [int(proposal["version"]) for proposal in told]


def supposed(store: Store, lane: str) -> int:
    """Keep an answer to what if; return its number."""
    score = {"open_seats": 1, "soft": 12, "hard": 0, "proven": False}
    return ended(
        store,
        lane,
        "what-if",
        {
            "supposed": SAID,
            "old": score,
            "new": {**score, "soft": 30, "proven": True},
            "edits": [SAID],
            "told": [SAID],
            "people": ["han", "ma"],
            "costs": [{"rule": "fair-share", "cost": 18, "new": [SAID], "gone": []}],
            "opened": [{"work": "visits/h21", "missing": 1}],
            "closed": [],
        },
        options={"files": {"community.yaml": "community: x\n"}},
    )
