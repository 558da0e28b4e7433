"""Publishing: whom it affects first, then doing it, then the texts to paste."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from roster.services import outbox, publishing, reminders
from roster.services.accounts import Role
from roster.services.common import NotFoundError, ServiceError
from roster.services.drafts import open_draft
from web import auth
from web.language import current

blueprint = Blueprint("publish", __name__, url_prefix="/c/<community>/<week>/publish")


@blueprint.get("")
@auth.needs(Role.VIEWER)
def show(community: str, week: str) -> str:
    """Show whom publishing would affect and what stands against it."""
    monday = auth.monday(week)
    with auth.store().read() as db:
        preview = publishing.preview(db, community, monday, current())
    return render_template("publish/show.html", week=monday, preview=preview)


@blueprint.post("")
@auth.needs(Role.COORDINATOR)
def publish(community: str, week: str) -> Response:
    """Publish the draft that was looked at."""
    form = request.form
    try:
        done = publishing.publish(
            auth.store(),
            community,
            auth.monday(week),
            base=form.get("base", 0, type=int),
            publication=form.get("publication", 0, type=int),
            author=auth.actor(),
            reason=form.get("reason", ""),
        )
    except ServiceError as problem:
        flash(problem.message.say(current()), "open")
        return redirect(url_for(".show", community=community, week=week))
    n = len(done["affected"])
    flash(
        ngettext(
            "Published. %(num)s person's duties change.", "Published. %(num)s people's duties change.", n
        ),
        "ok",
    )
    return redirect(url_for(".texts", community=community, week=week))


@blueprint.get("/texts")
@auth.needs(Role.COORDINATOR)
def texts(community: str, week: str) -> str:
    """Show the texts to paste into a chat group, of a change and of a day, and the outbox."""
    monday = auth.monday(week)
    said = request.args.get("in", current())
    said = said if said in ("en", "zh_CN") else current()
    team = request.args.get("team") or None
    with auth.store().read() as db:
        try:
            found = publishing.text_for_group(db, community, monday, said, team)
            days, today = _days(db, community, monday)
            day = _day(days, today)
            of_day = reminders.text_of_day(db, community, monday, day, said, team)
        except NotFoundError:
            found, days, day, of_day = None, [], monday, ""
        messages = outbox.listed(db, community, monday)
    return render_template(
        "publish/texts.html",
        week=monday,
        texts=found,
        messages=messages,
        text_language=said,
        days=days,
        day=day,
        of_day=of_day,
    )


def _days(db: Session, community: str, monday: date) -> tuple[list[date], date]:
    """Return the days of a plan, and today where the community is."""
    horizon = open_draft(db, community, monday).problem.horizon
    days = [monday + timedelta(days=n) for n in range(horizon.day_count)]
    return days, datetime.now(horizon.zone).date()


def _day(days: list[date], today: date) -> date:
    """Return the day that was asked for; tomorrow by itself, as far as it lies in the plan."""
    asked = request.args.get("day", "")
    tomorrow = today + timedelta(days=1)
    known = {day.isoformat(): day for day in days}
    return known.get(asked) or (tomorrow if tomorrow in days else days[0])
