"""Attacks on volunteers' pages: others' links, old links, forged forms, names with script, strangers."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select, update

from roster.services import answers, communities, drafts, links, publishing, volunteers
from roster.services.drafts import Seat
from roster.services.links import Visitor
from roster.store import Store
from roster.store.tables_people import Message, Secret
from tests.site_world import FILES, MAIN, PEOPLE, WEEK, add_lane
from tests.web.volunteer import AT_MON, AT_TUE, MON, TUE, Volunteer, publish_lane, volunteer
from web import create_app

PAGES = ("", "/swap", "/available", "/link", f"/cannot-come?week={WEEK}&work={MON}&start={AT_MON}")
POSTS = (
    "/coming",
    "/cannot-come",
    "/claim",
    "/swap/offer",
    "/available",
    "/calendar",
    "/answer/1",
    "/withdraw/1",
)


@pytest.fixture
def published(store: Store) -> None:
    publish_lane(store)


@pytest.mark.parametrize("page", PAGES)
def test_unknown_expired_and_revoked_links_get_one_and_the_same_answer(
    app: Flask, store: Store, published: None, page: str
) -> None:
    expired, revoked = volunteer(app, store, "bai"), volunteer(app, store, "han")
    with store.write() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(Secret).where(Secret.person == "bai").values(expires_at=past))
    links.revoke(store, "lane", "han", by="test")
    answered = [
        who.get(page) for who in (expired, revoked, Volunteer(app, "x" * 32), Volunteer(app, "y" * 900))
    ]
    assert [a.status for a in answered] == [404] * 4
    bodies = {a.html.replace(w.token, "") for a, w in zip(answered, (expired, revoked), strict=False)}
    assert len({_without_tokens(b) for b in bodies}) == 1
    assert "白雪莲" not in str(bodies)
    assert "Lane" not in str(bodies), "not even the community is named"


def _without_tokens(html: str) -> str:
    return re.sub(r'(value|content)="[^"]{20,}"', "", html)


@pytest.mark.parametrize("post", POSTS)
def test_forms_without_their_token_do_nothing(app: Flask, store: Store, published: None, post: str) -> None:
    bai = volunteer(app, store, "bai")
    answer = bai.client.post(f"/me/{bai.token}{post}", data={"week": str(WEEK), "work": MON, "start": AT_MON})
    assert answer.status_code == 400


def test_nobody_answers_for_another(app: Flask, store: Store, published: None) -> None:
    li = volunteer(app, store, "li")
    form = li.get().form("/coming")
    refused = li.send(form, ("work", MON), ("start", str(AT_MON)))
    assert "not one of your duties" in refused.text
    with store.read() as db:
        assert answers.answers_of(db, "lane", WEEK) == {}
    assert li.get(f"/cannot-come?week={WEEK}&work={MON}&start={AT_MON}").status == 404


def test_only_who_is_asked_may_answer(app: Flask, store: Store, published: None) -> None:
    number = answers.cannot_come(store, Visitor("lane", "bai", 0), WEEK, MON, AT_MON)
    liu = volunteer(app, store, "liu")
    form = liu.get("/available").form("/available")
    form.action = f"/me/{liu.token}/answer/{number}"
    assert "There is no such request" in liu.send(form, ("answer", "yes")).text


def test_a_home_is_seen_by_its_visitor_only(app: Flask, store: Store, published: None) -> None:
    assert "Grandmother Bai" in volunteer(app, store, "ma").get().text
    for person in ("bai", "han", "li", "chen"):
        who = volunteer(app, store, person)
        for page in PAGES[:4]:
            assert "Grandmother" not in who.get(page).html


def test_who_is_asked_to_visit_does_not_learn_whose_home_before_accepting(
    app: Flask, store: Store, published: None
) -> None:
    ma = volunteer(app, store, "ma")
    fields = dict(ma.get().form("/coming").fields)
    work, start = fields["work"], int(fields["start"])
    assert work == "visits/h21"
    number = answers.cannot_come(store, Visitor("lane", "ma", 0), WEEK, work, start)
    with store.read() as db:
        asked = [m for m in db.scalars(select(Message)) if m.key.startswith(f"asked:{number}:")]
        told = " ".join(m.body.decode() + m.subject for m in asked)
        people = [m.person or "" for m in asked]
    assert people, "somebody with an e-mail address is asked"
    assert "Grandmother" not in told
    other = volunteer(app, store, people[0])
    page = other.get()
    assert "Home visit" in page.text
    assert "Grandmother" not in page.html
    other.send(page.form(f"/answer/{number}"), ("answer", "yes"))
    assert "Grandmother Bai" in other.get().text
    assert "Grandmother Bai" not in ma.get().text, "it is not her visit any more"


def test_what_is_not_published_is_not_seen(app: Flask, store: Store) -> None:
    drafts.edit(store, "lane", WEEK, base=0, add=[Seat(MON, "bai")], author="account:1")
    assert "North gate" not in volunteer(app, store, "bai").get().text


def test_script_in_names_is_text(app: Flask, store: Store) -> None:
    evil = '<script>alert(1)</script>"onload="x'
    files = {
        MAIN: FILES[MAIN].replace(b"North gate", b"<img src=x onerror=alert(2)>"),
        "people.csv": PEOPLE.replace("韩立新", '"' + evil.replace('"', '""') + '"').encode(),
    }
    communities.add_community(store, MAIN, files, author="test", wanted_id="evil")
    drafts.edit(store, "evil", WEEK, base=0, add=[Seat(MON, "han"), Seat(MON, "bai")], author="account:1")
    publishing.publish(store, "evil", WEEK, base=1, publication=0, author="account:1")
    for person in ("han", "bai"):
        who = Volunteer(app, links.make(store, "evil", person, by="test"))
        for page in PAGES[:4]:
            html = who.get(page).html
            assert "<script>alert" not in html
            assert "<img src=x" not in html
            assert '"onload="' not in html
    public = app.test_client().get("/board/evil").text
    assert "&lt;script&gt;alert" in public
    assert "<script>alert" not in public
    assert "<img src=x" not in public


@pytest.mark.parametrize("address", ["bai@example.org", "stranger@example.org", "' OR 1=1 --", "x" * 250])
def test_a_resend_tells_a_stranger_nothing(app: Flask, store: Store, address: str) -> None:
    client = app.test_client()
    page = client.get("/me", headers={"Accept-Language": "en"}).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post("/me", data={"email": address, "csrf_token": token})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me/")
    said = client.get("/me/", headers={"Accept-Language": "en"}).text
    assert "If the coordinator knows this address" in said
    assert address not in said
    sent = _sent(store, 1 if address == "bai@example.org" else 0)
    assert sent == (["bai"] if address == "bai@example.org" else [])


def test_the_answer_to_a_resend_waits_for_no_look_up(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is there while the address is still being looked for: its time cannot tell anything."""
    looked, go_on = Event(), Event()

    def slow(*_: object) -> None:
        looked.set()
        go_on.wait(60)

    monkeypatch.setattr(links, "resend", slow)
    client = app.test_client()
    token = client.get("/me").text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post("/me", data={"email": "bai@example.org", "csrf_token": token})
    assert answer.status_code == 303
    assert looked.wait(60)
    assert not go_on.is_set()
    go_on.set()


def _sent(store: Store, wanted: int) -> list[str | None]:
    """Return to whom links were sent, once it is so many (it happens behind the answer)."""
    for _ in range(100 if wanted else 5):
        with store.read() as db:
            sent = [m.person for m in db.scalars(select(Message)) if m.key.startswith("link:")]
        if wanted and len(sent) >= wanted:
            return sent
        time.sleep(0.05)
    return sent


def test_guessing_links_is_slowed_down(tmp_path: Path) -> None:
    site = create_app({"DATABASE": f"sqlite:///{tmp_path}/limits.db", "TESTING": True})
    client = site.test_client()
    answers_ = [client.get(f"/me/guess{n}").status_code for n in range(40)]
    assert answers_[:25] == [404] * 25
    assert answers_[-1] == 429
    site.extensions["roster_store"].close()


def test_asking_for_links_is_slowed_down(tmp_path: Path) -> None:
    site = create_app({"DATABASE": f"sqlite:///{tmp_path}/limits.db", "TESTING": True})
    client = site.test_client()
    token = client.get("/me").text.split('name="csrf_token" value="')[1].split('"')[0]
    said = [client.post("/me", data={"email": "", "csrf_token": token}).status_code for _ in range(8)]
    assert said[:5] == [303] * 5
    assert said[-1] == 429
    site.extensions["roster_store"].close()


def test_no_page_of_a_link_is_kept_or_told_to_others(app: Flask, store: Store, published: None) -> None:
    bai = volunteer(app, store, "bai")
    headers = bai.client.get(f"/me/{bai.token}").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "script-src 'self'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("query", ["", "?week=x&work=y&start=z", f"?week={WEEK}&work={MON}&start=x"])
def test_addresses_that_make_no_sense_are_refused(
    app: Flask, store: Store, published: None, query: str
) -> None:
    bai = volunteer(app, store, "bai")
    assert bai.get(f"/cannot-come{query}").status == 400
    assert bai.get(f"/swap/offer{query}").status == 400


def test_a_home_is_seen_until_the_day_after_the_visit(
    app: Flask, store: Store, published: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ma = volunteer(app, store, "ma")
    fields = dict(ma.get().form("/coming").fields)
    assert fields["work"] == "visits/h21"
    begins = datetime.combine(WEEK, datetime.min.time(), UTC) + timedelta(minutes=int(fields["start"]))
    for days, seen in ((0, True), (1, True), (2, False), (6, False)):
        monkeypatch.setattr(volunteers, "now", lambda days=days: begins + timedelta(days=days))
        page = ma.get()
        assert page.status == 200
        assert ("Grandmother Bai" in page.html) is seen, f"{days} days after"
        assert "Grandmother" not in ma.get("/swap").html or seen


def test_one_link_cannot_be_asked_without_end(tmp_path: Path) -> None:
    site = create_app({"DATABASE": f"sqlite:///{tmp_path}/limits.db", "TESTING": True})
    made = site.extensions["roster_store"]
    add_lane(made)
    bai, han = (Volunteer(site, links.make(made, "lane", person, by="test")) for person in ("bai", "han"))
    codes = [bai.get().status for _ in range(125)]
    assert codes[:100] == [200] * 100
    assert codes[-1] == 429
    assert han.get().status == 200, "another link from the same house is not held up"
    made.close()


@pytest.mark.parametrize(
    "path", ["/answer/99999999999999999999", "/withdraw/99999999999999999999", "/answer/-1"]
)
def test_numbers_beyond_all_measure_are_not_found(
    app: Flask, store: Store, published: None, path: str
) -> None:
    bai = volunteer(app, store, "bai")
    form = bai.get().form("/coming")
    form.action = f"/me/{bai.token}{path}"
    assert bai.send(form, ("answer", "yes")).status == 404


@pytest.mark.parametrize("said", ["", "bai", "bai||", "bai|x|y", "bai|" + "9" * 6000 + "|y", "nobody|1|none"])
def test_swaps_that_make_no_sense_are_refused(app: Flask, store: Store, published: None, said: str) -> None:
    li = volunteer(app, store, "li")
    form = li.get(f"/swap/offer?week={WEEK}&work={TUE}&start={AT_TUE}").form("/swap/offer")
    answer = li.send(form, ("for", said))
    assert answer.status == 400 or "not one of your duties" in answer.text
