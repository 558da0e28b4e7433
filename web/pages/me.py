"""The volunteer's own pages, reached by a personal link: see, confirm, cannot come, claim."""

from __future__ import annotations

from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from roster.services import answers, languages, links, trading, volunteers
from roster.services.links import Visitor
from roster.words import LANGUAGES
from web import auth
from web.language import current
from web.pages import looks, me_cards, me_requests, qr
from web.pages.me_link import Answer, blueprint, card_of, here, key_of, site, token_said, with_link
from web.security import limiter


@blueprint.get("/me/<token>")
@with_link
def duties(token: str, who: Visitor) -> Answer:
    """Show one's own duties."""
    language = current()
    with auth.store().read() as db:
        page = volunteers.my_page(db, who, language)
    now = here(page)
    shown = me_cards.cards(page, now, language)
    asks = me_requests.asks(page, now, language)
    first = next((card for card in shown if card.waits and not card.asked), None)
    return render_template(
        "me/duties.html",
        token=token,
        page=page,
        cards=shown,
        asks=asks,
        focus=None if asks else first,
        waiting=sum(card.waits and not card.asked for card in shown),
        settled=[m for m in me_requests.mine(page, language) if m.kind == "cover" and m.mark.kind == "ok"],
    )


@blueprint.post("/me/<token>/coming")
@with_link
def coming(token: str, who: Visitor) -> Answer:
    """Say that one comes."""
    week, work, start = key_of(request.form)
    answers.coming(auth.store(), who, week, work, start)
    flash(_("Thank you. You are expected."), "ok")
    return _back(token)


@blueprint.post("/me/<token>/coming-to-all")
@with_link
def coming_to_all(token: str, who: Visitor) -> Answer:
    """Say that one comes to everything that waits for an answer."""
    with auth.store().read() as db:
        page = volunteers.my_page(db, who, current())
    waiting = [card for card in me_cards.cards(page, here(page), current()) if card.waits and not card.asked]
    for card in waiting:
        answers.coming(auth.store(), who, date.fromisoformat(card.week), card.work, card.start)
    flash(_("Thank you. You are expected."), "ok")
    return _back(token)


@blueprint.get("/me/<token>/cannot-come")
@with_link
def cannot(token: str, who: Visitor) -> Answer:
    """Say what happens next, then ask why."""
    key = key_of(request.args)
    with auth.store().read() as db:
        page = volunteers.my_page(db, who, current())
    card = card_of(page, key)
    if card is None or card.begun:
        return render_template(
            "me/refused.html", token=token, said=_("This is not one of your duties to come.")
        ), 404
    return render_template("me/cannot.html", token=token, page=page, card=card, reasons=_reasons())


@blueprint.post("/me/<token>/cannot-come")
@with_link
def cannot_come(token: str, who: Visitor) -> Answer:
    """Say that one cannot come; stand-ins are asked in turn. The coordinator reads the reason."""
    week, work, start = key_of(request.form)
    with force_locale(g.community_language):
        reason = _reasons().get(request.form.get("reason", ""), "")
    answers.cannot_come(auth.store(), who, week, work, start, reason)
    flash(_("Thank you for saying so. A stand-in is being asked; you need do nothing."), "ok")
    return _back(token)


@blueprint.post("/me/<token>/answer/<int(max=2000000000):number>")
@with_link
def answer(token: str, who: Visitor, number: int) -> Answer:
    """Answer when asked to stand in or to swap."""
    accept = request.form.get("answer") == "yes"
    swap = request.form.get("kind") == "swap"
    if swap:
        state = trading.answer_swap(auth.store(), who, number, accept=accept)
    else:
        state = answers.answer(auth.store(), who, number, accept=accept)
    if not accept:
        flash(_("Thank you for answering."), "ok")
    elif state == "approval":
        flash(_("Thank you. The coordinator has the last word; you will see it here."), "ok")
    else:
        flash(_("Thank you. It is yours now."), "ok")
    return _back(token)


@blueprint.get("/me/<token>/link")
@with_link
def link(token: str, who: Visitor) -> Answer:
    """Show the link as a QR code, and how to subscribe by calendar."""
    with auth.store().read() as db:
        page = volunteers.my_page(db, who, current())
    address = site() + url_for("me.duties", token=token)
    return render_template("me/link.html", token=token, page=page, address=address, code=qr.picture(address))


@blueprint.post("/me/<token>/calendar")
@limiter.limit("10 per hour", key_func=token_said)
@with_link
def calendar(token: str, who: Visitor) -> Answer:
    """Make an address for one's calendar program; it opens the calendar and nothing else."""
    secret = links.make(auth.store(), who.community, who.person, by=who.actor, kind="calendar")
    with auth.store().read() as db:
        page = volunteers.my_page(db, who, current())
    address = site() + url_for("feeds.calendar", secret=secret)
    webcal = "webcal://" + address.split("://", 1)[1]
    return render_template(
        "me/calendar.html", token=token, page=page, address=address, webcal=webcal, code=qr.picture(webcal)
    )


@blueprint.post("/me/<token>/looks")
@with_link
def choose_looks(token: str, who: Visitor) -> Answer:
    """Remember a language or a theme on this device, and the language for messages too."""
    language = request.form.get("language", "")
    if language in LANGUAGES:
        languages.choose(auth.store(), who.community, who.person, language, by=who.actor)
    return looks.choose()


def _back(token: str) -> Response:
    return redirect(url_for("me.duties", token=token), 303)


def _reasons() -> dict[str, str]:
    """Return the reasons to choose from; who would rather not say gives none."""
    return {"ill": _("Ill"), "family": _("Family")}
