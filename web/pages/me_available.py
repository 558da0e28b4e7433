"""The volunteer's page on which the hours of the next week are said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from roster.services import volunteers
from roster.services.links import Visitor
from web import auth
from web.language import current
from web.pages import dates, me_hours
from web.pages.me_link import Answer, blueprint, with_link

MOST_TEXT = 500


@blueprint.get("/me/<token>/available")
@with_link
def available(token: str, who: Visitor) -> Answer:
    """Show the form in which one says when one is available next week."""
    with auth.store().read() as db:
        page = volunteers.my_page(db, who, current())
        told = volunteers.availability(db, who, date.fromisoformat(page["next_week"]))
    days = {date.fromisoformat(day): me_hours.shown(spans) for day, spans in told["days"].items()}
    return _form(token, page, days, note=told["note"], said=told["said"])


@blueprint.post("/me/<token>/available")
@with_link
def say_available(token: str, who: Visitor) -> Answer:
    """Keep when one is available; what is not understood is shown again, nothing typed is lost."""
    with auth.store().read() as db:
        page = volunteers.my_page(db, who, current())
        week = date.fromisoformat(page["next_week"])
        told = volunteers.availability(db, who, week)
    if request.form.get("week") != week.isoformat():
        flash(_("This week is planned already. Say your times for the next one."), "warn")
        return redirect(url_for("me.available", token=token), 303)
    said: list[str] = []
    wrong: list[date] = []
    days: dict[date, me_hours.DayHours] = {}
    for day in map(date.fromisoformat, told["days"]):
        parts = request.form.getlist(f"part-{day}")
        other = request.form.get(f"other-{day}", "")[:MOST_TEXT]
        days[day] = me_hours.DayHours(frozenset(parts), other)
        try:
            said += [f"{day} {hours}" for hours in me_hours.said(parts, other)]
        except me_hours.HoursError:
            wrong.append(day)
    note = request.form.get("note", "")[:MOST_TEXT]
    if wrong:
        return _form(token, page, days, note=note, said=False, wrong=wrong), 422
    volunteers.say_available(auth.store(), who, week, available=said, note=note)
    flash(_("Thank you. The next plan keeps to this."), "ok")
    return redirect(url_for("me.available", token=token), 303)


def _form(
    token: str,
    page: Mapping[str, Any],
    days: Mapping[date, me_hours.DayHours],
    *,
    note: str,
    said: bool,
    wrong: Sequence[date] = (),
) -> str:
    language = current()
    rows = [
        {
            "iso": day.isoformat(),
            "name": dates.day_short(day, language),
            "parts": hours.parts,
            "other": hours.other,
            "wrong": day in wrong,
        }
        for day, hours in days.items()
    ]
    return render_template(
        "me/available.html",
        token=token,
        page=page,
        rows=rows,
        parts=[
            (name, label, "–".join(str(minute // 60) for minute in me_hours.PARTS[name]))
            for name, label in _parts().items()
        ],
        note=note,
        said=said,
        wrong=bool(wrong),
        first=dates.day_short(min(days), language),
        last=dates.day_short(max(days), language),
    )


def _parts() -> dict[str, str]:
    return {"morning": _("Morning"), "afternoon": _("Afternoon"), "evening": _("Evening")}
