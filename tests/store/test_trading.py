"""Open shifts that are claimed, and swaps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from roster.services import (
    answers,
    communities,
    drafts,
    publishing,
    requests,
    trading,
)
from roster.services.common import NotFoundError, RefusedError
from roster.services.drafts import Seat
from roster.store import Store
from tests.site_world import WEEK, gate
from tests.store.published import (
    AT_MON,
    AT_THU,
    AT_TUE,
    MON,
    THU,
    TUE,
    at,
    page,
    publish_lane,
    state,
    swap,
    who,
)


@pytest.fixture
def lane(store: Store) -> str:
    return publish_lane(store)


def test_an_open_shift_is_claimed_if_the_rules_allow(store: Store, lane: str) -> None:
    with store.read() as db:
        offered = {o["work"] for o in trading.open_shifts(db, who("chen"), WEEK)}
    assert THU in offered
    assert trading.claim(store, who("chen"), WEEK, THU, AT_THU) == "done"
    assert at(store, THU) == ["chen"]
    with pytest.raises(RefusedError, match="not free"):
        trading.claim(store, who("chen"), WEEK, THU, AT_THU)


def test_a_rule_refuses_a_claim_in_its_own_words(store: Store, lane: str) -> None:
    with pytest.raises(RefusedError) as caught:
        trading.claim(store, who("liu"), WEEK, THU, AT_THU)
    assert "刘洋" in str(caught.value)
    with store.read() as db:
        assert THU not in {o["work"] for o in trading.open_shifts(db, who("liu"), WEEK)}


def test_a_claim_can_wait_for_the_coordinator(store: Store, lane: str) -> None:
    communities.change_settings(store, lane, {"claim_approval": True}, author="account:1")
    assert trading.claim(store, who("chen"), WEEK, THU, AT_THU) == "approval"
    assert at(store, THU) == []
    with store.read() as db:
        (request,) = requests.of_week(db, lane, WEEK)
    trading.decide(store, lane, request.request.id, approve=True, author="account:1")
    assert at(store, THU) == ["chen"]


def test_a_swap_is_offered_accepted_and_approved(store: Store, lane: str) -> None:
    with store.read() as db:
        offers = trading.swap_offers(db, who("li"), WEEK, TUE, AT_TUE)
    assert ("bai", MON) in {(o["person"], o["work"]) for o in offers}
    number = swap(store)
    assert page(store, "bai")["asked"][0]["kind"] == "swap"
    assert trading.answer_swap(store, who("bai"), number, accept=True) == "approval"
    assert at(store, MON) == ["bai", "han"]
    trading.decide(store, lane, number, approve=True, author="account:1")
    assert (at(store, MON), at(store, TUE)) == (["han", "li"], ["bai", "ma"])


def test_who_agreed_to_a_swap_sees_what_becomes_of_it(store: Store, lane: str) -> None:
    number = swap(store)
    assert not page(store, "bai")["requests"]
    trading.answer_swap(store, who("bai"), number, accept=True)
    (agreed,) = page(store, "bai")["requests"]
    assert (agreed["state"], agreed["mine"], agreed["work"], agreed["other"]) == (
        "approval",
        False,
        MON,
        "李志强",
    )
    assert page(store, "li")["requests"][0]["mine"]
    with pytest.raises(NotFoundError):
        trading.withdraw(store, who("bai"), number)
    trading.decide(store, lane, number, approve=False, author="account:1")
    assert page(store, "bai")["requests"][0]["state"] == "declined"


def test_the_same_offer_twice_is_one(store: Store, lane: str) -> None:
    number = swap(store)
    assert swap(store) == number
    trading.withdraw(store, who("li"), number)
    assert swap(store) != number, "it can be offered again once it is settled"


def test_a_claim_that_waits_is_not_made_again(store: Store, lane: str) -> None:
    communities.change_settings(store, lane, {"claim_approval": True}, author="account:1")
    for _ in range(2):
        assert trading.claim(store, who("chen"), WEEK, THU, AT_THU) == "approval"
    with store.read() as db:
        assert len(requests.of_week(db, lane, WEEK)) == 1
        assert THU not in {o["work"] for o in trading.open_shifts(db, who("chen"), WEEK)}
        assert THU in {o["work"] for o in trading.open_shifts(db, who("ma"), WEEK)}


def test_a_swap_that_breaks_a_rule_is_not_even_offered(store: Store, lane: str) -> None:
    sat = gate(WEEK + timedelta(days=5))
    drafts.edit(store, lane, WEEK, base=1, add=[Seat(sat, "liu")], author="account:1")
    publishing.publish(store, lane, WEEK, base=2, publication=1, author="account:1")
    with pytest.raises(RefusedError):
        swap(store, other="liu", work=sat, start=139 * 60)


def test_a_swap_is_refused_or_withdrawn(store: Store, lane: str) -> None:
    number = swap(store)
    assert trading.answer_swap(store, who("bai"), number, accept=False) == "declined"
    again = swap(store)
    trading.withdraw(store, who("li"), again)
    with pytest.raises(RefusedError, match="settled"):
        trading.answer_swap(store, who("bai"), again, accept=True)
    third = swap(store)
    with pytest.raises(NotFoundError):
        trading.answer_swap(store, who("han"), third, accept=True)


def test_a_swap_of_a_duty_that_changed_hands_is_refused(store: Store, lane: str) -> None:
    number = swap(store)
    other = answers.cannot_come(store, who("bai"), WEEK, MON, AT_MON)
    waiting = state(store, other).waiting
    assert waiting is not None
    answers.answer(store, who(waiting.person or ""), other, accept=True)
    with pytest.raises(RefusedError, match="settled"):
        trading.answer_swap(store, who("bai"), number, accept=True)
