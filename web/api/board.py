"""The board of a week: look at it, change its draft, look back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from flask import Blueprint, Response, jsonify
from pydantic import Field

from roster import verify_delta
from roster.services import drafts, history, pricing, standing_in
from roster.services.accounts import Role
from roster.services.board import (
    finding_json,
    newest_publication,
    open_board,
    reasons,
    score_json,
    status_sentence,
)
from roster.services.common import NotFoundError
from roster.services.drafts import Change, Seat
from roster.words import sentence
from web import auth
from web.api import models as m
from web.api.answers import language
from web.api.describe import documented

blueprint = Blueprint("board", __name__, url_prefix="/communities/<community>/weeks/<week>")


class SeatQuery(m.Asked):
    """A seat of the board."""

    work: m.Key
    start: Annotated[int, Field(ge=-1_000_000, le=1_000_000)] | None = None
    holder: m.Key | None = Field(default=None, description="Who has the seat now")


class OpenQuery(m.Asked):
    """Which open seats."""

    work: m.Key | None = None


class PairQuery(m.Asked):
    """Two versions by their numbers."""

    old: Annotated[int, Field(ge=0, le=2_000_000_000)]
    new: Annotated[int, Field(ge=0, le=2_000_000_000)]


@blueprint.get("")
@auth.needs(Role.VIEWER)
@documented(m.Board, tag="board", large=True)
def show_week(community: str, week: str) -> Response:
    """Return the board of a week: three views, findings, loads and open seats."""
    with auth.store().read() as db:
        return jsonify(open_board(db, community, auth.monday(week), language()))


@blueprint.get("/open")
@auth.needs(Role.VIEWER)
@documented(m.OpenSeats, tag="board", also=(422,))
def open_seats(community: str, week: str, query: OpenQuery) -> dict[str, Any]:
    """Return the open seats with the reason of each."""
    with auth.store().read() as db:
        return {"open": reasons(db, community, auth.monday(week), language(), query.work)}


@blueprint.get("/stand-ins")
@auth.needs(Role.COORDINATOR)
@documented(m.StandIns, tag="board", also=(422,))
def stand_ins(community: str, week: str, query: SeatQuery) -> dict[str, Any]:
    """Rank everybody for a seat, with reasons and the exact change of the score."""
    with auth.store().read() as db:
        found = standing_in.ranked(
            db,
            community,
            auth.monday(week),
            work=query.work,
            start=query.start,
            holder=query.holder,
            language=language(),
        )
    return {"stand_ins": found}


@blueprint.post("/edit")
@auth.needs(Role.COORDINATOR)
@documented(m.Changed, tag="board", also=(422,))
def edit(community: str, week: str, json: m.EditSaid) -> dict[str, Any]:
    """Change the draft; verified at once. A broken strict rule needs a reason (409 `conflict` without)."""
    return changed(
        drafts.edit(
            auth.store(),
            community,
            auth.monday(week),
            base=json.base,
            remove=_seats(json.remove),
            add=_seats(json.add),
            pin=_seats(json.pin),
            unpin=_seats(json.unpin),
            author=auth.actor(),
            reason=json.reason,
        )
    )


@blueprint.post("/prices")
@auth.needs(Role.COORDINATOR)
@documented(m.Prices, tag="board", also=(422,))
def prices(community: str, week: str, json: m.PricesSaid) -> dict[str, Any]:
    """Return what each of several edits would do to the score, exactly; nothing is changed."""
    edits = [(_seats(edit.remove), _seats(edit.add)) for edit in json.edits]
    with auth.store().read() as db:
        found = pricing.prices(db, community, auth.monday(week), base=json.base, edits=edits)
    return {"prices": [change and _price(change) for change in found]}


@blueprint.post("/undo")
@auth.needs(Role.COORDINATOR)
@documented(m.Changed, tag="board", also=(422,))
def undo(community: str, week: str, json: m.OnDraft) -> dict[str, Any]:
    """Go back one change."""
    return _stepped(drafts.undo, community, week, json)


@blueprint.post("/redo")
@auth.needs(Role.COORDINATOR)
@documented(m.Changed, tag="board", also=(422,))
def redo(community: str, week: str, json: m.OnDraft) -> dict[str, Any]:
    """Do again what was undone last."""
    return _stepped(drafts.redo, community, week, json)


@blueprint.post("/restore")
@auth.needs(Role.COORDINATOR)
@documented(m.Changed, tag="board", also=(422,))
def restore(community: str, week: str, json: m.RestoreSaid) -> dict[str, Any]:
    """Make an older version the draft again."""
    return changed(
        drafts.restore(
            auth.store(),
            community,
            auth.monday(week),
            json.version,
            base=json.base,
            author=auth.actor(),
            reason=json.reason,
        )
    )


@blueprint.get("/versions")
@auth.needs(Role.VIEWER)
@documented(m.Versions, tag="history")
def versions(community: str, week: str) -> dict[str, Any]:
    """List the versions of a week."""
    with auth.store().read() as db:
        return {"versions": history.versions(db, community, auth.monday(week))}


@blueprint.get("/document")
@auth.needs(Role.VIEWER)
@documented(m.AnyDocument, tag="history", large=True)
def document(community: str, week: str) -> Response:
    """Return what is published of a week as a `roster/1` document, as `roster solve` writes it."""
    with auth.store().read() as db:
        publication = newest_publication(db, community, auth.monday(week))
        if publication is None:
            raise NotFoundError(sentence("Nothing is published for this week yet."))
        return jsonify(publication.document)


@blueprint.get("/compare")
@auth.needs(Role.VIEWER)
@documented(m.Comparison, tag="history", also=(422,))
def compare(community: str, week: str, query: PairQuery) -> dict[str, Any]:
    """Return two versions side by side."""
    with auth.store().read() as db:
        return history.compare(db, community, auth.monday(week), query.old, query.new, language())


@blueprint.get("/events")
@auth.needs(Role.VIEWER)
@documented(m.Events, tag="history", also=(422,))
def events(community: str, week: str, query: m.PageQuery) -> dict[str, Any]:
    """List who did what, when and why."""
    with auth.store().read() as db:
        found = history.events(db, community, week=auth.monday(week), before=query.before, limit=query.limit)
    return {"events": found}


def _price(change: verify_delta.Change) -> dict[str, float]:
    score = change.score
    seats = sum(s.missing for s in change.opened) - sum(s.missing for s in change.closed)
    return {"hard": score.hard, "open": score.open, "open_seats": seats, "soft": score.soft}


def _seats(said: list[m.SeatSaid]) -> list[Seat]:
    return [Seat(s.work, s.person, s.start) for s in said]


def changed(change: Change) -> dict[str, Any]:
    """Return what a change led to, as JSON."""
    draft, said = change.draft, language()
    problem = draft.problem
    assert draft.version is not None
    return {
        "number": draft.number,
        "version": draft.version.number,
        "can_undo": draft.can_undo,
        "can_redo": draft.can_redo,
        "score": score_json(change.after),
        "old_score": score_json(change.before),
        "status": status_sentence(draft, change.after).say(said),
        "better": [finding_json(problem, f, said) for f in change.better],
        "worse": [finding_json(problem, f, said, draft) for f in change.worse],
        **history.diff_json(problem, change.diff),
    }


def _stepped(step: Callable[..., Change], community: str, week: str, said: m.OnDraft) -> dict[str, Any]:
    return changed(step(auth.store(), community, auth.monday(week), base=said.base, author=auth.actor()))
