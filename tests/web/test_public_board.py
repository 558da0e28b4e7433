"""The public duty board: names only with consent, homes never, on a screen and as PDF."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask

from roster.services import communities, configurations, drafts, publishing
from roster.services.drafts import Seat
from roster.store import Store
from tests.site_world import FILES, MAIN, NEXT, PEOPLE, WEEK, gate
from tests.web.volunteer import MON, TUE, publish_lane
from web.pages import pdf

ENGLISH = {"Accept-Language": "en"}
needs_pango = pytest.mark.skipif(not pdf.possible(), reason="Pango is not installed")


@pytest.fixture
def published(store: Store) -> None:
    publish_lane(store)


def board(app: Flask, query: str = "", language: str = "en") -> str:
    answer = app.test_client().get(f"/board/lane{query}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.text


def test_posts_hours_and_consenting_people_hang_there(app: Flask, published: None) -> None:
    page = board(app)
    for word in ("Lane duty board", "North gate", "19:00–21:00", "韩立新", "13900000001", "白雪莲"):
        assert word in page, word


def test_without_consent_there_is_no_name_and_no_number(app: Flask, published: None) -> None:
    page = board(app)
    for word in ("马玉芬", "李志强", "13900000002", "example.org"):
        assert word not in page, word
    assert "2 on duty" in page, "Ma and Li are there, unnamed"


def test_consent_that_is_taken_back_counts_at_once(app: Flask, store: Store, published: None) -> None:
    files = {**FILES, "people.csv": PEOPLE.replace("han@example.org,yes", "han@example.org,no").encode()}
    with store.write() as session:
        row = communities.get(session, "lane")
        configurations.save(session, row, MAIN, files, author="test")
    page = board(app)
    assert "韩立新" not in page
    assert "13900000001" not in page


@pytest.mark.parametrize("query", ["", f"?week={WEEK}", "?since=1", "?since=999", "?since=x"])
def test_homes_are_nowhere(app: Flask, published: None, query: str) -> None:
    page = board(app, query)
    assert "Grandmother" not in page
    assert "h21" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/board/none",
        "/board/%00",
        "/board/..%2flane",
        "/board/" + "x" * 500,
        "/board/none/print.pdf",
        "/board/lane?week=2020-01-06",
        "/board/lane?week=x",
        "/board/lane/print.pdf?size=A0",
    ],
)
def test_what_is_not_there_is_not_found(app: Flask, published: None, address: str) -> None:
    assert app.test_client().get(address).status_code == 404


def test_a_draft_does_not_hang_there(app: Flask, store: Store, published: None) -> None:
    friday = gate(WEEK + timedelta(days=4))
    drafts.edit(store, "lane", WEEK, base=1, add=[Seat(friday, "han")], author="account:1")
    assert "Version 1" in board(app)
    row = re.findall(r"<tr><th scope=\"row\".*?</tr>", board(app), re.DOTALL)[0]
    assert row.count("韩立新") == 1


def test_a_board_that_is_switched_off_is_not_found(app: Flask, store: Store, published: None) -> None:
    communities.change_settings(store, "lane", {"board_public": False}, author="account:1")
    assert app.test_client().get("/board/lane").status_code == 404
    assert app.test_client().get("/board/lane/print.pdf").status_code == 404


def test_what_changed_since_the_last_print_is_marked(app: Flask, store: Store, published: None) -> None:
    drafts.edit(
        store,
        "lane",
        WEEK,
        base=1,
        remove=[Seat(MON, "han"), Seat(TUE, "li")],
        add=[Seat(MON, "ma"), Seat(TUE, "bai")],
        author="account:1",
        reason="ill",
    )
    publishing.publish(store, "lane", WEEK, base=2, publication=1, author="account:1")
    page = board(app)
    assert "Changed in version 2" in page
    assert "1 person instead of 韩立新" in page, "Ma is not named"
    assert "白雪莲 instead of 1 person" in page
    assert re.search(r'class="name new"[^>]*>.*?白雪莲', page, re.S)
    assert "Changed in version" not in board(app, "?since=2")


def test_the_code_leads_to_what_changed_since_this_print(app: Flask, published: None) -> None:
    assert 'src="data:image/svg+xml' in board(app)


def test_a_chinese_community_hangs_up_chinese_with_english_beneath(app: Flask, published: None) -> None:
    page = board(app, language="zh-CN")
    assert 'lang="zh-CN"' in page
    assert "周一" in page
    assert '<small lang="en">' in page


def unpacked(made: bytes) -> bytes:
    """Return a PDF with its streams as they are before packing."""
    parts = [made]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", made, re.DOTALL):
        with suppress(zlib.error):
            parts.append(zlib.decompress(stream))
    return b"".join(parts)


@needs_pango
@pytest.mark.parametrize(("size", "points"), [("A4", "595.27"), ("A3", "841.88")])
def test_the_paper_has_its_size(app: Flask, published: None, size: str, points: str) -> None:
    answer = app.test_client().get(f"/board/lane/print.pdf?size={size}", headers=ENGLISH)
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+)", unpacked(answer.data))
    assert box
    assert box[1].decode().startswith(points)
    assert f"v1-{size}.pdf" in answer.headers["Content-Disposition"]


@needs_pango
def test_a_pdf_fetches_nothing(app: Flask) -> None:
    with app.app_context():
        made = pdf.of_html(
            '<img src="file:///etc/hostname"><img src="http://127.0.0.1:9/x.png">x', "tokens.css"
        )
    assert made.startswith(b"%PDF-")
    assert b"/Image" not in unpacked(made)


def test_the_week_after_can_be_looked_at_once_it_is_published(
    app: Flask, store: Store, published: None
) -> None:
    assert f"week={NEXT}" not in board(app)
    drafts.edit(store, "lane", NEXT, base=0, add=[Seat(gate(NEXT), "han")], author="account:1")
    publishing.publish(store, "lane", NEXT, base=1, publication=0, author="account:1")
    assert f"week={NEXT}" in board(app)
    page = board(app, f"?week={NEXT}")
    assert "韩立新" in page
    assert "白雪莲" not in page


def test_a_window_names_neither_a_nor_b_without_consent(app: Flask, store: Store) -> None:
    monday = f"windows/desk/{WEEK}T0900"
    drafts.edit(store, "lane", WEEK, base=0, add=[Seat(monday, "zhao")], author="account:1")
    publishing.publish(store, "lane", WEEK, base=1, publication=0, author="account:1")
    page = board(app)
    assert "09:00–12:00" in page
    assert "吴国庆" not in page
    assert "赵海燕" not in page
    assert "1 on duty" in page, "B covers on Monday, unnamed"


@needs_pango
def test_the_paper_says_what_the_page_says(
    app: Flask, store: Store, published: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []
    monkeypatch.setattr(pdf, "of_html", lambda html, *_sheets: printed.append(html) or b"%PDF-")
    for query in ("", "?size=A3&language=zh_CN", "?language=xx"):
        assert app.test_client().get(f"/board/lane/print.pdf{query}").status_code == 200
    for html in printed:
        assert "韩立新" in html
        assert "Grandmother" not in html
        assert "马玉芬" not in html
        assert not re.search(r'(src|href)="(?!data:|tel:)', html), "nothing to be fetched"
    assert "Lane duty board" in printed[0]
    assert "周一" in printed[1]
