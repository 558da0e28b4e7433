"""Proposals side by side: whose week changes, what each costs by rule, and setting one aside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from roster.services import alternatives, drafts, jobs
from roster.services.common import NotFoundError
from roster.services.drafts import Seat
from roster.store import Store
from tests.answered_jobs import repaired
from tests.site_world import WEEK, add_lane, gate

MON, TUE = gate(WEEK), gate(WEEK + timedelta(days=1))


@pytest.fixture
def lane(store: Store) -> str:
    return add_lane(store)


def test_each_way_says_who_moves_and_what_it_costs(store: Store, lane: str) -> None:
    drafts.edit(store, lane, WEEK, base=0, add=[Seat(MON, "han"), Seat(TUE, "ma")], author="account:1")
    _, (first, second) = repaired(store, lane, work=TUE, people=("han", "li"))
    with store.read() as db:
        a, b = alternatives.side_by_side(db, lane, WEEK, second, "en")
        old = drafts.verdict_of(*_draft(db, lane))
    assert [a["version"], b["version"]] == [first, second]
    assert (a["shown"], b["shown"]) == (False, True)
    assert [[p["name"] for p in way["people"]] for way in (a, b)] == [["韩立新"], ["李志强"]]
    assert (a["assignments"], b["assignments"]) == (1, 1)
    for way in (a, b):
        assert way["change"] == way["score"]["soft"] - old.score.soft
        assert sum(rule["change"] for rule in way["rules"]) == way["change"]
        assert way["score"]["open_seats"] == old.open_seats - 1
        assert way["proven"]["people"]["proven"] is True
        assert way["proven"]["soft"]["proven"] is False
    assert a["furthest"]["name"] == "韩立新"


def _draft(db: object, lane: str) -> tuple[object, object]:
    draft = drafts.open_draft(db, lane, WEEK)  # type: ignore[arg-type]
    return draft.problem, draft.roster


def test_a_proposal_that_is_set_aside_waits_no_more(store: Store, lane: str) -> None:
    drafts.edit(store, lane, WEEK, base=0, add=[Seat(MON, "han")], author="account:1")
    number, (first, second) = repaired(store, lane, work=TUE, people=("ma", "li"))

    def waits(after: int = 1) -> int | None:
        with store.read() as db:
            return alternatives.waiting(db, lane, WEEK, jobs.get(db, lane, number), after)

    assert waits() == first
    for _ in range(2):
        alternatives.put_aside(store, lane, WEEK, first, author="account:1", reason="she is ill")
    assert waits() == second
    alternatives.put_aside(store, lane, WEEK, second, author="account:1")
    assert waits() is None
    assert waits(after=second) is None
    with store.read() as db:
        assert alternatives.set_aside(db, lane, WEEK) == {first, second}
        assert alternatives.side_by_side(db, lane, WEEK, first, "en")[0]["set_aside"]
    with pytest.raises(NotFoundError):
        alternatives.put_aside(store, lane, WEEK, 1, author="account:1")
    with pytest.raises(NotFoundError):
        alternatives.put_aside(store, lane, WEEK, 99, author="account:1")
