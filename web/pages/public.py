"""The public duty board: on a phone at the gate, and on paper. Never a home, names only with consent."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, g, make_response, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from roster.services import communities, configurations, public_board
from roster.services.common import NotFoundError
from roster.services.prints import SIZES
from roster.words import LANGUAGES, supported
from web import auth
from web.language import current, html_tag
from web.pages import dates, pdf, public_sheet, qr
from web.pages.me_link import site
from web.security import limiter

blueprint = Blueprint("public", __name__)


@blueprint.get("/board/<community>")
@limiter.limit("240 per minute")
def board(community: str) -> str | tuple[str, int]:
    """Show the board."""
    shown = _board(community)
    if shown is None:
        return render_template("public/none.html"), 404
    language = current()
    with auth.store().read() as db:
        weeks = public_board.weeks_ahead(db, community)
    return render_template(
        "public/board.html",
        **_words(shown, language),
        sizes=SIZES,
        weeks=[(week.isoformat(), _from_to(week, shown["weeks"], language)) for week in weeks],
    )


@blueprint.get("/board/<community>/print.pdf")
@limiter.limit("20 per minute")
def paper(community: str) -> Response | tuple[str, int]:
    """Return the board as PDF, to be printed and hung up; in the community's language unless said."""
    size = request.args.get("size", SIZES[0])
    if size not in SIZES:
        raise NotFound()
    shown = _board(community)
    if shown is None:
        return render_template("public/none.html"), 404
    said = request.args.get("language", "")
    return sheet_of(shown, size, said if said in LANGUAGES else supported(shown["community"]["language"]))


def sheet_of(shown: dict[str, Any], size: str, language: str) -> Response | tuple[str, int]:
    """Return a board as PDF on a paper, in a language."""
    with force_locale(language):
        html = render_template(
            "public/paper.html",
            **_words(shown, language),
            language=language,
            html_lang=html_tag(language),
            size=size,
        )
    try:
        made = pdf.of_html(html, "duty-board.css", f"duty-board-{size.lower()}.css")
    except pdf.NoPdfError:
        said = _("This server cannot make PDFs. Print the page from the browser instead.")
        return render_template("error.html", said=said), 503
    response = make_response(made)
    response.mimetype = "application/pdf"
    name = f"board-{shown['community']['id']}-{shown['week']}-v{shown['version']}-{size}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _board(community: str) -> dict[str, Any] | None:
    """Return the board that was asked for; by itself it compares with the last print."""
    if not configurations.valid_id(community):
        return None
    week = _day(request.args.get("week", ""))
    since = request.args.get("since", "")
    with auth.store().read() as db:
        try:
            g.community_language = communities.get(db, community).language
            known = since.isascii() and since.isdigit() and len(since) < 9
            return public_board.show(db, community, week, since=int(since) if known else None)
        except NotFoundError:
            return None


def _day(said: str) -> date | None:
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise NotFound() from None


def _words(shown: dict[str, Any], language: str) -> dict[str, Any]:
    """Return what the templates of the board need."""
    zone = ZoneInfo(shown["timezone"])
    sheets = public_sheet.sheets(shown, language)
    address = site() + url_for("public.board", community=shown["community"]["id"], since=shown["version"])
    return {
        "board": shown,
        "sheets": sheets,
        "changes": public_sheet.changed(shown, language),
        "range": dates.span(sheets[0].first, sheets[-1].last, language),
        "number": sheets[0].first.isocalendar().week,
        "today": datetime.now(zone).date().isoformat(),
        "printed": _moment(datetime.now(zone), language),
        "since_at": _stored(shown["since_printed_at"] or shown["since_at"], zone, language),
        "hangs_at": _stored(shown["printed"]["at"] if shown["printed"] else None, zone, language),
        "phones": [p for p in shown["responsible"] if p["phone"]],
        "code": qr.picture(address),
        "bilingual": language == "zh_CN",
    }


def _from_to(week: date, weeks: int, language: str) -> str:
    last = week + timedelta(days=7 * weeks - 1)
    return f"{dates.day_number(week, language)}–{dates.day_number(last, language)}"


def _stored(said: str | None, zone: ZoneInfo, language: str) -> str:
    return _moment(datetime.fromisoformat(said).astimezone(zone), language) if said else ""


def _moment(at: datetime, language: str) -> str:
    return f"{dates.day_number(at.date(), language)} {at:%H:%M}"
