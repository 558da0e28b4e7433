"""The volunteer's pages on which open shifts are claimed and duties are swapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from roster.services import trading, volunteers
from roster.services.links import Visitor
from web import auth
from web.language import current
from web.pages import dates, me_cards, me_requests
from web.pages.me_link import Answer, blueprint, card_of, here, key_of, with_link


@dataclass(frozen=True)
class Offer:
    """A shift that could be one's own."""

    week: str
    work: str
    start: int
    day: str
    hours: str
    title: str
    place: str
    person: str
    name: str


@blueprint.get("/me/<token>/swap")
@with_link
def swap(token: str, who: Visitor) -> Answer:
    """Show open shifts to claim, one's own duties to swap, and one's own requests."""
    language = current()
    with auth.store().read() as db:
        page = volunteers.my_page(db, who, language)
        now = here(page)
        free = [
            offer
            for week in page["weeks"]
            for offer in _offers(trading.open_shifts(db, who, date.fromisoformat(week)), week, now, language)
        ]
    own = [c for c in me_cards.cards(page, now, language) if not c.begun and not c.asked]
    return render_template(
        "me/swap.html",
        token=token,
        page=page,
        free=free,
        duties=own,
        asks=[a for a in me_requests.asks(page, now, language) if a.kind == "swap"],
        mine=me_requests.mine(page, language),
    )


@blueprint.post("/me/<token>/claim")
@with_link
def claim(token: str, who: Visitor) -> Answer:
    """Take an open shift, if the rules allow."""
    week, work, start = key_of(request.form)
    state = trading.claim(auth.store(), who, week, work, start)
    if state == "approval":
        flash(_("The coordinator has the last word; you will see it here."), "ok")
    else:
        flash(_("Thank you. It is yours now."), "ok")
    return redirect(url_for("me.swap", token=token), 303)


@blueprint.get("/me/<token>/swap/offer")
@with_link
def choose(token: str, who: Visitor) -> Answer:
    """Show whose duties one's own could be swapped for."""
    key = key_of(request.args)
    language = current()
    with auth.store().read() as db:
        page = volunteers.my_page(db, who, language)
        card = card_of(page, key)
        if card is None or card.begun:
            said = _("This is not one of your duties to come.")
            return render_template("me/refused.html", token=token, said=said), 404
        found = trading.swap_offers(db, who, *key)
    offers = _offers(found, card.week, here(page), language)
    return render_template("me/offer.html", token=token, page=page, card=card, offers=offers)


@blueprint.post("/me/<token>/swap/offer")
@with_link
def offer(token: str, who: Visitor) -> Answer:
    """Offer somebody a swap."""
    week, work, start = key_of(request.form)
    person, other, at = _choice(request.form.get("for", ""))
    trading.offer_swap(auth.store(), who, week, work, start, person=person, other_work=other, other_start=at)
    flash(_("The swap is offered. You will see the answer here."), "ok")
    return redirect(url_for("me.swap", token=token), 303)


@blueprint.post("/me/<token>/withdraw/<int(max=2000000000):number>")
@with_link
def withdraw(token: str, who: Visitor, number: int) -> Answer:
    """Take one's own offer or claim back."""
    trading.withdraw(auth.store(), who, number)
    flash(_("Taken back."), "ok")
    return redirect(url_for("me.swap", token=token), 303)


def _offers(found: Sequence[Mapping[str, Any]], week: str, now: datetime, language: str) -> list[Offer]:
    return [
        _offer(shift, week, now, language) for shift in sorted(found, key=lambda s: (s["from"], s["work"]))
    ]


def _offer(shift: Mapping[str, Any], week: str, now: datetime, language: str) -> Offer:
    start, end = datetime.fromisoformat(shift["from"]), datetime.fromisoformat(shift["to"])
    return Offer(
        week=week,
        work=shift["work"],
        start=shift["start"],
        day=dates.day_from(start.date(), now.date(), language),
        hours=dates.hours(start, end),
        title=me_cards.called(shift),
        place=shift["place"] if shift["place"] not in ("", shift["title"]) else "",
        person=shift.get("person", ""),
        name=shift.get("name", ""),
    )


def _choice(said: str) -> tuple[str, str, int]:
    """Read whose duty was chosen: ``person|start|work``."""
    person, _bar, rest = said.partition("|")
    start, _bar, work = rest.partition("|")
    try:
        return person, work, int(start)
    except ValueError:
        raise BadRequest() from None
