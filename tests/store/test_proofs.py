"""What a solve has proven counts only while what it was solved from is the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from roster.services import board, communities, configurations, drafts, jobs, proposals, publishing
from roster.services.drafts import Seat
from roster.services.volunteers import say_available
from roster.store import Store
from solver import job as solving
from tests.answered_jobs import ended
from tests.site_world import FILES, MAIN, WEEK, YAML, add_lane, gate
from tests.store.published import who

PROVEN = {"open_units": 200, "open": 100.0, "soft": 3}


def another_rule(store: Store) -> None:
    """Keep a configuration in which the gate needs three people."""
    text = YAML.replace("people: 2, needs", "people: 3, needs")
    with store.write() as session:
        row = communities.get(session, "lane")
        configurations.save(session, row, MAIN, {**FILES, MAIN: text.encode()}, author="test")


def another_time(store: Store) -> None:
    """Let somebody say that there is no time at all this week."""
    say_available(store, who("han"), WEEK, available=[], note="")


@pytest.fixture
def solve(store: Store) -> Callable[[], int]:
    """Return what keeps a proposal with one person at the gate and a bound, and tells its number."""

    def make() -> int:
        with store.write() as session:
            draft = drafts.open_draft(session, "lane", WEEK)
            roster = drafts.Roster.of([drafts.place(draft.problem, draft.roster, Seat(gate(WEEK), "ma"))])
            verdict = drafts.verdict_of(draft.problem, roster)
            row = drafts.add_version(
                session,
                draft,
                roster,
                verdict,
                kind="solve",
                author="account:1",
                status="optimal",
                bound=PROVEN,
            )
            return row.number

    return make


@pytest.fixture
def solved(store: Store, solve: Callable[[], int]) -> int:
    add_lane(store)
    return solve()


def said(store: Store) -> str:
    with store.read() as db:
        draft = drafts.open_draft(db, "lane", WEEK)
        verdict = drafts.verdict_of(draft.problem, draft.roster)
        return str(board.status_sentence(draft, verdict).say("en"))


def test_a_week_that_was_looked_at_before_anything_was_kept_has_its_proof_too(
    store: Store, solve: Callable[[], int]
) -> None:
    add_lane(store)
    said(store)
    proposals.take(store, "lane", WEEK, solve(), base=0, author="account:1")
    assert "proven unavoidable" in said(store)


@pytest.mark.parametrize("change", [another_rule, another_time])
def test_the_board_claims_no_proof_of_another_problem(
    store: Store, solved: int, change: Callable[[Store], None]
) -> None:
    proposals.take(store, "lane", WEEK, solved, base=0, author="account:1")
    assert "proven unavoidable" in said(store)
    change(store)
    assert "better may exist" in said(store)
    with store.read() as db:
        draft = drafts.open_draft(db, "lane", WEEK)
        told = board.draft_json(db, draft)
        document = publishing.document_of(db, draft, 1)
    assert (told["status"], told["bound"]) == ("edited", {})
    assert document["status"] == "edited"
    assert document["bound"]["soft"] is None


@pytest.mark.parametrize("change", [another_rule, another_time])
def test_a_proposal_taken_later_brings_no_proof_along(
    store: Store, solved: int, change: Callable[[Store], None]
) -> None:
    with store.read() as db:
        assert not proposals.show(db, "lane", WEEK, solved, "en")["outdated"]
    change(store)
    with store.read() as db:
        shown = proposals.show(db, "lane", WEEK, solved, "en")
    assert shown["bound"] == {}
    assert shown["outdated"], "the page says that what the proposal calls proven was proven before"
    proposals.take(store, "lane", WEEK, solved, base=0, author="account:1", reason="all the same")
    assert "better may exist" in said(store)


@pytest.mark.parametrize(("change", "bound"), [(None, 200), (another_rule, None), (another_time, None)])
def test_a_question_asked_later_knows_no_bound(
    store: Store,
    solved: int,
    change: Callable[[Store], None] | None,
    bound: int | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int | None] = []

    def answer(*_: Any, open_bound: int | None, **__: Any) -> tuple[Any, dict[str, Any]]:
        asked.append(open_bound)
        return jobs.sentence("Nothing."), {}

    proposals.take(store, "lane", WEEK, solved, base=0, author="account:1")
    if change is not None:
        change(store)
    monkeypatch.setattr(solving, "answer", answer)
    solving.run(store, ended(store, "lane", "why-open", {}, state="queued"))
    assert asked == [bound]
