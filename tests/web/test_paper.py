"""What hangs at the gate fits on its paper: nobody is cut off at the edge."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from roster.services import communities, configurations, drafts, publishing
from roster.services.drafts import Seat
from roster.store import Store
from tests.site_world import MAIN, WEEK, YAML
from web.pages import pdf

pytestmark = pytest.mark.skipif(not pdf.possible(), reason="Pango is not installed")

CLEANING = "duties: [{id: cleaning, name: 周六大扫除, days: Sat, time: 08:30-10:00, people: 12}]\n"
MANY = [(f"n{n:02}", f"Bartholomew Featherstone {n}") for n in range(12)]
PEOPLE = "id,name,consent,skills\n" + "".join(f"{p},{name},yes,\n" for p, name in MANY)
OTHERS = "wu,Wu,yes,service-agent\nzhao,Zhao,yes,service-agent\nma,Ma,yes,first-aid\n"


@pytest.fixture
def cleaning(store: Store) -> list[str]:
    """Let twelve people with long names clean up on Saturday."""
    with store.write() as session:
        files = {MAIN: (YAML + CLEANING).encode(), "people.csv": (PEOPLE + OTHERS).encode()}
        configurations.save(session, communities.get(session, "lane"), MAIN, files, author="test")
    with store.read() as db:
        works = drafts.open_draft(db, "lane", WEEK).problem.works
    key = next(work for work in works if work.startswith("duties/cleaning"))
    seats = [Seat(key, person) for person, _ in MANY]
    drafts.edit(store, "lane", WEEK, base=0, add=seats, author="account:1", reason="all of them")
    publishing.publish(store, "lane", WEEK, base=1, publication=0, author="account:1", reason="all of them")
    return [name for _, name in MANY]


def texts_of(box: Any) -> list[Any]:
    """Return the boxes of text below a box."""
    found = [box] if getattr(box, "text", "") else []
    for child in getattr(box, "children", ()):
        found += texts_of(child)
    return found


@pytest.mark.parametrize("size", ["A4", "A3"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_post_with_many_people_fits_on_the_paper(
    app: Flask, cleaning: list[str], monkeypatch: pytest.MonkeyPatch, size: str, language: str
) -> None:
    from weasyprint import CSS, HTML

    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(pdf, "of_html", lambda *what: asked.append(what) or b"%PDF-")
    query = f"size={size}&language={language}&week={WEEK}"
    assert app.test_client().get(f"/board/lane/print.pdf?{query}").status_code == 200
    html, *sheets = asked[0]
    folder = app.static_folder
    styles = [CSS(filename=f"{folder}/{name}") for name in sheets]
    pages = HTML(string=html).render(stylesheets=styles).pages
    shown = ""
    for page in pages:
        for text in texts_of(page._page_box):
            shown += f" {text.text}"
            assert text.position_x + text.width <= page.width - 10, text.text
    for name in cleaning:
        assert name in " ".join(shown.split()), name
