"""A volunteer in a browser: opens the personal link, reads cards, sends the forms that are there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient

from roster.services import drafts, links, publishing
from roster.services.drafts import Seat
from roster.store import Store
from tests.site_world import WEEK, gate

MON, TUE, THU = gate(WEEK), gate(WEEK + timedelta(days=1)), gate(WEEK + timedelta(days=3))
AT_MON, AT_TUE, AT_THU = 19 * 60, 43 * 60, 91 * 60


def publish_lane(store: Store) -> None:
    """Han and Bai on Monday, Ma and Li on Tuesday, Ma at a home; Thursday is open."""
    seats = [Seat(MON, "han"), Seat(MON, "bai"), Seat(TUE, "ma"), Seat(TUE, "li"), Seat("visits/h21", "ma")]
    drafts.edit(store, "lane", WEEK, base=0, add=seats, author="account:1")
    publishing.publish(store, "lane", WEEK, base=1, publication=0, author="account:1")


@dataclass
class Form:
    """A form of a page with the values that it would send."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get").lower()))
        if not self.forms or not said.get("name"):
            return
        if tag == "button":
            self.forms[-1].buttons.append((said["name"], said.get("value", "")))
        if tag == "input" and (said.get("type") not in ("checkbox", "radio") or "checked" in said):
            self.forms[-1].fields.append((said["name"], said.get("value", "")))


@dataclass
class Page:
    """An answer as somebody sees it."""

    status: int
    html: str

    @property
    def text(self) -> str:
        """What is read, without tags."""
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", self.html)))

    def form(self, action: str) -> Form:
        """Return the first form whose address ends like this."""
        parser = _Forms()
        parser.feed(self.html)
        return next(form for form in parser.forms if form.action.endswith(action))


class Volunteer:
    """Somebody with a personal link, an English browser and no script."""

    def __init__(self, app: Flask, token: str, language: str = "en") -> None:
        self.client: FlaskClient = app.test_client()
        self.token, self.language = token, language

    @property
    def headers(self) -> dict[str, str]:
        return {"Accept-Language": self.language}

    def get(self, path: str = "") -> Page:
        """Open a page of the personal link."""
        answer = self.client.get(f"/me/{self.token}{path}", headers=self.headers)
        return Page(answer.status_code, answer.text)

    def send(self, form: Form, *changes: tuple[str, str]) -> Page:
        """Send a form with some values changed or added, and follow to the page that comes."""
        names = {name for name, _ in changes}
        fields: dict[str, list[str]] = {}
        for name, value in [*(f for f in form.fields if f[0] not in names), *changes]:
            fields.setdefault(name, []).append(value)
        answer = self.client.post(form.action, data=fields, headers=self.headers, follow_redirects=True)
        return Page(answer.status_code, answer.text)


def volunteer(app: Flask, store: Store, person: str, language: str = "en") -> Volunteer:
    """Return somebody of the lane with a new link."""
    return Volunteer(app, links.make(store, "lane", person, by="test"), language)
