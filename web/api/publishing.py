"""Publishing a week, texts to paste, and the outbox."""

from __future__ import annotations

from typing import Any, Literal

from flask import Blueprint

from roster.services import outbox, prints, publishing, reminders
from roster.services.accounts import Role
from web import auth
from web.api import models as m
from web.api.answers import language
from web.api.describe import documented

blueprint = Blueprint("publishing", __name__, url_prefix="/communities/<community>/weeks/<week>")


class TextQuery(m.Asked):
    """Which text."""

    team: m.Key | None = None
    language: Literal["en", "zh_CN"] | None = None


@blueprint.get("/publish")
@auth.needs(Role.VIEWER)
@documented(m.PublishPreview, tag="publish")
def preview(community: str, week: str) -> dict[str, Any]:
    """Return whom publishing the draft would affect and tell."""
    with auth.store().read() as db:
        return publishing.preview(db, community, auth.monday(week), language())


@blueprint.post("/publish")
@auth.needs(Role.COORDINATOR)
@documented(m.Published, tag="publish", also=(422,))
def publish(community: str, week: str, json: m.PublishSaid) -> dict[str, Any]:
    """Publish the draft; only those whose own duties change are told."""
    return publishing.publish(
        auth.store(),
        community,
        auth.monday(week),
        base=json.base,
        publication=json.publication,
        author=auth.actor(),
        reason=json.reason,
    )


@blueprint.get("/texts")
@auth.needs(Role.VIEWER)
@documented(m.Texts, tag="publish", also=(422,))
def texts(community: str, week: str, query: TextQuery) -> dict[str, Any]:
    """Return what the last publication changed as texts to paste into a chat group."""
    said = query.language or language()
    with auth.store().read() as db:
        return publishing.text_for_group(db, community, auth.monday(week), said, query.team)


@blueprint.get("/texts/<day>")
@auth.needs(Role.COORDINATOR)
@documented(m.DayText, tag="publish", also=(422,))
def text_of_day(community: str, week: str, day: str, query: TextQuery) -> dict[str, Any]:
    """Return who is on duty on a day as a text to paste into a chat group; no home is named."""
    said = query.language or language()
    with auth.store().read() as db:
        text = reminders.text_of_day(db, community, auth.monday(week), auth.day(day), said, query.team)
    return {"day": day, "text": text}


@blueprint.get("/outbox")
@auth.needs(Role.COORDINATOR)
@documented(m.Messages, tag="publish")
def messages(community: str, week: str) -> dict[str, Any]:
    """List the messages of a week and whether they were sent."""
    with auth.store().read() as db:
        return {"messages": outbox.listed(db, community, auth.monday(week))}


@blueprint.get("/prints")
@auth.needs(Role.VIEWER)
@documented(m.Prints, tag="publish")
def list_prints(community: str, week: str) -> dict[str, Any]:
    """List what was printed for the gate; the paper itself is ``/board/COMMUNITY/print.pdf``."""
    with auth.store().read() as db:
        return {"prints": prints.of_week(db, community, auth.monday(week))}


@blueprint.post("/prints")
@auth.needs(Role.COORDINATOR)
@documented(m.PrintView, tag="publish", status=201, also=(422,))
def add_print(community: str, week: str, json: m.PrintSaid) -> tuple[dict[str, Any], int]:
    """Keep that the duty board was printed: later boards say what changed since."""
    kept = prints.printed(
        auth.store(),
        community,
        auth.monday(week),
        number=json.version,
        size=json.size,
        language=json.language,
        author=auth.actor(),
    )
    return kept, 201
