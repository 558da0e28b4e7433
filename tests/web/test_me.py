"""The volunteer's page: see, confirm, cannot come, stand in, claim, swap, say when; without any script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from roster.services import answers, communities, drafts, publishing, requests, trading, volunteers
from roster.services.drafts import Seat
from roster.services.links import Visitor
from roster.store import Store
from tests.site_world import NEXT, WEEK, gate
from tests.web.conftest import Person
from tests.web.volunteer import AT_MON, AT_THU, AT_TUE, MON, THU, TUE, publish_lane, volunteer


@pytest.fixture(autouse=True)
def _published(store: Store) -> None:
    publish_lane(store)


def test_the_page_says_when_where_and_with_whom(app: Flask, store: Store) -> None:
    page = volunteer(app, store, "bai").get()
    assert page.status == 200
    for word in (
        "白雪莲",
        "19:00–21:00",
        "North gate",
        "韩立新",
        "13900000001",
        "I’m coming",
        "I can’t come",
    ):
        assert word in page.text, word
    assert page.html.count('class="primary main"') == 1, "one main button"


def test_a_chinese_browser_gets_chinese(app: Flask, store: Store) -> None:
    page = volunteer(app, store, "bai", "zh-CN").get()
    assert 'lang="zh-CN"' in page.html
    assert "我会来" in page.text


def test_im_coming_is_kept_and_the_button_is_gone(app: Flask, store: Store) -> None:
    bai = volunteer(app, store, "bai")
    after = bai.send(bai.get().form("/coming"))
    assert "Thank you" in after.text
    assert "Confirmed" in after.text
    assert "/coming" not in after.html
    with store.read() as db:
        (duty,) = volunteers.my_page(db, Visitor("lane", "bai", 0), "en")["duties"]
    assert duty["answer"] == "coming"


def test_who_has_many_duties_confirms_them_together(app: Flask, store: Store) -> None:
    wednesday, friday = (gate(WEEK + timedelta(days=n)) for n in (2, 4))
    more = [Seat(wednesday, "han"), Seat(friday, "han")]
    drafts.edit(store, "lane", WEEK, base=1, add=more, author="account:1")
    publishing.publish(store, "lane", WEEK, base=2, publication=1, author="account:1")
    han = volunteer(app, store, "han")
    page = han.get()
    assert "I’m coming to all 3" in page.text
    after = han.send(page.form("/coming-to-all"))
    assert after.text.count("Confirmed") == 3
    assert "coming-to-all" not in volunteer(app, store, "bai").get().html, "one duty needs no such button"


def test_what_happens_next_comes_before_the_question_why(app: Flask, store: Store) -> None:
    bai = volunteer(app, store, "bai")
    address = re.search(r'href="[^"]*(/cannot-come\?[^"]+)"', bai.get().html)
    assert address
    page = bai.get(address[1].replace("&amp;", "&"))
    assert page.text.index("What happens next") < page.text.index("Reason")
    after = bai.send(page.form("/cannot-come"), ("reason", "family"))
    assert "A stand-in is being asked" in after.text
    with store.read() as db:
        (asked,) = requests.of_week(db, "lane", WEEK)
    assert asked.request.reason == "Family"
    assert asked.waiting is not None
    again = bai.send(bai.get().form("/coming"))
    assert "Confirmed" in again.text
    with store.read() as db:
        assert requests.get(db, "lane", asked.request.id).name == "cancelled"


def test_a_stand_in_accepts_and_both_see_it(app: Flask, store: Store) -> None:
    number = answers.cannot_come(store, Visitor("lane", "bai", 0), WEEK, MON, AT_MON)
    with store.read() as db:
        waiting = requests.get(db, "lane", number).waiting
    assert waiting is not None
    assert waiting.person is not None
    other = volunteer(app, store, waiting.person)
    page = other.get()
    assert "Can you stand in for 白雪莲?" in page.text
    assert page.html.count("primary") == 1, "the answer to the one who asks is the main button"
    after = other.send(page.form(f"/answer/{number}"), ("answer", "yes"))
    assert "It is yours now" in after.text
    assert "comes instead of you" in volunteer(app, store, "bai").get().text


def test_who_says_no_is_thanked_and_the_next_is_asked(app: Flask, store: Store) -> None:
    number = answers.cannot_come(store, Visitor("lane", "bai", 0), WEEK, MON, AT_MON)
    with store.read() as db:
        waiting = requests.get(db, "lane", number).waiting
    assert waiting is not None
    other = volunteer(app, store, waiting.person or "")
    after = other.send(other.get().form(f"/answer/{number}"), ("answer", "no"))
    assert "Thank you for answering" in after.text
    assert "stand in" not in after.text
    with store.read() as db:
        now = requests.get(db, "lane", number).waiting
    assert now is None or now.person != waiting.person


def test_an_open_shift_is_claimed(app: Flask, store: Store) -> None:
    chen = volunteer(app, store, "chen")
    page = chen.get("/swap")
    form = page.form("/claim")
    after = chen.send(form, ("work", THU), ("start", str(AT_THU)), ("week", str(WEEK)))
    assert "It is yours now" in after.text
    assert "Thu" in chen.get().text


def test_a_rule_refuses_a_claim_in_its_own_words(app: Flask, store: Store) -> None:
    han = volunteer(app, store, "han")
    form = volunteer(app, store, "chen").get("/swap").form("/claim")
    form.action = f"/me/{han.token}/claim"
    form.fields = [("csrf_token", dict(han.get("/swap").form("/claim").fields)["csrf_token"])]
    refused = han.send(form, ("week", str(WEEK)), ("work", MON), ("start", str(AT_MON)))
    assert refused.status == 200
    assert "not free any more" in refused.text


def test_a_swap_is_offered_and_accepted(app: Flask, store: Store) -> None:
    communities.change_settings(store, "lane", {"swap_approval": False}, author="account:1")
    li, bai = volunteer(app, store, "li"), volunteer(app, store, "bai")
    page = li.get(f"/swap/offer?week={WEEK}&work={TUE}&start={AT_TUE}")
    assert "白雪莲" in page.text
    offered = li.send(page.form("/swap/offer"), ("for", f"bai|{AT_MON}|{MON}"))
    assert "The swap is offered" in offered.text
    assert "Waits for 白雪莲" in offered.text
    asked = bai.get()
    assert "李志强 offers a swap" in asked.text
    number = re.search(r"/answer/(\d+)", asked.html)
    assert number
    done = bai.send(asked.form(f"/answer/{number[1]}"), ("answer", "yes"))
    assert "It is yours now" in done.text
    assert "Swapped with" in li.get("/swap").text


def test_an_offer_is_taken_back(app: Flask, store: Store) -> None:
    number = trading.offer_swap(
        store, Visitor("lane", "li", 0), WEEK, TUE, AT_TUE, person="bai", other_work=MON, other_start=AT_MON
    )
    li = volunteer(app, store, "li")
    after = li.send(li.get("/swap").form(f"/withdraw/{number}"))
    assert "Taken back" in after.text
    assert "offers a swap" not in volunteer(app, store, "bai").get().text


def test_availability_of_next_week_is_shown_and_kept(app: Flask, store: Store) -> None:
    li = volunteer(app, store, "li")
    page = li.get("/available")
    form = page.form("/available")
    evening = [name for name, value in form.fields if value == "evening"]
    assert len(evening) == 5, "Monday to Friday, as the file says"
    tuesday = NEXT + timedelta(days=1)
    form.fields = [f for f in form.fields if not f[0].startswith(("part-", "other-"))]
    after = li.send(
        form, (f"part-{tuesday}", "evening"), (f"other-{tuesday}", "12：30－13：30"), ("note", "x")
    )
    assert "Thank you" in after.text
    with store.read() as db:
        told = volunteers.availability(db, Visitor("lane", "li", 0), NEXT)
    assert told["days"][tuesday.isoformat()] == ["12:30-13:30", "18:00-22:00"]
    assert sum(bool(hours) for hours in told["days"].values()) == 1
    assert "This is what you said" in li.get("/available").text


def test_hours_that_are_not_clear_are_shown_again(app: Flask, store: Store) -> None:
    li = volunteer(app, store, "li")
    form = li.get("/available").form("/available")
    wrong = li.send(form, (f"other-{NEXT}", "after lunch"))
    assert wrong.status == 422
    assert 'value="after lunch"' in wrong.html
    assert 'aria-invalid="true"' in wrong.html
    with store.read() as db:
        assert not volunteers.availability(db, Visitor("lane", "li", 0), NEXT)["said"]


def test_a_new_duty_is_marked_until_it_is_answered(app: Flask, store: Store) -> None:
    friday = gate(WEEK + timedelta(days=4))
    drafts.edit(store, "lane", WEEK, base=1, add=[Seat(friday, "bai")], author="account:1")
    publishing.publish(store, "lane", WEEK, base=2, publication=1, author="account:1")
    bai = volunteer(app, store, "bai")
    assert bai.get().html.count("#pencil") == 2, "the mark and the tab"
    bai.send(bai.get().form("/coming"))
    form = bai.get().form("/coming")
    assert ("work", friday) in form.fields
    bai.send(form)
    assert bai.get().html.count("#pencil") == 1


def test_the_calendar_has_an_address_of_its_own_that_opens_nothing_else(app: Flask, store: Store) -> None:
    bai = volunteer(app, store, "bai")
    made = bai.send(bai.get("/link").form("/calendar"))
    found = re.search(r'href="webcal://[^/]+(/calendar/([\w-]+)\.ics)"', made.html)
    assert found
    calendar = app.test_client().get(found[1])
    assert calendar.status_code == 200
    assert b"BEGIN:VEVENT" in calendar.data
    assert app.test_client().get(f"/me/{found[2]}").status_code == 404
    assert app.test_client().get(f"/calendar/{bai.token}.ics").status_code == 404


def test_the_link_is_shown_as_a_qr_code(app: Flask, store: Store) -> None:
    page = volunteer(app, store, "bai").get("/link")
    assert 'src="data:image/svg+xml' in page.html


def test_a_coordinator_hands_out_the_link_as_a_code(app: Flask, store: Store, coordinator: Person) -> None:
    page = coordinator.client.post(
        "/c/lane/people/bai/link", data={"do": "make", "csrf_token": coordinator.csrf}
    )
    assert page.status_code == 200
    found = re.search(r'value="[^"]*(/me/[\w-]+)"', page.text)
    assert found
    assert 'src="data:image/svg+xml' in page.text
    assert app.test_client().get(found[1]).status_code == 200
