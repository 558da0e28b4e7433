"""A published week of the lane, seen and changed as its volunteers do."""

from __future__ import annotations

from datetime import timedelta

from roster.services import drafts, publishing, requests, trading, volunteers
from roster.services.drafts import Seat
from roster.services.links import Visitor
from roster.store import Store
from tests.site_world import WEEK, add_lane, gate

MON, TUE, THU = gate(WEEK), gate(WEEK + timedelta(days=1)), gate(WEEK + timedelta(days=3))
AT_MON, AT_TUE, AT_THU = 19 * 60, 43 * 60, 91 * 60
WAITING = 23


def who(person: str) -> Visitor:
    return Visitor("lane", person, 0)


def publish_lane(store: Store) -> str:
    """Han and Bai on Monday, Ma and Li on Tuesday, all published; Thursday is open."""
    add_lane(store)
    seats = [Seat(MON, "han"), Seat(MON, "bai"), Seat(TUE, "ma"), Seat(TUE, "li"), Seat("visits/h21", "ma")]
    drafts.edit(store, "lane", WEEK, base=0, add=seats, author="account:1")
    publishing.publish(store, "lane", WEEK, base=1, publication=0, author="account:1")
    return "lane"


def at(store: Store, work: str) -> list[str]:
    """Return who is published at some work, and check that the draft has followed."""
    with store.read() as db:
        page = publishing.newest_publication(db, "lane", WEEK)
        assert page is not None
        shown = [a["person"] for a in page.document["assignments"] if a["work"] == work]
        draft = [a.person for a in drafts.open_draft(db, "lane", WEEK).roster.at(work)]
    assert shown == draft
    return shown


def state(store: Store, number: int) -> requests.State:
    with store.read() as db:
        return requests.get(db, "lane", number)


def page(store: Store, person: str) -> dict:  # type: ignore[type-arg]
    with store.read() as db:
        return volunteers.my_page(db, who(person), "en")


def swap(store: Store, *, other: str = "bai", work: str = MON, start: int = AT_MON) -> int:
    """Let Li offer Tuesday for a duty of somebody else."""
    return trading.offer_swap(
        store, who("li"), WEEK, TUE, AT_TUE, person=other, other_work=work, other_start=start
    )
