"""What a volunteer sees and says, with the personal link's secret as ``Authorization: Bearer``."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app
from flask_limiter.util import get_remote_address

from roster.services import answers, languages, links, secrets, trading, volunteers
from roster.services.links import Visitor
from web import auth
from web.api import models as m
from web.api.answers import language
from web.api.describe import documented
from web.security import count_guess, limiter

blueprint = Blueprint("volunteers", __name__, url_prefix="/me")


def secret_said() -> str:
    """Return what tells callers apart: the link, since a whole village may share one address."""
    return secrets.hashed(auth.bearer() or "")


def unknown(response: Response) -> bool:
    """Say whether a secret opened nothing."""
    return response.status_code == 401


limiter.limit("120 per minute", key_func=secret_said)(blueprint)
limiter.limit("30 per minute", key_func=get_remote_address, deduct_when=unknown)(blueprint)


def visitor() -> Visitor:
    """Return who the link belongs to, or answer 401."""
    plain = auth.bearer()
    if plain is None:
        abort(401)
    with auth.store().read() as db:
        found = links.visitor(db, plain)
    if found is None:
        count_guess()
        abort(401)
    return found


@blueprint.get("")
@documented(m.MyPage, tag="volunteers")
def show() -> dict[str, Any]:
    """Return one's own page: duties, what one is asked, and one's requests."""
    who = visitor()
    with auth.store().read() as db:
        return volunteers.my_page(db, who, language())


@blueprint.post("/coming")
@documented(m.Nothing, tag="volunteers", also=(422,))
def coming(json: m.DutySaid) -> dict[str, Any]:
    """Say that one comes."""
    answers.coming(auth.store(), visitor(), auth.monday(json.week), json.work, json.start)
    return {"done": True}


@blueprint.post("/cannot-come")
@documented(m.RequestMade, tag="volunteers", also=(422,))
def cannot_come(json: m.CannotSaid) -> dict[str, Any]:
    """Say that one cannot come; stand-ins are asked in turn."""
    number = answers.cannot_come(
        auth.store(), visitor(), auth.monday(json.week), json.work, json.start, json.reason
    )
    return {"request": number}


@blueprint.post("/requests/<int(max=2000000000):number>/answer")
@documented(m.RequestState, tag="volunteers", also=(422,))
def answer(number: int, json: m.AnswerSaid) -> dict[str, Any]:
    """Answer when asked to stand in."""
    state = answers.answer(auth.store(), visitor(), number, accept=json.accept, note=json.note)
    return {"state": state}


@blueprint.post("/swaps/<int(max=2000000000):number>/answer")
@documented(m.RequestState, tag="volunteers", also=(422,))
def answer_swap(number: int, json: m.AnswerSaid) -> dict[str, Any]:
    """Accept or refuse a swap."""
    return {"state": trading.answer_swap(auth.store(), visitor(), number, accept=json.accept)}


@blueprint.post("/requests/<int(max=2000000000):number>/withdraw")
@documented(m.Nothing, tag="volunteers", also=(422,))
def withdraw(number: int) -> dict[str, Any]:
    """Take one's own offer or claim back."""
    trading.withdraw(auth.store(), visitor(), number)
    return {"done": True}


@blueprint.get("/weeks/<week>/open")
@documented(m.Shifts, tag="volunteers")
def open_shifts(week: str) -> dict[str, Any]:
    """List the open shifts that one may take."""
    who = visitor()
    with auth.store().read() as db:
        return {"shifts": trading.open_shifts(db, who, auth.monday(week))}


@blueprint.post("/claim")
@documented(m.RequestState, tag="volunteers", also=(422,))
def claim(json: m.DutySaid) -> dict[str, Any]:
    """Take an open shift, if the rules allow."""
    state = trading.claim(auth.store(), visitor(), auth.monday(json.week), json.work, json.start)
    return {"state": state}


@blueprint.post("/swaps/offers")
@documented(m.SwapOffers, tag="volunteers", also=(422,))
def swap_offers(json: m.DutySaid) -> dict[str, Any]:
    """List the duties of others that one's own could be swapped for."""
    who = visitor()
    with auth.store().read() as db:
        return {"offers": trading.swap_offers(db, who, auth.monday(json.week), json.work, json.start)}


@blueprint.post("/swaps")
@documented(m.RequestMade, tag="volunteers", also=(422,))
def offer_swap(json: m.SwapSaid) -> dict[str, Any]:
    """Offer a swap; checked before it is offered."""
    number = trading.offer_swap(
        auth.store(),
        visitor(),
        auth.monday(json.week),
        json.work,
        json.start,
        person=json.person,
        other_work=json.other_work,
        other_start=json.other_start,
    )
    return {"request": number}


@blueprint.get("/weeks/<week>/availability")
@documented(m.AvailabilityView, tag="volunteers")
def availability(week: str) -> dict[str, Any]:
    """Return when one is available in a week."""
    who = visitor()
    with auth.store().read() as db:
        return volunteers.availability(db, who, auth.monday(week))


@blueprint.put("/weeks/<week>/availability")
@documented(m.Nothing, tag="volunteers", also=(422,))
def say_available(week: str, json: m.AvailabilitySaid) -> dict[str, Any]:
    """Say when one is available in a week; the next solve uses it."""
    volunteers.say_available(
        auth.store(),
        visitor(),
        auth.monday(week),
        available=json.available,
        away=json.away,
        note=json.note,
    )
    return {"done": True}


@blueprint.put("/language")
@documented(m.Nothing, tag="volunteers", also=(422,))
def choose_language(json: m.LanguageSaid) -> dict[str, Any]:
    """Choose the language of messages to oneself."""
    who = visitor()
    languages.choose(auth.store(), who.community, who.person, json.language, by=who.actor)
    return {"done": True}


@blueprint.post("/calendar")
@documented(m.FeedMade, tag="volunteers", status=201, also=(422,))
def calendar() -> tuple[dict[str, Any], int]:
    """Make an address to subscribe to one's calendar; it opens nothing else."""
    who = visitor()
    plain = links.make(auth.store(), who.community, who.person, by=who.actor, kind="calendar")
    address = f"{current_app.config['PUBLIC_URL']}/calendar/{plain}.ics"
    return {"address": address, "webcal": "webcal:" + address.partition(":")[2]}, 201
